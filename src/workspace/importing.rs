//! Annotations made elsewhere, in: files read, recognised, held against the texts. Runs in a job: it reads the disk.

use super::environment::Environment;
use super::jobs::JobContext;
use crate::formats::read::{
    ImportError, ImportTarget, Imported, ImportedProject, Placement, ReadSettings, into_project,
    read_files,
};
use crate::formats::{FileSet, Loss};
use crate::model::{
    AnnotatorKind, ForeignFields, LabelId, ModelError, Project, ProjectHead, Schema, free_name,
};
use crate::storage::file_system::{FileKind, read_regular};
use crate::storage::{FileSystem, StorageError};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use thiserror::Error;

/// Folders inside folders are followed this deep.
const MAX_DEPTH: usize = 64;
/// Largest file, in bytes.
const MAX_FILE_BYTES: u64 = 4 << 30;

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
    let files = gather_files(env.fs.as_ref(), &asked.inputs, context)?;
    let imported = read_stated(&files, asked, context)?;
    drop(files);
    worked_out(env, base, imported, asked, context)
}

/// Reads files, and folders with all that is in them.
///
/// # Errors
/// One of them cannot be read, or the job was given up.
pub fn gather_files(
    fs: &dyn FileSystem,
    inputs: &[PathBuf],
    context: &JobContext,
) -> Result<FileSet, ImportFailure> {
    let mut gathered = Gathered {
        fs,
        context,
        folders: BTreeSet::new(),
        files: FileSet::default(),
    };
    let all = named(fs, inputs);
    for (path, name) in &all {
        gathered.collect(path, name, 0)?;
    }
    for (path, name) in &all {
        gathered.collect_companions(path, name)?;
    }
    Ok(gathered.files)
}

/// What belongs to a file beside it: a brat `.ann` is nothing without its text.
fn companions(name: &str) -> Vec<String> {
    match name.rsplit_once('.') {
        Some((stem, "ann")) => {
            let text = format!("{stem}.txt");
            vec![text, "annotation.conf".into(), "visual.conf".into()]
        }
        _ => Vec::new(),
    }
}

/// What each input is called among the others. One alone needs no name before the files in it; of several, each folder
/// has its own, and so have files that lie in different folders. Readers that take annotators from folders find them there.
fn named(fs: &dyn FileSystem, inputs: &[PathBuf]) -> Vec<(PathBuf, String)> {
    struct Input {
        path: PathBuf,
        /// The folder itself, or that of the file.
        folder: PathBuf,
        is_folder: bool,
    }
    let real = |path: &Path| fs.canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let mut seen = BTreeSet::new();
    let mut all = Vec::new();
    for path in inputs {
        let at = real(path);
        // What was named twice is one input.
        if !seen.insert(at.clone()) {
            continue;
        }
        let is_folder = fs
            .metadata(path)
            .is_ok_and(|meta| meta.kind == FileKind::Folder);
        let parent = at.parent().unwrap_or(Path::new(""));
        let folder = if is_folder { &at } else { parent }.to_owned();
        all.push(Input {
            path: path.clone(),
            folder,
            is_folder,
        });
    }
    let name_of = |path: &Path| {
        let name = path.file_name().unwrap_or_default();
        name.to_string_lossy().into_owned()
    };
    let files = all.iter().filter(|input| !input.is_folder);
    let of_files: BTreeSet<PathBuf> = files.map(|input| input.folder.clone()).collect();
    let is_alone = all.len() == 1;
    let mut taken: BTreeSet<String> = BTreeSet::new();
    let mut names: BTreeMap<PathBuf, String> = BTreeMap::new();
    let mut out = Vec::new();
    for input in all {
        let needs_one = !is_alone && (input.is_folder || of_files.len() > 1);
        let prefix = if needs_one {
            let wanted = match name_of(&input.folder) {
                empty if empty.is_empty() => "folder".to_owned(),
                name => name,
            };
            let free = names.entry(input.folder.clone()).or_insert_with(|| {
                let free = free_name(&wanted, "-", |name| taken.contains(name));
                taken.insert(free.clone());
                free
            });
            free.clone()
        } else {
            String::new()
        };
        let name = if input.is_folder {
            prefix
        } else {
            below(&prefix, &name_of(&input.path))
        };
        out.push((input.path, name));
    }
    out
}

