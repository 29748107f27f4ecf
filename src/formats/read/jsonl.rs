//! Files of many JSON values: one a line, or several lines each, or one array.

use super::imported::ImportError;
use super::{Watch, utf8_without_mark};
use serde_json::Value;

/// It is asked whether to go on once for so many values.
const TICK: usize = 256;

/// Every value of a file with the line on which it ends.
pub(super) fn values(
    path: &str,
    bytes: &[u8],
    watch: &Watch<'_>,
) -> Result<Vec<(usize, Value)>, ImportError> {
    let text = utf8_without_mark(path, bytes)?;
    let mut stream = serde_json::Deserializer::from_str(text).into_iter::<Value>();
    let mut out = Vec::new();
    let (mut line, mut counted) = (1, 0);
    while let Some(value) = stream.next() {
        let value = value.map_err(|error| ImportError::json(&error, path, 1))?;
        let end = stream.byte_offset();
        line += text[counted..end].matches('\n').count();
        counted = end;
        if out.len() % TICK == 0 {
            watch.inside(path, end)?;
        }
        out.push((line, value));
    }
    if let [(_, Value::Array(_))] = out.as_slice()
        && let Some((_, Value::Array(items))) = out.pop()
    {
        return Ok(items
            .into_iter()
            .enumerate()
            .map(|(i, v)| (i + 1, v))
            .collect());
    }
    Ok(out)
}

/// The text under a key; empty where there is none.
pub(super) fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value.get(key).and_then(Value::as_str).unwrap_or("")
}

/// The number under a key.
pub(super) fn number(value: &Value, key: &str) -> Option<usize> {
    as_number(value.get(key)?)
}

/// A whole number of 0 or more.
pub(super) fn as_number(value: &Value) -> Option<usize> {
    match value {
        Value::Number(n) => usize::try_from(n.as_u64()?).ok(),
        Value::String(s) => s.trim().parse().ok(),
        _ => None,
    }
}

/// A value as an id: text as it is, a number in digits.
pub(super) fn id(value: Option<&Value>) -> Option<String> {
    match value? {
        Value::String(s) => Some(s.clone()),
        Value::Number(n) => Some(n.to_string()),
        _ => None,
    }
}

/// The items under a key.
pub(super) fn items<'v>(value: &'v Value, key: &str) -> &'v [Value] {
    value
        .get(key)
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}

/// A value as a feature's text.
pub(super) fn feature_text(value: &Value) -> String {
    match value {
        Value::String(s) => s.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

/// How sure a program was, as the feature by which it is shown, where a value says so.
pub(super) fn score(value: &Value) -> Option<(String, String)> {
    let score = value.get("score").filter(|s| s.is_number())?;
    Some(("score".to_owned(), score.to_string()))
}
