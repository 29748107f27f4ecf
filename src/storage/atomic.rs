//! Replacing a file whole or not at all, through any crash, and never over somebody else's change.
//!
//! ```text
//! temporary file, exclusive, in the same folder → write → sync → read back
//! old file gets a second name → renamed to NAME.bak
//! temporary file renamed to NAME → same inode? → folder synced
//! ```
//! At every moment NAME holds either the old or the new bytes, complete. A crash leaves at most files named
//! `.NAME.countermark-tmp-…` behind, which [`sweep`] removes.
//!
//! Not promised: between the last look at the old file and the rename lie a few microseconds in which a change by
//! another program that takes no lock is not seen; its bytes are then in `NAME.bak`.

use super::error::{StorageError, StorageErrorKind};
use super::file_system::{FileHandle, FileId, FileKind, FileMeta, FileSystem, read_regular};
use super::hash::Sha256Sum;
use std::ffi::{OsStr, OsString};
use std::io;
use std::path::{Path, PathBuf};
use std::thread;

/// Largest file that is compared or read back, in bytes.
pub const MAX_FILE_BYTES: u64 = 4 << 30;

/// What is expected at a path, to notice a change by somebody else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExpectedFile {
    /// The file; `None` when there is none.
    pub file: Option<FileState>,
    /// The folder that it stands in; another one after the disk was unmounted.
    pub folder: FileId,
}

/// A file as it was seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileState {
    /// Sum of the contents.
    pub sha256: Sha256Sum,
    /// Length in bytes.
    pub len: u64,
    /// Time of the last change in nanoseconds since 1970.
    pub modified_nanos: i128,
    /// Device and inode.
    pub id: FileId,
}

impl FileState {
    fn new(meta: &FileMeta, sha256: Sha256Sum) -> Self {
        Self {
            sha256,
            len: meta.len,
            modified_nanos: meta.modified_nanos,
            id: meta.id,
        }
    }

    /// Whether the file was left alone, as far as its metadata tell; they cannot tell everything.
    fn looks_like(&self, meta: &FileMeta) -> bool {
        meta.kind == FileKind::Regular
            && (meta.len, meta.modified_nanos, meta.id) == (self.len, self.modified_nanos, self.id)
    }
}

/// Whether the replaced file stays as `NAME.bak`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Backup {
    /// The old file stays as `NAME.bak`.
    Keep,
    /// The old file goes.
    None,
}

/// The folder of `path`; `.` for a bare name.
#[must_use]
pub fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if parent != Path::new("") => parent,
        _ => Path::new("."),
    }
}

/// `path` with `suffix` put behind its file name.
#[must_use]
pub fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(suffix);
    path.with_file_name(name)
}

/// The path that files beside `path` are named after: absolute, without symbolic links; the file need not exist, its folder must.
///
/// # Errors
/// `NotFound` or `CannotRead` for the folder, `NotAFile` for a path without a file name.
pub fn real_path(fs: &dyn FileSystem, path: &Path) -> Result<PathBuf, StorageError> {
    let what = "cannot find the file";
    match fs.canonicalize(path) {
        Ok(real) => Ok(real),
        Err(e) if e.kind() == io::ErrorKind::NotFound => {
            let Some(name) = path.file_name() else {
                return Err(StorageError::new(
                    StorageErrorKind::NotAFile,
                    "this names no file",
                    path,
                ));
            };
            fs.canonicalize(folder_of(path))
                .map(|folder| folder.join(name))
                .map_err(|e| StorageError::reading("cannot find the folder", folder_of(path), e))
        }
        Err(e) => Err(StorageError::reading(what, path, e)),
    }
}

/// Looks at a file and its folder. Gives the contents too, where there is a file.
///
/// # Errors
/// As [`read_regular`]; an absent file is no error, an absent folder is.
pub fn observe(
    fs: &dyn FileSystem,
    path: &Path,
) -> Result<(ExpectedFile, Option<Vec<u8>>), StorageError> {
    observe_beside(fs, path, &mut |_| {})
}

/// Who wants to work with a file's bytes while they are summed: it is given them, or `None` where there is no file. What
/// it was given last belongs to what is returned.
pub type Beside<'b> = &'b mut dyn FnMut(Option<&[u8]>);

/// Below this many bytes a thread costs more than it brings.
const WORTHWHILE_BYTES: usize = 1 << 20;

