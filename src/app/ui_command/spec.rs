//! What a row of the table holds.
use super::chord::Chord;

/// The menu a command stands in, and the heading in the key map.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// Projects and articles from and to files.
    File,
    /// Undo, redo, tag set, settings.
    Edit,
    /// Making and changing annotations.
    Annotate,
    /// Annotators against each other.
    Compare,
    /// What is shown and how.
    View,
    /// Explanations.
    Help,
}

impl Group {
    /// In the order of the menu bar.
    pub const ALL: [Self; 6] = [
        Self::File,
        Self::Edit,
        Self::Annotate,
        Self::Compare,
        Self::View,
        Self::Help,
    ];

    /// The menu's name.
    #[must_use]
    pub const fn text(self) -> &'static str {
        match self {
            Self::File => "File",
            Self::Edit => "Edit",
            Self::Annotate => "Annotate",
            Self::Compare => "Compare",
            Self::View => "View",
            Self::Help => "Help",
        }
    }
}

/// One row of the table.
#[derive(Clone, Copy, Debug)]
pub struct Spec {
    /// The menu item.
    pub text: &'static str,
    /// What it does, in one sentence without a full stop.
    pub tooltip: &'static str,
    /// Its keys; the first one is shown in menus.
    pub keys: &'static [Chord],
    /// Its menu.
    pub group: Group,
    /// Whether a rule is drawn above it in its menu.
    pub starts_section: bool,
    /// Whether its menu lists it; the palette and the key map list all but [`UiCommand::Escape`].
    pub in_menu: bool,
    /// Other words for it, in small letters with blanks between: the palette finds it by them.
    pub aliases: &'static str,
}
