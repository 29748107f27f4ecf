//! An index of short quotations by all their words.

use super::grams::Places;
use crate::suggest::corpus::WordId;
use std::collections::HashMap;

/// Quotations of at most this many words are looked up as a phrase.
const MAX_PHRASE_WORDS: usize = 8;

/// Quotations of one fragment and few words.
#[derive(Default)]
pub(super) struct Phrases {
    by_words: HashMap<Box<[WordId]>, u32>,
    pub all: Vec<Phrase>,
    /// For the first two words a bit for each number of words that a phrase has.
    lengths: HashMap<(WordId, WordId), u16>,
}

/// The same words of some quotations.
#[derive(Default)]
pub(super) struct Phrase {
    pub n_words: usize,
    pub quotations: Vec<usize>,
    /// Where it stands in the texts.
    pub places: Places,
}

impl Phrases {
    /// Adds a quotation with these words, unless they are too few or too many.
    pub fn add(&mut self, words: &[WordId], quotation: usize) {
        let [first, second, ..] = words else { return };
        if words.len() > MAX_PHRASE_WORDS {
            return;
        }
        *self.lengths.entry((*first, *second)).or_default() |= 1 << words.len();
        let number = self.all.len() as u32;
        let number = *self.by_words.entry(words.into()).or_insert(number);
        if number as usize == self.all.len() {
            self.all.push(Phrase::default());
        }
        if let Some(phrase) = self.all.get_mut(number as usize) {
            phrase.n_words = words.len();
            phrase.quotations.push(quotation);
        }
    }

    /// The numbers of the phrases that start with these words and end among them.
    pub fn at<'p>(&'p self, words: &'p [WordId]) -> impl Iterator<Item = u32> {
        let lengths = match words {
            [first, second, ..] => self.lengths.get(&(*first, *second)).copied(),
            _ => None,
        };
        let lengths = lengths.unwrap_or_default();
        (2..=MAX_PHRASE_WORDS.min(words.len()))
            .filter(move |n| lengths & (1 << n) != 0)
            .filter_map(|n| self.by_words.get(&words[..n]).copied())
    }
}
