//! An article's file read once more: with what was decided when it was read first, and which of its articles is which.

use super::articles::in_place_of;
use super::environment::Environment;
use crate::ingest::{
    Article, ArticleFile, COLUMNS, EXTENT, MAX_ARTICLE_BYTES, ReadOptions, RowColumns, WHOLE_PAGE,
    encoding_by_name, is_table, read_article,
};
use crate::model::{Document, DocumentId, Project};
use crate::storage::file_system::read_regular;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// How the file of a document is read again: as much of the page, the same columns. The encoding is left to the file.
#[must_use]
pub fn options_of(document: &Document) -> ReadOptions {
    let columns: Option<RowColumns> = serde_json::from_str(document.metadata.get(COLUMNS)).ok();
    ReadOptions {
        whole_page: document.metadata.get(EXTENT) == WHOLE_PAGE,
        columns: columns.map(Arc::new),
        ..ReadOptions::default()
    }
}

/// Keeps in a document which columns of its table were chosen, for [`options_of`].
pub(super) fn keep_columns(document: &mut Document, options: &ReadOptions) {
    let Some(columns) = &options.columns else {
        return;
    };
    // A record of texts always becomes JSON.
    if let Ok(value) = serde_json::to_string(&**columns)
        && is_table(&document.source.media_type)
    {
        let fields = &mut document.metadata.fields;
        fields.retain(|(name, _)| name != COLUMNS);
        fields.push((COLUMNS.to_owned(), value));
    }
}

/// The documents of each source path, in the project's order.
pub struct Siblings<'p>(HashMap<&'p str, Vec<&'p DocumentId>>);

impl<'p> Siblings<'p> {
    /// Of all documents.
    #[must_use]
    pub fn of(project: &'p Project) -> Self {
        let mut all: HashMap<&str, Vec<&DocumentId>> = HashMap::new();
        for document in project.documents() {
            let path = document.source.path.as_str();
            all.entry(path).or_default().push(&document.id);
        }
        Self(all)
    }

    fn with(&self, document: &Document) -> &[&'p DocumentId] {
        let found = self.0.get(document.source.path.as_str());
        found.map_or(&[], Vec::as_slice)
    }
}

/// A file with the articles that it holds now.
pub struct FileNow {
    key: Key,
    articles: Vec<Article>,
    /// Their numbers by text, and by title.
    by_text: Vec<usize>,
    by_title: Vec<usize>,
}

/// What a file is read by: documents of one file that were read alike share the reading.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Key {
    path: PathBuf,
    stored: String,
    encoding: String,
    extent: String,
    columns: String,
}

impl Key {
    fn of(document: &Document, path: &Path) -> Self {
        Self {
            path: path.to_owned(),
            stored: document.source.path.clone(),
            encoding: document.source.encoding.clone(),
            extent: document.metadata.get(EXTENT).to_owned(),
            columns: document.metadata.get(COLUMNS).to_owned(),
        }
    }
}

impl FileNow {
    /// Reads the file that `document` came from. It is read in the encoding that it was read in before where nothing in
    /// it says otherwise.
    ///
    /// # Errors
    /// In words: it cannot be read.
    pub fn read(env: &Environment, document: &Document, path: &Path) -> Result<Self, String> {
        let what = "the article cannot be read";
        let bytes = read_regular(env.fs.as_ref(), path, MAX_ARTICLE_BYTES as u64, what)
            .map_err(|error| error.to_string())?;
        let file = ArticleFile {
            path: &document.source.path,
            bytes: &bytes,
        };
        let read = |options: &ReadOptions| read_article(&file, options).map_err(|e| e.to_string());
        let mut options = options_of(document);
        let before = &document.source.encoding;
        let mut articles = read(&options)?;
        let mut all = articles.iter();
        let is_guess = all.any(|a| !a.encoding.is_sure && a.source.encoding != *before);
        if is_guess && let Some(encoding) = encoding_by_name(before) {
            options.encoding = Some(encoding);
            articles = read(&options)?;
        }
        let sorted = |key: fn(&Article) -> &str| {
            let mut numbers: Vec<usize> = (0..articles.len()).collect();
            numbers.sort_by(|x, y| key(&articles[*x]).cmp(key(&articles[*y])));
            numbers
        };
        Ok(Self {
            key: Key::of(document, path),
            by_text: sorted(|a| &a.text),
            by_title: sorted(|a| &a.title),
            articles,
        })
    }

    /// Whether the file of this document is read, in the way that it is.
    #[must_use]
    pub fn is_of(&self, document: &Document, path: &Path) -> bool {
        self.key == Key::of(document, path)
    }

    /// How many articles it holds.
    #[must_use]
    pub fn n_articles(&self) -> usize {
        self.articles.len()
    }

    /// The document as the file holds it now, with what to know about the file: where it is no table,
    /// its only article, else the one with the same text or title, or, where there are as many as then, the one in its place.
    ///
    /// # Errors
    /// In words: the file does not hold it any more.
    pub fn document(
        &self,
        old: &Document,
        siblings: &Siblings<'_>,
    ) -> Result<(Arc<Document>, Vec<String>), String> {
        let siblings = siblings.with(old);
        let alike = |numbers: &[usize], key: fn(&Article) -> &str, wanted: &str| {
            let from = numbers.partition_point(|i| key(&self.articles[*i]) < wanted);
            let rest = numbers[from..].iter();
            let mut same = rest.take_while(|i| key(&self.articles[**i]) == wanted);
            same.next().map(|first| (*first, same.next().is_none()))
        };
        let is_alone = self.articles.len() == 1 && !is_table(&old.source.media_type);
        let only = || is_alone.then_some(0);
        let by_text = || alike(&self.by_text, |a| &a.text, old.text()).map(|(at, _)| at);
        let by_title = || {
            let found = alike(&self.by_title, |a| &a.title, &old.title);
            found.filter(|(_, is_only)| *is_only).map(|(at, _)| at)
        };
        let by_place = || {
            let place = siblings.iter().position(|id| **id == old.id);
            place.filter(|_| siblings.len() == self.articles.len())
        };
        let at = only().or_else(by_text).or_else(by_title).or_else(by_place);
        let Some(article) = at.and_then(|at| self.articles.get(at)) else {
            return Err("the file does not hold this article any more".to_owned());
        };
        let warnings = article.warnings.iter().map(ToString::to_string).collect();
        let mut new = article.clone().into_document(old.id.clone());
        keep_columns(&mut new, &options_of(old));
        let mut new = in_place_of(old, new);
        new.title.clone_from(&old.title);
        Ok((Arc::new(new), warnings))
    }
}
