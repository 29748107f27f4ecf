//! Graphemes: what a reader takes for one character (UAX #29, extended grapheme clusters).
//!
//! Limitation: at most 1 KiB to each side of the place is looked at, so a longer grapheme (or more
//! than 128 flags without a break) may be cut.

use unicode_segmentation::GraphemeCursor;

use super::offset::ByteOffset;

const REACH: usize = 1024;

/// A cursor at `at`, with its piece of the text and where the piece starts. `at` is a code-point boundary.
fn cursor(text: &str, at: usize) -> (GraphemeCursor, &str, usize) {
    let low = text.floor_char_boundary(at.saturating_sub(REACH));
    let high = text.ceil_char_boundary(at.saturating_add(REACH));
    let piece = &text[low..high];
    (GraphemeCursor::new(at - low, piece.len(), true), piece, low)
}

/// Whether `offset` lies between two graphemes, or at an end of the text. False outside the text.
#[must_use]
pub fn is_grapheme_boundary(text: &str, offset: ByteOffset) -> bool {
    let at = offset.0;
    if at == 0 || at == text.len() {
        return true;
    }
    if !text.is_char_boundary(at) {
        return false;
    }
    let (before, after) = (text.as_bytes()[at - 1], text.as_bytes()[at]);
    if before.is_ascii() && after.is_ascii() {
        return (before, after) != (b'\r', b'\n');
    }
    let (mut cursor, piece, _) = cursor(text, at);
    cursor.is_boundary(piece, 0).unwrap_or(true)
}

/// The start of the grapheme that `offset` is in; `offset` itself where it is a boundary.
///
/// An offset behind the text counts as its end, here and in the other functions.
#[must_use]
pub fn floor_grapheme(text: &str, offset: ByteOffset) -> ByteOffset {
    let at = ByteOffset(text.floor_char_boundary(offset.0));
    if is_grapheme_boundary(text, at) {
        at
    } else {
        prev_grapheme(text, at)
    }
}

/// The end of the grapheme that `offset` is in; `offset` itself where it is a boundary.
#[must_use]
pub fn ceil_grapheme(text: &str, offset: ByteOffset) -> ByteOffset {
    let at = ByteOffset(text.ceil_char_boundary(offset.0));
    if is_grapheme_boundary(text, at) {
        at
    } else {
        next_grapheme(text, at)
    }
}

/// The last grapheme boundary before `offset`; 0 at the start.
#[must_use]
pub fn prev_grapheme(text: &str, offset: ByteOffset) -> ByteOffset {
    let at = text.ceil_char_boundary(offset.0);
    let (mut cursor, piece, low) = cursor(text, at);
    let before = cursor.prev_boundary(piece, 0).ok().flatten().unwrap_or(0);
    ByteOffset(low + before)
}

/// The first grapheme boundary behind `offset`; the length of the text at its end.
#[must_use]
pub fn next_grapheme(text: &str, offset: ByteOffset) -> ByteOffset {
    let at = text.floor_char_boundary(offset.0);
    // Two ASCII characters are two graphemes, but for a line end of two.
    if let [first, second, ..] = text.as_bytes()[at..]
        && first.is_ascii()
        && second.is_ascii()
        && (first, second) != (b'\r', b'\n')
    {
        return ByteOffset(at + 1);
    }
    let (mut cursor, piece, low) = cursor(text, at);
    let behind = cursor.next_boundary(piece, 0).ok().flatten();
    ByteOffset(low + behind.unwrap_or(piece.len()))
}

#[cfg(test)]
mod tests {
    use super::super::test_texts::nasty_text;
    use super::*;
    use proptest::prelude::*;
    use unicode_segmentation::UnicodeSegmentation;

    #[test]
    fn steps_over_whole_graphemes() {
        let text = "a👩‍👩‍👧e\u{301}🇩🇪🇫🇷ก็";
        let mut starts = vec![];
        let mut at = ByteOffset::ZERO;
        while at.0 < text.len() {
            starts.push(at.0);
            at = next_grapheme(text, at);
        }
        let expected: Vec<_> = text.grapheme_indices(true).map(|(i, _)| i).collect();
        assert_eq!(starts, expected);
        while at.0 > 0 {
            at = prev_grapheme(text, at);
            assert_eq!(Some(at.0), starts.pop());
        }
    }

    #[test]
    fn ends_of_the_text() {
        for text in ["", "é"] {
            let end = ByteOffset(text.len());
            assert_eq!(next_grapheme(text, end), end);
            assert_eq!(next_grapheme(text, ByteOffset(99)), end);
            assert_eq!(prev_grapheme(text, ByteOffset::ZERO), ByteOffset::ZERO);
            assert_eq!(floor_grapheme(text, ByteOffset(99)), end);
            assert_eq!(ceil_grapheme(text, ByteOffset(99)), end);
        }
    }

    #[test]
    fn ten_megabytes_of_accents_cost_a_window() {
        let text = "\u{301}".repeat(5_000_000);
        for i in 0..100 {
            let _ = floor_grapheme(&text, ByteOffset(i * 90_000));
            let _ = ceil_grapheme(&text, ByteOffset(i * 90_000));
        }
    }

    proptest! {
        #[test]
        fn agrees_with_the_whole_text_segmented(text in nasty_text()) {
            let mut bounds: Vec<_> = text.grapheme_indices(true).map(|(i, _)| i).collect();
            bounds.push(text.len());
            for at in 0..=text.len() {
                let floor = *bounds.iter().rfind(|&&b| b <= at).unwrap_or(&0);
                let ceil = *bounds.iter().find(|&&b| b >= at).unwrap_or(&0);
                let offset = ByteOffset(at);
                prop_assert_eq!(is_grapheme_boundary(&text, offset), floor == at);
                prop_assert_eq!(floor_grapheme(&text, offset).0, floor);
                prop_assert_eq!(ceil_grapheme(&text, offset).0, ceil);
                let prev = *bounds.iter().rfind(|&&b| b < at).unwrap_or(&0);
                let next = *bounds.iter().find(|&&b| b > at).unwrap_or(&text.len());
                prop_assert_eq!(prev_grapheme(&text, offset).0, prev);
                prop_assert_eq!(next_grapheme(&text, offset).0, next);
            }
        }
    }
}
