//! Sentences (UAX #29, mended for abbreviations, initials, quotations and footnote marks).
//!
//! Limitation: rules, not understanding. After "U.S." or "Inc." a capital letter begins a sentence only
//! if the word is one that often does ("The", "But", …). At most 8 KiB to each side are looked at, so
//! a longer sentence is cut at a blank.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use super::grapheme::{ceil_grapheme, floor_grapheme};
use super::is_blank;
use super::offset::ByteOffset;
use super::snap::trim_blanks;
use super::span::TextSpan;
use super::window::window;

const REACH: usize = 8192;

/// A name, a place or a number follows: never the end of a sentence.
const TITLES: &[&str] = &[
    "Adm", "Brig", "Capt", "Cmdr", "Col", "Cpl", "Dr", "Fr", "Ft", "Gen", "Gov", "Hon", "Hr", "Lt",
    "Maj", "Messrs", "Mr", "Mrs", "Ms", "Mt", "Pres", "Prof", "Rep", "Reps", "Rev", "Sen", "Sens",
    "Sgt", "Sr", "St", "Sta", "Ste", "Supt", "approx", "bzw", "ca", "cf", "e.g", "eg", "i.e", "ie",
    "v", "vs", "viz", "z.B", "d.h",
];

/// Not the end of a sentence where a digit follows.
const NUMBERED: &[&str] = &[
    "abs", "art", "ch", "eq", "fig", "figs", "no", "nos", "nr", "p", "pp", "par", "sec", "vol",
    "vols", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec",
];

/// May end a sentence or not.
const WEAK: &[&str] = &[
    "Assn", "Ave", "Blvd", "Bros", "Co", "Corp", "Dept", "Inc", "Jr", "Ltd", "Rd", "al", "ed",
    "eds",
];

/// A capitalised word that more often begins a sentence than it goes on in a name.
const STARTERS: &[&str] = &[
    "A", "After", "All", "Also", "An", "And", "Another", "Any", "As", "At", "Because", "Before",
    "Both", "But", "By", "Can", "Despite", "Did", "Do", "Does", "During", "Each", "Even", "Every",
    "For", "From", "Had", "Has", "Have", "He", "Her", "Here", "His", "How", "However", "I", "If",
    "In", "Is", "It", "Its", "Last", "Many", "More", "Most", "My", "No", "None", "Nor", "Not",
    "Now", "On", "Once", "One", "Only", "Or", "Other", "Others", "Our", "Over", "She", "Since",
    "So", "Some", "Still", "Such", "That", "The", "Their", "Then", "There", "These", "They",
    "This", "Those", "Though", "Through", "To", "Today", "Two", "Under", "Until", "Was", "We",
    "Were", "What", "When", "Where", "Which", "While", "Who", "Why", "Will", "With", "Yet", "You",
];

fn is_closing_quote(c: char) -> bool {
    matches!(
        c,
        '”' | '’' | '"' | '\'' | '»' | '«' | '“' | '‘' | '」' | '』' | '›' | ')' | ']'
    )
}

fn is_opener(c: char) -> bool {
    matches!(
        c,
        '“' | '‘' | '„' | '‚' | '«' | '‹' | '「' | '『' | '(' | '[' | '{' | '（'
    )
}

