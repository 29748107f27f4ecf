//! Folded search, quickly: most of an article is ASCII, and there a folded pattern is an ordinary one without regard to
//! case, for which the `regex` crate has fast ways. The full expression, which knows every accent and quotation mark of
//! Unicode, is asked only near the characters that could be part of a hit.
//!
//! ```text
//! pattern  don't               4 units and a quotation mark: 5 units
//! text     … “So,” they said. “We don’t know.” …
//!            ^              ^       ^       ^    other characters; only the apostrophe can be part of a hit
//!                               [zone ]          where the full expression looks: 5 units to each side
//! ```
//!
//! Why this finds the same: each unit of a hit (a character, or a run of blanks) stands for at least one folded character
//! of the pattern, so a hit with one of those other characters in it reaches no further than the pattern has
//! characters. Everything else is pure ASCII and is found by the quick expression.

use super::folding::{IGNORED, Variants};
use regex::Regex;
use regex::bytes::{Regex as BytesRegex, RegexBuilder as BytesRegexBuilder};
use std::fmt::Write as _;
use std::ops::Range;

/// The quick way for one folded pattern.
#[derive(Clone, Debug)]
pub(super) struct AsciiPass {
    /// Finds the hits that are pure ASCII.
    regex: BytesRegex,
    /// The other characters that may stand in a hit.
    possible: CharSet,
    /// Units that a hit has at most.
    n_units: usize,
}

/// What is known of the text ahead; each part is looked at once.
#[derive(Clone, Debug, Default)]
pub(super) struct Ahead {
    ascii: Next<Range<usize>>,
    zone: Next<Zone>,
}

#[derive(Clone, Debug, Default)]
enum Next<T> {
    #[default]
    Unknown,
    None,
    At(T),
}

/// Where the full expression has to look.
#[derive(Clone, Debug)]
struct Zone {
    /// No hit with another character of this zone in it begins before.
    start: usize,
    /// Behind the last of those characters.
    last_end: usize,
    /// No such hit ends behind it.
    end: usize,
}

impl AsciiPass {
    /// `None` where no hit of the pattern can be pure ASCII.
    pub fn new(folded: &[char]) -> Option<Self> {
        if folded.is_empty() || !folded.iter().all(char::is_ascii) {
            return None;
        }
        let variants = Variants::get();
        let mut source = String::new();
        for &f in folded {
            source.push('[');
            for c in variants.of(f).into_iter().filter(char::is_ascii) {
                // Writing to a String cannot fail.
                let _ = write!(source, "\\x{:02X}", u32::from(c));
            }
            source.push_str(if f == ' ' { "]+" } else { "]" });
        }
        let regex = BytesRegexBuilder::new(&source)
            .unicode(false)
            .build()
            .ok()?;
        let singles = folded.iter().flat_map(|&f| variants.of(f));
        let several = (0..folded.len()).flat_map(|i| variants.at_start_of(&folded[i..]));
        let all = singles.chain(several.map(|(_, c)| c));
        let ignored = IGNORED.iter().flat_map(|&(low, high)| low..=high);
        Some(Self {
            regex,
            possible: CharSet::of(all.filter(|c| !c.is_ascii()).chain(ignored)),
            n_units: folded.len(),
        })
    }

    /// The next hit from `at` on; `full` is the expression for all ways of writing. `ahead` belongs to this text, and `at`
    /// never goes back.
    pub fn find_at(
        &self,
        full: &Regex,
        text: &str,
        mut at: usize,
        ahead: &mut Ahead,
    ) -> Option<Range<usize>> {
        loop {
            let is_ascii_behind = match &ahead.ascii {
                Next::Unknown => true,
                Next::None => false,
                Next::At(hit) => hit.start < at,
            };
            if is_ascii_behind {
                let found = self.regex.find_at(text.as_bytes(), at);
                ahead.ascii = found.map_or(Next::None, |hit| Next::At(hit.range()));
            }
            let is_zone_behind = match &ahead.zone {
                Next::Unknown => true,
                Next::None => false,
                Next::At(zone) => zone.last_end <= at,
            };
            if is_zone_behind {
                ahead.zone = self.zone_from(text, at).map_or(Next::None, Next::At);
            }
            let zone = match (&ahead.ascii, &ahead.zone) {
                (Next::At(hit), Next::At(zone)) if hit.start < zone.start => {
                    return Some(hit.clone());
                }
                (_, Next::At(zone)) => zone,
                (Next::At(hit), _) => return Some(hit.clone()),
                _ => return None,
            };
            let found = full.find_at(&text[..zone.end], zone.start.max(at));
            if let Some(hit) = found {
                return Some(hit.range());
            }
            at = zone.last_end;
        }
    }

