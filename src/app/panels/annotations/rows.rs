//! The rows of the annotations table: which annotations, in which order.

use crate::app::panels::wording::{contains_folded, on_one_line};
use crate::model::{Annotation, AnnotationId, AnnotatorId, DocumentId, LabelId, Project};
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// The name of the feature that has a column of its own.
pub const SPEAKER: &str = "speaker";

/// How much of a text takes part in sorting, code points.
const SORTED_CHARS: usize = 80;

/// How much of a cell is shown at most, code points; the column's width cuts further.
const SHOWN_CHARS: usize = 300;

/// What the table can be sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Column {
    /// The article's place in the list, then the place in the text.
    #[default]
    Article,
    /// The tag's place in the tag set.
    Tag,
    /// The covered text.
    Text,
    /// The feature `speaker`.
    Speaker,
    /// The note.
    Note,
}

impl Column {
    /// Every column, from left to right.
    pub const ALL: [Self; 5] = [
        Self::Article,
        Self::Tag,
        Self::Text,
        Self::Speaker,
        Self::Note,
    ];

    /// The column's head.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Article => "Article",
            Self::Tag => "Tag",
            Self::Text => "Text",
            Self::Speaker => "Speaker",
            Self::Note => "Note",
        }
    }
}

/// Which annotations are shown, in which order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RowQuery {
    /// Whose annotations are shown.
    pub annotator: Option<AnnotatorId>,
    /// Whether the other annotators' are shown too.
    pub others: bool,
    /// Shown are rows with this text in one of their columns, in any case.
    pub text: String,
    /// Shown are rows with this tag.
    pub label: Option<LabelId>,
    /// Shown are rows of this article.
    pub document: Option<DocumentId>,
    /// Of the layers that are shown at all, this one only.
    pub only: Option<AnnotatorId>,
    /// The column that decides the order.
    pub sort: Column,
    /// Whether the order is turned round.
    pub descending: bool,
}

impl RowQuery {
    /// Whether something is left out by what the user chose.
    pub fn is_filtered(&self) -> bool {
        !self.text.trim().is_empty()
            || self.label.is_some()
            || self.document.is_some()
            || self.only.is_some()
    }
}

/// The annotations that the query asks for, in its order. Ties stand in the order of the text.
///
/// Costs one pass over all annotations and the sort. `None` when `cancelled` said so on the way.
pub fn rows(
    project: &Project,
    query: &RowQuery,
    cancelled: &dyn Fn() -> bool,
) -> Option<Vec<AnnotationId>> {
    let needle = query.text.trim().to_lowercase();
    let labels: BTreeMap<&LabelId, usize> = project
        .schema()
        .labels
        .iter()
        .enumerate()
        .map(|(i, l)| (&l.id, i))
        .collect();
    let mut found: Vec<(SortKey, AnnotationId)> = Vec::new();
    for (seen, a) in project
        .documents()
        .iter()
        .flat_map(|d| project.annotations_of(&d.id))
        .enumerate()
    {
        if seen % 1024 == 0 && cancelled() {
            return None;
        }
        if is_shown(project, query, a) && has_text(project, a, &needle) {
            found.push((SortKey::of(project, query.sort, &labels, a), a.id.clone()));
        }
    }
    // Stable, so that what compares equal stays in the order of the text, also when turned round.
    if query.descending {
        found.sort_by(|(a, _), (b, _)| b.compare(a));
    } else if query.sort != Column::Article {
        found.sort_by(|(a, _), (b, _)| a.compare(b));
    }
    (!cancelled()).then(|| found.into_iter().map(|(_, id)| id).collect())
}

fn is_shown(project: &Project, query: &RowQuery, a: &Annotation) -> bool {
    let layer = query.others || query.annotator.as_ref() == Some(&a.annotator);
    let only = query.only.as_ref().is_none_or(|who| *who == a.annotator);
    let label = query.label.as_ref().is_none_or(|l| *l == a.label);
    let document = query.document.as_ref().is_none_or(|d| *d == a.document);
    layer && only && label && document && project.document(&a.document).is_some()
}

fn has_text(project: &Project, a: &Annotation, needle: &str) -> bool {
    if needle.is_empty() {
        return true;
    }
    let label = project.schema().label(&a.label);
    let document = project.document(&a.document);
    contains_folded(a.features.get(SPEAKER).unwrap_or_default(), needle)
        || contains_folded(&a.note, needle)
        || label.is_some_and(|l| contains_folded(&l.name, needle))
        || document.is_some_and(|d| {
            contains_folded(&d.title, needle) || contains_folded(&a.covered_text(d.text()), needle)
        })
}

/// What one row is sorted by. Empty texts come last in rising order.
enum SortKey {
    Place(usize),
    Text(String),
}

impl SortKey {
    fn of(
        project: &Project,
        column: Column,
        labels: &BTreeMap<&LabelId, usize>,
        a: &Annotation,
    ) -> Self {
        let text = |text: &str| Self::Text(on_one_line(text, SORTED_CHARS).to_lowercase());
        match column {
            Column::Article => {
                Self::Place(project.document_position(&a.document).unwrap_or(usize::MAX))
            }
            Column::Tag => Self::Place(labels.get(&a.label).copied().unwrap_or(usize::MAX)),
            Column::Text => {
                let first = a.spans.first().zip(project.document(&a.document));
                text(first.map_or("", |(span, d)| span.of(d.text())))
            }
            Column::Speaker => text(a.features.get(SPEAKER).unwrap_or_default()),
            Column::Note => text(&a.note),
        }
    }

