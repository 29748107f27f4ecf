//! The list of the spans behind a figure.

use super::super::letter;
use super::behind::{Asked, Behind, BehindRow, Target};
use super::data::FiguresData;
use super::{FiguresAnswer, FiguresKit, FiguresState};
use crate::agreement::describe;
use crate::app::panels::parts::{cell_ui, empty_ui, list_row_ui, weak_ui};
use crate::app::panels::wording::on_one_line;
use crate::app::tokens::{semibold, size};
use crate::app::widgets::{VirtualList, paint_swatch, words};
use crate::workspace::comparison::{Compared, Side};
use egui::{Button, Rect, RichText, Role, Ui, WidgetInfo, pos2, vec2};

/// Height of a line of a row, points.
const LINE: f32 = 21.0;
/// How much of a span is read for a row, code points.
const SHOWN_CHARS: usize = 160;
/// Width of an annotator's letter, points.
const NAME: f32 = 22.0;

/// Which rows are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Which {
    #[default]
    All,
    Agreed,
    Differing,
}

impl Which {
    fn fits(self, row: &BehindRow) -> bool {
        match self {
            Self::All => true,
            Self::Agreed => row.is_agreed,
            Self::Differing => !row.is_agreed,
        }
    }
}

/// Where the list is.
#[derive(Default)]
pub struct Shown {
    which: Which,
    list: VirtualList,
    row: Option<usize>,
}

/// What the list is about.
pub fn title(compared: &Compared, data: &FiguresData, asked: &Asked) -> String {
    let name = |id: &str| describe(id).map_or_else(|| id.to_owned(), |d| d.name.to_owned());
    let what = match &asked.target {
        Target::Figure { id, label: None } => name(id),
        Target::Figure {
            id,
            label: Some(label),
        } => format!("{}, {}", name(id), data.label_name(label)),
        Target::Pair { id, pair } => {
            format!(
                "{}, {} and {}",
                name(id),
                data.names[pair.0],
                data.names[pair.1]
            )
        }
        Target::Without { id, annotator } => {
            format!("{}, without {}", name(id), data.names[*annotator])
        }
        Target::Shift { is_end, class } => {
            let classes = data.shifts.as_ref().map(|s| &s[usize::from(*is_end)]);
            let class = classes.and_then(|classes| classes.get(*class));
            let class = class.map_or("", |(name, _)| name.as_str());
            let which = if *is_end { "Ends" } else { "Starts" };
            format!("{which}, shifted by {class}")
        }
        Target::Cell { row, column } => {
            let names = data.confusion.as_ref().map(|c| &c.names);
            let tag = |i: usize| names.and_then(|n| n.get(i)).map_or("", String::as_str);
            format!(
                "{}: {}, {}: {}",
                data.names[0],
                tag(*row),
                data.names[1],
                tag(*column)
            )
        }
    };
    match asked
        .document
        .and_then(|i| compared.comparison.documents.get(i))
    {
        Some(document) => format!("{what}, in “{}”", document.title),
        None => what,
    }
}

/// Draws the list; `is_alone`: in place of the page, so that a button leads back.
pub fn behind_ui(
    ui: &mut Ui,
    kit: FiguresKit<'_>,
    data: &FiguresData,
    state: &mut FiguresState,
    is_alone: bool,
) -> Option<FiguresAnswer> {
    let asked = state.asked.clone()?;
    ui.horizontal(|ui| {
        let text = if is_alone {
            "‹ Back to the figures"
        } else {
            "×"
        };
        let button = ui.button(text);
        button.widget_info(|| {
            let name = if is_alone {
                "Back to the figures"
            } else {
                "Close the list"
            };
            WidgetInfo::labeled(Role::Button, true, name)
        });
        if button.clicked() {
            state.asked = None;
            state.work = None;
        }
        let title = title(kit.compared, data, &asked);
        words::label_ui(ui, RichText::new(title).family(semibold()));
    });
    let Some(behind) = &state.behind else {
        ui.label(RichText::new("Looking for the spans…").color(kit.tokens.weak));
        return None;
    };
    weak_ui(ui, kit.tokens, &behind.how);
    if behind.rows.is_empty() {
        if !behind.annotators.is_empty() {
            empty_ui(ui, kit.tokens, "No spans", "Nothing was counted here");
        }
        return None;
    }
    which_ui(ui, behind, &mut state.shown);
    let rows: Vec<&BehindRow> = behind
        .rows
        .iter()
        .filter(|r| state.shown.which.fits(r))
        .collect();
    let lines = 1 + behind.annotators.len();
    let height = lines as f32 * LINE + size::GROUP;
    let chosen = state.shown.row;
    let mut pressed = None;
    let shown = state
        .shown
        .list
        .show(ui, "Spans", rows.len(), height, chosen, |ui, i| {
            if row_ui(ui, kit, behind, rows[i], chosen == Some(i)) {
                pressed = Some(i);
            }
        });
    if pressed.is_some() {
        shown.response.request_focus();
    }
    state.shown.row = pressed.or(shown.moved_to).or(chosen);
    let go = pressed.or(chosen.filter(|_| shown.entered))?;
    let row = rows.get(go)?;
    Some(FiguresAnswer::Show {
        units: row.units.iter().copied().flatten().collect(),
    })
}

