//! Memory and processor time of processes as `/proc` tells them, and measurements in a process of their own.

use std::collections::BTreeMap;
use std::fs;
use std::process::Command;

/// Memory of a process in bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Memory {
    /// Resident now (`VmRSS`).
    pub resident: u64,
    /// Of that, what is backed by no file (`RssAnon`).
    pub anonymous: u64,
    /// The most that was ever resident (`VmHWM`).
    pub peak: u64,
}

impl Memory {
    /// Of this process; all 0 where there is no `/proc`.
    #[must_use]
    pub fn of_self() -> Self {
        Self::of("self")
    }

    /// Of the process with this number.
    #[must_use]
    pub fn of(pid: &str) -> Self {
        let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
        Self {
            resident: 1024 * field(&status, "VmRSS:"),
            anonymous: 1024 * field(&status, "RssAnon:"),
            peak: 1024 * field(&status, "VmHWM:"),
        }
    }
}

/// What a process has done so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Activity {
    /// Processor time of all its threads in nanoseconds.
    pub cpu_nanos: u64,
    /// How often one of its threads went to sleep: none in a while means that none woke up.
    pub n_sleeps: u64,
}

impl Activity {
    /// Of the process with this number; exact while its threads sleep.
    #[must_use]
    pub fn of(pid: &str) -> Self {
        let mut sum = Self::default();
        let threads = fs::read_dir(format!("/proc/{pid}/task"))
            .into_iter()
            .flatten();
        for thread in threads.flatten() {
            let read =
                |name: &str| fs::read_to_string(thread.path().join(name)).unwrap_or_default();
            let run = read("schedstat");
            let run = run.split_ascii_whitespace().next();
            sum.cpu_nanos += run.and_then(|n| n.parse::<u64>().ok()).unwrap_or(0);
            sum.n_sleeps += field(&read("status"), "voluntary_ctxt_switches:");
        }
        sum
    }
}

fn field(status: &str, name: &str) -> u64 {
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    let number = line.and_then(|rest| rest.split_ascii_whitespace().next());
    number.and_then(|n| n.parse().ok()).unwrap_or(0)
}

/// What a measurement in a process of its own found: numbers by name.
#[derive(Clone, Debug, Default)]
pub struct Figures(BTreeMap<String, f64>);

impl Figures {
    /// The figure of that name.
    #[must_use]
    pub fn get(&self, name: &str) -> f64 {
        self.0.get(name).copied().unwrap_or(f64::NAN)
    }

    /// Adds one.
    pub fn put(&mut self, name: &str, value: f64) {
        self.0.insert(name.to_owned(), value);
    }

    /// Tells the process that asked.
    pub fn print(&self) {
        for (name, value) in &self.0 {
            println!("{name} {value}");
        }
    }

    /// Runs this program again with `args` and takes what it prints.
    #[must_use]
    pub fn from_child(args: &[&str]) -> Self {
        let program = std::env::current_exe().expect("the benchmark knows its own path");
        let output = Command::new(program)
            .args(args)
            .stderr(std::process::Stdio::inherit())
            .output()
            .expect("the benchmark can start itself");
        assert!(output.status.success(), "the measurement {args:?} failed");
        let text = String::from_utf8_lossy(&output.stdout);
        let pairs = text.lines().filter_map(|line| {
            let (name, value) = line.split_once(' ')?;
            Some((name.to_owned(), value.parse().ok()?))
        });
        Self(pairs.collect())
    }
}
