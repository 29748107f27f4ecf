//! `OpenDocument` texts, read as the standard says (`OpenDocument` 1.3, part 3, 6.1): paragraphs are lines, tables stand in
//! place with tabs between the cells, footnotes at the end.

use super::decoding::decode;
use super::styles::HidingStyles;
use super::tables::row_text;
use super::{Article, ArticleFile, ArticleKind, ArticleReader, IngestError, ReadOptions};
use super::{archive, notes::Notes};
use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

/// See the module.
pub struct OpenDocumentReader;

const FORMAT: &str = "OpenDocument";
const MIMETYPE: &str = "application/vnd.oasis.opendocument.text";
/// Most blanks that one element may stand for.
const MAX_BLANKS: usize = 1_000;

impl ArticleReader for OpenDocumentReader {
    fn kind(&self) -> &'static ArticleKind {
        &ArticleKind {
            id: "odt",
            name: "OpenDocument text",
            extensions: &["odt", "ott"],
            media_type: MIMETYPE,
            takes: "paragraphs, tabs, line breaks, tables, footnotes at the end; title and author",
            leaves_out: "pictures, headers and footers, numbers of lists, remarks, deleted and hidden text",
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
        const NAMES: &[&str] = &[
            "content.xml",
            "styles.xml",
            "meta.xml",
            "META-INF/manifest.xml",
        ];
        let mut entries = archive::entries(FORMAT, file.bytes, NAMES)?;
        let manifest = entries.remove("META-INF/manifest.xml").unwrap_or_default();
        if String::from_utf8_lossy(&manifest).contains("encryption-data") {
            return Err(IngestError::Protected { format: FORMAT });
        }
        let content = archive::required(FORMAT, &mut entries, "content.xml")?;
        let mut styles = Styles::default();
        if let Some(named) = entries.remove("styles.xml") {
            // Of a damaged one, what was read of it.
            let _ = walk(&decode(&named, None).text, &mut styles);
        }
        let mut text = Text {
            styles,
            ..Text::default()
        };
        walk(&decode(&content, None).text, &mut text)?;
        let text = text.finish();
        if text.trim().is_empty() {
            return Err(IngestError::NoText { format: FORMAT });
        }
        let mut article = Article::extracted(file, MIMETYPE, text);
        let mut facts = Facts::default();
        if let Some(meta) = entries.remove("meta.xml") {
            // A damaged one costs the title only.
            let _ = walk(&decode(&meta, None).text, &mut facts);
        }
        article.put_title(&facts.title);
        article.put_metadata("author", &facts.author);
        Ok(vec![article])
    }
}

/// What listens to the events of a file.
trait Listener {
    /// An element begins; `attribute` gives a value by name with prefix.
    fn open(&mut self, name: &str, start: &BytesStart<'_>);
    fn close(&mut self, name: &str);
    fn text(&mut self, text: &str);
}

#[allow(
    clippy::needless_pass_by_value,
    reason = "the form that `map_err` asks for"
)]
fn broken(reason: impl ToString) -> IngestError {
    IngestError::Broken {
        format: FORMAT,
        reason: reason.to_string(),
    }
}

