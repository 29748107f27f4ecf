//! What one search found, by key and by place.

use crate::model::{DocumentId, Project};
use crate::suggest::{Suggestion, SuggestionKind};
use crate::text::TextSpan;
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::sync::Arc;

/// What a candidate is known by, whichever search found it: its kind and its places, and where programs give words
/// several tags, the tag.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SuggestionKey {
    /// Which rules found it.
    pub kind: SuggestionKind,
    what: Arc<str>,
    places: Arc<[(DocumentId, Vec<TextSpan>)]>,
}

impl SuggestionKey {
    /// The key of a candidate.
    #[must_use]
    pub fn of(suggestion: &Suggestion) -> Self {
        let places = suggestion.parts.iter();
        Self {
            kind: suggestion.kind,
            what: suggestion.what().into(),
            places: places
                .map(|part| (part.document.clone(), part.spans.clone()))
                .collect(),
        }
    }

    /// How many places it has.
    #[must_use]
    pub fn n_parts(&self) -> usize {
        self.places.len()
    }
}

/// One place of one candidate in one article.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SuggestedPlace {
    /// First byte.
    pub start: usize,
    /// The byte behind the last one.
    pub end: usize,
    /// Which candidate of its kind, counted from the best one.
    pub nth: usize,
    /// Which of its places.
    pub part: usize,
}

/// The candidates of one kind, the best first, each once.
#[derive(Clone, Debug, Default)]
pub struct Found {
    suggestions: Vec<Suggestion>,
    nth_of: HashMap<SuggestionKey, usize>,
    places: BTreeMap<DocumentId, Places>,
    /// The texts that the spans belong to.
    texts: BTreeMap<DocumentId, Arc<str>>,
}

/// The places in one article.
#[derive(Clone, Debug, Default)]
struct Places {
    /// Ascending.
    places: Vec<SuggestedPlace>,
    /// The greatest end of this place and all before it: ascending too.
    ends: Vec<usize>,
}

impl Found {
    /// Orders what was found in `project`. Candidates with a place that does not lie in it are left out.
    #[must_use]
    pub fn new(project: &Project, candidates: Vec<Suggestion>) -> Self {
        let mut found = Self::default();
        for suggestion in candidates {
            let is_sound = !suggestion.parts.is_empty()
                && suggestion.parts.iter().all(|part| {
                    project.document(&part.document).is_some() && !part.spans.is_empty()
                });
            let key = SuggestionKey::of(&suggestion);
            if !is_sound || found.nth_of.contains_key(&key) {
                continue;
            }
            let nth = found.suggestions.len();
            found.nth_of.insert(key, nth);
            for (part, side) in suggestion.parts.iter().enumerate() {
                let (Some(first), Some(last)) = (side.spans.first(), side.spans.last()) else {
                    continue;
                };
                let place = SuggestedPlace {
                    start: first.start().get(),
                    end: last.end().get(),
                    nth,
                    part,
                };
                if let Some(document) = project.document(&side.document) {
                    let text = || document.text().clone();
                    found
                        .texts
                        .entry(side.document.clone())
                        .or_insert_with(text);
                }
                let places = found.places.entry(side.document.clone()).or_default();
                places.places.push(place);
            }
            found.suggestions.push(suggestion);
        }
        for places in found.places.values_mut() {
            places.places.sort_unstable();
            let mut end = 0;
            let ends = places.places.iter().map(|place| {
                end = end.max(place.end);
                end
            });
            places.ends = ends.collect();
        }
        found
    }

    /// Every candidate, the best first.
    #[must_use]
    pub fn suggestions(&self) -> &[Suggestion] {
        &self.suggestions
    }

    /// The place of a candidate in [`Self::suggestions`].
    #[must_use]
    pub fn nth(&self, key: &SuggestionKey) -> Option<usize> {
        self.nth_of.get(key).copied()
    }

    /// Every place in an article, by start.
    #[must_use]
    pub fn places(&self, document: &DocumentId) -> &[SuggestedPlace] {
        self.places
            .get(document)
            .map_or(&[], |places| &places.places)
    }

    /// The places in an article whose extent shares a byte with `range`, by start.
    pub fn touching(
        &self,
        document: &DocumentId,
        range: Range<usize>,
    ) -> impl Iterator<Item = SuggestedPlace> + '_ {
        let places = self.places.get(document);
        let first = places.map_or(0, |p| p.ends.partition_point(|end| *end <= range.start));
        let all = places.map_or(&[][..], |p| &p.places);
        all[first..]
            .iter()
            .take_while(move |place| place.start < range.end)
            .filter(move |place| range.start < place.end)
            .copied()
    }

    /// Whether every place of the candidate lies in the text it was found in.
    #[must_use]
    pub fn fits(&self, project: &Project, suggestion: &Suggestion) -> bool {
        suggestion.parts.iter().all(|part| {
            let now = project.document(&part.document).map(|d| d.text());
            let then = self.texts.get(&part.document);
            matches!((now, then), (Some(now), Some(then)) if Arc::ptr_eq(now, then) || now == then)
        })
    }
}
