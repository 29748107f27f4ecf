//! A comparison as files: the page, the table of pairs, JSON. Written whole or not at all.

use super::adjudication::guideline_notes;
use super::comparison::{Compared, ProjectFile};
use crate::agreement::report;
use crate::model::Project;
use crate::storage::atomic::{Backup, real_path, replace};
use crate::storage::{FileSystem, StorageError, StorageErrorKind};
use std::path::{Path, PathBuf};
use thiserror::Error;

/// What is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ReportKind {
    /// A page with figures, plots and differences, for a browser.
    Page,
    /// All aligned pairs, for a spreadsheet.
    Pairs,
    /// Everything, for programs.
    Json,
    /// The notes of decisions with their examples, as Markdown.
    Notes,
}

impl ReportKind {
    /// The figures and places, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::Page, Self::Pairs, Self::Json];

    /// How the file's name ends, without the dot.
    #[must_use]
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Page => "html",
            Self::Pairs => "csv",
            Self::Json => "json",
            Self::Notes => "md",
        }
    }

    /// What the file is called in a sentence.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Page => "report",
            Self::Pairs => "table of pairs",
            Self::Json => "comparison as JSON",
            Self::Notes => "page of notes",
        }
    }

    /// A file name to begin with, of the names of those compared.
    #[must_use]
    pub fn file_name(self, annotators: &[String]) -> String {
        let who = annotators.join(" and ");
        let what = match self {
            Self::Page => "Agreement of",
            Self::Pairs => "Pairs of",
            Self::Json => "Comparison of",
            Self::Notes => "Notes on",
        };
        format!("{what} {who}.{}", self.ending())
    }
}

/// Why there is no file.
#[derive(Debug, Error)]
pub enum ReportFailure {
    /// The file could not be made.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// The table could not be made; never in practice.
    #[error("the table cannot be made: {0}")]
    Table(String),
}

/// Writes a comparison, or the notes of decisions of `project`, the open one as it stands. `files`: the
/// project files, of each project once. Takes a while for a large project:
/// call it in a job. Gives the path with links followed.
///
/// # Errors
/// The file exists and may not be replaced, or cannot be written; an old file stays as it was.
pub fn save_report(
    fs: &dyn FileSystem,
    (compared, project): (&Compared, &Project),
    files: &[ProjectFile],
    kind: ReportKind,
    path: &Path,
    may_replace: bool,
) -> Result<PathBuf, ReportFailure> {
    if !may_replace && fs.metadata(path).is_ok() {
        let what = "the file exists already";
        return Err(StorageError::new(StorageErrorKind::Exists, what, path).into());
    }
    let subject = || compared.subject(files);
    let bytes = match kind {
        ReportKind::Notes => guideline_notes(project),
        ReportKind::Page => report::html(&subject()).into_bytes(),
        ReportKind::Json => report::json(&subject()).into_bytes(),
        ReportKind::Pairs => {
            report::csv(&subject()).map_err(|error| ReportFailure::Table(error.to_string()))?
        }
    };
    let target = real_path(fs, path)?;
    replace(fs, &target, &bytes, None, Backup::None)?;
    Ok(target)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agreement::Settings;
    use crate::storage::RealFs;
    use crate::storage::project_file::read_project;
    use crate::workspace::JobContext;
    use crate::workspace::comparison::{Side, compare_in_job, people};
    use std::sync::Arc;

    fn sample() -> Compared {
        let bytes = include_bytes!("../../sample_projects/harbour.json");
        let project = Arc::new(read_project(bytes).expect("the sample is sound").project);
        let sides = people(&project).into_iter().map(|annotator| Side {
            project: project.clone(),
            annotator,
        });
        let settings = Settings {
            is_per_document: true,
            ..Settings::default()
        };
        compare_in_job(sides.collect(), &settings, &JobContext::default()).expect("two people")
    }

    #[test]
    fn each_kind_is_written_whole_and_only_over_what_may_go() {
        let folder = tempfile::tempdir().unwrap();
        let compared = sample();
        let files = [ProjectFile {
            name: "harbour.json".to_owned(),
            sha256: None,
        }];
        for (kind, begin) in [
            (ReportKind::Page, "<!DOCTYPE html>"),
            (ReportKind::Pairs, "document,title,kind"),
            (ReportKind::Json, "{"),
            (ReportKind::Notes, "# Notes on disagreements"),
        ] {
            let path = folder
                .path()
                .join(kind.file_name(&["Ada".into(), "Ben".into()]));
            let save = |may| {
                let project = &*compared.sides[0].project;
                save_report(&RealFs, (&compared, project), &files, kind, &path, may)
            };
            let written = save(false).unwrap();
            let text = std::fs::read_to_string(&written).unwrap();
            assert!(text.starts_with(begin), "{kind:?}: {}", &text[..40]);
            assert!(matches!(
                save(false),
                Err(ReportFailure::Storage(error)) if error.kind() == StorageErrorKind::Exists
            ));
            assert!(save(true).is_ok());
        }
        let n = std::fs::read_dir(folder.path()).unwrap().count();
        assert_eq!(n, 4, "nothing is left beside them");
    }

    #[test]
    fn a_folder_that_is_not_there_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("gone").join("out.html");
        let compared = sample();
        let of = (&compared, &*compared.sides[0].project);
        let failed = save_report(&RealFs, of, &[], ReportKind::Page, &path, false);
        assert!(failed.unwrap_err().to_string().contains("gone"));
    }
}
