//! JSON lines: an object a line.

use super::{MAX_ROWS, Table, articles, too_many_rows};
use crate::ingest::{Article, ArticleFile, ArticleKind, ArticleReader, IngestError, ReadOptions};
use serde_json::Value;
use serde_json::value::RawValue;
use std::collections::BTreeMap;

/// See the module.
pub struct JsonLinesReader;

pub(super) const EXTENSIONS: &[&str] = &["jsonl", "ndjson"];

impl ArticleReader for JsonLinesReader {
    fn kind(&self) -> &'static ArticleKind {
        &ArticleKind {
            id: "jsonl",
            name: "Table of articles (JSON lines)",
            extensions: EXTENSIONS,
            media_type: "application/jsonl",
            takes: "one article a line; every other key as metadata",
            leaves_out: "lines without a text or that are no object, which are listed",
        }
    }

    fn read(
        &self,
        file: &ArticleFile<'_>,
        options: &ReadOptions,
    ) -> Result<Vec<Article>, IngestError> {
        let base = Article::from_text_file(file, options, self.kind().media_type)?;
        let table = table(&base.text)?;
        articles(&base, &table, options)
    }
}

/// Keys whose lists hold annotations in the files of other tools.
const ANNOTATIONS: &[&str] = &[
    "spans",
    "entities",
    "annotations",
    "relations",
    "tokens",
    "predictions",
    "completions",
];
/// Keys that hold annotations if they are lists of lists; else they are topics.
const LABELS: &[&str] = &["label", "labels"];

pub(super) fn table(text: &str) -> Result<Table, IngestError> {
    let mut table = Table::default();
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    for (i, line) in text.split('\n').enumerate() {
        if line.trim().is_empty() {
            continue;
        }
        if table.rows.len() + table.bad_rows.len() >= MAX_ROWS {
            return Err(too_many_rows());
        }
        let row = i + 1;
        let object: BTreeMap<String, &RawValue> = match serde_json::from_str(line) {
            Ok(object) => object,
            Err(error) => {
                let at = error.column();
                table
                    .bad_rows
                    .push((row, format!("it is no JSON object (column {at})")));
                continue;
            }
        };
        let mut cells = vec![String::new(); table.columns.len()];
        for (key, value) in object {
            if table.has_annotations.is_none() && is_annotation(&key, value.get()) {
                table.has_annotations = Some(format!("its lines have lists called {key}"));
            }
            let place = *places.entry(key).or_insert_with_key(|key| {
                table.columns.push(key.clone());
                cells.push(String::new());
                table.columns.len() - 1
            });
            cells[place] = cell(value.get());
        }
        table.rows.push((row, cells));
    }
    Ok(table)
}

fn is_annotation(key: &str, value: &str) -> bool {
    let value = value.trim_start();
    let is_list = value.starts_with('[');
    let is_list_of_lists = || {
        let inside = value[1..].trim_start();
        inside.starts_with('[')
    };
    is_list && (ANNOTATIONS.contains(&key) || LABELS.contains(&key) && is_list_of_lists())
}

/// A value as a person writes it: names of a list with commas between, objects as they stand.
fn cell(json: &str) -> String {
    match serde_json::from_str(json) {
        Ok(Value::Null) => String::new(),
        Ok(Value::String(text)) => text,
        Ok(Value::Array(items)) if items.iter().all(Value::is_string) => {
            let items = items.iter().filter_map(Value::as_str);
            items.collect::<Vec<_>>().join(", ")
        }
        _ => json.to_owned(),
    }
}
