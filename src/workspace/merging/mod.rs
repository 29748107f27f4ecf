//! Putting copies of a project together: several annotators' files into one, and two people's states of one file.
//!
//! # `gather`: copies of several annotators
//! - Articles are the same where their text is, as for comparisons. The first file's stay as they are; new ones come
//!   behind them.
//! - An annotator is the same where id and name are; one id with two names is two people, and the second gets a new id.
//! - Labels, features and types of links that only a later file has are added; where both have one, the first file's stays.
//! - An annotation, link or decision that is the same in both is taken once. Of two versions with one id, the one changed
//!   last keeps the id, and the other stays beside it under a new id, flagged in its note.
//! - Nothing is dropped: what cannot be merged is told.
//!
//! # `take_layer`: one annotator's layer as a step of this project
//! By the same rules; articles that are not here are told and left out.
//!
//! # `drive`: three states of one file, for git
//! As [`crate::edit::merge::three_way`]; and where both sides changed one annotation or link differently, both versions
//! are kept and flagged.

mod drive;
mod gather;
mod layer;
#[cfg(test)]
mod tests;

pub use drive::drive;
pub use gather::gather;
pub use layer::{TakenLayer, take_layer};

use crate::edit::{EditOp, apply_all};
use crate::model::{Annotation, AnnotationId, Decision, DecisionId, Project, Relation, RelationId};
use std::sync::Arc;

/// A merged project and what is to be known about it.
#[derive(Clone, Debug)]
pub struct Gathered {
    /// The whole.
    pub project: Project,
    /// Where two versions were kept, or one had to be chosen. In words.
    pub notes: Vec<String>,
    /// How many annotations and links stand there in two versions.
    pub n_kept_twice: usize,
}

/// What a merged file says in the note of a version that lost its id.
const FLAG: &str = "Other version, kept by a merge of";

struct Gathering {
    whole: Project,
    /// What was done so far, apart from what no step can hold: rejections and faulty elements.
    ops: Vec<EditOp>,
    notes: Vec<String>,
    n_kept_twice: usize,
}

impl Gathering {
    fn new(whole: Project) -> Self {
        Self {
            whole,
            ops: Vec::new(),
            notes: Vec::new(),
            n_kept_twice: 0,
        }
    }

    fn apply(&mut self, op: EditOp, what: &str) -> bool {
        match apply_all(&mut self.whole, std::slice::from_ref(&op)) {
            Ok(_) => {
                self.ops.push(op);
                true
            }
            Err(error) => {
                self.notes.push(format!("left out: {what}: {error}"));
                false
            }
        }
    }

    fn put_annotation(&mut self, annotation: Annotation) {
        let id = annotation.id.clone();
        let what = format!("the annotation {id}");
        let to = Some(Arc::new(annotation));
        self.apply(EditOp::Annotation { id, to }, &what);
    }

    fn put_decision(&mut self, decision: Decision) {
        let id = decision.id.clone();
        let what = format!("the decision {id}");
        let to = Some(Arc::new(decision));
        self.apply(EditOp::Decision { id, to }, &what);
    }
}

/// A decision that lost its id.
fn flagged_decision(decision: Decision, id: DecisionId, old: &DecisionId) -> Decision {
    Decision {
        note: flag(&decision.note, old.as_str()),
        id,
        ..decision
    }
}

fn flag(note: &str, old: &str) -> String {
    let flag = format!("{FLAG} {old}.");
    if note.is_empty() {
        flag
    } else {
        format!("{flag} {note}")
    }
}

fn flagged_annotation(annotation: Annotation, id: AnnotationId, old: &AnnotationId) -> Annotation {
    Annotation {
        note: flag(&annotation.note, old.as_str()),
        id,
        ..annotation
    }
}

fn flagged_relation(relation: Relation, id: RelationId, old: &RelationId) -> Relation {
    Relation {
        note: flag(&relation.note, old.as_str()),
        id,
        ..relation
    }
}
