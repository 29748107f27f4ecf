//! What ends a command early.

use crate::storage::StorageError;
use crate::workspace::{Failure, OpenError};
use std::path::{Path, PathBuf};

/// Exit codes of every command.
pub mod exit {
    /// Done.
    pub const DONE: u8 = 0;
    /// Done, with faults: problems found, or a command of `edit` that could not be done.
    pub const FAULTS: u8 = 1;
    /// Wrong usage or an unknown name.
    pub const USAGE: u8 = 2;
    /// An input cannot be read or is not what it should be.
    pub const INPUT: u8 = 3;
    /// An output cannot be written, the project is open elsewhere, a file exists, no window can be opened.
    pub const OUTPUT: u8 = 4;
}

/// A failure, as it is shown.
#[derive(Debug)]
pub struct CliError {
    /// What happened; without the path where `path` has it.
    pub message: String,
    /// The file concerned.
    pub path: Option<PathBuf>,
    /// What to do; empty where nothing is known.
    pub help: String,
    /// One of [`exit`].
    pub code: u8,
}

impl CliError {
    /// Wrong usage or an unknown name.
    pub fn usage(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            path: None,
            help: help.into(),
            code: exit::USAGE,
        }
    }

    /// An input that is not what it should be.
    pub fn input(message: impl Into<String>, path: &Path, help: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            path: Some(path.to_owned()),
            help: help.into(),
            code: exit::INPUT,
        }
    }

    /// An output that cannot be written.
    pub fn output(message: impl Into<String>, path: &Path, help: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            path: Some(path.to_owned()),
            help: help.into(),
            code: exit::OUTPUT,
        }
    }
}

impl From<OpenError> for CliError {
    fn from(error: OpenError) -> Self {
        Self {
            code: error.exit_code(),
            // Ends with the path already: not always that of the project.
            message: error.message,
            path: None,
            help: error.help,
        }
    }
}

impl From<StorageError> for CliError {
    fn from(error: StorageError) -> Self {
        Self {
            message: error.to_string(),
            path: None,
            help: error.help().to_owned(),
            code: error.kind().exit_code(),
        }
    }
}

impl CliError {
    /// What went wrong while an output was written: also a folder that is not there is then no fault of an input.
    pub fn of_output(error: StorageError) -> Self {
        Self {
            code: exit::OUTPUT,
            ..error.into()
        }
    }
}

impl From<Failure> for CliError {
    /// The failure's own words end with the path.
    fn from(failure: Failure) -> Self {
        Self {
            code: failure.kind.exit_code(),
            message: failure.message,
            path: None,
            help: failure.help,
        }
    }
}

/// The words of an error that end with its path, which is shown apart here.
pub fn without_path(words: &str, path: &Path) -> String {
    let tail = format!(": {}", path.display());
    words.strip_suffix(&tail).unwrap_or(words).to_owned()
}
