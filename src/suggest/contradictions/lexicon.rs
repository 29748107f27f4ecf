//! What the word lists say about the words of a corpus.

use crate::suggest::corpus::{Corpus, WordId};
use crate::suggest::word_lists::{self as lists, lines};
use std::collections::HashMap;

/// A word's family: words with one of these differ by an ending only.
pub(super) type LemmaId = u32;

/// A unit of measure.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Unit {
    /// `length`, `dollars`, …
    pub dimension: &'static str,
    /// How many base units one is.
    pub factor: f64,
}

/// What is known about a word.
#[derive(Clone, Debug, Default)]
pub(super) struct Entry {
    pub lemma: LemmaId,
    /// The value of a number word below a hundred, or of digits; of the digits in `3m` and `30km`.
    pub number: Option<f64>,
    /// The place in a row: `second`, `2nd`.
    pub ordinal: Option<f64>,
    /// Minutes since midnight, of `9pm` and `9.15pm`.
    pub minutes: Option<u16>,
    /// Hundred, thousand, …
    pub multiplier: Option<f64>,
    pub unit: Option<Unit>,
    /// Monday is 1.
    pub day: Option<u8>,
    /// January is 1.
    pub month: Option<u8>,
    pub is_negation: bool,
    /// Lines of the antonyms and the side of the line.
    pub opposites: Vec<(u16, bool)>,
    pub is_title: bool,
    pub is_title_word: bool,
    pub is_person: bool,
    pub is_function: bool,
    /// How much the word tells about what a sentence is about, in bits; nothing for function words.
    pub weight: f32,
}

/// What is known about the words of a corpus.
pub(super) struct Lexicon {
    entries: Vec<Entry>,
    n_lemmas: usize,
}

/// Weight of words that every newspaper is full of.
const FREQUENT_SHARE: f32 = 0.6;

impl Lexicon {
    pub fn new(corpus: &Corpus) -> Self {
        let list = Lists::new();
        let mut lemmas: HashMap<String, LemmaId> = HashMap::new();
        let mut n_of_lemma: Vec<u32> = Vec::new();
        let mut entries: Vec<Entry> = Vec::new();
        for id in 0..corpus.n_words() as WordId {
            let word = corpus.word(id);
            let mut entry = list.entries.get(&*word.text).cloned().unwrap_or_default();
            if entry.number.is_none() {
                entry.number = digits(&word.text);
            }
            if entry.number.is_none() {
                list.read_joined(&word.text, &mut entry);
            }
            let root = list.irregular.get(&*word.text);
            let root = root.map_or_else(|| stem(&word.text), |&root| stem(root));
            entry.lemma = *lemmas.entry(root).or_insert_with(|| {
                n_of_lemma.push(0);
                (n_of_lemma.len() - 1) as LemmaId
            });
            n_of_lemma[entry.lemma as usize] += word.n;
            entry.is_function = word.is_function;
            entries.push(entry);
        }
        for (id, entry) in entries.iter_mut().enumerate() {
            let word = corpus.word(id as WordId);
            let is_measure = entry.number.is_some() || entry.minutes.is_some();
            if word.is_function || is_measure || entry.multiplier.is_some() {
                continue;
            }
            let share = if word.is_frequent {
                FREQUENT_SHARE
            } else {
                1.0
            };
            let n = n_of_lemma[entry.lemma as usize];
            entry.weight = share * corpus.bits_of(n, word);
        }
        Self {
            entries,
            n_lemmas: n_of_lemma.len(),
        }
    }

    /// What is known about a word of the corpus.
    pub fn entry(&self, id: WordId) -> &Entry {
        &self.entries[id as usize]
    }

    pub fn n_lemmas(&self) -> usize {
        self.n_lemmas
    }
}

/// The lists by folded word.
struct Lists {
    entries: HashMap<&'static str, Entry>,
    irregular: HashMap<&'static str, &'static str>,
}

