//! Opening and making projects.

mod notes;

use super::environment::Environment;
use super::prepared::next_workspace_number;
use super::writer::{Request, Writer};
use super::{Mode, SavedAt, Workspace};
use crate::edit::{History, Step, StepKind, apply_all};
use crate::model::{AnnotatorKind, Project};
use crate::storage::atomic::with_suffix;
use crate::storage::file_system::read_regular;
use crate::storage::journal_body::step_from_json;
use crate::storage::project_file::{ProjectFileError, read_project, verify_texts};
use crate::storage::store;
use crate::storage::{LockHolder, StorageError, StorageErrorKind, Store};
use notes::{foreign_note, recovery_note, unread_note};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What a project is opened for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Access {
    /// The lock is taken; held by somebody else, opening fails.
    #[default]
    Write,
    /// The lock is taken; where that cannot be, the project is opened for reading only, with a note.
    WriteIfFree,
    /// No lock is taken and nothing is written beside the project.
    Read,
}

/// How a project is opened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OpenOptions {
    /// For what.
    pub access: Access,
    /// Whether journal and saves run on a thread of their own.
    pub in_background: bool,
}

/// Something the user should know about how the project was opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenNote {
    /// In words.
    pub message: String,
    /// It says only that the project is open for reading, and why: `Workspace::read_only` tells the same.
    pub is_access: bool,
}

/// A project that is open.
pub struct Opened {
    /// The project.
    pub workspace: Workspace,
    /// What the user should know.
    pub notes: Vec<OpenNote>,
}

/// What kept a project from being opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OpenErrorKind {
    /// The disk says no, or somebody else has it.
    Storage(StorageErrorKind),
    /// The file is no project, or broken.
    NotAProject,
    /// A line of the journal does not fit the file.
    BadJournalEntry,
}

/// Why a project could not be opened. Nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct OpenError {
    /// What happened, the path last.
    pub message: String,
    /// What to do.
    pub help: String,
    /// For callers that tell kinds apart.
    pub kind: OpenErrorKind,
    /// The project file.
    pub path: PathBuf,
    /// An earlier state of it that could be opened instead.
    pub backup: Option<PathBuf>,
}

impl OpenError {
    /// The exit code of the command line.
    #[must_use]
    pub const fn exit_code(&self) -> u8 {
        match self.kind {
            OpenErrorKind::Storage(kind) => kind.exit_code(),
            OpenErrorKind::NotAProject | OpenErrorKind::BadJournalEntry => 3,
        }
    }

    /// Whether the journal is what cannot be used: without it the project opens as its file was saved.
    #[must_use]
    pub const fn is_about_journal(&self) -> bool {
        use StorageErrorKind::{BadJournal, ForeignJournal};
        matches!(
            self.kind,
            OpenErrorKind::BadJournalEntry | OpenErrorKind::Storage(BadJournal | ForeignJournal)
        )
    }

    pub(super) fn storage(error: &StorageError, path: &Path) -> Self {
        Self {
            message: error.to_string(),
            help: error.help().to_owned(),
            kind: OpenErrorKind::Storage(error.kind()),
            path: path.to_owned(),
            backup: None,
        }
    }

    /// The file is not there, but what lies beside it is: what brings it back.
    fn help_where_file_is_missing(&mut self, env: &Environment, path: &Path) {
        use StorageErrorKind::{ForeignJournal, NotFound};
        let has_journal = match self.kind {
            OpenErrorKind::Storage(ForeignJournal) => true,
            OpenErrorKind::Storage(NotFound) => false,
            _ => return,
        };
        if env.fs.metadata(path).is_ok() {
            return;
        }
        let added = if has_journal {
            ", what the journal holds is added to it"
        } else {
            ""
        };
        match &self.backup {
            Some(backup) => {
                self.help = format!(
                    "nothing was changed: the file as it was before its last save is {}; copy it to {} and open that{added}",
                    backup.display(),
                    path.display()
                );
            }
            None if has_journal => {
                self.help =
                    format!("nothing was changed: put the project file back in its place{added}");
            }
            None => {}
        }
    }

    fn content(kind: OpenErrorKind, why: &str, help: &str, path: &Path) -> Self {
        Self {
            message: format!("{why}: {}", path.display()),
            help: help.to_owned(),
            kind,
            path: path.to_owned(),
            backup: None,
        }
    }
}

/// What the file and the journal at a place say.
struct Found {
    store: Store,
    project: Project,
    /// Without what the journal adds.
    in_file: Project,
    history: History,
    /// Number of the last step that the file holds.
    saved: u64,
    n_bytes: usize,
    newer_version: Option<String>,
    notes: Vec<OpenNote>,
}

