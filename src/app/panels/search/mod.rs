//! The Search panel: what is found in all articles, in its surroundings, to be ticked and tagged.
mod rows;
#[cfg(test)]
mod tests;

pub use rows::{HitData, Row};
use rows::{own_tags, tags_in_words};

use super::parts::{cell_ui, empty_ui, list_row_ui, one_line};
use super::wording::{counted, thousands};
use crate::app::context::{AppAction, Sender, ViewContext};
use crate::app::find::bar::touching;
use crate::app::find::field::{focus_all, loose_query, query_ui};
use crate::app::tag_bar::key_digit;
use crate::app::tokens::{Tokens, size};
use crate::app::widgets::{VirtualList, paint_swatch};
use crate::app::window_parts::{Part, part_has_list};
use crate::model::{AnnotatorId, Document, DocumentId, LabelId, Project};
use crate::text::{Query, TextSpan, trim_blanks};
use crate::workspace::{Command, Search};
use egui::{Button, Checkbox, Id, Key, Modifiers, ProgressBar, Rect, RichText, Ui, pos2, vec2};
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

/// Width of the column of ticks, points.
const TICK: f32 = 28.0;
/// The share of a row that the words before a hit take.
const BEFORE: f32 = 0.32;

/// Scratch of the Search panel.
pub struct SearchState {
    query: Query,
    /// What `search` belongs to.
    asked: Option<Query>,
    search: Option<Search>,
    /// Why it cannot be looked for.
    fault: Option<String>,
    /// Invariant: an article or a hit that `search` has found.
    rows: Vec<Row>,
    /// How many articles of the results `rows` and `ticks` hold.
    n_listed: usize,
    /// Ticks of the hits, article by article.
    ticks: Vec<Vec<bool>>,
    n_ticked: usize,
    /// Hits are ticked when they arrive.
    ticks_new: bool,
    /// The tag that is offered first.
    label: Option<LabelId>,
    /// Articles of the results that changed or went since, and the revision that this belongs to.
    changed: (Option<u64>, BTreeSet<usize>),
    list: VirtualList,
    chosen: Option<usize>,
    wants_focus: bool,
    /// The list had the keyboard in the last frame.
    has_keyboard: bool,
}

impl Default for SearchState {
    fn default() -> Self {
        Self {
            query: loose_query(),
            asked: None,
            search: None,
            fault: None,
            rows: Vec::new(),
            n_listed: 0,
            ticks: Vec::new(),
            n_ticked: 0,
            ticks_new: false,
            label: None,
            changed: (None, BTreeSet::new()),
            list: VirtualList::default(),
            chosen: None,
            wants_focus: false,
            has_keyboard: false,
        }
    }
}

/// # What others ask
impl SearchState {
    /// Gives the field the keyboard; `words` take the place of what was looked for.
    pub fn ask(&mut self, words: Option<String>) {
        if let Some(words) = words {
            self.query.text = words;
            self.query.is_regex = false;
        }
        self.wants_focus = true;
    }

    /// Whether these words are looked for already, in whatever case.
    #[must_use]
    pub fn is_asked(&self, words: &str) -> bool {
        self.query.text.to_lowercase() == words.to_lowercase()
    }

    /// Whether the row chosen in the list is the hit at this place, or its article with this hit as the first.
    #[must_use]
    pub fn is_hit(&self, document: &DocumentId, span: TextSpan) -> bool {
        let row = self.chosen.and_then(|row| self.rows.get(row));
        let (i, hit) = match row {
            Some(Row::Article(i)) => (*i, 0),
            Some(Row::Hit(i, hit)) => (*i, *hit),
            None => return false,
        };
        let found = self.search.as_ref().and_then(|s| s.results().get(i));
        found.is_some_and(|found| {
            found.document.id == *document && found.hits.get(hit) == Some(&span)
        })
    }

    /// Looks for `query` with every hit ticked, to be tagged as `label`.
    pub fn ask_same(&mut self, query: Query, label: LabelId) {
        self.query = query;
        self.label = Some(label);
        self.asked = None;
        self.ticks_new = true;
        self.wants_focus = true;
    }

