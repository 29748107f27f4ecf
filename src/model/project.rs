//! The project: documents, annotators, annotations, relations, indexed.

mod bulk;

use super::annotation::{Annotation, ForeignFields, Relation};
use super::document::Document;
use super::id::{
    AnnotationId, AnnotatorId, DocumentId, FeatureId, LabelId, RelationId, RelationTypeId,
    SpeakerId,
};
use super::layer::DocumentLayer;
use super::problem::{ListName, Problem, ProblemKind, SetAside};
use super::schema::{FeatureKind, Schema};
use crate::text::TextSpan;
use imbl::{OrdMap, OrdSet};
use std::collections::BTreeSet;
use std::sync::Arc;
use thiserror::Error;

/// What kind of annotator a layer belongs to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum AnnotatorKind {
    /// A person who annotates.
    #[default]
    Human,
    /// The layer in which disagreements are settled.
    Adjudicator,
    /// A program whose annotations are suggestions.
    Machine,
    /// A kind this program does not know, treated as a person.
    Other(String),
}

impl AnnotatorKind {
    /// The word in the project file.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Human => "human",
            Self::Adjudicator => "adjudicator",
            Self::Machine => "machine",
            Self::Other(kind) => kind,
        }
    }
}

/// Whose layer it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Annotator {
    /// Unique among annotators.
    pub id: AnnotatorId,
    /// Shown to the user.
    pub name: String,
    /// Person, adjudicator or program.
    pub kind: AnnotatorKind,
    /// Unknown fields.
    pub foreign: ForeignFields,
}

/// How far an annotator is with a document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum ProgressState {
    /// Nothing done.
    #[default]
    Untouched,
    /// Begun.
    InProgress,
    /// Finished.
    Done,
}

impl ProgressState {
    /// Every state.
    pub const ALL: [Self; 3] = [Self::Untouched, Self::InProgress, Self::Done];

    /// The word in the project file.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Untouched => "untouched",
            Self::InProgress => "in_progress",
            Self::Done => "done",
        }
    }

    /// The state of that word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.as_str() == word)
    }
}

/// How far one annotator is with one document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// The state.
    pub state: ProgressState,
    /// Unknown fields.
    pub foreign: ForeignFields,
}

/// Somebody who is quoted or claims something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Speaker {
    /// Unique among speakers.
    pub id: SpeakerId,
    /// What the feature `speaker` holds.
    pub name: String,
    /// Other names of the same one.
    pub aliases: Vec<String>,
    /// Unknown fields.
    pub foreign: ForeignFields,
}

/// What stands at the top of a project file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProjectHead {
    /// Any unique string.
    pub id: String,
    /// Shown to the user.
    pub title: String,
    /// RFC 3339, UTC; as read.
    pub created: String,
    /// Markdown.
    pub guidelines: String,
    /// Unknown top-level fields.
    pub foreign: ForeignFields,
}

/// Why a change was refused: it would have broken a rule of the project.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{0}")]
pub struct ModelError(pub String);

macro_rules! refuse {
    ($($arg:tt)*) => { return Err(ModelError(format!($($arg)*))) };
}

/// A whole project. Cloning shares everything and is cheap, so a copy can be saved while the original
/// changes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Project {
    head: Arc<ProjectHead>,
    schema: Arc<Schema>,
    annotators: Arc<Vec<Arc<Annotator>>>,
    /// In the user's order.
    documents: Arc<Vec<Arc<Document>>>,
    /// Invariant: the place of each document in `documents`.
    document_idx: OrdMap<DocumentId, usize>,
    /// Invariant: every annotation's document, annotator and label exist, its spans lie in the document's
    /// text on code-point boundaries, ascending, not overlapping.
    annotations: OrdMap<AnnotationId, Arc<Annotation>>,
    layers: OrdMap<DocumentId, Arc<DocumentLayer>>,
    /// Invariant: both ends exist in the relation's layer, its type is in the schema.
    relations: OrdMap<RelationId, Arc<Relation>>,
    relations_of: OrdMap<AnnotationId, OrdSet<RelationId>>,
    progress: OrdMap<(DocumentId, AnnotatorId), Progress>,
    speakers: OrdMap<SpeakerId, Arc<Speaker>>,
    /// Adjudication records, by id, as raw text.
    decisions: OrdMap<String, Arc<str>>,
    /// Suggestions that are not shown again, as raw text.
    rejected: OrdSet<Arc<str>>,
    set_aside: Arc<Vec<SetAside>>,
}

