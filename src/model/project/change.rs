//! The changes of a project that keep its rules.

use super::{Annotator, ModelError, Progress, Project, ProjectHead, Speaker};
use crate::model::{
    Annotation, AnnotationId, AnnotatorId, Decision, DecisionId, Document, DocumentId,
    DocumentLayer, LabelId, ListName, Relation, RelationId, RelationTypeId, Schema, SetAside,
    SpeakerId,
};
use std::collections::BTreeSet;
use std::sync::Arc;

macro_rules! refuse {
    ($($arg:tt)*) => { return Err(ModelError(format!($($arg)*))) };
}

/// # Changing
/// Each call refuses what would break a rule, and otherwise returns what stood there before.
impl Project {
    /// Replaces title, guidelines and the rest of the head.
    pub fn set_head(&mut self, head: Arc<ProjectHead>) -> Arc<ProjectHead> {
        std::mem::replace(&mut self.head, head)
    }

    /// Replaces the tag set.
    ///
    /// # Errors
    /// When ids repeat, or a label or relation type is missing that something still uses.
    pub fn set_schema(&mut self, schema: Arc<Schema>) -> Result<Arc<Schema>, ModelError> {
        unique("label", schema.labels.iter().map(|l| l.id.as_str()))?;
        unique("feature", schema.features.iter().map(|f| f.id.as_str()))?;
        unique(
            "relation type",
            schema.relation_types.iter().map(|t| t.id.as_str()),
        )?;
        let kept: BTreeSet<&LabelId> = schema.labels.iter().map(|l| &l.id).collect();
        for layer in self.layers.values() {
            if let Some((_, label, n)) = layer.counts().find(|(_, l, _)| !kept.contains(l)) {
                refuse!("the label {label} still has {n} annotations");
            }
        }
        let kept: BTreeSet<&RelationTypeId> = schema.relation_types.iter().map(|t| &t.id).collect();
        if let Some(r) = self
            .relations
            .values()
            .find(|r| !kept.contains(&r.relation_type))
        {
            refuse!(
                "the relation type {} is still used by {}",
                r.relation_type,
                r.id
            );
        }
        Ok(std::mem::replace(&mut self.schema, schema))
    }

    /// Puts an annotator at a place in the list, moves or changes it, or takes it away (`None`).
    ///
    /// # Errors
    /// When the id is set aside, or the annotator still has annotations, relations or progress.
    pub fn put_annotator(
        &mut self,
        id: &AnnotatorId,
        to: Option<(usize, Arc<Annotator>)>,
    ) -> Result<Option<(usize, Arc<Annotator>)>, ModelError> {
        let at = self.annotators.iter().position(|a| a.id == *id);
        match &to {
            Some((_, annotator)) if annotator.id != *id => {
                refuse!("the annotator's id is not {id}")
            }
            None => {
                if at.is_none() {
                    refuse!("there is no annotator {id}");
                }
                let busy = self.annotations.values().any(|a| a.annotator == *id)
                    || self.relations.values().any(|r| r.annotator == *id)
                    || self.progress.keys().any(|(_, a)| a == id);
                if busy {
                    refuse!("the annotator {id} still has annotations, links or progress");
                }
            }
            // The one set aside takes the id at the next start, where nobody has it.
            Some(_) if at.is_none() && self.has_id(ListName::Annotators, id.as_str()) => {
                refuse!("the id {id} is taken by an annotator with a problem")
            }
            Some(_) => {}
        }
        let list = Arc::make_mut(&mut self.annotators);
        let before = at.map(|i| (i, list.remove(i)));
        if let Some((place, annotator)) = to {
            list.insert(place.min(list.len()), annotator);
        }
        Ok(before)
    }

