//! Which words of a new text are those of the old one: a diff that takes time in proportion to the texts.
//!
//! Runs of words that stand once in both are what both sides are hung up on, long runs first (the idea of "patience"
//! diffs); between them the same with shorter ones, and in what is small then, Myers' diff.

use std::collections::HashMap;
use std::ops::Range;

use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::tokens::Tokens;

/// Length of the runs, in words, one a round.
const RUNS: [usize; 8] = [12, 12, 5, 5, 2, 2, 1, 1];
/// The largest stretch, in words of both texts, in which the shortest way is sought.
const SMALL: usize = 1000;

/// So many words at most a stretch is moved to begin where people begin.
const MAX_SLIDE: usize = 64;

/// No partner.
pub(super) const NONE: u32 = u32::MAX;

/// For each word of `a` the place of its partner in `b`, else [`NONE`]. Partners stand in the same order.
pub(super) fn align(a: &[u32], b: &[u32]) -> Vec<u32> {
    let mut partner = vec![NONE; a.len()];
    let mut todo = vec![(0..a.len(), 0..b.len(), 0)];
    while let Some((mut old, mut new, round)) = todo.pop() {
        trim(a, b, &mut old, &mut new, &mut partner);
        if old.is_empty() || new.is_empty() {
            continue;
        }
        let is_small = old.len() + new.len() <= SMALL;
        let Some(&run) = RUNS.get(round) else {
            if is_small {
                small(a, b, &old, &new, &mut partner);
            }
            continue;
        };
        let anchors = anchors(&a[old.clone()], &b[new.clone()], run);
        let (mut old_at, mut new_at) = (old.start, new.start);
        for (i, j) in anchors {
            let (i, j) = (old.start + i, new.start + j);
            // What overlaps the one before on another diagonal would give a word two partners.
            let is_same_run = i < old_at && i + new_at == j + old_at;
            if !is_same_run && (i < old_at || j < new_at) {
                continue;
            }
            for step in 0..run {
                partner[i + step] = (j + step) as u32;
            }
            if i > old_at && j > new_at {
                todo.push((old_at..i, new_at..j, round + 1));
            }
            (old_at, new_at) = (i + run, j + run);
        }
        todo.push((old_at..old.end, new_at..new.end, round + 1));
    }
    partner
}

/// Takes what is the same from both ends.
fn trim(a: &[u32], b: &[u32], old: &mut Range<usize>, new: &mut Range<usize>, partner: &mut [u32]) {
    while old.start < old.end && new.start < new.end && a[old.start] == b[new.start] {
        partner[old.start] = new.start as u32;
        old.start += 1;
        new.start += 1;
    }
    while old.start < old.end && new.start < new.end && a[old.end - 1] == b[new.end - 1] {
        old.end -= 1;
        new.end -= 1;
        partner[old.end] = new.end as u32;
    }
}

/// The shortest way, for stretches of a bounded size.
fn small(a: &[u32], b: &[u32], old: &Range<usize>, new: &Range<usize>, partner: &mut [u32]) {
    let (old_words, new_words) = (&a[old.clone()], &b[new.clone()]);
    for op in capture_diff_slices(Algorithm::Myers, old_words, new_words) {
        if let DiffOp::Equal {
            old_index,
            new_index,
            len,
        } = op
        {
            for step in 0..len {
                partner[old.start + old_index + step] = (new.start + new_index + step) as u32;
            }
        }
    }
}

/// Where a run stands, and how often.
#[derive(Default)]
struct Seen {
    n_old: u32,
    n_new: u32,
    old: usize,
    new: usize,
}

/// Runs of `run` words that stand once in both, in an order that both have: the longest such list.
fn anchors(a: &[u32], b: &[u32], run: usize) -> Vec<(usize, usize)> {
    if a.len() < run || b.len() < run {
        return Vec::new();
    }
    let mut seen: HashMap<&[u32], Seen> = HashMap::new();
    for (i, words) in a.windows(run).enumerate() {
        let seen = seen.entry(words).or_default();
        seen.n_old += 1;
        seen.old = i;
    }
    for (j, words) in b.windows(run).enumerate() {
        if let Some(seen) = seen.get_mut(words) {
            seen.n_new += 1;
            seen.new = j;
        }
    }
    let once = seen.into_values().filter(|s| s.n_old == 1 && s.n_new == 1);
    let mut pairs: Vec<(usize, usize)> = once.map(|s| (s.old, s.new)).collect();
    pairs.sort_unstable();
    longest_ascending(&pairs)
}

