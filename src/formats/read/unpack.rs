//! Archives that only hold files of a format, such as what doccano's server sends: taken as the folder that they are.

use super::all_read;
use super::detect::of_zip;
use super::imported::ImportError;
use crate::archive;
use crate::formats::output::{File, FileSet};
use std::borrow::Cow;
use std::collections::BTreeSet;

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
/// A damaged archive, one above the caps, or one that holds a name twice.
pub(super) fn unpacked(files: &FileSet) -> Result<Cow<'_, FileSet>, ImportError> {
    let mut bundles = BTreeSet::new();
    for (path, file) in files.files() {
        if is_archive(path, file)? && of_zip(file.bytes()).is_none() {
            bundles.insert(path);
        }
    }
    all_read(files)?;
    if bundles.is_empty() {
        return Ok(Cow::Borrowed(files));
    }
    let is_alone = files.len() == 1;
    let mut out = FileSet::default();
    for (path, file) in files.files() {
        if !bundles.contains(path) {
            out.put(path, file.clone());
            continue;
        }
        let bytes = file.bytes();
        let folder = path.rsplit_once('.').map_or(path, |(stem, _)| stem);
        let is_wanted = |name: &str| !name.split('/').any(|part| part.starts_with('.'));
        archive::walk(bytes, is_wanted, |name, content| {
            let inner = if is_alone {
                name.to_owned()
            } else {
                format!("{folder}/{name}")
            };
            if out.has(&inner) {
                let what = format!("two files would both be called {inner}");
                return Err(archive::ArchiveError(what));
            }
            out.insert(inner, content.to_vec());
            Ok(())
        })
        .map_err(|error| {
            ImportError::new(
                format!("this is not a sound archive ({error})"),
                path,
                "unpack it, and name the folder that holds its files",
            )
        })?;
    }
    Ok(Cow::Owned(out))
}
