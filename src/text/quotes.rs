//! Which quotation marks of a paragraph belong together.
//!
//! Limitation: marks only, no grammar. A plural possessive (the workers’ union) inside ‘…’ is told from
//! the closing mark by what follows; where a paragraph's marks are wrong, pairs may be too.

use std::ops::Range;

use super::grapheme::{ceil_grapheme, floor_grapheme};
use super::is_blank;
use super::offset::ByteOffset;
use super::snap::trim_blanks;
use super::span::TextSpan;

/// A closing mark is not looked for further out than this many open ones, so that a text of nothing but
/// opening marks takes no longer than another.
const MAX_DEPTH: usize = 32;

/// A quotation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QuotePair {
    /// The words without the marks and without blanks at the ends.
    pub words: TextSpan,
    /// The words with their marks.
    pub whole: TextSpan,
    /// The opening mark.
    pub open: char,
    /// False where the closing mark is missing: a quotation that goes on in the next paragraph,
    /// here up to the end of this one.
    pub is_closed: bool,
}

#[derive(Clone, Copy, Debug)]
struct Open {
    mark: char,
    start: usize,
}

/// The quotations of the paragraph `range` (bytes of `text`), outer before inner, in reading order.
///
/// Knows “ ” and „ “ and „ ” and ” ”, ‘ ’ and ‚ ‘, « » and » «, ‹ › and › ‹, 「 」, 『 』, and the straight " and '.
/// Empty ones are left out. Reads all of `range` once, however long it is.
#[must_use]
pub fn quote_pairs(text: &str, range: Range<usize>) -> Vec<QuotePair> {
    let base = range.start;
    let Some(paragraph) = text.get(range) else {
        return Vec::new();
    };
    let mut pairs = Vec::new();
    let mut stack: Vec<Open> = Vec::new();
    for (at, mark) in paragraph.char_indices().filter(|&(_, c)| is_mark(c)) {
        let behind = at + mark.len_utf8();
        let place = Place::new(paragraph, at, behind);
        if let Some(i) = closes(&stack, mark, &place) {
            let open = stack[i];
            stack.truncate(i);
            pairs.extend(pair(text, base, open, at, behind, true));
        } else if opens(mark, &place) {
            stack.push(Open { mark, start: at });
        }
    }
    if let Some(&open) = stack
        .iter()
        .find(|open| matches!(open.mark, '“' | '„' | '«' | '"'))
        && paragraph[..open.start].chars().all(is_blank)
    {
        pairs.extend(pair(
            text,
            base,
            open,
            paragraph.len(),
            paragraph.len(),
            false,
        ));
    }
    pairs.sort_by_key(|pair| (pair.whole.start(), std::cmp::Reverse(pair.whole.end())));
    pairs
}

fn pair(
    text: &str,
    base: usize,
    open: Open,
    close: usize,
    end: usize,
    is_closed: bool,
) -> Option<QuotePair> {
    let start = ByteOffset(base + open.start);
    let end = ByteOffset(base + end);
    // A mark may carry combining signs.
    let inside = ByteOffset(base + open.start + open.mark.len_utf8());
    let inside = ceil_grapheme(text, inside);
    let close = floor_grapheme(text, ByteOffset(base + close));
    let words = TextSpan::new(text, inside, close).ok()?;
    Some(QuotePair {
        words: trim_blanks(text, words)?,
        whole: TextSpan::new(text, floor_grapheme(text, start), ceil_grapheme(text, end)).ok()?,
        open: open.mark,
        is_closed,
    })
}

fn is_mark(c: char) -> bool {
    matches!(
        c,
        '“' | '”'
            | '„'
            | '‟'
            | '‘'
            | '’'
            | '‚'
            | '«'
            | '»'
            | '‹'
            | '›'
            | '「'
            | '」'
            | '『'
            | '』'
            | '"'
            | '\''
    )
}

/// What stands around a mark.
struct Place<'t> {
    before: Option<char>,
    after: Option<char>,
    /// The paragraph behind the mark.
    rest: &'t str,
}

