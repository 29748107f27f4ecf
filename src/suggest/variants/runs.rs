//! Where words of a quotation stand in another text.
//!
//! Two ways in, both with an index of the quotations and one pass over every text:
//! - grams: every text is written as its folded words with one blank between them. What stands at every fourth place of
//!   each quotation is indexed in two lengths and looked up at every place of every text; a hit is extended to both
//!   sides. The long grams find every common run of [`SURE_RUN`] bytes, the short ones shorter runs of rare words
//!   ("winnowing" with a fixed grid: Schleimer, Wilkerson and Aiken, SIGMOD 2003, is the better known way).
//! - phrases: a short quotation is looked up as a whole.
//!
//! The work grows with the texts and with what is found: a long gram or a phrase that two places share is a pair to be
//! shown, and short grams that many quotations have, of words that everybody uses, are not indexed. Where very many
//! quotations have the same words, and the pairs would be their square, each place is held against the first of them.

use super::grams::{Grams, Mixed, Posting, rolling};
use super::quotations::Quotation;
use crate::suggest::corpus::{Corpus, WordId};
use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use std::ops::Range;

/// Common runs of so many bytes are found, whatever their words: 25 characters with some punctuation among them.
pub(super) const SURE_RUN: usize = 20;
/// A gram is taken at every so many bytes of a quotation.
const GRID: usize = 4;
/// Bytes of a long gram: the longest of which one is sure to be in every run of [`SURE_RUN`].
const LONG_GRAM: usize = SURE_RUN + 1 - GRID;
/// Bytes of a short one.
const SHORT_GRAM: usize = 12;
/// Shorter common runs are no hits: the longest of which one short gram is sure to be in the index.
const MIN_RUN: usize = SHORT_GRAM + GRID - 1;
/// Short grams that more quotations have are not looked up.
const MAX_SHORT: usize = 24;
/// Up to so many quotations with the same words are all held against each other.
pub(super) const ALL_ALIKE: usize = 300;
/// Of more of them so many are held against each place.
pub(super) const SOME_ALIKE: usize = 64;
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
    /// How many quotations have these words, where only [`SOME_ALIKE`] of them are held against each place; else 0.
    pub n_alike: u32,
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

/// The quotations' grams and phrases.
pub(super) struct Index<'a> {
    corpus: &'a Corpus,
    quotations: &'a [Quotation],
    streams: Vec<Stream>,
    segments: Vec<Segment>,
    long: Grams,
    short: Grams,
    phrases: Phrases,
}

/// Quotations of one fragment and few words.
#[derive(Default)]
struct Phrases {
    by_words: HashMap<Box<[WordId]>, Vec<usize>>,
    /// For the first two words a bit for each number of words that a phrase has.
    lengths: HashMap<(WordId, WordId), u16>,
}

impl Phrases {
    fn add(&mut self, words: &[WordId], quotation: usize) {
        let [first, second, ..] = words else { return };
        if words.len() <= MAX_PHRASE_WORDS {
            *self.lengths.entry((*first, *second)).or_default() |= 1 << words.len();
            self.by_words
                .entry(words.into())
                .or_default()
                .push(quotation);
        }
    }

    /// The quotations that start with these words and end among them, with their number of words.
    fn at<'p>(&'p self, words: &'p [WordId]) -> impl Iterator<Item = (usize, &'p [usize])> {
        let lengths = match words {
            [first, second, ..] => self.lengths.get(&(*first, *second)).copied(),
            _ => None,
        };
        let lengths = lengths.unwrap_or_default();
        (2..=MAX_PHRASE_WORDS.min(words.len()))
            .filter(move |n| lengths & (1 << n) != 0)
            .filter_map(|n| Some((n, self.by_words.get(&words[..n])?.as_slice())))
    }
}

