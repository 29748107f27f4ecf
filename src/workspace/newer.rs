//! Article files that have changed since they were read, and the newer versions of articles that they hold.
//!
//! Nothing here changes a project: what is found is offered.

use super::environment::Environment;
use super::jobs::JobContext;
use crate::edit::replace::{self, Carried};
use crate::ingest::{Article, ArticleFile, ReadOptions, encoding_by_name, read_article};
use crate::model::{Document, DocumentId, Project, sha256_hex};
use crate::storage::FileSystem;
use crate::storage::file_system::{FileKind, read_regular};
use crate::text::{Anchors, TextChange};
use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

/// Largest article file, in bytes.
const MAX_ARTICLE_BYTES: u64 = 256 << 20;

/// Kinds of files of which an article may have been taken alone or with the whole page.
const PAGES: [&str; 2] = ["text/html", "multipart/related"];

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
        if meta.kind != FileKind::Regular || meta.len > MAX_ARTICLE_BYTES {
            return None;
        }
        let state = (meta.len, meta.modified_nanos);
        let is_known = self
            .0
            .get(path)
            .is_some_and(|(len, time, _)| (*len, *time) == state && *time != 0);
        if !is_known {
            let bytes =
                read_regular(fs, path, MAX_ARTICLE_BYTES, "cannot read the article").ok()?;
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
    /// Whether it was stopped.
    pub is_cancelled: bool,
}

/// The articles whose file is no longer what it was when it was read: id and file, in the order of the articles.
///
/// `folder`: where the project lies. `origins`: files that are known to lie elsewhere. A file that is not there, is no
/// regular file, or is named by a path that leaves the folder, is passed over; so is an article without a hash.
#[must_use]
pub fn changed_files(
    fs: &dyn FileSystem,
    project: &Project,
    folder: Option<&Path>,
    origins: &BTreeMap<DocumentId, PathBuf>,
    seen: &mut SeenFiles,
    job: &JobContext,
) -> Vec<(DocumentId, PathBuf)> {
    let mut found = Vec::new();
    let total = project.documents().len() as u64;
    for (i, document) in project.documents().iter().enumerate() {
        if job.is_cancelled() {
            break;
        }
        job.set_progress(i as u64, total);
        let source = &document.source;
        if source.sha256.is_empty() {
            continue;
        }
        let origin = origins.get(&document.id).cloned();
        let Some(path) = origin.or_else(|| Some(folder?.join(inside(&source.path)?))) else {
            continue;
        };
        if seen
            .hash(fs, &path)
            .is_some_and(|hash| hash != source.sha256)
        {
            found.push((document.id.clone(), path));
        }
    }
    found
}

/// The path, where it stays in the folder that it is relative to.
fn inside(path: &str) -> Option<&Path> {
    let path = Path::new(path);
    let is_plain = |part: Component<'_>| matches!(part, Component::Normal(_));
    let is_inside = path.components().next().is_some() && path.components().all(is_plain);
    is_inside.then_some(path)
}

/// Reads the newer versions of all articles whose file has changed; see [`changed_files`].
#[must_use]
pub fn look_for_newer(
    env: &Environment,
    project: &Project,
    folder: Option<&Path>,
    origins: &BTreeMap<DocumentId, PathBuf>,
    mut seen: SeenFiles,
    job: &JobContext,
) -> NewerArticles {
    let changed = changed_files(env.fs.as_ref(), project, folder, origins, &mut seen, job);
    let mut found = NewerArticles {
        seen,
        ..NewerArticles::default()
    };
    for (id, path) in changed {
        if job.is_cancelled() {
            found.is_cancelled = true;
            break;
        }
        match newer_document(env, project, &id, &path) {
            Ok((new, warnings)) => match Newer::of(project, path.clone(), new, warnings) {
                Some(newer) => found.newer.push(newer),
                None => found.failures.push((path, "it is empty now".to_owned())),
            },
            Err(why) => found.failures.push((path, why)),
        }
    }
    found
}

