//! The Links panel: a table of every link of the shown layers with both its sides.
mod rows;
#[cfg(test)]
mod tests;

pub use rows::{Column, LinkQuery, RowData, rows};

use super::parts::{cell_ui, empty_ui, framed_ui, list_row_ui};
use super::wording::{counted, on_one_line};
use super::worked::Worked;
use crate::app::context::{AppAction, Current, Sender, ViewContext};
use crate::app::tokens::{Tokens, size};
use crate::app::widgets::{VirtualList, paint_swatch, words};
use crate::app::window_parts::{Part, part_has_list};
use crate::model::{AnnotatorId, DocumentId, Project, RelationId, SpeakerNames, voices};
use crate::workspace::settings::OtherLayers;
use egui::{
    Button, ComboBox, EventFilter, Key, Modifiers, Rect, Response, RichText, TextEdit, Ui,
    WidgetInfo, pos2, vec2,
};
use std::collections::BTreeSet;

/// Each column's share of the width, by [`Column::ALL`].
const SHARES: [f32; 5] = [0.13, 0.28, 0.16, 0.28, 0.15];

/// How much of an article's title or a speaker's name stands in a choice, code points.
const CHOICE_CHARS: usize = 40;

/// Scratch of the Links panel.
#[derive(Default)]
pub struct LinksState {
    list: VirtualList,
    query: LinkQuery,
    rows: Worked<LinkQuery, Vec<RelationId>>,
    /// Which article a side must stand in.
    article: ArticleChoice,
    /// Articles to choose from.
    articles: Worked<(), Vec<DocumentId>>,
    /// Names to choose from.
    speakers: Worked<(), Vec<String>>,
    /// The current link and the rows in which it was looked for last, with its row.
    located: (Option<RelationId>, u64, Option<usize>),
}

/// In which article a link shown has a side.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
enum ArticleChoice {
    #[default]
    Any,
    /// The one in the text, whichever it is.
    Shown,
    Of(DocumentId),
}

/// What every part of the panel is drawn with.
#[derive(Clone, Copy)]
struct Kit<'a> {
    project: &'a Project,
    tokens: &'a Tokens,
    sender: &'a Sender,
    annotator: Option<&'a AnnotatorId>,
    document: Option<&'a DocumentId>,
    current: Option<&'a RelationId>,
    revision: u64,
    others: bool,
}

/// A table of every link of the shown layers: sorted by a click on a head, filtered; a click on a side goes there.
pub fn links_panel_ui(ctx: &ViewContext<'_>, ui: &mut Ui, state: &mut LinksState) {
    let kit = Kit {
        project: ctx.project(),
        tokens: ctx.tokens,
        sender: ctx.sender,
        annotator: ctx.annotator(),
        document: ctx.document,
        current: match ctx.current {
            Current::Link(id) => Some(id),
            _ => None,
        },
        revision: ctx.workspace.revision(),
        others: ctx.settings.other_layers == OtherLayers::Faint,
    };
    links_ui(ui, kit, state);
}

fn links_ui(ui: &mut Ui, kit: Kit<'_>, state: &mut LinksState) {
    let query = &mut state.query;
    query.annotator = kit.annotator.cloned();
    query.others = kit.others;
    query.article = match &state.article {
        ArticleChoice::Of(id) if kit.project.document(id).is_some() => Some(id.clone()),
        ArticleChoice::Shown => kit.document.cloned(),
        _ => None,
    };
    let types = &kit.project.schema().relation_types;
    query
        .relation_type
        .take_if(|chosen| types.iter().all(|t| t.id != *chosen));
    let size = (kit.project, kit.revision, kit.project.relations().len());
    let is_fresh = state.rows.follow(size, &state.query, rows, ui.ctx());
    filter_ui(ui, kit, state, is_fresh);
    if state.rows.value.is_empty() {
        match (is_fresh, state.query.is_filtered()) {
            (false, _) => {}
            (true, true) => empty_ui(ui, kit.tokens, "Nothing found", "No link fits the filter"),
            (true, false) if kit.annotator.is_none() && kit.project.relations().len() > 0 => {
                empty_ui(
                    ui,
                    kit.tokens,
                    "Nobody is chosen to annotate",
                    "Press F4 to choose who annotates: their links are listed here",
                );
            }
            (true, false) => empty_ui(
                ui,
                kit.tokens,
                "No links yet",
                "Select some words or an annotation and press L, go to the other side, in any article, and press L again",
            ),
        }
        return;
    }
    heads_ui(ui, kit.tokens, &mut state.query);
    list_ui(ui, kit, state);
}

