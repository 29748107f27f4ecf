//! The To review panel: annotations whose article changed and at which nobody has looked since.
mod data;
#[cfg(test)]
mod tests;

pub use data::{ReviewData, ReviewRow};

use super::parts::{cell_ui, empty_ui, list_row_ui, weak_ui};
use crate::app::context::{AppAction, Sender, ViewContext};
use crate::app::tokens::{Tokens, size};
use crate::app::ui_command::{Facts, UiCommand};
use crate::app::widgets::{VirtualList, paint_swatch, words};
use crate::app::window_parts::{Part, part_has_list};
use crate::model::{AnchorState, AnnotationId, AnnotatorId, Project, Schema};
use crate::workspace::Command;
use egui::{Rect, Response, Ui, pos2, vec2};

/// Room for the state, points.
const STATE: f32 = 84.0;

/// Scratch of the To review panel.
#[derive(Debug, Default)]
pub struct ReviewState {
    list: VirtualList,
    data: ReviewData,
    /// The revision that the rows belong to.
    revision: Option<u64>,
    /// The annotation that is looked at: also while words are selected for it.
    chosen: Option<AnnotationId>,
    /// Where it stood in the list, so that the next one takes its turn.
    place: usize,
}

impl ReviewState {
    /// Gathers anew where the project has changed.
    pub fn follow(&mut self, project: &Project, annotator: Option<&AnnotatorId>, revision: u64) {
        if self.revision == Some(revision) {
            return;
        }
        self.revision = Some(revision);
        self.data = ReviewData::gather(project, annotator);
        if let Some(at) = self.chosen_idx() {
            self.place = at;
        }
    }

    /// Makes an annotation the one that is looked at.
    pub fn choose(&mut self, id: AnnotationId) {
        self.chosen = Some(id);
        if let Some(at) = self.chosen_idx() {
            self.place = at;
            self.list.scroll_to(at);
        }
    }

    /// The one that is looked at, while it waits.
    #[must_use]
    pub fn chosen(&self) -> Option<&AnnotationId> {
        let id = self.chosen.as_ref()?;
        self.chosen_idx().map(|_| id)
    }

    fn chosen_idx(&self) -> Option<usize> {
        let id = self.chosen.as_ref()?;
        self.data.rows.iter().position(|row| row.id == *id)
    }

    /// The next or the previous one from the one that is looked at, or that was and waits no more; round the ends.
    #[must_use]
    pub fn neighbour(&self, forward: bool) -> Option<AnnotationId> {
        let n = self.data.rows.len();
        let last = n.checked_sub(1)?;
        let at = match (self.chosen_idx(), forward) {
            (Some(at), true) => (at + 1) % n,
            (Some(at), false) => at.checked_sub(1).unwrap_or(last),
            // It is settled: the one behind it has its place.
            (None, true) => self.place.min(last),
            (None, false) => self.place.min(n).checked_sub(1).unwrap_or(last),
        };
        Some(self.data.rows[at].id.clone())
    }
}

/// How many annotations of the one who annotates wait.
pub fn n_waiting(ctx: &ViewContext<'_>) -> usize {
    let waiting = ctx.project().to_review();
    waiting
        .filter(|a| Some(&a.annotator) == ctx.annotator())
        .count()
}

/// What waits for a look, with what can be done about it.
pub fn review_panel_ui(ctx: &ViewContext<'_>, facts: &Facts, ui: &mut Ui, state: &mut ReviewState) {
    state.follow(ctx.project(), ctx.annotator(), ctx.workspace.revision());
    if let Some(id) = ctx.current_annotation()
        && state.chosen.as_ref() != Some(id)
        && state.data.rows.iter().any(|row| row.id == *id)
    {
        state.choose(id.clone());
    }
    let schema = ctx.project().schema();
    review_ui(ui, ctx.tokens, ctx.sender, (schema, facts), state);
}

