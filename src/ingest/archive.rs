//! Files that are zip archives of XML: caps in front of every library that unpacks them.

use super::IngestError;
use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};

/// Most entries of an archive.
const MAX_ENTRIES: usize = 10_000;
/// Most bytes of all entries unpacked.
const MAX_INFLATED: u64 = 256 << 20;
/// Most bytes unpacked for one byte of the archive, above [`MIN_INFLATED_FOR_RATIO`].
const MAX_RATIO: u64 = 200;
/// A short text in many blanks is no attack.
const MIN_INFLATED_FOR_RATIO: u64 = 4 << 20;

/// The first four bytes of every such file.
pub const ZIP_MARK: &[u8] = b"PK\x03\x04";

/// Unpacks all of an archive into nothing and counts: entries, bytes, and whether its XML declares entities. Only what
/// passes is handed on. The sizes that the archive itself states are not believed.
///
/// # Errors
/// No archive, a damaged one, or one above the caps.
pub fn check(format: &'static str, bytes: &[u8]) -> Result<(), IngestError> {
    walk(format, bytes, |_, _| Ok(()))
}

/// The entries of these names, unpacked, after [`check`].
///
/// # Errors
/// As [`check`].
pub fn entries(
    format: &'static str,
    bytes: &[u8],
    names: &[&str],
) -> Result<BTreeMap<String, Vec<u8>>, IngestError> {
    let mut found = BTreeMap::new();
    walk(format, bytes, |name, content| {
        if names.contains(&name) {
            found.insert(name.to_owned(), content.to_owned());
        }
        Ok(())
    })?;
    Ok(found)
}

/// The content of an entry that must be there.
pub fn required(
    format: &'static str,
    entries: &mut BTreeMap<String, Vec<u8>>,
    name: &str,
) -> Result<Vec<u8>, IngestError> {
    entries
        .remove(name)
        .ok_or_else(|| broken(format, format!("{name} is missing in it")))
}

/// Whether the first entry is `mimetype` and says so, as in `OpenDocument` and EPUB.
pub fn has_mimetype(bytes: &[u8], mimetype: &str) -> bool {
    let rest = bytes.get(30..).unwrap_or_default();
    bytes.starts_with(ZIP_MARK)
        && rest
            .strip_prefix(b"mimetype")
            .is_some_and(|rest| rest.starts_with(mimetype.as_bytes()))
}

/// Whether an entry of that name is in the archive's list, by a look at its end.
pub fn lists(bytes: &[u8], name: &str) -> bool {
    if !bytes.starts_with(ZIP_MARK) {
        return false;
    }
    let Ok(zip) = zip::ZipArchive::new(Cursor::new(bytes)) else {
        return false;
    };
    zip.index_for_name(name).is_some()
}

fn broken(format: &'static str, reason: String) -> IngestError {
    IngestError::Broken { format, reason }
}

fn walk(
    format: &'static str,
    bytes: &[u8],
    mut take: impl FnMut(&str, &[u8]) -> Result<(), IngestError>,
) -> Result<(), IngestError> {
    let damaged = |error: &dyn std::fmt::Display| broken(format, error.to_string());
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|e| damaged(&e))?;
    if zip.len() > MAX_ENTRIES {
        let reason = format!(
            "it holds {} files, more than the {MAX_ENTRIES} that are read",
            zip.len()
        );
        return Err(broken(format, reason));
    }
    let mut n_inflated = 0_u64;
    let mut content = Vec::new();
    for i in 0..zip.len() {
        let entry = zip.by_index(i).map_err(|e| damaged(&e))?;
        let name = entry.name().map_err(|e| damaged(&e))?.into_owned();
        content.clear();
        entry
            .take(MAX_INFLATED - n_inflated + 1)
            .read_to_end(&mut content)
            .map_err(|e| damaged(&e))?;
        n_inflated += content.len() as u64;
        if n_inflated > MAX_INFLATED {
            let reason =
                format!("unpacked it has more than the {MAX_INFLATED} bytes that are read");
            return Err(broken(format, reason));
        }
        if n_inflated > MIN_INFLATED_FOR_RATIO && n_inflated / MAX_RATIO > bytes.len() as u64 {
            let reason = format!("unpacked it has more than {MAX_RATIO} times its size");
            return Err(broken(format, reason));
        }
        if declares_entities(&name, &content) {
            let reason = format!("{name} declares entities of its own, which are not read");
            return Err(broken(format, reason));
        }
        take(&name, &content)?;
    }
    Ok(())
}

/// How far a declaration may stand behind the start of a file, in bytes.
const MAX_PROLOG: usize = 1 << 16;

fn declares_entities(name: &str, content: &[u8]) -> bool {
    let is_xml = [".xml", ".rels", ".opf", ".ncx", ".xhtml", ".html", ".htm"]
        .iter()
        .any(|ending| name.to_ascii_lowercase().ends_with(ending));
    let head = &content[..content.len().min(MAX_PROLOG)];
    is_xml && head.windows(8).any(|window| window == b"<!ENTITY")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::fixture::zip_of;

    fn reason(bytes: &[u8]) -> String {
        check("Word", bytes).unwrap_err().to_string()
    }

    #[test]
    fn sound_archives_pass_and_give_their_entries() {
        let bytes = zip_of(&[("mimetype", b"a/b"), ("x.xml", b"<x/>")]);
        assert_eq!(check("Word", &bytes), Ok(()));
        let mut found = entries("Word", &bytes, &["x.xml", "y.xml"]).unwrap();
        assert_eq!(required("Word", &mut found, "x.xml").unwrap(), b"<x/>");
        assert_eq!(
            required("Word", &mut found, "y.xml")
                .unwrap_err()
                .to_string(),
            "this is no sound Word file: y.xml is missing in it"
        );
        assert!(has_mimetype(&bytes, "a/b") && !has_mimetype(&bytes, "a/c"));
        assert!(lists(&bytes, "x.xml") && !lists(&bytes, "y.xml") && !lists(b"PK", "x.xml"));
    }

    #[test]
    fn bombs_are_refused_before_a_library_sees_them() {
        let zeros = vec![b' '; (MIN_INFLATED_FOR_RATIO + 1) as usize];
        assert_eq!(
            reason(&zip_of(&[("x.xml", &zeros)])),
            "this is no sound Word file: unpacked it has more than 200 times its size"
        );
        let names: Vec<String> = (0..=MAX_ENTRIES).map(|i| i.to_string()).collect();
        let many: Vec<(&str, &[u8])> = names.iter().map(|n| (n.as_str(), &b""[..])).collect();
        assert_eq!(
            reason(&zip_of(&many)),
            "this is no sound Word file: it holds 10001 files, more than the 10000 that are read"
        );
        let entity = b"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a 'aaa'>]><x>&a;</x>";
        assert_eq!(
            reason(&zip_of(&[("x.xml", entity)])),
            "this is no sound Word file: x.xml declares entities of its own, which are not read"
        );
    }

    #[test]
    fn every_truncated_archive_is_an_error() {
        let bytes = zip_of(&[("x.xml", b"<x>some words</x>"), ("y.xml", b"<y/>")]);
        for end in 0..bytes.len() {
            assert!(check("Word", &bytes[..end]).is_err(), "{end}");
        }
    }
}
