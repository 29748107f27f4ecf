//! Files that changed: found, read, taken, looked at, taken back.

use super::*;
use crate::model::{AnchorState, AnnotatorKind, OldSpan, ProjectHead, Source};
use crate::storage::crash_fs::CrashFs;
use crate::text::{AnchorFate, ByteOffset, TextSpan};
use crate::workspace::{Command, CommandError, CountingIds, FixedClock, Workspace};

const OLD: &str = "The port says the bridge closes on Monday. “Never,” says the mayor of the town.\n\nTwo ships wait outside the harbour. Nobody knows for how long.\n";
const NEW: &str = "Updated at noon.\n\nThe port says the bridge closes on Friday. “Never,” says the mayor of the town.\n\nNobody knows for how long.\n";

/// A project with one article beside it, on which Ada and Ben have tagged.
struct World {
    fs: CrashFs,
    ws: Workspace,
}

impl World {
    fn new() -> Self {
        let fs = CrashFs::with_folder("/disk");
        let env = Environment {
            fs: Arc::new(fs.clone()),
            clock: Arc::new(FixedClock::default()),
            ids: Arc::new(CountingIds::default()),
            dirs: None,
            wake: Arc::new(|| {}),
        };
        fs.write_outside(Path::new("/disk/a.txt"), OLD.as_bytes());
        let project = Project::new(ProjectHead::default());
        let path = Some(Path::new("/disk/p.json"));
        let mut ws = Workspace::create(env, path, project, false, false).unwrap();
        for name in ["ada", "ben"] {
            ws.run(Command::AddAnnotator {
                id: Some(name.into()),
                name: name.to_owned(),
                kind: AnnotatorKind::Human,
            })
            .unwrap();
        }
        let source = Source {
            path: "a.txt".to_owned(),
            media_type: "text/plain".to_owned(),
            encoding: "utf-8".to_owned(),
            bytes: OLD.len() as u64,
            sha256: sha256_hex(OLD.as_bytes()),
            ..Source::default()
        };
        let document = Document::new("d".into(), "Bridge".to_owned(), source, OLD.into());
        ws.run(Command::AddDocuments(vec![Arc::new(document)]))
            .unwrap();
        let mut world = Self { fs, ws };
        world.tag("ada", "a1", "the bridge closes on Monday");
        world.tag("ada", "a2", "Never");
        world.tag("ben", "b1", "Two ships wait");
        world.ws.set_annotator(Some("ada".into()));
        world
    }

    fn tag(&mut self, annotator: &str, id: &str, words: &str) {
        self.ws.set_annotator(Some(annotator.into()));
        let at = OLD.find(words).unwrap();
        let span = TextSpan::new(OLD, ByteOffset(at), ByteOffset(at + words.len())).unwrap();
        self.ws
            .run(Command::Annotate {
                document: "d".into(),
                label: "claim".into(),
                spans: vec![span],
                features: Vec::new(),
                note: String::new(),
                id: Some(id.into()),
                origin: "hand".to_owned(),
            })
            .unwrap();
    }

    fn write(&self, text: &str) {
        self.fs
            .write_outside(Path::new("/disk/a.txt"), text.as_bytes());
    }

    fn look(&self) -> NewerArticles {
        look_for_newer(
            self.ws.env(),
            self.ws.project(),
            Some(Path::new("/disk")),
            &Origins::default(),
            SeenFiles::default(),
            &JobContext::default(),
        )
    }

    /// id, state, words, old words of every annotation.
    fn rows(&self) -> Vec<String> {
        let project = self.ws.project();
        let row = |a: &Arc<crate::model::Annotation>| {
            let text = project.document(&a.document).unwrap().text();
            let state = a.anchor.map_or("exact", AnchorState::as_str);
            format!(
                "{} {state}: {} ← {}",
                a.id,
                a.covered_text(text),
                a.old_words()
            )
        };
        project.annotations().map(row).collect()
    }
}

#[test]
fn a_file_that_is_as_it_was_is_not_offered() {
    let world = World::new();
    assert!(world.look().newer.is_empty());
    world.write(NEW);
    let found = world.look();
    assert_eq!((found.newer.len(), found.failures.len()), (1, 0));
    let newer = &found.newer[0];
    assert_eq!((&**newer.new.text(), &*newer.new.title), (NEW, "Bridge"));
    assert_eq!(newer.new.source.sha256, sha256_hex(NEW.as_bytes()));
    assert_eq!(newer.carried.len(), 3);
    let told = newer
        .changes
        .iter()
        .map(|c| (&OLD[c.old.clone()], &NEW[c.new.clone()]));
    assert_eq!(
        told.collect::<Vec<_>>(),
        [
            ("", "Updated at noon."),
            ("Monday", "Friday"),
            ("Two ships wait outside the harbour.", "")
        ]
    );
}

