//! W3C Web Annotation, and its dialects: an `AnnotationPage`, an array, or one annotation; Recogito's linking with two targets; Hypothes.is rows. The article's text
//! is a file of the name in `source`, where it came along.

use super::imported::{ImportError, Imported, ImportedAnnotation, ImportedLink, Unit};
use super::json_items::{Stopped, each_item};
use super::jsonl::{each, feature_text, text};
use super::web_selectors::fragment_of;
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
    /// The ids of annotators by their names.
    people: HashMap<String, String>,
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
            people: HashMap::new(),
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
    let mut bodies = list(item.get("body"));
    bodies.extend(item.get("bodyValue"));
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
        if source.is_empty() {
            source = source_of(target);
        }
        fragments.extend(fragment_of(target));
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
    let annotator = annotator_of(out, file, item);
    // What has no purpose has the annotation's motivation (Web Annotation Data Model, 3.3.5).
    let marks = |words: &str| matches!(words, "classifying" | "tagging");
    let is_tagging = motivations.iter().any(|m| m.as_str().is_some_and(marks));
    let is_label = |b: &Value| match text(b, "purpose") {
        "" => is_tagging,
        purpose => marks(purpose),
    };
    let mut labels: Vec<String> = bodies
        .iter()
        .filter(|b| is_label(b))
        .map(|b| match words(b) {
            words if words.is_empty() => last_part(iri(b)).to_owned(),
            words => words,
        })
        .collect();
    labels.extend(list(item.get("tags")).into_iter().map(feature_text));
    // A class of a vocabulary keeps its address.
    let mut features: Vec<(String, String)> = bodies
        .iter()
        .filter(|b| is_label(b) && words(b).is_empty())
        .map(|b| ("class".to_owned(), iri(b).to_owned()))
        .collect();
    let mut note = text(item, "text").to_owned();
    for body in bodies.iter().filter(|b| !is_label(b)) {
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

/// What a target points into.
fn source_of(target: &Value) -> String {
    match target.get("source") {
        Some(Value::String(source)) => source.clone(),
        Some(source) => text(source, "id").to_owned(),
        None => String::new(),
    }
}

/// What a class is called within its vocabulary.
fn last_part(address: &str) -> &str {
    let address = address.trim_end_matches(['/', '#']);
    address.rsplit(['/', '#']).next().unwrap_or(address)
}

/// Who made an annotation. Two people of one name are told apart by their ids.
fn annotator_of(out: &mut Imported, file: &mut Source<'_>, item: &Value) -> usize {
    let creators = list(item.get("creator"));
    out.leave_out_n(
        "further creators of annotations",
        creators.len().saturating_sub(1),
    );
    let creator = creators.first().copied().unwrap_or(&Value::Null);
    let (id, mut who) = match creator {
        Value::String(words) => ("", words.clone()),
        other => {
            let names = ["nickname", "name", "id"].map(|key| text(other, key));
            let name = names.into_iter().find(|name| !name.is_empty());
            (text(other, "id"), name.unwrap_or_default().to_owned())
        }
    };
    if who.is_empty() {
        text(item, "user").clone_into(&mut who);
    }
    if !id.is_empty() {
        let first = file
            .people
            .entry(who.clone())
            .or_insert_with(|| id.to_owned());
        if first != id {
            who = format!("{who} ({id})");
        }
    }
    let annotator = out.annotator(&who);
    if out.annotators[annotator].name.is_empty() {
        let name = match text(creator, "name") {
            name if who.starts_with(&format!("{name} (")) => who.as_str(),
            name => name,
        };
        name.clone_into(&mut out.annotators[annotator].name);
    }
    annotator
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
