//! Files of many JSON values: one a line, or several lines each, or all in one array. Each is handed on as it is read.

use super::Watch;
use super::imported::ImportError;
use super::parts::in_parts;
use crate::formats::output::File;
use serde::de::value::SeqAccessDeserializer;
use serde::de::{self, DeserializeOwned, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use std::fmt;
use std::ops::ControlFlow;

/// It is asked whether to go on once for so many values.
const TICK: usize = 256;

/// Hands on every value of a file with the line on which it ends; those of an array with their number from 1. The type may
/// be one that skips what nobody needs.
///
/// # Errors
/// The file cannot be read, what is no JSON or does not fit the type, what `take` says, and that nobody wants it any more.
pub(super) fn each<T: DeserializeOwned>(
    path: &str,
    file: &File,
    watch: &Watch<'_>,
    mut take: impl FnMut(usize, T) -> Result<(), ImportError>,
) -> Result<(), ImportError> {
    each_until(path, file, watch, |line, value| {
        take(line, value).map(|()| ControlFlow::Continue(()))
    })
}

/// As [`each`], up to the value at which `take` breaks off.
pub(super) fn each_until<T: DeserializeOwned>(
    path: &str,
    file: &File,
    watch: &Watch<'_>,
    mut take: impl FnMut(usize, T) -> Result<ControlFlow<()>, ImportError>,
) -> Result<(), ImportError> {
    let mut reading = Reading::of(path, watch);
    in_parts(path, file, &mut |text, is_last| {
        reading.window(text, is_last, &mut take)
    })
}

/// A value without what an object has under `tokens`, which nobody needs and most of a file can be.
pub(super) struct Untokened(pub Value);

impl<'de> Deserialize<'de> for Untokened {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(UntokenedVisitor).map(Self)
    }
}

struct UntokenedVisitor;

impl<'de> Visitor<'de> for UntokenedVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut out = serde_json::Map::new();
        while let Some(key) = map.next_key::<String>()? {
            if key == "tokens" {
                map.next_value::<IgnoredAny>()?;
            } else {
                out.insert(key, map.next_value()?);
            }
        }
        Ok(Value::Object(out))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<Value, A::Error> {
        Value::deserialize(SeqAccessDeserializer::new(items))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Value, E> {
        Ok(text.into())
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Value, E> {
        Ok(number.into())
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<Value, E> {
        Ok(number.into())
    }

    fn visit_f64<E: de::Error>(self, number: f64) -> Result<Value, E> {
        Ok(number.into())
    }

    fn visit_unit<E: de::Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }
}

/// Between which of its parts a file is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Outside of all values.
    Outside,
    /// In an array, before its first item.
    Begun,
    /// In an array, after a comma.
    BeforeItem,
    /// In an array, after an item.
    AfterItem,
}

/// How far the reading of a file is.
struct Reading<'a> {
    path: &'a str,
    watch: &'a Watch<'a>,
    place: Place,
    /// The file begins with an array, whose items are its values.
    is_array: bool,
    /// Values handed on.
    n: usize,
    /// Bytes done with, line breaks among them, and bytes since the last one.
    done: usize,
    breaks: usize,
    column: usize,
}

impl<'a> Reading<'a> {
    fn of(path: &'a str, watch: &'a Watch<'a>) -> Self {
        Self {
            path,
            watch,
            place: Place::Outside,
            is_array: false,
            n: 0,
            done: 0,
            breaks: 0,
            column: 0,
        }
    }

