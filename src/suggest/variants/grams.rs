//! An index of short pieces of byte strings by a number of each.

use super::runs::{ALL_ALIKE, SOME_ALIKE};
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::ops::Range;

/// Of a gram that one segment repeats more often, so many first ones are kept: they lead to the same words.
const MAX_REPEATS: usize = 16;

/// A gram of a segment, by its place in the stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Posting {
    pub segment: u32,
    pub at: u32,
}

/// Where the grams of one length stand. Two grams may have the same number: what is found has to be looked at.
pub(super) struct Grams {
    /// A bit for the first digits of each number: most of what is asked for is told here not to be there.
    filter: Vec<u64>,
    by_number: HashMap<u64, u32, BuildHasherDefault<Mixed>>,
    all: Vec<Gram>,
    postings: Vec<Posting>,
}

/// One gram.
struct Gram {
    /// Its places in quotations.
    postings: Range<u32>,
    /// What was noted beside them.
    note: u32,
    /// Its places in texts.
    places: Places,
}

/// How often something stands in the texts, and which of the places count.
#[derive(Clone, Copy, Default)]
pub(super) struct Places {
    n: u32,
    /// Text and place of the last one that counts where not all do.
    last: (u32, u32),
}

impl Places {
    /// One more, behind those before.
    pub fn add(&mut self, place: (u32, u32)) {
        self.n += 1;
        if self.n as usize == SOME_ALIKE {
            self.last = place;
        }
    }

    /// How many there are.
    pub fn n(&self) -> u32 {
        self.n
    }

    /// How many there are, where only [`SOME_ALIKE`] of them count; else 0.
    pub fn n_many(&self) -> u32 {
        if self.n as usize > ALL_ALIKE {
            self.n
        } else {
            0
        }
    }

    /// Whether this one counts.
    pub fn has(&self, place: (u32, u32)) -> bool {
        self.n_many() == 0 || place <= self.last
    }
}

impl Grams {
    /// From grams by segment and place. Of those with one number `keep` says how many first ones are kept, and a note.
    pub fn new(mut grams: Vec<(u64, Posting)>, keep: impl Fn(&[Posting]) -> (usize, u32)) -> Self {
        // Stable: the postings of each number stay in order.
        grams.sort_by_key(|gram| gram.0);
        let n_words = (grams.len() / 4).max(1).next_power_of_two();
        let mut index = Self {
            filter: vec![0; n_words],
            by_number: HashMap::default(),
            all: Vec::new(),
            postings: Vec::with_capacity(grams.len()),
        };
        for same in grams.chunk_by(|a, b| a.0 == b.0) {
            let Some((hash, _)) = same.first() else {
                continue;
            };
            let start = index.postings.len();
            let (mut segment, mut n_in_it) = (None, 0);
            let few = same.iter().map(|gram| gram.1).filter(|posting| {
                if segment.replace(posting.segment) != Some(posting.segment) {
                    n_in_it = 0;
                }
                n_in_it += 1;
                n_in_it <= MAX_REPEATS
            });
            index.postings.extend(few);
            let (n_kept, note) = keep(&index.postings[start..]);
            index.postings.truncate(start + n_kept);
            if n_kept > 0 {
                index.by_number.insert(*hash, index.all.len() as u32);
                let (word, bit) = index.place_in_filter(*hash);
                index.filter[word] |= bit;
                index.all.push(Gram {
                    postings: start as u32..index.postings.len() as u32,
                    note,
                    places: Places::default(),
                });
            }
        }
        index
    }

    fn place_in_filter(&self, hash: u64) -> (usize, u64) {
        // As many of the first digits as there are bits, a power of two.
        let n_bits = self.filter.len().trailing_zeros() + 6;
        let first = hash >> (64 - n_bits);
        ((first / 64) as usize, 1 << (first % 64))
    }

    /// What may be this gram.
    pub fn find(&self, hash: u64) -> Option<u32> {
        let (word, bit) = self.place_in_filter(hash);
        if self.filter[word] & bit == 0 {
            return None;
        }
        self.by_number.get(&hash).copied()
    }

    /// The places of a gram in quotations, the note, and its places in texts. [`Self::find`] gave its number.
    pub fn get(&self, gram: u32) -> (&[Posting], u32, &Places) {
        let gram = &self.all[gram as usize];
        let range = gram.postings.start as usize..gram.postings.end as usize;
        (&self.postings[range], gram.note, &gram.places)
    }

    /// The places of a gram in texts, to add some.
    pub fn places(&mut self, gram: u32) -> &mut Places {
        &mut self.all[gram as usize].places
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
        let (postings, note, _) = index.get(index.find(0).unwrap());
        let segments: Vec<u32> = postings.iter().map(|p| p.segment).collect();
        assert_eq!((segments.as_slice(), note), (&[0, 2][..], 9));
        assert_eq!(index.find(1), None);
        assert_eq!(index.find(7), None);
    }
}
