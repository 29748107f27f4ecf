//! Other ids for what another state of a project calls otherwise.

use super::versions::free_id;
use crate::model::{
    Annotation, AnnotationId, Annotator, AnnotatorId, Decision, DecisionId, Document, DocumentId,
    ListName, Project, Relation, RelationId,
};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// Old ids with their new ones; what is not named keeps its id.
#[derive(Default)]
pub(crate) struct Names {
    pub(crate) documents: BTreeMap<DocumentId, DocumentId>,
    pub(crate) annotators: BTreeMap<AnnotatorId, AnnotatorId>,
    pub(crate) annotations: BTreeMap<AnnotationId, AnnotationId>,
    pub(crate) relations: BTreeMap<RelationId, RelationId>,
    decisions: BTreeMap<DecisionId, DecisionId>,
}

fn renamed<K: Ord + Clone>(names: &BTreeMap<K, K>, id: &K) -> K {
    names.get(id).unwrap_or(id).clone()
}

/// # Elements under the new names
impl Names {
    pub(crate) fn document(&self, id: &DocumentId) -> DocumentId {
        renamed(&self.documents, id)
    }

    pub(crate) fn annotator(&self, id: &AnnotatorId) -> AnnotatorId {
        renamed(&self.annotators, id)
    }

    /// With its own id as it is.
    pub(crate) fn annotation(&self, annotation: &Annotation) -> Annotation {
        Annotation {
            document: self.document(&annotation.document),
            annotator: self.annotator(&annotation.annotator),
            ..annotation.clone()
        }
    }

    /// With its own id as it is.
    pub(crate) fn relation(&self, relation: &Relation) -> Relation {
        Relation {
            annotator: self.annotator(&relation.annotator),
            from: renamed(&self.annotations, &relation.from),
            to: renamed(&self.annotations, &relation.to),
            ..relation.clone()
        }
    }

    /// With its own id as it is.
    pub(crate) fn decision(&self, decision: &Decision) -> Decision {
        let all = |ids: &[AnnotationId]| {
            let ids = ids.iter().map(|id| renamed(&self.annotations, id));
            ids.collect::<Vec<_>>()
        };
        let links = |ids: &[RelationId]| {
            let ids = ids.iter().map(|id| renamed(&self.relations, id));
            ids.collect::<Vec<_>>()
        };
        let result = if decision.is_about_links() {
            let ids = links(&decision.result_relations());
            ids.iter().map(|id| id.as_str().into()).collect()
        } else {
            let ids = all(&decision.result_annotations());
            ids.iter().map(|id| id.as_str().into()).collect()
        };
        Decision {
            document: self.document(&decision.document),
            annotators: decision.annotators.each_ref().map(|id| self.annotator(id)),
            a: all(&decision.a),
            b: all(&decision.b),
            relations_a: links(&decision.relations_a),
            relations_b: links(&decision.relations_b),
            result,
            adjudicator: self.annotator(&decision.adjudicator),
            ..decision.clone()
        }
    }
}

/// # For a merge of three states
impl Names {
    pub(super) fn is_empty(&self) -> bool {
        self.documents.is_empty()
            && self.annotators.is_empty()
            && self.annotations.is_empty()
            && self.relations.is_empty()
            && self.decisions.is_empty()
    }

    /// New ids for what `theirs` has new under an id that something else has in `ours`; and where both sides added one
    /// text, our id for it.
    pub(super) fn of_clashes(base: &Project, ours: &Project, theirs: &Project) -> Self {
        let mut names = Self::default();
        let all = [base, ours, theirs];
        let added = ours.documents().iter();
        let added = added.filter(|d| base.document(&d.id).is_none());
        let added: HashMap<&str, &Arc<Document>> = added.map(|d| (&**d.text(), d)).collect();
        for document in theirs.documents() {
            let id = &document.id;
            if base.document(id).is_some() {
                continue;
            }
            let other = ours.document(id);
            if other.is_some_and(|o| o.text() == document.text()) {
                continue;
            }
            let same = added.get(&**document.text());
            if let Some(same) = same.filter(|s| theirs.document(&s.id).is_none()) {
                names.documents.insert(id.clone(), same.id.clone());
            } else if ours.has_id(ListName::Documents, id.as_str()) {
                let free = free_id(ListName::Documents, id.as_str(), &all);
                names.documents.insert(id.clone(), free);
            }
        }
        for annotator in theirs.annotators() {
            let id = &annotator.id;
            let other = ours.annotator(id);
            let is_same = base.annotator(id).is_some()
                || other.is_some_and(|other| other.name == annotator.name);
            if !is_same && ours.has_id(ListName::Annotators, id.as_str()) {
                let free = free_id(ListName::Annotators, id.as_str(), &all);
                names.annotators.insert(id.clone(), free);
            }
        }
        names.clashes_of_elements(all);
        names
    }

