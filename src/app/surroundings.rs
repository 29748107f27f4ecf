//! Where the parts of the window stand: what is above, beside and below the text.

use super::context::Current;
use super::messages::{Bar, Outside};
use super::opening::Opening;
use super::panels::{self, articles::articles_panel_ui};
use super::project_view::PanelStates;
use super::shell::Shell;
use super::title_row::title_row_ui;
use super::tokens::{self, Tokens, size};
use super::ui_command::UiCommand;
use super::window_parts::{Part, control_of, part_is_here};
use crate::workspace::settings::{BottomTab, PanelSettings, WorkArea};
use egui::panel::PanelState;
use egui::{EventFilter, Frame, InputState, Key, Margin, Modifiers, Panel, RichText, Ui, vec2};

/// Narrower windows, in points, give the panels less.
const NARROW: f32 = 900.0;

/// The text keeps at least this height, points, before the bottom panel gets any.
const LEAST_TEXT: f32 = 160.0;

/// The height of the tag bar, points, with its margins and line.
const TAG_BAR: f32 = 44.0;

/// The bottom panel is no lower than this, points.
const LEAST_BOTTOM: f32 = 90.0;

/// The row at the top, and the bars below it.
pub(super) fn top_ui(shell: &Shell<'_>, outside: Outside<'_>, opening: &Opening, ui: &mut Ui) {
    Panel::top("title row")
        .resizable(false)
        .frame(
            Frame::new()
                .fill(shell.tokens.panel)
                .inner_margin(Margin::symmetric(8, 4)),
        )
        .show(ui, |ui| {
            let open = shell.view.as_ref().map(|view| view.workspace.file());
            let unnamed = opening.unnamed(shell.settings, open);
            title_row_ui(shell, &unnamed, ui);
        });
    let bars = Bar::gather(shell, outside);
    if !bars.is_empty() || opening.has_progress() {
        Panel::top("bars")
            .resizable(false)
            .frame(Frame::new())
            .show(ui, |ui| {
                for bar in &bars {
                    bar.ui(shell, ui);
                }
                opening.progress_ui(shell, ui);
            });
    }
}

/// The panels around the text; their sizes go into the settings.
pub(super) fn side_panels_ui(
    shell: &Shell<'_>,
    panels: &mut PanelStates,
    sizes: &mut PanelSettings,
    ui: &mut Ui,
) {
    let Some(view) = &shell.view else {
        return;
    };
    let t = shell.tokens;
    let frame = Frame::new().fill(t.panel).inner_margin(Margin::same(8));
    let whole = ui.max_rect();
    // The text keeps at least half of a narrow window, which does not change the remembered sizes.
    let is_narrow = whole.width() < NARROW;
    let most_wide = |wide: f32, narrow: f32, least: f32| {
        (whole.width() * if is_narrow { narrow } else { wide }).max(least)
    };
    let most = most_for_bottom(ui.available_height());
    match most {
        Some(most) => bottom_panel_ui(shell, panels, sizes, most, ui),
        None => {
            ui.skip_ahead_auto_ids(1);
        }
    }
    if !sizes.bottom || most.is_none() {
        Panel::bottom("bottom tabs")
            .resizable(false)
            .frame(frame.inner_margin(Margin::symmetric(8, 2)))
            .show(ui, |ui| {
                tabs_ui(shell, sizes.tab, false, ui);
            });
    }
    let left = Panel::left(("articles panel", is_narrow))
        .resizable(true)
        .default_size(sizes.articles_width)
        .min_size(110.0)
        .max_size(most_wide(0.35, 0.22, 120.0))
        .frame(frame);
    // The work area Compare has a list of its own; details are of what is being edited there, if anything is.
    let is_compare = shell.settings.work_area == WorkArea::Compare;
    let mut is_articles_open = sizes.articles && !is_compare;
    if let Some(shown) = left.show_collapsible(ui, &mut is_articles_open, |ui| {
        articles_panel_ui(view, ui, &mut panels.articles);
    }) && !is_narrow
    {
        sizes.articles_width = shown.response.rect.width();
    }
    if !is_compare {
        sizes.articles = is_articles_open;
    }
    let right = Panel::right(("inspector panel", is_narrow))
        .resizable(true)
        .default_size(sizes.inspector_width)
        .min_size(160.0)
        .max_size(most_wide(0.4, 0.28, 165.0))
        .frame(frame);
    // Beside the guidelines there is no room for it in a narrow window.
    let has_details = !is_compare || *view.current != Current::Nothing;
    let has_room = !(is_narrow && sizes.guidelines);
    let mut is_inspector_open = sizes.inspector && has_room && has_details;
    let could_open = sizes.inspector == is_inspector_open;
    if let Some(shown) = right.show_collapsible(ui, &mut is_inspector_open, |ui| {
        panels::inspector::inspector_panel_ui(view, shell.facts, ui, &mut panels.inspector);
    }) && !is_narrow
    {
        sizes.inspector_width = shown.response.rect.width();
    }
    if could_open {
        sizes.inspector = is_inspector_open;
    }
    let beside = Panel::right(("guidelines panel", is_narrow))
        .resizable(true)
        .default_size(sizes.guidelines_width)
        .min_size(160.0)
        .max_size(most_wide(0.4, 0.28, 165.0))
        .frame(frame);
    if let Some(shown) = beside.show_collapsible(ui, &mut sizes.guidelines, |ui| {
        panels::guidelines::guidelines_panel_ui(view, ui, &mut panels.guidelines);
    }) && !is_narrow
    {
        sizes.guidelines_width = shown.response.rect.width();
    }
}

