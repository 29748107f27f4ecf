//! Where the files of a project's articles lie on this machine, where the project does not say it.
//!
//! A project keeps relative paths without `..`, so that it can be mailed; of a file that lies elsewhere it knows the name
//! only. What this machine knows beside that stands in a file for each project in the application's own folder. Losing it
//! does no harm: the file is then not found, and opening it once more tells where it is.

use super::environment::Environment;
use super::real_files::RealFiles;
use super::writer::Request;
use super::{Mode, Workspace};
use crate::model::{Document, DocumentId, Project, sha256_hex};
use crate::storage::FileSystem;
use crate::storage::atomic::{self, Backup};
use crate::storage::file_system::{FileKind, read_regular};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// Of so many projects it is remembered.
const MAX_PROJECTS: usize = 300;
/// Larger files are not ours.
const MAX_FILE_BYTES: u64 = 64 << 20;

/// Where article files were read from.
#[derive(Clone, Debug, Default)]
pub struct Origins {
    all: BTreeMap<DocumentId, PathBuf>,
    /// What the machine's file holds. Only whoever writes it looks: nobody else waits while it is being written.
    kept: Arc<Mutex<BTreeMap<DocumentId, PathBuf>>>,
}

/// What the machine's file is to hold of one project.
pub(super) struct Remembering {
    path: PathBuf,
    project: String,
    wanted: BTreeMap<DocumentId, PathBuf>,
    kept: Arc<Mutex<BTreeMap<DocumentId, PathBuf>>>,
}

#[derive(Serialize, Deserialize)]
struct OriginsFile {
    project: String,
    articles: BTreeMap<String, PathBuf>,
}

impl Origins {
    /// What this machine knows of the project.
    #[must_use]
    pub fn load(env: &Environment, project: &Project) -> Self {
        let read = || {
            let path = file_of(env, project)?;
            let bytes = read_regular(&*env.fs, &path, MAX_FILE_BYTES, "cannot read").ok()?;
            let file: OriginsFile = serde_json::from_slice(&bytes).ok()?;
            (file.project == project.head().id).then_some(file.articles)
        };
        let read = read().unwrap_or_default().into_iter();
        let all: BTreeMap<DocumentId, PathBuf> = read.map(|(id, path)| (id.into(), path)).collect();
        Self {
            kept: Arc::new(Mutex::new(all.clone())),
            all,
        }
    }

    /// Writes what the project's own paths do not say, where that is not written yet, before it returns. `folder`: where
    /// the project lies.
    ///
    /// # Errors
    /// In words, when the disk refuses.
    pub fn remember(
        &self,
        env: &Environment,
        project: &Project,
        folder: Option<&Path>,
    ) -> Result<(), String> {
        match self.remembering(env, project, folder) {
            Some(remembering) => remembering.write(&*env.fs),
            None => Ok(()),
        }
    }

    /// What is to be written so that the next start finds the files, nothing being asked of the disk. `None` where there is
    /// nowhere to write it.
    fn remembering(
        &self,
        env: &Environment,
        project: &Project,
        folder: Option<&Path>,
    ) -> Option<Remembering> {
        let of_project = |document: &Arc<Document>| {
            let origin = self.all.get(&document.id)?;
            let is_told = beside(document, folder).as_deref() == Some(origin);
            (!is_told).then(|| (document.id.clone(), origin.clone()))
        };
        Some(Remembering {
            path: file_of(env, project)?,
            project: project.head().id.clone(),
            wanted: project.documents().iter().filter_map(of_project).collect(),
            kept: self.kept.clone(),
        })
    }

    /// Where this file was read from, as far as it is known.
    #[must_use]
    pub fn get(&self, id: &DocumentId) -> Option<&Path> {
        self.all.get(id).map(PathBuf::as_path)
    }

    /// The article was read from this file.
    pub fn insert(&mut self, id: DocumentId, path: PathBuf) {
        self.all.insert(id, path);
    }

    /// The project goes on in another folder than this one: what its paths meant there is still where it was. What they
    /// never meant, as a link led out of the folder, they do not mean now.
    pub fn leave_folder(&mut self, fs: &dyn FileSystem, project: &Project, folder: &Path) {
        let real_folder = fs.canonicalize(folder);
        let real_folder = real_folder.as_deref().unwrap_or(folder);
        for document in project.documents() {
            if !self.all.contains_key(&document.id)
                && let Some(path) = beside(document, Some(folder))
                && fs
                    .canonicalize(&path)
                    .is_ok_and(|real| real.starts_with(real_folder))
            {
                self.all.insert(document.id.clone(), path);
            }
        }
    }

    /// The file of an article: where it was read from, else where its path leads from the project's folder. `None` where
    /// there is no regular file, and where a link leads out of that folder: a project that was sent names no files of its
    /// reader's.
    #[must_use]
    pub fn find(
        &self,
        fs: &dyn FileSystem,
        document: &Document,
        folder: Option<&Path>,
    ) -> Option<PathBuf> {
        let is_there = |path: &PathBuf| {
            let meta = fs.metadata(path);
            meta.is_ok_and(|meta| meta.kind == FileKind::Regular)
        };
        let origin = self.all.get(&document.id).cloned().filter(is_there);
        origin.or_else(|| {
            let (folder, path) = (folder?, beside(document, folder).filter(is_there)?);
            let real = |path: &Path| fs.canonicalize(path).ok();
            real(&path)?.starts_with(real(folder)?).then_some(path)
        })
    }

