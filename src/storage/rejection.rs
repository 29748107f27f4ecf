//! The JSON of a rejected suggestion.
//!
//! ```json
//! {"kind":"quotes","documents":["9f86…"],"spans":[[[120,188]]],"annotator":"ada"}
//! ```
//! One list of fragments a document, in its order. A single document may also have its fragments without the outer
//! list. A project carries the text as it was read; this is how it is understood.

use super::project_file::write::{ObjectWriter, write_array};
use crate::model::{RejectedSide, Rejection};
use serde::Deserialize;

/// The element of the list `rejected`, on one line.
#[must_use]
pub fn rejection_to_json(rejection: &Rejection) -> String {
    let mut out = Vec::with_capacity(160);
    let mut object = ObjectWriter::new(&mut out);
    object.text("kind", &rejection.kind);
    let sides = rejection.sides();
    object.texts("documents", sides.iter().map(|side| side.sha256.as_str()));
    write_array(object.value("spans"), sides, |out, side| {
        write_array(out, &side.spans, |out, (start, end)| {
            out.extend_from_slice(format!("[{start},{end}]").as_bytes());
        });
    });
    object.text("annotator", rejection.annotator.as_str());
    object.end();
    // Every part was a string before, so nothing is replaced.
    String::from_utf8(out).unwrap_or_else(|e| String::from_utf8_lossy(e.as_bytes()).into_owned())
}

#[derive(Deserialize)]
struct Stated {
    kind: String,
    documents: Vec<String>,
    spans: StatedSpans,
    annotator: String,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum StatedSpans {
    PerDocument(Vec<Vec<(usize, usize)>>),
    OfOne(Vec<(usize, usize)>),
}

/// Understands an element of the list `rejected`; `None` where it is of another shape, which is no fault.
#[must_use]
pub fn rejection_from_json(json: &str) -> Option<Rejection> {
    let stated: Stated = serde_json::from_str(json).ok()?;
    let spans = match stated.spans {
        StatedSpans::PerDocument(spans) => spans,
        StatedSpans::OfOne(spans) => vec![spans],
    };
    if spans.len() != stated.documents.len() || spans.iter().any(Vec::is_empty) {
        return None;
    }
    let sides = stated.documents.into_iter().zip(spans);
    let sides = sides
        .map(|(sha256, spans)| RejectedSide { sha256, spans })
        .collect();
    Some(Rejection::new(stated.kind, sides, stated.annotator.into()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn side(sha256: &str, spans: &[(usize, usize)]) -> RejectedSide {
        RejectedSide {
            sha256: sha256.to_owned(),
            spans: spans.to_vec(),
        }
    }

    #[test]
    fn a_pair_is_the_same_whichever_side_stands_first() {
        let one = r#"{"kind":"contradictions","documents":["b","a"],"spans":[[[3,9]],[[1,2],[4,5]]],"annotator":"ada"}"#;
        let other = r#"{ "annotator": "ada", "later": 1, "documents": ["a","b"], "spans": [[[1,2],[4,5]],[[3,9]]], "kind": "contradictions" }"#;
        let read = rejection_from_json(one).unwrap();
        assert_eq!(Some(&read), rejection_from_json(other).as_ref());
        assert_eq!(
            read.sides(),
            [side("a", &[(1, 2), (4, 5)]), side("b", &[(3, 9)])]
        );
        assert_eq!(
            rejection_to_json(&read),
            r#"{"kind":"contradictions","documents":["a","b"],"spans":[[[1,2],[4,5]],[[3,9]]],"annotator":"ada"}"#
        );
    }

    #[test]
    fn the_fragments_of_one_document_need_no_outer_list() {
        let json = r#"{"kind":"quotes","documents":["a"],"spans":[[1,2],[4,5]],"annotator":"ada"}"#;
        let read = rejection_from_json(json).unwrap();
        assert_eq!(read.sides(), [side("a", &[(1, 2), (4, 5)])]);
    }

    #[test]
    fn another_shape_is_not_understood() {
        for json in [
            "",
            "[]",
            r#"{"kind":"quotes"}"#,
            r#"{"kind":"quotes","documents":["a","b"],"spans":[[[1,2]]],"annotator":"ada"}"#,
            r#"{"kind":"quotes","documents":["a"],"spans":[[]],"annotator":"ada"}"#,
            r#"{"kind":"quotes","documents":["a"],"spans":[[[-1,2]]],"annotator":"ada"}"#,
        ] {
            assert_eq!(rejection_from_json(json), None, "{json}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(
            kind in ".{0,8}",
            annotator in ".{0,8}",
            sides in prop::collection::vec(
                ("[0-9a-f]{0,8}", prop::collection::vec((0_usize..99, 0_usize..99), 1..4)),
                1..4,
            ),
        ) {
            let sides = sides.iter().map(|(sha256, spans)| side(sha256, spans)).collect();
            let rejection = Rejection::new(kind, sides, annotator.into());
            prop_assert_eq!(rejection_from_json(&rejection_to_json(&rejection)), Some(rejection));
        }
    }
}
