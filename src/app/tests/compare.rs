//! The work area as a person or a screen reader uses it, in the window.

use super::*;
use crate::agreement::LinkKind;
use crate::app::compare::{CompareState, Kind, What, outcome_words};
use crate::app::context::PathPurpose;
use crate::workspace::Command;
use crate::workspace::reporting::ReportKind;
use crate::workspace::settings::WorkArea;
use egui_kittest::kittest::NodeT as _;

pub(super) fn state(h: &mut Window) -> &mut CompareState {
    &mut app(h).open.as_mut().unwrap().panels.compare
}

/// The sample in Compare, its two annotators compared.
pub(super) fn compared() -> (TempDir, Window) {
    let (home, mut h) = sample();
    press(&mut h, CTRL, Key::Num3);
    assert_eq!(app(&mut h).settings.work_area, WorkArea::Compare);
    wait_for(&mut h, "the comparison", |h| state(h).current().is_some());
    steps(&mut h, 3);
    (home, h)
}

#[test]
fn the_sample_opens_with_its_two_annotators_and_their_differences() {
    let (_home, mut h) = compared();
    let entries = state(&mut h).entries().unwrap();
    let n = entries.n_disagreements();
    assert!(n > 5, "{n}");
    let kinds = Kind::ALL.iter().filter(|k| entries.n_of(**k) > 0);
    assert!(kinds.count() > 3);
    h.get_by_label(&format!("Differences {n}"));
    h.get_by_label(&format!("{n} differences"));
}

#[test]
fn n_and_p_walk_the_differences_and_stop_at_the_ends() {
    let (_home, mut h) = compared();
    let first = state(&mut h).current().copied().unwrap();
    press(&mut h, NONE, Key::N);
    let second = state(&mut h).current().copied().unwrap();
    assert_ne!(first, second);
    assert!(!second.kind.is_agreed());
    press(&mut h, NONE, Key::OpenBracket);
    assert_eq!(state(&mut h).current(), Some(&first));
    press(&mut h, NONE, Key::P);
    assert_eq!(
        state(&mut h).current(),
        Some(&first),
        "there is none before"
    );
    let n = state(&mut h).listed().len();
    for _ in 0..n + 2 {
        press(&mut h, NONE, Key::CloseBracket);
    }
    let last = *state(&mut h).listed().last().unwrap();
    let entry = state(&mut h).entries().unwrap().all[last];
    assert_eq!(state(&mut h).current(), Some(&entry));
}

/// A copy of the sample beside `home`.
fn other_file(home: &TempDir) -> PathBuf {
    let sample = include_str!("../../../sample_projects/harbour.json");
    article(home.path(), "other.json", sample)
}

/// A file that is let go over the window.
#[derive(Debug)]
struct Dropped(PathBuf);

impl egui::DroppedFile for Dropped {
    fn path(&self) -> &Path {
        &self.0
    }

    fn bytes(&self) -> Result<Vec<u8>, String> {
        Err("it is opened by its path".to_owned())
    }
}

fn drop_file(h: &mut Window, path: &Path) {
    let file = Arc::new(Dropped(path.to_owned()));
    h.input_mut().dropped_files.push(file);
    steps(h, 3);
}

#[test]
fn a_dropped_project_file_asks_and_is_compared_or_opened_or_left() {
    let (home, mut h) = sample();
    let path = other_file(&home);
    drop_file(&mut h, &path);
    h.get_by_label("Open or compare?");
    press(&mut h, NONE, Key::Escape);
    assert!(!app(&mut h).dialogs.is_any_open());
    assert!(app(&mut h).opening.is_idle());

    // By keyboard: from Open to Compare.
    drop_file(&mut h, &path);
    press(&mut h, Modifiers::SHIFT, Key::Tab);
    press(&mut h, NONE, Key::Enter);
    assert_eq!(app(&mut h).settings.work_area, WorkArea::Compare);
    wait_for(&mut h, "the question who", |h| state(h).start.is_open);
    steps(&mut h, 2);
    h.get_by_label("Compare now").click();
    wait_for(&mut h, "the comparison", |h| {
        state(h).compared().is_some_and(|c| c.sides.len() == 2)
    });
    steps(&mut h, 3);
    h.get_by_label_contains("Differences ");

    drop_file(&mut h, &path);
    press(&mut h, NONE, Key::Enter);
    wait_for(&mut h, "the other project", |h| {
        let open = app(h).open.as_ref();
        open.is_some_and(|open| open.workspace.file().ends_with("other.json"))
    });
}

