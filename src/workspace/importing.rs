//! Annotations made elsewhere, in: files read, recognised, held against the texts. Runs in a job: it reads the disk.

use super::environment::Environment;
use super::gathering::gather_files;
use super::jobs::JobContext;
use crate::formats::read::{
    ImportError, ImportTarget, Imported, ImportedProject, Placement, ReadSettings, into_project,
    read_files,
};
use crate::formats::{FileSet, Loss};
use crate::model::{
    AnnotatorKind, ForeignFields, LabelId, ModelError, Project, ProjectHead, Schema,
};
use crate::storage::StorageError;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use thiserror::Error;

/// What an import is asked for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ImportAsked {
    /// Files and folders.
    pub inputs: Vec<PathBuf>,
    /// The format's id; without it the format is recognised.
    pub format: Option<String>,
    /// Everything goes into this annotator's layer, by id or name.
    pub annotator: Option<String>,
    /// What new annotators are; without it as the file says, else people.
    pub kind: Option<AnnotatorKind>,
    /// Where tags of the file go, by their names there: to a tag of the project, or with nothing to a new one. Those that
    /// are not named go to the tag of the same id or name, else to a new one.
    pub labels: BTreeMap<String, Option<LabelId>>,
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
    pub project: Arc<ImportedProject>,
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
    let files = gather_files(&env.fs, &asked.inputs, context)?;
    let imported = read_stated(&files, asked, context)?;
    drop(files);
    worked_out(env, base, imported, asked, context)
}

/// Works out what files that were read already add to `base`.
///
/// # Errors
/// A file is not what it should be, or the job was given up.
pub fn read_gathered(
    env: &Environment,
    base: &Project,
    files: &FileSet,
    asked: &ImportAsked,
    context: &JobContext,
) -> Result<ImportRead, ImportFailure> {
    let imported = read_stated(files, asked, context)?;
    worked_out(env, base, imported, asked, context)
}

/// What files say.
fn read_stated(
    files: &FileSet,
    asked: &ImportAsked,
    context: &JobContext,
) -> Result<Imported, ImportFailure> {
    let goes_on = |done: usize, total: usize| told(context, done, total);
    context.set_what("reading");
    let format = asked.format.as_deref();
    let imported = read_files(format, files, &asked.settings, &goes_on);
    if context.is_cancelled() {
        return Err(ImportFailure::Cancelled);
    }
    Ok(imported?)
}

/// Tells how far a job is; says whether it goes on.
fn told(context: &JobContext, done: usize, total: usize) -> bool {
    context.set_progress(done as u64, total as u64);
    !context.is_cancelled()
}

/// What is said, held against the texts.
fn worked_out(
    env: &Environment,
    base: &Project,
    imported: Imported,
    asked: &ImportAsked,
    context: &JobContext,
) -> Result<ImportRead, ImportFailure> {
    let goes_on = |done: usize, total: usize| told(context, done, total);
    let format = imported.format;
    context.set_what("looking for the places in the articles");
    let mut target = ImportTarget {
        base,
        annotator: asked.annotator.clone(),
        kind: asked.kind.clone(),
        labels: &asked.labels,
        now: env.clock.now_rfc3339(),
        next_id: &mut || env.ids.next_id(),
        goes_on: &goes_on,
    };
    let project = Arc::new(into_project(imported, &mut target));
    if context.is_cancelled() {
        return Err(ImportFailure::Cancelled);
    }
    if let Some(refusal) = project.refusal() {
        return Err(refusal.into());
    }
    Ok(ImportRead { format, project })
}

/// A project of what was read.
///
/// # Errors
/// What was read breaks a rule of projects, which is our fault.
pub fn new_project(
    env: &Environment,
    title: &str,
    imported: &ImportedProject,
) -> Result<Project, ModelError> {
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
        project.put_document(&document.id, Some((i, Arc::clone(document))))?;
    }
    let refused = project.put_annotations(imported.annotations.clone());
    if let Some((_, problem)) = refused.into_iter().next() {
        return Err(ModelError(problem.message));
    }
    for relation in &imported.relations {
        project.put_relation(&relation.id, Some(Arc::clone(relation)))?;
    }
    for element in &imported.set_aside {
        project.push_set_aside(element.clone());
    }
    Ok(project)
}

/// What is good to know about how it came in: places found by words, ends that were copied, what was left out.
#[must_use]
pub fn doubts(project: &ImportedProject) -> Vec<String> {
    let counted = |n: usize, noun: &str| {
        let plural = if n == 1 { "" } else { "s" };
        format!("{n} {noun}{plural}")
    };
    let mut out = Vec::new();
    for (placement, n) in &project.placements {
        let n = counted(*n, "annotation");
        out.push(match placement {
            Placement::Exact => continue,
            Placement::OtherUnit(unit) => {
                format!("{n} fit the text only with offsets read as {unit}")
            }
            Placement::Near => {
                format!("{n} found by their words within 50 characters of their place")
            }
            Placement::Elsewhere => format!("{n} found by their words elsewhere in the article"),
        });
    }
    if project.n_there > 0 {
        let n = counted(project.n_there, "annotation");
        out.push(format!("{n} that the project has already: not added again"));
    }
    if project.n_links_there > 0 {
        let n = counted(project.n_links_there, "link");
        out.push(format!("{n} that the project has already: not added again"));
    }
    if !project.replaced.is_empty() {
        let n = counted(project.replaced.len(), "annotation");
        out.push(format!(
            "{n} of an earlier import did not fit: what is stated now takes their place"
        ));
    }
    if project.n_copied > 0 {
        let n = counted(project.n_copied, "annotation");
        out.push(format!(
            "{n} copied into a link’s layer: the far end was another annotator’s"
        ));
    }
    for (what, n) in &project.left_out {
        let (what, count) = (what.clone(), *n);
        let words = Loss { what, count }.words();
        out.push(format!("left out: {n} {words}"));
    }
    let remarks = project.remarks.iter();
    out.extend(remarks.map(|r| format!("{}: {}", r.place, r.what)));
    out
}

/// Such as `3 rows did not come in`: of a table rows, else entries.
#[must_use]
pub fn did_not_come_in(format: &str, n: usize) -> String {
    let noun = match (format, n) {
        ("csv" | "xlsx", 1) => "row",
        ("csv" | "xlsx", _) => "rows",
        (_, 1) => "entry",
        _ => "entries",
    };
    format!("{n} {noun} did not come in")
}
