//! The disorder that chance would give, document by document, with as many samples as the precision needs.

use super::chance::{Chance, Sampler, generator};
use super::figure::{Figure, Undefined};
use super::gamma::{Aligner, Dissimilarity, Span};
use super::nary::{self, Effort};
use super::runner::{self, Runner};

/// How γ is worked out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GammaSettings {
    /// α, β, Δ.
    pub dissimilarity: Dissimilarity,
    /// How chance continua are made.
    pub sampler: Sampler,
    /// Samples of each document, at least.
    pub samples: usize,
    /// At most.
    pub max_samples: usize,
    /// Relative error of the pooled chance disorder that is aimed at, at 95 %: N = ⌈(1.96 · CV / precision)²⌉
    /// samples (Mathet et al. 2015, §5.3).
    pub precision: f64,
    /// Start of the random numbers.
    pub seed: u64,
}

impl Default for GammaSettings {
    fn default() -> Self {
        Self {
            dissimilarity: Dissimilarity::STANDARD,
            sampler: Sampler::Statistical,
            samples: 30,
            max_samples: 1000,
            precision: 0.02,
            seed: 1,
        }
    }
}

/// The labels' disorder on a best alignment: Mathet 2017, Computational Linguistics 43(3):661. Each pair of units of a
/// unitary alignment of `n_v` units weighs max(0, 1 − `d_pos`) / (`n_v` − 1).
///
/// Σ `w·d_cat` and Σ w: for all pairs, then for each label those of which one unit has it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LabelDisorder {
    apart: Vec<f64>,
    weight: Vec<f64>,
}

impl LabelDisorder {
    fn new(n_labels: usize) -> Self {
        Self {
            apart: vec![0.0; n_labels + 1],
            weight: vec![0.0; n_labels + 1],
        }
    }

    fn add(&mut self, d: &Dissimilarity, tuple: &[Span]) {
        for (i, u) in tuple.iter().enumerate() {
            for v in &tuple[i + 1..] {
                let near = (1.0 - d.positional(u, v)).max(0.0);
                let weight = near / (tuple.len() as f64 - 1.0);
                let is_apart = u.label != v.label;
                let apart = if is_apart {
                    weight * d.delta_empty
                } else {
                    0.0
                };
                let mut count = |at: usize| {
                    self.weight[at] += weight;
                    self.apart[at] += apart;
                };
                count(0);
                count(u.label + 1);
                if is_apart {
                    count(v.label + 1);
                }
            }
        }
    }

    fn join(&mut self, other: &Self) {
        for (own, more) in [
            (&mut self.apart, &other.apart),
            (&mut self.weight, &other.weight),
        ] {
            for (sum, value) in own.iter_mut().zip(more) {
                *sum += value;
            }
        }
    }

    fn share(&self, at: usize) -> Option<f64> {
        (self.weight[at] > 0.0).then(|| self.apart[at] / self.weight[at])
    }
}

/// Aligns any number of annotators.
#[derive(Clone, Debug, Default)]
struct AnyAligner {
    two: Aligner,
}

impl AnyAligner {
    /// Sum of the disorders; with `labels` what the alignment says of labels is added to it. `None`: too large.
    fn align(
        &mut self,
        units: &[Vec<Span>],
        d: &Dissimilarity,
        labels: Option<&mut LabelDisorder>,
    ) -> Option<f64> {
        if let [a, b] = units {
            let total = self.two.align(a, b, d);
            if let Some(labels) = labels {
                for (i, j) in self.two.pairs() {
                    labels.add(d, &[a[i], b[j]]);
                }
            }
            return Some(total);
        }
        let alignment = nary::align(units, d, Effort::default())?;
        if let Some(labels) = labels {
            for tuple in alignment.tuples.iter().filter(|t| t.len() > 1) {
                let spans: Vec<Span> = tuple.iter().map(|(a, i)| units[*a][*i]).collect();
                labels.add(d, &spans);
            }
        }
        Some(alignment.total)
    }
}

/// What is known of one document.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct DocumentDisorder {
    /// Units of all annotators by annotators: x̄.
    pub mean_units: f64,
    /// Sum of the disorders of the best alignment: `x̄·δ_o`.
    pub observed: f64,
    /// x̄ · mean of δ over the chance samples.
    pub expected: f64,
    /// Variance of `expected`, as a mean of samples.
    pub variance: f64,
}

