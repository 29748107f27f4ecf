//! Files that are zip archives of XML: caps in front of every library that unpacks them.

use super::IngestError;
use super::decoding::decode;
pub use crate::archive::ZIP_MARK;
use crate::archive::{self, ArchiveError};
use quick_xml::events::Event;
use quick_xml::reader::Reader;
use std::collections::BTreeMap;
use std::io::Cursor;

/// Elements inside elements of an XML file in it: the libraries call themselves for them, some copying what is inside.
/// A table inside a table takes three.
const MAX_DEPTH: usize = 500;

/// Unpacks all of an archive into nothing and counts: entries, bytes, and of its XML the depth and whether it declares
/// entities. Only what passes is handed on. The sizes that the archive itself states are not believed.
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
    mut take: impl FnMut(&str, &[u8]) -> Result<(), ArchiveError>,
) -> Result<(), IngestError> {
    let checked = |name: &str, content: &[u8]| {
        if is_deep(name, content) {
            let what = format!("elements are nested more than {MAX_DEPTH} deep in {name}");
            return Err(ArchiveError(what));
        }
        take(name, content)
    };
    archive::walk(bytes, |_| true, checked).map_err(|error| broken(format, error.0))
}

/// Whether XML is nested too deep. Behind a fault in it nothing is looked at: no library reads on there. Pages in it
/// are looked at where they are read.
fn is_deep(name: &str, content: &[u8]) -> bool {
    let name = name.to_ascii_lowercase();
    let endings = [".xml", ".rels", ".opf", ".ncx"];
    if !endings.iter().any(|ending| name.ends_with(ending)) {
        return false;
    }
    let xml = decode(content, None).text;
    let mut reader = Reader::from_str(&xml);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    let mut depth = 0_usize;
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Start(_) => depth += 1,
            Event::End(_) => depth = depth.saturating_sub(1),
            Event::Eof => return false,
            _ => {}
        }
        if depth > MAX_DEPTH {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::{MAX_ENTRIES, MIN_INFLATED_FOR_RATIO};
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
            "this is no sound Word file: it holds 200001 files, more than the 200000 that are read"
        );
        let deep = ["<a>".repeat(501), "</a>".repeat(501)].concat();
        assert_eq!(
            reason(&zip_of(&[("x.xml", deep.as_bytes())])),
            "this is no sound Word file: elements are nested more than 500 deep in x.xml"
        );
        let flat = format!("<x>{}</x>", "<a></a><b/><!-- <a> -->".repeat(600));
        assert_eq!(
            check("Word", &zip_of(&[("x.xml", flat.as_bytes())])),
            Ok(())
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
