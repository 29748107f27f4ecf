//! What a page shows of HTML, with the way back to its source: programs that annotate pages count the characters of the page.

use super::imported::{ImportedFragment, Unit};
use super::place::CanonicalText;

/// The text of a page, and where in the source each of its code points stands.
pub(super) struct Page {
    text: CanonicalText,
    /// For each code point of the page its start and end in the source, in code points.
    places: Vec<(usize, usize)>,
}

/// Characters of the source in which an entity ends.
const MAX_ENTITY: usize = 12;
/// Names of entities that programs write; others stay as they stand.
const NAMED: &[(&str, char)] = &[
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("nbsp", '\u{a0}'),
    ("ndash", '–'),
    ("mdash", '—'),
    ("lsquo", '‘'),
    ("rsquo", '’'),
    ("ldquo", '“'),
    ("rdquo", '”'),
    ("hellip", '…'),
];

impl Page {
    /// Tags, comments, scripts and styles show nothing, an entity shows its character; blanks stay, as programs count them.
    pub fn of(source: &str) -> Self {
        let chars: Vec<char> = source.chars().collect();
        let (mut text, mut places) = (String::new(), Vec::new());
        let mut missing = Vec::new();
        let mut at = 0;
        while let Some(&c) = chars.get(at) {
            let rest = &chars[at..];
            if let Some(n) = n_of_markup(rest, &mut missing) {
                at += n;
                continue;
            }
            // A page has one line break for each of the source.
            let (shown, n) = match rest {
                ['\r', '\n', ..] => ('\n', 2),
                ['\r', ..] => ('\n', 1),
                _ => entity(rest).unwrap_or((c, 1)),
            };
            text.push(shown);
            places.push((at, at + n));
            at += n;
        }
        Self {
            text: CanonicalText::new(text.into()),
            places,
        }
    }

    /// A fragment that counts the page's characters as one of the source, and where it was found; as it was where its words
    /// are not there, or more than once and not at its place. `unit` is tried first.
    pub fn in_source(
        &self,
        source: &str,
        fragment: ImportedFragment,
        unit: Unit,
    ) -> (ImportedFragment, OnPage) {
        let ends = (fragment.start, fragment.end);
        let (place, found) = match (
            self.place(ends, fragment.text.as_deref(), unit),
            &fragment.text,
        ) {
            (Some(place), _) => (Some(place), OnPage::There),
            // What the source has as it is stated is found there by its words.
            (None, Some(words)) if !source.contains(words.as_str()) => {
                (self.only_place(words), OnPage::Elsewhere)
            }
            (None, _) => (None, OnPage::Nowhere),
        };
        let in_source = place.and_then(|(start, end)| {
            let (first, last) = (
                self.places.get(start)?,
                self.places.get(end.checked_sub(1)?)?,
            );
            Some((first.0, last.1))
        });
        match in_source {
            Some((start, end)) => {
                let fragment = ImportedFragment {
                    start,
                    end,
                    text: Some(source.chars().skip(start).take(end - start).collect()),
                    around: None,
                };
                (fragment, found)
            }
            None => (fragment, OnPage::Nowhere),
        }
    }

    /// Whether words stand at their place on the page.
    pub fn has(&self, ends: Option<(usize, usize)>, words: &str) -> bool {
        ends.is_some_and(|ends| self.place(ends, Some(words), Unit::CodePoints).is_some())
    }

    /// Start and end in code points of the page of numbers in the unit, or in the other one of the two that programs count;
    /// where words are stated, they must stand there.
    fn place(
        &self,
        (start, end): (usize, usize),
        words: Option<&str>,
        unit: Unit,
    ) -> Option<(usize, usize)> {
        let n_before = |byte: usize| self.text.text[..byte].chars().count();
        let other = if unit == Unit::Utf16 {
            Unit::CodePoints
        } else {
            Unit::Utf16
        };
        [unit, other].into_iter().find_map(|unit| {
            let numbers = ImportedFragment {
                start,
                end,
                ..ImportedFragment::default()
            };
            let (span, _) = self.text.place(&numbers, unit).ok()?;
            let is_it = words.is_none_or(|words| is_alike(span.of(&self.text.text), words));
            is_it.then(|| (n_before(span.start().0), n_before(span.end().0)))
        })
    }

    /// Start and end of words that the page has once, blanks and line breaks aside.
    fn only_place(&self, words: &str) -> Option<(usize, usize)> {
        // The places of its characters on the page, by the bytes of what is looked through.
        let (mut signs, mut places) = (String::new(), Vec::new());
        for (at, c) in self.text.text.chars().enumerate() {
            if !c.is_whitespace() {
                signs.push(c);
                places.resize(signs.len(), at);
            }
        }
        [signs_of(words), signs_of(&with_breaks(words))]
            .into_iter()
            .filter(|wanted| !wanted.is_empty())
            .find_map(|wanted| {
                let mut all = signs.match_indices(&wanted).map(|(at, _)| at);
                let (at, None) = (all.next()?, all.next()) else {
                    return None;
                };
                let last = places.get(at + wanted.len() - 1)?;
                Some((*places.get(at)?, last + 1))
            })
    }
}

