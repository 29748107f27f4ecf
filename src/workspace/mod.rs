//! Floor 5: the application without a window: the open project, commands, saving, background jobs.
//!
//! Knows no widget, no key and no argument of the command line. A [`Workspace`] is one open project: what is
//! to be done comes in as a [`Command`], is applied in memory at once and handed to the journal; what the
//! disk says comes back through [`Workspace::poll`].
pub mod adjudication;
mod articles;
mod card_figures;
mod command;
pub mod comparison;
mod environment;
mod export_preview;
mod exporting;
mod file_now;
mod gathering;
mod importing;
pub mod jobs;
pub mod merging;
mod newer;
mod open;
mod origins;
mod plan;
mod prepared;
mod queue;
mod real_files;
mod reanchoring;
mod rejected;
pub mod reporting;
mod rescue;
mod saving;
#[cfg(test)]
mod saving_tests;
pub mod search;
pub mod settings;
mod settings_keeper;
mod stepping;
pub mod suggestions;
mod unnamed;
mod words;
mod writer;

pub use adjudication::{Adjudication, Item, Settled, Stale, decided_place, guideline_notes};
pub use articles::{
    ArticleFailure, ArticleWarning, ArticlesRead, Asked, KnownArticles, in_place_of, read_articles,
    read_asked, read_table,
};
pub use command::{
    Command, CommandError, DecidedPlace, EditedAnnotation, EditedLink, EditedResult, LinkEnd,
    Outcome, Verdict,
};
pub use comparison::{
    Compared, DocumentMatch, Side, Unmatched, compare_in_job, compare_reanchored,
};
pub use environment::{Clock, CountingIds, Environment, FixedClock, IdSource, SystemClock, UuidV7};
pub use export_preview::{ExportPreview, FileHead, PreviewFile, PreviewPart, preview_export};
pub use exporting::{ExportDone, ExportFailure, ExportTarget, export, single_file};
pub use file_now::options_of;
pub use gathering::{gather_files, looks_like_annotations};
pub use importing::{
    ImportAsked, ImportFailure, ImportRead, did_not_come_in, doubts, new_project, read_gathered,
    read_import,
};
pub use jobs::{Job, JobContext, JobLost, JobProgress, Threads};
pub use newer::{
    FilesNow, Newer, NewerArticles, SeenFiles, changed_files, look_for_newer, newer_document,
};
pub use open::{Access, OpenError, OpenErrorKind, OpenNote, OpenOptions, Opened};
pub use origins::Origins;
pub use plan::tagged_words;
pub use prepared::{Prepared, Preparing};
pub use queue::wait_for_writers;
pub use real_files::RealFiles;
pub use reanchoring::{Reanchored, reanchored};
pub use rejected::Rejections;
pub use saving::{MergeSummary, Report, SafeState, SaveStatus, SavedState};
pub use search::{DocumentHits, Search};
pub use settings_keeper::SettingsKeeper;
pub use unnamed::{Unnamed, unnamed_projects};
pub use words::{anchor_counts, shown};
pub use writer::Failure;

use crate::edit::{EditOp, History, Step, StepKind, apply_all};
use crate::model::{AnnotatorId, Problem, Project};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;
use writer::{Request, Writer};

/// Whether the project can be changed.
#[allow(
    clippy::large_enum_variant,
    reason = "there is one, and it is nearly always the large one"
)]
enum Mode {
    Writing(Writer),
    /// Why not.
    ReadOnly(String),
}

/// What becomes of a command that changes nothing.
#[derive(Clone, Copy, PartialEq, Eq)]
enum IfNothingChanges {
    NoStep,
    EmptyStep,
}

/// What the project file holds.
struct SavedAt {
    /// The project in it.
    project: Project,
    /// Number of the last step in it.
    number: u64,
    /// Its size.
    n_bytes: usize,
    /// When this session saved it, if it has.
    at: Option<String>,
}

/// One open project.
pub struct Workspace {
    /// Which one of this process it is: the file changes with its name.
    number: u64,
    env: Environment,
    project: Project,
    history: History,
    /// What was wrong when the project was opened.
    problems: Arc<Vec<Problem>>,
    revision: u64,
    annotator: Option<AnnotatorId>,
    file: PathBuf,
    is_unnamed: bool,
    mode: Mode,
    /// The file is of a newer version: nothing may be written from it.
    is_newer_version: bool,
    /// Steps up to this number are in the journal and synced.
    safe_number: u64,
    safe_at: Option<String>,
    journal_failure: Option<Failure>,
    saved: SavedAt,
    /// How many saves are under way.
    n_saving: usize,
    /// Why the project file could not be saved last, if so.
    save_failure: Option<Failure>,
    /// When that was.
    save_failed_at: Option<Instant>,
    /// A save under another name that failed since somebody waited for saves; it says nothing about the project file.
    elsewhere_failure: Option<Failure>,
    /// Steps since the last save, roughly in bytes of journal.
    journal_grown: usize,
    last_edit: Option<Instant>,
    last_retry: Option<Instant>,
}

/// # Reading
impl Workspace {
    /// The project as it stands, every edit included.
    #[must_use]
    pub fn project(&self) -> &Project {
        &self.project
    }

    /// Every step so far.
    #[must_use]
    pub fn history(&self) -> &History {
        &self.history
    }

    /// Goes up with each change: what is derived from the project is new when this is.
    #[must_use]
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// What the window is called: the file's name without its ending, or the project's title.
    #[must_use]
    pub fn name(&self) -> String {
        let stem = self.file.file_stem().filter(|_| !self.is_unnamed);
        let title = &self.project.head().title;
        match stem {
            Some(stem) => stem.to_string_lossy().into_owned(),
            None if title.is_empty() => "Untitled".to_owned(),
            None => title.clone(),
        }
    }

