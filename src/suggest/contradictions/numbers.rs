//! Quantities: a number with what is counted or measured.

use super::lexicon::LemmaId;
use super::statement::{Fact, View, What};

/// A number of something: from the least to the most that it can be. Both are the same where it is said exactly; where
/// only "more than" or "up to" is said, one of them has no end.
#[derive(Clone, Debug)]
pub(super) struct Quantity {
    /// In base units where there is a unit.
    pub least: f64,
    pub most: f64,
    pub is_about: bool,
    pub of: Counted,
}

/// What a number is of.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Counted {
    Unit(&'static str),
    Noun {
        lemma: LemmaId,
        is_person: bool,
        /// Some of them: "three of the sailors".
        is_part: bool,
        /// Bits.
        weight: f32,
    },
    /// Which in a row: the third floor.
    Ordinal(LemmaId),
    /// A person's age, by the last word of the name.
    AgeOf(LemmaId),
}

impl Quantity {
    /// Whether both numbers cannot be right.
    pub fn clashes(&self, other: &Self) -> bool {
        let (a, b) = if self.most < other.least {
            (self.most, other.least)
        } else if other.most < self.least {
            (other.most, self.least)
        } else {
            return false;
        };
        let tolerance = if self.is_about || other.is_about {
            0.12
        } else {
            0.015
        };
        b - a > tolerance * a.abs().max(b.abs())
    }

