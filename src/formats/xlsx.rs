//! A spreadsheet of three sheets. Every text is written as a string: nothing becomes a formula, a link or a number.

use super::csv_tables::{Cell, KEEPS, Sheet, Sheets};
use super::losses::what;
use super::options::ExportOptions;
use super::ours::XLSX_MARK;
use super::output::Output;
use super::registry::{ExportError, Progress};
use super::tables::{link_row, span_row};
use super::view::View;
use super::written::Written;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, Worksheet, XlsxError};

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
    let mut written = Written::of(view, KEEPS);
    let mut workbook = Workbook::new();
    // The same project gives the same bytes: no time of writing.
    let date = ExcelDateTime::from_ymd(2000, 1, 1).map_err(xlsx_error)?;
    let properties = DocProperties::new()
        .set_creation_datetime(&date)
        .set_comment(XLSX_MARK);
    workbook.set_properties(&properties);
    let n = view.documents.len();

    let mut table = Table::begin(&mut workbook, &sheets.spans(), None)?;
    for (i, d) in view.documents.iter().enumerate() {
        progress.tick(i, 2 * n)?;
        for row in &d.rows {
            table.row(&sheets.span(&span_row(view, d, row)))?;
        }
    }
    table.end(&mut written)?;
    let mut table = Table::begin(&mut workbook, &sheets.links(), None)?;
    for link in &view.links {
        table.row(&sheets.link(&link_row(view, link)))?;
    }
    table.end(&mut written)?;
    let mut table = Table::begin(&mut workbook, &sheets.documents(), Some("text"))?;
    for i in 0..n {
        progress.tick(n + i, 2 * n)?;
        table.row(&sheets.document(view, i))?;
    }
    table.end(&mut written)?;

    let bytes = workbook.save_to_buffer().map_err(xlsx_error)?;
    output.begin(options.single_file.as_deref().unwrap_or("annotations.xlsx"))?;
    output.write(&bytes)?;
    Ok(written)
}

struct Table<'a> {
    sheet: &'a mut Worksheet,
    columns: Vec<String>,
    /// The column whose long texts go on in further columns.
    long: Option<usize>,
    n_rows: u32,
    n_extra: u16,
    n_cut: usize,
    n_control: usize,
    n_left_out: usize,
}

impl<'a> Table<'a> {
    fn begin(
        workbook: &'a mut Workbook,
        sheet: &Sheet,
        long: Option<&str>,
    ) -> Result<Self, ExportError> {
        let worksheet = workbook.add_worksheet();
        worksheet.set_name(sheet.name).map_err(xlsx_error)?;
        worksheet.set_freeze_panes(1, 0).map_err(xlsx_error)?;
        for (c, name) in (0_u16..).zip(&sheet.columns) {
            worksheet.write_string(0, c, name).map_err(xlsx_error)?;
        }
        Ok(Self {
            sheet: worksheet,
            columns: sheet.columns.clone(),
            long: long.and_then(|l| sheet.columns.iter().position(|c| c == l)),
            n_rows: 0,
            n_extra: 0,
            n_cut: 0,
            n_control: 0,
            n_left_out: 0,
        })
    }

    fn row(&mut self, cells: &[Cell<'_>]) -> Result<(), ExportError> {
        if self.n_rows as usize + 1 >= MAX_ROWS {
            self.n_left_out += 1;
            return Ok(());
        }
        self.n_rows += 1;
        let r = self.n_rows;
        for (i, (c, cell)) in (0_u16..).zip(cells).enumerate() {
            match cell {
                // Offsets are far below 2^53, up to which a cell's number is exact.
                Cell::Number(n) => {
                    self.sheet
                        .write_number(r, c, *n as f64)
                        .map_err(xlsx_error)?;
                }
                Cell::Text(text) => {
                    let (text, n_control) = super::names::xml_safe(text);
                    self.n_control += n_control;
                    let mut parts = cell_parts(&text).into_iter();
                    let first = parts.next().unwrap_or("");
                    self.sheet.write_string(r, c, first).map_err(xlsx_error)?;
                    let rest: Vec<&str> = parts.collect();
                    if self.long != Some(i) {
                        self.n_cut += usize::from(!rest.is_empty());
                        continue;
                    }
                    for (extra, part) in (0_u16..).zip(rest) {
                        let column = self.extra_column(extra)?;
                        self.sheet
                            .write_string(r, column, part)
                            .map_err(xlsx_error)?;
                    }
                }
            }
        }
        Ok(())
    }

    /// The column for the `n`-th continuation of a long text.
    fn extra_column(&mut self, n: u16) -> Result<u16, ExportError> {
        let column = self.columns.len() as u16 + n;
        if n >= self.n_extra {
            self.n_extra = n + 1;
            let name = format!("text_{}", n + 2);
            self.sheet
                .write_string(0, column, &name)
                .map_err(xlsx_error)?;
        }
        Ok(column)
    }

    fn end(self, written: &mut Written) -> Result<(), ExportError> {
        let last = self.columns.len() as u16 + self.n_extra - 1;
        self.sheet
            .autofilter(0, 0, self.n_rows, last)
            .map_err(xlsx_error)?;
        written.losses.add(
            "texts cut at 32 767 UTF-16 units, the most a cell holds",
            self.n_cut,
        );
        written.losses.add(
            "rows above 1 048 576, the most a sheet holds",
            self.n_left_out,
        );
        written.losses.add(what::CONTROL, self.n_control);
        Ok(())
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

fn xlsx_error(error: XlsxError) -> ExportError {
    match error {
        XlsxError::IoError(io) => ExportError::Io(io),
        other => ExportError::Other(other.to_string()),
    }
}