/// The disorder of a corpus against chance.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Expected {
    /// Document by document.
    pub documents: Vec<DocumentDisorder>,
    /// Chance samples of each document.
    pub n_samples: usize,
    /// γ-cat, then γ-k of each label.
    pub labels: Vec<Figure>,
}

/// One sample of one document.
struct Sample {
    /// δ.
    disorder: f64,
    labels: LabelDisorder,
}

/// Samples of a document in one piece of work.
const PIECE: usize = 10;

/// Works it out for documents, each with the units of all annotators sorted by start. `Ok(None)`: some alignment
/// is too large. `numbers`: what tells the documents apart in the random numbers.
///
/// `None`: cancelled.
pub fn expected(
    documents: &[Vec<Vec<Span>>],
    n_labels: usize,
    settings: &GammaSettings,
    runner: &dyn Runner,
) -> Option<Result<Expected, Undefined>> {
    let d = &settings.dissimilarity;
    let n_annotators = documents.first().map_or(0, Vec::len) as f64;
    let observed = runner::map(runner, documents.len(), |i| {
        let mut labels = LabelDisorder::new(n_labels);
        let total = AnyAligner::default().align(&documents[i], d, Some(&mut labels))?;
        Some((total, labels))
    })?;
    let Some(observed) = observed.into_iter().collect::<Option<Vec<_>>>() else {
        return Some(Err(Undefined::TooLarge));
    };
    let mean_units: Vec<f64> = documents
        .iter()
        .map(|units| units.iter().map(Vec::len).sum::<usize>() as f64 / n_annotators)
        .collect();
    let chances: Vec<Chance> = documents
        .iter()
        .map(|units| Chance::new(settings.sampler, units))
        .collect();
    let mut samples: Vec<Vec<Sample>> = documents.iter().map(|_| Vec::new()).collect();
    let draw = |from: usize, to: usize, samples: &mut Vec<Vec<Sample>>| {
        let busy: Vec<usize> = (0..documents.len())
            .filter(|&i| mean_units[i] > 0.0)
            .collect();
        let step = if busy.len() > 8 { to - from } else { PIECE }.max(1);
        let pieces: Vec<(usize, usize)> = busy
            .iter()
            .flat_map(|&i| (from..to).step_by(step).map(move |at| (i, at)))
            .collect();
        let found = runner::map(runner, pieces.len(), |p| {
            let (i, at) = pieces[p];
            let mut aligner = AnyAligner::default();
            let mut units = Vec::new();
            let one = |number| {
                let mut random = generator(settings.seed, i, number);
                chances[i].draw(&mut random, &mut units);
                let mut labels = LabelDisorder::new(n_labels);
                let total = aligner.align(&units, d, Some(&mut labels))?;
                let n_units: usize = units.iter().map(Vec::len).sum();
                let disorder = if n_units == 0 {
                    0.0
                } else {
                    total * n_annotators / n_units as f64
                };
                Some(Sample { disorder, labels })
            };
            (at..(at + step).min(to))
                .map(one)
                .collect::<Option<Vec<_>>>()
        })?;
        let Some(found) = found.into_iter().collect::<Option<Vec<_>>>() else {
            return Some(false);
        };
        for ((i, _), more) in pieces.into_iter().zip(found) {
            samples[i].extend(more);
        }
        Some(true)
    };
    let mut n_samples = settings.samples;
    if !draw(0, n_samples, &mut samples)? {
        return Some(Err(Undefined::TooLarge));
    }
    let wanted = needed(&samples, &mean_units, settings);
    if wanted > n_samples {
        if !draw(n_samples, wanted, &mut samples)? {
            return Some(Err(Undefined::TooLarge));
        }
        n_samples = wanted;
    }
    let rows = observed.iter().zip(&mean_units).zip(&samples);
    let rows = rows.map(|((observed, &mean_units), samples)| {
        let disorders: Vec<f64> = samples.iter().map(|s| s.disorder).collect();
        let (mean, variance) = moments(&disorders);
        DocumentDisorder {
            mean_units,
            observed: observed.0,
            expected: mean_units * mean,
            variance: mean_units * mean_units * variance / disorders.len().max(1) as f64,
        }
    });
    Some(Ok(Expected {
        documents: rows.collect(),
        n_samples,
        labels: labels(&observed, &samples, n_labels, n_samples),
    }))
}

