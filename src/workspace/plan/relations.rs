//! Links between annotations that are there: made, changed.

use super::super::command::{Command, CommandError};
use super::super::words;
use super::{Plan, Planner, features_of, refused};
use crate::edit::EditOp;
use crate::model::{ForeignFields, ListName, Relation, RelationId};
use std::sync::Arc;

impl Planner<'_> {
    pub(super) fn relate(&self, command: &Command) -> Result<Plan, CommandError> {
        let Command::Relate {
            relation_type,
            from,
            to,
            features,
            note,
            id,
        } = command
        else {
            return Ok(Plan::default());
        };
        self.own_annotation(from)?;
        self.own_annotation(to)?;
        if from == to {
            return refused(format!(
                "the annotation {from} cannot be linked with itself"
            ));
        }
        let id = match id {
            Some(id) if self.project.has_id(ListName::Relations, id.as_str()) => {
                return refused(format!("the link {id} exists already"));
            }
            Some(id) => id.clone(),
            None => RelationId::from(self.env.ids.next_id()),
        };
        let now = self.env.clock.now_rfc3339();
        let relation = Relation {
            id: id.clone(),
            relation_type: relation_type.clone(),
            annotator: self.author()?.clone(),
            from: from.clone(),
            to: to.clone(),
            features: features_of(features),
            note: note.clone(),
            created: now.clone(),
            modified: now,
            foreign: ForeignFields::default(),
        };
        let words = words::link(self.project, std::slice::from_ref(from), to, relation_type);
        let op = EditOp::Relation {
            id: id.clone(),
            to: Some(Arc::new(relation)),
        };
        let mut plan = Plan::of(vec![op], words);
        plan.outcome.relations.push(id);
        Ok(plan)
    }

    pub(super) fn change_relation(
        &self,
        id: &RelationId,
        words: &str,
        change: impl FnOnce(&mut Relation),
    ) -> Result<Plan, CommandError> {
        let old = self.own_relation(id)?;
        let mut new = (**old).clone();
        change(&mut new);
        if new == **old {
            return Ok(Plan::of(Vec::new(), words));
        }
        new.modified = self.env.clock.now_rfc3339();
        let op = EditOp::Relation {
            id: id.clone(),
            to: Some(Arc::new(new)),
        };
        Ok(Plan::of(vec![op], words))
    }

    pub(super) fn own_relation(&self, id: &RelationId) -> Result<&Arc<Relation>, CommandError> {
        let Some(r) = self.project.relation(id) else {
            return refused(format!("there is no link {id}"));
        };
        let author = self.author()?;
        if r.annotator != *author {
            return refused(format!(
                "the link {id} is in the layer of {}, not of {author}",
                r.annotator
            ));
        }
        Ok(r)
    }
}
