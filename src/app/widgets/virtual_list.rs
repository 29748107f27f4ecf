//! A list of any length with rows of one height: only visible rows are drawn, and the scroll place is counted in rows
//! (f64), so that a list of millions scrolls as evenly as one of ten. egui's `ScrollArea` sticks above a million points.

use crate::app::keyboard::take_presses;
use egui::{Id, Key, Rect, Response, Sense, Ui, UiBuilder, pos2, vec2};
use std::ops::Range;

/// Smallest scroll thumb in points.
const MIN_THUMB: f32 = 24.0;
/// Width of the scroll bar in points.
const BAR_WIDTH: f32 = 10.0;

/// Where a list is scrolled to; keep one per list.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct VirtualList {
    /// The row at the upper edge, with its hidden share.
    top_row: f64,
    /// Where in the thumb the drag began, in points.
    grabbed_at: Option<f32>,
    /// A row to bring into view at the next frame.
    wanted: Option<usize>,
    picks_several: bool,
}

/// What happened in the list.
pub struct ListResponse {
    /// The whole list: it takes the keyboard focus when clicked.
    pub response: Response,
    /// The rows drawn.
    pub visible: Range<usize>,
    /// The row that an arrow, Home, End, `PgUp` or `PgDn` goes to, from `chosen`. The caller makes it chosen.
    pub moved_to: Option<usize>,
    /// That way was taken with Shift: all rows from there to here are meant. Only where several can be picked.
    pub extends: bool,
    /// Ctrl+A was pressed. Only where several can be picked.
    pub all: bool,
    /// Enter was pressed on the chosen row.
    pub entered: bool,
}

impl VirtualList {
    /// A list in which several rows can be picked: keys with Shift and Ctrl+A are for it too.
    #[must_use]
    pub fn of_several() -> Self {
        Self {
            picks_several: true,
            ..Self::default()
        }
    }

    /// Brings a row into view at the next frame.
    pub fn scroll_to(&mut self, row: usize) {
        self.wanted = Some(row);
    }

