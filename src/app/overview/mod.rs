//! The Overview: the contradictions board with its picture, contested claims, contradictions that lack a side, and who
//! said what.
mod card;
mod data;
mod picture;
mod speakers;
#[cfg(test)]
mod tests;

pub use data::{Filter, GroupBy, Overview, OverviewQuery, overview};
pub use picture::Picture;
pub use speakers::SpeakersState;

use super::context::{AppAction, Current, Sender, ViewContext};
use super::panels::parts::{cell_ui, empty_ui, list_row_ui, section_ui, weak_ui};
use super::panels::wording::{counted, on_one_line};
use super::panels::worked::Worked;
use super::tokens::{Tokens, semibold, size};
use super::widgets::{VirtualList, paint_swatch};
use crate::model::{Annotation, AnnotationId, AnnotatorId, Project, RelationId, SpeakerNames};
use crate::workspace::settings::OtherLayers;
use card::{CARD, CardData, card_ui};
use data::said_by;
use egui::{ComboBox, Rect, RichText, Ui, UiBuilder, pos2, vec2};

/// In areas of this width, points, and more, the picture stands beside the cards, in narrower ones above them.
const WIDE: f32 = 720.0;
/// In narrower areas, points, there is no picture.
const LEAST_WIDTH: f32 = 420.0;
/// In lower areas, points, there is no picture above the cards.
const LEAST_HEIGHT: f32 = 460.0;
/// How much of a text is read for a row, code points.
const SHOWN_CHARS: usize = 200;

/// How much of each title of a pair of articles stands in a row, code points.
const PAIR_CHARS: usize = 22;

/// What the Overview shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tab {
    /// The board.
    #[default]
    Contradictions,
    /// Claims that something speaks against.
    Contested,
    /// Contradictions that lack a side.
    OneSided,
    /// Who said what.
    Speakers,
}

/// Scratch of the Overview.
#[derive(Default)]
pub struct OverviewState {
    /// What is shown.
    pub tab: Tab,
    by: GroupBy,
    filter: Option<Filter>,
    worked: Worked<OverviewQuery, Overview>,
    /// What is made of the overview, and of which one.
    made: Option<Made>,
    cards: VirtualList,
    groups: VirtualList,
    claims: VirtualList,
    one_sided: VirtualList,
    /// Row chosen by the keyboard in one of the plain lists.
    row: Option<usize>,
    /// Who said what.
    pub speakers: SpeakersState,
}

/// Made of one overview, for one grouping and filter.
struct Made {
    of: (u64, GroupBy, Option<Filter>),
    picture: Picture,
    groups: Vec<(Filter, String, usize)>,
    shown: Vec<usize>,
}

/// What every part is drawn with.
#[derive(Clone, Copy)]
struct Kit<'a> {
    project: &'a Project,
    tokens: &'a Tokens,
    sender: &'a Sender,
    annotator: Option<&'a AnnotatorId>,
    current: &'a Current,
    revision: u64,
    others: bool,
    can_change: bool,
}

/// Draws the Overview.
pub fn overview_ui(ctx: &ViewContext<'_>, ui: &mut Ui, state: &mut OverviewState) {
    let kit = Kit {
        project: ctx.project(),
        tokens: ctx.tokens,
        sender: ctx.sender,
        annotator: ctx.annotator(),
        current: ctx.current,
        revision: ctx.workspace.revision(),
        others: ctx.settings.other_layers == OtherLayers::Faint,
        can_change: !ctx.is_read_only(),
    };
    egui::Frame::new()
        .inner_margin(egui::Margin::symmetric(12, 8))
        .show(ui, |ui| board_ui(ui, kit, state));
}

fn board_ui(ui: &mut Ui, kit: Kit<'_>, state: &mut OverviewState) {
    let query = OverviewQuery {
        annotator: kit.annotator.cloned(),
        others: kit.others,
    };
    let n = kit.project.n_annotations();
    let is_fresh = state
        .worked
        .follow((kit.project, kit.revision, n), &query, overview, ui.ctx());
    tabs_ui(ui, kit, state, is_fresh);
    ui.add_space(size::GAP);
    match state.tab {
        Tab::Contradictions => contradictions_ui(ui, kit, state, is_fresh),
        Tab::Contested => contested_ui(ui, kit, state),
        Tab::OneSided => one_sided_ui(ui, kit, state),
        Tab::Speakers => speakers::speakers_ui(ui, kit, &mut state.speakers),
    }
}

