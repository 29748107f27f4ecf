//! The one table of commands: text, tooltip, keys, group, and why a command cannot run. Menus, palette, key map,
//! tooltips and the keyboard all read it.

use egui::{Key, Modifiers};

/// Everything the user can ask for by a menu, a key or the palette.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(
    missing_docs,
    reason = "`spec` says what each does, in the user's words"
)]
pub enum UiCommand {
    NewProject,
    OpenProject,
    AddArticles,
    AddFolder,
    OpenSample,
    Save,
    SaveAs,
    Quit,

    Undo,
    Redo,
    Copy,
    EditTagSet,
    Settings,

    /// 1 to 9.
    Tag(u8),
    EditFirstField,
    Delete,
    GrowSelection,
    ShrinkSelection,
    NudgeStartBack,
    NudgeStartForward,
    NudgeEndBack,
    NudgeEndForward,
    PreviousAnnotation,
    NextAnnotation,
    NextSnap,
    SnapWord,
    SnapSentence,
    SnapCharacter,
    PreviousArticle,
    NextArticle,
    DoneAndNext,
    MarkUntouched,
    MarkInProgress,
    MarkDone,
    ArticleDetails,
    RemoveArticle,
    Annotators,

    Palette,
    ArticlePalette,
    NextPane,
    PreviousPane,
    ShowArticles,
    ShowInspector,
    ShowBottom,
    ShowAnnotations,
    ShowProblems,
    ShowHistory,
    ShowGuidelines,
    ShowOtherLayers,
    TextLarger,
    TextSmaller,
    TextStandard,
    WindowLarger,
    WindowSmaller,
    ColumnWider,
    ColumnNarrower,
    ThemeSystem,
    ThemeLight,
    ThemeDark,
    Escape,

    KeyMap,
    About,
}

/// The menu a command stands in, and the heading in the key map.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// Projects and articles from and to files.
    File,
    /// Undo, redo, tag set, settings.
    Edit,
    /// Making and changing annotations.
    Annotate,
    /// What is shown and how.
    View,
    /// Explanations.
    Help,
}

impl Group {
    /// In the order of the menu bar.
    pub const ALL: [Self; 5] = [
        Self::File,
        Self::Edit,
        Self::Annotate,
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
            Self::View => "View",
            Self::Help => "Help",
        }
    }
}

/// Where a key acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Everywhere, in fields too.
    Anywhere,
    /// Not while a field has the focus, nor under a dialog.
    OutsideFields,
    /// Only while the reading text has the focus.
    InText,
}

/// A key with its modifiers; `ctrl` is Cmd on macOS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chord {
    /// Ctrl, on macOS Cmd.
    pub ctrl: bool,
    /// Shift.
    pub shift: bool,
    /// Alt.
    pub alt: bool,
    /// The key.
    pub key: Key,
    /// Where it acts.
    pub scope: Scope,
}

impl Chord {
    const fn new(key: Key, scope: Scope) -> Self {
        Self {
            ctrl: false,
            shift: false,
            alt: false,
            key,
            scope,
        }
    }

    const fn ctrl(key: Key) -> Self {
        Self {
            ctrl: true,
            ..Self::new(key, Scope::Anywhere)
        }
    }

    const fn ctrl_shift(key: Key) -> Self {
        Self {
            shift: true,
            ..Self::ctrl(key)
        }
    }

    const fn alt(key: Key) -> Self {
        Self {
            alt: true,
            ..Self::new(key, Scope::OutsideFields)
        }
    }

    const fn shift_alt(key: Key) -> Self {
        Self {
            shift: true,
            ..Self::alt(key)
        }
    }

    const fn plain(key: Key) -> Self {
        Self::new(key, Scope::OutsideFields)
    }

    const fn anywhere(key: Key) -> Self {
        Self::new(key, Scope::Anywhere)
    }

    const fn in_text(mut self) -> Self {
        self.scope = Scope::InText;
        self
    }

    const fn outside_fields(mut self) -> Self {
        self.scope = Scope::OutsideFields;
        self
    }

    /// Whether exactly these modifiers are held.
    #[must_use]
    pub fn matches_modifiers(&self, held: Modifiers) -> bool {
        held.command == self.ctrl && held.shift == self.shift && held.alt == self.alt
    }

