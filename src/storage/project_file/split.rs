//! A sound file taken apart in one quick pass: the elements of its lists, and what is left without them.
//!
//! The pass looks at strings, brackets and commas only. What it hands out is read by the JSON parser afterwards, so
//! nothing that is no JSON comes through; where the file is not as expected, the caller reads it the slow way, which
//! also knows the words for what is wrong.

use super::object::string_len;
use super::{MAX_ANNOTATIONS, MAX_DEPTH, MAX_DOCUMENTS};
use crate::model::ListName;

/// The parts of a file.
pub(super) struct Split<'a> {
    /// The file with its lists empty.
    pub(super) rest: String,
    lists: Vec<(ListName, Vec<&'a str>)>,
}

impl<'a> Split<'a> {
    fn has(&self, list: ListName) -> bool {
        self.lists.iter().any(|(name, _)| *name == list)
    }

    /// The elements of a list, which has none afterwards.
    pub(super) fn take(&mut self, list: ListName) -> Vec<&'a str> {
        let found = self.lists.iter_mut().find(|(name, _)| *name == list);
        found
            .map(|(_, elements)| std::mem::take(elements))
            .unwrap_or_default()
    }
}

/// Takes a file apart; nothing where it is broken, too deep or has a list that is too long. `on_list` is told of a list
/// as soon as its end is found.
pub(super) fn split<'a>(
    text: &'a str,
    mut on_list: impl FnMut(ListName, &[&'a str]),
) -> Option<Split<'a>> {
    let mut cursor = Cursor { text, at: 0 };
    let mut split = Split {
        rest: String::new(),
        lists: Vec::new(),
    };
    let mut kept = 0;
    cursor.blanks();
    cursor.expect(b'{')?;
    cursor.blanks();
    while cursor.peek()? != b'}' {
        let key = cursor.string()?;
        cursor.blanks();
        cursor.expect(b':')?;
        cursor.blanks();
        match list_of(key) {
            // One that repeats is for the JSON parser to refuse.
            Some((name, _)) if split.has(name) => return None,
            Some((name, max)) if cursor.peek()? == b'[' => {
                cursor.at += 1;
                split.rest.push_str(text.get(kept..cursor.at)?);
                let elements = cursor.elements(max)?;
                on_list(name, &elements);
                split.lists.push((name, elements));
                kept = cursor.at;
                cursor.expect(b']')?;
            }
            _ => {
                cursor.value(MAX_DEPTH - 1)?;
            }
        }
        cursor.blanks();
        match cursor.peek()? {
            b',' => cursor.at += 1,
            b'}' => break,
            _ => return None,
        }
        cursor.blanks();
    }
    // A comma before the bracket, and whatever stands behind it, is judged with the rest.
    split.rest.push_str(text.get(kept..)?);
    Some(split)
}

/// The list under a key, quotation marks and all, and how many elements it may have.
fn list_of(key: &str) -> Option<(ListName, usize)> {
    let bare = key.strip_prefix('"')?.strip_suffix('"')?;
    let name = ListName::from_key(bare)?;
    let max = match name {
        ListName::Documents => MAX_DOCUMENTS,
        ListName::Annotations => MAX_ANNOTATIONS,
        _ => usize::MAX,
    };
    Some((name, max))
}

struct Cursor<'a> {
    text: &'a str,
    /// A byte offset; on a character's first byte wherever something was expected and found.
    at: usize,
}

impl<'a> Cursor<'a> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn blanks(&mut self) {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.peek() {
            self.at += 1;
        }
    }

    fn expect(&mut self, byte: u8) -> Option<()> {
        (self.peek()? == byte).then(|| self.at += 1)
    }

    /// A string with its quotation marks.
    fn string(&mut self) -> Option<&'a str> {
        let start = self.at;
        self.expect(b'"')?;
        self.at += string_len(self.text.as_bytes().get(self.at..)?);
        self.expect(b'"')?;
        self.text.get(start..self.at)
    }

    /// The elements up to the bracket that closes their list.
    fn elements(&mut self, max: usize) -> Option<Vec<&'a str>> {
        let mut elements = Vec::new();
        self.blanks();
        if self.peek()? == b']' {
            return Some(elements);
        }
        loop {
            self.blanks();
            if elements.len() == max {
                return None;
            }
            elements.push(self.value(MAX_DEPTH - 2)?);
            self.blanks();
            match self.peek()? {
                b',' => self.at += 1,
                b']' => return Some(elements),
                _ => return None,
            }
        }
    }

    /// One value of at most `max` objects and lists inside each other. That its brackets fit is for the parser to say.
    fn value(&mut self, max: usize) -> Option<&'a str> {
        let (start, mut depth) = (self.at, 0_usize);
        loop {
            match self.peek()? {
                b'"' => {
                    self.string()?;
                }
                b'[' | b'{' => {
                    depth += 1;
                    if depth > max {
                        return None;
                    }
                    self.at += 1;
                    continue;
                }
                b']' | b'}' if depth > 0 => {
                    depth -= 1;
                    self.at += 1;
                }
                b',' | b']' | b'}' | b' ' | b'\n' | b'\r' | b'\t' if depth == 0 => {
                    break;
                }
                _ => {
                    self.at += 1;
                    continue;
                }
            }
            if depth == 0 {
                break;
            }
        }
        let value = self.text.get(start..self.at)?;
        (!value.is_empty()).then_some(value)
    }
}
