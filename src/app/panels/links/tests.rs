//! The Links panel as a person or a screen reader uses it.

use super::*;
use crate::app::context::Message;
use crate::app::panels::fixture::project;
use egui_kittest::{Harness, kittest::Queryable as _};

struct World {
    sender: Sender,
    project: Project,
    current: Option<RelationId>,
    state: LinksState,
}

impl World {
    /// Where the panel went last.
    fn went_to(&self) -> Option<(String, bool)> {
        let sent = self.sender.take().into_iter();
        sent.filter_map(|m| match m {
            Message::Act(AppAction::GoToLinkEnd { relation, is_to }) => {
                Some((relation.to_string(), is_to))
            }
            _ => None,
        })
        .last()
    }
}

fn harness(project: Project) -> Harness<'static, World> {
    let world = World {
        sender: Sender::default(),
        project,
        current: None,
        state: LinksState::default(),
    };
    let mut harness = Harness::builder()
        .with_size(vec2(900.0, 260.0))
        .with_context_setup(Tokens::install)
        .build_ui_state(
            |ui, w: &mut World| {
                let ada = AnnotatorId::from("ada");
                let document = DocumentId::from("d1");
                let kit = Kit {
                    project: &w.project,
                    tokens: &Tokens::of(ui.ctx()),
                    sender: &w.sender,
                    annotator: Some(&ada),
                    document: Some(&document),
                    current: w.current.as_ref(),
                    revision: 1,
                    others: false,
                };
                links_ui(ui, kit, &mut w.state);
            },
            world,
        );
    harness.run();
    harness
}

const ROW: &str = "contradicts: “The bridge will close” in Harbour bridge to close, \
    “It stays open” in No plan, says port, other side said by The port";

#[test]
fn a_click_goes_to_the_side_that_is_clicked() {
    let mut h = harness(project());
    h.get_by_label("1 link");
    let rect = h.get_by_label(ROW).rect();
    for (share, is_to) in [(0.2, false), (0.7, true)] {
        let at = pos2(rect.left() + rect.width() * share, rect.center().y);
        h.hover_at(at);
        for pressed in [true, false] {
            h.event(egui::Event::PointerButton {
                pos: at,
                button: egui::PointerButton::Primary,
                pressed,
                modifiers: Modifiers::NONE,
            });
            h.step();
        }
        h.run();
        assert_eq!(h.state().went_to(), Some(("r1".to_owned(), is_to)));
    }
}

#[test]
fn arrows_choose_a_link_and_either_side_of_it() {
    let mut h = harness(project());
    h.get_by_label("Links").focus();
    h.run();
    h.key_press(Key::ArrowDown);
    h.run();
    assert_eq!(h.state().went_to(), Some(("r1".to_owned(), false)));
    h.state_mut().current = Some("r1".into());
    h.run();
    h.key_press(Key::ArrowRight);
    h.run();
    assert_eq!(h.state().went_to(), Some(("r1".to_owned(), true)));
    h.key_press(Key::ArrowLeft);
    h.run();
    assert_eq!(h.state().went_to(), Some(("r1".to_owned(), false)));
}

#[test]
fn the_filters_say_when_nothing_fits() {
    let mut h = harness(project());
    h.get_by_label("Filter links").focus();
    h.run();
    h.get_by_label("Filter links").type_text("nowhere");
    h.run();
    h.get_by_label("Nothing found");
    h.get_by_label("0 links");
}

#[test]
fn the_articles_to_choose_from_are_those_with_links() {
    let mut h = harness(project());
    h.get_by_label("Show article").click();
    h.run();
    let listed: Vec<String> = project()
        .documents()
        .iter()
        .filter(|d| h.query_by_label(&d.title).is_some())
        .map(|d| d.title.clone())
        .collect();
    assert_eq!(listed, ["Harbour bridge to close", "No plan, says port"]);
    h.get_by_label("No plan, says port").click();
    h.run();
    h.get_by_label("1 link");
}

#[test]
fn without_links_it_says_how_one_is_made() {
    let mut project = project();
    project
        .put_relation(&"r1".into(), None)
        .expect("it was there");
    let h = harness(project);
    h.get_by_label("No links yet");
}
