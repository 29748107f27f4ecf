//! UIMA CAS as XMI and as JSON 0.4. Offsets are UTF-16 units. Every feature structure with begin and end comes in, except what segments the text (tokens,
//! sentences, paragraphs) and what describes the document; one with two references to others is a link.

use super::imported::{
    ImportError, Imported, ImportedAnnotation, ImportedFragment, ImportedLink, Unit,
};
use super::jsonl::feature_text;
use super::xml_tree::{self, Element};
use super::{ReadSettings, has_ending, split_path, stem, utf8_without_mark};
use crate::formats::output::FileSet;
use serde_json::Value;
use std::collections::BTreeMap;

/// A feature structure of either file.
struct Structure {
    id: String,
    kind: String,
    begin: Option<usize>,
    end: Option<usize>,
    sofa: String,
    values: Vec<(String, String)>,
    /// Features that name another structure.
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
/// Names of the two ends of a link: source and target.
const ENDS: &[(&str, &str)] = &[
    ("Governor", "Dependent"),
    ("governor", "dependent"),
    ("source", "target"),
    ("from", "to"),
];

pub(super) fn read_xmi(files: &FileSet, _: &ReadSettings) -> Result<Imported, ImportError> {
    let mut out = Imported::new("uima-xmi", Unit::Utf16);
    let ours = |path: &str| has_ending(path, "xmi") || has_ending(path, "xml");
    let mut n_files = 0;
    for (path, bytes) in files.iter().filter(|(p, _)| ours(p)) {
        let root = xml_tree::parse(path, utf8_without_mark(path, bytes)?)?;
        if root.name == "XMI" {
            n_files += 1;
            let structures = root.children.iter().map(of_xml).collect();
            take(&mut out, path, structures);
        }
    }
    if n_files == 0 {
        return Err(no_cas(files, "XMI"));
    }
    Ok(out)
}

pub(super) fn read_json(files: &FileSet, _: &ReadSettings) -> Result<Imported, ImportError> {
    let mut out = Imported::new("uima-json", Unit::Utf16);
    let mut n_files = 0;
    for (path, bytes) in files.iter().filter(|(p, _)| has_ending(p, "json")) {
        let text = utf8_without_mark(path, bytes)?;
        let cas: Value = serde_json::from_str(text).map_err(|e| ImportError::json(&e, path, 1))?;
        if cas.get("_referenced_fss").is_some() || cas.get("_context").is_some() {
            return Err(ImportError::new(
                "this is the legacy UIMA JSON, which has no fixed form",
                path,
                "export it from INCEpTION as UIMA CAS JSON 0.4 or as UIMA CAS XMI",
            ));
        }
        let structures = match cas.get("%FEATURE_STRUCTURES") {
            Some(Value::Array(list)) => list.iter().map(|v| of_json(None, v)).collect(),
            Some(Value::Object(map)) => map.iter().map(|(id, v)| of_json(Some(id), v)).collect(),
            _ => continue,
        };
        n_files += 1;
        take(&mut out, path, structures);
    }
    if n_files == 0 {
        return Err(no_cas(files, "CAS JSON 0.4"));
    }
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
    let ends: Vec<&str> = ENDS.iter().flat_map(|e| [e.0, e.1]).collect();
    for (name, value) in &element.attributes {
        match name.as_str() {
            "xmi:id" | "begin" | "end" | "sofa" => {}
            name if ends.contains(&name) => {
                structure.references.push((name.to_owned(), value.clone()));
            }
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

#[allow(clippy::needless_pass_by_value, reason = "it is used up")]
fn take(out: &mut Imported, path: &str, structures: Vec<Structure>) {
    let sofa = structures
        .iter()
        .find(|s| s.values.iter().any(|(n, _)| n == "sofaString"));
    let Some(text) = sofa.and_then(|s| s.values.iter().find(|(n, _)| n == "sofaString")) else {
        out.fault(path, "the CAS has no text");
        return;
    };
    let sofa_id = sofa.map_or("", |s| s.id.as_str());
    let (folder, _) = split_path(path);
    let document = out.document(stem(path), "", &text.1);
    let annotator = out.annotator(split_path(folder).1);
    let prefix = format!("{folder}/{}", stem(path));
    let mut key_of: BTreeMap<&str, String> = BTreeMap::new();
    let mut links = Vec::new();
    for s in &structures {
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
        let reference = |name: &str| {
            s.references
                .iter()
                .find(|(n, _)| n == name)
                .map(|(_, v)| v.clone())
        };
        let ends = ENDS
            .iter()
            .find_map(|(a, b)| Some((reference(a)?, reference(b)?)));
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
            .cloned()
            .collect();
        if let Some((from, to)) = ends {
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
            document,
            annotator,
            label: label.to_owned(),
            fragments: vec![ImportedFragment {
                start,
                end,
                text: None,
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
    out.take_notes();
}
