//! `countermark import`: annotations made elsewhere, as a new project or into one.

use super::console::{Console, counted};
use super::error::{CliError, exit};
use super::{annotator, open, progress};
use crate::formats::FORMATS;
use crate::formats::read::{ColumnMap, ImportedProject, ReadSettings};
use crate::model::{AnnotatorKind, LabelId, Project, ProjectHead};
use crate::storage::file_system::read_regular;
use crate::workspace::{
    Command, Environment, ImportAsked, ImportFailure, ImportRead, Workspace, doubts, new_project,
    read_import,
};
use clap::Args;
use clap::builder::PossibleValuesParser;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Read annotations made elsewhere, as a new project or as annotators of one.
///
/// What does not fit its text is looked for by its words, and listed where these are not found just once: nothing is guessed.
#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("where").required(true))]
pub struct ImportArgs {
    /// Files and folders of the other tool.
    #[arg(required = true, value_name = "INPUT")]
    inputs: Vec<PathBuf>,
    /// The format; `auto` recognises it by content.
    #[arg(long, value_name = "FORMAT", default_value = "auto", value_parser = PossibleValuesParser::new(
        ["auto"].into_iter().chain(FORMATS.iter().filter(|f| f.is_read()).map(|f| f.id))))]
    from: String,
    /// The project file to make.
    #[arg(short, long, value_name = "NEW.json", group = "where")]
    output: Option<PathBuf>,
    /// The project to add to, as one step that can be undone.
    #[arg(long, value_name = "PROJECT.json", group = "where")]
    into: Option<PathBuf>,
    /// Put everything into this annotator's layer, by id or name; predictions beside people's work stay a program's.
    #[arg(long, value_name = "NAME")]
    annotator: Option<String>,
    /// What the annotators are that the import makes; those of a machine are suggestions.
    #[arg(long, value_name = "KIND", value_parser = PossibleValuesParser::new(["human", "adjudicator", "machine"]))]
    kind: Option<String>,
    /// Where tags of the files go, with commas between: Rumour=claim puts what is tagged Rumour there under the tag claim of
    /// the project, by its id or name; Rumour= makes a new tag of it.
    #[arg(long, value_name = "TAGS", value_delimiter = ',', requires = "into", value_parser = tag_pair)]
    labels: Vec<(String, String)>,
    /// Which column holds what, for tables of another tool.
    #[arg(long, value_name = "FILE.json", long_help = COLUMNS_HELP)]
    columns: Option<PathBuf>,
    /// Replace the project file of -o if there is one.
    #[arg(long)]
    force: bool,
}

