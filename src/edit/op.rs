//! One change of a project, as a value.

use crate::model::{
    Annotation, AnnotationId, Annotator, AnnotatorId, Decision, DecisionId, Document, DocumentId,
    ModelError, Progress, Project, ProjectHead, Relation, RelationId, Schema, SetAside, Speaker,
    SpeakerId,
};
use std::sync::Arc;
use thiserror::Error;

/// Sets one element of a project to a value, or to nothing.
///
/// The inverse of an op is again such an op: the one that sets the element to what stood there before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EditOp {
    /// Title, guidelines and the rest of the head.
    Head(Arc<ProjectHead>),
    /// The whole tag set.
    Schema(Arc<Schema>),
    /// An annotator at a place in the list.
    Annotator {
        /// Which.
        id: AnnotatorId,
        /// Place and value, or nothing.
        to: Option<(usize, Arc<Annotator>)>,
    },
    /// A document at a place in the list.
    Document {
        /// Which.
        id: DocumentId,
        /// Place and value, or nothing.
        to: Option<(usize, Arc<Document>)>,
    },
    /// An annotation.
    Annotation {
        /// Which.
        id: AnnotationId,
        /// The value, or nothing.
        to: Option<Arc<Annotation>>,
    },
    /// A relation.
    Relation {
        /// Which.
        id: RelationId,
        /// The value, or nothing.
        to: Option<Arc<Relation>>,
    },
    /// An annotator's progress with a document.
    Progress {
        /// The document.
        document: DocumentId,
        /// Whose progress.
        annotator: AnnotatorId,
        /// The value, or nothing.
        to: Option<Progress>,
    },
    /// A speaker.
    Speaker {
        /// Which.
        id: SpeakerId,
        /// The value, or nothing.
        to: Option<Arc<Speaker>>,
    },
    /// A decision of an adjudicator.
    Decision {
        /// Which.
        id: DecisionId,
        /// The value, or nothing.
        to: Option<Arc<Decision>>,
    },
    /// An element that fails a rule of the file format, kept aside as raw text of the project file: there or not.
    SetAside {
        /// Which.
        element: Arc<SetAside>,
        /// Whether it is there afterwards.
        present: bool,
    },
    /// A rejected suggestion, as raw text: there or not.
    Rejected {
        /// Which.
        raw: Arc<str>,
        /// Whether it is there afterwards.
        present: bool,
    },
}

/// Why an edit was refused. The project is as it was.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{0}")]
pub struct EditError(pub String);

impl From<ModelError> for EditError {
    fn from(error: ModelError) -> Self {
        Self(error.0)
    }
}

impl EditOp {
    /// What sets an element aside (`present`), or takes it away from there.
    #[must_use]
    pub fn set_aside(element: &SetAside, present: bool) -> Self {
        Self::SetAside {
            element: Arc::new(element.clone()),
            present,
        }
    }

    /// Does it, and returns the op that takes it back.
    ///
    /// # Errors
    /// When it would break a rule of the project, which is then unchanged.
    pub fn apply(&self, project: &mut Project) -> Result<Self, EditError> {
        Ok(match self {
            Self::Head(head) => Self::Head(project.set_head(head.clone())),
            Self::Schema(schema) => Self::Schema(project.set_schema(schema.clone())?),
            Self::Annotator { id, to } => Self::Annotator {
                id: id.clone(),
                to: project.put_annotator(id, to.clone())?,
            },
            Self::Document { id, to } => Self::Document {
                id: id.clone(),
                to: project.put_document(id, to.clone())?,
            },
            Self::Annotation { id, to } => Self::Annotation {
                id: id.clone(),
                to: project.put_annotation(id, to.clone())?,
            },
            Self::Relation { id, to } => Self::Relation {
                id: id.clone(),
                to: project.put_relation(id, to.clone())?,
            },
            Self::Progress {
                document,
                annotator,
                to,
            } => Self::Progress {
                document: document.clone(),
                annotator: annotator.clone(),
                to: project.put_progress(document, annotator, to.clone())?,
            },
            Self::Speaker { id, to } => Self::Speaker {
                id: id.clone(),
                to: project.put_speaker(id, to.clone())?,
            },
            Self::Decision { id, to } => Self::Decision {
                id: id.clone(),
                to: project.put_decision(id, to.clone())?,
            },
            Self::SetAside { element, present } => Self::SetAside {
                element: element.clone(),
                present: project.put_set_aside((**element).clone(), *present),
            },
            Self::Rejected { raw, present } => Self::Rejected {
                raw: raw.clone(),
                present: project.put_rejected(raw, *present),
            },
        })
    }
}

/// Applies all ops in order, or none. Returns the ops that take them back, in the order to apply them.
///
/// # Errors
/// Whatever the first refused op says; the project is then unchanged.
pub fn apply_all(project: &mut Project, ops: &[EditOp]) -> Result<Vec<EditOp>, EditError> {
    let mut draft = project.clone();
    let mut inverse = Vec::with_capacity(ops.len());
    for op in ops {
        inverse.push(op.apply(&mut draft)?);
    }
    inverse.reverse();
    *project = draft;
    Ok(inverse)
}
