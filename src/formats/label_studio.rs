//! Label Studio: `tasks.json`, one task an article with one annotation an annotator, and `label_config.xml`. Offsets are code points.
//! `completed_by` is left out: the server refuses a whole file that names somebody who is no member. The annotator stands in a
//! text field of the whole article instead.

use super::attributes::{AttributeNames, FRAGMENT_NAMES};
use super::losses::what;
use super::names::PlainNames;
use super::options::ExportOptions;
use super::output::Output;
use super::registry::{ExportError, Progress};
use super::spread::in_order;
use super::view::{DocumentView, FragmentIds, Row, View};
use super::written::{Keeps, Written};
use super::xml;
use crate::model::FeatureKind;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// Names of the configuration's own controls.
const RESERVED: &[&str] = &["label", "text", "annotator"];

pub(super) fn write(
    view: &View<'_>,
    _options: &ExportOptions,
    output: &mut dyn Output,
    progress: &mut Progress<'_>,
) -> Result<Written, ExportError> {
    let controls = Controls::of(view);
    output.begin("label_config.xml")?;
    output.write(controls.config(view).as_bytes())?;
    output.begin("tasks.json")?;
    let ids = view.fragment_ids();
    output.write(b"[")?;
    let n = view.documents.len();
    let make = |i: usize| serde_json::to_vec(&task(view, i, &controls, &ids));
    in_order(n, make, |i, task| {
        progress.tick(i, n)?;
        output.write(if i == 0 { b"\n" } else { b",\n" })?;
        Ok(output.write(&task.map_err(std::io::Error::from)?)?)
    })?;
    output.write(b"\n]\n")?;
    let keeps = [
        Keeps::ArticleIds,
        Keeps::ArticleTitles,
        Keeps::AnnotatorIds,
        Keeps::Ids,
        Keeps::TagColors,
    ];
    let mut written = Written::of(view, &keeps);
    written.lose_cross_links(view);
    written.losses.add(what::SPELLING, controls.n_respelled);
    Ok(written)
}

/// The task of an article: one annotation for each annotator.
fn task(view: &View<'_>, i: usize, controls: &Controls, ids: &FragmentIds) -> Value {
    let d = &view.documents[i];
    let mut annotations = Vec::new();
    for (a, annotator) in view.annotators.iter().enumerate() {
        let mut result: Vec<Value> = Vec::new();
        for row in d.rows_of(a) {
            regions(&mut result, d, row, controls, ids);
        }
        for link in view.links_within(i, a) {
            let relation = link.relation;
            let schema = view.project.schema();
            let kind = schema.relation_type(&relation.relation_type);
            let direction = if kind.is_some_and(|t| t.symmetric) {
                "bi"
            } else {
                "right"
            };
            result.push(json!({
                "type": "relation",
                "from_id": relation.from.as_str(),
                "to_id": relation.to.as_str(),
                "direction": direction,
                "labels": [relation.relation_type.as_str()],
            }));
        }
        let who = json!({
            "id": format!("who-{}-{}", i + 1, a + 1),
            "from_name": "annotator",
            "to_name": "text",
            "type": "textarea",
            "origin": "manual",
            "value": {"text": [annotator.id()]},
        });
        result.push(who);
        annotations.push(json!({
            "id": i * view.annotators.len() + a + 1,
            "result": result,
            "was_cancelled": false,
            "ground_truth": false,
            "task": i + 1,
        }));
    }
    json!({
        "id": i + 1,
        "data": {"text": d.text(), "doc_id": d.id(), "title": d.document.title},
        "annotations": annotations,
        "predictions": [],
        "meta": {},
    })
}

/// One label region for each fragment, and one result more for each feature, under the region's id.
fn regions(
    result: &mut Vec<Value>,
    d: &DocumentView<'_>,
    row: &Row<'_>,
    controls: &Controls,
    ids: &FragmentIds,
) {
    for (n, &(start, end)) in row.fragments.iter().enumerate() {
        let id = ids.get(row, n);
        let text = d.slice(start, end);
        result.push(json!({
            "id": id, "to_name": "text", "origin": "manual", "from_name": "label", "type": "labels",
            "value": {"start": start, "end": end, "text": text, "labels": [row.label()]},
        }));
        let mut attributes: Vec<(&str, String)> = controls
            .attributes
            .pairs(row)
            .map(|(name, value)| (name, value.to_owned()))
            .collect();
        if row.fragments.len() > 1 {
            attributes.push(("annotation_id", row.id().to_owned()));
            attributes.push(("fragment", (n + 1).to_string()));
        }
        for (name, value) in attributes {
            let Some(control) = controls.by_feature.get(name) else {
                continue;
            };
            let (kind, value) = if control.choices.is_some() {
                let value = json!({"start": start, "end": end, "text": text, "choices": [value]});
                ("choices", value)
            } else {
                (
                    "textarea",
                    json!({"start": start, "end": end, "text": [value]}),
                )
            };
            result.push(json!({
                "id": id, "to_name": "text", "origin": "manual", "from_name": control.name, "type": kind,
                "value": value,
            }));
        }
    }
}

