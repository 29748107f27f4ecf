//! The plots. Each has its values in a table of the page as well, says them to who does not see it, and tells series
//! apart by shape.

use super::behind::Target;
use super::data::{FigureRow, FiguresData};
use crate::agreement::figure::decimals;
use crate::app::panels::parts::{section_ui, weak_ui};
use crate::app::tokens::{Tokens, size};
use egui::{Color32, FontId, Pos2, Rect, Role, Sense, Shape, Stroke, Ui, Vec2, WidgetInfo, vec2};
use egui_plot::{
    AxisHints, Bar, BarChart, GridInput, GridMark, HoverPosition, Line, MarkerShape, Plot,
    PlotPoints, Points, Text, VLine,
};

/// Height of a row of the plot of figures, points.
const ROW: f32 = 24.0;
/// The same of a class of shifts.
const CLASS: f32 = 18.0;
/// Height of the other plots, points.
const HEIGHT: f32 = 150.0;
/// Room for the axis below, points.
const AXIS: f32 = 26.0;

/// A plot that stays as it is: no dragging, no zoom, and the wheel scrolls the page.
fn still<'a>(id: &str, tokens: &Tokens) -> Plot<'a> {
    Plot::new(id.to_owned())
        .allow_zoom(false)
        .allow_drag(false)
        .allow_scroll(false)
        .allow_boxed_zoom(false)
        .allow_double_click_reset(false)
        .allow_axis_zoom_drag(false)
        .show_x(false)
        .show_y(false)
        .set_margin_fraction(Vec2::ZERO)
        .grid_color(tokens.line)
        .grid_fade(1.0)
        .cursor_color(tokens.frame)
}

/// Marks at these values, so far apart.
fn marks(values: impl Iterator<Item = f64>, step_size: f64) -> Vec<GridMark> {
    values.map(|value| GridMark { value, step_size }).collect()
}

/// Marks at fifths.
#[allow(
    clippy::needless_pass_by_value,
    reason = "the form that the plot asks for"
)]
fn fifths(input: GridInput) -> Vec<GridMark> {
    let (low, high) = input.bounds;
    let (from, to) = ((low * 5.0).ceil() as i64, (high * 5.0).floor() as i64);
    marks((from..=to).map(|i| i as f64 / 5.0), 0.2)
}

fn value_axis<'a>(hints: AxisHints<'a>, tokens: &Tokens) -> AxisHints<'a> {
    hints
        .formatter(|mark, _| format!("{:.1}", mark.value).replace('-', "−"))
        .label_spacing(8.0..=10.0)
        .tick_label_color(tokens.weak)
        .tick_label_font(FontId::proportional(size::SMALL))
}

/// The lowest value that is shown: 0, or a fifth below the lowest of these.
fn floor_of(values: impl Iterator<Item = f64>) -> f64 {
    let low = values.fold(0.0, f64::min).max(-1.0);
    (low * 5.0).floor() / 5.0
}

