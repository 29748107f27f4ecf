//! The four schemes of SemEval-2013 task 9.1, as nervaluate 1.2 counts them, with one layer as gold.
//!
//! strict: extent and label; exact: extent; partial: any overlap, for half; type: overlap and label. POS = COR + INC +
//! PAR + MIS, ACT = COR + INC + PAR + SPU; F1 = 2·(COR + ½·PAR) / (POS + ACT).
//!
//! The tool goes through the predictions in order and takes what it finds first, so the counts may change when gold and
//! prediction are swapped; an overlap below 1 % of the gold span's length is none. An interrupted annotation
//! counts by its covering extent.

use super::figure::{Figure, Undefined, ratio};
use super::input::Layers;
use super::near;

/// Which pairs count as correct.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// Extent and label.
    Strict,
    /// Extent.
    Exact,
    /// Any overlap, for half.
    Partial,
    /// Overlap and label.
    Type,
}

impl Scheme {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Strict, Self::Exact, Self::Partial, Self::Type];

    /// The measure's id.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Strict => "nervaluate.strict",
            Self::Exact => "nervaluate.exact",
            Self::Partial => "nervaluate.partial",
            Self::Type => "nervaluate.ent_type",
        }
    }
}

/// COR, INC, PAR, MIS, SPU.
pub type Counts = [f64; 5];

/// What becomes of a span.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Judgement {
    /// COR.
    Correct,
    /// INC: it met a gold span, and differs.
    Incorrect,
    /// PAR: it overlaps, and counts half.
    Partial,
    /// MIS: a gold span that nothing met.
    Missed,
    /// SPU: a predicted span that met nothing.
    Spurious,
}

/// A predicted span with the gold span that it took, or one alone; places in the input's units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Judged {
    /// Missing where it is spurious.
    pub gold: Option<usize>,
    /// Missing where it was missed.
    pub predicted: Option<usize>,
    /// What it counts as.
    pub judgement: Judgement,
}

#[derive(Clone, Copy, Debug)]
struct Entity {
    unit: usize,
    start: usize,
    end: usize,
    label: usize,
}

impl Entity {
    fn overlaps(self, gold: Self) -> bool {
        let common = self
            .end
            .min(gold.end)
            .saturating_sub(self.start.max(gold.start));
        common > 0 && common as f64 / (gold.end - gold.start) as f64 * 100.0 >= 1.0
    }

    fn distance(self, other: Self) -> usize {
        self.start.abs_diff(other.start) + self.end.abs_diff(other.end)
    }
}

/// Counts of one document; the first of the pair is gold. With a label only its spans are looked at.
#[must_use]
pub fn counts(
    layers: &Layers<'_>,
    document: usize,
    pair: (usize, usize),
    scheme: Scheme,
    label: Option<usize>,
) -> Counts {
    let mut counts = [0.0; 5];
    for judged in matching(layers, document, pair, scheme, label) {
        counts[judged.judgement as usize] += 1.0;
    }
    counts
}

/// What the counts are of: each predicted span in order, then the gold spans that were missed.
#[must_use]
pub fn matching(
    layers: &Layers<'_>,
    document: usize,
    pair: (usize, usize),
    scheme: Scheme,
    label: Option<usize>,
) -> Vec<Judged> {
    let of = |annotator| {
        let units = layers.of(annotator, document).iter();
        let units = units.map(|&unit| (unit, &layers.input.units[unit]));
        let wanted = units.filter(|(_, u)| label.is_none_or(|l| l == u.label));
        let entities = wanted.map(|(unit, u)| Entity {
            unit,
            start: u.start(),
            end: u.end(),
            label: u.label,
        });
        let mut entities: Vec<Entity> = entities.collect();
        entities.sort_by_key(|e| (e.start, e.end, e.label));
        entities
    };
    let (gold, predicted) = (of(pair.0), of(pair.1));
    let mut is_used = vec![false; gold.len()];
    let mut found = Vec::with_capacity(predicted.len());
    for (entity, near) in predicted.iter().zip(overlapping(&predicted, &gold)) {
        let mut first = None;
        let mut correct: Option<usize> = None;
        for i in near
            .into_iter()
            .filter(|&i| !is_used[i] && entity.overlaps(gold[i]))
        {
            let is_same_extent = entity.distance(gold[i]) == 0;
            let is_same_label = entity.label == gold[i].label;
            match scheme {
                Scheme::Type => {
                    let is_nearer =
                        |best: usize| entity.distance(gold[i]) < entity.distance(gold[best]);
                    if is_same_label && correct.is_none_or(is_nearer) {
                        correct = Some(i);
                    }
                }
                Scheme::Strict if is_same_extent && is_same_label => correct = Some(i),
                Scheme::Exact | Scheme::Partial if is_same_extent => correct = Some(i),
                _ => {}
            }
            first = first.or(Some(i));
            if correct.is_some() && scheme != Scheme::Type {
                break;
            }
        }
        let (judgement, taken) = match (correct, first) {
            (Some(i), _) => (Judgement::Correct, Some(i)),
            (None, Some(i)) if scheme == Scheme::Partial => (Judgement::Partial, Some(i)),
            (None, Some(i)) => (Judgement::Incorrect, Some(i)),
            (None, None) => (Judgement::Spurious, None),
        };
        if let Some(i) = taken {
            is_used[i] = true;
        }
        found.push(Judged {
            gold: taken.map(|i| gold[i].unit),
            predicted: Some(entity.unit),
            judgement,
        });
    }
    let missed = gold.iter().zip(is_used).filter(|(_, is_used)| !is_used);
    found.extend(missed.map(|(gold, _)| Judged {
        gold: Some(gold.unit),
        predicted: None,
        judgement: Judgement::Missed,
    }));
    found
}

/// For each prediction the places of the gold spans that share a code point with it, ascending.
fn overlapping(predicted: &[Entity], gold: &[Entity]) -> Vec<Vec<usize>> {
    let extents = |all: &[Entity]| {
        let extent = |e: &Entity| (e.start as f64, e.end as f64);
        all.iter().map(extent).collect::<Vec<(f64, f64)>>()
    };
    let mut found = vec![Vec::new(); predicted.len()];
    // Spans overlap just where their ends are less apart than they are long together.
    near::pairs(&extents(predicted), &extents(gold), 1.0, |i, j| {
        found[i].push(j);
    });
    for near in &mut found {
        near.sort_unstable();
    }
    found
}

/// F1 from the counts.
///
/// # Errors
/// `otherwise`, where there are no spans.
pub fn f1(counts: &[f64], otherwise: Undefined) -> Figure {
    let correct = counts[0] + counts[2] / 2.0;
    let both = counts[0] + counts[1] + counts[2];
    ratio(2.0 * correct, 2.0 * both + counts[3] + counts[4], otherwise)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn entities() -> impl Strategy<Value = Vec<Entity>> {
        let length = prop_oneof![1..9_usize, 1..400_usize];
        let one = (0..300_usize, length, 0..2_usize).prop_map(|(start, n, label)| Entity {
            unit: 0,
            start,
            end: start + n,
            label,
        });
        prop::collection::vec(one, 0..25)
    }

    proptest! {
        #[test]
        fn all_spans_that_share_a_code_point_are_found_in_order(a in entities(), b in entities()) {
            for (entity, near) in a.iter().zip(overlapping(&a, &b)) {
                let shares = |g: &Entity| entity.start < g.end && g.start < entity.end;
                let plain: Vec<usize> = (0..b.len()).filter(|&i| shares(&b[i])).collect();
                prop_assert_eq!(near, plain);
            }
        }
    }
}
