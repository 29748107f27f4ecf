//! A text cut into blocks of a few KiB, and the heights of all of them, so that a frame's work does
//! not depend on the length of the text.
//!
//! Limitation: a single line longer than [`MAX_BLOCK_BYTES`] is cut at a blank (or at a grapheme)
//! and starts a new row there, as if a soft line break stood at that place.
use std::ops::Range;
use unicode_segmentation::GraphemeCursor;

/// Whole lines are gathered up to about this many bytes.
const WANTED_BLOCK_BYTES: usize = 2048;
/// No block is longer, in bytes, unless one grapheme is.
pub const MAX_BLOCK_BYTES: usize = 4096;

/// Where the blocks of one text begin, and what is needed to guess their heights.
#[derive(Clone, Debug, Default)]
pub struct BlockIndex {
    /// Invariant: strictly increasing, begins with 0, every entry is a code-point boundary < `len`
    /// (a single 0 for an empty text).
    starts: Vec<usize>,
    /// Per block: line feeds, and width in half-width characters.
    sizes: Vec<(u16, u16)>,
    len: usize,
}

impl BlockIndex {
    /// Cuts `text`. One pass over it.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let n_guess = text.len() / WANTED_BLOCK_BYTES + 1;
        let mut index = Self {
            starts: Vec::with_capacity(n_guess),
            sizes: Vec::with_capacity(n_guess),
            len: text.len(),
        };
        let mut start = 0;
        while start < text.len() {
            let end = block_end(text, start);
            index.starts.push(start);
            index.sizes.push(measure(&text.as_bytes()[start..end]));
            start = end;
        }
        if index.starts.is_empty() {
            index.starts.push(0);
            index.sizes.push((0, 0));
        }
        index.starts.shrink_to_fit();
        index.sizes.shrink_to_fit();
        index
    }

    /// How many blocks there are, at least 1 once built.
    #[must_use]
    pub fn n_blocks(&self) -> usize {
        self.starts.len()
    }

    /// The bytes of block `block`; empty if there is no such block.
    #[must_use]
    pub fn range(&self, block: usize) -> Range<usize> {
        let Some(&start) = self.starts.get(block) else {
            return self.len..self.len;
        };
        start..self.starts.get(block + 1).copied().unwrap_or(self.len)
    }

    /// The block that holds byte `offset`; the last one for the end of the text and beyond.
    #[must_use]
    pub fn block_of(&self, offset: usize) -> usize {
        self.starts
            .partition_point(|&start| start <= offset)
            .saturating_sub(1)
    }

    /// Guessed heights of all blocks, in points, for `chars_per_row` characters in a row of
    /// `row_height` points, with `paragraph_gap` points behind each line feed.
    #[must_use]
    pub fn guess_heights(
        &self,
        chars_per_row: f32,
        row_height: f32,
        paragraph_gap: f32,
    ) -> Heights {
        let per_row = chars_per_row.max(1.0);
        Heights::new(self.sizes.iter().map(|&(n_lines, n_chars)| {
            let (n_lines, n_chars) = (f32::from(n_lines), f32::from(n_chars));
            let full_rows = n_chars / per_row;
            // A paragraph ends in the middle of its last row, on average.
            let rows = if n_lines == 0.0 {
                full_rows.ceil()
            } else if full_rows > n_lines {
                full_rows + n_lines * 0.5
            } else {
                n_lines.max(full_rows)
            };
            f64::from(rows.max(1.0) * row_height + n_lines * paragraph_gap)
        }))
    }
}

