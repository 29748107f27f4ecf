//! The work area Compare: two annotators on one text, the list of their differences, and the figures.
//!
//! - [`work`]: what is compared, and the comparison as it is worked out beside the window; [`start`]: who is compared;
//! - [`figures`]: how far they agree; [`reports`]: that as a file;
//! - [`rows`]: the differences as plain data, [`list`] draws them; [`settle`]: what is decided about them;
//! - [`text`]: the article with A's lines above the words
//!   and B's below them; [`detail`]: what each of the two made of the current place;
//! - [`deeds`]: what keys and menus do here, [`deciding`]: how a difference is settled.
//!
//! What is drawn is the comparison that was worked out last, with the project as it was then, so that places and text
//! belong together; when the layers have changed it is worked out again after a pause.
mod deciding;
mod deeds;
mod detail;
pub mod figures;
mod list;
mod reports;
mod rows;
mod settle;
mod start;
mod text;
mod work;

pub use deeds::CompareDeed;
pub use rows::{Entries, Entry, Filter, Key, Kind, Standing, What};
pub use settle::{Settling, outcome_words};
pub use start::StartState;
pub use work::{Asked, Found, OtherProject, Told, Work};

use super::context::{AppAction, Sender, ViewContext};
use super::panels::draft::Typed;
use super::panels::parts::{empty_ui, weak_ui};
use super::panels::wording::counted;
use super::reader::TextEngine;
use super::tokens::{semibold, size};
use super::ui_command::UiCommand;
use super::widgets::VirtualList;
use super::window_parts::{Part, part_is_here};
use crate::model::{Annotator, AnnotatorId, Project};
use crate::workspace::adjudication::Agreements;
use crate::workspace::{
    Command, Compared, DecidedPlace, Settled, Verdict, Workspace, decided_place,
};
use egui::{Rect, RichText, Ui, UiBuilder, pos2, vec2};
use figures::{FiguresAnswer, FiguresKit, FiguresState, figures_ui};
use settle::{NoteDraft, NoteOf};
use std::sync::Arc;

/// In areas of this width, points, and more, the list stands beside the text, in narrower ones above it.
const WIDE: f32 = 720.0;

/// What the area shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tab {
    /// The list of differences and the text.
    #[default]
    Differences,
    /// How far they agree.
    Figures,
}

/// Scratch of the work area.
#[derive(Default)]
pub struct CompareState {
    /// What is shown.
    pub tab: Tab,
    /// The comparison.
    pub work: Work,
    /// Who is compared.
    pub start: StartState,
    /// Which of the differences are listed.
    pub filter: Filter,
    /// The page of figures.
    pub figures: FiguresState,
    made: Option<Made>,
    /// What is decided.
    settling: Settling,
    /// The places and links that could be accepted at once, as both agree on them, and how many wait.
    agreements: Agreements,
    /// What is written about the current place, for the guidelines.
    note: NoteDraft,
    /// The two are called Annotator 1 and 2 until every difference is decided.
    pub hides_names: bool,
    /// Who annotated before a result was selected to be edited.
    before: Option<AnnotatorId>,
    /// The next change of a decision is gone to: it is undone or done again.
    shows_changed: bool,
    /// The current place, by what stays the same through the next comparison.
    current: Option<Key>,
    /// Another place than before is the current one, or none: a result that was selected is not that of this place.
    has_moved: bool,
    list: VirtualList,
    /// How far the bar is while one waits.
    bar: work::Bar,
    /// Where the list stood in the last frame, with the room for messages below it; `None`: nowhere.
    list_room: Option<Rect>,
    /// The height that the list leaves to messages, points.
    pub messages_height: f32,
    text: text::TextState,
}

/// Made of one comparison.
struct Made {
    version: u64,
    compared: Arc<Compared>,
    entries: Entries,
    /// The current entry.
    current: Option<usize>,
    /// Those listed, with which filter, and of which decisions.
    shown: (Filter, u64, Vec<usize>),
    /// What each side is called while names are hidden.
    hidden_names: Vec<String>,
}

