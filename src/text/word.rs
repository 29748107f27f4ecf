//! Words (UAX #29; Chinese, Japanese, Thai, Lao, Khmer and Burmese by dictionary or model).
//!
//! Beyond UAX #29, a hyphen between two word characters joins them: "street-level" is one word.
//! The apostrophe in "isn't" and the points in "3.5" and "U.S" belong to the word; the last point does not.
//!
//! Limitation: at most 2 KiB to each side of the place are segmented; in a script without spaces a
//! longer stretch without a blank may be cut inside a word.

use std::ops::Range;
use std::sync::LazyLock;

use icu_segmenter::options::WordBreakInvariantOptions;
use icu_segmenter::{WordSegmenter, WordSegmenterBorrowed};

use super::grapheme::{ceil_grapheme, floor_grapheme, next_grapheme, prev_grapheme};
use super::is_blank;
use super::offset::ByteOffset;
use super::span::TextSpan;
use super::window::window;

const REACH: usize = 2048;

static SEGMENTER: LazyLock<WordSegmenterBorrowed<'static>> =
    LazyLock::new(|| WordSegmenter::new_auto(WordBreakInvariantOptions::default()));

/// A piece of a line: a word, a punctuation mark, or blanks.
#[derive(Clone, Copy, Debug)]
struct Piece {
    start: usize,
    end: usize,
    is_word: bool,
}

/// All of `range`, in pieces. Its ends are on code-point boundaries.
fn pieces(text: &str, range: Range<usize>) -> Vec<Piece> {
    let base = range.start;
    let line = text.get(range).unwrap_or_default();
    let mut pieces: Vec<Piece> = Vec::new();
    let mut start = 0;
    for (end, kind) in SEGMENTER.segment_str(line).iter_with_word_type() {
        if end > start {
            pieces.push(Piece {
                start: base + start,
                end: base + end,
                is_word: kind.is_word_like(),
            });
            start = end;
        }
    }
    join_hyphens(text, &mut pieces);
    pieces
}

fn join_hyphens(text: &str, pieces: &mut Vec<Piece>) {
    let is_hyphen = |piece: &Piece| {
        matches!(
            text.get(piece.start..piece.end),
            Some("-" | "\u{2010}" | "\u{2011}")
        )
    };
    let mut joined: Vec<Piece> = Vec::with_capacity(pieces.len());
    let mut i = 0;
    while let Some(&piece) = pieces.get(i) {
        match (joined.last_mut(), pieces.get(i + 1)) {
            (Some(before), Some(after)) if before.is_word && after.is_word && is_hyphen(&piece) => {
                before.end = after.end;
                i += 2;
            }
            _ => {
                joined.push(piece);
                i += 1;
            }
        }
    }
    *pieces = joined;
}

/// `[start, end)` widened to whole graphemes.
fn whole(text: &str, start: usize, end: usize) -> Option<TextSpan> {
    let start = floor_grapheme(text, ByteOffset(start));
    TextSpan::new(text, start, ceil_grapheme(text, ByteOffset(end))).ok()
}

fn is_blank_between(text: &str, start: ByteOffset, end: ByteOffset) -> bool {
    text.get(start.0..end.0)
        .is_none_or(|piece| piece.chars().all(is_blank))
}

/// The word that `offset` is in or touches; the one behind it where it touches two.
///
/// Where it touches no word, the punctuation mark (or emoji: one grapheme) behind it, else the one
/// before it. `None` between blanks.
#[must_use]
pub fn word_at(text: &str, offset: ByteOffset) -> Option<TextSpan> {
    let at = floor_grapheme(text, offset);
    let pieces = pieces(text, window(text, at, REACH));
    let behind = pieces.iter().find(|p| p.start <= at.0 && at.0 < p.end);
    let before = pieces.iter().find(|p| p.end == at.0);
    if let Some(word) = [behind, before].into_iter().flatten().find(|p| p.is_word) {
        return whole(text, word.start, word.end);
    }
    let next = next_grapheme(text, at);
    if !is_blank_between(text, at, next) {
        return TextSpan::new(text, at, next).ok();
    }
    let prev = prev_grapheme(text, at);
    if !is_blank_between(text, prev, at) {
        return TextSpan::new(text, prev, at).ok();
    }
    None
}

/// Where a caret at `offset` goes by one word backward: the start of the last word that begins before it.
///
/// Stops at the start of a line that has no word before the place, but some mark.
#[must_use]
pub fn prev_word_start(text: &str, offset: ByteOffset) -> ByteOffset {
    let at = text.floor_char_boundary(offset.0);
    let end = text[..at].trim_end_matches(is_blank).len();
    if end == 0 {
        return ByteOffset::ZERO;
    }
    let around = window(text, ByteOffset(end), REACH);
    let start = around.start;
    let last = pieces(text, around)
        .into_iter()
        .rfind(|p| p.is_word && p.start < end)
        .map_or(start, |p| p.start);
    floor_grapheme(text, ByteOffset(last))
}

/// Where a caret at `offset` goes by one word forward: the end of the first word that ends behind it.
///
/// Stops at the end of a line that has no word behind the place, but some mark.
#[must_use]
pub fn next_word_end(text: &str, offset: ByteOffset) -> ByteOffset {
    let at = text.ceil_char_boundary(offset.0);
    let start = text.len() - text[at..].trim_start_matches(is_blank).len();
    if start == text.len() {
        return ByteOffset(start);
    }
    let around = window(text, ByteOffset(start), REACH);
    let end = around.end;
    let first = pieces(text, around)
        .into_iter()
        .find(|p| p.is_word && p.end > start)
        .map_or(end, |p| p.end);
    ceil_grapheme(text, ByteOffset(first))
}

/// The words of `range` in reading order, without punctuation and blanks. Segments all of it, line by line.
#[must_use]
pub fn words_in(text: &str, range: Range<usize>) -> Vec<TextSpan> {
    let end = text.floor_char_boundary(range.end);
    let start = text.ceil_char_boundary(range.start).min(end);
    let mut words = Vec::new();
    let mut at = start;
    for line in text[start..end].split_inclusive('\n') {
        let line_pieces = pieces(text, at..at + line.len());
        words.extend(
            line_pieces
                .into_iter()
                .filter(|p| p.is_word)
                .filter_map(|p| TextSpan::new(text, ByteOffset(p.start), ByteOffset(p.end)).ok()),
        );
        at += line.len();
    }
    words
}

/// Where a selection that begins at `at` begins by words.
pub(super) fn unit_start(text: &str, at: ByteOffset) -> ByteOffset {
    let at = floor_grapheme(text, at);
    pieces(text, window(text, at, REACH))
        .into_iter()
        .find(|p| p.is_word && p.start <= at.0 && at.0 < p.end)
        .map_or(at, |p| floor_grapheme(text, ByteOffset(p.start)))
}

/// Where a selection that ends at `at` ends by words.
pub(super) fn unit_end(text: &str, at: ByteOffset) -> ByteOffset {
    let at = ceil_grapheme(text, at);
    pieces(text, window(text, at, REACH))
        .into_iter()
        .find(|p| p.is_word && p.start < at.0 && at.0 <= p.end)
        .map_or(at, |p| ceil_grapheme(text, ByteOffset(p.end)))
}
