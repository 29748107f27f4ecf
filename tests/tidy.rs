//! Reads the sources and the documents that go with them, and says where they leave the plan of ARCHITECTURE.md.
//!
//! The rules are plain functions over text; the first tests hold the project to them, the last ones the rules themselves.

#![allow(
    clippy::expect_used,
    reason = "a test fails by panicking, in its helpers too"
)]

#[path = "tidy/lexer.rs"]
mod lexer;
#[path = "tidy/paths.rs"]
mod paths;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use lexer::{Kind, Token, tokens};
use paths::{module_path, named_paths, without_tests};

/// The rooms of `src/` and their floor; rooms on one floor do not name each other.
const FLOORS: &[(&str, u8)] = &[
    ("archive", 1),
    ("text", 1),
    ("model", 2),
    ("edit", 3),
    ("ingest", 3),
    ("formats", 3),
    ("agreement", 3),
    ("suggest", 3),
    ("storage", 4),
    ("workspace", 5),
    ("app", 6),
    ("cli", 6),
];

fn floor_of(room: &str) -> Option<u8> {
    FLOORS
        .iter()
        .find(|(name, _)| *name == room)
        .map(|(_, floor)| *floor)
}

/// One source file: its path below the project, with `/`, and its content.
struct Source {
    path: String,
    text: String,
}

impl Source {
    fn new(path: &str, text: &str) -> Self {
        Self {
            path: path.to_owned(),
            text: text.to_owned(),
        }
    }

    fn complaint(&self, line: usize, what: &str) -> String {
        format!("{}:{line}: {what}", self.path)
    }
}

// --- Rules: each gives one line a fault -------------------------------------------------------------------------

/// A floor names only floors below it. Test code is held to it as well.
fn check_floors(source: &Source) -> Vec<String> {
    let module = module_path(&source.path);
    let Some(room) = module.first() else {
        return Vec::new(); // lib.rs and main.rs stand above all floors
    };
    let Some(floor) = floor_of(room) else {
        return vec![source.complaint(
            1,
            &format!("the room `{room}` has no floor: add it to FLOORS and ARCHITECTURE.md"),
        )];
    };
    let mut faults = Vec::new();
    for named in named_paths(&tokens(&source.text), &module) {
        let Some(other) = named
            .path
            .get(1)
            .filter(|_| named.path[0] == "crate" || named.path[0] == "countermark")
        else {
            continue;
        };
        if other == room {
            continue;
        }
        let fault = match floor_of(other) {
            Some(below) if below < floor => continue,
            Some(beside) if beside == floor => {
                format!("`{room}` names `{other}`, which stands on the same floor")
            }
            Some(_) => format!("`{room}` names `{other}`, which stands above it"),
            None => {
                format!("`{room}` names `crate::{other}`, which is no room: name the room itself")
            }
        };
        faults.push(source.complaint(named.line, &fault));
    }
    faults
}

/// Files are touched in storage only; tests may read what they try.
fn check_files_only_in_storage(source: &Source) -> Vec<String> {
    let module = module_path(&source.path);
    let is_test_file = module
        .last()
        .is_some_and(|name| name == "tests" || name.ends_with("_tests"));
    if is_test_file || module.first().is_some_and(|room| room == "storage") {
        return Vec::new();
    }
    named_paths(&without_tests(&tokens(&source.text)), &module)
        .into_iter()
        .filter(|named| named.path.starts_with(&["std".to_owned(), "fs".to_owned()]))
        .map(|named| source.complaint(named.line, "`std::fs` outside storage"))
        .collect()
}

/// Nothing unfinished, nothing left from debugging.
fn check_unfinished(source: &Source) -> Vec<String> {
    let tokens = tokens(&source.text);
    let unfinished = |pair: &[Token]| {
        ["todo", "unimplemented", "dbg"]
            .into_iter()
            .find(|name| pair[0].is_ident(name) && pair[1].is_punct('!'))
    };
    tokens
        .windows(2)
        .filter_map(|pair| {
            unfinished(pair).map(|name| source.complaint(pair[0].line, &format!("`{name}!`")))
        })
        .collect()
}

