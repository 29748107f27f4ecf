//! Differences settled: by keys, at once, with notes; taken back, and found again at the next start.

use super::*;

#[test]
fn single_keys_decide_and_go_on_and_undo_goes_back_there() {
    let (_home, mut h) = compared();
    let before = n_annotations(&mut h);
    for (row, (key, words)) in [
        (Key::A, "A taken"),
        (Key::X, "neither taken"),
        (Key::O, "both taken"),
    ]
    .into_iter()
    .enumerate()
    {
        // Places only: links take their ends along.
        let places: Vec<usize> = state(&mut h).listed().to_vec();
        let entries = state(&mut h).entries().unwrap().all.clone();
        let place = places
            .iter()
            .copied()
            .filter(|i| matches!(entries[*i].what, What::Spans { .. }));
        let entry = place.clone().nth(row).unwrap();
        state(&mut h).show(entry);
        steps(&mut h, 2);
        press(&mut h, NONE, key);
        assert_eq!(n_decided(&mut h), row + 1, "{words}");
        let now = state(&mut h).current().copied().unwrap();
        assert_ne!(now, entries[entry], "it goes on");
        assert!(outcome(&mut h).is_none(), "to what is open");
        state(&mut h).show(entry);
        steps(&mut h, 2);
        assert_eq!(outcome(&mut h), Some(words));
    }
    assert!(
        n_annotations(&mut h) > before,
        "copies in the adjudicated layer"
    );
    h.get_by_label_contains("3 of ");
    h.get_by_label("✓ both taken");

    // Decided otherwise.
    press(&mut h, NONE, Key::B);
    assert_eq!(n_decided(&mut h), 3);
    let last = state(&mut h).current().copied().unwrap();
    press(&mut h, CTRL, Key::Z);
    assert_ne!(
        state(&mut h).current().copied().unwrap(),
        last,
        "back to what changed"
    );
    assert_eq!(outcome(&mut h), Some("both taken"));
    press(&mut h, NONE, Key::U);
    assert_eq!((n_decided(&mut h), outcome(&mut h)), (2, None));
    for _ in 0..4 {
        press(&mut h, CTRL, Key::Z);
    }
    assert_eq!(n_decided(&mut h), 0);
    assert_eq!(n_annotations(&mut h), before);
    assert_eq!(app(&mut h).settings.work_area, WorkArea::Compare);
}

#[test]
fn what_is_open_or_decided_can_be_listed_alone() {
    let (_home, mut h) = compared();
    press(&mut h, NONE, Key::A);
    let n = state(&mut h).listed().len();
    h.get_by_label("Decided").click();
    steps(&mut h, 3);
    let decided = state(&mut h).listed().len();
    assert!(decided > 0 && decided < n, "{decided} of {n}");
    h.get_by_label("Open").click();
    steps(&mut h, 3);
    assert_eq!(state(&mut h).listed().len(), n - decided);
}

#[test]
fn a_link_is_decided_with_the_ends_that_are_open() {
    let (_home, mut h) = compared();
    let entries = state(&mut h).entries().unwrap().all.clone();
    let link = entries
        .iter()
        .position(|e| matches!(e.kind, Kind::Link(LinkKind::OnlyA)));
    state(&mut h).show(link.unwrap());
    steps(&mut h, 2);
    press(&mut h, NONE, Key::A);
    let n = state(&mut h)
        .settling()
        .adjudication()
        .unwrap()
        .counts(|_| true)
        .n_decided;
    assert_eq!(n, 3, "the link and both its ends");
    press(&mut h, CTRL, Key::Z);
    assert_eq!(n_decided(&mut h), 0, "one step");
    let now = state(&mut h).current().copied().unwrap();
    assert_eq!(now, entries[link.unwrap()], "back to the link");
}

#[test]
fn agreements_are_accepted_as_one_step() {
    let (_home, mut h) = compared();
    let before = n_annotations(&mut h);
    h.get_by_label_contains("Accept ").click();
    steps(&mut h, 3);
    let all = |h: &mut Window| {
        let found = state(h).settling().adjudication().unwrap();
        found.counts(|_| true).n_decided
    };
    assert!(all(&mut h) > 5);
    assert_eq!(n_decided(&mut h), 0, "no difference is decided by it");
    assert!(n_annotations(&mut h) > before);
    assert!(h.query_by_label_contains("Accept ").is_none());
    press(&mut h, CTRL, Key::Z);
    assert_eq!((all(&mut h), n_annotations(&mut h)), (0, before));
}

