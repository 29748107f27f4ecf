//! The window: holds everything, and the order of a frame.

mod facts;
mod pointer;
mod upkeep;

use super::context::{Current, Message, Sender};
use super::dialogs::{Dialog, Dialogs, ExportDraft, Palette, PaletteKind};
use super::keyboard::{self, Focus};
use super::messages::{Outside, Toasts};
use super::opening::Opening;
use super::project_view::{OpenProject, PanelStates};
use super::reader::TextEngine;
use super::shell::Shell;
use super::surroundings::{drop_overlay_ui, side_panels_ui, top_ui};
use super::tag_bar::tag_bar_ui;
use super::tokens::{self, Tokens, size};
use super::typing::TypingOrder;
use super::ui_command::Facts;
use super::window_parts::{Part, has_keyboard};
use crate::workspace::settings::{Settings, ThemeChoice, WorkArea};
use crate::workspace::{Environment, SettingsKeeper};

use egui::{CentralPanel, Context, Frame, Margin, Panel, Ui};
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// Everything the window holds.
pub struct App {
    /// What the world gives.
    pub(super) env: Environment,
    /// What survives a restart.
    pub(super) settings: Settings,
    /// As they are on the disk, or will be soon.
    saved_settings: Settings,
    settings_keeper: SettingsKeeper,
    /// Fonts and glyph pictures.
    pub(super) engine: TextEngine,
    /// The open project, if any.
    pub(super) open: Option<OpenProject>,
    /// What is being opened or read.
    pub(super) opening: Opening,
    /// Short messages.
    pub(super) toasts: Toasts,
    /// What opens over the window.
    pub(super) dialogs: Dialogs,
    /// What was chosen for an export last, and of which project.
    pub(super) last_export: Option<(PathBuf, ExportDraft)>,
    /// What the parts of the window send.
    pub(super) sender: Sender,
    /// The window may close: everything is written.
    pub(super) may_close: bool,
    /// The title the window has.
    title: String,
    had_focus: bool,
    /// A field had the keyboard when the last frame ended.
    was_in_field: bool,
    /// Since when the system is asked for a file dialog.
    asking_since: Option<Instant>,
    /// The room that the last frame had: another one is laid out twice, as panels know their sizes after a frame.
    last_room: egui::Vec2,
    /// The part of the window that gets the keyboard when it is drawn, and in which frame that was asked for.
    pub(super) awaited_part: Option<(Part, u64)>,
    /// Where the pointer is when everything becomes larger.
    pointer: pointer::PointerScale,
    /// The window's size was compared with the display's.
    is_fitted: bool,
    /// The theme that egui was told.
    theme: Option<ThemeChoice>,
    /// When a key or the pointer last did something.
    last_input: Instant,
    /// When what is typed was made an edit last, or tried to.
    last_commit: Instant,
    /// After a pause of this length it is one.
    pub(super) draft_pause: Duration,
    /// Frames drawn, for the test that idle means none.
    pub(super) n_frames: u64,
}

/// What is typed becomes an edit after a pause of this length.
const DRAFT_PAUSE: Duration = Duration::from_secs(2);

impl App {
    /// A window on `files`: a project, or articles; none means the last project, on the very first start the sample.
    #[must_use]
    pub fn new(env: Environment, ctx: &Context, files: Vec<PathBuf>) -> Self {
        Tokens::install(ctx);
        ctx.add_plugin(TypingOrder::default());
        let is_first_start = !Settings::exist(&env);
        let settings = Settings::load(&env);
        let engine = TextEngine::new(&tokens::READING_FACES, &[tokens::READING_FAMILY]).beside(ctx);
        let mut app = Self {
            saved_settings: settings.clone(),
            settings,
            settings_keeper: SettingsKeeper::new(&env),
            env,
            engine,
            open: None,
            opening: Opening::default(),
            toasts: Toasts::default(),
            dialogs: Dialogs::default(),
            last_export: None,
            sender: Sender::default(),
            may_close: false,
            title: String::new(),
            had_focus: true,
            was_in_field: false,
            asking_since: None,
            last_room: egui::Vec2::ZERO,
            awaited_part: None,
            pointer: pointer::PointerScale::default(),
            is_fitted: false,
            theme: None,
            last_input: Instant::now(),
            last_commit: Instant::now(),
            draft_pause: DRAFT_PAUSE,
            n_frames: 0,
        };
        app.apply_theme(ctx);
        ctx.set_zoom_factor(app.settings.ui_zoom);
        // The keys of egui's own zoom are the reading text's here.
        ctx.options_mut(|o| o.zoom_with_keyboard = false);
        app.start(files, is_first_start);
        app
    }

