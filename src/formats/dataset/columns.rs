//! The columns of the three tables with their types: the same in Parquet, in JSON lines and in the card.

use super::Table;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Text, never missing.
    Text,
    /// A whole number of 64 bits.
    Number,
    /// A list of names with their values.
    Pairs,
    /// A list of start and end.
    Fragments,
}

const DOCUMENTS: &[(&str, Kind)] = &[
    ("doc_id", Kind::Text),
    ("title", Kind::Text),
    ("text", Kind::Text),
    ("char_count", Kind::Number),
    ("sha256", Kind::Text),
    ("source_path", Kind::Text),
    ("source_media_type", Kind::Text),
    ("source_encoding", Kind::Text),
    ("source_newline", Kind::Text),
    ("source_bytes", Kind::Number),
    ("source_sha256", Kind::Text),
    ("metadata", Kind::Pairs),
];
const SPANS: &[(&str, Kind)] = &[
    ("span_id", Kind::Text),
    ("doc_id", Kind::Text),
    ("annotator", Kind::Text),
    ("label", Kind::Text),
    ("start", Kind::Number),
    ("end", Kind::Number),
    ("start_utf16", Kind::Number),
    ("end_utf16", Kind::Number),
    ("text", Kind::Text),
    ("attributes", Kind::Pairs),
    ("fragments", Kind::Fragments),
    ("note", Kind::Text),
    ("origin", Kind::Text),
    ("created", Kind::Text),
    ("modified", Kind::Text),
];
const LINKS: &[(&str, Kind)] = &[
    ("link_id", Kind::Text),
    ("annotator", Kind::Text),
    ("type", Kind::Text),
    ("source", Kind::Text),
    ("target", Kind::Text),
    ("source_doc", Kind::Text),
    ("target_doc", Kind::Text),
    ("attributes", Kind::Pairs),
    ("note", Kind::Text),
    ("created", Kind::Text),
    ("modified", Kind::Text),
];

impl Table {
    /// Its columns in their order.
    pub(super) const fn columns(self) -> &'static [(&'static str, Kind)] {
        match self {
            Self::Documents => DOCUMENTS,
            Self::Spans => SPANS,
            Self::Links => LINKS,
        }
    }
}
