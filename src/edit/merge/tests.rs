//! What a three-way merge makes of two sides.

mod fields;
mod followers;
mod untold;

use super::super::compose::{self, Orphans};
use super::*;
use crate::edit::apply_all;
use crate::model::fixture::claim;
use crate::model::{
    AnnotatorKind, DecisionOutcome, Features, ForeignFields, Label, ProgressState, Source,
};

const TEXT: &str = "The mayor said the bridge would close. The port said it would not.";

fn person(id: &str, name: &str) -> EditOp {
    let annotator = Annotator {
        id: id.into(),
        name: name.to_owned(),
        kind: AnnotatorKind::Human,
        foreign: ForeignFields::default(),
    };
    EditOp::Annotator {
        id: id.into(),
        to: Some((9, Arc::new(annotator))),
    }
}

fn article(id: &str, title: &str, text: &str) -> EditOp {
    let document = Document::new(id.into(), title.to_owned(), Source::default(), text.into());
    EditOp::Document {
        id: id.into(),
        to: Some((9, Arc::new(document))),
    }
}

fn mark(id: &str, document: &str, who: &str, label: &str, start: usize) -> EditOp {
    let mut annotation = claim(id, document, who, TEXT, start..start + 5);
    annotation.label = label.into();
    EditOp::Annotation {
        id: id.into(),
        to: Some(Arc::new(annotation)),
    }
}

fn link(id: &str, who: &str, kind: &str, from: &str, to: &str) -> EditOp {
    let relation = Relation {
        id: id.into(),
        relation_type: kind.into(),
        annotator: who.into(),
        from: from.into(),
        to: to.into(),
        features: Features::default(),
        note: String::new(),
        created: String::new(),
        modified: String::new(),
        foreign: ForeignFields::default(),
    };
    EditOp::Relation {
        id: id.into(),
        to: Some(Arc::new(relation)),
    }
}

fn record(id: &str, outcome: DecisionOutcome, place: &str, note: &str, at: &str) -> EditOp {
    let decision = Decision {
        id: id.into(),
        document: "d1".into(),
        annotators: ["ada".into(), "ben".into()],
        a: vec![place.into()],
        b: Vec::new(),
        relations_a: Vec::new(),
        relations_b: Vec::new(),
        outcome,
        result: Vec::new(),
        adjudicator: "final".into(),
        note: note.to_owned(),
        at: at.to_owned(),
        foreign: ForeignFields::default(),
    };
    EditOp::Decision {
        id: id.into(),
        to: Some(Arc::new(decision)),
    }
}

fn label(id: &str) -> Label {
    Label {
        id: id.into(),
        name: id.to_owned(),
        ..Schema::standard().labels[0].clone()
    }
}

fn with(project: &Project, ops: &[EditOp]) -> Project {
    let mut after = project.clone();
    apply_all(&mut after, ops).unwrap();
    after
}

/// Ada: a1 and a2 linked by r1, a3; Ben: b1 and b2; a2 and b2 on d2; a record of a1.
fn base() -> Project {
    let ops = [
        person("ada", "Ada"),
        person("ben", "Ben"),
        article("d1", "One", TEXT),
        article("d2", "Two", &format!("{TEXT} Two.")),
        mark("a1", "d1", "ada", "claim", 0),
        mark("a2", "d2", "ada", "quote", 4),
        mark("a3", "d1", "ada", "quote", 10),
        mark("b1", "d1", "ben", "quote", 0),
        mark("b2", "d2", "ben", "claim", 4),
        link("r1", "ada", "supports", "a1", "a2"),
        record("k1", DecisionOutcome::A, "a1", "", "1"),
    ];
    let project = with(&Project::new(ProjectHead::default()), &ops);
    let done = compose::set_progress(&project, &"d1".into(), &"ben".into(), ProgressState::Done);
    with(&project, &[done])
}

fn merge(ours: &[EditOp], theirs: &[EditOp]) -> Merged {
    merged(&with(&base(), ours), &with(&base(), theirs))
}

fn merged(ours: &Project, theirs: &Project) -> Merged {
    let merged = three_way(&base(), ours, theirs);
    assert_eq!(with(ours, &merged.ops), merged.project);
    merged
}

fn label_of(project: &Project, id: &str) -> String {
    project.annotation(&id.into()).unwrap().label.to_string()
}

fn labels(project: &Project) -> Vec<&str> {
    let all = project.schema().labels.iter();
    all.map(|l| l.id.as_str()).collect()
}

