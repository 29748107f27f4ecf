//! The bar above the text: the tags with their keys and looks, and what a drag snaps to.

use super::context::{AppAction, Current, ViewContext};
use super::linking::{LinkBarData, Linking};
use super::shell::Shell;
use super::tokens::{semibold, size};
use super::ui_command::UiCommand;
use super::widgets::{paint_swatch, words};
use crate::model::{LabelId, RelationId};
use crate::workspace::settings::SnapChoice;
use egui::{
    Align2, ComboBox, Rect, Response, RichText, Sense, Stroke, StrokeKind, TextStyle, Ui, pos2,
    vec2,
};

/// In lower windows, points, the bar keeps to one row that scrolls, to leave the text its room.
const LOW: f32 = 560.0;

/// Draws the bar.
pub fn tag_bar_ui(shell: &Shell<'_>, ctx: &ViewContext<'_>, ui: &mut Ui) {
    if ui.ctx().content_rect().height() < LOW {
        ui.style_mut().always_scroll_the_only_direction = true;
        egui::ScrollArea::horizontal()
            .scroll_bar_visibility(egui::scroll_area::ScrollBarVisibility::AlwaysHidden)
            .show(ui, |ui| ui.horizontal(|ui| items_ui(shell, ctx, ui)));
    } else {
        ui.horizontal_wrapped(|ui| items_ui(shell, ctx, ui));
    }
}

fn items_ui(shell: &Shell<'_>, ctx: &ViewContext<'_>, ui: &mut Ui) {
    if let Some(linking) = ctx.linking {
        return link_ui(ctx, linking, ui);
    }
    let schema = ctx.project().schema();
    if let Current::Link(id) = ctx.current {
        types_ui(shell, ctx, id, ui);
        return snap_ui(shell, ui);
    }
    let current = ctx
        .current_annotation()
        .and_then(|id| ctx.project().annotation(id))
        .map(|a| a.label.clone());
    for (place, label) in schema.labels.iter().enumerate() {
        let Some(n) = key_digit(&label.key) else {
            continue;
        };
        let style = ctx.tokens.label_style(label, place);
        let is_on = current.as_ref() == Some(&label.id);
        tag_button(
            shell,
            ui,
            UiCommand::Tag(n),
            &label.name,
            is_on,
            &label.description,
            |ui, rect| {
                paint_swatch(ui.painter(), rect, &style);
            },
        );
    }
    snap_ui(shell, ui);
}

/// The words of where a link begins keep this width, points.
const LEAST_FROM: f32 = 90.0;
/// Room for the choice of the type of a link, and for the button that leaves it, points.
const LINK_TYPE: f32 = 180.0;
const LEAVE: f32 = 80.0;

/// Room that the hint and where the link begins take, points.
fn text_width(ui: &Ui, text: &str) -> f32 {
    words::text_width(ui, text, &TextStyle::Body)
}

/// The bar of a link that is begun: from where, its type, what to do next.
fn link_ui(ctx: &ViewContext<'_>, linking: &Linking, ui: &mut Ui) {
    let data = LinkBarData::gather(ctx.project(), linking);
    let from = RichText::new(&data.from).family(semibold());
    // On one line where the hint is short, so that the text below does not move.
    let least = LEAST_FROM.min(ui.available_width());
    let room = ui.available_width() - LINK_TYPE - text_width(ui, &data.hint) - LEAVE;
    let (room, has_hint) = match &linking.offer {
        Some(_) => (f32::INFINITY, true),
        None if room >= least => (room, true),
        None => (ui.available_width() - LINK_TYPE - LEAVE, false),
    };
    let shown = words::in_order(ui, from, room);
    let width = text_width(ui, &data.from).min(room).max(least) + 8.0;
    let row = vec2(width.min(ui.available_width()), size::ROW);
    let layout = egui::Layout::left_to_right(egui::Align::Center);
    ui.allocate_ui_with_layout(row, layout, |ui| {
        let label = ui.add(egui::Label::new(shown).truncate());
        label.accessible_name(&data.from).on_hover_text(&data.hint);
    });
    let chosen = data.chosen.and_then(|at| data.types.get(at));
    let chosen = chosen.map_or("", |(_, name)| name.as_str());
    let combo = ComboBox::from_id_salt("type of the link")
        .selected_text(chosen)
        .width(130.0)
        .show_ui(ui, |ui| {
            for (i, (id, name)) in data.types.iter().enumerate() {
                let item = ui.selectable_label(data.chosen == Some(i), name);
                if item.clicked() {
                    ctx.sender.act(AppAction::SetLinkType(id.clone()));
                }
            }
        });
    combo.response.widget_info(|| {
        let name = format!("Type of the link: {chosen}");
        egui::WidgetInfo::labeled(egui::Role::ComboBox, true, name)
    });
    if has_hint {
        words::label_ui(ui, RichText::new(&data.hint).color(ctx.tokens.weak));
    }
    let leave = ui.button("Leave").on_hover_text("Leaves the link (Escape)");
    if leave.clicked() {
        ctx.sender.ui(UiCommand::Escape);
    }
}

