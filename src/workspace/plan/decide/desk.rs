//! Decisions being made, on a draft of the project: what is put there and what goes again.

use super::super::super::adjudication::{
    Decisions, adjudicator_of, by_standing, elsewhere, says_nothing,
};
use super::super::super::command::{Command, CommandError, DecidedPlace};
use super::super::{Draft, Planner, refused};
use super::same::nearest;
use crate::edit::EditOp;
use crate::model::{
    Annotation, AnnotationId, AnnotatorId, AnnotatorKind, Decision, DecisionId, DecisionOutcome,
    Relation, RelationId,
};
use std::collections::HashMap;
use std::sync::Arc;

/// What an adjudicator is called who comes into a project with the first decision.
const ADJUDICATOR_NAME: &str = "Final";

/// Decisions being made, on a draft of the project.
pub(super) struct Desk<'a> {
    pub(super) draft: Draft<'a>,
    pub(super) now: String,
    /// Which decisions name an annotation or link as one of the two annotators'. Some may have gone since.
    pub(super) of: HashMap<Named, Vec<DecisionId>>,
    /// Which decisions name it as their result. Some may have gone since.
    resulting: HashMap<Named, Vec<DecisionId>>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Named {
    Annotation(AnnotationId),
    Relation(RelationId),
}

impl<'a> Desk<'a> {
    pub(super) fn new(planner: &Planner<'a>) -> Self {
        let mut desk = Self {
            draft: Draft::new(planner, ""),
            now: planner.env.clock.now_rfc3339(),
            of: HashMap::new(),
            resulting: HashMap::new(),
        };
        for decision in planner.project.decisions() {
            desk.note_names(decision);
        }
        desk
    }

    fn note_names(&mut self, decision: &Decision) {
        let annotations = decision.annotations().cloned().map(Named::Annotation);
        let relations = decision.relations().cloned().map(Named::Relation);
        for name in annotations.chain(relations) {
            self.of.entry(name).or_default().push(decision.id.clone());
        }
        for name in results(decision) {
            let naming = self.resulting.entry(name).or_default();
            naming.push(decision.id.clone());
        }
    }

    pub(super) fn apply(&mut self, op: EditOp) -> Result<(), CommandError> {
        op.apply(&mut self.draft.project)?;
        self.draft.plan.ops.push(op);
        Ok(())
    }

    pub(super) fn put_decision(
        &mut self,
        id: &DecisionId,
        to: Option<Decision>,
    ) -> Result<(), CommandError> {
        if let Some(decision) = &to {
            self.note_names(decision);
        }
        self.apply(EditOp::Decision {
            id: id.clone(),
            to: to.map(Arc::new),
        })
    }

    pub(super) fn put_annotation(&mut self, annotation: Annotation) -> Result<(), CommandError> {
        self.apply(EditOp::Annotation {
            id: annotation.id.clone(),
            to: Some(Arc::new(annotation)),
        })
    }

    pub(super) fn put_relation(&mut self, relation: Relation) -> Result<(), CommandError> {
        self.apply(EditOp::Relation {
            id: relation.id.clone(),
            to: Some(Arc::new(relation)),
        })
    }

    /// Whose layer the results go into; made where there is nobody.
    pub(super) fn adjudicator(
        &mut self,
        given: Option<&AnnotatorId>,
    ) -> Result<AnnotatorId, CommandError> {
        let project = &self.draft.project;
        let found = match given {
            Some(id) => project.annotator(id).map(|a| a.id.clone()),
            None => adjudicator_of(project, self.draft.author),
        };
        if let Some(id) = found {
            return Ok(id);
        }
        let made = self.draft.run(&Command::AddAnnotator {
            id: given.cloned(),
            name: given.map_or_else(|| ADJUDICATOR_NAME.to_owned(), ToString::to_string),
            kind: AnnotatorKind::Adjudicator,
        })?;
        match made.annotator {
            Some(id) => Ok(id),
            None => refused("the adjudicator was not made".to_owned()),
        }
    }

