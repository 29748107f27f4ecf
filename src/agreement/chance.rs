//! What γ holds the observed disorder against: continua made by chance.
//!
//! Every sample has a seed of its own, made from the seed of the comparison, the document and the number of the
//! sample, so that the figure does not depend on which thread drew which.

use super::gamma::Span;
use rand::{Rng, RngExt as _, SeedableRng as _};
use rand_distr::StandardNormal;
use rand_pcg::Pcg64Mcg;

/// How chance continua are made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sampler {
    /// From the distributions of number, gap, length and label: the default of pygamma and `DKPro`.
    #[default]
    Statistical,
    /// A real annotator's units, shifted circularly: Mathet et al. 2015, §5.2.
    Shuffle,
}

impl Sampler {
    /// Its name in reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Statistical => "statistical",
            Self::Shuffle => "shuffle",
        }
    }
}

/// The generator of one sample.
#[must_use]
pub fn generator(seed: u64, document: usize, sample: usize) -> Pcg64Mcg {
    // Steele, Lea & Flood 2014: neighbouring numbers become unlike ones.
    let mix = |mut x: u64| {
        x = x.wrapping_add(0x9e37_79b9_7f4a_7c15);
        x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        x ^ (x >> 31)
    };
    let document = mix(document as u64);
    Pcg64Mcg::seed_from_u64(mix(seed ^ document.rotate_left(17)) ^ mix(sample as u64))
}

#[derive(Clone, Copy, Debug, Default)]
struct Normal {
    mean: f64,
    deviation: f64,
}

impl Normal {
    /// With the deviation of the whole population.
    fn of(values: &[f64]) -> Self {
        if values.is_empty() {
            return Self::default();
        }
        let n = values.len() as f64;
        let mean = values.iter().sum::<f64>() / n;
        let squares: f64 = values.iter().map(|v| (v - mean) * (v - mean)).sum();
        Self {
            mean,
            deviation: (squares / n).sqrt(),
        }
    }

    fn draw(self, random: &mut impl Rng) -> f64 {
        let z: f64 = random.sample(StandardNormal);
        self.mean + self.deviation * z
    }
}

/// Makes chance continua for one document.
#[derive(Clone, Debug)]
pub struct Chance {
    sampler: Sampler,
    n_annotators: usize,
    counts: Normal,
    gaps: Normal,
    lengths: Normal,
    /// Share of labels up to this one.
    labels: Vec<(f64, usize)>,
    /// The units of each annotator, for the shuffle.
    units: Vec<Vec<Span>>,
    /// End of the last unit.
    end: f64,
}

impl Chance {
    /// From the units of each annotator, sorted by start.
    #[must_use]
    pub fn new(sampler: Sampler, units: &[Vec<Span>]) -> Self {
        let counts: Vec<f64> = units.iter().map(|u| u.len() as f64).collect();
        // One gap of 0 more, and what stands before each annotator's first unit, as pygamma has it.
        let mut gaps = vec![0.0];
        for own in units {
            gaps.extend(own.windows(2).map(|pair| pair[1].start - pair[0].end));
            gaps.extend(own.first().map(|first| first.start));
        }
        let all = || units.iter().flatten();
        let lengths: Vec<f64> = all().map(|u| u.end - u.start).collect();
        let mut labels: Vec<usize> = all().map(|u| u.label).collect();
        labels.sort_unstable();
        let n = labels.len() as f64;
        let mut up_to = 0;
        let shares = labels.chunk_by(|a, b| a == b).map(|of_one| {
            up_to += of_one.len();
            (up_to as f64 / n, of_one[0])
        });
        Self {
            sampler,
            n_annotators: units.len(),
            counts: Normal::of(&counts),
            gaps: Normal::of(&gaps),
            lengths: Normal::of(&lengths),
            labels: shares.collect(),
            units: units.to_vec(),
            end: all().map(|u| u.end).fold(0.0, f64::max),
        }
    }

    /// Makes a continuum: the units of each annotator. Without units to learn from it is empty.
    pub fn draw(&self, random: &mut impl Rng, into: &mut Vec<Vec<Span>>) {
        into.resize_with(self.n_annotators, Vec::new);
        into.iter_mut().for_each(Vec::clear);
        if self.labels.is_empty() {
            return;
        }
        match self.sampler {
            Sampler::Statistical => {
                for units in into {
                    self.walk(random, units);
                }
            }
            Sampler::Shuffle => self.shuffle(random, into),
        }
    }

