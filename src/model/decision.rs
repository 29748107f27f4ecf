//! What was decided where annotators disagree.

use super::id::{AnnotationId, AnnotatorId, DecisionId, DocumentId, RelationId};
use super::{Annotation, ForeignFields, by_time};
use std::sync::Arc;

/// What an adjudicator took of two annotators at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DecisionOutcome {
    /// What the first annotator has.
    A,
    /// What the second one has.
    B,
    /// What each of them has.
    Both,
    /// Nothing belongs there.
    Neither,
    /// Something of the adjudicator's own.
    Edited,
    /// Nothing yet: the record holds a note only, and the place is still to be decided.
    Open,
}

impl DecisionOutcome {
    /// Every outcome.
    pub const ALL: [Self; 6] = [
        Self::A,
        Self::B,
        Self::Both,
        Self::Neither,
        Self::Edited,
        Self::Open,
    ];

    /// The word in the project file.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::A => "a",
            Self::B => "b",
            Self::Both => "both",
            Self::Neither => "neither",
            Self::Edited => "edited",
            Self::Open => "open",
        }
    }

    /// The outcome of that word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|o| o.as_str() == word)
    }

    /// The same outcome where the two annotators are named in the other order.
    #[must_use]
    pub const fn swapped(self) -> Self {
        match self {
            Self::A => Self::B,
            Self::B => Self::A,
            other => other,
        }
    }
}

/// The record of one place that was decided: annotations of two annotators that answer to each other, or links.
///
/// It is a record: what it names may have gone since, and it stays what was decided then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// Unique among decisions.
    pub id: DecisionId,
    /// Where; for a link, where its first end lies.
    pub document: DocumentId,
    /// The two whose layers were compared.
    pub annotators: [AnnotatorId; 2],
    /// The first one's annotations.
    pub a: Vec<AnnotationId>,
    /// The second one's.
    pub b: Vec<AnnotationId>,
    /// The first one's links.
    pub relations_a: Vec<RelationId>,
    /// The second one's.
    pub relations_b: Vec<RelationId>,
    /// What was taken.
    pub outcome: DecisionOutcome,
    /// Ids in the adjudicator's layer: see [`Self::is_about_links`].
    pub result: Vec<Arc<str>>,
    /// Whose layer holds the result.
    pub adjudicator: AnnotatorId,
    /// What the guidelines should say about such a place.
    pub note: String,
    /// When, RFC 3339, UTC; as read.
    pub at: String,
    /// Unknown fields.
    pub foreign: ForeignFields,
}

impl Decision {
    /// Whether links were decided; then `result` names links, else annotations.
    #[must_use]
    pub fn is_about_links(&self) -> bool {
        self.a.is_empty() && self.b.is_empty() && self.relations().next().is_some()
    }

    /// The annotations of both annotators.
    pub fn annotations(&self) -> impl Iterator<Item = &AnnotationId> {
        self.a.iter().chain(&self.b)
    }

    /// The links of both annotators.
    pub fn relations(&self) -> impl Iterator<Item = &RelationId> {
        self.relations_a.iter().chain(&self.relations_b)
    }

    /// The annotations that it put into the adjudicator's layer.
    #[must_use]
    pub fn result_annotations(&self) -> Vec<AnnotationId> {
        let of_links = self.is_about_links();
        let ids = self.result.iter().filter(|_| !of_links);
        ids.cloned().map(AnnotationId::from).collect()
    }

    /// The links that it put into the adjudicator's layer.
    #[must_use]
    pub fn result_relations(&self) -> Vec<RelationId> {
        let of_links = self.is_about_links();
        let ids = self.result.iter().filter(|_| of_links);
        ids.cloned().map(RelationId::from).collect()
    }

    /// The record of the same place without a decision: its note only. `None` where nothing would be left of it.
    #[must_use]
    pub fn reopened(&self) -> Option<Self> {
        let is_left = self.outcome != DecisionOutcome::Open && !self.note.trim().is_empty();
        is_left.then(|| Self {
            outcome: DecisionOutcome::Open,
            result: Vec::new(),
            ..self.clone()
        })
    }

    /// Whether both are one adjudicator's word on something that both name.
    #[must_use]
    pub fn shares_place(&self, other: &Self) -> bool {
        self.adjudicator == other.adjudicator
            && self.is_of(&other.annotators[0], &other.annotators[1])
            && (self
                .annotations()
                .any(|id| other.annotations().any(|o| o == id))
                || self
                    .relations()
                    .any(|id| other.relations().any(|o| o == id)))
    }

    /// Whether both are one adjudicator's word on exactly the same place.
    #[must_use]
    pub fn is_same_place(&self, other: &Self) -> bool {
        let (a, b) = ((&self.a, &self.relations_a), (&self.b, &self.relations_b));
        let first = (&other.a, &other.relations_a);
        let second = (&other.b, &other.relations_b);
        let is_same = if self.annotators == other.annotators {
            (a, b) == (first, second)
        } else {
            (a, b) == (second, first)
        };
        is_same && self.shares_place(other)
    }

    /// One record of what both say on the same place, where at most one of them is decided: that one, else the later, with
    /// the notes of both. `None` where two decisions stand against each other, or the places differ.
    #[must_use]
    pub fn united(&self, other: &Self) -> Option<Self> {
        let is_open = [self, other].map(|d| d.outcome == DecisionOutcome::Open);
        let is_first = match is_open {
            [false, false] => return None,
            [true, true] => by_time(&self.at, &other.at).is_ge(),
            [is_open, _] => !is_open,
        };
        let united = if is_first { self } else { other };
        self.is_same_place(other).then(|| Self {
            note: Self::both_notes(&self.note, &other.note),
            ..united.clone()
        })
    }

    /// Both notes as one, the second behind the first; what one says already is not said again.
    #[must_use]
    pub fn both_notes(first: &str, second: &str) -> String {
        let (one, two) = (first.trim(), second.trim());
        if one.contains(two) {
            first.to_owned()
        } else if two.contains(one) {
            second.to_owned()
        } else {
            format!("{one}\n\n{two}")
        }
    }

    /// Whether it is of these two, in either order.
    #[must_use]
    pub fn is_of(&self, a: &AnnotatorId, b: &AnnotatorId) -> bool {
        let [first, second] = &self.annotators;
        first == a && second == b || first == b && second == a
    }
}

impl Annotation {
    /// How an annotation that an adjudicator took from another layer came to be: its `origin`.
    pub const ORIGIN_ADJUDICATION: &'static str = "adjudication";
}
