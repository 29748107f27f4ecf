//! A text as words and signs, with a number for each that is the same where they differ in form only.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use unicode_normalization::{UnicodeNormalization as _, is_nfc};

use super::super::grapheme::next_grapheme;
use super::super::is_blank;
use super::super::offset::ByteOffset;

/// Numbers for words: the same word has the same one in both texts.
#[derive(Debug, Default)]
pub(super) struct Words<'t> {
    numbers: HashMap<Cow<'t, str>, u32>,
}

impl<'t> Words<'t> {
    fn number(&mut self, word: &'t str) -> u32 {
        let next = self.numbers.len() as u32;
        *self.numbers.entry(plain(word)).or_insert(next)
    }
}

/// The words and signs of one text, in order. Blanks belong to none.
#[derive(Clone, Debug, Default)]
pub(super) struct Tokens {
    /// Invariant: ascending, not overlapping, not empty, between graphemes.
    places: Vec<(usize, usize)>,
    /// One a place.
    keys: Vec<u32>,
}

impl Tokens {
    /// Takes a text apart: runs of letters and digits are one each, every other grapheme is one by itself, also each
    /// character of a script that sets no blanks.
    pub(super) fn new<'t>(text: &'t str, words: &mut Words<'t>) -> Self {
        let mut found = Self::default();
        let mut at = 0;
        let mut joins_last = false;
        while at < text.len() {
            let end = next_grapheme(text, ByteOffset(at)).0;
            let piece = &text[at..end];
            if piece.chars().all(is_nothing) {
                joins_last = joins_last && !piece.chars().any(is_blank);
            } else {
                let is_letter = piece.chars().next().is_some_and(joins);
                match found.places.last_mut() {
                    Some(last) if joins_last && is_letter => last.1 = end,
                    _ => found.places.push((at, end)),
                }
                joins_last = is_letter;
            }
            at = end;
        }
        found.keys = found
            .places
            .iter()
            .map(|&(start, end)| words.number(&text[start..end]))
            .collect();
        found
    }

    pub(super) fn len(&self) -> usize {
        self.places.len()
    }

    pub(super) fn keys(&self) -> &[u32] {
        &self.keys
    }

    pub(super) fn start(&self, i: usize) -> usize {
        self.places[i].0
    }

    pub(super) fn end(&self, i: usize) -> usize {
        self.places[i].1
    }

    /// The bytes from the first to the last of these; empty where there are none.
    pub(super) fn bytes(&self, tokens: Range<usize>) -> Range<usize> {
        match self.places.get(tokens) {
            Some([first, .., last]) => first.0..last.1,
            Some([one]) => one.0..one.1,
            _ => 0..0,
        }
    }

    /// As [`Self::bytes`]; where there are none, the place between their neighbours.
    pub(super) fn stretch(&self, tokens: Range<usize>, text_len: usize) -> Range<usize> {
        if tokens.is_empty() {
            let next = self.places.get(tokens.start);
            let at = next.map_or(text_len, |place| place.0);
            return at..at;
        }
        self.bytes(tokens)
    }

    /// How well something begins at token `i`: 3 a line, 2 a sentence, 1 a word, 0 none of them.
    pub(super) fn beginning(&self, i: usize, text: &str) -> u8 {
        let (Some(before), Some(next)) = (
            i.checked_sub(1).and_then(|i| self.places.get(i)),
            self.places.get(i),
        ) else {
            return 3;
        };
        let gap = &text[before.1..next.0];
        let ends_sentence = text[..before.1].ends_with(['.', '!', '?', '…', '”', '"', '。']);
        match (gap.contains('\n'), gap.is_empty()) {
            (true, _) => 3,
            (false, false) if ends_sentence => 2,
            (false, is_empty) => u8::from(!is_empty),
        }
    }

    /// The first that ends behind `byte`.
    pub(super) fn first_ending_behind(&self, byte: usize) -> usize {
        self.places.partition_point(|place| place.1 <= byte)
    }

    /// How many start before `byte`.
    pub(super) fn n_starting_before(&self, byte: usize) -> usize {
        self.places.partition_point(|place| place.0 < byte)
    }

    /// Bytes of words and signs, blanks left out.
    pub(super) fn weight(&self, tokens: Range<usize>) -> usize {
        let places = self.places.get(tokens).unwrap_or_default();
        places.iter().map(|(start, end)| end - start).sum()
    }
}

/// What a reader does not see, and what editors put in and leave out.
fn is_nothing(c: char) -> bool {
    is_blank(c) || matches!(c, '\u{AD}' | '\u{2060}')
}

/// Whether a character makes one word with its neighbours. Chinese, Japanese, Thai and their like set no blanks: there
/// each character stands by itself.
fn joins(c: char) -> bool {
    let sets_no_blanks = matches!(u32::from(c),
        0x0E00..=0x0EFF | 0x0F00..=0x109F | 0x1780..=0x17FF | 0x2E80..=0xA4CF | 0xF900..=0xFAFF | 0x20000..=0x3FFFF);
    c.is_alphanumeric() && !sets_no_blanks
}

/// The word without what only its form is: composed or not, the kind of quotation mark or dash, soft hyphens.
fn plain(word: &str) -> Cow<'_, str> {
    if word.is_ascii() || (is_nfc(word) && word.chars().all(|c| plain_sign(c) == Some(c))) {
        return Cow::Borrowed(word);
    }
    Cow::Owned(word.nfc().filter_map(plain_sign).collect())
}

fn plain_sign(c: char) -> Option<char> {
    match c {
        '‘' | '’' | '‚' | '‛' | '′' | 'ʼ' => Some('\''),
        '“' | '”' | '„' | '‟' | '″' => Some('"'),
        '\u{2010}'..='\u{2015}' | '\u{2212}' => Some('-'),
        '\u{FE0F}' => None,
        _ if is_nothing(c) => None,
        _ => Some(c),
    }
}
