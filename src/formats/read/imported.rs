//! What a file of another tool says, before it is held against the texts: plain data, offsets in the file's own unit.

use crate::model::{AnnotatorKind, Schema, Source, sha256_hex};
use std::collections::BTreeMap;
use std::sync::Arc;
use thiserror::Error;

/// What offsets in a file count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Unit {
    /// Unicode code points.
    #[default]
    CodePoints,
    /// UTF-16 code units.
    Utf16,
    /// UTF-8 bytes.
    Bytes,
    /// Unicode code points, a carriage return with its line feed as one, as programs count that read a file that way.
    OneBreak,
    /// What people see as one character: grapheme clusters.
    Graphemes,
}

impl Unit {
    /// The units in which stated words are looked for at a stated number.
    pub const TRIED: [Self; 4] = [Self::CodePoints, Self::Utf16, Self::Bytes, Self::OneBreak];

    /// In words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::CodePoints => "code points",
            Self::Utf16 => "UTF-16 units",
            Self::Bytes => "UTF-8 bytes",
            Self::OneBreak => "code points with each line break as one",
            Self::Graphemes => "grapheme clusters",
        }
    }
}

/// An article.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportedDocument {
    /// Its id in the file.
    pub key: String,
    /// Its title, where the file states one; a stated one may be empty.
    pub title: Option<String>,
    /// Its text as the file has it; nothing where the file has none.
    pub text: Option<Arc<str>>,
    /// Details such as the outlet.
    pub metadata: Vec<(String, String)>,
    /// The path of the article's own file, where it is stated.
    pub source_path: String,
    /// What else is stated of the article's own file; its path is not.
    pub file: Option<Source>,
}

/// Somebody whose annotations these are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportedAnnotator {
    /// The id or name in the file; empty where the file names nobody.
    pub key: String,
    /// The name for people, where there is another one.
    pub name: String,
    /// What kind.
    pub kind: AnnotatorKind,
}

/// A tag.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportedLabel {
    /// Its name in the file.
    pub id: String,
    /// `#rrggbb`, or empty.
    pub color: String,
    /// What it means, or empty.
    pub description: String,
}

/// One fragment as the file states it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportedFragment {
    /// Half-open, in the document's unit.
    pub start: usize,
    /// Half-open, in the document's unit.
    pub end: usize,
    /// The words that the file says stand there.
    pub text: Option<String>,
    /// What a quotation says beside its words.
    pub around: Option<Around>,
}

/// What stands around words that are found by themselves rather than by a number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Around {
    /// The text just before; may be empty.
    pub before: String,
    /// The text just after; may be empty.
    pub after: String,
    /// Whether the file states a start and an end too.
    pub has_place: bool,
}

/// An annotation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportedAnnotation {
    /// Its id in the file, unique there.
    pub key: String,
    /// Place in [`Imported::documents`].
    pub document: usize,
    /// Place in [`Imported::annotators`].
    pub annotator: usize,
    /// The tag's name.
    pub label: String,
    /// One or more, in the order of the file.
    pub fragments: Vec<ImportedFragment>,
    /// What its offsets count, where that is not the unit of all.
    pub unit: Option<Unit>,
    /// Name and value.
    pub features: Vec<(String, String)>,
    /// Free text.
    pub note: String,
    /// RFC 3339, or empty.
    pub created: String,
    /// RFC 3339, or empty.
    pub modified: String,
    /// `hand`, `suggestion`, …; empty: it is an import's.
    pub origin: String,
}

/// A link.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportedLink {
    /// Its id in the file; may be empty.
    pub key: String,
    /// Its type's name.
    pub kind: String,
    /// Whether the file says that it has no direction.
    pub symmetric: bool,
    /// Key of an annotation.
    pub from: String,
    /// Key of an annotation.
    pub to: String,
    /// Name and value.
    pub features: Vec<(String, String)>,
    /// Free text.
    pub note: String,
    /// RFC 3339, or empty.
    pub created: String,
    /// RFC 3339, or empty.
    pub modified: String,
}

/// Something in the file that did not come in, or is doubtful.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportFault {
    /// File and line, or the id of what it is about.
    pub place: String,
    /// What is the matter.
    pub what: String,
}

