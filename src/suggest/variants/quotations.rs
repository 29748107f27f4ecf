//! Where somebody's words stand in quotation marks, as words of the corpus.

use crate::suggest::corpus::{Corpus, DocumentWords, Token, WordId};
use crate::suggest::quotes::{WordLists, quotes_in, words_of};
use crate::text::{ByteOffset, TextSpan, quote_pairs};
use std::cmp::Reverse;
use std::ops::Range;

/// Names at most this many words away from a quotation belong to it.
const CONTEXT_WORDS: usize = 35;

/// A quotation: one side of a candidate.
#[derive(Clone, Debug)]
pub(super) struct Quotation {
    /// Its place in [`Corpus::documents`].
    pub document: usize,
    /// The words without the marks.
    pub spans: Vec<TextSpan>,
    /// The words of each fragment by their numbers in the document, at least two words in all.
    pub tokens: Vec<Range<usize>>,
    /// Who says it, as far as known.
    pub speaker: Option<String>,
    /// Names around it, sorted.
    pub names: Vec<WordId>,
}

impl Quotation {
    /// The words of all fragments.
    pub fn words(&self, corpus: &Corpus) -> Vec<Token> {
        let all = &corpus.documents[self.document].tokens;
        let parts = self
            .tokens
            .iter()
            .filter_map(|range| all.get(range.clone()));
        parts.flatten().copied().collect()
    }

    /// From the first word to the last, with what stands between the fragments.
    pub fn extent(&self) -> Range<usize> {
        let start = self.tokens.first().map_or(0, |range| range.start);
        start..self.tokens.last().map_or(start, |range| range.end)
    }
}

/// The quotations of a text of two words and more, in reading order; those inside others are left out.
///
/// As the suggester of quotations finds them, interrupted ones joined; and whatever else stands between marks.
pub(super) fn quotations_of(corpus: &Corpus, document_idx: usize) -> Vec<Quotation> {
    let document = &corpus.documents[document_idx];
    let text: &str = document.document.text();
    let mut places: Vec<(Vec<TextSpan>, Option<String>)> = Vec::new();
    for quote in quotes_in(text, WordLists::bundled()) {
        let span = |range: &Range<usize>| {
            TextSpan::new(text, ByteOffset(range.start), ByteOffset(range.end)).ok()
        };
        let spans: Vec<_> = quote.spans.iter().filter_map(span).collect();
        places.push((spans, quote.speaker));
    }
    let mut line_start = 0;
    for line in text.split('\n') {
        let range = line_start..line_start + line.len();
        line_start = range.end + 1;
        let pairs = quote_pairs(text, range).into_iter();
        places.extend(pairs.map(|pair| (vec![without_comma(text, pair.words)], None)));
    }
    // Of two that start at one place the longer; of two with the same words what the suggester found, which knows the
    // speaker and to whom a full stop belongs. Stable.
    places.sort_by_cached_key(|(spans, _)| {
        let words = words_of(text, spans);
        (
            words.first().map(|range| range.start),
            Reverse(words.last().map(|range| range.end)),
        )
    });
    let mut found = Vec::new();
    let mut behind = 0;
    for (spans, speaker) in places {
        let (Some(first), Some(last)) = (spans.first(), spans.last()) else {
            continue;
        };
        let end = last.end().0;
        if first.start().0 >= behind
            && let Some(quotation) = quotation(corpus, document_idx, spans, speaker)
        {
            behind = end;
            found.push(quotation);
        }
    }
    found
}

/// A comma before the closing mark belongs to the sentence around the quotation.
fn without_comma(text: &str, words: TextSpan) -> TextSpan {
    let kept = words.of(text).trim_end_matches([',', '，']).len();
    let end = ByteOffset(words.start().0 + kept);
    TextSpan::new(text, words.start(), end).unwrap_or(words)
}

/// `None` where there are fewer than two words.
pub(super) fn quotation(
    corpus: &Corpus,
    document_idx: usize,
    spans: Vec<TextSpan>,
    speaker: Option<String>,
) -> Option<Quotation> {
    let document = &corpus.documents[document_idx];
    let tokens: Vec<_> = spans
        .iter()
        .map(|span| tokens_in(document, span.range()))
        .collect();
    let n_words: usize = tokens.iter().map(ExactSizeIterator::len).sum();
    if n_words < 2 {
        return None;
    }
    let mut quotation = Quotation {
        document: document_idx,
        spans,
        tokens,
        speaker,
        names: Vec::new(),
    };
    quotation.names = names_around(corpus, document_idx, &quotation.tokens);
    Some(quotation)
}

/// The numbers of the words that lie in these bytes.
pub(super) fn tokens_in(document: &DocumentWords, bytes: Range<usize>) -> Range<usize> {
    let tokens = &document.tokens;
    let start = tokens.partition_point(|t| (t.start as usize) < bytes.start);
    let end = tokens.partition_point(|t| (t.end as usize) <= bytes.end);
    start..end.max(start)
}

/// The names around these words, but not in them; sorted.
pub(super) fn names_around(
    corpus: &Corpus,
    document_idx: usize,
    inside: &[Range<usize>],
) -> Vec<WordId> {
    let tokens = &corpus.documents[document_idx].tokens;
    let (Some(first), Some(last)) = (inside.first(), inside.last()) else {
        return Vec::new();
    };
    let start = first.start.saturating_sub(CONTEXT_WORDS);
    let end = last.end.saturating_add(CONTEXT_WORDS).min(tokens.len());
    let mut names: Vec<_> = (start..end)
        .filter(|i| !inside.iter().any(|range| range.contains(i)))
        .filter_map(|i| tokens.get(i))
        .filter(|token| corpus.is_name(token))
        .map(|token| token.word)
        .collect();
    names.sort_unstable();
    names.dedup();
    names
}
