//! Lists that open below a button, by a click or by a key: arrows go from entry to entry. egui goes to what lies
//! nearest in that direction, which may be something behind the list.

use egui::{ComboBox, Context, FocusDirection, Id, Key, Modifiers, Popup};

/// Moves the keyboard in the list that is open, if one is; before anything of the frame is drawn.
pub fn follow(ctx: &Context) {
    let is_arrow = ctx.input(|i| i.key_pressed(Key::ArrowDown) || i.key_pressed(Key::ArrowUp));
    if !is_arrow || !Popup::is_any_open(ctx) {
        return;
    }
    let Some(entries) = entries(ctx) else {
        return;
    };
    let takes = |key| ctx.input_mut(|i| i.consume_key(Modifiers::NONE, key));
    let is_down = takes(Key::ArrowDown);
    if !is_down && !takes(Key::ArrowUp) {
        return;
    }
    let focused = ctx.memory(egui::Memory::focused);
    let at = entries.iter().position(|id| Some(*id) == focused);
    let next = match (at, is_down) {
        (Some(at), true) => entries.get(at + 1).or(entries.last()),
        (Some(at), false) => entries.get(at.saturating_sub(1)),
        (None, true) => entries.first(),
        (None, false) => entries.last(),
    };
    ctx.memory_mut(|m| {
        m.move_focus(FocusDirection::None);
        if let Some(next) = next {
            m.request_focus(*next);
        }
    });
}

/// What can be chosen in the list that is open, as it was drawn last, from top to bottom; `None` where none is.
fn entries(ctx: &Context) -> Option<Vec<Id>> {
    let drawn: Vec<Id> = ctx.viewport(|viewport| {
        let layers = viewport.prev_pass.widgets.layers();
        let widgets = layers.flat_map(|(_, widgets)| widgets);
        widgets.map(|widget| widget.id).collect()
    });
    let button = drawn.into_iter().find(|id| ComboBox::is_open(ctx, *id))?;
    // As egui makes it of the button's.
    let list = button.with("popup");
    ctx.viewport(|viewport| {
        let widgets = &viewport.prev_pass.widgets;
        let layer = widgets.layer_ids().find(|layer| layer.id == list)?;
        let all = widgets.get_layer(layer);
        let all = all.filter(|widget| widget.enabled && widget.sense.is_focusable());
        Some(all.map(|widget| widget.id).collect())
    })
}
