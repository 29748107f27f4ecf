//! Rows of the Compare menu: annotators compared, and their differences settled. Its keys are the work area's own.
use egui::Key;

use super::{row, section};
use crate::app::ui_command::chord::Chord;
use crate::app::ui_command::spec::{Group::Compare, Spec};
use crate::workspace::reporting::ReportKind;

pub const COMPARE_ANNOTATORS: Spec = row(
    Compare,
    "Compare annotators…",
    "Chooses two or more annotators of this project and compares what they tagged",
    &[],
);

pub const COMPARE_WITH_PROJECT: Spec = row(
    Compare,
    "Compare with another project…",
    "Compares an annotator of this project with one of another project file; articles with the same text are matched",
    &[],
);

pub const NEXT_DISAGREEMENT: Spec = section(row(
    Compare,
    "Next disagreement",
    "Goes to the next place where the annotators differ",
    &[
        Chord::plain(Key::CloseBracket).in_compare(),
        Chord::plain(Key::N).in_compare(),
    ],
));

pub const PREVIOUS_DISAGREEMENT: Spec = row(
    Compare,
    "Previous disagreement",
    "Goes to the place before this one where the annotators differ",
    &[
        Chord::plain(Key::OpenBracket).in_compare(),
        Chord::plain(Key::P).in_compare(),
    ],
);

pub const fn save_report(kind: ReportKind) -> Spec {
    const PAGE: Spec = section(row(
        Compare,
        "Save report…",
        "Writes a page with all figures, plots and differences, which needs nothing but a browser",
        &[],
    ));
    const PAIRS: Spec = row(
        Compare,
        "Save pairs as CSV…",
        "Writes a table of all aligned pairs, for a spreadsheet",
        &[],
    );
    const JSON: Spec = row(
        Compare,
        "Save JSON…",
        "Writes figures, places and links, for programs",
        &[],
    );
    match kind {
        ReportKind::Page => PAGE,
        ReportKind::Pairs => PAIRS,
        ReportKind::Json => JSON,
    }
}