    /// Whether both are numbers of the same thing.
    pub fn is_of_same(&self, other: &Self) -> bool {
        match (self.of, other.of) {
            (
                Counted::Noun {
                    lemma: a,
                    is_person: person_a,
                    is_part: part_a,
                    ..
                },
                Counted::Noun {
                    lemma: b,
                    is_person: person_b,
                    is_part: part_b,
                    ..
                },
            ) => part_a == part_b && (a == b || person_a && person_b),
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
        let Some(number) = number_at(view, i).filter(|_| !is_time(i)) else {
            found.extend(ordinal(view, i));
            i += 1;
            continue;
        };
        let number = range_from(view, i, number);
        found.extend(quantity(view, i, &number));
        i = number.end;
    }
    found
}

/// A number, or two with everything between them.
struct Number {
    least: f64,
    most: f64,
    /// By what words such as `million` multiply it.
    factor: f64,
    /// The word behind it.
    end: usize,
}

/// The number that starts at a word: `12`, `twenty-one`, `3.2 million`, `a dozen`, `3bn`.
fn number_at(view: &View<'_>, start: usize) -> Option<Number> {
    let first = view.entry(start)?;
    // One of the two, no one: words more often than numbers, unless something is measured or counted by it.
    let mut factor = 1.0;
    let mut value = match (first.number, first.multiplier) {
        (Some(value), Some(multiplier)) if is_multiplied(view, start) => {
            factor = multiplier;
            value * multiplier
        }
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
        if let (Some(multiplier), None) = (next.multiplier, next.number) {
            value *= multiplier;
            factor *= multiplier;
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
    Some(Number {
        least: value,
        most: value,
        factor,
        end,
    })
}

/// Whether the letters behind digits multiply them: in `£3m` and `3m people`, not in `a 3m wall`.
fn is_multiplied(view: &View<'_>, i: usize) -> bool {
    let entry = view.entry(i);
    entry.is_some_and(|entry| entry.unit.is_none())
        || currency_before(view, i).is_some()
        || view.entry(i + 1).is_some_and(|next| next.is_person)
}

/// `10 to 15`, `10–15`, `between 10 and 15`: with the second number, where there is one.
fn range_from(view: &View<'_>, start: usize, first: Number) -> Number {
    let is_between = start > 0 && view.word(start - 1) == "between";
    let dash = view.gap(first.end).trim_end_matches(['$', '€', '£', '¥']);
    let at = match view.word(first.end) {
        "to" => first.end + 1,
        "and" if is_between => first.end + 1,
        _ if matches!(dash, "-" | "–" | "‐" | "‑") => first.end,
        _ => return first,
    };
    let Some(second) = number_at(view, at) else {
        return first;
    };
    // Between 3 and 5 million.
    let is_shared = first.factor < second.factor && first.least * second.factor < second.most;
    let least = first.least * if is_shared { second.factor } else { 1.0 };
    if least < second.most {
        Number {
            least,
            most: second.most,
            ..second
        }
    } else {
        first
    }
}

/// The money that the sign before a number means.
fn currency_before(view: &View<'_>, start: usize) -> Option<&'static str> {
    let before = if start > 0 { view.gap(start) } else { "" };
    match before.trim_end().chars().next_back()? {
        '$' => Some("dollars"),
        '€' => Some("euros"),
        '£' => Some("pounds"),
        '¥' => Some("yen"),
        _ => None,
    }
}

/// `third floor`: which in a row, of the noun behind it.
fn ordinal(view: &View<'_>, i: usize) -> Option<Fact> {
    let value = view.entry(i)?.ordinal?;
    let noun = view.entry(i + 1).filter(|_| view.is_joined(i + 1))?;
    let is_counted =
        noun.weight > 0.0 && !noun.is_title && noun.unit.is_none() && noun.day.is_none();
    // Ground is a place in a row only where floors are.
    let is_place = value > 0.0 || matches!(view.word(i + 1), "floor" | "floors" | "level");
    (is_counted && is_place && noun.month.is_none() && !view.is_name(i + 1)).then(|| Fact {
        what: What::Quantity(Quantity {
            least: value,
            most: value,
            is_about: false,
            of: Counted::Ordinal(noun.lemma),
        }),
        words: view.words(i..i + 2),
    })
}

fn quantity(view: &View<'_>, start: usize, number: &Number) -> Option<Fact> {
    let end = number.end;
    let last_behind = view.behind(end - 1);
    let joined_unit = view.entry(end - 1).filter(|e| e.number.is_some());
    let unit = match joined_unit.and_then(|e| e.unit) {
        Some(unit) if !is_multiplied(view, end - 1) => Some((unit, end)),
        _ => {
            let behind = view.entry(end).filter(|_| view.is_joined(end));
            behind.and_then(|e| e.unit).map(|unit| (unit, end + 1))
        }
    };
    let mut factor = 1.0;
    let (of, mut words_end) = if let Some(dimension) = currency_before(view, start) {
        (Counted::Unit(dimension), end)
    } else if last_behind.trim_start().starts_with('%') {
        (Counted::Unit("share"), end)
    } else if view.word(end) == "per" && view.word(end + 1) == "cent" {
        (Counted::Unit("share"), end + 2)
    } else if let Some(age) = age_of(view, start, end) {
        (age, end)
    } else if let Some((unit, unit_end)) = unit {
        factor = unit.factor;
        (Counted::Unit(unit.dimension), unit_end)
    } else {
        noun_behind(view, end)?
    };
    words_end = words_end.min(view.len());
    let before = before(view, start);
    let infinite = |is_open: bool, value: f64, end: f64| if is_open { end } else { value * factor };
    let quantity = Quantity {
        least: infinite(before.is_at_most, number.least, f64::NEG_INFINITY),
        most: infinite(before.is_at_least, number.most, f64::INFINITY),
        is_about: before.is_about,
        of,
    };
    Some(Fact {
        what: What::Quantity(quantity),
        words: view.words(before.first..words_end),
    })
}

/// What the words before a number say of it.
struct Before {
    /// The first word that belongs to the number.
    first: usize,
    is_about: bool,
    is_at_least: bool,
    is_at_most: bool,
}

fn before(view: &View<'_>, start: usize) -> Before {
    let mut found = Before {
        first: start,
        is_about: false,
        is_at_least: false,
        is_at_most: false,
    };
    let Some(before) = start.checked_sub(1) else {
        return found;
    };
    let word = view.word(before);
    let two = before.checked_sub(1).map_or("", |i| view.word(i));
    match (two, word) {
        (_, word) if ABOUT.contains(&word) => {
            found.is_about = true;
            found.first = before;
        }
        (_, "a" | "half" | "between") => found.first = before,
        ("more" | "greater" | "higher", "than") | ("at", "least") => {
            found.is_at_least = true;
            found.first = before - 1;
        }
        ("less" | "fewer" | "lower", "than") | ("at", "most") | ("up", "to") => {
            found.is_at_most = true;
            found.first = before - 1;
        }
        (_, "over" | "above") => {
            found.is_at_least = true;
            found.first = before;
        }
        (_, "under" | "below") => {
            found.is_at_most = true;
            found.first = before;
        }
        _ => {}
    }
    found
}

/// The noun that is counted, and the word behind the words for it: the first word behind the number that could be a noun,
/// over at most two others, or behind "of the".
fn noun_behind(view: &View<'_>, end: usize) -> Option<(Counted, usize)> {
    let is_part = view.word(end) == "of"
        && matches!(
            view.word(end + 1),
            "the" | "its" | "his" | "her" | "their" | "our" | "those" | "these"
        );
    if !is_part {
        return noun_at(view, end, false);
    }
    // Two of the 14 sailors: the second number has its own words.
    match number_at(view, end + 2) {
        Some(all) => noun_at(view, all.end, true).map(|(noun, _)| (noun, end)),
        None => noun_at(view, end + 2, true),
    }
}

fn noun_at(view: &View<'_>, start: usize, is_part: bool) -> Option<(Counted, usize)> {
    let mut best = None;
    for i in start..(start + 3).min(view.len()) {
        if !view.is_joined(i) {
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
            is_part,
            weight: entry.weight,
        };
        if is_plural {
            return Some((noun, i + 1));
        }
        // A participle or an adjective may stand before the noun.
        best = best.or(Some((noun, i + 1)));
    }
    best
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
