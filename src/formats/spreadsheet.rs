//! A spreadsheet file (Office Open XML, ECMA-376, part 1, clause 18) as it is written: row after row into the archive, nothing
//! held but the strings that cells share. Every cell is a text or a whole number; nothing is a formula, a link or a date.
//!
//! Not promised: formats, several styles, sheets of more than 4 GiB.

use super::registry::ExportError;
use super::xml;
use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt::Write as _;
use std::io::Write;
use zip::write::{SimpleFileOptions, StreamWriter};
use zip::{CompressionMethod, DateTime, ZipWriter};

/// Tables are so repetitive that more effort makes them hardly smaller.
const EFFORT: i64 = 1;
const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const MAIN: &str = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"";
const RELATIONS: &str =
    "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">";
const KIND: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const CONTENT: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml";
const STYLES: &str = "<fonts count=\"1\"><font><sz val=\"11\"/><name val=\"Calibri\"/><family val=\"2\"/></font></fonts>\
    <fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill><fill><patternFill patternType=\"gray125\"/></fill></fills>\
    <borders count=\"1\"><border><left/><right/><top/><bottom/><diagonal/></border></borders>\
    <cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/></cellStyleXfs>\
    <cellXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\"/></cellXfs>\
    <cellStyles count=\"1\"><cellStyle name=\"Normal\" xfId=\"0\" builtinId=\"0\"/></cellStyles></styleSheet>";

/// What must be known of a sheet before its first row.
pub(super) struct SheetHead {
    /// A plain word.
    pub name: &'static str,
    /// With the heading; at least 1.
    pub n_rows: usize,
    /// At least 1.
    pub n_columns: usize,
}

impl SheetHead {
    fn last_column(&self) -> String {
        column_name(self.n_columns - 1)
    }

    /// All cells, such as `A1:C9`.
    fn area(&self) -> String {
        format!("A1:{}{}", self.last_column(), self.n_rows)
    }
}

/// What a cell holds.
pub(super) enum Value<'s> {
    /// Without characters that XML does not allow; an empty one is no cell.
    Text(Cow<'s, str>),
    Number(i64),
}

/// A spreadsheet on its way out.
pub(super) struct Spreadsheet<'s, W: Write> {
    zip: ZipWriter<StreamWriter<W>>,
    options: SimpleFileOptions,
    /// Each text with its number.
    strings: HashMap<Cow<'s, str>, usize>,
    /// Cells that are texts.
    n_texts: usize,
    column_names: Vec<String>,
    n_rows: usize,
    row: String,
}

impl<'s, W: Write> Spreadsheet<'s, W> {
    /// Begins the file; `description` stands among its properties.
    pub fn begin(output: W, sheets: &[SheetHead], description: &str) -> Result<Self, ExportError> {
        let n_columns = sheets.iter().map(|s| s.n_columns).max().unwrap_or(0);
        let mut out = Self {
            zip: ZipWriter::new_stream(output),
            // No time of writing: the same project gives the same bytes.
            options: SimpleFileOptions::default()
                .compression_method(CompressionMethod::Deflated)
                .compression_level(Some(EFFORT))
                .last_modified_time(DateTime::default()),
            strings: HashMap::new(),
            n_texts: 0,
            column_names: (0..n_columns).map(column_name).collect(),
            n_rows: 0,
            row: String::new(),
        };
        out.part("[Content_Types].xml", &content_types(sheets.len()))?;
        let relations = format!(
            "{RELATIONS}<Relationship Id=\"rId1\" Type=\"{KIND}/officeDocument\" Target=\"xl/workbook.xml\"/>\
            <Relationship Id=\"rId2\" Type=\"http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties\" Target=\"docProps/core.xml\"/></Relationships>"
        );
        out.part("_rels/.rels", &relations)?;
        let properties = format!(
            "<cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" \
            xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:dcterms=\"http://purl.org/dc/terms/\" \
            xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><dc:description>{description}</dc:description>\
            <dcterms:created xsi:type=\"dcterms:W3CDTF\">2000-01-01T00:00:00Z</dcterms:created>\
            <dcterms:modified xsi:type=\"dcterms:W3CDTF\">2000-01-01T00:00:00Z</dcterms:modified></cp:coreProperties>"
        );
        out.part("docProps/core.xml", &properties)?;
        out.part("xl/workbook.xml", &workbook(sheets))?;
        out.part("xl/_rels/workbook.xml.rels", &parts_of_book(sheets.len()))?;
        out.part("xl/styles.xml", &format!("<styleSheet {MAIN}>{STYLES}"))?;
        Ok(out)
    }

