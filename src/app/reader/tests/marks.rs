//! Annotations in the pane: clicks on stacks, names for screen readers, ranges asked for.
use super::super::{MarkId, MarkLayer, Pattern, ReaderEvent};
use super::world::{Pane, World, click, pane, point, rect_of};
use egui::Modifiers;
use egui_kittest::kittest::Queryable as _;

const TEXT: &str = "The port said it would close the bridge for twelve months.\nNobody knew.";

fn stacked() -> World {
    let mut world = World::new(TEXT);
    world.tag(
        "claim",
        &["it would close the bridge for twelve months"],
        Pattern::Solid,
    );
    world.tag("quote", &["close the bridge"], Pattern::Dashed);
    world.tag("word", &["bridge"], Pattern::Wavy);
    world
}

fn chosen(pane: &Pane) -> Vec<&str> {
    pane.state()
        .events
        .iter()
        .filter_map(|event| match event {
            ReaderEvent::Clicked { chosen, .. } => Some(chosen.annotation()?.as_str()),
            _ => None,
        })
        .collect()
}

#[test]
fn a_click_on_a_stack_takes_the_shortest_and_cycles() {
    let mut pane = pane(stacked());
    let bridge = TEXT.find("bridge").unwrap();
    let at = point(&pane, bridge + 2..bridge + 3, 0.5);
    for _ in 0..4 {
        click(&mut pane, at, 1, Modifiers::NONE);
    }
    assert_eq!(chosen(&pane), ["word", "quote", "claim", "word"]);
    let ids = pane.state().events.iter().find_map(|event| match event {
        ReaderEvent::Clicked { ids, .. } => Some(ids.len()),
        _ => None,
    });
    assert_eq!(ids, Some(3));
    let close = TEXT.find("close").unwrap();
    let at = point(&pane, close..close + 1, 0.5);
    click(&mut pane, at, 1, Modifiers::NONE);
    assert_eq!(chosen(&pane).last(), Some(&"quote"));
}

#[test]
fn a_candidate_comes_behind_every_annotation_and_keeps_no_lane_from_them() {
    let mut world = stacked();
    world.tag("hint", &["bridge"], Pattern::Solid);
    let hint = world.marks.last_mut().unwrap();
    hint.id = MarkId::Suggestion(7, 1);
    hint.layer = MarkLayer::Suggestion;
    hint.name = "Quote".to_owned();
    let mut pane = pane(world);
    let bridge = TEXT.find("bridge").unwrap();
    let at = point(&pane, bridge + 2..bridge + 3, 0.5);
    for _ in 0..4 {
        click(&mut pane, at, 1, Modifiers::NONE);
    }
    let last = pane
        .state()
        .events
        .iter()
        .rev()
        .find_map(|event| match event {
            ReaderEvent::Clicked { chosen, .. } => Some(chosen.clone()),
            _ => None,
        });
    assert_eq!(chosen(&pane), ["word", "quote", "claim"]);
    assert_eq!(last, Some(MarkId::Suggestion(7, 1)));
    pane.get_by_label("Suggestion: Quote: “bridge”");
}

#[test]
fn a_click_beside_all_marks_says_so() {
    let mut pane = pane(stacked());
    let at = point(&pane, 0..1, 0.5);
    click(&mut pane, at, 1, Modifiers::NONE);
    assert_eq!(pane.state().events, [ReaderEvent::ClickedEmpty]);
    // Right of the last row's end there is no annotation either.
    let end = rect_of(&pane, TEXT.len() - 1..TEXT.len()).right_center() + egui::vec2(40.0, 0.0);
    click(&mut pane, end, 1, Modifiers::NONE);
    assert!(chosen(&pane).is_empty());
    assert_eq!(pane.state().state.caret().0, TEXT.len());
}

#[test]
fn a_hole_between_two_fragments_does_not_count() {
    let mut world = World::new("We will, he said, go home.");
    world.tag("quote", &["We will", "go home"], Pattern::Solid);
    let mut pane = pane(world);
    let at = point(&pane, 12..13, 0.5);
    click(&mut pane, at, 1, Modifiers::NONE);
    let at = point(&pane, 20..21, 0.5);
    click(&mut pane, at, 1, Modifiers::NONE);
    assert_eq!(chosen(&pane), ["quote"]);
}

#[test]
fn screen_readers_find_text_and_annotations() {
    let mut world = stacked();
    world.marks[1].name = "Quote, speaker: port".to_owned();
    let mut pane = pane(world);
    pane.get_by_label("The article");
    pane.get_by_label("Quote, speaker: port: “close the bridge”");
    let values: Vec<String> = pane
        .query_all_by(|node| node.role() == egui::accesskit::Role::TextRun)
        .filter_map(|node| egui_kittest::kittest::NodeT::accesskit_node(&node).value())
        .collect();
    assert_eq!(values.concat(), TEXT);
    pane.get_by_label("Quote, speaker: port: “close the bridge”")
        .click_accesskit();
    pane.run();
    assert_eq!(chosen(&pane), ["quote"]);
}

#[test]
fn only_what_is_visible_is_asked_for() {
    let mut world = World::new(&"A line of text with words in it\n".repeat(20_000));
    world.tag("first", &["line"], Pattern::Solid);
    let pane = pane(world);
    let asked = pane.state().asked.borrow();
    assert!(!asked.is_empty());
    assert!(asked.iter().all(|bytes| bytes.len() < 4000));
}

#[test]
fn tagging_does_not_move_the_text() {
    let mut pane = pane(World::new(TEXT));
    let end = TEXT.len() - 3..TEXT.len() - 2;
    let before = rect_of(&pane, end.clone());
    let marks = stacked().marks;
    pane.state_mut().marks = marks;
    pane.run();
    assert_eq!(rect_of(&pane, end), before);
    let bridge = pane.state().span("bridge");
    let claim = MarkId::Annotation("claim".into());
    assert_eq!(pane.state().marks[0].id, claim);
    assert_eq!(pane.state().state.rects_of(bridge).len(), 1);
}

#[test]
fn marks_are_drawn_under_their_words() {
    let mut plain = pane(World::new(TEXT));
    plain.run_steps(1);
    let n_plain = n_vertices(&plain, "bridge");
    let tagged = pane(stacked());
    let n_tagged = n_vertices(&tagged, "bridge");
    assert!(n_tagged > n_plain, "{n_tagged} > {n_plain}");
    assert_eq!(n_vertices(&tagged, "Nobody"), n_vertices(&plain, "Nobody"));
}

/// How many corners of what is drawn lie on the row piece of some words.
fn n_vertices(pane: &Pane, words: &str) -> usize {
    let rect = rect_of(pane, pane.state().span(words).range());
    let shapes = pane.output().shapes.clone();
    pane.ctx
        .tessellate(shapes, 1.0)
        .iter()
        .map(|clipped| match &clipped.primitive {
            egui::epaint::Primitive::Mesh(mesh) => mesh
                .vertices
                .iter()
                .filter(|vertex| rect.expand(1.0).contains(vertex.pos))
                .count(),
            egui::epaint::Primitive::Callback(_) => 0,
        })
        .sum()
}