impl<'t> Place<'t> {
    fn new(paragraph: &'t str, at: usize, behind: usize) -> Self {
        let rest = &paragraph[behind..];
        Self {
            before: paragraph[..at].chars().next_back(),
            after: rest.chars().next(),
            rest,
        }
    }

    /// Something stands behind the mark, and before it nothing that a quotation could end with.
    fn looks_opening(&self) -> bool {
        let is_free = self.before.is_none_or(|c| {
            is_blank(c)
                || matches!(
                    c,
                    '(' | '[' | '{' | '—' | '–' | '-' | '/' | ':' | '*' | '_' | '>'
                )
                || matches!(
                    c,
                    '“' | '„' | '‘' | '‚' | '«' | '‹' | '「' | '『' | '"' | '\''
                )
        });
        is_free && self.after.is_some_and(|c| !is_blank(c))
    }

    fn looks_closing(&self) -> bool {
        self.before.is_some_and(|c| !is_blank(c)) && !self.after.is_some_and(char::is_alphanumeric)
    }

    fn is_inside_word(&self) -> bool {
        self.before.is_some_and(char::is_alphanumeric)
            && self.after.is_some_and(char::is_alphanumeric)
    }

    /// ’90s, ’tis, rock ’n’ roll: a mark that stands for left-out letters at the start of a word.
    fn is_elision(&self) -> bool {
        let word: String = self
            .rest
            .chars()
            .take_while(|c| c.is_alphanumeric())
            .take(6)
            .collect();
        let is_decade = word.starts_with(|c: char| c.is_ascii_digit()) && word.ends_with('s');
        is_decade
            || matches!(
                word.to_ascii_lowercase().as_str(),
                "tis" | "twas" | "em" | "n" | "cause" | "til" | "bout" | "round"
            )
    }

    /// the workers’ union: a plural's mark, if a better closing mark comes before the next opening one.
    fn is_plural_possessive(&self, mark: char) -> bool {
        let mut rest = self.rest.chars();
        if !self
            .before
            .is_some_and(|c| matches!(c, 's' | 'S' | 'x' | 'z'))
            || rest.next() != Some(' ')
            || !rest.next().is_some_and(char::is_lowercase)
        {
            return false;
        }
        let mut before = ' ';
        let mut chars = self.rest.chars().take(500).peekable();
        while let Some(c) = chars.next() {
            let after = chars.peek().copied();
            if c == '‘' || (c == '\'' && is_blank(before)) {
                return false;
            }
            if c == mark && !is_blank(before) && !after.is_some_and(char::is_alphanumeric) {
                return true;
            }
            before = c;
        }
        false
    }
}

/// The place in the stack of the mark that `mark` closes here.
fn closes(stack: &[Open], mark: char, place: &Place<'_>) -> Option<usize> {
    let n_deeper = stack.len().saturating_sub(MAX_DEPTH);
    let last = |openers: &[char]| {
        let near = stack[n_deeper..].iter();
        let i = near.rev().position(|open| openers.contains(&open.mark))?;
        Some(stack.len() - 1 - i)
    };
    match mark {
        '”' => last(&['“', '„', '‟', '”']),
        '“' => last(&['„']).filter(|_| !place.looks_opening()),
        '»' => last(&['«', '»']).filter(|&i| stack[i].mark == '«' || !place.looks_opening()),
        '«' => last(&['»']),
        '›' => last(&['‹', '›']).filter(|&i| stack[i].mark == '‹' || !place.looks_opening()),
        '‹' => last(&['›']),
        '」' => last(&['「']),
        '』' => last(&['『']),
        '"' => last(&['"']).filter(|_| {
            place.before.is_some_and(|c| !is_blank(c))
                && (place.looks_closing() || !place.looks_opening())
        }),
        '‘' => last(&['‚']).filter(|_| !place.looks_opening()),
        '’' | '\'' => {
            let openers: &[char] = if mark == '’' {
                &['‘', '‚', '’']
            } else {
                &['\'']
            };
            last(openers).filter(|_| place.looks_closing() && !place.is_plural_possessive(mark))
        }
        _ => None,
    }
}

