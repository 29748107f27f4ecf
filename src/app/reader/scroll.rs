//! Scrolling: from the anchor to the blocks in the window, and the scroll bar.
//!
//! The anchor is a block and an offset into it, so measuring a block that was only guessed before
//! never moves the text that one is reading.
use super::blocks::{BlockIndex, Heights};
use super::engine::{LayoutParams, TextEngine};
use super::layout::Place;
use super::model::{ReaderInput, Where};
use super::state::{ReaderState, ScrollAnchor, VisibleBlock};
use crate::text::ByteOffset;
use egui::{CornerRadius, Rect, Sense, pos2, vec2};
use std::sync::Arc;

/// Room above the first row, in points.
const END_ROOM: f64 = 28.0;
/// Room below the last row, in points, where the pane is high enough: the end can be read above a message.
const BELOW_END: f64 = 56.0;
/// Width of the scroll bar in points.
pub(super) const BAR_WIDTH: f32 = 12.0;
/// An end that is more blocks away is not in the same window.
const NEAR_BLOCKS: usize = 64;
/// The thumb never gets shorter, in points.
const MIN_THUMB: f32 = 28.0;

/// The room below the last row in a pane of this height, in points.
fn room_below(height: f64) -> f64 {
    BELOW_END.min(height / 4.0).max(END_ROOM)
}

impl ReaderState {
    /// Whether this is the article that it has.
    #[must_use]
    pub fn shows(&self, document_key: u64) -> bool {
        self.document_key == Some(document_key)
    }

    /// Takes over another article right now rather than at the next frame: what is selected, or
    /// scrolled to, from here on belongs to it. Starts at its top, without a selection.
    pub fn show_document(&mut self, document_key: u64, text: &Arc<str>) {
        self.document_key = Some(document_key);
        self.text = text.clone();
        self.index = BlockIndex::new(text);
        self.heights = Heights::default();
        self.params = None;
        self.anchor = ScrollAnchor {
            block: 0,
            offset: -END_ROOM,
        };
        self.pending_scroll = None;
        self.pending_end = None;
        self.caret = ByteOffset::ZERO;
        self.is_upstream = false;
        self.fixed = None;
        self.selection = None;
        self.goal_x = None;
        self.drag = None;
        self.stack = Default::default();
        self.view.blocks.clear();
    }

    /// Takes over another text or other sizes. Work that depends on the length of the text is done
    /// only when the text or the width changes.
    pub(super) fn sync(&mut self, input: &ReaderInput<'_>, params: LayoutParams, per_row: f32) {
        let is_other = self.document_key != Some(input.document_key);
        if is_other {
            self.show_document(input.document_key, input.text);
        }
        if self.params != Some(params) {
            let kept = self.top_row();
            self.params = Some(params);
            self.cache.clear();
            self.heights = self.index.guess_heights(
                per_row,
                (params.text_size * params.line_height).round(),
                params.paragraph_gap,
            );
            if let Some(byte) = kept {
                self.pending_scroll.get_or_insert((byte, Where::Top));
            }
            self.view.blocks.clear();
        }
    }

    /// The first byte of the uppermost row that is wholly in the window.
    fn top_row(&self) -> Option<ByteOffset> {
        let rect = self.view.rect?;
        let is_at_start = self.anchor.block == 0 && self.anchor.offset <= 0.0;
        if is_at_start {
            return None;
        }
        self.view.blocks.iter().find_map(|visible| {
            let row = visible
                .layout
                .rows
                .iter()
                .find(|row| visible.top + row.top >= rect.top() - 1.0)?;
            Some(ByteOffset(visible.start + row.bytes.start as usize))
        })
    }

    /// Moves the window down by `points` (up if negative).
    pub(super) fn scroll_by(&mut self, points: f64) {
        self.anchor.offset += points;
    }

    /// Lays out what the window shows and notes where it stands.
    pub(super) fn settle(&mut self, engine: &mut TextEngine, rect: Rect, left: f32) {
        self.view.rect = Some(rect);
        self.view.left = left;
        let height = f64::from(rect.height());
        // Each round either fills the window or moves up to the end of the text.
        for _ in 0..4 {
            self.normalise(engine);
            let below = self.fill(engine, rect);
            let at_start = self.anchor.block == 0 && self.anchor.offset <= -END_ROOM;
            let missing = height - room_below(height) - below;
            if below.is_infinite() || missing <= 0.5 || at_start {
                return;
            }
            self.anchor.offset -= missing;
        }
    }

