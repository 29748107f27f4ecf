//! Agreement of coders who give each item one category: percentage, Cohen's κ, Scott's π, Fleiss' κ, Gwet's
//! AC1, Krippendorff's α.
//!
//! All of them are functions of sums over items, so that documents can be pooled and resampled: see
//! [`TwoCoders`] and [`Coders`].

use super::figure::{Figure, Undefined, ratio};

/// Sums over items that two coders both judged.
///
/// As numbers: agreements, then how often the first coder gave each category, then the second.
#[derive(Clone, Copy, Debug)]
pub struct TwoCoders<'a>(pub &'a [f64]);

impl<'a> TwoCoders<'a> {
    /// How many numbers there are for `q` categories.
    #[must_use]
    pub const fn width(q: usize) -> usize {
        1 + 2 * q
    }

    /// Adds `n` items that got these categories.
    pub fn add(sums: &mut [f64], first: usize, second: usize, n: f64) {
        let q = (sums.len() - 1) / 2;
        if first == second {
            sums[0] += n;
        }
        sums[1 + first] += n;
        sums[1 + q + second] += n;
    }

    fn marginals(self) -> (&'a [f64], &'a [f64]) {
        let q = self.0.len() / 2;
        (&self.0[1..=q], &self.0[1 + q..])
    }

    /// How many items.
    #[must_use]
    pub fn n_items(self) -> f64 {
        self.marginals().0.iter().sum()
    }

    /// Share of items with the same category.
    ///
    /// # Errors
    /// No items.
    pub fn percent(self) -> Figure {
        ratio(self.0[0], self.n_items(), Undefined::NoText)
    }

    fn beyond_chance(self, expected: f64) -> Figure {
        let observed = self.percent()?;
        ratio(observed - expected, 1.0 - expected, Undefined::OneCategory)
    }

    fn n_categories(self) -> usize {
        let (a, b) = self.marginals();
        a.iter().zip(b).filter(|(a, b)| **a + **b > 0.0).count()
    }

    /// Cohen's κ: (`P_o` − `P_e`) / (1 − `P_e`) with `P_e` = Σ p₁(c)·p₂(c). Cohen 1960, Educational and Psychological
    /// Measurement 20:37.
    ///
    /// # Errors
    /// No items, or one category only.
    pub fn cohen(self) -> Figure {
        let n = self.n_items();
        if n > 0.0 && self.n_categories() < 2 {
            return Err(Undefined::OneCategory);
        }
        let (a, b) = self.marginals();
        let products: f64 = a.iter().zip(b).map(|(a, b)| a * b).sum();
        self.beyond_chance(products / (n * n))
    }

    /// Gwet's AC1: `P_e` = Σ p(1 − p)/(q − 1) over the q categories in use, p pooled. Gwet 2008, British Journal of
    /// Mathematical and Statistical Psychology 61:29.
    ///
    /// # Errors
    /// No items, or one category only.
    pub fn ac1(self) -> Figure {
        let q = self.n_categories();
        let n = 2.0 * self.n_items();
        if q < 2 {
            self.percent()?;
            return Err(Undefined::OneCategory);
        }
        let (a, b) = self.marginals();
        let p = a.iter().zip(b).map(|(a, b)| (a + b) / n);
        let expected = p.map(|p| p * (1.0 - p)).sum::<f64>() / (q as f64 - 1.0);
        self.beyond_chance(expected)
    }

    /// The sums of squares of the pooled counts, and how many judgements.
    fn pooled(self) -> Result<(f64, f64), Undefined> {
        self.percent()?;
        if self.n_categories() < 2 {
            return Err(Undefined::OneCategory);
        }
        let (a, b) = self.marginals();
        let squares = a.iter().zip(b).map(|(a, b)| (a + b) * (a + b)).sum();
        Ok((squares, 2.0 * self.n_items()))
    }

    /// Scott's π, which is Fleiss' κ of two coders: see [`Coders::fleiss`].
    ///
    /// # Errors
    /// No items, or one category only.
    pub fn fleiss(self) -> Figure {
        let (squares, n) = self.pooled()?;
        self.beyond_chance(squares / (n * n))
    }

    /// Krippendorff's α for categories without order: see [`Coders::alpha_nominal`].
    ///
    /// # Errors
    /// No items, or one category only.
    pub fn alpha_nominal(self) -> Figure {
        let (squares, n) = self.pooled()?;
        let apart = 2.0 * (self.n_items() - self.0[0]);
        Ok(1.0 - (n - 1.0) * apart / (n * n - squares))
    }
}

/// Sums over items that two or more coders judged; items with one judgement or none are left out.
///
/// As numbers: items, Σ of each item's share of agreeing pairs, Σ of disagreement `o_ck` (c ≠ k) of the
/// coincidence matrix (weighted by the distance of the categories, where one is given), then how often each
/// category was given.
#[derive(Clone, Copy, Debug)]
pub struct Coders<'a>(pub &'a [f64]);

