//! Three-way merge of two states of a project that come from one base.

use super::op::{EditOp, apply_all};
use super::same_texts::SameTexts;
use crate::model::{Project, Schema};
use std::collections::BTreeSet;
use std::sync::Arc;

/// What a merge found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Merged {
    /// What turns ours into the merged state: everything that only they changed, as far as it fits.
    pub ops: Vec<EditOp>,
    /// Elements that both changed, each differently: ours stays. In words.
    pub conflicts: Vec<String>,
    /// Changes of theirs that do not fit ours (an annotation on an article that we removed). In words.
    pub refused: Vec<String>,
}

/// Takes what `theirs` changed since `base` into `ours`.
///
/// An element that only one side changed is taken from that side. One that both changed differently stays as
/// ours is, and is named. Limitation: an element is taken as a whole, not field by field; where an article is
/// new on both sides, theirs come behind ours. Where one side has taken a newer version of an article, the annotations
/// of the other go with it, as [`super::replace`] says.
#[must_use]
pub fn three_way(base: &Project, ours: &Project, theirs: &Project) -> Merged {
    let same = SameTexts::of(base, ours, theirs);
    let (base, ours, theirs) = (&same.base, &same.ours, &same.theirs);
    let mut merge = Merge {
        draft: ours.clone(),
        merged: Merged {
            ops: same.ops.clone(),
            conflicts: same.conflicts.clone(),
            refused: Vec::new(),
        },
    };
    merge.head(base, ours, theirs);
    merge.schema(base, ours, theirs);
    merge.annotators(base, ours, theirs);
    merge.documents(base, ours, theirs);
    merge.annotations_and_relations(base, ours, theirs);
    merge.rest(base, ours, theirs);
    merge.gone_documents(base, ours, theirs);
    merge.merged
}

struct Merge {
    draft: Project,
    merged: Merged,
}

/// What to do with one element.
enum Verdict {
    Keep,
    Take,
    Conflict,
}

fn judge<T: PartialEq>(base: &T, ours: &T, theirs: &T) -> Verdict {
    if theirs == base || theirs == ours {
        Verdict::Keep
    } else if ours == base {
        Verdict::Take
    } else {
        Verdict::Conflict
    }
}

impl Merge {
    fn take(&mut self, op: EditOp, what: &str) {
        match apply_all(&mut self.draft, std::slice::from_ref(&op)) {
            Ok(_) => self.merged.ops.push(op),
            Err(error) => self.merged.refused.push(format!("{what}: {error}")),
        }
    }

    fn settle<T: PartialEq>(&mut self, what: &str, sides: [&T; 3], op: impl FnOnce() -> EditOp) {
        let [base, ours, theirs] = sides;
        match judge(base, ours, theirs) {
            Verdict::Keep => {}
            Verdict::Take => self.take(op(), what),
            Verdict::Conflict => self.merged.conflicts.push(what.to_owned()),
        }
    }

    fn head(&mut self, base: &Project, ours: &Project, theirs: &Project) {
        let mut head = ours.head().clone();
        for (what, field) in [("the project's title", 0), ("the guidelines", 1)] {
            let of = |p: &Project| match field {
                0 => p.head().title.clone(),
                _ => p.head().guidelines.clone(),
            };
            match judge(&of(base), &of(ours), &of(theirs)) {
                Verdict::Keep => {}
                Verdict::Take if field == 0 => head.title = of(theirs),
                Verdict::Take => head.guidelines = of(theirs),
                Verdict::Conflict => self.merged.conflicts.push(what.to_owned()),
            }
        }
        if head != *ours.head() {
            self.take(EditOp::Head(Arc::new(head)), "the project's title");
        }
    }

    fn schema(&mut self, base: &Project, ours: &Project, theirs: &Project) {
        let sides = [base.schema(), ours.schema(), theirs.schema()];
        let to = theirs.schema().clone();
        match judge(sides[0], sides[1], sides[2]) {
            Verdict::Keep => {}
            Verdict::Take => self.take(EditOp::Schema(to), "the tag set"),
            Verdict::Conflict => {
                // What they added can be taken all the same: their annotations may need it.
                self.merged.conflicts.push("the tag set".to_owned());
                let union = union_of(ours.schema(), theirs.schema());
                self.take(EditOp::Schema(Arc::new(union)), "the tag set");
            }
        }
    }

    fn annotators(&mut self, base: &Project, ours: &Project, theirs: &Project) {
        for annotator in theirs.annotators() {
            let id = &annotator.id;
            let place = ours
                .annotators()
                .iter()
                .position(|a| a.id == *id)
                .unwrap_or(self.draft.annotators().len());
            let sides = [base, ours, theirs].map(|p| p.annotator(id).cloned());
            let what = format!("the annotator {id}");
            self.settle(&what, [&sides[0], &sides[1], &sides[2]], || {
                EditOp::Annotator {
                    id: id.clone(),
                    to: Some((place, annotator.clone())),
                }
            });
        }
    }

    fn documents(&mut self, base: &Project, ours: &Project, theirs: &Project) {
        for document in theirs.documents() {
            let id = &document.id;
            let place = self
                .draft
                .document_position(id)
                .unwrap_or(self.draft.documents().len());
            let sides = [base, ours, theirs].map(|p| p.document(id).cloned());
            let what = format!("the article {id}");
            self.settle(&what, [&sides[0], &sides[1], &sides[2]], || {
                EditOp::Document {
                    id: id.clone(),
                    to: Some((place, document.clone())),
                }
            });
        }
    }