/// Colours of the window stand in `src/app/tokens.rs`; tests may make up some.
fn check_colours(source: &Source) -> Vec<String> {
    if !source.path.starts_with("src/app/") || source.path == "src/app/tokens.rs" {
        return Vec::new();
    }
    let tokens = without_tests(&tokens(&source.text));
    let mut faults = Vec::new();
    for token in &tokens {
        if let Kind::Str(content) = &token.kind
            && is_hex_colour(content)
        {
            faults.push(source.complaint(token.line, "a literal colour outside tokens.rs"));
        }
    }
    for five in tokens.windows(5) {
        let made = matches!(&five[2].kind, Kind::Ident(name) if name.starts_with("from_"));
        if five[0].is_ident("Color32")
            && made
            && five[3].is_punct('(')
            && five[4].kind == Kind::Number
        {
            faults.push(source.complaint(five[0].line, "a literal colour outside tokens.rs"));
        }
    }
    faults
}

fn is_hex_colour(content: &str) -> bool {
    content.strip_prefix('#').is_some_and(|digits| {
        matches!(digits.len(), 3 | 6 | 8) && digits.chars().all(|c| c.is_ascii_hexdigit())
    })
}

/// Each file says on its first line what it is.
fn check_first_line(source: &Source) -> Vec<String> {
    if source.text.starts_with("//! ") {
        Vec::new()
    } else {
        vec![source.complaint(1, "does not start with a `//!` line")]
    }
}

/// The crates named in the dependency tables of a `Cargo.toml`.
fn dependencies(cargo_toml: &str) -> BTreeSet<&str> {
    let mut names = BTreeSet::new();
    let mut inside = false;
    for line in cargo_toml.lines().map(str::trim) {
        if let Some(table) = line.strip_prefix('[') {
            inside = table.trim_end_matches(']').ends_with("dependencies");
        } else if inside && let Some((name, _)) = line.split_once('=') {
            names.insert(name.trim());
        }
    }
    names
}

/// Each dependency has its line in ARCHITECTURE.md.
fn check_dependencies(cargo_toml: &str, architecture: &str) -> Vec<String> {
    dependencies(cargo_toml)
        .into_iter()
        .filter(|name| !architecture.contains(&format!("`{name}`")))
        .map(|name| format!("ARCHITECTURE.md: says nothing of the dependency `{name}`"))
        .collect()
}

/// A newcomer finds both commands in the README.
fn check_readme(readme: &str) -> Vec<String> {
    ["./run", "./test"]
        .into_iter()
        .filter(|command| !readme.lines().any(|line| line.trim() == *command))
        .map(|command| format!("README.md: no line with the command `{command}`"))
        .collect()
}

// --- The project is held to the rules ---------------------------------------------------------------------------

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn sources() -> Vec<Source> {
    fn collect(folder: &Path, into: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).expect("readable folder") {
            let path = entry.expect("readable entry").path();
            if path.is_dir() {
                collect(&path, into);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                into.push(path);
            }
        }
    }
    let mut paths = Vec::new();
    collect(&root().join("src"), &mut paths);
    paths.sort();
    let below_root = |path: &PathBuf| {
        let parts = path
            .strip_prefix(root())
            .expect("below the root")
            .components();
        parts
            .map(|part| part.as_os_str().to_string_lossy())
            .collect::<Vec<_>>()
            .join("/")
    };
    paths
        .iter()
        .map(|path| Source {
            path: below_root(path),
            text: read(&below_root(path)),
        })
        .collect()
}

fn assert_tidy(faults: &[String]) {
    assert!(
        faults.is_empty(),
        "{} fault(s):\n{}",
        faults.len(),
        faults.join("\n")
    );
}

fn assert_all_tidy(rule: fn(&Source) -> Vec<String>) {
    let sources = sources();
    assert!(
        sources.len() > 5,
        "only {} source files found",
        sources.len()
    );
    assert_tidy(&sources.iter().flat_map(rule).collect::<Vec<_>>());
}

#[test]
fn floors_name_only_lower_floors() {
    assert_all_tidy(check_floors);
}

#[test]
fn only_storage_touches_files() {
    assert_all_tidy(check_files_only_in_storage);
}

#[test]
fn nothing_is_unfinished() {
    assert_all_tidy(check_unfinished);
}

