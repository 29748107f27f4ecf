//! Footnotes: a number in the text, the words at the end of it.

use std::collections::HashMap;

/// Numbers notes in the order in which the text refers to them.
#[derive(Debug, Default)]
pub struct Notes {
    /// The number of each label, from 1.
    numbers: HashMap<String, usize>,
    words: Vec<(String, String)>,
}

impl Notes {
    /// The mark for the text, such as `[1]`.
    pub fn refer(&mut self, label: &str) -> String {
        format!("[{}]", self.number(label))
    }

    fn number(&mut self, label: &str) -> usize {
        if let Some(number) = self.numbers.get(label) {
            return *number;
        }
        let number = self.numbers.len() + 1;
        self.numbers.insert(label.to_owned(), number);
        number
    }

    /// The mark of a note whose words are known when the text comes to it.
    pub fn add(&mut self, words: &str) -> String {
        let label = format!("\0{}", self.numbers.len());
        self.define(&label, words);
        self.refer(&label)
    }

    /// The words of the note with this label.
    pub fn define(&mut self, label: &str, words: &str) {
        self.words.push((label.to_owned(), words.trim().to_owned()));
    }

    /// The notes as lines behind an empty one. Notes that no place refers to stand last.
    pub fn append_to(mut self, lines: &mut Vec<String>) {
        let words = std::mem::take(&mut self.words);
        let mut numbered: Vec<(usize, String)> = Vec::new();
        for (label, words) in words.into_iter().filter(|(_, words)| !words.is_empty()) {
            numbered.push((self.number(&label), words));
        }
        numbered.sort_by_key(|(number, _)| *number);
        if numbered.is_empty() {
            return;
        }
        while lines.last().is_some_and(|line| line.trim().is_empty()) {
            lines.pop();
        }
        lines.push(String::new());
        let notes = numbered.into_iter();
        lines.extend(notes.map(|(number, words)| format!("[{number}] {words}")));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_stand_in_the_order_of_their_marks() {
        let mut notes = Notes::default();
        notes.define("c", "never named");
        notes.define("b", " two ");
        notes.define("a", "one");
        notes.define("d", " ");
        assert_eq!(notes.refer("a"), "[1]");
        assert_eq!(notes.refer("b"), "[2]");
        assert_eq!(notes.refer("a"), "[1]");
        assert_eq!(notes.add("three"), "[3]");
        let mut lines = vec!["text".to_owned(), " ".to_owned()];
        notes.append_to(&mut lines);
        assert_eq!(
            lines,
            [
                "text",
                "",
                "[1] one",
                "[2] two",
                "[3] three",
                "[4] never named"
            ]
        );
    }
}
