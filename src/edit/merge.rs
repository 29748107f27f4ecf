//! Three-way merge of two states of a project that come from one base.
//!
//! # Rules
//! - What one side changed and the other left alone is as that side has it.
//! - An annotation, link or decision that both changed differently is there twice: ours under its id, theirs beside it
//!   under another one. Versions that differ in their time only are one, the later.
//! - What one side removed and the other changed stays, in the version of the one who changed it.
//! - What stays keeps what it stands on: its article, its annotator, its tag, the ends of a link.
//! - What one side removed only along with what it stood on (the links of an annotation; annotations, progress and
//!   decisions of an article or of an annotator) stays where that stays.
//! - Of anything else each field is merged by itself: the title of an article, each of its metadata, each unknown field;
//!   names, colours and the like in the tag set. Of a field that both changed differently ours stays; lists are merged
//!   entry by entry, and of two states of progress the higher one stays.
//! - What is new on both sides under one id and is not the same thing (another text, another person, another layer) is
//!   both; theirs gets another id.
//! - All this is told, apart from what follows the first or the last rule.
//!
//! # How
//! [`Wanted`] holds what is to be set in ours, element by element. `decide` fills it by the rules, `needs` adds what the
//! elements stand on, `order` makes ops of it in an order in which nothing ever lacks what it stands on.
//! [`super::same_texts`] has put all three states onto the same texts before.

mod decide;
mod decisions;
mod fields;
mod followers;
mod names;
mod needs;
mod notes;
mod order;
mod schema;
#[cfg(test)]
mod tests;
mod versions;

pub(crate) use names::Names;
pub(crate) use schema::union_of;
pub(crate) use versions::{Versioned, flagged, is_same_but_time};

use super::op::EditOp;
use super::same_texts::SameTexts;
use crate::model::{
    Annotation, AnnotationId, Annotator, AnnotatorId, Decision, DecisionId, Document, DocumentId,
    Progress, Project, ProjectHead, Relation, RelationId, Schema, Speaker, SpeakerId,
};
use notes::Notes;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What a merge makes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Merged {
    /// The merged state.
    pub project: Project,
    /// What turns ours into it.
    pub ops: Vec<EditOp>,
    /// What a person should look at: versions that were kept, things that were brought back, changes that could not be
    /// taken. Sentences in which "we" are ours; none where each change was made by one side only.
    pub notes: Vec<String>,
    /// How many of the notes say that both changed one thing in different ways, or that something was left out: a person
    /// should decide. The others only tell what stays because it is needed.
    pub n_clashes: usize,
    /// How many annotations, links and decisions stand there in two versions.
    pub n_kept_twice: usize,
}

/// Takes what `theirs` changed since `base` into `ours`, by the rules of this module.
///
/// Limitations: an annotation or link is taken as a whole, not field by field; where an article is new on both sides,
/// theirs come behind ours; elements that were set aside are not looked at; a link whose end the other side moved to
/// another layer is left out, and told. Where one side has taken a newer version of an article, the annotations of the
/// other go with it, as [`super::replace`] says.
#[must_use]
pub fn three_way(base: &Project, ours: &Project, theirs: &Project) -> Merged {
    let names = Names::of_clashes(base, ours, theirs);
    let same = if names.is_empty() {
        SameTexts::of(base, ours, theirs)
    } else {
        SameTexts::of(base, ours, &names.project(theirs))
    };
    let mut wanted = Wanted::new(&same.base, &same.ours, &same.theirs);
    for what in &same.conflicts {
        wanted
            .notes
            .clash(format!("both changed {what}; ours stays"));
    }
    wanted.decide();
    wanted.add_needs();
    wanted.into_merged(same.ops)
}

/// What is to be set in a list: a value, or nothing. What is not named stays as ours has it.
type Changes<K, V> = BTreeMap<K, Become<V>>;
/// What an element becomes; `None`: it goes.
type Become<V> = Option<V>;

/// The merged state, as what is to be set in ours.
struct Wanted<'p> {
    base: &'p Project,
    ours: &'p Project,
    theirs: &'p Project,
    head: ProjectHead,
    /// The whole tag set as it should be in the end.
    schema: Schema,
    annotators: Changes<AnnotatorId, Arc<Annotator>>,
    documents: Changes<DocumentId, Arc<Document>>,
    annotations: Changes<AnnotationId, Arc<Annotation>>,
    relations: Changes<RelationId, Arc<Relation>>,
    progress: Changes<(DocumentId, AnnotatorId), Progress>,
    speakers: Changes<SpeakerId, Arc<Speaker>>,
    decisions: Changes<DecisionId, Arc<Decision>>,
    /// Whether a rejected suggestion is to be there.
    rejected: BTreeMap<Arc<str>, bool>,
    notes: Notes,
    n_kept_twice: usize,
}

impl<'p> Wanted<'p> {
    fn new(base: &'p Project, ours: &'p Project, theirs: &'p Project) -> Self {
        Self {
            base,
            ours,
            theirs,
            head: ours.head().clone(),
            schema: Schema::clone(ours.schema()),
            annotators: BTreeMap::new(),
            documents: BTreeMap::new(),
            annotations: BTreeMap::new(),
            relations: BTreeMap::new(),
            progress: BTreeMap::new(),
            speakers: BTreeMap::new(),
            decisions: BTreeMap::new(),
            rejected: BTreeMap::new(),
            notes: Notes::default(),
            n_kept_twice: 0,
        }
    }

    fn sides(&self) -> [&'p Project; 3] {
        [self.base, self.ours, self.theirs]
    }

    /// The annotation as it is to be.
    fn annotation(&self, id: &AnnotationId) -> Option<&Arc<Annotation>> {
        match self.annotations.get(id) {
            Some(to) => to.as_ref(),
            None => self.ours.annotation(id),
        }
    }

    /// All annotations as they are to be, ours first.
    fn all_annotations(&self) -> impl Iterator<Item = &Arc<Annotation>> {
        let ours = self.ours.annotations();
        let unchanged = ours.filter(|a| !self.annotations.contains_key(&a.id));
        unchanged.chain(self.annotations.values().flatten())
    }

    /// All links as they are to be, ours first.
    fn all_relations(&self) -> impl Iterator<Item = &Arc<Relation>> {
        let ours = self.ours.relations();
        let unchanged = ours.filter(|r| !self.relations.contains_key(&r.id));
        unchanged.chain(self.relations.values().flatten())
    }

    fn has_document(&self, id: &DocumentId) -> bool {
        match self.documents.get(id) {
            Some(to) => to.is_some(),
            None => self.ours.document(id).is_some(),
        }
    }

    fn has_annotator(&self, id: &AnnotatorId) -> bool {
        match self.annotators.get(id) {
            Some(to) => to.is_some(),
            None => self.ours.annotator(id).is_some(),
        }
    }
}
