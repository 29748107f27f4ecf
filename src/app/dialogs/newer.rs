//! A newer version of an article: what differs, what becomes of its annotations, and whether to take it.

use super::{buttons_ui, focus_first};
use crate::app::context::AppAction;
use crate::app::newer::{Offer, file_name};
use crate::app::panels::parts::{section_ui, warning_ui, weak_ui};
use crate::app::panels::wording::{counted, on_one_line};
use crate::app::shell::Shell;
use crate::app::tokens::{Tokens, semibold, size};
use crate::app::widgets::{beside_bar, words};
use crate::edit::replace::{AnchorCounts, count};
use crate::model::{DocumentId, Project};
use crate::text::{AnchorFate, Anchors, TextChange};
use crate::workspace::{Newer, shown};
use egui::text::{LayoutJob, TextFormat};
use egui::{Label, RichText, Role, ScrollArea, Stroke, Ui, WidgetInfo};

/// Height of what scrolls at most, points.
const MAX_BODY: f32 = 460.0;
/// So many stretches that differ are shown.
const MAX_CHANGES: usize = 100;
/// So many annotations that are not exact are listed.
const MAX_ROWS: usize = 200;
/// Characters around a stretch that differs.
const CONTEXT: usize = 50;
/// The longest stretch, in characters, shown whole.
const MAX_STRETCH: usize = 400;
/// Characters of an annotation's words.
const WORDS: usize = 160;

/// The dialog: one offer after the other.
pub struct NewerDialog {
    offers: Vec<OfferData>,
    at: usize,
}

/// What is shown of an offer.
#[derive(Clone, Debug, PartialEq, Eq)]
struct OfferData {
    id: DocumentId,
    title: String,
    path: String,
    file: String,
    /// What differs, in words.
    summary: String,
    lines: Vec<DiffLine>,
    /// Stretches that are not shown.
    n_more: usize,
    counts: AnchorCounts,
    rows: Vec<FateRow>,
    warnings: Vec<String>,
    can_be_other: bool,
}