    /// The project file; for an unnamed project it lies in the application's data folder.
    #[must_use]
    pub fn file(&self) -> &Path {
        &self.file
    }

    /// The project file, if the user has named one.
    #[must_use]
    pub fn path(&self) -> Option<&Path> {
        (!self.is_unnamed).then_some(self.file.as_path())
    }

    /// Why the project cannot be changed; `None` where it can.
    #[must_use]
    pub fn read_only(&self) -> Option<&str> {
        match &self.mode {
            Mode::Writing(_) => None,
            Mode::ReadOnly(reason) => Some(reason),
        }
    }

    /// Whether the file is of a newer version, of which no copy can be saved either: it would lack what this
    /// program does not know.
    #[must_use]
    pub fn is_newer_version(&self) -> bool {
        self.is_newer_version
    }

    /// Who annotates.
    #[must_use]
    pub fn annotator(&self) -> Option<&AnnotatorId> {
        self.annotator.as_ref()
    }

    /// Chooses who annotates; one that does not exist is no one.
    pub fn set_annotator(&mut self, annotator: Option<AnnotatorId>) {
        self.annotator = annotator.filter(|id| self.project.annotator(id).is_some());
        self.revision += 1;
    }

    /// What was wrong with the project when it was opened; [`Project::check`] says what is wrong with it now.
    #[must_use]
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// What undo would take back, in words.
    #[must_use]
    pub fn can_undo(&self) -> Option<&str> {
        self.history.next_undo().map(|s| s.description.as_str())
    }

    /// What redo would do again, in words.
    #[must_use]
    pub fn can_redo(&self) -> Option<&str> {
        self.history.next_redo().map(|s| s.description.as_str())
    }

    /// Files, clock, ids.
    #[must_use]
    pub fn env(&self) -> &Environment {
        &self.env
    }
}

/// # Doing
impl Workspace {
    /// Does one thing: in memory at once, in the journal as soon as the disk has it (see
    /// [`Workspace::status`]).
    ///
    /// # Errors
    /// In words for the user; nothing has changed.
    pub fn run(&mut self, command: Command) -> Result<Outcome, CommandError> {
        self.run_with(command, IfNothingChanges::NoStep)
    }

    /// As [`Workspace::run`], and a step of the history also where nothing had to change: for scripts, in which each
    /// command that was done is one that undo takes back, whatever it found.
    ///
    /// # Errors
    /// As [`Workspace::run`].
    pub fn run_as_step(&mut self, command: Command) -> Result<Outcome, CommandError> {
        self.run_with(command, IfNothingChanges::EmptyStep)
    }

    fn run_with(
        &mut self,
        command: Command,
        if_nothing_changes: IfNothingChanges,
    ) -> Result<Outcome, CommandError> {
        self.check_writable()?;
        match command {
            Command::Undo => self.step_back(),
            Command::Redo => self.step_again(),
            command => {
                let author = self.annotator.as_ref();
                let plan = plan::plan(&self.project, author, &self.env, &command)?;
                let mut outcome = plan.outcome;
                let mut description = outcome.description.clone();
                if plan.ops.is_empty() {
                    if if_nothing_changes == IfNothingChanges::NoStep {
                        return Ok(outcome);
                    }
                    description.push_str(" (nothing changed)");
                }
                self.take_step(StepKind::Edit, description, plan.ops, &mut outcome)?;
                Ok(outcome)
            }
        }
    }

    fn check_writable(&self) -> Result<(), CommandError> {
        match &self.mode {
            Mode::ReadOnly(reason) => Err(CommandError::ReadOnly(reason.clone())),
            Mode::Writing(_) => Ok(()),
        }
    }

    fn take_step(
        &mut self,
        kind: StepKind,
        description: String,
        ops: Vec<EditOp>,
        outcome: &mut Outcome,
    ) -> Result<(), CommandError> {
        if matches!(self.mode, Mode::Writing(_)) {
            let inverse = apply_all(&mut self.project, &ops)?;
            self.keep_step(kind, description, (ops, inverse), outcome);
        }
        Ok(())
    }

    /// Puts into history and journal what has been done to the project, with what takes it back.
    fn keep_step(
        &mut self,
        kind: StepKind,
        description: String,
        (ops, inverse): (Vec<EditOp>, Vec<EditOp>),
        outcome: &mut Outcome,
    ) {
        let Mode::Writing(writer) = &mut self.mode else {
            return;
        };
        let author = self.annotator.as_ref().map(ToString::to_string);
        let step = Arc::new(Step {
            number: self.history.next_number(),
            kind,
            description,
            author: author.unwrap_or_default(),
            at: self.env.clock.now_rfc3339(),
            ops,
            inverse,
        });
        outcome.step = Some(step.number);
        outcome.description.clone_from(&step.description);
        outcome.place = step
            .ops
            .iter()
            .chain(&step.inverse)
            .find_map(|op| match op {
                EditOp::Annotation { id, to: Some(a) } => Some((a.document.clone(), id.clone())),
                _ => None,
            });
        outcome.relation = step.ops.iter().rev().find_map(|op| match op {
            EditOp::Relation { id, to: Some(_) } => Some(id.clone()),
            _ => None,
        });
        // A rough size: what counts is whether the journal has grown by megabytes.
        self.journal_grown += 512 * step.ops.len();
        self.history.push(step.clone());
        self.revision += 1;
        self.last_edit = Some(Instant::now());
        writer.ask(Request::Append(step));
        if let Some(id) = &self.annotator
            && self.project.annotator(id).is_none()
        {
            self.annotator = None;
        }
    }
}
