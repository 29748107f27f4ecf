//! CSV and TSV.

use super::articles;
use super::table::{Cell, Table, TableMaker};
use crate::ingest::{Article, ArticleFile, ArticleKind, ArticleReader, IngestError, ReadOptions};

/// See the module.
pub struct CsvReader;

impl ArticleReader for CsvReader {
    fn kind(&self) -> &'static ArticleKind {
        &ArticleKind {
            id: "csv",
            name: "Table of articles (CSV)",
            extensions: &["csv", "tsv"],
            media_type: "text/csv",
            takes: "one article a row; every other column as metadata",
            leaves_out: "rows without a text or with another number of cells, which are listed",
        }
    }

    fn read(
        &self,
        file: &ArticleFile<'_>,
        options: &ReadOptions,
    ) -> Result<Vec<Article>, IngestError> {
        let base = Article::from_text_file(file, options, self.kind().media_type)?;
        let table = table(&base.text)?;
        articles(&base, table, options)
    }
}

pub(super) fn table(text: &str) -> Result<Table, IngestError> {
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter(text))
        .flexible(true)
        .from_reader(text.as_bytes());
    let broken = |error: csv::Error| IngestError::Broken {
        format: "CSV",
        reason: error.to_string(),
    };
    let mut maker = TableMaker::default();
    for name in reader.headers().map_err(broken)? {
        maker.add_column(name)?;
    }
    let n_columns = maker.table.columns.len();
    // As programs for tables count: an empty line is a row, a line break inside a cell none.
    let n_empty = |start: usize| {
        let rest = text.as_bytes().get(start..).unwrap_or_default();
        rest.iter().take_while(|b| **b == b'\n').count()
    };
    let mut row = 1 + n_empty(0);
    for record in reader.records() {
        let record = record.map_err(broken)?;
        let (start, line) = record.position().map_or((0, 0), |p| (p.byte(), p.line()));
        let n_empty = n_empty(usize::try_from(start).unwrap_or(usize::MAX));
        row += 1 + n_empty;
        if record.len() != n_columns {
            let n = record.len();
            let cells = if n == 1 { "cell" } else { "cells" };
            let line = line + n_empty as u64;
            let place = if line == row as u64 {
                String::new()
            } else {
                format!(" (line {line})")
            };
            let reason = format!("it has {n} {cells} instead of {n_columns}{place}");
            maker.add_bad_row(row, reason)?;
            continue;
        }
        let mut cells = Vec::new();
        for (column, words) in record.iter().enumerate().filter(|(_, w)| !w.is_empty()) {
            maker.count(maker.table.columns[column].len() + words.len())?;
            cells.push((column, Cell::Text(words.to_owned())));
        }
        maker.add_row(row, cells)?;
    }
    Ok(maker.table)
}

/// What separates the cells of the first line: the sign that occurs most outside of quotation marks.
fn delimiter(text: &str) -> u8 {
    let mut counts = [(b'\t', 0_usize), (b';', 0), (b',', 0), (b'|', 0)];
    let mut is_quoted = false;
    for byte in text.bytes() {
        match byte {
            b'"' => is_quoted = !is_quoted,
            b'\n' if !is_quoted => break,
            _ if is_quoted => {}
            _ => {
                for (sign, count) in &mut counts {
                    *count += usize::from(*sign == byte);
                }
            }
        }
    }
    let best = counts.into_iter().max_by_key(|(_, count)| *count);
    best.filter(|(_, count)| *count > 0)
        .map_or(b',', |(sign, _)| sign)
}
