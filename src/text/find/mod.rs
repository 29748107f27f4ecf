//! Finding a pattern in a text: plain, as whole words, as a regular expression, and folded.
//!
//! A folded pattern is a regular expression over the text as it is: each of its letters becomes the class of all that fold
//! to it, so offsets need no mapping. Folded words of ASCII, and words as they are, are found without one, in one pass
//! over the bytes. In all of them the time grows with the text, at worst with its product with the pattern.
//!
//! - A hit is never empty and never holds a part of a grapheme: plain and folded ones that would are none ("cafe" is
//!   not found in "cafe" with an accent on its own), those of an expression are widened.
//! - Hits do not overlap; the leftmost counts.
//! - In an expression `^` and `$` stand for the ends of lines, and `.` does not match a line break.
//!
//! Limitation: within `[…]` and escapes of a folded expression only the case is folded.

mod folded_words;
mod folding;
mod probe;

use super::grapheme::{ceil_grapheme, floor_grapheme, is_grapheme_boundary, next_grapheme};
use super::offset::ByteOffset;
use super::span::TextSpan;
use super::word::is_word_boundary;
use folded_words::FoldedWords;
use folding::{IGNORED, Variants, fold_char, is_hangul_syllable};
use memchr::memmem;
use regex::{Regex, RegexBuilder};
use std::fmt::Write as _;
use std::ops::Range;
use thiserror::Error;
use unicode_normalization::UnicodeNormalization as _;

/// What is looked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Query {
    /// Words, or an expression.
    pub text: String,
    /// A hit begins and ends between words (UAX #29, by dictionary where a script has no spaces).
    pub is_word: bool,
    /// The text is a regular expression, in the syntax of the `regex` crate.
    pub is_regex: bool,
    /// Case, accents, the shape of quotation marks and hyphens and the kind of blanks make no difference.
    pub is_folded: bool,
}

/// Why something cannot be looked for.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum PatternError {
    /// No text.
    #[error("there is nothing to search for")]
    Empty,
    /// More text than is reasonable, in code points.
    #[error("the text has {n} characters; at most {MAX_CHARS} can be searched for")]
    #[allow(missing_docs, reason = "the message says it")]
    TooLong { n: usize },
    /// The expression breaks the rules of its language.
    #[error("the expression is faulty{}: {message}", place(*at))]
    Expression {
        /// What is wrong.
        message: String,
        /// The character where it is wrong, counted from 1, if known.
        at: Option<usize>,
    },
    /// An expression that would need too much memory, such as large repetitions of large classes.
    #[error("the expression is too large: make repetitions or classes smaller")]
    TooLarge,
    /// Folding cannot be told where blanks of the expression do not count.
    #[error("an expression with the flag x cannot be folded")]
    FoldedVerbose,
}

fn place(at: Option<usize>) -> String {
    at.map_or_else(String::new, |at| format!(" at character {at}"))
}

/// Longest text that can be looked for, in code points.
const MAX_CHARS: usize = 5_000;
/// Memory for what is compiled of a user's expression, in bytes.
const EXPRESSION_BYTES: usize = 10 << 20;
/// The same for words, which grow only with their length.
const WORDS_BYTES: usize = 64 << 20;

/// A query, ready to be looked for.
#[derive(Clone, Debug)]
pub struct Pattern {
    way: Way,
    is_word: bool,
    /// Hits are widened to whole graphemes; else hits that need it are none.
    is_widened: bool,
}