    fn walk(&self, random: &mut impl Rng, units: &mut Vec<Span>) {
        let n = self.counts.draw(random).trunc().abs() as usize;
        let mut at = 0.0;
        for _ in 0..n {
            let start = at + self.gaps.draw(random);
            let length = loop {
                let length = self.lengths.draw(random).abs();
                if length > 0.0 {
                    break length;
                }
            };
            let share: f64 = random.random();
            let place = self.labels.partition_point(|(up_to, _)| *up_to <= share);
            let last = self.labels.len() - 1;
            at = start + length;
            units.push(Span {
                start,
                end: at,
                label: self.labels[place.min(last)].1,
            });
        }
    }

    fn shuffle(&self, random: &mut impl Rng, into: &mut [Vec<Span>]) {
        // The shifts of two annotators are at least half a mean unit apart, while there is room.
        let apart = self.lengths.mean / 2.0;
        let mut free = vec![(0.0, self.end)];
        for units in into {
            let room: f64 = free.iter().map(|(s, e)| e - s).sum();
            let mut shift =
                random.random_range(0.0..1.0) * if room > 0.0 { room } else { self.end };
            for (start, end) in &free {
                if shift <= end - start {
                    shift += start;
                    break;
                }
                shift -= end - start;
            }
            let parts = free.into_iter().flat_map(|(start, end): (f64, f64)| {
                [
                    (start, end.min(shift - apart)),
                    (start.max(shift + apart), end),
                ]
            });
            free = parts.filter(|(start, end)| start < end).collect();
            let real = &self.units[random.random_range(0..self.units.len())];
            units.extend(real.iter().map(|unit| {
                let back = if unit.start + shift > self.end {
                    self.end
                } else {
                    0.0
                };
                Span {
                    start: unit.start + shift - back,
                    end: unit.end + shift - back,
                    label: unit.label,
                }
            }));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn units() -> Vec<Vec<Span>> {
        let span = |start: f64, label| Span {
            start,
            end: start + 10.0,
            label,
        };
        vec![
            vec![span(5.0, 0), span(40.0, 1), span(80.0, 0)],
            vec![span(6.0, 0)],
        ]
    }

    #[test]
    fn a_sample_depends_on_its_number_only() {
        for sampler in [Sampler::Statistical, Sampler::Shuffle] {
            let chance = Chance::new(sampler, &units());
            let draw = |i| {
                let mut into = Vec::new();
                chance.draw(&mut generator(1, 0, i), &mut into);
                into
            };
            let _ = draw(3);
            assert_eq!(draw(7), draw(7));
            assert_ne!(draw(7), draw(8));
        }
    }

    #[test]
    fn samples_look_like_the_real_thing() {
        let chance = Chance::new(Sampler::Statistical, &units());
        let (mut n, mut n_first_label) = (0_usize, 0_usize);
        let mut into = Vec::new();
        for i in 0..2000 {
            chance.draw(&mut generator(1, 0, i), &mut into);
            for unit in into.iter().flatten() {
                n += 1;
                n_first_label += usize::from(unit.label == 0);
                assert!((unit.end - unit.start - 10.0).abs() < 1e-9);
            }
        }
        // 2 ± 1 units each, and three of four with the first label.
        assert!((6000..8500).contains(&n), "{n}");
        let share = n_first_label as f64 / n as f64;
        assert!((share - 0.75).abs() < 0.02, "{share}");
    }

    #[test]
    fn shuffled_units_keep_their_lengths_and_stay_within_twice_the_text() {
        let chance = Chance::new(Sampler::Shuffle, &units());
        let mut into = Vec::new();
        for i in 0..200 {
            chance.draw(&mut generator(1, 0, i), &mut into);
            assert_eq!(into.len(), 2);
            for unit in into.iter().flatten() {
                assert!((unit.end - unit.start - 10.0).abs() < 1e-9);
                assert!(unit.start >= 0.0 && unit.start <= 90.0, "{unit:?}");
            }
        }
    }

    #[test]
    fn nothing_makes_nothing() {
        let chance = Chance::new(Sampler::Statistical, &[vec![], vec![]]);
        let mut into = Vec::new();
        chance.draw(&mut generator(1, 0, 0), &mut into);
        assert_eq!(into, [vec![], vec![]]);
    }
}
