//! The test vectors of spans and links in `../shared/agreement`, made-up and published ones, where that folder is, against
//! what the program prints.

use crate::vectors::{list, number, text, vector_folder, vectors, words};
use countermark::model::sha256_hex;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

/// A vector as a project with these annotators' layers of these documents.
fn project(
    vector: &Value,
    annotators: &[String],
    documents: &[&Value],
    is_directed: bool,
) -> Value {
    let has = |list: &[String], value: &Value| list.iter().any(|x| value == x);
    let of_document = |d: &Value| match d["text"].as_str() {
        Some(text) => text.to_owned(),
        None => "x".repeat(number(&d["length"])),
    };
    let texts: BTreeMap<&str, Vec<char>> = documents
        .iter()
        .map(|d| (text(d, "id"), of_document(d).chars().collect()))
        .collect();
    let now = "2026-01-01T00:00:00Z";
    let labels = words(&vector["labels"]);
    let mut types: Vec<&str> = list(&vector["links"])
        .iter()
        .map(|l| text(l, "label"))
        .collect();
    types.sort_unstable();
    types.dedup();
    let spans: Vec<Value> = list(&vector["spans"])
        .iter()
        .filter(|s| has(annotators, &s["annotator"]) && texts.contains_key(text(s, "doc")))
        .map(|s| {
            let (start, end) = (number(&s["start"]), number(&s["end"]));
            let covered: String = texts[text(s, "doc")][start..end].iter().collect();
            json!({"id": s["id"], "document": s["doc"], "annotator": s["annotator"], "label": s["label"],
                "spans": [[start, end]], "text": [covered], "features": {}, "note": "", "origin": "hand",
                "created": now, "modified": now})
        })
        .collect();
    let is_there = |id: &Value| spans.iter().any(|s| s["id"] == *id);
    let links: Vec<Value> = list(&vector["links"])
        .iter()
        .filter(|l| is_there(&l["from"]) && is_there(&l["to"]))
        .map(|l| {
            json!({"id": l["id"], "type": l["label"], "annotator": l["annotator"], "from": l["from"],
                "to": l["to"], "features": {}, "note": "", "created": now, "modified": now})
        })
        .collect();
    let documents = documents.iter().map(|d| {
        let words = of_document(d);
        let sum = sha256_hex(words.as_bytes());
        let source = json!({"path": format!("{}.txt", text(d, "id")), "media_type": "text/plain",
            "encoding": "utf-8", "newline": "lf", "bytes": words.len(), "sha256": sum});
        json!({"id": d["id"], "title": d["id"], "source": source, "metadata": {}, "sha256": sum, "text": words})
    });
    json!({
        "format": "countermark-project", "version": 1, "offset_unit": "unicode-code-point", "id": annotators[0],
        "title": "", "created": now, "guidelines": "",
        "schema": {
            "labels": labels.iter().map(|l| json!({"id": l, "name": l, "color": "#2f6fd0", "key": "",
                "description": ""})).collect::<Vec<_>>(),
            "features": [],
            "relation_types": types.iter().map(|t| json!({"id": t, "name": t, "key": "",
                "symmetric": !is_directed, "from": labels, "to": labels})).collect::<Vec<_>>(),
        },
        "annotators": annotators.iter().map(|a| json!({"id": a, "name": a, "kind": "human"})).collect::<Vec<_>>(),
        "documents": documents.collect::<Vec<_>>(),
        "annotations": spans, "relations": links, "progress": [], "decisions": [], "speakers": [], "rejected": [],
    })
}

/// What is printed for these annotators of a vector; documents that only some were to annotate are left out of the
/// others' files.
fn printed(vector: &Value, annotators: &[String], is_directed: bool, folder: &Path) -> Value {
    let all: Vec<&Value> = list(&vector["documents"]).iter().collect();
    let mut command = Command::new(env!("CARGO_BIN_EXE_countermark"));
    command
        .current_dir(folder)
        .env("COUNTERMARK_HOME", folder.join("home"))
        .args(["compare", "--json", "--per-document", "--advanced"]);
    let mut write = |name: &str, project: &Value| {
        std::fs::write(folder.join(name), project.to_string()).unwrap();
        command.arg(name);
    };
    match vector.get("assignments") {
        None => write("all.json", &project(vector, annotators, &all, is_directed)),
        Some(assignments) => {
            for (i, annotator) in annotators.iter().enumerate() {
                let own = words(&assignments[annotator]);
                let is_own = |d: &&Value| own.iter().any(|id| d["id"] == *id);
                let documents: Vec<&Value> = all.iter().copied().filter(is_own).collect();
                let one = std::slice::from_ref(annotator);
                write(
                    &format!("{i}.json"),
                    &project(vector, one, &documents, is_directed),
                );
            }
        }
    }
    command.args(["--annotators", &annotators.join(",")]);
    let ran = command.output().unwrap();
    assert!(
        ran.status.success(),
        "{}",
        String::from_utf8_lossy(&ran.stderr)
    );
    serde_json::from_slice(&ran.stdout).unwrap()
}

