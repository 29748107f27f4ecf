//! The Overview: the contradictions board with its picture, contested claims, contradictions that lack a side, who said
//! what, and counts.
mod card;
mod counts;
mod data;
mod lists;
mod picture;
mod speakers;
#[cfg(test)]
mod tests;

pub use counts::CountsState;
pub use data::{Filter, GroupBy, Overview, OverviewQuery, overview};
pub use picture::Picture;
pub use speakers::SpeakersState;

use super::context::{AppAction, Current, Sender, ViewContext};
use super::panels::draft::Typed;
use super::panels::parts::{cell_ui, empty_ui, list_row_ui, section_ui, weak_ui};
use super::panels::wording::counted;
use super::panels::worked::Worked;
use super::tokens::{Tokens, semibold, size};
use super::widgets::{ListResponse, VirtualList};
use super::window_parts::{Part, part_is_here};
use crate::model::{AnnotatorId, Project, RelationId, SpeakerNames};
use crate::workspace::settings::OtherLayers;
use card::{CARD, CardData, card_ui};
use egui::{ComboBox, Rect, RichText, Ui, UiBuilder, pos2, vec2};

/// In areas of this width, points, and more, the picture stands beside the cards, in narrower ones above them.
const WIDE: f32 = 720.0;
/// In narrower areas, points, there is no picture.
const LEAST_WIDTH: f32 = 420.0;
/// In lower areas, points, there is no picture above the cards.
const LEAST_HEIGHT: f32 = 460.0;
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
    /// How much is tagged, where, by whom, and how far everybody is.
    Counts,
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
    /// How much is tagged.
    counts: CountsState,
}

impl Typed for OverviewState {
    fn has_draft(&self) -> bool {
        self.speakers.has_draft()
    }

    fn commit(&mut self, project: &Project, sender: &Sender) {
        self.speakers.commit(project, sender);
    }
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
        Tab::Contested => lists::contested_ui(ui, kit, state),
        Tab::OneSided => lists::one_sided_ui(ui, kit, state),
        Tab::Speakers => speakers::speakers_ui(ui, kit, &mut state.speakers),
        Tab::Counts => counts::counts_ui(ui, kit, &query, &mut state.counts),
    }
}

/// The list of a tab: F6 goes to it.
fn list_is_here(ui: &Ui, list: &ListResponse) {
    part_is_here(ui, Part::List, list.response.id, list.response.rect);
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
        (Tab::Counts, "Counts".to_owned()),
    ];
    ui.horizontal_wrapped(|ui| {
        for (tab, text) in tabs {
            let is_on = state.tab == tab;
            let mut text = RichText::new(text);
            if is_on {
                text = text.family(semibold());
            }
            let label = ui.selectable_label(is_on, text);
            if is_on {
                part_is_here(ui, Part::Head, label.id, label.rect);
            }
            if label.clicked() && !is_on {
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
    list_is_here(ui, &shown);
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
