//! spaCy's `DocBin`: span groups (any key) and entities (`ENT_IOB`, `ENT_TYPE`). Who and what it is about stands in the user data where our export wrote it.

use super::columns::SCORE;
use super::detect::is_zlib;
use super::imported::{ImportError, Imported, ImportedAnnotation, ImportedFragment, Unit};
use super::{ReadSettings, Watch, has_ending, stem};
use crate::archive;
use crate::formats::output::FileSet;
use crate::formats::spacy::{string_hash, symbol_text};
use flate2::read::ZlibDecoder;
use rmpv::Value;
use std::collections::BTreeMap;

/// The most bytes that a file may hold once it is unpacked.
const MAX_BYTES: u64 = 1 << 30;
/// spaCy's numbers of attributes (spacy/attrs.pxd).
const ORTH: u64 = 65;
const ENT_IOB: u64 = 77;
const ENT_TYPE: u64 = 78;

pub(super) fn read(
    files: &FileSet,
    _: &ReadSettings,
    watch: &Watch<'_>,
) -> Result<Imported, ImportError> {
    let mut out = Imported::new("spacy", Unit::CodePoints);
    let mut n_files = 0;
    for (path, bytes) in files
        .iter()
        .filter(|(p, b)| has_ending(p, "spacy") || is_zlib(b))
    {
        watch.file(path, bytes)?;
        n_files += 1;
        let fault = |what: &str| {
            ImportError::new(
                format!("this is not a sound DocBin ({what})"),
                path,
                "write it anew with spacy.tokens.DocBin.to_disk",
            )
        };
        let packed = archive::inflated(ZlibDecoder::new(bytes), bytes.len(), MAX_BYTES)
            .map_err(|e| fault(&e.0))?;
        let value =
            rmpv::decode::read_value(&mut packed.as_slice()).map_err(|e| fault(&e.to_string()))?;
        let bin = Bin::of(&value).ok_or_else(|| fault("a part is missing"))?;
        bin.take(&mut out, path)
            .ok_or_else(|| fault("its parts do not fit each other"))?;
    }
    if n_files == 0 {
        return Err(ImportError::new(
            "there is no .spacy file here",
            files.iter().next().map_or("", |f| f.0),
            "name the file that DocBin.to_disk wrote",
        ));
    }
    Ok(out)
}

fn get<'v>(map: &'v Value, key: &str) -> Option<&'v Value> {
    let entries = map.as_map()?;
    entries
        .iter()
        .find(|(k, _)| k.as_str() == Some(key))
        .map(|(_, v)| v)
}

fn bytes(value: &Value) -> Option<&[u8]> {
    match value {
        Value::Binary(b) => Some(b),
        Value::String(s) => Some(s.as_bytes()),
        _ => None,
    }
}

struct Bin<'v> {
    strings: BTreeMap<u64, &'v str>,
    attributes: Vec<u64>,
    tokens: &'v [u8],
    spaces: &'v [u8],
    lengths: Vec<usize>,
    flags: &'v [Value],
    span_groups: &'v [Value],
    cats: &'v [Value],
    user_data: &'v [Value],
}

impl<'v> Bin<'v> {
    fn of(value: &'v Value) -> Option<Self> {
        let list = |key: &str| {
            get(value, key)
                .and_then(Value::as_array)
                .map_or(&[][..], Vec::as_slice)
        };
        let lengths = bytes(get(value, "lengths")?)?.as_chunks::<4>().0;
        Some(Self {
            strings: list("strings")
                .iter()
                .filter_map(Value::as_str)
                .map(|s| (string_hash(s), s))
                .collect(),
            attributes: list("attrs").iter().filter_map(Value::as_u64).collect(),
            tokens: bytes(get(value, "tokens")?)?,
            spaces: bytes(get(value, "spaces")?)?,
            lengths: lengths
                .iter()
                .map(|l| usize::try_from(i32::from_le_bytes(*l)).unwrap_or(0))
                .collect(),
            flags: list("flags"),
            span_groups: list("span_groups"),
            cats: list("cats"),
            user_data: list("user_data"),
        })
    }

