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

/// The lines of a list without comments.
pub(super) fn lines(list: &'static str) -> impl Iterator<Item = &'static str> {
    list.lines()
        .map(|line| line.split('#').next().unwrap_or_default().trim())
        .filter(|line| !line.is_empty())
}

fn words(list: &'static str) -> HashSet<&'static str> {
    lines(list).flat_map(str::split_whitespace).collect()
}
