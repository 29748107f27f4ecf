//! What the inspector shows, gathered from the project: plain data, no widgets.

use crate::app::context::Current;
use crate::app::panels::wording::{NO_ARTICLE_HINT, on_one_line, quoted, time_in_words};
use crate::model::{
    AnchorState, Annotation, AnnotationId, AnnotatorId, DocumentId, Feature, FeatureId,
    FeatureKind, Features, LabelId, Project, Relation, RelationId, RelationTypeId,
};
use crate::text::TextSpan;
use std::collections::BTreeSet;

/// How much of one fragment is shown, code points.
const FRAGMENT_CHARS: usize = 400;

/// How much of what an annotation covered before its article changed is shown, code points.
const ANCHOR_CHARS: usize = 200;

/// How much of another annotation's text is shown, code points.
const OTHER_CHARS: usize = 80;

/// Entries of the list of overlapping annotations at most.
const OVERLAPS: usize = 40;

/// More overlapping annotations than this are not looked for.
const OVERLAPS_SOUGHT: usize = 500;

/// What the inspector shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InspectorData {
    /// Nothing is current: what to do next, a line each.
    Nothing(Vec<String>),
    /// A place that is not tagged yet.
    Selection(SelectionData),
    /// An annotation.
    Annotation(Box<AnnotationData>),
    /// A link.
    Link(LinkData),
}

/// A place that is not tagged yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SelectionData {
    /// Whose text.
    pub document: DocumentId,
    /// As they would be tagged.
    pub spans: Vec<TextSpan>,
    /// Their texts, on one line each.
    pub fragments: Vec<String>,
    /// Why nothing can be tagged, if so.
    pub obstacle: Option<String>,
    /// Every tag.
    pub labels: Vec<LabelChoice>,
}

/// A tag to choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LabelChoice {
    /// Which.
    pub id: LabelId,
    /// Shown.
    pub name: String,
    /// Its key, or empty.
    pub key: String,
    /// When to use it.
    pub description: String,
}

/// An annotation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnnotationData {
    /// Which.
    pub id: AnnotationId,
    /// Its tag.
    pub label: LabelId,
    /// The tag's name.
    pub label_name: String,
    /// Every tag.
    pub labels: Vec<LabelChoice>,
    /// The texts of the fragments, on one line each.
    pub fragments: Vec<String>,
    /// The named values that its tag carries, and those that it has beside.
    pub fields: Vec<FieldData>,
    /// Free text.
    pub note: String,
    /// Other annotations on the place.
    pub overlaps: Vec<OtherData>,
    /// How many more there are, in words.
    pub more_overlaps: Option<String>,
    /// Its links.
    pub links: Vec<LinkEndData>,
    /// Who made it, when, and when it was changed.
    pub history: Vec<String>,
    /// Why it cannot be changed, if so.
    pub obstacle: Option<String>,
    /// What became of its place when its article changed, in words, while nobody has looked.
    pub anchor: Option<String>,
}

/// A named value with what it can be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldData {
    /// Which.
    pub feature: FeatureId,
    /// Shown.
    pub name: String,
    /// Empty where it is not set.
    pub value: String,
    /// The values of a choice; `None` for free text.
    pub choices: Option<Vec<String>>,
    /// Whether the tag set gives the feature to this tag.
    pub in_tag_set: bool,
}

/// Another annotation on the place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OtherData {
    /// Which.
    pub id: AnnotationId,
    /// Such as `Claim “the bridge will close”`, with the annotator where it is another's.
    pub words: String,
    /// Its tag.
    pub label: LabelId,
}

/// A link, seen from one of its ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkEndData {
    /// Which link.
    pub id: RelationId,
    /// The annotation at the other end.
    pub other: AnnotationId,
    /// `contradicts`, or for the far end of a one-way type `← supports`.
    pub words: String,
    /// The other end's text.
    pub text: String,
    /// The other end's article, where it is another one.
    pub article: Option<String>,
}

