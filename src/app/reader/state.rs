//! What one pane remembers: scroll place, caret, selection, layouts of what was seen lately.
use super::blocks::{BlockIndex, Heights};
use super::engine::{LayoutParams, TextEngine};
use super::layout::{BlockLayout, Place};
use super::model::{MarkId, Where};
use crate::text::{ByteOffset, TextSpan, snap};
use egui::{Pos2, Rect, pos2};
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

/// Layouts kept, in bytes: about 100 KiB of text, twice what the largest window shows in the smallest letters.
const CACHE_BYTES: usize = 3 << 20;

/// The upper edge of the window: a block and how far into it. Never one number for the whole text.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct ScrollAnchor {
    pub block: usize,
    /// Points from the top of the block; negative in the room above the first.
    pub offset: f64,
}

/// The layouts seen last, up to a number of bytes.
#[derive(Default)]
pub(super) struct LayoutCache {
    blocks: HashMap<usize, (Arc<BlockLayout>, u64)>,
    n_bytes: usize,
    clock: u64,
}

impl LayoutCache {
    pub fn clear(&mut self) {
        self.blocks.clear();
        self.n_bytes = 0;
    }

    pub fn get(&mut self, block: usize) -> Option<Arc<BlockLayout>> {
        self.clock += 1;
        let (layout, used) = self.blocks.get_mut(&block)?;
        *used = self.clock;
        Some(layout.clone())
    }

    pub fn insert(&mut self, block: usize, layout: Arc<BlockLayout>) {
        self.n_bytes += layout.n_bytes();
        self.clock += 1;
        if let Some((old, _)) = self.blocks.insert(block, (layout, self.clock)) {
            self.n_bytes = self.n_bytes.saturating_sub(old.n_bytes());
        }
        while self.n_bytes > CACHE_BYTES && self.blocks.len() > 1 {
            let oldest = self
                .blocks
                .iter()
                .min_by_key(|(_, (_, used))| *used)
                .map(|(&block, _)| block);
            if let Some((old, _)) = oldest.and_then(|block| self.blocks.remove(&block)) {
                self.n_bytes = self.n_bytes.saturating_sub(old.n_bytes());
            }
        }
    }
}

/// A block in the window.
#[derive(Clone)]
pub(super) struct VisibleBlock {
    pub block: usize,
    /// First byte in the text.
    pub start: usize,
    /// Upper edge on the screen.
    pub top: f32,
    pub layout: Arc<BlockLayout>,
}

impl VisibleBlock {
    /// A byte range of the text as one of the block, cut to it.
    pub fn local(&self, bytes: &Range<usize>) -> Range<u32> {
        let cut = |byte: usize| super::cells::at_u32(byte.saturating_sub(self.start));
        cut(bytes.start)..cut(bytes.end)
    }

    /// The rows that lie between two heights of the screen.
    pub fn rows_between(&self, top: f32, bottom: f32) -> Range<usize> {
        let rows = &self.layout.rows;
        let first = rows.partition_point(|row| self.top + row.bottom() <= top);
        let last = rows.partition_point(|row| self.top + row.top < bottom);
        first..last.max(first)
    }
}

/// Where everything stood in the last frame.
#[derive(Default)]
pub(super) struct View {
    /// The whole pane.
    pub rect: Option<Rect>,
    /// Left edge of the column.
    pub left: f32,
    pub blocks: Vec<VisibleBlock>,
}

/// A drag under way.
#[derive(Clone, Copy, Debug)]
pub(super) struct Drag {
    pub from: ByteOffset,
    /// Ctrl was held at its start: it makes a fragment.
    pub is_fragment: bool,
    /// What it selects right now.
    pub preview: Option<TextSpan>,
}

/// The state of one reading pane.
#[derive(Default)]
pub struct ReaderState {
    pub(super) id: Option<egui::Id>,
    pub(super) document_key: Option<u64>,
    pub(super) text: Arc<str>,
    pub(super) index: BlockIndex,
    pub(super) heights: Heights,
    pub(super) params: Option<LayoutParams>,
    pub(super) cache: LayoutCache,
    pub(super) anchor: ScrollAnchor,
    pub(super) pending_scroll: Option<(ByteOffset, Where)>,
    /// A place all of which is to be seen after that.
    pub(super) pending_end: Option<Range<ByteOffset>>,
    pub(super) view: View,
    pub(super) caret: ByteOffset,
    pub(super) is_upstream: bool,
    /// The fixed end of the selection while it is extended.
    pub(super) fixed: Option<ByteOffset>,
    pub(super) selection: Option<TextSpan>,
    /// A selection that was grown, and the place that it grew from: it shrinks towards there.
    pub(super) grown: Option<(TextSpan, ByteOffset)>,
    pub(super) goal_x: Option<f32>,
    pub(super) drag: Option<Drag>,
    /// Lines of text with more marks than room for their lines, as they were drawn last.
    pub(super) more: Vec<super::more::More>,
    pub(super) map: super::map::MapCache,
    /// What lay under the last click, and which one was meant.
    pub(super) stack: (Vec<MarkId>, usize),
}

