//! The table as a person or a screen reader uses it.

use super::*;
use crate::app::context::Message;
use crate::app::panels::fixture::project;
use crate::app::panels::worked::AT_ONCE;
use crate::model::Annotation;
use egui::Key;
use egui_kittest::{Harness, kittest::Queryable as _};
use std::sync::Arc;
use std::time::{Duration, Instant};

const FIRST: &str = "Claim “The bridge will close”, in Harbour bridge to close";
const SECOND: &str = "Quote “We will … not wait”, speaker Port office, in Harbour bridge to close";
const LAST: &str = "Claim “It stays open”, speaker The port, in No plan, says port";

struct World {
    sender: Sender,
    project: Project,
    annotator: Option<AnnotatorId>,
    current: Option<AnnotationId>,
    others: bool,
    state: AnnotationsState,
}

impl World {
    fn new(project: Project) -> Self {
        Self {
            sender: Sender::default(),
            project,
            annotator: Some("ada".into()),
            current: None,
            others: false,
            state: AnnotationsState::default(),
        }
    }
}

fn harness_of(world: World) -> Harness<'static, World> {
    let mut harness = Harness::builder()
        .with_size(egui::vec2(900.0, 240.0))
        .with_context_setup(Tokens::install)
        .build_ui_state(
            |ui, w: &mut World| {
                let kit = Kit {
                    project: &w.project,
                    tokens: &Tokens::of(ui.ctx()),
                    sender: &w.sender,
                    annotator: w.annotator.as_ref(),
                    current: w.current.as_ref(),
                    revision: 1,
                    others: w.others,
                };
                annotations_ui(ui, kit, &mut w.state);
            },
            world,
        );
    harness.run();
    harness
}

fn harness() -> Harness<'static, World> {
    harness_of(World::new(project()))
}

fn picked(h: &mut Harness<'_, World>, deed: PickedDeed) -> Option<Command> {
    let world = h.state_mut();
    let ada = AnnotatorId::from("ada");
    world.state.picked_command(&world.project, Some(&ada), deed)
}

fn go(id: &str) -> Message {
    Message::Act(AppAction::GoToAnnotation(id.into()))
}

fn ids(h: &Harness<'_, World>) -> Vec<String> {
    h.state()
        .state
        .rows
        .value
        .iter()
        .map(ToString::to_string)
        .collect()
}

#[test]
fn a_click_goes_to_the_place() {
    let mut h = harness();
    h.get_by_label(LAST).click();
    h.run();
    assert_eq!(h.state().sender.take(), [go("a4")]);
}

#[test]
fn heads_sort_and_turn_round() {
    let mut h = harness();
    assert_eq!(ids(&h), ["a1", "a2", "a3", "a4"]);
    h.get_by_label("Sort by text").click();
    h.run();
    assert_eq!(ids(&h), ["a4", "a3", "a1", "a2"]);
    h.get_by_label("Sort by text, rising").click();
    h.run();
    assert_eq!(ids(&h), ["a2", "a1", "a3", "a4"]);
}

#[test]
fn the_filter_takes_digits_and_finds_nothing_in_words() {
    let mut h = harness();
    h.get_by_label("Filter annotations").focus();
    h.run();
    h.get_by_label("Filter annotations").type_text("PORT");
    h.run();
    assert_eq!(ids(&h), ["a2", "a4"]);
    h.get_by_label("Filter annotations").type_text("1");
    h.run();
    h.get_by_label("Nothing found");
    assert_eq!(h.state().sender.take(), []);
}

#[test]
fn an_empty_project_says_what_to_do() {
    let h = harness_of(World::new(Project::default()));
    h.get_by_label("No annotations yet");
}

#[test]
fn where_nobody_is_chosen_it_says_how_to_choose() {
    let h = harness_of(World {
        annotator: None,
        ..World::new(project())
    });
    h.get_by_label("Nobody is chosen to annotate");
    assert!(h.query_by_label("No annotations yet").is_none());
}

#[test]
fn arrows_go_from_row_to_row_and_enter_to_the_text() {
    let mut h = harness();
    h.state_mut().current = Some("a2".into());
    h.get_by_label("Annotations").focus();
    h.run();
    h.key_press(Key::ArrowDown);
    h.run();
    assert_eq!(h.state().sender.take(), [go("a3")]);
    h.key_press(Key::Enter);
    h.run();
    assert_eq!(
        h.state().sender.take(),
        [Message::Act(AppAction::FocusReader)]
    );
}

#[test]
fn several_rows_get_a_tag_in_one_step() {
    let mut h = harness();
    h.state_mut().current = Some("a1".into());
    h.run();
    h.get_by_label(SECOND).click_modifiers(Modifiers::COMMAND);
    h.run();
    let sent = picked(&mut h, PickedDeed::Tag("contradiction".into()));
    let relabel = |id: &str| Command::Relabel {
        annotation: id.into(),
        label: "contradiction".into(),
    };
    let batch = Command::Batch {
        description: "Change the tag of 2 annotations to Contradiction".to_owned(),
        commands: vec![relabel("a1"), relabel("a2")],
    };
    assert_eq!(sent, Some(batch));
}

#[test]
fn shift_click_and_delete_remove_a_range_but_not_others_rows() {
    let mut h = harness();
    h.state_mut().others = true;
    h.state_mut().current = Some("a1".into());
    h.run();
    assert_eq!(ids(&h), ["a1", "b1", "a2", "a3", "a4"]);
    h.get_by_label(SECOND).click_modifiers(Modifiers::SHIFT);
    h.run();
    let sent = picked(&mut h, PickedDeed::Remove);
    let remove = Command::Remove {
        annotations: vec!["a1".into(), "a2".into()],
    };
    assert_eq!(sent, Some(remove));
}

