//! Putting copies of a project together: several annotators' files into one, and two people's states of one file.
//!
//! # `gather`: copies of several annotators
//! - Articles are the same where their text is, as for comparisons. The first file's stay as they are; new ones come
//!   behind them.
//! - An annotator is the same where id and name are; one id with two names is two people, and the second gets a new id.
//! - Labels, features and types of links that only a later file has are added; where both have one, the first file's stays.
//! - An annotation or link that is the same in both is taken once. Of two versions with one id, the one changed last keeps
//!   the id, and the other stays beside it under a new id, flagged in its note.
//! - Nothing is dropped: what cannot be merged is told.
//!
//! # `drive`: three states of one file, for git
//! As [`crate::edit::merge::three_way`]; and where both sides changed one annotation or link differently, both versions
//! are kept and flagged.

use super::comparison::DocumentMatch;
use crate::edit::merge::{three_way, union_of};
use crate::edit::{EditOp, apply_all};
use crate::model::{
    Annotation, AnnotationId, AnnotatorId, DocumentId, ListName, Project, Relation, RelationId,
};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A merged project and what is to be known about it.
#[derive(Clone, Debug)]
pub struct Gathered {
    /// The whole.
    pub project: Project,
    /// Where two versions were kept, or one had to be chosen. In words.
    pub notes: Vec<String>,
    /// How many annotations and links stand there in two versions.
    pub n_kept_twice: usize,
}

/// Puts several annotators' copies together, the first one leading.
#[must_use]
pub fn gather(projects: &[&Project]) -> Gathered {
    let (first, others) = match projects.split_first() {
        Some((first, others)) => ((*first).clone(), others),
        None => (Project::default(), [].as_slice()),
    };
    let mut gathering = Gathering {
        whole: first,
        notes: Vec::new(),
        n_kept_twice: 0,
    };
    for (i, other) in others.iter().enumerate() {
        gathering.take(other, i + 2);
    }
    Gathered {
        project: gathering.whole,
        notes: gathering.notes,
        n_kept_twice: gathering.n_kept_twice,
    }
}

/// What a merged file says in the note of a version that lost its id.
const FLAG: &str = "Other version, kept by a merge of";

struct Gathering {
    whole: Project,
    notes: Vec<String>,
    n_kept_twice: usize,
}

/// New names of what the other file calls otherwise.
#[derive(Default)]
struct Names {
    documents: BTreeMap<DocumentId, DocumentId>,
    annotators: BTreeMap<AnnotatorId, AnnotatorId>,
    annotations: BTreeMap<AnnotationId, AnnotationId>,
}

fn renamed<K: Ord + Clone>(names: &BTreeMap<K, K>, id: &K) -> K {
    names.get(id).unwrap_or(id).clone()
}

