//! The best alignment of three and more annotators.
//!
//! A unitary alignment takes one unit or none of each annotator; its disorder is the mean of d over all pairs
//! of annotators, where a pair with an empty side costs Δ, two empty sides too (Mathet et al. 2015, §4.3). The best
//! alignment is a partition of all units: three-dimensional matching, so there is no fast way for all cases. Only
//! tuples of which no part would be better off alone are made; the units fall into small components; each is
//! solved by branch and bound, and where that takes too long as an integer program. The answer is exact or there is
//! none: where a component is beyond a size, or the work beyond a number of steps. Steps are counted, not timed, so that
//! the answer is the same on every machine and under any load.

use super::gamma::{Dissimilarity, Span};
use super::near;
use microlp::{
    ComparisonOp, OptimizationDirection, Problem, ResumeOptions, SolveOptions, SolveOutcome,
    TerminationReason,
};
use std::collections::BTreeMap;
use std::time::Duration;

/// How much work one alignment may be.
#[derive(Clone, Copy, Debug)]
pub struct Effort {
    /// Steps of the whole alignment: a distance looked up or added, a unit or tuple tried.
    pub n_steps: u64,
    /// Tuples of a whole problem.
    pub n_tuples: usize,
    /// Nodes of branch and bound, for each component.
    pub n_nodes: usize,
    /// Units of a component; it bounds how deep branch and bound goes down.
    pub n_units: usize,
    /// Tuples of a component that is solved as an integer program.
    pub n_program_tuples: usize,
    /// Nodes of the integer program, for each component.
    pub n_program_nodes: u64,
}

impl Default for Effort {
    fn default() -> Self {
        Self {
            n_steps: 10_000_000,
            n_tuples: 200_000,
            n_nodes: 4_000,
            n_units: 1_500,
            n_program_tuples: 6_000,
            n_program_nodes: 2_000,
        }
    }
}

/// The integer program is left this often to see whether it is still wanted.
const SLICE: Duration = Duration::from_millis(100);
/// Steps between two looks whether the work is still wanted.
const LOOK: u64 = 10_000;

/// Counts the steps of one alignment.
struct Work<'a> {
    n_steps: u64,
    limit: u64,
    next_look: u64,
    is_cancelled: &'a dyn Fn() -> bool,
}

impl Work<'_> {
    /// `None` where the steps are used up, or nobody wants the answer any more.
    fn spend(&mut self, n: usize) -> Option<()> {
        self.n_steps = self.n_steps.saturating_add(n as u64);
        if self.n_steps > self.limit {
            return None;
        }
        if self.n_steps >= self.next_look {
            self.next_look = self.n_steps + LOOK;
            if (self.is_cancelled)() {
                return None;
            }
        }
        Some(())
    }
}

/// A unit: annotator and place in that annotator's list.
pub type Member = (usize, usize);

/// The best alignment.
#[derive(Clone, Debug, Default)]
pub struct Alignment {
    /// Sum of the disorders.
    pub total: f64,
    /// Every unit in exactly one of them; those of one unit included.
    pub tuples: Vec<Vec<Member>>,
    /// How much work it was: see [`Effort::n_steps`].
    pub n_steps: u64,
}

#[derive(Clone, Debug)]
struct Tuple {
    /// Numbers of the units.
    members: Vec<usize>,
    cost: f64,
}

/// Finds the best alignment; `None` where it would take more than `effort`, or was cancelled, which is looked for now
/// and then.
#[must_use]
pub fn align(
    units: &[Vec<Span>],
    d: &Dissimilarity,
    effort: Effort,
    is_cancelled: &dyn Fn() -> bool,
) -> Option<Alignment> {
    let members: Vec<Member> = units
        .iter()
        .enumerate()
        .flat_map(|(a, own)| (0..own.len()).map(move |i| (a, i)))
        .collect();
    let mut work = Work {
        n_steps: 0,
        limit: effort.n_steps,
        next_look: LOOK,
        is_cancelled,
    };
    let tuples = Tuples::all(units, d, effort.n_tuples, &mut work)?;
    let mut alignment = Alignment::default();
    for component in components(members.len(), &tuples) {
        let chosen = Cover::new(&component, &tuples).solve(effort, &mut work)?;
        for tuple in chosen {
            alignment.total += tuples[tuple].cost;
            let members = tuples[tuple].members.iter().map(|&m| members[m]);
            alignment.tuples.push(members.collect());
        }
    }
    alignment.n_steps = work.n_steps;
    Some(alignment)
}

