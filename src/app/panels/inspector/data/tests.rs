//! What the inspector shows of a project.

use super::*;
use crate::app::panels::fixture::project;
use crate::app::ui_command::UiCommand;
use crate::text::ByteOffset;

fn ada() -> AnnotatorId {
    "ada".into()
}

fn gather_as<'a>(
    viewer: impl FnOnce(&mut Viewer<'a>),
    ada: &'a AnnotatorId,
    id: &str,
) -> AnnotationData {
    let mut v = Viewer {
        annotator: Some(ada),
        ..Viewer::default()
    };
    viewer(&mut v);
    match InspectorData::gather(&project(), v, &Current::Annotation(id.into())) {
        InspectorData::Annotation(data) => *data,
        other => panic!("{other:?}"),
    }
}

#[test]
fn nothing_current_says_what_to_do_next() {
    let ada = ada();
    let viewer = Viewer {
        annotator: Some(&ada),
        ..Viewer::default()
    };
    let steps =
        |project: &Project, viewer| match InspectorData::gather(project, viewer, &Current::Nothing)
        {
            InspectorData::Nothing(steps) => steps.join("; "),
            other => panic!("{other:?}"),
        };
    assert!(steps(&project(), viewer).contains("1 Claim, 2 Quote, 3 Contradiction"));
    assert!(steps(&project(), Viewer::default()).contains("Choose who annotates"));
    let key = UiCommand::AddArticles.key_text();
    assert!(steps(&Project::default(), viewer).contains(&key));
}

#[test]
fn a_selection_shows_its_fragments_and_every_tag() {
    let project = project();
    let ada = ada();
    let text = project.documents()[0].text();
    let span = |s, e| TextSpan::new(text, ByteOffset(s), ByteOffset(e)).expect("sound");
    let current = Current::Selection {
        document: "d1".into(),
        spans: vec![span(0, 3), span(4, 10)],
    };
    let viewer = Viewer {
        annotator: Some(&ada),
        ..Viewer::default()
    };
    let InspectorData::Selection(data) = InspectorData::gather(&project, viewer, &current) else {
        panic!("no selection");
    };
    assert_eq!(data.fragments, ["The", "bridge"]);
    assert_eq!(data.labels.len(), 3);
    assert_eq!(data.obstacle, None);
    let InspectorData::Selection(data) =
        InspectorData::gather(&project, Viewer::default(), &current)
    else {
        panic!("no selection");
    };
    assert_eq!(data.obstacle.as_deref(), Some("Choose who annotates first"));
}

#[test]
fn an_annotation_shows_its_fields_by_the_tag_set() {
    let ada = ada();
    let data = gather_as(|_| {}, &ada, "a2");
    assert_eq!(data.fragments, ["We will", "not wait"]);
    let fields: Vec<(&str, &str, bool)> = data
        .fields
        .iter()
        .map(|f| (f.name.as_str(), f.value.as_str(), f.choices.is_some()))
        .collect();
    assert_eq!(
        fields,
        [("Speaker", "Port office", false), ("Directness", "", true)]
    );
    assert_eq!(
        data.history,
        [
            "By Ada, 20 Nov 2026, 08:00 UTC",
            "Changed 21 Nov 2026, 09:30 UTC"
        ]
    );
}

#[test]
fn overlaps_respect_hidden_layers() {
    let ada = ada();
    let words = |data: AnnotationData| -> Vec<String> {
        data.overlaps.into_iter().map(|o| o.words).collect()
    };
    assert_eq!(
        words(gather_as(|_| {}, &ada, "a2")),
        ["Contradiction “not wait”"]
    );
    assert_eq!(words(gather_as(|_| {}, &ada, "a1")), [""; 0]);
    assert_eq!(
        words(gather_as(|v| v.others = true, &ada, "a1")),
        ["Claim “bridge” (Ben)"]
    );
}

#[test]
fn links_name_the_other_end_and_its_article() {
    let ada = ada();
    let data = gather_as(|_| {}, &ada, "a1");
    let link = &data.links[0];
    assert_eq!(link.words, "contradicts");
    assert_eq!(link.text, "“It stays open”");
    assert_eq!(link.article.as_deref(), Some("No plan, says port"));
}

#[test]
fn anothers_annotation_and_a_read_only_project_cannot_be_changed() {
    let ada = ada();
    assert_eq!(gather_as(|_| {}, &ada, "a1").obstacle, None);
    assert_eq!(
        gather_as(|_| {}, &ada, "b1").obstacle.as_deref(),
        Some("Ben’s, for reading only")
    );
    let read_only = gather_as(|v| v.read_only = Some("Ben has it open"), &ada, "a1");
    assert_eq!(
        read_only.obstacle.as_deref(),
        Some("Open for reading only: Ben has it open")
    );
}

#[test]
fn a_link_shows_both_ends() {
    let ada = ada();
    let viewer = Viewer {
        annotator: Some(&ada),
        ..Viewer::default()
    };
    let InspectorData::Link(data) =
        InspectorData::gather(&project(), viewer, &Current::Link("r1".into()))
    else {
        panic!("no link");
    };
    let ends: Vec<(&str, &str)> = data
        .ends
        .iter()
        .map(|(end, article)| (end.words.as_str(), article.as_str()))
        .collect();
    assert_eq!(
        ends,
        [
            ("Claim “The bridge will close”", "Harbour bridge to close"),
            ("Claim “It stays open”", "No plan, says port")
        ]
    );
    let fields: Vec<&str> = data.fields.iter().map(|f| f.name.as_str()).collect();
    assert_eq!(fields, ["Kind"]);
    let chosen: Vec<&str> = data
        .types
        .iter()
        .filter(|t| t.is_chosen)
        .map(|t| t.name.as_str())
        .collect();
    assert_eq!(chosen, ["contradicts"]);
}
