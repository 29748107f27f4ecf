//! Which words stayed, seen from every word: looked up rather than walked to, as a text that was rewritten is one long
//! stretch of words that did not, for each annotation in it anew.

use std::ops::Range;

use super::align::NONE;

/// For each word the nearest ones that have a partner.
#[derive(Debug, Default)]
pub(super) struct Kept {
    /// For each place the first word from there on; the number of words where there is none. One more than words.
    next: Vec<u32>,
    /// For each place one more than the last word in front of it; 0 where there is none. One more than words.
    behind_last: Vec<u32>,
}

impl Kept {
    /// Of words with these partners.
    pub(super) fn new(partner: &[u32]) -> Self {
        let n = partner.len();
        let mut next = vec![n as u32; n + 1];
        for (i, &j) in partner.iter().enumerate().rev() {
            next[i] = if j == NONE { next[i + 1] } else { i as u32 };
        }
        let mut behind_last = vec![0; n + 1];
        for (i, &j) in partner.iter().enumerate() {
            behind_last[i + 1] = if j == NONE {
                behind_last[i]
            } else {
                i as u32 + 1
            };
        }
        Self { next, behind_last }
    }

    /// The words that stayed, from `i` on.
    pub(super) fn from(&self, i: usize) -> impl Iterator<Item = usize> {
        let n = self.next.len().saturating_sub(1);
        let first = move |i: usize| {
            let found = self.next.get(i).map(|&next| next as usize);
            found.filter(|&next| next < n)
        };
        std::iter::successors(first(i), move |&last| first(last + 1))
    }

    /// The last word in front of `i` that stayed.
    pub(super) fn before(&self, i: usize) -> Option<usize> {
        let behind = *self.behind_last.get(i)?;
        (behind as usize).checked_sub(1)
    }

    /// The words around `i` that did not stay, if it did not itself.
    pub(super) fn gap(&self, i: usize) -> Range<usize> {
        let start = self.before(i).map_or(0, |before| before + 1);
        let end = self.next.get(i).map_or(start, |&next| next as usize);
        start..end
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn looking_up_gives_what_walking_gives(stays in proptest::collection::vec(any::<bool>(), 0..40)) {
            let partner: Vec<u32> = stays.iter().map(|&stays| if stays { 0 } else { NONE }).collect();
            let kept = Kept::new(&partner);
            for i in 0..=stays.len() {
                let from: Vec<usize> = (i..stays.len()).filter(|&at| stays[at]).collect();
                prop_assert_eq!(kept.from(i).collect::<Vec<_>>(), from);
                prop_assert_eq!(kept.before(i), (0..i).rfind(|&at| stays[at]));
                if stays.get(i) == Some(&false) {
                    let gap = kept.gap(i);
                    prop_assert!(gap.contains(&i) && !stays[gap.clone()].contains(&true));
                    prop_assert!(gap.start == 0 || stays[gap.start - 1]);
                    prop_assert!(stays.get(gap.end) != Some(&false));
                }
            }
        }
    }
}
