//! Merging: what one side changed is taken, what both changed is kept twice.

mod filling;
mod layer;

use super::*;
use crate::model::fixture::claim;
use crate::model::{
    Annotator, AnnotatorKind, DecisionOutcome, Document, ForeignFields, ProjectHead, Relation,
    Source,
};
use crate::model::{Progress, ProgressState};
use proptest::prelude::*;

const TEXT: &str = "The mayor said the bridge would close. The port said it would not.";

fn project() -> Project {
    let mut project = Project::new(ProjectHead::default());
    for (place, id) in ["ada", "ben"].into_iter().enumerate() {
        let annotator = Annotator {
            id: id.into(),
            name: id.to_uppercase(),
            kind: AnnotatorKind::Human,
            foreign: ForeignFields::default(),
        };
        let to = Some((place, Arc::new(annotator)));
        project.put_annotator(&id.into(), to).unwrap();
    }
    for (place, id) in ["d1", "d2"].into_iter().enumerate() {
        let text = format!("{TEXT} {id}");
        let document = Document::new(id.into(), id.to_owned(), Source::default(), text.into());
        let to = Some((place, Arc::new(document)));
        project.put_document(&id.into(), to).unwrap();
    }
    project
}

fn put(project: &mut Project, id: &str, annotator: &str, bytes: std::ops::Range<usize>) {
    let annotation = claim(id, "d1", annotator, TEXT, bytes);
    project
        .put_annotation(&id.into(), Some(Arc::new(annotation)))
        .unwrap();
}

fn contradiction(id: &str, annotator: &str, from: &str, to: &str) -> Relation {
    Relation {
        id: id.into(),
        relation_type: "contradicts".into(),
        annotator: annotator.into(),
        from: from.into(),
        to: to.into(),
        features: crate::model::Features::default(),
        note: String::new(),
        created: String::new(),
        modified: String::new(),
        foreign: ForeignFields::default(),
    }
}

fn ids(project: &Project) -> Vec<String> {
    project.annotations().map(|a| a.id.to_string()).collect()
}

/// One change of one annotation: it gets these bytes, or goes.
#[derive(Clone, Debug)]
struct Change {
    id: usize,
    start: Option<usize>,
}

fn change(project: &mut Project, change: &Change, prefix: &str) {
    let id = format!("{prefix}{}", change.id);
    match change.start {
        Some(start) => put(project, &id, "ada", start..start + 5),
        None => {
            let _ = project.put_annotation(&id.as_str().into(), None);
        }
    }
}

fn changes() -> impl Strategy<Value = Vec<Change>> {
    let start = prop::option::of(0..50_usize);
    let one = (0..6_usize, start).prop_map(|(id, start)| Change { id, start });
    prop::collection::vec(one, 0..12)
}

proptest! {
    #[test]
    fn disjoint_edits_are_both_there(ours in changes(), theirs in changes()) {
        let mut base = project();
        for id in 0..4 {
            put(&mut base, &format!("o{id}"), "ada", id..id + 7);
            put(&mut base, &format!("t{id}"), "ada", id..id + 9);
        }
        let (mut left, mut right, mut both) = (base.clone(), base.clone(), base.clone());
        for one in &ours {
            change(&mut left, one, "o");
            change(&mut both, one, "o");
        }
        for one in &theirs {
            change(&mut right, one, "t");
            change(&mut both, one, "t");
        }
        let merged = drive(&base, &left, &right);
        prop_assert_eq!(&merged.notes, &Vec::<String>::new());
        prop_assert_eq!(&merged.project, &both);
        // Either side may be ours.
        prop_assert_eq!(&drive(&base, &right, &left).project, &both);
    }

    #[test]
    fn no_version_of_an_annotation_is_lost(ours in changes(), theirs in changes()) {
        let mut base = project();
        for id in 0..4 {
            put(&mut base, &format!("o{id}"), "ada", id..id + 7);
        }
        let (mut left, mut right) = (base.clone(), base.clone());
        for one in &ours {
            change(&mut left, one, "o");
        }
        for one in &theirs {
            change(&mut right, one, "o");
        }
        let merged = drive(&base, &left, &right).project;
        let places: Vec<_> = merged.annotations().map(|a| a.spans.clone()).collect();
        for side in [&left, &right] {
            for annotation in side.annotations() {
                if base.annotation(&annotation.id) != Some(annotation) {
                    prop_assert!(places.contains(&annotation.spans));
                }
            }
        }
    }
}

