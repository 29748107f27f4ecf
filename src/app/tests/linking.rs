//! L … L, by keys.

use super::*;
use crate::model::{Relation, RelationId};

fn open(h: &mut Window) -> &mut crate::app::project_view::OpenProject {
    app(h).open.as_mut().unwrap()
}

fn n_links(h: &mut Window) -> usize {
    open(h).workspace.project().relations().len()
}

fn current_link(h: &mut Window) -> Arc<Relation> {
    let open = open(h);
    let Current::Link(id) = open.current.clone() else {
        panic!("{:?}", open.current);
    };
    open.workspace.project().relation(&id).unwrap().clone()
}

/// The words and article of a link's two ends.
fn ends(h: &mut Window, link: &Relation) -> [(String, String); 2] {
    let project = open(h).workspace.project();
    [&link.from, &link.to].map(|id| {
        let a = project.annotation(id).unwrap();
        let text = project.document(&a.document).unwrap().text();
        (a.covered_text(text), a.document.to_string())
    })
}

fn says(h: &mut Window, words: &str) -> bool {
    app(h).toasts.iter().any(|said| said.contains(words))
}

#[test]
fn three_keys_link_words_of_two_articles_in_one_step() {
    let (_home, mut h) = sample();
    let (n, links) = (n_annotations(&mut h), n_links(&mut h));
    select(&mut h, "announced");
    press(&mut h, NONE, Key::L);
    h.get_by_label("Link from “announced”");
    assert_eq!(n_annotations(&mut h), n);
    press(&mut h, CTRL, Key::PageDown);
    h.get_by_label("Link from “announced”");
    select(&mut h, "moving fast");
    press(&mut h, NONE, Key::L);
    assert_eq!(n_links(&mut h), links + 1);
    assert_eq!(n_annotations(&mut h), n + 2);
    let link = current_link(&mut h);
    assert_eq!(link.relation_type.as_str(), "contradicts");
    assert_eq!(
        ends(&mut h, &link),
        [
            ("announced".to_owned(), "d1".to_owned()),
            ("moving fast".to_owned(), "d2".to_owned())
        ]
    );
    // The link is shown, with its kind to choose, and the notice can undo it.
    h.get_by_label("Link: contradicts");
    assert!(says(
        &mut h,
        "Link “announced” with “moving fast”: contradicts"
    ));
    h.get_by_label("Undo").click();
    steps(&mut h, 3);
    assert_eq!((n_annotations(&mut h), n_links(&mut h)), (n, links));
    press(&mut h, CTRL | Modifiers::SHIFT, Key::Z);
    assert_eq!((n_annotations(&mut h), n_links(&mut h)), (n + 2, links + 1));
}

#[test]
fn a_digit_between_the_two_gives_the_type_and_one_after_changes_it() {
    let (_home, mut h) = sample();
    let n = n_annotations(&mut h);
    select(&mut h, "announced");
    press(&mut h, NONE, Key::L);
    press(&mut h, NONE, Key::Num2);
    assert_eq!(n_annotations(&mut h), n);
    h.get_by_label("Type of the link: 2 supports");
    press(&mut h, NONE, Key::Num9);
    assert!(says(&mut h, "No type of link has this key"));
    press(&mut h, CTRL, Key::PageDown);
    select(&mut h, "moving fast");
    press(&mut h, NONE, Key::L);
    assert_eq!(current_link(&mut h).relation_type.as_str(), "supports");
    press(&mut h, NONE, Key::Num3);
    assert_eq!(current_link(&mut h).relation_type.as_str(), "same_claim");
    let n = n_links(&mut h);
    press(&mut h, NONE, Key::Delete);
    assert_eq!(n_links(&mut h), n - 1);
}

#[test]
fn several_sides_are_linked_with_one() {
    let (_home, mut h) = sample();
    let links = n_links(&mut h);
    for (key, words) in [("", "announced"), ("shift", "Inspectors")] {
        select(&mut h, words);
        let modifiers = if key.is_empty() {
            NONE
        } else {
            Modifiers::SHIFT
        };
        press(&mut h, modifiers, Key::L);
    }
    h.get_by_label("Link from 2 places");
    press(&mut h, Modifiers::SHIFT, Key::L);
    assert!(says(&mut h, "The link starts here already"));
    press(&mut h, NONE, Key::L);
    assert!(says(&mut h, "The link starts here"));
    press(&mut h, CTRL, Key::PageDown);
    select(&mut h, "moving fast");
    press(&mut h, NONE, Key::L);
    assert_eq!(n_links(&mut h), links + 2);
    press(&mut h, CTRL, Key::Z);
    assert_eq!(n_links(&mut h), links);
}

#[test]
fn anothers_annotation_is_linked_by_a_copy_when_l_is_pressed_again() {
    let (_home, mut h) = sample();
    let (n, links) = (n_annotations(&mut h), n_links(&mut h));
    let (bens, document) = {
        let project = open(&mut h).workspace.project();
        let ben = project
            .annotations()
            .find(|a| {
                let twin = |o: &&Arc<crate::model::Annotation>| {
                    o.annotator.as_str() == "ada" && o.spans == a.spans && o.label == a.label
                };
                a.annotator.as_str() == "ben"
                    && !project.annotations_of(&a.document).any(|o| twin(&o))
            })
            .unwrap();
        (ben.id.clone(), ben.document.clone())
    };
    select(&mut h, "announced");
    press(&mut h, NONE, Key::L);
    app(&mut h).settings.other_layers = crate::workspace::settings::OtherLayers::Faint;
    open(&mut h).go_to_annotation(&bens);
    steps(&mut h, 2);
    press(&mut h, NONE, Key::L);
    assert_eq!(n_links(&mut h), links);
    let why = h.query_all_by_label_contains("Press L again to link a copy of it");
    assert_eq!(why.count(), 1);
    press(&mut h, NONE, Key::L);
    assert_eq!((n_annotations(&mut h), n_links(&mut h)), (n + 2, links + 1));
    let link = current_link(&mut h);
    let project = open(&mut h).workspace.project();
    let copy = project.annotation(&link.to).unwrap();
    assert_eq!(copy.annotator.as_str(), "ada");
    assert_eq!(copy.document, document);
    press(&mut h, CTRL, Key::Z);
    assert_eq!((n_annotations(&mut h), n_links(&mut h)), (n, links));
}