impl<'a> Coders<'a> {
    const FIRST: usize = 3;

    /// How many numbers there are for `q` categories.
    #[must_use]
    pub const fn width(q: usize) -> usize {
        Self::FIRST + q
    }

    /// Adds `n` items that got these categories. `distance`: of two categories, 0 where equal.
    pub fn add(
        sums: &mut [f64],
        categories: &[usize],
        n: f64,
        distance: impl Fn(usize, usize) -> f64,
    ) {
        let m = categories.len();
        if m < 2 {
            return;
        }
        let (mut agreeing, mut apart) = (0.0, 0.0);
        for (i, &c) in categories.iter().enumerate() {
            for &k in &categories[i + 1..] {
                if c == k {
                    agreeing += 2.0;
                } else {
                    apart += 2.0 * distance(c, k);
                }
            }
            sums[Self::FIRST + c] += n;
        }
        let m = m as f64;
        sums[0] += n;
        sums[1] += n * agreeing / (m * (m - 1.0));
        sums[2] += n * apart / (m - 1.0);
    }

    fn totals(self) -> &'a [f64] {
        &self.0[Self::FIRST..]
    }

    /// How many items.
    #[must_use]
    pub fn n_items(self) -> f64 {
        self.0[0]
    }

    /// How many judgements.
    #[must_use]
    pub fn n_judgements(self) -> f64 {
        self.totals().iter().sum()
    }

    fn n_categories(self) -> usize {
        self.totals().iter().filter(|n| **n > 0.0).count()
    }

    /// Mean over items of the share of agreeing pairs of coders.
    ///
    /// # Errors
    /// No items.
    pub fn percent(self) -> Figure {
        ratio(self.0[1], self.n_items(), Undefined::NoText)
    }

    fn check(self) -> Result<(), Undefined> {
        self.percent()?;
        if self.n_categories() < 2 {
            return Err(Undefined::OneCategory);
        }
        Ok(())
    }

    /// Fleiss' κ, for two coders Scott's π: `P_e` = Σ p(c)², p pooled over coders. Fleiss 1971, Psychological
    /// Bulletin 76:378; Scott 1955, Public Opinion Quarterly 19:321.
    ///
    /// # Errors
    /// No items, or one category only.
    pub fn fleiss(self) -> Figure {
        self.check()?;
        let n = self.n_judgements();
        let expected: f64 = self.totals().iter().map(|c| (c / n) * (c / n)).sum();
        ratio(
            self.percent()? - expected,
            1.0 - expected,
            Undefined::OneCategory,
        )
    }

    /// Gwet's AC1 for any number of coders; see [`TwoCoders::ac1`].
    ///
    /// # Errors
    /// No items, or one category only.
    pub fn ac1(self) -> Figure {
        self.check()?;
        let n = self.n_judgements();
        let p = self.totals().iter().map(|c| c / n);
        let q = self.n_categories() as f64;
        let expected = p.map(|p| p * (1.0 - p)).sum::<f64>() / (q - 1.0);
        ratio(
            self.percent()? - expected,
            1.0 - expected,
            Undefined::OneCategory,
        )
    }

    /// Krippendorff's α for categories without order: 1 − (N − 1)·Σ `o_ck` / Σ `n_c·n_k` over c ≠ k. Krippendorff
    /// 2011, "Computing Krippendorff's alpha-reliability".
    ///
    /// # Errors
    /// No items, or one category only.
    pub fn alpha_nominal(self) -> Figure {
        self.check()?;
        let n = self.n_judgements();
        let squares: f64 = self.totals().iter().map(|c| c * c).sum();
        let apart = n * n - squares;
        Ok(1.0 - (n - 1.0) * self.0[2] / apart)
    }

    /// The same with a distance of categories, for which the sums were made: `D_o` / `D_e` with `D_e` =
    /// Σ `n_c·n_k·δ(c`, k) / (N − 1).
    ///
    /// # Errors
    /// No items, or one category only.
    pub fn alpha(self, distance: impl Fn(usize, usize) -> f64) -> Figure {
        self.check()?;
        let n = self.n_judgements();
        let totals = self.totals();
        let mut expected = 0.0;
        for (c, of_c) in totals.iter().enumerate().filter(|(_, n)| **n > 0.0) {
            for (k, of_k) in totals.iter().enumerate().skip(c + 1) {
                if *of_k > 0.0 {
                    expected += 2.0 * of_c * of_k * distance(c, k);
                }
            }
        }
        ratio(self.0[2] * (n - 1.0), expected, Undefined::OneCategory).map(|r| 1.0 - r)
    }
}

/// Distances of two sets of labels, as sorted lists.
pub mod set_distance {
    fn n_common(a: &[usize], b: &[usize]) -> usize {
        a.iter().filter(|l| b.binary_search(l).is_ok()).count()
    }

    /// 1 − |A ∩ B| / |A ∪ B|; the empty set counts as a set of one element of its own.
    #[must_use]
    pub fn jaccard(a: &[usize], b: &[usize]) -> f64 {
        1.0 - similarity(a, b)
    }

