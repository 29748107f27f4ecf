//! The page of figures: how far annotators agree, each figure with its interval and what it means, plots, and the spans
//! behind every number.
//!
//! [`FiguresData`] is gathered once a comparison and is plain; the rest draws it. What is clicked comes back as a
//! [`FiguresAnswer`].
mod articles;
mod behind;
mod behind_ui;
mod confusion;
mod data;
mod many;
mod plots;
mod table;
#[cfg(test)]
mod tests;

pub use behind::{Asked, Behind, BehindRow, RowKind, Target, behind};
pub use data::FiguresData;

use crate::agreement::catalogue::FRAGMENTS;
use crate::app::panels::parts::{section_ui, warning_ui, weak_ui};
use crate::app::panels::wording::counted;
use crate::app::tokens::{Tokens, semibold, size};
use crate::app::ui_command::UiCommand;
use crate::app::widgets::{VirtualList, beside_bar, words};
use crate::workspace::Job;
use crate::workspace::comparison::Compared;
use crate::workspace::reporting::ReportKind;
use behind_ui::Shown;
use egui::{Button, Rect, RichText, Role, ScrollArea, Ui, UiBuilder, WidgetInfo, pos2};
use std::collections::BTreeSet;
use std::sync::Arc;

/// In areas of this width, points, and more, the spans behind a figure stand beside the page, else instead of it.
const WIDE: f32 = 900.0;
/// Up to so many spans the list behind a figure is made at once; above, on another thread.
const AT_ONCE: usize = 4_000;

/// What somebody wants of the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FiguresAnswer {
    /// To see a place in the text: spans of the annotators, as places in [`Compared::input`].
    Show {
        /// A span of each annotator that has one there.
        units: Vec<usize>,
    },
    /// To see two of three and more annotators, by their places.
    ComparePair(usize, usize),
    /// Figures that take longer, too.
    WorkOutAdvanced,
    /// A file with what was found.
    Save(ReportKind),
}

/// Scratch of the page.
#[derive(Default)]
pub struct FiguresState {
    /// The article whose figures are shown; `None`: all.
    article: Option<usize>,
    /// What was gathered, and of which comparison and article.
    made: Option<(u64, Option<usize>, FiguresData)>,
    /// Figures whose formula is shown.
    open: BTreeSet<&'static str>,
    shows_more: bool,
    shows_left_out: bool,
    /// Single tags are not shown.
    hides_tags: bool,
    /// The page begins at its top in the next frame.
    to_top: bool,
    articles: VirtualList,
    /// What the list is about.
    asked: Option<Asked>,
    behind: Option<Behind>,
    work: Option<Job<Behind>>,
    shown: Shown,
}

impl FiguresState {
    fn ask(&mut self, compared: &Arc<Compared>, asked: Asked, ctx: &egui::Context) {
        self.shown = Shown::default();
        self.look_behind(compared, &asked, ctx);
        self.asked = Some(asked);
    }

    /// Finds the spans, on another thread where there are many.
    fn look_behind(&mut self, compared: &Arc<Compared>, asked: &Asked, ctx: &egui::Context) {
        self.behind = None;
        if compared.input.units.len() <= AT_ONCE {
            self.behind = Some(behind(compared, asked));
            self.work = None;
        } else {
            let ctx = ctx.clone();
            let wake: Arc<dyn Fn() + Send + Sync> = Arc::new(move || ctx.request_repaint());
            let (compared, asked) = (compared.clone(), asked.clone());
            let job = Job::spawn(&wake, "spans behind a figure", move |_| {
                behind(&compared, &asked)
            });
            self.work = Some(job);
        }
    }

    fn take_work(&mut self) {
        if let Some(done) = self.work.as_ref().and_then(Job::poll) {
            self.behind = Some(done.unwrap_or_default());
            self.work = None;
        }
    }
}

/// What the page is drawn with.
#[derive(Clone, Copy)]
pub struct FiguresKit<'a> {
    /// The comparison.
    pub compared: &'a Arc<Compared>,
    /// Another number for another comparison.
    pub version: u64,
    /// What the annotators are called, in the order of the comparison.
    pub names: &'a [String],
    /// Colours and sizes.
    pub tokens: &'a Tokens,
}

impl FiguresKit<'_> {
    /// What an annotator is called.
    fn name(&self, annotator: usize) -> &str {
        self.names.get(annotator).map_or("", String::as_str)
    }
}

/// What was clicked on the page.
enum Click {
    Ask(Target),
    Article(Option<usize>),
    Answer(FiguresAnswer),
}