    /// Brings the offset into its block.
    fn normalise(&mut self, engine: &mut TextEngine) {
        let n_blocks = self.index.n_blocks();
        self.anchor.block = self.anchor.block.min(n_blocks - 1);
        while self.anchor.offset < 0.0 && self.anchor.block > 0 {
            self.anchor.block -= 1;
            self.layout_of(engine, self.anchor.block);
            self.anchor.offset += self.heights.of(self.anchor.block);
        }
        if self.anchor.block == 0 {
            self.anchor.offset = self.anchor.offset.max(-END_ROOM);
        }
        while self.anchor.block + 1 < n_blocks {
            self.layout_of(engine, self.anchor.block);
            let height = self.heights.of(self.anchor.block);
            if self.anchor.offset < height {
                break;
            }
            self.anchor.offset -= height;
            self.anchor.block += 1;
        }
    }

    /// Fills the window from the anchor down; returns where the text ends in it, infinity if it
    /// goes on below.
    fn fill(&mut self, engine: &mut TextEngine, rect: Rect) -> f64 {
        self.view.blocks.clear();
        let mut y = -self.anchor.offset;
        let mut block = self.anchor.block;
        while block < self.index.n_blocks() {
            if y >= f64::from(rect.height()) {
                return f64::INFINITY;
            }
            let layout = self.layout_of(engine, block);
            #[allow(clippy::cast_possible_truncation, reason = "a place in the window")]
            let top = rect.top() + y as f32;
            y += self.heights.of(block);
            self.view.blocks.push(VisibleBlock {
                block,
                start: self.index.range(block).start,
                top,
                layout,
            });
            block += 1;
        }
        y
    }

    /// Does what [`ReaderState::scroll_to`] asked for. The window must be settled before and after.
    pub(super) fn obey_pending_scroll(&mut self, engine: &mut TextEngine, rect: Rect) -> bool {
        let Some((offset, place)) = self.pending_scroll.take() else {
            return false;
        };
        let byte = offset.0.min(self.text.len());
        let block = self.index.block_of(byte);
        let layout = self.layout_of(engine, block);
        let local = super::cells::at_u32(byte - self.index.range(block).start);
        let Some(row) = layout.rows.get(layout.row_of(Place {
            byte: local,
            is_upstream: byte == self.caret.0 && self.is_upstream,
        })) else {
            return false;
        };
        let margin = row.height.min(rect.height() / 4.0);
        let (top, bottom) = (row.top, row.bottom());
        let offset = match place {
            Where::Top => f64::from(top - margin * 0.25),
            Where::Below(points) => f64::from(top - points),
            Where::Center => f64::from((top + bottom - rect.height()) / 2.0),
            Where::Third => f64::from(top - rect.height() / 3.0),
            Where::Nearest => {
                let seen = self.view.blocks.iter().find(|v| v.block == block);
                let Some(on_screen) = seen.map(|v| v.top - rect.top()) else {
                    let last = self.view.blocks.last().map(|visible| visible.block);
                    let offset = if block + 1 == self.anchor.block {
                        top - margin
                    } else if last.is_some_and(|last| last + 1 == block) {
                        bottom + margin - rect.height()
                    } else {
                        (top + bottom - rect.height()) / 2.0
                    };
                    self.anchor = ScrollAnchor {
                        block,
                        offset: f64::from(offset),
                    };
                    return true;
                };
                if on_screen + top < margin {
                    f64::from(top - margin)
                } else if on_screen + bottom > rect.height() - margin {
                    f64::from(bottom + margin - rect.height())
                } else {
                    return false;
                }
            }
        };
        self.anchor = ScrollAnchor { block, offset };
        true
    }

    /// Moves down as far as needed for the end of a place to be in `rect`, while its beginning stays there. The window must
    /// be settled before and after.
    pub(super) fn show_end(
        &mut self,
        engine: &mut TextEngine,
        rect: Rect,
        bytes: std::ops::Range<ByteOffset>,
    ) -> bool {
        let (Some(start), Some(end)) = (
            self.row_from_anchor(engine, bytes.start),
            self.row_from_anchor(engine, ByteOffset(bytes.end.0.saturating_sub(1))),
        ) else {
            return false;
        };
        let height = f64::from(rect.height());
        let margin = (start.1 - start.0).min(height / 4.0);
        let missing = end.1 + margin - self.anchor.offset - height;
        let free = start.0 - margin / 2.0 - self.anchor.offset;
        let by = missing.min(free);
        if by <= 0.5 {
            return false;
        }
        self.anchor.offset += by;
        true
    }

