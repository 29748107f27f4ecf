//! What reading an article file gives, and what can go wrong.

use super::decoding::{EncodingGuess, decode};
use super::hidden::HiddenCharacters;
use super::{ArticleFile, MAX_ARTICLE_BYTES, ReadOptions, encoding_name};
use crate::model::{
    Document, DocumentId, ForeignFields, Metadata, Newline, Source, as_title, sha256_hex,
};
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
    /// Whether the text was taken out of what the file holds, so that it is not the file's own characters.
    pub is_extracted: bool,
}

impl Article {
    /// The document with this id.
    #[must_use]
    pub fn into_document(self, id: DocumentId) -> Document {
        // A file of UTF-8 without mark or carriage return is its text: one hash serves both. The sizes are
        // equal only then, as nothing else keeps every byte (a replaced byte becomes three).
        let is_verbatim = !self.is_extracted
            && self.source.encoding == "utf-8"
            && self.source.bytes == self.text.len() as u64
            && !self
                .warnings
                .iter()
                .any(|w| matches!(w, Warning::ReplacedBytes { .. }))
            && self.source.newline == Newline::Lf;
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
            is_extracted: false,
        })
    }

    /// An article whose text was taken out of a file that is no text itself. The title is the file's name.
    pub(super) fn extracted(file: &ArticleFile<'_>, media_type: &str, text: String) -> Self {
        let mut article = Self {
            title: file.name().to_owned(),
            source: Source {
                path: file.path.to_owned(),
                media_type: media_type.to_owned(),
                encoding: String::new(),
                newline: Newline::Lf,
                bytes: file.bytes.len() as u64,
                sha256: sha256_hex(file.bytes),
                foreign: ForeignFields::default(),
            },
            metadata: Metadata::empty_standard(),
            encoding: EncodingGuess {
                encoding: encoding_rs::UTF_8,
                is_sure: true,
                is_utf32: false,
            },
            warnings: Vec::new(),
            text: Arc::from(""),
            is_extracted: true,
        };
        article.put_text(text);
        article
    }

    /// Replaces the file's characters by what was taken out of them.
    pub(super) fn put_text(&mut self, text: String) {
        let text = if text.contains('\r') {
            text.replace("\r\n", "\n").replace('\r', "\n")
        } else {
            text
        };
        self.warnings
            .retain(|w| !matches!(w, Warning::HiddenCharacters(_)));
        let hidden = HiddenCharacters::count(&text);
        if hidden.n_total() > 0 {
            self.warnings.push(Warning::HiddenCharacters(hidden));
        }
        self.text = Arc::from(text);
        self.is_extracted = true;
    }

    /// The stated title where it can be one, else the first line that has words and can be one, else the name of
    /// the file, which is there already.
    pub(super) fn put_title(&mut self, stated: &str) {
        let stated = stated.split_whitespace().collect::<Vec<_>>().join(" ");
        let first_line = self.text.split('\n').find(|line| !line.trim().is_empty());
        let title = stated_title(&stated).or_else(|| as_title(first_line.unwrap_or_default()));
        if let Some(title) = title {
            self.title = title.to_owned();
        }
    }

    /// Fills a field of the metadata, one that every document has or a new one. A blank value changes nothing.
    pub(super) fn put_metadata(&mut self, name: &str, value: &str) {
        let value = value.split_whitespace().collect::<Vec<_>>().join(" ");
        if value.is_empty() {
            return;
        }
        let fields = &mut self.metadata.fields;
        match fields.iter_mut().find(|(n, _)| n == name) {
            Some((_, old)) => *old = value,
            None => fields.push((name.to_owned(), value)),
        }
    }
}

/// What programs put as a title where nobody wrote one.
const NO_TITLES: &[&str] = &[
    "untitled",
    "untitled document",
    "unknown",
    "unknown title",
    "unbenannt",
    "sans nom",
    "sin título",
    "senza titolo",
    "no title",
    "powerpoint presentation",
];

/// `title` if a person may have written it: no name of a file, nothing that programs put there by themselves.
fn stated_title(title: &str) -> Option<&str> {
    let lower = title.to_lowercase();
    let is_file_name = [
        ".doc", ".docx", ".odt", ".rtf", ".pdf", ".txt", ".indd", ".qxd", ".qxp", ".html", ".htm",
        ".wpd", ".pages",
    ]
    .iter()
    .any(|ending| lower.ends_with(ending));
    let is_made = is_file_name
        || NO_TITLES.contains(&lower.as_str())
        || lower.starts_with("microsoft word - ");
    if is_made { None } else { as_title(title) }
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
    /// In a web page nothing was found that looks like an article, so all of it was taken.
    NoArticleFound,
    /// Of what a web page shows little was taken for its article.
    SmallPart {
        /// So much of the page's characters.
        percent: usize,
    },
    /// The file ends before it should.
    CutOff,
    /// There is not a word in it.
    Empty,
    /// Signs of a symbol font for which Unicode has no character that is known here; they stay out.
    LostSigns {
        /// So many of them.
        n_signs: usize,
    },
    /// Pages that are pictures.
    ScannedPages {
        /// So many of them.
        n_scanned: usize,
        /// Of so many.
        n_pages: usize,
    },
    /// Pages whose columns could not be told for sure.
    GuessedOrder {
        /// So many of them.
        n_guessed: usize,
        /// Of so many.
        n_pages: usize,
    },
    /// Something in the file could not be read.
    PartsUnreadable,
    /// Items of lists whose marks were guessed: the file may have others.
    Bullets {
        /// So many of them.
        n_lines: usize,
    },
    /// A row of a table that is no article; it stays out. Stands at the first article of the table.
    BadRow {
        /// The number that a person finds it by.
        row: usize,
        /// What is wrong with it.
        reason: String,
    },
}

