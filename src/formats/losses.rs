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

impl Loss {
    /// What was lost, as it is read behind the count: `links` of several, `link` of one.
    #[must_use]
    pub fn words(&self) -> String {
        if self.count != 1 {
            return self.what.clone();
        }
        // The noun is the first word or the second: `links between two articles`, `rejected suggestions`.
        let mut words: Vec<&str> = self.what.split(' ').collect();
        let noun = words.iter_mut().take(2).find(|word| word.ends_with('s'));
        if let Some(noun) = noun
            && let Some(one) = noun.strip_suffix('s')
        {
            *noun = one;
        }
        words.join(" ").replace(" that overlap ", " that overlaps ")
    }
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

    /// Takes back what was counted of `what`.
    pub(super) fn remove(&mut self, what: &str) {
        self.0.remove(what);
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

    /// Every loss, the worst first: whole annotations and links before what stands on them, what people wrote before ids
    /// and spellings.
    #[must_use]
    pub fn list(&self) -> Vec<Loss> {
        let one = |(what, count): (&String, &usize)| Loss {
            what: what.clone(),
            count: *count,
        };
        let mut all: Vec<Loss> = self.0.iter().map(one).collect();
        // What only one format has to tell is mostly about annotations as a whole.
        let rank = |what: &str| what::BY_HARM.iter().position(|own| *own == what);
        all.sort_by_key(|loss| rank(&loss.what).map_or(0, |rank| rank + 1));
        all
    }
}

/// The words for losses that several formats share.
pub mod what {
    /// All of them, the worst first.
    pub(super) const BY_HARM: [&str; 33] = [
        LOST,
        CROSS_LINKS,
        LINKS,
        HALF_LINKS,
        OVERLAPS,
        FRAGMENTS,
        FEATURES,
        NOTES,
        FAULTY,
        UNREVIEWED,
        ENDS,
        CONTROL,
        LINK_DETAILS,
        DECISIONS,
        GUIDELINES,
        TAG_SET,
        NAMES,
        KINDS,
        TITLES,
        METADATA,
        ALIASES,
        PROGRESS,
        REJECTED,
        TIMES,
        ORIGINS,
        SPLIT_LINKS,
        IDS,
        ARTICLE_IDS,
        SPELLING,
        PROJECT_TITLE,
        FILES,
        PATHS,
        DEFINITIONS,
    ];

    /// An annotation that stands nowhere in the newer text of its article; left out.
    pub const LOST: &str = "annotations whose words are gone from their article (see To review)";
    /// An annotation that went with a newer text of its article, at which nobody has looked since; written as it stands.
    pub const UNREVIEWED: &str = "annotations, written without the mark that nobody has looked at them since their article changed (see To review)";
    /// A link whose ends stand in two articles.
    pub const CROSS_LINKS: &str = "links between two articles";
    /// Any link.
    pub const LINKS: &str = "links";
    /// Id, named values, note and times of a link.
    pub const LINK_DETAILS: &str = "details of links (ids, features, notes, times)";
    /// The fragments of one annotation, written as annotations of their own that cannot be joined again.
    pub const FRAGMENTS: &str =
        "annotations of several fragments, written as one annotation a fragment";
    /// An annotation that overlaps another of its layer.
    pub const OVERLAPS: &str = "annotations that overlap another one of the same tag";
    /// A named value of an annotation.
    pub const FEATURES: &str = "features of annotations";
    /// A note of an annotation.
    pub const NOTES: &str = "notes of annotations";
    /// A control character that XML does not allow, replaced by a blank.
    pub const CONTROL: &str = "control characters, replaced by blanks";
    /// A link with an end that is not among what is exported.
    pub const HALF_LINKS: &str = "links with an end that was not chosen";
    /// An article of which spaCy would have no token, left out: its readers refuse or drop such a text.
    pub const EMPTY_ARTICLES: &str = "articles without text";
    /// The id of an article.
    pub const ARTICLE_IDS: &str = "ids of articles";
    /// The title of an article.
    pub const TITLES: &str = "titles of articles";
    /// Outlet, address and the like of an article.
    pub const METADATA: &str = "details of articles (outlet, address, …)";
    /// Where an article's own file was.
    pub const PATHS: &str = "paths of articles’ files";
    /// What an article's own file was.
    pub const FILES: &str = "descriptions of articles’ files (kind, encoding, size, hash)";
    /// An id that is written in other characters, as a name of a file or in a format that takes few.
    pub const SPELLING: &str = "names in another spelling (the format does not take theirs)";
    /// What an annotator is called, beside the id.
    pub const NAMES: &str = "names of annotators (their ids are written)";
    /// That an annotator is no person.
    pub const KINDS: &str = "kinds of annotators (adjudicator, program)";
    /// The id of an annotation.
    pub const IDS: &str = "ids of annotations";
    /// When an annotation was made and changed.
    pub const TIMES: &str = "times of annotations (made, changed)";
    /// How an annotation came about.
    pub const ORIGINS: &str = "origins of annotations (by hand, from a suggestion, …)";
    /// What the project is called.
    pub const PROJECT_TITLE: &str = "title of the project";
    /// The guidelines.
    pub const GUIDELINES: &str = "page of guidelines";
    /// What was decided when disagreements were settled.
    pub const DECISIONS: &str = "decisions of the adjudication";
    /// Other names of a speaker.
    pub const ALIASES: &str = "speakers with other names";
    /// How far an annotator is with an article.
    pub const PROGRESS: &str = "states of articles (in progress, done)";
    /// What the project holds but could not be read as sound.
    pub const FAULTY: &str = "faulty elements (see Problems)";
    /// Name, colour, key or description of a tag.
    pub const TAG_SET: &str = "details of tags (name, colour, key or description)";
    /// What fields and types of links there are.
    pub const DEFINITIONS: &str = "definitions of fields and types of links";
    /// A suggestion that somebody has rejected.
    pub const REJECTED: &str = "rejected suggestions";
    /// Line breaks or blanks at an end of an annotation, or a fragment of nothing else.
    pub const ENDS: &str = "annotations without the blanks or line breaks at their ends";
    /// A link across splits of the dataset.
    pub const SPLIT_LINKS: &str = "links across two splits, kept in the split of their source";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worst_loss_stands_first() {
        let mut losses = Losses::default();
        for what in [
            what::DEFINITIONS,
            what::FEATURES,
            what::CROSS_LINKS,
            what::LINKS,
            what::ARTICLE_IDS,
            "annotations of blanks only",
        ] {
            losses.add(what, 2);
        }
        let list: Vec<String> = losses.list().into_iter().map(|l| l.what).collect();
        let expected = [
            "annotations of blanks only",
            what::CROSS_LINKS,
            what::LINKS,
            what::FEATURES,
            what::ARTICLE_IDS,
            what::DEFINITIONS,
        ];
        assert_eq!(list, expected);
    }

    #[test]
    fn one_thing_is_told_as_one() {
        let check = |what: &str, one: &str| {
            let loss = |count| Loss {
                what: what.to_owned(),
                count,
            };
            assert_eq!(
                (loss(1).words(), loss(2).words()),
                (one.to_owned(), what.to_owned())
            );
        };
        check(what::LINKS, "link");
        check(what::REJECTED, "rejected suggestion");
        check(what::GUIDELINES, "page of guidelines");
        check(
            what::OVERLAPS,
            "annotation that overlaps another one of the same tag",
        );
        check(what::PROJECT_TITLE, "title of the project");
        check(what::METADATA, "detail of articles (outlet, address, …)");
    }
}
