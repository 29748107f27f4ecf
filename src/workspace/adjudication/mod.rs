//! How far an adjudicator is with what two annotators made: the places of a comparison against the decisions.
//!
//! A decision is found again by the ids of the annotations or links that it names, so it does not matter when or by
//! which alignment it was made: who compares the same two annotators later goes on where they stopped.

mod decidable;
mod elsewhere;
mod known;
mod notes;
#[cfg(test)]
mod tests;

pub use decidable::Decidable;
pub use elsewhere::Elsewhere;
pub(super) use elsewhere::{Decisions, elsewhere, overlap, says_nothing};
pub(super) use known::by_standing;
pub use notes::guideline_notes;

use super::command::DecidedPlace;
use super::comparison::{Compared, Side, compare_in_job};
use super::jobs::JobContext;
use crate::agreement::Settings;
use crate::model::{
    AnnotationId, AnnotatorId, AnnotatorKind, Decision, DecisionId, DecisionOutcome, Project,
    RelationId, by_time,
};
use std::collections::{BTreeMap, BTreeSet};
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
    n_places: usize,
    n_links: usize,
    /// What is recorded; everything else is open, without a note.
    settled: BTreeMap<Item, Settled>,
    /// What was put there by decisions between others.
    elsewhere: BTreeMap<Item, Elsewhere>,
}

/// Everything open on which both agree: what can be taken at once, and why the rest waits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Agreements {
    /// To be taken.
    pub open: Vec<Item>,
    /// Links with an end that is still to be decided.
    pub n_ends_open: usize,
    /// Links with an end where nothing was taken.
    pub n_ends_gone: usize,
    /// Places and links where the adjudicated layer holds something else by a decision between others.
    pub n_elsewhere: usize,
}

