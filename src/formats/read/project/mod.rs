//! From what files say to what a project holds: articles found or added, people, tags and types of links mapped, every annotation held against its text.

use super::imported::{ImportFault, Imported, ImportedAnnotation, ImportedDocument};
use super::place::{CanonicalText, Placement, without_cr};
use crate::model::{
    Annotation, AnnotationId, Annotator, AnnotatorId, AnnotatorKind, Document, DocumentId, Feature,
    FeatureKind, Features, ForeignFields, Label, LabelId, ListName, Metadata, Problem, ProblemKind,
    Project, Relation, RelationId, RelationType, Schema, SetAside, Source, sha256_hex,
};
use crate::text::TextSpan;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What an import is told about where it goes.
pub struct ImportTarget<'a> {
    /// The project that it goes into; an empty one for a new project.
    pub base: &'a Project,
    /// Everything goes into the layer of this annotator, by id or name.
    pub annotator: Option<String>,
    /// The time of importing, RFC 3339.
    pub now: String,
    /// Makes ids for what has none.
    pub next_id: &'a mut dyn FnMut() -> String,
}

/// What is to be added to a project.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ImportedProject {
    /// The title, or empty.
    pub title: String,
    /// The guidelines, or empty.
    pub guidelines: String,
    /// The whole tag set, changed or not.
    pub schema: Schema,
    /// New people.
    pub annotators: Vec<Annotator>,
    /// New articles.
    pub documents: Vec<Document>,
    /// Articles of the project that annotations came to.
    pub n_found_documents: usize,
    /// New annotations.
    pub annotations: Vec<Annotation>,
    /// New links.
    pub relations: Vec<Relation>,
    /// Annotations that do not fit their text, as they were stated.
    pub set_aside: Vec<SetAside>,
    /// What did not come in, and why.
    pub faults: Vec<ImportFault>,
    /// What was left out on purpose.
    pub left_out: BTreeMap<String, usize>,
    /// How annotations found their places, where it was not the stated one.
    pub placements: BTreeMap<Placement, usize>,
    /// Tags that came in: the file's name, the project's id, how often.
    pub labels: BTreeMap<String, (LabelId, usize)>,
    /// People whose annotations came in: the file's name, the project's id, how often.
    pub people: BTreeMap<String, (AnnotatorId, usize)>,
    /// Far ends of links that were copied into the link's layer.
    pub n_copied: usize,
}

/// Works out what an import adds to `target.base`.
#[must_use]
#[allow(clippy::needless_pass_by_value, reason = "it is used up")]
pub fn into_project(imported: Imported, target: &mut ImportTarget<'_>) -> ImportedProject {
    let mut out = ImportedProject {
        title: imported.title.clone(),
        guidelines: imported.guidelines.clone(),
        faults: imported.faults.clone(),
        left_out: imported.left_out.clone(),
        ..ImportedProject::default()
    };
    let texts = documents(&imported, target, &mut out);
    let people = people(&imported, target, &mut out);
    let labels = schema(&imported, target.base, &mut out);
    let ids = annotations(&imported, target, &texts, &people, &labels, &mut out);
    links(&imported, target, &ids, &mut out);
    complete_schema(&imported, &mut out);
    out
}

/// The article that annotations of an imported one go to.
struct Text {
    id: DocumentId,
    text: CanonicalText,
}

