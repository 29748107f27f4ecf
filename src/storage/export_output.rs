//! The files of an export on the disk. Each is written beside its place and renamed when it is complete; what an export that
//! failed has begun is removed again. Not synced: an export can be made anew from its project.

use super::atomic::with_suffix;
use super::error::{StorageError, StorageErrorKind};
use super::file_system::{FileHandle, FileKind, FileSystem};
use crate::formats::{Existing, Output, is_own_file, own_files};
use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

/// Bytes gathered before they go to the system.
const BUFFER: usize = 1 << 18;
/// How deep below the folder files are looked for: no format has more folders in each other.
const MAX_DEPTH: usize = 3;
/// What a file is called until it is complete: a name that nobody else gives, so that one left by a kill may be removed.
const PART: &str = ".countermark-part";

/// Writes into one folder. Files of an earlier export are replaced where that was asked for; those of them that this one does
/// not write again are removed when it is complete, with the folders that are empty then, so that nobody reads them for its own.
pub struct ExportOutput<'f> {
    fs: &'f dyn FileSystem,
    folder: PathBuf,
    /// Relative paths of what an export wrote here and this one may replace.
    own: BTreeSet<String>,
    current: Option<Current>,
    files: Vec<String>,
    /// What stands there that did not before, folders before what lies in them: taken away again where the export fails.
    made: Vec<Made>,
}

enum Made {
    File(PathBuf),
    Folder(PathBuf),
}

struct Current {
    path: PathBuf,
    temp: PathBuf,
    file: Box<dyn FileHandle>,
    buffer: Vec<u8>,
}

impl<'f> ExportOutput<'f> {
    /// An export into `folder`, which is made where it does not exist.
    ///
    /// # Errors
    /// There is something in it and `force` is not set, or the folder cannot be made.
    pub fn into_folder(
        fs: &'f dyn FileSystem,
        folder: &Path,
        force: bool,
    ) -> Result<Self, StorageError> {
        let mut own = BTreeSet::new();
        let mut made = Vec::new();
        match fs.metadata(folder) {
            Ok(meta) if meta.kind != FileKind::Folder => {
                let what = "a file of this name is in the way of the folder";
                return Err(StorageError::new(StorageErrorKind::Exists, what, folder));
            }
            Ok(_) => {
                let names = fs
                    .read_dir(folder)
                    .map_err(|e| StorageError::reading("the folder cannot be read", folder, e))?;
                if !names.is_empty() && !force {
                    let what = "the folder exists and is not empty";
                    return Err(StorageError::new(StorageErrorKind::Exists, what, folder));
                }
                own = own_in(fs, folder);
            }
            Err(_) => {
                fs.create_dir_all(folder)
                    .map_err(|e| StorageError::writing("the folder cannot be made", folder, e))?;
                made.push(Made::Folder(folder.to_owned()));
            }
        }
        Ok(Self::new(fs, folder, own, made))
    }

    /// An export that is the one file `path`; gives its name too, by which the writer is to call it.
    ///
    /// # Errors
    /// The file exists, and `force` is not set or no export wrote it.
    pub fn into_file(
        fs: &'f dyn FileSystem,
        path: &Path,
        force: bool,
    ) -> Result<(Self, String), StorageError> {
        let folder = super::atomic::folder_of(path);
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let mut own = BTreeSet::new();
        if fs.metadata(path).is_ok() {
            let what = if force {
                "the file exists already and no export wrote it"
            } else {
                "the file exists already"
            };
            let is_own = || {
                let file = fs.open_read(path);
                file.is_ok_and(|file| is_own_file(&name, file))
            };
            if !(force && is_own()) {
                return Err(StorageError::new(StorageErrorKind::Exists, what, path));
            }
            own.insert(name.clone());
        }
        Ok((Self::new(fs, folder, own, Vec::new()), name))
    }

