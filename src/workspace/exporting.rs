//! Datasets out: a format of the registry, written where the user said, with progress and cancel.

use super::card_figures::card_figures;
use super::jobs::JobContext;
use crate::formats::{ExportError, ExportOptions, Format, Output, View, Written};
use crate::model::Project;
use crate::storage::{ExportOutput, FileSystem, StorageError};
use std::io;
use std::path::{Path, PathBuf};
use thiserror::Error;

/// Formats with a card.
const DATASETS: [&str; 2] = ["dataset", "dataset-jsonl"];

/// Where an export goes.
pub enum ExportTarget {
    /// A folder, made where it does not exist; for formats that are one file also that file, by its ending.
    Path {
        /// The folder or file.
        path: PathBuf,
        /// Files of an earlier export may be replaced.
        force: bool,
    },
    /// One stream, for formats that are one file.
    Stream(Box<dyn io::Write + Send>),
}

/// What came of it.
#[derive(Clone, Debug)]
pub struct ExportDone {
    /// Relative paths of the files, sorted.
    pub files: Vec<String>,
    /// What they hold, and what the format could not.
    pub written: Written,
}

/// Why there is no export.
#[derive(Debug, Error)]
pub enum ExportFailure {
    /// Folder or file could not be made.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// Writing failed.
    #[error("the export could not be written: {source}: {}", path.display())]
    Write {
        /// Why.
        source: ExportError,
        /// Where to.
        path: PathBuf,
    },
    /// The user gave it up.
    #[error("the export was given up")]
    Cancelled,
}

/// Writes a project in a format. Runs long: call it in a job.
///
/// # Errors
/// See [`ExportFailure`]. Files that were complete before a failure stay.
pub fn export(
    fs: &dyn FileSystem,
    project: &Project,
    format: &Format,
    mut options: ExportOptions,
    target: ExportTarget,
    context: &JobContext,
) -> Result<ExportDone, ExportFailure> {
    let has_card = matches!(target, ExportTarget::Path { .. }) && DATASETS.contains(&format.id);
    if has_card {
        options.figures =
            card_figures(project, &options, context).ok_or(ExportFailure::Cancelled)?;
    }
    let (path, force) = match target {
        ExportTarget::Stream(stream) => {
            options.single_file = Some("-".to_owned());
            let mut output = StreamOutput(stream);
            let written = run(
                project,
                format,
                &options,
                &mut output,
                context,
                Path::new("-"),
            )?;
            output
                .0
                .flush()
                .map_err(|e| failure(e.into(), Path::new("-")))?;
            return Ok(ExportDone {
                files: vec!["-".to_owned()],
                written,
            });
        }
        ExportTarget::Path { path, force } => (path, force),
    };
    let mut output = if single_file(format, &path).is_some() {
        let (output, name) = ExportOutput::into_file(fs, &path, force)?;
        options.single_file = Some(name);
        output
    } else {
        ExportOutput::into_folder(fs, &path, force)?
    };
    let written = run(project, format, &options, &mut output, context, &path)?;
    let mut files = output.finish().map_err(|e| failure(e.into(), &path))?;
    files.sort();
    Ok(ExportDone { files, written })
}

/// The name of the one file that an export to this path is, by its ending; `None` where the path is that of a folder.
#[must_use]
pub fn single_file(format: &Format, path: &Path) -> Option<String> {
    let ending = path.extension()?.to_str()?;
    let is_file = ending.eq_ignore_ascii_case(format.single_ending?);
    is_file.then(|| {
        path.file_name()
            .map(|name| name.to_string_lossy().into_owned())
    })?
}

fn run(
    project: &Project,
    format: &Format,
    options: &ExportOptions,
    output: &mut dyn Output,
    context: &JobContext,
    path: &Path,
) -> Result<Written, ExportFailure> {
    let view = View::new(project, options);
    let mut progress = |done: usize, total: usize| {
        context.set_progress(done as u64, total as u64);
        !context.is_cancelled()
    };
    format
        .write(&view, options, output, &mut progress)
        .map_err(|error| failure(error, path))
}

fn failure(error: ExportError, path: &Path) -> ExportFailure {
    match error {
        ExportError::Cancelled => ExportFailure::Cancelled,
        source => ExportFailure::Write {
            source,
            path: path.to_owned(),
        },
    }
}

/// One file into a stream.
struct StreamOutput(Box<dyn io::Write + Send>);

impl Output for StreamOutput {
    fn begin(&mut self, _path: &str) -> io::Result<()> {
        Ok(())
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.0.write_all(bytes)
    }
}
