//! Where words of a quotation stand in another text.
//!
//! Two ways in, both with an index of the quotations and one pass over every text:
//! - grams: every text is written as its folded words with one blank between them. What stands at every fourth place of
//!   each quotation is indexed in two lengths and looked up at every place of every text; a hit is extended to both
//!   sides. The long grams find every common run of [`SURE_RUN`] bytes, the short ones shorter runs of rare words
//!   ("winnowing" with a fixed grid: Schleimer, Wilkerson and Aiken, SIGMOD 2003, is the better known way).
//! - phrases: a short quotation is looked up as a whole.
//!
//! The work grows with the texts: of words that very many quotations or places have, where the pairs would be their
//! product, some are held against each other and the reason says so; and short grams that many have, of words that
//! everybody uses, are left out. Of what one quotation repeats, its first places are looked up.

use super::grams::{Grams, Mixed, Places, Posting, rolling};
use super::phrases::{Phrase, Phrases};
use super::quotations::Quotation;
use super::stream::Stream;
use crate::suggest::corpus::{Corpus, WordId};
use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use std::ops::Range;

/// Common runs of so many characters of the folded texts, punctuation and blanks among them, are shown whatever their words.
const SURE_CHARS: usize = 25;
/// So many bytes of words are in all of them, unless they are mostly punctuation.
const SURE_RUN: usize = 20;
/// A gram is taken at every so many bytes of a quotation.
const GRID: usize = 4;
/// Bytes of a long gram: the longest of which one is sure to be in every run of [`SURE_RUN`].
const LONG_GRAM: usize = SURE_RUN + 1 - GRID;
/// Bytes of a short one.
const SHORT_GRAM: usize = 12;
/// Shorter common runs are no hits: the longest of which one short gram is sure to be in the index.
const MIN_RUN: usize = SHORT_GRAM + GRID - 1;
/// Short grams that more quotations have are not looked up,
const MAX_SHORT: usize = 8;
/// nor those that stand at more places of the texts.
const MAX_SHORT_PLACES: u32 = 64;
/// Up to so many quotations with the same words are all held against each other.
pub(super) const ALL_ALIKE: usize = 300;
/// Of more of them so many are held against each place.
pub(super) const SOME_ALIKE: usize = 64;

/// Words of a quotation and the same words in a text, by their numbers there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Run {
    pub quotation: usize,
    /// In the quotation's own text.
    pub first: Range<usize>,
    /// In the text that was searched.
    pub second: Range<usize>,
    /// A whole quotation.
    pub is_whole: bool,
    /// Long enough to be shown whatever its words.
    pub is_sure: bool,
    pub alike: Alike,
}

/// What is left out because too much has the same words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Alike {
    /// How many quotations have them, where only [`SOME_ALIKE`] of them are held against each place; else 0.
    pub n_alike: u32,
    /// How many places in no quotation marks have them, where only [`SOME_ALIKE`] of those are looked at; else 0.
    pub n_places: u32,
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
    /// What of these stands in each text.
    seen: Vec<Seen>,
}

/// What of the index stands in a text, in the order of the places.
#[derive(Default)]
struct Seen {
    grams: Vec<(Length, Place)>,
    phrases: Vec<Place>,
}

/// Of a gram.
#[derive(Clone, Copy)]
enum Length {
    Long,
    Short,
}

/// A gram or a phrase in a text.
#[derive(Clone, Copy)]
struct Place {
    at: u32,
    /// Its number in the index.
    what: u32,
    /// Not in a quotation of the text.
    is_plain: bool,
}

impl Place {
    /// How many places in no quotation marks there are besides, where only some of them are looked at, else 0; `None` where
    /// this one is not.
    fn n_listed(&self, document_idx: usize, places: &Places) -> Option<u32> {
        if !self.is_plain {
            return Some(0);
        }
        let is_listed = places.has((document_idx as u32, self.at));
        is_listed.then(|| places.n_many())
    }
}

