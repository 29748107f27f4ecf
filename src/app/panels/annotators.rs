//! Who annotates: the list to choose from, and the dialog that adds, renames and removes.

use super::draft::{self, Draft, Typed};
use super::parts::{cancel_ui, framed_ui, section_ui, warning_ui, weak_ui};
use super::wording::{counted, on_one_line};
use crate::app::context::{AppAction, DialogRequest, Sender, ViewContext};
use crate::app::tokens::{Tokens, semibold, size};
use crate::app::widgets::words::{in_order, text_width};
use crate::model::{AnnotatorId, AnnotatorKind, DocumentLayer, Project};
use crate::workspace::Command;
use crate::workspace::settings::OtherLayers;
use egui::{
    Button, Key, Popup, PopupCloseBehavior, RichText, ScrollArea, TextEdit, Ui, WidgetInfo, vec2,
};
use std::collections::BTreeMap;

/// In narrower windows, points, the button has the name alone.
const NARROW: f32 = 820.0;

/// How much of a name stands in the button, code points: where there is room, and at least.
const MOST_CHARS: usize = 24;
const LEAST_CHARS: usize = 4;

/// Scratch of the dialog.
#[derive(Debug, Default)]
pub struct AnnotatorsState {
    /// The name of one to be added.
    new_name: String,
    new_kind: AnnotatorKind,
    names: BTreeMap<AnnotatorId, Draft<AnnotatorId>>,
    /// Who is to be removed, if the answer allows it.
    question: Option<AnnotatorId>,
    /// The revision that the rows belong to.
    rows: Option<(u64, Vec<AnnotatorRow>)>,
}

impl Typed for AnnotatorsState {
    fn has_draft(&self) -> bool {
        self.names.values().any(Draft::is_changed)
    }

    fn commit(&mut self, project: &Project, sender: &Sender) {
        // Somebody who was removed meanwhile has no name to change.
        self.names.retain(|id, _| project.annotator(id).is_some());
        for draft in self.names.values_mut() {
            send_name(sender, draft.commit());
        }
    }

    fn leave(&mut self, project: &Project, sender: &Sender) {
        self.commit(project, sender);
        self.names.clear();
        self.question = None;
    }
}

fn send_name(sender: &Sender, left: Option<(AnnotatorId, String)>) {
    if let Some((annotator, name)) = left {
        let name = name.trim().to_owned();
        sender.command(Command::RenameAnnotator { annotator, name });
    }
}

/// One annotator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnnotatorRow {
    /// Which.
    pub id: AnnotatorId,
    /// Shown.
    pub name: String,
    /// Person, adjudicator or program, in words.
    pub kind: String,
    /// A person, neither adjudicator nor program.
    pub is_person: bool,
    /// Annotations in the layer.
    pub n_annotations: usize,
    /// Links in the layer.
    pub n_links: usize,
}

impl AnnotatorRow {
    /// Every annotator, in the user's order. Costs one look at each article and link.
    pub fn gather(project: &Project) -> Vec<Self> {
        let mut annotations: BTreeMap<&AnnotatorId, usize> = BTreeMap::new();
        for document in project.documents() {
            let counts = project
                .layer(&document.id)
                .into_iter()
                .flat_map(DocumentLayer::counts);
            for (annotator, _, n) in counts {
                *annotations.entry(annotator).or_default() += n;
            }
        }
        let mut links: BTreeMap<&AnnotatorId, usize> = BTreeMap::new();
        for relation in project.relations() {
            *links.entry(&relation.annotator).or_default() += 1;
        }
        let n = |of: &BTreeMap<&AnnotatorId, usize>, id| of.get(id).copied().unwrap_or_default();
        let annotators = project.annotators().iter();
        annotators
            .map(|a| Self {
                id: a.id.clone(),
                name: a.name.clone(),
                kind: kind_in_words(&a.kind).to_owned(),
                is_person: a.kind == AnnotatorKind::Human,
                n_annotations: n(&annotations, &a.id),
                n_links: n(&links, &a.id),
            })
            .collect()
    }

    /// Such as `12 annotations and 1 link`.
    pub fn layer_in_words(&self) -> String {
        let annotations = counted(self.n_annotations, "annotation", "annotations");
        if self.n_links == 0 {
            annotations
        } else {
            format!(
                "{annotations} and {}",
                counted(self.n_links, "link", "links")
            )
        }
    }
}

