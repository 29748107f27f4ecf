//! What is taken at a place: copies for the adjudicator's layer, before any is put there.

use super::super::super::command::{CommandError, DecidedPlace, EditedLink, EditedResult, Verdict};
use super::super::super::words;
use super::super::anchored::settle;
use super::super::links::annotations_on;
use super::super::{features_of, refused};
use super::desk::{Desk, Named};
use super::same::{is_same_link, joined_notes, nearest};
use crate::model::{
    Annotation, AnnotationId, AnnotatorId, Decision, DecisionOutcome, Project, Relation, RelationId,
};
use std::sync::Arc;

impl Desk<'_> {
    /// The copies to be made, each with an id of its own.
    pub(super) fn wanted_annotations(
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
            Verdict::A => folded_annotations(all(&place.a)?),
            Verdict::B => folded_annotations(all(&place.b)?),
            Verdict::Neither | Verdict::Open | Verdict::Edited(EditedResult::Link(_)) => Vec::new(),
            Verdict::Both => {
                let mut both = all(&place.a)?;
                both.extend(all(&place.b)?);
                folded_annotations(both)
            }
            Verdict::Edited(EditedResult::Annotation(edit)) => {
                let Some(model) = place.a.first().or_else(|| place.b.first()) else {
                    return Ok(Vec::new());
                };
                let mut edited = copy(model)?;
                edited.spans.clone_from(&edit.spans);
                edited.label = edit.label.clone();
                // Whoever says where it lies has looked at the place.
                settle(&mut edited);
                if let Some(features) = &edit.features {
                    edited.features = features_of(features);
                }
                vec![edited]
            }
        })
    }

    pub(super) fn wanted_links(
        &self,
        place: &DecidedPlace,
        outcome: &Verdict,
        adjudicator: &AnnotatorId,
    ) -> Result<Vec<Relation>, CommandError> {
        let copy = |id: &RelationId| -> Result<Relation, CommandError> {
            let r = self.link(id)?;
            self.link_like(r, [&r.from, &r.to], adjudicator)
        };
        let all = |ids: &[RelationId]| ids.iter().map(copy).collect::<Result<Vec<_>, _>>();
        let folded = |links| folded_links(&self.draft.project, links);
        Ok(match outcome {
            Verdict::A => folded(all(&place.relations_a)?),
            Verdict::B => folded(all(&place.relations_b)?),
            Verdict::Neither | Verdict::Open | Verdict::Edited(EditedResult::Annotation(_)) => {
                Vec::new()
            }
            Verdict::Both => {
                let mut both = all(&place.relations_a)?;
                both.extend(all(&place.relations_b)?);
                folded(both)
            }
            Verdict::Edited(EditedResult::Link(edit)) => {
                vec![self.edited_link(place, edit, adjudicator)?]
            }
        })
    }

    fn edited_link(
        &self,
        place: &DecidedPlace,
        edit: &EditedLink,
        adjudicator: &AnnotatorId,
    ) -> Result<Relation, CommandError> {
        let mut all = place.relations_a.iter().chain(&place.relations_b);
        let model = match all.next() {
            Some(id) => self.link(id)?,
            None => return refused("there is no link to edit".to_owned()),
        };
        let schema = self.draft.project.schema();
        if schema.relation_type(&edit.relation_type).is_none() {
            return refused(format!("there is no type of link {}", edit.relation_type));
        }
        let ends = [
            edit.from.as_ref().unwrap_or(&model.from),
            edit.to.as_ref().unwrap_or(&model.to),
        ];
        for id in ends {
            // Whose copies are looked up: of somebody else nothing was taken.
            let end = self.draft.project.annotation(id);
            let is_theirs = end.is_none_or(|end| {
                place.annotators.contains(&end.annotator) || end.annotator == *adjudicator
            });
            if !is_theirs {
                return refused(format!(
                    "the annotation {id} is in the layer of neither {} nor {}",
                    place.annotators[0], place.annotators[1]
                ));
            }
        }
        let mut edited = self.link_like(model, ends, adjudicator)?;
        edited.relation_type = edit.relation_type.clone();
        if let Some(features) = &edit.features {
            edited.features = features_of(features);
        }
        Ok(edited)
    }

    fn link(&self, id: &RelationId) -> Result<&Relation, CommandError> {
        let found = self.draft.project.relation(id);
        let found = found.map(AsRef::as_ref);
        found.ok_or_else(|| CommandError::Refused(format!("there is no link {id}")))
    }

    /// The adjudicator's link like `model`, between what stands for these ends in that layer.
    fn link_like(
        &self,
        model: &Relation,
        ends: [&AnnotationId; 2],
        adjudicator: &AnnotatorId,
    ) -> Result<Relation, CommandError> {
        let from = self.counterpart(ends[0], adjudicator)?;
        let to = self.counterpart(ends[1], adjudicator)?;
        if from == to {
            let words = words::words_of(&self.draft.project, &from);
            return refused(format!(
                "both ends of the link {} are {words} in the adjudicated layer",
                model.id
            ));
        }
        Ok(Relation {
            id: self.draft.env.ids.next_id().into(),
            annotator: adjudicator.clone(),
            from,
            to,
            created: self.now.clone(),
            modified: self.now.clone(),
            ..model.clone()
        })
    }

    /// What stands in the adjudicator's layer for an annotation of one of the two; for one of that layer, itself.
    fn counterpart(
        &self,
        id: &AnnotationId,
        adjudicator: &AnnotatorId,
    ) -> Result<AnnotationId, CommandError> {
        let project = &self.draft.project;
        let Some(end) = project.annotation(id) else {
            return refused(format!("there is no annotation {id}"));
        };
        if end.annotator == *adjudicator {
            return Ok(id.clone());
        }
        let name = Named::Annotation(id.clone());
        let naming = self.of.get(&name).into_iter().flatten();
        let decisions: Vec<&Arc<Decision>> = naming
            .filter_map(|d| project.decision(d))
            .filter(|d| d.adjudicator == *adjudicator && d.outcome != DecisionOutcome::Open)
            .filter(|d| d.annotations().any(|a| a == id))
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
}

/// Those that tag the same words alike become one, as far as no value contradicts another.
fn folded_annotations(all: Vec<Annotation>) -> Vec<Annotation> {
    let mut folded: Vec<Annotation> = Vec::new();
    for b in all {
        let one = folded.iter_mut().find_map(|a| {
            let is_same = a.spans == b.spans && a.label == b.label;
            let features = a.features.united(&b.features).filter(|_| is_same)?;
            Some((a, features))
        });
        match one {
            Some((a, features)) => {
                a.note = joined_notes(&a.note, &b.note);
                a.features = features;
            }
            None => folded.push(b),
        }
    }
    folded
}

/// The same of links of one type between the same ends.
fn folded_links(project: &Project, all: Vec<Relation>) -> Vec<Relation> {
    let mut folded: Vec<Relation> = Vec::new();
    for b in all {
        let one = folded.iter_mut().find_map(|a| {
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
            None => folded.push(b),
        }
    }
    folded
}
