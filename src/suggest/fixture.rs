//! Small projects for the tests of this room.

use crate::model::{
    Annotation, Annotator, AnnotatorKind, Document, Features, ForeignFields, Project, Source,
};
use crate::text::{ByteOffset, TextSpan};
use std::sync::Arc;

/// A project of these texts; their ids are `d0`, `d1`, …
pub(super) fn project(texts: &[&str]) -> Project {
    let mut project = Project::new(crate::model::ProjectHead::default());
    for id in ["ada", "ben"] {
        let annotator = Annotator {
            id: id.into(),
            name: id.to_owned(),
            kind: AnnotatorKind::Human,
            foreign: ForeignFields::default(),
        };
        project
            .put_annotator(&id.into(), Some((9, Arc::new(annotator))))
            .unwrap();
    }
    for (i, text) in texts.iter().enumerate() {
        let id = format!("d{i}");
        let document = Document::new(
            id.as_str().into(),
            format!("Article {i}"),
            Source::default(),
            (*text).into(),
        );
        project
            .put_document(&id.as_str().into(), Some((i, Arc::new(document))))
            .unwrap();
    }
    project
}

/// Tags the first occurrence of `words` in the text `d{document}`; `features` as name and value.
pub(super) fn annotate(
    project: &mut Project,
    id: &str,
    annotator: &str,
    document: usize,
    label: &str,
    words: &str,
    features: &[(&str, &str)],
) {
    let document = format!("d{document}");
    let text = project
        .document(&document.as_str().into())
        .unwrap()
        .text()
        .clone();
    let start = text.find(words).unwrap();
    let span = TextSpan::new(&text, ByteOffset(start), ByteOffset(start + words.len())).unwrap();
    let mut values = Features::default();
    for (name, value) in features {
        values.set((*name).into(), *value);
    }
    let annotation = Annotation {
        id: id.into(),
        document: document.as_str().into(),
        annotator: annotator.into(),
        label: label.into(),
        spans: vec![span],
        features: values,
        note: String::new(),
        origin: "hand".to_owned(),
        created: String::new(),
        modified: String::new(),
        anchor: None,
        old_spans: Vec::new(),
        foreign: ForeignFields::default(),
    };
    project
        .put_annotation(&id.into(), Some(Arc::new(annotation)))
        .unwrap();
}