/// The kind of an annotator in a word or two.
pub fn kind_in_words(kind: &AnnotatorKind) -> &str {
    match kind {
        AnnotatorKind::Human => "person",
        AnnotatorKind::Adjudicator => "adjudicator",
        AnnotatorKind::Machine => "program",
        AnnotatorKind::Other(kind) => kind,
    }
}

/// What every part is drawn with.
#[derive(Clone, Copy)]
struct Kit<'a> {
    project: &'a Project,
    tokens: &'a Tokens,
    sender: &'a Sender,
    annotator: Option<&'a AnnotatorId>,
    others: OtherLayers,
    revision: u64,
    read_only: Option<&'a str>,
}

impl<'a> Kit<'a> {
    fn of(ctx: &ViewContext<'a>) -> Self {
        Self {
            project: ctx.project(),
            tokens: ctx.tokens,
            sender: ctx.sender,
            annotator: ctx.annotator(),
            others: ctx.settings.other_layers,
            revision: ctx.workspace.revision(),
            read_only: ctx.workspace.read_only(),
        }
    }
}

/// The name for the title row, such as `Ada`, or what to do where nobody is chosen.
pub fn chooser_text(ctx: &ViewContext<'_>) -> String {
    let chosen = ctx.annotator().and_then(|id| ctx.project().annotator(id));
    chosen.map_or_else(|| "Choose…".to_owned(), |a| a.name.clone())
}

/// The button of the title row with its pop-up: who annotates, a field to add somebody, others' layers.
///
/// The name is cut to `room` points.
pub fn chooser_ui(ctx: &ViewContext<'_>, room: f32, ui: &mut Ui) {
    let is_narrow = ui.ctx().content_rect().width() < NARROW;
    let name = chooser_text(ctx);
    let prefix = if is_narrow { "" } else { "Annotator: " };
    let room = room - 2.0 * ui.spacing().button_padding.x;
    let words = |n: usize| format!("{prefix}{} ▼", on_one_line(&name, n));
    let fits = |words: &String| text_width(ui, words, &egui::TextStyle::Button) <= room;
    let mut all = (LEAST_CHARS..=MOST_CHARS).rev().map(words);
    let words = all.find(fits).unwrap_or_else(|| words(LEAST_CHARS));
    let shown = in_order(ui, words, f32::INFINITY);
    let button = ui
        .add(Button::new(shown).frame_when_inactive(false))
        .accessible_name(format!("Annotator: {name}"))
        .on_hover_text("Choose who annotates (F4)");
    let new_name_id = button.id.with("new name");
    Popup::menu(&button)
        .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
        .accessible_name("Who annotates")
        .show(|ui| {
            let mut new_name = ui
                .data(|d| d.get_temp::<String>(new_name_id))
                .unwrap_or_default();
            if menu_ui(ui, Kit::of(ctx), &mut new_name) {
                ui.close();
            }
            ui.data_mut(|d| d.insert_temp(new_name_id, new_name));
        });
}

fn menu_ui(ui: &mut Ui, kit: Kit<'_>, new_name: &mut String) -> bool {
    ui.set_min_width(220.0);
    ui.set_max_width(ui.available_width().clamp(220.0, 320.0));
    let rows = AnnotatorRow::gather(kit.project);
    let mut is_done = false;
    ui.label(RichText::new("Who annotates").family(semibold()));
    ScrollArea::vertical()
        .id_salt("annotators")
        .max_height(260.0)
        .show(ui, |ui| {
            for row in &rows {
                let is_on = kit.annotator == Some(&row.id);
                let detail = RichText::new(&row.kind)
                    .size(size::SMALL)
                    .color(kit.tokens.weak);
                let shown = in_order(ui, row.name.as_str(), 200.0);
                let button = Button::selectable(is_on, shown)
                    .truncate()
                    .right_text(detail)
                    .min_size(vec2(ui.available_width(), size::ROW));
                let response = ui.add(button).on_hover_text(row.layer_in_words());
                response.widget_info(|| {
                    let name = format!("{}, {}", row.name, row.kind);
                    WidgetInfo::selected(egui::Role::RadioButton, true, is_on, name)
                });
                if response.clicked() {
                    if !is_on {
                        kit.sender.act(AppAction::SetAnnotator(row.id.clone()));
                    }
                    is_done = true;
                }
            }
        });
    if rows.is_empty() {
        weak_ui(
            ui,
            kit.tokens,
            "Nobody yet: write your name to start annotating",
        );
    }
    if kit.read_only.is_none() {
        ui.separator();
        is_done |= add_by_name_ui(ui, kit, new_name);
    }
    ui.separator();
    is_done |= layers_ui(ui, kit, rows.len());
    if ui
        .button("Annotators…")
        .on_hover_text("Rename or remove annotators")
        .clicked()
    {
        kit.sender.act(AppAction::Open(DialogRequest::Annotators));
        is_done = true;
    }
    is_done
}

