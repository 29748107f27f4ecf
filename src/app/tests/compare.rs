//! The work area as a person or a screen reader uses it, in the window.

mod deciding;
mod links;
mod other_file;
mod places;

use super::*;
use crate::agreement::LinkKind;
use crate::app::compare::{CompareState, Kind, What, outcome_words};
use crate::app::context::PathPurpose;
use crate::workspace::Command;
use crate::workspace::reporting::ReportKind;
use crate::workspace::settings::WorkArea;
use egui_kittest::kittest::NodeT as _;

fn state(h: &mut Window) -> &mut CompareState {
    &mut app(h).open.as_mut().unwrap().panels.compare
}

/// The sample in Compare, its two annotators compared.
fn compared() -> (TempDir, Window) {
    let (home, mut h) = sample();
    press(&mut h, CTRL, Key::Num3);
    assert_eq!(app(&mut h).settings.work_area, WorkArea::Compare);
    wait_for(&mut h, "the comparison", |h| state(h).current().is_some());
    steps(&mut h, 3);
    (home, h)
}

/// The program is ended and started again; the project is there, and in Compare.
fn compared_at_the_next_start(home: &TempDir, mut h: Window) -> Window {
    app(&mut h).remember_place();
    assert!(app(&mut h).close_project());
    drop(h);
    let mut h = window_of(home.path(), (1280.0, 800.0), &[]);
    wait_for(&mut h, "the project", |h| app(h).open.is_some());
    press(&mut h, CTRL, Key::Num3);
    wait_for(&mut h, "the comparison", |h| state(h).current().is_some());
    h
}

/// Compares the project that is open with another file.
fn compared_with(h: &mut Window, path: &Path) {
    app(h).compare_with(path);
    wait_for(h, "the question who", |h| state(h).start.is_open);
    steps(h, 2);
    h.get_by_label("Compare now").click();
    wait_for(h, "the comparison", |h| state(h).compared().is_some());
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
    let n = state(&mut h).entries().unwrap().n_of(Kind::ALL[2]);
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

fn n_decided(h: &mut Window) -> usize {
    state(h).settling().counts().n_decided
}

fn outcome(h: &mut Window) -> Option<&'static str> {
    let has = state(h).current()?.what.has();
    let settled = state(h).settled();
    settled.map(|s| outcome_words(s.outcome, has))
}

/// Makes the listed entry at a place the current one.
fn go_to(h: &mut Window, row: usize) {
    let entry = state(h).listed()[row];
    state(h).show(entry);
    steps(h, 2);
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
fn messages_stand_below_the_list() {
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

/// A window with that project, in which nobody annotates: who compares need not.
fn large(folder: &Path) -> Window {
    let path = large_file(folder);
    let mut h = window_of(folder, (1280.0, 800.0), &[path]);
    wait_for(&mut h, "the project", |h| app(h).open.is_some());
    steps(&mut h, 2);
    h.get_by_label("Later").click();
    steps(&mut h, 2);
    h
}

#[test]
fn a_long_article_with_thousands_of_spans_is_listed_and_walked() {
    let home = tempfile::tempdir().unwrap();
    let mut h = large(home.path());
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

#[test]
fn a_comparison_that_takes_long_is_cancelled_and_begun_again() {
    let home = tempfile::tempdir().unwrap();
    let mut h = large(home.path());
    h.key_press_modifiers(CTRL, Key::Num3);
    wait_for(&mut h, "the bar", |h| {
        h.query_by_label("Comparing").is_some()
    });
    h.get_by_label("Cancel").click();
    steps(&mut h, 3);
    assert!(state(&mut h).work.is_idle() && state(&mut h).compared().is_none());
    h.get_by_label("Compare now").click();
    wait_for(&mut h, "the comparison", |h| state(h).current().is_some());
}

#[test]
fn a_small_window_scrolls_to_what_both_sides_hold() {
    let home = tempfile::tempdir().unwrap();
    let mut h = window_of(home.path(), (640.0, 480.0), &[]);
    press(&mut h, CTRL, Key::Num3);
    wait_for(&mut h, "the comparison", |h| state(h).current().is_some());
    steps(&mut h, 4);
    let side = |h: &Window| {
        let all = h.get_all_by_label_contains("B  ");
        let lowest = all.max_by(|a, b| a.rect().top().total_cmp(&b.rect().top()));
        lowest.unwrap().rect()
    };
    let buttons = h.get_by_label("Next disagreement").rect();
    let before = side(&h);
    assert!(before.top() > buttons.bottom());
    h.hover_at(buttons.left_bottom() + vec2(0.0, 12.0));
    h.step();
    h.event(egui::Event::MouseWheel {
        unit: egui::MouseWheelUnit::Point,
        delta: vec2(0.0, -600.0),
        phase: egui::TouchPhase::Move,
        modifiers: NONE,
        source: egui::MouseWheelSource::Unknown,
    });
    steps(&mut h, 12);
    let after = side(&h);
    assert!(after.top() < before.top() - 20.0, "{before:?} {after:?}");
    assert!(after.bottom() < 480.0, "{after:?}");
}