    /// Draws the rows that fit into the room that is left in `ui`. `name` is the list's accessible name, `chosen`
    /// the row that arrows start from, `row_ui` draws one row into a `Ui` of exactly its rectangle.
    pub fn show(
        &mut self,
        ui: &mut Ui,
        name: &str,
        n_rows: usize,
        row_height: f32,
        chosen: Option<usize>,
        mut row_ui: impl FnMut(&mut Ui, usize),
    ) -> ListResponse {
        let rect = ui.available_rect_before_wrap();
        let rect = Rect::from_min_size(rect.min, rect.size().max(vec2(1.0, 1.0)));
        let id = ui.scope_id().with(("virtual_list", name));
        let response = ui.interact(rect, id, Sense::click());
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::ListBox, true, name));
        let rows_in_view = f64::from(rect.height() / row_height);
        let last_top = (n_rows as f64 - rows_in_view).max(0.0);

        let mut pressed = Pressed::default();
        if response.has_focus() {
            let page = (rows_in_view as usize).saturating_sub(1).max(1);
            pressed = keys(ui, id, n_rows, chosen, page, self.picks_several);
        }
        if let Some(row) = pressed.moved_to.or(self.wanted.take()) {
            self.bring_into_view(row, rows_in_view);
        }
        self.wheel(ui, rect, row_height, last_top);
        self.top_row = self.top_row.clamp(0.0, last_top);
        let needs_bar = last_top > 0.0;
        if needs_bar {
            self.bar_ui(ui, id, rect, rows_in_view, n_rows);
        }
        let bar = if needs_bar { BAR_WIDTH } else { 0.0 };
        let inner = Rect::from_min_max(rect.min, pos2(rect.right() - bar, rect.bottom()));

        let first = self.top_row as usize;
        let end = ((self.top_row + rows_in_view).ceil() as usize).min(n_rows);
        let shift = (self.top_row - first as f64) as f32 * row_height;
        let mut list_ui = ui.new_child(UiBuilder::new().max_rect(inner).id_salt((name, "rows")));
        list_ui.shrink_clip_rect(inner);
        for row in first..end {
            let y = inner.top() + (row - first) as f32 * row_height - shift;
            let row_rect =
                Rect::from_min_size(pos2(inner.left(), y), vec2(inner.width(), row_height));
            let builder = UiBuilder::new()
                .max_rect(row_rect)
                .id_salt(row)
                .layout(egui::Layout::left_to_right(egui::Align::Center));
            let mut one = list_ui.new_child(builder);
            row_ui(&mut one, row);
        }
        ui.advance_cursor_after_rect(rect);
        if response.has_focus() {
            let stroke = ui.visuals().selection.stroke;
            ui.painter()
                .rect_stroke(rect, 2.0, stroke, egui::StrokeKind::Inside);
        }
        ListResponse {
            response,
            visible: first..end.max(first),
            moved_to: pressed.moved_to,
            extends: pressed.extends,
            all: pressed.all,
            entered: pressed.entered,
        }
    }

    fn bring_into_view(&mut self, row: usize, rows_in_view: f64) {
        let row = row as f64;
        if row < self.top_row {
            self.top_row = row;
        } else if row + 1.0 > self.top_row + rows_in_view {
            self.top_row = row + 1.0 - rows_in_view;
        }
    }

    /// Takes the wheel where the list can move; what lies around it has it otherwise.
    fn wheel(&mut self, ui: &Ui, rect: Rect, row_height: f32, last_top: f64) {
        if !ui.rect_contains_pointer(rect) {
            return;
        }
        let delta = ui.input(|i| i.smooth_scroll_delta.y);
        let moved = (self.top_row - f64::from(delta / row_height)).clamp(0.0, last_top);
        if moved != self.top_row {
            self.top_row = moved;
            ui.input_mut(|i| i.smooth_scroll_delta.y = 0.0);
        }
    }

    fn bar_ui(&mut self, ui: &Ui, id: Id, rect: Rect, rows_in_view: f64, n_rows: usize) {
        let track = Rect::from_min_max(pos2(rect.right() - BAR_WIDTH, rect.top()), rect.max);
        let last_top = n_rows as f64 - rows_in_view;
        let share = (rows_in_view / n_rows as f64) as f32;
        let thumb_height = (track.height() * share).max(MIN_THUMB).min(track.height());
        let travel = track.height() - thumb_height;
        let place = |top_row: f64| track.top() + travel * (top_row / last_top) as f32;
        // Not for the keyboard: the list moves by its own keys.
        let bar = ui.interact(track, id.with("bar"), Sense::CLICK | Sense::DRAG);
        if let Some(pointer) = bar.interact_pointer_pos() {
            let thumb_top = place(self.top_row);
            let grabbed_at = *self.grabbed_at.get_or_insert_with(|| {
                let inside = (thumb_top..thumb_top + thumb_height).contains(&pointer.y);
                if inside {
                    pointer.y - thumb_top
                } else {
                    thumb_height / 2.0
                }
            });
            if travel > 0.0 {
                let share = (pointer.y - grabbed_at - track.top()) / travel;
                self.top_row = f64::from(share.clamp(0.0, 1.0)) * last_top;
            }
        } else {
            self.grabbed_at = None;
        }
        self.top_row = self.top_row.clamp(0.0, last_top);
        let thumb = Rect::from_min_size(
            pos2(track.left() + 2.0, place(self.top_row)),
            vec2(BAR_WIDTH - 4.0, thumb_height),
        );
        let visuals = ui.visuals();
        let color = if bar.hovered() || bar.dragged() {
            visuals.widgets.active.bg_stroke.color
        } else {
            visuals.widgets.hovered.bg_stroke.color
        };
        ui.painter().rect_filled(thumb, 3.0, color);
    }
}

/// What keys asked for, as in [`ListResponse`].
#[derive(Default)]
struct Pressed {
    moved_to: Option<usize>,
    extends: bool,
    all: bool,
    entered: bool,
}

