//! Tables of articles: one article a row, the columns that are neither text nor title kept as metadata.
//!
//! Tables of annotations look much the same. A table is taken for one of articles only if a column has a name for texts
//! and long texts in it; else the error says what the columns are, and that it may be something to import.

mod csv_file;
mod json_lines;
mod spreadsheet;

pub use csv_file::CsvReader;
pub use json_lines::JsonLinesReader;
pub use spreadsheet::SpreadsheetReader;

use super::{Article, ArticleFile, IngestError, ReadOptions, Warning};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Most rows of a table, as many as a project can have articles.
const MAX_ROWS: usize = 100_000;
/// A column holds articles if one of its texts has so many characters.
const MIN_TEXT_CHARS: usize = 200;

/// The endings of tables.
pub const TABLE_EXTENSIONS: &[&str] = &["csv", "tsv", "jsonl", "ndjson", "xlsx", "xlsm"];

/// Which column holds what. Columns that are not named here are kept as metadata under their own names.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct RowColumns {
    /// The article's text.
    pub text: String,
    /// Its title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Where it was published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outlet: Option<String>,
    /// Who wrote it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author: Option<String>,
    /// When it was published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published: Option<String>,
    /// Where it stands on the web.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// Names of columns, the best first; case and blanks around them do not matter.
const TEXT: &[&str] = &[
    "text",
    "content",
    "body",
    "article",
    "maintext",
    "article_text",
    "articletext",
    "full_text",
    "fulltext",
    "content_text",
    "story",
    "excerpt",
];
const TITLE: &[&str] = &["title", "headline", "article_title", "heading"];
const OUTLET: &[&str] = &[
    "outlet",
    "publisher",
    "media_name",
    "newspaper",
    "publication",
    "site_name",
    "site",
    "source_name",
    "source_domain",
    "source",
    "domain",
];
const AUTHOR: &[&str] = &["author", "authors", "byline", "creator"];
const PUBLISHED: &[&str] = &[
    "published",
    "date",
    "publish_date",
    "date_publish",
    "published_at",
    "publication_date",
    "pub_date",
    "pubdate",
    "datetime",
    "timestamp",
];
const URL: &[&str] = &[
    "url",
    "link",
    "article_url",
    "permalink",
    "canonical_url",
    "uri",
];

impl RowColumns {
    /// What the names of the columns say; `None` where none is a name for texts.
    #[must_use]
    pub fn guessed(columns: &[String]) -> Option<Self> {
        let find = |names: &[&str]| {
            let found = names.iter().find_map(|name| {
                columns
                    .iter()
                    .find(|column| column.trim().eq_ignore_ascii_case(name))
            });
            found.cloned()
        };
        Some(Self {
            text: find(TEXT)?,
            title: find(TITLE),
            outlet: find(OUTLET),
            author: find(AUTHOR),
            published: find(PUBLISHED),
            url: find(URL),
        })
    }

    /// The columns that stand for something, and the metadata's name for it.
    fn named(&self) -> [(&'static str, Option<&String>); 4] {
        [
            ("outlet", self.outlet.as_ref()),
            ("author", self.author.as_ref()),
            ("published", self.published.as_ref()),
            ("url", self.url.as_ref()),
        ]
    }
}

/// A table as it stands in its file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// Names of the columns.
    pub columns: Vec<String>,
    /// The number that a person finds the row by (the line of names is 1), and a cell for each column.
    pub rows: Vec<(usize, Vec<String>)>,
    /// Rows that cannot be read, and why.
    pub bad_rows: Vec<(usize, String)>,
    /// The columns hold places in a text, so the rows are annotations.
    pub has_annotations: Option<String>,
}

impl Table {
    fn place(&self, column: &str) -> Option<usize> {
        let exact = self.columns.iter().position(|c| c == column);
        exact.or_else(|| {
            self.columns
                .iter()
                .position(|c| c.trim().eq_ignore_ascii_case(column.trim()))
        })
    }
}

/// The table in a file, for looking at before it is read.
///
/// # Errors
/// The file is no table, or a damaged one.
pub fn table_of(file: &ArticleFile<'_>, options: &ReadOptions) -> Result<Table, IngestError> {
    if SpreadsheetReader::reads(file) {
        return spreadsheet::table(file);
    }
    let article = Article::from_text_file(file, options, "")?;
    if file.has_extension(json_lines::EXTENSIONS) {
        json_lines::table(&article.text)
    } else {
        csv_file::table(&article.text)
    }
}