impl Made {
    fn new(found: &Found, key: Option<&Key>) -> Self {
        let compared = found.compared.clone();
        let entries = Entries::gather(&compared);
        Self {
            version: found.version,
            current: key.and_then(|key| entries.find(&compared.input, key)),
            hidden_names: hidden_names_of(&compared),
            compared,
            entries,
            shown: (Filter::default(), 0, Vec::new()),
        }
    }

    /// Makes the list anew for a filter, or for other decisions.
    fn list(&mut self, filter: &Filter, settling: &Settling) {
        let input = &self.compared.input;
        let all = self.entries.all.iter().enumerate();
        let taken = all.filter(|(_, e)| filter.takes(input, e, settling.is_open(e)));
        let listed = taken.map(|(i, _)| i).collect();
        self.shown = (filter.clone(), settling.version, listed);
    }

    /// The next listed difference behind the current one that is open; from the end on to the beginning.
    fn next_open(&self, settling: &Settling) -> Option<usize> {
        let is_next = |i: &&usize| {
            let entry = &self.entries.all[**i];
            Some(**i) != self.current && !entry.kind.is_agreed() && settling.is_open(entry)
        };
        let listed = &self.shown.2;
        let behind = |i: &&usize| self.current.is_none_or(|current| **i > current);
        let mut behind = listed.iter().filter(is_next).filter(behind);
        let first = behind.next();
        first.or_else(|| listed.iter().find(is_next)).copied()
    }

    /// The first one listed that is open, else the first one.
    fn first(&self, settling: &Settling) -> Option<usize> {
        let listed = &self.shown.2;
        let is_open = |i: &&usize| settling.is_open(&self.entries.all[**i]);
        listed.iter().find(is_open).or(listed.first()).copied()
    }

    /// What a command decides about where the entry of this key is.
    fn place_of(&self, key: &Key) -> Option<DecidedPlace> {
        let at = self.entries.find(&self.compared.input, key)?;
        decided_place(&self.compared, self.entries.all.get(at)?.item())
    }

    /// The row of the current entry.
    fn row(&self) -> Option<usize> {
        self.shown.2.binary_search(&self.current?).ok()
    }

    /// The entry that is listed behind (before) the current one.
    fn neighbour(&self, forward: bool) -> Option<usize> {
        let shown = &self.shown.2;
        let Some(current) = self.current else {
            return if forward { shown.first() } else { shown.last() }.copied();
        };
        let at = shown.partition_point(|i| *i < current);
        if forward {
            let is_here = shown.get(at) == Some(&current);
            shown.get(at + usize::from(is_here)).copied()
        } else {
            at.checked_sub(1).and_then(|at| shown.get(at).copied())
        }
    }
}

impl CompareState {
    /// What was found last.
    #[must_use]
    pub fn compared(&self) -> Option<&Arc<Compared>> {
        self.work.found().map(|found| &found.compared)
    }

    /// Whether two are compared and differ somewhere.
    #[must_use]
    pub fn has_disagreements(&self) -> bool {
        let made = self.made.as_ref();
        made.is_some_and(|made| made.entries.n_disagreements() > 0)
    }

    /// The current difference.
    #[must_use]
    pub fn current(&self) -> Option<&Entry> {
        let made = self.made.as_ref()?;
        made.entries.all.get(made.current?)
    }

    /// Its places and links.
    #[must_use]
    pub fn entries(&self) -> Option<&Entries> {
        self.made.as_ref().map(|made| &made.entries)
    }

    /// The entries that are listed, in order.
    #[must_use]
    pub fn listed(&self) -> &[usize] {
        self.made.as_ref().map_or(&[], |made| &made.shown.2)
    }

