//! What somebody meets who uses the window for the first time, and fast.

use super::*;

/// What a fast typist's frame holds: the key and the letters after it.
fn typed_at_once(h: &mut Window, opener: Option<(Modifiers, Key)>, text: &str) {
    let mut events = Vec::new();
    if let Some((modifiers, key)) = opener {
        events.push(key_event(key, modifiers));
    }
    for letter in text.chars() {
        let key = Key::from_name(&letter.to_uppercase().to_string());
        events.extend(key.map(|key| key_event(key, NONE)));
        events.push(egui::Event::Text(letter.to_string()));
    }
    h.input_mut().events.extend(events);
    h.step();
}

fn key_event(key: Key, modifiers: Modifiers) -> egui::Event {
    egui::Event::Key {
        key,
        physical_key: None,
        pressed: true,
        repeat: false,
        modifiers,
    }
}

#[test]
fn letters_typed_right_after_the_key_of_the_palette_reach_its_field() {
    for split in 0..=3 {
        let (_home, mut h) = sample();
        let before = n_annotations(&mut h);
        select(&mut h, "announced");
        let (now, later) = "n1p".split_at(split);
        typed_at_once(&mut h, Some((CTRL, Key::P)), now);
        typed_at_once(&mut h, None, later);
        steps(&mut h, 4);
        let field = h.get_by_role_and_label(Role::TextInput, "Any article");
        assert_eq!(field.value().as_deref(), Some("n1p"), "{split}");
        assert_eq!(n_annotations(&mut h), before);
    }
}

#[test]
fn letters_typed_while_the_system_is_asked_for_a_dialog_reach_the_path_field() {
    use crate::app::context::PathPurpose;
    use crate::app::opening::Picked;
    let (_home, mut h) = sample();
    select(&mut h, "announced");
    let before = n_annotations(&mut h);
    let wake: Arc<dyn Fn() + Send + Sync> = Arc::new(|| {});
    let job = crate::workspace::Job::spawn(&wake, "file dialog", |_| {
        std::thread::sleep(Duration::from_millis(80));
        Picked {
            paths: None,
            took: Duration::ZERO,
        }
    });
    app(&mut h).opening.dialog = Some((PathPurpose::AddArticles, job));
    h.step();
    typed_at_once(&mut h, None, "a1");
    assert!(app(&mut h).opening.dialog.is_some());
    wait_for(&mut h, "the path field", |h| app(h).dialogs.is_any_open());
    steps(&mut h, 4);
    let is_there = h
        .query_all_by_role(Role::TextInput)
        .any(|field| field.value().is_some_and(|v| v.ends_with("/a1")));
    assert!(is_there);
    assert_eq!(n_annotations(&mut h), before);
}

#[test]
fn the_filter_of_the_keys_has_the_keyboard() {
    let (_home, mut h) = sample();
    typed_at_once(&mut h, Some((NONE, Key::F1)), "undo");
    steps(&mut h, 4);
    let field = h.get_by_label("Filter the keys");
    assert_eq!(field.value().as_deref(), Some("undo"));
}

#[test]
fn f6_passes_an_inspector_with_nothing_in_it() {
    let (_home, mut h) = sample();
    let panels = &mut app(&mut h).settings.panels;
    panels.inspector = true;
    panels.bottom = false;
    panels.articles = true;
    steps(&mut h, 3);
    let focused = |h: &Window| h.ctx.memory(egui::Memory::focused);
    let text = focused(&h);
    press(&mut h, NONE, Key::F6);
    assert_ne!(focused(&h), text);
    press(&mut h, NONE, Key::F6);
    assert_eq!(focused(&h), text);
}

