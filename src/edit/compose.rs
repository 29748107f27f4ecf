//! Intentions as lists of ops, in an order that never breaks a rule of the project.

use super::op::{EditError, EditOp};
use crate::model::{
    AnnotationId, AnnotatorId, Decision, DocumentId, Feature, FeatureId, Label, LabelId, Progress,
    Project, Schema,
};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Takes annotations away, with every link that ends at one of them.
///
/// # Errors
/// When one does not exist.
pub fn remove_annotations(
    project: &Project,
    ids: &[AnnotationId],
) -> Result<Vec<EditOp>, EditError> {
    let mut relations = BTreeSet::new();
    let mut ops = Vec::new();
    for id in ids {
        if project.annotation(id).is_none() {
            return Err(EditError(format!("there is no annotation {id}")));
        }
        relations.extend(project.relations_of(id).map(|r| r.id.clone()));
    }
    ops.extend(
        relations
            .into_iter()
            .map(|id| EditOp::Relation { id, to: None }),
    );
    ops.extend(ids.iter().map(|id| EditOp::Annotation {
        id: id.clone(),
        to: None,
    }));
    Ok(ops)
}

/// Takes a document away with all that lies on it, of every annotator, and what was decided about it.
///
/// # Errors
/// When it does not exist.
pub fn remove_document(project: &Project, id: &DocumentId) -> Result<Vec<EditOp>, EditError> {
    if project.document(id).is_none() {
        return Err(EditError(format!("there is no article {id}")));
    }
    let on_it: Vec<AnnotationId> = project.annotations_of(id).map(|a| a.id.clone()).collect();
    let mut ops = remove_annotations(project, &on_it)?;
    ops.extend(
        project
            .all_progress()
            .filter(|(d, _, _)| *d == id)
            .map(|(d, a, _)| EditOp::Progress {
                document: d.clone(),
                annotator: a.clone(),
                to: None,
            }),
    );
    ops.extend(decisions_gone(project, |d| d.document == *id));
    ops.push(EditOp::Document {
        id: id.clone(),
        to: None,
    });
    Ok(ops)
}

/// Takes an annotator away with the whole layer, and an adjudicator's decisions with it.
///
/// # Errors
/// When there is none by that id.
pub fn remove_annotator(project: &Project, id: &AnnotatorId) -> Result<Vec<EditOp>, EditError> {
    if project.annotator(id).is_none() {
        return Err(EditError(format!("there is no annotator {id}")));
    }
    let layer: Vec<AnnotationId> = project
        .annotations()
        .filter(|a| a.annotator == *id)
        .map(|a| a.id.clone())
        .collect();
    let mut ops = remove_annotations(project, &layer)?;
    ops.extend(
        project
            .all_progress()
            .filter(|(_, a, _)| *a == id)
            .map(|(d, a, _)| EditOp::Progress {
                document: d.clone(),
                annotator: a.clone(),
                to: None,
            }),
    );
    ops.extend(decisions_gone(project, |d| d.adjudicator == *id));
    ops.push(EditOp::Annotator {
        id: id.clone(),
        to: None,
    });
    Ok(ops)
}

fn decisions_gone(
    project: &Project,
    is_gone: impl Fn(&Decision) -> bool,
) -> impl Iterator<Item = EditOp> {
    let gone = project.decisions().filter(move |d| is_gone(d));
    gone.map(|d| EditOp::Decision {
        id: d.id.clone(),
        to: None,
    })
}

/// Records progress.
#[must_use]
pub fn set_progress(
    project: &Project,
    document: &DocumentId,
    annotator: &AnnotatorId,
    state: crate::model::ProgressState,
) -> EditOp {
    let foreign = project
        .progress(document, annotator)
        .map(|p| p.foreign.clone())
        .unwrap_or_default();
    EditOp::Progress {
        document: document.clone(),
        annotator: annotator.clone(),
        to: Some(Progress { state, foreign }),
    }
}

/// What happens to the annotations of a label that goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Orphans {
    /// They get this label.
    MoveTo(LabelId),
    /// They go too, with their links.
    Remove,
    /// The label is refused to go while it has any.
    Refuse,
}