fn filter_ui(ui: &mut Ui, kit: Kit<'_>, state: &mut LinksState, is_fresh: bool) {
    ui.horizontal(|ui| {
        let width = (ui.available_width() * 0.25).clamp(80.0, 220.0);
        let query = &mut state.query;
        let edit = TextEdit::singleline(&mut query.text)
            .hint_text("Filter…")
            .desired_width(width);
        let filter = framed_ui(ui, kit.tokens, |ui| ui.add(edit));
        part_has_list(ui, Part::Bottom, filter.id);
        filter.accessible_name("Filter links");
        let types = &kit.project.schema().relation_types;
        let chosen = types
            .iter()
            .find(|t| query.relation_type.as_ref() == Some(&t.id));
        let combo = ComboBox::from_id_salt("links type filter")
            .selected_text(chosen.map_or("All types", |t| t.name.as_str()))
            .truncate()
            .show_ui(ui, |ui| {
                ui.selectable_value(&mut query.relation_type, None, "All types");
                for kind in types {
                    let id = Some(kind.id.clone());
                    ui.selectable_value(&mut query.relation_type, id, &kind.name);
                }
            });
        combo.response.accessible_name("Show type of link");
        let at = (kit.project, kit.revision, kit.project.n_annotations());
        state.speakers.follow(at, &(), speakers, ui.ctx());
        let cut = |name: &str| on_one_line(name, CHOICE_CHARS);
        let chosen = query.speaker.as_deref().map(cut);
        let combo = ComboBox::from_id_salt("links speaker filter")
            .selected_text(chosen.unwrap_or_else(|| "All speakers".to_owned()))
            .truncate()
            .show_ui(ui, |ui| {
                ui.selectable_value(&mut query.speaker, None, "All speakers");
                for name in &state.speakers.value {
                    ui.selectable_value(&mut query.speaker, Some(name.clone()), cut(name));
                }
            });
        combo.response.accessible_name("Show speaker");
        article_ui(ui, kit, state);
        let words = if is_fresh {
            counted(state.rows.value.len(), "link", "links")
        } else {
            "Listing…".to_owned()
        };
        ui.label(RichText::new(words).color(kit.tokens.weak));
    });
}

/// The choice of an article.
fn article_ui(ui: &mut Ui, kit: Kit<'_>, state: &mut LinksState) {
    let at = (kit.project, kit.revision, kit.project.relations().len());
    state.articles.follow(at, &(), linked_articles, ui.ctx());
    let title = |id: &DocumentId| {
        let title = kit.project.document(id).map_or("", |d| d.title.as_str());
        on_one_line(title, CHOICE_CHARS)
    };
    let chosen = match &state.article {
        ArticleChoice::Shown => "This article".to_owned(),
        ArticleChoice::Of(id) if kit.project.document(id).is_some() => title(id),
        _ => "All articles".to_owned(),
    };
    let combo = ComboBox::from_id_salt("links article filter")
        .selected_text(chosen)
        .truncate()
        .show_ui(ui, |ui| {
            let chosen = &mut state.article;
            ui.selectable_value(chosen, ArticleChoice::Any, "All articles");
            ui.selectable_value(chosen, ArticleChoice::Shown, "This article")
                .on_hover_text("Only links with a side in the article shown");
            for id in &state.articles.value {
                ui.selectable_value(chosen, ArticleChoice::Of(id.clone()), title(id));
            }
        });
    combo.response.accessible_name("Show article");
}

