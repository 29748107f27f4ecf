//! Links with all that they need: annotations from plain words, copies out of other layers.

use super::super::command::{Command, CommandError, LinkEnd};
use super::super::words;
use super::{Draft, Plan, Planner, refused};
use crate::edit::EditOp;
use crate::model::{
    Annotation, AnnotationId, AnnotatorId, DocumentId, FeatureId, LabelId, Project, RelationTypeId,
};
use crate::text::TextSpan;
use std::sync::Arc;

/// What a new annotation is that came from another layer.
const ORIGIN_COPY: &str = "copy";

/// [`Command::Link`], apart.
pub(super) struct Link<'c> {
    pub relation_type: &'c RelationTypeId,
    pub from: &'c [LinkEnd],
    pub to: &'c LinkEnd,
    pub features: &'c [(FeatureId, String)],
    pub note: &'c str,
}

impl Planner<'_> {
    pub(super) fn link(&self, link: &Link<'_>) -> Result<Plan, CommandError> {
        if self
            .project
            .schema()
            .relation_type(link.relation_type)
            .is_none()
        {
            return refused(format!("there is no type of link {}", link.relation_type));
        }
        let mut draft = Draft::new(self, "");
        let mut from = Vec::with_capacity(link.from.len());
        for end in link.from {
            let id = draft.link_end(end, link.relation_type)?;
            if !from.contains(&id) {
                from.push(id);
            }
        }
        let to = draft.link_end(link.to, link.relation_type)?;
        if from.contains(&to) {
            return refused("an annotation cannot be linked with itself".to_owned());
        }
        for from in &from {
            draft.join(link.relation_type, from, &to, link.features, link.note)?;
        }
        if draft.plan.outcome.relations.is_empty() {
            return refused(match from.len() {
                0 => "a link needs two ends".to_owned(),
                1 => "the two are linked already".to_owned(),
                _ => "they are all linked already".to_owned(),
            });
        }
        draft.plan.outcome.description =
            words::link(&draft.project, &from, &to, link.relation_type);
        Ok(draft.plan)
    }

    pub(super) fn copy_annotations(&self, ids: &[AnnotationId]) -> Result<Plan, CommandError> {
        let mut draft = Draft::new(self, "");
        for id in ids {
            draft.copy(id)?;
        }
        draft.plan.outcome.description = match ids {
            [id] => {
                let a = self.project.annotation(id);
                let document = a.and_then(|a| self.project.document(&a.document));
                let words = a.zip(document);
                let words = words.map(|(a, d)| words::shown(&a.covered_text(d.text())));
                format!("Copy {} into my layer", words.unwrap_or_default())
            }
            _ => format!("Copy {} annotations into my layer", ids.len()),
        };
        Ok(draft.plan)
    }
}

