//! What can be done to a project: one value a deed, the same for the window and the command line.

use crate::edit::compose::Orphans;
use crate::edit::new_ids::TagSetElement;
use crate::edit::relation_types::OrphanLinks;
use crate::edit::replace::AnchorCounts;
use crate::edit::speakers::SpeakerRef;
use crate::formats::read::ImportedProject;
use crate::model::{
    AnnotationId, AnnotatorId, AnnotatorKind, DecisionId, DecisionOutcome, Document, DocumentId,
    Feature, FeatureId, Label, LabelId, Metadata, ProgressState, Project, RelationId, RelationType,
    RelationTypeId, SpeakerId,
};
use crate::suggest::Suggestion;
use crate::text::TextSpan;
use std::sync::Arc;
use thiserror::Error;

/// Where a link ends, before it is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkEnd {
    /// An annotation of the current annotator's layer.
    Annotation(AnnotationId),
    /// An annotation of another layer: a copy of it in one's own layer is linked, made where there is none yet.
    CopyOf(AnnotationId),
    /// Words: the annotation of one's own layer on exactly these is linked, made where there is none.
    Words {
        /// Whose text.
        document: DocumentId,
        /// The fragments, ascending and not overlapping.
        spans: Vec<TextSpan>,
        /// The tag of what is made; by the link's type where there is none.
        label: Option<LabelId>,
    },
}

/// A place to be decided: what two annotators have there. Annotations that answer to each other, or links; both at once
/// are decided as two places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecidedPlace {
    /// Whose text the annotations tag; of no account for links.
    pub document: DocumentId,
    /// The two, first and second.
    pub annotators: [AnnotatorId; 2],
    /// The first one's annotations.
    pub a: Vec<AnnotationId>,
    /// The second one's.
    pub b: Vec<AnnotationId>,
    /// The first one's links.
    pub relations_a: Vec<RelationId>,
    /// The second one's.
    pub relations_b: Vec<RelationId>,
}

/// What is taken at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// What the first annotator has.
    A,
    /// What the second one has.
    B,
    /// What each of them has. The same words with the same tag once, unless their values contradict each other.
    Both,
    /// Nothing belongs there.
    Neither,
    /// This instead; of one place at a time.
    Edited(EditedResult),
    /// Nothing yet, only a note. Where something is decided already, the note goes with that.
    Open,
}

impl Verdict {
    /// The word for the record.
    #[must_use]
    pub const fn word(&self) -> DecisionOutcome {
        match self {
            Self::A => DecisionOutcome::A,
            Self::B => DecisionOutcome::B,
            Self::Both => DecisionOutcome::Both,
            Self::Neither => DecisionOutcome::Neither,
            Self::Edited(_) => DecisionOutcome::Edited,
            Self::Open => DecisionOutcome::Open,
        }
    }
}

/// What an adjudicator puts in place of both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EditedResult {
    /// Where annotations are decided.
    Annotation(EditedAnnotation),
    /// Where links are.
    Link(EditedLink),
}

/// An annotation in place of both. What it does not say is as the first annotator's, or else the second one's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EditedAnnotation {
    /// The fragments, ascending and not overlapping.
    pub spans: Vec<TextSpan>,
    /// The tag.
    pub label: LabelId,
    /// Named values.
    pub features: Option<Vec<(FeatureId, String)>>,
}

/// A link in place of both. What it does not say is as the first annotator's, or else the second one's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EditedLink {
    /// Its type.
    pub relation_type: RelationTypeId,
    /// Where it begins: an annotation of one of the two, for which what was taken of it stands, or one of the
    /// adjudicator's own.
    pub from: Option<AnnotationId>,
    /// Where it ends, likewise.
    pub to: Option<AnnotationId>,
    /// Named values.
    pub features: Option<Vec<(FeatureId, String)>>,
}