fn below(folder: &str, name: &str) -> String {
    match folder {
        "" => name.to_owned(),
        folder => format!("{folder}/{name}"),
    }
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

/// Files as they are gathered.
struct Gathered<'a> {
    fs: &'a dyn FileSystem,
    context: &'a JobContext,
    /// Folders that were gone into, without symbolic links: each once, whatever links to what.
    folders: BTreeSet<PathBuf>,
    files: FileSet,
}

impl Gathered<'_> {
    /// Puts what belongs to a file that was named alone, where it lies beside it and was not named itself.
    fn collect_companions(&mut self, path: &Path, name: &str) -> Result<(), ImportFailure> {
        let (folder, file) = name.rsplit_once('/').unwrap_or(("", name));
        for beside in companions(file) {
            let (place, name) = (path.with_file_name(&beside), below(folder, &beside));
            let is_file = self
                .fs
                .metadata(&place)
                .is_ok_and(|m| m.kind == FileKind::Regular);
            if is_file && self.files.get(&name).is_none() {
                self.collect(&place, &name, 0)?;
            }
        }
        Ok(())
    }

    /// Puts a file under its name, or all files of a folder under theirs below it.
    fn collect(&mut self, path: &Path, name: &str, depth: usize) -> Result<(), ImportFailure> {
        if self.context.is_cancelled() {
            return Err(ImportFailure::Cancelled);
        }
        let meta = self
            .fs
            .metadata(path)
            .map_err(|e| StorageError::reading("the file cannot be read", path, e))?;
        if meta.kind != FileKind::Folder {
            self.context.set_what(path.display().to_string());
            let bytes = read_regular(self.fs, path, MAX_FILE_BYTES, "the file cannot be read")?;
            // Files are found by name alone: one must not take another's place.
            if self.files.get(name).is_some() {
                return Err(ImportFailure::Read(ImportError {
                    what: format!("two files would both be called {name}"),
                    place: path.display().to_string(),
                    help: "rename one of them, or import them one after the other".to_owned(),
                }));
            }
            self.files.insert(name, bytes);
            return Ok(());
        }
        let real = self.fs.canonicalize(path);
        let is_new = self
            .folders
            .insert(real.unwrap_or_else(|_| path.to_owned()));
        if depth > MAX_DEPTH || !is_new {
            return Ok(());
        }
        let names = self
            .fs
            .read_dir(path)
            .map_err(|e| StorageError::reading("the folder cannot be read", path, e))?;
        for inner in names {
            let inner_name = inner.to_string_lossy();
            if inner_name.starts_with('.') {
                continue;
            }
            self.collect(&path.join(&inner), &below(name, &inner_name), depth + 1)?;
        }
        Ok(())
    }
}

/// Endings of files that hold annotations and no article.
const ENDINGS: &[&str] = &[
    "ann", "qdpx", "qdc", "qde", "spacy", "parquet", "jsonld", "conll", "iob", "bio", "xmi",
];
/// So many entries of a folder are looked at.
const MAX_LOOKED_AT: usize = 400;

/// Whether a file, or a folder by what lies in it, holds annotations of another tool rather than articles: told by the
/// endings of names, without reading a file.
#[must_use]
pub fn looks_like_annotations(fs: &dyn FileSystem, path: &Path) -> bool {
    let mut left = MAX_LOOKED_AT;
    looks_so(fs, path, 0, &mut left)
}

fn looks_so(fs: &dyn FileSystem, path: &Path, depth: usize, left: &mut usize) -> bool {
    let ending = path.extension().and_then(|e| e.to_str());
    if ending.is_some_and(|e| ENDINGS.iter().any(|known| e.eq_ignore_ascii_case(known))) {
        return true;
    }
    // An annotator's folder and one more: no tool nests deeper.
    if depth > 2 || !fs.metadata(path).is_ok_and(|m| m.kind == FileKind::Folder) {
        return false;
    }
    let Ok(names) = fs.read_dir(path) else {
        return false;
    };
    for name in names {
        if *left == 0 {
            return false;
        }
        *left -= 1;
        if looks_so(fs, &path.join(&name), depth + 1, left) {
            return true;
        }
    }
    false
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
