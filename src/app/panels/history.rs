//! The History panel: every step in words, and the way to any of them.

use super::parts::{cell_ui, empty_ui, list_row_ui, one_line};
use super::wording::time_in_words;
use crate::app::context::{AppAction, Sender, ViewContext};
use crate::app::stepping::{step_author, step_words};
use crate::app::tokens::{Tokens, size};
use crate::app::widgets::{VirtualList, words};
use crate::app::window_parts::{Part, part_has_list};
use crate::edit::{History, Step};
use egui::{Rect, Response, pos2};
use std::sync::Arc;

/// Room for the sign before a line, points.
const MARKER: f32 = 20.0;

/// The words' room below which author and time are left to the tooltip, points.
const MIN_WORDS: f32 = 160.0;

/// Scratch of the History panel.
#[derive(Debug, Default)]
pub struct HistoryState {
    list: VirtualList,
    data: HistoryData,
    /// The line that arrow keys start from.
    chosen: Option<usize>,
}

/// The edits that can be undone and redone, as they were at one revision.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HistoryData {
    /// The revision that the rest belongs to.
    revision: Option<u64>,
    /// The newest first; those that were undone stand first.
    steps: Vec<Arc<Step>>,
    /// How many of them were undone.
    n_undone: usize,
    /// How many steps before them cannot be read.
    n_unread: usize,
}

/// A step in words, and by whom; empty where nobody was chosen.
type Tell<'a> = &'a dyn Fn(&Step) -> (String, String);

/// One line of the panel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryRow {
    /// The step's number; 0 is the state before all steps.
    pub step: u64,
    /// What it did.
    pub words: String,
    /// When and by whom; empty for the start.
    pub detail: String,
    /// Whether it is undone now.
    pub is_undone: bool,
    /// Whether the project stands behind this step.
    pub is_here: bool,
}

impl HistoryData {
    /// Every edit that can be reached by undo and redo.
    pub fn gather(history: &History, revision: u64) -> Self {
        let mut steps: Vec<Arc<Step>> = history.redoable().cloned().collect();
        steps.reverse();
        let n_undone = steps.len();
        steps.extend(history.undoable().rev().cloned());
        Self {
            revision: Some(revision),
            steps,
            n_undone,
            n_unread: history.n_unread(),
        }
    }

    /// Lines of the panel: the steps and the state before them.
    pub fn n_rows(&self) -> usize {
        self.steps.len() + 1
    }

    /// The `i`-th line from the top.
    pub fn row(&self, tell: Tell<'_>, i: usize) -> HistoryRow {
        let is_here = i == self.n_undone;
        let Some(step) = self.steps.get(i) else {
            return HistoryRow {
                step: 0,
                words: match self.n_unread {
                    0 => "Before these steps".to_owned(),
                    1 => "Before these steps: undo ends here, 1 earlier step cannot be read"
                        .to_owned(),
                    n => format!(
                        "Before these steps: undo ends here, {n} earlier steps cannot be read"
                    ),
                },
                detail: String::new(),
                is_undone: false,
                is_here,
            };
        };
        let (words, author) = tell(step);
        let when = time_in_words(&step.at);
        HistoryRow {
            step: step.number,
            words,
            detail: if author.is_empty() {
                when
            } else {
                format!("{when}, {author}")
            },
            is_undone: i < self.n_undone,
            is_here,
        }
    }
}

impl HistoryRow {
    /// What a screen reader says.
    pub fn accessible_name(&self) -> String {
        let mut name = self.words.clone();
        if !self.detail.is_empty() {
            name = format!("{name}, {}", self.detail);
        }
        if self.is_undone {
            name.push_str(", undone");
        }
        if self.is_here {
            name.push_str(", you are here");
        }
        name
    }
}

