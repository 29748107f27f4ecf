//! Article files that have changed since they were read, and the newer versions of articles that they hold.
//!
//! Nothing here changes a project: what is found is offered.

use super::environment::Environment;
use super::file_now::{FileNow, Siblings};
use super::jobs::JobContext;
use super::origins::Origins;
use crate::edit::replace::{self, Carried};
use crate::ingest::MAX_ARTICLE_BYTES;
use crate::model::{Document, DocumentId, Project, sha256_hex};
use crate::storage::FileSystem;
use crate::storage::file_system::{FileKind, read_regular};
use crate::text::{Anchors, TextChange};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A newer version of an article, with what taking it would do.
#[derive(Clone, Debug)]
pub struct Newer {
    /// The file that holds it.
    pub path: PathBuf,
    /// The article as it stands in the project.
    pub old: Arc<Document>,
    /// As it would be: the same id, title and details, the new text and source.
    pub new: Arc<Document>,
    /// Where the texts differ; empty where only the file's form changed.
    pub changes: Vec<TextChange>,
    /// The annotations of all layers in the new text, in reading order of the old one.
    pub carried: Vec<Carried>,
    /// What to know about the file, in words.
    pub warnings: Vec<String>,
}

impl Newer {
    /// What the newer version would do to the article of its id. `None` where that is not there, or where the new text
    /// is empty and has no place for annotations.
    #[must_use]
    pub fn of(
        project: &Project,
        path: PathBuf,
        new: Arc<Document>,
        warnings: Vec<String>,
    ) -> Option<Self> {
        let old = project.document(&new.id)?.clone();
        let anchors = Anchors::new(old.text(), new.text());
        let carried = replace::carry(project, &old, &anchors).ok()?;
        let changes = anchors.changes();
        Some(Self {
            path,
            old,
            new,
            changes,
            carried,
            warnings,
        })
    }

    /// Whether the text itself has changed, and not only the file.
    #[must_use]
    pub fn has_new_text(&self) -> bool {
        self.old.text() != self.new.text()
    }
}

/// What files held when they were looked at last: size, time of the last change, SHA-256. A file whose size and time are
/// the same is not read again.
#[derive(Clone, Debug, Default)]
pub struct SeenFiles(BTreeMap<PathBuf, (u64, i128, String)>);

impl SeenFiles {
    /// The hash of the file, where it is a regular one that can be read.
    fn hash(&mut self, fs: &dyn FileSystem, path: &Path) -> Option<&str> {
        let meta = fs.metadata(path).ok()?;
        if meta.kind != FileKind::Regular || meta.len > MAX_ARTICLE_BYTES as u64 {
            return None;
        }
        let state = (meta.len, meta.modified_nanos);
        let is_known = self
            .0
            .get(path)
            .is_some_and(|(len, time, _)| (*len, *time) == state && *time != 0);
        if !is_known {
            let what = "cannot read the article";
            let bytes = read_regular(fs, path, MAX_ARTICLE_BYTES as u64, what).ok()?;
            let seen = (state.0, state.1, sha256_hex(&bytes));
            self.0.insert(path.to_owned(), seen);
        }
        self.0.get(path).map(|(_, _, hash)| hash.as_str())
    }
}

/// What came of looking at the files of a project's articles.
#[derive(Clone, Debug, Default)]
pub struct NewerArticles {
    /// For the next look.
    pub seen: SeenFiles,
    /// In the order of the articles.
    pub newer: Vec<Newer>,
    /// Files that have changed and cannot be read, or that no longer hold the article: path and why.
    pub failures: Vec<(PathBuf, String)>,
    /// Files that are not where they were, as [`FilesNow::missing`].
    pub missing: Vec<PathBuf>,
    /// Whether it was stopped.
    pub is_cancelled: bool,
}

/// The files of a project's articles, looked at.
#[derive(Clone, Debug, Default)]
pub struct FilesNow {
    /// Articles whose file is no longer what it was when it was read, with the file.
    pub changed: Vec<(DocumentId, PathBuf)>,
    /// Files of which there is none any more, neither where they were read from nor where their path leads, each once.
    pub missing: Vec<PathBuf>,
    /// Files that are there and cannot be read.
    pub unreadable: Vec<PathBuf>,
}

