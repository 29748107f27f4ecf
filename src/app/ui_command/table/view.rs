//! Rows of the View menu: what is shown and how.
use egui::Key;

use super::{also, not_in_menu, row, section};
use crate::app::ui_command::chord::Chord;
use crate::app::ui_command::spec::{Group::View, Spec};
use crate::workspace::settings::WorkArea;

/// The row of a work area.
pub const fn area(area: WorkArea) -> Spec {
    const ANNOTATE: Spec = row(
        View,
        "Annotate",
        "Shows one article to read and annotate",
        &[Chord::ctrl(Key::Num1)],
    );
    const SIDE_BY_SIDE: Spec = row(
        View,
        "Side by side",
        "Shows two articles, both to annotate, with the links between them",
        &[Chord::ctrl(Key::Num2)],
    );
    const COMPARE: Spec = row(
        View,
        "Compare",
        "Shows where annotators differ, how far they agree, and settles their differences",
        &[Chord::ctrl(Key::Num3)],
    );
    const OVERVIEW: Spec = row(
        View,
        "Overview",
        "Shows all contradictions, contested claims, and who said what",
        &[Chord::ctrl(Key::Num4)],
    );
    match area {
        WorkArea::Annotate => ANNOTATE,
        WorkArea::SideBySide => SIDE_BY_SIDE,
        WorkArea::Compare => COMPARE,
        WorkArea::Overview => OVERVIEW,
    }
}

pub const SPEAKERS: Spec = also(
    "rename people sources",
    row(
        View,
        "Speakers",
        "Shows who said what, in all articles; speakers are renamed and merged there",
        &[Chord::ctrl(Key::Num5)],
    ),
);

pub const SPLIT: Spec = also(
    "two columns panes beside",
    section(row(
        View,
        "Split: second article",
        "Shows a second article beside this one, or goes back to this one alone",
        &[Chord::ctrl(Key::Backslash), Chord::anywhere(Key::F8)],
    )),
);

pub const SHOW_BOTH_SIDES: Spec = row(
    View,
    "Show both sides",
    "Shows both ends of the current link side by side; of an annotation, those of its first link",
    &[Chord {
        shift: true,
        ..Chord::anywhere(Key::F8)
    }],
);

pub const PALETTE: Spec = section(row(
    View,
    "Any command…",
    "Finds a command by some of its letters",
    &[Chord::ctrl(Key::K)],
));

pub const ARTICLE_PALETTE: Spec = also(
    "go to open document file jump switch",
    row(
        View,
        "Any article…",
        "Finds an article by some letters of its title",
        &[Chord::ctrl(Key::P)],
    ),
);

pub const MENUS: Spec = not_in_menu(row(
    View,
    "Menus",
    "Opens the first menu: arrows go through its items and to the other menus",
    &[Chord::anywhere(Key::F10)],
));

pub const NEXT_PANE: Spec = not_in_menu(row(
    View,
    "Next pane",
    "Moves the keyboard to the next part of the window",
    &[Chord::anywhere(Key::F6)],
));

pub const PREVIOUS_PANE: Spec = not_in_menu(row(
    View,
    "Previous pane",
    "Moves the keyboard to the previous part of the window",
    &[Chord {
        shift: true,
        ..Chord::anywhere(Key::F6)
    }],
));

pub const SHOW_ARTICLES: Spec = section(row(
    View,
    "Articles panel",
    "Shows or hides the list of articles",
    &[Chord::ctrl_shift(Key::E)],
));

pub const SHOW_INSPECTOR: Spec = row(
    View,
    "Inspector",
    "Shows or hides the details of what is current",
    &[Chord::ctrl_shift(Key::I)],
);

pub const SHOW_BOTTOM: Spec = row(
    View,
    "Bottom panel",
    "Shows or hides annotations, links, problems and history",
    &[Chord::ctrl(Key::J)],
);

pub const SHOW_ANNOTATIONS: Spec = row(
    View,
    "Annotations",
    "Shows the table of all annotations",
    &[Chord::ctrl_shift(Key::J)],
);

pub const SHOW_LINKS: Spec = row(
    View,
    "Links",
    "Shows the table of all links",
    &[Chord::ctrl_shift(Key::K)],
);