#[test]
fn kinds_tags_and_articles_narrow_the_list() {
    let (_home, mut h) = compared();
    let all = state(&mut h).listed().len();
    let n = state(&mut h).entries().unwrap().n_of(Kind::ALL[1]);
    h.get_by_label(&format!("other boundary: {n}")).click();
    steps(&mut h, 3);
    assert_eq!(state(&mut h).listed().len(), n);
    h.get_by_label(&format!("{all} differences")).click();
    steps(&mut h, 3);
    assert_eq!(state(&mut h).listed().len(), all);
    h.get_by_label_contains("Agreed too").click();
    steps(&mut h, 3);
    let with_agreed = state(&mut h).listed().len();
    assert_eq!(with_agreed, state(&mut h).entries().unwrap().all.len());
    state(&mut h).filter.document = Some(1);
    steps(&mut h, 3);
    let in_second = state(&mut h).listed().len();
    assert!(in_second > 0 && in_second < with_agreed);
    state(&mut h).filter.label = Some(1);
    steps(&mut h, 3);
    assert!(state(&mut h).listed().len() < in_second);
}

#[test]
fn a_changed_layer_is_compared_again_and_the_place_stays() {
    let (_home, mut h) = compared();
    state(&mut h).work.pause = Some(Duration::ZERO);
    press(&mut h, NONE, Key::N);
    press(&mut h, NONE, Key::N);
    let entry = state(&mut h).current().copied().unwrap();
    let before = state(&mut h).work.found().unwrap().version;
    let n = state(&mut h).entries().unwrap().all.len();
    // Ada marks something that Ben has not.
    press(&mut h, CTRL, Key::Num1);
    select(&mut h, "announced");
    press(&mut h, NONE, Key::Num1);
    press(&mut h, CTRL, Key::Num3);
    wait_for(&mut h, "another comparison", |h| {
        state(h).work.found().is_some_and(|f| f.version > before)
    });
    assert_eq!(state(&mut h).entries().unwrap().all.len(), n + 1);
    let now = state(&mut h).current().copied().unwrap();
    assert_eq!(now.kind, entry.kind);
    // Who annotates is no change of the layers.
    let version = state(&mut h).work.found().unwrap().version;
    let open = app(&mut h).open.as_mut().unwrap();
    open.workspace.set_annotator(Some("ben".into()));
    steps(&mut h, 10);
    assert!(!state(&mut h).work.is_stale());
    assert_eq!(state(&mut h).work.found().unwrap().version, version);
}

pub(super) fn n_decided(h: &mut Window) -> usize {
    state(h).settling().counts().n_decided
}

pub(super) fn outcome(h: &mut Window) -> Option<&'static str> {
    let has = state(h).current()?.what.has();
    let settled = state(h).settled();
    settled.map(|s| outcome_words(s.outcome, has))
}

/// Makes the listed entry at a place the current one.
pub(super) fn go_to(h: &mut Window, row: usize) {
    let entry = state(h).listed()[row];
    state(h).show(entry);
    steps(h, 2);
}

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
fn names_are_hidden_on_request() {
    let (_home, mut h) = compared();
    assert!(h.query_all_by_label("A  Ada").next().is_some());
    press(&mut h, CTRL, Key::K);
    h.get_by_role_and_label(Role::TextInput, "Any command")
        .type_text("hide names");
    steps(&mut h, 2);
    press(&mut h, NONE, Key::Enter);
    assert!(h.query_all_by_label("A  Ada").next().is_none());
    assert!(h.query_all_by_label("A  Annotator 1").next().is_some());
    assert!(h.query_all_by_label("B  Annotator 2").next().is_some());
}

#[test]
fn hidden_names_stand_neither_behind_a_figure_nor_in_a_files_name() {
    let (home, mut h) = compared();
    app(&mut h).toggle_names();
    h.get_by_label("Figures").click();
    steps(&mut h, 3);
    // Neither behind a figure nor in the name of a file.
    h.get_by_label_contains("F1, overlap, Quote: ").click();
    steps(&mut h, 3);
    h.get_by_label_contains("Differ ").click();
    steps(&mut h, 3);
    assert!(h.query_all_by_label_contains("Only Annotator 1; ").count() > 0);
    // Ada stands in the title row: she annotates.
    for name in ["Only Ada", "Ada: ", "Ben"] {
        assert_eq!(h.query_all_by_label_contains(name).count(), 0, "{name}");
    }
    let name = app(&mut h).report_name(PathPurpose::SaveReport(ReportKind::Page));
    let expected = "Agreement of Annotator 1 and Annotator 2.html";
    assert_eq!(name.as_deref(), Some(expected));
    app(&mut h).ask_to_save_report(ReportKind::Page);
    steps(&mut h, 2);
    h.get_by_label("Save a file with the names?");
    h.get_by_label("Save with names");
    drop(home);
}