fn take_rows(kit: Kit<'_>, state: &mut AnnotatorsState) -> Vec<AnnotatorRow> {
    match state.rows.take() {
        Some((revision, rows)) if revision == kit.revision => rows,
        _ => AnnotatorRow::gather(kit.project),
    }
}

/// A field and a button; Enter adds too.
fn add_by_name_ui(ui: &mut Ui, kit: Kit<'_>, new_name: &mut String) -> bool {
    ui.horizontal(|ui| {
        let edit = TextEdit::singleline(new_name)
            .hint_text("Name")
            .align(egui::Align2::LEFT_CENTER)
            .margin(egui::vec2(size::GAP, 2.0))
            .desired_width((ui.available_width() - 60.0).max(80.0));
        let field =
            framed_ui(ui, kit.tokens, |ui| ui.add(edit)).accessible_name("Name of a new annotator");
        let entered = field.lost_focus() && ui.input(|i| i.key_pressed(Key::Enter));
        let name = new_name.trim().to_owned();
        let add = ui.add_enabled(!name.is_empty(), Button::new("Add"));
        if (entered || add.clicked()) && !name.is_empty() {
            new_name.clear();
            kit.sender.act(AppAction::AddAnnotatorAndChoose(name));
            return true;
        }
        false
    })
    .inner
}

fn layers_ui(ui: &mut Ui, kit: Kit<'_>, n_annotators: usize) -> bool {
    let mut faint = kit.others == OtherLayers::Faint;
    let check = egui::Checkbox::new(&mut faint, "Show the others’ annotations faintly");
    let response = framed_ui(ui, kit.tokens, |ui| ui.add_enabled(n_annotators > 1, check))
        .on_hover_text("Hidden at first, so that annotators do not influence each other");
    if response.clicked() {
        kit.sender.act(AppAction::ShowOtherLayers(if faint {
            OtherLayers::Faint
        } else {
            OtherLayers::Hidden
        }));
        return true;
    }
    false
}

/// The dialog's content that adds, renames and removes annotators; to be put into a scroll area.
pub fn annotators_ui(ctx: &ViewContext<'_>, ui: &mut Ui, state: &mut AnnotatorsState) {
    dialog_ui(ui, Kit::of(ctx), state);
}

fn dialog_ui(ui: &mut Ui, kit: Kit<'_>, state: &mut AnnotatorsState) {
    if let Some(reason) = kit.read_only {
        warning_ui(ui, kit.tokens, &format!("Open for reading only: {reason}"));
    }
    let rows = take_rows(kit, state);
    ui.add_enabled_ui(kit.read_only.is_none(), |ui| {
        let asked = rows.iter().find(|r| state.question.as_ref() == Some(&r.id));
        if let Some(row) = asked {
            question_ui(ui, kit, row, &mut state.question);
            return;
        }
        if rows.is_empty() {
            weak_ui(ui, kit.tokens, "Nobody yet: add a name to start annotating");
        }
        for row in &rows {
            row_ui(ui, kit, row, state);
        }
        add_ui(ui, kit, state);
    });
    state.rows = Some((kit.revision, rows));
}

/// Room for a name, points: what the kind, the layer and the button leave.
fn name_width(ui: &Ui) -> f32 {
    (ui.available_width() * 0.4).max(120.0)
}