/// The figures of the first panel on one scale; gives the one that was clicked.
pub fn figures_ui(ui: &mut Ui, tokens: &Tokens, data: &FiguresData) -> Option<Target> {
    let rows: Vec<(&FigureRow, f64)> = data
        .panel
        .iter()
        .filter_map(|group| group.rows.first())
        .filter(|row| row.label.is_none())
        .filter_map(|row| Some((row, *row.value.as_ref().ok()?)))
        .collect();
    if rows.is_empty() {
        return None;
    }
    section_ui(ui, tokens, "Figures with their 95 % intervals");
    let n = rows.len();
    let low_ends = rows.iter().flat_map(|(row, value)| {
        let low = row.interval.as_ref().ok().map(|i| i.0);
        [Some(*value), low].into_iter().flatten()
    });
    let low = floor_of(low_ends);
    // The first figure stands on top.
    let at = |i: usize| (n - 1 - i) as f64;
    let names: Vec<String> = rows.iter().rev().map(|(row, _)| row.name.clone()).collect();
    let said: Vec<String> = rows
        .iter()
        .map(|(row, _)| super::table::spoken("", row))
        .collect();
    let hints = said.clone();
    let plot = still("figures", tokens)
        .height(n as f32 * ROW + AXIS)
        .include_x(low - 0.03)
        .include_x(1.03)
        .include_y(-0.6)
        .include_y(n as f64 - 0.4)
        .sense(Sense::click())
        .x_grid_spacer(fifths)
        .y_grid_spacer(move |_| marks((0..n).map(|i| i as f64), 1.0))
        .custom_x_axes(vec![value_axis(AxisHints::new_x(), tokens)])
        .custom_y_axes(vec![
            AxisHints::new_y()
                .formatter(move |mark, _| {
                    let name = names.get(mark.value.round().max(0.0) as usize);
                    name.cloned().unwrap_or_default()
                })
                .min_thickness(150.0)
                .label_spacing(4.0..=6.0)
                .tick_label_color(tokens.text)
                .tick_label_font(FontId::proportional(size::TEXT - 1.0)),
        ])
        .label_formatter(move |at| match at {
            HoverPosition::NearDataPoint { position, .. } => {
                let i = n.checked_sub(1 + position.y.round().max(0.0) as usize)?;
                hints.get(i).cloned()
            }
            HoverPosition::Elsewhere { .. } => None,
        });
    let shown = plot.show(ui, |plot| {
        for (i, (row, value)) in rows.iter().enumerate() {
            if let Ok((from, to)) = row.interval {
                let ends = [from.max(low), to.min(1.0)];
                let line = PlotPoints::from(vec![[ends[0], at(i)], [ends[1], at(i)]]);
                plot.line(Line::new(row.id, line).color(tokens.frame).width(3.0));
                for end in ends {
                    let cap = vec![[end, at(i) - 0.18], [end, at(i) + 0.18]];
                    let cap = Line::new(row.id, PlotPoints::from(cap));
                    plot.line(cap.color(tokens.frame).width(2.0).allow_hover(false));
                }
            }
            let point = PlotPoints::from(vec![[value.clamp(low, 1.0), at(i)]]);
            plot.points(Points::new(row.id, point).color(tokens.accent).radius(5.0));
        }
        plot.pointer_coordinate()
            .filter(|_| plot.response().clicked())
    });
    let name = format!(
        "Plot of the figures with their 95 % intervals. {}",
        said.join(". ")
    );
    shown
        .response
        .widget_info(|| WidgetInfo::labeled(Role::Image, true, &name));
    let row = n.checked_sub(1 + shown.inner?.y.round().max(0.0) as usize)?;
    let (row, _) = rows.get(row)?;
    Some(Target::Figure {
        id: row.id,
        label: None,
    })
}

/// A figure article by article: its name, and where its values stand.
type Series = (&'static str, Vec<[f64; 2]>);

/// The two figures that say most about single articles.
fn series_of(data: &FiguresData) -> Vec<Series> {
    let table = &data.articles;
    let columns = table.columns.iter().enumerate();
    let wanted = columns.filter(|(_, (id, _))| matches!(*id, "f1.strict" | "gamma" | "ualpha.u"));
    let series = wanted.take(2).map(|(column, (_, name))| {
        let rows = table.rows.iter().enumerate();
        let values = rows.filter_map(|(i, row)| {
            let value = row.values.get(column)?.as_ref().ok()?;
            Some([(i + 1) as f64, value.clamp(-1.0, 1.0)])
        });
        (*name, values.collect())
    });
    series.collect()
}

/// What the plot says to who does not see it.
fn series_said(series: &[Series]) -> String {
    let about = series.iter().map(|(name, values)| {
        let least = values.iter().map(|v| v[1]).fold(f64::INFINITY, f64::min);
        let most = values
            .iter()
            .map(|v| v[1])
            .fold(f64::NEG_INFINITY, f64::max);
        if values.is_empty() {
            return format!("{name} is not defined in any article");
        }
        format!("{name} from {} to {}", decimals(least), decimals(most))
    });
    format!(
        "Plot of agreement article by article: {}. The table below has the values",
        about.collect::<Vec<_>>().join(", ")
    )
}

/// The empty plot of `n` articles with values from `low` on.
fn articles_plot<'a>(tokens: &Tokens, data: &'a FiguresData, low: f64) -> Plot<'a> {
    let n = data.articles.rows.len();
    let step = (n as f64 / 12.0).ceil().max(1.0);
    still("articles", tokens)
        .height(HEIGHT + AXIS)
        .include_x(0.4)
        .include_x(n as f64 + 0.6)
        .include_y(low - 0.06)
        .include_y(1.06)
        .sense(Sense::click())
        .x_grid_spacer(move |_| {
            let n_marks = (n as f64 / step).floor() as usize;
            let places = (1..=n_marks).map(|i| i as f64 * step);
            marks(places, step)
        })
        .y_grid_spacer(fifths)
        .custom_y_axes(vec![
            value_axis(AxisHints::new_y(), tokens).min_thickness(34.0),
        ])
        .custom_x_axes(vec![
            AxisHints::new_x()
                .formatter(|mark, _| format!("{:.0}", mark.value))
                .label_spacing(4.0..=6.0)
                .tick_label_color(tokens.weak)
                .tick_label_font(FontId::proportional(size::SMALL)),
        ])
        .label_formatter(move |at| match at {
            HoverPosition::NearDataPoint { position, .. } => {
                let i = (position.x.round() as usize).checked_sub(1)?;
                Some(super::articles::spoken(data, data.articles.rows.get(i)?))
            }
            HoverPosition::Elsewhere { .. } => None,
        })
}

