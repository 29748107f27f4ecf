//! One text, or two side by side: where they stand, their titles, and what is shown in which.
//!
//! - [`arrange`]: where texts and titles stand in the room there is;
//! - [`gather`]: which links are seen, [`curves`]: where they run and what the pointer is on, [`links_ui`]: how they look.

mod arrange;
mod curves;
mod gather;
mod links_ui;
#[cfg(test)]
mod tests;

use super::context::{AppAction, Current};
use super::panes::{text_id, text_scope};
use super::project_view::OpenProject;
use super::reader::Where;
use super::reading_pane::{TextTools, reading_pane_ui};
use super::tokens::{self, Tokens, size};
use super::ui_command::UiCommand;
use super::window::App;
use super::window_parts::{Part, part_is_here};
use crate::model::{AnnotationId, RelationId};
use crate::workspace::settings::WorkArea;
use arrange::{Arrangement, Slot, arrange};
use egui::{Button, Rect, RichText, Stroke, Ui, UiBuilder};

/// Draws the texts that are shown, in all the room that `ui` has left.
pub fn texts_ui(open: &mut OpenProject, tools: &mut TextTools<'_>, ui: &mut Ui) {
    let room = ui.available_rect_before_wrap();
    if !open.panes.is_split() {
        let idx = open.panes.focused_idx();
        return in_rect(ui, idx, room, |ui| {
            reading_pane_ui(open, idx, None, tools, ui);
        });
    }
    let arrangement = arrange(room, open.panes.focused_idx());
    for slot in &arrangement.titles {
        title_ui(open, &arrangement, slot, tools, ui);
    }
    for slot in &arrangement.texts {
        let name = format!("Text, {}", arrangement.side(slot.idx));
        in_rect(ui, slot.idx, slot.rect, |ui| {
            reading_pane_ui(open, slot.idx, Some(&name), tools, ui);
        });
    }
    links_ui::links_ui(open, &arrangement, tools, ui);
}

/// Draws a text in its room; its id is the same wherever it stands.
fn in_rect(ui: &mut Ui, idx: usize, rect: Rect, draw: impl FnOnce(&mut Ui)) {
    let builder = UiBuilder::new().scope_id(text_scope(idx)).max_rect(rect);
    let mut child = ui.new_child(builder);
    child.set_clip_rect(rect.intersect(ui.clip_rect()));
    draw(&mut child);
    ui.advance_cursor_after_rect(rect);
}

/// The title above a text: a click focuses it and offers all articles; the cross shows the other one alone.
fn title_ui(
    open: &OpenProject,
    arrangement: &Arrangement,
    slot: &Slot,
    tools: &TextTools<'_>,
    ui: &mut Ui,
) {
    let tokens: &Tokens = tools.tokens;
    let is_focused = open.panes.focused_idx() == slot.idx;
    let side = arrangement.side(slot.idx);
    let document = (open.panes.get(slot.idx))
        .and_then(|pane| pane.document.as_ref())
        .and_then(|id| open.workspace.project().document(id));
    let title = document.map_or("", |d| d.title.as_str());
    // A text without room is gone to all the same: that brings it.
    part_is_here(ui, Part::Text(slot.idx), text_id(slot.idx), slot.rect);
    ui.painter().rect_filled(slot.rect, 0.0, tokens.panel);
    let line = if is_focused {
        Stroke::new(2.0, tokens.accent)
    } else {
        Stroke::new(1.0, tokens.line)
    };
    let bottom = slot.rect.bottom() - line.width / 2.0;
    ui.painter().hline(slot.rect.x_range(), bottom, line);
    let builder = UiBuilder::new()
        .scope_id(egui::Id::unique(("text title", slot.idx)))
        .max_rect(slot.rect.shrink2(egui::vec2(size::GROUP, 3.0)))
        .layout(egui::Layout::right_to_left(egui::Align::Center));
    let mut strip = ui.new_child(builder);
    let close = strip.add(Button::new("×").frame(false));
    close.widget_info(|| {
        let name = format!("Close the {side} text");
        egui::WidgetInfo::labeled(egui::Role::Button, true, name)
    });
    if close.on_hover_text("Shows the other text alone").clicked() {
        tools.sender.act(AppAction::CloseText(slot.idx));
    }
    strip.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
        let mut text = RichText::new(format!("{title} ▾"));
        if is_focused {
            text = text.family(tokens::semibold());
        } else {
            text = text.color(tokens.weak);
        }
        let button = ui.add(Button::new(text).frame(false).truncate());
        button.widget_info(|| {
            let name = format!("Article, {side}: {title}");
            egui::WidgetInfo::labeled(egui::Role::Button, true, name)
        });
        let hover = format!(
            "{title}\nChooses the article of this text ({})",
            UiCommand::ArticlePalette.key_text()
        );
        if button.on_hover_text(hover).clicked() {
            tools.sender.act(AppAction::FocusText(slot.idx));
            // Where only one of the texts has room, its title brings it.
            if is_focused || !arrangement.is_single {
                tools.sender.ui(UiCommand::ArticlePalette);
            }
        }
    });
}

