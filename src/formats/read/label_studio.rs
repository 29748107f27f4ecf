//! Label Studio's full JSON export, old and new (`completions`, `annotations`), with regions of plain text, of HTML (by `globalOffsets`) and of
//! dialogues, features as results of their own under a region's id, and relations. A task of several texts is several articles.

mod answers;
mod people;
mod regions;
#[cfg(test)]
mod tests;
mod texts;

use super::imported::{ImportError, Imported, ImportedAnnotation, ImportedLabel, Unit};
use super::jsonl::{each, id, items, score, text};
use super::rendered::OnPage;
use super::xml_tree::{self, Element};
use super::{ReadSettings, Watch, details, has_ending, stem, utf8_without_mark};
use crate::formats::output::FileSet;
use answers::Regions;
use people::People;
use regions::{Kind, Region};
use serde_json::Value;
use std::collections::BTreeSet;
use texts::{Objects, TaskTexts};

/// The field of the whole article in which our export names the annotator.
const WHO: &str = "annotator";
/// What is said of regions that are of no text of the file.
const NO_TEXT: &str =
    "regions of pictures, sound and videos, and of texts that are not in the file";

pub(super) fn read(
    files: &FileSet,
    _: &ReadSettings,
    watch: &Watch<'_>,
) -> Result<Imported, ImportError> {
    let mut out = Imported::new("label-studio", Unit::CodePoints);
    let mut reading = Reading::default();
    let configs = || files.files().filter(|(path, _)| has_ending(path, "xml"));
    for (path, file) in configs() {
        watch.file_of(path, file.n_bytes())?;
        read_config(&mut out, &mut reading.objects, path, file.bytes())?;
    }
    for (path, file) in files.files() {
        if !has_ending(path, "json") && !has_ending(path, "jsonl") {
            continue;
        }
        watch.file_of(path, file.n_bytes())?;
        each(path, file, watch, |line, task| {
            if is_minimal(&task) {
                return Err(minimal(&format!("{path}, task {line}")));
            }
            reading.n_tasks += 1;
            read_task(&mut out, &mut reading, (path, line), &task);
            Ok(())
        })?;
    }
    reading.people.name(&mut out);
    out.take_notes();
    Ok(out)
}

/// What is known beside what was read.
#[derive(Default)]
struct Reading {
    n_tasks: usize,
    people: People,
    objects: Objects,
    /// Ids of regions so far: unique in a task, not always over several.
    known: BTreeSet<String>,
}

/// Whether this is a task of the export JSON-MIN, which has the results beside the text and neither their ids nor relations.
pub(super) fn is_minimal(task: &Value) -> bool {
    if task.get("data").is_some() {
        return false;
    }
    let is_region = |region: &Value| {
        let kinds = ["labels", "hypertextlabels", "htmllabels", "paragraphlabels"];
        kinds.iter().any(|kind| !items(region, kind).is_empty())
    };
    let has = |key: &str| task.get(key).is_some();
    let fields = || task.as_object().into_iter().flat_map(|o| o.values());
    let mut lists = fields().filter_map(Value::as_array);
    (has("annotation_id") && has("annotator"))
        || has("lead_time")
        || lists.any(|l| l.iter().any(is_region))
}

/// What is said to it.
pub(super) fn minimal(place: &str) -> ImportError {
    ImportError::new(
        "this is Label Studio’s JSON-MIN, which leaves out ids, relations and who annotated",
        place,
        "export it from Label Studio once more, as JSON",
    )
}