    /// One frame: look what happened, read the keys, draw, do what was asked for.
    pub fn frame_ui(&mut self, ui: &mut Ui) {
        self.n_frames += 1;
        if self.n_frames == 2 {
            // The first frame was handed to the display when the second begins.
            log::info!("first frame");
        }
        let ctx = ui.ctx().clone();
        let tokens = Tokens::of(&ctx);
        self.poll();
        self.tick_suggestions(&ctx);
        self.tick_compare(&ctx);
        self.ask_about_dropped(&ctx);
        self.keep_typed(&ctx);
        self.keep_panes();
        if let Some(open) = &mut self.open {
            open.panes.follow_keyboard(&ctx);
        }
        super::lists::follow(&ctx);
        // egui takes the keyboard from a field at Escape before the frame begins: the key was for the field.
        let mut focus = self.focus(&ctx);
        let is_escape = ctx.input(|i| i.key_pressed(egui::Key::Escape));
        if self.was_in_field && is_escape && focus != Focus::Dialog {
            focus = Focus::Field;
        }
        for command in keyboard::take_commands(ui, focus, self.settings.work_area) {
            self.sender.ui(command);
        }
        let facts = self.facts();
        self.draw(ui, &tokens, &facts);
        self.give_keyboard_to_awaited(&ctx);
        self.focus_text_if_nothing_is(&ctx);
        self.focus_ring_ui(&ctx, &tokens);
        self.was_in_field = ctx.text_edit_focused();

        let messages = self.sender.take();
        let is_something = !messages.is_empty();
        for message in messages {
            self.take_message(&ctx, message);
        }
        if let Some(open) = &mut self.open {
            open.settle();
            open.panes.follow_current();
        }
        // The one place that asks for a frame because something was done.
        if is_something {
            ctx.request_repaint();
        }
        self.keep_up(&ctx);
    }

    /// A ring around what has the keyboard, in menus too; the text and its caret show it themselves.
    fn focus_ring_ui(&self, ctx: &Context, tokens: &Tokens) {
        let reader = self.open.as_ref().and_then(|open| open.reader.id());
        // In the frame of a press, reading the response would take the keyboard from a list whose row was clicked.
        if ctx.input(|i| i.pointer.any_pressed()) {
            return;
        }
        let Some(focused) = ctx
            .memory(egui::Memory::focused)
            .filter(|id| Some(*id) != reader)
            .and_then(|id| ctx.read_response(id))
        else {
            return;
        };
        let shown = focused.interact_rect.expand(3.0);
        let stroke = egui::Stroke::new(2.0, tokens.accent);
        ctx.layer_painter(focused.layer_id)
            .with_clip_rect(shown)
            .rect_stroke(
                focused.rect,
                f32::from(size::CORNER),
                stroke,
                egui::StrokeKind::Middle,
            );
    }

    fn focus(&self, ctx: &Context) -> Focus {
        let has_list = || {
            let open = self.open.as_ref();
            egui::Popup::is_any_open(ctx) || open.is_some_and(|o| o.panels.stack_menu.is_open())
        };
        if self.dialogs.is_any_open() {
            Focus::Dialog
        } else if ctx.text_edit_focused() {
            Focus::Field
        } else if has_list() {
            // A menu or a list over the text: Escape is for it.
            Focus::Dialog
        } else {
            let focused = ctx.memory(egui::Memory::focused);
            let reader = self.open.as_ref().and_then(|open| open.reader.id());
            // In Compare what was taken is edited with the list or the text before one's eyes.
            let is_result = self.settings.work_area == WorkArea::Compare
                && self
                    .open
                    .as_ref()
                    .is_some_and(|o| o.current != Current::Nothing)
                && (focused.is_none()
                    || [Part::List, Part::Compared]
                        .into_iter()
                        .any(|p| has_keyboard(ctx, p)));
            if is_result || focused.is_some() && focused == reader {
                Focus::Text
            } else {
                Focus::Other
            }
        }
    }

    /// The text has the keyboard unless something else was given it.
    fn focus_text_if_nothing_is(&self, ctx: &Context) {
        let has_texts = self.settings.work_area.n_texts().is_some();
        if !has_texts || self.dialogs.is_any_open() || egui::Popup::is_any_open(ctx) {
            return;
        }
        if let Some(id) = self.open.as_ref().and_then(|open| open.reader.id())
            && ctx.memory(|m| m.focused().is_none())
        {
            ctx.memory_mut(|m| m.request_focus(id));
        }
    }