#[test]
fn colours_stand_in_tokens() {
    assert_all_tidy(check_colours);
}

#[test]
fn every_file_says_what_it_is() {
    assert_all_tidy(check_first_line);
}

#[test]
fn every_dependency_is_explained() {
    let cargo_toml = read("Cargo.toml");
    assert!(dependencies(&cargo_toml).contains("eframe"));
    assert_tidy(&check_dependencies(&cargo_toml, &read("ARCHITECTURE.md")));
}

#[test]
fn readme_names_the_two_commands() {
    assert_tidy(&check_readme(&read("README.md")));
}

// --- The rules find what they are for ---------------------------------------------------------------------------

/// `expected`: a part of each fault that the rule must find, in order; empty where all is well.
#[track_caller]
fn check(rule: fn(&Source) -> Vec<String>, path: &str, text: &str, expected: &[&str]) {
    let faults = rule(&Source::new(path, text));
    let same = faults.len() == expected.len()
        && faults
            .iter()
            .zip(expected)
            .all(|(fault, part)| fault.contains(part));
    assert!(
        same,
        "{path}: {text}\nexpected {expected:?}\nfound {faults:?}"
    );
}

#[test]
fn a_name_from_above_is_found() {
    check(
        check_floors,
        "src/text/span.rs",
        "use crate::model::Project;",
        &["span.rs:1: `text` names `model`, which stands above"],
    );
    check(
        check_floors,
        "src/model/mod.rs",
        "\nfn f() { crate::storage::save() }",
        &["mod.rs:2: `model` names `storage`"],
    );
    check(
        check_floors,
        "src/model/mod.rs",
        "use crate::{text::{ByteOffset, TextSpan}, app};",
        &["`model` names `app`"],
    );
    check(
        check_floors,
        "src/model/check.rs",
        "use super::super::workspace::Command;",
        &["`model` names `workspace`"],
    );
    check(
        check_floors,
        "src/model/mod.rs",
        "use super::{text, cli::{self}};",
        &["`model` names `cli`"],
    );
    check(
        check_floors,
        "src/edit/mod.rs",
        "mod a { fn f() { super::super::storage::g() } }",
        &["`edit` names `storage`"],
    );
    check(
        check_floors,
        "src/text/mod.rs",
        "macro_rules! m { () => { $crate::app::x() } }",
        &["`text` names `app`"],
    );
    check(
        check_floors,
        "src/text/mod.rs",
        "fn f() { countermark::app::x() }",
        &["`text` names `app`"],
    );
}

#[test]
fn a_name_from_beside_is_found() {
    check(
        check_floors,
        "src/edit/op.rs",
        "use crate::ingest::Article;",
        &["`edit` names `ingest`, which stands on the same floor"],
    );
    check(
        check_floors,
        "src/cli/stats.rs",
        "use crate::app;",
        &["`cli` names `app`, which stands on the same floor"],
    );
}

#[test]
fn test_code_is_held_to_the_floors() {
    let text = "#[cfg(test)]\nmod tests {\n    use crate::workspace::Workspace;\n}\n";
    check(
        check_floors,
        "src/edit/op.rs",
        text,
        &["op.rs:3: `edit` names `workspace`"],
    );
}

#[test]
fn the_crate_root_is_no_room() {
    check(
        check_floors,
        "src/edit/op.rs",
        "use crate::*;",
        &["no room"],
    );
    check(
        check_floors,
        "src/edit/op.rs",
        "use crate as everything;",
        &["no room"],
    );
    check(
        check_floors,
        "src/attic/mod.rs",
        "",
        &["the room `attic` has no floor"],
    );
}

#[test]
fn lower_floors_own_room_comments_and_strings_are_fine() {
    let text = r##"
        //! See `crate::app`.
        use crate::model::{Project, check};
        use crate::{text::TextSpan, edit::EditOp};
        /* crate::app /* nested */ crate::cli */
        pub(crate) fn f<'a>(x: &'a str) -> char { println!("crate::app {x}"); let _ = r#"crate::app"#; '"' }
        mod tests { use super::*; use super::super::edit; }
    "##;
    check(check_floors, "src/edit/op.rs", text, &[]);
    check(check_floors, "src/lib.rs", "pub use crate::app::run;", &[]);
}

