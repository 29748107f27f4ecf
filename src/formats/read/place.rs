//! Where an imported fragment stands in the article: FORMATS.md, rule 3. The words that the file states decide; nothing is guessed
//! where they stand more than once.

use super::imported::{Around, ImportedFragment, Unit};
use crate::text::{ByteOffset, CharOffset, LineIndex, TextSpan, Utf16Offset};
use std::cell::OnceCell;
use std::ops::Range;
use std::sync::Arc;
use unicode_segmentation::UnicodeSegmentation as _;

/// Code points around the stated place in which the words are looked for first.
const NEAR: usize = 50;
/// Code points before and after words that tell look-alikes apart.
const CONTEXT: usize = 32;

/// The byte-order mark.
const MARK: char = '\u{feff}';

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

impl Placement {
    /// In words.
    #[must_use]
    pub fn words(self) -> String {
        match self {
            Self::Exact => "where the file says".to_owned(),
            Self::OtherUnit(unit) => format!("its offsets fit read as {unit}"),
            Self::Near => "found by its words within 50 characters of its place".to_owned(),
            Self::Elsewhere => "found by its words elsewhere in the article".to_owned(),
        }
    }
}

/// A text as the project keeps it (no byte-order mark, LF), and how places in the file's text map to it.
pub(super) struct CanonicalText {
    /// The text as the project keeps it.
    pub text: Arc<str>,
    /// The file's own; the same piece of memory where nothing differs.
    raw: Arc<str>,
    /// Of `raw`, made when it is first asked for.
    raw_index: OnceCell<LineIndex>,
    /// Bytes of `raw` that are left out, ascending.
    left_out: Vec<usize>,
    /// Of `text`, made when it is first asked for: few files need it.
    index: OnceCell<LineIndex>,
    /// Of `raw`, likewise.
    graphemes: OnceCell<Vec<usize>>,
}

impl CanonicalText {
    pub fn new(raw: Arc<str>) -> Self {
        let (text, left_out) = if raw.starts_with(MARK) || raw.contains('\r') {
            canonical(&raw)
        } else {
            (Arc::clone(&raw), Vec::new())
        };
        Self {
            text,
            raw,
            raw_index: OnceCell::new(),
            left_out,
            index: OnceCell::new(),
            graphemes: OnceCell::new(),
        }
    }

    /// The place in `text` of a place in the file's text.
    fn canonical(&self, raw_byte: usize) -> usize {
        raw_byte - self.left_out.partition_point(|&b| b < raw_byte)
    }

    /// The place in `text` of an offset in a unit.
    fn byte(&self, offset: usize, unit: Unit) -> Option<usize> {
        let in_file = match unit {
            Unit::CodePoints => {
                let offset = CharOffset(offset);
                self.raw_index().byte_from_char(&self.raw, offset)?.0
            }
            Unit::Utf16 => {
                let offset = Utf16Offset(offset);
                self.raw_index().byte_from_utf16(&self.raw, offset)?.0
            }
            Unit::Bytes => self.raw.is_char_boundary(offset).then_some(offset)?,
            Unit::Graphemes => *self.graphemes().get(offset)?,
            Unit::OneBreak => {
                let index = self.index.get_or_init(|| LineIndex::new(&self.text));
                return Some(index.byte_from_char(&self.text, CharOffset(offset))?.0);
            }
        };
        Some(self.canonical(in_file))
    }

    fn raw_index(&self) -> &LineIndex {
        self.raw_index.get_or_init(|| LineIndex::new(&self.raw))
    }

    /// Where each grapheme cluster of the file's text begins, and its end.
    fn graphemes(&self) -> &[usize] {
        self.graphemes.get_or_init(|| {
            let starts = self.raw.grapheme_indices(true).map(|(byte, _)| byte);
            starts.chain([self.raw.len()]).collect()
        })
    }

