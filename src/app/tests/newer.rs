//! An article's file changes beside the window: offered, looked at, taken, reviewed, taken back.

use super::*;
use crate::model::AnchorState;
use crate::storage::FileSystem as _;
use crate::storage::atomic::{Backup, replace};
use crate::workspace::{Command, JobContext, RealFiles, read_articles};

const OLD: &str = "Bridge closes\n\nThe port says that the bridge closes on Monday for a year. Two ships wait outside the harbour. Nobody knows for how long they will have to.\n";
const NEW: &str = "Bridge closes\n\nUpdated at noon.\n\nThe port says that the bridge closes on Friday for a year. Nobody knows for how long they will have to.\n";

/// A saved project with one article file beside it, on which three places are tagged.
fn opened() -> (TempDir, Window) {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path();
    let path = article(folder, "a.txt", OLD);
    let mut h = window_of(folder, (1280.0, 800.0), &[path]);
    wait_for(&mut h, "the article", |h| {
        app(h).open.as_ref().is_some_and(|o| o.document.is_some())
    });
    for (words, key) in [
        ("bridge closes on Monday", Key::Num1),
        ("Two ships wait", Key::Num1),
        ("Nobody knows for how long", Key::Num2),
    ] {
        select(&mut h, words);
        h.key_press(key);
        steps(&mut h, 2);
    }
    assert_eq!(n_annotations(&mut h), 3);
    app(&mut h).save_as(folder.join("p.json"), false);
    wait_for(&mut h, "the saved project", |h| {
        app(h).open.as_ref().unwrap().workspace.path().is_some() && folder.join("p.json").exists()
    });
    (home, h)
}

fn change(home: &TempDir, text: &str) {
    let path = home.path().join("a.txt");
    replace(&RealFs, &path, text.as_bytes(), None, Backup::None).unwrap();
}

/// Somebody goes to another window and comes back.
fn come_back(h: &mut Window) {
    h.input_mut().focused = false;
    steps(h, 2);
    h.input_mut().focused = true;
    steps(h, 2);
    wait_for(h, "a look at the files", |h| !app(h).is_looking());
    steps(h, 2);
}

fn states(h: &mut Window) -> Vec<(String, Option<AnchorState>)> {
    let project = app(h).open.as_ref().unwrap().workspace.project();
    let document = &project.documents()[0];
    let all = project.annotations_of(&document.id);
    all.map(|a| (a.covered_text(document.text()), a.anchor))
        .collect()
}

#[test]
fn a_changed_file_is_offered_taken_reviewed_and_taken_back() {
    let (home, mut h) = opened();
    come_back(&mut h);
    assert!(h.query_by_label("Review…").is_none(), "nothing has changed");
    let before = states(&mut h);

    change(&home, NEW);
    come_back(&mut h);
    h.get_by_label("The article file a.txt has changed since it was read.");
    assert_eq!(states(&mut h), before, "nothing is taken unasked");
    h.get_by_label("Review…").click();
    steps(&mut h, 3);
    h.get_by_label("3 annotations: 1 exact, 1 changed, 1 lost");
    h.get_by_label("Take the newer version").click();
    steps(&mut h, 4);
    assert_eq!(
        states(&mut h),
        [
            (
                "bridge closes on Friday".to_owned(),
                Some(AnchorState::Changed)
            ),
            ("Nobody".to_owned(), Some(AnchorState::Lost)),
            ("Nobody knows for how long".to_owned(), None),
        ]
    );
    h.get_by_label("To review (2)");
    assert!(h.query_by_label("Review…").is_none());

    // The first is right; the second belongs to other words.
    h.get_by_label("Next").click();
    steps(&mut h, 3);
    h.get_by_label_contains(
        "Changed: its article has other words here now. It was “bridge closes on Monday”.",
    );
    h.key_press(Key::Y);
    steps(&mut h, 3);
    assert_eq!(states(&mut h)[0].1, None);
    h.get_by_label("To review (1)");
    select(&mut h, "they will have to");
    h.key_press_modifiers(Modifiers::SHIFT, Key::Y);
    steps(&mut h, 3);
    let now = states(&mut h);
    assert_eq!(now[2], ("they will have to".to_owned(), None));
    assert!(now.iter().all(|(_, state)| state.is_none()));

    for _ in 0..3 {
        app(&mut h).run_command(Command::Undo);
    }
    assert_eq!(states(&mut h), before);
}

