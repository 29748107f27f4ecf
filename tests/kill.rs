//! The real program, killed or refused by the kernel at every system call that matters.
//!
//! Needs `strace`; each test is ignored unless asked for (`.ci/run` does), as it takes minutes:
//! `cargo test --test kill -- --ignored`. A run is `countermark edit` with some edits and a save; after it,
//! every acknowledged edit must be found, and the project must be readable.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a test that fails should say where; and makes its own files"
)]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

const PROGRAM: &str = env!("CARGO_BIN_EXE_countermark");
/// Edits of a run; a save stands in their middle, another at their end.
const N_EDITS: usize = 8;

struct World {
    folder: tempfile::TempDir,
}

impl World {
    /// A project with one article and one annotation.
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let world = Self { folder };
        std::fs::write(
            world.path("a.txt"),
            "The bridge closes on Monday, says the port.\n".repeat(20),
        )
        .unwrap();
        let made = world.run(&["new", "a.txt", "-o", "p.json", "--annotator", "Ada"], &[]);
        assert!(made.status.success());
        world.script("first.jsonl", &annotate("d", 0));
        let mut lines = String::new();
        for n in 1..=N_EDITS {
            lines.push_str(&annotate("e", n));
            if n == N_EDITS / 2 {
                lines.push_str("{\"do\":\"save\"}\n");
            }
        }
        world.script("edits.jsonl", &lines);
        let edited = world.run(&["edit", "p.json", "--script", "first.jsonl"], &[]);
        assert!(
            edited.status.success(),
            "{}",
            String::from_utf8_lossy(&edited.stderr)
        );
        world
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn script(&self, name: &str, lines: &str) {
        // The article has no title of its own that could be named, so its first line is.
        std::fs::write(self.path(name), lines).unwrap();
    }

    fn run(&self, args: &[&str], strace: &[&str]) -> Output {
        let mut command = if strace.is_empty() {
            Command::new(PROGRAM)
        } else {
            let mut command = Command::new("strace");
            command
                .args(["-f", "-qq", "-o", "/dev/null"])
                .args(strace)
                .arg(PROGRAM);
            command
        };
        command
            .args(args)
            .current_dir(self.folder.path())
            .env("COUNTERMARK_HOME", self.path("home"))
            .stdin(Stdio::null())
            .output()
            .unwrap()
    }

    /// Runs the edits under `strace`, then asserts that nothing acknowledged is lost.
    fn edit_under(&self, strace: &[&str]) -> Output {
        let output = self.run(&["edit", "p.json", "--script", "edits.jsonl"], strace);
        let acked = acknowledged(&output);
        let told = format!(
            "{strace:?}, {acked} acknowledged, {}",
            String::from_utf8_lossy(&output.stderr)
        );
        let check = self.run(&["check", "p.json"], &[]);
        assert!(
            check.status.success(),
            "{told}: {}",
            String::from_utf8_lossy(&check.stderr)
        );
        let stats = self.run(&["stats", "p.json", "--json"], &[]);
        let stats: serde_json::Value = serde_json::from_slice(&stats.stdout).unwrap();
        let found = stats["annotators"][0]["annotations"].as_u64().unwrap();
        // One was there before.
        assert!(found > acked, "{told}: only {found} found");
        // And it can be opened for writing again.
        let again = self.run(&["edit", "p.json"], &[]);
        assert!(
            again.status.success(),
            "{told}: {}",
            String::from_utf8_lossy(&again.stderr)
        );
        output
    }
}

fn annotate(prefix: &str, n: usize) -> String {
    let mut line = String::new();
    let (start, end) = (n * 3, n * 3 + 9);
    writeln!(
        line,
        "{{\"do\":\"annotate\",\"document\":\"a.txt\",\"label\":\"claim\",\"spans\":[[{start},{end}]],\"id\":\"{prefix}{n}\"}}"
    )
    .unwrap();
    line
}

/// How many annotations were acknowledged: answers of the run, without that to `save`.
fn acknowledged(output: &Output) -> u64 {
    let text = String::from_utf8_lossy(&output.stdout);
    let save_line = N_EDITS as u64 / 2 + 1;
    let acks = text.lines().filter_map(|line| {
        let answer: serde_json::Value = serde_json::from_str(line).ok()?;
        answer["ack"].as_u64()
    });
    acks.filter(|n| *n != save_line).count() as u64
}

/// Calls `each` with k = 1, 2, … until it says that the run was not disturbed any more.
fn at_every_call(mut each: impl FnMut(usize) -> bool) -> usize {
    for k in 1..400 {
        if !each(k) {
            return k - 1;
        }
    }
    panic!("there is no end of calls")
}

const CALLS: [&str; 9] = [
    "openat",
    "write",
    "fsync",
    "fdatasync",
    "rename",
    "link",
    "linkat",
    "unlink",
    "read",
];

#[test]
#[ignore = "needs strace and takes minutes"]
fn killed_at_every_call_no_acknowledged_edit_is_lost() {
    let mut n_kills = 0;
    for call in CALLS {
        n_kills += at_every_call(|k| {
            let world = World::new();
            let inject = format!("inject={call}:signal=KILL:when={k}");
            let output = world.edit_under(&["-e", &inject]);
            !output.status.success()
        });
    }
    println!("{n_kills} kills");
    assert!(n_kills > 50, "only {n_kills} kills: strace did not inject");
}

#[test]
#[ignore = "needs strace and takes minutes"]
fn refused_at_every_call_no_acknowledged_edit_is_lost() {
    let mut n_faults = 0;
    for call in ["write", "fsync", "fdatasync", "rename", "link", "linkat"] {
        for error in ["ENOSPC", "EIO"] {
            n_faults += at_every_call(|k| {
                let world = World::new();
                let inject = format!("inject={call}:error={error}:when={k}");
                let output = world.edit_under(&["-e", &inject]);
                let (status, errors) = (
                    output.status.code(),
                    String::from_utf8_lossy(&output.stderr),
                );
                // Either nobody noticed (a retry, a fallback), or it is told with the right code.
                assert!(
                    matches!(status, Some(0 | 1 | 4)),
                    "{inject}: {status:?} {errors}"
                );
                was_reached(&world, call, k)
            });
        }
    }
    println!("{n_faults} refusals");
    assert!(
        n_faults > 50,
        "only {n_faults} refusals: strace did not inject"
    );
}

/// Whether an undisturbed run makes the call `k` times.
fn was_reached(world: &World, call: &str, k: usize) -> bool {
    let fresh = World::new();
    let trace = world.path("trace");
    let output = Command::new("strace")
        .args(["-f", "-qq", "-o"])
        .arg(&trace)
        .args([
            "-e",
            &format!("trace={call}"),
            PROGRAM,
            "edit",
            "p.json",
            "--script",
            "edits.jsonl",
        ])
        .current_dir(fresh.folder.path())
        .env("COUNTERMARK_HOME", fresh.path("home"))
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert!(output.status.success());
    count_lines(&trace) > k
}

fn count_lines(path: &Path) -> usize {
    std::fs::read_to_string(path)
        .unwrap_or_default()
        .lines()
        .count()
}
