//! The disorder that chance would give, document by document, with as many samples as the precision needs.

use super::chance::{Chance, Sampler, generator};
use super::figure::{Figure, Undefined};
use super::gamma::{Aligner, Dissimilarity, Span};
use super::nary::{self, Effort};
use super::runner::{self, Runner};
use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};

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
    /// Sum of the disorders, and the steps it took where they are counted; what the alignment says of labels is added to
    /// `labels`. `None`: too large, or cancelled.
    fn align(
        &mut self,
        units: &[Vec<Span>],
        d: &Dissimilarity,
        labels: &mut LabelDisorder,
        runner: &dyn Runner,
    ) -> Option<(f64, u64)> {
        if let [a, b] = units {
            let total = self.two.align(a, b, d);
            for (i, j) in self.two.pairs() {
                labels.add(d, &[a[i], b[j]]);
            }
            return Some((total, 0));
        }
        let alignment = nary::align(units, d, Effort::default(), &|| runner.is_cancelled())?;
        for tuple in alignment.tuples.iter().filter(|t| t.len() > 1) {
            let spans: Vec<Span> = tuple.iter().map(|(a, i)| units[*a][*i]).collect();
            labels.add(d, &spans);
        }
        Some((alignment.total, alignment.n_steps))
    }
}

/// What is known of one document.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct DocumentDisorder {
    /// Units of all annotators by annotators: x̄.
    pub mean_units: f64,
    /// Sum of the disorders of the best alignment: `x̄·δ_o`. `None`: it would take too long.
    pub observed: Option<f64>,
    /// x̄ · mean of δ over the chance samples. `None`: it would take too long.
    pub expected: Option<f64>,
    /// Variance of `expected`, as a mean of samples.
    pub variance: f64,
}

impl DocumentDisorder {
    /// The sums that γ is made of, and the units of each annotator behind them.
    #[must_use]
    pub fn gamma_row(&self, n_units: impl IntoIterator<Item = f64>) -> Vec<f64> {
        let mut row = match (self.observed, self.expected) {
            (Some(observed), Some(expected)) => vec![observed, expected, self.variance, 0.0],
            _ => vec![0.0, 0.0, 0.0, 1.0],
        };
        row.extend(n_units);
        row
    }
}

/// The disorder of a corpus against chance.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Expected {
    /// Document by document.
    pub documents: Vec<DocumentDisorder>,
    /// Chance samples of each document that has any; 0 where all would take too long.
    pub n_samples: usize,
    /// γ-cat, then γ-k of each label.
    pub labels: Vec<Figure>,
}

/// One sample of one document.
struct Sample {
    /// δ.
    disorder: f64,
    labels: LabelDisorder,
    /// Steps of its alignment.
    n_steps: u64,
}

/// Samples of a document in one piece of work.
const PIECE: usize = 10;
/// Where three and more are aligned, no more samples than the least are drawn beyond so many steps of all their
/// alignments together.
const MAX_STEPS: u64 = 4_000_000_000;

/// Works it out for documents, each with the units of all annotators sorted by start. Their places tell them apart in
/// the random numbers, so that a document that would take too long changes nothing in the others.
///
/// `None`: cancelled, which is looked for before each sample, and within alignments that are much work.
pub fn expected(
    documents: &[Vec<Vec<Span>>],
    n_labels: usize,
    settings: &GammaSettings,
    runner: &dyn Runner,
) -> Option<Expected> {
    let d = &settings.dissimilarity;
    let n_annotators = documents.first().map_or(0, Vec::len) as f64;
    let observed = observed(documents, n_labels, d, runner)?;
    let mean_units: Vec<f64> = documents
        .iter()
        .map(|units| units.iter().map(Vec::len).sum::<usize>() as f64 / n_annotators)
        .collect();
    let mut sampling = Sampling {
        settings,
        runner,
        n_labels,
        chances: documents
            .iter()
            .map(|units| Chance::new(settings.sampler, units))
            .collect(),
        is_open: observed
            .iter()
            .zip(&mean_units)
            .map(|(observed, n)| AtomicBool::new(observed.is_some() && *n > 0.0))
            .collect(),
        samples: documents.iter().map(|_| Vec::new()).collect(),
    };
    let mut n_samples = settings.samples;
    sampling.draw(0..n_samples)?;
    let wanted = needed(&sampling.samples, &mean_units, settings);
    if wanted > n_samples {
        sampling.draw(n_samples..wanted)?;
        n_samples = wanted;
    }
    let samples = sampling.samples;
    let rows = observed.iter().zip(&mean_units).zip(&samples);
    let rows = rows.map(|((observed, &mean_units), samples)| {
        let disorders: Vec<f64> = samples.iter().map(|s| s.disorder).collect();
        let (mean, variance) = moments(&disorders);
        // Without units there is nothing to draw.
        let has_chance = mean_units == 0.0 || samples.len() == n_samples;
        DocumentDisorder {
            mean_units,
            observed: observed.as_ref().map(|o| o.0),
            expected: has_chance.then_some(mean_units * mean),
            variance: mean_units * mean_units * variance / disorders.len().max(1) as f64,
        }
    });
    let documents: Vec<DocumentDisorder> = rows.collect();
    let labels = if documents.iter().all(|d| d.expected.is_some()) {
        let observed: Vec<&LabelDisorder> = observed.iter().flatten().map(|o| &o.1).collect();
        labels(&observed, &samples, n_labels, n_samples)
    } else {
        vec![Err(Undefined::TooLarge); n_labels + 1]
    };
    // Where every article would take too long, nothing was drawn that counts.
    let is_drawn = documents.iter().any(|d| d.expected.is_some());
    Some(Expected {
        n_samples: if is_drawn { n_samples } else { 0 },
        documents,
        labels,
    })
}

