//! Footnotes: a number in the text, the words at the end of it.

/// Numbers notes in the order in which the text refers to them.
#[derive(Debug, Default)]
pub struct Notes {
    labels: Vec<String>,
    words: Vec<(String, String)>,
}

impl Notes {
    /// The mark for the text, such as `[1]`.
    pub fn refer(&mut self, label: &str) -> String {
        let place = self.labels.iter().position(|l| l == label);
        let place = place.unwrap_or_else(|| {
            self.labels.push(label.to_owned());
            self.labels.len() - 1
        });
        format!("[{}]", place + 1)
    }

    /// The mark of a note whose words are known when the text comes to it.
    pub fn add(&mut self, words: &str) -> String {
        let label = format!("\0{}", self.labels.len());
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
        let mut numbered: Vec<(String, String)> = Vec::new();
        for (label, words) in words.into_iter().filter(|(_, words)| !words.is_empty()) {
            numbered.push((self.refer(&label), words));
        }
        numbered.sort_by_key(|(mark, _)| mark.trim_matches(['[', ']']).parse::<usize>().ok());
        if numbered.is_empty() {
            return;
        }
        while lines.last().is_some_and(|line| line.trim().is_empty()) {
            lines.pop();
        }
        lines.push(String::new());
        lines.extend(
            numbered
                .into_iter()
                .map(|(mark, words)| format!("{mark} {words}")),
        );
    }
}
