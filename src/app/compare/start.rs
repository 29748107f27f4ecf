//! Who is compared: annotators of this project to choose from, or one of this and one of another project.

use super::deeds::CompareDeed;
use super::work::{Asked, OtherProject};
use crate::app::context::{AppAction, ViewContext};
use crate::app::panels::annotators::AnnotatorRow;
use crate::app::panels::parts::{framed_ui, section_ui, weak_ui};
use crate::app::tokens::{semibold, size};
use crate::app::ui_command::UiCommand;
use crate::app::widgets::words::in_order;
use crate::model::{AnnotatorId, Project};
use egui::{ComboBox, RichText, ScrollArea, Ui};
use std::collections::{BTreeSet, HashSet};

/// So wide, points, is the choice at most.
const WIDTH: f32 = 760.0;

/// Scratch of the choice.
#[derive(Default)]
pub struct StartState {
    /// The choice is shown, though there may be a comparison.
    pub is_open: bool,
    /// Those of the open project who are ticked; `None`: the people who have annotated.
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
        let (a, b) = likely_pair(&ours, &rows);
        self.other = Some(Other {
            a,
            b,
            rows,
            project: other,
        });
        self.is_open = true;
    }

    /// Asks who of the open project is compared; those who are compared `now` are ticked.
    pub fn ask_within(&mut self, now: Option<&Asked>) {
        self.other = None;
        let now = match now {
            Some(Asked::Within(all)) => all.iter().cloned().collect(),
            _ => BTreeSet::new(),
        };
        self.picked = Some(now).filter(|now| !now.is_empty());
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
            None => row.is_person && row.n_annotations > 0,
        }
    }
}

/// One of this project and one of another who are likely to be compared: people who have annotated, of the other project
/// rather somebody who is not here, and not the same one twice.
fn likely_pair(
    ours: &[AnnotatorRow],
    theirs: &[AnnotatorRow],
) -> (Option<AnnotatorId>, Option<AnnotatorId>) {
    let is_same = |a: &AnnotatorRow, b: &AnnotatorRow| a.id == b.id && a.name == b.name;
    let standing = |row: &AnnotatorRow| (row.n_annotations > 0, row.is_person, row.n_annotations);
    let a = ours.iter().rev().max_by_key(|row| standing(row));
    let b = theirs.iter().rev().max_by_key(|row| {
        let (is_busy, is_person, n) = standing(row);
        let is_new = !ours.iter().any(|own| is_same(own, row));
        let is_other = a.is_none_or(|a| !is_same(a, row));
        (is_busy, is_person, is_new, is_other, n)
    });
    let id = |row: Option<&AnnotatorRow>| row.map(|row| row.id.clone());
    (id(a), id(b))
}

/// What annotators are called while their names are hidden: each by a number, the same wherever they are listed in this
/// order. Somebody whose name is such a number keeps it, and nobody else gets it.
pub fn hidden_names<'n>(names: impl Iterator<Item = &'n str>) -> Vec<String> {
    let names: Vec<&str> = names.collect();
    let is_number = |name: &str| {
        let n = name.strip_prefix("Annotator ");
        n.is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()))
    };
    let taken: HashSet<&str> = names.iter().copied().collect();
    let numbers = (1..).map(|n| format!("Annotator {n}"));
    let mut free = numbers.filter(|n| !taken.contains(n.as_str()));
    let mut kept = HashSet::new();
    let mut given = Vec::with_capacity(names.len());
    for name in &names {
        if is_number(name) && kept.insert(*name) {
            given.push((*name).to_owned());
        } else {
            given.extend(free.next());
        }
    }
    given
}

/// What the annotators are called in the choice: `names`, with what they are and have.
fn shown_names(rows: &[AnnotatorRow], names: impl Iterator<Item = String>) -> Vec<String> {
    let shown = rows.iter().zip(names).map(|(row, name)| {
        let kind = if row.is_person {
            String::new()
        } else {
            format!(", {}", row.kind)
        };
        format!("{name}{kind}: {}", row.layer_in_words())
    });
    shown.collect()
}

/// The names of these rows, or numbers for them.
fn names_of(rows: &[AnnotatorRow], are_hidden: bool) -> Vec<String> {
    let names = rows.iter().map(|row| row.name.as_str());
    if are_hidden {
        hidden_names(names)
    } else {
        names.map(str::to_owned).collect()
    }
}

