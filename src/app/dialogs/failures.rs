//! The articles that could not be read, each with its reason.

use super::{buttons_ui, focus_first};
use crate::app::context::AppAction;
use crate::app::shell::Shell;
use crate::workspace::{ArticleFailure, Asked};
use egui::{RichText, Ui};

pub(super) fn failures_ui(
    shell: &Shell<'_>,
    ui: &mut Ui,
    failures: &[ArticleFailure],
    has_others: bool,
) -> bool {
    ui.heading(match failures.len() {
        1 => "One file could not be read".to_owned(),
        n => format!("{n} files could not be read"),
    });
    if has_others {
        ui.label("The others came in. Files are never changed.");
    }
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
    let binary: Vec<_> = failures.iter().filter(|f| f.is_binary).collect();
    buttons_ui(ui, |ui| {
        let ok = ui.button("OK");
        focus_first(ui, &ok);
        let opens_anyway = !binary.is_empty()
            && ui
                .button("Open anyway")
                .on_hover_text("Reads what looks like no text, as well as it goes")
                .clicked();
        if opens_anyway {
            let asked = binary.iter().map(|failure| Asked {
                path: failure.path.clone(),
                named: failure.named.clone(),
            });
            shell.sender.act(AppAction::OpenAnyway(asked.collect()));
        }
        ok.clicked() || opens_anyway
    })
}