fn opens(mark: char, place: &Place<'_>) -> bool {
    match mark {
        '“' | '„' | '‟' | '‚' | '«' | '‹' | '「' | '『' => true,
        '‘' => !place.is_inside_word(),
        '”' | '»' | '›' | '"' => place.looks_opening(),
        '’' | '\'' => place.looks_opening() && !place.is_elision(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::super::test_texts::nasty_text;
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let words: Vec<_> = quote_pairs(text, 0..text.len())
            .iter()
            .map(|pair| pair.words.of(text))
            .collect();
        assert_eq!(words, expected, "in {text}");
    }

    #[test]
    fn marks_of_many_languages() {
        check("She said “no way” and “never”.", &["no way", "never"]);
        check("Er sagte „nein“ und ‚nie‘.", &["nein", "nie"]);
        check("„Tak” powiedział.", &["Tak"]);
        check("Hon sade ”nej” och gick.", &["nej"]);
        check(
            "Il dit « non » et «\u{A0}jamais\u{202F}».",
            &["non", "jamais"],
        );
        check("Er sagte »nein« und ging.", &["nein"]);
        check("彼は「はい」と『本』を", &["はい", "本"]);
        check("She said \"no way\" and \"never\".", &["no way", "never"]);
        check("She said 'no way' and left.", &["no way"]);
    }

    #[test]
    fn nested() {
        check("“He said ‘go’ to me”", &["He said ‘go’ to me", "go"]);
        check("‘He said “go” to me’", &["He said “go” to me", "go"]);
        check("\"He said 'go' to me\"", &["He said 'go' to me", "go"]);
        check("„Er sagte ‚geh‘ zu mir“", &["Er sagte ‚geh‘ zu mir", "geh"]);
        check("「彼は『行け』と」", &["彼は『行け』と", "行け"]);
    }

    #[test]
    fn apostrophes_are_no_marks() {
        check("It isn’t the workers’ union’s.", &[]);
        check("It isn't the workers' union's.", &[]);
        check("‘It isn’t so,’ he said.", &["It isn’t so,"]);
        check(
            "‘The workers’ union is strong,’ he said.",
            &["The workers’ union is strong,"],
        );
        check(
            "'The workers' union is strong,' he said.",
            &["The workers' union is strong,"],
        );
        check("In the ’90s rock ’n’ roll, ’tis said, was ‘it’.", &["it"]);
        check("In the '90s 'twas 'it'.", &["it"]);
        check(
            "'Yes,' he said, '90 people left.'",
            &["Yes,", "90 people left."],
        );
        check("a 6\" pipe and a 5' rod", &[]);
    }

    #[test]
    fn missing_marks() {
        check("“It goes on and on.", &["It goes on and on."]);
        check("He said “it goes on.", &[]);
        check("so” and so’ and “”", &[]);
        check("“One ‘two” three’", &["One ‘two"]);
        let text = "  “On";
        let pairs = quote_pairs(text, 0..text.len());
        assert!(matches!(
            pairs[..],
            [QuotePair {
                is_closed: false,
                open: '“',
                ..
            }]
        ));
    }

    #[test]
    fn the_whole_has_the_marks() {
        let text = "x “ab ” y";
        let pairs = quote_pairs(text, 0..text.len());
        assert_eq!(pairs[0].whole.of(text), "“ab ”");
        assert_eq!(pairs[0].words.of(text), "ab");
        assert!(pairs[0].is_closed);
    }

    #[test]
    fn many_marks_take_linear_time() {
        let text = "s’ a ".repeat(100_000) + &"“".repeat(100_000);
        let _ = quote_pairs(&text, 0..text.len());
    }

    proptest! {
        #[test]
        fn pairs_nest_or_are_apart(text in nasty_text()) {
            let pairs = quote_pairs(&text, 0..text.len());
            for (i, a) in pairs.iter().enumerate() {
                prop_assert!(a.whole.start() < a.words.start() && a.words.end() <= a.whole.end());
                for b in &pairs[i + 1..] {
                    prop_assert!(a.whole.start() < b.whole.start());
                    prop_assert!(!a.whole.overlaps(b.whole) || b.whole.end() <= a.whole.end());
                }
            }
        }
    }
}
