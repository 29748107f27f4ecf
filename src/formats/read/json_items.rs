//! The items of one JSON value that is too large to be held as a tree: each is made a tree by itself, handed on and dropped.

use super::imported::ImportError;
use serde::de::{
    DeserializeSeed, Deserializer as _, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor,
};
use serde_json::Value;
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::fmt;

/// Lists inside objects are followed this deep; what is deeper is no item either, the parser refuses it.
const MAX_DEPTH: usize = 100;

/// Why there are no further items.
pub(super) enum Stopped {
    /// An item cannot be a tree: why, and line breaks before where the error counts from.
    Json(serde_json::Error, usize),
    /// The taker does not want more.
    Taker(ImportError),
}

/// Hands on each item of a list, or of the list under the first of `keys` that an object has, through objects in objects;
/// anything else is one item. Items of lists in lists are not looked for.
pub(super) fn each_item(
    json: &str,
    keys: &[&str],
    take: &mut dyn FnMut(Value) -> Result<(), ImportError>,
) -> Result<(), Stopped> {
    let mut inner = json;
    for _ in 0..MAX_DEPTH {
        if !inner.starts_with('{') {
            break;
        }
        let mut parser = serde_json::Deserializer::from_str(inner);
        let found = Under(keys).deserialize(&mut parser);
        match found.map_err(|e| at(json, inner, e))? {
            Some(list) if list.starts_with(['{', '[']) => inner = list,
            _ => break,
        }
    }
    let mut parser = serde_json::Deserializer::from_str(inner);
    if !inner.starts_with('[') {
        let value = serde_json::from_str(inner).map_err(|e| at(json, inner, e))?;
        return take(value).map_err(Stopped::Taker);
    }
    let mut items = Items {
        take,
        refused: None,
    };
    let done = parser.deserialize_seq(&mut items);
    match (items.refused, done) {
        (Some(refused), _) => Err(Stopped::Taker(refused)),
        (None, Err(error)) => Err(at(json, inner, error)),
        (None, Ok(())) => Ok(()),
    }
}

/// An error in `inner`, which is a part of `json`.
fn at(json: &str, inner: &str, error: serde_json::Error) -> Stopped {
    let before = inner.as_ptr().addr().saturating_sub(json.as_ptr().addr());
    let before = json.get(..before).unwrap_or("");
    Stopped::Json(error, before.matches('\n').count())
}

/// The value under the first of these keys that an object has.
struct Under<'k>(&'k [&'k str]);

impl<'de> DeserializeSeed<'de> for Under<'_> {
    type Value = Option<&'de str>;

    fn deserialize<D: serde::Deserializer<'de>>(self, parser: D) -> Result<Self::Value, D::Error> {
        parser.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Under<'_> {
    type Value = Option<&'de str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut found: Option<(usize, &'de RawValue)> = None;
        while let Some(key) = map.next_key::<Cow<'_, str>>()? {
            match self.0.iter().position(|k| *k == key) {
                // Of two with one name the later one counts, as in a tree.
                Some(rank) if found.is_none_or(|(best, _)| rank <= best) => {
                    found = Some((rank, map.next_value()?));
                }
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(found.map(|(_, raw)| raw.get()))
    }
}

/// Hands on the items of a list.
struct Items<'t> {
    take: &'t mut dyn FnMut(Value) -> Result<(), ImportError>,
    refused: Option<ImportError>,
}

impl<'de> Visitor<'de> for &mut Items<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while let Some(item) = list.next_element::<Value>()? {
            if let Err(refused) = (self.take)(item) {
                self.refused = Some(refused);
                return Err(A::Error::custom("refused"));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn items(json: &str) -> Vec<String> {
        let mut out = Vec::new();
        let done = each_item(json, &["items", "first"], &mut |item| {
            out.push(item.to_string());
            Ok(())
        });
        assert!(done.is_ok(), "{json}");
        out
    }

    #[test]
    fn items_are_found_in_lists_under_keys_and_are_else_the_value_itself() {
        assert_eq!(
            items("[1, [2], {\"items\": []}]"),
            ["1", "[2]", "{\"items\":[]}"]
        );
        assert_eq!(items("{\"a\": [0], \"items\": [1, 2]}"), ["1", "2"]);
        assert_eq!(items("{\"first\": {\"items\": [3]}, \"b\": 1}"), ["3"]);
        assert_eq!(items("{\"first\": [1], \"items\": [2]}"), ["2"]);
        assert_eq!(items("{\"items\": 7}"), ["{\"items\":7}"]);
        assert_eq!(items("\"a\""), ["\"a\""]);
    }

    #[test]
    fn an_item_that_is_no_tree_is_told_with_the_lines_before() {
        let json = "{\n\"items\":\n [1,\n 1e999]}";
        match each_item(json, &["items"], &mut |_| Ok(())) {
            Err(Stopped::Json(error, before)) => assert_eq!((before, error.line()), (2, 2)),
            _ => panic!("a number that large is none"),
        }
        let deep = "{\"items\":".repeat(1_000) + "1" + &"}".repeat(1_000);
        assert!(matches!(
            each_item(&deep, &["items"], &mut |_| Ok(())),
            Err(Stopped::Json(..))
        ));
    }
}
