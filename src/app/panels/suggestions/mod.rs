//! The Suggestions panel: candidates for annotations and links, to be accepted or rejected one by one or all of a kind.
mod detail;
mod rows;

pub use detail::{ShownSuggestion, SuggestionData, suggestion_ui};
use rows::tail;
pub use rows::{ListQuery, RowData, Rows, SideData, fits, rows};

use super::parts::{cell_ui, empty_ui, framed_ui, list_row_ui, weak_ui};
use super::wording::{NO_ARTICLE_HINT, counted, quoted, thousands};
use crate::app::context::{AppAction, Current, ViewContext};
use crate::app::suggesting::{has_programs, kind_name, kinds_name, query_of, suggestion_kind};
use crate::app::tokens::{Tokens, semibold, size};
use crate::app::ui_command::{Facts, UiCommand};
use crate::app::widgets::VirtualList;
use crate::app::window_parts::{Part, part_has_list};
use crate::model::DocumentId;
use crate::suggest::{Suggestion, SuggestionKind};
use crate::workspace::settings::{SuggestionChoice, SuggestionSettings};
use crate::workspace::suggestions::{SearchState, SuggestionKey, SuggestionOrder};
use egui::{ComboBox, Rect, Response, RichText, TextEdit, Ui, pos2};

/// Height of a row, points: two lines.
const ROW: f32 = size::ARTICLE_ROW;
/// Room for score and kind, points.
const SCORE: f32 = 112.0;
/// Narrower lists, points, leave the reason to the inspector.
const WIDE: f32 = 760.0;
/// Narrower lists, points, leave the titles out too.
const MIDDLING: f32 = 440.0;

/// Scratch of the Suggestions panel.
#[derive(Default)]
pub struct SuggestionsState {
    list: VirtualList,
    text: String,
    /// What was listed last: another list begins at its top.
    asked: Option<ListQuery>,
    rows: Rows,
    /// Where the current suggestion stood when it was last looked for.
    located: Located,
    /// Another filter was set: what it does not list is no longer current.
    is_filtered_anew: bool,
    /// What "accept all here" would take, counted for these rows, this kind, this article and this revision.
    here: Option<(Here, usize)>,
    /// A button above the list was pressed in this frame: as if the list had the keyboard.
    is_by_button: bool,
    /// The list as it was drawn last; it knows whether it has the keyboard.
    list_response: Option<Response>,
}

/// What the number of suggestions that can be accepted at once belongs to.
type Here = (u64, u64, SuggestionKind, Option<DocumentId>);

/// The row of the current suggestion, looked for once for each list of rows.
#[derive(Default)]
struct Located {
    current: Option<SuggestionKey>,
    version: u64,
    row: Option<usize>,
}

/// Where one goes on after a decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GoOn {
    /// To the next place in the text: the list is not in use.
    InText,
    /// To this row of the list.
    ToRow(SuggestionKey),
    /// Nowhere: the list is filtered and holds no other one.
    ListIsDone,
}

impl SuggestionsState {
    /// Where one goes on after the current suggestion. While the list has the keyboard, or words to filter by: the
    /// suggestion below the current one, or above it at the end. `is_part`: the list holds those of one article only.
    /// Only for a list that is seen.
    #[must_use]
    pub fn go_on(&self, current: &Current, is_part: bool) -> GoOn {
        let has_focus = self.list_response.as_ref().is_some_and(Response::has_focus);
        let has_keyboard = has_focus || self.is_by_button;
        let is_filtered = !self.needle().is_empty();
        let Current::Suggestion { key, .. } = current else {
            return GoOn::InText;
        };
        let row = self.located.row.filter(|_| has_keyboard || is_filtered);
        let Some(row) = row.filter(|_| self.located.current.as_ref() == Some(key)) else {
            return GoOn::InText;
        };
        let next = self.rows.suggestion(row + 1);
        let next = next.or_else(|| self.rows.suggestion(row.checked_sub(1)?));
        match next {
            Some(next) => GoOn::ToRow(SuggestionKey::of(next)),
            None if is_part || is_filtered => GoOn::ListIsDone,
            None => GoOn::InText,
        }
    }

