//! Copies of several annotators as one project.

use super::{Gathered, Gathering, flagged_annotation, flagged_decision, flagged_relation};
use crate::edit::EditOp;
use crate::edit::merge::union_of;
use crate::model::{
    Annotation, AnnotationId, AnnotatorId, Decision, DecisionId, DocumentId, ListName, Project,
    RelationId, free_name,
};
use crate::workspace::comparison::DocumentMatch;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Puts several annotators' copies together, the first one leading.
#[must_use]
pub fn gather(projects: &[&Project]) -> Gathered {
    let (first, others) = match projects.split_first() {
        Some((first, others)) => ((*first).clone(), others),
        None => (Project::default(), [].as_slice()),
    };
    let mut gathering = Gathering::new(first);
    for (i, other) in others.iter().enumerate() {
        gathering.take(other, i + 2);
    }
    Gathered {
        project: gathering.whole,
        notes: gathering.notes,
        n_kept_twice: gathering.n_kept_twice,
    }
}

/// New names of what the other file calls otherwise.
#[derive(Default)]
pub(super) struct Names {
    pub(super) documents: BTreeMap<DocumentId, DocumentId>,
    pub(super) annotators: BTreeMap<AnnotatorId, AnnotatorId>,
    annotations: BTreeMap<AnnotationId, AnnotationId>,
    relations: BTreeMap<RelationId, RelationId>,
}

fn renamed<K: Ord + Clone>(names: &BTreeMap<K, K>, id: &K) -> K {
    names.get(id).unwrap_or(id).clone()
}

impl Gathering {
    /// `number`: which file it is, for the notes.
    fn take(&mut self, other: &Project, number: usize) {
        if self.whole.head().guidelines != other.head().guidelines {
            let note = format!("file {number} has other guidelines; those of the first stay");
            self.notes.push(note);
        }
        let union = union_of(self.whole.schema(), other.schema());
        if union != **self.whole.schema() {
            self.apply(EditOp::Schema(Arc::new(union)), "the tag set");
        }
        let mut names = Names::default();
        self.documents(other, &mut names);
        self.annotators(other, &mut names);
        self.annotations(other, &mut names);
        self.relations(other, &mut names);
        self.rest(other, &names);
        self.decisions(other, &names);
    }

