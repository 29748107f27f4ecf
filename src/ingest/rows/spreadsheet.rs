//! XLSX: the first sheet that has a text column, else the first that has rows.

use super::{MAX_ROWS, RowColumns, Table, articles, too_many_rows};
use crate::ingest::guard::guarded;
use crate::ingest::{
    Article, ArticleFile, ArticleKind, ArticleReader, Confidence, IngestError, ReadOptions, archive,
};
use calamine::{Data, ExcelDateTime, Reader as _, Xlsx};
use std::collections::BTreeMap;
use std::io::Cursor;

/// See the module.
pub struct SpreadsheetReader;

const FORMAT: &str = "XLSX";
/// Columns further right are no columns of a table of articles.
const MAX_COLUMNS: u32 = 1_000;

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
        let table = table(file)?;
        let base = Article::extracted(file, self.kind().media_type, String::new());
        articles(&base, &table, options)
    }
}

pub(super) fn table(file: &ArticleFile<'_>) -> Result<Table, IngestError> {
    archive::check(FORMAT, file.bytes)?;
    guarded(FORMAT, || {
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(file.bytes)).map_err(broken)?;
        let mut first = None;
        for name in book.sheet_names() {
            let table = sheet(&mut book, &name)?;
            if RowColumns::guessed(&table.columns).is_some() {
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

/// Cell by cell: two cells in the corners of a sheet must not cost the memory of all between them.
fn sheet(book: &mut Xlsx<Cursor<&[u8]>>, name: &str) -> Result<Table, IngestError> {
    let mut reader = book.worksheet_cells_reader(name).map_err(broken)?;
    let mut rows: BTreeMap<u32, BTreeMap<u32, String>> = BTreeMap::new();
    while let Some(found) = reader.next_cell().map_err(broken)? {
        let (row, column) = found.get_position();
        let text = cell(&Data::from(found.get_value().clone()));
        if column >= MAX_COLUMNS || text.is_empty() {
            continue;
        }
        rows.entry(row).or_default().insert(column, text);
        if rows.len() > MAX_ROWS + 1 {
            return Err(too_many_rows());
        }
    }
    let mut rows = rows.into_iter();
    let Some((_, names)) = rows.next() else {
        return Ok(Table::default());
    };
    let places: Vec<u32> = names.keys().copied().collect();
    Ok(Table {
        columns: names.into_values().collect(),
        rows: rows
            .map(|(row, mut cells)| {
                let cells = places.iter().map(|p| cells.remove(p).unwrap_or_default());
                (row as usize + 1, cells.collect())
            })
            .collect(),
        ..Table::default()
    })
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
