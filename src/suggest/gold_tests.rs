//! Reads the articles of `tests/gold/` and holds suggestions against their marks; see `tests/gold/README.md`.

use super::fixture;
use super::{Suggestion, SuggestionKind, suggest};
use crate::model::Project;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::ops::Range;
use std::path::Path;

/// Marked articles.
struct Gold {
    project: Project,
    /// For each name the places: document, bytes.
    marks: BTreeMap<String, Vec<(usize, Range<usize>)>>,
}

/// Takes the marks out of a text.
fn unmark(marked: &str) -> (String, Vec<(String, Range<usize>)>) {
    let mut text = String::new();
    let mut open: Vec<(String, usize)> = Vec::new();
    let mut marks = Vec::new();
    let mut rest = marked;
    while !rest.is_empty() {
        let named = rest.strip_prefix("[[").and_then(|r| r.split_once('|'));
        if let Some((name, behind)) = named {
            open.push((name.to_owned(), text.len()));
            rest = behind;
        } else if let Some(behind) = rest.strip_prefix("]]").filter(|_| !open.is_empty()) {
            let (name, start) = open.pop().unwrap();
            marks.push((name, start..text.len()));
            rest = behind;
        } else {
            let c = rest.chars().next().unwrap();
            text.push(c);
            rest = &rest[c.len_utf8()..];
        }
    }
    assert!(open.is_empty(), "an open mark in {marked}");
    (text, marks)
}

impl Gold {
    fn read(folder: &str, name: &str) -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let path = root.join("tests/gold").join(folder).join(name);
        let file = std::fs::read_to_string(path).unwrap();
        let articles: Vec<_> = file
            .split("=== ")
            .skip(1)
            .map(|article| unmark(article.trim_end()))
            .collect();
        let texts: Vec<&str> = articles.iter().map(|(text, _)| text.as_str()).collect();
        let mut marks: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for (document, (_, found)) in articles.iter().enumerate() {
            for (name, range) in found {
                let places = marks.entry(name.clone()).or_default();
                places.push((document, range.clone()));
            }
        }
        Self {
            project: fixture::project(&texts),
            marks,
        }
    }

    /// Pairs of names and documents that belong together.
    fn true_pairs(&self) -> BTreeSet<Pair> {
        let mut pairs = BTreeSet::new();
        for (a, places_a) in &self.marks {
            for (b, places_b) in &self.marks {
                let is_sided = a.contains('.');
                let belong = if is_sided {
                    a < b && a.split('.').next() == b.split('.').next()
                } else {
                    a == b
                };
                if !belong {
                    continue;
                }
                for (doc_a, range_a) in places_a {
                    for (doc_b, range_b) in places_b {
                        if is_sided && (doc_a, range_a.start) != (doc_b, range_b.start) {
                            pairs.insert(Pair::of(a, (*doc_a, range_a), (*doc_b, range_b)));
                        } else if doc_a < doc_b {
                            // An interrupted quotation is one place.
                            pairs.insert(Pair::of(a, (*doc_a, &(0..0)), (*doc_b, &(0..0))));
                        }
                    }
                }
            }
        }
        pairs
    }

    /// The true pairs that a suggestion shows.
    fn shown_by(&self, suggestion: &Suggestion) -> BTreeSet<Pair> {
        let [first, second] = suggestion.parts.as_slice() else {
            return BTreeSet::new();
        };
        let marks_on = |part: &super::SuggestedSpan| {
            let document = self.project.document_position(&part.document).unwrap();
            let touches = |range: &Range<usize>| {
                part.spans
                    .iter()
                    .any(|span| span.start().0 < range.end && range.start < span.end().0)
            };
            let mut found = Vec::new();
            for (name, places) in &self.marks {
                for (place, range) in places {
                    if *place == document && touches(range) {
                        found.push((name.clone(), document, range.clone()));
                    }
                }
            }
            found
        };
        let mut shown = BTreeSet::new();
        for (a, doc_a, range_a) in marks_on(first) {
            for (b, doc_b, range_b) in marks_on(second) {
                if a == b && doc_a != doc_b {
                    shown.insert(Pair::of(&a, (doc_a, &(0..0)), (doc_b, &(0..0))));
                } else if a != b && a.contains('.') && a.split('.').next() == b.split('.').next() {
                    shown.insert(Pair::of(
                        a.as_str().min(b.as_str()),
                        (doc_a, &range_a),
                        (doc_b, &range_b),
                    ));
                }
            }
        }
        shown
    }

    fn describe(&self, suggestion: &Suggestion) -> String {
        let mut out = format!("{:.2} {}", suggestion.score, suggestion.why);
        for part in &suggestion.parts {
            let text = self.project.document(&part.document).unwrap().text();
            let words: Vec<_> = part.spans.iter().map(|span| span.of(text)).collect();
            let _ = write!(out, "\n       {}: {}", part.document, words.join(" … "));
        }
        out
    }
}