/// Draws the page; gives what was asked for.
pub fn figures_ui(
    ui: &mut Ui,
    kit: FiguresKit<'_>,
    state: &mut FiguresState,
) -> Option<FiguresAnswer> {
    gather(kit, state, ui.ctx());
    state.take_work();
    // Drawing borrows the data and changes the rest of the state.
    let (_, _, data) = state.made.take()?;
    let area = ui.available_rect_before_wrap();
    let is_wide = area.width() >= WIDE;
    let has_list = state.asked.is_some();
    let mut click = None;
    let mut answer = None;
    if is_wide || !has_list {
        let right = if has_list {
            area.left() + (area.width() * 0.6).round()
        } else {
            area.right()
        };
        let rect = Rect::from_min_max(area.min, pos2(right, area.bottom()));
        let mut left = ui.new_child(UiBuilder::new().max_rect(rect).id_salt("figures page"));
        click = page_ui(&mut left, kit, &data, state);
    }
    if has_list {
        let left = if is_wide {
            area.left() + (area.width() * 0.6).round() + size::SECTION
        } else {
            area.left()
        };
        let rect = Rect::from_min_max(pos2(left, area.top()), area.max);
        let mut right = ui.new_child(UiBuilder::new().max_rect(rect).id_salt("figures behind"));
        answer = behind_ui::behind_ui(&mut right, kit, &data, state, !is_wide);
    }
    ui.advance_cursor_after_rect(area);
    state.made = Some((kit.version, state.article, data));
    match click {
        Some(Click::Ask(target)) => {
            let asked = Asked {
                target,
                document: state.article,
            };
            state.ask(kit.compared, asked, ui.ctx());
        }
        Some(Click::Article(article)) => {
            state.article = article;
            state.to_top = true;
            ui.ctx().request_repaint();
        }
        Some(Click::Answer(clicked)) => answer = Some(clicked),
        None => {}
    }
    answer
}

/// The data belongs to the comparison and the article that are chosen now.
fn gather(kit: FiguresKit<'_>, state: &mut FiguresState, ctx: &egui::Context) {
    let n_articles = kit.compared.comparison.documents.len();
    state.article = state.article.filter(|article| *article < n_articles);
    let of = (kit.version, state.article);
    if state
        .made
        .as_ref()
        .is_some_and(|made| (made.0, made.1) == of && made.2.names == kit.names)
    {
        return;
    }
    let before = state.made.take();
    let data = FiguresData::gather(kit.compared, kit.names, state.article);
    if let Some((version, _, old)) = before
        && version != kit.version
    {
        // What the list is about is still there where people and tags are the same.
        let names = |data: &FiguresData| data.confusion.as_ref().map(|c| c.names.clone());
        let is_there = old.names == data.names && names(&old) == names(&data);
        match state.asked.clone() {
            Some(asked) if is_there => state.look_behind(kit.compared, &asked, ctx),
            _ => {
                state.asked = None;
                state.behind = None;
                state.work = None;
            }
        }
    }
    state.made = Some((kit.version, state.article, data));
}

fn page_ui(
    ui: &mut Ui,
    kit: FiguresKit<'_>,
    data: &FiguresData,
    state: &mut FiguresState,
) -> Option<Click> {
    let mut clicks: Vec<Option<Click>> = Vec::new();
    let mut page = ScrollArea::vertical()
        .id_salt("figures page")
        .auto_shrink([false, false]);
    if std::mem::take(&mut state.to_top) {
        page = page.vertical_scroll_offset(0.0);
    }
    page.show(ui, |ui| {
        beside_bar(ui);
        clicks.push(head_ui(ui, kit, data, state));
        let chosen = state.asked.as_ref().map(|asked| asked.target.clone());
        let groups = table::Groups {
            data,
            tokens: kit.tokens,
            chosen: chosen.as_ref(),
            hides_tags: state.hides_tags,
        };
        section_ui(ui, kit.tokens, &figures_title(data, state.article));
        groups.head_ui(ui);
        let asked = groups.ui(ui, &data.panel, &mut state.open);
        clicks.push(asked.map(Click::Ask));
        let asked = plots::figures_ui(ui, kit.tokens, data);
        clicks.push(asked.map(Click::Ask));
        clicks.push(many::many_ui(ui, kit.tokens, data, chosen.as_ref()));
        if let Some(confusion) = &data.confusion {
            let cell = confusion::confusion_ui(ui, kit.tokens, data, confusion, chosen.as_ref());
            clicks.push(cell.map(Click::Ask));
        }
        if let Some(shifts) = &data.shifts {
            let asked = plots::shifts_ui(ui, kit.tokens, data, shifts);
            clicks.push(asked.map(Click::Ask));
        }
        let tools = (kit.tokens, state.article);
        clicks.push(articles::articles_ui(ui, tools, data, &mut state.articles));
        clicks.push(more_ui(
            ui,
            kit,
            &groups,
            &mut state.shows_more,
            &mut state.open,
        ));
        foot_ui(ui, kit, data);
    });
    clicks.into_iter().flatten().next()
}

