//! The panel as a person or a screen reader uses it.

use super::*;
use crate::app::context::Message;
use crate::app::panels::fixture::project;
use crate::model::{Document, Source};
use egui_kittest::{Harness, kittest::Queryable as _};
use std::time::{Duration, Instant};

struct World {
    sender: Sender,
    project: Project,
    revision: u64,
    state: SearchState,
}

fn harness() -> Harness<'static, World> {
    let world = World {
        sender: Sender::default(),
        project: project(),
        revision: 1,
        state: SearchState::default(),
    };
    let mut harness = Harness::builder()
        .with_size(egui::vec2(900.0, 260.0))
        .with_context_setup(Tokens::install)
        .build_ui_state(
            |ui, w: &mut World| {
                let ada = AnnotatorId::from("ada");
                let kit = Kit {
                    project: &w.project,
                    tokens: &Tokens::of(ui.ctx()),
                    sender: &w.sender,
                    revision: w.revision,
                    annotator: Some(&ada),
                    refusal: None,
                };
                search_ui(ui, kit, &mut w.state);
            },
            world,
        );
    harness.run();
    harness
}

/// Looks for `words` and waits for the end.
fn look_for(h: &mut Harness<'_, World>, words: &str) {
    h.state_mut().state.query.text = words.to_owned();
    wait(h);
}