/// # Reading
impl Project {
    /// An empty project with the standard schema.
    #[must_use]
    pub fn new(head: ProjectHead) -> Self {
        Self {
            head: Arc::new(head),
            schema: Arc::new(Schema::standard()),
            ..Self::default()
        }
    }

    /// Id, title, guidelines.
    #[must_use]
    pub fn head(&self) -> &ProjectHead {
        &self.head
    }

    /// The tag set.
    #[must_use]
    pub fn schema(&self) -> &Arc<Schema> {
        &self.schema
    }

    /// In the user's order.
    #[must_use]
    pub fn annotators(&self) -> &[Arc<Annotator>] {
        &self.annotators
    }

    /// The annotator of that id.
    #[must_use]
    pub fn annotator(&self, id: &AnnotatorId) -> Option<&Arc<Annotator>> {
        self.annotators.iter().find(|a| a.id == *id)
    }

    /// In the user's order.
    #[must_use]
    pub fn documents(&self) -> &[Arc<Document>] {
        &self.documents
    }

    /// The document of that id.
    #[must_use]
    pub fn document(&self, id: &DocumentId) -> Option<&Arc<Document>> {
        self.documents.get(self.document_position(id)?)
    }

    /// Where the document stands in [`Self::documents`].
    #[must_use]
    pub fn document_position(&self, id: &DocumentId) -> Option<usize> {
        self.document_idx.get(id).copied()
    }

    /// The annotation of that id.
    #[must_use]
    pub fn annotation(&self, id: &AnnotationId) -> Option<&Arc<Annotation>> {
        self.annotations.get(id)
    }

    /// How many annotations there are.
    #[must_use]
    pub fn n_annotations(&self) -> usize {
        self.annotations.len()
    }

    /// All annotations, by id.
    pub fn annotations(&self) -> impl Iterator<Item = &Arc<Annotation>> {
        self.annotations.values()
    }

    /// What lies on a document; `None` where nothing does.
    #[must_use]
    pub fn layer(&self, id: &DocumentId) -> Option<&DocumentLayer> {
        self.layers.get(id).map(AsRef::as_ref)
    }

    /// The annotations of a document by start, end, id.
    pub fn annotations_of(&self, id: &DocumentId) -> impl Iterator<Item = &Arc<Annotation>> {
        self.layer(id)
            .into_iter()
            .flat_map(DocumentLayer::iter)
            .filter_map(|id| self.annotations.get(id))
    }

    /// The annotations of a document whose extent shares a byte with `range`.
    #[must_use]
    pub fn annotations_touching(
        &self,
        id: &DocumentId,
        range: std::ops::Range<usize>,
    ) -> Vec<&Arc<Annotation>> {
        let ids = self
            .layer(id)
            .map(|l| l.touching(range))
            .unwrap_or_default();
        ids.into_iter()
            .filter_map(|id| self.annotations.get(id))
            .collect()
    }

    /// The relation of that id.
    #[must_use]
    pub fn relation(&self, id: &RelationId) -> Option<&Arc<Relation>> {
        self.relations.get(id)
    }

    /// All relations, by id.
    pub fn relations(&self) -> impl ExactSizeIterator<Item = &Arc<Relation>> {
        self.relations.values()
    }

    /// The relations that end at an annotation, by id.
    pub fn relations_of(&self, id: &AnnotationId) -> impl Iterator<Item = &Arc<Relation>> {
        self.relations_of
            .get(id)
            .into_iter()
            .flatten()
            .filter_map(|id| self.relations.get(id))
    }

