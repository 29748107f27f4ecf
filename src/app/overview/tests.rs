//! The Overview as a person or a screen reader uses it.

use super::*;
use crate::app::context::Message;
use crate::app::panels::annotations::Narrowed;
use crate::app::panels::fixture::project;
use crate::edit::speakers::SpeakerRef;
use crate::workspace::Command;
use egui::Key;
use egui_kittest::{Harness, kittest::Queryable as _};

struct World {
    sender: Sender,
    project: Project,
    current: Current,
    state: OverviewState,
}

impl World {
    fn sent(&self) -> Vec<Message> {
        self.sender.take()
    }
}

fn harness(tab: Tab, width: f32) -> Harness<'static, World> {
    let world = World {
        sender: Sender::default(),
        project: project(),
        current: Current::Nothing,
        state: OverviewState {
            tab,
            ..OverviewState::default()
        },
    };
    let mut harness = Harness::builder()
        .with_size(vec2(width, 640.0))
        .with_context_setup(Tokens::install)
        .build_ui_state(
            |ui, w: &mut World| {
                let ada = AnnotatorId::from("ada");
                let kit = Kit {
                    project: &w.project,
                    tokens: &Tokens::of(ui.ctx()),
                    sender: &w.sender,
                    annotator: Some(&ada),
                    current: &w.current,
                    revision: 1,
                    others: false,
                    can_change: true,
                };
                board_ui(ui, kit, &mut w.state);
            },
            world,
        );
    harness.run();
    harness
}

const CARD_NAME: &str = "“The bridge will close” in Harbour bridge to close contradicts \
    The port: “It stays open” in No plan, says port";
const PAIR: &str = "Harbour bridge to close ↔ No plan, says port: 1 contradiction";

fn click_at(h: &mut Harness<'_, World>, name: &str, share: f32) {
    let rect = h.get_by_label(name).rect();
    let at = pos2(rect.left() + rect.width() * share, rect.center().y);
    h.hover_at(at);
    for pressed in [true, false] {
        h.event(egui::Event::PointerButton {
            pos: at,
            button: egui::PointerButton::Primary,
            pressed,
            modifiers: egui::Modifiers::NONE,
        });
        h.step();
    }
    h.run();
}

#[test]
fn a_card_goes_to_the_side_that_is_clicked() {
    for width in [1000.0, 560.0, 400.0] {
        let mut h = harness(Tab::Contradictions, width);
        for (share, is_to) in [(0.1, false), (0.9, true)] {
            click_at(&mut h, CARD_NAME, share);
            let went = AppAction::GoToLinkEnd {
                relation: "r1".into(),
                is_to,
            };
            assert_eq!(h.state().sent(), [Message::Act(went)], "{width}");
        }
    }
}

#[test]
fn arrows_choose_a_card_and_enter_goes_there() {
    let mut h = harness(Tab::Contradictions, 1000.0);
    h.get_by_label("Contradictions").focus();
    h.run();
    h.key_press(Key::ArrowDown);
    h.run();
    let link = Current::Link("r1".into());
    let chosen = AppAction::SetCurrent(link.clone());
    assert_eq!(h.state().sent(), [Message::Act(chosen)]);
    h.state_mut().current = link;
    h.run();
    h.key_press(Key::Enter);
    h.run();
    let went = AppAction::GoToLink("r1".into());
    assert_eq!(h.state().sent(), [Message::Act(went)]);
}

