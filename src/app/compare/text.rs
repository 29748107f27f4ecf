//! The article of the current place: A's lines above the words, B's below them, and a sign of its kind beside each place.

use super::deeds::CompareDeed;
use super::rows::Entries;
use super::settle::Settling;
use super::{CompareState, Made, letter};
use crate::app::context::{AppAction, ViewContext};
use crate::app::keyboard;
use crate::app::panels::parts::{cell_ui, empty_ui};
use crate::app::panes::key_of;
use crate::app::reader::{
    Mark, MarkId, MarkLayer, ReaderEvent, ReaderInput, ReaderState, TextEngine, Where, reader_ui,
};
use crate::app::tokens::size;
use crate::app::window_parts::{Part, part_is_here};
use crate::model::{Annotation, Document};
use crate::text::Snap;
use crate::workspace::Compared;
use egui::{Align2, Color32, FontId, Rect, Ui, UiBuilder, Vec2, pos2, vec2};
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

/// Row height as a multiple of the text's size: room for lines above the words too.
const LINE: f32 = 1.95;
/// Height of the title above the text, points.
const TITLE: f32 = 24.0;
/// The media type of Markdown articles.
const MARKDOWN: &str = "text/markdown";
/// How much of the ground of what is agreed on is left.
const AGREED: f32 = 0.35;
/// So many signs stand beside a row; more are told by three points.
const MAX_SIGNS: usize = 4;

/// Which article is shown, and where.
#[derive(Default)]
pub struct TextState {
    reader: ReaderState,
    /// Place in the documents of the comparison.
    document: Option<usize>,
    /// A span to bring into view.
    wanted: Option<usize>,
    /// The room that the text had in the last frame.
    room: Vec2,
    /// The current place stood in it, or was on its way there.
    is_current_seen: bool,
}

impl TextState {
    /// Shows a span at the next frame.
    pub fn show_unit(&mut self, unit: usize) {
        self.wanted = Some(unit);
    }

    /// The bytes that stood in the text in the last frame.
    pub fn visible_range(&self) -> Range<usize> {
        self.reader.visible_range()
    }

    /// Another comparison: what is shown is looked up anew.
    pub fn leave(&mut self) {
        self.document = None;
        self.wanted = None;
    }
}

/// The article as one side has it.
fn document_of(compared: &Compared, document: usize, side: usize) -> Option<&Arc<Document>> {
    let id = compared.document_id(document, side)?;
    compared.sides.get(side)?.project.document(id)
}

/// Draws the article into `area`.
pub fn text_ui(
    ctx: &ViewContext<'_>,
    engine: &mut TextEngine,
    ui: &mut Ui,
    state: &mut CompareState,
    area: Rect,
) {
    let Some(made) = &state.made else {
        return;
    };
    let text = &mut state.text;
    let compared = &made.compared;
    if let Some(unit) = text.wanted.take()
        && let Some(document) = compared.input.units.get(unit).map(|u| u.document)
    {
        text.document = Some(document);
        if let Some(document) = document_of(compared, document, 0) {
            let key = key_of(document);
            // What stands there already need not be laid out again.
            if !text.reader.shows(key) {
                text.reader.show_document(key, document.text());
            }
        }
        if let Some(annotation) = compared.annotation(unit) {
            // All of it is to be read with what stands around it, unless it can be already.
            let seen = text.reader.visible_range();
            let (start, end) = (annotation.start(), annotation.end());
            let is_seen = seen.start <= start.get() && end.get() <= seen.end;
            let place = if is_seen {
                Where::Nearest
            } else {
                Where::Third
            };
            text.reader.scroll_to(start, place);
            text.reader.set_caret(annotation.start());
        }
    }
    let shown = *text.document.get_or_insert(0);
    let Some(document) = document_of(compared, shown, 0).cloned() else {
        let mut middle = ui.new_child(UiBuilder::new().max_rect(area).id_salt("no text"));
        return empty_ui(
            &mut middle,
            ctx.tokens,
            "No article is in both projects",
            "Articles are matched by their text; the list says which were left out, and why",
        );
    };
    let title = Rect::from_min_size(area.min, vec2(area.width(), TITLE.min(area.height())));
    ui.painter().rect_filled(area, 0.0, ctx.tokens.page);
    cell_ui(
        ui,
        title.shrink2(vec2(size::GROUP, 0.0)),
        &format!("A above the words, B below · {}", document.title),
        ctx.tokens.weak,
    );
    let room = Rect::from_min_max(pos2(area.left(), title.bottom()), area.max);
    let events = {
        let texts = (text, &state.settling);
        reading_ui(ctx, engine, ui, (made, shown, &document), texts, room)
    };
    keep_in_view(ui, state, shown, room.size());
    let Some(made) = &state.made else {
        return;
    };
    for event in events {
        if let ReaderEvent::Clicked { ids, chosen } = event
            && let Some(unit) = unit_of(&ids, &chosen)
            && let Some(entry) = made.entries.of_unit(unit)
        {
            ctx.sender.act(AppAction::Compare(CompareDeed::Show(entry)));
        }
    }
}