#[test]
fn a_changed_tag_set_is_taken_with_the_relabels_that_need_it() {
    let ours = [mark("o1", "d1", "ada", "claim", 20)];
    let mut theirs = with(
        &base(),
        &[compose::put_label(&base(), label("opinion"), None)],
    );
    let relabel = ["a2", "a3", "b1"].map(|id| {
        let mut to = Annotation::clone(theirs.annotation(&id.into()).unwrap());
        to.label = "opinion".into();
        to.into_op()
    });
    theirs = with(&theirs, &relabel);
    let gone = compose::remove_label(&theirs, &"quote".into(), &Orphans::Refuse).unwrap();
    theirs = with(&theirs, &gone);
    let merged = merged(&with(&base(), &ours), &theirs);
    assert_eq!((merged.notes.len(), merged.n_clashes), (0, 0));
    assert_eq!(merged.project.schema(), theirs.schema());
    assert_eq!(label_of(&merged.project, "a3"), "opinion");
    assert_eq!(label_of(&merged.project, "o1"), "claim");
}

#[test]
fn a_tag_or_type_that_the_other_side_uses_stays() {
    let without = |project: &Project| {
        let to = Orphans::MoveTo("claim".into());
        let project = with(
            project,
            &compose::remove_label(project, &"quote".into(), &to).unwrap(),
        );
        let mut schema = Schema::clone(project.schema());
        schema
            .relation_types
            .retain(|t| t.id.as_str() != "contradicts");
        with(&project, &[EditOp::Schema(Arc::new(schema))])
    };
    let new = [
        mark("n1", "d1", "ben", "quote", 20),
        link("r2", "ben", "contradicts", "n1", "b1"),
    ];
    let (gone, used) = (without(&base()), with(&base(), &new));
    for (ours, theirs, told) in [
        (
            &gone,
            &used,
            [
                "we removed the tag quote, they use it; it is back",
                "we removed the type of links contradicts, they use it; it is back",
            ],
        ),
        (
            &used,
            &gone,
            [
                "they removed the tag quote, we use it; it stays",
                "they removed the type of links contradicts, we use it; it stays",
            ],
        ),
    ] {
        let merged = merged(ours, theirs);
        assert_eq!(merged.notes, told);
        assert_eq!(labels(&merged.project), ["claim", "quote", "contradiction"]);
        assert_eq!(label_of(&merged.project, "n1"), "quote");
        assert_eq!(label_of(&merged.project, "a3"), "claim");
        assert!(merged.project.relation(&"r2".into()).is_some());
        assert_eq!(**merged.project.schema(), Schema::standard());
    }
}

#[test]
fn a_feature_that_the_other_side_gave_values_stays() {
    let gone = [compose::remove_feature(&base(), &"speaker".into())];
    let mut said = Annotation::clone(base().annotation(&"b1".into()).unwrap());
    said.features.set("speaker".into(), "Mayor");
    let merged = merge(&gone, &[said.into_op()]);
    assert_eq!(
        merged.notes,
        ["we removed the feature speaker, they use it; it is back"]
    );
    assert_eq!(merged.n_clashes, 0, "nothing is lost");
    assert!(merged.project.schema().feature("speaker").is_some());
}

#[test]
fn the_end_of_a_link_that_the_other_side_made_or_changed_stays() {
    let gone = compose::remove_annotations(&base(), &["a3".into(), "a2".into()]).unwrap();
    let links = [
        link("r2", "ada", "supports", "a3", "a1"),
        link("r1", "ada", "contradicts", "a1", "a2"),
    ];
    let back = merge(&gone, &links);
    assert_eq!(
        back.notes,
        [
            "we removed the link r1, they changed it; it is back",
            "we removed the annotation a2, their link r1 ends at it; it is back",
            "we removed the annotation a3, their link r2 ends at it; it is back"
        ]
    );
    for merged in [back, merge(&links, &gone)] {
        assert_eq!(merged.notes.len(), 3);
        assert_eq!(merged.project.relations().len(), 2);
        assert_eq!(merged.project.n_annotations(), 5);
    }
}

#[test]
fn a_link_that_moved_away_lets_its_old_end_go() {
    let moved = [link("r1", "ada", "supports", "a1", "a3")];
    let mut theirs = with(&base(), &moved);
    theirs = with(
        &theirs,
        &compose::remove_annotations(&theirs, &["a2".into()]).unwrap(),
    );
    let merged = merged(&base(), &theirs);
    assert_eq!(merged.notes, Vec::<String>::new());
    assert_eq!(merged.project, theirs);
}

#[test]
fn versions_that_differ_in_their_time_only_are_one() {
    let at = |time: &str| {
        let mut changed = Annotation::clone(base().annotation(&"a1".into()).unwrap());
        changed.label = "quote".into();
        time.clone_into(&mut changed.modified);
        [changed.into_op()]
    };
    let merged = merge(
        &at("2026-01-02T03:00:00+02:00"),
        &at("2026-01-02T02:00:00Z"),
    );
    assert_eq!(merged.notes, Vec::<String>::new());
    let a1 = merged.project.annotation(&"a1".into()).unwrap();
    assert_eq!(a1.modified, "2026-01-02T02:00:00Z");
}

