//! `countermark new`: a project from article files and folders.

use super::console::{Console, counted};
use super::error::{CliError, exit, without_path};
use super::{annotator, open, progress};
use crate::ingest::{ReadOptions, RowColumns};
use crate::model::{
    Annotator, AnnotatorKind, Document, DocumentId, ForeignFields, Project, ProjectHead, Schema,
    slug,
};
use crate::storage::atomic::real_path;
use crate::storage::file_system::read_regular;
use crate::storage::project_file::read_element;
use crate::workspace::{Environment, JobContext, Origins, Workspace, read_articles};
use clap::Args;
use serde::Deserialize;
use serde_json::value::RawValue;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Make a project from article files and folders.
#[derive(Debug, Args)]
pub struct NewArgs {
    /// Article files, or folders, which are read with all folders in them.
    #[arg(required = true, value_name = "ARTICLE or FOLDER")]
    articles: Vec<PathBuf>,
    /// The project file to make.
    #[arg(short, long, value_name = "PROJECT.json")]
    output: PathBuf,
    /// The project's title; without it the name of the file.
    #[arg(long)]
    title: Option<String>,
    /// Who annotates; without it the login name.
    #[arg(long, value_name = "NAME")]
    annotator: Option<String>,
    /// Take the tag set of this file: a project, or the object under `schema` of one.
    #[arg(long, value_name = "FILE.json")]
    schema: Option<PathBuf>,
    /// Of web pages take all that they show, not only the article.
    #[arg(long)]
    whole_page: bool,
    /// Which column of a table of articles holds what: {"text":"body","title":"headline"}; also outlet, author, published, url.
    #[arg(long, value_name = "FILE.json")]
    columns: Option<PathBuf>,
    /// Replace the project file if there is one.
    #[arg(long)]
    force: bool,
}

/// Largest file that `--schema` reads, in bytes.
const MAX_SCHEMA_FILE_BYTES: u64 = 1 << 30;
/// Largest file that `--columns` reads, in bytes.
const MAX_COLUMNS_FILE_BYTES: u64 = 1 << 20;

pub fn run(args: &NewArgs, console: &mut Console) -> Result<u8, CliError> {
    let env = Environment::real();
    let output = args.output.as_path();
    open::check_free(&*env.fs, output, args.force)?;
    let schema = match &args.schema {
        Some(file) => Some(read_schema(&env, file)?),
        None => None,
    };
    let columns = match &args.columns {
        Some(file) => Some(Arc::new(read_columns(&env, file)?)),
        None => None,
    };
    let options = ReadOptions {
        whole_page: args.whole_page,
        columns,
        ..ReadOptions::default()
    };
    let ReadIn {
        documents,
        origins,
        code,
    } = read(args, options, &env, console)?;
    if documents.is_empty() && code != exit::DONE {
        return Err(CliError {
            message: "no article could be read, so no project was made".to_owned(),
            path: None,
            help: "mend what is told above, or name other files".to_owned(),
            code,
        });
    }
    let project = project_of(args, &env, schema, documents)?;
    let made = Workspace::create(
        env.clone(),
        Some(output),
        project.clone(),
        false,
        args.force,
    );
    let workspace = made.map_err(|error| CliError {
        code: exit::OUTPUT,
        ..error.into()
    })?;
    let mut places = Origins::default();
    places.extend(origins);
    let remembered = places.remember(&env, &project, workspace.file().parent());
    workspace.close().map_err(|(failure, _)| failure)?;
    if let Err(why) = remembered {
        log::warn!("where article files lie is not remembered: {why}");
    }
    let n_chars: usize = project
        .documents()
        .iter()
        .map(|d| d.index().n_chars())
        .sum();
    console.result(&format!(
        "{}: {}, {}",
        output.display(),
        counted(project.documents().len(), "article"),
        counted(n_chars, "character"),
    ));
    Ok(code)
}

/// Articles that were read.
struct ReadIn {
    documents: Vec<Arc<Document>>,
    /// Where their files lie.
    origins: Vec<(DocumentId, PathBuf)>,
    /// The exit code, as far as they are concerned.
    code: u8,
}

/// Reads the articles and tells what could not be read and what is doubtful.
fn read(
    args: &NewArgs,
    options: ReadOptions,
    env: &Environment,
    console: &mut Console,
) -> Result<ReadIn, CliError> {
    let (inside, paths) = (env.clone(), args.articles.clone());
    let base = match args.output.parent() {
        Some(folder) if folder != Path::new("") => folder.to_owned(),
        _ => PathBuf::from("."),
    };
    let job =
        move |context: &JobContext| read_articles(&inside, &paths, Some(&base), &options, context);
    let mut read = progress::watch("Reading articles", job)?;
    let mut code = exit::DONE;
    for failure in &read.failures {
        let reason = without_path(&failure.reason, &failure.path);
        console.error(&CliError::input(
            reason,
            &failure.path,
            failure.help.clone(),
        ));
        code = exit::INPUT;
    }
    let output = real_path(&*env.fs, &args.output).ok();
    read.projects
        .retain(|p| output.is_none() || real_path(&*env.fs, p).ok() != output);
    for project in &read.projects {
        console.error(&CliError::input(
            "this is a project, not an article",
            project,
            "leave it out; `countermark PROJECT.json` opens it",
        ));
        code = exit::INPUT;
    }
    for warning in &read.warnings {
        console.warning(&format!("{}: {}", warning.words, warning.path.display()));
    }
    if let Some(first) = read.repeated.first() {
        console.warning(&repeated(read.repeated.len(), first));
    }
    if !read.left_out.is_empty() {
        console.warning(&left_out(&read.left_out));
    }
    if read.documents.is_empty() && code == exit::DONE {
        console.warning("there is no article file in what was given; the project is empty");
    }
    Ok(ReadIn {
        documents: read.documents,
        origins: read.origins,
        code,
    })
}

