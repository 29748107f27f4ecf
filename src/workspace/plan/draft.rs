//! Several commands as one step.

use super::super::command::{Command, CommandError, Outcome};
use super::super::environment::Environment;
use super::{Plan, Planner};
use crate::edit::apply_all;
use crate::model::{AnnotatorId, Project};

/// Commands on a copy of the project, each of which sees what those before it did; together one step.
pub(super) struct Draft<'a> {
    pub(super) project: Project,
    pub(super) author: Option<&'a AnnotatorId>,
    pub(super) env: &'a Environment,
    pub(super) plan: Plan,
}

impl<'a> Draft<'a> {
    pub(super) fn new(planner: &Planner<'a>, description: &str) -> Self {
        Self {
            project: planner.project.clone(),
            author: planner.author,
            env: planner.env,
            plan: Plan::of(Vec::new(), description),
        }
    }

    pub(super) fn planner(&self) -> Planner<'_> {
        Planner {
            project: &self.project,
            author: self.author,
            env: self.env,
        }
    }

    pub(super) fn run(&mut self, command: &Command) -> Result<Outcome, CommandError> {
        let part = self.planner().plan(command)?;
        self.take(part)
    }

    /// Does what was planned, behind what the draft holds already. Returns what it alone did.
    pub(super) fn take(&mut self, part: Plan) -> Result<Outcome, CommandError> {
        apply_all(&mut self.project, &part.ops)?;
        self.plan.ops.extend(part.ops);
        let (all, new) = (&mut self.plan.outcome, part.outcome);
        all.annotations.extend_from_slice(&new.annotations);
        all.relations.extend_from_slice(&new.relations);
        all.documents.extend_from_slice(&new.documents);
        all.decisions.extend_from_slice(&new.decisions);
        all.notes.extend_from_slice(&new.notes);
        all.n_left_out += new.n_left_out;
        all.anchored += new.anchored;
        all.annotator = new.annotator.clone().or_else(|| all.annotator.take());
        all.speaker = new.speaker.clone().or_else(|| all.speaker.take());
        Ok(new)
    }
}
