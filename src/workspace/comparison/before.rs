//! A comparison held against an earlier state of the project: the same two annotators, the articles that both states have.

use super::{DocumentMatch, ProjectFile, Side, gathered};
use crate::agreement::{Change, Input, Link, Settings, Unit, changes};
use crate::model::DocumentId;
use crate::workspace::jobs::{JobContext, Threads};
use std::collections::HashMap;

/// What changed since an earlier state.
#[derive(Clone, Debug)]
pub struct Since {
    /// The earlier state's file.
    pub file: ProjectFile,
    /// Articles that both states have, by their text.
    pub n_articles: usize,
    /// The figures of both.
    pub changes: Vec<Change>,
}

/// Works out what changed between two states of one project. `before` and `now`: the same two annotators in each.
/// `None`: cancelled, or not two.
#[must_use]
pub fn changed_since(
    before: &[Side; 2],
    now: &[Side; 2],
    file: ProjectFile,
    settings: &Settings,
    context: &JobContext,
) -> Option<Since> {
    let threads = Threads::new(context);
    context.set_what("comparing with the earlier state");
    let matched = DocumentMatch::of(&before[0].project, &now[0].project).both;
    let (old, new) = (
        gathered(before, &threads)?.input,
        gathered(now, &threads)?.input,
    );
    let (first, second): (Vec<_>, Vec<_>) = matched.into_iter().unzip();
    let ids =
        |ids: Vec<DocumentId>| -> Vec<String> { ids.iter().map(ToString::to_string).collect() };
    let (old, new) = (selected(&old, &ids(first)), selected(&new, &ids(second)));
    Some(Since {
        file,
        n_articles: new.documents.len(),
        changes: changes(&old, &new, settings, &threads)?,
    })
}

/// These documents only, in this order, with what lies in them.
fn selected(input: &Input, documents: &[String]) -> Input {
    let places: HashMap<&str, usize> = documents.iter().map(String::as_str).zip(0..).collect();
    let place_of = |document: usize| {
        let id = input.documents.get(document)?.id.as_str();
        places.get(id).copied()
    };
    let mut found = Input {
        annotators: input.annotators.clone(),
        labels: input.labels.clone(),
        link_types: input.link_types.clone(),
        ..Input::default()
    };
    let by_id: HashMap<&str, _> = input.documents.iter().map(|d| (d.id.as_str(), d)).collect();
    let wanted = documents.iter().filter_map(|id| by_id.get(id.as_str()));
    found.documents = wanted.map(|d| (*d).clone()).collect();
    let mut unit_places = vec![None; input.units.len()];
    for (unit, at) in input.units.iter().zip(&mut unit_places) {
        if let Some(document) = place_of(unit.document) {
            *at = Some(found.units.len());
            found.units.push(Unit {
                document,
                ..unit.clone()
            });
        }
    }
    let end = |unit: usize| unit_places.get(unit).copied().flatten();
    let links = input.links.iter().filter_map(|link| {
        Some(Link {
            from: end(link.from)?,
            to: end(link.to)?,
            ..link.clone()
        })
    });
    found.links = links.collect();
    found
}
