//! From a project to the canonical bytes: the same project always gives the same ones.

use super::{FORMAT, OFFSET_UNIT, VERSION};
use crate::model::{
    Annotation, Annotator, AnnotatorId, Decision, Document, Feature, Features, ForeignFields,
    Label, ListName, Metadata, Progress, Project, ProjectHead, Relation, RelationType, Schema,
    Source, Speaker,
};
use crate::text::{CharOffset, TextSpan};
use std::collections::{HashMap, HashSet};
use std::io::Write as _;

/// The unit in which an annotation's spans are written.
#[derive(Clone, Copy, Debug)]
pub enum SpanUnit<'d> {
    /// Unicode code points of this document, with the words that each span covers: the project file's unit.
    CodePoints(&'d Document),
    /// UTF-8 bytes, without the words: the journal's unit, for which no document is needed.
    Bytes,
}

/// The canonical bytes of a project: every element on a line of its own, in a fixed order.
///
/// The version written is always [`VERSION`]; a project that was read from a newer one must not be written.
#[must_use]
pub fn write_project(project: &Project) -> Vec<u8> {
    let texts: usize = project
        .documents()
        .iter()
        .map(|d| d.text().len() + 1024)
        .sum();
    let mut out = Vec::with_capacity(texts + texts / 16 + project.n_annotations() * 512 + 4096);
    let head = project.head();
    out.extend_from_slice(b"{\n");
    let mut top = Top { out: &mut out };
    top.text("format", FORMAT);
    top.raw("version", &VERSION.to_string());
    top.text("offset_unit", OFFSET_UNIT);
    top.text("id", &head.id);
    top.text("title", &head.title);
    top.text("created", &head.created);
    top.text("guidelines", &head.guidelines);
    top.key("schema");
    write_schema(top.out, project.schema());
    top.end();
    let aside = |list| {
        let elements = project.set_aside().iter().filter(move |e| e.list == list);
        elements.map(|e| Line::Raw(&e.raw))
    };
    let annotators = project.annotators().iter().map(|a| Line::Annotator(a));
    top.list("annotators", annotators.chain(aside(ListName::Annotators)));
    let documents = project.documents().iter().map(|d| Line::Document(d));
    top.list("documents", documents.chain(aside(ListName::Documents)));
    let annotations = in_order(project).map(|(d, a)| Line::Annotation(d, a));
    top.list(
        "annotations",
        annotations.chain(aside(ListName::Annotations)),
    );
    let relations = project.relations().map(|r| Line::Relation(r));
    top.list("relations", relations.chain(aside(ListName::Relations)));
    let progress = progress_in_order(project).into_iter();
    top.list("progress", progress.chain(aside(ListName::Progress)));
    let decisions = project.decisions().map(|d| Line::Decision(d));
    top.list("decisions", decisions.chain(aside(ListName::Decisions)));
    let speakers = project.speakers().map(|s| Line::Speaker(s));
    top.list("speakers", speakers.chain(aside(ListName::Speakers)));
    let rejected = project.rejected().map(Line::Raw);
    top.list("rejected", rejected.chain(aside(ListName::Rejected)));
    for (name, raw) in &head.foreign.0 {
        top.raw(name, raw);
    }
    // The last value stands before a comma and a line break.
    out.truncate(out.len() - 2);
    out.extend_from_slice(b"\n}\n");
    out
}

