//! The map in the scroll bar's track: where annotations begin, in the colours of their tags, and where hits of a search
//! are. A click on a mark goes there.
//!
//! The track is cut into ticks a few points high; each asks for what begins in its bytes. So the cost hangs on the height of
//! the window, not on the text, and it is paid again only when what is shown changes.
//!
//! Limitation: heights of what was never seen are guessed, so a mark may stand a little above or below the thumb's place.
use super::model::ReaderInput;
use super::state::ReaderState;
use crate::text::ByteOffset;
use egui::{Color32, CornerRadius, Painter, Rect, pos2};
use std::ops::Range;

/// Height of a tick, points.
const TICK: f32 = 3.0;
/// Colours shown beside each other in one tick.
pub const MAP_COLORS: usize = 3;
/// The map is made anew when the text's guessed height has changed by this share.
const DRIFT: f64 = 0.01;
/// Ticks above and below the pointer that a click still means.
const NEAR: usize = 1;

/// Where marks and hits are, for the map.
pub struct MapInput<'a> {
    /// Another one means that other things are marked.
    pub key: u64,
    /// What begins in a byte range.
    pub marks: &'a dyn Fn(Range<usize>) -> MapMarks,
}

/// What begins in a stretch of text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MapMarks {
    /// Of the tags, without repetition; at most [`MAP_COLORS`] are shown.
    pub colors: Vec<Color32>,
    /// The first byte of one of them.
    pub first: Option<usize>,
    /// The first byte of a hit.
    pub hit: Option<usize>,
}

impl MapMarks {
    fn target(&self) -> Option<usize> {
        self.hit.or(self.first)
    }
}

/// What a map was made for.
#[derive(Clone, Copy, Debug, PartialEq)]
struct MadeFor {
    key: u64,
    document_key: u64,
    n_ticks: usize,
}

/// The map as it was made last.
#[derive(Default)]
pub(super) struct MapCache {
    of: Option<(MadeFor, f64)>,
    ticks: Vec<MapMarks>,
}

impl ReaderState {
    /// Keeps the map in step with the text, which is `total` points high with room for `end_room` at both ends.
    pub(super) fn follow_map(
        &mut self,
        input: &ReaderInput<'_>,
        bar: Rect,
        total: f64,
        end_room: f64,
    ) {
        let Some(map) = &input.map else {
            self.map = MapCache::default();
            return;
        };
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "some hundred"
        )]
        let n_ticks = (bar.height() / TICK) as usize;
        let of = MadeFor {
            key: map.key,
            document_key: input.document_key,
            n_ticks,
        };
        let is_fresh = self.map.of.is_some_and(|(made_for, height)| {
            made_for == of && (height - total).abs() <= DRIFT * total
        });
        if is_fresh {
            return;
        }
        let byte_at = |tick: usize| {
            #[allow(clippy::cast_precision_loss, reason = "some hundred")]
            let y = total * tick as f64 / n_ticks as f64 - end_room;
            if y <= 0.0 {
                return 0;
            }
            let (block, offset) = self.heights.at(y);
            let bytes = self.index.range(block);
            let share = (offset / self.heights.of(block).max(1.0)).clamp(0.0, 1.0);
            #[allow(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                clippy::cast_precision_loss,
                reason = "a share of the block's length"
            )]
            let inside = (bytes.len() as f64 * share) as usize;
            bytes.start + inside
        };
        let mut from = 0;
        let mut ticks = Vec::with_capacity(n_ticks);
        for tick in 1..=n_ticks {
            let to = if tick == n_ticks {
                self.text.len()
            } else {
                byte_at(tick).max(from)
            };
            ticks.push(if to > from {
                (map.marks)(from..to)
            } else {
                MapMarks::default()
            });
            from = to;
        }
        self.map = MapCache {
            of: Some((of, total)),
            ticks,
        };
    }

    /// The place to show for a click at a height of the bar, where a mark is.
    pub(super) fn map_target(&self, bar: Rect, y: f32) -> Option<ByteOffset> {
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a place in the bar"
        )]
        let at = ((y - bar.top()).max(0.0) / TICK) as usize;
        let near = |by: usize| [at.checked_sub(by), Some(at + by)];
        let mut ticks = (0..=NEAR).flat_map(near).flatten();
        let target = ticks.find_map(|tick| self.map.ticks.get(tick)?.target());
        target.map(ByteOffset)
    }

    /// Draws the marks into the bar, over the thumb.
    pub(super) fn paint_map(&self, painter: &Painter, bar: Rect, hit: Color32) {
        for (i, tick) in self.map.ticks.iter().enumerate() {
            #[allow(clippy::cast_precision_loss, reason = "some hundred")]
            let top = bar.top() + i as f32 * TICK;
            let row = |left: f32, right: f32| {
                Rect::from_min_max(pos2(left, top), pos2(right, top + TICK - 0.5))
            };
            let n = tick.colors.len().min(MAP_COLORS);
            #[allow(clippy::cast_precision_loss, reason = "a handful")]
            let width = (bar.width() - 2.0) / n.max(1) as f32;
            for (k, color) in tick.colors.iter().take(MAP_COLORS).enumerate() {
                #[allow(clippy::cast_precision_loss, reason = "a handful")]
                let left = bar.left() + 1.0 + k as f32 * width;
                painter.rect_filled(row(left, left + width), CornerRadius::ZERO, *color);
            }
            if tick.hit.is_some() {
                // Hits have the whole width, also over tags.
                painter.rect_filled(row(bar.left(), bar.right()), CornerRadius::ZERO, hit);
            }
        }
    }
}