/// Every step in words; a click, or Enter on the chosen one, undoes or redoes to there.
pub fn history_panel_ui(ctx: &ViewContext<'_>, ui: &mut egui::Ui, state: &mut HistoryState) {
    let revision = ctx.workspace.revision();
    if state.data.revision != Some(revision) {
        let n_steps = state.data.steps.len();
        state.data = HistoryData::gather(ctx.workspace.history(), revision);
        if state.data.steps.len() != n_steps {
            state.chosen = None;
        }
        state.list.scroll_to(state.data.n_undone);
    }
    let (workspace, settings) = (ctx.workspace, ctx.settings);
    let tell = |step: &Step| {
        (
            step_words(step, workspace, settings),
            step_author(step, workspace, settings),
        )
    };
    history_ui(ui, ctx.tokens, ctx.sender, &tell, state);
}

fn history_ui(
    ui: &mut egui::Ui,
    tokens: &Tokens,
    sender: &Sender,
    tell: Tell<'_>,
    state: &mut HistoryState,
) {
    let HistoryState { list, data, chosen } = state;
    if data.steps.is_empty() && data.n_unread == 0 {
        empty_ui(
            ui,
            tokens,
            "Nothing is done yet",
            "Each step will be listed here in words. A click on one goes back to it, or forward again",
        );
        return;
    }
    let mut pressed = None;
    let shown = list.show(ui, "Steps", data.n_rows(), size::ROW, *chosen, |ui, i| {
        if row_ui(ui, tokens, &data.row(tell, i), *chosen == Some(i)).clicked() {
            pressed = Some(i);
        }
    });
    part_has_list(ui, Part::Bottom, shown.response.id);
    if shown.moved_to.is_some() {
        *chosen = shown.moved_to;
    }
    if pressed.is_some() {
        *chosen = pressed;
        shown.response.request_focus();
    } else if shown.entered {
        pressed = *chosen;
    }
    if let Some(row) = pressed.map(|i| data.row(tell, i)).filter(|r| !r.is_here) {
        sender.act(AppAction::GoToStep(row.step));
    }
}

