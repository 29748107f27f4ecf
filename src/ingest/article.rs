//! What reading an article file gives, and what can go wrong.

use super::decoding::{EncodingGuess, decode};
use super::hidden::HiddenCharacters;
use super::{ArticleFile, MAX_ARTICLE_BYTES, ReadOptions, encoding_name};
use crate::model::{Document, DocumentId, ForeignFields, Metadata, Source, sha256_hex};
use std::fmt;
use std::sync::Arc;

/// One article, ready to become a document.
#[derive(Clone, Debug)]
pub struct Article {
    /// Shown to the user; never empty.
    pub title: String,
    /// The text that offsets will refer to: no byte-order mark at its start, `\n` line ends only.
    pub text: Arc<str>,
    /// Where it came from.
    pub source: Source,
    /// Outlet, address, date and author, as far as the file says.
    pub metadata: Metadata,
    /// The encoding taken, and whether it is certain.
    pub encoding: EncodingGuess,
    /// What the user should know.
    pub warnings: Vec<Warning>,
}

impl Article {
    /// The document with this id.
    #[must_use]
    pub fn into_document(self, id: DocumentId) -> Document {
        // A file of UTF-8 without mark or carriage return is its text: one hash serves both. The sizes are
        // equal only then, as nothing else keeps every byte (a replaced byte becomes three).
        let is_verbatim = self.source.encoding == "utf-8"
            && self.source.bytes == self.text.len() as u64
            && !self
                .warnings
                .iter()
                .any(|w| matches!(w, Warning::ReplacedBytes { .. }))
            && self.source.newline == crate::model::Newline::Lf;
        let sha256 = if is_verbatim {
            self.source.sha256.clone()
        } else {
            sha256_hex(self.text.as_bytes())
        };
        Document::as_stated(
            id,
            self.title,
            self.source,
            self.metadata,
            sha256,
            self.text,
            ForeignFields::default(),
        )
    }

    /// The text of a file, with everything that does not depend on its format. The title is the file's name.
    pub(super) fn from_text_file(
        file: &ArticleFile<'_>,
        options: &ReadOptions,
        media_type: &str,
    ) -> Result<Self, IngestError> {
        let decoded = decode(file.bytes, options.encoding);
        if !options.allow_binary {
            if decoded.guess.is_utf32 {
                return Err(IngestError::Utf32);
            }
            if decoded.looks_binary(file.bytes) {
                return Err(IngestError::Binary);
            }
        }
        let mut warnings = Vec::new();
        if decoded.n_replaced > 0 {
            warnings.push(Warning::ReplacedBytes {
                n_places: decoded.n_replaced,
                encoding: encoding_name(decoded.guess.encoding),
            });
        }
        if !decoded.guess.is_sure {
            warnings.push(Warning::GuessedEncoding {
                encoding: encoding_name(decoded.guess.encoding),
            });
        }
        let hidden = HiddenCharacters::count(&decoded.text);
        if hidden.n_total() > 0 {
            warnings.push(Warning::HiddenCharacters(hidden));
        }
        Ok(Self {
            title: file.name().to_owned(),
            source: Source {
                path: file.path.to_owned(),
                media_type: media_type.to_owned(),
                encoding: encoding_name(decoded.guess.encoding),
                newline: decoded.newline,
                bytes: file.bytes.len() as u64,
                sha256: sha256_hex(file.bytes),
                foreign: ForeignFields::default(),
            },
            metadata: Metadata::empty_standard(),
            encoding: decoded.guess,
            warnings,
            text: Arc::from(decoded.text),
        })
    }
}

/// Something about a file that was read which the user should know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Warning {
    /// Bytes that the encoding does not allow; each place became one U+FFFD.
    ReplacedBytes {
        /// How many U+FFFD were put in.
        n_places: usize,
        /// The encoding, lower case.
        encoding: String,
    },
    /// The encoding was guessed and may be wrong.
    GuessedEncoding {
        /// The encoding, lower case.
        encoding: String,
    },
    /// Characters that a reader does not see but that offsets count.
    HiddenCharacters(HiddenCharacters),
    /// The text is the source of a web page or the like.
    Markup,
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ReplacedBytes { n_places, encoding } => {
                let places = if *n_places == 1 { "place" } else { "places" };
                write!(
                    f,
                    "{n_places} {places} not valid in {encoding}, replaced by U+FFFD"
                )
            }
            Self::GuessedEncoding { encoding } => {
                write!(f, "the encoding was guessed: {encoding}")
            }
            Self::HiddenCharacters(hidden) => hidden.fmt(f),
            Self::Markup => f.write_str("the text looks like the source of a web page"),
        }
    }
}

/// Why an article file cannot be read. The path is the caller's to add.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IngestError {
    /// NUL bytes or too many control characters.
    #[error("looks like a binary file")]
    Binary,
    /// A byte-order mark of UTF-32.
    #[error("the text is in UTF-32, which cannot be read")]
    Utf32,
    /// Above [`MAX_ARTICLE_BYTES`].
    #[error(
        "the file has {n_bytes} bytes, more than the {limit} an article may have",
        limit = MAX_ARTICLE_BYTES
    )]
    TooLarge {
        /// The file's size.
        n_bytes: usize,
    },
    /// No reader wants it.
    #[error("no reader knows this kind of file")]
    UnknownFormat,
}

impl IngestError {
    /// What the user can do.
    #[must_use]
    pub const fn help(&self) -> &'static str {
        match self {
            Self::Binary => {
                "open the file in the program that made it and save the article as plain text in UTF-8"
            }
            Self::Utf32 => "save it as UTF-8 and open it again",
            Self::TooLarge { .. } => "split the file into several articles",
            Self::UnknownFormat => "save the article as plain text in UTF-8",
        }
    }

    /// Whether the file looks like no text at all; [`ReadOptions::allow_binary`] opens it all the same.
    #[must_use]
    pub const fn can_be_overruled(&self) -> bool {
        matches!(self, Self::Binary | Self::Utf32)
    }
}
