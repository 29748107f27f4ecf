//! REFI-QDA: `.qdpx`, a bare `project.qde`, or a codebook `.qdc`, as programs really write them: entries of any case, sources that are missing, byte-order marks,
//! old name spaces. Only text sources come in; what else there is, is counted.

use super::imported::{
    ImportError, Imported, ImportedAnnotation, ImportedDocument, ImportedFragment, ImportedLabel,
    ImportedLink, Unit,
};
use super::xml_tree::{self, Element};
use super::{ReadSettings, has_ending, utf8_without_mark};
use crate::formats::output::FileSet;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read as _};

/// The most bytes that one entry of an archive may hold.
const MAX_ENTRY: u64 = 1 << 30;

pub(super) fn read(files: &FileSet, _: &ReadSettings) -> Result<Imported, ImportError> {
    let mut out = Imported::new("refi-qda", Unit::CodePoints);
    let mut n_projects = 0;
    for (path, bytes) in files.iter() {
        if bytes.starts_with(b"PK") {
            let inner = unzip(path, bytes)?;
            let qde = inner.iter().find(|(name, _)| has_ending(name, "qde"));
            let Some((name, xml)) = qde else {
                return Err(fault("the archive has no project file (.qde)", path));
            };
            n_projects += 1;
            read_project(&mut out, &format!("{path}/{name}"), xml, &inner)?;
        } else if has_ending(path, "qde") || has_ending(path, "qdc") {
            n_projects += 1;
            let inner = files
                .iter()
                .map(|(p, b)| (p.to_owned(), b.to_vec()))
                .collect();
            read_project(&mut out, path, bytes, &inner)?;
        }
    }
    if n_projects == 0 {
        return Err(fault(
            "there is no .qdpx, .qde or .qdc here",
            files.iter().next().map_or("", |f| f.0),
        ));
    }
    out.take_notes();
    Ok(out)
}

fn fault(what: &str, path: &str) -> ImportError {
    ImportError::new(
        what,
        path,
        "export the project from your program as REFI-QDA (.qdpx)",
    )
}

fn unzip(path: &str, bytes: &[u8]) -> Result<BTreeMap<String, Vec<u8>>, ImportError> {
    let broken =
        |e: &dyn std::fmt::Display| fault(&format!("this is not a sound archive ({e})"), path);
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|e| broken(&e))?;
    let mut out = BTreeMap::new();
    for i in 0..zip.len() {
        let entry = zip.by_index(i).map_err(|e| broken(&e))?;
        let name = entry.name().map_err(|e| broken(&e))?.into_owned();
        let lower = name.to_lowercase();
        if !(has_ending(&lower, "qde") || has_ending(&lower, "txt")) {
            continue;
        }
        let mut content = Vec::new();
        entry
            .take(MAX_ENTRY)
            .read_to_end(&mut content)
            .map_err(|e| broken(&e))?;
        out.insert(name, content);
    }
    Ok(out)
}

fn read_project(
    out: &mut Imported,
    path: &str,
    xml: &[u8],
    inner: &BTreeMap<String, Vec<u8>>,
) -> Result<(), ImportError> {
    let root = xml_tree::parse(path, utf8_without_mark(path, xml)?)?;
    root.attribute("name").clone_into(&mut out.title);
    if let Some(description) = root.child("Description") {
        description.text.clone_into(&mut out.guidelines);
    }
    let mut labels: BTreeMap<String, String> = BTreeMap::new();
    let mut users: BTreeMap<String, String> = BTreeMap::new();
    let mut variables: BTreeMap<String, String> = BTreeMap::new();
    let mut links = Vec::new();
    root.walk(&mut |e| match e.name.as_str() {
        "Code" if !e.attribute("guid").is_empty() => {
            labels.insert(guid(e.attribute("guid")), e.attribute("name").to_owned());
            if !out.labels.iter().any(|l| l.id == e.attribute("name")) {
                out.labels.push(ImportedLabel {
                    id: e.attribute("name").to_owned(),
                    color: e.attribute("color").to_lowercase(),
                    description: e
                        .child("Description")
                        .map_or(String::new(), |d| d.text.clone()),
                });
            }
        }
        "User" => {
            users.insert(guid(e.attribute("guid")), e.attribute("name").to_owned());
        }
        "Variable" => {
            variables.insert(guid(e.attribute("guid")), e.attribute("name").to_owned());
        }
        "Link" => links.push(e),
        "PictureSource" | "AudioSource" | "VideoSource" => {
            out.leave_out("pictures, sounds and films");
        }
        "Note" => out.leave_out("notes of their own"),
        _ => {}
    });
    let names = Names {
        labels,
        users,
        variables,
    };
    let mut sources: Vec<&Element> = Vec::new();
    root.walk(&mut |e| match e.name.as_str() {
        // Of a PDF source the text stands in its representation.
        "TextSource" | "Representation" => sources.push(e),
        _ => {}
    });
    for source in sources {
        read_source(out, path, source, inner, &names);
    }
    let keys: BTreeSet<String> = out.annotations.iter().map(|a| a.key.clone()).collect();
    for link in links {
        let (from, to) = (
            guid(link.attribute("originGUID")),
            guid(link.attribute("targetGUID")),
        );
        if keys.contains(&from) && keys.contains(&to) {
            out.links.push(ImportedLink {
                key: guid(link.attribute("guid")),
                kind: Some(link.attribute("name"))
                    .filter(|n| !n.is_empty())
                    .unwrap_or("related")
                    .to_owned(),
                symmetric: link.attribute("direction") == "Bidirectional",
                from,
                to,
                ..ImportedLink::default()
            });
        } else {
            out.leave_out("links of something else than coded text");
        }
    }
    Ok(())
}