/// How a pattern is looked for.
#[derive(Clone, Debug)]
enum Way {
    /// As it is, byte by byte.
    Plain(Box<memmem::Finder<'static>>),
    /// Folded words of ASCII, in any writing.
    Words(Box<FoldedWords>),
    Expression(Regex),
}

impl Pattern {
    /// Compiles a query.
    ///
    /// # Errors
    /// Where there is nothing to look for, too much, or an expression has a fault.
    pub fn new(query: &Query) -> Result<Self, PatternError> {
        let n = query.text.chars().count();
        match n {
            0 => return Err(PatternError::Empty),
            n if n > MAX_CHARS => return Err(PatternError::TooLong { n }),
            _ => {}
        }
        let way = match (query.is_regex, query.is_folded) {
            (false, false) => Way::Plain(Box::new(memmem::Finder::new(&query.text).into_owned())),
            (false, true) => {
                let folded = folded_chars(&query.text);
                match FoldedWords::new(&folded) {
                    Some(words) => Way::Words(Box::new(words)),
                    None => Way::Expression(full_expression(&query.text, &folded)?),
                }
            }
            (true, false) => Way::Expression(compile(&query.text, false, EXPRESSION_BYTES)?),
            (true, true) => {
                // First as it was typed: faults are told in its own places.
                compile(&query.text, true, EXPRESSION_BYTES)?;
                let folded = folded_expression(&query.text)?;
                Way::Expression(compile(&folded, true, EXPRESSION_BYTES)?)
            }
        };
        Ok(Self {
            way,
            is_word: query.is_word,
            is_widened: query.is_regex,
        })
    }

    /// The leftmost place of the pattern that begins at `at` or behind.
    fn find_at(&self, text: &str, at: usize) -> Option<Range<usize>> {
        match &self.way {
            Way::Plain(finder) => {
                let start = at + finder.find(text.as_bytes().get(at..)?)?;
                Some(start..start + finder.needle().len())
            }
            Way::Words(words) => words.find_at(text, at),
            Way::Expression(regex) => Some(regex.find_at(text, at)?.range()),
        }
    }

    /// Every hit in a text, in order.
    #[must_use]
    pub fn hits<'a>(&'a self, text: &'a str) -> Hits<'a> {
        self.hits_while(text, &|| true)
    }

    /// Every hit in a text, in order, until it is not wanted any more; asked between two hits.
    #[must_use]
    pub fn hits_while<'a>(&'a self, text: &'a str, is_wanted: &'a dyn Fn() -> bool) -> Hits<'a> {
        Hits {
            pattern: self,
            text,
            at: 0,
            is_wanted,
        }
    }
}

/// The hits of a pattern in one text.
pub struct Hits<'a> {
    pattern: &'a Pattern,
    text: &'a str,
    /// Where to go on. Invariant: a code-point boundary, or behind the text.
    at: usize,
    is_wanted: &'a dyn Fn() -> bool,
}

impl Iterator for Hits<'_> {
    type Item = TextSpan;

    fn next(&mut self) -> Option<TextSpan> {
        let found = self.find();
        if found.is_none() {
            // Asked once more, it does not search the rest again.
            self.at = self.text.len() + 1;
        }
        found
    }
}

impl std::iter::FusedIterator for Hits<'_> {}

impl Hits<'_> {
    fn find(&mut self) -> Option<TextSpan> {
        let text = self.text;
        while self.at <= text.len() && (self.is_wanted)() {
            let found = self.pattern.find_at(text, self.at)?;
            if found.is_empty() {
                self.at = text.ceil_char_boundary(found.end + 1).max(found.end + 1);
                continue;
            }
            let (mut start, mut end) = (ByteOffset(found.start), ByteOffset(found.end));
            if self.pattern.is_widened {
                // The last hit ended between two graphemes, so this reaches back to it at most.
                (start, end) = (floor_grapheme(text, start), ceil_grapheme(text, end));
            }
            let is_whole = is_grapheme_boundary(text, start) && is_grapheme_boundary(text, end);
            let is_between_words = || is_word_boundary(text, start) && is_word_boundary(text, end);
            if is_whole && (!self.pattern.is_word || is_between_words()) {
                self.at = end.0;
                return TextSpan::new(text, start, end).ok();
            }
            self.at = next_grapheme(text, ByteOffset(found.start)).0;
        }
        None
    }
}

fn compile(source: &str, is_caseless: bool, max_bytes: usize) -> Result<Regex, PatternError> {
    RegexBuilder::new(source)
        .case_insensitive(is_caseless)
        .multi_line(true)
        .size_limit(max_bytes)
        .build()
        .map_err(|error| match error {
            regex::Error::CompiledTooBig(_) => PatternError::TooLarge,
            error => expression_error(&error.to_string()),
        })
}