impl<'a> Index<'a> {
    pub fn new(corpus: &'a Corpus, quotations: &'a [Quotation]) -> Self {
        let streams: Vec<_> = (0..corpus.documents.len())
            .map(|i| Stream::new(corpus, i))
            .collect();
        let mut segments: Vec<Segment> = Vec::new();
        let mut phrases = Phrases::default();
        for (i, quotation) in quotations.iter().enumerate() {
            segments.extend(quotation.tokens.iter().map(|words| Segment {
                quotation: i,
                document: quotation.document,
                bytes: streams[quotation.document].range_of(words),
            }));
            if let [words] = quotation.tokens.as_slice() {
                let tokens = &corpus.documents[quotation.document].tokens[words.clone()];
                let words: Vec<WordId> = tokens.iter().map(|t| t.word).collect();
                phrases.add(&words, i);
            }
        }
        let grams = |n_bytes: usize| {
            let of_segment = |(number, segment): (usize, &Segment)| {
                let bytes = &streams[segment.document].bytes[segment.bytes.clone()];
                let start = segment.bytes.start;
                let on_grid = rolling(bytes, n_bytes).enumerate().step_by(GRID);
                let postings = on_grid.map(move |(at, hash)| {
                    let posting = Posting {
                        segment: number as u32,
                        at: (start + at) as u32,
                    };
                    (hash, posting)
                });
                postings.collect::<Vec<_>>()
            };
            segments.iter().enumerate().flat_map(of_segment).collect()
        };
        let quotation_of = |posting: &Posting| segments[posting.segment as usize].quotation;
        let long = Grams::new(grams(LONG_GRAM), |postings| {
            let n = n_groups(postings.iter().map(quotation_of));
            if n <= ALL_ALIKE {
                return (postings.len(), 0);
            }
            let last = nth_group(postings.iter().map(quotation_of), SOME_ALIKE);
            (last, n as u32)
        });
        let short = Grams::new(grams(SHORT_GRAM), |postings| {
            let is_common = n_groups(postings.iter().map(quotation_of)) > MAX_SHORT;
            (if is_common { 0 } else { postings.len() }, 0)
        });
        Self {
            corpus,
            quotations,
            streams,
            segments,
            long,
            short,
            phrases,
        }
    }

    /// The runs of other texts' quotations in a text, in no order that means anything, but always the same.
    pub fn runs_in(&self, document_idx: usize) -> Vec<Run> {
        let mut runs = Vec::new();
        self.gram_runs(document_idx, &mut runs);
        self.phrase_runs(document_idx, &mut runs);
        runs
    }

    fn gram_runs(&self, document_idx: usize, runs: &mut Vec<Run>) {
        let bytes = &self.streams[document_idx].bytes;
        let mut followed = Followed::default();
        let mut long = rolling(bytes, LONG_GRAM);
        for (at, short) in rolling(bytes, SHORT_GRAM).enumerate() {
            if let Some((postings, n_alike)) = long.next().and_then(|hash| self.long.get(hash)) {
                for posting in postings {
                    let run = self.run(document_idx, at, *posting, n_alike, &mut followed);
                    runs.extend(run);
                }
            }
            let postings = self.short.get(short).map_or(&[][..], |found| found.0);
            for posting in postings {
                runs.extend(self.run(document_idx, at, *posting, 0, &mut followed));
            }
        }
    }

    /// The run around what a gram of a quotation and a place of a text seem to share.
    fn run(
        &self,
        document_idx: usize,
        at: usize,
        posting: Posting,
        n_alike: u32,
        followed: &mut Followed,
    ) -> Option<Run> {
        let segment = &self.segments[posting.segment as usize];
        if segment.document == document_idx {
            return None;
        }
        let stream = &self.streams[document_idx];
        let own = &self.streams[segment.document];
        let from = posting.at as usize;
        let end = followed.end_of(posting, at);
        if at < *end {
            return None;
        }
        let other = &own.bytes[segment.bytes.start..segment.bytes.end];
        let (before, behind) = other.split_at(from - segment.bytes.start);
        let n_behind = n_same(behind.iter(), stream.bytes[at..].iter());
        if n_behind < SHORT_GRAM {
            // Another gram with the same number.
            return None;
        }
        *end = at + n_behind;
        let n_before = n_same(before.iter().rev(), stream.bytes[..at].iter().rev());
        let n_bytes = n_before + n_behind;
        (n_bytes >= MIN_RUN).then(|| Run {
            quotation: segment.quotation,
            first: own.words_in(&(from - n_before..from + n_behind)),
            second: stream.words_in(&(at - n_before..at + n_behind)),
            n_bytes,
            is_whole: n_bytes == segment.bytes.len(),
            n_alike,
        })
    }

