//! What lies between two annotators: every place and link where they agree or differ, and the labels of matched spans.

use super::input::{Input, Layers};
use super::links::LinkMatching;
use super::pair::PairWork;
use super::values::Said;
use std::collections::HashMap;

/// Everything between the two of a pair.
#[derive(Clone, Debug, PartialEq)]
pub struct Between {
    /// Who they are, as places in [`Input::annotators`]: the first one is a, the second one b.
    pub pair: (usize, usize),
    /// Every place, agreed ones too, in reading order.
    pub places: Vec<Place>,
    /// Every link.
    pub links: Vec<LinkPlace>,
    /// Labels of matched spans.
    pub confusion: Confusion,
}

impl Between {
    /// Gathers it from the work done on a pair. `said` is of the same layers.
    pub(super) fn of(
        layers: &Layers<'_>,
        pair: (usize, usize),
        work: &PairWork,
        said: &Said<'_>,
    ) -> Self {
        Self {
            pair,
            places: places(layers, pair, work, said),
            links: link_places(layers.input, &work.links, &work.partner, said),
            confusion: confusion(layers, pair, work),
        }
    }
}

/// How two agree at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PlaceKind {
    /// Same fragments, same label.
    Same,
    /// Other boundaries.
    Boundary,
    /// Another label.
    Label,
    /// Both.
    BoundaryAndLabel,
    /// Only the first marked it.
    OnlyA,
    /// Only the second did.
    OnlyB,
}

impl PlaceKind {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Same,
        Self::Boundary,
        Self::Label,
        Self::BoundaryAndLabel,
        Self::OnlyA,
        Self::OnlyB,
    ];

    /// Its name in JSON.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Boundary => "boundary",
            Self::Label => "label",
            Self::BoundaryAndLabel => "boundary_and_label",
            Self::OnlyA => "only_a",
            Self::OnlyB => "only_b",
        }
    }
}

/// A place of the alignment of γ (α = β = 1): spans of two annotators that answer to each other, or one alone.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Place {
    /// Place in [`Comparison::documents`](super::Comparison::documents) and in [`Input::documents`].
    pub document: usize,
    /// The first annotator's span, as a place in [`Input::units`].
    pub a: Option<usize>,
    /// The second one's.
    pub b: Option<usize>,
    /// How they agree.
    pub kind: PlaceKind,
    /// Its disorder: 0 where they are the same, 1 for one alone.
    pub disorder: f64,
    /// Both marked it, and the values of their fields or their notes are not the same. No figure counts that.
    pub has_other_fields: bool,
}

impl Place {
    /// Whether both marked the same words with the same tag and differ in fields or notes only.
    #[must_use]
    pub fn is_of_fields(&self) -> bool {
        self.kind == PlaceKind::Same && self.has_other_fields
    }

    /// By how much the second one's ends differ from the first one's, where one of them does: see
    /// [`Comparison::shifts`](super::Comparison::shifts).
    #[must_use]
    pub fn shift(&self, input: &Input) -> Option<(i64, i64)> {
        let (a, b) = (input.units.get(self.a?)?, input.units.get(self.b?)?);
        let apart = |a: usize, b: usize| b as i64 - a as i64;
        let shift = (apart(a.start(), b.start()), apart(a.end(), b.end()));
        (shift != (0, 0)).then_some(shift)
    }
}

/// How two agree on a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LinkKind {
    /// Same ends by the alignment, same type.
    Same,
    /// Same ends, another type.
    Type,
    /// Only the first made it.
    OnlyA,
    /// Only the second did.
    OnlyB,
}

impl LinkKind {
    /// Its name in JSON.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Type => "type",
            Self::OnlyA => "only_a",
            Self::OnlyB => "only_b",
        }
    }
}

/// A link of one, or of both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LinkPlace {
    /// The first annotator's, as a place in [`Input::links`].
    pub a: Option<usize>,
    /// The second one's.
    pub b: Option<usize>,
    /// How they agree.
    pub kind: LinkKind,
    /// Both made it, and the values of its fields or its notes are not the same. No figure counts that.
    pub has_other_fields: bool,
}

impl LinkPlace {
    /// Whether both made the same link and differ in its fields or notes only.
    #[must_use]
    pub fn is_of_fields(&self) -> bool {
        self.kind == LinkKind::Same && self.has_other_fields
    }
}

/// Labels of matched spans: rows are the first annotator's, columns the second's; the last of each stands for
/// spans without partner. Matched by position (β = 0), so that the label does not steer the match.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Confusion {
    /// Row by row.
    pub counts: Vec<Vec<usize>>,
}

