//! The files that were named, and those in folders, each once.

use super::{ArticleFailure, ArticlesRead, is_json};
use crate::ingest::has_reader;
use crate::storage::FileSystem;
use crate::storage::file_system::FileKind;
use crate::workspace::jobs::JobContext;
use std::collections::HashSet;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

/// Folders inside folders are followed this deep.
const MAX_FOLDER_DEPTH: usize = 64;

/// A walk through folders that follows links, and goes into each folder once, so that it ends whatever links to what.
pub(super) struct Walk<'a> {
    fs: &'a dyn FileSystem,
    job: &'a JobContext,
    /// Files and folders that it has come upon, without symbolic links.
    seen: HashSet<PathBuf>,
    files: Vec<PathBuf>,
    /// What is to be told of it.
    pub(super) read: ArticlesRead,
}

impl<'a> Walk<'a> {
    pub(super) fn new(fs: &'a dyn FileSystem, job: &'a JobContext) -> Self {
        Self {
            fs,
            job,
            seen: HashSet::new(),
            files: Vec::new(),
            read: ArticlesRead::default(),
        }
    }

    /// The regular files that `path` is or holds, in path order, without those of earlier calls.
    pub(super) fn files_of(&mut self, path: &Path) -> Vec<PathBuf> {
        self.collect(path, None);
        std::mem::take(&mut self.files)
    }

    /// `depth`: of folders around it, `None` for what the user named.
    fn collect(&mut self, path: &Path, depth: Option<usize>) {
        if self.job.is_cancelled() {
            self.read.is_cancelled = true;
            return;
        }
        let meta = match self.fs.metadata(path) {
            Ok(meta) => meta,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                let help = "check the name, or look whether the file was moved";
                return self.fail(path, "there is no such file".to_owned(), help);
            }
            Err(error) => {
                let help = "check that you may read it";
                return self.fail(path, format!("cannot look at it: {error}"), help);
            }
        };
        match meta.kind {
            FileKind::Folder => self.collect_folder(path, depth.unwrap_or(0)),
            // What was named is read whatever it is called.
            FileKind::Regular if depth.is_none() => self.push(path),
            // A project's own side files are no articles.
            FileKind::Regular if is_side_file(path) => {}
            FileKind::Regular => {
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                let has_extension = path.extension().is_some();
                if !has_extension || has_reader(&name) || is_json(path) {
                    self.push(path);
                } else {
                    self.read.left_out.push(path.to_owned());
                }
            }
            FileKind::Other => {
                let help = "name a file, not a pipe or a device";
                self.fail(path, "it is no regular file".to_owned(), help);
            }
        }
    }

    fn collect_folder(&mut self, path: &Path, depth: usize) {
        if !self.is_new(path) {
            return;
        }
        if depth >= MAX_FOLDER_DEPTH {
            let reason = format!("folders are nested more than {MAX_FOLDER_DEPTH} deep");
            return self.fail(path, reason, "name the inner folder by itself");
        }
        self.job.set_what(path.display().to_string());
        match self.fs.read_dir(path) {
            Ok(mut names) => {
                names.sort();
                let is_wanted =
                    |name: &&OsString| !is_hidden(name) && !is_page_folder(name, &names);
                for name in names.iter().filter(is_wanted) {
                    self.collect(&path.join(name), Some(depth + 1));
                }
            }
            Err(error) => {
                let help = "check that you may read it";
                self.fail(path, format!("cannot list the folder: {error}"), help);
            }
        }
    }

    fn push(&mut self, path: &Path) {
        if self.is_new(path) {
            self.files.push(path.to_owned());
        }
    }

    /// Whether it was not come upon yet; else that is noted.
    fn is_new(&mut self, path: &Path) -> bool {
        let real = self.fs.canonicalize(path);
        let is_new = self.seen.insert(real.unwrap_or_else(|_| path.to_owned()));
        if !is_new {
            self.read.repeated.push(path.to_owned());
        }
        is_new
    }

    fn fail(&mut self, path: &Path, reason: String, help: &str) {
        self.read.failures.push(ArticleFailure {
            path: path.to_owned(),
            named: path.to_owned(),
            reason,
            help: help.to_owned(),
            is_binary: false,
            needs_columns: false,
            of_rows: None,
        });
    }
}

/// Whether browsers made this folder for the pictures and scripts of a page that lies beside it.
fn is_page_folder(name: &OsStr, names: &[OsString]) -> bool {
    let name = name.to_string_lossy();
    let endings = ["_files", "-Dateien", "_fichiers", "_archivos", "_file"];
    let page = endings.iter().find_map(|ending| name.strip_suffix(ending));
    page.is_some_and(|page| {
        ["html", "htm", "xhtml"]
            .iter()
            .any(|extension| names.iter().any(|n| *n == *format!("{page}.{extension}")))
    })
}

fn is_hidden(name: &OsStr) -> bool {
    name.to_string_lossy().starts_with('.')
}

fn is_side_file(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    [".json.journal", ".json.lock", ".json.bak"]
        .iter()
        .any(|ending| name.ends_with(ending))
}
