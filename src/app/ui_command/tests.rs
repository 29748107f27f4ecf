//! What holds for every row.
use std::collections::BTreeSet;

use egui::Key;

use super::{Facts, Scope, UiCommand};

#[test]
fn every_command_has_a_text_and_a_tooltip_in_sentence_case() {
    for command in UiCommand::ALL {
        let spec = command.spec();
        assert!(spec.text.len() > 2, "{command:?}");
        assert!(spec.tooltip.len() > 8, "{command:?}");
        for words in [spec.text, spec.tooltip] {
            assert!(words.starts_with(char::is_uppercase), "{words}");
            assert!(!words.ends_with('.'), "{words}");
        }
    }
}

#[test]
fn every_command_stands_in_the_table_once() {
    let set: BTreeSet<_> = UiCommand::ALL.iter().collect();
    assert_eq!(set.len(), UiCommand::ALL.len());
    let texts: BTreeSet<_> = UiCommand::ALL.iter().map(|c| c.spec().text).collect();
    assert_eq!(texts.len(), UiCommand::ALL.len());
}

#[test]
fn every_command_has_a_key() {
    for command in UiCommand::ALL {
        assert!(!command.spec().keys.is_empty(), "{command:?}");
    }
}

#[test]
fn no_two_commands_share_a_key() {
    let mut seen = BTreeSet::new();
    for command in UiCommand::ALL {
        for chord in command.spec().keys {
            // The work area Compare has keys of its own, which go before the others there.
            let is_in_compare = chord.scope == Scope::InCompare;
            let is_new = seen.insert((is_in_compare, chord.text()));
            assert!(is_new, "{command:?}: {}", chord.text());
        }
    }
}

#[test]
fn letters_and_digits_never_act_in_a_field() {
    for command in UiCommand::ALL {
        for chord in command.spec().keys {
            let types = chord.key.name().chars().count() == 1
                || matches!(
                    chord.key,
                    Key::Comma
                        | Key::Period
                        | Key::OpenBracket
                        | Key::CloseBracket
                        | Key::Delete
                        | Key::Backspace
                        | Key::Enter
                        | Key::ArrowLeft
                        | Key::ArrowRight
                );
            if types && !chord.ctrl {
                assert_ne!(chord.scope, Scope::Anywhere, "{command:?}");
            }
        }
    }
}

#[test]
fn what_cannot_run_says_why() {
    let nothing = Facts::default();
    assert_eq!(
        UiCommand::Undo.unavailable(&nothing),
        Some("There is nothing to undo")
    );
    assert_eq!(
        UiCommand::Tag(1).unavailable(&nothing),
        Some("No article is open")
    );
    let ready = Facts {
        has_document: true,
        has_annotator: true,
        has_selection: true,
        tags: vec![(1, "Claim".into())],
        ..Facts::default()
    };
    assert_eq!(UiCommand::Tag(1).unavailable(&ready), None);
    assert_eq!(UiCommand::Tag(1).text(&ready), "Tag as Claim");
    assert_eq!(
        UiCommand::Tag(2).unavailable(&ready),
        Some("No tag has this key")
    );
    let read_only = Facts {
        read_only: true,
        ..ready
    };
    assert_eq!(
        UiCommand::Tag(1).unavailable(&read_only),
        Some("The project is open for reading only")
    );
}
