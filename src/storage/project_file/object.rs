//! JSON objects read into typed fields, with the keys that nobody knows kept as raw text.

use crate::model::ForeignFields;
use memchr::memchr2;
use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

/// The fields of one kind of object while they are being read.
pub(in crate::storage) trait Fields<'de>: Default {
    /// What it is, with its article, for messages.
    const WHAT: &'static str;
    /// What they make together.
    type Whole;

    /// Takes the value of `key` from `map` with [`fill`], or says `false` where it does not know the key.
    fn take<A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<bool, A::Error>;

    /// All keys were read. An error says in words what is missing.
    fn whole(self, foreign: ForeignFields) -> Result<Self::Whole, String>;
}

/// Reads the value of `key` into `slot`; a second one is an error.
pub(in crate::storage) fn fill<'de, T: Deserialize<'de>, A: MapAccess<'de>>(
    slot: &mut Option<T>,
    key: &str,
    map: &mut A,
) -> Result<(), A::Error> {
    if slot.is_some() {
        return Err(A::Error::custom(format!(
            "the key {key:?} stands here twice"
        )));
    }
    *slot = Some(map.next_value()?);
    Ok(())
}

/// The value of a key that must be there.
pub(in crate::storage) fn required<T>(slot: Option<T>, key: &str) -> Result<T, String> {
    slot.ok_or_else(|| format!("the key {key:?} is missing"))
}

/// An object that is read through its [`Fields`].
pub(in crate::storage) struct Object<'de, F: Fields<'de>>(pub(in crate::storage) F::Whole);

impl<'de, F: Fields<'de>> Deserialize<'de> for Object<'de, F> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(ObjectVisitor::<F>(PhantomData))
    }
}

struct ObjectVisitor<F>(PhantomData<F>);

impl<'de, F: Fields<'de>> Visitor<'de> for ObjectVisitor<F> {
    type Value = Object<'de, F>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (an object)", F::WHAT)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut fields = F::default();
        let mut foreign = Vec::new();
        while let Some(Text(key)) = map.next_key()? {
            if !fields.take(&key, &mut map)? {
                let raw: &RawValue = map.next_value()?;
                foreign.push((key.into_owned(), one_line(raw.get())));
            }
        }
        only_once(foreign.iter().map(|(name, _)| name.as_str())).map_err(A::Error::custom)?;
        let whole = fields.whole(ForeignFields(foreign));
        whole.map(Object).map_err(A::Error::custom)
    }
}

/// Reads one object from JSON text.
pub(in crate::storage) fn parse<'de, F: Fields<'de>>(
    json: &'de str,
) -> Result<F::Whole, serde_json::Error> {
    serde_json::from_str::<Object<'de, F>>(json).map(|object| object.0)
}

/// Refuses names that repeat.
pub(in crate::storage) fn only_once<'a>(
    names: impl Iterator<Item = &'a str>,
) -> Result<(), String> {
    let mut names: Vec<&str> = names.collect();
    names.sort_unstable();
    match names.windows(2).find(|pair| pair[0] == pair[1]) {
        Some(pair) => Err(format!("the key {:?} stands here twice", pair[0])),
        None => Ok(()),
    }
}

/// A string, borrowed from the JSON text where it has no escapes.
pub(in crate::storage) struct Text<'de>(pub(in crate::storage) Cow<'de, str>);

impl Text<'_> {
    pub(in crate::storage) fn or_empty(text: Option<Self>) -> String {
        text.map_or_else(String::new, |t| t.0.into_owned())
    }

    pub(in crate::storage) fn shared(&self) -> Arc<str> {
        Arc::from(&*self.0)
    }
}

impl<'de> Deserialize<'de> for Text<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct TextVisitor;
        impl<'de> Visitor<'de> for TextVisitor {
            type Value = Text<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }
            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Text(Cow::Borrowed(text)))
            }
            fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Text(Cow::Owned(text.to_owned())))
            }
        }
        deserializer.deserialize_str(TextVisitor)
    }
}

/// A string that many hold; copied once even where it has escapes, which matters for whole articles.
pub(in crate::storage) struct SharedText(pub(in crate::storage) Arc<str>);

impl<'de> Deserialize<'de> for SharedText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct SharedVisitor;
        impl Visitor<'_> for SharedVisitor {
            type Value = SharedText;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }
            fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
                Ok(SharedText(Arc::from(text)))
            }
        }
        deserializer.deserialize_str(SharedVisitor)
    }
}

/// An object whose names are free: texts apart from all other values, each in the file's order.
#[derive(Default)]
pub(in crate::storage) struct NamedValues<'de> {
    pub(in crate::storage) texts: Vec<(Cow<'de, str>, Cow<'de, str>)>,
    pub(in crate::storage) foreign: ForeignFields,
}

impl<'de> Deserialize<'de> for NamedValues<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct NamedVisitor;
        impl<'de> Visitor<'de> for NamedVisitor {
            type Value = NamedValues<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object of names and values")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut found = NamedValues::default();
                while let Some(Text(name)) = map.next_key()? {
                    let raw: &'de RawValue = map.next_value()?;
                    if raw.get().starts_with('"') {
                        let Text(value) = serde_json::from_str(raw.get())
                            .map_err(|e| A::Error::custom(super::place::message_of_error(&e)))?;
                        found.texts.push((name, value));
                    } else {
                        let value = one_line(raw.get());
                        found.foreign.0.push((name.into_owned(), value));
                    }
                }
                let texts = found.texts.iter().map(|(name, _)| &**name);
                let others = found.foreign.0.iter().map(|(name, _)| name.as_str());
                only_once(texts.chain(others)).map_err(A::Error::custom)?;
                Ok(found)
            }
        }
        deserializer.deserialize_map(NamedVisitor)
    }
}

/// JSON text on one line: as it is, or, where it has line breaks, without the white space between its tokens.
pub(in crate::storage) fn one_line(json: &str) -> String {
    if !json.contains(['\n', '\r']) {
        return json.to_owned();
    }
    let mut out = String::with_capacity(json.len());
    let (mut in_string, mut escaped) = (false, false);
    for c in json.chars() {
        if in_string {
            (in_string, escaped) = (escaped || c != '"', !escaped && c == '\\');
        } else if c.is_ascii_whitespace() {
            continue;
        } else {
            in_string = c == '"';
        }
        out.push(c);
    }
    out
}

/// The byte offset of the first bracket that opens more than `max` arrays and objects inside each other.
///
/// `json` need not be JSON at all; what stands in strings does not count.
pub(in crate::storage) fn too_deep(json: &str, max: usize) -> Option<usize> {
    let bytes = json.as_bytes();
    let (mut depth, mut i) = (0_usize, 0);
    while let Some(byte) = bytes.get(i) {
        match byte {
            b'"' => i += 1 + string_len(bytes.get(i + 1..).unwrap_or_default()),
            b'[' | b'{' => {
                depth += 1;
                if depth > max {
                    return Some(i);
                }
            }
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        i += 1;
    }
    None
}

/// How many bytes stand before the quotation mark that ends a string. An article's text is nearly all of its file: it is
/// gone over as fast as memory is read.
pub(super) fn string_len(bytes: &[u8]) -> usize {
    let mut i = 0;
    while let Some(at) = bytes.get(i..).and_then(|rest| memchr2(b'"', b'\\', rest)) {
        i += at;
        if bytes.get(i) == Some(&b'"') {
            return i;
        }
        i += 2;
    }
    bytes.len()
}