#[test]
fn what_they_put_on_an_article_that_we_removed_brings_it_back() {
    let base = project();
    let mut ours = base.clone();
    ours.put_document(&"d1".into(), None).unwrap();
    let mut theirs = base.clone();
    put(&mut theirs, "t1", "ben", 4..9);
    let merged = drive(&base, &ours, &theirs);
    assert_eq!(ids(&merged.project), ["t1"]);
    assert!(merged.project.document(&"d1".into()).is_some());
    assert_eq!(
        merged.notes,
        ["we removed the article d1, they worked on it; it is back"]
    );
}

#[test]
fn the_same_text_under_another_id_is_the_same_article() {
    let (mut first, mut second) = (project(), Project::new(ProjectHead::default()));
    put(&mut first, "a1", "ada", 4..9);
    let annotator = first.annotator(&"ben".into()).unwrap().clone();
    second
        .put_annotator(&"ben".into(), Some((0, annotator)))
        .unwrap();
    let text: Arc<str> = first.document(&"d1".into()).unwrap().text().clone();
    let document = Document::new("x".into(), "d1".to_owned(), Source::default(), text);
    second
        .put_document(&"x".into(), Some((0, Arc::new(document))))
        .unwrap();
    let annotation = claim("b1", "x", "ben", TEXT, 4..9);
    second
        .put_annotation(&"b1".into(), Some(Arc::new(annotation)))
        .unwrap();
    let gathered = gather(&[&first, &second]);
    assert_eq!(gathered.notes, Vec::<String>::new());
    assert_eq!(gathered.project.documents().len(), 2);
    let b1 = gathered.project.annotation(&"b1".into()).unwrap();
    assert_eq!(b1.document.as_str(), "d1");
}

fn change_at(project: &mut Project, id: &str, bytes: std::ops::Range<usize>, at: &str) {
    let mut annotation = claim(id, "d1", "ada", TEXT, bytes);
    at.clone_into(&mut annotation.modified);
    project
        .put_annotation(&id.into(), Some(Arc::new(annotation)))
        .unwrap();
}

#[test]
fn of_three_copies_each_version_is_there_once() {
    let (mut newer, mut older) = (project(), project());
    // In another zone, and earlier.
    change_at(&mut older, "a1", 4..9, "2026-01-02T12:00:00+09:00");
    change_at(&mut newer, "a1", 10..14, "2026-01-02T04:00:00Z");
    for files in [
        [&newer, &older, &older],
        [&older, &newer, &older],
        [&older, &older, &newer],
    ] {
        let gathered = gather(&files);
        assert_eq!(ids(&gathered.project), ["a1", "a1-2"]);
        assert_eq!(gathered.n_kept_twice, 1);
        assert_eq!(
            gathered.notes,
            ["two versions of the annotation a1; the older is a1-2"]
        );
        let a1 = gathered.project.annotation(&"a1".into()).unwrap();
        assert_eq!(a1.start().get(), 10, "the newer one keeps the id");
    }
    // Another person's annotation of the same id.
    let (mut first, mut other) = (project(), project());
    put(&mut first, "a1", "ada", 4..9);
    put(&mut other, "a1", "ben", 4..9);
    let gathered = gather(&[&first, &other, &other]);
    assert_eq!(ids(&gathered.project), ["a1", "a1-2"]);
    assert_eq!(gathered.notes, Vec::<String>::new());
}

#[test]
fn of_two_versions_of_a_link_the_one_changed_last_keeps_the_id() {
    let link = |note: &str, modified: &str| {
        let mut project = project();
        put(&mut project, "a1", "ada", 4..9);
        put(&mut project, "a2", "ada", 10..14);
        let relation = Relation {
            note: note.to_owned(),
            modified: modified.to_owned(),
            ..contradiction("r1", "ada", "a1", "a2")
        };
        project
            .put_relation(&"r1".into(), Some(Arc::new(relation)))
            .unwrap();
        project
    };
    let (older, newer) = (
        link("Old.", "2026-01-02T03:04:05Z"),
        link("New.", "2026-01-03T03:04:05Z"),
    );
    for files in [[&older, &newer], [&newer, &older]] {
        let gathered = gather(&files);
        assert_eq!(
            gathered.notes,
            ["two versions of the link r1; the older is r1-2"]
        );
        let note = |id: &str| &gathered.project.relation(&id.into()).unwrap().note;
        assert_eq!(note("r1"), "New.");
        assert_eq!(note("r1-2"), "Other version, kept by a merge of r1. Old.");
    }
}

