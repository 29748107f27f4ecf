//! Files whose main part has another name than `word/document.xml`, as some programs write (ECMA-376 part 2, section 8.3:
//! the package's relationships name it): `undoc` knows the usual name only.

use super::super::archive;
use super::FORMAT;
use super::runs::attribute;
use quick_xml::events::Event;
use quick_xml::reader::Reader;
use std::borrow::Cow;
use std::io::{Cursor, Write as _};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

/// The name of the main part that programs usually write.
pub const USUAL: &str = "word/document.xml";
const RELATIONS: &str = "_rels/.rels";

/// The file with its main part under the usual name; as it is where it has that or no sound one.
pub fn renamed(bytes: &[u8]) -> Cow<'_, [u8]> {
    if archive::lists(bytes, USUAL) {
        return Cow::Borrowed(bytes);
    }
    named_otherwise(bytes).map_or(Cow::Borrowed(bytes), Cow::Owned)
}

fn named_otherwise(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut found = archive::entries(FORMAT, bytes, &[RELATIONS]).ok()?;
    let relations = String::from_utf8(found.remove(RELATIONS)?).ok()?;
    let target = main_part(&relations)?;
    let file = target.trim_start_matches('/').strip_prefix("word/")?;
    if file.contains('/') {
        return None;
    }
    let own = [format!("word/{file}"), format!("word/_rels/{file}.rels")];
    let mut old = ZipArchive::new(Cursor::new(bytes)).ok()?;
    let mut new = ZipWriter::new(Cursor::new(Vec::with_capacity(bytes.len())));
    for i in 0..old.len() {
        let entry = old.by_index_raw(i).ok()?;
        let name = entry.name().ok()?.into_owned();
        if name == RELATIONS {
            new.start_file(name, SimpleFileOptions::default()).ok()?;
            let relations = relations.replace(&target, USUAL);
            new.write_all(relations.as_bytes()).ok()?;
        } else if name == own[0] {
            new.raw_copy_file_rename(entry, USUAL).ok()?;
        } else if name == own[1] {
            let usual = "word/_rels/document.xml.rels";
            new.raw_copy_file_rename(entry, usual).ok()?;
        } else {
            new.raw_copy_file(entry).ok()?;
        }
    }
    Some(new.finish().ok()?.into_inner())
}

/// What the package's relationships name as its document.
fn main_part(relations: &str) -> Option<String> {
    let mut reader = Reader::from_str(relations.trim_start_matches('\u{FEFF}'));
    loop {
        match reader.read_event().ok()? {
            Event::Start(element) | Event::Empty(element) => {
                let kind = attribute(&element, "Type").unwrap_or_default();
                if kind.ends_with("/officeDocument") {
                    return attribute(&element, "Target");
                }
            }
            Event::Eof => return None,
            _ => {}
        }
    }
}
