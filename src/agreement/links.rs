//! Agreement of links, in three ways, because a link can only agree where its ends do.
//!
//! - exact: both ends have the same extent and the type is the same: a lower bound;
//! - aligned: the ends are matched by the best alignment of the spans (α = β = 1);
//! - overlap: each end shares a code point with the other's, largest one-to-one matching: an upper bound.
//!
//! A symmetric type is compared undirected, and the same link in both directions counts once. Ends may lie in
//! different documents. An interrupted annotation counts by its covering extent.

use super::assignment::Assignment;
use super::coding::TwoCoders;
use super::figure::{Figure, Undefined};
use super::input::Layers;
use super::near;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// How ends are held against each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ends<'a> {
    /// Same extents.
    Exact,
    /// By the alignment: for each unit its partner.
    Aligned(&'a [Option<usize>]),
    /// Shared text.
    Overlap,
}

/// A link as it is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CountedLink {
    /// Place in the input's links; the first of equal ones.
    pub link: usize,
    /// Its ends, the units that stand for them; of a symmetric type in order.
    pub ends: [usize; 2],
    /// Its type.
    pub link_type: usize,
}

/// The links of two annotators, and which agree.
#[derive(Clone, Debug, Default)]
pub struct LinkMatching {
    /// The first annotator's.
    pub a: Vec<CountedLink>,
    /// The second one's.
    pub b: Vec<CountedLink>,
    /// Places in `a` and `b`.
    pub pairs: Vec<(usize, usize)>,
}

/// What to compare.
#[derive(Clone, Copy, Debug)]
pub struct LinkRules {
    /// Whether the type must agree.
    pub is_typed: bool,
    /// `Some`: whether all types are directed; `None`: as each type says.
    pub is_directed: Option<bool>,
}

impl LinkRules {
    /// Type and direction as the tag set says.
    pub const STANDARD: Self = Self {
        is_typed: true,
        is_directed: None,
    };
}

type Extent = (usize, usize, usize);

/// Matches the links of two annotators with both ends in `documents` (ascending).
#[must_use]
pub fn matching(
    layers: &Layers<'_>,
    documents: &[usize],
    pair: (usize, usize),
    ends: Ends<'_>,
    rules: LinkRules,
) -> LinkMatching {
    let work = Work {
        layers,
        documents,
        rules,
    };
    let by_extent = ends == Ends::Exact;
    let a = work.links_of(pair.0, by_extent);
    let b = work.links_of(pair.1, by_extent);
    let pairs = match ends {
        Ends::Exact => same_keys(
            a.iter().map(|l| Some(work.key(l, |u| work.extent(u)))),
            b.iter().map(|l| work.key(l, |u| work.extent(u))),
        ),
        Ends::Aligned(partner) => same_keys(
            a.iter().map(|l| {
                let ends = [partner[l.ends[0]]?, partner[l.ends[1]]?];
                Some(work.key(&CountedLink { ends, ..*l }, |u| u))
            }),
            b.iter().map(|l| work.key(l, |u| u)),
        ),
        Ends::Overlap => work.overlapping(&a, &b),
    };
    LinkMatching { a, b, pairs }
}

/// Pairs of places with the same key; `None` has no partner.
fn same_keys<K: Ord>(
    a: impl Iterator<Item = Option<K>>,
    b: impl Iterator<Item = K>,
) -> Vec<(usize, usize)> {
    let places: BTreeMap<K, usize> = b.enumerate().map(|(j, key)| (key, j)).collect();
    let found = a
        .enumerate()
        .filter_map(|(i, key)| Some((i, *places.get(&key?)?)));
    found.collect()
}

struct Work<'a> {
    layers: &'a Layers<'a>,
    documents: &'a [usize],
    rules: LinkRules,
}

