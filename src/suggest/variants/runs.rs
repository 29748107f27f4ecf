//! Where words of a quotation stand in another text.
//!
//! Two ways in, both with an index of the quotations and one pass over every text:
//! - grams: every text is written as its folded words with one blank between them. Twelve bytes at every fourth
//!   place of each quotation are indexed and looked up at every place of every text; a hit is extended to both
//!   sides. So every common run of 15 bytes is found ("winnowing" with a fixed grid: Schleimer, Wilkerson and Aiken,
//!   SIGMOD 2003, is the better known way).
//! - phrases: a short quotation is looked up as a whole by its first two words.

use super::quotations::Quotation;
use crate::suggest::corpus::{Corpus, WordId};
use std::collections::HashMap;
use std::ops::Range;

/// Bytes of a gram.
const GRAM: usize = 12;
/// A gram is taken at every so many bytes of a quotation.
const GRID: usize = 4;
/// Shorter common runs are no hits: the longest of which one gram is sure to be in the index.
const MIN_RUN: usize = GRAM + GRID - 1;
/// A gram or phrase that more quotations have is looked up in so many of them only, so that a phrase that
/// everybody uses does not cost the square of its number.
const MAX_POSTINGS: usize = 64;
/// Quotations of at most this many words are looked up as a phrase.
const MAX_PHRASE_WORDS: usize = 8;

/// Words of a quotation and the same words in a text, by their numbers there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Run {
    pub quotation: usize,
    /// In the quotation's own text.
    pub first: Range<usize>,
    /// In the text that was searched.
    pub second: Range<usize>,
    /// Bytes of the folded words with a blank between them, parts of words at the ends included.
    pub n_bytes: usize,
    /// A whole quotation.
    pub is_whole: bool,
}

/// A text as its folded words with one blank between them.
struct Stream {
    bytes: Vec<u8>,
    /// Where each word starts; one more at the end.
    starts: Vec<u32>,
}