/// An element of a list.
enum Line<'a> {
    Annotator(&'a Annotator),
    Document(&'a Document),
    Annotation(&'a Document, &'a Annotation),
    Relation(&'a Relation),
    Progress(&'a str, &'a str, &'a Progress),
    Decision(&'a Decision),
    Speaker(&'a Speaker),
    Raw(&'a str),
}

impl Line<'_> {
    fn write(&self, out: &mut Vec<u8>) {
        match self {
            Self::Annotator(a) => a.write(out, SpanUnit::Bytes),
            Self::Document(d) => d.write(out, SpanUnit::Bytes),
            Self::Annotation(d, a) => a.write(out, SpanUnit::CodePoints(d)),
            Self::Relation(r) => r.write(out, SpanUnit::Bytes),
            Self::Progress(document, annotator, p) => write_progress(out, document, annotator, p),
            Self::Decision(d) => d.write(out, SpanUnit::Bytes),
            Self::Speaker(s) => s.write(out, SpanUnit::Bytes),
            Self::Raw(raw) => out.extend_from_slice(raw.as_bytes()),
        }
    }
}

/// By the document's place, the annotator's place, start, end, id.
fn in_order(project: &Project) -> impl Iterator<Item = (&Document, &Annotation)> {
    let place = places_of_annotators(project);
    project.documents().iter().flat_map(move |document| {
        let mut layer: Vec<&Annotation> = project
            .annotations_of(&document.id)
            .map(AsRef::as_ref)
            .collect();
        // Stable: the layer gives start, end, id.
        layer.sort_by_key(|a| place.get(&a.annotator).copied());
        layer.into_iter().map(move |a| (&**document, a))
    })
}

/// By the document's and the annotator's place.
fn progress_in_order(project: &Project) -> Vec<Line<'_>> {
    let place = places_of_annotators(project);
    let mut all: Vec<_> = project.all_progress().collect();
    all.sort_by_cached_key(|(d, a, _)| (project.document_position(d), place.get(a).copied()));
    let lines = all.into_iter();
    lines
        .map(|(d, a, p)| Line::Progress(d.as_str(), a.as_str(), p))
        .collect()
}

fn places_of_annotators(project: &Project) -> HashMap<&AnnotatorId, usize> {
    let annotators = project.annotators().iter().enumerate();
    annotators.map(|(i, a)| (&a.id, i)).collect()
}

/// The top level of the file: each value ends with a comma and a line break.
struct Top<'o> {
    out: &'o mut Vec<u8>,
}

impl Top<'_> {
    fn key(&mut self, key: &str) {
        write_text(self.out, key);
        self.out.push(b':');
    }

    fn end(&mut self) {
        self.out.extend_from_slice(b",\n");
    }

    fn text(&mut self, key: &str, value: &str) {
        self.key(key);
        write_text(self.out, value);
        self.end();
    }

    fn raw(&mut self, key: &str, json: &str) {
        self.key(key);
        self.out.extend_from_slice(json.as_bytes());
        self.end();
    }

    fn list<'a>(&mut self, key: &str, lines: impl Iterator<Item = Line<'a>>) {
        self.key(key);
        write_lines(self.out, lines, |out, line| line.write(out));
        self.end();
    }
}

/// `[]`, or a list with each element on a line of its own.
fn write_lines<T>(
    out: &mut Vec<u8>,
    lines: impl IntoIterator<Item = T>,
    write: impl Fn(&mut Vec<u8>, T),
) {
    out.push(b'[');
    let mut is_empty = true;
    for line in lines {
        out.extend_from_slice(if is_empty { b"\n" } else { b",\n" });
        write(out, line);
        is_empty = false;
    }
    out.extend_from_slice(if is_empty { b"]" } else { b"\n]" });
}

/// A JSON string: controls, `"` and `\` escaped, everything else as it is.
fn write_text(out: &mut Vec<u8>, text: &str) {
    if serde_json::to_writer(&mut *out, text).is_err() {
        // Neither a string nor a vector can fail; should they, the file must at least not be read as another text.
        out.extend_from_slice(b"null");
    }
}

/// An object on one line.
pub(in crate::storage) struct ObjectWriter<'o> {
    out: &'o mut Vec<u8>,
    is_empty: bool,
}

impl<'o> ObjectWriter<'o> {
    pub(in crate::storage) fn new(out: &'o mut Vec<u8>) -> Self {
        out.push(b'{');
        Self {
            out,
            is_empty: true,
        }
    }

    /// Writes the key; the value must follow.
    pub(in crate::storage) fn value(&mut self, key: &str) -> &mut Vec<u8> {
        if !self.is_empty {
            self.out.push(b',');
        }
        self.is_empty = false;
        write_text(self.out, key);
        self.out.push(b':');
        self.out
    }

    pub(in crate::storage) fn text(&mut self, key: &str, value: &str) {
        write_text(self.value(key), value);
    }

    pub(in crate::storage) fn texts<'t>(
        &mut self,
        key: &str,
        values: impl IntoIterator<Item = &'t str>,
    ) {
        write_array(self.value(key), values, write_text);
    }

    pub(in crate::storage) fn raw(&mut self, key: &str, json: &str) {
        self.value(key).extend_from_slice(json.as_bytes());
    }

    pub(super) fn foreign(&mut self, foreign: &ForeignFields) {
        for (name, json) in &foreign.0 {
            self.raw(name, json);
        }
    }

    pub(in crate::storage) fn end(self) {
        self.out.push(b'}');
    }
}

/// A list on one line.
pub(in crate::storage) fn write_array<T>(
    out: &mut Vec<u8>,
    values: impl IntoIterator<Item = T>,
    write: impl Fn(&mut Vec<u8>, T),
) {
    out.push(b'[');
    for (i, value) in values.into_iter().enumerate() {
        if i > 0 {
            out.push(b',');
        }
        write(out, value);
    }
    out.push(b']');
}

fn write_pairs(out: &mut Vec<u8>, pairs: impl IntoIterator<Item = (usize, usize)>) {
    write_array(out, pairs, |out, (start, end)| {
        // Writing to a vector cannot fail.
        let _ = write!(out, "[{start},{end}]");
    });
}