#[test]
fn nodes_lines_and_groups_filter_and_a_second_click_shows_all() {
    let mut h = harness(Tab::Contradictions, 1000.0);
    let filter = |h: &Harness<'_, World>| h.state().state.filter.clone();
    let pair = Filter::Articles("d1".into(), "d2".into());
    let both = h.query_all_by_label(PAIR).count();
    // The line of the picture and the row of the list.
    assert_eq!(both, 2);
    h.query_all_by_label(PAIR).next().unwrap().click();
    h.run();
    assert_eq!(filter(&h), Some(pair.clone()));
    h.query_all_by_label(PAIR).next().unwrap().click();
    h.run();
    assert_eq!(filter(&h), None);
    h.get_by_label("Harbour bridge to close: 1 contradiction")
        .click();
    h.run();
    assert_eq!(filter(&h), Some(Filter::Article("d1".into())));
    h.get_by_label("Group by speakers").click();
    h.run();
    assert_eq!(filter(&h), None);
    h.get_by_label("Nobody named ↔ The port: 1 contradiction")
        .click();
    h.run();
    assert_eq!(
        filter(&h),
        Some(Filter::Speakers(String::new(), "The port".to_owned()))
    );
    h.get_by_label("All contradictions: 1 contradiction")
        .click();
    h.run();
    assert_eq!(filter(&h), None);
}

#[test]
fn what_is_chosen_and_gone_is_no_filter_any_more() {
    let mut h = harness(Tab::Contradictions, 1000.0);
    h.state_mut().state.filter = Some(Filter::Kind("number".to_owned()));
    h.run();
    h.get_by_label(CARD_NAME);
    assert_eq!(h.state().state.filter, None);
}

#[test]
fn contested_claims_and_single_sides_are_listed_and_lead_there() {
    let mut h = harness(Tab::Contested, 1000.0);
    h.get_by_label_contains("2 of 2 claims are contradicted");
    h.get_by_label("Claim “It stays open”, The port, in No plan, says port, contradicted 1×")
        .click();
    h.run();
    let went = AppAction::GoToAnnotation("a4".into());
    assert_eq!(h.state().sent(), [Message::Act(went)]);
    // Who stands against it, where, and in which words.
    for (against, is_to) in [
        (
            "Contradicted by Claim “The bridge will close”, in Harbour bridge to close",
            false,
        ),
        (
            "Contradicted by Claim “It stays open”, The port, in No plan, says port",
            true,
        ),
    ] {
        h.get_by_label(against).click();
        h.run();
        let went = AppAction::GoToLinkEnd {
            relation: "r1".into(),
            is_to,
        };
        assert_eq!(h.state().sent(), [Message::Act(went)]);
    }
    h.get_by_label("One side only 1").click();
    h.run();
    h.get_by_label("Contradiction “not wait”, Port office, in Harbour bridge to close")
        .click();
    h.run();
    let went = AppAction::GoToAnnotation("a3".into());
    assert_eq!(h.state().sent(), [Message::Act(went)]);
}

#[test]
fn a_count_lists_its_annotations_and_an_article_is_gone_to() {
    for width in [1000.0, 500.0] {
        let mut h = harness(Tab::Counts, width);
        let list = |label: Option<&str>, document: Option<&str>, annotator: Option<&str>| {
            let to = Narrowed {
                label: label.map(Into::into),
                document: document.map(Into::into),
                annotator: annotator.map(Into::into),
            };
            [Message::Act(AppAction::ListAnnotations(to))]
        };
        h.get_by_label("Claim: 2 annotations").click();
        h.run();
        assert_eq!(h.state().sent(), list(Some("claim"), None, None));
        h.get_by_label_contains("Ada: 4 annotations, 0 of 2 articles done")
            .click();
        h.run();
        assert_eq!(h.state().sent(), list(None, None, Some("ada")));
        let first = "Harbour bridge to close: 1 Claim, 1 Quote, 1 Contradiction";
        click_at(&mut h, first, 0.1);
        let went = AppAction::GoToDocument("d1".into());
        assert_eq!(h.state().sent(), [Message::Act(went)]);
        click_at(&mut h, first, 0.97);
        assert_eq!(
            h.state().sent(),
            list(Some("contradiction"), Some("d1"), None)
        );
    }
}

