//! XLSX: the first sheet that has the column which was named for the text, else one whose name is for texts, else the
//! first that has rows.

use super::table::{Cell, MAX_COLUMNS, Table, TableMaker, check_rows};
use super::{RowColumns, articles};
use crate::ingest::guard::guarded;
use crate::ingest::{
    Article, ArticleFile, ArticleKind, ArticleReader, Confidence, IngestError, ReadOptions, archive,
};
use calamine::{Data, ExcelDateTime, Reader as _, Xlsx, XlsxError};
use std::collections::BTreeMap;
use std::io::Cursor;

/// See the module.
pub struct SpreadsheetReader;

const FORMAT: &str = "XLSX";

impl SpreadsheetReader {
    pub(super) fn reads(file: &ArticleFile<'_>) -> bool {
        Self.recognises(file) != Confidence::No
    }
}

impl ArticleReader for SpreadsheetReader {
    fn kind(&self) -> &'static ArticleKind {
        &ArticleKind {
            id: "xlsx",
            name: "Table of articles (XLSX)",
            extensions: &["xlsx", "xlsm"],
            media_type: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            takes: "one article a row; every other column as metadata, dates as 2026-01-31",
            leaves_out: "rows without a text, which are listed; all sheets but one",
        }
    }

    fn shows_in(&self, file: &ArticleFile<'_>) -> bool {
        archive::lists(file.bytes, "xl/workbook.xml")
    }

    fn read(
        &self,
        file: &ArticleFile<'_>,
        options: &ReadOptions,
    ) -> Result<Vec<Article>, IngestError> {
        let table = table(file, options)?;
        let base = Article::extracted(file, self.kind().media_type, String::new());
        articles(&base, table, options)
    }
}

pub(super) fn table(file: &ArticleFile<'_>, options: &ReadOptions) -> Result<Table, IngestError> {
    archive::check(FORMAT, file.bytes)?;
    let named = options.columns.as_deref().map(|columns| &columns.text);
    guarded(FORMAT, || {
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(file.bytes)).map_err(broken)?;
        let mut first = None;
        for name in book.sheet_names() {
            let Some(table) = sheet(&mut book, &name)? else {
                continue;
            };
            let is_it = match named {
                Some(column) => table.place(column).is_some(),
                None => RowColumns::guessed(&table.columns).is_some(),
            };
            if is_it {
                return Ok(table);
            }
            if !table.columns.is_empty() {
                first = first.or(Some(table));
            }
        }
        Ok(first.unwrap_or_default())
    })
}

fn broken(error: impl std::fmt::Display) -> IngestError {
    IngestError::Broken {
        format: FORMAT,
        reason: error.to_string(),
    }
}

/// Cell by cell: two cells in the corners of a sheet must not cost the memory of all between them. `None` where the
/// sheet is a chart.
fn sheet(book: &mut Xlsx<Cursor<&[u8]>>, name: &str) -> Result<Option<Table>, IngestError> {
    let mut reader = match book.worksheet_cells_reader(name) {
        Err(XlsxError::NotAWorksheet(_)) => return Ok(None),
        reader => reader.map_err(broken)?,
    };
    let mut maker = TableMaker::default();
    let mut rows: BTreeMap<u32, BTreeMap<u32, String>> = BTreeMap::new();
    while let Some(found) = reader.next_cell().map_err(broken)? {
        let (row, column) = found.get_position();
        // Further right are no columns of a table of articles.
        if column as usize >= MAX_COLUMNS {
            continue;
        }
        let text = cell(&Data::from(found.get_value().clone()));
        if text.is_empty() {
            continue;
        }
        maker.count(text.len())?;
        rows.entry(row).or_default().insert(column, text);
        check_rows(rows.len().saturating_sub(1))?;
    }
    let mut rows = rows.into_iter();
    let Some((_, names)) = rows.next() else {
        return Ok(Some(Table::default()));
    };
    let mut places: BTreeMap<u32, usize> = BTreeMap::new();
    for (column, name) in names {
        places.insert(column, maker.add_column(&name)?);
    }
    for (row, found) in rows {
        let mut cells = Vec::with_capacity(found.len());
        for (column, text) in found {
            if let Some(place) = places.get(&column) {
                maker.count(maker.table.columns[*place].len())?;
                cells.push((*place, Cell::Text(text)));
            }
        }
        maker.add_row(row as usize + 1, cells)?;
    }
    Ok(Some(maker.table))
}

fn cell(data: &Data) -> String {
    match data {
        Data::Empty | Data::Error(_) => String::new(),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text.clone(),
        Data::Float(number) if number.fract() == 0.0 && number.abs() < 9e15 => {
            format!("{number:.0}")
        }
        Data::DateTime(date) if date.is_datetime() => written(date),
        other => other.to_string(),
    }
}

/// As RFC 3339 writes it, without the time where it is midnight.
fn written(date: &ExcelDateTime) -> String {
    let (year, month, day, hour, minute, second, _) = date.to_ymd_hms_milli();
    let day = format!("{year:04}-{month:02}-{day:02}");
    if (hour, minute, second) == (0, 0, 0) {
        day
    } else {
        format!("{day}T{hour:02}:{minute:02}:{second:02}")
    }
}
