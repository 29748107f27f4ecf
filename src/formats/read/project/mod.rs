//! From what files say to what a project holds: articles found or added, people, tags and types of links mapped, every annotation held against its text.

mod articles;
mod known;
mod links;
mod people;
mod tag_set;

use super::imported::{
    ImportError, ImportFault, Imported, ImportedAnnotation, ImportedFragment, Unit,
};
use super::place::{CanonicalText, Placement, without_cr};
use super::watch::GoesOn;
use crate::model::{
    Annotation, AnnotationId, Annotator, AnnotatorId, AnnotatorKind, Document, DocumentId,
    FeatureId, Features, ForeignFields, LabelId, ListName, Problem, ProblemKind, Project, Relation,
    Schema, SetAside, free_name,
};
use crate::text::TextSpan;
use articles::Text;
use known::Known;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use tag_set::{complete_schema, schema};

/// It is asked whether to go on once for so many annotations.
const TICK: usize = 256;

/// What an import is told about where it goes.
pub struct ImportTarget<'a> {
    /// The project that it goes into; an empty one for a new project.
    pub base: &'a Project,
    /// Everything goes into the layer of this annotator, by id or name.
    pub annotator: Option<String>,
    /// What new annotators are; without it as the file says, else people.
    pub kind: Option<AnnotatorKind>,
    /// Where tags of the file go, by their names there: to a tag of the project, or with nothing to a new one.
    pub labels: &'a BTreeMap<String, Option<LabelId>>,
    /// The time of importing, RFC 3339.
    pub now: String,
    /// Makes ids for what has none.
    pub next_id: &'a mut dyn FnMut() -> String,
    /// Told how many annotations are placed and how many there are; where it says no, what is given is not whole.
    pub goes_on: GoesOn<'a>,
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
    pub documents: Vec<Arc<Document>>,
    /// Articles of the project that annotations came to.
    pub n_found_documents: usize,
    /// New annotations.
    pub annotations: Vec<Arc<Annotation>>,
    /// New links.
    pub relations: Vec<Arc<Relation>>,
    /// Annotations that do not fit their text, as they were stated.
    pub set_aside: Vec<SetAside>,
    /// Annotations of an earlier import that did not fit, whose place others take.
    pub replaced: Vec<SetAside>,
    /// What did not come in, and why.
    pub faults: Vec<ImportFault>,
    /// What came in and is doubtful.
    pub remarks: Vec<ImportFault>,
    /// Annotations that the project has already, alike in everything; they do not come in again.
    pub n_there: usize,
    /// Links that the project has already.
    pub n_links_there: usize,
    /// What was left out on purpose.
    pub left_out: BTreeMap<String, usize>,
    /// How annotations found their places, where it was not the stated one.
    pub placements: BTreeMap<Placement, usize>,
    /// Annotations that are not where the file states them: their ids, and how they were found.
    pub found_elsewhere: Vec<(AnnotationId, Placement)>,
    /// Tags that came in: the file's name, the project's id, how often.
    pub labels: BTreeMap<String, (LabelId, usize)>,
    /// People whose annotations came in: the file's name, the project's id, how often.
    pub people: BTreeMap<String, (AnnotatorId, usize)>,
    /// Far ends of links that were copied into the link's layer.
    pub n_copied: usize,
}

impl ImportedProject {
    /// Why nothing at all came in, though the files have something: the first fault. Nothing where they are sound, or hold
    /// tags alone.
    #[must_use]
    pub fn refusal(&self) -> Option<ImportError> {
        let is_nothing = self.documents.is_empty()
            && self.n_found_documents == 0
            && self.annotations.is_empty()
            && self.set_aside.is_empty();
        let fault = self.faults.first().filter(|_| is_nothing)?;
        let more = match self.faults.len() - 1 {
            0 => String::new(),
            n => format!(" (and {n} more)"),
        };
        Some(ImportError::new(
            format!("nothing can be brought in: {}{more}", fault.what),
            &fault.place,
            "name the articles’ texts too, or import into the project that has them; look at that place of the file",
        ))
    }
}

/// Works out what an import adds to `target.base`.
#[must_use]
pub fn into_project(mut imported: Imported, target: &mut ImportTarget<'_>) -> ImportedProject {
    let mut out = ImportedProject {
        title: std::mem::take(&mut imported.title),
        guidelines: std::mem::take(&mut imported.guidelines),
        faults: std::mem::take(&mut imported.faults),
        remarks: std::mem::take(&mut imported.remarks),
        left_out: std::mem::take(&mut imported.left_out),
        ..ImportedProject::default()
    };
    let texts = articles::documents(&imported, target, &mut out);
    let labels = schema(&imported, target, &mut out);
    let placed = placed(&mut imported, target, &texts, &labels);
    let mut known = Known::of(target.base, &texts);
    let people = people::people(&imported, target, (&placed, &known), &mut out);
    let ends = annotations(&imported, target, placed, &people, &mut known, &mut out);
    links::links(&imported, target, &ends, &mut known, &mut out);
    complete_schema(&imported, &mut out);
    out
}