/// One deed. Those that change annotations or relations touch the current annotator's layer only.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Adds what an import has worked out against this project, as one step. Boxed: it is far larger than the others.
    Import(Arc<ImportedProject>),
    /// Brings one annotator's layer of another project in, as one step: see [`crate::workspace::merging::take_layer`].
    /// What is to be known stands in [`Outcome::notes`].
    TakeLayer {
        /// The other project.
        other: Arc<Project>,
        /// Whose layer, by the id there.
        annotator: AnnotatorId,
        /// The name to bring it in under, as somebody new; the annotator's own where absent.
        name: Option<String>,
        /// Annotations on articles whose texts differ come in too, put onto the texts that are here: each with its state,
        /// to be reviewed. Otherwise they are told and left out.
        is_reanchored: bool,
    },
    /// Tags a place. The spans are taken exactly as given, ascending and not overlapping.
    Annotate {
        /// Whose text.
        document: DocumentId,
        /// The tag.
        label: LabelId,
        /// The fragments.
        spans: Vec<TextSpan>,
        /// Named values.
        features: Vec<(FeatureId, String)>,
        /// Free text.
        note: String,
        /// The id to take; one is made where there is none.
        id: Option<AnnotationId>,
        /// `hand`, `suggestion`, …
        origin: String,
    },
    /// Tags many places as one undo step. Those that the annotator has tagged so already, on exactly the same words,
    /// are left out; see [`Outcome::n_left_out`].
    AnnotateMany {
        /// Whose text, and the fragments.
        places: Vec<(DocumentId, Vec<TextSpan>)>,
        /// The tag of all.
        label: LabelId,
        /// Named values of all.
        features: Vec<(FeatureId, String)>,
        /// `hand`, `search`, …
        origin: String,
    },
    /// Changes an annotation's tag.
    Relabel {
        /// Which.
        annotation: AnnotationId,
        /// The new tag.
        label: LabelId,
    },
    /// Changes an annotation's fragments.
    SetSpans {
        /// Which.
        annotation: AnnotationId,
        /// The new fragments.
        spans: Vec<TextSpan>,
    },
    /// Sets a named value of an annotation; an empty one removes it.
    SetFeature {
        /// Which.
        annotation: AnnotationId,
        /// The feature.
        name: FeatureId,
        /// The value.
        value: String,
    },
    /// Sets an annotation's note.
    SetNote {
        /// Which.
        annotation: AnnotationId,
        /// The text.
        note: String,
    },
    /// Removes annotations with the links that end at them.
    Remove {
        /// Which.
        annotations: Vec<AnnotationId>,
    },
    /// Links two annotations.
    Relate {
        /// The type of link.
        relation_type: RelationTypeId,
        /// One end.
        from: AnnotationId,
        /// The other end.
        to: AnnotationId,
        /// Named values.
        features: Vec<(FeatureId, String)>,
        /// Free text.
        note: String,
        /// The id to take; one is made where there is none.
        id: Option<RelationId>,
    },
    /// Links each source with the target, making the annotations that are missing. Pairs linked by this type
    /// already are left out.
    Link {
        /// The type of link.
        relation_type: RelationTypeId,
        /// The one ends, at least one.
        from: Vec<LinkEnd>,
        /// The other end.
        to: LinkEnd,
        /// Named values of each link.
        features: Vec<(FeatureId, String)>,
        /// Free text of each link.
        note: String,
    },
    /// Copies annotations of other layers into the current annotator's, without their links. One that stands there
    /// already is left out.
    CopyAnnotations {
        /// Which.
        annotations: Vec<AnnotationId>,
    },
    /// Turns a link round: its ends change places.
    SwapRelation {
        /// Which.
        relation: RelationId,
    },
    /// Changes a link's type.
    SetRelationType {
        /// Which.
        relation: RelationId,
        /// The new type.
        relation_type: RelationTypeId,
    },
    /// Sets a named value of a link; an empty one removes it.
    SetRelationFeature {
        /// Which.
        relation: RelationId,
        /// The feature.
        name: FeatureId,
        /// The value.
        value: String,
    },
    /// Sets a link's note.
    SetRelationNote {
        /// Which.
        relation: RelationId,
        /// The text.
        note: String,
    },
    /// Removes a link.
    Unrelate {
        /// Which.
        relation: RelationId,
    },
    /// Records the current annotator's progress with a document.
    SetProgress {
        /// The document.
        document: DocumentId,
        /// How far.
        state: ProgressState,
    },
    /// Adds documents behind the others.
    AddDocuments(Vec<Arc<Document>>),
    /// Removes a document with everything on it, in every layer.
    RemoveDocument {
        /// Which.
        document: DocumentId,
    },
    /// Moves a document in the list.
    MoveDocument {
        /// Which.
        document: DocumentId,
        /// Its new place, counted from 0.
        place: usize,
    },
    /// Changes a document's title.
    SetDocumentTitle {
        /// Which.
        document: DocumentId,
        /// The title.
        title: String,
    },
    /// Changes what is known about a document.
    SetMetadata {
        /// Which.
        document: DocumentId,
        /// All of it.
        metadata: Metadata,
    },
    /// Puts a newer version in the place of the document of its id. The annotations of every layer go with it, each
    /// with its state; see [`Outcome::anchored`].
    ReplaceDocument(Arc<Document>),
    /// Says that the places of annotations are right as they are after their article has changed. Those that wait for
    /// nobody's look are left out. [`Command::SetSpans`] and [`Command::Remove`] settle one too.
    AcceptPlaces {
        /// Which.
        annotations: Vec<AnnotationId>,
    },
    /// Replaces the text and source of a document on which nothing is annotated (another encoding).
    ReplaceUntouchedDocument(Arc<Document>),
    /// Adds an annotator.
    AddAnnotator {
        /// The id to take; made from the name where there is none.
        id: Option<AnnotatorId>,
        /// Shown to the user.
        name: String,
        /// Person, adjudicator or program.
        kind: AnnotatorKind,
    },
    /// Renames an annotator.
    RenameAnnotator {
        /// Which.
        annotator: AnnotatorId,
        /// The name.
        name: String,
    },
    /// Removes an annotator with the whole layer.
    RemoveAnnotator {
        /// Which.
        annotator: AnnotatorId,
    },
    /// Changes the project's title.
    SetProjectTitle(String),
    /// Changes the guidelines, Markdown.
    SetGuidelines(String),
    /// Adds a label, or changes the one of the same id.
    PutLabel {
        /// The label.
        label: Label,
        /// Its place in the list, counted from 0; where absent it stays, a new one comes last.
        place: Option<usize>,
    },
    /// Removes a label.
    RemoveLabel {
        /// Which.
        label: LabelId,
        /// What happens to its annotations.
        orphans: Orphans,
    },
    /// Adds a feature, or changes the one of the same id.
    PutFeature(Feature),
    /// Removes a feature from the tag set.
    RemoveFeature(FeatureId),
    /// Adds a type of link, or changes the one of the same id.
    PutRelationType {
        /// The type.
        relation_type: RelationType,
        /// Its place in the list, counted from 0; where absent it stays, a new one comes last.
        place: Option<usize>,
    },
    /// Changes an element of the tag set that nothing uses, and its id with it.
    PutUnderNewId {
        /// The id so far.
        old: String,
        /// The element under its new id.
        element: TagSetElement,
    },
    /// Removes a type of link.
    RemoveRelationType {
        /// Which.
        relation_type: RelationTypeId,
        /// What happens to its links, in every layer.
        orphans: OrphanLinks,
    },
    /// Puts somebody on the project's list of speakers.
    AddSpeaker {
        /// The id to take; one is made where there is none.
        id: Option<SpeakerId>,
        /// What the feature `speaker` holds.
        name: String,
        /// Other names of the same one.
        aliases: Vec<String>,
    },
    /// Renames a speaker in the list and in every layer.
    RenameSpeaker {
        /// Who.
        speaker: SpeakerRef,
        /// The new name.
        name: String,
    },
    /// Says which other names mean a speaker; whoever is not on the list comes onto it.
    SetSpeakerAliases {
        /// Who.
        speaker: SpeakerRef,
        /// All of them.
        aliases: Vec<String>,
    },
    /// Makes one speaker of several, in the list and in every layer.
    MergeSpeakers {
        /// Whose name stays.
        kept: SpeakerRef,
        /// Whose names become aliases.
        merged: Vec<SpeakerRef>,
    },
    /// Takes a speaker off the list; what annotations carry stays.
    RemoveSpeaker {
        /// Who.
        speaker: SpeakerId,
    },
    /// Makes annotations, and links where there are two sides, of suggestions. What stands there already is used.
    AcceptSuggestions {
        /// Which.
        suggestions: Vec<Suggestion>,
        /// The tag to give instead of the suggested one.
        label: Option<LabelId>,
    },
    /// Remembers suggestions as rejected by the current annotator.
    RejectSuggestions(Vec<Suggestion>),
    /// Settles places: copies what is taken into the adjudicator's layer and records the decisions. What an earlier
    /// decision about the same annotations or links had put there goes; links follow. The step of many places is one.
    ///
    /// An ordinary edit of what was taken, by the adjudicator, turns the decision's outcome to `edited` by itself.
    Decide {
        /// At least one.
        places: Vec<DecidedPlace>,
        /// What is taken at each.
        outcome: Verdict,
        /// Whose layer it goes into, made where there is none of that id. Absent: the current annotator if that is an
        /// adjudicator, else the first adjudicator of the project, else a new one.
        adjudicator: Option<AnnotatorId>,
        /// What the guidelines should say about it; absent: what an earlier decision had.
        note: Option<String>,
    },
    /// Takes decisions back, with what they had put into the adjudicator's layer: their places are open again. Of one
    /// with a note the note stays; taken back once more, that goes too.
    Undecide {
        /// Which.
        decisions: Vec<DecisionId>,
    },
    /// Sets a decision's note for the guidelines. A record that held nothing else goes with its note.
    SetDecisionNote {
        /// Which.
        decision: DecisionId,
        /// The text.
        note: String,
    },
    /// Several deeds as one undo step: all or none.
    Batch {
        /// What it is, in words; where empty, as the last of them says.
        description: String,
        /// In order.
        commands: Vec<Command>,
    },
    /// Takes back the last edit in force.
    Undo,
    /// Does the edit again that was undone last.
    Redo,
}

