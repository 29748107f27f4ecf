//! Datasets out: the dialog opened, the writing beside the window, and what came of it.

use super::context::AppAction;
use super::dialogs::{Dialog, ExportDialog, ExportDraft, Exported, MessageAnswer, file_name_of};
use super::dispatch::sentence;
use super::ui_command::UiCommand;
use super::window::App;
use crate::formats::{ExportOptions, format_of};
use crate::storage::StorageErrorKind;
use crate::workspace::{ExportDone, ExportFailure, ExportTarget, Job, JobLost, export};
use std::path::{Path, PathBuf};

/// What is to be written where.
#[derive(Clone, Debug, PartialEq)]
pub struct ExportAsked {
    /// The format's id.
    pub format: &'static str,
    /// What of the project.
    pub options: ExportOptions,
    /// The folder, or the file.
    pub path: PathBuf,
    /// Files of an earlier export may be replaced.
    pub force: bool,
}

/// An export under way.
pub(super) type Exporting = (Box<ExportAsked>, Job<Result<ExportDone, ExportFailure>>);

impl App {
    /// Opens the dialog with what was chosen last for this project.
    pub(super) fn open_export(&mut self) {
        self.commit_drafts();
        let Some(open) = &self.open else {
            return;
        };
        let project = open.workspace.project();
        let draft = match &self.last_export {
            Some((file, draft)) if file == open.workspace.file() => draft.clone().again(project),
            _ => ExportDraft::new(
                project,
                file_name_of(&open.workspace.name()),
                super::dialogs::good_folder(&self.settings),
            ),
        };
        let dialog = ExportDialog::new(draft);
        self.dialogs.open(Dialog::Export(Box::new(dialog)));
    }

    /// Keeps what is chosen for the next time.
    pub(super) fn keep_export(&mut self, draft: ExportDraft) {
        if let Some(open) = &self.open {
            self.last_export = Some((open.workspace.file().to_owned(), draft));
        }
    }

    /// A folder or file was picked for the export.
    pub(super) fn take_export_path(&mut self, path: PathBuf) {
        let is_full = self.env.fs.read_dir(&path).is_ok_and(|n| !n.is_empty());
        if let Some(dialog) = self.dialogs.export_mut() {
            dialog.take_path(path, is_full);
        }
    }

    /// Writes beside the window.
    pub(super) fn export(&mut self, asked: Box<ExportAsked>) {
        if self.opening.exporting.is_some() {
            self.toasts
                .say("An export is being written already; wait or cancel first");
            return;
        }
        let (Some(open), Some(format)) = (&self.open, format_of(asked.format)) else {
            return;
        };
        self.settings.last_folder = asked.path.parent().map(Path::to_owned);
        let project = open.workspace.project().clone();
        let (fs, options) = (self.env.fs.clone(), asked.options.clone());
        let target = ExportTarget::Path {
            path: asked.path.clone(),
            force: asked.force,
        };
        let job = Job::spawn(&self.env.wake, "export", move |context| {
            export(&*fs, &project, format, options, target, context)
        });
        self.opening.exporting = Some((asked, job));
    }

    /// Looks whether it is written.
    pub(super) fn poll_export(&mut self) {
        if let Some((_, job)) = &self.opening.exporting
            && let Some(result) = job.poll()
            && let Some((asked, _)) = self.opening.exporting.take()
        {
            self.take_export(asked, result);
        }
    }

    fn take_export(
        &mut self,
        asked: Box<ExportAsked>,
        result: Result<Result<ExportDone, ExportFailure>, JobLost>,
    ) {
        let again = || MessageAnswer::ui("Back to the export…", UiCommand::Export);
        match result {
            Ok(Ok(done)) => self.dialogs.open(Dialog::Exported(Exported {
                format: asked.format,
                path: asked.path,
                files: done.files,
                written: done.written,
            })),
            Ok(Err(ExportFailure::Cancelled)) => self.toasts.say(format!(
                "The export was cancelled; files that were complete stay: {}",
                asked.path.display()
            )),
            Ok(Err(ExportFailure::Storage(error)))
                if error.kind() == StorageErrorKind::Exists && !asked.force =>
            {
                let text = format!(
                    "{}\n\nReplacing touches only files that an export wrote: they are written anew, or removed. Whatever else is there stays.",
                    sentence(&error.to_string())
                );
                let force = AppAction::Export(Box::new(ExportAsked {
                    force: true,
                    ..*asked
                }));
                let answers = vec![MessageAnswer::act("Replace", force), again()];
                self.dialogs.ask("Replace what is there?", text, answers);
            }
            Ok(Err(ExportFailure::Storage(error))) => {
                let text = format!(
                    "{}\n\n{}",
                    sentence(&error.to_string()),
                    sentence(error.help())
                );
                let title = "The export could not be written";
                self.dialogs.ask(title, text, vec![again()]);
            }
            Ok(Err(failure)) => {
                let text = format!(
                    "{}\n\nLook at the folder, free some space, or name another one.",
                    sentence(&failure.to_string())
                );
                let title = "The export could not be written";
                self.dialogs.ask(title, text, vec![again()]);
            }
            Err(lost) => self.dialogs.say(
                "The export could not be written",
                format!("{}: {}", sentence(&lost.to_string()), asked.path.display()),
            ),
        }
    }
}
