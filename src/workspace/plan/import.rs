//! What an import has worked out, as one step.

use super::{CommandError, Plan};
use crate::edit::EditOp;
use crate::formats::read::ImportedProject;
use crate::model::{AnnotatorId, Project};
use crate::workspace::merging;
use std::sync::Arc;

/// Works out [`super::Command::Import`]. Annotations that do not fit their text are kept aside, each with its reason.
#[allow(
    clippy::unnecessary_wraps,
    reason = "of the same shape as those beside it"
)]
pub(super) fn plan(project: &Project, imported: &ImportedProject) -> Result<Plan, CommandError> {
    let mut ops = Vec::new();
    if imported.schema != **project.schema() {
        ops.push(EditOp::Schema(Arc::new(imported.schema.clone())));
    }
    let first = project.annotators().len();
    for (i, annotator) in imported.annotators.iter().enumerate() {
        let id = annotator.id.clone();
        let to = Some((first + i, Arc::new(annotator.clone())));
        ops.push(EditOp::Annotator { id, to });
    }
    let first = project.documents().len();
    for (i, document) in imported.documents.iter().enumerate() {
        let id = document.id.clone();
        let to = Some((first + i, Arc::new(document.clone())));
        ops.push(EditOp::Document { id, to });
    }
    for element in &imported.replaced {
        ops.extend(EditOp::unfit_annotation(element, false));
    }
    for annotation in &imported.annotations {
        let id = annotation.id.clone();
        let to = Some(Arc::new(annotation.clone()));
        ops.push(EditOp::Annotation { id, to });
    }
    for relation in &imported.relations {
        let id = relation.id.clone();
        let to = Some(Arc::new(relation.clone()));
        ops.push(EditOp::Relation { id, to });
    }
    for element in &imported.set_aside {
        ops.extend(EditOp::unfit_annotation(element, true));
    }
    let words = format!(
        "Import {} annotations and {} links",
        imported.annotations.len(),
        imported.relations.len()
    );
    Ok(Plan::of(ops, words))
}

/// Works out [`super::Command::TakeLayer`].
pub(super) fn take_layer(
    project: &Project,
    other: &Project,
    annotator: &AnnotatorId,
    name: Option<&str>,
) -> Result<Plan, CommandError> {
    let taken = merging::take_layer(project, other, annotator, name);
    let taken = taken.map_err(CommandError::Refused)?;
    let known = other.annotator(annotator).map_or("", |a| a.name.as_str());
    let words = format!(
        "Take in the layer of {}: {} annotations, {} links",
        name.unwrap_or(known).trim(),
        taken.annotations.len(),
        taken.relations.len()
    );
    let mut plan = Plan::of(taken.ops, words);
    let is_new = project.annotator(&taken.annotator).is_none();
    plan.outcome.annotator = is_new.then_some(taken.annotator);
    plan.outcome.annotations = taken.annotations;
    plan.outcome.relations = taken.relations;
    plan.outcome.notes = taken.notes;
    Ok(plan)
}