/// A name and two places, the earlier one first.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Pair(String, (usize, usize), (usize, usize));

impl Pair {
    fn of(name: &str, a: (usize, &Range<usize>), b: (usize, &Range<usize>)) -> Self {
        let (a, b) = ((a.0, a.1.start), (b.0, b.1.start));
        let group = name.split('.').next().unwrap_or(name);
        Self(group.to_owned(), a.min(b), a.max(b))
    }
}

/// What came of the variants of some files.
#[derive(Debug, Default)]
struct Outcome {
    n_true: usize,
    n_found: usize,
    n_shown: usize,
    n_shown_false: usize,
}

fn variants(files: &[&str]) -> Outcome {
    let mut outcome = Outcome::default();
    for file in files {
        let gold = Gold::read("variants", file);
        let wanted = gold.true_pairs();
        let found = suggest(
            &gold.project,
            SuggestionKind::QuoteVariants,
            None,
            &mut |_, _| true,
        )
        .unwrap();
        let mut hit = BTreeSet::new();
        for suggestion in &found {
            let shown = gold.shown_by(suggestion);
            let is_likely = suggestion.score >= super::SHOWN_FROM;
            if is_likely {
                outcome.n_shown += 1;
                if shown.is_empty() {
                    outcome.n_shown_false += 1;
                    println!("{file}: FALSE {}", gold.describe(suggestion));
                }
            }
            for pair in &shown {
                if !is_likely && !hit.contains(pair) {
                    println!("{file}: LOW {pair:?} {}", gold.describe(suggestion));
                }
            }
            if is_likely {
                hit.extend(shown);
            }
        }
        for pair in wanted.difference(&hit) {
            println!("{file}: MISSED {pair:?}");
        }
        outcome.n_true += wanted.len();
        outcome.n_found += wanted.intersection(&hit).count();
    }
    println!("variants, {}: {outcome:?}", files.join(", "));
    outcome
}

#[track_caller]
fn check_variants(files: &[&str]) {
    let outcome = variants(files);
    assert!(outcome.n_true > 10);
    // Of those that are shown unasked, fewer than one in five is false …
    assert!(
        outcome.n_shown_false * 5 < outcome.n_shown,
        "false ones: {outcome:?}"
    );
    // … and nine of ten pairs are among them.
    assert!(
        outcome.n_found * 10 >= outcome.n_true * 9,
        "missed: {outcome:?}"
    );
}

#[test]
fn variants_of_the_sets_that_were_looked_at() {
    check_variants(&["cranes.txt", "clinic.txt", "club.txt"]);
}

#[test]
fn variants_of_the_sets_held_out() {
    check_variants(&[
        "held_out_library.txt",
        "held_out_rescue.txt",
        "held_out_orchard.txt",
    ]);
}

/// How many candidates a reader is asked to look at.
const FIRST: usize = 30;

/// The true pairs of a set, and those of them that are among the first candidates.
fn contradictions(file: &str) -> (usize, usize) {
    let gold = Gold::read("contradictions", file);
    let wanted = gold.true_pairs();
    let kind = SuggestionKind::Contradictions;
    let found = suggest(&gold.project, kind, None, &mut |_, _| true).unwrap();
    let mut hit = BTreeSet::new();
    for (i, suggestion) in found.iter().take(FIRST).enumerate() {
        let shown = gold.shown_by(suggestion);
        let mark = if shown.is_empty() { "    " } else { "TRUE" };
        println!("{file} {:2}: {mark} {}", i + 1, gold.describe(suggestion));
        hit.extend(shown);
    }
    for pair in wanted.difference(&hit) {
        println!("{file}: MISSED {pair:?}");
    }
    let names = |pairs: &BTreeSet<Pair>| {
        let names: BTreeSet<&str> = pairs.iter().map(|pair| pair.0.as_str()).collect();
        names.len()
    };
    let n_hit = wanted.intersection(&hit).count();
    println!(
        "contradictions, {file}: {n_hit} of {} pairs, {} of {} clashes among the first {FIRST} of {} candidates",
        wanted.len(),
        names(&hit),
        names(&wanted),
        found.len()
    );
    (wanted.len(), n_hit)
}

#[track_caller]
fn check_contradictions(files: &[&str]) {
    for file in files {
        let (n_true, n_found) = contradictions(file);
        assert!(n_true >= 7);
        assert!(n_found * 2 >= n_true, "{file}: {n_found} of {n_true}");
    }
}

#[test]
fn contradictions_of_the_sets_that_were_looked_at() {
    check_contradictions(&["ferry.txt", "mill.txt"]);
}

#[test]
fn contradictions_of_the_sets_held_out() {
    check_contradictions(&["held_out_march.txt", "held_out_trial.txt"]);
}