    fn documents(&mut self, other: &Project, names: &mut Names) {
        let matched = DocumentMatch::of(&self.whole, other);
        for (ours, theirs) in matched.both {
            names.documents.insert(theirs, ours);
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
            if known.is_some_and(|known| known.name == annotator.name) {
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
            if let (Some(_), Some(again)) = (known, again) {
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
            let mut theirs = (**annotation).clone();
            theirs.document = renamed(&names.documents, &theirs.document);
            theirs.annotator = renamed(&names.annotators, &theirs.annotator);
            let ours = self.whole.annotation(&theirs.id).cloned();
            if ours.is_none() && !self.whole.has_id(ListName::Annotations, theirs.id.as_str()) {
                new.push(theirs);
                continue;
            }
            if ours.as_deref() == Some(&theirs) {
                continue;
            }
            let old = theirs.id.clone();
            let is_taken = |id: &str| {
                self.whole.has_id(ListName::Annotations, id)
                    || other.has_id(ListName::Annotations, id)
            };
            let id = AnnotationId::from(free_name(old.as_str(), "-", is_taken));
            match ours {
                // Another thing of the same id: two layers, or two articles.
                Some(ours) if !is_same_thing(&ours, &theirs) => {
                    names.annotations.insert(old, id.clone());
                    theirs.id = id;
                    self.put_annotation(theirs);
                }
                Some(ours) => {
                    self.n_kept_twice += 1;
                    self.notes.push(format!(
                        "two versions of the annotation {old}; the older is {id}"
                    ));
                    let is_ours_later = ours.modified >= theirs.modified;
                    let (later, earlier) = if is_ours_later {
                        ((*ours).clone(), theirs)
                    } else {
                        (theirs, (*ours).clone())
                    };
                    self.put_annotation(later);
                    self.put_annotation(flagged_annotation(earlier, id, &old));
                }
                // The id stands on a faulty element, which stays as it is.
                None => {
                    names.annotations.insert(old, id.clone());
                    theirs.id = id;
                    self.put_annotation(theirs);
                }
            }
        }
        for annotation in new {
            self.put_annotation(annotation);
        }
    }

    pub(super) fn relations(&mut self, other: &Project, names: &mut Names) {
        for relation in other.relations() {
            let mut theirs = (**relation).clone();
            theirs.annotator = renamed(&names.annotators, &theirs.annotator);
            theirs.from = renamed(&names.annotations, &theirs.from);
            theirs.to = renamed(&names.annotations, &theirs.to);
            let ours = self.whole.relation(&theirs.id).cloned();
            if ours.as_deref() == Some(&theirs) {
                continue;
            }
            if self.whole.has_id(ListName::Relations, theirs.id.as_str()) {
                let old = theirs.id.clone();
                let is_taken = |id: &str| {
                    self.whole.has_id(ListName::Relations, id)
                        || other.has_id(ListName::Relations, id)
                };
                let id = RelationId::from(free_name(old.as_str(), "-", is_taken));
                let is_version = ours.is_some_and(|o| o.annotator == theirs.annotator);
                if is_version {
                    self.n_kept_twice += 1;
                    self.notes.push(format!(
                        "two versions of the link {old}; the second is {id}"
                    ));
                    theirs = flagged_relation(theirs, id, &old);
                } else {
                    names.relations.insert(old, id.clone());
                    theirs.id = id;
                }
            }
            let what = format!("the link {}", theirs.id);
            let op = EditOp::Relation {
                id: theirs.id.clone(),
                to: Some(Arc::new(theirs)),
            };
            self.apply(op, &what);
        }
    }

    fn decisions(&mut self, other: &Project, names: &Names) {
        for decision in other.decisions() {
            let theirs = decision_in(names, decision);
            let ours = self.whole.decision(&theirs.id).cloned();
            if ours.as_deref() == Some(&theirs) {
                continue;
            }
            let old = theirs.id.clone();
            if !self.whole.has_id(ListName::Decisions, old.as_str()) {
                self.put_decision(theirs);
                continue;
            }
            let is_taken = |id: &str| {
                self.whole.has_id(ListName::Decisions, id) || other.has_id(ListName::Decisions, id)
            };
            let id = DecisionId::from(free_name(old.as_str(), "-", is_taken));
            match ours {
                Some(ours) => {
                    self.n_kept_twice += 1;
                    self.notes.push(format!(
                        "two versions of the decision {old}; the older is {id}"
                    ));
                    let (later, earlier) = if ours.at >= theirs.at {
                        ((*ours).clone(), theirs)
                    } else {
                        (theirs, (*ours).clone())
                    };
                    self.put_decision(later);
                    self.put_decision(flagged_decision(earlier, id, &old));
                }
                // The id stands on a faulty element, which stays as it is.
                None => self.put_decision(Decision { id, ..theirs }),
            }
        }
    }

    fn rest(&mut self, other: &Project, names: &Names) {
        for (document, annotator, theirs) in other.all_progress() {
            let document = renamed(&names.documents, document);
            let annotator = renamed(&names.annotators, annotator);
            let ours = self.whole.progress_state(&document, &annotator);
            // Who is done stays done.
            if theirs.state > ours {
                let what = format!("the progress of {annotator} with {document}");
                let to = Some(theirs.clone());
                let op = EditOp::Progress {
                    document,
                    annotator,
                    to,
                };
                self.apply(op, &what);
            }
        }
        self.speakers(other);
        self.rejected_and_aside(other);
    }

    pub(super) fn speakers(&mut self, other: &Project) {
        for speaker in other.speakers() {
            let ours = self.whole.speakers().find(|s| s.id == speaker.id).cloned();
            let to = match ours.clone() {
                None => (**speaker).clone(),
                Some(ours) => {
                    let mut both = (*ours).clone();
                    let known: BTreeSet<String> =
                        both.aliases.iter().chain([&both.name]).cloned().collect();
                    let more = speaker.aliases.iter().chain([&speaker.name]);
                    both.aliases
                        .extend(more.filter(|name| !known.contains(*name)).cloned());
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

/// The decision in the names of the first file.
fn decision_in(names: &Names, decision: &Decision) -> Decision {
    let all = |ids: &[AnnotationId]| {
        let ids = ids.iter().map(|id| renamed(&names.annotations, id));
        ids.collect::<Vec<_>>()
    };
    let links = |ids: &[RelationId]| {
        let ids = ids.iter().map(|id| renamed(&names.relations, id));
        ids.collect::<Vec<_>>()
    };
    let result = if decision.is_about_links() {
        let ids = links(&decision.result_relations());
        ids.iter().map(|id| id.as_str().into()).collect()
    } else {
        let ids = all(&decision.result_annotations());
        ids.iter().map(|id| id.as_str().into()).collect()
    };
    Decision {
        document: renamed(&names.documents, &decision.document),
        annotators: decision
            .annotators
            .each_ref()
            .map(|id| renamed(&names.annotators, id)),
        a: all(&decision.a),
        b: all(&decision.b),
        relations_a: links(&decision.relations_a),
        relations_b: links(&decision.relations_b),
        result,
        adjudicator: renamed(&names.annotators, &decision.adjudicator),
        ..decision.clone()
    }
}

/// Whether two annotations of one id are versions of each other.
fn is_same_thing(a: &Annotation, b: &Annotation) -> bool {
    a.document == b.document && a.annotator == b.annotator
}
