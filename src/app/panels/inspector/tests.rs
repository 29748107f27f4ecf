//! The Inspector as a person or a screen reader uses it.

use super::*;
use crate::app::UiCommand;
use crate::app::context::Message;
use crate::app::panels::fixture::project;
use egui::Key;
use egui_kittest::{Harness, kittest::Queryable as _};

struct World {
    sender: Sender,
    project: Project,
    current: Current,
    state: InspectorState,
}

impl World {
    fn commands(&self) -> Vec<Command> {
        let sent = self.sender.take().into_iter();
        sent.filter_map(|m| match m {
            Message::Command(c) => Some(*c),
            _ => None,
        })
        .collect()
    }
}

fn harness(current: Current) -> Harness<'static, World> {
    let world = World {
        sender: Sender::default(),
        project: project(),
        current,
        state: InspectorState::default(),
    };
    let mut harness = Harness::builder()
        .with_size(vec2(300.0, 900.0))
        .with_context_setup(Tokens::install)
        .build_ui_state(
            |ui, w: &mut World| {
                let ada = AnnotatorId::from("ada");
                let viewer = Viewer {
                    annotator: Some(&ada),
                    ..Viewer::default()
                };
                let data = InspectorData::gather(&w.project, viewer, &w.current);
                let kit = Kit {
                    project: &w.project,
                    tokens: &Tokens::of(ui.ctx()),
                    sender: &w.sender,
                    fragment_of: None,
                    only_of: None,
                };
                inspector_ui(ui, kit, &data, &mut w.state);
            },
            world,
        );
    harness.run();
    harness
}

fn annotation(id: &str) -> Harness<'static, World> {
    harness(Current::Annotation(id.into()))
}

fn set_feature(annotation: &str, name: &str, value: &str) -> Command {
    Command::SetFeature {
        annotation: annotation.into(),
        name: name.into(),
        value: value.to_owned(),
    }
}

#[test]
fn a_selection_is_tagged_by_a_click() {
    let project = project();
    let spans = project
        .annotation(&"a2".into())
        .expect("there")
        .spans
        .clone();
    let mut h = harness(Current::Selection {
        document: "d1".into(),
        spans: spans.clone(),
    });
    h.get_by_label("Tag as Quote").click();
    h.run();
    let sent = h.state().commands();
    assert!(
        matches!(&sent[..], [Command::Annotate { label, spans: s, .. }] if label.as_str() == "quote" && *s == spans),
        "{sent:?}"
    );
}

#[test]
fn the_tag_is_changed_by_a_click_and_the_same_tag_does_nothing() {
    let mut h = annotation("a2");
    h.get_by_label("Change tag to Quote").click();
    h.run();
    assert_eq!(h.state().commands(), []);
    h.get_by_label("Change tag to Claim").click();
    h.run();
    assert_eq!(
        h.state().commands(),
        [Command::Relabel {
            annotation: "a2".into(),
            label: "claim".into()
        }]
    );
}

#[test]
fn typing_commits_once_on_enter() {
    let mut h = annotation("a1");
    h.get_by_label("Speaker").focus();
    h.run();
    h.get_by_label("Speaker").type_text("Mayor 1");
    h.run();
    assert_eq!(h.state().sender.take(), []);
    h.key_press(Key::Enter);
    h.run();
    assert_eq!(
        h.state().commands(),
        [set_feature("a1", "speaker", "Mayor 1")]
    );
}

#[test]
fn leaving_the_field_commits() {
    let mut h = annotation("a1");
    h.get_by_label("Note").focus();
    h.run();
    h.get_by_label("Note").type_text("doubtful");
    h.run();
    h.get_by_label("Source kind: official").click();
    h.run();
    assert_eq!(
        h.state().commands(),
        [
            set_feature("a1", "source_kind", "official"),
            Command::SetNote {
                annotation: "a1".into(),
                note: "doubtful".to_owned()
            },
        ]
    );
}

#[test]
fn another_annotation_gets_nothing_of_the_draft() {
    let mut h = annotation("a1");
    h.get_by_label("Speaker").focus();
    h.run();
    h.get_by_label("Speaker").type_text("Mayor");
    h.run();
    h.state_mut().current = Current::Annotation("a4".into());
    h.run();
    assert_eq!(
        h.state().commands(),
        [set_feature("a1", "speaker", "Mayor")]
    );
    assert_eq!(
        h.get_by_label("Speaker").value().as_deref(),
        Some("The port")
    );
}