impl ReaderState {
    /// An empty pane.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The widget's id, to ask for the keyboard focus; `None` before the first frame.
    #[must_use]
    pub fn id(&self) -> Option<egui::Id> {
        self.id
    }

    /// The article's text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What is selected: blanks at both ends are left out.
    #[must_use]
    pub fn selection(&self) -> Option<TextSpan> {
        self.selection
    }

    /// Selects `span` (of the shown text), the caret goes to its end; `None` selects nothing and
    /// leaves the caret. Does not scroll.
    pub fn set_selection(&mut self, span: Option<TextSpan>) {
        self.selection = span.filter(|span| self.text.get(span.range()).is_some());
        self.fixed = self.selection.map(TextSpan::start);
        if let Some(span) = self.selection {
            self.caret = span.end();
            self.is_upstream = true;
        }
        self.goal_x = None;
    }

    /// Where the caret stands.
    #[must_use]
    pub fn caret(&self) -> ByteOffset {
        self.caret
    }

    /// Puts the caret before the grapheme that holds `offset`, without a selection.
    pub fn set_caret(&mut self, offset: ByteOffset) {
        self.caret = snap::floor_grapheme(&self.text, ByteOffset(offset.0.min(self.text.len())));
        self.is_upstream = false;
        self.selection = None;
        self.fixed = None;
        self.goal_x = None;
    }

    /// Takes the next larger of word, quotation, sentence, paragraph; from the caret, its word, before a quotation mark
    /// what it opens or closes. The caret goes to the end, so that Shift and an arrow go on from there. Says whether anything changed.
    pub fn grow_selection(&mut self) -> bool {
        let grown = match self.selection {
            Some(span) => Some(snap::grow(&self.text, span)),
            None => self.unit_at_caret(),
        };
        self.resize(grown)
    }

    fn unit_at_caret(&self) -> Option<TextSpan> {
        let (text, caret) = (&self.text, self.caret);
        let word = snap::word_at(text, caret);
        let is_sign = |span: &TextSpan| !span.of(text).contains(char::is_alphanumeric);
        let quotation = || snap::quotation_at(text, caret).filter(|words| !words.contains(caret));
        let quoted = word.filter(is_sign).and_then(|_| quotation());
        quoted.or(word).or_else(|| snap::sentence_at(text, caret))
    }

    /// The reverse of [`Self::grow_selection`], towards the place that it grew from, else towards the caret.
    pub fn shrink_selection(&mut self) -> bool {
        let smaller = self
            .selection
            .map(|span| snap::shrink(&self.text, span, self.heart()));
        self.resize(smaller)
    }

    /// What growing and shrinking keep inside the selection.
    fn heart(&self) -> ByteOffset {
        let grown = self.grown.filter(|(span, _)| Some(*span) == self.selection);
        grown.map_or(self.caret, |(_, heart)| heart)
    }

    fn resize(&mut self, span: Option<TextSpan>) -> bool {
        let Some(span) = span.filter(|span| Some(*span) != self.selection) else {
            return false;
        };
        let heart = self.heart();
        self.set_selection(Some(span));
        self.grown = Some((span, heart));
        true
    }

    /// Scrolls at the next frame.
    pub fn scroll_to(&mut self, offset: ByteOffset, place: Where) {
        self.pending_scroll = Some((offset, place));
        self.pending_end = None;
    }

    /// Scrolls at the next frame to `start`, and as much further as is needed for all up to `end` to be seen, if both fit.
    pub fn scroll_to_all(&mut self, start: ByteOffset, end: ByteOffset, place: Where) {
        self.scroll_to(start, place);
        self.pending_end = Some(start..end);
    }

    /// The byte at the upper edge, or the one that will be there: with [`Where::Top`] it brings this place back later.
    #[must_use]
    pub fn top_byte(&self) -> ByteOffset {
        self.top_place().0
    }

    /// What [`Self::scroll_to`] takes to have the text stand as it does now: the first row of which more than half is seen.
    #[must_use]
    pub fn top_place(&self) -> (ByteOffset, Where) {
        if let Some(pending @ (_, Where::Top | Where::Below(_))) = self.pending_scroll {
            return pending;
        }
        let edge = self.view.rect.map_or(0.0, |rect| rect.top());
        let rows = self.view.blocks.iter().flat_map(|visible| {
            let rows = visible.layout.rows.iter();
            rows.map(move |row| {
                (
                    visible.start + row.bytes.start as usize,
                    visible.top + row.top,
                    row.height,
                )
            })
        });
        let mut rows = rows.filter(|(_, top, height)| top + height / 2.0 > edge);
        rows.next()
            .map_or((ByteOffset::ZERO, Where::Top), |(byte, top, _)| {
                (ByteOffset(byte), Where::Below(top - edge))
            })
    }

