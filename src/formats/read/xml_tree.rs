//! A small XML file as a tree. Entities other than those of XML itself are not resolved, nothing is fetched.

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
    let mut reader = Reader::from_str(text);
    let mut stack: Vec<Element> = vec![Element::default()];
    let fault = |what: String, at: u64| {
        let at = usize::try_from(at).unwrap_or(text.len()).min(text.len());
        let line = text.as_bytes()[..at]
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
                stack.push(element(&start).map_err(|what| fault(what, at))?);
            }
            Event::Empty(start) => {
                let element = element(&start).map_err(|what| fault(what, at))?;
                if let Some(parent) = stack.last_mut() {
                    parent.children.push(element);
                }
            }
            Event::End(_) => {
                // The reader refuses an end without its start, so that the root's parent always stays.
                if let Some(done) = stack.pop()
                    && let Some(parent) = stack.last_mut()
                {
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
    let name = start.name().as_ref().to_owned();
    let (prefix, name) = match name.split_once(':') {
        Some((prefix, name)) => (prefix.to_owned(), name.to_owned()),
        None => (String::new(), name),
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
