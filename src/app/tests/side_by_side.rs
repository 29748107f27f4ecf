//! Two texts side by side: each with its own article, caret and current thing; the links between them.

use super::*;
use crate::model::{AnnotationId, DocumentId, RelationId};
use crate::workspace::settings::WorkArea;
use egui_kittest::kittest::NodeT as _;

/// The sample with its first article on the left and its last one on the right, the left one focused.
fn split() -> (TempDir, Window) {
    let (home, mut h) = sample();
    press(&mut h, CTRL, Key::Backslash);
    put_right(&mut h, "d5");
    press(&mut h, Modifiers::SHIFT, Key::F6);
    assert_eq!(open(&mut h).panes.focused_idx(), 0);
    (home, h)
}

fn open(h: &mut Window) -> &mut crate::app::project_view::OpenProject {
    app(h).open.as_mut().unwrap()
}

fn put_right(h: &mut Window, document: &str) {
    let project = open(h).workspace.project().clone();
    let pane = open(h).panes.get_mut(1).unwrap();
    pane.show_document(&project, &DocumentId::from(document));
    steps(h, 3);
}

fn shown(h: &mut Window) -> Vec<String> {
    let panes = &open(h).panes;
    panes
        .shown()
        .filter_map(|idx| Some(panes.get(idx)?.document.as_ref()?.to_string()))
        .collect()
}

fn text_names(h: &Window) -> Vec<String> {
    let mut names: Vec<String> = h
        .query_all_by_role(Role::MultilineTextInput)
        .filter_map(|node| node.accesskit_node().label())
        .collect();
    names.sort();
    names
}

fn relation(h: &mut Window, id: &str) -> RelationId {
    let id = RelationId::from(id);
    assert!(open(h).workspace.project().relation(&id).is_some());
    id
}

fn is_in_view(h: &mut Window, text: usize, annotation: &AnnotationId) -> bool {
    let open = open(h);
    let a = open.workspace.project().annotation(annotation).unwrap();
    let reader = &open.panes.get(text).unwrap().reader;
    reader.visible_range().contains(&a.start().get())
}

#[test]
fn the_split_shows_a_second_text_and_goes_back_to_the_focused_one() {
    let (_home, mut h) = sample();
    press(&mut h, CTRL, Key::Backslash);
    assert_eq!(shown(&mut h), ["d1", "d2"]);
    assert_eq!(
        open(&mut h).panes.focused_idx(),
        1,
        "what appears has the keyboard"
    );
    assert_eq!(
        text_names(&h),
        [
            "Text, left: Saltgate Bridge to close for fourteen months, port authority says",
            "Text, right: Tideline Radio, morning bulletin 🚧",
        ]
    );
    press(&mut h, NONE, Key::F8);
    assert_eq!(shown(&mut h), ["d2"]);
    assert_eq!(text_names(&h), ["Tideline Radio, morning bulletin 🚧"]);
    press(&mut h, CTRL, Key::Num2);
    assert_eq!(app(&mut h).settings.work_area, WorkArea::SideBySide);
    assert_eq!(shown(&mut h), ["d1", "d2"]);
    press(&mut h, CTRL, Key::Num1);
    assert_eq!(app(&mut h).settings.work_area, WorkArea::Annotate);
}

#[test]
fn both_texts_are_annotated_and_undo_goes_to_the_text_where_it_was() {
    let (_home, mut h) = split();
    let before = n_annotations(&mut h);
    select(&mut h, "announced");
    press(&mut h, NONE, Key::Num1);
    press(&mut h, NONE, Key::F6);
    assert_eq!(open(&mut h).panes.focused_idx(), 1);
    select(&mut h, "mayor");
    press(&mut h, NONE, Key::Num2);
    assert_eq!(n_annotations(&mut h), before + 2);
    // Each text has kept its own current thing.
    let current = |h: &mut Window, idx: usize| open(h).panes.get(idx).unwrap().current.clone();
    let (left, right) = (current(&mut h, 0), current(&mut h, 1));
    assert!(matches!(left, Current::Annotation(_)) && matches!(right, Current::Annotation(_)));
    assert_ne!(left, right);
    press(&mut h, CTRL, Key::Z);
    assert_eq!(open(&mut h).panes.focused_idx(), 1);
    press(&mut h, CTRL, Key::Z);
    assert_eq!(n_annotations(&mut h), before);
    assert_eq!(
        open(&mut h).panes.focused_idx(),
        0,
        "the first tag was on the left"
    );
    assert_eq!(shown(&mut h), ["d1", "d5"]);
    press(&mut h, CTRL | Modifiers::SHIFT, Key::Z);
    press(&mut h, CTRL | Modifiers::SHIFT, Key::Z);
    assert_eq!(n_annotations(&mut h), before + 2);
    assert_eq!(open(&mut h).panes.focused_idx(), 1);
}

