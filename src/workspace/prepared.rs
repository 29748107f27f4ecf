//! Commands that change much: worked out and done on a copy of the project beside the window, then taken by a swap.

use super::plan;
use super::{Command, CommandError, Environment, Outcome, StepKind, Workspace};
use crate::edit::{EditOp, apply_all};
use crate::model::{AnnotatorId, Project};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};

static NEXT_WORKSPACE: AtomicU64 = AtomicU64::new(0);

/// A number that no other workspace of this process has.
pub(super) fn next_workspace_number() -> u64 {
    NEXT_WORKSPACE.fetch_add(1, Ordering::Relaxed)
}

/// A workspace in one state. Its file tells of nothing: it changes when the project is saved under another name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct PlaceInTime {
    workspace: u64,
    revision: u64,
}

/// What a command is worked out against: the project as it stood when this was made. Making one costs nothing.
#[derive(Debug)]
pub struct Preparing {
    project: Project,
    author: Option<AnnotatorId>,
    env: Environment,
    file: PathBuf,
    at: PlaceInTime,
}

/// A command that was done on a copy.
#[derive(Debug)]
pub struct Prepared {
    /// The project after it.
    project: Project,
    ops: Vec<EditOp>,
    inverse: Vec<EditOp>,
    outcome: Outcome,
    file: PathBuf,
    at: PlaceInTime,
}

impl Prepared {
    /// Whether it was prepared for the project in this workspace, which may have another file by now, or for one of the
    /// same file.
    #[must_use]
    pub fn is_for(&self, workspace: &Workspace) -> bool {
        self.at.workspace == workspace.number || self.file == workspace.file
    }
}

impl Preparing {
    /// Does all of `command` but showing and keeping it. Undo and redo cannot be prepared: they change nothing here.
    ///
    /// # Errors
    /// In words for the user.
    pub fn prepare(mut self, command: &Command) -> Result<Prepared, CommandError> {
        let plan = plan::plan(&self.project, self.author.as_ref(), &self.env, command)?;
        let inverse = apply_all(&mut self.project, &plan.ops)?;
        Ok(Prepared {
            project: self.project,
            ops: plan.ops,
            inverse,
            outcome: plan.outcome,
            file: self.file,
            at: self.at,
        })
    }
}

/// # Doing what was prepared
impl Workspace {
    /// What a command is to be worked out against on another thread.
    #[must_use]
    pub fn preparing(&self) -> Preparing {
        Preparing {
            project: self.project.clone(),
            author: self.annotator.clone(),
            env: self.env.clone(),
            file: self.file.clone(),
            at: self.place_in_time(),
        }
    }

    /// Whether nothing has changed since it was begun to be prepared, here and not in another project.
    #[must_use]
    pub fn can_take(&self, prepared: &Prepared) -> bool {
        prepared.at == self.place_in_time()
    }

    /// As [`Workspace::run`] of the command that was prepared.
    ///
    /// # Errors
    /// In words for the user; nothing has changed. What cannot be taken ([`Workspace::can_take`]) is refused.
    pub fn take(&mut self, prepared: Prepared) -> Result<Outcome, CommandError> {
        self.check_writable()?;
        if !self.can_take(&prepared) {
            return Err(CommandError::Refused(
                "the project has changed meanwhile".to_owned(),
            ));
        }
        let mut outcome = prepared.outcome;
        if !prepared.ops.is_empty() {
            self.project = prepared.project;
            let description = outcome.description.clone();
            let done = (prepared.ops, prepared.inverse);
            self.keep_step(StepKind::Edit, description, done, &mut outcome);
        }
        Ok(outcome)
    }

    fn place_in_time(&self) -> PlaceInTime {
        PlaceInTime {
            workspace: self.number,
            revision: self.revision,
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::model::{Document, Source};
    use crate::workspace::Command;
    use crate::workspace::plan::tests::World;
    use std::sync::Arc;

    fn added() -> Command {
        let document = Document::new(
            "new".into(),
            "New".to_owned(),
            Source::default(),
            "x".into(),
        );
        Command::AddDocuments(vec![Arc::new(document)])
    }

    #[test]
    fn what_was_prepared_elsewhere_is_as_if_it_had_been_run_here() {
        let (mut run, mut taken) = (World::new(), World::new());
        let expected = run.0.run(added()).unwrap();
        let preparing = taken.0.preparing();
        let prepared = std::thread::scope(|scope| {
            let beside = scope.spawn(move || preparing.prepare(&added()).unwrap());
            beside.join().unwrap()
        });
        assert!(taken.0.project().document(&"new".into()).is_none());
        assert_eq!(taken.0.take(prepared).unwrap(), expected);
        assert_eq!(taken.0.project(), run.0.project());
        let steps = |world: &World| world.0.history().steps().to_vec();
        assert_eq!(steps(&taken), steps(&run));
        taken.0.run(Command::Undo).unwrap();
        assert!(taken.0.project().document(&"new".into()).is_none());
    }

    #[test]
    fn what_was_prepared_before_a_change_is_not_taken() {
        let mut world = World::new();
        let prepared = world.0.preparing().prepare(&added()).unwrap();
        assert!(world.0.can_take(&prepared));
        world
            .0
            .run(Command::SetProjectTitle("Meanwhile".to_owned()))
            .unwrap();
        assert!(!world.0.can_take(&prepared));
        let refused = world.0.take(prepared).unwrap_err().to_string();
        assert!(refused.contains("has changed meanwhile"), "{refused}");
        assert_eq!(world.0.project().head().title, "Meanwhile");
        assert!(world.0.project().document(&"new".into()).is_none());
    }
}
