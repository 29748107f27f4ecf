//! All aligned pairs as a table: one place of the alignment a row, agreed ones too.

use super::Subject;

/// The table, UTF-8 with a head row. Offsets count code points; fragments as `start-end`, joined with blanks. A cell
/// that begins as a formula would gets an apostrophe in front, so that a spreadsheet takes it as text.
///
/// # Errors
/// Never in practice: writing to memory.
pub fn csv(subject: &Subject<'_>) -> Result<Vec<u8>, ::csv::Error> {
    let mut out = ::csv::Writer::from_writer(Vec::new());
    let head = [
        "document", "title", "kind", "disorder", "a_id", "a_label", "a_spans", "a_text", "b_id",
        "b_label", "b_spans", "b_text",
    ];
    out.write_record(head)?;
    for place in &subject.comparison.places {
        let document = &subject.comparison.documents[place.document];
        let mut row = vec![
            plain(&document.id),
            plain(&document.title),
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
            row.push(plain(&data.id));
            row.push(plain(subject.label(unit)));
            row.push(spans.collect::<Vec<_>>().join(" "));
            row.push(plain(subject.words.get(unit).map_or("", String::as_str)));
        }
        out.write_record(row)?;
    }
    out.into_inner()
        .map_err(|error| std::io::Error::other(error.to_string()).into())
}

fn plain(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}
