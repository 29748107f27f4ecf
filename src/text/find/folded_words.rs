//! Folded search for words of ASCII, quickly: one pass over the bytes for places where a hit could be, and every such
//! place is compared letter by letter.
//!
//! Where a hit could be is told by a [`Probe`], a letter of the words that is rare with its neighbours. From there the text
//! is read to both sides, each character as what it folds to.
//!
//! ```text
//! words    don't                         the probe: d, with o behind it
//! text     … “So,” they said. “We don’t know.” …
//!                                 d → o n ’ t
//! ```
//!
//! Why this finds the leftmost hit: a hit that begins before another has the probe's letter before the other's too, or
//! the same character stands for it, of which the way of reading that begins earlier is tried first.

use super::folding::{IGNORED, Variants, is_ignored};
use super::probe::Probe;
use std::ops::Range;

/// Words of ASCII to be found however they are written.
#[derive(Clone, Debug)]
pub(super) struct FoldedWords {
    /// What they fold to. Invariant: ASCII, and no two blanks in a row.
    folded: Vec<u8>,
    probe: Probe,
    others: Others,
}

impl FoldedWords {
    /// `None` where not all of `folded`, what the words fold to, is ASCII, or where no letter of it makes a probe, as in blanks.
    pub fn new(folded: &[char]) -> Option<Self> {
        let bytes: Option<Vec<u8>> = folded
            .iter()
            .map(|&f| u8::try_from(f).ok().filter(u8::is_ascii))
            .collect();
        Some(Self {
            folded: bytes?,
            probe: Probe::new(folded)?,
            others: Others::new(folded),
        })
    }

    /// The first hit that begins at `at`, a code-point boundary, or behind.
    pub fn find_at(&self, text: &str, at: usize) -> Option<Range<usize>> {
        let place = self.probe.place();
        self.probe.find(text.as_bytes(), at, |pos| {
            if text.as_bytes()[pos].is_ascii() {
                return self.around(text, at, pos, place);
            }
            // Which of its letters is at the place?
            let alike = self.others.folded(text[pos..].chars().next()?)?;
            let first = (place + 1).saturating_sub(alike.len());
            let mut places = (first..=place).rev();
            places.find_map(|n_before| self.around(text, at, pos, n_before))
        })
    }

    /// The hit of which `n_before` letters stand before `pos` and the others behind.
    fn around(&self, text: &str, at: usize, pos: usize, n_before: usize) -> Option<Range<usize>> {
        let end = self.end_of(text, pos, n_before)?;
        Some(self.start_of(text, at, pos, n_before)?..end)
    }

    /// Where a hit ends whose first `n` letters stand before `pos`.
    fn end_of(&self, text: &str, mut pos: usize, mut n: usize) -> Option<usize> {
        while let Some((alike, n_bytes)) = self.behind(text, pos) {
            match *alike {
                [one] if self.folded.get(n) == Some(&one) => n += 1,
                [b' '] if n > 0 && self.folded[n - 1] == b' ' => {}
                [_] => break,
                _ if self.folded[n..].starts_with(alike) => n += alike.len(),
                _ => break,
            }
            pos += n_bytes;
        }
        (n == self.folded.len()).then_some(pos)
    }

    /// Where a hit starts, not before `at`, whose letters from the one with number `n` on stand behind `pos`.
    fn start_of(&self, text: &str, at: usize, mut pos: usize, mut n: usize) -> Option<usize> {
        let mut start = pos;
        while n > 0 || self.folded[0] == b' ' {
            let Some((alike, n_bytes)) = self.before(text, at, pos) else {
                break;
            };
            match *alike {
                [one] if n > 0 && self.folded[n - 1] == one => n -= 1,
                [b' '] if self.folded.get(n) == Some(&b' ') => {}
                [_] => break,
                _ if self.folded[..n].ends_with(alike) => n -= alike.len(),
                _ => break,
            }
            pos -= n_bytes;
            if !alike.is_empty() {
                // No hit starts with an accent.
                start = pos;
            }
        }
        (n == 0).then_some(start)
    }

    /// What the character at `pos` folds to, and its length. `None` for one that no hit has.
    fn behind(&self, text: &str, pos: usize) -> Option<(&[u8], usize)> {
        let byte = *text.as_bytes().get(pos)?;
        if byte.is_ascii() {
            return Some((fold_ascii(byte), 1));
        }
        let c = text[pos..].chars().next()?;
        Some((self.others.folded(c)?, c.len_utf8()))
    }

    /// The same for the character before `pos`, where there is one behind `at`.
    fn before(&self, text: &str, at: usize, pos: usize) -> Option<(&[u8], usize)> {
        let byte = *text.as_bytes()[at..pos].last()?;
        if byte.is_ascii() {
            return Some((fold_ascii(byte), 1));
        }
        let c = text[at..pos].chars().next_back()?;
        Some((self.others.folded(c)?, c.len_utf8()))
    }
}

/// What an ASCII character folds to: one of them.
fn fold_ascii(byte: u8) -> &'static [u8] {
    const FOLDED: [u8; 128] = {
        let mut folded = [0; 128];
        let mut i = 0;
        while i < 128 {
            folded[i] = match i as u8 {
                b'\t'..=b'\r' => b' ',
                b'`' => b'\'',
                byte => byte.to_ascii_lowercase(),
            };
            i += 1;
        }
        folded
    };
    let i = usize::from(byte & 0x7F);
    &FOLDED[i..=i]
}

/// The characters that are not ASCII and may stand in a hit; asked for very often.
#[derive(Clone, Debug)]
struct Others {
    /// One bit for each character of the first plane.
    bits: Vec<u64>,
    /// What they fold to, by character. Those that fold to nothing are left out.
    folded: Vec<(char, Vec<u8>)>,
}

impl Others {
    /// `folded` is ASCII.
    fn new(folded: &[char]) -> Self {
        let variants = Variants::get();
        let mut all: Vec<(char, Vec<u8>)> = Vec::new();
        for (i, &f) in folded.iter().enumerate() {
            let as_bytes = |n: usize| folded[i..i + n].iter().map(|&f| f as u8).collect();
            let singles = variants.of(f).into_iter().filter(|c| !c.is_ascii());
            all.extend(singles.map(|c| (c, as_bytes(1))));
            let several = variants.at_start_of(&folded[i..]);
            all.extend(several.map(|(n, c)| (c, as_bytes(n))));
        }
        all.sort_unstable();
        all.dedup();
        let mut bits = vec![0; 0x1_0000 / 64];
        let ignored = IGNORED.iter().flat_map(|&(low, high)| low..=high);
        for c in ignored.chain(all.iter().map(|(c, _)| *c)) {
            if let Some(bits) = bits.get_mut(c as usize / 64) {
                *bits |= 1_u64 << (c as usize % 64);
            }
        }
        Self { bits, folded: all }
    }

    /// What a character that is not ASCII folds to; `None` where no hit has it.
    fn folded(&self, c: char) -> Option<&[u8]> {
        let bits = self.bits.get(c as usize / 64);
        if bits.is_some_and(|bits| bits >> (c as usize % 64) & 1 == 0) {
            return None;
        }
        match self.folded.binary_search_by_key(&c, |(c, _)| *c) {
            Ok(i) => Some(&self.folded[i].1),
            Err(_) => is_ignored(c).then_some(&[]),
        }
    }
}