    /// What this adjudicator decided about any of these before, for the same two; the one that counts comes first.
    pub(super) fn earlier(
        &self,
        names: impl Iterator<Item = Named>,
        place: &DecidedPlace,
        adjudicator: &AnnotatorId,
    ) -> Vec<Arc<Decision>> {
        let [first, second] = &place.annotators;
        let mut found: Vec<Arc<Decision>> = Vec::new();
        for name in names {
            for id in self.of.get(&name).into_iter().flatten() {
                if let Some(d) = self.draft.project.decision(id)
                    && d.adjudicator == *adjudicator
                    && d.is_of(first, second)
                    && (d
                        .annotations()
                        .any(|a| name == Named::Annotation(a.clone()))
                        || d.relations().any(|r| name == Named::Relation(r.clone())))
                    && !found.iter().any(|f| f.id == d.id)
                {
                    found.push(d.clone());
                }
            }
        }
        found.sort_by(|a, b| by_standing(a, b));
        found
    }

    /// Whether a decision names this as its result.
    fn is_result(&self, name: &Named) -> bool {
        let naming = self.resulting.get(name).into_iter().flatten();
        naming
            .filter_map(|id| self.draft.project.decision(id))
            .any(|d| results(d).contains(name))
    }

    /// What the layer holds at a place by decisions between others.
    pub(super) fn elsewhere(
        &self,
        place: &DecidedPlace,
        adjudicator: &AnnotatorId,
    ) -> Vec<Arc<str>> {
        elsewhere(&self.draft.project, adjudicator, place, self).result
    }

    /// One place has one result: where `made` put something there that was not, or says that nothing belongs there, it
    /// takes the place of what was `there`, nothing included, also in the decisions between others, which count as edited then. `instead`:
    /// what links go over to.
    pub(super) fn replace(
        &mut self,
        (place, there): (&DecidedPlace, &[Arc<str>]),
        made: &Decision,
        instead: &[AnnotationId],
    ) -> Result<(), CommandError> {
        let is_nothing = made.outcome == DecisionOutcome::Neither;
        let is_new = made.result.iter().any(|id| !there.contains(id));
        let gone = there.iter().filter(|id| !made.result.contains(id));
        let gone: Vec<&Arc<str>> = gone.filter(|_| is_new || is_nothing).collect();
        let is_link = made.is_about_links();
        for id in &gone {
            for decision in self.resulting(id, is_link) {
                if decision.id == made.id || decision.adjudicator != made.adjudicator {
                    continue;
                }
                let mut new = (*decision).clone();
                new.result.retain(|r| r != *id);
                let more = made.result.iter().filter(|r| !decision.result.contains(r));
                new.result.extend(more.cloned());
                new.outcome = if new.result.is_empty() && is_nothing {
                    DecisionOutcome::Neither
                } else {
                    DecisionOutcome::Edited
                };
                self.put_decision(&decision.id, Some(new))?;
            }
            // It goes as what the decision itself had put there would.
            let old = Decision {
                result: vec![(*id).clone()],
                ..made.clone()
            };
            self.clear(&old, instead)?;
        }
        let mut is_said = !gone.is_empty();
        let [first, second] = &place.annotators;
        let about = self
            .about(place)
            .into_iter()
            .filter(|d| is_new && d.adjudicator == made.adjudicator && !d.is_of(first, second));
        for decision in about.filter(|d| says_nothing(d)) {
            let new = Decision {
                outcome: DecisionOutcome::Edited,
                result: made.result.clone(),
                ..(*decision).clone()
            };
            self.put_decision(&decision.id, Some(new))?;
            is_said = true;
        }
        if is_said {
            let words = "what was settled there between others was replaced".to_owned();
            if !self.draft.plan.outcome.notes.contains(&words) {
                self.draft.plan.outcome.notes.push(words);
            }
        }
        Ok(())
    }