    /// Puts a document at a place in the list, moves or changes it, or takes it away (`None`).
    ///
    /// # Errors
    /// When the id is set aside, annotations or progress still refer to a document that goes, or do not fit a changed text.
    pub fn put_document(
        &mut self,
        id: &DocumentId,
        to: Option<(usize, Arc<Document>)>,
    ) -> Result<Option<(usize, Arc<Document>)>, ModelError> {
        let at = self.document_position(id);
        #[allow(clippy::single_match_else, reason = "two cases of equal weight")]
        match &to {
            Some((_, document)) => {
                if document.id != *id {
                    refuse!("the document's id is not {id}");
                }
                if at.is_none() && self.has_id(ListName::Documents, id.as_str()) {
                    refuse!("the id {id} is taken by an article with a problem");
                }
                let old = at.and_then(|i| self.documents.get(i));
                if old.is_some_and(|old| old.text() != document.text())
                    && self.layer(id).is_some_and(|l| !l.is_empty())
                {
                    refuse!("the text of {id} cannot change under its annotations");
                }
            }
            None => {
                if at.is_none() {
                    refuse!("there is no document {id}");
                }
                if self.layer(id).is_some_and(|l| !l.is_empty()) {
                    refuse!("the document {id} still has annotations");
                }
                if self.progress.keys().any(|(d, _)| d == id) {
                    refuse!("the document {id} still has recorded progress");
                }
            }
        }
        let list = Arc::make_mut(&mut self.documents);
        if let (Some(i), Some((place, document))) = (at, &to)
            && i == *place
        {
            let before = std::mem::replace(&mut list[i], document.clone());
            return Ok(Some((i, before)));
        }
        let before = at.map(|i| (i, list.remove(i)));
        let mut from = at.unwrap_or(list.len());
        if let Some((place, document)) = to {
            let place = place.min(list.len());
            list.insert(place, document);
            from = from.min(place);
        }
        self.document_idx.remove(id);
        for (i, document) in self.documents.iter().enumerate().skip(from) {
            self.document_idx.insert(document.id.clone(), i);
        }
        Ok(before)
    }

    /// Puts or changes an annotation, or takes it away (`None`).
    ///
    /// # Errors
    /// When document, annotator or label do not exist, a span does not fit the text, or a relation still
    /// ends at an annotation that goes or changes its layer.
    pub fn put_annotation(
        &mut self,
        id: &AnnotationId,
        to: Option<Arc<Annotation>>,
    ) -> Result<Option<Arc<Annotation>>, ModelError> {
        let before = self.annotations.get(id).cloned();
        let linked = self.relations_of.get(id).is_some_and(|r| !r.is_empty());
        #[allow(clippy::single_match_else, reason = "two cases of equal weight")]
        match &to {
            Some(a) => {
                if a.id != *id {
                    refuse!("the annotation's id is not {id}");
                }
                if before.is_none() && self.has_id(ListName::Annotations, id.as_str()) {
                    refuse!("the id {id} is taken by an annotation with a problem");
                }
                self.judge_annotation(a)
                    .map_err(|problem| ModelError(problem.message))?;
                if linked && before.as_ref().is_some_and(|b| b.annotator != a.annotator) {
                    refuse!("links still end at {id}");
                }
            }
            None => {
                if before.is_none() {
                    refuse!("there is no annotation {id}");
                }
                if linked {
                    refuse!("links still end at {id}");
                }
            }
        }
        if let Some(old) = &before {
            self.annotations.remove(id);
            self.to_review.remove(id);
            self.change_layer(&old.document, |layer| layer.remove(old));
        }
        if let Some(new) = to {
            self.change_layer(&new.document, |layer| layer.insert(&new));
            if new.anchor.is_some() {
                self.to_review.insert(id.clone());
            }
            self.annotations.insert(id.clone(), new);
        }
        Ok(before)
    }

    pub(super) fn change_layer(
        &mut self,
        id: &DocumentId,
        change: impl FnOnce(&mut DocumentLayer),
    ) {
        let mut layer = self.layers.remove(id).unwrap_or_default();
        change(Arc::make_mut(&mut layer));
        if !layer.is_empty() {
            self.layers.insert(id.clone(), layer);
        }
    }

    /// Puts or changes a relation, or takes it away (`None`).
    ///
    /// # Errors
    /// When type, annotator or an end do not exist, or the ends are not in the relation's layer.
    pub fn put_relation(
        &mut self,
        id: &RelationId,
        to: Option<Arc<Relation>>,
    ) -> Result<Option<Arc<Relation>>, ModelError> {
        match &to {
            Some(r) => {
                if r.id != *id {
                    refuse!("the link's id is not {id}");
                }
                if !self.relations.contains_key(id) && self.has_id(ListName::Relations, id.as_str())
                {
                    refuse!("the id {id} is taken by a link with a problem");
                }
                self.judge_relation(r)
                    .map_err(|problem| ModelError(problem.message))?;
            }
            None if !self.relations.contains_key(id) => refuse!("there is no link {id}"),
            None => {}
        }
        let before = self.relations.remove(id);
        if let Some(old) = &before {
            for end in [&old.from, &old.to] {
                if let Some(mut set) = self.relations_of.remove(end) {
                    set.remove(id);
                    if !set.is_empty() {
                        self.relations_of.insert(end.clone(), set);
                    }
                }
            }
        }
        if let Some(new) = to {
            for end in [&new.from, &new.to] {
                let mut set = self.relations_of.remove(end).unwrap_or_default();
                set.insert(id.clone());
                self.relations_of.insert(end.clone(), set);
            }
            self.relations.insert(id.clone(), new);
        }
        Ok(before)
    }

