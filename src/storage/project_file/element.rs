//! The elements of the lists, read one by one.

use super::decision::DecisionFields;
use super::object::{Fields, NamedValues, Object, SharedText, Text, fill, parse, required};
use super::place::{Place, Places, message_of_error, offset_of_error};
use crate::model::{
    AnchorState, Annotation, Annotator, AnnotatorKind, Decision, Document, Features, ForeignFields,
    Metadata, Newline, OldSpan, Progress, ProgressState, ProjectHead, Relation, Schema, Source,
    Speaker,
};
use crate::text::{ByteOffset, TextSpan};
use serde::de::{IgnoredAny, MapAccess};
use serde_json::value::RawValue;
use std::collections::HashSet;
use thiserror::Error;

/// Why the text of one element is refused.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{place} of the element: {message}")]
pub struct ElementError {
    /// Where in its text.
    pub place: Place,
    /// What was found, and what was expected.
    pub message: String,
}

pub(in crate::storage) fn element_error(json: &str, error: &serde_json::Error) -> ElementError {
    ElementError {
        place: Places::new(json).place(offset_of_error(json, error)),
        message: message_of_error(error),
    }
}

/// An element of a project that can be read by itself, without the project.
pub trait ReadElement: Sized {
    /// See [`read_element`].
    #[doc(hidden)]
    fn read(json: &str) -> Result<Self, serde_json::Error>;
}

macro_rules! read_by_fields {
    ($($element:ty: $fields:ident),* $(,)?) => {$(
        impl ReadElement for $element {
            fn read(json: &str) -> Result<Self, serde_json::Error> {
                parse::<$fields<'_>>(json)
            }
        }
    )*};
}

read_by_fields! {
    Annotator: AnnotatorFields,
    Document: DocumentFields,
    Relation: RelationFields,
    Speaker: SpeakerFields,
    Decision: DecisionFields,
    ProjectHead: HeadFields,
}

impl ReadElement for Schema {
    fn read(json: &str) -> Result<Self, serde_json::Error> {
        super::schema::parse_schema(json)
    }
}

impl ReadElement for Progress {
    fn read(json: &str) -> Result<Self, serde_json::Error> {
        parse::<ProgressFields<'_>>(json).map(|stated| stated.progress)
    }
}

impl ReadElement for Annotation {
    /// Spans are in bytes; they fit no text yet: [`crate::model::Project::put_annotation`] judges them.
    fn read(json: &str) -> Result<Self, serde_json::Error> {
        let stated = parse::<AnnotationFields<'_>>(json)?;
        let mut spans = Vec::with_capacity(stated.spans.len());
        for (start, end) in &stated.spans {
            let span = TextSpan::stated(ByteOffset(to_usize(*start)), ByteOffset(to_usize(*end)));
            spans.push(span.map_err(serde::de::Error::custom)?);
        }
        let (document, annotator) = (stated.document.shared(), stated.annotator.shared());
        let label = stated.label.shared();
        Ok(stated.with(document.into(), annotator.into(), label.into(), spans))
    }
}

/// Reads one element as [`super::write_element`] wrote it in UTF-8 bytes ([`super::SpanUnit::Bytes`]).
///
/// # Errors
/// When the text is no JSON or not of that element's form.
pub fn read_element<T: ReadElement>(json: &str) -> Result<T, ElementError> {
    T::read(json).map_err(|error| element_error(json, &error))
}

/// An offset of a file as an offset here; what does not fit lies behind every text.
pub(super) fn to_usize(offset: u64) -> usize {
    usize::try_from(offset).unwrap_or(usize::MAX)
}

#[derive(Default)]
pub(super) struct HeadFields<'de> {
    id: Option<Text<'de>>,
    title: Option<Text<'de>>,
    created: Option<Text<'de>>,
    guidelines: Option<Text<'de>>,
}

impl<'de> Fields<'de> for HeadFields<'de> {
    const WHAT: &'static str = "the head of a project";
    type Whole = ProjectHead;

    fn take<A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<bool, A::Error> {
        match key {
            "id" => fill(&mut self.id, key, map)?,
            "title" => fill(&mut self.title, key, map)?,
            "created" => fill(&mut self.created, key, map)?,
            "guidelines" => fill(&mut self.guidelines, key, map)?,
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn whole(self, foreign: ForeignFields) -> Result<ProjectHead, String> {
        Ok(ProjectHead {
            id: Text::or_empty(self.id),
            title: Text::or_empty(self.title),
            created: Text::or_empty(self.created),
            guidelines: Text::or_empty(self.guidelines),
            foreign,
        })
    }
}

#[derive(Default)]
pub(super) struct AnnotatorFields<'de> {
    id: Option<Text<'de>>,
    name: Option<Text<'de>>,
    kind: Option<Text<'de>>,
}

