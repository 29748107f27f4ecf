//! Documents: the articles' texts, fixed when they are taken in.

use super::annotation::ForeignFields;
use super::id::DocumentId;
use crate::text::LineIndex;
use sha2::{Digest as _, Sha256};
use std::fmt::Write as _;
use std::sync::{Arc, OnceLock};

/// How the article file ended its lines; the text itself has `\n` only.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Newline {
    /// `\n`, or no line end at all.
    #[default]
    Lf,
    /// `\r\n`.
    CrLf,
    /// `\r`.
    Cr,
    /// More than one kind.
    Mixed,
}

impl Newline {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::Lf, Self::CrLf, Self::Cr, Self::Mixed];

    /// The word in the project file.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Lf => "lf",
            Self::CrLf => "crlf",
            Self::Cr => "cr",
            Self::Mixed => "mixed",
        }
    }
}

/// Where a document's text came from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Source {
    /// The article file: relative to the project's folder where it lies below it, else its name behind the
    /// name of the folder it was read from. With `/` between folders, without `..`.
    pub path: String,
    /// MIME type, such as `text/plain`.
    pub media_type: String,
    /// Encoding the file was decoded from, in the lower-case form of the WHATWG standard.
    pub encoding: String,
    /// The file's line ends.
    pub newline: Newline,
    /// Size of the file in bytes.
    pub bytes: u64,
    /// SHA-256 of the file as read, lower-case hexadecimal.
    pub sha256: String,
    /// Unknown fields.
    pub foreign: ForeignFields,
}

/// What is known about an article beside its text: outlet, url, published, author and whatever else, in the
/// file's order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Metadata {
    /// Name and text.
    pub fields: Vec<(String, String)>,
    /// Values that are no text in the file.
    pub foreign: ForeignFields,
}

impl Metadata {
    /// The value of `name`, empty where absent.
    #[must_use]
    pub fn get(&self, name: &str) -> &str {
        let found = self.fields.iter().find(|(n, _)| n == name);
        found.map_or("", |(_, v)| v.as_str())
    }

    /// The names of the four fields that every new document has.
    pub const STANDARD: [&'static str; 4] = ["outlet", "url", "published", "author"];

    /// The four fields that every new document has, empty.
    #[must_use]
    pub fn empty_standard() -> Self {
        Self {
            fields: Self::STANDARD.map(|n| (n.to_owned(), String::new())).into(),
            foreign: ForeignFields::default(),
        }
    }
}

/// One article's text with what is known about it. Never edited in place.
#[derive(Clone, Debug)]
pub struct Document {
    /// Unique among documents.
    pub id: DocumentId,
    /// Shown to the user.
    pub title: String,
    /// Where the text came from.
    pub source: Source,
    /// Outlet, address, date, author, …
    pub metadata: Metadata,
    /// SHA-256 of the text's UTF-8 bytes as the file states it, lower-case hexadecimal. May be wrong: then
    /// [`super::Problem`] says so and the stated value is kept.
    pub sha256: String,
    /// Unknown fields.
    pub foreign: ForeignFields,
    text: Arc<str>,
    index: Arc<OnceLock<LineIndex>>,
    text_sha256: Arc<OnceLock<String>>,
}

impl Document {
    /// A document with the hash of its text.
    #[must_use]
    pub fn new(id: DocumentId, title: String, source: Source, text: Arc<str>) -> Self {
        let sha256 = sha256_hex(text.as_bytes());
        let stated = Self::as_stated(
            id,
            title,
            source,
            Metadata::empty_standard(),
            sha256.clone(),
            text,
            ForeignFields::default(),
        );
        Self {
            text_sha256: Arc::new(OnceLock::from(sha256)),
            ..stated
        }
    }

    /// A document as a file states it; `sha256` is not verified.
    #[must_use]
    pub fn as_stated(
        id: DocumentId,
        title: String,
        source: Source,
        metadata: Metadata,
        sha256: String,
        text: Arc<str>,
        foreign: ForeignFields,
    ) -> Self {
        Self {
            id,
            title,
            source,
            metadata,
            sha256,
            foreign,
            text,
            index: Arc::new(OnceLock::new()),
            text_sha256: Arc::new(OnceLock::new()),
        }
    }

    /// The text that offsets refer to.
    #[must_use]
    pub fn text(&self) -> &Arc<str> {
        &self.text
    }

    /// Offsets in every unit, built at the first call.
    #[must_use]
    pub fn index(&self) -> &LineIndex {
        self.index.get_or_init(|| LineIndex::new(&self.text))
    }

    /// The SHA-256 that the text has, in the form of [`Self::sha256`]; worked out at the first call.
    #[must_use]
    pub fn text_sha256(&self) -> &str {
        self.text_sha256
            .get_or_init(|| sha256_hex(self.text.as_bytes()))
    }
}

impl PartialEq for Document {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
            && self.title == other.title
            && self.source == other.source
            && self.metadata == other.metadata
            && self.sha256 == other.sha256
            && self.foreign == other.foreign
            && self.text == other.text
    }
}

impl Eq for Document {}

/// SHA-256 as 64 lower-case hexadecimal digits.
#[must_use]
pub fn sha256_hex(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(64);
    for byte in Sha256::digest(bytes) {
        // Writing to a String cannot fail.
        let _ = write!(out, "{byte:02x}");
    }
    out
}
