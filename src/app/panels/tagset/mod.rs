//! The tag set editor: tags, the fields that they carry, and the types of links.
mod data;
mod features;
mod labels;
#[cfg(test)]
mod tests;
mod types;

use super::draft::{Draft, Typed};
use super::parts::{cancel_ui, framed_ui, warning_ui, weak_ui};
use crate::app::context::{Sender, ViewContext};
use crate::app::tokens::{Tokens, size};
use crate::edit::new_ids::TagSetElement;
use crate::model::{Feature, FeatureId, Label, LabelId, Project, RelationType, RelationTypeId};
use crate::workspace::Command;
use data::Uses;
use egui::text::{CCursor, CCursorRange};
use egui::text_edit::TextEditState;
use egui::{Button, ComboBox, Response, Ui, vec2};

/// Scratch of the tag set editor.
#[derive(Debug, Default)]
pub struct TagSetState {
    tab: Tab,
    label: Option<LabelId>,
    label_drafts: labels::Drafts,
    /// A tag just added, whose name wants to be written.
    added: Option<LabelId>,
    feature: Option<FeatureId>,
    feature_drafts: features::Drafts,
    relation_type: Option<RelationTypeId>,
    type_drafts: types::Drafts,
    /// A type just added, whose name wants to be written.
    added_type: Option<RelationTypeId>,
    question: Option<Question>,
    /// The revision that the counts belong to.
    uses: Option<(u64, Uses)>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Tab {
    #[default]
    Tags,
    Fields,
    Links,
}

/// Something that must be answered before a removal.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Question {
    /// What becomes of the tag's annotations: they get this tag, or go.
    Label {
        label: LabelId,
        move_to: Option<LabelId>,
    },
    /// So many hold a value of the field.
    Feature { feature: FeatureId, n: usize },
    /// What becomes of the type's links: they get this type, or go.
    LinkType {
        of: RelationTypeId,
        move_to: Option<RelationTypeId>,
    },
}

impl Typed for TagSetState {
    fn has_draft(&self) -> bool {
        self.label_drafts.is_changed()
            || self.feature_drafts.is_changed()
            || self.type_drafts.is_changed()
    }

    fn commit(&mut self, project: &Project, sender: &Sender) {
        // The name may not be whole yet: it makes no id.
        self.label_drafts
            .send(project, sender, Draft::commit, false);
        self.feature_drafts
            .send(project, sender, Draft::commit, false);
        self.type_drafts.send(project, sender, Draft::commit, false);
    }

    fn leave(&mut self, project: &Project, sender: &Sender) {
        self.label_drafts.send(project, sender, Draft::leave, true);
        self.feature_drafts
            .send(project, sender, Draft::leave, true);
        self.type_drafts.send(project, sender, Draft::leave, true);
    }
}

/// What every part of the editor is drawn with.
#[derive(Clone, Copy)]
struct Kit<'a> {
    project: &'a Project,
    tokens: &'a Tokens,
    sender: &'a Sender,
    revision: u64,
    read_only: Option<&'a str>,
}

/// The tag set editor, to be put into a scroll area about 600 points wide.
pub fn tagset_ui(ctx: &ViewContext<'_>, ui: &mut Ui, state: &mut TagSetState) {
    let kit = Kit {
        project: ctx.project(),
        tokens: ctx.tokens,
        sender: ctx.sender,
        revision: ctx.workspace.revision(),
        read_only: ctx.workspace.read_only(),
    };
    editor_ui(ui, kit, state);
}

fn editor_ui(ui: &mut Ui, kit: Kit<'_>, state: &mut TagSetState) {
    let uses = match state.uses.take() {
        Some((revision, uses)) if revision == kit.revision => uses,
        _ => Uses::gather(kit.project),
    };
    ui.horizontal(|ui| {
        let tabs = [
            (Tab::Tags, "Tags"),
            (Tab::Fields, "Fields"),
            (Tab::Links, "Link types"),
        ];
        for (tab, name) in tabs {
            if ui.selectable_label(state.tab == tab, name).clicked() && state.tab != tab {
                state.leave(kit.project, kit.sender);
                state.question = None;
                state.tab = tab;
            }
        }
    });
    ui.separator();
    if let Some(reason) = kit.read_only {
        warning_ui(ui, kit.tokens, &format!("Open for reading only: {reason}"));
    }
    ui.add_enabled_ui(kit.read_only.is_none(), |ui| match state.tab {
        Tab::Tags => labels::tags_ui(ui, kit, &uses, state),
        Tab::Fields => features::fields_ui(ui, kit, state),
        Tab::Links => types::types_ui(ui, kit, state),
    });
    state.uses = Some((kit.revision, uses));
}

/// Sends an element under an id out of its name, where it gets one; gives that id.
fn send_named(project: &Project, sender: &Sender, element: TagSetElement) -> Option<String> {
    let id = data::named_id(project, &element)?;
    let (old, element) = match element {
        TagSetElement::Label(label) => {
            let old = label.id.to_string();
            let id = id.as_str().into();
            (old, TagSetElement::Label(Label { id, ..label }))
        }
        TagSetElement::Feature(feature) => {
            let old = feature.id.to_string();
            let id = id.as_str().into();
            (old, TagSetElement::Feature(Feature { id, ..feature }))
        }
        TagSetElement::RelationType(kind) => {
            let old = kind.id.to_string();
            let id = id.as_str().into();
            (
                old,
                TagSetElement::RelationType(RelationType { id, ..kind }),
            )
        }
    };
    sender.command(Command::PutUnderNewId { old, element });
    Some(id)
}

