//! The editor as a person or a screen reader uses it.

use super::*;
use crate::app::context::Message;
use crate::app::panels::fixture::project;
use crate::edit::compose::Orphans;
use crate::edit::relation_types::OrphanLinks;
use crate::model::{Feature, Label, RelationType};
use crate::workspace::Command;
use egui::Key;
use egui_kittest::{Harness, kittest::Queryable as _};

struct World {
    sender: Sender,
    project: Project,
    state: TagSetState,
}

impl World {
    #[track_caller]
    fn command(&self) -> Command {
        match self.sender.take().pop() {
            Some(Message::Command(command)) => *command,
            other => panic!("no command but {other:?}"),
        }
    }

    #[track_caller]
    fn label(&self) -> (Label, Option<usize>) {
        match self.command() {
            Command::PutLabel { label, place } => (label, place),
            other => panic!("{other:?}"),
        }
    }

    #[track_caller]
    fn relation_type(&self) -> (RelationType, Option<usize>) {
        match self.command() {
            Command::PutRelationType {
                relation_type,
                place,
            } => (relation_type, place),
            other => panic!("{other:?}"),
        }
    }

    #[track_caller]
    fn feature(&self) -> Feature {
        match self.command() {
            Command::PutFeature(feature) => feature,
            other => panic!("{other:?}"),
        }
    }
}