    /// Whether a tag's key is for the ticked hits.
    #[must_use]
    pub fn takes_keys(&self) -> bool {
        self.has_keyboard && self.n_ticked > 0
    }

    /// How many hits are ticked.
    #[must_use]
    pub fn n_ticked(&self) -> usize {
        self.n_ticked
    }

    /// The command that tags the ticked hits; blanks at their ends stay outside.
    #[must_use]
    pub fn command(&self, project: &Project, label: &LabelId) -> Command {
        let mut places = Vec::with_capacity(self.n_ticked);
        let results = self.search.as_ref().map_or(&[][..], Search::results);
        for (found, ticks) in results.iter().zip(&self.ticks) {
            if !ticks.contains(&true) || !found.is_current(project) {
                continue;
            }
            for (&hit, _) in found.hits.iter().zip(ticks).filter(|(_, tick)| **tick) {
                if let Some(span) = trim_blanks(found.document.text(), hit) {
                    places.push((found.document.id.clone(), vec![span]));
                }
            }
        }
        Command::AnnotateMany {
            places,
            label: label.clone(),
            features: Vec::new(),
            origin: "search".to_owned(),
        }
    }

    /// Takes every tick away.
    pub fn untick_all(&mut self) {
        self.tick_all(false);
    }

    /// What is looked for, and how many hits there are by now.
    #[must_use]
    pub fn found(&self) -> (String, usize) {
        let n = self.search.as_ref().map_or(0, Search::n_hits);
        (format!("{:?}", self.query), n)
    }

    /// The hits that touch these bytes of an article.
    #[must_use]
    pub fn hits_in(&self, document: &Document, bytes: &Range<usize>) -> Vec<Range<usize>> {
        let results = self.search.as_ref().map_or(&[][..], Search::results);
        let found = results
            .iter()
            .find(|found| found.document.id == document.id);
        found
            .filter(|found| Arc::ptr_eq(found.document.text(), document.text()))
            .map_or_else(Vec::new, |found| touching(&found.hits, bytes))
    }
}

/// # Keeping up
impl SearchState {
    /// Starts a search when the query changed, and takes in what was found.
    fn follow(&mut self, project: &Project, revision: u64, ctx: &egui::Context) {
        if self.asked.as_ref() != Some(&self.query) {
            if self.asked.is_some() {
                // Another query than the one whose hits are to be ticked.
                self.ticks_new = false;
            }
            self.start(project, ctx);
        }
        let Some(search) = &mut self.search else {
            return;
        };
        search.poll();
        let results = search.results();
        for (i, found) in results.iter().enumerate().skip(self.n_listed) {
            self.rows.push(Row::Article(i));
            self.rows
                .extend((0..found.hits.len()).map(|hit| Row::Hit(i, hit)));
            self.ticks.push(vec![self.ticks_new; found.hits.len()]);
            self.n_ticked += if self.ticks_new { found.hits.len() } else { 0 };
        }
        let is_grown = self.n_listed < results.len();
        self.n_listed = results.len();
        if is_grown || self.changed.0 != Some(revision) {
            let gone = results
                .iter()
                .enumerate()
                .filter(|(_, found)| !found.is_current(project));
            self.changed = (Some(revision), gone.map(|(i, _)| i).collect());
            for &i in &self.changed.1 {
                let ticks = &mut self.ticks[i];
                self.n_ticked -= ticks.iter().filter(|tick| **tick).count();
                ticks.fill(false);
            }
        }
    }

    fn start(&mut self, project: &Project, ctx: &egui::Context) {
        self.asked = Some(self.query.clone());
        self.rows.clear();
        self.n_listed = 0;
        self.ticks.clear();
        self.n_ticked = 0;
        self.chosen = None;
        self.changed = (None, BTreeSet::new());
        let ctx = ctx.clone();
        let wake: Arc<dyn Fn() + Send + Sync> = Arc::new(move || ctx.request_repaint());
        (self.search, self.fault) = if self.query.text.is_empty() {
            (None, None)
        } else {
            match Search::start(project, None, self.query.clone(), &wake) {
                Ok(search) => (Some(search), None),
                Err(fault) => (
                    None,
                    Some(crate::app::dispatch::sentence(&fault.to_string())),
                ),
            }
        };
    }

