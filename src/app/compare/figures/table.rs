//! The table of figures: a row each, with value, interval and what was counted; below it what it means.

use super::behind::Target;
use super::data::{FigureRow, FiguresData, Group};
use crate::agreement::figure::decimals;
use crate::app::panels::parts::{cell_ui, one_line, weak_ui};
use crate::app::tokens::{Tokens, semibold, size};
use crate::app::widgets::words;
use egui::{
    Button, FontId, Frame, Margin, Rect, Response, RichText, Role, Sense, Ui, WidgetInfo, pos2,
    vec2,
};
use std::collections::BTreeSet;

/// Width of a value, points.
const VALUE: f32 = 60.0;
/// Width of an interval, points.
const INTERVAL: f32 = 176.0;
/// In narrower tables, points, what was counted stands on a line of its own.
const WIDE: f32 = 830.0;
/// Height of that line, points.
const SECOND_LINE: f32 = 16.0;
/// How far a tag's row begins behind its figure's, points.
const INDENT: f32 = 18.0;

/// Draws groups of figures.
pub struct Groups<'a> {
    /// The page.
    pub data: &'a FiguresData,
    /// Colours and sizes.
    pub tokens: &'a Tokens,
    /// What the list beside is about.
    pub chosen: Option<&'a Target>,
    /// Single tags are not shown.
    pub hides_tags: bool,
}

/// Where the cells of a row stand.
struct Columns {
    name: Rect,
    value: Rect,
    interval: Rect,
    counted: Rect,
}

impl Columns {
    fn of(row: Rect, indent: f32) -> Self {
        let is_wide = row.width() >= WIDE;
        let row = row.shrink2(vec2(size::GAP, 0.0));
        let name_width = (row.width() * 0.34).clamp(120.0, 236.0);
        let first_end = if is_wide {
            row.bottom()
        } else {
            row.top() + size::ROW - 2.0
        };
        let between = |from: f32, to: f32| {
            let to = to.max(from).min(row.right());
            Rect::from_min_max(pos2(from, row.top()), pos2(to, first_end))
        };
        let value = row.left() + name_width;
        let interval = value + VALUE + size::SECTION;
        let name = between(row.left() + indent, value - size::GROUP);
        let value = between(value, value + VALUE);
        if !is_wide {
            let below = pos2(row.left() + indent, first_end - 2.0);
            return Self {
                name,
                value,
                interval: between(interval, row.right()),
                counted: Rect::from_min_max(below, row.max),
            };
        }
        Self {
            name,
            value,
            interval: between(interval, interval + INTERVAL),
            counted: between(interval + INTERVAL + size::GROUP, row.right()),
        }
    }

    /// Whether what was counted stands below the rest.
    fn is_narrow(&self) -> bool {
        self.counted.top() > self.name.top()
    }
}

/// A figure in words, for who does not see the row.
pub fn spoken(figure: &str, row: &FigureRow) -> String {
    let name = match &row.label {
        Some(_) => format!("{figure}, {}", row.name),
        None => row.name.clone(),
    };
    let value = match &row.value {
        Ok(value) => decimals(*value),
        Err(why) => return format!("{name}: {why}"),
    };
    let interval = match &row.interval {
        Ok((low, high)) => format!("95 % interval {} to {}", decimals(*low), decimals(*high)),
        Err(why) => format!("no interval: {why}"),
    };
    if row.counted.is_empty() {
        return format!("{name}: {value}, {interval}");
    }
    format!("{name}: {value}, {interval}; {}", row.counted)
}

