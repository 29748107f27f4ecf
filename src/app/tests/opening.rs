//! Projects that come and go: without a name, of several people, with a journal that cannot be used.

use super::*;
use crate::app::arriving::Arriving;
use crate::app::closing::Closing;
use crate::storage::FileSystem as _;
use crate::workspace::{JobContext, RealFiles, read_articles};

fn project(h: &mut Window) -> &crate::model::Project {
    app(h).open.as_ref().unwrap().workspace.project()
}

fn file(h: &mut Window) -> PathBuf {
    app(h).open.as_ref().unwrap().workspace.file().to_owned()
}

fn settle(h: &mut Window) {
    wait_for(h, "rest", |h| app(h).opening.is_idle());
    steps(h, 2);
}

/// The open project, saved under this name and closed.
fn saved_and_closed(h: &mut Window, path: &Path) {
    app(h).save_as(path.to_owned(), false);
    wait_for(h, "the save", |h| {
        app(h).open.as_ref().unwrap().workspace.path().is_some()
    });
    assert!(app(h).close_project());
}

fn open(home: &Path, path: &Path) -> Window {
    let mut h = window_of(home, (1280.0, 800.0), &[path.to_owned()]);
    wait_for(&mut h, "the project", |h| app(h).opening.project.is_none());
    settle(&mut h);
    h
}

fn annotator(h: &mut Window) -> Option<String> {
    let open = app(h).open.as_ref().unwrap();
    open.workspace.annotator().map(ToString::to_string)
}

#[test]
fn a_project_left_without_a_name_is_found_under_recent_projects() {
    let (home, mut h) = sample();
    press(&mut h, CTRL, Key::N);
    app(&mut h).open_paths(vec![article(home.path(), "a.txt", "Ferry\n\nText of a.")]);
    wait_for(&mut h, "the article", |h| project(h).documents().len() == 1);
    select(&mut h, "Text");
    press(&mut h, NONE, Key::Num1);
    let mine = file(&mut h);
    press(&mut h, CTRL, Key::N);
    let is_told = |h: &mut Window| {
        let mut said = app(h).toasts.iter();
        said.any(|t| t.contains("is kept under Recent projects"))
    };
    assert!(is_told(&mut h));
    settle(&mut h);
    h.get_by_label("Not named yet");
    h.get_by_label("Ferry: 1 article, 2027-01-01").click();
    wait_for(&mut h, "the project", |h| file(h) == mine);
    assert_eq!(n_annotations(&mut h), 1);
    settle(&mut h);
    // Of the sample nothing was changed, and the third project is empty.
    let settings = app(&mut h).settings.clone();
    assert!(
        app(&mut h)
            .opening
            .unnamed(&settings, Some(&mine))
            .is_empty()
    );

    // In the menu of a window that was started later, until it has a name.
    assert!(app(&mut h).close_project());
    let mut h = window_of(home.path(), (1280.0, 800.0), &[]);
    wait_for(&mut h, "the project", |h| app(h).open.is_some());
    press(&mut h, CTRL, Key::N);
    settle(&mut h);
    h.get_by_label("File").click();
    steps(&mut h, 3);
    h.get_by_label("Recent projects").click();
    steps(&mut h, 3);
    h.get_by_role_and_label(Role::Button, "Ferry: 1 article, 2027-01-01")
        .click();
    wait_for(&mut h, "the project", |h| file(h) == mine);
    app(&mut h).save_as(home.path().join("ferry.json"), false);
    wait_for(&mut h, "the save", |h| file(h) != mine);
    press(&mut h, CTRL, Key::N);
    settle(&mut h);
    let settings = app(&mut h).settings.clone();
    assert!(app(&mut h).opening.unnamed(&settings, None).is_empty());
}

