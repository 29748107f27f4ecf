//! What the window says in passing: short messages at the edge, and bars above the text that stay until the matter is
//! settled.

use super::context::{AppAction, Sender};
use super::shell::Shell;
use super::tokens::size;
use super::ui_command::UiCommand;
use super::widgets::words;
use crate::model::DocumentId;
use crate::workspace::{SafeState, SavedState};
use egui::{
    Align2, Area, Button, Color32, Frame, Id, Margin, Order, Panel, Rect, RichText, Stroke, Ui,
    vec2,
};
use std::time::{Duration, Instant};

/// How long a short message stays.
const STAYS: Duration = Duration::from_secs(4);
/// Widest text of a short message, points.
const MESSAGE_WIDTH: f32 = 440.0;
/// Room for the buttons and the edges of a short message, points.
const BESIDE_MESSAGE: f32 = 110.0;
/// The text of a short message is no narrower, points.
const LEAST_WIDTH: f32 = 120.0;
/// About as many characters stand in a line of [`MESSAGE_WIDTH`], and so high is a message of one line, points.
const LINE_CHARS: usize = 50;
const ONE_LINE: f32 = 44.0;
/// How many are shown at once.
const MAX_TOASTS: usize = 2;

/// Short messages, the latest last.
#[derive(Debug, Default)]
pub struct Toasts {
    shown: Vec<Toast>,
    /// How much room they took in the last frame, points.
    height: f32,
}

/// Where short messages stand, so that they cover neither lists nor buttons.
#[derive(Clone, Copy, Debug)]
pub enum MessageRoom {
    /// Over the lower edge of a reading text, in its middle.
    Over(Rect),
    /// At the lower edge of this, where [`Toasts::room_below`] is kept free for them; the latest only.
    Below(Rect),
    /// Below a dialog, at the edge of the window: the latest only, in lines as long as they can be.
    Edge(Rect),
}

impl MessageRoom {
    /// The room, and whether only the latest message stands there.
    const fn room(self) -> (Rect, bool) {
        match self {
            Self::Over(room) => (room, false),
            Self::Below(room) | Self::Edge(room) => (room, true),
        }
    }

    /// The widest text of a message, points.
    fn text_width(self) -> f32 {
        let room = self.room().0.width() - BESIDE_MESSAGE;
        match self {
            Self::Over(_) | Self::Below(_) => room.clamp(LEAST_WIDTH, MESSAGE_WIDTH),
            Self::Edge(_) => room.max(LEAST_WIDTH),
        }
    }
}

#[derive(Debug)]
struct Toast {
    text: String,
    since: Instant,
    /// Number of the step that it tells of and that can be undone from here.
    step: Option<u64>,
    /// The article that it is about: it goes when another one is shown.
    article: Option<DocumentId>,
}

impl Toast {
    /// About as high as it is going to be drawn, points.
    fn guessed_height(&self) -> f32 {
        let n_lines = self.text.chars().count().div_ceil(LINE_CHARS).max(1);
        ONE_LINE + size::ROW * (n_lines - 1) as f32
    }
}

impl Toasts {
    /// Says something; what is said already is not said twice but stays longer.
    pub fn say(&mut self, text: impl Into<String>) {
        self.say_undoable(text, None);
    }

    /// Says what a step did, with a button that undoes it while it is the last one in force.
    pub fn say_undoable(&mut self, text: impl Into<String>, step: Option<u64>) {
        self.push(text.into(), step, None);
    }

    /// Says something of an article that is shown; it goes when another one is.
    pub fn say_of(&mut self, article: Option<&DocumentId>, text: impl Into<String>) {
        self.push(text.into(), None, article.cloned());
    }

    fn push(&mut self, text: String, step: Option<u64>, article: Option<DocumentId>) {
        log::info!("{text}");
        self.shown.retain(|t| t.text != text);
        self.shown.push(Toast {
            text,
            since: Instant::now(),
            step,
            article,
        });
        if self.shown.len() > MAX_TOASTS {
            self.shown.remove(0);
        }
    }

    /// Another article is shown, or none: what was said of the one before goes.
    pub fn keep_of(&mut self, article: Option<&DocumentId>) {
        self.shown
            .retain(|t| t.article.is_none() || t.article.as_ref() == article);
    }

    /// Another project is shown: what was said of the one before goes.
    pub fn clear(&mut self) {
        self.shown.clear();
    }