/// The articles with a side of a link, in the project's order.
#[allow(
    clippy::trivially_copy_pass_by_ref,
    clippy::unnecessary_wraps,
    reason = "the form that `Worked` asks for"
)]
fn linked_articles(project: &Project, _: &(), _: &dyn Fn() -> bool) -> Option<Vec<DocumentId>> {
    let ends = project.relations().flat_map(|r| [&r.from, &r.to]);
    let annotations = ends.filter_map(|id| project.annotation(id));
    let linked: BTreeSet<&DocumentId> = annotations.map(|a| &a.document).collect();
    let all = project.documents().iter().map(|d| &d.id);
    Some(all.filter(|id| linked.contains(id)).cloned().collect())
}

/// The names of all who say something.
#[allow(
    clippy::trivially_copy_pass_by_ref,
    clippy::unnecessary_wraps,
    reason = "the form that `Worked` asks for"
)]
fn speakers(project: &Project, _: &(), _: &dyn Fn() -> bool) -> Option<Vec<String>> {
    let all = voices(project, None).into_iter();
    let spoken = all.filter(|v| !v.annotations.is_empty());
    Some(spoken.map(|v| v.name).collect())
}

/// The cells of a row between its left and right edges.
fn cells(rect: Rect) -> [Rect; 5] {
    let mut left = rect.left();
    SHARES.map(|share| {
        let right = left + rect.width() * share;
        let cell = Rect::from_min_max(pos2(left, rect.top()), pos2(right, rect.bottom()));
        left = right;
        cell
    })
}

/// The heads: a click sorts by the column, another one turns the order round.
fn heads_ui(ui: &mut Ui, tokens: &Tokens, query: &mut LinkQuery) {
    let (rect, _) =
        ui.allocate_exact_size(vec2(ui.available_width(), size::ROW), egui::Sense::hover());
    let stroke = egui::Stroke::new(1.0, tokens.line);
    ui.painter().hline(rect.x_range(), rect.bottom(), stroke);
    for (i, (column, cell)) in Column::ALL.into_iter().zip(cells(rect)).enumerate() {
        let is_sorted = query.sort == column;
        let (arrow, order) = match (is_sorted, query.descending) {
            (false, _) => ("", ""),
            (true, false) => (" ▲", ", rising"),
            (true, true) => (" ▼", ", falling"),
        };
        let words = RichText::new(format!("{}{arrow}", column.name()))
            .size(size::SMALL)
            .color(tokens.weak);
        let mut head = ui.new_child(
            egui::UiBuilder::new()
                .max_rect(cell)
                .id_salt(("links head", i))
                .layout(egui::Layout::left_to_right(egui::Align::Center)),
        );
        let button = Button::new(words).truncate().frame_when_inactive(false);
        // All of the cell sorts, not its words alone; those lie above it.
        let id = ui.scope_id().with(("links head cell", i));
        let cell = ui.interact(cell, id, egui::Sense::CLICK);
        let response = head.add(button);
        response.widget_info(|| {
            let name = format!("Sort by {}{order}", column.spoken());
            WidgetInfo::selected(egui::Role::ColumnHeader, true, is_sorted, name)
        });
        let is_clicked = cell.on_hover_text("Sort by this column").clicked();
        if response.on_hover_text("Sort by this column").clicked() || is_clicked {
            query.descending = is_sorted && !query.descending;
            query.sort = column;
        }
    }
}

