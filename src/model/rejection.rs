//! What is remembered of a suggestion that an annotator rejected.

use super::id::AnnotatorId;

/// A rejected suggestion as a value: it is known again by its kind, its texts and its places, whatever the rules say
/// of it next time.
///
/// Limitation: a text that changes is another text, so what was rejected on it may be suggested again.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Rejection {
    /// The word for the rules that found it, such as `quotes`; for what a program annotated with the tag or type of link,
    /// such as `machine: claim`.
    pub kind: String,
    /// Invariant: sorted, so that a pair is the same pair whichever side came first.
    sides: Vec<RejectedSide>,
    /// Who rejected it.
    pub annotator: AnnotatorId,
}

/// One side of a rejected suggestion.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RejectedSide {
    /// SHA-256 of the text, in lower-case hexadecimal.
    pub sha256: String,
    /// The fragments `[start, end)` in code points.
    pub spans: Vec<(usize, usize)>,
}

impl Rejection {
    /// A rejection of these sides, in any order.
    #[must_use]
    pub fn new(kind: String, mut sides: Vec<RejectedSide>, annotator: AnnotatorId) -> Self {
        sides.sort();
        Self {
            kind,
            sides,
            annotator,
        }
    }

    /// The sides, sorted.
    #[must_use]
    pub fn sides(&self) -> &[RejectedSide] {
        &self.sides
    }
}
