//! What the sides of a comparison and their files are called.

use super::Side;
use crate::model::{Project, sha256_hex};
use crate::storage::FileSystem;
use crate::storage::atomic::MAX_FILE_BYTES;
use crate::storage::file_system::read_regular;
use std::path::Path;
use std::sync::Arc;

/// What the sides are called where one must be able to tell them apart: where two have one name, with the file, or of
/// one file with the id. `files`: of each project once, in the order of the sides; where they are not told or have one
/// name too, the sides are the first, the second, ….
#[must_use]
pub fn names(sides: &[Side], files: &[ProjectFile]) -> Vec<String> {
    const PLACES: [&str; 2] = ["first", "second"];
    let plain: Vec<String> = sides.iter().map(Side::name).collect();
    let projects = projects(sides);
    let is_one_project = projects.len() == 1;
    let file_of = |side: &Side| {
        let at = projects
            .iter()
            .position(|p| Arc::ptr_eq(p, &side.project))?;
        files.get(at).map(|file| file.name.as_str())
    };
    let told = |(i, side): (usize, &Side)| {
        let is_like = |other: &usize| *other != i && plain[*other] == plain[i];
        let like: Vec<usize> = (0..sides.len()).filter(is_like).collect();
        let name = &plain[i];
        if like.is_empty() {
            return name.clone();
        }
        if is_one_project {
            return format!("{name} ({})", side.annotator);
        }
        let is_file_of_another =
            |file: &&str| like.iter().any(|j| file_of(&sides[*j]) == Some(file));
        match file_of(side).filter(|file| !is_file_of_another(file)) {
            Some(file) => format!("{name} ({file})"),
            None => match PLACES.get(i) {
                Some(place) => format!("{name} ({place})"),
                None => format!("{name} ({})", i + 1),
            },
        }
    };
    sides.iter().enumerate().map(told).collect()
}

/// The projects of the sides, each once.
pub(super) fn projects(sides: &[Side]) -> Vec<&Arc<Project>> {
    let mut projects: Vec<&Arc<Project>> = Vec::new();
    for side in sides {
        if !projects.iter().any(|p| Arc::ptr_eq(p, &side.project)) {
            projects.push(&side.project);
        }
    }
    projects
}

/// The file of a compared project, for reports.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProjectFile {
    /// Its name, without folder.
    pub name: String,
    /// SHA-256 of its bytes, where they could be read.
    pub sha256: Option<String>,
}

impl ProjectFile {
    /// The file as it lies there. Takes as long as reading it.
    #[must_use]
    pub fn at(fs: &dyn FileSystem, path: &Path) -> Self {
        let name = path.file_name().unwrap_or(path.as_os_str());
        let bytes = read_regular(fs, path, MAX_FILE_BYTES, "cannot read the project");
        Self {
            name: name.to_string_lossy().into_owned(),
            sha256: bytes.ok().map(|bytes| sha256_hex(&bytes)),
        }
    }
}
