//! Tables of spans: our own CSV and XLSX, and tables of any other tool by a map of its columns.

use super::columns::{ANNOTATOR, ColumnMap, DOCUMENT, END, ID, LABEL, NOTE, SCORE, START, TEXT};
use super::dataset::state_words;
use super::imported::{
    Around, ImportError, Imported, ImportedAnnotation, ImportedDocument, ImportedFragment,
    ImportedLink, Unit,
};
use super::texts_beside::{TextsBeside, is_text};
use super::{ReadSettings, Watch, has_ending, split_path, utf8_without_mark};
use crate::archive;
use crate::formats::output::FileSet;
use calamine::{Data, Reader as _};
use std::collections::BTreeMap;
use std::io::Cursor;

pub(super) struct Table {
    pub name: String,
    pub header: Vec<String>,
    /// With the line or row number for people.
    pub rows: Vec<(usize, Vec<String>)>,
    /// Whether it has no heading, and its columns are known by what stands in them.
    is_bare: bool,
}

impl Table {
    fn column(&self, names: &[&str]) -> Option<usize> {
        names.iter().find_map(|n| {
            self.header
                .iter()
                .position(|h| h.trim().eq_ignore_ascii_case(n))
        })
    }
}

pub(super) fn read_csv(
    files: &FileSet,
    settings: &ReadSettings,
    watch: &Watch<'_>,
) -> Result<Imported, ImportError> {
    let (mut tables, mut texts) = (Vec::new(), TextsBeside::default());
    for (path, bytes) in files.iter().filter(|(p, _)| !has_ending(p, "json")) {
        watch.file(path, bytes)?;
        if is_text(path, bytes) {
            texts.put(path, utf8_without_mark(path, bytes)?);
        } else {
            tables.push(csv_table(path, bytes, settings.columns.as_ref())?);
        }
    }
    let mut out = take("csv", &tables, settings)?;
    texts.give_to(&mut out);
    Ok(out)
}

pub(super) fn read_xlsx(
    files: &FileSet,
    settings: &ReadSettings,
    watch: &Watch<'_>,
) -> Result<Imported, ImportError> {
    let mut tables = Vec::new();
    for (path, bytes) in files.iter().filter(|(_, bytes)| is_workbook(bytes)) {
        watch.file(path, bytes)?;
        tables.extend(xlsx_tables(path, bytes)?);
    }
    take("xlsx", &tables, settings)
}

/// Whether these are the bytes of a spreadsheet: a zip archive, or one of the older kind.
pub(super) fn is_workbook(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK") || bytes.starts_with(&[0xd0, 0xcf])
}

/// Every sheet that has a row.
pub(super) fn xlsx_tables(path: &str, bytes: &[u8]) -> Result<Vec<Table>, ImportError> {
    let fault = |what: String| {
        ImportError::new(
            format!("this is not a sound spreadsheet ({what})"),
            path,
            "save it anew as .xlsx",
        )
    };
    if bytes.starts_with(archive::ZIP_MARK) {
        archive::walk(bytes, |_| true, |_, _| Ok(())).map_err(|e| fault(e.0))?;
    }
    let mut book = calamine::open_workbook_auto_from_rs(Cursor::new(bytes))
        .map_err(|e| fault(e.to_string()))?;
    let mut tables = Vec::new();
    for name in book.sheet_names() {
        let range = book
            .worksheet_range(&name)
            .map_err(|e| fault(e.to_string()))?;
        let mut rows = range
            .rows()
            .map(|r| r.iter().map(cell).collect::<Vec<String>>());
        let Some(header) = rows.next() else {
            continue;
        };
        tables.push(Table {
            name,
            header,
            rows: rows.enumerate().map(|(i, r)| (i + 2, r)).collect(),
            is_bare: false,
        });
    }
    Ok(tables)
}

fn cell(data: &Data) -> String {
    match data {
        Data::Empty => String::new(),
        Data::String(s) => s.clone(),
        Data::Float(f) if f.fract() == 0.0 && f.abs() < 9e15 => format!("{f:.0}"),
        other => other.to_string(),
    }
}

