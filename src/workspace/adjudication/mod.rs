//! How far an adjudicator is with what two annotators made: the places of a comparison against the decisions.
//!
//! A decision is found again by the ids of the annotations or links that it names, so it does not matter when or by
//! which alignment it was made: who compares the same two annotators later goes on where they stopped.

mod known;
mod notes;
#[cfg(test)]
mod tests;

pub use notes::guideline_notes;

use super::command::DecidedPlace;
use super::comparison::{Compared, Side, compare_in_job};
use super::jobs::JobContext;
use crate::agreement::{LinkKind, PlaceKind, Settings};
use crate::model::{
    AnnotationId, AnnotatorId, AnnotatorKind, DecisionId, DecisionOutcome, DocumentId, Features,
    Project, RelationId,
};
use known::Known;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// One of the things that are decided, by its number in the comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Item {
    /// A place of [`crate::agreement::Comparison::places`].
    Place(usize),
    /// A link of [`crate::agreement::Comparison::links`].
    Link(usize),
}

/// Why a decision should be looked at again. The worst reason is the one that is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stale {
    /// What was taken is no longer in the adjudicator's layer.
    ResultGone,
    /// It was decided together with something else, or without it.
    OtherPlace,
    /// What was decided about was changed afterwards.
    Changed,
    /// Something that was decided about is gone.
    Gone,
    /// There is another decision about it: two people's work was put together.
    Twice,
}

impl Stale {
    /// In words, without a full stop.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::ResultGone => "what was taken is gone from the adjudicated layer",
            Self::OtherPlace => "it was decided together with something else",
            Self::Changed => "an annotator changed it afterwards",
            Self::Gone => "an annotator removed something of it",
            Self::Twice => "it was decided twice",
        }
    }
}

/// What was decided about a place, or noted about one that is still open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settled {
    /// Which decision says so.
    pub decision: DecisionId,
    /// What was taken, `A` being the first annotator of the comparison.
    pub outcome: DecisionOutcome,
    /// Ids in the adjudicator's layer: of annotations, or for a link, of links.
    pub result: Vec<Arc<str>>,
    /// For the guidelines.
    pub note: String,
    /// Whether to look again, and why.
    pub stale: Option<Stale>,
}

/// How many places and links there are of each kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// All.
    pub n_all: usize,
    /// Those decided, stale ones too.
    pub n_decided: usize,
    /// Those decided that should be looked at again.
    pub n_stale: usize,
}

/// The state of every place and link of a comparison of two annotators of one project.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Adjudication {
    /// As [`crate::agreement::Comparison::places`]; `None`: open, without a note.
    pub places: Vec<Option<Settled>>,
    /// As [`crate::agreement::Comparison::links`]; `None`: open, without a note.
    pub links: Vec<Option<Settled>>,
}

impl Adjudication {
    /// The state by the project's decisions. `adjudicator`: whose; where there is none yet, all is open. `None` where
    /// the comparison is not of two annotators of this project.
    #[must_use]
    pub fn of(
        compared: &Compared,
        project: &Project,
        adjudicator: Option<&AnnotatorId>,
    ) -> Option<Self> {
        let [a, b] = compared.sides.as_slice() else {
            return None;
        };
        let is_own = Arc::ptr_eq(&a.project, &b.project)
            && a.project.head().id == project.head().id
            && a.annotator != b.annotator;
        if !is_own {
            return None;
        }
        let pair = [&a.annotator, &b.annotator];
        let known = Known::new(project, adjudicator, pair);
        let comparison = &compared.comparison;
        let state = |item| {
            let place = decided_place(compared, item)?;
            known.settled(&place)
        };
        Some(Self {
            places: (0..comparison.places.len())
                .map(|i| state(Item::Place(i)))
                .collect(),
            links: (0..comparison.links.len())
                .map(|i| state(Item::Link(i)))
                .collect(),
        })
    }

    /// What was decided about it; `None`: open.
    #[must_use]
    pub fn state(&self, item: Item) -> Option<&Settled> {
        let record = self.record(item);
        record.filter(|settled| settled.outcome != DecisionOutcome::Open)
    }

