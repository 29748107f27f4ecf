//! What is compared: plain data, made from projects by the floors above.

use super::values::Values;
use std::ops::Range;

/// A type of link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkType {
    /// Its id in the tag set.
    pub id: String,
    /// Whether the two ends are interchangeable.
    pub is_symmetric: bool,
}

/// One article.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// Its id, in the first of two projects.
    pub id: String,
    /// Shown to the user.
    pub title: String,
    /// Length in code points.
    pub length: usize,
    /// Runs of non-blanks as half-open ranges of code points, ascending.
    pub tokens: Vec<(usize, usize)>,
    /// Which annotators were to annotate it; `None`: all. What is not assigned is missing data, what is assigned
    /// and carries nothing is a judgement.
    pub assigned: Option<Vec<bool>>,
}

impl Document {
    /// Whether annotator `i` was to annotate it.
    #[must_use]
    pub fn is_assigned(&self, i: usize) -> bool {
        let assigned = self.assigned.as_ref();
        assigned.is_none_or(|a| a.get(i).copied().unwrap_or(false))
    }
}

/// One annotation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// The annotation's id.
    pub id: String,
    /// Place in [`Input::documents`].
    pub document: usize,
    /// Place in [`Input::annotators`].
    pub annotator: usize,
    /// Place in [`Input::labels`].
    pub label: usize,
    /// Half-open ranges of code points, ascending, not overlapping, at least one, none empty.
    pub fragments: Vec<(usize, usize)>,
}

impl Unit {
    /// First code point of the covering extent.
    #[must_use]
    pub fn start(&self) -> usize {
        self.fragments.first().map_or(0, |f| f.0)
    }

    /// The code point behind the covering extent.
    #[must_use]
    pub fn end(&self) -> usize {
        self.fragments.last().map_or(0, |f| f.1)
    }

    /// Code points in its fragments.
    #[must_use]
    pub fn n_chars(&self) -> usize {
        self.fragments.iter().map(|(s, e)| e - s).sum()
    }

    /// Code points that both have in their fragments.
    #[must_use]
    pub fn n_common(&self, other: &Self) -> usize {
        let (mut i, mut j, mut n) = (0, 0, 0);
        while let (Some(a), Some(b)) = (self.fragments.get(i), other.fragments.get(j)) {
            n += a.1.min(b.1).saturating_sub(a.0.max(b.0));
            if a.1 <= b.1 {
                i += 1;
            } else {
                j += 1;
            }
        }
        n
    }
}

/// One link of one annotator between two annotations of the same annotator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Its id.
    pub id: String,
    /// Place in [`Input::annotators`].
    pub annotator: usize,
    /// Place in [`Input::units`].
    pub from: usize,
    /// Place in [`Input::units`].
    pub to: usize,
    /// Place in [`Input::link_types`].
    pub link_type: usize,
}

/// Everything that is compared.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Input {
    /// Their ids, at least two for a comparison.
    pub annotators: Vec<String>,
    /// Ids of the labels.
    pub labels: Vec<String>,
    /// Types of links.
    pub link_types: Vec<LinkType>,
    /// The articles.
    pub documents: Vec<Document>,
    /// All annotations, in any order.
    pub units: Vec<Unit>,
    /// All links, in any order.
    pub links: Vec<Link>,
    /// What is said of each unit beyond its tag. No figure counts it; empty where it is not known.
    pub unit_values: Vec<Values>,
    /// What is said of each link beyond its type, likewise.
    pub link_values: Vec<Values>,
}

/// What links of one annotator have in common that count as one: the annotator, both ends as the units that stand for them,
/// of a symmetric type in order, and the type.
pub type LinkKey = (usize, [usize; 2], usize);

/// The units of each annotator in each document: sorted by fragments, then label, each place with a label once.
#[derive(Clone, Debug)]
pub struct Layers<'a> {
    /// What they are the layers of.
    pub input: &'a Input,
    /// Unit indices, a run for each (annotator, document).
    units: Vec<usize>,
    runs: Vec<Range<usize>>,
    /// For each unit the one that stands for it: itself, or an equal one of the same layer.
    stands_for: Vec<usize>,
}

impl<'a> Layers<'a> {
    /// Sorts the units and folds equal ones.
    #[must_use]
    pub fn new(input: &'a Input) -> Self {
        let n_documents = input.documents.len();
        let mut order: Vec<usize> = (0..input.units.len()).collect();
        let key = |&i: &usize| {
            let u = &input.units[i];
            (u.annotator, u.document, &u.fragments, u.label)
        };
        // Equal ones keep the order of the input.
        order.sort_by(|a, b| key(a).cmp(&key(b)));
        let mut layers = Self {
            input,
            units: Vec::with_capacity(order.len()),
            runs: vec![0..0; input.annotators.len() * n_documents],
            stands_for: (0..input.units.len()).collect(),
        };
        for i in order {
            let unit = &input.units[i];
            let run = &mut layers.runs[unit.annotator * n_documents + unit.document];
            match layers.units.last() {
                Some(&last) if run.start < run.end && key(&last) == key(&i) => {
                    layers.stands_for[i] = last;
                }
                _ => {
                    if run.start == run.end {
                        run.start = layers.units.len();
                    }
                    layers.units.push(i);
                    run.end = layers.units.len();
                }
            }
        }
        layers
    }