fn documents(
    imported: &Imported,
    target: &mut ImportTarget<'_>,
    out: &mut ImportedProject,
) -> Vec<Option<Text>> {
    let base = target.base;
    let by_hash: BTreeMap<&str, &Arc<Document>> = base
        .documents()
        .iter()
        .rev()
        .map(|d| (d.text_sha256(), d))
        .collect();
    let mut taken: BTreeSet<String> = base
        .documents()
        .iter()
        .map(|d| d.id.as_str().to_owned())
        .collect();
    let mut found = BTreeSet::new();
    let mut texts = Vec::new();
    for d in &imported.documents {
        let text = d.text.clone().map(CanonicalText::new);
        let same = text
            .as_ref()
            .and_then(|t| by_hash.get(sha256_hex(t.text.as_bytes()).as_str()).copied());
        // Several articles of one text: the one of the same id.
        let same = same.map(|s| {
            let exact = base
                .documents()
                .iter()
                .find(|b| b.id.as_str() == d.key && b.sha256 == s.sha256);
            exact.unwrap_or(s)
        });
        if let Some(document) = same {
            found.insert(document.id.clone());
            // The file's own line breaks stay what its offsets count.
            let id = document.id.clone();
            texts.push(text.map(|text| Text { id, text }));
            continue;
        }
        if let Some(document) = named(base, d) {
            found.insert(document.id.clone());
            if d.text.is_some() {
                out.faults.push(ImportFault {
                    place: d.key.clone(),
                    what: "its text differs from the article of this name; annotations were looked for by their words".to_owned(),
                });
            }
            texts.push(Some(Text {
                id: document.id.clone(),
                text: CanonicalText::new(document.text().to_string()),
            }));
            continue;
        }
        let Some(text) = text else {
            out.faults.push(ImportFault {
                place: d.key.clone(),
                what: "the file has no text of this article, and the project has no article of this name".to_owned(),
            });
            texts.push(None);
            continue;
        };
        let id = free(&d.key, &mut taken, &mut *target.next_id);
        out.documents.push(new_document(&id, d, &text.text));
        texts.push(Some(Text {
            id: id.into(),
            text,
        }));
    }
    out.n_found_documents = found.len();
    texts
}

/// An id that is not taken, made from the file's where it has one.
fn free(key: &str, taken: &mut BTreeSet<String>, next_id: &mut dyn FnMut() -> String) -> String {
    let key = if key.trim().is_empty() {
        next_id()
    } else {
        key.to_owned()
    };
    if taken.insert(key.clone()) {
        return key;
    }
    let numbered = (2_usize..)
        .map(|n| format!("{key}-{n}"))
        .find(|id| taken.insert(id.clone()));
    // The numbers do not run out.
    numbered.unwrap_or(key)
}

/// The project's article of an imported one's id, title or path, where just one is it.
fn named<'p>(base: &'p Project, d: &ImportedDocument) -> Option<&'p Arc<Document>> {
    let names = [&d.key, &d.title, &d.source_path];
    let names: Vec<&str> = names
        .into_iter()
        .map(String::as_str)
        .filter(|n| !n.is_empty())
        .collect();
    let stem = |path: &str| super::stem(path).to_owned();
    let is = |b: &&Arc<Document>| {
        names.iter().any(|n| {
            b.id.as_str() == *n
                || b.title == *n
                || b.source.path == *n
                || stem(&b.source.path) == stem(n)
        })
    };
    let mut all = base.documents().iter().filter(is);
    let first = all.next()?;
    all.next().is_none().then_some(first)
}

fn new_document(id: &str, d: &ImportedDocument, text: &str) -> Document {
    let title = if d.title.is_empty() {
        first_line(text).unwrap_or(&d.key)
    } else {
        &d.title
    };
    let source = Source {
        path: if d.source_path.is_empty() {
            d.key.clone()
        } else {
            d.source_path.clone()
        },
        media_type: "text/plain".to_owned(),
        encoding: "utf-8".to_owned(),
        bytes: text.len() as u64,
        sha256: sha256_hex(text.as_bytes()),
        ..Source::default()
    };
    let mut metadata = Metadata::empty_standard();
    for (name, value) in &d.metadata {
        match metadata.fields.iter_mut().find(|(n, _)| n == name) {
            Some(field) => field.1.clone_from(value),
            None => metadata.fields.push((name.clone(), value.clone())),
        }
    }
    Document::as_stated(
        id.into(),
        title.to_owned(),
        source,
        metadata,
        sha256_hex(text.as_bytes()),
        text.into(),
        ForeignFields::default(),
    )
}

/// The first line, where it is short enough for a title.
fn first_line(text: &str) -> Option<&str> {
    let line = text.lines().map(str::trim).find(|l| !l.is_empty())?;
    (line.chars().count() <= 150).then_some(line)
}