    fn part(&mut self, name: &str, content: &str) -> Result<(), ExportError> {
        self.zip.start_file(name, self.options)?;
        self.zip.write_all(HEAD.as_bytes())?;
        self.zip.write_all(content.as_bytes())?;
        Ok(())
    }

    /// Begins the sheet of this place, the heading of which stays in sight.
    pub fn begin_sheet(&mut self, place: usize, sheet: &SheetHead) -> Result<(), ExportError> {
        self.n_rows = 0;
        let is_open = if place == 0 { " tabSelected=\"1\"" } else { "" };
        let area = sheet.area();
        let content = format!(
            "<worksheet {MAIN}><dimension ref=\"{area}\"/><sheetViews><sheetView{is_open} workbookViewId=\"0\">\
            <pane ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\" state=\"frozen\"/><selection pane=\"bottomLeft\"/>\
            </sheetView></sheetViews><sheetFormatPr defaultRowHeight=\"15\"/><sheetData>"
        );
        self.part(&format!("xl/worksheets/sheet{}.xml", place + 1), &content)
    }

    /// Adds a row; cells stand in their columns, from the first on.
    pub fn row(&mut self, cells: impl IntoIterator<Item = Value<'s>>) -> Result<(), ExportError> {
        self.n_rows += 1;
        let number = self.n_rows.to_string();
        self.row.clear();
        // Writing to a String cannot fail, here and below.
        let _ = write!(self.row, "<row r=\"{number}\">");
        for (column, cell) in self.column_names.iter().zip(cells) {
            match cell {
                Value::Text(text) if text.is_empty() => {}
                Value::Text(text) => {
                    let next = self.strings.len();
                    let place = *self.strings.entry(text).or_insert(next);
                    self.n_texts += 1;
                    let parts = ["<c r=\"", column, &number, "\" t=\"s\"><v>"];
                    self.row.extend(parts);
                    let _ = write!(self.row, "{place}</v></c>");
                }
                Value::Number(value) => {
                    self.row.extend(["<c r=\"", column, &number, "\"><v>"]);
                    let _ = write!(self.row, "{value}</v></c>");
                }
            }
        }
        self.row.push_str("</row>");
        self.zip.write_all(self.row.as_bytes())?;
        Ok(())
    }

    /// Ends the sheet, which can be filtered by its heading.
    pub fn end_sheet(&mut self, sheet: &SheetHead) -> Result<(), ExportError> {
        let end = format!(
            "</sheetData><autoFilter ref=\"{}\"/><pageMargins left=\"0.7\" right=\"0.7\" top=\"0.75\" bottom=\"0.75\" header=\"0.3\" footer=\"0.3\"/></worksheet>",
            sheet.area()
        );
        self.zip.write_all(end.as_bytes())?;
        Ok(())
    }

    /// Writes the strings of all cells, and ends the file.
    pub fn finish(mut self) -> Result<(), ExportError> {
        let mut strings: Vec<(&str, usize)> =
            self.strings.iter().map(|(s, n)| (s.as_ref(), *n)).collect();
        strings.sort_unstable_by_key(|s| s.1);
        self.zip.start_file("xl/sharedStrings.xml", self.options)?;
        let head = format!(
            "{HEAD}<sst {MAIN} count=\"{}\" uniqueCount=\"{}\">",
            self.n_texts,
            strings.len()
        );
        self.zip.write_all(head.as_bytes())?;
        let mut item = String::new();
        for (text, _) in strings {
            item.clear();
            let blanks = ['\t', '\n', ' '];
            let has_ends = text.starts_with(blanks) || text.ends_with(blanks);
            item.push_str(if has_ends {
                "<si><t xml:space=\"preserve\">"
            } else {
                "<si><t>"
            });
            let _ = cell_text(&mut item, text);
            item.push_str("</t></si>");
            self.zip.write_all(item.as_bytes())?;
        }
        self.zip.write_all(b"</sst>")?;
        self.zip.finish()?;
        Ok(())
    }
}

/// A text as a cell has it (ECMA-376, part 1, 22.4.2.4): a carriage return is `_x000D_`, and what only looks like such a sign has
/// its first `_` written as one.
fn cell_text(out: &mut String, text: &str) -> std::fmt::Result {
    let is_sign = |at: usize| {
        let sign = text.as_bytes().get(at..at + 7);
        sign.is_some_and(|s| s[2..6].iter().all(u8::is_ascii_hexdigit) && s[6] == b'_')
    };
    let mut from = 0;
    let signs = text.match_indices("_x").map(|(at, _)| at);
    let signs = signs.filter(|at| is_sign(*at)).map(|at| (at, 0, "_x005F"));
    let returns = text.match_indices('\r').map(|(at, _)| (at, 1, "_x000D_"));
    let mut all: Vec<(usize, usize, &str)> = signs.chain(returns).collect();
    all.sort_unstable();
    for (at, n_bytes, instead) in all {
        xml::text(out, &text[from..at]);
        out.write_str(instead)?;
        from = at + n_bytes;
    }
    xml::text(out, &text[from..]);
    Ok(())
}

