//! The steps taken so far: undo and redo are steps too, nothing is erased.

use super::op::EditOp;
use std::sync::Arc;

/// What a step was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepKind {
    /// A change of the user's.
    Edit,
    /// Took back the step of this number.
    Undo(u64),
    /// Did the step of this number again.
    Redo(u64),
}

/// One undoable change, as it was applied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Counts up from 1 over the life of the project's journal.
    pub number: u64,
    /// Edit, undo or redo.
    pub kind: StepKind,
    /// What it did, in words, such as `Tag “the bridge” as claim`.
    pub description: String,
    /// Id of the annotator who did it.
    pub author: String,
    /// When, RFC 3339, UTC.
    pub at: String,
    /// What was applied.
    pub ops: Vec<EditOp>,
    /// What takes it back, in the order to apply.
    pub inverse: Vec<EditOp>,
}

/// Every step in order, with what can be undone and redone.
///
/// ```text
/// steps   1 edit  2 edit  3 undo 2  4 edit  5 undo 4
/// undo    1                                            (the last is undone next)
/// redo    4                                            (2 went when 4 was done)
/// ```
/// Limitation: a step whose journal line was trimmed away, or cannot be read, cannot be undone any more.
#[derive(Clone, Debug, Default)]
pub struct History {
    /// Steps before the first one, that the journal has and that cannot be read.
    n_unread: usize,
    /// Invariant: numbers ascend.
    steps: Vec<Arc<Step>>,
    /// Indices into `steps` of edits that can be undone, the next one last.
    undo: Vec<usize>,
    /// Indices into `steps` of edits that can be redone, the next one last.
    redo: Vec<usize>,
}

impl History {
    /// The history that these steps make. Steps whose number does not ascend, and undos of steps that are not
    /// there, are kept in the list but change nothing else.
    #[must_use]
    pub fn from_steps(steps: impl IntoIterator<Item = Arc<Step>>) -> Self {
        let mut history = Self::default();
        for step in steps {
            history.push(step);
        }
        history
    }

    /// As [`Self::from_steps`], behind `n_unread` steps that cannot be read: undo ends at them.
    #[must_use]
    pub fn behind_unread(n_unread: usize, steps: impl IntoIterator<Item = Arc<Step>>) -> Self {
        Self {
            n_unread,
            ..Self::from_steps(steps)
        }
    }

    /// How many steps before the first one the journal has that cannot be read.
    #[must_use]
    pub fn n_unread(&self) -> usize {
        self.n_unread
    }

    /// Adds a step that was applied.
    pub fn push(&mut self, step: Arc<Step>) {
        match step.kind {
            StepKind::Edit => {
                self.redo.clear();
                self.undo.push(self.steps.len());
            }
            StepKind::Undo(of) => {
                if let Some(i) = self.undo.pop_if(|i| self.steps[*i].number == of) {
                    self.redo.push(i);
                }
            }
            StepKind::Redo(of) => {
                if let Some(i) = self.redo.pop_if(|i| self.steps[*i].number == of) {
                    self.undo.push(i);
                }
            }
        }
        self.steps.push(step);
    }

    /// The edit that undo would take back.
    #[must_use]
    pub fn next_undo(&self) -> Option<&Arc<Step>> {
        self.undo.last().map(|i| &self.steps[*i])
    }

    /// The edit that redo would do again.
    #[must_use]
    pub fn next_redo(&self) -> Option<&Arc<Step>> {
        self.redo.last().map(|i| &self.steps[*i])
    }

    /// Every step, the oldest first.
    #[must_use]
    pub fn steps(&self) -> &[Arc<Step>] {
        &self.steps
    }

    /// Edits that are in force and can be undone, the oldest first.
    pub fn undoable(&self) -> impl DoubleEndedIterator<Item = &Arc<Step>> {
        self.undo.iter().map(|i| &self.steps[*i])
    }

    /// Edits that were undone and can be redone, the next one first.
    pub fn redoable(&self) -> impl Iterator<Item = &Arc<Step>> {
        self.redo.iter().rev().map(|i| &self.steps[*i])
    }

    /// The number that the next step takes.
    #[must_use]
    pub fn next_number(&self) -> u64 {
        self.steps.last().map_or(1, |s| s.number + 1)
    }
}
