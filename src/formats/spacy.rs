//! spaCy's `DocBin` (`.spacy`), as `spacy.tokens._serialize.DocBin.to_bytes` writes it: zlib over `MessagePack`. Overlapping spans
//! stand in the span group `sc`, the key of `spancat`. One Doc for each article and annotator, named in its user data.

use super::losses::what;
use super::options::ExportOptions;
use super::output::{AsWrite, Output};
use super::prodigy::{Token, tokens_of, tokens_within};
use super::registry::{ExportError, Progress};
use super::spread::in_order;
use super::view::{DocumentView, FragmentIds, View};
use super::written::{Keeps, Written};
use flate2::Compression;
use flate2::write::ZlibEncoder;
use rmpv::Value;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::io::Write as _;
use std::sync::LazyLock;

/// spaCy's number of the attribute ORTH (spacy/attrs.pxd).
const ORTH: u64 = 65;
/// How hard it is compressed: what more makes is smaller by a fiftieth.
const LEVEL: u32 = 3;

pub(super) fn write(
    view: &View<'_>,
    options: &ExportOptions,
    output: &mut dyn Output,
    progress: &mut Progress<'_>,
) -> Result<Written, ExportError> {
    let ids = view.fragment_ids();
    let mut bin = DocBin::default();
    let n = view.documents.len();
    let n_all = view.annotators.len() * n;
    let make = |i: usize| {
        let (d, a) = (&view.documents[i % n], i / n);
        let is_empty = d.text().is_empty();
        (!is_empty).then(|| Doc::of(d, a, view.annotators[a].id(), &ids))
    };
    in_order(n_all, make, |i, doc| {
        progress.tick(i, n_all)?;
        if let Some(doc) = doc {
            bin.add(doc);
        }
        Ok(())
    })?;
    output.begin(options.single_file.as_deref().unwrap_or("corpus.spacy"))?;
    let mut zlib = ZlibEncoder::new(AsWrite(output), Compression::new(LEVEL));
    rmpv::encode::write_value(&mut zlib, &bin.into_value())
        .map_err(|error| ExportError::Other(error.to_string()))?;
    zlib.finish()?.flush()?;

    let keeps = [Keeps::ArticleIds, Keeps::AnnotatorIds, Keeps::Ids];
    let mut written = Written::of(view, &keeps);
    written.lose_links(view);
    written.losses.add(what::FRAGMENTS, view.n_fragmented());
    written.lose_attributes(view);
    written.lose_empty_articles(view);
    Ok(written)
}

/// Strings by their hash: to spaCy, too, what has the hash of another string is that string.
type Strings<'a> = HashMap<u64, &'a str, AsItIs>;
type AsItIs = BuildHasherDefault<Same>;

/// Takes what is a hash already.
#[derive(Default)]
struct Same(u64);

impl Hasher for Same {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }
}

/// An article and annotator.
struct Doc<'a> {
    /// For each token ORTH, little-endian; spaces stand by themselves.
    tokens: Vec<u8>,
    spaces: Vec<u8>,
    /// Every string that is no symbol.
    strings: Strings<'a>,
    span_group: Vec<u8>,
    user_data: Vec<u8>,
}

impl<'a> Doc<'a> {
    fn of(d: &'a DocumentView<'a>, annotator: usize, name: &str, ids: &'a FragmentIds) -> Self {
        let tokens = tokens_of(d, annotator);
        let mut doc = Self {
            tokens: Vec::with_capacity(tokens.len() * 8),
            spaces: Vec::with_capacity(tokens.len()),
            strings: Strings::default(),
            span_group: Vec::new(),
            user_data: Vec::new(),
        };
        for token in &tokens {
            let orth = doc.hash(token.text);
            doc.tokens.extend(orth.to_le_bytes());
            doc.spaces.push(u8::from(token.space));
        }
        doc.span_group = doc.span_group(d, annotator, &tokens, ids);
        let entries = vec![
            (Value::from("doc_id"), Value::from(d.id())),
            (Value::from("annotator"), Value::from(name)),
        ];
        doc.user_data = to_bytes(&Value::Map(entries));
        doc
    }

    /// The number of a symbol, or the hash of a string, which is kept with the strings.
    fn hash(&mut self, text: &'a str) -> u64 {
        let hash = string_hash(text);
        if let Some((_, number)) = SYMBOLS.get(&hash).filter(|(symbol, _)| *symbol == text) {
            return *number;
        }
        self.strings.insert(hash, text);
        hash
    }

