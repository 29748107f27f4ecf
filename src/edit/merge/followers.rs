//! What one side removed only because it removed what it stood on: it stays where that stays.
//!
//! A link goes with each of its ends; annotations, progress and decisions go with their article and their annotator. Where
//! a side still has what an element stood on and not the element, somebody wanted it to go.

use super::Wanted;
use crate::model::{AnnotationId, Decision, Project, Relation};
use std::sync::Arc;

impl<'p> Wanted<'p> {
    /// Of an element of the base that is not to be there: whether no side removed it by itself.
    fn went_along(
        &self,
        has: impl Fn(&Project) -> bool,
        stands: impl Fn(&Project) -> bool,
    ) -> bool {
        let both = [self.ours, self.theirs];
        both.iter().all(|side| has(side) || !stands(side))
    }

    /// The element as a side still has it, ours first, or as it was.
    fn last_known<V>(&self, find: impl Fn(&'p Project) -> Option<V>) -> Option<V> {
        let all = [self.ours, self.theirs, self.base];
        all.into_iter().find_map(find)
    }

    /// Annotations and decisions of an article or an annotator that stays.
    pub(super) fn add_what_stood_on_them(&mut self) {
        let base = self.base;
        for old in base.annotations() {
            let is_known = |p: &Project| p.schema().label(&old.label).is_some();
            let stays = self.annotation(&old.id).is_none()
                && self.has_document(&old.document)
                && self.has_annotator(&old.annotator)
                && (is_known(self.ours) || is_known(self.theirs))
                && self.went_along(
                    |p| p.annotation(&old.id).is_some(),
                    |p| {
                        p.document(&old.document).is_some() && p.annotator(&old.annotator).is_some()
                    },
                );
            if !stays {
                continue;
            }
            if self.ours.annotation(&old.id).is_some() {
                self.annotations.remove(&old.id);
            } else {
                let to = self.last_known(|p| p.annotation(&old.id).cloned());
                self.annotations.insert(old.id.clone(), to);
            }
        }
        for old in base.decisions() {
            // Not every decision's adjudicator is among the annotators.
            let was_there = base.annotator(&old.adjudicator).is_some();
            let stays = self.decision(old).is_none()
                && self.has_document(&old.document)
                && (!was_there || self.has_annotator(&old.adjudicator))
                && self.went_along(
                    |p| p.decision(&old.id).is_some(),
                    |p| {
                        p.document(&old.document).is_some()
                            && (!was_there || p.annotator(&old.adjudicator).is_some())
                    },
                );
            if !stays {
                continue;
            }
            if self.ours.decision(&old.id).is_some() {
                self.decisions.remove(&old.id);
            } else {
                let to = self.last_known(|p| p.decision(&old.id).cloned());
                self.decisions.insert(old.id.clone(), to);
            }
        }
    }

    /// The decision as it is to be.
    fn decision(&self, old: &Decision) -> Option<&Arc<Decision>> {
        match self.decisions.get(&old.id) {
            Some(to) => to.as_ref(),
            None => self.ours.decision(&old.id),
        }
    }

    /// Links of annotations that stay. Those of an article or an annotator that stays are told with these.
    pub(super) fn add_links_of_what_stays(&mut self) {
        let base = self.base;
        for old in base.relations() {
            let ends = [&old.from, &old.to];
            let is_known = |p: &Project| p.schema().relation_type(&old.relation_type).is_some();
            let stays = self.relation(old).is_none()
                && ends.iter().all(|id| {
                    let end = self.annotation(id);
                    end.is_some_and(|end| end.annotator == old.annotator)
                })
                && (is_known(self.ours) || is_known(self.theirs))
                && self.went_along(
                    |p| p.relation(&old.id).is_some(),
                    |p| ends.iter().all(|id| p.annotation(id).is_some()),
                );
            if !stays {
                continue;
            }
            let id = &old.id;
            for (side, who) in [(self.ours, "we"), (self.theirs, "they")] {
                let gone = ends.into_iter().find(|end| self.removed_alone(side, end));
                if let (Some(end), None) = (gone, side.relation(id)) {
                    let note =
                        format!("{who} removed the link {id} with the annotation {end}; both stay");
                    self.notes.tell(note);
                }
            }
            if self.ours.relation(id).is_some() {
                self.relations.remove(id);
            } else {
                let to = self.last_known(|p| p.relation(id).cloned());
                self.relations.insert(id.clone(), to);
            }
        }
    }

    /// Whether the side removed the annotation, and not with an article or a layer that stays, which is told.
    fn removed_alone(&self, side: &Project, id: &AnnotationId) -> bool {
        let old = self.base.annotation(id);
        side.annotation(id).is_none()
            && !old.is_some_and(|old| {
                let (d, a) = (&old.document, &old.annotator);
                (side.document(d).is_none() && self.has_document(d))
                    || (side.annotator(a).is_none() && self.has_annotator(a))
            })
    }

    /// The link as it is to be.
    fn relation(&self, old: &Relation) -> Option<&Arc<Relation>> {
        match self.relations.get(&old.id) {
            Some(to) => to.as_ref(),
            None => self.ours.relation(&old.id),
        }
    }

    /// Progress with an article that stays, of an annotator who stays.
    pub(super) fn add_progress_of_what_stays(&mut self) {
        let base = self.base;
        for (d, a, _) in base.all_progress() {
            let key = (d.clone(), a.clone());
            let is_there = match self.progress.get(&key) {
                Some(to) => to.is_some(),
                None => self.ours.progress(d, a).is_some(),
            };
            let stays = !is_there
                && self.has_document(d)
                && self.has_annotator(a)
                && self.went_along(
                    |p| p.progress(d, a).is_some(),
                    |p| p.document(d).is_some() && p.annotator(a).is_some(),
                );
            if stays && self.ours.progress(d, a).is_some() {
                self.progress.remove(&key);
            } else if stays {
                let to = self.last_known(|p| p.progress(d, a).cloned());
                self.progress.insert(key, to);
            }
        }
    }
}