    /// How much was found, in words.
    fn summary(&self) -> String {
        let Some(search) = &self.search else {
            return String::new();
        };
        let (n, kept) = (search.n_hits(), search.n_kept());
        let articles = counted(search.results().len(), "article", "articles");
        let hits = counted(n, "hit", "hits");
        if search.progress().is_some() {
            return format!("{hits} so far…");
        }
        let words = match n {
            0 => "No hits".to_owned(),
            _ if kept < n => format!("The first {} of {hits}, in {articles}", thousands(kept)),
            _ => format!("{hits} in {articles}"),
        };
        if search.is_cut_short() {
            format!("Stopped early: {words}")
        } else {
            words
        }
    }

    fn tick_all(&mut self, ticked: bool) {
        self.n_ticked = 0;
        for (i, ticks) in self.ticks.iter_mut().enumerate() {
            let ticked = ticked && !self.changed.1.contains(&i);
            ticks.fill(ticked);
            self.n_ticked += if ticked { ticks.len() } else { 0 };
        }
    }

    /// Ticks a hit, or all of an article; what is ticked already is unticked.
    fn toggle(&mut self, row: Row) {
        let (Row::Article(i) | Row::Hit(i, _)) = row;
        if self.changed.1.contains(&i) {
            return;
        }
        let Some(ticks) = self.ticks.get_mut(i) else {
            return;
        };
        let n = |ticks: &[bool]| ticks.iter().filter(|tick| **tick).count();
        let before = n(ticks);
        match row {
            Row::Article(_) => {
                let is_full = before == ticks.len();
                ticks.fill(!is_full);
            }
            Row::Hit(_, hit) => {
                if let Some(tick) = ticks.get_mut(hit) {
                    *tick = !*tick;
                }
            }
        }
        self.n_ticked = self.n_ticked - before + n(ticks);
    }
}

/// What every part of the panel is drawn with.
#[derive(Clone, Copy)]
struct Kit<'a> {
    project: &'a Project,
    tokens: &'a Tokens,
    sender: &'a Sender,
    revision: u64,
    annotator: Option<&'a AnnotatorId>,
    /// Why nothing can be tagged.
    refusal: Option<&'static str>,
}

fn field_id() -> Id {
    Id::unique("find everywhere")
}

/// What is found in all articles: tick some, tag them as one step. A click, an arrow or Enter shows a hit in its text.
pub fn search_panel_ui(ctx: &ViewContext<'_>, ui: &mut Ui, state: &mut SearchState) {
    let refusal = if ctx.is_read_only() {
        Some("The project is open for reading only")
    } else if ctx.annotator().is_none() {
        Some("Choose an annotator first")
    } else {
        None
    };
    let kit = Kit {
        project: ctx.project(),
        tokens: ctx.tokens,
        sender: ctx.sender,
        revision: ctx.workspace.revision(),
        annotator: ctx.annotator(),
        refusal,
    };
    search_ui(ui, kit, state);
}

fn search_ui(ui: &mut Ui, kit: Kit<'_>, state: &mut SearchState) {
    state.follow(kit.project, kit.revision, ui.ctx());
    query_row_ui(ui, kit, state);
    if state.rows.is_empty() {
        state.has_keyboard = false;
        let is_done = state
            .search
            .as_ref()
            .is_some_and(|s| s.progress().is_none());
        if state.query.text.is_empty() {
            let hint = "Type what you look for: it is found in all articles of the project, and what you tick can be tagged at once";
            empty_ui(ui, kit.tokens, "Nothing looked for yet", hint);
        } else if is_done {
            let hint = if state.query.is_folded {
                "Fewer words, or not only whole words, find more"
            } else {
                "Fold takes no notice of case, accents and the shape of marks"
            };
            empty_ui(ui, kit.tokens, "No hits", hint);
        }
        // The panel keeps its height.
        ui.take_available_space();
        return;
    }
    tick_row_ui(ui, kit, state);
    list_ui(ui, kit, state);
}