    fn phrase_runs(&self, document_idx: usize, runs: &mut Vec<Run>) {
        let tokens = &self.corpus.documents[document_idx].tokens;
        let words: Vec<WordId> = tokens.iter().map(|t| t.word).collect();
        let stream = &self.streams[document_idx];
        for at in 0..words.len() {
            for (n_words, alike) in self.phrases.at(&words[at..]) {
                let (some, n_alike) = if alike.len() > ALL_ALIKE {
                    (&alike[..SOME_ALIKE], alike.len() as u32)
                } else {
                    (alike, 0)
                };
                let second = at..at + n_words;
                let n_bytes = stream.range_of(&second).len();
                let elsewhere = |i: &&usize| self.quotations[**i].document != document_idx;
                runs.extend(some.iter().filter(elsewhere).map(|&quotation| Run {
                    quotation,
                    first: self.quotations[quotation].extent(),
                    second: second.clone(),
                    n_bytes,
                    is_whole: true,
                    n_alike,
                }));
            }
        }
    }
}

/// How many first bytes of both are the same.
fn n_same<'b>(a: impl Iterator<Item = &'b u8>, b: impl Iterator<Item = &'b u8>) -> usize {
    a.zip(b).take_while(|(a, b)| a == b).count()
}

/// How many different numbers there are, where equal ones stand together.
fn n_groups(numbers: impl Iterator<Item = usize>) -> usize {
    let mut before = None;
    numbers.filter(|n| before.replace(*n) != Some(*n)).count()
}

/// Where the first `n` groups of equal numbers end.
fn nth_group(numbers: impl Iterator<Item = usize>, n: usize) -> usize {
    let (mut before, mut n_groups) = (None, 0);
    numbers
        .take_while(|number| {
            n_groups += usize::from(before.replace(*number) != Some(*number));
            n_groups <= n
        })
        .count()
}

/// How far the run on each diagonal of each segment was followed in a text.
#[derive(Default)]
struct Followed {
    ends: HashMap<(u32, u32), usize, BuildHasherDefault<Mixed>>,
}

impl Followed {
    fn end_of(&mut self, posting: Posting, at: usize) -> &mut usize {
        let diagonal = posting.at.wrapping_sub(at as u32);
        self.ends.entry((posting.segment, diagonal)).or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::super::quotations::quotations_of;
    use super::*;
    use crate::suggest::fixture::project;

    /// The runs in the last of so many articles with the same quotation.
    fn runs_in_last(n_articles: usize, words: &str) -> Vec<Run> {
        let texts: Vec<String> = (0..n_articles)
            .map(|i| format!("Speaker number {i} wrote: “{words}” and left."))
            .collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let project = project(&texts);
        let corpus = Corpus::new(&project, &mut |_, _| true, 0).unwrap();
        let quotations: Vec<_> = (0..n_articles)
            .flat_map(|i| quotations_of(&corpus, i))
            .collect();
        Index::new(&corpus, &quotations).runs_in(n_articles - 1)
    }

    #[test]
    fn all_places_of_the_same_words_up_to_a_number() {
        for words in [
            "the lighthouse keepers were never paid for all of their nights",
            "stony nonsense",
        ] {
            let runs = runs_in_last(ALL_ALIKE, words);
            let quotations: std::collections::BTreeSet<_> =
                runs.iter().map(|run| run.quotation).collect();
            assert_eq!(quotations.len(), ALL_ALIKE - 1, "{words}");
            assert!(runs.iter().all(|run| run.n_alike == 0));
            let runs = runs_in_last(ALL_ALIKE + 1, words);
            let quotations: std::collections::BTreeSet<_> =
                runs.iter().map(|run| run.quotation).collect();
            assert_eq!(quotations.len(), SOME_ALIKE, "{words}");
            let n_alike = ALL_ALIKE as u32 + 1;
            assert!(runs.iter().all(|run| run.n_alike == n_alike), "{words}");
        }
    }
}
