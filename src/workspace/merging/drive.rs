//! Two sides of one base.

use super::{Gathered, Gathering, flagged_annotation, flagged_relation};
use crate::edit::merge::three_way;
use crate::edit::{EditOp, apply_all};
use crate::model::{Annotation, AnnotationId, ListName, Project, Relation, RelationId, free_name};
use std::sync::Arc;

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
            let other = AnnotationId::from(free_name(id.as_str(), "-", is_taken));
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
            let other = RelationId::from(free_name(id.as_str(), "-", is_taken));
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
