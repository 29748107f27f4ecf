//! The best alignment of three and more annotators.
//!
//! A unitary alignment takes one unit or none of each annotator; its disorder is the mean of d over all pairs
//! of annotators, where a pair with an empty side costs Δ, two empty sides too (Mathet et al. 2015, §4.3). The best
//! alignment is a partition of all units: three-dimensional matching, so there is no fast way for all cases. Only
//! tuples of which no part would be better off alone are made; the units fall into small components; each is
//! solved by branch and bound, and where that takes too long as an integer program. The answer is exact or there is
//! none: of components beyond a size, which a look tells, so that it is the same on every machine; a limit of time
//! stands behind that only for the program that is much harder than its size lets expect.

use super::gamma::{Dissimilarity, Span};
use super::near;
use microlp::{ComparisonOp, OptimizationDirection, Problem, SolveOptions};
use std::collections::BTreeMap;
use std::time::Duration;

/// How much work one component may be.
#[derive(Clone, Copy, Debug)]
pub struct Effort {
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
    /// Longest time of the integer program, for each component.
    pub program_time: Duration,
}

impl Default for Effort {
    fn default() -> Self {
        Self {
            n_tuples: 200_000,
            n_nodes: 4_000,
            n_units: 1_500,
            n_program_tuples: 6_000,
            n_program_nodes: 2_000,
            program_time: Duration::from_secs(10),
        }
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
}

#[derive(Clone, Debug)]
struct Tuple {
    /// Numbers of the units.
    members: Vec<usize>,
    cost: f64,
}

/// Finds the best alignment; `None` where it would take more than `effort`.
#[must_use]
pub fn align(units: &[Vec<Span>], d: &Dissimilarity, effort: Effort) -> Option<Alignment> {
    let members: Vec<Member> = units
        .iter()
        .enumerate()
        .flat_map(|(a, own)| (0..own.len()).map(move |i| (a, i)))
        .collect();
    let tuples = Tuples::all(units, &members, d, effort.n_tuples)?;
    let mut alignment = Alignment::default();
    for component in components(members.len(), &tuples) {
        let chosen = Cover::new(&component, &tuples).solve(effort)?;
        for tuple in chosen {
            alignment.total += tuples[tuple].cost;
            let members = tuples[tuple].members.iter().map(|&m| members[m]);
            alignment.tuples.push(members.collect());
        }
    }
    Some(alignment)
}

/// Makes the tuples that may stand in a best alignment.
struct Tuples<'a> {
    units: &'a [Vec<Span>],
    members: &'a [Member],
    d: &'a Dissimilarity,
    /// Pairs of annotators.
    n_pairs: f64,
    /// For each unit those of later annotators that are near, with d.
    near: Vec<BTreeMap<usize, f64>>,
    found: Vec<Tuple>,
    limit: usize,
}

impl<'a> Tuples<'a> {
    fn all(
        units: &'a [Vec<Span>],
        members: &'a [Member],
        d: &'a Dissimilarity,
        limit: usize,
    ) -> Option<Vec<Tuple>> {
        let n = units.len();
        let mut tuples = Self {
            units,
            members,
            d,
            n_pairs: (n * n.saturating_sub(1)) as f64 / 2.0,
            near: vec![BTreeMap::new(); members.len()],
            found: Vec::new(),
            limit,
        };
        tuples.look_around();
        for first in 0..members.len() {
            let candidates: Vec<usize> = tuples.near[first].keys().copied().collect();
            tuples.grow(&mut vec![first], &candidates)?;
        }
        Some(tuples.found)
    }

    /// A unit of a tuple of k must be nearer to the others than (pairs + k − 1)·Δ in sum: see [`Self::is_needed`].
    fn look_around(&mut self) {
        let n = self.units.len();
        let limit = self.n_pairs + n as f64 - 1.0;
        let mut begins = vec![0; n + 1];
        for (a, own) in self.units.iter().enumerate() {
            begins[a + 1] = begins[a] + own.len();
        }
        let extents: Vec<Vec<(f64, f64)>> = self
            .units
            .iter()
            .map(|own| own.iter().map(|u| (u.start, u.end)).collect())
            .collect();
        for a in 0..n {
            for b in a + 1..n {
                near::pairs(&extents[a], &extents[b], self.d.reach(limit), |i, j| {
                    let d = self.d.of(&self.units[a][i], &self.units[b][j]);
                    if d < limit * self.d.delta_empty {
                        self.near[begins[a] + i].insert(begins[b] + j, d);
                    }
                });
            }
        }
    }

    fn apart(&self, u: usize, v: usize) -> Option<f64> {
        self.near[u.min(v)].get(&u.max(v)).copied()
    }

