//! The people of an import: found in the project, or new.

use super::super::imported::{ImportFault, Imported, ImportedAnnotator};
use super::known::Known;
use super::{ImportTarget, ImportedProject, Placed, free, taken_ids, unfit_imports};
use crate::model::{
    Annotator, AnnotatorId, AnnotatorKind, ForeignFields, ListName, free_name, is_sound_id, slug,
};
use std::collections::{BTreeMap, BTreeSet};

/// What somebody is called whom the files do not name.
const NAMELESS: &str = "Imported";

/// The layer of each person of the files.
pub(super) fn people(
    imported: &Imported,
    target: &mut ImportTarget<'_>,
    (placed, known): (&[Placed<'_>], &Known<'_>),
    out: &mut ImportedProject,
) -> Vec<AnnotatorId> {
    let base = target.base;
    let mut taken = taken_ids(
        base,
        ListName::Annotators,
        base.annotators().iter().map(|a| a.id.as_str()),
    );
    let mut made: BTreeMap<String, AnnotatorId> = BTreeMap::new();
    let mut ids = Vec::new();
    // Predictions beside people's work stay a program's when the people's work goes to somebody.
    let is_machine = |kind: &AnnotatorKind| *kind == AnnotatorKind::Machine;
    let has_people = imported.annotators.iter().any(|a| !is_machine(&a.kind));
    for (i, person) in imported.annotators.iter().enumerate() {
        let stays = has_people && is_machine(&person.kind);
        let given = target.annotator.as_ref().filter(|_| !stays);
        let wanted = match given {
            Some(given) => given.clone(),
            None if person.key.trim().is_empty() => {
                nameless(target, &of_person(placed, i), known, out)
            }
            None => person.key.clone(),
        };
        if let Some(id) = made.get(&wanted) {
            ids.push(id.clone());
            continue;
        }
        let by_id = base.annotators().iter().find(|a| a.id.as_str() == wanted);
        let mut by_name = base.annotators().iter().filter(|a| a.name == wanted);
        let found = by_id.or_else(|| by_name.next().filter(|_| by_name.next().is_none()));
        let id = if let Some(annotator) = found {
            annotator.id.clone()
        } else {
            let is_forced = given.is_some();
            let new = annotator(person, &wanted, is_forced, target, &mut taken);
            let kind = match &target.kind {
                Some(kind) if !stays => kind.clone(),
                _ if is_forced => AnnotatorKind::Human,
                _ => person.kind.clone(),
            };
            let id = new.id.clone();
            out.annotators.push(Annotator { kind, ..new });
            id
        };
        made.insert(wanted, id.clone());
        ids.push(id);
    }
    ids
}

/// Somebody new. An id of the file stays as it is; one is made of a name that somebody gives.
fn annotator(
    person: &ImportedAnnotator,
    wanted: &str,
    is_forced: bool,
    target: &mut ImportTarget<'_>,
    taken: &mut BTreeSet<String>,
) -> Annotator {
    let key = if is_forced || !is_sound_id(wanted) {
        slug(wanted, "annotator")
    } else {
        wanted.to_owned()
    };
    let has_name = !person.name.is_empty() && !is_forced;
    let name = if has_name { &person.name } else { wanted };
    Annotator {
        id: free(&key, taken, &mut *target.next_id).into(),
        name: name.to_owned(),
        kind: AnnotatorKind::default(),
        foreign: ForeignFields::default(),
    }
}

fn of_person<'p, 'a>(placed: &'p [Placed<'a>], person: usize) -> Vec<&'p Placed<'a>> {
    let own = placed.iter().filter(|p| p.stated.annotator == person);
    own.collect()
}

/// The layer of what nobody is named for: that of an earlier import which has all of it already, else one of its own, so that
/// two people's work is not mixed unasked.
fn nameless(
    target: &ImportTarget<'_>,
    all: &[&Placed<'_>],
    known: &Known<'_>,
    out: &mut ImportedProject,
) -> String {
    let base = target.base;
    let is_one = |name: &str| {
        name.strip_prefix(NAMELESS).is_some_and(|rest| {
            rest.is_empty() || rest.trim_start().chars().all(|c| c.is_ascii_digit())
        })
    };
    let layers = base.annotators().iter().filter(|a| is_one(&a.name));
    let unfit = unfit_imports(base);
    let has_all = |layer: &&std::sync::Arc<Annotator>| {
        let has = |p: &&Placed<'_>| {
            let key = (p.stated.key.as_str(), &p.text.id, layer.id.clone());
            let is_there = p
                .place
                .as_ref()
                .is_ok_and(|(spans, _)| known.has(p, spans, &layer.id));
            is_there || unfit.contains_key(&key)
        };
        all.iter().all(has)
    };
    if let Some(layer) = layers.clone().find(has_all) {
        return layer.id.to_string();
    }
    let is_taken = |name: &str| {
        let mut people = base.annotators().iter();
        people.any(|a| a.name == name || a.id.as_str() == name)
    };
    let free = free_name(NAMELESS, " ", is_taken);
    if layers.clone().next().is_some() {
        out.remarks.push(ImportFault {
            place: free.clone(),
            what: "the files name nobody: a layer of its own beside those of earlier imports"
                .to_owned(),
        });
    }
    free
}
