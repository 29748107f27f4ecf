//! WebAnno TSV 3.x (read only): layers in the head, a row a token, offsets in UTF-16 units. The text between sentences is rebuilt from the offsets, with blanks.

mod chains;
mod relations;
mod spans;

use super::folders::{self, OfFile, Order};
use super::imported::{ImportError, Imported, ImportedAnnotation, ImportedFragment, Unit};
use super::{ReadSettings, Watch, utf8_without_mark};
use crate::formats::output::FileSet;
use crate::text::{LineIndex, Utf16Offset};
use std::collections::BTreeMap;

/// The base of slots into which any annotation fits.
const ANY_LAYER: &str = "uima.tcas.Annotation";
/// How a column of slots begins; the column of what fills them stands behind it.
const SLOTS: &str = "ROLE_";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Span,
    Chain,
    Relation,
}

#[derive(Clone, Debug)]
struct Layer {
    name: String,
    /// What the head says of each column.
    features: Vec<String>,
    kind: Kind,
    /// First of its columns.
    column: usize,
}

impl Layer {
    fn n_columns(&self) -> usize {
        match self.kind {
            Kind::Chain => self.features.len().max(2),
            _ => self.features.len().max(1),
        }
    }

    fn feature(&self, column: usize) -> &str {
        self.features.get(column).map_or("", String::as_str)
    }

    /// Whether a column holds slots.
    fn is_slots(&self, column: usize) -> bool {
        self.kind == Kind::Span && self.feature(column).starts_with(SLOTS)
    }

    /// Whether a column names tokens at which other annotations stand.
    fn names_tokens(&self, column: usize) -> bool {
        match self.kind {
            Kind::Span => column > 0 && self.is_slots(column - 1),
            Kind::Chain => true,
            Kind::Relation => column + 1 == self.features.len(),
        }
    }
}

pub(super) fn read(
    files: &FileSet,
    _: &ReadSettings,
    watch: &Watch<'_>,
) -> Result<Imported, ImportError> {
    let mut out = Imported::new("webanno-tsv", Unit::Utf16);
    let mut all = Vec::new();
    for (path, bytes) in files.iter() {
        watch.file(path, bytes)?;
        let text = utf8_without_mark(path, bytes)?;
        if !text.starts_with("#FORMAT=WebAnno TSV 3") {
            return Err(ImportError::new(
                "this is not WebAnno TSV 3",
                format!("{path}:1"),
                "export it as WebAnno TSV v3.3, or as UIMA CAS XMI",
            ));
        }
        all.push((path, File::read(path, text)?));
    }
    let files: Vec<(&str, &str)> = all.iter().map(|(p, f)| (*p, f.text.as_str())).collect();
    let whose = folders::of_files(&files, Order::ArticleFirst);
    for ((path, file), of) in all.iter().zip(&whose) {
        file.take(&mut out, path, of);
    }
    Ok(out)
}

/// So many UTF-16 units may lie between two sentences; all gaps together may have as many as the file has bytes, and
/// [`MAX_GAPS`] more. What lies there is not in the file and becomes blanks.
const MAX_GAP: usize = 10_000;
/// See [`MAX_GAP`].
const MAX_GAPS: usize = 1 << 20;

struct Row {
    line: usize,
    id: String,
    start: usize,
    end: usize,
    token: String,
    /// The token stands in the sentence where its offsets say.
    is_sound: bool,
    columns: Vec<String>,
}

struct File {
    layers: Vec<Layer>,
    rows: Vec<Row>,
    text: String,
}

