//! Finding in the article shown: a bar above the text; hits have an outline in the text, the one that one is at is
//! selected.

use super::field::{FieldResponse, focus_all, loose_query, query_ui};
use crate::app::context::{AppAction, Sender};
use crate::app::panels::wording::{counted, thousands};
use crate::app::panes::key_of;
use crate::app::project_view::OpenProject;
use crate::app::tokens::{Tokens, size};
use crate::app::window_parts::{Part, part_is_here};
use crate::model::{Document, Project};
use crate::text::{ByteOffset, Query, TextSpan};
use crate::workspace::Search;
use egui::{Frame, Id, Margin, Panel, RichText, Ui};
use std::ops::Range;
use std::sync::Arc;

/// Where a step to a hit starts and which way it goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The first hit that begins here or behind.
    From(ByteOffset),
    /// The first hit behind what is selected, or the caret.
    Next,
    /// The last hit before it.
    Previous,
}

/// What is looked for in the article shown.
pub struct FindHere {
    is_open: bool,
    query: Query,
    /// What `search` belongs to.
    asked: Option<(u64, Query)>,
    search: Option<Search>,
    /// Why it cannot be looked for.
    fault: Option<String>,
    /// The step to make when the hits are there.
    step: Option<Step>,
    /// Where the caret stood when the bar was opened: typing looks from there.
    typing_from: ByteOffset,
    wants_focus: bool,
    /// The bar had the keyboard in the last frame.
    had_focus: bool,
}

impl Default for FindHere {
    fn default() -> Self {
        Self {
            is_open: false,
            query: loose_query(),
            asked: None,
            search: None,
            fault: None,
            step: None,
            typing_from: ByteOffset::ZERO,
            wants_focus: false,
            had_focus: false,
        }
    }
}

impl FindHere {
    /// Opens the bar and gives it the keyboard; `words` take the place of what was looked for.
    pub fn open(&mut self, words: Option<String>, from: ByteOffset) {
        if let Some(words) = words {
            self.query.text = words;
            self.query.is_regex = false;
        }
        self.is_open = true;
        self.wants_focus = true;
        self.typing_from = from;
    }

    /// Closes the bar; what was looked for is kept for the next time.
    pub fn close(&mut self) {
        self.is_open = false;
        self.had_focus = false;
        self.step = None;
    }

    /// Whether the bar is there.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.is_open
    }

    /// Whether the bar had the keyboard in the last frame: Escape takes it away before it is seen.
    #[must_use]
    pub fn had_focus(&self) -> bool {
        self.had_focus
    }

    /// What is in the field.
    #[must_use]
    pub fn words(&self) -> &str {
        &self.query.text
    }

    /// Whether there is something to look for.
    #[must_use]
    pub fn has_query(&self) -> bool {
        !self.query.text.is_empty()
    }

    /// Goes to a hit, as soon as the hits are there.
    pub fn go(&mut self, step: Step) {
        self.step = Some(step);
    }

    /// The hits that touch these bytes of the article with this key, while the bar is open.
    #[must_use]
    pub fn hits_in(&self, document_key: u64, bytes: &Range<usize>) -> Vec<Range<usize>> {
        let is_shown = self.is_open && self.asked.as_ref().is_some_and(|a| a.0 == document_key);
        if !is_shown {
            return Vec::new();
        }
        touching(self.hits(), bytes)
    }

    /// What is looked for, and how many hits there are by now.
    #[must_use]
    pub fn found(&self) -> (String, usize) {
        (format!("{:?}", self.query), self.hits().len())
    }

    fn hits(&self) -> &[TextSpan] {
        let results = self.search.as_ref().map_or(&[][..], Search::results);
        results.first().map_or(&[], |found| &found.hits)
    }

    /// Keeps the hits in step with the article and the query. Gives the hit to go to, once.
    fn follow(
        &mut self,
        project: &Project,
        document: &Document,
        selected: (ByteOffset, ByteOffset),
        ctx: &egui::Context,
    ) -> Option<TextSpan> {
        if !self.is_open && self.step.is_none() {
            return None;
        }
        let wanted = (key_of(document), self.query.clone());
        if self.asked.as_ref() != Some(&wanted) {
            let is_typed = self.asked.as_ref().is_some_and(|a| a.1 != wanted.1);
            if is_typed && self.step.is_none() {
                self.step = Some(Step::From(self.typing_from));
            }
            let ctx = ctx.clone();
            let wake: Arc<dyn Fn() + Send + Sync> = Arc::new(move || ctx.request_repaint());
            let query = self.query.clone();
            self.asked = Some(wanted);
            (self.search, self.fault) = if query.text.is_empty() {
                (None, None)
            } else {
                match Search::start(project, Some(&document.id), query, &wake) {
                    Ok(search) => (Some(search), None),
                    Err(fault) => (None, Some(fault.to_string())),
                }
            };
        }
        let search = self.search.as_mut()?;
        search.poll();
        if search.progress().is_some() {
            return None;
        }
        let step = self.step.take()?;
        step_to(self.hits(), step, selected)
    }

    /// `3 of 12`, or `No hits`.
    fn status(&self, selected: (ByteOffset, ByteOffset)) -> String {
        let Some(search) = &self.search else {
            return String::new();
        };
        if search.progress().is_some() {
            return "Searching…".to_owned();
        }
        let hits = self.hits();
        if hits.is_empty() {
            return "No hits".to_owned();
        }
        let all = thousands(search.n_hits());
        let at = hits.binary_search_by_key(&selected, |hit| (hit.start(), hit.end()));
        match at {
            Ok(i) => format!("{} of {all}", thousands(i + 1)),
            Err(_) => counted(search.n_hits(), "hit", "hits"),
        }
    }
}

