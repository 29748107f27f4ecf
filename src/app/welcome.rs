//! What stands in the middle while no article is shown: what to do next.

use super::context::{AppAction, Sender};
use super::opening::Opening;
use super::tokens::{Tokens, semibold, size};
use super::ui_command::{Facts, UiCommand};
use super::unnamed::in_words;
use crate::workspace::settings::Settings;
use egui::{Button, RichText, Ui};
use std::path::PathBuf;

/// How many recent projects are offered.
const N_RECENT: usize = 6;

/// Draws the place.
pub fn welcome_ui(
    facts: &Facts,
    settings: &Settings,
    tokens: &Tokens,
    opening: &Opening,
    sender: &Sender,
    ui: &mut Ui,
) {
    egui::ScrollArea::vertical().show(ui, |ui| {
        ui.add_space((ui.available_height() * 0.18).min(120.0));
        ui.vertical_centered(|ui| {
            ui.set_max_width(420.0);
            if let Some(what) = opening.what() {
                ui.label(RichText::new(what).color(tokens.weak));
                return;
            }
            let (heading, text) = if facts.has_project {
                (
                    "No articles yet",
                    "Add text, Markdown, web pages, PDF, Word and other documents, or drop files and folders on the window.",
                )
            } else {
                (
                    "No project is open",
                    "Open a project or articles, start a new one, or look at the sample.",
                )
            };
            ui.label(
                RichText::new(heading)
                    .size(size::HEADING)
                    .family(semibold()),
            );
            ui.label(RichText::new(text).color(tokens.weak));
            ui.add_space(size::GROUP);
            let commands: &[UiCommand] = if facts.has_project {
                &[
                    UiCommand::AddArticles,
                    UiCommand::AddFolder,
                    UiCommand::OpenProject,
                    UiCommand::OpenSample,
                ]
            } else {
                &[
                    UiCommand::OpenProject,
                    UiCommand::NewProject,
                    UiCommand::OpenSample,
                ]
            };
            for command in commands {
                let may_run = command.unavailable(facts).is_none();
                let button = Button::new(command.spec().text).min_size(egui::vec2(260.0, 30.0));
                let response = ui.add_enabled(may_run, button);
                let tooltip = command.tooltip(facts);
                if response
                    .on_hover_text(&tooltip)
                    .on_disabled_hover_text(&tooltip)
                    .clicked()
                {
                    sender.ui(*command);
                }
            }
            let recent = settings.recent.iter().map(|path| {
                let name = path.file_stem().unwrap_or_default().to_string_lossy();
                (super::title_row::shortened(&name, 50), path)
            });
            recent_ui(sender, ui, "Recent projects", recent);
            let open = settings.last_project.as_deref();
            let open = open.filter(|_| facts.has_project);
            let unnamed = opening.unnamed(settings, open);
            let unnamed = unnamed.iter().map(|u| (in_words(u), &u.path));
            recent_ui(sender, ui, "Not named yet", unnamed);
        });
    });
}

fn recent_ui<'a>(
    sender: &Sender,
    ui: &mut Ui,
    heading: &str,
    all: impl Iterator<Item = (String, &'a PathBuf)>,
) {
    for (i, (name, path)) in all.take(N_RECENT).enumerate() {
        if i == 0 {
            ui.add_space(size::SECTION);
            ui.label(RichText::new(heading).family(semibold()));
        }
        let link = ui.link(name);
        if link.on_hover_text(path.display().to_string()).clicked() {
            sender.act(AppAction::OpenPaths(vec![path.clone()]));
        }
    }
}
