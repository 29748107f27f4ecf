//! Work areas: what the window is used for, how one goes from one to another, and what stands in its middle.

use super::compare::{CompareState, compare_ui};
use super::context::Current;
use super::messages::MessageRoom;
use super::overview::overview_ui;
use super::project_view::{OpenProject, PanelStates};
use super::reading_pane::TextTools;
use super::shell::Shell;
use super::side_by_side::texts_ui;
use super::tokens::{self, Tokens};
use super::ui_command::{Facts, UiCommand};
use super::welcome::welcome_ui;
use super::window::App;
use crate::workspace::settings::WorkArea;
use egui::{Rect, RichText, Ui};

impl WorkArea {
    /// How many reading texts it shows; `None` where it shows something else.
    #[must_use]
    pub const fn n_texts(self) -> Option<usize> {
        match self {
            Self::Annotate => Some(1),
            Self::SideBySide => Some(2),
            Self::Compare | Self::Overview => None,
        }
    }
}

impl App {
    /// What stands in the middle of the window.
    pub(super) fn area_ui(
        &mut self,
        tokens: &Tokens,
        facts: &Facts,
        panels: &mut PanelStates,
        ui: &mut Ui,
    ) {
        match (self.settings.work_area, &mut self.open) {
            (WorkArea::Annotate | WorkArea::SideBySide, Some(open)) if open.document.is_some() => {
                let mut tools = TextTools {
                    engine: &mut self.engine,
                    tokens,
                    settings: &self.settings,
                    sender: &self.sender,
                    search: &panels.search,
                    stack_menu: &mut panels.stack_menu,
                    covered: self.toasts.covers(),
                };
                texts_ui(open, &mut tools, ui);
            }
            (WorkArea::Compare, Some(open)) => {
                let base = Shell {
                    tokens,
                    settings: &self.settings,
                    facts,
                    sender: &self.sender,
                    view: None,
                };
                let view = open.view(&base);
                panels.compare.hides_names = self.settings.hides_names;
                compare_ui(&view, &mut self.engine, ui, &mut panels.compare);
            }
            (WorkArea::Overview, Some(open)) => {
                let base = Shell {
                    tokens,
                    settings: &self.settings,
                    facts,
                    sender: &self.sender,
                    view: None,
                };
                overview_ui(&open.view(&base), ui, &mut panels.overview);
            }
            _ => {
                let (settings, opening) = (&self.settings, &self.opening);
                welcome_ui(facts, settings, tokens, opening, &self.sender, ui);
            }
        }
    }

    /// Whether the middle of the window is an article's text, or two.
    pub(super) fn has_text(&self) -> bool {
        let is_shown = |open: &OpenProject| open.document.is_some();
        self.settings.work_area.n_texts().is_some() && self.open.as_ref().is_some_and(is_shown)
    }

    /// Keeps room for messages below what stands in the middle, where they do not stand over a text or below a dialog. In
    /// Compare it is the list that is shorter: the buttons by which one decides stay where they are.
    pub(super) fn keep_message_room_ui(
        &self,
        tokens: &Tokens,
        compare: &mut CompareState,
        ui: &mut Ui,
    ) {
        let is_dialog = self.dialogs.is_any_open();
        let height = self.toasts.room_below();
        compare.messages_height = if is_dialog { 0.0 } else { height };
        let has_list = self.settings.work_area == WorkArea::Compare && compare.has_list();
        if self.has_text() || is_dialog || has_list {
            // What comes next keeps its number.
            ui.skip_ahead_auto_ids(1);
        } else {
            self.toasts.keep_room_ui(tokens, ui);
        }
    }

    /// Where messages stand: `middle` is the room of the area, `window` all of it.
    pub(super) fn message_room(&self, middle: Rect, window: Rect) -> MessageRoom {
        if self.dialogs.is_any_open() {
            return MessageRoom::Edge(window);
        }
        let compare = self.open.as_ref().map(|open| &open.panels.compare);
        let compare = compare.filter(|_| self.settings.work_area == WorkArea::Compare);
        match compare.and_then(CompareState::message_room) {
            Some(list) => MessageRoom::Below(list),
            None if self.has_text() => MessageRoom::Over(middle),
            None => MessageRoom::Below(middle),
        }
    }

    /// Goes to a work area. The text that appears beside another one gets the keyboard, unless a link is current: then
    /// both its ends are to be seen.
    pub(super) fn go_to_area(&mut self, area: WorkArea) {
        let was = std::mem::replace(&mut self.settings.work_area, area);
        self.keep_panes();
        if area == WorkArea::Compare
            && was != area
            && let Some(open) = &mut self.open
        {
            // There the keys are for the differences, not for what was current in a text.
            open.leave_current();
        }
        if area != WorkArea::SideBySide || was == area {
            return;
        }
        let Some(open) = &mut self.open else {
            return;
        };
        if let Current::Link(link) = open.current.clone() {
            open.show_both_sides(&link);
        } else if let Some(other) = open.panes.other_idx() {
            open.panes.focus(other);
        }
    }

    /// The Overview, with who said what.
    pub(super) fn show_speakers(&mut self) {
        if let Some(open) = &mut self.open {
            open.panels.overview.tab = super::overview::Tab::Speakers;
        }
        self.go_to_area(WorkArea::Overview);
    }

    /// Two texts, or back to one.
    pub(super) fn toggle_split(&mut self) {
        let is_split = self.settings.work_area == WorkArea::SideBySide;
        self.go_to_area(if is_split {
            WorkArea::Annotate
        } else {
            WorkArea::SideBySide
        });
    }

    /// Before something in a text is shown: to an area that shows texts.
    pub(super) fn show_texts(&mut self) {
        if self.settings.work_area.n_texts().is_none() {
            let is_split = self.open.as_ref().is_some_and(|o| o.panes.is_split());
            self.settings.work_area = if is_split {
                WorkArea::SideBySide
            } else {
                WorkArea::Annotate
            };
        }
    }

    /// The texts that the area shows are there.
    pub(super) fn keep_panes(&mut self) {
        if let (Some(open), Some(n)) = (&mut self.open, self.settings.work_area.n_texts()) {
            open.panes.split(n > 1, open.workspace.project());
        }
    }
}

/// The work areas in the title row: one click to each, or a menu of them where there is little room.
pub fn areas_ui(shell: &Shell<'_>, is_narrow: bool, ui: &mut Ui) {
    let now = shell.settings.work_area;
    if is_narrow {
        let text = UiCommand::Area(now).text(shell.facts);
        ui.menu_button(format!("{text} ▾"), |ui| {
            for area in WorkArea::ALL {
                super::title_row::item_ui(shell, ui, UiCommand::Area(area));
            }
        });
        return;
    }
    ui.spacing_mut().item_spacing.x = 2.0;
    for area in WorkArea::ALL {
        let command = UiCommand::Area(area);
        let mut text = RichText::new(command.text(shell.facts));
        if area == now {
            text = text.family(tokens::semibold());
        }
        let may_run = command.unavailable(shell.facts).is_none();
        let button = egui::Button::selectable(area == now, text);
        let response = ui.add_enabled(may_run, button);
        let tooltip = command.tooltip(shell.facts);
        let response = response
            .on_hover_text(&tooltip)
            .on_disabled_hover_text(&tooltip);
        if response.clicked() {
            shell.sender.ui(command);
        }
    }
}
