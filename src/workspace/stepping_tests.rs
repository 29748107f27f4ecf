//! Undo of a removal, where something else has taken the place meanwhile.

use crate::model::sha256_hex;
use crate::storage::FileSystem as _;
use crate::storage::crash_fs::CrashFs;
use crate::workspace::{
    Access, Command, CountingIds, Environment, FixedClock, OpenOptions, Workspace,
};
use std::path::Path;
use std::sync::Arc;

const PATH: &str = "/disk/p.json";
const TEXT: &str = "The ferry waits. Nobody boards it.";

fn document(id: &str, title: &str, text: &str) -> String {
    let sha256 = sha256_hex(text.as_bytes());
    format!(r#"{{"id":"{id}","title":"{title}","sha256":"{sha256}","text":"{text}"}}"#)
}

fn annotation(id: &str, end: usize) -> String {
    let words = &TEXT[..end];
    format!(
        r#"{{"id":"{id}","document":"d1","annotator":"ada","label":"claim","spans":[[0,{end}]],"text":["{words}"]}}"#
    )
}

fn relation(note: &str) -> String {
    format!(
        r#"{{"id":"r1","type":"contradicts","annotator":"ada","from":"a1","to":"a2","note":"{note}"}}"#
    )
}

/// A project with `element` behind the others of `list`.
fn project(list: &str, element: &str) -> String {
    let of = |name: &str, mut elements: Vec<String>| {
        if name == list {
            elements.push(element.to_owned());
        }
        format!(r#""{name}":[{}]"#, elements.join(","))
    };
    let people = [
        r#"{"id":"ada","name":"Ada"}"#,
        r#"{"id":"ben","name":"Ben"}"#,
    ];
    let lists = [
        of("annotators", people.map(str::to_owned).to_vec()),
        of(
            "documents",
            vec![
                document("d1", "Ferry", TEXT),
                document("d2", "Empty", "Nothing."),
            ],
        ),
        of(
            "annotations",
            vec![annotation("a1", 9), annotation("a2", 16)],
        ),
        of("relations", vec![relation("")]),
    ];
    format!(
        r#"{{"format":"countermark-project","version":1,"offset_unit":"unicode-code-point","id":"p","title":"P","schema":{{"labels":[{{"id":"claim","name":"Claim"}}],"relation_types":[{{"id":"contradicts","name":"contradicts"}}]}},{}}}"#,
        lists.join(",")
    )
}

fn open(fs: &CrashFs) -> Workspace {
    let env = Environment {
        fs: Arc::new(fs.clone()),
        clock: Arc::new(FixedClock::default()),
        ids: Arc::new(CountingIds::default()),
        dirs: None,
        wake: Arc::new(|| {}),
    };
    let options = OpenOptions {
        access: Access::Write,
        in_background: false,
    };
    let mut ws = Workspace::open(env, Path::new(PATH), options)
        .unwrap()
        .workspace;
    ws.set_annotator(Some("ada".into()));
    ws
}

fn close(ws: Workspace) {
    ws.close().map_err(|(why, _)| why).unwrap();
}

/// Of two elements with one id the first is removed; after a restart undo must not drop the second, which `mark` tells.
fn check(list: &str, second: &str, mark: &str, remove: Command, says: &str) {
    let fs = CrashFs::with_folder("/disk");
    fs.write_outside(Path::new(PATH), project(list, second).as_bytes());
    let mut ws = open(&fs);
    assert_eq!(ws.project().set_aside().len(), 1, "{list}");
    ws.run(remove).unwrap();
    // At once it would be in the way after a crash.
    let refused = ws.run(Command::Undo).unwrap_err().to_string();
    assert!(refused.ends_with("with a problem"), "{refused}");
    close(ws);
    let mut ws = open(&fs);
    assert_eq!(ws.project().set_aside().len(), 0, "{list}");
    let refused = ws.run(Command::Undo).unwrap_err().to_string();
    assert!(refused.starts_with(says), "{refused}");
    close(ws);
    let file = fs.read(Path::new(PATH), 1 << 20).unwrap();
    let file = String::from_utf8(file).unwrap();
    assert!(file.contains(mark), "{file}");
}

#[test]
fn undo_drops_nothing_that_was_set_aside() {
    check(
        "documents",
        &document("d2", "Second", "Another text."),
        "Another text.",
        Command::RemoveDocument {
            document: "d2".into(),
        },
        "another article has the id d2 by now",
    );
    check(
        "annotations",
        &annotation("a1", 3),
        "[[0,3]]",
        Command::Remove {
            annotations: vec!["a1".into()],
        },
        "another annotation has the id a1 by now",
    );
    check(
        "relations",
        &relation("the second"),
        "the second",
        Command::Unrelate {
            relation: "r1".into(),
        },
        "another link has the id r1 by now",
    );
    check(
        "annotators",
        r#"{"id":"ben","name":"Other Ben"}"#,
        "Other Ben",
        Command::RemoveAnnotator {
            annotator: "ben".into(),
        },
        "another annotator has the id ben by now",
    );
}

#[test]
fn undo_of_a_removal_without_a_second_one_brings_all_back_after_a_restart() {
    let fs = CrashFs::with_folder("/disk");
    let json = project("annotators", r#"{"id":"cid","name":"Cid"}"#);
    fs.write_outside(Path::new(PATH), json.as_bytes());
    let mut ws = open(&fs);
    let before = ws.project().clone();
    ws.run(Command::RemoveDocument {
        document: "d1".into(),
    })
    .unwrap();
    close(ws);
    let mut ws = open(&fs);
    assert_eq!(ws.project().n_annotations(), 0);
    ws.run(Command::Undo).unwrap();
    assert_eq!(*ws.project(), before);
    ws.run(Command::Redo).unwrap();
    assert_eq!(ws.project().n_annotations(), 0);
    close(ws);
}
