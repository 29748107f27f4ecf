//! The work area as a person or a screen reader uses it, in the window.

use super::*;
use crate::app::compare::{CompareState, Kind};
use crate::workspace::settings::WorkArea;

fn state(h: &mut Window) -> &mut CompareState {
    &mut app(h).open.as_mut().unwrap().panels.compare
}

/// The sample in Compare, its two annotators compared.
fn compared() -> (TempDir, Window) {
    let (home, mut h) = sample();
    press(&mut h, CTRL, Key::Num3);
    assert_eq!(app(&mut h).settings.work_area, WorkArea::Compare);
    wait_for(&mut h, "the comparison", |h| state(h).current().is_some());
    steps(&mut h, 3);
    (home, h)
}

#[test]
fn the_sample_opens_with_its_two_annotators_and_their_differences() {
    let (_home, mut h) = compared();
    let entries = state(&mut h).entries().unwrap();
    let n = entries.n_disagreements();
    assert!(n > 5, "{n}");
    let kinds = Kind::ALL.iter().filter(|k| entries.n_of(**k) > 0);
    assert!(kinds.count() > 3);
    h.get_by_label(&format!("Differences {n}"));
    h.get_by_label(&format!("{n} differences"));
}

#[test]
fn n_and_p_walk_the_differences_and_stop_at_the_ends() {
    let (_home, mut h) = compared();
    let first = state(&mut h).current().copied().unwrap();
    press(&mut h, NONE, Key::N);
    let second = state(&mut h).current().copied().unwrap();
    assert_ne!(first, second);
    assert!(!second.kind.is_agreed());
    press(&mut h, NONE, Key::OpenBracket);
    assert_eq!(state(&mut h).current(), Some(&first));
    press(&mut h, NONE, Key::P);
    assert_eq!(
        state(&mut h).current(),
        Some(&first),
        "there is none before"
    );
    let n = state(&mut h).listed().len();
    for _ in 0..n + 2 {
        press(&mut h, NONE, Key::CloseBracket);
    }
    let last = *state(&mut h).listed().last().unwrap();
    let entry = state(&mut h).entries().unwrap().all[last];
    assert_eq!(state(&mut h).current(), Some(&entry));
}
