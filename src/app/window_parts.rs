//! The parts of the window that F6 goes through. Whoever draws a part says so, and which of its controls gets the
//! keyboard; what is not drawn is not gone to, whatever the work area.

use super::context::AppAction;
use super::window::App;
use egui::{Context, Id, Rect, Ui};
use std::collections::BTreeMap;

/// A part of the window, in the order of reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// The list of articles.
    Articles,
    /// The bar of find here.
    Find,
    /// What a work area other than the texts begins with: its tabs.
    Head,
    /// Its list: differences, contradictions, speakers.
    List,
    /// The reading text at this place, counted from the left.
    Text(usize),
    /// The text that is compared.
    Compared,
    /// The guidelines.
    Guidelines,
    /// What is current.
    Inspector,
    /// The tables at the bottom.
    Bottom,
}

/// So many frames a part that was asked for may take until it is drawn.
const AWAITED_FRAMES: u64 = 30;

/// A part as it was drawn last.
#[derive(Clone, Copy, Debug)]
struct Drawn {
    /// In which pass.
    pass: u64,
    /// What gets the keyboard.
    control: Id,
    room: Rect,
}

type AllDrawn = BTreeMap<Part, Drawn>;

fn store() -> Id {
    Id::unique("parts of the window")
}

/// A part is drawn here; `control` gets the keyboard when one goes to it.
pub fn part_is_here(ui: &Ui, part: Part, control: Id, room: Rect) {
    let ctx = ui.ctx();
    let pass = ctx.cumulative_pass_nr();
    let drawn = Drawn {
        pass,
        control,
        room,
    };
    ctx.data_mut(|d| {
        d.get_temp_mut_or_default::<AllDrawn>(store())
            .insert(part, drawn);
    });
}

/// `control` gets the keyboard of the part that is drawn now, instead of what was said before: such as its list.
pub fn part_has_list(ui: &Ui, part: Part, control: Id) {
    let pass = ui.ctx().cumulative_pass_nr();
    ui.ctx().data_mut(|d| {
        let all = d.get_temp_mut_or_default::<AllDrawn>(store());
        if let Some(drawn) = all.get_mut(&part).filter(|drawn| drawn.pass == pass) {
            drawn.control = control;
        }
    });
}

/// What gets the keyboard of a part, if that was drawn in this frame.
#[must_use]
pub fn control_of(ctx: &Context, part: Part) -> Option<Id> {
    let pass = ctx.cumulative_pass_nr();
    let all = ctx.data(|d| d.get_temp::<AllDrawn>(store()))?;
    let drawn = all.get(&part).filter(|drawn| drawn.pass == pass)?;
    Some(drawn.control)
}

/// Whether what gets the keyboard of a part has it, where that was drawn in this frame or the one before.
#[must_use]
pub fn has_keyboard(ctx: &Context, part: Part) -> bool {
    let pass = ctx.cumulative_pass_nr();
    let all = ctx.data(|d| d.get_temp::<AllDrawn>(store()));
    let drawn = all.as_ref().and_then(|all| all.get(&part));
    let control = drawn
        .filter(|drawn| drawn.pass + 1 >= pass)
        .map(|d| d.control);
    control.is_some() && control == ctx.memory(egui::Memory::focused)
}

/// The part behind (before) the one with the keyboard, and what gets the keyboard there. Where no part has it, the texts
/// come first.
fn next_part(ctx: &Context, forward: bool) -> Option<(Part, Id)> {
    let pass = ctx.cumulative_pass_nr();
    let mut all = ctx.data(|d| d.get_temp::<AllDrawn>(store()))?;
    all.retain(|_, drawn| drawn.pass + 1 >= pass);
    let focused = ctx.memory(egui::Memory::focused);
    let place = focused.and_then(|id| ctx.read_response(id)).map(|r| r.rect);
    let is_in = |drawn: &Drawn| {
        let around = place.is_some_and(|place| drawn.room.contains(place.center()));
        Some(drawn.control) == focused || around
    };
    let now = all.values().position(is_in);
    let texts = |part: &Part| *part >= Part::Head;
    let n = all.len();
    let next = match now {
        Some(now) => (now + if forward { 1 } else { n - 1 }) % n,
        None => all.keys().position(texts).unwrap_or_default(),
    };
    let (part, drawn) = all.iter().nth(next)?;
    Some((*part, drawn.control))
}

impl App {
    /// The keyboard goes to a part that is about to be drawn, once it is there.
    pub(super) fn go_to_part_when_drawn(&mut self, part: Part) {
        self.awaited_part = Some((part, self.n_frames));
    }

    /// At the end of a frame: the part that was waited for has the keyboard.
    pub(super) fn give_keyboard_to_awaited(&mut self, ctx: &Context) {
        let Some((part, since)) = self.awaited_part else {
            return;
        };
        if let Some(control) = control_of(ctx, part) {
            ctx.memory_mut(|m| m.request_focus(control));
            self.awaited_part = None;
        } else if self.n_frames > since + AWAITED_FRAMES {
            // There is no room for it.
            self.awaited_part = None;
        }
    }

    /// F6: the next (previous) part of the window.
    pub(super) fn go_to_part(&mut self, ctx: &Context, forward: bool) {
        match next_part(ctx, forward) {
            Some((Part::Text(idx), _)) => self.act(ctx, AppAction::FocusText(idx)),
            Some((Part::Inspector, _)) => self.act(ctx, AppAction::EditFirstField),
            Some((_, control)) => ctx.memory_mut(|m| m.request_focus(control)),
            None => {}
        }
    }
}