/// All that was read.
#[derive(Clone, Debug, Default)]
pub struct Imported {
    /// The id of the format.
    pub format: &'static str,
    /// The project's title, or empty.
    pub title: String,
    /// The guidelines, or empty.
    pub guidelines: String,
    /// The whole tag set, where the file has one of ours.
    pub schema: Option<Schema>,
    /// What the offsets count.
    pub unit: Unit,
    /// Articles.
    pub documents: Vec<ImportedDocument>,
    /// People.
    pub annotators: Vec<ImportedAnnotator>,
    /// Tags that the file defines, used or not.
    pub labels: Vec<ImportedLabel>,
    /// Features that are a choice, with their values.
    pub choices: BTreeMap<String, Vec<String>>,
    /// Annotations.
    pub annotations: Vec<ImportedAnnotation>,
    /// Links.
    pub links: Vec<ImportedLink>,
    /// What did not come in.
    pub faults: Vec<ImportFault>,
    /// What came in and is doubtful.
    pub remarks: Vec<ImportFault>,
    /// What was left out on purpose, counted.
    pub left_out: BTreeMap<String, usize>,
    /// Places in `documents` by key, of those that [`Imported::document`] added.
    by_key: BTreeMap<String, Vec<usize>>,
    /// Places in `documents` by their text's hash, of those that [`Imported::document_of_text`] added.
    by_text: BTreeMap<String, Vec<usize>>,
    /// How often a text (by its hash) came in a file under an annotator.
    n_of_text: BTreeMap<(String, String, String), usize>,
}

impl Imported {
    pub(super) fn new(format: &'static str, unit: Unit) -> Self {
        Self {
            format,
            unit,
            ..Self::default()
        }
    }

    /// The place of the annotator of this key, who is added where there was none.
    pub(super) fn annotator(&mut self, key: &str) -> usize {
        if let Some(place) = self.annotators.iter().position(|a| a.key == key) {
            return place;
        }
        self.annotators.push(ImportedAnnotator {
            key: key.to_owned(),
            ..ImportedAnnotator::default()
        });
        self.annotators.len() - 1
    }

    /// The place of the document of this key with this text, added where there was none.
    pub(super) fn document(&mut self, key: &str, title: &str, text: &str) -> usize {
        let of_key = self.by_key.entry(key.to_owned()).or_default();
        let has_text = |i: &&usize| self.documents[**i].text.as_deref() == Some(text);
        if let Some(place) = of_key.iter().find(has_text) {
            return *place;
        }
        of_key.push(self.documents.len());
        self.documents.push(ImportedDocument {
            key: key.to_owned(),
            title: Some(title.to_owned()).filter(|t| !t.is_empty()),
            text: Some(text.into()),
            ..ImportedDocument::default()
        });
        self.documents.len() - 1
    }

    /// The same for a line of a file that gives its article no id, only a text: what is the n-th of that text in one file
    /// and under one annotator, is the n-th in every other. `of`: file and annotator.
    pub(super) fn document_of_text(
        &mut self,
        of: (&str, &str),
        line: usize,
        title: &str,
        text: &str,
    ) -> usize {
        let hash = sha256_hex(text.as_bytes());
        let came = (of.0.to_owned(), of.1.to_owned(), hash.clone());
        let n = self.n_of_text.entry(came).or_default();
        *n += 1;
        let nth = *n - 1;
        if let Some(&place) = self.by_text.get(&hash).and_then(|all| all.get(nth)) {
            return place;
        }
        let place = self.documents.len();
        self.documents.push(ImportedDocument {
            key: format!("{}-{line}", super::stem(of.0)),
            title: Some(title.to_owned()).filter(|t| !t.is_empty()),
            text: Some(text.into()),
            ..ImportedDocument::default()
        });
        self.by_text.entry(hash).or_default().push(place);
        place
    }

    pub(super) fn fault(&mut self, place: impl Into<String>, what: impl Into<String>) {
        self.faults.push(ImportFault {
            place: place.into(),
            what: what.into(),
        });
    }

