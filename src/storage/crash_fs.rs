//! The test double: a file system in memory that fails, lies or loses its power at any call.
//!
//! It keeps apart what programs see and what is on the disk. Between the two lie the operations that were not synced
//! yet. When the power goes, any subset of them may have reached the disk, in order, writes also in part or as zeros:
//!
//! ```text
//! what programs see = on the disk + write A + name B + write C
//! after the crash   = on the disk + any of {A, half of A, zeros for A} + any of {B} + …
//! ```
//! A failed sync loses its operations for good, as Linux does: programs still see them, a later sync says it is fine,
//! and only luck brings them to the disk, unless a later change of the same name got there.
//!
//! Not modelled: symbolic links, access rights, folders that a crash undoes; what stands in lock files is on the disk at
//! once, as it matters to nobody after a crash.

use super::crash_disk::{Inner, Op, Turn, dead, next_random};
use super::file_system::{FileHandle, FileKind, FileMeta, FileSystem, LockAttempt};
use std::collections::{BTreeSet, HashSet};
use std::ffi::OsString;
use std::io::{self, Cursor, Read};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::ThreadId;

/// `errno` numbers of Linux for [`Fault::Fail`].
pub mod errno {
    /// Input/output error.
    pub const EIO: i32 = 5;
    /// Permission denied.
    pub const EACCES: i32 = 13;
    /// Invalid cross-device link.
    pub const EXDEV: i32 = 18;
    /// Too many open files.
    pub const EMFILE: i32 = 24;
    /// No space left on device.
    pub const ENOSPC: i32 = 28;
    /// Read-only file system.
    pub const EROFS: i32 = 30;
    /// Disk quota exceeded.
    pub const EDQUOT: i32 = 122;
}

/// What goes wrong. Calls are counted from 0, every call of [`FileSystem`] and [`FileHandle`] is one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The call `at` fails; with `lasting` all calls from then on. A failing write writes half.
    Fail {
        /// Number of the call.
        at: usize,
        /// What it says.
        errno: i32,
        /// Whether it goes on failing.
        lasting: bool,
    },
    /// The power goes before the call `at`: it and all later ones fail and do nothing.
    Crash {
        /// Number of the call.
        at: usize,
    },
    /// The call `at` claims to have worked: a write writes half, a rename does nothing.
    Lie {
        /// Number of the call.
        at: usize,
    },
}

/// A file system in memory, see the [module](self). Clones are the same file system.
#[derive(Clone, Debug, Default)]
pub struct CrashFs(Arc<Mutex<Inner>>);

