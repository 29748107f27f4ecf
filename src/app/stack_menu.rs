//! The list of all annotations at a place, opened by the other mouse button, by a key, or by the sign of lines that have no
//! room: choose one of a stack, remove it, link it.

use super::ViewContext;
use super::context::{AppAction, Current};
use super::project_view::OpenProject;
use super::reading_pane::mark_name;
use super::shell::Shell;
use super::title_row::item_ui;
use super::ui_command::UiCommand;
use super::widgets::words::in_order;
use crate::model::AnnotationId;
use crate::workspace::settings::OtherLayers;
use egui::{Response, Ui};

/// The list of annotations at a place, while it is open.
#[derive(Debug, Default)]
pub struct StackMenu {
    shown: Option<(Vec<AnnotationId>, egui::Pos2)>,
    just_opened: bool,
    /// A key opened it: its first item gets the keyboard, and the text gets it back.
    wants_focus: bool,
    is_by_key: bool,
}

impl StackMenu {
    /// Opens it at a place of the screen.
    pub fn open(&mut self, ids: Vec<AnnotationId>, pos: egui::Pos2) {
        self.shown = Some((ids, pos));
        self.just_opened = true;
        self.wants_focus = false;
        self.is_by_key = false;
    }

    /// Opens it for the keyboard.
    fn open_by_key(&mut self, ids: Vec<AnnotationId>, pos: egui::Pos2) {
        self.open(ids, pos);
        self.wants_focus = true;
        self.is_by_key = true;
    }

    /// Whether it is open.
    pub fn is_open(&self) -> bool {
        self.shown.is_some()
    }

    /// Draws the list while it is open.
    pub fn ui(&mut self, shell: &Shell<'_>, ui: &Ui) {
        let (Some((ids, pos)), Some(ctx)) = (self.shown.clone(), &shell.view) else {
            return;
        };
        let id = egui::Id::unique("annotations here");
        let mut is_done = false;
        let mut first: Option<Response> = None;
        let popup = egui::Popup::new(id, ui.ctx().clone(), pos, ui.layer_id())
            .kind(egui::PopupKind::Menu)
            .layout(egui::Layout::top_down_justified(egui::Align::Min))
            .accessible_name("Annotations here")
            .show(|ui| {
                ui.set_min_width(220.0);
                for id in &ids {
                    if let Some(item) = stack_item_ui(ctx, ui, id) {
                        is_done |= item.clicked();
                        first.get_or_insert(item);
                    }
                }
                if !ids.is_empty() {
                    ui.separator();
                }
                for command in [
                    UiCommand::Link,
                    UiCommand::Delete,
                    UiCommand::Copy,
                    UiCommand::GrowSelection,
                ] {
                    let item = item_ui(shell, ui, command);
                    if item.enabled() {
                        first.get_or_insert(item);
                    }
                }
            });
        // A list that is drawn for the first time only finds its size.
        if self.wants_focus
            && !self.just_opened
            && let Some(first) = first
        {
            first.request_focus();
            self.wants_focus = false;
        }
        let has_chosen = popup.as_ref().is_some_and(|p| p.response.should_close());
        let clicked_elsewhere =
            !self.just_opened && popup.is_some_and(|p| p.response.clicked_elsewhere());
        let escaped = ui.input(|i| i.key_pressed(egui::Key::Escape));
        self.just_opened = false;
        if self.wants_focus {
            ui.request_repaint();
        }
        if is_done || has_chosen || clicked_elsewhere || escaped {
            self.shown = None;
            if std::mem::take(&mut self.is_by_key) {
                ctx.sender.act(AppAction::FocusReader);
            }
        }
    }
}

/// Room for an entry of the list, points.
const STACK_WORDS: f32 = 420.0;

fn stack_item_ui(ctx: &ViewContext<'_>, ui: &mut Ui, id: &AnnotationId) -> Option<Response> {
    let project = ctx.project();
    let a = project.annotation(id)?;
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
    }
    Some(item)
}

impl OpenProject {
    /// Opens the list for the current annotation and all that lie on its words, else for the caret's place.
    pub fn list_here(&mut self, others: OtherLayers) {
        let (Some(document), project) = (self.document.clone(), self.workspace.project()) else {
            return;
        };
        let caret = self.reader.caret().get();
        let current = match &self.current {
            Current::Annotation(id) => project.annotation(id).filter(|a| a.document == document),
            _ => None,
        };
        let bytes = current.map_or(caret..caret + 1, |a| a.start().get()..a.end().get());
        let is_shown =
            |who| others == OtherLayers::Faint || self.workspace.annotator() == Some(who);
        let is_others = |who| self.workspace.annotator() != Some(who);
        let mut found: Vec<(bool, usize, AnnotationId)> = project
            .annotations_touching(&document, bytes.clone())
            .into_iter()
            .filter(|a| is_shown(&a.annotator))
            .filter(|a| {
                let mut spans = a.spans.iter().map(|span| span.range());
                spans.any(|span| span.start < bytes.end && bytes.start < span.end)
            })
            .map(|a| {
                let n_bytes = a.spans.iter().map(|span| span.len()).sum();
                (is_others(&a.annotator), n_bytes, a.id.clone())
            })
            .collect();
        found.sort();
        let ids = found.into_iter().map(|(_, _, id)| id).collect();
        let caret = self.reader.caret_rect();
        let place = caret.map_or(egui::Pos2::ZERO, |caret| caret.left_bottom());
        self.panels.stack_menu.open_by_key(ids, place);
    }
}
