//! `α_U`, the first unitizing α: Krippendorff 1995, Sociological Methodology 25:47, and Content Analysis, 2nd ed. 2004,
//! ch. 11. INCEpTION and `DKPro` Statistics give this one.
//!
//! The documents are laid end to end. For each label, and two sections (spans and the gaps between them) of two
//! annotators: δ² = Δstart² + Δend² for overlapping spans, l² for a span that lies wholly in a gap, else 0.
//!
//! - `D_o` = Σ over ordered pairs of annotators Σ δ² / (n(n − 1)L²)
//! - `D_e` = (2/L) · Σ spans \[(N − 1)/3 · (2l³ − 3l² + l) + l² · Σ gaps ≥ l (gap − l + 1)\] / (nL(nL − 1) − Σ l(l − 1))
//! - `α_U` = 1 − `D_o` / `D_e`; for all labels together 1 − Σ `D_o` / Σ `D_e`.
//!
//! An interrupted annotation counts by its covering extent. Not a sum over documents, so there is no bootstrap
//! interval.

use super::figure::{Figure, Undefined};
use super::input::Layers;
use super::sections::{self, Section};

/// Observed and expected disagreement of one label.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Disagreement {
    /// `D_o`.
    pub observed: f64,
    /// `D_e`.
    pub expected: f64,
}

impl Disagreement {
    /// `α_U` of this label.
    ///
    /// # Errors
    /// Nobody used it.
    pub fn alpha(self) -> Figure {
        if self.expected == 0.0 {
            return Err(Undefined::LabelNotUsed);
        }
        Ok(1.0 - self.observed / self.expected)
    }
}

/// `α_U` of all labels together.
///
/// # Errors
/// Nothing is marked, or spans of one annotator with the same label overlap.
pub fn alpha(by_label: &[Result<Disagreement, Undefined>]) -> Figure {
    let (mut observed, mut expected) = (0.0, 0.0);
    for one in by_label {
        let one = (*one)?;
        observed += one.observed;
        expected += one.expected;
    }
    if expected == 0.0 {
        return Err(Undefined::NothingMarked);
    }
    Ok(1.0 - observed / expected)
}

/// The disagreement of each label over these documents.
#[must_use]
pub fn disagreements(
    layers: &Layers<'_>,
    documents: &[usize],
    annotators: &[usize],
) -> Vec<Result<Disagreement, Undefined>> {
    let labels = 0..layers.input.labels.len();
    labels
        .map(|label| disagreement(layers, documents, annotators, label))
        .collect()
}

fn disagreement(
    layers: &Layers<'_>,
    documents: &[usize],
    annotators: &[usize],
    label: usize,
) -> Result<Disagreement, Undefined> {
    let length = |d: &usize| layers.input.documents[*d].length;
    let total: usize = documents.iter().map(length).sum();
    if total == 0 {
        return Err(Undefined::NoText);
    }
    let mut cuts = Vec::with_capacity(annotators.len());
    for &annotator in annotators {
        let mut spans = Vec::new();
        let mut offset = 0;
        for document in documents {
            let units = layers.units_of(annotator, *document);
            let own = units.filter(|u| u.label == label);
            spans.extend(own.map(|u| (offset + u.start(), offset + u.end(), 1)));
            offset += length(document);
        }
        let cut = sections::cut(spans, total).ok_or(Undefined::SameLabelOverlap)?;
        cuts.push(cut);
    }
    let n = annotators.len() as f64;
    let l = total as f64;
    let mut apart = 0.0;
    for (i, a) in cuts.iter().enumerate() {
        for b in &cuts[i + 1..] {
            // Each pair of annotators counts in both orders.
            sections::intersections(a, b, |g, h, _| apart += 2.0 * squared(a[g], b[h]));
        }
    }
    Ok(Disagreement {
        observed: apart / (n * (n - 1.0) * l * l),
        expected: expected(&cuts, n * l, l),
    })
}

/// δ² of two sections that share text.
fn squared(a: Section, b: Section) -> f64 {
    match (a.category, b.category) {
        (0, 0) => 0.0,
        (0, _) if a.start <= b.start && b.end <= a.end => b.length() * b.length(),
        (_, 0) if b.start <= a.start && a.end <= b.end => a.length() * a.length(),
        (0, _) | (_, 0) => 0.0,
        _ => {
            let starts = a.start as f64 - b.start as f64;
            let ends = a.end as f64 - b.end as f64;
            starts * starts + ends * ends
        }
    }
}

fn expected(cuts: &[Vec<Section>], nl: f64, l: f64) -> f64 {
    let lengths = |is_gap: bool| {
        let all = cuts.iter().flatten();
        let kind = all.filter(move |s| (s.category == 0) == is_gap);
        kind.map(Section::length)
    };
    let mut gaps: Vec<f64> = lengths(true).collect();
    gaps.sort_unstable_by(f64::total_cmp);
    // Sum of this gap and all longer ones.
    let mut from_here = vec![0.0; gaps.len() + 1];
    for (i, gap) in gaps.iter().enumerate().rev() {
        from_here[i] = from_here[i + 1] + gap;
    }
    let n_spans = lengths(false).count() as f64;
    let (mut sum, mut own) = (0.0, 0.0);
    for s in lengths(false) {
        let at = gaps.partition_point(|gap| *gap < s);
        let n_gaps = (gaps.len() - at) as f64;
        let places = from_here[at] - n_gaps * (s - 1.0);
        sum += (n_spans - 1.0) / 3.0 * (2.0 * s * s * s - 3.0 * s * s + s) + s * s * places;
        own += s * (s - 1.0);
    }
    if n_spans == 0.0 {
        return 0.0;
    }
    let divisor = nl * (nl - 1.0) - own;
    if divisor == 0.0 {
        0.0
    } else {
        2.0 / l * sum / divisor
    }
}
