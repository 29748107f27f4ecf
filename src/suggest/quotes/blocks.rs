//! Paragraphs of an article, with hard-wrapped lines put together again.

use std::ops::Range;

use crate::text::is_blank;

/// A line break inside a paragraph: where the text goes on in the next line as if nothing had been.
fn goes_on(line: &str, next: &str, is_wrapped: bool) -> bool {
    let line = line.trim_end();
    let (Some(last), Some(first)) = (line.chars().next_back(), next.chars().next()) else {
        return false;
    };
    if is_blank(first) {
        return false;
    }
    if matches!(first, ',' | ';' | '.' | '”' | '»' | ')') {
        return true;
    }
    if is_wrapped {
        return !matches!(first, '-' | '*' | '•' | '#');
    }
    first.is_lowercase() && !matches!(last, '.' | '!' | '?' | '”' | '"' | ':')
        || last == ','
        || (last.is_lowercase() && matches!(first, '“' | '"' | '‘' | '«') && line.len() > 40)
}

/// Whether the lines of a text are cut at a width, so that most breaks stand inside sentences.
fn is_wrapped(text: &str) -> bool {
    const N_LINES: usize = 200;
    const MAX_WIDTH: usize = 110;
    let mut n_breaks = 0_usize;
    let mut n_inside = 0_usize;
    let mut before: Option<&str> = None;
    for line in text.lines().take(N_LINES) {
        if let Some(before) = before
            && before.len() >= 40
            && !line.trim().is_empty()
        {
            n_breaks += 1;
            let goes_on = line.starts_with(char::is_lowercase)
                && before
                    .trim_end()
                    .ends_with(|c: char| c.is_alphanumeric() || c == ',');
            n_inside += usize::from(goes_on && before.len() <= MAX_WIDTH);
        }
        before = Some(line);
    }
    n_inside >= 3 && n_inside * 3 >= n_breaks
}

/// The paragraphs of `text` as ranges of bytes, in order, without the blank lines between them.
pub(super) fn blocks(text: &str) -> Vec<Range<usize>> {
    let is_wrapped = is_wrapped(text);
    let mut blocks: Vec<Range<usize>> = Vec::new();
    let mut at = 0;
    let mut is_after_blank = true;
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let content = line.trim_matches(is_blank);
        if content.is_empty() {
            is_after_blank = true;
            continue;
        }
        let end = start + line.trim_end_matches(is_blank).len();
        match blocks.last_mut() {
            Some(last)
                if !is_after_blank
                    && goes_on(
                        text.get(last.clone()).unwrap_or_default(),
                        content,
                        is_wrapped,
                    ) =>
            {
                last.end = end;
            }
            _ => blocks.push(start + (line.len() - line.trim_start_matches(is_blank).len())..end),
        }
        is_after_blank = false;
    }
    blocks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let found: Vec<&str> = blocks(text).into_iter().map(|b| &text[b]).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn lines_are_paragraphs() {
        check("One.\nTwo.\n\n  Three. \n", &["One.", "Two.", "Three."]);
        check("A heading\nThe text.", &["A heading", "The text."]);
        check("", &[]);
        check(" \n\n", &[]);
    }

    #[test]
    fn a_line_that_goes_on() {
        check(
            "The mayor told\nthe radio.\nMore.",
            &["The mayor told\nthe radio.", "More."],
        );
        check(
            "He told the BBC\n, he said.",
            &["He told the BBC\n, he said."],
        );
    }

    #[test]
    fn wrapped_lines() {
        let text = "The ferry was late on Monday because the wind had\n\
            turned in the night and Captain Orlo Venn would not\n\
            leave the quay before it had blown itself out, as he\n\
            told everyone who asked him. In the afternoon\n\
            Venn left.\n\nThen it rained.";
        let found = blocks(text);
        assert_eq!(found.len(), 2);
        assert!(text[found[0].clone()].ends_with("Venn left."));
    }
}
