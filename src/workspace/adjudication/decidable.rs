//! What can be decided about a comparison of two annotators: what a command names at each place and link.
//!
//! A figure counts annotations of one annotator with the same words and tag once, and links with the same ends and type
//! once. Where a decision is made, none of them is left out: the place, or link, names all.

use super::super::command::DecidedPlace;
use super::super::comparison::{DocumentMatch, Side};
use super::Item;
use crate::agreement::{Comparison, Input, Layers, LinkKind, PlaceKind};
use crate::model::{AnnotationId, Decision, DocumentId, Project, RelationId};
use std::collections::{BTreeMap, HashMap};

/// What can be decided. Made once a comparison; of more than two annotators it is empty.
#[derive(Clone, Debug, Default)]
pub struct Decidable {
    /// As [`Comparison::places`].
    places: Vec<DecidedPlace>,
    /// As [`Comparison::links`].
    links: Vec<DecidedPlace>,
    /// For each unit its place, that of the one it repeats where it repeats one.
    of_unit: Vec<Option<usize>>,
    of_annotation: HashMap<AnnotationId, usize>,
    of_relation: HashMap<RelationId, usize>,
    /// For each unit that others repeat, those, ascending.
    repeats: BTreeMap<usize, Vec<usize>>,
    /// The places of each end of each link, ascending.
    ends: Vec<Vec<usize>>,
    /// Everything on which both agree, fields and notes included; places first.
    agreed: Vec<Item>,
}

impl Decidable {
    /// Looks it up once for a comparison of these sides.
    #[must_use]
    pub fn of(
        sides: &[Side],
        documents: &DocumentMatch,
        input: &Input,
        comparison: &Comparison,
    ) -> Self {
        let [a, b] = sides else {
            return Self::default();
        };
        let layers = Layers::new(input);
        let mut found = Self {
            of_unit: vec![None; input.units.len()],
            ..Self::default()
        };
        for unit in 0..input.units.len() {
            let standing = layers.standing_for(unit);
            if standing != unit {
                found.repeats.entry(standing).or_default().push(unit);
            }
        }
        let maker = Maker {
            sides: [a, b],
            documents,
            input,
        };
        found.put_places(&maker, comparison);
        found.put_links(&maker, &layers, comparison);
        found
    }

    fn put_places(&mut self, maker: &Maker<'_>, comparison: &Comparison) {
        for (i, place) in comparison.places().iter().enumerate() {
            let mut decided = maker.empty(place.document);
            for (unit, ids) in [(place.a, &mut decided.a), (place.b, &mut decided.b)] {
                let units = unit.map(|u| self.standing_and_repeats(u));
                for unit in units.unwrap_or_default() {
                    let id = maker.annotation(unit);
                    self.of_annotation.insert(id.clone(), i);
                    if let Some(at) = self.of_unit.get_mut(unit) {
                        *at = Some(i);
                    }
                    ids.push(id);
                }
            }
            if place.kind == PlaceKind::Same && !place.has_other_fields {
                self.agreed.push(Item::Place(i));
            }
            self.places.push(decided);
        }
    }

    fn put_links(&mut self, maker: &Maker<'_>, layers: &Layers<'_>, comparison: &Comparison) {
        let input = maker.input;
        let mut alike: HashMap<_, Vec<usize>> = HashMap::new();
        for link in 0..input.links.len() {
            alike.entry(layers.link_key(link)).or_default().push(link);
        }
        for (i, place) in comparison.links().iter().enumerate() {
            let first = place.a.or(place.b).and_then(|l| input.links.get(l));
            let document = first.and_then(|l| Some(input.units.get(l.from)?.document));
            let mut decided = maker.empty(document.unwrap_or(usize::MAX));
            let mut ends = Vec::new();
            for (link, ids) in [
                (place.a, &mut decided.relations_a),
                (place.b, &mut decided.relations_b),
            ] {
                let same = link.and_then(|l| alike.get(&layers.link_key(l)));
                for &link in same.into_iter().flatten() {
                    let Some(l) = input.links.get(link) else {
                        continue;
                    };
                    let places = [l.from, l.to].map(|u| self.place_of_unit(u));
                    ends.extend(places.into_iter().flatten());
                    let id = maker.relation(link);
                    self.of_relation.insert(id.clone(), i);
                    ids.push(id);
                }
            }
            ends.sort_unstable();
            ends.dedup();
            if place.kind == LinkKind::Same && !place.has_other_fields {
                self.agreed.push(Item::Link(i));
            }
            self.ends.push(ends);
            self.links.push(decided);
        }
    }