#[test]
fn a_click_into_a_text_gives_it_the_keyboard() {
    let (_home, mut h) = split();
    let name = text_names(&h).remove(1);
    let rect = h.get_by_label(&name).rect();
    h.drag_at(rect.center());
    h.drop_at(rect.center());
    steps(&mut h, 3);
    assert_eq!(open(&mut h).panes.focused_idx(), 1);
    let caret = open(&mut h).reader.caret();
    press(&mut h, NONE, Key::ArrowDown);
    assert_ne!(open(&mut h).reader.caret(), caret);
}

#[test]
fn f6_goes_over_articles_both_texts_inspector_and_bottom() {
    let (_home, mut h) = split();
    let panels = &mut app(&mut h).settings.panels;
    panels.bottom = true;
    // The inspector has fields while an annotation of one's own is current.
    press(&mut h, NONE, Key::F6);
    press(&mut h, NONE, Key::N);
    press(&mut h, Modifiers::SHIFT, Key::F6);
    press(&mut h, NONE, Key::N);
    let place = |h: &mut Window| {
        let focused = h.ctx.memory(egui::Memory::focused);
        let panes = &open(h).panes;
        (0..2).find(|idx| panes.get(*idx).unwrap().reader.id() == focused)
    };
    let mut order = Vec::new();
    for _ in 0..5 {
        order.push(place(&mut h));
        press(&mut h, NONE, Key::F6);
    }
    // Left, right, inspector, bottom, articles.
    assert_eq!(order, [Some(0), Some(1), None, None, None]);
    assert_eq!(place(&mut h), Some(0));
    press(&mut h, Modifiers::SHIFT, Key::F6);
    press(&mut h, Modifiers::SHIFT, Key::F6);
    press(&mut h, Modifiers::SHIFT, Key::F6);
    press(&mut h, Modifiers::SHIFT, Key::F6);
    assert_eq!(place(&mut h), Some(1));
}

#[test]
fn the_palette_puts_an_article_into_the_focused_text() {
    let (_home, mut h) = split();
    press(&mut h, NONE, Key::F6);
    press(&mut h, CTRL, Key::P);
    h.get_by_role_and_label(Role::TextInput, "Any article")
        .type_text("cannot wait");
    steps(&mut h, 2);
    press(&mut h, NONE, Key::Enter);
    assert_eq!(shown(&mut h), ["d1", "d3"]);
    // The title's button offers the articles as well.
    h.get_by_label(
        "Article, left: Saltgate Bridge to close for fourteen months, port authority says",
    )
    .click();
    steps(&mut h, 3);
    h.get_by_role_and_label(Role::TextInput, "Any article")
        .type_text("ferry buses");
    steps(&mut h, 2);
    press(&mut h, NONE, Key::Enter);
    assert_eq!(shown(&mut h), ["d4", "d3"]);
}

#[test]
fn an_article_beside_itself_shows_a_new_mark_in_both_texts() {
    let (_home, mut h) = split();
    put_right(&mut h, "d1");
    let n_marks = |h: &Window| {
        let marks = h.query_all_by_role(Role::Mark);
        marks
            .filter(|n| {
                n.accesskit_node()
                    .label()
                    .is_some_and(|l| l.ends_with("“announced”"))
            })
            .count()
    };
    assert_eq!(n_marks(&h), 0);
    select(&mut h, "announced");
    press(&mut h, NONE, Key::Num1);
    assert_eq!(n_marks(&h), 2);
    press(&mut h, CTRL, Key::Z);
    assert_eq!(n_marks(&h), 0);
}

#[test]
fn a_link_is_made_from_the_one_text_to_the_other() {
    let (_home, mut h) = split();
    let n_links = |h: &mut Window| open(h).workspace.project().relations().len();
    let before = n_links(&mut h);
    select(&mut h, "announced");
    press(&mut h, NONE, Key::L);
    press(&mut h, NONE, Key::F6);
    select(&mut h, "contradicting");
    press(&mut h, NONE, Key::L);
    assert_eq!(n_links(&mut h), before + 1);
    let Current::Link(id) = open(&mut h).current.clone() else {
        panic!("the link is current");
    };
    let link = open(&mut h)
        .workspace
        .project()
        .relation(&id)
        .unwrap()
        .clone();
    let document = |h: &mut Window, id| {
        let project = open(h).workspace.project();
        project.annotation(id).unwrap().document.to_string()
    };
    assert_eq!(document(&mut h, &link.from), "d1");
    assert_eq!(document(&mut h, &link.to), "d5");
    // What was selected on the left is an annotation now.
    let left = open(&mut h).panes.get(0).unwrap();
    assert_eq!(
        (&left.current, left.reader.selection()),
        (&Current::Nothing, None)
    );
    press(&mut h, CTRL, Key::Z);
    assert_eq!(n_links(&mut h), before);
}

#[test]
fn closing_a_text_leaves_the_other_one() {
    let (_home, mut h) = split();
    h.get_by_label("Close the left text").click();
    steps(&mut h, 3);
    assert_eq!(shown(&mut h), ["d5"]);
    assert_eq!(app(&mut h).settings.work_area, WorkArea::Annotate);
    press(&mut h, NONE, Key::N);
    assert!(matches!(open(&mut h).current, Current::Annotation(_)));
}

