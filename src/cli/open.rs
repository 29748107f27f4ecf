//! What several commands do alike.

use super::console::Console;
use super::error::CliError;
use crate::storage::FileSystem;
use crate::storage::store::journal_path;
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

/// Refuses to make a project where one is, unless it may be replaced. A journal alone may hold edits that nothing else has.
pub fn check_free(fs: &dyn FileSystem, output: &Path, may_replace: bool) -> Result<(), CliError> {
    if may_replace {
        return Ok(());
    }
    if fs.metadata(output).is_ok() {
        return Err(CliError::output(
            "the file exists already",
            output,
            "choose another name, or replace it with --force",
        ));
    }
    let journal = journal_path(output);
    if fs.metadata(&journal).is_ok() {
        return Err(CliError::output(
            "there is the journal of a project of this name, whose file is gone",
            &journal,
            "choose another name, or begin anew with --force, which keeps that journal aside under another name",
        ));
    }
    Ok(())
}

/// Prints one line of JSON.
pub fn print_json(console: &mut Console, value: &impl Serialize) {
    match serde_json::to_string(value) {
        Ok(line) => console.result(&line),
        // Only maps with keys that are no text can fail, and none is printed.
        Err(error) => console.tell(&format!("error: {error}")),
    }
}
