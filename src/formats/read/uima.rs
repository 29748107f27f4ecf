//! UIMA CAS as XMI and as JSON 0.4. Offsets are UTF-16 units. Every feature structure with begin and end comes in, except what segments the text (tokens,
//! sentences, paragraphs) and what describes the document; one with two references to others is a link.

use super::folders::{self, Order};
use super::imported::{
    ImportError, Imported, ImportedAnnotation, ImportedFragment, ImportedLink, Unit,
};
use super::jsonl::feature_text;
use super::xml_tree::{self, Element};
use super::{ReadSettings, Watch, has_ending, split_path, stem, utf8_without_mark};
use crate::formats::output::FileSet;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// A feature structure of either file.
struct Structure {
    id: String,
    kind: String,
    begin: Option<usize>,
    end: Option<usize>,
    sofa: String,
    values: Vec<(String, String)>,
    /// Features that name another structure, where the file marks them as such.
    references: Vec<(String, String)>,
}

/// Names of features that hold a tag, first found first taken.
const LABELS: &[&str] = &[
    "label",
    "value",
    "PosValue",
    "DependencyType",
    "role",
    "identifier",
    "category",
];
/// Names of the two ends of a link, source and target, and whether tokens may be at them.
const ENDS: &[(&str, &str, bool)] = &[
    ("Governor", "Dependent", true),
    ("governor", "dependent", true),
    ("source", "target", false),
    ("from", "to", false),
];

pub(super) fn read_xmi(
    files: &FileSet,
    _: &ReadSettings,
    watch: &Watch<'_>,
) -> Result<Imported, ImportError> {
    let mut out = Imported::new("uima-xmi", Unit::Utf16);
    let ours = |path: &str| has_ending(path, "xmi") || has_ending(path, "xml");
    let (mut all, mut n_files) = (Vec::new(), 0);
    for (path, bytes) in files.iter().filter(|(p, _)| ours(p)) {
        watch.file(path, bytes)?;
        let root = xml_tree::parse(path, utf8_without_mark(path, bytes)?)?;
        if root.name == "XMI" {
            n_files += 1;
            let structures: Vec<_> = root.children.iter().map(of_xml).collect();
            all.extend(take(&mut out, path, &structures));
        }
    }
    if n_files == 0 {
        return Err(no_cas(files, "XMI"));
    }
    settle(&mut out, &all);
    Ok(out)
}

pub(super) fn read_json(
    files: &FileSet,
    _: &ReadSettings,
    watch: &Watch<'_>,
) -> Result<Imported, ImportError> {
    let mut out = Imported::new("uima-json", Unit::Utf16);
    let (mut all, mut n_files) = (Vec::new(), 0);
    for (path, bytes) in files.iter().filter(|(p, _)| has_ending(p, "json")) {
        watch.file(path, bytes)?;
        let text = utf8_without_mark(path, bytes)?;
        let cas: Value = serde_json::from_str(text).map_err(|e| ImportError::json(&e, path))?;
        if cas.get("_referenced_fss").is_some() || cas.get("_context").is_some() {
            return Err(ImportError::new(
                "this is the legacy UIMA JSON, which has no fixed form",
                path,
                "export it from INCEpTION as UIMA CAS JSON 0.4 or as UIMA CAS XMI",
            ));
        }
        let structures: Vec<_> = match cas.get("%FEATURE_STRUCTURES") {
            Some(Value::Array(list)) => list.iter().map(|v| of_json(None, v)).collect(),
            Some(Value::Object(map)) => map.iter().map(|(id, v)| of_json(Some(id), v)).collect(),
            _ => continue,
        };
        n_files += 1;
        all.extend(take(&mut out, path, &structures));
    }
    if n_files == 0 {
        return Err(no_cas(files, "CAS JSON 0.4"));
    }
    settle(&mut out, &all);
    Ok(out)
}

fn no_cas(files: &FileSet, what: &str) -> ImportError {
    ImportError::new(
        format!("there is no {what} here"),
        files.iter().next().map_or("", |f| f.0),
        "export the documents from INCEpTION as UIMA CAS XMI or UIMA CAS JSON 0.4",
    )
}

fn of_xml(element: &Element) -> Structure {
    let mut structure = Structure {
        id: element.attribute("xmi:id").to_owned(),
        kind: match element.prefix.as_str() {
            "" => element.name.clone(),
            prefix => format!("{prefix}.{}", element.name),
        },
        begin: element.attribute("begin").parse().ok(),
        end: element.attribute("end").parse().ok(),
        sofa: element.attribute("sofa").to_owned(),
        values: Vec::new(),
        references: Vec::new(),
    };
    for (name, value) in &element.attributes {
        match name.as_str() {
            "xmi:id" | "begin" | "end" | "sofa" => {}
            name => structure.values.push((name.to_owned(), value.clone())),
        }
    }
    structure
}

fn of_json(key: Option<&str>, value: &Value) -> Structure {
    let text = |v: &Value| feature_text(v);
    let number = |name: &str| {
        value
            .get(name)
            .and_then(Value::as_u64)
            .and_then(|n| usize::try_from(n).ok())
    };
    let mut structure = Structure {
        id: value
            .get("%ID")
            .map_or_else(|| key.unwrap_or("").to_owned(), text),
        kind: value.get("%TYPE").map_or_else(String::new, text),
        begin: number("begin"),
        end: number("end"),
        sofa: value.get("@sofa").map_or_else(String::new, text),
        values: Vec::new(),
        references: Vec::new(),
    };
    for (name, v) in value.as_object().into_iter().flatten() {
        if let Some(name) = name.strip_prefix('@') {
            if name != "sofa" && (v.is_number() || v.is_string()) {
                structure.references.push((name.to_owned(), text(v)));
            }
        } else if !name.starts_with('%') && name != "begin" && name != "end" {
            structure.values.push((name.clone(), text(v)));
        }
    }
    structure
}

