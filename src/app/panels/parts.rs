//! Small pieces of drawing that the panels share.

use crate::app::tokens::{Tokens, semibold, size};
use crate::app::widgets::words;
use egui::text::TextFormat;
use egui::{
    Color32, FontId, Galley, Rect, Response, RichText, Role, Sense, Stroke, TextStyle, Ui,
    WidgetInfo, vec2,
};
use std::sync::Arc;

/// What an empty panel says: what there is not, and what to do.
pub fn empty_ui(ui: &mut Ui, tokens: &Tokens, title: &str, hint: &str) {
    ui.add_space(size::SECTION);
    ui.vertical_centered(|ui| {
        ui.set_max_width(420.0_f32.min(ui.available_width()));
        ui.label(RichText::new(title).family(semibold()));
        ui.label(RichText::new(hint).color(tokens.weak));
    });
}

/// The heading of a section of a panel, which may name the control below it.
pub fn section_ui(ui: &mut Ui, tokens: &Tokens, title: &str) -> Response {
    ui.add_space(size::GROUP);
    ui.label(
        RichText::new(title)
            .font(FontId::new(size::SMALL, semibold()))
            .color(tokens.weak),
    )
}

/// Text of less weight that wraps.
pub fn weak_ui(ui: &mut Ui, tokens: &Tokens, text: &str) {
    words::label_ui(ui, RichText::new(text).size(size::SMALL).color(tokens.weak));
}

/// A warning: a sign and words.
pub fn warning_ui(ui: &mut Ui, tokens: &Tokens, text: &str) {
    words::label_ui(ui, RichText::new(format!("⚠ {text}")).color(tokens.warning));
}

/// Whether `control` was not there in the frame before.
pub fn is_new_here(ui: &Ui, control: &Response) -> bool {
    let pass = ui.ctx().cumulative_pass_nr();
    let key = control.id.with("shown last");
    let shown = ui.data_mut(|d| d.get_temp::<u64>(key));
    ui.data_mut(|d| d.insert_temp(key, pass));
    shown.is_none_or(|last| last + 1 < pass)
}

/// The button that leaves all as it is, below a question that took the place of other controls: it gets the keyboard
/// when the question appears.
pub fn cancel_ui(ui: &mut Ui) -> Response {
    let cancel = ui.button("Cancel");
    if is_new_here(ui, &cancel) {
        cancel.request_focus();
    }
    cancel
}

/// Draws fields, check boxes and radio buttons with a frame that stands out 3:1 from the panel (WCAG 2.2, 1.4.11).
pub fn framed_ui<R>(ui: &mut Ui, tokens: &Tokens, contents: impl FnOnce(&mut Ui) -> R) -> R {
    let inactive = &mut ui.visuals_mut().widgets.inactive.bg_stroke;
    let before = std::mem::replace(inactive, Stroke::new(1.0, tokens.frame));
    let shown = contents(ui);
    ui.visuals_mut().widgets.inactive.bg_stroke = before;
    shown
}

/// Text on one line that ends with `…` where it is wider than `width` points.
pub fn one_line(ui: &Ui, text: &str, color: Color32, width: f32, struck: bool) -> Arc<Galley> {
    let format = TextFormat {
        font_id: TextStyle::Body.resolve(ui.style()),
        color,
        strikethrough: if struck {
            Stroke::new(1.0, color)
        } else {
            Stroke::NONE
        },
        ..TextFormat::default()
    };
    words::one_line(ui, text, &format, width)
}

/// Paints `text` on one line into `rect`, in the middle of its height.
pub fn cell_ui(ui: &Ui, rect: Rect, text: &str, color: Color32) {
    if text.is_empty() || rect.width() <= 0.0 {
        return;
    }
    let galley = one_line(ui, text, color, rect.width(), false);
    let y = rect.center().y - galley.size().y / 2.0;
    ui.painter()
        .with_clip_rect(rect.intersect(ui.clip_rect()))
        .galley(egui::pos2(rect.left(), y), galley, color);
}

/// A row of a list that fills `ui`: takes clicks (the list has the keyboard), shows its ground and has its name.
pub fn list_row_ui(ui: &mut Ui, tokens: &Tokens, name: &str, chosen: bool) -> (Rect, Response) {
    let (rect, response) = ui.allocate_exact_size(
        vec2(ui.available_width(), ui.available_height()),
        Sense::CLICK,
    );
    response.widget_info(|| WidgetInfo::selected(Role::ListItem, true, chosen, name));
    let ground = if chosen {
        Some(tokens.chosen)
    } else if response.hovered() {
        Some(tokens.control_hovered)
    } else {
        None
    };
    if let Some(ground) = ground {
        ui.painter()
            .rect_filled(rect, f32::from(size::CORNER), ground);
    }
    (rect, response)
}
