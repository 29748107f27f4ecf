//! What differs between two texts, word by word.

use super::corpus::Pieces;
use crate::text::fold;
use similar::{Algorithm, DiffOp, capture_diff_slices};
use std::ops::Range;

/// A stretch of two texts, in bytes, from the first letter of its first word to the end of its last word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WordDiff {
    /// The same words in both, but for case, accents and punctuation.
    Same {
        /// In the first text.
        first: Range<usize>,
        /// In the second text.
        second: Range<usize>,
    },
    /// Words that only the first text has.
    OnlyFirst(Range<usize>),
    /// Words that only the second text has.
    OnlySecond(Range<usize>),
}

/// Compares two texts by their folded words; the stretches come in reading order, what only the first has before
/// what only the second has. Blanks and punctuation between words belong to no word and are not compared.
///
/// Limitation: the way with the fewest changes is sought with a heuristic, so that long texts that have little in
/// common take no long time.
#[must_use]
pub fn word_diff(first: &str, second: &str) -> Vec<WordDiff> {
    let words = |text: &str| -> (Vec<Range<usize>>, Vec<String>) {
        Pieces::new(text)
            .map(|piece| (piece.start..piece.end, fold(&text[piece.start..piece.end])))
            .unzip()
    };
    let (first_places, first_words) = words(first);
    let (second_places, second_words) = words(second);
    let stretch = |places: &[Range<usize>], from: usize, n: usize| {
        let last = places.get((from + n).checked_sub(1)?)?;
        Some(places.get(from)?.start..last.end)
    };
    let mut out = Vec::new();
    for op in capture_diff_slices(Algorithm::Myers, &first_words, &second_words) {
        let (n_old, n_new) = (op.old_range().len(), op.new_range().len());
        let old = stretch(&first_places, op.old_range().start, n_old).filter(|_| n_old > 0);
        let new = stretch(&second_places, op.new_range().start, n_new).filter(|_| n_new > 0);
        match (op, old, new) {
            (DiffOp::Equal { .. }, Some(first), Some(second)) => {
                out.push(WordDiff::Same { first, second });
            }
            (_, old, new) => {
                out.extend(old.map(WordDiff::OnlyFirst));
                out.extend(new.map(WordDiff::OnlySecond));
            }
        }
    }
    out
}

/// Words of a stretch that is the same in both which [`in_words`] shows at each of its ends.
const CONTEXT_WORDS: usize = 3;
/// Stands in [`in_words`] where one of the texts has no words.
const NOTHING: &str = "–";
/// The longest form of [`in_words`], in code points.
const MAX_CHARS: usize = 240;

/// A diff on one line: `they are [not → never] welcome`, with a dash where one text has nothing: `we [shall → –] go`.
/// Long stretches that are the same are cut with `…`. Empty where all words are the same.
#[must_use]
pub fn in_words(first: &str, second: &str) -> String {
    let diff = word_diff(first, second);
    if diff
        .iter()
        .all(|part| matches!(part, WordDiff::Same { .. }))
    {
        return String::new();
    }
    let mut parts: Vec<String> = Vec::new();
    let line = |text: &str, range: &Range<usize>| {
        let words: Vec<_> = text[range.clone()].split_whitespace().collect();
        words.join(" ")
    };
    let other = |text: &str, range: &Range<usize>| shorten(&line(text, range), false, false);
    let mut all = diff.iter().enumerate().peekable();
    while let Some((i, part)) = all.next() {
        parts.push(match part {
            WordDiff::Same { first: range, .. } => {
                shorten(&line(first, range), i == 0, i + 1 == diff.len())
            }
            WordDiff::OnlyFirst(old) => {
                // What the second has instead follows at once.
                let instead = all.next_if(|(_, next)| matches!(next, WordDiff::OnlySecond(_)));
                let new = match instead {
                    Some((_, WordDiff::OnlySecond(new))) => other(second, new),
                    _ => NOTHING.to_owned(),
                };
                format!("[{} → {new}]", other(first, old))
            }
            WordDiff::OnlySecond(new) => format!("[{NOTHING} → {}]", other(second, new)),
        });
    }
    let mut out = parts.join(" ");
    if let Some((cut, _)) = out.char_indices().nth(MAX_CHARS) {
        out.truncate(cut);
        out.push('…');
    }
    out
}

/// The words at the ends that touch a difference.
fn shorten(line: &str, is_first: bool, is_last: bool) -> String {
    let words: Vec<&str> = line.split(' ').collect();
    if words.len() <= 2 * CONTEXT_WORDS + 1 {
        return line.to_owned();
    }
    let head = words[..CONTEXT_WORDS].join(" ");
    let tail = words[words.len() - CONTEXT_WORDS..].join(" ");
    match (is_first, is_last) {
        (true, _) => format!("… {tail}"),
        (_, true) => format!("{head} …"),
        _ => format!("{head} … {tail}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn check(first: &str, second: &str, expected: &str) {
        assert_eq!(in_words(first, second), expected);
    }

    #[test]
    fn words_that_differ() {
        check(
            "They are not welcome here",
            "They are never welcome here",
            "They are [not → never] welcome here",
        );
        check("we go", "“We  go!”", "");
        check("we shall go", "we go", "we [shall → –] go");
        check("", "we go", "[– → we go]");
        check(
            "one two three four five six seven eight yes one two three four five six seven eight nine",
            "one two three four five six seven eight no one two three four five six seven eight nine",
            "… six seven eight [yes → no] one two three …",
        );
    }

    #[test]
    fn places_are_those_of_the_words() {
        let (first, second) = ("“It’s so, Ann,” she said", "it's Ann");
        assert_eq!(
            word_diff(first, second)
                .iter()
                .map(|part| match part {
                    WordDiff::Same {
                        first: a,
                        second: b,
                    } => format!("={}={}", &first[a.clone()], &second[b.clone()]),
                    WordDiff::OnlyFirst(a) => format!("-{}", &first[a.clone()]),
                    WordDiff::OnlySecond(b) => format!("+{}", &second[b.clone()]),
                })
                .collect::<Vec<_>>(),
            ["=It’s=it's", "-so", "=Ann=Ann", "-she said"]
        );
    }

    proptest! {
        /// Every word of both stands in exactly one stretch, and what is called the same is the same.
        #[test]
        fn both_are_covered(first in "([ab’ é]{0,3}[ ,.]){0,12}", second in "([ab’ é]{0,3}[ ,.]){0,12}") {
            let words = |text: &str| -> Vec<String> { Pieces::new(text).map(|p| fold(&text[p.start..p.end])).collect() };
            let (mut of_first, mut of_second) = (Vec::new(), Vec::new());
            for part in word_diff(&first, &second) {
                match part {
                    WordDiff::Same { first: a, second: b } => {
                        prop_assert_eq!(words(&first[a.clone()]), words(&second[b.clone()]));
                        of_first.extend(words(&first[a]));
                        of_second.extend(words(&second[b]));
                    }
                    WordDiff::OnlyFirst(a) => of_first.extend(words(&first[a])),
                    WordDiff::OnlySecond(b) => of_second.extend(words(&second[b])),
                }
            }
            prop_assert_eq!(of_first, words(&first));
            prop_assert_eq!(of_second, words(&second));
        }
    }
}
