//! The key map and what this program is.

use super::{buttons_ui, focus_first};
use crate::app::shell::Shell;
use crate::app::tokens::size;
use crate::app::ui_command::{Group, UiCommand};
use egui::{Grid, RichText, ScrollArea, TextEdit, Ui};

/// Keys that are no commands: they move the caret or belong to the pointer.
const MOVES: &[(&str, &str)] = &[
    ("← → ↑ ↓", "Caret by character and line"),
    ("Ctrl+← Ctrl+→", "Caret by word"),
    ("Shift with these", "Extends the selection"),
    ("Home, End", "Start and end of the line"),
    ("Ctrl+Home, Ctrl+End", "Start and end of the article"),
    ("PgUp, PgDn", "One page up, one page down"),
    ("Tab, Shift+Tab", "Next and previous control"),
    ("Drag", "Selects, with the snap shown"),
    ("Alt+drag", "Selects by character"),
    ("Double click, triple click", "Word, sentence"),
    ("Shift+click", "Extends the selection to there"),
    (
        "Ctrl+drag",
        "Adds a fragment to the annotation or selection",
    ),
    (
        "Click again",
        "Next annotation of a stack; the other button lists them",
    ),
];

pub(super) fn keys_ui(shell: &Shell<'_>, ui: &mut Ui, filter: &mut String) -> bool {
    ui.heading("Keys");
    let field = ui.add(
        TextEdit::singleline(filter)
            .hint_text("Filter…")
            .desired_width(f32::INFINITY),
    );
    field.widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, "Filter the keys"));
    focus_first(ui, &field);
    let words = filter.to_lowercase();
    let is_wanted = |text: &str, keys: &str| {
        text.to_lowercase().contains(&words) || keys.to_lowercase().contains(&words)
    };
    let height = ui.available_height().max(220.0) - 60.0;
    ScrollArea::vertical()
        .max_height(height)
        .auto_shrink([false, true])
        .show(ui, |ui| {
            for group in Group::ALL {
                let rows: Vec<(String, String)> = UiCommand::ALL
                    .iter()
                    .filter(|c| c.spec().group == group && !c.spec().keys.is_empty())
                    .filter(|c| match c {
                        UiCommand::Tag(n) => shell.facts.tags.iter().any(|(key, _)| key == n),
                        _ => true,
                    })
                    .map(|c| (c.keys_text(), key_map_text(*c, shell)))
                    .filter(|(keys, text)| is_wanted(text, keys))
                    .collect();
                rows_ui(shell, ui, group.text(), &rows);
            }
            let rows: Vec<(String, String)> = MOVES
                .iter()
                .filter(|(keys, text)| is_wanted(text, keys))
                .map(|(keys, text)| ((*keys).to_owned(), (*text).to_owned()))
                .collect();
            rows_ui(shell, ui, "In the text", &rows);
        });
    buttons_ui(ui, |ui| ui.button("Close").clicked())
}

fn key_map_text(command: UiCommand, shell: &Shell<'_>) -> String {
    match command {
        UiCommand::Undo | UiCommand::Redo => command.spec().text.to_owned(),
        _ => command.text(shell.facts),
    }
}

fn rows_ui(shell: &Shell<'_>, ui: &mut Ui, title: &str, rows: &[(String, String)]) {
    if rows.is_empty() {
        return;
    }
    ui.add_space(size::GROUP);
    ui.label(RichText::new(title).strong());
    Grid::new(("keys", title))
        .num_columns(2)
        .spacing([size::SECTION, size::GAP])
        .min_col_width(170.0)
        .show(ui, |ui| {
            for (keys, text) in rows {
                ui.label(RichText::new(keys).color(shell.tokens.accent));
                ui.add(egui::Label::new(text).wrap());
                ui.end_row();
            }
        });
}

pub(super) fn about_ui(shell: &Shell<'_>, ui: &mut Ui) -> bool {
    ui.heading("Countermark");
    ui.label(format!("Version {}", env!("CARGO_PKG_VERSION")));
    ui.label(env!("CARGO_PKG_DESCRIPTION"));
    ui.add_space(size::GROUP);
    ui.label("It opens no network connection, writes no article file, and runs nothing that a file contains.");
    ui.label(format!("Licence: {}", env!("CARGO_PKG_LICENSE")));
    ui.label("Text face: Literata. Interface face: Inter. Both under the SIL Open Font License.");
    if let Some(view) = &shell.view {
        ui.add_space(size::GROUP);
        let file = view.workspace.file().display().to_string();
        ui.label(RichText::new("This project's file").strong());
        ui.add(egui::Label::new(file).wrap().selectable(true));
        if let Some(dirs) = &view.workspace.env().dirs {
            ui.label(RichText::new("Settings").strong());
            let folder = dirs.config.display().to_string();
            ui.add(egui::Label::new(folder).wrap().selectable(true));
        }
    }
    buttons_ui(ui, |ui| {
        let close = ui.button("Close");
        focus_first(ui, &close);
        close.clicked()
    })
}
