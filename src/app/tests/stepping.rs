//! Undo and the history where several annotate one project.

use super::*;
use crate::model::AnnotatorId;
use crate::workspace::settings::OtherLayers;

/// The sample with one annotation more in the layer of `author`, and `reader` at work.
fn between_two() -> (TempDir, Window, AnnotatorId, String) {
    let (home, mut h) = sample();
    let open = app(&mut h).open.as_mut().unwrap();
    let mut people = open.workspace.project().annotators().iter();
    let (author, reader) = (
        people.next().unwrap().clone(),
        people.next().unwrap().clone(),
    );
    open.workspace.set_annotator(Some(author.id.clone()));
    select(&mut h, "the");
    press(&mut h, NONE, Key::Num1);
    let open = app(&mut h).open.as_mut().unwrap();
    open.workspace.set_annotator(Some(reader.id.clone()));
    steps(&mut h, 2);
    (home, h, reader.id.clone(), author.name.clone())
}

fn undo_text(h: &mut Window) -> String {
    let facts = app(h).facts();
    crate::app::ui_command::UiCommand::Undo.text(&facts)
}

#[test]
fn a_step_of_somebody_else_is_asked_about_and_told_without_its_words() {
    let (_home, mut h, _, author) = between_two();
    let n = n_annotations(&mut h);
    assert_eq!(undo_text(&mut h), format!("Undo: A step of {author}"));
    press(&mut h, CTRL, Key::Z);
    assert_eq!(n_annotations(&mut h), n);
    h.get_by_label_contains(&format!("This is a step of {author}"));
    h.get_by_label("Undo it all the same").click();
    steps(&mut h, 3);
    assert_eq!(n_annotations(&mut h), n - 1);
    let told = format!("Undone: A step of {author}");
    assert!(app(&mut h).toasts.iter().any(|t| t == told));
    // Nor is it done again unasked.
    press(&mut h, CTRL | Modifiers::SHIFT, Key::Z);
    assert_eq!(n_annotations(&mut h), n - 1);
    h.get_by_label("Redo it all the same").click();
    steps(&mut h, 3);
    assert_eq!(n_annotations(&mut h), n);
}

#[test]
fn the_history_tells_the_words_where_layers_are_shown_and_no_name_where_names_are_hidden() {
    let (_home, mut h, _, author) = between_two();
    press(&mut h, CTRL | Modifiers::SHIFT, Key::H);
    steps(&mut h, 3);
    h.get_by_label_contains(&format!("A step of {author}, "));
    app(&mut h).settings.other_layers = OtherLayers::Faint;
    steps(&mut h, 3);
    assert!(h.query_by_label_contains("A step of").is_none());
    h.get_by_label_contains("Tag “the” as Claim");
    app(&mut h).settings.hides_names = true;
    app(&mut h).settings.other_layers = OtherLayers::Hidden;
    steps(&mut h, 3);
    h.get_by_label_contains("A step of another annotator, ");
}

#[test]
fn the_own_steps_and_those_of_nobody_are_undone_at_once() {
    let (_home, mut h, reader, _) = between_two();
    let n = n_annotations(&mut h);
    select(&mut h, "and");
    press(&mut h, NONE, Key::Num1);
    assert_eq!(n_annotations(&mut h), n + 1);
    press(&mut h, CTRL, Key::Z);
    assert_eq!(n_annotations(&mut h), n);
    // A tag set is everybody's, whoever changed it.
    let workspace = &mut app(&mut h).open.as_mut().unwrap().workspace;
    let title = crate::workspace::Command::SetProjectTitle("New".to_owned());
    let before = workspace.project().head().title.clone();
    let author = workspace.project().annotators()[0].id.clone();
    workspace.set_annotator(Some(author));
    workspace.run(title).unwrap();
    workspace.set_annotator(Some(reader));
    press(&mut h, CTRL, Key::Z);
    let workspace = &app(&mut h).open.as_ref().unwrap().workspace;
    assert_eq!(workspace.project().head().title, before);
}