#[test]
fn file_access_outside_storage_is_found() {
    check(
        check_files_only_in_storage,
        "src/app/open.rs",
        "use std::fs;",
        &["`std::fs` outside storage"],
    );
    check(
        check_files_only_in_storage,
        "src/cli/new.rs",
        "use std::{fs::File, io};",
        &["`std::fs` outside storage"],
    );
    check(
        check_files_only_in_storage,
        "src/main.rs",
        "fn main() { std::fs::read(\"x\"); }",
        &["main.rs:1"],
    );
    check(
        check_files_only_in_storage,
        "src/storage/real.rs",
        "use std::fs::File;",
        &[],
    );
    check(
        check_files_only_in_storage,
        "src/app/open.rs",
        "use std::{io, fmt}; // std::fs",
        &[],
    );
    let test_code = "#[cfg(test)]\nmod tests { fn f() { std::fs::read_dir(\"x\"); } }";
    check(
        check_files_only_in_storage,
        "src/app/open.rs",
        test_code,
        &[],
    );
    check(
        check_files_only_in_storage,
        "src/ingest/decoding_tests.rs",
        "use std::fs;",
        &[],
    );
}

#[test]
fn unfinished_code_is_found() {
    check(
        check_unfinished,
        "src/app/mod.rs",
        "fn f() {\n    todo!(\"x\")\n}",
        &["mod.rs:2: `todo!`"],
    );
    check(
        check_unfinished,
        "src/app/mod.rs",
        "fn f() { dbg!(1); unimplemented!() }",
        &["`dbg!`", "`unimplemented!`"],
    );
    check(
        check_unfinished,
        "src/app/mod.rs",
        "fn todo() -> bool { a != b } // todo!",
        &[],
    );
}

#[test]
fn literal_colours_are_found() {
    check(
        check_colours,
        "src/app/bar.rs",
        "let c = Color32::from_rgb(1, 2, 3);",
        &["a literal colour"],
    );
    check(
        check_colours,
        "src/app/bar.rs",
        "let c = egui::Color32::from_gray(20);",
        &["a literal colour"],
    );
    check(
        check_colours,
        "src/app/bar.rs",
        "let c = \"#2f6fd0\";",
        &["a literal colour"],
    );
    check(
        check_colours,
        "src/app/bar.rs",
        "let c = Color32::from_rgb(r, g, b); let s = \"#1 of 5\";",
        &[],
    );
    check(
        check_colours,
        "src/app/bar.rs",
        "#[cfg(test)]\nmod tests { const C: &str = \"#2f6fd0\"; }",
        &[],
    );
    check(
        check_colours,
        "src/app/tokens.rs",
        "let c = Color32::from_rgb(1, 2, 3);",
        &[],
    );
    check(
        check_colours,
        "src/model/schema.rs",
        "let c = \"#2f6fd0\";",
        &[],
    );
}

#[test]
fn a_file_without_its_first_line_is_found() {
    check(
        check_first_line,
        "src/app/mod.rs",
        "use x;\n//! Late.",
        &["does not start with"],
    );
    check(check_first_line, "src/app/mod.rs", "//! The window.\n", &[]);
}

#[test]
fn an_unexplained_dependency_is_found() {
    let cargo_toml = "[package]\nname = \"x\"\n[dependencies]\nlog = \"1\"\nserde = { version = \"1\" }\n[dev-dependencies]\ndivan = \"0\"\n[profile.dev]\ndebug = 1\n";
    assert_eq!(
        dependencies(cargo_toml),
        BTreeSet::from(["log", "serde", "divan"])
    );
    assert_eq!(
        check_dependencies(cargo_toml, "`log` and `divan`, serde"),
        ["ARCHITECTURE.md: says nothing of the dependency `serde`"]
    );
}

#[test]
fn a_readme_without_its_commands_is_found() {
    assert_eq!(
        check_readme("Call ./run\n\n    ./test\n"),
        ["README.md: no line with the command `./run`"]
    );
    assert_eq!(check_readme("```\n./run\n```\n```\n./test\n```\n"), [""; 0]);
}
