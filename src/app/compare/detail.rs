//! What each of the two made of the current place, side by side.

use super::deeds::CompareDeed;
use super::list::{label_name, link_type_name};
use super::rows::{Entry, What};
use super::settle::{NoteOf, outcome_words};
use super::{CompareState, letter};
use crate::app::context::{AppAction, ViewContext};
use crate::app::dispatch::sentence;
use crate::app::panels::draft::Typed as _;
use crate::app::panels::parts::{framed_ui, warning_ui, weak_ui};
use crate::app::panels::wording::{on_one_line, quoted};
use crate::app::tokens::{semibold, size};
use crate::app::ui_command::UiCommand;
use crate::app::widgets::words::{hover, in_lines, in_order, label_ui};
use crate::app::widgets::{page_ui, swatch_ui};
use crate::model::{Annotation, AnnotatorId, DecisionOutcome, Features, LabelId, Project};
use crate::workspace::{Compared, Settled};
use egui::{Button, Rect, RichText, TextEdit, Ui, UiBuilder, pos2};
use std::sync::Arc;

/// Its height, points.
pub const HEIGHT: f32 = 226.0;
/// In less room, points, all of it scrolls together.
const LOW: f32 = 190.0;
/// How much of a text is shown, code points.
const SHOWN_CHARS: usize = 300;
/// Of each end of a link that was taken, so that both stand on one line.
const END_CHARS: usize = 40;

/// One span of a side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SpanData {
    /// Place in the units.
    pub unit: usize,
    /// The tag's id.
    pub label: String,
    /// The tag's name.
    pub tag: String,
    /// The words.
    pub words: String,
    /// Fields such as the speaker, and the note, each in words.
    pub fields: Vec<String>,
}

/// What a side made of a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SideData {
    /// A or B, and the name.
    pub who: String,
    /// The type of a link.
    pub link: Option<String>,
    /// The span, and those with other values that repeat its words and tag; or both ends of the link. None where the side
    /// has nothing there.
    pub spans: Vec<SpanData>,
}

/// Both sides of an entry.
pub(super) fn gather(compared: &Compared, entry: &Entry) -> [SideData; 2] {
    let sides = entry.what.sides();
    [0, 1].map(|side| {
        let mut data = SideData {
            who: letter(side).to_string(),
            link: None,
            spans: Vec::new(),
        };
        match (entry.what, sides[side]) {
            (_, None) => {}
            (What::Spans { .. }, Some(unit)) => {
                data.spans.push(span_data(compared, unit));
                // What says the same again is not told again.
                for repeat in compared.decidable.repeats_of(unit) {
                    let repeat = span_data(compared, *repeat);
                    if !data.spans.iter().any(|told| told.fields == repeat.fields) {
                        data.spans.push(repeat);
                    }
                }
            }
            (What::Links { .. }, Some(link)) => {
                let input = &compared.input;
                if let Some(link) = input.links.get(link) {
                    data.link = Some(link_type_name(compared, link.link_type));
                    data.spans = [link.from, link.to].map(|u| span_data(compared, u)).into();
                }
            }
        }
        data
    })
}

fn span_data(compared: &Compared, unit: usize) -> SpanData {
    let input = &compared.input;
    let label = input.units.get(unit).map_or(0, |u| u.label);
    let annotation = compared.annotation(unit);
    let mut fields = Vec::new();
    if let Some(a) = annotation {
        for (name, value) in a.features.iter() {
            fields.push(format!("{name}: {value}"));
        }
        if !a.note.is_empty() {
            fields.push(format!("note: {}", on_one_line(&a.note, SHOWN_CHARS)));
        }
    }
    SpanData {
        unit,
        label: input.labels.get(label).cloned().unwrap_or_default(),
        tag: label_name(compared, label),
        words: on_one_line(&compared.words(unit), SHOWN_CHARS),
        fields,
    }
}