fn is_segment(kind: &str) -> bool {
    let name = kind.rsplit(['.', ':']).next().unwrap_or(kind);
    let lower = name.to_lowercase();
    matches!(
        lower.as_str(),
        "token"
            | "sentence"
            | "paragraph"
            | "documentmetadata"
            | "documentannotation"
            | "tagsetdescription"
            | "sofa"
            | "view"
            | "null"
            | "lemma"
            | "stem"
            | "morphologicalfeatures"
            | "heading"
            | "div"
    )
}

/// The sofa that has a text, and its text.
fn sofa(structures: &[Structure]) -> Option<(&Structure, &str)> {
    structures.iter().find_map(|s| {
        let (_, text) = s.values.iter().find(|(n, _)| n == "sofaString")?;
        Some((s, text.as_str()))
    })
}

/// What came of a file: whose it is, is known once all are read.
struct Taken<'f> {
    path: &'f str,
    text: String,
    /// Its annotations among all.
    annotations: Range<usize>,
}

/// Finds out what folders stand for, and gives every file's annotations their article and annotator.
fn settle(out: &mut Imported, all: &[Taken<'_>]) {
    let files: Vec<(&str, &str)> = all.iter().map(|t| (t.path, t.text.as_str())).collect();
    let whose = folders::of_files(&files, Order::AnnotatorFirst);
    for (taken, of) in all.iter().zip(&whose) {
        let document = out.document(&of.article, "", &taken.text);
        let annotator = out.annotator(&of.annotator);
        let own = out.annotations.get_mut(taken.annotations.clone());
        for a in own.into_iter().flatten() {
            (a.document, a.annotator) = (document, annotator);
        }
    }
    out.take_notes();
}

fn take<'f>(out: &mut Imported, path: &'f str, structures: &[Structure]) -> Option<Taken<'f>> {
    let Some((sofa, text)) = sofa(structures) else {
        out.fault(path, "the CAS has no text");
        return None;
    };
    let first = out.annotations.len();
    let sofa_id = sofa.id.as_str();
    let ids: BTreeSet<&str> = structures.iter().map(|s| s.id.as_str()).collect();
    let is_annotation = |s: &&Structure| s.begin.is_some() && !is_segment(&s.kind);
    let annotations = structures.iter().filter(is_annotation);
    let annotations: BTreeSet<&str> = annotations.map(|s| s.id.as_str()).collect();
    let (folder, _) = split_path(path);
    let prefix = format!("{folder}/{}", stem(path));
    let mut key_of: BTreeMap<&str, String> = BTreeMap::new();
    let mut links = Vec::new();
    for s in structures {
        let (Some(start), Some(end)) = (s.begin, s.end) else {
            continue;
        };
        if is_segment(&s.kind) {
            if !s.kind.ends_with("DocumentAnnotation") && !s.kind.ends_with("DocumentMetaData") {
                out.leave_out("tokens, sentences and lemmas");
            }
            continue;
        }
        if !s.sofa.is_empty() && s.sofa != sofa_id {
            out.leave_out("annotations of another view");
            continue;
        }
        // An end is one only where it names another structure: any feature may be called `source` or `from`.
        let reference = |name: &str, marked: &BTreeSet<&str>| {
            let lists = [&s.references, &s.values];
            let (_, id) = lists.into_iter().flatten().find(|(n, _)| n == name)?;
            marked.contains(id.as_str()).then(|| id.clone())
        };
        let ends = ENDS.iter().find_map(|(from, to, of_tokens)| {
            let may_be = if *of_tokens { &ids } else { &annotations };
            Some((from, to, reference(from, may_be)?, reference(to, may_be)?))
        });
        let label_name = LABELS
            .iter()
            .find(|l| s.values.iter().any(|(n, v)| n == *l && !v.is_empty()));
        let type_name = s.kind.rsplit(['.', ':']).next().unwrap_or(&s.kind);
        let label = label_name
            .and_then(|l| s.values.iter().find(|(n, _)| n == l))
            .map_or(type_name, |(_, v)| v.as_str());
        let features: Vec<(String, String)> = s
            .values
            .iter()
            .filter(|(n, v)| Some(&n.as_str()) != label_name && n != "spanId" && !v.is_empty())
            .filter(|(n, _)| {
                ends.as_ref()
                    .is_none_or(|(from, to, ..)| n != *from && n != *to)
            })
            .cloned()
            .collect();
        if let Some((_, _, from, to)) = ends {
            links.push((label.to_owned(), from, to, features));
            continue;
        }
        let own = s
            .values
            .iter()
            .find(|(n, _)| n == "spanId")
            .map(|(_, v)| v.clone());
        let key = own.unwrap_or_else(|| format!("{prefix}/{}", s.id));
        key_of.insert(&s.id, key.clone());
        out.annotations.push(ImportedAnnotation {
            key,
            label: label.to_owned(),
            fragments: vec![ImportedFragment {
                start,
                end,
                text: None,
                ..ImportedFragment::default()
            }],
            features,
            ..ImportedAnnotation::default()
        });
    }
    for (kind, from, to, features) in links {
        match (key_of.get(from.as_str()), key_of.get(to.as_str())) {
            (Some(from), Some(to)) => out.links.push(ImportedLink {
                kind,
                from: from.clone(),
                to: to.clone(),
                features,
                ..ImportedLink::default()
            }),
            _ => out.leave_out("relations between tokens"),
        }
    }
    Some(Taken {
        path,
        text: text.to_owned(),
        annotations: first..out.annotations.len(),
    })
}
