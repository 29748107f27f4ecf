//! Any command (Ctrl+K) or any article (Ctrl+P), found by some of its letters.

use super::focus_first;
use crate::app::context::AppAction;
use crate::app::panels::annotators::kind_in_words;
use crate::app::panels::articles::state_word;
use crate::app::shell::Shell;
use crate::app::tokens::size;
use crate::app::ui_command::UiCommand;
use crate::app::widgets::words;
use crate::model::{AnnotatorId, AnnotatorKind, DocumentId, ProgressState};
use egui::{Align2, FontId, Key, Modifiers, RichText, ScrollArea, Sense, TextEdit, Ui, vec2};

/// More hits are not listed.
const MAX_HITS: usize = 100;

/// What is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaletteKind {
    /// Commands of the table.
    Commands,
    /// Articles of the project.
    Articles,
}

/// What is typed, and which hit is chosen.
pub struct Palette {
    kind: PaletteKind,
    query: String,
    chosen: usize,
    gathered: Option<(String, Vec<Hit>)>,
}

#[derive(Clone, Debug, PartialEq)]
struct Hit {
    text: String,
    /// On the right: the key, the state.
    detail: String,
    /// Why it cannot be chosen.
    unavailable: Option<&'static str>,
    target: Target,
}

#[derive(Clone, Debug, PartialEq)]
enum Target {
    Command(UiCommand),
    Annotator(AnnotatorId),
    Article(DocumentId),
}

impl Palette {
    /// An empty one.
    #[must_use]
    pub fn new(kind: PaletteKind) -> Self {
        Self {
            kind,
            query: String::new(),
            chosen: 0,
            gathered: None,
        }
    }

    pub(super) fn ui(&mut self, shell: &Shell<'_>, ui: &mut Ui) -> bool {
        let (down, up, enter) = ui.input_mut(|i| {
            (
                i.consume_key(Modifiers::NONE, Key::ArrowDown),
                i.consume_key(Modifiers::NONE, Key::ArrowUp),
                i.consume_key(Modifiers::NONE, Key::Enter),
            )
        });
        let name = match self.kind {
            PaletteKind::Commands => "Any command",
            PaletteKind::Articles => "Any article",
        };
        let field = ui.add(
            TextEdit::singleline(&mut self.query)
                .hint_text(format!("{name}…"))
                .desired_width(f32::INFINITY)
                .margin(vec2(8.0, 6.0)),
        );
        field.widget_info(|| {
            let mut info = egui::WidgetInfo::labeled(egui::Role::TextInput, true, name);
            info.current_text_value = Some(self.query.clone());
            info
        });
        focus_first(ui, &field);
        if self
            .gathered
            .as_ref()
            .is_none_or(|(query, _)| *query != self.query)
        {
            self.gathered = Some((self.query.clone(), gather(self.kind, shell, &self.query)));
            self.chosen = 0;
        }
        let hits = self.gathered.as_ref().map_or(&[][..], |(_, hits)| hits);
        let last = hits.len().saturating_sub(1);
        if down {
            self.chosen = (self.chosen + 1).min(last);
        }
        if up {
            self.chosen = self.chosen.saturating_sub(1);
        }
        ui.add_space(size::GAP);
        if hits.is_empty() {
            ui.label(RichText::new("Nothing has these letters").color(shell.tokens.weak));
        }
        let mut taken = enter.then_some(self.chosen);
        let height = ui.available_height().clamp(80.0, 420.0);
        ScrollArea::vertical()
            .max_height(height)
            .auto_shrink([false, true])
            .show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = 0.0;
                for (i, hit) in hits.iter().enumerate() {
                    if hit_ui(shell, ui, hit, i == self.chosen, down || up) {
                        taken = Some(i);
                    }
                }
            });
        let Some(hit) = taken.and_then(|i| hits.get(i)) else {
            return false;
        };
        match &hit.target {
            Target::Command(command) => shell.sender.ui(*command),
            Target::Annotator(id) => shell.sender.act(AppAction::SetAnnotator(id.clone())),
            Target::Article(id) => shell.sender.act(AppAction::GoToDocument(id.clone())),
        }
        true
    }
}

