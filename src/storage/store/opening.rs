//! Opening and beginning a project on the disk.

use super::super::atomic::{Backup, Beside, observe, real_path, replace, sweep};
use super::super::error::{StorageError, StorageErrorKind};
use super::super::file_system::FileSystem;
use super::super::journal::{Journal, Record, TRIM_ABOVE_BYTES, head};
use super::super::lock::{LockHolder, ProjectLock};
use super::super::recovery::{Found, exists, is_journal_without_edits, keep_aside, keep_torn};
use super::{Access, Opened, RecoveryNote, Store, TailLine, TornNote, journal_path};
use std::path::{Path, PathBuf};
use std::sync::Arc;

impl Store {
    /// Opens the project at `path`. In the caller's hands: to apply `replay` to the file, and, for a file that is no
    /// project, to drop the store without saving.
    ///
    /// # Errors
    /// `NotFound`, `CannotRead`, `NotAFile`, `TooLarge`, `Locked`; `BadJournal`, with file and journal left as they are;
    /// `ForeignJournal`, too, for writing where that journal holds edits that no saved file has (else, and for reading,
    /// see [`Opened::foreign`]); `CannotWrite` where there may be no lock file: open for reading only then.
    pub fn open(
        fs: Arc<dyn FileSystem>,
        path: &Path,
        access: &Access,
    ) -> Result<Opened, StorageError> {
        Self::open_beside(fs, path, access, &mut |_| {})
    }

