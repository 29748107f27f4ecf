//! CSV and TSV.

use super::{MAX_ROWS, Table, articles, too_many_rows};
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
        articles(&base, &table, options)
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
    let columns = reader.headers().map_err(broken)?;
    let mut table = Table {
        columns: columns.iter().map(str::to_owned).collect(),
        ..Table::default()
    };
    let n_columns = table.columns.len();
    for (i, record) in reader.records().enumerate() {
        let record = record.map_err(broken)?;
        if i >= MAX_ROWS {
            return Err(too_many_rows());
        }
        // The line of names is row 1.
        let row = i + 2;
        if record.len() == n_columns {
            let cells = record.iter().map(str::to_owned).collect();
            table.rows.push((row, cells));
        } else {
            let n = record.len();
            let cells = if n == 1 { "cell" } else { "cells" };
            let reason = format!("it has {n} {cells} instead of {n_columns}");
            table.bad_rows.push((row, reason));
        }
    }
    Ok(table)
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
