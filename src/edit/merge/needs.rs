//! What elements stand on stays with them: the ends of links, articles, annotators, the tag set.

use super::Wanted;
use super::decide::{Judged, OneSided, judge_all};
use super::fields::both_progress;
use crate::model::{AnnotationId, AnnotatorId, DocumentId, Project, RelationId};
use std::collections::{BTreeMap, BTreeSet};

impl Wanted<'_> {
    pub(super) fn add_needs(&mut self) {
        self.add_ends();
        self.add_documents_and_annotators();
        self.add_what_stood_on_them();
        self.add_links_of_what_stays();
        self.add_tags_and_types();
        self.add_features();
        self.decide_progress();
    }

    /// The ends of links that one side has, where the other removed them.
    fn add_ends(&mut self) {
        let mut lacking: BTreeMap<AnnotationId, RelationId> = BTreeMap::new();
        for relation in self.relations.values().flatten() {
            for end in [&relation.from, &relation.to] {
                if self.annotation(end).is_none() {
                    lacking.insert(end.clone(), relation.id.clone());
                }
            }
        }
        for (id, to) in &self.annotations {
            let ending = self.ours.relations_of(id).filter(|_| to.is_none());
            for relation in ending.filter(|r| !self.relations.contains_key(&r.id)) {
                lacking.insert(id.clone(), relation.id.clone());
            }
        }
        for (id, link) in lacking {
            if self.ours.annotation(&id).is_some() {
                self.annotations.remove(&id);
                self.notes.tell(format!(
                    "they removed the annotation {id}, our link {link} ends at it; it stays"
                ));
            } else if let Some(theirs) = self.theirs.annotation(&id) {
                self.notes.tell(format!(
                    "we removed the annotation {id}, their link {link} ends at it; it is back"
                ));
                self.annotations.insert(id, Some(theirs.clone()));
            }
        }
    }

    fn add_documents_and_annotators(&mut self) {
        let mut documents: BTreeSet<DocumentId> = BTreeSet::new();
        let mut annotators: BTreeSet<AnnotatorId> = BTreeSet::new();
        let is_short = self.documents.values().any(Option::is_none)
            || self.annotators.values().any(Option::is_none)
            || self.annotations.values().any(Option::is_some);
        if is_short {
            for annotation in self.all_annotations() {
                if !self.has_document(&annotation.document) {
                    documents.insert(annotation.document.clone());
                }
                if !self.has_annotator(&annotation.annotator) {
                    annotators.insert(annotation.annotator.clone());
                }
            }
        }
        for id in documents {
            if self.ours.document(&id).is_some() {
                self.documents.remove(&id);
                self.notes.tell(format!(
                    "they removed the article {id}, we worked on it; it stays"
                ));
            } else if let Some(theirs) = self.theirs.document(&id) {
                self.notes.tell(format!(
                    "we removed the article {id}, they worked on it; it is back"
                ));
                self.documents.insert(id, Some(theirs.clone()));
            }
        }
        for id in annotators {
            if self.ours.annotator(&id).is_some() {
                self.annotators.remove(&id);
                self.notes.tell(format!(
                    "they removed the annotator {id}, we worked on; the layer stays"
                ));
            } else if let Some(theirs) = self.theirs.annotator(&id) {
                self.notes.tell(format!(
                    "we removed the annotator {id}, they worked on; the layer is back"
                ));
                self.annotators.insert(id, Some(theirs.clone()));
            }
        }
    }

    /// A tag or a type of links comes back with the features and types that it was named in.
    fn add_tags_and_types(&mut self) {
        let sides = [
            (self.ours.schema().as_ref(), true),
            (self.theirs.schema().as_ref(), false),
        ];
        let used: BTreeSet<_> = self.all_annotations().map(|a| a.label.clone()).collect();
        for (side, is_ours) in sides {
            for (place, label) in side.labels.iter().enumerate() {
                let id = &label.id;
                if !used.contains(id) || self.schema.label(id).is_some() {
                    continue;
                }
                self.notes.tell(back(&format!("the tag {id}"), is_ours));
                insert(&mut self.schema.labels, place, label);
                for feature in &mut self.schema.features {
                    if let Some(known) = side.feature(feature.id.as_str()) {
                        insert_as_in(&known.labels, &mut feature.labels, id);
                    }
                }
                for kind in &mut self.schema.relation_types {
                    if let Some(known) = side.relation_type(&kind.id) {
                        insert_as_in(&known.from, &mut kind.from, id);
                        insert_as_in(&known.to, &mut kind.to, id);
                    }
                }
            }
        }
        let all = self.all_relations();
        let used: BTreeSet<_> = all.map(|r| r.relation_type.clone()).collect();
        for (side, is_ours) in sides {
            for (place, kind) in side.relation_types.iter().enumerate() {
                let id = &kind.id;
                if !used.contains(id) || self.schema.relation_type(id).is_some() {
                    continue;
                }
                let what = format!("the type of links {id}");
                self.notes.tell(back(&what, is_ours));
                insert(&mut self.schema.relation_types, place, kind);
                for feature in &mut self.schema.features {
                    if let Some(known) = side.feature(feature.id.as_str()) {
                        insert_as_in(&known.relation_types, &mut feature.relation_types, id);
                    }
                }
            }
        }
    }

    /// Features that one side removed while the other gave them values.
    fn add_features(&mut self) {
        for (side, is_ours) in [(self.ours, true), (self.theirs, false)] {
            let lost = side.schema().features.iter().enumerate();
            let lost = lost.filter(|(_, f)| self.schema.feature(f.id.as_str()).is_none());
            let lost: Vec<_> = lost.collect();
            for (place, feature) in lost {
                let name = feature.id.as_str();
                let mut marks = side.annotations().filter(|a| {
                    a.features.get(name).is_some()
                        && self.annotation(&a.id).is_some()
                        && self.base.annotation(&a.id) != Some(a)
                });
                let mut links = side.relations().filter(|r| {
                    r.features.get(name).is_some() && self.base.relation(&r.id) != Some(r)
                });
                if marks.next().is_some() || links.next().is_some() {
                    let what = format!("the feature {name}");
                    self.notes.tell(back(&what, is_ours));
                    insert(&mut self.schema.features, place, feature);
                }
            }
        }
    }

    /// Progress goes with its article and its annotator.
    fn decide_progress(&mut self) {
        let all = |p: &Project| {
            let all = p.all_progress();
            all.map(|(d, a, p)| ((d.clone(), a.clone()), p.clone()))
                .collect()
        };
        for ((d, a), judged) in judge_all(self.sides(), all) {
            let what = format!("the progress of {a} with {d}");
            if self.has_document(&d) && self.has_annotator(&a) {
                let to = match judged {
                    Judged::Both { base, ours, theirs } => {
                        let base = base.as_ref();
                        let both = both_progress(&what, base, &ours, &theirs, &mut self.notes);
                        Some(both)
                    }
                    // None is as good as untouched: the higher state stays.
                    Judged::One(OneSided::WeRemoved(theirs)) => Some(theirs),
                    Judged::One(OneSided::TheyRemoved(ours)) => Some(ours),
                    Judged::One(OneSided::Take(to)) => to,
                };
                self.progress.insert((d, a), to);
            } else if self.theirs.progress(&d, &a).is_some() {
                self.notes
                    .clash(format!("{what} is left out: we removed it"));
            }
        }
        for (d, a, progress) in self.ours.all_progress() {
            if self.has_document(d) && self.has_annotator(a) {
                continue;
            }
            let is_new = self.base.progress(d, a) != Some(progress);
            if is_new {
                let what = format!("the progress of {a} with {d}");
                self.notes
                    .clash(format!("{what} is left out: they removed it"));
            }
            self.progress.insert((d.clone(), a.clone()), None);
        }
        self.add_progress_of_what_stays();
    }
}

fn insert<T: Clone>(list: &mut Vec<T>, place: usize, element: &T) {
    list.insert(place.min(list.len()), element.clone());
}

/// Puts an id into a list where it stands in the known one, if it does.
fn insert_as_in<T: Clone + PartialEq>(known: &[T], list: &mut Vec<T>, id: &T) {
    let place = known.iter().position(|k| k == id);
    if let Some(place) = place.filter(|_| !list.contains(id)) {
        insert(list, place, id);
    }
}

fn back(what: &str, is_ours: bool) -> String {
    if is_ours {
        format!("they removed {what}, we use it; it stays")
    } else {
        format!("we removed {what}, they use it; it is back")
    }
}
