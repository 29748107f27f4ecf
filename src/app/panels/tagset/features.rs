//! The editor's fields: named values that annotations and links carry.

use super::data::{n_values, new_feature};
use super::{Kit, Question, TagSetState, line_ui, lines_ui, send_named, two_columns_ui};
use crate::app::context::Sender;
use crate::app::panels::draft::{self, Draft};
use crate::app::panels::parts::{cancel_ui, framed_ui, section_ui, weak_ui};
use crate::app::panels::wording::counted;
use crate::app::tokens::size;
use crate::edit::new_ids::TagSetElement;
use crate::model::{Feature, FeatureId, FeatureKind, Project};
use crate::workspace::Command;
use egui::{Button, Ui, vec2};

/// What is typed about one field.
#[derive(Debug)]
pub(super) struct Drafts {
    owner: Option<FeatureId>,
    name: Draft<FeatureId>,
    values: Draft<FeatureId>,
}

/// What a draft has to give: [`Draft::commit`] or [`Draft::leave`].
type Take = fn(&mut Draft<FeatureId>) -> Option<(FeatureId, String)>;

impl Default for Drafts {
    fn default() -> Self {
        Self {
            owner: None,
            name: Draft::of(draft::name),
            values: Draft::of(|lines| Some(values_of(lines).join("\n"))),
        }
    }
}

impl Drafts {
    pub(super) fn is_changed(&self) -> bool {
        self.name.is_changed() || self.values.is_changed()
    }

    /// Sends all that there is as one change.
    pub(super) fn send(&mut self, project: &Project, sender: &Sender, take: Take, is_left: bool) {
        let feature = self
            .owner
            .as_ref()
            .and_then(|id| project.schema().feature(id.as_str()));
        if let Some(feature) = feature {
            let mut changed = feature.clone();
            put_name(take(&mut self.name), &mut changed);
            put_values(take(&mut self.values), &mut changed);
            send(project, sender, feature, changed, is_left);
        }
    }

    fn follow(&mut self, project: &Project, sender: &Sender, feature: &Feature) {
        if self.owner.as_ref() != Some(&feature.id) {
            self.send(project, sender, Draft::leave, true);
            self.owner = Some(feature.id.clone());
        }
        // What was left has been sent just before.
        let _ = self.name.follow(&feature.id, &feature.name);
        let _ = self.values.follow(&feature.id, &feature.values.join("\n"));
    }
}

fn put_name(typed: Option<(FeatureId, String)>, feature: &mut Feature) {
    if let Some((_, name)) = typed {
        name.trim().clone_into(&mut feature.name);
    }
}

fn put_values(typed: Option<(FeatureId, String)>, feature: &mut Feature) {
    if let Some((_, lines)) = typed {
        feature.values = values_of(&lines);
    }
}

/// One value a line; blank lines and repetitions are left out.
fn values_of(lines: &str) -> Vec<String> {
    let mut values: Vec<String> = Vec::new();
    for line in lines.lines().map(str::trim).filter(|l| !l.is_empty()) {
        if values.iter().all(|v| v != line) {
            values.push(line.to_owned());
        }
    }
    values
}

/// Sends what was changed. When the name is left it may make the id; gives the id that there is then.
fn send(
    project: &Project,
    sender: &Sender,
    before: &Feature,
    feature: Feature,
    is_left: bool,
) -> FeatureId {
    let named = is_left
        .then(|| send_named(project, sender, TagSetElement::Feature(feature.clone())))
        .flatten();
    if let Some(id) = named {
        return id.into();
    }
    let id = feature.id.clone();
    if feature != *before {
        sender.command(Command::PutFeature(feature));
    }
    id
}

pub(super) fn fields_ui(ui: &mut Ui, kit: Kit<'_>, state: &mut TagSetState) {
    let features = &kit.project.schema().features;
    let chosen = features
        .iter()
        .find(|f| state.feature.as_ref() == Some(&f.id))
        .or(features.first());
    two_columns_ui(
        ui,
        state,
        |ui, state| list_ui(ui, kit, state, chosen),
        |ui, state| match chosen {
            None => weak_ui(
                ui,
                kit.tokens,
                "There is no field yet. A field holds what is noted about an annotation, such as the speaker",
            ),
            Some(feature) => {
                state
                    .feature_drafts
                    .follow(kit.project, kit.sender, feature);
                match state.question {
                    Some(Question::Feature { feature: ref of, n }) if *of == feature.id => {
                        question_ui(ui, kit, feature, n, &mut state.question);
                    }
                    _ => details_ui(ui, kit, feature, state),
                }
            }
        },
    );
}

