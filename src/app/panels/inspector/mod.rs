//! The Inspector: what is current, with everything that can be noted about it.
mod annotation;
mod completion;
mod data;
mod fields;
mod link;
#[cfg(test)]
mod tests;

pub use data::{InspectorData, Viewer};

use super::draft::{Draft, Typed};
use super::parts::{section_ui, warning_ui, weak_ui};
use super::suggestions::{ShownSuggestion, suggestion_ui};
use crate::app::context::{AppAction, Current, Sender, ViewContext};
use crate::app::tokens::{Tokens, semibold, size};
use crate::app::ui_command::Facts;
use crate::app::widgets::{page_ui, paint_swatch, swatch_ui, words};
use crate::model::{AnnotationId, AnnotatorId, FeatureId, Features, Project, RelationId};
use crate::workspace::Command;
use crate::workspace::settings::OtherLayers;
use data::{LabelChoice, OtherData, SelectionData};
use egui::{RichText, Sense, WidgetInfo, vec2};
use std::collections::BTreeMap;

/// Scratch of the Inspector.
#[derive(Debug, Default)]
pub struct InspectorState {
    /// What is shown, and what it was gathered for.
    gathered: Option<(Key, InspectorData)>,
    /// The same of a suggestion.
    suggestion: ShownSuggestion,
    /// Whose drafts these are.
    shown: Option<Owner>,
    note: Draft<Owner>,
    texts: BTreeMap<FeatureId, Draft<Owner>>,
    completion: Option<fields::Completion>,
    wants_focus: bool,
    /// Where the panel stands, for F6.
    room: Option<egui::Rect>,
}

/// What fields and a note belong to.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Owner {
    Annotation(AnnotationId),
    Link(RelationId),
}

impl Owner {
    /// Its named values and its note, while it is there.
    fn values<'p>(&self, project: &'p Project) -> Option<(&'p Features, &'p str)> {
        match self {
            Self::Annotation(id) => {
                let found = project.annotation(id);
                found.map(|a| (&a.features, a.note.as_str()))
            }
            Self::Link(id) => {
                let found = project.relation(id);
                found.map(|r| (&r.features, r.note.as_str()))
            }
        }
    }

    fn set_feature(self, name: FeatureId, value: String) -> Command {
        match self {
            Self::Annotation(annotation) => Command::SetFeature {
                annotation,
                name,
                value,
            },
            Self::Link(relation) => Command::SetRelationFeature {
                relation,
                name,
                value,
            },
        }
    }

    fn set_note(self, note: String) -> Command {
        match self {
            Self::Annotation(annotation) => Command::SetNote { annotation, note },
            Self::Link(relation) => Command::SetRelationNote { relation, note },
        }
    }
}

/// What the gathered data depends on.
#[derive(Clone, Debug, PartialEq)]
struct Key {
    revision: u64,
    current: Current,
    annotator: Option<AnnotatorId>,
    others: bool,
    read_only: Option<String>,
    without_text: bool,
}

impl InspectorState {
    /// Gives the keyboard to the annotation's first field at the next frame.
    pub fn focus_first_field(&mut self) {
        self.wants_focus = true;
    }

    /// Starts with fresh drafts where another annotation is shown now.
    fn follow(&mut self, project: &Project, sender: &Sender, shown: Option<&Owner>) {
        if self.shown.as_ref() != shown {
            self.commit(project, sender);
            self.texts.clear();
            self.note = Draft::default();
            self.completion = None;
            self.shown = shown.cloned();
        }
    }
}

impl Typed for InspectorState {
    fn has_draft(&self) -> bool {
        self.note.is_changed() || self.texts.values().any(Draft::is_changed)
    }

    fn commit(&mut self, project: &Project, sender: &Sender) {
        let note = self.note.commit();
        send_note(project, sender, note);
        for (feature, draft) in &mut self.texts {
            let value = draft.commit();
            send_feature(project, sender, feature, value);
        }
    }
}

fn send_note(project: &Project, sender: &Sender, left: Option<(Owner, String)>) {
    if let Some((owner, note)) = left
        && owner.values(project).is_some()
    {
        sender.command(owner.set_note(note));
    }
}