/// A field of a region.
struct Control {
    name: String,
    /// The choices, where it is one; every value that is used is among them.
    choices: Option<Vec<String>>,
}

struct Controls {
    attributes: AttributeNames,
    by_feature: BTreeMap<String, Control>,
    /// Features whose control is called otherwise.
    n_respelled: usize,
}

impl Controls {
    fn of(view: &View<'_>) -> Self {
        let schema = view.project.schema();
        let attributes = AttributeNames::of(view, &FRAGMENT_NAMES, None);
        let mut used: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for row in view.documents.iter().flat_map(|d| &d.rows) {
            for (name, value) in attributes.pairs(row) {
                used.entry(name).or_default().insert(value);
            }
            if row.fragments.len() > 1 {
                for name in FRAGMENT_NAMES {
                    used.entry(name).or_default();
                }
            }
        }
        for feature in &schema.features {
            if !feature.labels.is_empty() {
                used.entry(attributes.get(feature.id.as_str())).or_default();
            }
        }
        let mut names = PlainNames::without(RESERVED);
        let mut by_feature = BTreeMap::new();
        for (id, values) in used {
            let is_it = |f: &&crate::model::Feature| attributes.get(f.id.as_str()) == id;
            let feature = schema.features.iter().find(is_it);
            let choice = feature.filter(|f| f.kind == FeatureKind::Choice);
            let choices = choice.map(|f| {
                let mut choices = f.values.clone();
                for value in values {
                    if !choices.iter().any(|c| c == value) {
                        choices.push(value.to_owned());
                    }
                }
                choices
            });
            let name = names.get(id);
            by_feature.insert(id.to_owned(), Control { name, choices });
        }
        let n_respelled = names.n_changed() + attributes.n_changed();
        Self {
            attributes,
            by_feature,
            n_respelled,
        }
    }

    fn config(&self, view: &View<'_>) -> String {
        let schema = view.project.schema();
        let mut out = String::from("<View>\n  <Labels name=\"label\" toName=\"text\">\n");
        let colors: BTreeMap<&str, &str> = schema
            .labels
            .iter()
            .map(|l| (l.id.as_str(), l.color.as_str()))
            .collect();
        let in_schema = schema.labels.iter().map(|l| l.id.as_str());
        let used: BTreeSet<&str> = view
            .documents
            .iter()
            .flat_map(|d| &d.rows)
            .map(super::view::Row::label)
            .collect();
        let further = used.into_iter().filter(|l| !colors.contains_key(l));
        for label in in_schema.chain(further) {
            out.push_str("    <Label");
            xml::attribute(&mut out, "value", label);
            if let Some(color) = colors.get(label) {
                xml::attribute(&mut out, "background", color);
            }
            out.push_str("/>\n");
        }
        out.push_str("  </Labels>\n  <Text name=\"text\" value=\"$text\" granularity=\"symbol\"/>\n  <Relations>\n");
        let used = view.links.iter().map(|l| l.relation.relation_type.as_str());
        let types = schema.relation_types.iter().map(|t| t.id.as_str());
        for kind in types.chain(used).collect::<BTreeSet<_>>() {
            out.push_str("    <Relation");
            xml::attribute(&mut out, "value", kind);
            out.push_str("/>\n");
        }
        out.push_str("  </Relations>\n");
        for control in self.by_feature.values() {
            let Some(choices) = &control.choices else {
                out.push_str("  <TextArea");
                xml::attribute(&mut out, "name", &control.name);
                out.push_str(" toName=\"text\" perRegion=\"true\" editable=\"true\"/>\n");
                continue;
            };
            out.push_str("  <Choices");
            xml::attribute(&mut out, "name", &control.name);
            out.push_str(" toName=\"text\" perRegion=\"true\" choice=\"single\">");
            for choice in choices {
                out.push_str("<Choice");
                xml::attribute(&mut out, "value", choice);
                out.push_str("/>");
            }
            out.push_str("</Choices>\n");
        }
        out.push_str("  <TextArea name=\"annotator\" toName=\"text\" maxSubmissions=\"1\" editable=\"true\"/>\n</View>\n");
        out
    }
}
