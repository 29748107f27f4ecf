//! An index of short pieces of byte strings by a number of each.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::ops::Range;

/// A gram of a segment, by its place in the stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Posting {
    pub segment: u32,
    pub at: u32,
}

/// Where the grams of one length stand. Two grams may have the same number: what is found has to be looked at.
pub(super) struct Grams {
    /// For each number the postings, and what is noted beside them.
    places: HashMap<u64, (Range<u32>, u32), BuildHasherDefault<Mixed>>,
    postings: Vec<Posting>,
}

impl Grams {
    /// From grams by segment and place. Of those with one number `keep` says how many first ones are kept, and a note.
    pub fn new(mut grams: Vec<(u64, Posting)>, keep: impl Fn(&[Posting]) -> (usize, u32)) -> Self {
        // Stable: the postings of each number stay in order.
        grams.sort_by_key(|gram| gram.0);
        let mut index = Self {
            places: HashMap::default(),
            postings: Vec::with_capacity(grams.len()),
        };
        for same in grams.chunk_by(|a, b| a.0 == b.0) {
            let Some((hash, _)) = same.first() else {
                continue;
            };
            let start = index.postings.len();
            index.postings.extend(same.iter().map(|gram| gram.1));
            let (n_kept, note) = keep(&index.postings[start..]);
            index.postings.truncate(start + n_kept);
            if n_kept > 0 {
                let range = start as u32..index.postings.len() as u32;
                index.places.insert(*hash, (range, note));
            }
        }
        index
    }

    /// The places of what may be this gram, and the note.
    pub fn get(&self, hash: u64) -> Option<(&[Posting], u32)> {
        let (range, note) = self.places.get(&hash)?;
        let postings = self
            .postings
            .get(range.start as usize..range.end as usize)?;
        Some((postings, *note))
    }
}

/// A number for the `n_bytes` bytes at each place, in one pass (Karp and Rabin, 1987); none where there are fewer.
pub(super) fn rolling(bytes: &[u8], n_bytes: usize) -> impl Iterator<Item = u64> {
    const BASE: u64 = 0x9E37_79B9_7F4A_7C15;
    let add = |hash: u64, byte: u8| hash.wrapping_mul(BASE).wrapping_add(u64::from(byte) + 1);
    // What the first byte of a gram counts once all are in.
    let first = (1..n_bytes).fold(1_u64, |power, _| power.wrapping_mul(BASE));
    let start = bytes.get(..n_bytes.saturating_sub(1)).unwrap_or_default();
    let mut hash = start.iter().fold(0, |hash, &byte| add(hash, byte));
    bytes.windows(n_bytes).map(move |gram| {
        let (head, last) = (gram[0], gram[n_bytes - 1]);
        let whole = add(hash, last);
        hash = whole.wrapping_sub(first.wrapping_mul(u64::from(head) + 1));
        whole
    })
}

/// Spreads a number over all bits; for numbers that nobody chooses in order to make the table slow.
#[derive(Default)]
pub(super) struct Mixed(u64);

impl Hasher for Mixed {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.write_u64(u64::from(byte));
        }
    }

    fn write_u64(&mut self, n: u64) {
        let mixed = (self.0.rotate_left(26) ^ n).wrapping_mul(0xD6E8_FEB8_6659_FD93);
        self.0 = mixed ^ (mixed >> 32);
    }

    fn write_u32(&mut self, n: u32) {
        self.write_u64(u64::from(n));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_grams_have_equal_numbers() {
        let numbers: Vec<u64> = rolling(b"abcabcabd", 3).collect();
        assert_eq!(numbers.len(), 7);
        assert_eq!(numbers[0], numbers[3]);
        assert_eq!(numbers[1], numbers[4]);
        assert_ne!(numbers[3], numbers[6]);
        assert_eq!(rolling(b"ab", 3).count(), 0);
        assert_eq!(rolling(b"", 3).count(), 0);
    }

    #[test]
    fn some_are_kept() {
        let grams = (0..6).map(|i| (u64::from(i % 2), Posting { segment: i, at: 0 }));
        let index = Grams::new(grams.collect(), |all| {
            if all[0].segment == 0 { (2, 9) } else { (0, 0) }
        });
        let (postings, note) = index.get(0).unwrap();
        let segments: Vec<u32> = postings.iter().map(|p| p.segment).collect();
        assert_eq!((segments.as_slice(), note), (&[0, 2][..], 9));
        assert_eq!(index.get(1), None);
        assert_eq!(index.get(7), None);
    }
}
