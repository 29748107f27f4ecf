//! What an adjudicator's layer holds at a place already, because it was decided there between other two annotators.
//!
//! One place has one result, whichever two were compared: a decision that puts something else there takes the place of
//! what it finds. An earlier decision is about the place where it names an annotation or link of it. Where it names nothing
//! of the two who are compared now, it is about the place where its result has the same tag and at least half of the
//! words in common.

use super::super::command::DecidedPlace;
use super::{Decidable, Item};
use crate::model::{
    Annotation, AnnotationId, AnnotatorId, Decision, DecisionOutcome, DocumentId, Project,
};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

/// What an adjudicator's layer holds at a place by decisions between others.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Elsewhere {
    /// Ids in that layer: of annotations, or for a link, of links. Empty: it was decided that nothing belongs there.
    pub result: Vec<Arc<str>>,
    /// Between whom it was decided, each pair once.
    pub pairs: Vec<[AnnotatorId; 2]>,
}

/// The decisions of one adjudicator, by what they name.
pub(in super::super) trait Decisions {
    /// Those whose result is this annotation, or this link.
    fn resulting(&self, id: &str, is_link: bool) -> Vec<Arc<Decision>>;
    /// Those about any annotation or link of a place.
    fn about(&self, place: &DecidedPlace) -> Vec<Arc<Decision>>;
}

/// All of them, looked up once.
struct Index<'p> {
    /// The articles in which something was decided between others.
    documents: HashSet<&'p DocumentId>,
    resulting: HashMap<(bool, &'p str), Vec<&'p Arc<Decision>>>,
    about: HashMap<(bool, &'p str), Vec<&'p Arc<Decision>>>,
}

impl<'p> Index<'p> {
    /// `None` where all decisions are about `pair`, as they nearly always are.
    fn of(
        project: &'p Project,
        adjudicator: &AnnotatorId,
        pair: [&AnnotatorId; 2],
    ) -> Option<Self> {
        let own = || {
            let all = project.decisions();
            all.filter(|d| d.adjudicator == *adjudicator && d.outcome != DecisionOutcome::Open)
        };
        if own().all(|d| d.is_of(pair[0], pair[1])) {
            return None;
        }
        let mut index = Self {
            documents: HashSet::new(),
            resulting: HashMap::new(),
            about: HashMap::new(),
        };
        for decision in own() {
            let is_link = decision.is_about_links();
            if !decision.is_of(pair[0], pair[1]) {
                index.documents.insert(&decision.document);
            }
            for id in &decision.result {
                let naming = index.resulting.entry((is_link, id)).or_default();
                naming.push(decision);
            }
            let annotations = decision.annotations().map(|id| (false, id.as_str()));
            let links = decision.relations().map(|id| (true, id.as_str()));
            for name in annotations.chain(links) {
                index.about.entry(name).or_default().push(decision);
            }
        }
        Some(index)
    }
}

impl Decisions for Index<'_> {
    fn resulting(&self, id: &str, is_link: bool) -> Vec<Arc<Decision>> {
        let found = self.resulting.get(&(is_link, id)).into_iter().flatten();
        found.copied().cloned().collect()
    }

    fn about(&self, place: &DecidedPlace) -> Vec<Arc<Decision>> {
        let annotations = place.a.iter().chain(&place.b);
        let links = place.relations_a.iter().chain(&place.relations_b);
        let names = annotations.map(|id| (false, id.as_str()));
        let names = names.chain(links.map(|id| (true, id.as_str())));
        let found = names.filter_map(|name| self.about.get(&name));
        found.flatten().copied().cloned().collect()
    }
}

/// What is there at all places and links of two annotators.
pub(super) fn all(
    project: &Project,
    adjudicator: &AnnotatorId,
    pair: [&AnnotatorId; 2],
    decidable: &Decidable,
) -> BTreeMap<Item, Elsewhere> {
    let Some(index) = Index::of(project, adjudicator, pair) else {
        return BTreeMap::new();
    };
    let places = (0..decidable.n_places()).map(Item::Place);
    let items = places.chain((0..decidable.n_links()).map(Item::Link));
    let found = items.filter_map(|item| {
        let place = decidable.place(item)?;
        // A link is told by what names it; its ends may lie elsewhere.
        if matches!(item, Item::Place(_)) && !index.documents.contains(&place.document) {
            return None;
        }
        let found = elsewhere(project, adjudicator, place, &index);
        (!found.pairs.is_empty()).then_some((item, found))
    });
    found.collect()
}