impl Work<'_> {
    fn extent(&self, unit: usize) -> Extent {
        let unit = &self.layers.input.units[unit];
        (unit.document, unit.start(), unit.end())
    }

    fn is_directed(&self, link_type: usize) -> bool {
        let as_stated = !self.layers.input.link_types[link_type].is_symmetric;
        self.rules.is_directed.unwrap_or(as_stated)
    }

    fn key<T: Ord>(&self, link: &CountedLink, end: impl Fn(usize) -> T) -> (T, T, usize) {
        let (from, to) = (end(link.ends[0]), end(link.ends[1]));
        let link_type = if self.rules.is_typed {
            link.link_type
        } else {
            0
        };
        if from > to && !self.is_directed(link.link_type) {
            (to, from, link_type)
        } else {
            (from, to, link_type)
        }
    }

    fn links_of(&self, annotator: usize, by_extent: bool) -> Vec<CountedLink> {
        let input = self.layers.input;
        let mut seen_units = BTreeSet::new();
        let mut seen_extents = BTreeSet::new();
        let mut links = Vec::new();
        for (i, link) in input.links.iter().enumerate() {
            let ends = [link.from, link.to].map(|u| self.layers.standing_for(u));
            let is_in = |u: usize| {
                self.documents
                    .binary_search(&input.units[u].document)
                    .is_ok()
            };
            if link.annotator != annotator || !ends.iter().all(|&u| is_in(u)) {
                continue;
            }
            let counted = CountedLink {
                link: i,
                ends,
                link_type: link.link_type,
            };
            let is_new = if by_extent {
                seen_extents.insert(self.key(&counted, |u| self.extent(u)))
            } else {
                seen_units.insert(self.key(&counted, |u| u))
            };
            if is_new {
                links.push(counted);
            }
        }
        links
    }

    fn overlapping(&self, a: &[CountedLink], b: &[CountedLink]) -> Vec<(usize, usize)> {
        let mut edges = Vec::new();
        let near = NearLinks::new(self, a, b);
        for (i, x) in a.iter().enumerate() {
            let mut fitting = near.of(x);
            fitting.retain(|&j| self.is_overlap(x, &b[j]));
            edges.extend(fitting.into_iter().map(|j| (i, j, 0.0)));
        }
        let mut assignment = Assignment::default();
        assignment.solve(a.len(), b.len(), &edges, 1.0);
        assignment.pairs().collect()
    }

    /// Whether both ends share a code point with the other's, and the type is as the rules want it.
    fn is_overlap(&self, x: &CountedLink, y: &CountedLink) -> bool {
        let meet = |u: usize, v: usize| {
            let (u, v) = (self.extent(u), self.extent(v));
            u.0 == v.0 && u.1 < v.2 && v.1 < u.2
        };
        if self.rules.is_typed && x.link_type != y.link_type {
            return false;
        }
        let is_directed = self.is_directed(x.link_type) && self.is_directed(y.link_type);
        let straight = meet(x.ends[0], y.ends[0]) && meet(x.ends[1], y.ends[1]);
        straight || !is_directed && meet(x.ends[0], y.ends[1]) && meet(x.ends[1], y.ends[0])
    }
}

/// The second annotator's links by what their ends share a code point with, so that not every link is held against
/// every other.
struct NearLinks {
    /// For each unit at an end of the first's links the units at ends of the second's that overlap it.
    near: HashMap<usize, Vec<usize>>,
    /// The links at each of the latter, ascending.
    links_at: HashMap<usize, Vec<usize>>,
}

impl NearLinks {
    fn new(work: &Work<'_>, a: &[CountedLink], b: &[CountedLink]) -> Self {
        let mut links_at: HashMap<usize, Vec<usize>> = HashMap::new();
        for (j, link) in b.iter().enumerate() {
            for unit in BTreeSet::from(link.ends) {
                links_at.entry(unit).or_default().push(j);
            }
        }
        // The units at ends, by document.
        let by_document = |links: &[CountedLink]| {
            let units: BTreeSet<usize> = links.iter().flat_map(|l| l.ends).collect();
            let mut found: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
            for unit in units {
                found.entry(work.extent(unit).0).or_default().push(unit);
            }
            found
        };
        let others = by_document(b);
        let extents = |units: &[usize]| {
            let extents = units.iter().map(|&u| work.extent(u));
            let ends = extents.map(|(_, start, end)| (start as f64, end as f64));
            ends.collect::<Vec<(f64, f64)>>()
        };
        let mut near: HashMap<usize, Vec<usize>> = HashMap::new();
        for (document, units) in by_document(a) {
            let Some(theirs) = others.get(&document) else {
                continue;
            };
            // Spans overlap just where their ends are less apart than they are long together.
            near::pairs(&extents(&units), &extents(theirs), 1.0, |i, j| {
                near.entry(units[i]).or_default().push(theirs[j]);
            });
        }
        Self { near, links_at }
    }

