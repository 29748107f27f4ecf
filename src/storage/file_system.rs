//! The few calls on files that the app needs, and the real disk behind them.
//!
//! All other code of this floor goes through [`FileSystem`], so that tests can put a disk behind it that
//! fails, lies or loses its power at any call (see [`crash_fs`](super::crash_fs)).

use super::error::{StorageError, StorageErrorKind};
use std::collections::TryReserveError;
use std::ffi::OsString;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{SystemTime, UNIX_EPOCH};

/// Which file it is, whatever its name: device and inode. All zero where the system has no such thing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct FileId {
    /// Device number.
    pub device: u64,
    /// Inode number.
    pub inode: u64,
}

/// What stands at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// An ordinary file.
    Regular,
    /// A folder.
    Folder,
    /// A pipe, device or socket: never read, it might never end.
    Other,
}

/// What the file system knows about a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileMeta {
    /// What it is.
    pub kind: FileKind,
    /// Length in bytes.
    pub len: u64,
    /// Time of the last change in nanoseconds since 1970, negative before; 0 where unknown.
    pub modified_nanos: i128,
    /// Device and inode.
    pub id: FileId,
    /// Access rights as in `chmod`, without the file type; 0 where the system has none.
    pub mode: u32,
}

/// An open file that is written.
pub trait FileHandle: Send {
    /// Writes all of `bytes` at the place of writing (the end, when opened for appending).
    ///
    /// # Errors
    /// As the system says; part of `bytes` may have been written.
    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()>;
    /// Brings contents and all metadata to the disk. After an error nothing may be assumed, and trying again proves nothing.
    ///
    /// # Errors
    /// As the system says.
    fn sync_all(&mut self) -> io::Result<()>;
    /// Brings contents and length to the disk. After an error: as [`FileHandle::sync_all`].
    ///
    /// # Errors
    /// As the system says.
    fn sync_data(&mut self) -> io::Result<()>;
    /// Cuts or lengthens the file to `len` bytes.
    ///
    /// # Errors
    /// As the system says.
    fn set_len(&mut self, len: u64) -> io::Result<()>;
    /// Metadata of the open file, whatever stands at its path now.
    ///
    /// # Errors
    /// As the system says.
    fn metadata(&self) -> io::Result<FileMeta>;
}

/// What came of trying to lock.
pub enum LockAttempt {
    /// Held until the handle is dropped or the process ends, however it ends.
    Held(Box<dyn FileHandle>),
    /// Someone else holds it.
    Busy,
}

/// The calls on files that this app needs. Paths are taken as they are; a failed call has changed nothing unless said.
pub trait FileSystem: Send + Sync {
    /// Contents of a regular file of at most `max_len` bytes.
    ///
    /// # Errors
    /// `InvalidInput` or `IsADirectory` for what is no regular file, `FileTooLarge` above `max_len`, else as the system says.
    fn read(&self, path: &Path, max_len: u64) -> io::Result<Vec<u8>>;
    /// Opens a regular file at its beginning, to be read in parts.
    ///
    /// # Errors
    /// As for [`FileSystem::read`].
    fn open_read(&self, path: &Path) -> io::Result<Box<dyn Read>>;
    /// What stands at `path`, through symbolic links.
    ///
    /// # Errors
    /// As the system says.
    fn metadata(&self, path: &Path) -> io::Result<FileMeta>;
    /// The absolute path without symbolic links; the file must exist.
    ///
    /// # Errors
    /// As the system says.
    fn canonicalize(&self, path: &Path) -> io::Result<PathBuf>;
    /// Makes a file that must not exist and opens it for writing. With `mode` it gets exactly these rights where the
    /// file system knows them, without it those of any new file (0666 less the umask).
    ///
    /// # Errors
    /// `AlreadyExists`, else as the system says.
    fn create_new(&self, path: &Path, mode: Option<u32>) -> io::Result<Box<dyn FileHandle>>;
    /// Opens an existing regular file for writing at its end.
    ///
    /// # Errors
    /// As for [`FileSystem::read`].
    fn open_append(&self, path: &Path) -> io::Result<Box<dyn FileHandle>>;
    /// Gives the file at `from` the second name `to`, which must not exist.
    ///
    /// # Errors
    /// `AlreadyExists`, else as the system says.
    fn hard_link(&self, from: &Path, to: &Path) -> io::Result<()>;
    /// Renames; what stands at `to` is replaced in one step.
    ///
    /// # Errors
    /// As the system says.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;
    /// Removes the name of a file.
    ///
    /// # Errors
    /// As the system says.
    fn remove_file(&self, path: &Path) -> io::Result<()>;
    /// Removes a folder with nothing in it.
    ///
    /// # Errors
    /// As the system says; there is something in it.
    fn remove_empty_dir(&self, path: &Path) -> io::Result<()>;
    /// Brings the names in a folder to the disk. After an error: as [`FileHandle::sync_all`].
    ///
    /// # Errors
    /// As the system says.
    fn sync_dir(&self, path: &Path) -> io::Result<()>;
    /// The names in a folder, sorted.
    ///
    /// # Errors
    /// As the system says.
    fn read_dir(&self, path: &Path) -> io::Result<Vec<OsString>>;
    /// Makes a folder and those above it where they do not exist.
    ///
    /// # Errors
    /// As the system says.
    fn create_dir_all(&self, path: &Path) -> io::Result<()>;
    /// Makes the file if need be (never through a symbolic link) and tries to lock it, without waiting.
    ///
    /// # Errors
    /// As the system says; that another holds it is no error.
    fn try_lock(&self, path: &Path) -> io::Result<LockAttempt>;
}