    /// The next zone whose characters stand at `at` or behind.
    fn zone_from(&self, text: &str, at: usize) -> Option<Zone> {
        let first = self.possible_from(text, at)?;
        let mut zone = Zone {
            start: self.units_before(text, at, first),
            last_end: first,
            end: first,
        };
        let bytes = text.as_bytes();
        let (mut pos, mut n_units) = (first, 0);
        while let Some(&byte) = bytes.get(pos) {
            if byte.is_ascii() {
                let goes_on = is_ascii_blank(byte) && pos > first && is_ascii_blank(bytes[pos - 1]);
                n_units += usize::from(!goes_on);
                if n_units > self.n_units {
                    break;
                }
                pos += 1;
                continue;
            }
            let Some(c) = text[pos..].chars().next().filter(|&c| self.possible.has(c)) else {
                break;
            };
            pos += c.len_utf8();
            zone.last_end = pos;
            n_units = 0;
        }
        zone.end = pos;
        Some(zone)
    }

    /// The place of the next character at `at` or behind that is not ASCII and may stand in a hit.
    fn possible_from(&self, text: &str, mut at: usize) -> Option<usize> {
        loop {
            at = next_other(text.as_bytes(), at)?;
            let c = text[at..].chars().next()?;
            if self.possible.has(c) {
                return Some(at);
            }
            at += c.len_utf8();
        }
    }

    /// As many units before `to` as a hit may have, over ASCII only and not before `from`.
    fn units_before(&self, text: &str, from: usize, to: usize) -> usize {
        let bytes = text.as_bytes();
        let (mut pos, mut n_units) = (to, 0);
        while pos > from && bytes[pos - 1].is_ascii() {
            let goes_on = is_ascii_blank(bytes[pos - 1]) && pos < to && is_ascii_blank(bytes[pos]);
            n_units += usize::from(!goes_on);
            if n_units > self.n_units {
                break;
            }
            pos -= 1;
        }
        pos
    }
}

/// What folds to a blank.
fn is_ascii_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\x0B' | b'\x0C' | b'\r')
}

/// The first byte at `at` or behind that is not ASCII; eight at a time.
fn next_other(bytes: &[u8], mut at: usize) -> Option<usize> {
    const HIGH_BITS: u64 = 0x8080_8080_8080_8080;
    while let Some(word) = bytes.get(at..).and_then(|rest| rest.first_chunk::<8>()) {
        let others = u64::from_le_bytes(*word) & HIGH_BITS;
        if others != 0 {
            return Some(at + others.trailing_zeros() as usize / 8);
        }
        at += 8;
    }
    let rest = bytes.get(at..)?;
    Some(at + rest.iter().position(|byte| !byte.is_ascii())?)
}

/// A set of characters, asked for very often.
#[derive(Clone, Debug)]
struct CharSet {
    /// One bit for each character of the first plane.
    bits: Vec<u64>,
    /// Those of the other planes, ascending.
    others: Vec<char>,
}

impl CharSet {
    fn of(chars: impl Iterator<Item = char>) -> Self {
        let mut set = Self {
            bits: vec![0; 0x1_0000 / 64],
            others: Vec::new(),
        };
        for c in chars {
            match set.bits.get_mut(c as usize / 64) {
                Some(bits) => *bits |= 1 << (c as usize % 64),
                None => set.others.push(c),
            }
        }
        set.others.sort_unstable();
        set
    }

    fn has(&self, c: char) -> bool {
        match self.bits.get(c as usize / 64) {
            Some(bits) => bits >> (c as usize % 64) & 1 == 1,
            None => self.others.binary_search(&c).is_ok(),
        }
    }
}