/// Whether the sentence goes on over a place where UAX #29 ends it. Both sides are on one line.
fn goes_on(before: &str, after: &str) -> bool {
    let before = before.trim();
    let after = after.trim_start();
    let Some(next) = after.chars().next() else {
        return true;
    };
    let spoken = before.trim_end_matches(is_closing_quote).trim_end();
    if spoken.len() < before.len() {
        // “Will you?” she asked.
        return spoken.ends_with(['?', '!', '…', '？', '！']) && next.is_lowercase();
    }
    let Some(stem) = before.strip_suffix('.') else {
        return false;
    };
    let token = stem
        .rsplit(|c: char| c.is_whitespace() || is_opener(c) || is_closing_quote(c))
        .next()
        .unwrap_or_default();
    if token.is_empty() {
        return false;
    }
    if stem == token && token.chars().all(char::is_numeric) {
        // The number of a list item.
        return true;
    }
    if TITLES.contains(&token) {
        return true;
    }
    if next.is_numeric() && NUMBERED.contains(&token.to_lowercase().as_str()) {
        return true;
    }
    if matches!(token, "a.m" | "p.m") {
        return after.starts_with(|c: char| c.is_uppercase())
            && after
                .split(|c: char| !c.is_alphanumeric())
                .next()
                .is_some_and(is_day_or_zone);
    }
    let is_initial = {
        let mut chars = token.chars();
        chars.next().is_some_and(char::is_uppercase) && chars.next().is_none()
    };
    let is_acronym = token.contains('.')
        && token.split('.').all(|part| {
            (1..=2).contains(&part.chars().count()) && part.chars().all(char::is_alphabetic)
        });
    if is_initial || is_acronym || WEAK.contains(&token) {
        let word = after.split(|c: char| !c.is_alphanumeric()).next();
        return !is_opener(next)
            && !is_closing_quote(next)
            && word.is_some_and(|word| !STARTERS.contains(&word));
    }
    false
}

fn is_day_or_zone(word: &str) -> bool {
    word.ends_with("day")
        || (2..=4).contains(&word.len()) && word.chars().all(|c| c.is_ascii_uppercase())
}

/// Bytes of the mark of a list that a line begins with, with the blanks around it: it belongs to no sentence.
fn bullet_len(line: &str) -> usize {
    let words = line.trim_start_matches(is_blank);
    let inner = words.trim_start_matches(['-', '*', '+', '•', '‣', '◦', '▪', '–', '—']);
    let is_one = words.chars().count() == inner.chars().count() + 1;
    let behind = inner.trim_start_matches(is_blank);
    if is_one && behind.len() < inner.len() && !behind.is_empty() {
        line.len() - behind.len()
    } else {
        0
    }
}

/// The sentences of one line, with the blanks behind them: together they are the line but for the mark of a list.
fn pieces(text: &str, line: Range<usize>) -> Vec<Range<usize>> {
    let mut base = line.start;
    if text
        .get(..base)
        .is_some_and(|before| before.is_empty() || before.ends_with('\n'))
    {
        base += bullet_len(text.get(line.clone()).unwrap_or_default());
    }
    let line = base..line.end;
    let words = text.get(line).unwrap_or_default();
    let mut pieces = Vec::new();
    let mut start = 0;
    for (next, _) in words.split_sentence_bound_indices() {
        if next <= start {
            continue;
        }
        // An opening mark that follows the full stop at once belongs to what it opens, a footnote mark
        // and a closing mark behind a blank to what they follow.
        let closed = words[..next].trim_end_matches(is_opener).len();
        let is_closed = words[..closed].ends_with(['.', '!', '?', '…', '。', '！', '？']);
        let mut cut = if is_closed { closed } else { next };
        let footnote = footnote_len(&words[cut..]).filter(|_| is_closed);
        cut += footnote
            .or_else(|| late_closing_len(&words[cut..]))
            .unwrap_or(0);
        if cut > start && cut < words.len() && !goes_on(&words[start..cut], &words[cut..]) {
            pieces.push(base + start..base + cut);
            start = cut;
        }
    }
    if start < words.len() {
        pieces.push(base + start..base + words.len());
    }
    pieces
}

/// Bytes of the closing mark that `text` begins with, and the blanks behind it: « Je pars. »
fn late_closing_len(text: &str) -> Option<usize> {
    let behind = text.strip_prefix(['»', '›'])?;
    let is_closing = behind.is_empty() || behind.starts_with(is_blank);
    is_closing.then(|| text.len() - behind.trim_start_matches(is_blank).len())
}

/// Bytes of the footnote marks (`[12][3]`) that `text` begins with, and the blanks behind them.
fn footnote_len(text: &str) -> Option<usize> {
    let mut rest = text;
    while let Some(inside) = rest.strip_prefix('[') {
        let behind = inside.trim_start_matches(|c: char| c.is_ascii_digit());
        if behind.len() == inside.len() {
            break;
        }
        let Some(behind) = behind.strip_prefix(']') else {
            break;
        };
        rest = behind;
    }
    let n = text.len() - rest.trim_start().len();
    (rest.len() < text.len()).then_some(n)
}