fn query_row_ui(ui: &mut Ui, kit: Kit<'_>, state: &mut SearchState) {
    ui.horizontal(|ui| {
        let width = (ui.available_width() * 0.4).clamp(80.0, 340.0);
        let names = (field_id(), "Find everywhere", "Find in all articles…");
        let response = query_ui(ui, kit.tokens, &mut state.query, names, width);
        if std::mem::take(&mut state.wants_focus) {
            focus_all(ui.ctx(), response.field.id, &state.query.text);
        }
        if response.entered.is_some() && !state.rows.is_empty() {
            // On into the list: arrows and Space are for it.
            ui.data_mut(|d| d.insert_temp(list_wanted(), true));
        }
        if let Some(fault) = &state.fault {
            let fault = RichText::new(fault).color(kit.tokens.error);
            ui.add(egui::Label::new(fault).truncate());
            return;
        }
        let progress = state.search.as_ref().and_then(Search::progress);
        if let Some(progress) = progress {
            let share = progress.done as f32 / progress.total.max(1) as f32;
            let bar = ProgressBar::new(share)
                .desired_width(90.0)
                .desired_height(8.0);
            let bar = ui.add(bar);
            bar.widget_info(|| {
                egui::WidgetInfo::labeled(egui::Role::ProgressIndicator, true, "Search progress")
            });
            if ui.button("Stop").clicked()
                && let Some(search) = &mut state.search
            {
                search.cancel();
            }
        }
        let summary = RichText::new(state.summary()).color(kit.tokens.weak);
        ui.add(egui::Label::new(summary).truncate());
        if !state.changed.1.is_empty() {
            let n = counted(state.changed.1.len(), "article", "articles");
            ui.label(RichText::new(format!("⚠ {n} changed since")).color(kit.tokens.warning));
            if ui.button("Search again").clicked() {
                state.asked = None;
            }
        }
    });
}

/// Where it is kept that Enter in the field asked for the list.
fn list_wanted() -> Id {
    Id::unique("search list wanted")
}

fn tick_row_ui(ui: &mut Ui, kit: Kit<'_>, state: &mut SearchState) {
    ui.horizontal_wrapped(|ui| {
        for (text, name, ticked) in [("All", "Tick all", true), ("None", "Tick none", false)] {
            let button = ui.button(text);
            button.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, name));
            if button.on_hover_text(name).clicked() {
                state.tick_all(ticked);
            }
        }
        let ticked = format!("{} ticked", thousands(state.n_ticked));
        ui.label(RichText::new(ticked).color(kit.tokens.weak));
        ui.label("Tag as");
        let labels = &kit.project.schema().labels;
        let first = labels
            .iter()
            .filter(|l| state.label.as_ref() == Some(&l.id));
        let others = labels
            .iter()
            .filter(|l| state.label.as_ref() != Some(&l.id));
        for label in first.chain(others) {
            let text = match key_digit(&label.key) {
                Some(n) => format!("{n} {}", label.name),
                None => label.name.clone(),
            };
            let refusal = kit.refusal.or_else(|| {
                (state.n_ticked == 0)
                    .then_some("Tick some hits first: by their boxes, by Space, or all")
            });
            let is_preselected = state.label.as_ref() == Some(&label.id);
            let shown = crate::app::title_row::shortened(&text, 24);
            let button = Button::new(shown).selected(is_preselected && refusal.is_none());
            let response = ui.add_enabled(refusal.is_none(), button);
            let name = format!("Tag the ticked as {}", label.name);
            response.widget_info(|| {
                egui::WidgetInfo::labeled(egui::Role::Button, refusal.is_none(), &name)
            });
            let hint = "One step for all; its key does the same while the list has the keyboard";
            let response = response
                .on_hover_text(hint)
                .on_disabled_hover_text(refusal.unwrap_or_default());
            if response.clicked() {
                kit.sender.act(AppAction::TagTicked(label.id.clone()));
            }
        }
    });
}