    fn standing_and_repeats(&self, unit: usize) -> Vec<usize> {
        let repeats = self.repeats.get(&unit).into_iter().flatten();
        [unit].into_iter().chain(repeats.copied()).collect()
    }

    /// What a command names there; `None` where there is nothing.
    #[must_use]
    pub fn place(&self, item: Item) -> Option<&DecidedPlace> {
        match item {
            Item::Place(i) => self.places.get(i),
            Item::Link(i) => self.links.get(i),
        }
    }

    /// The place that a unit belongs to, by its own or because it repeats another.
    #[must_use]
    pub fn place_of_unit(&self, unit: usize) -> Option<usize> {
        self.of_unit.get(unit).copied().flatten()
    }

    /// The units that repeat this one: the same annotator's, with the same words and tag.
    #[must_use]
    pub fn repeats_of(&self, unit: usize) -> &[usize] {
        self.repeats.get(&unit).map_or(&[], Vec::as_slice)
    }

    /// How many places there are.
    #[must_use]
    pub fn n_places(&self) -> usize {
        self.places.len()
    }

    /// How many links there are.
    #[must_use]
    pub fn n_links(&self) -> usize {
        self.links.len()
    }

    /// The places where a link ends, of each annotator who has it.
    pub(super) fn ends_of(&self, link: usize) -> &[usize] {
        self.ends.get(link).map_or(&[], Vec::as_slice)
    }

    /// Everything on which both agree; places first.
    pub(super) fn agreed(&self) -> &[Item] {
        &self.agreed
    }

    /// What a decision is about, each once.
    pub(super) fn items_of(&self, decision: &Decision) -> Vec<Item> {
        let places = decision.annotations();
        let places = places.filter_map(|id| self.of_annotation.get(id).copied().map(Item::Place));
        let links = decision.relations();
        let links = links.filter_map(|id| self.of_relation.get(id).copied().map(Item::Link));
        let mut found: Vec<Item> = places.chain(links).collect();
        found.sort_unstable();
        found.dedup();
        found
    }
}

/// What ids and values are looked up in.
struct Maker<'a> {
    sides: [&'a Side; 2],
    documents: &'a DocumentMatch,
    input: &'a Input,
}

impl<'a> Maker<'a> {
    fn empty(&self, document: usize) -> DecidedPlace {
        let found = self.documents.both.get(document);
        DecidedPlace {
            document: found.map_or_else(|| DocumentId::new(""), |(id, _)| id.clone()),
            annotators: self.sides.map(|side| side.annotator.clone()),
            a: Vec::new(),
            b: Vec::new(),
            relations_a: Vec::new(),
            relations_b: Vec::new(),
        }
    }

    fn project(&self, annotator: usize) -> Option<&'a Project> {
        self.sides.get(annotator).map(|side| &*side.project)
    }

    /// The id, shared with the project's where that has it.
    fn annotation(&self, unit: usize) -> AnnotationId {
        let unit = &self.input.units[unit];
        let id = AnnotationId::from(unit.id.as_str());
        let found = self.project(unit.annotator).and_then(|p| p.annotation(&id));
        found.map_or(id, |a| a.id.clone())
    }

    fn relation(&self, link: usize) -> RelationId {
        let link = &self.input.links[link];
        let id = RelationId::from(link.id.as_str());
        let found = self.project(link.annotator).and_then(|p| p.relation(&id));
        found.map_or(id, |r| r.id.clone())
    }
}