fn trimmed(text: &str, piece: Range<usize>) -> Option<TextSpan> {
    let start = floor_grapheme(text, ByteOffset(piece.start));
    let end = ceil_grapheme(text, ByteOffset(piece.end));
    trim_blanks(text, TextSpan::new(text, start, end).ok()?)
}

/// The sentence that `offset` is in, with its closing quotation marks and brackets, without blanks around it.
///
/// The blanks behind a sentence belong to it; never crosses a `\n`; `None` on a blank line.
#[must_use]
pub fn sentence_at(text: &str, offset: ByteOffset) -> Option<TextSpan> {
    let at = text.floor_char_boundary(offset.0);
    let pieces = pieces(text, window(text, ByteOffset(at), REACH));
    let before = pieces.first().filter(|first| at < first.start);
    let piece = pieces.iter().find(|p| p.contains(&at)).or(before);
    let piece = piece.or(pieces.last())?;
    trimmed(text, piece.clone())
}

/// The sentences of `range` in reading order. Segments all of it, line by line.
#[must_use]
pub fn sentences_in(text: &str, range: Range<usize>) -> Vec<TextSpan> {
    let end = text.floor_char_boundary(range.end);
    let start = text.ceil_char_boundary(range.start).min(end);
    let mut sentences = Vec::new();
    let mut at = start;
    for line in text[start..end].split_inclusive('\n') {
        let inside = at..at + line.trim_end_matches('\n').len();
        sentences.extend(
            pieces(text, inside)
                .into_iter()
                .filter_map(|p| trimmed(text, p)),
        );
        at += line.len();
    }
    sentences
}

/// Where a selection that begins at `at` begins by sentences.
pub(super) fn unit_start(text: &str, at: ByteOffset) -> ByteOffset {
    let at = floor_grapheme(text, at);
    pieces(text, window(text, at, REACH))
        .into_iter()
        .find(|p| p.contains(&at.0))
        .map_or(at, |p| floor_grapheme(text, ByteOffset(p.start)))
}

/// Where a selection that ends at `at` ends by sentences.
pub(super) fn unit_end(text: &str, at: ByteOffset) -> ByteOffset {
    let at = ceil_grapheme(text, at);
    pieces(text, window(text, at, REACH))
        .into_iter()
        .find(|p| p.start < at.0 && at.0 <= p.end)
        .map_or(at, |p| ceil_grapheme(text, ByteOffset(p.end)))
}

#[cfg(test)]
mod tests {
    use super::super::grapheme::is_grapheme_boundary;
    use super::super::test_texts::{nasty_text, place, show};
    use super::*;
    use proptest::prelude::*;

    /// `|` stands between two sentences and the blanks between them.
    #[track_caller]
    fn check(marked: &str) {
        let text = marked.replace('|', "");
        let found: Vec<_> = sentences_in(&text, 0..text.len())
            .iter()
            .map(|s| s.of(&text))
            .collect();
        let expected: Vec<_> = marked
            .split(['|', '\n'])
            .map(str::trim)
            .filter(|s| !s.is_empty())
            .collect();
        assert_eq!(found, expected);
        // The same from inside.
        for span in sentences_in(&text, 0..text.len()) {
            assert_eq!(sentence_at(&text, span.start()), Some(span));
        }
    }

    #[test]
    fn plain() {
        check("One. |Two! |Three? |Four… and five");
        check("No stop\nNext line. |And one");
        check("It rose 3.5 per cent. |See example.com or www.example.com. |Yes.");
        check("他说不。|她说好！|我们走吧。");
        check("هل وصل؟ |نعم.");
    }