/// An id that is not taken, made from the file's where it has one; takes it.
fn free(key: &str, taken: &mut BTreeSet<String>, next_id: &mut dyn FnMut() -> String) -> String {
    let key = if key.trim().is_empty() {
        next_id()
    } else {
        key.to_owned()
    };
    let id = free_name(&key, "-", |id| taken.contains(id));
    taken.insert(id.clone());
    id
}

/// Ids of a list that are in use, by its elements or by what was set aside of it.
fn taken_ids<'a>(
    base: &'a Project,
    list: ListName,
    ids: impl Iterator<Item = &'a str>,
) -> BTreeSet<String> {
    let aside = base.set_aside().iter().filter(|s| s.list == list);
    ids.chain(aside.filter_map(|s| s.id.as_deref()))
        .map(str::to_owned)
        .collect()
}

/// What earlier imports stated and did not fit, by id, article and annotator.
fn unfit_imports(base: &Project) -> BTreeMap<(&str, &DocumentId, AnnotatorId), &SetAside> {
    let of = |element: &'_ SetAside| {
        let raw: serde_json::Value = serde_json::from_str(&element.raw).ok()?;
        let said = |key: &str| raw.get(key).and_then(serde_json::Value::as_str);
        (said("origin") == Some("import")).then(|| said("annotator").map(AnnotatorId::from))?
    };
    let mut unfit = BTreeMap::new();
    for element in base.set_aside() {
        let is_unfit =
            element.list == ListName::Annotations && element.problem.kind == ProblemKind::SpanText;
        let (Some(id), Some(document)) = (&element.id, &element.problem.document) else {
            continue;
        };
        if let Some(annotator) = of(element).filter(|_| is_unfit) {
            unfit.insert((id.as_str(), document, annotator), element);
        }
    }
    unfit
}

/// An annotation of the file whose article and tag are known.
struct Placed<'a> {
    /// Without fragments and features where it stands somewhere: `place` and `features` have them.
    stated: ImportedAnnotation,
    text: &'a Text,
    label: &'a LabelId,
    features: Features,
    /// Where it stands and how that was found, or why it stands nowhere.
    place: Result<(Vec<TextSpan>, Placement), String>,
}

/// Holds every annotation against its text, in the order of the file; takes them out of `imported`.
fn placed<'a>(
    imported: &mut Imported,
    target: &ImportTarget<'_>,
    texts: &'a [Option<Text>],
    labels: &'a BTreeMap<String, LabelId>,
) -> Vec<Placed<'a>> {
    let joins = imported.format == "brat";
    let all = std::mem::take(&mut imported.annotations);
    let n = all.len();
    let mut names = FeatureNames::default();
    let mut out = Vec::with_capacity(n);
    for (i, mut a) in all.into_iter().enumerate() {
        if i % TICK == 0 && !(target.goes_on)(i, n) {
            break;
        }
        let (Some(Some(text)), Some(label)) = (texts.get(a.document), labels.get(&a.label)) else {
            continue;
        };
        let place = spans(&a, text, a.unit.unwrap_or(imported.unit), joins);
        let features = if place.is_ok() {
            a.fragments = Vec::new();
            names.features(std::mem::take(&mut a.features))
        } else {
            names.features(a.features.clone())
        };
        out.push(Placed {
            stated: a,
            text,
            label,
            features,
            place,
        });
    }
    out
}

/// What an annotation of the file has become.
enum End {
    /// A new one: its place in [`ImportedProject::annotations`].
    New(usize),
    /// One that the project has.
    There(Arc<Annotation>),
}

