//! Selections by whole units: what a drag covers, and the next larger and smaller unit.
//!
//! Everything here looks at a window of a few KiB around the place, however long the text and its lines
//! are; only [`paragraph_at`] searches the whole line for its ends.

use super::is_blank;
use super::offset::ByteOffset;
use super::quotation::pairs_near;
use super::span::TextSpan;
use super::{sentence, word};

pub use super::grapheme::{
    ceil_grapheme, floor_grapheme, is_grapheme_boundary, next_grapheme, prev_grapheme,
};
pub use super::paragraph::{line_range, paragraph_at};
pub use super::quotation::quotation_at;
pub use super::sentence::{sentence_at, sentences_in};
pub use super::word::{next_word_end, prev_word_start, word_at, words_in};

/// What a drag takes whole.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Snap {
    /// Words; punctuation by grapheme.
    #[default]
    Word,
    /// Sentences.
    Sentence,
    /// Graphemes.
    Character,
}

/// What a drag from `anchor` to `focus` (in either direction) selects: every unit that it covers at
/// least a part of, without blanks at the ends. `None` if nothing is left.
///
/// Where both coincide, the unit at the place; nothing by [`Snap::Character`]. Whether a click without
/// a drag selects is for the caller to decide.
#[must_use]
pub fn snap_range(
    text: &str,
    anchor: ByteOffset,
    focus: ByteOffset,
    unit: Snap,
) -> Option<TextSpan> {
    let (low, high) = (anchor.min(focus), anchor.max(focus));
    if low == high {
        return match unit {
            Snap::Word => word::word_at(text, low),
            Snap::Sentence => sentence_at(text, low),
            Snap::Character => None,
        };
    }
    // First the graphemes, without the blanks, so that a blank at an end draws in no unit.
    let low = floor_grapheme(text, low);
    let high = ceil_grapheme(text, high);
    let touched = trim_blanks(text, TextSpan::new(text, low, high).ok()?)?;
    let (low, high) = (touched.start(), touched.end());
    let (start, end) = match unit {
        Snap::Character => (low, high),
        Snap::Word => (word::unit_start(text, low), word::unit_end(text, high)),
        Snap::Sentence => (
            sentence::unit_start(text, low),
            sentence::unit_end(text, high),
        ),
    };
    trim_blanks(text, TextSpan::new(text, start, end).ok()?)
}

/// `span` without the blanks at its ends; `None` if there is nothing else.
///
/// Blank: Unicode `White_Space` (no-break space included), zero-width space, byte order mark. A blank
/// that carries a combining mark is one grapheme with it and stays.
#[must_use]
pub fn trim_blanks(text: &str, span: TextSpan) -> Option<TextSpan> {
    let words = span.of(text);
    let inner = words.trim_start_matches(is_blank);
    let start = ByteOffset(span.end().0 - inner.len());
    let end = ByteOffset(start.0 + inner.trim_end_matches(is_blank).len());
    if start >= end {
        return None;
    }
    let start = floor_grapheme(text, start).max(span.start());
    let end = ceil_grapheme(text, end).min(span.end());
    TextSpan::new(text, start, end).ok()
}

/// The smallest unit that holds all of `span` and more: word, quotation, sentence or paragraph, by size.
/// A span over several units grows to whole ones. `span` itself where it is whole paragraphs already.
#[must_use]
pub fn grow(text: &str, span: TextSpan) -> TextSpan {
    let by = |unit| snap_range(text, span.start(), span.end(), unit);
    let first = paragraph_at(text, span.start());
    let last = paragraph_at(text, prev_grapheme(text, span.end()));
    let start = first.map_or(span.start(), TextSpan::start);
    let end = last.map_or(span.end(), TextSpan::end);
    let paragraphs = TextSpan::new(text, start, end).ok();
    [by(Snap::Word), by(Snap::Sentence), paragraphs]
        .into_iter()
        .flatten()
        .chain(
            pairs_near(text, span.start())
                .into_iter()
                .map(|pair| pair.words),
        )
        .filter(|unit| holds(*unit, span))
        .min_by_key(|unit| unit.len())
        .unwrap_or(span)
}

/// The largest unit around `towards` that lies in `span` and is smaller: paragraph, sentence, quotation
/// or word. `span` itself where there is none. An offset outside the span counts as its nearer end.
#[must_use]
pub fn shrink(text: &str, span: TextSpan, towards: ByteOffset) -> TextSpan {
    let last = floor_grapheme(text, prev_grapheme(text, span.end())).max(span.start());
    let at = towards.clamp(span.start(), last);
    [
        word::word_at(text, at),
        sentence_at(text, at),
        paragraph_at(text, at),
    ]
    .into_iter()
    .flatten()
    .chain(
        pairs_near(text, at)
            .into_iter()
            .map(|pair| pair.words)
            .filter(|words| words.contains(at)),
    )
    .filter(|unit| holds(span, *unit))
    .max_by_key(|unit| unit.len())
    .unwrap_or(span)
}

/// Whether `outer` covers all of `inner` and more.
fn holds(outer: TextSpan, inner: TextSpan) -> bool {
    outer.start() <= inner.start() && inner.end() <= outer.end() && outer != inner
}