    /// How far `annotator` is with `document`: what is recorded, else `InProgress` where an annotation of
    /// theirs lies on it.
    #[must_use]
    pub fn progress_state(&self, document: &DocumentId, annotator: &AnnotatorId) -> ProgressState {
        if let Some(progress) = self.progress(document, annotator) {
            return progress.state;
        }
        let begun = self
            .layer(document)
            .is_some_and(|l| l.counts().any(|(a, _, _)| a == annotator));
        if begun {
            ProgressState::InProgress
        } else {
            ProgressState::Untouched
        }
    }

    /// What is recorded of `annotator`'s progress with `document`.
    #[must_use]
    pub fn progress(&self, document: &DocumentId, annotator: &AnnotatorId) -> Option<&Progress> {
        self.progress.get(&(document.clone(), annotator.clone()))
    }

    /// Every recorded progress.
    pub fn all_progress(&self) -> impl Iterator<Item = (&DocumentId, &AnnotatorId, &Progress)> {
        self.progress.iter().map(|((d, a), p)| (d, a, p))
    }

    /// All speakers, by id.
    pub fn speakers(&self) -> impl Iterator<Item = &Arc<Speaker>> {
        self.speakers.values()
    }

    /// The speaker of that id.
    #[must_use]
    pub fn speaker(&self, id: &SpeakerId) -> Option<&Arc<Speaker>> {
        self.speakers.get(id)
    }

    /// Adjudication records as raw text, by id.
    pub fn decisions(&self) -> impl Iterator<Item = (&str, &str)> {
        self.decisions.iter().map(|(id, raw)| (id.as_str(), &**raw))
    }

    /// Rejected suggestions as raw text, sorted.
    pub fn rejected(&self) -> impl Iterator<Item = &str> {
        self.rejected.iter().map(|raw| &**raw)
    }

    /// Elements that failed a rule of the file format.
    #[must_use]
    pub fn set_aside(&self) -> &[SetAside] {
        &self.set_aside
    }

    /// Whether an element of `list`, sound or set aside, has this id.
    #[must_use]
    pub fn has_id(&self, list: ListName, id: &str) -> bool {
        let sound = match list {
            ListName::Annotators => self.annotators.iter().any(|a| a.id.as_str() == id),
            ListName::Documents => self.document_idx.contains_key(id),
            ListName::Annotations => self.annotations.contains_key(id),
            ListName::Relations => self.relations.contains_key(id),
            ListName::Speakers => self.speakers.contains_key(id),
            ListName::Decisions => self.decisions.contains_key(id),
            ListName::Progress | ListName::Rejected => false,
        };
        sound
            || self
                .set_aside
                .iter()
                .any(|s| s.list == list && s.id.as_deref() == Some(id))
    }

    /// Everything that is wrong: what was set aside, texts that do not have their stated hash, and notices
    /// (see [`ProblemKind::is_notice`]).
    #[must_use]
    pub fn check(&self) -> Vec<Problem> {
        let mut problems: Vec<Problem> = Vec::new();
        for document in self.documents.iter() {
            let found = document.text_sha256();
            if found != document.sha256 {
                problems.push(Problem {
                    document: Some(document.id.clone()),
                    ..Problem::new(
                        ProblemKind::DocumentSha256,
                        format!(
                            "document {}: the text has SHA-256 {found}, the file states {:?}",
                            document.id, document.sha256
                        ),
                    )
                });
            }
        }
        problems.extend(self.set_aside.iter().map(|s| s.problem.clone()));
        problems.extend(self.notices());
        problems
    }

