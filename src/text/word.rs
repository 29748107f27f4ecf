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
use super::snap::trim_blanks;
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
    // The segmenter's own word type is not asked: it is wrong where format characters end a word.
    for end in SEGMENTER.segment_str(line) {
        if end > start {
            pieces.push(Piece {
                start: base + start,
                end: base + end,
                is_word: line[start..end].chars().any(char::is_alphanumeric),
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

/// `[start, end)` widened to whole graphemes, without the byte order marks that UAX #29 leaves in a word.
fn whole(text: &str, start: usize, end: usize) -> Option<TextSpan> {
    let start = floor_grapheme(text, ByteOffset(start));
    let end = ceil_grapheme(text, ByteOffset(end));
    trim_blanks(text, TextSpan::new(text, start, end).ok()?)
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
                .filter_map(|p| whole(text, p.start, p.end)),
        );
        at += line.len();
    }
    words
}

/// How much of a line is segmented to each side where a script has spaces.
const NEAR: usize = 64;

/// Whether a word may begin or end at `at`: UAX #29 as it stands, so that a hyphen divides, unlike in [`word_at`].
/// Most places are told by their neighbours. False inside a code point and outside the text.
pub(super) fn is_word_boundary(text: &str, at: ByteOffset) -> bool {
    let Some((before, behind)) = text.split_at_checked(at.0) else {
        return false;
    };
    let (Some(left), Some(right)) = (before.chars().next_back(), behind.chars().next()) else {
        return true;
    };
    let is_wordy = |c: char| c.is_ascii_alphanumeric() || c == '_';
    if left.is_ascii() && right.is_ascii() {
        if is_wordy(left) && is_wordy(right) {
            return false;
        }
        if (left, right) == ('\r', '\n') {
            return false;
        }
        // Points, colons, commas and apostrophes may stand inside a word: it depends on what is beyond.
        let beyond = match (is_wordy(left), is_wordy(right)) {
            (true, false) => behind.chars().nth(1),
            (false, true) => before.chars().rev().nth(1),
            _ => return true,
        };
        let sign = if is_wordy(left) { right } else { left };
        if !matches!(sign, '.' | ',' | ':' | ';' | '\'' | '"') {
            return true;
        }
        if beyond.is_none_or(|c| c.is_ascii() && !is_wordy(c)) {
            return true;
        }
    }
    let needs_dictionary = |c: char| !c.is_ascii() && is_of_script_without_spaces(c);
    let around = if needs_dictionary(left) || needs_dictionary(right) {
        window(text, at, REACH)
    } else {
        let low = text.floor_char_boundary(at.0.saturating_sub(NEAR));
        let high = text.ceil_char_boundary(at.0.saturating_add(NEAR));
        low..high
    };
    let place = at.0 - around.start;
    SEGMENTER
        .segment_str(&text[around])
        .take_while(|&end| end <= place)
        .any(|end| end == place)
}

/// Chinese, Japanese, Thai, Lao, Khmer, Burmese and their neighbours.
fn is_of_script_without_spaces(c: char) -> bool {
    matches!(c,
        '\u{E00}'..='\u{EFF}'
        | '\u{1000}'..='\u{109F}'
        | '\u{1780}'..='\u{17FF}'
        | '\u{1950}'..='\u{19DF}'
        | '\u{1A20}'..='\u{1AAF}'
        | '\u{3005}'..='\u{30FF}'
        | '\u{31F0}'..='\u{31FF}'
        | '\u{3400}'..='\u{4DBF}'
        | '\u{4E00}'..='\u{9FFF}'
        | '\u{A9E0}'..='\u{A9FF}'
        | '\u{AA60}'..='\u{AADF}'
        | '\u{F900}'..='\u{FAFF}'
        | '\u{FF66}'..='\u{FF9F}'
        | '\u{20000}'..='\u{323AF}')
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

#[cfg(test)]
mod tests {
    use super::super::test_texts::{nasty_text, place, show};
    use super::*;
    use proptest::prelude::*;

    /// `‸` is the place, `⟦ ⟧` the word that is found.
    #[track_caller]
    fn check(before: &str, after: &str) {
        let (text, offset) = place(before);
        assert_eq!(show(&text, word_at(&text, offset)), after);
    }

    #[test]
    fn the_word_around_the_place() {
        check("the br‸idge fell", "the ⟦bridge⟧ fell");
        check("the ‸bridge fell", "the ⟦bridge⟧ fell");
        check("the bridge‸ fell", "the ⟦bridge⟧ fell");
        check("the bridge‸.", "the ⟦bridge⟧.");
        check("‸", "");
        check("one‸", "⟦one⟧");
        check("שלום\u{200B}\u{FEFF}‸ ", "שלום\u{200B}\u{FEFF} ");
        check("שלום\u{FEFF}‸ ", "⟦שלום⟧\u{FEFF} ");
    }

    #[test]
    fn no_word_between_blanks() {
        check("one ‸ two", "one  two");
        check("one \n‸\n two", "one \n\n two");
        check("one \u{A0}‸\u{A0}two", "one \u{A0}\u{A0}two");
    }

    #[test]
    fn punctuation_and_emoji_alone() {
        check("one (‸) two", "one (⟦)⟧ two");
        check("one — ‸“ two", "one — ⟦“⟧ two");
        check("so …‸", "so ⟦…⟧");
        check("so ‸👩‍👩‍👧!", "so ⟦👩‍👩‍👧⟧!");
    }

    #[test]
    fn apostrophes_hyphens_and_numbers() {
        check("it is‸n't so", "it ⟦isn't⟧ so");
        check("it is‸n’t so", "it ⟦isn’t⟧ so");
        check("at street‸-level now", "at ⟦street-level⟧ now");
        check(
            "at street\u{2011}‸level now",
            "at ⟦street\u{2011}level⟧ now",
        );
        check("a state-of-the-‸art a", "a ⟦state-of-the-art⟧ a");
        check("so — ‸- no", "so — ⟦-⟧ no");
        check("a 3.‸5% rise", "a ⟦3.5⟧% rise");
        check("1,2‸00 people", "⟦1,200⟧ people");
    }

    #[test]
    fn scripts_without_spaces() {
        check("こんにちは‸世界。", "こんにちは⟦世界⟧。");
        check("ทุกสอง‸สัปดาห์", "ทุกสอง⟦สัปดาห์⟧");
        check("قال ال‸وزير إن", "قال ⟦الوزير⟧ إن");
        check("אמר ה‸שר כי", "אמר ⟦השר⟧ כי");
        check("क्षि‸ति", "⟦क्षिति⟧");
    }

    /// `‸` at each stop of the caret, going forward from the start and backward from the end.
    #[track_caller]
    fn check_stops(forward: &str, backward: &str) {
        let text = forward.replace('‸', "");
        let (mut shown, mut at) = (String::new(), ByteOffset::ZERO);
        while at.0 < text.len() {
            let next = next_word_end(&text, at);
            shown += &text[at.0..next.0];
            shown.push('‸');
            at = next;
        }
        assert_eq!(shown, forward);
        let mut shown = String::new();
        while at.0 > 0 {
            let prev = prev_word_start(&text, at);
            shown = format!("‸{}{shown}", &text[prev.0..at.0]);
            at = prev;
        }
        assert_eq!(shown, backward);
    }

    #[test]
    fn caret_by_word() {
        check_stops("One‸, (two‸) three‸.‸", "‸One, (‸two) ‸three.");
        check_stops("one‸\n\n two‸", "‸one\n\n ‸two");
        check_stops("one‸\n***‸\ntwo‸", "‸one\n‸***\n‸two");
        check_stops("  ‸", "‸  ");
    }

    #[test]
    fn words_of_a_range() {
        let text = "No! It isn’t\n3.5 — über-cool";
        let words: Vec<_> = words_in(text, 0..text.len())
            .iter()
            .map(|w| w.of(text))
            .collect();
        assert_eq!(words, ["No", "It", "isn’t", "3.5", "über-cool"]);
    }

    /// `|` at every place where a word may begin or end.
    #[track_caller]
    fn check_boundaries(expected: &str) {
        let text = expected.replace('|', "");
        let mut shown = String::new();
        for (i, c) in text.char_indices() {
            if is_word_boundary(&text, ByteOffset(i)) {
                shown.push('|');
            }
            shown.push(c);
        }
        assert_eq!(shown + "|", expected);
    }

    #[test]
    fn boundaries_of_words() {
        check_boundaries("|the| |port|-|side|,| |isn't| |isn’t| |3.5|.|");
        check_boundaries("|“|the|”| |U.S|.| |a_b| |1,200|,| |(|x|)|");
        check_boundaries("|こんにちは|世界|。|");
        check_boundaries("|ทุก|สอง|สัปดาห์|");
        check_boundaries("|über|–|cool| |Łódź|");
        assert!(!is_word_boundary("é", ByteOffset(1)));
        assert!(!is_word_boundary("é", ByteOffset(9)));
    }

    #[test]
    fn a_line_of_ten_megabytes_costs_a_window() {
        for text in ["word ".repeat(2_000_000), "คำ".repeat(1_700_000)] {
            let middle = ByteOffset(text.len() / 2);
            assert!(word_at(&text, middle).is_some());
            assert!(next_word_end(&text, middle) > middle);
            assert!(prev_word_start(&text, middle) < middle);
        }
    }

    proptest! {
        #[test]
        fn boundaries_agree_with_the_line_segmented_whole(text in nasty_text()) {
            let all: Vec<usize> = SEGMENTER.segment_str(&text).collect();
            for (i, _) in text.char_indices() {
                let is_blank_here = text[i..].starts_with(is_blank) && text[..i].ends_with(is_blank);
                if !is_blank_here {
                    prop_assert_eq!(is_word_boundary(&text, ByteOffset(i)), all.contains(&i), "{:?} at {}", &text, i);
                }
            }
        }

        #[test]
        fn words_hold_whole_graphemes_and_carets_move(text in nasty_text()) {
            for i in 0..=text.len() + 1 {
                let at = ByteOffset(i);
                if let Some(word) = word_at(&text, at) {
                    prop_assert_eq!(floor_grapheme(&text, word.start()), word.start());
                    prop_assert_eq!(floor_grapheme(&text, word.end()), word.end());
                    let floor = floor_grapheme(&text, at);
                    prop_assert!(word.start() <= floor || is_blank_between(&text, floor, word.start()));
                    prop_assert!(floor <= word.end() || is_blank_between(&text, word.end(), floor));
                    prop_assert!(!word.of(&text).chars().all(is_blank));
                }
                let next = next_word_end(&text, at);
                prop_assert!(next.0 > i || next.0 == text.len());
                let prev = prev_word_start(&text, at);
                prop_assert!(prev.0 < i || prev.0 == 0);
                prop_assert_eq!(floor_grapheme(&text, next), next);
                prop_assert_eq!(floor_grapheme(&text, prev), prev);
            }
        }
    }
}
