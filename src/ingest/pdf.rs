//! The text layer of PDF files, by `unpdf`, which puts lines together to paragraphs and words that were cut at line ends
//! together again.
//!
//! Honest limitations: a PDF knows glyphs and places, no words and no order. Columns may come out mixed, a table as
//! lines, a caption in the middle of a sentence; paragraphs without a space between them are told apart by the room that the
//! last line leaves, and come as one where it leaves none. Which sign a glyph stands
//! for is what the file says: some programs draw a hyphen that does not break as any other and say so. The text wants a
//! look before it is annotated.

mod breaks;
mod layout;
mod marks;

use super::guard::guarded;
use super::{Article, ArticleFile, ArticleKind, ArticleReader, IngestError, ReadOptions, Warning};
use breaks::Breaks;
use layout::Layout;
use marks::PageMarks;
use unpdf::{Block, Document, Page, Paragraph, ParseOptions};

/// See the module.
pub struct PdfReader;

const FORMAT: &str = "PDF";
const MARK: &[u8] = b"%PDF-";
/// The mark may stand this far behind the start.
const MAX_JUNK: usize = 1024;

impl ArticleReader for PdfReader {
    fn kind(&self) -> &'static ArticleKind {
        &ArticleKind {
            id: "pdf",
            name: "PDF",
            extensions: &["pdf"],
            media_type: "application/pdf",
            takes: "the text layer, lines joined to paragraphs, ligatures as letters; title and author",
            leaves_out: "pictures, page numbers; scanned pages without a text layer are counted",
        }
    }

    fn shows_in(&self, file: &ArticleFile<'_>) -> bool {
        let head = &file.bytes[..file.bytes.len().min(MAX_JUNK)];
        let has_mark = head.windows(MARK.len()).any(|window| window == MARK);
        file.bytes.starts_with(MARK) || has_mark && file.has_extension(self.kind().extensions)
    }

    fn read(
        &self,
        file: &ArticleFile<'_>,
        _options: &ReadOptions,
    ) -> Result<Vec<Article>, IngestError> {
        let document = guarded(FORMAT, || {
            unpdf::parse_bytes_with_options(file.bytes, ParseOptions::new()).map_err(fault)
        })?;
        let (text, n_guessed_marks) =
            guarded(FORMAT, || Ok(text_of(&document, &Layout::new(file.bytes))))?;
        let n_scanned = document.pages.iter().filter(|p| is_scanned(p)).count();
        if text.is_empty() {
            return Err(if n_scanned > 0 {
                IngestError::NoTextLayer {
                    n_pages: document.pages.len(),
                }
            } else {
                IngestError::NoText { format: FORMAT }
            });
        }
        let mut article = Article::extracted(file, self.kind().media_type, text);
        article.put_title(document.metadata.title.as_deref().unwrap_or_default());
        let author = document.metadata.author.as_deref();
        article.put_metadata("author", author.unwrap_or_default());
        article.warnings.extend(warnings(&document, n_scanned));
        if n_guessed_marks > 0 {
            article.warnings.push(Warning::Bullets {
                n_lines: n_guessed_marks,
            });
        }
        Ok(vec![article])
    }
}

fn fault(error: unpdf::Error) -> IngestError {
    match error {
        unpdf::Error::Encrypted | unpdf::Error::InvalidPassword => {
            IngestError::Protected { format: FORMAT }
        }
        other => IngestError::Broken {
            format: FORMAT,
            reason: other.to_string(),
        },
    }
}

fn warnings(document: &Document, n_scanned: usize) -> Vec<Warning> {
    let n_pages = document.pages.len();
    let guessed = |page: &&Page| page.ambiguous_layout_regions > 0 || page.rotated_text_runs > 0;
    let n_guessed = document.pages.iter().filter(guessed).count();
    let quality = &document.extraction_quality;
    let is_incomplete = quality.pages_incomplete
        || quality.suppressed_text_runs > 0
        || quality.suppressed_ocr_pages > 0
        || quality.undecodable_content_streams > 0;
    let mut warnings = Vec::new();
    if n_scanned > 0 {
        warnings.push(Warning::ScannedPages { n_scanned, n_pages });
    }
    if n_guessed > 0 {
        warnings.push(Warning::GuessedOrder { n_guessed, n_pages });
    }
    if is_incomplete {
        warnings.push(Warning::PartsUnreadable);
    }
    warnings
}

/// A picture and no text.
fn is_scanned(page: &Page) -> bool {
    page.text_op_count == 0 && page.image_op_count > 0
}

/// Below so many bytes a paragraph has no three lines, and is not looked at for breaks.
const MIN_BYTES_WITH_BREAKS: usize = 100;