impl CrashFs {
    /// An empty disk with one folder.
    #[must_use]
    pub fn with_folder(folder: &str) -> Self {
        let fs = Self::default();
        fs.inner().next_inode = 1;
        fs.inner().folders.insert(folder.into(), 1);
        fs
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sets what goes wrong, or nothing, and begins to count calls at 0.
    pub fn set_fault(&self, fault: Option<Fault>) {
        let mut inner = self.inner();
        inner.fault = fault;
        inner.n_calls = 0;
    }

    /// Calls since [`CrashFs::set_fault`].
    #[must_use]
    pub fn n_calls(&self) -> usize {
        self.inner().n_calls
    }

    /// The threads that have called it since they were last taken.
    pub fn take_callers(&self) -> HashSet<ThreadId> {
        std::mem::take(&mut self.inner().callers)
    }

    /// What another program sees in a file.
    #[must_use]
    pub fn contents(&self, path: &Path) -> Option<Vec<u8>> {
        let inner = self.inner();
        let inode = inner.seen.names.get(path)?;
        inner.seen.data.get(inode).cloned()
    }

    /// All names, sorted.
    #[must_use]
    pub fn paths(&self) -> Vec<PathBuf> {
        self.inner().seen.names.keys().cloned().collect()
    }

    /// Another program replaces a file, synced, without counting as a call.
    pub fn write_outside(&self, path: &Path, bytes: &[u8]) {
        let mut inner = self.inner();
        let fault = inner.fault.take();
        let n_calls = inner.n_calls;
        let inode = inner.new_file(path);
        inner.perform(Op::Write {
            inode,
            at: 0,
            bytes: bytes.to_vec(),
        });
        let (path, seen) = (path.to_owned(), inner.seen.clone());
        let _ = inner.sync(|op| match op {
            Op::Link { path: p, .. } => *p == path,
            op => op.inode().is_some() && op.inode() == seen.names.get(&path).copied(),
        });
        inner.fault = fault;
        inner.n_calls = n_calls;
    }

    /// The disk behind a folder goes away; an empty folder of the same name is left.
    pub fn unmount(&self, folder: &Path) {
        let mut inner = self.inner();
        inner
            .seen
            .names
            .retain(|path, _| path.parent() != Some(folder));
        inner.next_inode += 1;
        let inode = inner.next_inode;
        inner.folders.insert(folder.to_owned(), inode);
    }

    /// The same machine after all programs were killed: locks are gone, nothing else.
    #[must_use]
    pub fn after_kill(&self) -> Self {
        let mut inner = self.inner().clone();
        inner.locked.clear();
        inner.fault = None;
        inner.n_calls = 0;
        Self(Arc::new(Mutex::new(inner)))
    }

    /// What the machine may find after a power cut now: every outcome of what was not synced where these are at most
    /// 1024, else nothing of it, all of it, and 998 random ones drawn from `seed`.
    pub fn after_crash(&self, seed: u64) -> impl Iterator<Item = Self> + use<> {
        let inner = self.inner().clone();
        let radixes: Vec<u64> = inner.pending.iter().map(|p| p.op.n_outcomes()).collect();
        let n_all = radixes
            .iter()
            .try_fold(1u64, |n, r| n.checked_mul(*r))
            .filter(|n| *n <= 1 << 10);
        let mut random = seed | 1;
        (0..n_all.unwrap_or(1000)).map(move |idx| {
            let mut digits = idx;
            let mut disk = inner.disk.clone();
            for (pending, radix) in inner.pending.iter().zip(&radixes) {
                let which = if n_all.is_some() {
                    let digit = digits % radix;
                    digits /= radix;
                    digit
                } else if idx < 2 {
                    idx
                } else {
                    next_random(&mut random) % radix
                };
                if let Some(op) = pending.op.outcome(which) {
                    disk.apply(&op);
                }
            }
            let named: BTreeSet<u64> = disk.names.values().copied().collect();
            disk.data.retain(|inode, _| named.contains(inode));
            Self(Arc::new(Mutex::new(Inner {
                seen: disk.clone(),
                disk,
                folders: inner.folders.clone(),
                modified: inner.modified.clone(),
                next_inode: inner.next_inode,
                clock: inner.clock,
                ..Inner::default()
            })))
        })
    }
}

struct CrashHandle {
    fs: CrashFs,
    inode: u64,
    holds_lock: bool,
}

impl Drop for CrashHandle {
    fn drop(&mut self) {
        if self.holds_lock {
            self.fs.inner().locked.remove(&self.inode);
        }
    }
}

impl FileHandle for CrashHandle {
    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        let mut inner = self.fs.inner();
        let turn = inner.turn();
        let n_written = match turn {
            Turn::Dead => return Err(dead()),
            Turn::Work => bytes.len(),
            Turn::Lie | Turn::Fail(_) => bytes.len() / 2,
        };
        let at = inner.seen.data.get(&self.inode).map_or(0, Vec::len);
        inner.perform(Op::Write {
            inode: self.inode,
            at,
            bytes: bytes[..n_written].to_vec(),
        });
        match turn {
            Turn::Fail(errno) => Err(io::Error::from_raw_os_error(errno)),
            _ => Ok(()),
        }
    }