fn hit_ui(shell: &Shell<'_>, ui: &mut Ui, hit: &Hit, is_chosen: bool, keep_in_view: bool) -> bool {
    let t = shell.tokens;
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 28.0), Sense::click());
    let may_run = hit.unavailable.is_none();
    response.widget_info(|| {
        egui::WidgetInfo::selected(egui::Role::ListBoxOption, may_run, is_chosen, &hit.text)
    });
    if is_chosen && keep_in_view {
        response.scroll_to_me(None);
    }
    if ui.is_rect_visible(rect) {
        if is_chosen {
            ui.painter().rect_filled(rect, size::CORNER, t.chosen);
        } else if response.hovered() {
            ui.painter().rect_filled(rect, size::CORNER, t.stripe);
        }
        let inner = rect.shrink2(vec2(8.0, 0.0));
        let detail = hit.unavailable.unwrap_or(&hit.detail);
        let detail = ui.painter().text(
            inner.right_center(),
            Align2::RIGHT_CENTER,
            detail,
            FontId::proportional(size::SMALL),
            t.weak,
        );
        let color = if may_run { t.text } else { t.weak };
        let format = egui::text::TextFormat::simple(FontId::proportional(size::TEXT), color);
        let width = (detail.left() - inner.left() - 12.0).max(20.0);
        let galley = words::one_line(ui, &hit.text, &format, width);
        let at = Align2::LEFT_CENTER.anchor_size(inner.left_center(), galley.size());
        ui.painter().galley(at.min, galley, color);
    }
    response.clicked()
}

fn gather(kind: PaletteKind, shell: &Shell<'_>, query: &str) -> Vec<Hit> {
    let mut hits: Vec<(i32, Hit)> = match kind {
        PaletteKind::Commands => UiCommand::ALL
            .iter()
            .filter(|c| !matches!(c, UiCommand::Escape | UiCommand::Palette))
            .filter(|c| match c {
                UiCommand::Tag(n) => shell.facts.tags.iter().any(|(key, _)| key == n),
                _ => true,
            })
            .filter_map(|command| {
                let text = command.text(shell.facts);
                let score = command_score(query, *command, &text)?;
                let hit = Hit {
                    text,
                    detail: command.keys_text(),
                    unavailable: command.unavailable(shell.facts),
                    target: Target::Command(*command),
                };
                Some((score, hit))
            })
            .chain(annotators(shell, query))
            .collect(),
        PaletteKind::Articles => {
            let Some(view) = &shell.view else {
                return Vec::new();
            };
            let project = view.project();
            project
                .documents()
                .iter()
                .filter_map(|d| {
                    let by_path = fuzzy_score(query, &d.source.path).map(|score| score - 100);
                    let score = match query.trim() {
                        "" => 0,
                        _ => fuzzy_score(query, &d.title).max(by_path)?,
                    };
                    let state = view.annotator().map_or(ProgressState::Untouched, |a| {
                        project.progress_state(&d.id, a)
                    });
                    let hit = Hit {
                        text: d.title.clone(),
                        detail: state_word(state).to_owned(),
                        unavailable: None,
                        target: Target::Article(d.id.clone()),
                    };
                    Some((score, hit))
                })
                .collect()
        }
    };
    if kind == PaletteKind::Commands
        && query.trim().chars().nth(FEW_LETTERS).is_some()
        && hits.iter().any(|(score, _)| *score >= SAID)
    {
        // A word that means something: what merely holds its letters somewhere is not meant.
        hits.retain(|(score, _)| *score >= SAID);
    }
    // What cannot run comes last. A stable sort: what scores the same stays in the order of menus and articles.
    hits.sort_by_key(|(score, hit)| (hit.unavailable.is_some(), std::cmp::Reverse(*score)));
    hits.truncate(MAX_HITS);
    hits.into_iter().map(|(_, hit)| hit).collect()
}