impl<'a> Index<'a> {
    /// Indexes the quotations; [`Self::look_through`] then has to be called for every text.
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
            seen: Vec::new(),
        }
    }

    /// Looks the next text's words up, in the order of the texts.
    pub fn look_through(&mut self) {
        let document_idx = self.seen.len();
        let mut seen = Seen::default();
        let first = self.segments.partition_point(|s| s.document < document_idx);
        let own = &self.segments[first..];
        let n_own = own.partition_point(|s| s.document == document_idx);
        let own: Vec<Range<usize>> = own[..n_own].iter().map(|s| s.bytes.clone()).collect();
        let stream = &self.streams[document_idx];
        let is_plain = |behind: &mut usize, bytes: Range<usize>| {
            while own.get(*behind).is_some_and(|range| range.end < bytes.end) {
                *behind += 1;
            }
            own.get(*behind)
                .is_none_or(|range| bytes.start < range.start)
        };
        let (mut behind_long, mut behind_short, mut behind_phrases) = (0, 0, 0);
        let mut long = rolling(&stream.bytes, LONG_GRAM);
        for (start, short) in rolling(&stream.bytes, SHORT_GRAM).enumerate() {
            let at = start as u32;
            if let Some(what) = long.next().and_then(|hash| self.long.find(hash)) {
                let is_plain = is_plain(&mut behind_long, start..start + LONG_GRAM);
                let place = Place { at, what, is_plain };
                seen.grams.push((Length::Long, place));
            }
            if let Some(what) = self.short.find(short) {
                let is_plain = is_plain(&mut behind_short, start..start + SHORT_GRAM);
                let place = Place { at, what, is_plain };
                seen.grams.push((Length::Short, place));
            }
        }
        let tokens = &self.corpus.documents[document_idx].tokens;
        let words: Vec<WordId> = tokens.iter().map(|t| t.word).collect();
        for at in 0..words.len() {
            for what in self.phrases.at(&words[at..]) {
                let bytes = stream.range_of(&(at..at + 2));
                let is_plain = is_plain(&mut behind_phrases, bytes);
                let at = at as u32;
                seen.phrases.push(Place { at, what, is_plain });
            }
        }
        for (length, place) in &seen.grams {
            let at = (document_idx as u32, place.at);
            match length {
                Length::Long if place.is_plain => self.long.places(place.what).add(at),
                Length::Long => {}
                Length::Short => self.short.places(place.what).add(at),
            }
        }
        for place in seen.phrases.iter().filter(|place| place.is_plain) {
            let phrase = &mut self.phrases.all[place.what as usize];
            phrase.places.add((document_idx as u32, place.at));
        }
        self.seen.push(seen);
    }

    /// The runs of other texts' quotations in a text, in no order that means anything, but always the same.
    pub fn runs_in(&self, document_idx: usize) -> Vec<Run> {
        let mut runs = Vec::new();
        let Some(seen) = self.seen.get(document_idx) else {
            return runs;
        };
        let mut followed = Followed::default();
        for (length, place) in &seen.grams {
            let (postings, alike) = match length {
                Length::Long => {
                    let (postings, n_alike, places) = self.long.get(place.what);
                    let Some(n_places) = place.n_listed(document_idx, places) else {
                        continue;
                    };
                    (postings, Alike { n_alike, n_places })
                }
                Length::Short => {
                    let (postings, _, places) = self.short.get(place.what);
                    if places.n() > MAX_SHORT_PLACES {
                        continue;
                    }
                    (postings, Alike::default())
                }
            };
            let at = place.at as usize;
            for &posting in postings {
                runs.extend(self.run(document_idx, at, posting, alike, &mut followed));
            }
        }
        for place in &seen.phrases {
            let phrase = &self.phrases.all[place.what as usize];
            if let Some(n_places) = place.n_listed(document_idx, &phrase.places) {
                self.phrase_runs(document_idx, *place, phrase, n_places, &mut runs);
            }
        }
        runs
    }

    /// The run around what a gram of a quotation and a place of a text seem to share.
    fn run(
        &self,
        document_idx: usize,
        at: usize,
        posting: Posting,
        alike: Alike,
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
        let first = from - n_before..from + n_behind;
        let second = at - n_before..at + n_behind;
        let documents = &self.corpus.documents;
        let is_sure = || {
            own.n_chars(&documents[segment.document], &first) >= SURE_CHARS
                && stream.n_chars(&documents[document_idx], &second) >= SURE_CHARS
        };
        (n_bytes >= MIN_RUN).then(|| Run {
            quotation: segment.quotation,
            is_whole: n_bytes == segment.bytes.len(),
            is_sure: n_bytes >= SURE_RUN && is_sure(),
            first: own.words_in(&first),
            second: stream.words_in(&second),
            alike,
        })
    }

    fn phrase_runs(
        &self,
        document_idx: usize,
        place: Place,
        phrase: &Phrase,
        n_places: u32,
        runs: &mut Vec<Run>,
    ) {
        let alike = &phrase.quotations;
        let (some, n_alike) = if alike.len() > ALL_ALIKE {
            (&alike[..SOME_ALIKE], alike.len() as u32)
        } else {
            (alike.as_slice(), 0)
        };
        let second = place.at as usize..place.at as usize + phrase.n_words;
        let stream = &self.streams[document_idx];
        let document = &self.corpus.documents[document_idx];
        let is_sure = stream.n_chars(document, &stream.range_of(&second)) >= SURE_CHARS;
        let elsewhere = |i: &&usize| self.quotations[**i].document != document_idx;
        runs.extend(some.iter().filter(elsewhere).map(|&quotation| Run {
            quotation,
            first: self.quotations[quotation].extent(),
            second: second.clone(),
            is_whole: true,
            is_sure,
            alike: Alike { n_alike, n_places },
        }));
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
        let mut index = Index::new(&corpus, &quotations);
        (0..n_articles).for_each(|_| index.look_through());
        index.runs_in(n_articles - 1)
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
            assert!(runs.iter().all(|run| run.alike.n_alike == 0));
            let runs = runs_in_last(ALL_ALIKE + 1, words);
            let quotations: std::collections::BTreeSet<_> =
                runs.iter().map(|run| run.quotation).collect();
            assert_eq!(quotations.len(), SOME_ALIKE, "{words}");
            let n_alike = ALL_ALIKE as u32 + 1;
            assert!(
                runs.iter().all(|run| run.alike.n_alike == n_alike),
                "{words}"
            );
        }
    }
}
