//! The statements of `docs/QUERIES.md`, run over the exported sample: those of `DuckDB` where it is installed as a program or as
//! a module of Python, those of Polars and Spark where they are modules (`COUNTERMARK_PYTHON` names another Python than
//! `python3`). Skipped elsewhere.
#![allow(
    clippy::disallowed_methods,
    reason = "a test reads and runs what a user would"
)]
#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot go on ends, in its helpers too"
)]

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

const SAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/sample_projects/harbour.json");
const QUERIES: &str = include_str!("../docs/QUERIES.md");
const RUN_IN_PYTHON: &str = "import duckdb, json, sys\n\
    r = duckdb.connect().execute(sys.stdin.read())\n\
    names = [d[0] for d in r.description]\n\
    print(json.dumps([dict(zip(names, row)) for row in r.fetchall()]))\n";

/// What is written behind the documented lines: both tables as JSON on one line.
const PRINT_POLARS: &str = "import json\n\
    print(json.dumps([claims_per_outlet.to_dicts(), contested_by_speaker.to_dicts()]))\n";
const PRINT_SPARK: &str = "import json\n\
    tables = [claims_per_outlet, contested_by_speaker]\n\
    print(json.dumps([[row.asDict() for row in table.collect()] for table in tables]))\n";

fn python() -> String {
    std::env::var("COUNTERMARK_PYTHON").unwrap_or_else(|_| "python3".to_owned())
}

