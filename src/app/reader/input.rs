//! The pointer: clicks, drags with the snap shown, fragments, scrolling past the edges.
use super::model::{Mark, MarkId, MarkLayer, ReaderEvent, ReaderInput};
use super::state::{Drag, ReaderState};
use crate::text::snap::{self, Snap};
use crate::text::{ByteOffset, TextSpan};
use egui::{PointerButton, Pos2, Rect, Response};
use std::ops::Range;

/// A press that moves less, in points, is a click.
const CLICK_SLACK: f32 = 3.0;
/// Points a second for each point that the pointer is past the edge.
const AUTOSCROLL_SPEED: f32 = 12.0;

impl ReaderState {
    /// Reads the pointer against what this frame shows. Asks for another frame only while a drag
    /// holds the pointer past an edge.
    pub(super) fn pointer(
        &mut self,
        ui: &egui::Ui,
        response: &Response,
        input: &ReaderInput<'_>,
        rect: Rect,
        events: &mut Vec<ReaderEvent>,
    ) {
        let modifiers = ui.input(|i| i.modifiers);
        let unit = if modifiers.alt {
            Snap::Character
        } else {
            input.snap
        };
        let before = self.selection;
        let pos = response.interact_pointer_pos();
        if let Some(pos) = pos {
            self.drag_to(ui, response, pos, unit, rect, events);
        }
        if response.secondary_clicked()
            && let Some(pos) = pos
        {
            let ids = self.marks_under(pos, input);
            let at = self.byte_at(pos);
            if ids.is_empty() && !self.selection.is_some_and(|span| span.contains(at)) {
                self.place_caret(pos);
            }
            events.push(ReaderEvent::SecondaryClick { ids, at, pos });
        }
        if response.clicked_by(PointerButton::Primary)
            && let Some(pos) = pos
        {
            let around = match (response.triple_clicked(), response.double_clicked()) {
                (true, _) => Some(self.around(pos, snap::sentence_at)),
                (false, true) => Some(self.around(pos, snap::word_at)),
                (false, false) => None,
            };
            if modifiers.command {
                // As with a drag: what is current stays so, and gets what is clicked twice. A single click is its start.
                events.extend(around.flatten().map(ReaderEvent::FragmentAdded));
            } else if let Some(around) = around {
                if around.is_some() {
                    self.set_selection(around);
                }
            } else if modifiers.shift {
                let fixed = self.fixed.unwrap_or(self.caret);
                let (focus, is_upstream) = self.place_at(pos);
                self.select_between(fixed, focus, unit);
                self.fixed = Some(fixed);
                self.is_upstream = is_upstream;
            } else {
                self.click(pos, input, events);
            }
        }
        if self.selection != before {
            events.push(ReaderEvent::SelectionChanged);
        }
    }

    fn drag_to(
        &mut self,
        ui: &egui::Ui,
        response: &Response,
        pos: Pos2,
        unit: Snap,
        rect: Rect,
        events: &mut Vec<ReaderEvent>,
    ) {
        let modifiers = ui.input(|i| i.modifiers);
        if response.drag_started_by(PointerButton::Primary) {
            let origin = ui.input(|i| i.pointer.press_origin()).unwrap_or(pos);
            let (at, _) = self.place_at(origin);
            let from = if modifiers.shift {
                self.fixed.unwrap_or(self.caret)
            } else {
                at
            };
            self.drag = Some(Drag {
                from,
                is_fragment: modifiers.command,
                preview: None,
            });
        }
        let Some(mut drag) = self.drag else {
            return;
        };
        let origin = ui.input(|i| i.pointer.press_origin());
        let is_moved = origin.is_none_or(|origin| origin.distance(pos) > CLICK_SLACK)
            || drag.preview.is_some();
        // The last move and the release may come in one frame.
        let is_held = response.dragged_by(PointerButton::Primary)
            || response.drag_stopped_by(PointerButton::Primary);
        if is_moved && is_held {
            let (focus, is_upstream) = self.place_at(pos);
            drag.preview = snap::snap_range(&self.text, drag.from, focus, unit);
            self.drag = Some(drag);
            if !drag.is_fragment {
                self.select_between(drag.from, focus, unit);
                self.is_upstream = is_upstream;
            }
            self.autoscroll(ui, pos, rect);
        }
        if response.drag_stopped_by(PointerButton::Primary) {
            self.drag = None;
            if let (true, Some(span)) = (drag.is_fragment, drag.preview) {
                events.push(ReaderEvent::FragmentAdded(span));
            }
        }
    }