/// `base` once for each row, with text, title and metadata of that row.
fn articles(
    base: &Article,
    table: &Table,
    options: &ReadOptions,
) -> Result<Vec<Article>, IngestError> {
    let columns = match &options.columns {
        Some(columns) => columns.clone(),
        None => Arc::new(recognised(table)?),
    };
    let place = |name: &str| {
        table.place(name).ok_or_else(|| IngestError::NoColumn {
            column: name.to_owned(),
            columns: table.columns.clone(),
        })
    };
    let text_at = place(&columns.text)?;
    let title_at = columns.title.as_deref().map(place).transpose()?;
    let mut fields: Vec<(usize, String)> = Vec::new();
    for (name, column) in columns.named() {
        if let Some(column) = column {
            fields.push((place(column)?, name.to_owned()));
        }
    }
    let rest = (0..table.columns.len())
        .filter(|i| *i != text_at && Some(*i) != title_at && fields.iter().all(|(j, _)| j != i))
        .map(|i| (i, table.columns[i].trim().to_owned()));
    let rest: Vec<(usize, String)> = rest.filter(|(_, name)| !name.is_empty()).collect();
    // Those that stand for something count, should another column have their name.
    let fields: Vec<(usize, String)> = rest.into_iter().chain(fields).collect();
    let mut warnings = base.warnings.clone();
    warnings.retain(|w| !matches!(w, Warning::HiddenCharacters(_)));
    for (row, reason) in &table.bad_rows {
        let (row, reason) = (*row, reason.clone());
        warnings.push(Warning::BadRow { row, reason });
    }
    let mut all = Vec::with_capacity(table.rows.len());
    for (row, cells) in &table.rows {
        let cell = |at: usize| cells.get(at).map_or("", String::as_str);
        if cell(text_at).trim().is_empty() {
            let reason = "it has no text".to_owned();
            warnings.push(Warning::BadRow { row: *row, reason });
            continue;
        }
        let mut article = base.clone();
        article.warnings.clear();
        article.put_text(cell(text_at).to_owned());
        article.title = format!("{}, row {row}", article.title);
        article.put_title(title_at.map_or("", cell));
        for (at, name) in &fields {
            article.put_metadata(name, cell(*at));
        }
        article.put_metadata("row", &row.to_string());
        all.push(article);
    }
    let Some(first) = all.first_mut() else {
        let reason = warnings.iter().find_map(|warning| match warning {
            Warning::BadRow { row, reason } => Some(format!("row {row}: {reason}")),
            _ => None,
        });
        return Err(IngestError::Broken {
            format: "table",
            reason: reason.unwrap_or_else(|| "it has no rows".to_owned()),
        });
    };
    first.warnings.splice(0..0, warnings);
    Ok(all)
}

/// The columns by their names, if this is a table of articles.
fn recognised(table: &Table) -> Result<RowColumns, IngestError> {
    if let Some(reason) = &table.has_annotations {
        return Err(IngestError::LikelyAnnotations {
            reason: reason.clone(),
        });
    }
    let has = |names: &[&str]| names.iter().any(|name| table.place(name).is_some());
    if has(&["start", "begin", "start_char", "start_offset", "char_start"])
        && has(&["end", "stop", "end_char", "end_offset", "char_end"])
    {
        return Err(IngestError::LikelyAnnotations {
            reason: "it has columns for where something starts and ends".to_owned(),
        });
    }
    let Some(columns) = RowColumns::guessed(&table.columns) else {
        return Err(IngestError::NoTextColumn {
            columns: table.columns.clone(),
        });
    };
    let at = table.place(&columns.text).unwrap_or_default();
    let is_long = |text: &String| text.chars().nth(MIN_TEXT_CHARS - 1).is_some();
    let has_long = table
        .rows
        .iter()
        .any(|(_, cells)| cells.get(at).is_some_and(is_long));
    if !has_long && !table.rows.is_empty() {
        return Err(IngestError::LikelyAnnotations {
            reason: format!(
                "no text in its column {} has {MIN_TEXT_CHARS} characters",
                columns.text
            ),
        });
    }
    Ok(columns)
}

fn too_many_rows() -> IngestError {
    IngestError::Broken {
        format: "table",
        reason: format!("it has more than the {MAX_ROWS} rows that are read"),
    }
}

#[cfg(test)]
mod tests;
