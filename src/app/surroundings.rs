//! Where the parts of the window stand: what is above, beside and below the text.

use super::messages::Bar;
use super::opening::Opening;
use super::panels::{self, articles::articles_panel_ui};
use super::project_view::PanelStates;
use super::shell::Shell;
use super::title_row::title_row_ui;
use super::tokens::{self, Tokens, size};
use super::ui_command::UiCommand;
use crate::workspace::settings::BottomTab;
use egui::{Frame, Margin, Panel, RichText, Ui};

/// Narrower windows, in points, give the panels less.
const NARROW: f32 = 900.0;

/// The row at the top, and the bars below it.
pub(super) fn top_ui(
    shell: &Shell<'_>,
    changed_outside: Option<&str>,
    opening: &Opening,
    ui: &mut Ui,
) {
    Panel::top("title row")
        .resizable(false)
        .frame(
            Frame::new()
                .fill(shell.tokens.panel)
                .inner_margin(Margin::symmetric(8, 4)),
        )
        .show(ui, |ui| title_row_ui(shell, ui));
    let bars = Bar::gather(shell, changed_outside);
    if !bars.is_empty() || opening.is_reading() {
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
    sizes: &mut crate::workspace::settings::PanelSettings,
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
    let most = |wide: f32, narrow: f32, least: f32| {
        (whole.width() * if is_narrow { narrow } else { wide }).max(least)
    };
    let bottom = Panel::bottom("bottom panel")
        .resizable(true)
        .default_size(sizes.bottom_height)
        .min_size(90.0)
        .max_size((whole.height() * 0.6).max(90.0))
        .frame(frame.inner_margin(Margin::symmetric(8, 4)));
    if let Some(shown) = bottom.show_collapsible(ui, &mut sizes.bottom, |ui| {
        bottom_ui(shell, panels, &mut sizes.tab, ui);
    }) {
        sizes.bottom_height = shown.response.rect.height();
    }
    if !sizes.bottom {
        Panel::bottom("bottom tabs")
            .resizable(false)
            .frame(frame.inner_margin(Margin::symmetric(8, 2)))
            .show(ui, |ui| tabs_ui(shell, sizes.tab, false, ui));
    }
    let left = Panel::left(("articles panel", is_narrow))
        .resizable(true)
        .default_size(sizes.articles_width)
        .min_size(110.0)
        .max_size(most(0.35, 0.22, 120.0))
        .frame(frame);
    if let Some(shown) = left.show_collapsible(ui, &mut sizes.articles, |ui| {
        articles_panel_ui(view, ui, &mut panels.articles);
    }) && !is_narrow
    {
        sizes.articles_width = shown.response.rect.width();
    }
    let right = Panel::right(("inspector panel", is_narrow))
        .resizable(true)
        .default_size(sizes.inspector_width)
        .min_size(160.0)
        .max_size(most(0.4, 0.28, 165.0))
        .frame(frame);
    // Beside the guidelines there is no room for it in a narrow window.
    let mut is_inspector_open = sizes.inspector && !(is_narrow && sizes.guidelines);
    let could_open = sizes.inspector == is_inspector_open;
    if let Some(shown) = right.show_collapsible(ui, &mut is_inspector_open, |ui| {
        panels::inspector::inspector_panel_ui(view, ui, &mut panels.inspector);
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
        .max_size(most(0.4, 0.28, 165.0))
        .frame(frame);
    if let Some(shown) = beside.show_collapsible(ui, &mut sizes.guidelines, |ui| {
        panels::guidelines::guidelines_panel_ui(view, ui, &mut panels.guidelines);
    }) && !is_narrow
    {
        sizes.guidelines_width = shown.response.rect.width();
    }
}

fn bottom_ui(shell: &Shell<'_>, panels: &mut PanelStates, tab: &mut BottomTab, ui: &mut Ui) {
    let Some(view) = &shell.view else {
        return;
    };
    tabs_ui(shell, *tab, true, ui);
    ui.add_space(size::GAP);
    match tab {
        BottomTab::Annotations => {
            panels::annotations::annotations_panel_ui(view, ui, &mut panels.annotations);
        }
        BottomTab::Problems => {
            panels::problems::problems_panel_ui(view, ui, &mut panels.problems);
        }
        BottomTab::History => panels::history::history_panel_ui(view, ui, &mut panels.history),
    }
}

/// Where the id of the first tab at the bottom is kept, for F6.
pub(super) fn first_tab_id() -> egui::Id {
    egui::Id::unique("first tab")
}

fn tabs_ui(shell: &Shell<'_>, open: BottomTab, is_expanded: bool, ui: &mut Ui) {
    let Some(view) = &shell.view else {
        return;
    };
    ui.horizontal(|ui| {
        let n_problems = panels::problems::n_problems(view);
        let problems = match n_problems {
            0 => "Problems".to_owned(),
            n => format!("Problems ({n})"),
        };
        for (tab, text, command) in [
            (
                BottomTab::Annotations,
                "Annotations".to_owned(),
                UiCommand::ShowAnnotations,
            ),
            (BottomTab::Problems, problems, UiCommand::ShowProblems),
            (
                BottomTab::History,
                "History".to_owned(),
                UiCommand::ShowHistory,
            ),
        ] {
            let is_on = is_expanded && tab == open;
            let mut text = RichText::new(text);
            if is_on {
                text = text.family(tokens::semibold());
            }
            let response = ui.selectable_label(is_on, text);
            if tab == BottomTab::Annotations {
                ui.data_mut(|d| d.insert_temp(first_tab_id(), response.id));
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