/// [`observe`], with `beside` at work on this thread while another one sums the bytes.
///
/// # Errors
/// As [`observe`].
pub fn observe_beside(
    fs: &dyn FileSystem,
    path: &Path,
    beside: Beside<'_>,
) -> Result<(ExpectedFile, Option<Vec<u8>>), StorageError> {
    let what = "cannot read the file";
    let reading = |e| StorageError::reading(what, path, e);
    let folder = fs.metadata(folder_of(path)).map_err(reading)?.id;
    // Metadata first: a change in between makes them look old, so it is noticed later.
    let meta = match fs.metadata(path) {
        Ok(meta) => meta,
        Err(e) if e.kind() == io::ErrorKind::NotFound => {
            beside(None);
            return Ok((ExpectedFile { file: None, folder }, None));
        }
        Err(e) => return Err(reading(e)),
    };
    let bytes = read_regular(fs, path, MAX_FILE_BYTES, what)?;
    let file = Some(FileState::new(&meta, sum_beside(&bytes, beside)));
    Ok((ExpectedFile { file, folder }, Some(bytes)))
}

fn sum_beside(bytes: &[u8], beside: Beside<'_>) -> Sha256Sum {
    let sum = || Sha256Sum::of(bytes);
    if bytes.len() < WORTHWHILE_BYTES {
        beside(Some(bytes));
        return sum();
    }
    thread::scope(|scope| {
        let summing = thread::Builder::new().spawn_scoped(scope, sum);
        beside(Some(bytes));
        // Where no thread can be started, this one does all the work.
        summing.map_or_else(
            |_| sum(),
            |summing| match summing.join() {
                Ok(sum) => sum,
                Err(panic) => std::panic::resume_unwind(panic),
            },
        )
    })
}

/// Fails when the folder is another one, or when the file's contents are not what is expected. A file that was only
/// touched, or replaced by equal bytes, passes. Gives what stands there now.
///
/// # Errors
/// `FolderReplaced`, `ChangedOutside`, or as [`observe`].
pub fn check_unchanged(
    fs: &dyn FileSystem,
    path: &Path,
    expected: &ExpectedFile,
) -> Result<ExpectedFile, StorageError> {
    check_folder(fs, path, expected)?;
    let (now, _) = observe(fs, path)?;
    let sum = |state: Option<FileState>| state.map(|s| s.sha256);
    if sum(now.file) == sum(expected.file) {
        Ok(now)
    } else {
        Err(changed_outside(path, now.file.is_some()))
    }
}

/// Whether the file looks different from what is expected, by metadata alone: cheap enough for every few seconds. A
/// `true` should be followed by [`check_unchanged`].
///
/// # Errors
/// As the system says about anything but absence.
pub fn looks_changed(
    fs: &dyn FileSystem,
    path: &Path,
    expected: &ExpectedFile,
) -> Result<bool, StorageError> {
    check_folder(fs, path, expected)?;
    match (fs.metadata(path), expected.file) {
        (Ok(meta), Some(state)) => Ok(!state.looks_like(&meta)),
        (Ok(_), None) => Ok(true),
        (Err(e), state) if e.kind() == io::ErrorKind::NotFound => Ok(state.is_some()),
        (Err(e), _) => Err(StorageError::reading("cannot read the file", path, e)),
    }
}

fn changed_outside(path: &Path, exists: bool) -> StorageError {
    let what = if exists {
        "another program changed the file since it was read"
    } else {
        "another program removed the file since it was read"
    };
    StorageError::new(StorageErrorKind::ChangedOutside, what, path)
}

fn check_folder(
    fs: &dyn FileSystem,
    path: &Path,
    expected: &ExpectedFile,
) -> Result<(), StorageError> {
    let folder = folder_of(path);
    let replaced = match fs.metadata(folder) {
        Ok(meta) => meta.id != expected.folder,
        Err(e) if e.kind() == io::ErrorKind::NotFound => true,
        Err(e) => {
            return Err(StorageError::reading(
                "cannot look at the folder",
                folder,
                e,
            ));
        }
    };
    if replaced {
        return Err(StorageError::new(
            StorageErrorKind::FolderReplaced,
            "the folder is not the one that the file was read from",
            folder,
        ));
    }
    Ok(())
}

