//! Tagging many places at once: one step, and places that have the tag already are left out.

use super::{Command, CommandError, Environment, Outcome, Plan, words};
use crate::edit::EditOp;
use crate::model::{
    Annotation, AnnotationId, AnnotatorId, DocumentId, Features, ForeignFields, Project,
};
use crate::text::TextSpan;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Works out [`Command::AnnotateMany`].
pub(super) fn plan(
    project: &Project,
    author: &AnnotatorId,
    env: &Environment,
    command: &Command,
) -> Result<Plan, CommandError> {
    let Command::AnnotateMany {
        places,
        label,
        features,
        origin,
    } = command
    else {
        return Ok(Plan::default());
    };
    let mut values = Features::default();
    for (name, value) in features {
        values.set(name.clone(), value.as_str());
    }
    let now = env.clock.now_rfc3339();
    // What has the tag already, of the articles concerned.
    let concerned: BTreeSet<&DocumentId> = places.iter().map(|(document, _)| document).collect();
    let mut tagged: BTreeSet<(&DocumentId, &[TextSpan])> = concerned
        .iter()
        .flat_map(|id| project.annotations_of(id))
        .filter(|a| a.annotator == *author && a.label == *label)
        .map(|a| (&a.document, a.spans.as_slice()))
        .collect();
    let mut plan = Plan::default();
    for (document, spans) in places {
        if project.document(document).is_none() {
            return Err(CommandError::Refused(format!(
                "there is no article {document}"
            )));
        }
        if !tagged.insert((document, spans)) {
            plan.outcome.n_left_out += 1;
            continue;
        }
        let id = AnnotationId::from(env.ids.next_id());
        let annotation = Annotation {
            id: id.clone(),
            document: document.clone(),
            annotator: author.clone(),
            label: label.clone(),
            spans: spans.clone(),
            features: values.clone(),
            note: String::new(),
            origin: origin.clone(),
            created: now.clone(),
            modified: now.clone(),
            anchor: None,
            old_spans: Vec::new(),
            foreign: ForeignFields::default(),
        };
        plan.outcome.annotations.push(id.clone());
        plan.ops.push(EditOp::Annotation {
            id,
            to: Some(Arc::new(annotation)),
        });
    }
    let n = plan.ops.len();
    let name = words::label_name(project, label);
    plan.outcome.description = match n {
        1 => format!("Tag one place as {name}"),
        n => format!("Tag {n} places as {name}"),
    };
    Ok(plan)
}

/// What the outcome of [`Command::AnnotateMany`] says to the user.
#[must_use]
pub fn tagged_words(outcome: &Outcome) -> String {
    let n = outcome.annotations.len();
    let left_out = match outcome.n_left_out {
        0 => String::new(),
        1 => ", one had this tag already".to_owned(),
        n => format!(", {n} had this tag already"),
    };
    match n {
        0 => format!("Nothing to tag{left_out}"),
        1 => format!("One place tagged{left_out}"),
        n => format!("{n} places tagged{left_out}"),
    }
}
