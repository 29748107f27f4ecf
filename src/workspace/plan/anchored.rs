//! A newer version of an article, and what a person says to the places that its annotations got.

use super::{Plan, Planner, refused};
use crate::edit::EditOp;
use crate::edit::replace;
use crate::model::{Annotation, AnnotationId, Document};
use crate::workspace::CommandError;
use crate::workspace::words;
use std::sync::Arc;

/// A person has looked at the place.
pub(super) fn settle(annotation: &mut Annotation) {
    annotation.anchor = None;
    annotation.old_spans.clear();
}

impl Planner<'_> {
    pub(super) fn replace_document(&self, new: &Arc<Document>) -> Result<Plan, CommandError> {
        self.document(&new.id)?;
        let now = self.env.clock.now_rfc3339();
        let (ops, counts) = replace::replace_document(self.project, new, &now)?;
        let mut plan = Plan::of(ops, words::replace_document(new, counts));
        plan.outcome.anchored = counts;
        Ok(plan)
    }

    pub(super) fn accept_places(&self, ids: &[AnnotationId]) -> Result<Plan, CommandError> {
        let now = self.env.clock.now_rfc3339();
        let mut ops = Vec::new();
        let mut first = None;
        for id in ids {
            let old = self.own_annotation(id)?;
            if old.anchor.is_none() {
                continue;
            }
            let mut new = Annotation::clone(old);
            settle(&mut new);
            new.modified.clone_from(&now);
            first = first.or(Some(old));
            ops.push(EditOp::Annotation {
                id: id.clone(),
                to: Some(Arc::new(new)),
            });
        }
        let words = match (first, ops.len()) {
            (None, _) => return refused("no annotation there waits for a look".to_owned()),
            (Some(a), 1) => {
                let text = self.document(&a.document)?.text();
                format!(
                    "Accept the place of {}",
                    words::shown(&a.covered_text(text))
                )
            }
            (_, n) => format!("Accept the places of {n} annotations"),
        };
        Ok(Plan::of(ops, words))
    }
}
