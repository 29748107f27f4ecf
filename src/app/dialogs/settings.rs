//! Theme, text size, column width, layers.

use super::{buttons_ui, focus_first};
use crate::app::context::AppAction;
use crate::app::shell::Shell;
use crate::app::tokens::size;
use crate::workspace::settings::{OtherLayers, Settings, ThemeChoice};
use egui::{Grid, Slider, Ui};

pub(super) fn settings_ui(shell: &Shell<'_>, ui: &mut Ui) -> bool {
    let mut settings = shell.settings.clone();
    ui.heading("Settings");
    Grid::new("settings")
        .num_columns(2)
        .spacing([size::SECTION, size::GROUP])
        .show(ui, |ui| {
            ui.label("Theme");
            ui.horizontal_wrapped(|ui| {
                for (choice, text) in [
                    (ThemeChoice::System, "As the system"),
                    (ThemeChoice::Light, "Light"),
                    (ThemeChoice::Dark, "Dark"),
                ] {
                    ui.radio_value(&mut settings.theme, choice, text);
                }
            });
            ui.end_row();

            slider_ui(
                ui,
                "Text size",
                &mut settings.text_size,
                Settings::TEXT_SIZES,
                1.0,
                " pt",
            );
            slider_ui(
                ui,
                "Column width",
                &mut settings.column_chars,
                Settings::COLUMN_CHARS,
                1.0,
                " characters",
            );
            zoom_ui(ui, &mut settings);

            ui.label("Other annotators' layers");
            ui.horizontal_wrapped(|ui| {
                for (choice, text) in [
                    (OtherLayers::Hidden, "Hidden"),
                    (OtherLayers::Faint, "Shown faintly"),
                ] {
                    ui.radio_value(&mut settings.other_layers, choice, text);
                }
            });
            ui.end_row();
        });
    ui.label(
        egui::RichText::new("Lines of 60 to 75 characters read best. Hidden layers keep annotators from influencing each other.")
            .small()
            .color(shell.tokens.weak),
    );
    let is_done = buttons_ui(ui, |ui| {
        let close = ui.button("Close");
        focus_first(ui, &close);
        let is_done = close.clicked();
        if ui.button("Standard values").clicked() {
            let standard = Settings::default();
            settings.theme = standard.theme;
            settings.text_size = standard.text_size;
            settings.column_chars = standard.column_chars;
            settings.ui_zoom = standard.ui_zoom;
            settings.other_layers = standard.other_layers;
        }
        is_done
    });
    if settings != *shell.settings {
        shell.sender.act(AppAction::PutSettings(Box::new(settings)));
    }
    is_done
}

fn slider_ui(
    ui: &mut Ui,
    name: &str,
    value: &mut f32,
    range: std::ops::RangeInclusive<f32>,
    step: f64,
    unit: &str,
) {
    let label = ui.label(name);
    ui.add(Slider::new(value, range).step_by(step).suffix(unit))
        .labelled_by(label.id);
    ui.end_row();
}

/// Zoom is set when the slider is let go: it would run away from under the pointer.
fn zoom_ui(ui: &mut Ui, settings: &mut Settings) {
    let label = ui.label("Window text");
    ui.horizontal(|ui| {
        let percent = format!("{:.0} %", settings.ui_zoom * 100.0);
        for (text, name, by) in [
            ("−", "Smaller window text", -0.1),
            ("+", "Larger window text", 0.1),
        ] {
            let button = ui.button(text);
            button.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, name));
            if button.clicked() {
                settings.ui_zoom =
                    crate::app::dispatch::stepped(settings.ui_zoom, by, &Settings::UI_ZOOMS);
            }
        }
        ui.label(percent).labelled_by(label.id);
    });
    ui.end_row();
}
