//! A text in folded form: what people mean by "the same words", whatever the keyboard made of them.
//!
//! | in the text | folded |
//! | --- | --- |
//! | upper and lower case | lower case; ß is ss |
//! | accents, composed or as combining marks; Hebrew and Arabic vowel points | dropped |
//! | ’ ‘ ‚ ‛ ′ ‹ › and the like | `'` |
//! | “ ” „ ‟ ″ « » 「 」 『 』 and the like | `"` |
//! | ‐ U+2011 ‒ – — ― − and the like | `-` |
//! | … | `...` |
//! | any run of blanks and line ends | one blank |
//! | soft hyphens, zero-width and direction marks, variation selectors | dropped |
//! | full-width letters and digits, ligatures such as ﬁ, æ, œ | plain letters |
//!
//! Limitation: kana and Hangul written as base and combining signs are not joined to the composed form.

use std::ops::Range;

use super::fold_letters::plain_letter;
use super::is_blank;

/// A text's folded form, with the way back to the text.
///
/// ```text
/// text    “Grüß  Gott”      15 bytes
/// folded  "gruss gott"      each folded byte belongs to a unit, and each unit to a stretch of the text
/// ```
#[derive(Clone, Debug, Default)]
pub struct Folded {
    text: String,
    /// Invariant: ascending in `folded` and `original`; the first starts both; stretches of the text do not overlap.
    runs: Vec<Run>,
}

/// A stretch of the folded form, up to the next one.
#[derive(Clone, Copy, Debug)]
struct Run {
    /// Where it starts in the folded form.
    folded: usize,
    /// The bytes of the text it stands for.
    original: usize,
    original_end: usize,
    /// Byte for byte the same length; otherwise the run is one unit.
    is_even: bool,
}

/// What becomes of a character.
enum Fate {
    /// Folds to these.
    Letters(&'static str),
    /// Folds to this one, and then by case and accent.
    Letter(char),
    Blank,
    /// Belongs to the character before it.
    Mark,
    /// Is not there.
    Nothing,
}

impl Folded {
    /// Folds a text. Takes time and memory in proportion to it.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let mut folded = Self {
            text: String::with_capacity(text.len()),
            runs: Vec::new(),
        };
        let mut letters = String::new();
        let mut before = None;
        for (at, c) in text.char_indices() {
            let range = at..at + c.len_utf8();
            match fate(c, before) {
                Fate::Mark => {
                    if before.is_some() {
                        folded.extend_last(range.end);
                    }
                    continue;
                }
                Fate::Nothing => {
                    before = None;
                    continue;
                }
                Fate::Blank if folded.text.ends_with(' ') => folded.extend_last(range.end),
                Fate::Blank => folded.push(" ", range),
                Fate::Letters(letters) => folded.push(letters, range),
                Fate::Letter(letter) => {
                    letters.clear();
                    fold_letter(letter, &mut letters);
                    folded.push(&letters, range);
                }
            }
            before = carries_marks(c).then_some(c);
        }
        folded
    }

    /// The folded form.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The bytes of the text that these bytes of the folded form stand for, whole characters with their
    /// marks; empty where `range` is.
    #[must_use]
    pub fn original(&self, range: Range<usize>) -> Range<usize> {
        let end = range.end.min(self.text.len());
        if range.start >= end {
            let at = self.start_of(range.start);
            return at..at;
        }
        let run_idx = self.run_at(end - 1);
        let original_end = self.runs.get(run_idx).map_or(0, |run| {
            if run.is_even {
                run.original + (end - run.folded)
            } else {
                run.original_end
            }
        });
        self.start_of(range.start)..original_end
    }

    /// The bytes of the folded form that come of this stretch of the text; a character that lies in it partly counts.
    #[must_use]
    pub fn folded(&self, range: Range<usize>) -> Range<usize> {
        let start = self.first_behind(range.start);
        let end = self.first_from(range.end);
        start..end.max(start)
    }

    fn start_of(&self, at: usize) -> usize {
        match self.runs.get(self.run_at(at)) {
            None => 0,
            Some(run) if at >= self.text.len() => {
                self.runs.last().map_or(run.original, |r| r.original_end)
            }
            Some(run) if run.is_even => run.original + (at - run.folded),
            Some(run) => run.original,
        }
    }

    /// The run that the folded byte `at` is in.
    fn run_at(&self, at: usize) -> usize {
        let n = self.runs.partition_point(|run| run.folded <= at);
        n.saturating_sub(1)
    }

    /// The first folded byte whose unit ends behind the text's byte `at`.
    fn first_behind(&self, at: usize) -> usize {
        let i = self.runs.partition_point(|run| run.original_end <= at);
        let Some(run) = self.runs.get(i) else {
            return self.text.len();
        };
        if run.is_even && at > run.original {
            run.folded + (at - run.original)
        } else {
            run.folded
        }
    }

    /// The first folded byte whose unit starts at the text's byte `at` or behind it.
    fn first_from(&self, at: usize) -> usize {
        let i = self.runs.partition_point(|run| run.original < at);
        let next = self.runs.get(i).map_or(self.text.len(), |run| run.folded);
        match i.checked_sub(1).and_then(|i| self.runs.get(i)) {
            Some(run) if run.is_even && at < run.original_end => run.folded + (at - run.original),
            _ => next,
        }
    }

    fn push(&mut self, letters: &str, original: Range<usize>) {
        if letters.is_empty() {
            return;
        }
        let is_even = letters.len() == original.len() && letters.chars().nth(1).is_none();
        match self.runs.last_mut() {
            Some(run) if run.is_even && is_even && run.original_end == original.start => {
                run.original_end = original.end;
            }
            _ => self.runs.push(Run {
                folded: self.text.len(),
                original: original.start,
                original_end: original.end,
                is_even,
            }),
        }
        self.text.push_str(letters);
    }

    /// The last character stands for the text up to `end` too.
    fn extend_last(&mut self, end: usize) {
        let last_len = self.text.chars().next_back().map_or(0, char::len_utf8);
        let Some(run) = self.runs.last_mut() else {
            return;
        };
        let len = self.text.len() - run.folded;
        if run.is_even && len > last_len {
            // The last character becomes a unit of its own.
            let at = run.original_end - last_len;
            run.original_end = at;
            let folded = self.text.len() - last_len;
            self.runs.push(Run {
                folded,
                original: at,
                original_end: end,
                is_even: false,
            });
        } else {
            run.original_end = end;
            run.is_even = false;
        }
    }
}

