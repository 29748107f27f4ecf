//! What keys, menus and the parts of the area do: choose who is compared, begin, stop, walk.

use super::work::{Asked, Told};
use crate::app::dialogs::Dialog;
use crate::app::dispatch::sentence;
use crate::app::window::App;
use crate::workspace::settings::WorkArea;
use egui::Context;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// What the parts of the work area ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CompareDeed {
    /// Compares whom the choice names.
    Begin,
    /// Stops the work.
    Stop,
    /// Compares articles whose texts differ too, or does not any more.
    Reanchor(bool),
    /// Makes an entry of the list the current one and brings it into view.
    Show(usize),
    /// Brings a span of the comparison into view.
    ShowUnit(usize),
    /// Takes the other project's layer into the open project, to settle the differences there.
    TakeLayer,
    /// Shows the text at a span, and makes the place that it is part of the current one.
    GoToUnit(usize),
    /// Compares only these two of more, by their places.
    Pair(usize, usize),
    /// Works out the figures that take longer, too.
    Advanced,
}

/// Whether a file is a project by its name.
fn is_project_file(path: &Path) -> bool {
    path.extension()
        .is_some_and(|e| e.eq_ignore_ascii_case("json"))
}

impl App {
    /// Each frame: takes what came of the comparison, begins what is due.
    pub(in crate::app) fn tick_compare(&mut self, ctx: &Context) {
        let is_seen = self.settings.work_area == WorkArea::Compare;
        let Some(open) = &mut self.open else {
            return;
        };
        open.give_back_annotator(is_seen);
        let compare = &mut open.panels.compare;
        if !is_seen && compare.work.is_idle() {
            return;
        }
        let (told, after) = compare.work.tick(&open.workspace, is_seen, Instant::now());
        if is_seen {
            compare.follow(&open.workspace);
            if std::mem::take(&mut compare.has_moved) && open.leave_current() {
                // Keys change no result but that of the place that is shown.
                open.give_back_annotator(is_seen);
            }
        }
        let compare = &mut open.panels.compare;
        if let Some(after) = after {
            ctx.request_repaint_after(after);
        }
        match told {
            None => {}
            Some(Told::WhoOf(other)) => {
                compare.start.ask_who_of(other, open.workspace.project());
            }
            Some(Told::CannotRead(error)) => {
                let text = format!("{}\n\n{}", sentence(&error.message), sentence(&error.help));
                self.dialogs.ask_path_again();
                self.dialogs
                    .say("The other project could not be read", text);
            }
            Some(Told::Lost(lost)) => self.dialogs.say(
                "The annotators could not be compared",
                sentence(&lost.to_string()),
            ),
        }
    }

    /// Files dropped on the window are opened; a project file may be compared with the open project instead.
    pub(in crate::app) fn ask_about_dropped(&mut self, ctx: &Context) {
        let project = ctx.input(|i| match &i.raw.dropped_files[..] {
            [file] => Some(file.path().to_owned()).filter(|path| is_project_file(path)),
            _ => None,
        });
        let is_other = |path: &PathBuf| {
            let open = self.open.as_ref();
            open.is_some_and(|open| open.workspace.file() != path) && !self.dialogs.has_import()
        };
        match project.filter(is_other) {
            Some(path) => self.dialogs.open(Dialog::Dropped(path)),
            None => self.take_dropped(ctx),
        }
    }

    /// Asks who of this project is compared.
    pub(in crate::app) fn compare_annotators(&mut self) {
        self.go_to_area(WorkArea::Compare);
        if let Some(open) = &mut self.open {
            let compare = &mut open.panels.compare;
            let now = compare.work.found().map(|found| &found.asked);
            compare.start.ask_within(now);
        }
    }

    /// Escape on the choice of who is compared: back to the comparison, where there is one. Says whether it was left.
    pub(in crate::app) fn leave_choice(&mut self) -> bool {
        let is_seen = self.settings.work_area == WorkArea::Compare;
        let compare = self.open.as_mut().map(|open| &mut open.panels.compare);
        let Some(compare) = compare.filter(|compare| is_seen && compare.made.is_some()) else {
            return false;
        };
        std::mem::take(&mut compare.start.is_open)
    }

    /// Compares with another project file.
    pub(in crate::app) fn compare_with(&mut self, path: &Path) {
        self.go_to_area(WorkArea::Compare);
        if let Some(open) = &mut self.open {
            let compare = &mut open.panels.compare;
            compare.start.is_open = false;
            compare.forget();
            compare.work.read(&self.env, path);
        }
    }

    /// The next or previous difference.
    pub(in crate::app) fn walk_disagreements(&mut self, forward: bool) {
        self.go_to_area(WorkArea::Compare);
        let Some(open) = &mut self.open else {
            return;
        };
        open.leave_current();
        let compare = &mut open.panels.compare;
        compare.start.is_open = false;
        compare.tab = super::Tab::Differences;
        compare.follow(&open.workspace);
        if !compare.walk(forward) {
            let which = if forward { "last" } else { "first" };
            let listed = if compare.filter.is_narrow() {
                " that is listed"
            } else {
                ""
            };
            self.toasts
                .say(format!("This is the {which} difference{listed}"));
        }
    }

    /// What a part of the area asked for.
    pub(in crate::app) fn do_compare(&mut self, deed: CompareDeed) {
        if deed == CompareDeed::TakeLayer {
            return self.take_layer();
        }
        let Some(open) = &mut self.open else {
            return;
        };
        if let CompareDeed::Show(_) = deed {
            open.leave_current();
        }
        let compare = &mut open.panels.compare;
        match deed {
            CompareDeed::Begin => {
                if let Some(asked) = compare.start.asked() {
                    compare.forget();
                    compare.start.is_open = false;
                    compare.work.ask(asked);
                }
            }
            CompareDeed::Stop => compare.work.stop(),
            CompareDeed::Reanchor(is_on) => compare.work.reanchor(is_on),
            CompareDeed::Show(entry) => compare.show(entry),
            CompareDeed::ShowUnit(unit) => compare.show_unit(unit),
            CompareDeed::TakeLayer => {}
            CompareDeed::GoToUnit(unit) => compare.go_to_unit(unit),
            CompareDeed::Pair(a, b) => {
                let sides = compare.compared().map(|c| &c.sides);
                let id = |i: usize| sides?.get(i).map(|side| side.annotator.clone());
                if let (Some(a), Some(b)) = (id(a), id(b)) {
                    compare.forget();
                    compare.work.ask(Asked::Within(vec![a, b]));
                }
            }
            CompareDeed::Advanced => compare.work.ask_advanced(),
        }
    }
}
