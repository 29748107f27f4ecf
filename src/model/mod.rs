//! Floor 2: what a project is. Knows no JSON, no files, no clock, no window.
//!
//! A [`Project`] holds only sound elements: whatever fails a rule of the file format is set aside as a
//! [`SetAside`] and carried along unchanged. It changes only through the `put_…` and `set_…` calls, each of
//! which refuses what would break a rule and returns what stood there before; the floor above makes
//! undoable edits of them.
mod annotation;
mod decision;
mod document;
#[cfg(test)]
pub(crate) mod fixture;
mod id;
mod layer;
mod moment;
mod naming;
mod problem;
mod project;
mod rejection;
mod schema;
mod speakers;

pub use annotation::{AnchorState, Annotation, Features, ForeignFields, OldSpan, Relation};
pub use decision::{Decision, DecisionOutcome};
pub use document::{Document, Metadata, Newline, Source, sha256_hex};
pub use id::{
    AnnotationId, AnnotatorId, DecisionId, DocumentId, FeatureId, LabelId, RelationId,
    RelationTypeId, SpeakerId,
};
pub use layer::DocumentLayer;
pub use moment::by_time;
pub use naming::{MAX_TITLE_CHARS, as_title, free_name, is_sound_id, slug, title_of};
pub use problem::{ListName, Problem, ProblemKind, SetAside};
pub use project::{
    Annotator, AnnotatorKind, ModelError, Progress, ProgressState, Project, ProjectHead, Speaker,
};
pub use rejection::{RejectedSide, Rejection};
pub use schema::{Feature, FeatureKind, Label, RelationType, Schema};
pub use speakers::{SPEAKER_FEATURE, SpeakerNames, Voice, speaker_key, voices};