fn tabs_ui(ui: &mut Ui, kit: Kit<'_>, state: &mut OverviewState, is_fresh: bool) {
    let all = &state.worked.value;
    let tabs = [
        (
            Tab::Contradictions,
            format!("Contradictions {}", all.contradictions.len()),
        ),
        (
            Tab::Contested,
            format!("Contested claims {}", all.contested.len()),
        ),
        (
            Tab::OneSided,
            format!("One side only {}", all.one_sided.len()),
        ),
        (Tab::Speakers, "Speakers".to_owned()),
    ];
    ui.horizontal_wrapped(|ui| {
        for (tab, text) in tabs {
            let is_on = state.tab == tab;
            let mut text = RichText::new(text);
            if is_on {
                text = text.family(semibold());
            }
            if ui.selectable_label(is_on, text).clicked() && !is_on {
                state.tab = tab;
                state.row = None;
            }
        }
        if !is_fresh {
            ui.label(RichText::new("Counting…").color(kit.tokens.weak));
        }
    });
}

fn contradictions_ui(ui: &mut Ui, kit: Kit<'_>, state: &mut OverviewState, is_fresh: bool) {
    let all = &state.worked.value;
    if all.contradictions.is_empty() {
        if is_fresh {
            empty_ui(
                ui,
                kit.tokens,
                "No contradictions yet",
                "Those of the current annotator are shown. Select words that clash with words elsewhere and press L, go to the other side, in any article, and press L again",
            );
        }
        return;
    }
    let of = (state.worked.version, state.by, state.filter.clone());
    if state.made.as_ref().is_none_or(|made| made.of != of) {
        let titled = |(filter, n): (Filter, usize)| {
            let title = filter.title(kit.project);
            (filter, title, n)
        };
        let mut shown = all.shown(state.filter.as_ref());
        if shown.is_empty() {
            // What was chosen is gone.
            state.filter = None;
            shown = all.shown(None);
        }
        state.made = Some(Made {
            of: (state.worked.version, state.by, state.filter.clone()),
            picture: Picture::gather(kit.project, all, state.by),
            groups: all.groups(state.by).into_iter().map(titled).collect(),
            shown,
        });
    }
    let area = ui.available_rect_before_wrap();
    let cards = match Arrangement::of(area.size()) {
        Arrangement::Beside(width) => {
            let rect = Rect::from_min_max(area.min, pos2(area.left() + width, area.bottom()));
            let mut side = ui.new_child(UiBuilder::new().max_rect(rect).id_salt("board left"));
            by_ui(&mut side, state);
            let room = side.available_size();
            let height = (room.y * 0.55).clamp(140.0, room.x.max(140.0)).min(room.y);
            picture_ui(&mut side, kit, state, vec2(room.x, height));
            groups_ui(&mut side, kit, state);
            Rect::from_min_max(pos2(rect.right() + size::SECTION, area.top()), area.max)
        }
        Arrangement::Above(height) => {
            by_ui(ui, state);
            let top = ui.cursor().top();
            let middle = area.left() + area.width() * 0.55;
            let rect = Rect::from_min_max(pos2(area.left(), top), pos2(middle, top + height));
            let mut left = ui.new_child(UiBuilder::new().max_rect(rect).id_salt("board left"));
            picture_ui(&mut left, kit, state, rect.size());
            let start = pos2(middle + size::GROUP, top);
            let rect = Rect::from_min_max(start, pos2(area.right(), top + height));
            let mut right = ui.new_child(UiBuilder::new().max_rect(rect).id_salt("board groups"));
            groups_ui(&mut right, kit, state);
            Rect::from_min_max(pos2(area.left(), top + height + size::GROUP), area.max)
        }
        Arrangement::CardsOnly => {
            filter_ui(ui, state);
            Rect::from_min_max(pos2(area.left(), ui.cursor().top()), area.max)
        }
    };
    let mut right = ui.new_child(UiBuilder::new().max_rect(cards).id_salt("board cards"));
    cards_ui(&mut right, kit, state);
    ui.advance_cursor_after_rect(area);
}

