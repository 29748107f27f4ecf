//! The figures of a comparison in the window: from a number into the text, and into a file.

use super::*;
use crate::app::compare::{CompareState, Tab, What};
use crate::app::context::PathPurpose;
use crate::storage::file_system::read_regular;
use crate::workspace::reporting::ReportKind;
use egui_kittest::kittest::NodeT as _;

fn state(h: &mut Window) -> &mut CompareState {
    &mut app(h).open.as_mut().unwrap().panels.compare
}

/// The sample in Compare, with its figures shown.
fn figures() -> (TempDir, Window) {
    let (home, mut h) = sample();
    press(&mut h, CTRL, Key::Num3);
    wait_for(&mut h, "the comparison", |h| state(h).compared().is_some());
    steps(&mut h, 2);
    h.get_by_label("Figures").click();
    steps(&mut h, 3);
    (home, h)
}

#[test]
fn shifted_boundaries_are_counted_against_the_places_that_the_list_has() {
    use crate::agreement::PlaceKind;
    use crate::app::compare::Kind;
    let (_home, mut h) = figures();
    let entries = state(&mut h).entries().unwrap();
    let kinds = [PlaceKind::Boundary, PlaceKind::BoundaryAndLabel];
    let n: usize = kinds.iter().map(|k| entries.n_of(Kind::Place(*k))).sum();
    let compared = state(&mut h).compared().unwrap();
    let n_shifted = compared.comparison.shifts(&compared.input).len();
    assert!(
        n_shifted < n,
        "quotations that one of the two has in pieces"
    );
    h.get_by_label_contains(&format!(
        "in {n_shifted} of {n} places with other boundaries; the other {} begin and end alike",
        n - n_shifted
    ));
}

#[test]
fn a_figure_leads_to_its_spans_and_a_span_into_the_text() {
    let (_home, mut h) = figures();
    h.get_by_label_contains("F1, overlap, Quote: 0.765, 95 % interval")
        .click();
    steps(&mut h, 3);
    h.get_by_label_contains("Matched one to one where spans of one tag");
    h.get_by_label("Agree 13");
    h.get_by_label_contains("“it will cost passengers nothing”")
        .click();
    steps(&mut h, 3);
    assert_eq!(state(&mut h).tab, Tab::Differences);
    let entry = state(&mut h).current().copied().unwrap();
    let What::Spans { a: Some(unit), .. } = entry.what else {
        panic!("{entry:?}");
    };
    let words = state(&mut h).compared().unwrap().words(unit);
    assert_eq!(words, "it will cost passengers nothing");
    // The list is still there when one comes back.
    h.get_by_label("Figures").click();
    steps(&mut h, 3);
    h.get_by_label("Agree 13");
}

#[test]
fn figures_that_take_longer_are_worked_out_when_asked_for() {
    let (_home, mut h) = figures();
    let before = state(&mut h).work.found().unwrap().version;
    let compare = app(&mut h).open.as_mut().unwrap();
    compare.panels.compare.work.ask_advanced();
    wait_for(&mut h, "more figures", |h| {
        state(h).work.found().unwrap().version > before
    });
    let compared = state(&mut h).compared().unwrap().clone();
    assert!(compared.comparison.measure("gamma.alpha3").is_some());
}

#[test]
fn a_report_is_written_where_the_user_says_and_asks_before_it_replaces() {
    let (home, mut h) = figures();
    let name = app(&mut h).report_name(PathPurpose::SaveReport(ReportKind::Page));
    assert_eq!(name.as_deref(), Some("Agreement of Ada and Ben.html"));
    app(&mut h).ask_for_path(PathPurpose::SaveReport(ReportKind::Page));
    steps(&mut h, 2);
    let field = h.get_by_role_and_label(Role::TextInput, "The page, ending in .html");
    let typed = field.accesskit_node().value().unwrap();
    assert!(typed.ends_with("Agreement of Ada and Ben.html"), "{typed}");
    press(&mut h, NONE, Key::Escape);
    let path = home.path().join("out.html");
    for turn in 0..2 {
        let (kind, may_replace) = (ReportKind::Page, turn == 1);
        app(&mut h).save_report(kind, path.clone(), may_replace);
        wait_for(&mut h, "the report", |h| app(h).opening.is_idle());
        let said: Vec<String> = app(&mut h).toasts.iter().map(str::to_owned).collect();
        assert!(
            said.iter()
                .any(|s| s.starts_with("Saved the report: ") && s.ends_with("out.html")),
            "{said:?}"
        );
        let page = read_regular(&RealFs, &path, 1 << 24, "the report").unwrap();
        let page = String::from_utf8(page).unwrap();
        assert!(page.contains("Agreement of Ada and Ben"));
        assert!(!page.contains("<script"));
    }
    app(&mut h).save_report(ReportKind::Page, path.clone(), false);
    steps(&mut h, 2);
    h.get_by_label("Replace the file?");
    press(&mut h, NONE, Key::Escape);
    let gone = home.path().join("gone").join("out.html");
    app(&mut h).save_report(ReportKind::Json, gone, false);
    wait_for(&mut h, "the failure", |h| app(h).opening.is_idle());
    steps(&mut h, 2);
    h.get_by_label("The comparison as JSON could not be saved");
}
