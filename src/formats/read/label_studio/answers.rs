//! Relations, and answers about regions, which become their features.

use super::super::imported::{Imported, ImportedLink};
use super::super::jsonl::{id, items, text};
use super::WHO;
use super::regions::Kind;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// What came of the regions of a result.
#[derive(Default)]
pub(super) struct Regions {
    /// Places of the annotations of each region.
    pub annotations: BTreeMap<String, Vec<usize>>,
    /// Ids of those that were left out.
    pub left_out: BTreeSet<String>,
}

/// Reads all that is no region. `place`: of the task.
pub(super) fn read(out: &mut Imported, place: &str, results: &[Value], regions: &Regions) {
    for result in results {
        match Kind::of(result) {
            Kind::Relation => read_relation(out, place, result, regions),
            Kind::Answer => read_answer(out, result, regions),
            _ => {}
        }
    }
}

fn read_answer(out: &mut Imported, result: &Value, regions: &Regions) {
    let name = text(result, "from_name");
    let value = result.get("value").unwrap_or(&Value::Null);
    let region = id(result.get("id")).unwrap_or_default();
    let Some(members) = regions.annotations.get(&region) else {
        let is_of_region = ["start", "startOffset", "globalOffsets", "x"]
            .iter()
            .any(|key| value.get(*key).is_some());
        if is_of_region || regions.left_out.contains(&region) {
            out.leave_out("answers about regions that are left out");
        } else if name != WHO {
            out.leave_out("answers about whole articles");
        }
        return;
    };
    let kind = text(result, "type");
    let Some(words) = words_of(kind, value) else {
        out.leave_out("answers about regions that are no words, numbers or choices");
        return;
    };
    for &member in members {
        let Some(annotation) = out.annotations.get_mut(member) else {
            continue;
        };
        if name == "note" && !annotation.note.is_empty() {
            annotation.note = format!("{}\n{words}", annotation.note);
        } else {
            annotation.features.push((name.to_owned(), words.clone()));
        }
    }
}

/// An answer in words: several with a semicolon between, the way to one in a tree with `>`.
fn words_of(kind: &str, value: &Value) -> Option<String> {
    let key = match kind {
        "textarea" => "text",
        "choices" | "rating" | "number" | "taxonomy" | "datetime" => kind,
        _ => return None,
    };
    let one = |value: &Value| match value {
        Value::Array(way) => {
            let steps: Vec<String> = way.iter().filter_map(|step| id(Some(step))).collect();
            Some(steps.join(" > "))
        }
        other => id(Some(other)),
    };
    match value.get(key)? {
        Value::Array(list) => {
            let words: Vec<String> = list.iter().filter_map(one).collect();
            Some(words.join("; "))
        }
        other => one(other),
    }
}

fn read_relation(out: &mut Imported, place: &str, result: &Value, regions: &Regions) {
    let ids = ["from_id", "to_id"].map(|key| id(result.get(key)));
    if ids
        .iter()
        .flatten()
        .any(|end| regions.left_out.contains(end))
    {
        out.leave_out("relations of regions that are left out");
        return;
    }
    let [from, to] = ids.map(|end| {
        let member = regions.annotations.get(&end?)?.first()?;
        Some(out.annotations.get(*member)?.key.clone())
    });
    let (Some(from), Some(to)) = (from, to) else {
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
