//! How long comparing annotators takes: alignments, γ with its chance samples, and all figures of a corpus.
//!
//! `cargo bench --bench agreement`; `-- --quick` for a small run.
#![allow(clippy::expect_used, reason = "a measurement that cannot go on ends")]

mod common;

use common::Mode;
use common::process::{Figures, Memory};
use common::table::{Goals, Table};
use common::timer::Samples;
use countermark::agreement::chance::generator;
use countermark::agreement::gamma::{Aligner, Dissimilarity, Span};
use countermark::agreement::{
    Document, GammaSettings, Input, Link, LinkType, Runner, Settings, Unit, compare, expected,
};
use rand::RngExt as _;
use std::hint::black_box;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Two threads, as the goals are meant.
struct TwoThreads;

impl Runner for TwoThreads {
    fn each(&self, n: usize, work: &(dyn Fn(usize) + Sync)) -> bool {
        let next = AtomicUsize::new(0);
        let worker = || {
            loop {
                let i = next.fetch_add(1, Ordering::Relaxed);
                if i >= n {
                    return;
                }
                work(i);
            }
        };
        std::thread::scope(|scope| {
            scope.spawn(worker);
            worker();
        });
        true
    }
}

/// (start, end, label) of `n` units of some sixty code points, and what a second annotator makes of them: most ends a
/// little off, some labels other, a tenth missing, a tenth more.
fn layers(n: usize, seed: usize) -> [Vec<(usize, usize, usize)>; 2] {
    let mut random = generator(1, seed, n);
    let (mut first, mut second) = (Vec::new(), Vec::new());
    let mut at = 0;
    for _ in 0..n {
        let start = at + random.random_range(5..100);
        let end = start + random.random_range(10..110);
        at = end;
        let label = random.random_range(0..3);
        if random.random_bool(0.9) {
            first.push((start, end, label));
        }
        if random.random_bool(0.9) {
            let is_moved = random.random_bool(0.4);
            let off = if is_moved {
                random.random_range(0..12)
            } else {
                0
            };
            let label = if random.random_bool(0.15) {
                (label + 1) % 3
            } else {
                label
            };
            second.push((start + off.min(9), end + off, label));
        }
    }
    [first, second]
}

fn spans(units: &[(usize, usize, usize)]) -> Vec<Span> {
    let span = |&(start, end, label): &(usize, usize, usize)| Span {
        start: start as f64,
        end: end as f64,
        label,
    };
    units.iter().map(span).collect()
}

fn corpus(n_documents: usize, n_units: usize) -> Input {
    let mut input = Input {
        annotators: vec!["a".to_owned(), "b".to_owned()],
        labels: ["claim", "quote", "contradiction"]
            .map(str::to_owned)
            .into(),
        link_types: [("supports", false), ("contradicts", true)]
            .map(|(id, is_symmetric)| LinkType {
                id: id.to_owned(),
                is_symmetric,
            })
            .into(),
        ..Input::default()
    };
    for document in 0..n_documents {
        let both = layers(n_units, document);
        let end = both.iter().flatten().map(|u| u.1).max().unwrap_or(0);
        input.documents.push(Document {
            id: format!("d{document}"),
            length: end + 100,
            tokens: (0..end / 6).map(|t| (6 * t, 6 * t + 5)).collect(),
            ..Document::default()
        });
        for (annotator, units) in both.into_iter().enumerate() {
            let first = input.units.len();
            for (i, (start, end, label)) in units.into_iter().enumerate() {
                let mut unit = |start: usize, end: usize, label: usize| {
                    // Every seventh is interrupted.
                    let middle = start + (end - start) / 2;
                    let is_whole = i % 7 > 0 || middle < start + 2;
                    let fragments = if is_whole {
                        vec![(start, end)]
                    } else {
                        vec![(start, middle - 1), (middle, end)]
                    };
                    input.units.push(Unit {
                        id: format!("{annotator}-{document}-{}", input.units.len()),
                        document,
                        annotator,
                        label,
                        fragments,
                    });
                };
                unit(start, end, label);
                // A third lies in another one of another label.
                if i % 3 == 0 {
                    unit(start.saturating_sub(4), end + 9, (label + 1) % 3);
                }
            }
            link(&mut input, first, annotator);
        }
    }
    input
}

/// Links every second of the units from `first` on with the next but one.
fn link(input: &mut Input, first: usize, annotator: usize) {
    let ends = (first..input.units.len().saturating_sub(2)).step_by(2);
    for from in ends {
        input.links.push(Link {
            id: format!("{annotator}-{from}"),
            annotator,
            from,
            to: from + 2,
            link_type: from / 2 % 2,
        });
    }
}

