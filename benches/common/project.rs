//! Made-up projects, as large as asked for.

use super::text::Random;
use countermark::model::{
    Annotation, Annotator, AnnotatorKind, Document, DocumentId, Features, ForeignFields, LabelId,
    Newline, Project, ProjectHead, Relation, Source, sha256_hex,
};
use countermark::storage::dirs::AppDirs;
use countermark::text::{ByteOffset, TextSpan};
use countermark::workspace::Environment;
use std::path::Path;
use std::sync::Arc;

const LABELS: [&str; 3] = ["claim", "quote", "contradiction"];
const TIME: &str = "2026-03-01T08:00:00Z";

/// Real files and clock, with the application's own folders below `folder`.
#[must_use]
pub fn environment(folder: &Path) -> Environment {
    Environment {
        dirs: Some(AppDirs::below(folder)),
        ..Environment::real()
    }
}

/// An id that looks like those the program makes.
fn id(list: u64, n: usize) -> String {
    format!("0199b0c0-{list:04x}-7000-8000-{n:012x}")
}

/// A document as reading an article file makes it.
#[must_use]
pub fn document(n: usize, text: &str) -> Arc<Document> {
    let source = Source {
        path: format!("articles/{n:05}.txt"),
        media_type: "text/plain".to_owned(),
        encoding: "utf-8".to_owned(),
        newline: Newline::Lf,
        bytes: text.len() as u64,
        sha256: sha256_hex(text.as_bytes()),
        foreign: ForeignFields::default(),
    };
    let title = format!("Article {n}");
    Arc::new(Document::new(
        DocumentId::from(id(1, n)),
        title,
        source,
        Arc::from(text),
    ))
}

/// A project of these documents with one annotator and `n_annotations` spread evenly: claims, quotes and
/// contradictions of 20 to 120 bytes, every fifth on top of the one before.
#[must_use]
pub fn project(documents: &[Arc<Document>], n_annotations: usize) -> Project {
    let mut project = Project::new(ProjectHead {
        id: id(0, 0),
        title: "Made up".to_owned(),
        created: TIME.to_owned(),
        ..ProjectHead::default()
    });
    let ada = Annotator {
        id: "ada".into(),
        name: "Ada".to_owned(),
        kind: AnnotatorKind::Human,
        foreign: ForeignFields::default(),
    };
    project
        .put_annotator(&ada.id.clone(), Some((0, Arc::new(ada))))
        .expect("an empty project takes an annotator");
    for (place, document) in documents.iter().enumerate() {
        project
            .put_document(&document.id, Some((place, document.clone())))
            .expect("every document has an id of its own");
    }
    let n_bytes: usize = documents.iter().map(|d| d.text().len()).sum();
    let mut random = Random(3);
    let mut all = Vec::with_capacity(n_annotations);
    let (mut before, mut document_idx) = (0, 0);
    let mut last_start = None;
    for n in 0..n_annotations {
        let place = n * (n_bytes / n_annotations);
        while place >= before + documents[document_idx].text().len() {
            before += documents[document_idx].text().len();
            document_idx += 1;
            last_start = None;
        }
        let document = &documents[document_idx];
        let start = match last_start {
            Some(start) if n % 5 == 4 => start,
            _ => boundary(document.text(), place - before, b' '),
        };
        last_start = Some(start);
        let end = boundary(document.text(), start + 20 + random.below(80), b'.');
        let Ok(span) = TextSpan::new(document.text(), ByteOffset(start), ByteOffset(end)) else {
            continue; // at the very end of a text
        };
        all.push(annotation(n, document, span, &mut random));
    }
    let refused = project.put_annotations(all);
    assert!(refused.is_empty(), "every annotation is sound");
    project
}

/// A link for every annotation of the first document and the one at the same place in the second one's list. Says how
/// many.
pub fn link_in_pairs(project: &mut Project) -> usize {
    let ids = |at: usize| -> Vec<_> {
        let document = project.documents()[at].id.clone();
        let all = project.annotations_of(&document);
        all.map(|a| a.id.clone()).collect()
    };
    let pairs: Vec<_> = ids(0).into_iter().zip(ids(1)).collect();
    for (n, (from, to)) in pairs.iter().enumerate() {
        let relation = Relation {
            id: id(3, n).into(),
            relation_type: ["contradicts", "supports", "same_claim"][n % 3].into(),
            annotator: "ada".into(),
            from: from.clone(),
            to: to.clone(),
            features: Features::default(),
            note: String::new(),
            created: TIME.to_owned(),
            modified: TIME.to_owned(),
            foreign: ForeignFields::default(),
        };
        project
            .put_relation(&relation.id.clone(), Some(Arc::new(relation)))
            .expect("both ends are there");
    }
    pairs.len()
}

/// Ben beside Ada: as many annotations as she has. Every third ends elsewhere, every fifth has another tag, every seventh
/// stands alone behind hers, the rest are the same.
pub fn second_annotator(project: &mut Project) {
    let ben = Annotator {
        id: "ben".into(),
        name: "Ben".to_owned(),
        kind: AnnotatorKind::Human,
        foreign: ForeignFields::default(),
    };
    project
        .put_annotator(&ben.id.clone(), Some((1, Arc::new(ben))))
        .expect("a project of one annotator takes another");
    let mut all = Vec::new();
    for (n, ada) in project.annotations().enumerate() {
        let document = project.document(&ada.document);
        let text = document.expect("an annotation's article is there").text();
        let (start, end) = (ada.start().get(), ada.end().get());
        let (start, end) = match n {
            n if n % 7 == 6 => (end, boundary(text, end + 30, b'.')),
            n if n % 3 == 2 => (start, boundary(text, end + 5, b'.')),
            _ => (start, end),
        };
        let span = TextSpan::new(text, ByteOffset(start), ByteOffset(end));
        let label = if n % 5 == 4 { n + 1 } else { n };
        all.push(Arc::new(Annotation {
            id: id(4, n).into(),
            annotator: "ben".into(),
            label: LabelId::from(LABELS[label % 3]),
            // At the very end of a text it stays as hers.
            spans: span.map_or_else(|_| ada.spans.clone(), |span| vec![span]),
            ..(**ada).clone()
        }));
    }
    let refused = project.put_annotations(all);
    assert!(refused.is_empty(), "every annotation is sound");
}

/// The first place at or behind `from` that follows a blank or stands before `end`, at most 20 bytes on.
fn boundary(text: &str, from: usize, end: u8) -> usize {
    let mut at = from.min(text.len());
    while !text.is_char_boundary(at) {
        at += 1;
    }
    let window = text.as_bytes()[at..].iter().take(20);
    for (i, &b) in window.enumerate() {
        if b == b' ' {
            return at + i + usize::from(end == b' ');
        }
        if b == end {
            return at + i;
        }
    }
    at
}

fn annotation(
    n: usize,
    document: &Document,
    span: TextSpan,
    random: &mut Random,
) -> Arc<Annotation> {
    let label = LABELS[n % 3];
    let mut features = Features::default();
    if label == "quote" {
        let speaker = format!("Speaker {}", random.below(40));
        features.set("speaker".into(), speaker);
        features.set("directness".into(), "direct");
    }
    Arc::new(Annotation {
        id: id(2, n).into(),
        document: document.id.clone(),
        annotator: "ada".into(),
        label: LabelId::from(label),
        spans: vec![span],
        features,
        note: String::new(),
        origin: "hand".to_owned(),
        created: TIME.to_owned(),
        modified: TIME.to_owned(),
        anchor: None,
        old_spans: Vec::new(),
        foreign: ForeignFields::default(),
    })
}