/// The message of the `regex` crate is the expression with a caret below, then what is wrong.
fn expression_error(words: &str) -> PatternError {
    let lines: Vec<&str> = words.lines().collect();
    let message = lines.iter().find_map(|line| line.strip_prefix("error: "));
    let at = match *lines {
        [_, _, carets, _] => carets.find('^').and_then(|i| i.checked_sub(3)),
        _ => None,
    };
    PatternError::Expression {
        message: message.unwrap_or(words).to_owned(),
        at,
    }
}

/// What words fold to.
fn folded_chars(words: &str) -> Vec<char> {
    let mut folded: Vec<char> = Vec::new();
    for c in words.nfc() {
        fold_char(c, &mut |f| {
            if f != ' ' || folded.last() != Some(&' ') {
                folded.push(f);
            }
        });
    }
    folded
}

/// An expression for all texts that fold to what `words` fold to, which is `folded`.
fn full_expression(words: &str, folded: &[char]) -> Result<Regex, PatternError> {
    if folded.is_empty() {
        // Accents only: as they are.
        return compile(&regex::escape(words), false, WORDS_BYTES);
    }
    let mut source = String::new();
    push_folded(&mut source, folded);
    compile(&source, false, WORDS_BYTES)
}

/// At most so many characters are tried in every way of writing them together, such as `ffi` with its ligatures.
const MAX_TOGETHER: usize = 6;

fn push_folded(source: &mut String, folded: &[char]) {
    let variants = Variants::get();
    let mut at = 0;
    while at < folded.len() {
        // As far as characters that fold to several reach over each other.
        let mut end = at + 1;
        let mut i = at;
        while i < end && end - at < MAX_TOGETHER {
            let widest = variants.at_start_of(&folded[i..]).map(|(n, _)| n).max();
            end = end.max(i + widest.unwrap_or(1)).min(folded.len());
            i += 1;
        }
        push_together(source, variants, &folded[at..end]);
        at = end;
    }
}

/// Every way of writing `folded`: its first character alone and the rest, or several of the first in one.
fn push_together(source: &mut String, variants: &Variants, folded: &[char]) {
    let Some(&first) = folded.first() else {
        return;
    };
    if folded.len() == 1 {
        return push_unit(source, variants, first);
    }
    source.push_str("(?:");
    push_unit(source, variants, first);
    push_together(source, variants, &folded[1..]);
    let mut lengths: Vec<usize> = variants.at_start_of(folded).map(|(n, _)| n).collect();
    lengths.sort_unstable();
    lengths.dedup();
    for n in lengths {
        source.push('|');
        let all = variants.at_start_of(folded);
        push_class(source, all.filter(|(len, _)| *len == n).map(|(_, c)| c));
        push_ignored(source);
        push_together(source, variants, &folded[n..]);
    }
    source.push(')');
}

/// One folded character as it may stand in a text, with the accents behind it.
fn push_unit(source: &mut String, variants: &Variants, folded: char) {
    if folded == ' ' {
        source.push_str("(?:");
        push_class(source, variants.of(folded).into_iter());
        push_ignored(source);
        source.push_str(")+");
        return;
    }
    if is_hangul_syllable(folded) {
        source.push_str("(?:");
        push_char(source, folded);
        source.push('|');
        unicode_normalization::char::decompose_canonical(folded, |jamo| push_char(source, jamo));
        push_open_syllable(source, folded);
        source.push(')');
    } else {
        push_class(source, variants.of(folded).into_iter());
    }
    push_ignored(source);
}

/// The third way to write a Korean syllable that ends in a consonant: the syllable without it, and the consonant
/// (The Unicode Standard, section 3.12).
fn push_open_syllable(source: &mut String, syllable: char) {
    let last = (u32::from(syllable) - 0xAC00) % 28;
    let open = char::from_u32(u32::from(syllable) - last);
    if let (Some(open), Some(last)) = (open, char::from_u32(0x11A7 + last).filter(|_| last > 0)) {
        source.push('|');
        push_char(source, open);
        push_char(source, last);
    }
}

fn push_class(source: &mut String, chars: impl Iterator<Item = char>) {
    source.push('[');
    for c in chars {
        push_char(source, c);
    }
    source.push(']');
}

