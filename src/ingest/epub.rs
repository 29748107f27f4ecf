//! Books: one article a book, the chapters in the order of the spine with their headings as lines.
//!
//! One article and not one a chapter: files of a book are cut where its maker liked, in the middle of a chapter too,
//! and a quotation may run over the cut.

use super::guard::guarded;
use super::{Article, ArticleFile, ArticleKind, ArticleReader, IngestError, ReadOptions};
use super::{archive, html};
use rbook::Epub;
use std::io::Cursor;

/// See the module.
pub struct EpubReader;

const FORMAT: &str = "EPUB";
const MIMETYPE: &str = "application/epub+zip";
/// Where a book says what in it is encrypted.
const ENCRYPTION: &str = "META-INF/encryption.xml";

impl ArticleReader for EpubReader {
    fn kind(&self) -> &'static ArticleKind {
        &ArticleKind {
            id: "epub",
            name: "EPUB book",
            extensions: &["epub"],
            media_type: MIMETYPE,
            takes: "all chapters as one article; title, authors, publisher, date",
            leaves_out: "pictures, the table of contents",
        }
    }

    fn shows_in(&self, file: &ArticleFile<'_>) -> bool {
        archive::has_mimetype(file.bytes, MIMETYPE)
    }

    fn read(
        &self,
        file: &ArticleFile<'_>,
        _options: &ReadOptions,
    ) -> Result<Vec<Article>, IngestError> {
        let mut entries = archive::entries(FORMAT, file.bytes, &[ENCRYPTION])?;
        let encryption = entries.remove(ENCRYPTION).unwrap_or_default();
        // Fonts may be veiled, which is another method.
        if String::from_utf8_lossy(&encryption).contains("xmlenc#aes") {
            return Err(IngestError::Protected { format: FORMAT });
        }
        let book = guarded(FORMAT, || Book::of(file.bytes))?;
        let mut chapters = Vec::new();
        for chapter in &book.chapters {
            let text = html::whole_text(&html::with_end_tags(chapter))?;
            if !text.is_empty() {
                chapters.push(text);
            }
        }
        if chapters.is_empty() {
            return Err(IngestError::NoText { format: FORMAT });
        }
        let mut article = Article::extracted(file, MIMETYPE, chapters.join("\n\n"));
        article.put_title(&book.title);
        article.put_metadata("author", &book.authors);
        article.put_metadata("outlet", &book.publisher);
        article.put_metadata("published", &book.published);
        Ok(vec![article])
    }
}

struct Book {
    title: String,
    authors: String,
    publisher: String,
    published: String,
    /// XHTML, in the order of the spine.
    chapters: Vec<String>,
}

impl Book {
    fn of(bytes: &[u8]) -> Result<Self, IngestError> {
        let broken = |error: &dyn std::fmt::Display| IngestError::Broken {
            format: FORMAT,
            reason: error.to_string(),
        };
        let epub = Epub::read(Cursor::new(bytes.to_vec())).map_err(|e| broken(&e))?;
        let mut chapters = Vec::new();
        for entry in epub.reader() {
            let entry = entry.map_err(|e| broken(&e))?;
            let item = entry.manifest_entry();
            if !item.properties().has_property("nav") {
                chapters.push(entry.into_string());
            }
        }
        let metadata = epub.metadata();
        let title = metadata.title().map(|t| t.value().to_owned());
        let publisher = metadata.publishers().next().map(|p| p.value().to_owned());
        let published = metadata.published_entry().map(|d| d.value().to_owned());
        let authors: Vec<&str> = metadata.creators().map(|c| c.value()).collect();
        Ok(Self {
            title: title.unwrap_or_default(),
            authors: authors.join(", "),
            publisher: publisher.unwrap_or_default(),
            published: published.unwrap_or_default(),
            chapters,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::fixture::{epub, read_first, zip_of};

    fn read(bytes: &[u8]) -> Result<Article, IngestError> {
        read_first("in/a.epub", bytes)
    }

    #[test]
    fn chapters_come_in_the_order_of_the_spine() {
        let book = epub(&[
            "<h1>One</h1><p>First &amp; <i>last</i>.</p><a id=\"x\"/><p>“Yes.”</p>",
            "<div><h2>Two</h2><p>Second.</p></div>",
        ]);
        let article = read(&book).unwrap();
        assert_eq!(
            &*article.text,
            "One\n\nFirst & last.\n\n“Yes.”\n\nTwo\n\nSecond."
        );
        assert_eq!(article.title, "The Quay");
        assert_eq!(article.metadata.get("author"), "Ada Example, Ben Sample");
        assert_eq!(article.metadata.get("outlet"), "Gull Press");
        assert_eq!(article.metadata.get("published"), "2026-01-02");
        assert_eq!(article.source.media_type, MIMETYPE);
    }

    #[test]
    fn what_cannot_be_read_is_refused_in_words() {
        let error = read(&epub(&["<p> </p>"])).unwrap_err().to_string();
        assert_eq!(error, "there is no text in this EPUB file");
        let mimetype = ("mimetype", MIMETYPE.as_bytes());
        let error = read(&zip_of(&[mimetype])).unwrap_err().to_string();
        assert!(error.starts_with("this is no sound EPUB file: "), "{error}");
        let locked =
            b"<EncryptionMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#aes128-cbc\"/>";
        let error = read(&zip_of(&[mimetype, (ENCRYPTION, locked)])).unwrap_err();
        assert_eq!(
            error.to_string(),
            "this EPUB file is protected by a password"
        );
    }
}
