//! Rows of the Edit menu: undo, tag set, annotators, article details, settings.
use egui::Key;

use super::{also, not_in_menu, row, section};
use crate::app::ui_command::chord::Chord;
use crate::app::ui_command::spec::{Group::Edit, Spec};

pub const UNDO: Spec = also(
    "revert take back",
    row(
        Edit,
        "Undo",
        "Takes back the last step, in whatever article it was",
        &[Chord::ctrl(Key::Z).outside_fields()],
    ),
);

pub const REDO: Spec = also(
    "repeat again",
    row(
        Edit,
        "Redo",
        "Does the step again that was undone last",
        &[
            Chord::ctrl_shift(Key::Z).outside_fields(),
            Chord::ctrl(Key::Y).outside_fields(),
        ],
    ),
);

pub const COPY: Spec = section(row(
    Edit,
    "Copy",
    "Copies the selected words or the words of the current annotation",
    &[Chord::ctrl(Key::C).outside_fields()],
));

pub const FIND_HERE: Spec = also(
    "search look for",
    section(row(
        Edit,
        "Find in this article…",
        "Finds words in the article shown",
        &[Chord::ctrl(Key::F)],
    )),
);

pub const FIND_NEXT: Spec = row(
    Edit,
    "Next hit",
    "Goes to the next place of what was looked for in this article",
    &[Chord::anywhere(Key::F3)],
);

pub const FIND_PREVIOUS: Spec = row(
    Edit,
    "Previous hit",
    "Goes to the place before of what was looked for in this article",
    &[Chord {
        shift: true,
        ..Chord::anywhere(Key::F3)
    }],
);

pub const FIND_EVERYWHERE: Spec = also(
    "search look for all articles grep",
    row(
        Edit,
        "Find everywhere…",
        "Finds words in all articles, to look at or to tag at once",
        &[Chord::ctrl_shift(Key::F)],
    ),
);

pub const EDIT_TAG_SET: Spec = also(
    "labels schema categories colours colors keys",
    section(row(
        Edit,
        "Tag set…",
        "Adds, renames, recolours, orders and removes tags and their fields",
        &[Chord::ctrl(Key::T)],
    )),
);

pub const WHO_ANNOTATES: Spec = also(
    "user person name switch change annotator",
    row(
        Edit,
        "Who annotates…",
        "Chooses whose layer the annotations go into",
        &[Chord::anywhere(Key::F4)],
    ),
);

pub const ANNOTATORS: Spec = also(
    "users people names layers delete",
    row(
        Edit,
        "Annotators…",
        "Adds, renames and removes annotators; each has a layer",
        &[Chord::ctrl_shift(Key::A)],
    ),
);

pub const ARTICLE_DETAILS: Spec = also(
    "metadata properties title outlet date",
    section(row(
        Edit,
        "Article details…",
        "Title, outlet, date, file and encoding of this article",
        &[Chord::ctrl(Key::I)],
    )),
);

pub const REMOVE_ARTICLE: Spec = also(
    "document file delete",
    row(
        Edit,
        "Remove article…",
        "Takes this article and everything on it out of the project",
        &[Chord::ctrl(Key::Delete).outside_fields()],
    ),
);

pub const SETTINGS: Spec = also(
    "preferences options configuration",
    section(row(
        Edit,
        "Settings…",
        "Theme, text size, column width, layers",
        &[Chord::ctrl(Key::Comma)],
    )),
);

pub const ESCAPE: Spec = not_in_menu(row(
    Edit,
    "Leave",
    "Leaves what is open: a list, the selection, a dialog",
    &[Chord::plain(Key::Escape)],
));