    fn new(fs: &'f dyn FileSystem, folder: &Path, own: BTreeSet<String>, made: Vec<Made>) -> Self {
        Self {
            fs,
            folder: folder.to_owned(),
            own,
            current: None,
            files: Vec::new(),
            made,
        }
    }

    /// Ends the last file and removes what is left of an earlier export; gives the relative paths of all files written.
    ///
    /// # Errors
    /// As the system says.
    pub fn finish(mut self) -> io::Result<Vec<String>> {
        self.end_file()?;
        // Complete: whatever fails from here on, it stays.
        self.made.clear();
        let files = std::mem::take(&mut self.files);
        let written: BTreeSet<&String> = files.iter().collect();
        let mut emptied = BTreeSet::new();
        for stale in self.own.iter().filter(|own| !written.contains(own)) {
            self.fs.remove_file(&self.place_of(stale))?;
            let mut folder = stale.as_str();
            while let Some((above, _)) = folder.rsplit_once('/') {
                emptied.insert(above);
                folder = above;
            }
        }
        // Inner folders stand after those around them.
        for folder in emptied.iter().rev() {
            let place = self.place_of(folder);
            if self.fs.read_dir(&place)?.is_empty() {
                self.fs.remove_empty_dir(&place)?;
            }
        }
        Ok(files)
    }

    fn place_of(&self, relative: &str) -> PathBuf {
        let parts = relative.split('/');
        parts.fold(self.folder.clone(), |path, part| path.join(part))
    }

    fn end_file(&mut self) -> io::Result<()> {
        let Some(mut current) = self.current.take() else {
            return Ok(());
        };
        let written = current.file.write_all(&current.buffer);
        drop(current.file);
        let is_new = self.fs.metadata(&current.path).is_err();
        let renamed = written.and_then(|()| self.fs.rename(&current.temp, &current.path));
        if renamed.is_ok() && is_new {
            self.made.push(Made::File(current.path));
        }
        if renamed.is_err() {
            // The name beside it may be gone already.
            let _ = self.fs.remove_file(&current.temp);
        }
        renamed
    }

    /// Makes a folder with those above it, and remembers which are new.
    fn make_folders(&mut self, folder: &Path) -> io::Result<()> {
        let above = folder.ancestors();
        let missing: Vec<PathBuf> = above
            .take_while(|folder| folder.starts_with(&self.folder))
            .filter(|folder| self.fs.metadata(folder).is_err())
            .map(ToOwned::to_owned)
            .collect();
        self.fs.create_dir_all(folder)?;
        let missing = missing.into_iter().rev().map(Made::Folder);
        self.made.extend(missing);
        Ok(())
    }

    /// Refuses to replace what no export wrote.
    fn check_free(&self, path: &Path, relative: &str) -> io::Result<()> {
        if self.fs.metadata(path).is_err() {
            return Ok(());
        }
        if self.own.contains(relative) {
            return Ok(());
        }
        let words = format!("{relative} is there already and no export wrote it");
        Err(io::Error::new(io::ErrorKind::AlreadyExists, words))
    }
}

/// What an export wrote into this folder.
fn own_in(fs: &dyn FileSystem, folder: &Path) -> BTreeSet<String> {
    let mut paths = BTreeSet::new();
    list(fs, folder, "", MAX_DEPTH, &mut paths);
    let open = |relative: &str| {
        let path = relative
            .split('/')
            .fold(folder.to_owned(), |p, part| p.join(part));
        fs.open_read(&path).ok()
    };
    own_files(&Existing {
        paths: &paths,
        open: &open,
    })
}

