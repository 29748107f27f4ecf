//! Floor 1: packed files of other people, behind caps. What is unpacked is counted before any library sees it; the sizes
//! that a file states of itself are not believed. Knows no format: names and bytes only.

use std::borrow::Cow;
use std::fmt::Display;
use std::io::{Cursor, Read};
use thiserror::Error;

/// Most entries of an archive: twice as many as a project has articles.
pub const MAX_ENTRIES: usize = 200_000;
/// Most bytes of all entries that are unpacked.
pub const MAX_INFLATED: u64 = 256 << 20;
/// Most bytes unpacked for one byte of the archive, above [`MIN_INFLATED_FOR_RATIO`].
pub const MAX_RATIO: u64 = 200;
/// So much room at most is made for an entry because it says that it needs it, in bytes.
const MAX_STATED: u64 = 1 << 20;
/// A short text in many blanks is no attack.
pub const MIN_INFLATED_FOR_RATIO: u64 = 4 << 20;
/// How far a declaration may stand behind the start of a file, in bytes.
const MAX_PROLOG: usize = 1 << 16;

/// The first four bytes of every zip archive that holds something.
pub const ZIP_MARK: &[u8] = b"PK\x03\x04";

/// Why an archive is not read, in words.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{0}")]
pub struct ArchiveError(pub String);

impl ArchiveError {
    fn damaged(error: &dyn Display) -> Self {
        Self(error.to_string())
    }
}

/// An archive of which single entries are unpacked as they are asked for; all that were count together.
pub struct Packed<'b> {
    zip: zip::ZipArchive<Cursor<&'b [u8]>>,
    n_packed: usize,
    n_inflated: u64,
}

impl<'b> Packed<'b> {
    /// Looks at what is in the archive.
    ///
    /// # Errors
    /// No archive, a damaged one, or one of too many files.
    pub fn open(bytes: &'b [u8]) -> Result<Self, ArchiveError> {
        let zip =
            zip::ZipArchive::new(Cursor::new(bytes)).map_err(|e| ArchiveError::damaged(&e))?;
        if zip.len() > MAX_ENTRIES {
            return Err(ArchiveError(format!(
                "it holds {} files, more than the {MAX_ENTRIES} that are read",
                zip.len()
            )));
        }
        Ok(Self {
            zip,
            n_packed: bytes.len(),
            n_inflated: 0,
        })
    }

    /// The names of all entries, folders among them (they end in `/`), in the archive's order.
    ///
    /// # Errors
    /// A damaged archive.
    pub fn names(&self) -> Result<Vec<String>, ArchiveError> {
        let names = self.zip.file_names();
        names
            .map(|name| name.map(Cow::into_owned))
            .collect::<Result<_, _>>()
            .map_err(|e| ArchiveError::damaged(&e))
    }

    /// Unpacks the entry of this place among the names.
    ///
    /// # Errors
    /// No such place, a damaged archive, one above the caps, or XML in it that declares entities.
    pub fn read(&mut self, place: usize) -> Result<Vec<u8>, ArchiveError> {
        let entry = self
            .zip
            .by_index(place)
            .map_err(|e| ArchiveError::damaged(&e))?;
        let name = entry
            .name()
            .map_err(|e| ArchiveError::damaged(&e))?
            .into_owned();
        let mut content = Vec::with_capacity(entry.size().min(MAX_STATED) as usize);
        let n_packed = self.n_packed;
        bounded(
            entry,
            n_packed,
            MAX_INFLATED,
            &mut self.n_inflated,
            &mut content,
        )?;
        if declares_entities(&name, &content) {
            let what = format!("{name} declares entities of its own, which are not read");
            return Err(ArchiveError(what));
        }
        Ok(content)
    }
}