    /// The words that the list is filtered by, in small letters; empty where all are listed.
    #[must_use]
    pub fn needle(&self) -> String {
        self.text.trim().to_lowercase()
    }

    /// How many of a kind in this article can be accepted at once, of those that are listed.
    fn n_here(&mut self, ctx: &ViewContext<'_>, kind: SuggestionKind) -> usize {
        let revision = ctx.workspace.revision();
        let of = (self.rows.version, revision, kind, ctx.document.cloned());
        if let Some((known, n)) = &self.here
            && *known == of
        {
            return *n;
        }
        let judge = ctx.suggestions.judge();
        let is_here = |s: &&Suggestion| {
            let mut parts = s.parts.iter();
            s.kind == kind
                && parts.any(|part| Some(&part.document) == ctx.document)
                && judge.own_on_it(s).is_none()
        };
        let rows = 0..self.rows.numbers.len();
        let listed = rows.filter_map(|row| self.rows.suggestion(row));
        let n = listed.filter(is_here).count();
        self.here = Some((of, n));
        n
    }
}

/// Every open suggestion of the chosen kinds. Looks for them when it is shown for the first time.
pub fn suggestions_panel_ui(
    ctx: &ViewContext<'_>,
    facts: &Facts,
    ui: &mut Ui,
    state: &mut SuggestionsState,
) {
    let shown = &ctx.settings.suggestions;
    state.is_by_button = false;
    if ctx.project().documents().is_empty() {
        let hint = NO_ARTICLE_HINT;
        return empty_ui(ui, ctx.tokens, "There is no article yet", hint);
    }
    let is_new = |kind: &SuggestionKind| ctx.suggestions.state(*kind) == SearchState::NotAsked;
    if shown.choice.kinds().iter().any(is_new) {
        ctx.sender
            .act(AppAction::LookForSuggestions { again: false });
    }
    let document = ctx.document.filter(|_| shown.this_article);
    let asked = ListQuery {
        query: query_of(shown, document),
        order: shown.order,
        text: state.text.clone(),
    };
    if state.asked.as_ref() != Some(&asked) {
        state.is_filtered_anew |= state.asked.is_some();
        state.asked = Some(asked.clone());
        state.list = VirtualList::default();
        state.located = Located::default();
    }
    let basis = (ctx.workspace.revision(), ctx.suggestions.version(), asked);
    let (found, judge) = (ctx.suggestions.found(), ctx.suggestions.judge());
    let is_fresh = state.rows.follow(found, judge, &basis, ui.ctx());
    if is_fresh && std::mem::take(&mut state.is_filtered_anew) {
        leave_unlisted(ctx, state);
    }
    choice_ui(ctx, ui, state);
    tools_ui(ctx, facts, ui, state, is_fresh);
    if state.rows.numbers.is_empty() {
        if is_fresh {
            nothing_ui(ctx, ui, state);
        }
        return;
    }
    list_ui(ctx, ui, state);
}

/// A suggestion that the filter does not list is no longer what Enter and Delete act on.
fn leave_unlisted(ctx: &ViewContext<'_>, state: &SuggestionsState) {
    if let Current::Suggestion { key, .. } = ctx.current {
        let number = state.rows.found.number_of(key);
        if number.is_none_or(|number| !state.rows.numbers.contains(&number)) {
            ctx.sender.act(AppAction::SetCurrent(Current::Nothing));
        }
    }
}

fn put(ctx: &ViewContext<'_>, change: impl FnOnce(&mut SuggestionSettings)) {
    let mut settings = ctx.settings.suggestions.clone();
    change(&mut settings);
    ctx.sender.act(AppAction::PutSuggestionSettings(settings));
}

