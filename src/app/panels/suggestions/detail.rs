//! The current suggestion in the inspector: what would be made, why, and what can be done.

use super::rows::{RowData, SideData, words_of};
use crate::app::context::{AppAction, ViewContext};
use crate::app::panels::parts::{section_ui, warning_ui, weak_ui};
use crate::app::panels::wording::on_one_line;
use crate::app::suggesting::name_of;
use crate::app::tokens::{Tokens, semibold, size};
use crate::app::ui_command::UiCommand;
use crate::app::widgets::{page_ui, swatch_ui};
use crate::model::{Annotation, Project};
use crate::suggest::{Suggestion, SuggestionKind, WordDiff, word_diff};
use crate::workspace::suggestions::SuggestionKey;
use egui::text::{LayoutJob, TextFormat};
use egui::{RichText, Ui};
use std::ops::Range;

/// How much of an annotation is shown that a suggestion overlaps, code points.
const OVERLAP_CHARS: usize = 60;

/// What the inspector shows of a suggestion.
#[derive(Clone, Debug, PartialEq)]
pub struct SuggestionData {
    /// Score, reason, sides.
    pub row: RowData,
    /// What accepting would do, in a sentence.
    pub deed: String,
    /// Of each side, the words that the other one has not, in bytes of [`SideData::words`]; none where that is
    /// nothing to look at.
    pub unique: Vec<Vec<Range<usize>>>,
    /// Which side is in view.
    pub part: usize,
    /// The annotation of one's own that has the tag on a part of the words already, if so.
    pub overlaps: Option<String>,
    /// Why nothing can be decided, if so.
    pub obstacle: Option<String>,
}

impl SuggestionData {
    /// What there is to show of a candidate whose spans fit the project's texts.
    #[must_use]
    pub fn gather(project: &Project, suggestion: &Suggestion, part: usize) -> Self {
        let row = RowData::gather(project, suggestion);
        let deed = deed(project, suggestion, &row.sides);
        let unique = unique_words(project, suggestion, &row);
        Self {
            row,
            unique,
            deed,
            part,
            overlaps: None,
            obstacle: None,
        }
    }
}

/// What differs in the two versions of a quotation. All of their words are compared, also where the shown ones are cut.
fn unique_words(
    project: &Project,
    suggestion: &Suggestion,
    row: &RowData,
) -> Vec<Vec<Range<usize>>> {
    let mut unique = vec![Vec::new(); row.sides.len()];
    if let (SuggestionKind::QuoteVariants, [first, second]) = (row.kind, &suggestion.parts[..]) {
        let whole = |part| on_one_line(&words_of(project, part), usize::MAX);
        let (first, second) = (whole(first), whole(second));
        for stretch in word_diff(&first, &second) {
            match stretch {
                WordDiff::OnlyFirst(range) => unique[0].push(range),
                WordDiff::OnlySecond(range) => unique[1].push(range),
                WordDiff::Same { .. } => {}
            }
        }
        for ((ranges, side), whole) in unique.iter_mut().zip(&row.sides).zip([&first, &second]) {
            // What is shown is how the whole begins, with a sign where it is cut.
            let is_cut = side.words != *whole;
            let n_sign = if is_cut { '…'.len_utf8() } else { 0 };
            let n_shown = side.words.len().saturating_sub(n_sign);
            ranges.retain(|range: &Range<usize>| range.start < n_shown);
            if let Some(last) = ranges.last_mut() {
                last.end = last.end.min(n_shown);
            }
        }
    }
    unique
}

/// A side with its sentence; underlined what only this one has.
fn side_job(ui: &Ui, tokens: &Tokens, side: &SideData, unique: &[Range<usize>]) -> LayoutJob {
    let mut job = LayoutJob::default();
    let plain = |color| TextFormat {
        font_id: egui::TextStyle::Body.resolve(ui.style()),
        color,
        ..TextFormat::default()
    };
    let other = TextFormat {
        font_id: egui::TextStyle::Body.resolve(ui.style()),
        color: tokens.text,
        underline: egui::Stroke::new(1.5, tokens.accent),
        ..TextFormat::default()
    };
    let text = tokens.text;
    if side.has_context() {
        // Bold instead of quotation marks: there may be some in the sentence.
        let bold = TextFormat {
            font_id: egui::FontId::new(size::TEXT, semibold()),
            ..plain(text)
        };
        job.append(&side.before, 0.0, plain(tokens.weak));
        job.append(&side.words, 0.0, bold);
        job.append(&side.after, 0.0, plain(tokens.weak));
        return job;
    }
    job.append("“", 0.0, plain(text));
    let mut at = 0;
    for range in unique {
        let same = side.words.get(at..range.start);
        if let (Some(same), Some(words)) = (same, side.words.get(range.clone())) {
            job.append(same, 0.0, plain(text));
            job.append(words, 0.0, other.clone());
            at = range.end;
        }
    }
    let rest = side.words.get(at..).unwrap_or_default();
    job.append(rest, 0.0, plain(text));
    job.append("”", 0.0, plain(text));
    job
}