/// What a map of columns can say; a test holds it to the map's own fields.
const COLUMNS_HELP: &str = "\
Which column holds what, for tables of another tool: a JSON object, such as
{\"document\":\"article\",\"start\":\"from\",\"end\":\"to\",\"label\":\"code\",\"one_based\":true}

document, start, end, label, text, annotator, id, note: the name of the column that holds it; what is left out is found by usual names
features: a list of columns that become features
header: a list of names for the columns of a table without a heading
delimiter: what separates cells; found out where it is left out
one_based: true where offsets count from 1
inclusive_end: true where the end is the last character, not the one after it
offset_unit: code-points (without it), utf-16 or bytes";

/// So many annotations that were found elsewhere are told one by one.
const MAX_TOLD: usize = 20;
/// Largest file that `--columns` reads, in bytes.
const MAX_COLUMNS_BYTES: u64 = 1 << 20;

pub fn run(args: &ImportArgs, console: &mut Console) -> Result<u8, CliError> {
    let env = Environment::real();
    if let Some(output) = &args.output {
        open::check_free(&*env.fs, output, args.force)?;
    }
    let kind = args.kind.as_deref().map(AnnotatorKind::from_word);
    let asked = ImportAsked {
        inputs: args.inputs.clone(),
        format: Some(args.from.clone()).filter(|f| f != "auto"),
        annotator: args
            .annotator
            .as_deref()
            .map(annotator::given)
            .transpose()?,
        kind: kind.clone(),
        labels: BTreeMap::new(),
        settings: ReadSettings {
            columns: args
                .columns
                .as_deref()
                .map(|file| columns(&env, file))
                .transpose()?,
        },
    };
    match (&args.into, &args.output) {
        (Some(into), _) => {
            let mut workspace = open::for_writing(into, console)?;
            if let Some(name) = &asked.annotator {
                // Two of one name are asked about here, as everywhere else.
                annotator::find(workspace.project(), name)?;
            }
            let labels = tags_of(workspace.project(), &args.labels)?;
            let asked = ImportAsked { labels, ..asked };
            let read = read(&env, workspace.project().clone(), asked)?;
            check_kind(workspace.project(), &read.project, kind.as_ref())?;
            let done = workspace
                .run(Command::Import(read.project.clone()))
                .map_err(|error| {
                    CliError::input(
                        error.to_string(),
                        into,
                        "nothing was changed; look at the files",
                    )
                });
            let closed = workspace.close().map_err(|(failure, _)| failure);
            done?;
            closed?;
            report(&read, into, console);
        }
        (None, Some(output)) => {
            let base = Project::new(ProjectHead::default());
            let read = read(&env, base, asked)?;
            let stem = output
                .file_stem()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            let project = new_project(&env, &stem, &read.project).map_err(|error| {
                CliError::input(
                    error.to_string(),
                    output,
                    "no project was made; look at the files",
                )
            })?;
            let made = Workspace::create(env, Some(output), project, false, args.force);
            let workspace = made.map_err(|error| CliError {
                code: exit::OUTPUT,
                ..error.into()
            })?;
            workspace.close().map_err(|(failure, _)| failure)?;
            report(&read, output, console);
        }
        // Clap has asked for one of them.
        (None, None) => {}
    }
    Ok(exit::DONE)
}

/// A tag of the files, and where it goes.
fn tag_pair(given: &str) -> Result<(String, String), String> {
    let pair = given.split_once('=').filter(|(from, _)| !from.is_empty());
    let (from, to) = pair.ok_or("give pairs such as Rumour=claim, with commas between")?;
    Ok((from.to_owned(), to.to_owned()))
}

/// The tags of the project that are meant, by id or else by a name that only one has; nothing is a new one.
fn tags_of(
    project: &Project,
    pairs: &[(String, String)],
) -> Result<BTreeMap<String, Option<LabelId>>, CliError> {
    let labels = &project.schema().labels;
    let find = |to: &String| {
        if to.is_empty() {
            return Ok(None);
        }
        let by_id = labels.iter().find(|l| l.id.as_str() == to);
        let mut named = labels.iter().filter(|l| l.name == *to);
        let by_name = named.next().filter(|_| named.next().is_none());
        let found = by_id.or(by_name).ok_or_else(|| {
            let ids: Vec<&str> = labels.iter().map(|l| l.id.as_str()).collect();
            CliError::usage(
                format!("the project has no tag {to}"),
                format!("it has {}", ids.join(", ")),
            )
        });
        found.map(|label| Some(label.id.clone()))
    };
    let pairs = pairs.iter().map(|(from, to)| Ok((from.clone(), find(to)?)));
    pairs.collect()
}

/// Somebody who is there already does not become something else.
fn check_kind(
    project: &Project,
    imported: &ImportedProject,
    kind: Option<&AnnotatorKind>,
) -> Result<(), CliError> {
    let Some(kind) = kind else {
        return Ok(());
    };
    for (id, _) in imported.people.values() {
        if let Some(annotator) = project.annotator(id)
            && annotator.kind != *kind
        {
            return Err(CliError::usage(
                format!(
                    "{} is in the project already, of the kind {}",
                    annotator.name,
                    annotator.kind.as_str()
                ),
                "name another one with --annotator, or leave --kind away",
            ));
        }
    }
    Ok(())
}

fn columns(env: &Environment, file: &Path) -> Result<ColumnMap, CliError> {
    let bytes = read_regular(&*env.fs, file, MAX_COLUMNS_BYTES, "the file cannot be read")?;
    serde_json::from_slice(&bytes).map_err(|error| {
        CliError::input(
            format!("this is no map of columns ({error})"),
            file,
            "an object such as {\"document\":\"article\",\"start\":\"from\",\"end\":\"to\",\"label\":\"code\"}",
        )
    })
}

fn read(env: &Environment, base: Project, asked: ImportAsked) -> Result<ImportRead, CliError> {
    let inside = env.clone();
    let done = progress::watch("Reading", move |context| {
        read_import(&inside, &base, &asked, context)
    })?;
    done.map_err(|failure| match failure {
        ImportFailure::Storage(error) => error.into(),
        ImportFailure::Read(error) => CliError {
            message: error.to_string(),
            path: None,
            help: error.help,
            code: exit::INPUT,
        },
        ImportFailure::Cancelled => CliError::usage("the import was given up", ""),
    })
}

fn report(read: &ImportRead, path: &Path, console: &mut Console) {
    let project = &read.project;
    console.result(&format!(
        "{}: {} ({}), {}, {}",
        path.display(),
        counted(
            project.documents.len() + project.n_found_documents,
            "article"
        ),
        read.format,
        counted(project.annotations.len() - project.n_copied, "annotation"),
        counted(project.relations.len(), "link"),
    ));
    for (name, (id, n)) in &project.people {
        let name = if name.is_empty() {
            "(nobody named)"
        } else {
            name
        };
        console.result(&format!(
            "annotator {name} → {id}: {}",
            counted(*n, "annotation")
        ));
    }
    for (name, (id, n)) in &project.labels {
        console.result(&format!("tag {name} → {id}: {}", counted(*n, "annotation")));
    }
    for line in doubts(project) {
        console.notice(&line);
    }
    let elsewhere = &project.found_elsewhere;
    for (id, how) in elsewhere.iter().take(MAX_TOLD) {
        console.notice(&format!("{id}: {}", how.words()));
    }
    if elsewhere.len() > MAX_TOLD {
        let n = elsewhere.len() - MAX_TOLD;
        console.notice(&format!("and {n} more that are not where the files say"));
    }
    for fault in &project.faults {
        console.warning(&format!("{}: {}", fault.place, fault.what));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_help_names_what_a_map_of_columns_can_say() {
        let refused = serde_json::from_str::<ColumnMap>("{\"zz\":1}").unwrap_err();
        let words = refused.to_string();
        let (_, known) = words.split_once("expected one of ").unwrap();
        let known: Vec<&str> = known.split('`').skip(1).step_by(2).collect();
        assert!(known.len() > 10, "{words}");
        for name in known {
            let is_told = |line: &str| {
                let names = line.split_once(':').map_or("", |(names, _)| names);
                names.split(", ").any(|told| told == name)
            };
            assert!(COLUMNS_HELP.lines().any(is_told), "{name}");
        }
    }
}
