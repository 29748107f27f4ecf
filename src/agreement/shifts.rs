//! Shifts of boundaries in classes, for histograms.

/// Smallest shift of each class away from 0, code points.
const EDGES: [i64; 6] = [1, 2, 5, 11, 26, 101];

/// The place among [`classes`] of a shift, code points.
#[must_use]
pub fn class_of(shift: i64) -> usize {
    let far = EDGES.iter().filter(|e| shift.abs() >= **e).count();
    if shift < 0 {
        EDGES.len() - far
    } else {
        EDGES.len() + far
    }
}

/// Shifts in classes that widen away from 0: name and how many, from the farthest before to the farthest behind.
#[must_use]
pub fn classes(shifts: &[i64]) -> Vec<(String, usize)> {
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
    let mut classes: Vec<(String, usize)> = (-6..=6).map(|class| (name(class), 0)).collect();
    for shift in shifts {
        if let Some(class) = classes.get_mut(class_of(*shift)) {
            class.1 += 1;
        }
    }
    classes
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
