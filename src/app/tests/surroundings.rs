//! The parts around the text: title row, panels, messages, questions.

use super::*;
use crate::workspace::settings::WorkArea;
use egui_kittest::kittest::NodeT as _;

#[test]
fn a_question_in_a_dialog_has_the_keyboard() {
    let (_home, mut h) = sample();
    press(&mut h, CTRL, Key::T);
    steps(&mut h, 3);
    h.get_by_label("Remove tag…").focus();
    h.step();
    press(&mut h, NONE, Key::Enter);
    assert!(h.get_by_label("Cancel").is_focused());
    press(&mut h, NONE, Key::Enter);
    h.get_by_label("Remove tag…");
    assert!(app(&mut h).dialogs.is_any_open());
}

#[test]
fn the_title_row_has_room_for_a_long_name() {
    for width in [1280.0, 1200.0, 1110.0, 1000.0, 840.0, 700.0] {
        let home = tempfile::tempdir().unwrap();
        let mut h = window_of(home.path(), (width, 700.0), &[]);
        let ctx = h.ctx.clone();
        let name = "Wilhelmina Featherstonehaugh-Cholmondeley".to_owned();
        app(&mut h).act(&ctx, AppAction::AddAnnotatorAndChoose(name));
        steps(&mut h, 4);
        let rects: Vec<egui::Rect> = h
            .get_all_by_role(Role::Button)
            .map(|node| node.rect())
            .filter(|rect| rect.center().y < 40.0)
            .collect();
        for (i, a) in rects.iter().enumerate() {
            assert!(a.right() <= width, "{a:?} at {width}");
            for b in &rects[i + 1..] {
                let both = a.shrink(1.0).intersect(b.shrink(1.0));
                assert!(!both.is_positive(), "{a:?} {b:?} at {width}");
            }
        }
        assert!(rects.len() > 4, "{rects:?}");
    }
}

#[test]
fn messages_stand_above_the_panel_at_the_bottom() {
    let (_home, mut h) = sample();
    press(&mut h, CTRL | Modifiers::SHIFT, Key::J);
    steps(&mut h, 4);
    app(&mut h).toasts.say("Something was done");
    steps(&mut h, 3);
    let table = h.get_by_role_and_label(Role::ListBox, "Annotations").rect();
    let message = h.get_by_label("Something was done").rect();
    assert!(message.bottom() < table.top(), "{message:?} {table:?}");
}

/// Says two things, the second one at length; the room that the messages take.
fn say_two(h: &mut Window) -> egui::Rect {
    const LAST: &str =
        "Four annotations were tagged as claims of the speaker with the long name: see To review";
    app(h).toasts.say("Something was done");
    app(h).toasts.say(LAST);
    steps(h, 4);
    let mut room = h.get_by_label(LAST).rect();
    for close in h.get_all_by_label("Close the message") {
        room = room.union(close.rect());
    }
    for first in h.query_all_by_label("Something was done") {
        room = room.union(first.rect());
    }
    room
}

/// Everything that can be clicked or read row by row, but for the messages' own buttons.
fn controls(h: &Window) -> Vec<(String, egui::Rect)> {
    let roles = [
        Role::Button,
        Role::ListBox,
        Role::CheckBox,
        Role::ComboBox,
        Role::TextInput,
        Role::RadioButton,
        Role::Link,
    ];
    let nodes = roles.iter().flat_map(|role| h.query_all_by_role(*role));
    let named = nodes.map(|node| {
        let name = node.accesskit_node().label().unwrap_or_default();
        (name.clone(), node.rect())
    });
    // Ends of links stand in the text.
    let is_other =
        |(name, _): &(String, _)| name != "Close the message" && !name.contains(", contradicts: “");
    named.filter(is_other).collect()
}

#[test]
fn messages_cover_neither_lists_nor_buttons_and_move_none_that_one_decides_with() {
    for size in [(1280.0, 800.0), (800.0, 560.0)] {
        for area in WorkArea::ALL {
            let home = tempfile::tempdir().unwrap();
            let mut h = window_of(home.path(), size, &[]);
            app(&mut h).settings.work_area = area;
            app(&mut h).settings.panels.bottom = true;
            steps(&mut h, 3);
            if area == WorkArea::Compare {
                wait_for(&mut h, "the comparison", |h| {
                    let open = app(h).open.as_ref().unwrap();
                    open.panels.compare.current().is_some()
                });
            }
            steps(&mut h, 3);
            let before = controls(&h);
            let room = say_two(&mut h);
            let after = controls(&h);
            for (name, rect) in &after {
                let both = rect.shrink(1.0).intersect(room);
                assert!(
                    !both.is_positive(),
                    "{name} {rect} {room} {area:?} {size:?}"
                );
            }
            if area == WorkArea::Compare {
                // But the list, which is shorter.
                let moved = |(name, rect): &&(String, egui::Rect)| {
                    !after.iter().any(|(n, r)| n == name && r == rect)
                };
                let moved: Vec<_> = before.iter().filter(moved).collect();
                assert!(moved.len() <= 1, "{moved:?} {size:?}");
            }
        }
    }
}

#[test]
fn messages_stand_below_a_dialog() {
    for size in [(1280.0, 800.0), (800.0, 560.0)] {
        for key in [Key::T, Key::E, Key::Comma, Key::P] {
            let home = tempfile::tempdir().unwrap();
            let mut h = window_of(home.path(), size, &[]);
            press(&mut h, CTRL, key);
            steps(&mut h, 3);
            let room = say_two(&mut h);
            let id = egui::Id::unique(("dialog", 0_usize));
            let dialog = h.ctx.memory(|m| m.area_rect(id)).unwrap();
            let both = dialog.intersect(room);
            assert!(!both.is_positive(), "{dialog} {room} {key:?} {size:?}");
        }
    }
}

#[test]
fn undo_stays_in_the_article_that_is_shown() {
    let (_home, mut h) = sample();
    let open = app(&mut h).open.as_mut().unwrap();
    let documents = open.workspace.project().documents();
    let ids: Vec<_> = [0, 2, 4].map(|i| documents[i].id.clone()).into();
    let places = ids.iter().map(|id| {
        let text = open.workspace.project().document(id).unwrap().text();
        let span = TextSpan::new(text, ByteOffset(0), ByteOffset(2)).unwrap();
        (id.clone(), vec![span])
    });
    let command = crate::workspace::Command::AnnotateMany {
        label: "claim".into(),
        places: places.collect(),
        features: Vec::new(),
        origin: "search".to_owned(),
    };
    open.workspace.run(command).unwrap();
    open.show_document(&ids[1]);
    h.step();
    press(&mut h, CTRL, Key::Z);
    let shown = |h: &mut Window| app(h).open.as_ref().unwrap().document.clone();
    assert_eq!(shown(&mut h).as_ref(), Some(&ids[1]));
    press(&mut h, CTRL | Modifiers::SHIFT, Key::Z);
    assert_eq!(shown(&mut h).as_ref(), Some(&ids[1]));
}

#[test]
fn where_nobody_annotates_all_layers_are_counted() {
    let (_home, mut h) = sample();
    let open = app(&mut h).open.as_mut().unwrap();
    open.workspace.set_annotator(None);
    steps(&mut h, 2);
    h.get_by_label_contains("nobody is chosen to annotate");
    assert!(h.query_by_label_contains("of 5 done").is_none());
    let first = h.get_all_by_role(Role::ListBoxOption).next().unwrap();
    let name = first.accesskit_node().label().unwrap();
    assert!(
        !name.contains("0 Claim") && !name.contains("untouched"),
        "{name}"
    );
}