/// What was come upon more than once.
fn repeated(n: usize, first: &Path) -> String {
    let first = first.display();
    match n {
        1 => format!("what was named twice, or is linked to, is read once: {first}"),
        n => format!(
            "what was named twice, or is linked to, is read once ({n} files and folders, the first): {first}"
        ),
    }
}

/// How many files in folders were passed over, and what they are called.
fn left_out(files: &[PathBuf]) -> String {
    let endings = files.iter().filter_map(|file| file.extension());
    let endings: BTreeSet<String> = endings
        .map(|e| e.to_string_lossy().to_lowercase())
        .collect();
    let endings: Vec<String> = endings.into_iter().take(MAX_ENDINGS_TOLD).collect();
    let (files, are) = match files.len() {
        1 => ("1 file in the folders".to_owned(), "is of a kind that is"),
        n => (format!("{n} files in the folders"), "are of kinds that are"),
    };
    format!("{files} {are} not read ({})", endings.join(", "))
}

/// So many endings are told.
const MAX_ENDINGS_TOLD: usize = 10;

fn project_of(
    args: &NewArgs,
    env: &Environment,
    schema: Option<Schema>,
    documents: Vec<Arc<Document>>,
) -> Result<Project, CliError> {
    let refused = |error: crate::model::ModelError, path: &Path| {
        CliError::input(error.to_string(), path, "mend the file and try again")
    };
    let stem = args.output.file_stem().unwrap_or_default();
    let title = args.title.clone();
    let mut project = Project::new(ProjectHead {
        id: env.ids.next_id(),
        title: title.unwrap_or_else(|| stem.to_string_lossy().into_owned()),
        created: env.clock.now_rfc3339(),
        guidelines: Schema::STANDARD_GUIDELINES.to_owned(),
        foreign: ForeignFields::default(),
    });
    if let (Some(schema), Some(file)) = (schema, &args.schema) {
        let set = project.set_schema(Arc::new(schema));
        set.map_err(|error| refused(error, file))?;
    }
    let given = args.annotator.clone();
    let name = annotator::given(&given.unwrap_or_else(annotator::login_name))?;
    let annotator = Annotator {
        id: slug(&name, "annotator").into(),
        name,
        kind: AnnotatorKind::Human,
        foreign: ForeignFields::default(),
    };
    let id = annotator.id.clone();
    let put = project.put_annotator(&id, Some((0, Arc::new(annotator))));
    put.map_err(|error| refused(error, &args.output))?;
    for (place, document) in documents.into_iter().enumerate() {
        let id = document.id.clone();
        let put = project.put_document(&id, Some((place, document)));
        put.map_err(|error| refused(error, &args.output))?;
    }
    Ok(project)
}

fn read_columns(env: &Environment, file: &Path) -> Result<RowColumns, CliError> {
    let what = "the file cannot be read";
    let bytes = read_regular(&*env.fs, file, MAX_COLUMNS_FILE_BYTES, what)?;
    serde_json::from_slice(&bytes).map_err(|error| {
        CliError::input(
            format!("this is no map of columns ({error})"),
            file,
            "an object such as {\"text\":\"body\",\"title\":\"headline\",\"outlet\":\"source\"}",
        )
    })
}

#[derive(Deserialize)]
struct SchemaFile<'a> {
    #[serde(borrow)]
    schema: Option<&'a RawValue>,
}

/// The tag set in `file`: the value of `schema` where there is one, else the whole.
fn read_schema(env: &Environment, file: &Path) -> Result<Schema, CliError> {
    let what = "the tag set cannot be read";
    let bytes = read_regular(&*env.fs, file, MAX_SCHEMA_FILE_BYTES, what)?;
    let help = "give a project, or an object with labels, features and relation_types";
    let fault = |message: String| CliError::input(message, file, help);
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&bytes);
    let text = std::str::from_utf8(bytes).map_err(|error| fault(format!("{what}: {error}")))?;
    let outer: SchemaFile<'_> =
        serde_json::from_str(text).map_err(|error| fault(format!("{what}: {error}")))?;
    let json = outer.schema.map_or(text, RawValue::get);
    read_element::<Schema>(json).map_err(|error| fault(format!("{what}: {error}")))
}
