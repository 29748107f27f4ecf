//! Where in a file something stands, as people name it.

use std::fmt;

/// A place in a file: line and column, both counted from 1, the column in code points.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Lines end at `\n`.
    pub line: usize,
    /// Code points from the start of the line.
    pub column: usize,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}", self.line, self.column)
    }
}

/// Turns byte offsets of one text into places; asked in ascending order, the text is read once in all.
pub(super) struct Places<'a> {
    text: &'a [u8],
    /// Invariant: the place of byte `at`.
    at: usize,
    place: Place,
}

impl<'a> Places<'a> {
    const START: Place = Place { line: 1, column: 1 };

    pub(super) fn new(text: &'a str) -> Self {
        Self::of_bytes(text.as_bytes())
    }

    /// As [`Self::new`] for a text of which only the part before the asked places is UTF-8.
    pub(super) fn of_bytes(text: &'a [u8]) -> Self {
        Self {
            text,
            at: 0,
            place: Self::START,
        }
    }

    /// The place of the byte at `offset`; offsets behind the end are taken for the end.
    pub(super) fn place(&mut self, offset: usize) -> Place {
        let offset = offset.min(self.text.len());
        if offset < self.at {
            (self.at, self.place) = (0, Self::START);
        }
        for byte in self.text.get(self.at..offset).unwrap_or_default() {
            if *byte == b'\n' {
                self.place.line += 1;
                self.place.column = 1;
            } else if byte & 0b1100_0000 != 0b1000_0000 {
                self.place.column += 1;
            }
        }
        self.at = offset;
        self.place
    }
}

/// The byte offset in `text` that an error of `serde_json` speaks of.
pub(super) fn offset_of_error(text: &str, error: &serde_json::Error) -> usize {
    let lines_before = error.line().saturating_sub(1);
    let start = match lines_before.checked_sub(1) {
        None => 0,
        Some(nth) => text
            .bytes()
            .enumerate()
            .filter(|(_, b)| *b == b'\n')
            .nth(nth)
            .map_or(text.len(), |(i, _)| i + 1),
    };
    let offset = (start + error.column().saturating_sub(1)).min(text.len());
    text.floor_char_boundary(offset)
}

/// What an error of `serde_json` says, without its place.
pub(super) fn message_of_error(error: &serde_json::Error) -> String {
    let all = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    all.strip_suffix(&place).unwrap_or(&all).to_owned()
}