#[test]
fn what_is_left_is_not_offered_again_until_it_changes_once_more() {
    let (home, mut h) = opened();
    change(&home, NEW);
    come_back(&mut h);
    h.get_by_label("Leave as it is").click();
    steps(&mut h, 3);
    assert!(h.query_by_label("Review…").is_none());
    come_back(&mut h);
    assert!(h.query_by_label("Review…").is_none());
    change(&home, &format!("{NEW}More.\n"));
    come_back(&mut h);
    h.get_by_label("Review…");
}

#[test]
fn a_newer_version_that_is_opened_by_hand_may_be_another_article() {
    let (home, mut h) = opened();
    change(&home, NEW);
    let path = home.path().join("a.txt");
    app(&mut h).open_paths(vec![path.clone()]);
    wait_for(&mut h, "the question", |h| {
        h.query_by_label("Add as another article").is_some()
    });
    h.get_by_label("Add as another article").click();
    steps(&mut h, 4);
    let n = |h: &mut Window| {
        let project = app(h).open.as_ref().unwrap().workspace.project();
        project.documents().len()
    };
    assert_eq!(n(&mut h), 2);
    app(&mut h).run_command(Command::Undo);
    app(&mut h).open_paths(vec![path]);
    wait_for(&mut h, "the question", |h| {
        h.query_by_label("Take the newer version").is_some()
    });
    h.get_by_label("Take the newer version").click();
    steps(&mut h, 4);
    assert_eq!(n(&mut h), 1);
    assert_eq!(states(&mut h).len(), 3);
    assert_eq!(states(&mut h)[1].1, Some(AnchorState::Lost));
}

#[test]
fn articles_whose_texts_differ_are_compared_when_asked() {
    use crate::app::compare::{Asked, OtherProject};
    use crate::edit::apply_all;
    use crate::edit::replace::replace_document;
    use crate::model::Document;
    let (_home, mut h) = sample();
    press(&mut h, CTRL, Key::Num3);
    let mut project = app(&mut h)
        .open
        .as_ref()
        .unwrap()
        .workspace
        .project()
        .clone();
    let old = project.documents()[0].clone();
    let text = format!("Updated at noon.\n\n{}", old.text());
    let (id, title) = (old.id.clone(), old.title.clone());
    let new = Document::new(id, title, old.source.clone(), text.into());
    let (ops, _) = replace_document(&project, &Arc::new(new), "").unwrap();
    apply_all(&mut project, &ops).unwrap();
    let ids: Vec<_> = project.annotators().iter().map(|a| a.id.clone()).collect();
    let other = OtherProject {
        path: PathBuf::from("other.json"),
        name: "other".to_owned(),
        project: Arc::new(project),
        is_newer: false,
    };
    let work = &mut app(&mut h).open.as_mut().unwrap().panels.compare.work;
    work.ask(Asked::With {
        other,
        a: ids[0].clone(),
        b: ids[1].clone(),
    });
    let offer = "Compare 1 article whose text differs too";
    wait_for(&mut h, "the offer", |h| h.query_by_label(offer).is_some());
    h.get_by_label(offer).click();
    wait_for(&mut h, "the article compared", |h| {
        let open = app(h).open.as_ref().unwrap();
        let compared = open.panels.compare.compared();
        compared.is_some_and(|c| c.reanchored.len() == 1 && c.documents.only_a.is_empty())
    });
    steps(&mut h, 3);
    h.get_by_label_contains(": of B ");
}

/// Said in a corner, if it is.
fn says(h: &mut Window, words: &str) -> bool {
    h.query_by_label_contains(words).is_some()
}