#[test]
fn an_edited_result_takes_the_ordinary_keys_and_who_annotates_comes_back() {
    let (_home, mut h) = compared();
    let who = |h: &mut Window| app(h).open.as_ref().unwrap().workspace.annotator().cloned();
    let ada = who(&mut h);
    press(&mut h, NONE, Key::E);
    assert_eq!(outcome(&mut h), Some("edited"));
    let adjudicator = state(&mut h).settling().adjudicator().cloned();
    assert!(adjudicator.is_some() && adjudicator != ada);
    assert_eq!(who(&mut h), adjudicator);
    let result = |h: &mut Window| {
        let id = state(h).settled().unwrap().result[0].clone();
        let project = app(h).open.as_ref().unwrap().workspace.project();
        project.annotation(&(&*id).into()).unwrap().clone()
    };
    let first = result(&mut h);
    press(&mut h, NONE, Key::Num2);
    assert_eq!(result(&mut h).label.as_str(), "quote");
    // What comes of it is seen beside what A and B have.
    h.get_by_label_contains("Result: Quote “");
    press(&mut h, NONE, Key::Comma);
    assert_ne!(result(&mut h).end(), first.end());
    assert_eq!(outcome(&mut h), Some("edited"));
    assert_eq!(app(&mut h).settings.work_area, WorkArea::Compare);
    press(&mut h, NONE, Key::N);
    assert_eq!(who(&mut h), ada);
    assert_eq!(app(&mut h).open.as_ref().unwrap().current, Current::Nothing);
}

#[test]
fn nothing_is_looked_up_while_something_else_is_seen() {
    let (_home, mut h) = compared();
    let before = state(&mut h).settling().version;
    press(&mut h, NONE, Key::A);
    let decided = state(&mut h).settling().version;
    assert!(decided > before);
    press(&mut h, CTRL, Key::Num1);
    app(&mut h)
        .open
        .as_mut()
        .unwrap()
        .workspace
        .run(Command::Undo)
        .unwrap();
    steps(&mut h, 3);
    assert_eq!(state(&mut h).settling().version, decided);
    press(&mut h, CTRL, Key::Num3);
    steps(&mut h, 2);
    assert_eq!(n_decided(&mut h), 0);
}

#[test]
fn a_note_is_kept_with_the_decision_and_decisions_are_there_at_the_next_start() {
    let (home, mut h) = compared();
    h.get_by_label("Note for the guidelines").focus();
    steps(&mut h, 2);
    h.get_by_label("Note for the guidelines")
        .type_text("Leave the place out");
    steps(&mut h, 2);
    let first = state(&mut h).current().copied().unwrap();
    // A letter in the field decides nothing.
    press(&mut h, NONE, Key::A);
    assert_eq!(n_decided(&mut h), 0);
    h.get_by_label("Take A").click();
    steps(&mut h, 3);
    assert_eq!(n_decided(&mut h), 1);
    assert_eq!(
        state(&mut h).settling().state(&first).unwrap().note,
        "Leave the place out"
    );
    let mut h = compared_at_the_next_start(&home, h);
    assert_eq!(n_decided(&mut h), 1);
    assert_eq!(
        state(&mut h).settling().state(&first).unwrap().note,
        "Leave the place out"
    );
}

#[test]
fn a_note_about_an_open_place_is_kept_and_goes_on_to_the_decision() {
    let (home, mut h) = compared();
    h.get_by_label("Note for the guidelines").focus();
    steps(&mut h, 2);
    h.get_by_label("Note for the guidelines")
        .type_text("Ask Ben");
    steps(&mut h, 2);
    assert!(app(&mut h).open.as_ref().unwrap().has_draft());
    press(&mut h, NONE, Key::Enter);
    steps(&mut h, 2);
    assert!(!app(&mut h).open.as_ref().unwrap().has_draft());
    assert_eq!(n_decided(&mut h), 0);
    assert_eq!(outcome(&mut h), None);
    let mut h = compared_at_the_next_start(&home, h);
    steps(&mut h, 2);
    assert_eq!(n_decided(&mut h), 0);
    let field = h.get_by_label("Note for the guidelines");
    assert_eq!(field.value().as_deref(), Some("Ask Ben"));
    let first = state(&mut h).current().copied().unwrap();
    press(&mut h, NONE, Key::A);
    assert_eq!(n_decided(&mut h), 1);
    let note = |h: &mut Window| state(h).settling().record(&first).unwrap().note.clone();
    assert_eq!(note(&mut h), "Ask Ben");
    // Open again, it is a note as before.
    state(&mut h).go_to_unit(first.first);
    steps(&mut h, 2);
    press(&mut h, NONE, Key::U);
    assert_eq!(n_decided(&mut h), 0);
    assert_eq!(note(&mut h), "Ask Ben");
}

#[test]
fn who_was_settled_last_is_compared_at_the_next_start_whoever_else_came_in() {
    let (home, mut h) = compared();
    press(&mut h, NONE, Key::A);
    assert_eq!(n_decided(&mut h), 1);
    a_third_annotates(&mut h);
    let mut h = compared_at_the_next_start(&home, h);
    assert_eq!(n_decided(&mut h), 1);
    let sides = &state(&mut h).compared().unwrap().sides;
    let who: Vec<&str> = sides.iter().map(|s| s.annotator.as_str()).collect();
    assert_eq!(who, ["ada", "ben"]);
}