impl Warning {
    /// Whether the text should be looked at before anybody annotates it.
    #[must_use]
    pub const fn wants_a_look(&self) -> bool {
        match self {
            Self::ReplacedBytes { .. }
            | Self::Markup
            | Self::NoArticleFound
            | Self::SmallPart { .. }
            | Self::CutOff
            | Self::ScannedPages { .. }
            | Self::GuessedOrder { .. }
            | Self::PartsUnreadable
            | Self::Bullets { .. }
            | Self::LostSigns { .. }
            | Self::BadRow { .. } => true,
            Self::GuessedEncoding { .. } | Self::HiddenCharacters(_) | Self::Empty => false,
        }
    }
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
            Self::NoArticleFound => {
                f.write_str("no article was found in the page, so the whole page was taken")
            }
            Self::SmallPart { percent } => write!(
                f,
                "only {percent} % of what the page shows was taken for its article; compare it with the whole page"
            ),
            Self::CutOff => {
                f.write_str("the file ends early; the end of the article may be missing")
            }
            Self::Empty => {
                f.write_str("there is no text in the file; it came in as an empty article")
            }
            Self::LostSigns { n_signs } => {
                let (signs, were) = if *n_signs == 1 {
                    ("sign", "was")
                } else {
                    ("signs", "were")
                };
                write!(
                    f,
                    "{n_signs} {signs} of a symbol font {were} left out, as Unicode has none that is known here"
                )
            }
            Self::ScannedPages { n_scanned, n_pages } => {
                let (are, were) = if *n_scanned == 1 {
                    ("is a picture", "was")
                } else {
                    ("are pictures", "were")
                };
                write!(
                    f,
                    "{n_scanned} of {n_pages} pages {are} without a text layer and {were} left out"
                )
            }
            Self::GuessedOrder { n_guessed, n_pages } => write!(
                f,
                "on {n_guessed} of {n_pages} pages the reading order had to be guessed; look at the text"
            ),
            Self::PartsUnreadable => {
                f.write_str("parts of the file could not be read; compare the text with it")
            }
            Self::Bullets { n_lines: 1 } => f.write_str(
                "the mark of 1 item of a list was guessed; the file may have another one",
            ),
            Self::Bullets { n_lines } => write!(
                f,
                "the marks of {n_lines} items of lists were guessed; the file may have others"
            ),
            Self::BadRow { row, reason } => write!(f, "row {row}: {reason}"),
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
    /// The file is damaged or not of its kind.
    #[error("this is no sound {format} file: {reason}")]
    Broken {
        /// The kind, such as "PDF".
        format: &'static str,
        /// What is wrong, as far as known.
        reason: String,
    },
    /// There is nothing to read in it.
    #[error("there is no text in this {format} file")]
    NoText {
        /// The kind, such as "PDF".
        format: &'static str,
    },
    /// A scan.
    #[error(
        "this PDF file has no text layer: {}",
        if *n_pages == 1 { "its page is a picture".to_owned() } else { format!("its {n_pages} pages are pictures") }
    )]
    NoTextLayer {
        /// So many.
        n_pages: usize,
    },
    /// Locked.
    #[error("this {format} file is protected by a password")]
    Protected {
        /// The kind, such as "PDF".
        format: &'static str,
    },
    /// A table in which no column is known to hold articles.
    #[error("no column has a name for texts; there are{}", listed(columns))]
    NoTextColumn {
        /// The names of its columns.
        columns: Vec<String>,
    },
    /// A table without a column that the user named.
    #[error("there is no column {column}; there are{}", listed(columns))]
    NoColumn {
        /// The name that was given.
        column: String,
        /// The names of its columns.
        columns: Vec<String>,
    },
    /// A table or list of annotations that were made elsewhere.
    #[error("this may be annotations, not articles: {reason}")]
    LikelyAnnotations {
        /// Why it looks so.
        reason: String,
    },
    /// A fault in the library that reads this kind of file.
    #[error("reading this {format} file came upon a fault in the program")]
    Fault {
        /// The kind, such as "PDF".
        format: &'static str,
    },
}

/// Names behind "there are".
fn listed(columns: &[String]) -> String {
    if columns.is_empty() {
        " none".to_owned()
    } else {
        format!(": {}", columns.join(", "))
    }
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
            Self::Broken { .. } => {
                "open the file in the program that made it and save it anew, or save the article as plain text"
            }
            Self::NoText { .. } => "look at the file in the program that made it",
            Self::NoTextLayer { .. } => {
                "let another program recognise the text (OCR) and open what it makes"
            }
            Self::Protected { .. } => {
                "open it in the program that made it, with the password, and save it without one"
            }
            Self::NoTextColumn { .. } | Self::NoColumn { .. } => {
                "say which column holds the articles' text: --columns, or the dialog of columns in the window"
            }
            Self::LikelyAnnotations { .. } => {
                "annotations are imported; if these are articles, say which column holds their text: --columns, or the dialog of columns in the window"
            }
            Self::Fault { .. } => {
                "save the article as plain text in UTF-8, and please report this with the file if you may share it"
            }
        }
    }

    /// Whether the file can be read once the user says which column holds what.
    #[must_use]
    pub const fn needs_columns(&self) -> bool {
        matches!(
            self,
            Self::NoTextColumn { .. } | Self::NoColumn { .. } | Self::LikelyAnnotations { .. }
        )
    }

    /// Whether the file looks like no text at all; [`ReadOptions::allow_binary`] opens it all the same.
    #[must_use]
    pub const fn can_be_overruled(&self) -> bool {
        matches!(self, Self::Binary | Self::Utf32)
    }
}
