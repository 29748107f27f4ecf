//! Settling disagreements: what is taken into the adjudicator's layer, and the record of it.
//!
//! A decision's result is a copy in the adjudicator's layer. It goes when the place is decided otherwise, unless another
//! decision names it too or it was not made by deciding (its origin says so). Links that end at a copy that goes move
//! over to what comes in its place; where nothing does, they go, and their own decisions with them: open again.
//!
//! Limitation: a link has no origin, so one that the adjudicator had made by hand and that a decision found there goes
//! with the decision.

mod desk;
mod edited;
mod places;
mod same;
mod wanted;

use super::super::command::{CommandError, DecidedPlace, EditedResult, Verdict};
use super::super::words;
use super::{Plan, Planner, refused};
use crate::edit::EditOp;
use crate::model::{AnnotationId, AnnotatorId, Decision, DecisionId, DecisionOutcome, RelationId};
use desk::Desk;
use std::collections::HashSet;
use std::sync::Arc;

/// [`super::Command::Decide`], apart.
pub(super) struct Decide<'c> {
    pub places: &'c [DecidedPlace],
    pub outcome: &'c Verdict,
    pub adjudicator: Option<&'c AnnotatorId>,
    pub note: Option<&'c str>,
}

impl Planner<'_> {
    pub(super) fn decide(&self, asked: &Decide<'_>) -> Result<Plan, CommandError> {
        if asked.places.is_empty() {
            return refused("there is no place to decide".to_owned());
        }
        if let Verdict::Edited(edit) = asked.outcome {
            judge_edit(edit, asked.places)?;
        }
        let mut desk = Desk::new(self);
        let adjudicator = desk.adjudicator(asked.adjudicator)?;
        let mut named = HashSet::new();
        for place in asked.places {
            self.judge_place(place, &adjudicator)?;
            let annotations = place.a.iter().chain(&place.b).map(AnnotationId::as_str);
            let relations = place.relations_a.iter().chain(&place.relations_b);
            let links = relations.map(RelationId::as_str);
            for name in annotations
                .map(|id| (id, false))
                .chain(links.map(|id| (id, true)))
            {
                if !named.insert(name) {
                    return refused(format!("two of the places name {}", name.0));
                }
            }
        }
        // Links come last: they join what the others put there.
        for place in asked.places {
            if !(place.a.is_empty() && place.b.is_empty()) {
                desk.annotations(place, asked, &adjudicator)?;
            }
        }
        for place in asked.places {
            if !(place.relations_a.is_empty() && place.relations_b.is_empty()) {
                desk.links(place, asked, &adjudicator)?;
            }
        }
        let mut plan = desk.draft.plan;
        plan.outcome.description = words::decide(self.project, asked.places, asked.outcome);
        Ok(plan)
    }

    pub(super) fn undecide(&self, ids: &[DecisionId]) -> Result<Plan, CommandError> {
        for id in ids {
            self.decision(id)?;
        }
        let mut desk = Desk::new(self);
        for id in ids {
            // It may have gone with an end of its link.
            if let Some(decision) = desk.draft.project.decision(id).cloned() {
                desk.put_decision(id, decision.reopened())?;
                desk.clear(&decision, &[])?;
            }
        }
        let mut plan = desk.draft.plan;
        plan.outcome.description = match ids {
            [_] => "Take back a decision".to_owned(),
            _ => format!("Take back {} decisions", ids.len()),
        };
        Ok(plan)
    }

    pub(super) fn set_decision_note(
        &self,
        id: &DecisionId,
        note: &str,
    ) -> Result<Plan, CommandError> {
        let old = self.decision(id)?;
        let words = "Change the note of a decision";
        if old.note == note {
            return Ok(Plan::of(Vec::new(), words));
        }
        let new = Decision {
            note: note.to_owned(),
            ..(**old).clone()
        };
        let is_empty = new.outcome == DecisionOutcome::Open && note.trim().is_empty();
        let (id, to) = (id.clone(), (!is_empty).then(|| Arc::new(new)));
        let mut plan = Plan::of(vec![EditOp::Decision { id: id.clone(), to }], words);
        plan.outcome.decisions.push(id);
        Ok(plan)
    }

    fn decision(&self, id: &DecisionId) -> Result<&Arc<Decision>, CommandError> {
        let found = self.project.decision(id);
        found.ok_or_else(|| CommandError::Refused(format!("there is no decision {id}")))
    }

    /// Everything that a place names must be there, in the layers that it names.
    fn judge_place(
        &self,
        place: &DecidedPlace,
        adjudicator: &AnnotatorId,
    ) -> Result<(), CommandError> {
        let [first, second] = &place.annotators;
        if first == second {
            return refused(format!(
                "a decision is about two annotators, not {first} twice"
            ));
        }
        for id in [first, second] {
            if self.project.annotator(id).is_none() {
                return refused(format!("there is no annotator {id}"));
            }
            if id == adjudicator {
                return refused(format!(
                    "{id} is one of the two: let another annotator be the adjudicator"
                ));
            }
        }
        let mut is_empty = true;
        for (annotator, ids) in [(first, &place.a), (second, &place.b)] {
            for id in ids {
                is_empty = false;
                let Some(a) = self.project.annotation(id) else {
                    return refused(format!("there is no annotation {id}"));
                };
                judge_layer("annotation", id.as_str(), &a.annotator, annotator)?;
                if a.document != place.document {
                    return refused(format!(
                        "the annotation {id} is on the article {}, not on {}",
                        a.document, place.document
                    ));
                }
            }
        }
        for (annotator, ids) in [(first, &place.relations_a), (second, &place.relations_b)] {
            for id in ids {
                is_empty = false;
                let Some(r) = self.project.relation(id) else {
                    return refused(format!("there is no link {id}"));
                };
                judge_layer("link", id.as_str(), &r.annotator, annotator)?;
            }
        }
        if is_empty {
            return refused("a place to decide needs an annotation or a link".to_owned());
        }
        Ok(())
    }
}

/// An edit makes one thing, of the kind that is decided.
fn judge_edit(edit: &EditedResult, places: &[DecidedPlace]) -> Result<(), CommandError> {
    let [place] = places else {
        return refused("only one place at a time can be settled by an edit".to_owned());
    };
    let has_annotations = !(place.a.is_empty() && place.b.is_empty());
    let has_links = !(place.relations_a.is_empty() && place.relations_b.is_empty());
    match edit {
        EditedResult::Annotation(_) if has_links => {
            refused("a link is settled by an edit of its type and ends, not of words".to_owned())
        }
        EditedResult::Link(_) if has_annotations => {
            refused("an annotation is settled by an edit of its words and tag".to_owned())
        }
        _ => Ok(()),
    }
}

fn judge_layer(
    what: &str,
    id: &str,
    is: &AnnotatorId,
    should: &AnnotatorId,
) -> Result<(), CommandError> {
    if is == should {
        return Ok(());
    }
    refused(format!(
        "the {what} {id} is in the layer of {is}, not of {should}"
    ))
}
