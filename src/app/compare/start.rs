//! Who is compared: annotators of this project to choose from, or one of this and one of another project.

use super::deeds::CompareDeed;
use super::work::{Asked, OtherProject};
use crate::app::context::{AppAction, ViewContext};
use crate::app::panels::annotators::AnnotatorRow;
use crate::app::panels::parts::{empty_ui, framed_ui, section_ui, weak_ui};
use crate::app::tokens::size;
use crate::app::ui_command::UiCommand;
use crate::app::widgets::words::in_order;
use crate::model::{AnnotatorId, Project};
use egui::{ComboBox, ScrollArea, Ui};
use std::collections::BTreeSet;

/// Scratch of the choice.
#[derive(Default)]
pub struct StartState {
    /// The choice is shown, though there may be a comparison.
    pub is_open: bool,
    /// Those of the open project who are ticked; `None`: all who have annotated.
    picked: Option<BTreeSet<AnnotatorId>>,
    other: Option<Other>,
    /// The annotators of the open project, of a revision.
    rows: Option<(u64, Vec<AnnotatorRow>)>,
}

/// The choice of one from each of two projects.
struct Other {
    project: OtherProject,
    rows: Vec<AnnotatorRow>,
    a: Option<AnnotatorId>,
    b: Option<AnnotatorId>,
}

impl StartState {
    /// Asks who of another project is compared with whom.
    pub fn ask_who_of(&mut self, other: OtherProject, project: &Project) {
        let rows = AnnotatorRow::gather(&other.project);
        let ours = AnnotatorRow::gather(project);
        self.other = Some(Other {
            a: busiest(&ours),
            b: busiest(&rows),
            rows,
            project: other,
        });
        self.is_open = true;
    }

    /// Asks who of the open project is compared; those who are compared `now` are ticked.
    pub fn ask_within(&mut self, now: Option<&Asked>) {
        self.other = None;
        self.picked = match now {
            Some(Asked::Within(all)) => Some(all.iter().cloned().collect()),
            _ => None,
        };
        self.is_open = true;
    }

    /// What is chosen, if it can be compared.
    #[must_use]
    pub fn asked(&self) -> Option<Asked> {
        if let Some(other) = &self.other {
            return Some(Asked::With {
                a: other.a.clone()?,
                b: other.b.clone()?,
                other: other.project.clone(),
            });
        }
        let (_, rows) = self.rows.as_ref()?;
        let picked = rows.iter().filter(|row| self.is_picked(row));
        let picked: Vec<AnnotatorId> = picked.map(|row| row.id.clone()).collect();
        (picked.len() > 1).then_some(Asked::Within(picked))
    }

    fn is_picked(&self, row: &AnnotatorRow) -> bool {
        match &self.picked {
            Some(picked) => picked.contains(&row.id),
            None => row.n_annotations > 0,
        }
    }
}

/// The annotator with the most annotations.
fn busiest(rows: &[AnnotatorRow]) -> Option<AnnotatorId> {
    let most = rows.iter().max_by_key(|row| row.n_annotations)?;
    Some(most.id.clone())
}

/// Draws the choice. `may_leave`: there is a comparison to go back to.
pub fn start_ui(ctx: &ViewContext<'_>, ui: &mut Ui, may_leave: bool, state: &mut StartState) {
    let revision = ctx.workspace.revision();
    if (state.rows.as_ref()).is_none_or(|(of, _)| *of != revision) {
        state.rows = Some((revision, AnnotatorRow::gather(ctx.project())));
    }
    ScrollArea::vertical()
        .auto_shrink([false, false])
        .show(ui, |ui| {
            ui.set_max_width(520.0_f32.min(ui.available_width()));
            ui.heading("Who is compared?");
            ui.add_space(size::GAP);
            if state.other.is_some() {
                two_projects_ui(ctx, ui, state);
            } else {
                one_project_ui(ctx, ui, state);
            }
            ui.add_space(size::SECTION);
            ui.horizontal_wrapped(|ui| {
                let can = state.asked().is_some();
                let compare = ui.add_enabled(can, egui::Button::new("Compare now"));
                let compare = compare.on_disabled_hover_text("Choose at least two annotators");
                if compare.clicked() {
                    ctx.sender.act(AppAction::Compare(CompareDeed::Begin));
                }
                let words = UiCommand::CompareWithProject.spec();
                if ui.button(words.text).on_hover_text(words.tooltip).clicked() {
                    ctx.sender.ui(UiCommand::CompareWithProject);
                }
                if state.other.is_some() && ui.button("Only this project").clicked() {
                    state.other = None;
                }
                if may_leave && ui.button("Back").clicked() {
                    state.is_open = false;
                }
            });
            ui.add_space(size::GAP);
            weak_ui(
                ui,
                ctx.tokens,
                "A project file dropped on the window can be compared too. Nothing is changed by comparing",
            );
        });
}

