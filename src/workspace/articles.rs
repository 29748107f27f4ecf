//! Article files and folders → documents. Runs in a job: it reads the disk.

use super::environment::Environment;
use super::jobs::JobContext;
use crate::ingest::{ArticleFile, ReadOptions, read_article};
use crate::model::{Document, DocumentId};
use crate::storage::FileSystem;
use crate::storage::file_system::{FileKind, read_regular};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Folders inside folders are followed this deep.
const MAX_FOLDER_DEPTH: usize = 64;
/// Largest article file, in bytes.
const MAX_ARTICLE_BYTES: u64 = 256 << 20;

/// A file or a folder to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Where it lies.
    pub path: PathBuf,
    /// What the user named: the same, or the folder in which it was found.
    pub named: PathBuf,
}

impl From<PathBuf> for Asked {
    fn from(path: PathBuf) -> Self {
        Self {
            named: path.clone(),
            path,
        }
    }
}

/// A file that did not come in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArticleFailure {
    /// Which.
    pub path: PathBuf,
    /// What the user named: the file itself, or the folder in which it was found.
    pub named: PathBuf,
    /// Why, in words.
    pub reason: String,
    /// Whether it looks binary, and can be read all the same if the user insists.
    pub is_binary: bool,
}

/// What came of reading article files.
#[derive(Clone, Debug, Default)]
pub struct ArticlesRead {
    /// New documents, in path order; not yet in any project.
    pub documents: Vec<Arc<Document>>,
    /// Files that did not come in.
    pub failures: Vec<ArticleFailure>,
    /// Project files that were among them.
    pub projects: Vec<PathBuf>,
    /// What to know about those that came in: path and words.
    pub warnings: Vec<(PathBuf, String)>,
    /// Where each new document's file lies on this machine; the document itself keeps a relative path.
    pub origins: Vec<(DocumentId, PathBuf)>,
    /// Whether the user stopped it.
    pub is_cancelled: bool,
}

/// A file to read, with the path that the project will keep of it.
struct Found {
    asked: Asked,
    stored: String,
}

/// Reads files and, recursively and in path order, folders.
///
/// A document keeps a relative path without `..`, so that a project can be mailed: relative to `base` (the
/// project's folder) for files below it, else the file's name behind the name of the folder that was asked for.
#[must_use]
pub fn read_articles(
    env: &Environment,
    paths: &[PathBuf],
    base: Option<&Path>,
    options: &ReadOptions,
    job: &JobContext,
) -> ArticlesRead {
    let asked: Vec<Asked> = paths.iter().cloned().map(Asked::from).collect();
    read_asked(env, &asked, base, options, job)
}

/// As [`read_articles`], where a file of a folder that was named before is asked for once more: it keeps the path that
/// it would have had with the others.
#[must_use]
pub fn read_asked(
    env: &Environment,
    all: &[Asked],
    base: Option<&Path>,
    options: &ReadOptions,
    job: &JobContext,
) -> ArticlesRead {
    let fs = env.fs.as_ref();
    let mut read = ArticlesRead::default();
    let mut files = Vec::new();
    for asked in all {
        let mut inside = Vec::new();
        collect(fs, &asked.path, true, 0, &mut inside, &mut read.failures);
        files.extend(inside.into_iter().map(|path| Found {
            stored: stored_path(fs, &path, &asked.named, base),
            asked: Asked {
                path,
                named: asked.named.clone(),
            },
        }));
    }
    let total = files.len() as u64;
    for (i, file) in files.iter().enumerate() {
        if job.is_cancelled() {
            read.is_cancelled = true;
            break;
        }
        job.set_what(file.asked.path.display().to_string());
        read_one(env, file, options, &mut read);
        job.set_progress(i as u64 + 1, total);
    }
    read
}

