//! The quotation suggester on annotated articles of our own in `tests/gold/quotes`.
//!
//! An article's file is its text with marks: `⟦3 Orlo Venn¦We will go⟧` is a fragment of quotation 3, which Orlo Venn (a
//! part of the name is enough) says; later fragments of it are `⟦3¦…⟧`. The speaker `-` is nobody known. Files `dev_*`
//! were looked at while the rules were made, files `held_*` were not.

#![allow(
    clippy::expect_used,
    reason = "a test fails by panicking, in its helpers too"
)]

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;

use countermark::suggest::SHOWN_FROM;
use countermark::suggest::quotes::{FoundQuote, WordLists, quotes_in};

struct Quote {
    spans: Vec<Range<usize>>,
    speaker: String,
}

struct Article {
    name: String,
    text: String,
    quotes: Vec<Quote>,
}

fn parse(name: &str, marked: &str) -> Article {
    let mut text = String::new();
    let mut quotes: BTreeMap<u32, Quote> = BTreeMap::new();
    let mut rest = marked;
    while let Some(at) = rest.find('⟦') {
        text.push_str(&rest[..at]);
        rest = &rest[at + '⟦'.len_utf8()..];
        let (head, tail) = rest.split_once('¦').expect("a mark has a head and ¦");
        let (words, tail) = tail.split_once('⟧').expect("a mark is closed");
        let (id, speaker) = head.split_once(' ').unwrap_or((head, ""));
        let id: u32 = id
            .parse()
            .unwrap_or_else(|_| panic!("{name}: {head} begins with no number"));
        let start = text.len();
        text.push_str(words);
        let quote = quotes.entry(id).or_insert_with(|| Quote {
            spans: Vec::new(),
            speaker: speaker.to_owned(),
        });
        quote.spans.push(start..text.len());
        rest = tail;
    }
    text.push_str(rest);
    Article {
        name: name.to_owned(),
        text,
        quotes: quotes.into_values().collect(),
    }
}

fn articles(prefix: &str) -> Vec<Article> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/gold/quotes");
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .expect("the gold folder")
        .map(|entry| entry.expect("readable entry").path())
        .collect();
    paths.sort();
    let mut articles = Vec::new();
    for path in paths {
        let name = path.file_stem().expect("a name").to_string_lossy();
        if name.starts_with(prefix) {
            let marked = std::fs::read_to_string(&path).expect("readable article");
            articles.push(parse(&name, &marked));
        }
    }
    articles
}

#[derive(Default)]
struct Score {
    n_gold: usize,
    n_found: usize,
    n_right: usize,
    n_with_speaker: usize,
    n_right_speaker: usize,
}

impl Score {
    fn precision(&self) -> f64 {
        self.n_right as f64 / self.n_found.max(1) as f64
    }

    fn recall(&self) -> f64 {
        self.n_right as f64 / self.n_gold.max(1) as f64
    }

    /// Of the quotations found exactly that somebody says: those given to the right one.
    fn speakers(&self) -> f64 {
        self.n_right_speaker as f64 / self.n_with_speaker.max(1) as f64
    }

    fn add(&mut self, other: &Self) {
        self.n_gold += other.n_gold;
        self.n_found += other.n_found;
        self.n_right += other.n_right;
        self.n_with_speaker += other.n_with_speaker;
        self.n_right_speaker += other.n_right_speaker;
    }
}

fn shown(text: &str, spans: &[Range<usize>]) -> String {
    let parts: Vec<&str> = spans.iter().map(|span| &text[span.clone()]).collect();
    parts.join(" … ")
}

fn simple(name: &str) -> String {
    name.to_lowercase().replace('’', "'")
}

/// Holds what is found in one article against what is marked; `faults` says each difference.
fn judge(article: &Article, found: &[FoundQuote], faults: &mut Vec<String>) -> Score {
    let mut score = Score::default();
    let found: Vec<&FoundQuote> = found.iter().filter(|q| q.score >= SHOWN_FROM).collect();
    score.n_gold = article.quotes.len();
    score.n_found = found.len();
    let text = &article.text;
    for gold in &article.quotes {
        let Some(quote) = found.iter().find(|quote| quote.spans == gold.spans) else {
            faults.push(format!(
                "{}: missed   [{}] {}",
                article.name,
                gold.speaker,
                shown(text, &gold.spans)
            ));
            continue;
        };
        score.n_right += 1;
        if gold.speaker == "-" {
            continue;
        }
        score.n_with_speaker += 1;
        let speaker = quote.speaker.as_deref().unwrap_or("");
        if simple(speaker).contains(&simple(&gold.speaker)) {
            score.n_right_speaker += 1;
        } else {
            faults.push(format!(
                "{}: speaker  [{}] not [{speaker}] {} ({})",
                article.name,
                gold.speaker,
                shown(text, &gold.spans),
                quote.why,
            ));
        }
    }
    for quote in found {
        if !article.quotes.iter().any(|gold| gold.spans == quote.spans) {
            faults.push(format!(
                "{}: no quote [{}] {} ({:.2}: {})",
                article.name,
                quote.speaker.as_deref().unwrap_or("-"),
                shown(text, &quote.spans),
                quote.score,
                quote.why,
            ));
        }
    }
    score
}

/// Measures all articles of a prefix and holds them to the goals.
fn check(prefix: &str) {
    let mut total = Score::default();
    let mut faults = Vec::new();
    let articles = articles(prefix);
    for article in &articles {
        let found = quotes_in(&article.text, WordLists::bundled());
        total.add(&judge(article, &found, &mut faults));
    }
    println!("{}", faults.join("\n"));
    println!(
        "{prefix}: {} articles, {} quotations; precision {:.3}, recall {:.3}, speakers {:.3}",
        articles.len(),
        total.n_gold,
        total.precision(),
        total.recall(),
        total.speakers()
    );
    assert!(articles.len() >= 4, "{} articles", articles.len());
    assert!(total.precision() >= 0.9, "{}", faults.join("\n"));
    assert!(total.recall() >= 0.9, "{}", faults.join("\n"));
    assert!(total.speakers() >= 0.8, "{}", faults.join("\n"));
}

#[test]
fn articles_looked_at() {
    check("dev_");
}

#[test]
fn articles_held_out() {
    check("held_");
}
