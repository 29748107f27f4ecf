//! One project on the disk: opened, edited, saved, recovered.
//!
//! What holds at every moment, through crashes and failing calls: the project file is one that was saved whole; the
//! journal knows its sum; file and the entries behind it give every edit that [`Store::append`] has acknowledged.
//! Nothing of the user's is deleted: what cannot be used is kept aside under another name.
//!
//! Not promised: an edit whose append failed may or may not be there after a crash; it is kept in memory and goes out
//! with the next append or save.

mod opening;

use super::atomic::{
    Backup, ExpectedFile, MAX_FILE_BYTES, check_unchanged, looks_changed, observe, real_path,
    replace, with_suffix,
};
use super::error::{StorageError, StorageErrorKind};
use super::file_system::{FileSystem, read_regular};
use super::hash::Sha256Sum;
use super::journal::{Journal, JournalContents, head, is_entry_body, line, saved_body};
use super::lock::{LockHolder, ProjectLock};
pub use super::recovery::{
    ForeignJournal, RecoveryNote, TornNote, is_journal_without_edits, journal_path,
    put_journal_aside,
};
use super::recovery::{exists, keep_aside, move_aside, read_journal};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What the project is opened for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Access {
    /// No lock is taken and nothing is written beside the project, even while another has it open.
    ReadOnly,
    /// The lock is taken in this name.
    Write(LockHolder),
}

/// A project as found on the disk.
pub struct Opened {
    /// The way back to the disk.
    pub store: Store,
    /// The project file; `None` when the project was never saved.
    pub file_bytes: Option<Vec<u8>>,
    /// Its sum.
    pub sha256: Option<Sha256Sum>,
    /// Journal bodies that the file holds already, oldest first.
    pub history: Vec<String>,
    /// Journal bodies to apply to the file, in this order.
    pub replay: Vec<String>,
    /// Set when the last session did not end with a save, or the journal was torn.
    pub recovered: Option<RecoveryNote>,
    /// Set when the journal belongs to another state of the file, and the file was read alone. It stays where it is until
    /// [`Store::put_foreign_journal_aside`].
    pub foreign: Option<ForeignJournal>,
}

/// Proof that edits are on the disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ack {
    /// Sequence number of the last edit that is on the disk.
    pub seq: u64,
}

/// What a save did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SaveReport {
    /// The file.
    pub path: PathBuf,
    /// Its sum.
    pub sha256: Sha256Sum,
    /// False when the file held these bytes already.
    pub was_written: bool,
}

/// A line of the journal that the project file does not hold yet.
#[derive(Clone, Debug)]
struct TailLine {
    seq: u64,
    bytes: Vec<u8>,
    is_entry: bool,
}

/// One project on the disk.
pub struct Store {
    fs: Arc<dyn FileSystem>,
    /// Absolute, without symbolic links.
    path: PathBuf,
    /// `None`: opened for reading only.
    lock: Option<ProjectLock>,
    /// The file as read, or as last saved without an error.
    expected: ExpectedFile,
    /// Sums of files that may stand there without being somebody else's change: of saves that failed at the very end,
    /// and of outside changes that the caller has taken in (`None`: its removal).
    also_ours: Vec<Option<Sha256Sum>>,
    /// The journal that this store made; `None` before the first append and after a failure: then a new one is made.
    journal: Option<Journal>,
    /// A journal of another state of the file stands at the journal's place.
    has_foreign_journal: bool,
    /// Entries up to this number are in the file `expected`.
    covered: u64,
    /// Invariant: all lines above `covered`, ascending without a gap.
    tail: Vec<TailLine>,
    next_seq: u64,
    /// Lines up to this number are on the disk.
    synced: u64,
    /// Above this many bytes the journal is shortened.
    journal_limit: usize,
}

impl Store {
    /// The project file: absolute, without symbolic links.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether the project was opened for reading only.
    #[must_use]
    pub const fn is_read_only(&self) -> bool {
        self.lock.is_none()
    }

    /// Sum of the project file as read or last saved; `None` when it was never saved.
    #[must_use]
    pub fn sha256(&self) -> Option<Sha256Sum> {
        self.expected.file.map(|f| f.sha256)
    }

    /// Sets how long the journal may grow, in bytes, before a save shortens it from its old end; 16 MB unless set.
    pub fn set_journal_limit(&mut self, bytes: usize) {
        self.journal_limit = bytes;
    }

