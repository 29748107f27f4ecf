//! What several commands do alike.

use super::console::Console;
use super::error::CliError;
use crate::workspace::{Access, Environment, OpenOptions, Workspace};
use serde::Serialize;
use std::path::Path;

/// Opens a project with its journal, taking no lock and writing nothing. What is to be known about it is
/// told on standard error.
pub fn for_reading(path: &Path, console: &mut Console) -> Result<Workspace, CliError> {
    open(path, Access::Read, console)
}

/// Opens a project to change it. A journal that had to be replayed is told on standard error.
pub fn for_writing(path: &Path, console: &mut Console) -> Result<Workspace, CliError> {
    open(path, Access::Write, console)
}

fn open(path: &Path, access: Access, console: &mut Console) -> Result<Workspace, CliError> {
    let options = OpenOptions {
        access,
        in_background: false,
    };
    let opened = Workspace::open(Environment::real(), path, options)?;
    for note in &opened.notes {
        let words = note.message.trim_end_matches('.');
        console.notice(&format!("{words}: {}", path.display()));
    }
    Ok(opened.workspace)
}

/// Prints one line of JSON.
pub fn print_json(console: &mut Console, value: &impl Serialize) {
    match serde_json::to_string(value) {
        Ok(line) => console.result(&line),
        // Only maps with keys that are no text can fail, and none is printed.
        Err(error) => console.tell(&format!("error: {error}")),
    }
}