    fn string(&self, hash: u64) -> &'v str {
        self.strings
            .get(&hash)
            .copied()
            .or_else(|| symbol_text(hash))
            .unwrap_or("")
    }

    fn take(&self, out: &mut Imported, path: &str) -> Option<()> {
        let n_attributes = self.attributes.len();
        let column = |wanted: u64| self.attributes.iter().position(|a| *a == wanted);
        let orth = column(ORTH)?;
        let values = self.tokens.as_chunks::<8>().0;
        let mut first = 0;
        for (n, &length) in self.lengths.iter().enumerate() {
            let rows = values.get(first * n_attributes..(first + length) * n_attributes)?;
            let spaces = self.spaces.get(first..first + length)?;
            first += length;
            let value = |t: usize, c: usize| u64::from_le_bytes(rows[t * n_attributes + c]);
            let is_unknown = self
                .flags
                .get(n)
                .and_then(|f| get(f, "has_unknown_spaces"))
                .and_then(Value::as_bool)
                == Some(true);
            let mut text = String::new();
            let mut at = 0;
            let mut places = Vec::with_capacity(length);
            for (t, space) in spaces.iter().enumerate() {
                let word = self.string(value(t, orth));
                let n_chars = word.chars().count();
                places.push((at, at + n_chars));
                text.push_str(word);
                at += n_chars;
                if *space != 0 || (is_unknown && t + 1 < length) {
                    text.push(' ');
                    at += 1;
                }
            }
            let data = self
                .user_data
                .get(n)
                .and_then(bytes)
                .and_then(|b| rmpv::decode::read_value(&mut &*b).ok());
            let said = |key: &str| {
                data.as_ref()
                    .and_then(|d| get(d, key))
                    .and_then(Value::as_str)
                    .map(str::to_owned)
            };
            let key = said("doc_id").unwrap_or_else(|| format!("{}-{}", stem(path), n + 1));
            let document = out.document(&key, "", &text);
            let annotator = out.annotator(&said("annotator").unwrap_or_default());
            let n_cats = self.cats.get(n).and_then(Value::as_map).map_or(0, Vec::len);
            out.leave_out_n("categories of whole articles", n_cats);
            let scores = data.as_ref().map(scores_in_user_data).unwrap_or_default();
            let mut push =
                |key: String, label: &str, place: (usize, usize), score: Option<String>| {
                    let score = score.or_else(|| scores.get(&place).cloned());
                    out.annotations.push(ImportedAnnotation {
                        key,
                        document,
                        annotator,
                        label: label.to_owned(),
                        ..annotation(place, score)
                    });
                };
            let groups = self.span_groups.get(n).and_then(bytes).unwrap_or(&[]);
            for (k, span) in spans(groups).into_iter().enumerate() {
                let key = match self.string(span.id) {
                    "" => format!("{path}/{n}/{k}"),
                    id => id.to_owned(),
                };
                push(key, self.string(span.label), span.place, span.score);
            }
            if let (Some(iob), Some(kind)) = (column(ENT_IOB), column(ENT_TYPE)) {
                let mut open: Option<(usize, usize, u64)> = None;
                for t in 0..=length {
                    let (tag, label) = if t < length {
                        (value(t, iob), value(t, kind))
                    } else {
                        (2, 0)
                    };
                    // 1: inside, 2: outside, 3: begins, 0: not said.
                    if tag == 1
                        && let Some((_, last, _)) = &mut open
                    {
                        *last = t;
                        continue;
                    }
                    if let Some((from, last, label)) = open.take() {
                        push(
                            format!("{path}/{n}/e{from}"),
                            self.string(label),
                            (places[from].0, places[last].1),
                            None,
                        );
                    }
                    if tag == 3 || tag == 1 {
                        open = Some((t, t, label));
                    }
                }
            }
        }
        Some(())
    }
}

/// An annotation on code points, nothing else known of it but how sure the program was that made it.
fn annotation((start, end): (usize, usize), score: Option<String>) -> ImportedAnnotation {
    let score = score.map(|score| ("score".to_owned(), score));
    ImportedAnnotation {
        features: score.into_iter().collect(),
        fragments: vec![ImportedFragment {
            start,
            end,
            text: None,
            ..ImportedFragment::default()
        }],
        ..ImportedAnnotation::default()
    }
}

