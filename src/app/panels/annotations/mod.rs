//! The Annotations panel: a table of every annotation of the shown layers.
mod rows;
mod table;
#[cfg(test)]
mod tests;

pub use rows::{Column, RowData, RowQuery, rows};

use super::parts::{empty_ui, framed_ui};
use super::wording::{counted, on_one_line};
use super::worked::Worked;
use crate::app::context::{AppAction, Sender, ViewContext};
use crate::app::tokens::{Tokens, size};
use crate::app::widgets::VirtualList;
use crate::app::window_parts::{Part, part_has_list};
use crate::model::{AnnotationId, AnnotatorId, DocumentId, LabelId, Project};
use crate::workspace::Command;
use crate::workspace::settings::OtherLayers;
use egui::{ComboBox, Modifiers, RichText, TextEdit};
use std::collections::{BTreeSet, HashSet};

/// How much of a title stands on the button that shows all again, code points.
const NARROWED_CHARS: usize = 32;

/// Scratch of the Annotations panel.
pub struct AnnotationsState {
    list: VirtualList,
    query: RowQuery,
    rows: Worked<RowQuery, Vec<AnnotationId>>,
    /// Rows that Delete and 1…9 act on. Invariant: all of them are listed.
    picked: BTreeSet<AnnotationId>,
    /// The row that Shift extends from.
    anchor: Option<AnnotationId>,
    /// The row that Shift has extended to.
    end: Option<AnnotationId>,
    /// The version of the rows that `picked` was compared with.
    picked_of: u64,
    /// Where the current annotation stood when it was last looked for.
    located: Located,
    /// The list as it was drawn last; it knows whether it has the keyboard.
    list_response: Option<egui::Response>,
}

impl Default for AnnotationsState {
    fn default() -> Self {
        Self {
            list: VirtualList::of_several(),
            query: RowQuery::default(),
            rows: Worked::default(),
            picked: BTreeSet::new(),
            anchor: None,
            end: None,
            picked_of: 0,
            located: Located::default(),
            list_response: None,
        }
    }
}

/// What can be done to several rows at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PickedDeed {
    /// They go, with their links.
    Remove,
    /// They get this tag.
    Tag(LabelId),
}

/// What the table is narrowed to from elsewhere; what is not named is not narrowed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Narrowed {
    /// To a tag.
    pub label: Option<LabelId>,
    /// To an article.
    pub document: Option<DocumentId>,
    /// To a layer.
    pub annotator: Option<AnnotatorId>,
}

impl AnnotationsState {
    /// Shows these annotations and no others.
    pub fn narrow_to(&mut self, to: Narrowed) {
        self.query.text.clear();
        self.query.label = to.label;
        self.query.document = to.document;
        self.query.only = to.annotator;
    }

    /// Whether Delete and a tag's key are for the rows picked: there are several, and the table has the keyboard.
    #[must_use]
    pub fn takes_keys(&self) -> bool {
        let list = self.list_response.as_ref();
        self.picked.len() > 1 && list.is_some_and(egui::Response::has_focus)
    }

    /// What Delete or a tag's key means while the table has the keyboard and several rows are picked: one step for
    /// all that are `annotator`'s. `None`: the key is for what is current.
    pub fn picked_command(
        &mut self,
        project: &Project,
        annotator: Option<&AnnotatorId>,
        deed: PickedDeed,
    ) -> Option<Command> {
        if !self.takes_keys() {
            return None;
        }
        let is_own = |id: &&AnnotationId| {
            let a = project.annotation(id);
            a.is_some_and(|a| annotator == Some(&a.annotator))
        };
        let own: Vec<AnnotationId> = self.picked.iter().filter(is_own).cloned().collect();
        if own.is_empty() {
            return None;
        }
        match deed {
            PickedDeed::Remove => {
                self.picked.clear();
                self.end = None;
                Some(Command::Remove { annotations: own })
            }
            PickedDeed::Tag(label) => {
                let name = project
                    .schema()
                    .label(&label)
                    .map_or(label.as_str(), |l| &l.name);
                let n = counted(own.len(), "annotation", "annotations");
                let description = format!("Change the tag of {n} to {name}");
                let relabel = |annotation| Command::Relabel {
                    annotation,
                    label: label.clone(),
                };
                Some(Command::Batch {
                    description,
                    commands: own.into_iter().map(relabel).collect(),
                })
            }
        }
    }
}

/// The row of the current annotation, looked for once for each list of rows.
#[derive(Default)]
struct Located {
    current: Option<AnnotationId>,
    version: u64,
    row: Option<usize>,
}

