//! Archives that only hold files of a format, such as what doccano's server sends: taken as the folder that they are. In
//! whole projects of `INCEpTION` each person's file of an article may be an archive again.

use super::all_read;
use super::detect::of_zip;
use super::imported::ImportError;
use super::inception::kept;
use super::split_path;
use crate::archive::{
    self, ArchiveError, MAX_ENTRIES, MAX_INFLATED, MAX_RATIO, MIN_INFLATED_FOR_RATIO, Packed,
};
use crate::formats::output::{File, FileSet};
use std::borrow::Cow;
use std::collections::BTreeSet;

/// Files with archives opened, without what is not read of a whole project.
pub(super) struct Unpacked<'f> {
    pub files: Cow<'f, FileSet>,
    /// How many files of projects are not read.
    pub n_aside: usize,
}

/// Whether a file begins as an archive does.
fn is_archive(path: &str, file: &File) -> Result<bool, ImportError> {
    let head = file.head();
    let head = head.map_err(|e| ImportError::unreadable(path, &e.to_string()))?;
    Ok(head.starts_with(archive::ZIP_MARK))
}

/// The files with those in the place of archives that are no format of their own. An archive alone needs no name before
/// what is in it.
///
/// # Errors
/// A damaged archive, one above the caps, one that holds a name twice, or a project without annotations that are read.
pub(super) fn unpacked(files: &FileSet) -> Result<Unpacked<'_>, ImportError> {
    let own = kept(files.paths());
    if own.is_project && own.paths.is_empty() {
        return Err(unread(files.paths().next().unwrap_or_default()));
    }
    let mut bundles = BTreeSet::new();
    for (path, file) in files.files().filter(|(path, _)| own.paths.contains(path)) {
        if is_archive(path, file)? && of_zip(file.bytes()).is_none() {
            bundles.insert(path);
        }
    }
    all_read(files)?;
    if bundles.is_empty() && own.n_aside == 0 {
        return Ok(Unpacked {
            files: Cow::Borrowed(files),
            n_aside: 0,
        });
    }
    let mut opening = Opening {
        out: FileSet::default(),
        n_aside: own.n_aside,
    };
    for (path, file) in files.files().filter(|(path, _)| own.paths.contains(path)) {
        if !bundles.contains(path) {
            opening.out.put(path, file.clone());
            continue;
        }
        let is_alone = files.len() == 1;
        let is_read = opening.open(path, file.bytes(), is_alone);
        if !is_read.map_err(|error| unsound(path, &error))? {
            return Err(unread(path));
        }
    }
    Ok(Unpacked {
        files: Cow::Owned(opening.out),
        n_aside: opening.n_aside,
    })
}

fn unsound(path: &str, error: &ArchiveError) -> ImportError {
    ImportError::new(
        format!("this is not a sound archive ({error})"),
        path,
        "unpack it, and name the folder that holds its files",
    )
}

fn unread(path: &str) -> ImportError {
    ImportError::new(
        "the project holds its annotations in no form that is read",
        path,
        "export it from INCEpTION anew, with UIMA CAS XMI, UIMA CAS JSON or WebAnno TSV as its secondary format",
    )
}

/// The files on the way out of their archives.
struct Opening {
    out: FileSet,
    n_aside: usize,
}

impl Opening {
    /// Takes what is in an archive; whether there is anything to read in it.
    fn open(&mut self, path: &str, bytes: &[u8], is_alone: bool) -> Result<bool, ArchiveError> {
        let names = Packed::open(bytes)?.names()?;
        let own = kept(names.iter().map(String::as_str));
        if own.is_project && own.paths.is_empty() {
            return Ok(false);
        }
        self.n_aside += own.n_aside;
        let is_hidden = |name: &str| name.split('/').any(|part| part.starts_with('.'));
        let is_wanted = |name: &str| !is_hidden(name) && own.paths.contains(name);
        let folder = if is_alone { "" } else { without_ending(path) };
        let (mut n_inflated, mut n_inside) = (0, 0);
        let mut entries = Vec::new();
        archive::walk(bytes, is_wanted, |name, content| {
            let is_inner = own.is_project && content.starts_with(archive::ZIP_MARK);
            if !is_inner {
                entries.push((name.to_owned(), content.to_vec()));
                return Ok(());
            }
            let mut inner = Vec::new();
            archive::walk(
                content,
                |name| !is_hidden(name),
                |name, content| {
                    // All that is in archives of this archive counts together.
                    n_inflated += content.len() as u64;
                    n_inside += 1;
                    let is_much = n_inflated > MIN_INFLATED_FOR_RATIO
                        && n_inflated / MAX_RATIO > bytes.len() as u64;
                    if n_inflated > MAX_INFLATED || is_much || n_inside > MAX_ENTRIES {
                        let what = "the archives in it unpack to more than is read";
                        return Err(ArchiveError(what.to_owned()));
                    }
                    inner.push((name.to_owned(), content.to_vec()));
                    Ok(())
                },
            )?;
            self.put(&joined(folder, without_ending(name)), inner)
        })?;
        self.put(folder, entries)?;
        Ok(true)
    }

    /// Adds files under a folder. One with its type system has the folder's name: the archive has it for these two alone.
    fn put(&mut self, folder: &str, files: Vec<(String, Vec<u8>)>) -> Result<(), ArchiveError> {
        let is_types = |name: &str| split_path(name).1.eq_ignore_ascii_case("TypeSystem.xml");
        let is_one = !folder.is_empty()
            && files.len() == 2
            && files.iter().filter(|(name, _)| is_types(name)).count() == 1;
        for (name, content) in files {
            let inner = match name.rsplit_once('.') {
                _ if !is_one => joined(folder, &name),
                _ if is_types(&name) => format!("{folder}.TypeSystem.xml"),
                Some((_, ending)) => format!("{folder}.{ending}"),
                None => folder.to_owned(),
            };
            if self.out.has(&inner) {
                let what = format!("two files would both be called {inner}");
                return Err(ArchiveError(what));
            }
            self.out.insert(inner, content);
        }
        Ok(())
    }
}

fn joined(folder: &str, name: &str) -> String {
    match folder {
        "" => name.to_owned(),
        folder => format!("{folder}/{name}"),
    }
}

/// A path without its file's ending.
fn without_ending(path: &str) -> &str {
    path.rsplit_once('.').map_or(path, |(stem, _)| stem)
}
