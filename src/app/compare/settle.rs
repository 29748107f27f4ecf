//! What is decided about the differences: the state of each, how many are left, and the note for the guidelines.

use super::rows::{Entries, Entry, Key, What};
use crate::app::panels::draft::Draft;
use crate::model::{AnnotatorId, DecisionId, DecisionOutcome};
use crate::workspace::adjudication::{Counts, adjudicator_of};
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
            (Some(old), Some(new)) if is_same_comparison => new
                .items()
                .find(|item| old.state(*item) != new.state(*item)),
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

    /// Whether an entry is to be decided, or to be looked at again.
    #[must_use]
    pub fn is_open(&self, entry: &Entry) -> bool {
        let found = self.found.as_ref();
        found.is_none_or(|found| found.is_open(entry.item()))
    }

    /// Everything open on which both agree.
    #[must_use]
    pub fn open_agreements(&self, compared: &Compared) -> Vec<Item> {
        let found = self.found.as_ref();
        found.map_or_else(Vec::new, |found| found.open_agreements(compared))
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

/// What was taken, in words.
#[must_use]
pub const fn outcome_words(outcome: DecisionOutcome) -> &'static str {
    match outcome {
        DecisionOutcome::A => "A taken",
        DecisionOutcome::B => "B taken",
        DecisionOutcome::Both => "both taken",
        DecisionOutcome::Neither => "neither taken",
        DecisionOutcome::Edited => "edited",
    }
}

/// What a note is written about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoteOf {
    /// A decision that is made.
    Decision(DecisionId),
    /// A place that is not decided yet: the note is kept until it is.
    Place(Key),
}

/// The note for the guidelines: what is typed, and what waits for its decision.
#[derive(Default)]
pub struct Notes {
    /// What is being typed.
    pub draft: Draft<NoteOf>,
    waiting: Vec<(Key, String)>,
}

impl Notes {
    /// Shows the note of what is current. Gives the note of a decision that was typed before.
    pub fn follow(&mut self, owner: &NoteOf, stored: &str) -> Option<(DecisionId, String)> {
        let waiting = match owner {
            NoteOf::Place(key) => self.waiting.iter().find(|(k, _)| k == key),
            NoteOf::Decision(_) => None,
        };
        let value = waiting.map_or(stored, |(_, text)| text.as_str()).to_owned();
        let left = self.draft.follow(owner, &value)?;
        self.keep(left)
    }

    /// What is typed for a decision, to become an edit.
    pub fn commit(&mut self) -> Option<(DecisionId, String)> {
        let left = self.draft.commit()?;
        self.keep(left)
    }

    /// Whether something typed would be an edit.
    #[must_use]
    pub fn has_draft(&self) -> bool {
        self.draft.is_changed() && matches!(self.draft.owner(), Some(NoteOf::Decision(_)))
    }

    fn keep(&mut self, (owner, text): (NoteOf, String)) -> Option<(DecisionId, String)> {
        match owner {
            NoteOf::Decision(id) => Some((id, text)),
            NoteOf::Place(key) => {
                self.waiting.retain(|(k, _)| *k != key);
                if !text.trim().is_empty() {
                    self.waiting.push((key, text));
                }
                None
            }
        }
    }

    /// Takes the note that waits for the decision about a place.
    pub fn take(&mut self, key: &Key) -> Option<String> {
        // What is typed for a decision is committed by its own way.
        if matches!(self.draft.owner(), Some(NoteOf::Place(_))) {
            let _ = self.commit();
        }
        let at = self.waiting.iter().position(|(k, _)| k == key)?;
        Some(self.waiting.swap_remove(at).1)
    }
}
