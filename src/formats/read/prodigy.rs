//! Prodigy's JSON lines, what spaCy's `Doc.to_json` writes (`ents`, `spans` by key), the training files of its version 2, and pairs of a text and
//! its annotations. Lines that were rejected or skipped do not come in; a file of patterns is no dataset.

use super::imported::{
    ImportError, Imported, ImportedAnnotation, ImportedFragment, ImportedLink, Unit,
};
use super::jsonl::{Untokened, each, feature_text, id, items, number, score, text};
use super::spacy_pairs::Pairs;
use super::{ReadSettings, Watch, details, spacy_training};
use crate::formats::output::FileSet;
use serde_json::Value;
use std::collections::BTreeMap;

pub(super) fn read(
    files: &FileSet,
    _: &ReadSettings,
    watch: &Watch<'_>,
) -> Result<Imported, ImportError> {
    let mut out = Imported::new("prodigy", Unit::CodePoints);
    let mut n_lines = 0;
    for (path, file) in files.files() {
        watch.file_of(path, file.n_bytes())?;
        let (mut has_lines, mut are_patterns) = (false, true);
        let mut pairs = Pairs::default();
        each(path, file, watch, |line, Untokened(value)| {
            n_lines += 1;
            has_lines = true;
            are_patterns &= value.get("pattern").is_some() && value.get("text").is_none();
            let is_read = pairs.read(&mut out, path, line, &value)
                || spacy_training::read(&mut out, path, line, &value);
            if !is_read {
                read_line(&mut out, path, line, n_lines, &value);
            }
            Ok(())
        })?;
        pairs.end(&mut out, path);
        if has_lines && are_patterns {
            return Err(ImportError::new(
                "this is a file of patterns, not of annotations",
                path,
                "export the annotated dataset with `prodigy db-out`",
            ));
        }
    }
    out.take_notes();
    Ok(out)
}

/// Keys of spans by start, end and tag.
type KeysAt = BTreeMap<(usize, usize, String), String>;

fn read_line(out: &mut Imported, path: &str, line: usize, n: usize, value: &Value) {
    let place = format!("{path}:{line}");
    let Some(words) = value.get("text").and_then(Value::as_str) else {
        out.fault(place, "the line has no text");
        return;
    };
    if matches!(text(value, "answer"), "reject" | "ignore") {
        out.leave_out("lines that were rejected or skipped");
        return;
    }
    let meta = value.get("meta").unwrap_or(&Value::Null);
    let who = ["_annotator_id", "_session_id"]
        .iter()
        .map(|k| text(value, k))
        .find(|w| !w.is_empty())
        .unwrap_or("");
    let annotator = out.annotator(who);
    // The same text under several annotators is one article.
    let doc_key = id(meta.get("doc_id")).or_else(|| id(value.get("_input_hash")));
    let titles = [text(meta, "title"), text(value, "title")];
    let title = titles.into_iter().find(|t| !t.is_empty()).unwrap_or("");
    let document = match doc_key {
        Some(key) => out.document(&key, title, words),
        None => out.document_of_text((path, who), line, title, words),
    };
    read_details(out, document, value);
    let mut at = KeysAt::new();
    let mut groups: Vec<(String, &[Value])> = Vec::new();
    match value.get("spans") {
        Some(Value::Array(spans)) => groups.push((String::new(), spans)),
        Some(Value::Object(by_key)) => {
            groups.extend(
                by_key
                    .iter()
                    .filter_map(|(k, v)| Some((k.clone(), v.as_array()?.as_slice()))),
            );
        }
        _ => {}
    }
    groups.push((String::new(), items(value, "ents")));
    for (i, span) in groups
        .iter()
        .flat_map(|(_, spans)| spans.iter())
        .enumerate()
    {
        let (Some(start), Some(end)) = (number(span, "start"), number(span, "end")) else {
            out.fault(
                place.clone(),
                format!("span {} has no start and end", i + 1),
            );
            continue;
        };
        let label = text(span, "label").to_owned();
        let key = match text(span, "id") {
            "" => format!("{n}/{i}"),
            id => id.to_owned(),
        };
        at.entry((start, end, label.clone()))
            .or_insert_with(|| key.clone());
        let mut features: Vec<(String, String)> = Vec::new();
        if let Some(Value::Object(attributes)) = span.get("attributes") {
            features.extend(attributes.iter().map(|(k, v)| (k.clone(), feature_text(v))));
        }
        if !features.iter().any(|(name, _)| name == "score") {
            features.extend(score(span));
        }
        let linked = id(span.get("kb_id")).filter(|kb| !kb.is_empty());
        features.extend(linked.map(|kb| ("kb_id".to_owned(), kb)));
        for name in ["annotation_id", "fragment"] {
            features.extend(id(span.get(name)).map(|v| (name.to_owned(), v)));
        }
        out.annotations.push(ImportedAnnotation {
            key,
            document,
            annotator,
            label,
            fragments: vec![ImportedFragment {
                start,
                end,
                text: span.get("text").and_then(Value::as_str).map(str::to_owned),
                ..ImportedFragment::default()
            }],
            features,
            ..ImportedAnnotation::default()
        });
    }
    read_relations(out, (&place, n), value, (document, annotator), &mut at);
}

