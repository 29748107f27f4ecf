//! Floor 1: text and places in it. Knows no annotation, no file, no window.
//!
//! - [`offset`], [`span`], [`line_index`]: places as types, and from one unit to another;
//! - [`snap`] and what it stands on ([`grapheme`], [`word`], [`sentence`], [`quotation`], [`paragraph`]):
//!   the unit around a place, in a window of a few KiB;
//! - [`quotes`]: which quotation marks of a paragraph belong together;
//! - [`fold`]: the text without case, accents and the like, with the way back;
//! - [`find`]: a pattern, and where it stands in a text;
//! - [`marks`]: characters that must be made visible;
//! - [`anchor`]: where spans went after their text changed;
//! - [`segments`]: overlapping spans as disjoint segments.
//!
//! No function here panics, whatever the offset: one behind the text counts as its end, one inside a
//! code point as its start, unless the function says otherwise.
pub mod anchor;
pub mod find;
pub mod fold;
mod fold_letters;
pub mod grapheme;
pub mod line_index;
pub mod marks;
pub mod offset;
pub mod paragraph;
pub mod quotation;
pub mod quotes;
pub mod segments;
pub mod sentence;
pub mod snap;
pub mod span;
#[cfg(test)]
mod test_texts;
mod window;
pub mod word;

pub use anchor::{AnchorFate, Anchored, Anchors, TextChange};
pub use find::{Hits, Pattern, PatternError, Query};
pub use fold::{Folded, fold};
pub use line_index::{CharSpanError, LineCol, LineIndex};
pub use marks::{count_marks, is_marked, mark_for};
pub use offset::{ByteOffset, CharOffset, Utf16Offset};
pub use quotes::{QuotePair, quote_pairs};
pub use segments::{Segment, lanes, segments};
pub use snap::{
    Snap, ceil_grapheme, floor_grapheme, grow, is_grapheme_boundary, line_range, next_grapheme,
    next_word_end, paragraph_at, prev_grapheme, prev_word_start, quotation_at, sentence_at,
    sentences_in, shrink, snap_range, trim_blanks, word_at, words_in,
};
pub use span::{SpanError, TextSpan};

/// Whether a character is a blank: Unicode `White_Space`, zero-width space, byte order mark.
#[must_use]
pub fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200B}' | '\u{FEFF}')
}
