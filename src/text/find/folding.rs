//! Folding for search: case, accents, the shape of quotation marks and hyphens, the kind and number of blanks. It goes
//! character by character, so that it can be turned round: which characters fold to this one.
//!
//! It is narrower than [`crate::text::fold`], which compares what two articles made of the same words: dashes,
//! guillemets and letters with a stroke stay apart here, since what is found may be tagged as it stands.
//!
//! What is folded, and how far:
//! - case: `ß` and `SS`, `ﬁ` and `FI`, `σ` and `ς` are alike (lower-cased, upper-cased, lower-cased again);
//! - accents: the combining marks of Latin, Greek, Cyrillic, Hebrew and Arabic letters go, composed or decomposed
//!   (UAX #15); soft hyphens, word joiners and variation selectors go with them. Vowel signs of Indic and Thai
//!   letters and the voicing marks of kana stay: they make another word;
//! - quotation marks: the single ones and the apostrophes are `'`, the double ones `"`; guillemets stay;
//! - hyphens: U+2010, U+2011 and their like are `-`; dashes stay;
//! - blanks: every run is one space.
//!
//! Limitation: full-width forms of letters are letters of their own.

use crate::text::is_blank;
use std::collections::BTreeMap;
use std::sync::LazyLock;
#[cfg(test)]
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::decompose_canonical;

/// A text folded: what a folded pattern finds folds to the same as the pattern.
#[cfg(test)]
pub(super) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.nfc() {
        fold_char(c, &mut |f| {
            if f != ' ' || !folded.ends_with(' ') {
                folded.push(f);
            }
        });
    }
    folded
}

/// Whether a character disappears: an accent, or a character without width.
pub(super) fn is_ignored(c: char) -> bool {
    IGNORED.iter().any(|&(low, high)| low <= c && c <= high)
}

/// What disappears, first and last of each range.
pub(super) const IGNORED: &[(char, char)] = &[
    ('\u{AD}', '\u{AD}'),
    ('\u{300}', '\u{36F}'),
    ('\u{483}', '\u{487}'),
    ('\u{591}', '\u{5BD}'),
    ('\u{5BF}', '\u{5BF}'),
    ('\u{5C1}', '\u{5C2}'),
    ('\u{5C4}', '\u{5C5}'),
    ('\u{5C7}', '\u{5C7}'),
    ('\u{610}', '\u{61A}'),
    ('\u{64B}', '\u{65F}'),
    ('\u{670}', '\u{670}'),
    ('\u{6D6}', '\u{6DC}'),
    ('\u{6DF}', '\u{6E4}'),
    ('\u{6E7}', '\u{6E8}'),
    ('\u{6EA}', '\u{6ED}'),
    ('\u{1AB0}', '\u{1ACE}'),
    ('\u{1DC0}', '\u{1DFF}'),
    ('\u{2060}', '\u{2060}'),
    ('\u{20D0}', '\u{20F0}'),
    ('\u{FE00}', '\u{FE0F}'),
    ('\u{FE20}', '\u{FE2F}'),
    ('\u{E0100}', '\u{E01EF}'),
];

/// Hands out what a character folds to: nothing, one character, or several.
pub(super) fn fold_char(c: char, emit: &mut dyn FnMut(char)) {
    if c.is_ascii() {
        return emit(match c {
            '\t' | '\n' | '\x0B' | '\x0C' | '\r' => ' ',
            '`' => '\'',
            c => c.to_ascii_lowercase(),
        });
    }
    if is_hangul_syllable(c) {
        return emit(c);
    }
    decompose_canonical(c, |part| fold_part(part, emit));
}

fn fold_part(c: char, emit: &mut dyn FnMut(char)) {
    if is_ignored(c) {
        return;
    }
    if let Some(sign) = fold_sign(c) {
        return emit(sign);
    }
    for c in c.to_lowercase().flat_map(char::to_uppercase) {
        for c in c.to_lowercase() {
            // Letters such as `ŉ` fall apart into an apostrophe and a letter.
            decompose_canonical(c, |part| {
                if !is_ignored(part) {
                    emit(fold_sign(part).unwrap_or(part));
                }
            });
        }
    }
}

fn fold_sign(c: char) -> Option<char> {
    Some(match c {
        '\u{2018}'..='\u{201B}' | '\u{2BC}' | '\u{2032}' | '\u{FF07}' | '`' | '\u{B4}' => '\'',
        '\u{201C}'..='\u{201F}' | '\u{2033}' | '\u{FF02}' => '"',
        '\u{2010}' | '\u{2011}' | '\u{2212}' | '\u{FE63}' | '\u{FF0D}' => '-',
        c if is_blank(c) => ' ',
        _ => return None,
    })
}

/// A syllable of Korean in one character; it can be written as two or three letters too.
pub(super) fn is_hangul_syllable(c: char) -> bool {
    ('\u{AC00}'..='\u{D7A3}').contains(&c)
}

/// What folds to what, the other way round.
pub(super) struct Variants {
    /// Characters that fold to exactly this one, itself included.
    singles: BTreeMap<char, Vec<char>>,
    /// Characters that fold to several, with these, by the first of them.
    several: BTreeMap<char, Vec<(Vec<char>, char)>>,
}

