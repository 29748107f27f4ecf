//! What becomes of each element, looked at by itself.

use super::versions::{Versioned, flagged, free_id, is_same_but_time, kept, later};
use super::{Become, Changes, Wanted, schema};
use crate::model::{ListName, Project, Speaker, SpeakerId};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What the three states say about one element that theirs has otherwise than the base and than ours.
pub(super) enum Judged<V> {
    /// Only they changed it: this is how.
    Take(Option<V>),
    /// We removed it, they changed it: this is theirs.
    WeRemoved(V),
    /// They removed it, we changed it: this is ours.
    TheyRemoved(V),
    /// Both changed it, or both have it and the base does not.
    Both { base: Option<V>, ours: V, theirs: V },
}

/// The three values of a field: whether theirs is to be taken, or `None` where both changed it.
pub(super) fn is_theirs<T: PartialEq>(base: &T, ours: &T, theirs: &T) -> Option<bool> {
    if theirs == base || theirs == ours {
        Some(false)
    } else if ours == base {
        Some(true)
    } else {
        None
    }
}

/// Judges every element of one list; those that stay as ours has them are left out.
pub(super) fn judge_all<K: Ord + Clone, V: Clone + PartialEq>(
    sides: [&Project; 3],
    list: impl Fn(&Project) -> Vec<(K, V)>,
) -> Vec<(K, Judged<V>)> {
    let [base, ours, theirs] = sides.map(|p| list(p).into_iter().collect::<BTreeMap<K, V>>());
    let ids: BTreeSet<&K> = base.keys().chain(theirs.keys()).collect();
    let mut judged = Vec::new();
    for id in ids {
        let of = [base.get(id), ours.get(id), theirs.get(id)];
        let verdict = match is_theirs(&of[0], &of[1], &of[2]) {
            Some(false) => continue,
            Some(true) => Judged::Take(of[2].cloned()),
            None => match (of[1].cloned(), of[2].cloned()) {
                (Some(ours), Some(theirs)) => Judged::Both {
                    base: of[0].cloned(),
                    ours,
                    theirs,
                },
                (None, Some(theirs)) => Judged::WeRemoved(theirs),
                (Some(ours), None) => Judged::TheyRemoved(ours),
                // Both removed it: they are equal.
                (None, None) => continue,
            },
        };
        judged.push((id.clone(), verdict));
    }
    judged
}