/// Unpacks the entries whose names are `wanted`, one after the other, and hands each to `take`. The others are not
/// unpacked and do not count.
///
/// # Errors
/// No archive, a damaged one, one above the caps, XML in it that declares entities, or what `take` refuses.
pub fn walk(
    bytes: &[u8],
    wanted: impl Fn(&str) -> bool,
    mut take: impl FnMut(&str, &[u8]) -> Result<(), ArchiveError>,
) -> Result<(), ArchiveError> {
    let mut packed = Packed::open(bytes)?;
    for (place, name) in packed.names()?.into_iter().enumerate() {
        if !is_folder(&name) && wanted(&name) {
            take(&name, &packed.read(place)?)?;
        }
    }
    Ok(())
}

fn is_folder(name: &str) -> bool {
    name.ends_with(['/', '\\'])
}

/// All that a stream unpacks to, at most `max` bytes; `n_packed`: what it was made from.
///
/// # Errors
/// A damaged stream, or one above the caps.
pub fn inflated(stream: impl Read, n_packed: usize, max: u64) -> Result<Vec<u8>, ArchiveError> {
    let mut content = Vec::new();
    bounded(stream, n_packed, max, &mut 0, &mut content)?;
    Ok(content)
}

/// As [`inflated`] into `content`, for one of several streams of which `n_inflated` bytes came so far.
fn bounded(
    stream: impl Read,
    n_packed: usize,
    max: u64,
    n_inflated: &mut u64,
    content: &mut Vec<u8>,
) -> Result<(), ArchiveError> {
    stream
        .take(max - (*n_inflated).min(max) + 1)
        .read_to_end(content)
        .map_err(|e| ArchiveError::damaged(&e))?;
    *n_inflated += content.len() as u64;
    if *n_inflated > max {
        return Err(ArchiveError(format!(
            "unpacked it has more than the {max} bytes that are read"
        )));
    }
    if *n_inflated > MIN_INFLATED_FOR_RATIO && *n_inflated / MAX_RATIO > n_packed as u64 {
        return Err(ArchiveError(format!(
            "unpacked it has more than {MAX_RATIO} times its size"
        )));
    }
    Ok(())
}

fn declares_entities(name: &str, content: &[u8]) -> bool {
    let is_xml = [
        ".xml", ".rels", ".opf", ".ncx", ".xhtml", ".html", ".htm", ".qde", ".xmi",
    ]
    .iter()
    .any(|ending| name.to_ascii_lowercase().ends_with(ending));
    let head = &content[..content.len().min(MAX_PROLOG)];
    is_xml && head.windows(8).any(|window| window == b"<!ENTITY")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write as _;

    fn zip_of(entries: &[(&str, &[u8])]) -> Vec<u8> {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in entries {
            let options = zip::write::SimpleFileOptions::default();
            zip.start_file(*name, options).unwrap();
            zip.write_all(content).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    #[test]
    fn what_is_not_wanted_does_not_count() {
        let film = vec![0; usize::try_from(MIN_INFLATED_FOR_RATIO).unwrap() + 1];
        let bytes = zip_of(&[("film.mp4", &film), ("a.txt", b"words"), ("folder/", b"")]);
        let mut seen = Vec::new();
        let is_text = |name: &str| !name.starts_with("film");
        let done = walk(&bytes, is_text, |name, content| {
            seen.push((name.to_owned(), content.to_owned()));
            Ok(())
        });
        assert_eq!(done, Ok(()));
        assert_eq!(seen, [("a.txt".to_owned(), b"words".to_vec())]);
        let all = walk(&bytes, |_| true, |_, _| Ok(())).unwrap_err();
        assert_eq!(
            all.to_string(),
            "unpacked it has more than 200 times its size"
        );
    }

    #[test]
    fn a_stream_ends_at_its_cap() {
        let over = inflated(&[1_u8; 11][..], 11, 10).unwrap_err();
        let words = "unpacked it has more than the 10 bytes that are read";
        assert_eq!(over.to_string(), words);
        assert_eq!(inflated(&[1_u8; 10][..], 10, 10), Ok(vec![1; 10]));
    }
}
