//! Annotations and links as things that can be there in several versions.

use crate::edit::op::EditOp;
use crate::model::{
    Annotation, AnnotationId, ListName, Project, Relation, RelationId, by_time, free_name,
};
use std::fmt::Display;
use std::sync::Arc;

/// What the note of a version says that lost its id.
const OTHER: &str = "Other version, kept by a merge of";
/// What the note of an element says that one side had removed.
const REMOVED: &str = "Kept by a merge: one side had removed it.";

/// An annotation or a link.
pub(crate) trait Versioned: Clone + PartialEq {
    type Id: Clone + Ord + Display + From<String>;
    /// What it is called in notes.
    const WHAT: &'static str;
    const LIST: ListName;
    fn find<'p>(project: &'p Project, id: &Self::Id) -> Option<&'p Arc<Self>>;
    fn id(&self) -> &Self::Id;
    fn set_id(&mut self, id: Self::Id);
    fn note_mut(&mut self) -> &mut String;
    fn modified(&self) -> &str;
    fn set_modified(&mut self, at: String);
    /// What puts it.
    fn into_op(self) -> EditOp;
}

macro_rules! versioned {
    ($element:ident, $id:ident, $what:literal, $list:ident, $find:ident) => {
        impl Versioned for $element {
            type Id = $id;
            const WHAT: &'static str = $what;
            const LIST: ListName = ListName::$list;
            fn find<'p>(project: &'p Project, id: &$id) -> Option<&'p Arc<Self>> {
                project.$find(id)
            }
            fn id(&self) -> &$id {
                &self.id
            }
            fn set_id(&mut self, id: $id) {
                self.id = id;
            }
            fn note_mut(&mut self) -> &mut String {
                &mut self.note
            }
            fn modified(&self) -> &str {
                &self.modified
            }
            fn set_modified(&mut self, at: String) {
                self.modified = at;
            }
            fn into_op(self) -> EditOp {
                EditOp::$element {
                    id: self.id.clone(),
                    to: Some(Arc::new(self)),
                }
            }
        }
    };
}

versioned!(
    Annotation,
    AnnotationId,
    "the annotation",
    Annotations,
    annotation
);
versioned!(Relation, RelationId, "the link", Relations, relation);

/// The version under another id, with a word about it in its note.
pub(crate) fn flagged<E: Versioned>(version: &E, id: E::Id) -> E {
    let mut flagged = version.clone();
    let flag = format!("{OTHER} {}.", version.id());
    put_flag(&flag, flagged.note_mut());
    flagged.set_id(id);
    flagged
}

/// The element with a word in its note that the other side had removed it.
pub(super) fn kept<E: Versioned>(element: &E) -> E {
    let mut kept = element.clone();
    put_flag(REMOVED, kept.note_mut());
    kept
}

fn put_flag(flag: &str, note: &mut String) {
    if note.is_empty() {
        flag.clone_into(note);
    } else if !note.starts_with(flag) {
        *note = format!("{flag} {note}");
    }
}

/// The one that was changed last; the first where both are of one time.
pub(super) fn later<'e, E: Versioned>(first: &'e E, second: &'e E) -> &'e E {
    if by_time(first.modified(), second.modified()).is_lt() {
        second
    } else {
        first
    }
}

/// Whether they differ in nothing but when they were changed.
pub(crate) fn is_same_but_time<E: Versioned>(first: &E, second: &E) -> bool {
    let mut same = second.clone();
    same.set_modified(first.modified().to_owned());
    same == *first
}

/// The id, or one made of it, that none of these has.
pub(super) fn free_id<I: From<String>>(list: ListName, id: &str, in_none_of: &[&Project]) -> I {
    let is_taken = |id: &str| in_none_of.iter().any(|p| p.has_id(list, id));
    free_name(id, "-", is_taken).into()
}
