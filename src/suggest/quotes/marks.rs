//! Quotation marks of a whole article, each judged by what stands beside it.
//!
//! [`super::pairs`] puts them together.

use std::ops::Range;

use super::word_ends::is_letter;
use crate::text::is_blank;

/// Marks that can close one another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Family {
    /// “ ” „ ‟ " ＂, and two grave accents or apostrophes.
    Double,
    /// ‘ ’ ‚ '.
    Single,
    /// « » ‹ ›.
    Angle,
    /// 「 」 『 』 ﹁ ﹂.
    Corner,
}

/// What a mark may do in its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Opens,
    Closes,
    Either,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Mark {
    /// First byte.
    pub(super) at: usize,
    /// The byte behind it.
    pub(super) end: usize,
    pub(super) c: char,
    pub(super) family: Family,
    pub(super) side: Side,
    /// Closes for sure: behind a full stop or comma, or before one.
    pub(super) is_certain: bool,
    /// A closing mark that may as well be a plural's apostrophe (the workers’ union).
    pub(super) is_possessive: bool,
    /// Behind a colon or comma and a blank.
    pub(super) is_introduced: bool,
    /// Which paragraph.
    pub(super) block: usize,
}

/// The marks in `blocks`, in order. Apostrophes inside words, of left-out letters and of measures are left out.
pub(super) fn marks(text: &str, blocks: &[Range<usize>]) -> Vec<Mark> {
    let mut marks = Vec::new();
    for (number, block) in blocks.iter().enumerate() {
        let Some(paragraph) = text.get(block.clone()) else {
            continue;
        };
        let mut from = 0;
        while let Some(at) = next_candidate(paragraph.as_bytes(), from) {
            let rest = paragraph.get(at..).unwrap_or_default();
            let Some(c) = rest.chars().next() else {
                from = at + 1;
                continue;
            };
            from = at + c.len_utf8();
            let Some((family, c, len)) = family_of(c, rest) else {
                continue;
            };
            from = at + len;
            let around = Around {
                lead: &paragraph[..at],
                before: paragraph[..at].chars().next_back(),
                after: paragraph[from..].chars().next(),
                rest: &paragraph[from..],
            };
            let Some(side) = around.side(c, family) else {
                continue;
            };
            marks.push(Mark {
                at: block.start + at,
                end: block.start + from,
                c,
                family,
                side,
                is_certain: around.closes_for_sure(),
                is_possessive: family == Family::Single && around.is_possessive(),
                is_introduced: paragraph[..at].trim_end().ends_with([':', ',']),
                block: number,
            });
        }
    }
    marks
}

/// The next byte that a mark can begin with.
fn next_candidate(bytes: &[u8], from: usize) -> Option<usize> {
    let rest = bytes.get(from..)?;
    let is_first = |&byte: &u8| matches!(byte, b'"' | b'\'' | b'`' | 0xC2 | 0xE2 | 0xE3 | 0xEF);
    rest.iter().position(is_first).map(|i| from + i)
}

/// The family of the mark that `rest` begins with, the character it counts as, its length in bytes.
fn family_of(c: char, rest: &str) -> Option<(Family, char, usize)> {
    let len = c.len_utf8();
    Some(match c {
        '“' | '”' | '„' | '‟' => (Family::Double, c, len),
        '"' | '＂' => (Family::Double, '"', len),
        '`' if rest.starts_with("``") => (Family::Double, '“', 2),
        '\'' if rest.starts_with("''") => (Family::Double, '”', 2),
        '‘' | '’' | '‚' | '‛' | '\'' => (Family::Single, c, len),
        '«' | '»' | '‹' | '›' => (Family::Angle, c, len),
        '「' | '」' | '『' | '』' | '﹁' | '﹂' | '﹃' | '﹄' => (Family::Corner, c, len),
        _ => return None,
    })
}

/// What stands around a mark.
struct Around<'t> {
    /// The paragraph before the mark.
    lead: &'t str,
    before: Option<char>,
    after: Option<char>,
    /// The paragraph behind the mark.
    rest: &'t str,
}

