//! Three and more annotators: figures pair by pair, and without each in turn.

use super::behind::Target;
use super::data::{FiguresData, Matrix};
use super::{Click, FiguresAnswer};
use crate::agreement::figure::decimals;
use crate::app::panels::parts::{one_line, section_ui, weak_ui};
use crate::app::tokens::{Tokens, size};
use egui::{Button, Grid, Label, RichText, Role, Ui, WidgetInfo};

/// Draws the matrices and the values without each.
pub fn many_ui(
    ui: &mut Ui,
    tokens: &Tokens,
    data: &FiguresData,
    chosen: Option<&Target>,
) -> Option<Click> {
    if data.matrices.is_empty() {
        return None;
    }
    let mut click = None;
    section_ui(ui, tokens, "Pair by pair");
    weak_ui(
        ui,
        tokens,
        "A click shows the spans behind a value; their means stand above",
    );
    for matrix in &data.matrices {
        ui.add_space(size::GAP);
        ui.label(matrix.name);
        let target = matrix_ui(ui, tokens, data, matrix, chosen);
        click = target.map(Click::Ask).or(click);
    }
    ui.horizontal_wrapped(|ui| {
        ui.label("Compare only");
        for (a, first) in data.names.iter().enumerate() {
            for (b, second) in data.names.iter().enumerate().skip(a + 1) {
                if ui.button(format!("{first} and {second}")).clicked() {
                    click = Some(Click::Answer(FiguresAnswer::ComparePair(a, b)));
                }
            }
        }
    });
    if !data.without.is_empty() {
        section_ui(ui, tokens, "Without each in turn");
        weak_ui(
            ui,
            tokens,
            "A value that is clearly higher without somebody says that this annotator differs from all others",
        );
        Grid::new("without each").striped(true).show(ui, |ui| {
            ui.label(RichText::new("Figure").color(tokens.weak));
            for name in &data.names {
                let text = format!("without {name}");
                let text = one_line(ui, &text, tokens.weak, 130.0, false);
                ui.add(Label::new(text));
            }
            ui.end_row();
            for row in &data.without {
                ui.label(row.name);
                for (annotator, value) in row.values.iter().enumerate() {
                    let target = Target::Without {
                        id: row.id,
                        annotator,
                    };
                    let about = format!("{}, without {}", row.name, data.names[annotator]);
                    if value_ui(ui, value, &about, chosen == Some(&target)) {
                        click = Some(Click::Ask(target));
                    }
                }
                ui.end_row();
            }
        });
    }
    click
}

/// A value that leads to its spans; says whether it was clicked.
fn value_ui(ui: &mut Ui, value: &Result<f64, String>, about: &str, is_chosen: bool) -> bool {
    let (text, said) = match value {
        Ok(value) => (decimals(*value), decimals(*value)),
        Err(why) => ("n/a".to_owned(), why.clone()),
    };
    let name = format!("{about}: {said}");
    let button = ui.add(Button::selectable(is_chosen, text));
    button.widget_info(|| WidgetInfo::selected(Role::Button, true, is_chosen, &name));
    button.on_hover_text(name).clicked()
}

fn matrix_ui(
    ui: &mut Ui,
    tokens: &Tokens,
    data: &FiguresData,
    matrix: &Matrix,
    chosen: Option<&Target>,
) -> Option<Target> {
    let mut asked = None;
    let n = data.names.len();
    Grid::new(("pairs", matrix.id)).show(ui, |ui| {
        ui.label("");
        for name in &data.names[1..] {
            let text = one_line(ui, name, tokens.weak, 110.0, false);
            ui.add(Label::new(text));
        }
        ui.end_row();
        for (a, name) in data.names[..n - 1].iter().enumerate() {
            let text = one_line(ui, name, tokens.weak, 110.0, false);
            ui.add(Label::new(text));
            for b in 1..n {
                let Some(value) = matrix.values[a][b].as_ref().filter(|_| b > a) else {
                    ui.label("");
                    continue;
                };
                let target = Target::Pair {
                    id: matrix.id,
                    pair: (a, b),
                };
                let is_chosen = chosen == Some(&target);
                let about = format!("{}, {} and {}", matrix.name, data.names[a], data.names[b]);
                if value_ui(ui, value, &about, is_chosen) {
                    asked = Some(target);
                }
            }
            ui.end_row();
        }
    });
    asked
}
