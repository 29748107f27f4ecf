//! The unitizing α family: uα, |uα, cuα, (k)uα.
//!
//! Krippendorff, Mathet, Bouvry & Widlöcher 2016, Quality & Quantity 50:2347, with its erratum 50:2365; Krippendorff
//! 2019, Content Analysis, 4th ed., §12.6.3–12.6.6, eqs 32–38. Each annotator's document is cut into spans and
//! gaps, without overlap:
//!
//! - `O_ck` = Σ over ordered pairs of annotators of the text that one gave c and the other k, / (n − 1);
//!   `ℓ_c` = `Σ_k` `O_ck`; ℓ = Σ `ℓ_c`.
//! - `S_c` = Σ l² over spans labelled c; `S_φ` = Σ l over gaps, which are no wholes.
//! - `E_ck` = `ℓ·(ℓ_c·ℓ_k` − \[c = k\]·`S_c`) / (ℓ² − S).
//!
//! Everything is a sum over documents, and as gaps enter linearly it makes no difference where a document ends.

use super::figure::{Figure, Undefined};
use super::input::Layers;
use super::sections::{self, Section};

/// Sums over documents: how many layers overlap themselves, O, S, S* with the gap as category 0.
#[derive(Clone, Copy, Debug)]
pub struct Sums<'a> {
    numbers: &'a [f64],
    k: usize,
}

/// How many numbers there are for `k` categories, the gap among them.
#[must_use]
pub const fn width(k: usize) -> usize {
    1 + k * k + 2 * k
}

/// The sums of one document, all labels at once. Where spans of one annotator overlap, only that is noted.
#[must_use]
pub fn document_sums(layers: &Layers<'_>, document: usize, annotators: &[usize]) -> Vec<f64> {
    let k = layers.input.labels.len() + 1;
    let length = layers.input.documents[document].length;
    let mut numbers = vec![0.0; width(k)];
    let mut cuts = Vec::with_capacity(annotators.len());
    for &annotator in annotators {
        let spans = sections::fragments(layers.units_of(annotator, document));
        match sections::cut(spans, length) {
            Some(cut) => cuts.push(cut),
            None => numbers[0] += 1.0,
        }
    }
    if numbers[0] == 0.0 {
        add(&mut numbers, k, &cuts);
    }
    numbers
}

/// The sums of one document for one label against all else; spans of the label that overlap are joined.
#[must_use]
pub fn layer_sums(
    layers: &Layers<'_>,
    document: usize,
    annotators: &[usize],
    label: usize,
) -> Vec<f64> {
    let length = layers.input.documents[document].length;
    let mut numbers = vec![0.0; width(2)];
    let of = |annotator| {
        let units = layers.units_of(annotator, document);
        let own = units.filter(|u| u.label == label);
        let spans = own.flat_map(|u| u.fragments.iter().copied()).collect();
        let joined = sections::joined(spans);
        sections::cut(joined.into_iter().map(|(s, e)| (s, e, 1)).collect(), length)
            .unwrap_or_default()
    };
    let cuts: Vec<_> = annotators.iter().map(|&i| of(i)).collect();
    add(&mut numbers, 2, &cuts);
    numbers
}

fn add(numbers: &mut [f64], k: usize, cuts: &[Vec<Section>]) {
    let (observed, rest) = numbers[1..].split_at_mut(k * k);
    let (wholes, shared) = rest.split_at_mut(k);
    let weight = 1.0 / (cuts.len() as f64 - 1.0);
    for cut in cuts {
        for section in cut {
            let l = section.length();
            wholes[section.category] += if section.category == 0 { l } else { l * l };
        }
    }
    for (i, a) in cuts.iter().enumerate() {
        for b in &cuts[i + 1..] {
            // What each span shares with spans of the other.
            let mut of_a = vec![0.0; a.len()];
            let mut of_b = vec![0.0; b.len()];
            sections::intersections(a, b, |g, h, common| {
                let (c, d) = (a[g].category, b[h].category);
                observed[c * k + d] += weight * common;
                observed[d * k + c] += weight * common;
                if c > 0 && d > 0 {
                    of_a[g] += common;
                    of_b[h] += common;
                }
            });
            for (cut, common) in [(a, of_a), (b, of_b)] {
                for (section, n) in cut.iter().zip(common) {
                    shared[section.category] += weight * n * n;
                }
            }
        }
    }
}

/// Whether a denominator is nothing but rounding of these magnitudes.
fn is_nothing(difference: f64, of: f64) -> bool {
    difference.abs() <= 1e-12 * of.abs()
}

impl<'a> Sums<'a> {
    /// Sums as made by [`document_sums`] or [`layer_sums`], added up.
    #[must_use]
    pub fn new(numbers: &'a [f64]) -> Self {
        // (k + 1)² = width(k)
        let k = (numbers.len() as f64).sqrt().round() as usize - 1;
        Self { numbers, k }
    }

    fn observed(self, c: usize, d: usize) -> f64 {
        self.numbers[1 + c * self.k + d]
    }