/// Where the picture and the groups stand.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Arrangement {
    /// Left of the cards, so wide.
    Beside(f32),
    /// Above them, so high.
    Above(f32),
    /// There is no room for the picture; the groups are a list to open.
    CardsOnly,
}

impl Arrangement {
    fn of(area: egui::Vec2) -> Self {
        if area.x >= WIDE {
            Self::Beside((area.x * 0.36).clamp(240.0, 420.0))
        } else if area.x >= LEAST_WIDTH && area.y >= LEAST_HEIGHT {
            Self::Above((area.y * 0.38).clamp(160.0, 260.0))
        } else {
            Self::CardsOnly
        }
    }
}

/// The choice of how cards are grouped.
fn by_ui(ui: &mut Ui, state: &mut OverviewState) {
    ui.horizontal_wrapped(|ui| {
        ui.label("Group by");
        for by in GroupBy::ALL {
            let is_on = state.by == by;
            let button = ui.add(egui::Button::selectable(is_on, by.name()));
            button.widget_info(|| {
                let name = format!("Group by {}", by.name().to_lowercase());
                egui::WidgetInfo::selected(egui::Role::RadioButton, true, is_on, name)
            });
            if button.clicked() && !is_on {
                state.by = by;
                state.filter = None;
            }
        }
    });
}

/// Grouping and filter where there is no room for the picture.
fn filter_ui(ui: &mut Ui, state: &mut OverviewState) {
    by_ui(ui, state);
    let Some(made) = &state.made else {
        return;
    };
    let all = format!(
        "All contradictions {}",
        state.worked.value.contradictions.len()
    );
    let chosen = made
        .groups
        .iter()
        .find(|(filter, ..)| state.filter.as_ref() == Some(filter));
    let text = chosen.map_or_else(|| all.clone(), |(_, title, n)| format!("{title} {n}"));
    let combo = ComboBox::from_id_salt("board group")
        .selected_text(text)
        .width(ui.available_width())
        .truncate()
        .show_ui(ui, |ui| {
            ui.selectable_value(&mut state.filter, None, all);
            for (filter, title, n) in &made.groups {
                let text = format!("{title} {n}");
                ui.selectable_value(&mut state.filter, Some(filter.clone()), text);
            }
        });
    combo.response.accessible_name("Show group");
}

fn picture_ui(ui: &mut Ui, kit: Kit<'_>, state: &mut OverviewState, room: egui::Vec2) {
    let Some(made) = &state.made else {
        return;
    };
    let n_left_out = made.picture.n_left_out;
    let mut room = room;
    if n_left_out > 0 {
        room.y -= size::ROW;
    }
    picture::picture_ui(ui, kit.tokens, &made.picture, room, &mut state.filter);
    if n_left_out > 0 {
        let words = format!("and {n_left_out} more with fewer contradictions");
        weak_ui(ui, kit.tokens, &words);
    }
}

fn groups_ui(ui: &mut Ui, kit: Kit<'_>, state: &mut OverviewState) {
    let Some(made) = &state.made else {
        return;
    };
    section_ui(ui, kit.tokens, state.by.name());
    let chosen = match &state.filter {
        None => Some(0),
        Some(filter) => {
            let at = made.groups.iter().position(|(f, ..)| f == filter);
            at.map(|i| i + 1)
        }
    };
    let total = state.worked.value.contradictions.len();
    let mut pressed = None;
    let n = made.groups.len() + 1;
    let shown = state
        .groups
        .show(ui, "Groups", n, size::ROW, chosen, |ui, row| {
            let (title, n) = match row.checked_sub(1) {
                None => ("All contradictions", total),
                Some(i) => (made.groups[i].1.as_str(), made.groups[i].2),
            };
            let group = row.checked_sub(1).map(|i| &made.groups[i].0);
            let is_pair = matches!(group, Some(Filter::Articles(..)));
            let short = group.filter(|_| is_pair);
            let short = short.map(|filter| filter.titled(kit.project, PAIR_CHARS));
            let name = format!("{title}: {}", counted(n, "contradiction", "contradictions"));
            let (rect, response) = list_row_ui(ui, kit.tokens, &name, chosen == Some(row));
            let inner = rect.shrink2(vec2(size::GROUP, 0.0));
            let split = inner.right() - 40.0;
            let title_rect = Rect::from_min_max(inner.min, pos2(split, inner.bottom()));
            cell_ui(
                ui,
                title_rect,
                short.as_deref().unwrap_or(title),
                kit.tokens.text,
            );
            let count_rect = Rect::from_min_max(pos2(split + 4.0, inner.top()), inner.max);
            cell_ui(ui, count_rect, &n.to_string(), kit.tokens.weak);
            if response.on_hover_text(name).clicked() {
                pressed = Some(row);
            }
        });
    if pressed.is_some() {
        shown.response.request_focus();
    }
    if let Some(row) = pressed.or(shown.moved_to) {
        let group = row.checked_sub(1).and_then(|i| made.groups.get(i));
        state.filter = group.map(|(filter, ..)| filter.clone());
    }
}

