//! What `undoc` does not know about runs of text, set right in the file's XML before it reads that: hidden text is taken
//! out, signs of symbol fonts are written as characters, paragraphs that go on in the next one are joined to it.

use super::super::archive;
use super::super::styles::HidingStyles;
use super::joined::joined;
use super::main_part::USUAL;
use super::symbols::character;
use super::{FORMAT, IngestError};
use quick_xml::escape::escape;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{Cursor, Write as _};
use std::ops::Range;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

/// The parts that hold text.
const PARTS: &[&str] = &[USUAL, "word/footnotes.xml", "word/endnotes.xml"];

/// What names and describes the styles of a file.
const STYLES: &str = "word/styles.xml";

/// What became of a file.
pub struct SetRight<'a> {
    /// The file as `undoc` is to read it.
    pub bytes: Cow<'a, [u8]>,
    /// Signs that were left out.
    pub n_lost: usize,
    /// There was something to set right, and it could not be done: hidden text comes in, signs do not.
    pub has_failed: bool,
}

/// The file as `undoc` is to read it, after [`archive::check`].
///
/// # Errors
/// As [`archive::check`].
pub fn set_right(bytes: &[u8]) -> Result<SetRight<'_>, IngestError> {
    let names: Vec<&str> = PARTS.iter().copied().chain([STYLES]).collect();
    let mut parts = archive::entries(FORMAT, bytes, &names)?;
    let styles = parts.remove(STYLES);
    let styles = styles.as_deref().and_then(|xml| str::from_utf8(xml).ok());
    let styles = styles.map(hiding_styles).unwrap_or_default();
    let mut n_lost = 0;
    parts.retain(|_, xml| {
        let Ok(text) = str::from_utf8(xml) else {
            return false;
        };
        let text = joined(text);
        match (changed(&text, &styles), text) {
            (Some(changed), _) => {
                n_lost += changed.n_lost;
                *xml = changed.xml.into_bytes();
            }
            (None, Cow::Owned(text)) => *xml = text.into_bytes(),
            (None, Cow::Borrowed(_)) => return false,
        }
        true
    });
    let as_it_is = |has_failed: bool| SetRight {
        bytes: Cow::Borrowed(bytes),
        n_lost: 0,
        has_failed,
    };
    if parts.is_empty() {
        return Ok(as_it_is(false));
    }
    Ok(match packed(bytes, &parts) {
        Ok(packed) => SetRight {
            bytes: Cow::Owned(packed),
            n_lost,
            has_failed: false,
        },
        Err(_) => as_it_is(true),
    })
}

/// The styles that hide text; of a part that is no sound XML, those before that place.
fn hiding_styles(xml: &str) -> HidingStyles {
    let mut styles = HidingStyles::default();
    let mut name = String::new();
    // Properties of the text of a style, and not of a part of a table.
    let mut open: Vec<bool> = Vec::new();
    let mut reader = Reader::from_str(xml.trim_start_matches('\u{FEFF}'));
    while let Ok(event) = reader.read_event() {
        let is_empty = matches!(event, Event::Empty(_));
        match event {
            Event::Start(element) | Event::Empty(element) => {
                let tag = element.name();
                let tag = tag.as_ref();
                match tag {
                    "w:style" => {
                        name = attribute(&element, "w:styleId").unwrap_or_default();
                        styles.put(&name, "");
                    }
                    "w:basedOn" => {
                        styles.put(&name, &attribute(&element, "w:val").unwrap_or_default());
                    }
                    "w:vanish" if open.last() == Some(&true) => styles.say(&name, is_on(&element)),
                    _ => {}
                }
                if !is_empty {
                    // Styles, style, properties.
                    open.push(tag == "w:rPr" && open.len() == 2);
                }
            }
            Event::End(_) => {
                open.pop();
            }
            Event::Eof => break,
            _ => {}
        }
    }
    styles
}

/// The archive with these parts in place of its own.
fn packed(
    bytes: &[u8],
    parts: &BTreeMap<String, Vec<u8>>,
) -> Result<Vec<u8>, zip::result::ZipError> {
    let mut old = ZipArchive::new(Cursor::new(bytes))?;
    let mut new = ZipWriter::new(Cursor::new(Vec::with_capacity(bytes.len())));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for i in 0..old.len() {
        let entry = old.by_index_raw(i)?;
        let name = entry.name()?;
        if let Some(part) = parts.get(&*name) {
            new.start_file(&name, stored)?;
            new.write_all(part)?;
        } else {
            new.raw_copy_file(entry)?;
        }
    }
    Ok(new.finish()?.into_inner())
}

