//! What is the same, and what is nearest.

use super::super::super::adjudication::overlap;
use crate::model::{Annotation, AnnotationId, Project, Relation};

/// Same type, ends and values; who, when and notes do not matter.
pub(super) fn is_same_link(project: &Project, a: &Relation, b: &Relation) -> bool {
    let kind = project.schema().relation_type(&a.relation_type);
    let is_symmetric = kind.is_some_and(|t| t.symmetric);
    let same_way = a.from == b.from && a.to == b.to;
    let other_way = a.from == b.to && a.to == b.from;
    a.relation_type == b.relation_type
        && (same_way || is_symmetric && other_way)
        && a.features == b.features
}

/// Both notes, the same one once.
pub(super) fn joined_notes(a: &str, b: &str) -> String {
    match (a, b) {
        (one, "") | ("", one) => one.to_owned(),
        (a, b) if a == b => a.to_owned(),
        (a, b) => format!("{a}\n{b}"),
    }
}

/// Which of these is most like `old`: by tag, then by values, where the words are the same, else by the words that both
/// cover.
pub(super) fn nearest(
    project: &Project,
    old: &Annotation,
    ids: &[AnnotationId],
) -> Option<AnnotationId> {
    let all = ids.iter().rev().filter_map(|id| project.annotation(id));
    let best = all.max_by_key(|a| {
        let is_same_place = a.document == old.document;
        (
            is_same_place && a.spans == old.spans && a.label == old.label,
            a.is_same_mark(old),
            if is_same_place { overlap(a, old) } else { 0 },
        )
    });
    best.map(|a| a.id.clone())
}