/// The buttons that decide, with the letter of each.
const DECIDING: [(UiCommand, &str, &str); 5] = [
    (UiCommand::TakeA, "A", "Take A"),
    (UiCommand::TakeB, "B", "Take B"),
    (UiCommand::TakeBoth, "O", "Both"),
    (UiCommand::TakeNeither, "X", "Neither"),
    (UiCommand::EditResult, "E", "Edit"),
];

/// Draws the current place.
pub fn detail_ui(ctx: &ViewContext<'_>, ui: &mut Ui, state: &mut CompareState) {
    let Some(made) = &state.made else {
        return;
    };
    let Some(entry) = state.current().copied() else {
        let hint = "Choose a difference in the list or in the text";
        return weak_ui(ui, ctx.tokens, hint);
    };
    ui.spacing_mut().item_spacing.y = size::GAP;
    let settled = state.settled().cloned();
    let place = made.row().map(|row| (row + 1, made.shown.2.len()));
    let compared = made.compared.clone();
    let mut sides = gather(&compared, &entry);
    for (i, side) in sides.iter_mut().enumerate() {
        side.who = format!("{}  {}", letter(i), state.side_name(&compared, i));
    }
    if ui.available_height() < LOW {
        // In little room all of it scrolls: the two sides would have none.
        page_ui(ui, "place and sides", |ui| {
            head_ui(ctx, ui, state, &entry, (place, settled.as_ref()));
            ui.columns(2, |halves| {
                for (half, side) in halves.iter_mut().zip(&sides) {
                    side_ui(ctx, half, &compared, side);
                }
            });
        });
        return;
    }
    head_ui(ctx, ui, state, &entry, (place, settled.as_ref()));
    let area = ui.available_rect_before_wrap();
    let middle = area.center().x;
    for (i, side) in sides.iter().enumerate() {
        let rect = if i == 0 {
            Rect::from_min_max(area.min, pos2(middle - size::GAP, area.bottom()))
        } else {
            Rect::from_min_max(pos2(middle + size::GAP, area.top()), area.max)
        };
        let mut half = ui.new_child(UiBuilder::new().max_rect(rect).id_salt(("side", i)));
        half.shrink_clip_rect(rect);
        page_ui(&mut half, ("side", i), |ui| {
            side_ui(ctx, ui, &compared, side);
        });
    }
    ui.advance_cursor_after_rect(area);
}

/// What stands above the two sides: which place, how it is decided, its result and the note.
fn head_ui(
    ctx: &ViewContext<'_>,
    ui: &mut Ui,
    state: &mut CompareState,
    entry: &Entry,
    (place, settled): (Option<(usize, usize)>, Option<&Settled>),
) {
    title_ui(ctx, ui, entry, place);
    decision_ui(ctx, ui, state, (entry, settled));
    if let Some(settled) = settled {
        result_ui(ctx, ui, entry, ("Result", &settled.result));
    } else if let Some(there) = state.settling.elsewhere(entry).cloned() {
        let name = |id: &AnnotatorId| {
            let annotator = ctx.project().annotator(id);
            annotator.map_or_else(|| id.to_string(), |a| a.name.clone())
        };
        let pairs = there.pairs.iter();
        let pairs = pairs.map(|[a, b]| format!("{} and {}", name(a), name(b)));
        let head = if state.are_names_hidden() {
            "There already, settled between others".to_owned()
        } else {
            let pairs: Vec<String> = pairs.collect();
            format!("There already, settled between {}", pairs.join("; "))
        };
        result_ui(ctx, ui, entry, (&head, &there.result));
    }
    note_ui(ctx, ui, state, entry);
}

