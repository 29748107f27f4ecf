//! Saving: what is safe, what is saved, when the next save is due.

use super::merging::drive_as_step;
use super::writer::{Elsewhere, Failure, Reply, Request, Save, Stopped};
use super::{CommandError, Mode, Workspace};
use crate::edit::StepKind;
use crate::edit::merge::Merged;
use crate::model::Project;
use crate::storage::StorageErrorKind;
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// A save starts this long after the last edit.
const AUTOSAVE_AFTER: Duration = Duration::from_secs(5);
/// What could not be put into the journal, or saved, is tried again this often.
const RETRY_AFTER: Duration = Duration::from_secs(5);
/// A large project that could not be saved is tried again this often.
const LARGE_RETRY_AFTER: Duration = Duration::from_mins(1);
/// Above this size a project is saved only when asked, on close, and when the journal has grown enough.
const LARGE_FILE_BYTES: usize = 50_000_000;
/// For a large project: this much journal makes a save due.
const JOURNAL_GROWTH_BYTES: usize = 4_000_000;

/// Whether every edit is in the journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SafeState {
    /// Every edit is on the disk.
    Safe,
    /// The disk is at work.
    Writing,
    /// The disk refuses; tried again every few seconds.
    Failed(Failure),
}

/// Whether every edit is in the project file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SavedState {
    /// Every edit is in it.
    Saved,
    /// Some are only in the journal.
    Unsaved,
    /// A save is under way.
    Saving,
    /// The last save failed; the file is as it was.
    Failed(Failure),
}

/// The two words of the status line, and what stands behind them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SaveStatus {
    /// About the journal.
    pub safe: SafeState,
    /// When the last edit became safe in this session, RFC 3339.
    pub safe_at: Option<String>,
    /// About the project file.
    pub saved: SavedState,
    /// When this session saved the file, RFC 3339.
    pub saved_at: Option<String>,
    /// The project file.
    pub file: PathBuf,
    /// Whether the user has named it.
    pub is_named: bool,
}

/// What the disk has to tell, besides the status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Report {
    /// The project file was written.
    Saved(PathBuf),
    /// The project goes on in another file.
    SavedAs {
        /// Where it was; what stands there stays.
        from: PathBuf,
        /// Where it is now.
        to: PathBuf,
    },
    /// The project file is as it was; tried again every few seconds. Told once for each cause.
    SaveFailed(Failure),
    /// A save under another name failed: the project goes on in its own file, about which this says nothing.
    SaveAsFailed(Failure),
    /// Somebody else changed the project file: save under another name, or take theirs.
    ChangedOutside(Failure),
    /// Edits are in memory only.
    JournalFailed(Failure),
    /// What somebody else changed in the project file was merged in as one step, and is being saved.
    Merged(MergeSummary),
    /// What stands in the project file's place cannot be merged: save under another name.
    MergeFailed(String),
}

/// What came of merging what somebody else wrote.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MergeSummary {
    /// How many elements were taken from theirs.
    pub n_taken: usize,
    /// What a person should look at, as [`crate::edit::merge::Merged::notes`]. Their file stays as `.bak`.
    pub notes: Vec<String>,
}

impl Workspace {
    /// What the status line says.
    #[must_use]
    pub fn status(&self) -> SaveStatus {
        let last = self.last_number();
        let safe = match &self.journal_failure {
            Some(failure) => SafeState::Failed(failure.clone()),
            None if self.safe_number >= last => SafeState::Safe,
            None => SafeState::Writing,
        };
        // While a failed save is tried again it is still failed: nothing on the screen comes and goes with each attempt.
        let saved = if let Some(failure) = &self.save_failure {
            SavedState::Failed(failure.clone())
        } else if self.n_saving > 0 {
            SavedState::Saving
        } else if self.is_dirty() {
            SavedState::Unsaved
        } else {
            SavedState::Saved
        };
        SaveStatus {
            safe,
            safe_at: self.safe_at.clone(),
            saved,
            saved_at: self.saved.at.clone(),
            file: self.file.clone(),
            is_named: !self.is_unnamed,
        }
    }

    fn last_number(&self) -> u64 {
        self.history.next_number() - 1
    }

    /// Whether the project file lacks an edit.
    #[must_use]
    pub fn is_dirty(&self) -> bool {
        self.saved.number < self.last_number()
    }

    /// Starts a save of everything so far; [`Self::poll`] tells how it went.
    pub fn save(&mut self) {
        // Somebody asks for it: what failed before is past.
        self.save_failure = None;
        self.start_save(None);
    }

    /// Starts a save under another name, where the project then goes on; [`Self::poll`] tells how it went.
    pub fn save_as(&mut self, path: PathBuf, may_replace: bool) {
        self.start_save(Some(Elsewhere { path, may_replace }));
    }

    fn start_save(&mut self, elsewhere: Option<Elsewhere>) {
        let save = Save {
            project: self.project.clone(),
            number: self.last_number(),
            elsewhere,
        };
        if let Mode::Writing(writer) = &mut self.mode {
            self.n_saving += 1;
            writer.ask(Request::Save(Box::new(save)));
        }
    }