/// A third one comes, and gets a layer of their own.
fn a_third_annotates(h: &mut Window) {
    let open = app(h).open.as_mut().unwrap();
    let add = Command::AddAnnotator {
        id: Some("cy".into()),
        name: "Cy".to_owned(),
        kind: crate::model::AnnotatorKind::Human,
    };
    open.workspace.run(add).unwrap();
    open.workspace.set_annotator(Some("cy".into()));
    press(h, CTRL, Key::Num1);
    select(h, "announced");
    press(h, NONE, Key::Num1);
}

#[test]
fn change_ticks_those_who_are_compared_and_escape_leaves_it() {
    let (_home, mut h) = compared();
    a_third_annotates(&mut h);
    press(&mut h, CTRL, Key::Num3);
    h.get_by_label("Change…").click();
    steps(&mut h, 3);
    let is_ticked = |h: &Window, name: &str| {
        let row = h.get_by_label_contains(name);
        row.accesskit_node().toggled() == Some(egui::accesskit::Toggled::True)
    };
    for (name, expected) in [("Ada: ", true), ("Ben: ", true), ("Cy: ", false)] {
        assert_eq!(is_ticked(&h, name), expected, "{name}");
    }
    press(&mut h, NONE, Key::Escape);
    assert!(!state(&mut h).start.is_open);
    assert!(state(&mut h).current().is_some());
}

#[test]
fn the_current_place_stays_in_view_when_the_text_gets_less_room() {
    let (_home, mut h) = compared();
    let n = state(&mut h).listed().len();
    for _ in 0..n / 2 {
        press(&mut h, NONE, Key::N);
    }
    let is_seen = |h: &mut Window| {
        let state = state(h);
        let unit = state.current().unwrap().first;
        let start = state.compared().unwrap().annotation(unit).unwrap().start();
        state.text_range().contains(&start.get())
    };
    assert!(is_seen(&mut h));
    for size in [
        (1280.0, 560.0),
        (900.0, 520.0),
        (1280.0, 800.0),
        (700.0, 640.0),
    ] {
        h.set_size(egui::vec2(size.0, size.1));
        steps(&mut h, 6);
        assert!(is_seen(&mut h), "{size:?}");
    }
}

#[test]
fn a_place_that_is_seen_already_leaves_the_text_where_it_is() {
    let (_home, mut h) = compared();
    let before = state(&mut h).text_range();
    let first = state(&mut h).current().copied();
    press(&mut h, NONE, Key::N);
    steps(&mut h, 2);
    assert_ne!(state(&mut h).current().copied(), first);
    assert_eq!(state(&mut h).text_range(), before);
}