    /// The links of which an end overlaps one of the ends of `link`, ascending: by the end where there are fewer.
    fn of(&self, link: &CountedLink) -> Vec<usize> {
        let [first, second] = link.ends.map(|unit| {
            let near = self.near.get(&unit).into_iter().flatten();
            near.filter_map(|other| self.links_at.get(other))
        });
        let n = |lists: &mut dyn Iterator<Item = &Vec<usize>>| lists.map(Vec::len).sum::<usize>();
        let fewer = if n(&mut first.clone()) <= n(&mut second.clone()) {
            first
        } else {
            second
        };
        let mut found: Vec<usize> = fewer.flatten().copied().collect();
        found.sort_unstable();
        found.dedup();
        found
    }
}

impl LinkMatching {
    /// TP, |A|, |B|, half of a link for the document of each end, for each place of `documents`. `of_type`: only links
    /// of this type.
    #[must_use]
    pub fn counts(
        &self,
        layers: &Layers<'_>,
        documents: &[usize],
        of_type: Option<usize>,
    ) -> Vec<[f64; 3]> {
        let mut counts = vec![[0.0; 3]; documents.len()];
        let mut add = |link: &CountedLink, at: usize| {
            if of_type.is_none_or(|t| t == link.link_type) {
                for unit in link.ends {
                    let document = layers.input.units[unit].document;
                    if let Ok(place) = documents.binary_search(&document) {
                        counts[place][at] += 0.5;
                    }
                }
            }
        };
        self.pairs.iter().for_each(|(i, _)| add(&self.a[*i], 0));
        self.a.iter().for_each(|link| add(link, 1));
        self.b.iter().for_each(|link| add(link, 2));
        counts
    }

    /// How many links of each annotator have both ends aligned, for no more can agree, and how many each has; half of a
    /// link for the document of each end, for each place of `documents`.
    #[must_use]
    pub fn alignable(
        &self,
        layers: &Layers<'_>,
        documents: &[usize],
        partner: &[Option<usize>],
    ) -> Vec<[f64; 4]> {
        let mut counts = vec![[0.0; 4]; documents.len()];
        for (side, links) in [&self.a, &self.b].into_iter().enumerate() {
            for link in links {
                let is_alignable = link.ends.iter().all(|&u| partner[u].is_some());
                for unit in link.ends {
                    let document = layers.input.units[unit].document;
                    if let Ok(place) = documents.binary_search(&document) {
                        counts[place][2 + side] += 0.5;
                        counts[place][side] += if is_alignable { 0.5 } else { 0.0 };
                    }
                }
            }
        }
        counts
    }
}

/// κ over candidate pairs: the items are all pairs of spans that both annotators have (aligned), the categories
/// are the types of link between them, or none. Here negatives can be counted; nearly all items are one, so the share
/// that is linked is to be shown with it.
#[derive(Clone, Debug, Default)]
pub struct CandidatePairs {
    /// Sums as [`TwoCoders`] has them; category 0 is "no link".
    pub sums: Vec<f64>,
    /// Pairs in all.
    pub n_pairs: f64,
    /// Pairs that the first linked, and the second.
    pub n_linked: [f64; 2],
}

impl CandidatePairs {
    /// From links matched by the alignment. `n_aligned`: matched pairs of spans; `partner`: of each unit.
    #[must_use]
    pub fn new(matching: &LinkMatching, partner: &[Option<usize>], n_aligned: usize) -> Self {
        let mut types: BTreeMap<(usize, usize), [BTreeSet<usize>; 2]> = BTreeMap::new();
        for (side, links) in [&matching.a, &matching.b].into_iter().enumerate() {
            for link in links {
                let ends = link.ends.map(|u| {
                    // A span of the first stands for the pair.
                    let other = partner[u]?;
                    Some(if side == 0 { u } else { other })
                });
                if let [Some(from), Some(to)] = ends
                    && from != to
                {
                    let item = types.entry((from.min(to), from.max(to))).or_default();
                    item[side].insert(link.link_type);
                }
            }
        }
        let mut categories: BTreeMap<BTreeSet<usize>, usize> = BTreeMap::new();
        categories.insert(BTreeSet::new(), 0);
        for set in types.values().flatten() {
            let next = categories.len();
            categories.entry(set.clone()).or_insert(next);
        }
        let n_pairs = n_aligned as f64 * (n_aligned as f64 - 1.0).max(0.0) / 2.0;
        let mut sums = vec![0.0; TwoCoders::width(categories.len())];
        let mut n_linked = [0.0; 2];
        for item in types.values() {
            let [a, b] = [&item[0], &item[1]].map(|set| categories[set]);
            TwoCoders::add(&mut sums, a, b, 1.0);
            n_linked[0] += f64::from(u8::from(a > 0));
            n_linked[1] += f64::from(u8::from(b > 0));
        }
        TwoCoders::add(&mut sums, 0, 0, n_pairs - types.len() as f64);
        Self {
            sums,
            n_pairs,
            n_linked,
        }
    }