    fn notices(&self) -> Vec<Problem> {
        let mut found = Vec::new();
        for a in self.annotations.values() {
            for (name, value) in a.features.iter() {
                let allowed = |f: &super::Feature| f.labels.contains(&a.label);
                if let Some((kind, why)) = self.judge_feature(name, value, &a.label, allowed) {
                    found.push(Problem {
                        annotation: Some(a.id.clone()),
                        document: Some(a.document.clone()),
                        ..Problem::new(kind, format!("annotation {}: {why}", a.id))
                    });
                }
            }
        }
        for r in self.relations.values() {
            let about = |kind, why: String| Problem {
                relation: Some(r.id.clone()),
                ..Problem::new(kind, format!("relation {}: {why}", r.id))
            };
            for (name, value) in r.features.iter() {
                let allowed = |f: &super::Feature| f.relation_types.contains(&r.relation_type);
                if let Some((kind, why)) =
                    self.judge_feature(name, value, &r.relation_type, allowed)
                {
                    found.push(about(kind, why));
                }
            }
            let Some(kind) = self.schema.relation_type(&r.relation_type) else {
                continue;
            };
            let label = |id| self.annotation(id).map(|a| &a.label);
            let fits = |from: Option<&LabelId>, to: Option<&LabelId>| {
                from.is_some_and(|l| kind.from.contains(l))
                    && to.is_some_and(|l| kind.to.contains(l))
            };
            let (from, to) = (label(&r.from), label(&r.to));
            if !(fits(from, to) || kind.symmetric && fits(to, from)) {
                let name = |l: Option<&LabelId>| l.map_or_else(String::new, ToString::to_string);
                found.push(about(
                    ProblemKind::RelationEnds,
                    format!(
                        "the type {} is not meant to join {} with {}",
                        r.relation_type,
                        name(from),
                        name(to)
                    ),
                ));
            }
        }
        found
    }

    fn judge_feature(
        &self,
        name: &FeatureId,
        value: &str,
        owner: &impl std::fmt::Display,
        allowed: impl Fn(&super::Feature) -> bool,
    ) -> Option<(ProblemKind, String)> {
        let Some(feature) = self.schema.feature(name.as_str()).filter(|f| allowed(f)) else {
            let why = format!("the tag set gives no feature {name} to {owner}");
            return Some((ProblemKind::UnknownFeature, why));
        };
        let wrong =
            feature.kind == FeatureKind::Choice && !feature.values.iter().any(|v| v == value);
        wrong.then(|| {
            let why = format!("{value:?} is none of the values of {name}");
            (ProblemKind::UnknownValue, why)
        })
    }
}

/// # Changing
/// Each call refuses what would break a rule, and otherwise returns what stood there before.
impl Project {
    /// Replaces title, guidelines and the rest of the head.
    pub fn set_head(&mut self, head: Arc<ProjectHead>) -> Arc<ProjectHead> {
        std::mem::replace(&mut self.head, head)
    }

    /// Replaces the tag set.
    ///
    /// # Errors
    /// When ids repeat, or a label or relation type is missing that something still uses.
    pub fn set_schema(&mut self, schema: Arc<Schema>) -> Result<Arc<Schema>, ModelError> {
        unique("label", schema.labels.iter().map(|l| l.id.as_str()))?;
        unique("feature", schema.features.iter().map(|f| f.id.as_str()))?;
        unique(
            "relation type",
            schema.relation_types.iter().map(|t| t.id.as_str()),
        )?;
        let kept: BTreeSet<&LabelId> = schema.labels.iter().map(|l| &l.id).collect();
        for layer in self.layers.values() {
            if let Some((_, label, n)) = layer.counts().find(|(_, l, _)| !kept.contains(l)) {
                refuse!("the label {label} still has {n} annotations");
            }
        }
        let kept: BTreeSet<&RelationTypeId> = schema.relation_types.iter().map(|t| &t.id).collect();
        if let Some(r) = self
            .relations
            .values()
            .find(|r| !kept.contains(&r.relation_type))
        {
            refuse!(
                "the relation type {} is still used by {}",
                r.relation_type,
                r.id
            );
        }
        Ok(std::mem::replace(&mut self.schema, schema))
    }

