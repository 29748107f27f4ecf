//! Questions to what was found: which candidates are open, in which order, and which comes next.

use super::found::{Found, SuggestedPlace, SuggestionKey};
use super::standing::{Judge, Standing};
use crate::model::DocumentId;
use crate::suggest::{SHOWN_FROM, Suggestion, SuggestionKind};
use crate::text::ByteOffset;
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;
use std::ops::Range;
use std::sync::Arc;

/// What was found so far, kind by kind. Cloning shares everything.
#[derive(Clone, Debug, Default)]
pub struct FoundSet {
    kinds: [Option<Arc<Found>>; SuggestionKind::ALL.len()],
}

/// Which candidates are asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    /// Of these kinds.
    pub kinds: Vec<SuggestionKind>,
    /// Those of a low score too.
    pub unlikely: bool,
    /// With a place in this article; `None`: in any.
    pub document: Option<DocumentId>,
}

impl Query {
    fn takes(&self, suggestion: &Suggestion) -> bool {
        (self.unlikely || suggestion.score >= SHOWN_FROM)
            && self
                .document
                .as_ref()
                .is_none_or(|d| suggestion.parts.iter().any(|part| part.document == *d))
    }
}

/// The order of a list of candidates.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SuggestionOrder {
    /// By score, kinds mixed.
    #[default]
    BestFirst,
    /// By article and place.
    InTextOrder,
}

/// How many open candidates of each kind there are; `None` where nobody has looked.
pub type Counts = [Option<usize>; SuggestionKind::ALL.len()];

/// A place of a candidate to go to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stop {
    /// Which candidate.
    pub key: SuggestionKey,
    /// Which of its places.
    pub part: usize,
    /// The article of the place.
    pub document: DocumentId,
    /// Where it begins.
    pub start: ByteOffset,
    /// The end of the project lies between.
    pub is_past_the_end: bool,
}

/// A place with its kind, ordered as one meets them in the text.
type Met = (SuggestedPlace, usize);

impl FoundSet {
    pub(super) fn put(&mut self, nth: usize, found: Found) {
        self.kinds[nth] = Some(Arc::new(found));
    }

    /// What was found of a kind.
    #[must_use]
    pub fn of(&self, kind: SuggestionKind) -> Option<&Arc<Found>> {
        self.kinds[super::at(kind)].as_ref()
    }

    /// The candidate of that key.
    #[must_use]
    pub fn get(&self, key: &SuggestionKey) -> Option<&Suggestion> {
        let found = self.of(key.kind)?;
        found.suggestions().get(found.nth(key)?)
    }

    /// Whether the candidate of that key is there and still to be decided.
    #[must_use]
    pub fn is_open(&self, judge: &Judge, key: &SuggestionKey) -> bool {
        self.of(key.kind)
            .zip(self.get(key))
            .is_some_and(|(found, s)| judge.standing(found, s) == Standing::Open)
    }

    /// A number for a candidate, good until the next search has ended.
    #[must_use]
    pub fn number(kind: SuggestionKind, nth: usize) -> u64 {
        (nth * SuggestionKind::ALL.len() + super::at(kind)) as u64
    }

    /// The number of the candidate of that key.
    #[must_use]
    pub fn number_of(&self, key: &SuggestionKey) -> Option<u64> {
        let nth = self.of(key.kind)?.nth(key)?;
        Some(Self::number(key.kind, nth))
    }

    /// The candidate of a number.
    #[must_use]
    pub fn by_number(&self, number: u64) -> Option<&Suggestion> {
        let number = usize::try_from(number).ok()?;
        let n = SuggestionKind::ALL.len();
        let found = self.kinds[number % n].as_ref()?;
        found.suggestions().get(number / n)
    }

