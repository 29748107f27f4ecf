//! What becomes of sums: blocks of them, and the measures that are made of each block.

use super::coding::{Coders, TwoCoders, set_distance};
use super::positions::{Cells, Item, LabelSets};
use super::statistic::{Block, Kind, Statistic};
use super::ualpha;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Collects blocks and the measures that are made of them.
#[derive(Default)]
pub(super) struct Board {
    pub(super) blocks: Vec<Block>,
    pub(super) statistics: Vec<Statistic>,
    pub(super) labels: Vec<String>,
}

impl Board {
    pub(super) fn block(&mut self, width: usize, rows: impl Iterator<Item = Vec<f64>>) -> usize {
        self.blocks.push(Block::of_rows(width, rows));
        self.blocks.len() - 1
    }

    /// A measure of the columns from `from`, with as many as `width`.
    pub(super) fn add(
        &mut self,
        id: &'static str,
        label: Option<usize>,
        block: usize,
        from: usize,
        width: usize,
        kind: Kind,
    ) {
        let label = label.map(|l| self.labels[l].clone());
        let statistic = Statistic::new(id, label, block, from..from + width, kind);
        self.statistics.push(statistic);
    }

    /// A measure for all labels, then for each, `width` columns apart.
    pub(super) fn add_with_labels(
        &mut self,
        id: &'static str,
        block: usize,
        width: usize,
        kind: &Kind,
    ) {
        self.add(id, None, block, 0, width, kind.clone());
        for label in 0..self.labels.len() {
            let from = (label + 1) * width;
            self.add(id, Some(label), block, from, width, kind.clone());
        }
    }
}

/// Coefficients on positions: on sets of labels, and on each label for itself.
pub(super) fn positions_on_board(
    board: &mut Board,
    item: Item,
    tables: &[(&LabelSets, &Cells)],
    n_annotators: usize,
) {
    // One numbering of sets for all documents.
    let mut numbers: BTreeMap<&[usize], usize> = BTreeMap::new();
    for (sets, cells) in tables {
        for (state, _) in *cells {
            for &set in state {
                let next = numbers.len();
                numbers.entry(sets.labels(set)).or_insert(next);
            }
        }
    }
    let mut labels_of: Vec<&[usize]> = vec![&[]; numbers.len()];
    for (labels, number) in &numbers {
        labels_of[*number] = labels;
    }
    let q = numbers.len();
    let n_labels = board.labels.len();
    let is_pair = n_annotators == 2;
    let width = |q| {
        if is_pair {
            TwoCoders::width(q)
        } else {
            Coders::width(q)
        }
    };
    let add = |sums: &mut [f64], categories: &[usize], n: f64| match categories {
        [a, b] if is_pair => TwoCoders::add(sums, *a, *b, n),
        _ => Coders::add(sums, categories, n, |_, _| 1.0),
    };
    let rows = tables.iter().map(|(sets, cells)| {
        let mut composite = vec![0.0; width(q)];
        let mut layers = vec![0.0; width(2) * n_labels];
        for (state, n) in *cells {
            let of = |&set: &usize| sets.labels(set);
            let categories: Vec<usize> = state.iter().map(|s| numbers[of(s)]).collect();
            add(&mut composite, &categories, *n);
            for (label, sums) in layers.chunks_exact_mut(width(2)).enumerate() {
                let has = |s: &usize| usize::from(of(s).binary_search(&label).is_ok());
                let categories: Vec<usize> = state.iter().map(has).collect();
                add(sums, &categories, *n);
            }
        }
        composite.extend(layers);
        composite
    });
    let all = width(q) + width(2) * n_labels;
    let block = board.block(all, rows);
    let is_char = item == Item::Char;
    let ids: [(&'static str, &'static str, Kind, Kind); 5] = [
        (
            "agreement.char.percent",
            "agreement.token.percent",
            Kind::Percent,
            Kind::ManyPercent,
        ),
        (
            "kappa.char.cohen",
            "kappa.token.cohen",
            Kind::Cohen,
            Kind::Cohen,
        ),
        (
            "fleiss.char",
            "fleiss.token",
            Kind::Fleiss,
            Kind::ManyFleiss,
        ),
        ("ac1.char", "ac1.token", Kind::Ac1, Kind::ManyAc1),
        (
            "alpha.char.nominal",
            "alpha.token.nominal",
            Kind::Alpha,
            Kind::ManyAlpha,
        ),
    ];
    for (of_chars, of_tokens, two, many) in ids {
        if two == Kind::Cohen && !is_pair {
            continue;
        }
        let id = if is_char { of_chars } else { of_tokens };
        let kind = if is_pair { two } else { many };
        board.add(id, None, block, 0, width(q), kind.clone());
        for label in 0..n_labels {
            let from = width(q) + label * width(2);
            board.add(id, Some(label), block, from, width(2), kind.clone());
        }
    }
    if item == Item::Token {
        sets_on_board(board, tables, &numbers, &labels_of);
    }
}

/// α of sets of labels: MASI and Jaccard.
fn sets_on_board(
    board: &mut Board,
    tables: &[(&LabelSets, &Cells)],
    numbers: &BTreeMap<&[usize], usize>,
    labels_of: &[&[usize]],
) {
    let q = labels_of.len();
    for (id, distance) in [
        (
            "alpha.token.masi",
            set_distance::masi as fn(&[usize], &[usize]) -> f64,
        ),
        ("alpha.token.jaccard", set_distance::jaccard),
    ] {
        let mut distances = Vec::with_capacity(q * q);
        for a in labels_of {
            distances.extend(labels_of.iter().map(|b| distance(a, b)));
        }
        let rows = tables.iter().map(|(sets, cells)| {
            let mut sums = vec![0.0; Coders::width(q)];
            for (state, n) in *cells {
                let categories: Vec<usize> =
                    state.iter().map(|&s| numbers[sets.labels(s)]).collect();
                Coders::add(&mut sums, &categories, *n, |c, k| distances[c * q + k]);
            }
            sums
        });
        let block = board.block(Coders::width(q), rows.collect::<Vec<_>>().into_iter());
        let kind = Kind::AlphaSets(Arc::new(distances));
        board.add(id, None, block, 0, Coders::width(q), kind);
    }
}

/// The family of unitizing α, from (all labels at once, each label for itself) of each document.
pub(super) fn ualpha_on_board(
    board: &mut Board,
    rows: impl Iterator<Item = (Vec<f64>, Vec<f64>)>,
    n_labels: usize,
) {
    let (all, layers): (Vec<_>, Vec<_>) = rows.unzip();
    let width = ualpha::width(n_labels + 1);
    let block = board.block(width, all.into_iter());
    let layer = ualpha::width(2);
    let of_layers = board.block(layer * n_labels, layers.into_iter());
    for (id, kind) in [
        ("ualpha.u", Kind::UnitU),
        ("ualpha.binary", Kind::UnitBinary),
    ] {
        board.add(id, None, block, 0, width, kind.clone());
        for label in 0..n_labels {
            let from = label * layer;
            board.add(id, Some(label), of_layers, from, layer, kind.clone());
        }
    }
    board.add("ualpha.cu", None, block, 0, width, Kind::UnitCu);
    for label in 0..n_labels {
        board.add("ualpha.k", Some(label), block, 0, width, Kind::UnitK(label));
    }
}