fn send_feature(
    project: &Project,
    sender: &Sender,
    feature: &FeatureId,
    left: Option<(Owner, String)>,
) {
    if let Some((owner, value)) = left
        && let Some((features, _)) = owner.values(project)
        && features.get(feature.as_str()).unwrap_or_default() != value.trim()
    {
        sender.command(owner.set_feature(feature.clone(), value.trim().to_owned()));
    }
}

/// What every part of the panel is drawn with.
#[derive(Clone, Copy)]
struct Kit<'a> {
    project: &'a Project,
    tokens: &'a Tokens,
    sender: &'a Sender,
    /// The annotation to which F adds the selected words, in words.
    fragment_of: Option<&'a str>,
    /// Whose annotations may be counted where others' are hidden; `None` where they are shown.
    only_of: Option<&'a AnnotatorId>,
}

/// What is current, with everything that can be noted about it.
pub fn inspector_panel_ui(
    ctx: &ViewContext<'_>,
    facts: &Facts,
    ui: &mut egui::Ui,
    state: &mut InspectorState,
) {
    if let Current::Suggestion { key, part } = ctx.current {
        state.follow(ctx.project(), ctx.sender, None);
        state.wants_focus = false;
        return suggestion_ui(ctx, ui, (key, *part), &mut state.suggestion);
    }
    let viewer = Viewer {
        annotator: ctx.annotator(),
        others: ctx.settings.other_layers == OtherLayers::Faint,
        read_only: ctx.workspace.read_only(),
        without_text: ctx.settings.work_area.n_texts().is_none(),
    };
    let key = Key {
        revision: ctx.workspace.revision(),
        current: ctx.current.clone(),
        annotator: viewer.annotator.cloned(),
        others: viewer.others,
        read_only: viewer.read_only.map(ToOwned::to_owned),
        without_text: viewer.without_text,
    };
    let data = match state.gathered.take() {
        Some((of, data)) if of == key => data,
        _ => InspectorData::gather(ctx.project(), viewer, ctx.current),
    };
    let kit = Kit {
        project: ctx.project(),
        tokens: ctx.tokens,
        sender: ctx.sender,
        fragment_of: facts.fragment_of.as_deref(),
        only_of: viewer.annotator.filter(|_| !viewer.others),
    };
    inspector_ui(ui, kit, &data, state);
    state.gathered = Some((key, data));
}

fn inspector_ui(ui: &mut egui::Ui, kit: Kit<'_>, data: &InspectorData, state: &mut InspectorState) {
    let shown = match data {
        InspectorData::Annotation(a) => Some(Owner::Annotation(a.id.clone())),
        InspectorData::Link(link) => Some(Owner::Link(link.id.clone())),
        _ => None,
    };
    state.follow(kit.project, kit.sender, shown.as_ref());
    state.room = Some(ui.max_rect());
    if shown.is_none() {
        state.wants_focus = false;
    }
    page_ui(ui, "inspector", |ui| match data {
        InspectorData::Nothing(steps) => nothing_ui(ui, kit, steps),
        InspectorData::Selection(selection) => selection_ui(ui, kit, selection),
        InspectorData::Annotation(a) => annotation::annotation_ui(ui, kit, a, state),
        InspectorData::Link(link) => link::link_ui(ui, kit, link, state),
    });
}

fn nothing_ui(ui: &mut egui::Ui, kit: Kit<'_>, steps: &[String]) {
    ui.label(RichText::new("Nothing is chosen").family(semibold()));
    for step in steps {
        ui.label(RichText::new(step).color(kit.tokens.weak));
    }
}

fn selection_ui(ui: &mut egui::Ui, kit: Kit<'_>, data: &SelectionData) {
    ui.label(RichText::new("Selected words").family(semibold()));
    fragments_ui(ui, kit, &data.fragments);
    if let Some(obstacle) = &data.obstacle {
        warning_ui(ui, kit.tokens, obstacle);
        return;
    }
    section_ui(ui, kit.tokens, "Tag as");
    for label in &data.labels {
        if label_button_ui(ui, kit, label, "Tag as", false).clicked() {
            kit.sender.command(Command::Annotate {
                document: data.document.clone(),
                label: label.id.clone(),
                spans: data.spans.clone(),
                features: Vec::new(),
                note: String::new(),
                id: None,
                origin: "hand".to_owned(),
            });
        }
    }
    ui.add_space(size::GROUP);
    let hint = match kit.fragment_of {
        Some(what) => format!("Ctrl+drag adds further words as a fragment; F adds these to {what}"),
        None => "Ctrl+drag adds further words as a fragment".to_owned(),
    };
    weak_ui(ui, kit.tokens, &hint);
}

