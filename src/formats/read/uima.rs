//! UIMA CAS as XMI and as JSON 0.4. Offsets are UTF-16 units. Every feature structure with begin and end comes in, except what segments the text (tokens,
//! sentences, paragraphs) and what describes the document; one with two references to others is a link, and so is a feature that names another one.

use super::cas::{Cas, Structure};
use super::folders::{self, Order};
use super::imported::{ImportError, Imported, Unit};
use super::jsonl::feature_text;
use super::type_system::{Types, type_name};
use super::xml_tree::{self, Element};
use super::{ReadSettings, Watch, has_ending, utf8_without_mark};
use crate::formats::output::FileSet;
use serde_json::Value;
use std::collections::BTreeMap;
use std::ops::Range;

pub(super) fn read_xmi(
    files: &FileSet,
    _: &ReadSettings,
    watch: &Watch<'_>,
) -> Result<Imported, ImportError> {
    let mut out = Imported::new("uima-xmi", Unit::Utf16);
    let ours = |path: &str| has_ending(path, "xmi") || has_ending(path, "xml");
    let types = types_of(files)?;
    let (mut all, mut n_files) = (Vec::new(), 0);
    for (path, bytes) in files.iter().filter(|(p, _)| ours(p)) {
        watch.file(path, bytes)?;
        let root = xml_tree::parse(path, utf8_without_mark(path, bytes)?)?;
        if root.name == "XMI" {
            n_files += 1;
            let of = |element| of_xml(&root, element, &types);
            let structures: Vec<_> = root.children.iter().map(of).collect();
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

/// What type systems beside the files say.
fn types_of(files: &FileSet) -> Result<Types, ImportError> {
    let mut types = Types::default();
    for (path, file) in files.files().filter(|(p, _)| has_ending(p, "xml")) {
        let head = file.head();
        let head = head.map_err(|e| ImportError::unreadable(path, &e.to_string()))?;
        if memchr::memmem::find(&head, b"<typeSystemDescription").is_some() {
            types.add(&xml_tree::parse(
                path,
                utf8_without_mark(path, file.bytes())?,
            )?);
        }
    }
    Ok(types)
}

fn no_cas(files: &FileSet, what: &str) -> ImportError {
    ImportError::new(
        format!("there is no {what} here"),
        files.iter().next().map_or("", |f| f.0),
        "export the documents from INCEpTION as UIMA CAS XMI or UIMA CAS JSON 0.4",
    )
}

/// Attributes of XMI that are no features.
const OF_XMI: [&str; 4] = ["xmi:id", "begin", "end", "sofa"];

fn of_xml(root: &Element, element: &Element, types: &Types) -> Structure {
    let place = |name: &str| Some(element.attribute(name)).filter(|place| !place.is_empty());
    let parsed = |name: &str| place(name).and_then(|place| place.parse().ok());
    let (begin, end) = (parsed("begin"), parsed("end"));
    let mut structure = Structure {
        id: element.attribute("xmi:id").to_owned(),
        kind: match element.prefix.as_str() {
            "" => element.name.clone(),
            prefix => format!("{prefix}.{}", element.name),
        },
        begin,
        end,
        is_misplaced: place("begin").or(place("end")).is_some() && begin.and(end).is_none(),
        sofa: element.attribute("sofa").to_owned(),
        ..Structure::default()
    };
    let kind = type_name(root, element);
    let is_array = element.name.ends_with("Array");
    for (name, value) in &element.attributes {
        if OF_XMI.contains(&name.as_str()) {
            continue;
        }
        if is_array && name == "elements" {
            let elements = value.split_ascii_whitespace().map(str::to_owned);
            structure.elements.extend(elements);
            continue;
        }
        match types.is_reference(&kind, name) {
            Some(true) => {
                let ids = value.split_ascii_whitespace().map(str::to_owned);
                structure.references.push((name.clone(), ids.collect()));
                continue;
            }
            Some(false) => _ = structure.plain.insert(name.clone()),
            None => {}
        }
        structure.values.push((name.clone(), value.clone()));
    }
    // Features of several words are elements of their own.
    let mut words: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for child in &element.children {
        words.entry(&child.name).or_default().push(&child.text);
    }
    for (name, words) in words {
        if is_array && name == "elements" {
            structure.elements = words.into_iter().map(str::to_owned).collect();
            continue;
        }
        structure.plain.insert(name.to_owned());
        structure.values.push((name.to_owned(), words.join("; ")));
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
    let is_stated = |name: &str| value.get(name).is_some_and(Value::is_number);
    let (begin, end) = (number("begin"), number("end"));
    let mut structure = Structure {
        id: value
            .get("%ID")
            .map_or_else(|| key.unwrap_or("").to_owned(), text),
        kind: value.get("%TYPE").map_or_else(String::new, text),
        begin,
        end,
        is_misplaced: (is_stated("begin") || is_stated("end")) && begin.and(end).is_none(),
        sofa: value.get("@sofa").map_or_else(String::new, text),
        ..Structure::default()
    };
    let many = |v: &Value| match v {
        Value::Array(all) => all.iter().map(feature_text).collect(),
        Value::Null => Vec::new(),
        one => vec![feature_text(one)],
    };
    for (name, v) in value.as_object().into_iter().flatten() {
        if name == "%ELEMENTS" {
            structure.elements = many(v);
        } else if let Some(name) = name.strip_prefix('@') {
            if name != "sofa" {
                structure.references.push((name.to_owned(), many(v)));
            }
        } else if !name.starts_with('%') && name != "begin" && name != "end" {
            let value = match v {
                Value::Array(_) => many(v).join("; "),
                one => text(one),
            };
            // Here a reference is marked.
            structure.plain.insert(name.clone());
            structure.values.push((name.clone(), value));
        }
    }
    structure
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
    let mut cas = Cas::new(structures);
    let Some((sofa, text)) = cas.sofa() else {
        out.fault(path, "the CAS has no text");
        return None;
    };
    let first = out.annotations.len();
    cas.take(out, path, &sofa.id);
    Some(Taken {
        path,
        text: text.to_owned(),
        annotations: first..out.annotations.len(),
    })
}
