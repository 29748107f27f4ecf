//! The headline of a page. Readability takes it out of the article where it says the same as the title, or never takes it
//! in, as it stands above the article; people annotate headlines too.

use super::text_of;
use super::walk::{HEADING, Part};
use dom_smoothie::Readability;

/// So many headings are looked at.
const MAX_HEADINGS: usize = 20;
/// The share of words in common from which heading and title are the same but for the wording.
const NEARLY: f64 = 0.75;

/// What the page shows in headings of the first order. To be asked before the search for the article takes it apart.
pub fn headings(page: &Readability) -> Vec<String> {
    let n = page.doc.select(HEADING).length().min(MAX_HEADINGS);
    let texts = (0..n).map(|i| text_of(page, Part::Heading(i)));
    texts.filter(|text| !text.is_empty()).collect()
}

/// The article with the heading before it that says what one of `titles` says, unless it has that line already.
pub fn with_headline(article: String, headings: &[String], titles: &[&str]) -> String {
    let titles: Vec<Vec<String>> = titles.iter().map(|title| words(title)).collect();
    let mut best: Option<(f64, Vec<String>, &str)> = None;
    for heading in headings {
        let said = words(heading);
        let shares = titles.iter().map(|title| likeness(&said, title));
        let share = shares.fold(0.0, f64::max);
        // Of those that are as good the longer one: the name of the outlet may begin the title, too.
        let is_better = best.as_ref().is_none_or(|(other, words, _)| {
            share
                .total_cmp(other)
                .then(said.len().cmp(&words.len()))
                .is_gt()
        });
        if share >= NEARLY && said.len() <= MAX_WORDS && is_better {
            best = Some((share, said, heading));
        }
    }
    match best {
        Some((_, wanted, headline)) if !has_lines(&article, &wanted) => {
            let headline: Vec<&str> = headline.split_whitespace().collect();
            format!("{}\n\n{article}", headline.join(" "))
        }
        _ => article,
    }
}

/// Whether one line, or some that follow each other, have these words and no others.
fn has_lines(article: &str, wanted: &[String]) -> bool {
    let lines: Vec<Vec<String>> = article
        .lines()
        .map(words)
        .filter(|words| !words.is_empty())
        .collect();
    (0..lines.len()).any(|i| {
        let mut left = wanted;
        for line in lines.iter().skip(i) {
            match left.strip_prefix(line.as_slice()) {
                Some([]) => return true,
                Some(rest) => left = rest,
                None => return false,
            }
        }
        false
    })
}

/// From 0 (no word in common) to 1 (the same words): of the longer one, the share that both have. A title that goes on
/// behind the heading, or the other way round, says the same.
fn likeness(a: &[String], b: &[String]) -> f64 {
    let (short, long) = if a.len() < b.len() { (a, b) } else { (b, a) };
    if short.is_empty() {
        return 0.0;
    }
    if short.len() > 1 && long.starts_with(short) {
        return 1.0;
    }
    let mut left: Vec<&String> = short.iter().collect();
    let mut n_shared = 0_u32;
    for word in long {
        if let Some(at) = left.iter().position(|other| *other == word) {
            left.swap_remove(at);
            n_shared += 1;
        }
    }
    // More words than a `u32` counts are no headline.
    f64::from(n_shared) / f64::from(u32::try_from(long.len()).unwrap_or(u32::MAX))
}

/// Most words of a headline.
const MAX_WORDS: usize = 60;

/// The words of a line, or one more than a headline has.
fn words(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_alphanumeric());
    let words = words.filter(|word| !word.is_empty());
    words.take(MAX_WORDS + 1).map(str::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(headings: &[&str], titles: &[&str], expected: &str) {
        let headings: Vec<String> = headings.iter().map(ToString::to_string).collect();
        let found = with_headline("One.\nTwo.".to_owned(), &headings, titles);
        assert_eq!(found, expected);
    }

    #[test]
    fn the_heading_that_says_what_the_title_says_is_the_headline() {
        let closes = "Harbour bridge closes for a year";
        let expected = "Harbour bridge closes for a year\n\nOne.\nTwo.";
        check(
            &["The Gull", closes],
            &["HARBOUR BRIDGE closes for a year!"],
            expected,
        );
        check(
            &[closes],
            &["Harbour bridge closes for a year, says the port"],
            expected,
        );
        check(
            &[closes],
            &["", "The harbour bridge closes for a year"],
            expected,
        );
        check(&["The Gull"], &[closes], "One.\nTwo.");
        check(&["Harbour"], &["Harbour bridge closes"], "One.\nTwo.");
        check(&[], &[closes], "One.\nTwo.");
        check(&["", "?"], &["", "?"], "One.\nTwo.");
    }

    #[test]
    fn a_headline_that_the_article_has_is_not_written_twice() {
        check(&["two"], &["Two"], "One.\nTwo.");
        check(&["One\n\nTwo"], &["One two"], "One.\nTwo.");
    }

    #[test]
    fn of_two_headings_in_the_title_the_longer_one_is_the_headline() {
        let title = "The Gull – Harbour bridge closes";
        let both = ["The Gull", "The Gull – Harbour\nbridge closes"];
        check(
            &both,
            &[title],
            "The Gull – Harbour bridge closes\n\nOne.\nTwo.",
        );
    }

    #[test]
    fn a_heading_that_swallows_the_page_is_no_headline() {
        let page = format!("Harbour bridge closes {}", "and so on ".repeat(40));
        check(&[&page], &["Harbour bridge closes"], "One.\nTwo.");
    }
}
