//! Articles of two projects whose texts differ, brought onto one text so that they can be compared.

use super::comparison::{DocumentMatch, Side};
use crate::edit::replace::{AnchorCounts, replace_document};
use crate::edit::{apply_all, compose};
use crate::model::{AnchorState, AnnotationId, AnnotatorId, Document, DocumentId, Project};
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

/// The second side as it would be on the first one's texts: as [`on_texts_of`] says, and those that are lost, with their
/// links, are left out. Nothing of this is kept. Where there are no such articles the side comes back as it is.
#[must_use]
pub fn reanchored(first: &Side, second: &Side) -> (Side, Vec<Reanchored>) {
    let (mut project, found) = on_texts_of(&first.project, &second.project, &second.annotator, "");
    if found.is_empty() {
        return (second.clone(), found);
    }
    let all = found.iter().flat_map(|one| project.annotations_of(&one.b));
    let lost = all.filter(|a| a.anchor == Some(AnchorState::Lost));
    let lost: Vec<AnnotationId> = lost.map(|a| a.id.clone()).collect();
    // Taking annotations that are there out of a sound project does not fail.
    if let Ok(ops) = compose::remove_annotations(&project, &lost) {
        let _ = apply_all(&mut project, &ops);
    }
    let side = Side {
        project: Arc::new(project),
        annotator: second.annotator.clone(),
    };
    (side, found)
}

/// The second project with the texts of the first one: each article that names a partner with another text gets that text,
/// and its annotations go with it, each with its state; those that are lost are kept as such. What changes is modified
/// `now`. The counts are those of the layer of `annotator`.
///
/// Articles are paired by id or title as [`DocumentMatch`] says, each once.
#[must_use]
pub fn on_texts_of(
    first: &Project,
    second: &Project,
    annotator: &AnnotatorId,
    now: &str,
) -> (Project, Vec<Reanchored>) {
    let matched = DocumentMatch::of(first, second);
    let mut free: BTreeSet<&DocumentId> = matched.only_b.iter().map(|d| &d.id).collect();
    let mut project = second.clone();
    let mut found = Vec::new();
    for unmatched in &matched.only_a {
        let partner = unmatched.candidate.as_ref().filter(|id| free.remove(id));
        let texts = partner.and_then(|id| {
            Some((
                first.document(&unmatched.id)?,
                project.document(id)?.clone(),
            ))
        });
        let Some((a, b)) = texts else {
            continue;
        };
        if let Some(with_text) = on_text(&project, a, &b, now) {
            project = with_text;
            found.push(Reanchored {
                a: a.id.clone(),
                b: b.id.clone(),
                title: a.title.clone(),
                counts: counts_of(&project, &b.id, annotator),
            });
        }
    }
    (project, found)
}

/// The project with the text of `a` in the place of the text of `b`.
fn on_text(project: &Project, a: &Document, b: &Document, now: &str) -> Option<Project> {
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
    let (ops, _) = replace_document(&project, &Arc::new(new), now).ok()?;
    apply_all(&mut project, &ops).ok()?;
    Some(project)
}

/// How the annotations of one layer stand in an article.
fn counts_of(project: &Project, document: &DocumentId, annotator: &AnnotatorId) -> AnchorCounts {
    let mut counts = AnchorCounts::default();
    let all = project.annotations_of(document);
    for annotation in all.filter(|a| a.annotator == *annotator) {
        *match annotation.anchor {
            None => &mut counts.exact,
            Some(AnchorState::Moved) => &mut counts.moved,
            Some(AnchorState::Changed) => &mut counts.changed,
            Some(AnchorState::Lost) => &mut counts.lost,
        } += 1;
    }
    counts
}
