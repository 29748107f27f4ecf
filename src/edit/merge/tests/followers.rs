//! What one side removed only along with something that stays.

use super::*;

#[test]
fn an_article_that_one_side_removed_and_the_other_worked_on_stays_whole() {
    let gone = compose::remove_document(&base(), &"d1".into()).unwrap();
    let moved = [mark("a1", "d1", "ada", "claim", 30)];
    let back = merge(&gone, &moved);
    assert_eq!(
        back.notes,
        [
            "we removed the annotation a1, they changed it; it is back",
            "we removed the article d1, they worked on it; it is back"
        ]
    );
    let stays = merge(&moved, &gone);
    assert_eq!(
        stays.notes,
        [
            "they removed the annotation a1, we changed it; ours stays",
            "they removed the article d1, we worked on it; it stays"
        ]
    );
    for merged in [back, stays] {
        let a1 = merged.project.annotation(&"a1".into()).unwrap();
        assert_eq!(a1.start().get(), 30);
        assert_eq!(a1.note, "Kept by a merge: one side had removed it.");
        assert_eq!(merged.project.documents().len(), 2);
        // With all that went along.
        assert!(merged.project.annotation(&"a3".into()).is_some());
        assert!(merged.project.relation(&"r1".into()).is_some());
        assert!(merged.project.decision(&"k1".into()).is_some());
        let state = merged.project.progress_state(&"d1".into(), &"ben".into());
        assert_eq!(state, ProgressState::Done);
    }
}

#[test]
fn an_annotator_that_one_side_removed_while_the_other_worked_on_stays_with_the_layer() {
    let gone = compose::remove_annotator(&base(), &"ben".into()).unwrap();
    let moved = [mark("b1", "d1", "ben", "quote", 30)];
    let back = merge(&gone, &moved);
    assert_eq!(
        back.notes[1],
        "we removed the annotator ben, they worked on; the layer is back"
    );
    for merged in [back, merge(&moved, &gone)] {
        assert_eq!(merged.notes.len(), 2);
        assert!(merged.project.annotator(&"ben".into()).is_some());
        assert!(merged.project.annotation(&"b1".into()).is_some());
        assert!(merged.project.annotation(&"b2".into()).is_some());
        let state = merged.project.progress_state(&"d1".into(), &"ben".into());
        assert_eq!(state, ProgressState::Done);
    }
}

#[test]
fn the_links_of_an_annotation_that_stays_stay() {
    let gone = compose::remove_annotations(&base(), &["a1".into()]).unwrap();
    let tagged = [mark("a1", "d1", "ada", "quote", 0)];
    let back = merge(&gone, &tagged);
    assert_eq!(
        back.notes,
        [
            "we removed the annotation a1, they changed it; it is back",
            "we removed the link r1 with the annotation a1; both stay"
        ]
    );
    let stays = merge(&tagged, &gone);
    assert_eq!(
        stays.notes[1],
        "they removed the link r1 with the annotation a1; both stay"
    );
    for merged in [back, stays] {
        assert!(merged.project.relation(&"r1".into()).is_some());
        assert_eq!(merged.n_clashes, 1);
    }
    // Each side changed the end that the other removed.
    let gone = compose::remove_annotations(&base(), &["a2".into()]).unwrap();
    let ours = [tagged.to_vec(), gone].concat();
    let gone = compose::remove_annotations(&base(), &["a1".into()]).unwrap();
    let theirs = [vec![mark("a2", "d2", "ada", "claim", 4)], gone].concat();
    let both = merge(&ours, &theirs);
    assert!(both.project.relation(&"r1".into()).is_some());
    // A link that one side removed by itself is gone.
    let unlinked = [EditOp::Relation {
        id: "r1".into(),
        to: None,
    }];
    let merged = merge(&[tagged.to_vec(), unlinked.to_vec()].concat(), &[]);
    assert!(merged.project.relation(&"r1".into()).is_none());
    let gone = compose::remove_annotations(&base(), &["a1".into()]).unwrap();
    let merged = merge(&[tagged.to_vec(), unlinked.to_vec()].concat(), &gone);
    assert!(merged.project.relation(&"r1".into()).is_none());
}