    /// Hands on each value that is whole in `text`, the next part of the file; says how many bytes are done with, or that
    /// `take` broke off. `is_last`: nothing follows.
    fn window<T: DeserializeOwned>(
        &mut self,
        text: &str,
        is_last: bool,
        take: &mut impl FnMut(usize, T) -> Result<ControlFlow<()>, ImportError>,
    ) -> Result<ControlFlow<(), usize>, ImportError> {
        let mut rest = text;
        loop {
            let trimmed = rest.trim_start_matches([' ', '\t', '\n', '\r']);
            self.pass(&rest[..rest.len() - trimmed.len()]);
            rest = trimmed;
            let Some(first) = rest.bytes().next() else {
                break;
            };
            if let Some(next) = self.after_mark(first)? {
                self.place = next;
                // The mark is one byte.
                self.pass(&rest[..1]);
                rest = &rest[1..];
                continue;
            }
            let mut values = serde_json::Deserializer::from_str(rest).into_iter::<T>();
            let value = match values.next() {
                Some(Ok(value)) => value,
                Some(Err(error)) if is_last || !error.is_eof() => return Err(self.fault(&error)),
                _ => break,
            };
            let end = values.byte_offset();
            // A number at the end of a part may go on in the next one.
            if end == rest.len() && !is_last {
                break;
            }
            self.pass(&rest[..end]);
            rest = &rest[end..];
            if self.place != Place::Outside {
                self.place = Place::AfterItem;
            }
            if self.n.is_multiple_of(TICK) {
                self.watch.inside(self.path, self.done)?;
            }
            self.n += 1;
            let line = if self.is_array {
                self.n
            } else {
                self.breaks + 1
            };
            if take(line, value)?.is_break() {
                return Ok(ControlFlow::Break(()));
            }
        }
        if is_last && self.place != Place::Outside {
            return Err(self.misses("EOF while parsing a list", 0));
        }
        Ok(ControlFlow::Continue(text.len() - rest.len()))
    }

    /// Where one is after a mark of an array; nothing where a value begins.
    fn after_mark(&mut self, mark: u8) -> Result<Option<Place>, ImportError> {
        Ok(match (self.place, mark) {
            (Place::Outside, b'[') if self.is_array || self.n == 0 => {
                self.is_array = true;
                Some(Place::Begun)
            }
            (Place::Begun | Place::AfterItem, b']') => Some(Place::Outside),
            (Place::AfterItem, b',') => Some(Place::BeforeItem),
            (Place::AfterItem, _) => return Err(self.misses("expected `,` or `]`", 1)),
            _ => None,
        })
    }

    fn pass(&mut self, text: &str) {
        self.done += text.len();
        match memchr::memrchr(b'\n', text.as_bytes()) {
            Some(last) => {
                self.breaks += memchr::memchr_iter(b'\n', text.as_bytes()).count();
                self.column = text.len() - last - 1;
            }
            None => self.column += text.len(),
        }
    }

    /// What is wrong with the value that begins here, with its place in the file.
    fn fault(&self, error: &serde_json::Error) -> ImportError {
        let before = if error.line() == 1 { self.column } else { 0 };
        let words = error.to_string();
        let what = words.rsplit_once(" at line ").map_or(&*words, |(w, _)| w);
        let line = self.breaks + error.line().max(1);
        ImportError::not_json(what, self.path, (line, before + error.column()))
    }

    /// What is wrong here, or so many bytes on.
    fn misses(&self, what: &str, on: usize) -> ImportError {
        ImportError::not_json(what, self.path, (self.breaks + 1, self.column + on))
    }
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
        Value::Number(n) => match n.as_u64() {
            Some(n) => usize::try_from(n).ok(),
            // Tables that passed through other programs have `5.0`.
            None => format!("{:.0}", n.as_f64().filter(|f| f.fract() == 0.0)?)
                .parse()
                .ok(),
        },
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::output::FileSet;

    fn file(text: &str) -> File {
        let mut files = FileSet::default();
        files.insert("f", text.as_bytes().to_vec());
        let file = files.files().next();
        file.map(|(_, file)| file.clone()).unwrap()
    }

    fn all(text: &str) -> Result<Vec<(usize, Value)>, ImportError> {
        let mut out = Vec::new();
        each("f", &file(text), &Watch::none(), |line, value| {
            out.push((line, value));
            Ok(())
        })?;
        Ok(out)
    }

