//! Two sides of one base, with the elements that were set aside.

use super::Gathered;
use crate::edit::EditOp;
use crate::edit::merge::{Merged, three_way};
use crate::model::{Project, SetAside};

/// Merges what two sides made of one base, with the elements that were set aside.
#[must_use]
pub fn drive(base: &Project, ours: &Project, theirs: &Project) -> Gathered {
    // What was faulty, and is mended or gone on their side, makes room for it.
    let mut room = ours.clone();
    for element in only_in(base, theirs) {
        room.put_set_aside(element.clone(), false);
    }
    let merged = three_way(base, &room, theirs);
    let mut project = merged.project;
    for element in only_in(theirs, base) {
        project.put_set_aside(element.clone(), true);
    }
    Gathered {
        project,
        notes: merged.notes,
        n_clashes: merged.n_clashes,
        n_kept_twice: merged.n_kept_twice,
    }
}

/// As [`drive`], as one step of ours. Of the elements that were set aside a step holds annotations only; what else theirs
/// has otherwise is told.
#[must_use]
pub fn drive_as_step(base: &Project, ours: &Project, theirs: &Project) -> Merged {
    let mut room = ours.clone();
    let (mut ops, mut untaken) = (Vec::new(), Vec::new());
    for element in only_in(base, theirs).filter(|e| has(ours, e)) {
        match EditOp::unfit_annotation(element, false) {
            Some(op) if op.apply(&mut room).is_ok() => ops.push(op),
            _ => untaken.push((element, "mended or removed")),
        }
    }
    let mut merged = three_way(base, &room, theirs);
    ops.append(&mut merged.ops);
    for element in only_in(theirs, base).filter(|e| !has(ours, e)) {
        match EditOp::unfit_annotation(element, true) {
            Some(op) if op.apply(&mut merged.project).is_ok() => ops.push(op),
            _ => untaken.push((element, "wrote")),
        }
    }
    for (element, deed) in untaken {
        merged.n_clashes += 1;
        merged.notes.push(format!(
            "left out: they {deed} something faulty in {}: {}",
            element.list.as_str(),
            element.problem.message
        ));
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
