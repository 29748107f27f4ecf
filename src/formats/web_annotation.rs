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
use serde_json::{Value, json};

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
    let creator = |annotator: usize| {
        let a = &view.annotators[annotator];
        json!({"id": iri("annotator", a.id()), "type": "Person", "nickname": a.id(), "name": a.annotator.name})
    };
    output.begin("annotations.jsonld")?;
    output.write(HEAD.as_bytes())?;
    let mut is_first = true;
    let mut item = |value: Value, output: &mut dyn Output| -> Result<(), ExportError> {
        output.write(if is_first { b"\n" } else { b",\n" })?;
        is_first = false;
        let line = spaced(&value);
        Ok(output.write(line.as_bytes())?)
    };
    for (i, d) in view.documents.iter().enumerate() {
        progress.tick(i, view.documents.len())?;
        for row in &d.rows {
            let mut value = json!({
                "id": iri("annotation", row.id()),
                "type": "Annotation",
                "motivation": "classifying",
                "creator": creator(row.annotator),
                "body": bodies(row, &names),
                "target": targets(d, row),
            });
            add_times(
                &mut value,
                &row.annotation.created,
                &row.annotation.modified,
            );
            item(value, output)?;
        }
    }
    for link in &view.links {
        let relation = link.relation;
        let mut value = json!({
            "id": iri("relation", relation.id.as_str()),
            "type": "Annotation",
            "motivation": "linking",
            "creator": creator(view.row(link.from).annotator),
            "body": [
                {"type": "SpecificResource", "source": iri("annotation", relation.to.as_str()), "purpose": "linking"},
                {"type": "TextualBody", "value": relation.relation_type.as_str(), "purpose": "tagging"},
            ],
            "target": iri("annotation", relation.from.as_str()),
        });
        add_times(&mut value, &relation.created, &relation.modified);
        item(value, output)?;
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

/// One line of JSON with a blank after each key's colon, as people write it by hand.
fn spaced(value: &Value) -> String {
    struct Spaced;
    impl serde_json::ser::Formatter for Spaced {
        fn begin_object_value<W: ?Sized + std::io::Write>(
            &mut self,
            w: &mut W,
        ) -> std::io::Result<()> {
            w.write_all(b": ")
        }
    }
    let mut out = Vec::new();
    let mut serializer = serde_json::Serializer::with_formatter(&mut out, Spaced);
    // A Value has text for keys, and writing to a Vec cannot fail.
    let _ = serde::Serialize::serialize(value, &mut serializer);
    String::from_utf8(out).unwrap_or_default()
}

fn add_times(value: &mut Value, created: &str, modified: &str) {
    for (key, time) in [("created", created), ("modified", modified)] {
        if !time.is_empty() {
            value[key] = json!(time);
        }
    }
}

fn bodies(row: &Row<'_>, names: &AttributeNames) -> Vec<Value> {
    let mut out =
        vec![json!({"type": "TextualBody", "purpose": "classifying", "value": row.label()})];
    for (name, value) in names.pairs(row) {
        out.push(json!({
            "type": "TextualBody", "purpose": "describing", "value": format!("{name}={value}"), "format": "text/plain",
        }));
    }
    out
}

fn targets(d: &DocumentView<'_>, row: &Row<'_>) -> Value {
    let n_chars = d.document.index().n_chars();
    let one = |&(start, end): &(usize, usize)| {
        let prefix = whole_graphemes_at_end(
            d.slice(start.saturating_sub(CONTEXT), start),
            start > CONTEXT,
        );
        let last = (end + CONTEXT).min(n_chars);
        let suffix = whole_graphemes_at_start(d.slice(end, last), last < n_chars);
        json!({
            "type": "SpecificResource",
            "source": format!("texts/{}.txt", d.file),
            "selector": [
                {"type": "TextPositionSelector", "start": start, "end": end},
                {"type": "TextQuoteSelector", "exact": d.slice(start, end), "prefix": prefix, "suffix": suffix},
            ],
        })
    };
    let mut all: Vec<Value> = row.fragments.iter().map(one).collect();
    if all.len() == 1 {
        all.remove(0)
    } else {
        Value::Array(all)
    }
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