/// What a command did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// The number of the step; `None` where nothing had to change.
    pub step: Option<u64>,
    /// What was done, in words.
    pub description: String,
    /// Annotations that are new, in order.
    pub annotations: Vec<AnnotationId>,
    /// Relations that are new, in order.
    pub relations: Vec<RelationId>,
    /// Documents that are new, in order.
    pub documents: Vec<DocumentId>,
    /// Decisions that were made or changed, in order.
    pub decisions: Vec<DecisionId>,
    /// The annotator that is new.
    pub annotator: Option<AnnotatorId>,
    /// The speaker that is new on the list.
    pub speaker: Option<SpeakerId>,
    /// What is to be known about it, in words.
    pub notes: Vec<String>,
    /// How the annotations of an article fared that was replaced.
    pub anchored: AnchorCounts,
    /// Places that were to be tagged and had the tag already.
    pub n_left_out: usize,
    /// The first annotation that the step changed or brought back, with its document: where to look.
    pub place: Option<(DocumentId, AnnotationId)>,
    /// The last link that the step made, changed or brought back.
    pub relation: Option<RelationId>,
}

/// Why a command could not be done. Nothing has changed.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum CommandError {
    /// The user's: what was asked for does not exist or breaks a rule.
    #[error("{0}")]
    Refused(String),
    /// The project is open for reading only.
    #[error("the project is open for reading only: {0}")]
    ReadOnly(String),
    /// There is nothing to undo or redo.
    #[error("there is nothing to {0}")]
    NothingTo(&'static str),
    /// The step to undo or redo changed somebody else's layer alone.
    #[error("the step to {what} is in the layer of {who}, so it is theirs to {what}")]
    OthersStep {
        /// Undo or redo.
        what: &'static str,
        /// Whose layer, by name.
        who: String,
    },
    /// Nobody is chosen to annotate.
    #[error("choose an annotator first")]
    NoAnnotator,
}
