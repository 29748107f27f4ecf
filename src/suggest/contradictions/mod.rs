//! Pairs of statements about the same thing that may not both hold. These are hints, and many of them are wrong: rules
//! see that two sentences share names and rare words and that a number, a time, a place, a title, a negation or an
//! opposite differs; they do not understand either sentence.
//!
//! 1. Every sentence is read for what it states ([`statement`]): quantities, times, places, titles of persons, negations,
//!    words with opposites. The word lists are English; in other languages only digits are seen.
//! 2. Sentences that share rare words are found by an index over these words; words that very many sentences have are
//!    not looked up, so that the work grows with the number of sentences and not with its square.
//!    Apart from that, what stands between quotation marks is looked up as a whole: two articles may give it to two speakers.
//! 3. What clashes in such a pair is ranked ([`clash`]) by how much the two sentences, their articles and the words
//!    around the clash have in common.
mod attribution;
mod clash;
mod lexicon;
mod names;
mod numbers;
mod polarity;
mod shared;
mod statement;
#[cfg(test)]
mod tests;
mod times;

use super::corpus::Corpus;
use super::excerpt::excerpt;
use super::suggestion::{Cancelled, SuggestedSpan, Suggestion, SuggestionKind, Watch};
use crate::model::{AnnotationId, AnnotatorId, Project};
use crate::text::{ByteOffset, TextSpan};
use attribution::{Sayings, TwoSpeakers};
use clash::{Clash, Common, clashes};
use lexicon::{LemmaId, Lexicon};
use names::nested_places;
use shared::{Articles, MIN_LOOKED_UP, postings};
use statement::{Statement, View, statements_of};
use std::collections::{HashMap, HashSet};
use std::ops::Range;

/// Sentences must share rare words of so many bits to be compared.
const MIN_SHARED: f32 = 9.0;
/// A sentence is compared with at most so many others, those with which it shares most.
const MAX_COMPARED: usize = 40;
/// Candidates of a lower score are noise, and not given.
const MIN_SCORE: f32 = 0.15;
/// Of one sentence at most so many candidates with earlier sentences are given.
const MAX_OF_ONE: usize = 6;
/// What the same clash loses each time when it comes again, as log-odds.
const AGAIN: f32 = 0.7;

/// Finds pairs of places that may contradict each other, in two articles or in one.
///
/// The sides are the narrowest words that clash, tagged `contradiction`; the feature `kind` says how they do. Where both
/// are annotated already, by `annotator` (by anybody for `None`), and linked with `contradicts`, the pair is left out.
///
/// # Errors
/// When `watch` says stop.
pub fn contradictions(
    project: &Project,
    annotator: Option<&AnnotatorId>,
    watch: Watch<'_>,
) -> Result<Vec<Suggestion>, Cancelled> {
    let documents = project.documents();
    let n_bytes: u64 = documents.iter().map(|d| d.text().len() as u64).sum();
    let total = 4 * n_bytes;
    let corpus = Corpus::new(project, watch, total)?;
    let lexicon = Lexicon::new(&corpus);
    let mut n_read = n_bytes;
    let mut statements: Vec<Statement> = Vec::new();
    let mut sayings = Sayings::default();
    for (i, document) in documents.iter().enumerate() {
        if !watch(n_read, total) {
            return Err(Cancelled);
        }
        n_read += 2 * document.text().len() as u64;
        statements.extend(statements_of(&corpus, &lexicon, i));
        sayings.read(&corpus, &lexicon, i);
    }
    let mut finder = Finder {
        project,
        annotator,
        corpus: &corpus,
        lexicon: &lexicon,
        articles: Articles::new(documents.len(), &statements),
        statements: &statements,
        seen: HashMap::new(),
        seen_titles: HashSet::new(),
        nested: (0..documents.len())
            .flat_map(|i| nested_places(&View::of_document(&corpus, &lexicon, i)))
            .collect(),
    };
    let postings = postings(&lexicon, &statements);
    let mut shared: Vec<f32> = vec![0.0; statements.len()];
    let mut found = Vec::new();
    let mut document_idx = usize::MAX;
    for (i, statement) in statements.iter().enumerate() {
        if statement.document != document_idx {
            document_idx = statement.document;
            if !watch(n_read, total) {
                return Err(Cancelled);
            }
            n_read += documents
                .get(document_idx)
                .map_or(0, |d| d.text().len() as u64);
        }
        if statement.facts.is_empty() {
            continue;
        }
        let mut touched: Vec<usize> = Vec::new();
        for &(lemma, weight) in &statement.terms {
            if weight < MIN_LOOKED_UP {
                continue;
            }
            for &other in &postings[lemma as usize] {
                let other = other as usize;
                if other >= i {
                    break;
                }
                if shared[other] == 0.0 {
                    touched.push(other);
                }
                shared[other] += weight;
            }
        }
        let mut compared: Vec<(usize, f32)> = touched
            .iter()
            .map(|&other| (other, shared[other]))
            .filter(|(_, bits)| *bits >= MIN_SHARED)
            .collect();
        for other in touched {
            shared[other] = 0.0;
        }
        compared.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        compared.truncate(MAX_COMPARED);
        let mut candidates = finder.candidates(i, &compared);
        candidates.truncate(MAX_OF_ONE);
        found.extend(candidates);
    }
    let mut suggestions = finder.suggestions(found);
    let speakers = sayings.clashes();
    suggestions.extend(speakers.iter().filter_map(|two| finder.speakers(two)));
    Ok(suggestions)
}