impl<'de> Fields<'de> for AnnotatorFields<'de> {
    const WHAT: &'static str = "an annotator";
    type Whole = Annotator;

    fn take<A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<bool, A::Error> {
        match key {
            "id" => fill(&mut self.id, key, map)?,
            "name" => fill(&mut self.name, key, map)?,
            "kind" => fill(&mut self.kind, key, map)?,
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn whole(self, foreign: ForeignFields) -> Result<Annotator, String> {
        let kind = self.kind.map_or(AnnotatorKind::Human, |kind| {
            AnnotatorKind::from_word(&kind.0)
        });
        Ok(Annotator {
            id: required(self.id, "id")?.shared().into(),
            name: Text::or_empty(self.name),
            kind,
            foreign,
        })
    }
}

#[derive(Default)]
pub(super) struct DocumentFields<'de> {
    id: Option<Text<'de>>,
    title: Option<Text<'de>>,
    source: Option<Object<'de, SourceFields<'de>>>,
    metadata: Option<NamedValues<'de>>,
    sha256: Option<Text<'de>>,
    text: Option<SharedText>,
}

impl<'de> Fields<'de> for DocumentFields<'de> {
    const WHAT: &'static str = "a document";
    type Whole = Document;

    fn take<A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<bool, A::Error> {
        match key {
            "id" => fill(&mut self.id, key, map)?,
            "title" => fill(&mut self.title, key, map)?,
            "source" => fill(&mut self.source, key, map)?,
            "metadata" => fill(&mut self.metadata, key, map)?,
            "sha256" => fill(&mut self.sha256, key, map)?,
            "text" => fill(&mut self.text, key, map)?,
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn whole(self, foreign: ForeignFields) -> Result<Document, String> {
        let metadata = self.metadata.unwrap_or_default();
        let fields = metadata.texts.into_iter();
        let metadata = Metadata {
            fields: fields
                .map(|(name, value)| (name.into_owned(), value.into_owned()))
                .collect(),
            foreign: metadata.foreign,
        };
        Ok(Document::as_stated(
            required(self.id, "id")?.shared().into(),
            Text::or_empty(self.title),
            self.source.map_or_else(Source::default, |source| source.0),
            metadata,
            Text::or_empty(self.sha256),
            required(self.text, "text")?.0,
            foreign,
        ))
    }
}

#[derive(Default)]
pub(super) struct SourceFields<'de> {
    path: Option<Text<'de>>,
    media_type: Option<Text<'de>>,
    encoding: Option<Text<'de>>,
    newline: Option<Text<'de>>,
    bytes: Option<u64>,
    sha256: Option<Text<'de>>,
}

impl<'de> Fields<'de> for SourceFields<'de> {
    const WHAT: &'static str = "the source of a document";
    type Whole = Source;

    fn take<A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<bool, A::Error> {
        match key {
            "path" => fill(&mut self.path, key, map)?,
            "media_type" => fill(&mut self.media_type, key, map)?,
            "encoding" => fill(&mut self.encoding, key, map)?,
            "newline" => fill(&mut self.newline, key, map)?,
            "bytes" => fill(&mut self.bytes, key, map)?,
            "sha256" => fill(&mut self.sha256, key, map)?,
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn whole(self, foreign: ForeignFields) -> Result<Source, String> {
        let newline = match self.newline {
            None => Newline::default(),
            Some(word) => word_of(Newline::ALL, Newline::as_str, "newline", &word.0)?,
        };
        Ok(Source {
            path: Text::or_empty(self.path),
            media_type: Text::or_empty(self.media_type),
            encoding: Text::or_empty(self.encoding),
            newline,
            bytes: self.bytes.unwrap_or_default(),
            sha256: Text::or_empty(self.sha256),
            foreign,
        })
    }
}

/// The one of `all` that `word` names; the error lists them.
pub(super) fn word_of<T: Copy, const N: usize>(
    all: [T; N],
    name: impl Fn(T) -> &'static str,
    key: &str,
    word: &str,
) -> Result<T, String> {
    all.into_iter().find(|t| name(*t) == word).ok_or_else(|| {
        let known: Vec<&str> = all.into_iter().map(name).collect();
        format!("{key} is {word:?}, expected one of {}", known.join(", "))
    })
}

/// An annotation as the file states it, not yet held against its document.
pub(super) struct StatedAnnotation<'de> {
    pub(super) id: Text<'de>,
    pub(super) document: Text<'de>,
    pub(super) annotator: Text<'de>,
    pub(super) label: Text<'de>,
    /// In the unit of wherever it was read.
    pub(super) spans: Vec<(u64, u64)>,
    pub(super) text: Option<Vec<Text<'de>>>,
    /// All that needs no document; its spans are empty.
    rest: Rest,
}

