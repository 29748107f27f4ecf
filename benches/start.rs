//! The real program against an empty window: start to the first frame, memory with 100 articles of 5 kB open, and
//! what it does while nobody touches it. Both with OpenGL (glow), in turns, on one display.
//!
//! The empty window draws nothing at all. The software driver loads its compiler with the first thing that is drawn; what
//! that costs is seen in a third window, which has a panel with one word. Goals are against the empty one.
//!
//! `cargo bench --bench start`; with `-- --quick` once each and two seconds of rest. On the display that `DISPLAY`
//! names, or on an `Xvfb` that it starts; where there is neither it says so and measures nothing.
//!
//! "First frame": the second frame begins, so the first one has been handed to the display. The program logs that
//! moment as `first frame` at the level `info`, the empty window prints it.
#![allow(
    clippy::expect_used,
    reason = "a measurement that fails should say where"
)]

mod common;

use common::process::{Activity, Memory};
use common::project::{document, project};
use common::table::{Goals, Table, number};
use common::text::{Kind, made_up};
use common::timer::Samples;
use common::{Mode, put_file};
use countermark::storage::project_file::write_project;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

const N_ARTICLES: usize = 100;
const BYTES_PER_ARTICLE: usize = 5_000;
/// The line that both programs write at that moment.
const FIRST_FRAME: &str = "first frame";
const START_GOAL: f64 = 150.0;
const MEMORY_GOAL: f64 = 40.0;
/// Milliseconds of processor time at rest: one frame alone takes more.
const REST_GOAL: f64 = 1.0;
/// Has the empty window show a word.
const WITH_A_WORD: &str = "--with-a-word";
/// A program that shows no frame for so long never will.
const PATIENCE: Duration = Duration::from_secs(30);
/// Animations and late loading are over by then.
const SETTLING: Duration = Duration::from_secs(4);

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    if args.iter().any(|a| a == "--empty-window") {
        empty_window(args.iter().any(|a| a == WITH_A_WORD));
        return;
    }
    let Some(mode) = Mode::from_args(&args) else {
        return;
    };
    let Some(display) = Display::find() else {
        println!("No DISPLAY, and no Xvfb to start one: nothing is measured.");
        return;
    };
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("hundred.json");
    let text = |n| made_up(Kind::Paragraphs, BYTES_PER_ARTICLE, n as u64);
    let documents: Vec<_> = (0..N_ARTICLES).map(|n| document(n, &text(n))).collect();
    put_file(&path, &write_project(&project(&documents, 10 * N_ARTICLES)));

    let rest = mode.pick(Duration::from_secs(10), Duration::from_secs(2));
    let mut empty = Subject::default();
    let mut word = Subject::default();
    let mut ours = Subject::default();
    for round in 0..mode.pick(7, 1) {
        eprintln!("starting all, round {}", round + 1);
        // The rest is measured once: it is long, and nothing changes in it.
        let rest = (round == 0).then_some(rest);
        let is_measured = empty.measure(empty_command(&display, &[]), rest)
            && word.measure(empty_command(&display, &[WITH_A_WORD]), rest)
            && ours.measure(our_command(&display, folder.path(), &path), rest);
        if !is_measured {
            println!("One of the windows showed no frame: nothing is measured.");
            return;
        }
    }
    print([&empty, &word, &ours], rest);
}

fn print([empty, word, ours]: [&Subject; 3], rest: Duration) {
    let mut goals = Goals::default();
    let mut table = Table::new(&[
        "",
        "empty window",
        "one with a word",
        "Countermark",
        "above the empty window",
    ]);
    let mut row = |what: &str, of: &dyn Fn(&Subject) -> f64, goal: Option<f64>| {
        let (empty, word, ours) = (of(empty), of(word), of(ours));
        let above = ours - empty;
        let above = match goal {
            Some(goal) => goals.at_most(what, above, goal),
            None => number(above),
        };
        table.row(vec![
            what.to_owned(),
            number(empty),
            number(word),
            number(ours),
            above,
        ]);
    };
    row(
        "start to first frame, ms",
        &|subject| subject.starts.median_millis(),
        Some(START_GOAL),
    );
    let mb = |bytes: u64| bytes as f64 / 1e6;
    row(
        "resident, MB",
        &|subject| mb(subject.memory.resident),
        Some(MEMORY_GOAL),
    );
    row(
        "of that, of no file, MB",
        &|subject| mb(subject.memory.anonymous),
        None,
    );
    let secs = rest.as_secs();
    row(
        &format!("processor time in {secs} s at rest, ms"),
        &|subject| subject.activity.cpu_nanos as f64 / 1e6,
        Some(REST_GOAL),
    );
    row(
        &format!("times a thread woke up in {secs} s at rest"),
        &|subject| subject.activity.n_sleeps as f64,
        None,
    );
    table.print("Start, memory and rest, 100 articles of 5 kB");
    goals.print();
}

