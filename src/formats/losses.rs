//! What a format cannot hold, counted. Nothing is left out of an export without standing here.

use std::collections::BTreeMap;

/// One thing that the format could not hold.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Loss {
    /// In words.
    pub what: String,
    /// How often.
    pub count: usize,
}

/// All that a format could not hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Losses(BTreeMap<String, usize>);

impl Losses {
    /// Counts `n` more of `what`; 0 adds no entry.
    pub fn add(&mut self, what: &str, n: usize) {
        if n > 0 {
            *self.0.entry(what.to_owned()).or_default() += n;
        }
    }

    /// Whether everything was held.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How often `what` was lost.
    #[must_use]
    pub fn count(&self, what: &str) -> usize {
        self.0.get(what).copied().unwrap_or(0)
    }

    /// Every loss, by its words.
    #[must_use]
    pub fn list(&self) -> Vec<Loss> {
        let one = |(what, count): (&String, &usize)| Loss {
            what: what.clone(),
            count: *count,
        };
        self.0.iter().map(one).collect()
    }
}

/// The words for losses that several formats share.
pub mod what {
    /// An annotation that stands nowhere in the newer text of its article; left out.
    pub const LOST: &str = "annotations whose words are gone from their article (see To review)";
    /// An annotation that went with a newer text of its article, at which nobody has looked since; written as it stands.
    pub const UNREVIEWED: &str =
        "marks that nobody has looked at an annotation since its article changed (see To review)";
    /// A link whose ends stand in two articles.
    pub const CROSS_LINKS: &str = "links between two articles";
    /// Any link.
    pub const LINKS: &str = "links";
    /// A named value or the note of a link.
    pub const LINK_DETAILS: &str = "details of links (features, notes)";
    /// The fragments of one annotation, written as annotations of their own that cannot be joined again.
    pub const FRAGMENTS: &str =
        "annotations of several fragments, written as one annotation a fragment";
    /// An annotation that overlaps another of its layer.
    pub const OVERLAPS: &str = "annotations that overlap another one of their tag";
    /// A named value of an annotation.
    pub const FEATURES: &str = "features of annotations";
    /// A note of an annotation.
    pub const NOTES: &str = "notes of annotations";
    /// A control character that XML does not allow, replaced by a blank.
    pub const CONTROL: &str = "control characters, replaced by blanks";
    /// A link with an end that is not among what is exported.
    pub const HALF_LINKS: &str = "links with an end that was not chosen";
    /// Title, outlet, address and the like of an article.
    pub const METADATA: &str = "details of articles (outlet, address, …)";
    /// The guidelines and the descriptions of tags.
    pub const GUIDELINES: &str = "page of guidelines";
    /// What was decided when disagreements were settled.
    pub const DECISIONS: &str = "decisions of the adjudication";
    /// Other names of a speaker.
    pub const ALIASES: &str = "speakers with other names";
    /// How far an annotator is with an article.
    pub const PROGRESS: &str = "states of articles (in progress, done)";
    /// What the project holds but could not be read as sound.
    pub const FAULTY: &str = "faulty elements (see Problems)";
    /// Colours, keys and descriptions of tags, choices of features.
    pub const TAG_SET: &str = "colours, keys and descriptions of tags";
    /// A link across splits of the dataset.
    pub const SPLIT_LINKS: &str = "links across two splits, kept in the split of their source";
}