/// Makes the tuples that may stand in a best alignment.
struct Tuples<'a, 'b> {
    delta_empty: f64,
    /// Pairs of annotators.
    n_pairs: f64,
    /// For each unit those of later annotators that are near, with d, ascending.
    near: Vec<Vec<(usize, f64)>>,
    found: Vec<Tuple>,
    limit: usize,
    work: &'a mut Work<'b>,
}

/// A tuple as it grows.
#[derive(Default)]
struct Growing {
    members: Vec<usize>,
    /// For each member d to those before it.
    apart: Vec<Vec<f64>>,
}

impl Growing {
    fn d(&self, i: usize, j: usize) -> f64 {
        self.apart[i.max(j)][i.min(j)]
    }

    /// Sum of d from one member to all others.
    fn to_others(&self, i: usize) -> f64 {
        let others = (0..self.members.len()).filter(|&j| j != i);
        others.map(|j| self.d(i, j)).sum()
    }
}

impl<'a, 'b> Tuples<'a, 'b> {
    fn all(
        units: &[Vec<Span>],
        d: &Dissimilarity,
        limit: usize,
        work: &'a mut Work<'b>,
    ) -> Option<Vec<Tuple>> {
        let n = units.len();
        let n_units = units.iter().map(Vec::len).sum();
        let mut tuples = Self {
            delta_empty: d.delta_empty,
            n_pairs: (n * n.saturating_sub(1)) as f64 / 2.0,
            near: vec![Vec::new(); n_units],
            found: Vec::new(),
            limit,
            work,
        };
        tuples.look_around(units, d)?;
        for first in 0..n_units {
            let candidates: Vec<usize> = tuples.near[first].iter().map(|n| n.0).collect();
            let mut tuple = Growing::default();
            tuple.members.push(first);
            tuple.apart.push(Vec::new());
            tuples.grow(&mut tuple, &candidates)?;
        }
        Some(tuples.found)
    }

    /// A unit of a tuple of k must be nearer to the others than (pairs + k − 1)·Δ in sum: see [`Self::is_needed`].
    fn look_around(&mut self, units: &[Vec<Span>], d: &Dissimilarity) -> Option<()> {
        let n = units.len();
        let limit = self.n_pairs + n as f64 - 1.0;
        let mut begins = vec![0; n + 1];
        for (a, own) in units.iter().enumerate() {
            begins[a + 1] = begins[a] + own.len();
        }
        let extents: Vec<Vec<(f64, f64)>> = units
            .iter()
            .map(|own| own.iter().map(|u| (u.start, u.end)).collect())
            .collect();
        for a in 0..n {
            for b in a + 1..n {
                let mut is_wanted = Some(());
                near::pairs(&extents[a], &extents[b], d.reach(limit), |i, j| {
                    is_wanted = is_wanted.and_then(|()| self.work.spend(1));
                    let apart = d.of(&units[a][i], &units[b][j]);
                    if is_wanted.is_some() && apart < limit * d.delta_empty {
                        self.near[begins[a] + i].push((begins[b] + j, apart));
                    }
                });
                is_wanted?;
            }
        }
        for near in &mut self.near {
            near.sort_unstable_by_key(|n| n.0);
        }
        Some(())
    }

    /// d of a unit and one of a later annotator, where they are near.
    fn apart(&self, u: usize, later: usize) -> Option<f64> {
        let near = &self.near[u];
        let at = near.binary_search_by_key(&later, |n| n.0).ok()?;
        Some(near[at].1)
    }

    /// Adds the tuple, and all that have one of the candidates more: units of later annotators that are near to all
    /// of its own.
    fn grow(&mut self, tuple: &mut Growing, candidates: &[usize]) -> Option<()> {
        self.work.spend(1 + candidates.len())?;
        if self.is_needed(tuple)? {
            if self.found.len() >= self.limit {
                return None;
            }
            self.found.push(Tuple {
                cost: self.cost(tuple),
                members: tuple.members.clone(),
            });
        }
        for (at, &next) in candidates.iter().enumerate() {
            let mut rest = candidates[at + 1..].to_vec();
            self.work.spend(rest.len())?;
            // What is near to it is of later annotators than its own.
            rest.retain(|&c| self.apart(next, c).is_some());
            let apart = tuple.members.iter().filter_map(|&u| self.apart(u, next));
            tuple.apart.push(apart.collect());
            tuple.members.push(next);
            self.grow(tuple, &rest)?;
            tuple.members.pop();
            tuple.apart.pop();
        }
        Some(())
    }

