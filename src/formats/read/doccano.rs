//! doccano's JSON lines in all its shapes: `entities` with ids and relations, `label` or `entities` as `[start, end, tag]`. Offsets are UTF-16 units
//! where the line says so; else the unit is found by which one's edges fall on the edges of words most often.

use super::imported::{
    ImportError, Imported, ImportedAnnotation, ImportedFragment, ImportedLink, Unit,
};
use super::jsonl::{as_number, each, id, items, number, score, text};
use super::place::CanonicalText;
use super::{ReadSettings, Watch, stem};
use crate::formats::output::FileSet;
use serde_json::Value;
use unicode_segmentation::UnicodeSegmentation as _;

struct Entity {
    key: Option<String>,
    start: usize,
    end: usize,
    label: String,
    score: Option<(String, String)>,
}

pub(super) fn read(
    files: &FileSet,
    _: &ReadSettings,
    watch: &Watch<'_>,
) -> Result<Imported, ImportError> {
    let mut out = Imported::new("doccano", Unit::Utf16);
    let mut n = 0;
    for (path, file) in files.files() {
        watch.file_of(path, file.n_bytes())?;
        let mut votes = Votes::default();
        each(path, file, watch, |line, value| {
            read_line(&mut out, path, (line, n), &value, &mut votes);
            n += 1;
            Ok(())
        })?;
        votes.settle(&mut out, path);
    }
    Ok(out)
}

/// Reads one line, the `n`-th of all.
fn read_line(
    out: &mut Imported,
    path: &str,
    (line, n): (usize, usize),
    value: &Value,
    votes: &mut Votes,
) {
    let place = format!("{path}:{line}");
    let entities = entities(value);
    let unit = unit_of(value);
    if unit.is_none() {
        votes.count(text(value, "text"), &entities);
    }
    let Some(words) = value.get("text").and_then(Value::as_str) else {
        out.fault(place, "the line has no text");
        return;
    };
    let who = match text(value, "username") {
        "" => stem(path),
        who => who,
    };
    let annotator = out.annotator(who);
    let title = text(value, "title");
    let document = match id(value.get("doc_id")) {
        Some(key) => out.document(&key, title, words),
        None => out.document_of_text((path, who), line, title, words),
    };
    for _ in items(value, "cats") {
        out.leave_out("categories of whole articles");
    }
    for (i, entity) in entities.into_iter().enumerate() {
        let Some(entity) = entity else {
            out.fault(
                place.clone(),
                format!("annotation {} is not understood", i + 1),
            );
            continue;
        };
        if unit.is_none() {
            votes.open.push(out.annotations.len());
        }
        let key = entity.key.unwrap_or_else(|| format!("e{i}"));
        out.annotations.push(ImportedAnnotation {
            key: format!("{n}/{key}"),
            document,
            annotator,
            label: entity.label,
            unit: Some(unit.unwrap_or(Unit::Utf16)),
            fragments: vec![ImportedFragment {
                start: entity.start,
                end: entity.end,
                text: None,
                ..ImportedFragment::default()
            }],
            features: entity.score.into_iter().collect(),
            ..ImportedAnnotation::default()
        });
    }
    for relation in items(value, "relations") {
        let end = |key: &str| id(relation.get(key)).map(|id| format!("{n}/{id}"));
        match (end("from_id"), end("to_id")) {
            (Some(from), Some(to)) => out.links.push(ImportedLink {
                kind: text(relation, "type").to_owned(),
                from,
                to,
                ..ImportedLink::default()
            }),
            _ => out.fault(place.clone(), "a relation has no ends"),
        }
    }
}

fn entities(value: &Value) -> Vec<Option<Entity>> {
    let list = ["entities", "label", "labels", "annotations"]
        .iter()
        .find_map(|key| value.get(*key).and_then(Value::as_array));
    list.into_iter().flatten().map(entity).collect()
}

fn entity(value: &Value) -> Option<Entity> {
    if let Value::Array(parts) = value {
        return Some(Entity {
            key: None,
            start: as_number(parts.first()?)?,
            end: as_number(parts.get(1)?)?,
            label: id(parts.get(2))?,
            score: None,
        });
    }
    Some(Entity {
        key: id(value.get("id")),
        start: number(value, "start_offset")?,
        end: number(value, "end_offset")?,
        label: id(value.get("label"))?,
        score: score(value),
    })
}

/// What a line says that its offsets count.
fn unit_of(value: &Value) -> Option<Unit> {
    Some(match text(value, "offset_unit") {
        "utf-16" => Unit::Utf16,
        "code-points" | "unicode-code-point" => Unit::CodePoints,
        "grapheme" | "graphemes" => Unit::Graphemes,
        "bytes" => Unit::Bytes,
        _ => return None,
    })
}

/// What the lines of a file count that do not say it: the unit whose edges fall on edges of words most often, UTF-16 where
/// nothing tells.
#[derive(Default)]
struct Votes {
    /// For each of [`TRIED`] how many edges fall on edges of words.
    hits: [usize; 3],
    /// There is a line in which the units differ.
    is_doubtful: bool,
    /// Annotations of those lines.
    open: Vec<usize>,
}

const TRIED: [Unit; 3] = [Unit::Utf16, Unit::CodePoints, Unit::Graphemes];

impl Votes {
    fn count(&mut self, words: &str, entities: &[Option<Entity>]) {
        // Where the units do not differ there is nothing to tell.
        let is_plain =
            words.is_ascii() || words.encode_utf16().count() == words.graphemes(true).count();
        if is_plain {
            return;
        }
        self.is_doubtful = true;
        let canonical = CanonicalText::new(words.into());
        for entity in entities.iter().flatten() {
            let fragment = ImportedFragment {
                start: entity.start,
                end: entity.end,
                ..ImportedFragment::default()
            };
            for (hit, unit) in self.hits.iter_mut().zip(TRIED) {
                let Ok((span, _)) = canonical.place(&fragment, unit) else {
                    continue;
                };
                for edge in [span.start(), span.end()] {
                    *hit += usize::from(is_word_edge(&canonical.text, edge.0));
                }
            }
        }
    }

    fn settle(self, out: &mut Imported, path: &str) {
        if !self.is_doubtful {
            return;
        }
        let mut best = Unit::Utf16;
        let mut most = 0;
        for (n, unit) in self.hits.into_iter().zip(TRIED) {
            if n > most {
                (best, most) = (unit, n);
            }
        }
        out.remark(
            path,
            format!(
                "the file does not say what its offsets count; {} fit its words best",
                best.words()
            ),
        );
        for i in self.open {
            if let Some(annotation) = out.annotations.get_mut(i) {
                annotation.unit = Some(best);
            }
        }
    }
}

fn is_word_edge(text: &str, byte: usize) -> bool {
    let before = text[..byte]
        .chars()
        .next_back()
        .is_some_and(char::is_alphanumeric);
    let after = text[byte..]
        .chars()
        .next()
        .is_some_and(char::is_alphanumeric);
    before != after
}
