//! What waits, in words, and what a click and the buttons send.

use super::*;
use crate::app::context::Message;
use crate::app::panels::fixture::project;
use crate::model::{Annotation, OldSpan, Project};
use egui_kittest::{Harness, kittest::Queryable as _};
use std::sync::Arc;

/// Ada's first two annotations and Ben's wait.
fn waiting() -> Project {
    let mut project = project();
    let states = [
        ("a1", AnchorState::Changed, "The bridge closes"),
        ("a2", AnchorState::Moved, "We will"),
        ("b1", AnchorState::Lost, "gone words"),
    ];
    for (id, state, old) in states {
        let mut a = Annotation::clone(project.annotation(&id.into()).unwrap());
        a.anchor = Some(state);
        a.old_spans = vec![OldSpan {
            start: 0,
            end: 3,
            text: old.to_owned(),
        }];
        project
            .put_annotation(&id.into(), Some(Arc::new(a)))
            .unwrap();
    }
    project
}

const CHANGED: &str =
    "Changed: Claim “The bridge closes”, now “The bridge will close”, in Harbour bridge to close";
const MOVED: &str =
    "Moved: Quote “We will”, the same words: the right ones?, in Harbour bridge to close";

#[test]
fn rows_stand_in_reading_order_with_both_words() {
    let data = ReviewData::gather(&waiting(), Some(&"ada".into()));
    let names: Vec<String> = data.rows.iter().map(ReviewRow::accessible_name).collect();
    assert_eq!(names, [CHANGED, MOVED]);
    assert_eq!(
        data.others.as_deref(),
        Some("In other layers wait 1 of Ben: each annotator settles their own")
    );
    assert_eq!(data.ids_of(AnchorState::Moved), ["a2".into()]);
}

#[test]
fn what_differs_far_behind_the_start_is_seen() {
    let long = "so they said on Monday in the harbour ";
    let (before, now) = data::from_the_difference(
        &format!("{long}that it opens"),
        &format!("{long}that it closes"),
    );
    assert_eq!(before, "… harbour that it opens");
    assert_eq!(now, "… harbour that it closes");
}

#[test]
fn the_next_one_takes_the_turn_of_one_that_is_settled() {
    let mut project = waiting();
    let mut state = ReviewState::default();
    let ada: AnnotatorId = "ada".into();
    state.follow(&project, Some(&ada), 1);
    let next = |state: &ReviewState, forward| state.neighbour(forward).map(|id| id.to_string());
    assert_eq!(next(&state, true).as_deref(), Some("a1"));
    state.choose("a1".into());
    assert_eq!(next(&state, true).as_deref(), Some("a2"));
    assert_eq!(next(&state, false).as_deref(), Some("a2"));
    let mut a = Annotation::clone(project.annotation(&"a1".into()).unwrap());
    a.anchor = None;
    project
        .put_annotation(&"a1".into(), Some(Arc::new(a)))
        .unwrap();
    state.follow(&project, Some(&ada), 2);
    assert_eq!((state.data.rows.len(), state.chosen()), (1, None));
    assert_eq!(next(&state, true).as_deref(), Some("a2"));
}

fn harness(project: &Project, facts: Facts) -> Harness<'static, (Sender, ReviewState)> {
    let mut state = ReviewState::default();
    state.follow(project, Some(&"ada".into()), 1);
    let schema = project.schema().clone();
    let ui = move |ui: &mut Ui, (sender, state): &mut (Sender, ReviewState)| {
        review_ui(ui, &Tokens::light(), sender, (&schema, &facts), state);
    };
    let mut harness = Harness::builder()
        .with_size(egui::vec2(800.0, 220.0))
        .with_context_setup(Tokens::install)
        .build_ui_state(ui, (Sender::default(), state));
    harness.run();
    harness
}

#[test]
fn a_click_goes_to_the_place_and_the_buttons_act_on_it() {
    let facts = Facts {
        has_project: true,
        has_document: true,
        has_annotator: true,
        has_to_review: true,
        has_reviewed: true,
        has_annotation: true,
        is_own: true,
        ..Facts::default()
    };
    let mut h = harness(&waiting(), facts);
    h.get_by_label(MOVED).click();
    h.run();
    assert_eq!(
        h.state().0.take(),
        [Message::Act(AppAction::GoToAnnotation("a2".into()))]
    );
    for (button, command) in [
        ("Next", UiCommand::NextToReview),
        ("Previous", UiCommand::PreviousToReview),
        ("Accept", UiCommand::AcceptPlace),
        ("Remove", UiCommand::Delete),
    ] {
        h.get_by_label(button).click();
        h.run();
        assert_eq!(h.state().0.take(), [Message::Ui(command)], "{button}");
    }
    // Nothing is selected.
    h.get_by_label("Put on the selection").click();
    h.run();
    assert_eq!(h.state().0.take(), []);
}

#[test]
fn an_empty_list_says_what_would_stand_there() {
    harness(&project(), Facts::default()).get_by_label("Nothing to review");
}