    fn annotations_and_relations(&mut self, base: &Project, ours: &Project, theirs: &Project) {
        let ids = |p: &Project| p.relations().map(|r| r.id.clone()).collect::<BTreeSet<_>>();
        let relations: BTreeSet<_> = ids(base).union(&ids(theirs)).cloned().collect();
        let ids = |p: &Project| {
            p.annotations()
                .map(|a| a.id.clone())
                .collect::<BTreeSet<_>>()
        };
        let annotations: BTreeSet<_> = ids(base).union(&ids(theirs)).cloned().collect();
        // Links that go come first, links that come last: so that no end is ever missing.
        for is_removal in [true, false] {
            if !is_removal {
                for id in &annotations {
                    let sides = [base, ours, theirs].map(|p| p.annotation(id).cloned());
                    let what = format!("the annotation {id}");
                    self.settle(&what, [&sides[0], &sides[1], &sides[2]], || {
                        EditOp::Annotation {
                            id: id.clone(),
                            to: sides[2].clone(),
                        }
                    });
                }
            }
            for id in &relations {
                let sides = [base, ours, theirs].map(|p| p.relation(id).cloned());
                if sides[2].is_none() != is_removal {
                    continue;
                }
                let what = format!("the link {id}");
                self.settle(&what, [&sides[0], &sides[1], &sides[2]], || {
                    EditOp::Relation {
                        id: id.clone(),
                        to: sides[2].clone(),
                    }
                });
            }
        }
    }

    fn rest(&mut self, base: &Project, ours: &Project, theirs: &Project) {
        let keys = |p: &Project| {
            let all = p.all_progress().map(|(d, a, _)| (d.clone(), a.clone()));
            all.collect::<BTreeSet<_>>()
        };
        for (d, a) in keys(base).union(&keys(theirs)) {
            let sides = [base, ours, theirs].map(|p| p.progress(d, a).cloned());
            let what = format!("the progress of {a} with {d}");
            self.settle(&what, [&sides[0], &sides[1], &sides[2]], || {
                EditOp::Progress {
                    document: d.clone(),
                    annotator: a.clone(),
                    to: sides[2].clone(),
                }
            });
        }
        let find =
            |p: &Project, id: &crate::model::SpeakerId| p.speakers().find(|s| s.id == *id).cloned();
        let ids = |p: &Project| p.speakers().map(|s| s.id.clone()).collect::<BTreeSet<_>>();
        for id in ids(base).union(&ids(theirs)) {
            let sides = [base, ours, theirs].map(|p| find(p, id));
            let what = format!("the speaker {id}");
            self.settle(&what, [&sides[0], &sides[1], &sides[2]], || {
                EditOp::Speaker {
                    id: id.clone(),
                    to: sides[2].clone(),
                }
            });
        }
        let ids = |p: &Project| p.decisions().map(|d| d.id.clone()).collect::<BTreeSet<_>>();
        for id in ids(base).union(&ids(theirs)) {
            let sides = [base, ours, theirs].map(|p| p.decision(id).cloned());
            let what = format!("the decision {id}");
            self.settle(&what, [&sides[0], &sides[1], &sides[2]], || {
                EditOp::Decision {
                    id: id.clone(),
                    to: sides[2].clone(),
                }
            });
        }
        let all = |p: &Project| p.rejected().map(str::to_owned).collect::<BTreeSet<_>>();
        for raw in all(base).union(&all(theirs)) {
            let sides = [base, ours, theirs].map(|p| p.rejected().any(|r| r == raw));
            self.settle(
                "a rejected suggestion",
                [&sides[0], &sides[1], &sides[2]],
                || EditOp::Rejected {
                    raw: raw.as_str().into(),
                    present: sides[2],
                },
            );
        }
    }

    /// Articles and annotators that they removed go last, when nothing lies on them any more.
    fn gone_documents(&mut self, base: &Project, ours: &Project, theirs: &Project) {
        for document in base.documents() {
            let id = &document.id;
            if theirs.document(id).is_none() && ours.document(id) == Some(document) {
                let op = EditOp::Document {
                    id: id.clone(),
                    to: None,
                };
                self.take(op, &format!("the article {id}"));
            }
        }
        for annotator in base.annotators() {
            let id = &annotator.id;
            if theirs.annotator(id).is_none() && ours.annotator(id) == Some(annotator) {
                let op = EditOp::Annotator {
                    id: id.clone(),
                    to: None,
                };
                self.take(op, &format!("the annotator {id}"));
            }
        }
    }
}

/// Ours, with the labels, features and types that only theirs has.
pub(crate) fn union_of(ours: &Schema, theirs: &Schema) -> Schema {
    let mut union = ours.clone();
    for label in &theirs.labels {
        if union.label(&label.id).is_none() {
            union.labels.push(label.clone());
        }
    }
    for feature in &theirs.features {
        if union.feature(feature.id.as_str()).is_none() {
            union.features.push(feature.clone());
        }
    }
    for kind in &theirs.relation_types {
        if union.relation_type(&kind.id).is_none() {
            union.relation_types.push(kind.clone());
        }
    }
    union
}
