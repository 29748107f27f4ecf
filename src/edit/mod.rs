//! Floor 3: edits as values with inverses. Pure: no files, no clock, no ids of its own.
//!
//! An [`EditOp`] sets one element to a value, or to nothing; applying it gives the op that takes it back. A
//! [`Step`] is a list of them that happens as a whole, and one undo step. [`compose`] turns intentions ("remove
//! this label") into ops, [`speakers`] those on the list of speakers, [`relation_types`] those on the types of links, [`new_ids`]
//! those that give an element of the tag set another id, [`replace`] a newer
//! version of an article.
pub mod compose;
mod history;
pub mod merge;
pub mod new_ids;
mod op;
pub mod relation_types;
pub mod replace;
pub mod same_texts;
pub mod speakers;

#[cfg(test)]
mod tests;

pub use history::{History, Step, StepKind};
pub use op::{EditError, EditOp, apply_all};
