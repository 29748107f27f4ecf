//! A document of one annotator cut into spans and the gaps between them.

use super::input::Unit;

/// A piece of text: a span with its category, or a gap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Section {
    /// First code point.
    pub start: usize,
    /// The code point behind it.
    pub end: usize,
    /// 0: a gap.
    pub category: usize,
}

impl Section {
    /// Code points.
    #[must_use]
    pub fn length(&self) -> f64 {
        (self.end - self.start) as f64
    }
}

/// Cuts a text of `length` code points. The spans are (start, end, category); `None` where they overlap.
#[must_use]
pub fn cut(mut spans: Vec<(usize, usize, usize)>, length: usize) -> Option<Vec<Section>> {
    spans.sort_unstable();
    let mut sections = Vec::with_capacity(2 * spans.len() + 1);
    let mut at = 0;
    let mut push = |start, end, category| {
        if start < end {
            sections.push(Section {
                start,
                end,
                category,
            });
        }
    };
    for (start, end, category) in spans {
        if start < at {
            return None;
        }
        push(at, start, 0);
        push(start, end, category);
        at = end;
    }
    push(at, length, 0);
    Some(sections)
}

/// Joins spans that overlap; those that only meet stay apart.
#[must_use]
pub fn joined(mut spans: Vec<(usize, usize)>) -> Vec<(usize, usize)> {
    spans.sort_unstable();
    let mut out: Vec<(usize, usize)> = Vec::with_capacity(spans.len());
    for (start, end) in spans {
        match out.last_mut() {
            Some(last) if start < last.1 => last.1 = last.1.max(end),
            _ => out.push((start, end)),
        }
    }
    out
}

/// The fragments of units with their category: label + 1.
pub fn fragments<'a>(units: impl Iterator<Item = &'a Unit>) -> Vec<(usize, usize, usize)> {
    units
        .flat_map(|u| u.fragments.iter().map(|(s, e)| (*s, *e, u.label + 1)))
        .collect()
}

/// Calls `found` for each pair of sections of two annotators that share text, with how much.
pub fn intersections(a: &[Section], b: &[Section], mut found: impl FnMut(usize, usize, f64)) {
    let (mut i, mut j) = (0, 0);
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        let common = x.end.min(y.end).saturating_sub(x.start.max(y.start));
        if common > 0 {
            found(i, j, common as f64);
        }
        if x.end <= y.end {
            i += 1;
        } else {
            j += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_and_gaps_make_up_the_text() {
        let shown = |spans: &[(usize, usize, usize)], length| {
            let sections = cut(spans.to_vec(), length)?;
            Some(
                sections
                    .iter()
                    .map(|s| format!("{}–{}:{}", s.start, s.end, s.category))
                    .collect::<Vec<_>>()
                    .join(" "),
            )
        };
        let found = shown(&[(5, 7, 2), (0, 3, 1), (7, 9, 2)], 12);
        assert_eq!(found.as_deref(), Some("0–3:1 3–5:0 5–7:2 7–9:2 9–12:0"));
        assert_eq!(shown(&[(0, 3, 1), (2, 4, 1)], 9), None);
        assert_eq!(shown(&[], 4).as_deref(), Some("0–4:0"));
        assert_eq!(joined(vec![(4, 6), (0, 3), (2, 4)]), [(0, 4), (4, 6)]);
    }
}
