//! The Inspector's view of a link.

use super::annotation::key_hint;
use super::data::{LinkData, OtherData};
use super::{InspectorState, Kit, Owner, fields, remove_link};
use crate::app::UiCommand;
use crate::app::context::AppAction;
use crate::app::panels::parts::{section_ui, warning_ui, weak_ui};
use crate::app::tokens::{semibold, size};
use crate::app::widgets::{swatch_ui, words};
use crate::workspace::Command;
use egui::{RichText, WidgetInfo};

pub(super) fn link_ui(
    ui: &mut egui::Ui,
    kit: Kit<'_>,
    data: &LinkData,
    state: &mut InspectorState,
) {
    ui.label(RichText::new(format!("Link: {}", data.name)).family(semibold()));
    if let Some(obstacle) = &data.obstacle {
        warning_ui(ui, kit.tokens, obstacle);
    }
    for (i, (end, article)) in data.ends.iter().enumerate() {
        let heading = match (data.is_symmetric, i) {
            (true, 0) => "One side",
            (true, _) => "The other side",
            (false, 0) => "From",
            (false, _) => "To",
        };
        section_ui(ui, kit.tokens, heading);
        end_ui(ui, kit, data, (end, article), i > 0);
    }
    if data.obstacle.is_some() {
        state.wants_focus = false;
        fields::values_ui(ui, kit, &data.fields, &data.note);
    } else {
        if !data.is_symmetric {
            ui.add_space(size::GAP);
            let swap = ui
                .button("↔ Turn round")
                .accessible_name("Turn round")
                .on_hover_text("The two sides change places");
            if swap.clicked() {
                kit.sender.command(Command::SwapRelation {
                    relation: data.id.clone(),
                });
            }
        }
        let owner = Owner::Link(data.id.clone());
        for field in &data.fields {
            fields::field_ui(ui, kit, &owner, field, state);
        }
        state.wants_focus &= data.fields.is_empty();
        fields::note_ui(ui, kit, &owner, &data.note, state);
        types_ui(ui, kit, data);
    }
    ui.add_space(size::GROUP);
    for line in &data.history {
        weak_ui(ui, kit.tokens, line);
    }
    if data.obstacle.is_none() {
        ui.add_space(size::GAP);
        let remove = ui
            .button("Remove link")
            .on_hover_text(key_hint(UiCommand::Delete));
        if remove.clicked() {
            remove_link(kit.sender, &data.id);
        }
    }
}

/// One side: its tag, its words, its article; a click goes there.
fn end_ui(
    ui: &mut egui::Ui,
    kit: Kit<'_>,
    data: &LinkData,
    (end, article): (&OtherData, &str),
    is_to: bool,
) {
    ui.horizontal_top(|ui| {
        swatch_ui(ui, &kit.tokens.mark_style(kit.project.schema(), &end.label));
        ui.vertical(|ui| {
            let room = ui.available_width() - 2.0 * ui.spacing().button_padding.x;
            let shown = words::in_lines(ui, end.words.as_str(), room);
            let go = egui::Button::new(shown).wrap().frame_when_inactive(false);
            let go = ui
                .add(go)
                .accessible_name(&end.words)
                .on_hover_text("Goes to this side");
            if go.clicked() {
                kit.sender.act(AppAction::GoToLinkEnd {
                    relation: data.id.clone(),
                    is_to,
                });
            }
            weak_ui(ui, kit.tokens, &format!("in {article}"));
        });
    });
}

/// Every type, to change it by a click.
fn types_ui(ui: &mut egui::Ui, kit: Kit<'_>, data: &LinkData) {
    section_ui(ui, kit.tokens, "Type");
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = size::GAP;
        for kind in &data.types {
            let text = format!("{} {}", kind.key, kind.name);
            let button = ui.add(egui::Button::selectable(kind.is_chosen, text.trim()));
            button.widget_info(|| {
                let name = format!("Change type to {}", kind.name);
                WidgetInfo::selected(egui::Role::RadioButton, true, kind.is_chosen, name)
            });
            if button.clicked() && !kind.is_chosen {
                kit.sender.command(Command::SetRelationType {
                    relation: data.id.clone(),
                    relation_type: kind.id.clone(),
                });
            }
        }
    });
}