fn harness(read_only: Option<&'static str>) -> Harness<'static, World> {
    let world = World {
        sender: Sender::default(),
        project: project(),
        state: TagSetState::default(),
    };
    let mut harness = Harness::builder()
        .with_size(vec2(660.0, 640.0))
        .with_context_setup(Tokens::install)
        .build_ui_state(
            move |ui, w: &mut World| {
                let kit = Kit {
                    project: &w.project,
                    tokens: &Tokens::of(ui.ctx()),
                    sender: &w.sender,
                    revision: 1,
                    read_only,
                };
                editor_ui(ui, kit, &mut w.state);
            },
            world,
        );
    harness.run();
    harness
}

fn click(h: &mut Harness<'_, World>, name: &str) {
    h.get_by_label(name).click();
    h.run();
}

/// Replaces a field's text and leaves it by Enter.
fn write(h: &mut Harness<'_, World>, name: &str, text: &str) {
    h.get_by_label(name).focus();
    h.run();
    h.key_press_modifiers(egui::Modifiers::COMMAND, Key::A);
    h.run();
    h.get_by_label(name).type_text(text);
    h.run();
    h.key_press(Key::Enter);
    h.run();
}

#[test]
fn a_tag_is_renamed_once() {
    let mut h = harness(None);
    click(&mut h, "Quote, key 2, used 1 times");
    write(&mut h, "Name", "Statement");
    let (label, place) = h.state().label();
    assert_eq!(
        (label.id.as_str(), label.name.as_str(), place),
        ("quote", "Statement", None)
    );
    assert_eq!(h.state().sender.take(), []);
}

#[test]
fn a_new_tag_gets_its_id_with_its_first_name() {
    let mut h = harness(None);
    let label = super::data::new_label(h.state().project.schema());
    let put = crate::edit::compose::put_label(&h.state().project, label, None);
    put.apply(&mut h.state_mut().project).expect("it fits");
    h.run();
    click(&mut h, "New tag, key 4, used 0 times");
    write(&mut h, "Name", "Framing of blame");
    let Command::PutUnderNewId { old, element } = h.state().command() else {
        panic!("no new id");
    };
    let TagSetElement::Label(label) = element else {
        panic!("no tag");
    };
    assert_eq!(
        (old.as_str(), label.id.as_str()),
        ("new-tag", "framing-of-blame")
    );
    assert_eq!(label.name, "Framing of blame");
    assert_eq!(h.state().state.label, Some("framing-of-blame".into()));
}

#[test]
fn an_empty_name_is_not_taken() {
    let mut h = harness(None);
    write(&mut h, "Name", " ");
    assert_eq!(h.state().sender.take(), []);
    assert_eq!(h.get_by_label("Name").value().as_deref(), Some("Claim"));
}

#[test]
fn a_colour_is_typed_with_a_warning_where_it_is_faint() {
    let mut h = harness(None);
    let faint = ["#", "ffee88"].concat();
    write(&mut h, "Colour", &faint);
    let (label, _) = h.state().label();
    assert_eq!(label.color, faint);
    h.get_by_label("Colour").focus();
    h.run();
    h.get_by_label("Colour").type_text("x");
    h.run();
    h.get_by_label_contains("Write the colour as");
    h.key_press(Key::Enter);
    h.run();
    assert_eq!(h.state().sender.take(), []);
}

#[test]
fn tags_move_up_and_down() {
    let mut h = harness(None);
    click(&mut h, "Quote, key 2, used 1 times");
    click(&mut h, "Move Quote up");
    let (label, place) = h.state().label();
    assert_eq!((label.id.as_str(), place), ("quote", Some(0)));
    click(&mut h, "Move Quote down");
    assert_eq!(h.state().label().1, Some(2));
}

#[test]
fn a_tag_is_added_with_a_free_key() {
    let mut h = harness(None);
    click(&mut h, "Add tag");
    let (label, _) = h.state().label();
    assert_eq!((label.name.as_str(), label.key.as_str()), ("New tag", "4"));
}

#[test]
fn a_key_is_chosen_from_the_list() {
    let mut h = harness(None);
    click(&mut h, "Key");
    click(&mut h, "2 (taken from Quote)");
    assert_eq!(h.state().label().0.key, "2");
}

#[test]
fn a_tag_in_use_goes_only_after_an_answer() {
    let mut h = harness(None);
    click(&mut h, "Remove tag…");
    h.get_by_label_contains("3 annotations (Ada: 2, Ben: 1)");
    assert_eq!(h.state().sender.take(), []);
    click(&mut h, "Cancel");
    click(&mut h, "Remove tag…");
    click(&mut h, "They become Contradiction");
    click(&mut h, "Remove tag");
    let orphans = Orphans::MoveTo("contradiction".into());
    let label = LabelId::from("claim");
    assert_eq!(h.state().command(), Command::RemoveLabel { label, orphans });
    click(&mut h, "Remove tag…");
    click(&mut h, "They are removed too, with their links");
    click(&mut h, "Remove tag");
    let label = LabelId::from("claim");
    let orphans = Orphans::Remove;
    assert_eq!(h.state().command(), Command::RemoveLabel { label, orphans });
}

#[test]
fn fields_are_edited() {
    let mut h = harness(None);
    click(&mut h, "Fields");
    write(&mut h, "Name", "Who says so");
    assert_eq!(h.state().feature().name, "Who says so");
    click(&mut h, "Contradiction");
    assert_eq!(h.state().feature().labels.len(), 3);
    click(&mut h, "One of a list of values");
    assert_eq!(h.state().feature().kind, crate::model::FeatureKind::Choice);
    click(&mut h, "Add field");
    assert_eq!(h.state().feature().name, "New field");
}

#[test]
fn values_of_a_choice_are_lines() {
    let mut h = harness(None);
    click(&mut h, "Fields");
    click(&mut h, "Directness");
    h.get_by_label("Values, one a line").focus();
    h.run();
    h.key_press(Key::End);
    h.get_by_label("Values, one a line").type_text("\nreported");
    h.run();
    click(&mut h, "Tags");
    assert_eq!(h.state().feature().values.len(), 4);
}

#[test]
fn a_field_with_values_goes_only_after_an_answer() {
    let mut h = harness(None);
    click(&mut h, "Fields");
    click(&mut h, "Remove field…");
    h.get_by_label_contains("2 annotations and links");
    assert_eq!(h.state().sender.take(), []);
    click(&mut h, "Remove field");
    assert_eq!(
        h.state().command(),
        Command::RemoveFeature("speaker".into())
    );
    click(&mut h, "Directness");
    click(&mut h, "Remove field…");
    assert_eq!(
        h.state().command(),
        Command::RemoveFeature("directness".into())
    );
}

#[test]
fn a_type_of_link_is_added_changed_and_moved() {
    let mut h = harness(None);
    click(&mut h, "Link types");
    click(&mut h, "Add type");
    let (kind, _) = h.state().relation_type();
    assert_eq!(
        (kind.name.as_str(), kind.key.as_str(), kind.from.len()),
        ("new type", "5", 3)
    );
    click(&mut h, "2  supports");
    write(&mut h, "Name", "backs");
    assert_eq!(h.state().relation_type().0.name, "backs");
    click(&mut h, "Both ends are alike");
    assert!(h.state().relation_type().0.symmetric);
    click(&mut h, "It may go from: Quote");
    let (kind, place) = h.state().relation_type();
    assert!(!kind.from.contains(&"quote".into()) && kind.to.contains(&"quote".into()));
    assert_eq!(place, None);
    click(&mut h, "Move supports up");
    assert_eq!(h.state().relation_type().1, Some(0));
}

#[test]
fn a_type_with_links_goes_only_after_an_answer() {
    let mut h = harness(None);
    click(&mut h, "Link types");
    click(&mut h, "Remove type…");
    h.get_by_label_contains("is on 1 link.");
    assert_eq!(h.state().sender.take(), []);
    click(&mut h, "They become supports");
    click(&mut h, "Remove type");
    let relation_type = "contradicts".into();
    let orphans = OrphanLinks::MoveTo("supports".into());
    let expected = Command::RemoveRelationType {
        relation_type,
        orphans,
    };
    assert_eq!(h.state().command(), expected);
    click(&mut h, "2  supports");
    click(&mut h, "Remove type…");
    let (relation_type, orphans) = ("supports".into(), OrphanLinks::Refuse);
    let expected = Command::RemoveRelationType {
        relation_type,
        orphans,
    };
    assert_eq!(h.state().command(), expected);
}

#[test]
fn closing_keeps_what_is_typed() {
    let mut h = harness(None);
    h.get_by_label("When to use it").focus();
    h.run();
    h.get_by_label("When to use it").type_text("Always. ");
    h.run();
    let world = h.state_mut();
    world.state.leave(&world.project, &world.sender);
    assert!(world.label().0.description.contains("Always. "));
}

#[test]
fn a_read_only_project_cannot_be_changed() {
    let mut h = harness(Some("Ben has it open"));
    h.get_by_label_contains("Ben has it open");
    click(&mut h, "Add tag");
    assert_eq!(h.state().sender.take(), []);
}
