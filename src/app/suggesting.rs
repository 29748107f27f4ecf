//! The keys' deeds on suggestions: walk, accept, reject; and how they lie in the text.

use super::context::Current;
use super::dispatch::sentence;
use super::panels::suggestions::{GoOn, fits};
use super::project_view::OpenProject;
use super::reader::{Mark, MarkId, MarkLayer, ReaderState, Where};
use super::tag_bar::label_of_key;
use super::tokens::Tokens;
use super::ui_command::UiCommand;
use super::window::App;
use crate::model::{
    AnnotatorId, AnnotatorKind, Document, DocumentId, LabelId, Project, RelationTypeId,
};
use crate::suggest::{Suggestion, SuggestionKind};
use crate::text::{ByteOffset, TextSpan};
use crate::workspace::settings::{
    BottomTab, Settings, SuggestionChoice, SuggestionSettings, WorkArea,
};
use crate::workspace::suggestions::{
    Query, SearchState, Stop, SuggestionKey, SuggestionOrder, Suggestions,
};
use crate::workspace::{Command, CommandError, Workspace};
use egui::Context;
use std::ops::Range;
use std::time::{Duration, Instant};

/// Within this time after S the window goes to what was found by itself.
const STILL_WANTED: Duration = Duration::from_secs(3);

/// What walking, the text and the list ask for.
#[must_use]
pub fn query_of(settings: &SuggestionSettings, document: Option<&DocumentId>) -> Query {
    Query {
        kinds: settings.choice.kinds().to_vec(),
        unlikely: settings.unlikely,
        document: document.cloned(),
    }
}

/// Whether there is an annotator whose annotations are suggestions.
#[must_use]
pub fn has_programs(project: &Project) -> bool {
    let mut all = project.annotators().iter();
    all.any(|a| a.kind == AnnotatorKind::Machine)
}

/// Whether the layer of `annotator` is shown as suggestions in the text, and so is not drawn as a layer beside.
#[must_use]
pub fn is_shown_as_suggestions(
    suggestions: &Suggestions,
    workspace: &Workspace,
    settings: &SuggestionSettings,
    annotator: &AnnotatorId,
) -> bool {
    let kind = SuggestionKind::Machine;
    let is_program = || {
        let who = workspace.project().annotator(annotator);
        who.is_some_and(|a| a.kind == AnnotatorKind::Machine)
    };
    settings.in_text
        && settings.choice.kinds().contains(&kind)
        && suggestions.is_asked(&[kind])
        && workspace.annotator() != Some(annotator)
        && is_program()
}

/// The kind that "all of this kind" means: the one chosen, and where all are, that of the current one.
#[must_use]
pub fn suggestion_kind(current: &Current, settings: &SuggestionSettings) -> Option<SuggestionKind> {
    match (current, settings.choice.kinds()) {
        (_, [kind]) => Some(*kind),
        (Current::Suggestion { key, .. }, _) => Some(key.kind),
        _ => None,
    }
}

/// Whether the list of suggestions is seen.
fn is_list_seen(settings: &Settings) -> bool {
    settings.panels.bottom && settings.panels.tab == BottomTab::Suggestions
}

/// A kind as people name one of it.
#[must_use]
pub const fn kind_name(kind: SuggestionKind) -> &'static str {
    match kind {
        SuggestionKind::Quotes => "Quote",
        SuggestionKind::Repeats => "Repeat",
        SuggestionKind::QuoteVariants => "Quote variant",
        SuggestionKind::Contradictions => "Contradiction",
        SuggestionKind::Machine => "Prediction",
    }
}

/// A candidate as people name it: its kind, and the type of link where only the candidate says it.
#[must_use]
pub fn name_of(kind: SuggestionKind, link: Option<&RelationTypeId>) -> String {
    match link {
        Some(link) => format!("{} of a link, {link}", kind_name(kind)),
        None => kind_name(kind).to_owned(),
    }
}

/// A kind as people name many of it.
#[must_use]
pub const fn kinds_name(kind: SuggestionKind) -> &'static str {
    match kind {
        SuggestionKind::Quotes => "Quotes",
        SuggestionKind::Repeats => "Repeats",
        SuggestionKind::QuoteVariants => "Quote variants",
        SuggestionKind::Contradictions => "Contradictions",
        SuggestionKind::Machine => "Predictions",
    }
}

