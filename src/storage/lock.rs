//! One writer: a lock on the side file `NAME.lock`, which says who holds it.
//!
//! The kernel gives the lock back when the process ends, however it ends. The file itself is never removed: whoever
//! removed it could take it from under one who has just locked it.

use super::atomic::with_suffix;
use super::error::{StorageError, StorageErrorKind};
use super::file_system::{FileHandle, FileSystem, LockAttempt, host_name};
use super::login::login_name;
use std::fmt;
use std::path::{Path, PathBuf};

/// First line of a lock file; a file with other contents is locked but never written.
const MARK: &[u8] = b"countermark-lock\n";

/// Who holds a project, for the one who finds it held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LockHolder {
    /// Login name.
    pub user: String,
    /// Name of the machine.
    pub host: String,
    /// Process number.
    pub pid: u32,
    /// Since when, RFC 3339; empty if unknown.
    pub since: String,
}

impl LockHolder {
    /// This process. `since` comes from the caller's clock.
    #[must_use]
    pub fn this_process(since: impl Into<String>) -> Self {
        Self {
            user: login_name().unwrap_or_else(|| "somebody".into()),
            host: host_name().unwrap_or_else(|| "this computer".into()),
            pid: std::process::id(),
            since: since.into(),
        }
    }

    fn to_bytes(&self) -> Vec<u8> {
        let one_line = |s: &str| s.replace(|c: char| c.is_control(), " ");
        let mut bytes = MARK.to_vec();
        let (user, host) = (one_line(&self.user), one_line(&self.host));
        let (pid, since) = (self.pid, one_line(&self.since));
        bytes.extend_from_slice(format!("{user}\n{host}\n{pid}\n{since}\n").as_bytes());
        bytes
    }

    /// Reads a lock file; `None` for anything that is not one, or is just being written.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(bytes.strip_prefix(MARK)?).ok()?;
        let mut lines = text.strip_suffix('\n')?.split('\n').map(str::to_owned);
        let (user, host) = (lines.next()?, lines.next()?);
        let pid = lines.next()?.parse().ok()?;
        let since = lines.next()?;
        Some(Self {
            user,
            host,
            pid,
            since,
        })
    }
}

impl fmt::Display for LockHolder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}, process {}", self.user, self.host, self.pid)?;
        if !self.since.is_empty() {
            write!(f, ", since {}", in_words(&self.since))?;
        }
        Ok(())
    }
}

/// `2026-11-21T21:26:16Z` as `2026-11-21 21:26 UTC`; anything else as it stands.
fn in_words(since: &str) -> String {
    match since.split_once('T') {
        Some((day, time)) if time.len() >= 8 && time.is_ascii() && time.ends_with('Z') => {
            format!("{day} {} UTC", &time[..5])
        }
        _ => since.to_owned(),
    }
}

/// The held lock of one project; given back when dropped.
pub struct ProjectLock {
    _handle: Box<dyn FileHandle>,
}

/// Where the lock of a project file lies.
#[must_use]
pub fn lock_path(project: &Path) -> PathBuf {
    with_suffix(project, ".lock")
}

impl ProjectLock {
    /// Takes the lock of the project file at `project`, without waiting.
    ///
    /// # Errors
    /// `Locked`, saying who has it; `CannotWrite` where no lock file can be made.
    pub fn acquire(
        fs: &dyn FileSystem,
        project: &Path,
        holder: &LockHolder,
    ) -> Result<Self, StorageError> {
        let path = lock_path(project);
        let attempt = fs
            .try_lock(&path)
            .map_err(|e| StorageError::writing("cannot lock the project", &path, e))?;
        match attempt {
            LockAttempt::Held(mut handle) => {
                // Who holds it is a courtesy: without room for the name the lock holds all the same.
                let ours = |old: &[u8]| old.is_empty() || old.starts_with(MARK);
                if fs.read(&path, 64 << 10).is_ok_and(|old| ours(&old)) {
                    let _ = handle
                        .set_len(0)
                        .and_then(|()| handle.write_all(&holder.to_bytes()));
                }
                Ok(Self { _handle: handle })
            }
            LockAttempt::Busy => {
                let who = who_holds(fs, project)
                    .map_or_else(|| "another program".into(), |holder| holder.to_string());
                Err(StorageError::new(
                    StorageErrorKind::Locked,
                    format!("the project is open elsewhere ({who})"),
                    project,
                ))
            }
        }
    }
}

/// Who took the lock last; they may have gone since, and whether they have only [`ProjectLock::acquire`] tells.
#[must_use]
pub fn who_holds(fs: &dyn FileSystem, project: &Path) -> Option<LockHolder> {
    let bytes = fs.read(&lock_path(project), 64 << 10).ok()?;
    LockHolder::from_bytes(&bytes)
}

#[cfg(test)]
mod tests {
    use super::in_words;

    #[test]
    fn a_time_is_told_to_the_minute() {
        assert_eq!(in_words("2026-11-21T21:26:16Z"), "2026-11-21 21:26 UTC");
        assert_eq!(in_words("2026-01-02"), "2026-01-02");
        assert_eq!(in_words("Tuesday"), "Tuesday");
    }
}
