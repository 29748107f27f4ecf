//! The work area as a person or a screen reader uses it, in the window.

use super::*;
use crate::app::compare::{CompareState, Kind};
use crate::workspace::settings::WorkArea;

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
