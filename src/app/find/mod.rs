//! Finding text: here, in a slim bar above the article, and everywhere, in the Search panel at the bottom.
//!
//! - [`bar`]: what is looked for in the article shown, and where the hits are;
//! - [`field`]: the field and the three switches that both have;
//! - [`deeds`]: what the commands and the panels' answers do.
pub mod bar;
pub mod deeds;
pub mod field;

pub use bar::{FindHere, find_bar_ui};

use crate::app::panels::search::SearchState;
use crate::model::Document;
use crate::workspace::settings::{BottomTab, Settings};
use std::ops::Range;

/// What has an outline in the text: the hits of the bar while it is open, else those of the Search panel while it is.
#[must_use]
pub fn hits_in(
    here: &FindHere,
    everywhere: &SearchState,
    settings: &Settings,
    document: &Document,
    bytes: &Range<usize>,
) -> Vec<Range<usize>> {
    if here.is_open() {
        return here.hits_in(super::panes::key_of(document), bytes);
    }
    if settings.panels.bottom && settings.panels.tab == BottomTab::Search {
        return everywhere.hits_in(document, bytes);
    }
    Vec::new()
}

/// Hashes what decides which hits [`hits_in`] gives: another search, or more of it found, is another hash.
pub fn hash_shown(
    here: &FindHere,
    everywhere: &SearchState,
    settings: &Settings,
    hasher: &mut impl std::hash::Hasher,
) {
    use std::hash::Hash as _;
    if here.is_open() {
        here.found().hash(hasher);
    } else if settings.panels.bottom && settings.panels.tab == BottomTab::Search {
        everywhere.found().hash(hasher);
    }
}
