//! Selections by whole units: what a drag covers, and the next larger and smaller unit.
//!
//! Everything here looks at a window of a few KiB around the place, however long the text and its lines
//! are; only [`paragraph_at`] searches the whole line for its ends.

use super::is_blank;
use super::offset::ByteOffset;
use super::quotation::pairs_near;
use super::span::TextSpan;
use super::{sentence, word};

pub use super::grapheme::{
    ceil_grapheme, floor_grapheme, is_grapheme_boundary, next_grapheme, prev_grapheme,
};
pub use super::paragraph::{line_range, paragraph_at};
pub use super::quotation::quotation_at;
pub use super::sentence::{sentence_at, sentences_in};
pub use super::word::{next_word_end, prev_word_start, word_at, words_in};

/// What a drag takes whole.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Snap {
    /// Words; punctuation by grapheme.
    #[default]
    Word,
    /// Sentences.
    Sentence,
    /// Graphemes.
    Character,
}

/// What a drag from `anchor` to `focus` (in either direction) selects: every unit that it covers at
/// least a part of, without blanks at the ends. `None` if nothing is left.
///
/// Where both coincide, the unit at the place; nothing by [`Snap::Character`]. Whether a click without
/// a drag selects is for the caller to decide.
#[must_use]
pub fn snap_range(
    text: &str,
    anchor: ByteOffset,
    focus: ByteOffset,
    unit: Snap,
) -> Option<TextSpan> {
    let (low, high) = (anchor.min(focus), anchor.max(focus));
    if low == high {
        return match unit {
            Snap::Word => word::word_at(text, low),
            Snap::Sentence => sentence_at(text, low),
            Snap::Character => None,
        };
    }
    // First the graphemes, without the blanks, so that a blank at an end draws in no unit.
    let low = floor_grapheme(text, low);
    let high = ceil_grapheme(text, high);
    let touched = trim_blanks(text, TextSpan::new(text, low, high).ok()?)?;
    let (low, high) = (touched.start(), touched.end());
    let (start, end) = match unit {
        Snap::Character => (low, high),
        Snap::Word => (word::unit_start(text, low), word::unit_end(text, high)),
        Snap::Sentence => (
            sentence::unit_start(text, low),
            sentence::unit_end(text, high),
        ),
    };
    trim_blanks(text, TextSpan::new(text, start, end).ok()?)
}

/// `span` without the blanks at its ends; `None` if there is nothing else.
///
/// Blank: Unicode `White_Space` (no-break space included), zero-width space, byte order mark. A blank
/// that carries a combining mark is one grapheme with it and stays.
#[must_use]
pub fn trim_blanks(text: &str, span: TextSpan) -> Option<TextSpan> {
    let words = span.of(text);
    let inner = words.trim_start_matches(is_blank);
    let start = ByteOffset(span.end().0 - inner.len());
    let end = ByteOffset(start.0 + inner.trim_end_matches(is_blank).len());
    if start >= end {
        return None;
    }
    let start = floor_grapheme(text, start).max(span.start());
    let end = ceil_grapheme(text, end).min(span.end());
    TextSpan::new(text, start, end).ok()
}

/// The smallest unit that holds all of `span` and more: word, quotation, sentence or paragraph, by size.
/// A span over several units grows to whole ones. `span` itself where it is whole paragraphs already.
///
/// A quotation is its words; with its marks where `span` holds one of them. A sentence that begins or ends inside a
/// quotation is taken without the mark that would stand alone in it.
#[must_use]
pub fn grow(text: &str, span: TextSpan) -> TextSpan {
    let by = |unit| snap_range(text, span.start(), span.end(), unit);
    let first = paragraph_at(text, span.start());
    let last = paragraph_at(text, prev_grapheme(text, span.end()));
    let start = first.map_or(span.start(), TextSpan::start);
    let end = last.map_or(span.end(), TextSpan::end);
    let paragraphs = TextSpan::new(text, start, end).ok();
    let sentences = by(Snap::Sentence).map(|unit| without_lone_marks(text, unit));
    let quotations = pairs_near(text, span.start()).into_iter().map(|pair| {
        let has_mark = span.start() < pair.words.start() || pair.words.end() < span.end();
        if has_mark { pair.whole } else { pair.words }
    });
    [by(Snap::Word), sentences, paragraphs]
        .into_iter()
        .flatten()
        .chain(quotations)
        .filter(|unit| holds(*unit, span))
        .min_by_key(|unit| unit.len())
        .unwrap_or(span)
}

