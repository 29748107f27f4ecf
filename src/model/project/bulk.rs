//! Many annotations at once, as a file brings them.

use super::Project;
use super::parallel::beside;
use crate::model::layer::DocumentLayer;
use crate::model::{Annotation, AnnotationId, DocumentId, ListName, Problem, ProblemKind};
use imbl::OrdMap;
use std::collections::BTreeSet;
use std::sync::Arc;

/// An annotation with its place in the file.
type Placed = (usize, Arc<Annotation>);
type Layers = OrdMap<DocumentId, Arc<DocumentLayer>>;

impl Project {
    /// Puts new annotations; what [`Self::put_annotation`] would refuse is left out and returned by its place in
    /// `all`, with the problem. Of those with the same id the first stays.
    ///
    /// Costs a fraction of single calls where annotations of one document stand together.
    pub fn put_annotations(&mut self, all: Vec<Arc<Annotation>>) -> Vec<(usize, Problem)> {
        let mut refused = Vec::new();
        let mut by_id: Vec<Placed> = Vec::with_capacity(all.len());
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
        sort_by_id(&mut by_id);
        by_id.dedup_by(|(i, a), (_, first)| {
            let again = a.id == first.id;
            if again {
                refused.push((*i, twice(a)));
            }
            again
        });
        refused.sort_unstable_by_key(|(i, _)| *i);
        let reviews = by_id.iter().filter(|(_, a)| a.anchor.is_some());
        self.to_review.extend(reviews.map(|(_, a)| a.id.clone()));
        let (before, annotations) = (&self.layers, &mut self.annotations);
        let entries = by_id.iter().map(|(_, a)| (a.id.clone(), a.clone()));
        let (layers, ()) = beside(
            by_id.len(),
            || with_annotations(before, &by_id),
            || annotations.extend(entries),
        );
        self.layers = layers;
        refused
    }
}

/// The layers with these annotations on them. They are given with their places in the file, where those of one document
/// mostly stand together.
fn with_annotations(before: &Layers, all: &[Placed]) -> Layers {
    let mut layers = before.clone();
    let mut in_order: Vec<&Placed> = all.iter().collect();
    in_order.sort_unstable_by_key(|(i, _)| *i);
    for run in in_order.chunk_by(|(_, a), (_, b)| a.document == b.document) {
        if let Some((_, first)) = run.first() {
            let mut layer = layers.remove(&first.document).unwrap_or_default();
            let to = Arc::make_mut(&mut layer);
            for (_, a) in run {
                to.insert(a);
            }
            layers.insert(first.document.clone(), layer);
        }
    }
    layers
}

/// By id, then by place. Ids that one program gave begin alike: what stands behind that is compared as one number, so
/// that few comparisons have to look at the ids themselves.
fn sort_by_id(all: &mut Vec<Placed>) {
    let Some((_, first)) = all.first() else {
        return;
    };
    let first = first.id.as_str();
    let n_alike = |a: &Annotation| {
        let both = a.id.as_str().bytes().zip(first.bytes());
        both.take_while(|(a, b)| a == b).count()
    };
    let from = all.iter().map(|(_, a)| n_alike(a)).min().unwrap_or(0);
    let taken = std::mem::take(all).into_iter();
    let mut keyed: Vec<(u128, Placed)> = taken
        .map(|placed| (number_at(placed.1.id.as_str(), from), placed))
        .collect();
    keyed.sort_unstable_by(|(m, (i, a)), (n, (j, b))| {
        m.cmp(n).then_with(|| a.id.cmp(&b.id)).then(i.cmp(j))
    });
    all.extend(keyed.into_iter().map(|(_, placed)| placed));
}

/// Up to 16 bytes of `id` behind `from` as a number that orders as they do.
fn number_at(id: &str, from: usize) -> u128 {
    let mut number = [0; 16];
    let rest = id.as_bytes().get(from..).unwrap_or_default();
    for (to, byte) in number.iter_mut().zip(rest) {
        *to = *byte;
    }
    u128::from_be_bytes(number)
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

#[cfg(test)]
mod tests {
    use super::number_at;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn numbers_order_as_the_ids_do(
            alike in "[a-c\u{0}é]{0,4}",
            one in "[a-c\u{0}é]{0,24}",
            other in "[a-c\u{0}é]{0,24}",
        ) {
            let from = alike.len();
            let ids = [format!("{alike}{one}"), format!("{alike}{other}")];
            let [a, b] = ids.each_ref().map(|id| (number_at(id, from), id));
            prop_assert_eq!(a.cmp(&b), ids[0].cmp(&ids[1]));
        }
    }
}