    /// What stands at a fragment's offsets read in a unit, as a range of `text`.
    fn range(&self, fragment: &ImportedFragment, unit: Unit) -> Option<Range<usize>> {
        let (start, end) = (
            self.byte(fragment.start, unit)?,
            self.byte(fragment.end, unit)?,
        );
        (start < end && self.text.get(start..end).is_some()).then_some(start..end)
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
        let Some(words) = &fragment.text else {
            if fragment.start == fragment.end {
                return Err("it covers nothing".to_owned());
            }
            let range = self.range(fragment, unit).ok_or_else(|| {
                format!(
                    "{}–{} is not inside the text in {}",
                    fragment.start,
                    fragment.end,
                    unit.words()
                )
            })?;
            return Ok((self.span(range)?, Placement::Exact));
        };
        let words = without_cr(words);
        if words.is_empty() {
            return Err("it covers nothing".to_owned());
        }
        let around = fragment.around.as_ref();
        let has_place = around.is_none_or(|a| a.has_place);
        let fits = |start: usize| {
            let (before, after) = (&self.text[..start], &self.text[start + words.len()..]);
            around.is_none_or(|a| ends_like(before, &a.before) && begins_like(after, &a.after))
        };
        if has_place {
            let others = Unit::TRIED.into_iter().filter(|u| *u != unit);
            for tried in [unit].into_iter().chain(others) {
                let Some(range) = self.range(fragment, tried) else {
                    continue;
                };
                if self.text.get(range.clone()) == Some(&*words) && fits(range.start) {
                    let how = if tried == unit {
                        Placement::Exact
                    } else {
                        Placement::OtherUnit(tried.words())
                    };
                    return Ok((self.span(range)?, how));
                }
            }
        }
        let (start, how) = self.by_words(fragment, &words, unit, fits)?;
        Ok((self.span(start..start + words.len())?, how))
    }

    /// Where the words stand that are not at their place, or have none: in the article once, or once between what stands
    /// around them, or once near their place.
    fn by_words(
        &self,
        fragment: &ImportedFragment,
        words: &str,
        unit: Unit,
        fits: impl Fn(usize) -> bool,
    ) -> Result<(usize, Placement), String> {
        let around = fragment.around.as_ref();
        let has_place = around.is_none_or(|a| a.has_place);
        let near = if has_place {
            self.near(fragment, unit)
        } else {
            0..0
        };
        let is_near = |start: usize| near.start <= start && start + words.len() <= near.end;
        let placed = |start: usize| {
            let how = if is_near(start) {
                Placement::Near
            } else {
                Placement::Elsewhere
            };
            Ok((start, how))
        };
        let all = || self.text.match_indices(words).map(|(start, _)| start);
        match (all().next(), all().nth(1)) {
            (None, _) => return Err("its words are not in the article".to_owned()),
            (Some(start), None) => return placed(start),
            _ => {}
        }
        let says_around = around.is_some_and(|a| !(a.before.is_empty() && a.after.is_empty()));
        if says_around {
            let mut fitting = all().filter(|start| fits(*start));
            match (fitting.next(), fitting.next()) {
                (Some(start), None) => return placed(start),
                (None, _) => {
                    let what = "its words stand in the article more than once, and nowhere between what the file says is around them";
                    return Err(what.to_owned());
                }
                _ => {}
            }
        }
        let mut close = all().filter(|start| is_near(*start) && fits(*start));
        match (close.next(), close.next()) {
            (Some(start), None) => Ok((start, Placement::Near)),
            _ if has_place => {
                Err("its words do not stand at its place, and more than once elsewhere".to_owned())
            }
            _ => Err(
                "its words stand in the article more than once, and nothing says where it is meant"
                    .to_owned(),
            ),
        }
    }

    fn span(&self, range: Range<usize>) -> Result<TextSpan, String> {
        TextSpan::new(&self.text, ByteOffset(range.start), ByteOffset(range.end))
            .map_err(|error| error.to_string())
    }

    /// What stands around a range of `text`, as a quotation says it.
    pub fn around(&self, span: TextSpan) -> Around {
        let (start, end) = (span.start().0, span.end().0);
        let from = self.text[..start].char_indices().rev().nth(CONTEXT - 1);
        let to = self.text[end..].char_indices().nth(CONTEXT);
        Around {
            before: self.text[from.map_or(0, |(at, _)| at)..start].to_owned(),
            after: self.text[end..to.map_or(self.text.len(), |(at, _)| end + at)].to_owned(),
            has_place: true,
        }
    }

