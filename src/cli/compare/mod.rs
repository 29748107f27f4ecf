//! `countermark compare`: agreement of annotators, and every place where they differ.

mod differences;
mod text;

use super::annotator;
use super::console::Console;
use super::error::{CliError, exit};
use super::{open, progress};
use crate::agreement::{Settings, report};
use crate::model::{AnnotatorId, Project};
use crate::storage::atomic::{Backup, real_path, replace};
use crate::storage::{FileSystem as _, RealFs};
use crate::workspace::adjudication::guideline_notes;
use crate::workspace::comparison::{
    ProjectFile, Side, busy, changed_since, compare_in_job, compare_reanchored, people,
};
use clap::Args;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Compare annotators: agreement with intervals, and every difference.
///
/// Of one project its annotators are compared; of two projects the articles with the same text, the first's annotator
/// with the second's. Nothing is changed. The figures are explained in the report.
#[derive(Debug, Args)]
pub struct CompareArgs {
    /// The project.
    project: PathBuf,
    /// Another project, of the other annotator.
    other: Option<PathBuf>,
    /// Who is compared, by id or name: of two projects one each.
    #[arg(long, value_name = "A,B", value_delimiter = ',')]
    annotators: Vec<String>,
    /// Also compare articles of two projects whose texts differ: the second's annotations are put onto the first's text,
    /// and it is told how they fared. Those that are lost are left out.
    #[arg(long, requires = "other")]
    reanchor: bool,
    /// Also what changed since an earlier state of the project: the same two annotators on the articles that both states
    /// have, the difference of each figure with an interval of its own.
    #[arg(long, value_name = "OLD.json", conflicts_with = "other")]
    before: Option<PathBuf>,
    /// Also figures of single articles.
    #[arg(long)]
    per_document: bool,
    /// Also γ with α = 3 and with chance by shuffling, which take longer.
    #[arg(long)]
    advanced: bool,
    /// Start of the random numbers of chance samples and intervals.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Print one JSON object.
    #[arg(long)]
    json: bool,
    /// Write a page with all figures and plots.
    #[arg(long, value_name = "OUT.html")]
    report: Option<PathBuf>,
    /// Write a table of all aligned pairs and links; with --report it stands beside the page anyway.
    #[arg(long, value_name = "OUT.csv")]
    csv: Option<PathBuf>,
    /// Write the notes of decisions, with the places that they are about, as Markdown; of the first project.
    #[arg(long, value_name = "OUT.md")]
    notes: Option<PathBuf>,
    /// Replace files of these names.
    #[arg(long)]
    force: bool,
}

pub fn run(args: &CompareArgs, console: &mut Console) -> Result<u8, CliError> {
    let outputs = Outputs::checked(args)?;
    let (sides, files) = sides(args, console)?;
    let decided = sides.first().map(|side| side.project.clone());
    let before = before(args, &sides, console)?;
    let mut settings = Settings {
        is_per_document: args.per_document || args.report.is_some(),
        is_advanced: args.advanced,
        ..Settings::default()
    };
    settings.gamma.seed = args.seed;
    settings.bootstrap.seed = args.seed;
    let is_reanchored = args.reanchor;
    let found = progress::watch("Comparing", move |context| {
        let mut found = if is_reanchored {
            compare_reanchored(sides, &settings, context)
        } else {
            compare_in_job(sides, &settings, context)
        }?;
        if let Some((old, now, file)) = before {
            let since = changed_since(&old, &now, file, &settings, context)?;
            found.since = Some(since);
        }
        Some(found)
    })?;
    let mut compared = found.ok_or_else(|| too_few(&args.project))?;
    if let (Some(notes), Some(project)) = (&outputs.notes, &decided) {
        write(notes, &guideline_notes(project))?;
    }
    if let Some(page) = &outputs.page {
        write(page, report::html(&compared.subject(&files)).as_bytes())?;
    }
    if let Some(table) = &outputs.table {
        let bytes = report::csv(&compared.subject(&files)).map_err(|error| {
            CliError::output(format!("cannot write the table: {error}"), table, "")
        })?;
        write(table, &bytes)?;
    }
    if !args.per_document {
        // The page has them anyway.
        compared.comparison.settings.is_per_document = false;
        compared
            .comparison
            .measures
            .retain(|m| m.document.is_none());
    }
    let subject = compared.subject(&files);
    if args.json {
        console.result(&report::json(&subject));
    } else {
        text::print(&subject, console);
    }
    Ok(exit::DONE)
}

/// Two sides in an earlier state and now, with the earlier file.
type Rounds = ([Side; 2], [Side; 2], ProjectFile);

/// The sides in the earlier state, if one is asked about.
fn before(
    args: &CompareArgs,
    sides: &[Side],
    console: &mut Console,
) -> Result<Option<Rounds>, CliError> {
    let Some(path) = &args.before else {
        return Ok(None);
    };
    let [a, b] = sides else {
        return Err(CliError::usage(
            "what changed is told of two annotators",
            "name two: --annotators A,B",
        ));
    };
    let workspace = open::for_reading(path, console)?;
    let project = Arc::new(workspace.project().clone());
    let then = |side: &Side| -> Result<Side, CliError> {
        Ok(Side {
            project: project.clone(),
            annotator: named(&project, side.annotator.as_str(), path)?,
        })
    };
    let old = [then(a)?, then(b)?];
    let file = ProjectFile::at(&RealFs, path);
    Ok(Some((old, [a.clone(), b.clone()], file)))
}

fn too_few(path: &Path) -> CliError {
    CliError {
        message: format!(
            "the project has fewer than two annotators: {}",
            path.display()
        ),
        path: None,
        help: "give the other annotator's project as well".to_owned(),
        code: exit::USAGE,
    }
}

