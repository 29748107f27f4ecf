//! spaCy's training data as scripts keep them: pairs of a text and what was annotated in it, `[text, {"entities": [[start, end, tag]]}]`, in one
//! list, one a line, or under `annotations`. Offsets are code points.

use super::imported::{Imported, ImportedAnnotation, ImportedFragment};
use super::jsonl::{as_number, id, items, number, text};
use serde_json::Value;

/// What of a pair can be read or is counted.
const KEYS: [&str; 7] = [
    "entities", "spans", "cats", "links", "heads", "deps", "tags",
];
/// Grammar, which is about all words.
const GRAMMAR: [&str; 6] = ["heads", "deps", "tags", "pos", "morphs", "lemmas"];

/// Whether this is a text and what was annotated in it.
pub(super) fn is_pair(value: &Value) -> bool {
    halves(value).is_some_and(|(_, facts)| KEYS.iter().any(|key| facts.get(*key).is_some()))
}

/// Whether this is the second half of a pair whose text stands before it, as in a file with one pair a line.
pub(super) fn is_second_half(value: &Value) -> bool {
    let is_place = |entity: &Value| matches!(entity, Value::Array(parts) if parts.len() > 2);
    value.get("text").is_none() && items(value, "entities").iter().any(is_place)
}

fn halves(value: &Value) -> Option<(&str, &Value)> {
    match value.as_array()?.as_slice() {
        [Value::String(words), facts @ Value::Object(_)] => Some((words, facts)),
        _ => None,
    }
}

/// Reads the pairs of a file.
#[derive(Default)]
pub(super) struct Pairs {
    /// The first half of a pair that is a line of its own.
    words: Option<String>,
    n: usize,
}

impl Pairs {
    /// Reads a value where it is of pairs; says whether it is.
    pub fn read(&mut self, out: &mut Imported, path: &str, line: usize, value: &Value) -> bool {
        let before = self.words.take();
        if let Some(words) = &before
            && value.is_object()
            && value.get("text").is_none()
        {
            self.take(out, (path, line), words, value);
            return true;
        }
        if before.is_some() {
            self.words = before;
            self.end(out, path);
        }
        if let Value::String(words) = value {
            self.words = Some(words.clone());
            return true;
        }
        if let Some((words, facts)) = halves(value) {
            self.take(out, (path, line), words, facts);
            return true;
        }
        let listed = items(value, "annotations");
        if !listed.iter().any(is_pair) {
            return false;
        }
        for (words, facts) in listed.iter().filter_map(halves) {
            self.take(out, (path, line), words, facts);
        }
        true
    }

    /// Tells of a text that was left without a second half.
    pub fn end(&mut self, out: &mut Imported, path: &str) {
        if let Some(words) = self.words.take() {
            let what = format!("nothing is said of the text “{}”", begin(&words));
            out.fault(path, what);
        }
    }

    fn take(
        &mut self,
        out: &mut Imported,
        (path, line): (&str, usize),
        words: &str,
        facts: &Value,
    ) {
        self.n += 1;
        let place = format!("{path}:{line}");
        let document = out.document_of_text((path, ""), self.n, "", words);
        let annotator = out.annotator("");
        let groups = facts.get("spans").and_then(Value::as_object);
        let groups = groups.into_iter().flat_map(|all| all.values());
        let spans = groups.filter_map(Value::as_array).flatten();
        for (i, entity) in items(facts, "entities").iter().chain(spans).enumerate() {
            let Some((start, end, label)) = entity_of(entity) else {
                let what = format!(
                    "annotation {} of “{}” is not understood",
                    i + 1,
                    begin(words)
                );
                out.fault(place.clone(), what);
                continue;
            };
            let linked = entity.get(3).or_else(|| entity.get("kb_id"));
            let linked = id(linked).filter(|kb| !kb.is_empty());
            out.annotations.push(ImportedAnnotation {
                key: format!("{path}:{}/{i}", self.n),
                document,
                annotator,
                label,
                fragments: vec![ImportedFragment {
                    start,
                    end,
                    ..ImportedFragment::default()
                }],
                features: linked
                    .map(|kb| ("kb_id".to_owned(), kb))
                    .into_iter()
                    .collect(),
                ..ImportedAnnotation::default()
            });
        }
        let n_of = |key: &str| {
            facts
                .get(key)
                .and_then(Value::as_object)
                .map_or(0, serde_json::Map::len)
        };
        out.leave_out_n("categories of whole articles", n_of("cats"));
        out.leave_out_n("links of annotations to a knowledge base", n_of("links"));
        if GRAMMAR.iter().any(|key| !items(facts, key).is_empty()) {
            out.leave_out("articles’ grammar (parts of speech, heads, lemmas)");
        }
    }
}

/// Start, end and tag.
fn entity_of(entity: &Value) -> Option<(usize, usize, String)> {
    if let Value::Array(parts) = entity {
        let (start, end) = (as_number(parts.first()?)?, as_number(parts.get(1)?)?);
        return Some((start, end, id(parts.get(2))?));
    }
    let (start, end) = (number(entity, "start")?, number(entity, "end")?);
    Some((start, end, text(entity, "label").to_owned()))
}

/// How a text begins, to name it by.
fn begin(words: &str) -> String {
    let line = words.lines().next().unwrap_or("");
    match line.char_indices().nth(30) {
        Some((at, _)) => format!("{}…", &line[..at]),
        None => line.to_owned(),
    }
}
