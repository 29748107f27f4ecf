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

#[derive(Clone, Copy)]
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
    let longest = gold.iter().map(|g| g.end - g.start).max().unwrap_or(0);
    let mut is_used = vec![false; gold.len()];
    let mut found = Vec::with_capacity(predicted.len());
    for entity in predicted {
        let from = gold.partition_point(|g| g.start + longest < entity.start);
        let to = gold.partition_point(|g| g.start < entity.end);
        let near = from..to.max(from);
        let mut first = None;
        let mut correct: Option<usize> = None;
        for i in near.filter(|&i| !is_used[i] && entity.overlaps(gold[i])) {
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

/// F1 from the counts.
///
/// # Errors
/// `otherwise`, where there are no spans.
pub fn f1(counts: &[f64], otherwise: Undefined) -> Figure {
    let correct = counts[0] + counts[2] / 2.0;
    let both = counts[0] + counts[1] + counts[2];
    ratio(2.0 * correct, 2.0 * both + counts[3] + counts[4], otherwise)
}
