//! Word files, new and old, by `undoc`; its version is pinned by the lock file, as it is young.
//!
//! Paragraphs are lines, as in the plain text that Word saves; tabs and line breaks stay, tables stand in place with
//! tabs between the cells. Paragraphs without anything in them may be lost. What was deleted with tracked changes is left out, what was inserted comes in.

mod joined;
mod main_part;
mod runs;
mod symbols;

use super::guard::guarded;
use super::tables::row_text;
use super::{Article, ArticleFile, ArticleKind, ArticleReader, IngestError, ReadOptions, Warning};
use super::{archive, notes::Notes};
use undoc::doc::DocParser;
use undoc::docx::DocxParser;
use undoc::model::RevisionType;
use undoc::{Block, Document, Paragraph, Table};

/// `.docx`.
pub struct WordReader;

/// `.doc` of Word 97 to 2003.
pub struct OldWordReader;

const FORMAT: &str = "Word";
/// The first bytes of the container of old Word files.
const OLD_MARK: &[u8] = &[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
const LEAVES_OUT: &str = "pictures, headers and footers, numbers of lists, deleted and hidden text";

impl ArticleReader for WordReader {
    fn kind(&self) -> &'static ArticleKind {
        &ArticleKind {
            id: "docx",
            name: "Word",
            extensions: &["docx", "docm"],
            media_type: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            takes: "paragraphs, tabs, line breaks, tables, footnotes at the end; title and author",
            leaves_out: "pictures, headers and footers, numbers of lists, deleted and hidden text; signs of symbol fonts that Unicode does not have are counted",
        }
    }

    fn shows_in(&self, file: &ArticleFile<'_>) -> bool {
        archive::lists(file.bytes, main_part::USUAL)
    }

    fn read(
        &self,
        file: &ArticleFile<'_>,
        _options: &ReadOptions,
    ) -> Result<Vec<Article>, IngestError> {
        if file.bytes.starts_with(OLD_MARK) {
            // Word puts a file with a password into the container of old files.
            return Err(IngestError::Protected { format: FORMAT });
        }
        let bytes = main_part::renamed(file.bytes);
        let right = runs::set_right(&bytes)?;
        let (n_signs, has_failed) = (right.n_lost, right.has_failed);
        let document = guarded(FORMAT, || {
            let mut parser = DocxParser::from_bytes(right.bytes.into_owned()).map_err(fault)?;
            parser.parse().map_err(fault)
        })?;
        let mut articles = article(file, self.kind().media_type, &document)?;
        for article in &mut articles {
            if n_signs > 0 {
                article.warnings.push(Warning::LostSigns { n_signs });
            }
            if has_failed {
                article.warnings.push(Warning::PartsUnreadable);
            }
        }
        Ok(articles)
    }
}

impl ArticleReader for OldWordReader {
    fn kind(&self) -> &'static ArticleKind {
        &ArticleKind {
            id: "doc",
            name: "Word 97–2003",
            extensions: &["doc"],
            media_type: "application/msword",
            takes: "as of Word",
            leaves_out: LEAVES_OUT,
        }
    }

    fn read(
        &self,
        file: &ArticleFile<'_>,
        _options: &ReadOptions,
    ) -> Result<Vec<Article>, IngestError> {
        let document = guarded(FORMAT, || {
            let mut parser = DocParser::from_bytes(file.bytes.to_vec()).map_err(fault)?;
            parser.parse().map_err(fault)
        })?;
        article(file, self.kind().media_type, &document)
    }
}

fn fault(error: undoc::Error) -> IngestError {
    match error {
        undoc::Error::Encrypted => IngestError::Protected { format: FORMAT },
        other => IngestError::Broken {
            format: FORMAT,
            reason: other.to_string(),
        },
    }
}