#[test]
fn in_little_room_the_counts_scroll_sideways_to_the_last_tag() {
    let mut h = harness(Tab::Counts, 300.0);
    let first = "Harbour bridge to close: 1 Claim, 1 Quote, 1 Contradiction";
    let before = h.get_by_label(first).rect();
    assert!(before.right() > 300.0, "{before:?}");
    h.hover_at(before.center());
    h.run_steps(2);
    h.event(egui::Event::MouseWheel {
        unit: egui::MouseWheelUnit::Point,
        delta: vec2(-200.0, 0.0),
        phase: egui::TouchPhase::Move,
        modifiers: egui::Modifiers::NONE,
        source: egui::MouseWheelSource::Unknown,
    });
    h.run_steps(12);
    let after = h.get_by_label(first).rect();
    assert!(after.right() <= 300.0, "{after:?}");
    h.state().sent();
    let place = pos2(after.left() + after.width() * 0.97, after.center().y);
    h.hover_at(place);
    h.run_steps(2);
    for pressed in [true, false] {
        h.event(egui::Event::PointerButton {
            pos: place,
            button: egui::PointerButton::Primary,
            pressed,
            modifiers: egui::Modifiers::NONE,
        });
        h.run_steps(2);
    }
    let to = Narrowed {
        label: Some("contradiction".into()),
        document: Some("d1".into()),
        annotator: None,
    };
    let listed = AppAction::ListAnnotations(to);
    assert_eq!(h.state().sent(), [Message::Act(listed)]);
}

#[test]
fn a_speaker_is_found_heard_renamed_and_merged() {
    let mut h = harness(Tab::Speakers, 1000.0);
    h.get_by_label("Filter speakers").focus();
    h.run();
    h.get_by_label("Filter speakers").type_text("office");
    h.run();
    h.get_by_label("1 speaker");
    h.get_by_label("Port office: 1 statement").click();
    h.run();
    h.get_by_label("Quote “We will … not wait”, in Harbour bridge to close")
        .click();
    h.run();
    let went = AppAction::GoToAnnotation("a2".into());
    assert_eq!(h.state().sent(), [Message::Act(went)]);

    let name = h.get_by_role_and_label(egui::accesskit::Role::TextInput, "Name, in every layer");
    name.focus();
    h.run();
    h.get_by_role_and_label(egui::accesskit::Role::TextInput, "Name, in every layer")
        .type_text("s");
    h.run();
    // What is half typed renames nothing.
    assert_eq!(h.state().sent(), []);
    h.get_by_label("Rename").click();
    h.run();
    let sent = h.state().sent();
    let [Message::Command(command)] = &sent[..] else {
        panic!("{sent:?}");
    };
    let Command::RenameSpeaker { speaker, name } = &**command else {
        panic!("{command:?}");
    };
    assert_eq!(*speaker, SpeakerRef::Named("Port office".to_owned()));
    assert!(name.contains('s') && name.contains("Port office"), "{name}");

    h.state_mut().state.speakers = SpeakersState::default();
    h.run();
    h.get_by_label("The port: 1 statement").click();
    h.run();
    h.get_by_label("Merge Port office into The port").click();
    h.run();
    let merge = Command::MergeSpeakers {
        kept: SpeakerRef::Named("The port".to_owned()),
        merged: vec![SpeakerRef::Named("Port office".to_owned())],
    };
    assert_eq!(h.state().sent(), [Message::Command(Box::new(merge))]);
}

#[test]
fn empty_places_say_what_to_do() {
    for (tab, words) in [
        (Tab::Contradictions, "No contradictions yet"),
        (Tab::Contested, "No claim is contested"),
        (Tab::OneSided, "Nothing lacks its other side"),
        (Tab::Speakers, "Nobody is named yet"),
    ] {
        let mut h = harness(tab, 800.0);
        h.state_mut().project = Project::default();
        h.state_mut().state = OverviewState {
            tab,
            ..OverviewState::default()
        };
        h.run();
        h.get_by_label(words);
    }
}
