//! Quantities: a number with what is counted or measured.

use super::lexicon::{LemmaId, Unit};
use super::statement::{Fact, View, What};

/// A number of something.
#[derive(Clone, Debug)]
pub(super) struct Quantity {
    /// In base units where there is a unit.
    pub value: f64,
    pub is_about: bool,
    pub bound: Bound,
    pub of: Counted,
}

/// "More than", "up to".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bound {
    Exact,
    AtLeast,
    AtMost,
}

/// What a number is of.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Counted {
    Unit(&'static str),
    Noun {
        lemma: LemmaId,
        is_person: bool,
        /// Bits.
        weight: f32,
    },
    /// A person's age, by the last word of the name.
    AgeOf(LemmaId),
}

impl Quantity {
    /// Whether both numbers cannot be right.
    pub fn clashes(&self, other: &Self) -> bool {
        let (a, b) = (self.value, other.value);
        let is_near = |tolerance: f64| (a - b).abs() <= tolerance * a.abs().max(b.abs());
        let tolerance = if self.is_about || other.is_about {
            0.12
        } else {
            0.015
        };
        if is_near(tolerance) {
            return false;
        }
        match (self.bound, other.bound) {
            (Bound::Exact, Bound::Exact) => true,
            (Bound::AtLeast, Bound::AtMost | Bound::Exact) => b < a,
            (Bound::AtMost | Bound::Exact, Bound::AtLeast) => a < b,
            (Bound::AtMost, Bound::Exact) => b > a,
            (Bound::Exact, Bound::AtMost) => a > b,
            (Bound::AtLeast, Bound::AtLeast) | (Bound::AtMost, Bound::AtMost) => false,
        }
    }

    /// Whether both are numbers of the same thing.
    pub fn is_of_same(&self, other: &Self) -> bool {
        match (self.of, other.of) {
            (
                Counted::Noun {
                    lemma: a,
                    is_person: person_a,
                    ..
                },
                Counted::Noun {
                    lemma: b,
                    is_person: person_b,
                    ..
                },
            ) => a == b || person_a && person_b,
            (a, b) => a == b,
        }
    }
}

const ABOUT: &[&str] = &[
    "about",
    "around",
    "some",
    "nearly",
    "almost",
    "roughly",
    "approximately",
    "estimated",
    "circa",
];

/// The numbers of a sentence but those that are times; overlapping none.
pub(super) fn quantities(view: &View<'_>, is_time: impl Fn(usize) -> bool) -> Vec<Fact> {
    let mut found = Vec::new();
    let mut i = 0;
    while i < view.len() {
        let Some((value, end)) = number_at(view, i).filter(|_| !is_time(i)) else {
            i += 1;
            continue;
        };
        found.extend(quantity(view, i, end, value));
        i = end;
    }
    found
}

/// The number that starts at a word, and the word behind it: `12`, `twenty-one`, `3.2 million`, `a dozen`.
fn number_at(view: &View<'_>, start: usize) -> Option<(f64, usize)> {
    let first = view.entry(start)?;
    // One of the two, no one: words more often than numbers, unless something is measured or counted by it.
    let mut value = match (first.number, first.multiplier) {
        (Some(value), _) => value,
        (None, Some(multiplier)) if start > 0 && matches!(view.word(start - 1), "a" | "half") => {
            if view.word(start - 1) == "half" {
                multiplier / 2.0
            } else {
                multiplier
            }
        }
        _ => return None,
    };
    let mut end = start + 1;
    while let Some(next) = view.entry(end).filter(|_| view.is_joined(end)) {
        if let Some(multiplier) = next.multiplier {
            value *= multiplier;
        } else if let Some(units) = next.number
            && (20.0..100.0).contains(&value)
            && units < 10.0
            && value % 10.0 == 0.0
            && !view.tokens[end].flags.is_number
        {
            value += units;
        } else {
            break;
        }
        end += 1;
    }
    Some((value, end))
}