fn article(
    file: &ArticleFile<'_>,
    media_type: &str,
    document: &Document,
) -> Result<Vec<Article>, IngestError> {
    let mut notes = Notes::default();
    let mut lines = Vec::new();
    for block in document.sections.iter().flat_map(|s| &s.content) {
        match block {
            Block::Paragraph(paragraph) => lines.push(paragraph_text(paragraph, &mut notes)),
            Block::Table(table) => push_rows(table, &mut notes, &mut lines, 0),
            Block::Note { label, content } => {
                let content = content
                    .iter()
                    .map(|p| paragraph_text(p, &mut Notes::default()));
                notes.define(label, &content.collect::<Vec<_>>().join(" "));
            }
            Block::PageBreak | Block::SectionBreak | Block::Image { .. } => {}
        }
    }
    notes.append_to(&mut lines);
    let text = lines.join("\n");
    let text = text.trim_matches('\n');
    if text.trim().is_empty() {
        return Err(IngestError::NoText { format: FORMAT });
    }
    let mut article = Article::extracted(file, media_type, text.to_owned());
    let stated = document.metadata.title.as_deref();
    article.put_title(stated.unwrap_or_default());
    let author = document.metadata.author.as_deref();
    article.put_metadata("author", author.unwrap_or_default());
    Ok(vec![article])
}

fn paragraph_text(paragraph: &Paragraph, notes: &mut Notes) -> String {
    let mut text = String::new();
    for run in &paragraph.runs {
        if run.revision == RevisionType::Deleted {
            continue;
        }
        text.push_str(&run.text);
        if let Some(label) = &run.note {
            text.push_str(&notes.refer(label));
        }
        if run.line_break || run.page_break {
            text.push('\n');
        }
    }
    text
}

/// Tables inside tables are followed this deep.
const MAX_TABLE_DEPTH: usize = 16;