/// The greatest height of the bottom panel, points, where so much is left below the title row and the bars: the text
/// keeps its room first. `None` where nothing is left for the panel but its tabs.
fn most_for_bottom(available: f32) -> Option<f32> {
    let room = available - TAG_BAR - LEAST_TEXT;
    (room >= LEAST_BOTTOM).then(|| room.min(available * 0.6).max(LEAST_BOTTOM))
}

/// The open bottom panel. The remembered height changes only where somebody drags the edge: a window that is too
/// small for it shows less meanwhile.
fn bottom_panel_ui(
    shell: &Shell<'_>,
    panels: &mut PanelStates,
    sizes: &mut PanelSettings,
    most: f32,
    ui: &mut Ui,
) {
    let name = "bottom panel";
    let id = ui.scope_id().with_salt(egui::IdSalt::new(name));
    let height = sizes.bottom_height.clamp(LEAST_BOTTOM, most);
    let (is_down, is_released) = ui.input(|i| (i.pointer.any_down(), i.pointer.any_released()));
    if !is_down && !is_released {
        let outer_rect =
            egui::Rect::from_min_size(ui.max_rect().min, vec2(ui.max_rect().width(), height));
        ui.data_mut(|d| d.insert_persisted(id, PanelState { outer_rect }));
    }
    let panel = Panel::bottom(name)
        .resizable(true)
        .default_size(height)
        .min_size(LEAST_BOTTOM)
        .max_size(most)
        .frame(
            Frame::new()
                .fill(shell.tokens.panel)
                .inner_margin(Margin::symmetric(8, 4)),
        );
    let shown = panel.show_collapsible(ui, &mut sizes.bottom, |ui| {
        bottom_ui(shell, panels, &mut sizes.tab, ui);
    });
    if let Some(shown) = shown
        && sizes.bottom
        && !is_down
    {
        let shown = shown.response.rect.height();
        if (shown - height).abs() > 1.0 {
            sizes.bottom_height = shown;
        }
    }
}

fn bottom_ui(shell: &Shell<'_>, panels: &mut PanelStates, tab: &mut BottomTab, ui: &mut Ui) {
    let Some(view) = &shell.view else {
        return;
    };
    // A panel with little in it keeps its height: else a click in it would shrink it for good.
    ui.set_min_height(ui.available_height());
    let goes_down = tabs_ui(shell, *tab, true, ui);
    ui.add_space(size::GAP);
    match tab {
        BottomTab::Annotations => {
            panels::annotations::annotations_panel_ui(view, ui, &mut panels.annotations);
        }
        BottomTab::Links => panels::links::links_panel_ui(view, ui, &mut panels.links),
        BottomTab::Problems => {
            panels::problems::problems_panel_ui(view, ui, &mut panels.problems);
        }
        BottomTab::Review => {
            panels::review::review_panel_ui(view, shell.facts, ui, &mut panels.review);
        }
        BottomTab::History => panels::history::history_panel_ui(view, ui, &mut panels.history),
        BottomTab::Search => panels::search::search_panel_ui(view, ui, &mut panels.search),
        BottomTab::Suggestions => {
            let state = &mut panels.suggestions;
            panels::suggestions::suggestions_panel_ui(view, shell.facts, ui, state);
        }
    }
    if goes_down && let Some(control) = control_of(ui.ctx(), Part::Bottom) {
        ui.memory_mut(|m| m.request_focus(control));
    }
}