struct Rest {
    features: Features,
    note: String,
    origin: String,
    created: String,
    modified: String,
    anchor: Option<AnchorState>,
    old_spans: Vec<OldSpan>,
    foreign: ForeignFields,
}

impl StatedAnnotation<'_> {
    /// The annotation, with what its names and offsets stand for.
    pub(super) fn with(
        self,
        document: crate::model::DocumentId,
        annotator: crate::model::AnnotatorId,
        label: crate::model::LabelId,
        spans: Vec<TextSpan>,
    ) -> Annotation {
        Annotation {
            id: self.id.shared().into(),
            document,
            annotator,
            label,
            spans,
            features: self.rest.features,
            note: self.rest.note,
            origin: self.rest.origin,
            created: self.rest.created,
            modified: self.rest.modified,
            anchor: self.rest.anchor,
            old_spans: self.rest.old_spans,
            foreign: self.rest.foreign,
        }
    }
}

#[derive(Default)]
pub(super) struct AnnotationFields<'de> {
    id: Option<Text<'de>>,
    document: Option<Text<'de>>,
    annotator: Option<Text<'de>>,
    label: Option<Text<'de>>,
    spans: Option<Vec<(u64, u64)>>,
    text: Option<Vec<Text<'de>>>,
    features: Option<NamedValues<'de>>,
    note: Option<Text<'de>>,
    origin: Option<Text<'de>>,
    created: Option<Text<'de>>,
    modified: Option<Text<'de>>,
    anchor: Option<Text<'de>>,
    old_spans: Option<Vec<(u64, u64)>>,
    old_text: Option<&'de RawValue>,
}

impl<'de> Fields<'de> for AnnotationFields<'de> {
    const WHAT: &'static str = "an annotation";
    type Whole = StatedAnnotation<'de>;

    fn take<A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<bool, A::Error> {
        match key {
            "id" => fill(&mut self.id, key, map)?,
            "document" => fill(&mut self.document, key, map)?,
            "annotator" => fill(&mut self.annotator, key, map)?,
            "label" => fill(&mut self.label, key, map)?,
            "spans" => fill(&mut self.spans, key, map)?,
            "text" => fill(&mut self.text, key, map)?,
            "features" => fill(&mut self.features, key, map)?,
            "note" => fill(&mut self.note, key, map)?,
            "origin" => fill(&mut self.origin, key, map)?,
            "created" => fill(&mut self.created, key, map)?,
            "modified" => fill(&mut self.modified, key, map)?,
            "anchor" => fill(&mut self.anchor, key, map)?,
            "old_spans" => fill(&mut self.old_spans, key, map)?,
            "old_text" => fill(&mut self.old_text, key, map)?,
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn whole(self, mut foreign: ForeignFields) -> Result<StatedAnnotation<'de>, String> {
        let anchor = match self.anchor {
            None => None,
            Some(word) => Some(word_of(
                AnchorState::ALL,
                AnchorState::as_str,
                "anchor",
                &word.0,
            )?),
        };
        let old_spans = old_spans(self.old_spans, self.old_text, &mut foreign);
        Ok(StatedAnnotation {
            id: required(self.id, "id")?,
            document: required(self.document, "document")?,
            annotator: required(self.annotator, "annotator")?,
            label: required(self.label, "label")?,
            spans: required(self.spans, "spans")?,
            text: self.text,
            rest: Rest {
                features: features(self.features),
                note: Text::or_empty(self.note),
                origin: Text::or_empty(self.origin),
                created: Text::or_empty(self.created),
                modified: Text::or_empty(self.modified),
                anchor,
                old_spans,
                foreign,
            },
        })
    }
}

/// Places in a text that is gone, with their words. Words of another form are some other program's, and kept as such.
fn old_spans(
    places: Option<Vec<(u64, u64)>>,
    raw: Option<&RawValue>,
    foreign: &mut ForeignFields,
) -> Vec<OldSpan> {
    let places = places.unwrap_or_default();
    let words = raw.and_then(|raw| serde_json::from_str::<Vec<Text<'_>>>(raw.get()).ok());
    let words = words
        .filter(|words| words.len() == places.len() && words.iter().any(|word| !word.0.is_empty()));
    if let (None, Some(raw)) = (&words, raw) {
        let value = super::object::one_line(raw.get());
        foreign.0.push(("old_text".to_owned(), value));
    }
    let mut words = words.unwrap_or_default().into_iter();
    let found = places.into_iter().map(|(start, end)| OldSpan {
        start: to_usize(start),
        end: to_usize(end),
        text: Text::or_empty(words.next()),
    });
    found.collect()
}

fn features(named: Option<NamedValues<'_>>) -> Features {
    let named = named.unwrap_or_default();
    let mut features = Features::default();
    for (name, value) in named.texts {
        features.set((&*name).into(), value);
    }
    features.foreign = named.foreign;
    features
}

#[derive(Default)]
pub(super) struct RelationFields<'de> {
    id: Option<Text<'de>>,
    relation_type: Option<Text<'de>>,
    annotator: Option<Text<'de>>,
    from: Option<Text<'de>>,
    to: Option<Text<'de>>,
    features: Option<NamedValues<'de>>,
    note: Option<Text<'de>>,
    created: Option<Text<'de>>,
    modified: Option<Text<'de>>,
}

