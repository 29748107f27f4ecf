//! Far places, other widths, and nothing to do when nothing happens.
use super::super::{Motion, Where};
use super::world::{Pane, World, pane, rect_of, sized, span};
use crate::text::ByteOffset;
use egui::{Vec2, vec2};

fn long_text() -> String {
    use std::fmt::Write as _;
    let mut text = String::new();
    for n in 0..70_000 {
        let _ = writeln!(
            text,
            "Paragraph {n}. {}",
            "It goes on and on. ".repeat(n % 13)
        );
    }
    text
}

#[test]
fn ten_megabytes_show_any_place() {
    let text = long_text();
    assert!(text.len() > 8_000_000);
    let mut pane = pane(World::new(&text));
    for n in [69_999, 35_000, 12, 50_001] {
        let words = format!("Paragraph {n}.");
        let at = text.find(&words).unwrap();
        for (place, low, high) in [(Where::Center, 180.0, 300.0), (Where::Top, 0.0, 40.0)] {
            pane.state_mut().state.scroll_to(ByteOffset(at), place);
            pane.run();
            let rect = rect_of(&pane, at..at + words.len());
            if n != 69_999 {
                assert!(
                    rect.center().y >= low && rect.center().y <= high,
                    "{n} {place:?} {rect:?}"
                );
            }
            assert!(pane.state().state.visible_range().contains(&at));
        }
    }
}

#[test]
fn the_end_can_be_reached_and_not_passed() {
    let text = long_text();
    let mut pane = pane(World::new(&text));
    let end = ByteOffset(text.len());
    pane.state_mut().state.scroll_to(end, Where::Nearest);
    pane.run();
    assert_eq!(pane.state().state.visible_range().end, text.len());
    wheel(&mut pane, -5000.0);
    assert_eq!(pane.state().state.visible_range().end, text.len());
    let last = rect_of(&pane, text.len() - 3..text.len() - 2);
    assert!(last.bottom() > 380.0 && last.bottom() < 480.0, "{last:?}");
}

#[test]
fn the_wheel_moves_the_text_by_just_as_much() {
    let text = long_text();
    let mut pane = pane(World::new(&text));
    let at = text.find("Paragraph 30000.").unwrap();
    pane.state_mut()
        .state
        .scroll_to(ByteOffset(at), Where::Center);
    pane.run();
    let before = rect_of(&pane, at..at + 3);
    for _ in 0..20 {
        wheel(&mut pane, 40.0);
    }
    for _ in 0..20 {
        wheel(&mut pane, -40.0);
    }
    let after = rect_of(&pane, at..at + 3);
    assert!(
        (after.top() - before.top()).abs() < 0.5,
        "{before:?} {after:?}"
    );
}

fn wheel(pane: &mut Pane, points: f32) {
    pane.hover_at(egui::pos2(300.0, 200.0));
    pane.event(egui::Event::MouseWheel {
        unit: egui::MouseWheelUnit::Point,
        delta: vec2(0.0, points),
        phase: egui::TouchPhase::Move,
        modifiers: egui::Modifiers::NONE,
        source: egui::MouseWheelSource::Unknown,
    });
    // The wheel is smoothed over some frames.
    pane.run_steps(12);
}

#[test]
fn another_width_or_size_keeps_the_place() {
    let text = long_text();
    let mut pane = sized(World::new(&text), Vec2::new(760.0, 480.0));
    let at = text.find("Paragraph 30000.").unwrap();
    pane.state_mut().state.scroll_to(ByteOffset(at), Where::Top);
    pane.run();
    pane.set_size(Vec2::new(400.0, 480.0));
    pane.run();
    assert!(rect_of(&pane, at..at + 3).top() < 40.0);
    pane.state_mut().text_size = 23.0;
    pane.run();
    assert!(rect_of(&pane, at..at + 3).top() < 50.0);
}