    pub(super) fn remark(&mut self, place: impl Into<String>, what: impl Into<String>) {
        self.remarks.push(ImportFault {
            place: place.into(),
            what: what.into(),
        });
    }

    pub(super) fn leave_out(&mut self, what: &str) {
        self.leave_out_n(what, 1);
    }

    pub(super) fn leave_out_n(&mut self, what: &str, n: usize) {
        if n > 0 {
            *self.left_out.entry(what.to_owned()).or_default() += n;
        }
    }

    /// Joins annotations that are fragments of one, by `annotation_id` and `fragment` among their features.
    pub(super) fn join_fragments(&mut self) {
        let mut groups: BTreeMap<(String, usize, usize), Vec<(usize, usize)>> = BTreeMap::new();
        for (i, a) in self.annotations.iter().enumerate() {
            let value = |name: &str| a.features.iter().find(|(n, _)| n == name).map(|(_, v)| v);
            let number = value("fragment").and_then(|n| n.parse::<usize>().ok());
            if let (Some(id), Some(number)) = (value("annotation_id"), number) {
                let group = (id.clone(), a.document, a.annotator);
                groups.entry(group).or_default().push((number, i));
            }
        }
        let mut gone = vec![false; self.annotations.len()];
        let mut renamed: BTreeMap<String, String> = BTreeMap::new();
        for ((id, _, _), mut members) in groups {
            members.sort_unstable();
            let Some((&(_, first), rest)) = members.split_first() else {
                continue;
            };
            for &(_, i) in rest {
                let fragments = std::mem::take(&mut self.annotations[i].fragments);
                renamed.insert(self.annotations[i].key.clone(), id.clone());
                self.annotations[first].fragments.extend(fragments);
                gone[i] = true;
            }
            let first = &mut self.annotations[first];
            renamed.insert(first.key.clone(), id.clone());
            first.key = id;
            first
                .features
                .retain(|(n, _)| n != "annotation_id" && n != "fragment");
        }
        let mut gone = gone.into_iter();
        self.annotations.retain(|_| !gone.next().unwrap_or(false));
        for link in &mut self.links {
            for end in [&mut link.from, &mut link.to] {
                if let Some(name) = renamed.get(end) {
                    end.clone_from(name);
                }
            }
        }
    }

    /// Takes a feature named `note` as the note.
    pub(super) fn take_notes(&mut self) {
        for a in &mut self.annotations {
            if let Some(at) = a.features.iter().position(|(n, _)| n == "note") {
                let (_, note) = a.features.remove(at);
                if a.note.is_empty() {
                    a.note = note;
                }
            }
        }
    }
}

/// Why nothing could be read.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{what}: {place}")]
pub struct ImportError {
    /// What happened.
    pub what: String,
    /// The file, and the line where there is one.
    pub place: String,
    /// What to do.
    pub help: String,
}

impl ImportError {
    pub(super) fn new(
        what: impl Into<String>,
        place: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        Self {
            what: what.into(),
            place: place.into(),
            help: help.into(),
        }
    }

    pub(super) fn json(error: &serde_json::Error, place: &str) -> Self {
        Self::json_after(error, place, 0)
    }

    /// As [`Self::json`], of text with so many line breaks before it.
    pub(super) fn json_after(error: &serde_json::Error, place: &str, n_breaks: usize) -> Self {
        let words = error.to_string();
        let what = words.rsplit_once(" at line ").map_or(&*words, |(w, _)| w);
        Self::not_json(what, place, (n_breaks + error.line(), error.column()))
    }

    /// A file that the system does not give.
    pub(super) fn unreadable(place: &str, why: &str) -> Self {
        Self::new(
            format!("the file cannot be read ({why})"),
            place,
            "see whether it is still there, and import it once more",
        )
    }

    /// `what` is wrong with JSON at this line and column.
    pub(super) fn not_json(what: &str, place: &str, (line, column): (usize, usize)) -> Self {
        Self::new(
            format!("this is not sound JSON ({what} at line {line} column {column})"),
            format!("{place}:{line}"),
            "look at that line, or write the file anew from the tool that made it",
        )
    }
}
