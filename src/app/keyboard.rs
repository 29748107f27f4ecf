//! Keys: which command a key press means here and now, and how it moves the caret.

use super::reader::Motion;
use super::ui_command::{Chord, Scope, UiCommand};
use crate::workspace::settings::WorkArea;
use egui::{Event, Key, Modifiers, Ui};

/// Who has the keyboard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Focus {
    /// The reading text.
    Text,
    /// A text field: letters, digits, arrows, Enter and Delete are its own.
    Field,
    /// A list, a button, nothing.
    Other,
    /// A dialog is open: the window's keys rest.
    Dialog,
}

/// Takes the keys that are commands here and now out of the frame's events.
#[must_use]
pub fn take_commands(ui: &Ui, focus: Focus, area: WorkArea) -> Vec<UiCommand> {
    if focus == Focus::Dialog {
        return Vec::new();
    }
    let mut found = Vec::new();
    ui.input_mut(|input| {
        input.events.retain(|event| match event {
            Event::Key {
                key,
                physical_key,
                pressed: true,
                modifiers,
                ..
            } => match command_of(*key, *physical_key, *modifiers, focus, area) {
                Some(command) => {
                    found.push(command);
                    false
                }
                None => true,
            },
            Event::Copy if focus == Focus::Text => {
                found.push(UiCommand::Copy);
                false
            }
            _ => true,
        });
    });
    found
}

/// Whether this key press opens a field or a dialog, so that what is typed next is meant for that.
#[must_use]
pub fn opens_field(event: &Event, is_in_field: bool) -> bool {
    // No key of a work area opens a field.
    pressed(event, is_in_field, WorkArea::default()).is_some_and(|(command, _)| {
        matches!(
            command,
            UiCommand::OpenProject
                | UiCommand::AddArticles
                | UiCommand::AddFolder
                | UiCommand::AddTable
                | UiCommand::Save
                | UiCommand::SaveAs
                | UiCommand::FindHere
                | UiCommand::FindEverywhere
                | UiCommand::TagSameText
                | UiCommand::EditTagSet
                | UiCommand::Settings
                | UiCommand::Annotators
                | UiCommand::WhoAnnotates
                | UiCommand::EditFirstField
                | UiCommand::ArticleDetails
                | UiCommand::RemoveArticle
                | UiCommand::Palette
                | UiCommand::ArticlePalette
                | UiCommand::KeyMap
                | UiCommand::About
        )
    })
}

/// Whether this is a key with Alt that is a command in some work area: the letter that it gives besides is nobody's.
#[must_use]
pub fn is_command_with_alt(event: &Event, is_in_field: bool) -> bool {
    // Ctrl and Alt together are AltGr on some systems: what that gives is meant.
    pressed(event, is_in_field, WorkArea::Compare)
        .is_some_and(|(_, modifiers)| modifiers.alt && !modifiers.ctrl && !modifiers.command)
}

/// The command of an event that is a key press, in a field or in the text, with what was held.
fn pressed(event: &Event, is_in_field: bool, area: WorkArea) -> Option<(UiCommand, Modifiers)> {
    let Event::Key {
        key,
        physical_key,
        pressed: true,
        modifiers,
        ..
    } = event
    else {
        return None;
    };
    let focus = if is_in_field {
        Focus::Field
    } else {
        Focus::Text
    };
    let command = command_of(*key, *physical_key, *modifiers, focus, area)?;
    Some((command, *modifiers))
}

/// The command of a key press.
fn command_of(
    key: Key,
    physical: Option<Key>,
    modifiers: Modifiers,
    focus: Focus,
    area: WorkArea,
) -> Option<UiCommand> {
    let find = |key: Key, modifiers: Modifiers| {
        let acts = |chord: &Chord| {
            let here = match chord.scope {
                Scope::Anywhere => true,
                Scope::OutsideFields => focus != Focus::Field,
                Scope::InText => focus == Focus::Text,
                Scope::InCompare => area == WorkArea::Compare && focus != Focus::Field,
            };
            here && chord.key == key && chord.matches_modifiers(modifiers)
        };
        let is_own = |chord: &&Chord| chord.scope == Scope::InCompare;
        let mut found = UiCommand::ALL
            .iter()
            .filter_map(|command| Some((command, command.spec().keys.iter().find(|k| acts(k))?)));
        let first = found.next()?;
        // A key of the work area goes before what it does elsewhere.
        let own = std::iter::once(first).chain(found).find(|(_, k)| is_own(k));
        Some(*own.unwrap_or(first).0)
    };
    find(key, modifiers).or_else(|| {
        // Where `+` needs Shift (US, French), Ctrl and + is Ctrl+Shift+plus.
        if key == Key::Plus && modifiers.shift {
            let mut plain = modifiers;
            plain.shift = false;
            return find(key, plain);
        }
        // Digits by place on the keyboard, where the layout gives something else without Shift (AZERTY, Czech).
        let digit = physical.filter(|key| is_digit(*key))?;
        (!modifiers.shift && !is_digit(key)).then(|| find(digit, modifiers))?
    })
}

fn is_digit(key: Key) -> bool {
    matches!(
        key,
        Key::Num0
            | Key::Num1
            | Key::Num2
            | Key::Num3
            | Key::Num4
            | Key::Num5
            | Key::Num6
            | Key::Num7
            | Key::Num8
            | Key::Num9
    )
}

/// Takes the keys that move the caret out of the frame's events; `true` where the selection is extended.
#[must_use]
pub fn motions(ui: &Ui) -> Vec<(Motion, bool)> {
    let mut found = Vec::new();
    take_presses(ui, |key, modifiers| {
        let motion = motion_of(key, modifiers);
        found.extend(motion.map(|motion| (motion, modifiers.shift)));
        motion.is_some()
    });
    found
}

