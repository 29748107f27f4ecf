//! What the dialog tells, and what its buttons send.

use super::*;
use crate::app::context::{AppAction, Message, Sender};
use crate::app::panels::fixture::project;
use crate::app::ui_command::Facts;
use crate::model::Document;
use crate::workspace::settings::Settings;
use egui_kittest::{Harness, kittest::Queryable as _};
use std::path::PathBuf;
use std::sync::Arc;

fn offer(id: &str, text: &str) -> Offer {
    let project = project();
    let mut new = Document::clone(project.document(&id.into()).unwrap());
    new = Document::new(new.id, new.title, new.source, text.into());
    let path = PathBuf::from("/articles/a.txt");
    let newer = Newer::of(&project, path, Arc::new(new), Vec::new()).unwrap();
    Offer {
        newer: Arc::new(newer),
        as_other: None,
    }
}

/// The text of d1 is `The bridge will close. “We will,” she said, “not wait.”`
fn changed() -> Offer {
    offer(
        "d1",
        "The bridge will open. “We will,” she said, “not wait.”",
    )
}

#[test]
fn differences_and_annotations_are_told_in_words() {
    let data = OfferData::gather(&project(), &changed());
    assert_eq!(data.summary, "1 place differs:");
    let lines: Vec<String> = data.lines.iter().map(DiffLine::in_words).collect();
    assert_eq!(
        lines,
        ["The bridge will [-close-] {+open+}. “We will,” she said, “not wait.”"]
    );
    assert_eq!(data.rows[0].whose, "Claim, Ada");
    assert_eq!(
        data.rows[0].words.in_words(),
        "The bridge will [-close-] {+open+}"
    );
    assert_eq!(data.rows[0].fate, AnchorFate::Changed);
    assert_eq!(
        fates_in_words(AnchorCounts {
            exact: 3,
            lost: 1,
            ..AnchorCounts::default()
        }),
        "4 annotations: 3 exact, 1 lost"
    );
}

#[test]
fn another_form_of_the_same_text_says_so() {
    let data = OfferData::gather(
        &project(),
        &offer(
            "d1",
            "The bridge\nwill close. \"We will,\" she said, \"not wait.\"",
        ),
    );
    assert_eq!(
        data.summary,
        "Only blanks, line ends, quotation marks or the like differ"
    );
    assert!(data.rows.is_empty() && data.lines.is_empty());
    assert_eq!(
        fates_in_words(data.counts),
        "All 4 annotations stay on exactly their words"
    );
}

#[test]
fn long_stretches_are_cut_and_near_ones_stand_in_one_line() {
    assert_eq!(on_lines("a\n\nb  c\n"), "a ¶ b c ¶ ");
    let long = "word ".repeat(200);
    assert!(middle_cut(&long).contains(" … "));
    let (old, new) = (
        format!("one {long} two three four"),
        format!("eins {long} zwei three vier"),
    );
    let project = project();
    let base = project.document(&"d2".into()).unwrap();
    let document = |text: &str| {
        let base = Document::clone(base);
        Document::new(base.id, base.title, base.source, text.into())
    };
    let mut bare = crate::model::Project::default();
    bare.put_document(&"d2".into(), Some((0, Arc::new(document(&old)))))
        .unwrap();
    let newer = Newer::of(&bare, PathBuf::new(), Arc::new(document(&new)), Vec::new()).unwrap();
    let (found, n_more) = lines(&newer);
    let told: Vec<String> = found.iter().map(DiffLine::in_words).collect();
    assert_eq!((told.len(), n_more), (2, 0));
    assert!(told[0].starts_with("[-one-] {+eins+} word"), "{}", told[0]);
    assert!(told[0].ends_with(" …"), "{}", told[0]);
    assert!(
        told[1].ends_with("[-two-] {+zwei+} three [-four-] {+vier+}"),
        "{}",
        told[1]
    );
}

fn harness(offers: &[Offer]) -> Harness<'static, (Sender, NewerDialog)> {
    let dialog = NewerDialog::new(&project(), offers).unwrap();
    let ui = |ui: &mut Ui, (sender, dialog): &mut (Sender, NewerDialog)| {
        let tokens = Tokens::light();
        let (settings, facts) = (Settings::default(), Facts::default());
        let shell = Shell {
            tokens: &tokens,
            settings: &settings,
            facts: &facts,
            sender,
            view: None,
        };
        dialog.ui(&shell, ui, 600.0);
    };
    let mut harness = Harness::builder()
        .with_size(egui::vec2(700.0, 640.0))
        .with_context_setup(Tokens::install)
        .build_ui_state(ui, (Sender::default(), dialog));
    harness.run();
    harness
}

#[test]
fn each_button_sends_what_it_says() {
    let mut other = offer("d2", "It closes now, the port says.");
    other.as_other = Some(other.newer.new.clone());
    let mut h = harness(&[changed(), other]);
    h.get_by_label("The bridge will [-close-] {+open+}. “We will,” she said, “not wait.”");
    let click = |h: &mut Harness<'static, (Sender, NewerDialog)>, name: &str| {
        h.get_by_label(name).click();
        h.run();
        h.state().0.take()
    };
    let act = |action| vec![Message::Act(action)];
    assert_eq!(
        click(&mut h, "Take the newer version"),
        act(AppAction::TakeNewer(vec!["d1".into()]))
    );
    assert_eq!(
        click(&mut h, "Leave as it is"),
        act(AppAction::LeaveNewer(vec!["d1".into()]))
    );
    assert_eq!(
        click(&mut h, "Take all 2"),
        act(AppAction::TakeNewer(vec!["d1".into(), "d2".into()]))
    );
    assert_eq!(click(&mut h, "Next"), []);
    assert_eq!(
        click(&mut h, "Add as another article"),
        act(AppAction::AddNewerAsOther("d2".into()))
    );
    assert_eq!(click(&mut h, "Later"), []);
}
