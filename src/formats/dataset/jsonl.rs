//! Tables of JSON lines: UTF-8, no byte-order mark, LF.

use super::{ExportOptions, Output, Part, Table, TableRow, View, each_row, parts};
use crate::formats::output::AsWrite;
use crate::formats::registry::{ExportError, Progress, json_line};
use crate::formats::tables::{document_row, link_row, span_row};

pub(super) fn write(
    view: &View<'_>,
    options: &ExportOptions,
    output: &mut dyn Output,
    watch: &mut Progress<'_>,
) -> Result<(), ExportError> {
    for table in Table::ALL {
        for part in parts(view, options, table, "jsonl") {
            output.begin(&part.path)?;
            write_part(view, table, &part, output, watch)?;
        }
    }
    Ok(())
}

fn write_part(
    view: &View<'_>,
    table: Table,
    part: &Part,
    output: &mut dyn Output,
    watch: &mut Progress<'_>,
) -> Result<(), ExportError> {
    let mut line = Vec::new();
    let mut to = AsWrite(output);
    each_row(view, table, part, watch, |row| match row {
        TableRow::Document(d) => json_line(&mut to, &mut line, &document_row(d)),
        TableRow::Span(d, row) => json_line(&mut to, &mut line, &span_row(view, d, row)),
        TableRow::Link(link) => json_line(&mut to, &mut line, &link_row(view, link)),
    })
}

/// The spans table alone, as standard output gets it.
pub(super) fn write_spans_alone(
    view: &View<'_>,
    path: &str,
    output: &mut dyn Output,
    watch: &mut Progress<'_>,
) -> Result<(), ExportError> {
    output.begin(path)?;
    let mut line = Vec::new();
    let mut to = AsWrite(output);
    for (i, d) in view.documents.iter().enumerate() {
        watch.tick(i, view.documents.len())?;
        for row in &d.rows {
            json_line(&mut to, &mut line, &span_row(view, d, row))?;
        }
    }
    Ok(())
}
