//! The same quotation in other articles: re-cased, re-punctuated, cut with `…`, with brackets or words inserted, or only
//! a fragment of it. One side stands in quotation marks; the other may stand without.
//!
//! Every pair that has a run of 25 characters of the folded texts in common is found, and every quotation of two to
//! eight words that stands elsewhere as a whole. Only where more than 300 quotations have the same words, each place is
//! held against the first 64 of them; and where words of a quotation stand at more than 300 places in no quotation marks,
//! such as a sentence under every article, the first 64 are taken; the reason says so. How likely the two are the same
//! words of somebody is told by how rare the common words are, which share of the shorter side they are, and which names
//! stand near both ([`judge`]).
//!
//! Limitation: nothing is known about meaning; a translation or a paraphrase is not found.
mod grams;
mod judge;
mod phrases;
mod quotations;
mod runs;
mod stream;
#[cfg(test)]
mod tests;

use super::corpus::Corpus;
use super::excerpt::excerpt;
use super::quotes::words_of;
use super::suggestion::{Cancelled, SuggestedSpan, Suggestion, SuggestionKind, Watch};
use super::word_diff;
use crate::model::{AnnotationId, AnnotatorId, Document, Project};
use crate::text::{ByteOffset, TextSpan};
use judge::{Judgement, Other, best_score, judge, told, weight};
use quotations::{Quotation, quotations_of};
use runs::{Alike, Index, Run, SOME_ALIKE};
use std::collections::{BTreeMap, HashSet};
use std::ops::Range;

/// Words between two runs of one quotation that still belong to one stretch.
const MAX_GAP_WORDS: usize = 10;
/// Pairs that have not so much in common as to be shown anyway need words of this weight, in bits, and more where there are
/// more words among which they could stand by chance,
const MIN_WEIGHT: f32 = 10.0;
/// that is, more than 2 to the power of this; each time they double, a bit more;
const FEW_WORDS_BITS: f32 = 15.0;
/// and this score; the others are noise.
const MIN_SCORE: f32 = 0.05;

/// Finds pairs of places that look like the same words of somebody.
///
/// Where both sides are annotated already, by `annotator` (by anybody for `None`), and linked with `quote_variant`,
/// the pair is left out.
///
/// # Errors
/// When `watch` says stop.
pub fn quote_variants(
    project: &Project,
    annotator: Option<&AnnotatorId>,
    watch: Watch<'_>,
) -> Result<Vec<Suggestion>, Cancelled> {
    let documents = project.documents();
    let n_bytes: u64 = documents.iter().map(|d| d.text().len() as u64).sum();
    let total = 4 * n_bytes;
    let corpus = Corpus::new(project, watch, total)?;
    let mut n_read = n_bytes;
    let mut quotations = Vec::new();
    // The quotations of each text.
    let mut of_document: Vec<Range<usize>> = Vec::new();
    for (i, document) in documents.iter().enumerate() {
        if !watch(n_read, total) {
            return Err(Cancelled);
        }
        n_read += document.text().len() as u64;
        let start = quotations.len();
        quotations.extend(quotations_of(&corpus, i));
        of_document.push(start..quotations.len());
    }
    let mut index = Index::new(&corpus, &quotations);
    for document in documents {
        if !watch(n_read, total) {
            return Err(Cancelled);
        }
        n_read += document.text().len() as u64;
        index.look_through();
    }
    let finder = Finder {
        project,
        annotator,
        corpus: &corpus,
        quotations: &quotations,
        told: quotations.iter().map(|q| told(&corpus, q)).collect(),
        min_weight: min_weight(&corpus),
    };
    let mut found = Vec::new();
    let mut seen = HashSet::new();
    for (i, document) in documents.iter().enumerate() {
        if !watch(n_read, total) {
            return Err(Cancelled);
        }
        n_read += document.text().len() as u64;
        let own = of_document.get(i).cloned().unwrap_or_default();
        finder.pairs_in(i, index.runs_in(i), own, &mut seen, &mut found);
    }
    Ok(found)
}

struct Finder<'a> {
    project: &'a Project,
    annotator: Option<&'a AnnotatorId>,
    corpus: &'a Corpus,
    quotations: &'a [Quotation],
    /// What the words of each quotation tell, in bits.
    told: Vec<f32>,
    /// What a run that says something tells at least, in bits.
    min_weight: f32,
}

fn min_weight(corpus: &Corpus) -> f32 {
    let n_words: usize = corpus.documents.iter().map(|d| d.tokens.len()).sum();
    MIN_WEIGHT + ((n_words.max(1) as f32).log2() - FEW_WORDS_BITS).max(0.0)
}

