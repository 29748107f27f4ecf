//! The fields of an annotation or a link: free text with completion, and choices; and the note.

use super::completion::{matching, used_values};
use super::data::FieldData;
use super::{InspectorState, Kit, Owner, send_feature, send_note};
use crate::app::context::AppAction;
use crate::app::panels::parts::{framed_ui, section_ui, weak_ui};
use crate::app::panels::wording::counted;
use crate::app::tokens::size;
use crate::app::widgets::words;
use crate::app::window_parts::{Part, part_is_here};
use crate::model::FeatureId;
use egui::{
    ComboBox, Id, Key, Modifiers, Popup, PopupCloseBehavior, Rect, Response, TextEdit, WidgetInfo,
};

/// More values than this make a list to open instead of buttons in a row.
const BUTTONS: usize = 5;

/// The list of values under a field that has the keyboard.
#[derive(Debug)]
pub(super) struct Completion {
    feature: FeatureId,
    values: Vec<(String, usize)>,
    /// The entry that Enter takes.
    highlighted: Option<usize>,
    /// Where the list stood in the frame before.
    rect: Rect,
}

/// A field with its heading.
pub(super) fn field_ui(
    ui: &mut egui::Ui,
    kit: Kit<'_>,
    owner: &Owner,
    field: &FieldData,
    state: &mut InspectorState,
) {
    let heading = section_ui(ui, kit.tokens, &field.name).id;
    if !field.in_tag_set {
        let what = match owner {
            Owner::Annotation(_) => "The tag set does not give this field to the tag",
            Owner::Link(_) => "The tag set does not give this field to the type",
        };
        weak_ui(ui, kit.tokens, what);
    }
    match &field.choices {
        Some(values) => choice_ui(ui, kit, owner, (field, heading), values, state),
        None => text_ui(ui, kit, owner, (field, heading), state),
    }
}

/// The note with its heading.
pub(super) fn note_ui(
    ui: &mut egui::Ui,
    kit: Kit<'_>,
    owner: &Owner,
    note: &str,
    state: &mut InspectorState,
) {
    let heading = section_ui(ui, kit.tokens, "Note").id;
    let left = state.note.follow(owner, note);
    send_note(kit.project, kit.sender, left);
    let edit = TextEdit::multiline(&mut state.note.text)
        .id_salt("note")
        .desired_rows(2)
        .desired_width(f32::INFINITY);
    let response = framed_ui(ui, kit.tokens, |ui| ui.add(edit)).labelled_by(heading);
    // Whatever fields there are, there is a note.
    part_is_here(
        ui,
        Part::Inspector,
        response.id,
        state.room.unwrap_or(response.rect),
    );
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
pub(super) fn values_ui(ui: &mut egui::Ui, kit: Kit<'_>, fields: &[FieldData], note: &str) {
    let fields = fields.iter().map(|f| (f.name.as_str(), f.value.as_str()));
    let all = fields.chain([("Note", note)]);
    for (name, value) in all.filter(|(_, value)| !value.is_empty()) {
        section_ui(ui, kit.tokens, name);
        words::label_ui(ui, value);
    }
}

/// Free text. The list below offers what the project uses already: arrows and Enter, or a click, take an entry.
fn text_ui(
    ui: &mut egui::Ui,
    kit: Kit<'_>,
    owner: &Owner,
    (field, heading): (&FieldData, Id),
    state: &mut InspectorState,
) {
    let id = Id::unique(("inspector field", field.feature.as_str()));
    let draft = state.texts.entry(field.feature.clone()).or_default();
    let left = draft.follow(owner, &field.value);
    send_feature(kit.project, kit.sender, &field.feature, left);

    let mut chosen = None;
    let mut entered = false;
    if let Some(open) = open_for(&mut state.completion, &field.feature)
        && ui.memory(|m| m.has_focus(id))
    {
        let n = matching(&open.values, &draft.text).len();
        (chosen, entered) = list_keys(ui, open, n, &draft.text);
    }
    let edit = TextEdit::singleline(&mut draft.text)
        .id(id)
        .desired_width(f32::INFINITY)
        .hint_text("not set");
    let response = framed_ui(ui, kit.tokens, |ui| ui.add(edit)).labelled_by(heading);
    if std::mem::take(&mut state.wants_focus) {
        response.request_focus();
    }
    if response.gained_focus() {
        state.completion = Some(Completion {
            feature: field.feature.clone(),
            values: used_values(kit.project, &field.feature, kit.only_of),
            highlighted: None,
            rect: Rect::NOTHING,
        });
    }
    if response.changed()
        && let Some(open) = open_for(&mut state.completion, &field.feature)
    {
        open.highlighted = None;
    }
    let mut is_in_list = false;
    if let Some(open) = open_for(&mut state.completion, &field.feature) {
        // A press in the list takes the keyboard from the field before the click is there.
        is_in_list = ui.input(|i| {
            let at = i.pointer.interact_pos();
            let pressed = i.pointer.any_down() || i.pointer.any_released();
            pressed && at.is_some_and(|at| open.rect.contains(at))
        });
        if response.has_focus() || is_in_list {
            chosen = chosen.or(list_ui(&response, kit, open, &draft.text));
        }
    }
    if let Some(value) = chosen {
        draft.text = value;
        entered = true;
    }
    let left_field = response.lost_focus() && !is_in_list;
    let abandoned = !response.has_focus() && !response.gained_focus() && !is_in_list;
    if entered || left_field || (abandoned && draft.is_changed()) {
        let value = draft.commit();
        send_feature(kit.project, kit.sender, &field.feature, value);
        let by_key = ui.input(|i| i.key_pressed(Key::Enter) || i.key_pressed(Key::Escape));
        if entered || by_key {
            response.surrender_focus();
            kit.sender.act(AppAction::FocusReader);
        }
        if open_for(&mut state.completion, &field.feature).is_some() {
            state.completion = None;
        }
    }
}

fn open_for<'a>(
    completion: &'a mut Option<Completion>,
    feature: &FeatureId,
) -> Option<&'a mut Completion> {
    completion.as_mut().filter(|c| c.feature == *feature)
}

