//! What is wrong with a project, in words and as data.

use super::id::{AnnotationId, DocumentId, RelationId};

/// One of the lists of the project file whose elements are judged one by one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ListName {
    /// `annotators`
    Annotators,
    /// `documents`
    Documents,
    /// `annotations`
    Annotations,
    /// `relations`
    Relations,
    /// `progress`
    Progress,
    /// `decisions`
    Decisions,
    /// `speakers`
    Speakers,
    /// `rejected`
    Rejected,
}

impl ListName {
    /// Every list, in the order of the file.
    pub const ALL: [Self; 8] = [
        Self::Annotators,
        Self::Documents,
        Self::Annotations,
        Self::Relations,
        Self::Progress,
        Self::Decisions,
        Self::Speakers,
        Self::Rejected,
    ];

    /// The list of that key.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|list| list.as_str() == key)
    }

    /// The key in the project file.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Annotators => "annotators",
            Self::Documents => "documents",
            Self::Annotations => "annotations",
            Self::Relations => "relations",
            Self::Progress => "progress",
            Self::Decisions => "decisions",
            Self::Speakers => "speakers",
            Self::Rejected => "rejected",
        }
    }
}

/// Which rule is broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ProblemKind {
    /// The element is not of the form that the format asks for.
    Malformed,
    /// Another element of the list has the same id.
    DuplicateId,
    /// The document's text does not have the stated SHA-256.
    DocumentSha256,
    /// A span is empty.
    SpanEmpty,
    /// A span does not lie in its text.
    SpanBounds,
    /// The fragments are not ascending, or overlap.
    SpanOrder,
    /// A span does not cover the words that the annotation repeats.
    SpanText,
    /// No such label in the tag set.
    UnknownLabel,
    /// No such document.
    UnknownDocument,
    /// No such annotator.
    UnknownAnnotator,
    /// No such relation type in the tag set.
    UnknownRelationType,
    /// An end of the relation does not exist or is itself faulty.
    BrokenRelation,
    /// The ends of the relation are not both in its annotator's layer.
    RelationLayer,
    /// Notice: a feature that the tag set does not give to this label or type.
    UnknownFeature,
    /// Notice: a value that is none of the choice.
    UnknownValue,
    /// Notice: the type is not meant for annotations of this label.
    RelationEnds,
    /// Notice: another relation of the same type joins the same two annotations.
    RepeatedRelation,
}

impl ProblemKind {
    /// Every kind.
    pub const ALL: [Self; 17] = [
        Self::Malformed,
        Self::DuplicateId,
        Self::DocumentSha256,
        Self::SpanEmpty,
        Self::SpanBounds,
        Self::SpanOrder,
        Self::SpanText,
        Self::UnknownLabel,
        Self::UnknownDocument,
        Self::UnknownAnnotator,
        Self::UnknownRelationType,
        Self::BrokenRelation,
        Self::RelationLayer,
        Self::UnknownFeature,
        Self::UnknownValue,
        Self::RelationEnds,
        Self::RepeatedRelation,
    ];

    /// The kind of that word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    /// The word in `check --json`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Malformed => "malformed",
            Self::DuplicateId => "duplicate_id",
            Self::DocumentSha256 => "document_sha256",
            Self::SpanEmpty => "span_empty",
            Self::SpanBounds => "span_bounds",
            Self::SpanOrder => "span_order",
            Self::SpanText => "span_text",
            Self::UnknownLabel => "unknown_label",
            Self::UnknownDocument => "unknown_document",
            Self::UnknownAnnotator => "unknown_annotator",
            Self::UnknownRelationType => "unknown_relation_type",
            Self::BrokenRelation => "broken_relation",
            Self::RelationLayer => "relation_layer",
            Self::UnknownFeature => "unknown_feature",
            Self::UnknownValue => "unknown_value",
            Self::RelationEnds => "relation_ends",
            Self::RepeatedRelation => "repeated_relation",
        }
    }

    /// Whether it is worth a look but breaks no rule of the format.
    #[must_use]
    pub const fn is_notice(self) -> bool {
        matches!(
            self,
            Self::UnknownFeature | Self::UnknownValue | Self::RelationEnds | Self::RepeatedRelation
        )
    }
}

/// One thing that is wrong, with where it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Which rule is broken.
    pub kind: ProblemKind,
    /// The annotation concerned, if one is.
    pub annotation: Option<AnnotationId>,
    /// The relation concerned, if one is.
    pub relation: Option<RelationId>,
    /// The document concerned, if one is.
    pub document: Option<DocumentId>,
    /// What is wrong, in words, with the numbers needed to mend it.
    pub message: String,
}

impl Problem {
    /// A problem of no particular element.
    #[must_use]
    pub fn new(kind: ProblemKind, message: impl Into<String>) -> Self {
        Self {
            kind,
            annotation: None,
            relation: None,
            document: None,
            message: message.into(),
        }
    }
}

/// An element that failed a rule: kept as it was read, shown, written back unchanged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetAside {
    /// The list it stands in.
    pub list: ListName,
    /// Its id, where it has one; new elements must not take it.
    pub id: Option<String>,
    /// Its text in the file.
    pub raw: String,
    /// Why it was set aside.
    pub problem: Problem,
}
