//! Articles as in newspapers as far as words go: frequencies by Zipf's law over twenty thousand words, the most frequent of
//! them English function words, and no sentence that two groups of articles have in common.

use super::text::Random;
use std::collections::HashSet;
use std::fmt::Write as _;

const N_WORDS: usize = 20_000;
const FUNCTION_WORDS: &str = "the of to and a in that is was for on it with as be by at he from his not are this have had \
    but which or they one been who were their has its would an will there more when if we out so said up what about than \
    into them can only other time new some could these two may first then do now like over such our even most me after";
const SYLLABLES: &[&str] = &[
    "ba", "ber", "bri", "ca", "con", "da", "de", "di", "dor", "en", "er", "fa", "for", "ga", "ge",
    "har", "hi", "ka", "la", "le", "li", "lon", "ma", "men", "mi", "na", "ne", "no", "par", "pe",
    "por", "qui", "ra", "re", "ri", "sa", "se", "sho", "si", "ta", "te", "ti", "tor", "un", "va",
    "ver", "vi", "wa",
];

/// A newspaper's words.
pub struct Newspaper {
    /// From frequent to rare.
    words: Vec<String>,
    /// Up to each word, itself included, the sum of 1 / rank.
    sums: Vec<f64>,
}

impl Newspaper {
    /// The same in every run.
    #[must_use]
    pub fn new() -> Self {
        let mut words: Vec<String> = FUNCTION_WORDS.split(' ').map(str::to_owned).collect();
        let mut known: HashSet<String> = words.iter().cloned().collect();
        let mut random = Random(7);
        while words.len() < N_WORDS {
            // Rare words are long ones.
            let n_syllables = 2 + random.below(3) + usize::from(words.len() > 3_000);
            let word: String = (0..n_syllables)
                .map(|_| *random.one_of(SYLLABLES))
                .collect();
            if known.insert(word.clone()) {
                words.push(word);
            }
        }
        let mut sum = 0.0;
        let up_to = |rank: usize| {
            sum += 1.0 / rank as f64;
            sum
        };
        let sums = (1..=words.len()).map(up_to).collect();
        Self { words, sums }
    }

    fn word(&self, random: &mut Random) -> &str {
        let total = self.sums.last().copied().unwrap_or_default();
        let at = random.below(1 << 30) as f64 / f64::from(1 << 30) * total;
        let rank = self.sums.partition_point(|&sum| sum <= at);
        self.words.get(rank).map_or("the", String::as_str)
    }

    /// Words with a capital at the start and no full stop.
    fn sentence(&self, random: &mut Random, n_words: usize) -> String {
        let mut words = String::new();
        for i in 0..n_words {
            if i > 0 {
                words.push_str(if random.below(14) == 0 { ", " } else { " " });
            }
            words.push_str(self.word(random));
        }
        capital(&words)
    }

    /// A little more than `n_bytes`. The articles of a group of so many have four quotations in common, each cut somewhere,
    /// and eight statements that differ in a number, a day or a “not”.
    #[must_use]
    pub fn article(&self, n: usize, n_in_group: usize, n_bytes: usize) -> String {
        let mut group = Random((n / n_in_group) as u64 + 1);
        let mut own = Random(n as u64 + 1_000_003);
        let mut shared = self.shared(&mut group, &mut own).into_iter();
        let mut text = String::with_capacity(n_bytes + 400);
        let mut n_sentences = 0_usize;
        while text.len() < n_bytes {
            let n_words = 8 + own.below(20);
            let sentence = self.sentence(&mut own, n_words);
            // Writing to a String cannot fail.
            let _ = if own.below(8) == 0 {
                write!(text, "“{sentence},” they said. ")
            } else {
                write!(text, "{sentence}. ")
            };
            n_sentences += 1;
            if n_sentences.is_multiple_of(3) {
                text.extend(shared.next());
                text.push_str("\n\n");
            }
        }
        text
    }

    fn shared(&self, group: &mut Random, own: &mut Random) -> Vec<String> {
        let (first, last) = (self.word(group), 1_000 + group.below(N_WORDS - 1_000));
        let name = format!("{} {}", capital(first), capital(&self.words[last]));
        let mut shared = Vec::new();
        for _ in 0..4 {
            let n_words = 10 + group.below(20);
            let quotation = self.sentence(group, n_words);
            let words: Vec<&str> = quotation.split(' ').collect();
            let from = own.below(words.len() / 3 + 1);
            shared.push(format!("“{},” {name} said.", words[from..].join(" ")));
            let before = self.sentence(group, 6);
            let behind = self.sentence(group, 5).to_lowercase();
            let n_people = 2 + own.below(40);
            let day = own.one_of(&["Monday", "Tuesday", "Friday"]);
            shared.push(format!(
                "{before} on {day} and {n_people} people {behind}, according to {name}."
            ));
            let not = own.one_of(&["", " not"]);
            let what = self.sentence(group, 6).to_lowercase();
            shared.push(format!("{name} would{not} {what}."));
        }
        shared
    }
}

fn capital(words: &str) -> String {
    let mut chars = words.chars();
    let first = chars.next().into_iter().flat_map(char::to_uppercase);
    first.chain(chars).collect()
}
