//! Names that other programs and file systems accept, and ids derived from ours.

use sha2::{Digest as _, Sha256};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// The longest name of a file that we make, in bytes, without its ending.
const MAX_NAME: usize = 100;

/// Gives each id a file name: the id itself where it is made of `A-Z a-z 0-9 . _ -`, else a slug with a number.
#[derive(Debug, Default)]
pub(super) struct FileNames {
    /// In lower case: some file systems do not tell `A` from `a`.
    taken: BTreeSet<String>,
}

impl FileNames {
    /// The name for an id; another one each time, whatever the ids.
    pub fn take(&mut self, id: &str) -> String {
        let is_plain = is_file_name(id);
        if is_plain && self.taken.insert(id.to_lowercase()) {
            return id.to_owned();
        }
        let stem = slug(id);
        (1_usize..)
            .map(|n| format!("{stem}-{n}"))
            .find(|name| self.taken.insert(name.to_lowercase()))
            // The numbers do not run out before the memory does.
            .unwrap_or(stem)
    }
}

fn is_file_name(id: &str) -> bool {
    let is_allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    !id.is_empty() && id.len() <= MAX_NAME && !id.starts_with('.') && id.chars().all(is_allowed)
}

fn slug(id: &str) -> String {
    let mut out = String::new();
    for c in id.chars().take(60) {
        if c.is_ascii_alphanumeric() || matches!(c, '_' | '-') {
            out.push(c);
        } else if !out.ends_with('_') {
            out.push('_');
        }
    }
    let out = out.trim_matches('_');
    if out.is_empty() { "x" } else { out }.to_owned()
}

/// `id`, or `id~`, `id~~`, … where it is taken; takes it.
pub(super) fn free_id(id: &str, taken: &mut BTreeSet<String>) -> String {
    let mut id = id.to_owned();
    while !taken.insert(id.clone()) {
        id.push('~');
    }
    id
}

/// Names of `[A-Za-z0-9_-]` for tags, features and link types, a different one for each, as brat and XML want them.
#[derive(Debug, Default)]
pub(super) struct PlainNames {
    names: BTreeMap<String, String>,
    taken: BTreeSet<String>,
    has_no_hyphens: bool,
}

impl PlainNames {
    /// With names that must not be given.
    pub fn without(reserved: &[&str]) -> Self {
        Self {
            taken: reserved.iter().map(|r| (*r).to_owned()).collect(),
            ..Self::default()
        }
    }

    /// The same, of `[A-Za-z0-9_]` alone and with a letter first, as UIMA wants them.
    pub fn without_hyphens(mut self) -> Self {
        self.has_no_hyphens = true;
        self
    }

    /// How many ids have got another name.
    pub fn n_changed(&self) -> usize {
        self.n_changed_but(|_| false)
    }

    /// How many ids have got another name, without those that do not count.
    pub fn n_changed_but(&self, is_left_out: impl Fn(&str) -> bool) -> usize {
        let names = self.names.iter().filter(|(id, name)| id != name);
        names.filter(|(id, _)| !is_left_out(id)).count()
    }

    /// The name for `id`, the same each time.
    pub fn get(&mut self, id: &str) -> String {
        if let Some(name) = self.names.get(id) {
            return name.clone();
        }
        let to_plain = |c: char| {
            let is_hyphen = c == '-' && !self.has_no_hyphens;
            if c.is_ascii_alphanumeric() || c == '_' || is_hyphen {
                c
            } else {
                '_'
            }
        };
        let mut name: String = id.chars().map(to_plain).collect();
        let starts_with_letter = name.starts_with(|c: char| c.is_ascii_alphabetic());
        if self.has_no_hyphens && !starts_with_letter {
            name.insert(0, 'x');
        } else if !starts_with_letter && !name.starts_with('_') {
            name.insert(0, '_');
        }
        while !self.taken.insert(name.clone()) {
            name.push('_');
        }
        self.names.insert(id.to_owned(), name.clone());
        name
    }
}

/// A UUID that is the same for the same project, kind and id for ever (RFC 9562, version 8: made from a SHA-256).
#[must_use]
pub(super) fn derived_uuid(project: &str, kind: &str, id: &str) -> uuid::Uuid {
    // The hash of version 5 is SHA-1; version 8 leaves it to us and needs no further crate.
    let digest = Sha256::digest(format!("urn:countermark:{project}:{kind}:{id}").as_bytes());
    let mut bytes = [0_u8; 16];
    for (to, from) in bytes.iter_mut().zip(digest.iter()) {
        *to = *from;
    }
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

/// Text with every character that XML 1.0 does not allow replaced by a blank, one for one; says how many there were.
#[must_use]
pub(super) fn xml_safe(text: &str) -> (Cow<'_, str>, usize) {
    let is_bad = |c: char| matches!(c, '\u{0}'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}');
    // 0xef begins the two above the control characters, and others.
    let may_be_bad = |b: u8| (b < 0x20 && !matches!(b, b'\t' | b'\n' | b'\r')) || b == 0xef;
    if !text.bytes().any(may_be_bad) {
        return (Cow::Borrowed(text), 0);
    }
    let n_replaced = text.chars().filter(|c| is_bad(*c)).count();
    if n_replaced == 0 {
        return (Cow::Borrowed(text), 0);
    }
    (Cow::Owned(text.replace(is_bad, " ")), n_replaced)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_ids_are_file_names_and_others_become_slugs_with_a_number() {
        let mut names = FileNames::default();
        let ids = ["d1", "D1", "a b", "a/b", "", "Müller", "..", "x.y-z_9"];
        let got: Vec<String> = ids.iter().map(|id| names.take(id)).collect();
        let want = [
            "d1", "D1-1", "a_b-1", "a_b-2", "x-1", "M_ller-1", "x-2", "x.y-z_9",
        ];
        assert_eq!(got, want);
    }

    #[test]
    fn plain_names_differ_where_the_ids_do() {
        let mut names = PlainNames::without(&["begin"]);
        let got = ["a b", "a_b", "a b", "begin", "9"].map(|id| names.get(id));
        assert_eq!(got, ["a_b", "a_b_", "a_b", "begin_", "_9"]);
        assert_eq!(names.n_changed(), 4);
        let mut names = PlainNames::default().without_hyphens();
        let got = ["a-b", "a_b", "-c"].map(|id| names.get(id));
        assert_eq!(got, ["a_b", "a_b_", "x_c"]);
    }

    #[test]
    fn derived_ids_stay_the_same_and_differ_by_kind() {
        let id = derived_uuid("p", "annotation", "a1");
        assert_eq!(id, derived_uuid("p", "annotation", "a1"));
        assert_ne!(id, derived_uuid("p", "relation", "a1"));
        assert_eq!(id.get_version_num(), 8);
    }

    #[test]
    fn control_characters_become_blanks_of_the_same_number() {
        let check = |text: &str, want: &str, n: usize| {
            assert_eq!(xml_safe(text), (Cow::Borrowed(want), n));
        };
        check("a\u{b}b\tc\u{1}", "a b\tc ", 2);
        check("\u{feff}a\r\n\u{ffff}！", "\u{feff}a\r\n ！", 1);
        check("！\u{fffd}", "！\u{fffd}", 0);
    }
}
