//! Whole commands, by their exit codes and by the files that they leave.
#![allow(
    clippy::disallowed_methods,
    reason = "the tests prepare files as other programs do"
)]

use super::*;
use crate::model::sha256_hex;
use crate::workspace::{Access, Environment, OpenOptions, Workspace};
use serde_json::{Value, json};
use std::fs;
use tempfile::TempDir;

const TEXT: &str = "The ferry waits.";

struct World {
    folder: TempDir,
}

impl World {
    /// A project `p.json` with Ada, one article and one claim on it.
    fn new() -> Self {
        let world = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        world.change("p.json", |_| {});
        world
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().canonicalize().unwrap().join(name)
    }

    /// Writes the project, changed, under this name.
    fn change(&self, name: &str, change: impl FnOnce(&mut Value)) {
        let mut project = json!({
            "format": "countermark-project",
            "version": 1,
            "offset_unit": "unicode-code-point",
            "id": "p",
            "title": "Port",
            "schema": {"labels": [{"id": "claim", "name": "Claim"}]},
            "annotators": [{"id": "ada", "name": "Ada"}],
            "documents": [{"id": "d1", "title": "Ferry", "sha256": sha256_hex(TEXT.as_bytes()), "text": TEXT}],
            "annotations": [{"id": "a1", "document": "d1", "annotator": "ada", "label": "claim", "spans": [[0, 9]], "text": ["The ferry"]}],
        });
        change(&mut project);
        fs::write(self.path(name), project.to_string()).unwrap();
    }

    fn json(&self, name: &str) -> Value {
        serde_json::from_slice(&fs::read(self.path(name)).unwrap()).unwrap()
    }