fn read_config(
    out: &mut Imported,
    objects: &mut Objects,
    path: &str,
    bytes: &[u8],
) -> Result<(), ImportError> {
    let root = xml_tree::parse(path, utf8_without_mark(path, bytes)?)?;
    root.walk(&mut |element: &Element| match element.name.as_str() {
        "Label" => out.labels.push(ImportedLabel {
            id: element.attribute("value").to_owned(),
            color: Some(element.attribute("background"))
                .filter(|c| c.starts_with('#') && c.len() == 7)
                .unwrap_or("")
                .to_owned(),
            description: element.attribute("hint").to_owned(),
        }),
        "Choices" if element.attribute("perRegion") == "true" => {
            let values = element.children.iter().filter(|c| c.name == "Choice");
            let values = values.map(|c| c.attribute("value").to_owned()).collect();
            out.choices
                .insert(element.attribute("name").to_owned(), values);
        }
        _ => objects.take(element),
    });
    Ok(())
}

fn read_task(out: &mut Imported, reading: &mut Reading, (path, line): (&str, usize), task: &Value) {
    let n = reading.n_tasks;
    let place = match id(task.get("id")) {
        Some(id) => format!("{path}, task {id}"),
        None => format!("{path}, task {line}"),
    };
    let data = task.get("data").unwrap_or(&Value::Null);
    let layers = ["annotations", "completions"].iter().flat_map(|key| {
        let of_key = items(task, key).iter();
        // Programs of the time of completions counted as browsers do.
        let unit = if *key == "completions" {
            Unit::Utf16
        } else {
            Unit::CodePoints
        };
        of_key.map(move |a| (a, unit))
    });
    let layers: Vec<(&Value, Unit)> = layers.collect();
    let predictions = items(task, "predictions");
    let all: Vec<&Value> = layers.iter().map(|(a, _)| *a).chain(predictions).collect();
    let Some(texts) = TaskTexts::of(data, &all, &reading.objects) else {
        out.fault(place, "the task has no text");
        return;
    };
    let key = id(data.get("doc_id"))
        .or_else(|| id(task.get("id")).map(|id| format!("{}-{id}", stem(path))))
        .unwrap_or_else(|| format!("{}-{n}", stem(path)));
    let documents = documents(out, &key, data, &texts);
    let mut layer = Layer {
        place: &place,
        prefix: String::new(),
        annotator: 0,
        texts: &texts,
        documents: &documents,
        of_all: None,
        unit: Unit::CodePoints,
    };
    for (k, (annotation, unit)) in layers.into_iter().enumerate() {
        let is_cancelled = ["was_cancelled", "was_canceled"]
            .iter()
            .any(|key| annotation.get(*key) == Some(&Value::Bool(true)));
        if is_cancelled {
            out.leave_out("skipped annotations of tasks");
            continue;
        }
        layer.annotator = reading.people.of(out, annotation);
        layer.prefix = format!("{n}.{k}");
        layer.unit = unit;
        layer.read(out, items(annotation, "result"), &mut reading.known);
    }
    layer.unit = Unit::CodePoints;
    for (k, prediction) in predictions.iter().enumerate() {
        if items(prediction, "result").is_empty() {
            continue;
        }
        let model = match text(prediction, "model_version") {
            "" => "model",
            name => name,
        };
        layer.annotator = out.annotator(model);
        out.annotators[layer.annotator].kind = crate::model::AnnotatorKind::Machine;
        layer.prefix = format!("{n}.p{k}");
        layer.of_all = score(prediction);
        layer.read(out, items(prediction, "result"), &mut reading.known);
    }
}

/// The article of each text that a task shows, with what else its data say.
fn documents(out: &mut Imported, key: &str, data: &Value, texts: &TaskTexts<'_>) -> Vec<usize> {
    let title = text(data, "title");
    let is_one = texts.shown.len() == 1;
    let mut documents = Vec::new();
    for shown in &texts.shown {
        let (key, title) = if is_one {
            (key.to_owned(), title.to_owned())
        } else if title.is_empty() {
            (format!("{key}-{}", shown.field), String::new())
        } else {
            let title = format!("{title} ({})", shown.field);
            (format!("{key}-{}", shown.field), title)
        };
        documents.push(out.document(&key, &title, &shown.text));
    }
    let is_shown = |name: &str| texts.shown.iter().any(|t| t.field == name);
    for (name, value) in data.as_object().into_iter().flatten() {
        if is_shown(name) || matches!(name.as_str(), "doc_id" | "title") {
            continue;
        }
        for document in &documents {
            details::take(out, *document, name, value);
        }
    }
    documents
}

