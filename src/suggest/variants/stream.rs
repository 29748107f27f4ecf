//! A text as its folded words, and back.

use crate::suggest::corpus::{Corpus, DocumentWords};
use crate::text::is_blank;
use std::ops::Range;

/// A text as its folded words with one blank between them.
pub(super) struct Stream {
    pub bytes: Vec<u8>,
    /// Where each word starts; one more at the end.
    starts: Vec<u32>,
}

impl Stream {
    pub fn new(corpus: &Corpus, document_idx: usize) -> Self {
        let tokens = &corpus.documents[document_idx].tokens;
        let mut stream = Self {
            bytes: Vec::new(),
            starts: Vec::with_capacity(tokens.len() + 1),
        };
        for token in tokens {
            stream.starts.push(stream.bytes.len() as u32);
            let word = &corpus.word(token.word).text;
            stream.bytes.extend_from_slice(word.as_bytes());
            stream.bytes.push(b' ');
        }
        stream.starts.push(stream.bytes.len() as u32);
        stream
    }

    /// The bytes of these words.
    pub fn range_of(&self, words: &Range<usize>) -> Range<usize> {
        let start = self.start(words.start);
        let end = self.start(words.end);
        start..end.saturating_sub(1).max(start)
    }

    /// How many characters of the folded text these bytes are, punctuation and blanks between and beside the words counted.
    pub fn n_chars(&self, document: &DocumentWords, bytes: &Range<usize>) -> usize {
        let n_in = |range: Range<usize>| {
            let bytes = self.bytes.get(range).unwrap_or_default();
            bytes.iter().filter(|&&byte| byte as i8 >= -0x40).count()
        };
        let start = bytes.start + usize::from(self.bytes.get(bytes.start) == Some(&b' '));
        let word_at = |byte: usize| self.starts.partition_point(|&at| at as usize <= byte);
        let first = word_at(start).saturating_sub(1);
        let behind = word_at(bytes.end.saturating_sub(1)).max(first + 1);
        let text = document.document.text();
        let before = first.checked_sub(1).and_then(|i| document.tokens.get(i));
        let from = before.map_or(0, |token| token.end as usize);
        let next = document.tokens.get(behind);
        let to = next.map_or(text.len(), |token| token.start as usize);
        let mut is_after_blank = false;
        let all = text.get(from..to).unwrap_or_default().chars();
        let counted = all.filter(|&c| {
            let goes_on = is_after_blank && is_blank(c);
            is_after_blank = is_blank(c);
            !goes_on
        });
        // Without what is not in the run of the words at its ends.
        let word_end = self.start(behind).saturating_sub(1);
        let n_outside = n_in(self.start(first)..start) + n_in(bytes.end..word_end);
        counted.count().saturating_sub(n_outside)
    }

    fn start(&self, word: usize) -> usize {
        self.starts
            .get(word)
            .map_or(self.bytes.len(), |&at| at as usize)
    }

    /// The whole words in these bytes; where there is none, those they touch.
    pub fn words_in(&self, bytes: &Range<usize>) -> Range<usize> {
        let first = self
            .starts
            .partition_point(|&at| (at as usize) < bytes.start);
        // The blank behind the last word need not be in.
        let behind = self
            .starts
            .partition_point(|&at| (at as usize) <= bytes.end + 1);
        let end = behind.saturating_sub(1);
        if first < end {
            return first..end;
        }
        let touched = self
            .starts
            .partition_point(|&at| (at as usize) <= bytes.start);
        let last = self.starts.partition_point(|&at| (at as usize) < bytes.end);
        touched.saturating_sub(1)..last.min(self.starts.len() - 1)
    }
}