/// The kinds with their counts, and how far looking for them is.
fn choice_ui(ctx: &ViewContext<'_>, ui: &mut Ui, state: &SuggestionsState) {
    let now = ctx.settings.suggestions.choice;
    ui.horizontal_wrapped(|ui| {
        for choice in SuggestionChoice::ALL {
            // Without a program's layer there is nothing to predict.
            if choice == SuggestionChoice::Machine && now != choice && !has_programs(ctx.project())
            {
                continue;
            }
            let (name, n) = match choice.kinds() {
                [kind] => {
                    let place = SuggestionKind::ALL.iter().position(|k| k == kind);
                    let n = place.and_then(|place| state.rows.counts[place]);
                    (kinds_name(*kind), n)
                }
                _ => ("All kinds", None),
            };
            let text = match n {
                Some(n) => format!("{name} ({})", thousands(n)),
                None => name.to_owned(),
            };
            let button = ui.selectable_label(now == choice, text);
            if button.on_hover_text(choice_tooltip(choice)).clicked() {
                put(ctx, |settings| settings.choice = choice);
            }
        }
        progress_ui(ctx, ui);
    });
}

const fn choice_tooltip(choice: SuggestionChoice) -> &'static str {
    match choice {
        SuggestionChoice::All => "Every kind, one after the other in the text",
        SuggestionChoice::Quotes => "Somebody’s words between quotation marks, with their speaker",
        SuggestionChoice::Repeats => "The words of your annotations, standing elsewhere too",
        SuggestionChoice::QuoteVariants => {
            "The same quotation in other articles, in other words, letters or length"
        }
        SuggestionChoice::Contradictions => {
            "Statements about the same thing that may not both hold. These are hints: read both places"
        }
        SuggestionChoice::Machine => {
            "What annotators of the kind “program” have tagged and linked, to take over or not"
        }
    }
}

fn progress_ui(ctx: &ViewContext<'_>, ui: &mut Ui) {
    let looking =
        SuggestionKind::ALL
            .into_iter()
            .find_map(|kind| match ctx.suggestions.state(kind) {
                SearchState::Looking(progress) => Some((kind, progress)),
                _ => None,
            });
    let Some((kind, progress)) = looking else {
        let again = ui.button("Look again");
        let tooltip = "Looks for suggestions of the chosen kinds from the start";
        if again.on_hover_text(tooltip).clicked() {
            ctx.sender
                .act(AppAction::LookForSuggestions { again: true });
        }
        return;
    };
    let text = format!("Looking for {}…", kinds_name(kind).to_lowercase());
    let share = progress.done as f32 / progress.total.max(1) as f32;
    let bar = egui::ProgressBar::new(share)
        .desired_width(200.0)
        .text(&*text);
    ui.add(bar)
        .widget_info(|| egui::WidgetInfo::labeled(egui::Role::ProgressIndicator, true, &text));
    if ui.button("Cancel").clicked() {
        ctx.sender.act(AppAction::StopSuggestions);
    }
}

