//! Edits and their inverses on small projects.

use super::compose::{self, Orphans};
use super::*;
use crate::model::fixture::claim;
use crate::model::*;
use proptest::prelude::*;
use std::sync::Arc;

const TEXT: &str = "The port says the bridge will close. “No,” said the mayor, “it won’t.”";

fn project() -> Project {
    let mut project = Project::new(ProjectHead {
        title: "Harbour".to_owned(),
        ..ProjectHead::default()
    });
    for (i, name) in ["ada", "ben"].into_iter().enumerate() {
        let annotator = Annotator {
            id: name.into(),
            name: name.to_owned(),
            kind: AnnotatorKind::Human,
            foreign: ForeignFields::default(),
        };
        project
            .put_annotator(&name.into(), Some((i, Arc::new(annotator))))
            .unwrap();
    }
    for (i, id) in ["d1", "d2"].into_iter().enumerate() {
        let document = Document::new(id.into(), id.to_owned(), Source::default(), TEXT.into());
        project
            .put_document(&id.into(), Some((i, Arc::new(document))))
            .unwrap();
    }
    project
}

fn annotation(id: &str, document: &str, annotator: &str, words: &str) -> Arc<Annotation> {
    let start = TEXT.find(words).unwrap();
    let bytes = start..start + words.len();
    Arc::new(claim(id, document, annotator, TEXT, bytes))
}

fn put(a: &Arc<Annotation>) -> EditOp {
    EditOp::Annotation {
        id: a.id.clone(),
        to: Some(a.clone()),
    }
}

fn link(id: &str, annotator: &str, from: &str, to: &str) -> EditOp {
    EditOp::Relation {
        id: id.into(),
        to: Some(Arc::new(Relation {
            id: id.into(),
            relation_type: "contradicts".into(),
            annotator: annotator.into(),
            from: from.into(),
            to: to.into(),
            features: Features::default(),
            note: String::new(),
            created: String::new(),
            modified: String::new(),
            foreign: ForeignFields::default(),
        })),
    }
}

/// Ada: a1 and a2, linked by r1; Ben: b1.
fn annotated() -> Project {
    let mut project = project();
    let ops = [
        put(&annotation("a1", "d1", "ada", "the bridge will close")),
        put(&annotation("a2", "d2", "ada", "it won’t")),
        put(&annotation("b1", "d1", "ben", "the bridge")),
        link("r1", "ada", "a1", "a2"),
        compose::set_progress(&project, &"d1".into(), &"ada".into(), ProgressState::Done),
    ];
    apply_all(&mut project, &ops).unwrap();
    project
}

/// Does it, sees what `after` says of the project, takes it back, and finds the project as it was.
fn check(ops: &[EditOp], after: impl FnOnce(&Project)) {
    let before = annotated();
    let mut project = before.clone();
    let inverse = apply_all(&mut project, ops).unwrap();
    after(&project);
    apply_all(&mut project, &inverse).unwrap();
    assert_eq!(project, before);
}

#[test]
fn removing_an_annotation_takes_its_link_and_brings_it_back() {
    let ops = compose::remove_annotations(&annotated(), &["a1".into()]).unwrap();
    check(&ops, |p| {
        assert!(p.annotation(&"a1".into()).is_none());
        assert_eq!(p.relations().len(), 0);
        assert_eq!(p.relations_of(&"a2".into()).count(), 0);
    });
}

#[test]
fn an_annotation_with_a_link_does_not_go_alone() {
    let mut project = annotated();
    let before = project.clone();
    let alone = EditOp::Annotation {
        id: "a1".into(),
        to: None,
    };
    assert!(alone.apply(&mut project).is_err());
    assert_eq!(project, before);
}

#[test]
fn removing_a_document_takes_every_layer_on_it() {
    let ops = compose::remove_document(&annotated(), &"d1".into()).unwrap();
    check(&ops, |p| {
        assert_eq!(p.documents().len(), 1);
        assert_eq!(p.n_annotations(), 1, "a2 on the other document stays");
        assert_eq!(p.document_position(&"d2".into()), Some(0));
        assert_eq!(p.all_progress().count(), 0);
    });
}

