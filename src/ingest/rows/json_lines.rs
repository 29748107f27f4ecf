//! JSON lines: an object a line.

use super::articles;
use super::table::{Cell, MAX_COLUMNS, Table, TableMaker};
use crate::ingest::{Article, ArticleFile, ArticleKind, ArticleReader, IngestError, ReadOptions};
use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;
use std::collections::BTreeMap;
use std::fmt;

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
            leaves_out: "lines whose text is missing or no string, or that are no object, which are listed",
        }
    }

    fn read(
        &self,
        file: &ArticleFile<'_>,
        options: &ReadOptions,
    ) -> Result<Vec<Article>, IngestError> {
        let base = Article::from_text_file(file, options, self.kind().media_type)?;
        let table = table(&base.text)?;
        articles(&base, table, options)
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
    let mut maker = TableMaker::default();
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    for (i, line) in text.split('\n').enumerate() {
        if line.trim().is_empty() {
            continue;
        }
        let row = i + 1;
        let object: Line<'_> = match serde_json::from_str(line) {
            Ok(object) => object,
            Err(error) => {
                let at = error.column();
                maker.add_bad_row(row, format!("it is no JSON object (column {at})"))?;
                continue;
            }
        };
        let mut cells = Vec::with_capacity(object.0.len());
        for (key, value) in object.0 {
            let value = value.get();
            if maker.table.has_annotations.is_none() && is_annotation(&key, value) {
                maker.table.has_annotations = Some(format!("its lines have lists called {key}"));
            }
            maker.count(key.len() + value.len())?;
            let place = if let Some(place) = places.get(&key) {
                *place
            } else {
                let place = maker.add_column(&key)?;
                places.insert(key, place);
                place
            };
            cells.extend(cell(value).map(|cell| (place, cell)));
        }
        cells.sort_unstable_by_key(|(place, _)| *place);
        maker.add_row(row, cells)?;
    }
    Ok(maker.table)
}

/// The object on a line, up to one key more than a table has columns.
struct Line<'a>(BTreeMap<String, &'a RawValue>);

impl<'de: 'a, 'a> Deserialize<'de> for Line<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Keys;
        impl<'de> Visitor<'de> for Keys {
            type Value = BTreeMap<String, &'de RawValue>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut found = BTreeMap::new();
                while found.len() <= MAX_COLUMNS
                    && let Some((key, value)) = map.next_entry()?
                {
                    found.insert(key, value);
                }
                while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                Ok(found)
            }
        }
        deserializer.deserialize_map(Keys).map(Line)
    }
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

/// `None` where there is nothing.
fn cell(json: &str) -> Option<Cell> {
    Some(match serde_json::from_str(json) {
        Ok(Value::Null) => return None,
        Ok(Value::String(text)) if text.is_empty() => return None,
        Ok(Value::String(text)) => Cell::Text(text),
        Ok(Value::Array(items)) if items.iter().all(Value::is_string) => {
            let words = |item| match item {
                Value::String(words) => Some(words),
                _ => None,
            };
            Cell::List(items.into_iter().filter_map(words).collect())
        }
        _ => Cell::Json(json.to_owned()),
    })
}