fn cards_ui(ui: &mut Ui, kit: Kit<'_>, state: &mut OverviewState) {
    let Some(made) = &state.made else {
        return;
    };
    let all = &state.worked.value.contradictions;
    let relation = |row: usize| -> Option<&RelationId> {
        let entry = all.get(*made.shown.get(row)?)?;
        Some(&entry.relation)
    };
    let current = match kit.current {
        Current::Link(id) => Some(id),
        _ => None,
    };
    let rows = 0..made.shown.len();
    let chosen = current.and_then(|id| rows.clone().find(|row| relation(*row) == Some(id)));
    let names = SpeakerNames::of(kit.project);
    let mut pressed = None;
    let shown = state.cards.show(
        ui,
        "Contradictions",
        made.shown.len(),
        CARD,
        chosen,
        |ui, row| {
            let Some(id) = relation(row) else { return };
            let Some(data) = CardData::gather(kit.project, &names, kit.annotator, id) else {
                return;
            };
            let tools = (kit.project, kit.tokens);
            let (response, second) = card_ui(ui, tools, &data, chosen == Some(row));
            let response = response.on_hover_text("Goes to the side that is clicked");
            if response.clicked() {
                let at = response.interact_pointer_pos();
                pressed = Some((row, at.is_some_and(|at| at.x >= second)));
            }
        },
    );
    if let Some((row, is_to)) = pressed {
        if let Some(id) = relation(row) {
            kit.sender.act(AppAction::GoToLinkEnd {
                relation: id.clone(),
                is_to,
            });
        }
    } else if let Some(row) = shown.moved_to {
        if let Some(id) = relation(row) {
            let link = Current::Link(id.clone());
            kit.sender.act(AppAction::SetCurrent(link));
        }
    } else if shown.entered
        && let Some(id) = current
    {
        kit.sender.act(AppAction::GoToLink(id.clone()));
    }
}

fn contested_ui(ui: &mut Ui, kit: Kit<'_>, state: &mut OverviewState) {
    let all = &state.worked.value;
    if all.contested.is_empty() {
        let hint = match all.n_claims {
            0 => "No claim is tagged yet".to_owned(),
            n => format!(
                "Of {} none has a contradiction, nor has an annotation on its words",
                counted(n, "claim", "claims")
            ),
        };
        return empty_ui(ui, kit.tokens, "No claim is contested", &hint);
    }
    let words = format!(
        "{} of {} contradicted by something, in the claim itself or in words inside it",
        all.contested.len(),
        counted(all.n_claims, "claim is", "claims are")
    );
    ui.label(RichText::new(words).color(kit.tokens.weak));
    let rows: Vec<(&AnnotationId, String)> = all
        .contested
        .iter()
        .map(|c| (&c.claim, format!("{}×", c.by.len())))
        .collect();
    annotations_ui(
        ui,
        kit,
        "Contested claims",
        &rows,
        &mut state.claims,
        &mut state.row,
        true,
    );
}

