//! What is typed: told in the status, an edit after a pause, wherever it is typed.

use super::{CTRL, NONE, Window, app, press, sample, select, steps};
use crate::app::context::Current;
use crate::model::Project;
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use std::time::Duration;

const CTRL_SHIFT: Modifiers = Modifiers {
    shift: true,
    ..Modifiers::COMMAND
};

fn project(h: &mut Window) -> &Project {
    app(h).open.as_ref().unwrap().workspace.project()
}

/// Types into the field that has the keyboard: first nobody waits long enough, then the pause is over.
fn type_and_pause(h: &mut Window, words: &str, before_the_pause: impl Fn(&mut Window)) {
    app(h).draft_pause = Duration::from_hours(1);
    h.event(egui::Event::Text(words.to_owned()));
    steps(h, 3);
    assert!(h.query_by_label("Typing…").is_some());
    before_the_pause(h);
    app(h).draft_pause = Duration::ZERO;
    steps(h, 3);
    assert!(h.query_by_label("Typing…").is_none());
}

fn focus(h: &mut Window, field: &str) {
    h.get_by_label(field).focus();
    steps(h, 2);
    press(h, NONE, Key::End);
}

#[test]
fn a_field_of_an_annotation() {
    let (_home, mut h) = sample();
    select(&mut h, "announced");
    press(&mut h, NONE, Key::Num1);
    press(&mut h, NONE, Key::Enter);
    type_and_pause(&mut h, "The harbour master", |_| {});
    let open = app(&mut h).open.as_ref().unwrap();
    let Current::Annotation(id) = &open.current else {
        panic!("the annotation is not current")
    };
    let annotation = open.workspace.project().annotation(id).unwrap();
    assert_eq!(
        annotation.features.get("speaker"),
        Some("The harbour master")
    );
}

#[test]
fn the_name_of_a_tag_and_when_to_use_it() {
    let (_home, mut h) = sample();
    press(&mut h, CTRL, Key::T);
    focus(&mut h, "Name");
    type_and_pause(&mut h, "s made", |h| {
        assert_eq!(project(h).schema().labels[0].name, "Claim");
    });
    assert_eq!(project(&mut h).schema().labels[0].name, "Claims made");
    focus(&mut h, "When to use it");
    press(&mut h, CTRL, Key::End);
    type_and_pause(&mut h, " Sparingly.", |_| {});
    let label = &project(&mut h).schema().labels[0];
    assert!(label.description.ends_with(" Sparingly."), "{label:?}");
}

#[test]
fn a_name_that_is_cleared_waits_for_the_next_one() {
    let (_home, mut h) = sample();
    press(&mut h, CTRL, Key::T);
    focus(&mut h, "Name");
    app(&mut h).draft_pause = Duration::ZERO;
    press(&mut h, CTRL, Key::A);
    press(&mut h, NONE, Key::Delete);
    steps(&mut h, 3);
    assert_eq!(project(&mut h).schema().labels[0].name, "Claim");
    type_and_pause(&mut h, "Statement", |_| {});
    assert_eq!(project(&mut h).schema().labels[0].name, "Statement");
    press(&mut h, NONE, Key::Escape);
    press(&mut h, CTRL, Key::Z);
    assert_eq!(project(&mut h).schema().labels[0].name, "Claim");
}

#[test]
fn the_name_of_an_annotator() {
    let (_home, mut h) = sample();
    let name = project(&mut h).annotators()[0].name.clone();
    press(&mut h, CTRL_SHIFT, Key::A);
    focus(&mut h, &format!("Name of {name}"));
    type_and_pause(&mut h, " Lee", |_| {});
    assert_eq!(project(&mut h).annotators()[0].name, format!("{name} Lee"));
}

#[test]
fn the_details_of_an_article() {
    let (_home, mut h) = sample();
    let title = project(&mut h).documents()[0].title.clone();
    press(&mut h, CTRL, Key::I);
    // The title has the keyboard first.
    press(&mut h, NONE, Key::End);
    type_and_pause(&mut h, ", again", |_| {});
    assert_eq!(
        project(&mut h).documents()[0].title,
        format!("{title}, again")
    );
    focus(&mut h, "Author");
    type_and_pause(&mut h, "by nobody", |_| {});
    let metadata = &project(&mut h).documents()[0].metadata;
    assert!(
        metadata.get("author").ends_with("by nobody"),
        "{metadata:?}"
    );
}

#[test]
fn the_other_names_of_a_speaker() {
    let (_home, mut h) = sample();
    let speaker = project(&mut h).speakers().next().unwrap().clone();
    press(&mut h, CTRL, Key::Num4);
    h.get_by_label("Speakers").click();
    steps(&mut h, 3);
    h.get_by_label_contains(&format!("{}: ", speaker.name))
        .click();
    steps(&mut h, 3);
    focus(&mut h, "Other names, one a line");
    press(&mut h, CTRL, Key::End);
    // In another part of the window the names are kept all the same.
    type_and_pause(&mut h, "\nthe port people\n", |h| {
        press(h, CTRL, Key::Num1);
    });
    let now = project(&mut h).speaker(&speaker.id).unwrap();
    let mut expected = speaker.aliases.clone();
    expected.push("the port people".to_owned());
    assert_eq!(now.aliases, expected);
}

#[test]
fn the_guidelines_and_cancel_brings_them_back() {
    let (_home, mut h) = sample();
    let before = project(&mut h).head().guidelines.clone();
    press(&mut h, CTRL_SHIFT, Key::G);
    h.get_by_label("Edit guidelines").click();
    steps(&mut h, 3);
    focus(&mut h, "Guidelines in Markdown");
    press(&mut h, CTRL, Key::End);
    type_and_pause(&mut h, "One rule more.", |_| {});
    let guidelines = &project(&mut h).head().guidelines;
    assert!(guidelines.ends_with("One rule more."), "{guidelines}");
    h.get_by_label("Cancel").click();
    steps(&mut h, 3);
    assert_eq!(project(&mut h).head().guidelines, before);
}

#[test]
fn saving_takes_what_is_being_typed() {
    let (home, mut h) = sample();
    press(&mut h, CTRL, Key::I);
    press(&mut h, NONE, Key::End);
    app(&mut h).draft_pause = Duration::from_hours(1);
    h.event(egui::Event::Text(", again".to_owned()));
    steps(&mut h, 2);
    app(&mut h).save_as(home.path().join("harbour.json"), false);
    assert!(
        project(&mut h).documents()[0].title.ends_with(", again"),
        "{}",
        project(&mut h).documents()[0].title
    );
}
