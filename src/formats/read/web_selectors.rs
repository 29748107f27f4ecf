//! Where a target of a W3C Web Annotation points to in its text.

use super::imported::{Around, ImportedFragment};
use super::jsonl::{number, text};
use serde_json::Value;

/// Selectors within selectors that are followed.
const MAX_DEPTH: usize = 8;

/// Whether `type` is or has this name.
fn is_a(value: &Value, name: &str) -> bool {
    match value.get("type") {
        Some(Value::String(one)) => one == name,
        Some(Value::Array(several)) => several.iter().any(|t| t.as_str() == Some(name)),
        _ => false,
    }
}

fn list(value: Option<&Value>) -> &[Value] {
    match value {
        Some(Value::Array(several)) => several,
        Some(Value::Null) | None => &[],
        Some(one) => std::slice::from_ref(one),
    }
}

/// The place that a target's selectors name: by position, by quote, or by both. A quote is looked for in what a selector
/// refines too; a position there counts from another beginning and is not taken.
pub(super) fn fragment_of(target: &Value) -> Option<ImportedFragment> {
    let selectors = list(target.get("selector"));
    let quote = quote_in(selectors, MAX_DEPTH);
    let position = selectors.iter().find_map(position_of);
    if position.is_none() && quote.is_none() {
        return None;
    }
    let (start, end) = position.unwrap_or_default();
    Some(ImportedFragment {
        start,
        end,
        text: quote.map(|q| text(q, "exact").to_owned()),
        around: quote.map(|q| Around {
            before: text(q, "prefix").to_owned(),
            after: text(q, "suffix").to_owned(),
            has_place: position.is_some(),
        }),
    })
}

fn quote_in(selectors: &[Value], depth: usize) -> Option<&Value> {
    let here = selectors.iter().find(|s| is_a(s, "TextQuoteSelector"));
    here.or_else(|| {
        let depth = depth.checked_sub(1)?;
        let inner = |s: &'_ Value| quote_in(list(s.get("refinedBy")), depth).is_some();
        let outer = selectors.iter().find(|s| inner(s))?;
        quote_in(list(outer.get("refinedBy")), depth)
    })
}

/// A position, or a range from one position to another.
fn position_of(selector: &Value) -> Option<(usize, usize)> {
    if is_a(selector, "TextPositionSelector") {
        return Some((number(selector, "start")?, number(selector, "end")?));
    }
    if !is_a(selector, "RangeSelector") {
        return None;
    }
    let first = position_of_point(selector.get("startSelector")?)?;
    let behind = position_of_point(selector.get("endSelector")?)?;
    Some((first, behind))
}

/// Where one end of a range begins: the end of a range is where its last selector starts (section 4.2.9).
fn position_of_point(selector: &Value) -> Option<usize> {
    let is_position = is_a(selector, "TextPositionSelector");
    number(selector, "start").filter(|_| is_position)
}