fn one_sided_ui(ui: &mut Ui, kit: Kit<'_>, state: &mut OverviewState) {
    let all = &state.worked.value;
    if all.one_sided.is_empty() {
        return empty_ui(
            ui,
            kit.tokens,
            "Nothing lacks its other side",
            "Each annotation with the tag contradiction has a link that says with what",
        );
    }
    let words = "Tagged as contradiction, without a link that says with what. Go there and press L, then L at the other side";
    ui.label(RichText::new(words).color(kit.tokens.weak));
    let rows: Vec<(&AnnotationId, String)> =
        all.one_sided.iter().map(|id| (id, String::new())).collect();
    annotations_ui(
        ui,
        kit,
        "One side only",
        &rows,
        &mut state.one_sided,
        &mut state.row,
        true,
    );
}

/// A list of annotations with a word before each; a click or Enter goes there.
#[allow(clippy::too_many_arguments, reason = "what a list is made of")]
fn annotations_ui(
    ui: &mut Ui,
    kit: Kit<'_>,
    name: &str,
    rows: &[(&AnnotationId, String)],
    list: &mut VirtualList,
    chosen: &mut Option<usize>,
    has_speaker: bool,
) {
    let names = SpeakerNames::of(kit.project);
    let names = has_speaker.then_some(&names);
    let mut pressed = None;
    let at = *chosen;
    let shown = list.show(ui, name, rows.len(), size::ROW, at, |ui, row| {
        let (id, count) = &rows[row];
        let Some(a) = kit.project.annotation(id) else {
            return;
        };
        if annotation_row_ui(ui, kit, names, a, count, at == Some(row)) {
            pressed = Some(row);
        }
    });
    if let Some(row) = shown.moved_to {
        *chosen = Some(row);
    }
    let entered = at.filter(|_| shown.entered);
    if let Some((id, _)) = pressed.or(entered).and_then(|row| rows.get(row)) {
        kit.sender.act(AppAction::GoToAnnotation((*id).clone()));
    }
}

/// One annotation: a word before it, its tag, its words, who says it (with `names`), its article. Says whether it was
/// clicked.
fn annotation_row_ui(
    ui: &mut Ui,
    kit: Kit<'_>,
    names: Option<&SpeakerNames<'_>>,
    a: &Annotation,
    count: &str,
    chosen: bool,
) -> bool {
    let Some(document) = kit.project.document(&a.document) else {
        return false;
    };
    let words = on_one_line(&a.covered_text(document.text()), SHOWN_CHARS);
    let title = on_one_line(&document.title, SHOWN_CHARS);
    let who = names.and_then(|names| said_by(kit.project, names, a));
    let who = who.unwrap_or_default();
    let label = kit.project.schema().label(&a.label);
    let label = label.map_or(a.label.as_str(), |l| l.name.as_str());
    let mut name = format!("{label} “{words}”");
    if !who.is_empty() {
        name = format!("{name}, {who}");
    }
    name = format!("{name}, in {title}");
    if !count.is_empty() {
        name = format!("{name}, contradicted {count}");
    }
    let (rect, response) = list_row_ui(ui, kit.tokens, &name, chosen);
    let inner = rect.shrink2(vec2(size::GROUP, 0.0));
    let mut left = inner.left();
    let mut cell = |width: f32| {
        let cell = Rect::from_min_max(
            pos2(left, inner.top()),
            pos2((left + width).min(inner.right()), inner.bottom()),
        );
        left += width + size::GROUP;
        cell
    };
    if !count.is_empty() {
        cell_ui(ui, cell(32.0), count, kit.tokens.text);
    }
    let swatch = cell(size::SWATCH);
    let swatch = Rect::from_center_size(swatch.center(), vec2(size::SWATCH, size::SWATCH));
    let style = kit.tokens.mark_style(kit.project.schema(), &a.label);
    paint_swatch(ui.painter(), swatch, &style);
    let room = inner.width() - 60.0;
    if names.is_some() {
        cell_ui(ui, cell(room * 0.5), &words, kit.tokens.text);
        cell_ui(ui, cell(room * 0.2), &who, kit.tokens.text);
    } else {
        cell_ui(ui, cell(room * 0.7), &words, kit.tokens.text);
    }
    cell_ui(ui, cell(room * 0.3), &title, kit.tokens.weak);
    response.on_hover_text(name).clicked()
}
