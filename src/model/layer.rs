//! What lies on one document: its annotations by place, and how many of each label.

use super::annotation::Annotation;
use super::id::{AnnotationId, AnnotatorId, LabelId};
use imbl::OrdSet;
use std::collections::BTreeMap;
use std::ops::Range;

/// Annotations that reach farther than this many bytes are kept in a list of their own, so that one that
/// covers a whole book does not make every look-up read the book.
const LONG_BYTES: usize = 4096;

type Place = (usize, usize, AnnotationId);

/// The annotations of one document, found by place in O(log n + hits), and counted.
///
/// An annotation of several fragments stands here once, with its covering extent.
/// Limitation: a look-up reads every annotation longer than 4 KiB that is at most twice as far away as it is
/// long.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DocumentLayer {
    by_start: OrdSet<Place>,
    /// Keyed by the power of two above the length.
    long: OrdSet<(u32, usize, usize, AnnotationId)>,
    counts: BTreeMap<(AnnotatorId, LabelId), usize>,
}

impl DocumentLayer {
    pub(super) fn insert(&mut self, a: &Annotation) {
        let (start, end) = (a.start().get(), a.end().get());
        self.by_start.insert((start, end, a.id.clone()));
        if end - start > LONG_BYTES {
            self.long
                .insert((size_class(end - start), start, end, a.id.clone()));
        }
        *self
            .counts
            .entry((a.annotator.clone(), a.label.clone()))
            .or_default() += 1;
    }

    pub(super) fn remove(&mut self, a: &Annotation) {
        let (start, end) = (a.start().get(), a.end().get());
        self.by_start.remove(&(start, end, a.id.clone()));
        if end - start > LONG_BYTES {
            self.long
                .remove(&(size_class(end - start), start, end, a.id.clone()));
        }
        let key = (a.annotator.clone(), a.label.clone());
        if let Some(n) = self.counts.get_mut(&key) {
            *n -= 1;
            if *n == 0 {
                self.counts.remove(&key);
            }
        }
    }

    /// How many annotations lie here, of all annotators.
    #[must_use]
    pub fn len(&self) -> usize {
        self.by_start.len()
    }

    /// Whether nothing is annotated.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.by_start.is_empty()
    }

    /// How many annotations of `label` lie in the layer of `annotator`.
    #[must_use]
    pub fn count(&self, annotator: &AnnotatorId, label: &LabelId) -> usize {
        let key = (annotator.clone(), label.clone());
        self.counts.get(&key).copied().unwrap_or_default()
    }

    /// Every count, by annotator and label.
    pub fn counts(&self) -> impl Iterator<Item = (&AnnotatorId, &LabelId, usize)> {
        self.counts.iter().map(|((a, l), n)| (a, l, *n))
    }

    /// All annotations by start, end, id.
    pub fn iter(&self) -> impl Iterator<Item = &AnnotationId> {
        self.by_start.iter().map(|(_, _, id)| id)
    }

    /// Annotations whose extent starts at `byte` or behind it, in reading order.
    pub fn starting_from(&self, byte: usize) -> impl Iterator<Item = &AnnotationId> {
        self.by_start
            .range((byte, 0, AnnotationId::from(""))..)
            .map(|(_, _, id)| id)
    }

    /// Annotations whose extent starts before `byte`, the nearest first.
    pub fn starting_before(&self, byte: usize) -> impl Iterator<Item = &AnnotationId> {
        self.by_start
            .range(..(byte, 0, AnnotationId::from("")))
            .rev()
            .map(|(_, _, id)| id)
    }

    /// Annotations whose extent shares a byte with `range`: by start, end, id.
    #[must_use]
    pub fn touching(&self, range: Range<usize>) -> Vec<&AnnotationId> {
        let nothing = || AnnotationId::from("");
        let from = range.start.saturating_sub(LONG_BYTES);
        let mut found: Vec<&Place> = self
            .by_start
            .range((from, 0, nothing())..(range.end, 0, nothing()))
            .filter(|(s, e, _)| *e > range.start && e - s <= LONG_BYTES)
            .collect();
        let mut long: Vec<(usize, usize, &AnnotationId)> = Vec::new();
        let mut class = 0;
        while let Some((next, ..)) = self.long.range((class, 0, 0, nothing())..).next() {
            let reach = 1_usize.checked_shl(*next).unwrap_or(usize::MAX);
            let from = range.start.saturating_sub(reach);
            let hits = self
                .long
                .range((*next, from, 0, nothing())..(*next, range.end, 0, nothing()));
            long.extend(
                hits.filter(|(_, _, e, _)| *e > range.start)
                    .map(|(_, s, e, id)| (*s, *e, id)),
            );
            class = next + 1;
        }
        let mut all: Vec<(usize, usize, &AnnotationId)> =
            found.drain(..).map(|(s, e, id)| (*s, *e, id)).collect();
        if !long.is_empty() {
            all.extend(long);
            all.sort_unstable();
        }
        all.into_iter().map(|(_, _, id)| id).collect()
    }
}

/// The exponent of the smallest power of two that is at least `len`.
fn size_class(len: usize) -> u32 {
    len.next_power_of_two().trailing_zeros()
}

#[cfg(test)]
#[path = "layer_tests.rs"]
mod tests;
