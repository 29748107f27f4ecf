//! Finding here and everywhere, in the whole window.

use super::*;
use crate::app::panels::wording::thousands;
use crate::workspace::settings::BottomTab;

const SHIFT: Modifiers = Modifiers::SHIFT;

fn type_into(h: &mut Window, field: &str, words: &str) {
    h.get_by_role_and_label(Role::TextInput, field)
        .type_text(words);
    steps(h, 2);
}

fn selected(h: &mut Window) -> String {
    let open = app(h).open.as_ref().unwrap();
    let id = open.document.as_ref().unwrap();
    let document = open.workspace.project().document(id).unwrap();
    let span = open.reader.selection();
    span.map_or_else(String::new, |s| s.of(document.text()).to_owned())
}

fn start(h: &mut Window) -> Option<usize> {
    let open = app(h).open.as_ref().unwrap();
    open.reader.selection().map(|s| s.start().get())
}

/// Where `words` stand in the article shown, whatever the case.
fn places(h: &mut Window, words: &str) -> Vec<usize> {
    let open = app(h).open.as_ref().unwrap();
    let id = open.document.as_ref().unwrap();
    let document = open.workspace.project().document(id).unwrap();
    let text = document.text().to_ascii_lowercase();
    text.match_indices(words).map(|(i, _)| i).collect()
}

#[test]
fn ctrl_f_finds_while_typing_and_enter_walks_round() {
    let (_home, mut h) = sample();
    let all = places(&mut h, "bridge");
    assert!(all.len() > 2);
    press(&mut h, CTRL, Key::F);
    type_into(&mut h, "Find in this article", "BRIDGE");
    wait_for(&mut h, "the first hit", |h| start(h) == Some(all[0]));
    steps(&mut h, 2);
    h.get_by_label(&format!("1 of {}", all.len()));
    press(&mut h, NONE, Key::Enter);
    wait_for(&mut h, "the second hit", |h| start(h) == Some(all[1]));
    press(&mut h, SHIFT, Key::Enter);
    press(&mut h, SHIFT, Key::Enter);
    let last = all[all.len() - 1];
    wait_for(&mut h, "the last hit", |h| start(h) == Some(last));
    // The bar goes, the text has the keyboard, the hit stays selected: a digit tags it.
    let before = n_annotations(&mut h);
    press(&mut h, NONE, Key::Escape);
    assert!(
        h.query_by_role_and_label(Role::TextInput, "Find in this article")
            .is_none()
    );
    assert_eq!(selected(&mut h).to_lowercase(), "bridge");
    press(&mut h, NONE, Key::Num3);
    assert_eq!(n_annotations(&mut h), before + 1);
    press(&mut h, NONE, Key::F3);
    wait_for(&mut h, "the first hit again", |h| start(h) == Some(all[0]));
}

#[test]
fn what_is_not_found_and_what_is_faulty_is_told() {
    let (_home, mut h) = sample();
    press(&mut h, CTRL, Key::F);
    type_into(&mut h, "Find in this article", "zzz(");
    wait_for(&mut h, "the end", |h| h.query_by_label("No hits").is_some());
    h.get_by_label("Regular expression").click();
    steps(&mut h, 3);
    h.get_by_label("The expression is faulty at character 4: unclosed group");
    // The switch has a key, which types nothing.
    h.get_by_role_and_label(Role::TextInput, "Find in this article")
        .focus();
    steps(&mut h, 2);
    // Both come in one frame, as from a keyboard.
    let key = egui::Event::Key {
        key: Key::R,
        physical_key: None,
        pressed: true,
        repeat: false,
        modifiers: Modifiers::ALT,
    };
    let events = &mut h.input_mut().events;
    events.extend([key, egui::Event::Text("r".to_owned())]);
    wait_for(&mut h, "the end", |h| h.query_by_label("No hits").is_some());
    assert_eq!(app(&mut h).open.as_ref().unwrap().find.words(), "zzz(");
    h.get_by_label("Close find").click();
    steps(&mut h, 3);
    assert!(h.query_by_label("Close find").is_none());
}

/// How many hits are ticked, as the panel says it.
fn wait_for_ticked(h: &mut Window, n: usize) {
    let words = format!("{} ticked", thousands(n));
    wait_for(h, &words, |h| h.query_by_label(&words).is_some());
}

fn n_steps(h: &mut Window) -> usize {
    let open = app(h).open.as_ref().unwrap();
    open.workspace.history().undoable().count()
}

