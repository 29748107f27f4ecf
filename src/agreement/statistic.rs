//! Measures as functions of sums over documents: what makes pooling and resampling the same for all of them.

use super::coding::{Coders, TwoCoders};
use super::figure::{Figure, Undefined, finite, ratio};
use super::{boundary, f1, gamma, nervaluate, ualpha};
use std::ops::Range;
use std::sync::Arc;

/// The sums of each document, one row a document.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Block {
    /// Numbers of a row.
    pub width: usize,
    rows: Vec<f64>,
}

impl Block {
    /// From rows laid end to end.
    #[must_use]
    pub fn new(width: usize, rows: Vec<f64>) -> Self {
        Self { width, rows }
    }

    /// From one row a document.
    #[must_use]
    pub fn of_rows(width: usize, rows: impl Iterator<Item = Vec<f64>>) -> Self {
        Self::new(width, rows.flatten().collect())
    }

    /// How many rows.
    #[must_use]
    pub fn n_documents(&self) -> usize {
        self.rows.len() / self.width.max(1)
    }

    /// Row by row.
    pub fn rows(&self) -> impl Iterator<Item = &[f64]> {
        self.rows.chunks_exact(self.width.max(1))
    }

    /// The sum of all rows.
    #[must_use]
    pub fn total(&self) -> Vec<f64> {
        let mut total = vec![0.0; self.width];
        for row in self.rows() {
            for (sum, value) in total.iter_mut().zip(row) {
                *sum += value;
            }
        }
        total
    }
}

/// How the sums make a value.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// TP, |A|, |B|: spans.
    F1,
    /// TP, |A|, |B|: links.
    LinkF1,
    /// See [`nervaluate`].
    Nervaluate,
    /// [`TwoCoders::percent`].
    Percent,
    /// [`TwoCoders::cohen`].
    Cohen,
    /// [`TwoCoders::fleiss`].
    Fleiss,
    /// [`TwoCoders::ac1`].
    Ac1,
    /// [`TwoCoders::alpha_nominal`].
    Alpha,
    /// [`Coders::percent`].
    ManyPercent,
    /// [`Coders::fleiss`].
    ManyFleiss,
    /// [`Coders::ac1`].
    ManyAc1,
    /// [`Coders::alpha_nominal`].
    ManyAlpha,
    /// [`Coders::alpha`] with distances of categories, row by row.
    AlphaSets(Arc<Vec<f64>>),
    /// [`ualpha::Sums::u`].
    UnitU,
    /// [`ualpha::Sums::binary`].
    UnitBinary,
    /// [`ualpha::Sums::cu`].
    UnitCu,
    /// [`ualpha::Sums::k`].
    UnitK(usize),
    /// [`boundary::similarity`].
    Boundary,
    /// Of so many annotators: Σ `x̄δ_o`, Σ `x̄δ_e`, the variance of the mean of the latter, documents that would take
    /// too long, units of each annotator.
    Gamma(usize),
    /// Of so many annotators: Σ of disorders, units, documents that would take too long.
    Disorder(usize),
    /// Links with both ends aligned, of each annotator; links of each.
    LinkShare,
    /// The mean of a measure over several pairs whose sums, `width` each, stand side by side; pairs without a value are
    /// left out.
    Mean {
        /// The measure.
        of: Box<Kind>,
        /// Sums of a pair.
        width: usize,
    },
    /// As [`TwoCoders::cohen`], on matched spans; behind the sums: spans of each annotator.
    MatchedKappa,
    /// As [`TwoCoders::percent`], on matched spans.
    MatchedPercent,
    /// As [`TwoCoders::alpha_nominal`], on matched spans.
    MatchedAlpha,
}

/// One measure.
#[derive(Clone, Debug, PartialEq)]
pub struct Statistic {
    /// Its id.
    pub id: &'static str,
    /// The label, or type of link, that it is about.
    pub label: Option<String>,
    /// Where its sums stand.
    pub block: usize,
    columns: Range<usize>,
    kind: Kind,
    /// What is said where nothing was counted.
    nothing: Undefined,
}

impl Statistic {
    /// A measure of these columns of a block.
    #[must_use]
    pub fn new(
        id: &'static str,
        label: Option<String>,
        block: usize,
        columns: Range<usize>,
        kind: Kind,
    ) -> Self {
        let nothing = match (&label, &kind) {
            (_, Kind::LinkF1 | Kind::LinkShare) => Undefined::NoLinks,
            (Some(_), _) => Undefined::LabelNotUsed,
            (None, _) => Undefined::NothingMarked,
        };
        Self {
            id,
            label,
            block,
            columns,
            kind,
            nothing,
        }
    }

