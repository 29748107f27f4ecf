//! The editor's tags.

use super::data::{Uses, contrast_in_words, new_label};
use super::{
    Kit, Question, TagSetState, key_ui, line_ui, lines_ui, move_buttons_ui, orphans_ui, select_all,
    send_named, two_columns_ui,
};
use crate::app::context::Sender;
use crate::app::panels::draft::{self, Draft};
use crate::app::panels::parts::{cell_ui, framed_ui, one_line, section_ui, warning_ui, weak_ui};
use crate::app::panels::wording::{counted, thousands};
use crate::app::tokens::{parse_hex, size, to_hex};
use crate::app::widgets::paint_swatch;
use crate::edit::compose::Orphans;
use crate::edit::new_ids::TagSetElement;
use crate::model::{Label, LabelId, Project};
use crate::workspace::Command;
use egui::{Popup, Rect, Response, Sense, TextEdit, Ui, WidgetInfo, pos2, vec2};

/// What is typed about one tag.
#[derive(Debug)]
pub(super) struct Drafts {
    owner: Option<LabelId>,
    name: Draft<LabelId>,
    color: Draft<LabelId>,
    description: Draft<LabelId>,
}

/// What a draft has to give: [`Draft::commit`] or [`Draft::leave`].
type Take = fn(&mut Draft<LabelId>) -> Option<(LabelId, String)>;

impl Default for Drafts {
    fn default() -> Self {
        Self {
            owner: None,
            name: Draft::of(draft::name),
            color: Draft::of(|text| parse_hex(text).map(to_hex)),
            description: Draft::default(),
        }
    }
}

impl Drafts {
    pub(super) fn is_changed(&self) -> bool {
        self.name.is_changed() || self.color.is_changed() || self.description.is_changed()
    }

    /// Sends all that there is as one change.
    pub(super) fn send(&mut self, project: &Project, sender: &Sender, take: Take, is_left: bool) {
        let label = self
            .owner
            .as_ref()
            .and_then(|id| project.schema().label(id));
        if let Some(label) = label {
            let mut changed = label.clone();
            put_name(take(&mut self.name), &mut changed);
            put_color(take(&mut self.color), &mut changed);
            put_description(take(&mut self.description), &mut changed);
            send(project, sender, label, changed, is_left);
        }
    }

    fn follow(&mut self, project: &Project, sender: &Sender, label: &Label) {
        if self.owner.as_ref() != Some(&label.id) {
            self.send(project, sender, Draft::leave, true);
            self.owner = Some(label.id.clone());
        }
        // What was left has been sent just before.
        let _ = self.name.follow(&label.id, &label.name);
        let _ = self.color.follow(&label.id, &label.color);
        let _ = self.description.follow(&label.id, &label.description);
    }
}

fn put_name(typed: Option<(LabelId, String)>, label: &mut Label) {
    if let Some((_, name)) = typed {
        name.trim().clone_into(&mut label.name);
    }
}

fn put_color(typed: Option<(LabelId, String)>, label: &mut Label) {
    if let Some(color) = typed.and_then(|(_, hex)| parse_hex(&hex)) {
        label.color = to_hex(color);
    }
}

fn put_description(typed: Option<(LabelId, String)>, label: &mut Label) {
    if let Some((_, description)) = typed {
        label.description = description;
    }
}

/// Sends what was changed. When the name is left it may make the id; gives the id that there is then.
fn send(
    project: &Project,
    sender: &Sender,
    before: &Label,
    label: Label,
    is_left: bool,
) -> LabelId {
    let named = is_left
        .then(|| send_named(project, sender, TagSetElement::Label(label.clone())))
        .flatten();
    if let Some(id) = named {
        return id.into();
    }
    let id = label.id.clone();
    if label != *before {
        sender.command(Command::PutLabel { label, place: None });
    }
    id
}

