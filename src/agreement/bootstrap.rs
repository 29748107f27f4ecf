//! Intervals: documents are drawn with replacement, for they are what could have been drawn otherwise.
//!
//! Every measure is worked out again from the sums of the drawn documents, all measures on the same draws. Percentiles
//! of the replicates; from 20 documents on bias-corrected and accelerated (`BCa`: Efron 1987, JASA 82:171). Fewer than 5
//! documents give no interval.

use super::chance::generator;
use super::expected::moments;
use super::runner::{self, Runner};
use super::statistic::{Block, Statistic};
use rand::RngExt as _;
use rand_distr::StandardNormal;

/// How intervals are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BootstrapSettings {
    /// How many draws.
    pub replicates: usize,
    /// Start of the random numbers.
    pub seed: u64,
}

impl Default for BootstrapSettings {
    fn default() -> Self {
        Self {
            replicates: 2000,
            seed: 1,
        }
    }
}

/// Fewest documents for an interval.
pub const MIN_DOCUMENTS: usize = 5;
/// Fewest documents for `BCa`.
const MIN_BCA: usize = 20;
/// The id of the mean of F1 strict over the draws.
pub const OF_STRICT_F1: &str = "bootstrap.f1.strict";
/// Replicates in one piece of work.
const PIECE: usize = 100;

/// Why a value has no interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoInterval {
    /// The value itself is not defined.
    NoValue,
    /// It is the value of one document.
    OneDocument,
    /// Fewer than 5 documents.
    FewDocuments,
    /// The measure is no sum over documents.
    NotASum,
    /// Nearly all draws leave the measure undefined.
    FewReplicates,
    /// Nobody asked for one.
    NotAsked,
}

impl NoInterval {
    /// The reason in words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::NoValue => "the value is not defined",
            Self::OneDocument => "it is the value of one article",
            Self::FewDocuments => "fewer than 5 articles",
            Self::NotASum => "it is not a sum over articles, so articles cannot be drawn anew",
            Self::FewReplicates => "most draws of articles leave it undefined",
            Self::NotAsked => "not worked out without each in turn",
        }
    }
}

/// A 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// Its lower end.
    pub low: f64,
    /// Its upper end.
    pub high: f64,
    /// Mean of the measure over the draws.
    pub mean: f64,
    /// Standard deviation over the draws: the standard error of the measure.
    pub deviation: f64,
    /// Draws that left the measure undefined; they are not counted.
    pub n_dropped: usize,
}

/// The intervals of statistics over the documents of their blocks; `None` where it was cancelled.
pub fn intervals(
    blocks: &[Block],
    statistics: &[Statistic],
    settings: BootstrapSettings,
    runner: &dyn Runner,
) -> Option<Vec<Result<Interval, NoInterval>>> {
    let n_documents = blocks.first().map_or(0, Block::n_documents);
    let totals: Vec<Vec<f64>> = blocks.iter().map(Block::total).collect();
    let values: Vec<Option<f64>> = statistics
        .iter()
        .map(|s| s.value(&totals[s.block]).ok())
        .collect();
    if n_documents < MIN_DOCUMENTS {
        let why = |v: &Option<f64>| match v {
            Some(_) => Err(NoInterval::FewDocuments),
            None => Err(NoInterval::NoValue),
        };
        return Some(values.iter().map(why).collect());
    }
    let pieces = runner::map(runner, n_pieces(settings), |piece| {
        let numbers = numbers_of(piece, settings);
        replicates(blocks, statistics, &totals, settings.seed, 0, numbers)
    })?;
    let finished = runner::map(runner, statistics.len(), |i| {
        let value = values[i].ok_or(NoInterval::NoValue)?;
        let drawn = pieces.iter().flatten().map(|values| values[i]);
        let (statistic, block) = (&statistics[i], statistics[i].block);
        let without = || leave_one_out(&blocks[block], statistic, &totals[block]);
        interval(value, drawn, without, n_documents, settings)
    })?;
    Some(finished)
}

/// The intervals of differences, second less first, of pairs of statistics over the same documents in the same order: each
/// draw of documents is one draw for both. `None` where it was cancelled. A value that is not defined leaves its
/// difference without interval.
pub fn differences(
    first: (&[Block], &[Statistic]),
    second: (&[Block], &[Statistic]),
    pairs: &[(usize, usize)],
    settings: BootstrapSettings,
    runner: &dyn Runner,
) -> Option<Vec<Result<Interval, NoInterval>>> {
    let n_documents = first.0.first().map_or(0, Block::n_documents);
    if n_documents < MIN_DOCUMENTS {
        return Some(vec![Err(NoInterval::FewDocuments); pairs.len()]);
    }
    let both = [first, second];
    let totals = both.map(|(blocks, _)| blocks.iter().map(Block::total).collect::<Vec<_>>());
    let pieces = runner::map(runner, n_pieces(settings), |piece| {
        // The error of γ's chance samples is not the same in both.
        [0, 1].map(|side| {
            let ((blocks, statistics), totals) = (both[side], &totals[side]);
            let numbers = numbers_of(piece, settings);
            replicates(blocks, statistics, totals, settings.seed, side, numbers)
        })
    })?;
    let less = |(a, b): (Option<f64>, Option<f64>)| Some(b? - a?);
    runner::map(runner, pairs.len(), |p| {
        let at = [pairs[p].0, pairs[p].1];
        let value = |side: usize| {
            let statistic = &both[side].1[at[side]];
            statistic.value(&totals[side][statistic.block]).ok()
        };
        let difference = less((value(0), value(1))).ok_or(NoInterval::NoValue)?;
        let drawn = pieces.iter().flat_map(|[first, second]| {
            let both = first.iter().zip(second);
            both.map(|(first, second)| less((first[at[0]], second[at[1]])))
        });
        let without = || {
            let [a, b] = [0, 1].map(|side| {
                let (blocks, statistics) = both[side];
                let statistic = &statistics[at[side]];
                let block = statistic.block;
                leave_one_out(&blocks[block], statistic, &totals[side][block])
            });
            a.into_iter().zip(b).map(less).collect()
        };
        interval(difference, drawn, without, n_documents, settings)
    })
}