impl Workspace {
    /// Opens the project at `path`, with what its journal holds beyond it.
    ///
    /// # Errors
    /// In words, with what to do; file and journal are as they were.
    pub fn open(env: Environment, path: &Path, options: OpenOptions) -> Result<Opened, OpenError> {
        let holder = LockHolder::this_process(env.clock.now_rfc3339());
        let write = store::Access::Write(holder);
        let mut read_only = None;
        let mut notes = Vec::new();
        let found = match options.access {
            Access::Read => {
                read_only = Some("it was opened for reading".to_owned());
                look(&env, path, &store::Access::ReadOnly)
            }
            Access::Write => look(&env, path, &write),
            Access::WriteIfFree => match look(&env, path, &write) {
                Err(error) if may_still_read(error.kind) => {
                    read_only = Some(error.message.clone());
                    notes.push(OpenNote {
                        message: format!("Opened for reading only. {}", error.message),
                        is_access: true,
                    });
                    look(&env, path, &store::Access::ReadOnly)
                }
                other => other,
            },
        };
        let mut found = found.map_err(|mut error| {
            let backup = with_suffix(path, ".bak");
            error.backup = env.fs.metadata(&backup).is_ok().then_some(backup);
            error.help_where_file_is_missing(&env, path);
            if error.backup.is_some() && error.kind == OpenErrorKind::NotAProject {
                error.help.push_str(", or open its backup");
            }
            error
        })?;
        notes.append(&mut found.notes);
        let is_newer_version = found.newer_version.is_some();
        if let Some(why) = found.newer_version {
            notes.push(OpenNote {
                message: format!("Opened for reading only: {why}."),
                is_access: true,
            });
            read_only = Some(why);
        }
        let file = found.store.path().to_owned();
        let mode = match read_only {
            Some(reason) => Mode::ReadOnly(reason),
            None => Mode::Writing(Writer::new(found.store, &env, options.in_background)),
        };
        let is_unnamed = env.is_unnamed(&file);
        let saved = SavedAt {
            project: found.in_file,
            number: found.saved,
            n_bytes: found.n_bytes,
            at: None,
        };
        let mut workspace = Self::assemble(
            env,
            found.project,
            found.history,
            file,
            is_unnamed,
            mode,
            saved,
        );
        workspace.is_newer_version = is_newer_version;
        Ok(Opened { workspace, notes })
    }

    /// Makes a new project: at `path`, or, without one, unnamed in the application's data folder. The first file is
    /// written before this returns.
    ///
    /// # Errors
    /// When there is a file of that name (unless `may_replace`), or it cannot be written.
    pub fn create(
        env: Environment,
        path: Option<&Path>,
        project: Project,
        in_background: bool,
        may_replace: bool,
    ) -> Result<Self, OpenError> {
        let is_unnamed = path.is_none();
        let path = match path {
            Some(path) => path.to_owned(),
            None => unnamed_path(&env)?,
        };
        let fail = |error: &StorageError| OpenError::storage(error, &path);
        let holder = LockHolder::this_process(env.clock.now_rfc3339());
        let bytes = crate::storage::project_file::write_project(&project);
        let is_there = |path: &Path| env.fs.metadata(path).is_ok();
        let replaces = may_replace && (is_there(&path) || is_there(&store::journal_path(&path)));
        let mut store = if replaces {
            Store::create_replacing(env.fs.clone(), &path, &bytes, &holder).map_err(|e| fail(&e))?
        } else {
            Store::create(env.fs.clone(), &path, &holder).map_err(|e| fail(&e))?
        };
        if !replaces {
            store.save(&bytes).map_err(|e| fail(&e))?;
        }
        let file = store.path().to_owned();
        let mode = Mode::Writing(Writer::new(store, &env, in_background));
        let saved = SavedAt {
            project: project.clone(),
            number: 0,
            n_bytes: bytes.len(),
            at: Some(env.clock.now_rfc3339()),
        };
        let history = History::default();
        Ok(Self::assemble(
            env, project, history, file, is_unnamed, mode, saved,
        ))
    }

    /// Opens the bytes of a project file as a new, unnamed project: the sample, or a backup.
    ///
    /// # Errors
    /// When they are no project, or the copy cannot be written. `from` is named in the message.
    pub fn open_copy(
        env: Environment,
        bytes: &[u8],
        from: &Path,
        in_background: bool,
    ) -> Result<Self, OpenError> {
        let loaded = read_project(bytes).map_err(|error| {
            let help = "choose another file";
            OpenError::content(OpenErrorKind::NotAProject, &error.to_string(), help, from)
        })?;
        Self::create(env, None, loaded.project, in_background, false)
    }

    /// Opens a file's content as a new, unnamed project; the file is only read.
    ///
    /// # Errors
    /// As [`Self::open_copy`], or when the file cannot be read.
    pub fn open_copy_of_file(
        env: Environment,
        path: &Path,
        in_background: bool,
    ) -> Result<Self, OpenError> {
        let limit = crate::storage::atomic::MAX_FILE_BYTES;
        let bytes = read_regular(env.fs.as_ref(), path, limit, "cannot read the project")
            .map_err(|e| OpenError::storage(&e, path))?;
        Self::open_copy(env, &bytes, path, in_background)
    }