/// A link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkData {
    /// Which.
    pub id: RelationId,
    /// The type's name.
    pub name: String,
    /// Every type with its key, such as `1 contradicts`, and whether it is this one's.
    pub types: Vec<TypeChoice>,
    /// Whether its ends are interchangeable.
    pub is_symmetric: bool,
    /// Both ends with the titles of their articles, the first one first.
    pub ends: Vec<(OtherData, String)>,
    /// The named values that its type carries, and those that it has beside.
    pub fields: Vec<FieldData>,
    /// Free text.
    pub note: String,
    /// Who made it, when.
    pub history: Vec<String>,
    /// Why it cannot be changed, if so.
    pub obstacle: Option<String>,
}

/// A type of link to choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypeChoice {
    /// Which.
    pub id: RelationTypeId,
    /// Shown.
    pub name: String,
    /// Its key, or empty.
    pub key: String,
    /// Whether the link has it.
    pub is_chosen: bool,
}

/// Whose view it is, and whether something stands against changing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Viewer<'a> {
    /// Who annotates.
    pub annotator: Option<&'a AnnotatorId>,
    /// Whether the other annotators' layers are shown.
    pub others: bool,
    /// Why the project is open for reading only, if so.
    pub read_only: Option<&'a str>,
    /// The work area shows no text: there is nothing to drag over.
    pub without_text: bool,
}

impl InspectorData {
    /// What there is to show of `current`. An annotation that is gone counts as nothing.
    pub fn gather(project: &Project, viewer: Viewer<'_>, current: &Current) -> Self {
        let found = match current {
            // A suggestion has a view of its own.
            Current::Nothing | Current::Suggestion { .. } => None,
            Current::Selection { document, spans } => {
                selection(project, viewer, document, spans).map(Self::Selection)
            }
            Current::Annotation(id) => project
                .annotation(id)
                .and_then(|a| annotation(project, viewer, a))
                .map(|data| Self::Annotation(Box::new(data))),
            Current::Link(id) => project
                .relation(id)
                .map(|r| Self::Link(link(project, viewer, r))),
        };
        found.unwrap_or_else(|| Self::Nothing(next_steps(project, viewer)))
    }
}

fn next_steps(project: &Project, viewer: Viewer<'_>) -> Vec<String> {
    let line = |text: &str| text.to_owned();
    if project.documents().is_empty() {
        return vec![line("There is no article yet"), line(NO_ARTICLE_HINT)];
    }
    if viewer.without_text {
        return vec![line("Choose something in the middle to see it here")];
    }
    if viewer.read_only.is_some() {
        return vec![line("Click a highlight to see what is noted about it")];
    }
    if viewer.annotator.is_none() {
        return vec![line("Choose who annotates, in the title row")];
    }
    let mut steps = vec![line(
        "Drag over some words, or double-click a word, to select them",
    )];
    let tags: Vec<String> = project
        .schema()
        .labels
        .iter()
        .filter(|l| !l.key.is_empty())
        .map(|l| format!("{} {}", l.key, l.name))
        .collect();
    steps.push(if tags.is_empty() {
        line("Give the selection a tag from the bar above the text")
    } else {
        format!("Then press a tag’s key: {}", tags.join(", "))
    });
    steps.push(line(
        "Click a highlight, or press N and P, to see what is noted about it",
    ));
    steps.push(line("Ctrl+K finds any command, F1 shows all keys"));
    steps
}

fn selection(
    project: &Project,
    viewer: Viewer<'_>,
    id: &DocumentId,
    spans: &[TextSpan],
) -> Option<SelectionData> {
    let document = project.document(id)?;
    let obstacle = if let Some(reason) = viewer.read_only {
        Some(format!("Open for reading only: {reason}"))
    } else if viewer.annotator.is_none() {
        Some("Choose who annotates first".to_owned())
    } else {
        None
    };
    Some(SelectionData {
        document: id.clone(),
        spans: spans.to_vec(),
        fragments: fragments(spans, document.text()),
        obstacle,
        labels: labels(project),
    })
}

