//! Measures as functions of sums over documents: what makes pooling and resampling the same for all of them.

use super::coding::{Coders, TwoCoders};
use super::figure::{Figure, Undefined, ratio};
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
    /// Σ `x̄δ_o`, Σ `x̄δ_e`, the variance of the mean of the latter, units of each.
    Gamma,
    /// Σ of disorders, units, annotators · documents that count.
    Disorder(usize),
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
            (_, Kind::LinkF1) => Undefined::NoLinks,
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

    /// The value for these sums of the block.
    ///
    /// # Errors
    /// Why it is not defined.
    pub fn value(&self, sums: &[f64]) -> Figure {
        let own = &sums[self.columns.clone()];
        let two = TwoCoders(own);
        match &self.kind {
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
            Kind::Gamma => {
                if own[3] + own[4] == 0.0 {
                    return Err(self.nothing);
                }
                gamma::gamma(own[0], own[1])
            }
            Kind::Disorder(n) => ratio(own[0] * *n as f64, own[1], self.nothing),
            Kind::MatchedKappa => Self::matched(own)?.cohen(),
            Kind::MatchedPercent => Self::matched(own)?.percent(),
            Kind::MatchedAlpha => Self::matched(own)?.alpha_nominal(),
        }
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
        if self.kind == Kind::Gamma {
            let own = &sums[self.columns.clone()];
            let deviation = totals[self.columns.clone()][2].max(0.0).sqrt();
            if own[3] + own[4] == 0.0 {
                return Err(self.nothing);
            }
            return gamma::gamma(own[0], own[1] + noise * deviation);
        }
        self.value(sums)
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
            Kind::Gamma => {
                let half = f64::midpoint(own[3], own[4]);
                let by = |x: f64| if half == 0.0 { 0.0 } else { x / half };
                vec![
                    ("a", own[3]),
                    ("b", own[4]),
                    ("observed_disorder", by(own[0])),
                    ("chance_disorder", by(own[1])),
                ]
            }
            Kind::Disorder(_) => vec![("total", own[0]), ("units", own[1])],
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