impl Lists {
    fn new() -> Self {
        let mut entries: HashMap<&'static str, Entry> = HashMap::new();
        for line in lines(lists::NUMBERS) {
            if let Some((word, value)) = line.split_once(' ')
                && let Ok(value) = value.trim().parse::<f64>()
            {
                let entry = entries.entry(word).or_default();
                if value > 99.0 || word == "dozen" {
                    entry.multiplier = Some(value);
                } else {
                    entry.number = Some(value);
                }
            }
        }
        for line in lines(lists::ORDINALS) {
            if let Some((word, value)) = line.split_once(' ') {
                entries.entry(word).or_default().ordinal = value.trim().parse().ok();
            }
        }
        for line in lines(lists::UNITS) {
            let mut words = line.split_whitespace();
            if let (Some(dimension), Some(Ok(factor))) =
                (words.next(), words.next().map(str::parse::<f64>))
            {
                for word in words {
                    let unit = Unit { dimension, factor };
                    entries.entry(word).or_default().unit = Some(unit);
                }
            }
        }
        for line in lines(lists::CALENDAR) {
            let mut words = line.split_whitespace();
            if let (Some(what), Some(Ok(number))) =
                (words.next(), words.next().map(str::parse::<u8>))
            {
                for word in words {
                    let entry = entries.entry(word).or_default();
                    match what {
                        "day" => entry.day = Some(number),
                        _ => entry.month = Some(number),
                    }
                }
            }
        }
        for (i, line) in lines(lists::ANTONYMS).enumerate() {
            for (side, words) in line.split('|').enumerate() {
                for word in words.split_whitespace() {
                    let opposites = &mut entries.entry(word).or_default().opposites;
                    opposites.push((i as u16, side > 0));
                }
            }
        }
        let mut mark = |list: &'static str, mark: fn(&mut Entry)| {
            for word in lines(list).flat_map(str::split_whitespace) {
                mark(entries.entry(word).or_default());
            }
        };
        mark(lists::NEGATIONS, |entry| entry.is_negation = true);
        mark(lists::TITLES, |entry| entry.is_title = true);
        mark(lists::TITLE_WORDS, |entry| entry.is_title_word = true);
        mark(lists::PERSON_NOUNS, |entry| entry.is_person = true);
        let irregular = lines(lists::IRREGULAR).flat_map(|line| {
            let root = line.split_whitespace().next().unwrap_or_default();
            line.split_whitespace().map(move |word| (word, root))
        });
        Self {
            irregular: irregular.collect(),
            entries,
        }
    }

    /// Digits with letters behind them in one word: `3m`, `£3bn` without its sign, `30km`, `9.15pm`, `21st`.
    fn read_joined(&self, word: &str, entry: &mut Entry) {
        let Some(at) = word.find(|c: char| c.is_alphabetic()).filter(|at| *at > 0) else {
            return;
        };
        let (number, ending) = word.split_at(at);
        match ending {
            "am" | "pm" => entry.minutes = half_day(number, ending == "pm"),
            "st" | "nd" | "rd" | "th" => entry.ordinal = digits(number),
            // Metres, or millions: what stands around it tells.
            "m" => {
                let (dimension, factor) = ("length", 1.0);
                entry.unit = Some(Unit { dimension, factor });
                entry.multiplier = Some(1e6);
                entry.number = digits(number);
            }
            "k" => {
                entry.multiplier = Some(1e3);
                entry.number = digits(number);
            }
            _ => {
                let Some(known) = self.entries.get(ending) else {
                    return;
                };
                if known.unit.is_some() || known.multiplier.is_some() {
                    entry.unit = known.unit;
                    entry.multiplier = known.multiplier;
                    entry.number = digits(number);
                }
            }
        }
    }
}

