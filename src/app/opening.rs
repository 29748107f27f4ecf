//! Opening projects, and what goes on beside the window.

use super::arriving::Arriving;
use super::closing::Closing;
use super::context::{AppAction, PathPurpose};
use super::dialogs::MessageAnswer;
use super::dispatch::sentence;
use super::exporting::Exporting;
use super::importing::{Importing, may_be_annotations};
use super::project_view::OpenProject;
use super::shell::Shell;
use super::ui_command::UiCommand;
use super::unnamed::UnnamedList;
use super::window::App;
use crate::ingest::{ReadOptions, Table};
use crate::model::{
    Annotator, AnnotatorKind, DocumentId, ForeignFields, Project, ProjectHead, Schema,
};
use crate::storage::project_file::read_project;
use crate::storage::recovery::put_journal_aside;
use crate::storage::{LockHolder, StorageErrorKind};
use crate::workspace::reporting::{ReportFailure, ReportKind};
use crate::workspace::{
    ArticlesRead, Asked, Job, JobProgress, OpenError, OpenErrorKind, RealFiles, Report, Workspace,
};
use egui::Context;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// The sample project, built in.
const SAMPLE: &[u8] = include_bytes!("../../sample_projects/harbour.json");

/// What takes no longer than this has no bar: it would only come and go.
pub(super) const BAR_AFTER: Duration = Duration::from_millis(300);

/// How long until what goes on since then gets a bar; nothing where it has one.
pub(super) fn until_bar(since: Instant) -> Option<Duration> {
    let left = BAR_AFTER.saturating_sub(since.elapsed());
    (!left.is_zero()).then_some(left)
}

/// What the system's file dialog gave.
pub(super) struct Picked {
    pub(super) paths: Option<Vec<PathBuf>>,
    pub(super) took: Duration,
}

/// What goes on beside the window.
#[derive(Default)]
pub struct Opening {
    pub(super) dialog: Option<(PathPurpose, Job<Picked>)>,
    pub(super) reading: Option<Job<(ArticlesRead, RealFiles)>>,
    pub(super) reading_again: Option<(DocumentId, Job<ArticlesRead>)>,
    pub(super) table: Option<(Asked, Job<Result<Table, String>>)>,
    /// A project on its way into the window.
    pub(super) project: Option<Arriving>,
    /// Projects whose coming was cancelled.
    pub(super) unwanted: Vec<Arriving>,
    pub(super) unnamed: UnnamedList,
    pub(super) exporting: Option<Exporting>,
    pub(super) importing: Option<Importing>,
    pub(super) closing: Vec<Closing>,
    /// A comparison that is being written, and as what.
    pub(super) report: Option<(ReportKind, Job<Result<PathBuf, ReportFailure>>)>,
}

impl Opening {
    /// Something goes on that has a bar with its progress.
    #[must_use]
    pub fn has_progress(&self) -> bool {
        let is_slow = self.under_way().any(|until| until.is_none());
        self.reading.is_some() || self.exporting.is_some() || is_slow
    }

    /// How long until the next of what goes on gets a bar.
    #[must_use]
    pub fn until_bar(&self) -> Option<Duration> {
        self.under_way().flatten().min()
    }

    /// Of each thing that gets a bar where it takes long, how long until then.
    fn under_way(&self) -> impl Iterator<Item = Option<Duration>> {
        let arriving = self.project.as_ref().map(Arriving::until_bar);
        let importing = self.importing.as_ref().map(Importing::until_bar);
        arriving.into_iter().chain(importing)
    }

    /// Nothing goes on.
    #[must_use]
    pub fn is_idle(&self) -> bool {
        self.dialog.is_none()
            && self.reading.is_none()
            && self.reading_again.is_none()
            && self.table.is_none()
            && self.exporting.is_none()
            && self.importing.is_none()
            && self.project.is_none()
            && self.unwanted.is_empty()
            && self.unnamed.is_idle()
            && self.closing.is_empty()
            && self.report.is_none()
    }

    /// What goes on, in words.
    #[must_use]
    pub fn what(&self) -> Option<String> {
        if let Some(arriving) = &self.project {
            return Some(arriving.words());
        }
        self.reading
            .as_ref()
            .map(|_| "Reading articles…".to_owned())
    }

