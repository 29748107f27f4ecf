//! Suggestions over made-up articles of 5 kB: quotations, repeats, quotations in other words, contradictions. 250 to 2 000
//! articles, so that one sees whether the time grows with their number or with its square.
//!
//! `cargo bench --bench suggest`; with `-- --quick` 50 and 100 articles once. One thread.
//!
//! The articles come in groups of five on one event: made-up sentences, and quotations and statements that the five of a
//! group have in common, some of them changed. One annotation an article, for the repeats. What is looked for across
//! articles is measured with two sorts of words: few, with sentences that all articles have nearly in common, so that much
//! is found that is none; and as many as newspapers have.

#![allow(
    clippy::expect_used,
    reason = "a measurement that fails should say where"
)]

mod common;

use common::newspaper::Newspaper;
use common::project::{document, project};
use common::table::{Goals, Table, number};
use common::text::{Kind, Random, made_up};
use common::timer::Samples;
use common::{Mode, count_name};
use countermark::suggest::{SuggestionKind, suggest};

const BYTES_PER_ARTICLE: usize = 5_000;
const GROUP: usize = 5;
/// The number of articles that the goals are for.
const GOAL_SIZE: usize = 1_000;
/// Seconds: variants and contradictions.
const SECONDS_GOAL: f64 = 10.0;
/// Nanoseconds a byte: 20 MB/s.
const QUOTES_GOAL: f64 = 50.0;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let Some(mode) = Mode::from_args(&args) else {
        return;
    };
    let mut goals = Goals::default();
    // What a program annotated is there already: nothing is looked for.
    let kinds: Vec<SuggestionKind> = SuggestionKind::ALL
        .into_iter()
        .filter(|kind| *kind != SuggestionKind::Machine)
        .collect();
    measure(mode, &kinds, "few words", &mut goals, article);
    let newspaper = Newspaper::new();
    let across = [
        SuggestionKind::QuoteVariants,
        SuggestionKind::Contradictions,
    ];
    measure(mode, &across, "words as in newspapers", &mut goals, |n| {
        newspaper.article(n, GROUP, BYTES_PER_ARTICLE)
    });
    goals.print();
}

/// Measures the kinds over more and more articles and prints a table.
fn measure(
    mode: Mode,
    kinds: &[SuggestionKind],
    words: &str,
    goals: &mut Goals,
    article: impl Fn(usize) -> String,
) {
    let sizes: &[usize] = mode.pick(&[250, 500, GOAL_SIZE, 2_000], &[50, 100]);
    let n_repeats = mode.pick(5, 1);
    let mut table = Table::new(&["kind", "articles", "ms", "ns a byte", "suggestions"]);
    for &kind in kinds {
        for &n_articles in sizes {
            let texts = (0..n_articles).map(|n| document(n, &article(n)));
            let project = project(&texts.collect::<Vec<_>>(), n_articles);
            let n_bytes: usize = project.documents().iter().map(|d| d.text().len()).sum();
            let mut samples = Samples::default();
            let mut n_found = 0;
            for _ in 0..n_repeats {
                let found = samples.time(|| suggest(&project, kind, None, &mut |_, _| true));
                n_found = found.map_or(0, |found| found.len());
            }
            let millis = samples.median_millis();
            let per_byte = millis * 1e6 / n_bytes as f64;
            let is_told = n_articles == GOAL_SIZE;
            let what = format!("{} of {n_articles} articles, {words}", kind.as_str());
            let (millis, per_byte) = match kind {
                SuggestionKind::Quotes if is_told => {
                    (number(millis), goals.at_most(&what, per_byte, QUOTES_GOAL))
                }
                SuggestionKind::QuoteVariants | SuggestionKind::Contradictions if is_told => (
                    goals.at_most(&what, millis, SECONDS_GOAL * 1e3),
                    number(per_byte),
                ),
                _ => (number(millis), number(per_byte)),
            };
            table.row(vec![
                kind.as_str().to_owned(),
                count_name(n_articles),
                millis,
                per_byte,
                count_name(n_found),
            ]);
        }
    }
    table.print(&format!("Suggestions, articles of 5 kB, {words}"));
}

const SURNAMES: &[&str] = &[
    "Lind",
    "Okafor",
    "Vaas",
    "Marchetti",
    "Calder",
    "Brandt",
    "Osmund",
    "Varga",
    "Stroud",
    "Delgado",
];
const NOUNS: &[&str] = &[
    "ferry",
    "bridge",
    "mill",
    "clinic",
    "library",
    "tunnel",
    "lighthouse",
    "orchard",
    "stadium",
    "market",
];
const VERBS: &[&str] = &[
    "closed",
    "burned",
    "sank",
    "collapsed",
    "reopened",
    "flooded",
    "moved",
    "vanished",
    "grew",
    "failed",
];
const PLACES: &[&str] = &[
    "Saltmarsh",
    "Kestrel Falls",
    "Oldcastle",
    "Teplow",
    "Innertal",
    "Marrow Hill",
    "Stanwick",
    "Ellery",
];

/// Made-up paragraphs with what the group has in common between them.
fn article(n: usize) -> String {
    let mut group = Random(n as u64 / GROUP as u64 + 1);
    let mut own = Random(n as u64 + 1_000_003);
    let name = format!("{}{}", group.one_of(SURNAMES), group.below(400));
    let place = *group.one_of(PLACES);
    let mut shared = Vec::new();
    for _ in 0..4 {
        let quotation = made_up(Kind::SingleLine, 60 + group.below(120), group.next());
        let quotation: String = quotation.chars().filter(|c| !"“”".contains(*c)).collect();
        let words: Vec<&str> = quotation.split_whitespace().collect();
        let from = own.below(words.len() / 3 + 1);
        shared.push(format!("“{},” {name} said.", words[from..].join(" ")));
        let (noun, verb) = (group.one_of(NOUNS), group.one_of(VERBS));
        let n_people = 2 + own.below(40);
        shared.push(format!(
            "The {noun} in {place} {verb} on {} and {n_people} people were hurt, according to {name}.",
            own.one_of(&["Monday", "Tuesday", "Friday"]),
        ));
        let not = own.one_of(&["", " not"]);
        shared.push(format!("{name} would{not} rebuild the {noun} of {place}."));
    }
    let n_shared: usize = shared.iter().map(|s| s.len() + 1).sum();
    let filler = made_up(
        Kind::Paragraphs,
        BYTES_PER_ARTICLE.saturating_sub(n_shared),
        n as u64,
    );
    let mut shared = shared.into_iter();
    let mut text = String::with_capacity(BYTES_PER_ARTICLE);
    for paragraph in filler.split("\n\n") {
        text.push_str(paragraph);
        if let Some(sentence) = shared.next() {
            text.push(' ');
            text.push_str(&sentence);
        }
        text.push_str("\n\n");
    }
    for sentence in shared {
        text.push_str(&sentence);
        text.push('\n');
    }
    text
}