const fn n_pieces(settings: BootstrapSettings) -> usize {
    settings.replicates.div_ceil(PIECE)
}

fn numbers_of(piece: usize, settings: BootstrapSettings) -> std::ops::Range<usize> {
    let from = piece * PIECE;
    from..(from + PIECE).min(settings.replicates)
}

/// From the values of the draws, and of all documents without each in turn.
fn interval(
    value: f64,
    drawn: impl Iterator<Item = Option<f64>>,
    without: impl FnOnce() -> Vec<Option<f64>>,
    n_documents: usize,
    settings: BootstrapSettings,
) -> Result<Interval, NoInterval> {
    let mut drawn: Vec<f64> = drawn.flatten().collect();
    if drawn.len() * 2 < settings.replicates {
        return Err(NoInterval::FewReplicates);
    }
    drawn.sort_unstable_by(f64::total_cmp);
    let ends = if n_documents >= MIN_BCA {
        let without: Vec<f64> = without().into_iter().flatten().collect();
        bca(value, &drawn, &without)
    } else {
        None
    };
    let (low, high) = ends.unwrap_or((0.025, 0.975));
    let (mean, variance) = moments(&drawn);
    Ok(Interval {
        mean,
        deviation: variance.sqrt(),
        low: quantile(&drawn, low),
        high: quantile(&drawn, high),
        n_dropped: settings.replicates - drawn.len(),
    })
}

/// The values of these draws. `side`: of several that are drawn alike the errors of γ's chance samples are different ones.
fn replicates(
    blocks: &[Block],
    statistics: &[Statistic],
    totals: &[Vec<f64>],
    seed: u64,
    side: usize,
    numbers: std::ops::Range<usize>,
) -> Vec<Vec<Option<f64>>> {
    let n_documents = blocks.first().map_or(0, Block::n_documents);
    let mut sums: Vec<Vec<f64>> = blocks.iter().map(|b| vec![0.0; b.width]).collect();
    let mut times = vec![0_u32; n_documents];
    let mut out = Vec::with_capacity(numbers.len());
    for number in numbers {
        // No document has this number, so that these draws are other ones than those of chance samples.
        let mut random = generator(seed, usize::MAX, number);
        times.fill(0);
        for _ in 0..n_documents {
            times[random.random_range(0..n_documents)] += 1;
        }
        let mut noise: f64 = random.sample(StandardNormal);
        for _ in 0..side {
            noise = random.sample(StandardNormal);
        }
        for (block, sums) in blocks.iter().zip(&mut sums) {
            sums.fill(0.0);
            for (row, &n) in block.rows().zip(&times) {
                if n > 0 {
                    let n = f64::from(n);
                    for (sum, value) in sums.iter_mut().zip(row) {
                        *sum += n * value;
                    }
                }
            }
        }
        let values = statistics.iter().map(|s| {
            s.value_with_noise(&sums[s.block], &totals[s.block], noise)
                .ok()
        });
        out.push(values.collect());
    }
    out
}

fn leave_one_out(block: &Block, statistic: &Statistic, total: &[f64]) -> Vec<Option<f64>> {
    let mut without = total.to_vec();
    let values = block.rows().map(|row| {
        for (sum, (all, own)) in without.iter_mut().zip(total.iter().zip(row)) {
            *sum = all - own;
        }
        statistic.value(&without).ok()
    });
    values.collect()
}

/// Which quantiles are the ends of the `BCa` interval; `None` where it degenerates.
fn bca(value: f64, sorted: &[f64], without: &[f64]) -> Option<(f64, f64)> {
    let below = sorted.partition_point(|v| *v < value);
    let equal = sorted.partition_point(|v| *v <= value) - below;
    let share = (below as f64 + equal as f64 / 2.0) / sorted.len() as f64;
    if share <= 0.0 || share >= 1.0 {
        return None;
    }
    let bias = normal_quantile(share);
    let mean = without.iter().sum::<f64>() / without.len() as f64;
    let (mut squares, mut cubes) = (0.0, 0.0);
    for v in without {
        let d = mean - v;
        squares += d * d;
        cubes += d * d * d;
    }
    if squares <= f64::EPSILON * f64::EPSILON {
        return None;
    }
    let acceleration = cubes / (6.0 * squares.powf(1.5));
    let end = |z: f64| {
        let shifted = bias + z;
        let divisor = 1.0 - acceleration * shifted;
        (divisor > 0.0).then(|| normal_share(bias + shifted / divisor))
    };
    const Z: f64 = 1.959_963_984_540_054;
    Some((end(-Z)?, end(Z)?))
}