    fn wholes(self) -> &'a [f64] {
        &self.numbers[1 + self.k * self.k..][..self.k]
    }

    fn shared(self) -> &'a [f64] {
        &self.numbers[1 + self.k * (self.k + 1)..]
    }

    fn of_category(self, c: usize) -> f64 {
        (0..self.k).map(|d| self.observed(c, d)).sum()
    }

    fn check(self) -> Result<f64, Undefined> {
        if self.numbers[0] > 0.0 {
            return Err(Undefined::Overlap);
        }
        let l: f64 = (0..self.k).map(|c| self.of_category(c)).sum();
        if l == 0.0 {
            return Err(Undefined::NoText);
        }
        if l == self.observed(0, 0) {
            return Err(Undefined::NothingMarked);
        }
        Ok(l)
    }

    /// uα = 1 − (ℓ − Σ `O_cc`) / (ℓ − Σ `E_cc`).
    ///
    /// # Errors
    /// Spans of one annotator overlap; nothing is marked; all of the text has one category.
    pub fn u(self) -> Figure {
        let l = self.check()?;
        let whole: f64 = self.wholes().iter().sum();
        let (mut same, mut expected) = (0.0, 0.0);
        for c in 0..self.k {
            let of_c = self.of_category(c);
            same += self.observed(c, c);
            expected += l * (of_c * of_c - self.wholes()[c]) / (l * l - whole);
        }
        if is_nothing(l - expected, l) {
            return Err(Undefined::OneCategory);
        }
        Ok(1.0 - (l - same) / (l - expected))
    }

    /// |uα, span or gap: 1 − Σ `O_φk` / Σ `E_φk` over k ≠ φ.
    ///
    /// # Errors
    /// As [`Self::u`].
    pub fn binary(self) -> Figure {
        let l = self.check()?;
        let whole: f64 = self.wholes().iter().sum();
        let gaps = self.of_category(0);
        let apart = gaps - self.observed(0, 0);
        let expected = l * gaps * (l - gaps) / (l * l - whole);
        if is_nothing(expected, l) {
            return Err(Undefined::OneCategory);
        }
        Ok(1.0 - apart / expected)
    }

    /// Text that both marked, by category: ℓ*_c, and their sum.
    fn common(self) -> (Vec<f64>, f64) {
        let of = |c| (1..self.k).map(|d| self.observed(c, d)).sum();
        let by_category: Vec<f64> = (1..self.k).map(of).collect();
        let all = by_category.iter().sum();
        (by_category, all)
    }

    /// Share of all text that both marked: to be shown with cuα.
    #[must_use]
    pub fn coverage(self) -> f64 {
        let all: f64 = (0..self.k).map(|c| self.of_category(c)).sum();
        if all == 0.0 {
            0.0
        } else {
            self.common().1 / all
        }
    }

    /// E*_ck for categories 1…, as a function.
    ///
    /// Its divisor ℓ* − S* / ℓ* is what is left of the common text without the pairs of a span with itself. Of three
    /// and more annotators, where few of them meet, nothing may be left, or less: then there is no chance to speak of.
    fn expected_common(
        self,
        common: &[f64],
        all: f64,
    ) -> Result<impl Fn(usize, usize) -> f64, Undefined> {
        let shared = &self.shared()[1..];
        let divisor = all - shared.iter().sum::<f64>() / all;
        if divisor <= 0.0 || is_nothing(divisor, all) {
            return Err(Undefined::LittleInCommon);
        }
        Ok(move |c: usize, d: usize| {
            let own = if c == d { shared[c] } else { 0.0 };
            (common[c] * common[d] - own) / divisor
        })
    }

    /// cuα, the categories of what both marked: 1 − (ℓ* − Σ `O_cc`) / (ℓ* − Σ E*_cc), c ≠ φ.
    ///
    /// # Errors
    /// As [`Self::u`]; or both marked nothing, or with one label only, or too little for chance to differ.
    pub fn cu(self) -> Figure {
        self.check()?;
        let (common, all) = self.common();
        if all == 0.0 {
            return Err(Undefined::NothingInCommon);
        }
        if common.iter().filter(|l| **l > 0.0).count() < 2 {
            return Err(Undefined::OneLabelInCommon);
        }
        let expected = self.expected_common(&common, all)?;
        let same: f64 = (1..self.k).map(|c| self.observed(c, c)).sum();
        let by_chance: f64 = (0..common.len()).map(|c| expected(c, c)).sum();
        if is_nothing(all - by_chance, all) {
            return Err(Undefined::NoChance);
        }
        Ok(1.0 - (all - same) / (all - by_chance))
    }

    /// (k)uα of one label: 1 − (E*_·k / ℓ*_k) · (ℓ*_k − `O_kk`) / (E*_·k − E*_kk).
    ///
    /// # Errors
    /// As [`Self::cu`].
    pub fn k(self, label: usize) -> Figure {
        self.check()?;
        let (common, all) = self.common();
        if common[label] == 0.0 {
            return Err(Undefined::NothingInCommon);
        }
        if common.iter().filter(|l| **l > 0.0).count() < 2 {
            return Err(Undefined::OneLabelInCommon);
        }
        let expected = self.expected_common(&common, all)?;
        let column: f64 = (0..common.len()).map(|c| expected(c, label)).sum();
        let other = column - expected(label, label);
        if is_nothing(other, column) {
            return Err(Undefined::NoChance);
        }
        let apart = common[label] - self.observed(label + 1, label + 1);
        Ok(1.0 - column / common[label] * apart / other)
    }

    /// Share of what was given this label that both marked.
    #[must_use]
    pub fn coverage_of(self, label: usize) -> f64 {
        let all = self.of_category(label + 1);
        if all == 0.0 {
            0.0
        } else {
            self.common().0[label] / all
        }
    }
}
