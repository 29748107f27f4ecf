//! Floor 6, beside the window: the command line. Parses, calls the workspace, prints; decides nothing about
//! data.
//!
//! One subcommand a file. Results go to standard output, everything else to standard error: `error: what
//! happened: PATH`, then `help: what to do`. Exit codes are those of [`exit`].
mod annotator;
mod check;
#[cfg(test)]
mod command_tests;
mod compare;
mod completions;
mod console;
mod edit;
mod error;
mod export;
mod formats;
mod import;
mod man;
mod merge;
mod new;
mod open;
mod ops;
mod progress;
mod search;
mod stats;
mod suggest;

pub use error::exit;

use crate::storage::{FileSystem as _, RealFs};
use clap::{CommandFactory as _, Parser, Subcommand};
use console::Console;
use error::CliError;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// Annotate articles by hand: claims, quotes and contradictions.
///
/// Without a command a window opens: with the given project, with a new project of the given article files
/// or folders, else with the project that was open last.
#[derive(Debug, Parser)]
#[command(name = "countermark", version, args_conflicts_with_subcommands = true)]
struct Arguments {
    /// A project, or article files and folders for a new one.
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    New(new::NewArgs),
    Check(check::CheckArgs),
    Stats(stats::StatsArgs),
    Compare(compare::CompareArgs),
    Merge(merge::MergeArgs),
    MergeDriver(merge::MergeDriverArgs),
    Suggest(suggest::SuggestArgs),
    Edit(edit::EditArgs),
    Search(search::SearchArgs),
    Export(export::ExportArgs),
    Import(import::ImportArgs),
    Formats(formats::FormatsArgs),
    Completions(completions::CompletionsArgs),
    Man(man::ManArgs),
}

/// What has one of these is the name of a file or a folder.
const LIKE_A_PATH: [char; 3] = ['.', '/', '\\'];

/// What the arguments ask for.
#[derive(Debug)]
pub enum Request {
    /// A window with these files.
    Window(Vec<PathBuf>),
    /// A command; [`run`] does it.
    Command(CommandRequest),
    /// Nothing more: help or the version was printed, or the arguments are wrong. End with this code.
    Exit(u8),
}

/// A parsed command.
#[derive(Debug)]
pub struct CommandRequest(Box<Command>);

/// Reads the arguments, the program's name first.
pub fn parse(arguments: impl IntoIterator<Item = OsString>) -> Request {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    // The description of all commands costs a megabyte of memory, which a window would keep.
    if let Some(files) = plain_files(&arguments) {
        return window(files);
    }
    match Arguments::try_parse_from(arguments) {
        Ok(Arguments {
            command: Some(command),
            ..
        }) => Request::Command(CommandRequest(Box::new(command))),
        Ok(Arguments { files, .. }) => window(files),
        Err(message) if message.use_stderr() => {
            let text = message.render().to_string();
            let text = text.replace("For more information, try", "help: for more, try");
            Console::new().tell(text.trim_end());
            Request::Exit(exit::USAGE)
        }
        Err(help) => {
            let mut console = Console::new();
            console.result(help.render().to_string().trim_end());
            Request::Exit(console.finish(exit::DONE))
        }
    }
}

/// The files, where the arguments can be nothing else: no command or option has a name like that of a path.
fn plain_files(arguments: &[OsString]) -> Option<Vec<PathBuf>> {
    let is_path = |argument: &OsString| {
        let text = argument.to_string_lossy();
        !text.starts_with('-') && text.contains(LIKE_A_PATH)
    };
    let files = arguments.get(1..).unwrap_or_default();
    let are_all = files.iter().all(is_path);
    are_all.then(|| files.iter().map(PathBuf::from).collect())
}

/// A window with these files, if they are there.
fn window(files: Vec<PathBuf>) -> Request {
    match files.iter().find_map(|file| missing(file)) {
        None => Request::Window(files),
        Some(error) => {
            Console::new().error(&error);
            Request::Exit(error.code)
        }
    }
}

/// Why there can be no window with this file, if there is none of that name: a lone word was meant as a command.
fn missing(file: &Path) -> Option<CliError> {
    RealFs.metadata(file).err()?;
    let name = file.to_string_lossy();
    if name.contains(LIKE_A_PATH) {
        let help = "check the name, or look whether the file was moved";
        return Some(CliError::input("there is no such file", file, help));
    }
    let message = format!("there is no command and no file of the name {name}");
    Some(CliError::usage(
        message,
        "countermark help lists the commands",
    ))
}

/// The names of all commands, in the order of the help: what works where no window can be opened.
#[must_use]
pub fn command_names() -> Vec<String> {
    Arguments::command()
        .get_subcommands()
        .filter(|command| !command.is_hide_set())
        .map(|command| command.get_name().to_owned())
        .collect()
}

/// Does a command and gives the exit code.
pub fn run(request: CommandRequest) -> u8 {
    let mut console = Console::new();
    let done = match *request.0 {
        Command::New(args) => new::run(&args, &mut console),
        Command::Check(args) => Ok(check::run(&args, &mut console)),
        Command::Stats(args) => stats::run(&args, &mut console),
        Command::Compare(args) => compare::run(&args, &mut console),
        Command::Merge(args) => merge::run(&args, &mut console),
        Command::MergeDriver(args) => merge::drive(&args, &mut console),
        Command::Suggest(args) => suggest::run(&args, &mut console),
        Command::Edit(args) => edit::run(&args, &mut console),
        Command::Search(args) => search::run(&args, &mut console),
        Command::Export(args) => export::run(&args, &mut console),
        Command::Import(args) => import::run(&args, &mut console),
        Command::Formats(args) => Ok(formats::run(&args, &mut console)),
        Command::Completions(args) => Ok(completions::run(&args, &mut console)),
        Command::Man(args) => Ok(man::run(&args, &mut console)),
    };
    let code = done.unwrap_or_else(|error| {
        console.error(&error);
        error.code
    });
    console.finish(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_description_of_the_arguments_is_sound() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn no_command_has_a_name_like_a_path() {
        let command = Arguments::command();
        for command in command.get_subcommands() {
            let mut names = std::iter::once(command.get_name()).chain(command.get_all_aliases());
            assert!(names.all(|name| !name.contains(LIKE_A_PATH)));
        }
        let files = |arguments: &[&str]| {
            let named = std::iter::once("countermark").chain(arguments.iter().copied());
            plain_files(&named.map(OsString::from).collect::<Vec<_>>()).map(|files| files.len())
        };
        assert_eq!(files(&[]), Some(0));
        assert_eq!(files(&["./check", "a.json"]), Some(2));
        for others in [
            &["check", "a.json"][..],
            &["a.json", "check"],
            &["--help"],
            &["-v.1"],
        ] {
            assert_eq!(files(others), None, "{others:?}");
        }
    }

    #[test]
    fn files_without_a_command_ask_for_a_window() {
        let request = parse(["countermark", "Cargo.toml", "src"].map(OsString::from));
        assert!(matches!(request, Request::Window(files) if files.len() == 2));
        let request = parse(["countermark", "no-such-file.txt"].map(OsString::from));
        assert!(matches!(request, Request::Exit(exit::INPUT)));
        let request = parse(["countermark", "frobnicate"].map(OsString::from));
        assert!(matches!(request, Request::Exit(exit::USAGE)));
        let request = parse(["countermark"].map(OsString::from));
        assert!(matches!(request, Request::Window(files) if files.is_empty()));
        let request = parse(["countermark", "check", "p.json"].map(OsString::from));
        assert!(matches!(request, Request::Command(_)));
    }
}
