//! Ops in an order in which nothing ever lacks what it stands on.

use super::{Merged, Notes, Wanted, union_of};
use crate::edit::op::EditOp;
use crate::model::{Project, RelationId, Schema};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Ours on its way to the merged state.
struct Way {
    draft: Project,
    ops: Vec<EditOp>,
    notes: Notes,
}

impl Way {
    fn go(&mut self, op: EditOp, what: impl FnOnce() -> String) {
        match op.apply(&mut self.draft) {
            Ok(_) => self.ops.push(op),
            Err(error) => {
                let note = format!("left out: {}: {error}", what());
                self.notes.clash(note);
            }
        }
    }

    fn schema(&mut self, to: Schema) {
        if **self.draft.schema() != to {
            let op = EditOp::Schema(Arc::new(to));
            self.go(op, || "the tag set".to_owned());
        }
    }
}

impl Wanted<'_> {
    /// `before`: what was done to ours already.
    pub(super) fn into_merged(mut self, before: Vec<EditOp>) -> Merged {
        let mut way = Way {
            draft: self.ours.clone(),
            ops: before,
            notes: std::mem::take(&mut self.notes),
        };
        if *self.ours.head() != self.head {
            let op = EditOp::Head(Arc::new(self.head.clone()));
            way.go(op, || "the project's title".to_owned());
        }
        // The tag set is as wide as both states need it until nothing is on its way any more.
        let ours = self.ours.schema().as_ref();
        if union_of(ours, &self.schema) != *ours {
            way.schema(union_of(&self.schema, ours));
        }
        self.put_annotators_and_documents(&mut way);
        self.set_annotations_and_relations(&mut way);
        self.set_the_rest(&mut way);
        self.remove_documents_and_annotators(&mut way);
        way.schema(self.schema);
        Merged {
            project: way.draft,
            ops: way.ops,
            notes: way.notes.words,
            n_clashes: way.notes.n_clashes,
            n_kept_twice: self.n_kept_twice,
        }
    }

    fn put_annotators_and_documents(&self, way: &mut Way) {
        // In their order.
        for annotator in self.theirs.annotators() {
            let id = &annotator.id;
            if let Some(Some(to)) = self.annotators.get(id) {
                let list = way.draft.annotators();
                let place = list.iter().position(|a| a.id == *id);
                let place = place.unwrap_or(list.len());
                let op = EditOp::Annotator {
                    id: id.clone(),
                    to: Some((place, to.clone())),
                };
                way.go(op, || format!("the annotator {id}"));
            }
        }
        for document in self.theirs.documents() {
            let id = &document.id;
            if let Some(Some(to)) = self.documents.get(id) {
                let place = way.draft.document_position(id);
                let place = place.unwrap_or(way.draft.documents().len());
                let op = EditOp::Document {
                    id: id.clone(),
                    to: Some((place, to.clone())),
                };
                way.go(op, || format!("the article {id}"));
            }
        }
    }

    /// Links go first and come back last where an end changes its layer; annotations come before links, and go after
    /// them.
    fn set_annotations_and_relations(&self, way: &mut Way) {
        let mut aside: BTreeSet<RelationId> = BTreeSet::new();
        for (id, to) in &self.annotations {
            let layer = self.ours.annotation(id).map(|a| &a.annotator);
            if to
                .as_ref()
                .is_some_and(|to| layer.is_some_and(|l| *l != to.annotator))
            {
                aside.extend(self.ours.relations_of(id).map(|r| r.id.clone()));
            }
        }
        let gone = self.relations.iter().filter(|(_, to)| to.is_none());
        let gone: BTreeSet<_> = gone.map(|(id, _)| id).chain(&aside).collect();
        for id in gone {
            let op = EditOp::Relation {
                id: id.clone(),
                to: None,
            };
            way.go(op, || format!("the link {id}"));
        }
        self.set_annotations(way, true);
        let put = self.relations.iter().filter(|(_, to)| to.is_some());
        let put = put.map(|(id, to)| (id, to.clone()));
        let back = aside.iter().filter(|id| !self.relations.contains_key(*id));
        let back = back.map(|id| (id, self.ours.relation(id).cloned()));
        for (id, to) in put.chain(back) {
            let op = EditOp::Relation { id: id.clone(), to };
            way.go(op, || format!("the link {id}"));
        }
        self.set_annotations(way, false);
    }

    /// Those that are put, or those that go.
    fn set_annotations(&self, way: &mut Way, are_put: bool) {
        for (id, to) in &self.annotations {
            if to.is_some() == are_put {
                let op = EditOp::Annotation {
                    id: id.clone(),
                    to: to.clone(),
                };
                way.go(op, || format!("the annotation {id}"));
            }
        }
    }

    fn set_the_rest(&self, way: &mut Way) {
        for ((d, a), to) in &self.progress {
            let op = EditOp::Progress {
                document: d.clone(),
                annotator: a.clone(),
                to: to.clone(),
            };
            way.go(op, || format!("the progress of {a} with {d}"));
        }
        for (id, to) in &self.speakers {
            let op = EditOp::Speaker {
                id: id.clone(),
                to: to.clone(),
            };
            way.go(op, || format!("the speaker {id}"));
        }
        for (id, to) in &self.decisions {
            let op = EditOp::Decision {
                id: id.clone(),
                to: to.clone(),
            };
            way.go(op, || format!("the decision {id}"));
        }
        for (raw, present) in &self.rejected {
            let op = EditOp::Rejected {
                raw: raw.clone(),
                present: *present,
            };
            way.go(op, || "a rejected suggestion".to_owned());
        }
    }

    fn remove_documents_and_annotators(&self, way: &mut Way) {
        for (id, _) in self.documents.iter().filter(|(_, to)| to.is_none()) {
            let op = EditOp::Document {
                id: id.clone(),
                to: None,
            };
            way.go(op, || format!("the article {id}"));
        }
        for (id, _) in self.annotators.iter().filter(|(_, to)| to.is_none()) {
            let op = EditOp::Annotator {
                id: id.clone(),
                to: None,
            };
            way.go(op, || format!("the annotator {id}"));
        }
    }
}
