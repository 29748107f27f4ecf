//! Which column of a table of articles holds what, with the table's first rows to look at.

use super::{buttons_ui, focus_first};
use crate::app::context::AppAction;
use crate::app::panels::parts::{section_ui, weak_ui};
use crate::app::panels::wording::counted;
use crate::app::shell::Shell;
use crate::app::tokens::size;
use crate::ingest::{Cell, RowColumns, Table, TableRow};
use crate::workspace::Asked;
use egui::{ComboBox, Grid, Label, RichText, ScrollArea, Ui};

/// Width of the dialog, points.
pub(super) const WIDTH: f32 = 640.0;
/// So many rows are shown.
const SHOWN_ROWS: usize = 4;
/// So much of a cell is shown, in code points.
const SHOWN_CHARS: usize = 60;
/// Room for the name of a part of an article, points.
const NAME: f32 = 110.0;
/// Width of a column that is shown, points.
const COLUMN: f32 = 140.0;

/// What is chosen.
pub struct ColumnsDialog {
    asked: Asked,
    n_rows: usize,
    columns: Vec<String>,
    /// The first rows, each cell cut to what is shown.
    rows: Vec<Vec<String>>,
    /// The place of the column for each of [`PARTS`].
    chosen: [Option<usize>; PARTS.len()],
}

/// What a column can hold.
const PARTS: [&str; 6] = ["Text", "Title", "Outlet", "Author", "Published", "Address"];
const NONE: &str = "–";

impl ColumnsDialog {
    /// For the table in this file; what the names of its columns say is chosen already.
    #[must_use]
    pub fn new(asked: Asked, table: Table) -> Self {
        let guess = RowColumns::guessed(&table.columns).unwrap_or_default();
        let place = |name: Option<&String>| {
            let name = name?;
            table.columns.iter().position(|column| column == name)
        };
        let text = Some(&guess.text).filter(|text| !text.is_empty());
        let chosen = [
            place(text),
            place(guess.title.as_ref()),
            place(guess.outlet.as_ref()),
            place(guess.author.as_ref()),
            place(guess.published.as_ref()),
            place(guess.url.as_ref()),
        ];
        let n_columns = table.columns.len();
        let shown = |row: &TableRow| {
            let cells = (0..n_columns).map(|at| row.cell(at).map(Cell::words));
            cells
                .map(|words| shortened(&words.unwrap_or_default()))
                .collect()
        };
        Self {
            asked,
            n_rows: table.rows.len(),
            rows: table.rows.iter().take(SHOWN_ROWS).map(shown).collect(),
            columns: table.columns,
            chosen,
        }
    }

    /// What is chosen, if a column is there for the text.
    fn answer(&self) -> Option<RowColumns> {
        let name = |part: usize| {
            self.chosen[part]
                .and_then(|at| self.columns.get(at))
                .cloned()
        };
        Some(RowColumns {
            text: name(0)?,
            title: name(1),
            outlet: name(2),
            author: name(3),
            published: name(4),
            url: name(5),
        })
    }

    pub(super) fn ui(&mut self, shell: &Shell<'_>, ui: &mut Ui) -> bool {
        ui.heading("Columns of the table");
        let path = self.asked.path.display().to_string();
        ui.add(Label::new(&path).truncate()).on_hover_text(&path);
        let rows = counted(self.n_rows, "row", "rows");
        weak_ui(
            ui,
            shell.tokens,
            &format!(
                "{rows}. Each becomes an article; columns that are not chosen here are kept with it."
            ),
        );
        ui.add_space(size::GROUP);
        for part in 0..PARTS.len() {
            self.choice_ui(ui, part);
        }
        ui.add_space(size::GAP);
        section_ui(ui, shell.tokens, "How the table begins");
        self.rows_ui(shell, ui);
        let answer = self.answer();
        buttons_ui(ui, |ui| {
            let add = ui
                .add_enabled(answer.is_some(), egui::Button::new("Add articles"))
                .on_disabled_hover_text("Choose the column that holds the text first");
            focus_first(ui, &add);
            let cancel = ui.button("Cancel").clicked();
            if let Some(columns) = answer.filter(|_| add.clicked()) {
                let asked = self.asked.clone();
                shell.sender.act(AppAction::ReadTable { asked, columns });
                return true;
            }
            cancel
        })
    }

