//! Which files are there and where they really lie, each asked of the disk once: on a network drive an answer takes long.

use super::articles::ArticlesRead;
use super::origins::Origins;
use crate::model::{Document, Project};
use crate::storage::FileSystem;
use crate::storage::file_system::FileKind;
use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What the disk has answered. Made for one look at some articles, as it does not notice when files come and go.
pub struct RealFiles {
    fs: Arc<dyn FileSystem>,
    /// By the path that was asked for; `None` where there is no regular file.
    known: HashMap<PathBuf, Option<PathBuf>>,
    folders: HashMap<PathBuf, PathBuf>,
}

impl RealFiles {
    /// Nothing is asked yet.
    #[must_use]
    pub fn new(fs: Arc<dyn FileSystem>) -> Self {
        Self {
            fs,
            known: HashMap::new(),
            folders: HashMap::new(),
        }
    }

    /// The path without links of the regular file at this one; `None` where there is none.
    pub fn at(&mut self, path: &Path) -> Option<PathBuf> {
        if let Some(known) = self.known.get(path) {
            return known.clone();
        }
        let meta = self.fs.metadata(path);
        let is_file = meta.is_ok_and(|meta| meta.kind == FileKind::Regular);
        let real = is_file.then(|| self.real(path));
        self.known.insert(path.to_owned(), real.clone());
        real
    }

    /// As [`RealFiles::at`], and the path itself where there is no file.
    pub fn at_or_same(&mut self, path: &Path) -> PathBuf {
        self.at(path).unwrap_or_else(|| path.to_owned())
    }

    /// The path of a folder without links.
    pub fn folder(&mut self, path: &Path) -> PathBuf {
        if let Some(known) = self.folders.get(path) {
            return known.clone();
        }
        let real = self.real(path);
        self.folders.insert(path.to_owned(), real.clone());
        real
    }

    /// Asks beforehand for what was read, and for those articles of the project that may be of the same files: with the
    /// same name or the same text. `folder`: where the project lies.
    pub fn look_up(
        &mut self,
        read: &ArticlesRead,
        project: &Project,
        folder: Option<&Path>,
        origins: &Origins,
    ) {
        for (_, path) in &read.origins {
            self.at(path);
        }
        let name = |document: &Document| {
            let path = Path::new(&document.source.path);
            path.file_name().map(ToOwned::to_owned)
        };
        let names: HashSet<_> = read.documents.iter().filter_map(|d| name(d)).collect();
        let texts: HashSet<&str> = read.documents.iter().map(|d| d.sha256.as_str()).collect();
        for old in project.documents() {
            if texts.contains(old.sha256.as_str()) || name(old).is_some_and(|n| names.contains(&n))
            {
                origins.find_real(self, old, folder);
            }
        }
    }

    fn real(&self, path: &Path) -> PathBuf {
        let real = self.fs.canonicalize(path);
        real.unwrap_or_else(|_| path.to_owned())
    }
}