/// Arrows and Enter while the list is open: the value taken, and whether Enter was pressed on one.
fn list_keys(
    ui: &egui::Ui,
    open: &mut Completion,
    n: usize,
    typed: &str,
) -> (Option<String>, bool) {
    if n == 0 {
        return (None, false);
    }
    let pressed = |key| ui.input_mut(|i| i.consume_key(Modifiers::NONE, key));
    if pressed(Key::ArrowDown) {
        open.highlighted = Some(open.highlighted.map_or(0, |at| (at + 1) % n));
    }
    if pressed(Key::ArrowUp) {
        open.highlighted = Some(open.highlighted.map_or(n - 1, |at| (at + n - 1) % n));
    }
    let Some(at) = open.highlighted else {
        return (None, false);
    };
    if !pressed(Key::Enter) {
        return (None, false);
    }
    let found = matching(&open.values, typed);
    let value = found.get(at).map(|(value, _)| value.clone());
    let entered = value.is_some();
    (value, entered)
}

/// The list itself; gives the value that was clicked.
fn list_ui(field: &Response, kit: Kit<'_>, open: &mut Completion, typed: &str) -> Option<String> {
    let found = matching(&open.values, typed);
    if found.is_empty() {
        open.rect = Rect::NOTHING;
        return None;
    }
    let mut chosen = None;
    let highlighted = open.highlighted;
    let shown = Popup::from_response(field)
        .open(true)
        .close_behavior(PopupCloseBehavior::IgnoreClicks)
        .width(field.rect.width())
        .accessible_name("Values used in this project")
        .show(|ui| {
            for (i, (value, n)) in found.iter().enumerate() {
                let uses = match n {
                    0 => String::new(),
                    n => n.to_string(),
                };
                let uses = egui::RichText::new(uses)
                    .size(size::SMALL)
                    .color(kit.tokens.weak);
                let entry = egui::Button::selectable(highlighted == Some(i), value.as_str())
                    .truncate()
                    .right_text(uses)
                    .min_size(egui::vec2(ui.available_width(), size::ROW));
                let entry = ui.add(entry).on_hover_text(match n {
                    0 => "Known in this project".to_owned(),
                    n => format!("On {}", counted(*n, "annotation", "annotations")),
                });
                let name = format!("Take {value}");
                entry.widget_info(|| {
                    let on = highlighted == Some(i);
                    WidgetInfo::selected(egui::Role::ListItem, true, on, &name)
                });
                if entry.clicked() {
                    chosen = Some(value.clone());
                }
            }
        });
    open.rect = shown.map_or(Rect::NOTHING, |s| s.response.rect);
    chosen
}

/// One of the values of the tag set, or none.
fn choice_ui(
    ui: &mut egui::Ui,
    kit: Kit<'_>,
    owner: &Owner,
    (field, heading): (&FieldData, Id),
    values: &[String],
    state: &mut InspectorState,
) {
    let mut all: Vec<&str> = vec![""];
    all.extend(values.iter().map(String::as_str));
    if !all.contains(&field.value.as_str()) {
        all.push(&field.value);
    }
    let mut chosen = None;
    let focus = std::mem::take(&mut state.wants_focus);
    if values.len() <= BUTTONS {
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = size::GAP;
            for (i, value) in all.iter().enumerate() {
                let is_on = field.value == *value;
                let button = ui.add(egui::Button::selectable(is_on, shown(value)));
                button.widget_info(|| {
                    let name = format!("{}: {}", field.name, shown(value));
                    WidgetInfo::selected(egui::Role::RadioButton, true, is_on, name)
                });
                if focus && i == 0 {
                    button.request_focus();
                }
                if button.clicked() {
                    chosen = Some((*value).to_owned());
                }
            }
        });
    } else {
        let combo = ComboBox::from_id_salt(("inspector choice", field.feature.as_str()))
            .selected_text(shown(&field.value))
            .width(ui.available_width())
            .truncate()
            .show_ui(ui, |ui| {
                for value in &all {
                    if ui
                        .selectable_label(field.value == *value, shown(value))
                        .clicked()
                    {
                        chosen = Some((*value).to_owned());
                    }
                }
            });
        let button = combo.response.labelled_by(heading);
        if focus {
            button.request_focus();
        }
    }
    if let Some(value) = chosen.filter(|v| *v != field.value) {
        let command = owner.clone().set_feature(field.feature.clone(), value);
        kit.sender.command(command);
    }
}

fn shown(value: &str) -> &str {
    if value.is_empty() { "not set" } else { value }
}
