//! The menus, and how keys walk through them: F10 opens the first one, arrows go through its items and from menu to menu,
//! and what had the keyboard before gets it back.

use super::shell::Shell;
use super::title_row::items_ui;
use super::ui_command::Group;
use crate::workspace::Unnamed;
use egui::{Context, FocusDirection, Id, Key, Modifiers, Order, Popup, Ui};

/// Room above and below an open menu, points.
const EDGES: f32 = 64.0;
/// Menus are no narrower, points: the longest items of the table stand on one line beside their keys.
const MENU_WIDTH: f32 = 310.0;
/// No menu is lower than this, points, before it scrolls.
const LEAST_HEIGHT: f32 = 120.0;

/// What had the keyboard before a menu took it.
#[derive(Clone, Copy, Debug)]
struct Before(Option<Id>);

/// What is remembered of the menus from frame to frame.
#[derive(Clone, Debug, Default)]
struct Walk {
    /// Of each menu its list and its button, as they were drawn last.
    menus: Vec<(Id, Id)>,
    /// The menu that was open in the last frame.
    open: Option<usize>,
    /// A menu took the keyboard.
    before: Option<Before>,
    /// The first menu is to be opened.
    is_wanted: bool,
}

fn store() -> Id {
    Id::unique("menus by keys")
}

/// The item that opens another list: the arrow to the right is its own.
pub fn opens_a_list(ui: &Ui, item: Id) {
    ui.data_mut(|d| d.insert_temp(store().with("list"), item));
}

/// F10: opens the first menu at the next frame.
pub fn open_first(ctx: &Context) {
    ctx.data_mut(|d| d.get_temp_mut_or_default::<Walk>(store()).is_wanted = true);
}

/// Draws all menus into the title row; `unnamed` are the projects without a name that can be opened.
pub fn menus_ui(shell: &Shell<'_>, unnamed: &[&Unnamed], ui: &mut Ui) {
    let mut walk = ui.data(|d| d.get_temp::<Walk>(store())).unwrap_or_default();
    walk.obey_keys(ui);
    walk.menus.clear();
    for group in Group::ALL {
        let shown = ui.menu_button(group.text(), |ui| {
            ui.set_min_width(MENU_WIDTH);
            // In a low window a long menu scrolls.
            let height = (ui.ctx().content_rect().height() - EDGES).max(LEAST_HEIGHT);
            // Its bar stands beside the keys of the items, not over them.
            ui.spacing_mut().scroll = egui::style::ScrollStyle::solid();
            egui::ScrollArea::vertical()
                .max_height(height)
                .min_scrolled_height(height)
                .show(ui, |ui| items_ui(shell, unnamed, ui, group));
        });
        let list = Popup::default_response_id(&shown.response);
        walk.menus.push((list, shown.response.id));
    }
    walk.give_back(ui.ctx());
    ui.data_mut(|d| d.insert_temp(store(), walk));
}

impl Walk {
    fn obey_keys(&mut self, ui: &Ui) {
        let ctx = ui.ctx();
        let focused = ctx.memory(egui::Memory::focused);
        if std::mem::take(&mut self.is_wanted) {
            self.before = Some(Before(focused));
            return self.go_to(ctx, 0);
        }
        let Some((open, (list, button))) = self
            .open
            .and_then(|open| Some((open, *self.menus.get(open)?)))
        else {
            return;
        };
        let layer = focused
            .and_then(|id| ctx.read_response(id))
            .map(|r| r.layer_id);
        let is_on_button = focused == Some(button);
        let is_in_list = layer.is_some_and(|layer| layer.id == list);
        let is_in_any = layer.is_some_and(|layer| layer.order == Order::Foreground);
        let takes = |key| ui.input_mut(|i| i.consume_key(Modifiers::NONE, key));
        if is_on_button || is_in_list || !is_in_any {
            let opens_a_list = ctx.data(|d| d.get_temp::<Id>(store().with("list")));
            let is_own = focused.is_some() && focused == opens_a_list;
            let n = self.menus.len();
            let to = if takes(Key::ArrowLeft) {
                Some((open + n - 1) % n)
            } else if !is_own && takes(Key::ArrowRight) {
                Some((open + 1) % n)
            } else {
                None
            };
            if let Some(to) = to {
                if !is_on_button && !is_in_list {
                    self.before = Some(Before(focused));
                }
                ctx.memory_mut(|m| m.move_focus(FocusDirection::None));
                return self.go_to(ctx, to);
            }
        }
        if !is_on_button && !is_in_any {
            // Opened by the pointer: the first arrow takes the keyboard into it.
            for (key, direction) in [
                (Key::ArrowDown, FocusDirection::Down),
                (Key::ArrowUp, FocusDirection::Up),
            ] {
                if takes(key) {
                    self.before = Some(Before(focused));
                    ctx.memory_mut(|m| {
                        m.request_focus(button);
                        m.move_focus(direction);
                    });
                }
            }
        }
    }

    fn go_to(&mut self, ctx: &Context, menu: usize) {
        if let Some((list, button)) = self.menus.get(menu) {
            Popup::open_id(ctx, *list);
            ctx.memory_mut(|m| m.request_focus(*button));
        }
    }

    /// Where a menu has closed, what had the keyboard before it gets it back.
    fn give_back(&mut self, ctx: &Context) {
        let is_open = |(list, _): &(Id, Id)| Popup::is_id_open(ctx, *list);
        let open = self.menus.iter().position(is_open);
        if self.open.is_some()
            && open.is_none()
            && let Some(Before(before)) = self.before.take()
        {
            ctx.memory_mut(|m| match (before, m.focused()) {
                (Some(before), _) => m.request_focus(before),
                (None, Some(now)) => m.surrender_focus(now),
                (None, None) => {}
            });
        }
        self.open = open;
    }
}