/// Reads a regular file of at most `max_len` bytes; folders, pipes and devices are refused without waiting for them.
///
/// # Errors
/// `NotFound`, `NotAFile`, `TooLarge` (with both sizes) or `CannotRead`; `what` begins the message.
pub fn read_regular(
    fs: &dyn FileSystem,
    path: &Path,
    max_len: u64,
    what: &str,
) -> Result<Vec<u8>, StorageError> {
    let meta = fs
        .metadata(path)
        .map_err(|e| StorageError::reading(what, path, e))?;
    let refuse = |kind, why: String| Err(StorageError::new(kind, format!("{what}: {why}"), path));
    match meta.kind {
        FileKind::Regular if meta.len > max_len => refuse(
            StorageErrorKind::TooLarge,
            format!("it has {} bytes, the limit is {max_len}", meta.len),
        ),
        FileKind::Regular => fs
            .read(path, max_len)
            .map_err(|e| StorageError::reading(what, path, e)),
        FileKind::Folder => refuse(StorageErrorKind::NotAFile, "it is a folder".into()),
        FileKind::Other => refuse(
            StorageErrorKind::NotAFile,
            "it is a pipe, device or socket".into(),
        ),
    }
}

/// Opens what a person named to be read once from its beginning to its end: a file, or a pipe, for whose other end it
/// waits.
///
/// # Errors
/// `NotFound`, `NotAFile` for a folder, `CannotRead`; `what` begins the message.
pub fn open_stream(path: &Path, what: &str) -> Result<Box<dyn BufRead>, StorageError> {
    let reading = |e| StorageError::reading(what, path, e);
    if fs::metadata(path).map_err(reading)?.is_dir() {
        let why = format!("{what}: it is a folder");
        return Err(StorageError::new(StorageErrorKind::NotAFile, why, path));
    }
    Ok(Box::new(BufReader::new(File::open(path).map_err(reading)?)))
}

/// Below this many bytes a thread costs more than it brings.
const WORTHWHILE_BYTES: usize = 8 << 20;

/// What is set aside to look for room is not smaller. glibc takes what is given back, up to 32 MB, as a sign that such pieces
/// come and go: it gives none of that size back to the system from then on, and the file's bytes would stay in memory.
const LEAST_LOOK: usize = 40 << 20;

/// Whether there is room for so many bytes, which is given back at once.
fn look_for_room(len: usize) -> Result<(), TryReserveError> {
    let look = |len| {
        let mut bytes: Vec<u8> = Vec::new();
        let looked = bytes.try_reserve_exact(len);
        // Else a compiler may see that nothing is done with it.
        std::hint::black_box(&bytes);
        looked
    };
    look(len.max(LEAST_LOOK)).or_else(|_| look(len))
}