impl Draft<'_> {
    /// The annotation where a link ends; made if it has to be.
    fn link_end(
        &mut self,
        end: &LinkEnd,
        relation_type: &RelationTypeId,
    ) -> Result<AnnotationId, CommandError> {
        match end {
            LinkEnd::Annotation(id) => Ok(self.planner().own_annotation(id)?.id.clone()),
            LinkEnd::CopyOf(id) => self.copy(id),
            LinkEnd::Words {
                document,
                spans,
                label,
            } => {
                let author = self.planner().author()?.clone();
                let there = annotations_on(&self.project, &author, document, spans);
                let wanted = |a: &&&Arc<Annotation>| label.as_ref().is_none_or(|l| a.label == *l);
                if let Some(a) = there.iter().find(wanted) {
                    return Ok(a.id.clone());
                }
                let label = match label {
                    Some(label) => label.clone(),
                    None => label_for_words(&self.project, relation_type)?,
                };
                self.annotate(document, &label, spans, &[], "hand")
            }
        }
    }

    /// The annotation's like in one's own layer.
    fn copy(&mut self, id: &AnnotationId) -> Result<AnnotationId, CommandError> {
        let author = self.planner().author()?.clone();
        let Some(a) = self.project.annotation(id).cloned() else {
            return refused(format!("there is no annotation {id}"));
        };
        if a.annotator == author {
            return Ok(a.id.clone());
        }
        let there = annotations_on(&self.project, &author, &a.document, &a.spans);
        if let Some(own) = there.iter().find(|own| own.label == a.label) {
            return Ok(own.id.clone());
        }
        let now = self.env.clock.now_rfc3339();
        let copy = Annotation {
            id: self.env.ids.next_id().into(),
            annotator: author,
            origin: ORIGIN_COPY.to_owned(),
            created: now.clone(),
            modified: now,
            ..(*a).clone()
        };
        let id = copy.id.clone();
        let op = EditOp::Annotation {
            id: id.clone(),
            to: Some(Arc::new(copy)),
        };
        let mut plan = Plan::of(vec![op], "");
        plan.outcome.annotations.push(id.clone());
        self.take(plan)?;
        Ok(id)
    }

    pub(super) fn annotate(
        &mut self,
        document: &DocumentId,
        label: &LabelId,
        spans: &[TextSpan],
        features: &[(FeatureId, String)],
        origin: &str,
    ) -> Result<AnnotationId, CommandError> {
        let made = self.run(&Command::Annotate {
            document: document.clone(),
            label: label.clone(),
            spans: spans.to_vec(),
            features: features.to_vec(),
            note: String::new(),
            id: None,
            origin: origin.to_owned(),
        })?;
        match made.annotations.into_iter().next() {
            Some(id) => Ok(id),
            None => refused("the annotation was not made".to_owned()),
        }
    }

    /// Links the two unless they are linked by this type already.
    pub(super) fn join(
        &mut self,
        relation_type: &RelationTypeId,
        from: &AnnotationId,
        to: &AnnotationId,
        features: &[(FeatureId, String)],
        note: &str,
    ) -> Result<(), CommandError> {
        if are_linked(&self.project, relation_type, from, to) {
            return Ok(());
        }
        self.run(&Command::Relate {
            relation_type: relation_type.clone(),
            from: from.clone(),
            to: to.clone(),
            features: features.to_vec(),
            note: note.to_owned(),
            id: None,
        })?;
        Ok(())
    }
}

/// Whether a link of this type joins the two; the direction counts only where the type has one.
fn are_linked(
    project: &Project,
    relation_type: &RelationTypeId,
    from: &AnnotationId,
    to: &AnnotationId,
) -> bool {
    let kind = project.schema().relation_type(relation_type);
    let is_symmetric = kind.is_some_and(|t| t.symmetric);
    project.relations_of(from).any(|r| {
        let same_way = r.from == *from && r.to == *to;
        let other_way = r.from == *to && r.to == *from;
        r.relation_type == *relation_type && (same_way || is_symmetric && other_way)
    })
}

/// The annotations of a layer on exactly these words, by id.
pub(super) fn annotations_on<'p>(
    project: &'p Project,
    annotator: &AnnotatorId,
    document: &DocumentId,
    spans: &[TextSpan],
) -> Vec<&'p Arc<Annotation>> {
    let (Some(first), Some(last)) = (spans.first(), spans.last()) else {
        return Vec::new();
    };
    let extent = first.start().get()..last.end().get();
    let mut found = project.annotations_touching(document, extent);
    found.retain(|a| a.annotator == *annotator && a.spans == spans);
    found
}

/// The tag of an annotation that a link makes from plain words: what the type joins by its meaning, as far as the
/// tag set has it.
fn label_for_words(
    project: &Project,
    relation_type: &RelationTypeId,
) -> Result<LabelId, CommandError> {
    let schema = project.schema();
    let meant = match relation_type.as_str() {
        "quote_variant" => "quote",
        "supports" | "same_claim" => "claim",
        _ => "contradiction",
    };
    let kind = schema.relation_type(relation_type);
    let allowed = kind.into_iter().flat_map(|t| t.from.iter().chain(&t.to));
    let mut candidates = std::iter::once(LabelId::from(meant))
        .chain(allowed.cloned())
        .chain(schema.labels.iter().map(|l| l.id.clone()));
    match candidates.find(|id| schema.label(id).is_some()) {
        Some(id) => Ok(id),
        None => refused("the tag set has no tags: add one first".to_owned()),
    }
}
