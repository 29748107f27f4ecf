//! Datasets out and in: 10 000 articles of 5 kB with 200 000 annotations, written in every format and read again by every
//! reader, from file to what would be added to a project. Each in a process of its own, so that its memory is its own.
//!
//! `cargo bench --bench exchange`; with `-- --quick` a hundredth of it, to see that it runs.
#![allow(
    clippy::expect_used,
    reason = "a measurement that fails should say where"
)]

mod common;

use common::process::{Figures, Memory};
use common::project::{document, environment, project};
use common::table::{Goals, Table};
use common::text::{Kind, made_up};
use common::timer::{Samples, millis};
use common::{Mode, count_name, put_file, size_name};
use countermark::formats::{ExportOptions, FORMATS, format_of};
use countermark::model::{Project, ProjectHead};
use countermark::storage::RealFs;
use countermark::storage::project_file::{read_project, write_project};
use countermark::workspace::{
    ExportTarget, ImportAsked, JobContext, export, new_project, read_import,
};
use std::path::Path;
use std::time::{Duration, Instant};

const BYTES_PER_ARTICLE: usize = 5_000;
/// Milliseconds for an export, and for an import.
const EXPORT_GOAL: f64 = 3_000.0;
const IMPORT_GOAL: f64 = 5_000.0;
/// Peak memory, in sizes of the project file.
const MEMORY_GOAL: f64 = 6.0;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    if let ["--measure", what, format, from, to, ..] = words[..] {
        let (from, to) = (Path::new(from), Path::new(to));
        let figures = match what {
            "export" => measure_export(format, from, to),
            _ => measure_import(format, from, to),
        };
        figures.print();
        return;
    }
    let Some(mode) = Mode::from_args(&args) else {
        return;
    };
    let folder = tempfile::tempdir().expect("a temporary folder");
    let n_articles = mode.pick(10_000, 100);
    let text = |n| made_up(Kind::Paragraphs, BYTES_PER_ARTICLE, n as u64);
    let documents: Vec<_> = (0..n_articles).map(|n| document(n, &text(n))).collect();
    let project = project(&documents, mode.pick(200_000, 2_000));
    let bytes = write_project(&project);
    let path = folder.path().join("project.json");
    put_file(&path, &bytes);
    let title = format!(
        "Datasets, {} articles, {} annotations, {}",
        count_name(n_articles),
        count_name(project.n_annotations()),
        size_name(bytes.len())
    );
    let file_mb = bytes.len() as f64 / 1e6;
    drop((documents, project, bytes));
    let n_rounds = mode.pick(3, 1);
    let mut goals = Goals::default();
    let mut table = Table::new(&[
        "format",
        "export, ms",
        "peak, times the file",
        "import, ms",
        "peak, times the file",
    ]);
    let mut round = |what: &str, id: &str, from: &Path, to: &Path, limit: f64| {
        let (mut samples, mut peak) = (Samples::default(), 0.0_f64);
        for _ in 0..n_rounds {
            eprintln!("{what} {id}");
            let (from, to) = (from.display().to_string(), to.display().to_string());
            let figures = Figures::from_child(&["--measure", what, id, &from, &to]);
            samples.push(Duration::from_secs_f64(figures.get("ms") / 1e3));
            peak = peak.max(figures.get("peak"));
        }
        let name = format!("{what} of {id}");
        let time = goals.at_most(&name, samples.median_millis(), limit);
        let memory = goals.at_most(&format!("{name}, peak"), peak / file_mb, MEMORY_GOAL);
        (time, memory)
    };
    for format in FORMATS.iter().filter(|f| f.is_written()) {
        let out = folder.path().join(format.id);
        let (time, memory) = round("export", format.id, &path, &out, EXPORT_GOAL);
        let mut row = vec![format!("`{}`", format.id), time, memory];
        if format.is_read() {
            let (time, memory) = round("import", format.id, &out, folder.path(), IMPORT_GOAL);
            row.extend([time, memory]);
        } else {
            row.extend(["–".to_owned(), "–".to_owned()]);
        }
        table.row(row);
    }
    table.print(&title);
    goals.print();
}

/// Time and peak memory of an export of the project in `from`.
fn measure_export(format: &str, from: &Path, to: &Path) -> Figures {
    #[allow(
        clippy::disallowed_methods,
        reason = "a made-up file in a temporary folder"
    )]
    let bytes = std::fs::read(from).expect("the project is there");
    let project = read_project(&bytes).expect("a sound project").project;
    drop(bytes);
    let format = format_of(format).expect("a format of the registry");
    let target = ExportTarget::Path {
        path: to.to_owned(),
        force: true,
    };
    let start = Instant::now();
    let options = ExportOptions::default();
    let done = export(
        &RealFs,
        &project,
        format,
        options,
        target,
        &JobContext::default(),
    );
    let time = millis(start.elapsed());
    done.expect("everything is written");
    figures(time)
}

/// Time and peak memory of an import of what lies in `from`, up to the project that it makes.
fn measure_import(format: &str, from: &Path, home: &Path) -> Figures {
    let env = environment(home);
    let base = Project::new(ProjectHead::default());
    let asked = ImportAsked {
        inputs: vec![from.to_owned()],
        format: Some(format.to_owned()),
        ..ImportAsked::default()
    };
    let start = Instant::now();
    let read = read_import(&env, &base, &asked, &JobContext::default()).expect("what was written");
    let made = new_project(&env, "made", &read.project).expect("a sound project");
    let time = millis(start.elapsed());
    assert!(made.n_annotations() > 0, "annotations came in");
    figures(time)
}

fn figures(millis: f64) -> Figures {
    let mut figures = Figures::default();
    figures.put("ms", millis);
    figures.put("peak", Memory::of_self().peak as f64 / 1e6);
    figures
}