#[test]
fn removing_an_annotator_takes_the_layer() {
    let ops = compose::remove_annotator(&annotated(), &"ada".into()).unwrap();
    check(&ops, |p| {
        assert_eq!(p.annotators().len(), 1);
        let left: Vec<&str> = p.annotations().map(|a| a.id.as_str()).collect();
        assert_eq!(left, ["b1"]);
    });
}

#[test]
fn a_label_in_use_goes_only_when_its_annotations_have_somewhere_to_go() {
    let project = annotated();
    let claim = LabelId::from("claim");
    assert!(compose::remove_label(&project, &claim, &Orphans::Refuse).is_err());

    let to = Orphans::MoveTo("quote".into());
    check(
        &compose::remove_label(&project, &claim, &to).unwrap(),
        |p| {
            assert!(p.schema().label(&claim).is_none());
            assert!(p.annotations().all(|a| a.label.as_str() == "quote"));
            let layer = p.layer(&"d1".into()).unwrap();
            assert_eq!(layer.count(&"ada".into(), &"quote".into()), 1);
            assert_eq!(layer.count(&"ada".into(), &claim), 0);
        },
    );

    check(
        &compose::remove_label(&project, &claim, &Orphans::Remove).unwrap(),
        |p| {
            assert_eq!(p.n_annotations(), 0);
            assert_eq!(p.relations().len(), 0);
        },
    );
}

#[test]
fn a_key_belongs_to_one_label() {
    let project = annotated();
    let mut quote = project.schema().label(&"quote".into()).unwrap().clone();
    "1".clone_into(&mut quote.key);
    check(&[compose::put_label(&project, quote, Some(0))], |p| {
        let keys: Vec<(&str, &str)> = p
            .schema()
            .labels
            .iter()
            .map(|l| (l.id.as_str(), l.key.as_str()))
            .collect();
        assert_eq!(
            keys,
            [("quote", "1"), ("claim", ""), ("contradiction", "3")]
        );
    });
}

#[test]
fn a_refused_op_in_the_middle_changes_nothing() {
    let before = annotated();
    let mut project = before.clone();
    let ops = [
        put(&annotation("new", "d1", "ada", "mayor")),
        put(&annotation("lost", "d9", "ada", "mayor")),
    ];
    let error = apply_all(&mut project, &ops).unwrap_err();
    assert_eq!(error.0, "annotation lost: there is no document d9");
    assert_eq!(project, before);
}

#[test]
fn a_link_across_layers_is_refused() {
    let error = link("r2", "ada", "a1", "b1")
        .apply(&mut annotated())
        .unwrap_err();
    assert_eq!(
        error.0,
        "relation r2: its end b1 is in the layer of ben, the relation in that of ada"
    );
}

fn some_op() -> impl Strategy<Value = EditOp> {
    let words = prop::sample::select(vec!["The port", "the bridge", "close", "No", "it won’t"]);
    let document = prop::sample::select(vec!["d1", "d2", "d3"]);
    let who = prop::sample::select(vec!["ada", "ben", "nobody"]);
    let id = prop::sample::select(vec!["a1", "a2", "b1", "n1", "n2"]);
    let state = prop::sample::select(ProgressState::ALL.to_vec());
    prop_oneof![
        4 => (id.clone(), document.clone(), who.clone(), words)
            .prop_map(|(id, d, who, words)| put(&annotation(id, d, who, words))),
        2 => id.clone().prop_map(|id| EditOp::Annotation { id: id.into(), to: None }),
        2 => (who.clone(), id.clone(), id).prop_map(|(who, a, b)| link("r2", who, a, b)),
        1 => Just(EditOp::Relation { id: "r1".into(), to: None }),
        1 => (document.clone(), who.clone(), state).prop_map(|(d, a, state)| EditOp::Progress {
            document: d.into(),
            annotator: a.into(),
            to: Some(Progress { state, foreign: ForeignFields::default() }),
        }),
        1 => (document, 0_usize..3).prop_map(|(d, place)| {
            let new = Document::new(d.into(), "moved".to_owned(), Source::default(), TEXT.into());
            EditOp::Document { id: d.into(), to: Some((place, Arc::new(new))) }
        }),
        1 => who.prop_map(|a| EditOp::Annotator { id: a.into(), to: None }),
    ]
}

