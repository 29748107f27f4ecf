//! Boundary similarity B of two full segmentations: Fournier 2013, ACL P13-1167.
//!
//! B = 1 − (additions + weighted near transpositions) / (additions + transpositions + matches). Two boundaries less
//! than `n_t` positions apart are one that was moved, at the weight distance / `n_t`. Positions are tokens. For texts that
//! are cut into pieces without gaps; not for sparse claims and quotes.

use super::figure::{Figure, Undefined};
use super::input::Layers;

/// Not a segmentation (1) or one (0), weighted edits, edits and matches.
pub type Sums = [f64; 3];

/// Compares two ascending lists of boundaries.
#[must_use]
pub fn compare(a: &[usize], b: &[usize], n_t: usize) -> Sums {
    let only = |x: &[usize], y: &[usize]| {
        let alone = x.iter().filter(|p| y.binary_search(p).is_err());
        alone.copied().collect::<Vec<usize>>()
    };
    let (left, right) = (only(a, b), only(b, a));
    let n_matches = a.len() - left.len();
    let (weighted, n_edits) = cheapest(&left, &right, n_t);
    [0.0, weighted, (n_edits + n_matches) as f64]
}

/// The cheapest pairing of ascending boundaries: what it costs, and how many edits it is.
///
/// In order, for pairs that cross are never shorter: costs of the first i and j boundaries, row by row. Only boundaries
/// less than `n_t` apart can be one that was moved, so that a row begins where they may lie; behind its end each
/// boundary of the right is one more edit.
fn cheapest(left: &[usize], right: &[usize], n_t: usize) -> (f64, usize) {
    let plus = |(cost, n): (f64, usize), more: usize| (cost + more as f64, n + more);
    // `row[k]` is the cost up to `begin + k` boundaries of the right.
    let mut begin = 0;
    let mut row = vec![(0.0, 0)];
    let at = |row: &[(f64, usize)], begin: usize, j: usize| {
        let last = row.len() - 1;
        let k = j - begin;
        plus(row[k.min(last)], k.saturating_sub(last))
    };
    for &p in left {
        let from = right.partition_point(|q| q + n_t <= p);
        let to = right.partition_point(|q| *q < p + n_t);
        // Rows begin later and later, for the boundaries ascend.
        let mut next = vec![plus(at(&row, begin, from), 1)];
        for j in from..to {
            let mut best = plus(at(&row, begin, j + 1), 1);
            let mut consider = |other: (f64, usize)| {
                if other.0 < best.0 {
                    best = other;
                }
            };
            consider(plus(next[j - from], 1));
            let distance = p.abs_diff(right[j]) as f64 / n_t as f64;
            let (cost, n) = at(&row, begin, j);
            consider((cost + distance, n + 1));
            next.push(best);
        }
        (row, begin) = (next, from);
    }
    at(&row, begin, right.len())
}

/// B from sums over documents.
///
/// # Errors
/// Some document is not fully cut, or none is cut anywhere.
pub fn similarity(sums: &[f64]) -> Figure {
    if sums[0] > 0.0 {
        return Err(Undefined::NotASegmentation);
    }
    if sums[2] == 0.0 {
        return Err(Undefined::NoBoundaries);
    }
    Ok(1.0 - sums[1] / sums[2])
}

/// The sums of one document.
#[must_use]
pub fn sums(layers: &Layers<'_>, document: usize, pair: (usize, usize), n_t: usize) -> Sums {
    let of = |annotator| boundaries(layers, document, annotator);
    match (of(pair.0), of(pair.1)) {
        (Some(a), Some(b)) => compare(&a, &b, n_t),
        _ => [1.0, 0.0, 0.0],
    }
}

/// Places between tokens where an annotator cut; `None` where a token is in no span or in two.
fn boundaries(layers: &Layers<'_>, document: usize, annotator: usize) -> Option<Vec<usize>> {
    let tokens = &layers.input.documents[document].tokens;
    let mut at = 0;
    let mut cuts = Vec::new();
    for unit in layers.units_of(annotator, document) {
        let from = tokens.partition_point(|t| t.1 <= unit.start());
        let to = tokens.partition_point(|t| t.0 < unit.end());
        if from != at || to <= from {
            return None;
        }
        if from > 0 {
            cuts.push(from);
        }
        at = to;
    }
    (at == tokens.len()).then_some(cuts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The same with all boundaries of the right in each row.
    fn plain(left: &[usize], right: &[usize], n_t: usize) -> f64 {
        let mut row: Vec<f64> = (0..=right.len()).map(|j| j as f64).collect();
        for (i, &p) in left.iter().enumerate() {
            let mut next = vec![(i + 1) as f64];
            for (j, &q) in right.iter().enumerate() {
                let mut best = (row[j + 1] + 1.0).min(next[j] + 1.0);
                if p.abs_diff(q) < n_t {
                    best = best.min(row[j] + p.abs_diff(q) as f64 / n_t as f64);
                }
                next.push(best);
            }
            row = next;
        }
        row[right.len()]
    }

    proptest! {
        #[test]
        fn looking_near_only_finds_the_cheapest_too(
            places in prop::collection::btree_map(0..60_usize, any::<bool>(), 0..40),
            n_t in 1..6_usize,
        ) {
            let of = |side| places.iter().filter(|p| *p.1 == side).map(|p| *p.0).collect::<Vec<_>>();
            let (left, right) = (of(true), of(false));
            let (cost, n) = cheapest(&left, &right, n_t);
            prop_assert!((cost - plain(&left, &right, n_t)).abs() < 1e-9);
            prop_assert!(n >= left.len().max(right.len()) && n <= left.len() + right.len());
        }
    }

    #[test]
    fn values_of_segeval() {
        // Segment lengths, n_t, B: of segeval 2.0.11.
        let cuts = |lengths: &[usize]| {
            let mut at = 0;
            let all = lengths[..lengths.len() - 1].iter();
            all.map(|n| {
                at += n;
                at
            })
            .collect::<Vec<_>>()
        };
        for (a, b, n_t, expected) in [
            (&[2, 3, 6][..], &[5, 6][..], 2, 0.5),
            (&[1, 4, 6], &[2, 3, 6], 2, 0.75),
            (&[1, 4, 6], &[2, 3, 6], 3, 5.0 / 6.0),
            (&[11], &[5, 6], 2, 0.0),
            (&[1, 1, 1, 8], &[3, 8], 2, 1.0 / 3.0),
            (&[3, 3, 3, 3], &[2, 4, 2, 4], 2, 2.0 / 3.0),
            (&[10, 10, 10], &[13, 7, 10], 4, 0.625),
        ] {
            for (a, b) in [(a, b), (b, a)] {
                let found = similarity(&compare(&cuts(a), &cuts(b), n_t)).unwrap();
                assert!(
                    (found - expected).abs() < 1e-12,
                    "{a:?} {b:?} {n_t}: {found}"
                );
            }
        }
        let none = compare(&[], &[], 2);
        assert_eq!(similarity(&none), Err(Undefined::NoBoundaries));
    }
}