/// The spans that touch these bytes; they are ascending and apart.
pub fn touching(hits: &[TextSpan], bytes: &Range<usize>) -> Vec<Range<usize>> {
    let first = hits.partition_point(|hit| hit.end().0 <= bytes.start);
    let rest = &hits[first..];
    let shown = rest.iter().take_while(|hit| hit.start().0 < bytes.end);
    shown.map(|hit| hit.range()).collect()
}

/// The hit that a step goes to, round the ends of the text.
fn step_to(
    hits: &[TextSpan],
    step: Step,
    (start, end): (ByteOffset, ByteOffset),
) -> Option<TextSpan> {
    let at_or_behind = |from: ByteOffset| hits.iter().find(|hit| hit.start() >= from);
    let found = match step {
        Step::From(from) => at_or_behind(from).or(hits.first()),
        Step::Next => at_or_behind(end).or(hits.first()),
        Step::Previous => {
            let before = hits.iter().rev().find(|hit| hit.end() <= start);
            before.or(hits.last())
        }
    };
    found.copied()
}

fn field_id() -> Id {
    Id::unique("find here")
}

/// The bar, while it is open; also makes the steps that were asked for.
pub fn find_bar_ui(open: &mut OpenProject, tokens: &Tokens, sender: &Sender, ui: &mut Ui) {
    let project = open.workspace.project();
    let shown = open.document.as_ref().and_then(|id| project.document(id));
    let Some(document) = shown.cloned() else {
        return;
    };
    let caret = open.reader.caret();
    let selected = open
        .reader
        .selection()
        .map_or((caret, caret), |span| (span.start(), span.end()));
    let (find, project) = (&mut open.find, open.workspace.project());
    if let Some(span) = find.follow(project, &document, selected, ui.ctx()) {
        sender.act(AppAction::SelectPlace {
            document: document.id.clone(),
            span,
        });
    }
    if !find.is_open {
        return;
    }
    Panel::top("find bar")
        .resizable(false)
        .frame(
            Frame::new()
                .fill(tokens.panel)
                .inner_margin(Margin::symmetric(8, 4)),
        )
        .show(ui, |ui| {
            ui.horizontal(|ui| bar_ui(find, selected, tokens, sender, ui));
            if let Some(fault) = &find.fault {
                let fault = crate::app::dispatch::sentence(fault);
                ui.label(RichText::new(fault).color(tokens.error));
            }
        });
}

