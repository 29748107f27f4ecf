//! Overlapping spans → disjoint segments with the ids on them, and a line of its own for each of them.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};
use std::ops::Range;

use super::span::TextSpan;

/// A stretch on which the same spans lie from end to end.
///
/// ```text
/// spans     A: aaaaaaaa        segments  [A][A B][B]
///           B:    bbbbbbb
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment<Id> {
    /// Bytes of the text, never empty.
    pub range: Range<usize>,
    /// Who lies on it, each once, never empty: the one whose first span begins earlier first, then the longer, then by id.
    pub ids: Vec<Id>,
}

/// Cuts what `spans` cover of `range` into segments, in reading order.
///
/// They are disjoint and cover exactly the covered parts; one ends wherever a span begins or ends. An id
/// may have several spans. Costs O(n log n) and the length of the answer.
#[must_use]
pub fn segments<Id: Clone + Ord>(
    range: Range<usize>,
    spans: &[(TextSpan, Id)],
) -> Vec<Segment<Id>> {
    let mut visible: Vec<&(TextSpan, Id)> = spans
        .iter()
        .filter(|(span, _)| span.start().0 < range.end && range.start < span.end().0)
        .collect();
    visible.sort_by_key(|(span, id)| (span.start(), Reverse(span.end()), id));

    // Places where something begins (+1) or ends (-1), with the rank of its id.
    let mut ranks: BTreeMap<&Id, usize> = BTreeMap::new();
    let mut ids: Vec<&Id> = Vec::new();
    let mut events: Vec<(usize, bool, usize)> = Vec::with_capacity(visible.len() * 2);
    for (span, id) in visible {
        let rank = *ranks.entry(id).or_insert_with(|| {
            ids.push(id);
            ids.len() - 1
        });
        events.push((span.start().0.max(range.start), true, rank));
        events.push((span.end().0.min(range.end), false, rank));
    }
    events.sort_unstable();

    let mut segments = Vec::new();
    // How many spans of each rank are open.
    let mut open: BTreeMap<usize, usize> = BTreeMap::new();
    let mut from = range.start;
    for (at, begins, rank) in events {
        if at > from && !open.is_empty() {
            segments.push(Segment {
                range: from..at,
                ids: open.keys().map(|&rank| ids[rank].clone()).collect(),
            });
        }
        from = at;
        if begins {
            *open.entry(rank).or_default() += 1;
        } else if let Some(n) = open.get_mut(&rank) {
            *n -= 1;
            if *n == 0 {
                open.remove(&rank);
            }
        }
    }
    segments
}

/// A lane (underline level, 0 next to the text) for each span, in the order given: spans that overlap never share one.
///
/// Earlier spans, then longer ones, then by id, take the lowest lane that is free, so there are no more
/// lanes than spans on one place, and the answer does not depend on the order given. Two spans of one id
/// are treated as any two. O(n log n).
#[must_use]
pub fn lanes<Id: Ord>(spans: &[(TextSpan, Id)]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..spans.len()).collect();
    order.sort_by_key(|&i| {
        let (span, id) = &spans[i];
        (span.start(), Reverse(span.end()), id, i)
    });
    let mut lanes = vec![0; spans.len()];
    let mut taken = BinaryHeap::new();
    let mut free = BTreeSet::new();
    let mut n_lanes = 0;
    for i in order {
        let span = spans[i].0;
        while let Some(&Reverse((end, lane))) = taken.peek()
            && end <= span.start()
        {
            taken.pop();
            free.insert(lane);
        }
        let lane = free.pop_first().unwrap_or_else(|| {
            n_lanes += 1;
            n_lanes - 1
        });
        taken.push(Reverse((span.end(), lane)));
        lanes[i] = lane;
    }
    lanes
}