/// What is said of suggestions that lie on annotations of one's own, such as `2 overlap annotations of yours with this
/// tag`; nothing where there is none.
fn left_out_in_words(n: usize) -> Option<String> {
    match n {
        0 => None,
        1 => Some("1 left out that overlaps an annotation of yours with its tag".to_owned()),
        n => Some(format!(
            "{n} left out that overlap annotations of yours with their tag"
        )),
    }
}

/// A score in a word: it only orders, so more would be too much.
#[must_use]
pub fn score_word(score: f32) -> &'static str {
    match score {
        0.8.. => "likely",
        crate::suggest::SHOWN_FROM.. => "possible",
        _ => "unlikely",
    }
}

/// The candidates of a document that touch a byte range, as the reading pane draws them; all places of `current` stand
/// out.
#[must_use]
pub fn suggestion_marks(
    suggestions: &Suggestions,
    current: Option<&SuggestionKey>,
    document: &Document,
    tokens: &Tokens,
    settings: &Settings,
    range: Range<usize>,
) -> Vec<Mark> {
    let shown = &settings.suggestions;
    if !shown.in_text && current.is_none() {
        return Vec::new();
    }
    let query = query_of(shown, None);
    let found = suggestions.found();
    let schema = suggestions.judge().project().schema();
    let mark = |(number, part, s): (u64, usize, &Suggestion)| {
        let is_current = current == Some(&SuggestionKey::of(s));
        if !shown.in_text && !is_current {
            return None;
        }
        let side = s.parts.get(part)?;
        Some(Mark {
            id: MarkId::Suggestion(number, part),
            spans: side.spans.clone(),
            style: tokens.mark_style(schema, &side.label),
            name: format!(
                "{}, {}",
                name_of(s.kind, s.link.as_ref()),
                score_word(s.score)
            ),
            layer: MarkLayer::Suggestion,
            is_above: false,
            is_current,
        })
    };
    let mut marks: Vec<Mark> = found
        .touching(suggestions.judge(), &query, &document.id, range.clone())
        .filter_map(mark)
        .collect();
    // One that was gone to by another way than the choice of kinds is seen too.
    if let Some(key) = current
        && !marks.iter().any(|m| m.is_current)
        && let Some(s) = found.get(key)
        && let Some(number) = found.number_of(key)
    {
        let touches =
            |span: &TextSpan| span.start().get() < range.end && range.start < span.end().get();
        let here = s
            .parts
            .iter()
            .enumerate()
            .filter(|(_, side)| side.document == document.id && side.spans.iter().any(touches));
        marks.extend(here.filter_map(|(part, _)| mark((number, part, s))));
    }
    marks
}

/// Scrolls so that all of a place can be read with what stands around it, unless it can be already.
fn bring_into_view(reader: &mut ReaderState, bytes: &Range<usize>) {
    let seen = reader.visible_range();
    let is_seen = seen.start <= bytes.start && bytes.end <= seen.end;
    let place = if is_seen {
        Where::Nearest
    } else {
        Where::Center
    };
    reader.scroll_to_all(ByteOffset(bytes.start), ByteOffset(bytes.end), place);
}

impl OpenProject {
    /// The current suggestion.
    #[must_use]
    pub fn current_suggestion(&self) -> Option<&Suggestion> {
        match &self.current {
            Current::Suggestion { key, .. } => self.suggestions.found().get(key),
            _ => None,
        }
    }

    /// Shows a place of a suggestion and makes it current. Where two texts are seen, the other one shows the other place
    /// of a pair.
    pub fn go_to_suggestion(&mut self, key: &SuggestionKey, part: usize) {
        let Some((document, bytes)) = self.place_of(key, part) else {
            return;
        };
        let start = ByteOffset(bytes.start);
        self.go_to_document(&document);
        self.reader.set_selection(None);
        self.reader.set_caret(start);
        bring_into_view(&mut self.reader, &bytes);
        self.current = Current::Suggestion {
            key: key.clone(),
            part,
        };
        let other = self.place_of(key, (part + 1) % key.n_parts().max(1));
        if key.n_parts() == 2
            && let Some((document, bytes)) = other
            && let Some(idx) = self.panes.other_idx()
            && let Some(pane) = self.panes.get_mut(idx)
        {
            pane.show_document(self.workspace.project(), &document);
            bring_into_view(&mut pane.reader, &bytes);
        }
    }

    /// Where a place of a suggestion lies, in bytes.
    fn place_of(&self, key: &SuggestionKey, part: usize) -> Option<(DocumentId, Range<usize>)> {
        let side = self.suggestions.found().get(key)?.parts.get(part)?;
        let (first, last) = (side.spans.first()?, side.spans.last()?);
        let bytes = first.start().get()..last.end().get();
        Some((side.document.clone(), bytes))
    }

