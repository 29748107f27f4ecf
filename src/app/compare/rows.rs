//! The list of differences as plain data: the places of the alignment and the links, counted by kind and filtered.

use crate::agreement::{Input, LinkKind, PlaceKind};
use crate::workspace::{Compared, Item};
use std::collections::HashMap;

/// How two differ, or agree, at a place or on a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// At a place.
    Place(PlaceKind),
    /// On a link.
    Link(LinkKind),
    /// At a place that both marked alike, with other fields or another note.
    Fields,
    /// On a link that both made, likewise.
    LinkFields,
}

impl Kind {
    /// All of them, what is agreed on first.
    pub const ALL: [Self; 12] = [
        Self::Place(PlaceKind::Same),
        Self::Fields,
        Self::Place(PlaceKind::Boundary),
        Self::Place(PlaceKind::Label),
        Self::Place(PlaceKind::BoundaryAndLabel),
        Self::Place(PlaceKind::OnlyA),
        Self::Place(PlaceKind::OnlyB),
        Self::Link(LinkKind::Same),
        Self::LinkFields,
        Self::Link(LinkKind::Type),
        Self::Link(LinkKind::OnlyA),
        Self::Link(LinkKind::OnlyB),
    ];

    /// Whether they agree.
    #[must_use]
    pub const fn is_agreed(self) -> bool {
        matches!(
            self,
            Self::Place(PlaceKind::Same) | Self::Link(LinkKind::Same)
        )
    }

    /// A sign of two or three characters, beside the text.
    #[must_use]
    pub const fn sign(self) -> &'static str {
        match self {
            Self::Place(PlaceKind::Same) => "=",
            Self::Fields => "≈",
            Self::LinkFields => "⇄≈",
            Self::Place(PlaceKind::Boundary) => "↔",
            Self::Place(PlaceKind::Label) => "≠",
            Self::Place(PlaceKind::BoundaryAndLabel) => "↔≠",
            Self::Place(PlaceKind::OnlyA) => "A",
            Self::Place(PlaceKind::OnlyB) => "B",
            Self::Link(LinkKind::Same) => "⇄=",
            Self::Link(LinkKind::Type) => "⇄≠",
            Self::Link(LinkKind::OnlyA) => "⇄A",
            Self::Link(LinkKind::OnlyB) => "⇄B",
        }
    }

    /// In words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Place(PlaceKind::Same) => "same",
            Self::Fields => "other fields",
            Self::LinkFields => "link, other fields",
            Self::Place(PlaceKind::Boundary) => "other boundary",
            Self::Place(PlaceKind::Label) => "other tag",
            Self::Place(PlaceKind::BoundaryAndLabel) => "other boundary and tag",
            Self::Place(PlaceKind::OnlyA) => "only A",
            Self::Place(PlaceKind::OnlyB) => "only B",
            Self::Link(LinkKind::Same) => "same link",
            Self::Link(LinkKind::Type) => "other type of link",
            Self::Link(LinkKind::OnlyA) => "link, only A",
            Self::Link(LinkKind::OnlyB) => "link, only B",
        }
    }

    fn idx(self) -> usize {
        Self::ALL.iter().position(|k| *k == self).unwrap_or(0)
    }
}

/// Two spans that answer to each other, or one alone; or two links.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum What {
    /// Places in [`Input::units`].
    Spans {
        /// The first annotator's.
        a: Option<usize>,
        /// The second one's.
        b: Option<usize>,
    },
    /// Places in [`Input::links`].
    Links {
        /// The first annotator's.
        a: Option<usize>,
        /// The second one's.
        b: Option<usize>,
    },
}

impl What {
    /// The first annotator's and the second one's.
    #[must_use]
    pub const fn sides(self) -> [Option<usize>; 2] {
        match self {
            Self::Spans { a, b } | Self::Links { a, b } => [a, b],
        }
    }

    /// Whether the first annotator has something there, and the second one.
    #[must_use]
    pub const fn has(self) -> [bool; 2] {
        let [a, b] = self.sides();
        [a.is_some(), b.is_some()]
    }