/// What is there.
pub(in super::super) fn elsewhere(
    project: &Project,
    adjudicator: &AnnotatorId,
    place: &DecidedPlace,
    decisions: &dyn Decisions,
) -> Elsewhere {
    let mut found = Elsewhere::default();
    let own: Vec<&Arc<Annotation>> = (place.a.iter().chain(&place.b))
        .filter_map(|id| project.annotation(id))
        .collect();
    let mut candidates: Vec<&Arc<Annotation>> = Vec::new();
    for annotation in &own {
        let range = annotation.start().get()..annotation.end().get();
        let there = project.annotations_touching(&annotation.document, range);
        candidates.extend(there.into_iter().filter(|a| {
            a.annotator == *adjudicator && a.origin == Annotation::ORIGIN_ADJUDICATION
        }));
    }
    for candidate in candidates {
        let naming = decisions.resulting(candidate.id.as_str(), false);
        let is_like = || own.iter().any(|a| are_alike(a, candidate));
        if own.iter().any(|a| overlap(a, candidate) > 0) && is_there(place, &naming, is_like) {
            found.put(candidate.id.as_str().into(), place, &naming);
        }
    }
    let about = decisions.about(place).into_iter();
    let about: Vec<Arc<Decision>> = about.filter(|d| d.adjudicator == *adjudicator).collect();
    for decision in &about {
        for id in decision.result_relations() {
            let naming = decisions.resulting(id.as_str(), true);
            let is_adjudicators = project
                .relation(&id)
                .is_some_and(|r| r.annotator == *adjudicator);
            if is_adjudicators && is_there(place, &naming, || false) {
                found.put(id.as_str().into(), place, &naming);
            }
        }
    }
    if found.result.is_empty() {
        found.between(place, about.iter().filter(|d| says_nothing(d)));
    }
    found
}

impl Elsewhere {
    fn put(&mut self, id: Arc<str>, place: &DecidedPlace, naming: &[Arc<Decision>]) {
        if self.result.contains(&id) {
            return;
        }
        self.result.push(id);
        self.between(place, naming.iter());
    }

    fn between<'d>(
        &mut self,
        place: &DecidedPlace,
        decisions: impl Iterator<Item = &'d Arc<Decision>>,
    ) {
        let [first, second] = &place.annotators;
        for decision in decisions.filter(|d| !d.is_of(first, second)) {
            if !self.pairs.contains(&decision.annotators) {
                self.pairs.push(decision.annotators.clone());
            }
        }
    }
}

/// Whether it decided that nothing belongs there.
pub(in super::super) fn says_nothing(decision: &Decision) -> bool {
    decision.outcome != DecisionOutcome::Open && decision.result.is_empty()
}

/// Whether what these decisions put there is at the place.
fn is_there(place: &DecidedPlace, naming: &[Arc<Decision>], is_like: impl Fn() -> bool) -> bool {
    let [first, second] = &place.annotators;
    let is_about = |d: &Arc<Decision>| {
        let links = || place.relations_a.iter().chain(&place.relations_b);
        let annotations = || place.a.iter().chain(&place.b);
        d.annotations().any(|id| annotations().any(|own| own == id))
            || d.relations().any(|id| links().any(|own| own == id))
    };
    // What was decided at another place of these two belongs there.
    let (own, others): (Vec<_>, Vec<_>) = naming.iter().partition(|d| d.is_of(first, second));
    if others.is_empty() || own.into_iter().any(|d| !is_about(d)) {
        return false;
    }
    let names_neither = |d: &&Arc<Decision>| {
        let names: [&[AnnotationId]; 2] = [&d.a, &d.b];
        let mut sides = d.annotators.iter().zip(names);
        sides.all(|(who, ids)| ids.is_empty() || !place.annotators.contains(who))
    };
    others.iter().any(|d| is_about(d)) || others.iter().all(names_neither) && is_like()
}

/// The same tag, and at least half of the words that either has.
fn are_alike(a: &Annotation, b: &Annotation) -> bool {
    let n_of = |x: &Annotation| -> usize {
        let spans = x.spans.iter();
        spans.map(|s| s.end().get() - s.start().get()).sum()
    };
    let common = overlap(a, b);
    a.label == b.label && 2 * common >= n_of(a) + n_of(b) - common
}

/// The bytes that two annotations of one article both cover.
pub(in super::super) fn overlap(a: &Annotation, b: &Annotation) -> usize {
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