impl Variants {
    /// All of Unicode's, worked out at the first call.
    pub fn get() -> &'static Self {
        static VARIANTS: LazyLock<Variants> = LazyLock::new(Variants::new);
        &VARIANTS
    }

    fn new() -> Self {
        let mut variants = Self {
            singles: BTreeMap::new(),
            several: BTreeMap::new(),
        };
        for c in SCANNED.iter().flat_map(|&(low, high)| low..=high) {
            let mut folded = Vec::new();
            fold_char(c, &mut |f| folded.push(f));
            match *folded {
                [] => {}
                [one] if one == c => {}
                [one] => {
                    let all = variants.singles.entry(one).or_insert_with(|| vec![one]);
                    all.push(c);
                }
                [first, ..] => {
                    let all = variants.several.entry(first).or_default();
                    all.push((folded, c));
                }
            }
        }
        variants
    }

    /// The characters that fold to `folded` alone.
    pub fn of(&self, folded: char) -> Vec<char> {
        let known = self.singles.get(&folded);
        known.map_or_else(|| vec![folded], Clone::clone)
    }

    /// The characters that fold to two or more of the first of `folded`, and to how many.
    pub fn at_start_of<'a>(&'a self, folded: &'a [char]) -> impl Iterator<Item = (usize, char)> {
        let known = folded.first().and_then(|first| self.several.get(first));
        known
            .into_iter()
            .flatten()
            .filter(|(all, _)| folded.starts_with(all))
            .map(|(all, c)| (all.len(), *c))
    }
}

/// Where characters live that fold to something else; the test looks whether there are more.
const SCANNED: &[(char, char)] = &[
    ('\0', '\u{33FF}'),
    ('\u{A600}', '\u{ABFF}'),
    ('\u{F900}', '\u{FFFF}'),
    ('\u{10400}', '\u{105FF}'),
    ('\u{10C80}', '\u{10DFF}'),
    ('\u{11000}', '\u{119FF}'),
    ('\u{16100}', '\u{161FF}'),
    ('\u{16D00}', '\u{16EFF}'),
    ('\u{1D100}', '\u{1D1FF}'),
    ('\u{1E900}', '\u{1E9FF}'),
    ('\u{2F800}', '\u{2FA1F}'),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::test_texts::nasty_text;
    use proptest::prelude::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(fold(text), expected, "{text:?}");
    }

    #[test]
    fn case() {
        check("The PORT of Łódź", "the port of łodz");
        check("Straße STRASSE STRAẞE", "strasse strasse strasse");
        check("ﬁnal oﬃce", "final office");
        check("ΟΔΟΣ οδος", "οδοσ οδοσ");
        check("İstanbul ISTANBUL ıstanbul", "istanbul istanbul istanbul");
        check("\u{212A}elvin ſ", "kelvin s");
    }

    #[test]
    fn accents_composed_and_decomposed() {
        check("Málaga, Ma\u{301}laga", "malaga, malaga");
        check("Việt Nam", "viet nam");
        check("ΐ ά ᾳ", "ι α α");
        check("Ёлка Чайка", "елка чаика");
        check("שָׁלוֹם", "שלום");
        check("أَحْمَد آمال", "احمد امال");
        check("Don\u{AD}au", "donau");
    }

    #[test]
    fn signs_that_make_another_word_stay() {
        check("がか か\u{3099}", "か\u{3099}か か\u{3099}");
        check("कि का", "कि का");
        check("ที่", "ที่");
        check("각 \u{1100}\u{1161}\u{11A8}", "각 각");
    }

    #[test]
    fn quotation_marks_hyphens_and_blanks() {
        check("‘it’s’ ʼtwas", "'it's' 'twas");
        check("“so” „so‟ \"so\"", "\"so\" \"so\" \"so\"");
        check("«so»", "«so»");
        check(
            "street\u{2011}level re\u{2010}read a–b",
            "street-level re-read a–b",
        );
        check("5\u{202F}000\u{A0}€\n\n\t x", "5 000 € x");
    }

    /// The planes where letters and marks are.
    fn assigned() -> impl Iterator<Item = char> {
        ('\0'..'\u{30000}').chain('\u{E0000}'..'\u{E0200}')
    }

    #[test]
    fn every_character_that_folds_to_another_is_known_the_other_way_round() {
        let variants = Variants::get();
        for c in assigned() {
            let mut folded = Vec::new();
            fold_char(c, &mut |f| folded.push(f));
            let is_known = match *folded {
                [] => is_ignored(c),
                [one] => variants.of(one).contains(&c),
                _ => variants
                    .at_start_of(&folded)
                    .any(|found| found == (folded.len(), c)),
            };
            assert!(is_known, "{c:?} U+{:X} folds to {folded:?}", c as u32);
        }
    }

    #[test]
    fn what_is_folded_folds_to_itself() {
        for c in assigned() {
            let once = fold(&c.to_string());
            assert_eq!(fold(&once), once, "{c:?} U+{:X}", c as u32);
        }
    }

    proptest! {
        #[test]
        fn folding_twice_is_folding_once(text in nasty_text()) {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }
    }
}
