//! brat standoff: `.ann` beside `.txt`, a folder an annotator. Events come in as their trigger with links to the arguments; attributes with and without value,
//! notes, normalisations and symmetric sets (`*`) are kept. `cross_links.tsv` is our own table of links between articles.

use super::imported::{
    ImportError, Imported, ImportedAnnotation, ImportedFragment, ImportedLabel, ImportedLink, Unit,
};
use super::{ReadSettings, Watch, has_ending, split_path, stem, utf8};
use crate::formats::brat::is_line_break;
use crate::formats::output::FileSet;
use std::collections::BTreeMap;

pub(super) fn read(
    files: &FileSet,
    _: &ReadSettings,
    watch: &Watch<'_>,
) -> Result<Imported, ImportError> {
    let mut out = Imported::new("brat", Unit::CodePoints);
    let mut colors: BTreeMap<String, String> = BTreeMap::new();
    for (path, bytes) in files.iter() {
        match split_path(path).1 {
            "annotation.conf" => read_configuration(&mut out, utf8(path, bytes)?),
            "visual.conf" => read_colors(&mut colors, utf8(path, bytes)?),
            _ => {}
        }
    }
    for label in &mut out.labels {
        if let Some(color) = colors.get(&label.id) {
            label.color.clone_from(color);
        }
    }
    let mut n_files = 0;
    for (path, bytes) in files.iter().filter(|(p, _)| has_ending(p, "ann")) {
        watch.file(path, bytes)?;
        n_files += 1;
        let text_path = format!("{}.txt", path.strip_suffix(".ann").unwrap_or(path));
        let Some(text) = files.get(&text_path) else {
            out.fault(path, "there is no .txt beside it");
            continue;
        };
        let (folder, _) = split_path(path);
        let document = out.document(stem(path), "", utf8(&text_path, text)?);
        let annotator = out.annotator(split_path(folder).1);
        let text = utf8(path, bytes)?;
        read_annotations(&mut out, path, text, document, annotator);
    }
    if n_files == 0 {
        return Err(ImportError::new(
            "there is no .ann file here",
            files.iter().next().map_or("", |f| f.0),
            "name the folder that holds the .txt and .ann files",
        ));
    }
    for (path, bytes) in files
        .iter()
        .filter(|(p, _)| split_path(p).1 == "cross_links.tsv")
    {
        read_cross_links(&mut out, path, utf8(path, bytes)?);
    }
    // Somebody's articles without a mark are a judgement too.
    out.take_notes();
    Ok(out)
}

/// Key of an annotation: the file (without its ending) and the number are unique together.
fn key(file: &str, id: &str) -> String {
    format!("{file}/{id}")
}

