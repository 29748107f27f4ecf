//! Which of the characters between two quotation marks are the quotation.
//!
//! The rule (`docs/` and the command line say the same): the words without the marks. Final punctuation stays when the
//! quotation is a whole sentence; a comma or full stop of the sentence around it does not.

use std::ops::Range;

use super::word_ends::is_abbreviation;
use crate::text::is_blank;

/// What the words inside look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Shape {
    pub(super) n_words: usize,
    /// Begins as a sentence does: with a capital letter, a digit or a bracket.
    pub(super) begins_large: bool,
    /// Begins with a digit, as fragments do too.
    pub(super) begins_with_digit: bool,
    /// A sentence ends inside, before the end.
    pub(super) has_inner_stop: bool,
    /// Most words begin with a capital letter, as titles of works do.
    pub(super) is_title_case: bool,
}

impl Shape {
    pub(super) fn of(words: &str) -> Self {
        let trimmed =
            words.trim_start_matches(|c: char| is_blank(c) || matches!(c, '…' | '.' | '¿' | '¡'));
        let first = trimmed
            .chars()
            .find(|c| !matches!(c, '[' | '(' | '‘' | '“' | '\'' | '"' | '«'));
        let is_bracketed = trimmed.starts_with('[');
        let begins_large = is_bracketed
            || first.is_some_and(|c| {
                c.is_uppercase() || c.is_numeric() || !c.is_lowercase() && c.is_alphabetic()
            });
        let mut n_words = 0;
        let mut n_long = 0;
        let mut n_large = 0;
        for word in words.split_whitespace() {
            let letters = word.trim_matches(|c: char| !c.is_alphanumeric());
            if letters.is_empty() {
                continue;
            }
            n_words += 1;
            if letters.len() > 3 {
                n_long += 1;
                n_large += usize::from(letters.starts_with(char::is_uppercase));
            }
        }
        if !words.is_ascii() && words.chars().any(is_wide) {
            n_words = n_words.max(words.chars().filter(|c| is_wide(*c)).count() / 2);
        }
        Self {
            n_words,
            begins_large,
            begins_with_digit: !is_bracketed && first.is_some_and(char::is_numeric),
            has_inner_stop: has_inner_stop(words),
            is_title_case: begins_large && n_words >= 2 && n_long >= 1 && n_large == n_long,
        }
    }
}

/// Letters of scripts without blanks.
pub(super) fn is_wide(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}')
}

/// A full stop, question or exclamation mark with a new sentence behind it.
fn has_inner_stop(words: &str) -> bool {
    let stops = |c: char| matches!(c, '.' | '!' | '?' | '…' | '。' | '！' | '？');
    let is_first = |byte: u8| matches!(byte, b'.' | b'!' | b'?' | 0xE2 | 0xE3 | 0xEF);
    let candidates = words
        .bytes()
        .enumerate()
        .filter(|&(_, byte)| is_first(byte));
    candidates.map(|(i, _)| i).any(|i| {
        let Some(c) = words.get(i..).and_then(|rest| rest.chars().next()) else {
            return false;
        };
        if !stops(c) {
            return false;
        }
        let behind = i + c.len_utf8();
        let rest = words.get(behind..).unwrap_or_default();
        if matches!(c, '。' | '！' | '？') {
            return !rest.is_empty();
        }
        let rest = rest.trim_start_matches(['”', '’', '"', '\'', ')', ']', '.']);
        let next = rest.trim_start();
        let begins = next.len() < rest.len()
            && next.starts_with(|c: char| {
                c.is_uppercase() || c.is_numeric() || matches!(c, '“' | '‘' | '[' | '"')
            });
        begins && !(c == '.' && is_abbreviated(words.get(..i).unwrap_or_default()))
    })
}

/// Whether the full stop behind `words` is an abbreviation's or initial's: Mr., U.S., J.
fn is_abbreviated(words: &str) -> bool {
    let word = last_word(words);
    is_initialism(word)
        || is_abbreviation(word)
        || word.len() == 1 && word != "I" && word.chars().all(char::is_uppercase)
}

fn last_word(words: &str) -> &str {
    words
        .rsplit(|c: char| is_blank(c) || matches!(c, '(' | '“' | '‘' | '-'))
        .next()
        .unwrap_or_default()
}

fn is_initialism(word: &str) -> bool {
    word.contains('.')
        && word
            .split('.')
            .all(|part| part.chars().count() <= 2 && part.chars().all(char::is_alphabetic))
}

/// Whether a text ends in an abbreviation whose full stop is its own: U.S., a.m., Inc.
fn ends_in_abbreviation(words: &str) -> bool {
    let Some(stem) = words.strip_suffix('.') else {
        return false;
    };
    let word = last_word(stem);
    is_initialism(word)
        || matches!(
            word,
            "Inc" | "Ltd" | "Jr" | "Sr" | "Corp" | "Co" | "etc" | "St" | "No"
        )
}

/// The quotation inside `inner`, trimmed. `keeps_stop`: it is a whole sentence, so a final full stop is its own.
/// `None` where nothing is left.
pub(super) fn trimmed(text: &str, inner: Range<usize>, keeps_stop: bool) -> Option<Range<usize>> {
    let words = text.get(inner.clone())?;
    let lead = words.len() - words.trim_start_matches(is_blank).len();
    let mut rest = words.trim_matches(is_blank);
    loop {
        let before = rest;
        rest = rest.trim_end_matches(is_blank);
        rest = rest.trim_end_matches([',', ';', ':', '，', '、']);
        // A full stop of the host sentence; three of them are somebody falling silent.
        if !keeps_stop
            && !ends_in_abbreviation(rest)
            && let Some(stem) = rest.strip_suffix(['.', '。'])
            && !stem.ends_with('.')
        {
            rest = stem;
        }
        if rest.len() == before.len() {
            break;
        }
    }
    let start = inner.start + lead;
    (rest.chars().any(char::is_alphanumeric)).then(|| start..start + rest.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(words: &str, keeps_stop: bool, expected: &str) {
        let found = trimmed(words, 0..words.len(), keeps_stop).map(|range| &words[range]);
        assert_eq!(found.unwrap_or_default(), expected);
    }

    #[test]
    fn ends() {
        check("We will go,", true, "We will go");
        check("We will go.", true, "We will go.");
        check("a disgrace.", false, "a disgrace");
        check("Will we go?,", true, "Will we go?");
        check("a disgrace!", false, "a disgrace!");
        check(" \u{A0}Nous partons \u{A0}", true, "Nous partons");
        check("troops to the U.S.", false, "troops to the U.S.");
        check("and then...", false, "and then...");
        check("and then…", false, "and then…");
        check("...", true, "");
        check("", true, "");
    }

    #[test]
    fn shapes() {
        assert!(Shape::of("We go. They stay").has_inner_stop);
        assert!(!Shape::of("the U.S. Army").has_inner_stop);
        assert!(!Shape::of("Mr. Venn").has_inner_stop);
        assert!(Shape::of("The Sea of Salt").is_title_case);
        assert!(!Shape::of("The sea of salt").is_title_case);
        assert!(Shape::of("[We] go").begins_large);
        assert!(!Shape::of("… we go").begins_large);
        assert_eq!(Shape::of("one – two").n_words, 2);
    }
}
