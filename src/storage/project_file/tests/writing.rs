//! The canonical bytes.

use super::super::{read_project, write_project};
use super::{Fixture, annotation, document};
use crate::model::{AnchorState, Annotation, Project, ProjectHead};
use std::sync::Arc;

const GOLDEN: &str = r##"{
"format":"countermark-project",
"version":1,
"offset_unit":"unicode-code-point",
"id":"p1",
"title":"Hafen \"Süd\"",
"created":"2026-01-02T03:04:05Z",
"guidelines":"# Rules\n\n- one\u0001",
"schema":{
"labels":[
{"id":"claim","name":"Claim","color":"#2f6fd0","key":"1","description":"A statement."},
{"id":"quote","name":"Quote","color":"#0e8a68","key":"2","description":""}
],
"features":[
{"id":"speaker","name":"Speaker","kind":"text","labels":["claim","quote"]},
{"id":"kind","name":"Kind","kind":"choice","values":["number","time"],"labels":[],"relation_types":["contradicts"]}
],
"relation_types":[
{"id":"contradicts","name":"contradicts","key":"1","symmetric":true,"from":["claim"],"to":["claim","quote"]}
],
"later":[1.0]
},
"annotators":[
{"id":"ben","name":"Ben","kind":"human"},
{"id":"ada","name":"Ada","kind":"adjudicator"}
],
"documents":[
{"id":"d2","title":"Zwei","source":{"path":"a/zwei.txt","media_type":"text/plain","encoding":"utf-8","newline":"crlf","bytes":12,"sha256":"00"},"metadata":{"outlet":"O","url":"","n":3},"sha256":"01","text":"Zoë\n👍 ja"},
{"id":"d1","title":"Eins","source":{"path":"","media_type":"","encoding":"","newline":"lf","bytes":0,"sha256":""},"metadata":{},"sha256":"","text":""}
],
"annotations":[
{"id":"a9","document":"d2","annotator":"ben","label":"quote","spans":[[4,5],[6,8]],"text":["👍","ja"],"features":{"speaker":"Zoë"},"note":"n","origin":"hand","created":"c","modified":"m"},
{"id":"a1","document":"d2","annotator":"ada","label":"claim","spans":[[0,3]],"text":["Zoë"],"features":{},"note":"","origin":"","created":"","modified":"","anchor":"moved","old_spans":[[1,4]],"old_text":["Zoé"],"x":null},
{"id":"a0","document":"d2","annotator":"ada","label":"claim","spans":[[0,5]],"text":["Zoë\n👍"],"features":{},"note":"","origin":"","created":"","modified":""},
{"id":"a2","document":"d9","spans":5}
],
"relations":[
{"id":"r1","type":"contradicts","annotator":"ada","from":"a0","to":"a1","features":{"kind":"number"},"note":"","created":"","modified":""}
],
"progress":[
{"document":"d2","annotator":"ben","state":"done"},
{"document":"d2","annotator":"ada","state":"in_progress"},
{"document":"d1","annotator":"ada","state":"untouched"}
],
"decisions":[
{"id":"k1","document":"d2","annotators":["ben","ada"],"a":["a9"],"b":[],"relations_a":[],"relations_b":[],"outcome":"neither","result":[],"adjudicator":"f","note":"n","at":"t","x":[1.0]}
],
"speakers":[
{"id":"s1","name":"Zoë","aliases":["Z","Z."]}
],
"rejected":[],
"from_later":{"a":1}
}
"##;

#[test]
fn the_bytes_of_a_small_project() {
    let project = read_project(GOLDEN.as_bytes()).unwrap().project;
    assert_eq!(project.n_annotations(), 3);
    assert_eq!(
        project.annotation(&"a1".into()).unwrap().anchor,
        Some(AnchorState::Moved)
    );
    assert_eq!(String::from_utf8(write_project(&project)).unwrap(), GOLDEN);
}

#[test]
fn an_empty_project_reads_back() {
    let project = Project::new(ProjectHead::default());
    let bytes = write_project(&project);
    assert_eq!(read_project(&bytes).unwrap().project, project);
}

#[test]
fn the_order_in_the_file_does_not_matter_for_the_bytes() {
    let texts = [
        ("b", "[[0,3]]", r#"["Zoë"]"#),
        ("c", "[[4,8]]", r#"["said"]"#),
        ("a", "[[0,8]]", r#"["Zoë said"]"#),
    ];
    let list = texts.map(|(id, spans, words)| annotation(id, spans, words));
    let bytes = |order: [usize; 3]| {
        let elements = order.map(|i| list[i].as_str());
        write_project(
            &Fixture::new()
                .only("annotations", &elements)
                .only("relations", &[])
                .read(),
        )
    };
    let sorted = bytes([0, 1, 2]);
    for order in [[2, 1, 0], [1, 2, 0], [1, 0, 2]] {
        assert_eq!(bytes(order), sorted);
    }
    let written = String::from_utf8(sorted).unwrap();
    let at = |id: &str| written.find(&format!("{{\"id\":\"{id}\"")).unwrap();
    assert!(at("b") < at("a") && at("a") < at("c"));
}

#[test]
fn one_edit_changes_one_line() {
    let mut project = Fixture::new()
        .with("documents", document("d3", "Three"))
        .read();
    let before = String::from_utf8(write_project(&project)).unwrap();
    let old = project.annotation(&"a1".into()).unwrap();
    let new = Annotation {
        note: "look again".to_owned(),
        ..Annotation::clone(old)
    };
    project
        .put_annotation(&"a1".into(), Some(Arc::new(new)))
        .unwrap();
    let after = String::from_utf8(write_project(&project)).unwrap();
    let changed = before
        .lines()
        .zip(after.lines())
        .filter(|(a, b)| a != b)
        .count();
    assert_eq!(
        (changed, before.lines().count()),
        (1, after.lines().count())
    );
}

#[test]
fn a_value_set_over_one_that_was_no_text_is_written_once() {
    let element = annotation("x", "[[0,3]]", r#"["Zoë"]"#)
        .replace(r#""text""#, r#""features":{"speaker":5},"text""#);
    let mut project = Fixture::new().with("annotations", element).read();
    let mut new = Annotation::clone(project.annotation(&"x".into()).unwrap());
    new.features.set("speaker".into(), "Ada");
    project
        .put_annotation(&"x".into(), Some(Arc::new(new)))
        .unwrap();
    let again = read_project(&write_project(&project)).unwrap().project;
    let features = &again.annotation(&"x".into()).unwrap().features;
    assert_eq!(
        (features.get("speaker"), features.foreign.is_empty()),
        (Some("Ada"), true)
    );
}
