//! What belongs to the end of a frame: autosave, settings, the window's size, theme and title, closing.

use super::super::dispatch::sentence;
use super::super::typing::TypingOrder;
use super::App;
use crate::workspace::settings::ThemeChoice;
use egui::{Context, ViewportCommand};
use std::time::{Duration, Instant};

/// What the system's bars and the window's own frame take of a display, in points.
const DISPLAY_EDGES: egui::Vec2 = egui::vec2(16.0, 72.0);
/// After this the system's file dialog is there, or hangs: what is typed is not kept for a path field any more.
const MAX_ASKING: Duration = Duration::from_secs(1);

impl App {
    /// While the system is asked for a file dialog, what is typed waits: where there is none, a path field comes.
    pub(super) fn keep_typed(&mut self, ctx: &Context) {
        let asking = self.opening.dialog.is_some();
        let since = match (asking, self.asking_since) {
            (true, since) => Some(since.unwrap_or_else(Instant::now)),
            (false, None) => return,
            (false, Some(_)) => None,
        };
        self.asking_since = since;
        let waits = since.is_some_and(|since| since.elapsed() < MAX_ASKING);
        let has_field = self.dialogs.is_any_open();
        ctx.with_plugin(|order: &mut TypingOrder| {
            if waits {
                order.wait();
            } else {
                order.go_on(!asking && has_field);
            }
        });
    }

    /// Once, as soon as the display's size is known: a window that does not fit becomes smaller.
    fn fit_display(&mut self, ctx: &Context) {
        if self.is_fitted {
            return;
        }
        let (display, inner, is_whole) = ctx.input(|i| {
            let v = i.viewport();
            let is_whole = v.maximized.unwrap_or(false) || v.fullscreen.unwrap_or(false);
            (v.monitor_size, v.inner_rect, is_whole)
        });
        let (Some(display), Some(inner)) = (display, inner) else {
            return;
        };
        self.is_fitted = true;
        if let Some(size) = fitting(inner.size(), display)
            && !is_whole
        {
            ctx.send_viewport_cmd(ViewportCommand::InnerSize(size));
        }
    }

    /// What belongs to the end of a frame: autosave, settings, the window's title, closing.
    pub(super) fn keep_up(&mut self, ctx: &Context) {
        let has_focus = ctx.input(|i| i.focused);
        if let Some(open) = &mut self.open {
            // A pause in typing makes what is typed an edit: a long note must not be in memory only.
            if ctx.input(|i| !i.events.is_empty()) {
                self.last_input = Instant::now();
            }
            let is_typing = open.has_draft();
            if is_typing != open.is_typing {
                open.is_typing = is_typing;
                ctx.request_repaint();
            }
            // Once a pause: what could not be taken is not tried again before something is typed.
            if is_typing && self.last_commit < self.last_input {
                let since = self.last_input.elapsed();
                if since >= self.draft_pause || !has_focus {
                    self.last_commit = Instant::now();
                    for refused in open.commit_drafts() {
                        self.toasts.say(sentence(&refused));
                    }
                    ctx.request_repaint();
                } else {
                    ctx.request_repaint_after(self.draft_pause.saturating_sub(since));
                }
            }
            if self.had_focus && !has_focus {
                open.workspace.window_lost_focus();
            }
            if let Some(after) = open.workspace.tick(Instant::now()) {
                ctx.request_repaint_after(after);
            }
        }
        if has_focus && !self.had_focus {
            self.look_for_newer(false);
        }
        self.had_focus = has_focus;
        if let Some(after) = self.opening.until_bar() {
            ctx.request_repaint_after(after);
        }
        if let Some(open) = &self.open {
            // Who annotates, and which article: at once, for the start after a kill.
            let place = open.place();
            let known = self.settings.places.get(open.workspace.file());
            if known
                .is_none_or(|k| k.articles() != place.articles() || k.annotator != place.annotator)
            {
                self.remember_place();
            }
        }
        let room = ctx.content_rect().size();
        if std::mem::replace(&mut self.last_room, room) != room {
            ctx.request_repaint();
        }
        self.fit_display(ctx);
        self.remember_window(ctx);
        let is_dragging = ctx.input(|i| i.pointer.any_down());
        if !is_dragging && self.settings != self.saved_settings {
            self.save_settings();
        }
        self.apply_theme(ctx);
        if ctx.zoom_factor() != self.settings.ui_zoom {
            ctx.set_zoom_factor(self.settings.ui_zoom);
        }
        let title = match &self.open {
            Some(open) => format!("Countermark — {}", open.workspace.name()),
            None => "Countermark".to_owned(),
        };
        if title != self.title {
            ctx.send_viewport_cmd(ViewportCommand::Title(title.clone()));
            self.title = title;
        }
        if ctx.input(|i| i.viewport().close_requested()) && !self.may_close {
            self.remember_place();
            self.save_settings();
            if self.close_project() {
                self.may_close = true;
            } else {
                ctx.send_viewport_cmd(ViewportCommand::CancelClose);
                ctx.request_repaint();
            }
        }
    }

    pub(super) fn apply_theme(&mut self, ctx: &Context) {
        if self.theme == Some(self.settings.theme) {
            return;
        }
        self.theme = Some(self.settings.theme);
        ctx.set_theme(match self.settings.theme {
            ThemeChoice::System => egui::ThemePreference::System,
            ThemeChoice::Light => egui::ThemePreference::Light,
            ThemeChoice::Dark => egui::ThemePreference::Dark,
        });
    }

    fn remember_window(&mut self, ctx: &Context) {
        let (rect, maximized) = ctx.input(|i| {
            let v = i.viewport();
            (
                v.inner_rect,
                v.maximized.unwrap_or(false) || v.fullscreen.unwrap_or(false),
            )
        });
        self.settings.maximized = maximized;
        if let Some(rect) = rect
            && !maximized
            && rect.width() > 1.0
        {
            let zoom = ctx.zoom_factor();
            self.settings.window = Some((rect.width() * zoom, rect.height() * zoom));
        }
    }

    /// Has the settings written beside the window; what cannot be written is only logged, nothing of the user's is in them.
    pub(in crate::app) fn save_settings(&mut self) {
        self.saved_settings = self.settings.clone();
        self.settings_keeper.keep(&self.settings);
    }

    /// Notes where one is in the open project.
    pub(in crate::app) fn remember_place(&mut self) {
        if let Some(open) = &self.open {
            let file = open.workspace.file().to_owned();
            self.settings.put_place(&file, open.place());
            self.settings.last_project = Some(file);
        }
    }
}

/// The size for a window that is too large for its display, in points.
fn fitting(size: egui::Vec2, display: egui::Vec2) -> Option<egui::Vec2> {
    let room = display - DISPLAY_EDGES;
    (room.min_elem() > 0.0 && (size.x > room.x || size.y > room.y)).then(|| size.min(room))
}
