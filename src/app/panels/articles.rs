//! The articles on the left: state, title, counts by tag; filter; how many are done.

use super::parts::framed_ui;
use crate::app::context::{AppAction, DialogRequest, ViewContext};
use crate::app::reader::MarkStyle;
use crate::app::tokens::{semibold, size};
use crate::app::widgets::{VirtualList, paint_swatch, words};
use crate::app::window_parts::{Part, part_is_here};
use crate::model::{AnnotatorId, DocumentId, ProgressState, Project};
use crate::workspace::Command;
use egui::{
    Align2, Color32, FontId, Painter, Pos2, ProgressBar, Rect, Response, RichText, Sense, Stroke,
    TextEdit, Ui, pos2, vec2,
};

/// Scratch of the panel.
#[derive(Default)]
pub struct ArticlesState {
    filter: String,
    list: VirtualList,
    gathered: Option<(Key, ArticlesData)>,
    /// The article that was in view last, to scroll only when another is shown.
    shown: Option<DocumentId>,
}

/// What the gathered rows depend on.
#[derive(Clone, Debug, PartialEq)]
struct Key {
    revision: u64,
    annotator: Option<AnnotatorId>,
    filter: String,
}

/// What the panel shows, apart from the rows that are not visible.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ArticlesData {
    /// Places in the project's list, of the articles that the filter lets through.
    pub rows: Vec<usize>,
    /// How many articles the annotator has done; `None` where nobody is chosen.
    pub n_done: Option<usize>,
    /// How many there are.
    pub n_all: usize,
}

impl ArticlesData {
    /// Filters by title and file name, without regard to case; every word must occur.
    #[must_use]
    pub fn gather(project: &Project, annotator: Option<&AnnotatorId>, filter: &str) -> Self {
        let words: Vec<String> = filter.split_whitespace().map(str::to_lowercase).collect();
        let documents = project.documents();
        let rows = documents
            .iter()
            .enumerate()
            .filter(|(_, d)| {
                words.is_empty() || {
                    let hay = format!("{} {}", d.title, d.source.path).to_lowercase();
                    words.iter().all(|w| hay.contains(w))
                }
            })
            .map(|(i, _)| i)
            .collect();
        let n_done = annotator.map(|annotator| {
            let all = project.all_progress();
            all.filter(|(_, a, p)| *a == annotator && p.state == ProgressState::Done)
                .count()
        });
        Self {
            rows,
            n_done,
            n_all: documents.len(),
        }
    }
}

/// One row, ready to draw.
#[derive(Clone, Debug, PartialEq)]
pub struct ArticleRow {
    /// Whose row.
    pub id: DocumentId,
    /// The title on one line.
    pub title: String,
    /// How far the annotator is; `None` where nobody is chosen.
    pub state: Option<ProgressState>,
    /// For each tag: name, look, how many of the annotator's annotations; of all layers where nobody is chosen.
    pub counts: Vec<(String, MarkStyle, usize)>,
}

impl ArticleRow {
    fn gather(ctx: &ViewContext<'_>, place: usize) -> Option<Self> {
        let project = ctx.project();
        let document = project.documents().get(place)?;
        let state = ctx
            .annotator()
            .map(|a| project.progress_state(&document.id, a));
        let layer = project.layer(&document.id);
        let count = |label: &crate::model::LabelId| match (layer, ctx.annotator()) {
            (Some(layer), Some(annotator)) => layer.count(annotator, label),
            (Some(layer), None) => {
                let all = layer.counts().filter(|(_, l, _)| *l == label);
                all.map(|(_, _, n)| n).sum()
            }
            (None, _) => 0,
        };
        let labels = project.schema().labels.iter().enumerate();
        let counts = labels
            .map(|(i, l)| (l.name.clone(), ctx.tokens.label_style(l, i), count(&l.id)))
            .collect();
        let title = document
            .title
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        Some(Self {
            id: document.id.clone(),
            title: if title.is_empty() {
                "Without a title".to_owned()
            } else {
                title
            },
            state,
            counts,
        })
    }

    /// What a screen reader says.
    #[must_use]
    pub fn name(&self) -> String {
        let counts: Vec<String> = self
            .counts
            .iter()
            .map(|(name, _, n)| format!("{n} {name}"))
            .collect();
        let state = self.state.map(state_word).map(|word| format!(", {word}"));
        let state = state.unwrap_or_default();
        format!("{}{state}: {}", self.title, counts.join(", "))
    }
}

/// The state in words.
#[must_use]
pub const fn state_word(state: ProgressState) -> &'static str {
    match state {
        ProgressState::Untouched => "untouched",
        ProgressState::InProgress => "in progress",
        ProgressState::Done => "done",
    }
}