/// What a line is read for otherwise, or what only says how it was shown.
const KNOWN: [&str; 22] = [
    "text",
    "tokens",
    "spans",
    "ents",
    "sents",
    "relations",
    "meta",
    "answer",
    "options",
    "accept",
    "label",
    "cats",
    "title",
    "html",
    "image",
    "config",
    "style",
    "priority",
    "score",
    "head",
    "child",
    "field_id",
];

/// What a line says of the whole article: details, and answers, which are counted.
fn read_details(out: &mut Imported, document: usize, value: &Value) {
    for (name, of_meta) in value
        .get("meta")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
    {
        match name.as_str() {
            "doc_id" | "title" => {}
            // Of the question that was asked, not of the article.
            "score" | "pattern" => out.leave_out("scores and patterns of questions"),
            _ => details::take(out, document, name, of_meta),
        }
    }
    for (name, detail) in value.as_object().into_iter().flatten() {
        if !name.starts_with('_') && !KNOWN.contains(&name.as_str()) {
            details::take(out, document, name, detail);
        }
    }
    let extensions = value.get("_").and_then(Value::as_object);
    out.leave_out_n(
        "spaCy’s extension data",
        extensions.map_or(0, serde_json::Map::len),
    );
    let n_cats = value
        .get("cats")
        .and_then(Value::as_object)
        .map_or(0, serde_json::Map::len);
    // A question about one span states its tag for the line too.
    let label = text(value, "label");
    let is_of_span = || {
        items(value, "spans")
            .iter()
            .any(|s| text(s, "label") == label)
    };
    let n_labels = usize::from(!label.is_empty() && !is_of_span());
    let n_chosen = items(value, "accept").len();
    out.leave_out_n("categories of whole articles", n_cats + n_labels + n_chosen);
}

/// Relations name their ends by id, or by place and tag; an end that is not among the spans is one by what the relation says.
fn read_relations(
    out: &mut Imported,
    (place, n): (&str, usize),
    value: &Value,
    (document, annotator): (usize, usize),
    at: &mut KeysAt,
) {
    for relation in items(value, "relations") {
        let mut end = |id_key: &str, span_key: &str| {
            let given = text(relation, id_key);
            if !given.is_empty() {
                return Some(given.to_owned());
            }
            let span = relation.get(span_key)?;
            let (start, end) = (number(span, "start")?, number(span, "end")?);
            let label = text(span, "label").to_owned();
            let n_at = at.len();
            let key = at.entry((start, end, label.clone())).or_insert_with(|| {
                let key = format!("{n}/r{n_at}");
                out.annotations.push(ImportedAnnotation {
                    key: key.clone(),
                    document,
                    annotator,
                    label,
                    fragments: vec![ImportedFragment {
                        start,
                        end,
                        ..ImportedFragment::default()
                    }],
                    ..ImportedAnnotation::default()
                });
                key
            });
            Some(key.clone())
        };
        match (end("head_id", "head_span"), end("child_id", "child_span")) {
            (Some(from), Some(to)) => out.links.push(ImportedLink {
                key: text(relation, "id").to_owned(),
                kind: text(relation, "label").to_owned(),
                from,
                to,
                ..ImportedLink::default()
            }),
            _ => out.fault(place, "a relation joins something that is no span"),
        }
    }
}
