//! The files of an import: named ones, folders with all that is in them, and what belongs beside them.

use super::importing::ImportFailure;
use super::jobs::JobContext;
use crate::formats::read::ImportError;
use crate::formats::{FileSet, FileSource};
use crate::model::free_name;
use crate::storage::file_system::{FileKind, FileMeta, read_regular};
use crate::storage::{FileSystem, StorageError};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Folders inside folders are followed this deep.
const MAX_DEPTH: usize = 64;
/// Largest file, in bytes.
const MAX_FILE_BYTES: u64 = 4 << 30;
/// A file of so many bytes stays on the disk and is read there.
const LARGE_BYTES: u64 = 16 << 20;

/// Reads files, and folders with all that is in them; large files are read where they lie when they are needed.
///
/// # Errors
/// One of them cannot be read, or the job was given up.
pub fn gather_files(
    fs: &Arc<dyn FileSystem>,
    inputs: &[PathBuf],
    context: &JobContext,
) -> Result<FileSet, ImportFailure> {
    let mut gathered = Gathered {
        fs,
        context,
        folders: BTreeSet::new(),
        files: FileSet::default(),
    };
    let all = named(&**fs, inputs);
    for (path, name) in &all {
        gathered.collect(path, name, 0)?;
    }
    for (path, name) in &all {
        gathered.collect_companions(path, name)?;
    }
    Ok(gathered.files)
}

/// What belongs to a file beside it: a brat `.ann` is nothing without its text.
fn companions(name: &str) -> Vec<String> {
    match name.rsplit_once('.') {
        Some((stem, "ann")) => {
            let text = format!("{stem}.txt");
            vec![text, "annotation.conf".into(), "visual.conf".into()]
        }
        _ => Vec::new(),
    }
}

/// What each input is called among the others. One alone needs no name before the files in it; of several, each folder
/// has its own, and so have files that lie in different folders. Readers that take annotators from folders find them there.
fn named(fs: &dyn FileSystem, inputs: &[PathBuf]) -> Vec<(PathBuf, String)> {
    struct Input {
        path: PathBuf,
        /// The folder itself, or that of the file.
        folder: PathBuf,
        is_folder: bool,
    }
    let real = |path: &Path| fs.canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let mut seen = BTreeSet::new();
    let mut all = Vec::new();
    for path in inputs {
        let at = real(path);
        // What was named twice is one input.
        if !seen.insert(at.clone()) {
            continue;
        }
        let is_folder = fs
            .metadata(path)
            .is_ok_and(|meta| meta.kind == FileKind::Folder);
        let parent = at.parent().unwrap_or(Path::new(""));
        let folder = if is_folder { &at } else { parent }.to_owned();
        all.push(Input {
            path: path.clone(),
            folder,
            is_folder,
        });
    }
    let name_of = |path: &Path| {
        let name = path.file_name().unwrap_or_default();
        name.to_string_lossy().into_owned()
    };
    let files = all.iter().filter(|input| !input.is_folder);
    let of_files: BTreeSet<PathBuf> = files.map(|input| input.folder.clone()).collect();
    let is_alone = all.len() == 1;
    let mut taken: BTreeSet<String> = BTreeSet::new();
    let mut names: BTreeMap<PathBuf, String> = BTreeMap::new();
    let mut out = Vec::new();
    for input in all {
        let needs_one = !is_alone && (input.is_folder || of_files.len() > 1);
        let prefix = if needs_one {
            let wanted = match name_of(&input.folder) {
                empty if empty.is_empty() => "folder".to_owned(),
                name => name,
            };
            let free = names.entry(input.folder.clone()).or_insert_with(|| {
                let free = free_name(&wanted, "-", |name| taken.contains(name));
                taken.insert(free.clone());
                free
            });
            free.clone()
        } else {
            String::new()
        };
        let name = if input.is_folder {
            prefix
        } else {
            below(&prefix, &name_of(&input.path))
        };
        out.push((input.path, name));
    }
    out
}

fn below(folder: &str, name: &str) -> String {
    match folder {
        "" => name.to_owned(),
        folder => format!("{folder}/{name}"),
    }
}

/// Files as they are gathered.
struct Gathered<'a> {
    fs: &'a Arc<dyn FileSystem>,
    context: &'a JobContext,
    /// Folders that were gone into, without symbolic links: each once, whatever links to what.
    folders: BTreeSet<PathBuf>,
    files: FileSet,
}

