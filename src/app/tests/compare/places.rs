//! Places of a comparison: fields that differ, what was settled between others, and what the filter leaves.

use super::*;
use crate::agreement::PlaceKind;
use crate::app::compare::{Asked, CompareDeed};

fn run(h: &mut Window, command: Command) {
    let open = app(h).open.as_mut().unwrap();
    open.workspace.run(command).unwrap();
}

/// The first entry of a kind.
fn first_of(h: &mut Window, kind: Kind) -> usize {
    let mut all = state(h).entries().unwrap().all.iter();
    all.position(|e| e.kind == kind).unwrap()
}

/// Changes the layer of Ben, and waits for the comparison with it.
fn ben_does(h: &mut Window, command: Command) {
    let before = state(h).work.found().unwrap().version;
    let workspace = &mut app(h).open.as_mut().unwrap().workspace;
    let who = workspace.annotator().cloned();
    workspace.set_annotator(Some("ben".into()));
    workspace.run(command).unwrap();
    workspace.set_annotator(who);
    wait_for(h, "another comparison", |h| {
        state(h).work.found().is_some_and(|f| f.version > before)
    });
    steps(h, 3);
}

#[test]
fn other_fields_are_a_difference_and_no_agreement() {
    let (_home, mut h) = compared();
    let n = state(&mut h).entries().unwrap().n_of(Kind::Fields);
    let all = state(&mut h).entries().unwrap().n_disagreements();
    let same = first_of(&mut h, Kind::Place(PlaceKind::Same));
    let What::Spans { b: Some(unit), .. } = state(&mut h).entries().unwrap().all[same].what else {
        panic!("a place of both");
    };
    let ben = state(&mut h).compared().unwrap().annotation(unit).cloned();
    let set = Command::SetNote {
        annotation: ben.unwrap().id.clone(),
        note: "Is that one?".to_owned(),
    };
    ben_does(&mut h, set);
    h.get_by_label(&format!("other fields: {}", n + 1));
    assert_eq!(
        state(&mut h).entries().unwrap().n_disagreements(),
        all + 1,
        "counted among the differences"
    );
    h.get_by_label_contains("Accept ").click();
    steps(&mut h, 3);
    assert_eq!(n_decided(&mut h), 0, "no difference is decided by it");
    let entry = first_of(&mut h, Kind::Fields);
    assert!(state(&mut h).listed().contains(&entry));
    state(&mut h).show(entry);
    steps(&mut h, 2);
    press(&mut h, NONE, Key::B);
    assert_eq!(n_decided(&mut h), 1);
}

#[test]
fn a_filter_makes_the_first_open_place_that_it_leaves_the_current_one() {
    let (home, mut h) = compared();
    let first = state(&mut h).current().copied().unwrap();
    press(&mut h, NONE, Key::A);
    go_to(&mut h, 0);
    assert_eq!(state(&mut h).current(), Some(&first));
    h.get_by_label("Open").click();
    steps(&mut h, 3);
    let listed = state(&mut h).listed()[0];
    let entry = state(&mut h).entries().unwrap().all[listed];
    assert_eq!(state(&mut h).current(), Some(&entry));
    assert_eq!(outcome(&mut h), None, "no key changes what is not listed");
    // Of a kind.
    let n = state(&mut h).entries().unwrap().n_of(Kind::ALL[2]);
    h.get_by_label(&format!("other boundary: {n}")).click();
    steps(&mut h, 3);
    let kind = state(&mut h).current().unwrap().kind;
    assert_eq!(kind, Kind::Place(PlaceKind::Boundary));
    // At the next start: the first one that is open.
    let mut h = compared_at_the_next_start(&home, h);
    assert_ne!(state(&mut h).current(), Some(&first));
    assert_eq!(outcome(&mut h), None);
}

#[test]
fn enter_opens_the_first_field_of_a_result_and_letters_decide_nothing_there() {
    let (_home, mut h) = compared();
    press(&mut h, NONE, Key::E);
    press(&mut h, NONE, Key::Num2);
    press(&mut h, NONE, Key::Enter);
    steps(&mut h, 3);
    assert!(h.ctx.text_edit_focused());
    press(&mut h, NONE, Key::A);
    assert_eq!((n_decided(&mut h), outcome(&mut h)), (1, Some("edited")));
}

