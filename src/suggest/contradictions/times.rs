//! Days, dates, clock times and years.

use super::statement::{Fact, View, What};
use std::ops::Range;

/// When something is said to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Time {
    /// Monday is 1.
    Day(u8),
    /// Month and day.
    Date(u8, u8),
    /// Minutes since midnight; up to noon only where morning or evening is not said.
    Clock {
        minutes: u16,
        is_half_day: bool,
    },
    Year(u16),
}

impl Time {
    /// Whether both cannot be the time of one event.
    pub fn clashes(self, other: Self) -> bool {
        match (self, other) {
            (Self::Day(a), Self::Day(b)) => a != b,
            (Self::Date(..), Self::Date(..)) => self != other,
            (
                Self::Clock {
                    minutes: a,
                    is_half_day: half_a,
                },
                Self::Clock {
                    minutes: b,
                    is_half_day: half_b,
                },
            ) => {
                let (a, b) = if half_a || half_b {
                    (a % 720, b % 720)
                } else {
                    (a, b)
                };
                // Five minutes are no contradiction.
                a.abs_diff(b) > 10
            }
            (Self::Year(a), Self::Year(b)) => a != b,
            _ => false,
        }
    }

    /// Whether both are of one sort, so that they can be compared.
    pub fn is_like(self, other: Self) -> bool {
        std::mem::discriminant(&self) == std::mem::discriminant(&other)
    }
}

/// The day of a report is not the day of the event: "said on Saturday".
const SPEAKING: &[&str] = &[
    "said",
    "says",
    "told",
    "announced",
    "announcement",
    "reported",
    "stated",
    "wrote",
    "added",
    "confirmed",
    "statement",
    "published",
    "interview",
    "decided",
];

/// The times of a sentence; overlapping none.
pub(super) fn times(view: &View<'_>) -> Vec<Fact> {
    let mut found = Vec::new();
    let mut i = 0;
    while i < view.len() {
        match time_at(view, i) {
            Some((time, words)) => {
                i = words.end.max(i + 1);
                let is_of_report = matches!(time, Time::Day(_))
                    && (i.saturating_sub(4)..i).any(|near| SPEAKING.contains(&view.word(near)));
                if !is_of_report {
                    found.push(Fact {
                        what: What::Time(time),
                        words: view.words(words),
                    });
                }
            }
            None => i += 1,
        }
    }
    found
}

fn time_at(view: &View<'_>, i: usize) -> Option<(Time, Range<usize>)> {
    let entry = view.entry(i)?;
    let token = view.tokens[i];
    if let Some(day) = entry.day
        && token.flags.is_capital
        && !view.word(i).ends_with("days")
    {
        return Some((Time::Day(day), i..i + 1));
    }
    let day_number = |at: usize| {
        let word = view.word(at);
        let digits = word
            .trim_end_matches("st")
            .trim_end_matches("nd")
            .trim_end_matches("rd")
            .trim_end_matches("th");
        digits
            .parse::<u8>()
            .ok()
            .filter(|day| (1..=31).contains(day))
    };
    // May is a verb unless it has a day beside it.
    if let Some(month) = entry.month.filter(|_| token.flags.is_capital) {
        if let Some(day) = day_number(i + 1).filter(|_| is_near(view, i + 1)) {
            return Some((Time::Date(month, day), i..i + 2));
        }
        return None;
    }
    if let Some(day) = day_number(i) {
        let month = view.entry(i + 1).and_then(|next| next.month);
        if let Some(month) =
            month.filter(|_| view.is_joined(i + 1) && view.tokens[i + 1].flags.is_capital)
        {
            return Some((Time::Date(month, day), i..i + 2));
        }
    }
    clock_at(view, i).or_else(|| year_at(view, i))
}

/// "Feb. 6"
fn is_near(view: &View<'_>, i: usize) -> bool {
    matches!(view.gap(i).trim(), "" | ".")
}

fn clock_at(view: &View<'_>, i: usize) -> Option<(Time, Range<usize>)> {
    let word = view.word(i);
    if word == "half" && view.word(i + 1) == "past" {
        let hour = view.entry(i + 2)?.number.filter(|hour| *hour <= 12.0)?;
        let minutes = hour as u16 * 60 + 30;
        return Some((
            Time::Clock {
                minutes,
                is_half_day: true,
            },
            i..i + 3,
        ));
    }
    let (hour, minute) = match word.split_once([':', '.']) {
        Some((hour, minute)) if minute.len() == 2 => (hour.parse().ok()?, minute.parse().ok()?),
        None => (
            view.entry(i)?.number.filter(|n| n.fract() == 0.0)? as u16,
            0_u16,
        ),
        _ => return None,
    };
    if hour > 24 || minute > 59 {
        return None;
    }
    let (half, end) = match (view.word(i + 1), view.word(i + 2)) {
        ("am", _) => (Some(false), i + 2),
        ("pm", _) => (Some(true), i + 2),
        ("a", "m") => (Some(false), i + 3),
        ("p", "m") => (Some(true), i + 3),
        ("o'clock", _) => (None, i + 2),
        _ if word.contains(':') => (None, i + 1),
        _ => return None,
    };
    let hour = match half {
        Some(true) => hour % 12 + 12,
        Some(false) => hour % 12,
        None => hour,
    };
    let time = Time::Clock {
        minutes: hour * 60 + minute,
        is_half_day: half.is_none() && hour <= 12,
    };
    Some((time, i..end.min(view.len())))
}

/// A number of four digits that looks like a year and counts nothing.
fn year_at(view: &View<'_>, i: usize) -> Option<(Time, Range<usize>)> {
    let word = view.word(i);
    let year: u16 = word.parse().ok().filter(|_| word.len() == 4)?;
    let is_year = (1500..=2150).contains(&year)
        && i.checked_sub(1).is_some_and(|before| {
            matches!(
                view.word(before),
                "in" | "since" | "by" | "until" | "of" | "from"
            ) || view
                .entry(before)
                .is_some_and(|entry| entry.month.is_some())
        });
    is_year.then(|| (Time::Year(year), i..i + 1))
}