/// A text in folded form.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut before = None;
    for c in text.chars() {
        match fate(c, before) {
            Fate::Mark => continue,
            Fate::Nothing => {
                before = None;
                continue;
            }
            Fate::Blank if out.ends_with(' ') => {}
            Fate::Blank => out.push(' '),
            Fate::Letters(letters) => out.push_str(letters),
            Fate::Letter(letter) => fold_letter(letter, &mut out),
        }
        before = carries_marks(c).then_some(c);
    }
    out
}

/// Adds a letter in lower case and without accents.
fn fold_letter(c: char, out: &mut String) {
    if c.is_ascii() {
        out.push(c.to_ascii_lowercase());
        return;
    }
    for lower in c.to_lowercase() {
        match lower {
            'ß' => out.push_str("ss"),
            'æ' | 'ǣ' | 'ǽ' => out.push_str("ae"),
            'œ' => out.push_str("oe"),
            'þ' => out.push_str("th"),
            // The lower case of İ is i with a dot above.
            _ if is_combining(lower) => {}
            _ => out.push(plain_letter(lower)),
        }
    }
}

fn fate(c: char, before: Option<char>) -> Fate {
    if c.is_ascii() && c != '\n' && c != '\t' && c != '\r' && c != ' ' {
        return if c == '`' {
            Fate::Letters("'")
        } else {
            Fate::Letter(c)
        };
    }
    match c {
        '‘' | '’' | '‚' | '‛' | '′' | '‹' | '›' | 'ʼ' | 'ʻ' | '´' | '＇' => {
            Fate::Letters("'")
        }
        '“' | '”' | '„' | '‟' | '″' | '«' | '»' | '「' | '」' | '『' | '』' | '〝' | '〞'
        | '＂' => Fate::Letters("\""),
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{FE58}' | '\u{FE63}' | '\u{FF0D}' => {
            Fate::Letters("-")
        }
        '…' => Fate::Letters("..."),
        'ﬀ' => Fate::Letters("ff"),
        'ﬁ' => Fate::Letters("fi"),
        'ﬂ' => Fate::Letters("fl"),
        'ﬃ' => Fate::Letters("ffi"),
        'ﬄ' => Fate::Letters("ffl"),
        'ﬅ' | 'ﬆ' => Fate::Letters("st"),
        // Full-width forms stand in the order of ASCII.
        '\u{FF01}'..='\u{FF5E}' => Fate::Letter(char::from_u32(c as u32 - 0xFEE0).unwrap_or(c)),
        '\u{200B}' | '\u{FEFF}' | '\u{AD}' | '\u{2060}' => Fate::Nothing,
        // Parts of one emoji stay joined.
        '\u{200D}' if before.is_some_and(is_picture) => Fate::Letter(c),
        '\u{200C}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => {
            Fate::Nothing
        }
        _ if is_blank(c) => Fate::Blank,
        _ if is_combining(c) => Fate::Mark,
        _ => Fate::Letter(c),
    }
}

