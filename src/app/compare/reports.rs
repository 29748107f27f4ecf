//! A comparison as a file: its name, writing it beside the window, and what is said then.

use super::CompareState;
use crate::app::context::{AppAction, PathPurpose};
use crate::app::dialogs::{MessageAnswer, file_name_of};
use crate::app::dispatch::sentence;
use crate::app::window::App;
use crate::workspace::comparison::ProjectFile;
use crate::workspace::reporting::{ReportKind, save_report};
use crate::workspace::{Compared, Job};
use std::path::{Path, PathBuf};
use std::sync::Arc;

impl App {
    fn compared(&self) -> Option<&Arc<Compared>> {
        self.open.as_ref()?.panels.compare.compared()
    }

    /// The file name that a report begins with; `None` where something else is asked for.
    pub(in crate::app) fn report_name(&self, purpose: PathPurpose) -> Option<String> {
        let PathPurpose::SaveReport(kind) = purpose else {
            return None;
        };
        let (compared, compare) = (self.compared()?, &self.open.as_ref()?.panels.compare);
        let n_sides = compared.sides.len();
        let names: Vec<String> = (0..n_sides)
            .map(|i| compare.side_name(compared, i))
            .collect();
        Some(file_name_of(&kind.file_name(&names)))
    }

    /// Asks first where names are hidden: every report has them.
    pub(in crate::app) fn ask_to_save_report(&mut self, kind: ReportKind) {
        let purpose = PathPurpose::SaveReport(kind);
        let compare = self.open.as_ref().map(|open| &open.panels.compare);
        if compare.is_some_and(CompareState::are_names_hidden) {
            return self.dialogs.ask(
                "Save a file with the names?",
                format!("Names are hidden here, but the {} has them.", kind.name()),
                vec![MessageAnswer::act(
                    "Save with names",
                    AppAction::AskForFiles(purpose),
                )],
            );
        }
        self.ask_for_files(purpose);
    }

    /// Writes the comparison that is shown, on another thread.
    pub(in crate::app) fn save_report(
        &mut self,
        kind: ReportKind,
        path: PathBuf,
        may_replace: bool,
    ) {
        let open = self.open.as_ref();
        let (Some(compared), Some(open)) = (self.compared().cloned(), open) else {
            self.toasts.say("Compare two annotators first");
            return;
        };
        let project = open.workspace.project().clone();
        if self.opening.report.is_some() {
            self.toasts.say("A report is being written already");
            return;
        }
        if !may_replace && self.env.fs.metadata(&path).is_ok() {
            let action = AppAction::SaveReportPath {
                kind,
                path: path.clone(),
                may_replace: true,
            };
            self.dialogs.ask(
                "Replace the file?",
                format!("There is a file of this name already: {}", path.display()),
                vec![MessageAnswer::act("Replace", action)],
            );
            return;
        }
        self.settings.last_folder = path.parent().map(Path::to_owned);
        let files = self.compared_files();
        let fs = self.env.fs.clone();
        let job = Job::spawn(&self.env.wake, "writing a report", move |_| {
            let file = |(name, path): (String, Option<PathBuf>)| match path {
                Some(path) => ProjectFile::at(&*fs, &path),
                None => ProjectFile { name, sha256: None },
            };
            let files: Vec<ProjectFile> = files.into_iter().map(file).collect();
            save_report(
                &*fs,
                (&compared, &project),
                &files,
                kind,
                &path,
                may_replace,
            )
        });
        self.opening.report = Some((kind, job));
    }

    /// The project files that are compared, each once: the name, and where it lies unless it has no name yet.
    fn compared_files(&self) -> Vec<(String, Option<PathBuf>)> {
        let Some(open) = &self.open else {
            return Vec::new();
        };
        let own = open.workspace.path().map(Path::to_owned);
        let found = open.panels.compare.work.found();
        let other = found.and_then(|found| found.asked.other());
        let other = other.map(|other| (String::new(), Some(other.path.clone())));
        std::iter::once((open.workspace.name(), own))
            .chain(other)
            .collect()
    }

    /// Says what came of it.
    pub(in crate::app) fn poll_report(&mut self) {
        let Some((kind, result)) = self.opening.report.as_ref().and_then(|(kind, job)| {
            let result = job.poll()?;
            Some((*kind, result))
        }) else {
            return;
        };
        self.opening.report = None;
        let failed = match result {
            Ok(Ok(path)) => {
                let saved = format!("Saved the {}: {}", kind.name(), path.display());
                self.toasts.say(saved);
                return;
            }
            Ok(Err(failure)) => failure.to_string(),
            Err(lost) => lost.to_string(),
        };
        self.dialogs.say(
            format!("The {} could not be saved", kind.name()),
            sentence(&failed),
        );
    }
}