pub(super) fn csv_table(
    path: &str,
    bytes: &[u8],
    map: Option<&ColumnMap>,
) -> Result<Table, ImportError> {
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    let delimiter = match map
        .and_then(|m| m.delimiter)
        .and_then(|d| u8::try_from(d).ok())
    {
        Some(given) => given,
        None => sniffed(bytes),
    };
    let has_names = map.is_some_and(|m| !m.header.is_empty());
    let is_bare = !has_names && std::str::from_utf8(bytes).is_ok_and(is_headless);
    let has_header = !is_bare && !has_names;
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(has_header)
        .flexible(false)
        .from_reader(bytes);
    let fault = |error: csv::Error| {
        let line = error.position().map_or(1, csv::Position::line);
        ImportError::new(
            format!("this is not a sound table ({error})"),
            format!("{path}:{line}"),
            "every row has the same number of columns; cells with commas or line breaks stand in quotation marks",
        )
    };
    let header = match map.filter(|m| !m.header.is_empty()) {
        _ if is_bare => HEADLESS.map(str::to_owned).to_vec(),
        Some(map) => map.header.clone(),
        None => reader
            .headers()
            .map_err(fault)?
            .iter()
            .map(str::to_owned)
            .collect(),
    };
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(fault)?;
        let line = record.position().map_or(0, csv::Position::line);
        let line = usize::try_from(line).unwrap_or(0);
        rows.push((line, record.iter().map(str::to_owned).collect()));
    }
    Ok(Table {
        name: path.to_owned(),
        header,
        rows,
        is_bare,
    })
}

/// The columns of the tables of SemEval-2020, task 11 (propaganda techniques), which have no heading.
const HEADLESS: [&str; 4] = ["article_id", "technique", "start", "end"];

/// Whether a text is a table of those columns: number, word, number, number in each line.
pub(super) fn is_headless(text: &str) -> bool {
    let is_number = |cell: &str| !cell.is_empty() && cell.bytes().all(|b| b.is_ascii_digit());
    let is_row = |line: &str| {
        let cells: Vec<&str> = line.trim_end().split('\t').collect();
        match cells.as_slice() {
            [id, word, start, end] => {
                [id, start, end].into_iter().all(|c| is_number(c))
                    && !is_number(word)
                    && !word.is_empty()
            }
            _ => false,
        }
    };
    let mut lines = text
        .lines()
        .filter(|l| !l.trim().is_empty())
        .take(20)
        .peekable();
    lines.peek().is_some() && lines.all(is_row)
}

/// The separator that the first line has most of.
fn sniffed(bytes: &[u8]) -> u8 {
    let first = bytes.split(|b| *b == b'\n').next().unwrap_or(bytes);
    let count = |d: u8| first.iter().filter(|b| **b == d).count();
    let mut best = b',';
    for d in [b';', b'\t'] {
        if count(d) > count(best) {
            best = d;
        }
    }
    best
}

fn take(
    format: &'static str,
    tables: &[Table],
    settings: &ReadSettings,
) -> Result<Imported, ImportError> {
    let mut out = Imported::new(format, Unit::CodePoints);
    let map = settings.columns.clone().unwrap_or_default();
    out.unit = match map.offset_unit.as_deref() {
        None | Some("code-points" | "unicode-code-point") => Unit::CodePoints,
        Some("utf-16") => Unit::Utf16,
        Some("bytes") => Unit::Bytes,
        Some(other) => {
            return Err(ImportError::new(
                format!("there is no offset unit {other}"),
                "--columns",
                "code-points, utf-16 or bytes",
            ));
        }
    };
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    let mut n_spans = 0;
    for table in tables {
        if is_links(table) {
            links(&mut out, table);
        } else if is_documents(table, &map) {
            documents(&mut out, table, &mut places);
        }
    }
    for table in tables
        .iter()
        .filter(|t| !is_links(t) && !is_documents(t, &map))
    {
        n_spans += spans(&mut out, table, &map, &mut places)?;
    }
    if n_spans == 0 && out.documents.is_empty() {
        return Err(ImportError::new(
            "no table here has columns for an article, a start, an end and a tag",
            tables.first().map_or("", |t| &t.name),
            "say which column holds what with --columns FILE.json, such as {\"document\":\"article\",\"start\":\"from\",\"end\":\"to\",\"label\":\"code\"}",
        ));
    }
    Ok(out)
}