#[test]
fn a_click_on_a_link_makes_it_current_and_outlines_both_ends() {
    let (_home, mut h) = split();
    let link = relation(&mut h, "r01");
    let curve = h
        .query_all_by_role(Role::Link)
        .find(|n| {
            let name = n.accesskit_node().label().unwrap_or_default();
            name.starts_with("Link, contradicts: “fourteen months” and “nine months")
        })
        .unwrap();
    let middle = curve.rect().center();
    h.drag_at(middle);
    h.drop_at(middle);
    steps(&mut h, 3);
    assert_eq!(open(&mut h).current, Current::Link(link));
    let selected = |h: &Window| {
        let marks = h.query_all_by_role(Role::Mark);
        marks
            .filter(|n| n.accesskit_node().is_selected() == Some(true))
            .count()
    };
    assert_eq!(selected(&h), 2);
}

#[test]
fn a_click_on_an_end_brings_its_partner_into_view_and_the_keyboard_stays() {
    let (_home, mut h) = split();
    let link = relation(&mut h, "r01");
    let to = open(&mut h)
        .workspace
        .project()
        .relation(&link)
        .unwrap()
        .to
        .clone();
    // Below the article's end on the right there is nothing of the link to be seen.
    let text = open(&mut h)
        .workspace
        .project()
        .document(&DocumentId::from("d5"))
        .unwrap()
        .text()
        .clone();
    let pane = open(&mut h).panes.get_mut(1).unwrap();
    pane.reader
        .scroll_to(ByteOffset(text.len()), crate::app::reader::Where::Top);
    h.set_size(vec2(1280.0, 420.0));
    steps(&mut h, 3);
    assert!(
        !is_in_view(&mut h, 1, &to),
        "the window is low enough for this test"
    );
    let end = h
        .query_all_by_role(Role::Link)
        .find(|n| {
            let name = n.accesskit_node().label().unwrap_or_default();
            name.starts_with(
                "First end of the link, contradicts: “fourteen months” and “nine months",
            )
        })
        .unwrap();
    let place = end.rect().center();
    h.drag_at(place);
    h.drop_at(place);
    steps(&mut h, 3);
    assert!(is_in_view(&mut h, 1, &to));
    assert_eq!(open(&mut h).panes.focused_idx(), 0);
    assert_eq!(open(&mut h).current, Current::Nothing);
}

#[test]
fn both_sides_of_a_link_are_shown_from_one_text() {
    let (_home, mut h) = sample();
    let link = relation(&mut h, "r01");
    let ctx = h.ctx.clone();
    app(&mut h).act(&ctx, AppAction::GoToLink(link.clone()));
    steps(&mut h, 2);
    press(&mut h, Modifiers::SHIFT, Key::F8);
    assert_eq!(shown(&mut h), ["d1", "d5"]);
    assert_eq!(open(&mut h).current, Current::Link(link.clone()));
    let link = open(&mut h)
        .workspace
        .project()
        .relation(&link)
        .unwrap()
        .clone();
    assert!(is_in_view(&mut h, 0, &link.from) && is_in_view(&mut h, 1, &link.to));
}

#[test]
fn two_texts_at_rest_ask_for_no_frame() {
    let (_home, mut h) = split();
    wait_for(&mut h, "rest", |h| app(h).opening.is_idle());
    steps(&mut h, 10);
    let delay = h.output().viewport_output[&egui::ViewportId::ROOT].repaint_delay;
    assert!(delay > Duration::from_secs(1), "{delay:?}");
}

#[test]
fn both_texts_are_there_again_at_the_next_start() {
    let home = tempfile::tempdir().unwrap();
    let mut h = window_of(home.path(), (1280.0, 800.0), &[]);
    press(&mut h, CTRL, Key::Backslash);
    put_right(&mut h, "d4");
    app(&mut h).remember_place();
    app(&mut h).save_settings();
    assert!(app(&mut h).close_project());
    drop(h);
    let mut h = window_of(home.path(), (1280.0, 800.0), &[]);
    wait_for(&mut h, "the project", |h| app(h).open.is_some());
    steps(&mut h, 2);
    assert_eq!(shown(&mut h), ["d1", "d4"]);
    assert_eq!(open(&mut h).panes.focused_idx(), 1);
}

#[test]
fn where_there_is_little_room_one_text_stands_below_the_other_or_alone() {
    let (_home, mut h) = split();
    h.set_size(vec2(800.0, 700.0));
    steps(&mut h, 3);
    let names = text_names(&h);
    assert!(names[0].starts_with("Text, lower: ") && names[1].starts_with("Text, upper: "));
    h.set_size(vec2(480.0, 360.0));
    steps(&mut h, 3);
    assert_eq!(text_names(&h).len(), 1);
    press(&mut h, NONE, Key::F6);
    assert_eq!(
        text_names(&h),
        ["Text, right: Nine months at most, says mayor's office"]
    );
}