    /// As [`Self::state`], with what was only noted.
    #[must_use]
    pub fn record(&self, item: Item) -> Option<&Settled> {
        match item {
            Item::Place(i) => self.places.get(i)?.as_ref(),
            Item::Link(i) => self.links.get(i)?.as_ref(),
        }
    }

    /// Whether it is to be decided, or to be looked at again.
    #[must_use]
    pub fn is_open(&self, item: Item) -> bool {
        self.state(item).is_none_or(|s| s.stale.is_some())
    }

    /// All places in reading order, then all links.
    pub fn items(&self) -> impl DoubleEndedIterator<Item = Item> + Clone + use<> {
        let places = (0..self.places.len()).map(Item::Place);
        places.chain((0..self.links.len()).map(Item::Link))
    }

    /// How many are decided of those that `is_wanted`.
    #[must_use]
    pub fn counts(&self, is_wanted: impl Fn(Item) -> bool) -> Counts {
        let mut counts = Counts::default();
        for item in self.items().filter(|item| is_wanted(*item)) {
            let state = self.state(item);
            counts.n_all += 1;
            counts.n_decided += usize::from(state.is_some());
            counts.n_stale += usize::from(state.is_some_and(|s| s.stale.is_some()));
        }
        counts
    }

    /// The next one behind `from` that is to be decided or looked at again, of those that `is_wanted`; from the end on
    /// to the beginning. `from` itself comes last.
    #[must_use]
    pub fn next_open(&self, from: Option<Item>, is_wanted: impl Fn(Item) -> bool) -> Option<Item> {
        let is_next = |item: &Item| self.is_open(*item) && is_wanted(*item);
        let behind = |item: &Item| from.is_none_or(|from| *item > from);
        let mut found = self.items().filter(is_next);
        let first = found.clone().find(behind);
        first.or_else(|| found.next())
    }

    /// As [`Self::next_open`], the other way.
    #[must_use]
    pub fn previous_open(
        &self,
        from: Option<Item>,
        is_wanted: impl Fn(Item) -> bool,
    ) -> Option<Item> {
        let is_next = |item: &Item| self.is_open(*item) && is_wanted(*item);
        let before = |item: &Item| from.is_none_or(|from| *item < from);
        let mut found = self.items().rev().filter(is_next);
        let first = found.clone().find(before);
        first.or_else(|| found.next())
    }

