//! Two sides of one base, with the elements that were set aside.

use super::Gathered;
use crate::edit::EditOp;
use crate::edit::merge::{Merged, three_way};
use crate::model::{Project, SetAside};

/// Merges what two sides made of one base, with the elements that were set aside.
#[must_use]
pub fn drive(base: &Project, ours: &Project, theirs: &Project) -> Gathered {
    let merged = drive_as_step(base, ours, theirs);
    Gathered {
        project: merged.project,
        notes: merged.notes,
        n_clashes: merged.n_clashes,
        n_kept_twice: merged.n_kept_twice,
    }
}

/// As [`drive`], as one step of ours.
#[must_use]
pub fn drive_as_step(base: &Project, ours: &Project, theirs: &Project) -> Merged {
    let mut room = ours.clone();
    let mut ops = Vec::new();
    // What was faulty, and is mended or gone on their side, makes room for it.
    for element in only_in(base, theirs).filter(|e| has(ours, e)) {
        room.put_set_aside(element.clone(), false);
        ops.push(EditOp::set_aside(element, false));
    }
    let mut merged = three_way(base, &room, theirs);
    ops.append(&mut merged.ops);
    for element in only_in(theirs, base).filter(|e| !has(ours, e)) {
        merged.project.put_set_aside(element.clone(), true);
        ops.push(EditOp::set_aside(element, true));
    }
    merged.ops = ops;
    merged
}

/// What is set aside in the one and not in the other.
fn only_in<'p>(one: &'p Project, other: &'p Project) -> impl Iterator<Item = &'p SetAside> {
    let all = one.set_aside().iter();
    all.filter(|element| !has(other, element))
}

fn has(project: &Project, element: &SetAside) -> bool {
    let mut all = project.set_aside().iter();
    all.any(|known| known.list == element.list && known.raw == element.raw)
}
