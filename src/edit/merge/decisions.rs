//! Records of adjudication: what was decided, and notes where nothing is decided yet.

use super::decide::{Judged, OneSided, is_theirs, judge_all};
use super::versions::free_id;
use super::{Become, Wanted};
use crate::model::{
    AnnotationId, Decision, DecisionId, DecisionOutcome, ListName, Project, RelationId, by_time,
};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// One record made of two, and what is to be told about it.
struct Settled {
    decision: Decision,
    /// In words, and whether a person should decide.
    note: Option<(String, bool)>,
}

impl Wanted<'_> {
    pub(super) fn decide_decisions(&mut self) {
        let all = |p: &Project| p.decisions().map(|d| (d.id.clone(), d.clone())).collect();
        let mut new = Vec::new();
        for (id, judged) in judge_all(self.sides(), all) {
            let to = match judged {
                Judged::One(one) => {
                    if let OneSided::Take(Some(theirs)) = &one
                        && self.base.decision(&id).is_none()
                    {
                        new.push(theirs.clone());
                    }
                    self.one_sided(&format!("the decision {id}"), one)
                }
                Judged::Both { base, ours, theirs } => {
                    self.both_decisions(base.as_deref(), &ours, &theirs)
                }
            };
            if let Some(to) = to {
                self.decisions.insert(id, to);
            }
        }
        self.two_records_of_one_place(&new);
    }

    /// What is to be set under the id; `None`: ours stays.
    fn both_decisions(
        &mut self,
        base: Option<&Decision>,
        ours: &Decision,
        theirs: &Decision,
    ) -> Option<Become<Arc<Decision>>> {
        if let Some(settled) = settle(base, ours, theirs) {
            match settled.note {
                Some((note, true)) => self.notes.clash(note),
                Some((note, false)) => self.notes.tell(note),
                None => {}
            }
            return Some(Some(Arc::new(settled.decision)));
        }
        let id = &ours.id;
        self.n_kept_twice += 1;
        let other: DecisionId = free_id(ListName::Decisions, id.as_str(), &self.sides());
        self.notes
            .clash(format!("both changed the decision {id}; theirs is {other}"));
        // A note is for the guidelines, so nothing is written into it: that a place has two decisions is seen there.
        let version = Decision {
            id: other.clone(),
            ..theirs.clone()
        };
        self.decisions.insert(other, Some(Arc::new(version)));
        None
    }

    /// New records of both sides that are of one place though they have two ids: a note goes to what the other side says
    /// there, and of two decisions it is told.
    fn two_records_of_one_place(&mut self, new: &[Arc<Decision>]) {
        let added = self.ours.decisions();
        let added = added.filter(|d| self.base.decision(&d.id).is_none());
        let mut of_annotation: BTreeMap<&AnnotationId, BTreeSet<&DecisionId>> = BTreeMap::new();
        let mut of_relation: BTreeMap<&RelationId, BTreeSet<&DecisionId>> = BTreeMap::new();
        for decision in added {
            for id in decision.annotations() {
                of_annotation.entry(id).or_default().insert(&decision.id);
            }
            for id in decision.relations() {
                of_relation.entry(id).or_default().insert(&decision.id);
            }
        }
        for theirs in new {
            let marks = theirs.annotations().filter_map(|id| of_annotation.get(id));
            let links = theirs.relations().filter_map(|id| of_relation.get(id));
            let twins: BTreeSet<&DecisionId> = marks.chain(links).flatten().copied().collect();
            for id in twins {
                let ours = match self.decisions.get(id) {
                    Some(to) => to.clone(),
                    None => self.ours.decision(id).cloned(),
                };
                let Some(ours) = ours.filter(|o| o.shares_place(theirs)) else {
                    continue;
                };
                if let Some(united) = ours.united(theirs) {
                    let united = Decision {
                        id: id.clone(),
                        ..united
                    };
                    self.decisions.remove(&theirs.id);
                    self.decisions.insert(id.clone(), Some(Arc::new(united)));
                    break;
                }
                self.n_kept_twice += 1;
                self.notes.clash(format!(
                    "both decided one place: {id} is ours, {} theirs",
                    theirs.id
                ));
            }
        }
    }
}

/// What was decided is one thing and the note on it another; each may come from another side. `None` where both decided,
/// each differently.
fn settle(base: Option<&Decision>, ours: &Decision, theirs: &Decision) -> Option<Settled> {
    let id = &ours.id;
    let bare = |d: &Decision| Decision {
        note: String::new(),
        ..d.clone()
    };
    let old_note = base.map_or("", |b| b.note.as_str());
    let (both_notes, are_both_noted) = match is_theirs(&old_note, &&*ours.note, &&*theirs.note) {
        Some(false) => (ours.note.clone(), false),
        Some(true) => (theirs.note.clone(), false),
        None => (Decision::both_notes(&ours.note, &theirs.note), true),
    };
    let mut note = are_both_noted.then(|| {
        let note = format!("both wrote the note of the decision {id}; it holds both");
        (note, false)
    });
    let is_open = [ours, theirs].map(|d| d.outcome == DecisionOutcome::Open);
    let decided = match is_theirs(&base.map(bare), &Some(bare(ours)), &Some(bare(theirs))) {
        Some(false) => ours,
        Some(true) => theirs,
        None => match is_open {
            [false, false] => return None,
            [true, true] if by_time(&ours.at, &theirs.at).is_ge() => ours,
            [true, true] => theirs,
            [is_ours_open, _] => {
                if base.is_some_and(|b| b.outcome != DecisionOutcome::Open) {
                    let (who, other) = if is_ours_open {
                        ("we", "they")
                    } else {
                        ("they", "we")
                    };
                    let words =
                        format!("{who} took the decision {id} back, {other} changed it; it stays");
                    note = Some((words, true));
                }
                if is_ours_open { theirs } else { ours }
            }
        },
    };
    Some(Settled {
        decision: Decision {
            note: both_notes,
            ..decided.clone()
        },
        note,
    })
}