/// How well a command is found: by its name, else by other words for it, by what it does, last by letters of its name.
/// What would be undone is not the name of Undo: its words are those of an article.
fn command_score(query: &str, command: UiCommand, text: &str) -> Option<i32> {
    let spec = command.spec();
    let name = match command {
        UiCommand::Undo | UiCommand::Redo => spec.text,
        _ => text,
    };
    let by_name = fuzzy_score(query, name);
    let query = query.trim().to_lowercase();
    if query.is_empty() || by_name.is_some_and(|score| score >= WORDS) {
        return by_name;
    }
    let names = format!("{} {}", name.to_lowercase(), spec.aliases);
    let tooltip = spec.tooltip.to_lowercase();
    if query
        .split_whitespace()
        .all(|word| starts_a_word(&names, word))
    {
        // The first of its other names is what it is called most.
        Some(ALIAS + i32::from(spec.aliases.starts_with(&query)))
    } else if starts_a_word(&tooltip, &query) {
        Some(SAID)
    } else {
        by_name.or_else(|| tooltip.contains(&query).then_some(-500))
    }
}

fn starts_a_word(text: &str, words: &str) -> bool {
    best_place(text, words).is_some_and(|worth| worth > 0)
}

/// Everybody who could annotate instead, for those who know the name.
fn annotators(shell: &Shell<'_>, query: &str) -> Vec<(i32, Hit)> {
    let Some(view) = &shell.view else {
        return Vec::new();
    };
    let all = view.project().annotators().iter();
    let others = all
        .filter(|a| a.kind != AnnotatorKind::Machine && Some(&a.id) != view.annotator())
        .filter_map(|a| {
            let hit = Hit {
                text: format!("Annotate as {}", a.name),
                detail: kind_in_words(&a.kind).to_owned(),
                unavailable: None,
                target: Target::Annotator(a.id.clone()),
            };
            Some((fuzzy_score(query, &hit.text)?, hit))
        });
    others.collect()
}

/// A text that holds the query as it is scores from here.
const WHOLE: i32 = 20_000;
/// A text that holds every word of the query scores from here.
const WORDS: i32 = 10_000;
/// A command that has other names which begin with every word of the query.
const ALIAS: i32 = 9_000;
/// A command of which it is said with the words of the query what it does; single letters never score so much.
const SAID: i32 = 5_000;
/// A query of no more letters may stand for starts of words.
const FEW_LETTERS: usize = 3;
/// More letters of a query are not looked for one by one.
const MAX_LETTERS: usize = 64;

/// How well `query` is found in `text`, whatever the case: higher is better, `None` where it is not. First comes what
/// holds the query as it is, next what holds its words in any order, last what holds its letters in order, where starts
/// of words and runs of letters count more. An empty query finds everything, all alike.
#[must_use]
pub fn fuzzy_score(query: &str, text: &str) -> Option<i32> {
    let query = query.trim().to_lowercase();
    if query.is_empty() {
        return Some(0);
    }
    let text = text.to_lowercase();
    if let Some(bonus) = best_place(&text, &query) {
        return Some(WHOLE + bonus);
    }
    let words: Option<i32> = query
        .split_whitespace()
        .map(|word| best_place(&text, word))
        .sum();
    words
        .map(|bonus| WORDS + bonus.min(WORDS - 1))
        .or_else(|| letters_score(&query, &text))
}

/// What the best place of `words` in `text` is worth: the start of the text, of a word, any.
fn best_place(text: &str, words: &str) -> Option<i32> {
    text.match_indices(words)
        .map(|(at, _)| match text[..at].chars().next_back() {
            None => 20,
            Some(before) if !before.is_alphanumeric() => 10,
            Some(_) => 0,
        })
        .max()
}

