//! Tables of JSON lines: UTF-8, no byte-order mark, LF.

use super::{ExportOptions, Output, Part, Table, View, links_of, parts};
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
    let range = part.range.clone();
    let in_part = |n: usize| range.contains(&n);
    let mut n = 0;
    let mut line = Vec::new();
    if table == Table::Links {
        for link in links_of(view, part.split) {
            if in_part(n) {
                json_line(&mut AsWrite(output), &mut line, &link_row(view, link))?;
            }
            n += 1;
        }
        return Ok(());
    }
    for (i, d) in view.documents.iter().enumerate() {
        if d.split != part.split {
            continue;
        }
        watch.tick(i, view.documents.len())?;
        if table == Table::Documents {
            if in_part(n) {
                json_line(&mut AsWrite(output), &mut line, &document_row(d))?;
            }
            n += 1;
            continue;
        }
        for row in &d.rows {
            if in_part(n) {
                json_line(&mut AsWrite(output), &mut line, &span_row(view, d, row))?;
            }
            n += 1;
        }
    }
    Ok(())
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
    for (i, d) in view.documents.iter().enumerate() {
        watch.tick(i, view.documents.len())?;
        for row in &d.rows {
            json_line(&mut AsWrite(output), &mut line, &span_row(view, d, row))?;
        }
    }
    Ok(())
}
