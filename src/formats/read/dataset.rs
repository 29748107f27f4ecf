//! Our own dataset folder, Parquet or JSON lines, with the tag set from its card.

use super::imported::{
    ImportError, Imported, ImportedAnnotation, ImportedAnnotator, ImportedDocument,
    ImportedFragment, ImportedLink, Unit,
};
use super::jsonl::{each, items, number, text};
use super::{ReadSettings, Watch, detect, has_ending, split_path, utf8};
use crate::formats::output::FileSet;
use crate::model::{
    AnnotatorKind, Feature, FeatureKind, ForeignFields, Label, Newline, RelationType, Schema,
    Source,
};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Reads the rows of the three tables, one after the other, in any order.
struct Rows {
    out: Imported,
    /// Places of articles by their ids.
    places: BTreeMap<String, usize>,
    /// Places of articles that spans name and whose own row has not come yet.
    awaited: BTreeSet<usize>,
}

impl Rows {
    /// With what the card says.
    fn new(format: &'static str, files: &FileSet) -> Result<Self, ImportError> {
        let mut out = Imported::new(format, Unit::CodePoints);
        if let Some((path, file)) = files.files().find(|(p, _)| split_path(p).1 == "README.md") {
            read_card(&mut out, utf8(path, file.bytes())?);
        }
        Ok(Self {
            out,
            places: BTreeMap::new(),
            awaited: BTreeSet::new(),
        })
    }

    /// Takes the `n`-th row of a file. Which table it is of is told by its columns, else by the file's name or folder.
    fn add(&mut self, path: &str, n: usize, row: &Value) {
        let has = |key: &str| row.get(key).is_some();
        if has("span_id") {
            self.add_span(path, n, row);
        } else if has("link_id") {
            self.add_link(row);
        } else if has("doc_id") && (has("text") || detect::is_table(path, "documents")) {
            self.add_document(row);
        }
    }

    fn add_document(&mut self, row: &Value) {
        let key = text(row, "doc_id");
        let document = ImportedDocument {
            key: key.to_owned(),
            title: row.get("title").and_then(Value::as_str).map(str::to_owned),
            text: row.get("text").and_then(Value::as_str).map(Into::into),
            metadata: pairs(row, "metadata"),
            source_path: text(row, "source_path").to_owned(),
            file: file(row),
        };
        match self.places.get(key) {
            Some(place) if self.awaited.remove(place) => self.out.documents[*place] = document,
            _ => {
                self.places.insert(key.to_owned(), self.out.documents.len());
                self.out.documents.push(document);
            }
        }
    }

    /// The place of an article that a span names.
    fn place_of(&mut self, key: &str) -> usize {
        if let Some(place) = self.places.get(key) {
            return *place;
        }
        let place = self.out.documents.len();
        self.out.documents.push(ImportedDocument {
            key: key.to_owned(),
            ..ImportedDocument::default()
        });
        self.places.insert(key.to_owned(), place);
        self.awaited.insert(place);
        place
    }

    fn add_span(&mut self, path: &str, n: usize, row: &Value) {
        let document = self.place_of(text(row, "doc_id"));
        let (Some(start), Some(end)) = (number(row, "start"), number(row, "end")) else {
            let place = format!("{path}, row {n}");
            return self.out.fault(place, "start or end is no number");
        };
        let annotator = self.out.annotator(text(row, "annotator"));
        let stated = items(row, "fragments").iter().filter_map(|f| {
            let n = |i: usize| f.get(i).and_then(super::jsonl::as_number);
            Some(ImportedFragment {
                start: n(0)?,
                end: n(1)?,
                ..ImportedFragment::default()
            })
        });
        let mut fragments: Vec<ImportedFragment> = stated.collect();
        if fragments.is_empty() {
            let text = row.get("text").and_then(Value::as_str).map(str::to_owned);
            fragments.push(ImportedFragment {
                start,
                end,
                text,
                ..ImportedFragment::default()
            });
        } else {
            state_words(&mut fragments, start, text(row, "text"));
        }
        self.out.annotations.push(ImportedAnnotation {
            key: text(row, "span_id").to_owned(),
            document,
            annotator,
            label: text(row, "label").to_owned(),
            fragments,
            unit: None,
            features: pairs(row, "attributes"),
            note: text(row, "note").to_owned(),
            origin: text(row, "origin").to_owned(),
            created: text(row, "created").to_owned(),
            modified: text(row, "modified").to_owned(),
        });
    }

    fn add_link(&mut self, row: &Value) {
        self.out.links.push(ImportedLink {
            key: text(row, "link_id").to_owned(),
            kind: text(row, "type").to_owned(),
            symmetric: false,
            from: text(row, "source").to_owned(),
            to: text(row, "target").to_owned(),
            features: pairs(row, "attributes"),
            note: text(row, "note").to_owned(),
            created: text(row, "created").to_owned(),
            modified: text(row, "modified").to_owned(),
        });
    }

    /// All that was read.
    fn done(self, files: &FileSet) -> Result<Imported, ImportError> {
        // Every row of a span has an article.
        if self.out.documents.is_empty() {
            return Err(ImportError::new(
                "there is no table of articles or spans here",
                files.paths().next().unwrap_or(""),
                "name the dataset folder, which holds README.md and data/",
            ));
        }
        Ok(self.out)
    }
}