/// Mean, and variance of single values.
fn moments(values: &[f64]) -> (f64, f64) {
    let n = values.len() as f64;
    if values.is_empty() {
        return (0.0, 0.0);
    }
    let mean = values.iter().sum::<f64>() / n;
    let squares: f64 = values.iter().map(|v| (v - mean) * (v - mean)).sum();
    (mean, if n > 1.0 { squares / (n - 1.0) } else { 0.0 })
}

/// How many samples the precision needs, from those that are there.
fn needed(samples: &[Vec<Sample>], mean_units: &[f64], settings: &GammaSettings) -> usize {
    let pooled = (0..settings.samples).map(|i| {
        let documents = samples.iter().zip(mean_units);
        documents
            .map(|(s, x)| s.get(i).map_or(0.0, |sample| x * sample.disorder))
            .sum::<f64>()
    });
    let (mean, variance) = moments(&pooled.collect::<Vec<_>>());
    if mean <= 0.0 || settings.precision <= 0.0 {
        return settings.samples;
    }
    let n = (1.96 * variance.sqrt() / mean / settings.precision).powi(2);
    (n.ceil() as usize).clamp(settings.samples, settings.max_samples.max(settings.samples))
}

/// γ-cat and γ-k: 1 − observed / mean of chance, over samples that have such pairs.
fn labels(
    observed: &[(f64, LabelDisorder)],
    samples: &[Vec<Sample>],
    n_labels: usize,
    n_samples: usize,
) -> Vec<Figure> {
    let mut all = LabelDisorder::new(n_labels);
    for (_, labels) in observed {
        all.join(labels);
    }
    let by_sample: Vec<LabelDisorder> = (0..n_samples)
        .map(|i| {
            let mut sum = LabelDisorder::new(n_labels);
            for sample in samples.iter().filter_map(|s| s.get(i)) {
                sum.join(&sample.labels);
            }
            sum
        })
        .collect();
    let one = |at: usize| {
        let observed = all.share(at).ok_or(Undefined::NothingMatched)?;
        let chance: Vec<f64> = by_sample.iter().filter_map(|s| s.share(at)).collect();
        let (mean, _) = moments(&chance);
        if mean <= 0.0 {
            return Err(Undefined::OneCategory);
        }
        Ok(1.0 - observed / mean)
    };
    (0..=n_labels).map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::super::runner::Serial;
    use super::*;

    fn span(start: f64, end: f64, label: usize) -> Span {
        Span { start, end, label }
    }

    fn corpus() -> Vec<Vec<Vec<Span>>> {
        let a = vec![span(0.0, 10.0, 0), span(30.0, 50.0, 1), span(80.0, 85.0, 0)];
        let b = vec![span(2.0, 10.0, 0), span(30.0, 49.0, 0)];
        vec![vec![a.clone(), b], vec![vec![], vec![]], vec![a.clone(), a]]
    }

    /// Backwards, and each piece twice.
    struct Contrary;

    impl Runner for Contrary {
        fn each(&self, n: usize, work: &(dyn Fn(usize) + Sync)) -> bool {
            (0..n).rev().for_each(|i| {
                work(i);
                work(i);
            });
            true
        }
    }

    #[test]
    fn the_order_of_the_work_is_no_matter() {
        let settings = GammaSettings::default();
        let found = expected(&corpus(), 2, &settings, &Serial).unwrap().unwrap();
        let again = expected(&corpus(), 2, &settings, &Contrary)
            .unwrap()
            .unwrap();
        assert_eq!(found, again);
        assert!(found.n_samples >= 30);
    }

    #[test]
    fn equal_layers_have_no_disorder_and_empty_documents_nothing() {
        let found = expected(&corpus(), 2, &GammaSettings::default(), &Serial);
        let found = found.unwrap().unwrap();
        assert_eq!(found.documents[1], DocumentDisorder::default());
        assert_eq!(found.documents[2].observed, 0.0);
        assert!(found.documents[0].observed > 0.0);
        assert!(found.documents[0].expected > found.documents[0].observed);
    }

    #[test]
    fn more_samples_are_drawn_once_where_they_scatter() {
        let settings = GammaSettings {
            precision: 0.05,
            ..GammaSettings::default()
        };
        let coarse = expected(&corpus(), 2, &settings, &Serial).unwrap().unwrap();
        let fine = GammaSettings::default();
        let fine = expected(&corpus(), 2, &fine, &Serial).unwrap().unwrap();
        assert!(coarse.n_samples < fine.n_samples, "{}", coarse.n_samples);
        assert!(fine.n_samples <= 1000);
    }
}