    /// What is derived from the comparison is that of the last one.
    pub fn follow(&mut self, workspace: &Workspace) {
        let Some(found) = self.work.found() else {
            self.made = None;
            return;
        };
        let is_new = (self.made.as_ref()).is_none_or(|made| made.version != found.version);
        let is_first = self.made.is_none();
        if is_new {
            if is_first && found.compared.sides.len() > 2 {
                // Differences are listed for two.
                self.tab = Tab::Figures;
            }
            let made = Made::new(found, self.current.as_ref());
            self.has_moved |= self.current.is_some() && made.current.is_none();
            self.made = Some(made);
        }
        let Some(made) = &mut self.made else {
            return;
        };
        let changed = self
            .settling
            .follow(workspace, made.version, &made.compared, &made.entries);
        if is_new || made.shown.1 != self.settling.version {
            self.agreements = (self.settling).agreements(&made.compared, workspace.project());
        }
        let is_chosen = !is_new && made.shown.0 != self.filter;
        if is_new || is_chosen || made.shown.1 != self.settling.version {
            made.list(&self.filter, &self.settling);
            if let Some(row) = made.row() {
                self.list.scroll_to(row);
            }
        }
        // Keys decide nothing that the list does not show.
        let may_leave = is_chosen || (is_new && made.current.is_some());
        let is_left = may_leave && made.row().is_none();
        if is_left {
            (made.current, self.current) = (None, None);
            self.has_moved = true;
        }
        let changed = changed.and_then(|item| made.entries.of_item(item));
        let is_listed = |entry: &usize| made.shown.2.binary_search(entry).is_ok();
        let entry = changed.filter(|entry| self.shows_changed && is_listed(entry));
        let now = made.current;
        let first = (is_first || is_left).then(|| made.first(&self.settling));
        if changed.is_some() {
            self.shows_changed = false;
        }
        if is_new {
            self.text.leave();
        }
        // A new comparison may have put the current place elsewhere.
        let kept = now.filter(|_| is_new);
        let next = entry.or(kept).or(first.flatten());
        if let Some(next) = next {
            self.show(next);
        }
    }

    /// Where an undo or redo changes a decision, its place is gone to.
    pub fn show_changed(&mut self) {
        self.shows_changed = true;
    }

    /// What is decided about the differences.
    #[must_use]
    pub fn settling(&self) -> &Settling {
        &self.settling
    }

    /// Whether the list and the current difference are on the screen: nothing is decided that nobody sees.
    #[must_use]
    pub fn is_place_seen(&self) -> bool {
        self.tab == Tab::Differences && !self.start.is_open
    }

    /// What was decided about the current difference.
    #[must_use]
    pub fn settled(&self) -> Option<&Settled> {
        self.settling.state(self.current()?)
    }

    /// The bytes of the article that stood in the text in the last frame.
    #[must_use]
    pub fn text_range(&self) -> std::ops::Range<usize> {
        self.text.visible_range()
    }

    /// Where messages stand, at the lower edge, so that they do not cover the words that one decides about: below the list,
    /// which is shorter then.
    #[must_use]
    pub fn message_room(&self) -> Option<Rect> {
        self.list_room
    }

    /// Whether there was a list in the last frame.
    #[must_use]
    pub fn has_list(&self) -> bool {
        self.list_room.is_some()
    }

    /// Whether names are hidden now.
    #[must_use]
    fn are_names_hidden(&self) -> bool {
        self.hides_names && !self.settling.is_finished()
    }

    /// What a side is called: its name, or its number while names are hidden, as the choice of who is compared has it.
    fn side_name(&self, compared: &Compared, side: usize) -> String {
        if self.are_names_hidden() {
            let made = self.made.as_ref();
            let made = made.filter(|made| std::ptr::eq(Arc::as_ptr(&made.compared), compared));
            let name = match made {
                Some(made) => made.hidden_names.get(side).cloned(),
                None => hidden_names_of(compared).into_iter().nth(side),
            };
            return name.unwrap_or_default();
        }
        compared
            .names(&[])
            .into_iter()
            .nth(side)
            .unwrap_or_default()
    }

    /// Where two projects are compared, in which file a side lies, such as `, in ben.json`; else nothing.
    fn whose_file(&self, side: usize) -> String {
        let asked = self.work.found().map(|found| &found.asked);
        let Some(other) = asked.and_then(Asked::other) else {
            return String::new();
        };
        match other.path.file_name() {
            _ if side == 0 => ", here".to_owned(),
            // A file is often called like whose it is.
            Some(name) if !self.are_names_hidden() => format!(", in {}", name.to_string_lossy()),
            _ => ", in the other file".to_owned(),
        }
    }

    /// Makes an entry the current one and brings it into view.
    pub fn show(&mut self, entry: usize) {
        let Some(made) = &mut self.made else {
            return;
        };
        let Some(first) = made.entries.all.get(entry).map(|e| e.first) else {
            return;
        };
        self.has_moved |= made.current.is_some_and(|now| now != entry);
        made.current = Some(entry);
        self.current = made.entries.key(&made.compared.input, entry);
        self.text.show_unit(first);
        if let Some(row) = made.row() {
            self.list.scroll_to(row);
        }
    }