/// The first `len` bytes of a file, each processor its part: half of the time goes into memory that is touched for the
/// first time. `None` where that does not work, be it that the file has become shorter.
#[cfg(unix)]
fn read_in_parts(file: &File, len: usize) -> Option<Vec<u8>> {
    use std::os::unix::fs::FileExt as _;
    let n_parts = thread::available_parallelism().map_or(1, NonZero::get);
    let part_len = len.div_ceil(n_parts).max(WORTHWHILE_BYTES / 2);
    let mut bytes = vec![0; len];
    let read = |i: usize, part: &mut [u8]| {
        let from = u64::try_from(i * part_len).unwrap_or(u64::MAX);
        file.read_exact_at(part, from).is_ok()
    };
    let all_read = thread::scope(|scope| {
        let mut parts = bytes.chunks_mut(part_len).enumerate();
        let first = parts.next();
        let helpers: Vec<_> = parts
            .map(|(i, part)| thread::Builder::new().spawn_scoped(scope, move || read(i, part)))
            .collect();
        let mut all_read = first.is_none_or(|(i, part)| read(i, part));
        for helper in helpers {
            all_read &= helper.is_ok_and(|helper| helper.join().unwrap_or(false));
        }
        all_read
    });
    all_read.then_some(bytes)
}

#[cfg(not(unix))]
fn read_in_parts(_: &File, _: usize) -> Option<Vec<u8>> {
    None
}

/// The real disk, by the standard library.
#[derive(Clone, Copy, Debug, Default)]
pub struct RealFs;

/// Opening a pipe must not wait for its other end.
#[cfg(target_os = "linux")]
const OPEN_WITHOUT_WAITING: i32 = 0o4000;
#[cfg(all(unix, not(target_os = "linux")))]
const OPEN_WITHOUT_WAITING: i32 = 0x0004;

fn without_waiting(options: &mut OpenOptions) -> &mut OpenOptions {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::custom_flags(options, OPEN_WITHOUT_WAITING);
    options
}

fn meta_of(meta: &fs::Metadata) -> FileMeta {
    let kind = if meta.is_file() {
        FileKind::Regular
    } else if meta.is_dir() {
        FileKind::Folder
    } else {
        FileKind::Other
    };
    #[cfg(unix)]
    let (id, mode) = {
        use std::os::unix::fs::MetadataExt;
        let id = FileId {
            device: meta.dev(),
            inode: meta.ino(),
        };
        (id, meta.mode() & 0o7777)
    };
    #[cfg(not(unix))]
    let (id, mode) = (FileId::default(), 0);
    FileMeta {
        kind,
        len: meta.len(),
        modified_nanos: meta.modified().map_or(0, nanos_since_1970),
        id,
        mode,
    }
}

fn nanos_since_1970(time: SystemTime) -> i128 {
    // A time in nanoseconds as 64-bit seconds has room in 127 bits.
    let nanos = |d: std::time::Duration| i128::try_from(d.as_nanos()).unwrap_or(i128::MAX);
    match time.duration_since(UNIX_EPOCH) {
        Ok(after) => nanos(after),
        Err(before) => -nanos(before.duration()),
    }
}

fn regular(file: File) -> io::Result<(File, FileMeta)> {
    let meta = meta_of(&file.metadata()?);
    match meta.kind {
        FileKind::Regular => Ok((file, meta)),
        FileKind::Folder => Err(io::ErrorKind::IsADirectory.into()),
        FileKind::Other => Err(io::Error::new(
            io::ErrorKind::InvalidInput,
            "it is a pipe, device or socket",
        )),
    }
}

impl FileHandle for File {
    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        Write::write_all(self, bytes)
    }

    fn sync_all(&mut self) -> io::Result<()> {
        File::sync_all(self)
    }

    fn sync_data(&mut self) -> io::Result<()> {
        File::sync_data(self)
    }

    fn set_len(&mut self, len: u64) -> io::Result<()> {
        File::set_len(self, len)
    }

    fn metadata(&self) -> io::Result<FileMeta> {
        File::metadata(self).map(|m| meta_of(&m))
    }
}