impl Stream {
    fn new(corpus: &Corpus, document_idx: usize) -> Self {
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
    fn range_of(&self, words: &Range<usize>) -> Range<usize> {
        let start = self.start(words.start);
        let end = self.start(words.end);
        start..end.saturating_sub(1).max(start)
    }

    fn start(&self, word: usize) -> usize {
        self.starts
            .get(word)
            .map_or(self.bytes.len(), |&at| at as usize)
    }

    /// The whole words in these bytes; where there is none, those they touch.
    fn words_in(&self, bytes: &Range<usize>) -> Range<usize> {
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

/// Where a fragment of a quotation lies in the stream of its text.
struct Segment {
    quotation: usize,
    document: usize,
    bytes: Range<usize>,
}

/// A gram of a segment, by its place in the stream.
#[derive(Clone, Copy)]
struct Posting {
    segment: u32,
    at: u32,
}

/// The quotations' grams and phrases.
pub(super) struct Index<'a> {
    corpus: &'a Corpus,
    quotations: &'a [Quotation],
    streams: Vec<Stream>,
    segments: Vec<Segment>,
    grams: HashMap<u64, Vec<Posting>>,
    /// Quotations of one fragment and few words by their first two.
    phrases: HashMap<(WordId, WordId), Vec<usize>>,
}

impl<'a> Index<'a> {
    pub fn new(corpus: &'a Corpus, quotations: &'a [Quotation]) -> Self {
        let streams: Vec<_> = (0..corpus.documents.len())
            .map(|i| Stream::new(corpus, i))
            .collect();
        let mut index = Self {
            corpus,
            quotations,
            streams,
            segments: Vec::new(),
            grams: HashMap::new(),
            phrases: HashMap::new(),
        };
        for (i, quotation) in quotations.iter().enumerate() {
            for words in &quotation.tokens {
                let segment = Segment {
                    quotation: i,
                    document: quotation.document,
                    bytes: index.streams[quotation.document].range_of(words),
                };
                index.add_grams(segment);
            }
            if let [words] = quotation.tokens.as_slice()
                && words.len() <= MAX_PHRASE_WORDS
                && let [first, second, ..] =
                    corpus.documents[quotation.document].tokens[words.clone()]
            {
                let same = index.phrases.entry((first.word, second.word)).or_default();
                if same.len() < MAX_POSTINGS {
                    same.push(i);
                }
            }
        }
        index
    }

    fn add_grams(&mut self, segment: Segment) {
        let stream = &self.streams[segment.document];
        let bytes = &stream.bytes[segment.bytes.clone()];
        let number = self.segments.len() as u32;
        for at in (0..bytes.len().saturating_sub(GRAM - 1)).step_by(GRID) {
            let same = self.grams.entry(hash(&bytes[at..at + GRAM])).or_default();
            if same.len() < MAX_POSTINGS {
                same.push(Posting {
                    segment: number,
                    at: (segment.bytes.start + at) as u32,
                });
            }
        }
        self.segments.push(segment);
    }

    /// The runs of other texts' quotations in a text, in no order that means anything, but always the same.
    pub fn runs_in(&self, document_idx: usize) -> Vec<Run> {
        let mut runs = Vec::new();
        self.gram_runs(document_idx, &mut runs);
        self.phrase_runs(document_idx, &mut runs);
        runs
    }

    fn gram_runs(&self, document_idx: usize, runs: &mut Vec<Run>) {
        let stream = &self.streams[document_idx];
        // How far the run on each diagonal of each segment was followed.
        let mut followed: HashMap<(u32, i64), usize> = HashMap::new();
        for (at, gram) in stream.bytes.windows(GRAM).enumerate() {
            for posting in self.grams.get(&hash(gram)).into_iter().flatten() {
                let segment = &self.segments[posting.segment as usize];
                if segment.document == document_idx {
                    continue;
                }
                let diagonal = i64::from(posting.at) - at as i64;
                let end = followed.entry((posting.segment, diagonal)).or_default();
                if at < *end {
                    continue;
                }
                let other = &self.streams[segment.document].bytes[..segment.bytes.end];
                let from = posting.at as usize;
                if other.get(from..from + GRAM) != Some(gram) {
                    continue;
                }
                let n_before = other[segment.bytes.start..from]
                    .iter()
                    .rev()
                    .zip(stream.bytes[..at].iter().rev())
                    .take_while(|(a, b)| a == b)
                    .count();
                let n_behind = other[from..]
                    .iter()
                    .zip(&stream.bytes[at..])
                    .take_while(|(a, b)| a == b)
                    .count();
                *end = at + n_behind;
                let n_bytes = n_before + n_behind;
                if n_bytes < MIN_RUN {
                    continue;
                }
                let own = &self.streams[segment.document];
                runs.push(Run {
                    quotation: segment.quotation,
                    first: own.words_in(&(from - n_before..from + n_behind)),
                    second: stream.words_in(&(at - n_before..at + n_behind)),
                    n_bytes,
                    is_whole: n_bytes == segment.bytes.len(),
                });
            }
        }
    }

    fn phrase_runs(&self, document_idx: usize, runs: &mut Vec<Run>) {
        let tokens = &self.corpus.documents[document_idx].tokens;
        for (at, pair) in tokens.windows(2).enumerate() {
            let [first, second] = pair else { continue };
            for &i in self
                .phrases
                .get(&(first.word, second.word))
                .into_iter()
                .flatten()
            {
                let quotation = &self.quotations[i];
                if quotation.document == document_idx {
                    continue;
                }
                let range = quotation.extent();
                let words = &self.corpus.documents[quotation.document].tokens[range.clone()];
                let here = tokens.get(at..at + words.len()).unwrap_or_default();
                if here.len() == words.len()
                    && here.iter().zip(words).all(|(a, b)| a.word == b.word)
                {
                    let stream = &self.streams[document_idx];
                    runs.push(Run {
                        quotation: i,
                        first: range,
                        second: at..at + words.len(),
                        n_bytes: stream.range_of(&(at..at + words.len())).len(),
                        is_whole: true,
                    });
                }
            }
        }
    }
}

/// FNV-1a, 64 bits (Fowler, Noll, Vo).
fn hash(gram: &[u8]) -> u64 {
    gram.iter().fold(0xCBF2_9CE4_8422_2325, |hash, &byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3)
    })
}
