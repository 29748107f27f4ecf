//! Label Studio's full JSON export, old and new (`completions`, `annotations`), with regions of plain text and of HTML (by `globalOffsets`), features as
//! results of their own under a region's id, and relations.

use super::imported::{
    Around, ImportError, Imported, ImportedAnnotation, ImportedFragment, ImportedLabel,
    ImportedLink, Unit,
};
use super::jsonl::{each, id, items, number, score, text};
use super::rendered::Page;
use super::xml_tree::{self, Element};
use super::{ReadSettings, Watch, has_ending, stem, utf8_without_mark};
use crate::formats::output::FileSet;
use serde_json::Value;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// The field of the whole article in which our export names the annotator.
const WHO: &str = "annotator";

pub(super) fn read(
    files: &FileSet,
    _: &ReadSettings,
    watch: &Watch<'_>,
) -> Result<Imported, ImportError> {
    let mut out = Imported::new("label-studio", Unit::CodePoints);
    let mut n_tasks = 0;
    // Ids of regions so far: unique in a task, not always over several.
    let mut known = BTreeSet::new();
    for (path, file) in files.files() {
        watch.file_of(path, file.n_bytes())?;
        if has_ending(path, "xml") {
            read_config(&mut out, path, file.bytes())?;
            continue;
        }
        if !has_ending(path, "json") && !has_ending(path, "jsonl") {
            continue;
        }
        each(path, file, watch, |line, task| {
            if is_minimal(&task) {
                return Err(minimal(&format!("{path}, task {line}")));
            }
            n_tasks += 1;
            read_task(&mut out, path, line, n_tasks, &task, &mut known);
            Ok(())
        })?;
    }
    out.take_notes();
    Ok(out)
}

/// Whether this is a task of the export JSON-MIN, which has the results beside the text and neither their ids nor relations.
pub(super) fn is_minimal(task: &Value) -> bool {
    if task.get("data").is_some() {
        return false;
    }
    let is_region = |region: &Value| {
        let kinds = ["labels", "hypertextlabels", "paragraphlabels"];
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

fn read_config(out: &mut Imported, path: &str, bytes: &[u8]) -> Result<(), ImportError> {
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
        _ => {}
    });
    Ok(())
}

fn read_task(
    out: &mut Imported,
    path: &str,
    line: usize,
    n: usize,
    task: &Value,
    known: &mut BTreeSet<String>,
) {
    let place = match id(task.get("id")) {
        Some(id) => format!("{path}, task {id}"),
        None => format!("{path}, task {line}"),
    };
    let data = task.get("data").unwrap_or(&Value::Null);
    let lists: Vec<&Value> = ["annotations", "completions"]
        .iter()
        .flat_map(|key| items(task, key))
        .collect();
    let predictions = items(task, "predictions").iter();
    let all: Vec<&Value> = lists.iter().copied().chain(predictions).collect();
    let Some(words) = text_of(data, &all) else {
        out.fault(place, "the task has no text");
        return;
    };
    let key = id(data.get("doc_id"))
        .or_else(|| id(task.get("id")).map(|id| format!("{}-{id}", stem(path))))
        .unwrap_or_else(|| format!("{}-{n}", stem(path)));
    let document = out.document(&key, text(data, "title"), &words.text);
    for (k, annotation) in lists.into_iter().enumerate() {
        let is_cancelled = ["was_cancelled", "was_canceled"]
            .iter()
            .any(|key| annotation.get(*key) == Some(&Value::Bool(true)));
        if is_cancelled {
            out.leave_out("skipped annotations of tasks");
            continue;
        }
        let who = who(annotation);
        let annotator = out.annotator(&who);
        read_results(
            out,
            &place,
            &format!("{n}.{k}"),
            items(annotation, "result"),
            (document, annotator, &words),
            None,
            known,
        );
    }
    for (k, prediction) in items(task, "predictions").iter().enumerate() {
        if items(prediction, "result").is_empty() {
            continue;
        }
        let model = match text(prediction, "model_version") {
            "" => "model",
            name => name,
        };
        let annotator = out.annotator(model);
        out.annotators[annotator].kind = crate::model::AnnotatorKind::Machine;
        read_results(
            out,
            &place,
            &format!("{n}.p{k}"),
            items(prediction, "result"),
            (document, annotator, &words),
            score(prediction).as_ref(),
            known,
        );
    }
}