proptest! {
    #[test]
    fn applied_and_taken_back_is_as_before(ops in prop::collection::vec(some_op(), 1..30)) {
        let before = annotated();
        let mut project = before.clone();
        let mut inverses = Vec::new();
        for op in &ops {
            let unchanged = project.clone();
            if let Ok(inverse) = op.apply(&mut project) {
                inverses.push(inverse);
            } else {
                prop_assert_eq!(&project, &unchanged);
            }
            prop_assert!(project.check().iter().all(|p| p.kind.is_notice()));
            for a in project.annotations() {
                prop_assert!(project.judge_annotation(a).is_ok());
            }
            for r in project.relations() {
                prop_assert!(project.judge_relation(r).is_ok());
            }
        }
        for inverse in inverses.iter().rev() {
            inverse.apply(&mut project).unwrap();
        }
        prop_assert_eq!(project, before);
    }
}

fn step(number: u64, kind: StepKind) -> Arc<Step> {
    Arc::new(Step {
        number,
        kind,
        description: format!("step {number}"),
        author: "ada".to_owned(),
        at: String::new(),
        ops: Vec::new(),
        inverse: Vec::new(),
    })
}

#[test]
fn the_drawing_in_the_docs_of_history_is_true() {
    use StepKind::{Edit, Undo};
    let history = History::from_steps([
        step(1, Edit),
        step(2, Edit),
        step(3, Undo(2)),
        step(4, Edit),
        step(5, Undo(4)),
    ]);
    let numbers = |steps: Vec<&Arc<Step>>| steps.iter().map(|s| s.number).collect::<Vec<_>>();
    assert_eq!(numbers(history.undoable().collect()), [1]);
    assert_eq!(numbers(history.redoable().collect()), [4]);
    assert_eq!(history.next_number(), 6);
    assert_eq!(history.steps().len(), 5);
}

#[test]
fn an_undo_of_a_step_that_was_trimmed_away_changes_nothing() {
    let history = History::from_steps([step(7, StepKind::Edit), step(8, StepKind::Undo(3))]);
    assert_eq!(history.next_undo().map(|s| s.number), Some(7));
    assert!(history.next_redo().is_none());
}

/// Merges what `theirs` did to the annotated project into what `ours` did; says the notes.
fn merge_check(ours: &[EditOp], theirs: &[EditOp], after: impl FnOnce(&Project)) -> Vec<String> {
    let base = annotated();
    let (mut our_side, mut their_side) = (base.clone(), base.clone());
    apply_all(&mut our_side, ours).unwrap();
    apply_all(&mut their_side, theirs).unwrap();
    let merged = merge::three_way(&base, &our_side, &their_side);
    apply_all(&mut our_side, &merged.ops).unwrap();
    assert_eq!(our_side, merged.project);
    after(&our_side);
    merged.notes
}

fn ids(project: &Project) -> Vec<&str> {
    project.annotations().map(|a| a.id.as_str()).collect()
}

#[test]
fn both_sides_new_annotations_are_kept() {
    let ours = [put(&annotation("o1", "d1", "ada", "mayor"))];
    let theirs = [put(&annotation("t1", "d1", "ben", "mayor"))];
    let notes = merge_check(&ours, &theirs, |p| {
        assert_eq!(ids(p), ["a1", "a2", "b1", "o1", "t1"]);
    });
    assert_eq!(notes, Vec::<String>::new());
}

#[test]
fn a_change_of_one_side_is_taken_and_of_both_both_versions() {
    let theirs = [put(&annotation("b1", "d1", "ben", "mayor"))];
    let notes = merge_check(&[], &theirs, |p| {
        assert_eq!(
            p.annotation(&"b1".into()).unwrap().covered_text(TEXT),
            "mayor"
        );
    });
    assert_eq!(notes, Vec::<String>::new());

    let ours = [put(&annotation("b1", "d1", "ben", "close"))];
    let notes = merge_check(&ours, &theirs, |p| {
        let words = |id: &str| p.annotation(&id.into()).unwrap().covered_text(TEXT);
        assert_eq!((&*words("b1"), &*words("b1-2")), ("close", "mayor"));
    });
    assert_eq!(notes, ["both changed the annotation b1; theirs is b1-2"]);
}

