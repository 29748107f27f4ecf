//! The cheapest choice of tuples that holds every unit once, component by component.

use super::{Effort, Tuple, Work};
use microlp::{
    ComparisonOp, OptimizationDirection, Problem, ResumeOptions, SolveOptions, SolveOutcome,
    TerminationReason,
};
use std::collections::BTreeMap;
use std::time::Duration;

/// The integer program is left this often to see whether it is still wanted; hardly any takes as long.
const SLICE: Duration = Duration::from_secs(1);

/// Units that tuples join, with the numbers of these tuples.
#[derive(Clone, Debug, Default)]
pub(super) struct Component {
    units: Vec<usize>,
    tuples: Vec<usize>,
}

/// Units that no tuple joins fall apart.
pub(super) fn components(n_units: usize, tuples: &[Tuple]) -> Vec<Component> {
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
pub(super) struct Cover<'a> {
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
    pub(super) fn new(component: &'a Component, tuples: &'a [Tuple]) -> Self {
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

    /// The tuples of the best choice; `None`: too much work.
    pub(super) fn solve(mut self, effort: Effort, work: &mut Work<'_>) -> Option<Vec<usize>> {
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
            let more = stats.lp_iterations.saturating_sub(n_pivots);
            let more = usize::try_from(more).unwrap_or(usize::MAX);
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