/// Whether a mark behind the character belongs to it: not behind line ends and control characters.
fn carries_marks(c: char) -> bool {
    !c.is_control() && !matches!(c, '\u{2028}' | '\u{2029}')
}

/// An emoji or another sign, roughly.
fn is_picture(c: char) -> bool {
    matches!(c, '\u{2190}'..='\u{2BFF}' | '\u{1F000}'..='\u{1FAFF}')
}

/// Accents, points and selectors that a reader may leave out.
fn is_combining(c: char) -> bool {
    matches!(
        c,
        '\u{300}'..='\u{36F}'
            | '\u{483}'..='\u{489}'
            | '\u{591}'..='\u{5BD}'
            | '\u{5BF}'
            | '\u{5C1}'
            | '\u{5C2}'
            | '\u{5C4}'
            | '\u{5C5}'
            | '\u{5C7}'
            | '\u{610}'..='\u{61A}'
            | '\u{640}'
            | '\u{64B}'..='\u{65F}'
            | '\u{670}'
            | '\u{1AB0}'..='\u{1AFF}'
            | '\u{1DC0}'..='\u{1DFF}'
            | '\u{20D0}'..='\u{20FF}'
            | '\u{FE00}'..='\u{FE0F}'
            | '\u{FE20}'..='\u{FE2F}'
    )
}