    fn check(&self) -> Result<TwoCoders<'_>, Undefined> {
        if self.n_pairs == 0.0 {
            return Err(Undefined::NoCandidatePairs);
        }
        if self.n_linked == [0.0; 2] {
            return Err(Undefined::NoLinks);
        }
        Ok(TwoCoders(&self.sums))
    }

    /// Cohen's κ.
    ///
    /// # Errors
    /// No pairs, or no links between aligned spans.
    pub fn kappa(&self) -> Figure {
        self.check()?.cohen()
    }

    /// Gwet's AC1.
    ///
    /// # Errors
    /// As [`Self::kappa`].
    pub fn ac1(&self) -> Figure {
        self.check()?.ac1()
    }
}

#[cfg(test)]
mod tests {
    use super::super::input::{Document, Input, Link, LinkType, Unit};
    use super::*;
    use proptest::prelude::*;

    /// Units and links of two annotators in two documents; link ends are places among the own units.
    fn inputs() -> impl Strategy<Value = Input> {
        let unit = (
            0..2_usize,
            0..40_usize,
            prop_oneof![1..6_usize, 1..60_usize],
        );
        let units = prop::collection::vec(unit, 1..10);
        let link = (0..10_usize, 0..10_usize, 0..2_usize);
        let links = prop::collection::vec(link, 0..25);
        let layer = (units, links);
        (layer.clone(), layer).prop_map(|(a, b)| {
            let mut input = Input {
                annotators: vec!["ada".into(), "ben".into()],
                labels: vec!["claim".into()],
                link_types: [("supports", false), ("contradicts", true)]
                    .map(|(id, is_symmetric)| LinkType {
                        id: id.into(),
                        is_symmetric,
                    })
                    .into(),
                documents: vec![Document::default(), Document::default()],
                ..Input::default()
            };
            for (annotator, (units, links)) in [a, b].into_iter().enumerate() {
                let first = input.units.len();
                let n = units.len();
                input
                    .units
                    .extend(units.into_iter().map(|(document, start, length)| Unit {
                        id: String::new(),
                        document,
                        annotator,
                        label: 0,
                        fragments: vec![(start, start + length)],
                    }));
                input
                    .links
                    .extend(links.into_iter().map(|(from, to, link_type)| Link {
                        id: String::new(),
                        annotator,
                        from: first + from % n,
                        to: first + to % n,
                        link_type,
                    }));
            }
            input
        })
    }

    proptest! {
        #[test]
        fn looking_near_only_matches_as_looking_everywhere(input in inputs(), is_typed: bool) {
            let layers = Layers::new(&input);
            let rules = LinkRules { is_typed, ..LinkRules::STANDARD };
            let documents = [0, 1];
            let found = matching(&layers, &documents, (0, 1), Ends::Overlap, rules);
            let work = Work { layers: &layers, documents: &documents, rules };
            let mut edges = Vec::new();
            for (i, x) in found.a.iter().enumerate() {
                for (j, y) in found.b.iter().enumerate() {
                    if work.is_overlap(x, y) {
                        edges.push((i, j, 0.0));
                    }
                }
            }
            let mut assignment = Assignment::default();
            assignment.solve(found.a.len(), found.b.len(), &edges, 1.0);
            prop_assert_eq!(found.pairs, assignment.pairs().collect::<Vec<_>>());
        }
    }
}
