//! The files of an export on the disk. Each is written beside its place and renamed when it is complete; what an export that
//! failed has begun is removed again. Not synced: an export can be made anew from its project.

use super::atomic::with_suffix;
use super::error::{StorageError, StorageErrorKind};
use super::file_system::{FileHandle, FileKind, FileSystem};
use crate::formats::Output;
use std::io;
use std::path::{Path, PathBuf};

/// Bytes gathered before they go to the system.
const BUFFER: usize = 1 << 18;
/// The most bytes looked at to see whose file a card is.
const MAX_CARD: u64 = 1 << 20;
/// What a file is called until it is complete: a name that nobody else gives, so that one left by a kill may be removed.
const PART: &str = ".countermark-part";
/// A name that folders of other people have too: it is replaced only where it is ours.
const CARD: &str = "README.md";
/// What stands in every card that an export wrote.
const OUR_MARK: &str = "written by Countermark";

/// Writes into one folder.
pub struct ExportOutput<'f> {
    fs: &'f dyn FileSystem,
    folder: PathBuf,
    replaces: bool,
    current: Option<Current>,
    files: Vec<String>,
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
            }
            Err(_) => fs
                .create_dir_all(folder)
                .map_err(|e| StorageError::writing("the folder cannot be made", folder, e))?,
        }
        Ok(Self::new(fs, folder, force))
    }

    /// An export that is the one file `path`; gives its name too, by which the writer is to call it.
    ///
    /// # Errors
    /// The file exists and `force` is not set.
    pub fn into_file(
        fs: &'f dyn FileSystem,
        path: &Path,
        force: bool,
    ) -> Result<(Self, String), StorageError> {
        if fs.metadata(path).is_ok() && !force {
            let what = "the file exists already";
            return Err(StorageError::new(StorageErrorKind::Exists, what, path));
        }
        let folder = super::atomic::folder_of(path);
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        Ok((Self::new(fs, folder, force), name))
    }

    fn new(fs: &'f dyn FileSystem, folder: &Path, replaces: bool) -> Self {
        Self {
            fs,
            folder: folder.to_owned(),
            replaces,
            current: None,
            files: Vec::new(),
        }
    }

    /// Ends the last file; gives the relative paths of all.
    ///
    /// # Errors
    /// As the system says.
    pub fn finish(mut self) -> io::Result<Vec<String>> {
        self.end_file()?;
        Ok(std::mem::take(&mut self.files))
    }

    fn end_file(&mut self) -> io::Result<()> {
        let Some(mut current) = self.current.take() else {
            return Ok(());
        };
        let written = current.file.write_all(&current.buffer);
        drop(current.file);
        let renamed = written.and_then(|()| self.fs.rename(&current.temp, &current.path));
        if renamed.is_err() {
            // The name beside it may be gone already.
            let _ = self.fs.remove_file(&current.temp);
        }
        renamed
    }

    /// Refuses to replace what no export wrote.
    fn check_free(&self, path: &Path, relative: &str) -> io::Result<()> {
        if self.fs.metadata(path).is_err() {
            return Ok(());
        }
        let is_ours = relative != CARD
            || self
                .fs
                .read(path, MAX_CARD)
                .is_ok_and(|bytes| String::from_utf8_lossy(&bytes).contains(OUR_MARK));
        if self.replaces && is_ours {
            return Ok(());
        }
        let words = format!("{relative} is there already and no export wrote it");
        Err(io::Error::new(io::ErrorKind::AlreadyExists, words))
    }
}

impl Output for ExportOutput<'_> {
    fn begin(&mut self, relative: &str) -> io::Result<()> {
        self.end_file()?;
        let path = relative
            .split('/')
            .fold(self.folder.clone(), |p, part| p.join(part));
        self.check_free(&path, relative)?;
        self.fs.create_dir_all(super::atomic::folder_of(&path))?;
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
    /// An export that did not finish leaves no half file.
    fn drop(&mut self) {
        if let Some(current) = self.current.take() {
            drop(current.file);
            // Nothing more can be done where even this fails.
            let _ = self.fs.remove_file(&current.temp);
        }
    }
}