/// Where the block that begins at `start` ends.
fn block_end(text: &str, start: usize) -> usize {
    let bytes = text.as_bytes();
    if bytes.len() - start <= WANTED_BLOCK_BYTES {
        return bytes.len();
    }
    let wanted = start + WANTED_BLOCK_BYTES;
    if let Some(at) = bytes[start..wanted].iter().rposition(|&b| b == b'\n') {
        return start + at + 1;
    }
    let limit = (start + MAX_BLOCK_BYTES).min(bytes.len());
    if let Some(at) = bytes[wanted..limit].iter().position(|&b| b == b'\n') {
        return wanted + at + 1;
    }
    if limit == bytes.len() {
        return limit;
    }
    if let Some(at) = bytes[wanted..limit].iter().rposition(|&b| b == b' ') {
        let at = wanted + at + 1;
        // A combining character may sit on the blank.
        if is_grapheme_boundary(text, at) {
            return at;
        }
    }
    let mut at = limit;
    while at > wanted && !(text.is_char_boundary(at) && is_grapheme_boundary(text, at)) {
        at -= 1;
    }
    if at > wanted {
        return at;
    }
    // One enormous grapheme: cut between code points.
    let mut at = limit;
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Whether a grapheme ends at `offset`, a code-point boundary, looking at a short window only.
fn is_grapheme_boundary(text: &str, offset: usize) -> bool {
    let mut from = offset.saturating_sub(256);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    let mut to = (offset + 64).min(text.len());
    while !text.is_char_boundary(to) {
        to -= 1;
    }
    let window = &text[from..to];
    GraphemeCursor::new(offset - from, window.len(), true)
        .is_boundary(window, 0)
        .unwrap_or(true)
}

/// Line feeds, and width in half-width characters.
fn measure(bytes: &[u8]) -> (u16, u16) {
    let (mut n_lines, mut width) = (0_u32, 0_u32);
    for chunk in bytes.chunks(120) {
        // At most 2 a byte: 240 fits. Wrapping, so that the loop runs on vectors in every profile.
        let (mut lines, mut cells) = (0_u8, 0_u8);
        for &b in chunk {
            lines = lines.wrapping_add(u8::from(b == b'\n'));
            cells = cells
                .wrapping_add(u8::from(b & 0xC0 != 0x80))
                .wrapping_add(u8::from((0xE3..=0xED).contains(&b)));
        }
        n_lines += u32::from(lines);
        width += u32::from(cells);
    }
    let clamp = |n: u32| u16::try_from(n).unwrap_or(u16::MAX);
    (clamp(n_lines), clamp(width))
}

/// The heights of all blocks in points, with sums in O(log n) (a Fenwick tree).
///
/// f64, since the sum of a long text passes what f32 can step through.
#[derive(Clone, Debug, Default)]
pub struct Heights {
    each: Vec<f32>,
    /// Invariant: a Fenwick tree over `each`, one-based.
    tree: Vec<f64>,
}

impl Heights {
    /// From the heights in order.
    #[must_use]
    pub fn new(heights: impl Iterator<Item = f64>) -> Self {
        #[allow(
            clippy::cast_possible_truncation,
            reason = "one block is a few thousand points"
        )]
        let each: Vec<f32> = heights.map(|h| h as f32).collect();
        let mut tree = vec![0.0; each.len() + 1];
        for (idx, &height) in each.iter().enumerate() {
            let at = idx + 1;
            tree[at] += f64::from(height);
            let parent = at + (at & at.wrapping_neg());
            if parent < tree.len() {
                tree[parent] += tree[at];
            }
        }
        Self { each, tree }
    }

    /// The height of one block, 0 if there is no such block.
    #[must_use]
    pub fn of(&self, block: usize) -> f64 {
        self.each.get(block).copied().map_or(0.0, f64::from)
    }

    /// Replaces a guess by what was measured.
    pub fn set(&mut self, block: usize, height: f32) {
        let Some(old) = self.each.get_mut(block) else {
            return;
        };
        let delta = f64::from(height) - f64::from(*old);
        *old = height;
        if delta == 0.0 {
            return;
        }
        let mut at = block + 1;
        while at < self.tree.len() {
            self.tree[at] += delta;
            at += at & at.wrapping_neg();
        }
    }

    /// The summed height of the blocks before `block`.
    #[must_use]
    pub fn before(&self, block: usize) -> f64 {
        let mut at = block.min(self.each.len());
        let mut sum = 0.0;
        while at > 0 {
            sum += self.tree[at];
            at &= at - 1;
        }
        sum
    }

    /// The summed height of all.
    #[must_use]
    pub fn total(&self) -> f64 {
        self.before(self.each.len())
    }

    /// The block at `y` points from the top of the text, and how far into it.
    #[must_use]
    pub fn at(&self, y: f64) -> (usize, f64) {
        let n = self.each.len();
        if n == 0 {
            return (0, 0.0);
        }
        let mut rest = y.max(0.0);
        let mut at = 0;
        let mut step = n.next_power_of_two();
        while step > 0 {
            let next = at + step;
            if next <= n && self.tree[next] <= rest {
                at = next;
                rest -= self.tree[next];
            }
            step /= 2;
        }
        if at >= n {
            (n - 1, self.of(n - 1))
        } else {
            (at, rest)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_empty_text_has_one_empty_block() {
        let index = BlockIndex::new("");
        assert_eq!((index.n_blocks(), index.range(0)), (1, 0..0));
        assert_eq!(index.block_of(0), 0);
    }

    #[test]
    fn paragraphs_stay_whole_where_they_fit() {
        let text = format!("{}\n", "word ".repeat(150)).repeat(20);
        let index = BlockIndex::new(&text);
        assert!(index.n_blocks() > 5);
        for block in 0..index.n_blocks() {
            assert!(text[index.range(block)].ends_with('\n'));
        }
    }

    #[test]
    fn a_long_line_is_cut_at_blanks_and_never_inside_a_grapheme() {
        let text = "👩‍👩‍👧‍👦".repeat(3000);
        let index = BlockIndex::new(&text);
        for block in 0..index.n_blocks() {
            assert_eq!(index.range(block).len() % "👩‍👩‍👧‍👦".len(), 0);
        }
        let text = "word ".repeat(3000);
        let index = BlockIndex::new(&text);
        for block in 0..index.n_blocks() {
            assert!(text[index.range(block)].ends_with(' '));
        }
    }

    proptest! {
        #[test]
        fn blocks_cover_the_text_in_order(parts in prop::collection::vec("\\PC{0,40}", 0..300), sep in "(\n| |)") {
            let text = parts.join(&sep);
            let index = BlockIndex::new(&text);
            let mut end = 0;
            for block in 0..index.n_blocks() {
                let range = index.range(block);
                prop_assert_eq!(range.start, end);
                prop_assert!(range.len() <= MAX_BLOCK_BYTES);
                prop_assert!(text.is_char_boundary(range.start));
                for offset in [range.start, range.end.saturating_sub(1).max(range.start)] {
                    prop_assert_eq!(index.block_of(offset), block);
                }
                end = range.end;
            }
            prop_assert_eq!(end, text.len());
        }

        #[test]
        fn sums_agree_with_adding_up(
            start in prop::collection::vec(0.0_f64..50.0, 1..40),
            changes in prop::collection::vec((0_usize..40, 0.0_f32..50.0), 0..40),
            y in 0.0_f64..1500.0,
        ) {
            let mut heights = Heights::new(start.iter().copied());
            for (block, height) in changes {
                heights.set(block, height);
            }
            let naive = |block: usize| (0..block).map(|b| heights.of(b)).sum::<f64>();
            for block in 0..=start.len() {
                prop_assert!((heights.before(block) - naive(block)).abs() < 1e-3);
            }
            let (block, offset) = heights.at(y);
            prop_assert!(block < start.len());
            if y < heights.total() {
                prop_assert!((heights.before(block) + offset - y).abs() < 1e-3);
                prop_assert!(offset <= heights.of(block) + 1e-3);
            }
        }
    }
}
