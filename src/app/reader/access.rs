//! What screen readers (and tests) find: the pane as a read-only text of several lines, its visible
//! rows as text runs, the selection, and each visible annotation as a node with a name.
//!
//! Limitation: only what stands in the window is exposed; scrolling exposes the rest.
use super::layout::Row;
use super::model::{Mark, MarkLayer, ReaderEvent, ReaderInput};
use super::state::{ReaderState, VisibleBlock};
use crate::text::ByteOffset;
use egui::accesskit::{
    Action, Node, Rect as NodeRect, Role, TextDirection, TextPosition, TextSelection,
};
use egui::{Id, Rect, Response, Sense, UiBuilder, pos2};

/// Run lengths and word places are single bytes.
const MAX_RUN_CHARS: usize = 255;

/// A text run: its node, its first byte in the text, the bytes of each character.
struct TextRun {
    id: Id,
    start: usize,
    lengths: Vec<u8>,
}

/// Exposes the frame. Does nothing when no screen reader listens.
pub(super) fn expose(
    ui: &mut egui::Ui,
    state: &ReaderState,
    response: &Response,
    input: &ReaderInput<'_>,
    marks: &[Mark],
    events: &mut Vec<ReaderEvent>,
) {
    let title = input.title.to_owned();
    let is_on = ui.ctx().accesskit_node_builder(response.id, |node| {
        node.set_role(Role::MultilineTextInput);
        node.set_read_only();
        node.set_label(title);
    });
    if is_on.is_none() {
        return;
    }
    let builder = UiBuilder::new()
        .scope_id(response.id.with("children"))
        .max_rect(response.rect)
        .accessibility_parent(response.id);
    let children = ui.new_child(builder);
    let mut runs = Vec::new();
    for visible in &state.view.blocks {
        for row_idx in visible.rows_between(response.rect.top(), response.rect.bottom()) {
            expose_row(&children, state, response.id, visible, row_idx, &mut runs);
        }
    }
    let anchor = state.fixed.filter(|_| state.selection.is_some());
    let focus = text_position(&runs, state.caret);
    let anchor = anchor.map_or(focus, |anchor| text_position(&runs, anchor));
    if let (Some(anchor), Some(focus)) = (anchor, focus) {
        ui.ctx().accesskit_node_builder(response.id, |node| {
            node.set_text_selection(TextSelection { anchor, focus });
        });
    }
    for mark in marks {
        expose_mark(&children, state, response, input, mark, events);
    }
}

fn expose_row(
    ui: &egui::Ui,
    state: &ReaderState,
    parent: Id,
    visible: &VisibleBlock,
    row_idx: usize,
    runs: &mut Vec<TextRun>,
) {
    let row: &Row = &visible.layout.rows[row_idx];
    let start = visible.start + row.bytes.start as usize;
    let end = visible.start + row.bytes.end as usize + usize::from(row.has_line_feed);
    let Some(text) = state.text.get(start..end) else {
        return;
    };
    let lengths = char_lengths(text);
    let rect = Rect::from_min_max(
        pos2(state.view.left + row.left, visible.top + row.top),
        pos2(state.view.left + row.right, visible.top + row.bottom()),
    );
    let mut at = 0;
    for (chunk_idx, chunk) in lengths.chunks(MAX_RUN_CHARS).enumerate() {
        let n_bytes: usize = chunk.iter().map(|&len| usize::from(len)).sum();
        let id = parent.with(("run", start, chunk_idx));
        // A widget only gives the run its place in the tree; it senses nothing.
        ui.interact(rect, id, Sense::hover());
        let value = text.get(at..at + n_bytes).unwrap_or_default();
        ui.ctx().accesskit_node_builder(id, |node| {
            node.set_role(Role::TextRun);
            node.set_text_direction(if row.is_rtl {
                TextDirection::RightToLeft
            } else {
                TextDirection::LeftToRight
            });
            set_bounds(node, rect);
            node.set_value(value);
            node.set_character_lengths(chunk.to_vec());
            node.set_word_starts(word_starts(value, chunk));
        });
        runs.push(TextRun {
            id,
            start: start + at,
            lengths: chunk.to_vec(),
        });
        at += n_bytes;
    }
}