    /// The text around a fragment's stated place.
    fn near(&self, fragment: &ImportedFragment, unit: Unit) -> Range<usize> {
        let clamp = |byte: Option<usize>| byte.map_or(self.text.len(), |b| b.min(self.text.len()));
        let start = clamp(self.byte(fragment.start, unit));
        let end = clamp(self.byte(fragment.end, unit)).max(start);
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

/// A file's text as the project keeps it, and the bytes that are left out, ascending.
fn canonical(raw: &str) -> (Arc<str>, Vec<usize>) {
    let mut text = String::with_capacity(raw.len());
    let mut left_out = Vec::new();
    let mut chars = raw.char_indices().peekable();
    while let Some((byte, c)) = chars.next() {
        match c {
            MARK if byte == 0 => left_out.extend(0..c.len_utf8()),
            '\r' if chars.peek().is_some_and(|(_, next)| *next == '\n') => left_out.push(byte),
            '\r' => text.push('\n'),
            c => text.push(c),
        }
    }
    (text.into(), left_out)
}

/// Whether `text` ends with `wanted`, blanks and line breaks aside: pages and files have them differently.
fn ends_like(text: &str, wanted: &str) -> bool {
    let mut here = text.chars().rev().filter(|c| !c.is_whitespace());
    let mut wanted = wanted.chars().rev().filter(|c| !c.is_whitespace());
    wanted.all(|c| here.next() == Some(c))
}

/// Whether `text` begins with `wanted`, blanks and line breaks aside.
pub(super) fn begins_like(text: &str, wanted: &str) -> bool {
    let mut here = text.chars().filter(|c| !c.is_whitespace());
    let mut wanted = wanted.chars().filter(|c| !c.is_whitespace());
    wanted.all(|c| here.next() == Some(c))
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
        let text = CanonicalText::new(text.into());
        let fragment = ImportedFragment {
            start,
            end,
            text: words.map(str::to_owned),
            ..ImportedFragment::default()
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

    /// Places a quotation with what is around it; gives where it begins and how.
    fn check_quote(
        text: &str,
        words: &str,
        (before, after): (&str, &str),
        place: Option<usize>,
        want: Result<(usize, Placement), &str>,
    ) {
        let text = CanonicalText::new(text.into());
        let start = place.unwrap_or(0);
        let fragment = ImportedFragment {
            start,
            end: place.map_or(0, |p| p + words.chars().count()),
            text: Some(words.to_owned()),
            around: Some(Around {
                before: before.to_owned(),
                after: after.to_owned(),
                has_place: place.is_some(),
            }),
        };
        let got = text.place(&fragment, Unit::CodePoints);
        let got = got.map(|(s, how)| (s.start().0, how));
        assert_eq!(got, want.map_err(str::to_owned));
    }

    #[test]
    fn a_quotation_is_never_laid_on_a_look_alike() {
        use Placement::{Elsewhere, Exact, Near};
        let text = "The climate is warm. A new climate of fear rose.\nThe climate law passed.";
        let law = ("The ", " law");
        check_quote(text, "climate", law, None, Ok((53, Elsewhere)));
        check_quote(text, "climate", law, Some(53), Ok((53, Exact)));
        check_quote(text, "climate", law, Some(27), Ok((53, Near)));
        // Line breaks and blanks are other ones on a page.
        check_quote(
            text,
            "climate",
            ("rose. The", "law"),
            None,
            Ok((53, Elsewhere)),
        );
        let nowhere = "its words stand in the article more than once, and nowhere between what the file says is around them";
        check_quote(text, "climate", ("The ", " change"), Some(4), Err(nowhere));
        let twice =
            "its words stand in the article more than once, and nothing says where it is meant";
        check_quote(text, "climate", ("", ""), None, Err(twice));
        check_quote(text, "climate", ("", ""), Some(27), Ok((27, Exact)));
        // What stands once needs nothing around it; without a place nothing is near.
        check_quote(text, "fear", ("other ", ""), None, Ok((38, Elsewhere)));
        check_quote(text, "fear", ("other ", ""), Some(30), Ok((38, Near)));
    }

    #[test]
    fn grapheme_clusters_count_what_people_see() {
        let family = "👨\u{200d}👩\u{200d}👧 e\u{301} quay";
        check(
            family,
            (4, 8),
            Unit::Graphemes,
            None,
            Ok(("quay", 23, Placement::Exact)),
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