impl OpenProject {
    /// Two texts with an end of a link each, both to be seen; the link is current.
    pub fn show_both_sides(&mut self, id: &RelationId) {
        let Some(link) = self.workspace.project().relation(id).cloned() else {
            return;
        };
        self.panes.split(true, self.workspace.project());
        let document_of = |id: &AnnotationId| {
            let a = self.workspace.project().annotation(id);
            a.map(|a| a.document.clone())
        };
        let (Some(from), Some(to)) = (document_of(&link.from), document_of(&link.to)) else {
            return;
        };
        // What is shown already stays where it is.
        let shows =
            |idx: usize, id| self.panes.get(idx).and_then(|p| p.document.as_ref()) == Some(id);
        let is_swapped = (shows(0, &to) && !shows(0, &from)) || (shows(1, &from) && !shows(1, &to));
        let (left, right) = if is_swapped {
            (&link.to, &link.from)
        } else {
            (&link.from, &link.to)
        };
        let project = self.workspace.project();
        for (idx, end) in [left, right].into_iter().enumerate() {
            if let (Some(a), Some(pane)) = (project.annotation(end), self.panes.get_mut(idx)) {
                pane.show_annotation(project, a);
            }
        }
        self.current = Current::Link(id.clone());
    }

    /// Brings an annotation into view in the text at a place, which shows its article then. The keyboard, and what is
    /// current in the focused text, stay.
    pub fn reveal_in_text(&mut self, idx: usize, annotation: &AnnotationId) {
        let project = self.workspace.project();
        if let (Some(a), Some(pane)) = (project.annotation(annotation), self.panes.get_mut(idx)) {
            pane.show_document(project, &a.document);
            pane.reader.scroll_to(a.start(), Where::Nearest);
        }
    }

    /// The current link, or the first one of the current annotation.
    #[must_use]
    pub fn link_at_hand(&self) -> Option<RelationId> {
        match &self.current {
            Current::Link(id) => Some(id.clone()),
            Current::Annotation(id) => {
                let mut links = self.workspace.project().relations_of(id);
                links.next().map(|link| link.id.clone())
            }
            _ => None,
        }
    }
}

impl App {
    /// Both ends of the link at hand, side by side.
    pub(super) fn show_both_sides(&mut self) {
        if let Some(open) = &mut self.open
            && let Some(link) = open.link_at_hand()
        {
            self.settings.work_area = WorkArea::SideBySide;
            open.show_both_sides(&link);
        }
    }

    /// The keyboard goes to the text at a place.
    pub(super) fn focus_text(&mut self, ctx: &egui::Context, idx: usize) {
        if let Some(open) = &mut self.open {
            open.panes.focus(idx);
            self.focus_reader(ctx);
        }
    }

    /// The other text is shown alone.
    pub(super) fn close_text(&mut self, idx: usize) {
        if let Some(open) = &mut self.open
            && open.panes.focused_idx() == idx
            && let Some(other) = open.panes.other_idx()
        {
            open.panes.focus(other);
        }
        self.go_to_area(WorkArea::Annotate);
    }
}