fn which_ui(ui: &mut Ui, behind: &Behind, shown: &mut Shown) {
    ui.horizontal_wrapped(|ui| {
        for (which, text) in [
            (Which::All, "All"),
            (Which::Agreed, "Agree"),
            (Which::Differing, "Differ"),
        ] {
            let n = behind.rows.iter().filter(|row| which.fits(row)).count();
            let is_on = shown.which == which;
            let button = ui.add(Button::selectable(is_on, format!("{text} {n}")));
            if button.clicked() && !is_on {
                shown.which = which;
                shown.row = None;
                shown.list = VirtualList::default();
            }
        }
    });
}

/// The tag and words of an annotator's part of a row; `None`: nothing there.
fn part(compared: &Compared, row: &BehindRow, place: usize) -> Option<(String, String)> {
    let unit = row.units.get(place).copied().flatten()?;
    let words = |unit: usize| on_one_line(&compared.words(unit), SHOWN_CHARS);
    let label = &compared.input.labels[compared.input.units[unit].label];
    let other = row.other_ends.as_ref().and_then(|ends| ends[place]);
    let text = match other {
        Some(other) => format!("{} → {}", words(unit), words(other)),
        None => words(unit),
    };
    Some((label.clone(), text))
}

/// A row in words.
fn spoken(kit: FiguresKit<'_>, behind: &Behind, row: &BehindRow) -> String {
    let compared = kit.compared;
    let parts = behind
        .annotators
        .iter()
        .enumerate()
        .filter_map(|(place, annotator)| {
            let side = compared.sides.get(*annotator)?;
            let (label, words) = part(compared, row, place)?;
            Some(format!(
                "{}: {} “{words}”",
                kit.name(*annotator),
                label_name(side, &label)
            ))
        });
    let title = compared.comparison.documents.get(row.document);
    let title = title.map_or("", |d| d.title.as_str());
    format!(
        "{}; {}; in {title}",
        row.kind.words(kit.names),
        parts.collect::<Vec<_>>().join(", ")
    )
}

/// How they agree or differ; where what differs counts as equal it is said.
fn kind_words(kit: FiguresKit<'_>, row: &BehindRow) -> String {
    let words = row.kind.words(kit.names);
    if row.is_agreed && row.kind.is_apart() {
        format!("{words}, counts as equal")
    } else {
        words
    }
}

fn label_name(side: &Side, id: &str) -> String {
    let labels = &side.project.schema().labels;
    let found = labels.iter().find(|l| l.id.as_str() == id);
    found.map_or_else(|| id.to_owned(), |l| l.name.clone())
}

/// Draws a row; says whether it was clicked.
fn row_ui(
    ui: &mut Ui,
    kit: FiguresKit<'_>,
    behind: &Behind,
    row: &BehindRow,
    is_chosen: bool,
) -> bool {
    let (tokens, compared) = (kit.tokens, kit.compared);
    let name = spoken(kit, behind, row);
    let (rect, response) = list_row_ui(ui, tokens, &name, is_chosen);
    let rect = rect.shrink2(vec2(size::GROUP, size::GAP));
    let line = |i: usize| {
        let top = rect.top() + i as f32 * LINE;
        Rect::from_min_max(pos2(rect.left(), top), pos2(rect.right(), top + LINE))
    };
    let title = compared.comparison.documents.get(row.document);
    let title = title.map_or("", |d| d.title.as_str());
    let head = format!("{} · {title}", kind_words(kit, row));
    cell_ui(ui, line(0), &head, tokens.weak);
    let below = rect.bottom() + size::GAP - 1.0;
    ui.painter()
        .hline(rect.x_range(), below, (1.0, tokens.line));
    for (place, annotator) in behind.annotators.iter().enumerate() {
        let Some(side) = compared.sides.get(*annotator) else {
            continue;
        };
        let at = line(place + 1);
        let name_end = (at.left() + NAME).min(at.right());
        let who = Rect::from_min_max(at.min, pos2(name_end - size::GAP, at.bottom()));
        cell_ui(ui, who, &letter(*annotator).to_string(), tokens.weak);
        let Some((label, text)) = part(compared, row, place) else {
            let rest = Rect::from_min_max(pos2(name_end, at.top()), at.max);
            cell_ui(ui, rest, "–", tokens.weak);
            continue;
        };
        let schema = side.project.schema();
        let style = tokens.mark_style(schema, &label.as_str().into());
        let corner = pos2(name_end, at.center().y - size::SWATCH / 2.0);
        let swatch = Rect::from_min_size(corner, vec2(size::SWATCH, size::SWATCH));
        paint_swatch(ui.painter(), swatch, &style);
        let left = swatch.right() + 6.0;
        let tag = label_name(side, &label);
        let rest = Rect::from_min_max(pos2(left, at.top()), at.max);
        cell_ui(ui, rest, &format!("{tag}: {text}"), tokens.text);
    }
    let who = (behind.annotators.iter()).map(|i| format!("{}: {}", letter(*i), kit.name(*i)));
    let who: Vec<String> = who.collect();
    let text = format!("{}\nShows the place in the text", who.join(", "));
    words::hover(response, &text).clicked()
}
