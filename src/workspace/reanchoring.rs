//! Articles of two projects whose texts differ, brought onto one text so that they can be compared.

use super::comparison::{DocumentMatch, Side};
use crate::edit::replace::{AnchorCounts, replace_document};
use crate::edit::{apply_all, compose};
use crate::model::{AnchorState, AnnotationId, Document, DocumentId, Project};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Two versions of an article whose annotations can be compared on the first one's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reanchored {
    /// In the first project.
    pub a: DocumentId,
    /// In the second project.
    pub b: DocumentId,
    /// The title in the first project.
    pub title: String,
    /// How the second annotator's annotations fared on the first project's text. Those that are lost are left out of the
    /// comparison.
    pub counts: AnchorCounts,
}

/// The second side as it would be on the first one's texts: each article that names a partner with another text gets that
/// text, its annotations go with it, and those that are lost, with their links, are left out. Nothing of this is kept.
///
/// Articles are paired by id or title as [`DocumentMatch`] says, each once; where there are none the side comes back as it is.
#[must_use]
pub fn reanchored(first: &Side, second: &Side) -> (Side, Vec<Reanchored>) {
    let matched = DocumentMatch::of(&first.project, &second.project);
    let mut free: BTreeSet<&DocumentId> = matched.only_b.iter().map(|d| &d.id).collect();
    let mut project = Project::clone(&second.project);
    let mut found = Vec::new();
    for unmatched in &matched.only_a {
        let partner = unmatched.candidate.as_ref().filter(|id| free.remove(id));
        let texts = partner.and_then(|id| {
            Some((
                first.project.document(&unmatched.id)?,
                project.document(id)?.clone(),
            ))
        });
        let Some((a, b)) = texts else {
            continue;
        };
        if let Some((with_text, counts)) = on_text(&project, a, &b, second) {
            project = with_text;
            found.push(Reanchored {
                a: a.id.clone(),
                b: b.id.clone(),
                title: a.title.clone(),
                counts,
            });
        }
    }
    if found.is_empty() {
        return (second.clone(), found);
    }
    let side = Side {
        project: Arc::new(project),
        annotator: second.annotator.clone(),
    };
    (side, found)
}

/// The project with the text of `a` in the place of the text of `b`.
fn on_text(
    project: &Project,
    a: &Document,
    b: &Document,
    side: &Side,
) -> Option<(Project, AnchorCounts)> {
    let new = Document::as_stated(
        b.id.clone(),
        b.title.clone(),
        b.source.clone(),
        b.metadata.clone(),
        a.text_sha256().to_owned(),
        a.text().clone(),
        b.foreign.clone(),
    );
    let mut project = project.clone();
    let (ops, _) = replace_document(&project, &Arc::new(new), "").ok()?;
    apply_all(&mut project, &ops).ok()?;
    let mut counts = AnchorCounts::default();
    let mut lost: Vec<AnnotationId> = Vec::new();
    for annotation in project.annotations_of(&b.id) {
        if annotation.anchor == Some(AnchorState::Lost) {
            lost.push(annotation.id.clone());
        }
        if annotation.annotator == side.annotator {
            *match annotation.anchor {
                None => &mut counts.exact,
                Some(AnchorState::Moved) => &mut counts.moved,
                Some(AnchorState::Changed) => &mut counts.changed,
                Some(AnchorState::Lost) => &mut counts.lost,
            } += 1;
        }
    }
    let ops = compose::remove_annotations(&project, &lost).ok()?;
    apply_all(&mut project, &ops).ok()?;
    Some((project, counts))
}
