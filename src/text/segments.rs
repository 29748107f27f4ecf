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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::ByteOffset;
    use proptest::prelude::*;
    use std::fmt::Write as _;

    /// Spans drawn as runs of a letter, one span or more a row.
    fn spans(rows: &[&str]) -> Vec<(TextSpan, char)> {
        let text = "x".repeat(100);
        let mut spans = Vec::new();
        for row in rows {
            let mut at = 0;
            for run in row.as_bytes().chunk_by(|a, b| a == b) {
                if run[0] != b' ' {
                    let (start, end) = (ByteOffset(at), ByteOffset(at + run.len()));
                    let span = TextSpan::new(&text, start, end).expect("a span");
                    spans.push((span, char::from(run[0])));
                }
                at += run.len();
            }
        }
        spans
    }

    #[track_caller]
    fn check(range: Range<usize>, rows: &[&str], expected: &str) {
        let mut shown = String::new();
        for segment in segments(range, &spans(rows)) {
            let ids: String = segment.ids.iter().collect();
            let Range { start, end } = segment.range;
            write!(shown, "{start}-{end}:{ids} ").expect("a string takes all");
        }
        assert_eq!(shown.trim(), expected);
    }

    #[test]
    fn cuts_where_a_span_begins_or_ends() {
        check(
            0..99,
            &["aaaa    cc", "  bbbb"],
            "0-2:a 2-4:ab 4-6:b 8-10:c",
        );
        check(0..99, &["aaaaaa", "  bb"], "0-2:a 2-4:ab 4-6:a");
        check(0..99, &["bbb", "aaa"], "0-3:ab");
        check(0..99, &["aabb"], "0-2:a 2-4:b");
        check(0..99, &[], "");
    }

    #[test]
    fn keeps_to_the_range() {
        check(1..3, &["aaaa    cc", "  bbbb"], "1-2:a 2-3:ab");
        check(6..8, &["aaaa    cc", "  bbbb"], "");
        check(3..3, &["aaaa"], "");
    }

    #[test]
    fn the_order_of_ids_is_that_of_the_text_not_of_the_list() {
        check(
            0..99,
            &["  a", "zzzzz", "  bb"],
            "0-2:z 2-3:zba 3-4:zb 4-5:z",
        );
        check(
            0..99,
            &["  bb", "  a", "zzzzz"],
            "0-2:z 2-3:zba 3-4:zb 4-5:z",
        );
    }

    #[test]
    fn an_id_with_two_spans_stands_once() {
        check(0..99, &["aaa  aa", "  aa"], "0-2:a 2-3:a 3-4:a 5-7:a");
    }

    #[test]
    fn lanes_are_reused() {
        assert_eq!(lanes(&spans(&["aaaa  cc", "  bbbb"])), [0, 0, 1]);
        assert_eq!(lanes(&spans(&["  bb", "aaaaaa"])), [1, 0]);
        assert_eq!(lanes(&spans(&["bb", "aa", "cc"])), [1, 0, 2]);
        assert_eq!(lanes(&spans(&["aabbcc"])), [0, 0, 0]);
    }

    #[test]
    fn many_nested_spans() {
        let text = "x".repeat(200_000);
        let spans: Vec<_> = (0..100_000)
            .filter_map(|i| {
                let (start, end) = (ByteOffset(i), ByteOffset(200_000 - i));
                Some((TextSpan::new(&text, start, end).ok()?, i))
            })
            .collect();
        assert_eq!(lanes(&spans)[99_999], 99_999);
        assert_eq!(segments(0..10, &spans).len(), 10);
    }

    fn any_spans() -> impl Strategy<Value = Vec<(TextSpan, u8)>> {
        let text = "x".repeat(40);
        prop::collection::vec((0..39_usize, 1..20_usize, 0..9_u8), 0..20).prop_map(move |list| {
            list.into_iter()
                .filter_map(|(start, len, id)| {
                    let end = ByteOffset((start + len).min(40));
                    Some((TextSpan::new(&text, ByteOffset(start), end).ok()?, id))
                })
                .collect()
        })
    }

    proptest! {
        #[test]
        fn segments_are_disjoint_and_cover(spans in any_spans(), from in 0..40_usize, len in 0..40_usize) {
            let range = from..from + len;
            let found = segments(range.clone(), &spans);
            for pair in found.windows(2) {
                prop_assert!(pair[0].range.end <= pair[1].range.start);
            }
            for at in 0..80 {
                let mut expected: Vec<u8> = spans
                    .iter()
                    .filter(|(span, _)| span.contains(ByteOffset(at)) && range.contains(&at))
                    .map(|&(_, id)| id)
                    .collect();
                expected.sort_unstable();
                expected.dedup();
                let mut ids = found
                    .iter()
                    .find(|s| s.range.contains(&at))
                    .map_or(vec![], |s| s.ids.clone());
                ids.sort_unstable();
                prop_assert_eq!(ids, expected);
            }
        }

        #[test]
        fn lanes_hold_no_overlap_and_are_few(spans in any_spans()) {
            let found = lanes(&spans);
            for (i, (a, _)) in spans.iter().enumerate() {
                for (j, (b, _)) in spans.iter().enumerate().skip(i + 1) {
                    prop_assert!(!a.overlaps(*b) || found[i] != found[j]);
                }
            }
            let depth = (0..40)
                .map(|at| spans.iter().filter(|(s, _)| s.contains(ByteOffset(at))).count())
                .max();
            prop_assert_eq!(found.iter().max().map_or(0, |m| m + 1), depth.unwrap_or(0));
        }
    }
}
