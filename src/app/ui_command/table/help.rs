//! Rows of the Help menu: explanations.
use egui::Key;

use super::{also, row, section};
use crate::app::ui_command::chord::Chord;
use crate::app::ui_command::spec::{Group::Help, Spec};

pub const KEY_MAP: Spec = also(
    "shortcuts keyboard hotkeys help",
    row(Help, "Keys", "Shows every key", &[Chord::anywhere(Key::F1)]),
);

pub const OPEN_SAMPLE: Spec = also(
    "example demo tutorial",
    row(
        Help,
        "Open the sample project",
        "Opens a fresh copy of the sample; the present project stays as it is",
        &[Chord {
            shift: true,
            ..Chord::anywhere(Key::F1)
        }],
    ),
);

pub const ABOUT: Spec = also(
    "version licence license",
    section(row(
        Help,
        "About Countermark",
        "Version, licences, where files are kept",
        &[Chord::anywhere(Key::F12)],
    )),
);