fn remove_link(sender: &Sender, relation: &RelationId) {
    sender.command(Command::Unrelate {
        relation: relation.clone(),
    });
}

/// The fragments' texts on the page's ground.
fn fragments_ui(ui: &mut egui::Ui, kit: Kit<'_>, fragments: &[String]) {
    for (i, fragment) in fragments.iter().enumerate() {
        egui::Frame::new()
            .fill(kit.tokens.page)
            .stroke(egui::Stroke::new(1.0, kit.tokens.line))
            .corner_radius(size::CORNER)
            .inner_margin(6)
            .show(ui, |ui| {
                ui.set_width(ui.available_width());
                // The frame stands for quotation marks: there may be some in the words.
                let label = words::label_ui(ui, fragment);
                if fragments.len() > 1 {
                    label.on_hover_text(format!("Fragment {} of {}", i + 1, fragments.len()));
                }
            });
    }
}

/// A row that shows another annotation and goes to it.
fn other_ui(ui: &mut egui::Ui, kit: Kit<'_>, other: &OtherData) {
    ui.horizontal(|ui| {
        swatch_ui(
            ui,
            &kit.tokens.mark_style(kit.project.schema(), &other.label),
        );
        let room = ui.available_width() - 2.0 * ui.spacing().button_padding.x;
        let shown = words::in_order(ui, other.words.as_str(), room);
        let go = ui
            .add(
                egui::Button::new(shown)
                    .truncate()
                    .frame_when_inactive(false),
            )
            .accessible_name(other.words.as_str());
        let go = words::hover(go, &other.words);
        if go.clicked() {
            kit.sender.act(AppAction::GoToAnnotation(other.id.clone()));
        }
    });
}

/// A button as wide as the panel that gives a tag: swatch, name, key. `verb` goes before the name in the
/// accessible name, such as `Tag as Quote`.
fn label_button_ui(
    ui: &mut egui::Ui,
    kit: Kit<'_>,
    label: &LabelChoice,
    verb: &str,
    chosen: bool,
) -> egui::Response {
    let enabled = ui.is_enabled();
    let (rect, response) =
        ui.allocate_exact_size(vec2(ui.available_width(), size::ROW), Sense::click());
    response.widget_info(|| {
        let name = format!("{verb} {}", label.name);
        WidgetInfo::selected(egui::Role::RadioButton, enabled, chosen, name)
    });
    let visuals = ui.style().interact_selectable(&response, chosen);
    let stroke = if chosen {
        ui.visuals().selection.stroke
    } else {
        visuals.bg_stroke
    };
    ui.painter().rect(
        rect,
        visuals.corner_radius,
        visuals.weak_bg_fill,
        stroke,
        egui::StrokeKind::Inside,
    );
    let style = kit.tokens.mark_style(kit.project.schema(), &label.id);
    let swatch = egui::Rect::from_center_size(
        egui::pos2(rect.left() + 19.0, rect.center().y),
        vec2(size::SWATCH + 6.0, size::SWATCH),
    );
    paint_swatch(ui.painter(), swatch, &style);
    let key = super::parts::one_line(ui, &label.key, kit.tokens.weak, 40.0, false);
    let key_left = rect.right() - size::GROUP - key.size().x;
    let name = egui::Rect::from_min_max(
        egui::pos2(swatch.right() + size::GROUP, rect.top()),
        egui::pos2(key_left - size::GAP, rect.bottom()),
    );
    super::parts::cell_ui(ui, name, &label.name, kit.tokens.text);
    let key_top = rect.center().y - key.size().y / 2.0;
    ui.painter()
        .galley(egui::pos2(key_left, key_top), key, kit.tokens.weak);
    if label.description.is_empty() {
        response
    } else {
        response.on_hover_text(&label.description)
    }
}
