//! Two sides of one base.

use super::Gathered;
use crate::edit::merge::three_way;
use crate::model::Project;

/// Merges what two sides made of one base, with the elements that were set aside.
#[must_use]
pub fn drive(base: &Project, ours: &Project, theirs: &Project) -> Gathered {
    // What was faulty, and is mended or gone on their side, makes room for it.
    let mut room = ours.clone();
    for element in base.set_aside() {
        let is_it = |e: &crate::model::SetAside| e.list == element.list && e.raw == element.raw;
        if !theirs.set_aside().iter().any(is_it) {
            room.put_set_aside(element.clone(), false);
        }
    }
    let merged = three_way(base, &room, theirs);
    let mut project = merged.project;
    for element in theirs.set_aside() {
        if !base.set_aside().contains(element) {
            project.put_set_aside(element.clone(), true);
        }
    }
    Gathered {
        project,
        notes: merged.notes,
        n_kept_twice: merged.n_kept_twice,
    }
}