fn row_ui(ui: &mut Ui, kit: Kit<'_>, row: &AnnotatorRow, state: &mut AnnotatorsState) {
    ui.horizontal(|ui| {
        let draft = state
            .names
            .entry(row.id.clone())
            .or_insert_with(|| Draft::of(draft::name));
        // An annotator's own draft has no owner before it.
        let _ = draft.follow(&row.id, &row.name);
        let width = name_width(ui);
        let edit = TextEdit::singleline(&mut draft.text)
            .align(egui::Align2::LEFT_CENTER)
            .desired_width(width);
        let field = framed_ui(ui, kit.tokens, |ui| ui.add(edit))
            .accessible_name(format!("Name of {}", row.name));
        if field.lost_focus() {
            send_name(kit.sender, draft.leave());
        }
        let is_current = kit.annotator == Some(&row.id);
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            let remove = ui
                .add_enabled(!is_current, Button::new("Remove…"))
                .accessible_name(format!("Remove {}…", row.name))
                .on_disabled_hover_text("Choose another annotator first: this one annotates now");
            if remove.clicked() {
                state.question = Some(row.id.clone());
            }
            let words = if is_current {
                format!("{}, {}, annotates now", row.kind, row.layer_in_words())
            } else {
                format!("{}, {}", row.kind, row.layer_in_words())
            };
            let words = RichText::new(words)
                .size(size::SMALL)
                .color(kit.tokens.weak);
            ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
                ui.add(egui::Label::new(words).truncate());
            });
        });
    });
}

fn add_ui(ui: &mut Ui, kit: Kit<'_>, state: &mut AnnotatorsState) {
    section_ui(ui, kit.tokens, "Add an annotator");
    ui.horizontal_wrapped(|ui| {
        let width = name_width(ui);
        let edit = TextEdit::singleline(&mut state.new_name)
            .hint_text("Name")
            .align(egui::Align2::LEFT_CENTER)
            .desired_width(width);
        let field =
            framed_ui(ui, kit.tokens, |ui| ui.add(edit)).accessible_name("Name of a new annotator");
        for kind in [
            AnnotatorKind::Human,
            AnnotatorKind::Adjudicator,
            AnnotatorKind::Machine,
        ] {
            let words = kind_in_words(&kind).to_owned();
            framed_ui(ui, kit.tokens, |ui| {
                ui.radio_value(&mut state.new_kind, kind, words)
            });
        }
        let entered = field.lost_focus() && ui.input(|i| i.key_pressed(Key::Enter));
        let name = state.new_name.trim().to_owned();
        let add = ui.add_enabled(!name.is_empty(), Button::new("Add"));
        if (entered || add.clicked()) && !name.is_empty() {
            state.new_name.clear();
            kit.sender.command(Command::AddAnnotator {
                id: None,
                name,
                kind: std::mem::take(&mut state.new_kind),
            });
        }
    });
}