/// How the two differ, which of the list it is, and the way to the others.
fn title_ui(ctx: &ViewContext<'_>, ui: &mut Ui, entry: &Entry, place: Option<(usize, usize)>) {
    ui.horizontal_wrapped(|ui| {
        let kind = entry.kind;
        let text = format!("{}  {}", kind.sign(), sentence(kind.words()));
        ui.label(RichText::new(text).family(semibold()));
        if let Some((row, n)) = place {
            weak_ui(ui, ctx.tokens, &format!("{row} of {n}"));
        }
        for (command, sign) in [
            (UiCommand::PreviousDisagreement, "◀"),
            (UiCommand::NextDisagreement, "▶"),
        ] {
            command_ui(ctx, ui, command, sign);
        }
    });
}

/// A small button of a command.
fn command_ui(ctx: &ViewContext<'_>, ui: &mut Ui, command: UiCommand, text: &str) {
    let button = ui.add(Button::new(text).small());
    let name = command.spec().text;
    button.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, name));
    let hover = format!("{} ({})", command.spec().tooltip, command.keys_text());
    if button.on_hover_text(hover).clicked() {
        ctx.sender.ui(command);
    }
}

/// The buttons that decide, and what is decided.
fn decision_ui(
    ctx: &ViewContext<'_>,
    ui: &mut Ui,
    state: &CompareState,
    (entry, settled): (&Entry, Option<&Settled>),
) {
    if ctx.is_read_only() {
        return;
    }
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = size::GAP;
        for (command, key, text) in DECIDING {
            let outcome = outcome_of(command);
            let is_on = settled.is_some_and(|s| Some(s.outcome) == outcome);
            let name = command.spec().text;
            let button = ui
                .add(Button::selectable(is_on, format!("{key}  {text}")).frame_when_inactive(true));
            button
                .widget_info(|| egui::WidgetInfo::selected(egui::Role::Button, true, is_on, name));
            let hover = format!("{} ({})", command.spec().tooltip, command.keys_text());
            if button.on_hover_text(hover).clicked() {
                ctx.sender.ui(command);
            }
        }
        let Some(settled) = settled else {
            if !state.settling().can_decide() {
                weak_ui(
                    ui,
                    ctx.tokens,
                    "the first decision asks to take B's layer into this project",
                );
            }
            return;
        };
        let words = outcome_words(settled.outcome, entry.what.has());
        ui.label(RichText::new(format!("✓ {words}")).color(ctx.tokens.good));
        command_ui(ctx, ui, UiCommand::OpenAgain, "Open again");
        if let Some(stale) = settled.stale {
            warning_ui(ui, ctx.tokens, stale.words());
        }
    });
}

/// What a command of the row of buttons decides.
fn outcome_of(command: UiCommand) -> Option<DecisionOutcome> {
    Some(match command {
        UiCommand::TakeA => DecisionOutcome::A,
        UiCommand::TakeB => DecisionOutcome::B,
        UiCommand::TakeBoth => DecisionOutcome::Both,
        UiCommand::TakeNeither => DecisionOutcome::Neither,
        UiCommand::EditResult => DecisionOutcome::Edited,
        _ => return None,
    })
}

/// What a decision put into the adjudicator's layer, as it stands now: its tag or type of link, and what is said of it.
pub(super) fn results(
    project: &Project,
    entry: &Entry,
    result: &[Arc<str>],
) -> Vec<(Option<LabelId>, String)> {
    let words = |annotation: &Annotation, n_chars: usize| {
        let document = project.document(&annotation.document);
        let words = document.map_or_else(String::new, |d| annotation.covered_text(d.text()));
        quoted(&on_one_line(&words, n_chars))
    };
    let fields = |features: &Features| -> String {
        let all = features.iter();
        let all: Vec<[&str; 4]> = all
            .map(|(name, value)| [" · ", name.as_str(), ": ", value])
            .collect();
        all.concat().concat()
    };
    let one = |id: &Arc<str>| match entry.what {
        What::Spans { .. } => {
            let annotation = project.annotation(&id.clone().into())?;
            let label = project.schema().label(&annotation.label);
            let tag = label.map_or(annotation.label.as_str(), |l| l.name.as_str());
            let text = format!(
                "{tag} {}{}",
                words(annotation, SHOWN_CHARS),
                fields(&annotation.features)
            );
            Some((Some(annotation.label.clone()), text))
        }
        What::Links { .. } => {
            let link = project.relation(&id.clone().into())?;
            let known = project.schema().relation_type(&link.relation_type);
            let name = known.map_or(link.relation_type.as_str(), |t| t.name.as_str());
            let end = |id| {
                project
                    .annotation(id)
                    .map_or_else(String::new, |a| words(a, END_CHARS))
            };
            let sign = if known.is_some_and(|t| t.symmetric) {
                "↔"
            } else {
                "→"
            };
            let (from, to) = (end(&link.from), end(&link.to));
            let text = format!("{name} {from} {sign} {to}{}", fields(&link.features));
            Some((None, text))
        }
    };
    result.iter().filter_map(one).collect()
}