fn list_ui(ui: &mut Ui, kit: Kit<'_>, state: &mut SearchState) {
    let (mut clicked, mut toggled) = (None, None);
    let mut list = std::mem::take(&mut state.list);
    let chosen = state.chosen;
    let shown = list.show(ui, "Hits", state.rows.len(), size::ROW, chosen, |ui, i| {
        let row = state.rows[i];
        let answer = row_ui(ui, kit, state, row, chosen == Some(i));
        if answer.clicked {
            clicked = Some(i);
        }
        if answer.toggled {
            toggled = Some(row);
        }
    });
    part_has_list(ui, Part::Bottom, shown.response.id);
    state.list = list;
    let wants_list = ui.data_mut(|d| d.remove_temp::<bool>(list_wanted()));
    if wants_list.is_some() || clicked.is_some() {
        shown.response.request_focus();
    }
    state.has_keyboard = shown.response.has_focus();
    if state.has_keyboard
        && ui.input_mut(|i| i.consume_key(Modifiers::NONE, Key::Space))
        && let Some(row) = chosen.and_then(|i| state.rows.get(i))
    {
        toggled = Some(*row);
    }
    if let Some(row) = toggled {
        state.toggle(row);
    }
    let first = || (wants_list.is_some() && chosen.is_none()).then(|| state.rows.len().min(2) - 1);
    if let Some(i) = clicked.or(shown.moved_to).or_else(first) {
        state.chosen = Some(i);
        go_to(kit, state, i);
    }
    if shown.entered {
        kit.sender.act(AppAction::FocusReader);
    }
}

/// Shows a row's hit, or an article's first one.
fn go_to(kit: Kit<'_>, state: &SearchState, row: usize) {
    let Some(search) = &state.search else {
        return;
    };
    let (i, hit) = match state.rows.get(row) {
        Some(Row::Article(i)) => (*i, 0),
        Some(Row::Hit(i, hit)) => (*i, *hit),
        None => return,
    };
    let Some(found) = search.results().get(i) else {
        return;
    };
    if let Some(&span) = found.hits.get(hit)
        && found.is_current(kit.project)
    {
        kit.sender.act(AppAction::SelectPlace {
            document: found.document.id.clone(),
            span,
        });
    }
}

struct RowAnswer {
    clicked: bool,
    toggled: bool,
}

fn row_ui(ui: &mut Ui, kit: Kit<'_>, state: &SearchState, row: Row, chosen: bool) -> RowAnswer {
    let (Row::Article(i) | Row::Hit(i, _)) = row;
    let none = RowAnswer {
        clicked: false,
        toggled: false,
    };
    let (Some(search), Some(ticks)) = (&state.search, state.ticks.get(i)) else {
        return none;
    };
    let Some(found) = search.results().get(i) else {
        return none;
    };
    let has_changed = state.changed.1.contains(&i);
    let n_ticked = ticks.iter().filter(|tick| **tick).count();
    let title = crate::app::title_row::shortened(&found.document.title, 60);
    let (ticked, is_partly, name, clicked) = match row {
        Row::Article(_) => {
            let hits = counted(found.n_hits, "hit", "hits");
            let note = if has_changed { ", changed since" } else { "" };
            let words = format!("{title}: {hits}{note}");
            let (rect, response) = list_row_ui(ui, kit.tokens, &words, chosen);
            article_cells_ui(ui, kit, rect, &title, &hits, has_changed);
            let name = format!("Tick all in {title}");
            let is_all = n_ticked == ticks.len();
            (is_all, n_ticked > 0 && !is_all, name, response.clicked())
        }
        Row::Hit(_, hit) => {
            let Some(&span) = found.hits.get(hit) else {
                return none;
            };
            let data = HitData::gather(found.document.text(), span);
            let tags = if has_changed {
                Vec::new()
            } else {
                own_tags(kit.project, kit.annotator, &found.document.id, span)
            };
            let tagged = match tags_in_words(kit.project, &tags) {
                names if names.is_empty() => names,
                names => format!(", tagged: {names}"),
            };
            let words = format!("Hit {} in {title}: {}{tagged}", hit + 1, data.words());
            let (rect, response) = list_row_ui(ui, kit.tokens, &words, chosen);
            let right = tags_ui(ui, kit, rect, &tags);
            hit_cells_ui(ui, kit, rect, right, &data, has_changed);
            let name = format!("Tick hit {} in {title}", hit + 1);
            let ticked = ticks.get(hit).copied().unwrap_or(false);
            (ticked, false, name, response.clicked())
        }
    };
    let row_rect = ui.max_rect();
    let indent = if matches!(row, Row::Hit(..)) {
        14.0
    } else {
        0.0
    };
    let place = pos2(row_rect.left() + 4.0 + indent, row_rect.top());
    let tick_rect = Rect::from_min_size(place, vec2(TICK, row_rect.height()));
    let mut is_on = ticked;
    let toggled = ui
        .scope_builder(egui::UiBuilder::new().max_rect(tick_rect), |ui| {
            if has_changed {
                ui.disable();
            }
            let inactive = &mut ui.visuals_mut().widgets.inactive.bg_stroke;
            *inactive = egui::Stroke::new(1.0, kit.tokens.frame);
            let tick = Checkbox::without_text(&mut is_on).indeterminate(is_partly);
            let tick = ui.put(tick_rect, tick);
            tick.widget_info(|| {
                egui::WidgetInfo::selected(egui::Role::CheckBox, !has_changed, ticked, &name)
            });
            tick.clicked()
        })
        .inner;
    RowAnswer { clicked, toggled }
}