pub(super) fn read_jsonl(
    files: &FileSet,
    _: &ReadSettings,
    watch: &Watch<'_>,
) -> Result<Imported, ImportError> {
    let mut rows = Rows::new("dataset-jsonl", files)?;
    for (path, file) in files.files().filter(|(p, _)| has_ending(p, "jsonl")) {
        watch.file_of(path, file.n_bytes())?;
        let mut n = 0;
        each(path, file, watch, |_, row: Value| {
            n += 1;
            rows.add(path, n, &row);
            Ok(())
        })?;
    }
    rows.done(files)
}

#[cfg(feature = "parquet")]
pub(super) fn read_parquet(
    files: &FileSet,
    _: &ReadSettings,
    watch: &Watch<'_>,
) -> Result<Imported, ImportError> {
    let mut rows = Rows::new("dataset", files)?;
    for (path, bytes) in files
        .iter()
        .filter(|(p, b)| has_ending(p, "parquet") || b.starts_with(b"PAR1"))
    {
        watch.file(path, bytes)?;
        super::parquet::each_row(path, bytes, |n, row| rows.add(path, n, &row))?;
    }
    rows.done(files)
}

/// Gives each fragment its words out of those of the whole extent, which starts at `start`.
pub(super) fn state_words(fragments: &mut [ImportedFragment], start: usize, extent: &str) {
    let chars: Vec<char> = extent.chars().collect();
    for fragment in fragments {
        let from = fragment.start.checked_sub(start);
        let to = fragment.end.checked_sub(start);
        if let (Some(from), Some(to)) = (from, to) {
            fragment.text = chars.get(from..to).map(|c| c.iter().collect());
        }
    }
}

/// What the article's own file was, where the table says so.
fn file(row: &Value) -> Option<Source> {
    let sha256 = text(row, "source_sha256");
    let newline = Newline::ALL
        .into_iter()
        .find(|n| n.as_str() == text(row, "source_newline"));
    (!sha256.is_empty()).then(|| Source {
        path: String::new(),
        media_type: text(row, "source_media_type").to_owned(),
        encoding: text(row, "source_encoding").to_owned(),
        newline: newline.unwrap_or_default(),
        bytes: number(row, "source_bytes").map_or(0, |n| n as u64),
        sha256: sha256.to_owned(),
        foreign: ForeignFields::default(),
    })
}

fn pairs(row: &Value, key: &str) -> Vec<(String, String)> {
    let list = items(row, key).iter();
    list.map(|p| (text(p, "name").to_owned(), text(p, "value").to_owned()))
        .collect()
}

/// Title, guidelines, tag set and annotators out of the card that our export wrote.
fn read_card(out: &mut Imported, card: &str) {
    if let Some(title) = card.lines().find_map(|l| l.strip_prefix("pretty_name: ")) {
        out.title = serde_json::from_str(title).unwrap_or_default();
    }
    let block = card
        .split("## Tag set and annotators, for programs\n\n```json\n")
        .nth(1)
        .and_then(|rest| rest.split("\n```").next());
    let Some(block) = block.and_then(|b| serde_json::from_str::<Value>(b).ok()) else {
        return;
    };
    if let Some(guidelines) = block.get("guidelines").and_then(Value::as_str) {
        guidelines.clone_into(&mut out.guidelines);
    }
    for annotator in items(&block, "annotators") {
        out.annotators.push(ImportedAnnotator {
            key: text(annotator, "id").to_owned(),
            name: text(annotator, "name").to_owned(),
            kind: match text(annotator, "kind") {
                "" => AnnotatorKind::Human,
                word => AnnotatorKind::from_word(word),
            },
        });
    }
    out.schema = block.get("schema").map(schema);
}

fn schema(value: &Value) -> Schema {
    let own = |v: &Value, key: &str| text(v, key).to_owned();
    let ids = |v: &Value, key: &str| -> Vec<String> {
        items(v, key)
            .iter()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect()
    };
    let labels = items(value, "labels").iter().map(|l| Label {
        id: own(l, "id").into(),
        name: own(l, "name"),
        color: own(l, "color"),
        key: own(l, "key"),
        description: own(l, "description"),
        foreign: ForeignFields::default(),
    });
    let features = items(value, "features").iter().map(|f| Feature {
        id: own(f, "id").into(),
        name: own(f, "name"),
        kind: match text(f, "kind") {
            "text" => FeatureKind::Text,
            "choice" => FeatureKind::Choice,
            other => FeatureKind::Other(other.to_owned()),
        },
        values: ids(f, "values"),
        labels: ids(f, "labels").into_iter().map(Into::into).collect(),
        relation_types: ids(f, "relation_types")
            .into_iter()
            .map(Into::into)
            .collect(),
        foreign: ForeignFields::default(),
    });
    let types = items(value, "relation_types").iter().map(|t| RelationType {
        id: own(t, "id").into(),
        name: own(t, "name"),
        key: own(t, "key"),
        symmetric: t.get("symmetric").and_then(Value::as_bool).unwrap_or(false),
        from: ids(t, "from").into_iter().map(Into::into).collect(),
        to: ids(t, "to").into_iter().map(Into::into).collect(),
        foreign: ForeignFields::default(),
    });
    Schema {
        labels: labels.collect(),
        features: features.collect(),
        relation_types: types.collect(),
        foreign: ForeignFields::default(),
    }
}
