//! Many annotations at once, as a file brings them.

use super::Project;
use crate::model::{Annotation, AnnotationId, ListName, Problem, ProblemKind};
use std::collections::BTreeSet;
use std::sync::Arc;

impl Project {
    /// Puts new annotations; what [`Self::put_annotation`] would refuse is left out and returned by its place in
    /// `all`, with the problem. Of those with the same id the first stays.
    ///
    /// Costs a fraction of single calls where annotations of one document stand together.
    pub fn put_annotations(&mut self, all: Vec<Arc<Annotation>>) -> Vec<(usize, Problem)> {
        let mut refused = Vec::new();
        let mut by_id: Vec<(usize, Arc<Annotation>)> = Vec::with_capacity(all.len());
        let aside = self.set_aside.iter();
        let mut taken: BTreeSet<AnnotationId> = aside
            .filter(|s| s.list == ListName::Annotations)
            .filter_map(|s| s.id.as_deref().map(AnnotationId::from))
            .collect();
        taken.extend(
            all.iter()
                .filter(|a| self.annotations.contains_key(&a.id))
                .map(|a| a.id.clone()),
        );
        for (i, a) in all.into_iter().enumerate() {
            if taken.contains(&a.id) {
                refused.push((i, twice(&a)));
            } else if let Err(problem) = self.judge_annotation(&a) {
                refused.push((i, problem));
            } else {
                by_id.push((i, a));
            }
        }
        by_id.sort_by(|(i, a), (j, b)| a.id.cmp(&b.id).then(i.cmp(j)));
        by_id.dedup_by(|(i, a), (_, first)| {
            let again = a.id == first.id;
            if again {
                refused.push((*i, twice(a)));
            }
            again
        });
        refused.sort_unstable_by_key(|(i, _)| *i);
        for (_, a) in &by_id {
            if a.anchor.is_some() {
                self.to_review.insert(a.id.clone());
            }
            self.annotations.insert(a.id.clone(), a.clone());
        }
        by_id.sort_unstable_by_key(|(i, _)| *i);
        for run in by_id.chunk_by(|(_, a), (_, b)| a.document == b.document) {
            if let Some((_, first)) = run.first() {
                self.change_layer(&first.document, |layer| {
                    for (_, a) in run {
                        layer.insert(a);
                    }
                });
            }
        }
        refused
    }
}

fn twice(a: &Annotation) -> Problem {
    Problem {
        annotation: Some(a.id.clone()),
        document: Some(a.document.clone()),
        ..Problem::new(
            ProblemKind::DuplicateId,
            format!("annotation {}: its id is taken by another one", a.id),
        )
    }
}