fn people(
    imported: &Imported,
    target: &mut ImportTarget<'_>,
    out: &mut ImportedProject,
) -> Vec<AnnotatorId> {
    let base = target.base;
    let mut taken: BTreeSet<String> = base
        .annotators()
        .iter()
        .map(|a| a.id.as_str().to_owned())
        .collect();
    let mut made: BTreeMap<String, AnnotatorId> = BTreeMap::new();
    let mut ids = Vec::new();
    for person in &imported.annotators {
        let wanted = match &target.annotator {
            Some(given) => given.clone(),
            None if person.key.trim().is_empty() => "Imported".to_owned(),
            None => person.key.clone(),
        };
        if let Some(id) = made.get(&wanted) {
            ids.push(id.clone());
            continue;
        }
        let by_id = base.annotators().iter().find(|a| a.id.as_str() == wanted);
        let mut by_name = base.annotators().iter().filter(|a| a.name == wanted);
        let found = by_id.or_else(|| by_name.next().filter(|_| by_name.next().is_none()));
        let id = if let Some(annotator) = found {
            annotator.id.clone()
        } else {
            let is_forced = target.annotator.is_some();
            let is_plain =
                |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | ' ');
            let key = if wanted.chars().all(is_plain) && !is_forced {
                wanted.clone()
            } else {
                slug(&wanted)
            };
            let id: AnnotatorId = free(&key, &mut taken, &mut *target.next_id).into();
            let named = !person.name.is_empty() && !is_forced;
            out.annotators.push(Annotator {
                id: id.clone(),
                name: if named {
                    person.name.clone()
                } else {
                    wanted.clone()
                },
                kind: if is_forced {
                    AnnotatorKind::Human
                } else {
                    person.kind.clone()
                },
                foreign: ForeignFields::default(),
            });
            id
        };
        made.insert(wanted, id.clone());
        ids.push(id);
    }
    ids
}

fn slug(name: &str) -> String {
    let mut out = String::new();
    for c in name.chars() {
        if c.is_ascii_alphanumeric() {
            out.push(c.to_ascii_lowercase());
        } else if !out.is_empty() && !out.ends_with('-') {
            out.push('-');
        }
    }
    let out = out.trim_end_matches('-');
    if out.is_empty() { "annotator" } else { out }.to_owned()
}

/// Sets `out.schema` and gives the id for each name of a tag in the file.
fn schema(
    imported: &Imported,
    base: &Project,
    out: &mut ImportedProject,
) -> BTreeMap<String, LabelId> {
    let used: BTreeSet<&str> = imported
        .annotations
        .iter()
        .map(|a| a.label.as_str())
        .collect();
    let is_new = base.documents().is_empty() && base.n_annotations() == 0;
    out.schema = match &imported.schema {
        Some(schema) if is_new => schema.clone(),
        _ => (**base.schema()).clone(),
    };
    let known = |schema: &Schema, name: &str| {
        let by_id = schema.labels.iter().find(|l| l.id.as_str() == name);
        let by_name = || {
            schema
                .labels
                .iter()
                .find(|l| l.name.to_lowercase() == name.to_lowercase())
        };
        by_id.or_else(by_name).map(|l| l.id.clone())
    };
    if is_new
        && imported.schema.is_none()
        && !used.is_empty()
        && !used.iter().any(|n| known(&out.schema, n).is_some())
    {
        // Nothing of the standard tag set is meant.
        out.schema.labels.clear();
        out.schema.features.clear();
    }
    let mut map = BTreeMap::new();
    let defined = imported.labels.iter().map(|l| l.id.as_str());
    let wanted: Vec<&str> = if is_new {
        defined.chain(used.iter().copied()).collect()
    } else {
        used.into_iter().collect()
    };
    for name in wanted {
        if map.contains_key(name) {
            continue;
        }
        if let Some(id) = known(&out.schema, name) {
            map.insert(name.to_owned(), id);
            continue;
        }
        let said = imported.labels.iter().find(|l| l.id == name);
        let n = out.schema.labels.len();
        let key = (1..=9)
            .map(|k| k.to_string())
            .find(|k| !out.schema.labels.iter().any(|l| l.key == *k));
        let id: LabelId = if name.trim().is_empty() {
            "tag".into()
        } else {
            name.into()
        };
        let is_color = |c: &&str| {
            c.len() == 7 && c.starts_with('#') && c[1..].chars().all(|c| c.is_ascii_hexdigit())
        };
        out.schema.labels.push(Label {
            id: id.clone(),
            name: id.as_str().to_owned(),
            color: said
                .map(|l| l.color.as_str())
                .filter(is_color)
                .unwrap_or(COLORS[n % COLORS.len()])
                .to_owned(),
            key: key.unwrap_or_default(),
            description: said.map_or(String::new(), |l| l.description.clone()),
            foreign: ForeignFields::default(),
        });
        map.insert(name.to_owned(), id);
    }
    map
}

