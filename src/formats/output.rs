//! Where the files of an export go: bytes under a relative path, nothing more. The storage floor gives one that
//! writes to disk; tests and previews keep the bytes. And the files of an import, of which large ones stay on the disk.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::io::{self, Read};
use std::sync::{Arc, OnceLock};

/// Takes the files of an export, one after the other.
pub trait Output: Send {
    /// Begins the file of this path, relative and with `/`. What was begun before is complete.
    fn begin(&mut self, path: &str) -> io::Result<()>;

    /// Adds to the file begun last.
    fn write(&mut self, bytes: &[u8]) -> io::Result<()>;
}

/// A file that stays where it lies and is read from there, as often as it is needed.
pub trait FileSource: Send + Sync {
    /// How many bytes it has.
    fn n_bytes(&self) -> usize;

    /// Opens it at its beginning.
    ///
    /// # Errors
    /// As the system says.
    fn open(&self) -> io::Result<Box<dyn Read + '_>>;
}

/// A file: its bytes, or where they come from.
#[derive(Clone)]
pub struct File(Content);

#[derive(Clone)]
enum Content {
    Held(Vec<u8>),
    /// Read whole at most once; the error is kept in words.
    Lying(Arc<dyn FileSource>, OnceLock<Result<Vec<u8>, String>>),
}

/// So many bytes are enough to tell what a file is.
const HEAD: usize = 1 << 18;

impl File {
    /// All its bytes, which are kept from then on. None where they cannot be read: then there is a [`File::fault`].
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        match &self.0 {
            Content::Held(bytes) => bytes,
            Content::Lying(source, read) => {
                let read = read.get_or_init(|| {
                    let mut bytes = Vec::with_capacity(source.n_bytes());
                    let mut from = source.open().map_err(|e| e.to_string())?;
                    from.read_to_end(&mut bytes).map_err(|e| e.to_string())?;
                    Ok(bytes)
                });
                read.as_deref().unwrap_or_default()
            }
        }
    }

    /// Its bytes where they are in memory.
    #[must_use]
    pub fn held(&self) -> Option<&[u8]> {
        match &self.0 {
            Content::Held(bytes) => Some(bytes),
            Content::Lying(_, read) => read.get()?.as_deref().ok(),
        }
    }

    /// Its first bytes, or all of a short one.
    ///
    /// # Errors
    /// As the system says.
    pub fn head(&self) -> io::Result<Cow<'_, [u8]>> {
        if let Some(bytes) = self.held() {
            return Ok(Cow::Borrowed(bytes.get(..HEAD).unwrap_or(bytes)));
        }
        let mut head = Vec::with_capacity(HEAD);
        self.open()?.take(HEAD as u64).read_to_end(&mut head)?;
        Ok(Cow::Owned(head))
    }

    /// Opens it at its beginning; what is read is not kept.
    ///
    /// # Errors
    /// As the system says.
    pub fn open(&self) -> io::Result<Box<dyn Read + '_>> {
        match (&self.0, self.held()) {
            (_, Some(bytes)) => Ok(Box::new(bytes)),
            (Content::Lying(source, _), None) => source.open(),
            (Content::Held(bytes), None) => Ok(Box::new(bytes.as_slice())),
        }
    }

    /// How many bytes it has.
    #[must_use]
    pub fn n_bytes(&self) -> usize {
        match (&self.0, self.held()) {
            (Content::Lying(source, _), None) => source.n_bytes(),
            (_, held) => held.map_or(0, <[u8]>::len),
        }
    }

    /// Why its bytes could not be read.
    #[must_use]
    pub fn fault(&self) -> Option<&str> {
        match &self.0 {
            Content::Held(_) => None,
            Content::Lying(_, read) => read.get()?.as_ref().err().map(String::as_str),
        }
    }
}

impl fmt::Debug for File {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bytes", self.n_bytes())
    }
}

impl PartialEq for File {
    fn eq(&self, other: &Self) -> bool {
        self.bytes() == other.bytes()
    }
}

impl Eq for File {}

/// Files by path: those of an export in memory, or those that are read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileSet {
    files: BTreeMap<String, File>,
    current: String,
}

impl FileSet {
    /// Files with their paths, sorted by path; none is read.
    pub fn files(&self) -> impl Iterator<Item = (&str, &File)> {
        self.files.iter().map(|(p, file)| (p.as_str(), file))
    }

    /// The paths, sorted.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    /// All bytes of files with their paths, sorted by path; see [`File::bytes`].
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.files().map(|(path, file)| (path, file.bytes()))
    }

    /// The bytes of one file; see [`File::bytes`].
    #[must_use]
    pub fn get(&self, path: &str) -> Option<&[u8]> {
        self.files.get(path).map(File::bytes)
    }

    /// Whether there is a file of this path.
    #[must_use]
    pub fn has(&self, path: &str) -> bool {
        self.files.contains_key(path)
    }

    /// Adds a whole file.
    pub fn insert(&mut self, path: impl Into<String>, bytes: Vec<u8>) {
        self.put(path, File(Content::Held(bytes)));
    }

    /// Adds a file that is read where it lies.
    pub fn insert_source(&mut self, path: impl Into<String>, source: Arc<dyn FileSource>) {
        self.put(path, File(Content::Lying(source, OnceLock::new())));
    }

    /// Adds a file.
    pub fn put(&mut self, path: impl Into<String>, file: File) {
        self.files.insert(path.into(), file);
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
        self.insert(path, Vec::new());
        Ok(())
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        let none = || File(Content::Held(Vec::new()));
        let file = self.files.entry(self.current.clone()).or_insert_with(none);
        match &mut file.0 {
            Content::Held(held) => held.extend_from_slice(bytes),
            Content::Lying(..) => return Err(io::ErrorKind::PermissionDenied.into()),
        }
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
