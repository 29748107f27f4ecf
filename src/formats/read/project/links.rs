//! The links of an import, between annotations that came in or were there.

use super::super::imported::{ImportFault, Imported};
use super::known::Known;
use super::tag_set::type_id;
use super::{End, FeatureNames, ImportTarget, ImportedProject, free, taken_ids};
use crate::model::{
    Annotation, AnnotationId, AnnotatorId, ForeignFields, ListName, Project, Relation, RelationId,
};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Adds every link that the project has not. A link joins annotations of one layer: the far end is copied into the link's.
pub(super) fn links(
    imported: &Imported,
    target: &mut ImportTarget<'_>,
    ends: &BTreeMap<String, End>,
    known: &mut Known<'_>,
    out: &mut ImportedProject,
) {
    if imported.links.is_empty() {
        return;
    }
    let base = target.base;
    let mut names = FeatureNames::default();
    let mut taken = taken_ids(
        base,
        ListName::Relations,
        base.relations().map(|r| r.id.as_str()),
    );
    let mut taken_annotations = taken_ids(
        base,
        ListName::Annotations,
        base.annotations()
            .map(|a| a.id.as_str())
            .chain(out.annotations.iter().map(|a| a.id.as_str()))
            .chain(out.set_aside.iter().filter_map(|s| s.id.as_deref())),
    );
    let mut copies: BTreeMap<(AnnotationId, AnnotatorId), AnnotationId> = BTreeMap::new();
    for link in &imported.links {
        let (Some(from), Some(to)) = (ends.get(&link.from), ends.get(&link.to)) else {
            let place = match link.key.as_str() {
                "" => &link.kind,
                key => key,
            };
            out.faults.push(ImportFault {
                place: place.to_owned(),
                what: "an end of the link is not among the annotations".to_owned(),
            });
            continue;
        };
        let of = |end: &End, out: &ImportedProject| match end {
            End::New(i) => Arc::clone(&out.annotations[*i]),
            End::There(a) => Arc::clone(a),
        };
        let (from, to) = (of(from, out), of(to, out));
        let annotator = from.annotator.clone();
        let mut to_id = to.id.clone();
        if to.annotator != annotator {
            let key = (to_id.clone(), annotator.clone());
            to_id = if let Some(id) = copies.get(&key) {
                id.clone()
            } else {
                let there = known.take_copy_of(&to, &annotator).map(|a| a.id.clone());
                let id = there.unwrap_or_else(|| {
                    let wanted = format!("{to_id}-copy");
                    let id = free(&wanted, &mut taken_annotations, &mut *target.next_id);
                    let copy = Annotation {
                        id: id.as_str().into(),
                        annotator: annotator.clone(),
                        ..(*to).clone()
                    };
                    out.annotations.push(Arc::new(copy));
                    out.n_copied += 1;
                    id.into()
                });
                copies.insert(key, id.clone());
                id
            };
        }
        let or_now = |time: &str| {
            if time.is_empty() {
                target.now.clone()
            } else {
                time.to_owned()
            }
        };
        let kind = type_id(&mut out.schema, &link.kind, link.symmetric);
        let (created, modified) = (or_now(&link.created), or_now(&link.modified));
        let relation = Relation {
            id: RelationId::from(""),
            relation_type: kind,
            annotator,
            from: from.id.clone(),
            to: to_id,
            features: names.features(link.features.clone()),
            note: link.note.clone(),
            created,
            modified,
            foreign: ForeignFields::default(),
        };
        if is_there(base, &relation) {
            out.n_links_there += 1;
            continue;
        }
        let id = free(&link.key, &mut taken, &mut *target.next_id);
        out.relations.push(Arc::new(Relation {
            id: id.into(),
            ..relation
        }));
    }
}

/// Whether the project has a link of this type between these ends.
fn is_there(base: &Project, link: &Relation) -> bool {
    base.relations_of(&link.from).any(|r| {
        r.relation_type == link.relation_type
            && (&r.from, &r.to) == (&link.from, &link.to)
            && r.features == link.features
    })
}