    /// Shows the text at a span of the comparison; the place that it is part of becomes the current one.
    pub fn go_to_unit(&mut self, unit: usize) {
        self.tab = Tab::Differences;
        let made = self.made.as_ref();
        match made.and_then(|made| made.entries.of_unit(unit)) {
            Some(entry) => self.show(entry),
            None => self.text.show_unit(unit),
        }
    }

    /// Brings a span of the comparison into view; the current place stays.
    pub fn show_unit(&mut self, unit: usize) {
        self.text.show_unit(unit);
    }

    /// Nothing that is listed is open any more: what the list does not show is not the current place.
    fn leave_unlisted(&mut self) {
        if let Some(made) = &mut self.made
            && made.row().is_none()
        {
            (made.current, self.current) = (None, None);
            self.has_moved = true;
        }
    }

    /// Goes to the next (previous) difference that is listed. Says whether there is one.
    pub fn walk(&mut self, forward: bool) -> bool {
        let next = self.made.as_ref().and_then(|made| made.neighbour(forward));
        if let Some(entry) = next {
            self.show(entry);
        }
        next.is_some()
    }

    /// Forgets where one is: somebody else is compared.
    fn forget(&mut self) {
        self.made = None;
        self.current = None;
        self.settling = Settling::default();
        self.filter = Filter::default();
        self.text.leave();
    }
}

impl Typed for CompareState {
    fn has_draft(&self) -> bool {
        self.note.is_changed()
    }

    fn commit(&mut self, project: &Project, sender: &Sender) {
        let left = self.note.commit();
        self.send_note(sender, left, project);
    }
}

impl CompareState {
    /// Sends a note that was typed; what it is about may be gone.
    fn send_note(&self, sender: &Sender, left: Option<(NoteOf, String)>, project: &Project) {
        match left {
            Some((NoteOf::Decision(decision), note)) if project.decision(&decision).is_some() => {
                sender.command(Command::SetDecisionNote { decision, note });
            }
            Some((NoteOf::Place(key), note)) if !note.trim().is_empty() => {
                if let Some(place) = self.made.as_ref().and_then(|made| made.place_of(&key)) {
                    sender.command(Command::Decide {
                        places: vec![place],
                        outcome: Verdict::Open,
                        adjudicator: None,
                        note: Some(note),
                    });
                }
            }
            _ => {}
        }
    }
}

/// Draws the work area.
pub fn compare_ui(
    ctx: &ViewContext<'_>,
    engine: &mut TextEngine,
    ui: &mut Ui,
    state: &mut CompareState,
) {
    egui::Frame::new()
        .fill(ctx.tokens.panel)
        .inner_margin(egui::Margin::symmetric(12, 8))
        .show(ui, |ui| {
            // The ground reaches to the edges, however little stands on it.
            ui.set_min_size(ui.available_size());
            area_ui(ctx, engine, ui, state);
        });
}

fn area_ui(ctx: &ViewContext<'_>, engine: &mut TextEngine, ui: &mut Ui, state: &mut CompareState) {
    let compared = state.made.as_ref().map(|made| made.compared.clone());
    state.list_room = None;
    if state.start.is_open || (compared.is_none() && state.work.is_idle()) {
        let how = (compared.is_some(), state.are_names_hidden());
        return start::start_ui(ctx, ui, how, &mut state.start);
    }
    let Some(compared) = compared else {
        return waiting_ui(ctx, ui, state);
    };
    head_ui(ctx, ui, state, &compared);
    ui.add_space(size::GAP);
    match state.tab {
        Tab::Figures => figures_tab_ui(ctx, ui, &compared, state),
        Tab::Differences if compared.sides.len() > 2 => empty_ui(
            ui,
            ctx.tokens,
            "Differences are listed for two annotators",
            "Choose two of them to see where they differ; the figures are for all of them",
        ),
        Tab::Differences => differences_ui(ctx, engine, ui, state),
    }
}