    /// Number of edits that the project file does not hold yet.
    #[must_use]
    pub fn n_unsaved(&self) -> usize {
        self.tail.iter().filter(|line| line.is_entry).count()
    }

    /// Number of edits that are not on the disk at all, because appending them failed.
    #[must_use]
    pub fn n_unsafe(&self) -> usize {
        let is_unsafe = |line: &&TailLine| line.is_entry && line.seq > self.synced;
        self.tail.iter().filter(is_unsafe).count()
    }

    /// Bytes that the journal has grown by since the last save.
    #[must_use]
    pub fn unsaved_bytes(&self) -> usize {
        self.tail.iter().map(|line| line.bytes.len()).sum()
    }

    /// Appends edits, one line of JSON each, and syncs them: when this returns they outlive any crash. With no bodies it
    /// tries again what failed before.
    ///
    /// # Errors
    /// `OpenedReadOnly`, `BadBody` (nothing is taken), else as [`Journal::create`] and [`Journal::append`]. The bodies are then
    /// taken but not safe: they must not be handed in again, the next append or save writes them.
    pub fn append<S: AsRef<str>>(&mut self, bodies: &[S]) -> Result<Ack, StorageError> {
        self.check_writable()?;
        if let Some(bad) = bodies.iter().find(|body| !is_entry_body(body.as_ref())) {
            let what = format!(
                "a journal entry of {} bytes is not one line",
                bad.as_ref().len()
            );
            return Err(StorageError::new(
                StorageErrorKind::BadBody,
                what,
                &journal_path(&self.path),
            ));
        }
        for body in bodies {
            self.push_line(body.as_ref(), true);
        }
        self.flush()
    }

    fn push_line(&mut self, body: &str, is_entry: bool) {
        let seq = self.next_seq;
        self.tail.push(TailLine {
            seq,
            bytes: line(seq, body),
            is_entry,
        });
        self.next_seq = seq.saturating_add(1);
    }

    fn flush(&mut self) -> Result<Ack, StorageError> {
        let last = self.next_seq.saturating_sub(1);
        if self.synced < last {
            if let Some(mut journal) = self.journal.take() {
                let from = self.tail.partition_point(|line| line.seq <= self.synced);
                journal.append(&joined(&self.tail[from..]))?;
                self.journal = Some(journal);
            } else {
                self.write_new_journal()?;
            }
            self.synced = last;
        }
        Ok(Ack { seq: last })
    }

    /// The whole journal, from the old one's history as far as it can be read, and from memory.
    fn journal_bytes(&self) -> Vec<u8> {
        let first = self.covered.saturating_add(1);
        let history = read_journal(self.fs.as_ref(), &journal_path(&self.path))
            .ok()
            .flatten()
            .and_then(|mut bytes| {
                let contents = JournalContents::read(&bytes).ok()?;
                let fits = contents.first_seq <= first && contents.next_seq() >= first;
                let end = contents.start_of(first);
                bytes.truncate(end);
                // It must still lead to the file that is there.
                let known = JournalContents::read(&bytes).ok()?.base == self.sha256()
                    || contents.position_of(self.sha256()).is_some();
                (fits && known).then_some(bytes)
            });
        let mut bytes = history.unwrap_or_else(|| head(self.sha256(), first));
        bytes.extend_from_slice(&joined(&self.tail));
        bytes
    }

    /// Gives a journal that belongs to another state of the file another name, and says which; `None` where there is none.
    ///
    /// # Errors
    /// `OpenedReadOnly`, `CannotWrite`; it then has its name still.
    pub fn put_foreign_journal_aside(&mut self) -> Result<Option<PathBuf>, StorageError> {
        self.check_writable()?;
        if !self.has_foreign_journal {
            return Ok(None);
        }
        let aside = move_aside(self.fs.as_ref(), &journal_path(&self.path))?;
        self.has_foreign_journal = false;
        Ok(Some(aside))
    }

    fn write_new_journal(&mut self) -> Result<(), StorageError> {
        self.journal = None;
        // Only the folder: a changed file is for `save` to judge.
        looks_changed(self.fs.as_ref(), &self.path, &self.expected)?;
        self.put_foreign_journal_aside()?;
        let journal = Journal::create(
            Arc::clone(&self.fs),
            &journal_path(&self.path),
            &self.journal_bytes(),
        )?;
        self.journal = Some(journal);
        self.synced = self.next_seq.saturating_sub(1);
        Ok(())
    }

