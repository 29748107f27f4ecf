//! The word lists that are built in; see `assets/word_lists/README.md`.

use std::collections::HashSet;
use std::sync::LazyLock;

/// Words without a meaning of their own.
pub(super) static FUNCTION_WORDS: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    words(include_str!(
        "../../assets/word_lists/en/function_words.txt"
    ))
});

/// Words that every newspaper is full of.
pub(super) static FREQUENT_WORDS: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    words(include_str!(
        "../../assets/word_lists/en/frequent_words.txt"
    ))
});

/// Last words of names that are nobody's: Bank, Estates.
pub(super) static ORGANISATIONS: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| words(include_str!("../../assets/word_lists/en/organisations.txt")));

/// `word value`
pub(super) const NUMBERS: &str = include_str!("../../assets/word_lists/en/numbers.txt");
/// `word value`, of places in a row
pub(super) const ORDINALS: &str = include_str!("../../assets/word_lists/en/ordinals.txt");
/// `dimension factor words…`
pub(super) const UNITS: &str = include_str!("../../assets/word_lists/en/units.txt");
/// `day|month number names…`
pub(super) const CALENDAR: &str = include_str!("../../assets/word_lists/en/calendar.txt");
/// `words… | opposites…`
pub(super) const ANTONYMS: &str = include_str!("../../assets/word_lists/en/antonyms.txt");
/// Words that negate.
pub(super) const NEGATIONS: &str = include_str!("../../assets/word_lists/en/negations.txt");
/// Offices, ranks and professions.
pub(super) const TITLES: &str = include_str!("../../assets/word_lists/en/titles.txt");
/// Words that belong to a title.
pub(super) const TITLE_WORDS: &str = include_str!("../../assets/word_lists/en/title_words.txt");
/// Words for people.
pub(super) const PERSON_NOUNS: &str = include_str!("../../assets/word_lists/en/person_nouns.txt");
/// `root forms…`
pub(super) const IRREGULAR: &str = include_str!("../../assets/word_lists/en/irregular.txt");

/// The lines of a list without comments.
pub(super) fn lines(list: &'static str) -> impl Iterator<Item = &'static str> {
    list.lines()
        .map(|line| line.split('#').next().unwrap_or_default().trim())
        .filter(|line| !line.is_empty())
}

fn words(list: &'static str) -> HashSet<&'static str> {
    lines(list).flat_map(str::split_whitespace).collect()
}