    /// The places where a link ends that are still to be decided: to be decided with it or before it.
    #[must_use]
    pub fn open_ends(&self, compared: &Compared, link: usize) -> Vec<Item> {
        let places = places_of_units(compared);
        let ends = ends_of(compared, link);
        let found = ends.iter().filter_map(|unit| places.get(unit).copied());
        let open = found.map(Item::Place).filter(|i| self.state(*i).is_none());
        open.collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// Everything open on which both agree, fields included, as far as no value contradicts another. To be taken as
    /// [`super::Verdict::Both`], which keeps values that only one of them set. Links are among them where both ends are,
    /// or have been decided with a result.
    #[must_use]
    pub fn open_agreements(&self, compared: &Compared) -> Vec<Item> {
        let comparison = &compared.comparison;
        let mut agreed: Vec<Item> = Vec::new();
        let mut is_agreed = vec![false; comparison.places.len()];
        for (i, place) in comparison.places.iter().enumerate() {
            let features = |unit: Option<usize>| Some(&compared.annotation(unit?)?.features);
            let fits = || are_united(features(place.a), features(place.b));
            if place.kind == PlaceKind::Same && self.state(Item::Place(i)).is_none() && fits() {
                agreed.push(Item::Place(i));
                is_agreed[i] = true;
            }
        }
        let places = places_of_units(compared);
        for (i, link) in comparison.links.iter().enumerate() {
            let features = |at: Option<usize>| Some(&relation(compared, at?)?.features);
            let stands = |unit: &usize| {
                places.get(unit).is_some_and(|&p| {
                    let settled = self.state(Item::Place(p));
                    is_agreed[p] || settled.is_some_and(|s| !s.result.is_empty())
                })
            };
            if link.kind == LinkKind::Same
                && self.state(Item::Link(i)).is_none()
                && ends_of(compared, i).iter().all(stands)
                && are_united(features(link.a), features(link.b))
            {
                agreed.push(Item::Link(i));
            }
        }
        agreed
    }
}

/// Into whose layer decisions go when nobody is named: the current annotator's if that is an adjudicator, else the
/// first adjudicator's of the project.
#[must_use]
pub fn adjudicator_of(project: &Project, author: Option<&AnnotatorId>) -> Option<AnnotatorId> {
    let all = project.annotators().iter();
    let all: Vec<&AnnotatorId> = all
        .filter(|a| a.kind == AnnotatorKind::Adjudicator)
        .map(|a| &a.id)
        .collect();
    let own = author.filter(|id| all.contains(id));
    own.or(all.first().copied()).cloned()
}

/// Everything open on which two annotators of a project agree, without a comparison at hand: see
/// [`Adjudication::open_agreements`]. No figures are worked out beyond what the alignment needs.
#[must_use]
pub fn open_agreements_of(
    project: &Arc<Project>,
    pair: [&AnnotatorId; 2],
    adjudicator: Option<&AnnotatorId>,
) -> Vec<DecidedPlace> {
    let sides = pair.map(|annotator| Side {
        project: project.clone(),
        annotator: annotator.clone(),
    });
    let mut settings = Settings::default();
    (settings.gamma.samples, settings.gamma.max_samples) = (1, 1);
    settings.bootstrap.replicates = 1;
    let compared = compare_in_job(sides.to_vec(), &settings, &JobContext::default());
    let Some(compared) = compared else {
        return Vec::new();
    };
    let found = Adjudication::of(&compared, project, adjudicator);
    let items = found.map(|f| f.open_agreements(&compared));
    let items = items.into_iter().flatten();
    items
        .filter_map(|item| decided_place(&compared, item))
        .collect()
}

/// What a command decides about: a place or link of a comparison of two annotators; `None` where there is none.
#[must_use]
pub fn decided_place(compared: &Compared, item: Item) -> Option<DecidedPlace> {
    let [a, b] = compared.sides.as_slice() else {
        return None;
    };
    let mut place = DecidedPlace {
        document: DocumentId::new(""),
        annotators: [a.annotator.clone(), b.annotator.clone()],
        a: Vec::new(),
        b: Vec::new(),
        relations_a: Vec::new(),
        relations_b: Vec::new(),
    };
    let input = &compared.input;
    match item {
        Item::Place(i) => {
            let found = compared.comparison.places.get(i)?;
            let id = |unit: usize| AnnotationId::from(input.units[unit].id.as_str());
            place.document = compared.document_id(found.document, 0)?.clone();
            place.a = found.a.map(id).into_iter().collect();
            place.b = found.b.map(id).into_iter().collect();
        }
        Item::Link(i) => {
            let found = compared.comparison.links.get(i)?;
            let id = |link: usize| RelationId::from(input.links[link].id.as_str());
            place.relations_a = found.a.map(id).into_iter().collect();
            place.relations_b = found.b.map(id).into_iter().collect();
            let first = input.links.get(found.a.or(found.b)?)?;
            let document = input.units.get(first.from)?.document;
            place.document = compared.document_id(document, 0)?.clone();
        }
    }
    Some(place)
}

fn are_united(a: Option<&Features>, b: Option<&Features>) -> bool {
    a.zip(b).is_some_and(|(a, b)| a.united(b).is_some())
}

fn relation(compared: &Compared, link: usize) -> Option<&Arc<crate::model::Relation>> {
    let link = compared.input.links.get(link)?;
    let side = compared.sides.get(link.annotator)?;
    side.project.relation(&link.id.as_str().into())
}

/// Which place a unit belongs to.
fn places_of_units(compared: &Compared) -> HashMap<usize, usize> {
    let places = compared.comparison.places.iter().enumerate();
    let units = places.flat_map(|(i, p)| p.a.into_iter().chain(p.b).map(move |u| (u, i)));
    units.collect()
}

/// The units where a link of the comparison ends, of each annotator who has it.
fn ends_of(compared: &Compared, link: usize) -> Vec<usize> {
    let Some(place) = compared.comparison.links.get(link) else {
        return Vec::new();
    };
    let links = place.a.into_iter().chain(place.b);
    let found = links.filter_map(|l| compared.input.links.get(l));
    found.flat_map(|l| [l.from, l.to]).collect()
}
