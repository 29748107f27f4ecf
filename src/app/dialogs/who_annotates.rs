//! Asks who annotates a project of several people: whoever opens it must not write into somebody else's layer unasked.

use super::{buttons_ui, focus_first};
use crate::app::context::{AppAction, ViewContext};
use crate::app::panels::annotators::kind_in_words;
use crate::app::tokens::size;
use crate::app::widgets::words::{in_order, label_ui};
use crate::model::{AnnotatorId, AnnotatorKind};
use egui::{Button, Event, Id, Key, RichText, ScrollArea, TextEdit, Ui, WidgetInfo, vec2};

/// Highest list of names, points.
const LIST: f32 = 260.0;

/// The question.
pub struct WhoAnnotates {
    /// Who annotated when it was asked.
    before: Option<AnnotatorId>,
    /// The name of somebody new.
    new_name: String,
}

impl WhoAnnotates {
    /// Asks while `before` annotates.
    #[must_use]
    pub fn new(before: Option<AnnotatorId>) -> Self {
        Self {
            before,
            new_name: String::new(),
        }
    }

    /// Draws the question; says whether it is answered, here or elsewhere.
    pub(super) fn ui(&mut self, view: &ViewContext<'_>, ui: &mut Ui) -> bool {
        view.annotator() != self.before.as_ref()
            || who_annotates_ui(view, ui, self.before.as_ref(), &mut self.new_name)
    }
}

fn who_annotates_ui(
    view: &ViewContext<'_>,
    ui: &mut Ui,
    before: Option<&AnnotatorId>,
    new_name: &mut String,
) -> bool {
    ui.heading("Who annotates?");
    ui.add_space(size::GAP);
    label_ui(
        ui,
        "Each person has a layer of their own. It can be changed at any time, with F4 or in the title row.",
    );
    ui.add_space(size::GAP);
    let mut is_done = false;
    let mut first = None;
    ScrollArea::vertical().max_height(LIST).show(ui, |ui| {
        let all = view.project().annotators().iter();
        let mut all: Vec<_> = all.filter(|a| a.kind != AnnotatorKind::Machine).collect();
        // Adjudicated layers are made by comparing, not offered first.
        all.sort_by_key(|a| a.kind != AnnotatorKind::Human);
        for annotator in all {
            let shown = in_order(ui, annotator.name.as_str(), 300.0);
            let kind = kind_in_words(&annotator.kind);
            let detail = RichText::new(kind)
                .size(size::SMALL)
                .color(view.tokens.weak);
            let is_on = before == Some(&annotator.id);
            let button = Button::selectable(is_on, shown)
                .frame_when_inactive(true)
                .right_text(detail)
                .min_size(vec2(ui.available_width(), size::ROW));
            let response = ui.add(button);
            response.widget_info(|| {
                let name = format!("{}, {kind}", annotator.name);
                WidgetInfo::selected(egui::Role::Button, true, is_on, name)
            });
            if response.clicked() {
                if !is_on {
                    let id = annotator.id.clone();
                    view.sender.act(AppAction::SetAnnotator(id));
                }
                is_done = true;
            }
            if is_on || first.is_none() {
                first = Some(response);
            }
        }
    });
    ui.add_space(size::GAP);
    let may_add = !view.is_read_only();
    ui.add_enabled_ui(may_add, |ui| {
        is_done |= somebody_new_ui(view, ui, new_name);
    });
    buttons_ui(ui, |ui| {
        let (text, tooltip) = match before {
            Some(_) => ("Close", "It stays as it is"),
            None => ("Later", "The project can be read; the first tag asks again"),
        };
        let later = ui.button(text).on_hover_text(tooltip);
        focus_first(ui, first.as_ref().unwrap_or(&later));
        later.clicked() || is_done
    })
}

/// What is typed while a name of the list has the keyboard is a name that is not in it.
fn type_on(ui: &Ui, field: Id, new_name: &mut String) {
    let typed = ui.input_mut(|i| {
        let mut typed = String::new();
        i.events.retain(|event| match event {
            Event::Text(text) if !text.trim().is_empty() => {
                typed.push_str(text);
                false
            }
            _ => true,
        });
        typed
    });
    if !typed.is_empty() {
        new_name.push_str(&typed);
        ui.memory_mut(|m| m.request_focus(field));
    }
}

/// A field and a button for a name that is not in the list; says whether it was given.
fn somebody_new_ui(view: &ViewContext<'_>, ui: &mut Ui, new_name: &mut String) -> bool {
    ui.horizontal(|ui| {
        let id = Id::unique("name of somebody new");
        if ui.is_enabled() && !ui.memory(|m| m.has_focus(id)) {
            type_on(ui, id, new_name);
        }
        let edit = TextEdit::singleline(new_name)
            .id(id)
            .hint_text("Somebody new")
            .desired_width((ui.available_width() - 60.0).max(80.0));
        let field = ui.add(edit).accessible_name("Name of somebody new");
        let entered = field.lost_focus() && ui.input(|i| i.key_pressed(Key::Enter));
        let name = new_name.trim().to_owned();
        let add = ui.add_enabled(!name.is_empty(), Button::new("Add"));
        let is_given = (entered || add.clicked()) && !name.is_empty();
        if is_given {
            view.sender.act(AppAction::AddAnnotatorAndChoose(name));
        }
        is_given
    })
    .inner
}