/// The text, and how many items of lists have marks that were guessed.
fn text_of(document: &Document, layout: &Layout<'_>) -> (String, usize) {
    let mut text = String::new();
    let mut n_guessed = 0;
    for page in &document.pages {
        let mut is_first = true;
        let paragraphs = page.elements.iter().filter_map(as_paragraph);
        let has_items = paragraphs.clone().any(Paragraph::is_list_item);
        let is_long = |p: &Paragraph| p.plain_text().len() >= MIN_BYTES_WITH_BREAKS;
        let lines = if has_items || paragraphs.clone().any(is_long) {
            layout.blocks(page)
        } else {
            Vec::new()
        };
        let (mut marks, breaks) = (PageMarks::of(&lines), Breaks::of(&lines));
        for block in &page.elements {
            let mut words = String::new();
            match as_paragraph(block) {
                Some(item) if item.is_list_item() => {
                    let marked = marks.words(item).unwrap_or_else(|| {
                        n_guessed += 1;
                        item.plain_text()
                    });
                    words = breaks.put_into(&marked);
                }
                Some(paragraph) => words = breaks.put_into(&paragraph.plain_text()),
                None => block.append_plain_text(&mut words),
            }
            let words = whole_words(&without_ligatures(words.trim()));
            if words.is_empty() {
                continue;
            }
            let goes_on = is_first && goes_on(&text, &words);
            if !text.is_empty() {
                text.push_str(if goes_on { " " } else { "\n\n" });
            }
            text.push_str(&words);
            is_first = false;
        }
    }
    (whole_words(&text), n_guessed)
}

fn as_paragraph(block: &Block) -> Option<&Paragraph> {
    match block {
        Block::Paragraph(paragraph) => Some(paragraph),
        _ => None,
    }
}

/// Whether a page begins in the middle of the sentence that the page before ends in.
fn goes_on(before: &str, after: &str) -> bool {
    let ends_open = before.ends_with(|c: char| c.is_alphabetic() || matches!(c, ',' | '-' | ';'));
    ends_open && after.starts_with(char::is_lowercase)
}

/// What stands behind the hyphen of a first part without its second: `pre- and post-war`, `Vor- und Nachteile`.
const BETWEEN_PARTS: &[&str] = &[
    "and", "or", "to", "und", "oder", "bis", "sowie", "bzw", "et", "ou", "y", "o", "e", "en", "of",
];

/// Puts words together that were cut at the end of a line: a letter, a hyphen, a blank or line end, a small
/// letter.
fn whole_words(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for (at, hyphen) in text.match_indices('-') {
        let (before, after) = (&text[..at], &text[at + hyphen.len()..]);
        let Some(rest) = after.strip_prefix([' ', '\n']) else {
            continue;
        };
        let next_word = rest
            .split(|c: char| !c.is_alphabetic())
            .next()
            .unwrap_or("");
        let is_cut = before.ends_with(char::is_alphabetic)
            && next_word.starts_with(char::is_lowercase)
            && !BETWEEN_PARTS.contains(&next_word);
        if is_cut {
            out.push_str(&text[done..at]);
            done = text.len() - rest.len();
        }
    }
    out.push_str(&text[done..]);
    out
}

