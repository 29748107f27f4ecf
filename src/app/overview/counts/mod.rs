//! How much is tagged: by tag, by annotator with how far each is, and article by article with a bar for each tag. A click
//! leads to the annotations that are counted, or to the article.

mod data;

use super::data::OverviewQuery;
use super::{Kit, list_is_here};
use crate::app::context::AppAction;
use crate::app::panels::annotations::Narrowed;
use crate::app::panels::parts::{cell_ui, empty_ui, list_row_ui, one_line, section_ui, weak_ui};
use crate::app::panels::wording::{counted, on_one_line, thousands};
use crate::app::panels::worked::Worked;
use crate::app::reader::MarkStyle;
use crate::app::tokens::size;
use crate::app::widgets::{VirtualList, page_ui, paint_swatch};
use data::{Counts, OfArticle};
use egui::{Rect, ScrollArea, Sense, Ui, UiBuilder, WidgetInfo, pos2, vec2};

/// In areas of this width, points, and more, tags and annotators stand beside the articles, else above them.
const WIDE: f32 = 620.0;
/// How much of a title or a name is read, code points.
const SHOWN_CHARS: usize = 120;
/// Room for one count, points.
const COUNT: f32 = 52.0;
/// Room for title and bar beside the counts, points: a narrower table scrolls sideways.
const TITLE_AND_BAR: f32 = 150.0;
/// Height of a bar, points.
const BAR: f32 = 14.0;

/// Scratch of the counts.
#[derive(Default)]
pub struct CountsState {
    counts: Worked<OverviewQuery, Counts>,
    articles: VirtualList,
    row: Option<usize>,
}

/// Draws the counts.
pub(super) fn counts_ui(ui: &mut Ui, kit: Kit<'_>, query: &OverviewQuery, state: &mut CountsState) {
    let n = kit.project.documents().len() + kit.project.relations().len();
    let at = (kit.project, kit.revision, n);
    state.counts.follow(at, query, Counts::gather, ui.ctx());
    if state.counts.value.articles.is_empty() {
        return empty_ui(
            ui,
            kit.tokens,
            "Nothing to count yet",
            "Add articles and tag words in them",
        );
    }
    let area = ui.available_rect_before_wrap();
    let (first, second) = if area.width() >= WIDE {
        let at = area.left() + (area.width() * 0.32).clamp(220.0, 360.0);
        let left = Rect::from_min_max(area.min, pos2(at, area.bottom()));
        let start = pos2(at + size::SECTION, area.top());
        (left, Rect::from_min_max(start, area.max))
    } else {
        let at = area.top() + area.height() * 0.5;
        let above = Rect::from_min_max(area.min, pos2(area.right(), at));
        let start = pos2(area.left(), at + size::GROUP);
        (above, Rect::from_min_max(start, area.max))
    };
    let builder = UiBuilder::new().max_rect(first).id_salt("counts totals");
    let mut side = ui.new_child(builder);
    page_ui(&mut side, "counts totals", |ui| {
        totals_ui(ui, kit, &state.counts.value);
    });
    let builder = UiBuilder::new().max_rect(second).id_salt("counts articles");
    let mut table = ui.new_child(builder);
    let needed = TITLE_AND_BAR + state.counts.value.labels.len() as f32 * COUNT;
    if needed <= second.width() {
        articles_ui(&mut table, kit, state);
    } else {
        ScrollArea::horizontal()
            .id_salt("counts of all tags")
            .auto_shrink([false, false])
            .show(&mut table, |ui| {
                ui.set_width(needed);
                // Below the rows, not over the last one.
                ui.set_max_height((ui.available_height() - size::GROUP).max(0.0));
                articles_ui(ui, kit, state);
            });
    }
    ui.advance_cursor_after_rect(area);
}

