//! What is done by keys alone: fragments, notes, menus, lists, the parts of the window.

use super::*;
use egui_kittest::kittest::NodeT as _;

#[test]
fn enter_goes_to_the_note_where_a_tag_has_no_field() {
    let (_home, mut h) = sample();
    select(&mut h, "announced");
    press(&mut h, NONE, Key::Num3);
    press(&mut h, NONE, Key::Enter);
    h.event(egui::Event::Text("look again".to_owned()));
    steps(&mut h, 2);
    press(&mut h, NONE, Key::Escape);
    let open = app(&mut h).open.as_ref().unwrap();
    let Current::Annotation(id) = &open.current else {
        panic!("{:?}", open.current);
    };
    let annotation = open.workspace.project().annotation(id).unwrap();
    assert_eq!(annotation.note, "look again");
}

/// The words of the current annotation.
fn current_words(h: &mut Window) -> String {
    let open = app(h).open.as_ref().unwrap();
    open.current_words().unwrap_or_default()
}

#[test]
fn fragments_are_added_walked_moved_and_removed_by_keys() {
    let (_home, mut h) = sample();
    let shift = Modifiers::SHIFT;
    let alt = Modifiers::ALT;
    press(&mut h, CTRL, Key::Home);
    // Three words; the second one is left out.
    press(&mut h, CTRL | shift, Key::ArrowRight);
    press(&mut h, NONE, Key::Num2);
    let first = current_words(&mut h);
    for modifiers in [CTRL, CTRL, CTRL | shift] {
        press(&mut h, modifiers, Key::ArrowRight);
    }
    press(&mut h, NONE, Key::F);
    let open = app(&mut h).open.as_ref().unwrap();
    assert!(matches!(open.current, Current::Annotation(_)));
    let both = current_words(&mut h);
    assert!(
        both.starts_with(&format!("{first} … ")),
        "{first:?}, {both:?}"
    );
    // The fragment with the caret is chosen first: its inner end is moved.
    press(&mut h, shift, Key::F);
    press(&mut h, alt, Key::ArrowLeft);
    let open = app(&mut h).open.as_ref().unwrap();
    assert_eq!(open.chosen_fragment(), Some(1));
    let wider = current_words(&mut h);
    assert!(wider.len() > both.len() && wider.starts_with(&format!("{first} … ")));
    press(&mut h, alt, Key::ArrowRight);
    assert_eq!(current_words(&mut h), both);
    press(&mut h, shift, Key::F);
    press(&mut h, alt, Key::Delete);
    assert!(both.ends_with(&format!(" … {}", current_words(&mut h))));
    press(&mut h, alt, Key::Delete);
    assert!(
        app(&mut h)
            .toasts
            .iter()
            .any(|t| t.contains("one fragment only"))
    );
    press(&mut h, CTRL, Key::Z);
    assert_eq!(current_words(&mut h), both);
}

#[test]
fn words_are_added_to_nothing_after_escape() {
    let (_home, mut h) = sample();
    select(&mut h, "announced");
    press(&mut h, NONE, Key::Num1);
    press(&mut h, NONE, Key::Escape);
    select(&mut h, "the");
    press(&mut h, NONE, Key::F);
    assert!(h.query_by_label_contains("F adds these").is_none());
    let said = |t: &str| t.contains("Go to the annotation first");
    assert!(app(&mut h).toasts.iter().any(said));
}

#[test]
fn the_menus_are_walked_by_keys_and_give_the_keyboard_back() {
    let (_home, mut h) = sample();
    let focused = |h: &Window| h.ctx.memory(egui::Memory::focused);
    let text = focused(&h);
    select(&mut h, "announced");
    press(&mut h, NONE, Key::F10);
    h.get_by_role_and_label(Role::MenuItem, "New project");
    // File, Edit, and back; then down to an item and Enter.
    press(&mut h, NONE, Key::ArrowRight);
    assert!(
        h.query_by_role_and_label(Role::MenuItem, "New project")
            .is_none()
    );
    h.get_by_role_and_label(Role::MenuItem, "Tag set…");
    press(&mut h, NONE, Key::ArrowDown);
    press(&mut h, NONE, Key::ArrowRight);
    h.get_by_role_and_label(Role::MenuItem, "Tag as Claim");
    let n = n_annotations(&mut h);
    press(&mut h, NONE, Key::ArrowDown);
    press(&mut h, NONE, Key::Enter);
    assert_eq!(n_annotations(&mut h), n + 1);
    steps(&mut h, 2);
    assert_eq!(focused(&h), text);
    // A long menu scrolls to where one is.
    press(&mut h, NONE, Key::F10);
    press(&mut h, NONE, Key::ArrowLeft);
    press(&mut h, NONE, Key::ArrowLeft);
    press(&mut h, NONE, Key::ArrowUp);
    steps(&mut h, 20);
    let item = h.get_by_role_and_label(Role::MenuItemCheckBox, "Theme: dark");
    assert!(item.rect().bottom() <= 800.0, "{:?}", item.rect());
    press(&mut h, NONE, Key::Escape);
    press(&mut h, NONE, Key::F10);
    press(&mut h, NONE, Key::ArrowDown);
    press(&mut h, NONE, Key::Escape);
    assert_eq!(focused(&h), text);
    // Opened by the pointer, the arrows walk through it too.
    h.get_by_label("Help").click();
    steps(&mut h, 3);
    press(&mut h, NONE, Key::ArrowDown);
    press(&mut h, NONE, Key::Enter);
    h.get_by_label("Filter the keys");
}

