//! Rows of the Help menu: explanations.
use egui::Key;

use super::{row, section};
use crate::app::ui_command::chord::Chord;
use crate::app::ui_command::spec::{Group::Help, Spec};

pub const KEY_MAP: Spec = row(Help, "Keys", "Shows every key", &[Chord::anywhere(Key::F1)]);

pub const OPEN_SAMPLE: Spec = row(
    Help,
    "Open the sample project",
    "Opens a fresh copy of the sample; the present project stays as it is",
    &[Chord {
        shift: true,
        ..Chord::anywhere(Key::F1)
    }],
);

pub const ABOUT: Spec = section(row(
    Help,
    "About Countermark",
    "Version, licences, where files are kept",
    &[Chord::anywhere(Key::F12)],
));