    /// How its sums make the value.
    #[must_use]
    pub fn kind(&self) -> &Kind {
        &self.kind
    }

    /// How many sums it is made of.
    #[must_use]
    pub fn width(&self) -> usize {
        self.columns.len()
    }

    /// Its own of the sums of the block.
    #[must_use]
    pub fn columns_of<'a>(&self, sums: &'a [f64]) -> &'a [f64] {
        &sums[self.columns.clone()]
    }

    /// The value for these sums of the block.
    ///
    /// # Errors
    /// Why it is not defined.
    pub fn value(&self, sums: &[f64]) -> Figure {
        self.value_of(&self.kind, &sums[self.columns.clone()])
    }

    fn value_of(&self, kind: &Kind, own: &[f64]) -> Figure {
        finite(self.formula(kind, own))
    }

    fn formula(&self, kind: &Kind, own: &[f64]) -> Figure {
        let two = TwoCoders(own);
        match kind {
            Kind::F1 | Kind::LinkF1 => f1::f1(own, self.nothing),
            Kind::Nervaluate => nervaluate::f1(own, self.nothing),
            Kind::Percent => two.percent(),
            Kind::Cohen => two.cohen(),
            Kind::Fleiss => two.fleiss(),
            Kind::Ac1 => two.ac1(),
            Kind::Alpha => two.alpha_nominal(),
            Kind::ManyPercent => Coders(own).percent(),
            Kind::ManyFleiss => Coders(own).fleiss(),
            Kind::ManyAc1 => Coders(own).ac1(),
            Kind::ManyAlpha => Coders(own).alpha_nominal(),
            Kind::AlphaSets(distances) => {
                let q = own.len() - Coders::width(0);
                Coders(own).alpha(|c, k| distances[c * q + k])
            }
            Kind::UnitU => self.named(ualpha::Sums::new(own).u()),
            Kind::UnitBinary => self.named(ualpha::Sums::new(own).binary()),
            Kind::UnitCu => ualpha::Sums::new(own).cu(),
            Kind::UnitK(label) => ualpha::Sums::new(own).k(*label),
            Kind::Boundary => boundary::similarity(own),
            Kind::Gamma(_) => self.gamma(own, 0.0),
            Kind::Disorder(_) if own[2] > 0.0 => Err(Undefined::TooLarge),
            Kind::Disorder(n) => ratio(own[0] * *n as f64, own[1], self.nothing),
            Kind::LinkShare => ratio(own[0] + own[1], own[2] + own[3], self.nothing),
            Kind::Mean { of, width } => {
                mean(own.chunks_exact(*width).map(|own| self.value_of(of, own)))
            }
            Kind::MatchedKappa => Self::matched(own)?.cohen(),
            Kind::MatchedPercent => Self::matched(own)?.percent(),
            Kind::MatchedAlpha => Self::matched(own)?.alpha_nominal(),
        }
    }

    /// γ with the chance disorder off by so much.
    fn gamma(&self, own: &[f64], off: f64) -> Figure {
        if own[3] > 0.0 {
            return Err(Undefined::TooLarge);
        }
        if own[4..].iter().sum::<f64>() == 0.0 {
            return Err(self.nothing);
        }
        finite(gamma::gamma(own[0], own[1] + off))
    }

    /// "Nobody marked anything" is, of a label, "nobody used it".
    fn named(&self, figure: Figure) -> Figure {
        figure.map_err(|why| match why {
            Undefined::NothingMarked => self.nothing,
            other => other,
        })
    }

    fn matched(own: &[f64]) -> Result<TwoCoders<'_>, Undefined> {
        let (sums, units) = own.split_at(own.len() - 2);
        if units == [0.0, 0.0] {
            return Err(Undefined::NothingMarked);
        }
        let coders = TwoCoders(sums);
        if coders.n_items() == 0.0 {
            return Err(Undefined::NothingMatched);
        }
        Ok(coders)
    }

    /// The value for a draw of documents. `noise`: a standard normal number, by which a mean over chance samples is
    /// off; `totals`: the sums of all documents.
    ///
    /// # Errors
    /// Why it is not defined.
    pub fn value_with_noise(&self, sums: &[f64], totals: &[f64], noise: f64) -> Figure {
        let (own, totals) = (&sums[self.columns.clone()], &totals[self.columns.clone()]);
        let off = |totals: &[f64]| noise * totals[2].max(0.0).sqrt();
        match &self.kind {
            Kind::Gamma(_) => self.gamma(own, off(totals)),
            // All pairs are off to the same side: at worst the interval is too wide.
            Kind::Mean { of, width } if matches!(**of, Kind::Gamma(_)) => {
                let pairs = own.chunks_exact(*width).zip(totals.chunks_exact(*width));
                mean(pairs.map(|(own, totals)| self.gamma(own, off(totals))))
            }
            kind => self.value_of(kind, own),
        }
    }

    /// What was counted, with names.
    #[must_use]
    pub fn counts(&self, sums: &[f64]) -> Vec<(&'static str, f64)> {
        let own = &sums[self.columns.clone()];
        match &self.kind {
            Kind::F1 | Kind::LinkF1 => vec![("tp", own[0]), ("a", own[1]), ("b", own[2])],
            Kind::Nervaluate => {
                let names = ["correct", "incorrect", "partial", "missed", "spurious"];
                names.into_iter().zip(own.iter().copied()).collect()
            }
            Kind::Percent | Kind::Cohen | Kind::Fleiss | Kind::Ac1 | Kind::Alpha => {
                vec![("items", TwoCoders(own).n_items()), ("same", own[0])]
            }
            Kind::ManyPercent
            | Kind::ManyFleiss
            | Kind::ManyAc1
            | Kind::ManyAlpha
            | Kind::AlphaSets(_) => {
                let coders = Coders(own);
                vec![
                    ("items", coders.n_items()),
                    ("judgements", coders.n_judgements()),
                ]
            }
            Kind::UnitU | Kind::UnitBinary => {
                vec![("coverage", ualpha::Sums::new(own).coverage())]
            }
            Kind::UnitCu => vec![("coverage", ualpha::Sums::new(own).coverage())],
            Kind::UnitK(label) => {
                vec![("coverage", ualpha::Sums::new(own).coverage_of(*label))]
            }
            Kind::Boundary => vec![("edits", own[1]), ("boundaries", own[2])],
            Kind::Gamma(n) => {
                let units: f64 = own[4..].iter().sum();
                let by = |x: f64| ratio(x * *n as f64, units, self.nothing).unwrap_or(0.0);
                let mut counts = match own[4..] {
                    [a, b] => vec![("a", a), ("b", b)],
                    _ => vec![("units", units)],
                };
                if own[3] > 0.0 {
                    counts.push(("too_large", own[3]));
                } else {
                    counts.push(("observed_disorder", by(own[0])));
                    counts.push(("chance_disorder", by(own[1])));
                }
                counts
            }
            Kind::Disorder(_) => vec![("total", own[0]), ("units", own[1])],
            Kind::LinkShare => vec![
                ("alignable_a", own[0]),
                ("alignable_b", own[1]),
                ("a", own[2]),
                ("b", own[3]),
            ],
            Kind::Mean { of, width } => {
                let pairs = own.chunks_exact(*width);
                let n = pairs.len();
                let n_known = pairs.filter(|own| self.value_of(of, own).is_ok()).count();
                vec![
                    ("pairs", n_known as f64),
                    ("undefined", (n - n_known) as f64),
                ]
            }
            Kind::MatchedKappa | Kind::MatchedPercent | Kind::MatchedAlpha => {
                let (sums, units) = own.split_at(own.len() - 2);
                let n = TwoCoders(sums).n_items();
                let all = units[0] + units[1];
                vec![
                    ("matched", n),
                    ("same", sums[0]),
                    ("a", units[0]),
                    ("b", units[1]),
                    ("coverage", if all == 0.0 { 0.0 } else { 2.0 * n / all }),
                ]
            }
        }
    }
}

/// The mean of those that have a value; where none has, the first reason.
pub(super) fn mean(values: impl Iterator<Item = Figure>) -> Figure {
    let (mut sum, mut n, mut why) = (0.0, 0_usize, None);
    for value in values {
        match value {
            Ok(value) => {
                sum += value;
                n += 1;
            }
            Err(reason) => why = why.or(Some(reason)),
        }
    }
    if n > 0 {
        return Ok(sum / n as f64);
    }
    Err(why.unwrap_or(Undefined::NoDocuments))
}