/// The sum of the disorders of the best alignment of each document; `None` in it: it would take too long. `None`:
/// cancelled.
pub(super) fn observed(
    documents: &[Vec<Vec<Span>>],
    n_labels: usize,
    d: &Dissimilarity,
    runner: &dyn Runner,
) -> Option<Vec<Option<(f64, LabelDisorder)>>> {
    let found = runner::map(runner, documents.len(), |i| {
        let mut labels = LabelDisorder::new(n_labels);
        let (total, _) = AnyAligner::default().align(&documents[i], d, &mut labels, runner)?;
        Some((total, labels))
    })?;
    // An alignment that was stopped looks like one that is too large.
    (!runner.is_cancelled()).then_some(found)
}

/// Chance samples as they are drawn.
struct Sampling<'a> {
    settings: &'a GammaSettings,
    runner: &'a dyn Runner,
    n_labels: usize,
    chances: Vec<Chance>,
    /// Whether the document has units, and no alignment of it was too large.
    is_open: Vec<AtomicBool>,
    samples: Vec<Vec<Sample>>,
}

impl Sampling<'_> {
    /// Draws the samples of these numbers for all open documents; one of which some sample is too large loses all and
    /// is closed. `None`: cancelled.
    fn draw(&mut self, numbers: Range<usize>) -> Option<()> {
        let is_open = |i: usize| self.is_open[i].load(Ordering::Relaxed);
        let open: Vec<usize> = (0..self.chances.len()).filter(|&i| is_open(i)).collect();
        let step = if open.len() > 8 { numbers.len() } else { PIECE };
        let pieces: Vec<(usize, usize)> = open
            .iter()
            .flat_map(|&i| numbers.clone().step_by(step.max(1)).map(move |at| (i, at)))
            .collect();
        let found = runner::map(self.runner, pieces.len(), |p| {
            let (i, at) = pieces[p];
            self.piece(i, at..(at + step).min(numbers.end))
        })?;
        if self.runner.is_cancelled() {
            return None;
        }
        for ((i, _), more) in pieces.into_iter().zip(found) {
            self.samples[i].extend(more);
        }
        for (samples, is_open) in self.samples.iter_mut().zip(&mut self.is_open) {
            if !*is_open.get_mut() {
                samples.clear();
            }
        }
        Some(())
    }

    /// Samples of a document, as many as there are until it is closed, here or by another piece.
    fn piece(&self, document: usize, numbers: Range<usize>) -> Vec<Sample> {
        let mut aligner = AnyAligner::default();
        let mut units = Vec::new();
        let mut samples = Vec::with_capacity(numbers.len());
        for number in numbers {
            let is_open = self.is_open[document].load(Ordering::Relaxed);
            if !is_open || self.runner.is_cancelled() {
                break;
            }
            let mut random = generator(self.settings.seed, document, number);
            self.chances[document].draw(&mut random, &mut units);
            let mut labels = LabelDisorder::new(self.n_labels);
            let d = &self.settings.dissimilarity;
            let found = aligner.align(&units, d, &mut labels, self.runner);
            let Some((total, n_steps)) = found else {
                self.is_open[document].store(false, Ordering::Relaxed);
                break;
            };
            let n_units: usize = units.iter().map(Vec::len).sum();
            let disorder = if n_units == 0 {
                0.0
            } else {
                total * units.len() as f64 / n_units as f64
            };
            samples.push(Sample {
                disorder,
                labels,
                n_steps,
            });
        }
        samples
    }
}

/// Mean, and variance of single values.
pub(super) fn moments(values: &[f64]) -> (f64, f64) {
    let n = values.len() as f64;
    if values.is_empty() {
        return (0.0, 0.0);
    }
    let mean = values.iter().sum::<f64>() / n;
    let squares: f64 = values.iter().map(|v| (v - mean) * (v - mean)).sum();
    (mean, if n > 1.0 { squares / (n - 1.0) } else { 0.0 })
}