    /// As people write it, such as `Ctrl+Shift+Z`.
    #[must_use]
    pub fn text(&self) -> String {
        let mac = cfg!(target_os = "macos");
        let mut out = String::new();
        for (held, name) in [
            (self.ctrl, if mac { "Cmd+" } else { "Ctrl+" }),
            (self.shift, "Shift+"),
            (self.alt, "Alt+"),
        ] {
            if held {
                out.push_str(name);
            }
        }
        out.push_str(match self.key {
            Key::ArrowUp => "↑",
            Key::ArrowDown => "↓",
            Key::ArrowLeft => "←",
            Key::ArrowRight => "→",
            Key::PageUp => "PgUp",
            Key::PageDown => "PgDn",
            Key::OpenBracket => "[",
            Key::CloseBracket => "]",
            Key::Plus => "plus",
            Key::Minus => "minus",
            Key::Equals => "=",
            Key::Comma => ",",
            key => key.name(),
        });
        out
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
}

/// What the table asks about the state of things to say whether a command can run, and to name it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// A project is open.
    pub has_project: bool,
    /// The project can only be read.
    pub read_only: bool,
    /// An article is shown.
    pub has_document: bool,
    /// There is more than one article.
    pub has_other_documents: bool,
    /// Somebody is chosen to annotate.
    pub has_annotator: bool,
    /// A selection is current.
    pub has_selection: bool,
    /// Text is selected or an annotation is current, so there is something to copy.
    pub has_annotation: bool,
    /// The current annotation is in one's own layer.
    pub is_own: bool,
    /// A link is current.
    pub has_link: bool,
    /// The article shown has annotations in the layers shown.
    pub has_marks: bool,
    /// The current annotation's label has a feature.
    pub has_fields: bool,
    /// What undo would take back, in words.
    pub undo: Option<String>,
    /// What redo would do again, in words.
    pub redo: Option<String>,
    /// Names of the labels by key.
    pub tags: Vec<(u8, String)>,
    /// The commands that are switched on (toggles and choices).
    pub switched_on: Vec<UiCommand>,
}