/// The tag set with one label, feature and type a line.
fn write_schema(out: &mut Vec<u8>, schema: &Schema) {
    out.extend_from_slice(b"{\n\"labels\":");
    write_lines(out, &schema.labels, write_label);
    out.extend_from_slice(b",\n\"features\":");
    write_lines(out, &schema.features, write_feature);
    out.extend_from_slice(b",\n\"relation_types\":");
    write_lines(out, &schema.relation_types, write_relation_type);
    for (name, json) in &schema.foreign.0 {
        out.extend_from_slice(b",\n");
        write_text(out, name);
        out.push(b':');
        out.extend_from_slice(json.as_bytes());
    }
    out.extend_from_slice(b"\n}");
}

fn write_label(out: &mut Vec<u8>, label: &Label) {
    let mut object = ObjectWriter::new(out);
    object.text("id", label.id.as_str());
    object.text("name", &label.name);
    object.text("color", &label.color);
    object.text("key", &label.key);
    object.text("description", &label.description);
    object.foreign(&label.foreign);
    object.end();
}

fn write_feature(out: &mut Vec<u8>, feature: &Feature) {
    let mut object = ObjectWriter::new(out);
    object.text("id", feature.id.as_str());
    object.text("name", &feature.name);
    object.text("kind", feature.kind.as_str());
    if !feature.values.is_empty() {
        object.texts("values", feature.values.iter().map(String::as_str));
    }
    object.texts(
        "labels",
        feature.labels.iter().map(crate::model::LabelId::as_str),
    );
    if !feature.relation_types.is_empty() {
        let types = feature.relation_types.iter();
        object.texts(
            "relation_types",
            types.map(crate::model::RelationTypeId::as_str),
        );
    }
    object.foreign(&feature.foreign);
    object.end();
}

fn write_relation_type(out: &mut Vec<u8>, relation_type: &RelationType) {
    let mut object = ObjectWriter::new(out);
    object.text("id", relation_type.id.as_str());
    object.text("name", &relation_type.name);
    object.text("key", &relation_type.key);
    object.raw(
        "symmetric",
        if relation_type.symmetric {
            "true"
        } else {
            "false"
        },
    );
    object.texts(
        "from",
        relation_type.from.iter().map(crate::model::LabelId::as_str),
    );
    object.texts(
        "to",
        relation_type.to.iter().map(crate::model::LabelId::as_str),
    );
    object.foreign(&relation_type.foreign);
    object.end();
}

/// An element of a project that can be written by itself.
pub trait WriteElement {
    /// See [`write_element`].
    #[doc(hidden)]
    fn write(&self, out: &mut Vec<u8>, unit: SpanUnit<'_>);
}

/// Appends one element as JSON on one line. `unit` matters for annotations only.
pub fn write_element<T: WriteElement>(out: &mut Vec<u8>, element: &T, unit: SpanUnit<'_>) {
    element.write(out, unit);
}

impl WriteElement for ProjectHead {
    fn write(&self, out: &mut Vec<u8>, _: SpanUnit<'_>) {
        let mut object = ObjectWriter::new(out);
        object.text("id", &self.id);
        object.text("title", &self.title);
        object.text("created", &self.created);
        object.text("guidelines", &self.guidelines);
        object.foreign(&self.foreign);
        object.end();
    }
}

impl WriteElement for Schema {
    fn write(&self, out: &mut Vec<u8>, _: SpanUnit<'_>) {
        let mut object = ObjectWriter::new(out);
        write_array(object.value("labels"), &self.labels, write_label);
        write_array(object.value("features"), &self.features, write_feature);
        write_array(
            object.value("relation_types"),
            &self.relation_types,
            write_relation_type,
        );
        object.foreign(&self.foreign);
        object.end();
    }
}

impl WriteElement for Annotator {
    fn write(&self, out: &mut Vec<u8>, _: SpanUnit<'_>) {
        let mut object = ObjectWriter::new(out);
        object.text("id", self.id.as_str());
        object.text("name", &self.name);
        object.text("kind", self.kind.as_str());
        object.foreign(&self.foreign);
        object.end();
    }
}

impl WriteElement for Document {
    fn write(&self, out: &mut Vec<u8>, _: SpanUnit<'_>) {
        let mut object = ObjectWriter::new(out);
        object.text("id", self.id.as_str());
        object.text("title", &self.title);
        write_source(object.value("source"), &self.source);
        write_metadata(object.value("metadata"), &self.metadata);
        object.text("sha256", &self.sha256);
        object.text("text", self.text());
        object.foreign(&self.foreign);
        object.end();
    }
}

fn write_source(out: &mut Vec<u8>, source: &Source) {
    let mut object = ObjectWriter::new(out);
    object.text("path", &source.path);
    object.text("media_type", &source.media_type);
    object.text("encoding", &source.encoding);
    object.text("newline", source.newline.as_str());
    object.raw("bytes", &source.bytes.to_string());
    object.text("sha256", &source.sha256);
    object.foreign(&source.foreign);
    object.end();
}

/// Named texts, then the values that are no text; a name of both is written once, as text.
fn write_named<'n>(
    out: &mut Vec<u8>,
    texts: impl Iterator<Item = (&'n str, &'n str)>,
    foreign: &ForeignFields,
) {
    let mut object = ObjectWriter::new(out);
    let mut written = HashSet::new();
    for (name, value) in texts {
        if written.insert(name) {
            object.text(name, value);
        }
    }
    for (name, json) in &foreign.0 {
        if !written.contains(name.as_str()) {
            object.raw(name, json);
        }
    }
    object.end();
}

