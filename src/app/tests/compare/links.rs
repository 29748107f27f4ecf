//! Differences of links, settled by an edit: type, direction and fields.

use super::*;
use crate::model::Relation;

/// Makes the first difference of this kind the current one.
fn go_to_kind(h: &mut Window, kind: LinkKind) {
    let entries = state(h).entries().unwrap();
    let found = entries.all.iter().position(|e| e.kind == Kind::Link(kind));
    state(h).show(found.unwrap());
    steps(h, 2);
}

/// The link that was decided on at the current place.
fn result(h: &mut Window) -> Relation {
    let settled = state(h).settled().unwrap();
    let [id] = settled.result.as_slice() else {
        panic!("one link: {settled:?}");
    };
    let id = (&**id).into();
    let project = app(h).open.as_ref().unwrap().workspace.project();
    (**project.relation(&id).unwrap()).clone()
}

fn words(h: &mut Window, id: &crate::model::AnnotationId) -> String {
    let project = app(h).open.as_ref().unwrap().workspace.project();
    let annotation = project.annotation(id).unwrap();
    let document = project.document(&annotation.document).unwrap();
    annotation.covered_text(document.text())
}

#[test]
fn a_link_is_settled_by_an_edit_of_its_type_and_direction() {
    let (_home, mut h) = compared();
    let who = |h: &mut Window| app(h).open.as_ref().unwrap().workspace.annotator().cloned();
    let ada = who(&mut h);
    go_to_kind(&mut h, LinkKind::OnlyB);
    let place = state(&mut h).current().copied().unwrap();
    let before = n_annotations(&mut h);
    press(&mut h, NONE, Key::E);
    assert_eq!(outcome(&mut h), Some("edited"));
    let n_settled = |h: &mut Window| {
        let found = state(h).settling().adjudication().unwrap();
        found.counts(|_| true).n_decided
    };
    assert_eq!(n_settled(&mut h), 3, "the link and both its ends");
    let adjudicator = state(&mut h).settling().adjudicator().cloned();
    assert_eq!(who(&mut h), adjudicator);
    let first = result(&mut h);
    assert_eq!(Some(&first.annotator), adjudicator.as_ref());
    assert_eq!(first.relation_type.as_str(), "contradicts");
    let to = words(&mut h, &first.to);
    h.get_by_label_contains("Result: contradicts “");
    h.get_by_label_contains(&format!("” ↔ “{to}” · kind: "));

    // Both sides of a contradiction are alike; of a support they are not.
    press(&mut h, NONE, Key::T);
    assert_eq!(result(&mut h), first);
    press(&mut h, NONE, Key::Num2);
    assert_eq!(result(&mut h).relation_type.as_str(), "supports");
    h.get_by_label_contains(&format!("” → “{to}” · kind: "));
    press(&mut h, NONE, Key::T);
    let turned = result(&mut h);
    assert_eq!((&turned.from, &turned.to), (&first.to, &first.from));
    h.get_by_label_contains(&format!("Result: supports “{to}” → “"));
    assert_eq!(outcome(&mut h), Some("edited"));
    // By mouse, beside the fields.
    h.get_by_label("Turn round").click();
    steps(&mut h, 3);
    assert_eq!(result(&mut h).from, first.from);
    h.get_by_label("Change type to same claim").click();
    steps(&mut h, 3);
    assert_eq!(result(&mut h).relation_type.as_str(), "same_claim");
    press(&mut h, NONE, Key::N);
    assert_eq!(who(&mut h), ada);

    // Each step is one of undo; the edit with its ends is one too.
    let unit = place.first;
    go_to_kind(&mut h, LinkKind::OnlyB);
    assert_eq!(state(&mut h).current().unwrap().first, unit);
    for is_turned in [false, true, false] {
        press(&mut h, CTRL, Key::Z);
        let link = result(&mut h);
        assert_eq!(link.relation_type.as_str(), "supports");
        assert_eq!(link.from == first.to, is_turned);
    }
    press(&mut h, CTRL, Key::Z);
    assert_eq!(result(&mut h), first);
    press(&mut h, CTRL, Key::Z);
    assert_eq!((n_settled(&mut h), n_annotations(&mut h)), (0, before));
    press(&mut h, CTRL | Modifiers::SHIFT, Key::Z);
    assert_eq!(n_settled(&mut h), 3);
    assert_eq!(
        state(&mut h).current(),
        Some(&place),
        "not at one of its ends"
    );
    assert_eq!(outcome(&mut h), Some("edited"));
}

#[test]
fn an_edited_link_is_there_at_the_next_start_and_is_edited_on() {
    let (home, mut h) = compared();
    go_to_kind(&mut h, LinkKind::OnlyA);
    // What was taken as it is can be edited too.
    press(&mut h, NONE, Key::A);
    go_to_kind(&mut h, LinkKind::OnlyA);
    assert_eq!(outcome(&mut h), Some("A taken"));
    press(&mut h, NONE, Key::E);
    assert_eq!(outcome(&mut h), Some("A taken"), "nothing is changed yet");
    press(&mut h, NONE, Key::Num2);
    assert_eq!(outcome(&mut h), Some("edited"));
    let before = result(&mut h);
    let mut h = compared_at_the_next_start(&home, h);
    assert_eq!(n_decided(&mut h), 3, "the link and both its ends");
    go_to_kind(&mut h, LinkKind::OnlyA);
    assert_eq!(outcome(&mut h), Some("edited"));
    assert_eq!(result(&mut h), before);
    h.get_by_label_contains("Result: supports “");
    press(&mut h, NONE, Key::E);
    press(&mut h, NONE, Key::T);
    let turned = result(&mut h);
    assert_eq!((turned.from, turned.to), (before.to, before.from));
}

/// Types a note about the current place.
fn type_note(h: &mut Window, note: &str) {
    h.get_by_label("Note for the guidelines").focus();
    steps(h, 2);
    h.get_by_label("Note for the guidelines").type_text(note);
    steps(h, 2);
}

#[test]
fn what_is_noted_about_a_link_is_not_noted_about_its_ends() {
    let (_home, mut h) = compared();
    go_to_kind(&mut h, LinkKind::OnlyA);
    let link = state(&mut h).current().copied().unwrap();
    let compared = state(&mut h).compared().unwrap().clone();
    let [Some(a), None] = link.what.sides() else {
        panic!("{link:?}");
    };
    // One of its ends has a note of its own.
    state(&mut h).go_to_unit(compared.input.links[a].from);
    steps(&mut h, 2);
    type_note(&mut h, "Ask Ben");
    press(&mut h, NONE, Key::Enter);
    go_to_kind(&mut h, LinkKind::OnlyA);
    type_note(&mut h, "Times clash");
    h.get_by_label("Take A").click();
    steps(&mut h, 3);
    let project = app(&mut h).open.as_ref().unwrap().workspace.project();
    let mut noted: Vec<(bool, &str, &str)> = project
        .decisions()
        .map(|d| (d.is_about_links(), d.outcome.as_str(), d.note.as_str()))
        .collect();
    noted.sort_unstable();
    let expected = [
        (false, "a", ""),
        (false, "a", "Ask Ben"),
        (true, "a", "Times clash"),
    ];
    assert_eq!(noted, expected);
}
