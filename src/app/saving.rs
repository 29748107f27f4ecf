//! The system's file dialog, saving, and closing.

use super::context::{AppAction, PathPurpose};
use super::dialogs::{Dialog, MessageAnswer, PathDraft, file_name_of, with_ending, with_json};
use super::dispatch::sentence;
use super::opening::Picked;
use super::project_view::OpenProject;
use super::ui_command::UiCommand;
use super::window::App;
use crate::ingest::{READERS, TABLE_EXTENSIONS};
use crate::workspace::{Job, MergeSummary, wait_for_writers};
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// A file dialog that ends sooner than this without an answer was never shown: the system has none.
const NO_DIALOG: Duration = Duration::from_millis(300);

/// # The system's file dialog
impl App {
    /// Asks the system for files; where it has no dialog, a path field asks.
    pub(super) fn ask_for_files(&mut self, purpose: PathPurpose) {
        if self.opening.dialog.is_some() {
            self.toasts.say("A file dialog is open already");
            return;
        }
        let mut dialog = rfd::FileDialog::new();
        if let Some(folder) = &self.settings.last_folder {
            dialog = dialog.set_directory(folder);
        }
        let extensions: Vec<&str> = READERS
            .iter()
            .flat_map(|r| r.kind().extensions.iter().copied())
            .collect();
        let name = self
            .open
            .as_ref()
            .map(|o| o.workspace.name())
            .unwrap_or_default();
        let report_name = self.report_name(purpose);
        let job = Job::spawn(&self.env.wake, "file dialog", move |_| {
            let started = Instant::now();
            let paths = match purpose {
                PathPurpose::Open => {
                    let both: Vec<&str> = ["json"].into_iter().chain(extensions).collect();
                    dialog
                        .set_title("Open a project or articles")
                        .add_filter("Projects and articles", &both)
                        .add_filter("All files", &["*"])
                        .pick_files()
                }
                PathPurpose::AddArticles => dialog
                    .set_title("Add articles")
                    .add_filter("Articles", &extensions)
                    .add_filter("All files", &["*"])
                    .pick_files(),
                PathPurpose::AddFolder => dialog
                    .set_title("Add a folder of articles")
                    .pick_folder()
                    .map(|path| vec![path]),
                PathPurpose::AddTable => dialog
                    .set_title("Add a table of articles")
                    .add_filter("Tables", TABLE_EXTENSIONS)
                    .add_filter("All files", &["*"])
                    .pick_file()
                    .map(|path| vec![path]),
                PathPurpose::CompareWith => dialog
                    .set_title("Compare with another project")
                    .add_filter("Projects", &["json"])
                    .pick_file()
                    .map(|path| vec![path]),
                PathPurpose::ImportFiles => dialog.set_title("Import annotations").pick_files(),
                PathPurpose::ImportFolder => dialog
                    .set_title("Import a folder of annotations")
                    .pick_folder()
                    .map(|path| vec![path]),
                PathPurpose::ExportFolder => dialog
                    .set_title("Export to a folder")
                    .pick_folder()
                    .map(|path| vec![path]),
                PathPurpose::ExportFile(ending) => dialog
                    .set_title("Export to a file")
                    .set_file_name(format!("{}.{ending}", file_name_of(&name)))
                    .save_file()
                    .map(|path| vec![path]),
                PathPurpose::SaveReport(kind) => dialog
                    .set_title(format!("Save the {}", kind.name()))
                    .set_file_name(report_name.unwrap_or_default())
                    .add_filter(kind.name(), &[kind.ending()])
                    .save_file()
                    .map(|path| vec![path]),
                PathPurpose::SaveAs => dialog
                    .set_title("Save the project as")
                    .set_file_name(format!("{}.json", file_name_of(&name)))
                    .add_filter("Projects", &["json"])
                    .save_file()
                    .map(|path| vec![path]),
            };
            Picked {
                paths,
                took: started.elapsed(),
            }
        });
        self.opening.dialog = Some((purpose, job));
    }

    pub(super) fn take_picked(&mut self, purpose: PathPurpose, picked: Option<Picked>) {
        let has_no_dialog = picked
            .as_ref()
            .is_none_or(|p| p.paths.is_none() && p.took < NO_DIALOG);
        let is_export = matches!(
            purpose,
            PathPurpose::ExportFolder | PathPurpose::ExportFile(_)
        );
        if has_no_dialog && is_export {
            if let Some(dialog) = self.dialogs.export_mut() {
                dialog.tell_no_picker();
            }
            return;
        }
        let is_import = matches!(
            purpose,
            PathPurpose::ImportFiles | PathPurpose::ImportFolder
        );
        if has_no_dialog && is_import {
            if let Some(dialog) = self.dialogs.import_mut() {
                dialog.tell_no_picker();
            }
            return;
        }
        if has_no_dialog {
            return self.ask_for_path(purpose);
        }
        let Some(paths) = picked.and_then(|p| p.paths).filter(|p| !p.is_empty()) else {
            return;
        };
        match (purpose, &paths[..]) {
            // The dialog has asked before it let an existing file be chosen; an ending added here was not asked about.
            (PathPurpose::SaveAs, [path]) => {
                let with_ending = with_json(path.clone());
                let was_asked = with_ending == *path;
                self.save_as(with_ending, was_asked);
            }
            (PathPurpose::SaveReport(kind), [path]) => {
                let with_ending = with_ending(path.clone(), kind.ending());
                let was_asked = with_ending == *path;
                self.save_report(kind, with_ending, was_asked);
            }
            (PathPurpose::CompareWith, [path]) => self.compare_with(path),
            (PathPurpose::AddTable, [path]) => self.look_at_table(path.clone().into()),
            (PathPurpose::ImportFiles | PathPurpose::ImportFolder, _) => self.open_import(paths),
            (PathPurpose::ExportFolder | PathPurpose::ExportFile(_), [path]) => {
                self.take_export_path(path.clone());
            }
            _ => self.open_paths(paths),
        }
    }