    fn assemble(
        env: Environment,
        project: Project,
        history: History,
        file: PathBuf,
        is_unnamed: bool,
        mode: Mode,
        saved: SavedAt,
    ) -> Self {
        // On all processors; the check finds the hashes ready.
        verify_texts(&project);
        let problems = Arc::new(project.check());
        let mut people = project
            .annotators()
            .iter()
            .filter(|a| a.kind == AnnotatorKind::Human);
        let annotator = match (people.next(), people.next()) {
            (Some(only), None) => Some(only.id.clone()),
            _ => None,
        };
        let last = history.next_number() - 1;
        let mut workspace = Self {
            number: next_workspace_number(),
            env,
            project,
            history,
            problems,
            revision: 1,
            annotator,
            file,
            is_unnamed,
            mode,
            is_newer_version: false,
            safe_number: last,
            safe_at: None,
            journal_failure: None,
            saved,
            n_saving: 0,
            save_failure: None,
            save_failed_at: None,
            elsewhere_failure: None,
            journal_grown: 0,
            last_edit: None,
            last_retry: None,
        };
        if workspace.is_dirty()
            && let Mode::Writing(writer) = &mut workspace.mode
        {
            // What was recovered from the journal is on the disk already; say so once the writer has looked.
            writer.ask(Request::Retry);
        }
        workspace
    }
}

/// Whether a project that cannot be opened for writing for this reason can still be read.
fn may_still_read(kind: OpenErrorKind) -> bool {
    matches!(
        kind,
        OpenErrorKind::Storage(StorageErrorKind::Locked | StorageErrorKind::CannotWrite)
    )
}

fn unnamed_path(env: &Environment) -> Result<PathBuf, OpenError> {
    let Some(dirs) = &env.dirs else {
        return Err(OpenError {
            message: "this system names no home folder for unnamed projects".to_owned(),
            help: "set COUNTERMARK_HOME to a folder that can be written".to_owned(),
            kind: OpenErrorKind::Storage(StorageErrorKind::CannotWrite),
            path: PathBuf::new(),
            backup: None,
        });
    };
    let folder = dirs.unnamed();
    env.fs.create_dir_all(&folder).map_err(|error| {
        let what = "cannot make the folder for unnamed projects";
        OpenError::storage(&StorageError::writing(what, &folder, error), &folder)
    })?;
    Ok(folder.join(format!("{}.json", env.ids.next_id())))
}

fn look(env: &Environment, path: &Path, access: &store::Access) -> Result<Found, OpenError> {
    let mut loaded = None;
    let mut read = |bytes: Option<&[u8]>| loaded = bytes.map(read_project);
    let opened = Store::open_beside(env.fs.clone(), path, access, &mut read)
        .map_err(|error| OpenError::storage(&error, path))?;
    let bytes = opened.file_bytes.unwrap_or_default();
    let loaded = loaded.unwrap_or_else(|| read_project(&bytes));
    let loaded = loaded.map_err(|error| {
        let help = match error {
            ProjectFileError::Newer { .. } => {
                "open it with the version of Countermark that wrote it"
            }
            _ => "mend the file at that place",
        };
        OpenError::content(OpenErrorKind::NotAProject, &error.to_string(), help, path)
    })?;
    let in_file = loaded.project;
    let mut project = in_file.clone();
    let mut steps: Vec<Arc<Step>> = Vec::new();
    let journal_fault = |why: String| {
        let help = "the journal was left as it is: put it aside under another name to open the project as its file was saved";
        OpenError::content(OpenErrorKind::BadJournalEntry, &why, help, path)
    };
    // History that cannot be read any more (an older form) is only history: undo ends there.
    let mut unread: Option<(usize, String)> = None;
    for (i, body) in opened.history.iter().enumerate() {
        match step_from_json(body) {
            Ok(step) => steps.push(Arc::new(step)),
            Err(error) => {
                unread = Some((i + 1, error.to_string()));
                steps.clear();
            }
        }
    }
    let saved = steps.last().map_or(0, |s| s.number);
    for body in &opened.replay {
        let step = step_from_json(body).map_err(|error| {
            journal_fault(format!("a line of the journal cannot be read: {error}"))
        })?;
        apply_all(&mut project, &step.ops).map_err(|error| {
            journal_fault(format!(
                "step {} of the journal does not fit: {error}",
                step.number
            ))
        })?;
        steps.push(Arc::new(step));
    }
    let mut notes = Vec::new();
    let mut store = opened.store;
    if let Some(recovered) = opened.recovered {
        notes.push(recovery_note(&recovered, store.is_read_only()));
    }
    if let Some(foreign) = opened.foreign {
        let may_write = !store.is_read_only() && loaded.read_only_reason.is_none();
        let kept_at = if may_write {
            let aside = store.put_foreign_journal_aside();
            aside.map_err(|error| OpenError::storage(&error, path))?
        } else {
            None
        };
        notes.push(foreign_note(&foreign, kept_at.as_deref()));
    }
    if let Some((n, why)) = &unread {
        notes.push(unread_note(*n, why));
    }
    let n_unread = unread.map_or(0, |(n, _)| n);
    debug_assert!(steps.iter().all(|s| s.kind != StepKind::Undo(s.number)));
    Ok(Found {
        store,
        project,
        in_file,
        history: History::behind_unread(n_unread, steps),
        saved,
        n_bytes: bytes.len(),
        newer_version: loaded.read_only_reason.map(|n| n.to_string()),
        notes,
    })
}