    /// [`Self::open`]; `beside` works with the project file's bytes, the same as [`Opened::file_bytes`], while they are
    /// summed.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn open_beside(
        fs: Arc<dyn FileSystem>,
        path: &Path,
        access: &Access,
        beside: Beside<'_>,
    ) -> Result<Opened, StorageError> {
        let path = real_path(fs.as_ref(), path)?;
        let (lock, found) = match access {
            Access::ReadOnly => (None, Found::look_beside_writer(fs.as_ref(), &path, beside)?),
            Access::Write(holder) => {
                if !exists(fs.as_ref(), &path)? && !exists(fs.as_ref(), &journal_path(&path))? {
                    let what = "there is no such project";
                    return Err(StorageError::new(StorageErrorKind::NotFound, what, &path));
                }
                let lock = ProjectLock::acquire(fs.as_ref(), &path, holder)?;
                sweep(fs.as_ref(), &path);
                (
                    Some(lock),
                    Found::look_to_write(fs.as_ref(), &path, beside)?,
                )
            }
        };
        Self::from_found(fs, path, lock, found)
    }

    fn from_found(
        fs: Arc<dyn FileSystem>,
        path: PathBuf,
        lock: Option<ProjectLock>,
        found: Found,
    ) -> Result<Opened, StorageError> {
        let Found {
            expected,
            file_bytes,
            journal_bytes,
            contents,
            covered,
            is_older_file,
            foreign,
        } = found;
        let next_seq = contents.next_seq();
        let starts = contents.lines.iter().map(|l| l.start);
        let ends = starts.skip(1).chain([contents.valid_len]);
        let tail = contents
            .lines
            .iter()
            .zip(ends)
            .filter(|(line, _)| line.seq > covered)
            .map(|(line, end)| TailLine {
                seq: line.seq,
                bytes: journal_bytes[line.start..end].to_vec(),
                is_entry: matches!(line.record, Record::Entry(_)),
            })
            .collect();
        let mut store = Self {
            fs,
            path,
            lock,
            expected,
            also_ours: Vec::new(),
            journal: None,
            has_foreign_journal: foreign.is_some(),
            covered,
            tail,
            next_seq,
            synced: next_seq.saturating_sub(1),
            journal_limit: TRIM_ABOVE_BYTES,
        };
        let (mut history, mut replay) = (Vec::new(), Vec::new());
        for line in contents.lines {
            if let Record::Entry(body) = line.record {
                let place = if line.seq > covered {
                    &mut replay
                } else {
                    &mut history
                };
                place.push(body);
            }
        }
        let torn = match contents.torn_tail {
            None => None,
            Some(tail) => {
                // Kept aside before it is cut off, so that a crash in between loses nothing.
                let kept_at = match &store.lock {
                    Some(_) => Some(keep_torn(store.fs.as_ref(), &store.path, &tail.bytes)?),
                    None => None,
                };
                Some(TornNote {
                    kept_at,
                    n_bytes: tail.bytes.len(),
                    n_whole_lines: tail.n_whole_lines,
                })
            }
        };
        if store.lock.is_some() && (torn.is_some() || !replay.is_empty()) {
            // What another process wrote may still be in memory only: from now on it is on the disk. If that fails, the
            // old journal stands as it was, and the next append tries again.
            store.synced = covered;
            let _ = store
                .write_new_journal()
                .inspect_err(|error| log::warn!("{error}"));
        }
        let recovered = (torn.is_some() || !replay.is_empty()).then_some(RecoveryNote {
            n_replayed: replay.len(),
            is_older_file,
            torn,
        });
        Ok(Opened {
            sha256: expected.file.map(|f| f.sha256),
            store,
            file_bytes,
            history,
            replay,
            recovered,
            foreign,
        })
    }

    /// Begins a project that has no file yet. Nothing is written but the lock file; the first [`Store::append`] makes the
    /// journal, the first [`Store::save`] the file.
    ///
    /// # Errors
    /// `Exists` if there is a file, or a journal with edits, `Locked`, `CannotWrite`, `NotFound` for the folder.
    pub fn create(
        fs: Arc<dyn FileSystem>,
        path: &Path,
        holder: &LockHolder,
    ) -> Result<Self, StorageError> {
        let path = real_path(fs.as_ref(), path)?;
        let lock = ProjectLock::acquire(fs.as_ref(), &path, holder)?;
        for taken in [path.clone(), journal_path(&path)] {
            let may_go = taken != path && is_journal_without_edits(fs.as_ref(), &path);
            if exists(fs.as_ref(), &taken)? && !may_go {
                let what = "there is a file of this name";
                return Err(StorageError::new(StorageErrorKind::Exists, what, &taken));
            }
        }
        let (expected, _) = observe(fs.as_ref(), &path)?;
        Ok(Self {
            fs,
            path,
            lock: Some(lock),
            expected,
            also_ours: Vec::new(),
            journal: None,
            has_foreign_journal: false,
            covered: 0,
            tail: Vec::new(),
            next_seq: 1,
            synced: 0,
            journal_limit: TRIM_ABOVE_BYTES,
        })
    }

    /// Begins a project in the place of whatever file stands at `path`, which stays as `.bak`; a journal there is kept
    /// aside under another name.
    ///
    /// # Errors
    /// `Locked`, `CannotWrite`, `NotFound` for the folder; the file is then as it was.
    pub fn create_replacing(
        fs: Arc<dyn FileSystem>,
        path: &Path,
        bytes: &[u8],
        holder: &LockHolder,
    ) -> Result<Self, StorageError> {
        let path = real_path(fs.as_ref(), path)?;
        let lock = ProjectLock::acquire(fs.as_ref(), &path, holder)?;
        let (expected, _) = observe(fs.as_ref(), &path)?;
        let journal_at = journal_path(&path);
        if exists(fs.as_ref(), &journal_at)? {
            keep_aside(fs.as_ref(), &journal_at, "aside")?;
        }
        let expected = replace(fs.as_ref(), &path, bytes, Some(&expected), Backup::Keep)?;
        let base = expected.file.map(|f| f.sha256);
        // From here on the journal of the replaced project would be a foreign one.
        let journal = Journal::create(Arc::clone(&fs), &journal_at, &head(base, 1))?;
        Ok(Self {
            fs,
            path,
            lock: Some(lock),
            expected,
            also_ours: Vec::new(),
            journal: Some(journal),
            has_foreign_journal: false,
            covered: 0,
            tail: Vec::new(),
            next_seq: 1,
            synced: 0,
            journal_limit: TRIM_ABOVE_BYTES,
        })
    }
}