/// Draws the panel.
pub fn articles_panel_ui(ctx: &ViewContext<'_>, ui: &mut Ui, state: &mut ArticlesState) {
    ui.label(
        RichText::new("Articles")
            .family(semibold())
            .color(ctx.tokens.text),
    );
    if ctx.project().documents().is_empty() {
        empty_ui(ctx, ui);
        return;
    }
    let filter = framed_ui(ui, ctx.tokens, |ui| {
        ui.add(
            TextEdit::singleline(&mut state.filter)
                .hint_text("Filter…")
                .desired_width(f32::INFINITY),
        )
    });
    filter.widget_info(|| {
        egui::WidgetInfo::labeled(egui::Role::TextInput, true, "Filter the articles")
    });
    let key = Key {
        revision: ctx.workspace.revision(),
        annotator: ctx.annotator().cloned(),
        filter: state.filter.clone(),
    };
    if state.gathered.as_ref().is_none_or(|(k, _)| *k != key) {
        let data = ArticlesData::gather(ctx.project(), ctx.annotator(), &state.filter);
        state.gathered = Some((key, data));
    }
    let Some((_, data)) = &state.gathered else {
        return;
    };
    egui::Panel::bottom("articles progress")
        .resizable(false)
        .show_separator_line(false)
        .frame(egui::Frame::new())
        .show(ui, |ui| progress_ui(ctx, ui, data));

    if data.rows.is_empty() {
        ui.label(RichText::new("No article has these words").color(ctx.tokens.weak));
        return;
    }
    let shown_row = ctx.document.and_then(|id| {
        let place = ctx.project().document_position(id)?;
        data.rows.binary_search(&place).ok()
    });
    if state.shown.as_ref() != ctx.document {
        state.shown = ctx.document.cloned();
        if let Some(row) = shown_row {
            state.list.scroll_to(row);
        }
    }
    let rows = &data.rows;
    let answer = state.list.show(
        ui,
        "Articles",
        rows.len(),
        size::ARTICLE_ROW,
        shown_row,
        |ui, row| {
            if let Some(data) = rows
                .get(row)
                .and_then(|place| ArticleRow::gather(ctx, *place))
            {
                row_ui(ctx, ui, &data);
            }
        },
    );
    part_is_here(ui, Part::Articles, answer.response.id, ui.max_rect());
    if let Some(place) = answer.moved_to.and_then(|row| rows.get(row))
        && let Some(document) = ctx.project().documents().get(*place)
    {
        ctx.sender.act(AppAction::GoToDocument(document.id.clone()));
    }
    if answer.entered {
        ctx.sender.act(AppAction::FocusReader);
    }
}

fn empty_ui(ctx: &ViewContext<'_>, ui: &mut Ui) {
    ui.label(
        RichText::new(
            "No articles yet. Add text, web pages, PDF, Word or other documents, or drop them on the window.",
        )
        .color(ctx.tokens.weak),
    );
    let may_add = !ctx.is_read_only();
    if ui
        .add_enabled(may_add, egui::Button::new("Add articles…"))
        .clicked()
    {
        ctx.sender.ui(crate::app::UiCommand::AddArticles);
    }
}

fn progress_ui(ctx: &ViewContext<'_>, ui: &mut Ui, data: &ArticlesData) {
    ui.add_space(size::GAP);
    let Some(n_done) = data.n_done else {
        let text = "Counts of all layers: nobody is chosen to annotate";
        ui.label(RichText::new(text).small().color(ctx.tokens.weak));
        return;
    };
    let text = format!("{n_done} of {} done", data.n_all);
    ui.label(RichText::new(&text).small().color(ctx.tokens.weak));
    let share = n_done as f32 / data.n_all.max(1) as f32;
    let bar = ui.add(
        ProgressBar::new(share)
            .desired_height(6.0)
            // Of nothing a bar would still show its round end.
            .fill(if n_done == 0 {
                Color32::TRANSPARENT
            } else {
                ctx.tokens.accent
            }),
    );
    bar.widget_info(|| egui::WidgetInfo::labeled(egui::Role::ProgressIndicator, true, &text));
}

fn row_ui(ctx: &ViewContext<'_>, ui: &mut Ui, row: &ArticleRow) {
    let rect = ui.max_rect();
    let is_shown = ctx.document == Some(&row.id);
    // The list has the keyboard, so that it is one stop of Tab.
    let response = ui.interact(rect, ui.scope_id().with(row.id.as_str()), Sense::CLICK);
    response.widget_info(|| {
        egui::WidgetInfo::selected(egui::Role::ListBoxOption, true, is_shown, row.name())
    });
    paint_row(ctx, ui, row, rect, is_shown, &response);
    if response.clicked() {
        ctx.sender.act(AppAction::GoToDocument(row.id.clone()));
        ctx.sender.act(AppAction::FocusReader);
    }
    let response = response.on_hover_ui(|ui| {
        words::label_ui(ui, &row.title);
        if let Some(state) = row.state {
            ui.label(RichText::new(state_word(state)).color(ctx.tokens.weak));
        }
        for (name, _, n) in &row.counts {
            ui.label(format!("{n} {name}"));
        }
    });
    egui::Popup::context_menu(&response).show(|ui| menu_ui(ctx, ui, row));
}