    fn cost(&self, tuple: &Growing) -> f64 {
        let real: f64 = tuple.apart.iter().flatten().sum();
        let k = tuple.members.len() as f64;
        let empty = self.n_pairs - k * (k - 1.0) / 2.0;
        (real + empty * self.delta_empty) / self.n_pairs
    }

    /// Whether no division into two parts S and R is as cheap: what lies across costs less than
    /// (pairs + |S|·|R|)·Δ. `None`: too much work.
    fn is_needed(&mut self, tuple: &Growing) -> Option<bool> {
        let k = tuple.members.len();
        let limit = |n_in: usize| (self.n_pairs + (n_in * (k - n_in)) as f64) * self.delta_empty;
        self.work.spend(k * k)?;
        // First the parts of one, for they mostly decide; of up to three there are no others.
        if k > 1 && (0..k).any(|i| tuple.to_others(i) >= limit(1)) {
            return Some(false);
        }
        if k < 4 {
            return Some(true);
        }
        // The first unit is in S; all sets of the others but the full one, each differing by one unit from the one
        // before (Gray's order).
        let mut is_in = vec![false; k];
        is_in[0] = true;
        let (mut n_in, mut across) = (1, tuple.to_others(0));
        let n_sets = 1_u64.checked_shl(k as u32 - 1).unwrap_or(u64::MAX);
        for number in 1..n_sets {
            self.work.spend(k)?;
            let moved = number.trailing_zeros() as usize + 1;
            for other in (0..k).filter(|&other| other != moved) {
                let d = tuple.d(moved, other);
                across += if is_in[other] == is_in[moved] { d } else { -d };
            }
            is_in[moved] = !is_in[moved];
            n_in = if is_in[moved] { n_in + 1 } else { n_in - 1 };
            if n_in < k && across >= limit(n_in) {
                return Some(false);
            }
        }
        Some(true)
    }
}

/// Units that tuples join, with the numbers of these tuples.
#[derive(Clone, Debug, Default)]
struct Component {
    units: Vec<usize>,
    tuples: Vec<usize>,
}

fn components(n_units: usize, tuples: &[Tuple]) -> Vec<Component> {
    let mut above: Vec<usize> = (0..n_units).collect();
    fn top(above: &mut [usize], mut u: usize) -> usize {
        while above[u] != u {
            above[u] = above[above[u]];
            u = above[u];
        }
        u
    }
    for tuple in tuples {
        let first = top(&mut above, tuple.members[0]);
        for &member in &tuple.members[1..] {
            let other = top(&mut above, member);
            above[other] = first;
        }
    }
    let mut found: BTreeMap<usize, Component> = BTreeMap::new();
    for u in 0..n_units {
        let component = found.entry(top(&mut above, u)).or_default();
        component.units.push(u);
    }
    for (i, tuple) in tuples.iter().enumerate() {
        let component = found.entry(top(&mut above, tuple.members[0])).or_default();
        component.tuples.push(i);
    }
    found.into_values().collect()
}

/// The cheapest choice of tuples that holds every unit of a component once.
struct Cover<'a> {
    component: &'a Component,
    tuples: &'a [Tuple],
    /// For each unit of the component its tuples, the cheapest a unit first.
    tuples_of: BTreeMap<usize, Vec<usize>>,
    /// For each unit the least that it can cost: a tuple's cost by its size.
    least: BTreeMap<usize, f64>,
    best: f64,
    best_choice: Vec<usize>,
    n_nodes: usize,
}

impl<'a> Cover<'a> {
    fn new(component: &'a Component, tuples: &'a [Tuple]) -> Self {
        let share = |t: usize| tuples[t].cost / tuples[t].members.len() as f64;
        let mut tuples_of: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for &tuple in &component.tuples {
            for &unit in &tuples[tuple].members {
                tuples_of.entry(unit).or_default().push(tuple);
            }
        }
        let mut least = BTreeMap::new();
        for (&unit, own) in &mut tuples_of {
            own.sort_by(|&s, &t| share(s).total_cmp(&share(t)));
            least.insert(unit, own.first().map_or(0.0, |&t| share(t)));
        }
        Self {
            component,
            tuples,
            tuples_of,
            least,
            best: f64::INFINITY,
            best_choice: Vec::new(),
            n_nodes: 0,
        }
    }