fn push_rows(table: &Table, notes: &mut Notes, lines: &mut Vec<String>, depth: usize) {
    for row in &table.rows {
        let mut cells = Vec::with_capacity(row.cells.len());
        for cell in &row.cells {
            let paragraphs = cell.content.iter().map(|p| paragraph_text(p, notes));
            let mut cell_lines: Vec<String> = paragraphs.collect();
            if depth < MAX_TABLE_DEPTH {
                for nested in &cell.nested_tables {
                    push_rows(nested, notes, &mut cell_lines, depth + 1);
                }
            }
            cells.push(cell_lines);
        }
        lines.extend(row_text(cells));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::fixture::{docx, read_first, zip_of};

    fn read(bytes: &[u8]) -> Result<Article, IngestError> {
        read_first("in/a.docx", bytes)
    }

    #[test]
    fn a_large_first_letter_stands_with_its_word() {
        let body = "<w:p><w:pPr><w:framePr w:dropCap=\"drop\" w:lines=\"3\"/></w:pPr><w:r><w:t>O</w:t></w:r></w:p>\
            <w:p><w:r><w:t>nce more.</w:t></w:r></w:p><w:p><w:r><w:t>End.</w:t></w:r></w:p>";
        let article = read(&docx(body, &[], "")).unwrap();
        assert_eq!(&*article.text, "Once more.\nEnd.");
    }

    #[test]
    fn the_main_part_may_have_another_name() {
        let body = "<w:p><w:r><w:t>One.</w:t></w:r></w:p>";
        let usual = docx(body, &["A footnote."], "");
        let mut old = zip::ZipArchive::new(std::io::Cursor::new(usual.as_slice())).unwrap();
        let mut parts = Vec::new();
        for i in 0..old.len() {
            let mut entry = old.by_index(i).unwrap();
            let name = entry
                .name()
                .unwrap()
                .replace("word/document.xml", "word/document2.xml");
            let name = name.replace("document.xml.rels", "document2.xml.rels");
            let mut content = String::new();
            std::io::Read::read_to_string(&mut entry, &mut content).unwrap();
            parts.push((
                name,
                content.replace("word/document.xml", "word/document2.xml"),
            ));
        }
        let parts: Vec<(&str, &[u8])> = parts
            .iter()
            .map(|(n, c)| (n.as_str(), c.as_bytes()))
            .collect();
        let bytes = zip_of(&parts);
        let article = read_first("in/b.docx", &bytes).unwrap();
        assert_eq!(&*article.text, "One.\n\n[1] A footnote.");
    }

    #[test]
    fn paragraphs_tabs_breaks_tables_and_notes_stand_where_they_stood() {
        let body = "<w:p><w:pPr><w:pStyle w:val=\"Title\"/></w:pPr><w:r><w:t>Harbour notes</w:t></w:r></w:p>\
            <w:p><w:r><w:t xml:space=\"preserve\">The port </w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>office</w:t></w:r>\
            <w:r><w:t>’s 🚢 plan</w:t></w:r><w:r><w:footnoteReference w:id=\"2\"/></w:r><w:r><w:t>.</w:t></w:r></w:p>\
            <w:p></w:p>\
            <w:p><w:r><w:t>One</w:t><w:tab/><w:t>two</w:t><w:br/><w:t>three</w:t></w:r>\
            <w:del w:id=\"1\"><w:r><w:delText>gone</w:delText></w:r></w:del>\
            <w:ins w:id=\"2\"><w:r><w:t xml:space=\"preserve\"> new</w:t></w:r></w:ins></w:p>\
            <w:tbl><w:tr><w:tc><w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc><w:tc><w:p/></w:tc><w:tc><w:p><w:r><w:t>b</w:t></w:r></w:p></w:tc></w:tr></w:tbl>\
            <w:p><w:r><w:t>End שלום.</w:t></w:r></w:p>";
        let article = read(&docx(body, &["A footnote."], "")).unwrap();
        assert_eq!(
            &*article.text,
            "Harbour notes\nThe port office’s 🚢 plan[1].\n\nOne\ttwo\nthree new\na\t\tb\nEnd שלום.\n\n[1] A footnote."
        );
        assert_eq!(article.title, "Harbour notes");
        assert_eq!(article.metadata.get("author"), "Ada Example");
        assert!(
            article
                .source
                .media_type
                .ends_with("wordprocessingml.document")
        );
        assert_eq!(
            (article.source.encoding.as_str(), &article.warnings[..]),
            ("", &[][..])
        );
    }

    #[test]
    fn hidden_text_stays_out_and_signs_are_characters_or_counted() {
        let body = "<w:p><w:r><w:t xml:space=\"preserve\">In </w:t></w:r>\
            <w:r><w:rPr><w:vanish/></w:rPr><w:t xml:space=\"preserve\">no </w:t></w:r>\
            <w:r><w:t xml:space=\"preserve\">sight </w:t><w:sym w:font=\"Wingdings\" w:char=\"F0E0\"/>\
            <w:sym w:font=\"Webdings\" w:char=\"F021\"/><w:t xml:space=\"preserve\"> here</w:t></w:r></w:p>";
        let article = read(&docx(body, &[], "")).unwrap();
        assert_eq!(&*article.text, "In sight → here");
        assert_eq!(article.warnings, [Warning::LostSigns { n_signs: 1 }]);
        assert!(
            article.warnings[0]
                .to_string()
                .starts_with("1 sign of a symbol font was left out")
        );
    }

    #[test]
    fn a_stated_title_counts_unless_a_program_made_it() {
        let body = "<w:p/><w:p><w:r><w:t>First line</w:t></w:r></w:p>";
        let title = |stated: &str| read(&docx(body, &[], stated)).unwrap().title;
        assert_eq!(title("The  bridge"), "The bridge");
        assert_eq!(title("Microsoft Word - bridge.doc"), "First line");
        assert_eq!(title("bridge_final.docx"), "First line");
        assert_eq!(title("Untitled"), "First line");
        assert_eq!(title(""), "First line");
    }

    #[test]
    fn tables_inside_tables_are_read_up_to_a_depth() {
        let nested = |n: usize| {
            let open = "<w:tbl><w:tr><w:tc>".repeat(n);
            let close = "</w:tc></w:tr></w:tbl>".repeat(n);
            docx(
                &format!("{open}<w:p><w:r><w:t>x</w:t></w:r></w:p>{close}"),
                &[],
                "",
            )
        };
        assert_eq!(&*read(&nested(10)).unwrap().text, "x");
        let error = read(&nested(5_000)).unwrap_err().to_string();
        assert!(error.contains("nested more than 500 deep"), "{error}");
    }

    #[test]
    fn what_is_no_word_file_is_refused_in_words() {
        let error = read(b"PK\x03\x04 and nothing else")
            .unwrap_err()
            .to_string();
        assert!(error.starts_with("this is no sound Word file: "), "{error}");
        let error = read(&zip_of(&[("a", b"b")])).unwrap_err().to_string();
        assert!(error.starts_with("this is no sound Word file: "), "{error}");
        let error = read(&docx("<w:p/>", &[], "")).unwrap_err();
        assert_eq!(error.to_string(), "there is no text in this Word file");
        let error = read(OLD_MARK).unwrap_err();
        assert_eq!(
            error.to_string(),
            "this Word file is protected by a password"
        );
    }
}