#[allow(
    clippy::too_many_lines,
    reason = "one case after the other, each of them short"
)]
fn read_annotations(out: &mut Imported, path: &str, text: &str, document: usize, annotator: usize) {
    let file = path.strip_suffix(".ann").unwrap_or(path);
    let key = |id: &str| key(file, id);
    let first = out.annotations.len();
    let mut trigger_of: BTreeMap<String, String> = BTreeMap::new();
    let mut later = Vec::new();
    for (n, line) in text
        .trim_start_matches('\u{feff}')
        .split(is_line_break)
        .enumerate()
    {
        let place = format!("{path}:{}", n + 1);
        let Some((id, rest)) = line.split_once('\t') else {
            if !line.trim().is_empty() {
                out.fault(place, "the line has no tab");
            }
            continue;
        };
        match id.chars().next() {
            Some('T') => match text_bound(rest) {
                Some((label, fragments)) => out.annotations.push(ImportedAnnotation {
                    key: key(id),
                    document,
                    annotator,
                    label,
                    fragments,
                    ..ImportedAnnotation::default()
                }),
                None => out.fault(place, "the annotation has no type, offsets or text"),
            },
            Some('E') => {
                let mut parts = rest.split_whitespace();
                if let Some((_, trigger)) = parts.next().and_then(|t| t.split_once(':')) {
                    trigger_of.insert(id.to_owned(), trigger.to_owned());
                }
                later.push((place, id.to_owned(), rest.to_owned()));
            }
            Some('R' | '*' | 'A' | 'M' | '#' | 'N') => {
                later.push((place, id.to_owned(), rest.to_owned()));
            }
            _ => out.fault(place, "the line is of no kind that brat has"),
        }
    }
    let read = out.annotations.iter().enumerate().skip(first);
    let place_of: BTreeMap<String, usize> = read.map(|(i, a)| (a.key.clone(), i)).collect();
    let real = |id: &str| key(trigger_of.get(id).map_or(id, String::as_str));
    let mut links = Vec::new();
    for (place, id, rest) in later {
        let (head, tail) = rest.split_once('\t').unwrap_or((&rest, ""));
        let mut parts = head.split_whitespace();
        let kind = parts.next().unwrap_or("");
        let arguments: Vec<(&str, &str)> = parts
            .clone()
            .filter_map(|a| a.split_once(':'))
            .filter(|(_, to)| is_id(to))
            .collect();
        let link = |kind: &str, from: String, to: &str| ImportedLink {
            kind: kind.to_owned(),
            from,
            to: real(to),
            ..ImportedLink::default()
        };
        match id.chars().next() {
            Some('R') => match arguments.as_slice() {
                [(_, from), (_, to)] => links.push(ImportedLink {
                    key: key(&id),
                    ..link(kind, real(from), to)
                }),
                _ => out.fault(place, "the relation has no two ends"),
            },
            Some('E') => {
                for (role, to) in &arguments {
                    links.push(link(role, real(&id), to));
                }
            }
            Some('*') => {
                let members: Vec<&str> = parts.collect();
                for pair in members.windows(2) {
                    links.push(ImportedLink {
                        symmetric: true,
                        ..link(kind, real(pair[0]), pair[1])
                    });
                }
            }
            kind_of_line => {
                let target = real(parts.next().unwrap_or(""));
                let value = parts.collect::<Vec<_>>().join(" ");
                let Some(a) = place_of.get(&target).map(|i| &mut out.annotations[*i]) else {
                    out.leave_out("notes and attributes of relations");
                    continue;
                };
                match kind_of_line {
                    Some('#') => note(a, tail),
                    Some('N') => a
                        .features
                        .push((kind.to_owned(), format!("{value} {tail}").trim().to_owned())),
                    _ => {
                        let value = if value.is_empty() {
                            "true".to_owned()
                        } else {
                            value
                        };
                        a.features.push((kind.to_owned(), value));
                    }
                }
            }
        }
    }
    out.links.extend(links);
}

fn is_id(word: &str) -> bool {
    let mut chars = word.chars();
    chars.next().is_some_and(|c| c.is_ascii_uppercase()) && chars.next().is_some()
}

/// A note; one of the form `name=value` is a feature that brat has no place for.
fn note(a: &mut ImportedAnnotation, words: &str) {
    let words = unescaped(words);
    let is_name = |n: &str| {
        !n.is_empty()
            && n.chars()
                .all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | ' '))
    };
    match words.split_once('=').filter(|(name, _)| is_name(name)) {
        Some((name, value)) => a.features.push((name.to_owned(), value.to_owned())),
        None if a.note.is_empty() => a.note = words,
        None => {
            a.note.push('\n');
            a.note.push_str(&words);
        }
    }
}

/// Takes back what the export wrote with a `\` before it.
#[allow(clippy::match_same_arms, reason = "each arm is a case of its own")]
fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            out.push(c);
            continue;
        }
        match chars.next() {
            Some('n') => out.push('\n'),
            Some('r') => out.push('\r'),
            Some('t') => out.push('\t'),
            Some('u') if chars.as_str().starts_with('{') => {
                let rest = chars.as_str();
                let code = rest.find('}').map(|end| &rest[1..end]);
                let c = code
                    .and_then(|c| u32::from_str_radix(c, 16).ok())
                    .and_then(char::from_u32);
                match (c, rest.find('}')) {
                    (Some(c), Some(end)) => {
                        out.push(c);
                        chars = rest[end + 1..].chars();
                    }
                    _ => out.push_str("\\u"),
                }
            }
            Some('\\') => out.push('\\'),
            Some(other) => {
                out.push('\\');
                out.push(other);
            }
            None => out.push('\\'),
        }
    }
    out
}

