//! The parts around the text: title row, panels, messages, questions.

use super::*;
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
