//! Two sides of one base.

use super::{Gathered, Gathering, flagged_annotation, flagged_decision, flagged_relation};
use crate::edit::merge::three_way;
use crate::edit::same_texts::SameTexts;
use crate::edit::{EditOp, apply_all};
use crate::model::{
    Annotation, AnnotationId, Decision, DecisionId, ListName, Project, Relation, RelationId,
    free_name,
};
use std::sync::Arc;

/// Merges what two sides made of one base. Both versions of what both changed differently are kept, ours under its id.
#[must_use]
pub fn drive(base: &Project, ours: &Project, theirs: &Project) -> Gathered {
    let same = SameTexts::of(base, ours, theirs);
    let (base, ours, theirs) = (&same.base, &same.ours, &same.theirs);
    let merged = three_way(base, ours, theirs);
    let mut gathering = Gathering::new(ours.clone());
    if let Err(error) = apply_all(&mut gathering.whole, &merged.ops) {
        gathering.notes.push(format!("left out: {error}"));
    }
    gathering.bring_back(base, ours, theirs);
    gathering.both_versions(base, ours, theirs);
    gathering.both_decisions(base, ours, theirs);
    let is_settled = |what: &String| {
        ["the annotation ", "the link ", "the decision "]
            .iter()
            .any(|kind| what.starts_with(kind))
    };
    let all = same.conflicts.iter().chain(&merged.conflicts);
    let others = all.filter(|c| !is_settled(c));
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

    /// Both versions of a decision that both changed; and where both decided one place, each by an id of their own, it
    /// is told: both decisions stand.
    fn both_decisions(&mut self, base: &Project, ours: &Project, theirs: &Project) {
        for decision in theirs.decisions() {
            let id = &decision.id;
            let sides = [base.decision(id), ours.decision(id)];
            if sides[0] == Some(decision) || sides[1] == Some(decision) {
                continue;
            }
            if sides[0].is_none() && sides[1].is_none() {
                let is_new = |d: &&Arc<Decision>| base.decision(&d.id).is_none();
                let same = ours.decisions().filter(is_new);
                for twin in same.filter(|d| is_same_place(d, decision)) {
                    self.n_kept_twice += 1;
                    let ours = &twin.id;
                    self.notes.push(format!(
                        "both decided one place: {ours} is ours, {id} theirs"
                    ));
                }
                continue;
            }
            if sides[0] == sides[1] {
                continue;
            }
            self.n_kept_twice += 1;
            let is_taken = |candidate: &str| {
                self.whole.has_id(ListName::Decisions, candidate)
                    || theirs.has_id(ListName::Decisions, candidate) && candidate != id.as_str()
            };
            let other = DecisionId::from(free_name(id.as_str(), "-", is_taken));
            self.notes.push(if sides[1].is_some() {
                format!("both changed the decision {id}; theirs is {other}")
            } else {
                format!("we took the decision {id} back, they changed it; it is back")
            });
            let version = flagged_decision((**decision).clone(), other, id);
            self.put_decision(version);
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

/// Whether both are one adjudicator's word on something that both name.
fn is_same_place(x: &Decision, y: &Decision) -> bool {
    x.adjudicator == y.adjudicator
        && x.is_of(&y.annotators[0], &y.annotators[1])
        && (x
            .annotations()
            .any(|id| y.annotations().any(|other| other == id))
            || x.relations()
                .any(|id| y.relations().any(|other| other == id)))
}
