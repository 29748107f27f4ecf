//! A spreadsheet of three sheets. Every text is written as a string: nothing becomes a formula, a link or a number.

use super::csv_tables::{Cell, KEEPS, Sheet, Sheets};
use super::losses::what;
use super::names::xml_safe;
use super::options::ExportOptions;
use super::ours::XLSX_MARK;
use super::output::{AsWrite, Output};
use super::registry::{ExportError, Progress};
use super::spreadsheet::{SheetHead, Spreadsheet, Value};
use super::tables::{link_row, span_row};
use super::view::View;
use super::written::Written;
use std::borrow::Cow;

/// The most UTF-16 units that a cell holds.
const MAX_CELL: usize = 32_767;
/// The most rows of a sheet, the heading among them.
const MAX_ROWS: usize = 1_048_576;

pub(super) fn write(
    view: &View<'_>,
    options: &ExportOptions,
    output: &mut dyn Output,
    progress: &mut Progress<'_>,
) -> Result<Written, ExportError> {
    let sheets = Sheets::of(view);
    let n = view.documents.len();
    let tables = [
        Table::of(&sheets.spans(), view.n_rows(), None),
        Table::of(&sheets.links(), view.links.len(), None),
        Table::of(&sheets.documents(), n, Some(("text", n_extra(view)))),
    ];
    let heads = tables.each_ref().map(Table::head);
    let [mut spans, mut links, mut documents] = tables;
    output.begin(options.single_file.as_deref().unwrap_or("annotations.xlsx"))?;
    let mut file = Spreadsheet::begin(AsWrite(output), &heads, XLSX_MARK)?;

    file.begin_sheet(0, &heads[0])?;
    file.row(spans.heading())?;
    for (i, d) in view.documents.iter().enumerate() {
        progress.tick(i, 2 * n)?;
        for row in &d.rows {
            if spans.takes_one_more() {
                file.row(spans.cells(sheets.span(&span_row(view, d, row))))?;
            }
        }
    }
    file.end_sheet(&heads[0])?;
    file.begin_sheet(1, &heads[1])?;
    file.row(links.heading())?;
    for link in &view.links {
        if links.takes_one_more() {
            file.row(links.cells(sheets.link(&link_row(view, link))))?;
        }
    }
    file.end_sheet(&heads[1])?;
    file.begin_sheet(2, &heads[2])?;
    file.row(documents.heading())?;
    for i in 0..n {
        progress.tick(n + i, 2 * n)?;
        if documents.takes_one_more() {
            file.row(documents.cells(sheets.document(view, i)))?;
        }
    }
    file.end_sheet(&heads[2])?;
    file.finish()?;

    let mut written = Written::of(view, KEEPS);
    for table in [spans, links, documents] {
        table.tell(&mut written);
    }
    Ok(written)
}

/// How many columns the longest text needs beside its own.
fn n_extra(view: &View<'_>) -> usize {
    let documents = view.documents.iter().take(MAX_ROWS - 1);
    let n_parts = documents.map(|d| cell_parts(d.text()).len());
    n_parts.max().unwrap_or(1) - 1
}

/// A sheet with what of its cells was not written as it is.
struct Table {
    name: &'static str,
    columns: Vec<String>,
    /// Rows that are wanted, without the heading.
    n_wanted: usize,
    /// The column whose long texts go on in further columns, and how many these are.
    long: Option<(usize, usize)>,
    n_rows: usize,
    n_cut: usize,
    n_control: usize,
}

impl Table {
    fn of(sheet: &Sheet, n_wanted: usize, long: Option<(&str, usize)>) -> Self {
        let place = |name: &str| sheet.columns.iter().position(|c| c == name);
        Self {
            name: sheet.name,
            columns: sheet.columns.clone(),
            n_wanted,
            long: long.and_then(|(name, n)| Some((place(name)?, n))),
            n_rows: 0,
            n_cut: 0,
            n_control: 0,
        }
    }

    fn n_extra(&self) -> usize {
        self.long.map_or(0, |(_, n)| n)
    }

    fn head(&self) -> SheetHead {
        SheetHead {
            name: self.name,
            n_rows: (self.n_wanted + 1).min(MAX_ROWS),
            n_columns: self.columns.len() + self.n_extra(),
        }
    }

    /// Whether there is room for a further row.
    fn takes_one_more(&mut self) -> bool {
        self.n_rows += 1;
        self.n_rows < MAX_ROWS
    }

    fn heading<'s>(&mut self) -> Vec<Value<'s>> {
        let extra = (0..self.n_extra()).map(|n| format!("text_{}", n + 2));
        let names: Vec<String> = self.columns.iter().cloned().chain(extra).collect();
        self.cells(names.into_iter().map(|n| Cell::Text(n.into())))
    }

    fn cells<'s>(&mut self, cells: impl IntoIterator<Item = Cell<'s>>) -> Vec<Value<'s>> {
        let mut out = Vec::with_capacity(self.columns.len() + self.n_extra());
        let mut extra = Vec::new();
        for (i, cell) in cells.into_iter().enumerate() {
            let text = match cell {
                Cell::Number(n) => {
                    out.push(Value::Number(n));
                    continue;
                }
                Cell::Text(Cow::Borrowed(text)) => xml_safe(text),
                Cell::Text(Cow::Owned(text)) => {
                    let (safe, n) = xml_safe(&text);
                    (Cow::Owned(safe.into_owned()), n)
                }
            };
            self.n_control += text.1;
            let mut parts = in_parts(text.0).into_iter();
            out.push(Value::Text(parts.next().unwrap_or_default()));
            if self.long.is_some_and(|(long, _)| long == i) {
                extra.extend(parts.map(Value::Text));
            } else {
                self.n_cut += usize::from(parts.next().is_some());
            }
        }
        out.extend(extra);
        out
    }

    fn tell(self, written: &mut Written) {
        written.losses.add(
            "texts cut at 32 767 UTF-16 units, the most a cell holds",
            self.n_cut,
        );
        written.losses.add(
            "rows above 1 048 576, the most a sheet holds",
            self.n_wanted.saturating_sub(MAX_ROWS - 1),
        );
        written.losses.add(what::CONTROL, self.n_control);
    }
}

fn in_parts(text: Cow<'_, str>) -> Vec<Cow<'_, str>> {
    match text {
        Cow::Borrowed(text) => cell_parts(text).into_iter().map(Cow::Borrowed).collect(),
        Cow::Owned(text) => {
            let parts = cell_parts(&text).into_iter();
            parts.map(|part| Cow::Owned(part.to_owned())).collect()
        }
    }
}

/// A text in pieces that fit a cell.
fn cell_parts(text: &str) -> Vec<&str> {
    if text.len() <= MAX_CELL {
        return vec![text];
    }
    let mut parts = Vec::new();
    let (mut start, mut n_units) = (0, 0);
    for (byte, c) in text.char_indices() {
        if n_units + c.len_utf16() > MAX_CELL {
            parts.push(&text[start..byte]);
            (start, n_units) = (byte, 0);
        }
        n_units += c.len_utf16();
    }
    parts.push(&text[start..]);
    parts
}