    /// Merges what somebody else put in the project file's place (three-way, with the file as this session last
    /// knew it as the base): one undoable step, then a save. Comes back as [`Report::Merged`] or
    /// [`Report::MergeFailed`]. Their file stays as `.bak`.
    pub fn merge_outside(&mut self) {
        if let Mode::Writing(writer) = &mut self.mode {
            writer.ask(Request::TakeOutside);
        }
    }

    /// Merges in what somebody else has made of `base`, as one step. The save is the caller's.
    ///
    /// # Errors
    /// As [`Workspace::run`].
    pub fn merge_sides(
        &mut self,
        base: &Project,
        theirs: &Project,
    ) -> Result<Merged, CommandError> {
        let mut merged = drive_as_step(base, &self.project, theirs);
        let ops = std::mem::take(&mut merged.ops);
        if !ops.is_empty() {
            let words = "Merge changes made by somebody else".to_owned();
            let mut outcome = super::Outcome::default();
            self.take_step(StepKind::Edit, words, ops, &mut outcome)?;
        }
        Ok(merged)
    }

    fn merge(&mut self, theirs: Result<Option<Box<Project>>, String>) -> Report {
        let theirs = match theirs {
            Ok(Some(theirs)) => *theirs,
            // It was removed: a save puts ours back.
            Ok(None) => {
                self.save();
                return Report::Merged(MergeSummary::default());
            }
            Err(why) => return Report::MergeFailed(why),
        };
        let merged = drive_as_step(&self.saved.project, &self.project, &theirs);
        let n_taken = merged.ops.len();
        if n_taken > 0 {
            let words = "Merge changes made by somebody else".to_owned();
            let mut outcome = super::Outcome::default();
            let taken = self.take_step(StepKind::Edit, words, merged.ops, &mut outcome);
            if let Err(error) = taken {
                return Report::MergeFailed(error.to_string());
            }
        }
        self.saved.project = theirs;
        self.save();
        Report::Merged(MergeSummary {
            n_taken,
            notes: merged.notes,
        })
    }

    /// Takes what the disk has to tell. To be called often; does not wait.
    pub fn poll(&mut self) -> Vec<Report> {
        let mut reports = Vec::new();
        while let Mode::Writing(writer) = &mut self.mode {
            match writer.try_next() {
                Ok(None) => break,
                Ok(Some(reply)) => reports.extend(self.take_reply(reply)),
                Err(Stopped) => {
                    let failure = Stopped::failure(&self.file);
                    reports.extend(self.take_reply(Reply::JournalFailed(failure)));
                    break;
                }
            }
        }
        // Told now: closing has nothing to say about it.
        self.elsewhere_failure = None;
        reports
    }

    fn take_reply(&mut self, reply: Reply) -> Option<Report> {
        match reply {
            Reply::Safe { number, at } => {
                self.safe_number = self.safe_number.max(number);
                self.safe_at = Some(at);
                self.journal_failure = None;
                None
            }
            Reply::JournalFailed(failure) => {
                let is_news = self.journal_failure.as_ref() != Some(&failure);
                self.journal_failure = Some(failure.clone());
                self.last_retry = Some(Instant::now());
                is_news.then_some(Report::JournalFailed(failure))
            }
            Reply::Saved {
                save,
                at,
                path,
                n_bytes,
            } => {
                self.n_saving = self.n_saving.saturating_sub(1);
                let number = save.number;
                self.saved.project = save.project;
                self.saved.number = self.saved.number.max(number);
                self.saved.at = Some(at.clone());
                self.saved.n_bytes = n_bytes;
                self.journal_grown = 0;
                // What is in the file is safe, whatever became of its journal line.
                if self.safe_number < number {
                    self.safe_number = number;
                    self.safe_at = Some(at);
                }
                if self.safe_number >= self.last_number() {
                    self.journal_failure = None;
                }
                self.save_failure = None;
                if save.elsewhere.is_some() {
                    let from = std::mem::replace(&mut self.file, path.clone());
                    self.is_unnamed = self.env.is_unnamed(&path);
                    return Some(Report::SavedAs { from, to: path });
                }
                Some(Report::Saved(path))
            }
            Reply::SaveFailed { save, failure } => {
                self.n_saving = self.n_saving.saturating_sub(1);
                if save.elsewhere.is_some() {
                    self.elsewhere_failure = Some(failure.clone());
                    return Some(Report::SaveAsFailed(failure));
                }
                let is_news = self.save_failure.as_ref() != Some(&failure);
                self.save_failure = Some(failure.clone());
                self.save_failed_at = Some(Instant::now());
                is_news.then_some(match failure.kind {
                    StorageErrorKind::ChangedOutside => Report::ChangedOutside(failure),
                    _ => Report::SaveFailed(failure),
                })
            }
            Reply::Outside(theirs) => Some(self.merge(theirs)),
            Reply::Closed => None,
        }
    }