/// What is listed, and what can be done with it.
fn tools_ui(
    ctx: &ViewContext<'_>,
    facts: &Facts,
    ui: &mut Ui,
    state: &mut SuggestionsState,
    is_fresh: bool,
) {
    let settings = &ctx.settings.suggestions;
    ui.horizontal_wrapped(|ui| {
        let edit = TextEdit::singleline(&mut state.text)
            .hint_text("Filter…")
            .desired_width(140.0);
        framed_ui(ui, ctx.tokens, |ui| ui.add(edit)).accessible_name("Filter suggestions");
        framed_ui(ui, ctx.tokens, |ui| {
            let mut this_article = settings.this_article;
            let tooltip = "Lists those with a place in the article shown";
            let check = ui.checkbox(&mut this_article, "This article");
            if check.on_hover_text(tooltip).changed() {
                put(ctx, |settings| settings.this_article = this_article);
            }
            let mut unlikely = settings.unlikely;
            let check = ui.checkbox(&mut unlikely, "Unlikely ones too");
            let tooltip = UiCommand::UnlikelySuggestions.tooltip(facts);
            if check.on_hover_text(tooltip).changed() {
                ctx.sender.ui(UiCommand::UnlikelySuggestions);
            }
        });
        order_ui(ctx, ui);
        let all_here = match suggestion_kind(ctx.current, settings) {
            Some(kind) if is_fresh => match state.n_here(ctx, kind) {
                0 => "Accept all here".to_owned(),
                n => format!("Accept {} here", thousands(n)),
            },
            _ => "Accept all here".to_owned(),
        };
        for (command, text) in [
            (UiCommand::EditFirstField, "Accept"),
            (UiCommand::Delete, "Reject"),
            (UiCommand::AcceptAllSuggestions, all_here.as_str()),
        ] {
            let is_all = command == UiCommand::AcceptAllSuggestions;
            let may_run = command.unavailable(facts).is_none() && (is_all || facts.has_suggestion);
            let tooltip = command.tooltip(facts);
            let button = ui.add_enabled(may_run, egui::Button::new(text));
            let button = button
                .on_hover_text(&tooltip)
                .on_disabled_hover_text(tooltip);
            if button.clicked() {
                // As its key in the list: one goes on in the order of the list.
                state.is_by_button = !is_all;
                ctx.sender.ui(command);
            }
        }
        let words = if is_fresh {
            counted(state.rows.numbers.len(), "suggestion", "suggestions")
        } else {
            "Listing…".to_owned()
        };
        weak_ui(ui, ctx.tokens, &words);
    });
}

fn order_ui(ctx: &ViewContext<'_>, ui: &mut Ui) {
    let now = ctx.settings.suggestions.order;
    let name = |order| match order {
        SuggestionOrder::BestFirst => "Best first",
        SuggestionOrder::InTextOrder => "As in the text",
    };
    let combo = ComboBox::from_id_salt("order of suggestions")
        .selected_text(name(now))
        .width(120.0)
        .show_ui(ui, |ui| {
            for order in [SuggestionOrder::BestFirst, SuggestionOrder::InTextOrder] {
                if ui.selectable_label(order == now, name(order)).clicked() {
                    put(ctx, |settings| settings.order = order);
                }
            }
        });
    combo.response.accessible_name("Order of suggestions");
}

/// Why the list is empty, and what to do.
fn nothing_ui(ctx: &ViewContext<'_>, ui: &mut Ui, state: &SuggestionsState) {
    let settings = &ctx.settings.suggestions;
    let kinds = settings.choice.kinds();
    let is_any = |wanted: &dyn Fn(&SearchState) -> bool| {
        kinds
            .iter()
            .any(|kind| wanted(&ctx.suggestions.state(*kind)))
    };
    let unfinished = |ui: &mut Ui, title: &str, hint: &str| {
        empty_ui(ui, ctx.tokens, title, hint);
        ui.vertical_centered(|ui| {
            if ui.button("Look for suggestions").clicked() {
                ctx.sender
                    .act(AppAction::LookForSuggestions { again: true });
            }
        });
    };
    let (title, hint) = if is_any(&|s| matches!(s, SearchState::Looking(_) | SearchState::NotAsked))
    {
        (
            "Looking for suggestions…",
            "You can go on reading and tagging meanwhile",
        )
    } else if is_any(&|s| *s == SearchState::Failed) {
        let hint = "This is a fault of the program. Please report it; nothing of yours is lost";
        return unfinished(ui, "The search ended unexpectedly", hint);
    } else if is_any(&|s| *s == SearchState::Stopped) {
        return unfinished(
            ui,
            "The search was cancelled",
            "Nothing was found before it",
        );
    } else if !state.text.trim().is_empty() {
        ("Nothing found", "No suggestion fits the filter")
    } else if settings.this_article {
        (
            "No suggestion in this article",
            "Those of other articles come back with “This article” off",
        )
    } else if kinds == [SuggestionKind::Repeats] && ctx.project().n_annotations() == 0 {
        (
            "Nothing is annotated yet",
            "What you tag is looked for in all articles and suggested here",
        )
    } else if kinds == [SuggestionKind::Machine] && !has_programs(ctx.project()) {
        (
            "No program has annotated here",
            "“Import annotations…” in the File menu brings predictions in as an annotator of the kind “program”",
        )
    } else if settings.unlikely {
        (
            "No suggestion is left",
            "What was accepted or rejected is not suggested again",
        )
    } else {
        (
            "No suggestion is left",
            "“Unlikely ones too” shows those of a low score",
        )
    };
    empty_ui(ui, ctx.tokens, title, hint);
}