    /// The spans that are drawn for it: of a link, both its ends.
    #[must_use]
    pub fn units(self, input: &Input) -> Vec<usize> {
        let sides = self.sides().into_iter().flatten();
        match self {
            Self::Spans { .. } => sides.collect(),
            Self::Links { .. } => sides
                .filter_map(|link| input.links.get(link))
                .flat_map(|link| [link.from, link.to])
                .collect(),
        }
    }
}

/// A place, or a link, of the comparison.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Entry {
    /// The spans or links.
    pub what: What,
    /// How the two differ.
    pub kind: Kind,
    /// Place in [`Input::documents`]; of a link, that of its first end.
    pub document: usize,
    /// The span that it is found at.
    pub first: usize,
    /// Place among the places, or the links, of the comparison.
    pub place: usize,
}

/// What a comparison has, whether it stays the same through the next one: by the ids of what is compared.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Key {
    is_link: bool,
    ids: [Option<String>; 2],
}

/// All places and links of a comparison, in reading order.
#[derive(Clone, Debug, Default)]
pub struct Entries {
    /// In reading order.
    pub all: Vec<Entry>,
    /// How many there are of each kind, as [`Kind::ALL`].
    counts: [usize; 12],
    /// For each unit its entry among the places.
    of_unit: Vec<Option<usize>>,
    /// For each place of the comparison its entry.
    of_place: Vec<Option<usize>>,
    /// For each link of the comparison its entry.
    of_link: Vec<Option<usize>>,
    /// For each annotation, by side and id, its unit.
    units: HashMap<(usize, String), usize>,
}

impl Entries {
    /// Makes the list of a comparison.
    #[must_use]
    pub fn gather(compared: &Compared) -> Self {
        let input = &compared.input;
        let mut all = Vec::new();
        for (i, place) in compared.comparison.places().iter().enumerate() {
            let Some(first) = first_of(input, [place.a, place.b]) else {
                continue;
            };
            all.push(Entry {
                what: What::Spans {
                    a: place.a,
                    b: place.b,
                },
                kind: if place.is_of_fields() {
                    Kind::Fields
                } else {
                    Kind::Place(place.kind)
                },
                document: place.document,
                first,
                place: i,
            });
        }
        for (i, place) in compared.comparison.links().iter().enumerate() {
            let end = |link: Option<usize>| {
                let link = input.links.get(link?)?;
                first_of(input, [Some(link.from), Some(link.to)])
            };
            let Some(first) = end(place.a).or_else(|| end(place.b)) else {
                continue;
            };
            all.push(Entry {
                what: What::Links {
                    a: place.a,
                    b: place.b,
                },
                kind: if place.is_of_fields() {
                    Kind::LinkFields
                } else {
                    Kind::Link(place.kind)
                },
                document: input.units[first].document,
                first,
                place: i,
            });
        }
        let start = |e: &Entry| {
            let units = e.what.units(input);
            let starts = units.iter().map(|u| &input.units[*u]);
            let here = starts.filter(|u| u.document == e.document);
            here.map(|u| (u.start(), u.end())).min()
        };
        all.sort_by_cached_key(|e| (e.document, start(e), matches!(e.what, What::Links { .. })));
        let mut counts = [0; 12];
        let mut of_unit = vec![None; input.units.len()];
        let mut of_place = vec![None; compared.comparison.places().len()];
        let mut of_link = vec![None; compared.comparison.links().len()];
        for (i, entry) in all.iter().enumerate() {
            counts[entry.kind.idx()] += 1;
            match entry.what {
                What::Spans { .. } => of_place[entry.place] = Some(i),
                What::Links { .. } => of_link[entry.place] = Some(i),
            }
        }
        for (unit, of) in of_unit.iter_mut().enumerate() {
            let place = compared.decidable.place_of_unit(unit);
            *of = place.and_then(|place| of_place.get(place).copied().flatten());
        }
        let units = input.units.iter().enumerate();
        let units = units
            .map(|(i, u)| ((u.annotator, u.id.clone()), i))
            .collect();
        Self {
            all,
            counts,
            of_unit,
            of_place,
            of_link,
            units,
        }
    }

    /// How many there are of a kind.
    #[must_use]
    pub fn n_of(&self, kind: Kind) -> usize {
        self.counts[kind.idx()]
    }