#[test]
fn a_plain_click_ends_the_picking() {
    let mut h = harness();
    h.state_mut().current = Some("a1".into());
    h.run();
    h.get_by_label(SECOND).click_modifiers(Modifiers::COMMAND);
    h.run();
    h.get_by_label(FIRST).click();
    h.run();
    assert_eq!(picked(&mut h, PickedDeed::Remove), None);
}

#[test]
fn shift_with_arrows_picks_row_after_row_and_back() {
    let mut h = harness();
    h.state_mut().current = Some("a1".into());
    h.get_by_label("Annotations").focus();
    h.run();
    for _ in 0..3 {
        h.key_press_modifiers(Modifiers::SHIFT, Key::ArrowDown);
        h.run();
    }
    h.key_press_modifiers(Modifiers::SHIFT, Key::ArrowUp);
    h.run();
    assert_eq!(h.state().sender.take(), [], "the text stays where it is");
    let remove = |ids: &[&str]| Command::Remove {
        annotations: ids.iter().map(|id| (*id).into()).collect(),
    };
    let sent = picked(&mut h, PickedDeed::Remove);
    assert_eq!(sent, Some(remove(&["a1", "a2", "a3"])));

    h.key_press_modifiers(Modifiers::COMMAND, Key::A);
    h.run();
    h.get_by_label("4 of 4 annotations picked");
    let sent = picked(&mut h, PickedDeed::Remove);
    assert_eq!(sent, Some(remove(&["a1", "a2", "a3", "a4"])));
}

#[test]
fn what_a_filter_hides_is_not_picked_any_more() {
    let mut h = harness();
    h.get_by_label("Annotations").focus();
    h.run();
    h.key_press_modifiers(Modifiers::COMMAND, Key::A);
    h.run();
    h.state_mut().state.query.text = "port".to_owned();
    h.run();
    assert_eq!(ids(&h), ["a2", "a4"]);
    h.state_mut().state.query.text = String::new();
    h.run();
    let remove = Command::Remove {
        annotations: vec!["a2".into(), "a4".into()],
    };
    assert_eq!(picked(&mut h, PickedDeed::Remove), Some(remove));
}

#[test]
fn picked_rows_rest_while_the_keyboard_is_elsewhere() {
    let mut h = harness();
    h.state_mut().current = Some("a1".into());
    h.run();
    h.get_by_label(SECOND).click_modifiers(Modifiers::COMMAND);
    h.run();
    h.get_by_label("Filter annotations").focus();
    h.run();
    assert_eq!(picked(&mut h, PickedDeed::Remove), None);
}

#[test]
fn many_annotations_are_listed_without_blocking_a_frame() {
    let mut project = project();
    let model: Annotation = (**project.annotation(&"a1".into()).expect("there")).clone();
    for i in 0..=AT_ONCE {
        let mut one = model.clone();
        one.id = format!("m{i:06}").into();
        let id = one.id.clone();
        project
            .put_annotation(&id, Some(Arc::new(one)))
            .expect("sound");
    }
    let n = project.n_annotations() - 1;
    let mut h = harness_of(World::new(project));
    let start = Instant::now();
    while h.state().state.rows.value.len() < n && start.elapsed() < Duration::from_mins(1) {
        std::thread::sleep(Duration::from_millis(2));
        h.step();
    }
    assert_eq!(h.state().state.rows.value.len(), n);
    h.run();
    h.state_mut().current = Some("a4".into());
    h.run();
    h.get_by_label(LAST);
}

#[test]
fn narrowed_from_elsewhere_it_says_to_what_and_shows_all_again() {
    let mut world = World::new(project());
    world.others = true;
    world.state.query.text = "nowhere".to_owned();
    world.state.narrow_to(Narrowed {
        label: Some("claim".into()),
        document: Some("d1".into()),
        annotator: Some("ben".into()),
    });
    let mut h = harness_of(world);
    assert_eq!(ids(&h), ["b1"]);
    h.get_by_label("Annotator Ben: show all again").click();
    h.run();
    assert_eq!(ids(&h), ["a1", "b1"]);
    h.get_by_label("Article Harbour bridge to close: show all again")
        .click();
    h.run();
    assert_eq!(ids(&h), ["a1", "b1", "a4"]);
    // What is gone narrows nothing.
    let state = &mut h.state_mut().state;
    state.query.document = Some("d9".into());
    h.run();
    assert_eq!(ids(&h), ["a1", "b1", "a4"]);
}

#[test]
fn all_of_a_head_sorts_and_not_its_words_alone() {
    let mut h = harness();
    let head = h.get_by_label("Sort by text").rect();
    let next = h.get_by_label("Sort by speaker").rect();
    let place = egui::pos2(next.left() - 8.0, head.center().y);
    assert!(!head.contains(place), "{head:?} {place:?}");
    h.hover_at(place);
    h.run();
    for pressed in [true, false] {
        h.event(egui::Event::PointerButton {
            pos: place,
            button: egui::PointerButton::Primary,
            pressed,
            modifiers: egui::Modifiers::NONE,
        });
        h.run();
    }
    assert_eq!(ids(&h), ["a4", "a3", "a1", "a2"]);
}
