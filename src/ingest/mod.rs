//! Floor 3: article files become texts. Bytes in, values out: knows no files, no folders, no project.
//!
//! One file a format, each an [`ArticleReader`] in [`READERS`]. [`read_article`] asks every reader how sure
//! it is and lets the surest read. The text that comes out is final: it is never normalised, trimmed or
//! rewritten afterwards, because every offset refers to it.
mod archive;
mod article;
#[cfg(feature = "article-files")]
mod blocks;
mod decoding;
mod encodings;
#[cfg(feature = "article-files")]
mod epub;
#[cfg(test)]
mod fixture;
mod front_matter;
mod guard;
mod hidden;
#[cfg(feature = "article-files")]
mod html;
mod mac_roman;
#[cfg(feature = "article-files")]
mod mail;
mod markdown;
mod notes;
mod odt;
#[cfg(feature = "article-files")]
mod pdf;
mod plain_text;
mod rows;
mod rtf;
mod styles;
mod tables;
#[cfg(feature = "article-files")]
mod word;

pub use article::{Article, IngestError, Warning};
pub use decoding::{Decoded, EncodingGuess, decode};
pub use encodings::{CHOOSABLE_ENCODINGS, ChoosableEncoding, encoding_by_name, encoding_name};
#[cfg(feature = "article-files")]
pub use epub::EpubReader;
pub use hidden::HiddenCharacters;
#[cfg(feature = "article-files")]
pub use html::HtmlReader;
#[cfg(feature = "article-files")]
pub use mail::{MailReader, WebArchiveReader};
pub use markdown::MarkdownReader;
pub use odt::OpenDocumentReader;
#[cfg(feature = "article-files")]
pub use pdf::PdfReader;
pub use plain_text::PlainTextReader;
pub use rows::{
    Cell, CsvReader, JsonLinesReader, RowColumns, SpreadsheetReader, TABLE_EXTENSIONS, Table,
    TableRow, table_of,
};
pub use rtf::RtfReader;
#[cfg(feature = "article-files")]
pub use word::{OldWordReader, WordReader};

use encoding_rs::Encoding;
use std::sync::Arc;

/// Largest article file, in bytes.
pub const MAX_ARTICLE_BYTES: usize = 256 * 1024 * 1024;

/// The metadata field that says how much of a web page was taken, where it was more than the article.
pub const EXTENT: &str = "extent";
/// All that the page shows.
pub const WHOLE_PAGE: &str = "whole page";

/// The metadata field that says which columns of a table were chosen, as JSON.
pub const COLUMNS: &str = "columns";

/// Whether files of this kind hold an article a row.
#[must_use]
pub fn is_table(media_type: &str) -> bool {
    let tables: [&dyn ArticleReader; 3] = [&CsvReader, &JsonLinesReader, &SpreadsheetReader];
    tables
        .iter()
        .any(|reader| reader.kind().media_type == media_type)
}

/// Whether of files of this kind the article or the whole page can be taken.
#[must_use]
pub fn is_page(media_type: &str) -> bool {
    matches!(media_type, "text/html" | "multipart/related")
}

/// An article file as it was found.
#[derive(Clone, Copy, Debug)]
pub struct ArticleFile<'a> {
    /// The path as it will stand in the project, with `/` between folders. Only its last part and that
    /// part's extension are looked at.
    pub path: &'a str,
    /// All bytes of the file.
    pub bytes: &'a [u8],
}

impl<'a> ArticleFile<'a> {
    /// The last part of the path.
    #[must_use]
    pub fn name(&self) -> &'a str {
        self.path.rsplit('/').next().unwrap_or(self.path)
    }

    /// Whether the name ends in one of `extensions`, given in lower case and without the dot.
    #[must_use]
    pub fn has_extension(&self, extensions: &[&str]) -> bool {
        let Some((_, extension)) = self.name().rsplit_once('.') else {
            return false;
        };
        extensions.iter().any(|e| extension.eq_ignore_ascii_case(e))
    }
}

/// What the user decided about a file.
#[derive(Clone, Debug, Default)]
pub struct ReadOptions {
    /// Decode with this encoding instead of guessing.
    pub encoding: Option<&'static Encoding>,
    /// Open what looks like a binary file as text.
    pub allow_binary: bool,
    /// Of a web page take everything that it shows, menus and all, not only its article.
    pub whole_page: bool,
    /// Which column of a table of articles holds what; without it the columns' names say so.
    pub columns: Option<Arc<RowColumns>>,
}

/// How sure a reader is that a file is its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Confidence {
    /// Not this reader's format.
    No,
    /// Readable if no other reader wants it.
    Fallback,
    /// The name says so.
    Name,
    /// The content says so.
    Content,
}

/// What a reader reads.
#[derive(Clone, Copy, Debug)]
pub struct ArticleKind {
    /// Short and stable, such as `markdown`.
    pub id: &'static str,
    /// For the file dialog, such as "Markdown".
    pub name: &'static str,
    /// Lower case, without the dot.
    pub extensions: &'static [&'static str],
    /// What stands in the project file as the kind of what it read.
    pub media_type: &'static str,
    /// What of a file comes in, in words.
    pub takes: &'static str,
    /// What of a file stays out, in words.
    pub leaves_out: &'static str,
}

/// One format of article files.
pub trait ArticleReader: Sync {
    /// What it reads.
    fn kind(&self) -> &'static ArticleKind;

