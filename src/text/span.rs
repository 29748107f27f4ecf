//! A stretch of one text, checked when it is made.

use super::offset::ByteOffset;
use thiserror::Error;

/// A non-empty stretch `[start, end)` of a text, in bytes.
///
/// It does not remember its text: use it only with the one it was made against.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TextSpan {
    /// Invariant: `start < end`, and both lie on code-point boundaries of the text.
    start: ByteOffset,
    end: ByteOffset,
}

/// Why two offsets make no span of a text. Offsets are in bytes.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[allow(
    missing_docs,
    reason = "each variant's message says what its numbers are"
)]
pub enum SpanError {
    /// Start and end coincide, or stand in the wrong order.
    #[error("the span is empty or reversed: start {start}, end {end}")]
    Empty { start: usize, end: usize },
    /// The end lies behind the text.
    #[error("the span ends at byte {end}, but the text has {len} bytes")]
    OutOfBounds { end: usize, len: usize },
    /// The start lies inside a code point.
    #[error("the start, byte {start}, lies inside a character")]
    StartInsideChar { start: usize },
    /// The end lies inside a code point.
    #[error("the end, byte {end}, lies inside a character")]
    EndInsideChar { end: usize },
}

impl TextSpan {
    /// Checks `[start, end)` against `text`.
    ///
    /// # Errors
    /// Says which end broke which rule.
    pub fn new(text: &str, start: ByteOffset, end: ByteOffset) -> Result<Self, SpanError> {
        let (s, e) = (start.0, end.0);
        if s >= e {
            return Err(SpanError::Empty { start: s, end: e });
        }
        if e > text.len() {
            return Err(SpanError::OutOfBounds {
                end: e,
                len: text.len(),
            });
        }
        if !text.is_char_boundary(s) {
            return Err(SpanError::StartInsideChar { start: s });
        }
        if !text.is_char_boundary(e) {
            return Err(SpanError::EndInsideChar { end: e });
        }
        Ok(Self { start, end })
    }

    /// A span of a text that is not at hand, as a journal states it; only the order of its ends is checked.
    /// Whoever takes it in must hold it against the text with [`Self::new`].
    ///
    /// # Errors
    /// When it is empty or reversed.
    pub fn stated(start: ByteOffset, end: ByteOffset) -> Result<Self, SpanError> {
        if start < end {
            Ok(Self { start, end })
        } else {
            let (start, end) = (start.0, end.0);
            Err(SpanError::Empty { start, end })
        }
    }

    /// First byte.
    #[must_use]
    pub const fn start(self) -> ByteOffset {
        self.start
    }

    /// The byte behind the last one.
    #[must_use]
    pub const fn end(self) -> ByteOffset {
        self.end
    }

    /// Length in bytes, never 0.
    #[must_use]
    #[allow(clippy::len_without_is_empty, reason = "a span is never empty")]
    pub const fn len(self) -> usize {
        self.end.0 - self.start.0
    }

    /// As a range of bytes.
    #[must_use]
    pub const fn range(self) -> std::ops::Range<usize> {
        self.start.0..self.end.0
    }

    /// The words it covers. Empty if `text` is not the text it was made against and does not reach so far.
    #[must_use]
    pub fn of(self, text: &str) -> &str {
        text.get(self.range()).unwrap_or_default()
    }

    /// Whether the byte at `offset` is inside.
    #[must_use]
    pub const fn contains(self, offset: ByteOffset) -> bool {
        self.start.0 <= offset.0 && offset.0 < self.end.0
    }

    /// Whether both share at least one byte.
    #[must_use]
    pub const fn overlaps(self, other: Self) -> bool {
        self.start.0 < other.end.0 && other.start.0 < self.end.0
    }
}
