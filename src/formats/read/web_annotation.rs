//! W3C Web Annotation, and its dialects: an `AnnotationPage`, an array, or one annotation; Recogito's linking with two targets; Hypothes.is rows. The article's text
//! is a file of the name in `source`, where it came along.

use super::imported::{
    Around, ImportError, Imported, ImportedAnnotation, ImportedFragment, ImportedLink, Unit,
};
use super::json_items::{Stopped, each_item};
use super::jsonl::{each, feature_text, number, text};
use super::{ReadSettings, Watch, has_ending, split_path, stem, utf8};
use crate::formats::output::FileSet;
use serde_json::Value;
use serde_json::value::RawValue;
use std::collections::HashMap;

/// Under which keys lists of annotations stand; the first that there is counts.
const LISTS: [&str; 5] = ["items", "first", "rows", "@graph", "annotations"];
/// It is asked whether to go on once for so many annotations.
const TICK: usize = 256;

/// The file that is being read.
struct Source<'f> {
    files: &'f FileSet,
    path: &'f str,
    /// The places of articles by what annotations call them.
    documents: HashMap<String, usize>,
}

pub(super) fn read(
    files: &FileSet,
    _: &ReadSettings,
    watch: &Watch<'_>,
) -> Result<Imported, ImportError> {
    let mut out = Imported::new("web-annotation", Unit::CodePoints);
    for (path, file) in files.files().filter(|(p, _)| !has_ending(p, "txt")) {
        watch.file_of(path, file.n_bytes())?;
        let mut source = Source {
            files,
            path,
            documents: HashMap::new(),
        };
        each(path, file, watch, |line, json: Box<RawValue>| {
            let mut n = 0_usize;
            let done = each_item(json.get(), &LISTS, &mut |value| {
                let mut items: Vec<&Value> = Vec::new();
                gather(&value, &mut items);
                for item in items {
                    if n.is_multiple_of(TICK) {
                        watch.inside(path, file.n_bytes())?;
                    }
                    n += 1;
                    let place = || match text(item, "id") {
                        "" => format!("{path}:{line}, item {n}"),
                        id => format!("{path}, {id}"),
                    };
                    read_item(&mut out, &mut source, &place, item);
                }
                Ok(())
            });
            done.map_err(|stopped| match stopped {
                Stopped::Taker(error) => error,
                Stopped::Json(error, before) => {
                    let inside = json.get().matches('\n').count();
                    ImportError::json_after(&error, path, line.saturating_sub(inside) + before)
                }
            })
        })?;
    }
    // Texts that nobody marked are articles too.
    let folder_of = |p: &str| split_path(split_path(p).0).1 == "texts";
    for (path, file) in files
        .files()
        .filter(|(p, _)| has_ending(p, "txt") && folder_of(p))
    {
        out.document(stem(path), "", utf8(path, file.bytes())?);
    }
    out.take_notes();
    Ok(out)
}

fn gather<'v>(value: &'v Value, items: &mut Vec<&'v Value>) {
    match value {
        Value::Array(list) => list.iter().for_each(|v| gather(v, items)),
        Value::Object(_) => {
            let inner = LISTS.iter().find_map(|k| value.get(*k));
            match inner {
                Some(inner @ (Value::Array(_) | Value::Object(_))) => gather(inner, items),
                _ => items.push(value),
            }
        }
        _ => {}
    }
}

fn list(value: Option<&Value>) -> Vec<&Value> {
    match value {
        Some(Value::Array(list)) => list.iter().collect(),
        Some(Value::Null) | None => Vec::new(),
        Some(one) => vec![one],
    }
}

/// The id that a target or body refers to.
fn iri(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| {
        let source = text(value, "source");
        if source.is_empty() {
            text(value, "id")
        } else {
            source
        }
    })
}