/// Where the files are to be written: absolute, links followed.
struct Outputs {
    page: Option<PathBuf>,
    table: Option<PathBuf>,
    notes: Option<PathBuf>,
}

impl Outputs {
    /// Looks at all of them before anything is worked out: the folders are there, no file is replaced without leave, and
    /// no two files have one name, the compared ones included.
    fn checked(args: &CompareArgs) -> Result<Self, CliError> {
        let beside = || Some(args.report.as_ref()?.with_extension("csv"));
        let table = args.csv.clone().or_else(beside);
        let inputs = std::iter::once(&args.project)
            .chain(&args.other)
            .chain(&args.before);
        let mut taken: Vec<PathBuf> = inputs
            .filter_map(|path| real_path(&RealFs, path).ok())
            .collect();
        let mut check = |output: Option<&PathBuf>| -> Result<Option<PathBuf>, CliError> {
            let Some(output) = output else {
                return Ok(None);
            };
            let target = real_path(&RealFs, output).map_err(CliError::of_output)?;
            if taken.contains(&target) {
                return Err(CliError::usage(
                    format!(
                        "two files of this comparison would have one name: {}",
                        output.display()
                    ),
                    "give each output a name of its own; the table of --report x.html is x.csv, unless --csv names it",
                ));
            }
            if !args.force && RealFs.metadata(output).is_ok() {
                return Err(CliError::output(
                    "the file exists already",
                    output,
                    "choose another name, or replace it with --force",
                ));
            }
            taken.push(target.clone());
            Ok(Some(target))
        };
        Ok(Self {
            page: check(args.report.as_ref())?,
            table: check(table.as_ref())?,
            notes: check(args.notes.as_ref())?,
        })
    }
}

fn write(target: &Path, bytes: &[u8]) -> Result<(), CliError> {
    let written = replace(&RealFs, target, bytes, None, Backup::None);
    written.map(|_| ()).map_err(CliError::of_output)
}

/// Whose layers are compared, and the files.
fn sides(
    args: &CompareArgs,
    console: &mut Console,
) -> Result<(Vec<Side>, Vec<ProjectFile>), CliError> {
    let mut open = |path: &Path| -> Result<Arc<Project>, CliError> {
        let workspace = open::for_reading(path, console)?;
        Ok(Arc::new(workspace.project().clone()))
    };
    let project = open(&args.project)?;
    let side = |project: &Arc<Project>, annotator| Side {
        project: project.clone(),
        annotator,
    };
    let Some(other_path) = &args.other else {
        let chosen = chosen(&project, args)?;
        let sides = chosen.into_iter().map(|id| side(&project, id)).collect();
        return Ok((sides, vec![ProjectFile::at(&RealFs, &args.project)]));
    };
    let other = open(other_path)?;
    let (a, b) = match args.annotators.as_slice() {
        [] => (
            only_busy(&project, &args.project)?,
            only_busy(&other, other_path)?,
        ),
        [a, b] => (
            named(&project, a, &args.project)?,
            named(&other, b, other_path)?,
        ),
        _ => {
            return Err(CliError::usage(
                "of two projects two annotators are compared",
                "give --annotators A,B: A of the first project, B of the second",
            ));
        }
    };
    let files = [&args.project, other_path].map(|path| ProjectFile::at(&RealFs, path));
    Ok((vec![side(&project, a), side(&other, b)], files.into()))
}

fn chosen(project: &Project, args: &CompareArgs) -> Result<Vec<AnnotatorId>, CliError> {
    if args.annotators.is_empty() {
        let people = people(project);
        if people.len() < 2 {
            return Err(too_few(&args.project));
        }
        return Ok(people);
    }
    let mut chosen = Vec::new();
    for given in &args.annotators {
        let id = named(project, given, &args.project)?;
        if chosen.contains(&id) {
            return Err(CliError::usage(
                format!("{given} is named twice"),
                "name two or more annotators",
            ));
        }
        chosen.push(id);
    }
    if chosen.len() < 2 {
        return Err(CliError::usage(
            "one annotator cannot be compared",
            "name two or more: --annotators A,B",
        ));
    }
    Ok(chosen)
}

fn named(project: &Project, given: &str, path: &Path) -> Result<AnnotatorId, CliError> {
    let found = annotator::find(project, given)?;
    found.ok_or_else(|| {
        let ids = project.annotators().iter().map(|a| a.id.to_string());
        CliError::usage(
            format!("there is no annotator {given}: {}", path.display()),
            format!("the project has: {}", ids.collect::<Vec<_>>().join(", ")),
        )
    })
}

/// The one annotator with annotations; where nobody has any, the only one.
fn only_busy(project: &Project, path: &Path) -> Result<AnnotatorId, CliError> {
    let with_annotations = busy(project);
    let all: Vec<AnnotatorId> = project.annotators().iter().map(|a| a.id.clone()).collect();
    match (with_annotations.as_slice(), all.as_slice()) {
        ([one], _) | ([], [one]) => Ok(one.clone()),
        ([], []) => Err(CliError::usage(
            format!("the project has no annotator: {}", path.display()),
            "annotate something first",
        )),
        (found, all) => {
            let list = if found.is_empty() { all } else { found };
            let ids: Vec<_> = list.iter().map(AnnotatorId::to_string).collect();
            Err(CliError::usage(
                format!("it is not clear who is to be compared: {}", path.display()),
                format!(
                    "choose with --annotators A,B; the project has {}",
                    ids.join(", ")
                ),
            ))
        }
    }
}
