//! Which column of a table holds what: as somebody says, or by the columns' names.

use super::has_ending;
use super::spans_table::{csv_table, is_documents, is_links, is_workbook, xlsx_tables};
use super::unpack::unpacked;
use crate::formats::output::FileSet;
use serde::Deserialize;

/// So many rows of a table are shown.
const SHOWN_ROWS: usize = 5;

/// Names of columns that hold the article.
pub(super) const DOCUMENT: &[&str] =
    &["document", "doc_id", "doc", "article_id", "article", "file"];
/// Names of columns that hold the start.
pub(super) const START: &[&str] = &["start", "begin", "start_offset", "from"];
/// Names of columns that hold the end.
pub(super) const END: &[&str] = &["end", "stop", "end_offset", "to"];
/// Names of columns that hold the tag.
pub(super) const LABEL: &[&str] = &["label", "tag", "code", "technique", "category", "class"];
/// Names of columns that hold the covered words.
pub(super) const TEXT: &[&str] = &["text", "quote", "words", "covered_text"];
/// Names of columns that hold who annotated.
pub(super) const ANNOTATOR: &[&str] = &["annotator", "coder", "user"];
/// Names of columns that hold the annotation's id.
pub(super) const ID: &[&str] = &["span_id", "id", "annotation_id"];
/// Names of columns that hold a free remark.
pub(super) const NOTE: &[&str] = &["note", "memo", "comment"];

/// Names of columns that hold how sure a program was.
pub(super) const SCORE: &[&str] = &["score", "confidence", "probability", "prob"];

/// Which column holds what, for tables that are not ours. Every name is that of a column.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ColumnMap {
    /// The columns' names, for tables without a heading.
    pub header: Vec<String>,
    /// What separates columns; found out where it is not said.
    pub delimiter: Option<char>,
    /// The article: id, title or path.
    pub document: Option<String>,
    /// The start.
    pub start: Option<String>,
    /// The end.
    pub end: Option<String>,
    /// The covered words.
    pub text: Option<String>,
    /// The tag.
    pub label: Option<String>,
    /// Who annotated.
    pub annotator: Option<String>,
    /// The annotation's id.
    pub id: Option<String>,
    /// A free remark.
    pub note: Option<String>,
    /// Columns that become features.
    pub features: Vec<String>,
    /// Offsets count from 1.
    pub one_based: bool,
    /// The end is the last character, not the one after it.
    pub inclusive_end: bool,
    /// `code-points`, `utf-16` or `bytes`.
    pub offset_unit: Option<String>,
}

impl ColumnMap {
    /// What the columns hold by their names: what a reader takes where nobody says otherwise.
    #[must_use]
    pub fn by_names(header: &[String]) -> Self {
        let find = |names: &[&str]| {
            let is_one = |name: &str| header.iter().find(|h| h.trim().eq_ignore_ascii_case(name));
            names.iter().find_map(|name| is_one(name)).cloned()
        };
        Self {
            document: find(DOCUMENT),
            start: find(START),
            end: find(END),
            text: find(TEXT),
            label: find(LABEL),
            annotator: find(ANNOTATOR),
            id: find(ID),
            note: find(NOTE),
            ..Self::default()
        }
    }
}

/// A table of annotations as it begins.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TableHead {
    /// The file or sheet.
    pub name: String,
    /// The columns' names.
    pub header: Vec<String>,
    /// The first rows below it.
    pub rows: Vec<Vec<String>>,
}

/// How the tables among the files begin, but those of links and articles that an export of ours has beside.
#[must_use]
pub fn table_heads(files: &FileSet, map: Option<&ColumnMap>) -> Vec<TableHead> {
    let mut heads = Vec::new();
    let Ok(unpacked) = unpacked(files) else {
        return heads;
    };
    for (path, file) in unpacked.files.files() {
        let tables = if file.head().is_ok_and(|head| is_workbook(&head)) {
            xlsx_tables(path, file.bytes()).unwrap_or_default()
        } else if ["csv", "tsv", "txt", "tab", "labels"]
            .iter()
            .any(|e| has_ending(path, e))
        {
            csv_table(path, file.bytes(), map).into_iter().collect()
        } else {
            Vec::new()
        };
        for table in tables {
            let known = map.cloned().unwrap_or_default();
            if is_links(&table) || is_documents(&table, &known) {
                continue;
            }
            heads.push(TableHead {
                rows: table
                    .rows
                    .into_iter()
                    .take(SHOWN_ROWS)
                    .map(|(_, row)| row)
                    .collect(),
                name: table.name,
                header: table.header,
            });
        }
    }
    heads
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_found_by_their_names_in_any_case() {
        let header = ["Article", " Begin", "END", "technique", "extra"].map(str::to_owned);
        let map = ColumnMap::by_names(&header);
        assert_eq!(map.document.as_deref(), Some("Article"));
        assert_eq!(map.start.as_deref(), Some(" Begin"));
        assert_eq!(map.end.as_deref(), Some("END"));
        assert_eq!(map.label.as_deref(), Some("technique"));
        assert_eq!((map.text, map.annotator), (None, None));
    }

    #[test]
    fn the_first_rows_are_shown_and_no_table_of_links_or_articles() {
        let mut files = FileSet::default();
        let rows: Vec<String> = (0..9).map(|i| format!("a,{i},{}\n", i + 1)).collect();
        let rows = rows.concat();
        files.insert("spans.csv", format!("doc,from,to\n{rows}").into_bytes());
        files.insert(
            "links.csv",
            b"link_id,type,source,target\nr,t,a,b\n".to_vec(),
        );
        files.insert("documents.csv", b"doc_id,text\na,words\n".to_vec());
        files.insert("broken.csv", b"a,b\n1,2,3\n".to_vec());
        let heads = table_heads(&files, None);
        assert_eq!(heads.len(), 1);
        assert_eq!(heads[0].header, ["doc", "from", "to"]);
        assert_eq!(heads[0].rows.len(), SHOWN_ROWS);
        assert_eq!(heads[0].rows[1], ["a", "1", "2"]);
    }
}