/// Two figures article by article; gives the article that was clicked.
pub fn articles_ui(
    ui: &mut Ui,
    tokens: &Tokens,
    data: &FiguresData,
    chosen: Option<usize>,
) -> Option<usize> {
    let n = data.articles.rows.len();
    let series = series_of(data);
    if n < 2 || series.iter().all(|(_, values)| values.is_empty()) {
        return None;
    }
    let values = series.iter().flat_map(|(_, values)| values);
    let low = floor_of(values.map(|v| v[1]));
    let name = series_said(&series);
    let line = tokens.frame;
    let looks = [
        (MarkerShape::Circle, tokens.accent),
        (MarkerShape::Diamond, tokens.suggestion),
    ];
    ui.horizontal_wrapped(|ui| {
        for ((name, _), (shape, color)) in series.iter().zip(looks) {
            let (rect, _) = ui.allocate_exact_size(Vec2::splat(size::SWATCH), Sense::hover());
            paint_marker(ui, rect.center(), shape, color);
            ui.label(*name);
        }
    });
    let shown = articles_plot(tokens, data, low).show(ui, |plot| {
        if let Some(chosen) = chosen {
            let chosen = VLine::new("chosen", (chosen + 1) as f64);
            plot.vline(chosen.color(line).allow_hover(false));
        }
        for ((name, values), (shape, color)) in series.into_iter().zip(looks) {
            let points = Points::new(name, PlotPoints::from(values));
            plot.points(points.shape(shape).color(color).radius(5.0));
        }
        plot.pointer_coordinate()
            .filter(|_| plot.response().clicked())
    });
    shown
        .response
        .widget_info(|| WidgetInfo::labeled(Role::Image, true, &name));
    weak_ui(
        ui,
        tokens,
        "Articles in their order; a click on the plot or a row shows the figures of that article",
    );
    let clicked = (shown.inner?.x.round() as usize).checked_sub(1)?;
    (clicked < n).then_some(clicked)
}

/// A marker as the plot has it, for its legend.
fn paint_marker(ui: &Ui, at: Pos2, shape: MarkerShape, color: Color32) {
    if shape == MarkerShape::Circle {
        ui.painter().circle_filled(at, 5.0, color);
        return;
    }
    let corners = [
        vec2(0.0, -5.5),
        vec2(5.5, 0.0),
        vec2(0.0, 5.5),
        vec2(-5.5, 0.0),
    ];
    let corners = corners.into_iter().map(|corner| at + corner).collect();
    let diamond = Shape::convex_polygon(corners, color, Stroke::NONE);
    ui.painter().add(diamond);
}