    /// The same, in parts of so many bytes at least.
    fn in_parts(text: &str, n: usize) -> Result<Vec<(usize, Value)>, ImportError> {
        let mut out = Vec::new();
        let mut take = |line, value| {
            out.push((line, value));
            Ok(ControlFlow::Continue(()))
        };
        let watch = Watch::none();
        let mut reading = Reading::of("f", &watch);
        let (mut from, mut to) = (0, 0);
        while to < text.len() {
            to = text.ceil_char_boundary((to + n).min(text.len()));
            match reading.window(&text[from..to], to == text.len(), &mut take)? {
                ControlFlow::Continue(done) => from += done,
                ControlFlow::Break(()) => break,
            }
        }
        Ok(out)
    }

    #[test]
    fn values_have_the_line_on_which_they_end_and_items_their_number() {
        let one = |text: &str| -> Vec<(usize, String)> {
            let all = all(text).unwrap();
            all.into_iter().map(|(n, v)| (n, v.to_string())).collect()
        };
        let own = |list: &[(usize, &str)]| -> Vec<(usize, String)> {
            list.iter().map(|(n, v)| (*n, (*v).to_owned())).collect()
        };
        let lines = "\u{feff}{\"a\":1}\r\n\n{\"b\":\n[2]\n} 3\n";
        let want = own(&[(1, "{\"a\":1}"), (5, "{\"b\":[2]}"), (5, "3")]);
        assert_eq!(one(lines), want);
        assert_eq!(
            one(" [ {}, 1 ,\n[2]]\n"),
            own(&[(1, "{}"), (2, "1"), (3, "[2]")])
        );
        assert_eq!(one("1 [2]"), own(&[(1, "1"), (1, "[2]")]));
        assert_eq!((one("[]\n"), one("  \n")), (Vec::new(), Vec::new()));
    }

    #[test]
    fn what_is_no_json_is_told_with_its_place() {
        let said = |text: &str| all(text).unwrap_err().to_string();
        let at = |what: &str, line, column| {
            format!("this is not sound JSON ({what} at line {line} column {column}): f:{line}")
        };
        assert_eq!(said("{}\n{} {\"a\":x}"), at("expected value", 2, 9));
        assert_eq!(said("{\"a\":\n"), at("EOF while parsing a value", 2, 0));
        assert_eq!(said("[1,\n 2 3]"), at("expected `,` or `]`", 2, 4));
        assert_eq!(said("[1,\n 2"), at("EOF while parsing a list", 2, 2));
        assert!(said("[1,]").contains("expected value"));
        assert!(said("[1] x").contains("expected value"));
    }

    #[test]
    fn a_file_in_parts_holds_the_same() {
        let texts = [
            "{\"a\": \"x – \\u00e4\\ud83d\\ude00\"}\n1234 true\n{\"b\": [1, {}]}",
            "\n[ {\"a\": 1.25}, 1234, null,\n\"x\" ] ",
            "{}\n{\"a\": nul}\n",
            "[1, 22 3]",
            "[1, 22",
            "{\"a\": \"x",
        ];
        for text in texts {
            for n in 1..text.len() {
                assert_eq!(in_parts(text, n), all(text), "{text:?} in parts of {n}");
            }
        }
    }

    #[test]
    fn what_is_broken_off_is_read_no_further() {
        let mut seen = Vec::new();
        each_until("f", &file("1 2 x"), &Watch::none(), |_, value: Value| {
            seen.push(value);
            Ok(if seen.len() == 2 {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            })
        })
        .unwrap();
        assert_eq!(seen, [1, 2]);
    }

    #[test]
    fn tokens_are_skipped_and_all_else_is_as_it_was() {
        let text = r#"{"tokens": [{"a": "]"}], "x": {"tokens": [1]}, "text": "a"} [1, {"tokens": 2}] 1 -2 1.5 true null "x""#;
        let mut out = Vec::new();
        each("f", &file(text), &Watch::none(), |_, value: Untokened| {
            out.push(value.0);
            Ok(())
        })
        .unwrap();
        let mut want: Vec<Value> = all(text).unwrap().into_iter().map(|(_, v)| v).collect();
        want[0].as_object_mut().unwrap().remove("tokens");
        assert_eq!(out, want);
    }
}