pub const SHOW_SUGGESTIONS: Spec = row(
    View,
    "Suggestions",
    "Shows what may be annotated or linked, found by rules, to accept or reject",
    &[Chord::ctrl_shift(Key::Y)],
);

pub const SHOW_PROBLEMS: Spec = also(
    "errors warnings validation",
    row(
        View,
        "Problems",
        "Shows what is wrong with the project",
        &[Chord::ctrl_shift(Key::M)],
    ),
);

pub const SHOW_REVIEW: Spec = row(
    View,
    "To review",
    "Shows the annotations whose article changed and at which nobody has looked since",
    &[Chord::ctrl_shift(Key::R)],
);

pub const SHOW_HISTORY: Spec = also(
    "log versions steps",
    row(
        View,
        "History",
        "Shows every step, to go back to any of them",
        &[Chord::ctrl_shift(Key::H)],
    ),
);

pub const SHOW_GUIDELINES: Spec = also(
    "codebook instructions manual",
    row(
        View,
        "Guidelines",
        "Shows the guidelines beside the text",
        &[Chord::ctrl_shift(Key::G)],
    ),
);

pub const SHOW_OTHER_LAYERS: Spec = also(
    "others blind hide show annotators",
    section(row(
        View,
        "Other annotators' layers",
        "Shows what others have tagged, faintly; hidden, nobody influences anybody",
        &[Chord::ctrl_shift(Key::L)],
    )),
);

pub const SUGGESTIONS_IN_TEXT: Spec = row(
    View,
    "Suggestions in the text",
    "Draws dashed frames around suggestions that were looked for",
    &[Chord::alt(Key::S)],
);

pub const UNLIKELY_SUGGESTIONS: Spec = row(
    View,
    "Unlikely suggestions too",
    "Shows suggestions of a low score, such as single words and titles in quotation marks",
    &[Chord::shift_alt(Key::S)],
);

pub const TEXT_LARGER: Spec = also(
    "zoom in font size bigger increase",
    section(row(
        View,
        "Larger text",
        "Makes the reading text larger",
        &[Chord::ctrl(Key::Plus), Chord::ctrl(Key::Equals)],
    )),
);

pub const TEXT_SMALLER: Spec = also(
    "zoom out font size reduce decrease",
    row(
        View,
        "Smaller text",
        "Makes the reading text smaller",
        &[Chord::ctrl(Key::Minus)],
    ),
);

pub const TEXT_STANDARD: Spec = also(
    "zoom reset font size normal",
    row(
        View,
        "Standard text size",
        "Sets the reading text to its standard size",
        &[Chord::ctrl(Key::Num0)],
    ),
);

pub const COLUMN_WIDER: Spec = also(
    "width line length",
    row(
        View,
        "Wider column",
        "Sets more characters in a line",
        &[Chord::anywhere(Key::F7)],
    ),
);

pub const COLUMN_NARROWER: Spec = also(
    "width line length",
    row(
        View,
        "Narrower column",
        "Sets fewer characters in a line",
        &[Chord {
            shift: true,
            ..Chord::anywhere(Key::F7)
        }],
    ),
);

pub const WINDOW_LARGER: Spec = also(
    "zoom in font size bigger scale interface",
    section(row(
        View,
        "Larger window text",
        "Makes everything in the window larger",
        &[Chord::anywhere(Key::F9)],
    )),
);

pub const WINDOW_SMALLER: Spec = also(
    "zoom out font size scale interface",
    row(
        View,
        "Smaller window text",
        "Makes everything in the window smaller",
        &[Chord {
            shift: true,
            ..Chord::anywhere(Key::F9)
        }],
    ),
);

pub const THEME_SYSTEM: Spec = section(row(
    View,
    "Theme: as the system",
    "Light or dark as the system says",
    &[Chord::alt(Key::Num7)],
));

pub const THEME_LIGHT: Spec = also(
    "white day colours colors",
    row(
        View,
        "Theme: light",
        "Dark text on a light ground",
        &[Chord::alt(Key::Num8)],
    ),
);

pub const THEME_DARK: Spec = also(
    "black night colours colors",
    row(
        View,
        "Theme: dark",
        "Light text on a dark ground",
        &[Chord::alt(Key::Num9)],
    ),
);