/// Which articles the figures are of.
fn figures_title(data: &FiguresData, article: Option<usize>) -> String {
    let row = article.and_then(|i| data.articles.rows.get(i));
    row.map_or_else(
        || "Figures of all articles".to_owned(),
        |row| format!("Figures of “{}”", row.title),
    )
}

/// What was compared, what the figures are of, and what can be saved.
fn head_ui(
    ui: &mut Ui,
    kit: FiguresKit<'_>,
    data: &FiguresData,
    state: &mut FiguresState,
) -> Option<Click> {
    let mut click = None;
    words::label_ui(ui, RichText::new(&data.head).family(semibold()));
    for remark in &data.remarks {
        weak_ui(ui, kit.tokens, remark);
    }
    if !data.left_out.is_empty() {
        let n = counted(data.left_out.len(), "article is", "articles are");
        let text = format!("{n} not compared");
        if disclosure_ui(ui, &text, state.shows_left_out) {
            state.shows_left_out = !state.shows_left_out;
        }
        if state.shows_left_out {
            for line in &data.left_out {
                warning_ui(ui, kit.tokens, line);
            }
        }
    }
    ui.horizontal_wrapped(|ui| {
        for kind in ReportKind::ALL {
            let command = UiCommand::SaveReport(kind).spec();
            let button = ui.button(command.text);
            if button.on_hover_text(command.tooltip).clicked() {
                click = Some(Click::Answer(FiguresAnswer::Save(kind)));
            }
        }
        ui.checkbox(&mut state.hides_tags, "Hide single tags");
    });
    let n = data.articles.rows.len();
    if let (Some(article), true) = (state.article, n > 0) {
        ui.horizontal_wrapped(|ui| {
            for (sign, name, to) in [
                (
                    "‹",
                    "Figures of the previous article",
                    (article + n - 1) % n,
                ),
                ("›", "Figures of the next article", (article + 1) % n),
            ] {
                let button = ui.button(sign);
                button.widget_info(|| WidgetInfo::labeled(Role::Button, true, name));
                if button.on_hover_text(name).clicked() {
                    click = Some(Click::Article(Some(to)));
                }
            }
            if ui.button("Figures of all articles").clicked() {
                click = Some(Click::Article(None));
            }
        });
    }
    click
}

/// A row that opens and closes what stands below it; says whether it was clicked.
fn disclosure_ui(ui: &mut Ui, text: &str, is_open: bool) -> bool {
    let sign = if is_open { "▼" } else { "▶" };
    let button = ui.add(Button::new(format!("{sign} {text}")).frame(false));
    button.widget_info(|| WidgetInfo::selected(Role::DisclosureTriangle, true, is_open, text));
    button.clicked()
}

/// The figures that not everybody needs.
fn more_ui(
    ui: &mut Ui,
    kit: FiguresKit<'_>,
    groups: &table::Groups<'_>,
    is_open: &mut bool,
    formulas: &mut BTreeSet<&'static str>,
) -> Option<Click> {
    ui.add_space(size::GROUP);
    let n = groups.data.more.len();
    if disclosure_ui(ui, &format!("More figures: {n}"), *is_open) {
        *is_open = !*is_open;
    }
    if !*is_open {
        return None;
    }
    let mut click = groups.ui(ui, &groups.data.more, formulas).map(Click::Ask);
    let is_advanced = kit.compared.comparison.settings.is_advanced;
    if !is_advanced && groups.data.names.len() == 2 {
        let button = ui.button("Also work out γ with α = 3 and against shuffled layers");
        if button
            .on_hover_text("Takes about three times as long")
            .clicked()
        {
            click = Some(Click::Answer(FiguresAnswer::WorkOutAdvanced));
        }
    }
    click
}

/// How it was made.
fn foot_ui(ui: &mut Ui, kit: FiguresKit<'_>, data: &FiguresData) {
    section_ui(ui, kit.tokens, "How it was made");
    weak_ui(ui, kit.tokens, &data.parameters);
    weak_ui(
        ui,
        kit.tokens,
        "There are no accepted thresholds for γ and uα: read them beside the places where the annotators differ.",
    );
    if data.has_fragments {
        weak_ui(ui, kit.tokens, FRAGMENTS);
    }
    if !data.to_cite.is_empty() {
        let button = ui.button("Copy γ for a paper");
        if button.on_hover_text(&data.to_cite).clicked() {
            ui.ctx().copy_text(data.to_cite.clone());
        }
    }
}