/// Bytes that a comparison of so many articles needs at its height beyond what it compares.
fn measured_memory(n_documents: usize) -> Figures {
    let input = corpus(n_documents, 20);
    let before = Memory::of_self().resident;
    let found = compare(&input, &Settings::default(), &TwoThreads);
    let n_spans = black_box(found.expect("two annotators")).n_spans;
    let mut figures = Figures::default();
    let peak = Memory::of_self().peak.saturating_sub(before);
    figures.put("peak", peak as f64);
    figures.put("spans", n_spans.iter().sum::<usize>() as f64);
    figures
}

/// Whether it grows as the articles do: each size in a process of its own, four times as many the next.
fn memory(mode: Mode, goals: &mut Goals) -> Table {
    let mut table = Table::new(&["articles", "spans", "at its height, MB", "times as much"]);
    let mut before: Option<f64> = None;
    for n_documents in [mode.pick(1_000, 100), mode.pick(4_000, 400)] {
        let figures = Figures::from_child(&["--measure", &n_documents.to_string()]);
        let peak = figures.get("peak") / 1e6;
        let growth = before.map_or_else(String::new, |before| {
            goals.at_most("memory for 4 times the articles", peak / before, 4.5)
        });
        table.row(vec![
            n_documents.to_string(),
            format!("{:.0}", figures.get("spans")),
            format!("{peak:.1}"),
            growth,
        ]);
        before = Some(peak);
    }
    table
}

fn main() {
    let args: Vec<String> = std::env::args().collect();
    if let [_, measure, n_documents, ..] = args.as_slice()
        && measure == "--measure"
    {
        let n_documents = n_documents.parse().expect("a number of articles");
        measured_memory(n_documents).print();
        return;
    }
    let Some(mode) = Mode::from_args(&args) else {
        return;
    };
    let mut goals = Goals::default();
    let mut table = Table::new(&["what", "median ms"]);

    for (n, limit, repeats) in [(1_000, 2.0, 50), (20_000, 100.0, 10)] {
        let n = mode.pick(n, n / 10);
        let [a, b] = layers(n, 7).map(|units| spans(&units));
        let mut aligner = Aligner::default();
        let mut samples = Samples::default();
        for _ in 0..mode.pick(repeats, 3) {
            let total = samples.time(|| aligner.align(&a, &b, &Dissimilarity::STANDARD));
            black_box(total);
        }
        let what = format!("best alignment, {n} units each");
        let figure = goals.at_most(&what, samples.median_millis(), limit);
        table.row(vec![what, figure]);
    }

    let n = mode.pick(1_000, 100);
    let continua = vec![layers(n, 7).map(|units| spans(&units)).to_vec()];
    let settings = GammaSettings {
        samples: 100,
        max_samples: 100,
        ..GammaSettings::default()
    };
    let mut samples = Samples::default();
    for _ in 0..mode.pick(20, 3) {
        let found = samples.time(|| expected::expected(&continua, 3, &settings, &TwoThreads));
        black_box(found);
    }
    let what = format!("γ, 100 chance samples, {n} units each");
    let figure = goals.at_most(&what, samples.median_millis(), 50.0);
    table.row(vec![what, figure]);

    let n_documents = mode.pick(1_000, 50);
    let input = corpus(n_documents, 20);
    // As the window asks for it.
    let settings = Settings {
        is_per_document: true,
        ..Settings::default()
    };
    let mut samples = Samples::default();
    for _ in 0..mode.pick(5, 1) {
        let found = samples.time(|| compare(&input, &settings, &TwoThreads));
        black_box(found.expect("two annotators"));
    }
    let what = format!(
        "all figures, of each article too, 2 000 draws, {n_documents} articles of 24 spans and 12 links each"
    );
    let figure = goals.at_most(&what, samples.median_millis(), 2_000.0);
    table.row(vec![what, figure]);

    let input = corpus(1, mode.pick(5_000, 500));
    let what = format!(
        "all figures, one article, {} spans and {} links of two",
        input.units.len(),
        input.links.len()
    );
    let mut samples = Samples::default();
    for _ in 0..mode.pick(3, 1) {
        let found = samples.time(|| compare(&input, &settings, &TwoThreads));
        black_box(found.expect("two annotators"));
    }
    let figure = goals.at_most(&what, samples.median_millis(), 4_000.0);
    table.row(vec![what, figure]);

    table.print("Agreement, on two threads");
    memory(mode, &mut goals).print("Memory of a comparison");
    goals.print();
}