fn our_command(display: &Display, folder: &Path, project: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_countermark"));
    command
        .arg(project)
        .env("COUNTERMARK_HOME", folder.join("home"))
        .env("RUST_LOG", "countermark=info");
    display.name_to(&mut command);
    command
}

fn empty_command(display: &Display, more: &[&str]) -> Command {
    let program = std::env::current_exe().expect("the benchmark knows its own path");
    let mut command = Command::new(program);
    command.arg("--empty-window").args(more);
    display.name_to(&mut command);
    command
}

/// What was seen of one of the two programs.
#[derive(Default)]
struct Subject {
    starts: Samples,
    memory: Memory,
    activity: Activity,
}

impl Subject {
    /// Starts it, waits for its first frame; with `rest` also looks at its memory and lets it lie. Says whether a
    /// frame came.
    fn measure(&mut self, mut command: Command, rest: Option<Duration>) -> bool {
        command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped());
        let start = Instant::now();
        let child = command.spawn().expect("the program starts");
        let mut child = Running(child);
        let Some(stderr) = child.0.stderr.take() else {
            return false;
        };
        let frames = watch(BufReader::new(stderr));
        match frames.recv_timeout(PATIENCE) {
            Ok(at) => self.starts.push(at.duration_since(start)),
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => return false,
        }
        let Some(rest) = rest else {
            return true;
        };
        std::thread::sleep(SETTLING);
        let pid = child.0.id().to_string();
        self.memory = Memory::of(&pid);
        let before = Activity::of(&pid);
        std::thread::sleep(rest);
        let after = Activity::of(&pid);
        self.activity = Activity {
            cpu_nanos: after.cpu_nanos.saturating_sub(before.cpu_nanos),
            n_sleeps: after.n_sleeps.saturating_sub(before.n_sleeps),
        };
        true
    }
}

/// Reads what a program says, to its end, so that it never waits for a reader; tells when the first frame comes, and
/// hands everything else on.
#[allow(
    clippy::disallowed_methods,
    reason = "a benchmark has no jobs; the thread ends with the program that it listens to"
)]
fn watch(lines: impl BufRead + Send + 'static) -> Receiver<Instant> {
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        for line in lines.lines().map_while(Result::ok) {
            if line.contains(FIRST_FRAME) {
                // Nobody waits any more after the first one.
                let _ = sender.send(Instant::now());
            } else {
                eprintln!("  {line}");
            }
        }
    });
    receiver
}

/// A program that ends with the measurement.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The display to show windows on.
struct Display {
    /// `:1`; `None` is the one in the environment.
    name: Option<String>,
    _server: Option<Running>,
}

impl Display {
    fn find() -> Option<Self> {
        if std::env::var_os("DISPLAY").is_some_and(|d| !d.is_empty()) {
            return Some(Self {
                name: None,
                _server: None,
            });
        }
        let server = Command::new("Xvfb")
            .args([
                "-displayfd",
                "1",
                "-screen",
                "0",
                "1400x1000x24",
                "-nolisten",
                "tcp",
            ])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn();
        let mut server = Running(server.ok()?);
        let mut number = String::new();
        BufReader::new(server.0.stdout.take()?)
            .read_line(&mut number)
            .ok()?;
        let number = number.trim();
        if number.is_empty() {
            return None;
        }
        Some(Self {
            name: Some(format!(":{number}")),
            _server: Some(server),
        })
    }

    fn name_to(&self, command: &mut Command) {
        if let Some(name) = &self.name {
            command.env("DISPLAY", name).env_remove("WAYLAND_DISPLAY");
        }
    }
}

/// The least that eframe opens: what every program of this kind pays; with a word, what every one pays that draws.
fn empty_window(has_word: bool) {
    let options = eframe::NativeOptions {
        viewport: egui::ViewportBuilder::default()
            .with_title("Empty")
            .with_inner_size(egui::vec2(1280.0, 800.0)),
        renderer: eframe::Renderer::Glow,
        persist_window: false,
        ..eframe::NativeOptions::default()
    };
    let opened = eframe::run_native(
        "empty",
        options,
        Box::new(|_| {
            Ok(Box::new(EmptyWindow {
                n_frames: 0,
                has_word,
            }))
        }),
    );
    if let Err(error) = opened {
        eprintln!("the empty window does not open: {error}");
        std::process::exit(4);
    }
}

struct EmptyWindow {
    n_frames: u32,
    has_word: bool,
}

impl eframe::App for EmptyWindow {
    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut eframe::Frame) {
        self.n_frames += 1;
        if self.has_word {
            egui::CentralPanel::default().show(ui, |ui| ui.label("Word"));
        }
        match self.n_frames {
            1 => ui.ctx().request_repaint(),
            2 => eprintln!("{FIRST_FRAME}"),
            _ => {}
        }
    }
}