    fn solve(mut self, effort: Effort, work: &mut Work<'_>) -> Option<Vec<usize>> {
        if self.component.units.len() > effort.n_units {
            return None;
        }
        let open: Vec<usize> = self.component.units.clone();
        let bound = open.iter().map(|u| self.least[u]).sum();
        let mut choice = Vec::new();
        if self.branch(&open, 0.0, bound, &mut choice, effort.n_nodes, work)? {
            return Some(self.best_choice);
        }
        if self.component.tuples.len() > effort.n_program_tuples {
            return None;
        }
        self.program(effort, work)
    }

    /// Tries what may hold the first open unit; false where the nodes were used up, `None` where the steps were.
    fn branch(
        &mut self,
        open: &[usize],
        cost: f64,
        bound: f64,
        choice: &mut Vec<usize>,
        limit: usize,
        work: &mut Work<'_>,
    ) -> Option<bool> {
        let Some(&unit) = open.first() else {
            if cost < self.best {
                self.best = cost;
                self.best_choice.clone_from(choice);
            }
            return Some(true);
        };
        self.n_nodes += 1;
        if self.n_nodes > limit {
            return Some(false);
        }
        for tuple in self.tuples_of[&unit].clone() {
            let members = &self.tuples[tuple].members;
            work.spend(members.len())?;
            if !members.iter().all(|m| open.binary_search(m).is_ok()) {
                continue;
            }
            let cost = cost + self.tuples[tuple].cost;
            let bound = bound - members.iter().map(|m| self.least[m]).sum::<f64>();
            // Rounding must not cut off the best.
            if cost + bound - 1e-12 >= self.best {
                continue;
            }
            work.spend(open.len())?;
            let rest: Vec<usize> = open
                .iter()
                .copied()
                .filter(|u| !members.contains(u))
                .collect();
            choice.push(tuple);
            let is_complete = self.branch(&rest, cost, bound, choice, limit, work)?;
            choice.pop();
            if !is_complete {
                return Some(false);
            }
        }
        Some(true)
    }

    /// As an integer program. Each of its pivots counts as a step for every tuple.
    fn program(&self, effort: Effort, work: &mut Work<'_>) -> Option<Vec<usize>> {
        let mut problem = Problem::new(OptimizationDirection::Minimize);
        let mut variables = BTreeMap::new();
        for &tuple in &self.component.tuples {
            let variable = problem.add_binary_var(self.tuples[tuple].cost);
            variables.insert(tuple, variable);
        }
        for own in self.tuples_of.values() {
            let row = own.iter().map(|tuple| (variables[tuple], 1.0));
            problem.add_constraint(row, ComparisonOp::Eq, 1.0);
        }
        let mut options = SolveOptions::default();
        options.node_limit = Some(effort.n_program_nodes);
        options.time_limit = Some(SLICE);
        let mut outcome: SolveOutcome = problem.solve_with(options).ok()?;
        let mut n_pivots = 0;
        loop {
            let stats = outcome.stats();
            let more = usize::try_from(stats.lp_iterations - n_pivots).unwrap_or(usize::MAX);
            n_pivots = stats.lp_iterations;
            work.spend(more.saturating_mul(self.component.tuples.len()))?;
            if outcome.is_optimal() {
                break;
            }
            let n_left = effort.n_program_nodes.saturating_sub(stats.nodes_solved);
            let is_slice = outcome.termination_reason() == TerminationReason::TimeLimit;
            if !is_slice || n_left == 0 || (work.is_cancelled)() {
                return None;
            }
            let mut options = ResumeOptions::default();
            options.node_limit = Some(n_left);
            options.time_limit = Some(SLICE);
            outcome = outcome.resume_with(options).ok()?;
        }
        let solution = outcome.solution()?;
        let chosen: Vec<usize> = variables
            .iter()
            .filter(|(_, v)| solution.var_value(**v) > 0.5)
            .map(|(tuple, _)| *tuple)
            .collect();
        // Held to the rule itself: every unit once.
        let mut units: Vec<usize> = chosen
            .iter()
            .flat_map(|&t| self.tuples[t].members.iter().copied())
            .collect();
        units.sort_unstable();
        (units == self.component.units).then_some(chosen)
    }
}

#[cfg(test)]
mod tests {
    use super::super::gamma::Aligner;
    use super::*;
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
}
