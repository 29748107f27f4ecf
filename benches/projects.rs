//! A large project: 10 000 articles of 5 kB with 200 000 annotations. Loading and verifying against the time that
//! Python's `json.load` needs for the same file in the same run; writing; one edit until it is in the journal,
//! here and in a small project; memory.
//!
//! `cargo bench --bench projects`; with `-- --quick` a hundredth of it, to see that it runs. Every load is in a
//! process of its own, Rust and Python in turns, the file in the system's cache for both.
#![allow(
    clippy::expect_used,
    reason = "a measurement that fails should say where"
)]

mod common;

use common::process::{Figures, Memory};
use common::project::{document, environment, project};
use common::table::{Goals, Table, number};
use common::text::{Kind, Random, made_up};
use common::timer::{Samples, millis};
use common::{Mode, count_name, put_file, size_name};
use countermark::storage::project_file::{read_project, verify_texts, write_project};
use countermark::text::{ByteOffset, snap};
use countermark::workspace::{Access, Command, OpenOptions, Workspace};
use std::path::Path;
use std::time::{Duration, Instant};

const BYTES_PER_ARTICLE: usize = 5_000;
/// An edit in the large project may take this much longer than in the small one: 1 is "as fast", the rest is the
/// disk's own unrest.
const EDIT_RATIO: f64 = 1.25;

/// Loads a JSON file and prints the seconds that `json.load` alone took.
const PYTHON: &str = "import json, sys, time
with open(sys.argv[1], encoding='utf-8') as file:
    start = time.perf_counter()
    value = json.load(file)
    print(time.perf_counter() - start)
";

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    if let ["--measure", what, path, n_repeats, ..] = words[..] {
        let n_repeats = n_repeats.parse().expect("a number of repeats");
        let figures = match what {
            "load" => measure_load(Path::new(path)),
            _ => measure_work(Path::new(path), n_repeats),
        };
        figures.print();
        return;
    }
    let Some(mode) = Mode::from_args(&args) else {
        return;
    };
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut report = Report::default();
    let small = Case::make(folder.path(), "small", 5, 100);
    let large = Case::make(
        folder.path(),
        "large",
        mode.pick(10_000, 100),
        mode.pick(200_000, 2_000),
    );
    let n_rounds = mode.pick(5, 1);
    let n_edits = mode.pick("100", "5");
    report.load(&large, n_rounds);
    report.work(&small, &large, n_edits);
    report.print(&[&small, &large]);
}

struct Case {
    path: String,
    n_articles: usize,
    n_annotations: usize,
    n_bytes: usize,
}

impl Case {
    fn make(folder: &Path, name: &str, n_articles: usize, n_annotations: usize) -> Self {
        let text = |n| made_up(Kind::Paragraphs, BYTES_PER_ARTICLE, n as u64);
        let documents: Vec<_> = (0..n_articles).map(|n| document(n, &text(n))).collect();
        let project = project(&documents, n_annotations);
        let bytes = write_project(&project);
        let path = folder.join(format!("{name}.json"));
        put_file(&path, &bytes);
        Self {
            path: path.display().to_string(),
            n_articles,
            n_annotations: project.n_annotations(),
            n_bytes: bytes.len(),
        }
    }

    fn name(&self) -> String {
        format!(
            "{} articles, {} annotations, {}",
            count_name(self.n_articles),
            count_name(self.n_annotations),
            size_name(self.n_bytes)
        )
    }
}

#[derive(Default)]
struct Report {
    lines: Vec<(String, String, String)>,
    goals: Goals,
    has_python: bool,
}

impl Report {
    fn load(&mut self, large: &Case, n_rounds: usize) {
        let (mut ours, mut opens, mut python) =
            (Samples::default(), Samples::default(), Samples::default());
        let mut resident = 0.0_f64;
        let mut peak = 0.0_f64;
        for round in 0..n_rounds {
            eprintln!(
                "loading the large project, round {} of {n_rounds}",
                round + 1
            );
            let figures = Figures::from_child(&["--measure", "load", &large.path, "1"]);
            ours.push(Duration::from_secs_f64(figures.get("load") / 1e3));
            let figures = Figures::from_child(&["--measure", "work", &large.path, "0"]);
            opens.push(Duration::from_secs_f64(figures.get("open") / 1e3));
            resident = figures.get("resident");
            peak = peak.max(figures.get("peak"));
            if let Some(seconds) = python_load(&large.path) {
                python.push(Duration::from_secs_f64(seconds));
            }
        }
        let theirs = python.median_millis();
        self.has_python = theirs > 0.0;
        if self.has_python {
            self.line("Python's json.load, ms", "", &number(theirs));
        }
        for (what, samples) in [
            ("read and verify, ms", &ours),
            (
                "open the workspace (lock, journal, read, verify), ms",
                &opens,
            ),
        ] {
            let millis = samples.median_millis();
            let cell = if self.has_python {
                self.goals.at_most(what, millis, theirs)
            } else {
                number(millis)
            };
            self.line(what, "", &cell);
        }
        self.line("resident when open, MB", "", &number(resident / 1e6));
        self.line("peak while opening, MB", "", &number(peak / 1e6));
    }