    /// Does what is due by now, and says after how long to call again; `None` while nothing is waiting.
    pub fn tick(&mut self, now: Instant) -> Option<Duration> {
        if self.journal_failure.is_some() {
            let since = self
                .last_retry
                .map_or(RETRY_AFTER, |at| now.duration_since(at));
            if since < RETRY_AFTER {
                return Some(RETRY_AFTER.saturating_sub(since));
            }
            self.last_retry = Some(now);
            if let Mode::Writing(writer) = &mut self.mode {
                writer.ask(Request::Retry);
            }
            return Some(RETRY_AFTER);
        }
        if !self.is_dirty() || self.n_saving > 0 || self.waits_for_decision() {
            return None;
        }
        if self.save_failure.is_some() {
            let after = if self.saved.n_bytes > LARGE_FILE_BYTES {
                LARGE_RETRY_AFTER
            } else {
                RETRY_AFTER
            };
            let since = |at| now.saturating_duration_since(at);
            let since = self.save_failed_at.map_or(after, since);
            if since < after {
                return Some(after.saturating_sub(since));
            }
            // The failure stands until there is a better answer.
            self.start_save(None);
            return Some(after);
        }
        if self.saved.n_bytes > LARGE_FILE_BYTES {
            if self.journal_grown >= JOURNAL_GROWTH_BYTES {
                self.save();
            }
            return None;
        }
        let since = self
            .last_edit
            .map_or(AUTOSAVE_AFTER, |at| now.saturating_duration_since(at));
        if since >= AUTOSAVE_AFTER {
            self.save();
            return None;
        }
        Some(AUTOSAVE_AFTER.saturating_sub(since))
    }

    /// The window is no longer in front: saves what is not saved, unless the project is large.
    pub fn window_lost_focus(&mut self) {
        let is_large = self.saved.n_bytes > LARGE_FILE_BYTES;
        if self.is_dirty() && self.n_saving == 0 && !self.waits_for_decision() && !is_large {
            self.start_save(None);
        }
    }

    /// The project file cannot be saved before somebody has decided what becomes of what others wrote there; every other
    /// cause may pass by itself.
    fn waits_for_decision(&self) -> bool {
        let kind = self.save_failure.as_ref().map(|failure| failure.kind);
        kind == Some(StorageErrorKind::ChangedOutside)
    }

    /// Waits until every edit is in the journal.
    ///
    /// # Errors
    /// When the disk refuses; the edits are in memory.
    pub fn wait_until_safe(&mut self) -> Result<(), Failure> {
        let last = self.last_number();
        // What failed before has been answered; without another attempt no answer would come.
        if self.safe_number < last
            && self.journal_failure.take().is_some()
            && let Mode::Writing(writer) = &mut self.mode
        {
            writer.ask(Request::Retry);
        }
        while self.safe_number < last {
            let Mode::Writing(writer) = &mut self.mode else {
                break;
            };
            let Some(reply) = writer.wait_next() else {
                return Err(Stopped::failure(&self.file));
            };
            self.take_reply(reply);
            if let Some(failure) = &self.journal_failure {
                return Err(failure.clone());
            }
        }
        Ok(())
    }

    /// Saves and waits for it.
    ///
    /// # Errors
    /// When the disk refuses; the project file is as it was, the edits are in the journal or in memory.
    pub fn save_and_wait(&mut self) -> Result<(), Failure> {
        self.save();
        self.wait_for_save()
    }

    /// Waits for all saves that are under way.
    ///
    /// # Errors
    /// When the last one into the project file failed, or one under another name.
    pub fn wait_for_save(&mut self) -> Result<(), Failure> {
        while self.n_saving > 0 {
            let Mode::Writing(writer) = &mut self.mode else {
                break;
            };
            let Some(reply) = writer.wait_next() else {
                return Err(Stopped::failure(&self.file));
            };
            self.take_reply(reply);
        }
        match self.elsewhere_failure.take().or(self.save_failure.clone()) {
            Some(failure) => Err(failure),
            None => Ok(()),
        }
    }

    /// Ends the session: saves what is not saved, and gives the project back to others.
    ///
    /// # Errors
    /// When the disk refuses; the workspace goes on, so that the edits can be saved elsewhere.
    pub fn close(mut self) -> Result<(), (Failure, Box<Self>)> {
        let saved = if self.is_dirty() {
            self.save_and_wait()
        } else {
            self.wait_for_save()
        };
        if let Err(failure) = saved {
            return Err((failure, Box::new(self)));
        }
        self.end();
        Ok(())
    }

    /// Ends the session without a save: what the journal holds is found by the next opening.
    pub fn abandon(mut self) {
        self.end();
    }

    fn end(&mut self) {
        let Mode::Writing(writer) = &mut self.mode else {
            return;
        };
        writer.ask(Request::Close);
        // Until there is nobody left to answer: only then the lock is given back.
        while writer.wait_next().is_some() {}
    }
}
