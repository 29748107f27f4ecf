//! Article files and folders → documents. Runs in a job: it reads the disk.

mod walk;

use super::environment::Environment;
use super::file_now::keep_columns;
use super::jobs::JobContext;
use crate::ingest::{
    ArticleFile, COLUMNS, EXTENT, IngestError, MAX_ARTICLE_BYTES, ReadOptions, Table, Warning,
    read_article, table_of,
};
use crate::model::{Document, DocumentId, Project};
use crate::storage::FileSystem;
use crate::storage::atomic::folder_of;
use crate::storage::file_system::read_regular;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use walk::Walk;

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

/// A file that did not come in, or a row of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArticleFailure {
    /// Which.
    pub path: PathBuf,
    /// What the user named: the file itself, or the folder in which it was found.
    pub named: PathBuf,
    /// Why, in words.
    pub reason: String,
    /// What the user can do; may be empty.
    pub help: String,
    /// Whether it looks binary, and can be read all the same if the user insists.
    pub is_binary: bool,
    /// Whether it can be read once the user says which column holds what.
    pub needs_columns: bool,
    /// Of a row of a table whose other rows came in: how many rows the table has.
    pub of_rows: Option<usize>,
}

/// What to know about an article that came in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArticleWarning {
    /// Its file.
    pub path: PathBuf,
    /// The new document.
    pub document: DocumentId,
    /// In words.
    pub words: String,
    /// Whether the text should be looked at before anybody annotates it.
    pub wants_a_look: bool,
}

/// What came of reading article files.
#[derive(Clone, Debug, Default)]
pub struct ArticlesRead {
    /// New documents, in path order; not yet in any project.
    pub documents: Vec<Arc<Document>>,
    /// Files that did not come in.
    pub failures: Vec<ArticleFailure>,
    /// Files in folders that are of no kind that is read: pictures, style sheets and the like.
    pub left_out: Vec<PathBuf>,
    /// Files and folders that were come upon once more, by a link or named twice; they were read once.
    pub repeated: Vec<PathBuf>,
    /// Project files that were among them.
    pub projects: Vec<PathBuf>,
    /// What to know about those that came in.
    pub warnings: Vec<ArticleWarning>,
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
    let mut walk = Walk::new(fs, job);
    let mut files = Vec::new();
    for asked in all {
        let inside = walk.files_of(&asked.path).into_iter();
        files.extend(inside.map(|path| Found {
            stored: stored_path(fs, &path, &asked.named, base),
            asked: Asked {
                path,
                named: asked.named.clone(),
            },
        }));
    }
    let mut read = walk.read;
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
    let failure = |reason: String, error: Option<&IngestError>| ArticleFailure {
        path: path.to_owned(),
        named: found.asked.named.clone(),
        reason,
        help: error.map_or("", IngestError::help).to_owned(),
        is_binary: error.is_some_and(IngestError::can_be_overruled),
        needs_columns: error.is_some_and(IngestError::needs_columns),
        of_rows: None,
    };
    let bytes = match read_regular(
        env.fs.as_ref(),
        path,
        MAX_ARTICLE_BYTES as u64,
        "cannot read the article",
    ) {
        Ok(bytes) => bytes,
        Err(error) => {
            read.failures.push(ArticleFailure {
                help: error.help().to_owned(),
                ..failure(error.to_string(), None)
            });
            return;
        }
    };
    if looks_like_project(path, &bytes) {
        read.projects.push(path.to_owned());
        return;
    }
    if is_json(path) && found.asked.path != found.asked.named {
        read.left_out.push(path.to_owned());
        return;
    }
    let file = ArticleFile {
        path: &found.stored,
        bytes: &bytes,
    };
    match read_article(&file, options) {
        Ok(articles) => {
            let warnings = articles.iter().flat_map(|article| &article.warnings);
            let is_row = |w: &&Warning| matches!(w, Warning::BadRow { .. });
            let n_rows = articles.len() + warnings.filter(is_row).count();
            let place = lasting(env.fs.as_ref(), path);
            for article in articles {
                let id = DocumentId::from(env.ids.next_id());
                for warning in &article.warnings {
                    if let Warning::BadRow { .. } = warning {
                        read.failures.push(ArticleFailure {
                            of_rows: Some(n_rows),
                            help: "mend this row in the table, or do without it".to_owned(),
                            ..failure(warning.to_string(), None)
                        });
                    } else {
                        read.warnings.push(ArticleWarning {
                            path: path.to_owned(),
                            document: id.clone(),
                            words: warning.to_string(),
                            wants_a_look: warning.wants_a_look(),
                        });
                    }
                }
                read.origins.push((id.clone(), place.clone()));
                let mut document = article.into_document(id);
                keep_columns(&mut document, options);
                read.documents.push(Arc::new(document));
            }
        }
        Err(error) => read.failures.push(failure(error.to_string(), Some(&error))),
    }
}