/// Where the text got another room, by a panel or by the window, the current place is still seen if it was.
fn keep_in_view(ui: &Ui, state: &mut CompareState, document: usize, room: Vec2) {
    let text = &mut state.text;
    let is_other_room = std::mem::replace(&mut text.room, room) != room;
    let made = state.made.as_ref();
    let first = made.and_then(|made| Some((made, made.entries.all.get(made.current?)?.first)));
    let annotation = first.and_then(|(made, unit)| {
        let is_here = made.compared.input.units.get(unit)?.document == document;
        made.compared.annotation(unit).filter(|_| is_here)
    });
    let Some(annotation) = annotation else {
        text.is_current_seen = false;
        return;
    };
    let seen = text.reader.visible_range();
    let (start, end) = (annotation.start(), annotation.end());
    let begins = seen.contains(&start.get());
    if is_other_room && text.is_current_seen && !(begins && end.get() <= seen.end) {
        text.reader.scroll_to(start, Where::Third);
        ui.ctx().request_repaint();
    } else {
        text.is_current_seen = begins;
    }
}

/// The span that a click means: of what lies under the pointer, an annotator's before what was decided.
fn unit_of(ids: &[MarkId], chosen: &MarkId) -> Option<usize> {
    let unit = |id: &MarkId| match id {
        MarkId::Compared(unit) => Some(*unit),
        _ => None,
    };
    unit(chosen).or_else(|| ids.iter().find_map(unit))
}

fn reading_ui(
    ctx: &ViewContext<'_>,
    engine: &mut TextEngine,
    ui: &mut Ui,
    (made, shown, document): (&Made, usize, &Arc<Document>),
    (text, settling): (&mut TextState, &Settling),
    room: Rect,
) -> Vec<ReaderEvent> {
    let builder = UiBuilder::new()
        .scope_id(egui::Id::unique("text compared"))
        .max_rect(room);
    let mut child = ui.new_child(builder);
    child.set_clip_rect(room.intersect(ui.clip_rect()));
    let is_focused = text
        .reader
        .id()
        .is_some_and(|id| ui.memory(|m| m.has_focus(id)));
    if is_focused {
        for (motion, extend) in keyboard::motions(&child) {
            text.reader.move_caret(engine, motion, extend);
        }
    }
    let theme = ctx.tokens.reader_theme();
    let title = format!("Compared text: {}", document.title);
    let settings = ctx.settings;
    let settled = Results {
        settling,
        live: live_of(ctx, document),
    };
    let marks = |range: Range<usize>| marks_of(ctx, (made, shown), &settled, &range);
    let input = ReaderInput {
        document_key: key_of(document),
        text: document.text(),
        title: &title,
        theme: &theme,
        text_size: settings.text_size,
        column_chars: settings.column_chars,
        line_height: LINE,
        paragraph_spacing: settings.text_size * size::READING_PARAGRAPH,
        is_markdown: document.source.media_type == MARKDOWN,
        marks: &marks,
        search_hits: &|_| Vec::new(),
        map: None,
        pending: &[],
        snap: Snap::Word,
        covered: 0.0,
    };
    let events = reader_ui(&mut child, engine, &mut text.reader, &input);
    if let Some(id) = text.reader.id() {
        part_is_here(&child, Part::Compared, id, room);
    }
    signs_ui(ctx, &child, (made, shown, settling), &text.reader, room);
    events
}

/// The spans of both sides that touch a byte range, with their units.
fn touching<'a>(
    compared: &'a Compared,
    entries: &Entries,
    document: usize,
    range: &Range<usize>,
) -> Vec<(usize, usize, &'a Arc<Annotation>)> {
    let mut found = Vec::new();
    for (i, side) in compared.sides.iter().enumerate() {
        let Some(id) = compared.document_id(document, i) else {
            continue;
        };
        let all = side.project.annotations_touching(id, range.clone());
        for annotation in all.into_iter().filter(|a| a.annotator == side.annotator) {
            if let Some(unit) = entries.unit(i, annotation.id.as_str()) {
                found.push((i, unit, annotation));
            }
        }
    }
    found
}

/// What is decided, and the article as the open project has it.
struct Results<'a> {
    settling: &'a Settling,
    live: Option<&'a Arc<Document>>,
}

/// The article of the open project that is the same as this one.
fn live_of<'a>(ctx: &ViewContext<'a>, document: &Document) -> Option<&'a Arc<Document>> {
    let live = ctx.project().document(&document.id)?;
    (live.text_sha256() == document.text_sha256()).then_some(live)
}