/// The article of this id as the file holds it now, with what to know about the file. It is read in the encoding that it
/// was read in before where nothing in it says otherwise.
///
/// # Errors
/// In words: there is no such article, the file cannot be read, or does not hold the article any more.
pub fn newer_document(
    env: &Environment,
    project: &Project,
    id: &DocumentId,
    path: &Path,
) -> Result<(Arc<Document>, Vec<String>), String> {
    let old = project
        .document(id)
        .ok_or_else(|| format!("there is no article {id}"))?;
    let fs = env.fs.as_ref();
    let bytes = read_regular(fs, path, MAX_ARTICLE_BYTES, "the article cannot be read")
        .map_err(|error| error.to_string())?;
    let file = ArticleFile {
        path: &old.source.path,
        bytes: &bytes,
    };
    let read = |options: &ReadOptions| read_article(&file, options).map_err(|e| e.to_string());
    let mut articles = read(&ReadOptions::default())?;
    let is_guess = articles
        .iter()
        .any(|a| !a.encoding.is_sure && a.source.encoding != old.source.encoding);
    if is_guess && let Some(encoding) = encoding_by_name(&old.source.encoding) {
        articles = read(&ReadOptions {
            encoding: Some(encoding),
            ..ReadOptions::default()
        })?;
    }
    let mut found: Vec<Article> = same_article(project, old, articles).into_iter().collect();
    if PAGES.contains(&old.source.media_type.as_str()) {
        // It may have been taken in with all that the page shows.
        let whole = read(&ReadOptions {
            whole_page: true,
            ..ReadOptions::default()
        });
        let whole = whole.ok().and_then(|all| same_article(project, old, all));
        found.extend(whole.filter(|whole| found.iter().all(|a| a.text != whole.text)));
    }
    let Some(article) = nearest_text(old.text(), found) else {
        return Err("the file does not hold this article any more".to_owned());
    };
    let warnings = article.warnings.iter().map(ToString::to_string).collect();
    let mut new = article.into_document(old.id.clone());
    new.title.clone_from(&old.title);
    new.metadata.clone_from(&old.metadata);
    new.foreign.clone_from(&old.foreign);
    new.source.path.clone_from(&old.source.path);
    new.source.foreign.clone_from(&old.source.foreign);
    Ok((Arc::new(new), warnings))
}

/// The one whose text differs least from `old`.
fn nearest_text(old: &str, mut found: Vec<Article>) -> Option<Article> {
    if found.len() > 1 {
        let difference = |article: &Article| -> usize {
            let changes = Anchors::new(old, &article.text).changes();
            changes.iter().map(|c| c.old.len() + c.new.len()).sum()
        };
        found.sort_by_cached_key(difference);
    }
    found.into_iter().next()
}

/// Which article of a file is the one that was read from it before: the only one, the one with the same text or title, or,
/// where there are as many as then, the one in its place.
fn same_article(project: &Project, old: &Document, mut articles: Vec<Article>) -> Option<Article> {
    if articles.len() <= 1 {
        return articles.pop();
    }
    let siblings: Vec<&Arc<Document>> = project
        .documents()
        .iter()
        .filter(|d| d.source.path == old.source.path)
        .collect();
    let by_text = articles.iter().position(|a| *a.text == **old.text());
    let by_title = || {
        let mut same = (0..articles.len()).filter(|&i| articles[i].title == old.title);
        same.next().filter(|_| same.next().is_none())
    };
    let by_place = || {
        let place = siblings.iter().position(|d| d.id == old.id);
        place.filter(|_| siblings.len() == articles.len())
    };
    let at = by_text.or_else(by_title).or_else(by_place)?;
    Some(articles.swap_remove(at))
}

#[cfg(test)]
#[path = "newer_tests.rs"]
mod tests;
