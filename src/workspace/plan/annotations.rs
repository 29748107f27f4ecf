//! Annotations, as commands.

use super::super::command::{Command, CommandError};
use super::super::words;
use super::{Plan, Planner, features_of, refused};
use crate::edit::{EditOp, compose};
use crate::model::{Annotation, AnnotationId, ForeignFields, ListName};
use std::sync::Arc;

impl Planner<'_> {
    pub(super) fn annotate(&self, command: &Command) -> Result<Plan, CommandError> {
        let Command::Annotate {
            document,
            label,
            spans,
            features,
            note,
            id,
            origin,
        } = command
        else {
            return Ok(Plan::default());
        };
        let text = self.document(document)?.text().clone();
        let id = match id {
            Some(id) if self.project.has_id(ListName::Annotations, id.as_str()) => {
                return refused(format!("the annotation {id} exists already"));
            }
            Some(id) => id.clone(),
            None => AnnotationId::from(self.env.ids.next_id()),
        };
        let now = self.env.clock.now_rfc3339();
        let annotation = Annotation {
            id: id.clone(),
            document: document.clone(),
            annotator: self.author()?.clone(),
            label: label.clone(),
            spans: spans.clone(),
            features: features_of(features),
            note: note.clone(),
            origin: origin.clone(),
            created: now.clone(),
            modified: now,
            anchor: None,
            old_spans: Vec::new(),
            foreign: ForeignFields::default(),
        };
        let words = words::annotate(&annotation, &text, self.project);
        let op = EditOp::Annotation {
            id: id.clone(),
            to: Some(Arc::new(annotation)),
        };
        let mut plan = Plan::of(vec![op], words);
        plan.outcome.annotations.push(id);
        Ok(plan)
    }

    pub(super) fn change(
        &self,
        id: &AnnotationId,
        change: impl FnOnce(&mut Annotation),
        words: impl FnOnce(&Annotation, &str) -> String,
    ) -> Result<Plan, CommandError> {
        let old = self.own_annotation(id)?;
        let mut new = (**old).clone();
        change(&mut new);
        let text = self.document(&old.document)?.text();
        let description = words(&new, text);
        if new == **old {
            return Ok(Plan::of(Vec::new(), description));
        }
        new.modified = self.env.clock.now_rfc3339();
        let op = EditOp::Annotation {
            id: id.clone(),
            to: Some(Arc::new(new)),
        };
        Ok(Plan::of(vec![op], description))
    }

    pub(super) fn remove(&self, ids: &[AnnotationId]) -> Result<Plan, CommandError> {
        for id in ids {
            self.own_annotation(id)?;
        }
        let words = match ids {
            [id] => {
                let a = self.own_annotation(id)?;
                words::remove(a, self.document(&a.document)?.text(), self.project)
            }
            _ => format!("Remove {} annotations", ids.len()),
        };
        let ops = compose::remove_annotations(self.project, ids)?;
        Ok(Plan::of(ops, words))
    }

    pub(super) fn own_annotation(
        &self,
        id: &AnnotationId,
    ) -> Result<&Arc<Annotation>, CommandError> {
        let Some(a) = self.project.annotation(id) else {
            return refused(format!("there is no annotation {id}"));
        };
        let author = self.author()?;
        if a.annotator != *author {
            return refused(format!(
                "the annotation {id} is in the layer of {}, not of {author}",
                a.annotator
            ));
        }
        Ok(a)
    }
}
