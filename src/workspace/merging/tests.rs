//! Merging: what one side changed is taken, what both changed is kept twice.

use super::*;
use crate::model::fixture::claim;
use crate::model::{Annotator, AnnotatorKind, Document, ForeignFields, ProjectHead, Source};
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
    let document = Document::new("x".into(), "x".to_owned(), Source::default(), text);
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

#[test]
fn gathering_a_copy_changes_nothing() {
    let mut one = project();
    put(&mut one, "a1", "ada", 4..9);
    let gathered = gather(&[&one, &one.clone(), &one.clone()]);
    assert_eq!(gathered.project, one);
    assert_eq!((gathered.notes.len(), gathered.n_kept_twice), (0, 0));
}
