//! Settling disagreements: what is taken into the adjudicator's layer, and the record of it.
//!
//! A decision's result is a copy in the adjudicator's layer. It goes when the place is decided otherwise, unless another
//! decision names it too or it was not made by deciding (its origin says so). Links that end at a copy that goes move
//! over to what comes in its place; where nothing does, they go, and their own decisions with them: open again.
//!
//! Limitation: a link has no origin, so one that the adjudicator had made by hand and that a decision found there goes
//! with the decision.

use super::super::adjudication::adjudicator_of;
use super::super::command::{Command, CommandError, DecidedPlace, Verdict};
use super::super::words;
use super::links::annotations_on;
use super::{Draft, Plan, Planner, features_of, refused};
use crate::edit::EditOp;
use crate::model::{
    Annotation, AnnotationId, AnnotatorId, AnnotatorKind, Decision, DecisionId, DecisionOutcome,
    DocumentId, ForeignFields, Project, Relation, RelationId,
};
use std::collections::HashMap;
use std::sync::Arc;

/// What an adjudicator is called who comes into a project with the first decision.
const ADJUDICATOR_NAME: &str = "Final";

/// [`Command::Decide`], apart.
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
        if matches!(asked.outcome, Verdict::Edited(_)) && asked.places.len() > 1 {
            return refused("only one place at a time can be settled by an edit".to_owned());
        }
        let mut desk = Desk::new(self);
        let adjudicator = desk.adjudicator(asked.adjudicator)?;
        for place in asked.places {
            self.judge_place(place, &adjudicator)?;
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
                desk.put_decision(id, None)?;
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
        let (id, to) = (id.clone(), Some(Arc::new(new)));
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

    /// What an ordinary edit of the adjudicator's own layer means for the decisions behind it: they become `edited`,
    /// and no longer name what is gone.
    pub(super) fn with_decisions(&self, mut plan: Plan) -> Plan {
        let Some(author) = self.author else {
            return plan;
        };
        let (mut touched, mut gone) = (Vec::new(), Vec::new());
        for op in &plan.ops {
            match op {
                EditOp::Annotation { id, to } => {
                    let Some(old) = self.project.annotation(id) else {
                        continue;
                    };
                    match to {
                        None => gone.push((false, id.as_str())),
                        Some(new) if !is_same_mark(old, new) => touched.push((false, id.as_str())),
                        Some(_) => {}
                    }
                }
                EditOp::Relation { id, to } => {
                    let Some(old) = self.project.relation(id) else {
                        continue;
                    };
                    match to {
                        None => gone.push((true, id.as_str())),
                        Some(new) if !is_same_link(self.project, old, new) => {
                            touched.push((true, id.as_str()));
                        }
                        Some(_) => {}
                    }
                }
                _ => {}
            }
        }
        if touched.is_empty() && gone.is_empty() {
            return plan;
        }
        let mut ops = Vec::new();
        let own = self
            .project
            .decisions()
            .filter(|d| d.adjudicator == *author);
        for decision in own {
            let kind = decision.is_about_links();
            let names = |list: &[(bool, &str)], id: &str| list.contains(&(kind, id));
            let is_hit = |id: &Arc<str>| names(&touched, id) || names(&gone, id);
            if !decision.result.iter().any(is_hit) {
                continue;
            }
            let mut new = (**decision).clone();
            new.outcome = DecisionOutcome::Edited;
            new.result.retain(|id| !names(&gone, id));
            if new != **decision {
                ops.push(EditOp::Decision {
                    id: new.id.clone(),
                    to: Some(Arc::new(new)),
                });
            }
        }
        plan.ops.extend(ops);
        plan
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

/// Same words, tag and values; who, when and notes do not matter.
fn is_same_mark(a: &Annotation, b: &Annotation) -> bool {
    a.document == b.document && a.spans == b.spans && a.label == b.label && a.features == b.features
}

/// Same type, ends and values; who, when and notes do not matter.
fn is_same_link(project: &Project, a: &Relation, b: &Relation) -> bool {
    let kind = project.schema().relation_type(&a.relation_type);
    let is_symmetric = kind.is_some_and(|t| t.symmetric);
    let same_way = a.from == b.from && a.to == b.to;
    let other_way = a.from == b.to && a.to == b.from;
    a.relation_type == b.relation_type
        && (same_way || is_symmetric && other_way)
        && a.features == b.features
}

/// Both notes, the same one once.
fn joined_notes(a: &str, b: &str) -> String {
    match (a, b) {
        (one, "") | ("", one) => one.to_owned(),
        (a, b) if a == b => a.to_owned(),
        (a, b) => format!("{a}\n{b}"),
    }
}

/// The bytes that both annotations cover.
fn overlap(a: &Annotation, b: &Annotation) -> usize {
    let of = |x: &crate::text::TextSpan, y: &crate::text::TextSpan| {
        let start = x.start().get().max(y.start().get());
        let end = x.end().get().min(y.end().get());
        end.saturating_sub(start)
    };
    let pairs = a
        .spans
        .iter()
        .flat_map(|x| b.spans.iter().map(|y| of(x, y)));
    pairs.sum()
}

/// Decisions being made, on a draft of the project.
struct Desk<'a> {
    draft: Draft<'a>,
    now: String,
    /// Which decisions name an annotation or link as one of the two annotators'. Some may have gone since.
    of: HashMap<Named, Vec<DecisionId>>,
    /// Which decisions name it as their result. Some may have gone since.
    resulting: HashMap<Named, Vec<DecisionId>>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Named {
    Annotation(AnnotationId),
    Relation(RelationId),
}

impl<'a> Desk<'a> {
    fn new(planner: &Planner<'a>) -> Self {
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

    fn apply(&mut self, op: EditOp) -> Result<(), CommandError> {
        op.apply(&mut self.draft.project)?;
        self.draft.plan.ops.push(op);
        Ok(())
    }

    fn put_decision(&mut self, id: &DecisionId, to: Option<Decision>) -> Result<(), CommandError> {
        if let Some(decision) = &to {
            self.note_names(decision);
        }
        self.apply(EditOp::Decision {
            id: id.clone(),
            to: to.map(Arc::new),
        })
    }

    fn put_annotation(&mut self, annotation: Annotation) -> Result<(), CommandError> {
        self.apply(EditOp::Annotation {
            id: annotation.id.clone(),
            to: Some(Arc::new(annotation)),
        })
    }

    fn put_relation(&mut self, relation: Relation) -> Result<(), CommandError> {
        self.apply(EditOp::Relation {
            id: relation.id.clone(),
            to: Some(Arc::new(relation)),
        })
    }

    /// Whose layer the results go into; made where there is nobody.
    fn adjudicator(&mut self, given: Option<&AnnotatorId>) -> Result<AnnotatorId, CommandError> {
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

    /// What this adjudicator decided about any of these before, for the same two.
    fn earlier(
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
        found
    }

    /// Whether a decision names this as its result.
    fn is_result(&self, name: &Named) -> bool {
        let naming = self.resulting.get(name).into_iter().flatten();
        naming
            .filter_map(|id| self.draft.project.decision(id))
            .any(|d| results(d).contains(name))
    }

    fn annotations(
        &mut self,
        place: &DecidedPlace,
        asked: &Decide<'_>,
        adjudicator: &AnnotatorId,
    ) -> Result<(), CommandError> {
        let ids = place.a.iter().chain(&place.b).cloned();
        let earlier = self.earlier(ids.map(Named::Annotation), place, adjudicator);
        let old: Vec<AnnotationId> = earlier
            .iter()
            .flat_map(|d| d.result_annotations())
            .collect();
        let mut result: Vec<AnnotationId> = Vec::new();
        for wanted in self.wanted_annotations(place, asked.outcome, adjudicator)? {
            let project = &self.draft.project;
            let there = annotations_on(project, adjudicator, &wanted.document, &wanted.spans);
            let fits = |a: &&&Arc<Annotation>| {
                is_same_mark(a, &wanted) && a.note == wanted.note && !result.contains(&a.id)
            };
            // What was put there for this place before comes first.
            let found = there
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
        self.conclude(decision, &earlier, &result)
    }

    fn links(
        &mut self,
        place: &DecidedPlace,
        asked: &Decide<'_>,
        adjudicator: &AnnotatorId,
    ) -> Result<(), CommandError> {
        if matches!(asked.outcome, Verdict::Edited(_)) {
            let why = "a link is not settled by an edit: take one, then change it in the \
                       adjudicator's layer";
            return refused(why.to_owned());
        }
        let ids = place.relations_a.iter().chain(&place.relations_b).cloned();
        let earlier = self.earlier(ids.map(Named::Relation), place, adjudicator);
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
        self.conclude(decision, &earlier, &[])
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
            note: asked.note.unwrap_or(note).to_owned(),
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

    /// Takes away what a decision had put into the layer and no decision names any more. Links go over to `instead`.
    fn clear(&mut self, decision: &Decision, instead: &[AnnotationId]) -> Result<(), CommandError> {
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
            let to = (!rest.result.is_empty()).then_some(rest);
            self.put_decision(&of, to)?;
        }
        self.apply(EditOp::Relation {
            id: id.clone(),
            to: None,
        })
    }

    /// The copies to be made, each with an id of its own.
    fn wanted_annotations(
        &self,
        place: &DecidedPlace,
        outcome: &Verdict,
        adjudicator: &AnnotatorId,
    ) -> Result<Vec<Annotation>, CommandError> {
        let copy = |id: &AnnotationId| -> Result<Annotation, CommandError> {
            let a = self.draft.project.annotation(id);
            let a =
                a.ok_or_else(|| CommandError::Refused(format!("there is no annotation {id}")))?;
            Ok(Annotation {
                id: self.draft.env.ids.next_id().into(),
                annotator: adjudicator.clone(),
                origin: Annotation::ORIGIN_ADJUDICATION.to_owned(),
                created: self.now.clone(),
                modified: self.now.clone(),
                ..(**a).clone()
            })
        };
        let all = |ids: &[AnnotationId]| ids.iter().map(copy).collect::<Result<Vec<_>, _>>();
        Ok(match outcome {
            Verdict::A => all(&place.a)?,
            Verdict::B => all(&place.b)?,
            Verdict::Neither => Vec::new(),
            Verdict::Both => {
                let mut both = all(&place.a)?;
                for b in all(&place.b)? {
                    let one = both.iter_mut().find_map(|a| {
                        let is_same = a.spans == b.spans && a.label == b.label;
                        let features = a.features.united(&b.features).filter(|_| is_same)?;
                        Some((a, features))
                    });
                    match one {
                        Some((a, features)) => {
                            a.note = joined_notes(&a.note, &b.note);
                            a.features = features;
                        }
                        None => both.push(b),
                    }
                }
                both
            }
            Verdict::Edited(edit) => {
                let Some(model) = place.a.first().or_else(|| place.b.first()) else {
                    return Ok(Vec::new());
                };
                let mut edited = copy(model)?;
                edited.spans.clone_from(&edit.spans);
                edited.label = edit.label.clone();
                if let Some(features) = &edit.features {
                    edited.features = features_of(features);
                }
                vec![edited]
            }
        })
    }

    fn wanted_links(
        &self,
        place: &DecidedPlace,
        outcome: &Verdict,
        adjudicator: &AnnotatorId,
    ) -> Result<Vec<Relation>, CommandError> {
        let copy = |id: &RelationId| -> Result<Relation, CommandError> {
            let r = self.draft.project.relation(id);
            let r = r.ok_or_else(|| CommandError::Refused(format!("there is no link {id}")))?;
            let (from, to) = (
                self.counterpart(&r.from, adjudicator)?,
                self.counterpart(&r.to, adjudicator)?,
            );
            if from == to {
                let words = words::words_of(&self.draft.project, &from);
                return refused(format!(
                    "both ends of the link {id} are {words} in the adjudicated layer"
                ));
            }
            Ok(Relation {
                id: self.draft.env.ids.next_id().into(),
                annotator: adjudicator.clone(),
                from,
                to,
                created: self.now.clone(),
                modified: self.now.clone(),
                ..(**r).clone()
            })
        };
        let all = |ids: &[RelationId]| ids.iter().map(copy).collect::<Result<Vec<_>, _>>();
        Ok(match outcome {
            Verdict::A => all(&place.relations_a)?,
            Verdict::B => all(&place.relations_b)?,
            Verdict::Neither | Verdict::Edited(_) => Vec::new(),
            Verdict::Both => {
                let mut both = all(&place.relations_a)?;
                for b in all(&place.relations_b)? {
                    let project = &self.draft.project;
                    let one = both.iter_mut().find_map(|a| {
                        let features = a.features.united(&b.features)?;
                        let like = Relation {
                            features: a.features.clone(),
                            ..b.clone()
                        };
                        is_same_link(project, a, &like).then_some((a, features))
                    });
                    match one {
                        Some((a, features)) => {
                            a.note = joined_notes(&a.note, &b.note);
                            a.features = features;
                        }
                        None => both.push(b),
                    }
                }
                both
            }
        })
    }

    /// What stands in the adjudicator's layer for an annotation of one of the two.
    fn counterpart(
        &self,
        id: &AnnotationId,
        adjudicator: &AnnotatorId,
    ) -> Result<AnnotationId, CommandError> {
        let project = &self.draft.project;
        let Some(end) = project.annotation(id) else {
            return refused(format!("there is no annotation {id}"));
        };
        let name = Named::Annotation(id.clone());
        let naming = self.of.get(&name).into_iter().flatten();
        let decisions: Vec<&Arc<Decision>> = naming
            .filter_map(|d| project.decision(d))
            .filter(|d| d.adjudicator == *adjudicator && d.annotations().any(|a| a == id))
            .collect();
        let results: Vec<AnnotationId> = decisions
            .iter()
            .flat_map(|d| d.result_annotations())
            .collect();
        if let Some(found) = nearest(project, end, &results) {
            return Ok(found);
        }
        let there = annotations_on(project, adjudicator, &end.document, &end.spans);
        if let Some(own) = there.iter().find(|a| a.label == end.label) {
            return Ok(own.id.clone());
        }
        let words = words::words_of(project, id);
        let document = project.document(&end.document);
        let title = document.map_or_else(String::new, |d| words::title(d));
        refused(if decisions.is_empty() {
            format!("the link ends at {words} in {title}: decide that place first")
        } else {
            format!(
                "the link ends at {words} in {title}, where nothing was taken: decide that place \
                 otherwise, or take neither link"
            )
        })
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

fn results(decision: &Decision) -> Vec<Named> {
    let annotations = decision.result_annotations().into_iter();
    let relations = decision.result_relations().into_iter();
    annotations
        .map(Named::Annotation)
        .chain(relations.map(Named::Relation))
        .collect()
}

/// Which of these is most like `old`: by tag where the words are the same, else by the words that both cover.
fn nearest(project: &Project, old: &Annotation, ids: &[AnnotationId]) -> Option<AnnotationId> {
    let all = ids.iter().rev().filter_map(|id| project.annotation(id));
    let best = all.max_by_key(|a| {
        let is_same_place = a.document == old.document;
        (
            is_same_place && a.spans == old.spans && a.label == old.label,
            if is_same_place { overlap(a, old) } else { 0 },
        )
    });
    best.map(|a| a.id.clone())
}
