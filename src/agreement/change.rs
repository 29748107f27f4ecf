//! What changed between two rounds: the same two annotators on the same articles, before and after something, say
//! another wording of the guidelines. Each figure's difference has an interval of its own: the articles are drawn once for
//! both rounds, so that what is hard or easy in an article does not count as a change.

use super::bootstrap::{self, Interval, NoInterval};
use super::comparison::Settings;
use super::figure::Figure;
use super::input::{Input, Layers};
use super::pair::{PairWork, pair_work};
use super::runner::Runner;

/// A figure of both rounds.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// Which measure.
    pub id: &'static str,
    /// The label, or type of link, that it is about.
    pub label: Option<String>,
    /// Its value in the first round.
    pub before: Figure,
    /// Its value in the second one.
    pub after: Figure,
    /// By how much it rose; negative where it fell.
    pub difference: Figure,
    /// The 95 % interval of the difference, or why there is none.
    pub interval: Result<Interval, NoInterval>,
}

/// The figures of two rounds over all documents, those that both rounds have. `None`: cancelled; or the rounds have not
/// the same number of documents, which must stand in the same order, or not two annotators each.
#[must_use]
pub fn changes(
    before: &Input,
    after: &Input,
    settings: &Settings,
    runner: &dyn Runner,
) -> Option<Vec<Change>> {
    let is_paired = before.documents.len() == after.documents.len()
        && [before, after].iter().all(|i| i.annotators.len() == 2);
    if !is_paired {
        return None;
    }
    let work = |input: &Input| {
        let layers = Layers::new(input);
        pair_work(
            &layers,
            (0, 1),
            &settings.gamma,
            settings.is_advanced,
            runner,
        )
    };
    let (before, after) = (work(before)?, work(after)?);
    let pairs = same_statistics(&before, &after);
    let intervals = bootstrap::differences(
        (&before.blocks, &before.statistics),
        (&after.blocks, &after.statistics),
        &pairs,
        settings.bootstrap,
        runner,
    )?;
    let value = |work: &PairWork, at: usize| {
        let statistic = &work.statistics[at];
        statistic.value(&work.blocks[statistic.block].total())
    };
    let mut found: Vec<Change> = pairs
        .iter()
        .zip(intervals)
        .map(|(&(i, j), interval)| {
            let statistic = &after.statistics[j];
            let (before, after) = (value(&before, i), value(&after, j));
            change(
                statistic.id,
                statistic.label.clone(),
                before,
                after,
                interval,
            )
        })
        .collect();
    for new in &after.wholes {
        let is_it = |old: &&super::pair::Whole| old.id == new.id && old.label == new.label;
        if let Some(old) = before.wholes.iter().find(is_it) {
            let interval = Err(NoInterval::NotASum);
            found.push(change(
                new.id,
                new.label.clone(),
                old.value,
                new.value,
                interval,
            ));
        }
    }
    Some(found)
}

fn change(
    id: &'static str,
    label: Option<String>,
    before: Figure,
    after: Figure,
    interval: Result<Interval, NoInterval>,
) -> Change {
    let difference = before.and_then(|before| Ok(after? - before));
    Change {
        id,
        label,
        before,
        after,
        difference,
        interval: difference.map_err(|_| NoInterval::NoValue).and(interval),
    }
}

/// Places of the measures that both have.
fn same_statistics(before: &PairWork, after: &PairWork) -> Vec<(usize, usize)> {
    let key = |work: &PairWork, i: usize| (work.statistics[i].id, work.statistics[i].label.clone());
    let places: std::collections::HashMap<_, usize> = (0..before.statistics.len())
        .map(|i| (key(before, i), i))
        .collect();
    let all = 0..after.statistics.len();
    all.filter_map(|j| Some((*places.get(&key(after, j))?, j)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::input::{Document, Unit};
    use super::super::runner::Serial;
    use super::super::{GammaSettings, compare};
    use super::*;

    /// Articles with ten spans of each of two; in article i so many are at the same place.
    fn round(n_same: impl Fn(usize) -> usize) -> Input {
        let mut input = Input {
            annotators: vec!["ada".into(), "ben".into()],
            labels: vec!["claim".into()],
            ..Input::default()
        };
        for document in 0..24 {
            input.documents.push(Document {
                length: 2_000,
                ..Document::default()
            });
            for annotator in [0, 1] {
                for i in 0..10 {
                    let apart = annotator * usize::from(i >= n_same(document)) * 50;
                    let start = 150 * i + apart;
                    input.units.push(Unit {
                        id: String::new(),
                        document,
                        annotator,
                        label: 0,
                        fragments: vec![(start, start + 10)],
                    });
                }
            }
        }
        input
    }

    fn settings() -> Settings {
        Settings {
            gamma: GammaSettings {
                max_samples: 30,
                ..GammaSettings::default()
            },
            ..Settings::default()
        }
    }

    fn strict(found: &[Change]) -> &Change {
        let is_it = |c: &&Change| c.id == "f1.strict" && c.label.is_none();
        found.iter().find(is_it).unwrap()
    }

    #[test]
    fn a_change_that_is_the_same_everywhere_is_sure_though_the_articles_differ_widely() {
        let (before, after) = (round(|d| d % 9), round(|d| d % 9 + 1));
        let found = changes(&before, &after, &settings(), &Serial).unwrap();
        let strict = strict(&found);
        assert!((strict.difference.unwrap() - 0.1).abs() < 1e-12);
        let interval = strict.interval.unwrap();
        assert!((interval.low - 0.1).abs() < 1e-12 && (interval.high - 0.1).abs() < 1e-12);
        // Each round for itself is unsure by more than the change.
        let alone = compare(&after, &settings(), &Serial).unwrap();
        let alone = alone.measure("f1.strict").unwrap().interval.unwrap();
        assert!(alone.high - alone.low > 0.1, "{alone:?}");
        let gamma = found.iter().find(|c| c.id == "gamma").unwrap();
        let interval = gamma.interval.unwrap();
        assert!(
            interval.low > 0.0 && interval.low < interval.high,
            "{gamma:?}"
        );
    }

    #[test]
    fn a_change_here_and_there_is_not_sure() {
        let (before, after) = (round(|_| 5), round(|d| 4 + 2 * (d % 2)));
        let found = changes(&before, &after, &settings(), &Serial).unwrap();
        let interval = strict(&found).interval.unwrap();
        assert!(interval.low < -0.02 && interval.high > 0.02, "{interval:?}");
        // One standard deviation of the difference is .1, of its mean .1 / √24.
        assert!(
            (interval.deviation - 0.1 / 24.0_f64.sqrt()).abs() < 0.003,
            "{interval:?}"
        );
    }

    #[test]
    fn what_is_not_there_in_one_round_has_no_difference() {
        let mut before = round(|_| 5);
        before.units.clear();
        let found = changes(&before, &round(|_| 5), &settings(), &Serial).unwrap();
        let strict = strict(&found);
        assert!(strict.after.is_ok() && strict.difference == strict.before);
        assert_eq!(strict.interval, Err(NoInterval::NoValue));
        before.documents.pop();
        assert!(changes(&before, &round(|_| 5), &settings(), &Serial).is_none());
    }
}