pub(super) fn tags_ui(ui: &mut Ui, kit: Kit<'_>, uses: &Uses, state: &mut TagSetState) {
    let schema = kit.project.schema();
    let at = schema
        .labels
        .iter()
        .position(|l| state.label.as_ref() == Some(&l.id));
    let at = at.or(if schema.labels.is_empty() {
        None
    } else {
        Some(0)
    });
    two_columns_ui(
        ui,
        state,
        |ui, state| list_ui(ui, kit, uses, state, at),
        |ui, state| match at.and_then(|i| schema.labels.get(i)) {
            None => weak_ui(ui, kit.tokens, "There is no tag yet. Add one to start"),
            Some(label) => {
                state.label_drafts.follow(kit.project, kit.sender, label);
                match &mut state.question {
                    Some(Question::Label { label: of, .. }) if *of == label.id => {
                        question_ui(ui, kit, uses, label, &mut state.question);
                    }
                    _ => details_ui(ui, kit, uses, label, state),
                }
            }
        },
    );
}

fn list_ui(ui: &mut Ui, kit: Kit<'_>, uses: &Uses, state: &mut TagSetState, at: Option<usize>) {
    let labels = &kit.project.schema().labels;
    for (i, label) in labels.iter().enumerate() {
        if row_ui(ui, kit, label, uses.n(&label.id), at == Some(i)).clicked() {
            state.label = Some(label.id.clone());
            state.question = None;
        }
    }
    ui.add_space(size::GAP);
    ui.horizontal_wrapped(|ui| {
        if ui.button("Add tag").clicked() {
            let label = new_label(kit.project.schema());
            state.label = Some(label.id.clone());
            state.added = Some(label.id.clone());
            state.question = None;
            kit.sender.command(Command::PutLabel { label, place: None });
        }
        let Some((i, label)) = at.and_then(|i| labels.get(i).map(|l| (i, l))) else {
            return;
        };
        if let Some(place) = move_buttons_ui(ui, &label.name, i, labels.len()) {
            kit.sender.command(Command::PutLabel {
                label: label.clone(),
                place: Some(place),
            });
        }
    });
}

fn row_ui(ui: &mut Ui, kit: Kit<'_>, label: &Label, n: usize, chosen: bool) -> Response {
    let (rect, response) =
        ui.allocate_exact_size(vec2(ui.available_width(), size::ROW), Sense::click());
    response.widget_info(|| {
        let key = if label.key.is_empty() {
            String::new()
        } else {
            format!(", key {}", label.key)
        };
        let name = format!("{}{key}, used {n} times", label.name);
        WidgetInfo::selected(egui::Role::ListItem, true, chosen, name)
    });
    let visuals = ui.style().interact_selectable(&response, chosen);
    if chosen || response.hovered() || response.has_focus() {
        let (fill, stroke) = (visuals.weak_bg_fill, visuals.bg_stroke);
        ui.painter().rect(
            rect,
            visuals.corner_radius,
            fill,
            stroke,
            egui::StrokeKind::Inside,
        );
    }
    let swatch = Rect::from_center_size(
        pos2(rect.left() + 35.0, rect.center().y),
        vec2(size::SWATCH + 6.0, size::SWATCH),
    );
    let style = kit.tokens.mark_style(kit.project.schema(), &label.id);
    paint_swatch(ui.painter(), swatch, &style);
    let key = Rect::from_min_max(
        rect.min + vec2(size::GROUP, 0.0),
        pos2(swatch.left(), rect.bottom()),
    );
    cell_ui(ui, key, &label.key, kit.tokens.weak);
    let count = one_line(ui, &thousands(n), kit.tokens.weak, 90.0, false);
    let count_left = rect.right() - size::GROUP - count.size().x;
    let name = Rect::from_min_max(
        pos2(swatch.right() + size::GROUP, rect.top()),
        pos2(count_left - size::GAP, rect.bottom()),
    );
    cell_ui(ui, name, &label.name, kit.tokens.text);
    let top = rect.center().y - count.size().y / 2.0;
    ui.painter()
        .galley(pos2(count_left, top), count, kit.tokens.weak);
    response.on_hover_text(format!(
        "{}, on {}",
        label.name,
        counted(n, "annotation", "annotations")
    ))
}