fn one_project_ui(ctx: &ViewContext<'_>, ui: &mut Ui, state: &mut StartState) {
    let rows = state.rows.as_ref().map(|(_, rows)| rows.clone());
    let rows = rows.unwrap_or_default();
    if rows.len() < 2 {
        return empty_ui(
            ui,
            ctx.tokens,
            "Nobody to compare with yet",
            "The project has one annotator. Compare with the project file of somebody who annotated the same articles, or let somebody annotate here",
        );
    }
    weak_ui(
        ui,
        ctx.tokens,
        "With two, every difference is listed and can be settled; with more there are figures for each pair and for all",
    );
    framed_ui(ui, ctx.tokens, |ui| {
        for row in &rows {
            let mut is_picked = state.is_picked(row);
            let text = format!("{}: {}", row.name, row.layer_in_words());
            let shown = in_order(ui, text.as_str(), f32::INFINITY);
            if ui.checkbox(&mut is_picked, shown).changed() {
                let now = rows.iter().filter(|r| state.is_picked(r));
                let mut picked: BTreeSet<AnnotatorId> = now.map(|r| r.id.clone()).collect();
                if is_picked {
                    picked.insert(row.id.clone());
                } else {
                    picked.remove(&row.id);
                }
                state.picked = Some(picked);
            }
        }
    });
}

fn two_projects_ui(ctx: &ViewContext<'_>, ui: &mut Ui, state: &mut StartState) {
    let Some(other) = &mut state.other else {
        return;
    };
    let ours = state.rows.as_ref().map(|(_, rows)| rows.as_slice());
    let (this, that) = (ctx.workspace.name(), other.project.name.clone());
    let title = format!("From this project, {this}");
    who_ui(ctx, ui, &title, ours.unwrap_or_default(), &mut other.a);
    let title = format!("From {that}");
    who_ui(ctx, ui, &title, &other.rows, &mut other.b);
    let path = other.project.path.display().to_string();
    weak_ui(ui, ctx.tokens, &path);
}

fn who_ui(
    ctx: &ViewContext<'_>,
    ui: &mut Ui,
    title: &str,
    rows: &[AnnotatorRow],
    chosen: &mut Option<AnnotatorId>,
) {
    section_ui(ui, ctx.tokens, title);
    let words = |row: &AnnotatorRow| format!("{}: {}", row.name, row.layer_in_words());
    let now = rows.iter().find(|row| Some(&row.id) == chosen.as_ref());
    let text = now.map_or_else(|| "Nobody".to_owned(), words);
    framed_ui(ui, ctx.tokens, |ui| {
        let combo = ComboBox::from_id_salt(title)
            .selected_text(in_order(ui, text.as_str(), f32::INFINITY))
            .width(ui.available_width().min(360.0))
            .truncate()
            .show_ui(ui, |ui| {
                for row in rows {
                    let is_on = Some(&row.id) == chosen.as_ref();
                    let shown = in_order(ui, words(row).as_str(), f32::INFINITY);
                    if ui.selectable_label(is_on, shown).clicked() {
                        *chosen = Some(row.id.clone());
                    }
                }
            });
        combo.response.accessible_name(title);
    });
}
