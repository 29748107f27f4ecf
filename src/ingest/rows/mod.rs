//! Tables of articles: one article a row, the columns that are neither text nor title kept as metadata.
//!
//! Tables of annotations look much the same. A table is taken for one of articles only if a column has a name for texts
//! and long texts in it; else the error says what the columns are, and that it may be something to import.

mod csv_file;
mod json_lines;
mod spreadsheet;
mod table;

pub use csv_file::CsvReader;
pub use json_lines::JsonLinesReader;
pub use spreadsheet::SpreadsheetReader;
pub use table::{Cell, Table, TableRow};
use table::{Names, broken};

use super::{Article, ArticleFile, COLUMNS, EXTENT, IngestError, ReadOptions, Warning};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

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
/// Names of columns that hold tags.
const TAGS: &[&str] = &[
    "label",
    "tag",
    "code",
    "annotation",
    "annotator",
    "coder",
    "span",
    "quote",
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

/// The table in a file, for looking at before it is read.
///
/// # Errors
/// The file is no table, or a damaged one.
pub fn table_of(file: &ArticleFile<'_>, options: &ReadOptions) -> Result<Table, IngestError> {
    if SpreadsheetReader::reads(file) {
        return spreadsheet::table(file, options);
    }
    let article = Article::from_text_file(file, options, "")?;
    if file.has_extension(json_lines::EXTENSIONS) {
        json_lines::table(&article.text)
    } else {
        csv_file::table(&article.text)
    }
}

/// What the metadata calls each column; the chosen ones come first, another one of the same name gets a number.
struct FieldNames {
    /// One list a column: a column may stand for several things.
    of_column: Vec<Vec<String>>,
    /// That of the row's own number.
    row: String,
}

impl FieldNames {
    /// `taken`: columns that are something else than metadata.
    fn new(table: &Table, chosen: &[(usize, &str)], taken: &[usize]) -> Self {
        let mut names = Names::default();
        for reserved in [EXTENT, COLUMNS] {
            names.free(reserved);
        }
        let mut of_column = vec![Vec::new(); table.columns.len()];
        for &(column, name) in chosen {
            of_column[column].push(names.free(name));
        }
        for (column, fields) in of_column.iter_mut().enumerate() {
            let name = table.columns[column].trim();
            if fields.is_empty() && !taken.contains(&column) && !name.is_empty() {
                fields.push(names.free(name));
            }
        }
        let row = names.free("row");
        Self { of_column, row }
    }
}

/// `base` once for each row, with text, title and metadata of that row.
fn articles(
    base: &Article,
    table: Table,
    options: &ReadOptions,
) -> Result<Vec<Article>, IngestError> {
    let columns = match &options.columns {
        Some(columns) => columns.clone(),
        None => Arc::new(recognised(&table)?),
    };
    let place = |name: &str| {
        table.place(name).ok_or_else(|| IngestError::NoColumn {
            column: name.to_owned(),
            columns: table.columns.clone(),
        })
    };
    let text_at = place(&columns.text)?;
    let title_at = columns.title.as_deref().map(place).transpose()?;
    let mut chosen: Vec<(usize, &str)> = Vec::new();
    for (name, column) in columns.named() {
        if let Some(column) = column {
            chosen.push((place(column)?, name));
        }
    }
    let taken = [text_at, title_at.unwrap_or(text_at)];
    let names = FieldNames::new(&table, &chosen, &taken);
    let mut warnings = base.warnings.clone();
    warnings.retain(|w| !matches!(w, Warning::HiddenCharacters(_)));
    for (row, reason) in table.bad_rows {
        warnings.push(Warning::BadRow { row, reason });
    }
    let mut all = Vec::with_capacity(table.rows.len());
    for row in table.rows {
        let number = row.number;
        let mut article = base.clone();
        article.warnings.clear();
        let (mut text, mut title) = (Ok(String::new()), String::new());
        for (column, cell) in row.cells {
            let fields = &names.of_column[column];
            if Some(column) == title_at || !fields.is_empty() {
                let words = cell.words();
                for name in fields {
                    article.put_metadata(name, &words);
                }
                if Some(column) == title_at {
                    title = words.into_owned();
                }
            }
            if column == text_at {
                text = cell.into_text();
            }
        }
        let reason = match text {
            Ok(text) if text.trim().is_empty() => "it has no text".to_owned(),
            Err(reason) => reason,
            Ok(text) => {
                article.put_text(text);
                article.title = format!("{}, row {number}", article.title);
                article.put_title(&title);
                article.put_metadata(&names.row, &number.to_string());
                all.push(article);
                continue;
            }
        };
        let row = number;
        warnings.push(Warning::BadRow { row, reason });
    }
    let Some(first) = all.first_mut() else {
        let reason = warnings.iter().find_map(|warning| match warning {
            Warning::BadRow { row, reason } => Some(format!("row {row}: {reason}")),
            _ => None,
        });
        return Err(broken(
            &reason.unwrap_or_else(|| "it has no rows".to_owned()),
        ));
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
    let is_long = |cell: &Cell| cell.words().chars().nth(MIN_TEXT_CHARS - 1).is_some();
    let has_long = table.rows.iter().any(|r| r.cell(at).is_some_and(is_long));
    // A headline beside the text is clear enough, unless there is a word of annotators as well.
    let is_clear = columns.title.is_some() && !has(TAGS);
    if !has_long && !is_clear && !table.rows.is_empty() {
        return Err(IngestError::LikelyAnnotations {
            reason: format!(
                "no text in its column {} has {MIN_TEXT_CHARS} characters",
                columns.text
            ),
        });
    }
    Ok(columns)
}

#[cfg(test)]
mod tests;