/// The best way to find the letters of `query` in order in `text`; both are folded.
fn letters_score(query: &str, text: &str) -> Option<i32> {
    let text: Vec<char> = text.chars().collect();
    let wanted = query.chars().filter(|c| !c.is_whitespace());
    // For each place: the best score of the letters so far with the last one there.
    let mut ends: Option<Vec<Option<i32>>> = None;
    for letter in wanted.take(MAX_LETTERS) {
        let mut next = vec![None; text.len()];
        // The best score of the letters before this one, ending anywhere further left; a gap costs at most this little.
        let mut best_before: Option<i32> = None;
        for (i, found) in text.iter().enumerate() {
            let is_word_start = i == 0 || !text[i - 1].is_alphanumeric();
            if *found == letter {
                let value = if is_word_start { 10 } else { 1 };
                next[i] = match &ends {
                    None => Some(value),
                    Some(ends) => {
                        let run = i.checked_sub(1).and_then(|j| ends[j]).map(|s| s + 8);
                        run.max(best_before.map(|s| s + value))
                    }
                };
            }
            // Every letter passed over costs a little, so that near letters win.
            let here = ends.as_ref().and_then(|ends| ends[i]);
            best_before = here.max(best_before.map(|s| s - 1));
        }
        ends = Some(next);
    }
    let best = ends?.into_iter().flatten().max()?;
    // Never as good as whole words.
    Some(best.min(SAID - 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn best<'a>(query: &str, texts: &[&'a str]) -> Option<&'a str> {
        texts
            .iter()
            .filter_map(|t| Some((fuzzy_score(query, t)?, *t)))
            // As in the list: of what scores the same, the first one.
            .rev()
            .max_by_key(|(score, _)| *score)
            .map(|(_, t)| t)
    }

    #[test]
    fn starts_of_words_and_runs_win() {
        let texts = [
            "Save",
            "Save as…",
            "Shrink the selection",
            "Snap to sentences",
        ];
        assert_eq!(best("save", &texts), Some("Save"));
        assert_eq!(best("sa", &texts), Some("Save"));
        assert_eq!(best("sts", &texts), Some("Snap to sentences"));
        assert_eq!(best("shr sel", &texts), Some("Shrink the selection"));
        assert_eq!(best("zzz", &texts), None);
    }

    #[test]
    fn the_words_as_they_are_come_first_then_any_order_then_letters() {
        let texts = [
            "My ornate sails",
            "Says the mayor: no",
            "Ferry pier to reopen in May, mayor says",
        ];
        assert_eq!(best("mayor says", &texts), Some(texts[2]));
        assert_eq!(best("MAYOR SAYS", &texts[..2]), Some(texts[1]));
        assert_eq!(best("mornsa", &texts), Some(texts[0]));
        // The first m must not be taken for good: "may" is in the second word.
        assert!(fuzzy_score("mayr", "Memory of a mayor").is_some());
        // A start that a hasty search would take leads nowhere.
        assert!(fuzzy_score("xbc", "ax b x abc").is_some());
        assert_eq!(fuzzy_score("", "a"), fuzzy_score(" ", "a longer one"));
    }

    /// The commands that are found, the best first.
    fn found(query: &str) -> Vec<UiCommand> {
        let mut all: Vec<(i32, UiCommand)> = UiCommand::ALL
            .iter()
            .filter_map(|c| Some((command_score(query, *c, c.spec().text)?, *c)))
            .collect();
        all.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
        all.into_iter().map(|(_, command)| command).collect()
    }

    #[test]
    fn commands_are_found_by_other_words_for_them() {
        for (query, command) in [
            ("delete", UiCommand::Delete),
            ("delete annotation", UiCommand::Delete),
            ("nudge", UiCommand::NudgeStartBack),
            ("zoom", UiCommand::TextLarger),
            ("zoom out", UiCommand::TextSmaller),
            ("bigger", UiCommand::TextLarger),
            ("smaller", UiCommand::TextSmaller),
            ("merge", UiCommand::CompareAnnotators),
            ("merge annotators", UiCommand::CompareAnnotators),
            ("shortcuts", UiCommand::KeyMap),
            ("preferences", UiCommand::Settings),
        ] {
            assert_eq!(found(query).first(), Some(&command), "{query}");
        }
        assert!(found("font").contains(&UiCommand::TextLarger));
    }

    #[test]
    fn undo_is_not_found_by_the_words_of_the_step_it_undoes() {
        let text = "Undo: Settle “A ferry” by an edit";
        assert_eq!(command_score("delete", UiCommand::Undo, text), None);
        assert_eq!(command_score("ferry", UiCommand::Undo, text), None);
        assert!(command_score("undo", UiCommand::Undo, text) >= Some(WHOLE));
        assert!(command_score("ferry", UiCommand::Tag(1), "Tag as Ferry") >= Some(WHOLE));
    }

    #[test]
    fn any_text_scores_without_panic() {
        for text in ["", "ß", "İstanbul", "👩‍👩‍👧 family", "\u{301}"] {
            for query in ["", " ", "i", "👧", "ss"] {
                let _ = fuzzy_score(query, text);
            }
        }
        assert!(fuzzy_score("", "").is_some());
    }
}