    /// Puts an annotator at a place in the list, moves or changes it, or takes it away (`None`).
    ///
    /// # Errors
    /// When the annotator still has annotations, relations or progress.
    pub fn put_annotator(
        &mut self,
        id: &AnnotatorId,
        to: Option<(usize, Arc<Annotator>)>,
    ) -> Result<Option<(usize, Arc<Annotator>)>, ModelError> {
        let at = self.annotators.iter().position(|a| a.id == *id);
        match &to {
            Some((_, annotator)) if annotator.id != *id => {
                refuse!("the annotator's id is not {id}")
            }
            None => {
                if at.is_none() {
                    refuse!("there is no annotator {id}");
                }
                let busy = self.annotations.values().any(|a| a.annotator == *id)
                    || self.relations.values().any(|r| r.annotator == *id)
                    || self.progress.keys().any(|(_, a)| a == id);
                if busy {
                    refuse!("the annotator {id} still has annotations, links or progress");
                }
            }
            Some(_) => {}
        }
        let list = Arc::make_mut(&mut self.annotators);
        let before = at.map(|i| (i, list.remove(i)));
        if let Some((place, annotator)) = to {
            list.insert(place.min(list.len()), annotator);
        }
        Ok(before)
    }

    /// Puts a document at a place in the list, moves or changes it, or takes it away (`None`).
    ///
    /// # Errors
    /// When annotations or progress still refer to a document that goes, or do not fit a changed text.
    pub fn put_document(
        &mut self,
        id: &DocumentId,
        to: Option<(usize, Arc<Document>)>,
    ) -> Result<Option<(usize, Arc<Document>)>, ModelError> {
        let at = self.document_position(id);
        #[allow(clippy::single_match_else, reason = "two cases of equal weight")]
        match &to {
            Some((_, document)) => {
                if document.id != *id {
                    refuse!("the document's id is not {id}");
                }
                let old = at.and_then(|i| self.documents.get(i));
                if old.is_some_and(|old| old.text() != document.text())
                    && self.layer(id).is_some_and(|l| !l.is_empty())
                {
                    refuse!("the text of {id} cannot change under its annotations");
                }
            }
            None => {
                if at.is_none() {
                    refuse!("there is no document {id}");
                }
                if self.layer(id).is_some_and(|l| !l.is_empty()) {
                    refuse!("the document {id} still has annotations");
                }
                if self.progress.keys().any(|(d, _)| d == id) {
                    refuse!("the document {id} still has recorded progress");
                }
            }
        }
        let list = Arc::make_mut(&mut self.documents);
        if let (Some(i), Some((place, document))) = (at, &to)
            && i == *place
        {
            let before = std::mem::replace(&mut list[i], document.clone());
            return Ok(Some((i, before)));
        }
        let before = at.map(|i| (i, list.remove(i)));
        let mut from = at.unwrap_or(list.len());
        if let Some((place, document)) = to {
            let place = place.min(list.len());
            list.insert(place, document);
            from = from.min(place);
        }
        self.document_idx.remove(id);
        for (i, document) in self.documents.iter().enumerate().skip(from) {
            self.document_idx.insert(document.id.clone(), i);
        }
        Ok(before)
    }

    /// Puts or changes an annotation, or takes it away (`None`).
    ///
    /// # Errors
    /// When document, annotator or label do not exist, a span does not fit the text, or a relation still
    /// ends at an annotation that goes or changes its layer.
    pub fn put_annotation(
        &mut self,
        id: &AnnotationId,
        to: Option<Arc<Annotation>>,
    ) -> Result<Option<Arc<Annotation>>, ModelError> {
        let before = self.annotations.get(id).cloned();
        let linked = self.relations_of.get(id).is_some_and(|r| !r.is_empty());
        #[allow(clippy::single_match_else, reason = "two cases of equal weight")]
        match &to {
            Some(a) => {
                if a.id != *id {
                    refuse!("the annotation's id is not {id}");
                }
                if before.is_none() && self.has_id(ListName::Annotations, id.as_str()) {
                    refuse!("the id {id} is taken by an annotation with a problem");
                }
                self.judge_annotation(a)
                    .map_err(|problem| ModelError(problem.message))?;
                if linked && before.as_ref().is_some_and(|b| b.annotator != a.annotator) {
                    refuse!("links still end at {id}");
                }
            }
            None => {
                if before.is_none() {
                    refuse!("there is no annotation {id}");
                }
                if linked {
                    refuse!("links still end at {id}");
                }
            }
        }
        if let Some(old) = &before {
            self.annotations.remove(id);
            self.change_layer(&old.document, |layer| layer.remove(old));
        }
        if let Some(new) = to {
            self.change_layer(&new.document, |layer| layer.insert(&new));
            self.annotations.insert(id.clone(), new);
        }
        Ok(before)
    }