/// Colours for tags that come without one: dark enough on light ground, far from each other.
const COLORS: &[&str] = &[
    "#2f6fd0", "#0e8a68", "#c4501b", "#8a4fbf", "#a8325e", "#6b7a12", "#0f7f93", "#9a6a00",
    "#5a6473",
];

fn annotations(
    imported: &Imported,
    target: &mut ImportTarget<'_>,
    texts: &[Option<Text>],
    people: &[AnnotatorId],
    labels: &BTreeMap<String, LabelId>,
    out: &mut ImportedProject,
) -> BTreeMap<String, usize> {
    let base = target.base;
    let mut taken: BTreeSet<String> = base
        .annotations()
        .map(|a| a.id.as_str().to_owned())
        .collect();
    let mut ids = BTreeMap::new();
    for a in &imported.annotations {
        let (Some(Some(text)), Some(annotator), Some(label)) = (
            texts.get(a.document),
            people.get(a.annotator),
            labels.get(&a.label),
        ) else {
            continue;
        };
        match spans(a, &text.text, imported.unit) {
            Ok((spans, placement)) => {
                if placement != Placement::Exact {
                    *out.placements.entry(placement).or_default() += 1;
                }
                let count = &mut out
                    .labels
                    .entry(a.label.clone())
                    .or_insert_with(|| (label.clone(), 0))
                    .1;
                *count += 1;
                let who = imported
                    .annotators
                    .get(a.annotator)
                    .map_or("", |p| p.key.as_str());
                out.people
                    .entry(who.to_owned())
                    .or_insert_with(|| (annotator.clone(), 0))
                    .1 += 1;
                let id = free(&a.key, &mut taken, &mut *target.next_id);
                ids.entry(a.key.clone()).or_insert(out.annotations.len());
                let annotation = annotation(a, id, text, annotator, label, spans, &target.now);
                out.annotations.push(annotation);
            }
            Err(what) => {
                let id = free(&a.key, &mut taken, &mut *target.next_id);
                out.faults.push(ImportFault {
                    place: a.key.clone(),
                    what: what.clone(),
                });
                out.set_aside
                    .push(aside(a, &id, text, annotator, label, &what, &target.now));
            }
        }
    }
    ids
}

/// The spans of all fragments, ascending; the least exact way that one of them was found.
fn spans(
    a: &ImportedAnnotation,
    text: &CanonicalText,
    unit: super::Unit,
) -> Result<(Vec<TextSpan>, Placement), String> {
    let mut spans = Vec::new();
    let mut how = Placement::Exact;
    for fragment in &a.fragments {
        let (span, placement) = text.place(fragment, unit)?;
        how = how.max(placement);
        spans.push(span);
    }
    spans.sort_by_key(|s| (s.start(), s.end()));
    if spans.windows(2).any(|w| w[1].start() < w[0].end()) {
        return Err("its fragments overlap".to_owned());
    }
    // Fragments with only line breaks between them were cut by a format that cannot hold one.
    let mut joined: Vec<TextSpan> = Vec::new();
    for span in spans {
        if let Some(last) = joined.last_mut() {
            let gap = &text.text[last.end().0..span.start().0];
            let is_cut = !gap.is_empty() && gap.chars().all(crate::formats::brat::is_line_break);
            if is_cut && let Ok(whole) = TextSpan::new(&text.text, last.start(), span.end()) {
                *last = whole;
                continue;
            }
        }
        joined.push(span);
    }
    if joined.is_empty() {
        return Err("it has no place in the text".to_owned());
    }
    Ok((joined, how))
}