    fn work(&mut self, small: &Case, large: &Case, n_edits: &str) {
        let [small, large] = [small, large].map(|case| {
            eprintln!("editing {}", case.name());
            Figures::from_child(&["--measure", "work", &case.path, n_edits])
        });
        for (figure, what) in [
            ("write", "write the JSON in memory, ms"),
            ("save", "save (write, sync, read back, rename), ms"),
            ("run", "one edit in memory, ms"),
        ] {
            self.line(what, &number(small.get(figure)), &number(large.get(figure)));
        }
        for (figure, what) in [
            ("safe", "one edit until it is safe in the journal, ms"),
            ("safe_95", "19 of 20 edits are safe after, ms"),
        ] {
            let limit = small.get(figure) * EDIT_RATIO;
            let cell = match figure {
                "safe" => self.goals.at_most(what, large.get(figure), limit),
                _ => number(large.get(figure)),
            };
            self.line(what, &number(small.get(figure)), &cell);
        }
    }

    fn line(&mut self, what: &str, small: &str, large: &str) {
        self.lines
            .push((what.to_owned(), small.to_owned(), large.to_owned()));
    }

    fn print(&self, cases: &[&Case; 2]) {
        let [small, large] = cases.map(Case::name);
        let mut table = Table::new(&["", &small, &large]);
        for (what, small, large) in &self.lines {
            table.row(vec![what.clone(), small.clone(), large.clone()]);
        }
        table.print("A large project");
        if !self.has_python {
            println!("No python3 here: loading stands against no goal.");
        }
        self.goals.print();
    }
}

fn python_load(path: &str) -> Option<f64> {
    let output = std::process::Command::new("python3")
        .args(["-c", PYTHON, path])
        .output()
        .ok()?;
    String::from_utf8_lossy(&output.stdout).trim().parse().ok()
}

/// File → project, every text held against its hash, every span against its words.
fn measure_load(path: &Path) -> Figures {
    let start = Instant::now();
    let bytes = std::fs::read(path).expect("the made-up project is there");
    let loaded = read_project(&bytes).expect("it is a project");
    verify_texts(&loaded.project);
    let problems = loaded.project.check();
    let mut figures = Figures::default();
    figures.put("load", millis(start.elapsed()));
    assert!(problems.is_empty(), "the made-up project is sound");
    figures
}

/// Opens, edits, saves.
fn measure_work(path: &Path, n_edits: usize) -> Figures {
    let mut figures = Figures::default();
    let before = Memory::of_self();
    let folder = path.parent().expect("a file stands in a folder");
    let start = Instant::now();
    let options = OpenOptions {
        access: Access::Write,
        in_background: true,
    };
    let opened = Workspace::open(environment(folder), path, options).expect("the project opens");
    figures.put("open", millis(start.elapsed()));
    let mut workspace = opened.workspace;
    let now = Memory::of_self();
    figures.put(
        "resident",
        now.resident.saturating_sub(before.resident) as f64,
    );
    figures.put("peak", now.peak as f64);
    if n_edits == 0 {
        return figures;
    }

    let mut random = Random(9);
    let (mut run, mut safe) = (Samples::default(), Samples::default());
    let mut n_done = 0;
    while n_done < n_edits {
        let documents = workspace.project().documents();
        let document = documents[random.below(documents.len())].clone();
        let place = ByteOffset(random.below(document.text().len()));
        let place = snap::floor_grapheme(document.text(), place);
        let Some(word) = snap::word_at(document.text(), place) else {
            continue;
        };
        let command = Command::Annotate {
            document: document.id.clone(),
            label: "claim".into(),
            spans: vec![word],
            features: Vec::new(),
            note: String::new(),
            id: None,
            origin: "hand".to_owned(),
        };
        let start = Instant::now();
        workspace.run(command).expect("the tag is taken");
        run.push(start.elapsed());
        workspace.wait_until_safe().expect("the journal is written");
        safe.push(start.elapsed());
        n_done += 1;
    }
    figures.put("run", run.median_millis());
    figures.put("safe", safe.median_millis());
    figures.put("safe_95", safe.quantile_millis(0.95));

    let start = Instant::now();
    let bytes = write_project(workspace.project());
    figures.put("write", millis(start.elapsed()));
    drop(bytes);
    let start = Instant::now();
    workspace.save_and_wait().expect("the project is saved");
    figures.put("save", millis(start.elapsed()));
    figures
}
