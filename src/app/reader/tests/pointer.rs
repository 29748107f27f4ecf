//! Drags and clicks, byte for byte.
use super::super::{Motion, ReaderEvent, Where};
use super::world::{World, click, drag, pane, point, selected};
use crate::text::snap::Snap;
use egui::Modifiers;

/// Drags from inside the first word to inside the second, both found in the text.
fn check_drag(text: &str, from: &str, to: &str, snap: Snap, wanted: &str) {
    for is_backwards in [false, true] {
        let mut world = World::new(text);
        world.snap = snap;
        let mut pane = pane(world);
        let from = text.find(from).unwrap()..text.find(from).unwrap() + from.len();
        let to = text.find(to).unwrap()..text.find(to).unwrap() + to.len();
        let (a, b) = (point(&pane, from, 0.45), point(&pane, to, 0.55));
        let (a, b) = if is_backwards { (b, a) } else { (a, b) };
        drag(&mut pane, a, b, Modifiers::NONE);
        assert_eq!(selected(&pane), wanted, "backwards: {is_backwards}");
        let span = pane.state().state.selection().unwrap();
        assert_eq!(span.start().0, text.find(wanted).unwrap());
        assert!(pane.state().events.contains(&ReaderEvent::SelectionChanged));
    }
}

#[test]
fn a_drag_takes_whole_words() {
    let text = "The port said it would close the bridge. Nobody knew.";
    check_drag(text, "port", "would", Snap::Word, "port said it would");
}

#[test]
fn a_drag_in_arabic_and_hebrew_takes_whole_words() {
    check_drag(
        "قال الميناء إنه سيغلق الجسر",
        "الميناء",
        "سيغلق",
        Snap::Word,
        "الميناء إنه سيغلق",
    );
    check_drag(
        "הנמל אמר כי הגשר ייסגר",
        "אמר",
        "הגשר",
        Snap::Word,
        "אמר כי הגשר",
    );
}

#[test]
fn a_drag_over_both_directions_is_right_in_bytes() {
    let text = "The word שלום means peace";
    check_drag(text, "word", "means", Snap::Word, "word שלום means");
}

#[test]
fn a_drag_by_sentence() {
    let text = "The port said so. Nobody knew. It was late.";
    check_drag(
        text,
        "said",
        "Nobody",
        Snap::Sentence,
        "The port said so. Nobody knew.",
    );
}

#[test]
fn by_character_it_stops_between_graphemes() {
    let text = "cafe\u{301} 👩‍👩‍👧‍👦 flag 🇩🇪 end";
    let mut world = World::new(text);
    world.snap = Snap::Character;
    let mut pane = pane(world);
    let family = text.find('👩').unwrap();
    let family = family..family + "👩‍👩‍👧‍👦".len();
    let accent = 3..6;
    let (a, b) = (point(&pane, accent, 0.1), point(&pane, family, 0.9));
    drag(&mut pane, a, b, Modifiers::NONE);
    assert_eq!(selected(&pane), "e\u{301} 👩‍👩‍👧‍👦");
}

#[test]
fn alt_drags_by_character() {
    let text = "The port said it";
    let mut pane = pane(World::new(text));
    let (a, b) = (point(&pane, 5..6, 0.1), point(&pane, 10..11, 0.9));
    drag(&mut pane, a, b, Modifiers::ALT);
    assert_eq!(selected(&pane), &text[5..11]);
}

#[test]
fn the_snapped_words_are_selected_while_dragging() {
    let text = "The port said it would close";
    let mut pane = pane(World::new(text));
    let (a, b) = (point(&pane, 5..6, 0.5), point(&pane, 10..11, 0.5));
    pane.hover_at(a);
    pane.run();
    pane.drag_at(a);
    pane.run_steps(2);
    pane.hover_at(b);
    pane.run_steps(2);
    assert_eq!(selected(&pane), "port said");
    pane.drop_at(b);
    pane.run();
    assert_eq!(selected(&pane), "port said");
}