    /// The edges of the row that holds a byte, from the top of the anchor's block; `None` far from it, or above.
    fn row_from_anchor(&mut self, engine: &mut TextEngine, at: ByteOffset) -> Option<(f64, f64)> {
        let byte = at.0.min(self.text.len());
        let block = self.index.block_of(byte);
        let n_blocks = block.checked_sub(self.anchor.block)?;
        if n_blocks > NEAR_BLOCKS {
            return None;
        }
        let mut above = 0.0;
        for between in self.anchor.block..block {
            self.layout_of(engine, between);
            above += self.heights.of(between);
        }
        let layout = self.layout_of(engine, block);
        let local = super::cells::at_u32(byte - self.index.range(block).start);
        let row = layout.rows.get(layout.row_of(Place {
            byte: local,
            is_upstream: false,
        }))?;
        Some((above + f64::from(row.top), above + f64::from(row.bottom())))
    }

    /// Draws the scroll bar and obeys it.
    pub(super) fn scroll_bar_ui(&mut self, ui: &egui::Ui, rect: Rect, input: &ReaderInput<'_>) {
        let height = f64::from(rect.height());
        let total = self.heights.total() + END_ROOM + room_below(height);
        let hidden = total - height;
        if hidden <= 1.0 {
            return;
        }
        let bar = Rect::from_min_max(pos2(rect.right() - BAR_WIDTH, rect.top()), rect.max);
        #[allow(clippy::cast_possible_truncation, reason = "lengths on the screen")]
        let thumb_height = ((height / total * height) as f32)
            .max(MIN_THUMB)
            .min(bar.height());
        let way = bar.height() - thumb_height;
        let id = ui.scope_id().with("reader scroll bar");
        // Not for the keyboard: the text scrolls by its own keys.
        let response = ui.interact(bar, id, Sense::CLICK | Sense::DRAG);
        self.follow_map(input, bar, total, END_ROOM);
        let position = self.heights.before(self.anchor.block) + self.anchor.offset + END_ROOM;
        #[allow(clippy::cast_possible_truncation, reason = "a place in the window")]
        let mut thumb_top = bar.top() + ((position / hidden).clamp(0.0, 1.0) as f32) * way;
        let mut grip = ui.data(|data| data.get_temp::<f32>(id)).unwrap_or(0.0);
        if let Some(pos) = response.interact_pointer_pos()
            && way > 0.0
        {
            let is_new = ui.input(|i| i.pointer.primary_pressed());
            let is_on_thumb = (thumb_top..thumb_top + thumb_height).contains(&pos.y);
            let mark = self.map_target(bar, pos.y);
            let is_still = ui.input(|i| i.pointer.press_origin()) == Some(pos);
            if is_new
                && !is_on_thumb
                && let Some(mark) = mark
            {
                // To the mark itself: where it stands in the bar is a guess.
                self.scroll_to(mark, Where::Center);
                ui.data_mut(|data| data.insert_temp(id, f32::NAN));
                grip = f32::NAN;
            } else if is_new || (grip.is_nan() && !is_still) {
                grip = if is_on_thumb {
                    pos.y - thumb_top
                } else {
                    thumb_height / 2.0
                };
                ui.data_mut(|data| data.insert_temp(id, grip));
            }
            let wanted = (pos.y - grip).clamp(bar.top(), bar.top() + way);
            if !grip.is_nan() && (wanted - thumb_top).abs() > 0.01 && (response.dragged() || is_new)
            {
                thumb_top = wanted;
                let fraction = f64::from((wanted - bar.top()) / way);
                let (block, offset) = self.heights.at((fraction * hidden - END_ROOM).max(0.0));
                self.anchor = ScrollAnchor { block, offset };
                if fraction <= 0.0 {
                    self.anchor.offset = -END_ROOM;
                }
                // What was drawn this frame stood elsewhere.
                ui.ctx().request_repaint();
            }
        }
        response.widget_info(|| {
            egui::WidgetInfo::slider(true, position / hidden * 100.0, "Scroll bar of the article")
        });
        let painter = ui.painter_at(bar);
        painter.rect_filled(bar, CornerRadius::ZERO, input.theme.scroll_track);
        let thumb = Rect::from_min_size(
            pos2(bar.left() + 2.0, thumb_top),
            vec2(BAR_WIDTH - 4.0, thumb_height),
        );
        let color = if response.hovered() || response.dragged() {
            input.theme.scroll_thumb_active
        } else {
            input.theme.scroll_thumb
        };
        painter.rect_filled(thumb, CornerRadius::same(4), color);
        self.paint_map(&painter, bar, input.theme.search_outline);
    }
}