    /// Saves `bytes`, which hold every edit appended so far.
    ///
    /// # Errors
    /// As [`Store::save_covering`].
    pub fn save(&mut self, bytes: &[u8]) -> Result<SaveReport, StorageError> {
        self.save_covering(bytes, self.next_seq.saturating_sub(1))
    }

    /// Saves `bytes`, which hold every edit up to number `covers` ([`Ack::seq`]) and none after it. A file that holds these
    /// bytes already is not touched.
    ///
    /// # Errors
    /// `OpenedReadOnly`; `ChangedOutside`: take the change in ([`Store::take_outside`]), merge and save again, or
    /// [`Store::save_as`]; `FolderReplaced`; `CannotWrite`, `NotWhatWasWritten`, `CannotRead`. After any of them every
    /// acknowledged edit is still found by the next opening, and saving may be tried again.
    pub fn save_covering(&mut self, bytes: &[u8], covers: u64) -> Result<SaveReport, StorageError> {
        self.check_writable()?;
        let covers = covers.clamp(self.covered, self.next_seq.saturating_sub(1));
        let now = self.current()?;
        let sha256 = Sha256Sum::of(bytes);
        let report = |was_written| SaveReport {
            path: self.path.clone(),
            sha256,
            was_written,
        };
        let is_same = self.also_ours.is_empty() && self.sha256() == Some(sha256);
        let report = report(!is_same);
        if is_same {
            self.expected = now;
            let is_entry = |line: &TailLine| line.is_entry && line.seq <= covers;
            if self.tail.iter().any(is_entry) {
                self.push_line(&saved_body(sha256, covers), false);
                self.flush()?;
            }
        } else {
            self.push_line(&saved_body(sha256, covers), false);
            self.flush()?;
            self.also_ours.push(Some(sha256));
            self.expected_after(replace(
                self.fs.as_ref(),
                &self.path,
                bytes,
                Some(&now),
                Backup::Keep,
            )?);
        }
        self.covered = covers;
        self.tail.retain(|line| line.seq > covers);
        if report.was_written {
            self.trim(sha256);
        }
        Ok(report)
    }

    fn expected_after(&mut self, placed: ExpectedFile) {
        self.expected = placed;
        self.also_ours.clear();
    }

    /// What stands at the path, if it is ours.
    fn current(&self) -> Result<ExpectedFile, StorageError> {
        let fs = self.fs.as_ref();
        check_unchanged(fs, &self.path, &self.expected).or_else(|error| {
            if error.kind() != StorageErrorKind::ChangedOutside {
                return Err(error);
            }
            let (now, _) = observe(fs, &self.path)?;
            let is_ours = self.also_ours.contains(&now.file.map(|f| f.sha256));
            if is_ours { Ok(now) } else { Err(error) }
        })
    }

    /// Shortens a long journal. That it could not be is no failure of the save.
    fn trim(&mut self, file: Sha256Sum) {
        let is_long = |j: &Journal| j.len_bytes() > self.journal_limit as u64;
        if !self.journal.as_ref().is_some_and(is_long) {
            return;
        }
        let path = journal_path(&self.path);
        let shorter = read_journal(self.fs.as_ref(), &path)
            .ok()
            .flatten()
            .and_then(|bytes| {
                let contents = JournalContents::read(&bytes).ok()?;
                contents.trimmed(&bytes, file, self.journal_limit / 2)
            });
        if let Some(shorter) = shorter {
            self.journal = Journal::create(Arc::clone(&self.fs), &path, &shorter)
                .inspect_err(|error| log::warn!("cannot shorten the journal: {error}"))
                .ok();
        }
    }

