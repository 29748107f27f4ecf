//! What an export is asked for, as plain data.

use crate::model::{AnnotatorId, LabelId, ProgressState};

/// What is written and how.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ExportOptions {
    /// Whose layers; none: every person's and adjudicator's, no machine's.
    pub annotators: Vec<AnnotatorId>,
    /// Which tags; none: all.
    pub labels: Vec<LabelId>,
    /// Articles that one of the annotators left in one of these states; none: all.
    pub states: Vec<ProgressState>,
    /// Parts of the dataset with their shares; none: one part, `train`.
    pub splits: Vec<Share>,
    /// Which of the many splits with these shares.
    pub seed: u64,
    /// Articles with the same value of this metadata field stay together.
    pub group_by: Option<String>,
    /// The licence as the dataset's card names it, such as `cc-by-4.0`; empty: `unknown`.
    pub license: String,
    /// The one file that the user named instead of a folder, for formats that are one file.
    pub single_file: Option<String>,
}

/// One part of a split.
#[derive(Clone, Debug, PartialEq)]
pub struct Share {
    /// `train`, `test`, …
    pub name: String,
    /// How much of it, against the sum of all shares.
    pub share: f64,
}