/// The largest unit around `towards` that lies in `span` and is smaller: paragraph, sentence, quotation
/// or word. `span` itself where there is none. An offset outside the span counts as its nearer end.
///
/// Limitation: not the exact inverse of [`grow`], which may have passed over a run of sentences; who
/// wants the very steps back keeps them.
#[must_use]
pub fn shrink(text: &str, span: TextSpan, towards: ByteOffset) -> TextSpan {
    let last = floor_grapheme(text, prev_grapheme(text, span.end())).max(span.start());
    let at = towards.clamp(span.start(), last);
    [
        word::word_at(text, at),
        sentence_at(text, at).map(|unit| without_lone_marks(text, unit)),
        paragraph_at(text, at),
    ]
    .into_iter()
    .flatten()
    .chain(
        pairs_near(text, at)
            .into_iter()
            .map(|pair| pair.words)
            .filter(|words| words.contains(at)),
    )
    .filter(|unit| holds(span, *unit))
    .max_by_key(|unit| unit.len())
    .unwrap_or(span)
}

/// `unit` without the opening mark at its start that is closed behind it, and the closing mark at its end that is
/// opened before it.
fn without_lone_marks(text: &str, unit: TextSpan) -> TextSpan {
    let (mut start, mut end) = (unit.start(), unit.end());
    for pair in pairs_near(text, start) {
        if pair.is_closed && pair.whole.start() == start && end < pair.words.end() {
            start = pair.words.start();
        }
    }
    for pair in pairs_near(text, prev_grapheme(text, end)) {
        if pair.is_closed && pair.whole.end() == end && pair.words.start() < start {
            end = pair.words.end();
        }
    }
    TextSpan::new(text, start, end).unwrap_or(unit)
}

/// Whether `outer` covers all of `inner` and more.
fn holds(outer: TextSpan, inner: TextSpan) -> bool {
    outer.start() <= inner.start() && inner.end() <= outer.end() && outer != inner
}

#[cfg(test)]
mod tests {
    use super::super::test_texts::{nasty_text, show, span};
    use super::*;
    use proptest::prelude::*;

    /// `⟦ ⟧` before: from anchor to focus; after: what is selected.
    #[track_caller]
    fn check(unit: Snap, before: &str, after: &str) {
        let (text, drag) = span(before);
        for (anchor, focus) in [(drag.start(), drag.end()), (drag.end(), drag.start())] {
            assert_eq!(show(&text, snap_range(&text, anchor, focus, unit)), after);
        }
    }

    #[test]
    fn a_drag_by_words() {
        check(
            Snap::Word,
            "the br⟦idge fe⟧ll down",
            "the ⟦bridge fell⟧ down",
        );
        check(
            Snap::Word,
            "the bridge⟦ fell ⟧down",
            "the bridge ⟦fell⟧ down",
        );
        check(Snap::Word, "the bri⟦dg⟧e", "the ⟦bridge⟧");
        check(Snap::Word, "he “s⟦ays⟧” so", "he “⟦says⟧” so");
        check(Snap::Word, "he ⟦“s⟧ays” so", "he ⟦“says⟧” so");
        check(Snap::Word, "one⟦ \n ⟧two", "one \n two");
        check(Snap::Word, "on⟦e\ntw⟧o", "⟦one\ntwo⟧");
        check(Snap::Word, "こん⟦にちは世⟧界。", "⟦こんにちは世界⟧。");
    }

    #[test]
    fn a_drag_by_sentences() {
        check(
            Snap::Sentence,
            "One a. Tw⟦o⟧ b. Three.",
            "One a. ⟦Two b.⟧ Three.",
        );
        check(Snap::Sentence, "On⟦e a. ⟧Two b.", "⟦One a.⟧ Two b.");
        check(Snap::Sentence, "On⟦e a. T⟧wo b.\nx", "⟦One a. Two b.⟧\nx");
    }

