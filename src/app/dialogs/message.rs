//! Says what happened, to which file, and what to do.

use super::{buttons_ui, focus_first};
use crate::app::context::AppAction;
use crate::app::shell::Shell;
use crate::app::tokens::size;
use crate::app::ui_command::UiCommand;
use crate::app::widgets::reading_order::has_rtl;
use crate::app::widgets::words::{label_ui, text_width};
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
    let closes_window = answers
        .iter()
        .any(|a| a.does == Answer::Act(AppAction::QuitAnyway));
    let close = match (answers.is_empty(), closes_window) {
        (true, _) => "OK",
        // Beside an answer that closes the window, “Close” would be heard as that.
        (false, true) => "Keep open",
        (false, false) => "Close",
    };
    let close_ui = |ui: &mut Ui| {
        let close = ui.button(close);
        // Never the answer itself: what was typed for something else must not answer.
        focus_first(ui, &close);
        close.clicked()
    };
    // Answers that are wider than the dialog stand below each other instead of widening it.
    if answers_width(ui, answers, close) > ui.available_width() {
        ui.add_space(size::GROUP);
        let lines = egui::Layout::top_down_justified(egui::Align::Center);
        return ui
            .with_layout(lines, |ui| {
                let mut is_done = false;
                for answer in answers {
                    is_done |= answer_ui(shell, ui, answer);
                }
                close_ui(ui) || is_done
            })
            .inner;
    }
    buttons_ui(ui, |ui| {
        let mut is_done = close_ui(ui);
        for answer in answers.iter().rev() {
            is_done |= answer_ui(shell, ui, answer);
        }
        is_done
    })
}

/// The button of an answer; says whether it was given.
fn answer_ui(shell: &Shell<'_>, ui: &mut Ui, answer: &MessageAnswer) -> bool {
    let is_given = ui.button(&answer.text).clicked();
    if is_given {
        match answer.does.clone() {
            Answer::Ui(command) => shell.sender.ui(command),
            Answer::Act(action) => shell.sender.act(action),
        }
    }
    is_given
}

/// How wide the buttons are on one line, points, with the one that says `close`.
fn answers_width(ui: &Ui, answers: &[MessageAnswer], close: &str) -> f32 {
    let spacing = ui.spacing();
    let beside = 2.0 * spacing.button_padding.x + spacing.item_spacing.x;
    let width_of = |text: &str| text_width(ui, text, &egui::TextStyle::Button) + beside;
    let all = answers.iter().map(|answer| answer.text.as_str());
    all.chain([close]).map(width_of).sum()
}