fn totals_ui(ui: &mut Ui, kit: Kit<'_>, counts: &Counts) {
    ui.spacing_mut().item_spacing.y = 1.0;
    section_ui(ui, kit.tokens, "Tags");
    let most = counts.labels.iter().map(|(_, n)| *n).max().unwrap_or(0);
    let schema = kit.project.schema();
    for (id, n) in &counts.labels {
        let name = schema.label(id).map_or(id.as_str(), |l| l.name.as_str());
        let said = format!("{name}: {}", counted(*n, "annotation", "annotations"));
        let style = kit.tokens.mark_style(schema, id);
        if total_ui(ui, kit, name, &said, *n, &[(style, *n)], most) {
            list(
                kit,
                Narrowed {
                    label: Some(id.clone()),
                    ..Narrowed::default()
                },
            );
        }
    }
    let words = format!(
        "{}, {} in {}",
        counted(counts.n(), "annotation", "annotations"),
        counted(counts.n_links, "link", "links"),
        counted(counts.articles.len(), "article", "articles")
    );
    weak_ui(ui, kit.tokens, &words);

    section_ui(ui, kit.tokens, "Annotators");
    let most = counts.annotators.iter().map(|a| a.n).max().unwrap_or(0);
    let plain = MarkStyle {
        color: kit.tokens.frame,
        ground: kit.tokens.chosen,
        pattern: crate::app::reader::Pattern::Solid,
    };
    for of in &counts.annotators {
        let who = kit.project.annotator(&of.id);
        let name = who.map_or(of.id.as_str(), |w| w.name.as_str());
        let progress = format!(
            "{} of {} done, {} in progress",
            of.n_done,
            counted(counts.articles.len(), "article", "articles"),
            of.n_in_progress
        );
        let n = counted(of.n, "annotation", "annotations");
        let said = format!("{name}: {n}, {progress}");
        if total_ui(ui, kit, name, &said, of.n, &[(plain, of.n)], most) {
            list(
                kit,
                Narrowed {
                    annotator: Some(of.id.clone()),
                    ..Narrowed::default()
                },
            );
        }
        weak_ui(ui, kit.tokens, &progress);
    }
    if !kit.others && kit.project.annotators().len() > 1 {
        let hint = "Others' layers are counted when they are shown (View menu)";
        weak_ui(ui, kit.tokens, hint);
    }
}

/// A row with a name, a bar and a number; says whether it was clicked. Each can be reached by Tab.
fn total_ui(
    ui: &mut Ui,
    kit: Kit<'_>,
    name: &str,
    said: &str,
    n: usize,
    parts: &[(MarkStyle, usize)],
    most: usize,
) -> bool {
    let room = vec2(ui.available_width(), size::ROW);
    let (rect, response) = ui.allocate_exact_size(room, Sense::click());
    response.widget_info(|| WidgetInfo::labeled(egui::Role::Button, true, said));
    if response.hovered() || response.has_focus() {
        let ground = kit.tokens.control_hovered;
        ui.painter()
            .rect_filled(rect, f32::from(size::CORNER), ground);
    }
    let inner = rect.shrink2(vec2(size::GAP, 0.0));
    let split = inner.left() + inner.width() * 0.42;
    let end = inner.right() - COUNT;
    let name_rect = Rect::from_min_max(inner.min, pos2(split, inner.bottom()));
    cell_ui(
        ui,
        name_rect,
        &on_one_line(name, SHOWN_CHARS),
        kit.tokens.text,
    );
    let bar = Rect::from_min_max(
        pos2(split + size::GAP, inner.top()),
        pos2(end, inner.bottom()),
    );
    bar_ui(ui, bar, parts, most);
    let count = Rect::from_min_max(pos2(end, inner.top()), inner.max);
    right_ui(ui, kit, count, n);
    let hint = format!("{said}\nLists the annotations");
    response.on_hover_text(hint).clicked()
}

fn list(kit: Kit<'_>, to: Narrowed) {
    kit.sender.act(AppAction::ListAnnotations(to));
}

/// Parts of a bar one behind the other, each with its tag's colour and pattern; `most` fills the room.
fn bar_ui(ui: &Ui, room: Rect, parts: &[(MarkStyle, usize)], most: usize) {
    let mut left = room.left();
    let width = (room.width() - 1.0).max(0.0);
    for (style, n) in parts {
        let share = *n as f32 / most.max(1) as f32;
        let part = Rect::from_min_max(
            pos2(left, room.center().y - BAR / 2.0),
            pos2(left + width * share, room.center().y + BAR / 2.0),
        );
        if *n > 0 {
            let clipped = ui.painter().with_clip_rect(part.intersect(ui.clip_rect()));
            paint_swatch(&clipped, part, style);
        }
        left = part.right();
    }
}

/// A number at the right edge of its room.
fn right_ui(ui: &Ui, kit: Kit<'_>, room: Rect, n: usize) {
    let color = if n == 0 {
        kit.tokens.weak
    } else {
        kit.tokens.text
    };
    let shown = one_line(ui, &thousands(n), color, room.width(), false);
    let at = pos2(
        room.right() - shown.size().x,
        room.center().y - shown.size().y / 2.0,
    );
    ui.painter().galley(at, shown, color);
}

