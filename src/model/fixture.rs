//! Elements for tests, with nothing in them but what a test is about.

use super::{Annotation, Features, ForeignFields};
use crate::text::{ByteOffset, TextSpan};
use std::ops::Range;

/// A claim on these bytes of `text`.
pub fn claim(
    id: &str,
    document: &str,
    annotator: &str,
    text: &str,
    bytes: Range<usize>,
) -> Annotation {
    let span = TextSpan::new(text, ByteOffset(bytes.start), ByteOffset(bytes.end));
    Annotation {
        id: id.into(),
        document: document.into(),
        annotator: annotator.into(),
        label: "claim".into(),
        spans: vec![span.expect("a place in the text")],
        features: Features::default(),
        note: String::new(),
        origin: "hand".to_owned(),
        created: String::new(),
        modified: String::new(),
        anchor: None,
        old_spans: Vec::new(),
        foreign: ForeignFields::default(),
    }
}