    /// Stops reading.
    pub fn cancel(&self) {
        if let Some(job) = &self.reading {
            job.cancel();
        }
    }

    /// Stops the export under way.
    pub fn cancel_export(&self) {
        if let Some((_, job)) = &self.exporting {
            job.cancel();
        }
    }

    /// Does without the import under way, if nothing of it is on the disk yet; says whether.
    pub fn cancel_import(&mut self) -> bool {
        let is_open = self.importing.as_ref().is_some_and(Importing::may_cancel);
        is_open && self.importing.take().is_some()
    }

    /// How far things are, with a way to stop them.
    pub fn progress_ui(&self, shell: &Shell<'_>, ui: &mut egui::Ui) {
        if let Some(arriving) = &self.project {
            arriving.progress_ui(shell, ui);
        }
        if let Some(job) = &self.reading {
            let progress = job.progress();
            let text = format!("Reading articles: {} of {}", progress.done, progress.total);
            progress_bar_ui(shell, ui, &text, &progress, Some(AppAction::CancelReading));
        }
        if let Some(importing) = &self.importing {
            importing.progress_ui(shell, ui);
        }
        if let Some((asked, job)) = &self.exporting {
            let mut progress = job.progress();
            progress.what = asked.path.display().to_string();
            let per_cent = (progress.done * 100).checked_div(progress.total);
            let text = match per_cent {
                Some(n) => format!("Exporting: {n} %"),
                None => "Exporting…".to_owned(),
            };
            progress_bar_ui(shell, ui, &text, &progress, Some(AppAction::CancelExport));
        }
    }
}

/// One bar: what goes on, how far it is, and a button that stops it where that can be.
pub(super) fn progress_bar_ui(
    shell: &Shell<'_>,
    ui: &mut egui::Ui,
    text: &str,
    progress: &JobProgress,
    cancel: Option<AppAction>,
) {
    egui::Frame::new()
        .fill(shell.tokens.panel)
        .inner_margin(egui::Margin::symmetric(10, 6))
        .show(ui, |ui| {
            ui.horizontal(|ui| {
                if let Some(cancel) = cancel
                    && ui.button("Cancel").clicked()
                {
                    shell.sender.act(cancel);
                }
                let share = progress.done as f32 / progress.total.max(1) as f32;
                let bar = ui.add(
                    egui::ProgressBar::new(share)
                        .desired_width(240.0)
                        // How far it is is not known: only that it goes on.
                        .animate(progress.total == 0)
                        .text(text),
                );
                bar.widget_info(|| {
                    egui::WidgetInfo::labeled(egui::Role::ProgressIndicator, true, text)
                });
                ui.add(egui::Label::new(&progress.what).truncate());
            });
        });
}

/// # Starting and looking what happened
impl App {
    /// What stands in the window at first.
    pub(super) fn start(&mut self, files: Vec<PathBuf>, is_first_start: bool) {
        if is_first_start {
            // From now on it is not the first start any more.
            self.save_settings();
        }
        if !files.is_empty() {
            self.open_paths(files);
        } else if is_first_start {
            self.open_sample();
        } else if let Some(last) = self.settings.last_project.clone() {
            if self.env.fs.metadata(&last).is_ok() {
                self.open_project(last);
            } else {
                self.toasts.say(format!(
                    "The last project is not there any more: {}",
                    last.display()
                ));
            }
        }
    }

    /// Takes what the jobs and the journal's writer have to say.
    pub(super) fn poll(&mut self) {
        self.poll_arriving();
        if let Some(result) = self.opening.reading.as_ref().and_then(Job::poll) {
            self.opening.reading = None;
            match result {
                Ok((read, files)) => self.take_articles(read, files),
                Err(lost) => self
                    .dialogs
                    .say("Articles could not be read", lost.to_string()),
            }
        }
        if let Some((_, job)) = &self.opening.reading_again
            && let Some(result) = job.poll()
            && let Some((id, _)) = self.opening.reading_again.take()
        {
            match result {
                Ok(read) => self.take_again(&id, read),
                Err(lost) => self
                    .dialogs
                    .say("The article could not be read", lost.to_string()),
            }
        }
        if let Some((_, job)) = &self.opening.table
            && let Some(result) = job.poll()
            && let Some((asked, _)) = self.opening.table.take()
        {
            self.take_table(asked, result.unwrap_or_else(|lost| Err(lost.to_string())));
        }
        if let Some((_, job)) = &self.opening.dialog
            && let Some(result) = job.poll()
            && let Some((purpose, _)) = self.opening.dialog.take()
        {
            self.take_picked(purpose, result.ok());
        }
        self.poll_unnamed();
        self.poll_export();
        self.poll_import();
        self.poll_newer();
        self.poll_closing();
        self.poll_report();
        let reports = match &mut self.open {
            Some(open) => open.workspace.poll(),
            None => Vec::new(),
        };
        for report in reports {
            self.take_report(report);
        }
    }