/// The rooms of a row: title, bar, one for each tag.
fn cells(rect: Rect, n_labels: usize) -> (Rect, Rect, Vec<Rect>) {
    let inner = rect.shrink2(vec2(size::GAP, 0.0));
    let counts_left = inner.right() - n_labels as f32 * COUNT;
    let split = inner.left() + (counts_left - inner.left()) * 0.6;
    let title = Rect::from_min_max(inner.min, pos2(split, inner.bottom()));
    let bar = Rect::from_min_max(
        pos2(split + size::GAP, inner.top()),
        pos2(counts_left - size::GAP, inner.bottom()),
    );
    let counts = (0..n_labels).map(|i| {
        let left = counts_left + i as f32 * COUNT;
        Rect::from_min_max(
            pos2(left, inner.top()),
            pos2(left + COUNT - size::GAP, inner.bottom()),
        )
    });
    (title, bar, counts.collect())
}

fn articles_ui(ui: &mut Ui, kit: Kit<'_>, state: &mut CountsState) {
    let counts = &state.counts.value;
    let schema = kit.project.schema();
    let looks: Vec<(String, MarkStyle)> = counts
        .labels
        .iter()
        .map(|(id, _)| {
            let name = schema.label(id).map_or(id.as_str(), |l| l.name.as_str());
            (name.to_owned(), kit.tokens.mark_style(schema, id))
        })
        .collect();
    let (head, _) = ui.allocate_exact_size(vec2(ui.available_width(), size::ROW), Sense::hover());
    let (title, _, heads) = cells(head, looks.len());
    cell_ui(ui, title, "Article", kit.tokens.weak);
    for (room, (name, _)) in heads.iter().zip(&looks) {
        cell_ui(ui, *room, name, kit.tokens.weak);
    }
    let most = counts.articles.iter().map(OfArticle::n).max().unwrap_or(0);
    let at = state.row;
    let mut pressed = None;
    let n_rows = counts.articles.len();
    let shown = state
        .articles
        .show(ui, "Counts by article", n_rows, size::ROW, at, |ui, row| {
            let of = &counts.articles[row];
            if let Some(cell) = article_ui(ui, kit, of, &looks, most, at == Some(row)) {
                pressed = Some((row, cell));
            }
        });
    list_is_here(ui, &shown);
    if let Some(row) = shown.moved_to {
        state.row = Some(row);
    }
    let entered = at.filter(|_| shown.entered).map(|row| (row, Cell::Article));
    let Some((row, cell)) = pressed.or(entered) else {
        return;
    };
    let Some(article) = counts.articles.get(row) else {
        return;
    };
    let id = article.id.clone();
    let label = match cell {
        Cell::Article => None,
        Cell::Tag(i) => counts.labels.get(i),
    };
    match label {
        Some((label, _)) => list(
            kit,
            Narrowed {
                label: Some(label.clone()),
                document: Some(id),
                annotator: None,
            },
        ),
        None => kit.sender.act(AppAction::GoToDocument(id)),
    }
}

/// What of an article's row was clicked.
#[derive(Clone, Copy, Debug)]
enum Cell {
    Article,
    /// The count of this tag.
    Tag(usize),
}

/// One article. Gives what was clicked.
fn article_ui(
    ui: &mut Ui,
    kit: Kit<'_>,
    of: &OfArticle,
    looks: &[(String, MarkStyle)],
    most: usize,
    chosen: bool,
) -> Option<Cell> {
    let document = kit.project.document(&of.id)?;
    let title = on_one_line(&document.title, SHOWN_CHARS);
    let by_label: Vec<String> = looks
        .iter()
        .zip(&of.by_label)
        .map(|((name, _), n)| format!("{n} {name}"))
        .collect();
    let name = format!("{title}: {}", by_label.join(", "));
    let (rect, response) = list_row_ui(ui, kit.tokens, &name, chosen);
    let (title_rect, bar, rooms) = cells(rect, looks.len());
    cell_ui(ui, title_rect, &title, kit.tokens.text);
    let parts: Vec<(MarkStyle, usize)> = looks
        .iter()
        .zip(&of.by_label)
        .map(|((_, style), n)| (*style, *n))
        .collect();
    bar_ui(ui, bar, &parts, most);
    for (room, n) in rooms.iter().zip(&of.by_label) {
        right_ui(ui, kit, *room, *n);
    }
    let at = response.interact_pointer_pos();
    let hint = format!(
        "{name}\nA click on a number lists those annotations, elsewhere goes to the article"
    );
    if !response.on_hover_text(hint).clicked() {
        return None;
    }
    let at = at?;
    let tag = rooms.iter().position(|room| room.x_range().contains(at.x));
    Some(tag.map_or(Cell::Article, Cell::Tag))
}