/// How many samples the precision needs, from those that are there; fewer where so many would be too much work.
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
    let n_steps: u64 = samples.iter().flatten().map(|s| s.n_steps).sum();
    let n_affordable = MAX_STEPS / (n_steps / settings.samples.max(1) as u64).max(1);
    let most =
        usize::try_from(n_affordable).map_or(settings.max_samples, |n| n.min(settings.max_samples));
    (n.ceil() as usize).clamp(settings.samples, most.max(settings.samples))
}

/// γ-cat and γ-k: 1 − observed / mean of chance, over samples that have such pairs.
fn labels(
    observed: &[&LabelDisorder],
    samples: &[Vec<Sample>],
    n_labels: usize,
    n_samples: usize,
) -> Vec<Figure> {
    let mut all = LabelDisorder::new(n_labels);
    for labels in observed {
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
        let found = expected(&corpus(), 2, &settings, &Serial).unwrap();
        let again = expected(&corpus(), 2, &settings, &Contrary).unwrap();
        assert_eq!(found, again);
        assert!(found.n_samples >= 30);
    }

    #[test]
    fn equal_layers_have_no_disorder_and_empty_documents_nothing() {
        let found = expected(&corpus(), 2, &GammaSettings::default(), &Serial);
        let found = found.unwrap();
        let nothing = DocumentDisorder {
            observed: Some(0.0),
            expected: Some(0.0),
            ..DocumentDisorder::default()
        };
        assert_eq!(found.documents[1], nothing);
        assert_eq!(found.documents[2].observed, Some(0.0));
        assert!(found.documents[0].observed > Some(0.0));
        assert!(found.documents[0].expected > found.documents[0].observed);
    }

    #[test]
    fn more_samples_are_drawn_once_where_they_scatter() {
        let settings = GammaSettings {
            precision: 0.05,
            ..GammaSettings::default()
        };
        let coarse = expected(&corpus(), 2, &settings, &Serial).unwrap();
        let fine = GammaSettings::default();
        let fine = expected(&corpus(), 2, &fine, &Serial).unwrap();
        assert!(coarse.n_samples < fine.n_samples, "{}", coarse.n_samples);
        assert!(fine.n_samples <= 1000);
    }

    /// Three layers of spans of one length, each starting a little behind the one before.
    fn dense(n: usize) -> Vec<Vec<Span>> {
        let layer = |off: usize| {
            let span_at = |i: usize| span((3 * i + off) as f64, (3 * i + off + 40) as f64, i % 2);
            (0..n).map(span_at).collect()
        };
        (0..3).map(layer).collect()
    }

    #[test]
    fn an_article_that_would_take_too_long_leaves_the_others_as_they_are() {
        let small: Vec<Vec<Span>> = (0..3)
            .map(|i| vec![span(f64::from(i), 20.0, 0), span(30.0, 50.0, 1)])
            .collect();
        let of = |first: Vec<Vec<Span>>| {
            let documents = [first, small.clone()];
            expected(&documents, 2, &GammaSettings::default(), &Serial).unwrap()
        };
        let (with, without) = (of(dense(510)), of(vec![Vec::new(); 3]));
        assert_eq!(with.documents[0].expected, None);
        assert_eq!(with.documents[1].observed, without.documents[1].observed);
        assert!(with.documents[1].expected.is_some());
        assert_eq!(with.documents[0].gamma_row([1.0])[3..], [1.0, 1.0]);
    }

    /// Cancelled after so many looks.
    struct Impatient(std::sync::atomic::AtomicUsize);

    impl Runner for Impatient {
        fn each(&self, n: usize, work: &(dyn Fn(usize) + Sync)) -> bool {
            (0..n).for_each(work);
            !self.is_cancelled()
        }

        fn is_cancelled(&self) -> bool {
            let left = |n: usize| n.checked_sub(1);
            self.0
                .fetch_update(Ordering::Relaxed, Ordering::Relaxed, left)
                .is_err()
        }
    }

    #[test]
    fn cancelling_is_heeded_between_two_samples_of_one_piece() {
        let impatient = Impatient(std::sync::atomic::AtomicUsize::new(5));
        let settings = GammaSettings {
            samples: 100_000,
            ..GammaSettings::default()
        };
        let sampling = Sampling {
            settings: &settings,
            runner: &impatient,
            n_labels: 2,
            chances: vec![Chance::new(settings.sampler, &corpus()[0])],
            is_open: vec![AtomicBool::new(true)],
            samples: vec![Vec::new()],
        };
        assert_eq!(sampling.piece(0, 0..10_000).len(), 5);
        assert!(expected(&corpus(), 2, &settings, &impatient).is_none());
    }
}