impl Finder<'_> {
    /// The pairs that runs in a text make; `own` are the text's own quotations, `seen` the pairs of quotations so far.
    fn pairs_in(
        &self,
        document_idx: usize,
        mut runs: Vec<Run>,
        own: Range<usize>,
        seen: &mut HashSet<(usize, usize)>,
        found: &mut Vec<Suggestion>,
    ) {
        runs.retain(|run| run.is_whole || run.is_sure || self.weight_of(run) >= self.min_weight);
        runs.sort_by_key(|run| (run.quotation, run.second.start, run.second.end));
        let mut plain: BTreeMap<usize, Vec<&Run>> = BTreeMap::new();
        for run in &runs {
            let mut is_inside = false;
            let behind = own.start
                + self.quotations[own.clone()]
                    .partition_point(|q| q.extent().start < run.second.end);
            // Quotations do not overlap, so those that end before the run are all before those that do not.
            let near = (own.start..behind)
                .rev()
                .take_while(|&i| self.quotations[i].extent().end > run.second.start);
            for i in near {
                let covered = self.quotations[i]
                    .tokens
                    .iter()
                    .map(|words| overlap(words, &run.second))
                    .sum::<usize>();
                // Most of the run, or most of a fragment that stands in it.
                let n_own: usize = self.quotations[i].tokens.iter().map(Range::len).sum();
                if covered * 2 > run.second.len() || covered * 2 > n_own {
                    is_inside |= covered * 2 > run.second.len();
                    let pair = (i.min(run.quotation), i.max(run.quotation));
                    if seen.insert(pair) {
                        let other = Other::Quotation(&self.quotations[pair.1]);
                        found.extend(self.suggestion(pair.0, &other, Reach::of(run)));
                    }
                }
            }
            if !is_inside {
                plain.entry(run.quotation).or_default().push(run);
            }
        }
        for (quotation, runs) in plain {
            for (words, reach) in stretches(&runs) {
                let tokens = self.corpus.documents[document_idx]
                    .tokens
                    .get(words.clone());
                let told = self.told[quotation];
                if !reach.is_sure
                    && best_score(self.corpus, told, tokens.unwrap_or_default()) < MIN_SCORE
                {
                    continue;
                }
                let other = Other::Stretch {
                    document: document_idx,
                    words,
                };
                found.extend(self.suggestion(quotation, &other, reach));
            }
        }
    }

    fn weight_of(&self, run: &Run) -> f32 {
        let document = self.quotations[run.quotation].document;
        let tokens = self.corpus.documents[document]
            .tokens
            .get(run.first.clone());
        let tokens = tokens.unwrap_or_default().iter();
        tokens.map(|t| weight(self.corpus, t)).sum()
    }

    fn suggestion(
        &self,
        quotation_idx: usize,
        other: &Other<'_>,
        reach: Reach,
    ) -> Option<Suggestion> {
        let quotation = &self.quotations[quotation_idx];
        let judgement = judge(self.corpus, quotation, other);
        if judgement.score < MIN_SCORE && !reach.is_sure {
            return None;
        }
        let first = self.part(
            quotation.document,
            &quotation.spans,
            quotation.speaker.as_ref(),
        )?;
        let second = match other {
            Other::Quotation(other) => {
                self.part(other.document, &other.spans, other.speaker.as_ref())?
            }
            Other::Stretch { document, words } => {
                let tokens = self.corpus.documents[*document].tokens.get(words.clone())?;
                let start = ByteOffset(tokens.first()?.start as usize);
                let end = ByteOffset(tokens.last()?.end as usize);
                let text = self.corpus.documents[*document].document.text();
                let span = TextSpan::new(text, start, end).ok()?;
                self.part(*document, &[span], None)?
            }
        };
        if let (Some(a), Some(b)) = (&first.annotation, &second.annotation)
            && self.is_linked(a, b)
        {
            return None;
        }
        let is_quoted = matches!(other, Other::Quotation(_));
        let mut why = self.why(&judgement, &first, &second, is_quoted);
        let Alike { n_alike, n_places } = reach.alike;
        if n_alike > 0 {
            let listed = format!("each place is listed with {SOME_ALIKE} of them only");
            why = format!("{why}; {n_alike} quotations have such words, {listed}");
        }
        if n_places > 0 {
            let listed = format!("the first {SOME_ALIKE} are listed");
            why = format!(
                "{why}; {n_places} places without quotation marks have such words, {listed}"
            );
        }
        let mut parts = vec![first, second];
        // In the order of the articles.
        parts.sort_by_key(|part| self.project.document_position(&part.document));
        Some(Suggestion {
            link: None,
            kind: SuggestionKind::QuoteVariants,
            score: judgement.score,
            why,
            parts,
        })
    }

    fn part(
        &self,
        document_idx: usize,
        spans: &[TextSpan],
        speaker: Option<&String>,
    ) -> Option<SuggestedSpan> {
        let document = &self.corpus.documents.get(document_idx)?.document;
        Some(SuggestedSpan {
            document: document.id.clone(),
            spans: spans.to_vec(),
            label: "quote".into(),
            features: speaker
                .map(|name| ("speaker".into(), name.clone()))
                .into_iter()
                .collect(),
            annotation: self.annotation_on(document, spans),
        })
    }

    /// The quote that stands on these words already, with or without the points at their ends.
    fn annotation_on(&self, document: &Document, spans: &[TextSpan]) -> Option<AnnotationId> {
        let (first, last) = (spans.first()?, spans.last()?);
        let words = words_of(document.text(), spans);
        self.project
            .annotations_touching(&document.id, first.start().0..last.end().0)
            .into_iter()
            .filter(|a| a.label.as_str() == "quote")
            .filter(|a| words_of(document.text(), &a.spans) == words)
            .find(|a| self.annotator.is_none_or(|wanted| a.annotator == *wanted))
            .map(|a| a.id.clone())
    }

    fn is_linked(&self, a: &AnnotationId, b: &AnnotationId) -> bool {
        self.project.relations_of(a).any(|relation| {
            relation.relation_type.as_str() == "quote_variant"
                && (relation.from == *b || relation.to == *b)
        })
    }

    fn why(
        &self,
        judgement: &Judgement,
        first: &SuggestedSpan,
        second: &SuggestedSpan,
        is_quoted: bool,
    ) -> String {
        let text = |part: &SuggestedSpan| {
            let document = self.project.document(&part.document);
            let texts = part
                .spans
                .iter()
                .map(|span| document.map_or("", |document| span.of(document.text())));
            texts.collect::<Vec<_>>().join(" … ")
        };
        let title = self
            .project
            .document(&first.document)
            .map_or("", |document| &document.title);
        let marks = if is_quoted {
            "in quotation marks in both".to_owned()
        } else {
            format!("in quotation marks in {} only", excerpt(title))
        };
        let name = judgement
            .name
            .as_ref()
            .map_or_else(String::new, |name| format!(", {name} near both"));
        let diff = word_diff::in_words(&text(first), &text(second));
        let (n_same, n_words) = (judgement.n_same, judgement.n_words);
        let words = if diff.is_empty() {
            "the same words".to_owned()
        } else if n_same == n_words {
            format!("all {n_words} words of the shorter one in both")
        } else {
            format!("{n_same} of {n_words} words the same")
        };
        let diff = if diff.is_empty() {
            diff
        } else {
            format!(": {diff}")
        };
        format!("{words}, {marks}{name}{diff}")
    }
}

