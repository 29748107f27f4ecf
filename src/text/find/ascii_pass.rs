//! Folded search, quickly: most of an article is ASCII, and there a folded pattern is an ordinary one without regard to
//! case, for which the `regex` crate has fast ways. The full expression, which knows every accent and quotation mark of
//! Unicode, is asked only near the characters that could be part of a hit.
//!
//! ```text
//! pattern  don't               5 units: a character each, or a run of blanks
//! text     … “So,” they said. “We don’t know.” …
//!            ^   ^            ^      ^       ^    other characters; only the apostrophe can be part of a hit
//!                                 [   ]           the zone: up to 5 units to each side, as far as all can be part of one
//! ```
//!
//! Why this finds the same: each unit of a hit stands for at least one folded character of the pattern, so a hit with one of
//! those other characters in it reaches no further than the pattern has characters, and holds none that it cannot hold. A
//! zone with too few characters for the pattern has no hit. Everything else is pure ASCII and is found by the quick
//! expression.

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
    /// The characters that may stand in a hit.
    possible: CharSet,
    /// Folded characters of the pattern; a hit has as many units at most.
    n_units: usize,
    /// Folded characters that one of `possible` stands for at most.
    n_in_one: usize,
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
        let several: Vec<(usize, char)> = several.collect();
        let n_in_one = several.iter().map(|(n, _)| *n).max().unwrap_or(1);
        let ignored = IGNORED.iter().flat_map(|&(low, high)| low..=high);
        let all = singles
            .chain(several.into_iter().map(|(_, c)| c))
            .chain(ignored);
        Some(Self {
            regex,
            possible: CharSet::of(all),
            n_units: folded.len(),
            n_in_one,
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
    fn zone_from(&self, text: &str, mut at: usize) -> Option<Zone> {
        loop {
            let first = self.possible_from(text, at)?;
            let (start, n_before) = self.units_before(text, at, first);
            let (zone, n_folded) = self.zone_at(text, start, first);
            if n_before + n_folded >= self.n_units {
                return Some(zone);
            }
            at = zone.last_end;
        }
    }

    /// The zone of the character at `first`, and how many folded characters it may hold from there on.
    fn zone_at(&self, text: &str, start: usize, first: usize) -> (Zone, usize) {
        let bytes = text.as_bytes();
        let (mut pos, mut last_end) = (first, first);
        let (mut n_folded, mut n_units) = (0, 0);
        while let Some(&byte) = bytes.get(pos) {
            if byte.is_ascii() {
                let goes_on = pos > first && is_ascii_blank(byte) && is_ascii_blank(bytes[pos - 1]);
                n_units += usize::from(!goes_on);
                if n_units > self.n_units || !self.possible.has(char::from(byte)) {
                    break;
                }
                pos += 1;
                continue;
            }
            let Some(c) = text[pos..].chars().next().filter(|&c| self.possible.has(c)) else {
                break;
            };
            pos += c.len_utf8();
            last_end = pos;
            n_folded += n_units + self.n_in_one;
            n_units = 0;
        }
        let zone = Zone {
            start,
            last_end,
            end: pos,
        };
        (zone, n_folded + n_units.min(self.n_units))
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

    /// Back from `to`, not before `from`, over ASCII that may stand in a hit, as many units as one may have; with their
    /// number.
    fn units_before(&self, text: &str, from: usize, to: usize) -> (usize, usize) {
        let bytes = text.as_bytes();
        let (mut pos, mut n_units) = (to, 0);
        while pos > from
            && bytes[pos - 1].is_ascii()
            && self.possible.has(char::from(bytes[pos - 1]))
        {
            let goes_on = is_ascii_blank(bytes[pos - 1]) && pos < to && is_ascii_blank(bytes[pos]);
            if n_units + usize::from(!goes_on) > self.n_units {
                break;
            }
            n_units += usize::from(!goes_on);
            pos -= 1;
        }
        (pos, n_units)
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