fn list_ui(ctx: &ViewContext<'_>, ui: &mut Ui, state: &mut SuggestionsState) {
    let chosen = locate(ctx, state);
    let mut pressed = None;
    let SuggestionsState { list, rows, .. } = state;
    let n = rows.numbers.len();
    let shown = list.show(ui, "Suggestions", n, ROW, chosen, |ui, row| {
        let Some(suggestion) = rows.suggestion(row) else {
            return;
        };
        let data = RowData::gather(ctx.project(), suggestion);
        let response = row_ui(ctx, ui, &data, chosen == Some(row));
        if response.clicked() {
            let pointer = response.interact_pointer_pos();
            let is_lower = pointer.is_some_and(|at| at.y > response.rect.center().y);
            let part = usize::from(is_lower && data.sides.len() > 1);
            pressed = Some((row, part));
        }
    });
    part_has_list(ui, Part::Bottom, shown.response.id);
    if pressed.is_some() {
        shown.response.request_focus();
    }
    let went = pressed.or_else(|| Some((shown.moved_to?, 0)));
    if let Some((row, part)) = went
        && let Some(suggestion) = rows.suggestion(row)
    {
        let key = SuggestionKey::of(suggestion);
        ctx.sender.act(AppAction::GoToSuggestion { key, part });
    } else if shown.entered && chosen.is_some() {
        ctx.sender.ui(UiCommand::EditFirstField);
    }
    state.list_response = Some(shown.response);
}

/// The row of the current suggestion; brought into view when either is new.
fn locate(ctx: &ViewContext<'_>, state: &mut SuggestionsState) -> Option<usize> {
    let current = match ctx.current {
        Current::Suggestion { key, .. } => Some(key),
        _ => None,
    };
    let is_new = state.located.current.as_ref() != current;
    if is_new || state.located.version != state.rows.version {
        let number = current.and_then(|key| state.rows.found.number_of(key));
        let row = number.and_then(|n| state.rows.numbers.iter().position(|row| *row == n));
        if let Some(row) = row {
            state.list.scroll_to(row);
        }
        state.located = Located {
            current: current.cloned(),
            version: state.rows.version,
            row,
        };
    }
    state.located.row
}

