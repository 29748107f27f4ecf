//! The texts of a REFI-QDA project: entries of its archive, or files beside it.

use super::has_ending;
use super::imported::ImportError;
use crate::archive::{ArchiveError, Packed};
use crate::formats::output::FileSet;
use encoding_rs::{UTF_8, WINDOWS_1252};
use std::collections::HashMap;

/// Where the texts of sources are. Each is unpacked when its source is read.
pub(super) struct Texts<'f> {
    /// By the last part of their paths, in lower case; of several the first by path.
    places: HashMap<String, Text<'f>>,
    /// The archive with its path.
    packed: Option<(&'f str, Packed<'f>)>,
}

#[derive(Clone, Copy)]
enum Text<'f> {
    /// In the archive, at this place.
    Packed(usize),
    /// A file beside.
    File(&'f [u8]),
}

impl<'f> Texts<'f> {
    /// Those of an archive, and the name and place of its project file.
    pub fn of_archive(
        path: &'f str,
        bytes: &'f [u8],
    ) -> Result<(Self, Option<(String, usize)>), ImportError> {
        let packed = Packed::open(bytes).map_err(|e| not_sound(path, &e))?;
        let names = packed.names().map_err(|e| not_sound(path, &e))?;
        let mut names: Vec<(String, usize)> = names.into_iter().zip(0..).collect();
        names.sort_unstable();
        let qde = names.iter().find(|(name, _)| has_ending(name, "qde"));
        let qde = qde.cloned();
        let mut texts = Self {
            places: HashMap::new(),
            packed: Some((path, packed)),
        };
        let is_text = |name: &str| has_ending(name, "qde") || has_ending(name, "txt");
        for (name, place) in names.iter().filter(|(name, _)| is_text(name)) {
            texts.put(name, Text::Packed(*place));
        }
        Ok((texts, qde))
    }

    pub fn of_folder(files: &'f FileSet) -> Self {
        let mut texts = Self {
            places: HashMap::new(),
            packed: None,
        };
        for (path, bytes) in files.iter() {
            texts.put(path, Text::File(bytes));
        }
        texts
    }

    fn put(&mut self, path: &str, text: Text<'f>) {
        let path = path.to_lowercase();
        let name = path.rsplit('/').next().unwrap_or(&path);
        self.places.entry(name.to_owned()).or_insert(text);
    }

    /// What is packed at a place.
    pub fn entry(&mut self, place: usize) -> Result<Vec<u8>, ImportError> {
        match &mut self.packed {
            Some((path, packed)) => packed.read(place).map_err(|e| not_sound(path, &e)),
            None => Ok(Vec::new()),
        }
    }

    /// The text of a file of this name in lower case, and whether it is UTF-8 or UTF-16 with its mark, as it should be; else
    /// it is taken for windows-1252.
    pub fn get(&mut self, name: &str) -> Result<Option<(String, bool)>, ImportError> {
        let bytes = match self.places.get(name) {
            None => return Ok(None),
            Some(&Text::Packed(place)) => self.entry(place)?,
            Some(Text::File(bytes)) => bytes.to_vec(),
        };
        let (text, _, has_faults) = UTF_8.decode(&bytes);
        if has_faults {
            let (text, ..) = WINDOWS_1252.decode(&bytes);
            return Ok(Some((text.into_owned(), false)));
        }
        Ok(Some((text.into_owned(), true)))
    }
}

fn not_sound(path: &str, error: &ArchiveError) -> ImportError {
    fault(&format!("this is not a sound archive ({error})"), path)
}

pub(super) fn fault(what: &str, path: &str) -> ImportError {
    ImportError::new(
        what,
        path,
        "export the project from your program as REFI-QDA (.qdpx)",
    )
}

#[cfg(test)]
mod tests {
    use super::super::{ReadSettings, Watch, refi_qda};
    use super::*;
    use std::io::{Cursor, Write as _};

    fn packed(entries: &[(&str, &str)]) -> FileSet {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in entries {
            let options = zip::write::SimpleFileOptions::default();
            zip.start_file(*name, options).unwrap();
            zip.write_all(content.as_bytes()).unwrap();
        }
        let mut files = FileSet::default();
        files.insert("p.qdpx", zip.finish().unwrap().into_inner());
        files
    }

    #[test]
    fn texts_are_found_whatever_the_case_of_their_names_and_the_order_of_a_project() {
        let qde = "<Project><Sources>\
            <TextSource guid='1' name='One' plainTextPath='internal://ONE.txt'>\
            <PlainTextSelection guid='s' startPosition='0' endPosition='4'><Coding guid='k'><CodeRef targetGUID='c'/></Coding></PlainTextSelection>\
            </TextSource>\
            <TextSource guid='2' name='Gone' plainTextPath='internal://gone.txt'/></Sources>\
            <CodeBook><Codes><Code guid='c' name='claim'/></Codes></CodeBook></Project>";
        let files = packed(&[
            ("Sources/one.TXT", "\u{feff}Quay closes"),
            ("sources/zone.txt", "another"),
            ("project.QDE", qde),
        ]);
        let read = refi_qda::read(&files, &ReadSettings::default(), &Watch::none()).unwrap();
        let texts: Vec<_> = read.documents.iter().map(|d| d.text.as_deref()).collect();
        assert_eq!(texts, [Some("Quay closes")]);
        let labels: Vec<&str> = read.annotations.iter().map(|a| a.label.as_str()).collect();
        assert_eq!((labels, read.faults.len()), (vec!["claim"], 0));
        assert_eq!(read.left_out["texts whose file is not in the archive"], 1);
    }
}