/// Adds every annotation that the project has not; gives for each key that a link names what it has become.
fn annotations(
    imported: &Imported,
    target: &mut ImportTarget<'_>,
    placed: Vec<Placed<'_>>,
    people: &[AnnotatorId],
    known: &mut Known<'_>,
    out: &mut ImportedProject,
) -> BTreeMap<String, End> {
    let base = target.base;
    let mut taken = taken_ids(
        base,
        ListName::Annotations,
        base.annotations().map(|a| a.id.as_str()),
    );
    let unfit = unfit_imports(base);
    let links = imported.links.iter();
    let linked: BTreeSet<&str> = links.flat_map(|l| [&*l.from, &*l.to]).collect();
    let mut ends = BTreeMap::new();
    let mut end = |key: &str, end: End| {
        if linked.contains(key) {
            ends.entry(key.to_owned()).or_insert(end);
        }
    };
    for p in placed {
        let (a, label) = (&p.stated, p.label);
        let Some(annotator) = people.get(a.annotator) else {
            continue;
        };
        if let Some(element) = unfit.get(&(a.key.as_str(), &p.text.id, annotator.clone())) {
            // It came before and did not fit: what the file says now takes its place.
            if taken.remove(&a.key) {
                out.replaced.push((*element).clone());
            }
        }
        match &p.place {
            Ok((spans, placement)) => {
                if let Some(there) = known.take(&p, spans, annotator) {
                    out.n_there += 1;
                    end(&a.key, End::There(there));
                    continue;
                }
                let of_label = out.labels.entry(a.label.clone());
                of_label.or_insert_with(|| (label.clone(), 0)).1 += 1;
                let who = imported.annotators.get(a.annotator);
                let who = who.map_or("", |p| p.key.as_str()).to_owned();
                let of_person = out.people.entry(who);
                of_person.or_insert_with(|| (annotator.clone(), 0)).1 += 1;
                let id = free(&a.key, &mut taken, &mut *target.next_id);
                if *placement != Placement::Exact {
                    *out.placements.entry(*placement).or_default() += 1;
                    out.found_elsewhere.push((id.as_str().into(), *placement));
                }
                end(&a.key, End::New(out.annotations.len()));
                let annotation = annotation(p, id, annotator, &target.now);
                out.annotations.extend(annotation.map(Arc::new));
            }
            Err(what) => {
                let id = free(&a.key, &mut taken, &mut *target.next_id);
                out.faults.push(ImportFault {
                    place: a.key.clone(),
                    what: what.clone(),
                });
                let element = aside(a, &id, p.text, annotator, label, what, &target.now);
                out.set_aside.push(element);
            }
        }
    }
    ends
}

/// The spans of all fragments, ascending; the least exact way that one of them was found. `joins`: fragments with only
/// line breaks between them are one, which the format had to cut.
fn spans(
    a: &ImportedAnnotation,
    article: &Text,
    unit: Unit,
    joins: bool,
) -> Result<(Vec<TextSpan>, Placement), String> {
    let text = &article.text;
    let mut spans = Vec::new();
    let mut how = Placement::Exact;
    for fragment in &a.fragments {
        let (span, placement) = match &article.stated {
            None => text.place(fragment, unit)?,
            // Offsets count the file's own text: what they cover there is looked for here.
            Some(stated) => text.place(&words_in(stated, fragment, unit)?, Unit::CodePoints)?,
        };
        how = how.max(placement);
        spans.push(span);
    }
    spans.sort_by_key(|s| (s.start(), s.end()));
    if spans.windows(2).any(|w| w[1].start() < w[0].end()) {
        return Err("its fragments overlap".to_owned());
    }
    let mut joined: Vec<TextSpan> = Vec::new();
    for span in spans {
        if let Some(last) = joined.last_mut() {
            let gap = &text.text[last.end().0..span.start().0];
            let is_break = crate::formats::brat::is_line_break;
            let is_cut = joins && !gap.is_empty() && gap.chars().all(is_break);
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

/// A fragment of the file's own text with the words that it covers there, in code points.
fn words_in(
    stated: &CanonicalText,
    fragment: &ImportedFragment,
    unit: Unit,
) -> Result<ImportedFragment, String> {
    let (span, _) = stated.place(fragment, unit)?;
    let chars = |byte: usize| stated.text[..byte].chars().count();
    Ok(ImportedFragment {
        start: chars(span.start().0),
        end: chars(span.end().0),
        text: Some(span.of(&stated.text).to_owned()),
        around: Some(stated.around(span)),
    })
}

/// The names of features, each in memory once however many annotations have it.
#[derive(Default)]
struct FeatureNames(BTreeMap<String, FeatureId>);

impl FeatureNames {
    fn features(&mut self, pairs: Vec<(String, String)>) -> Features {
        let mut features = Features::default();
        for (name, value) in pairs.into_iter().filter(|(n, _)| !n.is_empty()) {
            // Several values of one name are one, as a list.
            let value = match features.get(&name) {
                Some(before) if before.split("; ").any(|v| v == value) => continue,
                Some(before) => format!("{before}; {value}"),
                None => value,
            };
            let known = self.0.get(&name).cloned();
            let id = known.unwrap_or_else(|| {
                let id = FeatureId::from(name.as_str());
                self.0.insert(name, id.clone());
                id
            });
            features.set(id, value);
        }
        features
    }
}

/// A new annotation of one that stands somewhere.
fn annotation(
    placed: Placed<'_>,
    id: String,
    annotator: &AnnotatorId,
    now: &str,
) -> Option<Annotation> {
    let a = placed.stated;
    let (spans, _) = placed.place.ok()?;
    let or = |stated: String, other: &str| {
        if stated.is_empty() {
            other.to_owned()
        } else {
            stated
        }
    };
    Some(Annotation {
        id: id.into(),
        document: placed.text.id.clone(),
        annotator: annotator.clone(),
        label: placed.label.clone(),
        spans,
        features: placed.features,
        note: a.note,
        origin: or(a.origin, "import"),
        created: or(a.created, now),
        modified: or(a.modified, now),
        anchor: None,
        old_spans: Vec::new(),
        foreign: ForeignFields::default(),
    })
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
