//! What can go wrong between the app and the disk, in words for a person.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use thiserror::Error;

/// What a caller can tell apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StorageErrorKind {
    /// There is no such file.
    NotFound,
    /// The disk or its rights refuse to let it be read.
    CannotRead,
    /// A folder, pipe, device or socket stands where a file was expected.
    NotAFile,
    /// The file is larger than the limit.
    TooLarge,
    /// The journal is not one of ours, is damaged at its head, or is of a newer version.
    BadJournal,
    /// The journal continues another state of the project file.
    ForeignJournal,
    /// The disk or its rights refuse to let it be written.
    CannotWrite,
    /// What was written does not read back as it was written.
    NotWhatWasWritten,
    /// Another window or command holds the project.
    Locked,
    /// The file to be made exists.
    Exists,
    /// Somebody else changed the file since it was read.
    ChangedOutside,
    /// The folder is not the one that it was: unmounted, or replaced.
    FolderReplaced,
    /// The project was opened for reading only.
    OpenedReadOnly,
    /// A journal body that cannot be written as one line: our bug.
    BadBody,
}

impl StorageErrorKind {
    /// The exit code of the command line: 3 for what cannot be read or is not what it should be,
    /// 4 for what cannot be written or is held by someone else.
    #[must_use]
    pub const fn exit_code(self) -> u8 {
        match self {
            Self::NotFound
            | Self::CannotRead
            | Self::NotAFile
            | Self::TooLarge
            | Self::BadJournal
            | Self::ForeignJournal => 3,
            Self::CannotWrite
            | Self::NotWhatWasWritten
            | Self::Locked
            | Self::Exists
            | Self::ChangedOutside
            | Self::FolderReplaced
            | Self::OpenedReadOnly
            | Self::BadBody => 4,
        }
    }
}

/// A failure of the storage floor: what happened, why, and to which file.
///
/// Shown, it reads `what happened: cause: PATH`; [`StorageError::help`] says what to do about it.
#[derive(Clone, Debug, Error)]
#[error("{what}{}: {}", cause_text(source.as_deref()), path.display())]
pub struct StorageError {
    kind: StorageErrorKind,
    what: String,
    path: PathBuf,
    source: Option<Arc<io::Error>>,
}

fn cause_text(source: Option<&io::Error>) -> String {
    source.map_or_else(String::new, |e| format!(": {e}"))
}

impl StorageError {
    /// An error that this floor found out by itself.
    #[must_use]
    pub fn new(kind: StorageErrorKind, what: impl Into<String>, path: &Path) -> Self {
        Self {
            kind,
            what: what.into(),
            path: path.to_owned(),
            source: None,
        }
    }

    /// An error of the operating system while reading.
    #[must_use]
    pub fn reading(what: impl Into<String>, path: &Path, source: io::Error) -> Self {
        let kind = match source.kind() {
            io::ErrorKind::NotFound => StorageErrorKind::NotFound,
            io::ErrorKind::IsADirectory | io::ErrorKind::InvalidInput => StorageErrorKind::NotAFile,
            io::ErrorKind::FileTooLarge => StorageErrorKind::TooLarge,
            _ => StorageErrorKind::CannotRead,
        };
        Self {
            source: Some(Arc::new(source)),
            ..Self::new(kind, what, path)
        }
    }

    /// An error of the operating system while writing.
    #[must_use]
    pub fn writing(what: impl Into<String>, path: &Path, source: io::Error) -> Self {
        let kind = match source.kind() {
            io::ErrorKind::AlreadyExists => StorageErrorKind::Exists,
            _ => StorageErrorKind::CannotWrite,
        };
        Self {
            source: Some(Arc::new(source)),
            ..Self::new(kind, what, path)
        }
    }

    /// What a caller can tell apart.
    #[must_use]
    pub const fn kind(&self) -> StorageErrorKind {
        self.kind
    }

    /// The file or folder that it happened to.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What happened, without cause and path.
    #[must_use]
    pub fn what(&self) -> &str {
        &self.what
    }

    /// What the person can do about it: one sentence, no full stop.
    #[must_use]
    pub fn help(&self) -> &'static str {
        use StorageErrorKind as Kind;
        match self.kind {
            Kind::NotFound => "check the name, or look whether the file was moved",
            Kind::CannotRead => match self.cause_kind() {
                Some(io::ErrorKind::PermissionDenied) => {
                    "you may not read it: ask its owner, or change its access rights"
                }
                _ => "check that the disk is connected and sound, then try again",
            },
            Kind::NotAFile => "name a regular file, not a folder, a pipe or a device",
            Kind::TooLarge => "split it into smaller files",
            Kind::BadJournal => {
                "the journal was left as it is: update the app if it is newer, else put the journal aside under another name to open the project as its file was saved"
            }
            Kind::ForeignJournal => {
                "the project file was replaced from outside, and the journal has edits that no saved file holds; nothing was changed: merge the two, which the window offers, or put the journal aside under another name"
            }
            Kind::CannotWrite => match self.cause_kind() {
                Some(io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded) => {
                    "free some space, or save under another name on another disk; nothing is lost while the app stays open"
                }
                Some(io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem) => {
                    "the folder or disk is read-only for you: save under another name in a folder of your own"
                }
                Some(io::ErrorKind::NotFound) => "the folder is gone: save under another name",
                _ => {
                    "save under another name on another disk; nothing is lost while the app stays open"
                }
            },
            Kind::NotWhatWasWritten => {
                "the disk does not keep what it is given: save under another name on another disk"
            }
            Kind::Locked => "close it there, or open it here for reading only",
            Kind::Exists => "choose another name, or say that it may be replaced",
            Kind::ChangedOutside => {
                "nothing was overwritten: save under another name, or merge the two versions"
            }
            Kind::FolderReplaced => {
                "connect the disk again, or save under another name; nothing was written"
            }
            Kind::OpenedReadOnly => "save under another name",
            Kind::BadBody => {
                "this is a fault of the app: please report it; save under another name"
            }
        }
    }

    fn cause_kind(&self) -> Option<io::ErrorKind> {
        self.source.as_ref().map(|e| e.kind())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_what_then_cause_then_path_and_how_to_mend_it() {
        let path = Path::new("/p/a.json");
        let full = StorageError::writing(
            "cannot write the project",
            path,
            io::ErrorKind::StorageFull.into(),
        );
        assert_eq!(
            full.to_string(),
            "cannot write the project: no storage space: /p/a.json"
        );
        assert!(full.help().starts_with("free some space"));
        assert_eq!(full.kind().exit_code(), 4);
        let gone = StorageError::reading(
            "cannot read the project",
            path,
            io::ErrorKind::NotFound.into(),
        );
        assert_eq!(gone.kind(), StorageErrorKind::NotFound);
        assert_eq!(gone.kind().exit_code(), 3);
    }
}
