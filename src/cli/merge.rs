//! `countermark merge` and `countermark merge-driver`: copies of a project put together.

use super::console::{Console, counted};
use super::error::{CliError, exit};
use super::open;
use crate::model::Project;
use crate::storage::atomic::{Backup, MAX_FILE_BYTES, observe, real_path, replace};
use crate::storage::file_system::{FileKind, read_regular};
use crate::storage::lock::{ProjectLock, lock_path};
use crate::storage::project_file::{ProjectFileError, read_project, write_project};
use crate::storage::store::journal_path;
use crate::storage::{FileSystem as _, LockHolder, RealFs};
use crate::workspace::merging::{self, Gathered};
use crate::workspace::{Environment, Workspace};
use clap::Args;
use std::path::{Path, PathBuf};

/// Put several annotators' copies of a project together.
///
/// Articles are the same where their text is; annotations of all annotators are kept, with their ids. Where one id
/// carries two names, the second person gets a new id. Of two versions of one annotation the one changed last keeps the
/// id, and the other stays beside it, flagged in its note. Titles, metadata and settings that a later file has otherwise
/// are told. The inputs are not changed.
#[derive(Debug, Args)]
pub struct MergeArgs {
    /// The projects; where they differ, title, guidelines and tag set are the first one's.
    #[arg(required = true, num_args = 2.., value_name = "PROJECT")]
    projects: Vec<PathBuf>,
    /// The project file to make.
    #[arg(short, long, value_name = "OUT.json")]
    output: PathBuf,
    /// Replace the project file if there is one.
    #[arg(long)]
    force: bool,
}

pub fn run(args: &MergeArgs, console: &mut Console) -> Result<u8, CliError> {
    let output = args.output.as_path();
    open::check_free(&RealFs, output, args.force)?;
    let mut opened = Vec::new();
    for path in &args.projects {
        let workspace = open::for_reading(path, console)?;
        if workspace.is_newer_version() {
            // What this program does not know would be written as if it meant the same in its own version.
            return Err(refused_newer("it is of a newer version", path));
        }
        opened.push(workspace.project().clone());
    }
    let projects: Vec<&Project> = opened.iter().collect();
    let gathered = merging::gather(&projects);
    tell(&gathered, console);
    let project = gathered.project;
    let made = Workspace::create(
        Environment::real(),
        Some(output),
        project.clone(),
        false,
        args.force,
    );
    let workspace = made.map_err(|error| CliError {
        code: exit::OUTPUT,
        ..error.into()
    })?;
    workspace.close().map_err(|(failure, _)| failure)?;
    console.result(&format!(
        "{}: {}, {}, {}, {}",
        output.display(),
        counted(project.documents().len(), "article"),
        counted(project.annotators().len(), "annotator"),
        counted(project.n_annotations(), "annotation"),
        counted(project.relations().len(), "link"),
    ));
    Ok(exit::DONE)
}

fn tell(gathered: &Gathered, console: &mut Console) {
    for note in &gathered.notes {
        console.notice(note);
    }
}

/// Merge two sides of one project file, for git.
///
/// git calls it as `countermark merge-driver %O %A %B`. The result replaces OURS. Where both sides changed the same
/// annotation, both versions are kept and flagged; of a field of anything else that both changed ours stays. What one side
/// removed and the other changed or still needs stays. All that is told, and the exit code is 1 where both changed the same
/// thing.
#[derive(Debug, Args)]
pub struct MergeDriverArgs {
    /// What both sides started from.
    base: PathBuf,
    /// Our side; the result replaces it.
    ours: PathBuf,
    /// Their side.
    theirs: PathBuf,
}

pub fn drive(args: &MergeDriverArgs, console: &mut Console) -> Result<u8, CliError> {
    // An empty base: both sides added the file.
    let base = match read(&args.base) {
        Ok(base) => base,
        Err(error) => match RealFs.metadata(&args.base) {
            Ok(meta) if meta.len == 0 && meta.kind == FileKind::Regular => Project::default(),
            _ => return Err(error),
        },
    };
    let target = real_path(&RealFs, &args.ours)?;
    let is_there = |path: &Path| RealFs.metadata(path).is_ok();
    let n_clashes = if is_there(&journal_path(&target)) {
        drive_into_open(&base, args, console)?
    } else {
        // Nobody has it open where there is no lock file; git's temporary files are left without one.
        let since = Environment::real().clock.now_rfc3339();
        let _lock = if is_there(&lock_path(&target)) {
            let holder = LockHolder::this_process(since);
            Some(ProjectLock::acquire(&RealFs, &target, &holder)?)
        } else {
            None
        };
        drive_into_file(&base, &target, args, console)?
    };
    Ok(if n_clashes == 0 {
        exit::DONE
    } else {
        exit::FAULTS
    })
}

/// The result replaces the file, unless that changes meanwhile; gives the number of clashes.
fn drive_into_file(
    base: &Project,
    target: &Path,
    args: &MergeDriverArgs,
    console: &mut Console,
) -> Result<usize, CliError> {
    let (expected, _) = observe(&RealFs, target)?;
    let ours = read(&args.ours)?;
    let theirs = read(&args.theirs)?;
    let gathered = merging::drive(base, &ours, &theirs);
    tell(&gathered, console);
    let bytes = write_project(&gathered.project);
    replace(&RealFs, target, &bytes, Some(&expected), Backup::None).map_err(CliError::of_output)?;
    Ok(gathered.n_clashes)
}

/// Our side has a journal, which may hold edits that its file does not: it is opened as any project, and the merge is one
/// step more.
fn drive_into_open(
    base: &Project,
    args: &MergeDriverArgs,
    console: &mut Console,
) -> Result<usize, CliError> {
    let mut workspace = open::for_replacing(&args.ours, console)?;
    if let Some(reason) = workspace.read_only() {
        return Err(refused_newer(reason, &args.ours));
    }
    let theirs = read(&args.theirs)?;
    let merged = workspace.merge_sides(base, &theirs).map_err(|error| {
        CliError::output(
            error.to_string(),
            &args.ours,
            "open the project and merge the other side there; nothing was changed",
        )
    })?;
    for note in &merged.notes {
        console.notice(note);
    }
    workspace.save_and_wait()?;
    workspace.close().map_err(|(failure, _)| failure)?;
    Ok(merged.n_clashes)
}

/// A project as its file says; git's temporary files have no journal.
fn read(path: &Path) -> Result<Project, CliError> {
    let bytes = read_regular(&RealFs, path, MAX_FILE_BYTES, "cannot read the project")?;
    let loaded = read_project(&bytes).map_err(|error| match error {
        ProjectFileError::Newer { .. } => refused_newer(&error.to_string(), path),
        _ => CliError::input(error.to_string(), path, "mend the file at that place"),
    })?;
    if let Some(newer) = loaded.read_only_reason {
        return Err(refused_newer(&newer.to_string(), path));
    }
    Ok(loaded.project)
}

fn refused_newer(why: &str, path: &Path) -> CliError {
    CliError::input(why, path, "merge it with the newer version of Countermark")
}
