//! Before a merge: articles whose text one side has replaced get the same text in all three states, with their
//! annotations, so that no span is ever read against another text than its own.

use super::op::{EditOp, apply_all};
use super::replace::replace_document;
use crate::model::{Document, Project};
use std::sync::Arc;

/// The three states with the same text in each article that two of them have.
/// Limitation: what a side had done to an annotation that is not exact in the other text counts as a change of both.
#[derive(Clone, Debug)]
pub struct SameTexts {
    /// What both sides come from.
    pub base: Project,
    /// Our side.
    pub ours: Project,
    /// The other side.
    pub theirs: Project,
    /// What was done to ours.
    pub ops: Vec<EditOp>,
    /// Articles whose text both sides have replaced, each differently: ours stays. In words.
    pub conflicts: Vec<String>,
}

impl SameTexts {
    /// Puts `base`, `ours` and `theirs` onto the same texts.
    #[must_use]
    pub fn of(base: &Project, ours: &Project, theirs: &Project) -> Self {
        let mut same = Self {
            base: base.clone(),
            ours: ours.clone(),
            theirs: theirs.clone(),
            ops: Vec::new(),
            conflicts: Vec::new(),
        };
        for document in ours.documents() {
            let Some(other) = theirs.document(&document.id) else {
                continue;
            };
            if is_same(document, other) {
                continue;
            }
            let before = base.document(&document.id);
            if before.is_some_and(|before| is_same(before, document)) {
                put(&mut same.base, other);
                same.ops.extend(put(&mut same.ours, other));
            } else {
                if before.is_none_or(|before| !is_same(before, other)) {
                    same.conflicts
                        .push(format!("the text of the article {}", document.id));
                }
                put(&mut same.base, document);
                put(&mut same.theirs, document);
            }
        }
        same
    }
}

fn is_same(a: &Document, b: &Document) -> bool {
    Arc::ptr_eq(a.text(), b.text()) || a.text() == b.text()
}

/// Gives the document of this id this text and source; its annotations go with it. What was done is told; nothing where
/// there is no such document, or where the text is empty and has no place for annotations.
fn put(project: &mut Project, with_text: &Document) -> Vec<EditOp> {
    let Some(old) = project.document(&with_text.id) else {
        return Vec::new();
    };
    let new = Document::as_stated(
        old.id.clone(),
        old.title.clone(),
        with_text.source.clone(),
        old.metadata.clone(),
        with_text.sha256.clone(),
        with_text.text().clone(),
        old.foreign.clone(),
    );
    // No time: what was only carried over is the same in all states.
    let ops = replace_document(project, &Arc::new(new), "").map(|(ops, _)| ops);
    match ops {
        Ok(ops) if apply_all(project, &ops).is_ok() => ops,
        _ => Vec::new(),
    }
}