    fn compare(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Place(a), Self::Place(b)) => a.cmp(b),
            (Self::Text(a), Self::Text(b)) => {
                a.is_empty().cmp(&b.is_empty()).then_with(|| a.cmp(b))
            }
            (Self::Place(_), Self::Text(_)) => Ordering::Less,
            (Self::Text(_), Self::Place(_)) => Ordering::Greater,
        }
    }
}

/// One row as it is drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowData {
    /// Which annotation.
    pub id: AnnotationId,
    /// The cells, by [`Column::ALL`].
    pub cells: [String; 5],
    /// Its tag.
    pub label: LabelId,
    /// Whose it is, where it is not the current annotator's.
    pub other_annotator: Option<String>,
}

impl RowData {
    /// The row of `id`; `None` if it is gone.
    pub fn gather(
        project: &Project,
        annotator: Option<&AnnotatorId>,
        id: &AnnotationId,
    ) -> Option<Self> {
        let a = project.annotation(id)?;
        let document = project.document(&a.document)?;
        let label = project.schema().label(&a.label);
        let cell = |text: &str| on_one_line(text, SHOWN_CHARS);
        let covered: Vec<String> = a
            .spans
            .iter()
            .map(|s| cell(s.of(document.text())))
            .collect();
        let other = (annotator != Some(&a.annotator)).then(|| {
            let other = project.annotator(&a.annotator);
            other.map_or_else(|| a.annotator.to_string(), |o| o.name.clone())
        });
        Some(Self {
            id: id.clone(),
            cells: [
                cell(&document.title),
                label.map_or_else(|| a.label.to_string(), |l| cell(&l.name)),
                cell(&covered.join(" … ")),
                cell(a.features.get(SPEAKER).unwrap_or_default()),
                cell(&a.note),
            ],
            label: a.label.clone(),
            other_annotator: other,
        })
    }

    /// What a screen reader says: `Quote “…”, speaker Port office, in Harbour bridge`.
    pub fn accessible_name(&self) -> String {
        let [article, tag, text, speaker, note] = &self.cells;
        let mut name = format!("{tag} “{text}”");
        for (what, value) in [("speaker", speaker), ("note", note)] {
            if !value.is_empty() {
                name = format!("{name}, {what} {value}");
            }
        }
        name = format!("{name}, in {article}");
        if let Some(other) = &self.other_annotator {
            name = format!("{name}, by {other}");
        }
        name
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::panels::fixture::project;

    /// The covered texts of the rows that the query gives.
    #[track_caller]
    fn check(change: impl FnOnce(&mut RowQuery), expected: &[&str]) {
        let project = project();
        let mut query = RowQuery {
            annotator: Some("ada".into()),
            ..RowQuery::default()
        };
        change(&mut query);
        let rows = rows(&project, &query, &|| false).expect("not cancelled");
        let texts: Vec<String> = rows
            .iter()
            .map(|id| {
                let row = RowData::gather(&project, query.annotator.as_ref(), id).expect("there");
                row.cells[2].clone()
            })
            .collect();
        assert_eq!(texts, expected);
    }

    #[test]
    fn rows_stand_in_the_order_of_the_text() {
        check(
            |_| {},
            &[
                "The bridge will close",
                "We will … not wait",
                "not wait",
                "It stays open",
            ],
        );
    }

    #[test]
    fn others_rows_are_shown_when_asked_for() {
        check(
            |q| q.others = true,
            &[
                "The bridge will close",
                "bridge",
                "We will … not wait",
                "not wait",
                "It stays open",
            ],
        );
    }

    #[test]
    fn rows_sort_by_each_column() {
        check(
            |q| q.sort = Column::Tag,
            &[
                "The bridge will close",
                "It stays open",
                "We will … not wait",
                "not wait",
            ],
        );
        check(
            |q| q.sort = Column::Text,
            &[
                "It stays open",
                "not wait",
                "The bridge will close",
                "We will … not wait",
            ],
        );
        check(
            |q| q.sort = Column::Speaker,
            &[
                "We will … not wait",
                "It stays open",
                "The bridge will close",
                "not wait",
            ],
        );
        check(
            |q| (q.sort, q.descending) = (Column::Article, true),
            &[
                "It stays open",
                "The bridge will close",
                "We will … not wait",
                "not wait",
            ],
        );
    }

    #[test]
    fn the_filter_looks_into_all_columns() {
        check(
            |q| q.text = "PORT".to_owned(),
            &["We will … not wait", "It stays open"],
        );
        check(|q| q.text = "check".to_owned(), &["not wait"]);
        check(|q| q.text = "open".to_owned(), &["It stays open"]);
        check(|q| q.text = "contra".to_owned(), &["not wait"]);
        check(|q| q.label = Some("quote".into()), &["We will … not wait"]);
        check(|q| q.text = "nowhere".to_owned(), &[]);
    }

    #[test]
    fn a_cancelled_pass_gives_nothing() {
        assert_eq!(rows(&project(), &RowQuery::default(), &|| true), None);
    }

    #[test]
    fn a_row_tells_all_to_a_screen_reader() {
        let project = project();
        let name = |id: &str| {
            let row = RowData::gather(&project, Some(&"ada".into()), &id.into());
            row.expect("there").accessible_name()
        };
        assert_eq!(
            name("a2"),
            "Quote “We will … not wait”, speaker Port office, in Harbour bridge to close"
        );
        assert_eq!(
            name("b1"),
            "Claim “bridge”, in Harbour bridge to close, by Ben"
        );
    }
}
