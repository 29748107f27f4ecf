//! REFI-QDA: `.qdpx`, a bare `project.qde`, or a codebook `.qdc`, as programs really write them: entries of any case, sources that are missing, byte-order marks,
//! old name spaces. Only text sources come in; what else there is, is counted.

use super::imported::{
    ImportError, Imported, ImportedAnnotation, ImportedDocument, ImportedFragment, ImportedLabel,
    ImportedLink, Unit,
};
use super::place::{CanonicalText, begins_like};
use super::refi_texts::{Texts, fault};
use super::xml_tree::{self, Element};
use super::{ReadSettings, Watch, has_ending, utf8_without_mark};
use crate::formats::output::FileSet;
use crate::model::free_name;
use std::collections::{BTreeMap, BTreeSet};

/// It is asked whether to go on once for so many sources.
const TICK: usize = 64;

pub(super) fn read(
    files: &FileSet,
    _: &ReadSettings,
    watch: &Watch<'_>,
) -> Result<Imported, ImportError> {
    let mut out = Imported::new("refi-qda", Unit::CodePoints);
    let mut n_projects = 0;
    for (path, bytes) in files.iter() {
        watch.file(path, bytes)?;
        if bytes.starts_with(b"PK") {
            let (mut texts, qde) = Texts::of_archive(path, bytes)?;
            let Some((name, place)) = qde else {
                return Err(fault("the archive has no project file (.qde)", path));
            };
            n_projects += 1;
            let xml = texts.entry(place)?;
            let path = format!("{path}/{name}");
            let size = bytes.len();
            read_project(&mut out, (&path, size), &xml, texts, watch)?;
        } else if has_ending(path, "qde") || has_ending(path, "qdc") {
            n_projects += 1;
            let texts = Texts::of_folder(files);
            read_project(&mut out, (path, bytes.len()), bytes, texts, watch)?;
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

/// Elements that are read one by one, and not held together.
fn is_source(name: &str) -> bool {
    matches!(
        name,
        "TextSource" | "PDFSource" | "PictureSource" | "AudioSource" | "VideoSource"
    )
}

/// Reads a project file of this path, from a file of this size.
fn read_project(
    out: &mut Imported,
    (path, size): (&str, usize),
    xml: &[u8],
    texts: Texts<'_>,
    watch: &Watch<'_>,
) -> Result<(), ImportError> {
    let xml = utf8_without_mark(path, xml)?;
    let root = xml_tree::parse_around(path, xml, is_source)?;
    root.attribute("name").clone_into(&mut out.title);
    if let Some(description) = root.child("Description") {
        description.text.clone_into(&mut out.guidelines);
    }
    let mut users: BTreeMap<String, String> = BTreeMap::new();
    let mut variables: BTreeMap<String, String> = BTreeMap::new();
    let mut links = Vec::new();
    root.walk(&mut |e| match e.name.as_str() {
        "User" => {
            let name = e.attribute("name");
            // Two people of one name are two.
            let name = free_name(name, " ", |name| users.values().any(|n| n == name));
            users.insert(guid(e.attribute("guid")), name);
        }
        "Variable" => {
            variables.insert(guid(e.attribute("guid")), e.attribute("name").to_owned());
        }
        "Link" => links.push(e),
        "Note" => out.leave_out("notes of their own"),
        "Case" => out.leave_out("cases with what is said of them"),
        "Set" => out.leave_out("sets of sources and codes"),
        _ => {}
    });
    let mut project = Project {
        path,
        texts,
        labels: read_codes(out, &root),
        users,
        variables,
        counts_one_break: root.attribute("origin").contains("ATLAS.ti"),
    };
    let mut n_sources = 0_usize;
    xml_tree::parse_parts(path, xml, is_source, &mut |source, at| {
        if n_sources.is_multiple_of(TICK) {
            // So much of the project file is so much of what it is packed in.
            let part = at as f64 / xml.len().max(1) as f64;
            watch.inside(path, (size as f64 * part) as usize)?;
        }
        n_sources += 1;
        project.any_source(out, &source)
    })?;
    if links.is_empty() {
        return Ok(());
    }
    let keys: BTreeSet<&str> = out.annotations.iter().map(|a| a.key.as_str()).collect();
    let mut n_elsewhere = 0;
    let mut read = Vec::new();
    for link in links {
        let (from, to) = (
            guid(link.attribute("originGUID")),
            guid(link.attribute("targetGUID")),
        );
        if keys.contains(&*from) && keys.contains(&*to) {
            read.push(ImportedLink {
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
            n_elsewhere += 1;
        }
    }
    out.links.extend(read);
    out.leave_out_n("links of something else than coded text", n_elsewhere);
    Ok(())
}

/// The tags by their codes' GUIDs. A code is called by its name, and by the way to it where several have that name.
fn read_codes(out: &mut Imported, root: &Element) -> BTreeMap<String, String> {
    fn gather<'e>(e: &'e Element, way: &str, codes: &mut Vec<(&'e Element, String)>) {
        let is_code = e.name == "Code" && !e.attribute("guid").is_empty();
        let own = match (is_code, way) {
            (false, way) => way.to_owned(),
            (true, "") => e.attribute("name").to_owned(),
            (true, way) => format!("{way}/{}", e.attribute("name")),
        };
        if is_code {
            codes.push((e, own.clone()));
        }
        for child in &e.children {
            gather(child, &own, codes);
        }
    }
    let mut codes = Vec::new();
    gather(root, "", &mut codes);
    let mut named: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for (code, _) in &codes {
        let guids = named.entry(code.attribute("name")).or_default();
        guids.insert(guid(code.attribute("guid")));
    }
    let mut labels: BTreeMap<String, String> = BTreeMap::new();
    let mut taken: BTreeSet<String> = BTreeSet::new();
    for (code, way) in codes {
        let key = guid(code.attribute("guid"));
        if labels.contains_key(&key) {
            continue;
        }
        let name = code.attribute("name");
        let is_unique = named.get(name).is_some_and(|guids| guids.len() == 1);
        let wanted = if is_unique { name } else { &way };
        if wanted != way {
            out.leave_out("codes above others (tags stand in no order)");
        }
        let id = free_name(wanted, " ", |id| taken.contains(id));
        taken.insert(id.clone());
        if !out.labels.iter().any(|l| l.id == id) {
            out.labels.push(ImportedLabel {
                id: id.clone(),
                color: code.attribute("color").to_lowercase(),
                description: code
                    .child("Description")
                    .map_or(String::new(), |d| d.text.clone()),
            });
        }
        labels.insert(key, id);
    }
    labels
}

/// A project file with what its sources are read with.
struct Project<'a> {
    path: &'a str,
    texts: Texts<'a>,
    labels: BTreeMap<String, String>,
    users: BTreeMap<String, String>,
    variables: BTreeMap<String, String>,
    /// Whether the program that wrote it counts a carriage return with its line feed as one (ATLAS.ti; others as two).
    counts_one_break: bool,
}

/// A GUID without braces, in upper case.
fn guid(text: &str) -> String {
    text.trim_matches(['{', '}']).to_uppercase()
}

/// How many elements inside have a name that ends so.
fn n_inside(element: &Element, ending: &str) -> usize {
    let mut n = 0;
    element.walk(&mut |e| n += usize::from(e.name.ends_with(ending)));
    n
}

impl Project<'_> {
    /// A source of any kind; what has no text is counted.
    fn any_source(&mut self, out: &mut Imported, e: &Element) -> Result<(), ImportError> {
        match e.name.as_str() {
            "TextSource" => {
                self.source(out, e, e)?;
            }
            "PDFSource" => self.pdf(out, e)?,
            _ => {
                out.leave_out("pictures, sounds and films");
                out.leave_out_n("transcripts of sounds and films", n_inside(e, "Transcript"));
                let n = n_inside(e, "Selection");
                out.leave_out_n("selections in pictures, sounds and films", n);
            }
        }
        Ok(())
    }

    /// Of a PDF source the text stands in its representation; places on its pages are none in a text.
    fn pdf(&mut self, out: &mut Imported, source: &Element) -> Result<(), ImportError> {
        let first = out.annotations.len();
        let is_read = match source.child("Representation") {
            Some(text) => self.source(out, text, source)?,
            None => false,
        };
        if !is_read {
            out.leave_out("PDF files without their text");
        }
        // Programs state the same selection on the page and in the text.
        let read: BTreeSet<String> = out.annotations[first..]
            .iter()
            .map(|a| a.key.clone())
            .collect();
        let of_pages = source.all("PDFSelection");
        let n = of_pages
            .filter(|s| !read.contains(&guid(s.attribute("guid"))))
            .count();
        out.leave_out_n("selections on pages of PDF files", n);
        Ok(())
    }

    fn text_of(&mut self, source: &Element) -> Result<Option<(String, bool)>, ImportError> {
        if let Some(content) = source
            .child("PlainTextContent")
            .filter(|c| !c.text.is_empty())
        {
            return Ok(Some((content.text.clone(), true)));
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
            return Ok(None);
        }
        self.texts.get(&name)
    }

    /// Reads the text of `source`, which `owner` names and describes; says whether it is there.
    fn source(
        &mut self,
        out: &mut Imported,
        source: &Element,
        owner: &Element,
    ) -> Result<bool, ImportError> {
        let title = owner.attribute("name");
        let selections: Vec<&Element> = source.all("PlainTextSelection").collect();
        let Some((text, is_sure)) = self.text_of(source)? else {
            out.leave_out("texts whose file is not in the archive");
            if !selections.is_empty() {
                let what = format!(
                    "the text of {title} is not in the archive; {} selections did not come in",
                    selections.len()
                );
                out.fault(self.path, what);
            }
            return Ok(false);
        };
        if !is_sure {
            out.leave_out("texts that are not UTF-8, read as windows-1252");
        }
        let unit = self.unit_of(&text, &selections);
        let document = out.documents.len();
        out.documents.push(ImportedDocument {
            key: guid(owner.attribute("guid")),
            title: Some(title.to_owned()).filter(|t| !t.is_empty()),
            text: Some(text.into()),
            metadata: self.metadata(owner),
            ..ImportedDocument::default()
        });
        for selection in selections {
            self.selection(out, selection, document, unit);
        }
        Ok(true)
    }

    fn metadata(&self, owner: &Element) -> Vec<(String, String)> {
        let mut metadata = Vec::new();
        for value in owner.all("VariableValue") {
            let name = value
                .child("VariableRef")
                .map(|r| guid(r.attribute("targetGUID")));
            let name = name.and_then(|n| self.variables.get(&n));
            let text = value
                .children
                .iter()
                .find(|c| c.name.ends_with("Value"))
                .map(|c| c.text.trim());
            if let (Some(name), Some(text)) = (name, text) {
                metadata.push((name.clone(), text.to_owned()));
            }
        }
        metadata
    }

    /// How characters are counted, where it makes a difference: as the names of selections say, which begin with the
    /// words that they cover, else line breaks of two characters as the program counts that wrote the file.
    fn unit_of(&self, text: &str, selections: &[&Element]) -> Option<Unit> {
        let has_breaks = text.contains("\r\n");
        let has_pairs = text.chars().any(|c| c.len_utf16() > 1);
        if !has_breaks && !has_pairs {
            return None;
        }
        let canonical = CanonicalText::new(text.into());
        let hits = |unit: Unit| {
            let is_hit = |selection: &&&Element| {
                let name = selection.attribute("name").trim_end_matches(['…', '.']);
                let fragment = place_of(selection);
                let placed = fragment.and_then(|f| canonical.place(&f, unit).ok());
                !name.is_empty()
                    && placed.is_some_and(|(s, _)| begins_like(s.of(&canonical.text), name))
            };
            selections.iter().filter(is_hit).count()
        };
        let usual = if self.counts_one_break && has_breaks {
            Unit::OneBreak
        } else {
            Unit::CodePoints
        };
        let others = [
            (Unit::CodePoints, true),
            (Unit::OneBreak, has_breaks),
            (Unit::Utf16, has_pairs),
        ];
        let mut best = (hits(usual), usual);
        for (unit, _) in others.into_iter().filter(|(u, is)| *is && *u != usual) {
            let n = hits(unit);
            if n > best.0 {
                best = (n, unit);
            }
        }
        Some(best.1).filter(|unit| *unit != Unit::CodePoints)
    }

    fn selection(
        &self,
        out: &mut Imported,
        selection: &Element,
        document: usize,
        unit: Option<Unit>,
    ) {
        let place = || format!("{}, selection {}", self.path, selection.attribute("guid"));
        let Some(fragment) = place_of(selection) else {
            out.fault(place(), "it has no start and end");
            return;
        };
        let codings: Vec<&Element> = selection.all("Coding").collect();
        if codings.is_empty() {
            out.leave_out("comments on selections without a code");
            return;
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
            let Some(label) = self.labels.get(&code) else {
                out.fault(place(), "its code is not in the codebook");
                continue;
            };
            let user = [
                coding.attribute("creatingUser"),
                selection.attribute("creatingUser"),
            ]
            .into_iter()
            .find_map(|u| self.users.get(&guid(u)));
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
                fragments: vec![fragment.clone()],
                unit,
                features: features.clone(),
                note: note.clone(),
                created: selection.attribute("creationDateTime").to_owned(),
                modified: selection.attribute("modifiedDateTime").to_owned(),
                ..ImportedAnnotation::default()
            });
        }
    }
}

fn place_of(selection: &Element) -> Option<ImportedFragment> {
    Some(ImportedFragment {
        start: selection.attribute("startPosition").parse().ok()?,
        end: selection.attribute("endPosition").parse().ok()?,
        ..ImportedFragment::default()
    })
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
