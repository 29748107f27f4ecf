//! Positions as items: each code point, or each token, carries for each annotator the set of labels that
//! cover it.
//!
//! A document is swept once; what comes out is how many positions carry which sets, from which every
//! coefficient on positions is summed.

use super::input::{Document, Layers, Unit};
use std::collections::HashMap;

/// What an item is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Item {
    /// A code point.
    Char,
    /// A run of non-blanks; every token that a span touches is covered by it.
    Token,
}

/// Sets of labels, each with a number; number 0 is the empty set.
#[derive(Clone, Debug)]
pub struct LabelSets {
    sets: Vec<Vec<usize>>,
    numbers: HashMap<Vec<usize>, usize>,
    /// From a set, by a label that comes or goes, to another.
    steps: HashMap<(usize, usize), usize>,
}

impl Default for LabelSets {
    fn default() -> Self {
        Self {
            sets: vec![Vec::new()],
            numbers: HashMap::from([(Vec::new(), 0)]),
            steps: HashMap::new(),
        }
    }
}

impl LabelSets {
    /// How many sets came up.
    #[must_use]
    pub fn len(&self) -> usize {
        self.sets.len()
    }

    /// Never: the empty set is always there.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        false
    }

    /// The labels of a set, ascending.
    #[must_use]
    pub fn labels(&self, set: usize) -> &[usize] {
        &self.sets[set]
    }

    /// The set with `label` put in, or taken out where it is in.
    fn toggled(&mut self, set: usize, label: usize) -> usize {
        if let Some(&to) = self.steps.get(&(set, label)) {
            return to;
        }
        let mut labels = self.sets[set].clone();
        match labels.binary_search(&label) {
            Ok(at) => {
                labels.remove(at);
            }
            Err(at) => labels.insert(at, label),
        }
        let next = self.sets.len();
        let to = *self.numbers.entry(labels.clone()).or_insert(next);
        if to == next {
            self.sets.push(labels);
        }
        self.steps.insert((set, label), to);
        to
    }
}

/// How many positions of one document carry these sets, one set an annotator.
pub type Cells = Vec<(Vec<usize>, f64)>;

/// Ranges of positions that a unit covers: of code points, or of tokens; ascending, apart.
fn ranges(unit: &Unit, document: &Document, item: Item) -> Vec<(usize, usize)> {
    match item {
        Item::Char => unit.fragments.clone(),
        Item::Token => {
            let tokens = &document.tokens;
            let mut ranges: Vec<(usize, usize)> = Vec::new();
            for (start, end) in &unit.fragments {
                let from = tokens.partition_point(|t| t.1 <= *start);
                let to = tokens.partition_point(|t| t.0 < *end);
                match ranges.last_mut() {
                    Some(last) if from < last.1 => last.1 = last.1.max(to),
                    _ if from < to => ranges.push((from, to)),
                    _ => {}
                }
            }
            ranges
        }
    }
}

/// How many items a document has.
#[must_use]
pub fn n_items(document: &Document, item: Item) -> usize {
    match item {
        Item::Char => document.length,
        Item::Token => document.tokens.len(),
    }
}

/// Counts the positions of a document by the sets of labels that `annotators` gave them.
#[must_use]
pub fn cells(
    layers: &Layers<'_>,
    document: usize,
    annotators: &[usize],
    item: Item,
    sets: &mut LabelSets,
) -> Cells {
    let text = &layers.input.documents[document];
    let n_labels = layers.input.labels.len();
    // (position, annotator's place, label, whether it begins)
    let mut events: Vec<(usize, usize, usize, bool)> = Vec::new();
    for (place, &annotator) in annotators.iter().enumerate() {
        for unit in layers.units_of(annotator, document) {
            for (start, end) in ranges(unit, text, item) {
                events.push((start, place, unit.label, true));
                events.push((end, place, unit.label, false));
            }
        }
    }
    events.sort_unstable();
    let mut found: HashMap<Vec<usize>, f64> = HashMap::new();
    let mut open = vec![0_u32; annotators.len() * n_labels];
    let mut state = vec![0_usize; annotators.len()];
    let mut at = 0;
    let mut count = |state: &[usize], n: usize| {
        if n > 0 {
            if let Some(cell) = found.get_mut(state) {
                *cell += n as f64;
            } else {
                found.insert(state.to_vec(), n as f64);
            }
        }
    };
    for (position, place, label, begins) in events {
        count(&state, position - at);
        at = position;
        let n_open = &mut open[place * n_labels + label];
        let was = *n_open > 0;
        // Ends sort before begins at one position, so a count may dip; it is even again before the next run.
        *n_open = if begins {
            n_open.wrapping_add(1)
        } else {
            n_open.wrapping_sub(1)
        };
        if was != (*n_open > 0) {
            state[place] = sets.toggled(state[place], label);
        }
    }
    count(&state, n_items(text, item).saturating_sub(at));
    let mut cells: Cells = found.into_iter().collect();
    cells.sort_unstable_by(|a, b| a.0.cmp(&b.0));
    cells
}