/// The bytes of each grapheme; one too long for a byte is given by its code points.
fn char_lengths(text: &str) -> Vec<u8> {
    use unicode_segmentation::UnicodeSegmentation;
    let mut lengths = Vec::with_capacity(text.len());
    for grapheme in text.graphemes(true) {
        match u8::try_from(grapheme.len()) {
            Ok(len) => lengths.push(len),
            Err(_) => lengths.extend(
                grapheme
                    .chars()
                    .filter_map(|c| u8::try_from(c.len_utf8()).ok()),
            ),
        }
    }
    lengths
}

/// The characters that begin a word.
fn word_starts(text: &str, lengths: &[u8]) -> Vec<u8> {
    let mut starts = Vec::new();
    let (mut at, mut was_word) = (0, false);
    for (idx, len) in lengths.iter().enumerate() {
        let is_word = text
            .get(at..)
            .and_then(|rest| rest.chars().next())
            .is_some_and(char::is_alphanumeric);
        if is_word && !was_word {
            starts.extend(u8::try_from(idx));
        }
        was_word = is_word;
        at += usize::from(*len);
    }
    starts
}

fn text_position(runs: &[TextRun], offset: ByteOffset) -> Option<TextPosition> {
    let run = runs.iter().rev().find(|run| run.start <= offset.0)?;
    let mut at = run.start;
    let mut character_index = 0;
    for &len in &run.lengths {
        if at >= offset.0 {
            break;
        }
        at += usize::from(len);
        character_index += 1;
    }
    (at == offset.0).then_some(TextPosition {
        node: run.id.accesskit_id(),
        character_index,
    })
}

fn expose_mark(
    ui: &egui::Ui,
    state: &ReaderState,
    response: &Response,
    input: &ReaderInput<'_>,
    mark: &Mark,
    events: &mut Vec<ReaderEvent>,
) {
    let rects = mark.spans.iter().flat_map(|&span| state.rects_of(span));
    let Some(rect) = rects.reduce(Rect::union) else {
        return;
    };
    let id = response.id.with(("mark", &mark.id));
    ui.interact(rect.intersect(response.rect), id, Sense::hover());
    let words: Vec<&str> = mark.spans.iter().map(|span| span.of(input.text)).collect();
    let kind = match mark.layer {
        MarkLayer::Suggestion => "Suggestion: ",
        _ => "",
    };
    let label = format!("{kind}{}: “{}”", mark.name, shorten(&words.join(" … ")));
    ui.ctx().accesskit_node_builder(id, |node| {
        node.set_role(Role::Mark);
        node.set_label(label);
        node.set_selected(mark.is_current);
        node.add_action(Action::Click);
        set_bounds(node, rect);
    });
    if ui.input(|i| i.has_accesskit_action_request(id, Action::Click)) {
        events.push(ReaderEvent::Clicked {
            ids: vec![mark.id.clone()],
            chosen: mark.id.clone(),
        });
    }
}

/// At most some 200 characters, on one line.
fn shorten(words: &str) -> String {
    const MAX_CHARS: usize = 200;
    let mut short: String = words
        .chars()
        .take(MAX_CHARS)
        .map(|c| if c == '\n' { ' ' } else { c })
        .collect();
    if words.chars().nth(MAX_CHARS).is_some() {
        short.push('…');
    }
    short
}

fn set_bounds(node: &mut Node, rect: Rect) {
    node.set_bounds(NodeRect {
        x0: rect.min.x.into(),
        y0: rect.min.y.into(),
        x1: rect.max.x.into(),
        y1: rect.max.y.into(),
    });
}
