//! Where an annotation or link of another copy belongs.

use super::Gathering;
use crate::edit::merge::{Versioned, flagged, is_same_but_time};
use crate::model::{Project, by_time};

/// Where an element of another file belongs.
pub(super) enum Place<E: Versioned> {
    /// It is there.
    Known,
    /// It is there under another id.
    KnownAs(E::Id),
    /// Under its id.
    Free(E),
    /// Under another id, which it has.
    Other(E),
    /// Both, under these ids.
    Versions { later: E, earlier: E },
}

impl Gathering {
    /// Where an element of the other file belongs; `is_version`: whether two of one id are versions of one thing.
    pub(super) fn place<E: Versioned>(
        &mut self,
        mut theirs: E,
        is_version: impl Fn(&E, &E) -> bool,
        other: &Project,
    ) -> Place<E> {
        let old = theirs.id().clone();
        if !self.whole.has_id(E::LIST, &old.to_string()) {
            return Place::Free(theirs);
        }
        let ours = E::find(&self.whole, &old);
        let is_version = ours.is_some_and(|ours| is_version(ours, &theirs));
        if ours.is_some_and(|ours| **ours == theirs) {
            return Place::Known;
        }
        // Earlier files' elements of this id may have been given the next ones.
        let mut n = 2_u64;
        let mut id;
        loop {
            let text = format!("{old}-{n}");
            id = E::Id::from(text.clone());
            let known = E::find(&self.whole, &id);
            let as_known = |flag: bool| {
                let mut same = theirs.clone();
                if flag {
                    same = flagged(&theirs, id.clone());
                }
                same.set_id(id.clone());
                known.is_some_and(|known| **known == same)
            };
            if is_version && as_known(true) {
                return Place::Known;
            }
            if !is_version && as_known(false) {
                return Place::KnownAs(id);
            }
            if !self.whole.has_id(E::LIST, &text) && !other.has_id(E::LIST, &text) {
                break;
            }
            n += 1;
        }
        let Some(ours) = ours.filter(|_| is_version).cloned() else {
            // Another thing of the same id, or a faulty element, which stays as it is.
            theirs.set_id(id);
            return Place::Other(theirs);
        };
        let is_theirs_later = by_time(ours.modified(), theirs.modified()).is_lt();
        let (later, earlier) = if is_theirs_later {
            (&theirs, &*ours)
        } else {
            (&*ours, &theirs)
        };
        if is_same_but_time(later, earlier) {
            return if is_theirs_later {
                Place::Free(theirs)
            } else {
                Place::Known
            };
        }
        self.n_kept_twice += 1;
        let what = E::WHAT;
        self.notes
            .push(format!("two versions of {what} {old}; the older is {id}"));
        Place::Versions {
            earlier: flagged(earlier, id),
            later: later.clone(),
        }
    }
}