/// `id`, or with a number behind it, so that it is free.
fn free_id(id: &str, is_taken: impl Fn(&str) -> bool) -> String {
    if !is_taken(id) {
        return id.to_owned();
    }
    let mut n = 2;
    loop {
        let candidate = format!("{id}-{n}");
        if !is_taken(&candidate) {
            return candidate;
        }
        n += 1;
    }
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
        self.relations(other, &names);
        self.rest(other, &names, number);
    }

    fn apply(&mut self, op: EditOp, what: &str) -> bool {
        match apply_all(&mut self.whole, std::slice::from_ref(&op)) {
            Ok(_) => true,
            Err(error) => {
                self.notes.push(format!("left out: {what}: {error}"));
                false
            }
        }
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
            let id = DocumentId::from(free_id(unmatched.id.as_str(), is_taken));
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

    fn annotators(&mut self, other: &Project, names: &mut Names) {
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
            let is_taken = |id: &str| self.whole.has_id(ListName::Annotators, id);
            let id = AnnotatorId::from(free_id(annotator.id.as_str(), is_taken));
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

    fn annotations(&mut self, other: &Project, names: &mut Names) {
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
            let id = AnnotationId::from(free_id(old.as_str(), is_taken));
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

    fn put_annotation(&mut self, annotation: Annotation) {
        let id = annotation.id.clone();
        let what = format!("the annotation {id}");
        let to = Some(Arc::new(annotation));
        self.apply(EditOp::Annotation { id, to }, &what);
    }

    fn relations(&mut self, other: &Project, names: &Names) {
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
                let id = RelationId::from(free_id(old.as_str(), is_taken));
                let is_version = ours.is_some_and(|o| o.annotator == theirs.annotator);
                if is_version {
                    self.n_kept_twice += 1;
                    self.notes.push(format!(
                        "two versions of the link {old}; the second is {id}"
                    ));
                    theirs = flagged_relation(theirs, id, &old);
                } else {
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

    fn rest(&mut self, other: &Project, names: &Names, number: usize) {
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
        for speaker in other.speakers() {
            let ours = self.whole.speakers().find(|s| s.id == speaker.id).cloned();
            let to = match ours {
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
            let what = format!("the speaker {}", to.id);
            let op = EditOp::Speaker {
                id: to.id.clone(),
                to: Some(Arc::new(to)),
            };
            self.apply(op, &what);
        }
        for (id, raw) in other.decisions() {
            let ours = self.whole.decisions().find(|d| d.0 == id).map(|d| d.1);
            match ours {
                Some(ours) if ours == raw => {}
                Some(_) => self.notes.push(format!(
                    "left out: the decision {id} of file {number}: the first file has another one of that id"
                )),
                None => {
                    self.whole.put_decision(id, Some(raw.into()));
                }
            }
        }
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

/// Whether two annotations of one id are versions of each other.
fn is_same_thing(a: &Annotation, b: &Annotation) -> bool {
    a.document == b.document && a.annotator == b.annotator
}

fn flag(note: &str, old: &str) -> String {
    let flag = format!("{FLAG} {old}.");
    if note.is_empty() {
        flag
    } else {
        format!("{flag} {note}")
    }
}

fn flagged_annotation(annotation: Annotation, id: AnnotationId, old: &AnnotationId) -> Annotation {
    Annotation {
        note: flag(&annotation.note, old.as_str()),
        id,
        ..annotation
    }
}

fn flagged_relation(relation: Relation, id: RelationId, old: &RelationId) -> Relation {
    Relation {
        note: flag(&relation.note, old.as_str()),
        id,
        ..relation
    }
}

/// Merges what two sides made of one base. Both versions of what both changed differently are kept, ours under its id.
#[must_use]
pub fn drive(base: &Project, ours: &Project, theirs: &Project) -> Gathered {
    let merged = three_way(base, ours, theirs);
    let mut gathering = Gathering {
        whole: ours.clone(),
        notes: Vec::new(),
        n_kept_twice: 0,
    };
    if let Err(error) = apply_all(&mut gathering.whole, &merged.ops) {
        gathering.notes.push(format!("left out: {error}"));
    }
    gathering.bring_back(base, ours, theirs);
    gathering.both_versions(base, ours, theirs);
    let is_settled = |what: &String| {
        ["the annotation ", "the link "]
            .iter()
            .any(|kind| what.starts_with(kind))
    };
    let others = merged.conflicts.into_iter().filter(|c| !is_settled(c));
    let stay = others.map(|what| format!("both changed {what}; ours stays"));
    gathering.notes.extend(stay);
    let n_set_aside = theirs
        .set_aside()
        .iter()
        .filter(|e| !gathering.whole.set_aside().contains(e))
        .cloned()
        .collect::<Vec<_>>();
    for element in n_set_aside {
        if !base.set_aside().contains(&element) {
            gathering.whole.push_set_aside(element);
        }
    }
    Gathered {
        project: gathering.whole,
        notes: gathering.notes,
        n_kept_twice: gathering.n_kept_twice,
    }
}

impl Gathering {
    /// What they put on an article or annotator that we removed comes back with it.
    fn bring_back(&mut self, base: &Project, ours: &Project, theirs: &Project) {
        let missing: Vec<Arc<Annotation>> = theirs
            .annotations()
            .filter(|a| base.annotation(&a.id) != Some(a) && ours.annotation(&a.id).is_none())
            .filter(|a| self.whole.annotation(&a.id).is_none() && base.annotation(&a.id).is_none())
            .cloned()
            .collect();
        for annotation in missing {
            let id = &annotation.document;
            if self.whole.document(id).is_none()
                && let Some(document) = theirs.document(id)
            {
                self.notes.push(format!(
                    "we removed the article {id}, they worked on it; it is back"
                ));
                let to = Some((self.whole.documents().len(), document.clone()));
                let op = EditOp::Document { id: id.clone(), to };
                self.apply(op, &format!("the article {id}"));
            }
            let id = &annotation.annotator;
            if self.whole.annotator(id).is_none()
                && let Some(annotator) = theirs.annotator(id)
            {
                self.notes.push(format!(
                    "we removed the annotator {id}, they worked on; the layer is back"
                ));
                let to = Some((self.whole.annotators().len(), annotator.clone()));
                let op = EditOp::Annotator { id: id.clone(), to };
                self.apply(op, &format!("the annotator {id}"));
            }
            self.put_annotation((*annotation).clone());
        }
        let links: Vec<Arc<Relation>> = theirs
            .relations()
            .filter(|r| base.relation(&r.id).is_none() && self.whole.relation(&r.id).is_none())
            .cloned()
            .collect();
        for relation in links {
            let what = format!("the link {}", relation.id);
            let op = EditOp::Relation {
                id: relation.id.clone(),
                to: Some(relation),
            };
            self.apply(op, &what);
        }
    }

    fn both_versions(&mut self, base: &Project, ours: &Project, theirs: &Project) {
        for annotation in theirs.annotations() {
            let id = &annotation.id;
            let sides = [base.annotation(id), ours.annotation(id)];
            if sides[0] == Some(annotation) || sides[1] == Some(annotation) || sides[0] == sides[1]
            {
                continue;
            }
            self.n_kept_twice += 1;
            let is_taken = |candidate: &str| {
                self.whole.has_id(ListName::Annotations, candidate)
                    || theirs.has_id(ListName::Annotations, candidate) && candidate != id.as_str()
            };
            let other = AnnotationId::from(free_id(id.as_str(), is_taken));
            let what = if sides[1].is_some() {
                format!("both changed the annotation {id}; theirs is {other}")
            } else {
                format!("we removed the annotation {id}, they changed it; it is back")
            };
            self.notes.push(what);
            let version = flagged_annotation((**annotation).clone(), other, id);
            self.put_annotation(version);
        }
        for relation in theirs.relations() {
            let id = &relation.id;
            let sides = [base.relation(id), ours.relation(id)];
            if sides[0] == Some(relation) || sides[1] == Some(relation) || sides[0] == sides[1] {
                continue;
            }
            self.n_kept_twice += 1;
            let is_taken = |candidate: &str| {
                self.whole.has_id(ListName::Relations, candidate)
                    || theirs.has_id(ListName::Relations, candidate) && candidate != id.as_str()
            };
            let other = RelationId::from(free_id(id.as_str(), is_taken));
            self.notes
                .push(format!("both changed the link {id}; theirs is {other}"));
            let version = flagged_relation((**relation).clone(), other, id);
            let what = format!("the link {}", version.id);
            let op = EditOp::Relation {
                id: version.id.clone(),
                to: Some(Arc::new(version)),
            };
            self.apply(op, &what);
        }
    }
}
