//! What is taken at a place: copies for the adjudicator's layer, before any is put there.

use super::super::super::command::{CommandError, DecidedPlace, Verdict};
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
            Verdict::Neither | Verdict::Open => Vec::new(),
            Verdict::Both => {
                let mut both = all(&place.a)?;
                both.extend(all(&place.b)?);
                folded_annotations(both)
            }
            Verdict::Edited(edit) => {
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
        let folded = |links| folded_links(&self.draft.project, links);
        Ok(match outcome {
            Verdict::A => folded(all(&place.relations_a)?),
            Verdict::B => folded(all(&place.relations_b)?),
            Verdict::Neither | Verdict::Edited(_) | Verdict::Open => Vec::new(),
            Verdict::Both => {
                let mut both = all(&place.relations_a)?;
                both.extend(all(&place.relations_b)?);
                folded(both)
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