#[test]
fn double_and_triple_click() {
    let text = "It was late. The port said so. Nobody knew.";
    let mut pane = pane(World::new(text));
    let at = point(&pane, 18..19, 0.5);
    click(&mut pane, at, 2, Modifiers::NONE);
    assert_eq!(selected(&pane), "port");
    click(&mut pane, at, 3, Modifiers::NONE);
    assert_eq!(selected(&pane), "The port said so.");
    click(&mut pane, at, 1, Modifiers::NONE);
    assert_eq!(selected(&pane), "");
    assert_eq!(
        pane.state().events.last(),
        Some(&ReaderEvent::SelectionChanged)
    );
}

#[test]
fn shift_click_extends_from_the_caret() {
    let text = "The port said it would close";
    let mut pane = pane(World::new(text));
    let (a, b) = (point(&pane, 4..5, 0.1), point(&pane, 15..16, 0.4));
    click(&mut pane, a, 1, Modifiers::NONE);
    assert_eq!(pane.state().state.caret().0, 4);
    click(&mut pane, b, 1, Modifiers::SHIFT);
    assert_eq!(selected(&pane), "port said it");
    let c = point(&pane, 1..2, 0.5);
    click(&mut pane, c, 1, Modifiers::SHIFT);
    assert_eq!(selected(&pane), "The");
}

#[test]
fn ctrl_drag_adds_a_fragment_and_leaves_the_selection() {
    let text = "We will go, he said, to the port";
    let mut pane = pane(World::new(text));
    let (a, b) = (point(&pane, 1..2, 0.5), point(&pane, 8..9, 0.5));
    drag(&mut pane, a, b, Modifiers::NONE);
    assert_eq!(selected(&pane), "We will go");
    let (a, b) = (point(&pane, 21..22, 0.5), point(&pane, 29..30, 0.5));
    drag(&mut pane, a, b, Modifiers::COMMAND);
    assert_eq!(selected(&pane), "We will go");
    let fragment = pane.state().span("to the port");
    let events = &pane.state().events;
    assert_eq!(events.last(), Some(&ReaderEvent::FragmentAdded(fragment)));
}

#[test]
fn clicks_with_ctrl_add_words_and_leave_what_is_selected() {
    let text = "We will go, he said, to the port. Nobody knew.";
    let mut pane = pane(World::new(text));
    let at = point(&pane, 4..5, 0.5);
    click(&mut pane, at, 2, Modifiers::NONE);
    pane.state_mut().events.clear();
    let at = point(&pane, 29..30, 0.5);
    click(&mut pane, at, 1, Modifiers::COMMAND);
    assert_eq!(pane.state().events, []);
    click(&mut pane, at, 2, Modifiers::COMMAND);
    let word = pane.state().span("port");
    assert_eq!(pane.state().events, [ReaderEvent::FragmentAdded(word)]);
    assert_eq!(selected(&pane), "will");
}

#[test]
fn a_drag_past_the_edge_scrolls() {
    let text = "A line of text\n".repeat(500);
    let mut pane = pane(World::new(&text));
    let from = point(&pane, 2..3, 0.5);
    let below = egui::pos2(from.x, 530.0);
    pane.hover_at(from);
    pane.run();
    pane.drag_at(from);
    pane.run_steps(1);
    pane.hover_at(below);
    pane.run_steps(100);
    pane.drop_at(below);
    pane.run();
    let world = pane.state();
    assert!(world.state.visible_range().start > 100);
    assert!(selected(&pane).len() > 1000);
    assert!(selected(&pane).starts_with("line"));
}

