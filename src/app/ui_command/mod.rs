//! The one table of commands: text, tooltip, keys, group, and why a command cannot run. Menus, palette, key map,
//! tooltips and the keyboard all read it.
//!
//! A new command: a variant of [`UiCommand`], its place in [`UiCommand::ALL`], its row in `table/` under its menu, in
//! `availability` when it may not run, and its deed in [`super::dispatch`].
mod availability;
mod chord;
mod lookup;
mod spec;
mod table;
#[cfg(test)]
mod tests;

pub use availability::Facts;
pub use chord::{Chord, Scope};
pub use spec::{Group, Spec};

use crate::workspace::settings::WorkArea;

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
    FindHere,
    FindNext,
    FindPrevious,
    FindEverywhere,
    EditTagSet,
    Settings,

    /// 1 to 9.
    Tag(u8),
    Link,
    LinkFromHereToo,
    OtherSide,
    EditFirstField,
    TagSameText,
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

    Area(WorkArea),
    Split,
    ShowBothSides,
    Speakers,
    Palette,
    ArticlePalette,
    NextPane,
    PreviousPane,
    ShowArticles,
    ShowInspector,
    ShowBottom,
    ShowAnnotations,
    ShowLinks,
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
        Self::FindHere,
        Self::FindNext,
        Self::FindPrevious,
        Self::FindEverywhere,
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
        Self::Link,
        Self::LinkFromHereToo,
        Self::OtherSide,
        Self::EditFirstField,
        Self::TagSameText,
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
        Self::Area(WorkArea::Annotate),
        Self::Area(WorkArea::SideBySide),
        Self::Area(WorkArea::Overview),
        Self::Speakers,
        Self::Split,
        Self::ShowBothSides,
        Self::Palette,
        Self::ArticlePalette,
        Self::NextPane,
        Self::PreviousPane,
        Self::ShowArticles,
        Self::ShowInspector,
        Self::ShowBottom,
        Self::ShowAnnotations,
        Self::ShowLinks,
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
    pub const fn spec(self) -> Spec {
        table::spec(self)
    }
}