    /// Scrolls while a drag holds the pointer above or below the text.
    fn autoscroll(&mut self, ui: &egui::Ui, pos: Pos2, rect: Rect) {
        let past = if pos.y < rect.top() {
            pos.y - rect.top()
        } else {
            (pos.y - rect.bottom()).max(0.0)
        };
        if past != 0.0 {
            let secs = ui.input(|i| i.stable_dt).min(0.1);
            self.scroll_by(f64::from(past * AUTOSCROLL_SPEED * secs));
            ui.ctx().request_repaint();
        }
    }

    /// Selects from one place to another, whole units; the caret goes to the end that was moved.
    fn select_between(&mut self, from: ByteOffset, focus: ByteOffset, unit: Snap) {
        self.selection = snap::snap_range(&self.text, from, focus, unit);
        self.caret = match self.selection {
            Some(span) if focus < from => span.start(),
            Some(span) => span.end(),
            None => focus,
        };
        self.fixed = Some(match self.selection {
            Some(span) if focus < from => span.end(),
            Some(span) => span.start(),
            None => from,
        });
        self.goal_x = None;
        self.stack = Default::default();
    }

    /// The word or sentence under a double or triple click.
    fn around(
        &self,
        pos: Pos2,
        unit: fn(&str, ByteOffset) -> Option<TextSpan>,
    ) -> Option<TextSpan> {
        let at = self
            .grapheme_at(pos)
            .map_or_else(|| self.byte_at(pos), |grapheme| ByteOffset(grapheme.start));
        unit(&self.text, at)
    }

    fn place_caret(&mut self, pos: Pos2) {
        let (at, is_upstream) = self.place_at(pos);
        self.set_caret(at);
        self.is_upstream = is_upstream;
    }

    fn click(&mut self, pos: Pos2, input: &ReaderInput<'_>, events: &mut Vec<ReaderEvent>) {
        let more = self.more.iter().find(|more| more.rect.contains(pos));
        if let Some(bytes) = more.map(|more| more.bytes.clone()) {
            let ids = marks_touching(&bytes, input);
            return events.push(ReaderEvent::MoreClicked { ids, pos });
        }
        self.place_caret(pos);
        let ids = self.marks_under(pos, input);
        if ids.is_empty() {
            self.stack = Default::default();
            events.push(ReaderEvent::ClickedEmpty);
            return;
        }
        let next = if self.stack.0 == ids {
            (self.stack.1 + 1) % ids.len()
        } else {
            0
        };
        let chosen = ids[next].clone();
        self.stack = (ids.clone(), next);
        events.push(ReaderEvent::Clicked { ids, chosen });
    }

    /// The marks drawn at a point.
    fn marks_under(&self, pos: Pos2, input: &ReaderInput<'_>) -> Vec<MarkId> {
        let grapheme = self.grapheme_at(pos);
        grapheme.map_or_else(Vec::new, |grapheme| marks_touching(&grapheme, input))
    }
}

/// The marks on these bytes: one's own before others', candidates last, the shortest first.
fn marks_touching(bytes: &Range<usize>, input: &ReaderInput<'_>) -> Vec<MarkId> {
    let touches = |span: &TextSpan| span.start().0 < bytes.end && bytes.start < span.end().0;
    let mut found: Vec<(u8, usize, MarkId)> = (input.marks)(bytes.clone())
        .into_iter()
        .filter(|mark: &Mark| mark.spans.iter().any(touches))
        .map(|mark| {
            let n_bytes = mark.spans.iter().map(|span| span.len()).sum();
            let whose = match mark.layer {
                MarkLayer::Own => 0,
                MarkLayer::Other => 1,
                MarkLayer::Suggestion => 2,
            };
            (whose, n_bytes, mark.id)
        })
        .collect();
    found.sort();
    found.into_iter().map(|(_, _, id)| id).collect()
}