/// Replaces the file at `path` by `bytes`, or makes it. `path` should come from [`real_path`].
///
/// With `expected` the file must be what is expected before and until the last step, else nothing is changed. After any
/// other error NAME holds the old or the new bytes, complete; which of them a crash would leave is then unknown, so the
/// way on is to replace it again, from memory.
///
/// # Errors
/// `FolderReplaced`, `ChangedOutside`, `CannotWrite`, `NotWhatWasWritten`, `NotAFile`, `CannotRead`.
pub fn replace(
    fs: &dyn FileSystem,
    path: &Path,
    bytes: &[u8],
    expected: Option<&ExpectedFile>,
    backup: Backup,
) -> Result<ExpectedFile, StorageError> {
    let writing = |e| StorageError::writing("cannot write the file", path, e);
    let seen = match expected {
        Some(expected) => check_unchanged(fs, path, expected)?,
        None => look(fs, path)?,
    };
    let old_meta = match fs.metadata(path) {
        Ok(meta) if meta.kind == FileKind::Regular => Some(meta),
        Ok(_) => {
            let what = "cannot write the file: a folder, pipe or device has its name";
            return Err(StorageError::new(StorageErrorKind::NotAFile, what, path));
        }
        Err(e) if e.kind() == io::ErrorKind::NotFound => None,
        Err(e) => return Err(StorageError::reading("cannot look at the file", path, e)),
    };
    let (temp, mut handle) = create_temp(fs, path, old_meta.map(|m| m.mode)).map_err(writing)?;
    let done = write_and_swap(fs, path, bytes, &temp, handle.as_mut(), |fs| {
        // The last look before the swap.
        if expected.is_some() && looks_changed(fs, path, &seen)? {
            return Err(changed_outside(path, true));
        }
        if old_meta.is_some() && backup == Backup::Keep {
            keep_backup(fs, path)?;
        }
        Ok(old_meta.is_some() || expected.is_none())
    });
    if done.is_err() {
        // It may be gone already; what cannot be removed now is swept at the next opening.
        let _ = fs.remove_file(&temp);
    }
    done.map(|meta| ExpectedFile {
        file: Some(FileState::new(&meta, Sha256Sum::of(bytes))),
        folder: seen.folder,
    })
}

/// The folder alone: for a file that is ours whatever its contents.
fn look(fs: &dyn FileSystem, path: &Path) -> Result<ExpectedFile, StorageError> {
    fs.metadata(folder_of(path))
        .map(|meta| ExpectedFile {
            file: None,
            folder: meta.id,
        })
        .map_err(|e| StorageError::writing("cannot find the folder", folder_of(path), e))
}

/// `before_swap` says whether a file may stand at `path` that is then replaced.
fn write_and_swap(
    fs: &dyn FileSystem,
    path: &Path,
    bytes: &[u8],
    temp: &Path,
    handle: &mut dyn FileHandle,
    before_swap: impl FnOnce(&dyn FileSystem) -> Result<bool, StorageError>,
) -> Result<FileMeta, StorageError> {
    let writing = |e| StorageError::writing("cannot write the file", path, e);
    let lies = |what: &str| StorageError::new(StorageErrorKind::NotWhatWasWritten, what, path);
    handle.write_all(bytes).map_err(writing)?;
    handle.sync_all().map_err(writing)?;
    if fs.read(temp, MAX_FILE_BYTES).map_err(writing)? != bytes {
        return Err(lies("the disk did not keep what was written to it"));
    }
    let written = handle.metadata().map_err(writing)?;
    if before_swap(fs)? {
        fs.rename(temp, path).map_err(writing)?;
    } else {
        put_new(fs, temp, path).map_err(|e| match e.kind() {
            io::ErrorKind::AlreadyExists => changed_outside(path, true),
            _ => writing(e),
        })?;
    }
    let placed = fs.metadata(path).map_err(writing)?;
    if placed.id != written.id || placed.len != written.len {
        return Err(lies("the disk did not put the new file in its place"));
    }
    fs.sync_dir(folder_of(path)).map_err(writing)?;
    Ok(placed)
}

/// Gives a finished temporary file its name, which nobody may have taken meanwhile.
fn put_new(fs: &dyn FileSystem, temp: &Path, path: &Path) -> io::Result<()> {
    match fs.hard_link(temp, path) {
        Ok(()) => {
            // Left over it does no harm, and is swept at the next opening.
            let _ = fs.remove_file(temp);
            Ok(())
        }
        Err(e) if e.kind() == io::ErrorKind::AlreadyExists => Err(e),
        // No hard links here: look, then rename.
        Err(_) => match fs.metadata(path) {
            Ok(_) => Err(io::ErrorKind::AlreadyExists.into()),
            Err(e) if e.kind() == io::ErrorKind::NotFound => fs.rename(temp, path),
            Err(e) => Err(e),
        },
    }
}

