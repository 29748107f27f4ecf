//! Byte ↔ code point ↔ UTF-16 ↔ (line, column), built once a text.

use thiserror::Error;

use super::offset::{ByteOffset, CharOffset, Utf16Offset};
use super::span::TextSpan;

/// Bytes from one checkpoint to the next.
const STEP: usize = 4096;
/// Bytes that a search passes over at once.
const BLOCK: usize = 128;

/// A place as people name it: the line and the column, both counted from 0.
///
/// Lines end at `\n` only; the column counts code points from the start of the line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LineCol {
    /// Lines before this one.
    pub line: usize,
    /// Code points before the place in its line.
    pub column: usize,
}

/// Why two code-point offsets make no span of a text. Offsets are in code points.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[allow(
    missing_docs,
    reason = "each variant's message says what its numbers are"
)]
pub enum CharSpanError {
    /// Start and end coincide, or stand in the wrong order.
    #[error("the span is empty or reversed: start {start}, end {end}")]
    Empty { start: usize, end: usize },
    /// The end lies behind the text.
    #[error("the span ends at character {end}, but the text has {n_chars}")]
    OutOfBounds { end: usize, n_chars: usize },
}

/// Answers where a place is in each unit, in O(log n) plus at most one checkpoint (4 KiB) of text.
///
/// It holds counts at every 4096th byte, not the text: 32 bytes a checkpoint (0.8 % of the text),
/// 16 where the text is ASCII, since there all units are the same.
///
/// Every method that takes `text` wants the one the index was built from. With a text of another
/// length the answer is `None`; with another text of the same length it is wrong, but nothing panics.
#[derive(Clone, Debug, Default)]
pub struct LineIndex {
    n_bytes: usize,
    n_chars: usize,
    n_utf16: usize,
    n_breaks: usize,
    /// Invariant: empty if the text is ASCII; else the i-th holds the counts before byte `i * STEP`.
    units: Vec<Units>,
    /// Invariant: the i-th tells the line of byte `i * STEP`.
    lines: Vec<LineMark>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Units {
    chars: usize,
    utf16: usize,
}

#[derive(Clone, Copy, Debug, Default)]
struct LineMark {
    /// `\n`s before the checkpoint.
    breaks: usize,
    /// Code points before the line that the checkpoint lies in.
    line_start_char: usize,
}

impl LineIndex {
    /// Reads `text` once.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        let n_steps = bytes.len() / STEP + 1;
        let mut units = Vec::with_capacity(n_steps);
        let mut lines = Vec::with_capacity(n_steps);
        let (mut at, mut mark) = (Units::default(), LineMark::default());
        units.push(at);
        lines.push(mark);
        let blocks = bytes.chunks_exact(STEP);
        let rest = blocks.remainder();
        for block in blocks {
            let counts = Counts::of(block);
            at.chars += counts.chars;
            at.utf16 += counts.utf16;
            mark.breaks += counts.breaks;
            if counts.breaks > 0 {
                let tail = block.rsplit(|&b| b == b'\n').next().unwrap_or_default();
                mark.line_start_char = at.chars - count_chars(tail);
            }
            units.push(at);
            lines.push(mark);
        }
        let counts = Counts::of(rest);
        let n_chars = at.chars + counts.chars;
        if n_chars == bytes.len() {
            units = Vec::new();
        }
        Self {
            n_bytes: bytes.len(),
            n_chars,
            n_utf16: at.utf16 + counts.utf16,
            n_breaks: mark.breaks + counts.breaks,
            units,
            lines,
        }
    }

    /// Code points in the text.
    #[must_use]
    pub fn n_chars(&self) -> usize {
        self.n_chars
    }

    /// UTF-16 code units in the text.
    #[must_use]
    pub fn n_utf16(&self) -> usize {
        self.n_utf16
    }

    /// Lines in the text: the `\n`s and one, so that an empty text has one line.
    #[must_use]
    pub fn n_lines(&self) -> usize {
        self.n_breaks + 1
    }

