//! What another copy says about something that is there already: it fills what is empty, and what differs is told.

use super::Gathering;
use crate::edit::EditOp;
use crate::model::{
    Annotator, AnnotatorKind, Document, DocumentId, ForeignFields, Project, ProjectHead, Schema,
};
use std::sync::Arc;

/// Of a longer value only the beginning is told, in characters.
const MAX_TOLD: usize = 80;

/// Settles what another copy says about one thing.
pub(super) struct Filling<'g> {
    /// What it is, for the notes.
    what: String,
    gathering: &'g mut Gathering,
}

impl Filling<'_> {
    /// Whether theirs is to be taken.
    fn takes(&mut self, name: &str, ours: &str, theirs: &str) -> bool {
        if theirs.is_empty() || ours == theirs {
            return false;
        }
        if !ours.is_empty() {
            let mut told: String = theirs.chars().take(MAX_TOLD).collect();
            if told.len() < theirs.len() {
                told.push('…');
            }
            let note = format!(
                "{name} of {} is “{told}” in {}; {} stays",
                self.what, self.gathering.other, self.gathering.leading
            );
            self.gathering.notes.push(note);
        }
        ours.is_empty()
    }

    /// Fields by name, as text.
    fn named(
        &mut self,
        called: impl Fn(&str) -> String,
        ours: &mut Vec<(String, String)>,
        theirs: &[(String, String)],
    ) {
        for (name, value) in theirs {
            match ours.iter_mut().find(|(known, _)| known == name) {
                None => ours.push((name.clone(), value.clone())),
                Some((_, known)) => {
                    if self.takes(&called(name), known, value) {
                        known.clone_from(value);
                    }
                }
            }
        }
    }

    /// Unknown fields.
    fn foreign(&mut self, ours: &mut ForeignFields, theirs: &ForeignFields) {
        let called = |name: &str| format!("the field “{name}”");
        self.named(called, &mut ours.0, &theirs.0);
    }
}

impl Gathering {
    fn filling(&mut self, what: impl Into<String>) -> Filling<'_> {
        Filling {
            what: what.into(),
            gathering: self,
        }
    }

    /// Title, guidelines and unknown fields of the project and of the tag set.
    pub(super) fn fill_head(&mut self, other: &Project) {
        let theirs = other.head();
        let mut head = ProjectHead::clone(self.whole.head());
        let mut filling = self.filling("the project");
        if filling.takes("the title", &head.title, &theirs.title) {
            head.title.clone_from(&theirs.title);
        }
        filling.foreign(&mut head.foreign, &theirs.foreign);
        if head.guidelines.is_empty() {
            head.guidelines.clone_from(&theirs.guidelines);
        } else if !theirs.guidelines.is_empty() && head.guidelines != theirs.guidelines {
            let note = format!("{} has other guidelines; {} stay", self.other, self.leading);
            self.notes.push(note);
        }
        if head != *self.whole.head() {
            self.apply(EditOp::Head(Arc::new(head)), "the project's title");
        }
        let mut schema = Schema::clone(self.whole.schema());
        let theirs = &other.schema().foreign;
        self.filling("the tag set")
            .foreign(&mut schema.foreign, theirs);
        if schema != **self.whole.schema() {
            self.apply(EditOp::Schema(Arc::new(schema)), "the tag set");
        }
    }

    /// What the other copy says about an article that is here. Says whether it was read from another file.
    pub(super) fn fill_document(&mut self, id: &DocumentId, theirs: &Document) -> bool {
        let whole = &self.whole;
        let (Some(place), Some(ours)) = (whole.document_position(id), whole.document(id)) else {
            return false;
        };
        let ours = ours.clone();
        let mut both = Document::clone(&ours);
        let mut filling = self.filling(format!("the article {id}"));
        if filling.takes("the title", &ours.title, &theirs.title) {
            both.title.clone_from(&theirs.title);
        }
        let called = |name: &str| format!("the {name}");
        filling.named(called, &mut both.metadata.fields, &theirs.metadata.fields);
        filling.foreign(&mut both.metadata.foreign, &theirs.metadata.foreign);
        filling.foreign(&mut both.foreign, &theirs.foreign);
        if both.source.path.is_empty() {
            both.source = theirs.source.clone();
        }
        let is_from_elsewhere = both.source != theirs.source;
        if both != *ours {
            let to = Some((place, Arc::new(both)));
            let op = EditOp::Document { id: id.clone(), to };
            self.apply(op, &format!("the article {id}"));
        }
        is_from_elsewhere
    }

    /// What the other copy says about an annotator who is here.
    pub(super) fn fill_annotator(&mut self, ours: &Annotator, theirs: &Annotator) {
        let mut both = ours.clone();
        let mut filling = self.filling(format!("the annotator {}", ours.id));
        let (kind, other) = (ours.kind.as_str(), theirs.kind.as_str());
        if filling.takes("the kind", kind, other) {
            both.kind = AnnotatorKind::from_word(other);
        }
        filling.foreign(&mut both.foreign, &theirs.foreign);
        if both != *ours {
            let all = self.whole.annotators();
            let place = all.iter().position(|a| a.id == ours.id);
            let id = ours.id.clone();
            let what = format!("the annotator {id}");
            let to = Some((place.unwrap_or(all.len()), Arc::new(both)));
            self.apply(EditOp::Annotator { id, to }, &what);
        }
    }

    /// Unknown fields of both.
    pub(super) fn both_foreign(
        &mut self,
        what: &str,
        ours: Option<&ForeignFields>,
        theirs: &ForeignFields,
    ) -> ForeignFields {
        let mut both = ours.cloned().unwrap_or_default();
        self.filling(what).foreign(&mut both, theirs);
        both
    }
}
