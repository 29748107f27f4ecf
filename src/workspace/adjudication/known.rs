//! What an adjudicator's decisions say about one place.

use super::super::command::DecidedPlace;
use super::{Settled, Stale};
use crate::model::{AnnotationId, AnnotatorId, Decision, DecisionOutcome, Project, RelationId};
use std::collections::HashMap;
use std::sync::Arc;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// The decisions of one adjudicator about two annotators, for looking up.
pub(super) struct Known<'p> {
    project: &'p Project,
    pair: [&'p AnnotatorId; 2],
    of_annotation: HashMap<&'p AnnotationId, Vec<&'p Arc<Decision>>>,
    of_relation: HashMap<&'p RelationId, Vec<&'p Arc<Decision>>>,
}

impl<'p> Known<'p> {
    pub(super) fn new(
        project: &'p Project,
        adjudicator: Option<&AnnotatorId>,
        pair: [&'p AnnotatorId; 2],
    ) -> Self {
        let mut known = Self {
            project,
            pair,
            of_annotation: HashMap::new(),
            of_relation: HashMap::new(),
        };
        let own = project.decisions().filter(|d| {
            let is_theirs = adjudicator == Some(&d.adjudicator);
            is_theirs && d.is_of(pair[0], pair[1])
        });
        for decision in own {
            for id in decision.annotations() {
                known.of_annotation.entry(id).or_default().push(decision);
            }
            for id in decision.relations() {
                known.of_relation.entry(id).or_default().push(decision);
            }
        }
        known
    }

    /// The record of it, decided or with a note only.
    pub(super) fn settled(&self, place: &DecidedPlace) -> Option<Settled> {
        let annotations = place.a.iter().chain(&place.b);
        let relations = place.relations_a.iter().chain(&place.relations_b);
        let found = annotations
            .filter_map(|id| self.of_annotation.get(id))
            .chain(relations.filter_map(|id| self.of_relation.get(id)));
        let mut found: Vec<&Arc<Decision>> = found.flatten().copied().collect();
        // A note that came in from elsewhere does not open a place that is decided.
        let is_made = |d: &Decision| d.outcome != DecisionOutcome::Open;
        found.sort_by(|x, y| {
            let by_outcome = is_made(x).cmp(&is_made(y));
            let by_time = by_outcome.then_with(|| later(&x.at, &y.at));
            by_time.then_with(|| x.id.cmp(&y.id))
        });
        found.dedup_by(|x, y| x.id == y.id);
        let last = found.last()?;
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
        let is_same = decision.a == *a
            && decision.b == *b
            && decision.relations_a == *links_a
            && decision.relations_b == *links_b;
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
                Some(modified) if later(modified, &decision.at).is_gt() => {
                    reasons.push(Stale::Changed);
                }
                Some(_) => {}
            }
        }
        reasons
    }
}

/// Which of two RFC 3339 times is the later one; by their letters where one is none.
fn later(a: &str, b: &str) -> std::cmp::Ordering {
    let is_plain = |t: &str| t.len() == "2026-01-02T03:04:05Z".len() && t.ends_with('Z');
    if is_plain(a) && is_plain(b) {
        return a.cmp(b);
    }
    let parsed = |t: &str| OffsetDateTime::parse(t, &Rfc3339).ok();
    match (parsed(a), parsed(b)) {
        (Some(a), Some(b)) => a.cmp(&b),
        _ => a.cmp(b),
    }
}
