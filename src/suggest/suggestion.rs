//! What a candidate is, whatever rule found it.

use crate::model::{AnnotationId, DocumentId, FeatureId, LabelId, RelationTypeId};
use crate::text::TextSpan;
use thiserror::Error;

/// Candidates of this score and above are shown unasked.
pub const SHOWN_FROM: f32 = 0.5;

/// Which rules found a candidate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SuggestionKind {
    /// Somebody's words between quotation marks, with their speaker.
    Quotes,
    /// The words of an annotation, standing elsewhere too.
    Repeats,
    /// The same quotation in other words, letters or length.
    QuoteVariants,
    /// Two statements about the same thing that may not both hold.
    Contradictions,
    /// What a program has annotated.
    Machine,
}

impl SuggestionKind {
    /// Every kind.
    pub const ALL: [Self; 5] = [
        Self::Quotes,
        Self::Repeats,
        Self::QuoteVariants,
        Self::Contradictions,
        Self::Machine,
    ];

    /// The word on the command line and in project files.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Quotes => "quotes",
            Self::Repeats => "repeats",
            Self::QuoteVariants => "quote-variants",
            Self::Contradictions => "contradictions",
            Self::Machine => "machine",
        }
    }

    /// The kind of that word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    /// The type of the link that accepting makes between the sides, where the kind alone says so.
    #[must_use]
    fn relation_type(self) -> Option<RelationTypeId> {
        match self {
            Self::Quotes | Self::Repeats | Self::Machine => None,
            Self::QuoteVariants => Some("quote_variant".into()),
            Self::Contradictions => Some("contradicts".into()),
        }
    }
}

/// One place of a candidate: an annotation that may be made.
#[derive(Clone, Debug, PartialEq)]
pub struct SuggestedSpan {
    /// Whose text.
    pub document: DocumentId,
    /// The fragments, ascending and not overlapping.
    pub spans: Vec<TextSpan>,
    /// The tag that accepting gives.
    pub label: LabelId,
    /// Named values that accepting sets, such as the speaker; those that the tag set gives to the type of the link, such
    /// as the `kind` of a contradiction, are set on the link.
    pub features: Vec<(FeatureId, String)>,
    /// The annotation that stands on exactly these words already; accepting uses it and makes none.
    pub annotation: Option<AnnotationId>,
}

/// A candidate not yet accepted.
#[derive(Clone, Debug, PartialEq)]
pub struct Suggestion {
    /// Which rules found it.
    pub kind: SuggestionKind,
    /// How sure the rules are, 0 to 1. Not a probability: it only orders.
    pub score: f32,
    /// The reason, for a person.
    pub why: String,
    /// One place, or the two (or more) sides of a link.
    pub parts: Vec<SuggestedSpan>,
    /// The type of the link between the sides, where the kind does not say it.
    pub link: Option<RelationTypeId>,
}

impl Suggestion {
    /// Whether the score says anything: a program's candidate without one stands at [`SHOWN_FROM`].
    #[must_use]
    pub fn has_score(&self) -> bool {
        self.kind != SuggestionKind::Machine || self.score.to_bits() != SHOWN_FROM.to_bits()
    }

    /// The type of the link that accepting makes between the sides, where there are two.
    #[must_use]
    pub fn relation_type(&self) -> Option<RelationTypeId> {
        self.link.clone().or_else(|| self.kind.relation_type())
    }

    /// What tells it from others of its kind on the same words: programs give words several tags. Empty where the
    /// kind has one candidate for a place.
    #[must_use]
    pub fn what(&self) -> &str {
        match (self.kind, &self.link, self.parts.first()) {
            (SuggestionKind::Machine, Some(link), _) => link.as_str(),
            (SuggestionKind::Machine, None, Some(part)) => part.label.as_str(),
            _ => "",
        }
    }
}

/// The work was given up because nobody wants the result any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("cancelled")]
pub struct Cancelled;

/// Told how far the work is, `(done, total)`; answers whether it is still wanted.
pub type Watch<'a> = &'a mut dyn FnMut(u64, u64) -> bool;
