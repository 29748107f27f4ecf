//! Several saves under way, saves that fail, and a workspace that goes without being closed.

use super::*;
use crate::model::{AnnotatorKind, Document, DocumentId, ProjectHead, Source};
use crate::storage::crash_fs::{CrashFs, Fault, errno};
use crate::storage::dirs::AppDirs;
use crate::text::{ByteOffset, TextSpan};
use std::time::{Duration, Instant};

const TEXT: &str = "The port says the bridge will close.";
const PATH: &str = "/disk/p.json";

struct World {
    fs: CrashFs,
    ids: Arc<CountingIds>,
}

impl World {
    /// A saved project with one article, and somebody who annotates it.
    fn new() -> Self {
        let world = Self {
            fs: CrashFs::with_folder("/disk"),
            ids: Arc::new(CountingIds::default()),
        };
        let project = Project::new(ProjectHead {
            id: "p1".to_owned(),
            ..ProjectHead::default()
        });
        let path = Some(Path::new(PATH));
        let mut ws = Workspace::create(world.env(), path, project, false, false).unwrap();
        ws.run(Command::AddAnnotator {
            id: None,
            name: "Ada".to_owned(),
            kind: AnnotatorKind::Human,
        })
        .unwrap();
        let (title, source) = ("Bridge".to_owned(), Source::default());
        let document = Document::new("d1".into(), title, source, TEXT.into());
        ws.run(Command::AddDocuments(vec![Arc::new(document)]))
            .unwrap();
        ws.close().map_err(|(why, _)| why).unwrap();
        world
    }

    fn env(&self) -> Environment {
        Environment {
            fs: Arc::new(self.fs.clone()),
            clock: Arc::new(FixedClock::default()),
            ids: self.ids.clone(),
            dirs: Some(AppDirs::below(Path::new("/disk/app"))),
            wake: Arc::new(|| {}),
        }
    }

    fn open(&self, in_background: bool) -> Workspace {
        let options = OpenOptions {
            access: Access::Write,
            in_background,
        };
        let opened = Workspace::open(self.env(), Path::new(PATH), options);
        opened.unwrap().workspace
    }

    /// As somebody else has it before their eyes.
    fn open_to_read(&self) -> Workspace {
        let options = OpenOptions {
            access: Access::Read,
            in_background: false,
        };
        let opened = Workspace::open(self.env(), Path::new(PATH), options);
        opened.unwrap().workspace
    }

    fn file(&self) -> String {
        String::from_utf8(self.fs.contents(Path::new(PATH)).unwrap()).unwrap()
    }

    fn fail_from(&self, at: usize) {
        self.fs.set_fault(Some(Fault::Fail {
            at,
            errno: errno::ENOSPC,
            lasting: true,
        }));
    }
}

fn tag(words: &str) -> Command {
    let start = TEXT.find(words).unwrap();
    let span = TextSpan::new(TEXT, ByteOffset(start), ByteOffset(start + words.len()));
    Command::Annotate {
        document: "d1".into(),
        label: "claim".into(),
        spans: vec![span.unwrap()],
        features: Vec::new(),
        note: String::new(),
        id: None,
        origin: "hand".to_owned(),
    }
}

fn tagged(ws: &Workspace) -> Vec<String> {
    let project = ws.project();
    let all = project.annotations_of(&project.documents()[0].id);
    all.map(|a| a.covered_text(TEXT)).collect()
}

/// Takes what the writer says until `is_there` has come.
fn wait_for(ws: &mut Workspace, is_there: impl Fn(&Report) -> bool) {
    let start = Instant::now();
    while start.elapsed() < Duration::from_mins(1) {
        if ws.poll().iter().any(&is_there) {
            return;
        }
        std::thread::sleep(Duration::from_millis(1));
    }
    panic!("waited in vain");
}

#[test]
fn closing_while_a_save_is_under_way_tells_when_the_last_one_fails() {
    let mut n_failed = 0;
    for at in 0..150 {
        let world = World::new();
        let mut ws = world.open(true);
        world.fail_from(at);
        ws.run(tag("The port")).unwrap();
        ws.save();
        ws.run(tag("close")).unwrap();
        match ws.close() {
            Ok(()) => assert!(world.file().contains("close"), "call {at}: not in the file"),
            Err((_, ws)) => {
                n_failed += 1;
                assert_eq!(tagged(&ws), ["The port", "close"], "call {at}");
                ws.abandon();
            }
        }
    }
    assert!((1..150).contains(&n_failed), "{n_failed}");
}