impl File {
    fn read(path: &str, text: &str) -> Result<Self, ImportError> {
        let mut file = Self {
            layers: Vec::new(),
            rows: Vec::new(),
            text: String::new(),
        };
        let mut column = 0;
        let (mut sentence, mut sentence_begins): (Option<String>, bool) = (None, false);
        let (mut n_units, mut n_gaps) = (0_usize, 0_usize);
        for (n, line) in text.split('\n').enumerate() {
            let line = line.strip_suffix('\r').unwrap_or(line);
            if let Some((kind, rest)) = line.strip_prefix("#T_").and_then(|l| l.split_once('=')) {
                let mut parts = rest.split('|');
                let name = parts.next().unwrap_or("").to_owned();
                let features: Vec<String> = parts.map(str::to_owned).collect();
                let kind = match kind {
                    "RL" => Kind::Relation,
                    "CH" => Kind::Chain,
                    _ => Kind::Span,
                };
                let layer = Layer {
                    name,
                    features,
                    kind,
                    column,
                };
                column += layer.n_columns();
                file.layers.push(layer);
            } else if let Some(words) = line.strip_prefix("#Text=") {
                let words = unescaped(words);
                match &mut sentence {
                    Some(sentence) if !sentence_begins => {
                        sentence.push('\n');
                        sentence.push_str(&words);
                    }
                    _ => sentence = Some(words),
                }
            } else if line.starts_with('#') || line.is_empty() {
                sentence_begins = false;
            } else {
                let columns: Vec<&str> = line.split('\t').collect();
                let place = columns.get(1).and_then(|p| p.split_once('-'));
                let place = place.and_then(|(s, e)| Some((s.parse().ok()?, e.parse().ok()?)));
                let (Some((start, end)), true) = (place, columns.len() >= 3) else {
                    return Err(ImportError::new(
                        "the row has no number, offsets and token",
                        format!("{path}:{}", n + 1),
                        "look at that line, or export the document anew",
                    ));
                };
                if let Some(words) = sentence.take() {
                    // The first token of a sentence says where the sentence stands.
                    let start: usize = start;
                    let lead =
                        words.encode_utf16().count() - words.trim_start().encode_utf16().count();
                    let begin = start.saturating_sub(lead);
                    let gap = begin.saturating_sub(n_units);
                    n_gaps = gap.saturating_add(n_gaps);
                    if gap > MAX_GAP || n_gaps > text.len() + MAX_GAPS {
                        return Err(ImportError::new(
                            format!(
                                "{gap} characters are missing before this sentence, more than are filled up"
                            ),
                            format!("{path}:{}", n + 1),
                            "look at the offsets in that line, or export the document anew",
                        ));
                    }
                    file.text.extend(std::iter::repeat_n(' ', gap));
                    n_units += gap;
                    n_units += words.encode_utf16().count();
                    file.text.push_str(&words);
                }
                file.rows.push(Row {
                    line: n + 1,
                    id: columns[0].to_owned(),
                    start,
                    end,
                    token: unescaped(columns[2]),
                    is_sound: false,
                    columns: columns[3..].iter().map(|c| (*c).to_owned()).collect(),
                });
            }
        }
        file.compare();
        Ok(file)
    }

    /// Holds every token against the text.
    fn compare(&mut self) {
        let index = LineIndex::new(&self.text);
        for row in &mut self.rows {
            let byte = |at| Some(index.byte_from_utf16(&self.text, Utf16Offset(at))?.0);
            let there = byte(row.start).zip(byte(row.end));
            let there = there.and_then(|(start, end)| self.text.get(start..end));
            row.is_sound = there == Some(&*row.token);
        }
    }

    fn take(&self, out: &mut Imported, path: &str, of: &OfFile) {
        let document = out.document(&of.article, "", &self.text);
        let annotator = out.annotator(&of.annotator);
        let mut taking = Taking {
            out,
            path,
            document,
            annotator,
            at: BTreeMap::new(),
            slots: Vec::new(),
        };
        for layer in &self.layers {
            match layer.kind {
                Kind::Span => taking.spans(&self.rows, layer),
                Kind::Chain => taking.chains(&self.rows, layer),
                Kind::Relation => {}
            }
        }
        for layer in self.layers.iter().filter(|l| l.kind == Kind::Relation) {
            taking.relations(&self.rows, layer);
        }
        taking.fill_slots();
    }
}

/// What of a layer stands at a token.
struct Stands {
    layer: String,
    /// What tells it from others there; may be empty.
    number: String,
    key: String,
}

/// A place for another annotation in one that was read.
struct Slot {
    line: usize,
    host: String,
    kind: String,
    /// The layer of what fills it.
    base: String,
    token: String,
    number: String,
}

/// A file on its way in.
struct Taking<'a> {
    out: &'a mut Imported,
    path: &'a str,
    document: usize,
    annotator: usize,
    /// By the number of the token.
    at: BTreeMap<String, Vec<Stands>>,
    slots: Vec<Slot>,
}