#[test]
fn a_click_on_a_mark_of_the_map_goes_there_and_the_map_is_made_once() {
    let text = "A line of text\n".repeat(5_000);
    let mut world = World::new(&text);
    let at = 15 * 3_000;
    world.map = vec![at];
    let mut pane = pane(world);
    let asked = pane.state().n_map.get();
    assert!((50..1_000).contains(&asked), "{asked}");
    // The bar is as high as the pane; three fifths down stands the mark.
    let screen = pane.ctx.content_rect();
    let y = screen.top() + screen.height() * 0.6;
    let in_bar = egui::pos2(screen.right() - 6.0, y);
    click(&mut pane, in_bar, 1, Modifiers::NONE);
    let seen = pane.state().state.visible_range();
    assert!(seen.contains(&at), "{at} in {seen:?}");
    let middle = usize::midpoint(seen.start, seen.end);
    assert!(middle.abs_diff(at) < 15 * 3, "{at}, {middle}");
    for _ in 0..20 {
        let state = &mut pane.state_mut().state;
        state.scroll_to(crate::text::ByteOffset(at), Where::Top);
        pane.run();
    }
    assert_eq!(pane.state().n_map.get(), asked);
    pane.state_mut().map.push(at + 15);
    pane.run();
    assert_eq!(pane.state().n_map.get(), 2 * asked);
}

#[test]
fn more_lines_than_there_is_room_for_are_counted_and_listed() {
    let text = "The port said it would close the bridge";
    let mut world = World::new(text);
    for i in 0..9 {
        world.tag(
            &format!("a{i}"),
            &["port said"],
            super::super::Pattern::Solid,
        );
    }
    let mut pane = pane(world);
    let more = pane.state().state.more.clone();
    assert_eq!(more.len(), 1);
    click(&mut pane, more[0].rect.center(), 1, Modifiers::NONE);
    let listed = pane.state().events.iter().find_map(|event| match event {
        ReaderEvent::MoreClicked { ids, .. } => Some(ids.len()),
        _ => None,
    });
    assert_eq!(listed, Some(9));
}

#[test]
fn of_a_stack_ones_own_is_chosen_first_though_anothers_is_shorter() {
    let mut world = World::new("The port said it would close the bridge");
    world.tag("other", &["said"], super::super::Pattern::Solid);
    world.tag("own", &["port said it"], super::super::Pattern::Solid);
    world.marks[0].layer = super::super::MarkLayer::Other;
    let own = world.marks[1].id.clone();
    let mut pane = pane(world);
    let at = point(&pane, 9..10, 0.5);
    click(&mut pane, at, 1, Modifiers::NONE);
    let chosen = pane.state().events.iter().find_map(|event| match event {
        ReaderEvent::Clicked { chosen, .. } => Some(chosen.clone()),
        _ => None,
    });
    assert_eq!(chosen, Some(own));
}

#[test]
fn the_other_button_says_where() {
    let text = "The port said it would close";
    let mut pane = pane(World::new(text));
    let at = point(&pane, 4..5, 0.1);
    pane.hover_at(at);
    pane.run();
    for pressed in [true, false] {
        pane.event(egui::Event::PointerButton {
            pos: at,
            button: egui::PointerButton::Secondary,
            pressed,
            modifiers: Modifiers::NONE,
        });
        pane.run_steps(1);
    }
    let wanted = |event: &ReaderEvent| matches!(event, ReaderEvent::SecondaryClick { ids, at, .. } if ids.is_empty() && at.0 == 4);
    assert!(pane.state().events.iter().any(wanted));
}

#[test]
fn a_click_gives_the_pane_the_focus_and_keys_stay_in_it() {
    let mut pane = pane(World::new("The port\nsaid it"));
    let at = point(&pane, 4..5, 0.5);
    click(&mut pane, at, 1, Modifiers::NONE);
    let id = pane.state().state.id().unwrap();
    assert!(pane.ctx.memory(|m| m.has_focus(id)));
    for key in [egui::Key::ArrowDown, egui::Key::Escape, egui::Key::Enter] {
        pane.key_press(key);
        pane.run();
    }
    assert!(pane.ctx.memory(|m| m.has_focus(id)));
    let n_clicks = |event: &&ReaderEvent| matches!(event, ReaderEvent::ClickedEmpty);
    assert_eq!(pane.state().events.iter().filter(n_clicks).count(), 1);
    let world = pane.state_mut();
    world
        .state
        .move_caret(&mut world.engine, Motion::Right, true);
    world.state.scroll_to(world.state.caret(), Where::Nearest);
    pane.run();
}