#[test]
fn hits_of_all_articles_are_tagged_as_one_step() {
    let (_home, mut h) = sample();
    press(&mut h, CTRL | SHIFT, Key::F);
    assert_eq!(app(&mut h).settings.panels.tab, BottomTab::Search);
    type_into(&mut h, "Find everywhere", "ferry");
    wait_for(&mut h, "hits", |h| h.query_by_label("Tick all").is_some());
    let open = app(&mut h).open.as_ref().unwrap();
    let documents = open.workspace.project().documents();
    let n: usize = documents
        .iter()
        .map(|d| d.text().to_lowercase().matches("ferry").count())
        .sum();
    h.get_by_label("Tick all").click();
    wait_for_ticked(&mut h, n);
    let (before, steps_before) = (n_annotations(&mut h), n_steps(&mut h));
    // Its key, while the list has the keyboard.
    h.get_by_label("Hits").focus();
    steps(&mut h, 2);
    press(&mut h, NONE, Key::Num1);
    assert_eq!(n_annotations(&mut h), before + n);
    assert_eq!(n_steps(&mut h), steps_before + 1);
    wait_for_ticked(&mut h, 0);
    h.get_by_label("Tick all").click();
    wait_for_ticked(&mut h, n);
    // Once more: all have the tag already.
    h.get_by_label("Tag the ticked as Claim").click();
    steps(&mut h, 3);
    assert_eq!(n_annotations(&mut h), before + n);
    press(&mut h, CTRL, Key::Z);
    assert_eq!(n_annotations(&mut h), before);
}

#[test]
fn the_text_of_an_annotation_is_found_everywhere_ticked_and_its_own_place_left_out() {
    let (_home, mut h) = sample();
    select(&mut h, "bridge");
    press(&mut h, NONE, Key::Num1);
    let before = n_annotations(&mut h);
    press(&mut h, CTRL | SHIFT, Key::T);
    wait_for(&mut h, "ticks", |h| {
        let is_done = h.query_by_label_contains("so far…").is_none();
        let search = &app(h).open.as_ref().unwrap().panels.search;
        is_done && search.n_ticked() > 1
    });
    let n = app(&mut h).open.as_ref().unwrap().panels.search.n_ticked();
    let steps_before = n_steps(&mut h);
    h.get_by_label("Tag the ticked as Claim").click();
    steps(&mut h, 3);
    let made = n_annotations(&mut h) - before;
    assert!(made > 0 && made < n, "{made} of {n}");
    assert_eq!(n_steps(&mut h), steps_before + 1);
}

#[test]
fn enter_in_the_field_goes_into_the_list_and_shows_the_first_hit() {
    let (_home, mut h) = sample();
    press(&mut h, CTRL | SHIFT, Key::F);
    type_into(&mut h, "Find everywhere", "ferry");
    wait_for(&mut h, "hits", |h| h.query_by_label("Tick all").is_some());
    press(&mut h, NONE, Key::Enter);
    assert_eq!(selected(&mut h).to_lowercase(), "ferry");
    press(&mut h, NONE, Key::Space);
    wait_for_ticked(&mut h, 1);
}

#[test]
fn the_key_of_find_everywhere_on_a_hit_keeps_the_query_and_the_ticks() {
    let (_home, mut h) = sample();
    press(&mut h, CTRL | SHIFT, Key::F);
    type_into(&mut h, "Find everywhere", "FERRY");
    wait_for(&mut h, "hits", |h| h.query_by_label("Tick all").is_some());
    press(&mut h, NONE, Key::Enter);
    press(&mut h, NONE, Key::Space);
    wait_for_ticked(&mut h, 1);
    let asked = app(&mut h).open.as_ref().unwrap().panels.search.found();
    assert_ne!(selected(&mut h), "FERRY");
    press(&mut h, CTRL | SHIFT, Key::F);
    steps(&mut h, 3);
    wait_for_ticked(&mut h, 1);
    let search = &app(&mut h).open.as_ref().unwrap().panels.search;
    assert_eq!(search.found(), asked);
    let field = h.get_by_role_and_label(Role::TextInput, "Find everywhere");
    assert!(field.is_focused());
    // Other words are looked for.
    select(&mut h, "bridge");
    press(&mut h, CTRL | SHIFT, Key::F);
    wait_for_ticked(&mut h, 0);
    let field = h.get_by_role_and_label(Role::TextInput, "Find everywhere");
    assert_eq!(field.value().as_deref(), Some("bridge"));
}