/// Draws the choice. `may_leave`: there is a comparison to go back to.
pub fn start_ui(
    ctx: &ViewContext<'_>,
    ui: &mut Ui,
    (may_leave, are_hidden): (bool, bool),
    state: &mut StartState,
) {
    let revision = ctx.workspace.revision();
    if (state.rows.as_ref()).is_none_or(|(of, _)| *of != revision) {
        state.rows = Some((revision, AnnotatorRow::gather(ctx.project())));
    }
    ScrollArea::vertical()
        .auto_shrink([false, false])
        .show(ui, |ui| {
            ui.set_max_width(WIDTH.min(ui.available_width()));
            ui.heading("Who is compared?");
            ui.add_space(size::GAP);
            if state.other.is_some() {
                two_projects_ui(ctx, ui, are_hidden, state);
            } else {
                one_project_ui(ctx, ui, are_hidden, state);
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

fn one_project_ui(ctx: &ViewContext<'_>, ui: &mut Ui, are_hidden: bool, state: &mut StartState) {
    let rows = state.rows.as_ref().map(|(_, rows)| rows.clone());
    let rows = rows.unwrap_or_default();
    if rows.len() < 2 {
        // At the left, as the heading above it and the buttons below.
        let title = RichText::new("Nobody to compare with yet");
        ui.label(title.family(semibold()));
        let hint = "The project has one annotator. Compare with the project file of somebody who annotated the same articles, or let somebody annotate here";
        ui.label(RichText::new(hint).color(ctx.tokens.weak));
        return;
    }
    weak_ui(
        ui,
        ctx.tokens,
        "With two, every difference is listed and can be settled; with more there are figures for each pair and for all",
    );
    framed_ui(ui, ctx.tokens, |ui| {
        let names = shown_names(&rows, names_of(&rows, are_hidden).into_iter());
        for (row, text) in rows.iter().zip(names) {
            let mut is_picked = state.is_picked(row);
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

fn two_projects_ui(ctx: &ViewContext<'_>, ui: &mut Ui, are_hidden: bool, state: &mut StartState) {
    let Some(other) = &mut state.other else {
        return;
    };
    let ours = state.rows.as_ref().map(|(_, rows)| rows.as_slice());
    let (this, that) = (ctx.workspace.name(), other.project.name.clone());
    let title = format!("From this project, {this}");
    let ours = ours.unwrap_or_default();
    // As the comparison numbers them: those of this project first.
    let all: Vec<AnnotatorRow> = ours.iter().chain(&other.rows).cloned().collect();
    let mut given = names_of(&all, are_hidden).into_iter();
    let names = shown_names(ours, given.by_ref().take(ours.len()));
    who_ui(ctx, ui, &title, (ours, &names), &mut other.a);
    let title = format!("From {that}");
    let names = shown_names(&other.rows, given);
    who_ui(ctx, ui, &title, (&other.rows, &names), &mut other.b);
    let path = other.project.path.display().to_string();
    weak_ui(ui, ctx.tokens, &path);
}

fn who_ui(
    ctx: &ViewContext<'_>,
    ui: &mut Ui,
    title: &str,
    (rows, names): (&[AnnotatorRow], &[String]),
    chosen: &mut Option<AnnotatorId>,
) {
    section_ui(ui, ctx.tokens, title);
    let mut all = rows.iter().zip(names);
    let now = all.find(|(row, _)| Some(&row.id) == chosen.as_ref());
    let text = now.map_or("Nobody", |(_, name)| name.as_str());
    framed_ui(ui, ctx.tokens, |ui| {
        let combo = ComboBox::from_id_salt(title)
            .selected_text(in_order(ui, text, f32::INFINITY))
            .width(ui.available_width().min(360.0))
            .truncate()
            .show_ui(ui, |ui| {
                for (row, name) in rows.iter().zip(names) {
                    let is_on = Some(&row.id) == chosen.as_ref();
                    let shown = in_order(ui, name.as_str(), f32::INFINITY);
                    if ui.selectable_label(is_on, shown).clicked() {
                        *chosen = Some(row.id.clone());
                    }
                }
            });
        combo.response.accessible_name(title);
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(id: &str, kind: &str, n_annotations: usize) -> AnnotatorRow {
        AnnotatorRow {
            id: id.into(),
            name: id.to_uppercase(),
            kind: kind.to_owned(),
            is_person: kind == "person",
            n_annotations,
            n_links: 0,
        }
    }

    #[test]
    fn nobody_is_compared_with_themselves_unless_there_is_nobody_else() {
        let check = |ours: &[AnnotatorRow], theirs: &[AnnotatorRow], a: &str, b: &str| {
            let expected = (Some(a.into()), Some(b.into()));
            assert_eq!(likely_pair(ours, theirs), expected);
        };
        let (ada, ben) = (row("ada", "person", 28), row("ben", "person", 20));
        let both = [ada.clone(), ben.clone()];
        check(&both, &both, "ada", "ben");
        check(
            &both,
            &[ada.clone(), ben.clone(), row("cy", "person", 3)],
            "ada",
            "cy",
        );
        let alone = std::slice::from_ref(&ada);
        check(alone, alone, "ada", "ada");
        let program = row("bot", "program", 900);
        check(&[program.clone(), ada], &[program, ben], "ada", "ben");
        assert_eq!(likely_pair(&[], &[]), (None, None));
    }

    #[test]
    fn hidden_names_are_numbers_and_nobody_gets_that_of_another() {
        let hidden = |names: &[&str]| hidden_names(names.iter().copied());
        assert_eq!(hidden(&["Ada", "Ben"]), ["Annotator 1", "Annotator 2"]);
        assert_eq!(
            hidden(&["Annotator 1", "Ada", "Annotator 3", "Ben", "Annotator 1"]),
            [
                "Annotator 1",
                "Annotator 2",
                "Annotator 3",
                "Annotator 4",
                "Annotator 5"
            ]
        );
        assert_eq!(
            hidden(&["Ada", "Annotator 2", "Ben", "Annotator 1"]),
            ["Annotator 3", "Annotator 2", "Annotator 4", "Annotator 1"]
        );
        let rows = [row("ada", "person", 2), row("bot", "program", 1)];
        let shown = |are_hidden| shown_names(&rows, names_of(&rows, are_hidden).into_iter());
        assert_eq!(
            shown(true),
            [
                "Annotator 1: 2 annotations",
                "Annotator 2, program: 1 annotation"
            ]
        );
        assert_eq!(shown(false)[0], "ADA: 2 annotations");
    }
}
