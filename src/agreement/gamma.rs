//! γ: the disorder of the best alignment against that of chance.
//!
//! Mathet, Widlöcher & Métivier 2015, Computational Linguistics 41(3):437. Two units are apart by
//! d = `α·d_pos` + `β·d_cat`, with `d_pos` = ((|Δstart| + |Δend|) / (l₁ + l₂))²·Δ and `d_cat` = Δ where the labels differ;
//! a unit without partner costs Δ. δ of an alignment is the sum of its disorders by the mean number of units
//! of an annotator; γ = 1 − `δ_best` / `mean(δ_best` of chance), 1 where `δ_best` = 0. It may be negative.
//!
//! An interrupted annotation counts by its covering extent. Documents are pooled as a ratio of sums:
//! 1 − Σ `x̄·δ_o` / Σ `x̄·δ_e`.

use super::assignment::Assignment;
use super::figure::{Figure, Undefined};
use super::input::Unit;
use super::near;

/// A place with a label. Chance makes places between the code points.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Span {
    /// First code point.
    pub start: f64,
    /// The code point behind it.
    pub end: f64,
    /// Its label.
    pub label: usize,
}

impl Span {
    /// The covering extent of a unit.
    #[must_use]
    pub fn of(unit: &Unit) -> Self {
        Self {
            start: unit.start() as f64,
            end: unit.end() as f64,
            label: unit.label,
        }
    }
}

/// How far apart two units are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dissimilarity {
    /// Weight of the position; greater than 0.
    pub alpha: f64,
    /// Weight of the label.
    pub beta: f64,
    /// Δ: the cost of a unit without partner.
    pub delta_empty: f64,
}

impl Dissimilarity {
    /// α = β = Δ = 1, as INCEpTION and pygamma have it.
    pub const STANDARD: Self = Self {
        alpha: 1.0,
        beta: 1.0,
        delta_empty: 1.0,
    };

    /// α = 3, as the authors' own tool has it.
    pub const ALPHA_3: Self = Self {
        alpha: 3.0,
        ..Self::STANDARD
    };

    /// β = 0: position only.
    pub const POSITIONAL: Self = Self {
        beta: 0.0,
        ..Self::STANDARD
    };

    /// β so small that it only decides between places that are equally far: the label is no matter where positions
    /// differ, and of spans at one place those with the same label are matched.
    pub const POSITION_FIRST: Self = Self {
        beta: 1e-12,
        ..Self::STANDARD
    };

    /// `d_pos`, without α.
    #[must_use]
    pub fn positional(&self, u: &Span, v: &Span) -> f64 {
        let apart = (u.start - v.start).abs() + (u.end - v.end).abs();
        if apart == 0.0 {
            return 0.0;
        }
        let x = apart / (u.end - u.start + v.end - v.start);
        x * x * self.delta_empty
    }

    /// d.
    #[must_use]
    pub fn of(&self, u: &Span, v: &Span) -> f64 {
        let label = if u.label == v.label {
            0.0
        } else {
            self.delta_empty
        };
        self.alpha * self.positional(u, v) + self.beta * label
    }

    /// Spans with d < `limit`·Δ have (|Δstart| + |Δend|) < this · (l₁ + l₂).
    #[must_use]
    pub fn reach(&self, limit: f64) -> f64 {
        (limit / self.alpha).sqrt()
    }
}

/// Finds best alignments of two annotators.
///
/// Pairs with d ≥ 2Δ are never needed, for two units alone cost 2Δ. No other short cut is allowed: `d_pos` has no triangle
/// inequality, so that even identical spans may be matched with others in the optimum.
#[derive(Clone, Debug, Default)]
pub struct Aligner {
    assignment: Assignment,
    edges: Vec<(usize, usize, f64)>,
    extents: [Vec<(f64, f64)>; 2],
}

