//! The Inspector's view of an annotation.

use super::data::{AnnotationData, LinkEndData};
use super::{
    InspectorState, Kit, Owner, fields, fragments_ui, label_button_ui, other_ui, remove_link,
};
use crate::app::UiCommand;
use crate::app::context::{AppAction, Current};
use crate::app::panels::parts::{section_ui, warning_ui, weak_ui};
use crate::app::tokens::{semibold, size};
use crate::app::widgets::{swatch_ui, words};
use crate::workspace::Command;
use egui::RichText;

pub(super) fn annotation_ui(
    ui: &mut egui::Ui,
    kit: Kit<'_>,
    data: &AnnotationData,
    state: &mut InspectorState,
) {
    ui.horizontal(|ui| {
        swatch_ui(
            ui,
            &kit.tokens.mark_style(kit.project.schema(), &data.label),
        );
        ui.add(egui::Label::new(RichText::new(&data.label_name).family(semibold())).truncate());
    });
    if let Some(obstacle) = &data.obstacle {
        weak_ui(ui, kit.tokens, obstacle);
    }
    fragments_ui(ui, kit, &data.fragments);
    if let Some(anchor) = &data.anchor {
        anchor_ui(ui, kit, anchor, data);
    }
    if data.obstacle.is_none() {
        extent_ui(ui, kit);
        if data.fragments.len() > 1 {
            let (next, remove) = (UiCommand::NextFragment, UiCommand::RemoveFragment);
            let words = format!(
                "{} chooses one of the fragments: its ends move then, {} takes it out",
                next.key_text(),
                remove.key_text()
            );
            weak_ui(ui, kit.tokens, &words);
        }
        let owner = Owner::Annotation(data.id.clone());
        for field in &data.fields {
            fields::field_ui(ui, kit, &owner, field, state);
        }
        state.wants_focus &= data.fields.is_empty();
        fields::note_ui(ui, kit, &owner, &data.note, state);
        section_ui(ui, kit.tokens, "Tag");
        for label in &data.labels {
            let chosen = label.id == data.label;
            if label_button_ui(ui, kit, label, "Change tag to", chosen).clicked() && !chosen {
                kit.sender.command(Command::Relabel {
                    annotation: data.id.clone(),
                    label: label.id.clone(),
                });
            }
        }
    } else {
        state.wants_focus = false;
        fields::values_ui(ui, kit, &data.fields, &data.note);
    }
    if !data.overlaps.is_empty() {
        section_ui(ui, kit.tokens, "Also here");
        for other in &data.overlaps {
            other_ui(ui, kit, other);
        }
        if let Some(words) = &data.more_overlaps {
            weak_ui(ui, kit.tokens, words);
        }
    }
    if !data.links.is_empty() || data.obstacle.is_none() {
        section_ui(ui, kit.tokens, "Links");
        if data.obstacle.is_none() {
            let command = UiCommand::Link;
            let link = ui
                .button("Link from here, or to here")
                .on_hover_text(format!(
                    "{} ({})",
                    command.spec().tooltip,
                    command.key_text()
                ));
            if link.clicked() {
                kit.sender.ui(command);
            }
        }
        for link in &data.links {
            link_end_ui(ui, kit, link, data.obstacle.is_none());
        }
    }
    ui.add_space(size::GROUP);
    for line in &data.history {
        weak_ui(ui, kit.tokens, line);
    }
    if data.obstacle.is_none() {
        ui.add_space(size::GAP);
        let delete = ui
            .button("Delete annotation")
            .on_hover_text(key_hint(UiCommand::Delete));
        if delete.clicked() {
            kit.sender.command(Command::Remove {
                annotations: vec![data.id.clone()],
            });
        }
    }
}

/// What became of its place, and that it is right so.
fn anchor_ui(ui: &mut egui::Ui, kit: Kit<'_>, anchor: &str, data: &AnnotationData) {
    warning_ui(ui, kit.tokens, anchor);
    if data.obstacle.is_some() {
        return;
    }
    let command = UiCommand::AcceptPlace;
    let accept = ui.button(command.spec().text).on_hover_text(format!(
        "{} ({})",
        command.spec().tooltip,
        command.key_text()
    ));
    if accept.clicked() {
        kit.sender.ui(command);
    }
}

pub(super) fn key_hint(command: UiCommand) -> String {
    let (text, key) = (command.spec().text, command.key_text());
    if key.is_empty() {
        text.to_owned()
    } else {
        format!("{text} ({key})")
    }
}

/// Moves either end by what the snap takes.
fn extent_ui(ui: &mut egui::Ui, kit: Kit<'_>) {
    let start = |ui: &mut egui::Ui| {
        let (back, forward) = (UiCommand::NudgeStartBack, UiCommand::NudgeStartForward);
        nudges_ui(ui, kit, "Start", back, forward);
    };
    let end = |ui: &mut egui::Ui| {
        let (back, forward) = (UiCommand::NudgeEndBack, UiCommand::NudgeEndForward);
        nudges_ui(ui, kit, "End", back, forward);
    };
    if ui.available_width() < EXTENT {
        ui.horizontal(start);
        ui.horizontal(end);
    } else {
        ui.horizontal(|ui| {
            start(ui);
            end(ui);
        });
    }
}

/// With less room, points, the end stands below the start.
const EXTENT: f32 = 220.0;

fn nudges_ui(ui: &mut egui::Ui, kit: Kit<'_>, words: &str, back: UiCommand, forward: UiCommand) {
    ui.label(
        RichText::new(words)
            .size(size::SMALL)
            .color(kit.tokens.weak),
    );
    for (sign, command) in [("◀", back), ("▶", forward)] {
        let button = ui
            .button(RichText::new(sign).size(size::SMALL))
            .accessible_name(command.spec().text)
            .on_hover_text(key_hint(command));
        if button.clicked() {
            kit.sender.ui(command);
        }
    }
    ui.add_space(size::GROUP);
}

fn link_end_ui(ui: &mut egui::Ui, kit: Kit<'_>, link: &LinkEndData, can_change: bool) {
    ui.horizontal(|ui| {
        let kind = egui::Button::new(RichText::new(&link.words).color(kit.tokens.weak))
            .frame_when_inactive(false);
        let kind = ui
            .add(kind)
            .on_hover_text("Shows the link: its type, kind and note");
        kind.widget_info(|| {
            let name = format!("Link {} {}", link.words, link.text);
            egui::WidgetInfo::labeled(egui::Role::Button, true, name)
        });
        if kind.clicked() {
            kit.sender
                .act(AppAction::SetCurrent(Current::Link(link.id.clone())));
        }
        if can_change {
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                let remove = ui
                    .small_button("×")
                    .accessible_name(format!("Remove link {} {}", link.words, link.text))
                    .on_hover_text("Remove this link");
                if remove.clicked() {
                    remove_link(kit.sender, &link.id);
                }
            });
        }
    });
    let words = match &link.article {
        Some(article) => format!("{} in {article}", link.text),
        None => link.text.clone(),
    };
    let room = ui.available_width() - 2.0 * ui.spacing().button_padding.x;
    let shown = words::in_lines(ui, words.as_str(), room);
    let go = ui
        .add(egui::Button::new(shown).wrap())
        .accessible_name(&words)
        .on_hover_text("Go to the other side");
    if go.clicked() {
        kit.sender
            .act(AppAction::GoToAnnotation(link.other.clone()));
    }
}
