//! What files say of an article beside its text: its details, under the names by which articles have them here.

use super::imported::Imported;
use super::jsonl::id;
use serde_json::Value;

/// What was left out.
pub(super) const LEFT_OUT: &str = "further details of articles";
/// Bytes of the longest detail; what is longer is a text.
const MAX_BYTES: usize = 1000;
/// Names of details here, and what other tools call them.
const NAMES: [(&str, &[&str]); 4] = [
    (
        "outlet",
        &[
            "outlet",
            "source",
            "publisher",
            "publication",
            "site",
            "site_name",
        ],
    ),
    ("url", &["url", "link", "uri", "source_url"]),
    (
        "published",
        &[
            "published",
            "published_at",
            "publish_date",
            "pub_date",
            "date",
        ],
    ),
    ("author", &["author", "authors", "byline"]),
];

/// Takes one detail of an article; what is no word and no number is counted, and what an earlier line says otherwise.
pub(super) fn take(out: &mut Imported, document: usize, name: &str, value: &Value) {
    let words = match value {
        Value::Null => return,
        Value::Bool(is) => Some(is.to_string()),
        Value::Array(list) if list.is_empty() => return,
        Value::Object(all) if all.is_empty() => return,
        Value::Array(list) => {
            let all: Vec<String> = list
                .iter()
                .filter_map(Value::as_str)
                .map(str::to_owned)
                .collect();
            (all.len() == list.len()).then(|| all.join(", "))
        }
        other => id(Some(other)),
    };
    let words = match words {
        Some(words) if words.trim().is_empty() => return,
        Some(words) if words.len() <= MAX_BYTES => words,
        _ => {
            out.leave_out(LEFT_OUT);
            return;
        }
    };
    let small = name.to_lowercase();
    let own = NAMES.iter().find(|(_, others)| others.contains(&&*small));
    let name = own.map_or(name, |(own, _)| *own);
    let Some(document) = out.documents.get_mut(document) else {
        return;
    };
    match document.metadata.iter().find(|(n, _)| n == name) {
        None => document.metadata.push((name.to_owned(), words)),
        Some((_, there)) if *there == words => {}
        Some(_) => out.leave_out(LEFT_OUT),
    }
}
