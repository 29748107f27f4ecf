//! Why a file is refused.

use super::place::Place;
use super::{MAX_DEPTH, MAX_DOCUMENT_BYTES, OFFSET_UNIT, VERSION};
use thiserror::Error;

/// Why bytes are not taken as a project. The caller adds the path; nothing is ever overwritten after it.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ProjectFileError {
    /// The bytes are no UTF-8.
    #[error("{place}: the file is not UTF-8")]
    NotUtf8 {
        /// The first byte that does not fit.
        place: Place,
    },
    /// The bytes are no JSON.
    #[error("{place}: broken JSON: {expected}")]
    BrokenJson {
        /// Where reading stopped.
        place: Place,
        /// What was expected there.
        expected: String,
    },
    /// JSON, but no Countermark project.
    #[error("{place}: not a Countermark project: {why}")]
    NotAProject {
        /// Where it was seen.
        place: Place,
        /// What it has instead.
        why: String,
    },
    /// A Countermark project whose head, schema or lists are not of the form that the format asks for.
    #[error("{place}: {expected}")]
    Malformed {
        /// Where it was seen.
        place: Place,
        /// What was found, and what was expected.
        expected: String,
    },
    /// Offsets in a unit that this program does not know.
    #[error(
        "{place}: the offsets are in {found:?}; this program reads {OFFSET_UNIT:?} only, anything else \
         would shift every span"
    )]
    OffsetUnit {
        /// Where it was seen.
        place: Place,
        /// What the file states.
        found: String,
    },
    /// Too many arrays and objects inside each other.
    #[error("{place}: arrays and objects are nested deeper than {MAX_DEPTH}")]
    TooDeep {
        /// The first bracket too many.
        place: Place,
    },
    /// A document is larger than this program opens.
    #[error(
        "{place}: the text of the document {id} has {bytes} bytes; the largest that can be opened has \
         {MAX_DOCUMENT_BYTES}"
    )]
    DocumentTooLarge {
        /// Where the document starts.
        place: Place,
        /// Its id.
        id: String,
        /// Size of its text.
        bytes: usize,
    },
    /// A newer version whose parts this program cannot make out.
    #[error(
        "the file is of version {found}, this program knows version {VERSION} and cannot show it: {error}"
    )]
    Newer {
        /// What the file states.
        found: String,
        /// What could not be read.
        error: Box<ProjectFileError>,
    },
}

impl ProjectFileError {
    /// Where in the file it was seen.
    #[must_use]
    pub fn place(&self) -> Place {
        match self {
            Self::NotUtf8 { place }
            | Self::BrokenJson { place, .. }
            | Self::NotAProject { place, .. }
            | Self::Malformed { place, .. }
            | Self::OffsetUnit { place, .. }
            | Self::TooDeep { place }
            | Self::DocumentTooLarge { place, .. } => *place,
            Self::Newer { error, .. } => error.place(),
        }
    }

    /// What the user can do.
    #[must_use]
    pub fn help(&self) -> &'static str {
        match self {
            Self::NotUtf8 { .. } | Self::BrokenJson { .. } | Self::Malformed { .. } => {
                "mend the file at that place, or open the .bak file beside it; it was not changed"
            }
            Self::NotAProject { .. } => "choose a Countermark project; the file was not changed",
            Self::OffsetUnit { .. } | Self::Newer { .. } => {
                "open it with the version of Countermark that wrote it; the file was not changed"
            }
            Self::TooDeep { .. } | Self::DocumentTooLarge { .. } => {
                "split the project, or mend the file at that place; it was not changed"
            }
        }
    }
}
