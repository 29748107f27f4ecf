//! Annotators, as commands.

use super::super::command::CommandError;
use super::{Plan, Planner, refused};
use crate::edit::EditOp;
use crate::model::{
    Annotator, AnnotatorId, AnnotatorKind, ForeignFields, ListName, free_name, slug,
};
use std::sync::Arc;

impl Planner<'_> {
    pub(super) fn add_annotator(
        &self,
        id: Option<&AnnotatorId>,
        name: &str,
        kind: AnnotatorKind,
    ) -> Result<Plan, CommandError> {
        let name = name.trim();
        if name.is_empty() {
            return refused("an annotator needs a name".to_owned());
        }
        let taken = |id: &str| self.project.has_id(ListName::Annotators, id);
        let id = match id {
            Some(id) if taken(id.as_str()) => {
                return refused(format!("the annotator {id} exists already"));
            }
            Some(id) => id.clone(),
            None => free_name(&slug(name, "annotator"), "-", taken).into(),
        };
        let annotator = Annotator {
            id: id.clone(),
            name: name.to_owned(),
            kind,
            foreign: ForeignFields::default(),
        };
        let to = Some((self.project.annotators().len(), Arc::new(annotator)));
        let op = EditOp::Annotator { id: id.clone(), to };
        let mut plan = Plan::of(vec![op], format!("Add the annotator {name}"));
        plan.outcome.annotator = Some(id);
        Ok(plan)
    }

    pub(super) fn rename_annotator(
        &self,
        id: &AnnotatorId,
        name: &str,
    ) -> Result<Plan, CommandError> {
        let all = self.project.annotators();
        let Some((place, old)) = all.iter().enumerate().find(|(_, a)| a.id == *id) else {
            return refused(format!("there is no annotator {id}"));
        };
        let mut new = (**old).clone();
        name.trim().clone_into(&mut new.name);
        if new.name.is_empty() {
            return refused("an annotator needs a name".to_owned());
        }
        let op = EditOp::Annotator {
            id: id.clone(),
            to: Some((place, Arc::new(new))),
        };
        let words = format!("Rename {} to {}", old.name, name.trim());
        Ok(Plan::of(vec![op], words))
    }
}