/// Under which id we print what the vector names otherwise; `None`: not at all, as what a figure is made of, chance that
/// is given from outside, positions stretched towards a limit, and what the vector says is a fault mended since.
fn id_of(expected: &Value) -> Option<String> {
    if expected.get("stretch").is_some() || expected["superseded"] == true {
        return None;
    }
    let metric = text(expected, "metric");
    let of = |key: &str| expected["params"][key].as_f64();
    let weights = (of("alpha").unwrap_or(1.0), of("beta").unwrap_or(1.0));
    let is_untyped = expected["labelled"].as_bool() == Some(false);
    let id = match metric {
        "gamma.replay" | "alpha_u.1995.D_o" | "alpha_u.1995.D_e" => return None,
        "f1.iou50" if is_untyped => "f1.iou50.unlabelled".to_owned(),
        "ualpha.layer.u" => "ualpha.u".to_owned(),
        "links.f1" => {
            let tail = if is_untyped { ".unlabelled" } else { "" };
            format!("links.f1.{}{tail}", text(expected, "mode"))
        }
        "gamma.disorder" | "gamma.disorder.pooled" => match weights {
            (3.0, 1.0) => "gamma.disorder.pooled.alpha3".to_owned(),
            (1.0, 0.0) => "gamma.disorder.pooled.beta0".to_owned(),
            _ => metric.to_owned(),
        },
        "gamma" if weights.0 == 3.0 && expected["params"]["sampler"] == "shuffle" => return None,
        "gamma" if weights.0 == 3.0 => "gamma.alpha3".to_owned(),
        "gamma" if expected["params"]["sampler"] == "shuffle" => "gamma.shuffle".to_owned(),
        other => other.to_owned(),
    };
    Some(id)
}

#[test]
fn the_program_prints_every_vector_of_spans_at_its_tolerance() {
    let Some(folder) = vector_folder() else {
        return;
    };
    let place = tempfile::tempdir().unwrap();
    let (mut faults, mut n_held) = (Vec::new(), 0);
    for path in &vectors(&folder) {
        let vector: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
        if text(&vector, "format") != "iaa-vector/1" {
            // Raters' tables, distances and segmentations are no projects.
            continue;
        }
        let mut known: BTreeMap<(Vec<String>, bool), Value> = BTreeMap::new();
        for expected in list(&vector["expected"]) {
            let pair = ["pair", "annotators"].iter().find_map(|k| expected.get(*k));
            // Of a file each there are two.
            if pair.is_none() && vector.get("assignments").is_some() {
                continue;
            }
            let Some(id) = id_of(expected) else { continue };
            let annotators = pair.map_or_else(|| words(&vector["annotators"]), words);
            let is_directed = expected["directed"].as_bool() != Some(false);
            let key = (annotators.clone(), is_directed);
            let found = known
                .entry(key)
                .or_insert_with(|| printed(&vector, &annotators, is_directed, place.path()));
            let label = ["label", "layer"].iter().find_map(|k| expected.get(*k));
            let label = label.unwrap_or(&Value::Null);
            let is_single = list(&vector["documents"]).len() == 1;
            let document = expected.get("doc").filter(|_| !is_single);
            let is_it = |m: &&Value| {
                let of_all = m.get("pair").is_none() && m.get("without").is_none();
                of_all
                    && m["id"] == id
                    && m["label"] == *label
                    && m["document"] == *document.unwrap_or(&Value::Null)
            };
            let hits: Vec<&Value> = list(&found["measures"]).iter().filter(is_it).collect();
            let which = format!("{} {id} {label} {document:?}", path.display());
            let [hit] = hits[..] else {
                faults.push(format!("{which}: printed {} times", hits.len()));
                continue;
            };
            n_held += 1;
            let is_near = match (hit["value"].as_f64(), expected["value"].as_f64()) {
                (None, None) => !hit["undefined"].is_null(),
                (Some(found), Some(wanted)) => {
                    (found - wanted).abs() <= expected["tol"].as_f64().unwrap() + 1e-12
                }
                _ => false,
            };
            if !is_near {
                faults.push(format!(
                    "{which}: {}, not {}",
                    hit["value"], expected["value"]
                ));
            }
        }
    }
    assert!(
        faults.is_empty(),
        "{} of {n_held}:\n{}",
        faults.len(),
        faults.join("\n")
    );
    assert!(n_held > 500, "only {n_held} held");
}
