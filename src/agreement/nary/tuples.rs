//! The tuples that may stand in a best alignment: of which no part would be better off alone.

use super::{Tuple, Work};
use crate::agreement::gamma::{Dissimilarity, Span};
use crate::agreement::near;

/// Makes the tuples that may stand in a best alignment.
pub(super) struct Tuples<'a, 'b> {
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
    /// Makes them all; `None`: more than `limit`, or too much work.
    pub(super) fn all(
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