#[test]
fn the_list_of_a_place_is_opened_and_walked_by_keys() {
    let (_home, mut h) = sample();
    select(&mut h, "announced");
    press(&mut h, NONE, Key::Num1);
    let outer = app(&mut h).open.as_ref().unwrap().current.clone();
    select(&mut h, "announced");
    press(&mut h, NONE, Key::Num2);
    let inner = app(&mut h).open.as_ref().unwrap().current.clone();
    assert_ne!(outer, inner);
    let mut seen = Vec::new();
    for n_down in [0, 1] {
        press(&mut h, Modifiers::SHIFT, Key::F10);
        steps(&mut h, 3);
        for _ in 0..n_down {
            press(&mut h, NONE, Key::ArrowDown);
        }
        press(&mut h, NONE, Key::Enter);
        assert!(
            !app(&mut h)
                .open
                .as_ref()
                .unwrap()
                .panels
                .stack_menu
                .is_open()
        );
        seen.push(app(&mut h).open.as_ref().unwrap().current.clone());
    }
    assert!(seen.contains(&outer) && seen.contains(&inner), "{seen:?}");
}

#[test]
fn f6_goes_round_all_that_a_work_area_shows() {
    let (_home, mut h) = sample();
    app(&mut h).settings.panels.guidelines = true;
    app(&mut h).settings.panels.bottom = true;
    let focused = |h: &Window| h.ctx.memory(egui::Memory::focused);
    // Annotate: articles, text, guidelines, bottom; with the find bar and something current, two more.
    for (area, n) in [
        (Key::Num1, 4),
        (Key::Num2, 5),
        (Key::Num4, 5),
        (Key::Num3, 5),
    ] {
        press(&mut h, CTRL, area);
        if area == Key::Num3 {
            // Tabs, list and text; no articles there.
            wait_for(&mut h, "the comparison", |h| {
                let open = app(h).open.as_ref().unwrap();
                open.panels.compare.current().is_some()
            });
            steps(&mut h, 3);
        }
        press(&mut h, NONE, Key::F6);
        let first = focused(&h);
        let mut seen = vec![first];
        loop {
            press(&mut h, NONE, Key::F6);
            let now = focused(&h);
            if now == first {
                break;
            }
            assert!(!seen.contains(&now), "{area:?}: {seen:?}");
            seen.push(now);
        }
        assert_eq!(seen.len(), n, "{area:?}");
        assert!(!seen.contains(&None));
        press(&mut h, Modifiers::SHIFT, Key::F6);
        assert_eq!(focused(&h), seen.last().copied().flatten());
    }
    press(&mut h, CTRL, Key::Num1);
    press(&mut h, NONE, Key::N);
    press(&mut h, CTRL, Key::F);
    let mut seen = std::collections::HashSet::new();
    for _ in 0..6 {
        press(&mut h, NONE, Key::F6);
        seen.insert(focused(&h));
    }
    assert_eq!(seen.len(), 6);
}

