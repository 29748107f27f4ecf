//! Annotations made elsewhere, in: files read, recognised, held against the texts. Runs in a job: it reads the disk.

use super::environment::Environment;
use super::jobs::JobContext;
use crate::formats::FileSet;
use crate::formats::read::{
    ImportError, ImportTarget, ImportedProject, ReadSettings, into_project, read_files,
};
use crate::model::{ForeignFields, Project, ProjectHead, Schema};
use crate::storage::file_system::{FileKind, read_regular};
use crate::storage::{FileSystem, StorageError};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use thiserror::Error;

/// Folders inside folders are followed this deep.
const MAX_DEPTH: usize = 64;
/// Largest file, in bytes.
const MAX_FILE_BYTES: u64 = 4 << 30;

/// What an import is asked for.
#[derive(Clone, Debug, Default)]
pub struct ImportAsked {
    /// Files and folders.
    pub inputs: Vec<PathBuf>,
    /// The format's id; without it the format is recognised.
    pub format: Option<String>,
    /// Everything goes into this annotator's layer, by id or name.
    pub annotator: Option<String>,
    /// Which column holds what, for tables of another tool.
    pub settings: ReadSettings,
}

/// Why nothing came in.
#[derive(Debug, Error)]
pub enum ImportFailure {
    /// A file could not be read.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// A file is not what it should be.
    #[error(transparent)]
    Read(#[from] ImportError),
    /// The user gave it up.
    #[error("the import was given up")]
    Cancelled,
}

/// What came of reading: the format that was recognised, and what is to be added.
#[derive(Clone, Debug)]
pub struct ImportRead {
    /// The format's id.
    pub format: &'static str,
    /// What is to be added; `Command::Import` does it, [`new_project`] makes a project of it.
    pub project: ImportedProject,
}

/// Reads files and works out what they add to `base`.
///
/// # Errors
/// See [`ImportFailure`].
pub fn read_import(
    env: &Environment,
    base: &Project,
    asked: &ImportAsked,
    context: &JobContext,
) -> Result<ImportRead, ImportFailure> {
    let mut files = FileSet::default();
    for input in &asked.inputs {
        let name = input
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        collect(env.fs.as_ref(), input, &name, true, 0, &mut files, context)?;
    }
    let imported = read_files(asked.format.as_deref(), &files, &asked.settings)?;
    if context.is_cancelled() {
        return Err(ImportFailure::Cancelled);
    }
    let format = imported.format;
    let mut target = ImportTarget {
        base,
        annotator: asked.annotator.clone(),
        now: env.clock.now_rfc3339(),
        next_id: &mut || env.ids.next_id(),
    };
    let project = into_project(imported, &mut target);
    Ok(ImportRead { format, project })
}

/// Puts a file, or all files of a folder, into the set: a folder's under their paths inside it.
fn collect(
    fs: &dyn FileSystem,
    path: &Path,
    name: &str,
    is_named: bool,
    depth: usize,
    files: &mut FileSet,
    context: &JobContext,
) -> Result<(), ImportFailure> {
    if context.is_cancelled() {
        return Err(ImportFailure::Cancelled);
    }
    let meta = fs
        .metadata(path)
        .map_err(|e| StorageError::reading("the file cannot be read", path, e))?;
    if meta.kind != FileKind::Folder {
        context.set_what(path.display().to_string());
        let bytes = read_regular(fs, path, MAX_FILE_BYTES, "the file cannot be read")?;
        files.insert(name, bytes);
        return Ok(());
    }
    if depth > MAX_DEPTH {
        return Ok(());
    }
    let names = fs
        .read_dir(path)
        .map_err(|e| StorageError::reading("the folder cannot be read", path, e))?;
    for inner in names {
        let inner_name = inner.to_string_lossy();
        if inner_name.starts_with('.') {
            continue;
        }
        let relative = if is_named {
            inner_name.into_owned()
        } else {
            format!("{name}/{inner_name}")
        };
        collect(
            fs,
            &path.join(&inner),
            &relative,
            false,
            depth + 1,
            files,
            context,
        )?;
    }
    Ok(())
}

/// A project of what was read.
///
/// # Errors
/// What was read breaks a rule of projects, which is our fault.
pub fn new_project(
    env: &Environment,
    title: &str,
    imported: &ImportedProject,
) -> Result<Project, crate::model::ModelError> {
    let said = [imported.title.as_str(), title]
        .into_iter()
        .find(|t| !t.is_empty());
    let guidelines = match imported.guidelines.as_str() {
        "" => Schema::STANDARD_GUIDELINES,
        own => own,
    };
    let mut project = Project::new(ProjectHead {
        id: env.ids.next_id(),
        title: said.unwrap_or_default().to_owned(),
        created: env.clock.now_rfc3339(),
        guidelines: guidelines.to_owned(),
        foreign: ForeignFields::default(),
    });
    project.set_schema(Arc::new(imported.schema.clone()))?;
    for (i, annotator) in imported.annotators.iter().enumerate() {
        project.put_annotator(&annotator.id, Some((i, Arc::new(annotator.clone()))))?;
    }
    for (i, document) in imported.documents.iter().enumerate() {
        project.put_document(&document.id, Some((i, Arc::new(document.clone()))))?;
    }
    for annotation in &imported.annotations {
        project.put_annotation(&annotation.id, Some(Arc::new(annotation.clone())))?;
    }
    for relation in &imported.relations {
        project.put_relation(&relation.id, Some(Arc::new(relation.clone())))?;
    }
    for element in &imported.set_aside {
        project.push_set_aside(element.clone());
    }
    Ok(project)
}
