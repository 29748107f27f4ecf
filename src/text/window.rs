//! The stretch of a line around a place that a segmenter is shown.

use std::ops::Range;

use super::grapheme::{ceil_grapheme, floor_grapheme};
use super::is_blank;
use super::offset::ByteOffset;

/// A blank is looked for in this many bytes at a cut.
const SEAM: usize = 512;

/// The line around `offset`, at most about `reach` bytes to each side.
///
/// Where it is cut it is cut at a blank if there is one near, else between two graphemes. The place
/// is always in it or at one of its ends. All ends are on code-point boundaries.
pub(super) fn window(text: &str, offset: ByteOffset, reach: usize) -> Range<usize> {
    let at = text.floor_char_boundary(offset.0);
    let low = text.floor_char_boundary(at.saturating_sub(reach));
    let high = text.ceil_char_boundary(at.saturating_add(reach));
    let start = match text[low..at].rfind('\n') {
        Some(i) => low + i + 1,
        None if low == 0 || text[..low].ends_with('\n') => low,
        None => {
            let seam = &text[low..text.floor_char_boundary(low + SEAM).min(at)];
            match seam.char_indices().find(|&(_, c)| is_blank(c)) {
                Some((i, c)) => low + i + c.len_utf8(),
                None => floor_grapheme(text, ByteOffset(low)).0,
            }
        }
    };
    let end = match text[at..high].find('\n') {
        Some(i) => at + i,
        None if high == text.len() || text[high..].starts_with('\n') => high,
        None => {
            let seam_start = text.ceil_char_boundary(high.saturating_sub(SEAM)).max(at);
            match text[seam_start..high].rfind(is_blank) {
                Some(i) => seam_start + i,
                None => ceil_grapheme(text, ByteOffset(high)).0,
            }
        }
    };
    start..end
}

/// Whether both ends of `window` are ends of its line, so that nothing was cut off.
pub(super) fn is_whole_line(text: &str, window: &Range<usize>) -> bool {
    let before = text.get(..window.start).unwrap_or_default();
    let after = text.get(window.end..).unwrap_or_default();
    (before.is_empty() || before.ends_with('\n')) && (after.is_empty() || after.starts_with('\n'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, at: usize, reach: usize, want: &str) {
        let range = window(text, ByteOffset(at), reach);
        assert_eq!(&text[range.clone()], want);
        assert_eq!(
            is_whole_line(text, &range),
            text.split('\n').any(|line| line == want)
        );
    }

    #[test]
    fn a_long_line_is_cut_at_blanks_and_a_short_one_not_at_all() {
        let text = "first line\none two three four five\nlast";
        check(text, 13, 100, "one two three four five");
        check(text, 22, 12, "one two three four five");
        check(text, 22, 11, "one two three four");
        check(text, 22, 9, "two three four");
        check(text, 4, 4, "first");
        check(text, 38, 3, "last");
        check("onetwothreefourfive", 9, 4, "othreefo");
        check("", 0, 4, "");
    }
}
