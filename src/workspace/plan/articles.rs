//! Articles, as commands.

use super::super::command::CommandError;
use super::super::words;
use super::{Plan, Planner, refused};
use crate::edit::EditOp;
use crate::model::{Document, DocumentId, ListName};
use std::sync::Arc;

impl Planner<'_> {
    pub(super) fn add_documents(&self, documents: &[Arc<Document>]) -> Result<Plan, CommandError> {
        let first = self.project.documents().len();
        let mut plan = Plan::of(Vec::new(), words::add_documents(documents));
        for (i, document) in documents.iter().enumerate() {
            if self
                .project
                .has_id(ListName::Documents, document.id.as_str())
            {
                return refused(format!("the article {} exists already", document.id));
            }
            plan.ops.push(EditOp::Document {
                id: document.id.clone(),
                to: Some((first + i, document.clone())),
            });
            plan.outcome.documents.push(document.id.clone());
        }
        Ok(plan)
    }

    pub(super) fn change_document(
        &self,
        id: &DocumentId,
        change: impl FnOnce(&mut Document),
        words: impl FnOnce(&Document) -> String,
    ) -> Result<Plan, CommandError> {
        let old = self.document(id)?;
        let Some(place) = self.project.document_position(id) else {
            return refused(format!("there is no article {id}"));
        };
        let mut new = (**old).clone();
        change(&mut new);
        let description = words(&new);
        if new == **old {
            return Ok(Plan::of(Vec::new(), description));
        }
        let op = EditOp::Document {
            id: id.clone(),
            to: Some((place, Arc::new(new))),
        };
        Ok(Plan::of(vec![op], description))
    }
}