impl Around<'_> {
    #[allow(clippy::match_same_arms, reason = "each arm is a case of its own")]
    fn side(&self, c: char, family: Family) -> Option<Side> {
        match (family, c) {
            (Family::Corner, '「' | '『' | '﹁' | '﹃') => Some(Side::Opens),
            (Family::Corner, _) => Some(Side::Closes),
            (Family::Double, '„' | '‟') => Some(Side::Opens),
            (Family::Double, '“') => Some(if self.looks_closing() && !self.looks_opening() {
                Side::Either
            } else {
                Side::Opens
            }),
            (Family::Double, '”') => Some(if self.looks_opening() && !self.looks_closing() {
                Side::Either
            } else {
                Side::Closes
            }),
            (Family::Double, _) => self.straight(),
            // French sets them off with blanks, German turns them round: the neighbours tell little.
            (Family::Angle, _) => Some(Side::Either),
            (Family::Single, _) => self.single(c),
        }
    }

    /// A straight double mark; none where it is a measure in inches.
    #[allow(
        clippy::unnecessary_wraps,
        reason = "of the same shape as those beside it"
    )]
    fn straight(&self) -> Option<Side> {
        match (self.looks_opening(), self.looks_closing()) {
            (true, false) => Some(Side::Opens),
            (false, true) => Some(Side::Closes),
            _ => Some(Side::Either),
        }
    }

    fn single(&self, c: char) -> Option<Side> {
        let is_inside_word =
            self.before.is_some_and(is_letter) && self.after.is_some_and(is_letter);
        if is_inside_word || self.is_elision() || self.ends_elision() {
            return None;
        }
        match c {
            '‘' | '‚' | '‛' => Some(
                if c == '‘' && self.looks_closing() && !self.looks_opening() {
                    Side::Either
                } else {
                    Side::Opens
                },
            ),
            '’' => self.looks_closing().then_some(Side::Closes),
            _ => match (self.looks_opening(), self.looks_closing()) {
                (true, false) => Some(Side::Opens),
                (false, true) => Some(Side::Closes),
                (true, true) => Some(Side::Either),
                (false, false) => None,
            },
        }
    }

    /// Something stands behind the mark, and before it nothing that a quotation could end with.
    fn looks_opening(&self) -> bool {
        let is_free = self.before.is_none_or(|c| {
            is_blank(c)
                || matches!(
                    c,
                    '(' | '[' | '{' | '—' | '–' | '-' | '/' | ':' | '*' | '_' | '>' | '…'
                )
                || matches!(
                    c,
                    '“' | '„' | '‘' | '‚' | '«' | '‹' | '「' | '『' | '"' | '\'' | '：' | '，'
                )
        });
        is_free && self.after.is_some_and(|c| !is_blank(c))
    }

    fn looks_closing(&self) -> bool {
        self.before.is_some_and(|c| !is_blank(c)) && !self.after.is_some_and(is_letter)
    }

    fn closes_for_sure(&self) -> bool {
        let ends = |c: char| matches!(c, '.' | ',' | '!' | '?' | '…');
        self.looks_closing()
            && (self.before.is_some_and(ends)
                || self
                    .after
                    .is_none_or(|c| ends(c) || matches!(c, ';' | ':' | ')' | '”' | '"')))
    }

    fn is_possessive(&self) -> bool {
        let mut rest = self.rest.chars();
        self.before
            .is_some_and(|c| matches!(c, 's' | 'S' | 'x' | 'z'))
            && rest.next() == Some(' ')
            && rest.next().is_some_and(|c| is_letter(c) || c == '(')
    }

    /// Rock ’n’ roll: the second mark of the two.
    fn ends_elision(&self) -> bool {
        let mut lead = self.lead.chars().rev();
        matches!(lead.next(), Some('n' | 'N'))
            && matches!(lead.next(), Some('’' | '\'' | '‘'))
            && lead.next().is_none_or(is_blank)
            && self.after.is_some_and(is_blank)
    }

    /// ’90s, ’tis, rock ’n’ roll: a mark that stands for left-out letters at the start of a word.
    fn is_elision(&self) -> bool {
        if self.before.is_some_and(|c| !is_blank(c) && c != '(') {
            return false;
        }
        let mut word = [0_u8; 8];
        let mut len = 0;
        for c in self.rest.bytes().take(word.len()) {
            if !c.is_ascii_alphanumeric() {
                break;
            }
            word[len] = c.to_ascii_lowercase();
            len += 1;
        }
        let word = &word[..len];
        let is_decade =
            word.first().is_some_and(u8::is_ascii_digit) && (word.ends_with(b"s") || len == 2);
        is_decade
            || matches!(
                word,
                b"tis" | b"twas" | b"em" | b"n" | b"cause" | b"til" | b"bout" | b"cos" | b"coz"
            )
    }
}
