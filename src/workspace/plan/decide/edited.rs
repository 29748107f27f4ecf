//! Ordinary edits of what was taken.

use super::super::{Plan, Planner};
use super::same::is_same_link;
use crate::edit::EditOp;
use crate::model::DecisionOutcome;
use std::collections::HashSet;
use std::sync::Arc;

impl Planner<'_> {
    /// What an ordinary edit of the adjudicator's own layer means for the decisions behind it: they become `edited`,
    /// and no longer name what is gone.
    pub(in super::super) fn with_decisions(&self, mut plan: Plan) -> Plan {
        let Some(author) = self.author else {
            return plan;
        };
        let (mut touched, mut gone) = (HashSet::new(), HashSet::new());
        for op in &plan.ops {
            match op {
                EditOp::Annotation { id, to } => {
                    let Some(old) = self.project.annotation(id) else {
                        continue;
                    };
                    match to {
                        None => {
                            gone.insert((false, id.as_str()));
                        }
                        Some(new) if !old.is_same_mark(new) => {
                            touched.insert((false, id.as_str()));
                        }
                        Some(_) => {}
                    }
                }
                EditOp::Relation { id, to } => {
                    let Some(old) = self.project.relation(id) else {
                        continue;
                    };
                    match to {
                        None => {
                            gone.insert((true, id.as_str()));
                        }
                        Some(new) if !is_same_link(self.project, old, new) => {
                            touched.insert((true, id.as_str()));
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
            let names = |set: &HashSet<(bool, &str)>, id: &str| set.contains(&(kind, id));
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