    /// As [`Origins::find`], but its path without links.
    pub fn find_real(
        &self,
        files: &mut RealFiles,
        document: &Document,
        folder: Option<&Path>,
    ) -> Option<PathBuf> {
        let origin = self.all.get(&document.id);
        origin.and_then(|path| files.at(path)).or_else(|| {
            let (folder, path) = (folder?, beside(document, folder)?);
            let real = files.at(&path)?;
            real.starts_with(files.folder(folder)).then_some(real)
        })
    }
}

impl Remembering {
    /// Writes it, where the file holds something else.
    ///
    /// # Errors
    /// In words, when the disk refuses; then the next one is written in any case.
    pub(super) fn write(self, fs: &dyn FileSystem) -> Result<(), String> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if *kept == self.wanted {
            return Ok(());
        }
        let in_words = self.wanted.iter();
        // Others JSON cannot hold.
        let in_words = in_words.filter(|(_, path)| path.to_str().is_some());
        let file = OriginsFile {
            project: self.project,
            articles: in_words
                .map(|(id, path)| (id.to_string(), path.clone()))
                .collect(),
        };
        let bytes = serde_json::to_vec(&file).map_err(|e| e.to_string())?;
        let folder = atomic::folder_of(&self.path);
        fs.create_dir_all(folder)
            .map_err(|e| format!("cannot make the folder {}: {e}", folder.display()))?;
        atomic::replace(fs, &self.path, &bytes, None, Backup::None).map_err(|e| e.to_string())?;
        *kept = self.wanted;
        forget_oldest(fs, folder);
        Ok(())
    }
}

/// # Remembering beside the window
impl Workspace {
    /// Has written where the article files of the project lie, after everything that was asked for before, by whoever
    /// writes journal and saves: in a window nobody waits for the disk. A failure is only logged: the files are then not
    /// found at the next start, and opening them once more tells where they are. Nothing is written of a project that is
    /// open for reading only.
    pub fn remember_origins(&mut self, origins: &Origins) {
        let folder = self.path().and_then(Path::parent);
        let remembering = origins.remembering(&self.env, &self.project, folder);
        if let (Some(remembering), Mode::Writing(writer)) = (remembering, &mut self.mode) {
            writer.ask(Request::Remember(remembering));
        }
    }
}

/// # The same file
impl Origins {
    /// Whether `new`, which was read from `path`, is of the same file as the article `old`: by where both lie, else by the
    /// paths that the project keeps.
    #[must_use]
    pub fn is_same_file(
        &self,
        files: &mut RealFiles,
        folder: Option<&Path>,
        old: &Document,
        (new, path): (&Document, Option<&Path>),
    ) -> bool {
        let (a, b) = (&old.source.path, &new.source.path);
        let is_file = !a.is_empty() && !b.is_empty();
        is_file
            && match (self.find_real(files, old, folder), path) {
                (Some(there), Some(path)) => there == files.at_or_same(path),
                _ => a == b,
            }
    }

    /// Whether `new` may be of the file of `old`: it is called the same, and that of `old` is nowhere.
    #[must_use]
    pub fn may_be_same_file(
        &self,
        files: &mut RealFiles,
        folder: Option<&Path>,
        old: &Document,
        new: &Document,
    ) -> bool {
        let name = name_of(old);
        name.is_some() && name == name_of(new) && self.find_real(files, old, folder).is_none()
    }
}

/// What the file of the article is called; `None` where it came from none.
fn name_of(document: &Document) -> Option<&str> {
    let path = document.source.path.as_str();
    let name = path.rsplit('/').next();
    name.filter(|name| !name.is_empty())
}

impl Extend<(DocumentId, PathBuf)> for Origins {
    fn extend<I: IntoIterator<Item = (DocumentId, PathBuf)>>(&mut self, new: I) {
        self.all.extend(new);
    }
}

/// Where the article's path leads from the folder, if it stays in it.
fn beside(document: &Document, folder: Option<&Path>) -> Option<PathBuf> {
    let path = Path::new(&document.source.path);
    let is_plain = |part: Component<'_>| matches!(part, Component::Normal(_));
    let is_inside = path.components().next().is_some() && path.components().all(is_plain);
    is_inside.then(|| folder.map(|folder| folder.join(path)))?
}

fn file_of(env: &Environment, project: &Project) -> Option<PathBuf> {
    let id = &project.head().id;
    let name = format!("{}.json", sha256_hex(id.as_bytes()));
    let dirs = env.dirs.as_ref().filter(|_| !id.is_empty())?;
    Some(dirs.origins().join(name))
}

fn forget_oldest(fs: &dyn FileSystem, folder: &Path) {
    let names = fs.read_dir(folder).unwrap_or_default();
    if names.len() <= MAX_PROJECTS {
        return;
    }
    let mut files: Vec<(i128, PathBuf)> = names
        .iter()
        .map(|name| folder.join(name))
        .filter_map(|path| Some((fs.metadata(&path).ok()?.modified_nanos, path)))
        .collect();
    files.sort();
    let n = files.len().saturating_sub(MAX_PROJECTS);
    for (_, path) in files.into_iter().take(n) {
        if let Err(error) = fs.remove_file(&path) {
            log::debug!("{}: {error}", path.display());
        }
    }
}