    fn grow(&mut self, tuple: &mut Vec<usize>, candidates: &[usize]) -> Option<()> {
        if self.is_needed(tuple) {
            if self.found.len() >= self.limit {
                return None;
            }
            self.found.push(Tuple {
                cost: self.cost(tuple),
                members: tuple.clone(),
            });
        }
        for (at, &next) in candidates.iter().enumerate() {
            let annotator = self.members[next].0;
            let rest: Vec<usize> = candidates[at + 1..]
                .iter()
                .copied()
                .filter(|&c| self.members[c].0 > annotator && self.apart(next, c).is_some())
                .collect();
            tuple.push(next);
            self.grow(tuple, &rest)?;
            tuple.pop();
        }
        Some(())
    }

    fn cost(&self, tuple: &[usize]) -> f64 {
        let mut real = 0.0;
        for (i, &u) in tuple.iter().enumerate() {
            for &v in &tuple[i + 1..] {
                real += self.apart(u, v).unwrap_or(f64::INFINITY);
            }
        }
        let k = tuple.len() as f64;
        let empty = self.n_pairs - k * (k - 1.0) / 2.0;
        (real + empty * self.d.delta_empty) / self.n_pairs
    }

    /// Whether no division into two parts S and R is as cheap: what lies across costs less than
    /// (pairs + |S|·|R|)·Δ.
    fn is_needed(&self, tuple: &[usize]) -> bool {
        let k = tuple.len();
        // The first unit is in S; all sets of the others but the full one.
        (0..(1_usize << (k - 1)).saturating_sub(1)).all(|others| {
            let is_in = |i: usize| i == 0 || others >> (i - 1) & 1 == 1;
            let (mut across, mut n_in) = (0.0, 0);
            for i in (0..k).filter(|&i| is_in(i)) {
                n_in += 1;
                for j in (0..k).filter(|&j| !is_in(j)) {
                    across += self.apart(tuple[i], tuple[j]).unwrap_or(f64::INFINITY);
                }
            }
            let limit = self.n_pairs + (n_in * (k - n_in)) as f64;
            across < limit * self.d.delta_empty
        })
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

    fn solve(mut self, effort: Effort) -> Option<Vec<usize>> {
        if self.component.units.len() > effort.n_units {
            return None;
        }
        let open: Vec<usize> = self.component.units.clone();
        let bound = open.iter().map(|u| self.least[u]).sum();
        let is_complete = self.branch(&open, 0.0, bound, &mut Vec::new(), effort.n_nodes);
        if is_complete {
            return Some(self.best_choice);
        }
        if self.component.tuples.len() > effort.n_program_tuples {
            return None;
        }
        self.program(effort)
    }

    /// Tries what may hold the first open unit; false where the nodes were used up.
    fn branch(
        &mut self,
        open: &[usize],
        cost: f64,
        bound: f64,
        choice: &mut Vec<usize>,
        limit: usize,
    ) -> bool {
        let Some(&unit) = open.first() else {
            if cost < self.best {
                self.best = cost;
                self.best_choice.clone_from(choice);
            }
            return true;
        };
        self.n_nodes += 1;
        if self.n_nodes > limit {
            return false;
        }
        for tuple in self.tuples_of[&unit].clone() {
            let members = &self.tuples[tuple].members;
            if !members.iter().all(|m| open.binary_search(m).is_ok()) {
                continue;
            }
            let cost = cost + self.tuples[tuple].cost;
            let bound = bound - members.iter().map(|m| self.least[m]).sum::<f64>();
            // Rounding must not cut off the best.
            if cost + bound - 1e-12 >= self.best {
                continue;
            }
            let rest: Vec<usize> = open
                .iter()
                .copied()
                .filter(|u| !members.contains(u))
                .collect();
            choice.push(tuple);
            let is_complete = self.branch(&rest, cost, bound, choice, limit);
            choice.pop();
            if !is_complete {
                return false;
            }
        }
        true
    }

    fn program(&self, effort: Effort) -> Option<Vec<usize>> {
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
        options.time_limit = Some(effort.program_time);
        let outcome = problem
            .solve_with(options)
            .ok()
            .filter(microlp::SolveOutcome::is_optimal)?;
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

    proptest! {
        #[test]
        fn two_annotators_are_aligned_as_by_the_other_solver(a in spans(), b in spans()) {
            let d = Dissimilarity::STANDARD;
            let expected = Aligner::default().align(&a, &b, &d);
            let found = align(&[a, b], &d, Effort::default()).unwrap();
            prop_assert!((found.total - expected).abs() < 1e-9);
        }

        #[test]
        fn no_alignment_of_three_is_better(a in spans(), b in spans(), c in spans()) {
            let units = [a, b, c];
            let d = Dissimilarity::STANDARD;
            let expected = brute(&units, &d);
            let by_branching = align(&units, &d, Effort::default()).unwrap();
            prop_assert!((by_branching.total - expected).abs() < 1e-9);
            let by_program = align(&units, &d, Effort { n_nodes: 0, ..Effort::default() }).unwrap();
            prop_assert!((by_program.total - expected).abs() < 1e-6, "{} {}", by_program.total, expected);
        }
    }
}
