//! Copies of several annotators as one project.

use super::place::Place;
use super::{Gathered, Gathering};
use crate::edit::EditOp;
use crate::edit::merge::{Names, union_of};
use crate::model::{
    Annotation, AnnotatorId, Decision, DecisionId, DocumentId, ListName, Progress, Project,
    Relation, Schema, Speaker, by_time, free_name,
};
use crate::workspace::comparison::DocumentMatch;
use std::sync::Arc;

/// Puts several annotators' copies together, the first one leading.
#[must_use]
pub fn gather(projects: &[&Project]) -> Gathered {
    let (first, others) = match projects.split_first() {
        Some((first, others)) => ((*first).clone(), others),
        None => (Project::default(), [].as_slice()),
    };
    let mut gathering = Gathering::new(first, "the first file's");
    for (i, other) in others.iter().enumerate() {
        gathering.other = format!("file {}", i + 2);
        gathering.take(other);
    }
    Gathered {
        project: gathering.whole,
        n_clashes: gathering.n_kept_twice,
        notes: gathering.notes,
        n_kept_twice: gathering.n_kept_twice,
    }
}

impl Gathering {
    fn take(&mut self, other: &Project) {
        self.fill_head(other);
        self.tell_other_tags(other.schema());
        let union = union_of(self.whole.schema(), other.schema());
        if union != **self.whole.schema() {
            self.apply(EditOp::Schema(Arc::new(union)), "the tag set");
        }
        let mut names = Names::default();
        self.documents(other, &mut names);
        self.annotators(other, &mut names);
        self.annotations(other, &mut names);
        self.relations(other, &mut names);
        self.progress(other, &names);
        self.speakers(other);
        self.rejected_and_aside(other);
        self.decisions(other, &names);
    }

    /// Tags, features and types of links that both files have, each otherwise.
    pub(super) fn tell_other_tags(&mut self, theirs: &Schema) {
        let ours = self.whole.schema().clone();
        let labels = ours.labels.iter().filter(|own| {
            let other = theirs.label(&own.id);
            other.is_some_and(|other| other != *own)
        });
        let features = ours.features.iter().filter(|own| {
            let other = theirs.feature(own.id.as_str());
            other.is_some_and(|other| other != *own)
        });
        let types = ours.relation_types.iter().filter(|own| {
            let other = theirs.relation_type(&own.id);
            other.is_some_and(|other| other != *own)
        });
        let labels = labels.map(|l| format!("the tag {}", l.id));
        let features = features.map(|f| format!("the feature {}", f.id));
        let types = types.map(|t| format!("the type of links {}", t.id));
        for what in labels.chain(features).chain(types) {
            self.notes.push(format!(
                "{} has {what} with other words or settings; {} stays",
                self.other, self.leading
            ));
        }
    }

    fn documents(&mut self, other: &Project, names: &mut Names) {
        let matched = DocumentMatch::of(&self.whole, other);
        let mut n_from_elsewhere = 0_usize;
        for (ours, theirs) in matched.both {
            let document = other.document(&theirs);
            if document.is_some_and(|document| self.fill_document(&ours, document)) {
                n_from_elsewhere += 1;
            }
            names.documents.insert(theirs, ours);
        }
        if n_from_elsewhere > 0 {
            self.notes.push(format!(
                "{} has {n_from_elsewhere} of the articles from other files than here; {} names of \
                 files stay",
                self.other, self.leading
            ));
        }
        for unmatched in matched.only_b {
            let Some(document) = other.document(&unmatched.id) else {
                continue;
            };
            let is_taken = |id: &str| self.whole.has_id(ListName::Documents, id);
            let id = DocumentId::from(free_name(unmatched.id.as_str(), "-", is_taken));
            let mut document = (**document).clone();
            if id != document.id {
                let note = format!(
                    "the article {} is now {id}: another text has that id",
                    document.id
                );
                self.notes.push(note);
            }
            document.id = id.clone();
            names.documents.insert(unmatched.id, id.clone());
            let op = EditOp::Document {
                id: id.clone(),
                to: Some((self.whole.documents().len(), Arc::new(document))),
            };
            self.apply(op, &format!("the article {id}"));
        }
    }

    pub(super) fn free_annotator_id(&self, wanted: &str) -> AnnotatorId {
        let is_taken = |id: &str| self.whole.has_id(ListName::Annotators, id);
        free_name(wanted, "-", is_taken).into()
    }