#[test]
fn messages_stand_over_the_list() {
    let (_home, mut h) = compared();
    press(&mut h, NONE, Key::A);
    steps(&mut h, 2);
    let list = state(&mut h).message_room().unwrap();
    let close = h.get_by_label("Close the message").rect();
    assert!(list.expand(1.0).contains_rect(close), "{close} in {list}");
    // There is no list on the page of figures.
    h.get_by_label("Figures").click();
    steps(&mut h, 2);
    assert_eq!(state(&mut h).message_room(), None);
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
    app(&mut h).remember_place();
    assert!(app(&mut h).close_project());
    drop(h);

    let mut h = window_of(home.path(), (1280.0, 800.0), &[]);
    wait_for(&mut h, "the project", |h| app(h).open.is_some());
    press(&mut h, CTRL, Key::Num3);
    wait_for(&mut h, "the comparison", |h| state(h).current().is_some());
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
    app(&mut h).remember_place();
    assert!(app(&mut h).close_project());
    drop(h);

    let mut h = window_of(home.path(), (1280.0, 800.0), &[]);
    wait_for(&mut h, "the project", |h| app(h).open.is_some());
    press(&mut h, CTRL, Key::Num3);
    wait_for(&mut h, "the comparison", |h| state(h).current().is_some());
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
fn the_first_decision_about_another_file_takes_its_layer_in() {
    let (home, mut h) = sample();
    let path = other_file(&home);
    app(&mut h).compare_with(&path);
    wait_for(&mut h, "the question who", |h| state(h).start.is_open);
    steps(&mut h, 2);
    h.get_by_label("Compare now").click();
    wait_for(&mut h, "the comparison", |h| state(h).compared().is_some());
    // Ada here with Ben there, not Ada with herself; whose file it is stands in the head.
    assert!(state(&mut h).has_disagreements());
    assert!(h.query_all_by_label("B  Ben").next().is_some());
    h.get_by_label_contains(" spans, in other.json");
    assert!(!state(&mut h).settling().can_decide());
    go_to(&mut h, 0);
    press(&mut h, NONE, Key::A);
    h.get_by_label("Take the other layer into this project?");
    h.get_by_label("Take it in").click();
    wait_for(&mut h, "the comparison within", |h| {
        state(h).settling().can_decide()
    });
    let annotators = app(&mut h)
        .open
        .as_ref()
        .unwrap()
        .workspace
        .project()
        .annotators()
        .len();
    assert_eq!(annotators, 3);
    go_to(&mut h, 0);
    press(&mut h, NONE, Key::A);
    let found = state(&mut h).settling().adjudication().unwrap();
    assert_eq!(found.counts(|_| true).n_decided, 1);
}

#[test]
fn nothing_is_taken_out_of_a_file_of_a_newer_version() {
    let (home, mut h) = sample();
    let sample = include_str!("../../../sample_projects/harbour.json");
    let newer = sample.replacen("\"version\":1", "\"version\":2", 1);
    assert_ne!(newer, sample);
    let path = article(home.path(), "newer.json", newer);
    app(&mut h).compare_with(&path);
    wait_for(&mut h, "the question who", |h| state(h).start.is_open);
    steps(&mut h, 2);
    h.get_by_label("Compare now").click();
    wait_for(&mut h, "the comparison", |h| state(h).compared().is_some());
    steps(&mut h, 2);
    go_to(&mut h, 0);
    for key in [Key::A, Key::E] {
        press(&mut h, NONE, key);
        h.get_by_label("The other layer cannot be taken in");
        h.get_by_label_contains(
            "newer.json is of a newer version, of which this program may not know all",
        );
        assert_eq!(h.query_all_by_label("Take it in").count(), 0);
        press(&mut h, NONE, Key::Escape);
    }
    let open = app(&mut h).open.as_ref().unwrap();
    assert_eq!(open.workspace.project().annotators().len(), 2);
}

/// A copy of the sample beside `home` in which the first article reads otherwise, so that nothing of it is compared.
fn file_with_another_text(home: &TempDir) -> PathBuf {
    let bytes = include_bytes!("../../../sample_projects/harbour.json");
    let mut project = crate::storage::project_file::read_project(bytes)
        .unwrap()
        .project;
    let old = project.documents()[0].clone();
    let text = format!("An update. {}", old.text());
    let new = crate::model::Document::new(
        old.id.clone(),
        old.title.clone(),
        old.source.clone(),
        text.as_str().into(),
    );
    let ops = crate::edit::replace::replace_document(&project, &Arc::new(new), "").unwrap();
    crate::edit::apply_all(&mut project, &ops.0).unwrap();
    let bytes = crate::storage::project_file::write_project(&project);
    article(home.path(), "other.json", String::from_utf8(bytes).unwrap())
}

#[test]
fn what_is_compared_on_another_text_is_taken_in_and_what_is_not_is_said_before() {
    let (home, mut h) = sample();
    let path = file_with_another_text(&home);
    app(&mut h).compare_with(&path);
    wait_for(&mut h, "the question who", |h| state(h).start.is_open);
    steps(&mut h, 2);
    h.get_by_label("Compare now").click();
    wait_for(&mut h, "the comparison", |h| state(h).compared().is_some());
    steps(&mut h, 2);
    let n_of_b = |h: &mut Window| state(h).compared().unwrap().comparison.n_spans[1];
    let n_without = n_of_b(&mut h);
    go_to(&mut h, 0);
    press(&mut h, NONE, Key::A);
    h.get_by_label_contains("on articles whose texts differ would stay out");
    press(&mut h, NONE, Key::Escape);
    h.get_by_label_contains("whose text differs too").click();
    wait_for(&mut h, "both articles", |h| {
        state(h)
            .compared()
            .is_some_and(|c| !c.reanchored.is_empty())
    });
    steps(&mut h, 2);
    let n = n_of_b(&mut h);
    assert!(n > n_without, "{n} > {n_without}");
    go_to(&mut h, 0);
    press(&mut h, NONE, Key::A);
    assert_eq!(h.query_all_by_label_contains("would stay out").count(), 0);
    h.get_by_label("Take it in").click();
    wait_for(&mut h, "the comparison within", |h| {
        state(h).settling().can_decide()
    });
    assert_eq!(n_of_b(&mut h), n);
}

#[test]
fn who_was_settled_last_is_compared_at_the_next_start_whoever_else_came_in() {
    let (home, mut h) = compared();
    press(&mut h, NONE, Key::A);
    assert_eq!(n_decided(&mut h), 1);
    a_third_annotates(&mut h);
    app(&mut h).remember_place();
    assert!(app(&mut h).close_project());
    drop(h);

    let mut h = window_of(home.path(), (1280.0, 800.0), &[]);
    wait_for(&mut h, "the project", |h| app(h).open.is_some());
    press(&mut h, CTRL, Key::Num3);
    wait_for(&mut h, "the comparison", |h| state(h).current().is_some());
    assert_eq!(n_decided(&mut h), 1);
    let sides = &state(&mut h).compared().unwrap().sides;
    let who: Vec<&str> = sides.iter().map(|s| s.annotator.as_str()).collect();
    assert_eq!(who, ["ada", "ben"]);
}

/// A project with one article of a megabyte and 2 000 spans of each of two annotators, as a file.
fn large_file(folder: &Path) -> PathBuf {
    use crate::model::{
        Annotation, Annotator, AnnotatorKind, Document, Features, ForeignFields, Project,
        ProjectHead, Source,
    };
    let words = "The harbour bridge will close for a year, the port authority said.\n\n";
    let text = words.repeat(1_000_000 / words.len());
    let mut project = Project::new(ProjectHead {
        id: "large".into(),
        ..ProjectHead::default()
    });
    for (place, id) in ["ada", "ben"].into_iter().enumerate() {
        let annotator = Annotator {
            id: id.into(),
            name: id.to_owned(),
            kind: AnnotatorKind::Human,
            foreign: ForeignFields::default(),
        };
        let to = Some((place, Arc::new(annotator)));
        project.put_annotator(&id.into(), to).unwrap();
    }
    let document = Document::new(
        "d1".into(),
        "Long".to_owned(),
        Source::default(),
        text.as_str().into(),
    );
    project
        .put_document(&"d1".into(), Some((0, Arc::new(document))))
        .unwrap();
    for i in 0..2_000 {
        for (who, shift) in [("ada", 0), ("ben", 4 * (i % 3))] {
            let start = i * 480 + 4;
            let span = TextSpan::new(&text, ByteOffset(start), ByteOffset(start + 25 + shift));
            let id = format!("{who}{i}");
            let annotation = Annotation {
                id: id.as_str().into(),
                document: "d1".into(),
                annotator: who.into(),
                label: if i % 7 == 0 { "quote" } else { "claim" }.into(),
                spans: vec![span.unwrap()],
                features: Features::default(),
                note: String::new(),
                origin: "hand".to_owned(),
                created: "2026-11-20T08:00:00Z".to_owned(),
                modified: "2026-11-20T08:00:00Z".to_owned(),
                anchor: None,
                old_spans: Vec::new(),
                foreign: ForeignFields::default(),
            };
            let to = Some(Arc::new(annotation));
            project.put_annotation(&id.as_str().into(), to).unwrap();
        }
    }
    let bytes = crate::storage::project_file::write_project(&project);
    article(folder, "large.json", String::from_utf8(bytes).unwrap())
}

#[test]
fn a_long_article_with_thousands_of_spans_is_listed_and_walked() {
    let home = tempfile::tempdir().unwrap();
    let path = large_file(home.path());
    let mut h = window_of(home.path(), (1280.0, 800.0), &[path]);
    wait_for(&mut h, "the project", |h| app(h).open.is_some());
    steps(&mut h, 2);
    // Who compares need not annotate.
    h.get_by_label("Later").click();
    steps(&mut h, 2);
    press(&mut h, CTRL, Key::Num3);
    wait_for(&mut h, "the comparison", |h| state(h).current().is_some());
    assert_eq!(state(&mut h).entries().unwrap().all.len(), 2_000);
    for _ in 0..50 {
        press(&mut h, NONE, Key::N);
    }
    let shown = state(&mut h).listed()[50];
    let entry = state(&mut h).entries().unwrap().all[shown];
    assert_eq!(state(&mut h).current(), Some(&entry));
    for _ in 0..3 {
        press(&mut h, NONE, Key::B);
    }
    assert_eq!(n_decided(&mut h), 3);
}
