//! Suggester: direct quotations with exact boundaries and their speakers, by rules and small word lists.
//!
//! One way through the text, one file a step:
//! - [`blocks`]: paragraphs; [`marks`]: quotation marks and what each may do; [`pairs`]: which belong together;
//! - [`tokens`]: words with their classes ([`words`]); [`names`], [`joined`], [`called`]: people, organisations, offices;
//! - [`phrases`], [`verbs`], [`subjects`]: who is named before or behind a word; [`attribution`], [`behind`],
//!   [`inserted`]: who the words around a quotation give it to; [`speakers`], [`offices`], [`antecedents`]: whom that
//!   means;
//! - [`draft`]: interrupted quotations and those over several paragraphs as one; [`extent`]: exact ends;
//! - [`judge`]: the score and the reason; [`posts`]: embedded posts; [`cjk`]: Japanese and Chinese.
//!
//! Limitations: no grammar and no knowledge of the world. Speech without quotation marks (dialogue after dashes, questions
//! and answers) is not found. English is best; German, French, Italian, Spanish and Russian have short lists; in other
//! languages the marks are found but seldom the speaker.
mod antecedents;
mod attribution;
mod behind;
mod blocks;
mod called;
mod cjk;
mod draft;
mod extent;
mod find;
mod inserted;
mod joined;
mod judge;
mod marks;
mod mention;
mod names;
mod offices;
mod pairs;
mod phrases;
mod posts;
#[cfg(test)]
mod speaker_tests;
mod speakers;
mod subjects;
#[cfg(test)]
mod tests;
mod tokens;
mod verbs;
mod word_ends;
mod words;

use std::ops::Range;

pub use find::quotes_in;
pub use words::{WordListError, WordLists};

use super::suggestion::{Cancelled, SuggestedSpan, Suggestion, SuggestionKind, Watch};
use crate::model::{AnnotatorId, Document, FeatureId, LabelId, Project};
use crate::text::{ByteOffset, TextSpan, is_blank};

/// A quotation in a text.
#[derive(Clone, Debug, PartialEq)]
pub struct FoundQuote {
    /// Bytes of each fragment, ascending: the words without the marks.
    pub spans: Vec<Range<usize>>,
    /// The fullest name of who speaks, or the words that name them.
    pub speaker: Option<String>,
    /// 0 to 1; see [`super::SHOWN_FROM`].
    pub score: f32,
    /// The reason, for a person.
    pub why: String,
}

/// The quotations in all articles of `project`, best first; those with a quote annotation of `annotator` (of anybody, for
/// `None`) on the same words are left out.
///
/// `watch` is told of the bytes done.
///
/// # Errors
/// [`Cancelled`] when `watch` says that nobody wants the result.
pub fn quotes(
    project: &Project,
    annotator: Option<&AnnotatorId>,
    watch: Watch<'_>,
) -> Result<Vec<Suggestion>, Cancelled> {
    let total: u64 = project
        .documents()
        .iter()
        .map(|document| document.text().len() as u64)
        .sum();
    let label = LabelId::from("quote");
    let mut done = 0;
    let mut suggestions = Vec::new();
    for document in project.documents() {
        if !watch(done, total) {
            return Err(Cancelled);
        }
        let known: Vec<Vec<Range<usize>>> = project
            .annotations_of(&document.id)
            .filter(|a| a.label == label && annotator.is_none_or(|id| a.annotator == *id))
            .map(|annotation| words_of(document.text(), &annotation.spans))
            .collect();
        for quote in quotes_in(document.text(), WordLists::bundled()) {
            let suggestion = suggestion(project, document, &label, quote);
            let is_known =
                |part: &SuggestedSpan| known.contains(&words_of(document.text(), &part.spans));
            suggestions.extend(suggestion.filter(|s| !s.parts.iter().any(is_known)));
        }
        done += document.text().len() as u64;
    }
    suggestions.sort_by(|a, b| b.score.total_cmp(&a.score));
    if watch(total, total) {
        Ok(suggestions)
    } else {
        Err(Cancelled)
    }
}

fn suggestion(
    project: &Project,
    document: &Document,
    label: &LabelId,
    quote: FoundQuote,
) -> Option<Suggestion> {
    let text = document.text();
    let spans: Vec<TextSpan> = quote
        .spans
        .iter()
        .filter_map(|span| TextSpan::new(text, ByteOffset(span.start), ByteOffset(span.end)).ok())
        .collect();
    if spans.is_empty() {
        return None;
    }
    let values = [
        ("speaker", quote.speaker),
        ("directness", Some("direct".to_owned())),
    ];
    let features = values
        .into_iter()
        .filter_map(|(name, value)| Some((name, value?)))
        .filter(|(name, _)| project.schema().feature(name).is_some())
        .map(|(name, value)| (FeatureId::from(name), value))
        .collect();
    Some(Suggestion {
        link: None,
        kind: SuggestionKind::Quotes,
        score: quote.score,
        why: quote.why,
        parts: vec![SuggestedSpan {
            document: document.id.clone(),
            spans,
            label: label.clone(),
            features,
            annotation: None,
        }],
    })
}

/// Fragments without marks and points at their ends, so that one person's “We go,” is another's We go.
pub(super) fn words_of(text: &str, spans: &[TextSpan]) -> Vec<Range<usize>> {
    let is_edge = |c: char| is_blank(c) || !c.is_alphanumeric();
    let trim = |span: &TextSpan| {
        let (words, span) = (span.of(text), span.range());
        let start = span.start + words.len() - words.trim_start_matches(is_edge).len();
        let end = span.start + words.trim_end_matches(is_edge).len();
        start..end.max(start)
    };
    spans.iter().map(trim).collect()
}
