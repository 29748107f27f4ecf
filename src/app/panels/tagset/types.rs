//! The editor's types of links.

use super::data::{links_in_words, new_type};
use super::{
    Kit, Question, TagSetState, key_ui, line_ui, move_buttons_ui, orphans_ui, select_all,
    send_named, two_columns_ui,
};
use crate::app::context::Sender;
use crate::app::panels::draft::{self, Draft};
use crate::app::panels::parts::{framed_ui, section_ui, weak_ui};
use crate::app::tokens::size;
use crate::edit::new_ids::TagSetElement;
use crate::edit::relation_types::OrphanLinks;
use crate::model::{LabelId, Project, RelationType, RelationTypeId};
use crate::workspace::Command;
use egui::{Button, Ui, vec2};

/// What is typed about one type.
#[derive(Debug)]
pub(super) struct Drafts {
    owner: Option<RelationTypeId>,
    name: Draft<RelationTypeId>,
}

/// What a draft has to give: [`Draft::commit`] or [`Draft::leave`].
type Take = fn(&mut Draft<RelationTypeId>) -> Option<(RelationTypeId, String)>;

impl Default for Drafts {
    fn default() -> Self {
        Self {
            owner: None,
            name: Draft::of(draft::name),
        }
    }
}

impl Drafts {
    pub(super) fn is_changed(&self) -> bool {
        self.name.is_changed()
    }

    pub(super) fn send(&mut self, project: &Project, sender: &Sender, take: Take, is_left: bool) {
        let owner = self.owner.as_ref();
        let before = owner.and_then(|id| project.schema().relation_type(id));
        if let Some(before) = before {
            let mut changed = before.clone();
            put_name(take(&mut self.name), &mut changed);
            send(project, sender, before, changed, is_left);
        }
    }

    fn follow(&mut self, project: &Project, sender: &Sender, kind: &RelationType) {
        if self.owner.as_ref() != Some(&kind.id) {
            self.send(project, sender, Draft::leave, true);
            self.owner = Some(kind.id.clone());
        }
        // What was left has been sent just before.
        let _ = self.name.follow(&kind.id, &kind.name);
    }
}

fn put_name(typed: Option<(RelationTypeId, String)>, kind: &mut RelationType) {
    if let Some((_, name)) = typed {
        name.trim().clone_into(&mut kind.name);
    }
}

/// Sends what was changed. When the name is left it may make the id; gives the id that there is then.
fn send(
    project: &Project,
    sender: &Sender,
    before: &RelationType,
    relation_type: RelationType,
    is_left: bool,
) -> RelationTypeId {
    let named = is_left
        .then(|| {
            send_named(
                project,
                sender,
                TagSetElement::RelationType(relation_type.clone()),
            )
        })
        .flatten();
    if let Some(id) = named {
        return id.into();
    }
    let id = relation_type.id.clone();
    if relation_type != *before {
        sender.command(Command::PutRelationType {
            relation_type,
            place: None,
        });
    }
    id
}

pub(super) fn types_ui(ui: &mut Ui, kit: Kit<'_>, state: &mut TagSetState) {
    let types = &kit.project.schema().relation_types;
    let chosen = types
        .iter()
        .position(|t| state.relation_type.as_ref() == Some(&t.id))
        .unwrap_or(0);
    two_columns_ui(
        ui,
        state,
        |ui, state| list_ui(ui, kit, state, chosen),
        |ui, state| match types.get(chosen) {
            None => weak_ui(
                ui,
                kit.tokens,
                "There is no type of link yet. A link joins two annotations, such as the sides of a contradiction",
            ),
            Some(kind) => {
                state.type_drafts.follow(kit.project, kit.sender, kind);
                match &mut state.question {
                    Some(Question::LinkType { of, move_to }) if *of == kind.id => {
                        if question_ui(ui, kit, kind, move_to) {
                            state.question = None;
                        }
                    }
                    _ => details_ui(ui, kit, kind, state),
                }
            }
        },
    );
}

fn list_ui(ui: &mut Ui, kit: Kit<'_>, state: &mut TagSetState, chosen: usize) {
    let types = &kit.project.schema().relation_types;
    for (i, kind) in types.iter().enumerate() {
        let words = if kind.key.is_empty() {
            kind.name.clone()
        } else {
            format!("{}  {}", kind.key, kind.name)
        };
        let row = Button::selectable(i == chosen, words)
            .truncate()
            .min_size(vec2(ui.available_width(), size::ROW));
        if ui.add(row).clicked() {
            state.relation_type = Some(kind.id.clone());
            state.question = None;
        }
    }
    ui.add_space(size::GAP);
    ui.horizontal_wrapped(|ui| {
        if ui.button("Add type").clicked() {
            let relation_type = new_type(kit.project.schema());
            state.relation_type = Some(relation_type.id.clone());
            state.added_type = Some(relation_type.id.clone());
            state.question = None;
            kit.sender.command(Command::PutRelationType {
                relation_type,
                place: None,
            });
        }
        if let Some(kind) = types.get(chosen)
            && let Some(place) = move_buttons_ui(ui, &kind.name, chosen, types.len())
        {
            kit.sender.command(Command::PutRelationType {
                relation_type: kind.clone(),
                place: Some(place),
            });
        }
    });
}

