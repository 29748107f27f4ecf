//! The rows of the To review panel.

use crate::app::panels::wording::on_one_line;
use crate::model::{AnchorState, Annotation, AnnotationId, AnnotatorId, LabelId, Project};
use std::collections::BTreeMap;

/// So many characters of an annotation's words are shown.
const WORDS: usize = 200;
/// So many characters before what differs.
const LEAD: usize = 20;
/// So many characters of an article's title are shown.
const TITLE: usize = 60;

/// What waits for a look.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReviewData {
    /// Of the one who annotates, in reading order.
    pub rows: Vec<ReviewRow>,
    /// What waits for others, in words.
    pub others: Option<String>,
}

/// One annotation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReviewRow {
    /// Which.
    pub id: AnnotationId,
    /// What became of its place.
    pub state: AnchorState,
    /// Its tag.
    pub label: LabelId,
    /// The tag's name.
    pub label_name: String,
    /// The article's title.
    pub title: String,
    /// The words it had, in quotation marks; empty where they are not known.
    pub before: String,
    /// The words it has.
    pub now: String,
}

impl ReviewData {
    /// What waits in the project, for `annotator` and for others.
    pub fn gather(project: &Project, annotator: Option<&AnnotatorId>) -> Self {
        let mut rows = Vec::new();
        let mut others: BTreeMap<&AnnotatorId, usize> = BTreeMap::new();
        for a in project.to_review() {
            if Some(&a.annotator) != annotator {
                *others.entry(&a.annotator).or_default() += 1;
                continue;
            }
            let place = (project.document_position(&a.document), a.start(), a.end());
            rows.extend(ReviewRow::of(project, a).map(|row| (place, row)));
        }
        rows.sort_by(|(a, row), (b, other)| a.cmp(b).then_with(|| row.id.cmp(&other.id)));
        let name = |id: &AnnotatorId| {
            let found = project.annotator(id);
            found.map_or_else(|| id.to_string(), |a| a.name.clone())
        };
        let told: Vec<String> = others
            .iter()
            .map(|(id, n)| format!("{n} of {}", name(id)))
            .collect();
        Self {
            rows: rows.into_iter().map(|(_, row)| row).collect(),
            others: (!told.is_empty()).then(|| {
                format!(
                    "In other layers wait {}: each annotator settles their own",
                    told.join(", ")
                )
            }),
        }
    }

    /// Those in this state.
    pub fn ids_of(&self, state: AnchorState) -> Vec<AnnotationId> {
        let rows = self.rows.iter().filter(|row| row.state == state);
        rows.map(|row| row.id.clone()).collect()
    }
}

/// Where both begin with the same long stretch, its end only: what differs is seen.
pub(super) fn from_the_difference(a: &str, b: &str) -> (String, String) {
    let same = a.chars().zip(b.chars()).take_while(|(a, b)| a == b).count();
    if same <= 2 * LEAD {
        return (a.to_owned(), b.to_owned());
    }
    let tail = |text: &str| {
        let rest: String = text.chars().skip(same - LEAD).collect();
        let word = rest.find(char::is_whitespace).unwrap_or(0);
        format!("… {}", rest[word..].trim_start())
    };
    (tail(a), tail(b))
}

impl ReviewRow {
    fn of(project: &Project, a: &Annotation) -> Option<Self> {
        let document = project.document(&a.document)?;
        let label = project.schema().label(&a.label);
        let quoted = |words: &str| match on_one_line(words, WORDS) {
            words if words.is_empty() => words,
            words => format!("“{words}”"),
        };
        let state = a.anchor?;
        let (before, now) = (a.old_words(), a.covered_text(document.text()));
        let (before, now) = match state {
            AnchorState::Changed => from_the_difference(&before, &now),
            _ => (before, now),
        };
        Some(Self {
            id: a.id.clone(),
            state,
            label: a.label.clone(),
            label_name: label.map_or_else(|| a.label.to_string(), |l| l.name.clone()),
            title: on_one_line(&document.title, TITLE),
            before: quoted(&before),
            now: quoted(&now),
        })
    }

    /// The state as a word.
    pub const fn state_in_words(&self) -> &'static str {
        match self.state {
            AnchorState::Moved => "Moved",
            AnchorState::Changed => "Changed",
            AnchorState::Lost => "Lost",
        }
    }

    /// What stands there now.
    pub fn now_in_words(&self) -> String {
        match self.state {
            AnchorState::Moved => "the same words: the right ones?".to_owned(),
            AnchorState::Changed => format!("now {}", self.now),
            AnchorState::Lost => format!("gone; waits at {}", self.now),
        }
    }

    /// What a screen reader says.
    pub fn accessible_name(&self) -> String {
        let Self {
            label_name,
            before,
            title,
            ..
        } = self;
        let (state, now) = (self.state_in_words(), self.now_in_words());
        format!("{state}: {label_name} {before}, {now}, in {title}")
    }

    /// All of it.
    pub fn tooltip(&self) -> String {
        let Self {
            label_name,
            before,
            title,
            ..
        } = self;
        let (state, now) = (self.state_in_words(), self.now_in_words());
        format!("{state}, {label_name}, in {title}\nWas {before}\n{now}\n\nClick to go there")
    }
}