/// Looks which article files are no longer what they were when they were read, in the order of the articles.
///
/// `folder`: where the project lies. A path that leaves the folder is not followed; articles without a path or a hash
/// came from no file and are passed over.
#[must_use]
pub fn changed_files(
    fs: &dyn FileSystem,
    project: &Project,
    folder: Option<&Path>,
    origins: &Origins,
    seen: &mut SeenFiles,
    job: &JobContext,
) -> FilesNow {
    let mut found = FilesNow::default();
    let total = project.documents().len() as u64;
    for (i, document) in project.documents().iter().enumerate() {
        if job.is_cancelled() {
            break;
        }
        job.set_progress(i as u64, total);
        let source = &document.source;
        if source.sha256.is_empty() || source.path.is_empty() {
            continue;
        }
        // The rows of a table follow each other.
        let put = |list: &mut Vec<PathBuf>, path: PathBuf| {
            if list.last() != Some(&path) {
                list.push(path);
            }
        };
        let Some(path) = origins.find(fs, document, folder) else {
            let origin = origins.get(&document.id);
            let path = origin.unwrap_or(Path::new(&source.path));
            put(&mut found.missing, path.to_owned());
            continue;
        };
        match seen.hash(fs, &path) {
            Some(hash) if hash == source.sha256 => {}
            Some(_) => found.changed.push((document.id.clone(), path)),
            None => put(&mut found.unreadable, path),
        }
    }
    found
}

/// Reads the newer versions of all articles whose file has changed; see [`changed_files`].
#[must_use]
pub fn look_for_newer(
    env: &Environment,
    project: &Project,
    folder: Option<&Path>,
    origins: &Origins,
    mut seen: SeenFiles,
    job: &JobContext,
) -> NewerArticles {
    let now = changed_files(env.fs.as_ref(), project, folder, origins, &mut seen, job);
    let cannot_read = |path| (path, "it cannot be read".to_owned());
    let mut found = NewerArticles {
        seen,
        missing: now.missing,
        failures: now.unreadable.into_iter().map(cannot_read).collect(),
        ..NewerArticles::default()
    };
    let siblings = Siblings::of(project);
    // The rows of a table follow each other: the file is read once for all of them.
    let mut file: Option<FileNow> = None;
    let mut unreadable: Option<PathBuf> = None;
    for (id, path) in now.changed {
        if job.is_cancelled() {
            found.is_cancelled = true;
            break;
        }
        // Found above.
        let Some(old) = project.document(&id) else {
            continue;
        };
        if unreadable.as_ref() == Some(&path) {
            continue;
        }
        let known = file.take().filter(|file| file.is_of(old, &path));
        let read = known.map_or_else(|| FileNow::read(env, old, &path), Ok);
        let file = match read {
            Ok(read) => file.insert(read),
            Err(why) => {
                unreadable = Some(path.clone());
                found.failures.push((path, why));
                continue;
            }
        };
        match file.document(old, &siblings) {
            // Another row of its table has changed.
            Ok((new, _)) if file.n_articles() > 1 && new.text() == old.text() => {}
            Ok((new, warnings)) => match Newer::of(project, path.clone(), new, warnings) {
                Some(newer) => found.newer.push(newer),
                None => found.failures.push((path, "it is empty now".to_owned())),
            },
            Err(why) => found.failures.push((path, why)),
        }
    }
    found
}

/// The article of this id as the file holds it now, with what to know about the file; see [`FileNow::document`].
///
/// # Errors
/// In words: there is no such article, the file cannot be read, or does not hold the article any more.
pub fn newer_document(
    env: &Environment,
    project: &Project,
    id: &DocumentId,
    path: &Path,
) -> Result<(Arc<Document>, Vec<String>), String> {
    let old = project.document(id);
    let old = old.ok_or_else(|| format!("there is no article {id}"))?;
    FileNow::read(env, old, path)?.document(old, &Siblings::of(project))
}

#[cfg(test)]
#[path = "newer_tests.rs"]
mod tests;
