//! What becomes of each element, looked at by itself.

use super::fields::{Fields, both_annotators, both_documents};
use super::versions::{Versioned, flagged, free_id, is_same_but_time, kept, later};
use super::{Become, Changes, Wanted, schema};
use crate::model::{Annotator, Document, ListName, Project, Speaker, SpeakerId};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What the three states say about one element that theirs has otherwise than the base and than ours.
pub(super) enum Judged<V> {
    /// Only they changed it, or one side removed it.
    One(OneSided<V>),
    /// Both changed it, or both have it and the base does not.
    Both { base: Option<V>, ours: V, theirs: V },
}

/// What becomes of an element of which there are not two versions.
pub(super) enum OneSided<V> {
    /// Only they changed it: this is how.
    Take(Option<V>),
    /// We removed it, they changed it: this is theirs.
    WeRemoved(V),
    /// They removed it, we changed it: this is ours.
    TheyRemoved(V),
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
            Some(true) => Judged::One(OneSided::Take(of[2].cloned())),
            None => match (of[1].cloned(), of[2].cloned()) {
                (Some(ours), Some(theirs)) => Judged::Both {
                    base: of[0].cloned(),
                    ours,
                    theirs,
                },
                (None, Some(theirs)) => Judged::One(OneSided::WeRemoved(theirs)),
                (Some(ours), None) => Judged::One(OneSided::TheyRemoved(ours)),
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
            if let Judged::One(OneSided::Take(to)) = judged {
                self.rejected.insert(raw, to.is_some());
            }
        }
    }

    fn decide_head(&mut self) {
        let [base, ours, theirs] = self.sides().map(Project::head);
        let mut fields = Fields::of("the project", &mut self.notes);
        if fields.takes("the title", Some(&base.title), &ours.title, &theirs.title) {
            self.head.title.clone_from(&theirs.title);
        }
        let old = Some(&base.guidelines);
        if fields.takes("the guidelines", old, &ours.guidelines, &theirs.guidelines) {
            self.head.guidelines.clone_from(&theirs.guidelines);
        }
        let old = Some(&base.foreign);
        self.head.foreign = fields.foreign(old, &ours.foreign, &theirs.foreign);
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
            let both = |wanted: &mut Self,
                        base: Option<Arc<Document>>,
                        ours: &Document,
                        theirs: &Document| {
                both_documents(base.as_deref(), ours, theirs, &mut wanted.notes)
            };
            if let Some(to) = self.element(&what, judged, both) {
                self.documents.insert(id, to);
            }
        }
        let annotators = judge_all(sides, |p| {
            let all = p.annotators().iter();
            all.map(|a| (a.id.clone(), a.clone())).collect()
        });
        for (id, judged) in annotators {
            let what = format!("the annotator {id}");
            let both = |wanted: &mut Self,
                        base: Option<Arc<Annotator>>,
                        ours: &Annotator,
                        theirs: &Annotator| {
                both_annotators(base.as_deref(), ours, theirs, &mut wanted.notes)
            };
            if let Some(to) = self.element(&what, judged, both) {
                self.annotators.insert(id, to);
            }
        }
    }

    /// What is to be set; `None`: ours stays. `both` makes one of what both changed.
    fn element<V>(
        &mut self,
        what: &str,
        judged: Judged<Arc<V>>,
        both: impl FnOnce(&mut Self, Option<Arc<V>>, &V, &V) -> V,
    ) -> Option<Become<Arc<V>>> {
        match judged {
            Judged::Both { base, ours, theirs } => {
                let both = both(self, base, &ours, &theirs);
                Some(Some(Arc::new(both)))
            }
            Judged::One(one) => self.one_sided(what, one),
        }
    }

    /// What is to be set; `None`: ours stays.
    pub(super) fn one_sided<V>(&mut self, what: &str, one: OneSided<V>) -> Option<Become<V>> {
        match one {
            OneSided::Take(to) => Some(to),
            OneSided::WeRemoved(theirs) => {
                let note = format!("we removed {what}, they changed it; it is back");
                self.notes.clash(note);
                Some(Some(theirs))
            }
            OneSided::TheyRemoved(_) => {
                let note = format!("they removed {what}, we changed it; ours stays");
                self.notes.clash(note);
                None
            }
        }
    }

    fn decide_versions<E: Versioned>(
        &mut self,
        all: Vec<(E::Id, Judged<Arc<E>>)>,
    ) -> Changes<E::Id, Arc<E>> {
        let mut changes = Changes::new();
        let what = E::WHAT;
        for (id, judged) in all {
            let (ours, theirs) = match judged {
                Judged::Both { ours, theirs, .. } => (ours, theirs),
                Judged::One(one) => {
                    let flag = match &one {
                        OneSided::Take(to) => to.clone(),
                        OneSided::WeRemoved(kept_one) | OneSided::TheyRemoved(kept_one) => {
                            Some(Arc::new(kept(&**kept_one)))
                        }
                    };
                    self.one_sided(&format!("{what} {id}"), one);
                    changes.insert(id, flag);
                    continue;
                }
            };
            if is_same_but_time(&*ours, &*theirs) {
                let later = later(&*ours, &*theirs);
                changes.insert(id, Some(Arc::new(later.clone())));
                continue;
            }
            self.n_kept_twice += 1;
            let other: E::Id = free_id(E::LIST, &id.to_string(), &self.sides());
            self.notes
                .clash(format!("both changed {what} {id}; theirs is {other}"));
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
                Judged::One(one) => self.one_sided(&format!("the speaker {id}"), one),
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
                self.notes.clash(format!(
                    "both renamed the speaker {}; ours stays, theirs is another name",
                    ours.id
                ));
                both.aliases.push(theirs.name.clone());
            }
        }
        let name = both.name.clone();
        let mut seen = BTreeSet::from([name]);
        both.aliases.retain(|alias| seen.insert(alias.clone()));
        let mut fields = Fields::of(format!("the speaker {}", ours.id), &mut self.notes);
        both.foreign = fields.foreign(base.map(|b| &b.foreign), &ours.foreign, &theirs.foreign);
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
