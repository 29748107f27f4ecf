//! Best alignments against trying everything, and what is too much work.

use super::*;
use crate::agreement::gamma::Aligner;
use proptest::prelude::*;

fn spans() -> impl Strategy<Value = Vec<Span>> {
    let one = (0..60_u32, 1..25_u32, 0..2_usize).prop_map(|(s, n, label)| Span {
        start: f64::from(s),
        end: f64::from(s + n),
        label,
    });
    prop::collection::vec(one, 0..4)
}

/// Few, so that everything can be tried for five annotators.
fn one_or_none() -> impl Strategy<Value = Vec<Span>> {
    spans().prop_map(|mut spans| {
        spans.truncate(2);
        spans
    })
}

/// The cheapest partition, by trying everything.
fn brute(units: &[Vec<Span>], d: &Dissimilarity) -> f64 {
    let members: Vec<(usize, Span)> = units
        .iter()
        .enumerate()
        .flat_map(|(a, own)| own.iter().map(move |u| (a, *u)))
        .collect();
    let n = units.len();
    let n_pairs = (n * (n - 1) / 2) as f64;
    let cost = |tuple: &[usize]| {
        let mut sum = 0.0;
        for (at, &i) in tuple.iter().enumerate() {
            for &j in &tuple[at + 1..] {
                sum += d.of(&members[i].1, &members[j].1);
            }
        }
        let k = tuple.len();
        (sum + n_pairs - (k * k.saturating_sub(1) / 2) as f64) / n_pairs
    };
    fn place(
        next: usize,
        members: &[(usize, Span)],
        tuples: &mut Vec<Vec<usize>>,
        cost: &dyn Fn(&[usize]) -> f64,
    ) -> f64 {
        if next == members.len() {
            return tuples.iter().map(|t| cost(t)).sum();
        }
        tuples.push(vec![next]);
        let mut best = place(next + 1, members, tuples, cost);
        tuples.pop();
        for at in 0..tuples.len() {
            if tuples[at].iter().all(|&m| members[m].0 != members[next].0) {
                tuples[at].push(next);
                best = best.min(place(next + 1, members, tuples, cost));
                tuples[at].pop();
            }
        }
        best
    }
    place(0, &members, &mut Vec::new(), &cost)
}

/// So many layers of so many spans, all at the same places.
fn at_one_place(n_annotators: usize, n_spans: usize) -> Vec<Vec<Span>> {
    let layer = |a: usize| {
        let span = |i: usize| Span {
            start: (20 * i) as f64,
            end: (20 * i + 12) as f64,
            label: (a + i) % 2,
        };
        (0..n_spans).map(span).collect()
    };
    (0..n_annotators).map(layer).collect()
}

#[test]
fn what_is_too_much_work_ends_after_a_number_of_steps() {
    let d = Dissimilarity::STANDARD;
    // As long as the steps last; more than that would be years of work.
    for (n_annotators, n_spans) in [(10, 5), (14, 3), (40, 2), (70, 70)] {
        let units = at_one_place(n_annotators, n_spans);
        let found = align(&units, &d, Effort::default(), &|| false);
        assert!(found.is_none(), "{n_annotators} × {n_spans}");
    }
    let small = align(&at_one_place(5, 4), &d, Effort::default(), &|| false).unwrap();
    let exactly = |n_steps| Effort {
        n_steps,
        ..Effort::default()
    };
    let of = |effort| align(&at_one_place(5, 4), &d, effort, &|| false);
    assert_eq!(of(exactly(small.n_steps)).unwrap().n_steps, small.n_steps);
    assert!(of(exactly(small.n_steps - 1)).is_none());
}

#[test]
fn it_is_given_up_within_an_alignment_where_nobody_wants_it() {
    let n_looks = std::cell::Cell::new(0);
    let is_cancelled = || {
        n_looks.set(n_looks.get() + 1);
        n_looks.get() == 3
    };
    let endless = Effort {
        n_steps: u64::MAX,
        ..Effort::default()
    };
    let units = at_one_place(14, 3);
    assert!(align(&units, &Dissimilarity::STANDARD, endless, &is_cancelled).is_none());
    assert_eq!(n_looks.get(), 3);
}

proptest! {
    #[test]
    fn two_annotators_are_aligned_as_by_the_other_solver(a in spans(), b in spans()) {
        let d = Dissimilarity::STANDARD;
        let expected = Aligner::default().align(&a, &b, &d);
        let found = align(&[a, b], &d, Effort::default(), &|| false).unwrap();
        prop_assert!((found.total - expected).abs() < 1e-9);
    }

    #[test]
    fn no_alignment_of_five_is_better(units in prop::collection::vec(one_or_none(), 5)) {
        let d = Dissimilarity::STANDARD;
        let expected = brute(&units, &d);
        let found = align(&units, &d, Effort::default(), &|| false).unwrap();
        prop_assert!((found.total - expected).abs() < 1e-9);
    }

    #[test]
    fn no_alignment_of_three_is_better(a in spans(), b in spans(), c in spans()) {
        let units = [a, b, c];
        let d = Dissimilarity::STANDARD;
        let expected = brute(&units, &d);
        let by_branching = align(&units, &d, Effort::default(), &|| false).unwrap();
        prop_assert!((by_branching.total - expected).abs() < 1e-9);
        let by_program = align(&units, &d, Effort { n_nodes: 0, ..Effort::default() }, &|| false).unwrap();
        prop_assert!((by_program.total - expected).abs() < 1e-6, "{} {}", by_program.total, expected);
    }
}