/// How far they agree.
fn figures_tab_ui(
    ctx: &ViewContext<'_>,
    ui: &mut Ui,
    compared: &Arc<Compared>,
    state: &mut CompareState,
) {
    let n_sides = compared.sides.len();
    let names: Vec<String> = (0..n_sides).map(|i| state.side_name(compared, i)).collect();
    let kit = FiguresKit {
        compared,
        names: &names,
        version: state.made.as_ref().map_or(0, |made| made.version),
        tokens: ctx.tokens,
    };
    let act = |deed| ctx.sender.act(AppAction::Compare(deed));
    match figures_ui(ui, kit, &mut state.figures) {
        None => {}
        Some(FiguresAnswer::Show { units }) if compared.sides.len() == 2 => {
            if let Some(unit) = units.first() {
                act(CompareDeed::GoToUnit(*unit));
            }
        }
        // The text shows two; of more the first one's annotation is shown where it is annotated.
        Some(FiguresAnswer::Show { units }) => {
            let annotation = units.first().and_then(|unit| compared.annotation(*unit));
            if let Some(annotation) = annotation {
                ctx.sender
                    .act(AppAction::GoToAnnotation(annotation.id.clone()));
            }
        }
        Some(FiguresAnswer::ComparePair(a, b)) => act(CompareDeed::Pair(a, b)),
        Some(FiguresAnswer::WorkOutAdvanced) => act(CompareDeed::Advanced),
        Some(FiguresAnswer::Save(kind)) => ctx.sender.ui(UiCommand::SaveReport(kind)),
    }
}

/// While the first comparison is on its way.
fn waiting_ui(ctx: &ViewContext<'_>, ui: &mut Ui, state: &mut CompareState) {
    ui.add_space(size::SECTION * 2.0);
    ui.vertical_centered(|ui| {
        ui.label(RichText::new("Comparing…").family(semibold()));
        let progress = state.work.progress().unwrap_or_default();
        let share = state.bar.share(&progress);
        let bar = egui::ProgressBar::new(share).desired_width(280.0_f32.min(ui.available_width()));
        let bar = ui.add(bar);
        bar.widget_info(|| {
            egui::WidgetInfo::labeled(egui::Role::ProgressIndicator, true, "Comparing")
        });
        weak_ui(ui, ctx.tokens, &progress.what);
        if ui.button("Cancel").clicked() {
            ctx.sender.act(AppAction::Compare(CompareDeed::Stop));
        }
    });
}

/// The number of each side by the order of the projects that are compared.
fn hidden_names_of(compared: &Compared) -> Vec<String> {
    let mut projects: Vec<&Arc<Project>> = Vec::new();
    for side in &compared.sides {
        if !projects.iter().any(|p| Arc::ptr_eq(p, &side.project)) {
            projects.push(&side.project);
        }
    }
    let all: Vec<(&Arc<Project>, &Arc<Annotator>)> = projects
        .iter()
        .flat_map(|p| p.annotators().iter().map(move |a| (*p, a)))
        .collect();
    let names = start::hidden_names(all.iter().map(|(_, a)| a.name.as_str()));
    let sides = compared.sides.iter().map(|side| {
        let place = all
            .iter()
            .position(|(project, a)| Arc::ptr_eq(project, &side.project) && a.id == side.annotator);
        let name = place.and_then(|i| names.get(i));
        name.cloned().unwrap_or_default()
    });
    sides.collect()
}

/// The letter of a side: A and B.
fn letter(side: usize) -> char {
    char::from(b'A'.saturating_add(u8::try_from(side).unwrap_or(25).min(25)))
}

/// Words that go to the next line as a whole, unless they are wider than it.
fn whole_ui(ui: &mut Ui, text: RichText) {
    let galley = egui::WidgetText::from(text.clone()).into_galley(
        ui,
        Some(egui::TextWrapMode::Extend),
        f32::INFINITY,
        egui::TextStyle::Body,
    );
    let fits = galley.size().x <= ui.max_rect().width();
    let label = egui::Label::new(text);
    ui.add(if fits { label.extend() } else { label.wrap() });
}

