//! A sentence as words with what they state.

use super::lexicon::{Entry, LemmaId, Lexicon};
use super::{names, numbers, polarity, times};
use crate::suggest::corpus::{Corpus, Token};
use crate::text::{TextSpan, sentences_in};
use std::ops::Range;

/// Longer sentences are lists and tables.
const MAX_WORDS: usize = 90;

/// Something stated that another sentence may state otherwise.
#[derive(Clone, Debug)]
pub(super) struct Fact {
    pub what: What,
    /// The narrowest words, by their numbers in the document.
    pub words: Range<usize>,
}

/// What a fact is.
#[derive(Clone, Debug)]
pub(super) enum What {
    Quantity(numbers::Quantity),
    Time(times::Time),
    Place(names::Place),
    Title(names::Title),
    /// The lemma that is negated, and whether as a verb: "did not close", not "no closure".
    Negated(LemmaId, bool),
    /// A line of the antonyms, and its side.
    Opposite(u16, bool),
}

/// A sentence.
#[derive(Clone, Debug)]
pub(super) struct Statement {
    /// Its place in [`Corpus::documents`].
    pub document: usize,
    /// Its words by their numbers in the document.
    pub words: Range<usize>,
    /// The lemmas of its words that say what it is about, sorted, with their weight in bits.
    pub terms: Vec<(LemmaId, f32)>,
    /// The lemmas of its names, sorted.
    pub names: Vec<LemmaId>,
    pub facts: Vec<Fact>,
    /// It tells of an earlier state: "had risen from".
    pub is_update: bool,
}

/// A sentence's words with what is known about them.
#[derive(Clone, Copy)]
pub(super) struct View<'a> {
    pub corpus: &'a Corpus,
    pub lexicon: &'a Lexicon,
    pub text: &'a str,
    pub tokens: &'a [Token],
    /// The number of the first word in the document.
    pub start: usize,
}

impl<'a> View<'a> {
    /// All words of a document.
    pub fn of_document(corpus: &'a Corpus, lexicon: &'a Lexicon, document_idx: usize) -> Self {
        let document = &corpus.documents[document_idx];
        Self {
            corpus,
            lexicon,
            text: document.document.text(),
            tokens: &document.tokens,
            start: 0,
        }
    }

    pub fn len(&self) -> usize {
        self.tokens.len()
    }

    pub fn entry(&self, i: usize) -> Option<&'a Entry> {
        Some(self.lexicon.entry(self.tokens.get(i)?.word))
    }

    /// The folded word; empty outside.
    pub fn word(&self, i: usize) -> &'a str {
        self.tokens
            .get(i)
            .map_or("", |token| &*self.corpus.word(token.word).text)
    }

    /// What stands between a word and the one before it.
    pub fn gap(&self, i: usize) -> &'a str {
        let start = i.checked_sub(1).and_then(|before| self.tokens.get(before));
        let (Some(before), Some(token)) = (start, self.tokens.get(i)) else {
            return "";
        };
        self.text
            .get(before.end as usize..token.start as usize)
            .unwrap_or_default()
    }

    /// What stands behind a word, up to the next one or the end of the text.
    pub fn behind(&self, i: usize) -> &'a str {
        let Some(token) = self.tokens.get(i) else {
            return "";
        };
        let end = self
            .tokens
            .get(i + 1)
            .map_or(self.text.len(), |next| next.start as usize);
        self.text.get(token.end as usize..end).unwrap_or_default()
    }

    /// Whether words `i-1` and `i` stand side by side: blanks and a hyphen only.
    pub fn is_joined(&self, i: usize) -> bool {
        i > 0
            && self
                .gap(i)
                .chars()
                .all(|c| crate::text::is_blank(c) || matches!(c, '-' | '\u{2010}' | '\u{2011}'))
    }

    pub fn is_name(&self, i: usize) -> bool {
        self.tokens
            .get(i)
            .is_some_and(|token| self.corpus.is_name(token))
    }

    /// These words by their numbers in the document.
    pub fn words(&self, range: Range<usize>) -> Range<usize> {
        self.start + range.start..self.start + range.end
    }
}

/// Words that tell of a change or of what was said before.
const UPDATES: &[&str] = &[
    "earlier",
    "previously",
    "initially",
    "originally",
    "formerly",
    "first",
    "up",
    "down",
    "ago",
    "before",
    "after",
    "then",
    "compared",
    "rose",
    "risen",
    "fell",
    "fallen",
    "grew",
    "updated",
    "so",
];

/// The sentences of a document, in reading order.
pub(super) fn statements_of(
    corpus: &Corpus,
    lexicon: &Lexicon,
    document_idx: usize,
) -> Vec<Statement> {
    let document = &corpus.documents[document_idx];
    let text: &str = document.document.text();
    let mut found = Vec::new();
    let mut next = 0;
    for sentence in sentences_in(text, 0..text.len()) {
        let words = words_of(&document.tokens, next, sentence);
        next = words.end;
        if !(3..=MAX_WORDS).contains(&words.len()) {
            continue;
        }
        let view = View {
            corpus,
            lexicon,
            text,
            tokens: &document.tokens[words.clone()],
            start: words.start,
        };
        found.push(statement(&view, document_idx, words));
    }
    found
}

fn words_of(tokens: &[Token], from: usize, sentence: TextSpan) -> Range<usize> {
    let rest = &tokens[from.min(tokens.len())..];
    let start = from + rest.partition_point(|t| (t.start as usize) < sentence.start().0);
    let end = from + rest.partition_point(|t| (t.start as usize) < sentence.end().0);
    start..end
}

fn statement(view: &View<'_>, document: usize, words: Range<usize>) -> Statement {
    let mut facts = Vec::new();
    let times = times::times(view);
    let is_time = |i: usize| {
        times
            .iter()
            .any(|fact| fact.words.contains(&(view.start + i)))
    };
    facts.extend(numbers::quantities(view, is_time));
    facts.extend(names::places(view));
    facts.extend(names::titles(view));
    facts.extend(polarity::negations(view));
    facts.extend(polarity::opposites(view));
    facts.extend(times);
    let mut terms: Vec<(LemmaId, f32)> = (0..view.len())
        .filter_map(|i| view.entry(i))
        .filter(|entry| entry.weight > 0.0)
        .map(|entry| (entry.lemma, entry.weight))
        .collect();
    terms.sort_by_key(|term| term.0);
    terms.dedup_by_key(|term| term.0);
    let mut names: Vec<LemmaId> = (0..view.len())
        .filter(|&i| view.is_name(i))
        .filter_map(|i| view.entry(i))
        .filter(|entry| entry.day.is_none() && entry.month.is_none())
        .map(|entry| entry.lemma)
        .collect();
    names.sort_unstable();
    names.dedup();
    Statement {
        document,
        words,
        terms,
        names,
        facts,
        is_update: (0..view.len()).any(|i| UPDATES.contains(&view.word(i))),
    }
}