fn places(
    layers: &Layers<'_>,
    pair: (usize, usize),
    work: &PairWork,
    said: &Said<'_>,
) -> Vec<Place> {
    let units = &layers.input.units;
    let mut places = Vec::new();
    for (matched, &document) in work.aligned.iter().zip(&work.documents) {
        let from = places.len();
        for pair in matched {
            let (a, b) = (&units[pair.a], &units[pair.b]);
            let kind = match (a.fragments == b.fragments, a.label == b.label) {
                (true, true) => PlaceKind::Same,
                (false, true) => PlaceKind::Boundary,
                (true, false) => PlaceKind::Label,
                (false, false) => PlaceKind::BoundaryAndLabel,
            };
            places.push(Place {
                document,
                a: Some(pair.a),
                b: Some(pair.b),
                kind,
                disorder: pair.disorder,
                has_other_fields: said.of_units_differs(pair.a, pair.b),
            });
        }
        for (side, is_a) in [(pair.0, true), (pair.1, false)] {
            for &unit in layers.of(side, document) {
                if work.partner[unit].is_none() {
                    places.push(Place {
                        document,
                        a: is_a.then_some(unit),
                        b: (!is_a).then_some(unit),
                        kind: if is_a {
                            PlaceKind::OnlyA
                        } else {
                            PlaceKind::OnlyB
                        },
                        disorder: 1.0,
                        has_other_fields: false,
                    });
                }
            }
        }
        let start = |p: &Place| {
            let of = |unit: Option<usize>| unit.map(|u| (units[u].start(), units[u].end()));
            (of(p.a).into_iter().chain(of(p.b)).min(), p.a, p.b)
        };
        places[from..].sort_by_key(start);
    }
    places
}

fn link_places(
    input: &Input,
    matching: &LinkMatching,
    partner: &[Option<usize>],
    said: &Said<'_>,
) -> Vec<LinkPlace> {
    let mut is_matched = [vec![false; matching.a.len()], vec![false; matching.b.len()]];
    let mut by_ends: HashMap<[usize; 2], Vec<usize>> = HashMap::new();
    for (j, link) in matching.b.iter().enumerate() {
        by_ends.entry(link.ends).or_default().push(j);
    }
    let mut places = Vec::new();
    for &(i, j) in &matching.pairs {
        is_matched[0][i] = true;
        is_matched[1][j] = true;
        places.push(LinkPlace {
            a: Some(matching.a[i].link),
            b: Some(matching.b[j].link),
            kind: LinkKind::Same,
            has_other_fields: said.of_links_differs(matching.a[i].link, matching.b[j].link),
        });
    }
    // Of the rest: same ends, another type.
    for (i, link) in matching.a.iter().enumerate() {
        let [Some(from), Some(to)] = link.ends.map(|u| partner[u]) else {
            continue;
        };
        let is_symmetric = |link_type: usize| input.link_types[link_type].is_symmetric;
        let with = |ends| by_ends.get(&ends).into_iter().flatten().copied();
        let fits = |j: &usize| !is_matched[1][*j] && link.link_type != matching.b[*j].link_type;
        let is_either =
            |j: &usize| is_symmetric(link.link_type) || is_symmetric(matching.b[*j].link_type);
        // The first of the second annotator's.
        let straight = with([from, to]).find(fits);
        let crossed = with([to, from]).find(|j| fits(j) && is_either(j));
        let other = straight.into_iter().chain(crossed).min();
        if let Some(j) = other.filter(|_| !is_matched[0][i]) {
            is_matched[0][i] = true;
            is_matched[1][j] = true;
            places.push(LinkPlace {
                a: Some(link.link),
                b: Some(matching.b[j].link),
                kind: LinkKind::Type,
                has_other_fields: said.of_links_differs(link.link, matching.b[j].link),
            });
        }
    }
    let alone = |i: usize| matching.a.get(i).filter(|_| !is_matched[0][i]);
    places.extend((0..matching.a.len()).filter_map(alone).map(|l| LinkPlace {
        a: Some(l.link),
        b: None,
        kind: LinkKind::OnlyA,
        has_other_fields: false,
    }));
    let alone = |j: usize| matching.b.get(j).filter(|_| !is_matched[1][j]);
    places.extend((0..matching.b.len()).filter_map(alone).map(|l| LinkPlace {
        a: None,
        b: Some(l.link),
        kind: LinkKind::OnlyB,
        has_other_fields: false,
    }));
    places
}

fn confusion(layers: &Layers<'_>, pair: (usize, usize), work: &PairWork) -> Confusion {
    let none = layers.input.labels.len();
    let mut counts = vec![vec![0; none + 1]; none + 1];
    let label = |unit: usize| layers.input.units[unit].label;
    let mut is_matched = vec![false; layers.input.units.len()];
    for two in work.positional.iter().flatten() {
        counts[label(two.a)][label(two.b)] += 1;
        is_matched[two.a] = true;
        is_matched[two.b] = true;
    }
    for &document in &work.documents {
        for &unit in layers
            .of(pair.0, document)
            .iter()
            .filter(|u| !is_matched[**u])
        {
            counts[label(unit)][none] += 1;
        }
        for &unit in layers
            .of(pair.1, document)
            .iter()
            .filter(|u| !is_matched[**u])
        {
            counts[none][label(unit)] += 1;
        }
    }
    Confusion { counts }
}
