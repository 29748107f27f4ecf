//! What an export has written: where, which files, and what the format could not hold.

use super::export::{contents_in_words, losses_ui};
use super::{buttons_ui, focus_first};
use crate::app::panels::parts::section_ui;
use crate::app::panels::wording::counted;
use crate::app::shell::Shell;
use crate::app::tokens::size;
use crate::app::widgets::words::label_ui;
use crate::formats::{Written, format_of};
use egui::{ScrollArea, Ui};
use std::path::PathBuf;

/// An export that is done.
pub struct Exported {
    /// The format's id.
    pub format: &'static str,
    /// The folder or file.
    pub path: PathBuf,
    /// Relative paths of the files, sorted.
    pub files: Vec<String>,
    /// What they hold, and what the format could not.
    pub written: Written,
}

pub(super) fn exported_ui(shell: &Shell<'_>, ui: &mut Ui, done: &Exported) -> bool {
    let name = format_of(done.format).map_or(done.format, |f| f.name);
    ui.heading("Exported");
    label_ui(ui, done.path.display().to_string());
    ui.label(format!("{name}: {}", contents_in_words(&done.written)));
    losses_ui(shell.tokens, ui, name, &done.written.losses);
    section_ui(
        ui,
        shell.tokens,
        &counted(done.files.len(), "file", "files"),
    );
    let height = (ui.available_height() - 90.0).clamp(60.0, 220.0);
    ScrollArea::vertical()
        .max_height(height)
        .auto_shrink([false, true])
        .show_rows(ui, size::SWATCH, done.files.len(), |ui, rows| {
            for file in done.files.iter().skip(rows.start).take(rows.len()) {
                ui.add(egui::Label::new(file).truncate());
            }
        });
    buttons_ui(ui, |ui| {
        let ok = ui.button("OK");
        focus_first(ui, &ok);
        if ui.button("Copy the path").clicked() {
            ui.ctx().copy_text(done.path.display().to_string());
        }
        ok.clicked()
    })
}
