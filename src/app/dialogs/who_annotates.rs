//! Asks who annotates a project of several people: whoever opens it must not write into somebody else's layer unasked.

use super::{buttons_ui, focus_first};
use crate::app::context::{AppAction, ViewContext};
use crate::app::panels::annotators::kind_in_words;
use crate::app::tokens::size;
use crate::app::widgets::words::{in_order, label_ui};
use crate::model::AnnotatorKind;
use egui::{Button, Key, RichText, ScrollArea, TextEdit, Ui, WidgetInfo, vec2};

/// Highest list of names, points.
const LIST: f32 = 260.0;

/// Draws the question; says whether it is answered.
pub(super) fn who_annotates_ui(view: &ViewContext<'_>, ui: &mut Ui, new_name: &mut String) -> bool {
    if view.annotator().is_some() {
        return true;
    }
    ui.heading("Who annotates?");
    ui.add_space(size::GAP);
    label_ui(
        ui,
        "Each person has a layer of their own. It can be changed at any time in the title row.",
    );
    ui.add_space(size::GAP);
    let mut is_done = false;
    let mut first = None;
    ScrollArea::vertical().max_height(LIST).show(ui, |ui| {
        let all = view.project().annotators().iter();
        for annotator in all.filter(|a| a.kind != AnnotatorKind::Machine) {
            let shown = in_order(ui, annotator.name.as_str(), 300.0);
            let kind = kind_in_words(&annotator.kind);
            let detail = RichText::new(kind)
                .size(size::SMALL)
                .color(view.tokens.weak);
            let button = Button::new(shown)
                .right_text(detail)
                .min_size(vec2(ui.available_width(), size::ROW));
            let response = ui.add(button);
            response.widget_info(|| {
                let name = format!("{}, {kind}", annotator.name);
                WidgetInfo::labeled(egui::Role::Button, true, name)
            });
            if response.clicked() {
                let id = annotator.id.clone();
                view.sender.act(AppAction::SetAnnotator(id));
                is_done = true;
            }
            first.get_or_insert(response);
        }
    });
    ui.add_space(size::GAP);
    ui.horizontal(|ui| {
        let edit = TextEdit::singleline(new_name)
            .hint_text("Somebody new")
            .desired_width((ui.available_width() - 60.0).max(80.0));
        let field = ui.add(edit).accessible_name("Name of somebody new");
        let entered = field.lost_focus() && ui.input(|i| i.key_pressed(Key::Enter));
        let name = new_name.trim().to_owned();
        let add = ui.add_enabled(!name.is_empty(), Button::new("Add"));
        if (entered || add.clicked()) && !name.is_empty() {
            view.sender.act(AppAction::AddAnnotatorAndChoose(name));
            is_done = true;
        }
    });
    buttons_ui(ui, |ui| {
        let later = ui
            .button("Later")
            .on_hover_text("The project can be read; the first tag asks again");
        focus_first(ui, first.as_ref().unwrap_or(&later));
        later.clicked() || is_done
    })
}