/// Such as `Accepting tags these words as Quote, speaker Ada` or `… and links the two: contradicts`.
fn deed(project: &Project, suggestion: &Suggestion, sides: &[SideData]) -> String {
    let schema = project.schema();
    let name = |side: &SideData| {
        let label = schema.label(&side.label);
        label.map_or_else(|| side.label.to_string(), |l| l.name.clone())
    };
    let Some(first) = sides.first() else {
        return String::new();
    };
    let tag = name(first);
    let Some(relation_type) = suggestion.relation_type() else {
        return match first.speaker.as_str() {
            "" => format!("Accepting tags these words as {tag}"),
            speaker => format!("Accepting tags these words as {tag}, speaker {speaker}"),
        };
    };
    let link = schema.relation_type(&relation_type);
    let link = link.map_or_else(|| relation_type.to_string(), |t| t.name.clone());
    format!("Accepting links both places: {link}. Where nothing is tagged yet, it tags as {tag}")
}

/// Such as `Overlaps your Quote “We will not wait”`.
fn overlaps_in_words(project: &Project, own: &Annotation) -> Option<String> {
    let text = project.document(&own.document)?.text();
    let label = project.schema().label(&own.label);
    let label = label.map_or(own.label.as_str(), |l| l.name.as_str());
    let words = on_one_line(&own.covered_text(text), OVERLAP_CHARS);
    Some(format!("Overlaps your {label} “{words}”"))
}

/// What is shown of a suggestion, kept from frame to frame: of the two versions of a long quotation, finding what differs
/// is work.
#[derive(Debug, Default)]
pub struct ShownSuggestion(Option<Gathered>);

/// What was gathered, and of what.
#[derive(Debug)]
struct Gathered {
    revision: u64,
    suggestion: Suggestion,
    data: SuggestionData,
}

impl ShownSuggestion {
    /// What there is to show; gathered anew for another suggestion, part, or `revision` of the project.
    fn data(
        &mut self,
        (project, revision): (&Project, u64),
        suggestion: &Suggestion,
        part: usize,
    ) -> &mut SuggestionData {
        let kept = self.0.take().filter(|kept| {
            (kept.revision, kept.data.part) == (revision, part) && kept.suggestion == *suggestion
        });
        let gather = || Gathered {
            revision,
            suggestion: suggestion.clone(),
            data: SuggestionData::gather(project, suggestion, part),
        };
        &mut self.0.insert(kept.unwrap_or_else(gather)).data
    }
}

/// Draws it, with the buttons to decide.
pub fn suggestion_ui(
    ctx: &ViewContext<'_>,
    ui: &mut Ui,
    (key, part): (&SuggestionKey, usize),
    shown: &mut ShownSuggestion,
) {
    let Some(suggestion) = ctx.suggestions.found().get(key) else {
        return;
    };
    let project = (ctx.project(), ctx.workspace.revision());
    let data = shown.data(project, suggestion, part);
    data.obstacle = if let Some(reason) = ctx.workspace.read_only() {
        Some(format!("Open for reading only: {reason}"))
    } else if ctx.annotator().is_none() {
        Some("Choose who annotates first".to_owned())
    } else {
        None
    };
    let own = ctx.suggestions.judge().own_on_it(suggestion);
    data.overlaps = own.and_then(|a| overlaps_in_words(ctx.project(), a));
    page_ui(ui, "suggestion", |ui| data_ui(ctx, ui, key, data));
}