    fn sync_all(&mut self) -> io::Result<()> {
        let inode = self.inode;
        self.fs.inner().sync(|op| op.inode() == Some(inode))
    }

    fn sync_data(&mut self) -> io::Result<()> {
        self.sync_all()
    }

    fn set_len(&mut self, len: u64) -> io::Result<()> {
        let mut inner = self.fs.inner();
        inner.enter()?;
        let len = usize::try_from(len).map_err(|_| io::Error::from(io::ErrorKind::FileTooLarge))?;
        let inode = self.inode;
        inner.perform(Op::SetLen { inode, len });
        Ok(())
    }

    fn metadata(&self) -> io::Result<FileMeta> {
        let mut inner = self.fs.inner();
        inner.enter()?;
        Ok(inner.meta(self.inode))
    }
}

impl CrashFs {
    fn handle(&self, inode: u64, holds_lock: bool) -> Box<dyn FileHandle> {
        Box::new(CrashHandle {
            fs: self.clone(),
            inode,
            holds_lock,
        })
    }
}

impl FileSystem for CrashFs {
    fn read(&self, path: &Path, max_len: u64) -> io::Result<Vec<u8>> {
        let mut inner = self.inner();
        inner.enter()?;
        let inode = inner.inode_at(path)?;
        let bytes = inner.seen.data.get(&inode).cloned().unwrap_or_default();
        if bytes.len() as u64 > max_len {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        Ok(bytes)
    }

    fn open_read(&self, path: &Path) -> io::Result<Box<dyn Read>> {
        Ok(Box::new(Cursor::new(self.read(path, u64::MAX)?)))
    }

    fn metadata(&self, path: &Path) -> io::Result<FileMeta> {
        let mut inner = self.inner();
        inner.enter()?;
        if let Some(inode) = inner.folders.get(path) {
            return Ok(FileMeta {
                kind: FileKind::Folder,
                ..inner.meta(*inode)
            });
        }
        inner.inode_at(path).map(|inode| inner.meta(inode))
    }

    fn canonicalize(&self, path: &Path) -> io::Result<PathBuf> {
        let mut inner = self.inner();
        inner.enter()?;
        if !inner.folders.contains_key(path) {
            inner.inode_at(path)?;
        }
        Ok(path.to_owned())
    }

    fn create_new(&self, path: &Path, _mode: Option<u32>) -> io::Result<Box<dyn FileHandle>> {
        let mut inner = self.inner();
        inner.enter()?;
        inner.check_free(path)?;
        let inode = inner.new_file(path);
        Ok(self.handle(inode, false))
    }

    fn open_append(&self, path: &Path) -> io::Result<Box<dyn FileHandle>> {
        let mut inner = self.inner();
        inner.enter()?;
        inner.inode_at(path).map(|inode| self.handle(inode, false))
    }

    fn hard_link(&self, from: &Path, to: &Path) -> io::Result<()> {
        let mut inner = self.inner();
        inner.enter()?;
        let inode = inner.inode_at(from)?;
        inner.check_free(to)?;
        let path = to.to_owned();
        inner.perform(Op::Link { path, inode });
        Ok(())
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        let mut inner = self.inner();
        let turn = inner.enter()?;
        let inode = inner.inode_at(from)?;
        // As POSIX has it: two names of one file stay as they are.
        if turn == Turn::Work && inner.inode_at(to).ok() != Some(inode) {
            inner.perform(Op::Rename {
                from: from.to_owned(),
                to: to.to_owned(),
                inode,
            });
        }
        Ok(())
    }

    fn remove_file(&self, path: &Path) -> io::Result<()> {
        let mut inner = self.inner();
        inner.enter()?;
        inner.inode_at(path)?;
        let path = path.to_owned();
        inner.perform(Op::Unlink { path });
        Ok(())
    }

    fn remove_empty_dir(&self, path: &Path) -> io::Result<()> {
        if !self.read_dir(path)?.is_empty() {
            return Err(io::ErrorKind::DirectoryNotEmpty.into());
        }
        let mut inner = self.inner();
        let removed = inner.folders.remove(path);
        removed
            .map(drop)
            .ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    fn sync_dir(&self, path: &Path) -> io::Result<()> {
        self.inner().sync(|op| op.is_in(path))
    }

    fn read_dir(&self, path: &Path) -> io::Result<Vec<OsString>> {
        let mut inner = self.inner();
        inner.enter()?;
        let names = inner.seen.names.keys();
        let inside = names.filter(|name| name.parent() == Some(path));
        Ok(inside
            .filter_map(|name| name.file_name().map(ToOwned::to_owned))
            .collect())
    }

    fn create_dir_all(&self, path: &Path) -> io::Result<()> {
        let mut inner = self.inner();
        inner.enter()?;
        for folder in path.ancestors() {
            if !inner.folders.contains_key(folder) {
                inner.next_inode += 1;
                let inode = inner.next_inode;
                inner.folders.insert(folder.to_owned(), inode);
            }
        }
        Ok(())
    }

    fn try_lock(&self, path: &Path) -> io::Result<LockAttempt> {
        let mut inner = self.inner();
        inner.enter()?;
        let inode = if let Ok(inode) = inner.inode_at(path) {
            inode
        } else {
            inner.check_free(path)?;
            let inode = inner.new_file(path);
            inner.disk.names.insert(path.to_owned(), inode);
            inner.pending.pop();
            inode
        };
        if inner.locked.insert(inode) {
            Ok(LockAttempt::Held(self.handle(inode, true)))
        } else {
            Ok(LockAttempt::Busy)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written() -> (CrashFs, Box<dyn FileHandle>) {
        let fs = CrashFs::with_folder("/p");
        let mut handle = fs.create_new(Path::new("/p/a"), None).unwrap();
        handle.write_all(b"abcd").unwrap();
        (fs, handle)
    }

    fn outcomes(fs: &CrashFs) -> BTreeSet<Option<Vec<u8>>> {
        fs.after_crash(1)
            .map(|fs| fs.contents(Path::new("/p/a")))
            .collect()
    }

    #[test]
    fn unsynced_writes_and_names_may_be_lost_torn_or_zero() {
        let (fs, mut handle) = written();
        let some = |bytes: &[u8]| Some(bytes.to_vec());
        let all = [
            None,
            some(b""),
            some(b"ab"),
            some(b"abcd"),
            some(b"\0\0\0\0"),
        ];
        assert_eq!(outcomes(&fs), BTreeSet::from(all));
        handle.sync_all().unwrap();
        assert_eq!(outcomes(&fs), BTreeSet::from([None, some(b"abcd")]));
        fs.sync_dir(Path::new("/p")).unwrap();
        assert_eq!(outcomes(&fs), BTreeSet::from([some(b"abcd")]));
    }

    #[test]
    fn what_a_failed_sync_lost_no_later_sync_brings_back() {
        let (fs, mut handle) = written();
        let (at, errno, lasting) = (0, errno::EIO, false);
        fs.set_fault(Some(Fault::Fail { at, errno, lasting }));
        assert!(handle.sync_all().is_err());
        handle.sync_all().unwrap();
        fs.sync_dir(Path::new("/p")).unwrap();
        assert!(outcomes(&fs).contains(&Some(Vec::new())));
    }

    #[test]
    fn a_lock_ends_with_its_handle_or_its_process() {
        let fs = CrashFs::with_folder("/p");
        let path = Path::new("/p/a.lock");
        let held = fs.try_lock(path).unwrap();
        assert!(matches!(fs.try_lock(path).unwrap(), LockAttempt::Busy));
        let later = fs.after_kill();
        assert!(matches!(
            later.try_lock(path).unwrap(),
            LockAttempt::Held(_)
        ));
        drop(held);
        assert!(matches!(fs.try_lock(path).unwrap(), LockAttempt::Held(_)));
    }
}