fn details_ui(ui: &mut Ui, kit: Kit<'_>, uses: &Uses, label: &Label, state: &mut TagSetState) {
    let mut changed = label.clone();
    let drafts = &mut state.label_drafts;
    let heading = section_ui(ui, kit.tokens, "Name").id;
    let name = line_ui(ui, kit.tokens, heading, &mut drafts.name);
    if state.added.as_ref() == Some(&label.id) {
        state.added = None;
        select_all(ui, &name, &drafts.name.text);
    }
    let is_left = name.lost_focus();
    if is_left {
        put_name(drafts.name.leave(), &mut changed);
    }
    let others = kit.project.schema().labels.iter();
    let others = others.filter(|l| l.id != label.id);
    let holders = others.map(|l| (l.key.as_str(), l.name.as_str()));
    let heading = section_ui(ui, kit.tokens, "Key").id;
    key_ui(ui, heading, holders, &mut changed.key);
    color_ui(ui, kit, &mut drafts.color, &mut changed);
    let heading = section_ui(ui, kit.tokens, "When to use it").id;
    if lines_ui(ui, kit.tokens, heading, &mut drafts.description, 3) {
        put_description(drafts.description.leave(), &mut changed);
    }
    let id = send(kit.project, kit.sender, label, changed, is_left);
    if id != label.id {
        state.label = Some(id);
    }
    ui.add_space(size::GROUP);
    weak_ui(
        ui,
        kit.tokens,
        &format!("On {}", uses.in_words(kit.project, &label.id)),
    );
    if ui.button("Remove tag…").clicked() {
        if uses.n(&label.id) == 0 {
            kit.sender.command(Command::RemoveLabel {
                label: label.id.clone(),
                orphans: Orphans::Refuse,
            });
        } else {
            let others = kit.project.schema().labels.iter();
            state.question = Some(Question::Label {
                label: label.id.clone(),
                move_to: others.map(|l| &l.id).find(|id| **id != label.id).cloned(),
            });
        }
    }
}

/// Picker and hex field share one draft: it is taken when the picker is closed, the field is left, and after a pause.
fn color_ui(ui: &mut Ui, kit: Kit<'_>, draft: &mut Draft<LabelId>, changed: &mut Label) {
    let heading = section_ui(ui, kit.tokens, "Colour").id;
    let is_editing = ui
        .horizontal(|ui| {
            let color = parse_hex(&draft.text).unwrap_or(kit.tokens.weak);
            let mut rgb = [color.r(), color.g(), color.b()];
            let picker = ui
                .color_edit_button_srgb(&mut rgb)
                .accessible_name("Choose a colour")
                .on_hover_text("Choose a colour");
            if picker.changed() {
                draft.text = to_hex(egui::Color32::from_rgb(rgb[0], rgb[1], rgb[2]));
            }
            let edit = TextEdit::singleline(&mut draft.text).desired_width(90.0);
            let field = framed_ui(ui, kit.tokens, |ui| ui.add(edit)).labelled_by(heading);
            field.has_focus() || Popup::is_any_open(ui.ctx())
        })
        .inner;
    let (words, is_warning) = contrast_in_words(&draft.text);
    if is_warning {
        warning_ui(ui, kit.tokens, &words);
    } else {
        weak_ui(ui, kit.tokens, &words);
    }
    if !is_editing {
        put_color(draft.leave(), changed);
    }
}

/// What becomes of the annotations of a tag that goes.
fn question_ui(
    ui: &mut Ui,
    kit: Kit<'_>,
    uses: &Uses,
    label: &Label,
    question: &mut Option<Question>,
) {
    let Some(Question::Label { move_to, .. }) = question else {
        return;
    };
    ui.label(format!(
        "“{}” is on {}. What becomes of them?",
        label.name,
        uses.in_words(kit.project, &label.id)
    ));
    let others = kit.project.schema().labels.iter();
    let others = others.filter(|l| l.id != label.id);
    let others = others.map(|l| (&l.id, l.name.as_str()));
    let goes = ("They are removed too, with their links", "Remove tag");
    let answer = orphans_ui(ui, kit, others, move_to, goes);
    if answer == Some(true) {
        let to = move_to.clone();
        kit.sender.command(Command::RemoveLabel {
            label: label.id.clone(),
            orphans: to.map_or(Orphans::Remove, Orphans::MoveTo),
        });
    }
    if answer.is_some() {
        *question = None;
    }
}
