//! What is found on the disk when a project is opened, and how what cannot be used is kept aside.

use super::atomic::{
    Backup, Beside, ExpectedFile, MAX_FILE_BYTES, folder_of, looks_changed, observe,
    observe_beside, real_path, replace, with_suffix,
};
use super::error::{StorageError, StorageErrorKind};
use super::file_system::{FileSystem, read_regular};
use super::hash::Sha256Sum;
use super::journal::{HeadError, JournalContents, MAX_JOURNAL_BYTES, Record, head};
use super::lock::{LockHolder, ProjectLock};
use std::io;
use std::path::{Path, PathBuf};

/// What opening found to mend.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecoveryNote {
    /// Number of edits that the file did not hold.
    pub n_replayed: usize,
    /// Whether the journal has a save that is later than the file: an older file was put back, or a save was broken off.
    pub is_older_file: bool,
    /// The torn end of the journal, if there was one.
    pub torn: Option<TornNote>,
}

/// The torn end of a journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TornNote {
    /// Where it is kept; `None` when the project was opened for reading only.
    pub kept_at: Option<PathBuf>,
    /// Its length in bytes.
    pub n_bytes: usize,
    /// Lines in it that are whole but follow a damaged one. 0 after a mere crash.
    pub n_whole_lines: usize,
}

/// A journal that continues another state of the project file than the one that is there: the file was replaced from
/// outside. Nothing of it was read into the project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ForeignJournal {
    /// Where it lies.
    pub path: PathBuf,
    /// Whether every edit in it was in a saved file, as far as can be seen, so that it has only steps to undo.
    pub is_all_saved: bool,
}

/// Where the journal of a project file lies.
#[must_use]
pub fn journal_path(project: &Path) -> PathBuf {
    with_suffix(project, ".journal")
}

pub(super) fn exists(fs: &dyn FileSystem, path: &Path) -> Result<bool, StorageError> {
    match fs.metadata(path) {
        Ok(_) => Ok(true),
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(e) => Err(StorageError::reading("cannot look at the file", path, e)),
    }
}

/// Whether the journal of a project holds no edit: what making a project leaves that was broken off.
/// `false` where it cannot be read.
#[must_use]
pub fn is_journal_without_edits(fs: &dyn FileSystem, project: &Path) -> bool {
    let Ok(bytes) = read_journal(fs, &journal_path(project)) else {
        return false;
    };
    let bytes = bytes.unwrap_or_default();
    match JournalContents::read(&bytes) {
        Ok(journal) => journal.holds_no_edit(),
        Err(error) => bytes.is_empty() || error == HeadError::Torn,
    }
}

/// The journal's bytes, if there is one.
pub(super) fn read_journal(
    fs: &dyn FileSystem,
    path: &Path,
) -> Result<Option<Vec<u8>>, StorageError> {
    match read_regular(fs, path, MAX_JOURNAL_BYTES, "cannot read the journal") {
        Ok(bytes) => Ok(Some(bytes)),
        Err(e) if e.kind() == StorageErrorKind::NotFound => Ok(None),
        Err(e) => Err(e),
    }
}

/// File and journal as they were at one time.
pub(super) struct Found {
    pub(super) expected: ExpectedFile,
    pub(super) file_bytes: Option<Vec<u8>>,
    pub(super) journal_bytes: Vec<u8>,
    pub(super) contents: JournalContents,
    pub(super) covered: u64,
    pub(super) is_older_file: bool,
    /// The journal that is there, where it belongs to another state of the file; the rest is then of the file alone.
    pub(super) foreign: Option<ForeignJournal>,
}