#[allow(
    clippy::too_many_lines,
    reason = "one case after the other, each of them short"
)]
fn read_item(out: &mut Imported, file: &mut Source<'_>, place: &dyn Fn() -> String, item: &Value) {
    let bodies = list(item.get("body"));
    let targets = list(item.get("target"));
    let purpose = |b: &Value, wanted: &str| text(b, "purpose") == wanted;
    let words = |b: &Value| match b {
        Value::String(s) => s.clone(),
        other => text(other, "value").to_owned(),
    };
    let motivations = list(item.get("motivation"));
    if motivations.iter().any(|m| m.as_str() == Some("linking")) {
        let kind = bodies
            .iter()
            .find(|b| purpose(b, "tagging"))
            .map_or("related".to_owned(), |b| words(b));
        let linked = bodies
            .iter()
            .find(|b| purpose(b, "linking"))
            .map(|b| iri(b));
        let from = targets.first().map(|t| iri(t));
        let to = linked.or_else(|| targets.get(1).map(|t| iri(t)));
        match (from, to) {
            (Some(from), Some(to)) if !from.is_empty() && !to.is_empty() => {
                out.links.push(ImportedLink {
                    key: text(item, "id").to_owned(),
                    kind,
                    from: from.to_owned(),
                    to: to.to_owned(),
                    created: text(item, "created").to_owned(),
                    modified: text(item, "modified").to_owned(),
                    ..ImportedLink::default()
                });
            }
            _ => out.fault(place(), "the link has no two ends"),
        }
        return;
    }
    let mut fragments = Vec::new();
    let mut source = String::new();
    for target in &targets {
        let selectors = list(target.get("selector"));
        let of = |kind: &str| selectors.iter().find(|s| text(s, "type") == kind);
        let quote = of("TextQuoteSelector");
        let position =
            of("TextPositionSelector").and_then(|s| Some((number(s, "start")?, number(s, "end")?)));
        if source.is_empty() {
            text(target, "source").clone_into(&mut source);
        }
        if position.is_none() && quote.is_none() {
            continue;
        }
        let (start, end) = position.unwrap_or_default();
        fragments.push(ImportedFragment {
            start,
            end,
            text: quote.map(|q| text(q, "exact").to_owned()),
            around: quote.map(|q| Around {
                before: text(q, "prefix").to_owned(),
                after: text(q, "suffix").to_owned(),
                has_place: position.is_some(),
            }),
        });
    }
    if fragments.is_empty() {
        out.fault(
            place(),
            "it selects no place in a text (no position and no quote)",
        );
        return;
    }
    if source.is_empty() {
        text(item, "uri").clone_into(&mut source);
    }
    let document = if let Some(known) = file.documents.get(&source) {
        *known
    } else {
        let document = document_of(out, file.files, file.path, &source);
        file.documents.insert(source, document);
        document
    };
    let creator = item.get("creator").unwrap_or(&Value::Null);
    let who = match creator {
        Value::String(s) => s.clone(),
        other => ["nickname", "name", "id"]
            .iter()
            .map(|k| text(other, k))
            .find(|n| !n.is_empty())
            .unwrap_or("")
            .to_owned(),
    };
    let who = if who.is_empty() {
        text(item, "user").to_owned()
    } else {
        who
    };
    let annotator = out.annotator(&who);
    if out.annotators[annotator].name.is_empty() {
        text(creator, "name").clone_into(&mut out.annotators[annotator].name);
    }
    let mut labels: Vec<String> = bodies
        .iter()
        .filter(|b| purpose(b, "classifying") || purpose(b, "tagging"))
        .map(|b| words(b))
        .collect();
    labels.extend(list(item.get("tags")).into_iter().map(feature_text));
    let mut features = Vec::new();
    let mut note = text(item, "text").to_owned();
    for body in bodies
        .iter()
        .filter(|b| !purpose(b, "classifying") && !purpose(b, "tagging"))
    {
        let words = words(body);
        match words
            .split_once('=')
            .filter(|_| purpose(body, "describing"))
        {
            Some((name, value)) => features.push((name.to_owned(), value.to_owned())),
            None if words.is_empty() => {}
            None if note.is_empty() => note = words,
            None => {
                note.push('\n');
                note.push_str(&words);
            }
        }
    }
    if labels.is_empty() {
        labels.push("comment".to_owned());
    }
    let id = match text(item, "id") {
        "" => format!("{}#{}", place(), out.annotations.len()),
        id => id.to_owned(),
    };
    for (k, label) in labels.into_iter().enumerate() {
        out.annotations.push(ImportedAnnotation {
            key: if k == 0 {
                id.clone()
            } else {
                format!("{id}#{}", k + 1)
            },
            document,
            annotator,
            label,
            fragments: fragments.clone(),
            features: features.clone(),
            note: note.clone(),
            created: text(item, "created").to_owned(),
            modified: [text(item, "modified"), text(item, "updated")].concat(),
            ..ImportedAnnotation::default()
        });
    }
}

/// The article of a source: its file where it came along, else an article without text.
fn document_of(out: &mut Imported, files: &FileSet, path: &str, source: &str) -> usize {
    let (folder, _) = split_path(path);
    let beside = if folder.is_empty() {
        source.to_owned()
    } else {
        format!("{folder}/{source}")
    };
    let found = [beside.as_str(), source]
        .into_iter()
        .find_map(|p| Some((p, files.get(p)?)));
    if let Some((p, Ok(words))) = found.map(|(p, b)| (p, utf8(p, b))) {
        return out.document(stem(p), "", words);
    }
    let key = if source.is_empty() {
        stem(path)
    } else {
        source
    };
    if let Some(at) = out
        .documents
        .iter()
        .position(|d| d.key == key && d.text.is_none())
    {
        return at;
    }
    out.documents.push(super::ImportedDocument {
        key: key.to_owned(),
        source_path: source.to_owned(),
        ..super::ImportedDocument::default()
    });
    out.documents.len() - 1
}
