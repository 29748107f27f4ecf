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

use super::file_system::{FileHandle, FileId, FileKind, FileMeta, FileSystem, LockAttempt};
use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

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

#[derive(Clone, Debug)]
enum Op {
    Write {
        inode: u64,
        at: usize,
        bytes: Vec<u8>,
    },
    SetLen {
        inode: u64,
        len: usize,
    },
    Link {
        path: PathBuf,
        inode: u64,
    },
    Unlink {
        path: PathBuf,
    },
    Rename {
        from: PathBuf,
        to: PathBuf,
        inode: u64,
    },
}

impl Op {
    fn inode(&self) -> Option<u64> {
        match self {
            Self::Write { inode, .. } | Self::SetLen { inode, .. } => Some(*inode),
            _ => None,
        }
    }

    fn is_in(&self, folder: &Path) -> bool {
        match self {
            Self::Link { path, .. } | Self::Unlink { path } => path.parent() == Some(folder),
            Self::Rename { from, to, .. } => {
                from.parent() == Some(folder) || to.parent() == Some(folder)
            }
            _ => false,
        }
    }

    /// The name that it sets.
    fn target(&self) -> Option<&Path> {
        match self {
            Self::Link { path, .. } | Self::Unlink { path } => Some(path),
            Self::Rename { to, .. } => Some(to),
            _ => None,
        }
    }

    /// In how many ways a crash can leave it.
    fn n_outcomes(&self) -> u64 {
        if matches!(self, Self::Write { .. }) {
            4
        } else {
            2
        }
    }

    /// What a crash made of it: 0 is nothing, 1 is all.
    fn outcome(&self, which: u64) -> Option<Self> {
        match (self, which) {
            (_, 0) => None,
            (Self::Write { inode, at, bytes }, 2 | 3) => {
                let bytes = if which == 2 {
                    bytes[..bytes.len() / 2].to_vec()
                } else {
                    vec![0; bytes.len()]
                };
                Some(Self::Write {
                    inode: *inode,
                    at: *at,
                    bytes,
                })
            }
            _ => Some(self.clone()),
        }
    }
}

/// Names and contents.
#[derive(Clone, Debug, Default)]
struct Tree {
    names: BTreeMap<PathBuf, u64>,
    data: BTreeMap<u64, Vec<u8>>,
}

impl Tree {
    fn apply(&mut self, op: &Op) {
        match op {
            Op::Write { inode, at, bytes } => {
                let data = self.data.entry(*inode).or_default();
                let end = at + bytes.len();
                if data.len() < end {
                    data.resize(end, 0);
                }
                data[*at..end].copy_from_slice(bytes);
            }
            Op::SetLen { inode, len } => self.data.entry(*inode).or_default().resize(*len, 0),
            Op::Link { path, inode } => {
                self.names.insert(path.clone(), *inode);
            }
            Op::Unlink { path } => {
                self.names.remove(path);
            }
            Op::Rename { from, to, inode } => {
                if self.names.get(from) == Some(inode) {
                    self.names.remove(from);
                }
                self.names.insert(to.clone(), *inode);
            }
        }
    }
}

#[derive(Clone, Debug)]
struct Pending {
    op: Op,
    /// A sync of it failed: no later sync brings it to the disk.
    is_lost: bool,
}

#[derive(Clone, Debug, Default)]
struct Inner {
    seen: Tree,
    disk: Tree,
    pending: Vec<Pending>,
    folders: BTreeMap<PathBuf, u64>,
    modified: BTreeMap<u64, i128>,
    locked: BTreeSet<u64>,
    next_inode: u64,
    clock: i128,
    n_calls: usize,
    fault: Option<Fault>,
}

/// What the counted call is to do.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Turn {
    Work,
    Lie,
    /// Fails with this number; a write or sync leaves its trace.
    Fail(i32),
    Dead,
}

fn dead() -> io::Error {
    io::Error::other("the power is off")
}

