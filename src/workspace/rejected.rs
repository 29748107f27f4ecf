//! Which suggestions an annotator has rejected.

use super::Workspace;
use crate::model::{AnnotatorId, Project, RejectedSide, Rejection};
use crate::storage::rejection::rejection_from_json;
use crate::suggest::Suggestion;
use std::collections::HashSet;

/// What one annotator rejected in a project, for looking up. Good until the project changes.
#[derive(Clone, Debug, Default)]
pub struct Rejections {
    annotator: Option<AnnotatorId>,
    all: HashSet<Rejection>,
}

impl Rejections {
    /// Reads the project's list; what is not of the known shape rejects nothing.
    #[must_use]
    pub fn of(project: &Project, annotator: &AnnotatorId) -> Self {
        let read = project.rejected().filter_map(rejection_from_json);
        Self {
            annotator: Some(annotator.clone()),
            all: read.filter(|r| r.annotator == *annotator).collect(),
        }
    }

    /// Whether this suggestion was rejected: one of the same kind on the same words of the same texts.
    #[must_use]
    pub fn holds(&self, project: &Project, suggestion: &Suggestion) -> bool {
        let Some(annotator) = &self.annotator else {
            return false;
        };
        !self.all.is_empty()
            && rejection(project, annotator, suggestion).is_some_and(|r| self.all.contains(&r))
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    pub(super) fn contains(&self, rejection: &Rejection) -> bool {
        self.all.contains(rejection)
    }
}

impl Workspace {
    /// What the current annotator rejected. Keep it while [`Workspace::revision`] stays.
    #[must_use]
    pub fn rejections(&self) -> Rejections {
        self.annotator
            .as_ref()
            .map(|annotator| Rejections::of(&self.project, annotator))
            .unwrap_or_default()
    }

    /// Whether the current annotator rejected this suggestion. For many ask [`Workspace::rejections`] once.
    #[must_use]
    pub fn is_rejected(&self, suggestion: &Suggestion) -> bool {
        self.rejections().holds(&self.project, suggestion)
    }
}

/// How a suggestion is remembered; `None` where its articles are gone or its spans do not fit them.
pub(super) fn rejection(
    project: &Project,
    annotator: &AnnotatorId,
    suggestion: &Suggestion,
) -> Option<Rejection> {
    let sides = suggestion.parts.iter().map(|part| {
        let document = project.document(&part.document)?;
        let (text, index) = (document.text(), document.index());
        let chars = |offset| Some(index.char_from_byte(text, offset)?.get());
        let spans: Option<Vec<_>> = part
            .spans
            .iter()
            .map(|s| Some((chars(s.start())?, chars(s.end())?)))
            .collect();
        Some(RejectedSide {
            sha256: document.sha256.clone(),
            spans: spans?,
        })
    });
    let sides: Option<Vec<_>> = sides.collect();
    let kind = match (suggestion.kind.as_str(), suggestion.what()) {
        (kind, "") => kind.to_owned(),
        (kind, what) => format!("{kind}: {what}"),
    };
    Some(Rejection::new(kind, sides?, annotator.clone()))
}