#[allow(
    clippy::disallowed_methods,
    reason = "this is the one place that the ban on these calls points to"
)]
impl FileSystem for RealFs {
    fn read(&self, path: &Path, max_len: u64) -> io::Result<Vec<u8>> {
        let (mut file, meta) = regular(without_waiting(OpenOptions::new().read(true)).open(path)?)?;
        let len = usize::try_from(meta.len.min(max_len)).unwrap_or(0);
        let no_room = |_| io::Error::from(io::ErrorKind::OutOfMemory);
        let mut bytes = Vec::new();
        if len >= WORTHWHILE_BYTES {
            look_for_room(len).map_err(no_room)?;
            bytes = read_in_parts(&file, len).unwrap_or_default();
        } else {
            bytes.try_reserve_exact(len).map_err(no_room)?;
        }
        // What is there already, and whatever was added since its length was looked at.
        let n_read = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        file.seek(SeekFrom::Start(n_read))?;
        file.take(max_len.saturating_add(1).saturating_sub(n_read))
            .read_to_end(&mut bytes)?;
        if u64::try_from(bytes.len()).is_ok_and(|len| len > max_len) {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        Ok(bytes)
    }

    fn open_read(&self, path: &Path) -> io::Result<Box<dyn Read>> {
        let (file, _) = regular(without_waiting(OpenOptions::new().read(true)).open(path)?)?;
        Ok(Box::new(file))
    }

    fn metadata(&self, path: &Path) -> io::Result<FileMeta> {
        fs::metadata(path).map(|m| meta_of(&m))
    }

    fn canonicalize(&self, path: &Path) -> io::Result<PathBuf> {
        fs::canonicalize(path)
    }

    fn create_new(&self, path: &Path, mode: Option<u32>) -> io::Result<Box<dyn FileHandle>> {
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        if mode.is_some() {
            // Nobody else may read it before it has its final rights.
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        }
        let file = options.open(path)?;
        #[cfg(unix)]
        if let Some(mode) = mode {
            let rights = std::os::unix::fs::PermissionsExt::from_mode(mode & 0o777);
            // A file system without rights refuses; the contents matter more.
            if let Err(error) = file.set_permissions(rights) {
                log::warn!("cannot set access rights: {error}: {}", path.display());
            }
        }
        #[cfg(not(unix))]
        let _ = mode;
        Ok(Box::new(file))
    }

    fn open_append(&self, path: &Path) -> io::Result<Box<dyn FileHandle>> {
        let (file, _) = regular(without_waiting(OpenOptions::new().append(true)).open(path)?)?;
        Ok(Box::new(file))
    }

    fn hard_link(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::hard_link(from, to)
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    fn remove_file(&self, path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }

    fn remove_empty_dir(&self, path: &Path) -> io::Result<()> {
        fs::remove_dir(path)
    }

    fn sync_dir(&self, path: &Path) -> io::Result<()> {
        if cfg!(not(unix)) {
            return Ok(());
        }
        match File::open(path)?.sync_all() {
            // The file system has no such call: it promises nothing, and nothing more can be done.
            Err(e)
                if matches!(
                    e.kind(),
                    io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported
                ) =>
            {
                Ok(())
            }
            result => result,
        }
    }

    fn read_dir(&self, path: &Path) -> io::Result<Vec<OsString>> {
        let mut names = fs::read_dir(path)?
            .map(|entry| entry.map(|e| e.file_name()))
            .collect::<io::Result<Vec<_>>>()?;
        names.sort();
        Ok(names)
    }

    fn create_dir_all(&self, path: &Path) -> io::Result<()> {
        fs::create_dir_all(path)
    }

    fn try_lock(&self, path: &Path) -> io::Result<LockAttempt> {
        if fs::symlink_metadata(path).is_ok_and(|m| m.is_symlink()) {
            return Err(io::Error::new(
                io::ErrorKind::InvalidInput,
                "it is a symbolic link",
            ));
        }
        // Appending: the place of writing stays right when the file was just emptied.
        let mut options = OpenOptions::new();
        options.read(true).append(true).create(true);
        let (file, _) = regular(without_waiting(&mut options).open(path)?)?;
        match file.try_lock() {
            Ok(()) => Ok(LockAttempt::Held(Box::new(file))),
            Err(TryLockError::WouldBlock) => Ok(LockAttempt::Busy),
            Err(TryLockError::Error(e)) if e.kind() == io::ErrorKind::Unsupported => {
                // What was changed by someone else is still noticed before each save.
                log::warn!("this file system has no locks: {}", path.display());
                Ok(LockAttempt::Held(Box::new(file)))
            }
            Err(TryLockError::Error(e)) => Err(e),
        }
    }
}

/// The name of this machine, as the system states it.
#[must_use]
pub fn host_name() -> Option<String> {
    ["/proc/sys/kernel/hostname", "/etc/hostname"]
        .iter()
        .find_map(|path| RealFs.read(Path::new(path), 1024).ok())
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .or_else(|| std::env::var("COMPUTERNAME").ok())
        .map(|name| name.trim().to_owned())
        .filter(|name| !name.is_empty())
}