impl Gathered<'_> {
    /// Puts a file under its name: its bytes, or where a large one lies.
    fn put(&mut self, path: &Path, name: &str, meta: FileMeta) -> Result<(), ImportFailure> {
        let is_large = (LARGE_BYTES..=MAX_FILE_BYTES).contains(&meta.len);
        if is_large && meta.kind == FileKind::Regular {
            // Whether it can be read is known before anything is done.
            let opened = self.fs.open_read(path);
            opened.map_err(|e| StorageError::reading("the file cannot be read", path, e))?;
            let source = OnDisk {
                fs: self.fs.clone(),
                path: path.to_owned(),
                n_bytes: usize::try_from(meta.len).unwrap_or(usize::MAX),
            };
            self.files.insert_source(name, Arc::new(source));
        } else {
            let fs = &**self.fs;
            let bytes = read_regular(fs, path, MAX_FILE_BYTES, "the file cannot be read")?;
            self.files.insert(name, bytes);
        }
        Ok(())
    }

    /// Puts what belongs to a file that was named alone, where it lies beside it and was not named itself.
    fn collect_companions(&mut self, path: &Path, name: &str) -> Result<(), ImportFailure> {
        let (folder, file) = name.rsplit_once('/').unwrap_or(("", name));
        for beside in companions(file) {
            let (place, name) = (path.with_file_name(&beside), below(folder, &beside));
            let is_file = self
                .fs
                .metadata(&place)
                .is_ok_and(|m| m.kind == FileKind::Regular);
            if is_file && !self.files.has(&name) {
                self.collect(&place, &name, 0)?;
            }
        }
        Ok(())
    }

    /// Puts a file under its name, or all files of a folder under theirs below it.
    fn collect(&mut self, path: &Path, name: &str, depth: usize) -> Result<(), ImportFailure> {
        if self.context.is_cancelled() {
            return Err(ImportFailure::Cancelled);
        }
        let meta = self
            .fs
            .metadata(path)
            .map_err(|e| StorageError::reading("the file cannot be read", path, e))?;
        if meta.kind != FileKind::Folder {
            self.context.set_what(path.display().to_string());
            // Files are found by name alone: one must not take another's place.
            if self.files.has(name) {
                return Err(ImportFailure::Read(ImportError {
                    what: format!("two files would both be called {name}"),
                    place: path.display().to_string(),
                    help: "rename one of them, or import them one after the other".to_owned(),
                }));
            }
            return self.put(path, name, meta);
        }
        let real = self.fs.canonicalize(path);
        let is_new = self
            .folders
            .insert(real.unwrap_or_else(|_| path.to_owned()));
        if depth > MAX_DEPTH || !is_new {
            return Ok(());
        }
        let names = self
            .fs
            .read_dir(path)
            .map_err(|e| StorageError::reading("the folder cannot be read", path, e))?;
        for inner in names {
            let inner_name = inner.to_string_lossy();
            if inner_name.starts_with('.') {
                continue;
            }
            self.collect(&path.join(&inner), &below(name, &inner_name), depth + 1)?;
        }
        Ok(())
    }
}

/// A file on the disk.
struct OnDisk {
    fs: Arc<dyn FileSystem>,
    path: PathBuf,
    n_bytes: usize,
}

impl FileSource for OnDisk {
    fn n_bytes(&self) -> usize {
        self.n_bytes
    }

    fn open(&self) -> io::Result<Box<dyn Read + '_>> {
        // No more than was looked at: something may still be writing to it.
        Ok(Box::new(
            self.fs.open_read(&self.path)?.take(MAX_FILE_BYTES),
        ))
    }
}

/// Endings of files that hold annotations and no article.
const ENDINGS: &[&str] = &[
    "ann", "qdpx", "qdc", "qde", "spacy", "parquet", "jsonld", "conll", "iob", "bio", "xmi",
];
/// So many entries of a folder are looked at.
const MAX_LOOKED_AT: usize = 400;

/// Whether a file, or a folder by what lies in it, holds annotations of another tool rather than articles: told by the
/// endings of names, without reading a file.
#[must_use]
pub fn looks_like_annotations(fs: &dyn FileSystem, path: &Path) -> bool {
    let mut left = MAX_LOOKED_AT;
    looks_so(fs, path, 0, &mut left)
}

fn looks_so(fs: &dyn FileSystem, path: &Path, depth: usize, left: &mut usize) -> bool {
    let ending = path.extension().and_then(|e| e.to_str());
    if ending.is_some_and(|e| ENDINGS.iter().any(|known| e.eq_ignore_ascii_case(known))) {
        return true;
    }
    // An annotator's folder and one more: no tool nests deeper.
    if depth > 2 || !fs.metadata(path).is_ok_and(|m| m.kind == FileKind::Folder) {
        return false;
    }
    let Ok(names) = fs.read_dir(path) else {
        return false;
    };
    for name in names {
        if *left == 0 {
            return false;
        }
        *left -= 1;
        if looks_so(fs, &path.join(&name), depth + 1, left) {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Project, ProjectHead};
    use crate::workspace::{Environment, ImportAsked, read_gathered};

    #[test]
    #[allow(
        clippy::disallowed_methods,
        reason = "files of another tool in a temporary folder"
    )]
    fn large_files_are_read_where_they_lie() {
        let folder = tempfile::tempdir().unwrap();
        let line = format!(
            "{{\"text\": \"{}\", \"spans\": [{{\"start\": 0, \"end\": 5, \"label\": \"X\"}}]}}\n",
            "words ".repeat(10_000)
        );
        let large = line.repeat(300);
        assert!(large.len() as u64 > LARGE_BYTES);
        let path = folder.path().join("large.jsonl");
        std::fs::write(&path, &large).unwrap();
        std::fs::write(folder.path().join("small.jsonl"), &line).unwrap();
        let env = Environment {
            dirs: None,
            ..Environment::real()
        };
        let inputs = vec![folder.path().to_owned()];
        let files = gather_files(&env.fs, &inputs, &JobContext::default()).unwrap();
        let held: Vec<bool> = files.files().map(|(_, f)| f.held().is_some()).collect();
        assert_eq!(held, [false, true]);
        let asked = ImportAsked {
            inputs,
            ..ImportAsked::default()
        };
        let base = Project::new(ProjectHead::default());
        let context = JobContext::default();
        let read = read_gathered(&env, &base, &files, &asked, &context).unwrap();
        assert_eq!(
            (read.format, read.project.annotations.len()),
            ("prodigy", 301)
        );
        assert!(
            files
                .files()
                .all(|(path, f)| (path == "small.jsonl") == f.held().is_some())
        );
        std::fs::remove_file(&path).unwrap();
        let fault = read_gathered(&env, &base, &files, &asked, &context).unwrap_err();
        assert!(fault.to_string().ends_with("large.jsonl"), "{fault}");
    }
}
