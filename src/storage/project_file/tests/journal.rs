//! Steps as journal bodies: elements with spans in bytes.

use super::{Fixture, annotation};
use crate::edit::{EditOp, Step, StepKind, apply_all};
use crate::model::{
    Annotation, Decision, Document, ListName, OldSpan, Problem, ProblemKind, Progress,
    ProgressState, Project, Schema, SetAside, Source,
};
use crate::storage::journal_body::{step_from_json, step_to_json};
use proptest::prelude::*;
use std::sync::Arc;

fn step(project: &Project, kind: StepKind, ops: Vec<EditOp>) -> Step {
    let inverse = apply_all(&mut project.clone(), &ops).unwrap();
    Step {
        number: 7,
        kind,
        description: "Tag “Zoë” as\nclaim".to_owned(),
        author: "ada".to_owned(),
        at: "2026-01-02T03:04:05Z".to_owned(),
        ops,
        inverse,
    }
}

/// One op of every kind, setting and clearing.
fn ops(project: &Project) -> Vec<EditOp> {
    let mut head = project.head().clone();
    head.title = "New".to_owned();
    head.foreign.0.push(("x".to_owned(), "[1.0]".to_owned()));
    let mut schema = Schema::clone(project.schema());
    schema.labels[0].name = "Renamed".to_owned();
    let a2 = project.annotation(&"a2".into()).unwrap();
    let mut changed = Annotation::clone(a2);
    changed.features.set("speaker".into(), "Zoë");
    changed.old_spans = vec![OldSpan {
        start: 1,
        end: 2,
        text: "a\n“".to_owned(),
    }];
    let text = "Neu\n\u{1F44D}\u{0}".into();
    let document = Document::new("d9".into(), "Neu".into(), Source::default(), text);
    let relation = project.relation(&"r1".into()).unwrap().clone();
    let annotator = project.annotators()[1].clone();
    let speaker = project.speakers().next().unwrap().clone();
    let progress = Progress {
        state: ProgressState::InProgress,
        ..Progress::default()
    };
    let mut decision = Decision::clone(project.decisions().next().unwrap());
    decision.id = "k2".into();
    decision
        .foreign
        .0
        .push(("x".to_owned(), "[1.0]".to_owned()));
    vec![
        EditOp::Head(Arc::new(head)),
        EditOp::Schema(Arc::new(schema)),
        EditOp::Annotation {
            id: "a2".into(),
            to: Some(Arc::new(changed)),
        },
        EditOp::Relation {
            id: "r1".into(),
            to: None,
        },
        EditOp::Relation {
            id: "r1".into(),
            to: Some(relation),
        },
        EditOp::Document {
            id: "d9".into(),
            to: Some((1, Arc::new(document))),
        },
        EditOp::Document {
            id: "d9".into(),
            to: None,
        },
        EditOp::Annotator {
            id: "ben".into(),
            to: Some((0, annotator)),
        },
        EditOp::Annotator {
            id: "ben".into(),
            to: None,
        },
        EditOp::Progress {
            document: "d2".into(),
            annotator: "ada".into(),
            to: Some(progress),
        },
        EditOp::Progress {
            document: "d1".into(),
            annotator: "ada".into(),
            to: None,
        },
        EditOp::Speaker {
            id: "s1".into(),
            to: None,
        },
        EditOp::Speaker {
            id: "s1".into(),
            to: Some(speaker),
        },
        EditOp::Decision {
            id: "k1".into(),
            to: None,
        },
        EditOp::Decision {
            id: "k2".into(),
            to: Some(Arc::new(decision)),
        },
        unfit_annotation(),
        unfit_relation(),
        EditOp::Rejected {
            raw: "{\"kind\":\"q\"}".into(),
            present: true,
        },
    ]
}

/// A link of a type that is not there.
fn unfit_relation() -> EditOp {
    let element = SetAside {
        list: ListName::Relations,
        id: None,
        raw: "{\"from\":1}".to_owned(),
        problem: Problem {
            relation: Some("r1".into()),
            ..Problem::new(ProblemKind::UnknownRelationType, "no type “x”")
        },
    };
    EditOp::SetAside {
        element: Arc::new(element),
        present: true,
    }
}

/// An annotation whose words are not where it says.
fn unfit_annotation() -> EditOp {
    let element = SetAside {
        list: ListName::Annotations,
        id: Some("u1".to_owned()),
        raw: "{\"id\":\n\"u1\"}".to_owned(),
        problem: Problem {
            annotation: Some("u1".into()),
            document: Some("d1".into()),
            ..Problem::new(ProblemKind::SpanText, "its words are not in the article")
        },
    };
    EditOp::set_aside(&element, true)
}