/// `A`, …, `Z`, `AA`, …
fn column_name(column: usize) -> String {
    let mut name = String::new();
    let mut rest = column + 1;
    while rest > 0 {
        // A letter of 26.
        name.insert(0, char::from(b'A' + ((rest - 1) % 26) as u8));
        rest = (rest - 1) / 26;
    }
    name
}

fn content_types(n_sheets: usize) -> String {
    let mut out = format!(
        "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">\
        <Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
        <Default Extension=\"xml\" ContentType=\"application/xml\"/>\
        <Override PartName=\"/docProps/core.xml\" ContentType=\"application/vnd.openxmlformats-package.core-properties+xml\"/>\
        <Override PartName=\"/xl/workbook.xml\" ContentType=\"{CONTENT}.sheet.main+xml\"/>\
        <Override PartName=\"/xl/styles.xml\" ContentType=\"{CONTENT}.styles+xml\"/>\
        <Override PartName=\"/xl/sharedStrings.xml\" ContentType=\"{CONTENT}.sharedStrings+xml\"/>"
    );
    for n in 1..=n_sheets {
        let _ = write!(
            out,
            "<Override PartName=\"/xl/worksheets/sheet{n}.xml\" ContentType=\"{CONTENT}.worksheet+xml\"/>"
        );
    }
    out.push_str("</Types>");
    out
}

fn parts_of_book(n_sheets: usize) -> String {
    let mut out = String::from(RELATIONS);
    for n in 1..=n_sheets {
        let _ = write!(
            out,
            "<Relationship Id=\"rId{n}\" Type=\"{KIND}/worksheet\" Target=\"worksheets/sheet{n}.xml\"/>"
        );
    }
    for (n, (kind, file)) in [
        ("styles", "styles.xml"),
        ("sharedStrings", "sharedStrings.xml"),
    ]
    .into_iter()
    .enumerate()
    {
        let id = n_sheets + n + 1;
        let _ = write!(
            out,
            "<Relationship Id=\"rId{id}\" Type=\"{KIND}/{kind}\" Target=\"{file}\"/>"
        );
    }
    out.push_str("</Relationships>");
    out
}

/// The sheets, and for each the hidden name by which programs know what its filter covers.
fn workbook(sheets: &[SheetHead]) -> String {
    let mut out = format!(
        "<workbook {MAIN} xmlns:r=\"{KIND}\"><bookViews><workbookView/></bookViews><sheets>"
    );
    for (n, sheet) in (1..).zip(sheets) {
        let name = sheet.name;
        let _ = write!(
            out,
            "<sheet name=\"{name}\" sheetId=\"{n}\" r:id=\"rId{n}\"/>"
        );
    }
    out.push_str("</sheets><definedNames>");
    let mut by_name: Vec<(usize, &SheetHead)> = sheets.iter().enumerate().collect();
    by_name.sort_by_key(|(_, sheet)| sheet.name);
    for (place, sheet) in by_name {
        let (name, column, n_rows) = (sheet.name, sheet.last_column(), sheet.n_rows);
        let _ = write!(
            out,
            "<definedName name=\"_xlnm._FilterDatabase\" localSheetId=\"{place}\" hidden=\"1\">{name}!$A$1:${column}${n_rows}</definedName>"
        );
    }
    out.push_str("</definedNames></workbook>");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_letters() {
        let names = [0, 25, 26, 51, 52, 701, 702].map(column_name);
        assert_eq!(names, ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]);
    }

    #[test]
    fn signs_of_cells_are_told_from_words() {
        let check = |text: &str, want: &str| {
            let mut out = String::new();
            cell_text(&mut out, text).unwrap();
            assert_eq!(out, want);
        };
        check("a<b & c>\r\nd", "a&lt;b &amp; c&gt;_x000D_\nd");
        check("_x0041_ _x00e4_", "_x005F_x0041_ _x005F_x00e4_");
        check("_x004_ _xü041_ _x0041", "_x004_ _xü041_ _x0041");
        check("<r>words</r>", "&lt;r&gt;words&lt;/r&gt;");
    }
}