/// What may stand behind any letter.
fn push_ignored(source: &mut String) {
    source.push('[');
    for &(low, high) in IGNORED {
        push_char(source, low);
        source.push('-');
        push_char(source, high);
    }
    source.push_str("]*");
}

fn push_char(source: &mut String, c: char) {
    // Writing to a String cannot fail.
    let _ = write!(source, "\\x{{{:X}}}", u32::from(c));
}

/// A sound expression with each of its plain characters replaced by all that fold to the same.
fn folded_expression(source: &str) -> Result<String, PatternError> {
    let mut out = String::with_capacity(source.len() * 8);
    let mut rest = source;
    while let Some(c) = rest.chars().next() {
        let n = match c {
            '\\' => escape_len(rest),
            '[' => class_len(rest),
            '{' => rest.find('}').map_or(rest.len(), |i| i + 1),
            '(' if rest.starts_with("(?") => group_head_len(rest)?,
            '(' | ')' | '|' | '*' | '+' | '?' | '.' | '^' | '$' => 1,
            c => {
                push_literal(&mut out, c);
                rest = &rest[c.len_utf8()..];
                continue;
            }
        };
        let (copied, behind) = rest.split_at(n);
        match copied.strip_prefix('\\').map(|e| e.chars().as_str()) {
            Some(sign @ ("'" | "\"" | "-" | "`")) => {
                sign.chars().for_each(|c| push_literal(&mut out, c));
            }
            _ if c == '[' => {
                out.push_str("(?:");
                out.push_str(copied);
                push_ignored(&mut out);
                out.push(')');
            }
            _ => out.push_str(copied),
        }
        rest = behind;
    }
    Ok(out)
}

fn push_literal(out: &mut String, c: char) {
    let mut folded = Vec::new();
    fold_char(c, &mut |f| folded.push(f));
    if !folded.is_empty() {
        out.push_str("(?:");
        push_folded(out, &folded);
        out.push(')');
    }
}

/// The length of an escape such as `\d`, `\x{41}`, `\p{Greek}`, `\b{start}`, in bytes.
fn escape_len(rest: &str) -> usize {
    let mut chars = rest.char_indices().skip(1);
    let Some((i, kind)) = chars.next() else {
        return rest.len();
    };
    let end = i + kind.len_utf8();
    let takes = match kind {
        'x' => 2,
        'u' => 4,
        'U' => 8,
        'p' | 'P' => 1,
        'b' => 0,
        _ => return end,
    };
    if rest[end..].starts_with('{') {
        return rest[end..].find('}').map_or(rest.len(), |i| end + i + 1);
    }
    let digits = rest[end..].char_indices().nth(takes);
    digits.map_or(rest.len(), |(i, _)| end + i)
}

/// The length of a class such as `[^a-z[:digit:]]`, in bytes.
fn class_len(rest: &str) -> usize {
    let mut depth = 0_usize;
    let mut at = 0;
    while let Some(c) = rest[at..].chars().next() {
        match c {
            '\\' => {
                at += escape_len(&rest[at..]);
                continue;
            }
            '[' => {
                depth += 1;
                at += 1;
                // A bracket that closes nothing yet is meant as itself.
                if rest[at..].starts_with('^') {
                    at += 1;
                }
                if rest[at..].starts_with(']') {
                    at += 1;
                }
                continue;
            }
            ']' => {
                depth -= 1;
                if depth == 0 {
                    return at + 1;
                }
            }
            _ => {}
        }
        at += c.len_utf8();
    }
    rest.len()
}

/// The length of `(?i)`, `(?i:`, `(?<name>`, in bytes.
fn group_head_len(rest: &str) -> Result<usize, PatternError> {
    let end = rest.find([')', ':', '>']).map_or(rest.len(), |i| i + 1);
    let head = &rest[..end];
    let (set, _) = head.split_once('-').unwrap_or((head, ""));
    if !head.ends_with('>') && set.contains('x') {
        return Err(PatternError::FoldedVerbose);
    }
    Ok(end)
}

#[cfg(test)]
mod tests;