fn list_ui(ui: &mut Ui, kit: Kit<'_>, state: &mut LinksState) {
    let chosen = locate(kit, state);
    let mut pressed = None;
    let LinksState { list, rows, .. } = state;
    let names = SpeakerNames::of(kit.project);
    let shown = list.show(ui, "Links", rows.value.len(), size::ROW, chosen, |ui, i| {
        let id = &rows.value[i];
        let Some(row) = RowData::gather(kit.project, &names, kit.annotator, id) else {
            return;
        };
        let (response, second) = row_ui(ui, kit, &row, kit.current == Some(id), i % 2 == 1);
        if response.clicked() {
            let at = response.interact_pointer_pos();
            pressed = Some((i, at.is_some_and(|at| at.x >= second)));
        }
    });
    part_has_list(ui, Part::Bottom, shown.response.id);
    let go = |row: usize, is_to: bool| {
        if let Some(id) = rows.value.get(row) {
            kit.sender.act(AppAction::GoToLinkEnd {
                relation: id.clone(),
                is_to,
            });
        }
    };
    if shown.response.has_focus() {
        let filter = EventFilter {
            vertical_arrows: true,
            horizontal_arrows: true,
            ..EventFilter::default()
        };
        let id = shown.response.id;
        ui.memory_mut(|m| m.set_focus_lock_filter(id, filter));
        for (key, is_to) in [(Key::ArrowLeft, false), (Key::ArrowRight, true)] {
            if let Some(row) = chosen
                && ui.input_mut(|i| i.consume_key(Modifiers::NONE, key))
            {
                go(row, is_to);
            }
        }
    }
    if let Some((row, is_to)) = pressed {
        shown.response.request_focus();
        go(row, is_to);
    } else if let Some(row) = shown.moved_to {
        go(row, false);
    } else if shown.entered {
        kit.sender.act(AppAction::FocusReader);
    }
}

/// The row of the current link; brought into view when either is new.
fn locate(kit: Kit<'_>, state: &mut LinksState) -> Option<usize> {
    let version = state.rows.version;
    let (current, of, row) = &state.located;
    let is_new = current.as_ref() != kit.current;
    if is_new || *of != version {
        let had_row = row.is_some();
        let row = kit.current.and_then(|id| state.rows.place_of(id));
        if let Some(row) = row.filter(|_| is_new || !had_row) {
            state.list.scroll_to(row);
        }
        state.located = (kit.current.cloned(), version, row);
    }
    state.located.2
}

/// One row; gives where the second side begins, too.
fn row_ui(
    ui: &mut Ui,
    kit: Kit<'_>,
    row: &RowData,
    chosen: bool,
    striped: bool,
) -> (Response, f32) {
    if striped {
        ui.painter()
            .rect_filled(ui.max_rect(), 0.0, kit.tokens.stripe);
    }
    let (rect, response) = list_row_ui(ui, kit.tokens, &row.accessible_name(), chosen);
    let strong = if row.is_others {
        kit.tokens.weak
    } else {
        kit.tokens.text
    };
    let cells = cells(rect);
    for ((column, cell), text) in Column::ALL.into_iter().zip(cells).zip(&row.cells) {
        let mut inner = cell.shrink2(vec2(size::GAP, 0.0));
        inner.min.x += size::GAP;
        let label = match column {
            Column::First => Some(&row.labels[0]),
            Column::Other => Some(&row.labels[1]),
            _ => None,
        };
        if let Some(label) = label {
            let at = pos2(inner.left(), rect.center().y - size::SWATCH / 2.0);
            let swatch = Rect::from_min_size(at, vec2(size::SWATCH, size::SWATCH));
            let style = kit.tokens.mark_style(kit.project.schema(), label);
            paint_swatch(ui.painter(), swatch, &style);
            inner.min.x = swatch.right() + size::GAP;
        }
        let color = if label.is_some() {
            strong
        } else {
            kit.tokens.weak
        };
        cell_ui(ui, inner, text, color);
    }
    let second = cells[3].left();
    let response = response.on_hover_ui(|ui| {
        for (column, text) in Column::ALL.into_iter().zip(&row.cells) {
            words::label_ui(ui, format!("{}: {text}", column.name()));
        }
        for (what, value) in &row.more {
            words::label_ui(ui, format!("{what}: {value}"));
        }
    });
    (response, second)
}
