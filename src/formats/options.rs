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
    /// Parts meet their shares of articles and of every tag as nearly as they can, counted over all that people have marked;
    /// else each article's part depends on the seed and on nothing but itself.
    pub balanced: bool,
    /// The licence as the dataset's card names it, such as `cc-by-4.0`; empty: `unknown`.
    pub license: String,
    /// What the dataset's card says of the annotators' agreement, in words, each on a line of its own; filled in by the
    /// workspace.
    pub figures: Vec<String>,
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

impl Share {
    /// A part by name and share.
    ///
    /// # Errors
    /// The name is not made of letters, digits and `_` or is `all`, or the share is no number of 0 or more.
    pub fn new(name: &str, share: f64) -> Result<Self, String> {
        let name = name.trim();
        let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '_';
        if name.is_empty() || !name.chars().all(is_plain) {
            return Err("a part’s name is made of letters, digits and `_`".to_owned());
        }
        if name == "all" {
            // Hugging Face `datasets` refuses a part of this name.
            return Err("`all` means every part together: call the part otherwise".to_owned());
        }
        if !(share.is_finite() && share >= 0.0) {
            return Err("a share is a number of 0 or more".to_owned());
        }
        Ok(Self {
            name: name.to_owned(),
            share,
        })
    }

    /// Why these are no parts of one dataset, with what to do; nothing where they are.
    #[must_use]
    pub fn fault_of(parts: &[Self]) -> Option<(&'static str, &'static str)> {
        if !parts.is_empty() && parts.iter().map(|s| s.share).sum::<f64>() <= 0.0 {
            return Some(("all shares are 0", "give shares such as train=0.8,test=0.2"));
        }
        let mut names: Vec<_> = parts.iter().map(|s| &s.name).collect();
        names.sort();
        let is_twice = names.windows(2).any(|w| w[0] == w[1]);
        is_twice.then_some((
            "two parts have the same name",
            "give each part another name",
        ))
    }
}