#[test]
fn a_project_of_several_people_asks_who_annotates_before_the_first_tag() {
    let (home, mut h) = sample();
    assert!(
        annotator(&mut h).is_some(),
        "the sample is there to be tried"
    );
    let path = home.path().join("shared.json");
    saved_and_closed(&mut h, &path);
    let other = tempfile::tempdir().unwrap();
    let mut h = open(other.path(), &path);
    let before = n_annotations(&mut h);
    assert_eq!(annotator(&mut h), None);
    h.get_by_label("Who annotates?");
    press(&mut h, NONE, Key::Escape);
    assert!(!app(&mut h).dialogs.is_any_open());
    select(&mut h, "announced");
    press(&mut h, NONE, Key::Num1);
    assert_eq!(n_annotations(&mut h), before);
    // The first name has the keyboard.
    h.get_by_label("Who annotates?");
    let first = project(&mut h).annotators()[0].id.to_string();
    press(&mut h, NONE, Key::Enter);
    assert_eq!(annotator(&mut h), Some(first.clone()));
    assert!(!app(&mut h).dialogs.is_any_open());
    select(&mut h, "announced");
    press(&mut h, NONE, Key::Num1);
    assert_eq!(n_annotations(&mut h), before + 1);
    app(&mut h).remember_place();
    app(&mut h).save_settings();
    assert!(app(&mut h).close_project());
    drop(h);

    // Whoever was here before is not asked again; on another machine somebody new can come.
    let mut again = open(other.path(), &path);
    assert_eq!(annotator(&mut again), Some(first));
    assert!(!app(&mut again).dialogs.is_any_open());
    assert!(app(&mut again).close_project());
    let third = tempfile::tempdir().unwrap();
    let mut h = open(third.path(), &path);
    h.get_by_label("Name of somebody new").focus();
    steps(&mut h, 2);
    h.get_by_label("Name of somebody new").type_text("Zita");
    steps(&mut h, 2);
    press(&mut h, NONE, Key::Enter);
    assert_eq!(annotator(&mut h).as_deref(), Some("zita"));
    assert!(!app(&mut h).dialogs.is_any_open());
}

#[test]
fn a_journal_that_cannot_be_used_is_set_aside_on_request() {
    let (home, mut h) = sample();
    let n = n_annotations(&mut h);
    let path = home.path().join("mine.json");
    saved_and_closed(&mut h, &path);
    let journal = home.path().join("mine.json.journal");
    RealFs.remove_file(&journal).unwrap();
    article(home.path(), "mine.json.journal", "no journal at all\n");
    let mut h = open(home.path(), &path);
    h.get_by_label("The project could not be opened");
    h.get_by_label("Set the journal aside and open").click();
    wait_for(&mut h, "the project", |h| app(h).open.is_some());
    assert_eq!(n_annotations(&mut h), n);
    let aside = home.path().join("mine.json.journal.aside-1");
    assert_eq!(RealFs.read(&aside, 1000).unwrap(), b"no journal at all\n");
}

#[test]
fn what_was_mended_is_not_listed_under_problems_any_more() {
    let (home, mut h) = sample();
    let path = home.path().join("mine.json");
    saved_and_closed(&mut h, &path);
    let json = String::from_utf8(RealFs.read(&path, 1 << 20).unwrap()).unwrap();
    let other = tempfile::tempdir().unwrap();
    let odd = json.replacen("\"directness\":\"direct\"", "\"directness\":\"odd\"", 1);
    let odd = article(other.path(), "odd.json", odd);
    let mut h = open(other.path(), &odd);
    h.get_by_label("Later").click();
    let panels = &mut app(&mut h).settings.panels;
    panels.bottom = true;
    panels.tab = crate::workspace::settings::BottomTab::Problems;
    steps(&mut h, 3);
    h.get_by_label("1 notice: nothing is set aside");
    let problems = app(&mut h).open.as_ref().unwrap().workspace.problems();
    let id = problems[0].annotation.clone().unwrap();
    let owner = project(&mut h).annotation(&id).unwrap().annotator.clone();
    let ctx = h.ctx.clone();
    app(&mut h).act(&ctx, AppAction::SetAnnotator(owner));
    app(&mut h).run_command(crate::workspace::Command::Remove {
        annotations: vec![id],
    });
    steps(&mut h, 3);
    h.get_by_label("No problems");
    press(&mut h, CTRL, Key::Z);
    h.get_by_label("1 notice: nothing is set aside");
}

