//! Keeps what is typed in step with the window: letters typed right after the key that opens a field reach that field,
//! and a click right after the last letter comes after it.

use super::keyboard;
use egui::{Context, Event, Key, Plugin, RawInput, Ui};

/// Frames until a field that a key opens is drawn and has the keyboard.
const N_FRAMES: u8 = 2;
/// More events are never kept; far more than anybody types meanwhile.
const MAX_HELD: usize = 10_000;

/// Holds back events for a frame or two where their order needs it.
#[derive(Default)]
pub struct TypingOrder {
    held: Vec<Event>,
    /// For so many frames everything waits.
    n_frames: u8,
    /// What is typed waits until it is known whether a field comes.
    waits: bool,
}

impl TypingOrder {
    /// From now on what is typed is kept; everything else goes on.
    pub fn wait(&mut self) {
        self.waits = true;
    }

    /// What was kept goes to the field that opened, or nowhere.
    pub fn go_on(&mut self, has_field: bool) {
        if !std::mem::take(&mut self.waits) {
            return;
        }
        if has_field {
            self.n_frames = N_FRAMES;
        } else {
            self.held.retain(|event| !is_typed(event));
        }
    }

    /// Takes a frame's events and gives those that are due.
    fn pass(&mut self, events: Vec<Event>, is_in_field: bool) -> Vec<Event> {
        self.held
            .extend(without_letters_of_commands(events, is_in_field));
        if self.held.len() > MAX_HELD {
            self.n_frames = 0;
            self.waits = false;
        }
        if self.n_frames > 0 {
            self.n_frames -= 1;
            return Vec::new();
        }
        let held = std::mem::take(&mut self.held);
        if self.waits {
            let (typed, others) = held.into_iter().partition(is_typed);
            self.held = typed;
            return others;
        }
        let mut due = Vec::with_capacity(held.len());
        let mut has_typed = false;
        let mut last_key = None;
        let mut rest = held.into_iter();
        for event in rest.by_ref() {
            if let Some(kind) = KeyKind::of(&event).filter(|_| !is_in_field) {
                if last_key.is_some_and(|last| last != kind) {
                    self.held.push(event);
                    break;
                }
                last_key = Some(kind);
            }
            if has_typed && matches!(event, Event::PointerButton { .. }) {
                // A press takes the keyboard from the field before the field has read its letters.
                self.held.push(event);
                break;
            }
            has_typed |= is_typed(&event);
            let opens = keyboard::opens_field(&event, is_in_field);
            due.push(event);
            if opens {
                self.n_frames = N_FRAMES;
                break;
            }
        }
        self.held.extend(rest);
        due
    }
}

/// The text moves its caret while it is drawn, commands are done after drawing: where one kind follows the other in
/// the same frame, the later one waits for the next frame, so that both happen in the order of the keys.
#[derive(Clone, Copy, PartialEq, Eq)]
enum KeyKind {
    Motion,
    Command,
}

impl KeyKind {
    fn of(event: &Event) -> Option<Self> {
        let Event::Key {
            key,
            pressed: true,
            modifiers,
            ..
        } = event
        else {
            return None;
        };
        let is_motion = match key {
            Key::ArrowLeft | Key::ArrowRight | Key::ArrowUp | Key::ArrowDown => !modifiers.alt,
            Key::PageUp | Key::PageDown => !modifiers.command,
            Key::Home | Key::End => true,
            _ => false,
        };
        Some(if is_motion {
            Self::Motion
        } else {
            Self::Command
        })
    }
}

/// Without the letters that systems give with a key and Alt, such as the `o` of Alt+O, where the key is a command: else it
/// would stand in the field that the command opens.
fn without_letters_of_commands(events: Vec<Event>, is_in_field: bool) -> Vec<Event> {
    let mut is_own = false;
    let kept = events.into_iter().filter(|event| {
        let is_letter = is_own && matches!(event, Event::Text(_));
        is_own = keyboard::is_command_with_alt(event, is_in_field);
        !is_letter
    });
    kept.collect()
}

/// Letters, keys and what is pasted.
fn is_typed(event: &Event) -> bool {
    matches!(
        event,
        Event::Text(_) | Event::Paste(_) | Event::Ime(_) | Event::Key { .. }
    )
}

