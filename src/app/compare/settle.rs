//! What is decided about the differences: the state of each, how many are left, and the note for the guidelines.

use super::rows::{Entries, Entry, Key, What};
use crate::app::panels::draft::Draft;
use crate::model::{AnnotatorId, DecisionId, DecisionOutcome, Project};
use crate::workspace::adjudication::{Agreements, Counts, Elsewhere, adjudicator_of};
use crate::workspace::{Adjudication, Compared, Item, Settled, Workspace};

/// What the decisions of the open project say about a comparison.
#[derive(Default)]
pub struct Settling {
    /// Version of the comparison, and revision of the project.
    of: Option<(u64, u64)>,
    /// `None` where the comparison is not of two annotators of the open project.
    found: Option<Adjudication>,
    /// Whose decisions.
    adjudicator: Option<AnnotatorId>,
    /// How many of the differences are decided.
    counts: Counts,
    /// Counts up whenever something of it changes.
    pub version: u64,
}

impl Settling {
    /// Looks up the decisions where something has changed since. Gives the first thing whose state is another now.
    pub fn follow(
        &mut self,
        workspace: &Workspace,
        version: u64,
        compared: &Compared,
        entries: &Entries,
    ) -> Option<Item> {
        let of = (version, workspace.revision());
        if self.of == Some(of) {
            return None;
        }
        let is_same_comparison = self.of.is_some_and(|(before, _)| before == version);
        let project = workspace.project();
        let adjudicator = adjudicator_of(project, workspace.annotator());
        let found = Adjudication::of(compared, project, adjudicator.as_ref());
        self.of = Some(of);
        self.adjudicator = adjudicator;
        if found == self.found && is_same_comparison {
            return None;
        }
        let changed = match (&self.found, &found) {
            (Some(old), Some(new)) if is_same_comparison => new.first_change(old, compared),
            _ => None,
        };
        self.counts = found.as_ref().map_or_else(Counts::default, |found| {
            found.counts(|item| {
                let entry = entries.of_item(item).and_then(|i| entries.all.get(i));
                entry.is_some_and(|e| !e.kind.is_agreed())
            })
        });
        self.found = found;
        self.version += 1;
        changed
    }

    /// Whether decisions can be made: both layers are in the open project.
    #[must_use]
    pub fn can_decide(&self) -> bool {
        self.found.is_some()
    }

    /// The decisions.
    #[must_use]
    pub fn adjudication(&self) -> Option<&Adjudication> {
        self.found.as_ref()
    }

    /// Into whose layer decisions go; `None`: into that of somebody new.
    #[must_use]
    pub fn adjudicator(&self) -> Option<&AnnotatorId> {
        self.adjudicator.as_ref()
    }

    /// How many of the differences are decided.
    #[must_use]
    pub fn counts(&self) -> Counts {
        self.counts
    }

    /// Whether every difference is decided, and none has to be looked at again.
    #[must_use]
    pub fn is_finished(&self) -> bool {
        let counts = self.counts;
        counts.n_all > 0 && counts.n_decided == counts.n_all && counts.n_stale == 0
    }

    /// What was decided about an entry.
    #[must_use]
    pub fn state(&self, entry: &Entry) -> Option<&Settled> {
        self.found.as_ref()?.state(entry.item())
    }

    /// What is recorded about an entry: as [`Self::state`], and a note about one that is still open.
    #[must_use]
    pub fn record(&self, entry: &Entry) -> Option<&Settled> {
        self.found.as_ref()?.record(entry.item())
    }

    /// Whether an entry is to be decided, or to be looked at again.
    #[must_use]
    pub fn is_open(&self, entry: &Entry) -> bool {
        let found = self.found.as_ref();
        found.is_none_or(|found| found.is_open(entry.item()))
    }

    /// Everything open on which both agree.
    #[must_use]
    pub fn agreements(&self, compared: &Compared, project: &Project) -> Agreements {
        let found = self.found.as_ref();
        found.map_or_else(Agreements::default, |found| {
            found.agreements(compared, project)
        })
    }

    /// What the adjudicated layer holds at an entry by decisions between others.
    #[must_use]
    pub fn elsewhere(&self, entry: &Entry) -> Option<&Elsewhere> {
        self.found.as_ref()?.elsewhere(entry.item())
    }
}

impl Entry {
    /// As decisions know it.
    #[must_use]
    pub const fn item(&self) -> Item {
        match self.what {
            What::Spans { .. } => Item::Place(self.place),
            What::Links { .. } => Item::Link(self.place),
        }
    }
}

/// What was taken, in words, where each side has something or not.
#[must_use]
pub const fn outcome_words(outcome: DecisionOutcome, has: [bool; 2]) -> &'static str {
    match outcome {
        DecisionOutcome::A if has[0] => "A taken",
        DecisionOutcome::A => "nothing taken, as A",
        DecisionOutcome::B if has[1] => "B taken",
        DecisionOutcome::B => "nothing taken, as B",
        DecisionOutcome::Both => "both taken",
        DecisionOutcome::Neither => "neither taken",
        DecisionOutcome::Edited => "edited",
        DecisionOutcome::Open => "open",
    }
}

/// What a note is written about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoteOf {
    /// A decision that is made, or a note about a place that is open.
    Decision(DecisionId),
    /// A place of which nothing is recorded yet.
    Place(Key),
}

/// What is being typed for the guidelines.
pub type NoteDraft = Draft<NoteOf>;