pub(super) fn is_links(table: &Table) -> bool {
    table.column(&["link_id"]).is_some() && table.column(&["source"]).is_some()
}

pub(super) fn is_documents(table: &Table, map: &ColumnMap) -> bool {
    let has_start = map
        .start
        .as_deref()
        .map_or(table.column(START).is_some(), |s| {
            table.column(&[s]).is_some()
        });
    !has_start && table.column(DOCUMENT).is_some() && table.column(&["text"]).is_some()
}

/// A row's cells with the `'` taken off that kept a spreadsheet from running them.
fn unescaped(table: &Table, row: &[String]) -> Vec<String> {
    let mut out = row.to_vec();
    let names = table
        .column(&["escaped"])
        .and_then(|c| row.get(c))
        .map_or("", String::as_str);
    for name in names.split_whitespace() {
        if let Some(c) = table.column(&[name])
            && let Some(cell) = out.get_mut(c)
            && let Some(rest) = cell.strip_prefix('\'')
        {
            *cell = rest.to_owned();
        }
    }
    out
}

fn documents(out: &mut Imported, table: &Table, places: &mut BTreeMap<String, usize>) {
    let columns = [DOCUMENT, &["title"], &["text"], &["source_path"]].map(|n| table.column(n));
    for (_, row) in &table.rows {
        let row = unescaped(table, row);
        let get = |c: Option<usize>| c.and_then(|c| row.get(c)).map_or("", String::as_str);
        let mut text = get(columns[2]).to_owned();
        // A long text goes on in the columns text_2, text_3, …
        for n in 2.. {
            let Some(c) = table.column(&[&format!("text_{n}")]) else {
                break;
            };
            text.push_str(row.get(c).map_or("", String::as_str));
        }
        let mut metadata = Vec::new();
        for (c, name) in table.header.iter().enumerate() {
            if let (Some(name), Some(value)) = (
                name.strip_prefix("meta_"),
                row.get(c).filter(|v| !v.is_empty()),
            ) {
                metadata.push((name.to_owned(), value.clone()));
            }
        }
        let key = get(columns[0]).to_owned();
        places.insert(key.clone(), out.documents.len());
        out.documents.push(ImportedDocument {
            key,
            title: columns[1].map(|_| get(columns[1]).to_owned()),
            text: Some(text.into()),
            metadata,
            source_path: get(columns[3]).to_owned(),
            file: None,
        });
    }
}

fn links(out: &mut Imported, table: &Table) {
    let names = [
        "link_id", "type", "source", "target", "note", "created", "modified",
    ];
    let columns = names.map(|n| table.column(&[n]));
    for (_, row) in &table.rows {
        let row = unescaped(table, row);
        let get = |c: Option<usize>| c.and_then(|c| row.get(c)).cloned().unwrap_or_default();
        let [key, kind, from, to, note, created, modified] = columns.map(get);
        out.links.push(ImportedLink {
            key,
            kind,
            symmetric: false,
            from,
            to,
            features: attributes(table, &row),
            note,
            created,
            modified,
        });
    }
}

/// A place; tables that a program made which knows no whole numbers beside gaps have `4.0`.
fn number(cell: &str) -> Option<usize> {
    let cell = cell.trim();
    let whole = match cell.split_once('.') {
        Some((whole, zeros)) if zeros.bytes().all(|b| b == b'0') => whole,
        _ => cell,
    };
    whole.parse().ok()
}

fn attributes(table: &Table, row: &[String]) -> Vec<(String, String)> {
    let cells = table.header.iter().zip(row);
    let of = |(name, value): (&String, &String)| {
        let name = name.strip_prefix("attr_").filter(|_| !value.is_empty())?;
        Some((name.to_owned(), value.clone()))
    };
    cells.filter_map(of).collect()
}

