//! The confusion of tags as a heat map: every cell is a control with its number, so that nothing is told by colour alone.

use super::behind::Target;
use super::data::{ConfusionData, FiguresData};
use crate::app::panels::parts::{cell_ui, one_line, section_ui, weak_ui};
use crate::app::panels::wording::counted;
use crate::app::tokens::{Tokens, size};
use egui::{Rect, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};

/// Height of a cell, points.
const CELL_HEIGHT: f32 = 36.0;
/// Width of a cell, points, where there is room.
const CELL_WIDTH: f32 = 92.0;
/// How much of the accent the darkest cell has: its number must stay readable on it, in both themes.
const DARKEST: f32 = 0.42;

/// What a cell says to who does not see it.
pub fn spoken(data: &FiguresData, confusion: &ConfusionData, row: usize, column: usize) -> String {
    let (first, second) = (&data.names[0], &data.names[1]);
    let n = counted(confusion.counts[row][column], "span", "spans");
    let none = confusion.names.len() - 1;
    if column == none {
        return format!(
            "{first}: {}, {second}: no partner: {n}",
            confusion.names[row]
        );
    }
    if row == none {
        return format!(
            "{first}: no partner, {second}: {}: {n}",
            confusion.names[column]
        );
    }
    format!(
        "{first}: {}, {second}: {}: {n}",
        confusion.names[row], confusion.names[column]
    )
}

/// Draws it; gives the cell whose spans are asked for.
pub fn confusion_ui(
    ui: &mut Ui,
    tokens: &Tokens,
    data: &FiguresData,
    confusion: &ConfusionData,
    chosen: Option<&Target>,
) -> Option<Target> {
    section_ui(
        ui,
        tokens,
        "Tags of spans that answer to each other by place",
    );
    let about = format!(
        "Rows: {}; columns: {}. The more of its row a cell holds, the stronger its colour; the frame marks equal tags. A click \
         shows the spans.",
        data.names[0], data.names[1]
    );
    weak_ui(ui, tokens, &about);
    let n = confusion.names.len();
    let head = 116.0_f32.min(ui.available_width() * 0.3);
    let width = CELL_WIDTH.min((ui.available_width() - head) / n as f32);
    let room = vec2(head + width * n as f32, size::ROW + CELL_HEIGHT * n as f32);
    let (rect, _) = ui.allocate_exact_size(room, Sense::hover());
    let top = rect.top() + size::ROW;
    let left = rect.left() + head;
    let mut asked = None;
    for (i, name) in confusion.names.iter().enumerate() {
        let x = left + width * i as f32;
        let at = Rect::from_min_size(pos2(x, rect.top()), vec2(width - 2.0, size::ROW));
        middle_ui(ui, tokens, at, name);
        let y = top + CELL_HEIGHT * i as f32;
        let at = Rect::from_min_size(pos2(rect.left(), y), vec2(head - size::GROUP, CELL_HEIGHT));
        cell_ui(ui, at, name, tokens.text);
    }
    for (row, counts) in confusion.counts.iter().enumerate() {
        let all: usize = counts.iter().sum();
        for (column, count) in counts.iter().enumerate() {
            let corner = pos2(left + width * column as f32, top + CELL_HEIGHT * row as f32);
            let cell = Rect::from_min_size(corner, vec2(width - 2.0, CELL_HEIGHT - 2.0));
            if (row, column) == (n - 1, n - 1) {
                // Nobody marked it: nothing to count.
                continue;
            }
            let target = Target::Cell { row, column };
            let is_chosen = chosen == Some(&target);
            let id = ui.scope_id().with(("confusion", row, column));
            let response = ui.interact(cell, id, Sense::click());
            let name = spoken(data, confusion, row, column);
            response.widget_info(|| WidgetInfo::selected(Role::Button, true, is_chosen, &name));
            let share = if all == 0 {
                0.0
            } else {
                *count as f32 / all as f32
            };
            let painter = ui.painter();
            painter.rect_filled(cell, 2.0, tokens.page);
            painter.rect_filled(cell, 2.0, tokens.accent.gamma_multiply(share * DARKEST));
            let stroke = if is_chosen || response.hovered() || response.has_focus() {
                Stroke::new(2.0, tokens.accent)
            } else if row == column {
                Stroke::new(1.5, tokens.frame)
            } else {
                Stroke::new(1.0, tokens.line)
            };
            painter.rect_stroke(cell, 2.0, stroke, StrokeKind::Inside);
            middle_ui(ui, tokens, cell, &count.to_string());
            if response.on_hover_text(name).clicked() {
                asked = Some(target);
            }
        }
    }
    asked
}

fn middle_ui(ui: &Ui, tokens: &Tokens, rect: Rect, text: &str) {
    let galley = one_line(ui, text, tokens.text, rect.width() - 4.0, false);
    let at = rect.center() - galley.size() / 2.0;
    ui.painter().galley(at, galley, tokens.text);
}