fn bar_ui(
    find: &mut FindHere,
    selected: (ByteOffset, ByteOffset),
    tokens: &Tokens,
    sender: &Sender,
    ui: &mut Ui,
) {
    let width = (ui.available_width() - 360.0).clamp(80.0, 320.0);
    let names = (field_id(), "Find in this article", "Find in this article…");
    let FieldResponse { field, entered } = query_ui(ui, tokens, &mut find.query, names, width);
    if std::mem::take(&mut find.wants_focus) {
        focus_all(ui.ctx(), field.id, &find.query.text);
    }
    part_is_here(ui, Part::Find, field.id, ui.max_rect());
    find.had_focus = field.has_focus();
    // Escape takes the keyboard from a field before it is drawn.
    if field.lost_focus() && ui.input(|i| i.key_pressed(egui::Key::Escape)) {
        sender.act(AppAction::CloseFind);
    }
    match entered {
        Some(true) => find.go(Step::Next),
        Some(false) => find.go(Step::Previous),
        None => {}
    }
    for (sign, name, what, step) in [
        (
            "▲",
            "Previous hit",
            "Previous hit (Shift+Enter, Shift+F3)",
            Step::Previous,
        ),
        ("▼", "Next hit", "Next hit (Enter, F3)", Step::Next),
    ] {
        let button = ui
            .add_enabled(
                !find.hits().is_empty(),
                egui::Button::new(sign).frame(false),
            )
            .on_hover_text(what);
        button.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, ui.is_enabled(), name));
        if button.clicked() {
            find.go(step);
        }
    }
    ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
        let close = ui
            .add(egui::Button::new("×").frame(false))
            .on_hover_text("Close (Escape)");
        close.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, "Close find"));
        if close.clicked() {
            sender.act(AppAction::CloseFind);
        }
        ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
            ui.add_space(size::GAP);
            let status = RichText::new(find.status(selected)).color(tokens.weak);
            ui.add(egui::Label::new(status).truncate());
        });
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `⟦ ⟧` stand around the hits; the hit that the step goes to comes back.
    #[track_caller]
    fn check(marked: &str, selected: (usize, usize), step: Step, expected: usize) {
        let (mut text, mut hits, mut from) = (String::new(), Vec::new(), 0);
        for c in marked.chars() {
            match c {
                '⟦' => from = text.len(),
                '⟧' => hits.push((from, text.len())),
                c => text.push(c),
            }
        }
        let spans: Vec<_> = hits
            .iter()
            .map(|&(a, b)| TextSpan::new(&text, ByteOffset(a), ByteOffset(b)).expect("a span"))
            .collect();
        let selected = (ByteOffset(selected.0), ByteOffset(selected.1));
        assert_eq!(
            step_to(&spans, step, selected),
            spans.get(expected).copied()
        );
    }

    #[test]
    fn steps_go_round_the_ends_of_the_text() {
        let text = "⟦a⟧bc⟦a⟧bc⟦a⟧b";
        check(text, (0, 1), Step::Next, 1);
        check(text, (6, 7), Step::Next, 0);
        check(text, (3, 4), Step::Previous, 0);
        check(text, (0, 1), Step::Previous, 2);
        check(text, (2, 2), Step::Next, 1);
        check(text, (0, 0), Step::From(ByteOffset(3)), 1);
        check(text, (0, 0), Step::From(ByteOffset(7)), 0);
        check("abc", (0, 0), Step::Next, 0);
    }

    #[test]
    fn only_hits_in_view_are_drawn() {
        let text = "a a a a";
        let hits: Vec<_> = [0, 2, 4, 6]
            .iter()
            .map(|&i| TextSpan::new(text, ByteOffset(i), ByteOffset(i + 1)).expect("a span"))
            .collect();
        assert_eq!(touching(&hits, &(1..5)), [2..3, 4..5]);
        assert_eq!(touching(&hits, &(7..9)), [] as [Range<usize>; 0]);
    }
}
