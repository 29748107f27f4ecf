//! What the benchmarks share: made-up texts and projects, a timer, the memory of a process, tables.
#![allow(dead_code, reason = "each benchmark takes what it needs")]

pub mod newspaper;
pub mod process;
pub mod project;
pub mod table;
pub mod text;
pub mod timer;

use std::path::Path;

/// What a benchmark was started for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Everything, as `cargo bench` asks for it.
    Full,
    /// Small sizes and few repeats, only to see that it runs: `--quick`, `--test`, or
    /// `COUNTERMARK_BENCH_QUICK=1`.
    Quick,
}

impl Mode {
    /// From the arguments; `None` when nobody asked for a measurement (`cargo test --benches`).
    #[must_use]
    pub fn from_args(args: &[String]) -> Option<Self> {
        let has = |wanted: &str| args.iter().any(|a| a == wanted);
        let is_quick = has("--quick")
            || has("--test")
            || std::env::var_os("COUNTERMARK_BENCH_QUICK").is_some_and(|v| v == "1");
        if is_quick {
            Some(Self::Quick)
        } else if has("--bench") || has("--full") {
            Some(Self::Full)
        } else {
            eprintln!("Nothing is measured here; ask with cargo bench.");
            None
        }
    }

    /// One of two numbers.
    #[must_use]
    pub fn pick<T>(self, full: T, quick: T) -> T {
        match self {
            Self::Full => full,
            Self::Quick => quick,
        }
    }
}

/// Which sizes are measured: those of the mode, or with `--only 10` that of 10 MB alone.
#[derive(Clone, Copy, Debug)]
pub struct Sizes {
    mode: Mode,
    only: Option<usize>,
}

impl Sizes {
    /// From the arguments.
    #[must_use]
    pub fn from_args(args: &[String], mode: Mode) -> Self {
        let at = args.iter().position(|arg| arg == "--only");
        let mb = at.and_then(|at| args.get(at + 1));
        Self {
            mode,
            only: mb
                .and_then(|mb| mb.parse::<usize>().ok())
                .map(|mb| mb * 1_000_000),
        }
    }

    /// Whether a text of this size is measured.
    #[must_use]
    pub fn has(self, n_bytes: usize) -> bool {
        match self.only {
            Some(only) => n_bytes == only,
            None => n_bytes <= self.mode.pick(usize::MAX, 100_000),
        }
    }
}

/// Writes a file that a measurement will read.
pub fn put_file(path: &Path, bytes: &[u8]) {
    #[allow(
        clippy::disallowed_methods,
        reason = "a made-up file in a temporary folder"
    )]
    std::fs::write(path, bytes).expect("the temporary folder takes the file");
}

/// Bytes as people write them: `5 kB`, `100 MB`.
#[must_use]
pub fn size_name(n_bytes: usize) -> String {
    if n_bytes >= 1_000_000 {
        format!("{} MB", n_bytes / 1_000_000)
    } else {
        format!("{} kB", n_bytes / 1000)
    }
}

/// A count with its thousands apart: `200 000`.
#[must_use]
pub fn count_name(n: usize) -> String {
    let digits = n.to_string();
    let mut name = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            name.push(' ');
        }
        name.push(digit);
    }
    name
}
