//! A small project for the panels' tests.

use crate::model::{
    Annotation, Annotator, AnnotatorKind, Document, Features, ForeignFields, Project, ProjectHead,
    Relation, Source,
};
use crate::text::{ByteOffset, TextSpan};
use std::sync::Arc;

const FIRST: &str = "The bridge will close. “We will,” she said, “not wait.”";
const SECOND: &str = "It stays open, the port says.";

/// Two articles; Ada has four annotations and a link, Ben has one annotation.
pub fn project() -> Project {
    let mut project = Project::new(ProjectHead {
        title: "Harbour".to_owned(),
        guidelines: "# Guidelines\n\nLeave out the quotation marks.".to_owned(),
        ..ProjectHead::default()
    });
    for (place, (id, name)) in [("ada", "Ada"), ("ben", "Ben")].into_iter().enumerate() {
        let annotator = Annotator {
            id: id.into(),
            name: name.to_owned(),
            kind: AnnotatorKind::Human,
            foreign: ForeignFields::default(),
        };
        project
            .put_annotator(&id.into(), Some((place, Arc::new(annotator))))
            .expect("a new annotator");
    }
    for (place, (id, title, text)) in [
        ("d1", "Harbour bridge to close", FIRST),
        ("d2", "No plan, says port", SECOND),
    ]
    .into_iter()
    .enumerate()
    {
        let document = Document::new(id.into(), title.to_owned(), Source::default(), text.into());
        project
            .put_document(&id.into(), Some((place, Arc::new(document))))
            .expect("a new document");
    }
    put_annotations(&mut project);
    put_link(&mut project);
    project
}

fn put_annotations(project: &mut Project) {
    for (id, document, who, label, words, speaker, note) in [
        (
            "a1",
            "d1",
            "ada",
            "claim",
            &["The bridge will close"][..],
            "",
            "",
        ),
        (
            "a2",
            "d1",
            "ada",
            "quote",
            &["We will", "not wait"],
            "Port office",
            "",
        ),
        (
            "a3",
            "d1",
            "ada",
            "contradiction",
            &["not wait"],
            "",
            "check this",
        ),
        (
            "a4",
            "d2",
            "ada",
            "claim",
            &["It stays open"],
            "The port",
            "",
        ),
        ("b1", "d1", "ben", "claim", &["bridge"], "", ""),
    ] {
        let text = if document == "d1" { FIRST } else { SECOND };
        let mut features = Features::default();
        features.set("speaker".into(), speaker);
        let annotation = Annotation {
            id: id.into(),
            document: document.into(),
            annotator: who.into(),
            label: label.into(),
            spans: words.iter().map(|w| span(text, w)).collect(),
            features,
            note: note.to_owned(),
            origin: "hand".to_owned(),
            created: "2026-11-20T08:00:00Z".to_owned(),
            modified: "2026-11-21T09:30:00Z".to_owned(),
            anchor: None,
            old_spans: Vec::new(),
            foreign: ForeignFields::default(),
        };
        project
            .put_annotation(&id.into(), Some(Arc::new(annotation)))
            .expect("a sound annotation");
    }
}

fn put_link(project: &mut Project) {
    let relation = Relation {
        id: "r1".into(),
        relation_type: "contradicts".into(),
        annotator: "ada".into(),
        from: "a1".into(),
        to: "a4".into(),
        features: Features::default(),
        note: String::new(),
        created: "2026-11-20T08:00:00Z".to_owned(),
        modified: "2026-11-20T08:00:00Z".to_owned(),
        foreign: ForeignFields::default(),
    };
    project
        .put_relation(&"r1".into(), Some(Arc::new(relation)))
        .expect("a sound link");
}

fn span(text: &str, words: &str) -> TextSpan {
    let start = text.find(words).expect("the words are in the text");
    TextSpan::new(text, ByteOffset(start), ByteOffset(start + words.len())).expect("a sound span")
}
