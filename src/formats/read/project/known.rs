//! What the project has already: an import that comes a second time adds nothing.

use super::Placed;
use super::articles::Text;
use crate::model::{
    Annotation, AnnotationId, AnnotatorId, DocumentId, FeatureId, Features, LabelId, Project,
};
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
    /// Those of several fragments by each of them: formats without such write each as one of its own.
    by_fragment: ByPlace<'p>,
    taken: BTreeSet<AnnotationId>,
}

impl<'p> Known<'p> {
    pub fn of(base: &'p Project, texts: &[Option<Text>]) -> Self {
        let (mut by_place, mut by_fragment) = (ByPlace::new(), ByPlace::new());
        let ids: BTreeSet<&DocumentId> = texts.iter().flatten().map(|t| &t.id).collect();
        for a in ids.into_iter().flat_map(|id| base.annotations_of(id)) {
            let document = a.document.as_str();
            let (annotator, label) = (a.annotator.as_str(), a.label.as_str());
            let key = (document, annotator, label, &*a.spans);
            by_place.entry(key).or_default().push(a);
            for fragment in a.spans.chunks(1).filter(|_| a.spans.len() > 1) {
                let key = (document, annotator, label, fragment);
                by_fragment.entry(key).or_default().push(a);
            }
        }
        Self {
            by_place,
            by_fragment,
            taken: BTreeSet::new(),
        }
    }

    /// Takes one that is alike in article, annotator, tag and spans, and of which the file says nothing else; rather one of
    /// which it says all. A fragment of one stands for it.
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
        let free = at(&self.by_place, key).iter();
        let free = free.filter(|a| !self.taken.contains(&a.id) && is_alike(a, features, note));
        let n_stated = features.iter().len();
        if let Some(found) = free.min_by_key(|a| a.features.iter().len() - n_stated) {
            let found = Arc::clone(found);
            self.taken.insert(found.id.clone());
            return Some(found);
        }
        let mut whole = at(&self.by_fragment, key).iter();
        Some(Arc::clone(whole.find(|a| is_alike(a, features, note))?))
    }

    /// Whether somebody has one that is alike, taken or not.
    pub fn has(&self, placed: &Placed<'_>, spans: &[TextSpan], annotator: &AnnotatorId) -> bool {
        let (document, label) = (placed.text.id.as_str(), placed.label.as_str());
        let key = (document, annotator.as_str(), label, spans);
        let here = at(&self.by_place, key).iter();
        here.chain(at(&self.by_fragment, key))
            .any(|a| is_alike(a, &placed.features, &placed.stated.note))
    }
}

/// What stands under a key, which may live shorter than the map's.
fn at<'a>(by_place: &'a ByPlace<'a>, key: Key<'a>) -> &'a [&'a Arc<Annotation>] {
    by_place.get(&key).map_or(&[], Vec::as_slice)
}

/// Whether an annotation has what a file says of it. Files of formats without fields or notes say nothing against one.
fn is_alike(a: &Annotation, features: &Features, note: &str) -> bool {
    let is_there = |(name, value): (&FeatureId, &str)| a.features.get(name.as_str()) == Some(value);
    features.iter().all(is_there) && (note.is_empty() || a.note == note)
}