fn is_there(program: &str, arguments: &[&str]) -> bool {
    let mut command = Command::new(program);
    command
        .args(arguments)
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

/// Gives `words` to a program that runs in `folder`; what it prints.
fn run(mut command: Command, folder: &Path, words: &str) -> String {
    let mut child = command
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(words.as_bytes())
        .unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{words}");
    String::from_utf8(output.stdout).unwrap()
}

/// The rows that `DuckDB` gives for a statement; `None` where it is not installed.
fn duckdb(folder: &Path, sql: &str) -> Option<Vec<Value>> {
    let command = if is_there("duckdb", &["--version"]) {
        let mut command = Command::new("duckdb");
        command.arg("-json");
        command
    } else if is_there(&python(), &["-c", "import duckdb"]) {
        let mut command = Command::new(python());
        command.args(["-c", RUN_IN_PYTHON]);
        command
    } else {
        return None;
    };
    Some(serde_json::from_str(&run(command, folder, sql)).unwrap())
}

/// The rows of both questions as the documented Python under this title gives them; `None` where the module is not installed.
fn in_python(folder: &Path, title: &str, module: &str, print: &str) -> Option<[Vec<Value>; 2]> {
    if !is_there(&python(), &["-c", &format!("import {module}")]) {
        return None;
    }
    let section = QUERIES.split(&format!("## {title}\n")).nth(1).unwrap();
    let lines = section.split("```python\n").nth(1).unwrap();
    let lines = lines.split("```").next().unwrap();
    let mut command = Command::new(python());
    command.arg("-");
    let printed = run(command, folder, &format!("{lines}{print}"));
    let rows = printed.lines().last().unwrap();
    Some(serde_json::from_str(rows).unwrap())
}

/// The statements of the documentation, by the line above them.
fn statements() -> BTreeMap<&'static str, &'static str> {
    let blocks = QUERIES.split("```sql\n").collect::<Vec<_>>();
    let pairs = blocks.windows(2).map(|pair| {
        let title = pair[0].trim_end().lines().last().unwrap_or_default();
        let sql = pair[1].split("```").next().unwrap_or_default();
        (title.trim_end_matches(':'), sql)
    });
    pairs.collect()
}

/// What is in the rows of an answer.
fn counts(rows: &[Value], group: &str, n: &str) -> Counts {
    let text = |row: &Value, key: &str| row[key].as_str().unwrap().to_owned();
    let one = |row: &Value| {
        (
            (text(row, group), text(row, "annotator")),
            row[n].as_u64().unwrap(),
        )
    };
    rows.iter().map(one).collect()
}

#[test]
fn the_documented_statements_give_what_the_project_holds() {
    let folder = tempfile::tempdir().unwrap();
    let status = Command::new(env!("CARGO_BIN_EXE_countermark"))
        .args(["export", SAMPLE, "--to", "dataset", "-o", "out"])
        .current_dir(folder.path())
        .env("COUNTERMARK_HOME", folder.path())
        .stdout(Stdio::null())
        .status()
        .unwrap();
    assert!(status.success());
    let statements = statements();
    assert_eq!(
        statements.keys().copied().collect::<Vec<_>>(),
        ["Claims per outlet", "Contested claims by speaker"]
    );
    let out = folder.path().join("out");
    let (claims, contested) = expected();
    assert!(!contested.is_empty());
    let in_duckdb = duckdb(&out, statements["Claims per outlet"]).map(|rows| {
        [
            rows,
            duckdb(&out, statements["Contested claims by speaker"]).unwrap(),
        ]
    });
    let found = [
        ("DuckDB", in_duckdb),
        ("Polars", in_python(&out, "Polars", "polars", PRINT_POLARS)),
        ("Spark", in_python(&out, "Spark", "pyspark", PRINT_SPARK)),
    ];
    for (engine, rows) in found {
        let Some([per_outlet, by_speaker]) = rows else {
            eprintln!("skipped: {engine} is not installed");
            continue;
        };
        assert_eq!(counts(&per_outlet, "outlet", "claims"), claims, "{engine}");
        let by_speaker = counts(&by_speaker, "speaker", "contested_claims");
        assert_eq!(by_speaker, contested, "{engine}");
    }
}

/// Name of a group and annotator, with how many.
type Counts = BTreeMap<(String, String), u64>;

/// Claims by outlet, and contested claims by speaker, counted in the project file.
fn expected() -> (Counts, Counts) {
    let project: Value = serde_json::from_str(&std::fs::read_to_string(SAMPLE).unwrap()).unwrap();
    let all = |list: &str| project[list].as_array().unwrap();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let outlet_of: BTreeMap<String, String> = all("documents")
        .iter()
        .map(|d| (text(&d["id"]), text(&d["metadata"]["outlet"])))
        .collect();
    let is_claim = |a: &&Value| a["label"] == "claim";
    let mut claims = Counts::new();
    for a in all("annotations").iter().filter(is_claim) {
        let key = (
            outlet_of[&text(&a["document"])].clone(),
            text(&a["annotator"]),
        );
        *claims.entry(key).or_insert(0) += 1;
    }
    let linked: BTreeSet<String> = all("relations")
        .iter()
        .filter(|r| r["type"] == "contradicts")
        .flat_map(|r| [text(&r["from"]), text(&r["to"])])
        .collect();
    let extent = |a: &Value| {
        let spans = a["spans"].as_array().unwrap();
        let (first, last) = (&spans[0], &spans[spans.len() - 1]);
        (first[0].as_u64().unwrap(), last[1].as_u64().unwrap())
    };
    let mut contested = Counts::new();
    for claim in all("annotations").iter().filter(is_claim) {
        let (start, end) = extent(claim);
        let clashes = |o: &&Value| {
            let (s, e) = extent(o);
            linked.contains(&text(&o["id"]))
                && (&o["document"], &o["annotator"]) == (&claim["document"], &claim["annotator"])
                && s < end
                && start < e
        };
        if all("annotations").iter().any(|o| clashes(&o)) {
            let speaker = match text(&claim["features"]["speaker"]) {
                none if none.is_empty() => "(nobody named)".to_owned(),
                name => name,
            };
            *contested
                .entry((speaker, text(&claim["annotator"])))
                .or_insert(0) += 1;
        }
    }
    (claims, contested)
}