    fn choice_ui(&mut self, ui: &mut Ui, part: usize) {
        let columns = &self.columns;
        let chosen = &mut self.chosen[part];
        let name = |at: Option<usize>| {
            let name = at
                .and_then(|at| columns.get(at))
                .map(|name| shortened(name));
            name.unwrap_or_else(|| NONE.to_owned())
        };
        ui.horizontal(|ui| {
            let layout = egui::Layout::left_to_right(egui::Align::Center);
            ui.allocate_ui_with_layout(egui::vec2(NAME, size::ROW), layout, |ui| {
                ui.set_width(NAME);
                ui.label(PARTS[part]);
            });
            let combo = ComboBox::from_id_salt(("column for", part))
                .selected_text(name(*chosen))
                .width(260.0)
                .truncate()
                .show_ui(ui, |ui| {
                    let choices = std::iter::once(None).chain((0..columns.len()).map(Some));
                    for at in choices {
                        if ui.selectable_label(*chosen == at, name(at)).clicked() {
                            *chosen = at;
                        }
                    }
                });
            let words = format!("{}: {}", PARTS[part], name(*chosen));
            combo
                .response
                .widget_info(|| egui::WidgetInfo::labeled(egui::Role::ComboBox, true, &words));
        });
    }

    /// The first rows under the names of their columns; what is chosen is told above each.
    fn rows_ui(&self, shell: &Shell<'_>, ui: &mut Ui) {
        ScrollArea::horizontal()
            .auto_shrink([false, true])
            .show(ui, |ui| {
                Grid::new("rows of the table")
                    .min_col_width(COLUMN)
                    .max_col_width(COLUMN)
                    .show(ui, |ui| {
                        for (at, name) in self.columns.iter().enumerate() {
                            let part = self.chosen.iter().position(|chosen| *chosen == Some(at));
                            let mut text = RichText::new(shortened(name)).strong();
                            if part.is_some() {
                                text = text.color(shell.tokens.accent);
                            }
                            let label = ui.add(Label::new(text).truncate());
                            if let Some(part) = part {
                                label.on_hover_text(PARTS[part]);
                            }
                        }
                        ui.end_row();
                        for row in &self.rows {
                            for cell in row {
                                ui.add(Label::new(cell).truncate());
                            }
                            ui.end_row();
                        }
                    });
            });
    }
}

/// The beginning of a cell on one line.
fn shortened(cell: &str) -> String {
    let mut words = cell.split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some((end, _)) = words.char_indices().nth(SHOWN_CHARS) {
        words.truncate(end);
        words.push('…');
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::PathBuf;

    fn dialog(columns: &[&str]) -> ColumnsDialog {
        let table = Table {
            columns: columns.iter().map(|&c| c.to_owned()).collect(),
            rows: vec![
                TableRow {
                    number: 2,
                    cells: vec![(0, Cell::Text("word ".repeat(40)))],
                },
                TableRow::default(),
            ],
            ..Table::default()
        };
        ColumnsDialog::new(PathBuf::from("a.csv").into(), table)
    }

    #[test]
    fn what_the_names_say_is_chosen_and_the_text_must_be() {
        let named = dialog(&["id", "Headline", "Body", "url"]);
        assert_eq!(named.chosen, [Some(2), Some(1), None, None, None, Some(3)]);
        let expected = RowColumns {
            text: "Body".to_owned(),
            title: Some("Headline".to_owned()),
            url: Some("url".to_owned()),
            ..RowColumns::default()
        };
        assert_eq!(named.answer(), Some(expected));
        let mut other = dialog(&["who", "what"]);
        assert_eq!(other.answer(), None);
        other.chosen[0] = Some(1);
        assert_eq!(
            other.answer().map(|columns| columns.text),
            Some("what".to_owned())
        );
    }

    #[test]
    fn only_the_beginning_of_a_cell_is_kept() {
        let rows = dialog(&["text"]).rows;
        assert_eq!(rows[0][0].chars().count(), SHOWN_CHARS + 1);
        assert!(rows[0][0].ends_with('…'));
    }
}
