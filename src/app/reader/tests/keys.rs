//! The caret by keys.
use super::super::Motion;
use super::world::{Pane, World, pane, selected};
use crate::text::ByteOffset;

fn go(pane: &mut Pane, motion: Motion, extend: bool) -> usize {
    let world = pane.state_mut();
    world.state.move_caret(&mut world.engine, motion, extend);
    let caret = world.state.caret().0;
    pane.run();
    caret
}

#[test]
fn by_character_over_whole_graphemes() {
    let text = "e\u{301}👩‍👩‍👧‍👦x";
    let mut pane = pane(World::new(text));
    let family = "👩‍👩‍👧‍👦".len();
    assert_eq!(go(&mut pane, Motion::Right, false), 3);
    assert_eq!(go(&mut pane, Motion::Right, false), 3 + family);
    assert_eq!(go(&mut pane, Motion::Right, false), text.len());
    assert_eq!(go(&mut pane, Motion::Right, false), text.len());
    assert_eq!(go(&mut pane, Motion::Left, false), 3 + family);
    assert_eq!(go(&mut pane, Motion::Left, true), 3);
    assert_eq!(selected(&pane), "👩‍👩‍👧‍👦");
    assert_eq!(
        go(&mut pane, Motion::Right, false),
        3 + family,
        "to the end of the selection"
    );
    assert_eq!(selected(&pane), "");
}

#[test]
fn left_goes_forth_in_a_paragraph_from_right_to_left() {
    let text = "הגשר";
    let mut pane = pane(World::new(text));
    let start_x = pane.state().state.caret_rect().unwrap().center().x;
    assert_eq!(go(&mut pane, Motion::Left, false), 2);
    let x = pane.state().state.caret_rect().unwrap().center().x;
    assert!(x < start_x, "and the caret went to the left");
    assert_eq!(go(&mut pane, Motion::Right, false), 0);
    assert_eq!(go(&mut pane, Motion::WordLeft, false), text.len());
}

#[test]
fn by_word_and_to_the_ends() {
    let text = "The port said.\nIt would close";
    let mut pane = pane(World::new(text));
    assert_eq!(go(&mut pane, Motion::WordRight, false), 3);
    assert_eq!(go(&mut pane, Motion::WordRight, true), 8);
    assert_eq!(selected(&pane), "port");
    assert_eq!(go(&mut pane, Motion::WordLeft, false), 4);
    assert_eq!(go(&mut pane, Motion::LineEnd, false), 14);
    assert_eq!(go(&mut pane, Motion::LineStart, true), 0);
    assert_eq!(selected(&pane), "The port said.");
    assert_eq!(go(&mut pane, Motion::DocumentEnd, false), text.len());
    assert_eq!(go(&mut pane, Motion::DocumentStart, false), 0);
}

#[test]
fn up_and_down_keep_the_column() {
    let text = "a long first line\nshort\na long third line";
    let mut pane = pane(World::new(text));
    pane.state_mut().state.set_caret(ByteOffset(12));
    let x = |pane: &Pane| pane.state().state.caret_rect().unwrap().center().x;
    pane.run();
    let start = x(&pane);
    assert_eq!(
        go(&mut pane, Motion::Down, false),
        "a long first line\nshort".len()
    );
    go(&mut pane, Motion::Down, false);
    assert!((x(&pane) - start).abs() < 6.0);
    assert_eq!(go(&mut pane, Motion::Down, false), text.len());
    go(&mut pane, Motion::Up, false);
    go(&mut pane, Motion::Up, false);
    assert_eq!(go(&mut pane, Motion::Up, false), 0);
}

#[test]
fn rows_of_one_paragraph_are_rows_for_up_and_down() {
    let text = "word ".repeat(100);
    let mut pane = pane(World::new(&text));
    let first = go(&mut pane, Motion::Down, false);
    let second = go(&mut pane, Motion::Down, false);
    assert!(first > 40 && second > first + 40);
    let end = go(&mut pane, Motion::LineEnd, false);
    let rect = pane.state().state.caret_rect().unwrap();
    go(&mut pane, Motion::LineStart, false);
    let start = pane.state().state.caret_rect().unwrap();
    assert!(
        (rect.top() - start.top()).abs() < 0.5,
        "the end is in the same row"
    );
    assert!(end > second && rect.left() > start.left());
}