    fn take_report(&mut self, report: Report) {
        match report {
            Report::Saved(_) => {
                if let Some(open) = &mut self.open {
                    open.changed_outside = None;
                }
            }
            Report::SavedAs { from, to } => {
                self.toasts.say(format!("Saved as {}", to.display()));
                if let (Some(open), Some(folder)) = (&mut self.open, from.parent())
                    && !self.env.is_unnamed(&from)
                {
                    let fs = open.workspace.env().fs.clone();
                    open.origins
                        .leave_folder(&*fs, open.workspace.project(), folder);
                }
                self.remember_origins();
                self.note_named(from);
                self.note_open_project();
                if let Some(open) = &mut self.open {
                    open.changed_outside = None;
                }
            }
            Report::SaveAsFailed(failure) => {
                let text = format!(
                    "{}\n\n{}\n\nThe project goes on in its own file.",
                    sentence(&failure.message),
                    sentence(&failure.help)
                );
                self.dialogs
                    .say("The project could not be saved there", text);
            }
            Report::ChangedOutside(failure) => {
                if let Some(open) = &mut self.open {
                    open.changed_outside = Some(format!(
                        "Somebody else has changed the project file: {}. Your edits are in the journal. Merge the two, which can be undone, or save yours under another name.",
                        open.workspace.file().display()
                    ));
                }
                log::warn!("{}", failure.message);
            }
            // These stand in a bar as long as they last.
            Report::SaveFailed(failure) | Report::JournalFailed(failure) => {
                log::warn!("{}", failure.message);
            }
            Report::Merged(summary) => {
                if let Some(open) = &mut self.open {
                    open.changed_outside = None;
                }
                self.tell_merged(&summary, "“we” is this window, “they” is the file");
            }
            Report::MergeFailed(why) => self.dialogs.say(
                "The file could not be merged",
                format!(
                    "{}.\n\nSave your edits under another name; theirs stay as they are.",
                    sentence(&why)
                ),
            ),
        }
    }
}

/// # Opening
impl App {
    /// Files dropped on the window.
    pub(super) fn take_dropped(&mut self, ctx: &Context) {
        let dropped = ctx.input(|i| i.raw.dropped_files.clone());
        if !dropped.is_empty() {
            self.open_paths(dropped.iter().map(|file| file.path().to_owned()).collect());
        }
    }

    /// A project is opened; articles and folders are added to the open project, or to a new one; what holds annotations of
    /// another tool goes to the import.
    pub(super) fn open_paths(&mut self, paths: Vec<PathBuf>) {
        if self.are_annotations(&paths) {
            return self.open_import(paths);
        }
        if let [path] = &paths[..]
            && path
                .extension()
                .is_some_and(|e| e.eq_ignore_ascii_case("json"))
        {
            return self.open_project(path.clone());
        }
        let asked = paths.into_iter().map(Asked::from).collect();
        self.read_asked(asked, ReadOptions::default());
    }

    /// Shows a project; the one that was open is saved and closed.
    pub(super) fn show(&mut self, workspace: Workspace) {
        let open = OpenProject::new(workspace, &self.settings);
        self.toasts.clear();
        if let Some(left) = self.open.take() {
            self.tell_unnamed(&left.workspace);
            self.open = Some(left);
        }
        self.close_in_background();
        self.open = Some(open);
        self.note_open_project();
        self.suggest_predictions();
        self.ask_who_annotates_of_several();
    }

    fn note_open_project(&mut self) {
        if let Some(open) = &self.open {
            if let Some(path) = open.workspace.path() {
                self.settings.remember(path);
                self.settings.last_folder = path.parent().map(Path::to_owned);
            }
            let file = open.workspace.file();
            self.settings.named.retain(|named| named != file);
            self.settings.last_project = Some(file.to_owned());
        }
    }

