//! What is negated, and words that have opposites.

use super::statement::{Fact, View, What};

/// A negation reaches this many words.
const REACH: usize = 4;

/// Words that stand between a negation and what it negates, or before it.
const AUXILIARIES: &[&str] = &[
    "is", "are", "was", "were", "be", "been", "being", "has", "have", "had", "do", "does", "did",
    "will", "would", "can", "could", "shall", "should", "may", "might", "must", "to", "a", "an",
    "the", "any", "yet",
];

/// The first bearing word that a negation reaches, with the words from the auxiliary to it: `was not set`. Names are not
/// negated.
pub(super) fn negations(view: &View<'_>) -> Vec<Fact> {
    let mut found = Vec::new();
    for i in 0..view.len() {
        if !view.entry(i).is_some_and(|entry| entry.is_negation) {
            continue;
        }
        // Not only … but also: no negation.
        if matches!(view.word(i + 1), "only" | "just" | "least") {
            continue;
        }
        let start = verb_start(view, i);
        let is_verbal = start < i
            || !matches!(
                view.word(i),
                "not" | "no" | "without" | "nor" | "neither" | "none" | "nobody"
            );
        for at in i + 1..(i + 1 + REACH).min(view.len()) {
            if !view.is_joined(at) {
                break;
            }
            let Some(entry) = view.entry(at).filter(|entry| entry.weight > 0.0) else {
                continue;
            };
            if !view.is_name(at) {
                found.push(Fact {
                    what: What::Negated(entry.lemma, is_verbal),
                    words: view.words(start..at + 1),
                });
            }
            break;
        }
    }
    found
}

/// Where the auxiliaries before a word begin.
pub(super) fn verb_start(view: &View<'_>, i: usize) -> usize {
    let mut start = i;
    while start > 0
        && i - start < 3
        && view.is_joined(start)
        && AUXILIARIES[..20].contains(&view.word(start - 1))
    {
        start -= 1;
    }
    start
}

/// Words before a word in which a negation may be that reaches it.
const NEGATED_WITHIN: usize = 8;

/// Whether a negation stands not far before a word, in the same clause or not.
pub(super) fn is_negated(view: &View<'_>, i: usize) -> bool {
    (i.saturating_sub(NEGATED_WITHIN)..i).any(|at| {
        view.entry(at).is_some_and(|entry| entry.is_negation)
            || matches!(
                (view.word(at), view.word(at + 1)),
                ("rather", "than") | ("instead", "of")
            )
    })
}

/// Every word that has an opposite and is not negated.
pub(super) fn opposites(view: &View<'_>) -> Vec<Fact> {
    let mut found = Vec::new();
    for i in 0..view.len() {
        let Some(entry) = view.entry(i) else { continue };
        if entry.opposites.is_empty() || view.is_name(i) {
            continue;
        }
        if is_negated(view, i) {
            continue;
        }
        for &(line, side) in &entry.opposites {
            found.push(Fact {
                what: What::Opposite(line, side),
                words: view.words(i..i + 1),
            });
        }
    }
    found
}
