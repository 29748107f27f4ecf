//! One reading text: gathers what it shows, and acts on what it says.

use super::context::{AppAction, Current, Sender};
use super::panels::search::SearchState;
use super::panes::{key_of, text_id};
use super::project_view::OpenProject;
use super::reader::{
    self, MAP_COLORS, MapInput, MapMarks, Mark, MarkId, MarkLayer, ReaderEvent, ReaderInput,
    TextEngine,
};
use super::stack_menu::StackMenu;
use super::suggesting::{is_shown_as_suggestions, suggestion_marks};
use super::tokens::{Tokens, size};
use super::window_parts::{Part, part_is_here};
use super::{find, keyboard};
use crate::model::{AnchorState, Annotation, AnnotationId, AnnotatorId, Document};
use crate::text::Snap;
use crate::workspace::LinkEnd;
use crate::workspace::settings::{OtherLayers, Settings, SnapChoice};
use crate::workspace::suggestions::SuggestionKey;
use egui::Ui;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::ops::Range;
use std::sync::Arc;

/// The media type of Markdown articles.
const MARKDOWN: &str = "text/markdown";

/// What every reading text is drawn with.
pub struct TextTools<'a> {
    /// Fonts and glyph pictures.
    pub engine: &'a mut TextEngine,
    /// Colours and sizes of the theme in force.
    pub tokens: &'a Tokens,
    /// What survives a restart.
    pub settings: &'a Settings,
    /// Where answers go.
    pub sender: &'a Sender,
    /// The Search panel: its hits have an outline.
    pub search: &'a SearchState,
    /// The list that the other mouse button opens.
    pub stack_menu: &'a mut StackMenu,
    /// What messages cover at the lower edge, points.
    pub covered: f32,
}

/// Draws the text at a place counted from the left and acts on the pointer and the caret's keys. What is done in it makes
/// it the focused one. Screen readers call it `name`, and its title.
pub fn reading_pane_ui(
    open: &mut OpenProject,
    idx: usize,
    name: Option<&str>,
    tools: &mut TextTools<'_>,
    ui: &mut Ui,
) {
    let Some(pane) = open.panes.get(idx) else {
        return;
    };
    let project = open.workspace.project();
    let Some(document) = (pane.document.as_ref()).and_then(|id| project.document(id)) else {
        return;
    };
    let document = document.clone();
    let has_keyboard = ui.memory(|m| m.has_focus(text_id(idx)));
    if has_keyboard && open.panes.focused_idx() == idx {
        for (motion, extend) in keyboard::motions(ui) {
            open.reader.move_caret(tools.engine, motion, extend);
            open.take_selection();
        }
    }
    part_is_here(ui, Part::Text(idx), text_id(idx), ui.max_rect());
    let events = text_ui(open, idx, name, &document, tools, ui);
    if document.text().trim().is_empty() {
        empty_hint_ui(ui, tools.tokens);
    }
    for event in events {
        open.panes.focus(idx);
        act(open, event, tools);
    }
}

