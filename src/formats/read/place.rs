//! Where an imported fragment stands in the article: FORMATS.md, rule 3. The words that the file states decide; nothing is guessed
//! where they stand more than once.

use super::imported::{ImportedFragment, Unit};
use crate::text::{ByteOffset, CharOffset, LineIndex, TextSpan, Utf16Offset};
use std::cell::OnceCell;

/// Code points around the stated place in which the words are looked for first.
const NEAR: usize = 50;

/// How a fragment found its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Placement {
    /// Where the file says.
    Exact,
    /// At the same number in another unit than the format's.
    OtherUnit(&'static str),
    /// The words stand near, once.
    Near,
    /// The words stand in the article once, elsewhere.
    Elsewhere,
}

/// A text as the project keeps it (no byte-order mark, LF), and how places in the file's text map to it.
pub(super) struct CanonicalText {
    /// The text as the project keeps it.
    pub text: String,
    raw: String,
    raw_index: LineIndex,
    /// Bytes of `raw` that are left out, ascending.
    left_out: Vec<usize>,
    /// Of `text`, made when it is first asked for: few files need it.
    index: OnceCell<LineIndex>,
}

impl CanonicalText {
    pub fn new(raw: String) -> Self {
        let mut text = String::with_capacity(raw.len());
        let mut left_out = Vec::new();
        let mut chars = raw.char_indices().peekable();
        while let Some((byte, c)) = chars.next() {
            match c {
                '\u{feff}' if byte == 0 => left_out.extend(0..c.len_utf8()),
                '\r' if chars.peek().is_some_and(|(_, next)| *next == '\n') => left_out.push(byte),
                '\r' => text.push('\n'),
                c => text.push(c),
            }
        }
        let raw_index = LineIndex::new(&raw);
        Self {
            text,
            raw,
            raw_index,
            left_out,
            index: OnceCell::new(),
        }
    }

    /// The place in `text` of a place in the file's text.
    fn canonical(&self, raw_byte: usize) -> usize {
        raw_byte - self.left_out.partition_point(|&b| b < raw_byte)
    }

    /// The place in the file's text of an offset in a unit.
    fn raw_byte(&self, offset: usize, unit: Unit) -> Option<usize> {
        match unit {
            Unit::CodePoints => {
                let byte = self
                    .raw_index
                    .byte_from_char(&self.raw, CharOffset(offset))?;
                Some(byte.0)
            }
            Unit::Utf16 => {
                let byte = self
                    .raw_index
                    .byte_from_utf16(&self.raw, Utf16Offset(offset))?;
                Some(byte.0)
            }
            Unit::Bytes => self.raw.is_char_boundary(offset).then_some(offset),
        }
    }

    /// What stands at a fragment's offsets read in a unit, as a range of `text`.
    fn range(&self, fragment: &ImportedFragment, unit: Unit) -> Option<std::ops::Range<usize>> {
        let start = self.canonical(self.raw_byte(fragment.start, unit)?);
        let end = self.canonical(self.raw_byte(fragment.end, unit)?);
        (start < end && self.text.get(start..end).is_some()).then_some(start..end)
    }

    /// The same with every line break counted as one, as programs do that turn CRLF into LF when they read.
    fn range_in_canonical(&self, fragment: &ImportedFragment) -> Option<std::ops::Range<usize>> {
        if self.left_out.is_empty() {
            return None;
        }
        let index = self.index.get_or_init(|| LineIndex::new(&self.text));
        let byte = |o| index.byte_from_char(&self.text, CharOffset(o)).map(|b| b.0);
        let (start, end) = (byte(fragment.start)?, byte(fragment.end)?);
        (start < end).then_some(start..end)
    }

    /// Where a fragment stands.
    ///
    /// # Errors
    /// Why it stands nowhere, in words.
    pub fn place(
        &self,
        fragment: &ImportedFragment,
        unit: Unit,
    ) -> Result<(TextSpan, Placement), String> {
        let span = |r: std::ops::Range<usize>| {
            TextSpan::new(&self.text, ByteOffset(r.start), ByteOffset(r.end))
                .map_err(|error| error.to_string())
        };
        let exact = self.range(fragment, unit);
        let Some(words) = &fragment.text else {
            if fragment.start == fragment.end {
                return Err("it covers nothing".to_owned());
            }
            let range = exact.ok_or_else(|| {
                format!(
                    "{}–{} is not inside the text in {}",
                    fragment.start,
                    fragment.end,
                    unit.words()
                )
            })?;
            return Ok((span(range)?, Placement::Exact));
        };
        let words = without_cr(words);
        if words.is_empty() {
            return Err("it covers nothing".to_owned());
        }
        let says = |range: &std::ops::Range<usize>| self.text.get(range.clone()) == Some(&*words);
        if let Some(range) = exact.filter(says) {
            return Ok((span(range)?, Placement::Exact));
        }
        for other in Unit::ALL.into_iter().filter(|u| *u != unit) {
            if let Some(range) = self.range(fragment, other).filter(says) {
                return Ok((span(range)?, Placement::OtherUnit(other.words())));
            }
        }
        if let Some(range) = self.range_in_canonical(fragment).filter(says) {
            return Ok((
                span(range)?,
                Placement::OtherUnit("code points with each line break as one"),
            ));
        }
        let near = self.near(fragment, unit);
        let mut found = self.text[near.clone()]
            .match_indices(&*words)
            .map(|(i, _)| near.start + i);
        if let (Some(start), None) = (found.next(), found.next()) {
            return Ok((span(start..start + words.len())?, Placement::Near));
        }
        let mut found = self.text.match_indices(&*words).map(|(i, _)| i);
        match (found.next(), found.next()) {
            (Some(start), None) => Ok((span(start..start + words.len())?, Placement::Elsewhere)),
            (Some(_), Some(_)) => {
                Err("its words do not stand at its place, and more than once elsewhere".to_owned())
            }
            _ => Err("its words are not in the article".to_owned()),
        }
    }