/// What every part of the panel is drawn with.
#[derive(Clone, Copy)]
struct Kit<'a> {
    project: &'a Project,
    tokens: &'a Tokens,
    sender: &'a Sender,
    annotator: Option<&'a AnnotatorId>,
    current: Option<&'a AnnotationId>,
    revision: u64,
    others: bool,
}

/// A table of every annotation of the shown layers: sorted by a click on a head, filtered, and a click goes to the
/// place. Ctrl+click, Shift+click, Shift with arrows and Ctrl+A pick several rows for Delete and 1…9.
pub fn annotations_panel_ui(
    ctx: &ViewContext<'_>,
    ui: &mut egui::Ui,
    state: &mut AnnotationsState,
) {
    let kit = Kit {
        project: ctx.project(),
        tokens: ctx.tokens,
        sender: ctx.sender,
        annotator: ctx.annotator(),
        current: ctx.current_annotation(),
        revision: ctx.workspace.revision(),
        others: ctx.settings.other_layers == OtherLayers::Faint,
    };
    annotations_ui(ui, kit, state);
}

fn annotations_ui(ui: &mut egui::Ui, kit: Kit<'_>, state: &mut AnnotationsState) {
    state.query.annotator = kit.annotator.cloned();
    state.query.others = kit.others;
    let labels = &kit.project.schema().labels;
    if state
        .query
        .label
        .as_ref()
        .is_some_and(|l| labels.iter().all(|known| known.id != *l))
    {
        state.query.label = None;
    }
    let (project, query) = (kit.project, &mut state.query);
    query.document.take_if(|id| project.document(id).is_none());
    query.only.take_if(|id| project.annotator(id).is_none());
    let size = (kit.project, kit.revision, kit.project.n_annotations());
    let is_fresh = state.rows.follow(size, &state.query, rows, ui.ctx());
    keep_listed(state);
    filter_ui(ui, kit, state, is_fresh);
    if state.rows.value.is_empty() {
        let is_filtered = state.query.is_filtered();
        match (is_fresh, is_filtered) {
            (false, _) => {}
            (true, true) => empty_ui(
                ui,
                kit.tokens,
                "Nothing found",
                "No annotation fits the filter",
            ),
            (true, false) if kit.annotator.is_none() && kit.project.n_annotations() > 0 => {
                empty_ui(
                    ui,
                    kit.tokens,
                    "Nobody is chosen to annotate",
                    "Press F4 to choose who annotates: their annotations are listed here",
                );
            }
            (true, false) => empty_ui(
                ui,
                kit.tokens,
                "No annotations yet",
                "Select some words of an article and press the key of a tag: each annotation is listed here",
            ),
        }
        return;
    }
    table::heads_ui(ui, kit.tokens, &mut state.query);
    list_ui(ui, kit, state);
}

fn filter_ui(ui: &mut egui::Ui, kit: Kit<'_>, state: &mut AnnotationsState, is_fresh: bool) {
    ui.horizontal(|ui| {
        let width = (ui.available_width() * 0.4).clamp(80.0, 260.0);
        let edit = TextEdit::singleline(&mut state.query.text)
            .hint_text("Filter…")
            .desired_width(width);
        let filter = framed_ui(ui, kit.tokens, |ui| ui.add(edit));
        part_has_list(ui, Part::Bottom, filter.id);
        filter.accessible_name("Filter annotations");
        let labels = &kit.project.schema().labels;
        let chosen = labels
            .iter()
            .find(|l| state.query.label.as_ref() == Some(&l.id));
        let combo = ComboBox::from_id_salt("annotations tag filter")
            .selected_text(chosen.map_or("All tags", |l| l.name.as_str()))
            .truncate()
            .show_ui(ui, |ui| {
                ui.selectable_value(&mut state.query.label, None, "All tags");
                for label in labels {
                    let id = Some(label.id.clone());
                    ui.selectable_value(&mut state.query.label, id, &label.name);
                }
            });
        combo.response.accessible_name("Show tag");
        narrowed_ui(ui, kit, &mut state.query);
        let n = counted(state.rows.value.len(), "annotation", "annotations");
        let words = match (is_fresh, state.picked.len()) {
            (false, _) => "Listing…".to_owned(),
            (true, 0 | 1) => n,
            (true, picked) => format!("{picked} of {n} picked"),
        };
        ui.label(RichText::new(words).color(kit.tokens.weak));
    });
}