    /// How many places and links the two differ on.
    #[must_use]
    pub fn n_disagreements(&self) -> usize {
        let kinds = Kind::ALL.iter().filter(|k| !k.is_agreed());
        kinds.map(|k| self.n_of(*k)).sum()
    }

    /// The entry of a unit among the places; of one that repeats another, that of the other.
    #[must_use]
    pub fn of_unit(&self, unit: usize) -> Option<usize> {
        self.of_unit.get(unit).copied().flatten()
    }

    /// The entry of what decisions know by its number.
    #[must_use]
    pub fn of_item(&self, item: Item) -> Option<usize> {
        match item {
            Item::Place(i) => self.of_place.get(i).copied().flatten(),
            Item::Link(i) => self.of_link.get(i).copied().flatten(),
        }
    }

    /// The unit of an annotation of a side.
    #[must_use]
    pub fn unit(&self, side: usize, annotation: &str) -> Option<usize> {
        self.units.get(&(side, annotation.to_owned())).copied()
    }

    /// What an entry is known by in another comparison of the same two.
    #[must_use]
    pub fn key(&self, input: &Input, entry: usize) -> Option<Key> {
        let entry = self.all.get(entry)?;
        let is_link = matches!(entry.what, What::Links { .. });
        let id = |i: Option<usize>| {
            Some(if is_link {
                input.links.get(i?)?.id.clone()
            } else {
                input.units.get(i?)?.id.clone()
            })
        };
        Some(Key {
            is_link,
            ids: entry.what.sides().map(id),
        })
    }

    /// The entry of a key: the same one, else one that has something of it.
    #[must_use]
    pub fn find(&self, input: &Input, key: &Key) -> Option<usize> {
        let keys = || (0..self.all.len()).filter_map(|i| Some((i, self.key(input, i)?)));
        let same = keys().find(|(_, k)| k == key);
        let shares = |k: &Key| {
            let pairs = k.ids.iter().zip(&key.ids);
            k.is_link == key.is_link && pairs.into_iter().any(|(a, b)| a.is_some() && a == b)
        };
        let found = same.or_else(|| keys().find(|(_, k)| shares(k)));
        found.map(|(i, _)| i)
    }
}

/// The one of these units that comes first in reading order.
fn first_of(input: &Input, units: [Option<usize>; 2]) -> Option<usize> {
    let units = units.into_iter().flatten();
    let units = units.filter(|u| *u < input.units.len());
    units.min_by_key(|u| {
        let unit = &input.units[*u];
        (unit.document, unit.start(), unit.end())
    })
}

/// Which of the entries are listed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Of this kind only.
    pub kind: Option<Kind>,
    /// With this tag on either side: place in [`Input::labels`].
    pub label: Option<usize>,
    /// In this article: place in [`Input::documents`].
    pub document: Option<usize>,
    /// What is agreed on too.
    pub with_agreed: bool,
    /// What is open, or what is decided.
    pub standing: Standing,
}

/// Whether what is listed is decided.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Standing {
    /// Both.
    #[default]
    All,
    /// To be decided, or to be looked at again.
    Open,
    /// Decided.
    Decided,
}

impl Standing {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::All, Self::Open, Self::Decided];

    /// In a word or two.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::All => "Open and decided",
            Self::Open => "Open",
            Self::Decided => "Decided",
        }
    }
}

impl Filter {
    /// Whether an entry is listed, which `is_open` or not.
    #[must_use]
    pub fn takes(&self, input: &Input, entry: &Entry, is_open: bool) -> bool {
        let kind = match self.kind {
            Some(kind) => entry.kind == kind,
            None => self.with_agreed || !entry.kind.is_agreed(),
        };
        let units = || entry.what.units(input);
        let is_in = |document: usize| units().iter().any(|u| input.units[*u].document == document);
        let stands = match self.standing {
            Standing::All => true,
            Standing::Open => is_open,
            Standing::Decided => !is_open,
        };
        kind && stands
            && self.document.is_none_or(is_in)
            && self
                .label
                .is_none_or(|label| units().iter().any(|u| input.units[*u].label == label))
    }

    /// Whether it leaves something out beyond what is agreed on.
    #[must_use]
    pub fn is_narrow(&self) -> bool {
        self.kind.is_some()
            || self.label.is_some()
            || self.document.is_some()
            || self.standing != Standing::All
    }
}