/// A part after its runs were set right.
struct Changed {
    xml: String,
    n_lost: usize,
}

/// One change: what stands there, and what instead.
struct Change {
    place: Range<usize>,
    put: String,
    is_lost: bool,
}

/// An open run.
struct Run {
    start: usize,
    /// How many elements are open, itself counted.
    depth: usize,
    is_hidden: bool,
}

/// `None` where nothing is to be changed, or the part is no sound XML, of which `undoc` says what is wrong.
fn changed(xml: &str, styles: &HidingStyles) -> Option<Changed> {
    if styles.is_empty() && !xml.contains("w:vanish") && !xml.contains("w:sym") {
        return None;
    }
    // Whether the style of each open paragraph hides its text.
    let mut paragraphs: Vec<bool> = Vec::new();
    let mut changes: Vec<Change> = Vec::new();
    let mut runs: Vec<Run> = Vec::new();
    let mut open: Vec<bool> = Vec::new();
    // The reader does not count a mark of byte order.
    let n_before = xml.len() - xml.trim_start_matches('\u{FEFF}').len();
    let body = &xml[n_before..];
    let mut reader = Reader::from_str(body);
    let place = |reader: &Reader<&[u8]>| usize::try_from(reader.buffer_position()).ok();
    loop {
        let start = place(&reader)?;
        let event = reader.read_event().ok()?;
        let is_empty = matches!(event, Event::Empty(_));
        match event {
            Event::Start(element) | Event::Empty(element) => {
                let name = element.name();
                let name = name.as_ref();
                let end = place(&reader)?;
                match name {
                    "w:vanish" if open.last() == Some(&true) => {
                        // Properties stand directly in their run.
                        if let Some(run) = runs.last_mut().filter(|r| r.depth + 1 == open.len()) {
                            run.is_hidden = is_on(&element);
                        }
                    }
                    "w:rStyle" if open.last() == Some(&true) => {
                        if let Some(run) = runs.last_mut().filter(|r| r.depth + 1 == open.len()) {
                            run.is_hidden |= styles.hides(&style_of(&element));
                        }
                    }
                    "w:pStyle" => {
                        if let Some(is_hidden) = paragraphs.last_mut() {
                            *is_hidden = styles.hides(&style_of(&element));
                        }
                    }
                    "w:p" if !is_empty => paragraphs.push(false),
                    "w:sym" if is_empty && !runs.is_empty() => {
                        changes.push(sign(&element, start..end));
                    }
                    "w:r" if !is_empty => runs.push(Run {
                        start,
                        depth: open.len() + 1,
                        is_hidden: paragraphs.last() == Some(&true),
                    }),
                    _ => {}
                }
                if !is_empty {
                    open.push(name == "w:rPr");
                }
            }
            Event::End(element) => {
                if element.name().as_ref() == "w:p" {
                    paragraphs.pop();
                }
                if let Some(run) = runs.pop_if(|run| run.depth == open.len())
                    && run.is_hidden
                {
                    // They stand in the order of the file.
                    while changes
                        .pop_if(|change| change.place.start >= run.start)
                        .is_some()
                    {}
                    changes.push(Change {
                        place: run.start..place(&reader)?,
                        put: String::new(),
                        is_lost: false,
                    });
                }
                open.pop();
            }
            Event::Eof => break,
            _ => {}
        }
    }
    if changes.is_empty() {
        return None;
    }
    let mut out = String::with_capacity(xml.len());
    let mut done = 0;
    for change in &changes {
        out.push_str(body.get(done..change.place.start)?);
        out.push_str(&change.put);
        done = change.place.end;
    }
    out.push_str(body.get(done..)?);
    Some(Changed {
        xml: out,
        n_lost: changes.iter().filter(|change| change.is_lost).count(),
    })
}

/// The value of an attribute, as it is written.
pub fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let mut all = element.attributes().filter_map(Result::ok);
    let found = all.find(|a| a.key.as_ref() == name)?;
    Some(found.value.to_string())
}

fn style_of(element: &BytesStart<'_>) -> String {
    attribute(element, "w:val").unwrap_or_default()
}

/// Whether a property that is there or not there is there.
fn is_on(element: &BytesStart<'_>) -> bool {
    let value = attribute(element, "w:val");
    !value.is_some_and(|v| ["0", "false", "off", "none"].contains(&v.as_str()))
}

