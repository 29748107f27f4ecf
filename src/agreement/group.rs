//! Three and more annotators: the matrix of pairs, and what is made for any number: α, Fleiss' κ, uα, n-ary γ; with each
//! left out in turn, to find who differs from all others.

use super::between::Between;
use super::board::{Board, positions_on_board, ualpha_on_board};
use super::bootstrap::NoInterval;
use super::comparison::{
    Comparison, Measure, Settings, count_samples, measures, of_statistics, of_wholes,
};
use super::expected::{expected, observed};
use super::figure::Figure;
use super::gamma::Dissimilarity;
use super::input::Layers;
use super::pair::{PairWork, alpha_u_wholes, continua, gamma_variants, label_gammas, pair_work};
use super::positions::{self, Cells, Item, LabelSets};
use super::runner::{self, Runner};
use super::statistic::{Kind, Statistic, mean};
use super::ualpha;
use super::values::Said;

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
    into.measures = together(layers, &everybody, settings, runner)?;
    let mut pairs = Vec::new();
    for a in 0..n {
        for b in a + 1..n {
            let work = pair_work(
                layers,
                (a, b),
                &settings.gamma,
                settings.is_advanced,
                runner,
            )?;
            pairs.push(((a, b), work));
        }
    }
    let means = means(layers, &pairs, settings, runner)?;
    into.measures.extend(means);
    let mut of_pairs = Vec::new();
    let said = Said::of(layers);
    for (pair, work) in &pairs {
        of_pairs.extend(measures(work, Some(*pair), settings, runner)?);
        into.between.push(Between::of(layers, *pair, work, &said));
    }
    for left_out in 0..n {
        into.measures.extend(means_without(&of_pairs, left_out));
    }
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

/// Means over pairs that have a value, with intervals: the articles of all pairs are drawn together.
fn means(
    layers: &Layers<'_>,
    pairs: &[((usize, usize), PairWork)],
    settings: &Settings,
    runner: &dyn Runner,
) -> Option<Vec<Measure>> {
    let documents: Vec<usize> = (0..layers.input.documents.len()).collect();
    let mut board = Board::default();
    for (id, mean_id) in AVERAGED {
        let own = pairs.iter().filter_map(|(_, work)| {
            let whole = |s: &&Statistic| s.id == id && s.label.is_none();
            Some((work, work.statistics.iter().find(whole)?))
        });
        let own: Vec<(&PairWork, &Statistic)> = own.collect();
        let Some((_, first)) = own.first() else {
            continue;
        };
        let (of, width) = (Box::new(first.kind().clone()), first.width());
        let mut rows = vec![vec![0.0; width * own.len()]; documents.len()];
        for (at, (work, statistic)) in own.iter().enumerate() {
            let sums = work.blocks[statistic.block].rows();
            for (sums, &document) in sums.zip(&work.documents) {
                let into = &mut rows[document][at * width..(at + 1) * width];
                into.copy_from_slice(statistic.columns_of(sums));
            }
        }
        let all = width * own.len();
        let block = board.block(all, rows.into_iter());
        board.add(mean_id, None, block, 0, all, Kind::Mean { of, width });
    }
    let settings = Settings {
        is_per_document: false,
        ..*settings
    };
    of_statistics(
        &board.blocks,
        &board.statistics,
        &documents,
        &settings,
        runner,
    )
}

/// The means over the pairs without one annotator.
fn means_without(of_pairs: &[Measure], left_out: usize) -> Vec<Measure> {
    let one = |(id, mean_id): (&str, &'static str)| {
        let own = of_pairs.iter().filter(|m| {
            let is_of = |pair: (usize, usize)| pair.0 != left_out && pair.1 != left_out;
            m.id == id && m.label.is_none() && m.document.is_none() && m.pair.is_some_and(is_of)
        });
        let values: Vec<Figure> = own.map(|m| m.value).collect();
        let n_known = values.iter().filter(|v| v.is_ok()).count();
        Measure {
            id: mean_id,
            label: None,
            document: None,
            pair: None,
            without: Some(left_out),
            value: mean(values.iter().copied()),
            interval: Err(NoInterval::NotAsked),
            counts: vec![
                ("pairs", n_known as f64),
                ("undefined", (values.len() - n_known) as f64),
            ],
        }
    };
    AVERAGED.into_iter().map(one).collect()
}