/// A stretch of both texts with one or more differences.
#[derive(Clone, Debug, PartialEq, Eq)]
struct DiffLine(Vec<DiffPiece>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum DiffPiece {
    Same(String),
    Gone(String),
    New(String),
}

/// An annotation that is not exact.
#[derive(Clone, Debug, PartialEq, Eq)]
struct FateRow {
    fate: AnchorFate,
    /// Tag and annotator.
    whose: String,
    /// Its words, of changed ones with what differs.
    words: DiffLine,
}

impl NewerDialog {
    /// A dialog on these offers; `None` where there are none.
    pub fn new(project: &Project, offers: &[Offer]) -> Option<Self> {
        let offers: Vec<OfferData> = offers
            .iter()
            .map(|offer| OfferData::gather(project, offer))
            .collect();
        (!offers.is_empty()).then_some(Self { offers, at: 0 })
    }

    /// Draws it; says whether it is done.
    pub(super) fn ui(&mut self, shell: &Shell<'_>, ui: &mut Ui, max_height: f32) -> bool {
        let n = self.offers.len();
        self.at = self.at.min(n.saturating_sub(1));
        let Some(offer) = self.offers.get(self.at) else {
            return true;
        };
        ui.horizontal(|ui| {
            ui.heading("Newer version");
            if n > 1 {
                ui.label(RichText::new(format!("{} of {n}", self.at + 1)).color(shell.tokens.weak));
            }
        });
        offer.head_ui(shell.tokens, ui);
        ScrollArea::vertical()
            .id_salt(("newer", self.at))
            .max_height((max_height - 190.0).clamp(80.0, MAX_BODY))
            // Walking from one to the next leaves the buttons where they are.
            .auto_shrink([false, n == 1])
            .show(ui, |ui| {
                beside_bar(ui);
                offer.body_ui(shell.tokens, ui);
            });
        self.buttons_ui(shell, ui)
    }

    fn buttons_ui(&mut self, shell: &Shell<'_>, ui: &mut Ui) -> bool {
        let offer = &self.offers[self.at];
        let (n, at) = (self.offers.len(), self.at);
        let id = offer.id.clone();
        let ids = || self.offers.iter().map(|o| o.id.clone()).collect();
        let by_hand = offer.can_be_other;
        let mut next = at;
        let done = buttons_ui(ui, |ui| {
            let later = ui.button("Later").on_hover_text("Decides nothing");
            focus_first(ui, &later);
            let leave = ui.button("Leave as it is").on_hover_text(
                "Keeps the old text; this version is not offered again before the next start",
            );
            let other = by_hand
                && ui
                    .button("Add as another article")
                    .on_hover_text("Both stay in the project")
                    .clicked();
            let take = ui
                .button("Take the newer version")
                .on_hover_text("One step: undo brings the old text back with everything on it");
            let all = n > 1 && ui.button(format!("Take all {n}")).clicked();
            if n > 1 {
                if ui.button("Next").clicked() {
                    next = (at + 1) % n;
                }
                if ui.button("Previous").clicked() {
                    next = (at + n - 1) % n;
                }
            }
            if leave.clicked() {
                shell.sender.act(AppAction::LeaveNewer(vec![id.clone()]));
            } else if other {
                shell.sender.act(AppAction::AddNewerAsOther(id.clone()));
            } else if all {
                shell.sender.act(AppAction::TakeNewer(ids()));
            } else if take.clicked() {
                shell.sender.act(AppAction::TakeNewer(vec![id.clone()]));
            }
            later.clicked()
        });
        self.at = next;
        done
    }
}

impl OfferData {
    fn gather(project: &Project, offer: &Offer) -> Self {
        let newer = &offer.newer;
        let (lines, n_more) = lines(newer);
        let counts = count(&newer.carried);
        let summary = if newer.has_new_text() {
            match newer.changes.len() {
                0 => "Only blanks, line ends, quotation marks or the like differ".to_owned(),
                n => format!("{}:", counted(n, "place differs", "places differ")),
            }
        } else {
            "The text is the same; only the file around it has changed".to_owned()
        };
        Self {
            id: newer.new.id.clone(),
            title: newer.new.title.clone(),
            path: newer.path.display().to_string(),
            file: file_name(&newer.path),
            summary,
            lines,
            n_more,
            counts,
            rows: rows(project, newer),
            warnings: newer.warnings.clone(),
            can_be_other: offer.as_other.is_some(),
        }
    }

    fn head_ui(&self, tokens: &Tokens, ui: &mut Ui) {
        let words = if self.can_be_other {
            format!(
                "{} is the file of {}, but its text is another one. Is it a newer version of that article, or another article?",
                self.file,
                shown(&self.title)
            )
        } else {
            format!("{}, from {}", shown(&self.title), self.file)
        };
        words::label_ui(ui, words).on_hover_text(&self.path);
        for warning in &self.warnings {
            warning_ui(ui, tokens, warning);
        }
    }

    fn body_ui(&self, tokens: &Tokens, ui: &mut Ui) {
        section_ui(ui, tokens, "Annotations");
        ui.label(fates_in_words(self.counts));
        let mut last = None;
        for row in &self.rows {
            if last.replace(row.fate) != Some(row.fate) {
                ui.add_space(size::GAP);
                let (name, what) = fate_in_words(row.fate);
                ui.horizontal_wrapped(|ui| {
                    ui.label(RichText::new(name).family(semibold()));
                    weak_ui(ui, tokens, what);
                });
            }
            weak_ui(ui, tokens, &row.whose);
            row.words.ui(tokens, ui);
        }
        let n_hidden = self.counts.n_to_review() - self.rows.len();
        if n_hidden > 0 {
            weak_ui(ui, tokens, &format!("and {n_hidden} more"));
        }
        section_ui(ui, tokens, "Text");
        ui.label(&self.summary);
        for line in &self.lines {
            ui.add_space(size::GAP);
            line.ui(tokens, ui);
        }
        if self.n_more > 0 {
            weak_ui(ui, tokens, &format!("and {} more", self.n_more));
        }
        if !self.lines.is_empty() {
            weak_ui(
                ui,
                tokens,
                "Struck out: only in the old text. Underlined: only in the new one",
            );
        }
    }
}

fn fates_in_words(counts: AnchorCounts) -> String {
    let n = counts.n_all();
    if n == 0 {
        return "Nothing is annotated here".to_owned();
    }
    if counts.n_to_review() == 0 {
        return match n {
            1 => "The annotation stays on exactly its words".to_owned(),
            n => format!("All {n} annotations stay on exactly their words"),
        };
    }
    let all = [
        (counts.exact, "exact"),
        (counts.moved, "moved"),
        (counts.changed, "changed"),
        (counts.lost, "lost"),
    ];
    let told = all.iter().filter(|(n, _)| *n > 0);
    let told: Vec<String> = told.map(|(n, word)| format!("{n} {word}")).collect();
    format!(
        "{}: {}",
        counted(n, "annotation", "annotations"),
        told.join(", ")
    )
}

/// A state, and what it means.
const fn fate_in_words(fate: AnchorFate) -> (&'static str, &'static str) {
    match fate {
        AnchorFate::Exact => ("Exact", "the same words in the same surroundings"),
        AnchorFate::Moved => ("Moved", "the same words, to be looked at"),
        AnchorFate::Changed => ("Changed", "other words in the same place"),
        AnchorFate::Lost => (
            "Lost",
            "not found; each waits at the nearest word that is left",
        ),
    }
}

fn rows(project: &Project, newer: &Newer) -> Vec<FateRow> {
    let mut inexact: Vec<_> = newer
        .carried
        .iter()
        .filter(|one| one.fate != AnchorFate::Exact)
        .collect();
    inexact.sort_by_key(|one| std::cmp::Reverse(one.fate));
    let row = |one: &&crate::edit::replace::Carried| {
        let a = &one.annotation;
        let label = project.schema().label(&a.label);
        let label = label.map_or_else(|| a.label.to_string(), |l| l.name.clone());
        let annotator = project.annotator(&a.annotator);
        let annotator = annotator.map_or_else(|| a.annotator.to_string(), |o| o.name.clone());
        let before = a.old_words();
        FateRow {
            fate: one.fate,
            whose: format!("{label}, {annotator}"),
            words: match one.fate {
                AnchorFate::Changed => whole_line(&before, &a.covered_text(newer.new.text())),
                _ => DiffLine(vec![DiffPiece::Same(on_one_line(&before, WORDS))]),
            },
        }
    };
    inexact.iter().take(MAX_ROWS).map(row).collect()
}

/// What differs with what stands around it, and how many stretches are left out.
fn lines(newer: &Newer) -> (Vec<DiffLine>, usize) {
    let (old, new) = (newer.old.text(), newer.new.text());
    let shown = &newer.changes[..newer.changes.len().min(MAX_CHANGES)];
    (
        diff_lines(old, new, shown),
        newer.changes.len() - shown.len(),
    )
}

/// What differs in two short texts, in one line.
fn whole_line(old: &str, new: &str) -> DiffLine {
    let changes = Anchors::new(old, new).changes();
    let lines = diff_lines(old, new, &changes).into_iter();
    DiffLine(lines.flat_map(|line| line.0).collect())
}

/// Near changes stand in one line.
fn diff_lines(old: &str, new: &str, changes: &[TextChange]) -> Vec<DiffLine> {
    let mut lines: Vec<DiffLine> = Vec::new();
    for (i, change) in changes.iter().enumerate() {
        let last = i.checked_sub(1).map_or(0, |i| changes[i].new.end);
        let next = changes.get(i + 1).map_or(new.len(), |next| next.new.start);
        let (before, behind) = (&new[last..change.new.start], &new[change.new.end..next]);
        let is_short = |text: &str| text.chars().nth(2 * CONTEXT).is_none();
        match lines.last_mut().filter(|_| is_short(before)) {
            Some(line) => line.0.push(DiffPiece::Same(on_lines(before))),
            None => lines.push(DiffLine(vec![DiffPiece::Same(end_of(before))])),
        }
        if let Some(line) = lines.last_mut() {
            line.0.extend(pieces(old, new, change));
            let joins_next = i + 1 < changes.len() && is_short(behind);
            if !joins_next {
                line.0.push(DiffPiece::Same(start_of(behind)));
            }
        }
    }
    lines
}

fn pieces(old: &str, new: &str, change: &TextChange) -> impl Iterator<Item = DiffPiece> {
    let gone = middle_cut(&old[change.old.clone()]);
    let put = middle_cut(&new[change.new.clone()]);
    let gone = (!gone.is_empty()).then_some(DiffPiece::Gone(gone));
    // What was left out took its blank with it.
    let is_beside = new[change.new.end..].starts_with(|c: char| !c.is_whitespace());
    let between = gone.is_some() && (!put.is_empty() || is_beside && change.new.is_empty());
    let between = between.then(|| DiffPiece::Same(" ".to_owned()));
    let put = (!put.is_empty()).then_some(DiffPiece::New(put));
    [gone, between, put].into_iter().flatten()
}

/// Runs of blanks as one, so that a line of the dialog is one; line ends as a sign.
fn on_lines(text: &str) -> String {
    let mut out = String::new();
    let mut is_blank = false;
    for c in text.chars() {
        match c {
            '\n' if !out.ends_with("¶ ") => {
                out.push_str(if is_blank { "¶ " } else { " ¶ " });
                is_blank = true;
            }
            c if c.is_whitespace() => {
                if !is_blank {
                    out.push(' ');
                }
                is_blank = true;
            }
            c => {
                out.push(c);
                is_blank = false;
            }
        }
    }
    out
}

/// The end, from a word on.
fn end_of(text: &str) -> String {
    let Some((at, _)) = text.char_indices().nth_back(CONTEXT) else {
        return on_lines(text);
    };
    let tail = &text[at..];
    let word = tail
        .find(char::is_whitespace)
        .map_or(tail, |at| tail[at..].trim_start());
    format!("… {}", on_lines(word))
}

/// The start, up to the end of a word.
fn start_of(text: &str) -> String {
    let Some((at, _)) = text.char_indices().nth(CONTEXT) else {
        return on_lines(text);
    };
    let head = &text[..at];
    let word = head
        .rfind(char::is_whitespace)
        .map_or(head, |at| &head[..at]);
    format!("{} …", on_lines(word).trim_end())
}

fn middle_cut(text: &str) -> String {
    let text = on_lines(text);
    if text.chars().nth(MAX_STRETCH).is_none() {
        return text;
    }
    let half = MAX_STRETCH / 2;
    let head = text.char_indices().nth(half).map_or(0, |(at, _)| at);
    let tail = text.char_indices().nth_back(half).map_or(0, |(at, _)| at);
    format!(
        "{} … {}",
        text[..head].trim_end(),
        text[tail..].trim_start()
    )
}

impl DiffLine {
    /// As a screen reader says it: `… on [-Monday-] {+Friday+}. …`.
    fn in_words(&self) -> String {
        let piece = |piece: &DiffPiece| match piece {
            DiffPiece::Same(text) => text.clone(),
            DiffPiece::Gone(text) => format!("[-{text}-]"),
            DiffPiece::New(text) => format!("{{+{text}+}}"),
        };
        self.0.iter().map(piece).collect()
    }

    fn ui(&self, tokens: &Tokens, ui: &mut Ui) {
        let format = |color| TextFormat {
            font_id: egui::TextStyle::Body.resolve(ui.style()),
            color,
            ..TextFormat::default()
        };
        let mut job = LayoutJob::default();
        for piece in &self.0 {
            match piece {
                DiffPiece::Same(text) => job.append(text, 0.0, format(tokens.weak)),
                DiffPiece::Gone(text) => {
                    let struck = TextFormat {
                        strikethrough: Stroke::new(1.5, tokens.error),
                        ..format(tokens.text)
                    };
                    job.append(text, 0.0, struck);
                }
                DiffPiece::New(text) => {
                    let underlined = TextFormat {
                        underline: Stroke::new(1.5, tokens.accent),
                        background: tokens.chosen,
                        ..format(tokens.text)
                    };
                    job.append(text, 0.0, underlined);
                }
            }
        }
        egui::Frame::new()
            .fill(tokens.page)
            .stroke(Stroke::new(1.0, tokens.line))
            .corner_radius(size::CORNER)
            .inner_margin(6)
            .show(ui, |ui| {
                ui.set_width(ui.available_width());
                let label = ui.add(Label::new(job).wrap());
                let words = self.in_words();
                label.widget_info(|| WidgetInfo::labeled(Role::Label, true, &words));
            });
    }
}

#[cfg(test)]
#[path = "newer_tests.rs"]
mod tests;