/// Where words of a page were found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum OnPage {
    /// Where their numbers say.
    There,
    /// Once, elsewhere.
    Elsewhere,
    /// Not on the page, or more than once.
    Nowhere,
}

/// Whether words of a page are those that a program states: it may state blanks and line breaks otherwise, and line breaks as
/// a backslash and an `n`.
pub(super) fn is_alike(shown: &str, stated: &str) -> bool {
    let shown = signs_of(shown);
    shown == signs_of(stated) || (stated.contains("\\n") && shown == signs_of(&with_breaks(stated)))
}

/// Words without blanks and line breaks.
fn signs_of(words: &str) -> String {
    words.split_whitespace().collect()
}

/// Words in which each backslash with an `n` is a line break.
pub(super) fn with_breaks(words: &str) -> String {
    words.replace("\\n", "\n")
}

/// How many characters a tag, a comment, a script or a style has that begins here. `missing`: ends that do not come any more.
fn n_of_markup(rest: &[char], missing: &mut Vec<&'static str>) -> Option<usize> {
    let starts = |with: &str| {
        let mut own = rest.iter().map(char::to_ascii_lowercase);
        with.chars().all(|c| own.next() == Some(c))
    };
    let mut to = |end: &'static str| {
        if missing.contains(&end) {
            return None;
        }
        let signs: Vec<char> = end.chars().collect();
        let is_end = |w: &[char]| w.iter().zip(&signs).all(|(a, b)| a.eq_ignore_ascii_case(b));
        let found = rest.windows(signs.len()).position(is_end);
        if found.is_none() {
            missing.push(end);
        }
        found.map(|at| at + signs.len())
    };
    if rest.first() != Some(&'<') {
        return None;
    }
    if starts("<!--") {
        return to("-->");
    }
    for (open, close) in [("<script", "</script>"), ("<style", "</style>")] {
        if starts(open) {
            return to(close);
        }
    }
    let is_tag = rest
        .get(1)
        .is_some_and(|c| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?'));
    if is_tag { to(">") } else { None }
}

/// The character of an entity that begins here, and how many characters the entity has.
fn entity(rest: &[char]) -> Option<(char, usize)> {
    if rest.first() != Some(&'&') {
        return None;
    }
    let end = rest.iter().take(MAX_ENTITY).position(|c| *c == ';')?;
    let name: String = rest.get(1..end)?.iter().collect();
    let shown = match name.strip_prefix('#') {
        Some(code) => {
            let number = match code.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16),
                None => code.parse(),
            };
            number.ok().and_then(char::from_u32)
        }
        None => NAMED.iter().find(|(n, _)| *n == name).map(|(_, c)| *c),
    };
    Some((shown?, end + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a fragment of the page is in the source.
    fn check(source: &str, (start, end): (usize, usize), words: &str, want: (usize, usize, &str)) {
        let fragment = ImportedFragment {
            start,
            end,
            text: Some(words.to_owned()),
            ..ImportedFragment::default()
        };
        let (got, _) = Page::of(source).in_source(source, fragment, Unit::CodePoints);
        assert_eq!(
            (got.start, got.end, got.text.as_deref()),
            (want.0, want.1, Some(want.2))
        );
    }

    #[test]
    fn a_place_on_the_page_is_found_in_the_source() {
        let source = "<p class=\"two\">two <b>two</b> &amp; two</p>";
        check(source, (4, 7), "two", (22, 25, "two"));
        check(source, (0, 7), "two two", (15, 25, "two <b>two"));
        check(source, (8, 13), "& two", (30, 39, "&amp; two"));
        check("<!-- a --><i>👩 b</i>", (2, 3), "b", (15, 16, "b"));
        check("<i>👩 b</i>", (3, 4), "b", (5, 6, "b"));
        check("a < b", (2, 3), "<", (2, 3, "<"));
    }

    #[test]
    fn words_that_are_not_there_stay_as_they_were_stated() {
        check("<p>two</p>", (0, 3), "one", (0, 3, "one"));
        check("<p>two</p>", (7, 99), "two", (7, 99, "two"));
        check("<p", (0, 2), "x", (0, 2, "x"));
    }

    #[test]
    fn words_elsewhere_on_the_page_are_found_where_they_stand_once() {
        let source = "<p>one</p><p>two three</p>";
        check(source, (0, 2), "one\\n\\ntwo", (3, 16, "one</p><p>two"));
        check(source, (3, 6), "three", (3, 6, "three"));
        check("<i>a a</i>", (1, 2), "a", (1, 2, "a"));
        let of = |start, unit| {
            let fragment = ImportedFragment {
                start,
                end: start + 3,
                text: Some("b c".to_owned()),
                ..ImportedFragment::default()
            };
            let source = "👩 <i>b</i> c";
            Page::of(source).in_source(source, fragment, unit).1
        };
        assert_eq!(of(2, Unit::CodePoints), OnPage::There);
        assert_eq!(of(3, Unit::Utf16), OnPage::There);
        assert_eq!(of(0, Unit::Utf16), OnPage::Elsewhere);
    }
}
