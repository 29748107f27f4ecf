//! What is longer than its room: it scrolls, and its bar lies beside what can be read and clicked.

use crate::app::tokens::size;
use egui::{ScrollArea, Ui};
use std::hash::Hash;

/// All of the room that is left, scrolled up and down.
pub fn page_ui(ui: &mut Ui, salt: impl Hash + std::fmt::Debug, add_contents: impl FnOnce(&mut Ui)) {
    ScrollArea::vertical()
        .id_salt(salt)
        .auto_shrink([false, false])
        .show(ui, |ui| {
            beside_bar(ui);
            add_contents(ui);
        });
}

/// Inside of a scroll area: leaves the bar its room, whether it is there or not, so that nothing moves when it comes.
pub fn beside_bar(ui: &mut Ui) {
    ui.set_width((ui.available_width() - size::GROUP).max(0.0));
}
