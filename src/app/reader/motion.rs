//! The caret by keys.
use super::engine::TextEngine;
use super::layout::{BlockLayout, Place};
use super::model::{Motion, Where};
use super::state::ReaderState;
use crate::text::{ByteOffset, snap};
use std::sync::Arc;

/// A row of the text: block, row in it.
type RowPlace = (usize, usize);

impl ReaderState {
    /// Moves the caret, never into a grapheme; with `extend` the selection follows it. Left and
    /// right go by the direction of the paragraph. The window follows at the next frame.
    ///
    /// Movements by rows need the sizes of a first frame; before it they do nothing.
    pub fn move_caret(&mut self, engine: &mut TextEngine, motion: Motion, extend: bool) {
        let text = self.text.clone();
        let (caret, was_upstream) = (self.caret, self.is_upstream);
        let is_by_row = matches!(
            motion,
            Motion::Up | Motion::Down | Motion::PageUp | Motion::PageDown
        );
        if is_by_row && self.params.is_none() {
            return;
        }
        let fixed = self.fixed.unwrap_or(caret);
        let selection = self.selection;
        self.is_upstream = false;
        let goal_x = self.goal_x.take();
        self.caret = match motion {
            Motion::Left | Motion::Right => {
                let is_forward = (motion == Motion::Right) != self.is_rtl_at(engine, caret);
                match (selection, extend, is_forward) {
                    (Some(span), false, true) => span.end(),
                    (Some(span), false, false) => span.start(),
                    (_, _, true) => snap::next_grapheme(&text, caret),
                    (_, _, false) => snap::prev_grapheme(&text, caret),
                }
            }
            Motion::WordLeft | Motion::WordRight => {
                if (motion == Motion::WordRight) == self.is_rtl_at(engine, caret) {
                    snap::prev_word_start(&text, caret)
                } else {
                    snap::next_word_end(&text, caret)
                }
            }
            Motion::DocumentStart => ByteOffset::ZERO,
            Motion::DocumentEnd => ByteOffset(text.len()),
            Motion::LineStart | Motion::LineEnd => {
                self.is_upstream = was_upstream;
                let ((block, row), layout) = self.row_of_caret(engine);
                self.is_upstream = false;
                let start = self.index.range(block).start;
                match layout.rows.get(row) {
                    None => caret,
                    Some(row) if motion == Motion::LineStart => {
                        ByteOffset(start + row.bytes.start as usize)
                    }
                    Some(row) => {
                        self.is_upstream = !row.is_hard;
                        snap::floor_grapheme(&text, ByteOffset(start + row.bytes.end as usize))
                    }
                }
            }
            Motion::Up | Motion::Down | Motion::PageUp | Motion::PageDown => {
                self.is_upstream = was_upstream;
                self.move_by_rows(engine, motion, goal_x)
            }
        };
        if extend {
            self.fixed = Some(fixed);
            self.selection = snap::snap_range(&text, fixed, self.caret, snap::Snap::Character);
        } else {
            self.fixed = None;
            self.selection = None;
        }
        self.stack = Default::default();
        self.scroll_to(self.caret, Where::Nearest);
    }

    /// Whether the paragraph at a place reads from right to left.
    fn is_rtl_at(&mut self, engine: &mut TextEngine, offset: ByteOffset) -> bool {
        if self.params.is_none() {
            return false;
        }
        let ((_, row), layout) = self.row_of(engine, offset, false);
        layout.rows.get(row).is_some_and(|row| row.is_rtl)
    }

    fn row_of_caret(&mut self, engine: &mut TextEngine) -> (RowPlace, Arc<BlockLayout>) {
        self.row_of(engine, self.caret, self.is_upstream)
    }

    fn row_of(
        &mut self,
        engine: &mut TextEngine,
        offset: ByteOffset,
        is_upstream: bool,
    ) -> (RowPlace, Arc<BlockLayout>) {
        let block = self.index.block_of(offset.0);
        let layout = self.layout_of(engine, block);
        let row = layout.row_of(Place {
            byte: super::cells::at_u32(offset.0 - self.index.range(block).start),
            is_upstream,
        });
        ((block, row), layout)
    }

    fn move_by_rows(
        &mut self,
        engine: &mut TextEngine,
        motion: Motion,
        goal_x: Option<f32>,
    ) -> ByteOffset {
        let ((block, row_idx), layout) = self.row_of_caret(engine);
        let Some(row) = layout.rows.get(row_idx) else {
            return self.caret;
        };
        let start = self.index.range(block).start;
        let goal = goal_x
            .unwrap_or_else(|| layout.caret_x(row, super::cells::at_u32(self.caret.0 - start)));
        let is_down = matches!(motion, Motion::Down | Motion::PageDown);
        let is_page = matches!(motion, Motion::PageUp | Motion::PageDown);
        let page = self
            .view
            .rect
            .map_or(0.0, |rect| (rect.height() - 2.0 * row.height).max(0.0));
        let wanted = if is_page { page } else { 0.0 };
        let mut place = (block, row_idx);
        let mut moved = 0.0;
        while let Some(next) = self.neighbour(engine, place, is_down) {
            place = next;
            let layout = self.layout_of(engine, place.0);
            moved += layout.rows.get(place.1).map_or(0.0, |row| row.height);
            if moved >= wanted {
                break;
            }
        }
        if place == (block, row_idx) {
            // At the first or last row already: go to its end.
            self.is_upstream = false;
            return if is_down {
                ByteOffset(self.text.len())
            } else {
                ByteOffset::ZERO
            };
        }
        if is_page {
            self.scroll_by(if is_down { 1.0 } else { -1.0 } * f64::from(moved));
        }
        self.goal_x = Some(goal);
        let layout = self.layout_of(engine, place.0);
        let found = layout.place_at(place.1, goal);
        self.is_upstream = found.is_upstream;
        snap::floor_grapheme(
            &self.text,
            ByteOffset(self.index.range(place.0).start + found.byte as usize),
        )
    }

    /// The row below or above, `None` at the ends of the text.
    fn neighbour(
        &mut self,
        engine: &mut TextEngine,
        (block, row): RowPlace,
        is_down: bool,
    ) -> Option<RowPlace> {
        if is_down {
            if row + 1 < self.layout_of(engine, block).rows.len() {
                return Some((block, row + 1));
            }
            return (block + 1 < self.index.n_blocks()).then_some((block + 1, 0));
        }
        if row > 0 {
            return Some((block, row - 1));
        }
        let above = block.checked_sub(1)?;
        Some((
            above,
            self.layout_of(engine, above).rows.len().checked_sub(1)?,
        ))
    }
}