    /// Code points before `offset`; `None` outside the text or inside a code point.
    #[must_use]
    pub fn char_from_byte(&self, text: &str, offset: ByteOffset) -> Option<CharOffset> {
        let (units, tail) = self.before(text, offset)?;
        Some(CharOffset(units.chars + count_chars(tail)))
    }

    /// UTF-16 code units before `offset`; `None` outside the text or inside a code point.
    #[must_use]
    pub fn utf16_from_byte(&self, text: &str, offset: ByteOffset) -> Option<Utf16Offset> {
        let (units, tail) = self.before(text, offset)?;
        Some(Utf16Offset(units.utf16 + Counts::of(tail).utf16))
    }

    /// The byte at which the code point `offset` starts; `None` behind the end of the text.
    #[must_use]
    pub fn byte_from_char(&self, text: &str, offset: CharOffset) -> Option<ByteOffset> {
        self.find(text, offset.0, self.n_chars, |units| units.chars, |_| 1)
    }

    /// The byte at which the UTF-16 unit `offset` starts; `None` behind the end of the text and
    /// inside a surrogate pair.
    #[must_use]
    pub fn byte_from_utf16(&self, text: &str, offset: Utf16Offset) -> Option<ByteOffset> {
        self.find(
            text,
            offset.0,
            self.n_utf16,
            |units| units.utf16,
            |b| 1 + usize::from(is_astral(b)),
        )
    }

    /// Line and column of `offset`; `None` outside the text or inside a code point.
    ///
    /// The place before a `\n` is on the line that it ends.
    #[must_use]
    pub fn line_col(&self, text: &str, offset: ByteOffset) -> Option<LineCol> {
        let (units, tail) = self.before(text, offset)?;
        let mark = self.lines.get(offset.0 / STEP)?;
        let n_chars = units.chars + count_chars(tail);
        let breaks = Counts::of(tail).breaks;
        let column = if breaks == 0 {
            n_chars - mark.line_start_char.min(n_chars)
        } else {
            count_chars(tail.rsplit(|&b| b == b'\n').next().unwrap_or_default())
        };
        Some(LineCol {
            line: mark.breaks + breaks,
            column,
        })
    }

    /// The first byte of the `line`-th line, counted from 0; `None` if there are fewer lines.
    #[must_use]
    pub fn byte_from_line(&self, text: &str, line: usize) -> Option<ByteOffset> {
        if line > self.n_breaks || text.len() != self.n_bytes {
            return None;
        }
        if line == 0 {
            return Some(ByteOffset::ZERO);
        }
        // The last checkpoint before the line-th `\n`.
        let step = self.lines.partition_point(|mark| mark.breaks < line) - 1;
        let start = step * STEP;
        let missing = line - self.lines.get(step)?.breaks;
        text.as_bytes()
            .get(start..)?
            .iter()
            .enumerate()
            .filter(|&(_, &b)| b == b'\n')
            .nth(missing - 1)
            .map(|(i, _)| ByteOffset(start + i + 1))
    }

    /// The span of the code points `[start, end)`.
    ///
    /// # Errors
    /// Says which end broke which rule, in code points.
    pub fn checked_span(
        &self,
        text: &str,
        start: CharOffset,
        end: CharOffset,
    ) -> Result<TextSpan, CharSpanError> {
        if start >= end {
            return Err(CharSpanError::Empty {
                start: start.0,
                end: end.0,
            });
        }
        let out_of_bounds = CharSpanError::OutOfBounds {
            end: end.0,
            n_chars: self.n_chars,
        };
        let bytes = self
            .byte_from_char(text, start)
            .zip(self.byte_from_char(text, end));
        match bytes {
            Some((start, end)) => TextSpan::new(text, start, end).map_err(|_| out_of_bounds),
            None => Err(out_of_bounds),
        }
    }

