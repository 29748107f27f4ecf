//! W3C Web Annotation (Recommendation of 23 February 2017) as JSON-LD: an `AnnotationPage` with one annotation for each of ours, one
//! target a fragment, position selectors in code points, quote selectors with 32 code points around; links as `linking`.

use super::attributes::AttributeNames;
use super::losses::what;
use super::names::derived_uuid;
use super::options::ExportOptions;
use super::output::Output;
use super::registry::{ExportError, Progress};
use super::view::{DocumentView, Row, View};
use super::written::{Keeps, Written};
use crate::text::TextSpan;
use serde::Serialize;
use std::borrow::Cow;

/// How the page begins.
pub(super) const HEAD: &str = "{\"@context\": \"http://www.w3.org/ns/anno.jsonld\", \"id\": \"annotations.jsonld\", \
    \"type\": \"AnnotationPage\", \"startIndex\": 0, \"items\": [";
/// Code points of prefix and suffix.
const CONTEXT: usize = 32;

pub(super) fn write(
    view: &View<'_>,
    _options: &ExportOptions,
    output: &mut dyn Output,
    progress: &mut Progress<'_>,
) -> Result<Written, ExportError> {
    for d in &view.documents {
        output.begin(&format!("texts/{}.txt", d.file))?;
        output.write(d.text().as_bytes())?;
    }
    let names = AttributeNames::of(view, &[], Some('='));
    let project = view.project.head().id.as_str();
    let iri = |kind: &str, id: &str| format!("urn:uuid:{}", derived_uuid(project, kind, id));
    let creators: Vec<String> = view
        .annotators
        .iter()
        .map(|a| iri("annotator", a.id()))
        .collect();
    let creator = |annotator: usize| {
        let a = &view.annotators[annotator];
        Creator {
            id: &creators[annotator],
            name: &a.annotator.name,
            nickname: a.id(),
            r#type: "Person",
        }
    };
    output.begin("annotations.jsonld")?;
    output.write(HEAD.as_bytes())?;
    let mut line = Vec::new();
    let mut is_first = true;
    let mut item = |value: &Item<'_>, output: &mut dyn Output| -> Result<(), ExportError> {
        line.clear();
        line.extend_from_slice(if is_first { b"\n" } else { b",\n" });
        is_first = false;
        push_spaced(&mut line, value);
        Ok(output.write(&line)?)
    };
    for (i, d) in view.documents.iter().enumerate() {
        progress.tick(i, view.documents.len())?;
        let source = format!("texts/{}.txt", d.file);
        for row in &d.rows {
            let value = Item {
                body: bodies(row, &names),
                created: &row.annotation.created,
                creator: creator(row.annotator),
                id: iri("annotation", row.id()),
                modified: &row.annotation.modified,
                motivation: "classifying",
                target: Target::Places(places(d, row, &source)),
                r#type: "Annotation",
            };
            item(&value, output)?;
        }
    }
    for link in &view.links {
        let relation = link.relation;
        let to = iri("annotation", relation.to.as_str());
        let kind = Body {
            r#type: "TextualBody",
            purpose: "tagging",
            value: Some(relation.relation_type.as_str().into()),
            ..Body::default()
        };
        let end = Body {
            r#type: "SpecificResource",
            purpose: "linking",
            source: Some(&to),
            ..Body::default()
        };
        let value = Item {
            body: vec![end, kind],
            created: &relation.created,
            creator: creator(view.row(link.from).annotator),
            id: iri("relation", relation.id.as_str()),
            modified: &relation.modified,
            motivation: "linking",
            target: Target::Other(iri("annotation", relation.from.as_str())),
            r#type: "Annotation",
        };
        item(&value, output)?;
    }
    output.write(b"\n]}\n")?;
    let keeps = [
        Keeps::ArticleFileNames,
        Keeps::AnnotatorIds,
        Keeps::AnnotatorNames,
        Keeps::Times,
    ];
    let mut written = Written::of(view, &keeps);
    written.losses.add(what::SPELLING, names.n_changed());
    Ok(written)
}

/// An annotation or a link. Names stand in the order of the alphabet, here and below.
#[derive(Serialize)]
struct Item<'a> {
    body: Vec<Body<'a>>,
    #[serde(skip_serializing_if = "str::is_empty")]
    created: &'a str,
    creator: Creator<'a>,
    id: String,
    #[serde(skip_serializing_if = "str::is_empty")]
    modified: &'a str,
    motivation: &'static str,
    target: Target<'a>,
    r#type: &'static str,
}