    /// Saves under another name and goes on there: file, journal with history, lock. What stands at the old place stays.
    ///
    /// # Errors
    /// `Exists` unless `may_replace`; `Locked`, and as [`Store::save`]. The store then goes on at its old place.
    pub fn save_as(
        &mut self,
        path: &Path,
        bytes: &[u8],
        holder: &LockHolder,
        may_replace: bool,
    ) -> Result<SaveReport, StorageError> {
        let fs = Arc::clone(&self.fs);
        let fs = fs.as_ref();
        let path = real_path(fs, path)?;
        if path == self.path && !self.is_read_only() {
            return self.save(bytes);
        }
        let lock = ProjectLock::acquire(fs, &path, holder)?;
        let (expected, _) = observe(fs, &path)?;
        if expected.file.is_some() && !may_replace {
            let what = "there is a file of this name";
            return Err(StorageError::new(StorageErrorKind::Exists, what, &path));
        }
        let sha256 = Sha256Sum::of(bytes);
        let (seq, covers) = (self.next_seq, self.next_seq.saturating_sub(1));
        let saved = line(seq, &saved_body(sha256, covers));
        let mut journal_bytes = self.journal_bytes();
        journal_bytes.extend_from_slice(&saved);
        let journal_at = journal_path(&path);
        if exists(fs, &journal_at)? {
            // A second name first: whatever happens next, it is still there.
            keep_aside(fs, &journal_at, "aside")?;
        }
        let expected = replace(fs, &path, bytes, Some(&expected), Backup::Keep)?;
        let journal = Journal::create(Arc::clone(&self.fs), &journal_at, &journal_bytes)?;
        *self = Self {
            fs: Arc::clone(&self.fs),
            path,
            lock: Some(lock),
            expected,
            also_ours: Vec::new(),
            journal: Some(journal),
            has_foreign_journal: false,
            covered: covers,
            tail: vec![TailLine {
                seq,
                bytes: saved,
                is_entry: false,
            }],
            next_seq: seq.saturating_add(1),
            synced: seq,
            journal_limit: self.journal_limit,
        };
        Ok(SaveReport {
            path: self.path.clone(),
            sha256,
            was_written: true,
        })
    }

    /// Whether somebody else has changed or removed the project file. Cheap while nobody touched it.
    ///
    /// # Errors
    /// `FolderReplaced`, or as reading.
    pub fn has_changed_outside(&mut self) -> Result<bool, StorageError> {
        if !looks_changed(self.fs.as_ref(), &self.path, &self.expected)? {
            return Ok(false);
        }
        match self.current() {
            Ok(now) => {
                if now.file.map(|f| f.sha256) == self.sha256() {
                    self.expected = now;
                }
                Ok(false)
            }
            Err(e) if e.kind() == StorageErrorKind::ChangedOutside => Ok(true),
            Err(e) => Err(e),
        }
    }

    /// Reads what somebody else has put at the path, so that the caller can merge it in: the next save may replace it, and
    /// its bytes stay as `.bak`. `None` if the file was removed.
    ///
    /// # Errors
    /// As reading; `FolderReplaced`.
    pub fn take_outside(&mut self) -> Result<Option<Vec<u8>>, StorageError> {
        looks_changed(self.fs.as_ref(), &self.path, &self.expected)?;
        let (now, bytes) = observe(self.fs.as_ref(), &self.path)?;
        self.also_ours.push(now.file.map(|f| f.sha256));
        Ok(bytes)
    }

    /// What [`Self::take_outside`] has just read cannot be merged: it is somebody else's again, and no save replaces it.
    pub fn leave_outside(&mut self) {
        self.also_ours.pop();
    }

    /// The file that the last save replaced, if there is one: the base of a three-way merge.
    ///
    /// # Errors
    /// As reading.
    pub fn backup_bytes(&self) -> Result<Option<Vec<u8>>, StorageError> {
        let path = with_suffix(&self.path, ".bak");
        match read_regular(
            self.fs.as_ref(),
            &path,
            MAX_FILE_BYTES,
            "cannot read the backup",
        ) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(e) if e.kind() == StorageErrorKind::NotFound => Ok(None),
            Err(e) => Err(e),
        }
    }

    /// Ends the session: writes what could not be appended before, and gives the lock back.
    ///
    /// # Errors
    /// As [`Store::append`], with the store, so that the edits can be saved elsewhere.
    pub fn close(mut self) -> Result<(), (StorageError, Box<Self>)> {
        if self.is_read_only() {
            return Ok(());
        }
        match self.flush() {
            Ok(_) => Ok(()),
            Err(error) => Err((error, Box::new(self))),
        }
    }

    fn check_writable(&self) -> Result<(), StorageError> {
        if self.is_read_only() {
            let what = "the project is open for reading only";
            return Err(StorageError::new(
                StorageErrorKind::OpenedReadOnly,
                what,
                &self.path,
            ));
        }
        Ok(())
    }
}

fn joined(lines: &[TailLine]) -> Vec<u8> {
    lines
        .iter()
        .flat_map(|line| line.bytes.iter().copied())
        .collect()
}