    /// What they cover of the lower edge of a reading text, points: as they were drawn last, or as what was said since
    /// will be.
    #[must_use]
    pub fn covers(&self) -> f32 {
        if self.shown.is_empty() {
            return 0.0;
        }
        let guessed: f32 = self.shown.iter().map(Toast::guessed_height).sum();
        size::SECTION + self.height.max(guessed)
    }

    /// What stands there now.
    #[cfg(test)]
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.shown.iter().map(|t| t.text.as_str())
    }

    /// Draws them and asks for a frame when the next one goes. `last_step` is the step that undo takes back.
    pub fn ui(
        &mut self,
        shell_tokens: &super::Tokens,
        last_step: Option<u64>,
        room: MessageRoom,
        sender: &Sender,
        ui: &Ui,
    ) {
        let now = Instant::now();
        self.shown.retain(|t| now.duration_since(t.since) < STAYS);
        let Some(first) = self.shown.iter().map(|t| t.since).min() else {
            if std::mem::take(&mut self.height) > 0.0 {
                // The room that was kept for them is free again.
                ui.ctx().request_repaint();
            }
            return;
        };
        ui.ctx().request_repaint_after(
            STAYS.saturating_sub(now.duration_since(first)) + Duration::from_millis(20),
        );
        let (rect, is_latest_only) = room.room();
        let (order, above_edge) = match room {
            MessageRoom::Over(_) => (Order::Foreground, size::SECTION),
            MessageRoom::Below(_) => (Order::Foreground, 0.0),
            // What a dialog shades is below this.
            MessageRoom::Edge(_) => (Order::Tooltip, 0.0),
        };
        let area = Area::new(Id::unique("messages"))
            .order(order)
            .pivot(Align2::CENTER_BOTTOM)
            .fixed_pos(rect.center_bottom() - vec2(0.0, above_edge));
        let width = room.text_width();
        let n_older = self.shown.len() - 1;
        let first = if is_latest_only { n_older } else { 0 };
        let mut gone = None;
        let area = area.show(ui.ctx(), |ui| {
            for (i, toast) in self.shown.iter().enumerate().skip(first) {
                Frame::new()
                    .fill(shell_tokens.raised)
                    .stroke(Stroke::new(1.0, shell_tokens.frame))
                    .corner_radius(size::CORNER)
                    .inner_margin(Margin::symmetric(12, 6))
                    .show(ui, |ui| {
                        ui.horizontal(|ui| {
                            // A long message has lines; its buttons stand beside them.
                            ui.vertical(|ui| {
                                ui.set_max_width(width);
                                words::label_ui(ui, &toast.text);
                            });
                            let can_undo = toast.step.is_some() && toast.step == last_step;
                            if can_undo && ui.button("Undo").clicked() {
                                sender.ui(UiCommand::Undo);
                                gone = Some(i);
                            }
                            let close = ui.add(Button::new("×").frame(false).small());
                            close.widget_info(|| {
                                egui::WidgetInfo::labeled(
                                    egui::Role::Button,
                                    true,
                                    "Close the message",
                                )
                            });
                            if close.clicked() {
                                gone = Some(i);
                            }
                        });
                    });
            }
        });
        let height = area.response.rect.height();
        if std::mem::replace(&mut self.height, height) != height {
            // Room is kept for them from the next frame on.
            ui.ctx().request_repaint();
        }
        if let Some(i) = gone {
            self.shown.remove(i);
            ui.ctx().request_repaint();
        }
    }

    /// The height that [`MessageRoom::Below`] is to keep free, points; 0 where nothing is said.
    #[must_use]
    pub fn room_below(&self) -> f32 {
        if self.height > 0.0 {
            self.height + size::GAP
        } else {
            0.0
        }
    }

    /// Keeps room for them below what is drawn next.
    pub fn keep_room_ui(&self, tokens: &super::Tokens, ui: &mut Ui) {
        let height = self.room_below();
        if height > 0.0 {
            Panel::bottom("messages")
                .resizable(false)
                .show_separator_line(false)
                .frame(Frame::new().fill(tokens.panel))
                .exact_size(height)
                .show(ui, |_| ());
        } else {
            // What comes next keeps its number.
            ui.skip_ahead_auto_ids(1);
        }
    }
}

