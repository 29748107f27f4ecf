//! Each element held against the rest of the project, as the format's section "Reading" asks.

use super::element::{
    AnnotationFields, CarriedFields, DocumentFields, ProgressFields, StatedAnnotation,
    StatedProgress, to_usize,
};
use super::object::{Fields, Text, parse, too_deep};
use super::place::{message_of_error, offset_of_error};
use super::{MAX_DEPTH, MAX_DOCUMENT_BYTES};
use crate::model::{
    Annotation, AnnotatorId, Document, DocumentId, LabelId, Problem, ProblemKind, Project,
};
use crate::text::{ByteOffset, CharOffset, TextSpan};
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};
use std::collections::{HashMap, HashSet};
use std::fmt;
use std::sync::Arc;

/// Why an element is not taken. Offsets are bytes of the element's text.
#[derive(Debug)]
pub(super) enum Fault {
    /// It is set aside.
    Aside {
        kind: ProblemKind,
        message: String,
        /// Where, if one place is to blame.
        at: Option<usize>,
        document: Option<DocumentId>,
    },
    /// It is set aside, with a problem that the project stated.
    Judged(Problem),
    /// The whole file is refused.
    TooDeep { at: usize },
    /// The whole file is refused.
    TooLarge { id: String, bytes: usize },
}

impl Fault {
    pub(super) fn new(kind: ProblemKind, message: impl Into<String>) -> Self {
        Self::Aside {
            kind,
            message: message.into(),
            at: None,
            document: None,
        }
    }

    pub(super) fn twice(id: &str) -> Self {
        Self::new(
            ProblemKind::DuplicateId,
            format!("the id {id:?} stands in the list twice"),
        )
    }

    /// An id by which the element can hardly be named.
    pub(super) fn unsound(id: &str) -> Self {
        let why = if id.is_empty() {
            "the id is empty"
        } else {
            "the id holds control characters"
        };
        Self::new(ProblemKind::Malformed, why)
    }

    fn on(mut self, id: &DocumentId) -> Self {
        if let Self::Aside { document, .. } = &mut self {
            *document = Some(id.clone());
        }
        self
    }
}

/// Says where an element is too deep; lists stand two levels deep in the file.
pub(super) fn shallow(json: &str) -> Result<(), Fault> {
    match too_deep(json, MAX_DEPTH - 2) {
        None => Ok(()),
        Some(at) => Err(Fault::TooDeep { at }),
    }
}

/// Reads an element of a list.
pub(super) fn read<'de, F: Fields<'de>>(json: &'de str) -> Result<F::Whole, Fault> {
    parse::<F>(json).map_err(|error| Fault::Aside {
        kind: ProblemKind::Malformed,
        message: message_of_error(&error),
        at: Some(offset_of_error(json, &error)),
        document: None,
    })
}

/// Reads a document and prepares what looking up offsets in it needs.
pub(super) fn read_document(json: &str) -> Result<Arc<Document>, Fault> {
    let document = read::<DocumentFields<'_>>(json)?;
    let bytes = document.text().len();
    if bytes > MAX_DOCUMENT_BYTES {
        let id = document.id.to_string();
        return Err(Fault::TooLarge { id, bytes });
    }
    let _ = document.index();
    Ok(Arc::new(document))
}

/// Reads a rejected suggestion, which is carried as raw text.
pub(super) fn read_rejected(json: &str) -> Result<(), Fault> {
    read::<CarriedFields>(json)
}

/// What annotations and progress refer to, by name.
pub(super) struct Known<'p> {
    documents: HashMap<&'p str, &'p Arc<Document>>,
    annotators: HashMap<&'p str, &'p AnnotatorId>,
    labels: HashMap<&'p str, &'p LabelId>,
    /// Documents that were set aside.
    faulty_documents: HashSet<String>,
}

impl<'p> Known<'p> {
    pub(super) fn new(project: &'p Project, faulty_documents: HashSet<String>) -> Self {
        let documents = project.documents().iter();
        let annotators = project.annotators().iter();
        let labels = project.schema().labels.iter();
        Self {
            documents: documents.map(|d| (d.id.as_str(), d)).collect(),
            annotators: annotators.map(|a| (a.id.as_str(), &a.id)).collect(),
            labels: labels.map(|l| (l.id.as_str(), &l.id)).collect(),
            faulty_documents,
        }
    }

