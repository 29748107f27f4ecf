//! The tag set editor: tags and the fields that they carry.
mod data;
mod features;
mod labels;
#[cfg(test)]
mod tests;

use super::draft::{Draft, Typed};
use super::parts::{framed_ui, warning_ui};
use crate::app::context::{Sender, ViewContext};
use crate::app::tokens::{Tokens, size};
use crate::model::{FeatureId, LabelId, Project};
use data::Uses;
use egui::text::{CCursor, CCursorRange};
use egui::text_edit::TextEditState;
use egui::{Response, Ui, vec2};

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
    question: Option<Question>,
    /// The revision that the counts belong to.
    uses: Option<(u64, Uses)>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Tab {
    #[default]
    Tags,
    Fields,
}

/// Something that must be answered before a removal.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Question {
    /// What becomes of the tag's annotations: they get this tag, or go.
    RemoveLabel {
        label: LabelId,
        move_to: Option<LabelId>,
    },
    /// So many hold a value of the field.
    RemoveFeature { feature: FeatureId, n: usize },
}

impl Typed for TagSetState {
    fn has_draft(&self) -> bool {
        self.label_drafts.is_changed() || self.feature_drafts.is_changed()
    }

    fn commit(&mut self, project: &Project, sender: &Sender) {
        self.label_drafts.send(project, sender, Draft::commit);
        self.feature_drafts.send(project, sender, Draft::commit);
    }

    fn leave(&mut self, project: &Project, sender: &Sender) {
        self.label_drafts.send(project, sender, Draft::leave);
        self.feature_drafts.send(project, sender, Draft::leave);
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
        for (tab, name) in [(Tab::Tags, "Tags"), (Tab::Fields, "Fields")] {
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
    });
    state.uses = Some((kit.revision, uses));
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