impl Aligner {
    /// Aligns, and gives the sum of the disorders.
    pub fn align(&mut self, a: &[Span], b: &[Span], d: &Dissimilarity) -> f64 {
        for (extents, spans) in self.extents.iter_mut().zip([a, b]) {
            extents.clear();
            extents.extend(spans.iter().map(|s| (s.start, s.end)));
        }
        let edges = &mut self.edges;
        edges.clear();
        let limit = 2.0 * d.delta_empty;
        near::pairs(&self.extents[0], &self.extents[1], d.reach(2.0), |i, j| {
            let cost = d.of(&a[i], &b[j]);
            if cost < limit {
                edges.push((i, j, cost));
            }
        });
        self.assignment
            .solve(a.len(), b.len(), edges, d.delta_empty);
        self.assignment.total()
    }

    /// Matched pairs of the last alignment, as places in the two lists.
    pub fn pairs(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        self.assignment.pairs()
    }
}

/// δ = sum of disorders / mean number of units.
///
/// # Errors
/// No units.
pub fn disorder(total: f64, n_units: usize, n_annotators: usize) -> Figure {
    if n_units == 0 {
        return Err(Undefined::NothingMarked);
    }
    Ok(total * n_annotators as f64 / n_units as f64)
}

/// γ from Σ `x̄·δ_o` and Σ `x̄·δ_e`.
///
/// # Errors
/// Chance has no disorder.
pub fn gamma(observed: f64, expected: f64) -> Figure {
    if observed == 0.0 {
        return Ok(1.0);
    }
    if expected <= 0.0 {
        return Err(Undefined::NoChance);
    }
    Ok(1.0 - observed / expected)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn span(start: u32, end: u32, label: usize) -> Span {
        Span {
            start: f64::from(start),
            end: f64::from(end),
            label,
        }
    }

    #[test]
    fn positional_distances_of_mathet_2015_figure_10() {
        let d = |a: (u32, u32), b: (u32, u32)| {
            Dissimilarity::STANDARD.positional(&span(a.0, a.1, 0), &span(b.0, b.1, 0))
        };
        for (a, b, expected) in [
            ((4, 14), (40, 44), 22.2),
            ((4, 14), (4, 14), 0.0),
            ((4, 14), (20, 25), 3.2),
            ((4, 14), (14, 24), 1.0),
            ((20, 30), (20, 25), 0.11),
            ((20, 25), (14, 24), 0.22),
        ] {
            assert!((d(a, b) - expected).abs() <= 0.05 * expected, "{a:?} {b:?}");
        }
        assert_eq!(d((0, 7), (0, 10)), d((0, 21), (0, 30)), "figure 20: scale");
    }

    #[test]
    fn an_exact_pair_may_be_split_in_the_optimum() {
        // Matching the two identical spans first leaves the others alone: 0 + 2 > 1.62.
        let a = [span(10, 20, 0), span(0, 10, 0)];
        let b = [span(10, 20, 0), span(19, 29, 0)];
        let mut aligner = Aligner::default();
        let total = aligner.align(&a, &b, &Dissimilarity::STANDARD);
        assert!((total - 1.81).abs() < 1e-12, "{total}");
        assert_eq!(aligner.pairs().collect::<Vec<_>>(), [(0, 1), (1, 0)]);
    }

    /// By trying everything.
    fn brute(a: &[Span], b: &[Span], used: &mut Vec<bool>, d: &Dissimilarity) -> f64 {
        let Some((first, rest)) = a.split_first() else {
            return used.iter().filter(|u| !**u).count() as f64;
        };
        let mut best = 1.0 + brute(rest, b, used, d);
        for j in 0..b.len() {
            if !used[j] {
                used[j] = true;
                best = best.min(d.of(first, &b[j]) + brute(rest, b, used, d));
                used[j] = false;
            }
        }
        best
    }

    fn spans() -> impl Strategy<Value = Vec<Span>> {
        let one = (0..60_u32, 1..25_u32, 0..3_usize).prop_map(|(s, n, l)| span(s, s + n, l));
        prop::collection::vec(one, 0..6)
    }

    proptest! {
        #[test]
        fn no_alignment_is_better(a in spans(), b in spans(), alpha in prop_oneof![Just(1.0), Just(3.0)]) {
            let d = Dissimilarity { alpha, ..Dissimilarity::STANDARD };
            let found = Aligner::default().align(&a, &b, &d);
            let expected = brute(&a, &b, &mut vec![false; b.len()], &d);
            prop_assert!((found - expected).abs() < 1e-9, "{} {}", found, expected);
        }
    }
}
