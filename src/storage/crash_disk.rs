//! Inside of the [test double](super::crash_fs): what programs see, what is on the disk, and what lies between.

use super::crash_fs::Fault;
use super::file_system::{FileId, FileKind, FileMeta};
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::io;
use std::path::{Path, PathBuf};
use std::thread::ThreadId;

#[derive(Clone, Debug)]
pub(super) enum Op {
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
    pub(super) fn inode(&self) -> Option<u64> {
        match self {
            Self::Write { inode, .. } | Self::SetLen { inode, .. } => Some(*inode),
            _ => None,
        }
    }

    pub(super) fn is_in(&self, folder: &Path) -> bool {
        match self {
            Self::Link { path, .. } | Self::Unlink { path } => path.parent() == Some(folder),
            Self::Rename { from, to, .. } => {
                from.parent() == Some(folder) || to.parent() == Some(folder)
            }
            _ => false,
        }
    }

    /// The name that it sets.
    pub(super) fn target(&self) -> Option<&Path> {
        match self {
            Self::Link { path, .. } | Self::Unlink { path } => Some(path),
            Self::Rename { to, .. } => Some(to),
            _ => None,
        }
    }

    /// In how many ways a crash can leave it.
    pub(super) fn n_outcomes(&self) -> u64 {
        if matches!(self, Self::Write { .. }) {
            4
        } else {
            2
        }
    }

    /// What a crash made of it: 0 is nothing, 1 is all.
    pub(super) fn outcome(&self, which: u64) -> Option<Self> {
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
pub(super) struct Tree {
    pub(super) names: BTreeMap<PathBuf, u64>,
    pub(super) data: BTreeMap<u64, Vec<u8>>,
}

impl Tree {
    pub(super) fn apply(&mut self, op: &Op) {
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
pub(super) struct Pending {
    pub(super) op: Op,
    /// A sync of it failed: no later sync brings it to the disk.
    pub(super) is_lost: bool,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Inner {
    pub(super) seen: Tree,
    pub(super) disk: Tree,
    pub(super) pending: Vec<Pending>,
    pub(super) folders: BTreeMap<PathBuf, u64>,
    pub(super) modified: BTreeMap<u64, i128>,
    pub(super) locked: BTreeSet<u64>,
    pub(super) next_inode: u64,
    pub(super) clock: i128,
    pub(super) n_calls: usize,
    pub(super) callers: HashSet<ThreadId>,
    pub(super) fault: Option<Fault>,
}

/// What the counted call is to do.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Turn {
    Work,
    Lie,
    /// Fails with this number; a write or sync leaves its trace.
    Fail(i32),
    Dead,
}

pub(super) fn dead() -> io::Error {
    io::Error::other("the power is off")
}

impl Inner {
    pub(super) fn turn(&mut self) -> Turn {
        let n = self.n_calls;
        self.n_calls += 1;
        self.callers.insert(std::thread::current().id());
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
    pub(super) fn enter(&mut self) -> io::Result<Turn> {
        match self.turn() {
            Turn::Fail(errno) => Err(io::Error::from_raw_os_error(errno)),
            Turn::Dead => Err(dead()),
            turn => Ok(turn),
        }
    }

    pub(super) fn perform(&mut self, op: Op) {
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

    pub(super) fn sync(&mut self, concerns: impl Fn(&Op) -> bool) -> io::Result<()> {
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

    pub(super) fn inode_at(&self, path: &Path) -> io::Result<u64> {
        let none = || io::ErrorKind::NotFound.into();
        self.seen.names.get(path).copied().ok_or_else(none)
    }

    pub(super) fn new_file(&mut self, path: &Path) -> u64 {
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

    pub(super) fn meta(&self, inode: u64) -> FileMeta {
        FileMeta {
            kind: FileKind::Regular,
            len: self.seen.data.get(&inode).map_or(0, |d| d.len() as u64),
            modified_nanos: self.modified.get(&inode).copied().unwrap_or(0),
            id: FileId { device: 1, inode },
            mode: 0o644,
        }
    }

    pub(super) fn check_free(&self, path: &Path) -> io::Result<()> {
        if self.seen.names.contains_key(path) || self.folders.contains_key(path) {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        match path.parent() {
            Some(parent) if self.folders.contains_key(parent) => Ok(()),
            _ => Err(io::ErrorKind::NotFound.into()),
        }
    }
}

/// `xorshift64*` (Vigna 2016): good enough to pick subsets, the same on every machine.
pub(super) fn next_random(state: &mut u64) -> u64 {
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    state.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 32
}