#[test]
fn a_file_of_the_same_size_and_time_is_not_read_again() {
    let world = World::new();
    let mut seen = SeenFiles::default();
    let path = Path::new("/disk/a.txt");
    let hash = |seen: &mut SeenFiles| seen.hash(&world.fs, path).map(str::to_owned);
    assert_eq!(hash(&mut seen), Some(sha256_hex(OLD.as_bytes())));
    for (_, _, known) in seen.0.values_mut() {
        "as it was seen".clone_into(known);
    }
    assert_eq!(hash(&mut seen).as_deref(), Some("as it was seen"));
    world.write(NEW);
    assert_eq!(hash(&mut seen), Some(sha256_hex(NEW.as_bytes())));
}

#[test]
fn taking_it_moves_every_layer_in_one_step_that_can_be_taken_back() {
    let mut world = World::new();
    world
        .ws
        .run(Command::Relate {
            relation_type: "contradicts".into(),
            from: "a1".into(),
            to: "a2".into(),
            features: Vec::new(),
            note: String::new(),
            id: Some("r1".into()),
        })
        .unwrap();
    world.write(NEW);
    let new = world.look().newer.remove(0).new;
    let before = world.ws.project().clone();
    let outcome = world.ws.run(Command::ReplaceDocument(new)).unwrap();
    assert_eq!(
        outcome.description,
        "Take the newer version of “Bridge”: 1 changed, 1 lost"
    );
    assert_eq!((outcome.anchored.exact, outcome.anchored.n_all()), (1, 3));
    assert_eq!(
        world.rows(),
        [
            "a1 changed: the bridge closes on Friday ← the bridge closes on Monday",
            "a2 exact: Never ← ",
            "b1 lost: Nobody ← Two ships wait",
        ]
    );
    let waiting = world.ws.project().to_review();
    assert_eq!(
        waiting.map(|a| a.id.as_str()).collect::<Vec<_>>(),
        ["a1", "b1"]
    );
    let a1 = world.ws.project().annotation(&"a1".into()).unwrap();
    let text = "the bridge closes on Monday".to_owned();
    assert_eq!(
        a1.old_spans,
        [OldSpan {
            start: 14,
            end: 41,
            text
        }]
    );
    assert!(world.ws.project().relation(&"r1".into()).is_some());
    assert!(world.ws.project().check().is_empty());
    assert!(world.look().newer.is_empty(), "it is the file's text now");
    let after = world.ws.project().clone();
    world.ws.run(Command::Undo).unwrap();
    assert_eq!(*world.ws.project(), before);
    assert_eq!(world.ws.project().to_review().count(), 0);
    world.ws.run(Command::Redo).unwrap();
    assert_eq!(*world.ws.project(), after);
}

#[test]
fn a_place_waits_until_its_own_annotator_has_looked() {
    let mut world = World::new();
    world.write(NEW);
    let new = world.look().newer.remove(0).new;
    world.ws.run(Command::ReplaceDocument(new)).unwrap();
    let accept = |ids: &[&str]| Command::AcceptPlaces {
        annotations: ids.iter().map(|id| (*id).into()).collect(),
    };
    let refused = |message: &str| Err(CommandError::Refused(message.to_owned()));
    assert_eq!(
        world.ws.run(accept(&["a2"])),
        refused("no annotation there waits for a look")
    );
    assert_eq!(
        world.ws.run(accept(&["a1", "b1"])),
        refused("the annotation b1 is in the layer of ben, not of ada")
    );
    let outcome = world.ws.run(accept(&["a1", "a2"])).unwrap();
    assert_eq!(
        outcome.description,
        "Accept the place of “the bridge closes on Friday”"
    );
    let a1 = world.ws.project().annotation(&"a1".into()).unwrap();
    assert_eq!((a1.anchor, a1.old_spans.len()), (None, 0));
    // Another extent is a look too.
    world.ws.set_annotator(Some("ben".into()));
    let at = NEW.find("Nobody knows").unwrap();
    let span = TextSpan::new(NEW, ByteOffset(at), ByteOffset(at + 12)).unwrap();
    world
        .ws
        .run(Command::SetSpans {
            annotation: "b1".into(),
            spans: vec![span],
        })
        .unwrap();
    let b1 = world.ws.project().annotation(&"b1".into()).unwrap();
    assert_eq!((b1.anchor, b1.old_spans.len()), (None, 0));
}

#[test]
fn what_nobody_has_looked_at_keeps_its_first_words() {
    let mut world = World::new();
    world.write(NEW);
    let new = world.look().newer.remove(0).new;
    world.ws.run(Command::ReplaceDocument(new)).unwrap();
    world.write(&format!("Once more.\n\n{NEW}"));
    let newer = world.look().newer.remove(0);
    let fates: Vec<AnchorFate> = newer.carried.iter().map(|c| c.fate).collect();
    use AnchorFate::{Changed, Exact, Lost};
    assert_eq!(fates, [Changed, Exact, Lost]);
    world.ws.run(Command::ReplaceDocument(newer.new)).unwrap();
    assert_eq!(
        world.rows(),
        [
            "a1 changed: the bridge closes on Friday ← the bridge closes on Monday",
            "a2 exact: Never ← ",
            "b1 lost: Nobody ← Two ships wait",
        ]
    );
}

