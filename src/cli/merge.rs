//! `countermark merge` and `countermark merge-driver`: copies of a project put together.

use super::console::{Console, counted};
use super::error::{CliError, exit};
use super::open;
use crate::model::Project;
use crate::storage::atomic::{Backup, MAX_FILE_BYTES, real_path, replace};
use crate::storage::file_system::read_regular;
use crate::storage::project_file::{read_project, write_project};
use crate::storage::{FileSystem as _, RealFs};
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
            Ok(meta) if meta.len == 0 => Project::default(),
            _ => return Err(error),
        },
    };
    let ours = read(&args.ours)?;
    let theirs = read(&args.theirs)?;
    let gathered = merging::drive(&base, &ours, &theirs);
    tell(&gathered, console);
    let bytes = write_project(&gathered.project);
    real_path(&RealFs, &args.ours)
        .and_then(|target| replace(&RealFs, &target, &bytes, None, Backup::None))
        .map_err(CliError::of_output)?;
    Ok(if gathered.n_clashes == 0 {
        exit::DONE
    } else {
        exit::FAULTS
    })
}

/// A project as its file says; git's temporary files have no journal.
fn read(path: &Path) -> Result<Project, CliError> {
    let bytes = read_regular(&RealFs, path, MAX_FILE_BYTES, "cannot read the project")?;
    let loaded = read_project(&bytes)
        .map_err(|error| CliError::input(error.to_string(), path, "mend the file at that place"))?;
    if let Some(newer) = loaded.read_only_reason {
        return Err(refused_newer(&newer.to_string(), path));
    }
    Ok(loaded.project)
}

fn refused_newer(why: &str, path: &Path) -> CliError {
    CliError::input(why, path, "merge it with the newer version of Countermark")
}