    /// The open candidates that `query` asks for with their numbers and places in `document` that touch `range`.
    pub fn touching<'a>(
        &'a self,
        judge: &'a Judge,
        query: &'a Query,
        document: &'a DocumentId,
        range: Range<usize>,
    ) -> impl Iterator<Item = (u64, usize, &'a Suggestion)> + 'a {
        query.kinds.iter().flat_map(move |kind| {
            let found = self.of(*kind);
            found.into_iter().flat_map({
                let range = range.clone();
                move |found| {
                    let places = found.touching(document, range.clone());
                    places.filter_map(move |place| {
                        let s = &found.suggestions()[place.nth];
                        let is_meant = query.takes(s) && judge.standing(found, s) == Standing::Open;
                        is_meant.then(|| (Self::number(*kind, place.nth), place.part, s))
                    })
                }
            })
        })
    }

    /// The numbers of the open candidates that `query` asks for, in that order, and how many of each kind there are.
    ///
    /// Costs one look at every candidate. `None` when `cancelled` said so on the way.
    #[must_use]
    pub fn list(
        &self,
        judge: &Judge,
        query: &Query,
        order: SuggestionOrder,
        cancelled: &dyn Fn() -> bool,
    ) -> Option<(Vec<u64>, Counts)> {
        let mut counts = Counts::default();
        let mut listed = Vec::new();
        for (at, kind) in SuggestionKind::ALL.into_iter().enumerate() {
            let Some(found) = &self.kinds[at] else {
                continue;
            };
            let is_listed = query.kinds.contains(&kind);
            let mut n = 0;
            for (nth, s) in found.suggestions().iter().enumerate() {
                if nth % 1024 == 0 && cancelled() {
                    return None;
                }
                if query.takes(s) && judge.standing(found, s) == Standing::Open {
                    n += 1;
                    if is_listed {
                        listed.push((Self::number(kind, nth), s));
                    }
                }
            }
            counts[at] = Some(n);
        }
        match order {
            // Stable: of the same score, the order of the rules stays.
            SuggestionOrder::BestFirst => {
                listed.sort_by(|(_, a), (_, b)| b.score.total_cmp(&a.score));
            }
            SuggestionOrder::InTextOrder => {
                let place = |s: &Suggestion| {
                    let meant = query.document.as_ref();
                    let here = |p: &&_| meant.is_none_or(|d| part_document(p) == d);
                    let part = s.parts.iter().find(here).or_else(|| s.parts.first());
                    part.map(|p| {
                        let start = p.spans.first().map(|s| s.start());
                        let end = p.spans.last().map(|s| s.end());
                        (
                            judge.project().document_position(&p.document),
                            start,
                            Reverse(end),
                        )
                    })
                };
                listed.sort_by_key(|(_, s)| place(s));
            }
        }
        Some((
            listed.into_iter().map(|(number, _)| number).collect(),
            counts,
        ))
    }

    /// The next (or previous) place of an open candidate of `query`, from `from` on: an article, a byte in it, and the
    /// candidate one stands on, if any. At the end of the project it goes on at its other end.
    #[must_use]
    pub fn neighbour(
        &self,
        judge: &Judge,
        query: &Query,
        from: (&DocumentId, usize, Option<(&SuggestionKey, usize)>),
        forward: bool,
    ) -> Option<Stop> {
        let documents = judge.project().documents();
        let n = documents.len();
        let (document, byte, current) = from;
        let here = judge.project().document_position(document)?;
        let standing_on = current.and_then(|(key, part)| self.met(document, key, part));
        // Every article once, this one twice: behind the place, and at the end before it.
        for step in 0..=n {
            let at = if forward {
                (here + step) % n
            } else {
                (here + n - step % n) % n
            };
            let id = &documents[at].id;
            let mut met = self.meetings(query, id);
            let is_before = |place: &Met| match &standing_on {
                Some(on) => place < on,
                None => place.0.start < byte,
            };
            if step == 0 || step == n {
                let wants_before = forward == (step == n);
                met.retain(|place| {
                    standing_on.as_ref() != Some(place) && is_before(place) == wants_before
                });
            }
            let open = |place: &Met| self.open_stop(judge, query, *place, id);
            let stop = if forward {
                met.iter().find_map(open)
            } else {
                met.iter().rev().find_map(open)
            };
            if let Some(stop) = stop {
                let is_past_the_end = if forward {
                    here + step >= n
                } else {
                    step > here
                };
                return Some(Stop {
                    is_past_the_end,
                    ..stop
                });
            }
        }
        None
    }

    /// The place of a candidate in an article.
    fn met(&self, document: &DocumentId, key: &SuggestionKey, part: usize) -> Option<Met> {
        let nth = self.of(key.kind)?.nth(key)?;
        let mut places = self.of(key.kind)?.places(document).iter();
        let place = places.find(|place| place.nth == nth && place.part == part)?;
        Some((*place, super::at(key.kind)))
    }

    /// Every place of the kinds asked for in an article, as one meets them.
    fn meetings(&self, query: &Query, document: &DocumentId) -> Vec<Met> {
        let mut met: Vec<Met> = query
            .kinds
            .iter()
            .filter_map(|kind| Some((super::at(*kind), self.of(*kind)?)))
            .flat_map(|(at, found)| found.places(document).iter().map(move |place| (*place, at)))
            .collect();
        met.sort_unstable();
        met
    }

    fn open_stop(
        &self,
        judge: &Judge,
        query: &Query,
        (place, at): Met,
        document: &DocumentId,
    ) -> Option<Stop> {
        let found = self.kinds[at].as_ref()?;
        let suggestion = found.suggestions().get(place.nth)?;
        let is_meant =
            query.takes(suggestion) && judge.standing(found, suggestion) == Standing::Open;
        is_meant.then(|| Stop {
            key: SuggestionKey::of(suggestion),
            part: place.part,
            document: document.clone(),
            start: ByteOffset(place.start),
            is_past_the_end: false,
        })
    }
}

fn part_document(part: &crate::suggest::SuggestedSpan) -> &DocumentId {
    &part.document
}
