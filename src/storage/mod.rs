//! Floor 4: the only place that touches files. Knows no window and no command. The byte level (all that is named below)
//! knows no model either: it moves bytes and one-line journal bodies, whatever they mean.
//!
//! - [`file_system`]: the few calls that are needed, and the real disk
//! - [`crash_fs`]: the test double that fails or crashes at the n-th call
//! - [`atomic`]: a file is replaced whole or not at all
//! - [`lock`]: one writer
//! - [`journal`]: each edit is on the disk before it is called safe
//! - [`store`]: these together: one project on disk, opened, edited, saved, recovered
//! - [`recovery`]: what opening finds, and what is kept aside
//! - [`dirs`]: the app's own folders
//! - [`ExportOutput`]: the files of an export
//!
//! Above it, and the only rooms that know the model: [`project_file`], the JSON of a project, and [`journal_body`],
//! the JSON of one step of its journal, with
//! [`rejection`], the JSON of a rejected suggestion.
pub mod atomic;
mod crash_disk;
pub mod crash_fs;
pub mod dirs;
pub mod error;
mod export_output;
pub mod file_system;
pub mod hash;
pub mod journal;
pub mod journal_body;
pub mod lock;
pub mod login;
pub mod project_file;
pub mod recovery;
pub mod rejection;
pub mod store;

pub use error::{StorageError, StorageErrorKind};
pub use export_output::ExportOutput;
pub use file_system::{FileSystem, RealFs};
pub use hash::Sha256Sum;
pub use lock::LockHolder;
pub use store::{Access, Ack, ForeignJournal, Opened, RecoveryNote, SaveReport, Store};
