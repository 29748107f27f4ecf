//! Embedded posts of social media: a text, then a line “— Name (@handle) January 27, 2026”.

use std::ops::Range;

use crate::text::is_blank;

/// A post that an article shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Post {
    /// The words, without links at the end.
    pub(super) words: Range<usize>,
    /// Whose.
    pub(super) name: String,
}

/// Longest text of a post that stands in lines of its own, in characters without links.
const MAX_POST: usize = 300;

/// Longest name before a handle, in bytes.
const MAX_NAME: usize = 200;

/// The posts in `blocks`. `quoted` are the quotations in marks: their words are no post.
pub(super) fn posts(text: &str, blocks: &[Range<usize>], quoted: &[Range<usize>]) -> Vec<Post> {
    let mut posts = Vec::new();
    let mut found = 0;
    while let Some(at) = text
        .get(found..)
        .and_then(|rest| rest.find("(@"))
        .map(|i| found + i)
    {
        found = at + 2;
        posts.extend(post_at(text, blocks, quoted, at));
    }
    posts
}

fn post_at(
    text: &str,
    blocks: &[Range<usize>],
    quoted: &[Range<usize>],
    handle: usize,
) -> Option<Post> {
    let block = blocks
        .partition_point(|block| block.start <= handle)
        .checked_sub(1)?;
    let start = blocks.get(block)?.start;
    let before = text.get(start..handle)?;
    // The name stands between the dash and the handle; not further back than a name is long.
    let near = text
        .floor_char_boundary(handle.saturating_sub(MAX_NAME))
        .max(start);
    let dash = near - start + text.get(near..handle)?.rfind(['—', '–', '―'])?;
    let dash_len = before.get(dash..)?.chars().next()?.len_utf8();
    let name = before.get(dash + dash_len..)?.trim_matches(is_blank);
    let is_name = !name.is_empty()
        && name.chars().count() <= 60
        && !name.contains(['.', '!', '?', ':', '“', '”', '"']);
    if !is_name {
        return None;
    }
    let own = before.get(..dash)?;
    let words = if own.trim_matches(is_blank).is_empty() {
        lines_before(text, blocks, quoted, block)?
    } else {
        start..start + dash
    };
    let words = without_links(text, words)?;
    let from = quoted.partition_point(|range| range.end <= words.start);
    let is_quoted = quoted
        .get(from)
        .is_some_and(|range| range.start < words.end);
    if is_quoted {
        return None;
    }
    Some(Post {
        words,
        name: name.to_owned(),
    })
}

/// The lines above the name that can be the post: no marks, not more than a post holds, nothing blank between.
fn lines_before(
    text: &str,
    blocks: &[Range<usize>],
    quoted: &[Range<usize>],
    block: usize,
) -> Option<Range<usize>> {
    let mut n_chars = 0;
    let mut first = block;
    while first > 0 {
        let line = blocks.get(first - 1)?;
        let words = text.get(line.clone())?;
        let break_len = text.get(line.end..blocks.get(first)?.start)?;
        let is_beside = break_len.matches('\n').count() == 1;
        let from = quoted.partition_point(|range| range.end <= line.start);
        let has_quote = quoted.get(from).is_some_and(|range| range.start < line.end);
        n_chars += length(words);
        let is_other_post = words.contains("(@");
        if (!is_beside && first < block) || has_quote || is_other_post || n_chars > MAX_POST {
            break;
        }
        first -= 1;
    }
    (first < block)
        .then(|| Some(blocks.get(first)?.start..blocks.get(block - 1)?.end))
        .flatten()
}

fn length(words: &str) -> usize {
    words
        .split_whitespace()
        .filter(|word| !is_link(word))
        .map(|word| word.chars().count() + 1)
        .sum()
}

fn is_link(word: &str) -> bool {
    [
        "http://",
        "https://",
        "pic.twitter.com/",
        "pic.x.com/",
        "t.co/",
    ]
    .iter()
    .any(|start| word.starts_with(start))
}

fn without_links(text: &str, range: Range<usize>) -> Option<Range<usize>> {
    let words = text.get(range.clone())?;
    let lead = words.len() - words.trim_start_matches(is_blank).len();
    let mut rest = words.trim_end_matches(is_blank);
    while let Some(word) = rest.split_whitespace().next_back() {
        // A link that is stuck to the last word: “…today.pic.twitter.com/x”.
        let stuck = ["pic.twitter.com/", "pic.x.com/", "https://t.co/"]
            .iter()
            .filter_map(|link| word.find(link))
            .min();
        let cut = match stuck {
            _ if is_link(word) => rest.len() - word.len(),
            Some(at) => rest.len() - word.len() + at,
            None => break,
        };
        rest = rest.get(..cut)?.trim_end_matches(is_blank);
    }
    let start = range.start + lead;
    let end = range.start + rest.len();
    (start < end).then_some(start..end)
}

#[cfg(test)]
mod tests {
    use super::super::blocks::blocks;
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[(&str, &str)]) {
        let found = posts(text, &blocks(text), &[]);
        let found: Vec<(&str, &str)> = found
            .iter()
            .map(|post| (&text[post.words.clone()], post.name.as_str()))
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_post_in_one_line() {
        check(
            "The ferry is late again. pic.twitter.com/ab1 — Port of Sund (@portofsund) May 3, 2026",
            &[("The ferry is late again.", "Port of Sund")],
        );
        check(
            "Late again.pic.twitter.com/ab1— Ada (@ada)",
            &[("Late again.", "Ada")],
        );
    }

    #[test]
    fn a_post_in_lines_of_its_own() {
        let long = "A paragraph of the article that is much too long for a post. ".repeat(6);
        check(
            &format!(
                "{long}\nThe ferry is late.\nStay at home… https://t.co/x\n— Port (@port) May 3, 2026\nMore."
            ),
            &[("The ferry is late.\nStay at home…", "Port")],
        );
    }

    #[test]
    fn a_handle_in_the_text_is_no_post() {
        check("Follow Ada Venn (@ada) for more.", &[]);
        check("— (@ada)", &[]);
    }
}