fn keys(
    ui: &Ui,
    id: Id,
    n_rows: usize,
    chosen: Option<usize>,
    page: usize,
    picks_several: bool,
) -> Pressed {
    let filter = egui::EventFilter {
        vertical_arrows: true,
        ..Default::default()
    };
    ui.memory_mut(|m| m.set_focus_lock_filter(id, filter));
    let mut pressed = Pressed::default();
    let Some(last) = n_rows.checked_sub(1) else {
        return pressed;
    };
    let mut at = chosen;
    take_presses(ui, |key, modifiers| {
        if picks_several && key == Key::A && modifiers.command_only() {
            pressed.all = true;
            return true;
        }
        if modifiers.any() && !(picks_several && modifiers.shift_only() && key != Key::Enter) {
            return false;
        }
        let next = match key {
            Key::ArrowDown => at.map_or(0, |r| r + 1),
            Key::ArrowUp => at.map_or(0, |r| r.saturating_sub(1)),
            Key::PageDown => at.map_or(0, |r| r + page),
            Key::PageUp => at.map_or(0, |r| r.saturating_sub(page)),
            Key::Home => 0,
            Key::End => last,
            Key::Enter => {
                pressed.entered = true;
                return true;
            }
            _ => return false,
        };
        at = Some(next.min(last));
        pressed.extends = modifiers.shift;
        true
    });
    pressed.moved_to = at.filter(|_| at != chosen);
    pressed
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui_kittest::{Harness, kittest::Queryable as _};

    struct Long {
        list: VirtualList,
        chosen: Option<usize>,
        visible: Range<usize>,
    }

    fn harness(n_rows: usize) -> Harness<'static, Long> {
        let state = Long {
            list: VirtualList::default(),
            chosen: None,
            visible: 0..0,
        };
        Harness::builder()
            .with_size(vec2(200.0, 200.0))
            .build_ui_state(
                move |ui, s: &mut Long| {
                    let chosen = s.chosen;
                    let r = s.list.show(ui, "Numbers", n_rows, 20.0, chosen, |ui, row| {
                        ui.label(format!("row {row}"));
                    });
                    s.visible = r.visible;
                    if let Some(row) = r.moved_to {
                        s.chosen = Some(row);
                    }
                },
                state,
            )
    }

    #[test]
    fn draws_only_what_is_visible_of_a_hundred_million_rows() {
        let mut h = harness(100_000_000);
        h.run();
        assert_eq!(h.state().visible.start, 0);
        assert!(h.state().visible.len() < 12);
        h.state_mut().list.scroll_to(99_999_999);
        h.run();
        assert_eq!(h.state().visible.end, 100_000_000);
        h.get_by_label("row 99999999");
    }

    #[test]
    fn arrows_home_and_end_move_the_chosen_row_and_keep_it_in_view() {
        let mut h = harness(1000);
        h.get_by_label("Numbers").focus();
        h.run();
        for (key, row) in [
            (Key::ArrowDown, 0),
            (Key::ArrowDown, 1),
            (Key::End, 999),
            (Key::ArrowUp, 998),
            (Key::Home, 0),
        ] {
            h.key_press(key);
            h.run();
            assert_eq!(h.state().chosen, Some(row), "{key:?}");
            assert!(h.state().visible.contains(&row), "{key:?}");
        }
    }

    /// What of the wheel is left for what lies around the list.
    fn left_of_wheel(n_rows: usize) -> f32 {
        let mut list = VirtualList::default();
        let mut h = Harness::builder()
            .with_size(vec2(200.0, 200.0))
            .build_ui_state(
                move |ui, left: &mut f32| {
                    list.show(ui, "Numbers", n_rows, 20.0, None, |_, _| {});
                    *left += ui.input(|i| i.smooth_scroll_delta.y);
                },
                0.0,
            );
        h.hover_at(pos2(100.0, 100.0));
        h.run();
        h.event(egui::Event::MouseWheel {
            unit: egui::MouseWheelUnit::Point,
            delta: vec2(0.0, -40.0),
            phase: egui::TouchPhase::Move,
            modifiers: egui::Modifiers::NONE,
            source: egui::MouseWheelSource::Unknown,
        });
        h.run();
        *h.state()
    }

    #[test]
    fn a_list_that_cannot_move_leaves_the_wheel_to_what_lies_around_it() {
        assert_eq!(left_of_wheel(1000), 0.0);
        assert!(left_of_wheel(3) < -30.0);
    }

    #[test]
    fn tab_goes_from_the_list_to_what_stands_behind_it_and_not_to_its_bar() {
        let mut list = VirtualList::default();
        let mut h = Harness::builder()
            .with_size(vec2(200.0, 200.0))
            .build_ui_state(
                move |ui, (): &mut ()| {
                    let room = Rect::from_min_size(ui.cursor().min, vec2(180.0, 100.0));
                    let mut child = ui.new_child(UiBuilder::new().max_rect(room));
                    list.show(&mut child, "Numbers", 1000, 20.0, None, |_, _| {});
                    ui.advance_cursor_after_rect(room);
                    let _ = ui.button("Behind");
                },
                (),
            );
        h.get_by_label("Numbers").focus();
        h.run();
        h.key_press(Key::Tab);
        h.run();
        assert!(h.get_by_label("Behind").is_focused());
    }

    #[test]
    fn an_empty_list_does_nothing() {
        let mut h = harness(0);
        h.get_by_label("Numbers").focus();
        h.run();
        h.key_press(Key::ArrowDown);
        h.run();
        assert_eq!(h.state().chosen, None);
    }
}