#[test]
fn a_place_is_found_again_to_the_point_and_a_byte_as_often_as_it_is_asked_for() {
    let text = long_text();
    let mut pane = pane(World::new(&text));
    let go = |pane: &mut Pane, (byte, place): (ByteOffset, Where)| {
        pane.state_mut()
            .state
            .scroll_to(ByteOffset(5_000_000), Where::Top);
        pane.run();
        pane.state_mut().state.scroll_to(byte, place);
        pane.run();
    };
    for points in [0.0, -3.0, -11.0, -13.0, -17.0, -24.0] {
        wheel(&mut pane, points);
        let (byte, place) = pane.state().state.top_place();
        let row = byte.0..byte.0 + 1;
        let before = rect_of(&pane, row.clone());
        go(&mut pane, (byte, place));
        assert_eq!(pane.state().state.top_place().0, byte);
        assert!(
            (rect_of(&pane, row).top() - before.top()).abs() < 0.01,
            "{points}"
        );
        for _ in 0..3 {
            go(&mut pane, (byte, Where::Top));
            assert_eq!(pane.state().state.top_byte(), byte, "{points}");
        }
        go(&mut pane, (byte, place));
    }
}

#[test]
fn nearest_leaves_alone_what_is_visible() {
    let text = long_text();
    let mut pane = pane(World::new(&text));
    let at = text.find("Paragraph 3.").unwrap();
    let before = rect_of(&pane, at..at + 3);
    pane.state_mut()
        .state
        .scroll_to(ByteOffset(at), Where::Nearest);
    pane.run();
    assert_eq!(rect_of(&pane, at..at + 3), before);
}

#[test]
fn the_thumb_drags_to_the_middle() {
    let text = long_text();
    let mut pane = pane(World::new(&text));
    let bar = egui::pos2(744.0, 12.0);
    super::world::drag(
        &mut pane,
        bar,
        egui::pos2(744.0, 240.0),
        egui::Modifiers::NONE,
    );
    let fraction = pane.state().state.scroll_fraction();
    assert!((0.4..0.6).contains(&fraction), "{fraction}");
    assert!(pane.state().state.selection().is_none());
}

#[test]
fn another_article_starts_at_its_top() {
    let mut pane = pane(World::new(&long_text()));
    pane.state_mut()
        .state
        .scroll_to(ByteOffset(5_000_000), Where::Top);
    pane.run();
    pane.state_mut().text = "Short.".into();
    pane.state_mut().key = 2;
    pane.run();
    assert_eq!(pane.state().state.visible_range(), 0..6);
    assert_eq!(pane.state().state.caret().0, 0);
}

#[test]
fn the_caret_leaves_the_window_by_one_row_at_a_time() {
    let text = long_text();
    let mut pane = pane(World::new(&text));
    let at = text.find("Paragraph 30000.").unwrap();
    pane.state_mut()
        .state
        .scroll_to(ByteOffset(at), Where::Center);
    pane.state_mut().state.set_caret(ByteOffset(at));
    pane.run();
    for motion in [Motion::Down, Motion::Up] {
        for _ in 0..150 {
            let world = pane.state_mut();
            let before = world.state.caret_rect().unwrap().center().y;
            world.state.move_caret(&mut world.engine, motion, false);
            pane.run();
            let after = pane.state().state.caret_rect().unwrap().center().y;
            assert!((before - after).abs() < 60.0, "from {before} to {after}");
        }
    }
}

#[test]
fn a_place_in_another_article_can_be_chosen_before_it_is_shown() {
    let mut pane = pane(World::new("Short."));
    let text: std::sync::Arc<str> = long_text().into();
    let at = text.find("Paragraph 30000.").unwrap();
    let world = pane.state_mut();
    (world.text, world.key) = (text.clone(), 2);
    world.state.show_document(2, &text);
    world.state.set_selection(Some(span(&text, at..at + 15)));
    world.state.scroll_to(ByteOffset(at), Where::Center);
    pane.run();
    assert_eq!(super::world::selected(&pane), "Paragraph 30000");
    assert!(pane.state().state.visible_range().contains(&at));
}

