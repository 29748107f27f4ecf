//! The marks that lines of lists begin with. `unpdf` takes them off and writes its own; what the file has stands in the
//! lines that it makes its paragraphs of.

use std::collections::{BTreeMap, VecDeque};
use unpdf::Paragraph;
use unpdf::parser::TextBlock;

/// Digits that the number of an item may have.
const MAX_DIGITS: usize = 3;
/// Most characters of a line, without blanks.
const MAX_LINE: usize = 500;

/// Marks, by the words of their lines without blanks.
#[derive(Default)]
pub struct PageMarks(BTreeMap<String, VecDeque<String>>);

impl PageMarks {
    /// The marks of a page's lines.
    pub fn of(blocks: &[TextBlock]) -> Self {
        let mut marks = Self::default();
        for line in blocks.iter().flat_map(|b| &b.lines) {
            marks.put(&line.text());
        }
        marks
    }

    /// The words of an item of a list behind the mark that the file has; nothing where no line of the file is found for it.
    pub fn words(&mut self, item: &Paragraph) -> Option<String> {
        let mut bare = item.clone();
        bare.style.list_info = None;
        let words = bare.plain_text();
        Some(self.take(&words)? + &words)
    }

    fn put(&mut self, line: &str) {
        let line = line.trim();
        let (mark, rest) = line.split_at(mark_length(line));
        let words = rest.trim_start();
        if mark.is_empty() || words.is_empty() {
            return;
        }
        let gap = if words.len() < rest.len() { " " } else { "" };
        let lines = self.0.entry(without_blanks(words)).or_default();
        lines.push_back(format!("{mark}{gap}"));
    }

    /// The mark of the longest line that these words begin with; of lines with the same words that of the first left.
    fn take(&mut self, words: &str) -> Option<String> {
        let words = without_blanks(words);
        let ends = words.char_indices().map(|(at, c)| at + c.len_utf8());
        let ends: Vec<usize> = ends.take(MAX_LINE).collect();
        let mut lines = ends.iter().rev().map(|end| &words[..*end]);
        lines.find_map(|line| self.0.get_mut(line)?.pop_front())
    }
}

/// Bytes of the mark at the start of a line: one sign, or a number with what closes it.
fn mark_length(line: &str) -> usize {
    let n_digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let first = line[n_digits..].chars().next();
    match (n_digits, first) {
        (0, Some(sign)) if is_mark(sign) => sign.len_utf8(),
        (1..=MAX_DIGITS, Some('.' | ')')) => n_digits + 1,
        _ => 0,
    }
}

/// A sign that is no letter and no digit, or one of those that lists are counted with: ①, ⓐ, ㉠, ㅇ.
fn is_mark(c: char) -> bool {
    let counts = matches!(c, '\u{2460}'..='\u{24FF}' | '\u{2776}'..='\u{2793}' | '\u{3200}'..='\u{32FF}' | '\u{3147}' | '\u{318D}');
    counts || !c.is_alphanumeric() && !c.is_whitespace()
}

fn without_blanks(words: &str) -> String {
    words.split_whitespace().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(lines: &[&str], items: &[&str], expected: &[Option<&str>]) {
        let mut marks = PageMarks::default();
        for line in lines {
            marks.put(line);
        }
        let found: Vec<Option<String>> = items.iter().map(|words| marks.take(words)).collect();
        let found: Vec<Option<&str>> = found.iter().map(Option::as_deref).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn an_item_has_the_mark_of_the_line_that_it_begins_with() {
        check(
            &[
                "The ferry goes:",
                "– by day, every",
                "ten minutes",
                "*by night",
                "3)  never",
            ],
            &["by day, every ten minutes", "never", "by night"],
            &[Some("– "), Some("3) "), Some("*")],
        );
        check(
            &["- one", "→ one", "① one more"],
            &["one more", "one", "one", "one"],
            &[Some("① "), Some("- "), Some("→ "), None],
        );
        check(&["2026. one", "-", "a one"], &["one"], &[None]);
    }
}
