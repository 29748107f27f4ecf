//! WebAnno TSV 3.x (read only): layers in the head, a row a token, offsets in UTF-16 units. The text between sentences is rebuilt from the offsets, with blanks.

use super::folders::{self, OfFile, Order};
use super::imported::{
    ImportError, Imported, ImportedAnnotation, ImportedFragment, ImportedLink, Unit,
};
use super::{ReadSettings, Watch, utf8_without_mark};
use crate::formats::output::FileSet;
use crate::text::{LineIndex, Utf16Offset};
use std::collections::BTreeMap;

#[derive(Clone, Debug)]
struct Layer {
    name: String,
    features: Vec<String>,
    is_relation: bool,
    /// First of its columns.
    column: usize,
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
                let is_relation = kind == "RL";
                let n_columns = match kind {
                    "CH" => features.len().max(2),
                    _ => features.len().max(1),
                };
                file.layers.push(Layer {
                    name,
                    features,
                    is_relation,
                    column,
                });
                column += n_columns;
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
        // Ends of links, by layer, token and number.
        let mut at: BTreeMap<(String, String), Vec<(String, String)>> = BTreeMap::new();
        for layer in self.layers.iter().filter(|l| !l.is_relation) {
            self.spans(out, path, layer, (document, annotator), &mut at);
        }
        for layer in self.layers.iter().filter(|l| l.is_relation) {
            self.relations(out, path, layer, &at);
        }
    }

    /// The stacked values of a layer in a row: for each the value of each feature, and its number where it has one.
    fn stack(row: &Row, layer: &Layer) -> Vec<(Vec<Option<String>>, Option<String>)> {
        let n = layer.features.len().max(1);
        let mut out: Vec<(Vec<Option<String>>, Option<String>)> = Vec::new();
        for f in 0..n {
            let cell = row
                .columns
                .get(layer.column + f)
                .map_or("_", String::as_str);
            if cell == "_" || cell.is_empty() {
                continue;
            }
            for (k, part) in split_unescaped(cell, '|').into_iter().enumerate() {
                if out.len() <= k {
                    out.push((vec![None; n], None));
                }
                let (value, number) = with_number(&part);
                out[k].0[f] = Some(value).filter(|v| v != "*").map(|v| unescaped(&v));
                out[k].1 = out[k].1.take().or(number);
            }
        }
        out
    }

    fn spans(
        &self,
        out: &mut Imported,
        path: &str,
        layer: &Layer,
        (document, annotator): (usize, usize),
        at: &mut BTreeMap<(String, String), Vec<(String, String)>>,
    ) {
        let mut by_number: BTreeMap<String, usize> = BTreeMap::new();
        for row in &self.rows {
            for (k, (values, number)) in Self::stack(row, layer).into_iter().enumerate() {
                let id_of = |i: usize, out: &Imported| out.annotations[i].key.clone();
                if let Some(&i) = number.as_ref().and_then(|n| by_number.get(n)) {
                    // One annotation over several tokens: it reaches to the last.
                    if let Some(fragment) = out.annotations[i].fragments.first_mut() {
                        fragment.end = fragment.end.max(row.end);
                        fragment.start = fragment.start.min(row.start);
                        // Words are stated only where a token is not where it should be: they are looked for.
                        fragment.text = match (fragment.text.take(), row.is_sound) {
                            (None, true) => None,
                            (None, false) => Some(row.token.clone()),
                            (Some(words), _) => Some(format!("{words} {}", row.token)),
                        };
                    }
                    let entry = (number.clone().unwrap_or_default(), id_of(i, out));
                    at.entry((layer.name.clone(), row.id.clone()))
                        .or_default()
                        .push(entry);
                    continue;
                }
                let short = layer.name.rsplit(['.', ':']).next().unwrap_or(&layer.name);
                let mut values = values.into_iter().enumerate().filter_map(|(f, v)| {
                    Some((
                        layer
                            .features
                            .get(f)
                            .cloned()
                            .unwrap_or_else(|| "value".to_owned()),
                        v?,
                    ))
                });
                let label = values.next().map_or(short.to_owned(), |(_, v)| v);
                if row.start == row.end {
                    out.fault(
                        format!("{path}:{}", row.line),
                        format!("{label} covers nothing"),
                    );
                    continue;
                }
                let i = out.annotations.len();
                out.annotations.push(ImportedAnnotation {
                    key: format!("{path}:{}:{}:{k}", row.line, layer.column),
                    document,
                    annotator,
                    label,
                    fragments: vec![ImportedFragment {
                        start: row.start,
                        end: row.end,
                        text: (!row.is_sound).then(|| row.token.clone()),
                        ..ImportedFragment::default()
                    }],
                    features: values.collect(),
                    ..ImportedAnnotation::default()
                });
                let number = number.unwrap_or_default();
                let entry = (number.clone(), id_of(i, out));
                at.entry((layer.name.clone(), row.id.clone()))
                    .or_default()
                    .push(entry);
                if !number.is_empty() {
                    by_number.insert(number, i);
                }
            }
        }
    }

    fn relations(
        &self,
        out: &mut Imported,
        path: &str,
        layer: &Layer,
        at: &BTreeMap<(String, String), Vec<(String, String)>>,
    ) {
        let Some(base) = layer.features.last().and_then(|f| f.strip_prefix("BT_")) else {
            out.fault(
                path,
                format!("the layer {} names no layer of its ends", layer.name),
            );
            return;
        };
        let n = layer.features.len() - 1;
        for row in &self.rows {
            let stack = Self::stack(row, layer);
            for (k, (values, _)) in stack.into_iter().enumerate() {
                let Some(source) = values.get(n).and_then(Option::as_ref) else {
                    continue;
                };
                // `srcTok[srcId_tgtId]`; the number was cut off by the stack, so look at the whole cell again.
                let cell = row.columns.get(layer.column + n).map_or("", String::as_str);
                let numbers = split_unescaped(cell, '|')
                    .get(k)
                    .and_then(|p| with_number(p).1)
                    .unwrap_or_default();
                let (from_number, to_number) = numbers.split_once('_').unwrap_or((&numbers, ""));
                let find = |token: &str, number: &str| {
                    let all = at.get(&(base.to_owned(), token.to_owned()))?;
                    let is =
                        |e: &&(String, String)| number.is_empty() || number == "0" || e.0 == number;
                    all.iter().find(is).map(|e| e.1.clone())
                };
                let mut named = values[..n]
                    .iter()
                    .enumerate()
                    .filter_map(|(f, v)| Some((layer.features[f].clone(), v.clone()?)));
                let kind = named.next().map_or("related".to_owned(), |(_, v)| v);
                match (find(source, from_number), find(&row.id, to_number)) {
                    (Some(from), Some(to)) => out.links.push(ImportedLink {
                        kind,
                        from,
                        to,
                        features: named.collect(),
                        ..ImportedLink::default()
                    }),
                    _ => out.fault(
                        format!("{path}:{}", row.line),
                        format!("the link {kind} has an end that is not there"),
                    ),
                }
            }
        }
    }
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