impl Taking<'_> {
    /// The key of an annotation of a layer at a token; of any layer where the file says no more than that it is one.
    fn find(&self, base: &str, token: &str, number: &str, but: &str) -> Option<&str> {
        let is_any = base == ANY_LAYER;
        let is = |stands: &&Stands| {
            (stands.layer == base || is_any && stands.key != but)
                && (matches!(number, "" | "0") || stands.number == number)
        };
        let there = self.at.get(token)?.iter().find(is)?;
        Some(there.key.as_str())
    }

    /// Adds an annotation that begins with this token; its place among all.
    fn begin(
        &mut self,
        row: &Row,
        key: String,
        label: String,
        features: Vec<(String, String)>,
    ) -> usize {
        self.out.annotations.push(ImportedAnnotation {
            key,
            document: self.document,
            annotator: self.annotator,
            label,
            fragments: vec![ImportedFragment {
                start: row.start,
                end: row.end,
                text: (!row.is_sound).then(|| row.token.clone()),
                ..ImportedFragment::default()
            }],
            features,
            ..ImportedAnnotation::default()
        });
        self.out.annotations.len() - 1
    }

    /// One annotation over several tokens reaches to the last.
    fn extend(&mut self, i: usize, row: &Row) {
        let annotation = self.out.annotations.get_mut(i);
        if let Some(fragment) = annotation.and_then(|a| a.fragments.first_mut()) {
            fragment.end = fragment.end.max(row.end);
            fragment.start = fragment.start.min(row.start);
            // Words are stated only where a token is not where it should be: they are looked for.
            fragment.text = match (fragment.text.take(), row.is_sound) {
                (None, true) => None,
                (None, false) => Some(row.token.clone()),
                (Some(words), _) => Some(format!("{words} {}", row.token)),
            };
        }
    }

    fn place(&self, row: &Row) -> String {
        format!("{}:{}", self.path, row.line)
    }
}

/// One of the stacked values of a layer in a row.
#[derive(Default)]
struct Stacked {
    /// The value of each column as the file has it, without its number.
    cells: Vec<Option<String>>,
    number: Option<String>,
}

/// The stacked values of a layer in a row. The cells of columns that name other tokens keep their numbers.
fn stack(row: &Row, layer: &Layer) -> Vec<Stacked> {
    let n = layer.n_columns();
    let mut out: Vec<Stacked> = Vec::new();
    for f in 0..n {
        let cell = row.columns.get(layer.column + f);
        let cell = cell.map_or("_", String::as_str);
        if cell == "_" || cell.is_empty() {
            continue;
        }
        for (k, part) in split_unescaped(cell, '|').into_iter().enumerate() {
            if out.len() <= k {
                out.push(Stacked {
                    cells: vec![None; n],
                    number: None,
                });
            }
            let Some(stacked) = out.get_mut(k) else {
                continue;
            };
            let (value, number) = if layer.names_tokens(f) {
                (part, None)
            } else {
                with_number(&part)
            };
            if let Some(cell) = stacked.cells.get_mut(f) {
                *cell = Some(value).filter(|v| v != "*" && v != "_");
            }
            stacked.number = stacked.number.take().or(number);
        }
    }
    out
}

/// Splits at a character that has no `\` before it.
fn split_unescaped(text: &str, at: char) -> Vec<String> {
    let mut out = vec![String::new()];
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        let last = out.len() - 1;
        if c == '\\' {
            out[last].push(c);
            out[last].extend(chars.next());
        } else if c == at {
            out.push(String::new());
        } else {
            out[last].push(c);
        }
    }
    out
}

/// `value[N]` → value and N.
fn with_number(cell: &str) -> (String, Option<String>) {
    if let Some(inner) = cell.strip_suffix(']')
        && let Some(open) = inner.rfind('[')
        && !inner[..open].ends_with('\\')
    {
        return (inner[..open].to_owned(), Some(inner[open + 1..].to_owned()));
    }
    (cell.to_owned(), None)
}

fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match (c, if c == '\\' { chars.next() } else { None }) {
            ('\\', Some('n')) => out.push('\n'),
            ('\\', Some('r')) => out.push('\r'),
            ('\\', Some('t')) => out.push('\t'),
            ('\\', Some(other)) => out.push(other),
            (c, _) => out.push(c),
        }
    }
    out
}
