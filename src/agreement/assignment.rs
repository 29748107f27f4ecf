//! The cheapest one-to-one matching of two lists where each member may also stay single.
//!
//! Shortest augmenting paths on the list of possible pairs (Jonker & Volgenant 1987, Computing 38:325; Crouse 2016,
//! IEEE TAES 52:1679), each row with a dummy column of its own for staying single. A path only visits what is
//! reachable, so that every connected component is solved by itself.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

const NONE: usize = usize::MAX;

/// A column that can be reached at this cost.
#[derive(Clone, Copy, Debug)]
struct Reached {
    cost: f64,
    column: usize,
}

impl PartialEq for Reached {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Reached {}

impl PartialOrd for Reached {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Reached {
    /// The cheapest is the greatest, so that a heap gives it first.
    fn cmp(&self, other: &Self) -> Ordering {
        let by_cost = other.cost.total_cmp(&self.cost);
        by_cost.then(other.column.cmp(&self.column))
    }
}

/// A solver and its last solution; used again, it allocates nothing.
#[derive(Clone, Debug, Default)]
pub struct Assignment {
    /// Where each row's edges begin.
    begins: Vec<usize>,
    edges: Vec<(usize, f64)>,
    row_price: Vec<f64>,
    column_price: Vec<f64>,
    column_of: Vec<usize>,
    row_of: Vec<usize>,
    cost_to: Vec<f64>,
    reached_from: Vec<usize>,
    is_done: Vec<bool>,
    heap: BinaryHeap<Reached>,
    touched: Vec<usize>,
    done: Vec<usize>,
    rows_done: Vec<usize>,
    total: f64,
}

impl Assignment {
    /// Finds the matching that minimises Σ cost of matched pairs + `single` · members that stay single.
    ///
    /// `edges`: (row, column, cost) of pairs that may be matched, each once, in any order. Pairs that
    /// cost 2 · `single` or more are never needed.
    pub fn solve(
        &mut self,
        n_rows: usize,
        n_columns: usize,
        edges: &[(usize, usize, f64)],
        single: f64,
    ) {
        self.prepare(n_rows, n_columns, edges);
        let mut total = 0.0;
        for row in 0..n_rows {
            self.augment(row, 2.0 * single);
        }
        let mut n_matched = 0;
        for row in 0..n_rows {
            let column = self.column_of[row];
            if column != NONE {
                n_matched += 1;
                let own = &self.edges[self.begins[row]..self.begins[row + 1]];
                total += own.iter().find(|e| e.0 == column).map_or(0.0, |e| e.1);
            }
        }
        self.total = total + single * (n_rows + n_columns - 2 * n_matched) as f64;
    }

    /// Matched pairs as (row, column), by row.
    pub fn pairs(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        let rows = self.column_of.iter().enumerate();
        rows.filter(|(_, c)| **c != NONE).map(|(r, c)| (r, *c))
    }

    /// What the solution costs.
    #[must_use]
    pub fn total(&self) -> f64 {
        self.total
    }

    fn prepare(&mut self, n_rows: usize, n_columns: usize, edges: &[(usize, usize, f64)]) {
        self.begins.clear();
        self.begins.resize(n_rows + 1, 0);
        for (row, _, _) in edges {
            self.begins[row + 1] += 1;
        }
        for row in 0..n_rows {
            self.begins[row + 1] += self.begins[row];
        }
        self.edges.clear();
        self.edges.resize(edges.len(), (0, 0.0));
        // Each row's next free place, first; put back behind the loop.
        for &(row, column, cost) in edges {
            self.edges[self.begins[row]] = (column, cost);
            self.begins[row] += 1;
        }
        self.begins.rotate_right(1);
        self.begins[0] = 0;
        let reset = |list: &mut Vec<f64>, n, value| {
            list.clear();
            list.resize(n, value);
        };
        reset(&mut self.row_price, n_rows, 0.0);
        reset(&mut self.column_price, n_columns, 0.0);
        reset(&mut self.cost_to, n_columns, f64::INFINITY);
        self.column_of.clear();
        self.column_of.resize(n_rows, NONE);
        self.row_of.clear();
        self.row_of.resize(n_columns, NONE);
        self.reached_from.clear();
        self.reached_from.resize(n_columns, NONE);
        self.is_done.clear();
        self.is_done.resize(n_columns, false);
        self.heap.clear();
        self.touched.clear();
    }

