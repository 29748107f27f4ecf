//! Opening, saving, and what happens when somebody else is at the same file.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a test that fails should say where; and makes its own files"
)]

use countermark::ingest::ReadOptions;
use countermark::model::{AnnotatorKind, Document, Project, ProjectHead, Source};
use countermark::storage::crash_fs::{CrashFs, Fault, errno};
use countermark::storage::dirs::AppDirs;
use countermark::storage::{LockHolder, RealFs, StorageErrorKind, Store, store};
use countermark::text::{ByteOffset, TextSpan};
use countermark::workspace::{
    Access, Command, CommandError, CountingIds, Environment, FixedClock, OpenErrorKind,
    OpenOptions, Report, SafeState, SavedState, Workspace,
};
use countermark::workspace::{Asked, JobContext, read_articles, read_asked};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

const TEXT: &str = "The port says the bridge will close.";
const PATH: &str = "/disk/p.json";

struct World {
    fs: CrashFs,
    ids: Arc<CountingIds>,
}

impl World {
    fn new() -> Self {
        Self {
            fs: CrashFs::with_folder("/disk"),
            ids: Arc::new(CountingIds::default()),
        }
    }

    /// Another disk; ids go on.
    fn elsewhere(&self) -> Self {
        Self {
            fs: CrashFs::with_folder("/disk"),
            ids: self.ids.clone(),
        }
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

    /// A saved project with one article and the annotator Ada, open.
    fn create(&self) -> Workspace {
        let project = Project::new(ProjectHead::default());
        let mut ws =
            Workspace::create(self.env(), Some(Path::new(PATH)), project, false, false).unwrap();
        ws.run(Command::AddAnnotator {
            id: None,
            name: "Ada".to_owned(),
            kind: AnnotatorKind::Human,
        })
        .unwrap();
        ws.set_annotator(Some("ada".into()));
        let document = Document::new(
            "d1".into(),
            "Bridge".to_owned(),
            Source::default(),
            TEXT.into(),
        );
        ws.run(Command::AddDocuments(vec![Arc::new(document)]))
            .unwrap();
        ws.save_and_wait().unwrap();
        ws
    }

    fn open(
        &self,
        access: Access,
    ) -> Result<countermark::workspace::Opened, countermark::workspace::OpenError> {
        let options = OpenOptions {
            access,
            in_background: false,
        };
        Workspace::open(self.env(), Path::new(PATH), options)
    }

    fn file(&self) -> Vec<u8> {
        self.fs.contents(Path::new(PATH)).unwrap()
    }
}

fn tag(words: &str) -> Command {
    let start = TEXT.find(words).unwrap();
    Command::Annotate {
        document: "d1".into(),
        label: "claim".into(),
        spans: vec![
            TextSpan::new(TEXT, ByteOffset(start), ByteOffset(start + words.len())).unwrap(),
        ],
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

#[test]
fn an_edit_is_safe_at_once_and_saved_five_seconds_later() {
    let world = World::new();
    let mut ws = world.create();
    ws.poll();
    ws.run(tag("the bridge")).unwrap();
    ws.poll();
    let status = ws.status();
    assert_eq!(status.safe, SafeState::Safe);
    assert_eq!(status.saved, SavedState::Unsaved);

    let now = Instant::now();
    assert!(ws.tick(now).unwrap() <= Duration::from_secs(5));
    ws.tick(now + Duration::from_secs(6));
    let reports = ws.poll();
    assert_eq!(reports, [Report::Saved(PATH.into())]);
    assert_eq!(ws.status().saved, SavedState::Saved);
    assert!(ws.tick(now + Duration::from_mins(1)).is_none());
    assert!(
        String::from_utf8(world.file())
            .unwrap()
            .contains("the bridge")
    );
}

#[test]
fn what_only_the_journal_holds_is_there_again_with_its_undo() {
    let world = World::new();
    let mut ws = world.create();
    ws.run(tag("The port")).unwrap();
    ws.save_and_wait().unwrap();
    ws.run(tag("the bridge")).unwrap();
    ws.run(tag("close")).unwrap();
    drop(ws);

    let after_kill = World {
        fs: world.fs.after_kill(),
        ids: world.ids.clone(),
    };
    let opened = after_kill.open(Access::Write).unwrap();
    let notes: Vec<String> = opened.notes.into_iter().map(|n| n.message).collect();
    assert_eq!(notes, ["Recovered 2 edits from the journal."]);
    let mut ws = opened.workspace;
    assert_eq!(
        ws.annotator().map(ToString::to_string).as_deref(),
        Some("ada")
    );
    assert_eq!(tagged(&ws), ["The port", "the bridge", "close"]);
    assert!(ws.is_dirty());
    for _ in 0..3 {
        ws.run(Command::Undo).unwrap();
    }
    assert_eq!(
        tagged(&ws),
        Vec::<String>::new(),
        "undo reaches back past the save and the restart"
    );
    ws.run(Command::Redo).unwrap();
    assert_eq!(tagged(&ws), ["The port"]);
}

#[test]
fn a_step_of_the_history_that_cannot_be_read_ends_undo_and_is_told() {
    let world = World::new();
    world.create().close().map_err(|(why, _)| why).unwrap();
    let holder = LockHolder::this_process("2026-11-21T20:13:00Z".to_owned());
    let access = store::Access::Write(holder);
    let mut opened = Store::open(Arc::new(world.fs.clone()), Path::new(PATH), &access).unwrap();
    opened.store.append(&[r#"{"of":"another form"}"#]).unwrap();
    let mut bytes = opened.file_bytes.unwrap();
    bytes.push(b'\n');
    opened.store.save(&bytes).unwrap();
    opened.store.close().map_err(|(why, _)| why).unwrap();

    let mut opened = world.open(Access::Write).unwrap();
    let [note] = &opened.notes[..] else {
        panic!("{:?}", opened.notes);
    };
    assert!(
        note.message.starts_with(
            "3 earlier steps of the history cannot be undone, as the last of them cannot be read"
        ),
        "{}",
        note.message
    );
    assert_eq!(opened.workspace.history().n_unread(), 3);
    assert_eq!(opened.workspace.can_undo(), None);
    opened.workspace.set_annotator(Some("ada".into()));
    opened.workspace.run(tag("the bridge")).unwrap();
    opened.workspace.run(Command::Undo).unwrap();
    assert_eq!(tagged(&opened.workspace), Vec::<String>::new());
}

#[test]
fn a_second_window_reads_and_says_who_has_it() {
    let world = World::new();
    let mut first = world.create();
    first.run(tag("close")).unwrap();

    let error = world.open(Access::Write).err().unwrap();
    assert_eq!(error.kind, OpenErrorKind::Storage(StorageErrorKind::Locked));
    assert_eq!(error.exit_code(), 4);

    let mut second = world.open(Access::WriteIfFree).unwrap().workspace;
    assert!(second.read_only().unwrap().contains("process"));
    assert_eq!(
        tagged(&second),
        ["close"],
        "the journal of the other is read too"
    );
    assert!(matches!(
        second.run(tag("The port")),
        Err(CommandError::ReadOnly(_))
    ));
    first.run(tag("The port")).unwrap();
    assert_eq!(tagged(&first).len(), 2);
}

#[test]
fn a_full_disk_keeps_the_edit_in_memory_and_says_so_until_it_is_safe() {
    let world = World::new();
    let mut ws = world.create();
    ws.run(tag("The port")).unwrap();
    ws.poll();
    world.fs.set_fault(Some(Fault::Fail {
        at: 0,
        errno: errno::ENOSPC,
        lasting: true,
    }));
    ws.run(tag("close")).unwrap();
    let reports = ws.poll();
    assert!(
        matches!(&reports[..], [Report::JournalFailed(f)] if f.message.contains(PATH)),
        "{reports:?}"
    );
    assert!(matches!(ws.status().safe, SafeState::Failed(_)));
    assert_eq!(tagged(&ws), ["The port", "close"]);

    let before = world.file();
    ws.save();
    assert!(matches!(&ws.poll()[..], [Report::SaveFailed(_)]));
    assert_eq!(world.file(), before);

    let Err((_, mut ws)) = ws.close() else {
        panic!("closing must not throw the edit away")
    };
    world.fs.set_fault(None);
    ws.tick(Instant::now() + Duration::from_mins(1));
    ws.poll();
    assert_eq!(ws.status().safe, SafeState::Safe);
    ws.save_and_wait().unwrap();
    assert!(ws.close().is_ok());
    assert_eq!(
        tagged(&world.open(Access::Write).unwrap().workspace).len(),
        2
    );
}

#[test]
fn waiting_for_a_disk_that_failed_tries_again_and_comes_to_an_end() {
    let world = World::new();
    world.create().close().ok().unwrap();
    let options = OpenOptions {
        access: Access::Write,
        in_background: true,
    };
    let opened = Workspace::open(world.env(), Path::new(PATH), options);
    let mut ws = opened.unwrap().workspace;
    world.fs.set_fault(Some(Fault::Fail {
        at: 0,
        errno: errno::ENOSPC,
        lasting: true,
    }));
    ws.run(tag("close")).unwrap();
    // The window looks first, so that the bad news has been taken when somebody waits.
    while ws.poll().is_empty() {
        std::thread::sleep(Duration::from_millis(1));
    }
    let failure = ws.wait_until_safe().unwrap_err();
    assert!(failure.message.contains("No space left"), "{failure:?}");
    world.fs.set_fault(None);
    ws.wait_until_safe().unwrap();
    assert_eq!(ws.status().safe, SafeState::Safe);
    ws.abandon();
    let opened = world.open(Access::Write).unwrap();
    assert_eq!(tagged(&opened.workspace), ["close"]);
}

#[test]
fn a_file_changed_outside_is_not_overwritten_but_merged() {
    let world = World::new();
    let mut ws = world.create();
    let elsewhere = world.elsewhere();
    // Somebody else's edit, as bytes: the same project with another annotation.
    elsewhere.fs.write_outside(Path::new(PATH), &world.file());
    let mut theirs = elsewhere.open(Access::Write).unwrap().workspace;
    theirs.run(tag("The port")).unwrap();
    theirs.save_and_wait().unwrap();

    ws.run(tag("close")).unwrap();
    world.fs.write_outside(Path::new(PATH), &elsewhere.file());
    ws.save();
    assert!(matches!(&ws.poll()[..], [Report::ChangedOutside(_)]));
    assert_eq!(world.file(), elsewhere.file(), "their file stands");

    ws.merge_outside();
    let reports = ws.poll();
    assert!(
        matches!(&reports[..], [Report::Merged(m), Report::Saved(_)] if m.n_taken == 1 && m.notes.is_empty()),
        "{reports:?}"
    );
    assert_eq!(tagged(&ws), ["The port", "close"]);
    assert_eq!(
        world.fs.contents(Path::new("/disk/p.json.bak")).unwrap(),
        elsewhere.file()
    );
    ws.run(Command::Undo).unwrap();
    assert_eq!(tagged(&ws), ["close"], "the merge is one step");
}

#[test]
fn a_journal_of_another_state_gives_a_merged_copy_and_nothing_is_touched() {
    let world = World::new();
    let mut ws = world.create();
    ws.run(tag("close")).unwrap();
    let first_save = world.file();
    ws.save_and_wait().unwrap();
    ws.run(tag("The port")).unwrap();
    drop(ws);
    // The file is put back from somewhere with one more annotation; `.bak` is what the journal began with.
    let elsewhere = world.elsewhere();
    elsewhere.fs.write_outside(Path::new(PATH), &first_save);
    let mut theirs = elsewhere.open(Access::Write).unwrap().workspace;
    theirs.run(tag("the bridge")).unwrap();
    theirs.save_and_wait().unwrap();
    let world = World {
        fs: world.fs.after_kill(),
        ids: world.ids.clone(),
    };
    world.fs.write_outside(Path::new(PATH), &elsewhere.file());

    let error = world.open(Access::Write).err().unwrap();
    assert_eq!(
        error.kind,
        OpenErrorKind::Storage(StorageErrorKind::ForeignJournal)
    );
    let journal = world.fs.contents(Path::new("/disk/p.json.journal"));
    let (copy, summary) = Workspace::open_merged_copy(world.env(), Path::new(PATH), false).unwrap();
    assert_eq!(tagged(&copy), ["The port", "the bridge", "close"]);
    assert!(summary.notes.is_empty());
    assert!(copy.path().is_none(), "it has no name yet");
    assert_eq!(world.file(), elsewhere.file());
    assert_eq!(
        world.fs.contents(Path::new("/disk/p.json.journal")),
        journal
    );
    // What this program does not know of a newer version would be lost in a copy of its own.
    let newer = String::from_utf8(elsewhere.file()).unwrap();
    let newer = newer.replacen("\"version\":1", "\"version\":2", 1);
    world.fs.write_outside(Path::new(PATH), newer.as_bytes());
    let refused = Workspace::open_merged_copy(world.env(), Path::new(PATH), false);
    let refused = refused.err().unwrap().message;
    assert!(refused.contains("of version 2"), "{refused}");
}

#[test]
fn save_as_goes_on_in_the_new_file() {
    let world = World::new();
    let mut ws = world.create();
    ws.run(tag("close")).unwrap();
    ws.save_as("/disk/q.json".into(), false);
    assert_eq!(
        ws.poll().last(),
        Some(&Report::SavedAs {
            from: PATH.into(),
            to: "/disk/q.json".into()
        })
    );
    assert_eq!(ws.name(), "q");
    ws.run(tag("The port")).unwrap();
    ws.save_and_wait().unwrap();
    let q = world.fs.contents(Path::new("/disk/q.json")).unwrap();
    assert!(String::from_utf8(q).unwrap().contains("The port"));
    assert_eq!(
        tagged(&world.open(Access::Write).unwrap().workspace),
        ["close"]
    );
}

#[test]
fn a_file_that_is_no_project_is_refused_and_left() {
    let world = World::new();
    for bytes in [
        &b"{\"format\":\"countermark-project\",\"version\":1"[..],
        b"",
        b"[]",
        b"hello",
    ] {
        world.fs.write_outside(Path::new(PATH), bytes);
        let error = world.open(Access::Write).err().unwrap();
        assert_eq!(error.kind, OpenErrorKind::NotAProject);
        assert_eq!(error.exit_code(), 3);
        assert!(error.message.ends_with(PATH), "{error}");
        assert!(!error.help.contains("backup"), "{}", error.help);
        assert_eq!(world.file(), bytes);
    }
    // A backup is named only where there is one.
    world
        .fs
        .write_outside(Path::new("/disk/p.json.bak"), b"old");
    let error = world.open(Access::Write).err().unwrap();
    assert!(error.help.contains("backup") && error.backup.is_some());
}

#[test]
fn another_annotators_work_cannot_be_changed() {
    let world = World::new();
    let mut ws = world.create();
    let id = ws.run(tag("close")).unwrap().annotations.remove(0);
    ws.run(Command::AddAnnotator {
        id: None,
        name: "Ben".to_owned(),
        kind: AnnotatorKind::Human,
    })
    .unwrap();
    ws.set_annotator(Some("ben".into()));
    let remove = Command::Remove {
        annotations: vec![id.clone()],
    };
    let error = ws.run(remove).unwrap_err();
    assert_eq!(
        error.to_string(),
        format!("the annotation {id} is in the layer of ada, not of ben")
    );
    assert_eq!(tagged(&ws), ["close"]);
}

#[test]
fn a_batch_is_one_step_or_nothing() {
    let world = World::new();
    let mut ws = world.create();
    let batch = |commands| Command::Batch {
        description: "Tag both".to_owned(),
        commands,
    };
    ws.run(batch(vec![tag("The port"), tag("close")])).unwrap();
    assert_eq!(ws.can_undo(), Some("Tag both"));
    let bad = Command::Relabel {
        annotation: "nobody".into(),
        label: "quote".into(),
    };
    assert!(ws.run(batch(vec![tag("the bridge"), bad])).is_err());
    assert_eq!(tagged(&ws), ["The port", "close"]);
    ws.run(Command::Undo).unwrap();
    assert!(tagged(&ws).is_empty());
}

#[test]
fn folders_are_read_in_path_order_and_what_cannot_be_read_is_listed() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().canonicalize().unwrap();
    for (path, bytes) in [
        ("press/b.txt", &b"Second\nText."[..]),
        ("press/a/z.md", b"# First\n\nText."),
        ("press/c.txt", b"\0\x01\x02\0\0\0\xff\xfe\0"),
        ("press/d.png", b"a picture"),
        ("press/page.html", b"<p>A page."),
        ("press/page_files/frame.html", b"<p>A part of it."),
        ("press/p.json.journal", b"not an article"),
        ("press/.hidden", b"not an article"),
    ] {
        let path = root.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
    let env = Environment {
        fs: Arc::new(RealFs),
        ..World::new().env()
    };
    let read = |base: Option<&Path>| {
        let paths = [root.join("press"), root.join("none.txt")];
        read_articles(
            &env,
            &paths,
            base,
            &ReadOptions::default(),
            &JobContext::default(),
        )
    };
    let found = read(Some(&root));
    let told: Vec<(&str, &str)> = found
        .documents
        .iter()
        .map(|d| (d.source.path.as_str(), d.title.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            ("press/a/z.md", "First"),
            ("press/b.txt", "Second"),
            ("press/page.html", "A page.")
        ]
    );
    assert_eq!(found.left_out, [root.join("press/d.png")]);
    let failed: Vec<_> = found
        .failures
        .iter()
        .map(|f| (f.path.clone(), f.is_binary))
        .collect();
    assert_eq!(
        failed,
        [
            (root.join("none.txt"), false),
            (root.join("press/c.txt"), true)
        ]
    );
    assert_eq!(found.origins[1].1, root.join("press/b.txt"));

    // Read all the same, it stands beside the others.
    let asked = Asked {
        path: found.failures[1].path.clone(),
        named: found.failures[1].named.clone(),
    };
    let insists = ReadOptions {
        allow_binary: true,
        ..ReadOptions::default()
    };
    let once_more = read_asked(&env, &[asked], None, &insists, &JobContext::default());
    assert_eq!(once_more.documents[0].source.path, "press/c.txt");

    let elsewhere = read(Some(Path::new("/nowhere")));
    assert_eq!(elsewhere.documents[0].source.path, "press/a/z.md");
}