/// The table in a file of the user's, to be looked at before its rows are read as articles.
///
/// # Errors
/// In words: the file cannot be read, or holds no table.
pub fn read_table(env: &Environment, path: &Path) -> Result<Table, String> {
    let what = "cannot read the table";
    let bytes = read_regular(env.fs.as_ref(), path, MAX_ARTICLE_BYTES as u64, what)
        .map_err(|error| error.to_string())?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let file = ArticleFile {
        path: &name,
        bytes: &bytes,
    };
    table_of(&file, &ReadOptions::default()).map_err(|error| error.to_string())
}

/// `new`, which was read from the file of `old` once more, in its place: with its id, path and metadata, but for what
/// says how the file was read.
#[must_use]
pub fn in_place_of(old: &Document, mut new: Document) -> Document {
    let is_how = |name: &str| [EXTENT, COLUMNS].contains(&name);
    let mut how = std::mem::take(&mut new.metadata.fields);
    how.retain(|(name, _)| is_how(name));
    new.id = old.id.clone();
    new.source.path.clone_from(&old.source.path);
    new.source.foreign.clone_from(&old.source.foreign);
    new.metadata = old.metadata.clone();
    new.metadata.fields.retain(|(name, _)| !is_how(name));
    new.metadata.fields.extend(how);
    new.foreign.clone_from(&old.foreign);
    new
}

/// The articles of a project by their texts, to find those that come once more.
#[derive(Debug)]
pub struct KnownArticles<'a> {
    by_text: HashMap<&'a str, Vec<&'a Document>>,
}

impl<'a> KnownArticles<'a> {
    /// Those of `project`.
    #[must_use]
    pub fn of(project: &'a Project) -> Self {
        let mut by_text: HashMap<&str, Vec<&Document>> = HashMap::new();
        for document in project.documents() {
            by_text.entry(&document.sha256).or_default().push(document);
        }
        Self { by_text }
    }

    /// Whether `new` is one of them: with the same text, and of the same file, which `is_same_file` tells of one of
    /// them.
    pub fn has(&self, new: &Document, mut is_same_file: impl FnMut(&Document) -> bool) -> bool {
        let same_text = self.by_text.get(new.sha256.as_str());
        same_text.into_iter().flatten().any(|old| {
            old.text() == new.text()
                && old.metadata.get("row") == new.metadata.get("row")
                && is_same_file(old)
        })
    }
}

/// Whether the file is a project of ours rather than an article.
fn looks_like_project(path: &Path, bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(4096)];
    is_json(path) && String::from_utf8_lossy(head).contains("\"countermark-project\"")
}

fn is_json(path: &Path) -> bool {
    path.extension()
        .is_some_and(|e| e.eq_ignore_ascii_case("json"))
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

/// The path as it can be found again from any folder; a link stays one.
fn lasting(fs: &dyn FileSystem, path: &Path) -> PathBuf {
    let folder = fs.canonicalize(folder_of(path));
    match (folder, path.file_name()) {
        (Ok(folder), Some(name)) => folder.join(name),
        _ => path.to_owned(),
    }
}

fn with_slashes(path: &Path) -> String {
    let parts = path
        .components()
        .map(|part| part.as_os_str().to_string_lossy());
    parts.collect::<Vec<_>>().join("/")
}