/// What one annotator made of a task.
struct Layer<'t> {
    /// What the task is called in messages.
    place: &'t str,
    /// What stands before ids that are taken.
    prefix: String,
    annotator: usize,
    texts: &'t TaskTexts<'t>,
    /// For each text its article.
    documents: &'t [usize],
    /// A feature of all that has none of that name.
    of_all: Option<(String, String)>,
    /// What numbers count.
    unit: Unit,
}

impl Layer<'_> {
    fn read(&self, out: &mut Imported, results: &[Value], known: &mut BTreeSet<String>) {
        let mut regions = Regions::default();
        for (i, result) in results.iter().enumerate() {
            let own = id(result.get("id"));
            let region = own.unwrap_or_else(|| format!("{}.{i}", self.prefix));
            let is_read = match Kind::of(result) {
                Kind::Text => self.read_region(out, result, &region, (&mut regions, known)),
                Kind::Bare => {
                    out.leave_out("regions without a tag");
                    false
                }
                Kind::Other => {
                    out.leave_out(NO_TEXT);
                    false
                }
                Kind::Answer | Kind::Relation => continue,
            };
            if !is_read {
                regions.left_out.insert(region);
            }
        }
        answers::read(out, self.place, results, &regions);
    }

    /// Says whether the region came in.
    fn read_region(
        &self,
        out: &mut Imported,
        result: &Value,
        id_of_region: &str,
        (regions, known): (&mut Regions, &mut BTreeSet<String>),
    ) -> bool {
        let region = Region::of(result);
        let shown = self.texts.of_object(region.object);
        let shown = shown.and_then(|at| Some((self.texts.shown.get(at)?, self.documents.get(at)?)));
        let Some((text, document)) = shown else {
            out.leave_out(NO_TEXT);
            return false;
        };
        let place = || format!("{}, region {id_of_region}", self.place);
        let Some((fragment, unit, found)) = region.fragment(text, self.unit) else {
            out.fault(place(), "it has no start and end in the text");
            return false;
        };
        let labels = region.labels();
        if labels.is_empty() {
            out.leave_out("regions without a tag");
            return false;
        }
        if found == OnPage::Elsewhere {
            out.remark(
                place(),
                "its words are not where it says, and once elsewhere on the page",
            );
        }
        // A region may carry several tags; each is an annotation of its own, the first under the region's id.
        for (k, label) in labels.into_iter().enumerate() {
            let mut key = if k == 0 {
                id_of_region.to_owned()
            } else {
                format!("{id_of_region}.{}", k + 1)
            };
            if !known.insert(key.clone()) {
                key = format!("{}/{key}", self.prefix);
            }
            let members = regions.annotations.entry(id_of_region.to_owned());
            members.or_default().push(out.annotations.len());
            out.annotations.push(ImportedAnnotation {
                key,
                document: *document,
                annotator: self.annotator,
                label: label.to_owned(),
                fragments: vec![fragment.clone()],
                unit,
                features: score(result)
                    .or_else(|| self.of_all.clone())
                    .into_iter()
                    .collect(),
                note: note_of(result),
                ..ImportedAnnotation::default()
            });
        }
        true
    }
}

/// What somebody wrote about a region in the panel of its details.
fn note_of(result: &Value) -> String {
    match result.get("meta").and_then(|meta| meta.get("text")) {
        Some(Value::String(note)) => note.clone(),
        Some(Value::Array(lines)) => {
            let lines: Vec<&str> = lines.iter().filter_map(Value::as_str).collect();
            lines.join("\n")
        }
        _ => String::new(),
    }
}