#[test]
fn different_things_that_are_new_under_one_id_are_both_there() {
    let ours = [
        person("cy", "Cy"),
        article("d3", "Three", "Ours, a text."),
        mark("n1", "d1", "ada", "claim", 20),
        mark("n2", "d1", "ada", "claim", 30),
    ];
    let theirs = [
        person("cy", "Cyril"),
        article("d3", "Three", TEXT),
        mark("n1", "d3", "cy", "claim", 20),
        mark("n3", "d3", "cy", "claim", 30),
        link("r2", "cy", "supports", "n1", "n3"),
    ];
    let merged = merge(&ours, &theirs);
    assert_eq!(merged.notes, Vec::<String>::new());
    let project = merged.project;
    let names: Vec<_> = project
        .annotators()
        .iter()
        .map(|a| (a.id.as_str(), &*a.name))
        .collect();
    assert_eq!(names[2..], [("cy", "Cy"), ("cy-2", "Cyril")]);
    assert_eq!(&**project.document(&"d3-2".into()).unwrap().text(), TEXT);
    let n1 = project.annotation(&"n1-2".into()).unwrap();
    assert_eq!(
        (n1.document.as_str(), n1.annotator.as_str()),
        ("d3-2", "cy-2")
    );
    assert_eq!(
        project.relation(&"r2".into()).unwrap().from.as_str(),
        "n1-2"
    );
}

#[test]
fn an_article_that_both_added_is_one() {
    let ours = [
        article("x", "New", "A new text."),
        mark("n1", "d1", "ada", "claim", 20),
    ];
    let theirs = [article("y", "New", "A new text."), {
        let annotation = claim("n2", "y", "ben", "A new text.", 0..5);
        annotation.into_op()
    }];
    let merged = merge(&ours, &theirs);
    assert_eq!(merged.notes, Vec::<String>::new());
    assert_eq!(merged.project.documents().len(), 3);
    let n2 = merged.project.annotation(&"n2".into()).unwrap();
    assert_eq!(n2.document.as_str(), "x");
}

fn records(merged: &Merged) -> Vec<(&str, &str, &str)> {
    let all = merged.project.decisions();
    all.map(|d| (d.id.as_str(), d.outcome.as_str(), d.note.as_str()))
        .collect()
}

#[test]
fn a_note_and_a_decision_of_one_place_are_one_record() {
    use DecisionOutcome::{A, B, Open};
    let check = |ours: &[EditOp], theirs: &[EditOp], expected: &[(&str, &str, &str)]| {
        let merged = merge(ours, theirs);
        assert_eq!(records(&merged)[1..], *expected);
        assert_eq!(merged.notes, Vec::<String>::new());
    };
    let decided = [record("k3", B, "a3", "", "5")];
    let noted = [record("k2", Open, "a3", "Why?", "6")];
    check(&noted, &decided, &[("k2", "b", "Why?")]);
    check(&decided, &noted, &[("k3", "b", "Why?")]);
    let also = [record("k4", Open, "a3", "Ask.", "5")];
    check(&also, &noted, &[("k4", "open", "Ask.\n\nWhy?")]);
    check(
        &[record("k2", A, "a3", "", "5")],
        &noted,
        &[("k2", "a", "Why?")],
    );
}

#[test]
fn a_note_of_one_side_goes_to_the_decision_of_the_other() {
    use DecisionOutcome::{A, B, Open};
    let merged = merge(
        &[record("k1", A, "a1", "Why?", "1")],
        &[record("k1", B, "a1", "", "5")],
    );
    assert_eq!(records(&merged), [("k1", "b", "Why?")]);
    assert_eq!(merged.notes, Vec::<String>::new());
    let merged = merge(
        &[record("k1", Open, "a1", "Why?", "1")],
        &[record("k1", B, "a1", "", "5")],
    );
    assert_eq!(records(&merged), [("k1", "b", "Why?")]);
    assert_eq!(
        merged.notes,
        ["we took the decision k1 back, they changed it; it stays"]
    );
    let merged = merge(
        &[record("k1", A, "a1", "Why?", "1")],
        &[record("k1", A, "a1", "Ask.", "1")],
    );
    assert_eq!(records(&merged), [("k1", "a", "Why?\n\nAsk.")]);
    assert_eq!(
        merged.notes,
        ["both wrote the note of the decision k1; it holds both"]
    );
}