    fn document(&self, id: &str) -> Result<&'p Arc<Document>, Fault> {
        self.documents.get(id).copied().ok_or_else(|| {
            let why = if self.faulty_documents.contains(id) {
                format!("the document {id:?} has a problem itself")
            } else {
                format!("there is no document {id:?}")
            };
            Fault::new(ProblemKind::UnknownDocument, why).on(&id.into())
        })
    }

    fn annotator(&self, id: &str) -> Result<&'p AnnotatorId, Fault> {
        self.annotators.get(id).copied().ok_or_else(|| {
            Fault::new(
                ProblemKind::UnknownAnnotator,
                format!("there is no annotator {id:?}"),
            )
        })
    }

    /// Reads an annotation: names, spans and covered text must be right.
    pub(super) fn read_annotation(&self, json: &str) -> Result<Arc<Annotation>, Fault> {
        let stated = read::<AnnotationFields<'_>>(json)?;
        let document = self.document(&stated.document.0)?;
        self.judge_annotation(document, stated)
            .map(Arc::new)
            .map_err(|fault| fault.on(&document.id))
    }

    fn judge_annotation(
        &self,
        document: &Document,
        stated: StatedAnnotation<'_>,
    ) -> Result<Annotation, Fault> {
        let annotator = self.annotator(&stated.annotator.0)?;
        let Some(label) = self.labels.get(&*stated.label.0) else {
            let why = format!("there is no label {:?}", stated.label.0);
            return Err(Fault::new(ProblemKind::UnknownLabel, why));
        };
        let spans = spans_in(document, &stated.spans)?;
        let Some(words) = &stated.text else {
            return Err(Fault::new(
                ProblemKind::Malformed,
                "the key \"text\" is missing",
            ));
        };
        covers(document, &spans, words)?;
        Ok(stated.with(
            document.id.clone(),
            annotator.clone(),
            (*label).clone(),
            spans,
        ))
    }

    /// Reads a record of progress: document and annotator must exist.
    pub(super) fn read_progress<'de>(
        &self,
        json: &'de str,
    ) -> Result<(DocumentId, AnnotatorId, StatedProgress<'de>), Fault> {
        let stated = read::<ProgressFields<'_>>(json)?;
        let document = &self.document(&stated.document.0)?.id;
        let annotator = self
            .annotator(&stated.annotator.0)
            .map_err(|fault| fault.on(document))?;
        Ok((document.clone(), annotator.clone(), stated))
    }
}

/// The stretches of a document that the file states in code points.
fn spans_in(document: &Document, stated: &[(u64, u64)]) -> Result<Vec<TextSpan>, Fault> {
    if stated.is_empty() {
        return Err(Fault::new(ProblemKind::SpanEmpty, "it has no span"));
    }
    let (text, index) = (document.text(), document.index());
    let mut spans: Vec<TextSpan> = Vec::with_capacity(stated.len());
    for (start, end) in stated {
        if start >= end {
            let why = format!("the span [{start}, {end}] is empty or reversed");
            return Err(Fault::new(ProblemKind::SpanEmpty, why));
        }
        let span = index
            .byte_from_char(text, CharOffset(to_usize(*start)))
            .and_then(|from| {
                Some((
                    from,
                    end_of(document, from, to_usize(*start), to_usize(*end))?,
                ))
            })
            .and_then(|(from, to)| TextSpan::new(text, from, to).ok());
        spans.push(span.ok_or_else(|| {
            let why = format!(
                "the span [{start}, {end}] does not lie in its text, which has {} characters",
                index.n_chars()
            );
            Fault::new(ProblemKind::SpanBounds, why)
        })?);
    }
    for (a, b) in stated.iter().zip(stated.iter().skip(1)) {
        if a.1 > b.0 {
            let why = format!(
                "the fragments [{}, {}] and [{}, {}] are not ascending, or overlap",
                a.0, a.1, b.0, b.1
            );
            return Err(Fault::new(ProblemKind::SpanOrder, why));
        }
    }
    Ok(spans)
}

/// The byte of the code point `end`, where `start` stands at byte `from`: most spans are a few words, so it is near.
fn end_of(document: &Document, from: ByteOffset, start: usize, end: usize) -> Option<ByteOffset> {
    const NEAR_CHARS: usize = 128;
    let rest = document.text().get(from.get()..)?;
    let n_chars = end.checked_sub(start)?;
    if n_chars > NEAR_CHARS {
        return document
            .index()
            .byte_from_char(document.text(), CharOffset(end));
    }
    let mut ends = rest.char_indices().map(|(i, _)| i).chain([rest.len()]);
    ends.nth(n_chars).map(|i| ByteOffset(from.get() + i))
}

/// Whether the fragments are the words that the annotation repeats, neither more nor fewer.
fn covers(document: &Document, spans: &[TextSpan], words: &[Text<'_>]) -> Result<(), Fault> {
    if spans.len() != words.len() {
        let why = format!(
            "it has {} spans, but repeats {} texts",
            spans.len(),
            words.len()
        );
        return Err(Fault::new(ProblemKind::SpanText, why));
    }
    for (span, stated) in spans.iter().zip(words) {
        let found = span.of(document.text());
        if found != stated.0 {
            let why = format!(
                "a span covers {:?}, but the annotation says {:?}",
                shortened(found),
                shortened(&stated.0)
            );
            return Err(Fault::new(ProblemKind::SpanText, why));
        }
    }
    Ok(())
}

/// Enough of a text to recognise it in a message.
fn shortened(text: &str) -> String {
    const MAX_CHARS: usize = 60;
    match text.char_indices().nth(MAX_CHARS) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
    }
}

/// The id of an element that is not of the right form, where one can be made out.
pub(super) fn probe_id(json: &str) -> Option<String> {
    probe(json, "id")
}

/// The text under `name` in an object that need not be sound; the first one if it repeats.
pub(super) fn probe(json: &str, name: &str) -> Option<String> {
    let mut found = None;
    // Whatever is wrong behind it does not matter here.
    let _ = Probe {
        name,
        found: &mut found,
    }
    .deserialize(&mut serde_json::Deserializer::from_str(json));
    found
}

struct Probe<'a> {
    name: &'a str,
    found: &'a mut Option<String>,
}

impl<'de> DeserializeSeed<'de> for Probe<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Probe<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(Text(key)) = map.next_key()? {
            if key == self.name {
                let Text(value) = map.next_value()?;
                self.found.get_or_insert(value.into_owned());
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }
}
