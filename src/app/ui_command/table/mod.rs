//! The rows of the table, one file a menu. A command without a row does not compile.
mod annotate;
mod compare;
mod edit;
mod file;
mod help;
mod view;

use super::UiCommand;
use super::chord::Chord;
use super::spec::{Group, Spec};

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
        aliases: "",
    }
}

/// The row with other words by which somebody may look for it.
const fn also(aliases: &'static str, spec: Spec) -> Spec {
    Spec { aliases, ..spec }
}

/// The row with a rule above it in its menu.
const fn section(spec: Spec) -> Spec {
    Spec {
        starts_section: true,
        ..spec
    }
}

/// The row for key map and palette only.
const fn not_in_menu(spec: Spec) -> Spec {
    Spec {
        in_menu: false,
        ..spec
    }
}

/// The row of a command.
#[allow(clippy::too_many_lines, reason = "a table: one line a command")]
pub const fn spec(command: UiCommand) -> Spec {
    use UiCommand as C;
    match command {
        C::NewProject => file::NEW_PROJECT,
        C::OpenProject => file::OPEN_PROJECT,
        C::AddArticles => file::ADD_ARTICLES,
        C::AddFolder => file::ADD_FOLDER,
        C::NewerVersions => file::NEWER_VERSIONS,
        C::AddTable => file::ADD_TABLE,
        C::Save => file::SAVE,
        C::SaveAs => file::SAVE_AS,
        C::Import => file::IMPORT,
        C::Export => file::EXPORT,
        C::Quit => file::QUIT,
        C::Undo => edit::UNDO,
        C::Redo => edit::REDO,
        C::Copy => edit::COPY,
        C::FindHere => edit::FIND_HERE,
        C::FindNext => edit::FIND_NEXT,
        C::FindPrevious => edit::FIND_PREVIOUS,
        C::FindEverywhere => edit::FIND_EVERYWHERE,
        C::EditTagSet => edit::EDIT_TAG_SET,
        C::WhoAnnotates => edit::WHO_ANNOTATES,
        C::Annotators => edit::ANNOTATORS,
        C::ArticleDetails => edit::ARTICLE_DETAILS,
        C::RemoveArticle => edit::REMOVE_ARTICLE,
        C::Settings => edit::SETTINGS,
        C::Escape => edit::ESCAPE,
        C::Tag(n) => annotate::tag(n),
        C::Link => annotate::LINK,
        C::LinkFromHereToo => annotate::LINK_FROM_HERE_TOO,
        C::OtherSide => annotate::OTHER_SIDE,
        C::TurnLink => annotate::TURN_LINK,
        C::EditFirstField => annotate::EDIT_FIRST_FIELD,
        C::TagSameText => annotate::TAG_SAME_TEXT,
        C::Delete => annotate::DELETE,
        C::GrowSelection => annotate::GROW_SELECTION,
        C::ShrinkSelection => annotate::SHRINK_SELECTION,
        C::ListHere => annotate::LIST_HERE,
        C::AddFragment => annotate::ADD_FRAGMENT,
        C::NextFragment => annotate::NEXT_FRAGMENT,
        C::RemoveFragment => annotate::REMOVE_FRAGMENT,
        C::NudgeStartBack => annotate::NUDGE_START_BACK,
        C::NudgeStartForward => annotate::NUDGE_START_FORWARD,
        C::NudgeEndBack => annotate::NUDGE_END_BACK,
        C::NudgeEndForward => annotate::NUDGE_END_FORWARD,
        C::PreviousAnnotation => annotate::PREVIOUS_ANNOTATION,
        C::NextAnnotation => annotate::NEXT_ANNOTATION,
        C::NextSuggestion => annotate::NEXT_SUGGESTION,
        C::PreviousSuggestion => annotate::PREVIOUS_SUGGESTION,
        C::AcceptAllSuggestions => annotate::ACCEPT_ALL_SUGGESTIONS,
        C::NextToReview => annotate::NEXT_TO_REVIEW,
        C::PreviousToReview => annotate::PREVIOUS_TO_REVIEW,
        C::AcceptPlace => annotate::ACCEPT_PLACE,
        C::PutOnSelection => annotate::PUT_ON_SELECTION,
        C::NextSnap => annotate::NEXT_SNAP,
        C::SnapWord => annotate::SNAP_WORD,
        C::SnapSentence => annotate::SNAP_SENTENCE,
        C::SnapCharacter => annotate::SNAP_CHARACTER,
        C::DoneAndNext => annotate::DONE_AND_NEXT,
        C::MarkDone => annotate::MARK_DONE,
        C::MarkInProgress => annotate::MARK_IN_PROGRESS,
        C::MarkUntouched => annotate::MARK_UNTOUCHED,
        C::PreviousArticle => annotate::PREVIOUS_ARTICLE,
        C::NextArticle => annotate::NEXT_ARTICLE,
        C::CompareAnnotators => compare::COMPARE_ANNOTATORS,
        C::CompareWithProject => compare::COMPARE_WITH_PROJECT,
        C::NextDisagreement => compare::NEXT_DISAGREEMENT,
        C::PreviousDisagreement => compare::PREVIOUS_DISAGREEMENT,
        C::TakeA => compare::TAKE_A,
        C::TakeB => compare::TAKE_B,
        C::TakeBoth => compare::TAKE_BOTH,
        C::TakeNeither => compare::TAKE_NEITHER,
        C::EditResult => compare::EDIT_RESULT,
        C::OpenAgain => compare::OPEN_AGAIN,
        C::AcceptAgreements => compare::ACCEPT_AGREEMENTS,
        C::HideNames => compare::HIDE_NAMES,
        C::SaveReport(kind) => compare::save_report(kind),
        C::Area(area) => view::area(area),
        C::Split => view::SPLIT,
        C::Speakers => view::SPEAKERS,
        C::ShowBothSides => view::SHOW_BOTH_SIDES,
        C::Palette => view::PALETTE,
        C::ArticlePalette => view::ARTICLE_PALETTE,
        C::Menus => view::MENUS,
        C::NextPane => view::NEXT_PANE,
        C::PreviousPane => view::PREVIOUS_PANE,
        C::ShowArticles => view::SHOW_ARTICLES,
        C::ShowInspector => view::SHOW_INSPECTOR,
        C::ShowBottom => view::SHOW_BOTTOM,
        C::ShowAnnotations => view::SHOW_ANNOTATIONS,
        C::ShowLinks => view::SHOW_LINKS,
        C::ShowSuggestions => view::SHOW_SUGGESTIONS,
        C::ShowProblems => view::SHOW_PROBLEMS,
        C::ShowReview => view::SHOW_REVIEW,
        C::ShowHistory => view::SHOW_HISTORY,
        C::ShowGuidelines => view::SHOW_GUIDELINES,
        C::ShowOtherLayers => view::SHOW_OTHER_LAYERS,
        C::SuggestionsInText => view::SUGGESTIONS_IN_TEXT,
        C::UnlikelySuggestions => view::UNLIKELY_SUGGESTIONS,
        C::TextLarger => view::TEXT_LARGER,
        C::TextSmaller => view::TEXT_SMALLER,
        C::TextStandard => view::TEXT_STANDARD,
        C::ColumnWider => view::COLUMN_WIDER,
        C::ColumnNarrower => view::COLUMN_NARROWER,
        C::WindowLarger => view::WINDOW_LARGER,
        C::WindowSmaller => view::WINDOW_SMALLER,
        C::ThemeSystem => view::THEME_SYSTEM,
        C::ThemeLight => view::THEME_LIGHT,
        C::ThemeDark => view::THEME_DARK,
        C::KeyMap => help::KEY_MAP,
        C::OpenSample => help::OPEN_SAMPLE,
        C::About => help::ABOUT,
    }
}