/// Puts the present file at `NAME.bak` too, without a moment in which either name is missing.
fn keep_backup(fs: &dyn FileSystem, path: &Path) -> Result<(), StorageError> {
    let backup = with_suffix(path, ".bak");
    let failed = |e| StorageError::writing("cannot keep the old file", &backup, e);
    // Renaming one name of a file to another of the same file does nothing, and an earlier try came as far as this.
    let id = |p: &Path| fs.metadata(p).map(|m| m.id);
    if matches!((id(path), id(&backup)), (Ok(a), Ok(b)) if a == b && a != FileId::default()) {
        return Ok(());
    }
    let temp = link_temp(fs, path)
        .or_else(|_| copy_temp(fs, path))
        .map_err(failed)?;
    fs.rename(&temp, &backup).map_err(|e| {
        let _ = fs.remove_file(&temp);
        failed(e)
    })
}

fn link_temp(fs: &dyn FileSystem, path: &Path) -> io::Result<PathBuf> {
    first_free(path, |temp| fs.hard_link(path, temp)).map(|(temp, ())| temp)
}

fn copy_temp(fs: &dyn FileSystem, path: &Path) -> io::Result<PathBuf> {
    let mode = fs.metadata(path)?.mode;
    let bytes = fs.read(path, MAX_FILE_BYTES)?;
    let (temp, mut handle) = create_temp(fs, path, Some(mode))?;
    let done = handle.write_all(&bytes).and_then(|()| handle.sync_all());
    if done.is_err() {
        let _ = fs.remove_file(&temp);
    }
    done.map(|()| temp)
}

fn create_temp(
    fs: &dyn FileSystem,
    path: &Path,
    mode: Option<u32>,
) -> io::Result<(PathBuf, Box<dyn FileHandle>)> {
    first_free(path, |temp| fs.create_new(temp, mode))
}

/// Tries the temporary names of `path` in turn.
fn first_free<T>(
    path: &Path,
    mut make: impl FnMut(&Path) -> io::Result<T>,
) -> io::Result<(PathBuf, T)> {
    let prefix = temp_prefix(path);
    let mut n = 0;
    loop {
        let mut name = prefix.clone();
        name.push(format!("{}-{n}", std::process::id()));
        let temp = path.with_file_name(name);
        match make(&temp) {
            Ok(result) => return Ok((temp, result)),
            Err(e) if e.kind() == io::ErrorKind::AlreadyExists && n < 100 => n += 1,
            Err(e) => return Err(e),
        }
    }
}

/// Stands in the name of every temporary file, before a number.
const TEMP_MARK: &str = ".countermark-tmp-";

/// How the names of temporary files of `path` begin. A long name is shortened to its sum: file names end at 255 bytes.
fn temp_prefix(path: &Path) -> OsString {
    let name = path.file_name().unwrap_or_default();
    let mut prefix = OsString::from(".");
    if name.len() > 160 {
        prefix.push(&Sha256Sum::of(name.as_encoded_bytes()).to_string()[..32]);
    } else {
        prefix.push(name);
    }
    prefix.push(TEMP_MARK);
    prefix
}

/// Removes what a crash during [`replace`] of `path`, or of its side files `NAME.journal…`, left behind. Only for who
/// holds the lock. What cannot be removed stays, harmless.
pub fn sweep(fs: &dyn FileSystem, path: &Path) {
    let own = temp_prefix(path);
    let of_journal = temp_prefix(&with_suffix(path, ".journal"));
    let kept = with_suffix(path, ".journal.");
    let is_litter = |name: &OsStr| {
        let name = name.as_encoded_bytes();
        let Some(mark) = find_last(name, TEMP_MARK.as_bytes()) else {
            return false;
        };
        let (stem, number) = (&name[..mark], &name[mark + TEMP_MARK.len()..]);
        let whole = &name[..mark + TEMP_MARK.len()];
        let is_ours = whole == own.as_encoded_bytes()
            || whole == of_journal.as_encoded_bytes()
            || stem.strip_prefix(b".").is_some_and(|stem| {
                stem.starts_with(kept.file_name().unwrap_or_default().as_encoded_bytes())
            });
        let is_numbered = number.iter().all(|b| b.is_ascii_digit() || *b == b'-');
        is_ours && is_numbered && !number.is_empty()
    };
    let names = fs.read_dir(folder_of(path)).unwrap_or_default();
    for name in names.iter().filter(|name| is_litter(name)) {
        if let Err(error) = fs.remove_file(&path.with_file_name(name)) {
            log::warn!(
                "cannot remove a left-over file: {error}: {}",
                name.display()
            );
        }
    }
}

fn find_last(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).rposition(|w| w == needle)
}