    /// `Doc.spans` as bytes: a list of groups and the keys that each has (`SpanGroups.to_bytes`).
    fn span_group(
        &mut self,
        d: &'a DocumentView<'a>,
        annotator: usize,
        tokens: &[Token<'_>],
        ids: &'a FragmentIds,
    ) -> Vec<u8> {
        let mut spans = Vec::new();
        for row in d.rows_of(annotator) {
            for (n, fragment) in row.fragments.iter().enumerate() {
                let Some((first, last)) = tokens_within(tokens, *fragment) else {
                    continue;
                };
                // struct ">QQQllll": id, kb_id, label, start, end, start_char, end_char, big-endian.
                let mut span = Vec::with_capacity(40);
                for hash in [self.hash(ids.get(row, n)), 0, self.hash(row.label())] {
                    span.extend(hash.to_be_bytes());
                }
                for place in [first, last + 1, fragment.0, fragment.1] {
                    let place = i32::try_from(place).unwrap_or(i32::MAX);
                    span.extend(place.to_be_bytes());
                }
                spans.push(Value::Binary(span));
            }
        }
        let group = Value::Map(vec![
            (Value::from("name"), Value::from("sc")),
            (Value::from("attrs"), Value::Map(Vec::new())),
            (Value::from("spans"), Value::Array(spans)),
        ]);
        let keys = Value::Array(vec![Value::from("sc")]);
        to_bytes(&Value::Map(vec![(Value::Binary(to_bytes(&group)), keys)]))
    }
}

#[derive(Default)]
struct DocBin<'a> {
    tokens: Vec<u8>,
    spaces: Vec<u8>,
    lengths: Vec<u8>,
    strings: Strings<'a>,
    cats: Vec<Value>,
    flags: Vec<Value>,
    span_groups: Vec<Value>,
    user_data: Vec<Value>,
}

impl<'a> DocBin<'a> {
    fn add(&mut self, doc: Doc<'a>) {
        let n = i32::try_from(doc.spaces.len()).unwrap_or(i32::MAX);
        self.lengths.extend(n.to_le_bytes());
        self.tokens.extend(doc.tokens);
        self.spaces.extend(doc.spaces);
        self.strings.extend(doc.strings);
        self.cats.push(Value::Map(Vec::new()));
        let unknown_spaces = (Value::from("has_unknown_spaces"), Value::Boolean(false));
        self.flags.push(Value::Map(vec![unknown_spaces]));
        self.span_groups.push(Value::Binary(doc.span_group));
        self.user_data.push(Value::Binary(doc.user_data));
    }

    fn into_value(self) -> Value {
        let list = |values: Vec<Value>| Value::Array(values);
        let mut strings: Vec<&str> = self.strings.into_values().collect();
        strings.sort_unstable();
        let strings = strings.into_iter().map(Value::from).collect();
        Value::Map(vec![
            (Value::from("version"), Value::from("0.1")),
            (Value::from("attrs"), list(vec![Value::from(ORTH)])),
            (Value::from("tokens"), Value::Binary(self.tokens)),
            (Value::from("spaces"), Value::Binary(self.spaces)),
            (Value::from("lengths"), Value::Binary(self.lengths)),
            (Value::from("strings"), list(strings)),
            (Value::from("cats"), list(self.cats)),
            (Value::from("flags"), list(self.flags)),
            (Value::from("span_groups"), list(self.span_groups)),
            (Value::from("user_data"), list(self.user_data)),
        ])
    }
}

/// spaCy's own words (`spacy/symbols.pyx`), which it numbers by their place instead of hashing them; the first is the empty one.
static SYMBOLS: LazyLock<HashMap<u64, (&'static str, u64), AsItIs>> = LazyLock::new(|| {
    let symbols = include_str!("spacy_symbols.txt").lines().zip(0..);
    symbols.map(|one| (string_hash(one.0), one)).collect()
});

/// The symbol of a number.
pub(super) fn symbol_text(number: u64) -> Option<&'static str> {
    usize::try_from(number)
        .ok()
        .and_then(|n| include_str!("spacy_symbols.txt").lines().nth(n))
}

fn to_bytes(value: &Value) -> Vec<u8> {
    let mut out = Vec::new();
    // Writing to a Vec cannot fail.
    let _ = rmpv::encode::write_value(&mut out, value);
    out
}

/// spaCy's hash of a string: `MurmurHash64A` (Appleby, `MurmurHash2.cpp`) of its UTF-8 with seed 1.
pub(super) fn string_hash(text: &str) -> u64 {
    const M: u64 = 0xc6a4_a793_5bd1_e995;
    const R: u32 = 47;
    let bytes = text.as_bytes();
    let mut h: u64 = 1 ^ (bytes.len() as u64).wrapping_mul(M);
    let (chunks, rest) = bytes.as_chunks::<8>();
    for chunk in chunks {
        let mut k = u64::from_le_bytes(*chunk).wrapping_mul(M);
        k ^= k >> R;
        h = (h ^ k.wrapping_mul(M)).wrapping_mul(M);
    }
    if !rest.is_empty() {
        let mut last = [0_u8; 8];
        last[..rest.len()].copy_from_slice(rest);
        h = (h ^ u64::from_le_bytes(last)).wrapping_mul(M);
    }
    h ^= h >> R;
    h = h.wrapping_mul(M);
    h ^ (h >> R)
}

#[cfg(test)]
mod tests {
    use super::{SYMBOLS, string_hash};

    /// The values of spaCy's documentation ("Vocab, hashes and lexemes").
    #[test]
    fn strings_have_the_hashes_of_spacy() {
        assert_eq!(string_hash("coffee"), 3_197_928_453_018_144_401);
        let symbol = |text| SYMBOLS.get(&string_hash(text)).copied();
        assert_eq!(symbol(""), Some(("", 0)));
        assert_eq!(symbol("ORTH"), Some(("ORTH", 65)));
        assert_eq!(symbol("coffee"), None);
    }
}