/// Shifts of boundaries: starts, and ends; gives the bar that was clicked.
pub fn shifts_ui(
    ui: &mut Ui,
    tokens: &Tokens,
    data: &FiguresData,
    shifts: &[Vec<(String, usize)>; 2],
) -> Option<Target> {
    section_ui(ui, tokens, "Boundaries");
    let n: usize = shifts[0].iter().map(|class| class.1).sum();
    if n == 0 {
        weak_ui(
            ui,
            tokens,
            "Nothing to show: no start or end differs where both marked a place",
        );
        return None;
    }
    let about = format!(
        "By how many characters {}’s start and end lie behind {}’s (negative: before), {}. A click on a bar shows \
         the places",
        data.names[1], data.names[0], data.shifted
    );
    weak_ui(ui, tokens, &about);
    let is_narrow = ui.available_width() < 560.0;
    let width = if is_narrow {
        ui.available_width()
    } else {
        (ui.available_width() - size::SECTION) / 2.0
    };
    let mut asked = None;
    let mut both = |ui: &mut Ui| {
        for (is_end, title, classes) in [(false, "Starts", &shifts[0]), (true, "Ends", &shifts[1])]
        {
            ui.vertical(|ui| {
                ui.set_width(width);
                ui.label(title);
                if let Some(class) = histogram_ui(ui, tokens, title, classes) {
                    asked = Some(Target::Shift { is_end, class });
                }
            });
        }
    };
    if is_narrow {
        both(ui);
    } else {
        ui.horizontal_top(both);
    }
    asked
}

/// Gives the bar that was clicked.
fn histogram_ui(
    ui: &mut Ui,
    tokens: &Tokens,
    title: &str,
    classes: &[(String, usize)],
) -> Option<usize> {
    let most = classes
        .iter()
        .map(|class| class.1)
        .max()
        .unwrap_or(0)
        .max(1) as f64;
    let names: Vec<String> = classes.iter().map(|class| class.0.clone()).collect();
    let n = names.len();
    // The farthest before stands on top.
    let at = |i: usize| (n - 1 - i) as f64;
    let names: Vec<String> = names.into_iter().rev().collect();
    let plot = still(title, tokens)
        .height(n as f32 * CLASS)
        .include_x(0.0)
        .include_x(most * 1.22)
        .include_y(-0.6)
        .include_y(n as f64 - 0.4)
        .show_grid([false, false])
        .y_grid_spacer(move |_| marks((0..n).map(|i| i as f64), 1.0))
        .custom_x_axes(Vec::new())
        .custom_y_axes(vec![
            AxisHints::new_y()
                .formatter(move |mark, _| {
                    let name = names.get(mark.value.round().max(0.0) as usize);
                    name.cloned().unwrap_or_default()
                })
                .min_thickness(76.0)
                .label_spacing(4.0..=6.0)
                .tick_label_color(tokens.text)
                .tick_label_font(FontId::proportional(size::SMALL)),
        ])
        .label_formatter(|_| None);
    let shown = plot.show(ui, |plot| {
        let bars = classes
            .iter()
            .enumerate()
            .map(|(i, (_, n))| Bar::new(at(i), *n as f64).width(0.8).fill(tokens.accent));
        let chart = BarChart::new(title, bars.collect()).color(tokens.accent);
        plot.bar_chart(chart.horizontal().allow_hover(false));
        for (i, (_, n)) in classes.iter().enumerate().filter(|(_, class)| class.1 > 0) {
            let at = egui_plot::PlotPoint::new(*n as f64 + most * 0.02, at(i));
            let text = egui::RichText::new(n.to_string()).size(size::SMALL);
            let text = Text::new("", at, text).color(tokens.text);
            plot.text(text.anchor(egui::Align2::LEFT_CENTER).allow_hover(false));
        }
    });
    let said: Vec<String> = classes
        .iter()
        .filter(|class| class.1 > 0)
        .map(|(name, n)| format!("{name}: {n}"))
        .collect();
    let name = format!(
        "{title}, shifts in characters and how often: {}",
        said.join(", ")
    );
    shown
        .response
        .widget_info(|| WidgetInfo::labeled(Role::Image, true, &name));
    let mut clicked = None;
    for (i, (class, n)) in classes.iter().enumerate().filter(|(_, class)| class.1 > 0) {
        let corner = |x: f64, y: f64| {
            let at = egui_plot::PlotPoint::new(x, y);
            shown.transform.position_from_point(&at)
        };
        let row = Rect::from_two_pos(corner(0.0, at(i) - 0.5), corner(*n as f64, at(i) + 0.5));
        let bar = ui.interact(row, ui.scope_id().with((title, i)), Sense::click());
        let name = format!("{title}, {class}: {n}");
        bar.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
        let bar = bar.on_hover_text("Shows the places in the text");
        if bar.clicked() {
            clicked = Some(i);
        }
    }
    clicked
}