fn text_ui(
    open: &mut OpenProject,
    idx: usize,
    name: Option<&str>,
    document: &Arc<Document>,
    tools: &mut TextTools<'_>,
    ui: &mut Ui,
) -> Vec<ReaderEvent> {
    let outlined = outlined_in(open, idx);
    let suggested = match &open.current {
        Current::Suggestion { key, .. } => Some(key.clone()),
        _ => None,
    };
    let is_focused = open.panes.focused_idx() == idx;
    let shown = open.panes.get(idx).filter(|_| is_focused);
    let chosen = shown.and_then(|pane| open.chosen_span(pane));
    let OpenProject {
        workspace,
        panes,
        linking,
        find: find_here,
        suggestions,
        ..
    } = open;
    let Some(pane) = panes.get_mut(idx) else {
        return Vec::new();
    };
    let mut pending: Vec<_> = match &pane.current {
        Current::Selection { document: d, spans } if *d == document.id && spans.len() > 1 => {
            spans.clone()
        }
        Current::Selection { document: d, spans }
            if *d == document.id && pane.reader.selection() != spans.first().copied() =>
        {
            spans.clone()
        }
        _ => Vec::new(),
    };
    pending.extend(chosen);
    for end in linking.iter().flat_map(|linking| &linking.from) {
        if let LinkEnd::Words {
            document: d, spans, ..
        } = end
            && *d == document.id
        {
            pending.extend_from_slice(spans);
        }
    }
    let (tokens, settings, search) = (tools.tokens, tools.settings, tools.search);
    let theme = tokens.reader_theme();
    let is_hidden = |who: &AnnotatorId| {
        is_shown_as_suggestions(suggestions, workspace, &settings.suggestions, who)
    };
    let marks = |range: Range<usize>| {
        let mut marks = marks_of(
            workspace,
            document,
            tokens,
            settings,
            range.clone(),
            &is_hidden,
        );
        for mark in &mut marks {
            mark.is_current = mark.id.annotation().is_some_and(|id| outlined.contains(id));
        }
        marks.extend(suggestion_marks(
            suggestions,
            suggested.as_ref(),
            document,
            tokens,
            settings,
            range,
        ));
        marks
    };
    let map_marks = |bytes: Range<usize>| {
        let mut map = begins_in(workspace, document, tokens, settings, &bytes, &is_hidden);
        let hits = find::hits_in(find_here, search, settings, document, &bytes);
        map.hit = hits.first().map(|hit| hit.start);
        map
    };
    let map = MapInput {
        key: map_key(workspace, find_here, search, settings, tokens),
        marks: &map_marks,
    };
    let title = match name {
        Some(name) => format!("{name}: {}", document.title),
        None => document.title.clone(),
    };
    let input = ReaderInput {
        document_key: key_of(document),
        text: document.text(),
        title: &title,
        theme: &theme,
        text_size: settings.text_size,
        column_chars: settings.column_chars,
        line_height: size::READING_LINE,
        paragraph_spacing: settings.text_size * size::READING_PARAGRAPH,
        is_markdown: document.source.media_type == MARKDOWN,
        marks: &marks,
        search_hits: &|range| find::hits_in(find_here, search, settings, document, &range),
        map: Some(map),
        pending: &pending,
        snap: snap_of(settings.snap),
        covered: tools.covered,
    };
    reader::reader_ui(ui, tools.engine, &mut pane.reader, &input)
}

/// The annotations with the outline of what is current: the focused text's annotation in that text, the ends of its link
/// in every text.
fn outlined_in(open: &OpenProject, idx: usize) -> Vec<AnnotationId> {
    match &open.current {
        Current::Annotation(id) if open.panes.focused_idx() == idx => vec![id.clone()],
        Current::Link(id) => {
            let link = open.workspace.project().relation(id);
            link.map_or_else(Vec::new, |link| vec![link.from.clone(), link.to.clone()])
        }
        _ => Vec::new(),
    }
}

/// Over the middle of an article without words, so that it is not taken for one that was not read.
fn empty_hint_ui(ui: &mut Ui, tokens: &Tokens) {
    let size = egui::vec2(ui.min_rect().width().min(320.0), size::ROW);
    let rect = egui::Rect::from_center_size(ui.min_rect().center(), size);
    let text = egui::RichText::new("This article is empty").color(tokens.weak);
    ui.put(rect, egui::Label::new(text));
}

fn act(open: &mut OpenProject, event: ReaderEvent, tools: &mut TextTools<'_>) {
    match event {
        ReaderEvent::SelectionChanged => open.take_selection(),
        ReaderEvent::Clicked { chosen, .. } => {
            open.current = match chosen {
                MarkId::Annotation(id) => Current::Annotation(id),
                MarkId::Suggestion(number, part) => {
                    match open.suggestions.found().by_number(number) {
                        Some(suggestion) => Current::Suggestion {
                            key: SuggestionKey::of(suggestion),
                            part,
                        },
                        None => Current::Nothing,
                    }
                }
                MarkId::Compared(_) => Current::Nothing,
            };
        }
        ReaderEvent::ClickedEmpty => open.current = Current::Nothing,
        ReaderEvent::FragmentAdded(span) => {
            if let Err(error) = open.add_fragment(span) {
                let text = super::dispatch::sentence(&error.to_string());
                tools.sender.act(AppAction::Toast(text));
            }
        }
        ReaderEvent::SecondaryClick { ids, pos, .. } | ReaderEvent::MoreClicked { ids, pos } => {
            let annotations = ids.iter().filter_map(MarkId::annotation);
            tools.stack_menu.open(annotations.cloned().collect(), pos);
        }
    }
}