#[test]
fn in_the_overview_keys_act_on_the_chosen_link_alone() {
    let (_home, mut h) = sample();
    select(&mut h, "announced");
    press(&mut h, CTRL, Key::Num4);
    let n = n_annotations(&mut h);
    let revision = |h: &mut Window| app(h).open.as_ref().unwrap().workspace.revision();
    let before = revision(&mut h);
    press(&mut h, NONE, Key::Num1);
    press(&mut h, Modifiers::ALT, Key::ArrowUp);
    assert_eq!(revision(&mut h), before);
    let said = |h: &mut Window, words: &str| app(h).toasts.iter().any(|t| t.contains(words));
    assert!(said(&mut h, "Select words or an annotation first"));
    assert!(said(&mut h, "No text is shown here"));
    // What the text has current is not shown in the inspector either, and is current again there.
    h.get_by_label_contains("Choose something in the middle");
    press(&mut h, CTRL, Key::Num1);
    press(&mut h, NONE, Key::Num1);
    assert_eq!(n_annotations(&mut h), n + 1);
    press(&mut h, CTRL, Key::Num4);
    press(&mut h, NONE, Key::Delete);
    assert_eq!(n_annotations(&mut h), n + 1);
    // A card is there to be seen, so its link can go.
    let n_links = |h: &mut Window| {
        let open = app(h).open.as_ref().unwrap();
        open.workspace.project().relations().len()
    };
    let links = n_links(&mut h);
    h.get_by_label("Contradictions").focus();
    h.step();
    press(&mut h, NONE, Key::ArrowDown);
    press(&mut h, NONE, Key::Delete);
    assert_eq!(n_links(&mut h), links - 1);
}

#[test]
fn the_key_of_a_panel_gives_its_list_the_keyboard() {
    let (_home, mut h) = sample();
    let shift = Modifiers::SHIFT;
    let focused = |h: &Window| h.ctx.memory(egui::Memory::focused);
    press(&mut h, CTRL | shift, Key::K);
    steps(&mut h, 12);
    assert!(h.get_by_role_and_label(Role::ListBox, "Links").is_focused());
    press(&mut h, NONE, Key::ArrowDown);
    let open = app(&mut h).open.as_ref().unwrap();
    assert!(matches!(open.current, Current::Link(_)));
    // F6 goes to the list too; from the tab, Down does.
    let list = focused(&h);
    press(&mut h, NONE, Key::F6);
    assert_ne!(focused(&h), list);
    press(&mut h, shift, Key::F6);
    assert_eq!(focused(&h), list);
    let tabs = h.get_all_by_label("Links");
    let tab = tabs
        .into_iter()
        .find(|tab| tab.accesskit_node().role() != Role::ListBox);
    tab.unwrap().focus();
    h.step();
    assert_ne!(focused(&h), list);
    press(&mut h, NONE, Key::ArrowDown);
    assert_eq!(focused(&h), list);
    // With nothing listed, the filter.
    press(&mut h, CTRL | shift, Key::J);
    steps(&mut h, 3);
    h.get_by_label("Filter annotations").focus();
    h.event(egui::Event::Text("xyzzy".to_owned()));
    steps(&mut h, 3);
    press(&mut h, CTRL, Key::J);
    steps(&mut h, 20);
    press(&mut h, CTRL | shift, Key::J);
    steps(&mut h, 12);
    assert!(h.get_by_label("Filter annotations").is_focused());
}

#[test]
fn the_articles_are_one_stop_of_tab() {
    let (_home, mut h) = sample();
    h.get_by_role_and_label(Role::ListBox, "Articles").focus();
    h.step();
    press(&mut h, NONE, Key::Tab);
    let rows = h.get_all_by_role(Role::ListBoxOption);
    assert!(rows.into_iter().all(|row| !row.is_focused()));
}

#[test]
fn who_annotates_is_chosen_by_a_key_and_by_any_command() {
    let (_home, mut h) = sample();
    let who = |h: &mut Window| {
        let open = app(h).open.as_ref().unwrap();
        let id = open.workspace.annotator().unwrap();
        let all = open.workspace.project();
        all.annotator(id).unwrap().name.clone()
    };
    let first = who(&mut h);
    press(&mut h, NONE, Key::F4);
    let other = {
        let open = app(&mut h).open.as_ref().unwrap();
        let mut all = open.workspace.project().annotators().iter();
        all.find(|a| a.name != first).unwrap().name.clone()
    };
    h.get_by_label(&format!("{other}, person")).click();
    steps(&mut h, 3);
    assert_eq!(who(&mut h), other);
    assert!(!app(&mut h).dialogs.is_any_open());
    press(&mut h, CTRL, Key::K);
    h.event(egui::Event::Text(format!("as {first}")));
    steps(&mut h, 2);
    press(&mut h, NONE, Key::Enter);
    assert_eq!(who(&mut h), first);
}

#[test]
fn a_name_that_is_typed_over_the_list_of_annotators_is_somebody_new() {
    let (_home, mut h) = sample();
    press(&mut h, NONE, Key::F4);
    for part in ["C", "yd"] {
        h.event(egui::Event::Text(part.to_owned()));
        steps(&mut h, 2);
    }
    press(&mut h, NONE, Key::Enter);
    let open = app(&mut h).open.as_ref().unwrap();
    let id = open.workspace.annotator().unwrap();
    let project = open.workspace.project();
    assert_eq!(project.annotator(id).unwrap().name, "Cyd");
}