/// Tokens that both touched with a label, and those of either, as multisets: for one label, counts for
/// [`super::f1`].
#[must_use]
pub fn token_counts(
    layers: &Layers<'_>,
    document: usize,
    pair: (usize, usize),
    label: usize,
) -> [f64; 3] {
    let text = &layers.input.documents[document];
    let mut events: Vec<(usize, bool, bool)> = Vec::new();
    for (annotator, is_second) in [(pair.0, false), (pair.1, true)] {
        for unit in layers.units_of(annotator, document) {
            if unit.label == label {
                for (start, end) in ranges(unit, text, Item::Token) {
                    events.push((start, is_second, true));
                    events.push((end, is_second, false));
                }
            }
        }
    }
    events.sort_unstable();
    let (mut a, mut b, mut at) = (0.0_f64, 0.0_f64, 0);
    let mut counts = [0.0; 3];
    for (position, is_second, begins) in events {
        let n = (position - at) as f64;
        counts[0] += n * a.min(b);
        counts[1] += n * a;
        counts[2] += n * b;
        at = position;
        let step = if begins { 1.0 } else { -1.0 };
        if is_second {
            b += step;
        } else {
            a += step;
        }
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::super::input::{Input, tokens_of};
    use super::*;

    #[allow(
        clippy::type_complexity,
        reason = "spans of pairs, as the tests write them"
    )]
    fn input(text: &str, units: &[(usize, usize, &[(usize, usize)])]) -> Input {
        Input {
            annotators: vec!["ada".into(), "ben".into()],
            labels: vec!["claim".into(), "quote".into()],
            documents: vec![Document {
                length: text.chars().count(),
                tokens: tokens_of(text),
                ..Document::default()
            }],
            units: units
                .iter()
                .map(|(annotator, label, fragments)| Unit {
                    id: String::new(),
                    document: 0,
                    annotator: *annotator,
                    label: *label,
                    fragments: fragments.to_vec(),
                })
                .collect(),
            ..Input::default()
        }
    }

    #[test]
    fn positions_carry_sets_of_labels() {
        let input = input(
            "ab cd ef",
            &[(0, 0, &[(0, 5)]), (0, 1, &[(3, 8)]), (1, 0, &[(0, 2)])],
        );
        let mut sets = LabelSets::default();
        let found = cells(&Layers::new(&input), 0, &[0, 1], Item::Char, &mut sets);
        let named: Vec<_> = found
            .iter()
            .map(|(s, n)| (sets.labels(s[0]), sets.labels(s[1]), *n))
            .collect();
        assert!(named.contains(&(&[0], &[0], 2.0)), "{named:?}");
        assert!(named.contains(&(&[0], &[], 1.0)), "{named:?}");
        assert!(named.contains(&(&[0, 1], &[], 2.0)), "{named:?}");
        assert!(named.contains(&(&[1], &[], 3.0)), "{named:?}");
        assert_eq!(named.len(), 4);
        let found = cells(&Layers::new(&input), 0, &[0, 1], Item::Token, &mut sets);
        assert_eq!(found.iter().map(|c| c.1).sum::<f64>(), 3.0);
        assert_eq!(found.len(), 3, "each token is another cell");
    }

    #[test]
    fn spans_of_one_label_that_meet_or_cross_cover_without_a_hole() {
        let input = input(
            "abcdef",
            &[(0, 0, &[(0, 3)]), (0, 0, &[(3, 6)]), (0, 0, &[(2, 4)])],
        );
        let mut sets = LabelSets::default();
        let found = cells(&Layers::new(&input), 0, &[0, 1], Item::Char, &mut sets);
        assert_eq!(found, [(vec![1, 0], 6.0)]);
    }

    #[test]
    fn a_token_is_touched_as_often_as_spans_touch_it() {
        let input = input(
            "ab cd ef",
            &[
                (0, 0, &[(0, 1), (1, 2)]),
                (0, 0, &[(1, 4)]),
                (1, 0, &[(0, 2)]),
                (1, 1, &[(0, 8)]),
            ],
        );
        let layers = Layers::new(&input);
        assert_eq!(token_counts(&layers, 0, (0, 1), 0), [1.0, 3.0, 1.0]);
        assert_eq!(token_counts(&layers, 0, (0, 1), 1), [0.0, 0.0, 3.0]);
    }
}