    /// Finds a place for one more row, moving others where that is cheaper.
    fn augment(&mut self, first: usize, dummy: f64) {
        self.done.clear();
        self.rows_done.clear();
        let mut row = first;
        let mut cost = 0.0;
        // The cheapest way to leave a row single, and that row.
        let mut best_single = (f64::INFINITY, NONE);
        let end = loop {
            self.rows_done.push(row);
            let reduced = dummy + cost - self.row_price[row];
            if reduced < best_single.0 {
                best_single = (reduced, row);
            }
            for &(column, edge) in &self.edges[self.begins[row]..self.begins[row + 1]] {
                if self.is_done[column] {
                    continue;
                }
                let to = cost + edge - self.row_price[row] - self.column_price[column];
                if to < self.cost_to[column] {
                    if self.cost_to[column] == f64::INFINITY {
                        self.touched.push(column);
                    }
                    self.cost_to[column] = to;
                    self.reached_from[column] = row;
                    self.heap.push(Reached { cost: to, column });
                }
            }
            let next = loop {
                match self.heap.pop() {
                    // Reached again more cheaply after it was put on the heap.
                    Some(next)
                        if self.is_done[next.column] || next.cost > self.cost_to[next.column] => {}
                    other => break other,
                }
            };
            match next {
                Some(next) if next.cost < best_single.0 => {
                    cost = next.cost;
                    self.is_done[next.column] = true;
                    self.done.push(next.column);
                    match self.row_of[next.column] {
                        NONE => break next.column,
                        holder => row = holder,
                    }
                }
                _ => {
                    cost = best_single.0;
                    break NONE;
                }
            }
        };
        self.raise_prices(first, cost);
        // Turn the path around.
        let mut column = end;
        let mut row = best_single.1;
        if column == NONE {
            // `row` becomes single and gives its column, if it has one, to the row before it.
            std::mem::swap(&mut column, &mut self.column_of[row]);
            if row == first {
                column = NONE;
            }
        }
        while column != NONE {
            row = self.reached_from[column];
            self.row_of[column] = row;
            std::mem::swap(&mut column, &mut self.column_of[row]);
            if row == first {
                break;
            }
        }
        for column in self.touched.drain(..) {
            self.cost_to[column] = f64::INFINITY;
            self.is_done[column] = false;
        }
        self.heap.clear();
    }

    fn raise_prices(&mut self, first: usize, cost: f64) {
        for &row in &self.rows_done {
            let own = self.column_of[row];
            self.row_price[row] += if row == first {
                cost
            } else {
                cost - self.cost_to[own]
            };
        }
        for &column in &self.done {
            self.column_price[column] -= cost - self.cost_to[column];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// By the dense solver of another crate.
    fn dense(n: usize, m: usize, edges: &[(usize, usize, f64)], single: f64) -> f64 {
        if n == 0 || m == 0 {
            return single * (n + m) as f64;
        }
        let mut cost = vec![2.0 * single; n * m];
        for (i, j, c) in edges {
            cost[i * m + j] = c.min(2.0 * single);
        }
        let (rows, columns) = lsap::solve(n, m, &cost, false).unwrap();
        let matched: f64 = rows
            .iter()
            .zip(&columns)
            .map(|(i, j)| cost[i * m + j])
            .sum();
        matched + single * (n + m - 2 * rows.len()) as f64
    }

    fn problem() -> impl Strategy<Value = (usize, usize, Vec<(usize, usize, f64)>)> {
        (1..14_usize, 1..14_usize).prop_flat_map(|(n, m)| {
            // Few different costs, so that there are ties.
            let cost = prop_oneof![0.0..2.0_f64, (0..8_u32).prop_map(|c| f64::from(c) / 4.0)];
            let edge = (0..n, 0..m, cost);
            prop::collection::vec(edge, 0..60).prop_map(move |mut edges| {
                edges.sort_by_key(|x| (x.0, x.1));
                edges.dedup_by_key(|e| (e.0, e.1));
                (n, m, edges)
            })
        })
    }

    proptest! {
        #[test]
        fn as_cheap_as_the_dense_solver((n, m, edges) in problem()) {
            let mut assignment = Assignment::default();
            assignment.solve(n, m, &edges, 1.0);
            let expected = dense(n, m, &edges, 1.0);
            prop_assert!((assignment.total() - expected).abs() < 1e-9);
            let columns: std::collections::BTreeSet<_> = assignment.pairs().map(|p| p.1).collect();
            prop_assert_eq!(columns.len(), assignment.pairs().count());
            for pair in assignment.pairs() {
                prop_assert!(edges.iter().any(|e| (e.0, e.1) == pair));
            }
        }
    }

    #[test]
    fn used_again_it_forgets_the_last_problem() {
        let mut assignment = Assignment::default();
        assignment.solve(2, 2, &[(0, 0, 0.5), (1, 0, 0.25)], 1.0);
        assert_eq!(assignment.pairs().collect::<Vec<_>>(), [(1, 0)]);
        assert_eq!(assignment.total(), 2.25);
        assignment.solve(1, 0, &[], 1.0);
        assert_eq!((assignment.pairs().count(), assignment.total()), (0, 1.0));
    }
}