/// The result in a line each, behind what it is.
fn result_ui(
    ctx: &ViewContext<'_>,
    ui: &mut Ui,
    entry: &Entry,
    (head, result): (&str, &[Arc<str>]),
) {
    let project = ctx.project();
    let all = results(project, entry, result);
    if all.is_empty() {
        return weak_ui(ui, ctx.tokens, &format!("{head}: nothing"));
    }
    for (label, text) in all {
        ui.horizontal(|ui| {
            if let Some(label) = label {
                swatch_ui(ui, &ctx.tokens.mark_style(project.schema(), &label));
            }
            let text = format!("{head}: {text}");
            let shown = in_order(ui, text.as_str(), ui.available_width());
            let line = ui.add(egui::Label::new(shown).truncate());
            hover(line, &text);
        });
    }
}

/// The field of the note for the guidelines.
fn note_ui(ctx: &ViewContext<'_>, ui: &mut Ui, state: &mut CompareState, entry: &Entry) {
    if ctx.is_read_only() || !state.settling.can_decide() {
        return;
    }
    let record = state.settling.record(entry);
    let owner = match (record, &state.current) {
        (Some(record), _) => NoteOf::Decision(record.decision.clone()),
        (None, Some(key)) => NoteOf::Place(key.clone()),
        (None, None) => return,
    };
    let stored = record.map_or("", |record| record.note.as_str());
    let left = state.note.follow(&owner, stored);
    state.send_note(ctx.sender, left, ctx.project());
    let edit = TextEdit::singleline(&mut state.note.text)
        .hint_text("Note for the guidelines")
        .desired_width(f32::INFINITY);
    let field = framed_ui(ui, ctx.tokens, |ui| ui.add(edit));
    let field = field.accessible_name("Note for the guidelines");
    if field.lost_focus() {
        state.commit(ctx.project(), ctx.sender);
    }
}

fn side_ui(ctx: &ViewContext<'_>, ui: &mut Ui, compared: &Compared, side: &SideData) {
    ui.spacing_mut().item_spacing.y = 2.0;
    label_ui(ui, RichText::new(&side.who).family(semibold()));
    if side.spans.is_empty() {
        return weak_ui(ui, ctx.tokens, "nothing here");
    }
    if let Some(link) = &side.link {
        label_ui(ui, link.as_str());
    }
    for span in &side.spans {
        ui.horizontal_wrapped(|ui| {
            let schema = compared.side_of(span.unit).project.schema();
            let style = ctx.tokens.mark_style(schema, &span.label.as_str().into());
            swatch_ui(ui, &style);
            ui.label(&span.tag);
            for field in &span.fields {
                weak_ui(ui, ctx.tokens, field);
            }
        });
        let text = quoted(&span.words);
        let shown = in_lines(ui, text.as_str(), ui.available_width());
        let words = ui.add(Button::new(shown).frame(false).wrap());
        let words = words.accessible_name(&text);
        if words.on_hover_text("Shows it in the text").clicked() {
            let deed = CompareDeed::ShowUnit(span.unit);
            ctx.sender.act(AppAction::Compare(deed));
        }
    }
}
