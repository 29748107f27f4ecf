//! Which column of a table holds what. The first rows are shown; how offsets count is only taken as somebody says.

use crate::app::panels::parts::{section_ui, warning_ui, weak_ui};
use crate::app::panels::wording::on_one_line;
use crate::app::tokens::{Tokens, semibold, size};
use crate::formats::read::{ColumnMap, TableHead};
use egui::{ComboBox, Grid, RichText, ScrollArea, Ui};

/// So much of a cell is shown, code points.
const CELL_CHARS: usize = 40;

/// Narrower dialogs, points, have fewer columns side by side.
const WIDE: f32 = 780.0;
/// Columns of our own tables that need no choice.
const OURS: [&str; 5] = ["fragments", "origin", "created", "modified", "escaped"];

/// What a column can hold.
type Role = (&'static str, fn(&mut ColumnMap) -> &mut Option<String>);
const ROLES: [Role; 8] = [
    ("Article", |m| &mut m.document),
    ("Start", |m| &mut m.start),
    ("End", |m| &mut m.end),
    ("Tag", |m| &mut m.label),
    ("Words", |m| &mut m.text),
    ("Annotator", |m| &mut m.annotator),
    ("Id", |m| &mut m.id),
    ("Note", |m| &mut m.note),
];

/// Those without which there are no annotations.
const NEEDED: [&str; 4] = ["Article", "Start", "End", "Tag"];

/// How offsets count: the word for readers, and for people.
const UNITS: [(&str, &str); 3] = [
    ("code-points", "characters (code points)"),
    ("utf-16", "UTF-16 units"),
    ("bytes", "UTF-8 bytes"),
];

/// What is still to be chosen, in words; `None`: nothing.
fn missing(map: &mut ColumnMap) -> Option<String> {
    let is_missing =
        |(name, of): &Role, map: &mut ColumnMap| NEEDED.contains(name) && of(map).is_none();
    let names = ROLES.iter().filter(|role| is_missing(role, map));
    let names: Vec<String> = names.map(|(name, _)| name.to_lowercase()).collect();
    let (last, others) = names.split_last()?;
    let which = if others.is_empty() {
        last.clone()
    } else {
        format!("{} and {last}", others.join(", "))
    };
    Some(format!("Choose which column holds: {which}"))
}

/// Draws it; `map` stays `None` until somebody says something else than the columns' names. `is_refused`: nothing can be
/// read as things stand.
pub(super) fn columns_ui(
    tokens: &Tokens,
    ui: &mut Ui,
    (head, is_refused): (&TableHead, bool),
    map: &mut Option<ColumnMap>,
) {
    section_ui(ui, tokens, &format!("Columns of {}", head.name));
    let mut now = map
        .clone()
        .unwrap_or_else(|| ColumnMap::by_names(&head.header));
    let before = now.clone();
    if is_refused && let Some(missing) = missing(&mut now) {
        warning_ui(ui, tokens, &missing);
    }
    let has_header = now.header.is_empty();
    let n_in_a_row = if ui.available_width() < WIDE { 3 } else { 4 };
    Grid::new("columns of the table")
        .spacing([size::GROUP, size::GAP])
        .show(ui, |ui| {
            for (i, (name, of)) in ROLES.into_iter().enumerate() {
                column_ui(ui, name, of(&mut now), &head.header);
                if (i + 1) % n_in_a_row == 0 {
                    ui.end_row();
                }
            }
        });
    let has_more = head.header.iter().any(|column| {
        let is_role = ROLES
            .iter()
            .any(|(_, of)| of(&mut now).as_ref() == Some(column));
        !is_role && !column.starts_with("attr_") && !OURS.contains(&column.as_str())
    });
    ui.horizontal_wrapped(|ui| {
        if has_more {
            ui.label("Also as features:");
        }
        for column in &head.header {
            let is_used = ROLES
                .iter()
                .any(|(_, of)| of(&mut now).as_ref() == Some(column));
            // These come in without being asked for.
            let is_ours = column.starts_with("attr_") || OURS.contains(&column.as_str());
            if is_used || is_ours || column.trim().is_empty() {
                continue;
            }
            let mut is_on = now.features.contains(column);
            if ui
                .checkbox(&mut is_on, on_one_line(column, CELL_CHARS))
                .changed()
            {
                if is_on {
                    now.features.push(column.clone());
                } else {
                    now.features.retain(|f| f != column);
                }
            }
        }
    });
    ui.horizontal_wrapped(|ui| {
        ui.checkbox(&mut now.one_based, "Offsets count from 1");
        ui.checkbox(
            &mut now.inclusive_end,
            "The end is the last character itself",
        );
        unit_ui(ui, &mut now.offset_unit);
        let mut is_heading = has_header;
        if ui
            .checkbox(&mut is_heading, "The first row names the columns")
            .changed()
        {
            let n = head.header.len();
            now = ColumnMap {
                header: if is_heading {
                    Vec::new()
                } else {
                    (1..=n).map(|i| format!("column {i}")).collect()
                },
                ..ColumnMap::default()
            };
        }
    });
    rows_ui(tokens, ui, head);
    if now != before {
        *map = Some(now);
    }
}

fn column_ui(ui: &mut Ui, name: &str, chosen: &mut Option<String>, header: &[String]) {
    let label = ui.label(name);
    let shown = |c: Option<&String>| c.map_or_else(|| "–".to_owned(), |c| on_one_line(c, 24));
    let combo = ComboBox::from_id_salt(("column", name))
        .selected_text(shown(chosen.as_ref()))
        .width(96.0)
        .show_ui(ui, |ui| {
            if ui.selectable_label(chosen.is_none(), "– (none)").clicked() {
                *chosen = None;
            }
            for column in header {
                let is_chosen = chosen.as_ref() == Some(column);
                if ui
                    .selectable_label(is_chosen, shown(Some(column)))
                    .clicked()
                {
                    *chosen = Some(column.clone());
                }
            }
        });
    combo
        .response
        .labelled_by(label.id)
        .accessible_name(format!("Column of: {name}"));
}

fn unit_ui(ui: &mut Ui, unit: &mut Option<String>) {
    let label = ui.label("counted in");
    let now = unit.as_deref().unwrap_or("code-points");
    let words = UNITS
        .iter()
        .find(|(u, _)| *u == now)
        .map_or(now, |(_, w)| w);
    let mut chosen = None;
    let combo = ComboBox::from_id_salt("unit of offsets")
        .selected_text(words)
        .width(160.0)
        .show_ui(ui, |ui| {
            for (word, words) in UNITS {
                if ui.selectable_label(word == now, words).clicked() {
                    chosen = Some(word.to_owned());
                }
            }
        });
    combo
        .response
        .labelled_by(label.id)
        .accessible_name("Unit of offsets");
    if chosen.is_some() {
        *unit = chosen;
    }
}

fn rows_ui(tokens: &Tokens, ui: &mut Ui, head: &TableHead) {
    egui::Frame::new()
        .fill(tokens.page)
        .stroke(egui::Stroke::new(1.0, tokens.line))
        .corner_radius(size::CORNER)
        .inner_margin(6)
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            ScrollArea::horizontal()
                .id_salt("rows of the table")
                .auto_shrink([false, true])
                .show(ui, |ui| {
                    Grid::new("rows of the table")
                        .spacing([size::SECTION, size::GAP])
                        .show(ui, |ui| {
                            for column in &head.header {
                                let name = on_one_line(column, CELL_CHARS);
                                ui.label(RichText::new(name).family(semibold()));
                            }
                            ui.end_row();
                            for row in &head.rows {
                                for cell in row {
                                    let cell = RichText::new(on_one_line(cell, CELL_CHARS));
                                    ui.add(egui::Label::new(cell.size(size::SMALL)).extend());
                                }
                                ui.end_row();
                            }
                        });
                });
        });
    if head.rows.is_empty() {
        weak_ui(ui, tokens, "The table has no row");
    }
}