fn paint_row(
    ctx: &ViewContext<'_>,
    ui: &Ui,
    row: &ArticleRow,
    rect: Rect,
    is_shown: bool,
    response: &Response,
) {
    let t = ctx.tokens;
    let painter = ui.painter();
    if is_shown {
        painter.rect_filled(rect, size::CORNER, t.chosen);
    } else if response.hovered() {
        painter.rect_filled(rect, size::CORNER, t.stripe);
    }
    if let Some(state) = row.state {
        let center = pos2(rect.left() + 12.0, rect.top() + 14.0);
        paint_state(painter, center, state, t);
    }
    let left = rect.left() + 26.0;
    let family = if is_shown {
        semibold()
    } else {
        egui::FontFamily::Proportional
    };
    let format = egui::text::TextFormat::simple(FontId::new(size::TEXT, family), t.text);
    let galley = words::one_line(ui, &row.title, &format, rect.right() - left - 4.0);
    painter.galley(pos2(left, rect.top() + 4.0), galley, t.text);

    let mut x = left;
    let y = rect.bottom() - 13.0;
    for (_, style, n) in &row.counts {
        if *n == 0 {
            continue;
        }
        let text = painter.layout_no_wrap(n.to_string(), FontId::proportional(size::SMALL), t.weak);
        if x + 20.0 + text.size().x > rect.right() - 4.0 {
            break;
        }
        paint_swatch(
            painter,
            Rect::from_min_size(pos2(x, y - 6.0), vec2(14.0, 13.0)),
            style,
        );
        let width = text.size().x;
        let at = Align2::LEFT_CENTER.anchor_size(pos2(x + 18.0, y), text.size());
        painter.galley(at.min, text, t.weak);
        x += 18.0 + width + 10.0;
    }
    if x == left {
        let words = match row.state {
            Some(ProgressState::Done) => "done, nothing tagged",
            _ => "nothing tagged",
        };
        painter.text(
            pos2(x, y),
            Align2::LEFT_CENTER,
            words,
            FontId::proportional(size::SMALL),
            t.weak,
        );
    }
}

/// ○ ◐ ●, drawn, so that they look the same with every font.
fn paint_state(painter: &Painter, center: Pos2, state: ProgressState, t: &crate::app::Tokens) {
    const RADIUS: f32 = 5.0;
    let color = match state {
        ProgressState::Untouched => t.frame,
        ProgressState::InProgress => t.accent,
        ProgressState::Done => t.good,
    };
    match state {
        ProgressState::Untouched => {}
        ProgressState::Done => {
            painter.circle_filled(center, RADIUS, color);
        }
        ProgressState::InProgress => {
            let points = (0..=12).map(|i| {
                let angle = std::f32::consts::FRAC_PI_2 + i as f32 / 12.0 * std::f32::consts::PI;
                center + RADIUS * vec2(angle.cos(), angle.sin())
            });
            painter.add(egui::Shape::convex_polygon(
                points.collect(),
                color,
                Stroke::NONE,
            ));
        }
    }
    painter.circle_stroke(center, RADIUS, Stroke::new(1.5, color));
}

fn menu_ui(ctx: &ViewContext<'_>, ui: &mut Ui, row: &ArticleRow) {
    ui.set_min_width(200.0);
    let may_change = !ctx.is_read_only();
    for (state, text) in [
        (ProgressState::Done, "Mark as done"),
        (ProgressState::InProgress, "Mark as in progress"),
        (ProgressState::Untouched, "Mark as untouched"),
    ] {
        let is_on = row.state == Some(state);
        let enabled = may_change && ctx.annotator().is_some() && !is_on;
        if ui.add_enabled(enabled, egui::Button::new(text)).clicked() {
            ctx.sender.command(Command::SetProgress {
                document: row.id.clone(),
                state,
            });
            ui.close();
        }
    }
    ui.separator();
    let place = ctx.project().document_position(&row.id).unwrap_or_default();
    let last = ctx.project().documents().len().saturating_sub(1);
    for (text, to, enabled) in [
        ("Move up", place.saturating_sub(1), place > 0),
        ("Move down", place + 1, place < last),
    ] {
        if ui
            .add_enabled(may_change && enabled, egui::Button::new(text))
            .clicked()
        {
            ctx.sender.command(Command::MoveDocument {
                document: row.id.clone(),
                place: to,
            });
            ui.close();
        }
    }
    ui.separator();
    if ui.button("Rename, details, encoding…").clicked() {
        let request = DialogRequest::ArticleDetails(row.id.clone());
        ctx.sender.act(AppAction::Open(request));
        ui.close();
    }
    if ui
        .add_enabled(may_change, egui::Button::new("Remove…"))
        .clicked()
    {
        let request = DialogRequest::RemoveArticle(row.id.clone());
        ctx.sender.act(AppAction::Open(request));
        ui.close();
    }
}
