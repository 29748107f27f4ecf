//! Which spans of two lists lie near each other.

/// How many times longer the longest span of a group may be than the shortest: groups are searched one by one,
/// so that one huge span does not widen the window for all.
const GROUP: f64 = 16.0;

/// Calls `found` for each pair of spans with |Δstart| + |Δend| < `reach` · (sum of their lengths), or with equal
/// ends. The spans are (start, end), in any order.
pub fn pairs(a: &[(f64, f64)], b: &[(f64, f64)], reach: f64, mut found: impl FnMut(usize, usize)) {
    if a.is_empty() || b.is_empty() {
        return;
    }
    // (group, start, place), sorted.
    let length = |s: &(f64, f64)| s.1 - s.0;
    let group = |s: &(f64, f64)| (length(s).max(1.0).ln() / GROUP.ln()) as i32;
    let mut sorted: Vec<(i32, f64, usize)> = b
        .iter()
        .enumerate()
        .map(|(j, s)| (group(s), s.0, j))
        .collect();
    sorted.sort_unstable_by(|x, y| x.0.cmp(&y.0).then(x.1.total_cmp(&y.1)));
    for members in sorted.chunk_by(|x, y| x.0 == y.0) {
        let longest = members.iter().map(|m| length(&b[m.2])).fold(0.0, f64::max);
        for (i, u) in a.iter().enumerate() {
            let window = reach * (length(u) + longest);
            let from = members.partition_point(|m| m.1 < u.0 - window);
            for &(_, start, j) in &members[from..] {
                if start > u.0 + window {
                    break;
                }
                let v = &b[j];
                let apart = (u.0 - v.0).abs() + (u.1 - v.1).abs();
                if apart < reach * (length(u) + length(v)) || apart == 0.0 {
                    found(i, j);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn spans() -> impl Strategy<Value = Vec<(f64, f64)>> {
        let length = prop_oneof![1..8_u32, 1..300_u32];
        let span = (0..400_u32, length).prop_map(|(s, n)| (f64::from(s), f64::from(s + n)));
        prop::collection::vec(span, 0..20)
    }

    proptest! {
        #[test]
        fn the_window_misses_no_pair(a in spans(), b in spans(), reach in 0.1..2.5_f64) {
            let mut found = Vec::new();
            pairs(&a, &b, reach, |i, j| found.push((i, j)));
            found.sort_unstable();
            let mut expected = Vec::new();
            for (i, u) in a.iter().enumerate() {
                for (j, v) in b.iter().enumerate() {
                    let apart = (u.0 - v.0).abs() + (u.1 - v.1).abs();
                    let lengths = u.1 - u.0 + v.1 - v.0;
                    if apart < reach * lengths || apart == 0.0 {
                        expected.push((i, j));
                    }
                }
            }
            prop_assert_eq!(found, expected);
        }
    }
}