fn walk(xml: &str, listener: &mut impl Listener) -> Result<(), IngestError> {
    let mut reader = Reader::from_str(xml);
    let mut depth = 0_usize;
    loop {
        match reader.read_event().map_err(broken)? {
            Event::Start(start) => {
                depth += 1;
                listener.open(start.name().as_ref(), &start);
            }
            Event::Empty(start) => {
                listener.open(start.name().as_ref(), &start);
                listener.close(start.name().as_ref());
            }
            Event::End(end) => {
                depth = depth.saturating_sub(1);
                listener.close(end.name().as_ref());
            }
            Event::Text(text) => listener.text(&text.xml10_content()),
            Event::CData(data) => listener.text(&data.xml10_content()),
            Event::GeneralRef(reference) => {
                let whole = format!("&{};", reference.xml10_content());
                let words = quick_xml::escape::unescape(&whole).map_err(broken)?;
                listener.text(&words);
            }
            Event::Eof if depth > 0 => return Err(broken("it ends inside an element")),
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

fn attribute(start: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = start
        .attributes()
        .filter_map(Result::ok)
        .find(|a| a.key.as_ref() == name)?;
    let value = found.normalized_value(XmlVersion::Implicit1_0).ok()?;
    Some(value.into_owned())
}

/// Title and author of `meta.xml`.
#[derive(Default)]
struct Facts {
    inside: String,
    title: String,
    author: String,
}

impl Listener for Facts {
    fn open(&mut self, name: &str, _start: &BytesStart<'_>) {
        name.clone_into(&mut self.inside);
    }

    fn close(&mut self, _name: &str) {
        self.inside.clear();
    }

    fn text(&mut self, text: &str) {
        match self.inside.as_str() {
            "dc:title" => self.title.push_str(text),
            "meta:initial-creator" => self.author.push_str(text),
            _ => {}
        }
    }
}

/// The text of `content.xml`.
#[derive(Default)]
struct Text {
    /// Elements that are left out, open now.
    n_skipped: usize,
    styles: Styles,
    /// Open paragraphs: one may stand inside another, in a frame or a note.
    paragraphs: Vec<String>,
    /// Where finished paragraphs go: the text, and inside it open cells and notes.
    places: Vec<Vec<String>>,
    lines: Vec<String>,
    rows: Vec<Vec<Vec<String>>>,
    notes: Notes,
}

/// The styles of `styles.xml`, then those of `content.xml`.
#[derive(Default)]
struct Styles {
    hiding: HidingStyles,
    /// The one that is described now.
    name: String,
}

impl Styles {
    /// Names are unique in their family.
    fn name(family: &str, name: &str) -> String {
        format!("{family}/{name}")
    }
}

impl Listener for Styles {
    fn open(&mut self, name: &str, start: &BytesStart<'_>) {
        match name {
            "style:style" => {
                let said = |name: &str| attribute(start, name).unwrap_or_default();
                let family = said("style:family");
                self.name = Self::name(&family, &said("style:name"));
                let parent = Self::name(&family, &said("style:parent-style-name"));
                self.hiding.put(&self.name, &parent);
            }
            "style:text-properties" => {
                if let Some(display) = attribute(start, "text:display") {
                    self.hiding.say(&self.name, display == "none");
                }
            }
            _ => {}
        }
    }

    fn close(&mut self, _: &str) {}

    fn text(&mut self, _: &str) {}
}

fn shows_nothing(start: &BytesStart<'_>) -> bool {
    attribute(start, "text:display").is_some_and(|display| display == "none")
}

/// Left out with all that is in them.
fn is_left_out(name: &str) -> bool {
    matches!(
        name,
        "text:tracked-changes"
            | "text:note-citation"
            | "text:ruby-text"
            | "text:sequence-decls"
            | "text:variable-decls"
            | "text:user-field-decls"
            | "office:annotation"
            | "office:forms"
            | "draw:object"
            | "svg:title"
            | "svg:desc"
    )
}

impl Text {
    /// Whether nothing of an element is shown, as its style or the element itself says.
    fn is_hidden(&self, name: &str, start: &BytesStart<'_>) -> bool {
        let family = match name {
            "text:section" => return shows_nothing(start),
            "text:span" => "text",
            "text:p" | "text:h" => "paragraph",
            _ => return false,
        };
        if self.styles.hiding.is_empty() {
            return false;
        }
        let style = attribute(start, "text:style-name").unwrap_or_default();
        self.styles.hiding.hides(&Styles::name(family, &style))
    }

    fn put_line(&mut self, line: String) {
        self.places.last_mut().unwrap_or(&mut self.lines).push(line);
    }

    fn finish(mut self) -> String {
        self.notes.append_to(&mut self.lines);
        self.lines.join("\n").trim_matches('\n').to_owned()
    }
}

impl Listener for Text {
    fn open(&mut self, name: &str, start: &BytesStart<'_>) {
        if self.n_skipped > 0 || is_left_out(name) || self.is_hidden(name, start) {
            self.n_skipped += 1;
            return;
        }
        match name {
            "style:style" | "style:text-properties" => self.styles.open(name, start),
            "text:p" | "text:h" => self.paragraphs.push(String::new()),
            "table:table-row" => self.rows.push(Vec::new()),
            "table:table-cell" | "table:covered-table-cell" | "text:note" => {
                self.places.push(Vec::new());
            }
            _ => {
                let Some(paragraph) = self.paragraphs.last_mut() else {
                    return;
                };
                match name {
                    "text:tab" => paragraph.push('\t'),
                    "text:line-break" => paragraph.push('\n'),
                    "text:s" => {
                        let n = attribute(start, "text:c").and_then(|c| c.parse().ok());
                        let n = n.unwrap_or(1_usize).min(MAX_BLANKS);
                        paragraph.extend(std::iter::repeat_n(' ', n));
                    }
                    _ => {}
                }
            }
        }
    }

    fn close(&mut self, name: &str) {
        if self.n_skipped > 0 {
            self.n_skipped -= 1;
            return;
        }
        match name {
            "text:p" | "text:h" => {
                if let Some(line) = self.paragraphs.pop() {
                    self.put_line(line);
                }
            }
            "table:table-cell" | "table:covered-table-cell" => {
                let cell = self.places.pop().unwrap_or_default();
                if let Some(row) = self.rows.last_mut() {
                    row.push(cell);
                }
            }
            "table:table-row" => {
                let row = self.rows.pop().unwrap_or_default();
                for line in row_text(row) {
                    self.put_line(line);
                }
            }
            "text:note" => {
                let words = self.places.pop().unwrap_or_default().join(" ");
                let mark = self.notes.add(&words);
                if let Some(paragraph) = self.paragraphs.last_mut() {
                    paragraph.push_str(&mark);
                }
            }
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if self.n_skipped > 0 {
            return;
        }
        // Blanks outside of paragraphs are the file's, not the text's.
        let Some(paragraph) = self.paragraphs.last_mut() else {
            return;
        };
        for c in text.chars() {
            if !matches!(c, ' ' | '\t' | '\n' | '\r') {
                paragraph.push(c);
            } else if !(paragraph.is_empty() || paragraph.ends_with(' ')) {
                paragraph.push(' ');
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::fixture::{odt, read_first, zip_of};

    fn read(bytes: &[u8]) -> Result<Article, IngestError> {
        read_first("in/a.odt", bytes)
    }

    #[test]
    fn paragraphs_blanks_tables_and_notes_stand_where_they_stood() {
        let body = "<text:sequence-decls>x</text:sequence-decls><text:h>Harbour <text:span>notes</text:span></text:h>\n\
            <text:p>One <text:s text:c=\"2\"/>two<text:tab/>three<text:line-break/>four &amp; 🚢\n five\
            <text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>A footnote.</text:p></text:note-body></text:note>.</text:p>\
            <text:p/><text:list><text:list-item><text:p>Item</text:p></text:list-item></text:list>\
            <table:table><table:table-row><table:table-cell><text:p>a</text:p></table:table-cell><table:table-cell/>\
            <table:table-cell><text:p>b</text:p></table:table-cell></table:table-row></table:table>\
            <text:p>End<office:annotation><text:p>remark</text:p></office:annotation>.</text:p>";
        let article = read(&odt(body, "")).unwrap();
        assert_eq!(
            &*article.text,
            "Harbour notes\nOne   two\tthree\nfour & 🚢 five[1].\n\nItem\na\t\tb\nEnd.\n\n[1] A footnote."
        );
        assert_eq!(article.title, "Harbour notes");
        assert_eq!(article.metadata.get("author"), "Ada Example");
        assert_eq!(
            read(&odt("<text:p>x</text:p>", "A title")).unwrap().title,
            "A title"
        );
    }

    #[test]
    fn what_is_hidden_stays_out() {
        let body = "<style:style style:name=\"T1\" style:family=\"text\"><style:text-properties text:display=\"none\"/></style:style>\
            <style:style style:name=\"P1\" style:family=\"paragraph\"><style:text-properties text:display=\"none\"/></style:style>\
            <style:style style:name=\"T2\" style:family=\"text\"><style:text-properties text:display=\"true\"/></style:style>\
            <text:p text:style-name=\"T1\">In<text:span text:style-name=\"T1\"> <text:span>no</text:span></text:span>\
            <text:span text:style-name=\"T2\"> sight</text:span></text:p><text:p text:style-name=\"P1\">gone</text:p>\
            <text:section text:display=\"none\"><text:p>gone too</text:p></text:section><text:p>here</text:p>";
        assert_eq!(&*read(&odt(body, "")).unwrap().text, "In sight\nhere");
    }

    #[test]
    fn what_a_named_style_hides_stays_out() {
        let styles = "<a><style:style style:name=\"Secret\" style:family=\"text\"><style:text-properties text:display=\"none\"/></style:style>\
            <style:header><text:p>a header</text:p></style:header></a>";
        let body = "<a><style:style style:name=\"T1\" style:family=\"text\" style:parent-style-name=\"Secret\"/>\
            <text:p>In<text:span text:style-name=\"T1\"> no</text:span><text:span text:style-name=\"Secret\"> two</text:span> sight</text:p></a>";
        let file = zip_of(&[
            ("mimetype", MIMETYPE.as_bytes()),
            ("content.xml", body.as_bytes()),
            ("styles.xml", styles.as_bytes()),
        ]);
        assert_eq!(&*read(&file).unwrap().text, "In sight");
    }

    #[test]
    fn what_cannot_be_read_is_refused_in_words() {
        let check = |bytes: &[u8], expected: &str| {
            assert_eq!(read(bytes).unwrap_err().to_string(), expected);
        };
        check(
            &odt("<text:p> </text:p>", ""),
            "there is no text in this OpenDocument file",
        );
        let mimetype = ("mimetype", MIMETYPE.as_bytes());
        check(
            &zip_of(&[mimetype]),
            "this is no sound OpenDocument file: content.xml is missing in it",
        );
        check(
            &zip_of(&[mimetype, ("content.xml", b"<a><text:p>x</text:p>")]),
            "this is no sound OpenDocument file: it ends inside an element",
        );
        check(
            &zip_of(&[mimetype, ("META-INF/manifest.xml", b"<m:encryption-data/>")]),
            "this OpenDocument file is protected by a password",
        );
    }
}