    #[test]
    fn a_drag_by_characters() {
        check(Snap::Character, "br⟦idge fe⟧ll", "br⟦idge fe⟧ll");
        check(
            Snap::Character,
            "br⟦idge \u{A0}⟧fell",
            "br⟦idge⟧ \u{A0}fell",
        );
        check(Snap::Character, "a👩⟦‍👩‍⟧👧b", "a⟦👩‍👩‍👧⟧b");
        check(Snap::Character, "«\u{301}⟦a⟧»", "«\u{301}⟦a⟧»");
        check(Snap::Character, "cafe⟦\u{301}⟧ x", "caf⟦e\u{301}⟧ x");
    }

    #[test]
    fn no_drag() {
        let at = |unit| snap_range("one two. Three", ByteOffset(5), ByteOffset(5), unit);
        assert_eq!(at(Snap::Word).map(TextSpan::range), Some(4..7));
        assert_eq!(at(Snap::Sentence).map(TextSpan::range), Some(0..8));
        assert_eq!(at(Snap::Character), None);
        assert_eq!(
            snap_range("", ByteOffset(0), ByteOffset(9), Snap::Word),
            None
        );
    }

    #[test]
    fn blanks_at_the_ends() {
        let trim = |marked: &str| {
            let (text, span) = span(marked);
            show(&text, trim_blanks(&text, span))
        };
        let blanks = "\u{FEFF}\u{A0}\u{200B}\u{3000}\t\n";
        assert_eq!(
            trim(&format!("a⟦{blanks}b c{blanks}⟧d")),
            format!("a{blanks}⟦b c⟧{blanks}d")
        );
        assert_eq!(trim("a⟦ \u{2028}⟧b"), "a \u{2028}b");
        assert_eq!(trim("a⟦ \u{301}b⟧"), "a⟦ \u{301}b⟧");
    }

    /// The steps of growing, with the back way towards the start of the first in `check_growth_and_back`.
    #[track_caller]
    fn check_growth(steps: &[&str]) {
        for pair in steps.windows(2) {
            let (text, before) = span(pair[0]);
            assert_eq!(show(&text, Some(grow(&text, before))), pair[1]);
        }
        let (text, last) = span(steps[steps.len() - 1]);
        assert_eq!(grow(&text, last), last);
    }

    #[track_caller]
    fn check_growth_and_back(steps: &[&str]) {
        check_growth(steps);
        let (text, first) = span(steps[0]);
        for pair in steps[1..].windows(2) {
            let (_, larger) = span(pair[1]);
            let smaller = shrink(&text, larger, first.start());
            assert_eq!(show(&text, Some(smaller)), pair[0]);
        }
    }

    #[test]
    fn grows_by_word_quotation_sentence_paragraph() {
        check_growth_and_back(&[
            "x\n A b. He sa⟦i⟧d so. C.\ny",
            "x\n A b. He ⟦said⟧ so. C.\ny",
            "x\n A b. ⟦He said so.⟧ C.\ny",
            "x\n ⟦A b. He said so. C.⟧\ny",
        ]);
        check_growth_and_back(&[
            "A b. He said “not n⟦o⟧w” so. C.",
            "A b. He said “not ⟦now⟧” so. C.",
            "A b. He said “⟦not now⟧” so. C.",
            "A b. ⟦He said “not now” so.⟧ C.",
            "⟦A b. He said “not now” so. C.⟧",
        ]);
    }

    #[test]
    fn a_quotation_larger_than_its_sentences_comes_behind_them() {
        check_growth(&[
            "A. “One. ⟦Two⟧ three. Four.” So.",
            "A. “One. ⟦Two three.⟧ Four.” So.",
            "A. “⟦One. Two three. Four.⟧” So.",
            "A. ⟦“One. Two three. Four.”⟧ So.",
            "⟦A. “One. Two three. Four.” So.⟧",
        ]);
    }