fn ask_for_newer(h: &mut Window) {
    h.key_press(Key::F5);
    steps(h, 2);
    wait_for(h, "a look at the files", |h| !app(h).is_looking());
    steps(h, 2);
}

fn quit(h: &mut Window) {
    app(h).close_project();
}

/// A project in the folder above its article, which was opened before the project had a name; closed.
fn saved_above() -> (TempDir, PathBuf) {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("files");
    RealFs.create_dir_all(&folder).unwrap();
    let path = article(&folder, "a.txt", OLD);
    let mut h = window_of(home.path(), (1280.0, 800.0), std::slice::from_ref(&path));
    wait_for(&mut h, "the article", |h| {
        app(h).open.as_ref().is_some_and(|o| o.document.is_some())
    });
    let file = home.path().join("p.json");
    app(&mut h).save_as(file.clone(), false);
    wait_for(&mut h, "the saved project", |h| {
        app(h).open.as_ref().unwrap().workspace.path().is_some()
    });
    steps(&mut h, 2);
    quit(&mut h);
    (home, path)
}

fn opened_again(home: &TempDir) -> Window {
    let file = home.path().join("p.json");
    let mut h = window_of(home.path(), (1280.0, 800.0), &[file]);
    wait_for(&mut h, "the project", |h| {
        app(h).open.as_ref().is_some_and(|o| o.document.is_some())
    });
    wait_for(&mut h, "a look at the files", |h| !app(h).is_looking());
    steps(&mut h, 2);
    h
}

fn n_articles(h: &mut Window) -> usize {
    let project = app(h).open.as_ref().unwrap().workspace.project();
    project.documents().len()
}

#[test]
fn a_file_that_the_projects_path_does_not_lead_to_is_found_at_the_next_start() {
    let (home, path) = saved_above();
    replace(&RealFs, &path, NEW.as_bytes(), None, Backup::None).unwrap();
    let mut h = opened_again(&home);
    h.get_by_label("The article file a.txt has changed since it was read.");
    h.get_by_label("Leave as it is").click();
    steps(&mut h, 3);
    // Opened by hand it is the same file, whatever the project calls it.
    app(&mut h).open_paths(vec![path]);
    wait_for(&mut h, "the question", |h| {
        h.query_by_label("Add as another article").is_some()
    });
    assert_eq!(n_articles(&mut h), 1);
}

#[test]
fn a_file_that_is_nowhere_is_told_and_found_once_it_is_opened() {
    let (home, path) = saved_above();
    let dirs = environment(home.path()).dirs.unwrap();
    for name in RealFs.read_dir(&dirs.origins()).unwrap() {
        RealFs.remove_file(&dirs.origins().join(name)).unwrap();
    }
    let mut h = opened_again(&home);
    ask_for_newer(&mut h);
    assert!(says(&mut h, "The article file a.txt was not found"));

    replace(&RealFs, &path, NEW.as_bytes(), None, Backup::None).unwrap();
    app(&mut h).open_paths(vec![path.clone()]);
    wait_for(&mut h, "the question", |h| {
        h.query_by_label("Take the newer version").is_some()
    });
    h.get_by_label("Take the newer version").click();
    steps(&mut h, 4);
    assert_eq!(n_articles(&mut h), 1);
    quit(&mut h);

    replace(&RealFs, &path, OLD.as_bytes(), None, Backup::None).unwrap();
    let mut h = opened_again(&home);
    h.get_by_label("The article file a.txt has changed since it was read.");
    quit(&mut h);
}

#[test]
fn a_file_that_only_the_project_names_is_not_read_from_elsewhere() {
    let (home, path) = saved_above();
    let dirs = environment(home.path()).dirs.unwrap();
    for name in RealFs.read_dir(&dirs.origins()).unwrap() {
        RealFs.remove_file(&dirs.origins().join(name)).unwrap();
    }
    let mut h = opened_again(&home);
    replace(&RealFs, &path, NEW.as_bytes(), None, Backup::None).unwrap();
    let project = app(&mut h).open.as_ref().unwrap().workspace.project();
    let id = project.documents()[0].id.clone();
    let how = crate::app::context::ReadAgain::WholePage(true);
    app(&mut h).read_again(&id, &how);
    assert!(app(&mut h).opening.reading_again.is_none());
    steps(&mut h, 3);
    h.get_by_label("The article’s file was not found");
}