impl UiCommand {
    /// Every command, in the order of the menus.
    pub const ALL: &'static [Self] = &[
        Self::NewProject,
        Self::OpenProject,
        Self::AddArticles,
        Self::AddFolder,
        Self::Save,
        Self::SaveAs,
        Self::Quit,
        Self::Undo,
        Self::Redo,
        Self::Copy,
        Self::EditTagSet,
        Self::Annotators,
        Self::ArticleDetails,
        Self::RemoveArticle,
        Self::Settings,
        Self::Tag(1),
        Self::Tag(2),
        Self::Tag(3),
        Self::Tag(4),
        Self::Tag(5),
        Self::Tag(6),
        Self::Tag(7),
        Self::Tag(8),
        Self::Tag(9),
        Self::EditFirstField,
        Self::Delete,
        Self::GrowSelection,
        Self::ShrinkSelection,
        Self::NudgeStartBack,
        Self::NudgeStartForward,
        Self::NudgeEndBack,
        Self::NudgeEndForward,
        Self::PreviousAnnotation,
        Self::NextAnnotation,
        Self::NextSnap,
        Self::SnapWord,
        Self::SnapSentence,
        Self::SnapCharacter,
        Self::DoneAndNext,
        Self::MarkDone,
        Self::MarkInProgress,
        Self::MarkUntouched,
        Self::PreviousArticle,
        Self::NextArticle,
        Self::Palette,
        Self::ArticlePalette,
        Self::NextPane,
        Self::PreviousPane,
        Self::ShowArticles,
        Self::ShowInspector,
        Self::ShowBottom,
        Self::ShowAnnotations,
        Self::ShowProblems,
        Self::ShowHistory,
        Self::ShowGuidelines,
        Self::ShowOtherLayers,
        Self::TextLarger,
        Self::TextSmaller,
        Self::TextStandard,
        Self::ColumnWider,
        Self::ColumnNarrower,
        Self::WindowLarger,
        Self::WindowSmaller,
        Self::ThemeSystem,
        Self::ThemeLight,
        Self::ThemeDark,
        Self::Escape,
        Self::KeyMap,
        Self::OpenSample,
        Self::About,
    ];

    /// The row of the table.
    #[must_use]
    #[allow(clippy::too_many_lines, reason = "it is the table")]
    pub const fn spec(self) -> Spec {
        use Group::{Annotate, Edit, File, Help, View};
        const fn row(
            group: Group,
            text: &'static str,
            tooltip: &'static str,
            keys: &'static [Chord],
        ) -> Spec {
            Spec {
                text,
                tooltip,
                keys,
                group,
                starts_section: false,
                in_menu: true,
            }
        }
        const fn section(spec: Spec) -> Spec {
            Spec {
                starts_section: true,
                ..spec
            }
        }
        const fn not_in_menu(spec: Spec) -> Spec {
            Spec {
                in_menu: false,
                ..spec
            }
        }
        macro_rules! keys {
            ($($key:expr),* $(,)?) => { const { &[$($key),*] } };
        }
        match self {
            Self::NewProject => row(
                File,
                "New project",
                "Starts an empty project; the present one stays as it is",
                keys![Chord::ctrl(Key::N)],
            ),
            Self::OpenProject => row(
                File,
                "Open…",
                "Opens a project, or adds articles to the present one",
                keys![Chord::ctrl(Key::O)],
            ),
            Self::AddArticles => section(row(
                File,
                "Add articles…",
                "Adds text and Markdown files to the project",
                keys![],
            )),
            Self::AddFolder => row(
                File,
                "Add a folder of articles…",
                "Adds every article below a folder, in the order of their paths",
                keys![],
            ),
            Self::Save => section(row(
                File,
                "Save",
                "Writes the project file now; every edit is in the journal already",
                keys![Chord::ctrl(Key::S)],
            )),
            Self::SaveAs => row(
                File,
                "Save as…",
                "Writes the project to another file and goes on there",
                keys![Chord::ctrl_shift(Key::S)],
            ),
            Self::Quit => section(row(
                File,
                "Quit",
                "Saves and closes the window",
                keys![Chord::ctrl(Key::Q)],
            )),
            Self::Undo => row(
                Edit,
                "Undo",
                "Takes back the last step, in whatever article it was",
                keys![Chord::ctrl(Key::Z).outside_fields()],
            ),
            Self::Redo => row(
                Edit,
                "Redo",
                "Does the step again that was undone last",
                keys![
                    Chord::ctrl_shift(Key::Z).outside_fields(),
                    Chord::ctrl(Key::Y).outside_fields()
                ],
            ),
            Self::Copy => section(row(
                Edit,
                "Copy",
                "Copies the selected words or the words of the current annotation",
                keys![Chord::ctrl(Key::C).outside_fields()],
            )),
            Self::EditTagSet => section(row(
                Edit,
                "Tag set…",
                "Adds, renames, recolours, orders and removes tags and their fields",
                keys![Chord::ctrl(Key::T)],
            )),
            Self::Annotators => row(
                Edit,
                "Annotators…",
                "Says who annotates; each annotator has a layer",
                keys![Chord::ctrl_shift(Key::A)],
            ),
            Self::ArticleDetails => section(row(
                Edit,
                "Article details…",
                "Title, outlet, date, file and encoding of this article",
                keys![Chord::ctrl(Key::I)],
            )),
            Self::RemoveArticle => row(
                Edit,
                "Remove article…",
                "Takes this article and everything on it out of the project",
                keys![],
            ),
            Self::Settings => section(row(
                Edit,
                "Settings…",
                "Theme, text size, column width, layers",
                keys![Chord::ctrl(Key::Comma)],
            )),
            Self::Tag(n) => {
                let key: &'static [Chord] = match n {
                    1 => keys![Chord::plain(Key::Num1)],
                    2 => keys![Chord::plain(Key::Num2)],
                    3 => keys![Chord::plain(Key::Num3)],
                    4 => keys![Chord::plain(Key::Num4)],
                    5 => keys![Chord::plain(Key::Num5)],
                    6 => keys![Chord::plain(Key::Num6)],
                    7 => keys![Chord::plain(Key::Num7)],
                    8 => keys![Chord::plain(Key::Num8)],
                    9 => keys![Chord::plain(Key::Num9)],
                    _ => keys![],
                };
                let text = match n {
                    1 => "Tag 1",
                    2 => "Tag 2",
                    3 => "Tag 3",
                    4 => "Tag 4",
                    5 => "Tag 5",
                    6 => "Tag 6",
                    7 => "Tag 7",
                    8 => "Tag 8",
                    _ => "Tag 9",
                };
                row(
                    Annotate,
                    text,
                    "Tags the selection, or changes the tag of the current annotation",
                    key,
                )
            }
            Self::EditFirstField => section(row(
                Annotate,
                "Edit the first field",
                "Puts the cursor into the first field of the current annotation",
                keys![Chord::plain(Key::Enter).in_text()],
            )),
            Self::Delete => row(
                Annotate,
                "Remove",
                "Removes the current annotation or link",
                keys![
                    Chord::plain(Key::Delete),
                    Chord::plain(Key::Backspace).in_text()
                ],
            ),
            Self::GrowSelection => section(row(
                Annotate,
                "Grow the selection",
                "Word, quotation, sentence, paragraph",
                keys![Chord::alt(Key::ArrowUp)],
            )),
            Self::ShrinkSelection => row(
                Annotate,
                "Shrink the selection",
                "Paragraph, sentence, quotation, word",
                keys![Chord::alt(Key::ArrowDown)],
            ),
            Self::NudgeStartBack => row(
                Annotate,
                "Move the start back",
                "By a word, or by a character where the snap is by character",
                keys![Chord::alt(Key::ArrowLeft)],
            ),
            Self::NudgeStartForward => row(
                Annotate,
                "Move the start forward",
                "By a word, or by a character where the snap is by character",
                keys![Chord::alt(Key::ArrowRight)],
            ),
            Self::NudgeEndBack => row(
                Annotate,
                "Move the end back",
                "By a word, or by a character where the snap is by character",
                keys![Chord::shift_alt(Key::ArrowLeft)],
            ),
            Self::NudgeEndForward => row(
                Annotate,
                "Move the end forward",
                "By a word, or by a character where the snap is by character",
                keys![Chord::shift_alt(Key::ArrowRight)],
            ),
            Self::PreviousAnnotation => section(row(
                Annotate,
                "Previous annotation",
                "Goes to the annotation before this place",
                keys![Chord::plain(Key::OpenBracket), Chord::plain(Key::P)],
            )),
            Self::NextAnnotation => row(
                Annotate,
                "Next annotation",
                "Goes to the annotation behind this place",
                keys![Chord::plain(Key::CloseBracket), Chord::plain(Key::N)],
            ),
            Self::NextSnap => section(row(
                Annotate,
                "Next snap",
                "Word, sentence, character",
                keys![Chord::plain(Key::W)],
            )),
            Self::SnapWord => row(
                Annotate,
                "Snap to words",
                "A drag takes whole words",
                keys![],
            ),
            Self::SnapSentence => row(
                Annotate,
                "Snap to sentences",
                "A drag takes whole sentences",
                keys![],
            ),
            Self::SnapCharacter => row(
                Annotate,
                "Snap to characters",
                "A drag takes exactly what it covers, never part of a character",
                keys![],
            ),
            Self::DoneAndNext => section(row(
                Annotate,
                "Done, next unfinished",
                "Marks this article done and goes to the next one that is not",
                keys![Chord::ctrl(Key::Enter)],
            )),
            Self::MarkDone => row(
                Annotate,
                "Mark as done",
                "Records that you have finished this article",
                keys![],
            ),
            Self::MarkInProgress => row(
                Annotate,
                "Mark as in progress",
                "Records that you are at work on this article",
                keys![],
            ),
            Self::MarkUntouched => row(
                Annotate,
                "Mark as untouched",
                "Records that you have not begun this article",
                keys![],
            ),
            Self::PreviousArticle => section(row(
                Annotate,
                "Previous article",
                "Shows the article above this one in the list",
                keys![Chord::ctrl(Key::PageUp)],
            )),
            Self::NextArticle => row(
                Annotate,
                "Next article",
                "Shows the article below this one in the list",
                keys![Chord::ctrl(Key::PageDown)],
            ),
            Self::Palette => row(
                View,
                "Any command…",
                "Finds a command by some of its letters",
                keys![Chord::ctrl(Key::K)],
            ),
            Self::ArticlePalette => row(
                View,
                "Any article…",
                "Finds an article by some letters of its title",
                keys![Chord::ctrl(Key::P)],
            ),
            Self::NextPane => not_in_menu(row(
                View,
                "Next pane",
                "Moves the keyboard to the next part of the window",
                keys![Chord::anywhere(Key::F6)],
            )),
            Self::PreviousPane => not_in_menu(row(
                View,
                "Previous pane",
                "Moves the keyboard to the previous part of the window",
                keys![Chord {
                    shift: true,
                    ..Chord::anywhere(Key::F6)
                }],
            )),
            Self::ShowArticles => section(row(
                View,
                "Articles panel",
                "Shows or hides the list of articles",
                keys![Chord::ctrl_shift(Key::E)],
            )),
            Self::ShowInspector => row(
                View,
                "Inspector",
                "Shows or hides the details of what is current",
                keys![Chord::ctrl_shift(Key::I)],
            ),
            Self::ShowBottom => row(
                View,
                "Bottom panel",
                "Shows or hides annotations, problems and history",
                keys![Chord::ctrl(Key::J)],
            ),
            Self::ShowAnnotations => row(
                View,
                "Annotations",
                "Shows the table of all annotations",
                keys![Chord::ctrl_shift(Key::J)],
            ),
            Self::ShowProblems => row(
                View,
                "Problems",
                "Shows what is wrong with the project",
                keys![Chord::ctrl_shift(Key::M)],
            ),
            Self::ShowHistory => row(
                View,
                "History",
                "Shows every step, to go back to any of them",
                keys![Chord::ctrl_shift(Key::H)],
            ),
            Self::ShowGuidelines => row(
                View,
                "Guidelines",
                "Shows the guidelines beside the text",
                keys![Chord::ctrl_shift(Key::G)],
            ),
            Self::ShowOtherLayers => section(row(
                View,
                "Other annotators' layers",
                "Shows what others have tagged, faintly; hidden, nobody influences anybody",
                keys![Chord::ctrl_shift(Key::L)],
            )),
            Self::TextLarger => section(row(
                View,
                "Larger text",
                "Makes the reading text larger",
                keys![Chord::ctrl(Key::Plus), Chord::ctrl(Key::Equals)],
            )),
            Self::TextSmaller => row(
                View,
                "Smaller text",
                "Makes the reading text smaller",
                keys![Chord::ctrl(Key::Minus)],
            ),
            Self::TextStandard => row(
                View,
                "Standard text size",
                "Sets the reading text to its standard size",
                keys![Chord::ctrl(Key::Num0)],
            ),
            Self::ColumnWider => row(
                View,
                "Wider column",
                "Sets more characters in a line",
                keys![],
            ),
            Self::ColumnNarrower => row(
                View,
                "Narrower column",
                "Sets fewer characters in a line",
                keys![],
            ),
            Self::WindowLarger => section(row(
                View,
                "Larger window text",
                "Makes everything in the window larger",
                keys![Chord::ctrl_shift(Key::Plus)],
            )),
            Self::WindowSmaller => row(
                View,
                "Smaller window text",
                "Makes everything in the window smaller",
                keys![Chord::ctrl_shift(Key::Minus)],
            ),
            Self::ThemeSystem => section(row(
                View,
                "Theme: as the system",
                "Light or dark as the system says",
                keys![],
            )),
            Self::ThemeLight => row(View, "Theme: light", "Dark text on a light ground", keys![]),
            Self::ThemeDark => row(View, "Theme: dark", "Light text on a dark ground", keys![]),
            Self::Escape => not_in_menu(row(
                Edit,
                "Leave",
                "Leaves what is open: a list, the selection, a dialog",
                keys![Chord::plain(Key::Escape)],
            )),
            Self::KeyMap => row(
                Help,
                "Keys",
                "Shows every key",
                keys![Chord::anywhere(Key::F1)],
            ),
            Self::OpenSample => row(
                Help,
                "Open the sample project",
                "Opens a fresh copy of the sample; the present project stays as it is",
                keys![],
            ),
            Self::About => section(row(
                Help,
                "About Countermark",
                "Version, licences, where files are kept",
                keys![],
            )),
        }
    }

    /// Why the command cannot run now; `None` where it can.
    #[must_use]
    pub fn unavailable(self, facts: &Facts) -> Option<&'static str> {
        const READ_ONLY: &str = "The project is open for reading only";
        const NO_PROJECT: &str = "No project is open";
        const NO_ARTICLE: &str = "No article is open";
        const NO_ANNOTATOR: &str = "Choose an annotator first";
        const NOTHING: &str = "Select words or an annotation first";
        const NO_ANNOTATION: &str = "Select an annotation first";
        const NOT_OWN: &str = "The annotation is in another annotator's layer";
        let reason = |holds: bool, why| (!holds).then_some(why);
        let writable = || reason(!facts.read_only, READ_ONLY);
        let document = || reason(facts.has_document, NO_ARTICLE);
        let annotator = || reason(facts.has_annotator, NO_ANNOTATOR);
        let own = || reason(!facts.has_annotation || facts.is_own, NOT_OWN);
        let project = || reason(facts.has_project, NO_PROJECT);
        match self {
            Self::Save | Self::EditTagSet => project().or(writable()),
            Self::SaveAs | Self::Annotators => project(),
            Self::AddArticles | Self::AddFolder => writable(),
            Self::Undo => writable().or(reason(facts.undo.is_some(), "There is nothing to undo")),
            Self::Redo => writable().or(reason(facts.redo.is_some(), "There is nothing to redo")),
            Self::Copy => reason(facts.has_selection || facts.has_annotation, NOTHING),
            Self::Tag(n) => writable()
                .or(document())
                .or(annotator())
                .or(reason(
                    facts.tags.iter().any(|(key, _)| *key == n),
                    "No tag has this key",
                ))
                .or(reason(facts.has_selection || facts.has_annotation, NOTHING))
                .or(own()),
            Self::EditFirstField => writable()
                .or(reason(facts.has_annotation, NO_ANNOTATION))
                .or(own())
                .or(reason(facts.has_fields, "This tag has no field")),
            Self::Delete => writable()
                .or(reason(
                    facts.has_annotation || facts.has_link,
                    "Select an annotation or a link first",
                ))
                .or(own()),
            Self::GrowSelection
            | Self::ShrinkSelection
            | Self::ArticleDetails
            | Self::ArticlePalette => document(),
            Self::NudgeStartBack
            | Self::NudgeStartForward
            | Self::NudgeEndBack
            | Self::NudgeEndForward => {
                if facts.has_annotation {
                    writable().or(own())
                } else {
                    reason(facts.has_selection, NOTHING)
                }
            }
            Self::PreviousAnnotation | Self::NextAnnotation => {
                document().or(reason(facts.has_marks, "This article has no annotation"))
            }
            Self::PreviousArticle | Self::NextArticle => document().or(reason(
                facts.has_other_documents,
                "The project has no other article",
            )),
            Self::DoneAndNext | Self::MarkDone | Self::MarkInProgress | Self::MarkUntouched => {
                writable().or(document()).or(annotator())
            }
            Self::RemoveArticle => writable().or(document()),
            _ => None,
        }
    }

    /// The menu item in words of the state: the tag's name, what is undone.
    #[must_use]
    pub fn text(self, facts: &Facts) -> String {
        let text = self.spec().text;
        match self {
            Self::Tag(n) => match facts.tags.iter().find(|(key, _)| *key == n) {
                Some((_, name)) if facts.has_annotation => format!("Change the tag to {name}"),
                Some((_, name)) => format!("Tag as {name}"),
                None => text.to_owned(),
            },
            Self::Undo => match &facts.undo {
                Some(what) => format!("Undo: {what}"),
                None => text.to_owned(),
            },
            Self::Redo => match &facts.redo {
                Some(what) => format!("Redo: {what}"),
                None => text.to_owned(),
            },
            _ => text.to_owned(),
        }
    }

    /// The tooltip with the keys, such as `Takes back the last step (Ctrl+Z)`, and the reason where it cannot run.
    #[must_use]
    pub fn tooltip(self, facts: &Facts) -> String {
        let keys = self.keys_text();
        let mut out = self.spec().tooltip.to_owned();
        if !keys.is_empty() {
            out.push_str(" (");
            out.push_str(&keys);
            out.push(')');
        }
        if let Some(why) = self.unavailable(facts) {
            out.push('\n');
            out.push_str(why);
        }
        out
    }

    /// The first key, as menus show it; empty where there is none.
    #[must_use]
    pub fn key_text(self) -> String {
        self.spec()
            .keys
            .first()
            .map(Chord::text)
            .unwrap_or_default()
    }

    /// All keys, such as `[ or P`.
    #[must_use]
    pub fn keys_text(self) -> String {
        let keys: Vec<String> = self.spec().keys.iter().map(Chord::text).collect();
        keys.join(" or ")
    }

    /// Whether a choice or panel is on.
    #[must_use]
    pub fn switched_on(self, facts: &Facts) -> Option<bool> {
        matches!(
            self,
            Self::ShowArticles
                | Self::ShowInspector
                | Self::ShowBottom
                | Self::ShowGuidelines
                | Self::ShowOtherLayers
                | Self::SnapWord
                | Self::SnapSentence
                | Self::SnapCharacter
                | Self::ThemeSystem
                | Self::ThemeLight
                | Self::ThemeDark
                | Self::MarkDone
                | Self::MarkInProgress
                | Self::MarkUntouched
        )
        .then(|| facts.switched_on.contains(&self))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

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
    fn no_two_commands_share_a_key() {
        let mut seen = BTreeSet::new();
        for command in UiCommand::ALL {
            for chord in command.spec().keys {
                assert!(seen.insert(chord.text()), "{command:?}: {}", chord.text());
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
                        Key::OpenBracket
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
}