impl Plugin for TypingOrder {
    fn debug_name(&self) -> &'static str {
        "typing order"
    }

    fn input_hook(&mut self, ctx: &Context, input: &mut RawInput) {
        let events = std::mem::take(&mut input.events);
        input.events = self.pass(events, ctx.text_edit_focused());
    }

    fn on_end_pass(&mut self, ui: &mut Ui) {
        // While it waits for a field, the field's coming brings the frame.
        if self.n_frames > 0 || (!self.held.is_empty() && !self.waits) {
            ui.ctx().request_repaint();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::{Modifiers, PointerButton, Pos2};

    fn key(key: Key, modifiers: Modifiers) -> Event {
        Event::Key {
            key,
            physical_key: None,
            pressed: true,
            repeat: false,
            modifiers,
        }
    }

    fn text(text: &str) -> Event {
        Event::Text(text.to_owned())
    }

    fn click() -> Event {
        Event::PointerButton {
            pos: Pos2::ZERO,
            button: PointerButton::Primary,
            pressed: true,
            modifiers: Modifiers::NONE,
        }
    }

    #[test]
    fn letters_after_the_key_that_opens_a_field_wait_for_it() {
        let mut order = TypingOrder::default();
        let opener = key(Key::K, Modifiers::COMMAND);
        assert_eq!(
            order.pass(vec![opener.clone(), text("a")], false),
            vec![opener]
        );
        assert_eq!(order.pass(vec![text("b")], false), vec![]);
        assert_eq!(order.pass(vec![], false), vec![]);
        assert_eq!(
            order.pass(vec![text("c")], true),
            vec![text("a"), text("b"), text("c")]
        );
    }

    #[test]
    fn the_letter_of_a_key_with_alt_is_not_typed_into_what_the_key_opens() {
        let mut order = TypingOrder::default();
        let opener = key(Key::O, Modifiers::ALT);
        let events = vec![opener.clone(), text("o"), text("a")];
        assert_eq!(order.pass(events.clone(), false), vec![opener]);
        assert_eq!(order.pass(vec![], false), vec![]);
        assert_eq!(order.pass(vec![], false), vec![]);
        assert_eq!(order.pass(vec![], true), vec![text("a")]);
        // Where the key is no command, what it gives is typed.
        let mut order = TypingOrder::default();
        assert_eq!(order.pass(events.clone(), true), events);
    }

    #[test]
    fn a_selection_made_by_keys_is_there_when_the_tags_key_comes() {
        let mut order = TypingOrder::default();
        let shift_right = key(Key::ArrowRight, Modifiers::SHIFT);
        let escape = key(Key::Escape, Modifiers::NONE);
        let one = key(Key::Num1, Modifiers::NONE);
        let all = [&escape, &shift_right, &shift_right, &one, &one].map(Clone::clone);
        assert_eq!(order.pass(all.to_vec(), false), vec![escape]);
        assert_eq!(
            order.pass(vec![], false),
            vec![shift_right.clone(), shift_right]
        );
        assert_eq!(order.pass(vec![], false), vec![one.clone(), one]);
    }

    #[test]
    fn a_click_comes_after_the_letters_before_it() {
        let mut order = TypingOrder::default();
        assert_eq!(order.pass(vec![text("a"), click()], true), vec![text("a")]);
        assert_eq!(order.pass(vec![], true), vec![click()]);
        assert_eq!(order.pass(vec![click()], true), vec![click()]);
    }

    #[test]
    fn enter_holds_nothing_back_while_one_writes() {
        let mut order = TypingOrder::default();
        let enter = key(Key::Enter, Modifiers::NONE);
        let events = vec![enter.clone(), text("a")];
        assert_eq!(order.pass(events.clone(), true), events);
        assert_eq!(order.pass(events, false), vec![enter]);
    }

    #[test]
    fn while_a_field_may_come_letters_wait_and_clicks_do_not() {
        let mut order = TypingOrder::default();
        order.wait();
        assert_eq!(order.pass(vec![text("a"), click()], false), vec![click()]);
        order.go_on(false);
        assert_eq!(order.pass(vec![], false), vec![]);
        order.wait();
        assert_eq!(order.pass(vec![text("b")], false), vec![]);
        order.go_on(true);
        assert_eq!(order.pass(vec![], false), vec![]);
        assert_eq!(order.pass(vec![], false), vec![]);
        assert_eq!(order.pass(vec![], true), vec![text("b")]);
    }
}