#[test]
fn what_was_settled_between_others_is_seen_and_replaced() {
    let (_home, mut h) = compared();
    let entry = first_of(&mut h, Kind::Place(PlaceKind::OnlyA));
    state(&mut h).show(entry);
    steps(&mut h, 2);
    let What::Spans { a: Some(unit), .. } = state(&mut h).current().unwrap().what else {
        panic!("a place");
    };
    let ada = state(&mut h).compared().unwrap().annotation(unit).cloned();
    let ada = ada.unwrap();
    press(&mut h, NONE, Key::A);
    let add = Command::AddAnnotator {
        id: Some("cy".into()),
        name: "Cy".to_owned(),
        kind: crate::model::AnnotatorKind::Human,
    };
    run(&mut h, add);
    let open = app(&mut h).open.as_mut().unwrap();
    open.workspace.set_annotator(Some("cy".into()));
    let tag = Command::Annotate {
        document: ada.document.clone(),
        label: ada.label.clone(),
        spans: ada.spans.clone(),
        features: Vec::new(),
        note: "Cy's own".to_owned(),
        id: Some("c1".into()),
        origin: "hand".to_owned(),
    };
    run(&mut h, tag);
    let asked = Asked::Within(vec!["ada".into(), "cy".into()]);
    state(&mut h).work.ask(asked);
    wait_for(&mut h, "Ada and Cy", |h| {
        let compared = state(h).compared();
        compared.is_some_and(|c| c.sides[1].annotator.as_str() == "cy")
    });
    steps(&mut h, 3);
    let entry = first_of(&mut h, Kind::Fields);
    state(&mut h).show(entry);
    steps(&mut h, 3);
    assert_eq!(outcome(&mut h), None);
    h.get_by_label_contains("There already, settled between Ada and Ben: ");
    press(&mut h, NONE, Key::B);
    h.get_by_label_contains("in place of what was settled there between others");
    let project = app(&mut h).open.as_ref().unwrap().workspace.project();
    let is_final = |a: &&Arc<crate::model::Annotation>| {
        let kind = project.annotator(&a.annotator).map(|a| a.kind.clone());
        kind == Some(crate::model::AnnotatorKind::Adjudicator)
    };
    let there: Vec<&str> = project
        .annotations()
        .filter(is_final)
        .map(|a| a.note.as_str())
        .collect();
    assert_eq!(there, ["Cy's own"], "one result at one place");
}

#[test]
fn keys_do_not_change_the_result_of_a_place_that_a_filter_or_a_figure_has_left() {
    let (_home, mut h) = compared();
    let who = |h: &mut Window| app(h).open.as_ref().unwrap().workspace.annotator().cloned();
    let ada = who(&mut h);
    let first = state(&mut h).current().copied().unwrap();
    let edit = |h: &mut Window| {
        press(h, NONE, Key::E);
        assert_ne!(app(h).open.as_ref().unwrap().current, Current::Nothing);
        let id = state(h).settled().unwrap().result[0].clone();
        let project = app(h).open.as_ref().unwrap().workspace.project();
        project.annotation(&(&*id).into()).unwrap().clone()
    };
    let is_left = |h: &mut Window, result: &crate::model::Annotation| {
        assert_ne!(state(h).current(), Some(&first));
        let tagged = if result.label.as_str() == "claim" {
            Key::Num2
        } else {
            Key::Num1
        };
        press(h, NONE, tagged);
        press(h, NONE, Key::Delete);
        let open = app(h).open.as_ref().unwrap();
        assert_eq!(open.current, Current::Nothing);
        let now = open.workspace.project().annotation(&result.id);
        assert_eq!(now.map(|a| &**a), Some(result));
    };
    let result = edit(&mut h);
    h.get_by_label("Open").click();
    steps(&mut h, 3);
    assert_eq!(who(&mut h), ada, "who annotates comes back");
    is_left(&mut h, &result);
    // A figure leads elsewhere.
    h.get_by_label("Decided").click();
    steps(&mut h, 3);
    assert_eq!(state(&mut h).current(), Some(&first));
    let result = edit(&mut h);
    let other = state(&mut h).entries().unwrap().all.iter().rev();
    let units = other.map(|e| e.what).find_map(|what| match what {
        What::Spans { a, b } => a.or(b),
        What::Links { .. } => None,
    });
    app(&mut h).do_compare(CompareDeed::GoToUnit(units.unwrap()));
    steps(&mut h, 2);
    is_left(&mut h, &result);
}

#[test]
fn a_new_comparison_leaves_a_place_that_the_filter_does_not_list_any_more() {
    let (_home, mut h) = compared();
    let n = state(&mut h).entries().unwrap().n_of(Kind::ALL[2]);
    assert!(n > 1);
    h.get_by_label(&format!("other boundary: {n}")).click();
    steps(&mut h, 3);
    let What::Spans { b: Some(unit), .. } = state(&mut h).current().unwrap().what else {
        panic!("a place of both");
    };
    let ben = state(&mut h).compared().unwrap().annotation(unit).cloned();
    let delete = Command::Remove {
        annotations: vec![ben.unwrap().id.clone()],
    };
    ben_does(&mut h, delete);
    let entry = state(&mut h).current().copied().unwrap();
    assert_eq!(entry.kind, Kind::Place(PlaceKind::Boundary));
    let listed = state(&mut h).listed()[0];
    assert_eq!(state(&mut h).entries().unwrap().all[listed], entry);
}