    pub(super) fn annotators(&mut self, other: &Project, names: &mut Names) {
        for annotator in other.annotators() {
            let known = self.whole.annotator(&annotator.id);
            if let Some(known) = known.filter(|known| known.name == annotator.name).cloned() {
                self.fill_annotator(&known, annotator);
                continue;
            }
            // The same person may have been given a new id by an earlier file.
            let stem = format!("{}-", annotator.id);
            let again = self.whole.annotators().iter().find(|a| {
                a.name == annotator.name
                    && a.id
                        .as_str()
                        .strip_prefix(&stem)
                        .is_some_and(|n| n.parse::<u32>().is_ok())
            });
            if let (Some(_), Some(again)) = (known, again.cloned()) {
                self.fill_annotator(&again, annotator);
                names
                    .annotators
                    .insert(annotator.id.clone(), again.id.clone());
                continue;
            }
            let id = self.free_annotator_id(annotator.id.as_str());
            if id != annotator.id {
                self.notes.push(format!(
                    "the annotator {} of the name {} is now {id}: another person has that id",
                    annotator.id, annotator.name
                ));
                names.annotators.insert(annotator.id.clone(), id.clone());
            }
            let mut annotator = (**annotator).clone();
            annotator.id = id.clone();
            let op = EditOp::Annotator {
                id: id.clone(),
                to: Some((self.whole.annotators().len(), Arc::new(annotator))),
            };
            self.apply(op, &format!("the annotator {id}"));
        }
    }

    pub(super) fn annotations(&mut self, other: &Project, names: &mut Names) {
        let mut new = Vec::new();
        for annotation in other.annotations() {
            let theirs = names.annotation(annotation);
            let old = theirs.id.clone();
            match self.place(theirs, is_same_layer, other) {
                Place::Known => {}
                Place::Free(theirs) => new.push(theirs),
                Place::KnownAs(id) => {
                    names.annotations.insert(old, id);
                }
                Place::Other(theirs) => {
                    names.annotations.insert(old, theirs.id.clone());
                    self.put(theirs);
                }
                Place::Versions { later, earlier } => {
                    self.put(later);
                    self.put(earlier);
                }
            }
        }
        for annotation in new {
            self.put(annotation);
        }
    }

    pub(super) fn relations(&mut self, other: &Project, names: &mut Names) {
        for relation in other.relations() {
            let theirs = names.relation(relation);
            let old = theirs.id.clone();
            let is_version = |a: &Relation, b: &Relation| a.annotator == b.annotator;
            match self.place(theirs, is_version, other) {
                Place::Known => {}
                Place::Free(theirs) => self.put(theirs),
                Place::KnownAs(id) => {
                    names.relations.insert(old, id);
                }
                Place::Other(theirs) => {
                    names.relations.insert(old, theirs.id.clone());
                    self.put(theirs);
                }
                Place::Versions { later, earlier } => {
                    self.put(later);
                    self.put(earlier);
                }
            }
        }
    }

    /// A record of the same place stands beside the others; where one of them only holds a note, they are one.
    fn decisions(&mut self, other: &Project, names: &Names) {
        for decision in other.decisions() {
            let theirs = names.decision(decision);
            let old = theirs.id.clone();
            let ours = self.whole.decision(&old).cloned();
            if ours.as_deref() == Some(&theirs) || self.unite_with_another(&theirs) {
                continue;
            }
            if !self.whole.has_id(ListName::Decisions, old.as_str()) {
                self.put_decision(theirs);
                continue;
            }
            let is_taken = |id: &str| {
                self.whole.has_id(ListName::Decisions, id) || other.has_id(ListName::Decisions, id)
            };
            let id = DecisionId::from(free_name(old.as_str(), "-", is_taken));
            match ours.filter(|ours| ours.shares_place(&theirs)) {
                Some(ours) => {
                    self.n_kept_twice += 1;
                    self.notes.push(format!(
                        "two versions of the decision {old}; the older is {id}"
                    ));
                    let (later, earlier) = if by_time(&ours.at, &theirs.at).is_ge() {
                        ((*ours).clone(), theirs)
                    } else {
                        (theirs, (*ours).clone())
                    };
                    self.put_decision(later);
                    // A note is for the guidelines, so nothing is written into it: that a place has two decisions is
                    // seen there.
                    self.put_decision(Decision { id, ..earlier });
                }
                // Another place of the same id, or a faulty element, which stays as it is.
                None => self.put_decision(Decision { id, ..theirs }),
            }
        }
    }

