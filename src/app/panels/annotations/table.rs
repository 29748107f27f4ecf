//! Drawing the table: heads and rows.

use super::Kit;
use super::rows::{Column, RowData, RowQuery};
use crate::app::panels::parts::{cell_ui, list_row_ui};
use crate::app::tokens::{Tokens, size};
use crate::app::widgets::{paint_swatch, words};
use egui::{Button, Rect, Response, Ui, WidgetInfo, pos2, vec2};

/// Each column's share of the width, by [`Column::ALL`].
const SHARES: [f32; 5] = [0.22, 0.14, 0.34, 0.16, 0.14];

/// The cells of a row between its left and right edges.
fn cells(rect: Rect) -> [Rect; 5] {
    let mut left = rect.left();
    SHARES.map(|share| {
        let right = left + rect.width() * share;
        let cell = Rect::from_min_max(pos2(left, rect.top()), pos2(right, rect.bottom()));
        left = right;
        cell
    })
}

/// The heads: a click sorts by the column, another one turns the order round.
pub(super) fn heads_ui(ui: &mut Ui, tokens: &Tokens, query: &mut RowQuery) {
    let (rect, _) =
        ui.allocate_exact_size(vec2(ui.available_width(), size::ROW), egui::Sense::hover());
    ui.painter().hline(
        rect.x_range(),
        rect.bottom(),
        egui::Stroke::new(1.0, tokens.line),
    );
    for (column, cell) in Column::ALL.into_iter().zip(cells(rect)) {
        let is_sorted = query.sort == column;
        let arrow = match (is_sorted, query.descending) {
            (false, _) => "",
            (true, false) => " ▲",
            (true, true) => " ▼",
        };
        let words = egui::RichText::new(format!("{}{arrow}", column.name()))
            .size(size::SMALL)
            .color(tokens.weak);
        let button = Button::new(words).truncate().frame_when_inactive(false);
        let mut head = ui.new_child(
            egui::UiBuilder::new()
                .max_rect(cell)
                .id_salt(column.name())
                .layout(egui::Layout::left_to_right(egui::Align::Center)),
        );
        // All of the cell sorts, not its words alone; those lie above it.
        let id = ui.scope_id().with(("annotations head", column.name()));
        let cell = ui.interact(cell, id, egui::Sense::CLICK);
        let response = head.add(button);
        response.widget_info(|| {
            let order = match (is_sorted, query.descending) {
                (false, _) => "",
                (true, false) => ", rising",
                (true, true) => ", falling",
            };
            let name = format!("Sort by {}{order}", column.name().to_lowercase());
            WidgetInfo::selected(egui::Role::ColumnHeader, true, is_sorted, name)
        });
        let is_clicked = cell.on_hover_text("Sort by this column").clicked();
        if response.on_hover_text("Sort by this column").clicked() || is_clicked {
            query.descending = is_sorted && !query.descending;
            query.sort = column;
        }
    }
}

/// One row.
pub(super) fn row_ui(
    ui: &mut Ui,
    kit: Kit<'_>,
    row: &RowData,
    chosen: bool,
    striped: bool,
) -> Response {
    if striped {
        ui.painter()
            .rect_filled(ui.max_rect(), 0.0, kit.tokens.stripe);
    }
    let (rect, response) = list_row_ui(ui, kit.tokens, &row.accessible_name(), chosen);
    let color = if row.other_annotator.is_some() {
        kit.tokens.weak
    } else {
        kit.tokens.text
    };
    for ((column, cell), text) in Column::ALL.into_iter().zip(cells(rect)).zip(&row.cells) {
        let mut inner = cell.shrink2(vec2(size::GAP, 0.0));
        inner.min.x += size::GAP;
        if column == Column::Tag {
            let swatch = Rect::from_min_size(
                pos2(inner.left(), rect.center().y - size::SWATCH / 2.0),
                vec2(size::SWATCH, size::SWATCH),
            );
            let style = kit.tokens.mark_style(kit.project.schema(), &row.label);
            paint_swatch(ui.painter(), swatch, &style);
            inner.min.x = swatch.right() + size::GAP;
        }
        let dim = column == Column::Article || column == Column::Note;
        cell_ui(ui, inner, text, if dim { kit.tokens.weak } else { color });
    }
    let lines = row
        .cells
        .iter()
        .zip(Column::ALL)
        .filter(|(text, _)| !text.is_empty());
    let mut words: Vec<String> = lines
        .map(|(text, column)| format!("{}: {text}", column.name()))
        .collect();
    if let Some(other) = &row.other_annotator {
        words.push(format!("Annotator: {other}"));
    }
    response.on_hover_ui(|ui| {
        for line in &words {
            words::label_ui(ui, line);
        }
    })
}
