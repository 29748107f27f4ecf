//! One region of a result: where it says that it stands, and with which words.

use super::super::imported::{Around, ImportedFragment, Unit};
use super::super::jsonl::{number, text};
use super::super::rendered::OnPage;
use super::texts::TaskText;
use serde_json::Value;

/// Types of results that are tags of stretches of text. `labels` are of pictures and sound too.
const OF_TEXT: [&str; 4] = ["labels", "hypertextlabels", "htmllabels", "paragraphlabels"];
/// Types of results that are stretches of text without a tag.
const BARE: [&str; 4] = ["text", "hypertext", "richtext", "paragraphs"];
/// Types of results that are answers.
pub(super) const ANSWERS: [&str; 8] = [
    "choices", "textarea", "rating", "number", "taxonomy", "datetime", "ranker", "pairwise",
];

/// What regions of pictures and videos have.
const OF_PICTURES: [&str; 6] = ["x", "points", "vertices", "rle", "sequence", "ranges"];

/// What a result is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Bare,
    Answer,
    Relation,
    /// A region of a picture, of sound, of a video, or of something unknown.
    Other,
}

impl Kind {
    pub fn of(result: &Value) -> Self {
        match text(result, "type") {
            "relation" => Self::Relation,
            kind if ANSWERS.contains(&kind) => Self::Answer,
            kind if BARE.contains(&kind) => Self::Bare,
            _ if is_region_of_text(result) => Self::Text,
            _ => Self::Other,
        }
    }
}

/// Whether a result is a region with tags that may be of a text: those of pictures have no start.
pub(super) fn is_region_of_text(result: &Value) -> bool {
    let is_of_picture = |value: &Value| OF_PICTURES.iter().any(|key| value.get(*key).is_some());
    OF_TEXT.contains(&text(result, "type")) && !result.get("value").is_some_and(is_of_picture)
}

/// A region of a text.
#[derive(Clone, Copy)]
pub(super) struct Region<'v> {
    /// The name of the object that it is of; may be empty.
    pub object: &'v str,
    /// The key among the data that it is of, where it says so.
    pub source: Option<&'v str>,
    pub value: &'v Value,
    /// Its numbers count in the paragraphs of a dialogue.
    pub is_of_paragraphs: bool,
}

impl<'v> Region<'v> {
    pub fn of(result: &'v Value) -> Self {
        Self {
            object: text(result, "to_name"),
            source: text(result, "source").strip_prefix('$'),
            value: result.get("value").unwrap_or(&Value::Null),
            is_of_paragraphs: text(result, "type") == "paragraphlabels",
        }
    }

    /// The words that stand there.
    pub fn words(&self) -> Option<&'v str> {
        self.value.get("text").and_then(Value::as_str)
    }

    /// Whether its numbers count what a page shows.
    pub fn is_of_page(&self) -> bool {
        !self.is_of_paragraphs && self.value.get("globalOffsets").is_some()
    }

    /// Start and end as it states them.
    pub fn ends(&self) -> Option<(usize, usize)> {
        let offsets = self.value.get("globalOffsets").unwrap_or(self.value);
        number(offsets, "start").zip(number(offsets, "end"))
    }

    /// Start and end in a text, in code points where it is of paragraphs.
    pub fn place_in(&self, text: &TaskText<'_>) -> Option<(usize, usize)> {
        let value = self.value;
        if value.get("startOffset").is_none() || value.get("globalOffsets").is_some() {
            return self.ends();
        }
        let at = |paragraph: &str, offset: &str| {
            let first = text.starts.get(number(value, paragraph)?)?;
            first.checked_add(number(value, offset)?)
        };
        at("start", "startOffset").zip(at("end", "endOffset"))
    }

    /// The region as a fragment of a text and what it counts, where that is not the unit of all; nothing where nothing says
    /// where it stands. `unit`: what numbers count.
    pub fn fragment(
        &self,
        text: &TaskText<'_>,
        unit: Unit,
    ) -> Option<(ImportedFragment, Option<Unit>, OnPage)> {
        let words = self.words();
        let Some((start, end)) = self.place_in(text) else {
            let is_placed = self.value.get("startOffset").is_some();
            let words = words.filter(|_| is_placed)?;
            let nowhere = ImportedFragment {
                text: Some(text.settled(words, (0, 0), unit)),
                around: Some(Around::default()),
                ..ImportedFragment::default()
            };
            return Some((nowhere, None, OnPage::There));
        };
        let fragment = ImportedFragment {
            start,
            end,
            text: words.map(str::to_owned),
            around: None,
        };
        if let Some(page) = &text.page
            && self.is_of_page()
        {
            let (fragment, found) = page.in_source(&text.text, fragment, unit);
            return Some((fragment, None, found));
        }
        let is_of_paragraphs = self.value.get("startOffset").is_some();
        let unit = if is_of_paragraphs {
            Unit::CodePoints
        } else {
            unit
        };
        let fragment = ImportedFragment {
            text: words.map(|w| text.settled(w, (start, end), unit)),
            ..fragment
        };
        let own = Some(unit).filter(|u| *u != Unit::CodePoints);
        Some((fragment, own, OnPage::There))
    }

    /// Its tags.
    pub fn labels(&self) -> Vec<&'v str> {
        let lists = OF_TEXT
            .iter()
            .filter_map(|kind| self.value.get(*kind)?.as_array());
        let labels = lists.flatten().filter_map(Value::as_str);
        let mut seen: Vec<&'v str> = Vec::new();
        for label in labels {
            if !seen.contains(&label) {
                seen.push(label);
            }
        }
        seen
    }
}