/// How many words two ranges share.
fn overlap(a: &Range<usize>, b: &Range<usize>) -> usize {
    a.end.min(b.end).saturating_sub(a.start.max(b.start))
}

/// What the runs of a candidate say of how it was found.
#[derive(Clone, Copy)]
struct Reach {
    /// A run is long enough to be given whatever its words.
    is_sure: bool,
    alike: Alike,
}

impl Reach {
    fn of(run: &Run) -> Self {
        Self {
            is_sure: run.is_sure,
            alike: run.alike,
        }
    }

    fn and(self, other: Self) -> Self {
        Self {
            is_sure: self.is_sure || other.is_sure,
            alike: Alike {
                n_alike: self.alike.n_alike.max(other.alike.n_alike),
                n_places: self.alike.n_places.max(other.alike.n_places),
            },
        }
    }
}

/// The runs of one quotation in a text, joined where they are near and in the quotation's order.
fn stretches(runs: &[&Run]) -> Vec<(Range<usize>, Reach)> {
    let mut joined: Vec<(Range<usize>, Reach, usize)> = Vec::new();
    for run in runs {
        match joined.last_mut() {
            Some((words, reach, first_start))
                if run.second.start <= words.end + MAX_GAP_WORDS
                    && run.first.start >= *first_start =>
            {
                words.end = words.end.max(run.second.end);
                *first_start = run.first.start;
                *reach = reach.and(Reach::of(run));
            }
            _ => joined.push((run.second.clone(), Reach::of(run), run.first.start)),
        }
    }
    joined.dedup_by(|a, b| a.0 == b.0);
    joined
        .into_iter()
        .map(|(words, reach, _)| (words, reach))
        .collect()
}