    /// Whether what the record says stands in one of the same place afterwards: in the same words, or because one of
    /// both only holds a note.
    fn unite_with_another(&mut self, theirs: &Decision) -> bool {
        let all = self.whole.decisions();
        let known = all.filter(|d| d.is_same_place(theirs)).find_map(|ours| {
            let under_our_id = |decision: &Decision| Decision {
                id: ours.id.clone(),
                ..decision.clone()
            };
            let is_same = **ours == under_our_id(theirs);
            let united = if is_same {
                None
            } else {
                Some(under_our_id(&ours.united(theirs)?))
            };
            Some(united.filter(|united| **ours != *united))
        });
        let is_known = known.is_some();
        if let Some(Some(united)) = known {
            self.put_decision(united);
        }
        is_known
    }

    pub(super) fn progress(&mut self, other: &Project, names: &Names) {
        for (document, annotator, theirs) in other.all_progress() {
            let document = names.document(document);
            let annotator = names.annotator(annotator);
            let what = format!("the progress of {annotator} with {document}");
            let ours = self.whole.progress(&document, &annotator).cloned();
            let foreign = ours.as_ref().map(|ours| &ours.foreign);
            let both = Progress {
                // Who is done stays done.
                state: ours
                    .as_ref()
                    .map_or(theirs.state, |o| o.state.max(theirs.state)),
                foreign: self.both_foreign(&what, foreign, &theirs.foreign),
            };
            if ours.as_ref() != Some(&both) {
                let op = EditOp::Progress {
                    document,
                    annotator,
                    to: Some(both),
                };
                self.apply(op, &what);
            }
        }
    }

    pub(super) fn speakers(&mut self, other: &Project) {
        for theirs in other.speakers() {
            let ours = self.same_speaker(theirs);
            let to = match &ours {
                None => {
                    let is_taken = |id: &str| self.whole.has_id(ListName::Speakers, id);
                    let id = free_name(theirs.id.as_str(), "-", is_taken);
                    Speaker {
                        id: id.into(),
                        ..Speaker::clone(theirs)
                    }
                }
                Some(ours) => {
                    let mut both = Speaker::clone(ours);
                    let more = theirs.aliases.iter().chain([&theirs.name]);
                    both.aliases
                        .extend(more.filter(|name| !is_named(ours, name)).cloned());
                    let what = format!("the speaker {}", ours.id);
                    both.foreign = self.both_foreign(&what, Some(&ours.foreign), &theirs.foreign);
                    both
                }
            };
            if ours.as_deref() == Some(&to) {
                continue;
            }
            let what = format!("the speaker {}", to.id);
            let op = EditOp::Speaker {
                id: to.id.clone(),
                to: Some(Arc::new(to)),
            };
            self.apply(op, &what);
        }
    }

    /// Who is meant by a speaker of the other file: the one of the id, if one of both names the other; where another one
    /// has that id, whoever was given a next one for it.
    fn same_speaker(&self, theirs: &Speaker) -> Option<Arc<Speaker>> {
        let is_same = |ours: &Speaker| is_named(ours, &theirs.name) || is_named(theirs, &ours.name);
        let stem = format!("{}-", theirs.id);
        let is_next = |id: &str| {
            let number = id.strip_prefix(&stem);
            number.is_some_and(|n| n.parse::<u32>().is_ok())
        };
        let by_id = self.whole.speakers().find(|s| s.id == theirs.id)?;
        if is_same(by_id) {
            return Some(by_id.clone());
        }
        let mut all = self.whole.speakers();
        all.find(|s| is_next(s.id.as_str()) && s.name == theirs.name)
            .cloned()
    }

    fn rejected_and_aside(&mut self, other: &Project) {
        let rejected: Vec<Arc<str>> = other.rejected().map(Arc::from).collect();
        for raw in rejected {
            self.whole.put_rejected(&raw, true);
        }
        for element in other.set_aside() {
            if !self.whole.set_aside().contains(element) {
                self.whole.push_set_aside(element.clone());
            }
        }
    }
}

fn is_named(speaker: &Speaker, name: &str) -> bool {
    speaker.name == name || speaker.aliases.iter().any(|alias| alias == name)
}

/// Whether two annotations of one id are versions of each other.
fn is_same_layer(a: &Annotation, b: &Annotation) -> bool {
    a.document == b.document && a.annotator == b.annotator
}
