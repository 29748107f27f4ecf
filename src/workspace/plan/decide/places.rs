//! One place decided: the copies, the record, and what both replace.

use super::super::super::command::{CommandError, DecidedPlace, Verdict};
use super::super::links::annotations_on;
use super::super::refused;
use super::Decide;
use super::desk::{Desk, Named};
use super::same::{is_same_link, joined_notes};
use crate::model::{
    Annotation, AnnotationId, AnnotatorId, Decision, DecisionOutcome, DocumentId, ForeignFields,
    RelationId,
};
use std::sync::Arc;

impl Desk<'_> {
    pub(super) fn annotations(
        &mut self,
        place: &DecidedPlace,
        asked: &Decide<'_>,
        adjudicator: &AnnotatorId,
    ) -> Result<(), CommandError> {
        let ids = place.a.iter().chain(&place.b).cloned();
        let earlier = self.earlier(ids.map(Named::Annotation), place, adjudicator);
        if let Some(made) = made_before(asked, &earlier) {
            return self.set_note(made, asked);
        }
        let old: Vec<AnnotationId> = earlier
            .iter()
            .flat_map(|d| d.result_annotations())
            .collect();
        let there = self.elsewhere(place, adjudicator);
        let is_edit = matches!(asked.outcome, Verdict::Edited(_));
        let mut result: Vec<AnnotationId> = Vec::new();
        for wanted in self.wanted_annotations(place, asked.outcome, adjudicator)? {
            let project = &self.draft.project;
            let alike = annotations_on(project, adjudicator, &wanted.document, &wanted.spans);
            // Whoever edits what is there keeps its note.
            let fits = |a: &&&Arc<Annotation>| {
                a.is_same_mark(&wanted)
                    && (is_edit || a.note == wanted.note)
                    && !result.contains(&a.id)
            };
            // What was put there for this place before comes first.
            let found = alike
                .iter()
                .filter(fits)
                .max_by_key(|a| old.contains(&a.id));
            if let Some(a) = found {
                result.push(a.id.clone());
            } else {
                result.push(wanted.id.clone());
                self.draft.plan.outcome.annotations.push(wanted.id.clone());
                self.put_annotation(wanted)?;
            }
        }
        let decision = Decision {
            document: place.document.clone(),
            a: place.a.clone(),
            b: place.b.clone(),
            relations_a: Vec::new(),
            relations_b: Vec::new(),
            result: result.iter().map(|id| id.as_str().into()).collect(),
            ..self.record(place, asked, adjudicator, &earlier)
        };
        let made = decision.clone();
        self.conclude(decision, &earlier, &result)?;
        self.replace((place, &there), &made, &result)
    }

    pub(super) fn links(
        &mut self,
        place: &DecidedPlace,
        asked: &Decide<'_>,
        adjudicator: &AnnotatorId,
    ) -> Result<(), CommandError> {
        let ids = place.relations_a.iter().chain(&place.relations_b).cloned();
        let earlier = self.earlier(ids.map(Named::Relation), place, adjudicator);
        if let Some(made) = made_before(asked, &earlier) {
            return self.set_note(made, asked);
        }
        let there = self.elsewhere(place, adjudicator);
        let mut result: Vec<RelationId> = Vec::new();
        for wanted in self.wanted_links(place, asked.outcome, adjudicator)? {
            let project = &self.draft.project;
            let found = project.relations_of(&wanted.from).find(|r| {
                is_same_link(project, r, &wanted)
                    && r.note == wanted.note
                    && !result.contains(&r.id)
            });
            if let Some(r) = found {
                result.push(r.id.clone());
            } else {
                result.push(wanted.id.clone());
                self.draft.plan.outcome.relations.push(wanted.id.clone());
                self.put_relation(wanted)?;
            }
        }
        let decision = Decision {
            document: self.document_of_links(place)?,
            a: Vec::new(),
            b: Vec::new(),
            relations_a: place.relations_a.clone(),
            relations_b: place.relations_b.clone(),
            result: result.iter().map(|id| id.as_str().into()).collect(),
            ..self.record(place, asked, adjudicator, &earlier)
        };
        let made = decision.clone();
        self.conclude(decision, &earlier, &[])?;
        self.replace((place, &there), &made, &[])
    }

    /// Gives a decision another note.
    fn set_note(&mut self, made: &Decision, asked: &Decide<'_>) -> Result<(), CommandError> {
        self.draft.plan.outcome.decisions.push(made.id.clone());
        let note = asked.note.unwrap_or(&made.note).to_owned();
        if note == made.note {
            return Ok(());
        }
        let noted = Decision {
            note,
            ..made.clone()
        };
        self.put_decision(&made.id, Some(noted))
    }

    /// A record with everything that annotations and links have in common.
    fn record(
        &self,
        place: &DecidedPlace,
        asked: &Decide<'_>,
        adjudicator: &AnnotatorId,
        earlier: &[Arc<Decision>],
    ) -> Decision {
        let before = earlier.first();
        let id = before.map_or_else(|| self.draft.env.ids.next_id().into(), |d| d.id.clone());
        let note = before.map_or("", |d| d.note.as_str());
        // The note of the one that counts is what was seen; what the others say is not lost.
        let others = earlier.iter().skip(1).map(|d| d.note.as_str());
        let note = others.fold(asked.note.unwrap_or(note).to_owned(), |note, other| {
            joined_notes(&note, other)
        });
        Decision {
            id,
            document: place.document.clone(),
            annotators: place.annotators.clone(),
            a: Vec::new(),
            b: Vec::new(),
            relations_a: Vec::new(),
            relations_b: Vec::new(),
            outcome: asked.outcome.word(),
            result: Vec::new(),
            adjudicator: adjudicator.clone(),
            note,
            at: self.now.clone(),
            foreign: before.map_or_else(ForeignFields::default, |d| d.foreign.clone()),
        }
    }

    /// Writes the decision, and takes away what it replaces.
    fn conclude(
        &mut self,
        decision: Decision,
        earlier: &[Arc<Decision>],
        result: &[AnnotationId],
    ) -> Result<(), CommandError> {
        let id = decision.id.clone();
        if decision.outcome == DecisionOutcome::Open && decision.note.trim().is_empty() {
            return refused("a place that stays open needs a note".to_owned());
        }
        for replaced in earlier.iter().skip(1) {
            self.put_decision(&replaced.id, None)?;
        }
        if self.draft.project.decision(&id).map(AsRef::as_ref) != Some(&decision) {
            self.put_decision(&id, Some(decision))?;
        }
        self.draft.plan.outcome.decisions.push(id);
        for replaced in earlier {
            self.clear(replaced, result)?;
        }
        Ok(())
    }

    /// The document of the first end of the first link.
    fn document_of_links(&self, place: &DecidedPlace) -> Result<DocumentId, CommandError> {
        let mut ids = place.relations_a.iter().chain(&place.relations_b);
        let project = &self.draft.project;
        let first = ids.next().and_then(|id| project.relation(id));
        let end = first.and_then(|r| project.annotation(&r.from));
        end.map(|a| a.document.clone())
            .ok_or_else(|| CommandError::Refused("the link has no end".to_owned()))
    }
}

/// The decision that a note alone is written to.
fn made_before<'d>(asked: &Decide<'_>, earlier: &'d [Arc<Decision>]) -> Option<&'d Decision> {
    let is_note = matches!(asked.outcome, Verdict::Open);
    let mut made = earlier
        .iter()
        .filter(|d| d.outcome != DecisionOutcome::Open);
    made.next().filter(|_| is_note).map(AsRef::as_ref)
}
