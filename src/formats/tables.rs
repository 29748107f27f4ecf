//! The three tables of a dataset, as rows of named values: the dataset folder, CSV and XLSX write the same ones.

use super::view::{DocumentView, LinkView, Row, View};
use serde::Serialize;

/// A name and its value.
#[derive(Clone, Copy, Debug, Serialize)]
pub(super) struct Pair<'p> {
    pub name: &'p str,
    pub value: &'p str,
}

/// A row of `documents`.
#[derive(Debug, Serialize)]
pub(super) struct DocumentRow<'p> {
    pub doc_id: &'p str,
    pub title: &'p str,
    pub text: &'p str,
    /// Code points.
    pub char_count: i64,
    pub sha256: &'p str,
    pub source_path: &'p str,
    pub source_media_type: &'p str,
    pub source_encoding: &'p str,
    pub source_newline: &'p str,
    /// Bytes of the article's own file.
    pub source_bytes: i64,
    /// Hash of the article's own file.
    pub source_sha256: &'p str,
    pub metadata: Vec<Pair<'p>>,
}

/// A row of `spans`: one annotation.
#[derive(Debug, Serialize)]
pub(super) struct SpanRow<'p> {
    pub span_id: &'p str,
    pub doc_id: &'p str,
    pub annotator: &'p str,
    pub label: &'p str,
    /// Code points.
    pub start: i64,
    pub end: i64,
    /// UTF-16 units.
    pub start_utf16: i64,
    pub end_utf16: i64,
    /// The covering extent.
    pub text: &'p str,
    pub attributes: Vec<Pair<'p>>,
    /// Code points; empty for one fragment.
    pub fragments: Vec<(i64, i64)>,
    pub note: &'p str,
    pub origin: &'p str,
    pub created: &'p str,
    pub modified: &'p str,
}

/// A row of `links`.
#[derive(Debug, Serialize)]
pub(super) struct LinkRow<'p> {
    pub link_id: &'p str,
    pub annotator: &'p str,
    #[serde(rename = "type")]
    pub kind: &'p str,
    pub source: &'p str,
    pub target: &'p str,
    pub source_doc: &'p str,
    pub target_doc: &'p str,
    pub attributes: Vec<Pair<'p>>,
    pub note: &'p str,
    pub created: &'p str,
    pub modified: &'p str,
}

pub(super) fn document_row<'p>(d: &DocumentView<'p>) -> DocumentRow<'p> {
    let document = d.document;
    let fields = document.metadata.fields.iter();
    DocumentRow {
        doc_id: d.id(),
        title: &document.title,
        text: d.text(),
        char_count: number(document.index().n_chars()),
        sha256: document.text_sha256(),
        source_path: &document.source.path,
        source_media_type: &document.source.media_type,
        source_encoding: &document.source.encoding,
        source_newline: document.source.newline.as_str(),
        source_bytes: i64::try_from(document.source.bytes).unwrap_or(i64::MAX),
        source_sha256: &document.source.sha256,
        metadata: fields
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| Pair { name, value })
            .collect(),
    }
}

pub(super) fn span_row<'p>(view: &View<'p>, d: &DocumentView<'p>, row: &Row<'p>) -> SpanRow<'p> {
    let annotation = row.annotation;
    let (start, end) = (row.start(), row.end());
    let is_one = row.fragments.len() < 2;
    SpanRow {
        span_id: row.id(),
        doc_id: d.id(),
        annotator: view.annotators[row.annotator].id(),
        label: row.label(),
        start: number(start),
        end: number(end),
        start_utf16: number(d.utf16(start)),
        end_utf16: number(d.utf16(end)),
        text: row.extent(d.text()),
        attributes: row
            .features()
            .map(|(name, value)| Pair { name, value })
            .collect(),
        fragments: if is_one {
            Vec::new()
        } else {
            row.fragments
                .iter()
                .map(|f| (number(f.0), number(f.1)))
                .collect()
        },
        note: &annotation.note,
        origin: &annotation.origin,
        created: &annotation.created,
        modified: &annotation.modified,
    }
}

pub(super) fn link_row<'p>(view: &View<'p>, link: &LinkView<'p>) -> LinkRow<'p> {
    let relation = link.relation;
    LinkRow {
        link_id: relation.id.as_str(),
        annotator: relation.annotator.as_str(),
        kind: relation.relation_type.as_str(),
        source: relation.from.as_str(),
        target: relation.to.as_str(),
        source_doc: view.documents[link.from.document].id(),
        target_doc: view.documents[link.to.document].id(),
        attributes: relation
            .features
            .iter()
            .map(|(name, value)| Pair {
                name: name.as_str(),
                value,
            })
            .collect(),
        note: &relation.note,
        created: &relation.created,
        modified: &relation.modified,
    }
}

/// A count or an offset as tables hold it; texts are far shorter than what this could not hold.
pub(super) fn number(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}