    fn similarity(a: &[usize], b: &[usize]) -> f64 {
        if a == b {
            return 1.0;
        }
        let common = n_common(a, b);
        let union = a.len().max(1) + b.len().max(1) - common;
        common as f64 / union as f64
    }

    /// 1 − J·M, with M = 1, ⅔, ⅓, 0 where the sets are equal, one holds the other, they cross, or have nothing in
    /// common. Passonneau 2006, LREC.
    #[must_use]
    pub fn masi(a: &[usize], b: &[usize]) -> f64 {
        let common = n_common(a, b);
        let monotonicity = if a == b {
            1.0
        } else if common == 0 {
            0.0
        } else if common == a.len() || common == b.len() {
            2.0 / 3.0
        } else {
            1.0 / 3.0
        };
        1.0 - similarity(a, b) * monotonicity
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn two(q: usize, cells: &[(usize, usize, f64)]) -> Vec<f64> {
        let mut sums = vec![0.0; TwoCoders::width(q)];
        for (a, b, n) in cells {
            TwoCoders::add(&mut sums, *a, *b, *n);
        }
        sums
    }

    fn many(q: usize, items: &[&[usize]]) -> Vec<f64> {
        let mut sums = vec![0.0; Coders::width(q)];
        for item in items {
            Coders::add(&mut sums, item, 1.0, |_, _| 1.0);
        }
        sums
    }

    #[track_caller]
    fn near(found: Figure, expected: f64, tolerance: f64) {
        let found = found.unwrap();
        assert!((found - expected).abs() <= tolerance, "{found}");
    }

    #[test]
    fn cohen_1960_page_45() {
        let sums = two(
            3,
            &[
                (0, 0, 88.0),
                (0, 1, 14.0),
                (0, 2, 18.0),
                (1, 0, 10.0),
                (1, 1, 40.0),
                (1, 2, 10.0),
                (2, 0, 2.0),
                (2, 1, 6.0),
                (2, 2, 12.0),
            ],
        );
        let coders = TwoCoders(&sums);
        near(coders.percent(), 0.7, 1e-12);
        near(coders.cohen(), 0.492, 0.001);
        near(coders.ac1(), 0.576, 0.0001);
        near(coders.fleiss(), 0.487_179_487_179_487_2, 1e-12);
        near(coders.alpha_nominal(), 0.488_461_538_461_538_4, 1e-12);
    }

    #[test]
    fn krippendorff_2011_example_c() {
        // 4 coders, 12 units, some values missing.
        let items: [&[usize]; 12] = [
            &[1, 1, 1],
            &[2, 2, 3, 2],
            &[3, 3, 3, 3],
            &[3, 3, 3, 3],
            &[2, 2, 2, 2],
            &[1, 2, 3, 4],
            &[4, 4, 4, 4],
            &[1, 1, 2, 1],
            &[2, 2, 2, 2],
            &[5, 5, 5],
            &[1, 1],
            &[3],
        ];
        near(Coders(&many(6, &items)).alpha_nominal(), 0.743, 0.0005);
    }

    #[test]
    fn gwet_s_paradox() {
        let mut items: Vec<&[usize]> = vec![&[0, 0]; 8];
        items.extend([&[1, 1][..], &[0, 1][..]]);
        let sums = many(2, &items);
        near(Coders(&sums).ac1(), 0.8658, 0.0001);
        near(Coders(&sums).fleiss(), 0.6078, 0.0001);
        near(
            Coders(&sums).alpha_nominal(),
            0.627_450_980_392_156_9,
            1e-12,
        );
    }

    #[test]
    fn one_category_is_undefined_and_a_constant_coder_is_not() {
        let sums = two(2, &[(0, 0, 9.0)]);
        assert_eq!(TwoCoders(&sums).cohen(), Err(Undefined::OneCategory));
        assert_eq!(TwoCoders(&sums).ac1(), Err(Undefined::OneCategory));
        let sums = two(2, &[(0, 0, 9.0), (0, 1, 3.0)]);
        near(TwoCoders(&sums).cohen(), 0.0, 1e-12);
        assert_eq!(
            TwoCoders(&two(2, &[])).cohen(),
            Err(Undefined::NoText),
            "no items at all"
        );
    }

    #[test]
    fn distances_of_sets() {
        use set_distance::{jaccard, masi};
        assert_eq!(masi(&[0], &[0]), 0.0);
        assert_eq!(masi(&[], &[]), 0.0);
        assert_eq!(masi(&[], &[1]), 1.0);
        assert!((masi(&[0], &[0, 1]) - (1.0 - 1.0 / 3.0)).abs() < 1e-12);
        assert!((masi(&[0, 2], &[0, 1]) - (1.0 - 1.0 / 9.0)).abs() < 1e-12);
        assert_eq!(jaccard(&[0], &[0, 1]), 0.5);
        assert_eq!(jaccard(&[], &[1, 2]), 1.0);
    }
}
