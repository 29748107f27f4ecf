//! What a project has beside its articles and annotations: annotators, progress, speakers, its head.

use crate::model::{AnnotatorId, ForeignFields, SpeakerId};

/// What kind of annotator a layer belongs to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum AnnotatorKind {
    /// A person who annotates.
    #[default]
    Human,
    /// The layer in which disagreements are settled.
    Adjudicator,
    /// A program whose annotations are suggestions.
    Machine,
    /// A kind this program does not know, treated as a person.
    Other(String),
}

impl AnnotatorKind {
    /// The word in the project file.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Human => "human",
            Self::Adjudicator => "adjudicator",
            Self::Machine => "machine",
            Self::Other(kind) => kind,
        }
    }

    /// The kind of that word.
    #[must_use]
    pub fn from_word(word: &str) -> Self {
        match word {
            "human" => Self::Human,
            "adjudicator" => Self::Adjudicator,
            "machine" => Self::Machine,
            other => Self::Other(other.to_owned()),
        }
    }
}

/// Whose layer it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Annotator {
    /// Unique among annotators.
    pub id: AnnotatorId,
    /// Shown to the user.
    pub name: String,
    /// Person, adjudicator or program.
    pub kind: AnnotatorKind,
    /// Unknown fields.
    pub foreign: ForeignFields,
}

/// How far an annotator is with a document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum ProgressState {
    /// Nothing done.
    #[default]
    Untouched,
    /// Begun.
    InProgress,
    /// Finished.
    Done,
}

impl ProgressState {
    /// Every state.
    pub const ALL: [Self; 3] = [Self::Untouched, Self::InProgress, Self::Done];

    /// The word in the project file.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Untouched => "untouched",
            Self::InProgress => "in_progress",
            Self::Done => "done",
        }
    }

    /// The state of that word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.as_str() == word)
    }
}

/// How far one annotator is with one document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// The state.
    pub state: ProgressState,
    /// Unknown fields.
    pub foreign: ForeignFields,
}

/// Somebody who is quoted or claims something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Speaker {
    /// Unique among speakers.
    pub id: SpeakerId,
    /// What the feature `speaker` holds.
    pub name: String,
    /// Other names of the same one.
    pub aliases: Vec<String>,
    /// Unknown fields.
    pub foreign: ForeignFields,
}

/// What stands at the top of a project file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProjectHead {
    /// Any unique string.
    pub id: String,
    /// Shown to the user.
    pub title: String,
    /// RFC 3339, UTC; as read.
    pub created: String,
    /// Markdown.
    pub guidelines: String,
    /// Unknown top-level fields.
    pub foreign: ForeignFields,
}