    /// The counts at the last checkpoint before `offset`, and the bytes from there.
    fn before<'t>(&self, text: &'t str, offset: ByteOffset) -> Option<(Units, &'t [u8])> {
        let ByteOffset(end) = offset;
        if text.len() != self.n_bytes || !text.is_char_boundary(end) {
            return None;
        }
        let step = end / STEP;
        let start = step * STEP;
        let units = if self.units.is_empty() {
            Units {
                chars: start,
                utf16: start,
            }
        } else {
            *self.units.get(step)?
        };
        Some((units, text.as_bytes().get(start..end)?))
    }

    /// The byte of the code point before which there are exactly `wanted` units.
    fn find(
        &self,
        text: &str,
        wanted: usize,
        n_units: usize,
        unit_of: impl Fn(&Units) -> usize,
        width: impl Fn(u8) -> usize,
    ) -> Option<ByteOffset> {
        if wanted > n_units || text.len() != self.n_bytes {
            return None;
        }
        if wanted == n_units {
            return Some(ByteOffset(self.n_bytes));
        }
        if self.units.is_empty() {
            return Some(ByteOffset(wanted));
        }
        // The first checkpoint holds 0, so at least one is not above `wanted`.
        let step = self
            .units
            .partition_point(|units| unit_of(units) <= wanted)
            .saturating_sub(1);
        let mut passed = unit_of(self.units.get(step)?);
        let mut start = step * STEP;
        // Whole blocks are counted many bytes at once; only the one that holds the place is walked through.
        for block in text.as_bytes().get(start..)?.chunks(BLOCK) {
            let counts = Counts::of(block);
            let n_here = unit_of(&Units {
                chars: counts.chars,
                utf16: counts.utf16,
            });
            if passed + n_here > wanted {
                break;
            }
            passed += n_here;
            start += block.len();
        }
        for (i, &b) in text.as_bytes().get(start..)?.iter().enumerate() {
            if is_lead(b) {
                if passed == wanted {
                    return Some(ByteOffset(start + i));
                }
                if passed > wanted {
                    return None;
                }
                passed += width(b);
            }
        }
        None
    }
}

/// Whether a byte begins a code point.
#[inline]
const fn is_lead(b: u8) -> bool {
    b & 0b1100_0000 != 0b1000_0000
}

/// Whether a byte begins a code point that takes two UTF-16 units.
#[inline]
const fn is_astral(b: u8) -> bool {
    b >= 0xF0
}

#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    chars: usize,
    utf16: usize,
    breaks: usize,
}

/// Bytes that are counted in one go: a sum in a byte holds this many ones.
const LANE: usize = 192;

impl Counts {
    /// Counts without branches and with sums in bytes, so that the compiler can use vectors; wrapping, so that it
    /// does in every profile.
    fn of(bytes: &[u8]) -> Self {
        let mut counts = Self::default();
        for chunk in bytes.chunks(LANE) {
            let (mut leads, mut astral, mut breaks) = (0_u8, 0_u8, 0_u8);
            for &b in chunk {
                leads = leads.wrapping_add(u8::from(is_lead(b)));
                astral = astral.wrapping_add(u8::from(is_astral(b)));
                breaks = breaks.wrapping_add(u8::from(b == b'\n'));
            }
            counts.chars += usize::from(leads);
            counts.utf16 += usize::from(leads) + usize::from(astral);
            counts.breaks += usize::from(breaks);
        }
        counts
    }
}

