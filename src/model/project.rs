//! The project: documents, annotators, annotations, relations, indexed.

mod bulk;
mod change;
mod check;
mod parallel;
mod parts;

pub use parts::{Annotator, AnnotatorKind, Progress, ProgressState, ProjectHead, Speaker};

use super::annotation::{Annotation, Relation};
use super::decision::Decision;
use super::document::Document;
use super::id::{AnnotationId, AnnotatorId, DecisionId, DocumentId, RelationId, SpeakerId};
use super::layer::DocumentLayer;
use super::problem::{ListName, SetAside};
use super::schema::Schema;
use imbl::ordmap::DiffItem;
use imbl::{OrdMap, OrdSet};
use std::sync::Arc;
use thiserror::Error;

/// Why a change was refused: it would have broken a rule of the project.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{0}")]
pub struct ModelError(pub String);

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
    /// Invariant: the annotations that carry an `anchor`.
    to_review: OrdSet<AnnotationId>,
    layers: OrdMap<DocumentId, Arc<DocumentLayer>>,
    /// Invariant: both ends exist in the relation's layer, its type is in the schema.
    relations: OrdMap<RelationId, Arc<Relation>>,
    relations_of: OrdMap<AnnotationId, OrdSet<RelationId>>,
    progress: OrdMap<(DocumentId, AnnotatorId), Progress>,
    speakers: OrdMap<SpeakerId, Arc<Speaker>>,
    decisions: OrdMap<DecisionId, Arc<Decision>>,
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

    /// Annotations whose article changed and at which nobody has looked since, of all layers, by id.
    pub fn to_review(&self) -> impl Iterator<Item = &Arc<Annotation>> {
        self.to_review
            .iter()
            .filter_map(|id| self.annotations.get(id))
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

    /// Whether the annotations and relations of those annotators are the same in another state of this project. What both
    /// states share is not looked at: where little has changed it costs little.
    #[must_use]
    pub fn has_same_layers(&self, other: &Self, is_asked: impl Fn(&AnnotatorId) -> bool) -> bool {
        let mut annotations = other
            .annotations
            .diff(&self.annotations)
            .flat_map(|change| values_of(&change));
        let mut relations = other
            .relations
            .diff(&self.relations)
            .flat_map(|change| values_of(&change));
        !annotations.any(|a| is_asked(&a.annotator)) && !relations.any(|r| is_asked(&r.annotator))
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

    /// All decisions of adjudicators, by id.
    pub fn decisions(&self) -> impl ExactSizeIterator<Item = &Arc<Decision>> {
        self.decisions.values()
    }

    /// The decision of that id.
    #[must_use]
    pub fn decision(&self, id: &DecisionId) -> Option<&Arc<Decision>> {
        self.decisions.get(id)
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
}

/// The value before and after a change.
fn values_of<'a, K, V>(
    change: &DiffItem<'a, 'a, K, V>,
) -> impl Iterator<Item = &'a V> + use<'a, K, V> {
    let both = match *change {
        DiffItem::Add(_, new) => [None, Some(new)],
        DiffItem::Update { old, new } => [Some(old.1), Some(new.1)],
        DiffItem::Remove(_, old) => [Some(old), None],
    };
    both.into_iter().flatten()
}