fn annotation(project: &Project, viewer: Viewer<'_>, a: &Annotation) -> Option<AnnotationData> {
    let document = project.document(&a.document)?;
    let mut overlaps = overlapping(project, viewer, a);
    let more_overlaps = match overlaps.len() {
        OVERLAPS_SOUGHT.. => Some("and many more".to_owned()),
        n if n > OVERLAPS => Some(format!("and {} more", n - OVERLAPS)),
        _ => None,
    };
    overlaps.truncate(OVERLAPS);
    let mut history = vec![format!(
        "By {}, {}",
        annotator_name(project, &a.annotator),
        time_in_words(&a.created)
    )];
    if a.modified != a.created {
        history.push(format!("Changed {}", time_in_words(&a.modified)));
    }
    if !matches!(a.origin.as_str(), "" | "hand") {
        history.push(format!("Made by {}", a.origin));
    }
    Some(AnnotationData {
        id: a.id.clone(),
        label: a.label.clone(),
        label_name: label_name(project, &a.label),
        labels: labels(project),
        fragments: fragments(&a.spans, document.text()),
        fields: fields(project, &a.features, |f| f.labels.contains(&a.label)),
        note: a.note.clone(),
        overlaps: overlaps
            .into_iter()
            .map(|o| other(project, viewer, o))
            .collect(),
        more_overlaps,
        links: links(project, a),
        history,
        obstacle: obstacle(project, viewer, &a.annotator),
        anchor: anchor(a),
    })
}

fn anchor(a: &Annotation) -> Option<String> {
    let old = match on_one_line(&a.old_words(), ANCHOR_CHARS) {
        words if words.is_empty() => String::new(),
        words => format!(" It was “{words}”."),
    };
    Some(match a.anchor? {
        AnchorState::Moved => {
            "Moved: its article has changed. These are the same words, but are they the right ones?"
                .to_owned()
        }
        AnchorState::Changed => format!("Changed: its article has other words here now.{old}"),
        AnchorState::Lost => {
            format!(
                "Lost: its words are not in the article any more.{old} It waits at the nearest word."
            )
        }
    })
}

fn link(project: &Project, viewer: Viewer<'_>, r: &Relation) -> LinkData {
    let schema = project.schema();
    let title = |a: &Annotation| {
        let document = project.document(&a.document);
        document.map_or_else(String::new, |d| on_one_line(&d.title, OTHER_CHARS))
    };
    let ends = [&r.from, &r.to]
        .into_iter()
        .filter_map(|id| project.annotation(id))
        .map(|a| (other(project, viewer, a), title(a)))
        .collect();
    let types = schema.relation_types.iter();
    let mut history = vec![format!(
        "By {}, {}",
        annotator_name(project, &r.annotator),
        time_in_words(&r.created)
    )];
    if r.modified != r.created {
        history.push(format!("Changed {}", time_in_words(&r.modified)));
    }
    LinkData {
        id: r.id.clone(),
        name: relation_name(project, r),
        types: types
            .map(|t| TypeChoice {
                id: t.id.clone(),
                name: t.name.clone(),
                key: t.key.clone(),
                is_chosen: t.id == r.relation_type,
            })
            .collect(),
        is_symmetric: schema
            .relation_type(&r.relation_type)
            .is_some_and(|t| t.symmetric),
        ends,
        fields: fields(project, &r.features, |f| {
            f.relation_types.contains(&r.relation_type)
        }),
        note: r.note.clone(),
        history,
        obstacle: obstacle(project, viewer, &r.annotator),
    }
}

fn obstacle(project: &Project, viewer: Viewer<'_>, owner: &AnnotatorId) -> Option<String> {
    if let Some(reason) = viewer.read_only {
        Some(format!("Open for reading only: {reason}"))
    } else if viewer.annotator == Some(owner) {
        None
    } else {
        Some(format!(
            "{}’s, for reading only",
            annotator_name(project, owner)
        ))
    }
}

/// The texts of the fragments, each shortened to one line.
fn fragments(spans: &[TextSpan], text: &str) -> Vec<String> {
    spans
        .iter()
        .map(|s| on_one_line(s.of(text), FRAGMENT_CHARS))
        .collect()
}

fn labels(project: &Project) -> Vec<LabelChoice> {
    let labels = project.schema().labels.iter();
    labels
        .map(|l| LabelChoice {
            id: l.id.clone(),
            name: l.name.clone(),
            key: l.key.clone(),
            description: l.description.clone(),
        })
        .collect()
}

