//! Says what happened, to which file, and what to do.

use super::{buttons_ui, focus_first};
use crate::app::context::AppAction;
use crate::app::shell::Shell;
use crate::app::ui_command::UiCommand;
use crate::app::widgets::reading_order::has_rtl;
use crate::app::widgets::words::label_ui;
use egui::Ui;

/// An answer to a message: the button's text and what it does.
#[derive(Clone, Debug, PartialEq)]
pub struct MessageAnswer {
    /// On the button.
    pub text: String,
    /// Sent when it is pressed.
    pub does: Answer,
}

/// What an answer does.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// A command of the table.
    Ui(UiCommand),
    /// Something of the window.
    Act(AppAction),
}

impl MessageAnswer {
    /// An answer that changes the window.
    #[must_use]
    pub fn act(text: impl Into<String>, action: AppAction) -> Self {
        Self {
            text: text.into(),
            does: Answer::Act(action),
        }
    }

    /// An answer that is a command.
    #[must_use]
    pub fn ui(text: impl Into<String>, command: UiCommand) -> Self {
        Self {
            text: text.into(),
            does: Answer::Ui(command),
        }
    }
}

pub(super) fn message_ui(
    shell: &Shell<'_>,
    ui: &mut Ui,
    title: &str,
    text: &str,
    answers: &[MessageAnswer],
) -> bool {
    ui.heading(title);
    egui::ScrollArea::vertical()
        .max_height(ui.available_height().max(160.0) - 70.0)
        .show(ui, |ui| {
            if has_rtl(text) {
                label_ui(ui, text);
            } else {
                ui.add(egui::Label::new(text).wrap().selectable(true));
            }
        });
    buttons_ui(ui, |ui| {
        let closes_window = answers
            .iter()
            .any(|a| a.does == Answer::Act(AppAction::QuitAnyway));
        let close = ui.button(match (answers.is_empty(), closes_window) {
            (true, _) => "OK",
            // Beside an answer that closes the window, “Close” would be heard as that.
            (false, true) => "Keep open",
            (false, false) => "Close",
        });
        let mut is_done = close.clicked();
        // Never the answer itself: what was typed for something else must not answer.
        focus_first(ui, &close);
        for answer in answers.iter().rev() {
            if ui.button(&answer.text).clicked() {
                match answer.does.clone() {
                    Answer::Ui(command) => shell.sender.ui(command),
                    Answer::Act(action) => shell.sender.act(action),
                }
                is_done = true;
            }
        }
        is_done
    })
}
