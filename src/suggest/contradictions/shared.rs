//! What sentences and articles have in common.

use super::lexicon::{LemmaId, Lexicon};
use super::statement::Statement;
use std::collections::HashMap;

/// A word that more sentences have is not looked up.
const MAX_POSTINGS: usize = 120;
/// Lighter words, in bits, are not looked up either.
pub(super) const MIN_LOOKED_UP: f32 = 4.5;

/// The sentences that have a word, ascending; empty for words that too many have.
pub(super) fn postings(lexicon: &Lexicon, statements: &[Statement]) -> Vec<Vec<u32>> {
    let mut n_of: Vec<u32> = vec![0; lexicon.n_lemmas()];
    for (lemma, _) in statements.iter().flat_map(|s| &s.terms) {
        n_of[*lemma as usize] += 1;
    }
    let mut postings: Vec<Vec<u32>> = vec![Vec::new(); lexicon.n_lemmas()];
    for (i, statement) in statements.iter().enumerate() {
        for &(lemma, weight) in &statement.terms {
            let n = n_of[lemma as usize] as usize;
            if weight >= MIN_LOOKED_UP && n <= MAX_POSTINGS {
                postings[lemma as usize].push(i as u32);
            }
        }
    }
    postings
}

/// How much articles have in common.
pub(super) struct Articles {
    /// The words of each article, sorted, with their weight.
    terms: Vec<Vec<(LemmaId, f32)>>,
    totals: Vec<f32>,
    known: HashMap<(usize, usize), f32>,
}

impl Articles {
    pub fn new(n_documents: usize, statements: &[Statement]) -> Self {
        let mut terms: Vec<Vec<(LemmaId, f32)>> = vec![Vec::new(); n_documents];
        for statement in statements {
            terms[statement.document].extend(&statement.terms);
        }
        for terms in &mut terms {
            terms.sort_by_key(|t| t.0);
            terms.dedup_by_key(|t| t.0);
        }
        let totals = terms.iter().map(|t| t.iter().map(|t| t.1).sum());
        Self {
            totals: totals.collect(),
            known: HashMap::new(),
            terms,
        }
    }

    /// The share of the bits of the article that has fewer of them, 0 to 1.
    pub fn common(&mut self, a: usize, b: usize) -> f32 {
        if let Some(&known) = self.known.get(&(a, b)) {
            return known;
        }
        let (mut i, mut j, mut bits) = (0, 0, 0.0);
        while let (Some(x), Some(y)) = (self.terms[a].get(i), self.terms[b].get(j)) {
            if x.0 == y.0 {
                bits += x.1;
            }
            i += usize::from(x.0 <= y.0);
            j += usize::from(y.0 <= x.0);
        }
        let common = bits / self.totals[a].min(self.totals[b]).max(1.0);
        self.known.insert((a, b), common);
        common
    }
}