#[test]
fn a_merge_has_what_was_in_the_file_as_its_base_and_not_a_save_that_failed() {
    let world = World::new();
    let mut ws = world.open(true);
    ws.run(tag("The port")).unwrap();
    ws.save();
    while !world.file().contains("The port\"") {
        std::thread::sleep(Duration::from_millis(1));
    }
    // The first answer waits to be taken while somebody else writes and the second save is asked for.
    let theirs = world.file().replacen("Bridge", "The bridge", 1);
    world.fs.write_outside(Path::new(PATH), theirs.as_bytes());
    ws.run(tag("close")).unwrap();
    ws.save();
    wait_for(&mut ws, |r| matches!(r, Report::ChangedOutside(_)));

    ws.merge_outside();
    wait_for(&mut ws, |r| matches!(r, Report::Merged(_)));
    assert_eq!(tagged(&ws), ["The port", "close"]);
    assert_eq!(ws.project().documents()[0].title, "The bridge");
    ws.close().map_err(|(why, _)| why).unwrap();
    assert!(world.file().contains("\"close\""));
}

#[test]
fn what_cannot_be_merged_is_not_replaced_later() {
    let world = World::new();
    let mut ws = world.open(false);
    ws.run(tag("close")).unwrap();
    world.fs.write_outside(Path::new(PATH), b"somebody's notes");
    ws.save();
    ws.merge_outside();
    let reports = ws.poll();
    assert!(
        matches!(
            &reports[..],
            [Report::ChangedOutside(_), Report::MergeFailed(_)]
        ),
        "{reports:?}"
    );
    assert!(ws.close().is_err());
    assert_eq!(world.file(), "somebody's notes");
}

#[test]
fn a_save_that_failed_is_tried_again_until_the_disk_has_room() {
    let world = World::new();
    let mut ws = world.open(false);
    ws.run(tag("close")).unwrap();
    ws.poll();
    let now = Instant::now();
    let later = |secs| now + Duration::from_secs(secs);
    world.fail_from(0);
    ws.tick(later(10));
    assert!(matches!(&ws.poll()[..], [Report::SaveFailed(_)]));
    // The same failure is told once, and stands meanwhile.
    ws.tick(later(20));
    assert_eq!(ws.poll(), []);
    assert!(matches!(ws.status().saved, SavedState::Failed(_)));
    world.fs.set_fault(None);
    ws.window_lost_focus();
    assert_eq!(ws.poll(), [Report::Saved(PATH.into())]);

    ws.run(tag("The port")).unwrap();
    ws.poll();
    world.fail_from(0);
    ws.tick(later(30));
    ws.poll();
    world.fs.set_fault(None);
    assert_eq!(ws.tick(Instant::now()).map(|d| d.as_secs() < 6), Some(true));
    ws.tick(later(60));
    assert_eq!(ws.poll(), [Report::Saved(PATH.into())]);
    assert_eq!(ws.status().saved, SavedState::Saved);
}

#[test]
fn a_file_that_somebody_else_changed_waits_for_a_decision() {
    let world = World::new();
    let mut ws = world.open(false);
    ws.run(tag("close")).unwrap();
    let theirs = world.file() + "\n";
    world.fs.write_outside(Path::new(PATH), theirs.as_bytes());
    ws.save();
    ws.poll();
    ws.window_lost_focus();
    assert_eq!(ws.tick(Instant::now() + Duration::from_mins(2)), None);
    assert_eq!(ws.poll(), []);
    assert_eq!(world.file(), theirs);
}

#[test]
fn a_save_under_another_name_that_fails_says_nothing_about_the_project_file() {
    let world = World::new();
    let mut ws = world.open(false);
    ws.run(tag("close")).unwrap();
    ws.poll();
    ws.save_as("/nowhere/q.json".into(), false);
    assert!(matches!(&ws.poll()[..], [Report::SaveAsFailed(_)]));
    assert_eq!(ws.status().saved, SavedState::Unsaved);
    ws.tick(Instant::now() + Duration::from_secs(10));
    assert_eq!(ws.poll(), [Report::Saved(PATH.into())]);
    assert!(ws.close().is_ok());

    // Nobody has been told yet when the window closes: that is said.
    let mut ws = world.open(false);
    ws.save_as("/nowhere/q.json".into(), false);
    let Err((failure, _)) = ws.close() else {
        panic!("a copy that was asked for is not there")
    };
    assert!(failure.message.contains("/nowhere"), "{failure:?}");
}

