//! A small XML file as a tree, or a large one as the trees of its parts, one after the other. Entities other than those of XML
//! itself are not resolved, nothing is fetched.

use super::imported::ImportError;
use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

/// Elements inside elements are followed this deep.
const MAX_DEPTH: usize = 200;

/// An element: its name without prefix, attributes with theirs, text and children.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Element {
    /// The local name.
    pub name: String,
    /// The prefix, or empty.
    pub prefix: String,
    /// Names (with prefix) and values.
    pub attributes: Vec<(String, String)>,
    /// All text directly inside.
    pub text: String,
    /// Elements directly inside.
    pub children: Vec<Element>,
}

impl Element {
    /// The value of an attribute; empty where there is none.
    pub fn attribute(&self, name: &str) -> &str {
        let found = self.attributes.iter().find(|(n, _)| n == name);
        found.map_or("", |(_, value)| value)
    }

    /// The first child of a name.
    pub fn child(&self, name: &str) -> Option<&Element> {
        self.children.iter().find(|c| c.name == name)
    }

    /// The children of a name.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Element> {
        self.children.iter().filter(move |c| c.name == name)
    }

    /// Calls `f` for this element and every one inside, in the order of the file.
    pub fn walk<'a>(&'a self, f: &mut impl FnMut(&'a Element)) {
        f(self);
        for child in &self.children {
            child.walk(f);
        }
    }
}

/// Parses a whole file; gives its root.
pub(super) fn parse(path: &str, text: &str) -> Result<Element, ImportError> {
    parse_but(path, text, |_| false, None)
}

/// As [`parse`], without the elements whose local names are those of parts. Nothing in them is looked at.
pub(super) fn parse_around(
    path: &str,
    text: &str,
    is_part: impl Fn(&str) -> bool,
) -> Result<Element, ImportError> {
    parse_but(path, text, is_part, None)
}

/// Hands on each element whose local name is that of a part, with the byte behind it; none that is inside another one.
pub(super) fn parse_parts(
    path: &str,
    text: &str,
    is_part: impl Fn(&str) -> bool,
    take: TakePart<'_>,
) -> Result<(), ImportError> {
    parse_but(path, text, is_part, Some(take)).map(|_| ())
}

type TakePart<'a> = &'a mut dyn FnMut(Element, usize) -> Result<(), ImportError>;

/// The root without its parts, which go to `take`, or are skipped.
fn parse_but(
    path: &str,
    text: &str,
    is_part: impl Fn(&str) -> bool,
    mut take: Option<TakePart<'_>>,
) -> Result<Element, ImportError> {
    let mut reader = Reader::from_str(text);
    let mut stack: Vec<Element> = vec![Element::default()];
    // How deep the part stands that is being read.
    let mut part: Option<usize> = None;
    let behind = |at: u64| usize::try_from(at).unwrap_or(text.len()).min(text.len());
    let fault = |what: String, at: u64| {
        let line = text.as_bytes()[..behind(at)]
            .iter()
            .filter(|b| **b == b'\n')
            .count()
            + 1;
        ImportError::new(
            format!("this is not sound XML ({what})"),
            format!("{path}:{line}"),
            "look at that line, or write the file anew from the tool that made it",
        )
    };
    loop {
        let event = reader
            .read_event()
            .map_err(|e| fault(e.to_string(), reader.error_position()))?;
        let at = reader.buffer_position();
        match event {
            Event::Start(start) => {
                if stack.len() > MAX_DEPTH {
                    return Err(fault("elements are nested too deep".to_owned(), at));
                }
                if part.is_none() && is_part(start.local_name().as_ref()) {
                    if take.is_none() {
                        reader
                            .read_to_end(start.name())
                            .map_err(|e| fault(e.to_string(), reader.error_position()))?;
                        continue;
                    }
                    part = Some(stack.len());
                }
                stack.push(element(&start).map_err(|what| fault(what, at))?);
            }
            Event::Empty(start) => {
                let is_own = part.is_none() && is_part(start.local_name().as_ref());
                let element = element(&start).map_err(|what| fault(what, at))?;
                if is_own {
                    if let Some(take) = &mut take {
                        take(element, behind(at))?;
                    }
                } else if let Some(parent) = stack.last_mut() {
                    parent.children.push(element);
                }
            }
            Event::End(_) => {
                // The reader refuses an end without its start, so that the root's parent always stays.
                let done = stack.pop();
                if let Some(take) = take.as_mut().filter(|_| part == Some(stack.len())) {
                    part = None;
                    take(done.unwrap_or_default(), behind(at))?;
                } else if let (Some(done), Some(parent)) = (done, stack.last_mut()) {
                    parent.children.push(done);
                }
            }
            Event::Text(text) => {
                push_text(&mut stack, &text.xml10_content());
            }
            Event::CData(data) => {
                push_text(&mut stack, &data.xml10_content());
            }
            Event::GeneralRef(reference) => {
                let whole = format!("&{};", reference.xml10_content());
                let words =
                    quick_xml::escape::unescape(&whole).map_err(|e| fault(e.to_string(), at))?;
                push_text(&mut stack, &words);
            }
            Event::Eof => break,
            _ => {}
        }
    }
    if stack.len() > 1 {
        return Err(fault(
            "the file ends inside an element".to_owned(),
            reader.buffer_position(),
        ));
    }
    let top = stack.pop().unwrap_or_default();
    top.children
        .into_iter()
        .next()
        .ok_or_else(|| fault("there is no element".to_owned(), 0))
}

fn push_text(stack: &mut [Element], words: &str) {
    if let Some(parent) = stack.last_mut() {
        parent.text.push_str(words);
    }
}

fn element(start: &BytesStart<'_>) -> Result<Element, String> {
    let name = start.name();
    let (prefix, name) = match name.as_ref().split_once(':') {
        Some((prefix, name)) => (prefix.to_owned(), name.to_owned()),
        None => (String::new(), name.as_ref().to_owned()),
    };
    let mut attributes = Vec::new();
    for attribute in start.attributes() {
        let attribute = attribute.map_err(|e| e.to_string())?;
        let key = attribute.key.as_ref().to_owned();
        let value = attribute
            .normalized_value(XmlVersion::Implicit1_0)
            .map_err(|e| e.to_string())?;
        attributes.push((key, value.into_owned()));
    }
    Ok(Element {
        name,
        prefix,
        attributes,
        ..Element::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_handed_on_whole_and_the_rest_is_without_them() {
        let xml = "<a><p n='1'>one<p n='2'/></p><b><x:p n='3'/>two</b><p n='4'><c/></p></a>";
        let is_part = |name: &str| name == "p";
        let root = parse_around("f", xml, is_part).unwrap();
        let names: Vec<&str> = root.children.iter().map(|c| c.name.as_str()).collect();
        assert_eq!((names, root.children[0].text.as_str()), (vec!["b"], "two"));
        let mut seen = Vec::new();
        parse_parts("f", xml, is_part, &mut |part, behind| {
            assert!(xml[..behind].ends_with('>'));
            seen.push((part.attribute("n").to_owned(), part.children.len()));
            Ok(())
        })
        .unwrap();
        let want = [("1", 1), ("3", 0), ("4", 1)].map(|(n, c)| (n.to_owned(), c));
        assert_eq!(seen, want);
        let cut = parse_parts("f", "<a>\n<p><c></p></a>", is_part, &mut |_, _| Ok(()));
        assert_eq!(cut.unwrap_err().place, "f:2");
    }
}