#[test]
fn what_is_lost_says_so_in_the_text() {
    let (home, mut h) = opened();
    change(&home, NEW);
    come_back(&mut h);
    h.get_by_label("Review…").click();
    steps(&mut h, 3);
    h.get_by_label("Take the newer version").click();
    steps(&mut h, 4);
    h.get_by_label("Lost: Claim: “Nobody”");
}

#[test]
fn what_was_looked_up_beside_the_window_is_not_asked_of_the_disk_again() {
    let (home, mut h) = opened();
    let other = tempfile::tempdir().unwrap();
    let files = [article(other.path(), "a.txt", NEW)];
    let env = app(&mut h).env.clone();
    let options = crate::ingest::ReadOptions::default();
    let read = || read_articles(&env, &files, None, &options, &JobContext::default());
    let n = |h: &mut Window| {
        let project = app(h).open.as_ref().unwrap().workspace.project();
        project.documents().len()
    };
    // The project's file is there when it is looked up, and gone when the window takes what was read.
    let (first, mut known) = (read(), RealFiles::new(env.fs.clone()));
    let open = app(&mut h).open.as_ref().unwrap();
    let (project, folder) = (open.workspace.project(), open.folder());
    known.look_up(&first, project, folder, &open.origins);
    RealFs.remove_file(&home.path().join("a.txt")).unwrap();
    app(&mut h).take_articles(first, known);
    steps(&mut h, 3);
    assert_eq!(n(&mut h), 2, "another file of the same name");
    app(&mut h).run_command(Command::Undo);
    assert_eq!(n(&mut h), 1);
    // Where it is gone from the start, it may be the same.
    app(&mut h).take_articles(read(), RealFiles::new(env.fs.clone()));
    wait_for(&mut h, "the question", |h| {
        h.query_by_label("Take the newer version").is_some()
    });
    assert_eq!(n(&mut h), 1);
}

#[test]
fn of_files_of_one_name_each_finds_the_article_of_its_own_place() {
    let home = tempfile::tempdir().unwrap();
    let fs = RealFs;
    let folders = ["x", "y", "z"].map(|name| home.path().join("tree").join(name));
    let write = |folder: &Path, text: &str| {
        fs.create_dir_all(folder).unwrap();
        article(folder, "index.txt", text)
    };
    for folder in &folders {
        write(folder, &format!("At {}\n\nOld.", folder.display()));
    }
    let tree = home.path().join("tree");
    let mut h = window_of(home.path(), (1280.0, 800.0), std::slice::from_ref(&tree));
    let n = |h: &mut Window| {
        let open = app(h).open.as_ref();
        open.map_or(0, |open| open.workspace.project().documents().len())
    };
    wait_for(&mut h, "the articles", |h| n(h) == 3);
    for folder in &folders[..2] {
        let path = folder.join("index.txt");
        let text = format!("At {}\n\nNew.", folder.display());
        replace(&RealFs, &path, text.as_bytes(), None, Backup::None).unwrap();
    }
    write(&home.path().join("tree").join("w"), "At w\n\nNew.");
    app(&mut h).open_paths(vec![tree]);
    wait_for(&mut h, "the offers", |h| {
        let open = app(h).open.as_ref().unwrap();
        open.newer.offers.len() == 2
    });
    assert_eq!(n(&mut h), 4, "the fourth is another one");
    for offer in &app(&mut h).open.as_ref().unwrap().newer.offers {
        let (old, new) = (offer.newer.old.text(), offer.newer.new.text());
        assert_eq!(old.replace("Old", "New"), new.to_string());
    }
}
