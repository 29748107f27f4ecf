//! Where one paragraph ends and the next begins though no space is between them: a line that leaves room for the word that
//! the next one begins with. Whoever filled the lines would have put it there. Lines that end no sentence (headlines,
//! items) have to leave much.

use std::collections::HashSet;
use unpdf::parser::{TextBlock, TextLine};

/// Code points on each side of a break by which it is found again in a paragraph.
const N_AROUND: usize = 16;
/// Lines that a block has at least, so that the width of its column shows.
const MIN_LINES: usize = 3;
/// The room that is left, in widths of what would have stood there.
const MIN_ROOM: f32 = 1.2;
/// And in widths of the column: lines that are not filled as far as they go leave a little.
const MIN_SHARE: f32 = 0.12;
/// The same for a line that ends no sentence.
const MIN_OPEN_SHARE: f32 = 0.3;

/// The breaks of a page, each by the words around it.
#[derive(Default)]
pub struct Breaks(HashSet<String>);

impl Breaks {
    /// Of the blocks of a page.
    pub fn of(blocks: &[TextBlock]) -> Self {
        let mut breaks = Self::default();
        for block in blocks.iter().filter(|b| b.lines.len() >= MIN_LINES) {
            breaks.add(&block.lines);
        }
        breaks
    }

    fn add(&mut self, lines: &[TextLine]) {
        let edge = lines.iter().map(right).fold(f32::MIN, f32::max);
        let left = lines.iter().map(|l| l.x).fold(f32::MAX, f32::min);
        let mut text = String::new();
        let mut at = Vec::new();
        let mut before: Option<&TextLine> = None;
        for line in lines {
            let words = line.text();
            if let Some(before) = before
                && begins_sentence(words.trim())
                && leaves_room(before, line, (left, edge), ends_sentence(&text))
            {
                at.push(text.len());
            }
            if !text.is_empty() {
                text.push(' ');
            }
            text.push_str(words.trim());
            before = Some(line);
        }
        self.0.extend(at.into_iter().map(|at| around(&text, at)));
    }

    /// The words of a paragraph with an empty line at every break in it.
    pub fn put_into(&self, words: &str) -> String {
        if self.0.is_empty() {
            return words.to_owned();
        }
        let mut out = String::with_capacity(words.len());
        let mut done = 0;
        for (at, blank) in words.match_indices(' ') {
            if self.0.contains(&around(words, at)) {
                out.push_str(&words[done..at]);
                out.push_str("\n\n");
                done = at + blank.len();
            }
        }
        out.push_str(&words[done..]);
        out
    }
}

/// The words on both sides of a blank.
fn around(text: &str, at: usize) -> String {
    let start = text[..at].char_indices().rev().nth(N_AROUND - 1);
    let end = text[at..].char_indices().nth(N_AROUND + 1);
    let (start, end) = (
        start.map_or(0, |c| c.0),
        end.map_or(text.len(), |c| at + c.0),
    );
    text[start..end].to_owned()
}

fn right(line: &TextLine) -> f32 {
    let ends = line
        .spans
        .iter()
        .map(|s| s.x + s.ink_width.unwrap_or(s.width));
    ends.fold(line.x, f32::max)
}

/// Whether the first word of `next` would have stood behind `line` in a column from `left` to `edge`.
fn leaves_room(line: &TextLine, next: &TextLine, (left, edge): (f32, f32), is_end: bool) -> bool {
    let words = next.text();
    let words = words.trim();
    let n_chars = words.chars().count().max(1) as f32;
    let n_first = words.chars().take_while(|c| !c.is_whitespace()).count();
    let of_one = (right(next) - next.x) / n_chars;
    let room = edge - right(line);
    let share = if is_end { MIN_SHARE } else { MIN_OPEN_SHARE };
    room > MIN_ROOM * of_one * (n_first + 1) as f32 && room > share * (edge - left)
}

fn ends_sentence(text: &str) -> bool {
    let text = text.trim_end_matches(['"', '\'', '”', '’', '»', ')', ']']);
    text.ends_with(['.', '!', '?', '…', ':'])
}

fn begins_sentence(words: &str) -> bool {
    let words = words.trim_start_matches(['"', '\'', '“', '‘', '„', '«', '(', '–', '—', ' ']);
    words.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit())
}