#[test]
fn a_text_that_is_empty_now_has_no_place_for_annotations() {
    let mut world = World::new();
    world.write("");
    let found = world.look();
    assert_eq!(found.newer.len(), 0);
    assert_eq!(found.failures.len(), 1);
    let mut new = Document::clone(world.ws.project().document(&"d".into()).unwrap());
    new = Document::new(new.id, new.title, new.source, "".into());
    let before = world.ws.project().clone();
    assert!(
        world
            .ws
            .run(Command::ReplaceDocument(Arc::new(new)))
            .is_err()
    );
    assert_eq!(*world.ws.project(), before);
}

#[test]
fn a_path_that_leaves_the_folder_is_passed_over() {
    for (path, is_inside) in [
        ("a.txt", true),
        ("articles/a.txt", true),
        ("../a.txt", false),
        ("articles/../../a.txt", false),
        ("/etc/passwd", false),
        ("", false),
    ] {
        let source = Source {
            path: path.to_owned(),
            ..Source::default()
        };
        let document = Document::new("d".into(), String::new(), source, OLD.into());
        let world = World::new();
        world
            .fs
            .create_dir_all(Path::new("/disk/p/articles"))
            .unwrap();
        for file in ["/disk/p/a.txt", "/disk/p/articles/a.txt"] {
            world.fs.write_outside(Path::new(file), b"x");
        }
        let folder = Some(Path::new("/disk/p"));
        let found = Origins::default().find(&world.fs, &document, folder);
        assert_eq!(found.is_some(), is_inside, "{path}");
    }
}

/// Articles of a table, one a row, read with these columns.
fn table(csv: &str, columns: &str) -> (World, Project) {
    let world = World::new();
    let path = Path::new("/disk/t.csv");
    world.fs.write_outside(path, csv.as_bytes());
    let options = crate::ingest::ReadOptions {
        columns: Some(Arc::new(serde_json::from_str(columns).unwrap())),
        ..Default::default()
    };
    let base = Some(Path::new("/disk"));
    let job = JobContext::default();
    let read =
        crate::workspace::read_articles(world.ws.env(), &[path.into()], base, &options, &job);
    assert_eq!(read.failures, []);
    let documents = read.documents;
    let project = Project::new(ProjectHead::default());
    let mut project = project;
    for (place, document) in documents.into_iter().enumerate() {
        let op = crate::edit::EditOp::Document {
            id: document.id.clone(),
            to: Some((place, document)),
        };
        op.apply(&mut project).unwrap();
    }
    (world, project)
}

fn look_at(world: &World, project: &Project) -> NewerArticles {
    look_for_newer(
        world.ws.env(),
        project,
        Some(Path::new("/disk")),
        &Origins::default(),
        SeenFiles::default(),
        &JobContext::default(),
    )
}

const ROWS: &str = "headline,text,body\nPort,Teaser one,The port is open.\nBridge,Teaser two,The bridge is closed.\n";

#[test]
fn a_row_is_read_again_by_the_columns_that_were_chosen() {
    let columns = r#"{"text":"body","title":"headline"}"#;
    let (world, project) = table(ROWS, columns);
    let texts =
        |all: &[Newer]| -> Vec<String> { all.iter().map(|n| n.new.text().to_string()).collect() };
    let path = Path::new("/disk/t.csv");
    let newer = ROWS.replace("closed.", "closed at night.") + "Quay,Teaser three,New.\n";
    world.fs.write_outside(path, newer.as_bytes());
    let found = look_at(&world, &project);
    // The first row is as it was: nothing to take.
    assert_eq!(texts(&found.newer), ["The bridge is closed at night."]);
    assert_eq!(found.failures, []);
    let kept = found.newer[0].new.metadata.get(crate::ingest::COLUMNS);
    assert_eq!(kept, columns);
}

#[test]
fn a_row_that_is_gone_is_not_replaced_by_the_one_that_is_left() {
    let (world, project) = table(ROWS, r#"{"text":"body","title":"headline"}"#);
    let left = "headline,text,body\nBridge,Teaser two,The bridge is closed.\n";
    world
        .fs
        .write_outside(Path::new("/disk/t.csv"), left.as_bytes());
    let found = look_at(&world, &project);
    assert!(
        found.newer.iter().all(|n| n.old.title == "Bridge"),
        "{found:?}"
    );
    let why: Vec<&str> = found.failures.iter().map(|(_, why)| why.as_str()).collect();
    assert_eq!(why, ["the file does not hold this article any more"]);
}