    fn names(&self) -> Vec<String> {
        let names = fs::read_dir(self.folder.path()).unwrap();
        let mut names: Vec<String> = names
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    /// The exit code; words that name a file of the folder are its path.
    #[track_caller]
    fn run(&self, words: &[&str]) -> u8 {
        let word = |word: &&str| match word.strip_prefix('@') {
            Some(name) => self.path(name).into_os_string(),
            None => OsString::from(word),
        };
        let words = std::iter::once("countermark".into()).chain(words.iter().map(word));
        match parse(words) {
            Request::Command(command) => run(command),
            other => panic!("no command: {other:?}"),
        }
    }

    /// Runs `edit` with these lines.
    #[track_caller]
    fn edit(&self, annotator: &str, lines: &[&str]) -> u8 {
        fs::write(self.path("lines"), lines.join("\n")).unwrap();
        self.run(&[
            "edit",
            "@p.json",
            "--annotator",
            annotator,
            "--script",
            "@lines",
        ])
    }

    fn open(&self) -> Workspace {
        let options = OpenOptions {
            access: Access::Write,
            in_background: false,
        };
        let opened = Workspace::open(Environment::real(), &self.path("p.json"), options);
        opened.unwrap().workspace
    }
}

#[test]
fn the_path_of_an_article_is_not_followed_out_of_the_folder() {
    let world = World::new();
    fs::create_dir(world.path("secret")).unwrap();
    fs::create_dir(world.path("inside")).unwrap();
    fs::write(world.path("secret/s.txt"), "Nobody is to see this.").unwrap();
    fs::write(world.path("inside/own.txt"), "The ferry leaves.").unwrap();
    #[cfg(unix)]
    for (to, link) in [
        ("secret/s.txt", "inside/link.txt"),
        ("inside/own.txt", "inside/near.txt"),
    ] {
        std::os::unix::fs::symlink(world.path(to), world.path(link)).unwrap();
    }
    let absolute = world.path("secret/s.txt");
    let absolute = absolute.to_str().unwrap();
    let mut cases = vec![
        (absolute, 1),
        ("../secret/s.txt", 1),
        // Below the folder in which the tests run, but not below that of the project.
        ("Cargo.toml", 1),
        ("own.txt", 0),
    ];
    if cfg!(unix) {
        cases.extend([("link.txt", 1), ("near.txt", 0)]);
    }
    for (path, code) in cases {
        for line in [
            r#"{"do":"replace_article","document":"d1"}"#,
            r#"{"do":"set_encoding","document":"d1","encoding":"utf-8"}"#,
        ] {
            world.change("inside/p.json", |project| {
                project["documents"][0]["source"] =
                    json!({"path": path, "media_type": "text/plain"});
                project["annotations"] = json!([]);
            });
            fs::write(world.path("lines"), line).unwrap();
            let ran = world.run(&[
                "edit",
                "@inside/p.json",
                "--annotator",
                "ada",
                "--script",
                "@lines",
            ]);
            assert_eq!(ran, code, "{path} {line}");
            let text = world.json("inside/p.json")["documents"][0]["text"].clone();
            assert_eq!(text == TEXT, code == 1, "{path}: {text}");
            for beside in ["inside/p.json.journal", "inside/p.json.bak"] {
                let _ = fs::remove_file(world.path(beside));
            }
        }
    }
    // What the line itself names may lie anywhere.
    let line = json!({"do": "replace_article", "document": "d1", "path": absolute}).to_string();
    assert_eq!(world.edit("ada", &[&line]), 0);
    assert_eq!(
        world.json("p.json")["documents"][0]["text"],
        "Nobody is to see this."
    );
}

#[test]
fn the_merge_driver_keeps_to_the_lock() {
    let world = World::new();
    world.change("theirs.json", |project| {
        project["annotators"] = json!([{"id": "ada", "name": "Ada"}, {"id": "ben", "name": "Ben"}]);
    });
    world.change("base.json", |_| {});
    let mut open = world.open();
    open.run(crate::workspace::Command::SetProjectTitle(
        "Harbour".to_owned(),
    ))
    .unwrap();
    open.wait_until_safe().unwrap();
    let before = fs::read(world.path("p.json")).unwrap();
    let drive = ["merge-driver", "@base.json", "@p.json", "@theirs.json"];
    assert_eq!(world.run(&drive), exit::OUTPUT);
    assert_eq!(fs::read(world.path("p.json")).unwrap(), before);
    // Gone without a save: what it has in its journal is merged too.
    drop(open);
    assert_eq!(world.json("p.json")["title"], "Port");
    assert_eq!(world.run(&drive), exit::DONE);
    let merged = world.json("p.json");
    assert_eq!(merged["title"], "Harbour");
    assert_eq!(merged["annotators"].as_array().unwrap().len(), 2);
    assert_eq!(world.run(&["check", "@p.json"]), exit::DONE);
    assert_eq!(world.json("theirs.json")["title"], "Port");
}

#[test]
fn the_merge_driver_leaves_nothing_beside_a_temporary_file() {
    let world = World::new();
    world.change("theirs.json", |project| project["title"] = json!("Harbour"));
    fs::write(world.path("base.json"), "").unwrap();
    let before = world.names();
    let code = world.run(&["merge-driver", "@base.json", "@p.json", "@theirs.json"]);
    assert!(code <= exit::FAULTS, "{code}");
    assert_eq!(world.names(), before);
}

#[cfg(unix)]
#[test]
fn a_device_is_no_empty_base() {
    let world = World::new();
    world.change("theirs.json", |project| project["title"] = json!("Harbour"));
    let before = fs::read(world.path("p.json")).unwrap();
    let code = world.run(&["merge-driver", "/dev/zero", "@p.json", "@theirs.json"]);
    assert_eq!(code, exit::INPUT);
    assert_eq!(fs::read(world.path("p.json")).unwrap(), before);
}

#[test]
fn a_journal_that_is_foreign_stops_the_merge_driver() {
    let world = World::new();
    world.change("base.json", |_| {});
    let mut open = world.open();
    open.run(crate::workspace::Command::SetProjectTitle(
        "Harbour".to_owned(),
    ))
    .unwrap();
    open.wait_until_safe().unwrap();
    drop(open);
    world.change("p.json", |project| project["title"] = json!("Replaced"));
    let code = world.run(&["merge-driver", "@base.json", "@p.json", "@base.json"]);
    assert_eq!(code, exit::OUTPUT);
    assert_eq!(world.json("p.json")["title"], "Replaced");
}

#[test]
fn a_journal_without_edits_does_not_keep_a_project_from_being_made() {
    let world = World::new();
    let journal = world.path("out.json.journal");
    let sum = crate::storage::Sha256Sum::of(b"{}");
    let begun = [
        crate::storage::journal::head(None, 1),
        crate::storage::journal::line(1, &crate::storage::journal::saved_body(sum, 0)),
    ];
    fs::write(&journal, begun.concat()).unwrap();
    let merge = ["merge", "@p.json", "@p.json", "-o", "@out.json"];
    assert_eq!(world.run(&merge), exit::DONE);
    assert_eq!(world.run(&["check", "@out.json"]), exit::DONE);
    // One with an edit does.
    fs::remove_file(world.path("out.json")).unwrap();
    let edit = [
        crate::storage::journal::head(None, 1),
        crate::storage::journal::line(1, "{}"),
    ];
    fs::write(&journal, edit.concat()).unwrap();
    assert_eq!(world.run(&merge), exit::OUTPUT);
    assert_eq!(fs::read(&journal).unwrap(), edit.concat());
}

#[cfg(unix)]
#[test]
fn a_link_that_leads_nowhere_is_told_and_left_alone() {
    let world = World::new();
    std::os::unix::fs::symlink(world.path("gone.json"), world.path("out.json")).unwrap();
    let before = world.names();
    for force in [false, true] {
        let error = open::check_free(&RealFs, &world.path("out.json"), force).unwrap_err();
        assert_eq!(
            error.message,
            "a link of this name leads to a file that is not there"
        );
    }
    assert_eq!(
        world.run(&["merge", "@p.json", "@p.json", "-o", "@out.json"]),
        exit::OUTPUT
    );
    assert_eq!(world.names(), before);
}

#[test]
fn an_import_asks_which_of_two_people_of_one_name() {
    let world = World::new();
    world.change("p.json", |project| {
        project["annotators"] = json!([
            {"id": "ada", "name": "Ada"}, {"id": "ada-2", "name": "Ada"}, {"id": "ben", "name": "Ben"},
        ]);
    });
    let line = json!({
        "text": TEXT, "spans": [{"start": 4, "end": 9, "label": "claim"}], "meta": {"title": "Ferry"},
    });
    fs::write(world.path("in.jsonl"), format!("{line}\n")).unwrap();
    assert_eq!(world.edit("  ", &[]), exit::USAGE);
    let n_people = || world.json("p.json")["annotators"].as_array().unwrap().len();
    for (name, code) in [
        ("Ada", exit::USAGE),
        ("  ", exit::USAGE),
        (" Ben ", exit::DONE),
        ("ada-2", exit::DONE),
    ] {
        let ran = world.run(&[
            "import",
            "@in.jsonl",
            "--into",
            "@p.json",
            "--annotator",
            name,
        ]);
        assert_eq!((ran, n_people()), (code, 3), "{name:?}");
    }
}

#[test]
fn a_newer_version_has_no_problems_for_this_one_to_judge() {
    let world = World::new();
    let shift = |project: &mut Value| project["annotations"][0]["spans"] = json!([[1, 9]]);
    world.change("old.json", shift);
    assert_eq!(world.run(&["check", "@old.json"]), exit::FAULTS);
    world.change("new.json", |project| {
        shift(project);
        project["version"] = json!(2);
    });
    assert_eq!(world.run(&["check", "@new.json"]), exit::DONE);
    world.change("other.json", |project| {
        project["annotations"] = json!({});
        project["version"] = json!(2);
    });
    assert_eq!(world.run(&["check", "@other.json"]), exit::INPUT);
}

#[test]
fn the_annotator_of_a_session_comes_back_with_undo() {
    let world = World::new();
    let lines = [
        r#"{"do":"remove_annotator","annotator":"ada"}"#,
        r#"{"do":"undo"}"#,
        r#"{"do":"annotate","document":"d1","label":"claim","spans":[[4,9]],"id":"a2"}"#,
    ];
    assert_eq!(world.edit("ada", &lines), exit::DONE);
    assert_eq!(
        world.json("p.json")["annotations"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
}

#[test]
fn a_missing_file_is_brought_back_from_its_backup() {
    let world = World::new();
    assert_eq!(
        world.edit("ada", &[r#"{"do":"set_project_title","title":"Harbour"}"#]),
        exit::DONE
    );
    fs::remove_file(world.path("p.json")).unwrap();
    let opened = Workspace::open(
        Environment::real(),
        &world.path("p.json"),
        OpenOptions::default(),
    );
    let help = opened.map(|_| ()).unwrap_err().help;
    assert!(
        help.contains(world.path("p.json.bak").to_str().unwrap()),
        "{help}"
    );
    fs::copy(world.path("p.json.bak"), world.path("p.json")).unwrap();
    assert_eq!(world.edit("ada", &[]), exit::DONE);
    assert_eq!(world.json("p.json")["title"], "Harbour");
}