#[allow(
    clippy::too_many_lines,
    reason = "one case after the other, each of them short"
)]
fn spans(
    out: &mut Imported,
    table: &Table,
    map: &ColumnMap,
    places: &mut BTreeMap<String, usize>,
) -> Result<usize, ImportError> {
    let find = |given: &Option<String>, otherwise: &[&str]| -> Result<Option<usize>, ImportError> {
        match given {
            None => Ok(table.column(otherwise)),
            Some(name) => table.column(&[name]).map(Some).ok_or_else(|| {
                ImportError::new(
                    format!("there is no column {name}"),
                    &table.name,
                    format!("it has {}", table.header.join(", ")),
                )
            }),
        }
    };
    let document = find(&map.document, DOCUMENT)?;
    let start = find(&map.start, START)?;
    let end = find(&map.end, END)?;
    let label = find(&map.label, LABEL)?;
    let (Some(document), Some(start), Some(end), Some(label)) = (document, start, end, label)
    else {
        return Ok(0);
    };
    if table.is_bare {
        let what = format!(
            "it has no heading; its columns are taken as {}",
            HEADLESS.join(", ")
        );
        out.remark(&table.name, what);
    }
    let text = find(&map.text, TEXT)?;
    let annotator = find(&map.annotator, ANNOTATOR)?;
    let id = find(&map.id, ID)?;
    let note = find(&map.note, NOTE)?;
    let (created, modified, origin) = (
        table.column(&["created"]),
        table.column(&["modified"]),
        table.column(&["origin"]),
    );
    let score = table.column(SCORE);
    let fragments_column = table.column(&["fragments"]);
    let mut n = 0;
    for (line, row) in &table.rows {
        let place = format!("{}:{line}", table.name);
        let row = unescaped(table, row);
        let get = |c: Option<usize>| c.and_then(|c| row.get(c)).map_or("", String::as_str);
        let words = text.map(|_| get(text).to_owned()).filter(|t| !t.is_empty());
        let has_no_place = get(Some(start)).trim().is_empty() && get(Some(end)).trim().is_empty();
        let stated = number(get(Some(start))).zip(number(get(Some(end))));
        let (mut from, mut to) = match stated {
            Some(stated) => stated,
            // Words alone are looked for.
            None if has_no_place && words.is_some() => (0, 0),
            None => {
                out.fault(place, "start or end is no number");
                continue;
            }
        };
        if map.one_based {
            (from, to) = (from.saturating_sub(1), to.saturating_sub(1));
        }
        to = to.saturating_add(usize::from(map.inclusive_end));
        let key = get(Some(document)).to_owned();
        let stem = split_path(&key).1.to_owned();
        let at = *places.entry(key.clone()).or_insert_with(|| {
            // So the articles of tables without a heading are called.
            let source_path = if table.is_bare {
                format!("article{key}.txt")
            } else {
                key.clone()
            };
            out.documents.push(ImportedDocument {
                key: stem,
                source_path,
                ..ImportedDocument::default()
            });
            out.documents.len() - 1
        });
        let mut fragments: Vec<ImportedFragment> = get(fragments_column)
            .split(';')
            .filter_map(|f| {
                let (s, e) = f.split_once('-')?;
                Some(ImportedFragment {
                    start: s.parse().ok()?,
                    end: e.parse().ok()?,
                    text: None,
                    ..ImportedFragment::default()
                })
            })
            .collect();
        if fragments.is_empty() {
            fragments.push(ImportedFragment {
                start: from,
                end: to,
                text: words,
                around: has_no_place.then(Around::default),
            });
        } else {
            state_words(&mut fragments, from, words.as_deref().unwrap_or(""));
        }
        let mut features = attributes(table, &row);
        for name in &map.features {
            let value = get(table.column(&[name]));
            if !value.is_empty() {
                features.push((name.clone(), value.to_owned()));
            }
        }
        if let Some(score) = score {
            let name = table.header[score].trim().to_lowercase();
            let value = get(Some(score)).trim();
            if !value.is_empty() && !features.iter().any(|(n, _)| *n == name) {
                features.push((name, value.to_owned()));
            }
        }
        n += 1;
        let who = out.annotator(get(annotator));
        let own = get(id);
        out.annotations.push(ImportedAnnotation {
            key: if own.is_empty() {
                place
            } else {
                own.to_owned()
            },
            document: at,
            annotator: who,
            label: get(Some(label)).to_owned(),
            fragments,
            unit: None,
            features,
            note: get(note).to_owned(),
            created: get(created).to_owned(),
            modified: get(modified).to_owned(),
            origin: get(origin).to_owned(),
        });
    }
    Ok(n)
}
