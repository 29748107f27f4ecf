//! Looking at what moved with a changed article: from one to the next, right as it is, or put elsewhere.

use super::project_view::OpenProject;
use super::window::App;
use crate::app::context::Current;
use crate::model::{Annotation, AnnotationId};
use crate::workspace::{Command, CommandError, Outcome};
use std::sync::Arc;

impl OpenProject {
    /// Whether annotations of one's own wait.
    pub(super) fn has_to_review(&self) -> bool {
        let annotator = self.workspace.annotator();
        let mut waiting = self.workspace.project().to_review();
        waiting.any(|a| Some(&a.annotator) == annotator)
    }

    /// The annotation that is looked at: the current one, or the one that was chosen before words were selected.
    pub(super) fn reviewed(&self) -> Option<&Arc<Annotation>> {
        let project = self.workspace.project();
        let id = match &self.current {
            Current::Annotation(id) => id,
            _ => self.panels.review.chosen()?,
        };
        let found = project.annotation(id)?;
        (found.anchor.is_some() && self.is_own(id)).then_some(found)
    }

    fn follow_review(&mut self) {
        let (workspace, state) = (&self.workspace, &mut self.panels.review);
        state.follow(
            workspace.project(),
            workspace.annotator(),
            workspace.revision(),
        );
    }

    /// Goes to the next or previous one that waits.
    fn walk_review(&mut self, forward: bool) -> bool {
        self.follow_review();
        if let Current::Annotation(id) = &self.current {
            let id = id.clone();
            if self.is_to_review(&id) {
                self.panels.review.choose(id);
            }
        }
        let Some(next) = self.panels.review.neighbour(forward) else {
            return false;
        };
        self.panels.review.choose(next.clone());
        self.go_to_annotation(&next);
        true
    }

    fn is_to_review(&self, id: &AnnotationId) -> bool {
        let found = self.workspace.project().annotation(id);
        found.is_some_and(|a| a.anchor.is_some())
    }

    /// Does something to the one that is looked at.
    fn settle_review(
        &mut self,
        command: impl FnOnce(&Self, AnnotationId) -> Option<Command>,
    ) -> Result<Outcome, CommandError> {
        let Some(id) = self.reviewed().map(|a| a.id.clone()) else {
            return Ok(Outcome::default());
        };
        self.follow_review();
        self.panels.review.choose(id.clone());
        match command(self, id) {
            Some(command) => self.workspace.run(command),
            None => Ok(Outcome::default()),
        }
    }
}

/// # Reviewing
impl App {
    pub(super) fn walk_review(&mut self, forward: bool) {
        self.show_texts();
        if let Some(open) = &mut self.open {
            open.walk_review(forward);
        }
    }

    /// The one that is looked at stands where it should.
    pub(super) fn accept_place(&mut self) {
        self.settle_review(|_, id| {
            Some(Command::AcceptPlaces {
                annotations: vec![id],
            })
        });
    }

    /// The one that is looked at goes onto the words that are selected.
    pub(super) fn put_on_selection(&mut self) {
        self.settle_review(|open, annotation| {
            let Current::Selection { document, spans } = &open.current else {
                return None;
            };
            let of = open.workspace.project().annotation(&annotation)?;
            if of.document != *document {
                return None;
            }
            let spans = spans.clone();
            Some(Command::SetSpans { annotation, spans })
        });
    }

    /// Does it, says so with a way back, and goes to the next one.
    fn settle_review(
        &mut self,
        command: impl FnOnce(&OpenProject, AnnotationId) -> Option<Command>,
    ) {
        let Some(open) = &mut self.open else {
            return;
        };
        match open.settle_review(command) {
            Ok(outcome) if outcome.step.is_some() => {
                let is_last = !open.walk_review(true);
                let words = if is_last {
                    format!("{}. Nothing is left to review", outcome.description)
                } else {
                    outcome.description
                };
                self.toasts.say_undoable(words, outcome.step);
            }
            Ok(_) => self
                .toasts
                .say("The selection is in another article than the annotation"),
            Err(error) => self
                .toasts
                .say(super::dispatch::sentence(&error.to_string())),
        }
    }
}
