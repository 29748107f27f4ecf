//! Why a command cannot run now, and what that is decided by.
use super::UiCommand;
use crate::workspace::settings::WorkArea;

/// Said where nobody is chosen to annotate.
pub const NO_ANNOTATOR: &str = "Choose an annotator first";

/// What the table asks about the state of things to say whether a command can run, and to name it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// A project is open.
    pub has_project: bool,
    /// The project can only be read.
    pub read_only: bool,
    /// An article is shown.
    pub has_document: bool,
    /// What is current in the focused text is not seen: the work area shows no text, and nothing that stands for it.
    pub is_current_hidden: bool,
    /// There is more than one article.
    pub has_other_documents: bool,
    /// Somebody is chosen to annotate.
    pub has_annotator: bool,
    /// A selection is current.
    pub has_selection: bool,
    /// Text is selected or an annotation is current, so there is something to copy.
    pub has_annotation: bool,
    /// The current annotation or link is in one's own layer.
    pub is_own: bool,
    /// The annotation to which the selection can be added, in words.
    pub fragment_of: Option<String>,
    /// How many fragments the current annotation has; 0 where none is current.
    pub n_fragments: usize,
    /// Hits of the search are ticked and their list has the keyboard.
    pub has_ticked: bool,
    /// Several rows of the annotations table are picked and it has the keyboard.
    pub has_picked: bool,
    /// A link is current.
    pub has_link: bool,
    /// The two sides of the current link are not alike.
    pub is_link_directed: bool,
    /// The current annotation has links.
    pub has_links: bool,
    /// A link is begun: it has its first side and waits for the second.
    pub is_linking: bool,
    /// Names of the types of links by key.
    pub link_types: Vec<(u8, String)>,
    /// A suggestion is current.
    pub has_suggestion: bool,
    /// The current suggestion has more than one place.
    pub has_other_side: bool,
    /// Annotations of one's own wait for a look because their article changed.
    pub has_to_review: bool,
    /// One of them is looked at.
    pub has_reviewed: bool,
    /// The article shown has annotations in the layers shown.
    pub has_marks: bool,
    /// How many annotators the project has.
    pub n_annotators: usize,
    /// How many annotators are compared; 0 where nobody is.
    pub n_compared: usize,
    /// Two annotators are compared, and they differ somewhere.
    pub has_disagreements: bool,
    /// A difference is current.
    pub has_difference: bool,
    /// The current difference is decided.
    pub is_decided: bool,
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
    /// Why the command cannot run now; `None` where it can.
    #[must_use]
    #[allow(
        clippy::too_many_lines,
        reason = "one case after the other, each of them short"
    )]
    pub fn unavailable(self, facts: &Facts) -> Option<&'static str> {
        const READ_ONLY: &str = "The project is open for reading only";
        const NO_PROJECT: &str = "No project is open";
        const NO_ARTICLE: &str = "No article is open";
        const NO_TEXT: &str = "No text is shown here";
        const NOTHING: &str = "Select words or an annotation first";
        const NO_ANNOTATION: &str = "Select an annotation first";
        const NO_OTHER_ANNOTATOR: &str =
            "The project has one annotator only; compare with another project";
        const NOT_COMPARED: &str = "Compare two annotators first";
        const NO_DIFFERENCE: &str = "Go to a difference in Compare first";
        const UNDECIDED: &str = "Accept the suggestion first, then link its annotation";
        const ONE_FRAGMENT: &str = "It has one fragment only";
        const NOT_OWN: &str = "It is in another annotator's layer";
        const NONE_TO_REVIEW: &str = "No annotation waits for a look";
        const NONE_REVIEWED: &str = "Go to one that waits first: Next to review";
        let reason = |holds: bool, why| (!holds).then_some(why);
        let writable = || reason(!facts.read_only, READ_ONLY);
        let document = || reason(facts.has_document, NO_ARTICLE);
        let annotator = || reason(facts.has_annotator, NO_ANNOTATOR);
        let mine = || writable().or(document()).or(annotator());
        let is_any = facts.has_annotation || facts.has_link;
        let has_words = facts.has_selection || facts.has_annotation || facts.has_suggestion;
        let has_several = facts.has_ticked || facts.has_picked;
        let has_pair = facts.has_link || facts.has_links || facts.has_other_side;
        let own = || reason(!is_any || facts.is_own, NOT_OWN);
        let seen = || reason(!facts.is_current_hidden, NO_TEXT);
        let project = || reason(facts.has_project, NO_PROJECT);
        match self {
            Self::Save | Self::EditTagSet | Self::NewerVersions => project().or(writable()),
            Self::SaveAs
            | Self::Export
            | Self::Annotators
            | Self::WhoAnnotates
            | Self::FindEverywhere
            | Self::CompareWithProject
            | Self::Area(WorkArea::Compare | WorkArea::Overview)
            | Self::Speakers => project(),
            Self::CompareAnnotators => {
                project().or(reason(facts.n_annotators > 1, NO_OTHER_ANNOTATOR))
            }
            Self::SaveReport(_) => project().or(reason(facts.n_compared > 0, NOT_COMPARED)),
            Self::NextDisagreement | Self::PreviousDisagreement => {
                project().or(reason(facts.has_disagreements, NOT_COMPARED))
            }
            Self::NextToReview | Self::PreviousToReview => {
                project().or(reason(facts.has_to_review, NONE_TO_REVIEW))
            }
            Self::AcceptPlace => mine()
                .or(reason(facts.has_to_review, NONE_TO_REVIEW))
                .or(reason(facts.has_reviewed, NONE_REVIEWED)),
            Self::PutOnSelection => mine()
                .or(reason(facts.has_to_review, NONE_TO_REVIEW))
                .or(reason(facts.has_reviewed, NONE_REVIEWED))
                .or(reason(
                    facts.has_selection,
                    "Select the words first where it belongs",
                )),
            Self::TakeA | Self::TakeB | Self::TakeBoth | Self::TakeNeither | Self::EditResult => {
                writable().or(reason(facts.has_difference, NO_DIFFERENCE))
            }
            Self::OpenAgain => writable().or(reason(facts.is_decided, "This is not decided yet")),
            Self::AcceptAgreements => project()
                .or(writable())
                .or(reason(facts.n_compared == 2, NOT_COMPARED)),
            Self::AddArticles | Self::AddFolder | Self::AddTable => writable(),
            Self::Undo => writable().or(reason(facts.undo.is_some(), "There is nothing to undo")),
            Self::Redo => writable().or(reason(facts.redo.is_some(), "There is nothing to redo")),
            Self::Tag(n) if facts.is_linking || facts.has_link => writable()
                .or(reason(
                    facts.link_types.iter().any(|(key, _)| *key == n),
                    "No type of link has this key",
                ))
                .or_else(|| if facts.is_linking { None } else { own() }),
            Self::OtherSide => reason(has_pair, "Select a link or an annotation with a link first"),
            Self::TurnLink => writable()
                .or(reason(facts.has_link, "Select a link first"))
                .or(own())
                .or(reason(
                    facts.is_link_directed,
                    "Both sides of such a link are alike",
                )),
            Self::Link | Self::LinkFromHereToo => mine()
                .or(reason(!facts.has_suggestion, UNDECIDED))
                .or(reason(facts.has_selection || facts.has_annotation, NOTHING)),
            Self::Copy => reason(has_words, NOTHING),
            Self::Tag(n) => mine()
                .or(reason(
                    facts.tags.iter().any(|(key, _)| *key == n),
                    "No tag has this key",
                ))
                .or(reason(has_words || has_several, NOTHING))
                .or(own().filter(|_| !has_several)),
            Self::EditFirstField | Self::Delete if facts.has_suggestion => {
                writable().or(annotator())
            }
            Self::EditFirstField => writable().or(reason(is_any, NO_ANNOTATION)).or(own()),
            Self::Delete => writable()
                .or(reason(
                    is_any || facts.has_picked,
                    "Select an annotation or a link first",
                ))
                .or(own().filter(|_| !facts.has_picked)),
            Self::TagSameText => writable().or(reason(facts.has_annotation, NO_ANNOTATION)),
            Self::NextSuggestion
            | Self::PreviousSuggestion
            | Self::FindHere
            | Self::FindNext
            | Self::FindPrevious
            | Self::ArticleDetails
            | Self::Split
            | Self::ArticlePalette => document(),
            Self::ShowBothSides => reason(
                has_pair,
                "Select a link first, or an annotation that has one",
            ),
            Self::AddFragment => mine()
                .or(reason(facts.has_selection, "Select the words first"))
                .or(reason(
                    facts.fragment_of.is_some(),
                    "Go to the annotation first, then select the words that belong to it",
                )),
            Self::NextFragment => reason(facts.has_annotation, NO_ANNOTATION)
                .or(reason(facts.n_fragments > 1, ONE_FRAGMENT)),
            Self::RemoveFragment => writable()
                .or(reason(facts.has_annotation, NO_ANNOTATION))
                .or(own())
                .or(reason(facts.n_fragments > 1, ONE_FRAGMENT)),
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
                mine()
            }
            Self::AcceptAllSuggestions => mine().or(seen()),
            Self::GrowSelection | Self::ShrinkSelection | Self::ListHere => document().or(seen()),
            Self::RemoveArticle => writable().or(document()),
            _ => None,
        }
    }
}
