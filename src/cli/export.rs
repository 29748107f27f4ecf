//! `countermark export`: a dataset out, then what the format could not hold.

use super::annotator;
use super::console::{Console, counted};
use super::error::{CliError, exit};
use super::{open, progress};
use crate::formats::{ExportOptions, FORMATS, Format, Loss, Share, format_of};
use crate::model::{AnnotatorId, LabelId, ProgressState, Project};
use crate::storage::RealFs;
use crate::workspace::{ExportDone, ExportFailure, ExportTarget, export};
use clap::Args;
use clap::builder::PossibleValuesParser;
use serde::Serialize;
use std::collections::BTreeSet;
use std::path::PathBuf;

/// Write a dataset in a format of another tool, then say what the format could not hold.
///
/// Without --annotator every person's and adjudicator's layer is written, no machine's.
#[derive(Debug, Args)]
pub struct ExportArgs {
    /// The project.
    project: PathBuf,
    /// The format; `countermark formats` says what each keeps.
    #[arg(long, value_name = "FORMAT", value_parser = PossibleValuesParser::new(FORMATS.iter().filter(|f| f.is_written()).map(|f| f.id)))]
    to: String,
    /// The folder to make; for a format of one file also that file; `-`: standard output.
    #[arg(short, long, value_name = "OUT")]
    output: PathBuf,
    /// Whose annotations, by id or name; may be given several times.
    #[arg(long, value_name = "NAME")]
    annotator: Vec<String>,
    /// Only these tags, by id, with commas between.
    #[arg(long, value_name = "TAGS", value_delimiter = ',')]
    labels: Vec<String>,
    /// Only articles in these states, with commas between: untouched, `in_progress`, done.
    #[arg(long, value_name = "STATES", value_delimiter = ',', value_parser = state)]
    states: Vec<ProgressState>,
    /// Parts and their shares, such as train=0.8,dev=0.1,test=0.1.
    #[arg(long, value_name = "SHARES", value_delimiter = ',', value_parser = share)]
    split: Vec<Share>,
    /// Which of the many splits with these shares: an article stays in its part for ever, whatever else changes.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Keep articles with the same value of this detail together, such as outlet.
    #[arg(long, value_name = "DETAIL")]
    group_by: Option<String>,
    /// Meet the shares of articles and of every tag as nearly as possible; parts then change with the annotations.
    #[arg(long)]
    balance: bool,
    /// The licence that the dataset's card names, such as cc-by-4.0.
    #[arg(long, default_value = "")]
    license: String,
    /// Replace files that an export wrote.
    #[arg(long)]
    force: bool,
    /// Print one JSON object about what was written.
    #[arg(long)]
    json: bool,
}

fn state(word: &str) -> Result<ProgressState, String> {
    let known = ProgressState::ALL.map(ProgressState::as_str).join(", ");
    ProgressState::from_word(word).ok_or_else(|| format!("one of {known} is needed"))
}

fn share(words: &str) -> Result<Share, String> {
    let wrong = || "a name, `=` and a share are needed, such as train=0.8".to_owned();
    let (name, share) = words.split_once('=').ok_or_else(wrong)?;
    let share: f64 = share.trim().parse().map_err(|_| wrong())?;
    Share::new(name, share)
}

#[derive(Serialize)]
struct Report<'a> {
    format: &'a str,
    files: &'a [String],
    written: Counts,
    losses: Vec<Loss>,
}

#[derive(Serialize)]
struct Counts {
    documents: usize,
    annotations: usize,
    relations: usize,
}

pub fn run(args: &ExportArgs, console: &mut Console) -> Result<u8, CliError> {
    // Clap has let no other id through.
    let Some(format) = format_of(&args.to) else {
        return Err(CliError::usage(
            format!("there is no format {}", args.to),
            "countermark formats lists them",
        ));
    };
    let is_stdout = args.output.as_os_str() == "-";
    if is_stdout && !format.to_stdout {
        return Err(CliError::usage(
            format!("{} is not one stream of lines", format.id),
            "name a folder with -o; prodigy and dataset-jsonl go to standard output",
        ));
    }
    check_parts(args, format)?;
    let workspace = open::for_reading(&args.project, console)?;
    let project = workspace.project().clone();
    let options = options(args, &project)?;
    let target = if is_stdout {
        ExportTarget::Stream(Box::new(std::io::BufWriter::new(std::io::stdout())))
    } else {
        ExportTarget::Path {
            path: args.output.clone(),
            force: args.force,
        }
    };
    // Standard output is the job's while it writes there.
    console.flush();
    let done = progress::watch("Writing", move |context| {
        export(&RealFs, &project, format, options, target, context)
    })?;
    let done = match done {
        Err(ExportFailure::Write {
            source: crate::formats::ExportError::Io(error),
            ..
        }) if is_stdout && error.kind() == std::io::ErrorKind::BrokenPipe => {
            return Ok(exit::DONE);
        }
        done => done.map_err(|failure| as_error(failure, args))?,
    };
    report(args, format, &done, is_stdout, console);
    Ok(exit::DONE)
}

