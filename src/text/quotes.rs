//! Which quotation marks of a paragraph belong together.
//!
//! Limitation: marks only, no grammar. A plural possessive (the workers’ union) inside ‘…’ is told from
//! the closing mark by what follows; where a paragraph's marks are wrong, pairs may be too.

use std::ops::Range;

use super::is_blank;
use super::offset::ByteOffset;
use super::snap::trim_blanks;
use super::span::TextSpan;

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
    let inside = ByteOffset(base + open.start + open.mark.len_utf8());
    let words = TextSpan::new(text, inside, ByteOffset(base + close)).ok()?;
    Some(QuotePair {
        words: trim_blanks(text, words)?,
        whole: TextSpan::new(text, start, ByteOffset(base + end)).ok()?,
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
    let last = |openers: &[char]| stack.iter().rposition(|open| openers.contains(&open.mark));
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
