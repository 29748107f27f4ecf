//! Undo and redo: what they do next, and whose step that is.

use super::{CommandError, Outcome, Workspace};
use crate::edit::{EditOp, Step, StepKind};
use crate::model::{AnnotatorId, AnnotatorKind, Project};
use std::collections::BTreeSet;

/// # Undo and redo
impl Workspace {
    /// The annotator whose layer alone `step` changed, where that is somebody else than the current annotator: nothing
    /// that one takes back unasked, nor reads while the layers of others are hidden.
    ///
    /// `None` for a step of the current annotator, and for what belongs to all: the tag set, articles, speakers,
    /// decisions, the layers of adjudicators and programs. `None`, too, where nobody is chosen.
    #[must_use]
    pub fn others_step(&self, step: &Step) -> Option<AnnotatorId> {
        let me = self.annotator.as_ref()?;
        if step.author == me.as_str() {
            return None;
        }
        let author = AnnotatorId::from(step.author.as_str());
        let is_others = |id: &AnnotatorId| {
            let kind = self.project.annotator(id).map(|a| &a.kind);
            id != me && kind.is_none_or(|kind| *kind == AnnotatorKind::Human)
        };
        let mut owner = None;
        for op in step.ops.iter().chain(&step.inverse) {
            let of = match op {
                EditOp::Annotation { to: Some(a), .. } => &a.annotator,
                EditOp::Relation { to: Some(r), .. } => &r.annotator,
                EditOp::Progress { annotator, .. } => annotator,
                EditOp::Rejected { .. } => &author,
                // What was there before stands in the inverse, what comes in the ops.
                EditOp::Annotation { to: None, .. } | EditOp::Relation { to: None, .. } => continue,
                _ => return None,
            };
            // Most steps are of one layer.
            if owner.as_ref() != Some(of) {
                if !is_others(of) {
                    return None;
                }
                owner = Some(of.clone());
            }
        }
        // A step that changed nothing is whoever's it was.
        let is_known = || self.project.annotator(&author).is_some() && is_others(&author);
        owner.or_else(|| (step.ops.is_empty() && is_known()).then(|| author.clone()))
    }

    /// As [`Command::Undo`](super::Command::Undo), also where it takes back what somebody else did.
    ///
    /// # Errors
    /// As [`Workspace::run`].
    pub fn undo_anyones(&mut self) -> Result<Outcome, CommandError> {
        self.check_writable()?;
        let step = self.history.next_undo().cloned();
        let step = step.ok_or(CommandError::NothingTo("undo"))?;
        self.check_places_are_free(&step.ops)?;
        let words = format!("Undone: {}", step.description);
        let mut outcome = Outcome::default();
        let kind = StepKind::Undo(step.number);
        self.take_step(kind, words, step.inverse.clone(), &mut outcome)?;
        Ok(outcome)
    }

    /// As [`Command::Redo`](super::Command::Redo), also where it does again what somebody else did.
    ///
    /// # Errors
    /// As [`Workspace::run`].
    pub fn redo_anyones(&mut self) -> Result<Outcome, CommandError> {
        self.check_writable()?;
        let step = self.history.next_redo().cloned();
        let step = step.ok_or(CommandError::NothingTo("redo"))?;
        self.check_places_are_free(&step.inverse)?;
        let words = format!("Redone: {}", step.description);
        let mut outcome = Outcome::default();
        let kind = StepKind::Redo(step.number);
        self.take_step(kind, words, step.ops.clone(), &mut outcome)?;
        Ok(outcome)
    }

    pub(super) fn step_back(&mut self) -> Result<Outcome, CommandError> {
        self.check_is_mine("undo", self.history.next_undo().map(AsRef::as_ref))?;
        self.undo_anyones()
    }

    pub(super) fn step_again(&mut self) -> Result<Outcome, CommandError> {
        self.check_is_mine("redo", self.history.next_redo().map(AsRef::as_ref))?;
        self.redo_anyones()
    }

    /// What these ops, the last ones done, took away is still away. Of two elements with one id the second is set aside,
    /// and takes the place of the first at the next start where that was removed: bringing the first back would drop it.
    fn check_places_are_free(&self, done: &[EditOp]) -> Result<(), CommandError> {
        let mut seen = BTreeSet::new();
        for op in done.iter().rev() {
            let Some((what, id, is_gone)) = place_of(op) else {
                continue;
            };
            if seen.insert((what, id.clone())) && is_gone && is_taken(&self.project, op) {
                return Err(CommandError::Refused(format!(
                    "another {what} has the id {id} by now, so the one that was removed cannot come back: remove the other first"
                )));
            }
        }
        Ok(())
    }

    fn check_is_mine(&self, what: &'static str, step: Option<&Step>) -> Result<(), CommandError> {
        match step.and_then(|step| self.others_step(step)) {
            Some(owner) => Err(CommandError::OthersStep {
                what,
                who: self.name_of(&owner),
            }),
            None => Ok(()),
        }
    }

    /// The annotator's name, or the id where the annotator is gone.
    #[must_use]
    pub fn name_of(&self, annotator: &AnnotatorId) -> String {
        let known = self.project.annotator(annotator);
        known.map_or_else(|| annotator.to_string(), |a| a.name.clone())
    }
}

/// What an op sets, by its id, and whether it takes that away.
fn place_of(op: &EditOp) -> Option<(&'static str, String, bool)> {
    Some(match op {
        EditOp::Annotator { id, to } => ("annotator", id.to_string(), to.is_none()),
        EditOp::Document { id, to } => ("article", id.to_string(), to.is_none()),
        EditOp::Annotation { id, to } => ("annotation", id.to_string(), to.is_none()),
        EditOp::Relation { id, to } => ("link", id.to_string(), to.is_none()),
        EditOp::Speaker { id, to } => ("speaker", id.to_string(), to.is_none()),
        EditOp::Decision { id, to } => ("decision", id.to_string(), to.is_none()),
        EditOp::Head(_)
        | EditOp::Schema(_)
        | EditOp::Progress { .. }
        | EditOp::SetAside { .. }
        | EditOp::Rejected { .. } => return None,
    })
}

/// Whether a sound element stands at the place that the op sets.
fn is_taken(project: &Project, op: &EditOp) -> bool {
    match op {
        EditOp::Annotator { id, .. } => project.annotator(id).is_some(),
        EditOp::Document { id, .. } => project.document(id).is_some(),
        EditOp::Annotation { id, .. } => project.annotation(id).is_some(),
        EditOp::Relation { id, .. } => project.relation(id).is_some(),
        EditOp::Speaker { id, .. } => project.speaker(id).is_some(),
        EditOp::Decision { id, .. } => project.decision(id).is_some(),
        _ => false,
    }
}

#[cfg(test)]
#[path = "stepping_tests.rs"]
mod tests;