impl Adjudication {
    /// The state by the project's decisions: costs what there are of them, however many places there are.
    /// `adjudicator`: whose; where there is none yet, all is open. `None` where the comparison is not of two annotators
    /// of this project.
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
        let decidable = &compared.decidable;
        let adjudicated = adjudicator.map(|id| elsewhere::all(project, id, pair, decidable));
        Some(Self {
            elsewhere: adjudicated.unwrap_or_default(),
            n_places: decidable.n_places(),
            n_links: decidable.n_links(),
            settled: known::settled(project, adjudicator, pair, decidable),
        })
    }

    /// What is recorded about it has changed against `old`: a link with nothing but its own ends, which it took along,
    /// else the first one in order.
    #[must_use]
    pub fn first_change(&self, old: &Self, compared: &Compared) -> Option<Item> {
        let decided = |of: &Self, item: Item| of.state(item).cloned();
        let mut items: Vec<Item> = self
            .settled
            .keys()
            .chain(old.settled.keys())
            .copied()
            .collect();
        items.sort_unstable();
        items.dedup();
        items.retain(|item| decided(self, *item) != decided(old, *item));
        let alone = match items.as_slice() {
            [ends @ .., Item::Link(link)] => {
                let of_link = compared.decidable.ends_of(*link);
                let is_end = |item: &Item| matches!(item, Item::Place(i) if of_link.contains(i));
                ends.iter().all(is_end).then_some(Item::Link(*link))
            }
            _ => None,
        };
        alone.or_else(|| items.first().copied())
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
        self.settled.get(&item)
    }

    /// What the adjudicated layer holds there by decisions between others, where it does.
    #[must_use]
    pub fn elsewhere(&self, item: Item) -> Option<&Elsewhere> {
        self.elsewhere.get(&item)
    }

    /// Whether it is to be decided, or to be looked at again.
    #[must_use]
    pub fn is_open(&self, item: Item) -> bool {
        self.state(item).is_none_or(|s| s.stale.is_some())
    }

    /// All places in reading order, then all links.
    pub fn items(&self) -> impl DoubleEndedIterator<Item = Item> + Clone + use<> {
        let places = (0..self.n_places).map(Item::Place);
        places.chain((0..self.n_links).map(Item::Link))
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
        let ends = compared.decidable.ends_of(link).iter().copied();
        let open = ends.map(Item::Place).filter(|i| self.state(*i).is_none());
        open.collect()
    }

    /// Everything open on which both agree, fields and notes included. To be taken as [`super::Verdict::Both`]. Links can be
    /// taken where both ends are among it, or have been decided with a result.
    #[must_use]
    pub fn agreements(&self, compared: &Compared, project: &Project) -> Agreements {
        let decidable = &compared.decidable;
        let mut found = Agreements::default();
        let mut open: BTreeSet<Item> = BTreeSet::new();
        let agreed = decidable.agreed().iter().copied();
        // Places come first.
        for item in agreed.filter(|item| self.state(*item).is_none()) {
            let mut ends = match item {
                Item::Place(_) => [].iter(),
                Item::Link(i) => decidable.ends_of(i).iter(),
            };
            let is_gone = |place: &usize| {
                let state = self.state(Item::Place(*place));
                state.is_some_and(|s| s.result.is_empty())
            };
            let is_open = |place: &usize| {
                let place = Item::Place(*place);
                self.state(place).is_none() && !open.contains(&place)
            };
            if ends.clone().any(is_gone) {
                found.n_ends_gone += 1;
            } else if ends.any(is_open) {
                found.n_ends_open += 1;
            } else if self.is_another_there(decidable, item, project) {
                found.n_elsewhere += 1;
            } else {
                open.insert(item);
            }
        }
        found.open = open.into_iter().collect();
        found
    }

    /// Whether the adjudicated layer holds something there, and not what both have.
    fn is_another_there(&self, decidable: &Decidable, item: Item, project: &Project) -> bool {
        let Some(elsewhere) = self.elsewhere(item) else {
            return false;
        };
        let Some(place) = decidable.place(item) else {
            return false;
        };
        let is_there = |wanted: &AnnotationId| {
            let same = |id: &Arc<str>| {
                let there = project.annotation(&id.clone().into())?;
                let wanted = project.annotation(wanted)?;
                Some(there.is_same_mark(wanted) && there.note == wanted.note)
            };
            elsewhere.result.iter().any(|id| same(id) == Some(true))
        };
        let meet = |a: &AnnotationId, b: &AnnotationId| {
            let both = project.annotation(a).zip(project.annotation(b));
            both.is_some_and(|(a, b)| a.document == b.document && elsewhere::overlap(a, b) > 0)
        };
        let is_link_there = |wanted: &RelationId| {
            let same = |id: &Arc<str>| {
                let there = project.relation(&id.clone().into())?;
                let wanted = project.relation(wanted)?;
                let kind = project.schema().relation_type(&wanted.relation_type);
                let has_ends = meet(&there.from, &wanted.from) && meet(&there.to, &wanted.to)
                    || kind.is_some_and(|kind| kind.symmetric)
                        && meet(&there.from, &wanted.to)
                        && meet(&there.to, &wanted.from);
                Some(
                    has_ends
                        && there.relation_type == wanted.relation_type
                        && there.features == wanted.features
                        && there.note == wanted.note,
                )
            };
            elsewhere.result.iter().any(|id| same(id) == Some(true))
        };
        !(place.a.iter().all(is_there) && place.relations_a.iter().all(is_link_there))
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

/// Between whom the last decision of a project was made, in its order, where both are still there.
#[must_use]
pub fn last_pair(project: &Project) -> Option<[AnnotatorId; 2]> {
    let is_there = |d: &&Arc<Decision>| {
        let mut both = d.annotators.iter();
        both.all(|id| project.annotator(id).is_some())
    };
    let all = project.decisions().filter(is_there);
    let last = all.max_by(|a, b| by_time(&a.at, &b.at).then_with(|| a.id.cmp(&b.id)))?;
    Some(last.annotators.clone())
}

/// Everything open on which two annotators of a project agree, without a comparison at hand: see
/// [`Adjudication::agreements`]. No figures are worked out beyond what the alignment needs.
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
    let items = found.map(|f| f.agreements(&compared, project).open);
    let items = items.into_iter().flatten();
    items
        .filter_map(|item| decided_place(&compared, item))
        .collect()
}

/// What a command decides about: a place or link of a comparison of two annotators; `None` where there is none.
#[must_use]
pub fn decided_place(compared: &Compared, item: Item) -> Option<DecidedPlace> {
    compared.decidable.place(item).cloned()
}