    #[test]
    fn no_sentence_of_a_quotation_takes_one_of_its_marks_alone() {
        check_growth(&[
            "“One ⟦tw⟧o. Three four.” So it was.",
            "“One ⟦two⟧. Three four.” So it was.",
            "“⟦One two.⟧ Three four.” So it was.",
            "“⟦One two. Three four.⟧” So it was.",
            "⟦“One two. Three four.”⟧ So it was.",
            "⟦“One two. Three four.” So it was.⟧",
        ]);
        let (text, quotation) = span("“⟦One two. Three four.⟧” So it was.");
        let first = shrink(&text, quotation, quotation.start());
        assert_eq!(
            show(&text, Some(first)),
            "“⟦One two.⟧ Three four.” So it was."
        );
        check_growth(&[
            "“One two. Three ⟦four⟧.” So it was.",
            "“One two. ⟦Three four.⟧” So it was.",
            "“⟦One two. Three four.⟧” So it was.",
            "⟦“One two. Three four.”⟧ So it was.",
            "⟦“One two. Three four.” So it was.⟧",
        ]);
        // A quotation that is not closed has no second mark to wait for.
        check_growth(&[
            "“One ⟦two⟧. Three.",
            "⟦“One two.⟧ Three.",
            "⟦“One two. Three.⟧",
        ]);
    }

    #[test]
    fn a_mark_alone_grows_to_its_quotation() {
        check_growth(&[
            "⟦“⟧One two. Three.” So.",
            "⟦“One two. Three.”⟧ So.",
            "⟦“One two. Three.” So.⟧",
        ]);
        check_growth(&[
            "He said “no⟦”⟧ so.",
            "He said ⟦“no”⟧ so.",
            "⟦He said “no” so.⟧",
        ]);
    }

    #[test]
    fn grows_and_shrinks_over_paragraphs() {
        let (text, two) = span("A b. C ⟦d.\n\nE⟧ f. G.");
        let sentences = grow(&text, two);
        assert_eq!(show(&text, Some(sentences)), "A b. ⟦C d.\n\nE f.⟧ G.");
        let paragraphs = grow(&text, sentences);
        assert_eq!(show(&text, Some(paragraphs)), "⟦A b. C d.\n\nE f. G.⟧");
        let last = shrink(&text, paragraphs, paragraphs.end());
        assert_eq!(show(&text, Some(last)), "A b. C d.\n\n⟦E f. G.⟧");
    }

    fn is_whole(text: &str, span: TextSpan) -> bool {
        is_grapheme_boundary(text, span.start()) && is_grapheme_boundary(text, span.end())
    }

    proptest! {
        #[test]
        fn a_drag_takes_whole_graphemes(text in nasty_text(), a in 0..200_usize, b in 0..200_usize) {
            let (anchor, focus) = (ByteOffset(a), ByteOffset(b));
            for unit in [Snap::Word, Snap::Sentence, Snap::Character] {
                let found = snap_range(&text, anchor, focus, unit);
                prop_assert_eq!(found, snap_range(&text, focus, anchor, unit));
                if let Some(span) = found {
                    prop_assert!(is_whole(&text, span));
                    prop_assert_eq!(trim_blanks(&text, span), Some(span));
                    prop_assert!(TextSpan::new(&text, span.start(), span.end()).is_ok());
                }
                let exact = snap_range(&text, anchor, focus, Snap::Character);
                if let Some(exact) = exact {
                    let found = found.expect("larger units cover the graphemes");
                    prop_assert!(found.start() <= exact.start() && exact.end() <= found.end());
                }
            }
        }

        #[test]
        fn growing_ends_at_paragraphs_and_shrinking_comes_back(
            text in nasty_text(), a in 0..200_usize, b in 0..200_usize,
        ) {
            let first = snap_range(&text, ByteOffset(a), ByteOffset(b), Snap::Character);
            let Some(first) = first else { return Ok(()) };
            let (mut span, mut n_steps) = (first, 0);
            loop {
                let larger = grow(&text, span);
                if larger == span {
                    break;
                }
                prop_assert!(larger.start() <= span.start() && span.end() <= larger.end());
                prop_assert!(is_whole(&text, larger));
                let smaller = shrink(&text, larger, span.start());
                prop_assert!(larger.start() <= smaller.start() && smaller.end() <= larger.end());
                span = larger;
                n_steps += 1;
                prop_assert!(n_steps < 100);
            }
            let paragraph = paragraph_at(&text, span.start());
            prop_assert!(paragraph.is_some_and(|p| span.start() <= p.start()));
            loop {
                let smaller = shrink(&text, span, first.start());
                if smaller == span {
                    break;
                }
                prop_assert!(smaller.len() < span.len());
                prop_assert!(is_whole(&text, smaller));
                span = smaller;
            }
        }
    }
}