    /// To the next place of the current suggestion, behind the last one to the first.
    fn go_to_other_place(&mut self) {
        if let Current::Suggestion { key, part } = self.current.clone() {
            self.go_to_suggestion(&key, (part + 1) % key.n_parts().max(1));
        }
    }

    /// The place of an open suggestion behind (or before) what is current.
    fn neighbour_suggestion(&self, settings: &SuggestionSettings, forward: bool) -> Option<Stop> {
        let document = self.document.as_ref()?;
        let byte = || {
            let selected = self.reader.selection().map(TextSpan::start);
            selected.unwrap_or_else(|| self.reader.caret())
        };
        let (byte, on): (ByteOffset, _) = match &self.current {
            Current::Suggestion { key, part } => (byte(), Some((key, *part))),
            Current::Annotation(id) => {
                let a = self.workspace.project().annotation(id);
                let here = a.filter(|a| a.document == *document);
                (here.map_or_else(byte, |a| a.start()), None)
            }
            _ => (byte(), None),
        };
        let query = query_of(settings, None);
        let from = (document, byte.get(), on);
        let judge = self.suggestions.judge();
        self.suggestions
            .found()
            .neighbour(judge, &query, from, forward)
    }

    /// Accepts the current suggestion, with this tag or the suggested one.
    fn accept_current_suggestion(&mut self, label: Option<LabelId>) -> Result<(), CommandError> {
        let Some(suggestion) = self.current_suggestion().cloned() else {
            return Ok(());
        };
        self.workspace.run(Command::AcceptSuggestions {
            suggestions: vec![suggestion],
            label,
        })?;
        Ok(())
    }

    fn reject_current_suggestion(&mut self) -> Result<(), CommandError> {
        let Some(suggestion) = self.current_suggestion().cloned() else {
            return Ok(());
        };
        self.workspace
            .run(Command::RejectSuggestions(vec![suggestion]))?;
        Ok(())
    }

    /// Every open suggestion of that kind with a place in the article shown, and with `needle`, as the list's filter.
    #[must_use]
    pub fn suggestions_here(
        &self,
        kind: SuggestionKind,
        unlikely: bool,
        needle: &str,
    ) -> Vec<Suggestion> {
        let Some(document) = &self.document else {
            return Vec::new();
        };
        let query = Query {
            kinds: vec![kind],
            unlikely,
            document: Some(document.clone()),
        };
        let found = self.suggestions.found();
        let order = SuggestionOrder::InTextOrder;
        let listed = found.list(self.suggestions.judge(), &query, order, &|| false);
        let numbers = listed.map(|(numbers, _)| numbers).unwrap_or_default();
        let project = self.suggestions.judge().project();
        let all = numbers.into_iter().filter_map(|n| found.by_number(n));
        let all = all.filter(|s| fits(project, s, needle));
        all.cloned().collect()
    }
}

impl App {
    /// Takes what searches have found; a current suggestion that was decided or is not found any more is left.
    pub(super) fn tick_suggestions(&mut self, ctx: &Context) {
        let Some(open) = &mut self.open else {
            return;
        };
        let shown = self.settings.suggestions.choice.kinds();
        let version = open.suggestions.version();
        let after = open
            .suggestions
            .tick(&open.workspace, shown, Instant::now());
        if let Some(after) = after {
            ctx.request_repaint_after(after);
        }
        if open.suggestions.version() != version {
            ctx.request_repaint();
        }
        for idx in 0.. {
            let Some(pane) = open.panes.get_mut(idx) else {
                break;
            };
            let (found, judge) = (open.suggestions.found(), open.suggestions.judge());
            if let Current::Suggestion { key, .. } = &pane.current
                && !found.is_open(judge, key)
            {
                pane.current = Current::Nothing;
            }
        }
        let is_over = !open.suggestions.is_looking(shown);
        if is_over && let Some((forward, since)) = open.walk_when_found.take() {
            if since.elapsed() < STILL_WANTED {
                self.walk_suggestions(forward);
            } else {
                // Whoever waited so long is reading elsewhere by now.
                self.toasts
                    .say("Suggestions are found. S goes to the next one");
            }
        }
    }

