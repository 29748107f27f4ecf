//! doccano's JSON lines in all its shapes: `entities` with ids and relations, `label` or `entities` as `[start, end, tag]`, the `annotations` of
//! several users of its version 1.0; the text under `text` or `data`. Offsets are UTF-16 units where the line says so; else the unit is found by which one's edges fall on the edges of words most often.

use super::imported::{
    ImportError, Imported, ImportedAnnotation, ImportedFragment, ImportedLink, Unit,
};
use super::jsonl::{as_number, each, id, items, number, score, text};
use super::place::CanonicalText;
use super::{ReadSettings, Watch, details, stem};
use crate::formats::output::FileSet;
use serde_json::Value;
use unicode_segmentation::UnicodeSegmentation as _;

struct Entity {
    key: Option<String>,
    start: usize,
    end: usize,
    label: String,
    score: Option<(String, String)>,
    /// Who made it, in the old form.
    user: Option<String>,
}

/// What a line is read for otherwise, and what only the server knows.
const KNOWN: [&str; 16] = [
    "id",
    "text",
    "data",
    "entities",
    "label",
    "labels",
    "annotations",
    "relations",
    "cats",
    "meta",
    "username",
    "title",
    "doc_id",
    "offset_unit",
    "Comments",
    "comments",
];

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
        let mut is_old = false;
        each(path, file, watch, |line, value| {
            is_old |= items(&value, "annotations").iter().any(is_numbered);
            read_line(&mut out, path, (line, n), &value, &mut votes);
            n += 1;
            Ok(())
        })?;
        if is_old {
            let what = "the tags are numbers, as version 1.0 of doccano writes them; their names stand in its list of tags";
            out.remark(path, what);
        }
        votes.settle(&mut out, path);
    }
    Ok(out)
}

/// Whether an annotation states its tag by the number that the server has for it.
fn is_numbered(annotation: &Value) -> bool {
    annotation.get("label").is_some_and(Value::is_number)
        && annotation.get("start_offset").is_some()
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
    let words = ["text", "data"]
        .iter()
        .find_map(|key| value.get(*key)?.as_str());
    let Some(words) = words else {
        out.fault(place, "the line has no text");
        return;
    };
    if unit.is_none() {
        votes.count(words, &entities);
    }
    let who = match text(value, "username") {
        "" => stem(path),
        who => who,
    };
    // Where each annotation names its user, nobody else has a layer.
    let has_users = entities.iter().flatten().any(|e| e.user.is_some());
    let of_line = if has_users {
        None
    } else {
        Some(out.annotator(who))
    };
    let title = text(value, "title");
    let document = match id(value.get("doc_id")) {
        Some(key) => out.document(&key, title, words),
        None => out.document_of_text((path, who), line, title, words),
    };
    read_details(out, document, value);
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
        let annotator = match (entity.user, of_line) {
            (Some(user), _) => out.annotator(&format!("user {user}")),
            (None, Some(annotator)) => annotator,
            (None, None) => out.annotator(who),
        };
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

/// What a line says of the whole article: details, and categories and comments, which are counted.
fn read_details(out: &mut Imported, document: usize, value: &Value) {
    out.leave_out_n("categories of whole articles", items(value, "cats").len());
    for key in ["Comments", "comments"] {
        out.leave_out_n("comments about articles", items(value, key).len());
    }
    let meta = value.get("meta").and_then(Value::as_object);
    for (name, detail) in meta.into_iter().flatten() {
        details::take(out, document, name, detail);
    }
    for (name, detail) in value.as_object().into_iter().flatten() {
        if !KNOWN.contains(&name.as_str()) {
            details::take(out, document, name, detail);
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
            user: None,
        });
    }
    Some(Entity {
        key: id(value.get("id")),
        start: number(value, "start_offset")?,
        end: number(value, "end_offset")?,
        label: id(value.get("label"))?,
        score: score(value),
        user: id(value.get("user")),
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
