//! Whether a candidate is still to be decided, as the project stands now.

use super::found::Found;
use crate::model::{Annotation, AnnotatorId, Project};
use crate::suggest::{SuggestedSpan, Suggestion};
use crate::text::TextSpan;
use crate::workspace::Rejections;
use std::sync::Arc;

/// An annotation with the candidate's tag that covers this much of both is taken for the same place.
const SAME_PLACE: f64 = 0.5;

/// How an annotator stands to a candidate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Not decided yet.
    Open,
    /// What accepting would make is there.
    Annotated,
    /// It was rejected.
    Rejected,
    /// A text it was found in is another one now, or gone.
    Gone,
}

/// Judges candidates for one annotator. Made once for a revision: it reads the rejected ones.
#[derive(Clone, Default)]
pub struct Judge {
    project: Project,
    annotator: Option<AnnotatorId>,
    rejected: Arc<Rejections>,
}

impl Judge {
    /// A judge of `project` as it stands.
    #[must_use]
    pub fn new(project: &Project, annotator: Option<&AnnotatorId>) -> Self {
        let rejected = annotator.map(|annotator| Rejections::of(project, annotator));
        Self {
            project: project.clone(),
            annotator: annotator.cloned(),
            rejected: Arc::new(rejected.unwrap_or_default()),
        }
    }

    /// A judge of `project` as it stands now; what was rejected is read again only where that changed.
    #[must_use]
    pub fn follow(&self, project: &Project, annotator: Option<&AnnotatorId>) -> Self {
        let is_same =
            self.annotator.as_ref() == annotator && self.project.rejected().eq(project.rejected());
        if !is_same {
            return Self::new(project, annotator);
        }
        Self {
            project: project.clone(),
            annotator: annotator.cloned(),
            rejected: self.rejected.clone(),
        }
    }

    /// The project as it stood.
    #[must_use]
    pub fn project(&self) -> &Project {
        &self.project
    }

    /// How the annotator stands to a candidate of `found`.
    #[must_use]
    pub fn standing(&self, found: &Found, suggestion: &Suggestion) -> Standing {
        if !found.fits(&self.project, suggestion) {
            return Standing::Gone;
        }
        let Some(annotator) = &self.annotator else {
            return Standing::Open;
        };
        if self.rejected.holds(&self.project, suggestion) {
            return Standing::Rejected;
        }
        if self.is_annotated(annotator, suggestion) {
            return Standing::Annotated;
        }
        Standing::Open
    }

    fn is_annotated(&self, annotator: &AnnotatorId, suggestion: &Suggestion) -> bool {
        let sides: Vec<Vec<&Arc<Annotation>>> = suggestion
            .parts
            .iter()
            .map(|part| self.own_around(annotator, part))
            .collect();
        let exact = |side: usize| {
            let spans = &suggestion.parts[side].spans;
            sides[side].iter().filter(move |a| a.spans == *spans)
        };
        let Some(relation_type) = suggestion.relation_type() else {
            return suggestion.parts.iter().zip(&sides).all(|(part, around)| {
                around.iter().any(|a| {
                    let is_same = a.label == part.label;
                    let is_accepted = a.origin == "suggestion" && a.spans == part.spans;
                    is_accepted || (is_same && overlap(&a.spans, &part.spans) >= SAME_PLACE)
                })
            });
        };
        // The first side is linked with each of the others.
        (1..sides.len()).all(|side| {
            exact(0).any(|from| {
                let mut links = self.project.relations_of(&from.id);
                links.any(|link| {
                    let other = if link.from == from.id {
                        &link.to
                    } else {
                        &link.from
                    };
                    link.relation_type == relation_type && exact(side).any(|a| a.id == *other)
                })
            })
        })
    }

    /// An annotation of one's own with the tag of a candidate for an annotation that lies on a part of its words: to
    /// accept the candidate would put the tag there twice. `None` for candidates for links.
    #[must_use]
    pub fn own_on_it(&self, suggestion: &Suggestion) -> Option<&Arc<Annotation>> {
        let annotator = self.annotator.as_ref()?;
        if suggestion.relation_type().is_some() {
            return None;
        }
        suggestion.parts.iter().find_map(|part| {
            let mut around = self.own_around(annotator, part).into_iter();
            around.find(|a| a.label == part.label && overlap(&a.spans, &part.spans) > 0.0)
        })
    }

    fn own_around(&self, annotator: &AnnotatorId, part: &SuggestedSpan) -> Vec<&Arc<Annotation>> {
        let (Some(first), Some(last)) = (part.spans.first(), part.spans.last()) else {
            return Vec::new();
        };
        let range = first.start().get()..last.end().get();
        let mut around = self.project.annotations_touching(&part.document, range);
        around.retain(|a| a.annotator == *annotator);
        around
    }
}

/// The bytes that both cover, as a share of those that either covers.
fn overlap(a: &[TextSpan], b: &[TextSpan]) -> f64 {
    let shared = |a: &TextSpan, b: &TextSpan| {
        let (start, end) = (a.start().max(b.start()), a.end().min(b.end()));
        end.get().saturating_sub(start.get())
    };
    let n_both: usize = a
        .iter()
        .map(|a| b.iter().map(|b| shared(a, b)).sum::<usize>())
        .sum();
    let n: usize = a.iter().chain(b).map(|span| span.len()).sum();
    if n == n_both {
        return 0.0;
    }
    n_both as f64 / (n - n_both) as f64
}