fn row_ui(ui: &mut egui::Ui, tokens: &Tokens, row: &HistoryRow, chosen: bool) -> Response {
    let (rect, response) = list_row_ui(ui, tokens, &row.accessible_name(), chosen);
    let color = if row.is_undone {
        tokens.weak
    } else {
        tokens.text
    };
    let marker = if row.is_here {
        "▶"
    } else if row.is_undone {
        "↪"
    } else {
        "·"
    };
    let column = |from: f32, to: f32| {
        Rect::from_min_max(pos2(from, rect.top()), pos2(to.max(from), rect.bottom()))
    };
    let left = rect.left() + size::GROUP;
    let marker_color = if row.is_here { tokens.accent } else { color };
    cell_ui(ui, column(left, left + MARKER), marker, marker_color);
    let detail = one_line(ui, &row.detail, tokens.weak, rect.width(), false);
    let words_left = left + MARKER;
    let detail_width = detail.size().x.min(rect.width() * 0.4);
    let detail_left = rect.right() - size::GROUP - detail_width;
    let has_room = detail_left - words_left > MIN_WORDS;
    let words_right = if has_room {
        detail_left - size::SECTION
    } else {
        rect.right() - size::GROUP
    };
    let words = one_line(
        ui,
        &row.words,
        color,
        words_right - words_left,
        row.is_undone,
    );
    let top = rect.center().y - words.size().y / 2.0;
    ui.painter().galley(pos2(words_left, top), words, color);
    if has_room {
        cell_ui(
            ui,
            column(detail_left, rect.right() - size::GROUP),
            &row.detail,
            tokens.weak,
        );
    }
    let what = if row.is_here {
        "The project stands here"
    } else if row.is_undone {
        "Click to do again up to here"
    } else {
        "Click to undo back to here"
    };
    words::hover(response, &format!("{}\n{}\n{what}", row.words, row.detail))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::context::Message;
    use crate::edit::StepKind;
    use egui_kittest::{Harness, kittest::Queryable as _};

    fn step(number: u64, kind: StepKind, words: &str) -> Arc<Step> {
        Arc::new(Step {
            number,
            kind,
            description: words.to_owned(),
            author: "ada".to_owned(),
            at: "2026-11-21T20:13:00Z".to_owned(),
            ops: Vec::new(),
            inverse: Vec::new(),
        })
    }

    fn tell(step: &Step) -> (String, String) {
        (step.description.clone(), "Ada".to_owned())
    }

    /// Three edits, the last one undone.
    fn history() -> History {
        History::from_steps([
            step(1, StepKind::Edit, "Tag “one” as Claim"),
            step(2, StepKind::Edit, "Tag “two” as Quote"),
            step(3, StepKind::Edit, "Tag “three” as Claim"),
            step(4, StepKind::Undo(3), "Undo"),
        ])
    }

    #[test]
    fn the_lines_say_what_was_done_and_what_is_undone() {
        let data = HistoryData::gather(&history(), 7);
        let names: Vec<String> = (0..data.n_rows())
            .map(|i| data.row(&tell, i).accessible_name())
            .collect();
        assert_eq!(
            names,
            [
                "Tag “three” as Claim, 21 Nov 2026, 20:13 UTC, Ada, undone",
                "Tag “two” as Quote, 21 Nov 2026, 20:13 UTC, Ada, you are here",
                "Tag “one” as Claim, 21 Nov 2026, 20:13 UTC, Ada",
                "Before these steps",
            ]
        );
    }

    struct World {
        sender: Sender,
        state: HistoryState,
    }

    fn harness(history: &History) -> Harness<'static, World> {
        let world = World {
            sender: Sender::default(),
            state: HistoryState {
                data: HistoryData::gather(history, 1),
                ..HistoryState::default()
            },
        };
        let ui = |ui: &mut egui::Ui, w: &mut World| {
            history_ui(ui, &Tokens::light(), &w.sender, &tell, &mut w.state);
        };
        let mut harness = Harness::builder()
            .with_size(egui::vec2(600.0, 200.0))
            .with_context_setup(Tokens::install)
            .build_ui_state(ui, world);
        harness.run();
        harness
    }

    #[test]
    fn a_click_goes_to_the_step() {
        let mut harness = harness(&history());
        for (name, step) in [
            ("Tag “one” as Claim, 21 Nov 2026, 20:13 UTC, Ada", 1),
            (
                "Tag “three” as Claim, 21 Nov 2026, 20:13 UTC, Ada, undone",
                3,
            ),
            ("Before these steps", 0),
        ] {
            harness.get_by_label(name).click();
            harness.run();
            let sent = harness.state().sender.take();
            assert_eq!(sent, [Message::Act(AppAction::GoToStep(step))], "{name}");
        }
    }

    #[test]
    fn enter_goes_to_the_chosen_step_but_not_where_one_is() {
        let mut harness = harness(&history());
        harness.get_by_label("Steps").focus();
        harness.run();
        for key in [egui::Key::ArrowDown, egui::Key::ArrowDown, egui::Key::Enter] {
            harness.key_press(key);
            harness.run();
        }
        assert_eq!(harness.state().sender.take(), []);
        for key in [egui::Key::End, egui::Key::Enter] {
            harness.key_press(key);
            harness.run();
        }
        assert_eq!(
            harness.state().sender.take(),
            [Message::Act(AppAction::GoToStep(0))]
        );
    }

    #[test]
    fn where_undo_ends_at_steps_that_cannot_be_read_it_says_so() {
        let steps = [step(4, StepKind::Edit, "Tag “four” as Claim")];
        let harness = harness(&History::behind_unread(3, steps));
        harness.get_by_label("Before these steps: undo ends here, 3 earlier steps cannot be read");
        let harness = self::harness(&History::behind_unread(1, []));
        harness.get_by_label(
            "Before these steps: undo ends here, 1 earlier step cannot be read, you are here",
        );
    }

    #[test]
    fn an_empty_history_says_so() {
        let harness = harness(&History::default());
        harness.get_by_label("Nothing is done yet");
    }
}