fn write_metadata(out: &mut Vec<u8>, metadata: &Metadata) {
    let texts = metadata
        .fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()));
    write_named(out, texts, &metadata.foreign);
}

fn write_features(out: &mut Vec<u8>, features: &Features) {
    let texts = features.iter().map(|(name, value)| (name.as_str(), value));
    write_named(out, texts, &features.foreign);
}

impl WriteElement for Annotation {
    fn write(&self, out: &mut Vec<u8>, unit: SpanUnit<'_>) {
        let mut object = ObjectWriter::new(out);
        object.text("id", self.id.as_str());
        object.text("document", self.document.as_str());
        object.text("annotator", self.annotator.as_str());
        object.text("label", self.label.as_str());
        let spans = self.spans.iter();
        match unit {
            SpanUnit::Bytes => {
                let bytes = spans.map(|s| (s.start().get(), s.end().get()));
                write_pairs(object.value("spans"), bytes);
            }
            SpanUnit::CodePoints(document) => {
                write_pairs(
                    object.value("spans"),
                    spans.map(|s| in_code_points(document, *s)),
                );
                let text = document.text();
                object.texts("text", self.spans.iter().map(|s| s.of(text)));
            }
        }
        write_features(object.value("features"), &self.features);
        object.text("note", &self.note);
        object.text("origin", &self.origin);
        object.text("created", &self.created);
        object.text("modified", &self.modified);
        if let Some(anchor) = self.anchor {
            object.text("anchor", anchor.as_str());
        }
        if !self.old_spans.is_empty() {
            let places = self.old_spans.iter().map(|s| (s.start, s.end));
            write_pairs(object.value("old_spans"), places);
            if self.old_spans.iter().any(|s| !s.text.is_empty()) {
                let words = self.old_spans.iter().map(|s| s.text.as_str());
                object.texts("old_text", words);
            }
        }
        object.foreign(&self.foreign);
        object.end();
    }
}

fn in_code_points(document: &Document, span: TextSpan) -> (usize, usize) {
    let start = document
        .index()
        .char_from_byte(document.text(), span.start());
    // A project's spans fit their documents. One that does not would be written far behind the text, so that it
    // is set aside with its words when it is read, never taken for another place.
    let start = start.map_or(usize::MAX, CharOffset::get);
    (
        start,
        start.saturating_add(span.of(document.text()).chars().count()),
    )
}

impl WriteElement for Relation {
    fn write(&self, out: &mut Vec<u8>, _: SpanUnit<'_>) {
        let mut object = ObjectWriter::new(out);
        object.text("id", self.id.as_str());
        object.text("type", self.relation_type.as_str());
        object.text("annotator", self.annotator.as_str());
        object.text("from", self.from.as_str());
        object.text("to", self.to.as_str());
        write_features(object.value("features"), &self.features);
        object.text("note", &self.note);
        object.text("created", &self.created);
        object.text("modified", &self.modified);
        object.foreign(&self.foreign);
        object.end();
    }
}

/// A record of progress; its keys in the order of the file format.
pub(in crate::storage) fn write_progress(
    out: &mut Vec<u8>,
    document: &str,
    annotator: &str,
    progress: &Progress,
) {
    let mut object = ObjectWriter::new(out);
    object.text("document", document);
    object.text("annotator", annotator);
    object.text("state", progress.state.as_str());
    object.foreign(&progress.foreign);
    object.end();
}

impl WriteElement for Speaker {
    fn write(&self, out: &mut Vec<u8>, _: SpanUnit<'_>) {
        let mut object = ObjectWriter::new(out);
        object.text("id", self.id.as_str());
        object.text("name", &self.name);
        object.texts("aliases", self.aliases.iter().map(String::as_str));
        object.foreign(&self.foreign);
        object.end();
    }
}
