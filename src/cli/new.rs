//! `countermark new`: a project from article files and folders.

use super::console::{Console, counted};
use super::error::{CliError, exit, without_path};
use super::{annotator, progress};
use crate::ingest::{IngestError, ReadOptions};
use crate::model::{
    Annotator, AnnotatorKind, Document, ForeignFields, Project, ProjectHead, Schema, slug,
};
use crate::storage::atomic::real_path;
use crate::storage::file_system::read_regular;
use crate::storage::project_file::read_element;
use crate::workspace::{Environment, JobContext, Workspace, read_articles};
use clap::Args;
use serde::Deserialize;
use serde_json::value::RawValue;
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
    /// Replace the project file if there is one.
    #[arg(long)]
    force: bool,
}

/// Largest file that `--schema` reads, in bytes.
const MAX_SCHEMA_FILE_BYTES: u64 = 1 << 30;

pub fn run(args: &NewArgs, console: &mut Console) -> Result<u8, CliError> {
    let env = Environment::real();
    let output = args.output.as_path();
    let is_there = env.fs.metadata(output).is_ok();
    if is_there && !args.force {
        return Err(CliError::output(
            "the file exists already",
            output,
            "choose another name, or replace it with --force",
        ));
    }
    let schema = match &args.schema {
        Some(file) => Some(read_schema(&env, file)?),
        None => None,
    };
    let (documents, code) = read(args, &env, console)?;
    if documents.is_empty() && code != exit::DONE {
        console.tell("no article could be read, so no project was made");
        return Ok(code);
    }
    let project = project_of(args, &env, schema, documents)?;
    let made = Workspace::create(env, Some(output), project.clone(), false, args.force);
    let workspace = made.map_err(|error| CliError {
        code: exit::OUTPUT,
        ..error.into()
    })?;
    workspace.close().map_err(|(failure, _)| failure)?;
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

/// Reads the articles and tells what could not be read and what is doubtful.
fn read(
    args: &NewArgs,
    env: &Environment,
    console: &mut Console,
) -> Result<(Vec<Arc<Document>>, u8), CliError> {
    let (inside, paths) = (env.clone(), args.articles.clone());
    let base = match args.output.parent() {
        Some(folder) if folder != Path::new("") => folder.to_owned(),
        _ => PathBuf::from("."),
    };
    let job = move |context: &JobContext| {
        let options = ReadOptions::default();
        read_articles(&inside, &paths, Some(&base), &options, context)
    };
    let mut read = progress::watch("Reading articles", job)?;
    let mut code = exit::DONE;
    for failure in &read.failures {
        let help = if failure.is_binary {
            IngestError::Binary.help()
        } else {
            ""
        };
        let reason = without_path(&failure.reason, &failure.path);
        console.error(&CliError::input(reason, &failure.path, help));
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
    for (path, words) in &read.warnings {
        console.warning(&format!("{words}: {}", path.display()));
    }
    if read.documents.is_empty() && code == exit::DONE {
        console.warning("there is no article file in what was given; the project is empty");
    }
    Ok((read.documents, code))
}

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
    let name = args.annotator.clone().unwrap_or_else(annotator::login_name);
    let name = name.trim();
    if name.is_empty() {
        return Err(CliError::usage(
            "an annotator needs a name",
            "give one with --annotator, or leave the option out",
        ));
    }
    let annotator = Annotator {
        id: slug(name, "annotator").into(),
        name: name.to_owned(),
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
