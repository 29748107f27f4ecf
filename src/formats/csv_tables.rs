//! CSV: the three tables, safe to open in a spreadsheet. UTF-8 with byte-order mark, commas, CRLF, RFC 4180 quotes. A cell that
//! a spreadsheet would take for a formula gets a `'` before it, and the column `escaped` names the columns so treated.

use super::losses::what;
use super::options::ExportOptions;
use super::output::{AsWrite, Output};
use super::registry::{ExportError, Progress};
use super::tables::{LinkRow, SpanRow, document_row, link_row, span_row};
use super::view::View;
use super::written::{Keeps, Written};
use std::borrow::Cow;
use std::collections::BTreeSet;

/// What the three tables have columns for.
pub(super) const KEEPS: &[Keeps] = &[
    Keeps::ArticleIds,
    Keeps::ArticleTitles,
    Keeps::ArticleDetails,
    Keeps::Paths,
    Keeps::AnnotatorIds,
    Keeps::Ids,
    Keeps::Times,
    Keeps::Origins,
    Keeps::LinkDetails,
];

/// The cells of one flat table.
pub(super) struct Sheet {
    pub name: &'static str,
    pub columns: Vec<String>,
}

/// One cell.
pub(super) enum Cell<'a> {
    Text(Cow<'a, str>),
    Number(i64),
}

impl<'a> From<&'a str> for Cell<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

/// The columns of the three tables for what a view holds, spans first.
pub(super) struct Sheets<'p> {
    features: Vec<&'p str>,
    link_features: Vec<&'p str>,
    metadata: Vec<&'p str>,
}

impl<'p> Sheets<'p> {
    pub fn of(view: &View<'p>) -> Self {
        let links = view.links.iter().map(|l| l.relation);
        let link_features: BTreeSet<&str> = links
            .flat_map(|r| r.features.iter().map(|(n, _)| n.as_str()))
            .collect();
        let documents = view.documents.iter();
        let metadata: BTreeSet<&str> = documents
            .flat_map(|d| &d.document.metadata.fields)
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, _)| name.as_str())
            .collect();
        Self {
            features: view.feature_names(),
            link_features: link_features.into_iter().collect(),
            metadata: metadata.into_iter().collect(),
        }
    }

    pub fn spans(&self) -> Sheet {
        let fixed = [
            "span_id",
            "document",
            "annotator",
            "label",
            "start",
            "end",
            "text",
            "fragments",
            "note",
            "origin",
            "created",
            "modified",
        ];
        Sheet {
            name: "spans",
            columns: named(&fixed, "attr_", &self.features),
        }
    }

    pub fn span<'a>(&self, row: &SpanRow<'a>) -> Vec<Cell<'a>> {
        let fragments: Vec<String> = row
            .fragments
            .iter()
            .map(|(s, e)| format!("{s}-{e}"))
            .collect();
        let mut cells: Vec<Cell<'a>> = vec![
            row.span_id.into(),
            row.doc_id.into(),
            row.annotator.into(),
            row.label.into(),
            Cell::Number(row.start),
            Cell::Number(row.end),
            row.text.into(),
            Cell::Text(Cow::Owned(fragments.join(";"))),
            row.note.into(),
            row.origin.into(),
            row.created.into(),
            row.modified.into(),
        ];
        let value = |name: &&str| row.attributes.iter().find(|p| p.name == *name);
        cells.extend(
            self.features
                .iter()
                .map(|n| value(n).map_or("", |p| p.value).into()),
        );
        cells
    }

    pub fn links(&self) -> Sheet {
        let fixed = [
            "link_id",
            "annotator",
            "type",
            "source",
            "target",
            "source_doc",
            "target_doc",
            "note",
            "created",
            "modified",
        ];
        Sheet {
            name: "links",
            columns: named(&fixed, "attr_", &self.link_features),
        }
    }

    pub fn link<'a>(&self, row: &LinkRow<'a>) -> Vec<Cell<'a>> {
        let mut cells: Vec<Cell<'a>> = [
            row.link_id,
            row.annotator,
            row.kind,
            row.source,
            row.target,
            row.source_doc,
            row.target_doc,
            row.note,
            row.created,
            row.modified,
        ]
        .map(Cell::from)
        .into();
        let value = |name: &&str| row.attributes.iter().find(|p| p.name == *name);
        cells.extend(
            self.link_features
                .iter()
                .map(|n| value(n).map_or("", |p| p.value).into()),
        );
        cells
    }

    pub fn documents(&self) -> Sheet {
        Sheet {
            name: "documents",
            columns: named(
                &["document", "title", "text", "source_path"],
                "meta_",
                &self.metadata,
            ),
        }
    }

    pub fn document<'a>(&self, view: &View<'a>, i: usize) -> Vec<Cell<'a>> {
        let row = document_row(&view.documents[i]);
        let mut cells: Vec<Cell<'a>> = [row.doc_id, row.title, row.text, row.source_path]
            .map(Cell::from)
            .into();
        let value = |name: &&str| row.metadata.iter().find(|p| p.name == *name).copied();
        cells.extend(
            self.metadata
                .iter()
                .map(|n| value(n).map_or("", |p| p.value).into()),
        );
        cells
    }
}

