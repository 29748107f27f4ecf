//! The project file, version 1: one JSON file that holds a whole project.
//!
//! [`read_project`] takes bytes, [`write_project`] gives the canonical bytes; files, locks and the journal
//! are the business of the rest of the storage floor. What the format asks for is in `PROJECT_FORMAT`.
//!
//! How a file is read: one pass finds the top-level keys and cuts every list into its elements without
//! looking inside; then each element is parsed and judged by itself, on all processors, since a faulty element must not
//! take its neighbours with it. The pass is a quick one that knows nothing of errors ([`split`]); whatever it does not
//! expect is read again by the JSON parser, which refuses a broken file with its place. Nothing is ever
//! held as an untyped JSON tree. Keys that the format does not know are kept at every level as raw text.
//!
//! Limitations: a value of an unknown key that stands on several lines is put on one (its tokens stay as they
//! are); an empty text as the value of a feature is taken as "not set".
mod decision;
mod element;
mod error;
mod judge;
mod lists;
pub(super) mod object;
mod parallel;
mod place;
mod read;
mod schema;
mod split;
#[cfg(test)]
mod tests;
pub(super) mod write;

pub(super) use element::element_error;
pub use element::{ElementError, ReadElement, read_element};
pub use error::ProjectFileError;
pub use place::Place;
pub use read::{LoadedProject, NewerVersion, read_project, verify_texts};
pub use write::{SpanUnit, WriteElement, write_element, write_project};

/// The value of `format`.
pub const FORMAT: &str = "countermark-project";
/// The newest `version` that this program knows, and the one it writes.
pub const VERSION: u64 = 1;
/// The value of `offset_unit`.
pub const OFFSET_UNIT: &str = "unicode-code-point";
/// Most annotations that a file may hold.
pub const MAX_ANNOTATIONS: usize = 1_000_000;
/// Most documents that a file may hold.
pub const MAX_DOCUMENTS: usize = 100_000;
/// Largest text of a document, in bytes.
pub const MAX_DOCUMENT_BYTES: usize = 256 << 20;
/// Most arrays and objects inside each other, in the whole file.
pub const MAX_DEPTH: usize = 128;
