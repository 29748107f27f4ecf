//! Where a run of words stands in a text, and how much of its surroundings is there too.

use std::collections::HashMap;
use std::ops::Range;

/// Comparisons of words that one search may cost, so that a text of one word again and again takes no long time.
const MAX_STEPS: usize = 1 << 22;

/// Where each word stands, in both texts.
#[derive(Debug, Default)]
pub(super) struct Occurrences {
    old: HashMap<u32, Vec<u32>>,
    new: HashMap<u32, Vec<u32>>,
}

impl Occurrences {
    pub(super) fn new(old: &[u32], new: &[u32]) -> Self {
        let index = |keys: &[u32]| {
            let mut found: HashMap<u32, Vec<u32>> = HashMap::new();
            for (i, &key) in keys.iter().enumerate() {
                found.entry(key).or_default().push(i as u32);
            }
            found
        };
        Self {
            old: index(old),
            new: index(new),
        }
    }

    /// Where `words` stand in the old text: at most `max` places, or `None` where that takes too long.
    pub(super) fn in_old(&self, text: &[u32], words: &[u32], max: usize) -> Option<Vec<usize>> {
        search(&self.old, text, words, max)
    }

    /// Where `words` stand in the new text: at most `max` places, or `None` where that takes too long.
    pub(super) fn in_new(&self, text: &[u32], words: &[u32], max: usize) -> Option<Vec<usize>> {
        search(&self.new, text, words, max)
    }
}

fn search(
    places: &HashMap<u32, Vec<u32>>,
    text: &[u32],
    words: &[u32],
    max: usize,
) -> Option<Vec<usize>> {
    let at = |word: &u32| places.get(word).map_or(&[][..], Vec::as_slice);
    let rarest = words
        .iter()
        .enumerate()
        .min_by_key(|(_, word)| at(word).len());
    let Some((behind, word)) = rarest else {
        return Some(Vec::new());
    };
    let mut found = Vec::new();
    let mut n_steps = 0;
    for &place in at(word) {
        let Some(start) = (place as usize).checked_sub(behind) else {
            continue;
        };
        let Some(there) = text.get(start..start + words.len()) else {
            continue;
        };
        let n_same = there.iter().zip(words).take_while(|(a, b)| a == b).count();
        n_steps += n_same + 1;
        if n_same == words.len() {
            found.push(start);
            if found.len() >= max {
                break;
            }
        }
        if n_steps > MAX_STEPS {
            return None;
        }
    }
    Some(found)
}

/// How many words are the same, walking back from `old` and `new` (not themselves).
pub(super) fn same_before(a: &[u32], b: &[u32], old: usize, new: usize, max: usize) -> usize {
    let (before_a, before_b) = (a[..old].iter().rev(), b[..new].iter().rev());
    let same = before_a.zip(before_b).take(max);
    same.take_while(|(a, b)| a == b).count()
}

/// How many words are the same, walking on from `old` and `new`.
pub(super) fn same_behind(a: &[u32], b: &[u32], old: usize, new: usize, max: usize) -> usize {
    let (behind_a, behind_b) = (a[old..].iter(), b[new..].iter());
    let same = behind_a.zip(behind_b).take(max);
    same.take_while(|(a, b)| a == b).count()
}

/// A run of words in the old text, and as many in the new one.
pub(super) fn is_same(a: &[u32], b: &[u32], old: Range<usize>, new: Range<usize>) -> bool {
    a.get(old)
        .is_some_and(|words| b.get(new).is_some_and(|other| words == other))
}
