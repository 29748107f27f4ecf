//! How far the reading is, and whether it is still wanted.

use super::imported::ImportError;
use crate::formats::output::FileSet;
use std::cell::Cell;

/// Told what is done and what there is in all, of any unit; says whether to go on.
pub type GoesOn<'a> = &'a dyn Fn(usize, usize) -> bool;

/// Counts the bytes that were read.
pub(in crate::formats) struct Watch<'a> {
    goes_on: Option<GoesOn<'a>>,
    total: usize,
    /// Bytes before the file that is being read, and in it.
    done: Cell<(usize, usize)>,
}

impl<'a> Watch<'a> {
    pub fn new(files: &FileSet, goes_on: GoesOn<'a>) -> Self {
        Self {
            goes_on: Some(goes_on),
            total: files.files().map(|(_, file)| file.n_bytes()).sum(),
            done: Cell::default(),
        }
    }

    /// For what is short.
    pub fn none() -> Self {
        Self {
            goes_on: None,
            total: 0,
            done: Cell::default(),
        }
    }

    /// A file begins.
    ///
    /// # Errors
    /// Nobody wants it any more.
    pub fn file(&self, path: &str, bytes: &[u8]) -> Result<(), ImportError> {
        self.file_of(path, bytes.len())
    }

    /// A file of so many bytes begins.
    ///
    /// # Errors
    /// As [`Watch::file`].
    pub fn file_of(&self, path: &str, n_bytes: usize) -> Result<(), ImportError> {
        let (before, inside) = self.done.get();
        self.done.set((before + inside, n_bytes));
        self.tell(path, before + inside)
    }

    /// So many bytes of the file are done.
    ///
    /// # Errors
    /// As [`Watch::file`].
    pub fn inside(&self, path: &str, n_bytes: usize) -> Result<(), ImportError> {
        self.tell(path, self.done.get().0 + n_bytes)
    }

    fn tell(&self, path: &str, done: usize) -> Result<(), ImportError> {
        if self.goes_on.is_none_or(|goes_on| goes_on(done, self.total)) {
            return Ok(());
        }
        Err(ImportError::new("the import was given up", path, ""))
    }
}