/// Adds the relative paths of all files; what cannot be listed is nobody's, and is then refused.
fn list(
    fs: &dyn FileSystem,
    folder: &Path,
    before: &str,
    depth: usize,
    paths: &mut BTreeSet<String>,
) {
    for name in fs.read_dir(folder).unwrap_or_default() {
        let path = folder.join(&name);
        let Some(name) = name.to_str() else {
            continue;
        };
        match fs.metadata(&path).map(|meta| meta.kind) {
            Ok(FileKind::Folder) if depth > 1 => {
                list(fs, &path, &format!("{before}{name}/"), depth - 1, paths);
            }
            Ok(FileKind::Folder) | Err(_) => {}
            Ok(_) => {
                paths.insert(format!("{before}{name}"));
            }
        }
    }
}

impl Output for ExportOutput<'_> {
    fn begin(&mut self, relative: &str) -> io::Result<()> {
        self.end_file()?;
        let path = self.place_of(relative);
        self.check_free(&path, relative)?;
        self.make_folders(super::atomic::folder_of(&path))?;
        let temp = with_suffix(&path, PART);
        let file = match self.fs.create_new(&temp, None) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                // Left by an export that was killed.
                self.fs.remove_file(&temp)?;
                self.fs.create_new(&temp, None)?
            }
            made => made?,
        };
        self.files.push(relative.to_owned());
        self.current = Some(Current {
            path,
            temp,
            file,
            buffer: Vec::with_capacity(BUFFER),
        });
        Ok(())
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        let Some(current) = &mut self.current else {
            return Err(io::Error::other("no file was begun"));
        };
        current.buffer.extend_from_slice(bytes);
        if current.buffer.len() >= BUFFER {
            current.file.write_all(&current.buffer)?;
            current.buffer.clear();
        }
        Ok(())
    }
}

impl Drop for ExportOutput<'_> {
    /// An export that did not finish leaves no half file, and nothing that was not there before: part of a dataset is not
    /// known for an export's, so that the next one would not replace it.
    fn drop(&mut self) {
        // Nothing more can be done where even this fails.
        if let Some(current) = self.current.take() {
            drop(current.file);
            let _ = self.fs.remove_file(&current.temp);
        }
        for made in std::mem::take(&mut self.made).into_iter().rev() {
            let _ = match made {
                Made::File(path) => self.fs.remove_file(&path),
                // Only where it is empty.
                Made::Folder(path) => self.fs.remove_empty_dir(&path),
            };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage::crash_fs::CrashFs;

    fn begin(fs: &CrashFs, names: &[&str]) -> io::Result<Vec<String>> {
        let folder = Path::new("/disk/out");
        let mut output = ExportOutput::into_folder(fs, folder, true).unwrap();
        for name in names {
            output.begin(name)?;
            output.write(b"text")?;
        }
        output.finish()
    }

    #[test]
    fn a_failed_export_takes_away_what_it_made() {
        let fs = CrashFs::with_folder("/disk");
        let before = fs.paths();
        let folder = Path::new("/disk/out");
        let mut output = ExportOutput::into_folder(&fs, folder, false).unwrap();
        for name in ["texts/d1.txt", "texts/d2.txt", "annotations.jsonld"] {
            output.begin(name).unwrap();
            output.write(b"text").unwrap();
        }
        assert!(fs.metadata(Path::new("/disk/out/texts/d2.txt")).is_ok());
        drop(output);
        assert_eq!(fs.paths(), before);
        // What was there before stays, and so does a complete one.
        fs.create_dir_all(Path::new("/disk/out/texts")).unwrap();
        fs.write_outside(Path::new("/disk/out/texts/mine.txt"), b"mine");
        assert!(begin(&fs, &["texts/d1.txt", "texts/mine.txt"]).is_err());
        assert_eq!(
            fs.contents(Path::new("/disk/out/texts/mine.txt")).unwrap(),
            b"mine"
        );
        assert!(fs.metadata(Path::new("/disk/out/texts/d1.txt")).is_err());
        assert_eq!(begin(&fs, &["texts/d1.txt"]).unwrap(), ["texts/d1.txt"]);
        assert!(fs.metadata(Path::new("/disk/out/texts/d1.txt")).is_ok());
    }
}