    /// The text around a fragment's stated place.
    fn near(&self, fragment: &ImportedFragment, unit: Unit) -> std::ops::Range<usize> {
        let clamp = |byte: Option<usize>| byte.map_or(self.text.len(), |b| self.canonical(b));
        let start = clamp(self.raw_byte(fragment.start, unit)).min(self.text.len());
        let end = clamp(self.raw_byte(fragment.end, unit)).clamp(start, self.text.len());
        let before = self.text[..start]
            .char_indices()
            .rev()
            .take(NEAR)
            .last()
            .map_or(start, |(i, _)| i);
        let after = self.text[end..]
            .char_indices()
            .nth(NEAR)
            .map_or(self.text.len(), |(i, _)| end + i);
        before..after
    }
}

/// Text with LF alone, as the project keeps it.
pub(super) fn without_cr(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Places `words` (where given) at `start..end` in `unit`; gives what it covers and how.
    fn check(
        text: &str,
        (start, end): (usize, usize),
        unit: Unit,
        words: Option<&str>,
        want: Result<(&str, usize, Placement), &str>,
    ) {
        let text = CanonicalText::new(text.to_owned());
        let fragment = ImportedFragment {
            start,
            end,
            text: words.map(str::to_owned),
        };
        let got = text.place(&fragment, unit);
        let got = got.map(|(s, how)| (s.of(&text.text).to_owned(), s.start().0, how));
        let want = want
            .map(|(w, s, h)| (w.to_owned(), s, h))
            .map_err(str::to_owned);
        assert_eq!(got, want);
    }

    #[test]
    fn what_stands_where_the_file_says_is_taken() {
        use Placement::Exact;
        check(
            "a 🚢 quay",
            (4, 8),
            Unit::CodePoints,
            Some("quay"),
            Ok(("quay", 7, Exact)),
        );
        check(
            "a 🚢 quay",
            (5, 9),
            Unit::Utf16,
            None,
            Ok(("quay", 7, Exact)),
        );
        check(
            "a 🚢 quay",
            (7, 11),
            Unit::Bytes,
            None,
            Ok(("quay", 7, Exact)),
        );
    }

    #[test]
    fn crlf_and_a_byte_order_mark_are_counted_as_the_file_has_them() {
        use Placement::{Exact, OtherUnit};
        check(
            "a\r\nb quay",
            (5, 9),
            Unit::CodePoints,
            Some("quay"),
            Ok(("quay", 4, Exact)),
        );
        check(
            "\u{feff}a quay",
            (3, 7),
            Unit::CodePoints,
            Some("quay"),
            Ok(("quay", 2, Exact)),
        );
        let how = OtherUnit("code points with each line break as one");
        check(
            "a\r\nb quay",
            (4, 8),
            Unit::CodePoints,
            Some("quay"),
            Ok(("quay", 4, how)),
        );
        check(
            "a\r\nb",
            (0, 4),
            Unit::CodePoints,
            Some("a\r\nb"),
            Ok(("a\nb", 0, Exact)),
        );
    }

    #[test]
    fn the_stated_words_are_found_in_another_unit_or_elsewhere_when_they_stand_once() {
        use Placement::{Elsewhere, Near, OtherUnit};
        let units = OtherUnit("UTF-16 units");
        check(
            "a 🚢 quay",
            (5, 9),
            Unit::CodePoints,
            Some("quay"),
            Ok(("quay", 7, units)),
        );
        check(
            "one quay two",
            (0, 4),
            Unit::CodePoints,
            Some("quay"),
            Ok(("quay", 4, Near)),
        );
        let far = format!("{}quay", "x".repeat(200));
        check(
            &far,
            (0, 4),
            Unit::CodePoints,
            Some("quay"),
            Ok(("quay", 200, Elsewhere)),
        );
        let twice = "its words do not stand at its place, and more than once elsewhere";
        check(
            "quay x quay",
            (1, 5),
            Unit::CodePoints,
            Some("quay"),
            Err(twice),
        );
        check(
            "one",
            (0, 1),
            Unit::CodePoints,
            Some("quay"),
            Err("its words are not in the article"),
        );
    }

    #[test]
    fn what_covers_nothing_or_leaves_the_text_is_refused() {
        check(
            "one",
            (1, 1),
            Unit::CodePoints,
            None,
            Err("it covers nothing"),
        );
        let outside = "2–9 is not inside the text in code points";
        check("one", (2, 9), Unit::CodePoints, None, Err(outside));
    }
}
