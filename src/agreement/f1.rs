//! F1 of two sets: 2·TP / (|A| + |B|), the mean of precision and recall that needs no gold layer.
//!
//! - strict: same fragments and label; extent: same fragments; token: multiset of (token, label) for each token
//!   that a span touches; overlap: the largest one-to-one matching of spans of one label with `IoU` ≥ ½.
//! - Documents are pooled by adding TP, |A| and |B|. Hripcsak & Rothschild 2005, JAMIA 12:296: the mean of
//!   pairwise F1 is the positive specific agreement, and κ goes to F1 as the number of negatives grows.

use super::assignment::Assignment;
use super::figure::{Figure, Undefined, ratio};
use super::input::{Layers, Unit};
use super::near;

/// TP, |A|, |B|.
pub type Counts = [f64; 3];

/// 2·TP / (|A| + |B|).
///
/// # Errors
/// `otherwise`, where both sets are empty.
pub fn f1(counts: &[f64], otherwise: Undefined) -> Figure {
    ratio(2.0 * counts[0], counts[1] + counts[2], otherwise)
}

/// Counts of two sorted lists without repetition.
fn of_sorted<T: Ord>(a: &[T], b: &[T]) -> Counts {
    let (mut i, mut j, mut n_both) = (0, 0, 0_usize);
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        match x.cmp(y) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                n_both += 1;
                i += 1;
                j += 1;
            }
        }
    }
    [n_both as f64, a.len() as f64, b.len() as f64]
}

/// Strict counts, for all labels and for each.
#[must_use]
pub fn strict(layers: &Layers<'_>, document: usize, pair: (usize, usize)) -> Vec<Counts> {
    let of = |annotator| {
        let units = layers.units_of(annotator, document);
        units
            .map(|u| (&*u.fragments, u.label))
            .collect::<Vec<(&[(usize, usize)], usize)>>()
    };
    let (a, b) = (of(pair.0), of(pair.1));
    let mut all = vec![of_sorted(&a, &b)];
    for label in 0..layers.input.labels.len() {
        let only = |units: &[(_, usize)]| {
            let with = units.iter().filter(|u| u.1 == label);
            with.map(|u| u.0).collect::<Vec<&[(usize, usize)]>>()
        };
        all.push(of_sorted(&only(&a), &only(&b)));
    }
    all
}

/// Counts of distinct extents, labels left aside.
#[must_use]
pub fn extent(layers: &Layers<'_>, document: usize, pair: (usize, usize)) -> Counts {
    let of = |annotator| {
        let units = layers.units_of(annotator, document);
        let mut all: Vec<&[(usize, usize)]> = units.map(|u| &*u.fragments).collect();
        all.dedup();
        all
    };
    of_sorted(&of(pair.0), &of(pair.1))
}

/// Whether the spans share at least half of the code points that either has.
fn is_overlap(a: &Unit, b: &Unit) -> bool {
    let common = a.n_common(b);
    common > 0 && 2 * common >= a.n_chars() + b.n_chars() - common
}

/// The largest one-to-one matching of spans of one label with `IoU` ≥ ½, as places in the two layers of the document.
#[must_use]
pub fn overlap_matching(
    layers: &Layers<'_>,
    document: usize,
    pair: (usize, usize),
) -> Vec<(usize, usize)> {
    let a: Vec<&Unit> = layers.units_of(pair.0, document).collect();
    let b: Vec<&Unit> = layers.units_of(pair.1, document).collect();
    match_overlapping(&a, &b, true)
}

fn match_overlapping(a: &[&Unit], b: &[&Unit], is_labelled: bool) -> Vec<(usize, usize)> {
    let extent = |u: &&Unit| (u.start() as f64, u.end() as f64);
    let extents_a: Vec<_> = a.iter().map(extent).collect();
    let extents_b: Vec<_> = b.iter().map(extent).collect();
    let mut edges = Vec::new();
    near::pairs(&extents_a, &extents_b, 1.0, |i, j| {
        let fits = !is_labelled || a[i].label == b[j].label;
        if fits && is_overlap(a[i], b[j]) {
            edges.push((i, j, 0.0));
        }
    });
    // All pairs cost nothing and single spans do: the cheapest assignment is the largest matching.
    let mut assignment = Assignment::default();
    assignment.solve(a.len(), b.len(), &edges, 1.0);
    assignment.pairs().collect()
}

/// Counts of an overlap matching of spans of one label, for all labels and for each.
#[must_use]
pub fn overlap_counts(
    layers: &Layers<'_>,
    document: usize,
    pair: (usize, usize),
    matching: &[(usize, usize)],
) -> Vec<Counts> {
    let (a, b) = (layers.of(pair.0, document), layers.of(pair.1, document));
    let mut all = vec![[0.0; 3]; 1 + layers.input.labels.len()];
    let mut count = |unit: usize, at: usize| {
        all[0][at] += 1.0;
        all[1 + layers.input.units[unit].label][at] += 1.0;
    };
    for (i, _) in matching {
        count(a[*i], 0);
    }
    for unit in a {
        count(*unit, 1);
    }
    for unit in b {
        count(*unit, 2);
    }
    all
}

/// The units of an annotator in a document that stand for its distinct extents: the first of each.
#[must_use]
pub fn distinct_extents(layers: &Layers<'_>, annotator: usize, document: usize) -> Vec<usize> {
    let mut units = layers.of(annotator, document).to_vec();
    units.dedup_by_key(|u| &layers.input.units[*u].fragments);
    units
}

/// The largest one-to-one matching of distinct extents with `IoU` ≥ ½, labels left aside, as places in the lists of
/// [`distinct_extents`].
#[must_use]
pub fn extent_overlap_matching(
    layers: &Layers<'_>,
    document: usize,
    pair: (usize, usize),
) -> Vec<(usize, usize)> {
    let of = |annotator| {
        let units = distinct_extents(layers, annotator, document).into_iter();
        units
            .map(|u| &layers.input.units[u])
            .collect::<Vec<&Unit>>()
    };
    match_overlapping(&of(pair.0), &of(pair.1), false)
}

/// Counts of the overlap matching of distinct extents, labels left aside.
#[must_use]
pub fn overlap_unlabelled(layers: &Layers<'_>, document: usize, pair: (usize, usize)) -> Counts {
    let n_matched = extent_overlap_matching(layers, document, pair).len();
    let n = |annotator| distinct_extents(layers, annotator, document).len() as f64;
    [n_matched as f64, n(pair.0), n(pair.1)]
}