/// The value below which this share of the sorted values lies, between two of them in proportion.
fn quantile(sorted: &[f64], share: f64) -> f64 {
    let Some(last) = sorted.len().checked_sub(1) else {
        return 0.0;
    };
    let at = share.clamp(0.0, 1.0) * last as f64;
    let (low, high) = (at.floor() as usize, at.ceil() as usize);
    sorted[low] + (at - at.floor()) * (sorted[high] - sorted[low])
}

/// Φ. Error below 1.2e-7: Press et al., Numerical Recipes, §6.2, by a Chebyshev fit of erfc.
fn normal_share(z: f64) -> f64 {
    let x = z.abs() / std::f64::consts::SQRT_2;
    let t = 1.0 / (1.0 + 0.5 * x);
    let coefficients = [
        0.170_872_77,
        -0.822_152_23,
        1.488_515_87,
        -1.135_203_98,
        0.278_868_07,
        -0.186_288_06,
        0.096_784_18,
        0.374_091_96,
        1.000_023_68,
        -1.265_512_23,
    ];
    let fit = coefficients.iter().fold(0.0, |sum, c| sum * t + c);
    let tail = t * (-x * x + fit).exp() / 2.0;
    if z >= 0.0 { 1.0 - tail } else { tail }
}

/// The inverse of [`normal_share`], by halving.
fn normal_quantile(share: f64) -> f64 {
    let (mut low, mut high) = (-9.0, 9.0);
    for _ in 0..60 {
        let middle = f64::midpoint(low, high);
        if normal_share(middle) < share {
            low = middle;
        } else {
            high = middle;
        }
    }
    f64::midpoint(low, high)
}

#[cfg(test)]
mod tests {
    use super::super::runner::Serial;
    use super::super::statistic::Kind;
    use super::*;

    #[test]
    fn the_normal_distribution() {
        assert!((normal_share(1.959_964) - 0.975).abs() < 2e-7);
        assert!((normal_share(-1.0) - 0.158_655_3).abs() < 2e-7);
        assert!((normal_quantile(0.975) - 1.959_964).abs() < 1e-5);
        assert!(normal_quantile(0.5).abs() < 1e-5);
    }

    #[test]
    fn quantiles_lie_between_values() {
        assert_eq!(quantile(&[1.0, 2.0, 4.0], 0.5), 2.0);
        assert_eq!(quantile(&[1.0, 2.0, 4.0], 0.75), 3.0);
        assert_eq!(quantile(&[7.0], 0.3), 7.0);
    }

    fn f1(rows: &[[f64; 3]]) -> Result<Interval, NoInterval> {
        let blocks = [Block::new(3, rows.iter().flatten().copied().collect())];
        let statistics = [Statistic::new("f1.strict", None, 0, 0..3, Kind::F1)];
        let settings = BootstrapSettings::default();
        intervals(&blocks, &statistics, settings, &Serial).unwrap()[0]
    }

    #[test]
    fn documents_that_are_all_alike_leave_no_doubt() {
        let found = f1(&[[3.0, 4.0, 4.0]; 30]).unwrap();
        assert_eq!((found.low, found.high), (0.75, 0.75));
    }

    #[test]
    fn the_interval_holds_the_value_and_is_near_the_normal_one() {
        // 40 documents of 10 pairs of spans, 4 to 8 of them equal.
        let rows: Vec<[f64; 3]> = (0..40)
            .map(|i| [f64::from(4 + i % 5), 10.0, 10.0])
            .collect();
        let found = f1(&rows).unwrap();
        // Mean .6, deviation of a document √2/10, of the mean √2/10/√40 = .02236.
        assert!(
            (found.low - (0.6 - 1.96 * 0.02236)).abs() < 0.004,
            "{found:?}"
        );
        assert!(
            (found.high - (0.6 + 1.96 * 0.02236)).abs() < 0.004,
            "{found:?}"
        );
        let few = f1(&rows[..10]).unwrap();
        assert!(few.high - few.low > found.high - found.low);
    }

    #[test]
    fn too_few_documents_and_undefined_values_have_none() {
        assert_eq!(f1(&[[1.0, 2.0, 2.0]; 4]), Err(NoInterval::FewDocuments));
        assert_eq!(f1(&[[0.0; 3]; 9]), Err(NoInterval::NoValue));
        let mut rows = [[0.0; 3]; 9];
        rows[0] = [1.0, 1.0, 1.0];
        let dropped = f1(&rows).unwrap().n_dropped;
        // (8/9)⁹ of the draws miss the only document with spans.
        assert!((580..820).contains(&dropped), "{dropped}");
    }
}
