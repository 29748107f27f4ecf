//! Places, and persons with their offices.

use super::lexicon::LemmaId;
use super::statement::{Fact, View, What};
use crate::suggest::word_lists::ORGANISATIONS;
use std::ops::Range;

/// Where something is said to be.
#[derive(Clone, Debug)]
pub(super) struct Place {
    /// The lemmas of the name.
    pub name: Vec<LemmaId>,
    /// The word that the place belongs to: the *hospital* in Brenholm.
    pub head: LemmaId,
}

/// An office, rank or profession of a person.
#[derive(Clone, Debug)]
pub(super) struct Title {
    /// The last word of the name.
    pub person: LemmaId,
    /// The words of the title, sorted.
    pub words: Vec<LemmaId>,
}

const PLACE_WORDS: &[&str] = &["in", "at", "near", "outside", "off", "to", "from", "into"];

/// `hospital in Brenholm`: a preposition with a name behind it and a bearing word before it.
pub(super) fn places(view: &View<'_>) -> Vec<Fact> {
    let mut found = Vec::new();
    for i in 1..view.len() {
        if !PLACE_WORDS.contains(&view.word(i)) || !view.is_joined(i) {
            continue;
        }
        let name = name_at(view, i + 1);
        if name.is_empty() {
            continue;
        }
        let is_date = |i: usize| {
            view.entry(i)
                .is_some_and(|entry| entry.day.is_some() || entry.month.is_some())
        };
        if name.clone().any(is_date) {
            continue;
        }
        let head = (0..i)
            .rev()
            .take(3)
            .filter_map(|at| view.entry(at))
            .find(|entry| entry.weight > 0.0);
        if let Some(head) = head {
            let lemmas = name.clone().filter_map(|at| Some(view.entry(at)?.lemma));
            found.push(Fact {
                what: What::Place(Place {
                    name: lemmas.collect(),
                    head: head.lemma,
                }),
                words: view.words(name),
            });
        }
    }
    found
}

/// Names of places that are written one behind the other, the smaller first: Milan, Italy.
pub(super) fn nested_places(view: &View<'_>) -> Vec<(LemmaId, LemmaId)> {
    let mut found = Vec::new();
    for i in 1..view.len() {
        let is_closed = view.behind(i).starts_with([',', '.', ';', ')']);
        if view.gap(i) == ", " && view.is_name(i - 1) && view.is_name(i) && is_closed {
            found.extend(
                view.entry(i - 1)
                    .zip(view.entry(i))
                    .map(|(inner, outer)| (inner.lemma, outer.lemma)),
            );
        }
    }
    found
}

/// The words of a name from here on.
fn name_at(view: &View<'_>, start: usize) -> Range<usize> {
    let mut end = start;
    while end < view.len()
        && end < start + 4
        && (end == start || view.is_joined(end))
        && view.is_name(end)
    {
        end += 1;
    }
    start..end
}

/// `Captain Ulla Brandvold`, `Emil Varga, the mill's foreman`, `the mill's foreman, Emil Varga`.
pub(super) fn titles(view: &View<'_>) -> Vec<Fact> {
    let mut found = Vec::new();
    let is_title = |i: usize| view.entry(i).is_some_and(|entry| entry.is_title);
    let mut i = 0;
    while i < view.len() {
        if !is_title(i) {
            i += 1;
            continue;
        }
        // Police captain, deputy mayor: the words before it that belong to it; the last title word is its end.
        let mut end = i + 1;
        while end < view.len() && is_title(end) && view.is_joined(end) {
            end += 1;
        }
        let mut start = i;
        while start > 0
            && view.is_joined(start)
            && view
                .entry(start - 1)
                .is_some_and(|entry| entry.is_title_word || entry.is_title)
        {
            start -= 1;
        }
        if let Some(person) = person_of(view, start, end) {
            let mut words: Vec<_> = (start..end)
                .filter_map(|at| Some(view.entry(at)?.lemma))
                .collect();
            words.sort_unstable();
            words.dedup();
            found.push(Fact {
                what: What::Title(Title { person, words }),
                words: view.words(start..end),
            });
        }
        i = end;
    }
    found
}

/// The last word of the name of whoever has the title in these words.
fn person_of(view: &View<'_>, start: usize, end: usize) -> Option<LemmaId> {
    let is_plain_name = |i: usize| {
        view.is_name(i)
            && view.entry(i).is_some_and(|entry| {
                !entry.is_title
                    && !entry.is_title_word
                    && entry.day.is_none()
                    && entry.month.is_none()
            })
    };
    let last_of = |from: usize| {
        let mut last = None;
        for i in from..(from + 4).min(view.len()) {
            if !is_plain_name(i) || i > from && !view.is_joined(i) {
                break;
            }
            last = Some(i);
        }
        last
    };
    let behind = view.behind(end - 1).trim();
    // Captain Ulla Brandvold; the foreman, Emil Varga
    let name = (behind.is_empty() || behind == ",")
        .then(|| last_of(end))
        .flatten();
    let name = name.or_else(|| apposed(view, start, is_plain_name))?;
    // A company has an owner and a chairman, but is none.
    if ORGANISATIONS.contains(view.word(name)) {
        return None;
    }
    // A lone word may be a town: a name of one word counts only directly behind the title.
    let has_first_name = name > 0 && view.is_joined(name) && is_first_name(view, name - 1);
    (has_first_name || name == end).then_some(view.entry(name)?.lemma)
}

/// The name before a title: `Emil Varga, the mill's foreman`, `Emil Varga, 58, foreman`, `Emil Varga is the foreman`.
fn apposed(view: &View<'_>, start: usize, is_plain_name: impl Fn(usize) -> bool) -> Option<usize> {
    let mut commas = 0;
    for i in (start.saturating_sub(6)..start).rev() {
        commas += usize::from(view.gap(i + 1).contains(','));
        if is_plain_name(i) {
            let is_noun_of = view.behind(i).starts_with(['\'', '’']);
            let is_apart = view.gap(i + 1).starts_with(',') && commas <= 3;
            let is_is = (i + 1..start).any(|at| matches!(view.word(at), "is" | "was" | "became"));
            return (is_apart || is_is && commas == 0)
                .then_some(i)
                .filter(|_| !is_noun_of);
        }
        // Its lawyer is somebody else.
        let is_of_other = matches!(view.word(i), "its" | "his" | "her" | "their" | "my" | "our");
        if is_of_other || view.gap(i + 1).contains(['.', ';', ':', '“', '”', '"']) {
            return None;
        }
    }
    None
}

/// A name, or what may be one at the start of a sentence.
fn is_first_name(view: &View<'_>, i: usize) -> bool {
    view.tokens
        .get(i)
        .is_some_and(|token| token.flags.is_capital)
        && view.entry(i).is_some_and(|entry| {
            !entry.is_function && !entry.is_title && !entry.is_title_word && entry.number.is_none()
        })
}