fn question_ui(ui: &mut Ui, kit: Kit<'_>, row: &AnnotatorRow, question: &mut Option<AnnotatorId>) {
    ui.label(format!(
        "Remove {} with {}, in all articles?",
        row.name,
        row.layer_in_words()
    ));
    weak_ui(ui, kit.tokens, "Undo brings everything back in one step");
    ui.add_space(size::GROUP);
    ui.horizontal(|ui| {
        if ui.button("Remove annotator").clicked() {
            kit.sender.command(Command::RemoveAnnotator {
                annotator: row.id.clone(),
            });
            *question = None;
        }
        if cancel_ui(ui).clicked() {
            *question = None;
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::context::Message;
    use crate::app::panels::fixture::project;
    use egui_kittest::{Harness, kittest::Queryable as _};

    #[test]
    fn rows_count_each_layer() {
        let rows = AnnotatorRow::gather(&project());
        let words: Vec<String> = rows
            .iter()
            .map(|r| format!("{}, {}: {}", r.name, r.kind, r.layer_in_words()))
            .collect();
        assert_eq!(
            words,
            [
                "Ada, person: 4 annotations and 1 link",
                "Ben, person: 1 annotation"
            ]
        );
    }

    struct World {
        sender: Sender,
        project: Project,
        state: AnnotatorsState,
    }

    fn harness(draw: fn(&mut Ui, Kit<'_>, &mut AnnotatorsState)) -> Harness<'static, World> {
        let world = World {
            sender: Sender::default(),
            project: project(),
            state: AnnotatorsState::default(),
        };
        let mut harness = Harness::builder()
            .with_size(vec2(560.0, 360.0))
            .with_context_setup(Tokens::install)
            .build_ui_state(
                move |ui, w: &mut World| {
                    let ada = AnnotatorId::from("ada");
                    let kit = Kit {
                        project: &w.project,
                        tokens: &Tokens::of(ui.ctx()),
                        sender: &w.sender,
                        annotator: Some(&ada),
                        others: OtherLayers::Hidden,
                        revision: 1,
                        read_only: None,
                    };
                    draw(ui, kit, &mut w.state);
                },
                world,
            );
        harness.run();
        harness
    }

    fn menu() -> Harness<'static, World> {
        harness(|ui, kit, state| {
            menu_ui(ui, kit, &mut state.new_name);
        })
    }

    fn click(h: &mut Harness<'_, World>, name: &str) -> Vec<Message> {
        h.get_by_label(name).click();
        h.run();
        h.state().sender.take()
    }

    #[test]
    fn the_menu_chooses_who_annotates() {
        let mut h = menu();
        assert_eq!(click(&mut h, "Ada, person"), []);
        assert_eq!(
            click(&mut h, "Ben, person"),
            [Message::Act(AppAction::SetAnnotator("ben".into()))]
        );
        assert_eq!(
            click(&mut h, "Annotators…"),
            [Message::Act(AppAction::Open(DialogRequest::Annotators))]
        );
    }

    #[test]
    fn the_menu_shows_others_layers_when_asked_to() {
        assert_eq!(
            click(&mut menu(), "Show the others’ annotations faintly"),
            [Message::Act(AppAction::ShowOtherLayers(OtherLayers::Faint))]
        );
    }

    #[test]
    fn a_name_and_enter_add_somebody() {
        let mut h = menu();
        h.get_by_label("Name of a new annotator").focus();
        h.run();
        h.get_by_label("Name of a new annotator").type_text(" Cy ");
        h.run();
        h.key_press(Key::Enter);
        h.run();
        assert_eq!(
            h.state().sender.take(),
            [Message::Act(AppAction::AddAnnotatorAndChoose(
                "Cy".to_owned()
            ))]
        );
        assert_eq!(click(&mut h, "Add"), []);
    }

    fn command(sent: Vec<Message>) -> Option<Command> {
        sent.into_iter().find_map(|m| match m {
            Message::Command(c) => Some(*c),
            _ => None,
        })
    }

    #[test]
    fn removing_names_what_goes_and_asks_first() {
        let mut h = harness(dialog_ui);
        assert_eq!(click(&mut h, "Remove Ada…"), []);
        assert_eq!(click(&mut h, "Remove Ben…"), []);
        h.get_by_label("Remove Ben with 1 annotation, in all articles?");
        assert_eq!(click(&mut h, "Cancel"), []);
        click(&mut h, "Remove Ben…");
        let annotator = AnnotatorId::from("ben");
        assert_eq!(
            command(click(&mut h, "Remove annotator")),
            Some(Command::RemoveAnnotator { annotator })
        );
    }

    #[test]
    fn a_name_is_changed_and_an_empty_one_is_not_taken() {
        let mut h = harness(dialog_ui);
        h.get_by_label("Name of Ben").focus();
        h.run();
        h.get_by_label("Name of Ben").type_text("Big ");
        h.run();
        h.key_press(Key::Enter);
        h.run();
        let sent = command(h.state().sender.take());
        assert!(
            matches!(&sent, Some(Command::RenameAnnotator { annotator, name })
                if annotator.as_str() == "ben" && name.contains("Big")),
            "{sent:?}"
        );
    }

    #[test]
    fn an_adjudicator_is_added() {
        let mut h = harness(dialog_ui);
        h.get_by_label("Name of a new annotator").focus();
        h.run();
        h.get_by_label("Name of a new annotator").type_text("Final");
        h.run();
        click(&mut h, "adjudicator");
        assert_eq!(
            command(click(&mut h, "Add")),
            Some(Command::AddAnnotator {
                id: None,
                name: "Final".to_owned(),
                kind: AnnotatorKind::Adjudicator
            })
        );
    }
}