    fn draw(&mut self, ui: &mut Ui, tokens: &Tokens, facts: &Facts) {
        // Under a dialog nothing has the pointer: egui would leave a tooltip open over the dialog.
        let pointer = self
            .dialogs
            .is_any_open()
            .then(|| ui.input_mut(|i| std::mem::take(&mut i.pointer)));
        // What is drawn reads the project; what it wants is sent and done after the frame.
        let mut panels = match &mut self.open {
            Some(open) => std::mem::take(&mut open.panels),
            None => PanelStates::default(),
        };
        {
            let settings = self.settings.clone();
            let base = Shell {
                tokens,
                settings: &settings,
                facts,
                sender: &self.sender,
                view: None,
            };
            let view = self.open.as_ref().map(|open| open.view(&base));
            let shell = Shell { view, ..base };
            let changed_outside = self
                .open
                .as_ref()
                .and_then(|open| open.changed_outside.clone());
            let newer = self.open.as_ref().map(|open| &open.newer);
            let newer = newer.and_then(|newer| Some((newer.in_words()?, newer.offers.len())));
            let outside = Outside {
                project_file: changed_outside.as_deref(),
                articles: newer.as_ref().map(|(text, n)| (text.as_str(), *n)),
            };
            top_ui(&shell, outside, &self.opening, ui);
            let sizes = &mut self.settings.panels;
            if shell.view.is_some() {
                side_panels_ui(&shell, &mut panels, sizes, ui);
            }
            if let Some(view) = &shell.view
                && settings.work_area.n_texts().is_some()
            {
                Panel::top("tag bar")
                    .resizable(false)
                    .frame(
                        Frame::new()
                            .fill(tokens.panel)
                            .inner_margin(Margin::symmetric(8, 6)),
                    )
                    .show(ui, |ui| tag_bar_ui(&shell, view, ui));
            }
        }
        let page = Frame::new().fill(tokens.page);
        if let Some(open) = &mut self.open {
            super::find::find_bar_ui(open, tokens, &self.sender, ui);
        }
        let middle = ui.available_rect_before_wrap();
        self.keep_message_room_ui(tokens, &mut panels.compare, ui);
        CentralPanel::default().frame(page).show(ui, |ui| {
            self.area_ui(tokens, facts, &mut panels, ui);
        });
        let base = Shell {
            tokens,
            settings: &self.settings,
            facts,
            sender: &self.sender,
            view: None,
        };
        let view = self.open.as_ref().map(|open| open.view(&base));
        let shell = Shell { view, ..base };
        let mut stack_menu = std::mem::take(&mut panels.stack_menu);
        stack_menu.ui(&shell, ui);
        panels.stack_menu = stack_menu;
        if let Some(pointer) = pointer {
            ui.input_mut(|i| i.pointer = pointer);
        }
        self.dialogs.ui(&shell, &mut panels, ui);
        drop_overlay_ui(tokens, ui);
        if let Some(open) = &mut self.open {
            open.panels = panels;
        }
        let last = self.open.as_ref().and_then(|open| {
            let step = open.workspace.history().next_undo()?;
            Some(step.number)
        });
        let room = self.message_room(middle, ui.ctx().content_rect());
        let shown = self.open.as_ref().and_then(|open| open.document.as_ref());
        self.toasts.keep_of(shown);
        self.toasts.ui(tokens, last, room, &self.sender, ui);
    }

    fn take_message(&mut self, ctx: &Context, message: Message) {
        match message {
            Message::Command(command) => self.run_command(*command),
            Message::Ui(command) => self.do_command(ctx, command),
            Message::Act(action) => self.act(ctx, action),
        }
    }

    /// Opens a dialog that a panel asked for.
    pub(super) fn open_dialog(&mut self, ctx: &Context, request: super::DialogRequest) {
        let tokens = Tokens::of(ctx);
        let facts = self.facts();
        let base = Shell {
            tokens: &tokens,
            settings: &self.settings,
            facts: &facts,
            sender: &self.sender,
            view: None,
        };
        let view = self.open.as_ref().map(|open| open.view(&base));
        self.dialogs.request(request, &Shell { view, ..base });
    }

    /// Opens the palette.
    pub(super) fn open_palette(&mut self, kind: PaletteKind) {
        self.dialogs.open(Dialog::Palette(Palette::new(kind)));
    }

    /// The keyboard goes to the text.
    pub(super) fn focus_reader(&self, ctx: &Context) {
        if let Some(id) = self.open.as_ref().and_then(|open| open.reader.id()) {
            ctx.memory_mut(|m| m.request_focus(id));
        }
    }
}

impl eframe::App for App {
    fn ui(&mut self, ui: &mut Ui, _frame: &mut eframe::Frame) {
        self.frame_ui(ui);
    }

    fn raw_input_hook(&mut self, ctx: &Context, input: &mut egui::RawInput) {
        // The frame that comes has the zoom of the settings.
        let (was, is) = (ctx.zoom_factor(), self.settings.ui_zoom);
        let latest = ctx.input(|i| i.pointer.latest_pos());
        self.pointer.rescale(was, is, latest, input);
    }

    fn on_exit(&mut self, _gl: Option<&eframe::glow::Context>) {
        self.remember_place();
        self.save_settings();
        self.close_at_exit();
    }

    fn clear_color(&self, visuals: &egui::Visuals) -> [f32; 4] {
        visuals.panel_fill.to_normalized_gamma_f32()
    }

    fn persist_egui_memory(&self) -> bool {
        false
    }
}
