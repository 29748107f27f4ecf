//! When journal and project file do not belong together: both are left as they are, and a merged copy is made.

use super::environment::Environment;
use super::merging::drive_as_step;
use super::open::{OpenError, OpenErrorKind};
use super::saving::MergeSummary;
use super::{Outcome, Workspace};
use crate::edit::{StepKind, apply_all};
use crate::model::Project;
use crate::storage::Sha256Sum;
use crate::storage::atomic::{MAX_FILE_BYTES, with_suffix};
use crate::storage::file_system::read_regular;
use crate::storage::journal::{JournalContents, MAX_JOURNAL_BYTES, Record};
use crate::storage::journal_body::step_from_json;
use crate::storage::project_file::read_project;
use crate::storage::store::journal_path;
use std::path::Path;

/// What a journal that does not fit its file can still give.
struct Sides {
    /// The `.bak`, to which the journal belongs.
    base: Project,
    /// The `.bak` with the journal's edits.
    with_journal: Project,
    /// The project file as it stands.
    file: Project,
}

impl Workspace {
    /// For a project file that was replaced from outside while its journal held edits
    /// ([`crate::storage::StorageErrorKind::ForeignJournal`]): a new unnamed project with the file's content, into
    /// which the journal's edits are merged as one undoable step, with `.bak` as the base. File, journal and
    /// `.bak` are only read.
    ///
    /// # Errors
    /// When the journal does not belong to the `.bak` either, or something cannot be read or written.
    pub fn open_merged_copy(
        env: Environment,
        path: &Path,
        in_background: bool,
    ) -> Result<(Self, MergeSummary), OpenError> {
        let sides = sides(&env, path)?;
        let merged = drive_as_step(&sides.base, &sides.file, &sides.with_journal);
        let mut workspace = Self::create(env, None, sides.file, in_background, false)?;
        let n_taken = merged.ops.len();
        if n_taken > 0 {
            let words = "Merge the edits of the journal".to_owned();
            workspace
                .take_step(StepKind::Edit, words, merged.ops, &mut Outcome::default())
                .map_err(|error| fault(&error.to_string(), path))?;
        }
        let summary = MergeSummary {
            n_taken,
            notes: merged.notes,
        };
        Ok((workspace, summary))
    }
}

fn fault(why: &str, path: &Path) -> OpenError {
    OpenError {
        message: format!("cannot merge the journal: {why}: {}", path.display()),
        help: "put the journal aside under another name to open the project as its file stands"
            .to_owned(),
        kind: OpenErrorKind::BadJournalEntry,
        path: path.to_owned(),
        backup: None,
    }
}

fn sides(env: &Environment, path: &Path) -> Result<Sides, OpenError> {
    let fs = env.fs.as_ref();
    let read = |path: &Path, limit| {
        read_regular(fs, path, limit, "cannot read the file")
            .map_err(|error| OpenError::storage(&error, path))
    };
    let project = |bytes: &[u8], path: &Path| {
        let loaded = read_project(bytes).map_err(|error| fault(&error.to_string(), path))?;
        match loaded.read_only_reason {
            // A copy in this program's version would lose what the newer one means.
            Some(newer) => Err(fault(&newer.to_string(), path)),
            None => Ok(loaded.project),
        }
    };
    let bak = with_suffix(path, ".bak");
    let bak_bytes = read(&bak, MAX_FILE_BYTES)?;
    let journal_bytes = read(&journal_path(path), MAX_JOURNAL_BYTES)?;
    let journal = JournalContents::read(&journal_bytes).map_err(|e| fault(&e.to_string(), path))?;
    let split = journal
        .position_of(Some(Sha256Sum::of(&bak_bytes)))
        .ok_or_else(|| fault("it does not belong to the backup either", path))?;
    let base = project(&bak_bytes, &bak)?;
    let mut with_journal = base.clone();
    for line in &journal.lines {
        let Record::Entry(body) = &line.record else {
            continue;
        };
        if line.seq > split.covers {
            let step = step_from_json(body).map_err(|e| fault(&e.to_string(), path))?;
            apply_all(&mut with_journal, &step.ops).map_err(|e| fault(&e.to_string(), path))?;
        }
    }
    let file = project(&read(path, MAX_FILE_BYTES)?, path)?;
    Ok(Sides {
        base,
        with_journal,
        file,
    })
}
