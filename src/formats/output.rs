//! Where the files of an export go: bytes under a relative path, nothing more. The storage floor gives one that
//! writes to disk; tests and previews keep the bytes.

use std::collections::BTreeMap;
use std::io;

/// Takes the files of an export, one after the other.
pub trait Output: Send {
    /// Begins the file of this path, relative and with `/`. What was begun before is complete.
    fn begin(&mut self, path: &str) -> io::Result<()>;

    /// Adds to the file begun last.
    fn write(&mut self, bytes: &[u8]) -> io::Result<()>;
}

/// The files of an export in memory, by path.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileSet {
    files: BTreeMap<String, Vec<u8>>,
    current: String,
}

impl FileSet {
    /// Files with their paths, sorted by path.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.files.iter().map(|(p, b)| (p.as_str(), b.as_slice()))
    }

    /// The bytes of one file.
    #[must_use]
    pub fn get(&self, path: &str) -> Option<&[u8]> {
        self.files.get(path).map(Vec::as_slice)
    }

    /// Adds a whole file.
    pub fn insert(&mut self, path: impl Into<String>, bytes: Vec<u8>) {
        self.files.insert(path.into(), bytes);
    }

    /// How many files there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }
}

impl Output for FileSet {
    fn begin(&mut self, path: &str) -> io::Result<()> {
        path.clone_into(&mut self.current);
        self.files.insert(path.to_owned(), Vec::new());
        Ok(())
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        let file = self.files.entry(self.current.clone()).or_default();
        file.extend_from_slice(bytes);
        Ok(())
    }
}

/// An [`Output`] as an [`io::Write`], for libraries that write by themselves.
pub(super) struct AsWrite<'a>(pub &'a mut dyn Output);

impl io::Write for AsWrite<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
