//! The rows of the Search panel, in words.

use crate::app::panels::wording::on_one_line;
use crate::model::{AnnotatorId, DocumentId, LabelId, Project};
use crate::text::TextSpan;
use crate::workspace::search::surroundings;

/// So much is shown before and behind a hit, in code points; the width of the panel cuts further.
const CONTEXT: usize = 120;
/// So much of the hit itself.
const HIT: usize = 160;
/// So much of the surroundings a screen reader says, on each side.
const SAID: usize = 40;

/// A row: an article, or a hit in it, by their places in the results.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Row {
    /// The article, above its hits.
    Article(usize),
    /// A hit.
    Hit(usize, usize),
}

/// A hit with what stands around it, on one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HitData {
    /// The words before it, with the blank between.
    pub before: String,
    /// Itself.
    pub hit: String,
    /// The words behind it, with the blank between.
    pub after: String,
}

impl HitData {
    /// Of a hit in `text`; the surroundings end with its paragraph.
    #[must_use]
    pub fn gather(text: &str, hit: TextSpan) -> Self {
        let (before, after) = surroundings(text, hit, CONTEXT);
        let before = before.rsplit('\n').next().unwrap_or_default();
        let after = after.split('\n').next().unwrap_or_default();
        let blank = |is_there: bool| if is_there { " " } else { "" };
        let is_blank = char::is_whitespace;
        let words = hit.of(text);
        let lead = blank(before.ends_with(is_blank) || words.starts_with(is_blank));
        let tail = blank(after.starts_with(is_blank) || words.ends_with(is_blank));
        Self {
            before: on_one_line(before, CONTEXT) + lead,
            hit: on_one_line(words, HIT),
            after: format!("{tail}{}", on_one_line(after, CONTEXT)),
        }
    }

    /// What a screen reader says: `“the port said”`, with a little around the hit.
    #[must_use]
    pub fn words(&self) -> String {
        let n = self.before.chars().count();
        let before: String = self.before.chars().skip(n.saturating_sub(SAID)).collect();
        let after: String = self.after.chars().take(SAID).collect();
        format!("“{}{}{}”", before.trim_start(), self.hit, after.trim_end())
    }
}

/// The tags of an annotator's own annotations that lie on a hit, each once.
pub(super) fn own_tags(
    project: &Project,
    annotator: Option<&AnnotatorId>,
    document: &DocumentId,
    hit: TextSpan,
) -> Vec<LabelId> {
    let mut tags = Vec::new();
    let touches = |span: &TextSpan| span.start() < hit.end() && hit.start() < span.end();
    for a in project.annotations_touching(document, hit.range()) {
        let is_own = annotator == Some(&a.annotator);
        if is_own && a.spans.iter().any(touches) && !tags.contains(&a.label) {
            tags.push(a.label.clone());
        }
    }
    tags
}

/// Their names, such as `Claim, Quote`.
pub(super) fn tags_in_words(project: &Project, tags: &[LabelId]) -> String {
    let name = |id: &LabelId| {
        let label = project.schema().label(id);
        label.map_or_else(|| id.to_string(), |l| l.name.clone())
    };
    tags.iter().map(name).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::ByteOffset;

    #[test]
    fn a_hit_stands_on_one_line_with_its_paragraph_around_it() {
        let text = "Title\nThe old\u{A0}port, they\tsaid, closes.\nMore";
        let start = text.find("port").expect("there");
        let end = start + "port, they".len();
        let hit = TextSpan::new(text, ByteOffset(start), ByteOffset(end)).expect("a span");
        let data = HitData::gather(text, hit);
        assert_eq!(data.before, "The old ");
        assert_eq!(data.hit, "port, they");
        assert_eq!(data.after, " said, closes.");
        assert_eq!(data.words(), "“The old port, they said, closes.”");
    }
}