/// The text of a task.
struct TaskText<'v> {
    text: Cow<'v, str>,
    /// Of one in paragraphs: where each begins, in code points.
    starts: Vec<usize>,
    /// Of one in HTML: what a page shows of it.
    page: Option<Page>,
}

/// The text of a task: under `text`, or the only text, or the one in which the first region's words stand, or paragraphs.
fn text_of<'v>(data: &'v Value, annotations: &[&Value]) -> Option<TaskText<'v>> {
    let has = |kind: &str| {
        let mut results = annotations.iter().flat_map(|a| items(a, "result"));
        results.any(|r| text(r, "type") == kind)
    };
    let (has_paragraphs, is_page) = (has("paragraphlabels"), has("hypertextlabels"));
    let lists = || data.as_object().into_iter().flat_map(|o| o.values());
    let in_paragraphs = || {
        lists()
            .filter_map(Value::as_array)
            .find_map(|l| paragraphs(l))
    };
    if has_paragraphs && let Some(found) = in_paragraphs() {
        return Some(found);
    }
    let one = one_text(data, annotations).map(|text| TaskText {
        text: Cow::Borrowed(text),
        starts: Vec::new(),
        page: is_page.then(|| Page::of(text)),
    });
    one.or_else(in_paragraphs)
}

/// The text of a dialogue: each paragraph on a line of its own.
fn paragraphs<'v>(list: &[Value]) -> Option<TaskText<'v>> {
    let mut out = TaskText {
        text: Cow::Owned(String::new()),
        starts: Vec::new(),
        page: None,
    };
    let mut at = 0;
    for item in list {
        let words = item.get("text")?.as_str()?;
        if !out.starts.is_empty() {
            out.text.to_mut().push('\n');
            at += 1;
        }
        out.starts.push(at);
        out.text.to_mut().push_str(words);
        at += words.chars().count();
    }
    (!out.starts.is_empty()).then_some(out)
}

fn one_text<'v>(data: &'v Value, annotations: &[&Value]) -> Option<&'v str> {
    if let Some(text) = data.get("text").and_then(Value::as_str) {
        return Some(text);
    }
    let fields: Vec<&str> = data
        .as_object()?
        .values()
        .filter_map(Value::as_str)
        .collect();
    let mut regions = annotations.iter().flat_map(|a| items(a, "result"));
    let words = regions.find_map(|r| r.get("value")?.get("text")?.as_str());
    if let Some(words) = words
        && let Some(field) = fields.iter().find(|f| f.contains(words))
    {
        return Some(field);
    }
    fields.into_iter().max_by_key(|f| f.len())
}

/// Who annotated: our own field, else who completed it.
fn who(annotation: &Value) -> String {
    let named = items(annotation, "result").iter().find(|r| {
        text(r, "from_name") == WHO && r.get("value").is_some_and(|v| v.get("start").is_none())
    });
    if let Some(name) = named.and_then(|r| r.get("value")?.get("text")?.get(0)?.as_str()) {
        return name.to_owned();
    }
    match annotation.get("completed_by") {
        Some(Value::Object(user)) => ["first_name", "email", "username"]
            .iter()
            .filter_map(|k| user.get(*k)?.as_str())
            .find(|n| !n.is_empty())
            .unwrap_or("")
            .to_owned(),
        Some(Value::Number(n)) => format!("user {n}"),
        Some(Value::String(s)) => s.clone(),
        _ => String::new(),
    }
}