/// A span of a group.
struct Span {
    id: u64,
    label: u64,
    /// Start and end, code points.
    place: (usize, usize),
    /// How sure the program was that made it, where the group says so.
    score: Option<String>,
}

/// Every span in `SpanGroups.to_bytes`.
fn spans(groups: &[u8]) -> Vec<Span> {
    let mut out = Vec::new();
    let Ok(value) = rmpv::decode::read_value(&mut &*groups) else {
        return out;
    };
    // A map of group to keys; older files hold a list of groups.
    let packed: Vec<&[u8]> = match &value {
        Value::Map(entries) => entries.iter().filter_map(|(k, _)| bytes(k)).collect(),
        Value::Array(list) => list.iter().filter_map(bytes).collect(),
        _ => Vec::new(),
    };
    for group in packed {
        let Ok(group) = rmpv::decode::read_value(&mut &*group) else {
            continue;
        };
        let spans = get(&group, "spans")
            .and_then(Value::as_array)
            .map_or(&[][..], Vec::as_slice);
        let scores = get(&group, "attrs").map(scores_of_group);
        let scores = scores.filter(|scores| scores.len() == spans.len());
        for (n, span) in spans.iter().enumerate() {
            let Some(span) = bytes(span).filter(|s| s.len() == 40) else {
                continue;
            };
            let long =
                |at: usize| u64::from_be_bytes(span[at..at + 8].try_into().unwrap_or_default());
            let int = |at: usize| {
                let n = i32::from_be_bytes(span[at..at + 4].try_into().unwrap_or_default());
                usize::try_from(n).unwrap_or(0)
            };
            out.push(Span {
                id: long(0),
                label: long(16),
                place: (int(32), int(36)),
                score: scores.as_ref().and_then(|scores| scores.get(n).cloned()),
            });
        }
    }
    out
}

/// The scores that spaCy's `spancat` keeps in the attributes of its group, one a span: a list of numbers, or an array of
/// `numpy` as `srsly` writes it, little-endian.
fn scores_of_group(attributes: &Value) -> Vec<String> {
    let Some(scores) = get(attributes, "scores") else {
        return Vec::new();
    };
    if let Some(list) = scores.as_array() {
        return list.iter().filter_map(number).collect();
    }
    let part = |name: &str| {
        let entries = scores.as_map()?;
        let is_it = |key: &Value| bytes(key) == Some(name.as_bytes());
        let (_, value) = entries.iter().find(|(key, _)| is_it(key))?;
        bytes(value)
    };
    let data = part("data").unwrap_or_default();
    match part("type").unwrap_or_default() {
        b"<f4" => {
            let numbers = data.as_chunks::<4>().0.iter();
            numbers
                .map(|n| f32::from_le_bytes(*n).to_string())
                .collect()
        }
        b"<f8" => {
            let numbers = data.as_chunks::<8>().0.iter();
            numbers
                .map(|n| f64::from_le_bytes(*n).to_string())
                .collect()
        }
        _ => Vec::new(),
    }
}

/// Scores that somebody put on spans as an extension (`span._.score`), by start and end: in the user data under keys
/// `("._.", name, start, end, …)`.
fn scores_in_user_data(data: &Value) -> BTreeMap<(usize, usize), String> {
    let mut out = BTreeMap::new();
    for (key, value) in data.as_map().map_or(&[][..], Vec::as_slice) {
        let Some([mark, name, start, end, ..]) = key.as_array().map(Vec::as_slice) else {
            continue;
        };
        let is_score = name.as_str().is_some_and(|name| SCORE.contains(&name));
        let place = |at: &Value| usize::try_from(at.as_u64()?).ok();
        if mark.as_str() == Some("._.")
            && is_score
            && let (Some(start), Some(end), Some(score)) = (place(start), place(end), number(value))
        {
            out.insert((start, end), score);
        }
    }
    out
}

fn number(value: &Value) -> Option<String> {
    match value {
        Value::F32(n) => Some(n.to_string()),
        Value::Integer(_) | Value::F64(_) => Some(value.to_string()),
        _ => None,
    }
}
