//! Every fault of an element: set aside with its kind, as read, and written back.

use super::super::write_project;
use super::{Fixture, annotation, document, n_elements, read};
use crate::model::{ListName, ProblemKind};
use ProblemKind as K;

/// Adds `element` to `list`: it must be set aside as `kind`, everything else stay, and a save keep it all.
fn check(list: &str, element: &str, kind: ProblemKind, says: &str) {
    let before = n_elements(&Fixture::new().read());
    let project = Fixture::new().with(list, element).read();
    assert_eq!(n_elements(&project), before + 1);
    let [aside] = project.set_aside() else {
        panic!(
            "expected one element set aside for {element}, found {:?}",
            project.set_aside()
        );
    };
    assert_eq!((aside.list.as_str(), aside.raw.as_str()), (list, element));
    assert_eq!(aside.problem.kind, kind, "{}", aside.problem.message);
    assert!(
        aside.problem.message.contains(says),
        "{}",
        aside.problem.message
    );
    assert!(project.check().contains(&aside.problem));
    let written = write_project(&project);
    assert!(
        String::from_utf8(written.clone())
            .unwrap()
            .contains(&format!("\n{element}"))
    );
    assert_eq!(super::read_project(&written).unwrap().project, project);
}

#[test]
fn annotations() {
    let check_spans = |spans: &str, words: &str, kind: ProblemKind, says: &str| {
        check("annotations", &annotation("x", spans, words), kind, says);
    };
    check_spans("[]", "[]", K::SpanEmpty, "no span");
    check_spans("[[3,3]]", r#"[""]"#, K::SpanEmpty, "[3, 3]");
    check_spans("[[3,1]]", r#"["oë"]"#, K::SpanEmpty, "reversed");
    check_spans("[[0,900]]", r#"["Zoë"]"#, K::SpanBounds, "[0, 900]");
    check_spans(
        "[[0,18446744073709551615]]",
        r#"["Zoë"]"#,
        K::SpanBounds,
        "18446744073709551615",
    );
    check_spans("[[9,11],[0,3]]", r#"["👍🏽","Zoë"]"#, K::SpanOrder, "[0, 3]");
    check_spans("[[0,3],[2,5]]", r#"["Zoë","ë s"]"#, K::SpanOrder, "overlap");
    check_spans("[[0,4]]", r#"["Zoë"]"#, K::SpanText, "Zoë");
    check_spans("[[0,3]]", r#"["Zoë","said"]"#, K::SpanText, "2 texts");
    check_spans("[[0,3]]", "[]", K::SpanText, "0 texts");
    for malformed in [
        "[[-1,3]]",
        "[[0.0,3]]",
        "[[0,18446744073709551616]]",
        "[[0,3,4]]",
        "[[0]]",
        "3",
        "null",
        "[[0,1e2]]",
    ] {
        check_spans(
            malformed,
            r#"["Zoë"]"#,
            K::Malformed,
            "annotation x (line 1, column ",
        );
    }
    check_spans("[[0,3]]", r#""Zoë""#, K::Malformed, "expected a sequence");
    check_spans("[[0,3]]", r#"["\ud800"]"#, K::Malformed, "x");
    let sound = annotation("x", "[[0,3]]", r#"["Zoë"]"#);
    let change = |from: &str, to: &str, kind: ProblemKind, says: &str| {
        assert!(sound.contains(from));
        check("annotations", &sound.replace(from, to), kind, says);
    };
    change(r#""d1""#, r#""d9""#, K::UnknownDocument, "d9");
    change(r#""ada""#, r#""eve""#, K::UnknownAnnotator, "eve");
    change(r#""claim""#, r#""nil""#, K::UnknownLabel, "nil");
    change(r#""x""#, r#""a1""#, K::DuplicateId, "a1");
    for key in ["id", "document", "annotator", "label", "spans", "text"] {
        change(
            &format!("\"{key}\":"),
            &format!("\"{key}_\":"),
            K::Malformed,
            &format!("{key:?} is missing"),
        );
    }
    change(r#""id":"x""#, r#""id":"x","id":"x""#, K::Malformed, "twice");
    change(
        r#""id":"x""#,
        r#""id":"x","q":1,"q":2"#,
        K::Malformed,
        "twice",
    );
    change(
        r#""id":"x""#,
        r#""id":"x","features":{"s":"1","s":2}"#,
        K::Malformed,
        "twice",
    );
    change(
        r#""id":"x""#,
        r#""id":"x","anchor":"drifted""#,
        K::Malformed,
        "moved, changed, lost",
    );
    change(
        r#""id":"x""#,
        r#""id":"x","note":null"#,
        K::Malformed,
        "string",
    );
    check("annotations", "7", K::Malformed, "an annotation");
    check("annotations", "[[]]", K::Malformed, "without an id");
}

#[test]
fn relations() {
    let sound = r#"{"id":"x","type":"contradicts","annotator":"ada","from":"a1","to":"a2"}"#;
    let change =
        |from: &str, to: &str, kind, says| check("relations", &sound.replace(from, to), kind, says);
    change(r#""a2""#, r#""a9""#, K::BrokenRelation, "a9");
    change("contradicts", "refutes", K::UnknownRelationType, "refutes");
    change(r#""ada""#, r#""eve""#, K::UnknownAnnotator, "eve");
    change(r#""ada""#, r#""ben""#, K::RelationLayer, "ada");
    change(r#""x""#, r#""r1""#, K::DuplicateId, "r1");
    change(r#""from""#, r#""form""#, K::Malformed, "from");
}

#[test]
fn documents_and_what_hangs_on_them() {
    check("documents", &document("d1", "other"), K::DuplicateId, "d1");
    check("documents", r#"{"id":"d3"}"#, K::Malformed, "text");
    check(
        "documents",
        r#"{"id":"d3","text":"t","source":{"newline":"vt"}}"#,
        K::Malformed,
        "crlf",
    );
    let project = Fixture::new()
        .only(
            "documents",
            &[r#"{"id":"d1","text":7}"#, &document("d2", "Two")],
        )
        .read();
    let found: Vec<_> = project
        .set_aside()
        .iter()
        .map(|s| (s.list, s.problem.kind))
        .collect();
    let expected = [
        (ListName::Documents, K::Malformed),
        (ListName::Annotations, K::UnknownDocument),
        (ListName::Annotations, K::UnknownDocument),
        (ListName::Relations, K::BrokenRelation),
        (ListName::Progress, K::UnknownDocument),
    ];
    assert_eq!(found, expected);
    assert!(
        project.set_aside()[1]
            .problem
            .message
            .contains("has a problem itself")
    );
}

#[test]
fn a_wrong_hash_keeps_the_document_and_its_annotations() {
    let json = Fixture::new()
        .json()
        .replace(r#""sha256":""#, r#""sha256":"0"#);
    let project = read(&json).unwrap().project;
    assert_eq!((project.n_annotations(), project.set_aside().len()), (2, 0));
    let kinds: Vec<_> = project.check().into_iter().map(|p| p.kind).collect();
    assert_eq!(kinds, [K::DocumentSha256, K::DocumentSha256]);
    let written = String::from_utf8(write_project(&project)).unwrap();
    assert_eq!(written.matches(r#""sha256":"0"#).count(), 2);
}

#[test]
fn the_other_lists() {
    check("annotators", r#"{"id":"ada"}"#, K::DuplicateId, "ada");
    check("annotators", r#"{"name":"Nobody"}"#, K::Malformed, "id");
    check(
        "progress",
        r#"{"document":"d9","annotator":"ada","state":"done"}"#,
        K::UnknownDocument,
        "d9",
    );
    check(
        "progress",
        r#"{"document":"d1","annotator":"eve","state":"done"}"#,
        K::UnknownAnnotator,
        "eve",
    );
    check(
        "progress",
        r#"{"document":"d1","annotator":"ada","state":"untouched"}"#,
        K::DuplicateId,
        "d1",
    );
    check(
        "progress",
        r#"{"document":"d2","annotator":"ada","state":"half"}"#,
        K::Malformed,
        "in_progress",
    );
    let decision = |id: &str, annotators: &str, outcome: &str| {
        format!(
            r#"{{"id":{id},"document":"d1","annotators":{annotators},"outcome":{outcome},"adjudicator":"ben"}}"#
        )
    };
    for (element, problem, word) in [
        (r#"{"outcome":"a"}"#.to_owned(), K::Malformed, "annotators"),
        (
            decision(r#""k1""#, r#"["ada","ben"]"#, r#""b""#),
            K::DuplicateId,
            "k1",
        ),
        (
            decision(r#""k2""#, r#"["ada"]"#, r#""b""#),
            K::Malformed,
            "expected two",
        ),
        (
            decision(r#""k2""#, r#"["ada","ben"]"#, r#""c""#),
            K::Malformed,
            "neither",
        ),
        (
            decision("7", r#"["ada","ben"]"#, r#""a""#),
            K::Malformed,
            "string",
        ),
    ] {
        check("decisions", &element, problem, word);
    }
    check(
        "decisions",
        r#"{"id":"k2","at":"1","at":"2"}"#,
        K::Malformed,
        "twice",
    );
    check("speakers", r#"{"id":"s1"}"#, K::DuplicateId, "s1");
    check(
        "speakers",
        r#"{"id":"s2","aliases":"Z"}"#,
        K::Malformed,
        "s2",
    );
    check(
        "rejected",
        r#"{"kind":"quotes","spans":[[0,1]]}"#,
        K::DuplicateId,
        "twice",
    );
    check("rejected", "[]", K::Malformed, "record");
}

#[test]
fn an_id_that_a_faulty_element_had_first_is_taken() {
    let faulty = annotation("x", "[[0,900]]", r#"["Zoë"]"#);
    let sound = annotation("x", "[[0,3]]", r#"["Zoë"]"#);
    let project = Fixture::new()
        .with("annotations", faulty)
        .with("annotations", sound)
        .read();
    let kinds: Vec<_> = project.set_aside().iter().map(|s| s.problem.kind).collect();
    assert_eq!(kinds, [K::SpanBounds, K::DuplicateId]);
}

#[test]
fn what_is_set_aside_keeps_its_line_breaks() {
    let element = "{\n  \"id\": \"x\",\n  \"spans\": 5\n}";
    let project = Fixture::new().with("annotations", element).read();
    let aside = &project.set_aside()[0];
    assert_eq!(aside.raw, element);
    assert!(
        aside.problem.message.contains("line 3, column"),
        "{}",
        aside.problem.message
    );
    assert!(
        String::from_utf8(write_project(&project))
            .unwrap()
            .contains(element)
    );
}

#[test]
fn a_large_file_is_read_by_several_processors_as_a_small_one_is() {
    let text = "Nine byte".repeat(150_000);
    let mut lists = Fixture::new()
        .with("documents", document("long", &text))
        .with("documents", r#"{"id":"faulty"}"#)
        .with("annotations", r#"{"id":"x7","document":"d1"}"#);
    for i in 0..5000 {
        let (start, end) = (i * 9, i * 9 + 4);
        // Some ids stand there before, be it on a faulty element.
        let id = if i % 1000 == 7 {
            "x7".to_owned()
        } else {
            format!("x{i}")
        };
        let one = annotation(&id, &format!("[[{start},{end}]]"), r#"["Nine"]"#);
        lists = lists.with("annotations", one.replace(r#""d1""#, r#""long""#));
    }
    let project = lists.read();
    assert_eq!(project.n_annotations(), 2 + 4995);
    let layer = project.layer(&"long".into()).unwrap();
    assert_eq!(layer.len(), 4995);
    assert!(
        layer
            .iter()
            .eq(project.annotations_of(&"long".into()).map(|a| &a.id))
    );
    assert_eq!(project.set_aside().len(), 1 + 1 + 5);
    assert_eq!(project.check().len(), 1 + 1 + 5);
}

#[test]
fn ids_by_which_nothing_can_be_named() {
    for (id, says) in [
        ("", "is empty"),
        ("a\\u0007", "control characters"),
        ("a\\n", "control characters"),
    ] {
        let spans = ("[[0,3]]", r#"["Zoë"]"#);
        check(
            "annotations",
            &annotation(id, spans.0, spans.1),
            K::Malformed,
            says,
        );
        check("documents", &document(id, "Text"), K::Malformed, says);
        check(
            "annotators",
            &format!(r#"{{"id":"{id}"}}"#),
            K::Malformed,
            says,
        );
        let relation = format!(
            r#"{{"id":"{id}","type":"contradicts","annotator":"ada","from":"a1","to":"a2"}}"#
        );
        check("relations", &relation, K::Malformed, says);
    }
    let aside = Fixture::new()
        .with("annotators", r#"{"id":"a\u001b"}"#)
        .read();
    let message = &aside.set_aside()[0].problem.message;
    assert_eq!(
        message,
        "annotator \"a\\u{1b}\": the id holds control characters"
    );
}
