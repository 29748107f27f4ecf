//! Archives that only hold files of a format, such as what doccano's server sends: taken as the folder that they are.

use super::detect::of_zip;
use super::imported::ImportError;
use crate::archive;
use crate::formats::output::FileSet;
use std::borrow::Cow;

/// The files with those in the place of archives that are no format of their own. An archive alone needs no name before
/// what is in it.
///
/// # Errors
/// A damaged archive, one above the caps, or one that holds a name twice.
pub(super) fn unpacked(files: &FileSet) -> Result<Cow<'_, FileSet>, ImportError> {
    let is_bundle = |bytes: &[u8]| bytes.starts_with(archive::ZIP_MARK) && of_zip(bytes).is_none();
    if !files.iter().any(|(_, bytes)| is_bundle(bytes)) {
        return Ok(Cow::Borrowed(files));
    }
    let is_alone = files.len() == 1;
    let mut out = FileSet::default();
    for (path, bytes) in files.iter() {
        if !is_bundle(bytes) {
            out.insert(path, bytes.to_vec());
            continue;
        }
        let folder = path.rsplit_once('.').map_or(path, |(stem, _)| stem);
        let is_wanted = |name: &str| !name.split('/').any(|part| part.starts_with('.'));
        archive::walk(bytes, is_wanted, |name, content| {
            let inner = if is_alone {
                name.to_owned()
            } else {
                format!("{folder}/{name}")
            };
            if out.get(&inner).is_some() {
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