/// A list to the left, and what is chosen in it to the right.
fn two_columns_ui<S>(
    ui: &mut Ui,
    state: &mut S,
    list: impl FnOnce(&mut Ui, &mut S),
    details: impl FnOnce(&mut Ui, &mut S),
) {
    let room = ui.available_width();
    let list_width = (room * 0.36).clamp(130.0, 240.0);
    let details_width = (room - list_width - 3.0 * size::GROUP).max(100.0);
    ui.horizontal_top(|ui| {
        column_ui(ui, list_width, |ui| list(ui, state));
        ui.add_space(size::GROUP);
        column_ui(ui, details_width, |ui| details(ui, state));
    });
}

fn column_ui(ui: &mut Ui, width: f32, contents: impl FnOnce(&mut Ui)) {
    let layout = egui::Layout::top_down(egui::Align::Min);
    ui.allocate_ui_with_layout(vec2(width, 0.0), layout, |ui| {
        ui.set_width(width);
        contents(ui);
    });
}

/// Up and down for the chosen row of a list; gives its new place.
fn move_buttons_ui(ui: &mut Ui, name: &str, at: usize, n: usize) -> Option<usize> {
    let mut place = None;
    let ways = [
        ("▲", "up", at.checked_sub(1)),
        ("▼", "down", Some(at + 1).filter(|to| *to < n)),
    ];
    for (sign, way, to) in ways {
        let response = ui
            .add_enabled(to.is_some(), Button::new(sign))
            .accessible_name(format!("Move {name} {way}"))
            .on_hover_text(format!("Move the chosen row {way}"));
        if response.clicked() {
            place = to;
        }
    }
    place
}

/// A choice of a digit, or none. `holders`: the other rows' keys and names; a key that one of them has is taken from it.
fn key_ui<'a>(
    ui: &mut Ui,
    heading: egui::Id,
    holders: impl Iterator<Item = (&'a str, &'a str)>,
    key: &mut String,
) {
    let holders: Vec<(&str, &str)> = holders.collect();
    let shown = |key: &str| if key.is_empty() { "none" } else { key }.to_owned();
    let combo = ComboBox::from_id_salt("key")
        .selected_text(shown(key))
        .width(80.0)
        .show_ui(ui, |ui| {
            let keys = (1..=9_u8).map(|n| n.to_string());
            for choice in std::iter::once(String::new()).chain(keys) {
                let is_held = |(held, _): &(&str, &str)| !choice.is_empty() && *held == choice;
                let words = match holders.iter().find(|h| is_held(h)) {
                    Some((_, name)) => format!("{choice} (taken from {name})"),
                    None => shown(&choice),
                };
                if ui.selectable_label(*key == choice, words).clicked() {
                    *key = choice;
                }
            }
        });
    combo.response.labelled_by(heading);
}

/// Asks what becomes of things whose tag or type goes: they move to another one of `others`, or go too. `goes`: what that
/// choice says, and the button. `Some(true)`: remove; `Some(false)`: leave all as it is.
fn orphans_ui<'a, I: Clone + PartialEq + 'a>(
    ui: &mut Ui,
    kit: Kit<'_>,
    others: impl Iterator<Item = (&'a I, &'a str)>,
    move_to: &mut Option<I>,
    goes: (&str, &str),
) -> Option<bool> {
    ui.add_space(size::GROUP);
    for (id, name) in others {
        let is_on = move_to.as_ref() == Some(id);
        let words = format!("They become {name}");
        if framed_ui(ui, kit.tokens, |ui| ui.radio(is_on, words)).clicked() {
            *move_to = Some(id.clone());
        }
    }
    if framed_ui(ui, kit.tokens, |ui| ui.radio(move_to.is_none(), goes.0)).clicked() {
        *move_to = None;
    }
    ui.add_space(size::GROUP);
    let mut answer = None;
    ui.horizontal(|ui| {
        if ui.button(goes.1).clicked() {
            answer = Some(true);
        }
        if cancel_ui(ui).clicked() {
            answer = Some(false);
        }
    });
    weak_ui(ui, kit.tokens, "Undo brings everything back in one step");
    answer
}

/// A field of one line.
fn line_ui<K: Clone + PartialEq>(
    ui: &mut Ui,
    tokens: &Tokens,
    heading: egui::Id,
    draft: &mut Draft<K>,
) -> Response {
    let edit = egui::TextEdit::singleline(&mut draft.text).desired_width(f32::INFINITY);
    framed_ui(ui, tokens, |ui| ui.add(edit)).labelled_by(heading)
}

/// Gives the keyboard to a field of one line, with all of its text selected: typing replaces it.
fn select_all(ui: &Ui, field: &Response, text: &str) {
    let mut state = TextEditState::load(ui.ctx(), field.id).unwrap_or_default();
    let range = CCursorRange::two(CCursor::default(), CCursor::new(text.chars().count()));
    state.cursor.set_char_range(Some(range));
    state.store(ui.ctx(), field.id);
    field.request_focus();
}

/// A field of several lines; `true` when it was left.
fn lines_ui<K: Clone + PartialEq>(
    ui: &mut Ui,
    tokens: &Tokens,
    heading: egui::Id,
    draft: &mut Draft<K>,
    rows: usize,
) -> bool {
    let edit = egui::TextEdit::multiline(&mut draft.text)
        .desired_rows(rows)
        .desired_width(f32::INFINITY);
    framed_ui(ui, tokens, |ui| ui.add(edit))
        .labelled_by(heading)
        .lost_focus()
}