/// `TYPE s e[;s e…]<TAB>words`. Fragments with nothing but line breaks between them are one of ours.
fn text_bound(rest: &str) -> Option<(String, Vec<ImportedFragment>)> {
    let (head, words) = rest.split_once('\t')?;
    let (label, places) = head.split_once(' ')?;
    let mut fragments = Vec::new();
    let chars: Vec<char> = words.chars().collect();
    let mut at = 0_usize;
    for place in places.split(';') {
        let (start, end) = place.trim().split_once(' ')?;
        let (start, end): (usize, usize) = (start.parse().ok()?, end.parse().ok()?);
        let n = end.checked_sub(start)?;
        // The words of all fragments stand with one blank between them.
        let text: String = chars
            .get(at..at.saturating_add(n).min(chars.len()))?
            .iter()
            .collect();
        at = at.saturating_add(n).saturating_add(1).min(chars.len());
        fragments.push(ImportedFragment {
            start,
            end,
            text: Some(text),
            ..ImportedFragment::default()
        });
    }
    Some((label.to_owned(), fragments))
}

fn read_configuration(out: &mut Imported, text: &str) {
    let mut section = "";
    for line in text
        .lines()
        .map(str::trim)
        .filter(|l| !l.is_empty() && !l.starts_with('#'))
    {
        if line.starts_with('[') {
            section = line;
            continue;
        }
        let name = line
            .trim_start_matches('!')
            .split_whitespace()
            .next()
            .unwrap_or("");
        if name.starts_with('<') || name.starts_with('-') {
            continue;
        }
        match section {
            "[entities]" | "[events]" if !out.labels.iter().any(|l| l.id == name) => {
                out.labels.push(ImportedLabel {
                    id: name.to_owned(),
                    ..ImportedLabel::default()
                });
            }
            "[attributes]" => {
                if let Some((_, values)) = line.split_once("Value:") {
                    let values = values.split(['|', ',']).map(|v| v.trim().to_owned());
                    out.choices
                        .insert(name.to_owned(), values.filter(|v| !v.is_empty()).collect());
                }
            }
            _ => {}
        }
    }
}

fn read_colors(colors: &mut BTreeMap<String, String>, text: &str) {
    for line in text.lines() {
        let Some((name, rest)) = line.trim().split_once(char::is_whitespace) else {
            continue;
        };
        let color = rest
            .split(',')
            .find_map(|p| p.trim().strip_prefix("bgColor:"));
        if let Some(color) = color
            .map(str::trim)
            .filter(|c| c.starts_with('#') && c.len() == 7)
        {
            colors.insert(name.to_owned(), color.to_owned());
        }
    }
}

fn read_cross_links(out: &mut Imported, path: &str, text: &str) {
    let (folder, _) = split_path(path);
    let file = |who: &str, doc: &str| match folder {
        "" => format!("{who}/{doc}"),
        folder => format!("{folder}/{who}/{doc}"),
    };
    for (n, line) in text.lines().enumerate().skip(1) {
        let columns: Vec<&str> = line.split('\t').collect();
        let [id, _, kind, from_who, from_doc, from, to_who, to_doc, to] = columns.as_slice() else {
            out.fault(format!("{path}:{}", n + 1), "the line has not nine columns");
            continue;
        };
        out.links.push(ImportedLink {
            key: unescaped(id),
            kind: unescaped(kind),
            from: key(&file(from_who, from_doc), from),
            to: key(&file(to_who, to_doc), to),
            ..ImportedLink::default()
        });
    }
}