impl<'de> Fields<'de> for RelationFields<'de> {
    const WHAT: &'static str = "a relation";
    type Whole = Relation;

    fn take<A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<bool, A::Error> {
        match key {
            "id" => fill(&mut self.id, key, map)?,
            "type" => fill(&mut self.relation_type, key, map)?,
            "annotator" => fill(&mut self.annotator, key, map)?,
            "from" => fill(&mut self.from, key, map)?,
            "to" => fill(&mut self.to, key, map)?,
            "features" => fill(&mut self.features, key, map)?,
            "note" => fill(&mut self.note, key, map)?,
            "created" => fill(&mut self.created, key, map)?,
            "modified" => fill(&mut self.modified, key, map)?,
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn whole(self, foreign: ForeignFields) -> Result<Relation, String> {
        Ok(Relation {
            id: required(self.id, "id")?.shared().into(),
            relation_type: required(self.relation_type, "type")?.shared().into(),
            annotator: required(self.annotator, "annotator")?.shared().into(),
            from: required(self.from, "from")?.shared().into(),
            to: required(self.to, "to")?.shared().into(),
            features: features(self.features),
            note: Text::or_empty(self.note),
            created: Text::or_empty(self.created),
            modified: Text::or_empty(self.modified),
            foreign,
        })
    }
}

/// A record of progress with whose and with what.
pub(super) struct StatedProgress<'de> {
    pub(super) document: Text<'de>,
    pub(super) annotator: Text<'de>,
    pub(super) progress: Progress,
}

#[derive(Default)]
pub(super) struct ProgressFields<'de> {
    document: Option<Text<'de>>,
    annotator: Option<Text<'de>>,
    state: Option<Text<'de>>,
}

impl<'de> Fields<'de> for ProgressFields<'de> {
    const WHAT: &'static str = "a record of progress";
    type Whole = StatedProgress<'de>;

    fn take<A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<bool, A::Error> {
        match key {
            "document" => fill(&mut self.document, key, map)?,
            "annotator" => fill(&mut self.annotator, key, map)?,
            "state" => fill(&mut self.state, key, map)?,
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn whole(self, foreign: ForeignFields) -> Result<StatedProgress<'de>, String> {
        let word = required(self.state, "state")?;
        Ok(StatedProgress {
            document: required(self.document, "document")?,
            annotator: required(self.annotator, "annotator")?,
            progress: Progress {
                state: word_of(ProgressState::ALL, ProgressState::as_str, "state", &word.0)?,
                foreign,
            },
        })
    }
}

#[derive(Default)]
pub(super) struct SpeakerFields<'de> {
    id: Option<Text<'de>>,
    name: Option<Text<'de>>,
    aliases: Option<Vec<Text<'de>>>,
}

impl<'de> Fields<'de> for SpeakerFields<'de> {
    const WHAT: &'static str = "a speaker";
    type Whole = Speaker;

    fn take<A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<bool, A::Error> {
        match key {
            "id" => fill(&mut self.id, key, map)?,
            "name" => fill(&mut self.name, key, map)?,
            "aliases" => fill(&mut self.aliases, key, map)?,
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn whole(self, foreign: ForeignFields) -> Result<Speaker, String> {
        let aliases = self.aliases.into_iter().flatten();
        Ok(Speaker {
            id: required(self.id, "id")?.shared().into(),
            name: Text::or_empty(self.name),
            aliases: aliases.map(|alias| alias.0.into_owned()).collect(),
            foreign,
        })
    }
}

/// An object that is carried as raw text: only that no key repeats is looked at.
#[derive(Default)]
pub(super) struct CarriedFields {
    seen: HashSet<String>,
}

impl<'de> Fields<'de> for CarriedFields {
    const WHAT: &'static str = "a record";
    type Whole = ();

    fn take<A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<bool, A::Error> {
        if self.seen.insert(key.to_owned()) {
            map.next_value::<IgnoredAny>()?;
        } else {
            let twice = format!("the key {key:?} stands here twice");
            return Err(serde::de::Error::custom(twice));
        }
        Ok(true)
    }

    fn whole(self, _: ForeignFields) -> Result<(), String> {
        Ok(())
    }
}