#[test]
fn opening_has_a_bar_and_can_be_cancelled_while_another_project_is_open() {
    let (home, mut h) = sample();
    let path = home.path().join("slow.json");
    app(&mut h).opening.project = Some(Arriving::never(path.clone()));
    steps(&mut h, 2);
    h.get_by_role_and_label(Role::ProgressIndicator, "Opening…");
    h.get_by_label("Cancel").click();
    steps(&mut h, 2);
    assert!(h.query_by_label("Opening…").is_none());
    assert!(app(&mut h).opening.project.is_none());
    settle(&mut h);
    assert_eq!(project(&mut h).documents().len(), 5);
    assert!(!app(&mut h).dialogs.is_any_open());
}

#[test]
fn the_window_goes_on_while_the_project_left_before_is_saved() {
    let (home, mut h) = sample();
    let path = home.path().join("shared.json");
    saved_and_closed(&mut h, &path);
    // One that is left, and is not saved before it is told so.
    let (saved, is_saved) = std::sync::mpsc::channel();
    let wake: Arc<dyn Fn() + Send + Sync> = Arc::new(|| {});
    let closing = Closing::spawn(&wake, move || {
        let _ = is_saved.recv();
        Ok(())
    });
    app(&mut h).opening.closing.push(closing);
    app(&mut h).open_paths(vec![path]);
    steps(&mut h, 5);
    assert!(app(&mut h).opening.project.is_some(), "it waits");
    saved.send(()).unwrap();
    wait_for(&mut h, "the project", |h| app(h).open.is_some());
    settle(&mut h);
    assert!(app(&mut h).opening.closing.is_empty());
}

#[test]
fn a_project_that_is_read_only_goes_on_under_another_name_with_its_annotator() {
    let home = tempfile::tempdir().unwrap();
    let (_first, path) = first_window(home.path());
    let other = tempfile::tempdir().unwrap();
    let mut h = open(other.path(), &path);
    assert!(app(&mut h).facts().read_only);
    assert!(!app(&mut h).dialogs.is_any_open(), "nobody can tag here");
    let who = project(&mut h).annotators()[1].id.clone();
    let ctx = h.ctx.clone();
    app(&mut h).act(&ctx, AppAction::SetAnnotator(who.clone()));
    let copy = other.path().join("copy.json");
    app(&mut h).save_as(copy.clone(), false);
    wait_for(&mut h, "the copy", |h| file(h) == copy);
    assert!(!app(&mut h).facts().read_only);
    assert_eq!(annotator(&mut h), Some(who.to_string()));
    let mut said = app(&mut h).toasts.iter();
    assert!(said.any(|t| t.starts_with("Saved as")));
}

#[test]
fn a_save_under_another_name_that_fails_is_told_once_and_the_project_goes_on() {
    let (home, mut h) = sample();
    let before = file(&mut h);
    app(&mut h).save_as(home.path().join("nowhere/x.json"), false);
    wait_for(&mut h, "the message", |h| {
        h.query_by_label("The project could not be saved there")
            .is_some()
    });
    press(&mut h, NONE, Key::Escape);
    assert_eq!(file(&mut h), before);
    assert!(h.query_by_label("Try again").is_none());
    h.get_by_label("Saved");
}

#[test]
fn articles_that_could_not_be_added_are_not_said_to_be_added() {
    let home = tempfile::tempdir().unwrap();
    let (_first, path) = first_window(home.path());
    let other = tempfile::tempdir().unwrap();
    let mut h = open(other.path(), &path);
    // It became read-only while the article was being read.
    let files = [article(other.path(), "a.txt", "A title\n\nText of a.")];
    let env = environment(other.path());
    let options = crate::ingest::ReadOptions::default();
    let read = read_articles(&env, &files, None, &options, &JobContext::default());
    assert_eq!(read.documents.len(), 1);
    let files = RealFiles::new(env.fs.clone());
    app(&mut h).take_articles(read, files);
    let said: Vec<String> = app(&mut h).toasts.iter().map(str::to_owned).collect();
    assert!(said.iter().any(|t| t.contains("reading only")), "{said:?}");
    assert!(!said.iter().any(|t| t.contains("added")), "{said:?}");
}