fn features(pairs: &[(String, String)]) -> Features {
    let mut features = Features::default();
    for (name, value) in pairs.iter().filter(|(n, _)| !n.is_empty()) {
        features.set(name.as_str().into(), value.as_str());
    }
    features
}

fn annotation(
    a: &ImportedAnnotation,
    id: String,
    text: &Text,
    annotator: &AnnotatorId,
    label: &LabelId,
    spans: Vec<TextSpan>,
    now: &str,
) -> Annotation {
    let or_now = |time: &str| {
        if time.is_empty() {
            now.to_owned()
        } else {
            time.to_owned()
        }
    };
    Annotation {
        id: id.into(),
        document: text.id.clone(),
        annotator: annotator.clone(),
        label: label.clone(),
        spans,
        features: features(&a.features),
        note: a.note.clone(),
        origin: if a.origin.is_empty() {
            "import".to_owned()
        } else {
            a.origin.clone()
        },
        created: or_now(&a.created),
        modified: or_now(&a.modified),
        anchor: None,
        old_spans: Vec::new(),
        foreign: ForeignFields::default(),
    }
}

/// The annotation as the file stated it, for the list of problems.
fn aside(
    a: &ImportedAnnotation,
    id: &str,
    text: &Text,
    annotator: &AnnotatorId,
    label: &LabelId,
    what: &str,
    now: &str,
) -> SetAside {
    let spans: Vec<[usize; 2]> = a.fragments.iter().map(|f| [f.start, f.end]).collect();
    let words: Vec<String> = a
        .fragments
        .iter()
        .map(|f| without_cr(f.text.as_deref().unwrap_or("")))
        .collect();
    let pairs: serde_json::Map<String, serde_json::Value> = a
        .features
        .iter()
        .map(|(n, v)| (n.clone(), v.as_str().into()))
        .collect();
    let raw = serde_json::json!({
        "id": id, "document": text.id.as_str(), "annotator": annotator.as_str(), "label": label.as_str(), "spans": spans,
        "text": words, "features": pairs, "note": a.note, "origin": "import", "created": now, "modified": now,
    });
    SetAside {
        list: ListName::Annotations,
        id: Some(id.to_owned()),
        raw: raw.to_string(),
        problem: Problem {
            annotation: Some(id.into()),
            document: Some(text.id.clone()),
            ..Problem::new(
                ProblemKind::SpanText,
                format!("imported annotation {id}: {what}"),
            )
        },
    }
}