fn quantity(view: &View<'_>, start: usize, end: usize, value: f64) -> Option<Fact> {
    let last_behind = view.behind(end - 1);
    let before = if start > 0 { view.gap(start) } else { "" };
    let currency = before
        .trim_end()
        .chars()
        .next_back()
        .and_then(|sign| match sign {
            '$' => Some("dollars"),
            '€' => Some("euros"),
            '£' => Some("pounds"),
            '¥' => Some("yen"),
            _ => None,
        });
    let (of, value, mut words_end) = if let Some(dimension) = currency {
        (Counted::Unit(dimension), value, end)
    } else if last_behind.trim_start().starts_with('%') {
        (Counted::Unit("share"), value, end)
    } else if view.word(end) == "per" && view.word(end + 1) == "cent" {
        (Counted::Unit("share"), value, end + 2)
    } else if let Some(age) = age_of(view, start, end) {
        (age, value, end)
    } else if let Some(Unit { dimension, factor }) = view.entry(end).and_then(|e| e.unit)
        && view.is_joined(end)
    {
        (Counted::Unit(dimension), value * factor, end + 1)
    } else {
        let (noun, noun_idx) = noun_behind(view, end)?;
        (noun, value, noun_idx + 1)
    };
    words_end = words_end.min(view.len());
    let mut first = start;
    let mut is_about = false;
    let mut bound = Bound::Exact;
    if let Some(before) = start.checked_sub(1) {
        let word = view.word(before);
        let two = before.checked_sub(1).map_or("", |i| view.word(i));
        if ABOUT.contains(&word) {
            (first, is_about) = (before, true);
        } else if word == "a" || word == "half" {
            first = before;
        } else {
            let found = match (two, word) {
                ("more" | "greater" | "higher", "than") | ("at", "least") => {
                    Some((Bound::AtLeast, before - 1))
                }
                ("less" | "fewer" | "lower", "than") | ("at", "most") | ("up", "to") => {
                    Some((Bound::AtMost, before - 1))
                }
                (_, "over" | "above") => Some((Bound::AtLeast, before)),
                (_, "under" | "below") => Some((Bound::AtMost, before)),
                _ => None,
            };
            if let Some((found, at)) = found {
                (bound, first) = (found, at);
            }
        }
    }
    let quantity = Quantity {
        value,
        is_about,
        bound,
        of,
    };
    Some(Fact {
        what: What::Quantity(quantity),
        words: view.words(first..words_end),
    })
}

/// The noun that is counted: the first word behind the number that could be one, over at most two others.
fn noun_behind(view: &View<'_>, end: usize) -> Option<(Counted, usize)> {
    let mut best = None;
    for i in end..(end + 3).min(view.len()) {
        if i > end && !view.is_joined(i) || i == end && !view.is_joined(i) {
            break;
        }
        let entry = view.entry(i)?;
        if entry.is_function
            || entry.number.is_some()
            || entry.day.is_some()
            || entry.month.is_some()
        {
            break;
        }
        let word = view.word(i);
        let is_plural = word.ends_with('s') && !word.ends_with("ss") || entry.is_person;
        let noun = Counted::Noun {
            lemma: entry.lemma,
            is_person: entry.is_person,
            weight: entry.weight,
        };
        if is_plural {
            return Some((noun, i));
        }
        // A participle or an adjective may stand before the noun.
        best = best.or(Some((noun, i)));
    }
    best.filter(|_| view.len() > end)
}

/// `Victor Lamarr, 57,` or `aged 57`.
fn age_of(view: &View<'_>, start: usize, end: usize) -> Option<Counted> {
    let name = start.checked_sub(1)?;
    let is_apart = view.gap(start).trim_start().starts_with(',')
        && view
            .behind(end - 1)
            .trim_start()
            .starts_with([',', '.', ';']);
    let value = view.entry(start)?.number?;
    (is_apart && view.is_name(name) && end == start + 1 && (1.0..=110.0).contains(&value))
        .then(|| Counted::AgeOf(view.lexicon.entry(view.tokens[name].word).lemma))
}
