//! What each of the two made of the current place, side by side.

use super::deeds::CompareDeed;
use super::list::{label_name, link_type_name};
use super::rows::{Entry, What};
use super::{CompareState, letter, side_name};
use crate::app::context::{AppAction, ViewContext};
use crate::app::panels::parts::weak_ui;
use crate::app::panels::wording::on_one_line;
use crate::app::tokens::{semibold, size};
use crate::app::ui_command::UiCommand;
use crate::app::widgets::swatch_ui;
use crate::app::widgets::words::{in_lines, label_ui};
use crate::workspace::Compared;
use egui::{Button, Rect, RichText, ScrollArea, Ui, UiBuilder, pos2};

/// Its height, points.
pub const HEIGHT: f32 = 150.0;
/// How much of a text is shown, code points.
const SHOWN_CHARS: usize = 300;

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
    /// The span, or both ends of the link; none where the side has nothing there.
    pub spans: Vec<SpanData>,
}

/// Both sides of an entry.
pub(super) fn gather(compared: &Compared, entry: &Entry) -> [SideData; 2] {
    let sides = entry.what.sides();
    [0, 1].map(|side| {
        let name = compared.sides.get(side).map(side_name).unwrap_or_default();
        let who = format!("{}  {name}", letter(side));
        let mut data = SideData {
            who,
            link: None,
            spans: Vec::new(),
        };
        match (entry.what, sides[side]) {
            (_, None) => {}
            (What::Spans { .. }, Some(unit)) => data.spans.push(span_data(compared, unit)),
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

/// Draws the current place.
pub fn detail_ui(ctx: &ViewContext<'_>, ui: &mut Ui, state: &CompareState) {
    let Some(made) = &state.made else {
        return;
    };
    let Some(entry) = state.current() else {
        return weak_ui(
            ui,
            ctx.tokens,
            "Choose a difference in the list or in the text",
        );
    };
    let n = made.shown.1.len();
    ui.horizontal_wrapped(|ui| {
        let kind = entry.kind;
        let mut first = kind.words().to_owned();
        if let Some(letter) = first.get_mut(0..1) {
            letter.make_ascii_uppercase();
        }
        let text = format!("{}  {first}", kind.sign());
        ui.label(RichText::new(text).family(semibold()));
        if let Some(row) = made.row() {
            weak_ui(ui, ctx.tokens, &format!("{} of {n}", row + 1));
        }
        for (command, sign) in [
            (UiCommand::PreviousDisagreement, "◀"),
            (UiCommand::NextDisagreement, "▶"),
        ] {
            let button = ui.add(Button::new(sign).small());
            let name = command.spec().text;
            button.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, name));
            let hover = format!("{} ({})", command.spec().tooltip, command.keys_text());
            if button.on_hover_text(hover).clicked() {
                ctx.sender.ui(command);
            }
        }
    });
    let sides = gather(&made.compared, entry);
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
        ScrollArea::vertical()
            .id_salt(("side", i))
            .auto_shrink([false, false])
            .show(&mut half, |ui| side_ui(ctx, ui, &made.compared, side));
    }
    ui.advance_cursor_after_rect(area);
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
        let text = format!("“{}”", span.words);
        let shown = in_lines(ui, text.as_str(), ui.available_width());
        let words = ui.add(Button::new(shown).frame(false).wrap());
        let words = words.accessible_name(&text);
        if words.on_hover_text("Shows it in the text").clicked() {
            let deed = CompareDeed::ShowUnit(span.unit);
            ctx.sender.act(AppAction::Compare(deed));
        }
    }
}
