//! Texts of articles that lie beside a table of spans, as files of the names that its rows have.

use super::columns::{END, START};
use super::imported::Imported;
use super::spans_table::is_headless;
use super::{has_ending, split_path, stem};
use std::collections::BTreeMap;

/// Texts by the names of their files, and without the ending.
#[derive(Default)]
pub(super) struct TextsBeside<'f> {
    texts: Vec<&'f str>,
    by_name: BTreeMap<String, usize>,
}

impl<'f> TextsBeside<'f> {
    pub fn put(&mut self, path: &str, text: &'f str) {
        for name in [path, split_path(path).1, stem(path)] {
            let place = self.texts.len();
            self.by_name.entry(name.to_owned()).or_insert(place);
        }
        self.texts.push(text);
    }

    /// Gives the articles without a text theirs; counts the texts that no article has.
    pub fn give_to(self, out: &mut Imported) {
        let mut is_used = vec![false; self.texts.len()];
        for document in &mut out.documents {
            let path = document.source_path.as_str();
            let names = [path, split_path(path).1, stem(path), &*document.key];
            let found = names.into_iter().find_map(|name| self.by_name.get(name));
            if let Some(&at) = found.filter(|_| document.text.is_none()) {
                document.text = Some(self.texts[at].into());
                is_used[at] = true;
            }
        }
        let n_unused = is_used.iter().filter(|is_used| !**is_used).count();
        out.leave_out_n("text files that no row of a table names", n_unused);
    }
}

/// Whether a file is the text of an article and not a table, which may be called so too.
pub(super) fn is_text(path: &str, bytes: &[u8]) -> bool {
    if !has_ending(path, "txt") {
        return false;
    }
    let Ok(text) = std::str::from_utf8(bytes) else {
        return true;
    };
    let header = text.lines().next().unwrap_or_default().to_ascii_lowercase();
    let has = |names: &[&str]| {
        let cells = header.split(['\t', ',', ';']);
        let mut cells = cells.map(|cell| cell.trim().trim_matches('"'));
        cells.any(|cell| names.contains(&cell))
    };
    let is_table = is_headless(text) || (has(START) && has(END));
    !is_table
}
