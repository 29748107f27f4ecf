//! The articles that could not be read, each with its reason.

use super::buttons_ui;
use crate::app::shell::Shell;
use crate::workspace::ArticleFailure;
use egui::{RichText, Ui};

pub(super) fn failures_ui(shell: &Shell<'_>, ui: &mut Ui, failures: &[ArticleFailure]) -> bool {
    ui.heading(match failures.len() {
        1 => "One file could not be read".to_owned(),
        n => format!("{n} files could not be read"),
    });
    ui.label("The others came in. Files are never changed.");
    let height = ui.available_height().max(200.0) - 90.0;
    egui::ScrollArea::vertical()
        .max_height(height)
        .auto_shrink([false, true])
        .show_rows(ui, 44.0, failures.len(), |ui, rows| {
            for failure in failures.iter().skip(rows.start).take(rows.len()) {
                ui.vertical(|ui| {
                    ui.set_height(38.0);
                    let path = failure.path.display().to_string();
                    ui.add(egui::Label::new(RichText::new(&path).strong()).truncate())
                        .on_hover_text(&path);
                    let reason = RichText::new(&failure.reason).color(shell.tokens.weak);
                    ui.add(egui::Label::new(reason).truncate())
                        .on_hover_text(&failure.reason);
                });
            }
        });
    buttons_ui(ui, |ui| ui.button("OK").clicked())
}