/// Refuses what would be passed over in silence.
fn check_parts(args: &ExportArgs, format: &Format) -> Result<(), CliError> {
    let is_split = !args.split.is_empty();
    if let Some((what, help)) = Share::fault_of(&args.split) {
        return Err(CliError::usage(what, help));
    }
    if is_split && !format.has_card {
        return Err(CliError::usage(
            format!("{} has no parts: --split is for datasets", format.id),
            "leave --split out, or export --to dataset or dataset-jsonl",
        ));
    }
    let alone = [
        ("--group-by", args.group_by.is_some()),
        ("--balance", args.balance),
    ];
    match alone.into_iter().find(|(_, is_given)| *is_given) {
        Some((name, _)) if !is_split => Err(CliError::usage(
            format!("{name} says how to split, and there is no --split"),
            "add --split, such as train=0.8,dev=0.1,test=0.1",
        )),
        _ => Ok(()),
    }
}

fn options(args: &ExportArgs, project: &Project) -> Result<ExportOptions, CliError> {
    let annotators = args.annotator.iter().map(|given| {
        annotator::find(project, given)?.ok_or_else(|| {
            let known: Vec<_> = project.annotators().iter().map(|a| a.id.as_str()).collect();
            CliError::usage(
                format!("the project has no annotator {given}"),
                format!("it has {}", known.join(", ")),
            )
        })
    });
    let labels = args.labels.iter().map(|given| {
        let id = LabelId::from(given.as_str());
        if project.schema().label(&id).is_some() {
            return Ok(id);
        }
        let known: Vec<_> = project
            .schema()
            .labels
            .iter()
            .map(|l| l.id.as_str())
            .collect();
        Err(CliError::usage(
            format!("the project has no tag {given}"),
            format!("it has {}", known.join(", ")),
        ))
    });
    if let Some(detail) = &args.group_by {
        check_detail(project, detail)?;
    }
    Ok(ExportOptions {
        annotators: annotators.collect::<Result<Vec<AnnotatorId>, _>>()?,
        labels: labels.collect::<Result<_, _>>()?,
        states: args.states.clone(),
        splits: args.split.clone(),
        seed: args.seed,
        group_by: args.group_by.clone(),
        balanced: args.balance,
        license: args.license.clone(),
        figures: Vec::new(),
        single_file: None,
    })
}

/// Refuses a detail that no article has: each would then be a group of its own.
fn check_detail(project: &Project, detail: &str) -> Result<(), CliError> {
    let mut known = BTreeSet::new();
    for document in project.documents() {
        let fields = document.metadata.fields.iter();
        known.extend(
            fields
                .filter(|(_, v)| !v.is_empty())
                .map(|(n, _)| n.as_str()),
        );
    }
    if known.contains(detail) {
        return Ok(());
    }
    let help = match known.len() {
        0 => "no article has any: leave --group-by out".to_owned(),
        _ => format!(
            "they have {}",
            known.into_iter().collect::<Vec<_>>().join(", ")
        ),
    };
    let what = format!("no article has the detail {detail}");
    Err(CliError::usage(what, help))
}

fn as_error(failure: ExportFailure, args: &ExportArgs) -> CliError {
    match failure {
        ExportFailure::Storage(error) => error.into(),
        ExportFailure::Write { source, .. } => CliError::output(
            format!("the export could not be written: {source}"),
            &args.output,
            "look at the folder, free some space, or name another one",
        ),
        ExportFailure::Cancelled => CliError::output("the export was given up", &args.output, ""),
    }
}

fn report(
    args: &ExportArgs,
    format: &Format,
    done: &ExportDone,
    is_stdout: bool,
    console: &mut Console,
) {
    let written = &done.written;
    let mut lines = Vec::new();
    if args.json {
        let report = Report {
            format: format.id,
            files: &done.files,
            written: Counts {
                documents: written.documents,
                annotations: written.annotations,
                relations: written.relations,
            },
            losses: written.losses.list(),
        };
        // Only maps with keys that are no text can fail, and none is printed.
        lines.push(serde_json::to_string(&report).unwrap_or_default());
    } else {
        lines.push(format!(
            "{}: {}, {}, {} in {}",
            format.name,
            counted(written.documents, "article"),
            counted(written.annotations, "annotation"),
            counted(written.relations, "link"),
            counted(done.files.len(), "file"),
        ));
        if written.losses.is_empty() {
            lines.push("nothing was lost".to_owned());
        }
        for loss in written.losses.list() {
            lines.push(format!("lost: {} {}", loss.count, loss.words()));
        }
    }
    for line in lines {
        if is_stdout {
            console.tell(&line);
        } else {
            console.result(&line);
        }
    }
}
