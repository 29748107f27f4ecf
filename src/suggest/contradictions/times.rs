//! Days, dates, clock times and years.

use super::statement::{Fact, View, What};
use std::ops::Range;

/// When something is said to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Time {
    /// Monday is 1.
    Day(u8),
    Date(Date),
    /// Minutes since midnight; up to noon only where morning or evening is not said.
    Clock {
        minutes: u16,
        is_half_day: bool,
    },
}

/// A year, a month, a day, as far as they are said: at least one of them is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Date {
    pub year: Option<u16>,
    pub month: Option<u8>,
    pub day: Option<u8>,
    /// Month and day may be the other way round: 5/3/2021.
    is_either_way: bool,
}

impl Date {
    /// Only a year.
    pub fn is_year(self) -> bool {
        self.month.is_none() && self.day.is_none()
    }

    /// Every way to read it.
    fn readings(self) -> impl Iterator<Item = Self> {
        let turned = Self {
            month: self.day,
            day: self.month,
            ..self
        };
        std::iter::once(self).chain(self.is_either_way.then_some(turned))
    }

    /// Whether no reading of both can be one day.
    fn clashes(self, other: Self) -> bool {
        fn differ<T: PartialEq>(a: Option<T>, b: Option<T>) -> bool {
            matches!((a, b), (Some(a), Some(b)) if a != b)
        }
        self.readings().all(|a| {
            other
                .readings()
                .all(|b| differ(a.year, b.year) || differ(a.month, b.month) || differ(a.day, b.day))
        })
    }

    /// Whether both say a year, or a month, or a day.
    fn is_like(self, other: Self) -> bool {
        self.year.is_some() && other.year.is_some()
            || self.month.is_some() && other.month.is_some()
            || self.day.is_some() && other.day.is_some()
    }
}

impl Time {
    /// Whether both cannot be the time of one event.
    pub fn clashes(self, other: Self) -> bool {
        match (self, other) {
            (Self::Day(a), Self::Day(b)) => a != b,
            (Self::Date(a), Self::Date(b)) => a.clashes(b),
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
            _ => false,
        }
    }

    /// Whether both are of one sort, so that they can be compared.
    pub fn is_like(self, other: Self) -> bool {
        match (self, other) {
            (Self::Date(a), Self::Date(b)) => a.is_like(b),
            _ => std::mem::discriminant(&self) == std::mem::discriminant(&other),
        }
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
    date_at(view, i)
        .map(|(date, words)| (Time::Date(date), words))
        .or_else(|| clock_at(view, i))
}

fn date_at(view: &View<'_>, i: usize) -> Option<(Date, Range<usize>)> {
    let (mut date, mut end) = in_digits(view, i)
        .or_else(|| month_first(view, i))
        .or_else(|| day_first(view, i))
        .or_else(|| year_alone(view, i))?;
    if date.year.is_none()
        && matches!(view.gap(end), " " | ", ")
        && let Some(year) = year(view, end)
    {
        date.year = Some(year);
        end += 1;
    }
    Some((date, i..end))
}

/// 2021-03-05, 5/3/2021, 05.03.2021
fn in_digits(view: &View<'_>, i: usize) -> Option<(Date, usize)> {
    let (parts, end) = match view.word(i).split('.').collect::<Vec<_>>()[..] {
        [day, month, year] => ([day, month, year], i + 1),
        _ if matches!(view.gap(i + 1), "-" | "/") && view.gap(i + 2) == view.gap(i + 1) => {
            ([view.word(i), view.word(i + 1), view.word(i + 2)], i + 3)
        }
        _ => return None,
    };
    let [first, second, third] = parts;
    let small = |word: &str| word.parse::<u8>().ok().filter(|n| (1..=31).contains(n));
    let (year, first, second, is_year_first) = match (year_in(first), year_in(third)) {
        (Some(year), None) => (year, small(second)?, small(third)?, true),
        (None, Some(year)) => (year, small(first)?, small(second)?, false),
        _ => return None,
    };
    let is_month_first = is_year_first || second > 12;
    let (month, day) = if is_month_first {
        (first, second)
    } else {
        (second, first)
    };
    let is_either_way = !is_year_first && end > i + 1 && month <= 12 && day <= 12;
    let date = Date {
        year: Some(year),
        month: Some(month).filter(|month| *month <= 12),
        day: Some(day),
        is_either_way,
    };
    Some((date, end))
}

/// May 4; in May; May 2021
fn month_first(view: &View<'_>, i: usize) -> Option<(Date, usize)> {
    let month = month(view, i)?;
    let date = Date {
        month: Some(month),
        ..Date::default()
    };
    if let Some(day) = day_number(view.word(i + 1)).filter(|_| is_near(view, i + 1)) {
        let day = Some(day);
        return Some((Date { day, ..date }, i + 2));
    }
    // May is a verb, and March as well: a month alone needs a word before it, or a year behind it.
    let before = i.checked_sub(1).map_or("", |before| view.word(before));
    let is_time = matches!(
        before,
        "in" | "since" | "until" | "during" | "early" | "late" | "mid" | "last" | "this" | "next"
    ) || matches!(before, "by" | "from" | "of")
        && !matches!(view.word(i), "may" | "march");
    let is_dated = view.gap(i + 1) == " " && year(view, i + 1).is_some();
    (is_time || is_dated).then_some((date, i + 1))
}

/// 4 May; 4th of May
fn day_first(view: &View<'_>, i: usize) -> Option<(Date, usize)> {
    let day = day_number(view.word(i))?;
    let at = i + 1 + usize::from(view.word(i + 1) == "of");
    let month = month(view, at).filter(|_| view.is_joined(at))?;
    let date = Date {
        month: Some(month),
        day: Some(day),
        ..Date::default()
    };
    Some((date, at + 1))
}

/// A number of four digits that looks like a year and counts nothing.
fn year_alone(view: &View<'_>, i: usize) -> Option<(Date, usize)> {
    let before = view.word(i.checked_sub(1)?);
    let year = year(view, i)
        .filter(|_| matches!(before, "in" | "since" | "by" | "until" | "of" | "from"))?;
    let date = Date {
        year: Some(year),
        ..Date::default()
    };
    Some((date, i + 1))
}

fn year(view: &View<'_>, i: usize) -> Option<u16> {
    year_in(view.word(i))
}

fn year_in(word: &str) -> Option<u16> {
    let year = word.parse().ok().filter(|_| word.len() == 4)?;
    (1500..=2150).contains(&year).then_some(year)
}

/// A month that is written with a capital.
fn month(view: &View<'_>, i: usize) -> Option<u8> {
    let is_capital = view.tokens.get(i)?.flags.is_capital;
    view.entry(i)?.month.filter(|_| is_capital)
}

/// 4, 4th
fn day_number(word: &str) -> Option<u8> {
    let endings = ["st", "nd", "rd", "th"];
    let digits = endings.iter().find_map(|ending| word.strip_suffix(ending));
    let day = digits.unwrap_or(word).parse().ok()?;
    (1..=31).contains(&day).then_some(day)
}

/// "Feb. 6"
fn is_near(view: &View<'_>, i: usize) -> bool {
    matches!(view.gap(i).trim(), "" | ".")
}

fn clock_at(view: &View<'_>, i: usize) -> Option<(Time, Range<usize>)> {
    let word = view.word(i);
    if let Some(minutes) = view.entry(i)?.minutes {
        let time = Time::Clock {
            minutes,
            is_half_day: false,
        };
        return Some((time, i..i + 1));
    }
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
