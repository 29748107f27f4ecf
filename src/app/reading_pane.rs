//! One reading text: gathers what it shows, and acts on what it says.

use super::context::{AppAction, Current, Sender};
use super::panels::search::SearchState;
use super::panes::{key_of, text_id};
use super::project_view::OpenProject;
use super::reader::{self, Mark, MarkId, MarkLayer, ReaderEvent, ReaderInput, TextEngine};
use super::suggesting::{is_shown_as_suggestions, suggestion_marks};
use super::tokens::{Tokens, size};
use super::widgets::words::in_order;
use super::{find, keyboard};
use crate::model::{Annotation, AnnotationId, AnnotatorId, Document};
use crate::text::Snap;
use crate::workspace::LinkEnd;
use crate::workspace::settings::{OtherLayers, Settings, SnapChoice};
use crate::workspace::suggestions::SuggestionKey;
use egui::Ui;
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
    let marks = |range: Range<usize>| {
        let is_hidden = |who: &AnnotatorId| {
            is_shown_as_suggestions(suggestions, workspace, &settings.suggestions, who)
        };
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
        pending: &pending,
        snap: snap_of(settings.snap),
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
        ReaderEvent::SecondaryClick { ids, pos, .. } => {
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
        marks.push(Mark {
            id: MarkId::Annotation(a.id.clone()),
            spans: a.spans.clone(),
            style: tokens.mark_style(project.schema(), &a.label),
            name: mark_name(workspace, a, is_own),
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

/// What a screen reader says of an annotation, such as `Quote, speaker: port authority`.
fn mark_name(workspace: &crate::workspace::Workspace, a: &Annotation, is_own: bool) -> String {
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

/// The list that the other mouse button opens over annotations: choose one of a stack, remove it, tag the selection.
#[derive(Debug, Default)]
pub struct StackMenu {
    shown: Option<(Vec<AnnotationId>, egui::Pos2)>,
    just_opened: bool,
}

impl StackMenu {
    fn open(&mut self, ids: Vec<AnnotationId>, pos: egui::Pos2) {
        self.shown = Some((ids, pos));
        self.just_opened = true;
    }

    /// Whether it is open.
    pub fn is_open(&self) -> bool {
        self.shown.is_some()
    }

    /// Draws the list while it is open.
    pub fn ui(&mut self, shell: &super::shell::Shell<'_>, ui: &Ui) {
        let (Some((ids, pos)), Some(ctx)) = (self.shown.clone(), &shell.view) else {
            return;
        };
        let id = egui::Id::unique("annotations here");
        let mut is_done = false;
        let popup = egui::Popup::new(id, ui.ctx().clone(), pos, ui.layer_id())
            .kind(egui::PopupKind::Menu)
            .layout(egui::Layout::top_down_justified(egui::Align::Min))
            .accessible_name("Annotations here")
            .show(|ui| {
                ui.set_min_width(220.0);
                for id in &ids {
                    is_done |= stack_item_ui(ctx, ui, id);
                }
                if !ids.is_empty() {
                    ui.separator();
                }
                for command in [
                    super::UiCommand::Link,
                    super::UiCommand::Delete,
                    super::UiCommand::Copy,
                    super::UiCommand::GrowSelection,
                ] {
                    super::title_row::item_ui(shell, ui, command);
                }
            });
        let has_chosen = popup.as_ref().is_some_and(|p| p.response.should_close());
        let clicked_elsewhere =
            !self.just_opened && popup.is_some_and(|p| p.response.clicked_elsewhere());
        let escaped = ui.input(|i| i.key_pressed(egui::Key::Escape));
        self.just_opened = false;
        if is_done || has_chosen || clicked_elsewhere || escaped {
            self.shown = None;
        }
    }
}

/// Room for an entry of the list, points.
const STACK_WORDS: f32 = 420.0;

fn stack_item_ui(ctx: &super::ViewContext<'_>, ui: &mut Ui, id: &AnnotationId) -> bool {
    let project = ctx.project();
    let Some(a) = project.annotation(id) else {
        return false;
    };
    let is_own = ctx.annotator() == Some(&a.annotator);
    let words = project
        .document(&a.document)
        .map(|d| crate::workspace::shown(&a.covered_text(d.text())))
        .unwrap_or_default();
    let name = mark_name(ctx.workspace, a, is_own);
    let is_current = ctx.current_annotation() == Some(id);
    let words = format!("{name}: {words}");
    let shown = in_order(ui, words.as_str(), STACK_WORDS);
    let item = ui
        .selectable_label(is_current, shown)
        .accessible_name(&words);
    if item.clicked() {
        ctx.sender
            .act(AppAction::SetCurrent(Current::Annotation(id.clone())));
        return true;
    }
    false
}