    pub(super) fn tell_open_error(&mut self, error: &OpenError) {
        let mut answers = Vec::new();
        if let Some(backup) = &error.backup {
            answers.push(MessageAnswer::act(
                "Open a copy of the backup",
                AppAction::OpenBackup(backup.clone()),
            ));
        }
        if error.kind == OpenErrorKind::Storage(StorageErrorKind::ForeignJournal) {
            answers.push(MessageAnswer::act(
                "Open a merged copy",
                AppAction::OpenMerged(error.path.clone()),
            ));
        }
        if error.is_about_journal() {
            answers.push(MessageAnswer::act(
                "Set the journal aside and open",
                AppAction::OpenWithoutJournal(error.path.clone()),
            ));
        }
        if error.kind == OpenErrorKind::NotAProject && may_be_annotations(&error.path) {
            answers.push(MessageAnswer::act(
                "Import annotations from it…",
                AppAction::OpenImport(vec![error.path.clone()]),
            ));
        }
        if self.open.is_none() {
            answers.push(MessageAnswer::ui("Open…", UiCommand::OpenProject));
        }
        let text = format!("{}\n\n{}", sentence(&error.message), sentence(&error.help));
        self.dialogs.ask_path_again();
        self.dialogs
            .ask("The project could not be opened", text, answers);
    }

    /// Opens a project whose journal cannot be used; the journal stays beside it under another name.
    pub(super) fn open_without_journal(&mut self, path: PathBuf) {
        let holder = LockHolder::this_process(self.env.clock.now_rfc3339());
        match put_journal_aside(&*self.env.fs, &path, &holder) {
            Ok(kept) => {
                self.toasts
                    .say(format!("The journal is kept in {}", kept.display()));
                self.open_project(path);
            }
            Err(error) if error.kind() == StorageErrorKind::NotFound => self.open_project(path),
            Err(error) => self.dialogs.say(
                "The journal could not be set aside",
                format!(
                    "{}\n\n{}",
                    sentence(&error.to_string()),
                    sentence(error.help())
                ),
            ),
        }
    }

    /// Opens a fresh copy of the sample.
    pub(super) fn open_sample(&mut self) {
        match Workspace::open_copy(
            self.env.clone(),
            SAMPLE,
            Path::new("the sample project"),
            true,
        ) {
            Ok(mut workspace) => {
                // It is there to be tried at once: nobody's work of their own is in it.
                let mut people = workspace.project().annotators().iter();
                let first = people.find(|a| a.kind == AnnotatorKind::Human);
                let first = first.map(|a| a.id.clone());
                workspace.set_annotator(first);
                self.show(workspace);
            }
            Err(error) => self.tell_open_error(&error),
        }
    }

    /// Starts an empty project without a name.
    pub(super) fn new_project(&mut self) {
        let head = ProjectHead {
            id: self.env.ids.next_id(),
            created: self.env.clock.now_rfc3339(),
            guidelines: Schema::STANDARD_GUIDELINES.to_owned(),
            ..ProjectHead::default()
        };
        let mut project = Project::new(head);
        let name = user_name();
        let annotator = Annotator {
            id: crate::model::slug(&name, "annotator").as_str().into(),
            name,
            kind: AnnotatorKind::Human,
            foreign: ForeignFields::default(),
        };
        let id = annotator.id.clone();
        if let Err(error) = project.put_annotator(&id, Some((0, Arc::new(annotator)))) {
            log::error!("a new project without annotator: {error}");
        }
        match Workspace::create(self.env.clone(), None, project, true, false) {
            Ok(workspace) => self.show(workspace),
            Err(error) => self.tell_open_error(&error),
        }
    }
}

/// The sample as it is built in.
pub(super) fn sample_project() -> Project {
    match read_project(SAMPLE) {
        Ok(loaded) => loaded.project,
        Err(error) => {
            log::error!("the sample cannot be read: {error}");
            Project::default()
        }
    }
}

/// Who sits there, as the system says.
pub(super) fn user_name() -> String {
    ["USER", "USERNAME", "LOGNAME"]
        .iter()
        .filter_map(|name| std::env::var(name).ok())
        .map(|name| name.trim().to_owned())
        .find(|name| !name.is_empty())
        .unwrap_or_else(|| "Annotator 1".to_owned())
}