    /// Asks for a path in a field.
    pub(super) fn ask_for_path(&mut self, purpose: PathPurpose) {
        let project = self.open.as_ref().map(|o| o.workspace.name());
        let name = self.report_name(purpose).or(project);
        let draft = PathDraft::new(purpose, &self.settings, name.as_deref());
        self.dialogs.open(Dialog::Path(draft));
    }
}

/// # Saving and closing
impl App {
    /// What is typed becomes an edit; what cannot be taken is told.
    pub(super) fn commit_drafts(&mut self) {
        if let Some(open) = &mut self.open {
            for refused in open.commit_drafts() {
                self.toasts.say(sentence(&refused));
            }
        }
    }

    pub(super) fn save(&mut self) {
        self.commit_drafts();
        let Some(open) = &mut self.open else {
            return;
        };
        if open.workspace.path().is_none() {
            // It has a file in the application's folder already; the user wants one of their own.
            open.workspace.save();
            self.ask_for_files(PathPurpose::SaveAs);
            return;
        }
        open.workspace.save();
    }

    pub(super) fn save_as(&mut self, path: PathBuf, may_replace: bool) {
        self.commit_drafts();
        let Some(open) = &mut self.open else {
            return;
        };
        if open.workspace.is_newer_version() {
            self.dialogs.say(
                "No copy can be saved",
                "The project is of a newer version: a copy would lack what this program does not know. \
                 Use the newer program.",
            );
            return;
        }
        if open.workspace.path() == Some(path.as_path()) && open.workspace.read_only().is_none() {
            return open.workspace.save();
        }
        if !may_replace && self.env.fs.metadata(&path).is_ok() {
            let action = AppAction::SaveAsPath {
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
        if open.workspace.read_only().is_none() {
            return open.workspace.save_as(path, may_replace);
        }
        self.save_copy(path, may_replace);
    }

    /// Takes what somebody else wrote into this project, as one step that can be undone.
    pub(super) fn merge_theirs(&mut self) {
        if let Some(open) = &mut self.open {
            open.workspace.merge_outside();
        }
    }

    /// `sides`: who "we" and "they" are in the notes.
    pub(super) fn tell_merged(&mut self, summary: &MergeSummary, sides: &str) {
        let taken = match summary.n_taken {
            0 => "Nothing had to be taken over".to_owned(),
            1 => "One change was taken over".to_owned(),
            n => format!("{n} changes were taken over"),
        };
        if summary.notes.is_empty() {
            self.toasts.say(taken);
            return;
        }
        let notes = summary.notes.iter();
        let lines: Vec<String> = notes.map(|line| format!("• {line}")).collect();
        self.dialogs.say(
            "Merged, with doubts",
            format!(
                "{taken}. Look at these places ({sides}):\n\n{}",
                lines.join("\n")
            ),
        );
    }

    /// Saves and closes the open project; says whether that went well. If not, the window stays with a message.
    pub(super) fn close_project(&mut self) -> bool {
        self.wait_for_closing();
        let Some(mut open) = self.open.take() else {
            return true;
        };
        open.leave_drafts();
        let OpenProject {
            workspace,
            panes,
            panels,
            ..
        } = open;
        let Err((failure, workspace)) = workspace.close() else {
            return true;
        };
        let mut open = OpenProject::new(*workspace, &self.settings);
        open.panels = panels;
        open.panes = panes;
        let is_safe = open.workspace.status().safe == crate::workspace::SafeState::Safe;
        self.open = Some(open);
        let mut answers = vec![MessageAnswer::ui("Save as…", UiCommand::SaveAs)];
        let safe = if is_safe {
            answers.push(MessageAnswer::act("Close anyway", AppAction::QuitAnyway));
            "Every edit is in the journal beside the project: closing anyway loses nothing, the next start finds them."
        } else {
            answers.push(MessageAnswer::act(
                "Close and lose them",
                AppAction::QuitAnyway,
            ));
            "The last edits are in memory only: save the project to another place before you close."
        };
        self.dialogs.ask(
            "The project could not be saved",
            format!(
                "{}\n\n{}\n\n{safe}",
                sentence(&failure.message),
                sentence(&failure.help)
            ),
            answers,
        );
        false
    }

    /// The user has read that the file could not be written, and closes.
    pub(super) fn quit_anyway(&mut self) {
        self.remember_place();
        self.save_settings();
        if let Some(open) = self.open.take() {
            open.workspace.abandon();
        }
        self.may_close = true;
    }

    /// The window is gone: what can be written is written.
    pub(super) fn close_at_exit(&mut self) {
        if let Some(mut open) = self.open.take() {
            open.leave_drafts();
            if let Err((failure, workspace)) = open.workspace.close() {
                log::error!("{}", failure.message);
                workspace.abandon();
            }
        }
        let deadline = Instant::now() + Duration::from_secs(20);
        while !self.opening.closing.is_empty() && Instant::now() < deadline {
            self.opening
                .closing
                .retain(|closing| closing.poll().is_none());
            std::thread::sleep(Duration::from_millis(2));
        }
        // The settings too.
        wait_for_writers(deadline.saturating_duration_since(Instant::now()));
    }
}
