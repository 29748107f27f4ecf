//! Paragraphs: the lines of a text.

use std::ops::Range;

use super::offset::ByteOffset;
use super::snap::trim_blanks;
use super::span::TextSpan;

/// The line that `offset` is on, without its `\n`, in bytes; the place before a `\n` is on the line it ends.
///
/// It searches the two `\n`s, so it costs as much as the line is long, but nothing is segmented.
#[must_use]
pub fn line_range(text: &str, offset: ByteOffset) -> Range<usize> {
    let at = text.floor_char_boundary(offset.0);
    let start = text[..at].rfind('\n').map_or(0, |i| i + 1);
    let end = text[at..].find('\n').map_or(text.len(), |i| at + i);
    start..end
}

/// The paragraph that `offset` is in: its line, trimmed of blanks. `None` on a blank line.
#[must_use]
pub fn paragraph_at(text: &str, offset: ByteOffset) -> Option<TextSpan> {
    let line = line_range(text, offset);
    let span = TextSpan::new(text, ByteOffset(line.start), ByteOffset(line.end)).ok()?;
    trim_blanks(text, span)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_trimmed_line() {
        let text = "  one two \n \n\u{3000}three\u{2028}four";
        let at = |i| paragraph_at(text, ByteOffset(i)).map(|s| s.of(text));
        assert_eq!(at(0), Some("one two"));
        assert_eq!(at(10), Some("one two"));
        assert_eq!(at(11), None);
        assert_eq!(at(13), Some("three\u{2028}four"));
        assert_eq!(at(999), Some("three\u{2028}four"));
        assert_eq!(paragraph_at("", ByteOffset(0)), None);
    }
}