#[test]
fn escape_leaves_the_link_first_and_then_the_selection() {
    let (_home, mut h) = sample();
    select(&mut h, "announced");
    press(&mut h, NONE, Key::L);
    press(&mut h, NONE, Key::Escape);
    assert!(open(&mut h).linking.is_none());
    assert!(matches!(open(&mut h).current, Current::Selection { .. }));
    press(&mut h, NONE, Key::Escape);
    assert_eq!(open(&mut h).current, Current::Nothing);
    press(&mut h, NONE, Key::L);
    assert!(says(&mut h, "Select words or an annotation first"));
    assert!(open(&mut h).linking.is_none());
}

#[test]
fn a_side_that_is_undone_is_no_side_any_more() {
    let (_home, mut h) = sample();
    select(&mut h, "announced");
    press(&mut h, NONE, Key::Num1);
    press(&mut h, NONE, Key::L);
    assert!(open(&mut h).linking.is_some());
    press(&mut h, CTRL, Key::Z);
    steps(&mut h, 2);
    assert!(open(&mut h).linking.is_none());
}

#[test]
fn a_link_comes_back_with_the_annotation_and_undo_shows_it() {
    let (_home, mut h) = sample();
    select(&mut h, "announced");
    press(&mut h, NONE, Key::L);
    press(&mut h, CTRL, Key::PageDown);
    select(&mut h, "moving fast");
    press(&mut h, NONE, Key::L);
    let link: RelationId = current_link(&mut h).id.clone();
    let from = current_link(&mut h).from.clone();
    open(&mut h).go_to_annotation(&from);
    steps(&mut h, 2);
    press(&mut h, NONE, Key::Delete);
    assert!(open(&mut h).workspace.project().relation(&link).is_none());
    press(&mut h, CTRL, Key::Z);
    assert!(open(&mut h).workspace.project().relation(&link).is_some());
}

#[test]
fn the_inspector_shows_either_side_of_the_link_and_notes_its_kind() {
    let (_home, mut h) = sample();
    select(&mut h, "announced");
    press(&mut h, NONE, Key::L);
    press(&mut h, CTRL, Key::PageDown);
    select(&mut h, "moving fast");
    press(&mut h, NONE, Key::L);
    h.get_by_label("Contradiction “announced”").click();
    steps(&mut h, 3);
    let shown = |h: &mut Window| open(h).document.clone().unwrap().to_string();
    assert_eq!(shown(&mut h), "d1");
    h.get_by_label("Contradiction “moving fast”").click();
    steps(&mut h, 3);
    assert_eq!(shown(&mut h), "d2");
    // Enter goes to the first field, the kind.
    press(&mut h, NONE, Key::Enter);
    press(&mut h, NONE, Key::Enter);
    h.get_by_label("number").click();
    steps(&mut h, 3);
    let link = current_link(&mut h);
    assert_eq!(link.features.get("kind"), Some("number"));
    h.get_by_label("Note").focus();
    h.step();
    h.get_by_label("Note").type_text("weeks");
    press(&mut h, NONE, Key::Escape);
    // Escape left the field, not the link.
    assert_eq!(current_link(&mut h).note, "weeks");
    h.get_by_label("Change type to supports").click();
    steps(&mut h, 3);
    h.get_by_label("Turn round").click();
    steps(&mut h, 3);
    let link = current_link(&mut h);
    assert_eq!(link.relation_type.as_str(), "supports");
    assert_eq!(link.note, "weeks");
    assert_eq!(ends(&mut h, &link)[0].0, "moving fast");
}

#[test]
fn two_speakers_become_one_in_every_layer_and_two_again_by_undo() {
    let (_home, mut h) = sample();
    let said = |h: &mut Window, name: &str| -> usize {
        let project = open(h).workspace.project();
        let all = project.annotations();
        all.filter(|a| a.features.get("speaker") == Some(name))
            .count()
    };
    let names: Vec<String> = {
        let project = open(&mut h).workspace.project();
        let voices = crate::model::voices(project, None).into_iter();
        voices
            .filter(|v| !v.annotations.is_empty() && v.aliases.is_empty())
            .map(|v| v.name)
            .collect()
    };
    let [kept, merged] = [&names[0], &names[1]];
    let before = [said(&mut h, kept), said(&mut h, merged)];
    assert!(before[1] > 0);
    press(&mut h, CTRL, Key::Num5);
    h.get_by_label_contains(&format!("{kept}: ")).click();
    steps(&mut h, 3);
    h.get_by_label("Merge another speaker into this one")
        .click();
    steps(&mut h, 3);
    h.get_by_label(merged).click();
    steps(&mut h, 3);
    assert_eq!(said(&mut h, merged), 0);
    assert_eq!(said(&mut h, kept), before[0] + before[1]);
    press(&mut h, CTRL, Key::Z);
    assert_eq!([said(&mut h, kept), said(&mut h, merged)], before);
}
