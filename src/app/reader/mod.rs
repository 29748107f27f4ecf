//! The reading pane: shows one article, offset for offset, and turns the pointer into spans of it.
//!
//! It knows texts and marks, no workspace and no command: the app gives a [`ReaderInput`] every
//! frame and acts on the [`ReaderEvent`]s. On the way of a frame:
//!
//! ```text
//! blocks   where the text is cut, guessed heights       once for a text
//! scroll   anchor (block, offset) → blocks in the window
//! engine   paragraph → shaped rows (parley)             once for a block, kept in a cache
//! input    pointer → byte → snapped span → events
//! paint    segments → grounds, lanes → underlines, glyph pictures (atlas) → meshes
//! access   rows and marks → nodes for screen readers
//! ```
//!
//! Work in a frame depends on what the window shows, never on the length of the text. When nothing
//! happens it asks for no frame.
mod access;
mod atlas;
mod blocks;
mod cells;
mod engine;
mod input;
mod layout;
mod map;
mod model;
mod more;
mod motion;
mod overrides;
mod paint;
mod scroll;
mod state;
mod system_fonts;
#[cfg(test)]
mod tests;
mod theme;

pub use blocks::{BlockIndex, Heights};
pub use engine::{LayoutParams, TextEngine};
pub use layout::{BlockLayout, Cell, GlyphAt, HiddenChar, Place, Row};
pub use map::{MAP_COLORS, MapInput, MapMarks};
pub use model::{
    Mark, MarkId, MarkLayer, MarkStyle, Motion, Pattern, ReaderEvent, ReaderInput, Where,
};
pub use state::ReaderState;
pub use theme::ReaderTheme;

use egui::{CornerRadius, CursorIcon, EventFilter, Id, Rect, Sense, Stroke, StrokeKind, pos2};

/// The column keeps at least this far from the edges, in points.
const MARGIN: f32 = 24.0;
/// Narrower than this, in points, no column gets.
const MIN_COLUMN: f32 = 60.0;

/// The id of the pane in a `ui` of that scope, to give it the keyboard before it is drawn.
#[must_use]
pub fn reader_id(scope: Id) -> Id {
    scope.with("reader")
}

/// Shows the pane in all the room that `ui` has left, and says what the user did.
///
/// Keys are not read here (but Tab, arrows and Escape are kept from moving the focus while the pane
/// has it): the app maps them to [`ReaderState::move_caret`] and the like.
pub fn reader_ui(
    ui: &mut egui::Ui,
    engine: &mut TextEngine,
    state: &mut ReaderState,
    input: &ReaderInput<'_>,
) -> Vec<ReaderEvent> {
    let mut events = Vec::new();
    let rect = ui.available_rect_before_wrap();
    let id = reader_id(ui.scope_id());
    state.id = Some(id);
    let pane = Rect::from_min_max(
        rect.min,
        pos2(rect.right() - scroll::BAR_WIDTH, rect.bottom()),
    );
    ui.allocate_rect(rect, Sense::hover());
    if !pane.is_positive() {
        return events;
    }
    let response = ui.interact(pane, id, Sense::click_and_drag());

    // Sizes, and another text or width.
    let average = engine.average_advance(input.text_size).max(1.0);
    let room = (pane.width() - 2.0 * MARGIN).max(MIN_COLUMN);
    let width = (average * input.column_chars).min(room).floor();
    let left = (pane.left() + ((pane.width() - width) / 2.0).max(8.0)).round();
    let params = LayoutParams {
        width,
        text_size: input.text_size,
        line_height: input.line_height,
        paragraph_gap: input.paragraph_spacing,
        is_markdown: input.is_markdown,
        font_set: engine.take_system_fonts(),
    };
    state.sync(input, params, width / average);

    // Scroll, then lay out what the window shows.
    if response.contains_pointer() {
        let wheel = ui.input(|i| i.smooth_scroll_delta.y);
        if wheel != 0.0 {
            state.scroll_by(f64::from(-wheel));
        }
    }
    ui.painter_at(rect)
        .rect_filled(rect, CornerRadius::ZERO, input.theme.background);
    state.scroll_bar_ui(ui, rect, input);
    state.settle(engine, pane, left);
    // What is covered is never more than half: then there is no better place.
    let clear = pane.with_max_y(pane.bottom() - input.covered.min(pane.height() / 2.0));
    let end = state.pending_end.take();
    if state.obey_pending_scroll(engine, clear) {
        state.settle(engine, pane, left);
    }
    if let Some(end) = end
        && state.show_end(engine, clear, end)
    {
        state.settle(engine, pane, left);
    }

    // Interact.
    if response.clicked() || response.drag_started() {
        response.request_focus();
    }
    if response.has_focus() {
        let filter = EventFilter {
            tab: false,
            horizontal_arrows: true,
            vertical_arrows: true,
            escape: true,
        };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(id, filter));
    }
    if response.hovered() {
        ui.ctx().set_cursor_icon(CursorIcon::Text);
    }
    state.pointer(ui, &response, input, pane, &mut events);

    // Draw.
    let bytes = state.visible_range();
    let marks = if bytes.is_empty() {
        Vec::new()
    } else {
        (input.marks)(bytes.clone())
    };
    engine
        .atlas
        .begin_frame(ui.pixels_per_point(), input.theme.dark);
    state.more = paint::paint_text(&ui.painter_at(pane), engine, state, input, &marks, &bytes);
    if response.has_focus() {
        ui.painter_at(pane).rect_stroke(
            pane,
            CornerRadius::ZERO,
            Stroke::new(1.0, input.theme.focus_ring),
            StrokeKind::Inside,
        );
    }
    access::expose(ui, state, &response, input, &marks, &mut events);
    events
}