struct Names {
    labels: BTreeMap<String, String>,
    users: BTreeMap<String, String>,
    variables: BTreeMap<String, String>,
}

/// A GUID without braces, in upper case.
fn guid(text: &str) -> String {
    text.trim_matches(['{', '}']).to_uppercase()
}

fn text_of(source: &Element, inner: &BTreeMap<String, Vec<u8>>) -> Option<String> {
    if let Some(content) = source
        .child("PlainTextContent")
        .filter(|c| !c.text.is_empty())
    {
        return Some(content.text.clone());
    }
    let path = source.attribute("plainTextPath");
    let name = path
        .rsplit("//")
        .next()
        .unwrap_or(path)
        .rsplit(['/', '\\'])
        .next()
        .unwrap_or(path)
        .to_lowercase();
    if name.is_empty() {
        return None;
    }
    let is_it = |p: &&String| p.to_lowercase().rsplit('/').next() == Some(&name);
    let (_, bytes) = inner.iter().find(|(p, _)| is_it(p))?;
    let text = String::from_utf8_lossy(bytes);
    Some(text.strip_prefix('\u{feff}').unwrap_or(&text).to_owned())
}

fn read_source(
    out: &mut Imported,
    path: &str,
    source: &Element,
    inner: &BTreeMap<String, Vec<u8>>,
    names: &Names,
) {
    let title = source.attribute("name");
    let selections: Vec<&Element> = source.all("PlainTextSelection").collect();
    let Some(text) = text_of(source, inner) else {
        if !selections.is_empty() {
            let what = format!(
                "the text of {title} is not in the archive; {} selections did not come in",
                selections.len()
            );
            out.fault(path, what);
        }
        return;
    };
    let mut metadata = Vec::new();
    for value in source.all("VariableValue") {
        let name = value
            .child("VariableRef")
            .map(|r| guid(r.attribute("targetGUID")));
        let name = name.and_then(|n| names.variables.get(&n));
        let text = value
            .children
            .iter()
            .find(|c| c.name.ends_with("Value"))
            .map(|c| c.text.trim());
        if let (Some(name), Some(text)) = (name, text) {
            metadata.push((name.clone(), text.to_owned()));
        }
    }
    let document = out.documents.len();
    out.documents.push(ImportedDocument {
        key: guid(source.attribute("guid")),
        title: title.to_owned(),
        text: Some(text),
        metadata,
        source_path: String::new(),
        file: None,
    });
    for selection in selections {
        let place = format!("{path}, selection {}", selection.attribute("guid"));
        let number = |name: &str| selection.attribute(name).parse::<usize>().ok();
        let (Some(start), Some(end)) = (number("startPosition"), number("endPosition")) else {
            out.fault(place, "it has no start and end");
            continue;
        };
        let codings: Vec<&Element> = selection.all("Coding").collect();
        if codings.is_empty() {
            out.leave_out("comments on selections without a code");
            continue;
        }
        let description = selection
            .child("Description")
            .map_or("", |d| d.text.as_str());
        let (features, note) = described(description);
        for (k, coding) in codings.into_iter().enumerate() {
            let code = coding
                .child("CodeRef")
                .map(|r| guid(r.attribute("targetGUID")))
                .unwrap_or_default();
            let Some(label) = names.labels.get(&code) else {
                out.fault(place.clone(), "its code is not in the codebook");
                continue;
            };
            let user = [
                coding.attribute("creatingUser"),
                selection.attribute("creatingUser"),
            ]
            .into_iter()
            .find_map(|u| names.users.get(&guid(u)));
            let annotator = out.annotator(user.map_or("", String::as_str));
            let own = guid(selection.attribute("guid"));
            out.annotations.push(ImportedAnnotation {
                key: if k == 0 {
                    own
                } else {
                    guid(coding.attribute("guid"))
                },
                document,
                annotator,
                label: label.clone(),
                fragments: vec![ImportedFragment {
                    start,
                    end,
                    text: None,
                }],
                features: features.clone(),
                note: note.clone(),
                created: selection.attribute("creationDateTime").to_owned(),
                modified: selection.attribute("modifiedDateTime").to_owned(),
                ..ImportedAnnotation::default()
            });
        }
    }
}

/// What our export wrote into a description: `name=value; …` on the lines before those of links. Anything else is a note.
fn described(text: &str) -> (Vec<(String, String)>, String) {
    let is_link = |line: &str| line.contains(" -> “") && line.ends_with('”');
    let mut lines: Vec<&str> = text.split('\n').collect();
    while lines.last().is_some_and(|l| is_link(l)) {
        lines.pop();
    }
    let words = lines.join("\n");
    if words.trim().is_empty() {
        return (Vec::new(), String::new());
    }
    let mut parts = vec![String::new()];
    let mut chars = words.chars();
    while let Some(c) = chars.next() {
        let last = parts.len() - 1;
        match c {
            '\\' => parts[last].extend(chars.next()),
            ';' => parts.push(String::new()),
            c => parts[last].push(c),
        }
    }
    let is_name = |n: &str| {
        !n.is_empty()
            && n.chars()
                .all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | ' '))
    };
    let pairs: Option<Vec<(String, String)>> = parts
        .iter()
        .enumerate()
        .map(|(i, p)| {
            let p = if i == 0 {
                p
            } else {
                p.strip_prefix(' ').unwrap_or(p)
            };
            p.split_once('=')
                .filter(|(n, _)| is_name(n))
                .map(|(n, v)| (n.to_owned(), v.to_owned()))
        })
        .collect();
    match pairs {
        Some(pairs) => (pairs, String::new()),
        None => (Vec::new(), words),
    }
}
