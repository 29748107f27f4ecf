//! All aligned pairs as a table: one place of the alignment a row, then one link a row, agreed ones too.

use super::Subject;
use crate::agreement::Between;

const HEAD: [&str; 21] = [
    "document",
    "title",
    "kind",
    "disorder",
    "a_id",
    "a_label",
    "a_spans",
    "a_text",
    "b_id",
    "b_label",
    "b_spans",
    "b_text",
    "escaped",
    "row",
    "a_annotator",
    "b_annotator",
    "a_project_sha256",
    "b_project_sha256",
    "fields",
    "a_fields",
    "b_fields",
];

/// The table, UTF-8 with a head row; of three and more annotators one pair after the other. Offsets count code points; fragments as `start-end`, joined with blanks. `row` says
/// whether a row is about a `span` or a `link`; of a link the label is its type, and the two ends stand in one cell,
/// joined with ` → `, each as `document start-end` and with its words. The annotators are told by id. The hashes are those of the compared projects as
/// saved files. A cell that begins as a formula would gets an apostrophe in front, so that a spreadsheet takes it as text;
/// the column `escaped` names the columns so treated, with commas between, so that a reader can undo it. `fields` says
/// where both have something whether their fields and notes are the `same` or `other`, and the two columns behind it what
/// each said.
///
/// # Errors
/// Never in practice: writing to memory.
pub fn csv(subject: &Subject<'_>) -> Result<Vec<u8>, ::csv::Error> {
    let mut out = ::csv::Writer::from_writer(Vec::new());
    out.write_record(HEAD)?;
    for between in &subject.comparison.between {
        of_pair(subject, between, &mut out)?;
    }
    out.into_inner()
        .map_err(|error| std::io::Error::other(error.to_string()).into())
}

fn of_pair(
    subject: &Subject<'_>,
    between: &Between,
    out: &mut ::csv::Writer<Vec<u8>>,
) -> Result<(), ::csv::Error> {
    for place in &between.places {
        let mut row = begin(subject, place.document, place.kind.id());
        row.push(place.disorder.to_string());
        for unit in [place.a, place.b] {
            row.extend(unit.map_or_else(<[String; 4]>::default, |u| span_cells(subject, u)));
        }
        let both = place.a.zip(place.b);
        let said = [place.a, place.b].map(|u| u.map_or_else(String::new, |u| subject.fields(u)));
        let fields = (both.map(|_| place.has_other_fields), said);
        out.write_record(finished(subject, between, (row, fields), "span"))?;
    }
    for link in &between.links {
        let Some(first) = link.a.or(link.b) else {
            continue;
        };
        let from = subject.input.links[first].from;
        let document = subject.input.units[from].document;
        let mut row = begin(subject, document, link.kind.id());
        row.push(String::new());
        for link in [link.a, link.b] {
            row.extend(link.map_or_else(<[String; 4]>::default, |l| link_cells(subject, l)));
        }
        let both = link.a.zip(link.b);
        let said = [link.a, link.b];
        let said = said.map(|l| l.map_or_else(String::new, |l| subject.link_fields(l)));
        let fields = (both.map(|_| link.has_other_fields), said);
        out.write_record(finished(subject, between, (row, fields), "link"))?;
    }
    Ok(())
}

fn begin(subject: &Subject<'_>, document: usize, kind: &str) -> Vec<String> {
    let document = &subject.comparison.documents[document];
    vec![document.id.clone(), document.title.clone(), kind.to_owned()]
}

fn spans(subject: &Subject<'_>, unit: usize) -> String {
    let fragments = &subject.input.units[unit].fragments;
    let spans = fragments.iter().map(|(s, e)| format!("{s}-{e}"));
    spans.collect::<Vec<_>>().join(" ")
}

fn words<'a>(subject: &'a Subject<'_>, unit: usize) -> &'a str {
    subject.words.get(unit).map_or("", String::as_str)
}

fn span_cells(subject: &Subject<'_>, unit: usize) -> [String; 4] {
    [
        subject.input.units[unit].id.clone(),
        subject.label(unit).to_owned(),
        spans(subject, unit),
        words(subject, unit).to_owned(),
    ]
}

fn link_cells(subject: &Subject<'_>, link: usize) -> [String; 4] {
    let data = &subject.input.links[link];
    let place = |unit: usize| {
        let document = subject.input.units[unit].document;
        let id = &subject.comparison.documents[document].id;
        format!("{id} {}", spans(subject, unit))
    };
    [
        data.id.clone(),
        subject.link_type(link).to_owned(),
        format!("{} → {}", place(data.from), place(data.to)),
        format!(
            "{} → {}",
            words(subject, data.from),
            words(subject, data.to)
        ),
    ]
}

/// With formulas made harmless, and what stands behind the cells of the annotators. `fields`: whether they are other ones
/// where both have some, and what each said.
fn finished(
    subject: &Subject<'_>,
    between: &Between,
    (mut row, (are_other, mut fields)): (Vec<String>, (Option<bool>, [String; 2])),
    what: &str,
) -> Vec<String> {
    let who = [between.pair.0, between.pair.1];
    let annotators = &subject.comparison.annotators;
    let mut annotators = who.map(|i| annotators.get(i).cloned().unwrap_or_default());
    let mut escaped = Vec::new();
    let cells = row.iter_mut().zip(HEAD);
    let cells = cells.chain(annotators.iter_mut().zip(["a_annotator", "b_annotator"]));
    let cells = cells.chain(fields.iter_mut().zip(["a_fields", "b_fields"]));
    for (cell, column) in cells {
        // The disorder is a number of ours.
        if column != "disorder" && begins_as_formula(cell) {
            cell.insert(0, '\'');
            escaped.push(column);
        }
    }
    row.push(escaped.join(","));
    row.push(what.to_owned());
    row.extend(annotators);
    for annotator in who {
        let source = subject.source_of(annotator);
        row.push(source.map_or_else(String::new, |s| s.sha256.clone()));
    }
    let words = match are_other {
        Some(true) => "other",
        Some(false) => "same",
        None => "",
    };
    row.push(words.to_owned());
    row.extend(fields);
    row
}

/// As spreadsheets see it: blanks in front do not count.
fn begins_as_formula(cell: &str) -> bool {
    let first = cell.trim_start_matches([' ', '\u{A0}']);
    first.starts_with(['=', '+', '-', '@', '\t', '\r'])
}