/// A clash of two statements.
struct Candidate {
    first: usize,
    second: usize,
    clash: Clash,
    /// Words of both, the rarest first.
    common: Vec<LemmaId>,
}

struct Finder<'a> {
    project: &'a Project,
    annotator: Option<&'a AnnotatorId>,
    corpus: &'a Corpus,
    lexicon: &'a Lexicon,
    articles: Articles,
    statements: &'a [Statement],
    /// How often a clash of these words came already.
    seen: HashMap<(String, String), u32>,
    /// The persons whose titles clashed already, with both titles in the order of the alphabet.
    seen_titles: HashSet<(LemmaId, String, String)>,
    /// Places of which one lies in the other.
    nested: HashSet<(LemmaId, LemmaId)>,
}

impl Finder<'_> {
    /// What clashes between a statement and others, the likeliest first.
    fn candidates(&mut self, i: usize, others: &[(usize, f32)]) -> Vec<Candidate> {
        let statement = &self.statements[i];
        let mut found = Vec::new();
        for &(other_idx, _) in others {
            let other = &self.statements[other_idx];
            if other.facts.is_empty() {
                // Only a negation needs no fact on the other side.
                if !statement
                    .facts
                    .iter()
                    .any(|f| matches!(f.what, statement::What::Negated(..)))
                {
                    continue;
                }
            }
            let articles = self.articles.common(other.document, statement.document);
            let common = Common::of(other, statement, articles);
            for clash in clashes(
                self.corpus,
                self.lexicon,
                other,
                statement,
                &common,
                &self.nested,
            ) {
                if score(clash.points) >= MIN_SCORE {
                    let mut rarest = common.terms.clone();
                    rarest.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
                    found.push(Candidate {
                        first: other_idx,
                        second: i,
                        clash,
                        common: rarest.iter().take(4).map(|t| t.0).collect(),
                    });
                }
            }
        }
        found.sort_by(|a, b| b.clash.points.total_cmp(&a.clash.points));
        found
    }

    /// As suggestions. What clashes again in other sentences counts for less; two titles of one person clash once.
    fn suggestions(&mut self, mut candidates: Vec<Candidate>) -> Vec<Suggestion> {
        candidates.sort_by(|a, b| b.clash.points.total_cmp(&a.clash.points));
        let mut found = Vec::new();
        for mut candidate in candidates {
            let first = &self.statements[candidate.first];
            let second = &self.statements[candidate.second];
            let words = |document: usize, words: &Range<usize>| -> String {
                let tokens = self.corpus.documents[document].tokens.get(words.clone());
                let tokens = tokens.unwrap_or_default().iter();
                let words: Vec<&str> = tokens.map(|t| &*self.corpus.word(t.word).text).collect();
                words.join(" ")
            };
            let key = (
                words(first.document, &candidate.clash.first),
                words(second.document, &candidate.clash.second),
            );
            if let Some(person) = candidate.clash.person {
                let (a, b) = (key.0.clone(), key.1.clone());
                let (a, b) = if a < b { (a, b) } else { (b, a) };
                if !self.seen_titles.insert((person, a, b)) {
                    continue;
                }
            }
            let n_before = self.seen.entry(key).or_default();
            candidate.clash.points -= AGAIN * *n_before as f32;
            *n_before += 1;
            found.extend(self.suggestion(&candidate));
        }
        found
    }

    fn suggestion(&self, candidate: &Candidate) -> Option<Suggestion> {
        let score = score(candidate.clash.points);
        if score < MIN_SCORE {
            return None;
        }
        let first = &self.statements[candidate.first];
        let second = &self.statements[candidate.second];
        let kind = candidate.clash.kind;
        let documents = [first.document, second.document];
        let places = [&candidate.clash.first, &candidate.clash.second];
        let (parts, [first_text, second_text]) = self.parts(documents, places, kind)?;
        let common: Vec<String> = candidate
            .common
            .iter()
            .filter_map(|lemma| self.written(first, *lemma))
            .collect();
        let what = match kind {
            "number" => "the numbers differ",
            "time" => "the times differ",
            "place" => "the places differ",
            "title" => "the titles of the person differ",
            "antonym" => "opposites",
            _ => "one is negated",
        };
        Some(Suggestion {
            link: None,
            kind: SuggestionKind::Contradictions,
            score,
            why: format!(
                "{what}: {} and {}; both sentences have {}",
                excerpt(first_text),
                excerpt(second_text),
                common.join(", ")
            ),
            parts,
        })
    }

    /// Two speakers of the same words.
    fn speakers(&self, two: &TwoSpeakers) -> Option<Suggestion> {
        let places = [&two.places[0], &two.places[1]];
        let (parts, [first, second]) = self.parts(two.documents, places, "attribution")?;
        Some(Suggestion {
            link: None,
            kind: SuggestionKind::Contradictions,
            score: score(two.points),
            why: format!(
                "two speakers of the same words: {} and {}",
                excerpt(first),
                excerpt(second)
            ),
            parts,
        })
    }

    /// Both sides with their words; `None` where they are linked already.
    fn parts(
        &self,
        documents: [usize; 2],
        places: [&Range<usize>; 2],
        kind: &str,
    ) -> Option<(Vec<SuggestedSpan>, [&str; 2])> {
        let (first, first_text) = self.part(documents[0], places[0], kind)?;
        let (second, second_text) = self.part(documents[1], places[1], kind)?;
        if let (Some(a), Some(b)) = (&first.annotation, &second.annotation)
            && self.is_linked(a, b)
        {
            return None;
        }
        Some((vec![first, second], [first_text, second_text]))
    }

    fn part(
        &self,
        document_idx: usize,
        words: &Range<usize>,
        kind: &str,
    ) -> Option<(SuggestedSpan, &str)> {
        let document = self.corpus.documents.get(document_idx)?;
        let tokens = document.tokens.get(words.clone())?;
        let text: &str = document.document.text();
        let (mut start, mut end) = (tokens.first()?.start as usize, tokens.last()?.end as usize);
        // The sign of a currency or of per cent belongs to the number.
        if text[..start].ends_with(['$', '€', '£', '¥']) && tokens.first()?.flags.is_number {
            start = text[..start].char_indices().next_back()?.0;
        }
        if text[end..].starts_with('%') && tokens.last()?.flags.is_number {
            end += 1;
        }
        let span = TextSpan::new(text, ByteOffset(start), ByteOffset(end)).ok()?;
        let annotation = self
            .project
            .annotations_touching(&document.document.id, start..end)
            .into_iter()
            .filter(|a| a.spans == [span])
            .find(|a| self.annotator.is_none_or(|wanted| a.annotator == *wanted))
            .map(|a| a.id.clone());
        let part = SuggestedSpan {
            document: document.document.id.clone(),
            spans: vec![span],
            label: "contradiction".into(),
            features: vec![("kind".into(), kind.to_owned())],
            annotation,
        };
        Some((part, span.of(text)))
    }

    fn is_linked(&self, a: &AnnotationId, b: &AnnotationId) -> bool {
        self.project.relations_of(a).any(|relation| {
            relation.relation_type.as_str() == "contradicts"
                && (relation.from == *b || relation.to == *b)
        })
    }

    /// A word as it stands in a sentence.
    fn written(&self, statement: &Statement, lemma: LemmaId) -> Option<String> {
        let document = &self.corpus.documents[statement.document];
        let tokens = document.tokens.get(statement.words.clone())?;
        let token = tokens
            .iter()
            .find(|token| self.lexicon.entry(token.word).lemma == lemma)?;
        let text = document.document.text();
        Some(
            text.get(token.start as usize..token.end as usize)?
                .to_owned(),
        )
    }
}

/// Ranked hints are there to be looked through: with this the better half of them is shown unasked.
const LENIENCE: f32 = 0.8;

/// From log-odds.
fn score(points: f32) -> f32 {
    (1.0 / (1.0 + (-points - LENIENCE).exp())).min(0.95)
}