#[test]
fn what_earlier_versions_wrote_of_an_annotation_set_aside_is_read() {
    let op = r#"{"set":"unfit_annotation","id":"u1","document":"d1","raw":"{\"id\":\n\"u1\"}","why":"its words are not in the article","present":true}"#;
    let json = format!(
        r#"{{"number":7,"kind":"edit","author":"ada","at":"","description":"","ops":[{op}],"inverse":[]}}"#
    );
    assert_eq!(step_from_json(&json).unwrap().ops, [unfit_annotation()]);
    let other = json.replace("unfit_annotation", "set_aside");
    assert!(step_from_json(&other).is_err());
}

#[test]
fn every_op_comes_back_and_does_the_same() {
    let project = Fixture::new().read();
    for kind in [StepKind::Edit, StepKind::Undo(3), StepKind::Redo(u64::MAX)] {
        let before = step(&project, kind, ops(&project));
        let json = step_to_json(&before);
        assert!(!json.contains('\n'));
        let after = step_from_json(&json).unwrap();
        assert_eq!(after, before);
        let (mut a, mut b) = (project.clone(), project.clone());
        apply_all(&mut a, &before.ops).unwrap();
        apply_all(&mut b, &after.ops).unwrap();
        assert_eq!(a, b);
        apply_all(&mut b, &after.inverse).unwrap();
        assert_eq!(b, project);
    }
}

#[test]
fn spans_stand_in_bytes_and_are_judged_when_applied() {
    let project = Fixture::new()
        .with("annotations", annotation("a3", "[[9,11]]", r#"["👍🏽"]"#))
        .read();
    let a3 = project.annotation(&"a3".into()).unwrap().clone();
    let before = step(
        &project,
        StepKind::Edit,
        vec![EditOp::Annotation {
            id: "a3".into(),
            to: Some(a3),
        }],
    );
    let json = step_to_json(&before);
    assert!(json.contains(r#""spans":[[10,18]]"#), "{json}");
    for wrong in ["[[11,18]]", "[[10,9999]]", "[]"] {
        let step = step_from_json(&json.replace("[[10,18]]", wrong)).unwrap();
        assert!(
            apply_all(&mut project.clone(), &step.ops).is_err(),
            "{wrong}"
        );
    }
    for wrong in ["[[18,10]]", "[[1]]", "5", "[[-1,2]]"] {
        assert!(
            step_from_json(&json.replace("[[10,18]]", wrong)).is_err(),
            "{wrong}"
        );
    }
}

#[test]
fn what_is_no_step_is_an_error_with_a_place() {
    let project = Fixture::new().read();
    let json = step_to_json(&step(&project, StepKind::Edit, ops(&project)));
    for (from, to, says) in [
        ("\"number\":7", "\"number\":-7", "integer"),
        (
            "\"kind\":\"edit\"",
            "\"kind\":\"undo\"",
            "\"of\" is missing",
        ),
        (
            "\"kind\":\"edit\"",
            "\"kind\":\"merge\"",
            "expected one of edit, undo, redo",
        ),
        ("\"set\":\"head\"", "\"set\":\"cellar\"", "cellar"),
        (
            "\"set\":\"head\"",
            "\"set\":\"head\",\"soon\":1",
            "\"soon\" is unknown",
        ),
        (
            "\"set\":\"head\"",
            "\"set\":\"head\",\"set\":\"head\"",
            "twice",
        ),
    ] {
        assert!(json.contains(from), "{from}");
        let error = step_from_json(&json.replacen(from, to, 1))
            .unwrap_err()
            .to_string();
        assert!(
            error.starts_with("line 1, column ") && error.contains(says),
            "{error}"
        );
    }
    for end in (0..json.len()).filter(|end| json.is_char_boundary(*end)) {
        assert!(step_from_json(&json[..end]).is_err());
    }
    assert!(step_from_json(&"[".repeat(1_000_000)).is_err());
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(at in 0_usize..4000, new in any::<char>(), cut in any::<bool>()) {
        let project = Fixture::new().read();
        let mut chars: Vec<char> = step_to_json(&step(&project, StepKind::Edit, ops(&project))).chars().collect();
        let at = at % chars.len();
        if cut { chars.remove(at); } else { chars[at] = new; }
        if let Ok(step) = step_from_json(&chars.into_iter().collect::<String>()) {
            let _ = apply_all(&mut project.clone(), &step.ops);
        }
    }
}