/// The types of links with their keys, for the link that is current.
fn types_ui(shell: &Shell<'_>, ctx: &ViewContext<'_>, id: &RelationId, ui: &mut Ui) {
    let project = ctx.project();
    let now = project.relation(id).map(|r| &r.relation_type);
    for kind in &project.schema().relation_types {
        let Some(n) = key_digit(&kind.key) else {
            continue;
        };
        let command = UiCommand::Tag(n);
        let may_run = command.unavailable(shell.facts).is_none();
        let text = format!("{n} {}", super::title_row::shortened(&kind.name, 24));
        let button = egui::Button::selectable(now == Some(&kind.id), text).frame(true);
        let response = ui.add_enabled(may_run, button);
        if response
            .on_hover_text(command.tooltip(shell.facts))
            .clicked()
        {
            shell.sender.ui(command);
        }
    }
}

/// The digit of a label's key.
pub fn key_digit(key: &str) -> Option<u8> {
    key.parse().ok().filter(|n| (1..=9).contains(n))
}

/// The label of a key.
pub fn label_of_key(schema: &crate::model::Schema, n: u8) -> Option<LabelId> {
    let label = schema
        .labels
        .iter()
        .find(|l| key_digit(&l.key) == Some(n))?;
    Some(label.id.clone())
}

fn tag_button(
    shell: &Shell<'_>,
    ui: &mut Ui,
    command: UiCommand,
    name: &str,
    is_on: bool,
    description: &str,
    swatch: impl FnOnce(&Ui, Rect),
) -> Response {
    let may_run = command.unavailable(shell.facts).is_none();
    let UiCommand::Tag(n) = command else {
        return ui.label(name);
    };
    let shown = super::title_row::shortened(name, 24);
    let font = TextStyle::Button.resolve(ui.style());
    let text_color = if may_run {
        shell.tokens.text
    } else {
        shell.tokens.weak
    };
    let format = egui::text::TextFormat::simple(font.clone(), text_color);
    let text = super::widgets::words::one_line(ui, &shown, &format, f32::INFINITY);
    let key = ui
        .painter()
        .layout_no_wrap(n.to_string(), font, shell.tokens.weak);
    let padding = ui.spacing().button_padding;
    let swatch_width = size::SWATCH + 6.0;
    let width = padding.x * 2.0 + swatch_width + 6.0 + key.size().x + 5.0 + text.size().x;
    let (rect, response) = ui.allocate_exact_size(vec2(width, size::ROW), Sense::click());
    response.widget_info(|| {
        let mut info =
            egui::WidgetInfo::selected(egui::Role::Button, may_run, is_on, format!("{n} {name}"));
        info.enabled = may_run;
        info
    });
    if ui.is_rect_visible(rect) {
        let visuals = ui.style().interact_selectable(&response, is_on);
        let fill = if is_on {
            shell.tokens.chosen
        } else if may_run {
            visuals.weak_bg_fill
        } else {
            shell.tokens.panel
        };
        let stroke = if is_on || response.has_focus() {
            Stroke::new(1.5, shell.tokens.accent)
        } else if may_run {
            visuals.bg_stroke
        } else {
            Stroke::new(1.0, shell.tokens.line)
        };
        ui.painter()
            .rect(rect, size::CORNER, fill, stroke, StrokeKind::Inside);
        let mut x = rect.left() + padding.x;
        let box_ = Rect::from_min_size(
            pos2(x, rect.center().y - size::SWATCH / 2.0 + 1.0),
            vec2(swatch_width, size::SWATCH),
        );
        swatch(ui, box_);
        x += swatch_width + 6.0;
        let center = rect.center().y;
        for galley in [key, text] {
            let width = galley.size().x;
            let at = Align2::LEFT_CENTER.anchor_size(pos2(x, center), galley.size());
            ui.painter().galley(at.min, galley, text_color);
            x += width + 5.0;
        }
    }
    let mut tooltip = command.tooltip(shell.facts);
    if !description.is_empty() {
        tooltip = format!("{description}\n\n{tooltip}");
    }
    let response = response.on_hover_text(tooltip);
    if response.clicked() {
        shell.sender.ui(command);
    }
    response
}

fn snap_ui(shell: &Shell<'_>, ui: &mut Ui) {
    let name = |snap| match snap {
        SnapChoice::Word => "word",
        SnapChoice::Sentence => "sentence",
        SnapChoice::Character => "character",
    };
    let now = shell.settings.snap;
    let response = ComboBox::from_id_salt("snap")
        .selected_text(format!("Snap: {}", name(now)))
        .width(130.0)
        .show_ui(ui, |ui| {
            for (snap, command) in [
                (SnapChoice::Word, UiCommand::SnapWord),
                (SnapChoice::Sentence, UiCommand::SnapSentence),
                (SnapChoice::Character, UiCommand::SnapCharacter),
            ] {
                let item = ui.selectable_label(snap == now, name(snap));
                if item.on_hover_text(command.tooltip(shell.facts)).clicked() {
                    shell.sender.ui(command);
                }
            }
        })
        .response;
    response.widget_info(|| {
        egui::WidgetInfo::labeled(egui::Role::ComboBox, true, format!("Snap: {}", name(now)))
    });
    response.on_hover_text(format!(
        "What a drag takes: whole words, whole sentences or characters. {}",
        UiCommand::NextSnap.tooltip(shell.facts)
    ));
}