    #[test]
    fn abbreviations() {
        check("Mr. Smith met Dr. Jones on Main St. Thomas.");
        check(
            "The U.S. Army left. |Then the U.S. The bill passed."
                .replace("U.S. The", "U.S. |The")
                .as_str(),
        );
        check("See No. 5 and Fig. 3. |Yes and no. |Five went.");
        check("On Jan. 5 J. K. Rowling and George W. Bush met. |He left.");
        check(
            "Acme Inc. Chairman Lee spoke. |It was Acme Inc. |The rest, e.g. Bolt Ltd. and others, e.g. Nut, did not.",
        );
        check("They met at 5 p.m. EST on Friday. |It closed at 6 p.m. |Police came.");
        check("It was plan B. |The mayor went.");
    }

    #[test]
    fn quotation_marks_and_brackets_stay_with_their_sentence() {
        check("“We will not go.” |“Why?” |He left.");
        check("“Will you?” she asked. |He said “no!” and left.");
        check("He left (at last.) |Then he came.");
        check("\"We go.\" |\"Why?\" |He left.");
        check("Er sagte: „Ich gehe.“ |Dann ging er.");
        check("Il dit : « Je pars. » |Puis il partit.");
        check("« Non ! » dit-il. |Puis « Oui. » |Fin.");
        check("「行く。」|彼は言った。");
    }

    #[test]
    fn list_numbers_and_footnotes() {
        check("1. The bridge is closed.\n2. It opens in May. |Perhaps.");
        check("The war ended.[1][12] |Then it rained.[3]");
    }

    #[test]
    fn the_mark_of_a_list_is_no_part_of_its_first_sentence() {
        let at = |marked: &str| {
            let (text, offset) = place(marked);
            show(&text, sentence_at(&text, offset))
        };
        assert_eq!(at("A:\n- On‸e. Two."), "A:\n- ⟦One.⟧ Two.");
        assert_eq!(at("‸- One. Two."), "- ⟦One.⟧ Two.");
        assert_eq!(at(" •  One. T‸wo."), " •  One. ⟦Two.⟧");
        assert_eq!(at("– S‸o he said."), "– ⟦So he said.⟧");
        // No marks of a list: a number, two signs, nothing behind.
        assert_eq!(at("-5‸ °C."), "⟦-5 °C.⟧");
        assert_eq!(at("-- ‸no."), "⟦-- no.⟧");
        assert_eq!(at("‸- "), "⟦-⟧ ");
    }

    #[test]
    fn the_sentence_around_a_place() {
        let at = |marked: &str| {
            let (text, offset) = place(marked);
            show(&text, sentence_at(&text, offset))
        };
        assert_eq!(at(" One.‸  Two.\n"), " ⟦One.⟧  Two.\n");
        assert_eq!(at("One.  ‸Two.\n"), "One.  ⟦Two.⟧\n");
        assert_eq!(at("One. Two.‸\nThree"), "One. ⟦Two.⟧\nThree");
        assert_eq!(at("One.\n ‸ \nThree"), "One.\n  \nThree");
        assert_eq!(at("One. Two‸"), "One. ⟦Two⟧");
        assert_eq!(at("‸"), "");
    }

    #[test]
    fn a_line_of_ten_megabytes_costs_a_window() {
        for text in ["A short one. ".repeat(800_000), "word ".repeat(2_000_000)] {
            let found = sentence_at(&text, ByteOffset(text.len() / 2));
            assert!(found.is_some_and(|s| s.len() < 3 * REACH));
        }
    }

    proptest! {
        #[test]
        fn sentences_cover_all_but_blanks(text in nasty_text()) {
            let mut from = 0;
            for span in sentences_in(&text, 0..text.len()) {
                prop_assert!(!span.of(&text).contains('\n'));
                prop_assert!(is_grapheme_boundary(&text, span.start()));
                prop_assert!(is_grapheme_boundary(&text, span.end()));
                if let Some(gap) = text.get(from..span.start().0) {
                    let rest = gap.trim_matches(|c: char| is_blank(c) || c == '\n');
                    let is_bullet = || bullet_len(&format!("{rest} a")) == rest.len() + 1;
                    prop_assert!(rest.is_empty() || is_bullet(), "{gap:?}");
                }
                from = span.end().0;
            }
            prop_assert!(text[from..].chars().all(super::super::is_blank));
        }
    }
}