/// Who is compared, and the two tabs.
fn head_ui(ctx: &ViewContext<'_>, ui: &mut Ui, state: &mut CompareState, compared: &Compared) {
    let tokens = ctx.tokens;
    let n = (state.made.as_ref()).map_or(0, |made| made.entries.n_disagreements());
    let differences = if compared.sides.len() == 2 {
        format!("Differences {n}")
    } else {
        "Differences".to_owned()
    };
    ui.horizontal_wrapped(|ui| {
        for (tab, text) in [
            (Tab::Differences, differences),
            (Tab::Figures, "Figures".to_owned()),
        ] {
            let is_on = state.tab == tab;
            let mut text = RichText::new(text);
            if is_on {
                text = text.family(semibold());
            }
            let label = ui.selectable_label(is_on, text);
            if is_on {
                part_is_here(ui, Part::Head, label.id, label.rect);
            }
            if label.clicked() {
                state.tab = tab;
            }
        }
        ui.separator();
        for i in 0..compared.sides.len() {
            let n = compared.comparison.n_spans.get(i).copied();
            let spans = counted(n.unwrap_or_default(), "span", "spans");
            let spans = format!("{spans}{}", state.whose_file(i));
            let letter = letter(i);
            let name = state.side_name(compared, i);
            whole_ui(
                ui,
                RichText::new(format!("{letter}  {name}")).family(semibold()),
            );
            whole_ui(ui, RichText::new(spans).color(tokens.weak));
            if i + 1 < compared.sides.len() {
                ui.label(RichText::new("·").color(tokens.weak));
            }
        }
        let counts = state.settling.counts();
        if counts.n_decided > 0 {
            let words = format!("{} of {} decided", counts.n_decided, counts.n_all);
            whole_ui(ui, RichText::new(words).family(semibold()));
            if counts.n_stale > 0 {
                let words = format!("⚠ {} to look at again", counts.n_stale);
                whole_ui(ui, RichText::new(words).color(tokens.warning));
            }
        }
        let change = ui.button("Change…");
        if change
            .on_hover_text("Chooses who is compared, or another project")
            .clicked()
        {
            ctx.sender.ui(UiCommand::CompareAnnotators);
        }
        if state.work.progress().is_some() {
            whole_ui(ui, RichText::new("Comparing again…").color(tokens.weak));
            if ui.button("Stop").clicked() {
                ctx.sender.act(AppAction::Compare(CompareDeed::Stop));
            }
        } else if state.work.is_stale() {
            let words = RichText::new("The layers have changed…");
            whole_ui(ui, words.color(tokens.weak));
        }
    });
}

/// The list, the text and what the two made of the current place.
fn differences_ui(
    ctx: &ViewContext<'_>,
    engine: &mut TextEngine,
    ui: &mut Ui,
    state: &mut CompareState,
) {
    let area = ui.available_rect_before_wrap();
    let (list, rest) = if area.width() >= WIDE {
        let width = (area.width() * 0.34).clamp(250.0, 380.0);
        let left = Rect::from_min_size(area.min, vec2(width, area.height()));
        let start = pos2(left.right() + size::SECTION, area.top());
        (left, Rect::from_min_max(start, area.max))
    } else {
        let height = (area.height() * 0.36).clamp(120.0, 320.0);
        let top = Rect::from_min_size(area.min, vec2(area.width(), height));
        let start = pos2(area.left(), top.bottom() + size::GROUP);
        (top, Rect::from_min_max(start, area.max))
    };
    state.list_room = Some(list);
    let list = list.with_max_y(list.bottom() - state.messages_height);
    let mut left = ui.new_child(UiBuilder::new().max_rect(list).id_salt("differences"));
    left.shrink_clip_rect(list);
    list::list_ui(ctx, &mut left, state);
    let height = detail::HEIGHT.min(rest.height() * 0.5);
    let split = rest.bottom() - height - size::GROUP;
    let above = Rect::from_min_max(rest.min, pos2(rest.right(), split.max(rest.top())));
    let below = Rect::from_min_max(pos2(rest.left(), rest.bottom() - height), rest.max);
    text::text_ui(ctx, engine, ui, state, above);
    let mut lower = ui.new_child(UiBuilder::new().max_rect(below).id_salt("two sides"));
    lower.shrink_clip_rect(below);
    detail::detail_ui(ctx, &mut lower, state);
    ui.advance_cursor_after_rect(area);
}
