//! What somebody meets who uses the window for the first time, and fast.

use super::*;
use egui_kittest::kittest::NodeT as _;

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

/// A frame with these events as the window system tells of them: the window's hook sees them first.
fn told(h: &mut Window, events: Vec<egui::Event>) {
    let ctx = h.ctx.clone();
    let mut input = egui::RawInput {
        events,
        ..egui::RawInput::default()
    };
    eframe::App::raw_input_hook(app(h), &ctx, &mut input);
    h.input_mut().events.extend(input.events);
    h.step();
}

/// A click without a move; `pos` is the place that the window system's last move was told with.
fn click_at(h: &mut Window, pos: egui::Pos2) {
    for pressed in [true, false] {
        let event = egui::Event::PointerButton {
            pos,
            button: egui::PointerButton::Primary,
            pressed,
            modifiers: NONE,
        };
        told(h, vec![event]);
    }
    for _ in 0..3 {
        told(h, Vec::new());
    }
}

#[test]
fn a_click_goes_to_what_is_seen_under_a_pointer_that_did_not_move_while_the_window_grew() {
    let (_home, mut h) = sample();
    press(&mut h, CTRL, Key::Comma);
    let place = h.get_by_label("Larger window text").rect().center();
    told(&mut h, vec![egui::Event::PointerMoved(place)]);
    let before = app(&mut h).settings.clone();
    click_at(&mut h, place);
    assert_eq!(app(&mut h).settings.ui_zoom, 1.1);
    let is_seen_at = |h: &Window, zoom: f32| {
        let seen = h.ctx.input(|i| i.pointer.latest_pos()).unwrap();
        assert!((seen * zoom - place).length() < 0.01, "{seen:?} {place:?}");
        seen
    };
    let seen = is_seen_at(&h, 1.1);
    let is_on_button = h.get_by_label("Larger window text").rect().contains(seen);
    click_at(&mut h, place);
    let zoom = app(&mut h).settings.ui_zoom;
    assert_eq!(zoom > 1.15, is_on_button);
    is_seen_at(&h, zoom);
    let after = Settings {
        ui_zoom: before.ui_zoom,
        ..app(&mut h).settings.clone()
    };
    assert_eq!(after.other_layers, before.other_layers);
    assert_eq!(after, before);
}

#[test]
fn the_field_of_the_palette_stays_where_it_is_while_the_hits_become_fewer() {
    let (_home, mut h) = sample();
    press(&mut h, CTRL, Key::K);
    let field = |h: &Window| {
        h.get_by_role_and_label(Role::TextInput, "Any command")
            .rect()
    };
    let before = field(&h);
    h.get_by_role_and_label(Role::TextInput, "Any command")
        .type_text("snap to");
    steps(&mut h, 4);
    assert_eq!(field(&h), before);
}

#[test]
fn what_is_deleted_everywhere_else_is_removed_here_and_found_by_either_word() {
    let (_home, mut h) = sample();
    select(&mut h, "announced");
    press(&mut h, NONE, Key::Num1);
    press(&mut h, CTRL, Key::K);
    h.get_by_role_and_label(Role::TextInput, "Any command")
        .type_text("delete");
    steps(&mut h, 3);
    let hits: Vec<_> = h.get_all_by_role(Role::ListBoxOption).collect();
    let top = hits
        .iter()
        .min_by(|a, b| a.rect().top().total_cmp(&b.rect().top()));
    let name = top.and_then(|node| node.accesskit_node().label());
    assert_eq!(name.as_deref(), Some("Remove"));
    assert!(h.query_by_label_contains("Undo: ").is_none());
}

#[test]
fn the_keys_of_a_menu_that_scrolls_stand_beside_its_bar() {
    let (_home, mut h) = sample();
    h.get_by_label("View").click();
    steps(&mut h, 4);
    let item = h.get_by_label("Articles panel").rect();
    let menu = h.ctx.memory(|m| {
        let mut layers = m.areas().visible_layer_ids().into_iter();
        layers.find_map(|layer| {
            let rect = m.area_rect(layer.id)?;
            rect.contains(item.center()).then_some(rect)
        })
    });
    let menu = menu.unwrap();
    assert!(item.right() + 8.0 <= menu.right(), "{item:?} {menu:?}");
    // Those with a mark and those without begin at the same place and are as wide.
    for other in ["Speakers", "Larger text", "Theme: dark"] {
        let rect = h.get_by_label(other).rect();
        assert_eq!(
            (rect.left(), rect.right()),
            (item.left(), item.right()),
            "{other}"
        );
    }
}

#[test]
fn messages_go_with_the_article_and_the_project_that_they_are_about() {
    let home = tempfile::tempdir().unwrap();
    let paths = ["one", "two"].map(|name| {
        let text = format!("Number {name}\n\nA ferry goes here.");
        article(home.path(), &format!("{name}.txt"), text)
    });
    let mut h = window_of(home.path(), (1280.0, 800.0), &paths);
    wait_for(&mut h, "the articles", |h| {
        let open = app(h).open.as_ref();
        open.is_some_and(|open| open.document.is_some())
    });
    let said = |h: &mut Window, words: &str| app(h).toasts.iter().any(|text| text.contains(words));
    press(&mut h, NONE, Key::N);
    assert!(said(&mut h, "This article has no annotation"));
    press(&mut h, CTRL, Key::PageDown);
    assert!(!said(&mut h, "no annotation"));
    select(&mut h, "ferry");
    press(&mut h, NONE, Key::Num1);
    press(&mut h, NONE, Key::N);
    assert!(said(&mut h, "No further annotation in this article"));
    // Of those of others nothing is said while they are hidden.
    let ctx = h.ctx.clone();
    app(&mut h).act(&ctx, AppAction::AddAnnotatorAndChoose("Ben".to_owned()));
    steps(&mut h, 2);
    press(&mut h, NONE, Key::N);
    assert!(said(&mut h, "No annotation in this article"));
    press(&mut h, CTRL, Key::PageUp);
    assert!(!said(&mut h, "in this article"));
    press(&mut h, CTRL, Key::Z);
    assert!(said(&mut h, "Undone"));
    let before = app(&mut h)
        .open
        .as_ref()
        .unwrap()
        .workspace
        .file()
        .to_owned();
    press(&mut h, CTRL, Key::N);
    wait_for(&mut h, "the new project", |h| {
        let open = app(h).open.as_ref();
        open.is_some_and(|open| open.workspace.file() != before)
    });
    assert!(!said(&mut h, "Undone"));
}

#[test]
fn what_n_goes_to_stands_above_the_messages() {
    let home = tempfile::tempdir().unwrap();
    let text = "A ferry goes here every day.\n\n".repeat(80) + "The last barge.";
    let path = article(home.path(), "long.txt", &text);
    let mut h = window_of(home.path(), (1280.0, 800.0), &[path]);
    wait_for(&mut h, "the article", |h| {
        let open = app(h).open.as_ref();
        open.is_some_and(|open| open.document.is_some())
    });
    select(&mut h, "The last barge");
    press(&mut h, NONE, Key::Num1);
    app(&mut h)
        .open
        .as_mut()
        .unwrap()
        .reader
        .set_selection(None);
    app(&mut h).open.as_mut().unwrap().leave_current();
    press(&mut h, CTRL, Key::Home);
    app(&mut h).toasts.say("Something was done");
    press(&mut h, NONE, Key::N);
    steps(&mut h, 3);
    let mark = h.get_by_role(Role::Mark).rect();
    let message = h.get_by_label("Something was done").rect();
    assert!(mark.is_positive());
    assert!(mark.bottom() < message.top(), "{mark:?} {message:?}");
}