    /// Whether the content says that the file is this reader's own. Cheap: no full parse.
    fn shows_in(&self, _file: &ArticleFile<'_>) -> bool {
        false
    }

    /// How sure this reader is that the file is its own.
    fn recognises(&self, file: &ArticleFile<'_>) -> Confidence {
        if self.shows_in(file) {
            Confidence::Content
        } else if file.has_extension(self.kind().extensions) {
            Confidence::Name
        } else {
            Confidence::No
        }
    }

    /// The file's articles, in the file's order.
    ///
    /// # Errors
    /// When the file is not what it should be; nothing is guessed then.
    fn read(
        &self,
        file: &ArticleFile<'_>,
        options: &ReadOptions,
    ) -> Result<Vec<Article>, IngestError>;
}

/// Every reader. On equal confidence the earlier one reads.
pub static READERS: &[&dyn ArticleReader] = &[
    &PlainTextReader,
    &MarkdownReader,
    #[cfg(feature = "article-files")]
    &HtmlReader,
    #[cfg(feature = "article-files")]
    &WebArchiveReader,
    #[cfg(feature = "article-files")]
    &WordReader,
    #[cfg(feature = "article-files")]
    &OldWordReader,
    &OpenDocumentReader,
    &RtfReader,
    #[cfg(feature = "article-files")]
    &PdfReader,
    #[cfg(feature = "article-files")]
    &EpubReader,
    #[cfg(feature = "article-files")]
    &MailReader,
    &CsvReader,
    &JsonLinesReader,
    &SpreadsheetReader,
];

/// The name of the kind of article that has this media type in the project file.
#[must_use]
pub fn kind_name(media_type: &str) -> Option<&'static str> {
    let mut kinds = READERS.iter().map(|r| r.kind());
    Some(kinds.find(|k| k.media_type == media_type)?.name)
}

/// Whether the name of a file ends as those of a reader do.
#[must_use]
pub fn has_reader(name: &str) -> bool {
    let file = ArticleFile {
        path: name,
        bytes: &[],
    };
    READERS
        .iter()
        .any(|r| file.has_extension(r.kind().extensions))
}

/// The reader that is surest about `file`.
#[must_use]
pub fn reader_for(file: &ArticleFile<'_>) -> Option<&'static dyn ArticleReader> {
    let mut best: (Confidence, Option<&'static dyn ArticleReader>) = (Confidence::No, None);
    for reader in READERS {
        let confidence = reader.recognises(file);
        if confidence > best.0 {
            best = (confidence, Some(*reader));
        }
    }
    best.1
}

/// Reads an article file with the reader that is surest about it.
///
/// ```
/// use countermark::ingest::{ArticleFile, ReadOptions, read_article};
/// let file = ArticleFile { path: "a.txt", bytes: b"Bridge closes\r\nIt closed." };
/// let articles = read_article(&file, &ReadOptions::default()).unwrap();
/// assert_eq!(articles[0].title, "Bridge closes");
/// assert_eq!(&*articles[0].text, "Bridge closes\nIt closed.");
/// ```
///
/// # Errors
/// [`IngestError::TooLarge`] above [`MAX_ARTICLE_BYTES`]; else what the reader says.
pub fn read_article(
    file: &ArticleFile<'_>,
    options: &ReadOptions,
) -> Result<Vec<Article>, IngestError> {
    if file.bytes.len() > MAX_ARTICLE_BYTES {
        return Err(IngestError::TooLarge {
            n_bytes: file.bytes.len(),
        });
    }
    match reader_for(file) {
        Some(reader) => reader.read(file, options),
        None => Err(IngestError::UnknownFormat),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reader_id(path: &str, bytes: &[u8]) -> Option<&'static str> {
        reader_for(&ArticleFile { path, bytes }).map(|r| r.kind().id)
    }

    #[test]
    fn the_name_chooses_the_reader_and_text_takes_the_rest() {
        assert!(
            has_reader("a.PDF") && has_reader("b.md") && !has_reader("a.png") && !has_reader("pdf")
        );
        assert_eq!(reader_id("a.md", b""), Some("markdown"));
        assert_eq!(reader_id("folder.md/a.TXT", b""), Some("text"));
        assert_eq!(reader_id("A.MARKDOWN", b""), Some("markdown"));
        assert_eq!(reader_id("no extension", b""), Some("text"));
    }

    #[test]
    fn reader_ids_media_types_and_extensions_are_unique() {
        let ids = READERS.iter().map(|r| r.kind().id);
        let media_types = READERS.iter().map(|r| r.kind().media_type);
        let extensions = READERS.iter().flat_map(|r| r.kind().extensions).copied();
        for names in [
            ids.collect::<Vec<_>>(),
            media_types.collect(),
            extensions.collect(),
        ] {
            let mut once = names.clone();
            once.sort_unstable();
            once.dedup();
            assert_eq!(once.len(), names.len(), "{names:?}");
        }
    }

    #[test]
    fn too_large_a_file_is_refused_with_both_numbers() {
        let bytes = vec![b'a'; MAX_ARTICLE_BYTES + 1];
        let file = ArticleFile {
            path: "big.txt",
            bytes: &bytes,
        };
        let error = read_article(&file, &ReadOptions::default()).unwrap_err();
        assert_eq!(
            error.to_string(),
            "the file has 268435457 bytes, more than the 268435456 an article may have"
        );
    }
}