impl Groups<'_> {
    /// The heads of the columns.
    pub fn head_ui(&self, ui: &mut Ui) {
        let (rect, _) =
            ui.allocate_exact_size(vec2(ui.available_width(), size::ROW), Sense::hover());
        let columns = Columns::of(rect, 0.0);
        let weak = self.tokens.weak;
        cell_ui(ui, columns.name, "Figure", weak);
        self.right_ui(ui, columns.value, "Value");
        cell_ui(ui, columns.interval, "95 % interval", weak);
        if !columns.is_narrow() {
            cell_ui(ui, columns.counted, "Counted", weak);
        }
        let line = self.tokens.line;
        ui.painter()
            .hline(rect.x_range(), rect.bottom(), (1.0, line));
    }

    /// The figures; gives whose spans are asked for. `open`: those whose formula is shown.
    pub fn ui(
        &self,
        ui: &mut Ui,
        groups: &[Group],
        open: &mut BTreeSet<&'static str>,
    ) -> Option<Target> {
        let mut asked = None;
        for group in groups {
            let figure = group.description.name;
            let mut rows = group.rows.iter();
            if let Some(whole) = rows.next() {
                let is_of_tag = whole.label.is_some();
                if is_of_tag {
                    // It has no value over all tags: its name stands above them.
                    ui.label(figure);
                }
                asked = self.row_ui(ui, figure, whole, is_of_tag).or(asked);
                self.meaning_ui(ui, group, open);
            }
            for row in rows {
                // A tag that nobody used says nothing.
                if !self.hides_tags && row.value.is_ok() {
                    asked = self.row_ui(ui, figure, row, true).or(asked);
                }
            }
            ui.add_space(size::GAP);
            let line = self.tokens.line;
            let y = ui.cursor().top();
            ui.painter().hline(ui.max_rect().x_range(), y, (1.0, line));
            ui.add_space(size::GAP);
        }
        asked
    }

    fn row_ui(
        &self,
        ui: &mut Ui,
        figure: &str,
        row: &FigureRow,
        is_of_tag: bool,
    ) -> Option<Target> {
        let target = Target::Figure {
            id: row.id,
            label: row.label.clone(),
        };
        let is_chosen = self.chosen == Some(&target);
        let name = spoken(figure, row);
        let (rect, response) = clickable_ui(ui, self.tokens, &name, is_chosen);
        let columns = Columns::of(rect, if is_of_tag { INDENT } else { 0.0 });
        let (text, weak) = (self.tokens.text, self.tokens.weak);
        if is_of_tag {
            cell_ui(ui, columns.name, &row.name, text);
        } else {
            strong_ui(ui, columns.name, &row.name, self.tokens);
        }
        match &row.value {
            Ok(value) => {
                self.right_ui(ui, columns.value, &decimals(*value));
                match &row.interval {
                    Ok((low, high)) => {
                        let shown = format!("{} – {}", decimals(*low), decimals(*high));
                        cell_ui(ui, columns.interval, &shown, text);
                    }
                    Err(why) => cell_ui(ui, columns.interval, &format!("none: {why}"), weak),
                }
                self.below_ui(ui, &columns, &row.counted);
            }
            Err(why) if columns.is_narrow() => {
                let rect = Rect::from_min_max(columns.value.min, columns.interval.max);
                cell_ui(ui, rect, "not defined", weak);
                let because = why.strip_prefix("not defined ").unwrap_or(why);
                self.below_ui(ui, &columns, because);
            }
            Err(why) => {
                let rect = Rect::from_min_max(columns.value.min, columns.counted.max);
                cell_ui(ui, rect, why, weak);
            }
        }
        let hint = format!("{name}\nClick to see the spans behind it");
        words::hover(response, &hint).clicked().then_some(target)
    }

    /// Beside the interval, or in small letters below the row.
    fn below_ui(&self, ui: &Ui, columns: &Columns, text: &str) {
        if !columns.is_narrow() {
            return cell_ui(ui, columns.counted, text, self.tokens.weak);
        }
        let format = egui::text::TextFormat {
            font_id: FontId::proportional(size::SMALL),
            color: self.tokens.weak,
            ..egui::text::TextFormat::default()
        };
        let galley = words::one_line(ui, text, &format, columns.counted.width());
        ui.painter()
            .galley(columns.counted.min, galley, self.tokens.weak);
    }

    /// What it means; formula and source where they are asked for.
    fn meaning_ui(&self, ui: &mut Ui, group: &Group, open: &mut BTreeSet<&'static str>) {
        let description = group.description;
        let is_open = open.contains(description.id);
        let margin = Margin {
            left: size::GAP as i8,
            ..Margin::ZERO
        };
        let line = |ui: &mut Ui| {
            weak_ui(ui, self.tokens, description.meaning);
            let sign = if is_open { "▼" } else { "▶" };
            let text = RichText::new(format!("{sign} Formula and source"))
                .size(size::SMALL)
                .color(self.tokens.accent);
            let button = ui.add(Button::new(text).frame(false).small());
            button.widget_info(|| {
                let name = format!("Formula and source of {}", description.name);
                WidgetInfo::selected(Role::DisclosureTriangle, true, is_open, name)
            });
            if button.clicked() && !open.remove(description.id) {
                open.insert(description.id);
            }
        };
        Frame::new().inner_margin(margin).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            ui.horizontal_wrapped(line);
        });
        if is_open {
            ui.indent(description.id, |ui| {
                weak_ui(
                    ui,
                    self.tokens,
                    &format!("Formula: {}", description.formula),
                );
                weak_ui(ui, self.tokens, &format!("Source: {}", description.source));
                weak_ui(
                    ui,
                    self.tokens,
                    &format!("Name for programs: {}", description.id),
                );
            });
        }
    }

    /// Text that ends at the right edge of its cell.
    fn right_ui(&self, ui: &Ui, rect: Rect, text: &str) {
        right_ui(ui, rect, text, self.tokens.text);
    }
}

/// Text that ends at the right edge of its cell.
pub fn right_ui(ui: &Ui, rect: Rect, text: &str, color: egui::Color32) {
    let galley = one_line(ui, text, color, rect.width(), false);
    let left = rect.right() - galley.size().x;
    let rect = Rect::from_min_max(pos2(left, rect.top()), rect.max);
    ui.painter().galley(
        pos2(left, rect.center().y - galley.size().y / 2.0),
        galley,
        color,
    );
}

/// Text of weight on one line.
fn strong_ui(ui: &Ui, rect: Rect, text: &str, tokens: &Tokens) {
    let format = egui::text::TextFormat {
        font_id: FontId::new(size::TEXT, semibold()),
        color: tokens.text,
        ..egui::text::TextFormat::default()
    };
    let galley = words::one_line(ui, text, &format, rect.width());
    let y = rect.center().y - galley.size().y / 2.0;
    ui.painter()
        .galley(pos2(rect.left(), y), galley, tokens.text);
}

/// A row over the whole width that takes clicks.
fn clickable_ui(ui: &mut Ui, tokens: &Tokens, name: &str, is_chosen: bool) -> (Rect, Response) {
    let width = ui.available_width();
    let height = if width >= WIDE {
        size::ROW
    } else {
        size::ROW + SECOND_LINE
    };
    let room = vec2(width, height);
    let (rect, response) = ui.allocate_exact_size(room, Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, is_chosen, name));
    paint_ground(ui, tokens, rect, &response, is_chosen);
    (rect, response)
}

/// The ground of what can be clicked.
fn paint_ground(ui: &Ui, tokens: &Tokens, rect: Rect, response: &Response, is_chosen: bool) {
    let ground = if is_chosen {
        Some(tokens.chosen)
    } else if response.hovered() {
        Some(tokens.control_hovered)
    } else {
        None
    };
    if let Some(ground) = ground {
        ui.painter()
            .rect_filled(rect, f32::from(size::CORNER), ground);
    }
}
