//! What an adjudicator's decisions say about one place.

use super::super::command::DecidedPlace;
use super::{Decidable, Item, Settled, Stale};
use crate::model::{
    AnnotationId, AnnotatorId, Decision, DecisionOutcome, Project, RelationId, by_time,
};
use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What the decisions of one adjudicator say about two annotators' places and links.
pub(super) fn settled(
    project: &Project,
    adjudicator: Option<&AnnotatorId>,
    pair: [&AnnotatorId; 2],
    decidable: &Decidable,
) -> BTreeMap<Item, Settled> {
    let own = project.decisions().filter(|d| {
        let is_theirs = adjudicator == Some(&d.adjudicator);
        is_theirs && d.is_of(pair[0], pair[1])
    });
    let mut of: BTreeMap<Item, Vec<&Decision>> = BTreeMap::new();
    for decision in own {
        for item in decidable.items_of(decision) {
            of.entry(item).or_default().push(decision);
        }
    }
    let known = Known { project, pair };
    let found = of.into_iter().filter_map(|(item, decisions)| {
        let place = decidable.place(item)?;
        Some((item, known.settled(place, decisions)?))
    });
    found.collect()
}

/// The one that counts of several decisions about one place comes first: one that is made before a note that came in
/// from elsewhere, then the later one.
pub(in super::super) fn by_standing(a: &Decision, b: &Decision) -> Ordering {
    let is_open = |d: &Decision| d.outcome == DecisionOutcome::Open;
    let by_outcome = is_open(a).cmp(&is_open(b));
    let by_both = by_outcome.then_with(|| by_time(&b.at, &a.at));
    by_both.then_with(|| b.id.cmp(&a.id))
}

struct Known<'p> {
    project: &'p Project,
    pair: [&'p AnnotatorId; 2],
}

impl Known<'_> {
    /// The record of a place by all decisions about it.
    fn settled(&self, place: &DecidedPlace, mut found: Vec<&Decision>) -> Option<Settled> {
        found.sort_by(|a, b| by_standing(a, b));
        let last = *found.first()?;
        let is_swapped = last.annotators[0] != *self.pair[0];
        let outcome = if is_swapped {
            last.outcome.swapped()
        } else {
            last.outcome
        };
        let mut reasons = self.reasons(last, place, is_swapped);
        if found.len() > 1 {
            reasons.push(Stale::Twice);
        }
        Some(Settled {
            decision: last.id.clone(),
            outcome,
            result: last.result.clone(),
            note: last.note.clone(),
            stale: reasons.into_iter().max(),
        })
    }

    fn reasons(&self, decision: &Decision, place: &DecidedPlace, is_swapped: bool) -> Vec<Stale> {
        let mut reasons = Vec::new();
        let project = self.project;
        let is_about_links = decision.is_about_links();
        let is_there = |id: &Arc<str>| {
            if is_about_links {
                project.relation(&RelationId::from(id.clone())).is_some()
            } else {
                project
                    .annotation(&AnnotationId::from(id.clone()))
                    .is_some()
            }
        };
        if !decision.result.iter().all(is_there) {
            reasons.push(Stale::ResultGone);
        }
        let sides = (&place.a, &place.b, &place.relations_a, &place.relations_b);
        let (a, b, links_a, links_b) = if is_swapped {
            (sides.1, sides.0, sides.3, sides.2)
        } else {
            sides
        };
        let is_same = are_same(&decision.a, a)
            && are_same(&decision.b, b)
            && are_same(&decision.relations_a, links_a)
            && are_same(&decision.relations_b, links_b);
        if !is_same {
            reasons.push(Stale::OtherPlace);
        }
        let annotations = decision.annotations().map(|id| {
            let found = project.annotation(id);
            found.map(|a| a.modified.as_str())
        });
        let relations = decision.relations().map(|id| {
            let found = project.relation(id);
            found.map(|r| r.modified.as_str())
        });
        for modified in annotations.chain(relations) {
            match modified {
                None => reasons.push(Stale::Gone),
                Some(modified) if by_time(modified, &decision.at).is_gt() => {
                    reasons.push(Stale::Changed);
                }
                Some(_) => {}
            }
        }
        reasons
    }
}

/// Whether the same ids are named, in whatever order. Nearly always there is one.
fn are_same<T: PartialEq>(a: &[T], b: &[T]) -> bool {
    a == b || a.len() == b.len() && a.iter().all(|id| b.contains(id))
}