/// Minutes since midnight of an hour, perhaps with minutes, before or after noon.
fn half_day(clock: &str, is_afternoon: bool) -> Option<u16> {
    let (hour, minute) = match clock.split_once([':', '.']) {
        Some((hour, minute)) if minute.len() == 2 => (hour, minute.parse::<u16>().ok()?),
        Some(_) => return None,
        None => (clock, 0),
    };
    let hour = hour.parse::<u16>().ok().filter(|hour| *hour <= 12)?;
    let noon = if is_afternoon { 720 } else { 0 };
    (minute < 60).then_some(hour % 12 * 60 + minute + noon)
}

/// The value of digits with thousands commas or a decimal point; `None` for a clock time and the like.
fn digits(word: &str) -> Option<f64> {
    if !word.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let is_grouped = word.contains(',')
        && word
            .split(',')
            .skip(1)
            .all(|group| group.split('.').next().is_some_and(|g| g.len() == 3));
    let plain = if is_grouped {
        word.replace(',', "")
    } else {
        word.to_owned()
    };
    plain.parse::<f64>().ok()
}

/// A word without its commonest English endings. Rough: it only has to bring forms of one word together.
fn stem(word: &str) -> String {
    const ENDINGS: [&str; 12] = [
        "ations", "ation", "ings", "ing", "ments", "ment", "ies", "ied", "ed", "es", "s", "ly",
    ];
    let mut root = word;
    if word.is_ascii() && word.len() > 4 {
        for ending in ENDINGS {
            if let Some(rest) = word.strip_suffix(ending)
                && rest.len() >= 3
                && !(ending == "s" && rest.ends_with(['s', 'u', 'i']))
            {
                root = rest;
                break;
            }
        }
    } else if word.is_ascii() && word.len() == 4 && word.ends_with('s') && !word.ends_with("ss") {
        root = &word[..3];
    }
    // stopped, stopping
    if let [.., a, b] = root.as_bytes()
        && a == b
        && a.is_ascii_alphabetic()
        && root.len() > 3
        && !matches!(a, b's' | b'l' | b'e')
    {
        root = &root[..root.len() - 1];
    }
    let cut = root.trim_end_matches(['e', 'y', 'i']);
    if cut.len() >= 3 { cut } else { root }.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_one_word() {
        for family in [
            &["injured", "injuring", "injures", "injury", "injuries"][..],
            &["passenger", "passengers"],
            &["sentence", "sentenced", "sentences"],
            &["stop", "stopped", "stopping", "stops"],
            &["refloat", "refloated"],
            &["city", "cities"],
            &["arrive", "arrived", "arriving"],
        ] {
            for word in family {
                assert_eq!(stem(word), stem(family[0]), "{word}");
            }
        }
        assert_ne!(stem("bus"), stem("bush"));
        assert_ne!(stem("port"), stem("post"));
        assert_ne!(stem("care"), stem("carrying"));
    }

    #[test]
    fn numbers_in_digits() {
        assert_eq!(digits("12"), Some(12.0));
        assert_eq!(digits("1,800"), Some(1800.0));
        assert_eq!(digits("12,000.5"), Some(12000.5));
        assert_eq!(digits("3.5"), Some(3.5));
        assert_eq!(digits("10:30"), None);
        assert_eq!(digits("6th"), None);
        assert_eq!(digits("two"), None);
    }

    #[test]
    fn digits_with_letters() {
        let lists = Lists::new();
        let read = |word: &str| {
            let mut entry = Entry::default();
            lists.read_joined(word, &mut entry);
            entry
        };
        assert_eq!(
            (read("3bn").number, read("3bn").multiplier),
            (Some(3.0), Some(1e9))
        );
        assert_eq!(
            (read("1.5m").number, read("1.5m").multiplier),
            (Some(1.5), Some(1e6))
        );
        assert_eq!(read("30km").unit.map(|u| u.factor), Some(1000.0));
        assert_eq!(read("9pm").minutes, Some(21 * 60));
        assert_eq!(read("12.15am").minutes, Some(15));
        assert_eq!(read("99pm").minutes, None);
        assert_eq!(read("21st").ordinal, Some(21.0));
        assert_eq!(read("mp3").number, None);
        assert_eq!(read("4x4").number, None);
    }
}