fn read_one(env: &Environment, found: &Found, options: &ReadOptions, read: &mut ArticlesRead) {
    let path = found.asked.path.as_path();
    let failure = |reason: String, is_binary| ArticleFailure {
        path: path.to_owned(),
        named: found.asked.named.clone(),
        reason,
        is_binary,
    };
    let bytes = match read_regular(
        env.fs.as_ref(),
        path,
        MAX_ARTICLE_BYTES,
        "cannot read the article",
    ) {
        Ok(bytes) => bytes,
        Err(error) => {
            read.failures.push(failure(error.to_string(), false));
            return;
        }
    };
    if looks_like_project(path, &bytes) {
        read.projects.push(path.to_owned());
        return;
    }
    let file = ArticleFile {
        path: &found.stored,
        bytes: &bytes,
    };
    match read_article(&file, options) {
        Ok(articles) => {
            for article in articles {
                let warnings = article.warnings.iter().map(ToString::to_string);
                read.warnings.extend(warnings.map(|w| (path.to_owned(), w)));
                let id = DocumentId::from(env.ids.next_id());
                read.origins.push((id.clone(), path.to_owned()));
                read.documents.push(Arc::new(article.into_document(id)));
            }
        }
        Err(error) => {
            let is_binary = error.can_be_overruled();
            read.failures.push(failure(error.to_string(), is_binary));
        }
    }
}

/// Whether the file is a project of ours rather than an article.
fn looks_like_project(path: &Path, bytes: &[u8]) -> bool {
    let is_json = path
        .extension()
        .is_some_and(|e| e.eq_ignore_ascii_case("json"));
    let head = &bytes[..bytes.len().min(4096)];
    is_json && String::from_utf8_lossy(head).contains("\"countermark-project\"")
}

/// The path as the project keeps it: with `/`, relative, without `..`.
fn stored_path(fs: &dyn FileSystem, file: &Path, asked_for: &Path, base: Option<&Path>) -> String {
    let real = |path: &Path| fs.canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let file_at = real(file);
    if let Some(base) = base
        && let Ok(below) = file_at.strip_prefix(real(base))
    {
        return with_slashes(below);
    }
    let root = real(asked_for);
    let from_parent = root
        .parent()
        .and_then(|parent| file_at.strip_prefix(parent).ok());
    match from_parent {
        Some(below) => with_slashes(below),
        None => with_slashes(Path::new(file.file_name().unwrap_or_default())),
    }
}

fn with_slashes(path: &Path) -> String {
    let parts = path
        .components()
        .map(|part| part.as_os_str().to_string_lossy());
    parts.collect::<Vec<_>>().join("/")
}

fn collect(
    fs: &dyn FileSystem,
    path: &Path,
    was_named: bool,
    depth: usize,
    files: &mut Vec<PathBuf>,
    failures: &mut Vec<ArticleFailure>,
) {
    let mut fail = |reason: String| {
        failures.push(ArticleFailure {
            path: path.to_owned(),
            named: path.to_owned(),
            reason,
            is_binary: false,
        });
    };
    let meta = match fs.metadata(path) {
        Ok(meta) => meta,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return fail("there is no such file".to_owned());
        }
        Err(error) => return fail(format!("cannot look at it: {error}")),
    };
    match meta.kind {
        FileKind::Folder => {
            if depth >= MAX_FOLDER_DEPTH {
                return fail(format!(
                    "folders are nested more than {MAX_FOLDER_DEPTH} deep"
                ));
            }
            match fs.read_dir(path) {
                Ok(mut names) => {
                    names.sort();
                    for name in names.iter().filter(|n| !is_hidden(n)) {
                        collect(fs, &path.join(name), false, depth + 1, files, failures);
                    }
                }
                Err(error) => fail(format!("cannot list the folder: {error}")),
            }
        }
        FileKind::Regular => {
            // A project's own side files are no articles.
            let is_side_file = !was_named && is_side_file(path);
            if !is_side_file {
                files.push(path.to_owned());
            }
        }
        FileKind::Other => fail("it is no regular file".to_owned()),
    }
}

fn is_hidden(name: &OsStr) -> bool {
    name.to_string_lossy().starts_with('.')
}

fn is_side_file(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    [".json.journal", ".json.lock", ".json.bak"]
        .iter()
        .any(|ending| name.ends_with(ending))
}