/// The letters of the ligatures U+FB00 to U+FB06, which are a matter of the typeface.
fn without_ligatures(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\u{FB00}' => out.push_str("ff"),
            '\u{FB01}' => out.push_str("fi"),
            '\u{FB02}' => out.push_str("fl"),
            '\u{FB03}' => out.push_str("ffi"),
            '\u{FB04}' => out.push_str("ffl"),
            '\u{FB05}' | '\u{FB06}' => out.push_str("st"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::fixture::{PdfPage, pdf, read_first};

    fn read(bytes: &[u8]) -> Result<Article, IngestError> {
        read_first("in/a.pdf", bytes)
    }

    const LINES: &[&str] = &[
        "Harbour bridge closes for a year",
        "",
        "The old swing bridge will close on Monday, the port office said, and",
        "nobody on the quay was surprised. The repair will take until the fol-",
        "lowing winter, and the ferry runs every ten minutes, also at night.",
    ];

    #[test]
    fn the_text_layer_is_read_in_paragraphs() {
        let article = read(&pdf(&[PdfPage::Lines(LINES)], "")).unwrap();
        let words: Vec<&str> = article.text.split_whitespace().collect();
        let expected = "Harbour bridge closes for a year The old swing bridge will close on Monday, the port office \
            said, and nobody on the quay was surprised. The repair will take until the following winter, and the \
            ferry runs every ten minutes, also at night.";
        assert_eq!(words.join(" "), expected);
        assert!(
            article
                .text
                .starts_with("Harbour bridge closes for a year\n\nThe old"),
            "{}",
            article.text
        );
        assert_eq!(article.title, "Harbour bridge closes for a year");
        assert_eq!(article.metadata.get("author"), "Ada Example");
        assert_eq!(article.source.media_type, "application/pdf");
        assert_eq!(article.warnings, []);
        let titled = read(&pdf(&[PdfPage::Lines(LINES)], "The bridge")).unwrap();
        assert_eq!(titled.title, "The bridge");
    }

    #[test]
    fn pages_without_a_text_layer_are_counted_or_refused() {
        let error = read(&pdf(&[PdfPage::Picture, PdfPage::Picture], "")).unwrap_err();
        assert_eq!(
            error.to_string(),
            "this PDF file has no text layer: its 2 pages are pictures"
        );
        let pages = [PdfPage::Lines(LINES), PdfPage::Picture];
        let article = read(&pdf(&pages, "")).unwrap();
        let told: Vec<String> = article.warnings.iter().map(ToString::to_string).collect();
        assert_eq!(
            told,
            ["1 of 2 pages is a picture without a text layer and was left out"]
        );
    }

    #[test]
    fn lists_keep_the_marks_that_the_file_has() {
        let lines = [
            "The ferry goes:",
            "",
            "- every ten minutes by day, and when the wind is not",
            "too strong",
            "* every hour by night",
            "3) never on Monday",
        ];
        let article = read(&pdf(&[PdfPage::Lines(&lines)], "")).unwrap();
        assert_eq!(
            &*article.text,
            "The ferry goes:\n\n- every ten minutes by day, and when the wind is not too strong\n\n\
             * every hour by night\n\n3) never on Monday"
        );
        assert_eq!(article.warnings, []);
    }

    #[test]
    fn paragraphs_without_a_space_between_them_are_told_apart_by_the_room_that_a_line_leaves() {
        let lines = [
            "The old swing bridge will close on Monday, the port office said, and",
            "nobody on the quay was surprised. “It was time.” The repair will take.",
            "Until then the ferry runs every ten minutes, and nobody has to wait for",
            "it in the rain.",
            "The council votes in March. It has money for a shelter, two benches and",
            "a lamp.",
            "What comes next",
            "“We had asked for a lamp”, the ferryman said.",
        ];
        let lines = lines.map(|l| l.replace(['“', '”'], "\""));
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        let article = read(&pdf(&[PdfPage::Lines(&lines)], "")).unwrap();
        let first: Vec<&str> = article
            .text
            .split("\n\n")
            .filter_map(|p| p.split(' ').nth(1))
            .collect();
        assert_eq!(
            first,
            ["old", "council", "comes", "had"],
            "{}",
            article.text
        );
    }

    #[test]
    fn what_is_no_pdf_is_refused_in_words() {
        let error = read(b"%PDF-1.4\n").unwrap_err().to_string();
        assert!(error.starts_with("this is no sound PDF file: "), "{error}");
        let error = read(b"no pdf").unwrap_err().to_string();
        assert!(error.starts_with("this is no sound PDF file: "), "{error}");
    }

    #[test]
    fn ligatures_are_letters() {
        assert_eq!(
            without_ligatures("o\u{FB03}ce \u{FB01}\u{FB06}"),
            "office fist"
        );
    }

    #[test]
    fn words_that_were_cut_are_whole_and_others_keep_their_hyphen() {
        let check = |text: &str, expected: &str| assert_eq!(whole_words(text), expected);
        check("the fol- lowing re-\nport", "the following report");
        check("the re-\nport and fol- lowing", "the report and following");
        check("a-\nb- c- d", "abcd");
        check(
            "pre- and post-war, well-known",
            "pre- and post-war, well-known",
        );
        check(
            "Anglo- American 298- 306 a - b -",
            "Anglo- American 298- 306 a - b -",
        );
    }

    #[test]
    fn a_sentence_goes_on_over_the_end_of_a_page() {
        let pages = [
            PdfPage::Lines(&["The ferry runs every ten minutes, and it"]),
            PdfPage::Lines(&["does so at night. Nobody knows why."]),
            PdfPage::Lines(&["Another matter is the kiosk."]),
        ];
        let text = read(&pdf(&pages, "")).unwrap().text;
        assert_eq!(
            &*text,
            "The ferry runs every ten minutes, and it does so at night. Nobody knows why.\n\nAnother matter is the kiosk."
        );
    }
}