#[test]
fn a_hidden_annotation_commits_its_draft() {
    let mut h = annotation("a1");
    h.get_by_label("Speaker").focus();
    h.run();
    h.get_by_label("Speaker").type_text("Mayor");
    h.run();
    h.state_mut().current = Current::Nothing;
    h.run();
    assert_eq!(
        h.state().commands(),
        [set_feature("a1", "speaker", "Mayor")]
    );
}

#[test]
fn arrows_and_enter_take_a_used_value() {
    let mut h = annotation("a1");
    h.get_by_label("Speaker").focus();
    h.run();
    h.get_by_label("Speaker").type_text("por");
    h.run();
    h.get_by_label("Take Port office");
    for key in [Key::ArrowDown, Key::ArrowDown, Key::Enter] {
        h.key_press(key);
        h.run();
    }
    assert_eq!(
        h.state().commands(),
        [set_feature("a1", "speaker", "The port")]
    );
    assert!(h.query_by_label("Take Port office").is_none());
}

#[test]
fn a_click_takes_a_used_value() {
    let mut h = annotation("a1");
    h.get_by_label("Speaker").focus();
    h.run();
    h.get_by_label("Speaker").type_text("por");
    h.run();
    h.get_by_label("Take Port office").click();
    h.run();
    assert_eq!(
        h.state().commands(),
        [set_feature("a1", "speaker", "Port office")]
    );
}

#[test]
fn a_choice_is_set_and_unset() {
    let mut h = annotation("a2");
    h.get_by_label("Directness: mixed").click();
    h.run();
    assert_eq!(
        h.state().commands(),
        [set_feature("a2", "directness", "mixed")]
    );
    h.get_by_label("Directness: not set").click();
    h.run();
    assert_eq!(h.state().commands(), []);
}

#[test]
fn both_ends_can_be_nudged() {
    let mut h = annotation("a1");
    for command in [
        UiCommand::NudgeStartBack,
        UiCommand::NudgeStartForward,
        UiCommand::NudgeEndBack,
        UiCommand::NudgeEndForward,
    ] {
        h.get_by_label(command.spec().text).click();
        h.run();
        assert_eq!(h.state().sender.take(), [Message::Ui(command)]);
    }
}

#[test]
fn overlaps_and_links_lead_on() {
    let go = |id: &str| Message::Act(AppAction::GoToAnnotation(id.into()));
    let mut h = annotation("a2");
    h.get_by_label("Contradiction “not wait”").click();
    h.run();
    assert_eq!(h.state().sender.take(), [go("a3")]);
    let mut h = annotation("a1");
    h.get_by_label("“It stays open” in No plan, says port")
        .click();
    h.run();
    assert_eq!(h.state().sender.take(), [go("a4")]);
    h.get_by_label("Remove link contradicts “It stays open”")
        .click();
    h.run();
    assert_eq!(
        h.state().commands(),
        [Command::Unrelate {
            relation: "r1".into()
        }]
    );
}

#[test]
fn delete_removes_the_annotation() {
    let mut h = annotation("a3");
    h.get_by_label("Delete annotation").click();
    h.run();
    assert_eq!(
        h.state().commands(),
        [Command::Remove {
            annotations: vec!["a3".into()]
        }]
    );
}

#[test]
fn anothers_annotation_is_read_only() {
    let h = annotation("b1");
    h.get_by_label_contains("Ben’s, for reading only");
    assert!(h.query_by_label("Speaker").is_none());
    assert!(h.query_by_label("Delete annotation").is_none());
    assert!(h.query_by_label("Change tag to Quote").is_none());
}

#[test]
fn enter_on_an_annotation_focuses_its_first_field() {
    let mut h = annotation("a1");
    h.state_mut().state.focus_first_field();
    h.run();
    assert!(h.get_by_label("Speaker").is_focused());
    let mut h = annotation("a3");
    h.state_mut().state.focus_first_field();
    h.run();
    assert!(h.get_by_label("Note").is_focused());
}

#[test]
fn what_is_typed_survives_closing() {
    let mut h = annotation("a1");
    h.get_by_label("Speaker").focus();
    h.run();
    h.get_by_label("Speaker").type_text("Mayor");
    h.run();
    let world = h.state_mut();
    world.state.leave(&world.project, &world.sender);
    assert_eq!(world.commands(), [set_feature("a1", "speaker", "Mayor")]);
}
