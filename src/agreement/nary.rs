//! The best alignment of three and more annotators.
//!
//! A unitary alignment takes one unit or none of each annotator; its disorder is the mean of d over all pairs
//! of annotators, where a pair with an empty side costs Δ, two empty sides too (Mathet et al. 2015, §4.3). The best
//! alignment is a partition of all units: three-dimensional matching, so there is no fast way for all cases. Only
//! tuples of which no part would be better off alone are made; the units fall into small components; each is
//! solved by branch and bound, and where that takes too long as an integer program. The answer is exact or there is
//! none: where a component is beyond a size, or the work beyond a number of steps. Steps are counted, not timed, so that
//! the answer is the same on every machine and under any load.

mod cover;
mod tuples;

use super::gamma::{Dissimilarity, Span};
use cover::{Cover, components};
use tuples::Tuples;

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

#[cfg(test)]
mod tests;