#[test]
fn idle_means_no_frame() {
    let mut pane = pane(World::new("The port said so."));
    let at = super::world::point(&pane, 5..6, 0.5);
    super::world::click(&mut pane, at, 1, egui::Modifiers::NONE);
    pane.run();
    assert!(pane.ctx.memory(egui::Memory::focused) == pane.state().state.id());
    for delay in pane
        .output()
        .viewport_output
        .values()
        .map(|v| v.repaint_delay)
    {
        assert_eq!(delay, std::time::Duration::MAX);
    }
}

#[test]
fn another_scale_of_the_window_keeps_sizes() {
    let mut pane = pane(World::new("The port said so. 👍"));
    let before = rect_of(&pane, 4..8);
    pane.set_pixels_per_point(2.0);
    pane.run();
    let after = rect_of(&pane, 4..8);
    assert!(
        (after.size() - before.size()).length() < 0.1,
        "{after:?} {before:?}"
    );
    assert_eq!(pane.state().state.byte_at(after.left_center()).0, 4);
}

#[test]
fn an_empty_text_has_a_caret() {
    let pane = pane(World::new(""));
    assert!(pane.state().state.caret_rect().is_some());
    assert_eq!(pane.state().state.visible_range(), 0..0);
}

#[test]
fn a_tiny_pane_does_no_harm() {
    for size in [Vec2::new(20.0, 20.0), Vec2::new(60.0, 10.0)] {
        sized(World::new("The port said so."), size);
    }
}

#[test]
fn headings_of_markdown_are_larger_with_the_same_characters() {
    let text = "# Title\nbody # no title\n####### no title";
    let mut world = World::new(text);
    world.is_markdown = true;
    let pane = pane(world);
    let height =
        |bytes: std::ops::Range<usize>| pane.state().state.rects_of(span(text, bytes))[0].height();
    assert!(height(0..1) > height(8..9) * 1.3);
    assert!((height(8..9) - height(26..27)).abs() < 0.1);
}

#[test]
fn what_is_scrolled_to_stands_clear_of_what_covers_the_lower_edge() {
    let text = long_text();
    let mut pane = pane(World::new(&text));
    let covered = 100.0;
    let whole = pane.state().state.view.rect.unwrap();
    let clear = whole.bottom() - covered;
    pane.state_mut().covered = covered;
    // In the lower part of what is seen: under the cover.
    let seen = pane.state().state.visible_range();
    let last = text[..seen.end].trim_end().rfind("Paragraph").unwrap();
    assert!(rect_of(&pane, last..last + 9).bottom() > clear);
    let at = ByteOffset(last);
    pane.state_mut().state.scroll_to(at, Where::Nearest);
    pane.run();
    let rect = rect_of(&pane, last..last + 9);
    assert!(
        rect.bottom() < clear && rect.top() > whole.top(),
        "{rect:?}"
    );
    // All of a long place, not only its beginning.
    let n = "Paragraph 411.";
    let start = text.find(n).unwrap();
    let end = text[start..].find('\n').unwrap() + start;
    let state = &mut pane.state_mut().state;
    state.scroll_to(ByteOffset(start), Where::Top);
    pane.run();
    let down = whole.height() - covered - 40.0;
    pane.state_mut().state.scroll_by(-f64::from(down));
    pane.run();
    assert!(rect_of(&pane, end - 3..end - 1).bottom() > clear);
    let state = &mut pane.state_mut().state;
    state.scroll_to_all(ByteOffset(start), ByteOffset(end), Where::Nearest);
    pane.run();
    assert!(rect_of(&pane, end - 3..end - 1).bottom() < clear);
    assert!(rect_of(&pane, start..start + 3).top() > whole.top());
    // Nothing covers it: nothing moves.
    pane.state_mut().covered = 0.0;
    let before = rect_of(&pane, start..start + 3);
    let state = &mut pane.state_mut().state;
    state.scroll_to_all(ByteOffset(start), ByteOffset(end), Where::Nearest);
    pane.run();
    assert_eq!(rect_of(&pane, start..start + 3), before);
}