    fn change_layer(&mut self, id: &DocumentId, change: impl FnOnce(&mut DocumentLayer)) {
        let mut layer = self.layers.remove(id).unwrap_or_default();
        change(Arc::make_mut(&mut layer));
        if !layer.is_empty() {
            self.layers.insert(id.clone(), layer);
        }
    }

    /// Puts or changes a relation, or takes it away (`None`).
    ///
    /// # Errors
    /// When type, annotator or an end do not exist, or the ends are not in the relation's layer.
    pub fn put_relation(
        &mut self,
        id: &RelationId,
        to: Option<Arc<Relation>>,
    ) -> Result<Option<Arc<Relation>>, ModelError> {
        match &to {
            Some(r) => {
                if r.id != *id {
                    refuse!("the link's id is not {id}");
                }
                if !self.relations.contains_key(id) && self.has_id(ListName::Relations, id.as_str())
                {
                    refuse!("the id {id} is taken by a link with a problem");
                }
                self.judge_relation(r)
                    .map_err(|problem| ModelError(problem.message))?;
            }
            None if !self.relations.contains_key(id) => refuse!("there is no link {id}"),
            None => {}
        }
        let before = self.relations.remove(id);
        if let Some(old) = &before {
            for end in [&old.from, &old.to] {
                if let Some(mut set) = self.relations_of.remove(end) {
                    set.remove(id);
                    if !set.is_empty() {
                        self.relations_of.insert(end.clone(), set);
                    }
                }
            }
        }
        if let Some(new) = to {
            for end in [&new.from, &new.to] {
                let mut set = self.relations_of.remove(end).unwrap_or_default();
                set.insert(id.clone());
                self.relations_of.insert(end.clone(), set);
            }
            self.relations.insert(id.clone(), new);
        }
        Ok(before)
    }

    /// Records progress, or takes the record away (`None`).
    ///
    /// # Errors
    /// When document or annotator do not exist.
    pub fn put_progress(
        &mut self,
        document: &DocumentId,
        annotator: &AnnotatorId,
        to: Option<Progress>,
    ) -> Result<Option<Progress>, ModelError> {
        if to.is_some() {
            if self.document_position(document).is_none() {
                refuse!("there is no document {document}");
            }
            if self.annotator(annotator).is_none() {
                refuse!("there is no annotator {annotator}");
            }
        }
        let key = (document.clone(), annotator.clone());
        Ok(match to {
            Some(progress) => self.progress.insert(key, progress),
            None => self.progress.remove(&key),
        })
    }

    /// Puts or changes a speaker, or takes it away (`None`).
    ///
    /// # Errors
    /// When the id does not fit.
    pub fn put_speaker(
        &mut self,
        id: &SpeakerId,
        to: Option<Arc<Speaker>>,
    ) -> Result<Option<Arc<Speaker>>, ModelError> {
        Ok(match to {
            Some(speaker) if speaker.id != *id => refuse!("the speaker's id is not {id}"),
            Some(speaker) => self.speakers.insert(id.clone(), speaker),
            None => self.speakers.remove(id),
        })
    }

