//! The Inspector's view of an annotation.

use super::data::{AnnotationData, FieldData, LinkEndData};
use super::{
    InspectorState, Kit, fields, fragments_ui, label_button_ui, other_ui, remove_link, send_note,
};
use crate::app::UiCommand;
use crate::app::context::AppAction;
use crate::app::panels::parts::{framed_ui, section_ui, weak_ui};
use crate::app::tokens::{semibold, size};
use crate::app::widgets::{swatch_ui, words};
use crate::workspace::Command;
use egui::{Key, RichText, TextEdit};

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
    if data.obstacle.is_none() {
        extent_ui(ui, kit);
        for field in &data.fields {
            field_ui(ui, kit, data, field, state);
        }
        state.wants_focus &= data.fields.is_empty();
        note_ui(ui, kit, data, state);
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
        values_ui(ui, kit, data);
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
    if !data.links.is_empty() {
        section_ui(ui, kit.tokens, "Links");
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

fn key_hint(command: UiCommand) -> String {
    let (text, key) = (command.spec().text, command.key_text());
    if key.is_empty() {
        text.to_owned()
    } else {
        format!("{text} ({key})")
    }
}

/// Moves either end by what the snap takes.
fn extent_ui(ui: &mut egui::Ui, kit: Kit<'_>) {
    ui.horizontal_wrapped(|ui| {
        for (words, back, forward) in [
            (
                "Start",
                UiCommand::NudgeStartBack,
                UiCommand::NudgeStartForward,
            ),
            ("End", UiCommand::NudgeEndBack, UiCommand::NudgeEndForward),
        ] {
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
    });
}

fn field_ui(
    ui: &mut egui::Ui,
    kit: Kit<'_>,
    data: &AnnotationData,
    field: &FieldData,
    state: &mut InspectorState,
) {
    let heading = section_ui(ui, kit.tokens, &field.name).id;
    if !field.in_tag_set {
        weak_ui(
            ui,
            kit.tokens,
            "The tag set does not give this field to the tag",
        );
    }
    match &field.choices {
        Some(values) => fields::choice_ui(ui, kit, data, (field, heading), values, state),
        None => fields::text_ui(ui, kit, data, (field, heading), state),
    }
}

fn note_ui(ui: &mut egui::Ui, kit: Kit<'_>, data: &AnnotationData, state: &mut InspectorState) {
    let heading = section_ui(ui, kit.tokens, "Note").id;
    let left = state.note.follow(&data.id, &data.note);
    send_note(kit.project, kit.sender, left);
    let edit = TextEdit::multiline(&mut state.note.text)
        .id_salt("note")
        .desired_rows(2)
        .desired_width(f32::INFINITY);
    let response = framed_ui(ui, kit.tokens, |ui| ui.add(edit)).labelled_by(heading);
    if std::mem::take(&mut state.wants_focus) {
        response.request_focus();
    }
    if response.lost_focus() {
        let left = state.note.commit();
        send_note(kit.project, kit.sender, left);
        if ui.input(|i| i.key_pressed(Key::Escape)) {
            kit.sender.act(AppAction::FocusReader);
        }
    }
}

/// Fields and note where nothing can be changed.
fn values_ui(ui: &mut egui::Ui, kit: Kit<'_>, data: &AnnotationData) {
    let fields = data
        .fields
        .iter()
        .map(|f| (f.name.as_str(), f.value.as_str()));
    let all = fields.chain([("Note", data.note.as_str())]);
    for (name, value) in all.filter(|(_, value)| !value.is_empty()) {
        section_ui(ui, kit.tokens, name);
        words::label_ui(ui, value);
    }
}

fn link_end_ui(ui: &mut egui::Ui, kit: Kit<'_>, link: &LinkEndData, can_change: bool) {
    ui.horizontal(|ui| {
        ui.label(RichText::new(&link.words).color(kit.tokens.weak));
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
