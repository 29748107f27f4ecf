//! What is negated, and words that have opposites.

use super::lexicon::LemmaId;
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
        if !is_negation(view, i) {
            continue;
        }
        let start = verb_start(view, i);
        if is_ruled_out(view, i) && start < i {
            found.extend(subject(view, start).map(|at| Fact {
                what: What::Negated(at.1, true),
                words: view.words(at.0..i + 2),
            }));
            continue;
        }
        let is_longer = is_no_longer(view, i);
        let is_verbal = start < i
            || is_longer
            || !matches!(
                view.word(i),
                "not" | "no" | "without" | "nor" | "neither" | "none" | "nobody"
            );
        let first = i + 1 + usize::from(is_longer || is_ruled_out(view, i));
        for at in first..(first + REACH).min(view.len()) {
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

/// Whether a word turns what follows into its opposite.
fn is_negation(view: &View<'_>, i: usize) -> bool {
    // To rule is no negation, to rule out is one; not only … but also is none.
    let is_meant = match view.word(i) {
        "rule" | "rules" | "ruled" => view.word(i + 1) == "out",
        // No more than ten: a number.
        _ if is_no_longer(view, i) => view.word(i + 2) != "than",
        _ => !matches!(view.word(i + 1), "only" | "just" | "least"),
    };
    is_meant && view.entry(i).is_some_and(|entry| entry.is_negation)
}

fn is_ruled_out(view: &View<'_>, i: usize) -> bool {
    matches!(view.word(i), "rule" | "rules" | "ruled")
}

/// It was, and is no longer.
fn is_no_longer(view: &View<'_>, i: usize) -> bool {
    view.word(i) == "no" && matches!(view.word(i + 1), "longer" | "more")
}

/// The bearing word before the auxiliaries of a passive: *arson* was ruled out.
fn subject(view: &View<'_>, verb: usize) -> Option<(usize, LemmaId)> {
    let at = verb.checked_sub(1).filter(|_| view.is_joined(verb))?;
    let entry = view.entry(at).filter(|entry| entry.weight > 0.0)?;
    Some((at, entry.lemma))
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

/// Whether a negation stands not far before a word, in the same clause or not, or rules it out right behind it.
pub(super) fn is_negated(view: &View<'_>, i: usize) -> bool {
    let behind = (i + 1..(i + 1 + REACH).min(view.len())).take_while(|at| view.is_joined(*at));
    let is_ruled_out = behind
        .filter(|at| verb_start(view, *at) < *at)
        .any(|at| is_negation(view, at) && is_ruled_out(view, at));
    is_ruled_out
        || (i.saturating_sub(NEGATED_WITHIN)..i).any(|at| {
            is_negation(view, at)
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