impl Wanted<'_> {
    pub(super) fn decide(&mut self) {
        self.decide_head();
        let [base, ours, theirs] = self.sides().map(|p| p.schema().as_ref());
        self.schema = schema::merged(base, ours, theirs, &mut self.notes);
        self.decide_whole_elements();
        let sides = self.sides();
        self.annotations = self.decide_versions(judge_all(sides, |p| {
            p.annotations().map(|a| (a.id.clone(), a.clone())).collect()
        }));
        self.relations = self.decide_versions(judge_all(sides, |p| {
            p.relations().map(|r| (r.id.clone(), r.clone())).collect()
        }));
        self.decide_speakers();
        self.decide_decisions();
        let all = |p: &Project| p.rejected().map(|raw| (Arc::from(raw), ())).collect();
        for (raw, judged) in judge_all(sides, all) {
            if let Judged::Take(to) = judged {
                self.rejected.insert(raw, to.is_some());
            }
        }
    }

    fn decide_head(&mut self) {
        let [base, ours, theirs] = self.sides().map(Project::head);
        let mut told = Vec::new();
        let mut settle = |what: &str, theirs: Option<bool>| {
            if theirs.is_none() {
                told.push(format!("both changed {what}; ours stays"));
            }
            theirs == Some(true)
        };
        let is_new = is_theirs(&base.title, &ours.title, &theirs.title);
        if settle("the project's title", is_new) {
            self.head.title.clone_from(&theirs.title);
        }
        let is_new = is_theirs(&base.guidelines, &ours.guidelines, &theirs.guidelines);
        if settle("the guidelines", is_new) {
            self.head.guidelines.clone_from(&theirs.guidelines);
        }
        let is_new = is_theirs(&base.foreign, &ours.foreign, &theirs.foreign);
        if settle("fields of the project that are not known here", is_new) {
            self.head.foreign.clone_from(&theirs.foreign);
        }
        self.notes.append(&mut told);
    }

    /// Articles and annotators: never there twice.
    fn decide_whole_elements(&mut self) {
        let sides = self.sides();
        let documents = judge_all(sides, |p| {
            let all = p.documents().iter();
            all.map(|d| (d.id.clone(), d.clone())).collect()
        });
        for (id, judged) in documents {
            let what = format!("the article {id}");
            if let Some(to) = self.whole_element(&what, judged) {
                self.documents.insert(id, to);
            }
        }
        let annotators = judge_all(sides, |p| {
            let all = p.annotators().iter();
            all.map(|a| (a.id.clone(), a.clone())).collect()
        });
        for (id, judged) in annotators {
            let what = format!("the annotator {id}");
            if let Some(to) = self.whole_element(&what, judged) {
                self.annotators.insert(id, to);
            }
        }
    }

    /// What is to be set; `None`: ours stays.
    pub(super) fn whole_element<V>(&mut self, what: &str, judged: Judged<V>) -> Option<Become<V>> {
        let (note, to) = match judged {
            Judged::Take(to) => return Some(to),
            Judged::WeRemoved(theirs) => {
                let note = format!("we removed {what}, they changed it; it is back");
                (note, Some(Some(theirs)))
            }
            Judged::TheyRemoved(_) => {
                let note = format!("they removed {what}, we changed it; ours stays");
                (note, None)
            }
            Judged::Both { base, .. } => {
                let deed = if base.is_some() { "changed" } else { "added" };
                (format!("both {deed} {what}; ours stays"), None)
            }
        };
        self.notes.push(note);
        to
    }

    fn decide_versions<E: Versioned>(
        &mut self,
        all: Vec<(E::Id, Judged<Arc<E>>)>,
    ) -> Changes<E::Id, Arc<E>> {
        let mut changes = Changes::new();
        let what = E::WHAT;
        for (id, judged) in all {
            let (ours, theirs) = match judged {
                Judged::Take(to) => {
                    changes.insert(id, to);
                    continue;
                }
                Judged::WeRemoved(theirs) => {
                    let note = format!("we removed {what} {id}, they changed it; it is back");
                    self.notes.push(note);
                    changes.insert(id, Some(Arc::new(kept(&*theirs))));
                    continue;
                }
                Judged::TheyRemoved(ours) => {
                    let note = format!("they removed {what} {id}, we changed it; ours stays");
                    self.notes.push(note);
                    changes.insert(id, Some(Arc::new(kept(&*ours))));
                    continue;
                }
                Judged::Both { ours, theirs, .. } => (ours, theirs),
            };
            if is_same_but_time(&*ours, &*theirs) {
                let later = later(&*ours, &*theirs);
                changes.insert(id, Some(Arc::new(later.clone())));
                continue;
            }
            self.n_kept_twice += 1;
            let other: E::Id = free_id(E::LIST, &id.to_string(), &self.sides());
            self.notes
                .push(format!("both changed {what} {id}; theirs is {other}"));
            let version = flagged(&*theirs, other.clone());
            changes.insert(other, Some(Arc::new(version)));
        }
        changes
    }

    /// Speakers are merged name by name.
    fn decide_speakers(&mut self) {
        let all = |p: &Project| p.speakers().map(|s| (s.id.clone(), s.clone())).collect();
        for (id, judged) in judge_all(self.sides(), all) {
            let to = match judged {
                Judged::Both { base, ours, theirs } => {
                    let named =
                        |s: &Speaker, name: &String| s.name == *name || s.aliases.contains(name);
                    let is_same = named(&ours, &theirs.name) || named(&theirs, &ours.name);
                    if base.is_none() && !is_same {
                        let other: SpeakerId =
                            free_id(ListName::Speakers, id.as_str(), &self.sides());
                        let theirs = Speaker {
                            id: other.clone(),
                            ..Speaker::clone(&theirs)
                        };
                        self.speakers.insert(other, Some(Arc::new(theirs)));
                        continue;
                    }
                    let both = self.both_speakers(base.as_deref(), &ours, &theirs);
                    Some(Some(Arc::new(both)))
                }
                judged => self.whole_element(&format!("the speaker {id}"), judged),
            };
            if let Some(to) = to {
                self.speakers.insert(id, to);
            }
        }
    }

    fn both_speakers(
        &mut self,
        base: Option<&Speaker>,
        ours: &Speaker,
        theirs: &Speaker,
    ) -> Speaker {
        let mut both = ours.clone();
        let nothing = Vec::new();
        let old = base.map_or(&nothing, |b| &b.aliases);
        both.aliases = both_lists(old, &ours.aliases, &theirs.aliases);
        let name = base.map_or(&ours.name, |b| &b.name);
        match is_theirs(name, &ours.name, &theirs.name) {
            Some(false) => {}
            Some(true) => both.name.clone_from(&theirs.name),
            None => {
                self.notes.push(format!(
                    "both renamed the speaker {}; ours stays, theirs is another name",
                    ours.id
                ));
                both.aliases.push(theirs.name.clone());
            }
        }
        let name = both.name.clone();
        let mut seen = BTreeSet::from([name]);
        both.aliases.retain(|alias| seen.insert(alias.clone()));
        both
    }
}

/// Ours without what they took out, and with what they put in.
pub(super) fn both_lists<T: PartialEq + Clone>(base: &[T], ours: &[T], theirs: &[T]) -> Vec<T> {
    if ours == base {
        return theirs.to_vec();
    }
    let stays = |t: &&T| theirs.contains(t) || !base.contains(t);
    let mut both: Vec<T> = ours.iter().filter(stays).cloned().collect();
    for new in theirs {
        if !base.contains(new) && !both.contains(new) {
            both.push(new.clone());
        }
    }
    both
}