/// A sign of a font as text.
fn sign(element: &BytesStart<'_>, place: Range<usize>) -> Change {
    let font = attribute(element, "w:font").unwrap_or_default();
    let code = attribute(element, "w:char").and_then(|hex| u32::from_str_radix(&hex, 16).ok());
    let found = code.and_then(|code| character(&font, code));
    let put = found.map(|c| {
        let text = c.to_string();
        format!("<w:t xml:space=\"preserve\">{}</w:t>", escape(&text))
    });
    Change {
        place,
        is_lost: put.is_none(),
        put: put.unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(xml: &str, expected: &str, n_lost: usize) {
        let found = changed(xml, &HidingStyles::default()).unwrap();
        assert_eq!((found.xml.as_str(), found.n_lost), (expected, n_lost));
    }

    const HIDE: &str = "<w:rPr><w:b/><w:vanish/></w:rPr>";

    #[test]
    fn hidden_runs_are_cut_out_with_all_that_is_in_them() {
        check(
            &format!(
                "<w:p><w:r><w:t>a</w:t></w:r><w:r>{HIDE}<w:t>é</w:t><w:sym w:font=\"x\" w:char=\"F000\"/></w:r><w:r/></w:p>"
            ),
            "<w:p><w:r><w:t>a</w:t></w:r><w:r/></w:p>",
            0,
        );
        let inner = format!("<w:r>{HIDE}<w:t>in</w:t></w:r>");
        check(
            &format!("<w:r><w:txbx><w:p>{inner}</w:p></w:txbx><w:t>out</w:t></w:r>"),
            "<w:r><w:txbx><w:p></w:p></w:txbx><w:t>out</w:t></w:r>",
            0,
        );
        check(&format!("\u{FEFF}<a>{inner}</a>"), "<a></a>", 0);
    }

    #[test]
    fn what_is_not_hidden_stays() {
        for xml in [
            "<w:r><w:rPr><w:vanish w:val=\"0\"/></w:rPr><w:t>a</w:t></w:r>",
            "<w:p><w:pPr><w:rPr><w:vanish/></w:rPr></w:pPr><w:r><w:t>a</w:t></w:r></w:p>",
            "<w:r><w:rPr><w:rPrChange><w:rPr><w:vanish/></w:rPr></w:rPrChange></w:rPr></w:r>",
            "<w:r><w:t>w:vanish w:sym</w:t></w:r>",
            "<w:r><w:rPr><w:vanish/>",
        ] {
            let found = changed(xml, &HidingStyles::default());
            assert!(found.is_none(), "{xml}");
        }
    }

    #[test]
    fn what_a_style_hides_is_cut_out_unless_the_run_shows_it() {
        let styles = hiding_styles(
            "<w:styles><w:style w:styleId=\"Secret\"><w:rPr><w:vanish/></w:rPr></w:style>\
             <w:style w:styleId=\"Note\"><w:basedOn w:val=\"Secret\"/></w:style>\
             <w:style w:styleId=\"Table\"><w:tblStylePr><w:rPr><w:vanish/></w:rPr></w:tblStylePr></w:style></w:styles>",
        );
        let of = |kind: &str, style: &str| {
            format!("<w:{kind}Pr><w:{kind}Style w:val=\"{style}\"/></w:{kind}Pr>")
        };
        let run =
            |properties: &str, words: &str| format!("<w:r>{properties}<w:t>{words}</w:t></w:r>");
        let shown = "<w:rPr><w:vanish w:val=\"0\"/></w:rPr>";
        let xml = format!(
            "<w:p>{}{}{}</w:p><w:p>{}{}{}</w:p>",
            run("", "a"),
            run(&of("r", "Note"), "b"),
            run(&of("r", "Table"), "c"),
            of("p", "Secret"),
            run("", "d"),
            run(shown, "e"),
        );
        let expected = format!(
            "<w:p>{}{}</w:p><w:p>{}{}</w:p>",
            run("", "a"),
            run(&of("r", "Table"), "c"),
            of("p", "Secret"),
            run(shown, "e"),
        );
        assert_eq!(changed(&xml, &styles).unwrap().xml, expected);
    }

    #[test]
    fn signs_become_text_or_are_counted() {
        check(
            "<w:r><w:sym w:char=\"F026\" w:font=\"Symbol\"/><w:sym w:font=\"Webdings\" w:char=\"F021\"/><w:t>a</w:t></w:r>",
            "<w:r><w:t xml:space=\"preserve\">&amp;</w:t><w:t>a</w:t></w:r>",
            1,
        );
    }
}