impl Found {
    fn look(fs: &dyn FileSystem, path: &Path, beside: Beside<'_>) -> Result<Self, StorageError> {
        let journal_at = journal_path(path);
        let (expected, file_bytes) = observe_beside(fs, path, beside)?;
        let sha256 = expected.file.map(|f| f.sha256);
        let mut journal_bytes = match read_journal(fs, &journal_at)? {
            // No line was ever written to it.
            Some(bytes) if bytes.is_empty() => head(sha256, 1),
            Some(bytes) => bytes,
            None if file_bytes.is_none() => {
                let what = "there is no such project";
                return Err(StorageError::new(StorageErrorKind::NotFound, what, path));
            }
            None => head(sha256, 1),
        };
        let read = match JournalContents::read(&journal_bytes) {
            Err(HeadError::Torn) if file_bytes.is_some() => {
                let begun = head(sha256, 1);
                let torn = std::mem::replace(&mut journal_bytes, begun);
                Ok(JournalContents::torn_at_head(sha256, &journal_bytes, torn))
            }
            other => other,
        };
        let contents = read.map_err(|e| {
            let what = format!("cannot use the journal: {e}");
            StorageError::new(StorageErrorKind::BadJournal, what, &journal_at)
        })?;
        let split = contents.position_of(sha256).ok_or_else(|| {
            let what = if file_bytes.is_some() {
                "the journal belongs to another state of the project file"
            } else {
                "the project file of this journal is missing"
            };
            StorageError::new(StorageErrorKind::ForeignJournal, what, &journal_at)
        })?;
        Ok(Self {
            expected,
            file_bytes,
            journal_bytes,
            covered: split.covers,
            is_older_file: contents.has_save_behind(split),
            contents,
            foreign: None,
        })
    }

    /// The file without the journal beside it, which belongs to another state of it.
    fn look_at_file(
        fs: &dyn FileSystem,
        path: &Path,
        beside: Beside<'_>,
    ) -> Result<Self, StorageError> {
        let journal_at = journal_path(path);
        let (expected, file_bytes) = observe_beside(fs, path, beside)?;
        let sha256 = expected.file.map(|f| f.sha256);
        let foreign = read_journal(fs, &journal_at)?.unwrap_or_default();
        let backup_at = with_suffix(path, ".bak");
        let backup = match read_regular(fs, &backup_at, MAX_FILE_BYTES, "cannot read the backup") {
            Ok(bytes) => Some(Sha256Sum::of(&bytes)),
            Err(_) => None,
        };
        let is_all_saved =
            JournalContents::read(&foreign).is_ok_and(|journal| is_all_saved(&journal, backup));
        let journal_bytes = head(sha256, 1);
        let contents = JournalContents::begun(sha256, &journal_bytes);
        Ok(Self {
            expected,
            file_bytes,
            journal_bytes,
            contents,
            covered: 0,
            is_older_file: false,
            foreign: Some(ForeignJournal {
                path: journal_at,
                is_all_saved,
            }),
        })
    }

    /// For whoever holds the lock. A journal of another state of the file is passed over where nothing is lost with it.
    pub(super) fn look_to_write(
        fs: &dyn FileSystem,
        path: &Path,
        beside: Beside<'_>,
    ) -> Result<Self, StorageError> {
        let found = Self::look(fs, path, beside);
        let is_foreign = |e: &StorageError| e.kind() == StorageErrorKind::ForeignJournal;
        if !found.as_ref().is_err_and(is_foreign) {
            return found;
        }
        let alone = Self::look_at_file(fs, path, beside)?;
        let may_pass = alone.foreign.as_ref().is_some_and(|j| j.is_all_saved);
        if may_pass && alone.file_bytes.is_some() {
            Ok(alone)
        } else {
            found
        }
    }