/// Code points that begin in `bytes`.
fn count_chars(bytes: &[u8]) -> usize {
    bytes
        .chunks(LANE)
        .map(|chunk| {
            let leads = chunk.iter().map(|&b| u8::from(is_lead(b)));
            usize::from(leads.fold(0, u8::wrapping_add))
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::super::test_texts::{long_text, nasty_text};
    use super::*;
    use proptest::prelude::*;

    /// Every place of `text` against naive code, in all units and both directions.
    fn check(text: &str) {
        let index = LineIndex::new(text);
        assert_eq!(index.n_chars(), text.chars().count());
        assert_eq!(index.n_utf16(), text.encode_utf16().count());
        assert_eq!(index.n_lines(), text.split('\n').count());
        let (mut chars, mut utf16, mut place) = (0, 0, LineCol::default());
        let mut is_line_start = true;
        for (byte, c) in text.char_indices().chain([(text.len(), ' ')]) {
            let at = ByteOffset(byte);
            assert_eq!(index.char_from_byte(text, at), Some(CharOffset(chars)));
            assert_eq!(index.byte_from_char(text, CharOffset(chars)), Some(at));
            assert_eq!(index.utf16_from_byte(text, at), Some(Utf16Offset(utf16)));
            assert_eq!(index.byte_from_utf16(text, Utf16Offset(utf16)), Some(at));
            assert_eq!(index.line_col(text, at), Some(place));
            if is_line_start {
                assert_eq!(index.byte_from_line(text, place.line), Some(at));
            }
            for inside in byte + 1..(byte + c.len_utf8()).min(text.len()) {
                assert_eq!(index.char_from_byte(text, ByteOffset(inside)), None);
                assert_eq!(index.line_col(text, ByteOffset(inside)), None);
            }
            if c.len_utf16() == 2 && byte < text.len() {
                assert_eq!(index.byte_from_utf16(text, Utf16Offset(utf16 + 1)), None);
            }
            chars += 1;
            utf16 += c.len_utf16();
            is_line_start = c == '\n';
            place = if is_line_start {
                LineCol {
                    line: place.line + 1,
                    column: 0,
                }
            } else {
                LineCol {
                    line: place.line,
                    column: place.column + 1,
                }
            };
        }
        let beyond = text.len() + 1;
        assert_eq!(index.char_from_byte(text, ByteOffset(beyond)), None);
        assert_eq!(
            index.byte_from_char(text, CharOffset(index.n_chars() + 1)),
            None
        );
        assert_eq!(
            index.byte_from_utf16(text, Utf16Offset(index.n_utf16() + 1)),
            None
        );
        assert_eq!(index.byte_from_line(text, index.n_lines()), None);
    }

    #[test]
    fn every_place_of_small_texts() {
        for text in ["", "\n", "a", "é\n\n👩‍👩‍👧", "日本\nab", "\n\n\n"] {
            check(text);
        }
    }

    #[test]
    fn around_checkpoints() {
        check(&"word and word\n".repeat(700));
        check(&"é".repeat(STEP));
        check(&format!("x{}\n{}", "日".repeat(STEP), "👍".repeat(STEP)));
        check(&format!("{}\n", "x".repeat(STEP - 1)).repeat(2));
    }

    #[test]
    fn a_small_part_of_the_text() {
        let ascii = LineIndex::new(&"word and word\n".repeat(100_000));
        assert!(ascii.units.is_empty());
        let mixed = "Wörter und Wörter\n".repeat(100_000);
        let index = LineIndex::new(&mixed);
        let held = size_of_val(&index.units[..]) + size_of_val(&index.lines[..]);
        assert!(held * 100 < mixed.len(), "{held} bytes");
    }

    #[test]
    fn spans_in_code_points() {
        let text = "añ👍b";
        let index = LineIndex::new(text);
        let span = |s, e| index.checked_span(text, CharOffset(s), CharOffset(e));
        assert_eq!(span(1, 3).map(|s| s.of(text)), Ok("ñ👍"));
        assert_eq!(span(2, 2), Err(CharSpanError::Empty { start: 2, end: 2 }));
        assert_eq!(
            span(2, 5),
            Err(CharSpanError::OutOfBounds { end: 5, n_chars: 4 })
        );
        assert_eq!(index.char_from_byte("another", ByteOffset(0)), None);
    }

    proptest! {
        #[test]
        fn agrees_with_naive_code(text in nasty_text()) {
            check(&text);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(8))]
        #[test]
        fn agrees_with_naive_code_on_long_texts(text in long_text()) {
            check(&text);
        }
    }
}
