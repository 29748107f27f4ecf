//! All aligned pairs as a table: one place of the alignment a row, agreed ones too.

use super::Subject;

/// The table, UTF-8 with a head row. Offsets count code points; fragments as `start-end`, joined with blanks. A cell
/// that begins as a formula would gets an apostrophe in front, so that a spreadsheet takes it as text; the column `escaped`
/// names the columns so treated, with commas between, so that a reader can undo it.
///
/// # Errors
/// Never in practice: writing to memory.
pub fn csv(subject: &Subject<'_>) -> Result<Vec<u8>, ::csv::Error> {
    let mut out = ::csv::Writer::from_writer(Vec::new());
    let head = [
        "document", "title", "kind", "disorder", "a_id", "a_label", "a_spans", "a_text", "b_id",
        "b_label", "b_spans", "b_text", "escaped",
    ];
    out.write_record(head)?;
    for place in &subject.comparison.places {
        let document = &subject.comparison.documents[place.document];
        let mut row = vec![
            document.id.clone(),
            document.title.clone(),
            place.kind.id().to_owned(),
            place.disorder.to_string(),
        ];
        for unit in [place.a, place.b] {
            let Some(unit) = unit else {
                row.extend([""; 4].map(str::to_owned));
                continue;
            };
            let data = &subject.input.units[unit];
            let spans = data.fragments.iter().map(|(s, e)| format!("{s}-{e}"));
            row.push(data.id.clone());
            row.push(subject.label(unit).to_owned());
            row.push(spans.collect::<Vec<_>>().join(" "));
            row.push(subject.words.get(unit).cloned().unwrap_or_default());
        }
        let mut escaped = Vec::new();
        for (cell, column) in row.iter_mut().zip(head) {
            // The disorder is a number of ours.
            if column != "disorder" && begins_as_formula(cell) {
                cell.insert(0, '\'');
                escaped.push(column);
            }
        }
        row.push(escaped.join(","));
        out.write_record(row)?;
    }
    out.into_inner()
        .map_err(|error| std::io::Error::other(error.to_string()).into())
}

/// As spreadsheets see it: blanks in front do not count.
fn begins_as_formula(cell: &str) -> bool {
    let first = cell.trim_start_matches([' ', '\u{A0}']);
    first.starts_with(['=', '+', '-', '@', '\t', '\r'])
}