fn row_ui(ctx: &ViewContext<'_>, ui: &mut Ui, row: &RowData, is_chosen: bool) -> Response {
    let t = ctx.tokens;
    let (rect, response) = list_row_ui(ui, t, &row.accessible_name(), is_chosen);
    let (left, right) = (rect.left() + size::GROUP, rect.right() - size::GROUP);
    let lines = [
        (rect.top() + 2.0, rect.center().y),
        (rect.center().y, rect.bottom() - 2.0),
    ];
    let cell = |line: usize, from: f32, to: f32| {
        let (top, bottom) = lines[line];
        Rect::from_min_max(pos2(from, top), pos2((to - size::GROUP).max(from), bottom))
    };
    let width = rect.width();
    let texts = left + SCORE;
    let why = if width >= WIDE {
        right - width * 0.28
    } else {
        right
    };
    let titles = if width >= MIDDLING {
        why - width * 0.2
    } else {
        why
    };
    cell_ui(ui, cell(0, left, texts), &row.score_in_words(), t.text);
    cell_ui(ui, cell(1, left, texts), kind_name(row.kind), t.weak);
    for (line, side) in row.sides.iter().take(2).enumerate() {
        words_ui(ui, t, cell(line, texts, titles), side);
        cell_ui(ui, cell(line, titles, why), &side.title, t.weak);
    }
    if let [side] = &row.sides[..] {
        let speaker = match side.speaker.as_str() {
            "" => "No speaker found".to_owned(),
            name => format!("Speaker: {name}"),
        };
        if row.kind == SuggestionKind::Machine {
            // Programs give any tag: it is told with who speaks.
            let label = ctx.project().schema().label(&side.label);
            let tag = label.map_or(side.label.as_str(), |l| l.name.as_str());
            let words = match side.speaker.as_str() {
                "" => tag.to_owned(),
                name => format!("{tag}, speaker: {name}"),
            };
            cell_ui(ui, cell(1, texts, titles), &words, t.weak);
        }
        let is_told = row.kind == SuggestionKind::Machine;
        let is_quote = row.kind == SuggestionKind::Quotes || (!is_told && !side.speaker.is_empty());
        if is_quote {
            cell_ui(ui, cell(1, texts, titles), &speaker, t.weak);
        }
    }
    if why < right {
        let whole = Rect::from_min_max(pos2(why, rect.top()), pos2(right, rect.bottom()));
        reason_ui(
            ui,
            whole,
            RichText::new(&row.why).size(size::SMALL).color(t.weak),
        );
    }
    response.on_hover_text(format!("{}\n{}", row.score_in_words(), row.why))
}

/// The words of a side with what stands around them, on one line; the words come in any case.
fn words_ui(ui: &Ui, tokens: &Tokens, rect: Rect, side: &SideData) {
    if rect.width() <= 0.0 {
        return;
    }
    let mut job = egui::text::LayoutJob::default();
    let format = |color| egui::TextFormat {
        font_id: egui::TextStyle::Body.resolve(ui.style()),
        color,
        ..Default::default()
    };
    if side.has_context() {
        // Bold instead of quotation marks: there may be some in the sentence.
        let bold = egui::TextFormat {
            font_id: egui::FontId::new(size::TEXT, semibold()),
            ..format(tokens.text)
        };
        job.append(&tail(&side.before, 24), 0.0, format(tokens.weak));
        job.append(&side.words, 0.0, bold);
        job.append(&side.after, 0.0, format(tokens.weak));
    } else {
        job.append(&quoted(&side.words), 0.0, format(tokens.text));
    }
    job.wrap = egui::text::TextWrapping::truncate_at_width(rect.width());
    let galley = ui.painter().layout_job(job);
    let y = rect.center().y - galley.size().y / 2.0;
    ui.painter()
        .with_clip_rect(rect.intersect(ui.clip_rect()))
        .galley(pos2(rect.left(), y), galley, tokens.text);
}

/// The reason, on two lines.
fn reason_ui(ui: &mut Ui, rect: Rect, text: RichText) {
    let mut job = egui::text::LayoutJob::default();
    text.append_to(
        &mut job,
        ui.style(),
        egui::FontSelection::Default,
        egui::Align::Min,
    );
    job.wrap = egui::text::TextWrapping {
        max_width: rect.width(),
        max_rows: 2,
        ..Default::default()
    };
    let galley = ui.painter().layout_job(job);
    let y = rect.center().y - galley.size().y / 2.0;
    let color = ui.visuals().weak_text_color();
    ui.painter()
        .with_clip_rect(rect.intersect(ui.clip_rect()))
        .galley(pos2(rect.left(), y), galley, color);
}