fn together(
    layers: &Layers<'_>,
    annotators: &[usize],
    settings: &Settings,
    runner: &dyn Runner,
) -> Option<Vec<Measure>> {
    let documents = layers.shared_documents(annotators);
    let mut found = together_without_gamma(layers, annotators, settings, runner)?;
    let continua = continua(layers, &documents, annotators);
    let n = annotators.len();
    let labels = &layers.input.labels;
    let n_units: Vec<Vec<f64>> = continua
        .iter()
        .map(|layers| layers.iter().map(|own| own.len() as f64).collect())
        .collect();
    let n_spans: f64 = n_units.iter().flatten().sum();
    let mut board = Board {
        labels: labels.clone(),
        ..Board::default()
    };
    let (mut wholes, mut n_samples) = (Vec::new(), Vec::new());
    for (id, gamma) in gamma_variants(&settings.gamma, settings.is_advanced) {
        let expected = expected(&continua, labels.len(), &gamma, runner)?;
        let rows = expected.documents.iter().zip(&n_units);
        let rows = rows.map(|(d, n_units)| d.gamma_row(n_units.iter().copied()));
        let block = board.block(4 + n, rows);
        board.add(id, None, block, 0, 4 + n, Kind::Gamma(n));
        n_samples.push((id, expected.n_samples));
        if id == "gamma" {
            label_gammas(&mut wholes, labels, &expected.labels, n_spans);
            let totals = expected.documents.iter().map(|d| d.observed);
            let ids = ["gamma.disorder", "gamma.disorder.pooled"];
            disorder_on_board(&mut board, &ids, totals, &n_units);
        }
    }
    for (id, d) in [
        ("gamma.disorder.pooled.alpha3", Dissimilarity::ALPHA_3),
        ("gamma.disorder.pooled.beta0", Dissimilarity::POSITION_FIRST),
    ] {
        let found = observed(&continua, labels.len(), &d, runner)?;
        let totals = found.iter().map(|found| found.as_ref().map(|f| f.0));
        disorder_on_board(&mut board, &[id], totals, &n_units);
    }
    let mut of_gamma = of_statistics(
        &board.blocks,
        &board.statistics,
        &documents,
        settings,
        runner,
    )?;
    of_gamma.extend(of_wholes(&wholes, &documents, settings));
    count_samples(&mut of_gamma, &n_samples);
    found.extend(of_gamma);
    Some(found)
}