fn named(fixed: &[&str], prefix: &str, names: &[&str]) -> Vec<String> {
    let fixed = fixed.iter().map(|c| (*c).to_owned());
    fixed
        .chain(names.iter().map(|n| format!("{prefix}{n}")))
        .collect()
}

pub(super) fn write(
    view: &View<'_>,
    _options: &ExportOptions,
    output: &mut dyn Output,
    progress: &mut Progress<'_>,
) -> Result<Written, ExportError> {
    let sheets = Sheets::of(view);
    let mut written = Written::of(view, KEEPS);
    let n = view.documents.len();
    let mut table = Table::begin(output, &sheets.spans())?;
    for (i, d) in view.documents.iter().enumerate() {
        progress.tick(i, 2 * n)?;
        for row in &d.rows {
            table.row(&sheets.span(&span_row(view, d, row)))?;
        }
    }
    table.end(&mut written)?;
    let mut table = Table::begin(output, &sheets.links())?;
    for link in &view.links {
        table.row(&sheets.link(&link_row(view, link)))?;
    }
    table.end(&mut written)?;
    let mut table = Table::begin(output, &sheets.documents())?;
    for i in 0..n {
        progress.tick(n + i, 2 * n)?;
        table.row(&sheets.document(view, i))?;
    }
    table.end(&mut written)?;
    Ok(written)
}

struct Table<'a> {
    writer: csv::Writer<AsWrite<'a>>,
    columns: Vec<String>,
    n_control: usize,
    n_respelled: usize,
}

impl<'a> Table<'a> {
    fn begin(output: &'a mut dyn Output, sheet: &Sheet) -> Result<Self, ExportError> {
        output.begin(&format!("{}.csv", sheet.name))?;
        output.write("\u{feff}".as_bytes())?;
        let mut writer = csv::WriterBuilder::new()
            .terminator(csv::Terminator::CRLF)
            .from_writer(AsWrite(output));
        let columns = plain_columns(&sheet.columns);
        let changed = columns.iter().zip(&sheet.columns);
        let n_respelled = changed.filter(|(new, old)| new != old).count();
        writer
            .write_record(columns.iter().map(String::as_str).chain(["escaped"]))
            .map_err(csv_error)?;
        Ok(Self {
            writer,
            columns,
            n_control: 0,
            n_respelled,
        })
    }

    fn row(&mut self, cells: &[Cell<'_>]) -> Result<(), ExportError> {
        let mut escaped = String::new();
        for (cell, column) in cells.iter().zip(&self.columns) {
            match cell {
                Cell::Number(n) => self.writer.write_field(n.to_string()),
                Cell::Text(text) => {
                    let n_null = text.matches('\0').count();
                    self.n_control += n_null;
                    let text = if n_null > 0 {
                        Cow::Owned(text.replace('\0', " "))
                    } else {
                        Cow::Borrowed(text.as_ref())
                    };
                    if is_formula(&text) {
                        if !escaped.is_empty() {
                            escaped.push(' ');
                        }
                        escaped.push_str(column);
                        self.writer.write_field(format!("'{text}"))
                    } else {
                        self.writer.write_field(text.as_bytes())
                    }
                }
            }
            .map_err(csv_error)?;
        }
        self.writer.write_field(&escaped).map_err(csv_error)?;
        self.writer.write_record(None::<&[u8]>).map_err(csv_error)
    }

    fn end(mut self, written: &mut Written) -> Result<(), ExportError> {
        self.writer.flush()?;
        written.losses.add(what::CONTROL, self.n_control);
        written.losses.add(what::SPELLING, self.n_respelled);
        Ok(())
    }
}

/// Names of columns without blanks, between which the column `escaped` names them; each once, whatever their case.
fn plain_columns(names: &[String]) -> Vec<String> {
    let is_plain = |name: &&String| !name.contains(char::is_whitespace);
    let mut taken: BTreeSet<String> = names
        .iter()
        .filter(is_plain)
        .map(|n| n.to_lowercase())
        .collect();
    taken.insert("escaped".to_owned());
    let plain = |name: &String| {
        if is_plain(&name) {
            return name.clone();
        }
        let mut new = name.replace(char::is_whitespace, "_");
        while !taken.insert(new.to_lowercase()) {
            new.push('_');
        }
        new
    };
    names.iter().map(plain).collect()
}

/// Whether a spreadsheet would run it, with or without the blanks before.
fn is_formula(text: &str) -> bool {
    let text = text.trim_start_matches([' ', '\u{a0}']);
    text.starts_with(['=', '+', '-', '@', '\t', '\r'])
}

fn csv_error(error: csv::Error) -> ExportError {
    let words = error.to_string();
    match error.into_kind() {
        csv::ErrorKind::Io(io) => ExportError::Io(io),
        _ => ExportError::Other(words),
    }
}