#[cfg(test)]
mod tests {
    use super::super::test_texts::{long_text, nasty_text};
    use super::super::{ByteOffset, is_grapheme_boundary};
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(fold(text), expected, "of {text:?}");
        assert_eq!(Folded::new(text).as_str(), expected, "of {text:?}");
    }

    #[test]
    fn case_and_accents() {
        check("École ZÜRICH Łódź", "ecole zurich lodz");
        check("E\u{301}cole cafe\u{301}", "ecole cafe");
        check("Straße STRASSE Æsir ﬁn", "strasse strasse aesir fin");
        check("İstanbul ıslak", "istanbul islak");
        check("Ὀδυσσεύς ОДЁЖДА", "οδυσσευσ одежда");
        check("שָׁלוֹם مُحَمَّد", "שלום محمد");
    }

    #[test]
    fn quotation_marks_and_dashes() {
        check(
            "“It’s” ‘so’ «a» „b“ 「c」",
            "\"it's\" 'so' \"a\" \"b\" \"c\"",
        );
        check(
            "Milano\u{2011}Cortina — 6–22 −3",
            "milano-cortina - 6-22 -3",
        );
        check("well…", "well...");
    }

    #[test]
    fn blanks_and_what_cannot_be_seen() {
        check("a\u{A0}b \n\t\u{202F}c\u{AD}d\u{200B}e\u{FEFF}", "a b cde");
        check("a \u{AD} b", "a b");
        check("☕\u{FE0F} 👩\u{200D}👧", "☕ 👩\u{200D}👧");
        check("می\u{200C}خواهم", "میخواهم");
        check("ＡＢＣ１２", "abc12");
        check("", "");
    }

    /// Folds the text, finds `folded` there and shows what it stands for.
    #[track_caller]
    fn check_back(text: &str, folded: &str, expected: &str) {
        let form = Folded::new(text);
        let at = form.as_str().find(folded).unwrap();
        let range = form.original(at..at + folded.len());
        assert_eq!(&text[range.clone()], expected);
        assert_eq!(form.folded(range), at..at + folded.len());
    }

    #[test]
    fn the_way_back() {
        check_back("x “Grüß  Gott” y", "\"gruss gott\"", "“Grüß  Gott”");
        check_back("x “Grüß  Gott” y", "gott", "Gott");
        check_back("un cafe\u{301} noir", "cafe", "cafe\u{301}");
        check_back("co\u{AD}operate", "operate", "operate");
        check_back("co\u{AD}operate", "cooperate", "co\u{AD}operate");
        check_back("co\u{AD}operate", "co", "co");
        check_back("so… yes", "...", "…");
        check_back("a\u{A0}\n b", "a b", "a\u{A0}\n b");
        // A part of a unit stands for all of it.
        let text = "Straße";
        let form = Folded::new(text);
        assert_eq!(form.original(5..6), 4..6);
        assert_eq!(form.original(0..99), 0..text.len());
        assert_eq!(form.original(99..99), text.len()..text.len());
        assert_eq!(Folded::new("").original(0..3), 0..0);
    }

    proptest! {
        #[test]
        fn the_map_is_monotone_and_covers(text in nasty_text()) {
            let form = Folded::new(&text);
            prop_assert_eq!(form.as_str(), fold(&text));
            let bounds: Vec<usize> = form.as_str().char_indices().map(|(i, _)| i).collect();
            let mut last_end = 0;
            for (i, &at) in bounds.iter().enumerate() {
                let end = bounds.get(i + 1).copied().unwrap_or(form.as_str().len());
                let original = form.original(at..end);
                prop_assert!(text.is_char_boundary(original.start));
                prop_assert!(text.is_char_boundary(original.end));
                prop_assert!(original.start < original.end);
                // The next character, or another letter of the same one (ß, …).
                prop_assert!(original.start >= last_end || original.end == last_end);
                // What lies between two stretches has no folded form.
                prop_assert_eq!(fold(text.get(last_end..original.start).unwrap_or_default()), "");
                last_end = original.end;
            }
            prop_assert_eq!(fold(&text[last_end..]), "");
        }

        #[test]
        fn there_and_back_between_graphemes(text in long_text(), a in any::<prop::sample::Index>(), b in any::<prop::sample::Index>()) {
            let edges: Vec<usize> = (0..=text.len())
                .filter(|&i| text.is_char_boundary(i) && is_grapheme_boundary(&text, ByteOffset(i)))
                .collect();
            let (a, b) = (edges[a.index(edges.len())], edges[b.index(edges.len())]);
            let (start, end) = (a.min(b), a.max(b));
            let form = Folded::new(&text);
            let folded = form.folded(start..end);
            let back = form.original(folded.clone());
            if folded.is_empty() {
                prop_assert!(fold(&text[start..end]).trim().is_empty());
            } else {
                // Only what has no folded form may be lost at the ends, and only blanks, which fold together, gained.
                prop_assert_eq!(fold(text.get(start..back.start).unwrap_or_default()), "");
                prop_assert_eq!(fold(text.get(back.end..end).unwrap_or_default()), "");
                prop_assert!(fold(text.get(back.start..start).unwrap_or_default()).trim().is_empty());
                prop_assert!(fold(text.get(end..back.end).unwrap_or_default()).trim().is_empty());
                prop_assert!(form.as_str()[folded].trim() == fold(&text[start..end]).trim());
            }
        }

        #[test]
        fn folding_twice_changes_nothing(text in nasty_text()) {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }

        #[test]
        fn any_range_is_taken(text in nasty_text(), a in 0..300_usize, b in 0..300_usize) {
            let form = Folded::new(&text);
            let folded = form.folded(a..b);
            prop_assert!(folded.end <= form.as_str().len());
        }
    }
}
