//! Annotations and relations: what an annotator adds to the documents.

use super::id::{
    AnnotationId, AnnotatorId, DocumentId, FeatureId, LabelId, RelationId, RelationTypeId,
};
use crate::text::{ByteOffset, TextSpan};

/// Fields that this program does not know: name and raw text as read, in the file's order. They are
/// written back unchanged.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ForeignFields(pub Vec<(String, String)>);

impl ForeignFields {
    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Named values on an annotation or relation, sorted by name, each name once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Features {
    /// Invariant: sorted by name, names unique, no empty value.
    values: Vec<(FeatureId, String)>,
    /// Values that are no text in the file, carried along.
    pub foreign: ForeignFields,
}

impl Features {
    /// The value of `name`, if it is set.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        let at = self.values.binary_search_by(|(n, _)| n.as_str().cmp(name));
        at.ok().map(|i| self.values[i].1.as_str())
    }

    /// Sets `name`; an empty value removes it.
    pub fn set(&mut self, name: FeatureId, value: impl Into<String>) {
        let value = value.into();
        match self.values.binary_search_by(|(n, _)| n.cmp(&name)) {
            Ok(i) if value.is_empty() => {
                self.values.remove(i);
            }
            Ok(i) => self.values[i].1 = value,
            Err(_) if value.is_empty() => {}
            Err(i) => self.values.insert(i, (name, value)),
        }
    }

    /// Every name with its value, by name.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&FeatureId, &str)> {
        self.values.iter().map(|(n, v)| (n, v.as_str()))
    }

    /// Whether no value is set.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.values.is_empty() && self.foreign.is_empty()
    }

    /// The values of both; `None` where they set one name to different values.
    #[must_use]
    pub fn united(&self, other: &Self) -> Option<Self> {
        let mut united = self.clone();
        for (name, value) in other.iter() {
            if self.get(name.as_str()).is_some_and(|own| own != value) {
                return None;
            }
            united.set(name.clone(), value);
        }
        for (name, raw) in &other.foreign.0 {
            match self.foreign.0.iter().find(|(own, _)| own == name) {
                Some((_, own)) if own != raw => return None,
                Some(_) => {}
                None => united.foreign.0.push((name.clone(), raw.clone())),
            }
        }
        Some(united)
    }
}

/// What became of an annotation's place when its document's text changed; absent once a person has looked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnchorState {
    /// The same words at another place.
    Moved,
    /// Nearly the same words.
    Changed,
    /// The words are gone.
    Lost,
}

impl AnchorState {
    /// Every state.
    pub const ALL: [Self; 3] = [Self::Moved, Self::Changed, Self::Lost];

    /// The word in the project file.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Moved => "moved",
            Self::Changed => "changed",
            Self::Lost => "lost",
        }
    }
}

/// A fragment in a text that is gone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OldSpan {
    /// First code point.
    pub start: usize,
    /// The code point behind the last one.
    pub end: usize,
    /// The words it covered; empty where the file does not tell.
    pub text: String,
}

/// One tagged place of one annotator's layer: a label on one or more fragments of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Annotation {
    /// Unique among annotations.
    pub id: AnnotationId,
    /// Whose text it tags.
    pub document: DocumentId,
    /// Whose layer it belongs to.
    pub annotator: AnnotatorId,
    /// Its tag.
    pub label: LabelId,
    /// The fragments, ascending, not overlapping, at least one.
    pub spans: Vec<TextSpan>,
    /// Named values such as the speaker.
    pub features: Features,
    /// Free text of the annotator.
    pub note: String,
    /// How it came to be: `hand`, `suggestion`, `import`, …
    pub origin: String,
    /// RFC 3339, UTC; as read.
    pub created: String,
    /// RFC 3339, UTC; as read.
    pub modified: String,
    /// Set while nobody has looked at a place that moved with a changed text.
    pub anchor: Option<AnchorState>,
    /// Where it stood when a person last saw it, in the text of that time; empty without `anchor`.
    pub old_spans: Vec<OldSpan>,
    /// Unknown fields.
    pub foreign: ForeignFields,
}

impl Annotation {
    /// First byte of the first fragment.
    #[must_use]
    pub fn start(&self) -> ByteOffset {
        self.spans.first().map_or(ByteOffset::ZERO, |s| s.start())
    }

    /// The byte behind the last fragment.
    #[must_use]
    pub fn end(&self) -> ByteOffset {
        self.spans.last().map_or(ByteOffset::ZERO, |s| s.end())
    }

    /// Same words, tag and values; who, when and notes do not matter.
    #[must_use]
    pub fn is_same_mark(&self, other: &Self) -> bool {
        self.document == other.document
            && self.spans == other.spans
            && self.label == other.label
            && self.features == other.features
    }

    /// The words that it covered before its text changed, joined with ` … `; empty where they are not known.
    #[must_use]
    pub fn old_words(&self) -> String {
        let known = self.old_spans.iter().filter(|s| !s.text.is_empty());
        let parts: Vec<&str> = known.map(|s| s.text.as_str()).collect();
        parts.join(" … ")
    }

    /// The words of its fragments in `text`, joined with ` … `.
    #[must_use]
    pub fn covered_text(&self, text: &str) -> String {
        let parts: Vec<&str> = self.spans.iter().map(|s| s.of(text)).collect();
        parts.join(" … ")
    }
}

/// A typed link of two annotations of one annotator's layer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relation {
    /// Unique among relations.
    pub id: RelationId,
    /// Its type: `type` in the project file.
    pub relation_type: RelationTypeId,
    /// Whose layer it belongs to.
    pub annotator: AnnotatorId,
    /// One end.
    pub from: AnnotationId,
    /// The other end.
    pub to: AnnotationId,
    /// Named values such as the kind of a contradiction.
    pub features: Features,
    /// Free text of the annotator.
    pub note: String,
    /// RFC 3339, UTC; as read.
    pub created: String,
    /// RFC 3339, UTC; as read.
    pub modified: String,
    /// Unknown fields.
    pub foreign: ForeignFields,
}