/// The disorder of articles with these totals (`None`: it would take too long) and units of each annotator.
fn disorder_on_board(
    board: &mut Board,
    ids: &[&'static str],
    totals: impl Iterator<Item = Option<f64>>,
    n_units: &[Vec<f64>],
) {
    let n = n_units.first().map_or(0, Vec::len);
    let rows = totals.zip(n_units).map(|(total, n_units)| {
        let is_too_large = f64::from(u8::from(total.is_none()));
        vec![total.unwrap_or(0.0), n_units.iter().sum(), is_too_large]
    });
    let block = board.block(3, rows);
    for id in ids {
        board.add(id, None, block, 0, 3, Kind::Disorder(n));
    }
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

#[cfg(test)]
mod tests {
    use super::super::input::{Document, Input, Unit};
    use super::super::runner::Serial;
    use super::super::{GammaSettings, Undefined, compare as compare_all};
    use super::*;

    /// Documents, each with spans of three annotators: annotator, start, end, label.
    fn of_three(documents: &[&[(usize, usize, usize, usize)]]) -> Comparison {
        let mut input = Input {
            annotators: vec!["ada".into(), "ben".into(), "cy".into()],
            labels: vec!["claim".into(), "quote".into()],
            ..Input::default()
        };
        for (document, units) in documents.iter().enumerate() {
            input.documents.push(Document {
                length: 4_000,
                ..Document::default()
            });
            for &(annotator, start, end, label) in *units {
                input.units.push(Unit {
                    id: String::new(),
                    document,
                    annotator,
                    label,
                    fragments: vec![(start, end)],
                });
            }
        }
        let settings = Settings {
            gamma: GammaSettings {
                max_samples: 30,
                ..GammaSettings::default()
            },
            is_per_document: true,
            ..Settings::default()
        };
        compare_all(&input, &settings, &Serial).unwrap()
    }

    fn count(measure: &Measure, what: &str) -> Option<f64> {
        measure.counts.iter().find(|c| c.0 == what).map(|c| c.1)
    }

    #[test]
    fn the_disorder_that_gamma_tells_is_that_of_the_measure_beside_it() {
        let found = of_three(&[&[(0, 5, 9, 0), (1, 5, 9, 1), (2, 5, 9, 0)]]);
        let disorder = found.measure("gamma.disorder").unwrap().value.unwrap();
        assert!((disorder - 2.0 / 3.0).abs() < 1e-12, "{disorder}");
        let gamma = found.measure("gamma").unwrap();
        assert_eq!(count(gamma, "observed_disorder"), Some(disorder));
        assert_eq!(count(gamma, "units"), Some(3.0));
        assert_eq!((count(gamma, "a"), count(gamma, "b")), (None, None));
    }

    #[test]
    fn one_article_that_would_take_too_long_leaves_the_others_their_values() {
        let dense: Vec<(usize, usize, usize, usize)> = (0..3)
            .flat_map(|annotator| {
                (0..510).map(move |i| (annotator, 3 * i + annotator, 3 * i + annotator + 40, i % 2))
            })
            .collect();
        let small = [(0, 0, 20, 0), (1, 1, 20, 0), (2, 0, 22, 1)];
        let found = of_three(&[&dense, &small]);
        let of = |document| {
            let own = |m: &&Measure| {
                m.id == "gamma" && m.document == document && m.pair.is_none() && m.label.is_none()
            };
            found.measures.iter().find(own).unwrap().clone()
        };
        assert_eq!(of(None).value, Err(Undefined::TooLarge));
        assert_eq!(of(Some(0)).value, Err(Undefined::TooLarge));
        assert!(of(Some(1)).value.is_ok());
        assert!(
            found
                .why_not(&of(None))
                .unwrap()
                .contains("mean of the pairs")
        );
        // Pairs drew as many as each needs, and say so.
        let pairs = found
            .measures
            .iter()
            .filter(|m| m.id == "gamma" && m.pair.is_some());
        assert!(pairs.clone().all(|m| count(m, "samples") >= Some(30.0)));
        assert!(found.n_samples().unwrap().0 >= 30);
    }

    #[test]
    fn means_of_pairs_have_intervals_and_values_without_each() {
        let same = [(0, 0, 20, 0), (1, 0, 20, 0), (2, 0, 20, 0)];
        let cy_differs = [(0, 0, 20, 0), (1, 0, 20, 0), (2, 50, 60, 1)];
        let found = of_three(&[&same, &cy_differs, &same, &cy_differs, &same, &cy_differs]);
        for (_, id) in AVERAGED {
            let mean = found.measure(id).unwrap();
            let value = mean.value.unwrap();
            let interval = mean.interval.unwrap();
            assert!(
                interval.low < value && value < interval.high,
                "{id} {mean:?}"
            );
            assert_eq!(count(mean, "pairs"), Some(3.0));
            let without = |i: usize| {
                let own = |m: &&Measure| m.id == id && m.without == Some(i);
                found.measures.iter().find(own).unwrap().value.unwrap()
            };
            assert_eq!(without(2), 1.0, "{id}: Ada and Ben do not differ");
            assert!(without(0) < value, "{id}");
        }
        // Two thirds of the pairs agree half of the time.
        let strict = found.measure("f1.strict.mean_pairwise").unwrap();
        assert!((strict.value.unwrap() - 2.0 / 3.0).abs() < 1e-12);
    }
}