    /// A project was opened, or annotations came in: where programs have annotated, that is what is suggested first.
    pub(super) fn suggest_predictions(&mut self) {
        let Some(open) = &mut self.open else {
            return;
        };
        let choice = &mut self.settings.suggestions.choice;
        if !has_programs(open.workspace.project()) {
            if *choice == SuggestionChoice::Machine {
                *choice = SuggestionChoice::default();
            }
            return;
        }
        if *choice == SuggestionChoice::default() {
            *choice = SuggestionChoice::Machine;
        }
        if choice.kinds().contains(&SuggestionKind::Machine) {
            let kind = SuggestionKind::Machine;
            open.suggestions.look_for(kind, &open.workspace);
        }
    }

    /// Starts looking for what is chosen; `again` from the start.
    pub(super) fn look_for_suggestions(&mut self, again: bool) {
        let Some(open) = &mut self.open else {
            return;
        };
        for kind in self.settings.suggestions.choice.kinds() {
            if again {
                open.suggestions.look_again(*kind, &open.workspace);
            } else {
                open.suggestions.look_for(*kind, &open.workspace);
            }
        }
    }

    /// Stops looking.
    pub(super) fn stop_suggestions(&mut self) {
        if let Some(open) = &mut self.open {
            open.walk_when_found = None;
            for kind in SuggestionKind::ALL {
                open.suggestions.stop(kind);
            }
        }
    }

    /// S and Shift+S: to the next or previous suggestion; the first time it looks for them.
    pub(super) fn walk_suggestions(&mut self, forward: bool) {
        let kinds = self.settings.suggestions.choice.kinds();
        let Some(open) = &mut self.open else {
            return;
        };
        for kind in kinds {
            open.suggestions.look_for(*kind, &open.workspace);
        }
        open.suggestions.follow(&open.workspace);
        let stop = open.neighbour_suggestion(&self.settings.suggestions, forward);
        if stop.is_none() && open.suggestions.is_looking(kinds) {
            open.walk_when_found = Some((forward, Instant::now()));
            return self.toasts.say("Looking for suggestions…");
        }
        match stop {
            Some(stop) => self.go_to_stop(&stop, forward),
            None => self.toasts.say(self.nothing_left()),
        }
    }

    fn go_to_stop(&mut self, stop: &Stop, forward: bool) {
        self.show_texts();
        let Some(open) = &mut self.open else {
            return;
        };
        let is_elsewhere = open.document.as_ref() != Some(&stop.document);
        open.go_to_suggestion(&stop.key, stop.part);
        let title = open.workspace.project().document(&stop.document);
        let title = title.map(|d| d.title.clone()).unwrap_or_default();
        if stop.is_past_the_end {
            let end = if forward { "first" } else { "last" };
            self.toasts.say(format!("Round to the {end} suggestion"));
        } else if is_elsewhere {
            self.toasts
                .say_of(Some(&stop.document), format!("Now in “{title}”"));
        }
    }

    /// Why there is nothing to go to.
    fn nothing_left(&self) -> String {
        let settings = &self.settings.suggestions;
        let Some(open) = &self.open else {
            return String::new();
        };
        let kinds = settings.choice.kinds();
        let failed = kinds
            .iter()
            .any(|kind| open.suggestions.state(*kind) == SearchState::Failed);
        if failed {
            return "The search for suggestions failed. Look again in the Suggestions tab"
                .to_owned();
        }
        if matches!(open.current, Current::Suggestion { .. }) {
            return "There is no other suggestion".to_owned();
        }
        let any = Query {
            unlikely: true,
            ..query_of(settings, None)
        };
        let found = open.suggestions.found();
        let order = SuggestionOrder::BestFirst;
        let hidden = found
            .list(open.suggestions.judge(), &any, order, &|| false)
            .map_or(0, |(numbers, _)| numbers.len());
        if hidden > 0 && !settings.unlikely {
            return format!("No suggestion is left, but {hidden} unlikely ones are not shown");
        }
        "No suggestion is left. Other kinds are in the Suggestions tab".to_owned()
    }

