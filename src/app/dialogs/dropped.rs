//! Asks what is to be done with a project file that was dropped on the window while another project is open.

use super::{buttons_ui, focus_first};
use crate::app::context::AppAction;
use crate::app::shell::Shell;
use crate::app::tokens::size;
use crate::app::widgets::words::label_ui;
use egui::{Button, Ui};
use std::path::Path;

/// Draws the question; says whether it is answered.
pub(super) fn dropped_ui(shell: &Shell<'_>, ui: &mut Ui, path: &Path) -> bool {
    let name = path.file_stem().unwrap_or(path.as_os_str());
    let name = name.to_string_lossy();
    let open = shell.view.as_ref().map(|view| view.workspace.name());
    let open = open.unwrap_or_default();
    ui.heading("Open or compare?");
    ui.add_space(size::GAP);
    label_ui(
        ui,
        format!(
            "Open {name} instead of {open}, or compare the annotators of both: articles with the same text are matched."
        ),
    );
    ui.add_space(size::GAP);
    label_ui(
        ui,
        egui::RichText::new(path.display().to_string()).color(shell.tokens.weak),
    );
    buttons_ui(ui, |ui| {
        let cancel = ui.button("Cancel");
        let compare = ui.button("Compare with this one");
        let open = ui.add(Button::new("Open"));
        focus_first(ui, &open);
        if open.clicked() {
            shell
                .sender
                .act(AppAction::OpenPaths(vec![path.to_owned()]));
        } else if compare.clicked() {
            shell.sender.act(AppAction::CompareWith(path.to_owned()));
        }
        open.clicked() || compare.clicked() || cancel.clicked()
    })
}