    /// Records progress, or takes the record away (`None`).
    ///
    /// # Errors
    /// When document or annotator do not exist.
    pub fn put_progress(
        &mut self,
        document: &DocumentId,
        annotator: &AnnotatorId,
        to: Option<Progress>,
    ) -> Result<Option<Progress>, ModelError> {
        if to.is_some() {
            if self.document_position(document).is_none() {
                refuse!("there is no document {document}");
            }
            if self.annotator(annotator).is_none() {
                refuse!("there is no annotator {annotator}");
            }
        }
        let key = (document.clone(), annotator.clone());
        Ok(match to {
            Some(progress) => self.progress.insert(key, progress),
            None => self.progress.remove(&key),
        })
    }

    /// Puts or changes a speaker, or takes it away (`None`).
    ///
    /// # Errors
    /// When the id does not fit, or is set aside.
    pub fn put_speaker(
        &mut self,
        id: &SpeakerId,
        to: Option<Arc<Speaker>>,
    ) -> Result<Option<Arc<Speaker>>, ModelError> {
        Ok(match to {
            Some(speaker) if speaker.id != *id => refuse!("the speaker's id is not {id}"),
            Some(_)
                if !self.speakers.contains_key(id)
                    && self.has_id(ListName::Speakers, id.as_str()) =>
            {
                refuse!("the id {id} is taken by a speaker with a problem")
            }
            Some(speaker) => self.speakers.insert(id.clone(), speaker),
            None => self.speakers.remove(id),
        })
    }

    /// Puts or changes a decision, or takes it away (`None`). What it names need not exist: it is a record.
    ///
    /// # Errors
    /// When the id does not fit, or there is no decision to take away.
    pub fn put_decision(
        &mut self,
        id: &DecisionId,
        to: Option<Arc<Decision>>,
    ) -> Result<Option<Arc<Decision>>, ModelError> {
        match &to {
            Some(decision) if decision.id != *id => refuse!("the decision's id is not {id}"),
            Some(_)
                if !self.decisions.contains_key(id)
                    && self.has_id(ListName::Decisions, id.as_str()) =>
            {
                refuse!("the id {id} is taken by a decision with a problem")
            }
            None if !self.decisions.contains_key(id) => refuse!("there is no decision {id}"),
            _ => {}
        }
        Ok(match to {
            Some(decision) => self.decisions.insert(id.clone(), decision),
            None => self.decisions.remove(id),
        })
    }

    /// Adds or takes away a rejected suggestion as raw text; says whether it was there before.
    pub fn put_rejected(&mut self, raw: &Arc<str>, present: bool) -> bool {
        if present {
            self.rejected.insert(raw.clone()).is_some()
        } else {
            self.rejected.remove(raw).is_some()
        }
    }

    /// Adds an element that failed a rule behind the others, or takes the one of its list and text away; says whether it
    /// was there before.
    pub fn put_set_aside(&mut self, element: SetAside, present: bool) -> bool {
        let is_it = |e: &SetAside| e.list == element.list && e.raw == element.raw;
        let place = self.set_aside.iter().position(is_it);
        match (place, present) {
            (None, true) => self.push_set_aside(element),
            (Some(place), false) => {
                Arc::make_mut(&mut self.set_aside).remove(place);
            }
            _ => {}
        }
        place.is_some()
    }

    /// Adds an element that failed a rule, as read.
    pub fn push_set_aside(&mut self, element: SetAside) {
        Arc::make_mut(&mut self.set_aside).push(element);
    }
}

fn unique<'a>(what: &str, ids: impl Iterator<Item = &'a str>) -> Result<(), ModelError> {
    let mut seen = BTreeSet::new();
    for id in ids {
        if !seen.insert(id) {
            refuse!("the {what} {id} stands in the tag set twice");
        }
    }
    Ok(())
}