#[test]
fn what_they_removed_goes_with_its_links() {
    let theirs = compose::remove_document(&annotated(), &"d1".into()).unwrap();
    let notes = merge_check(&[], &theirs, |p| {
        assert_eq!(ids(p), ["a2"]);
        assert_eq!(p.documents().len(), 1);
        assert_eq!(p.relations().len(), 0);
    });
    assert_eq!(notes, Vec::<String>::new());
}

#[test]
fn an_article_they_removed_stays_while_we_have_work_on_it() {
    let ours = [put(&annotation("o1", "d1", "ada", "mayor"))];
    let theirs = compose::remove_document(&annotated(), &"d1".into()).unwrap();
    let notes = merge_check(&ours, &theirs, |p| {
        assert_eq!(ids(p), ["a1", "a2", "b1", "o1"], "it stays whole");
        assert_eq!(p.relations().len(), 1);
        assert_eq!(p.documents().len(), 2);
    });
    assert_eq!(
        notes,
        ["they removed the article d1, we worked on it; it stays"]
    );
}

/// `TEXT` after its first words were changed and a sentence was put before it.
const NEWER: &str =
    "It is Monday. The port says the bridge will open. “No,” said the mayor, “it won’t.”";

fn newer(text: &str) -> Vec<EditOp> {
    let base = annotated();
    let document = Document::new("d1".into(), "d1".to_owned(), Source::default(), text.into());
    let (ops, _) = replace::replace_document(&base, &Arc::new(document), "now").unwrap();
    ops
}

#[test]
fn annotations_of_one_side_go_with_the_newer_version_that_the_other_took() {
    let added = [put(&annotation("n1", "d1", "ben", "said the mayor"))];
    let check = |ours: &[EditOp], theirs: &[EditOp]| {
        let notes = merge_check(ours, theirs, |p| {
            let words = |id: &str| {
                let a = p.annotation(&id.into()).unwrap();
                (a.covered_text(NEWER), a.anchor)
            };
            assert_eq!(&**p.document(&"d1".into()).unwrap().text(), NEWER);
            assert_eq!(words("n1"), ("said the mayor".to_owned(), None));
            let moved = Some(AnchorState::Moved);
            assert_eq!(words("b1"), ("the bridge".to_owned(), moved));
            let changed = Some(AnchorState::Changed);
            assert_eq!(words("a1"), ("the bridge will open".to_owned(), changed));
            assert!(p.relation(&"r1".into()).is_some() && p.check().is_empty());
        });
        assert_eq!(notes, Vec::<String>::new());
    };
    check(&newer(NEWER), &added);
    check(&added, &newer(NEWER));
}

#[test]
fn of_two_newer_versions_ours_stays() {
    let notes = merge_check(&newer(NEWER), &newer("The port says no."), |p| {
        assert_eq!(&**p.document(&"d1".into()).unwrap().text(), NEWER);
    });
    assert_eq!(
        notes[0],
        "both changed the text of the article d1; ours stays"
    );
    assert!(
        notes.iter().all(|n| !n.starts_with("left out")),
        "{notes:?}"
    );
}

proptest! {
    #[test]
    fn merging_with_one_unchanged_side_gives_the_other(ops in prop::collection::vec(some_op(), 1..20)) {
        let base = annotated();
        let mut changed = base.clone();
        for op in &ops {
            // Places in lists are not merged, so they are left alone here.
            if !matches!(op, EditOp::Document { .. }) {
                let _ = op.apply(&mut changed);
            }
        }
        let merged = merge::three_way(&base, &base, &changed);
        prop_assert_eq!(&merged.notes, &Vec::<String>::new());
        let mut ours = base.clone();
        apply_all(&mut ours, &merged.ops).unwrap();
        prop_assert_eq!(&ours, &changed);
        let nothing = merge::three_way(&base, &changed, &base);
        prop_assert_eq!((nothing.ops, nothing.notes), (Vec::new(), Vec::new()));
    }
}