/// The features that `is_given` picks, then those that are set beside.
fn fields(
    project: &Project,
    set: &Features,
    is_given: impl Fn(&Feature) -> bool,
) -> Vec<FieldData> {
    let schema = project.schema();
    let known: Vec<&Feature> = schema.features.iter().filter(|f| is_given(f)).collect();
    let mut fields: Vec<FieldData> = known
        .iter()
        .map(|f| FieldData {
            feature: f.id.clone(),
            name: f.name.clone(),
            value: set.get(f.id.as_str()).unwrap_or_default().to_owned(),
            choices: (f.kind == FeatureKind::Choice).then(|| f.values.clone()),
            in_tag_set: true,
        })
        .collect();
    for (id, value) in set.iter() {
        if !known.iter().any(|f| f.id == *id) {
            let name = schema.feature(id.as_str()).map_or(id.as_str(), |f| &f.name);
            fields.push(FieldData {
                feature: id.clone(),
                name: name.to_owned(),
                value: value.to_owned(),
                choices: None,
                in_tag_set: false,
            });
        }
    }
    fields
}

fn overlapping<'a>(
    project: &'a Project,
    viewer: Viewer<'_>,
    a: &Annotation,
) -> Vec<&'a Annotation> {
    let mut found: Vec<&Annotation> = Vec::new();
    let mut seen = BTreeSet::from([&a.id]);
    for span in &a.spans {
        for other in project.annotations_touching(&a.document, span.range()) {
            let shown = viewer.others
                || other.annotator == a.annotator
                || viewer.annotator == Some(&other.annotator);
            let touches = other.spans.iter().any(|o| o.overlaps(*span));
            if shown && touches && seen.insert(&other.id) {
                found.push(other);
            }
            if found.len() >= OVERLAPS_SOUGHT {
                return found;
            }
        }
    }
    found
}

fn other(project: &Project, viewer: Viewer<'_>, a: &Annotation) -> OtherData {
    let mut words = format!(
        "{} {}",
        label_name(project, &a.label),
        quoted(&text_of(project, a))
    );
    if viewer.annotator != Some(&a.annotator) {
        words = format!("{words} ({})", annotator_name(project, &a.annotator));
    }
    OtherData {
        id: a.id.clone(),
        words,
        label: a.label.clone(),
    }
}

fn links(project: &Project, a: &Annotation) -> Vec<LinkEndData> {
    let mut links = Vec::new();
    for r in project.relations_of(&a.id) {
        let is_start = r.from == a.id;
        let other_id = if is_start { &r.to } else { &r.from };
        let Some(other) = project.annotation(other_id) else {
            continue;
        };
        let name = relation_name(project, r);
        let symmetric = project
            .schema()
            .relation_type(&r.relation_type)
            .is_some_and(|t| t.symmetric);
        let words = match (symmetric, is_start) {
            (true, _) => name,
            (false, true) => format!("→ {name}"),
            (false, false) => format!("← {name}"),
        };
        let article = (other.document != a.document).then(|| {
            let document = project.document(&other.document);
            document.map_or_else(String::new, |d| on_one_line(&d.title, OTHER_CHARS))
        });
        links.push(LinkEndData {
            id: r.id.clone(),
            other: other.id.clone(),
            words,
            text: quoted(&text_of(project, other)),
            article,
        });
    }
    links
}

fn text_of(project: &Project, a: &Annotation) -> String {
    let Some(document) = project.document(&a.document) else {
        return String::new();
    };
    let parts = a
        .spans
        .iter()
        .map(|s| on_one_line(s.of(document.text()), OTHER_CHARS));
    on_one_line(&parts.collect::<Vec<_>>().join(" … "), OTHER_CHARS)
}

fn label_name(project: &Project, id: &LabelId) -> String {
    let label = project.schema().label(id);
    label.map_or_else(|| id.to_string(), |l| l.name.clone())
}

fn relation_name(project: &Project, r: &Relation) -> String {
    let found = project.schema().relation_type(&r.relation_type);
    found.map_or_else(|| r.relation_type.to_string(), |t| t.name.clone())
}

fn annotator_name(project: &Project, id: &AnnotatorId) -> String {
    let found = project.annotator(id);
    found.map_or_else(|| id.to_string(), |a| a.name.clone())
}

#[cfg(test)]
mod tests;