impl Inner {
    fn turn(&mut self) -> Turn {
        let n = self.n_calls;
        self.n_calls += 1;
        match self.fault {
            Some(Fault::Fail { at, errno, lasting }) if n == at || (lasting && n > at) => {
                Turn::Fail(errno)
            }
            Some(Fault::Crash { at }) if n >= at => Turn::Dead,
            Some(Fault::Lie { at }) if n == at => Turn::Lie,
            _ => Turn::Work,
        }
    }

    /// For calls that a fault leaves without a trace.
    fn enter(&mut self) -> io::Result<Turn> {
        match self.turn() {
            Turn::Fail(errno) => Err(io::Error::from_raw_os_error(errno)),
            Turn::Dead => Err(dead()),
            turn => Ok(turn),
        }
    }

    fn perform(&mut self, op: Op) {
        self.clock += 1;
        if let Some(inode) = op.inode() {
            self.modified.insert(inode, self.clock);
        }
        self.seen.apply(&op);
        if op.inode().is_some_and(|inode| self.locked.contains(&inode)) {
            self.disk.apply(&op);
        } else {
            self.pending.push(Pending { op, is_lost: false });
        }
    }

    fn sync(&mut self, concerns: impl Fn(&Op) -> bool) -> io::Result<()> {
        let turn = self.turn();
        match turn {
            Turn::Dead => Err(dead()),
            Turn::Fail(errno) => {
                for pending in self.pending.iter_mut().filter(|p| concerns(&p.op)) {
                    pending.is_lost = true;
                }
                Err(io::Error::from_raw_os_error(errno))
            }
            Turn::Work | Turn::Lie => {
                let mut settled = BTreeSet::new();
                let mut kept = Vec::new();
                // From the newest to the oldest: what was lost cannot come back over a newer name.
                for pending in std::mem::take(&mut self.pending).into_iter().rev() {
                    let target = pending.op.target().map(Path::to_owned);
                    if pending.is_lost && target.as_ref().is_some_and(|t| settled.contains(t)) {
                        continue;
                    }
                    if pending.is_lost || !concerns(&pending.op) {
                        kept.push(pending);
                    } else {
                        settled.extend(target);
                        self.pending.push(pending);
                    }
                }
                for pending in std::mem::take(&mut self.pending).iter().rev() {
                    self.disk.apply(&pending.op);
                }
                kept.reverse();
                self.pending = kept;
                Ok(())
            }
        }
    }

    fn inode_at(&self, path: &Path) -> io::Result<u64> {
        let none = || io::ErrorKind::NotFound.into();
        self.seen.names.get(path).copied().ok_or_else(none)
    }

    fn new_file(&mut self, path: &Path) -> u64 {
        self.next_inode += 1;
        let inode = self.next_inode;
        // Contents without a name are nowhere to be seen.
        self.seen.data.insert(inode, Vec::new());
        self.disk.data.insert(inode, Vec::new());
        self.perform(Op::Link {
            path: path.to_owned(),
            inode,
        });
        inode
    }

    fn meta(&self, inode: u64) -> FileMeta {
        FileMeta {
            kind: FileKind::Regular,
            len: self.seen.data.get(&inode).map_or(0, |d| d.len() as u64),
            modified_nanos: self.modified.get(&inode).copied().unwrap_or(0),
            id: FileId { device: 1, inode },
            mode: 0o644,
        }
    }

    fn check_free(&self, path: &Path) -> io::Result<()> {
        if self.seen.names.contains_key(path) || self.folders.contains_key(path) {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        match path.parent() {
            Some(parent) if self.folders.contains_key(parent) => Ok(()),
            _ => Err(io::ErrorKind::NotFound.into()),
        }
    }
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

/// `xorshift64*` (Vigna 2016): good enough to pick subsets, the same on every machine.
fn next_random(state: &mut u64) -> u64 {
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    state.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 32
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