fn wait(h: &mut Harness<'_, World>) {
    let start = Instant::now();
    while start.elapsed() < Duration::from_mins(1) {
        h.step();
        let state = &h.state().state;
        let is_asked = state.asked.as_ref() == Some(&state.query);
        let is_running = state
            .search
            .as_ref()
            .is_some_and(|s| s.progress().is_some());
        if is_asked && !is_running {
            h.step();
            return;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    panic!("the search did not end");
}

/// The rows as text: `# title`, or `[x] before⟦hit⟧after`.
fn shown(h: &Harness<'_, World>) -> Vec<String> {
    let state = &h.state().state;
    let results = state.search.as_ref().map_or(&[][..], Search::results);
    let row = |row: &Row| match *row {
        Row::Article(i) => format!("# {}", results[i].document.title),
        Row::Hit(i, hit) => {
            let data = HitData::gather(results[i].document.text(), results[i].hits[hit]);
            let tick = if state.ticks[i][hit] { "[x] " } else { "[ ] " };
            format!("{tick}{}⟦{}⟧{}", data.before, data.hit, data.after)
        }
    };
    state.rows.iter().map(row).collect()
}

fn places(h: &Harness<'_, World>) -> Vec<(String, String)> {
    let world = h.state();
    let Command::AnnotateMany { places, .. } = world.state.command(&world.project, &"claim".into())
    else {
        panic!("not a command for many");
    };
    let words = |(id, spans): &(crate::model::DocumentId, Vec<crate::text::TextSpan>)| {
        let document = world.project.document(id).expect("there");
        (id.to_string(), spans[0].of(document.text()).to_owned())
    };
    places.iter().map(words).collect()
}

#[test]
fn hits_stand_below_their_article_in_their_surroundings() {
    let mut h = harness();
    h.get_by_label("Find everywhere");
    look_for(&mut h, "THE ");
    assert_eq!(
        shown(&h),
        [
            "# Harbour bridge to close",
            "[ ] ⟦The⟧ bridge will close. “We will,” she said, “not wait.”",
            "# No plan, says port",
            "[ ] It stays open, ⟦the⟧ port says.",
        ]
    );
    h.get_by_label("2 hits in 2 articles");
    look_for(&mut h, "nowhere");
    assert_eq!(shown(&h), [] as [&str; 0]);
    assert!(h.query_all_by_label("No hits").count() > 0);
}

#[test]
fn a_fault_of_an_expression_is_told() {
    let mut h = harness();
    h.get_by_label("Regular expression").click();
    h.run();
    look_for(&mut h, "a(");
    h.get_by_label("The expression is faulty at character 2: unclosed group");
}

#[test]
fn ticked_hits_are_tagged_and_blanks_stay_outside() {
    let mut h = harness();
    look_for(&mut h, " will");
    assert_eq!(places(&h), []);
    h.get_by_label("Tick hit 1 in Harbour bridge to close")
        .click();
    h.run();
    assert_eq!(h.state().state.n_ticked, 1);
    assert_eq!(places(&h), [("d1".to_owned(), "will".to_owned())]);
    h.get_by_label(
        "Hit 1 in Harbour bridge to close: “The bridge will close. “We will,” she said, “not wait.””, tagged: Claim",
    );
    h.get_by_label("Tag the ticked as Quote").click();
    h.run();
    let sent = h.state().sender.take();
    assert_eq!(sent, [Message::Act(AppAction::TagTicked("quote".into()))]);
}

#[test]
fn hits_say_which_tags_of_ones_own_lie_on_them() {
    let mut h = harness();
    look_for(&mut h, "the");
    h.get_by_label_contains(", tagged: Claim");
    h.get_by_label("Hit 1 in No plan, says port: “It stays open, the port says.”");
}

#[test]
fn all_none_and_an_article_are_ticked_at_once() {
    let mut h = harness();
    look_for(&mut h, "s");
    let n = h.state().state.rows.len() - 2;
    h.get_by_label("Tick all").click();
    h.run();
    assert_eq!(h.state().state.n_ticked, n);
    h.get_by_label("Tick all in No plan, says port").click();
    h.run();
    assert!(places(&h).iter().all(|(document, _)| document == "d1"));
    h.get_by_label("Tick none").click();
    h.run();
    assert_eq!(h.state().state.n_ticked, 0);
}

#[test]
fn keys_walk_tick_and_take_tags() {
    let mut h = harness();
    look_for(&mut h, "port");
    h.get_by_label("Hits").focus();
    h.run();
    h.key_press(Key::ArrowDown);
    h.run();
    h.key_press(Key::ArrowDown);
    h.run();
    assert!(!h.state().state.takes_keys());
    h.key_press(Key::Space);
    h.run();
    assert!(h.state().state.takes_keys());
    assert_eq!(shown(&h)[1], "[x] It stays open, the ⟦port⟧ says.");
    let sent = h.state().sender.take();
    assert!(
        matches!(&sent[..], [Message::Act(AppAction::SelectPlace { document, .. }), _] if document.as_str() == "d2"),
        "{sent:?}"
    );
    h.key_press(Key::Enter);
    h.run();
    let sent = h.state().sender.take();
    assert_eq!(sent, [Message::Act(AppAction::FocusReader)]);
}

#[test]
fn the_same_text_comes_ticked_with_its_tag_first_and_a_new_query_unticks() {
    let mut h = harness();
    let query = Query {
        text: "close".to_owned(),
        is_word: true,
        is_folded: true,
        is_regex: false,
    };
    h.state_mut().state.ask_same(query, "contradiction".into());
    wait(&mut h);
    assert_eq!(h.state().state.n_ticked, 1);
    assert_eq!(places(&h), [("d1".to_owned(), "close".to_owned())]);
    look_for(&mut h, "port");
    assert_eq!(h.state().state.n_ticked, 0);
}

#[test]
fn an_article_that_changed_is_told_and_left_out_until_one_searches_again() {
    let mut h = harness();
    look_for(&mut h, "port");
    h.get_by_label("Tick all").click();
    h.run();
    let title = "No plan, says port".to_owned();
    let other = Document::new("d2".into(), title, Source::default(), "A port".into());
    let put = |project: &mut Project| {
        let to = Some((1, Arc::new(other)));
        {
            let id = "r1";
            project.put_relation(&id.into(), None).expect("gone");
        }
        project.put_annotation(&"a4".into(), None).expect("gone");
        project.put_document(&"d2".into(), to).expect("changed");
    };
    put(&mut h.state_mut().project);
    h.state_mut().revision = 2;
    h.run();
    assert_eq!(places(&h), []);
    assert_eq!(h.state().state.n_ticked, 0);
    h.get_by_label("⚠ 1 article changed since");
    h.get_by_label("Search again").click();
    wait(&mut h);
    assert_eq!(shown(&h)[1], "[ ] A ⟦port⟧");
}