/// The longest list of pairs, ascending in the first already, that ascends in the second too.
fn longest_ascending(pairs: &[(usize, usize)]) -> Vec<(usize, usize)> {
    // `tails[n]`: the pair at which an ascending list of n + 1 ends lowest.
    let mut tails: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = vec![None; pairs.len()];
    for (i, pair) in pairs.iter().enumerate() {
        let at = tails.partition_point(|&t| pairs[t].1 < pair.1);
        before[i] = at.checked_sub(1).map(|t| tails[t]);
        if at == tails.len() {
            tails.push(i);
        } else {
            tails[at] = i;
        }
    }
    let mut list = Vec::with_capacity(tails.len());
    let mut next = tails.last().copied();
    while let Some(i) = next {
        list.push(pairs[i]);
        next = before[i];
    }
    list.reverse();
    list
}

/// Partners as seen from the other text, which has `n` words.
pub(super) fn turned_round(partner: &[u32], n: usize) -> Vec<u32> {
    let mut turned = vec![NONE; n];
    for (i, &j) in partner.iter().enumerate() {
        if let Some(at) = turned.get_mut(j as usize) {
            *at = i as u32;
        }
    }
    turned
}

/// Words that are only in this text, between two that stand beside each other in the other, are where the last of them
/// equals the word before them (`a [b a] c`, `[a b] a c`) as well one word earlier, and so on: of these places the one is
/// taken that begins a line, else a sentence.
pub(super) fn slide(partner: &mut [u32], tokens: &Tokens, text: &str) {
    let keys = tokens.keys();
    let mut i = 0;
    while i < partner.len() {
        let start = i;
        while i < partner.len() && partner[i] == NONE {
            i += 1;
        }
        let end = i;
        i += 1;
        // What the word behind it has for a partner, or would have.
        let next = match start.checked_sub(1) {
            None => 0,
            Some(before) if partner[before] == NONE => continue,
            Some(before) => partner[before] + 1,
        };
        if start == end || end < partner.len() && partner[end] != next {
            continue;
        }
        let can_go_back = |&n: &usize| {
            let there = start
                .checked_sub(n)
                .is_some_and(|at| partner[at] == next.wrapping_sub(n as u32));
            there && keys[start - n] == keys[end - n]
        };
        let can_go_on = |&n: &usize| {
            let there = partner.get(end + n) == Some(&next.wrapping_add(n as u32));
            there && keys[start + n] == keys[end + n]
        };
        let n_back = (1..=MAX_SLIDE).take_while(can_go_back).count();
        let n_on = (0..MAX_SLIDE).take_while(can_go_on).count();
        let places = start - n_back..=start + n_on;
        let Some(best) = places.max_by_key(|&at| (tokens.beginning(at, text), at)) else {
            continue;
        };
        let best_end = best + (end - start);
        let from = (start - n_back).min(best);
        let changed = from..(end + n_on).max(best_end);
        for (partner, at) in partner[changed].iter_mut().zip(from..) {
            *partner = if at < best {
                next.wrapping_sub(start as u32).wrapping_add(at as u32)
            } else if at < best_end {
                NONE
            } else {
                next.wrapping_sub(end as u32).wrapping_add(at as u32)
            };
        }
        i = i.max(best_end);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn check(a: &str, b: &str, expected: &str) {
        let number = |c: char| u32::from(c);
        let a: Vec<u32> = a.chars().map(number).collect();
        let b: Vec<u32> = b.chars().map(number).collect();
        let partners = align(&a, &b).into_iter().map(|p| {
            if p == NONE {
                '-'
            } else {
                char::from_u32(b[p as usize]).unwrap()
            }
        });
        assert_eq!(partners.collect::<String>(), expected);
    }

    #[test]
    fn what_stays_has_its_partner() {
        check("abcdef", "abcdef", "abcdef");
        check("abcdef", "xxabcdef", "abcdef");
        check("abcdef", "abXdef", "ab-def");
        check("abcdef", "", "------");
        check("", "abc", "");
        check("aaaaaaaaab", "b", "---------b");
    }

    #[test]
    fn a_long_text_of_few_words_takes_no_long_time() {
        let a: Vec<u32> = (0..200_000).map(|i| i % 3).collect();
        let b: Vec<u32> = (0..200_000).map(|i| (i / 2) % 3).collect();
        assert_eq!(align(&a, &b).len(), a.len());
    }

    proptest! {
        #[test]
        fn partners_are_equal_and_in_order(
            a in proptest::collection::vec(0..6_u32, 0..80),
            b in proptest::collection::vec(0..6_u32, 0..80),
        ) {
            let partner = align(&a, &b);
            let pairs: Vec<(usize, u32)> = partner.into_iter().enumerate().filter(|p| p.1 != NONE).collect();
            prop_assert!(pairs.iter().all(|&(i, j)| a[i] == b[j as usize]));
            prop_assert!(pairs.windows(2).all(|w| w[0].1 < w[1].1));
        }
    }
}
