//! A newer version of an article's text: its annotations of all layers go with it.

use super::op::{EditError, EditOp};
use crate::model::{AnchorState, Annotation, Document, OldSpan, Project, Relation, RelationId};
use crate::text::{AnchorFate, Anchors, CharOffset, TextSpan};
use std::collections::BTreeMap;
use std::sync::Arc;

/// How many annotations fared how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AnchorCounts {
    /// The same words in the same surroundings.
    pub exact: usize,
    /// The same words, to be looked at.
    pub moved: usize,
    /// Other words in the same place.
    pub changed: usize,
    /// Neither words nor place were found.
    pub lost: usize,
}

impl AnchorCounts {
    /// All of them.
    #[must_use]
    pub const fn n_all(self) -> usize {
        self.exact + self.n_to_review()
    }

    /// Those that a person has to look at.
    #[must_use]
    pub const fn n_to_review(self) -> usize {
        self.moved + self.changed + self.lost
    }

    fn put(&mut self, fate: AnchorFate) {
        *match fate {
            AnchorFate::Exact => &mut self.exact,
            AnchorFate::Moved => &mut self.moved,
            AnchorFate::Changed => &mut self.changed,
            AnchorFate::Lost => &mut self.lost,
        } += 1;
    }
}

impl std::ops::AddAssign for AnchorCounts {
    fn add_assign(&mut self, other: Self) {
        self.exact += other.exact;
        self.moved += other.moved;
        self.changed += other.changed;
        self.lost += other.lost;
    }
}

/// An annotation in the newer text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Carried {
    /// As it would be: with new spans, and with `anchor` and what it covered before unless its fate is exact.
    pub annotation: Annotation,
    /// What became of its place.
    pub fate: AnchorFate,
}

/// What becomes of the annotations of `document`, in every layer and in reading order, when its text becomes the new one
/// of `anchors`.
///
/// One that nobody has looked at since an earlier change keeps the words of that time, and never fares better than then.
///
/// # Errors
/// When there are annotations, and the new text is empty: it has no place for them.
pub fn carry(
    project: &Project,
    document: &Document,
    anchors: &Anchors<'_>,
) -> Result<Vec<Carried>, EditError> {
    let all = project.annotations_of(&document.id);
    all.map(|annotation| {
        let Some(found) = anchors.anchor(&annotation.spans) else {
            return Err(EditError(
                "the new text is empty: it has no place for the annotations".to_owned(),
            ));
        };
        let mut new = Annotation::clone(annotation);
        new.spans = found.spans;
        let state = match found.fate {
            AnchorFate::Exact => None,
            AnchorFate::Moved => Some(AnchorState::Moved),
            AnchorFate::Changed => Some(AnchorState::Changed),
            AnchorFate::Lost => Some(AnchorState::Lost),
        };
        if state.is_some() && new.anchor.is_none() {
            // Words of another program's form are no longer those of this place.
            new.foreign.0.retain(|(name, _)| name != "old_text");
            new.old_spans = annotation
                .spans
                .iter()
                .map(|s| old_span(document, *s))
                .collect();
        }
        new.anchor = worse(new.anchor, state);
        let fate = match new.anchor {
            None => AnchorFate::Exact,
            Some(AnchorState::Moved) => AnchorFate::Moved,
            Some(AnchorState::Changed) => AnchorFate::Changed,
            Some(AnchorState::Lost) => AnchorFate::Lost,
        };
        Ok(Carried {
            annotation: new,
            fate,
        })
    })
    .collect()
}

/// How they fared.
#[must_use]
pub fn count(carried: &[Carried]) -> AnchorCounts {
    let mut counts = AnchorCounts::default();
    for one in carried {
        counts.put(one.fate);
    }
    counts
}

fn worse(a: Option<AnchorState>, b: Option<AnchorState>) -> Option<AnchorState> {
    let rank = |state: Option<AnchorState>| {
        state.and_then(|s| AnchorState::ALL.iter().position(|other| *other == s))
    };
    if rank(a) >= rank(b) { a } else { b }
}

fn old_span(document: &Document, span: TextSpan) -> OldSpan {
    let char_of = |at| document.index().char_from_byte(document.text(), at);
    OldSpan {
        start: char_of(span.start()).map_or(0, CharOffset::get),
        end: char_of(span.end()).map_or(0, CharOffset::get),
        text: span.of(document.text()).to_owned(),
    }
}

/// Puts `new` in the place of the document of its id; annotations that change are modified `now`.
///
/// A text cannot change under its annotations, so they and their links step aside meanwhile; all in one list.
///
/// # Errors
/// When there is no such document, or as [`carry`] says.
pub fn replace_document(
    project: &Project,
    new: &Arc<Document>,
    now: &str,
) -> Result<(Vec<EditOp>, AnchorCounts), EditError> {
    let id = &new.id;
    let (Some(old), Some(place)) = (project.document(id), project.document_position(id)) else {
        return Err(EditError(format!("there is no article {id}")));
    };
    let put = EditOp::Document {
        id: id.clone(),
        to: Some((place, new.clone())),
    };
    if old == new {
        return Ok((Vec::new(), AnchorCounts::default()));
    }
    if old.text() == new.text() {
        let exact = project
            .layer(id)
            .map_or(0, crate::model::DocumentLayer::len);
        let counts = AnchorCounts {
            exact,
            ..AnchorCounts::default()
        };
        return Ok((vec![put], counts));
    }
    let carried = if project.layer(id).is_none() {
        Vec::new()
    } else {
        carry(project, old, &Anchors::new(old.text(), new.text()))?
    };
    let counts = count(&carried);
    let mut links: BTreeMap<&RelationId, &Arc<Relation>> = BTreeMap::new();
    for one in &carried {
        let ending_here = project.relations_of(&one.annotation.id);
        links.extend(ending_here.map(|r| (&r.id, r)));
    }
    let mut ops = Vec::with_capacity(2 * (links.len() + carried.len()) + 1);
    ops.extend(links.keys().map(|id| EditOp::Relation {
        id: (*id).clone(),
        to: None,
    }));
    ops.extend(carried.iter().map(|one| EditOp::Annotation {
        id: one.annotation.id.clone(),
        to: None,
    }));
    ops.push(put);
    ops.extend(carried.into_iter().map(|one| {
        let mut annotation = one.annotation;
        if one.fate != AnchorFate::Exact {
            now.clone_into(&mut annotation.modified);
        }
        EditOp::Annotation {
            id: annotation.id.clone(),
            to: Some(Arc::new(annotation)),
        }
    }));
    ops.extend(links.into_values().map(|link| EditOp::Relation {
        id: link.id.clone(),
        to: Some(link.clone()),
    }));
    Ok((ops, counts))
}