    /// Puts an adjudication record as raw text, or takes it away (`None`).
    pub fn put_decision(&mut self, id: &str, to: Option<Arc<str>>) -> Option<Arc<str>> {
        match to {
            Some(raw) => self.decisions.insert(id.to_owned(), raw),
            None => self.decisions.remove(id),
        }
    }

    /// Adds or takes away a rejected suggestion as raw text; says whether it was there before.
    pub fn put_rejected(&mut self, raw: &Arc<str>, present: bool) -> bool {
        if present {
            self.rejected.insert(raw.clone()).is_some()
        } else {
            self.rejected.remove(raw).is_some()
        }
    }

    /// Adds an element that failed a rule, as read.
    pub fn push_set_aside(&mut self, element: SetAside) {
        Arc::make_mut(&mut self.set_aside).push(element);
    }

    /// What is wrong with an annotation as an element of this project, if anything.
    ///
    /// # Errors
    /// The first broken rule.
    pub fn judge_annotation(&self, a: &Annotation) -> Result<(), Problem> {
        let wrong = |kind, why: String| Problem {
            annotation: Some(a.id.clone()),
            document: Some(a.document.clone()),
            ..Problem::new(kind, format!("annotation {}: {why}", a.id))
        };
        let Some(document) = self.document(&a.document) else {
            let why = format!("there is no document {}", a.document);
            return Err(wrong(ProblemKind::UnknownDocument, why));
        };
        if self.annotator(&a.annotator).is_none() {
            let why = format!("there is no annotator {}", a.annotator);
            return Err(wrong(ProblemKind::UnknownAnnotator, why));
        }
        if self.schema.label(&a.label).is_none() {
            let why = format!("there is no label {}", a.label);
            return Err(wrong(ProblemKind::UnknownLabel, why));
        }
        if a.spans.is_empty() {
            return Err(wrong(ProblemKind::SpanEmpty, "it has no span".to_owned()));
        }
        for span in &a.spans {
            if let Err(e) = TextSpan::new(document.text(), span.start(), span.end()) {
                return Err(wrong(ProblemKind::SpanBounds, e.to_string()));
            }
        }
        if a.spans.windows(2).any(|w| w[0].end() > w[1].start()) {
            let why = "its fragments are not ascending, or overlap".to_owned();
            return Err(wrong(ProblemKind::SpanOrder, why));
        }
        Ok(())
    }

    /// What is wrong with a relation as an element of this project, if anything.
    ///
    /// # Errors
    /// The first broken rule.
    pub fn judge_relation(&self, r: &Relation) -> Result<(), Problem> {
        let wrong = |kind, why: String| Problem {
            relation: Some(r.id.clone()),
            ..Problem::new(kind, format!("relation {}: {why}", r.id))
        };
        if self.schema.relation_type(&r.relation_type).is_none() {
            let why = format!("there is no relation type {}", r.relation_type);
            return Err(wrong(ProblemKind::UnknownRelationType, why));
        }
        if self.annotator(&r.annotator).is_none() {
            let why = format!("there is no annotator {}", r.annotator);
            return Err(wrong(ProblemKind::UnknownAnnotator, why));
        }
        for end in [&r.from, &r.to] {
            match self.annotation(end) {
                None => {
                    let why = format!("its end {end} is no sound annotation of this project");
                    return Err(wrong(ProblemKind::BrokenRelation, why));
                }
                Some(a) if a.annotator != r.annotator => {
                    let why = format!(
                        "its end {end} is in the layer of {}, the relation in that of {}",
                        a.annotator, r.annotator
                    );
                    return Err(wrong(ProblemKind::RelationLayer, why));
                }
                Some(_) => {}
            }
        }
        Ok(())
    }
}

fn unique<'a>(what: &str, ids: impl Iterator<Item = &'a str>) -> Result<(), ModelError> {
    let mut seen = BTreeSet::new();
    for id in ids {
        if !seen.insert(id) {
            refuse!("the {what} {id} stands in the tag set twice");
        }
    }
    Ok(())
}