fn links(
    imported: &Imported,
    target: &mut ImportTarget<'_>,
    ids: &BTreeMap<String, usize>,
    out: &mut ImportedProject,
) {
    let mut taken: BTreeSet<String> = target
        .base
        .relations()
        .map(|r| r.id.as_str().to_owned())
        .collect();
    let mut taken_annotations: BTreeSet<String> = target
        .base
        .annotations()
        .map(|a| a.id.as_str().to_owned())
        .chain(out.annotations.iter().map(|a| a.id.as_str().to_owned()))
        .collect();
    let mut copies: BTreeMap<(AnnotationId, AnnotatorId), AnnotationId> = BTreeMap::new();
    for link in &imported.links {
        let (Some(&from), Some(&to)) = (ids.get(&link.from), ids.get(&link.to)) else {
            out.faults.push(ImportFault {
                place: if link.key.is_empty() {
                    link.kind.clone()
                } else {
                    link.key.clone()
                },
                what: "an end of the link is not among the annotations".to_owned(),
            });
            continue;
        };
        let annotator = out.annotations[from].annotator.clone();
        let mut to_id = out.annotations[to].id.clone();
        if out.annotations[to].annotator != annotator {
            // A link joins annotations of one layer: the far end is copied into the link's.
            let key = (to_id.clone(), annotator.clone());
            to_id = if let Some(id) = copies.get(&key) {
                id.clone()
            } else {
                let id: AnnotationId = free(
                    &format!("{to_id}-copy"),
                    &mut taken_annotations,
                    &mut *target.next_id,
                )
                .into();
                let copy = Annotation {
                    id: id.clone(),
                    annotator: annotator.clone(),
                    ..out.annotations[to].clone()
                };
                out.annotations.push(copy);
                out.n_copied += 1;
                copies.insert(key, id.clone());
                id
            };
        }
        let or_now = |time: &str| {
            if time.is_empty() {
                target.now.clone()
            } else {
                time.to_owned()
            }
        };
        let kind = type_id(&mut out.schema, &link.kind, link.symmetric);
        let (created, modified) = (or_now(&link.created), or_now(&link.modified));
        out.relations.push(Relation {
            id: RelationId::from(free(&link.key, &mut taken, &mut *target.next_id)),
            relation_type: kind,
            annotator,
            from: out.annotations[from].id.clone(),
            to: to_id,
            features: features(&link.features),
            note: link.note.clone(),
            created,
            modified,
            foreign: ForeignFields::default(),
        });
    }
}

/// The type of link of a name; added where there is none.
fn type_id(schema: &mut Schema, name: &str, symmetric: bool) -> crate::model::RelationTypeId {
    let name = if name.trim().is_empty() {
        "related"
    } else {
        name
    };
    let by_id = schema.relation_types.iter().find(|t| t.id.as_str() == name);
    let by_name = || {
        schema
            .relation_types
            .iter()
            .find(|t| t.name.to_lowercase() == name.to_lowercase())
    };
    if let Some(found) = by_id.or_else(by_name) {
        return found.id.clone();
    }
    let key = (1..=9)
        .map(|k| k.to_string())
        .find(|k| !schema.relation_types.iter().any(|t| t.key == *k));
    schema.relation_types.push(RelationType {
        id: name.into(),
        name: name.to_owned(),
        key: key.unwrap_or_default(),
        symmetric,
        from: Vec::new(),
        to: Vec::new(),
        foreign: ForeignFields::default(),
    });
    name.into()
}

/// Adds the features that are used, gives them to the tags that use them, and lets types of links join any tag they join.
fn complete_schema(imported: &Imported, out: &mut ImportedProject) {
    let schema = &mut out.schema;
    let label_of: BTreeMap<&AnnotationId, &LabelId> =
        out.annotations.iter().map(|a| (&a.id, &a.label)).collect();
    for a in &out.annotations {
        for (name, value) in a.features.iter() {
            let feature = if let Some(feature) = schema.features.iter_mut().find(|f| f.id == *name)
            {
                feature
            } else {
                let choices = imported.choices.get(name.as_str());
                schema.features.push(Feature {
                    id: name.clone(),
                    name: name.as_str().to_owned(),
                    kind: if choices.is_some() {
                        FeatureKind::Choice
                    } else {
                        FeatureKind::Text
                    },
                    values: choices.cloned().unwrap_or_default(),
                    labels: Vec::new(),
                    relation_types: Vec::new(),
                    foreign: ForeignFields::default(),
                });
                let last = schema.features.len() - 1;
                &mut schema.features[last]
            };
            if !feature.labels.contains(&a.label) {
                feature.labels.push(a.label.clone());
            }
            if feature.kind == FeatureKind::Choice && !feature.values.iter().any(|v| v == value) {
                feature.values.push(value.to_owned());
            }
        }
    }
    for r in &out.relations {
        let Some(kind) = schema
            .relation_types
            .iter_mut()
            .find(|t| t.id == r.relation_type)
        else {
            continue;
        };
        for (list, end) in [(&mut kind.from, &r.from), (&mut kind.to, &r.to)] {
            if let Some(label) = label_of.get(end)
                && !list.contains(label)
            {
                list.push((*label).clone());
            }
        }
    }
}
