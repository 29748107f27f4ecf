//! doccano's JSON lines in all its shapes: `entities` with ids and relations, `label` or `entities` as `[start, end, tag]`. Offsets are UTF-16 units
//! where the line says so; else the unit is found by which one's edges fall on the edges of words most often.

use super::imported::{
    ImportError, Imported, ImportedAnnotation, ImportedFragment, ImportedLink, Unit,
};
use super::jsonl::{as_number, id, items, number, score, text, values};
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
    let mut lines = Vec::new();
    for (path, bytes) in files.iter() {
        watch.file(path, bytes)?;
        let first = lines.len();
        for (line, value) in values(path, bytes, watch)? {
            lines.push((path, line, value, Unit::Utf16));
        }
        settle_units(&mut out, path, &mut lines[first..]);
    }
    for (n, (path, line, value, unit)) in lines.iter().enumerate() {
        let place = format!("{path}:{line}");
        let Some(words) = value.get("text").and_then(Value::as_str) else {
            out.fault(place, "the line has no text");
            continue;
        };
        let who = match text(value, "username") {
            "" => stem(path),
            who => who,
        };
        let annotator = out.annotator(who);
        let title = text(value, "title");
        let document = match id(value.get("doc_id")) {
            Some(key) => out.document(&key, title, words),
            None => out.document_of_text((path, who), *line, title, words),
        };
        for _ in items(value, "cats") {
            out.leave_out("categories of whole articles");
        }
        for (i, entity) in entities(value).into_iter().enumerate() {
            let Some(entity) = entity else {
                out.fault(
                    place.clone(),
                    format!("annotation {} is not understood", i + 1),
                );
                continue;
            };
            let key = entity.key.unwrap_or_else(|| format!("e{i}"));
            out.annotations.push(ImportedAnnotation {
                key: format!("{n}/{key}"),
                document,
                annotator,
                label: entity.label,
                unit: Some(*unit),
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
    Ok(out)
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

/// What the lines of a file count: each what it says; all others the unit whose edges fall on edges of words most often,
/// UTF-16 where nothing tells.
fn settle_units(out: &mut Imported, path: &str, lines: &mut [(&str, usize, Value, Unit)]) {
    const TRIED: [Unit; 3] = [Unit::Utf16, Unit::CodePoints, Unit::Graphemes];
    let said = |value: &Value| match text(value, "offset_unit") {
        "utf-16" => Some(Unit::Utf16),
        "code-points" | "unicode-code-point" => Some(Unit::CodePoints),
        "grapheme" | "graphemes" => Some(Unit::Graphemes),
        "bytes" => Some(Unit::Bytes),
        _ => None,
    };
    let mut hits = [0_usize; 3];
    let mut is_doubtful = false;
    for (_, _, value, unit) in lines.iter_mut() {
        if let Some(said) = said(value) {
            *unit = said;
            continue;
        }
        let words = text(value, "text");
        // Where the units do not differ there is nothing to tell.
        let is_plain =
            words.is_ascii() || words.encode_utf16().count() == words.graphemes(true).count();
        if is_plain {
            continue;
        }
        is_doubtful = true;
        let canonical = CanonicalText::new(words.to_owned());
        for entity in entities(value).into_iter().flatten() {
            let fragment = ImportedFragment {
                start: entity.start,
                end: entity.end,
                ..ImportedFragment::default()
            };
            for (hit, unit) in hits.iter_mut().zip(TRIED) {
                let Ok((span, _)) = canonical.place(&fragment, unit) else {
                    continue;
                };
                for edge in [span.start(), span.end()] {
                    *hit += usize::from(is_word_edge(&canonical.text, edge.0));
                }
            }
        }
    }
    if !is_doubtful {
        return;
    }
    let mut best = Unit::Utf16;
    let mut most = 0;
    for (n, unit) in hits.into_iter().zip(TRIED) {
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
    for (_, _, value, unit) in lines.iter_mut() {
        if said(value).is_none() {
            *unit = best;
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