fn list_ui(ui: &mut Ui, kit: Kit<'_>, state: &mut TagSetState, chosen: Option<&Feature>) {
    for feature in &kit.project.schema().features {
        let is_on = chosen.is_some_and(|c| c.id == feature.id);
        let row = Button::selectable(is_on, feature.name.as_str())
            .truncate()
            .min_size(vec2(ui.available_width(), size::ROW));
        if ui.add(row).clicked() {
            state.feature = Some(feature.id.clone());
            state.question = None;
        }
    }
    ui.add_space(size::GAP);
    if ui.button("Add field").clicked() {
        let feature = new_feature(kit.project.schema());
        state.feature = Some(feature.id.clone());
        state.question = None;
        kit.sender.command(Command::PutFeature(feature));
    }
}

fn details_ui(ui: &mut Ui, kit: Kit<'_>, feature: &Feature, state: &mut TagSetState) {
    let mut changed = feature.clone();
    let drafts = &mut state.feature_drafts;
    let heading = section_ui(ui, kit.tokens, "Name").id;
    let is_left = line_ui(ui, kit.tokens, heading, &mut drafts.name).lost_focus();
    if is_left {
        put_name(drafts.name.leave(), &mut changed);
    }
    section_ui(ui, kit.tokens, "What it holds");
    if let FeatureKind::Other(kind) = &feature.kind {
        weak_ui(
            ui,
            kit.tokens,
            &format!("“{kind}”, which this version does not know: treated as text"),
        );
    }
    ui.horizontal_wrapped(|ui| {
        framed_ui(ui, kit.tokens, |ui| {
            ui.radio_value(&mut changed.kind, FeatureKind::Text, "Any text");
            let choice = FeatureKind::Choice;
            ui.radio_value(&mut changed.kind, choice, "One of a list of values");
        });
    });
    if feature.kind == FeatureKind::Choice {
        let heading = section_ui(ui, kit.tokens, "Values, one a line").id;
        if lines_ui(ui, kit.tokens, heading, &mut drafts.values, 4) {
            put_values(drafts.values.leave(), &mut changed);
        }
    }
    carriers_ui(ui, kit, feature, &mut changed);
    let id = send(kit.project, kit.sender, feature, changed, is_left);
    if id != feature.id {
        state.feature = Some(id);
    }
    ui.add_space(size::GROUP);
    if ui.button("Remove field…").clicked() {
        let n = n_values(kit.project, &feature.id);
        if n == 0 {
            kit.sender
                .command(Command::RemoveFeature(feature.id.clone()));
        } else {
            state.question = Some(Question::Feature {
                feature: feature.id.clone(),
                n,
            });
        }
    }
}

/// Which tags and which types of link carry the field.
fn carriers_ui(ui: &mut Ui, kit: Kit<'_>, feature: &Feature, changed: &mut Feature) {
    let schema = kit.project.schema();
    section_ui(ui, kit.tokens, "Carried by annotations tagged");
    ui.horizontal_wrapped(|ui| {
        for label in &schema.labels {
            let mut on = feature.labels.contains(&label.id);
            if framed_ui(ui, kit.tokens, |ui| ui.checkbox(&mut on, &label.name)).clicked() {
                changed.labels.retain(|l| *l != label.id);
                if on {
                    changed.labels.push(label.id.clone());
                }
            }
        }
    });
    if schema.relation_types.is_empty() {
        return;
    }
    section_ui(ui, kit.tokens, "Carried by links of the type");
    ui.horizontal_wrapped(|ui| {
        for kind in &schema.relation_types {
            let mut on = feature.relation_types.contains(&kind.id);
            if framed_ui(ui, kit.tokens, |ui| ui.checkbox(&mut on, &kind.name)).clicked() {
                changed.relation_types.retain(|t| *t != kind.id);
                if on {
                    changed.relation_types.push(kind.id.clone());
                }
            }
        }
    });
}

fn question_ui(
    ui: &mut Ui,
    kit: Kit<'_>,
    feature: &Feature,
    n: usize,
    question: &mut Option<Question>,
) {
    ui.label(format!(
        "“{}” is set on {}. The values stay in the file, and are listed under Problems as notices",
        feature.name,
        counted(n, "annotation or link", "annotations and links")
    ));
    ui.add_space(size::GROUP);
    ui.horizontal(|ui| {
        if ui.button("Remove field").clicked() {
            kit.sender
                .command(Command::RemoveFeature(feature.id.clone()));
            *question = None;
        }
        if cancel_ui(ui).clicked() {
            *question = None;
        }
    });
    weak_ui(ui, kit.tokens, "Undo brings the field back");
}

#[cfg(test)]
mod tests {
    use super::values_of;

    #[test]
    fn values_are_lines_without_blanks_and_repetitions() {
        assert_eq!(
            values_of(" direct\n\nindirect\ndirect \n"),
            ["direct", "indirect"]
        );
    }
}