/// The article and the layer that the table is narrowed to: a click shows all again.
fn narrowed_ui(ui: &mut egui::Ui, kit: Kit<'_>, query: &mut RowQuery) {
    let mut button = |what: &str, name: &str| {
        let name = on_one_line(name, NARROWED_CHARS);
        let button = ui.button(format!("{name} ×"));
        let button = button.accessible_name(format!("{what} {name}: show all again"));
        button.on_hover_text("Shows all again").clicked()
    };
    if let Some(document) = (query.document.as_ref()).and_then(|id| kit.project.document(id))
        && button("Article", &document.title)
    {
        query.document = None;
    }
    if let Some(who) = (query.only.as_ref()).and_then(|id| kit.project.annotator(id))
        && button("Annotator", &who.name)
    {
        query.only = None;
    }
}

/// What is not listed any more is not picked any more: nothing is to happen to what nobody sees.
fn keep_listed(state: &mut AnnotationsState) {
    if state.picked_of == state.rows.version {
        return;
    }
    state.picked_of = state.rows.version;
    if !state.picked.is_empty() {
        let listed: HashSet<&AnnotationId> = state.rows.value.iter().collect();
        state.picked.retain(|id| listed.contains(id));
    }
}

fn list_ui(ui: &mut egui::Ui, kit: Kit<'_>, state: &mut AnnotationsState) {
    let located = locate(kit, state);
    let end = state.end.as_ref().and_then(|id| state.rows.place_of(id));
    let chosen = end.or(located);
    let mut pressed = None;
    let AnnotationsState {
        list, rows, picked, ..
    } = state;
    let shown = list.show(
        ui,
        "Annotations",
        rows.value.len(),
        size::ROW,
        chosen,
        |ui, i| {
            let id = &rows.value[i];
            let Some(row) = RowData::gather(kit.project, kit.annotator, id) else {
                return;
            };
            let is_chosen = kit.current == Some(id) || picked.contains(id);
            let response = table::row_ui(ui, kit, &row, is_chosen, i % 2 == 1);
            if response.clicked() {
                pressed = Some((i, ui.input(|input| input.modifiers)));
            }
        },
    );
    part_has_list(ui, Part::Bottom, shown.response.id);
    if let Some((row, modifiers)) = pressed {
        shown.response.request_focus();
        press(kit, state, row, modifiers);
    } else if shown.all {
        state.picked = state.rows.value.iter().cloned().collect();
        state.anchor = state.rows.value.first().cloned();
        state.end = state.rows.value.last().cloned();
    } else if let Some(row) = shown.moved_to {
        let modifiers = if shown.extends {
            Modifiers::SHIFT
        } else {
            Modifiers::NONE
        };
        press(kit, state, row, modifiers);
    } else if shown.entered {
        kit.sender.act(AppAction::FocusReader);
    }
    state.list_response = Some(shown.response);
}

/// The row of the current annotation; brought into view when either is new.
fn locate(kit: Kit<'_>, state: &mut AnnotationsState) -> Option<usize> {
    let (located, version) = (&state.located, state.rows.version);
    let is_new = located.current.as_ref() != kit.current;
    if is_new || located.version != version {
        let row = kit.current.and_then(|id| state.rows.place_of(id));
        if let Some(row) = row.filter(|_| is_new || located.row.is_none()) {
            state.list.scroll_to(row);
        }
        if is_new && kit.current.is_some_and(|id| !state.picked.contains(id)) {
            state.picked.clear();
            state.end = None;
        }
        state.located = Located {
            current: kit.current.cloned(),
            version,
            row,
        };
    }
    state.located.row
}

/// A click on a row, or a key's way to it: alone it goes there; with Ctrl it picks one more, with Shift all up to it.
fn press(kit: Kit<'_>, state: &mut AnnotationsState, row: usize, modifiers: Modifiers) {
    let Some(id) = state.rows.value.get(row).cloned() else {
        return;
    };
    if modifiers.shift {
        let anchor = state.anchor.as_ref().or(kit.current);
        let from = anchor.and_then(|a| state.rows.place_of(a)).unwrap_or(row);
        state.picked = state.rows.value[from.min(row)..=from.max(row)]
            .iter()
            .cloned()
            .collect();
        state.anchor = state.rows.value.get(from).cloned();
        state.end = Some(id);
    } else if modifiers.command {
        if state.picked.is_empty() {
            state.picked.extend(kit.current.cloned());
        }
        if !state.picked.remove(&id) {
            state.picked.insert(id.clone());
        }
        state.anchor = Some(id);
        state.end = None;
    } else {
        state.picked.clear();
        state.end = None;
        state.anchor = Some(id.clone());
        kit.sender.act(AppAction::GoToAnnotation(id));
    }
}