fn read_results(
    out: &mut Imported,
    task: &str,
    prefix: &str,
    results: &[Value],
    (document, annotator, task_text): (usize, usize, &TaskText<'_>),
    of_all: Option<&(String, String)>,
    known: &mut BTreeSet<String>,
) {
    // A region may carry several tags; each is an annotation of its own, the first under the region's id.
    let mut of_region: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (i, result) in results.iter().enumerate() {
        let value = result.get("value").unwrap_or(&Value::Null);
        let kind = text(result, "type");
        if !matches!(kind, "labels" | "hypertextlabels" | "paragraphlabels") {
            continue;
        }
        let region = id(result.get("id")).unwrap_or_else(|| format!("{prefix}.{i}"));
        let words = value.get("text").and_then(Value::as_str);
        let offsets = value.get("globalOffsets").unwrap_or(value);
        let place = if value.get("startOffset").is_some() && value.get("globalOffsets").is_none() {
            in_paragraphs(value, &task_text.starts).or_else(|| words.map(|_| (0, 0, true)))
        } else {
            let ends = number(offsets, "start").zip(number(offsets, "end"));
            ends.map(|(start, end)| (start, end, false))
        };
        let Some((start, end, is_nowhere)) = place else {
            out.fault(
                format!("{task}, region {region}"),
                "it has no start and end in the text",
            );
            continue;
        };
        let mut fragment = ImportedFragment {
            start,
            end,
            text: words.map(str::to_owned),
            around: is_nowhere.then(Around::default),
        };
        if let Some(page) = &task_text.page
            && value.get("globalOffsets").is_some()
        {
            fragment = page.in_source(&task_text.text, fragment);
        }
        let labels = value.get(kind).or_else(|| value.get("labels"));
        let labels = labels.and_then(Value::as_array).into_iter().flatten();
        let labels: Vec<&str> = labels.filter_map(Value::as_str).collect();
        if labels.is_empty() {
            out.leave_out("regions without a tag");
        }
        for (k, label) in labels.into_iter().enumerate() {
            let mut key = if k == 0 {
                region.clone()
            } else {
                format!("{region}.{}", k + 1)
            };
            if !known.insert(key.clone()) {
                key = format!("{prefix}/{key}");
            }
            of_region
                .entry(region.clone())
                .or_default()
                .push(out.annotations.len());
            out.annotations.push(ImportedAnnotation {
                key,
                document,
                annotator,
                label: label.to_owned(),
                fragments: vec![fragment.clone()],
                features: score(result)
                    .or_else(|| of_all.cloned())
                    .into_iter()
                    .collect(),
                ..ImportedAnnotation::default()
            });
        }
    }
    read_answers(out, task, results, &of_region);
}

/// Relations, and answers about regions, which become their features.
fn read_answers(
    out: &mut Imported,
    task: &str,
    results: &[Value],
    of_region: &BTreeMap<String, Vec<usize>>,
) {
    for result in results {
        let value = result.get("value").unwrap_or(&Value::Null);
        let name = text(result, "from_name");
        match text(result, "type") {
            "relation" => read_relation(out, task, result, of_region),
            "choices" | "textarea" | "rating" | "number" => {
                let region = id(result.get("id")).unwrap_or_default();
                let Some(members) = of_region.get(&region) else {
                    if name != WHO {
                        out.leave_out("answers about whole articles");
                    }
                    continue;
                };
                let values = ["choices", "text"]
                    .iter()
                    .find_map(|k| value.get(*k)?.as_array());
                let words: Vec<String> = match values {
                    Some(list) => list
                        .iter()
                        .filter_map(Value::as_str)
                        .map(str::to_owned)
                        .collect(),
                    None => ["rating", "number"]
                        .iter()
                        .filter_map(|k| id(value.get(*k)))
                        .collect(),
                };
                for &member in members {
                    let feature = (name.to_owned(), words.join("; "));
                    out.annotations[member].features.push(feature);
                }
            }
            _ => {}
        }
    }
}

/// Start and end of a region whose numbers count in the paragraph of which `start` and `end` are the places; not that they
/// are nowhere.
fn in_paragraphs(value: &Value, starts: &[usize]) -> Option<(usize, usize, bool)> {
    let at = |paragraph: &str, offset: &str| {
        let first = starts.get(number(value, paragraph)?)?;
        first.checked_add(number(value, offset)?)
    };
    Some((at("start", "startOffset")?, at("end", "endOffset")?, false))
}

fn read_relation(
    out: &mut Imported,
    place: &str,
    result: &Value,
    of_region: &BTreeMap<String, Vec<usize>>,
) {
    let end = |key: &str| {
        let region = id(result.get(key))?;
        let member = of_region.get(&region)?.first()?;
        Some(out.annotations[*member].key.clone())
    };
    let (Some(from), Some(to)) = (end("from_id"), end("to_id")) else {
        out.fault(place, "a relation joins something that is no region");
        return;
    };
    let direction = text(result, "direction");
    let (from, to) = if direction == "left" {
        (to, from)
    } else {
        (from, to)
    };
    let mut kinds: Vec<String> = items(result, "labels")
        .iter()
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect();
    if kinds.is_empty() {
        kinds.push("related".to_owned());
    }
    for kind in kinds {
        out.links.push(ImportedLink {
            kind,
            symmetric: direction == "bi",
            from: from.clone(),
            to: to.clone(),
            ..ImportedLink::default()
        });
    }
}
