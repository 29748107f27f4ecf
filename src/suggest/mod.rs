//! Floor 3: candidates for annotations and links, found in the texts by rules or annotated by programs. They are hints, never marks: a
//! suggestion becomes an annotation only when a person accepts it.
//!
//! Pure: no files, no clock, no threads. Does not know the window, nor what was rejected before; the workspace leaves
//! rejected ones out.
mod contradictions;
mod corpus;
mod excerpt;
#[cfg(test)]
mod fixture;
#[cfg(test)]
mod gold_tests;
mod machine;
pub mod quotes;
mod repeats;
mod suggestion;
mod variants;
mod word_diff;
mod word_lists;

pub use contradictions::contradictions;
pub use machine::machine;
pub use repeats::repeats;
pub use suggestion::{Cancelled, SHOWN_FROM, SuggestedSpan, Suggestion, SuggestionKind, Watch};
pub use variants::quote_variants;
pub use word_diff::{WordDiff, word_diff};

use crate::model::{AnnotatorId, Project};

/// Candidates of one kind, best first; those of the same score in the order of the articles.
///
/// With an annotator, what they have annotated already is left out or used; with `None`, what anybody has.
///
/// # Errors
/// When `watch` says stop.
pub fn suggest(
    project: &Project,
    kind: SuggestionKind,
    annotator: Option<&AnnotatorId>,
    watch: Watch<'_>,
) -> Result<Vec<Suggestion>, Cancelled> {
    let mut found = match kind {
        SuggestionKind::Quotes => quotes::quotes(project, annotator, watch)?,
        SuggestionKind::Repeats => repeats(project, annotator, watch)?,
        SuggestionKind::Contradictions => contradictions(project, annotator, watch)?,
        SuggestionKind::Machine => machine(project, annotator, watch)?,
        SuggestionKind::QuoteVariants => quote_variants(project, annotator, watch)?,
    };
    // Stable, so equal scores stay in the order in which they were found.
    found.sort_by(|a, b| b.score.total_cmp(&a.score));
    Ok(found)
}