#[derive(Serialize)]
struct Creator<'a> {
    id: &'a str,
    name: &'a str,
    nickname: &'a str,
    r#type: &'static str,
}

#[derive(Default, Serialize)]
struct Body<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    format: Option<&'static str>,
    purpose: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<&'a str>,
    r#type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<Cow<'a, str>>,
}

/// Places in an article, one of them without a list, or the id of an annotation.
enum Target<'a> {
    Places(Vec<Place<'a>>),
    Other(String),
}

impl Serialize for Target<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Places(places) => match places.as_slice() {
                [one] => one.serialize(serializer),
                several => several.serialize(serializer),
            },
            Self::Other(id) => id.serialize(serializer),
        }
    }
}

#[derive(Serialize)]
struct Place<'a> {
    selector: (Position, Quote<'a>),
    source: &'a str,
    r#type: &'static str,
}

#[derive(Serialize)]
struct Position {
    end: usize,
    start: usize,
    r#type: &'static str,
}

#[derive(Serialize)]
struct Quote<'a> {
    exact: &'a str,
    prefix: &'a str,
    suffix: &'a str,
    r#type: &'static str,
}

/// One line of JSON with a blank after each key's colon, as people write it by hand.
fn push_spaced(out: &mut Vec<u8>, value: &Item<'_>) {
    struct Spaced;
    impl serde_json::ser::Formatter for Spaced {
        fn begin_object_value<W: ?Sized + std::io::Write>(
            &mut self,
            w: &mut W,
        ) -> std::io::Result<()> {
            w.write_all(b": ")
        }
    }
    let mut serializer = serde_json::Serializer::with_formatter(out, Spaced);
    // An item has text for keys, and writing to a Vec cannot fail.
    let _ = value.serialize(&mut serializer);
}

fn bodies<'a>(row: &Row<'a>, names: &'a AttributeNames) -> Vec<Body<'a>> {
    let label = Body {
        r#type: "TextualBody",
        purpose: "classifying",
        value: Some(row.label().into()),
        ..Body::default()
    };
    let pairs = names.pairs(row).map(|(name, value)| Body {
        r#type: "TextualBody",
        purpose: "describing",
        format: Some("text/plain"),
        value: Some(format!("{name}={value}").into()),
        ..Body::default()
    });
    std::iter::once(label).chain(pairs).collect()
}

fn places<'a>(d: &DocumentView<'a>, row: &Row<'_>, source: &'a str) -> Vec<Place<'a>> {
    let text = d.text();
    let one = |(&(start, end), span): (&(usize, usize), &TextSpan)| {
        // A span ends inside its text, between characters.
        let before = text.get(..span.start().0).unwrap_or("");
        let after = text.get(span.end().0..).unwrap_or("");
        let first = before.char_indices().rev().nth(CONTEXT - 1);
        let first = first.map_or(0, |(at, _)| at);
        let last = after.char_indices().nth(CONTEXT);
        let last = last.map_or(after.len(), |(at, _)| at);
        Place {
            selector: (
                Position {
                    end,
                    start,
                    r#type: "TextPositionSelector",
                },
                Quote {
                    exact: span.of(text),
                    prefix: whole_graphemes_at_end(&before[first..], first > 0),
                    suffix: whole_graphemes_at_start(&after[..last], last < after.len()),
                    r#type: "TextQuoteSelector",
                },
            ),
            source,
            r#type: "SpecificResource",
        }
    };
    row.fragments
        .iter()
        .zip(&row.annotation.spans)
        .map(one)
        .collect()
}

/// `text` without its first grapheme where that may be cut.
fn whole_graphemes_at_end(text: &str, is_cut: bool) -> &str {
    use unicode_segmentation::UnicodeSegmentation as _;
    if !is_cut {
        return text;
    }
    let first = text.graphemes(true).next().map_or(0, str::len);
    // A text of one long grapheme is kept: better cut than none.
    if first == text.len() {
        text
    } else {
        &text[first..]
    }
}

/// `text` without its last grapheme where that may be cut.
fn whole_graphemes_at_start(text: &str, is_cut: bool) -> &str {
    use unicode_segmentation::UnicodeSegmentation as _;
    if !is_cut {
        return text;
    }
    let last = text.graphemes(true).next_back().map_or(0, str::len);
    if last == text.len() {
        text
    } else {
        &text[..text.len() - last]
    }
}