fn data_ui(ctx: &ViewContext<'_>, ui: &mut Ui, key: &SuggestionKey, data: &SuggestionData) {
    let name = name_of(data.row.kind, data.row.link.as_ref());
    let heading = format!("Suggested: {}", name.to_lowercase());
    ui.label(RichText::new(heading).family(semibold()));
    weak_ui(ui, ctx.tokens, "Not an annotation until you accept it");
    for (nth, side) in data.row.sides.iter().enumerate() {
        side_ui(ctx, ui, key, data, nth, side);
    }
    if data.unique.iter().any(|words| !words.is_empty()) {
        weak_ui(
            ui,
            ctx.tokens,
            "Underlined: words that the other one has not",
        );
    }
    section_ui(ui, ctx.tokens, "Why");
    ui.label(RichText::new(data.row.score_in_words()).family(semibold()));
    ui.label(&data.row.why);
    section_ui(ui, ctx.tokens, "What accepting does");
    ui.label(&data.deed);
    if let Some(overlaps) = &data.overlaps {
        warning_ui(ui, ctx.tokens, overlaps);
    }
    ui.add_space(size::GROUP);
    if let Some(obstacle) = &data.obstacle {
        return warning_ui(ui, ctx.tokens, obstacle);
    }
    ui.horizontal_wrapped(|ui| {
        for (text, command, tooltip) in [
            (
                "Accept",
                UiCommand::EditFirstField,
                "Enter. A tag’s key accepts with that tag",
            ),
            (
                "Reject",
                UiCommand::Delete,
                "Delete. It is not suggested again; undo brings it back",
            ),
            ("Next", UiCommand::NextSuggestion, "S, back with Shift+S"),
        ] {
            if ui.button(text).on_hover_text(tooltip).clicked() {
                ctx.sender.ui(command);
            }
        }
    });
}

fn side_ui(
    ctx: &ViewContext<'_>,
    ui: &mut Ui,
    key: &SuggestionKey,
    data: &SuggestionData,
    nth: usize,
    side: &SideData,
) {
    let is_pair = data.row.sides.len() > 1;
    let is_here = ctx.document == Some(&side.document);
    let heading = match (is_pair, is_here) {
        (true, true) => "In this article".to_owned(),
        (true, false) => format!("In “{}”", side.title),
        (false, _) => "The words".to_owned(),
    };
    section_ui(ui, ctx.tokens, &heading);
    let is_in_view = is_pair && nth == data.part;
    let stroke = if is_in_view {
        egui::Stroke::new(1.5, ctx.tokens.accent)
    } else {
        egui::Stroke::new(1.0, ctx.tokens.line)
    };
    egui::Frame::new()
        .fill(ctx.tokens.page)
        .stroke(stroke)
        .corner_radius(size::CORNER)
        .inner_margin(6)
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            let unique = data.unique.get(nth).map_or(&[][..], Vec::as_slice);
            ui.label(side_job(ui, ctx.tokens, side, unique));
        });
    ui.horizontal_wrapped(|ui| {
        let schema = ctx.project().schema();
        swatch_ui(ui, &ctx.tokens.mark_style(schema, &side.label));
        let label = schema.label(&side.label);
        ui.label(label.map_or(side.label.as_str(), |l| l.name.as_str()));
        if !side.speaker.is_empty() {
            ui.label(RichText::new(format!("Speaker: {}", side.speaker)).color(ctx.tokens.weak));
        }
        if is_pair && !is_in_view && ui.button("Go there").clicked() {
            let key = key.clone();
            ctx.sender.act(AppAction::GoToSuggestion { key, part: nth });
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shown_is_gathered_again_for_what_has_changed_only() {
        let project = crate::app::panels::fixture::project();
        let empty = Project::default();
        let mut suggestion = Suggestion {
            link: None,
            kind: SuggestionKind::Quotes,
            score: 0.5,
            why: "between quotation marks".to_owned(),
            parts: vec![crate::suggest::SuggestedSpan {
                document: project.documents()[1].id.clone(),
                spans: Vec::new(),
                label: "quote".into(),
                features: Vec::new(),
                annotation: None,
            }],
        };
        let mut shown = ShownSuggestion::default();
        let first = shown.data((&project, 1), &suggestion, 0).clone();
        assert_eq!(first.row.sides[0].title, "No plan, says port");
        // The same revision: it is not looked up again.
        assert_eq!(*shown.data((&empty, 1), &suggestion, 0), first);
        assert_eq!(shown.data((&project, 1), &suggestion, 1).part, 1);
        assert_eq!(
            shown.data((&empty, 2), &suggestion, 1).row.sides[0].title,
            ""
        );
        suggestion.why = "it begins with a dash".to_owned();
        let why = &shown.data((&empty, 2), &suggestion, 1).row.why;
        assert_eq!(*why, suggestion.why);
    }
}
