//! Putting copies of a project together: several annotators' files into one, and two people's states of one file.
//!
//! # `gather`: copies of several annotators
//! - Articles are the same where their text is, as for comparisons; new ones come behind the first file's.
//! - An annotator is the same where id and name are; one id with two names is two people, and the second gets a new id.
//!   So with speakers of one id, unless one of both names the other.
//! - What a later file says of a project, an article, an annotator, a speaker that is there already (title, metadata, kind,
//!   unknown fields) fills what is empty; where both say something the first file's stays, and the other is told.
//! - Labels, features and types of links that only a later file has are added; where both have one, the first file's stays.
//! - An annotation, link or decision that is the same in several files is taken once. Of two versions with one id, the one
//!   changed last keeps the id, and the other stays beside it under a new id, flagged in its note (a decision is not: its
//!   note is for the guidelines, and the place shows that it has two).
//! - Of two records of one place of which one only holds a note, one is made with both notes.
//! - Nothing is dropped: what cannot be merged is told.
//!
//! # `take_layer`: one annotator's layer as a step of this project
//! By the same rules; what lies on articles that are not here is told and left out, and so is what is faulty and names
//! something that is called otherwise here.
//!
//! # `drive`: three states of one file, for git
//! As [`crate::edit::merge`] says; and faulty elements of both sides. `drive_as_step` is the same for an open project.

mod drive;
mod filling;
mod gather;
mod layer;
mod place;
#[cfg(test)]
mod tests;

pub use drive::{drive, drive_as_step};
pub use gather::gather;
pub use layer::{TakenLayer, newer_refusal, take_layer};

use crate::edit::merge::Versioned;
use crate::edit::{EditOp, apply_all};
use crate::model::{Decision, Project};
use std::sync::Arc;

/// A merged project and what is to be known about it.
#[derive(Clone, Debug)]
pub struct Gathered {
    /// The whole.
    pub project: Project,
    /// Where two versions were kept, one had to be chosen, or something was brought back or left out. In words.
    pub notes: Vec<String>,
    /// How many of the notes ask for a decision, as [`crate::edit::merge::Merged::n_clashes`].
    pub n_clashes: usize,
    /// How many annotations, links and decisions stand there in two versions.
    pub n_kept_twice: usize,
}

struct Gathering {
    whole: Project,
    /// What was done so far, apart from what no step can hold: rejections and faulty elements.
    ops: Vec<EditOp>,
    notes: Vec<String>,
    n_kept_twice: usize,
    /// Where the other one comes from, for the notes.
    other: String,
    /// Whose it is that stays, for the notes.
    leading: &'static str,
}

impl Gathering {
    fn new(whole: Project, leading: &'static str) -> Self {
        Self {
            other: "the other project".to_owned(),
            leading,
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

    fn put<E: Versioned>(&mut self, element: E) {
        let what = format!("{} {}", E::WHAT, element.id());
        self.apply(element.into_op(), &what);
    }

    fn put_decision(&mut self, decision: Decision) {
        let id = decision.id.clone();
        let what = format!("the decision {id}");
        let to = Some(Arc::new(decision));
        self.apply(EditOp::Decision { id, to }, &what);
    }
}