/// A bar above the text.
#[derive(Clone, Debug, PartialEq)]
pub struct Bar {
    /// What happened, to which file, what to do.
    pub text: String,
    /// An error rather than a warning.
    pub is_error: bool,
    /// What can be done about it: text of the button, what it does.
    pub answers: Vec<(&'static str, BarAnswer)>,
}

/// What a button of a bar does.
#[derive(Clone, Debug, PartialEq)]
pub enum BarAnswer {
    /// A command of the table.
    Ui(UiCommand),
    /// Something of the window.
    Act(AppAction),
}

fn ways_to_save() -> Vec<(&'static str, BarAnswer)> {
    vec![
        ("Try again", BarAnswer::Ui(UiCommand::Save)),
        ("Save as…", BarAnswer::Ui(UiCommand::SaveAs)),
    ]
}

/// What others did to the files: what to tell of it, if so.
#[derive(Clone, Copy, Debug, Default)]
pub struct Outside<'a> {
    /// Somebody wrote the project file.
    pub project_file: Option<&'a str>,
    /// Article files have changed.
    pub articles: Option<(&'a str, usize)>,
}

impl Bar {
    /// Everything that is the matter with the open project.
    #[must_use]
    pub fn gather(shell: &Shell<'_>, outside: Outside<'_>) -> Vec<Self> {
        let Some(ctx) = &shell.view else {
            return Vec::new();
        };
        let mut bars = Vec::new();
        if let Some(why) = ctx.workspace.read_only() {
            let is_newer = ctx.workspace.is_newer_version();
            bars.push(Self {
                text: if is_newer {
                    format!("Read only: {why}.")
                } else {
                    format!(
                        "Read only: {why}. To change something, save the project under another name."
                    )
                },
                is_error: false,
                answers: if is_newer {
                    Vec::new()
                } else {
                    vec![("Save as…", BarAnswer::Ui(UiCommand::SaveAs))]
                },
            });
            return bars;
        }
        let status = ctx.workspace.status();
        if let SafeState::Failed(why) = &status.safe {
            bars.push(Self {
                text: format!(
                    "The last edits are not safe: {}. They are kept in memory. {}.",
                    why.message,
                    super::dispatch::sentence(&why.help)
                ),
                is_error: true,
                answers: ways_to_save(),
            });
        }
        if let Some(text) = outside.project_file {
            bars.push(Self {
                text: text.to_owned(),
                is_error: true,
                answers: vec![
                    ("Merge theirs", BarAnswer::Act(AppAction::MergeTheirs)),
                    ("Save as…", BarAnswer::Ui(UiCommand::SaveAs)),
                ],
            });
        } else if let SavedState::Failed(why) = &status.saved {
            bars.push(Self {
                text: format!(
                    "The project file could not be saved: {}. {}.",
                    why.message,
                    super::dispatch::sentence(&why.help)
                ),
                is_error: true,
                answers: ways_to_save(),
            });
        }
        if let Some((text, n)) = outside.articles {
            bars.push(Self {
                text: text.to_owned(),
                is_error: false,
                answers: vec![
                    ("Review…", BarAnswer::Ui(UiCommand::NewerVersions)),
                    (
                        if n == 1 {
                            "Leave as it is"
                        } else {
                            "Leave as they are"
                        },
                        BarAnswer::Act(AppAction::LeaveAllNewer),
                    ),
                ],
            });
        }
        bars
    }

    /// Draws the bar over the whole width.
    pub fn ui(&self, shell: &Shell<'_>, ui: &mut Ui) {
        let t = shell.tokens;
        let (ground, line): (Color32, Color32) = if self.is_error {
            (t.error_ground, t.error)
        } else {
            (t.warning_ground, t.warning)
        };
        Frame::new()
            .fill(ground)
            .inner_margin(Margin::symmetric(10, 6))
            .show(ui, |ui| {
                ui.set_width(ui.available_width());
                ui.horizontal_wrapped(|ui| {
                    ui.label(RichText::new("⚠").color(line));
                    words::label_ui(ui, &self.text);
                    for (text, answer) in &self.answers {
                        if ui.button(*text).clicked() {
                            match answer.clone() {
                                BarAnswer::Ui(command) => shell.sender.ui(command),
                                BarAnswer::Act(action) => shell.sender.act(action),
                            }
                        }
                    }
                });
            });
    }
}