    /// The bytes that stood in the window in the last frame, whole rows.
    #[must_use]
    pub fn visible_range(&self) -> Range<usize> {
        let Some(rect) = self.view.rect else {
            return 0..0;
        };
        let mut bytes: Option<Range<usize>> = None;
        for visible in &self.view.blocks {
            for row in &visible.layout.rows[visible.rows_between(rect.top(), rect.bottom())] {
                let from = visible.start + row.bytes.start as usize;
                let to = visible.start + row.bytes.end as usize;
                bytes = Some(match bytes {
                    None => from..to,
                    Some(bytes) => bytes.start..to,
                });
            }
        }
        bytes.unwrap_or(0..0)
    }

    /// How far down the text is scrolled, 0 to 1, guessed where nothing was seen yet.
    #[must_use]
    pub fn scroll_fraction(&self) -> f64 {
        let total = self.heights.total();
        if total <= 0.0 {
            return 0.0;
        }
        ((self.heights.before(self.anchor.block) + self.anchor.offset) / total).clamp(0.0, 1.0)
    }

    /// Where the column of text began on the screen in the last frame, in points.
    #[must_use]
    pub fn column_left(&self) -> f32 {
        self.view.left
    }

    /// The rectangles of a span on the screen in the last frame, as far as it was visible.
    #[must_use]
    pub fn rects_of(&self, span: TextSpan) -> Vec<Rect> {
        let mut rects = Vec::new();
        for visible in &self.view.blocks {
            let offset = pos2(self.view.left, visible.top).to_vec2();
            rects.extend(
                visible
                    .layout
                    .rects(visible.local(&span.range()))
                    .into_iter()
                    .map(|rect| rect.translate(offset)),
            );
        }
        rects
    }

    /// The caret's rectangle on the screen in the last frame, `None` when it is not near it.
    #[must_use]
    pub fn caret_rect(&self) -> Option<Rect> {
        let block = self.index.block_of(self.caret.0);
        let visible = self.view.blocks.iter().find(|v| v.block == block)?;
        let place = Place {
            byte: super::cells::at_u32(self.caret.0.saturating_sub(visible.start)),
            is_upstream: self.is_upstream,
        };
        let row = visible.layout.rows.get(visible.layout.row_of(place))?;
        let x = self.view.left + visible.layout.caret_x(row, place.byte);
        Some(Rect::from_min_max(
            pos2(x, visible.top + row.baseline - row.size * 0.85),
            pos2(x, visible.top + row.baseline + row.size * 0.25),
        ))
    }

    /// The caret place nearest to a point of the screen: always between graphemes.
    #[must_use]
    pub fn byte_at(&self, pos: Pos2) -> ByteOffset {
        self.place_at(pos).0
    }

    /// As [`Self::byte_at`], and whether it belongs to the end of the upper row.
    pub(super) fn place_at(&self, pos: Pos2) -> (ByteOffset, bool) {
        let Some((visible, row)) = self.row_at(pos) else {
            return (ByteOffset::ZERO, false);
        };
        let place = visible.layout.place_at(row, pos.x - self.view.left);
        (
            // A row ends before its line feed, which is inside a grapheme in "\r\n".
            snap::floor_grapheme(&self.text, ByteOffset(visible.start + place.byte as usize)),
            place.is_upstream,
        )
    }

    /// The grapheme that is drawn at a point, `None` beside the text.
    #[must_use]
    pub fn grapheme_at(&self, pos: Pos2) -> Option<Range<usize>> {
        let (visible, row_idx) = self.row_at(pos)?;
        let row = visible.layout.rows.get(row_idx)?;
        if pos.y < visible.top + row.top || pos.y > visible.top + row.bottom() {
            return None;
        }
        let local = visible
            .layout
            .grapheme_at(row_idx, pos.x - self.view.left)?;
        Some(visible.start + local.start as usize..visible.start + local.end as usize)
    }

    fn row_at(&self, pos: Pos2) -> Option<(&VisibleBlock, usize)> {
        let at = self
            .view
            .blocks
            .partition_point(|visible| visible.top <= pos.y)
            .saturating_sub(1);
        let visible = self.view.blocks.get(at)?;
        Some((visible, visible.layout.row_at(pos.y - visible.top)))
    }

    /// A block's layout, from the cache or made now; its height is known from then on.
    pub(super) fn layout_of(&mut self, engine: &mut TextEngine, block: usize) -> Arc<BlockLayout> {
        if let Some(layout) = self.cache.get(block) {
            return layout;
        }
        let Some(params) = self.params else {
            return Arc::default();
        };
        let is_last = block + 1 >= self.index.n_blocks();
        let layout =
            Arc::new(engine.layout_block(&self.text, self.index.range(block), is_last, &params));
        self.heights.set(block, layout.height);
        self.cache.insert(block, layout.clone());
        layout
    }
}