#[test]
fn a_window_larger_than_its_display_becomes_smaller() {
    let (_home, mut h) = sample();
    let viewport = h.input_mut().viewports.entry(egui::ViewportId::ROOT);
    let viewport = viewport.or_default();
    viewport.monitor_size = Some(vec2(1280.0, 800.0));
    viewport.inner_rect = Some(egui::Rect::from_min_size(
        egui::Pos2::ZERO,
        vec2(1280.0, 800.0),
    ));
    h.step();
    let commands = &h.output().viewport_output[&egui::ViewportId::ROOT].commands;
    let sizes: Vec<egui::Vec2> = commands
        .iter()
        .filter_map(|c| match c {
            egui::ViewportCommand::InnerSize(size) => Some(*size),
            _ => None,
        })
        .collect();
    assert_eq!(sizes, [vec2(1264.0, 728.0)]);
}

#[test]
fn a_wrong_path_is_told_in_words_and_stays_in_the_field() {
    use crate::app::context::PathPurpose;
    let (home, mut h) = sample();
    app(&mut h).settings.last_folder = Some(home.path().to_owned());
    app(&mut h).ask_for_path(PathPurpose::AddArticles);
    steps(&mut h, 2);
    typed_at_once(&mut h, None, "missing");
    press(&mut h, NONE, Key::Enter);
    wait_for(&mut h, "the failure", |h| {
        h.query_by_label("One file could not be read").is_some()
    });
    steps(&mut h, 2);
    h.get_by_label("there is no such file");
    assert!(
        h.query_by_label("The others came in. Files are never changed.")
            .is_none()
    );
    press(&mut h, NONE, Key::Enter);
    assert!(h.query_by_label("One file could not be read").is_none());
    let typed = home.path().join("missing").display().to_string();
    let is_there = |h: &Window| {
        h.query_all_by_role(Role::TextInput)
            .any(|field| field.value().as_deref() == Some(&*typed))
    };
    assert!(is_there(&h));
    press(&mut h, NONE, Key::Escape);
    assert!(!app(&mut h).dialogs.is_any_open());
}

#[test]
fn a_click_on_add_right_after_the_last_letter_takes_the_whole_path() {
    use crate::app::context::PathPurpose;
    let (home, mut h) = sample();
    let path = article(home.path(), "a", "A title\n\nA text.");
    app(&mut h).settings.last_folder = Some(home.path().to_owned());
    app(&mut h).ask_for_path(PathPurpose::AddArticles);
    steps(&mut h, 3);
    let pos = h.get_by_role_and_label(Role::Button, "Add").rect().center();
    let mut events = vec![egui::Event::Text("a".to_owned())];
    events.push(egui::Event::PointerMoved(pos));
    for pressed in [true, false] {
        events.push(egui::Event::PointerButton {
            pos,
            button: egui::PointerButton::Primary,
            pressed,
            modifiers: NONE,
        });
    }
    h.input_mut().events.extend(events);
    wait_for(&mut h, "the article", |h| {
        let open = app(h).open.as_ref().unwrap();
        open.workspace.project().documents().len() == 6
    });
    assert!(path.exists());
    assert!(!app(&mut h).dialogs.is_any_open());
}

#[test]
fn what_looks_binary_is_opened_when_asked_for() {
    let (home, mut h) = sample();
    let path = article(home.path(), "odd.txt", "A\0\0\0\u{1}\u{2}\0\0text\0\0\0");
    app(&mut h).open_paths(vec![path]);
    wait_for(&mut h, "the question", |h| {
        h.query_by_label("Open anyway").is_some()
    });
    steps(&mut h, 2);
    h.get_by_label("Open anyway").click();
    wait_for(&mut h, "the article", |h| {
        let open = app(h).open.as_ref().unwrap();
        open.workspace.project().documents().len() == 6
    });
}

#[test]
fn a_tooltip_does_not_stay_open_over_a_dialog() {
    let (_home, mut h) = sample();
    h.get_by_label("1 Claim").hover();
    steps(&mut h, 12);
    let tooltip = "Tags the selection, changes";
    assert!(h.query_by_label_contains(tooltip).is_some());
    press(&mut h, CTRL, Key::K);
    steps(&mut h, 3);
    assert!(h.query_by_label_contains(tooltip).is_none());
}