    fn clashes_of_elements(&mut self, all: [&Project; 3]) {
        let [base, ours, theirs] = all;
        let has = |list, id: &str| ours.has_id(list, id);
        for annotation in theirs.annotations() {
            let id = &annotation.id;
            let is_new = base.annotation(id).is_none() && has(ListName::Annotations, id.as_str());
            let theirs = is_new.then(|| self.annotation(annotation));
            let is_same = |other: &Annotation, theirs: &Annotation| {
                other.document == theirs.document && other.annotator == theirs.annotator
            };
            let other = ours.annotation(id);
            if theirs.is_some_and(|theirs| !other.is_some_and(|o| is_same(o, &theirs))) {
                let free = free_id(ListName::Annotations, id.as_str(), &all);
                self.annotations.insert(id.clone(), free);
            }
        }
        for relation in theirs.relations() {
            let id = &relation.id;
            let is_new = base.relation(id).is_none() && has(ListName::Relations, id.as_str());
            let other = ours.relation(id);
            let is_same = other.is_some_and(|o| o.annotator == self.annotator(&relation.annotator));
            if is_new && !is_same {
                let free = free_id(ListName::Relations, id.as_str(), &all);
                self.relations.insert(id.clone(), free);
            }
        }
        for decision in theirs.decisions() {
            let id = &decision.id;
            let is_new = base.decision(id).is_none() && has(ListName::Decisions, id.as_str());
            let other = ours.decision(id);
            let is_same = other.is_some_and(|o| o.shares_place(&self.decision(decision)));
            if is_new && !is_same {
                let free = free_id(ListName::Decisions, id.as_str(), &all);
                self.decisions.insert(id.clone(), free);
            }
        }
    }

    /// The whole project under the new names.
    pub(super) fn project(&self, project: &Project) -> Project {
        let mut new = Project::default();
        new.set_head(Arc::new(project.head().clone()));
        // A sound project is sound under other names that are free, and each element comes behind what it stands on, so
        // nothing is refused.
        let _ = new.set_schema(project.schema().clone());
        for annotator in project.annotators() {
            let id = self.annotator(&annotator.id);
            let annotator = Annotator {
                id: id.clone(),
                ..Annotator::clone(annotator)
            };
            let to = Some((new.annotators().len(), Arc::new(annotator)));
            let _ = new.put_annotator(&id, to);
        }
        for document in project.documents() {
            let mut document = Document::clone(document);
            let id = self.document(&document.id);
            document.id = id.clone();
            let to = Some((new.documents().len(), Arc::new(document)));
            let _ = new.put_document(&id, to);
        }
        let annotations = project.annotations().map(|a| {
            let id = renamed(&self.annotations, &a.id);
            let annotation = self.annotation(a);
            Arc::new(Annotation { id, ..annotation })
        });
        let annotations = annotations.collect();
        let _ = new.put_annotations(annotations);
        for relation in project.relations() {
            let id = renamed(&self.relations, &relation.id);
            let relation = self.relation(relation);
            let to = Arc::new(Relation {
                id: id.clone(),
                ..relation
            });
            let _ = new.put_relation(&id, Some(to));
        }
        for (document, annotator, progress) in project.all_progress() {
            let (document, annotator) = (self.document(document), self.annotator(annotator));
            let _ = new.put_progress(&document, &annotator, Some(progress.clone()));
        }
        for speaker in project.speakers() {
            let _ = new.put_speaker(&speaker.id, Some(speaker.clone()));
        }
        for decision in project.decisions() {
            let id = renamed(&self.decisions, &decision.id);
            let decision = self.decision(decision);
            let to = Arc::new(Decision {
                id: id.clone(),
                ..decision
            });
            let _ = new.put_decision(&id, Some(to));
        }
        for raw in project.rejected() {
            new.put_rejected(&Arc::from(raw), true);
        }
        for element in project.set_aside() {
            new.push_set_aside(element.clone());
        }
        new
    }
}
