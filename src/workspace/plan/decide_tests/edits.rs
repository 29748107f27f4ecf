//! Decisions for something of the adjudicator's own.

use super::super::tests::span;
use super::{decide, decided, final_layer, place, world};
use crate::model::*;
use crate::text::{ByteOffset, TextSpan};
use crate::workspace::{Command, EditedAnnotation, EditedResult, Verdict};
use std::sync::Arc;

#[test]
fn an_edited_result_is_the_adjudicators_own() {
    let edit = |features| {
        Verdict::Edited(EditedResult::Annotation(EditedAnnotation {
            spans: vec![span(0, "bridge closes on Monday")],
            label: "contradiction".into(),
            features,
        }))
    };
    let mut world = world();
    world.check(decide(&[place("d0", "a2 b2")], edit(None)), |p, done| {
        assert_eq!(final_layer(p), ["contradiction: bridge closes on Monday"]);
        assert_eq!(decided(p), ["a2 b2 → edited 1"]);
        let made = p.annotation(&done.annotations[0]).unwrap();
        assert_eq!(made.features.get("speaker"), Some("Ada"));
    });
    let own = vec![("speaker".into(), "Port".to_owned())];
    world.check(
        decide(&[place("d0", "a2 b2")], edit(Some(own))),
        |p, done| {
            let made = p.annotation(&done.annotations[0]).unwrap();
            assert_eq!(made.features.get("speaker"), Some("Port"));
            assert_eq!(final_layer(p).len(), 1);
        },
    );
    let two = [place("d0", "a2 b2"), place("d0", "a3 b3")];
    let why = "only one place at a time can be settled by an edit";
    world.check_refused(decide(&two, edit(None)), why);
}

#[test]
fn an_edit_of_something_lost_settles_where_it_lies() {
    let mut world = world();
    let text = "The port says the bridge closes on Tuesday. Nobody says more.";
    let newer = Document::new(
        "d0".into(),
        "Article 0".to_owned(),
        Source::default(),
        text.into(),
    );
    world
        .0
        .run(Command::ReplaceDocument(Arc::new(newer)))
        .unwrap();
    let lost = world.0.project().annotation(&"a3".into()).unwrap();
    assert_eq!(lost.anchor, Some(AnchorState::Lost));
    let right = TextSpan::new(text, ByteOffset(44), ByteOffset(50)).unwrap();
    let edit = Verdict::Edited(EditedResult::Annotation(EditedAnnotation {
        spans: vec![right],
        label: "quote".into(),
        features: None,
    }));
    world.check(decide(&[place("d0", "a3 b3")], edit), |p, done| {
        let made = p.annotation(&done.annotations[0]).unwrap();
        assert_eq!((made.anchor, made.old_spans.len()), (None, 0));
        assert_eq!(final_layer(p), ["quote: Nobody"]);
    });
    // Taken as it is, it is lost as before.
    world.check(decide(&[place("d0", "a3 b3")], Verdict::A), |p, done| {
        let made = p.annotation(&done.annotations[0]).unwrap();
        assert_eq!(made.anchor, Some(AnchorState::Lost));
    });
}

#[test]
fn an_ordinary_edit_of_a_result_makes_the_decision_edited() {
    let mut world = world();
    let made = world
        .0
        .run(decide(&[place("d0", "a3 b3")], Verdict::A))
        .unwrap();
    let result = made.annotations[0].clone();
    world.author("final");
    let relabel = Command::Relabel {
        annotation: result.clone(),
        label: "claim".into(),
    };
    world.check(relabel, |p, _| {
        assert_eq!(decided(p), ["a3 b3 → edited 1"]);
    });
    let batch = Command::Batch {
        description: "Tidy".to_owned(),
        commands: vec![
            Command::SetSpans {
                annotation: result.clone(),
                spans: vec![span(0, "Never,")],
            },
            Command::Remove {
                annotations: vec![result],
            },
        ],
    };
    world.check(batch, |p, _| {
        assert_eq!(decided(p), ["a3 b3 → edited 0"]);
    });
    // A note is not what was decided about.
    let made = world
        .0
        .run(decide(&[place("d0", "a1 b1")], Verdict::A))
        .unwrap();
    let note = Command::SetNote {
        annotation: made.annotations[0].clone(),
        note: "so".to_owned(),
    };
    world.check(note, |p, _| {
        assert!(decided(p).contains(&"a1 b1 → a 1".to_owned()));
    });
}
