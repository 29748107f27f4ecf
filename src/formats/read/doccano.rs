//! doccano's JSON lines in all its shapes: `entities` with ids and relations, `label` or `entities` as `[start, end, tag]`. Offsets are UTF-16 units
//! where the line says so; else the unit is found by which one's edges fall on the edges of words most often.

use super::imported::{
    ImportError, Imported, ImportedAnnotation, ImportedFragment, ImportedLink, Unit,
};
use super::jsonl::{as_number, id, items, number, text, values};
use super::{ReadSettings, stem};
use crate::formats::output::FileSet;
use crate::text::{CharOffset, LineIndex, Utf16Offset};
use serde_json::Value;

struct Entity {
    key: Option<String>,
    start: usize,
    end: usize,
    label: String,
}

pub(super) fn read(files: &FileSet, _: &ReadSettings) -> Result<Imported, ImportError> {
    let mut out = Imported::new("doccano", Unit::Utf16);
    let mut lines = Vec::new();
    for (path, bytes) in files.iter() {
        for (line, value) in values(path, bytes)? {
            lines.push((path, line, value));
        }
    }
    out.unit = unit_of(&lines);
    let says_unit = lines
        .iter()
        .any(|(_, _, v)| text(v, "offset_unit") == "utf-16");
    if !says_unit
        && lines
            .iter()
            .any(|(_, _, v)| text(v, "text").chars().any(|c| c.len_utf16() == 2))
    {
        out.fault(
            files.iter().next().map_or("", |f| f.0),
            format!(
                "the file does not say what its offsets count; {} fit its words best",
                out.unit.words()
            ),
        );
    }
    for (n, (path, line, value)) in lines.iter().enumerate() {
        let place = format!("{path}:{line}");
        let Some(words) = value.get("text").and_then(Value::as_str) else {
            out.fault(place, "the line has no text");
            continue;
        };
        let key = id(value.get("doc_id")).unwrap_or_else(|| format!("{}-{line}", stem(path)));
        let document = out.document(&key, text(value, "title"), words);
        let who = text(value, "username");
        let annotator = out.annotator(if who.is_empty() { stem(path) } else { who });
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
                fragments: vec![ImportedFragment {
                    start: entity.start,
                    end: entity.end,
                    text: None,
                }],
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
        });
    }
    Some(Entity {
        key: id(value.get("id")),
        start: number(value, "start_offset")?,
        end: number(value, "end_offset")?,
        label: id(value.get("label"))?,
    })
}

/// UTF-16 where a line says so or nothing tells; else the unit whose edges fall on edges of words most often.
fn unit_of(lines: &[(&str, usize, Value)]) -> Unit {
    if lines
        .iter()
        .any(|(_, _, v)| text(v, "offset_unit") == "utf-16")
    {
        return Unit::Utf16;
    }
    let mut hits = [0_usize; 2];
    for (_, _, value) in lines {
        let words = text(value, "text");
        let index = LineIndex::new(words);
        for entity in entities(value).into_iter().flatten() {
            for edge in [entity.start, entity.end] {
                let places = [
                    index.byte_from_utf16(words, Utf16Offset(edge)),
                    index.byte_from_char(words, CharOffset(edge)),
                ];
                for (hit, place) in hits.iter_mut().zip(places) {
                    *hit += usize::from(place.is_some_and(|p| is_word_edge(words, p.0)));
                }
            }
        }
    }
    if hits[1] > hits[0] {
        Unit::CodePoints
    } else {
        Unit::Utf16
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
