//! Search over 50 MB of articles, 10 000 of 5 kB, in each way of searching, against the time that the `regex` crate
//! needs for the nearest expression on the same bytes in one piece. A folded search does more than any plain
//! expression: it is held against the same words without regard to case.
//!
//! `cargo bench --bench search`; with `-- --quick` a hundredth of it, to see that it runs.
#![allow(
    clippy::expect_used,
    reason = "a measurement that fails should say where"
)]

mod common;

use common::table::{Goals, Table, number};
use common::text::{Kind, made_up};
use common::timer::Samples;
use common::{Mode, count_name};
use countermark::model::{Document, Source};
use countermark::text::{Pattern, Query};
use countermark::workspace::JobContext;
use countermark::workspace::search::search;
use std::hint::black_box;
use std::sync::Arc;

const BYTES_PER_ARTICLE: usize = 5_000;
/// A search may take so many times what the `regex` crate takes.
const RATIO: f64 = 1.5;

/// One way of searching.
struct Case {
    name: &'static str,
    query: Query,
    /// The nearest expression for the `regex` crate.
    raw: String,
}

impl Case {
    fn new(name: &'static str, text: &str, flags: &str, raw: &str) -> Self {
        let query = Query {
            text: text.to_owned(),
            is_word: flags.contains("word"),
            is_regex: flags.contains("regex"),
            is_folded: flags.contains("fold"),
        };
        let raw = raw.to_owned();
        Self { name, query, raw }
    }

    /// A frequent word, a rare one and a phrase of the made-up texts.
    fn all() -> Vec<Self> {
        vec![
            Self::new("plain, rare", "conlonpar", "", "conlonpar"),
            Self::new("plain, frequent", "ber", "", "ber"),
            Self::new("whole word", "ber", "word", r"\bber\b"),
            Self::new(
                "expression",
                r"[A-Z][a-z]+, [a-z]+in",
                "regex",
                r"(?m)[A-Z][a-z]+, [a-z]+in",
            ),
            Self::new("folded, rare", "Conlonpar", "fold", "(?i)conlonpar"),
            Self::new("folded, phrase", "they said", "fold", "(?i)they said"),
            Self::new("folded, frequent", "BER", "fold", "(?i)ber"),
            Self::new(
                "folded whole word",
                "BÉR",
                "fold word",
                r"(?i)\b(ber|bér)\b",
            ),
        ]
    }
}

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let Some(mode) = Mode::from_args(&args) else {
        return;
    };
    let n_articles = mode.pick(10_000, 100);
    let documents: Vec<Arc<Document>> = (0..n_articles)
        .map(|n| {
            let text = made_up(Kind::Paragraphs, BYTES_PER_ARTICLE, n as u64);
            let id = format!("d{n}");
            let title = format!("Article {n}");
            Arc::new(Document::new(
                id.as_str().into(),
                title,
                Source::default(),
                text.into(),
            ))
        })
        .collect();
    let raw: String = documents.iter().map(|d| &**d.text()).collect();
    let n_rounds = mode.pick(7, 1);
    let mut goals = Goals::default();
    let mut table = Table::new(&[
        "search",
        "hits",
        "here, ms",
        "MB/s",
        "`regex`, ms",
        "its hits",
        "times as long",
    ]);
    for case in Case::all() {
        let pattern = Pattern::new(&case.query).expect("a sound query");
        let regex = regex::bytes::Regex::new(&case.raw).expect("a sound expression");
        let (mut here, mut there) = (Samples::default(), Samples::default());
        let (mut n_hits, mut n_raw) = (0, 0);
        for _ in 0..n_rounds {
            n_hits = here.time(|| {
                let mut keep = |hits| drop(black_box(hits));
                search(
                    &documents,
                    &pattern,
                    usize::MAX,
                    &JobContext::default(),
                    &mut keep,
                )
            });
            n_raw = there.time(|| regex.find_iter(black_box(raw.as_bytes())).count());
        }
        let (ours, theirs) = (here.median_millis(), there.median_millis());
        let times = goals.at_most(case.name, ours / theirs, RATIO);
        table.row(vec![
            case.name.to_owned(),
            count_name(n_hits),
            number(ours),
            number(raw.len() as f64 / 1e3 / ours),
            number(theirs),
            count_name(n_raw),
            times,
        ]);
    }
    let n_bytes = raw.len() / 1_000_000;
    table.print(&format!(
        "Search, {} articles, {n_bytes} MB",
        count_name(n_articles)
    ));
    goals.print();
}
