//! Rows of the Compare menu: annotators compared, and their differences settled. Its keys are the work area's own.
use egui::Key;

use super::{also, row, section};
use crate::app::ui_command::chord::Chord;
use crate::app::ui_command::spec::{Group::Compare, Spec};
use crate::workspace::reporting::ReportKind;

pub const COMPARE_ANNOTATORS: Spec = also(
    "merge annotators agreement kappa adjudicate curate differences",
    row(
        Compare,
        "Compare annotators…",
        "Chooses two or more annotators of this project and compares what they tagged",
        &[Chord::ctrl(Key::D)],
    ),
);

pub const COMPARE_WITH_PROJECT: Spec = also(
    "merge projects agreement other file",
    row(
        Compare,
        "Compare with another project…",
        "Compares an annotator of this project with one of another project file; articles with the same text are matched",
        &[Chord::ctrl_shift(Key::D)],
    ),
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

pub const TAKE_A: Spec = section(row(
    Compare,
    "Take A",
    "Settles the place as A has it: a copy goes into the adjudicated layer; then to the next open one",
    &[Chord::plain(Key::A).in_compare()],
));

pub const TAKE_B: Spec = row(
    Compare,
    "Take B",
    "Settles the place as B has it: a copy goes into the adjudicated layer; then to the next open one",
    &[Chord::plain(Key::B).in_compare()],
);

pub const TAKE_BOTH: Spec = also(
    "merge union",
    row(
        Compare,
        "Take both",
        "Settles the place with what each of the two has; then to the next open one",
        &[Chord::plain(Key::O).in_compare()],
    ),
);

pub const TAKE_NEITHER: Spec = also(
    "reject discard none",
    row(
        Compare,
        "Take neither",
        "Settles that nothing belongs here; then to the next open one",
        &[Chord::plain(Key::X).in_compare()],
    ),
);

pub const EDIT_RESULT: Spec = row(
    Compare,
    "Edit the result",
    "Puts a copy into the adjudicated layer and selects it: the keys for tags and ends, or for the type and the direction of a link, change it then",
    &[Chord::plain(Key::E).in_compare()],
);

pub const OPEN_AGAIN: Spec = row(
    Compare,
    "Take the decision back",
    "Opens the current place again; what the decision had put into the adjudicated layer goes",
    &[Chord::plain(Key::U).in_compare()],
);

pub const ACCEPT_AGREEMENTS: Spec = also(
    "merge annotators gold adjudicate",
    row(
        Compare,
        "Accept all agreements",
        "Takes the places and links on which both agree, fields and notes included, into the adjudicated layer, as one step",
        &[Chord::ctrl_shift(Key::Enter).in_compare()],
    ),
);

pub const HIDE_NAMES: Spec = also(
    "blind anonymous",
    section(row(
        Compare,
        "Hide names",
        "Calls the annotators by numbers until every difference is decided",
        &[Chord::plain(Key::H).in_compare()],
    )),
);

pub const fn save_report(kind: ReportKind) -> Spec {
    const PAGE: Spec = section(row(
        Compare,
        "Save report…",
        "Writes a page with all figures, plots and differences, which needs nothing but a browser",
        &[Chord::alt(Key::P).in_compare()],
    ));
    const PAIRS: Spec = row(
        Compare,
        "Save pairs as CSV…",
        "Writes a table of all aligned pairs, for a spreadsheet",
        &[Chord::alt(Key::C).in_compare()],
    );
    const JSON: Spec = row(
        Compare,
        "Save JSON…",
        "Writes figures, places and links, for programs",
        &[Chord::alt(Key::J).in_compare()],
    );
    const NOTES: Spec = row(
        Compare,
        "Export the notes…",
        "Writes the notes of decisions with their examples as a Markdown page, for the guidelines",
        &[Chord::alt(Key::N).in_compare()],
    );
    match kind {
        ReportKind::Notes => NOTES,
        ReportKind::Page => PAGE,
        ReportKind::Pairs => PAIRS,
        ReportKind::Json => JSON,
    }
}
