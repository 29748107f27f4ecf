//! Three and more annotators: the matrix of pairs, and what is made for any number: α, Fleiss' κ, uα, n-ary γ; with each
//! left out in turn, to find who differs from all others.

use super::board::{Board, positions_on_board, ualpha_on_board};
use super::bootstrap::NoInterval;
use super::comparison::{Comparison, Measure, Settings, measures, of_statistics, of_wholes};
use super::expected::expected;
use super::figure::{Figure, Undefined};
use super::input::Layers;
use super::pair::{Whole, alpha_u_wholes, continua, pair_work};
use super::positions::{self, Cells, Item, LabelSets};
use super::runner::{self, Runner};
use super::statistic::Kind;
use super::ualpha;

/// Measures whose mean over pairs is shown.
const AVERAGED: [(&str, &str); 4] = [
    ("f1.strict", "f1.strict.mean_pairwise"),
    ("f1.extent", "f1.extent.mean_pairwise"),
    ("f1.iou50", "f1.iou50.mean_pairwise"),
    ("gamma", "gamma.mean_pairwise"),
];

/// Fills in the figures of an input of three or more annotators; `None`: cancelled.
pub fn compare(
    layers: &Layers<'_>,
    settings: &Settings,
    runner: &dyn Runner,
    into: &mut Comparison,
) -> Option<()> {
    let n = layers.input.annotators.len();
    let everybody: Vec<usize> = (0..n).collect();
    into.measures = together(layers, &everybody, settings, runner, &mut into.n_samples)?;
    let mut of_pairs = Vec::new();
    for a in 0..n {
        for b in a + 1..n {
            let pair = (a, b);
            let work = pair_work(layers, pair, &settings.gamma, settings.is_advanced, runner)?;
            of_pairs.extend(measures(&work, Some(pair), settings, runner)?);
        }
    }
    into.measures.extend(means(&of_pairs));
    into.measures.append(&mut of_pairs);
    let fewer = Settings {
        is_per_document: false,
        ..*settings
    };
    for left_out in 0..n {
        let others: Vec<usize> = (0..n).filter(|i| *i != left_out).collect();
        let found = together_without_gamma(layers, &others, &fewer, runner)?;
        let wanted = ["ualpha.u", "ualpha.binary", "alpha.char.nominal"];
        let found = found
            .into_iter()
            .filter(|m| m.label.is_none() && wanted.contains(&m.id));
        into.measures.extend(found.map(|measure| Measure {
            without: Some(left_out),
            ..measure
        }));
    }
    Some(())
}

/// Means over pairs that have a value.
fn means(of_pairs: &[Measure]) -> Vec<Measure> {
    let mean = |(id, mean_id): (&str, &'static str)| {
        let values: Vec<Figure> = of_pairs
            .iter()
            .filter(|m| m.id == id && m.label.is_none() && m.document.is_none())
            .map(|m| m.value)
            .collect();
        let known: Vec<f64> = values.iter().filter_map(|v| v.ok()).collect();
        let why = values.iter().find_map(|v| v.err());
        let value = match (known.as_slice(), why) {
            ([], why) => Err(why.unwrap_or(Undefined::NoDocuments)),
            (known, _) => Ok(known.iter().sum::<f64>() / known.len() as f64),
        };
        Measure {
            id: mean_id,
            label: None,
            document: None,
            pair: None,
            without: None,
            value,
            interval: Err(NoInterval::NotAsked),
            counts: vec![
                ("pairs", known.len() as f64),
                ("undefined", (values.len() - known.len()) as f64),
            ],
        }
    };
    AVERAGED.into_iter().map(mean).collect()
}

fn together(
    layers: &Layers<'_>,
    annotators: &[usize],
    settings: &Settings,
    runner: &dyn Runner,
    n_samples: &mut usize,
) -> Option<Vec<Measure>> {
    let documents = layers.shared_documents(annotators);
    let mut found = together_without_gamma(layers, annotators, settings, runner)?;
    let continua = continua(layers, &documents, annotators);
    let n = annotators.len() as f64;
    let n_labels = layers.input.labels.len();
    let mut board = Board {
        labels: layers.input.labels.clone(),
        ..Board::default()
    };
    match expected(&continua, n_labels, &settings.gamma, runner)? {
        Ok(expected) => {
            *n_samples = expected.n_samples;
            let rows = expected.documents.iter().map(|d| {
                // In halves, for the measure asks how many units there are on two sides.
                let half = d.mean_units * n / 2.0;
                vec![d.observed, d.expected, d.variance, half, half]
            });
            let block = board.block(5, rows);
            board.add("gamma", None, block, 0, 5, Kind::Gamma);
            let rows = expected
                .documents
                .iter()
                .map(|d| vec![d.observed, d.mean_units * n]);
            let block = board.block(2, rows);
            for id in ["gamma.disorder", "gamma.disorder.pooled"] {
                board.add(id, None, block, 0, 2, Kind::Disorder(annotators.len()));
            }
            found.extend(of_statistics(
                &board.blocks,
                &board.statistics,
                &documents,
                settings,
                runner,
            )?);
        }
        Err(why) => {
            let wholes = ["gamma", "gamma.disorder", "gamma.disorder.pooled"].map(|id| Whole {
                id,
                label: None,
                value: Err(why),
                documents: vec![Err(why); documents.len()],
                counts: Vec::new(),
            });
            found.extend(of_wholes(&wholes, &documents, settings));
        }
    }
    Some(found)
}

fn together_without_gamma(
    layers: &Layers<'_>,
    annotators: &[usize],
    settings: &Settings,
    runner: &dyn Runner,
) -> Option<Vec<Measure>> {
    let documents = layers.shared_documents(annotators);
    let n_labels = layers.input.labels.len();
    let mut board = Board {
        labels: layers.input.labels.clone(),
        ..Board::default()
    };
    for item in [Item::Char, Item::Token] {
        let tables: Vec<(LabelSets, Cells)> = runner::map(runner, documents.len(), |i| {
            let mut sets = LabelSets::default();
            let cells = positions::cells(layers, documents[i], annotators, item, &mut sets);
            (sets, cells)
        })?;
        let tables: Vec<_> = tables.iter().map(|(s, c)| (s, c)).collect();
        positions_on_board(&mut board, item, &tables, annotators.len());
    }
    let rows = runner::map(runner, documents.len(), |i| {
        let of_layers = (0..n_labels)
            .flat_map(|label| ualpha::layer_sums(layers, documents[i], annotators, label));
        (
            ualpha::document_sums(layers, documents[i], annotators),
            of_layers.collect::<Vec<f64>>(),
        )
    })?;
    ualpha_on_board(&mut board, rows.into_iter(), n_labels);
    let mut wholes = Vec::new();
    alpha_u_wholes(&mut wholes, layers, &documents, annotators);
    let mut found = of_statistics(
        &board.blocks,
        &board.statistics,
        &documents,
        settings,
        runner,
    )?;
    found.extend(of_wholes(&wholes, &documents, settings));
    Some(found)
}