/// What a drag snaps to.
#[must_use]
pub fn snap_of(choice: SnapChoice) -> Snap {
    match choice {
        SnapChoice::Word => Snap::Word,
        SnapChoice::Sentence => Snap::Sentence,
        SnapChoice::Character => Snap::Character,
    }
}

fn marks_of(
    workspace: &crate::workspace::Workspace,
    document: &Arc<Document>,
    tokens: &Tokens,
    settings: &Settings,
    range: Range<usize>,
    is_hidden: &dyn Fn(&AnnotatorId) -> bool,
) -> Vec<Mark> {
    let project = workspace.project();
    let mut marks = Vec::new();
    for a in project.annotations_touching(&document.id, range) {
        let is_own = workspace.annotator() == Some(&a.annotator);
        let is_shown = settings.other_layers == OtherLayers::Faint && !is_hidden(&a.annotator);
        if !is_own && !is_shown {
            continue;
        }
        let is_lost = a.anchor == Some(AnchorState::Lost);
        let name = mark_name(workspace, a, is_own);
        marks.push(Mark {
            id: MarkId::Annotation(a.id.clone()),
            spans: a.spans.clone(),
            // The words that it waits at are not its own: they are not tinted as if they were tagged.
            style: if is_lost {
                tokens.lost_style()
            } else {
                tokens.mark_style(project.schema(), &a.label)
            },
            name: if is_lost {
                format!("Lost: {name}")
            } else {
                name
            },
            layer: if is_own {
                MarkLayer::Own
            } else {
                MarkLayer::Other
            },
            is_above: false,
            is_current: false,
        });
    }
    marks
}

/// Annotations looked at for one tick of the map.
const MAP_LOOKS: usize = 24;

/// What begins in a byte range, for the map: a few annotations stand for all.
fn begins_in(
    workspace: &crate::workspace::Workspace,
    document: &Arc<Document>,
    tokens: &Tokens,
    settings: &Settings,
    bytes: &Range<usize>,
    is_hidden: &dyn Fn(&AnnotatorId) -> bool,
) -> MapMarks {
    let project = workspace.project();
    let mut map = MapMarks::default();
    let Some(layer) = project.layer(&document.id) else {
        return map;
    };
    let begin = layer.starting_from(bytes.start).take(MAP_LOOKS);
    for a in begin.map_while(|id| project.annotation(id)) {
        if a.start().get() >= bytes.end || map.colors.len() == MAP_COLORS {
            break;
        }
        let is_own = workspace.annotator() == Some(&a.annotator);
        let is_shown = settings.other_layers == OtherLayers::Faint && !is_hidden(&a.annotator);
        if !is_own && !is_shown {
            continue;
        }
        let color = tokens.mark_style(project.schema(), &a.label).color;
        map.first.get_or_insert(a.start().get());
        if !map.colors.contains(&color) {
            map.colors.push(color);
        }
    }
    map
}

/// Changes when the map would show something else.
fn map_key(
    workspace: &crate::workspace::Workspace,
    here: &find::FindHere,
    everywhere: &SearchState,
    settings: &Settings,
    tokens: &Tokens,
) -> u64 {
    let mut hasher = DefaultHasher::new();
    workspace.revision().hash(&mut hasher);
    workspace.annotator().hash(&mut hasher);
    (settings.other_layers == OtherLayers::Faint).hash(&mut hasher);
    settings.suggestions.in_text.hash(&mut hasher);
    tokens.text.hash(&mut hasher);
    find::hash_shown(here, everywhere, settings, &mut hasher);
    hasher.finish()
}

/// What a screen reader says of an annotation, such as `Quote, speaker: port authority`.
pub(super) fn mark_name(
    workspace: &crate::workspace::Workspace,
    a: &Annotation,
    is_own: bool,
) -> String {
    let project = workspace.project();
    let schema = project.schema();
    let mut name = schema
        .label(&a.label)
        .map_or_else(|| a.label.to_string(), |l| l.name.clone());
    if let Some(speaker) = a.features.get("speaker") {
        name.push_str(", speaker: ");
        name.push_str(speaker);
    }
    if !is_own {
        let who = project.annotator(&a.annotator);
        name.push_str(", by ");
        name.push_str(who.map_or(a.annotator.as_str(), |w| w.name.as_str()));
    }
    name
}