#[test]
fn a_workspace_that_goes_without_being_closed_has_written_its_edits() {
    for _ in 0..20 {
        let world = World::new();
        let mut ws = world.open(true);
        ws.run(tag("close")).unwrap();
        drop(ws);
        // The lock is free, and the edit is there.
        assert_eq!(tagged(&world.open(false)), ["close"]);
    }
}

#[test]
fn whoever_waits_for_the_writers_finds_every_edit_in_the_journal() {
    let world = World::new();
    let mut ws = world.open(true);
    for words in ["The port", "the bridge", "close"] {
        ws.run(tag(words)).unwrap();
    }
    assert!(wait_for_writers(Duration::from_mins(1)));
    let journal = world
        .fs
        .contents(Path::new("/disk/p.json.journal"))
        .unwrap();
    let journal = String::from_utf8(journal).unwrap();
    for number in 3..=5 {
        let step = format!("{{\"number\":{number},");
        assert!(journal.contains(&step), "{step} is not in {journal}");
    }
}

#[test]
fn where_article_files_lie_is_written_beside_the_window_and_in_order() {
    let world = World::new();
    let mut ws = world.open(true);
    let article = DocumentId::from("d1");
    let known = || {
        let origins = Origins::load(&world.env(), world.open_to_read().project());
        origins.get(&article).map(Path::to_owned)
    };
    assert_eq!(known(), None);
    let mut origins = Origins::default();
    let mut remember = |ws: &mut Workspace, path: &str| {
        origins.insert(article.clone(), path.into());
        world.fs.take_callers();
        ws.remember_origins(&origins);
    };
    for path in ["/there/a.txt", "/there/b.txt", "/there/c.txt"] {
        remember(&mut ws, path);
    }
    assert!(wait_for_writers(Duration::from_mins(1)));
    let callers = world.fs.take_callers();
    assert!(!callers.is_empty() && !callers.contains(&std::thread::current().id()));
    assert_eq!(known().as_deref(), Some(Path::new("/there/c.txt")));

    // What the disk refused is written with the next one, though that says the same.
    world.fail_from(0);
    remember(&mut ws, "/there/d.txt");
    assert!(wait_for_writers(Duration::from_mins(1)));
    world.fs.set_fault(None);
    assert_eq!(known().as_deref(), Some(Path::new("/there/c.txt")));
    remember(&mut ws, "/there/d.txt");
    // Whoever closes waits for it.
    ws.close().map_err(|(why, _)| why).unwrap();
    assert_eq!(known().as_deref(), Some(Path::new("/there/d.txt")));
}

#[test]
fn a_faulty_link_that_somebody_else_wrote_comes_along_in_a_merge_as_a_step() {
    const FAULTY: &str = r#"{"id":"r9","type":"x","annotator":"ada","from":"gone","to":"gone"}"#;
    let world = World::new();
    let mut ws = world.open(true);
    let listed = format!("\"relations\":[\n{FAULTY}\n]");
    let theirs = world.file().replacen("\"relations\":[]", &listed, 1);
    assert!(theirs.contains(FAULTY));
    world.fs.write_outside(Path::new(PATH), theirs.as_bytes());
    ws.run(tag("close")).unwrap();
    ws.save();
    wait_for(&mut ws, |r| matches!(r, Report::ChangedOutside(_)));
    ws.merge_outside();
    wait_for(&mut ws, |r| match r {
        Report::Merged(summary) => summary.notes.is_empty(),
        _ => false,
    });
    let n_faulty = |ws: &Workspace| ws.project().set_aside().len();
    assert_eq!(n_faulty(&ws), 1);
    ws.run(Command::Undo).unwrap();
    assert_eq!(n_faulty(&ws), 0);
    ws.run(Command::Redo).unwrap();
    ws.close().map_err(|(why, _)| why).unwrap();
    assert!(world.file().contains(FAULTY) && world.file().contains("\"close\""));
    // The step is in the journal as well, and is taken back after a restart.
    let mut ws = world.open(true);
    assert_eq!(n_faulty(&ws), 1);
    ws.run(Command::Undo).unwrap();
    assert_eq!(n_faulty(&ws), 0);
}