#[test]
fn pages_move_the_window_and_the_caret() {
    let text = "A line of text\n".repeat(2000);
    let mut pane = pane(World::new(&text));
    for _ in 0..10 {
        go(&mut pane, Motion::PageDown, false);
        let caret = pane.state().state.caret().0;
        let seen = pane.state().state.visible_range();
        assert!(seen.contains(&caret), "{caret} in {seen:?}");
    }
    assert!(pane.state().state.caret().0 > 2000);
    for _ in 0..12 {
        go(&mut pane, Motion::PageUp, false);
    }
    assert_eq!(pane.state().state.caret().0, 0);
    assert_eq!(pane.state().state.visible_range().start, 0);
}

#[test]
fn grow_and_shrink() {
    let text = "Intro. He said “we will not go” today. End.";
    let mut pane = pane(World::new(text));
    let state = &mut pane.state_mut().state;
    state.set_caret(ByteOffset(text.find("will").unwrap() + 1));
    let mut seen = Vec::new();
    while state.grow_selection() {
        seen.push(state.selection().unwrap().of(text).to_owned());
    }
    assert_eq!(
        seen,
        [
            "will",
            "we will not go",
            "He said “we will not go” today.",
            text
        ]
    );
    assert!(state.shrink_selection());
    assert_eq!(state.selection().unwrap().of(text), seen[2]);
    while state.shrink_selection() {}
    assert_eq!(state.selection().unwrap().of(text), "will");
}

#[test]
fn what_was_grown_is_extended_from_its_end() {
    let text = "Intro. He said “we will not go” today. End.";
    let mut pane = pane(World::new(text));
    let will = text.find("will").unwrap();
    for (motion, selected_then) in [
        (Motion::Right, "will "),
        (Motion::WordRight, "will not"),
        (Motion::Left, "wil"),
    ] {
        let state = &mut pane.state_mut().state;
        state.set_caret(ByteOffset(will + 1));
        assert!(state.grow_selection());
        go(&mut pane, motion, true);
        let found = pane.state().state.selection().unwrap().of(text);
        assert_eq!(found, selected_then.trim_end(), "{motion:?}");
    }
    // What was extended grows and shrinks around its new end.
    let state = &mut pane.state_mut().state;
    state.set_caret(ByteOffset(will + 1));
    state.grow_selection();
    go(&mut pane, Motion::WordRight, true);
    let state = &mut pane.state_mut().state;
    assert!(state.grow_selection());
    assert_eq!(state.selection().unwrap().of(text), "we will not go");
}

#[test]
fn list_signs_are_no_part_of_what_is_grown() {
    let text = "They say:\n- The bridge will close. It is old.\n- No plan.";
    let mut pane = pane(World::new(text));
    let state = &mut pane.state_mut().state;
    state.set_caret(ByteOffset(text.find("bridge").unwrap()));
    let mut seen = Vec::new();
    while state.grow_selection() {
        seen.push(state.selection().unwrap().of(text).to_owned());
    }
    assert_eq!(seen[..2], ["bridge", "The bridge will close."]);
    for wanted in seen.iter().rev().skip(1) {
        assert!(state.shrink_selection());
        assert_eq!(state.selection().unwrap().of(text), wanted);
    }
    assert!(!state.shrink_selection());
}

#[test]
fn a_carriage_return_is_not_parted_from_its_line_feed() {
    let mut pane = pane(World::new("one\r\ntwo"));
    assert_eq!(go(&mut pane, Motion::LineEnd, false), 3);
    assert_eq!(go(&mut pane, Motion::Right, false), 5);
    assert_eq!(go(&mut pane, Motion::LineEnd, false), 8);
    assert_eq!(go(&mut pane, Motion::Up, false), 3);
}

#[test]
fn the_arrows_do_nothing_bad_in_an_empty_text() {
    let mut pane = pane(World::new(""));
    for motion in [
        Motion::Left,
        Motion::Right,
        Motion::WordLeft,
        Motion::WordRight,
        Motion::Up,
        Motion::Down,
        Motion::LineStart,
        Motion::LineEnd,
        Motion::PageUp,
        Motion::PageDown,
        Motion::DocumentStart,
        Motion::DocumentEnd,
    ] {
        assert_eq!(go(&mut pane, motion, true), 0);
    }
    assert_eq!(selected(&pane), "");
}
