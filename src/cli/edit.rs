//! `countermark edit`: commands, one JSON object a line, each acknowledged once it is durable.

use super::console::Console;
use super::error::{CliError, exit};
use super::ops::{Deed, Op, Resolver, list_lines};
use super::{annotator, open};
use crate::edit::EditOp;
use crate::model::{AnnotatorId, AnnotatorKind};
use crate::storage::file_system::open_stream;
use crate::workspace::{Command, Environment, Origins, Workspace};
use clap::Args;
use serde::Serialize;
use std::io::{self, BufRead, Read as _};
use std::path::{Path, PathBuf};

/// Apply commands to a project, one JSON object a line.
///
/// Each line is answered by {"ack":N} once it is on the disk, or by {"error":"…","line":N}; N is the
/// number of the line, counted from 1. Each command that was done is one step, which "undo" takes back, also
/// one that found nothing to change; "undo" and "redo" do not go over steps in other annotators' layers. Where rows of a table stayed out, or a decision replaced what was settled there between others, the answer has "notes" beside "ack". The project is saved at the end.
#[derive(Debug, Args)]
pub struct EditArgs {
    /// The project.
    #[arg(required_unless_present = "list")]
    project: Option<PathBuf>,
    /// Read the commands from this file or pipe instead of standard input; `-` is standard input.
    #[arg(long, value_name = "OPS.jsonl")]
    script: Option<PathBuf>,
    /// Whose layer to change: an id, or a name that is unique. A new name is added to the project.
    #[arg(long, value_name = "NAME")]
    annotator: Option<String>,
    /// Print all commands with their fields.
    #[arg(long, conflicts_with_all = ["project", "script", "annotator"])]
    list: bool,
}

/// Longest line, in bytes.
const MAX_LINE_BYTES: u64 = 64 << 20;

/// Some editors begin a file with it.
const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

#[derive(Serialize)]
struct Ack<'a> {
    ack: u64,
    /// What stayed out or is to be known besides, in words.
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    notes: &'a [String],
}

#[derive(Serialize)]
struct Refusal<'a> {
    error: &'a str,
    line: u64,
}

pub fn run(args: &EditArgs, console: &mut Console) -> Result<u8, CliError> {
    let Some(path) = args.project.as_deref().filter(|_| !args.list) else {
        for lines in list_lines() {
            console.result(&lines);
        }
        return Ok(exit::DONE);
    };
    let env = Environment::real();
    // Opened before the project: a name that is wrong is told at once.
    let mut commands: Box<dyn BufRead> = match &args.script {
        Some(script) if !is_standard_input(script) => {
            open_stream(script, "the script cannot be read")?
        }
        _ => Box::new(io::stdin().lock()),
    };
    let mut workspace = open::for_writing(path, console)?;
    if let Some(reason) = workspace.read_only() {
        return Err(CliError::input(
            reason.to_owned(),
            path,
            "use the version of the program that wrote it",
        ));
    }
    let origins = Origins::load(&env, workspace.project());
    let mut session = Session {
        env: &env,
        origins,
        workspace: &mut workspace,
        chosen: None,
        console,
        has_refused: false,
    };
    let done = session.choose_annotator(args.annotator.as_deref());
    let done = done.and_then(|()| session.run_all(&mut commands));
    // Also without edits: what is not in canonical form becomes so.
    let done = done.and_then(|()| Ok(session.workspace.save_and_wait()?));
    session.remember_origins();
    let code = if session.has_refused {
        exit::FAULTS
    } else {
        exit::DONE
    };
    let closed = workspace.close().map_err(|(failure, _)| failure.into());
    done.and(closed).map(|()| code)
}

fn is_standard_input(script: &Path) -> bool {
    script == Path::new("-") || script == Path::new("/dev/stdin")
}

struct Session<'a> {
    env: &'a Environment,
    /// Where article files were read from.
    origins: Origins,
    workspace: &'a mut Workspace,
    /// In whose name the commands are; also while that annotator is removed, as undo brings one back.
    chosen: Option<AnnotatorId>,
    console: &'a mut Console,
    has_refused: bool,
}

