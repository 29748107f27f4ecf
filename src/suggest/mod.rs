//! Floor 3: candidates for annotations and links, found in the texts by rules. They are hints, never marks: a
//! suggestion becomes an annotation only when a person accepts it.
//!
//! Pure: no files, no clock, no threads. Does not know the window, nor what was rejected before; the workspace leaves
//! rejected ones out.
mod suggestion;

pub use suggestion::{Cancelled, SHOWN_FROM, SuggestedSpan, Suggestion, SuggestionKind, Watch};
