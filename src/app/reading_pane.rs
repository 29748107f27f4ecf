//! The article in the middle: gathers what the reading pane shows, and acts on what it says.

use super::context::{AppAction, Current, Sender};
use super::keyboard;
use super::project_view::{OpenProject, key_of};
use super::reader::{self, Mark, MarkLayer, ReaderEvent, ReaderInput, TextEngine};
use super::tokens::{Tokens, size};
use super::widgets::words::in_order;
use crate::model::{Annotation, AnnotationId, Document};
use crate::text::Snap;
use crate::workspace::LinkEnd;
use crate::workspace::settings::{OtherLayers, Settings, SnapChoice};
use egui::Ui;
use std::ops::Range;
use std::sync::Arc;

/// The media type of Markdown articles.
const MARKDOWN: &str = "text/markdown";

/// Draws the article and acts on the pointer and the caret's keys.
pub fn reading_pane_ui(
    open: &mut OpenProject,
    engine: &mut TextEngine,
    tokens: &Tokens,
    settings: &Settings,
    sender: &Sender,
    ui: &mut Ui,
) {
    let Some(document) = open
        .document
        .as_ref()
        .and_then(|id| open.workspace.project().document(id))
        .cloned()
    else {
        return;
    };
    let has_focus = open
        .reader
        .id()
        .is_some_and(|id| ui.memory(|m| m.has_focus(id)));
    if has_focus {
        for (motion, extend) in keyboard::motions(ui) {
            open.reader.move_caret(engine, motion, extend);
            open.take_selection();
        }
    }
    let theme = tokens.reader_theme();
    let mut pending: Vec<_> = match &open.current {
        Current::Selection { document: d, spans } if *d == document.id && spans.len() > 1 => {
            spans.clone()
        }
        Current::Selection { document: d, spans }
            if *d == document.id && open.reader.selection() != spans.first().copied() =>
        {
            spans.clone()
        }
        _ => Vec::new(),
    };
    for end in open.linking.iter().flat_map(|linking| &linking.from) {
        if let LinkEnd::Words {
            document: d, spans, ..
        } = end
            && *d == document.id
        {
            pending.extend_from_slice(spans);
        }
    }
    let events = {
        let open_ref = (&open.workspace, &open.current);
        let marks = |range: Range<usize>| marks_of(open_ref, &document, tokens, settings, range);
        let input = ReaderInput {
            document_key: key_of(&document),
            text: document.text(),
            title: &document.title,
            theme: &theme,
            text_size: settings.text_size,
            column_chars: settings.column_chars,
            line_height: size::READING_LINE,
            paragraph_spacing: settings.text_size * size::READING_PARAGRAPH,
            is_markdown: document.source.media_type == MARKDOWN,
            marks: &marks,
            search_hits: &|_| Vec::new(),
            pending: &pending,
            snap: snap_of(settings.snap),
        };
        reader::reader_ui(ui, engine, &mut open.reader, &input)
    };
    if document.text().trim().is_empty() {
        empty_hint_ui(ui, tokens);
    }
    for event in events {
        act(open, event, sender);
    }
}

/// Over the middle of an article without words, so that it is not taken for one that was not read.
fn empty_hint_ui(ui: &mut Ui, tokens: &Tokens) {
    let size = egui::vec2(ui.min_rect().width().min(320.0), size::ROW);
    let rect = egui::Rect::from_center_size(ui.min_rect().center(), size);
    let text = egui::RichText::new("This article is empty").color(tokens.weak);
    ui.put(rect, egui::Label::new(text));
}

fn act(open: &mut OpenProject, event: ReaderEvent, sender: &Sender) {
    match event {
        ReaderEvent::SelectionChanged => open.take_selection(),
        ReaderEvent::Clicked { chosen, .. } => {
            open.current = Current::Annotation(chosen);
        }
        ReaderEvent::ClickedEmpty => open.current = Current::Nothing,
        ReaderEvent::FragmentAdded(span) => {
            if let Err(error) = open.add_fragment(span) {
                sender.act(AppAction::Toast(super::dispatch::sentence(
                    &error.to_string(),
                )));
            }
        }
        ReaderEvent::SecondaryClick { ids, pos, .. } => {
            open.panels.stack_menu.open(ids, pos);
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
    (workspace, current): (&crate::workspace::Workspace, &Current),
    document: &Arc<Document>,
    tokens: &Tokens,
    settings: &Settings,
    range: Range<usize>,
) -> Vec<Mark> {
    let project = workspace.project();
    let mut marks = Vec::new();
    // Both ends of a link that is current stand out.
    let link = match current {
        Current::Link(id) => project.relation(id),
        _ => None,
    };
    let ends: Vec<AnnotationId> = link
        .into_iter()
        .flat_map(|r| [r.from.clone(), r.to.clone()])
        .collect();
    for a in project.annotations_touching(&document.id, range) {
        let is_own = workspace.annotator() == Some(&a.annotator);
        if !is_own && settings.other_layers == OtherLayers::Hidden {
            continue;
        }
        marks.push(Mark {
            id: a.id.clone(),
            spans: a.spans.clone(),
            style: tokens.mark_style(project.schema(), &a.label),
            name: mark_name(workspace, a, is_own),
            layer: if is_own {
                MarkLayer::Own
            } else {
                MarkLayer::Other
            },
            is_current: match current {
                Current::Annotation(id) => *id == a.id,
                Current::Link(_) => ends.contains(&a.id),
                _ => false,
            },
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