    /// The units of an annotator in a document.
    #[must_use]
    pub fn of(&self, annotator: usize, document: usize) -> &[usize] {
        let at = annotator * self.input.documents.len() + document;
        self.runs
            .get(at)
            .map_or(&[], |run| &self.units[run.clone()])
    }

    /// The same as units.
    pub fn units_of(
        &self,
        annotator: usize,
        document: usize,
    ) -> impl Iterator<Item = &'a Unit> + '_ {
        let units = self.of(annotator, document).iter();
        units.map(|&i| &self.input.units[i])
    }

    /// The unit that stands for unit `i`, which an equal one of the same layer may do.
    #[must_use]
    pub fn standing_for(&self, i: usize) -> usize {
        self.stands_for[i]
    }

    /// What a link has in common with those that count as one with it; `None`: there is no such link.
    #[must_use]
    pub fn link_key(&self, link: usize) -> Option<LinkKey> {
        let link = self.input.links.get(link)?;
        let end = |unit: usize| self.stands_for.get(unit).copied();
        let mut ends = [end(link.from)?, end(link.to)?];
        if self.input.link_types.get(link.link_type)?.is_symmetric {
            ends.sort_unstable();
        }
        Some((link.annotator, ends, link.link_type))
    }

    /// How many units of an annotator were folded into an equal one.
    #[must_use]
    pub fn n_folded(&self, annotator: usize) -> usize {
        let all = self.input.units.iter().zip(&self.stands_for).enumerate();
        all.filter(|(i, (unit, stands))| unit.annotator == annotator && *stands != i)
            .count()
    }

    /// The documents that were assigned to all of these annotators.
    #[must_use]
    pub fn shared_documents(&self, annotators: &[usize]) -> Vec<usize> {
        let all = self.input.documents.iter().enumerate();
        all.filter(|(_, d)| annotators.iter().all(|&i| d.is_assigned(i)))
            .map(|(i, _)| i)
            .collect()
    }
}

/// The tokens of a text: runs of non-blanks (`\S+`), in code points.
#[must_use]
pub fn tokens_of(text: &str) -> Vec<(usize, usize)> {
    // What other tools take as a blank: White_Space and the four separators of ASCII.
    let is_blank = |c: char| c.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&c);
    let mut tokens = Vec::new();
    let (mut start, mut n) = (None, 0);
    for c in text.chars() {
        match (is_blank(c), start) {
            (true, Some(from)) => {
                tokens.push((from, n));
                start = None;
            }
            (false, None) => start = Some(n),
            _ => {}
        }
        n += 1;
    }
    tokens.extend(start.map(|from| (from, n)));
    tokens
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(annotator: usize, label: usize, fragments: &[(usize, usize)]) -> Unit {
        Unit {
            id: String::new(),
            document: 0,
            annotator,
            label,
            fragments: fragments.to_vec(),
        }
    }

    #[test]
    fn tokens_are_runs_of_non_blanks() {
        assert_eq!(
            tokens_of(" “ab” 🙂\u{a0}c\n"),
            [(1, 5), (6, 7), (8, 9)],
            "code points, not bytes"
        );
        assert_eq!(tokens_of(""), []);
    }

    #[test]
    fn equal_units_of_one_layer_are_one() {
        let input = Input {
            annotators: vec!["ada".into(), "ben".into()],
            labels: vec!["claim".into(), "quote".into()],
            documents: vec![Document::default()],
            units: vec![
                unit(0, 0, &[(5, 9)]),
                unit(0, 0, &[(1, 3)]),
                unit(0, 0, &[(5, 9)]),
                unit(0, 1, &[(5, 9)]),
                unit(1, 0, &[(5, 9)]),
                unit(0, 0, &[(5, 6), (8, 9)]),
            ],
            ..Input::default()
        };
        let layers = Layers::new(&input);
        assert_eq!(layers.of(0, 0), [1, 5, 0, 3]);
        assert_eq!(layers.of(1, 0), [4]);
        assert_eq!(layers.standing_for(2), 0);
        assert_eq!((layers.n_folded(0), layers.n_folded(1)), (1, 0));
    }

    #[test]
    fn common_code_points_of_interrupted_units() {
        let a = unit(0, 0, &[(0, 4), (6, 10)]);
        let b = unit(0, 0, &[(2, 7), (9, 12)]);
        assert_eq!((a.n_common(&b), a.n_chars()), (4, 8));
    }
}
