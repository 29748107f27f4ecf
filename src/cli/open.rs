//! What several commands do alike.

use super::console::Console;
use super::error::{CliError, exit};
use crate::storage::FileSystem;
use crate::storage::atomic::folder_of;
use crate::storage::store::{is_journal_without_edits, journal_path};
use crate::workspace::{Access, Environment, OpenError, OpenOptions, Workspace};
use serde::Serialize;
use std::io::ErrorKind;
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

/// As [`for_writing`], where the file is the output: a journal that stands in the way is a fault of that.
pub fn for_replacing(path: &Path, console: &mut Console) -> Result<Workspace, CliError> {
    open_or_why(path, Access::Write, console).map_err(|error| {
        let code = if error.is_about_journal() {
            exit::OUTPUT
        } else {
            error.exit_code()
        };
        CliError {
            code,
            ..error.into()
        }
    })
}

fn open(path: &Path, access: Access, console: &mut Console) -> Result<Workspace, CliError> {
    Ok(open_or_why(path, access, console)?)
}

fn open_or_why(path: &Path, access: Access, console: &mut Console) -> Result<Workspace, OpenError> {
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
    let is_absent = fs
        .metadata(output)
        .is_err_and(|e| e.kind() == ErrorKind::NotFound);
    let is_listed = |name| {
        let names = fs.read_dir(folder_of(output)).unwrap_or_default();
        names.iter().any(|listed| listed == name)
    };
    if is_absent && output.file_name().is_some_and(is_listed) {
        return Err(CliError::output(
            "a link of this name leads to a file that is not there",
            output,
            "choose another name, or remove the link",
        ));
    }
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
    if fs.metadata(&journal).is_ok() && !is_journal_without_edits(fs, output) {
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