/// The adjudicator's annotations that touch a byte range.
fn results_of(ctx: &ViewContext<'_>, results: &Results<'_>, range: &Range<usize>) -> Vec<Mark> {
    let (Some(live), Some(adjudicator)) = (results.live, results.settling.adjudicator()) else {
        return Vec::new();
    };
    if !results.settling.can_decide() {
        return Vec::new();
    }
    let project = ctx.project();
    let all = project.annotations_touching(&live.id, range.clone());
    let own = all.into_iter().filter(|a| a.annotator == *adjudicator);
    let marks = own.map(|a| {
        let label = project.schema().label(&a.label);
        let label = label.map_or(a.label.as_str(), |l| l.name.as_str());
        Mark {
            id: MarkId::Annotation(a.id.clone()),
            spans: a.spans.clone(),
            style: ctx.tokens.mark_style(project.schema(), &a.label),
            name: format!("Decided: {label}"),
            layer: MarkLayer::Own,
            is_above: false,
            is_current: ctx.current_annotation() == Some(&a.id),
        }
    });
    marks.collect()
}

fn marks_of(
    ctx: &ViewContext<'_>,
    (made, document): (&Made, usize),
    results: &Results<'_>,
    range: &Range<usize>,
) -> Vec<Mark> {
    let compared = &made.compared;
    let current = made.current.and_then(|i| made.entries.all.get(i));
    let current = current.map_or_else(Vec::new, |e| e.what.units(&compared.input));
    let marks = touching(compared, &made.entries, document, range);
    let marks = marks.into_iter().filter_map(|(side, unit, annotation)| {
        let entry = made.entries.of_unit(unit)?;
        let entry = made.entries.all.get(entry)?;
        let kind = entry.kind;
        let schema = compared.sides[side].project.schema();
        let mut style = ctx.tokens.mark_style(schema, &annotation.label);
        let is_current = current.contains(&unit);
        if results.settling.state(entry).is_some() {
            // Its ground is that of what was taken.
            style.ground = Color32::TRANSPARENT;
        } else if kind.is_agreed() && !is_current {
            style.ground = style.ground.gamma_multiply(AGREED);
        }
        let label = schema.label(&annotation.label);
        let label = label.map_or(annotation.label.as_str(), |l| l.name.as_str());
        Some(Mark {
            id: MarkId::Compared(unit),
            spans: annotation.spans.clone(),
            style,
            name: format!("{}: {label}, {}", letter(side), kind.words()),
            layer: MarkLayer::Own,
            is_above: side == 0,
            is_current,
        })
    });
    let mut marks: Vec<Mark> = marks.collect();
    marks.extend(results_of(ctx, results, range));
    marks
}

/// Beside each row, the kinds of the places that begin in it; what is agreed on has none.
fn signs_ui(
    ctx: &ViewContext<'_>,
    ui: &Ui,
    (made, document, settling): (&Made, usize, &Settling),
    reader: &ReaderState,
    room: Rect,
) {
    let range = reader.visible_range();
    let compared = &made.compared;
    let mut rows: BTreeMap<i32, (f32, Vec<usize>)> = BTreeMap::new();
    for (_, unit, annotation) in touching(compared, &made.entries, document, &range) {
        let Some(entry) = made.entries.of_unit(unit) else {
            continue;
        };
        let Some(first) = annotation.spans.first() else {
            continue;
        };
        let is_first = made.entries.all[entry].first == unit;
        if made.entries.all[entry].kind.is_agreed() || !is_first {
            continue;
        }
        let Some(rect) = reader.rects_of(*first).into_iter().next() else {
            continue;
        };
        #[allow(clippy::cast_possible_truncation, reason = "points of a screen")]
        let key = rect.center().y.round() as i32;
        let row = rows.entry(key).or_insert((rect.center().y, Vec::new()));
        row.1.push(entry);
    }
    let painter = ui.painter().with_clip_rect(room.intersect(ui.clip_rect()));
    let right = reader.column_left() - size::GAP;
    let space = right - room.left();
    for (y, entries) in rows.into_values() {
        let signs = entries.iter().take(MAX_SIGNS).map(|entry| {
            let entry = &made.entries.all[*entry];
            let is_open = settling.is_open(entry);
            if is_open { entry.kind.sign() } else { "✓" }
        });
        let signs: Vec<&str> = signs.collect();
        let is_current = made.current.is_some_and(|c| entries.contains(&c));
        let color: Color32 = if is_current {
            ctx.tokens.accent
        } else {
            ctx.tokens.weak
        };
        let font = FontId::proportional(size::SMALL);
        let galley = |text: String| painter.layout_no_wrap(text, font.clone(), color);
        // As many as there is room for; the first one in any case.
        let fitting = (1..=signs.len()).rev().map(|n| {
            let more = if n < entries.len() { "…" } else { "" };
            galley(format!("{}{more}", signs[..n].join(" ")))
        });
        let mut fitting = fitting.filter(|galley| galley.size().x <= space);
        let first = || signs.first().map(|sign| galley((*sign).to_owned()));
        if let Some(galley) = fitting.next().or_else(first) {
            let at = Align2::RIGHT_CENTER.anchor_size(pos2(right, y), galley.size());
            painter.galley(at.min, galley, color);
        }
    }
}