impl Session<'_> {
    fn choose_annotator(&mut self, given: Option<&str>) -> Result<(), CliError> {
        let project = self.workspace.project();
        let id = match given {
            None => annotator::only_human(project)?,
            Some(name) => {
                let name = annotator::given(name)?;
                match annotator::find(project, &name)? {
                    Some(id) => id,
                    None => self.add_annotator(&name)?,
                }
            }
        };
        self.workspace.set_annotator(Some(id.clone()));
        self.chosen = Some(id);
        Ok(())
    }

    fn add_annotator(&mut self, name: &str) -> Result<AnnotatorId, CliError> {
        let command = Command::AddAnnotator {
            id: None,
            name: name.to_owned(),
            kind: AnnotatorKind::Human,
        };
        let refused = |message: String| CliError::usage(message, "give another name");
        let outcome = self.workspace.run(command);
        let outcome = outcome.map_err(|error| refused(error.to_string()))?;
        self.make_safe()?;
        outcome
            .annotator
            .ok_or_else(|| refused(format!("the annotator {name} could not be added")))
    }

    fn run_all(&mut self, input: &mut impl BufRead) -> Result<(), CliError> {
        let mut line = Vec::new();
        let mut number = 0;
        loop {
            line.clear();
            let n_read = input
                .by_ref()
                .take(MAX_LINE_BYTES + 1)
                .read_until(b'\n', &mut line)
                .map_err(|error| CliError {
                    message: format!("the commands cannot be read: {error}"),
                    path: None,
                    help: "what was acknowledged is saved".to_owned(),
                    code: exit::INPUT,
                })?;
            if n_read == 0 {
                return Ok(());
            }
            number += 1;
            if number == 1 && line.starts_with(BYTE_ORDER_MARK) {
                line.drain(..BYTE_ORDER_MARK.len());
            }
            if n_read as u64 > MAX_LINE_BYTES && !line.ends_with(b"\n") {
                skip_line(input);
                self.refuse(
                    number,
                    &format!("the line is longer than {MAX_LINE_BYTES} bytes"),
                );
            } else if !line.trim_ascii().is_empty() {
                self.run_line(number, line.trim_ascii())?;
            }
        }
    }

    /// Does one line and answers it.
    ///
    /// # Errors
    /// Only when what was done cannot be made durable.
    fn run_line(&mut self, number: u64, line: &[u8]) -> Result<(), CliError> {
        let (project, folder) = (self.workspace.project(), self.workspace.file().parent());
        let author = self.workspace.annotator();
        let mut resolver = Resolver::new(project, author, folder, self.env, &self.origins);
        let deed = Op::parse(line).and_then(|op| resolver.resolve(op));
        let (mut notes, read_from) = (resolver.notes, resolver.read_from);
        let done = match deed {
            Err(message) => Err(message),
            Ok(Deed::Save) => {
                self.workspace.save_and_wait()?;
                Ok(())
            }
            Ok(Deed::Run(Command::Undo)) if self.would_remove_annotator() => Err(
                "there is nothing to undo but that the annotator came into the project".to_owned(),
            ),
            Ok(Deed::Run(command)) => match self.workspace.run_as_step(command) {
                Ok(outcome) => {
                    if self.workspace.annotator().is_none() {
                        self.workspace.set_annotator(self.chosen.clone());
                    }
                    notes.extend(outcome.notes);
                    self.origins.extend(read_from);
                    self.make_safe()?;
                    Ok(())
                }
                Err(error) => Err(error.to_string()),
            },
        };
        match done {
            Ok(()) => {
                let ack = Ack {
                    ack: number,
                    notes: &notes,
                };
                open::print_json(self.console, &ack);
                self.console.flush();
            }
            Err(message) => self.refuse(number, &message),
        }
        Ok(())
    }

    /// The files that were read are found again. Only looking for changed files suffers where that fails.
    fn remember_origins(&self) {
        let (project, folder) = (self.workspace.project(), self.workspace.file().parent());
        if let Err(why) = self.origins.remember(self.env, project, folder) {
            log::warn!("where article files lie is not remembered: {why}");
        }
    }

    /// Whether undo would take away the annotator in whose name the commands are.
    fn would_remove_annotator(&self) -> bool {
        let step = self.workspace.history().next_undo();
        step.is_some_and(|step| {
            step.inverse.iter().any(|op| match op {
                EditOp::Annotator { id, to: None } => self.workspace.annotator() == Some(id),
                _ => false,
            })
        })
    }

    fn refuse(&mut self, line: u64, error: &str) {
        self.has_refused = true;
        open::print_json(self.console, &Refusal { error, line });
        self.console.flush();
    }

    fn make_safe(&mut self) -> Result<(), CliError> {
        Ok(self.workspace.wait_until_safe()?)
    }
}

/// Reads on to the end of a line that is too long to keep.
fn skip_line(input: &mut impl BufRead) {
    loop {
        let Ok(buffer) = input.fill_buf() else { return };
        if buffer.is_empty() {
            return;
        }
        let end = buffer.iter().position(|b| *b == b'\n');
        let n = end.map_or(buffer.len(), |i| i + 1);
        input.consume(n);
        if end.is_some() {
            return;
        }
    }
}