    /// Enter, 1…9 and Delete while a suggestion is current. Says whether the command was for it.
    pub(super) fn decide_suggestion(&mut self, command: UiCommand) -> bool {
        let Some(open) = &mut self.open else {
            return false;
        };
        if open.current_suggestion().is_none() {
            return false;
        }
        let is_part = self.settings.suggestions.this_article;
        let go_on = if is_list_seen(&self.settings) {
            open.panels.suggestions.go_on(&open.current, is_part)
        } else {
            GoOn::InText
        };
        let result = match command {
            UiCommand::EditFirstField => open.accept_current_suggestion(None),
            // Between L and L a digit is the link's type, in the list of hits it tags those that are ticked.
            UiCommand::Tag(_) if open.linking.is_some() || open.panels.search.takes_keys() => {
                return false;
            }
            UiCommand::OtherSide => {
                open.go_to_other_place();
                return true;
            }
            UiCommand::ShowBothSides => {
                self.settings.work_area = WorkArea::SideBySide;
                open.panes.split(true, open.workspace.project());
                if let Current::Suggestion { key, part } = open.current.clone() {
                    open.go_to_suggestion(&key, part);
                }
                return true;
            }
            UiCommand::Tag(n) => match label_of_key(open.workspace.project().schema(), n) {
                Some(label) => open.accept_current_suggestion(Some(label)),
                None => return false,
            },
            UiCommand::Delete => open.reject_current_suggestion(),
            _ => return false,
        };
        if let Err(error) = result {
            self.toasts.say(sentence(&error.to_string()));
            return true;
        }
        open.suggestions.follow(&open.workspace);
        let is_open = |key: &SuggestionKey| {
            let judge = open.suggestions.judge();
            open.suggestions.found().is_open(judge, key)
        };
        // In the list one goes on in its order, in the text in that of the text.
        match go_on {
            GoOn::ToRow(key) if is_open(&key) => {
                open.go_to_suggestion(&key, 0);
                return true;
            }
            GoOn::ListIsDone => {
                open.current = Current::Nothing;
                self.toasts.say("That was the last one of the list");
                return true;
            }
            GoOn::ToRow(_) | GoOn::InText => {}
        }
        if let Some(stop) = open.neighbour_suggestion(&self.settings.suggestions, true) {
            self.go_to_stop(&stop, true);
        } else {
            open.current = Current::Nothing;
            self.toasts.say(self.nothing_left());
        }
        true
    }

    /// Accepts every suggestion of the current kind in the article shown: one undo step.
    pub(super) fn accept_all_suggestions(&mut self) {
        let settings = &self.settings.suggestions;
        let Some(open) = &mut self.open else {
            return;
        };
        let Some(kind) = suggestion_kind(&open.current, settings) else {
            return self
                .toasts
                .say("Go to a suggestion first: all of its kind will be accepted");
        };
        open.suggestions.look_for(kind, &open.workspace);
        if open.suggestions.is_looking(&[kind]) {
            return self.toasts.say("Still looking for suggestions");
        }
        open.suggestions.follow(&open.workspace);
        // What the list is filtered by counts while the list is seen.
        let needle = open.panels.suggestions.needle();
        let is_seen = is_list_seen(&self.settings);
        let needle = if is_seen { needle.as_str() } else { "" };
        let suggestions = open.suggestions_here(kind, settings.unlikely, needle);
        let judge = open.suggestions.judge();
        let (left_out, suggestions): (Vec<_>, Vec<_>) = suggestions
            .into_iter()
            .partition(|s| judge.own_on_it(s).is_some());
        let left_out = left_out_in_words(left_out.len());
        let n = suggestions.len();
        let here = open.document.as_ref();
        if let (0, Some(left_out)) = (n, &left_out) {
            let text = format!("None is accepted: {left_out}");
            return self.toasts.say_of(here, text);
        }
        if n == 0 {
            let text = if needle.is_empty() {
                "No suggestion of this kind is left in this article"
            } else {
                "The filter lists no suggestion of this kind in this article"
            };
            return self.toasts.say_of(here, text);
        }
        let result = open.workspace.run(Command::AcceptSuggestions {
            suggestions,
            label: None,
        });
        match result {
            Ok(_) => {
                if matches!(open.current, Current::Suggestion { .. }) {
                    open.current = Current::Nothing;
                }
                let what = if n == 1 { "suggestion" } else { "suggestions" };
                let left_out = left_out.map_or_else(String::new, |words| format!(", {words}"));
                self.toasts.say(format!(
                    "{n} {what} accepted{left_out}. Ctrl+Z takes all of it back"
                ));
            }
            Err(error) => self.toasts.say(sentence(&error.to_string())),
        }
    }

    /// The tab of suggestions; it looks for those of the chosen kind.
    pub(super) fn show_suggestions(&mut self) {
        self.show_tab(BottomTab::Suggestions);
        self.look_for_suggestions(false);
        // The tab may cover what is current.
        if let Some(open) = &mut self.open
            && let Current::Suggestion { key, part } = &open.current
            && let Some((_, bytes)) = open.place_of(key, *part)
        {
            let (start, end) = (ByteOffset(bytes.start), ByteOffset(bytes.end));
            open.reader.scroll_to_all(start, end, Where::Center);
        }
    }
}
