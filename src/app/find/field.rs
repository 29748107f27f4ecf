//! The field for what is looked for, and its switches: fold, whole words, expression.

use crate::app::panels::parts::framed_ui;
use crate::app::tokens::Tokens;
use crate::text::Query;
use egui::text::{CCursor, CCursorRange};
use egui::text_edit::TextEditState;
use egui::{Context, Id, Key, Modifiers, Response, TextEdit, Ui};

/// What is looked for before anybody changed a switch: case and the like make no difference.
#[must_use]
pub fn loose_query() -> Query {
    Query {
        is_folded: true,
        ..Query::default()
    }
}

/// What was done in the field.
pub struct FieldResponse {
    /// The field itself.
    pub field: Response,
    /// Enter was pressed in it; `false` with Shift, which goes back.
    pub entered: Option<bool>,
}

/// Draws the field and its switches; `width` in points is the field's. Alt+F, Alt+W and Alt+R turn the switches while
/// it has the keyboard.
pub fn query_ui(
    ui: &mut Ui,
    tokens: &Tokens,
    query: &mut Query,
    (id, name, hint): (Id, &'static str, &'static str),
    width: f32,
) -> FieldResponse {
    let has_focus = ui.memory(|m| m.has_focus(id));
    let (entered, switched) = if has_focus {
        (
            enter_pressed(ui),
            [Key::F, Key::W, Key::R].map(|key| alt_pressed(ui, key)),
        )
    } else {
        (None, [false; 3])
    };
    let edit = TextEdit::singleline(&mut query.text)
        .id(id)
        .hint_text(hint)
        .desired_width(width);
    let field = framed_ui(ui, tokens, |ui| ui.add(edit));
    field.widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, name));
    for (is_on, text, is_pressed, name, what) in [
        (
            &mut query.is_folded,
            "Fold",
            switched[0],
            "Fold",
            "Take no notice of case, accents, the shape of quotation marks and hyphens, the kind of blanks (Alt+F)",
        ),
        (
            &mut query.is_word,
            "Word",
            switched[1],
            "Whole words",
            "Find whole words only (Alt+W)",
        ),
        (
            &mut query.is_regex,
            "Regex",
            switched[2],
            "Regular expression",
            "What is typed is a regular expression (Alt+R)",
        ),
    ] {
        let switch = ui.selectable_label(*is_on, text).on_hover_text(what);
        switch.widget_info(|| egui::WidgetInfo::selected(egui::Role::CheckBox, true, *is_on, name));
        if switch.clicked() || is_pressed {
            *is_on = !*is_on;
        }
    }
    FieldResponse { field, entered }
}

fn enter_pressed(ui: &Ui) -> Option<bool> {
    ui.input_mut(|i| {
        if i.consume_key(Modifiers::SHIFT, Key::Enter) {
            Some(false)
        } else if i.consume_key(Modifiers::NONE, Key::Enter) {
            Some(true)
        } else {
            None
        }
    })
}

/// Whether Alt and a letter were pressed; the letter does not get into the field.
fn alt_pressed(ui: &Ui, key: Key) -> bool {
    ui.input_mut(|i| {
        let is_pressed = i.consume_key(Modifiers::ALT, key);
        if is_pressed {
            i.events.retain(|event| match event {
                egui::Event::Text(text) => !text.eq_ignore_ascii_case(key.name()),
                _ => true,
            });
        }
        is_pressed
    })
}

/// Gives a field the keyboard, all of its text selected.
pub fn focus_all(ctx: &Context, id: Id, text: &str) {
    let mut state = TextEditState::load(ctx, id).unwrap_or_default();
    let all = CCursorRange::two(CCursor::default(), CCursor::new(text.chars().count()));
    state.cursor.set_char_range(Some(all));
    state.store(ctx, id);
    ctx.memory_mut(|m| m.request_focus(id));
}