fn review_ui(
    ui: &mut Ui,
    tokens: &Tokens,
    sender: &Sender,
    (schema, facts): (&Schema, &Facts),
    state: &mut ReviewState,
) {
    if state.data.rows.is_empty() {
        let hint = match &state.data.others {
            Some(others) => others.as_str(),
            None => {
                "When an article’s file changes and you take the newer version, what has moved with it waits here"
            }
        };
        empty_ui(ui, tokens, "Nothing to review", hint);
        return;
    }
    buttons_ui(ui, sender, facts, &state.data);
    if let Some(others) = &state.data.others {
        weak_ui(ui, tokens, others);
    }
    let chosen = state.chosen_idx();
    let ReviewState { list, data, .. } = state;
    let mut pressed = None;
    let n = data.rows.len();
    let shown = list.show(ui, "To review", n, size::ROW, chosen, |ui, i| {
        if row_ui(ui, tokens, schema, &data.rows[i], chosen == Some(i)).clicked() {
            pressed = Some(i);
        }
    });
    part_has_list(ui, Part::Bottom, shown.response.id);
    if pressed.is_some() {
        shown.response.request_focus();
    } else if shown.entered {
        pressed = chosen;
    }
    if let Some(row) = shown.moved_to.or(pressed).and_then(|i| data.rows.get(i)) {
        let id = row.id.clone();
        sender.act(AppAction::GoToAnnotation(id.clone()));
        state.choose(id);
    }
}

/// What can be done to the one that is looked at, and to all that only moved.
fn buttons_ui(ui: &mut Ui, sender: &Sender, facts: &Facts, data: &ReviewData) {
    ui.horizontal_wrapped(|ui| {
        for (text, command) in [
            ("Previous", UiCommand::PreviousToReview),
            ("Next", UiCommand::NextToReview),
            ("Accept", UiCommand::AcceptPlace),
            ("Put on the selection", UiCommand::PutOnSelection),
            ("Remove", UiCommand::Delete),
        ] {
            let can = command.unavailable(facts).is_none();
            let tooltip = command.tooltip(facts);
            let button = ui.add_enabled(can, egui::Button::new(text));
            let button = button
                .on_hover_text(&tooltip)
                .on_disabled_hover_text(&tooltip);
            if button.clicked() {
                sender.ui(command);
            }
        }
        let moved = data.ids_of(AnchorState::Moved);
        if moved.len() > 1 && !facts.read_only {
            let all = ui
                .button(format!("Accept all {} moved", moved.len()))
                .on_hover_text("They stand on exactly their words, elsewhere; one undo step");
            if all.clicked() {
                sender.command(Command::AcceptPlaces { annotations: moved });
            }
        }
    });
}

fn row_ui(
    ui: &mut Ui,
    tokens: &Tokens,
    schema: &Schema,
    row: &ReviewRow,
    chosen: bool,
) -> Response {
    let (rect, response) = list_row_ui(ui, tokens, &row.accessible_name(), chosen);
    let column = |from: f32, to: f32| {
        Rect::from_min_max(pos2(from, rect.top()), pos2(to.max(from), rect.bottom()))
    };
    let left = rect.left() + size::GROUP;
    let right = rect.right() - size::GROUP;
    let (sign, color) = match row.state {
        AnchorState::Moved => ("→", tokens.text),
        AnchorState::Changed => ("≠", tokens.warning),
        AnchorState::Lost => ("⚠", tokens.error),
    };
    let swatch_at = left + STATE;
    let state = format!("{sign} {}", row.state_in_words());
    cell_ui(ui, column(left, swatch_at - size::GAP), &state, color);
    let swatch = Rect::from_center_size(
        pos2(swatch_at + size::SWATCH / 2.0, rect.center().y),
        vec2(size::SWATCH, size::SWATCH),
    );
    paint_swatch(ui.painter(), swatch, &tokens.mark_style(schema, &row.label));
    let words_at = swatch.right() + size::GROUP;
    let third = (right - words_at) / 5.0;
    let (now_at, title_at) = (words_at + 2.0 * third, words_at + 4.0 * third);
    cell_ui(
        ui,
        column(words_at, now_at - size::GROUP),
        &row.before,
        tokens.text,
    );
    cell_ui(
        ui,
        column(now_at, title_at - size::GROUP),
        &row.now_in_words(),
        tokens.text,
    );
    cell_ui(ui, column(title_at, right), &row.title, tokens.weak);
    words::hover(response, &row.tooltip())
}
