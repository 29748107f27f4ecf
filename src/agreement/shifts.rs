//! Shifts of boundaries in classes, for histograms.

/// Smallest shift of each class away from 0, code points.
const EDGES: [i64; 6] = [1, 2, 5, 11, 26, 101];

/// Shifts in classes that widen away from 0: name and how many, from the farthest before to the farthest behind.
#[must_use]
pub fn classes(shifts: &[i64]) -> Vec<(String, usize)> {
    let class =
        |shift: i64| EDGES.iter().filter(|e| shift.abs() >= **e).count() as i64 * shift.signum();
    let name = |class: i64| {
        let at = class.unsigned_abs() as usize;
        match (at.checked_sub(1).map(|i| EDGES[i]), EDGES.get(at)) {
            (None, _) => "0".to_owned(),
            (Some(low), Some(high)) => match (class < 0, *high == low + 1) {
                (false, true) => low.to_string(),
                (false, false) => format!("{low}…{}", high - 1),
                (true, true) => format!("−{low}"),
                (true, false) => format!("−{}…−{low}", high - 1),
            },
            (Some(low), None) if class < 0 => format!("≤−{low}"),
            (Some(low), None) => format!("≥{low}"),
        }
    };
    (-6..=6)
        .map(|c| {
            let n = shifts.iter().filter(|s| class(**s) == c).count();
            (name(c), n)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shifts_fall_into_classes() {
        let found = classes(&[0, 1, -1, -3, 300, 25, 26]);
        let some: Vec<_> = found.into_iter().filter(|c| c.1 > 0).collect();
        let expected = [
            ("−4…−2", 1),
            ("−1", 1),
            ("0", 1),
            ("1", 1),
            ("11…25", 1),
            ("26…100", 1),
            ("≥101", 1),
        ];
        let expected = expected.map(|(name, n)| (name.to_owned(), n));
        assert_eq!(some, expected);
    }
}