/// The swatches of a hit's tags at the end of its row; gives where the room for words ends.
fn tags_ui(ui: &Ui, kit: Kit<'_>, rect: Rect, tags: &[LabelId]) -> f32 {
    let mut right = rect.right();
    for tag in tags {
        let swatch = vec2(size::SWATCH + 2.0, size::SWATCH);
        let center = pos2(right - size::GAP - swatch.x / 2.0, rect.center().y);
        let style = kit.tokens.mark_style(kit.project.schema(), tag);
        paint_swatch(ui.painter(), Rect::from_center_size(center, swatch), &style);
        right -= swatch.x + size::GAP;
    }
    right
}

fn article_cells_ui(ui: &Ui, kit: Kit<'_>, rect: Rect, title: &str, hits: &str, has_changed: bool) {
    let mut inner = rect;
    inner.min.x += TICK + size::GAP;
    inner.max.x -= size::GAP;
    let galley = one_line(ui, title, kit.tokens.text, inner.width() * 0.7, false);
    let used = galley.size().x;
    let y = rect.center().y - galley.size().y / 2.0;
    ui.painter()
        .galley(pos2(inner.left(), y), galley, kit.tokens.text);
    inner.min.x += used + size::GROUP;
    let (words, color) = if has_changed {
        ("⚠ changed since the search".to_owned(), kit.tokens.warning)
    } else {
        (hits.to_owned(), kit.tokens.weak)
    };
    cell_ui(ui, inner, &words, color);
}

/// The hits of all rows stand below each other, with what is before them on the left; words end at `right`.
fn hit_cells_ui(ui: &Ui, kit: Kit<'_>, rect: Rect, right: f32, data: &HitData, has_changed: bool) {
    let left = rect.left() + TICK + 14.0 + size::GAP;
    let middle = left + (rect.right() - left) * BEFORE;
    let clip = |from: f32, to: f32| {
        Rect::from_min_max(pos2(from, rect.top()), pos2(to, rect.bottom()))
            .intersect(ui.clip_rect())
    };
    let color = if has_changed {
        kit.tokens.weak
    } else {
        kit.tokens.text
    };
    let y = |height: f32| rect.center().y - height / 2.0;
    let before = one_line(ui, &data.before, kit.tokens.weak, f32::INFINITY, false);
    let at = pos2(middle - before.size().x, y(before.size().y));
    ui.painter()
        .with_clip_rect(clip(left, middle))
        .galley(at, before, kit.tokens.weak);
    let room = (right - middle - size::GAP).max(0.0);
    let hit = one_line(ui, &data.hit, color, room, false);
    let (width, height) = (hit.size().x, hit.size().y);
    let ground = Rect::from_min_size(pos2(middle, y(height)), vec2(width, height));
    if !has_changed {
        ui.painter()
            .rect_filled(ground.expand2(vec2(1.0, 1.0)), 2.0, kit.tokens.search_hit);
    }
    ui.painter()
        .with_clip_rect(clip(middle, right))
        .galley(ground.min, hit, color);
    let (from, to) = (middle + width, right - size::GAP);
    let rest = Rect::from_min_max(pos2(from, rect.top()), pos2(to, rect.bottom()));
    cell_ui(ui, rest, &data.after, kit.tokens.weak);
}
