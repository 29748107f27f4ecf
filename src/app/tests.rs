//! The window by its accessible names: before, act, after.

mod articles;
mod compare;
mod exporting;
mod figures;
mod first_use;
mod importing;
mod keys;
mod linking;
mod newer;
mod opening;
mod predictions;
mod search;
mod side_by_side;
mod stepping;
mod suggestions;
mod surroundings;
mod typed;

use super::context::{AppAction, Current};
use super::window::App;
use crate::model::ProgressState;
use crate::storage::RealFs;
use crate::storage::dirs::AppDirs;
use crate::text::{ByteOffset, TextSpan};
use crate::workspace::settings::{Settings, ThemeChoice};
use crate::workspace::{CountingIds, Environment, FixedClock};
use egui::accesskit::Role;
use egui::{Key, Modifiers, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tempfile::TempDir;

type Window = Harness<'static, Option<App>>;

fn environment(home: &Path) -> Environment {
    Environment {
        fs: Arc::new(RealFs),
        // Later than everything in the sample.
        clock: Arc::new(FixedClock("2027-01-01T00:00:00Z".to_owned())),
        ids: Arc::new(CountingIds::default()),
        dirs: Some(AppDirs::below(home)),
        wake: Arc::new(|| {}),
    }
}

fn window_of(home: &Path, size: (f32, f32), files: &[PathBuf]) -> Window {
    let env = environment(home);
    let files = files.to_vec();
    let mut h = Harness::builder()
        .with_size(vec2(size.0, size.1))
        // Titles of articles hold emoji; the window takes their glyphs from the system.
        .allow_missing_glyphs()
        .build_ui_state(
            move |ui, app: &mut Option<App>| match app {
                Some(app) => app.frame_ui(ui),
                // Fonts come into force with the next frame.
                None => *app = Some(App::new(env.clone(), ui.ctx(), files.clone())),
            },
            None,
        );
    steps(&mut h, 3);
    h
}

/// The sample, as it opens at the very first start.
fn sample() -> (TempDir, Window) {
    let home = tempfile::tempdir().unwrap();
    let h = window_of(home.path(), (1280.0, 800.0), &[]);
    (home, h)
}

fn steps(h: &mut Window, n: usize) {
    for _ in 0..n {
        h.step();
    }
}

fn app(h: &mut Window) -> &mut App {
    h.state_mut().as_mut().unwrap()
}

/// Long enough for what runs beside the window on the slowest machine; only a test that fails waits so long.
const PATIENCE: Duration = Duration::from_mins(1);

fn wait_for(h: &mut Window, what: &str, mut is_there: impl FnMut(&mut Window) -> bool) {
    let start = Instant::now();
    while start.elapsed() < PATIENCE {
        h.step();
        if is_there(h) {
            return;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    panic!("waited in vain for {what}");
}

fn n_annotations(h: &mut Window) -> usize {
    let open = app(h).open.as_ref().unwrap();
    open.workspace.project().n_annotations()
}

/// Selects the first place of these words in the article shown.
fn select(h: &mut Window, words: &str) {
    let open = app(h).open.as_mut().unwrap();
    let id = open.document.clone().unwrap();
    let text = open
        .workspace
        .project()
        .document(&id)
        .unwrap()
        .text()
        .clone();
    let start = text.find(words).unwrap();
    let span = TextSpan::new(&text, ByteOffset(start), ByteOffset(start + words.len())).unwrap();
    open.reader.set_selection(Some(span));
    open.take_selection();
    h.step();
}

fn press(h: &mut Window, modifiers: Modifiers, key: Key) {
    h.key_press_modifiers(modifiers, key);
    steps(h, 3);
}

const NONE: Modifiers = Modifiers::NONE;
const CTRL: Modifiers = Modifiers::COMMAND;

#[test]
fn the_first_start_shows_the_sample_as_an_unnamed_copy() {
    let (home, mut h) = sample();
    let open = app(&mut h).open.as_ref().unwrap();
    assert!(open.workspace.path().is_none());
    assert!(open.workspace.file().starts_with(home.path()));
    assert_eq!(open.workspace.project().documents().len(), 5);
    assert!(open.document.is_some());
    assert!(Settings::exist(&environment(home.path())));
}

#[test]
fn a_key_tags_the_selection_and_changes_the_tag_of_the_current_annotation() {
    let (_home, mut h) = sample();
    let before = n_annotations(&mut h);
    select(&mut h, "announced");
    press(&mut h, NONE, Key::Num1);
    assert_eq!(n_annotations(&mut h), before + 1);
    press(&mut h, NONE, Key::Num2);
    let open = app(&mut h).open.as_ref().unwrap();
    let Current::Annotation(id) = open.current.clone() else {
        panic!("{:?}", open.current);
    };
    let annotation = open.workspace.project().annotation(&id).unwrap();
    assert_eq!(annotation.label.as_str(), "quote");
    press(&mut h, NONE, Key::Delete);
    assert_eq!(n_annotations(&mut h), before);
}

#[test]
fn the_tag_bar_tags_and_undo_and_redo_go_there_and_back() {
    let (_home, mut h) = sample();
    let before = n_annotations(&mut h);
    select(&mut h, "announced");
    h.get_by_label("1 Claim").click();
    steps(&mut h, 3);
    assert_eq!(n_annotations(&mut h), before + 1);
    press(&mut h, CTRL | Modifiers::SHIFT, Key::J);
    press(&mut h, CTRL, Key::Z);
    assert_eq!(n_annotations(&mut h), before);
    press(&mut h, CTRL | Modifiers::SHIFT, Key::Z);
    assert_eq!(n_annotations(&mut h), before + 1);
    let open = app(&mut h).open.as_ref().unwrap();
    assert!(matches!(open.current, Current::Annotation(_)));
}

#[test]
fn undo_jumps_to_the_article_where_it_happened() {
    let (_home, mut h) = sample();
    select(&mut h, "announced");
    press(&mut h, NONE, Key::Num1);
    let first = app(&mut h).open.as_ref().unwrap().document.clone();
    press(&mut h, CTRL, Key::PageDown);
    assert_ne!(app(&mut h).open.as_ref().unwrap().document, first);
    press(&mut h, CTRL, Key::Z);
    assert_eq!(app(&mut h).open.as_ref().unwrap().document, first);
}

#[test]
fn digits_typed_into_a_field_do_not_tag() {
    let (_home, mut h) = sample();
    let before = n_annotations(&mut h);
    select(&mut h, "announced");
    h.get_by_label("Filter the articles").focus();
    steps(&mut h, 2);
    press(&mut h, NONE, Key::Num1);
    assert_eq!(n_annotations(&mut h), before);
}

#[test]
fn the_palette_finds_a_command_by_its_letters() {
    let (_home, mut h) = sample();
    press(&mut h, CTRL, Key::K);
    h.get_by_role_and_label(Role::TextInput, "Any command")
        .type_text("thdark");
    steps(&mut h, 2);
    press(&mut h, NONE, Key::Enter);
    assert_eq!(app(&mut h).settings.theme, ThemeChoice::Dark);
    assert!(!app(&mut h).dialogs.is_any_open());
}

#[test]
fn the_palette_finds_an_article_by_its_letters() {
    let (_home, mut h) = sample();
    let last = app(&mut h)
        .open
        .as_ref()
        .unwrap()
        .workspace
        .project()
        .documents()[4]
        .clone();
    press(&mut h, CTRL, Key::P);
    h.get_by_role_and_label(Role::TextInput, "Any article")
        .type_text(&last.title);
    steps(&mut h, 2);
    press(&mut h, NONE, Key::Enter);
    assert_eq!(
        app(&mut h).open.as_ref().unwrap().document,
        Some(last.id.clone())
    );
}

#[test]
fn f1_shows_the_keys_and_escape_leaves() {
    let (_home, mut h) = sample();
    press(&mut h, NONE, Key::F1);
    h.get_by_label("Filter the keys");
    h.get_by_label("Done, next unfinished");
    press(&mut h, NONE, Key::Escape);
    assert!(!app(&mut h).dialogs.is_any_open());
}

#[test]
fn escape_closes_the_list_over_a_stack_and_keeps_what_is_current() {
    let (_home, mut h) = sample();
    press(&mut h, NONE, Key::N);
    let current = app(&mut h).open.as_ref().unwrap().current.clone();
    assert!(matches!(current, Current::Annotation(_)));
    let open = app(&mut h).open.as_mut().unwrap();
    let Current::Annotation(id) = current.clone() else {
        return;
    };
    let span = open.workspace.project().annotation(&id).unwrap().spans[0];
    let place = open.reader.rects_of(span)[0].center();
    let button = egui::PointerButton::Secondary;
    h.event(egui::Event::PointerMoved(place));
    h.step();
    for pressed in [true, false] {
        h.event(egui::Event::PointerButton {
            pos: place,
            button,
            pressed,
            modifiers: NONE,
        });
        h.step();
    }
    steps(&mut h, 2);
    assert!(
        app(&mut h)
            .open
            .as_ref()
            .unwrap()
            .panels
            .stack_menu
            .is_open()
    );
    press(&mut h, NONE, Key::Escape);
    let open = app(&mut h).open.as_ref().unwrap();
    assert!(!open.panels.stack_menu.is_open());
    assert_eq!(open.current, current);
}

#[test]
fn f6_goes_round_the_panes() {
    let (_home, mut h) = sample();
    let panels = &mut app(&mut h).settings.panels;
    panels.inspector = false;
    panels.bottom = true;
    steps(&mut h, 3);
    let focused = |h: &Window| h.ctx.memory(egui::Memory::focused);
    let text = focused(&h);
    assert!(text.is_some());
    press(&mut h, NONE, Key::F6);
    let bottom = focused(&h);
    press(&mut h, NONE, Key::F6);
    let articles = focused(&h);
    press(&mut h, NONE, Key::F6);
    assert_eq!(focused(&h), text);
    assert!(bottom != text && articles != text && bottom != articles);
    press(&mut h, Modifiers::SHIFT, Key::F6);
    assert_eq!(focused(&h), articles);
}

#[test]
fn the_filter_keeps_the_articles_that_have_the_words() {
    let (_home, mut h) = sample();
    let n = |h: &Window| h.query_all_by_role(Role::ListBoxOption).count();
    assert_eq!(n(&h), 5);
    h.get_by_label("Filter the articles").focus();
    h.step();
    h.get_by_label("Filter the articles").type_text("ferry");
    steps(&mut h, 2);
    assert_eq!(n(&h), 1);
}

#[test]
fn done_goes_to_the_next_unfinished_article() {
    let (_home, mut h) = sample();
    let shown = |h: &mut Window| app(h).open.as_ref().unwrap().document.clone().unwrap();
    let first = shown(&mut h);
    press(&mut h, CTRL, Key::Enter);
    let second = shown(&mut h);
    assert_ne!(first, second);
    let open = app(&mut h).open.as_ref().unwrap();
    let annotator = open.workspace.annotator().unwrap();
    let state = open.workspace.project().progress_state(&first, annotator);
    assert_eq!(state, ProgressState::Done);
    let next = open.workspace.project().progress_state(&second, annotator);
    assert_ne!(next, ProgressState::Done);
}

#[test]
fn a_file_that_is_no_project_is_told_in_words() {
    let (home, mut h) = sample();
    let path = home.path().join("broken.json");
    std::io::Write::write_all(
        &mut std::fs::OpenOptions::new()
            .write(true)
            .create_new(true)
            .open(&path)
            .unwrap(),
        b"{ this is no project",
    )
    .unwrap();
    app(&mut h).open_paths(vec![path]);
    wait_for(&mut h, "the message", |h| {
        h.query_by_label("The project could not be opened")
            .is_some()
    });
    // The open project stays.
    assert_eq!(
        app(&mut h)
            .open
            .as_ref()
            .unwrap()
            .workspace
            .project()
            .documents()
            .len(),
        5
    );
}

fn article(folder: &Path, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
    let path = folder.join(name);
    let mut file = std::fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(&path)
        .unwrap();
    std::io::Write::write_all(&mut file, bytes.as_ref()).unwrap();
    path
}

#[test]
fn articles_are_added_as_one_step_and_what_cannot_be_read_is_listed() {
    let (home, mut h) = sample();
    let paths = vec![
        article(home.path(), "a.txt", "First title\n\nText of a."),
        article(home.path(), "b.txt", "Second title\n\nText of b."),
        home.path().join("missing.txt"),
    ];
    app(&mut h).open_paths(paths);
    wait_for(&mut h, "the articles", |h| {
        let open = app(h).open.as_ref().unwrap();
        open.workspace.project().documents().len() == 7
    });
    steps(&mut h, 2);
    h.get_by_label("One file could not be read");
    press(&mut h, NONE, Key::Escape);
    press(&mut h, CTRL, Key::Z);
    let open = app(&mut h).open.as_ref().unwrap();
    assert_eq!(open.workspace.project().documents().len(), 5);
}

#[test]
fn the_next_start_finds_the_project_the_article_and_the_edit() {
    let home = tempfile::tempdir().unwrap();
    let mut h = window_of(home.path(), (1280.0, 800.0), &[]);
    press(&mut h, CTRL, Key::PageDown);
    let document = app(&mut h).open.as_ref().unwrap().document.clone();
    let text = {
        let open = app(&mut h).open.as_ref().unwrap();
        let id = document.clone().unwrap();
        open.workspace
            .project()
            .document(&id)
            .unwrap()
            .text()
            .clone()
    };
    let word = text.split_whitespace().nth(3).unwrap().to_owned();
    select(&mut h, &word);
    press(&mut h, NONE, Key::Num3);
    let n = n_annotations(&mut h);
    let left = app(&mut h).open.as_ref().unwrap();
    let (caret, current) = (left.reader.caret(), left.current.clone());
    assert!(caret.get() > 0 && matches!(current, Current::Annotation(_)));
    app(&mut h).remember_place();
    app(&mut h).save_settings();
    assert!(app(&mut h).close_project());
    drop(h);

    let mut h = window_of(home.path(), (1280.0, 800.0), &[]);
    wait_for(&mut h, "the project", |h| app(h).open.is_some());
    assert_eq!(n_annotations(&mut h), n);
    let found = app(&mut h).open.as_ref().unwrap();
    assert_eq!(found.document, document);
    assert_eq!((found.reader.caret(), &found.current), (caret, &current));
}

/// A window with the project `mine.json`, which it keeps for itself.
fn first_window(home: &Path) -> (Window, PathBuf) {
    let mut first = window_of(home, (1280.0, 800.0), &[]);
    let path = home.join("mine.json");
    app(&mut first).save_as(path.clone(), false);
    wait_for(&mut first, "the save", |h| {
        app(h).open.as_ref().unwrap().workspace.path().is_some()
    });
    (first, path)
}

#[test]
fn a_second_window_on_the_project_reads_only_and_says_so() {
    let home = tempfile::tempdir().unwrap();
    let (_first, path) = first_window(home.path());
    let other = tempfile::tempdir().unwrap();
    let mut second = window_of(other.path(), (1280.0, 800.0), std::slice::from_ref(&path));
    wait_for(&mut second, "the project", |h| app(h).open.is_some());
    steps(&mut second, 2);
    assert!(app(&mut second).facts().read_only);
    second.get_by_label("Read only");
    let said = |h: &mut Window| app(h).toasts.iter().any(|t| t.contains("reading only"));
    assert!(!said(&mut second), "the bar says it");
    let before = n_annotations(&mut second);
    select(&mut second, "announced");
    press(&mut second, NONE, Key::Num1);
    assert_eq!(n_annotations(&mut second), before);
}

#[test]
fn saving_over_a_file_asks_first() {
    let (home, mut h) = sample();
    let path = article(home.path(), "there.json", "somebody's");
    app(&mut h).save_as(path.clone(), false);
    steps(&mut h, 2);
    h.get_by_label("Replace the file?");
    press(&mut h, NONE, Key::Escape);
    assert_eq!(std::fs::read(&path).unwrap(), b"somebody's");
}

#[test]
fn a_narrow_window_draws_every_part() {
    for size in [(800.0, 600.0), (640.0, 480.0), (480.0, 360.0)] {
        let home = tempfile::tempdir().unwrap();
        let mut h = window_of(home.path(), size, &[]);
        let panels = &mut app(&mut h).settings.panels;
        panels.bottom = true;
        panels.guidelines = true;
        steps(&mut h, 3);
        h.get_by_label("1 Claim");
        h.get_by_label("Any command");
        for key in [Key::F1, Key::Escape] {
            press(&mut h, NONE, key);
        }
    }
}

#[test]
fn every_dialog_opens_and_closes() {
    let (_home, mut h) = sample();
    for (key, modifiers, heading) in [
        (Key::T, CTRL, "Tag set"),
        (Key::A, CTRL | Modifiers::SHIFT, "Annotators"),
        (Key::I, CTRL, "Article details"),
        (Key::Comma, CTRL, "Settings"),
    ] {
        press(&mut h, modifiers, key);
        assert!(app(&mut h).dialogs.is_any_open(), "{heading}");
        assert!(h.query_all_by_label(heading).next().is_some(), "{heading}");
        press(&mut h, NONE, Key::Escape);
        assert!(!app(&mut h).dialogs.is_any_open(), "{heading}");
    }
}

#[test]
fn a_window_at_rest_asks_for_no_frame() {
    let (_home, mut h) = sample();
    // What was begun beside the window (fonts, files) may still ask for a frame when it ends; then nothing does.
    let mut n_at_rest = 0;
    wait_for(&mut h, "rest", |h| {
        let delay = h.output().viewport_output[&egui::ViewportId::ROOT].repaint_delay;
        let is_at_rest = app(h).opening.is_idle() && delay > Duration::from_secs(1);
        n_at_rest = if is_at_rest { n_at_rest + 1 } else { 0 };
        n_at_rest == 20
    });
}

#[test]
fn another_annotator_has_a_layer_of_their_own() {
    let (_home, mut h) = sample();
    let ctx = h.ctx.clone();
    app(&mut h).act(&ctx, AppAction::AddAnnotatorAndChoose("Zoë".to_owned()));
    steps(&mut h, 2);
    let open = app(&mut h).open.as_ref().unwrap();
    assert_eq!(open.workspace.annotator().unwrap().as_str(), "zoe");
    assert!(
        open.neighbour_annotation(true, Settings::default().other_layers)
            .is_none()
    );
}

#[test]
fn the_same_tag_on_the_same_words_is_shown_instead_of_doubled() {
    let (_home, mut h) = sample();
    let before = n_annotations(&mut h);
    for _ in 0..2 {
        select(&mut h, "announced");
        press(&mut h, NONE, Key::Num1);
    }
    assert_eq!(n_annotations(&mut h), before + 1);
    assert!(matches!(
        app(&mut h).open.as_ref().unwrap().current,
        Current::Annotation(_)
    ));
}

#[test]
fn a_project_with_a_problem_says_so_when_it_opens() {
    let home = tempfile::tempdir().unwrap();
    let (_first, path) = first_window(home.path());
    let json = std::fs::read_to_string(&path).unwrap();
    let other = tempfile::tempdir().unwrap();
    let faulty = article(
        other.path(),
        "faulty.json",
        json.replacen("\"text\":[\"", "\"text\":[\"Not there ", 1),
    );
    let mut second = window_of(other.path(), (1280.0, 800.0), &[faulty]);
    wait_for(&mut second, "the message", |h| {
        let mut toasts = app(h).toasts.iter();
        toasts.any(|t| t.ends_with("found: see Problems"))
    });
}

#[test]
fn the_name_of_a_new_tag_is_there_to_be_typed_over() {
    let (_home, mut h) = sample();
    press(&mut h, CTRL, Key::T);
    steps(&mut h, 2);
    h.get_by_label("Add tag").click();
    steps(&mut h, 4);
    h.get_by_label("Name").type_text("Rumour");
    steps(&mut h, 2);
    press(&mut h, NONE, Key::Enter);
    steps(&mut h, 2);
    let open = app(&mut h).open.as_ref().unwrap();
    let labels = &open.workspace.project().schema().labels;
    assert_eq!(labels.last().unwrap().name, "Rumour");
    assert_eq!(
        open.workspace.can_undo(),
        Some("Rename the tag New tag to Rumour")
    );
}

#[test]
fn the_close_button_of_the_tag_set_stays_where_it_is() {
    let (_home, mut h) = sample();
    press(&mut h, CTRL, Key::T);
    steps(&mut h, 3);
    let before = h.get_by_label("Close").rect();
    h.get_by_label("Remove tag…").click();
    steps(&mut h, 3);
    h.get_by_label("Remove tag");
    assert_eq!(h.get_by_label("Close").rect(), before);
}

#[test]
fn the_bottom_panel_gives_way_to_the_text_and_remembers_its_height() {
    for size in [(1280.0, 800.0), (640.0, 460.0), (480.0, 360.0)] {
        let home = tempfile::tempdir().unwrap();
        let mut h = window_of(home.path(), size, &[]);
        let panels = &mut app(&mut h).settings.panels;
        panels.bottom = true;
        panels.bottom_height = 300.0;
        steps(&mut h, 4);
        let text = h.get_by_role(Role::MultilineTextInput).rect().height();
        assert!(text >= 160.0, "{text} in {size:?}");
        let panels = &app(&mut h).settings.panels;
        assert!((panels.bottom_height - 300.0).abs() < f32::EPSILON);
        assert!(panels.bottom);
    }
}

#[test]
fn an_article_without_words_says_so() {
    let home = tempfile::tempdir().unwrap();
    let blank = article(home.path(), "blank.txt", "\n \n");
    let mut h = window_of(home.path(), (1280.0, 800.0), &[blank]);
    wait_for(&mut h, "the hint", |h| {
        h.query_by_label("This article is empty").is_some()
    });
}
