//! Paragraphs that go on in the next one: a large first letter stands in one of its own, and of tracked changes the mark of
//! a paragraph may be deleted. `undoc` breaks the line there.

use super::runs::attribute;
use quick_xml::events::Event;
use quick_xml::reader::Reader;
use std::borrow::Cow;

/// An open paragraph.
struct Paragraph {
    /// How many elements are open, itself counted.
    depth: usize,
    goes_on: bool,
}

/// The part with such paragraphs joined to the next; as it is where there are none, or it is no sound XML.
pub fn joined(xml: &str) -> Cow<'_, str> {
    if !xml.contains("w:dropCap") && !xml.contains("<w:del ") {
        return Cow::Borrowed(xml);
    }
    match cuts(xml) {
        Some(cuts) if !cuts.is_empty() => {
            let mut out = String::with_capacity(xml.len());
            let mut done = 0;
            for (start, end) in cuts {
                out.push_str(xml.get(done..start).unwrap_or_default());
                done = end;
            }
            out.push_str(xml.get(done..).unwrap_or_default());
            Cow::Owned(out)
        }
        _ => Cow::Borrowed(xml),
    }
}

/// What is to be cut out: the end of such a paragraph, the start of the one behind it and that one's properties.
fn cuts(xml: &str) -> Option<Vec<(usize, usize)>> {
    let n_before = xml.len() - xml.trim_start_matches('\u{FEFF}').len();
    let mut reader = Reader::from_str(&xml[n_before..]);
    let place = |reader: &Reader<&[u8]>| {
        let at = usize::try_from(reader.buffer_position()).ok()?;
        Some(at + n_before)
    };
    let mut cuts: Vec<(usize, usize)> = Vec::new();
    let mut open: Vec<String> = Vec::new();
    let mut paragraphs: Vec<Paragraph> = Vec::new();
    // Where a paragraph ends that goes on, right behind it.
    let mut from: Option<usize> = None;
    // A paragraph that was joined has its properties cut out: where they start.
    let (mut is_joined, mut properties) = (false, None);
    loop {
        let start = place(&reader)?;
        let event = reader.read_event().ok()?;
        let is_empty = matches!(event, Event::Empty(_));
        let is_blank = matches!(&event, Event::Text(text) if text.trim().is_empty());
        match event {
            Event::Start(element) | Event::Empty(element) => {
                let name = element.name().as_ref().to_owned();
                let parent = open.last().map(String::as_str);
                match name.as_str() {
                    "w:p" if !is_empty => {
                        if let Some(from) = from {
                            cuts.push((from, place(&reader)?));
                        }
                        is_joined = from.is_some();
                        let depth = open.len() + 1;
                        paragraphs.push(Paragraph {
                            depth,
                            goes_on: false,
                        });
                    }
                    "w:pPr" if is_joined && !is_empty => properties = Some((start, open.len() + 1)),
                    "w:framePr" if parent == Some("w:pPr") => {
                        let cap = attribute(&element, "w:dropCap");
                        let is_cap = cap.is_some_and(|cap| cap != "none");
                        if let Some(paragraph) = paragraphs.last_mut().filter(|_| is_cap) {
                            paragraph.goes_on = true;
                        }
                    }
                    "w:del"
                        if parent == Some("w:rPr")
                            && open.iter().rev().nth(1).is_some_and(|p| p == "w:pPr") =>
                    {
                        if let Some(paragraph) = paragraphs.last_mut() {
                            paragraph.goes_on = true;
                        }
                    }
                    _ => {}
                }
                is_joined &= name == "w:p";
                if !is_empty {
                    open.push(name);
                }
            }
            Event::End(_) => {
                if let Some((start, _)) = properties.take_if(|p| p.1 == open.len()) {
                    cuts.push((start, place(&reader)?));
                }
                let ended = paragraphs.pop_if(|p| p.depth == open.len());
                open.pop();
                from = ended.filter(|p| p.goes_on).map(|_| start);
                continue;
            }
            Event::Eof => return open.is_empty().then_some(cuts),
            _ => {}
        }
        if !is_blank {
            from = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paragraph(properties: &str, words: &str) -> String {
        format!("<w:p>{properties}<w:r><w:t>{words}</w:t></w:r></w:p>")
    }

    #[test]
    fn a_large_letter_and_a_deleted_mark_go_on_in_the_next_paragraph() {
        let cap = "<w:pPr><w:framePr w:dropCap=\"drop\"/></w:pPr>";
        let deleted = "<w:pPr><w:rPr><w:del w:id=\"1\"/></w:rPr></w:pPr>";
        let style = "<w:pPr><w:pStyle w:val=\"x\"/></w:pPr>";
        let xml = [
            paragraph(cap, "O"),
            paragraph(style, "nce"),
            paragraph("", "b"),
        ]
        .concat();
        let want = format!(
            "<w:p>{cap}<w:r><w:t>O</w:t></w:r><w:r><w:t>nce</w:t></w:r></w:p>{}",
            paragraph("", "b")
        );
        assert_eq!(joined(&xml), want);
        let xml = format!(
            "\u{FEFF}<w:body>{}\n{}</w:body>",
            paragraph(deleted, "é"),
            paragraph("", "b")
        );
        let want = format!(
            "\u{FEFF}<w:body><w:p>{deleted}<w:r><w:t>é</w:t></w:r><w:r><w:t>b</w:t></w:r></w:p></w:body>"
        );
        assert_eq!(joined(&xml), want);
    }

    #[test]
    fn other_paragraphs_stay_apart() {
        let deleted = "<w:pPr><w:rPr><w:del w:id=\"1\"/></w:rPr></w:pPr>";
        for xml in [
            [paragraph("", "a <w:del "), paragraph("", "b")].concat(),
            format!("{}<w:tbl/>{}", paragraph(deleted, "a"), paragraph("", "b")),
            format!(
                "<w:p><w:del w:id=\"1\"><w:r/></w:del></w:p>{}",
                paragraph("", "b")
            ),
            paragraph(deleted, "a"),
            format!("{}<w:p>", paragraph(deleted, "a")),
        ] {
            assert_eq!(joined(&xml), xml);
        }
    }
}