#[test]
fn a_flag_never_gets_among_the_notes_for_the_guidelines() {
    let (mut first, mut second) = (project(), project());
    put_decision(&mut first, decision("k1", "a1", "b1", "f1", "1"));
    let mut other = decision("k1", "a1", "b1", "f2", "2");
    other.note = "A title is no claim.".to_owned();
    put_decision(&mut second, other);
    let gathered = gather(&[&first, &second, &first]);
    assert_eq!(gathered.project.decisions().len(), 2);
    assert_eq!(gathered.n_kept_twice, 1);
    let notes = crate::workspace::guideline_notes(&gathered.project);
    let notes = String::from_utf8(notes).unwrap();
    assert!(notes.contains("A title is no claim.") && !notes.contains("merge"));
}

#[test]
fn a_note_on_an_open_place_goes_to_the_decision_of_another_copy() {
    let (mut first, mut second) = (project(), project());
    put_decision(&mut first, decision("k1", "a1", "b1", "f1", "1"));
    let mut open = decision("k2", "a1", "b1", "", "2");
    open.outcome = DecisionOutcome::Open;
    open.result.clear();
    open.note = "Why?".to_owned();
    put_decision(&mut second, open);
    for files in [[&first, &second], [&second, &first]] {
        let gathered = gather(&files);
        let all: Vec<_> = gathered.project.decisions().collect();
        assert_eq!(all.len(), 1);
        assert_eq!(all[0].outcome, DecisionOutcome::A);
        assert_eq!((&*all[0].note, &*all[0].result[0]), ("Why?", "f1"));
        assert_eq!(gathered.notes, Vec::<String>::new());
    }
}

fn faulty_annotation() -> crate::model::SetAside {
    crate::model::SetAside {
        list: crate::model::ListName::Annotations,
        id: Some("a1".to_owned()),
        raw: "{\"id\":\"a1\"}".to_owned(),
        problem: crate::model::Problem {
            annotation: Some("a1".into()),
            document: Some("d1".into()),
            ..crate::model::Problem::new(crate::model::ProblemKind::SpanText, "it has no words")
        },
    }
}

/// A link of a type that no tag set has.
fn faulty_link(annotator: &str, from: &str, to: &str) -> crate::model::SetAside {
    let raw = format!(
        r#"{{"id":"r9","type":"x","annotator":"{annotator}","from":"{from}","to":"{to}"}}"#
    );
    crate::model::SetAside {
        list: crate::model::ListName::Relations,
        id: Some("r9".to_owned()),
        raw,
        problem: crate::model::Problem {
            relation: Some("r9".into()),
            ..crate::model::Problem::new(crate::model::ProblemKind::UnknownRelationType, "no type")
        },
    }
}

#[test]
fn what_was_faulty_and_is_mended_on_one_side_is_mended() {
    let mut base = project();
    base.push_set_aside(faulty_annotation());
    let mut theirs = project();
    put(&mut theirs, "a1", "ada", 4..9);
    for (ours, theirs) in [(&base, &theirs), (&theirs, &base)] {
        let merged = drive(&base, ours, theirs);
        assert_eq!(ids(&merged.project), ["a1"]);
        assert!(merged.project.set_aside().is_empty() && merged.notes.is_empty());
        let mut stepped = ours.clone();
        let merged = drive_as_step(&base, ours, theirs);
        apply_all(&mut stepped, &merged.ops).unwrap();
        assert_eq!(ids(&stepped), ["a1"]);
        assert!(stepped.set_aside().is_empty() && merged.notes.is_empty());
        assert_eq!(stepped, merged.project);
    }
}

#[test]
fn what_is_faulty_on_their_side_only_comes_along() {
    let base = project();
    let mut theirs = project();
    theirs.push_set_aside(faulty_annotation());
    theirs.push_set_aside(faulty_link("ben", "a1", "a2"));
    assert_eq!(drive(&base, &base, &theirs).project, theirs);
    let merged = drive_as_step(&base, &base, &theirs);
    let mut stepped = base.clone();
    apply_all(&mut stepped, &merged.ops).unwrap();
    assert_eq!(stepped, theirs);
    assert_eq!((merged.notes.as_slice(), merged.n_clashes), (&[][..], 0));
    // Mended there, it goes here too.
    let merged = drive_as_step(&theirs, &theirs, &base);
    assert_eq!(merged.project, base);
    assert_eq!((merged.notes.as_slice(), merged.n_clashes), (&[][..], 0));
}