/// Arrows up and down are for the control with the keyboard.
fn lock_arrows(ui: &Ui, id: egui::Id) {
    let filter = EventFilter {
        vertical_arrows: true,
        ..EventFilter::default()
    };
    ui.memory_mut(|m| m.set_focus_lock_filter(id, filter));
}

/// The tabs of the bottom panel. Says whether one goes down from the open one into the panel.
fn tabs_ui(shell: &Shell<'_>, open: BottomTab, is_expanded: bool, ui: &mut Ui) -> bool {
    let Some(view) = &shell.view else {
        return false;
    };
    let mut goes_down = false;
    let room = ui.max_rect();
    ui.horizontal(|ui| {
        let n_problems = panels::problems::n_problems(view);
        let problems = match n_problems {
            0 => "Problems".to_owned(),
            n => format!("Problems ({n})"),
        };
        let n_waiting = panels::review::n_waiting(view);
        let review = match n_waiting {
            0 => "To review".to_owned(),
            n => format!("To review ({n})"),
        };
        let is_review_shown = n_waiting > 0 || open == BottomTab::Review;
        for (tab, text, command) in [
            (
                BottomTab::Annotations,
                "Annotations".to_owned(),
                UiCommand::ShowAnnotations,
            ),
            (BottomTab::Links, "Links".to_owned(), UiCommand::ShowLinks),
            (
                BottomTab::Search,
                "Search".to_owned(),
                UiCommand::FindEverywhere,
            ),
            (
                BottomTab::Suggestions,
                "Suggestions".to_owned(),
                UiCommand::ShowSuggestions,
            ),
            (BottomTab::Problems, problems, UiCommand::ShowProblems),
            (BottomTab::Review, review, UiCommand::ShowReview),
            (
                BottomTab::History,
                "History".to_owned(),
                UiCommand::ShowHistory,
            ),
        ] {
            if tab == BottomTab::Review && !is_review_shown {
                continue;
            }
            let is_on = is_expanded && tab == open;
            let mut text = RichText::new(text);
            if is_on {
                text = text.family(tokens::semibold());
            }
            let response = ui.selectable_label(is_on, text);
            if is_on {
                part_is_here(ui, Part::Bottom, response.id, room);
                if response.has_focus() {
                    // Down goes into what the tab shows.
                    lock_arrows(ui, response.id);
                    let down = |i: &mut InputState| i.consume_key(Modifiers::NONE, Key::ArrowDown);
                    goes_down = ui.input_mut(down);
                }
            }
            if response
                .on_hover_text(command.tooltip(shell.facts))
                .clicked()
            {
                shell.sender.ui(if is_on {
                    UiCommand::ShowBottom
                } else {
                    command
                });
            }
        }
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            let (sign, name) = if is_expanded {
                ("▼", "Hide the bottom panel")
            } else {
                ("▲", "Show the bottom panel")
            };
            let button = ui.add(egui::Button::new(sign).frame(false));
            button.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, name));
            if button
                .on_hover_text(UiCommand::ShowBottom.tooltip(shell.facts))
                .clicked()
            {
                shell.sender.ui(UiCommand::ShowBottom);
            }
        });
    });
    goes_down
}

/// While files hang over the window: what letting go does.
pub(super) fn drop_overlay_ui(tokens: &Tokens, ui: &Ui) {
    let n = ui.input(|i| i.raw.hovered_files.len());
    if n == 0 {
        return;
    }
    let painter = ui.ctx().layer_painter(egui::LayerId::new(
        egui::Order::Foreground,
        egui::Id::unique("drop"),
    ));
    let rect = ui.ctx().content_rect();
    painter.rect_filled(rect, 0.0, tokens.backdrop);
    let center = egui::Rect::from_center_size(rect.center(), egui::vec2(360.0, 60.0));
    painter.rect_filled(center, 8.0, tokens.raised);
    let text = if n == 1 {
        "Let go to open it".to_owned()
    } else {
        format!("Let go to open {n} files")
    };
    painter.text(
        center.center(),
        egui::Align2::CENTER_CENTER,
        text,
        egui::FontId::proportional(size::HEADING),
        tokens.text,
    );
}
