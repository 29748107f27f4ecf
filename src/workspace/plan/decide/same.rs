//! What is the same, and what is nearest.

use crate::model::{Annotation, AnnotationId, Project, Relation};

/// Same words, tag and values; who, when and notes do not matter.
pub(super) fn is_same_mark(a: &Annotation, b: &Annotation) -> bool {
    a.document == b.document && a.spans == b.spans && a.label == b.label && a.features == b.features
}

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

/// The bytes that both annotations cover.
fn overlap(a: &Annotation, b: &Annotation) -> usize {
    let of = |x: &crate::text::TextSpan, y: &crate::text::TextSpan| {
        let start = x.start().get().max(y.start().get());
        let end = x.end().get().min(y.end().get());
        end.saturating_sub(start)
    };
    let pairs = a
        .spans
        .iter()
        .flat_map(|x| b.spans.iter().map(|y| of(x, y)));
    pairs.sum()
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
            is_same_mark(a, old),
            if is_same_place { overlap(a, old) } else { 0 },
        )
    });
    best.map(|a| a.id.clone())
}