    /// For reading beside a writer: file and journal may be replaced between two calls, so looks again until both fit.
    /// Where they do not, the file is read without the journal.
    pub(super) fn look_beside_writer(
        fs: &dyn FileSystem,
        path: &Path,
        beside: Beside<'_>,
    ) -> Result<Self, StorageError> {
        let mut attempt = 0;
        loop {
            let found = Self::look(fs, path, beside);
            let is_stale = match &found {
                Ok(found) => looks_changed(fs, path, &found.expected)?,
                Err(e) => e.kind() == StorageErrorKind::ForeignJournal,
            };
            attempt += 1;
            if !is_stale {
                return found;
            }
            if attempt == 5 {
                return match found {
                    Err(e) if e.kind() == StorageErrorKind::ForeignJournal => {
                        let alone = Self::look_at_file(fs, path, beside)?;
                        alone.file_bytes.is_some().then_some(alone).ok_or(e)
                    }
                    other => other,
                };
            }
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
    }
}

/// Whether every edit of a journal was in a saved file. A `saved` line is written before its file is put into place, so
/// the last one may tell of a save that failed: the backup is then of the save before the one before.
fn is_all_saved(journal: &JournalContents, backup: Option<Sha256Sum>) -> bool {
    let mut last_entry = None;
    let mut states = vec![journal.base];
    let mut covered = 0;
    for line in &journal.lines {
        match line.record {
            Record::Entry(_) => last_entry = Some(line.seq),
            Record::Saved { sha256, covers } => {
                covered = covers;
                if states.last() != Some(&Some(sha256)) {
                    states.push(Some(sha256));
                }
            }
        }
    }
    if journal.torn_tail.is_some() || last_entry.is_some_and(|seq| seq > covered) {
        return false;
    }
    // One that the journal does not know came from outside, and was replaced by a save.
    let is_known = backup.is_some() && states.contains(&backup);
    last_entry.is_none() || !is_known || states.iter().rev().take(2).any(|s| *s == backup)
}

/// Writes the torn end of the journal beside it, once.
pub(super) fn keep_torn(
    fs: &dyn FileSystem,
    project: &Path,
    tail: &[u8],
) -> Result<PathBuf, StorageError> {
    let mut n = 1;
    loop {
        let path = with_suffix(&journal_path(project), &format!(".torn-{n}"));
        if !exists(fs, &path)? {
            let (absent, _) = observe(fs, &path)?;
            replace(fs, &path, tail, Some(&absent), Backup::None)?;
            return Ok(path);
        }
        // An earlier recovery may have come as far as this.
        let what = "cannot read the kept end of an earlier journal";
        if read_regular(fs, &path, MAX_JOURNAL_BYTES, what)? == tail {
            return Ok(path);
        }
        n += 1;
    }
}

/// Gives `path` a second name `PATH.LABEL-n` that is free.
pub(super) fn keep_aside(
    fs: &dyn FileSystem,
    path: &Path,
    label: &str,
) -> Result<PathBuf, StorageError> {
    let mut n = 1;
    loop {
        let aside = with_suffix(path, &format!(".{label}-{n}"));
        match fs.hard_link(path, &aside) {
            Ok(()) => return Ok(aside),
            Err(e) if e.kind() == io::ErrorKind::AlreadyExists && n < 10_000 => n += 1,
            Err(_) if !exists(fs, &aside)? => {
                // No hard links here: a copy.
                let bytes = read_journal(fs, path)?.unwrap_or_default();
                let (absent, _) = observe(fs, &aside)?;
                replace(fs, &aside, &bytes, Some(&absent), Backup::None)?;
                return Ok(aside);
            }
            Err(e) => {
                return Err(StorageError::writing(
                    "cannot keep the journal aside",
                    path,
                    e,
                ));
            }
        }
    }
}

/// Puts the journal of a project aside under another name, for one that belongs to another state of the file. The
/// project then opens as its file stands; gives the journal's new name.
///
/// # Errors
/// `Locked`, `CannotWrite`, `NotFound` where there is no journal.
pub fn put_journal_aside(
    fs: &dyn FileSystem,
    project: &Path,
    holder: &LockHolder,
) -> Result<PathBuf, StorageError> {
    let project = real_path(fs, project)?;
    let _lock = ProjectLock::acquire(fs, &project, holder)?;
    let journal = journal_path(&project);
    if !exists(fs, &journal)? {
        let what = "there is no journal";
        return Err(StorageError::new(
            StorageErrorKind::NotFound,
            what,
            &journal,
        ));
    }
    move_aside(fs, &journal)
}

/// Gives the journal another name. At every moment it has one.
pub(super) fn move_aside(fs: &dyn FileSystem, journal: &Path) -> Result<PathBuf, StorageError> {
    let aside = keep_aside(fs, journal, "aside")?;
    let writing = |e| StorageError::writing("cannot put the journal aside", journal, e);
    fs.sync_dir(folder_of(journal)).map_err(writing)?;
    fs.remove_file(journal).map_err(writing)?;
    fs.sync_dir(folder_of(journal)).map_err(writing)?;
    Ok(aside)
}

#[cfg(test)]
#[path = "recovery_tests.rs"]
mod tests;