    /// Takes away what a decision had put into the layer and no decision names any more. Links go over to `instead`.
    pub(super) fn clear(
        &mut self,
        decision: &Decision,
        instead: &[AnnotationId],
    ) -> Result<(), CommandError> {
        for id in decision.result_annotations() {
            let Some(a) = self.draft.project.annotation(&id) else {
                continue;
            };
            let is_ours =
                a.annotator == decision.adjudicator && a.origin == Annotation::ORIGIN_ADJUDICATION;
            if is_ours && !self.is_result(&Named::Annotation(id.clone())) {
                self.retire(&id, instead)?;
            }
        }
        for id in decision.result_relations() {
            let relation = self.draft.project.relation(&id);
            let is_ours = relation.is_some_and(|r| r.annotator == decision.adjudicator);
            if is_ours && !self.is_result(&Named::Relation(id.clone())) {
                self.apply(EditOp::Relation { id, to: None })?;
            }
        }
        Ok(())
    }

    /// Takes an annotation away; its links end at what lies nearest of `instead`, or go too.
    fn retire(&mut self, id: &AnnotationId, instead: &[AnnotationId]) -> Result<(), CommandError> {
        let project = &self.draft.project;
        let Some(old) = project.annotation(id).cloned() else {
            return Ok(());
        };
        let nearest = nearest(project, &old, instead);
        let links: Vec<Arc<Relation>> = project.relations_of(id).cloned().collect();
        for link in links {
            let end = |end: &AnnotationId| match &nearest {
                Some(new) if end == id => new.clone(),
                _ => end.clone(),
            };
            let moved = Relation {
                from: end(&link.from),
                to: end(&link.to),
                modified: self.now.clone(),
                ..(*link).clone()
            };
            if nearest.is_some() && moved.from != moved.to {
                self.put_relation(moved)?;
            } else {
                self.drop_link(&link.id)?;
            }
        }
        self.apply(EditOp::Annotation {
            id: id.clone(),
            to: None,
        })
    }

    /// Takes a link away whose end is gone; a decision that has no other result is open again.
    fn drop_link(&mut self, id: &RelationId) -> Result<(), CommandError> {
        let name = Named::Relation(id.clone());
        let naming = self.resulting.get(&name).cloned().unwrap_or_default();
        for of in naming {
            let Some(decision) = self.draft.project.decision(&of).cloned() else {
                continue;
            };
            if !results(&decision).contains(&name) {
                continue;
            }
            let mut rest = (*decision).clone();
            rest.result.retain(|r| **r != *id.as_str());
            let to = if rest.result.is_empty() {
                decision.reopened()
            } else {
                Some(rest)
            };
            self.put_decision(&of, to)?;
        }
        self.apply(EditOp::Relation {
            id: id.clone(),
            to: None,
        })
    }
}

impl Decisions for Desk<'_> {
    fn resulting(&self, id: &str, is_link: bool) -> Vec<Arc<Decision>> {
        let name = if is_link {
            Named::Relation(id.into())
        } else {
            Named::Annotation(id.into())
        };
        let naming = self.resulting.get(&name).into_iter().flatten();
        let mut found: Vec<Arc<Decision>> = Vec::new();
        for decision in naming.filter_map(|id| self.draft.project.decision(id)) {
            let is_known = found.iter().any(|f| f.id == decision.id);
            if !is_known && results(decision).contains(&name) {
                found.push(decision.clone());
            }
        }
        found
    }

    fn about(&self, place: &DecidedPlace) -> Vec<Arc<Decision>> {
        let annotations = place.a.iter().chain(&place.b);
        let links = place.relations_a.iter().chain(&place.relations_b);
        let names = annotations.map(|id| Named::Annotation(id.clone()));
        let names = names.chain(links.map(|id| Named::Relation(id.clone())));
        let ids = names.filter_map(|name| self.of.get(&name)).flatten();
        let found = ids.filter_map(|id| self.draft.project.decision(id));
        found.cloned().collect()
    }
}

fn results(decision: &Decision) -> Vec<Named> {
    let annotations = decision.result_annotations().into_iter();
    let relations = decision.result_relations().into_iter();
    annotations
        .map(Named::Annotation)
        .chain(relations.map(Named::Relation))
        .collect()
}
