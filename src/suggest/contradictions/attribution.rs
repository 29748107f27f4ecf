//! The same words, said by one person in one article and by another in the next.
//!
//! Limitation: only words that are the same to the last letter, punctuation and case left out; who speaks is what the
//! suggester of quotations finds, and where two are named only by an office they may be one person.

use super::lexicon::Lexicon;
use crate::suggest::corpus::{Corpus, DocumentWords, WordId};
use crate::suggest::quotes::{WordLists, quotes_in};
use crate::suggest::word_lists::ORGANISATIONS;
use crate::text::fold;
use std::collections::BTreeMap;
use std::ops::Range;

/// Shorter quotations are nobody's own words.
const MIN_WORDS: usize = 4;
/// Nor are those that tell fewer bits.
const MIN_BITS: f32 = 18.0;
/// A speaker's name is looked for so many words before and behind what they say.
const NEAR_WORDS: usize = 60;
/// Of one quotation so many speakers are held against each other.
const MAX_SPEAKERS: usize = 6;

/// Somebody's words in an article.
struct Said {
    document: usize,
    /// Their name where it stands nearest; their words where it stands nowhere near. By numbers in the document.
    place: Range<usize>,
    /// The words of the name, folded.
    name: Vec<String>,
    bits: f32,
}

/// Two speakers of the same words.
pub(super) struct TwoSpeakers {
    pub documents: [usize; 2],
    /// By their numbers in the documents.
    pub places: [Range<usize>; 2],
    /// How likely they contradict each other, as log-odds.
    pub points: f32,
}

/// What is said in the articles, by its words.
#[derive(Default)]
pub(super) struct Sayings {
    by_words: BTreeMap<Vec<WordId>, Vec<Said>>,
}

impl Sayings {
    /// Reads the quotations of an article.
    pub fn read(&mut self, corpus: &Corpus, lexicon: &Lexicon, document_idx: usize) {
        let document = &corpus.documents[document_idx];
        for quote in quotes_in(document.document.text(), WordLists::bundled()) {
            let Some(name) = quote.speaker.as_deref().and_then(name_words) else {
                continue;
            };
            let parts = quote.spans.iter().map(|span| words_in(document, span));
            let words: Vec<Range<usize>> = parts.collect();
            let tokens = words.iter().flat_map(|w| &document.tokens[w.clone()]);
            let ids: Vec<WordId> = tokens.map(|token| token.word).collect();
            let bits = ids.iter().map(|id| lexicon.entry(*id).weight).sum();
            let (Some(first), Some(last)) = (words.first(), words.last()) else {
                continue;
            };
            if ids.len() < MIN_WORDS || bits < MIN_BITS {
                continue;
            }
            let extent = first.start..last.end;
            let place = named_near(corpus, document, &extent, &name);
            self.by_words.entry(ids).or_default().push(Said {
                document: document_idx,
                place: place.unwrap_or(extent),
                name,
                bits,
            });
        }
    }

    /// The first places of every two speakers of the same words in two articles.
    pub fn clashes(&self) -> Vec<TwoSpeakers> {
        let mut found = Vec::new();
        for all in self.by_words.values() {
            let mut speakers: Vec<&Said> = Vec::new();
            for said in all {
                if speakers.len() < MAX_SPEAKERS && !speakers.iter().any(|s| is_same(s, said)) {
                    speakers.push(said);
                }
            }
            for (i, second) in speakers.iter().enumerate() {
                let others = speakers[..i].iter();
                let elsewhere = others.filter(|first| first.document != second.document);
                found.extend(elsewhere.map(|first| TwoSpeakers {
                    documents: [first.document, second.document],
                    places: [first.place.clone(), second.place.clone()],
                    points: (0.05 * (second.bits - MIN_BITS)).min(1.5),
                }));
            }
        }
        found
    }
}

/// The words of a person's name; `None` for an office alone, which may be anybody's, and for what speaks by somebody's
/// mouth: an organisation.
fn name_words(speaker: &str) -> Option<Vec<String>> {
    let words = speaker.split(|c: char| !c.is_alphanumeric());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    let last = words.last()?;
    let is_short = last.chars().count() > 1 && !last.contains(char::is_lowercase);
    let is_name = last.starts_with(char::is_uppercase) && !is_short;
    let words: Vec<String> = words.into_iter().map(fold).collect();
    let is_body = words.iter().any(|word| ORGANISATIONS.contains(&**word));
    (is_name && !is_body).then_some(words)
}

/// Whether the last word of one name is in the other.
fn is_same(a: &Said, b: &Said) -> bool {
    let has_last_of = |a: &[String], b: &[String]| a.last().is_some_and(|last| b.contains(last));
    has_last_of(&a.name, &b.name) || has_last_of(&b.name, &a.name)
}

/// The numbers of the words in these bytes.
fn words_in(document: &DocumentWords, bytes: &Range<usize>) -> Range<usize> {
    let tokens = &document.tokens;
    let start = tokens.partition_point(|t| (t.start as usize) < bytes.start);
    let end = tokens.partition_point(|t| (t.end as usize) <= bytes.end);
    start..end.max(start)
}

/// Where the name stands nearest to what is said, as many of its words as stand together there.
fn named_near(
    corpus: &Corpus,
    document: &DocumentWords,
    said: &Range<usize>,
    name: &[String],
) -> Option<Range<usize>> {
    let last = name.last()?;
    let is_word = |i: usize, word: &str| {
        let token = document.tokens.get(i);
        token.is_some_and(|token| *corpus.word(token.word).text == *word)
    };
    let before = said.start.saturating_sub(NEAR_WORDS)..said.start;
    let behind = said.end..(said.end + NEAR_WORDS).min(document.tokens.len());
    let distance = |i: &usize| {
        said.start
            .saturating_sub(*i)
            .max((i + 1).saturating_sub(said.end))
    };
    let at = before
        .chain(behind)
        .filter(|i| is_word(*i, last))
        .min_by_key(distance)?;
    let n_before = name.iter().rev().skip(1).enumerate();
    let n_before = n_before.take_while(|(back, word)| {
        let place = at.checked_sub(back + 1);
        place.is_some_and(|place| is_word(place, word))
    });
    Some(at - n_before.count()..at + 1)
}