/// Shows each key press of the frame to `takes`, in order; what it takes nobody else sees.
pub fn take_presses(ui: &Ui, mut takes: impl FnMut(Key, Modifiers) -> bool) {
    ui.input_mut(|input| {
        input.events.retain(|event| match event {
            Event::Key {
                key,
                pressed: true,
                modifiers,
                ..
            } => !takes(*key, *modifiers),
            _ => true,
        });
    });
}

fn motion_of(key: Key, modifiers: Modifiers) -> Option<Motion> {
    if modifiers.alt {
        return None;
    }
    Some(match (key, modifiers.command) {
        (Key::ArrowLeft, false) => Motion::Left,
        (Key::ArrowRight, false) => Motion::Right,
        (Key::ArrowLeft, true) => Motion::WordLeft,
        (Key::ArrowRight, true) => Motion::WordRight,
        (Key::ArrowUp, false) => Motion::Up,
        (Key::ArrowDown, false) => Motion::Down,
        (Key::Home, false) => Motion::LineStart,
        (Key::End, false) => Motion::LineEnd,
        (Key::Home, true) => Motion::DocumentStart,
        (Key::End, true) => Motion::DocumentEnd,
        (Key::PageUp, false) => Motion::PageUp,
        (Key::PageDown, false) => Motion::PageDown,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(key: Key, modifiers: Modifiers, focus: Focus, command: Option<UiCommand>) {
        let area = WorkArea::Annotate;
        assert_eq!(
            command_of(key, None, modifiers, focus, area),
            command,
            "{key:?}"
        );
    }

    #[test]
    fn keys_of_compare_go_before_others_there_and_are_letters_in_a_field() {
        let press = |key, focus, area| command_of(key, None, Modifiers::NONE, focus, area);
        for focus in [Focus::Text, Focus::Other] {
            assert_eq!(
                press(Key::N, focus, WorkArea::Compare),
                Some(UiCommand::NextDisagreement)
            );
            assert_eq!(
                press(Key::N, focus, WorkArea::Overview),
                Some(UiCommand::NextAnnotation)
            );
        }
        assert_eq!(press(Key::N, Focus::Field, WorkArea::Compare), None);
    }

    #[test]
    fn digits_tag_in_the_text_and_in_lists_but_never_in_a_field() {
        let none = Modifiers::NONE;
        check(Key::Num1, none, Focus::Text, Some(UiCommand::Tag(1)));
        check(Key::Num2, none, Focus::Other, Some(UiCommand::Tag(2)));
        check(Key::Num1, none, Focus::Field, None);
        check(Key::P, none, Focus::Field, None);
        check(Key::Delete, none, Focus::Field, None);
        check(Key::Enter, none, Focus::Other, None);
        check(
            Key::Enter,
            none,
            Focus::Text,
            Some(UiCommand::EditFirstField),
        );
    }

    #[test]
    fn a_longer_chord_is_not_the_shorter_one() {
        let ctrl = Modifiers::COMMAND;
        check(Key::Z, ctrl, Focus::Text, Some(UiCommand::Undo));
        check(
            Key::Z,
            ctrl | Modifiers::SHIFT,
            Focus::Text,
            Some(UiCommand::Redo),
        );
        check(Key::P, ctrl, Focus::Text, Some(UiCommand::ArticlePalette));
        check(
            Key::P,
            Modifiers::NONE,
            Focus::Text,
            Some(UiCommand::PreviousAnnotation),
        );
    }

    #[test]
    fn digits_are_read_by_place_where_the_layout_gives_none() {
        let press = |key, physical, modifiers| {
            let area = WorkArea::Annotate;
            command_of(key, Some(physical), modifiers, Focus::Text, area)
        };
        // AZERTY gives an apostrophe on the key of 4.
        assert_eq!(
            press(Key::Quote, Key::Num4, Modifiers::NONE),
            Some(UiCommand::Tag(4))
        );
        // A bracket that a layout has on the key of 5 stays a bracket; a real digit stays itself.
        assert_eq!(
            press(Key::OpenBracket, Key::Num5, Modifiers::NONE),
            Some(UiCommand::PreviousAnnotation)
        );
        assert_eq!(
            press(Key::Num1, Key::Num9, Modifiers::NONE),
            Some(UiCommand::Tag(1))
        );
        assert_eq!(press(Key::Quote, Key::Num4, Modifiers::SHIFT), None);
        assert_eq!(
            press(Key::Quote, Key::Num1, Modifiers::COMMAND),
            Some(UiCommand::Area(WorkArea::Annotate))
        );
    }

    #[test]
    fn ctrl_and_plus_is_the_text_size_where_plus_needs_shift_too() {
        let ctrl = Modifiers::COMMAND;
        for modifiers in [ctrl, ctrl | Modifiers::SHIFT] {
            let larger = Some(UiCommand::TextLarger);
            check(Key::Plus, modifiers, Focus::Text, larger);
        }
        check(Key::Equals, ctrl, Focus::Text, Some(UiCommand::TextLarger));
        check(Key::Plus, Modifiers::SHIFT, Focus::Text, None);
    }

    #[test]
    fn alt_arrows_are_no_motions() {
        assert_eq!(motion_of(Key::ArrowLeft, Modifiers::ALT), None);
        assert_eq!(
            motion_of(Key::ArrowLeft, Modifiers::COMMAND | Modifiers::SHIFT),
            Some(Motion::WordLeft)
        );
    }
}