/// Takes a label out of the tag set.
///
/// # Errors
/// When there is no such label, nothing to move to, or it has annotations and `orphans` refuses.
pub fn remove_label(
    project: &Project,
    id: &LabelId,
    orphans: &Orphans,
) -> Result<Vec<EditOp>, EditError> {
    let schema = project.schema();
    if schema.label(id).is_none() {
        return Err(EditError(format!("there is no label {id}")));
    }
    let users: Vec<_> = project.annotations().filter(|a| a.label == *id).collect();
    let mut ops = Vec::new();
    if !users.is_empty() {
        match orphans {
            Orphans::Refuse => {
                return Err(EditError(format!(
                    "the label {id} has {} annotations: say where they go",
                    users.len()
                )));
            }
            Orphans::Remove => {
                let ids: Vec<_> = users.iter().map(|a| a.id.clone()).collect();
                ops = remove_annotations(project, &ids)?;
            }
            Orphans::MoveTo(to) => {
                if to == id || schema.label(to).is_none() {
                    return Err(EditError(format!(
                        "{to} is no label to move annotations to"
                    )));
                }
                ops.extend(users.iter().map(|a| {
                    let mut moved = (***a).clone();
                    moved.label = to.clone();
                    EditOp::Annotation {
                        id: a.id.clone(),
                        to: Some(Arc::new(moved)),
                    }
                }));
            }
        }
    }
    let mut schema = (**schema).clone();
    schema.labels.retain(|l| l.id != *id);
    for feature in &mut schema.features {
        feature.labels.retain(|l| l != id);
    }
    for kind in &mut schema.relation_types {
        kind.from.retain(|l| l != id);
        kind.to.retain(|l| l != id);
    }
    ops.push(EditOp::Schema(Arc::new(schema)));
    Ok(ops)
}

/// Adds a label or changes the one of the same id; `place` moves it in the list.
///
/// A key that another label has is taken from that one.
#[must_use]
pub fn put_label(project: &Project, label: Label, place: Option<usize>) -> EditOp {
    let mut schema = (**project.schema()).clone();
    if !label.key.is_empty() {
        for other in schema.labels.iter_mut().filter(|l| l.id != label.id) {
            if other.key == label.key {
                other.key.clear();
            }
        }
    }
    let at = schema.labels.iter().position(|l| l.id == label.id);
    let is_new = at.is_none();
    let place = place.or(at).unwrap_or(schema.labels.len());
    if let Some(at) = at {
        schema.labels.remove(at);
    }
    let id = label.id.clone();
    schema.labels.insert(place.min(schema.labels.len()), label);
    if is_new {
        open_links_to(&mut schema, &id);
    }
    EditOp::Schema(Arc::new(schema))
}

/// A new label may stand at both ends of every type that all other labels may.
fn open_links_to(schema: &mut Schema, id: &LabelId) {
    let others: Vec<LabelId> = schema
        .labels
        .iter()
        .map(|l| l.id.clone())
        .filter(|l| l != id)
        .collect();
    for kind in &mut schema.relation_types {
        for end in [&mut kind.from, &mut kind.to] {
            if others.iter().all(|l| end.contains(l)) && !end.contains(id) {
                end.push(id.clone());
            }
        }
    }
}

/// Adds a feature or changes the one of the same id.
#[must_use]
pub fn put_feature(project: &Project, feature: Feature) -> EditOp {
    let mut schema = (**project.schema()).clone();
    match schema.features.iter_mut().find(|f| f.id == feature.id) {
        Some(old) => *old = feature,
        None => schema.features.push(feature),
    }
    EditOp::Schema(Arc::new(schema))
}

/// Takes a feature out of the tag set. Values that annotations hold stay, as notices.
#[must_use]
pub fn remove_feature(project: &Project, id: &FeatureId) -> EditOp {
    let mut schema = (**project.schema()).clone();
    schema.features.retain(|f| f.id != *id);
    EditOp::Schema(Arc::new(schema))
}