fn details_ui(ui: &mut Ui, kit: Kit<'_>, kind: &RelationType, state: &mut TagSetState) {
    let mut changed = kind.clone();
    let draft = &mut state.type_drafts.name;
    let heading = section_ui(ui, kit.tokens, "Name").id;
    let name = line_ui(ui, kit.tokens, heading, draft);
    if state.added_type.as_ref() == Some(&kind.id) {
        state.added_type = None;
        select_all(ui, &name, &draft.text);
    }
    let is_left = name.lost_focus();
    if is_left {
        put_name(draft.leave(), &mut changed);
    }
    let others = kit.project.schema().relation_types.iter();
    let others = others.filter(|t| t.id != kind.id);
    let holders = others.map(|t| (t.key.as_str(), t.name.as_str()));
    let heading = section_ui(ui, kit.tokens, "Key between the two L").id;
    key_ui(ui, heading, holders, &mut changed.key);
    section_ui(ui, kit.tokens, "Direction");
    ui.horizontal_wrapped(|ui| {
        framed_ui(ui, kit.tokens, |ui| {
            ui.radio_value(&mut changed.symmetric, true, "Both ends are alike");
            ui.radio_value(&mut changed.symmetric, false, "From one end to the other");
        });
    });
    let (one, other) = if kind.symmetric {
        ("One end may be tagged", "The other end may be tagged")
    } else {
        ("It may go from", "It may go to")
    };
    ends_ui(ui, kit, one, &mut changed.from);
    ends_ui(ui, kit, other, &mut changed.to);
    let id = send(kit.project, kit.sender, kind, changed, is_left);
    if id != kind.id {
        state.relation_type = Some(id);
    }
    ui.add_space(size::GROUP);
    let n = n_links(kit.project, &kind.id);
    weak_ui(ui, kit.tokens, &format!("On {}", links_in_words(n)));
    if ui.button("Remove type…").clicked() {
        if n == 0 {
            kit.sender.command(Command::RemoveRelationType {
                relation_type: kind.id.clone(),
                orphans: OrphanLinks::Refuse,
            });
        } else {
            let types = kit.project.schema().relation_types.iter();
            state.question = Some(Question::LinkType {
                of: kind.id.clone(),
                move_to: types.map(|t| &t.id).find(|id| **id != kind.id).cloned(),
            });
        }
    }
}

/// Links of a type, in every layer.
fn n_links(project: &Project, kind: &RelationTypeId) -> usize {
    let of_kind = |r: &&std::sync::Arc<crate::model::Relation>| r.relation_type == *kind;
    project.relations().filter(of_kind).count()
}

/// Which tags may stand at an end.
fn ends_ui(ui: &mut Ui, kit: Kit<'_>, heading: &str, ends: &mut Vec<LabelId>) {
    section_ui(ui, kit.tokens, heading);
    ui.horizontal_wrapped(|ui| {
        for label in &kit.project.schema().labels {
            let mut is_on = ends.contains(&label.id);
            let check = framed_ui(ui, kit.tokens, |ui| ui.checkbox(&mut is_on, &label.name));
            let name = format!("{heading}: {}", label.name);
            if check.accessible_name(name).clicked() {
                ends.retain(|l| *l != label.id);
                if is_on {
                    ends.push(label.id.clone());
                }
            }
        }
    });
}

/// What becomes of the links of a type that goes. Says whether it is answered.
fn question_ui(
    ui: &mut Ui,
    kit: Kit<'_>,
    kind: &RelationType,
    move_to: &mut Option<RelationTypeId>,
) -> bool {
    let n = links_in_words(n_links(kit.project, &kind.id));
    ui.label(format!("“{}” is on {n}. What becomes of them?", kind.name));
    let others = kit.project.schema().relation_types.iter();
    let others = others.filter(|t| t.id != kind.id);
    let others = others.map(|t| (&t.id, t.name.as_str()));
    let goes = ("They are removed too", "Remove type");
    let answer = orphans_ui(ui, kit, others, move_to, goes);
    if answer == Some(true) {
        let to = move_to.clone();
        kit.sender.command(Command::RemoveRelationType {
            relation_type: kind.id.clone(),
            orphans: to.map_or(OrphanLinks::Remove, OrphanLinks::MoveTo),
        });
    }
    answer.is_some()
}
