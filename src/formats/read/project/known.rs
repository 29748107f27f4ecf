//! What the project has already: an import that comes a second time adds nothing.

use super::Placed;
use super::articles::Text;
use crate::model::{Annotation, AnnotationId, AnnotatorId, DocumentId, Features, LabelId, Project};
use crate::text::TextSpan;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Article, annotator, tag, spans.
type Key<'p> = (&'p str, &'p str, &'p str, &'p [TextSpan]);
type ByPlace<'p> = BTreeMap<Key<'p>, Vec<&'p Arc<Annotation>>>;

/// The annotations of the articles to which something comes. Each stands for one of the files: of two that are alike there,
/// the second is known only where the project has two.
pub(super) struct Known<'p> {
    by_place: ByPlace<'p>,
    taken: BTreeSet<AnnotationId>,
}

impl<'p> Known<'p> {
    pub fn of(base: &'p Project, texts: &[Option<Text>]) -> Self {
        let mut by_place = ByPlace::new();
        let ids: BTreeSet<&DocumentId> = texts.iter().flatten().map(|t| &t.id).collect();
        for a in ids.into_iter().flat_map(|id| base.annotations_of(id)) {
            let document = a.document.as_str();
            let key = (document, a.annotator.as_str(), a.label.as_str(), &*a.spans);
            by_place.entry(key).or_default().push(a);
        }
        Self {
            by_place,
            taken: BTreeSet::new(),
        }
    }

    /// Takes one that is alike in article, annotator, tag, spans and features, and whose note says what the file's does.
    pub fn take(
        &mut self,
        placed: &Placed<'_>,
        spans: &[TextSpan],
        annotator: &AnnotatorId,
    ) -> Option<Arc<Annotation>> {
        let of = (&placed.text.id, annotator, placed.label);
        self.take_alike(of, spans, &placed.features, &placed.stated.note)
    }

    /// The same for an annotation.
    pub fn take_copy_of(
        &mut self,
        a: &Annotation,
        annotator: &AnnotatorId,
    ) -> Option<Arc<Annotation>> {
        let of = (&a.document, annotator, &a.label);
        self.take_alike(of, &a.spans, &a.features, &a.note)
    }

    fn take_alike(
        &mut self,
        (document, annotator, label): (&DocumentId, &AnnotatorId, &LabelId),
        spans: &[TextSpan],
        features: &Features,
        note: &str,
    ) -> Option<Arc<Annotation>> {
        let key = (document.as_str(), annotator.as_str(), label.as_str(), spans);
        let mut here = at(&self.by_place, key).iter();
        let is_it =
            |a: &&&Arc<Annotation>| !self.taken.contains(&a.id) && is_alike(a, features, note);
        let found = Arc::clone(here.find(is_it)?);
        self.taken.insert(found.id.clone());
        Some(found)
    }

    /// Whether somebody has one that is alike, taken or not.
    pub fn has(&self, placed: &Placed<'_>, spans: &[TextSpan], annotator: &AnnotatorId) -> bool {
        let (document, label) = (placed.text.id.as_str(), placed.label.as_str());
        let here = at(&self.by_place, (document, annotator.as_str(), label, spans));
        here.iter()
            .any(|a| is_alike(a, &placed.features, &placed.stated.note))
    }
}

/// What stands under a key, which may live shorter than the map's.
fn at<'a>(by_place: &'a ByPlace<'a>, key: Key<'a>) -> &'a [&'a Arc<Annotation>] {
    by_place.get(&key).map_or(&[], Vec::as_slice)
}

/// Files of formats without notes say nothing against one.
fn is_alike(a: &Annotation, features: &Features, note: &str) -> bool {
    let is_same = |(ours, theirs): (_, _)| ours == theirs;
    a.features.iter().len() == features.iter().len()
        && a.features.iter().zip(features.iter()).all(is_same)
        && (note.is_empty() || a.note == note)
}