#[test]
fn gathering_a_copy_changes_nothing() {
    let mut one = project();
    put(&mut one, "a1", "ada", 4..9);
    let gathered = gather(&[&one, &one.clone(), &one.clone()]);
    assert_eq!(gathered.project, one);
    assert_eq!((gathered.notes.len(), gathered.n_kept_twice), (0, 0));
}

fn decision(id: &str, a: &str, b: &str, result: &str, at: &str) -> Decision {
    Decision {
        id: id.into(),
        document: "d1".into(),
        annotators: ["ada".into(), "ben".into()],
        a: vec![a.into()],
        b: vec![b.into()],
        relations_a: Vec::new(),
        relations_b: Vec::new(),
        outcome: DecisionOutcome::A,
        result: vec![result.into()],
        adjudicator: "ben".into(),
        note: String::new(),
        at: at.to_owned(),
        foreign: ForeignFields::default(),
    }
}

fn put_decision(project: &mut Project, decision: Decision) {
    let id = decision.id.clone();
    project.put_decision(&id, Some(Arc::new(decision))).unwrap();
}

#[test]
fn decisions_come_along_with_what_they_name() {
    let (mut first, mut second) = (project(), project());
    put(&mut first, "a1", "ada", 4..9);
    // Another article has the id d1 here, and another annotation the id a1.
    second.put_document(&"d1".into(), None).unwrap();
    let document = second.document(&"d2".into()).unwrap().clone();
    let text = format!("{TEXT} d1");
    let moved = Document::new("x".into(), "d1".to_owned(), Source::default(), text.into());
    let to = Some((0, Arc::new(moved)));
    second.put_document(&"x".into(), to).unwrap();
    assert_eq!(document.id.as_str(), "d2");
    let annotation = claim("a1", "x", "ben", TEXT, 4..9);
    second
        .put_annotation(&"a1".into(), Some(Arc::new(annotation)))
        .unwrap();
    let mut theirs = decision("k1", "a1", "gone", "a1", "1");
    theirs.document = "x".into();
    put_decision(&mut second, theirs);
    put_decision(&mut first, decision("k1", "z", "z", "z", "2"));
    let gathered = gather(&[&first, &second]);
    assert_eq!(gathered.notes, Vec::<String>::new(), "of another place");
    let taken = gathered.project.decision(&"k1-2".into()).unwrap();
    assert_eq!(taken.document.as_str(), "d1");
    assert_eq!((taken.a[0].as_str(), taken.b[0].as_str()), ("a1-2", "gone"));
    assert_eq!(&*taken.result[0], "a1-2");
    assert_eq!(taken.note, "");
    assert_eq!(gather(&[&first, &first.clone()]).project, first);
}

#[test]
fn two_sides_decisions_are_both_kept() {
    let mut base = project();
    put_decision(&mut base, decision("k1", "a1", "b1", "f1", "1"));
    put_decision(&mut base, decision("k2", "a2", "b2", "f2", "1"));
    let (mut ours, mut theirs) = (base.clone(), base.clone());
    put_decision(&mut ours, decision("k1", "a1", "b1", "f8", "2"));
    put_decision(&mut theirs, decision("k1", "a1", "b1", "f9", "3"));
    // New on both sides, of one place; and one that only they changed.
    put_decision(&mut ours, decision("k3", "a3", "b3", "f3", "2"));
    put_decision(&mut theirs, decision("k4", "a3", "x3", "f4", "2"));
    put_decision(&mut theirs, decision("k2", "a2", "b2", "f7", "2"));
    let merged = drive(&base, &ours, &theirs);
    let found: Vec<String> = merged
        .project
        .decisions()
        .map(|d| format!("{} {}", d.id, d.result[0]))
        .collect();
    assert_eq!(found, ["k1 f8", "k1-2 f9", "k2 f7", "k3 f3", "k4 f4"]);
    assert_eq!(
        merged.notes,
        [
            "both changed the decision k1; theirs is k1-2",
            "both decided one place: k3 is ours, k4 theirs"
        ]
    );
    assert_eq!(merged.n_kept_twice, 2);
}
