//! The rows of the links table: which links, in which order.

use crate::app::panels::wording::{contains_folded, on_one_line};
use crate::model::{
    Annotation, AnnotatorId, DocumentId, LabelId, Project, Relation, RelationId, RelationTypeId,
    SPEAKER_FEATURE, SpeakerNames, speaker_key,
};
use std::collections::BTreeMap;

/// How much of a text takes part in sorting, code points.
const SORTED_CHARS: usize = 80;

/// How much of a cell is shown at most, code points; the column's width cuts further.
const SHOWN_CHARS: usize = 300;

/// What the table can be sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Column {
    /// The type's place in the tag set.
    Type,
    /// The words of the first side.
    First,
    /// The first side's article, then its place in the text.
    #[default]
    FirstArticle,
    /// The words of the other side.
    Other,
    /// The other side's article, then its place in the text.
    OtherArticle,
}

impl Column {
    /// Every column, from left to right.
    pub const ALL: [Self; 5] = [
        Self::Type,
        Self::First,
        Self::FirstArticle,
        Self::Other,
        Self::OtherArticle,
    ];

    /// The column's head.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Type => "Type",
            Self::First => "First side",
            Self::Other => "Other side",
            Self::FirstArticle | Self::OtherArticle => "Article",
        }
    }

    /// What a screen reader calls it.
    pub const fn spoken(self) -> &'static str {
        match self {
            Self::Type => "type",
            Self::First => "words of the first side",
            Self::FirstArticle => "article of the first side",
            Self::Other => "words of the other side",
            Self::OtherArticle => "article of the other side",
        }
    }
}

/// Which links are shown, in which order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LinkQuery {
    /// Whose links are shown.
    pub annotator: Option<AnnotatorId>,
    /// Whether the other annotators' are shown too.
    pub others: bool,
    /// Shown are links with this text in one of their columns, in kind or note, in any case.
    pub text: String,
    /// Shown are links of this type.
    pub relation_type: Option<RelationTypeId>,
    /// Shown are links with a side that this speaker says, by any of the names.
    pub speaker: Option<String>,
    /// Shown are links with a side in this article.
    pub article: Option<DocumentId>,
    /// The column that decides the order.
    pub sort: Column,
    /// Whether the order is turned round.
    pub descending: bool,
}

impl LinkQuery {
    /// Whether something is left out by what the user chose.
    pub fn is_filtered(&self) -> bool {
        !self.text.trim().is_empty()
            || self.relation_type.is_some()
            || self.speaker.is_some()
            || self.article.is_some()
    }
}

/// What one row is sorted by: a rank, a text, then the places of both sides.
type SortKey = (usize, String, [(usize, usize); 2]);

/// The links that the query asks for, in its order.
///
/// Costs one pass over all links and the sort. `None` when `cancelled` said so on the way.
pub fn rows(
    project: &Project,
    query: &LinkQuery,
    cancelled: &dyn Fn() -> bool,
) -> Option<Vec<RelationId>> {
    let needle = query.text.trim().to_lowercase();
    let names = SpeakerNames::of(project);
    let speaker = query.speaker.as_deref();
    let speaker = speaker.map(|name| speaker_key(names.resolved(name)));
    let types: BTreeMap<&RelationTypeId, usize> = project
        .schema()
        .relation_types
        .iter()
        .enumerate()
        .map(|(i, t)| (&t.id, i))
        .collect();
    let mut found: Vec<(SortKey, RelationId)> = Vec::new();
    for (seen, r) in project.relations().enumerate() {
        if seen % 1024 == 0 && cancelled() {
            return None;
        }
        let layer = query.others || query.annotator.as_ref() == Some(&r.annotator);
        let kind = query.relation_type.as_ref();
        if !layer || kind.is_some_and(|t| *t != r.relation_type) {
            continue;
        }
        let (Some(from), Some(to)) = (project.annotation(&r.from), project.annotation(&r.to))
        else {
            continue;
        };
        let sides = [&**from, &**to];
        let said_by = |key: &String| {
            let mut said = sides.iter().filter_map(|a| names.said_by(project, a));
            said.any(|said| speaker_key(said) == *key)
        };
        let is_in = |article: &DocumentId| sides.iter().any(|a| a.document == *article);
        if speaker.as_ref().is_some_and(|key| !said_by(key))
            || query.article.as_ref().is_some_and(|id| !is_in(id))
            || !has_text((project, &names), r, sides, &needle)
        {
            continue;
        }
        let rank = types.get(&r.relation_type).copied().unwrap_or(usize::MAX);
        found.push((sort_key(project, query.sort, rank, sides), r.id.clone()));
    }
    found.sort();
    if query.descending {
        found.reverse();
    }
    (!cancelled()).then(|| found.into_iter().map(|(_, id)| id).collect())
}

fn sort_key(project: &Project, column: Column, rank: usize, sides: [&Annotation; 2]) -> SortKey {
    let places = sides.map(|a| {
        let at = project.document_position(&a.document);
        (at.unwrap_or(usize::MAX), a.start().get())
    });
    let [first, other] = places;
    let words = |a: &Annotation| words_of(project, a, SORTED_CHARS).to_lowercase();
    match column {
        Column::Type => (rank, String::new(), places),
        Column::First => (0, words(sides[0]), places),
        Column::Other => (0, words(sides[1]), places),
        Column::FirstArticle => (0, String::new(), places),
        Column::OtherArticle => (0, String::new(), [other, first]),
    }
}

fn has_text(
    (project, names): (&Project, &SpeakerNames<'_>),
    r: &Relation,
    sides: [&Annotation; 2],
    needle: &str,
) -> bool {
    let kind = project.schema().relation_type(&r.relation_type);
    needle.is_empty()
        || contains_folded(&r.note, needle)
        || kind.is_some_and(|t| contains_folded(&t.name, needle))
        || r.features.iter().any(|(_, v)| contains_folded(v, needle))
        || sides.iter().any(|a| {
            let document = project.document(&a.document);
            // By the name in the list, and as the annotation spells it.
            let said = names.said_by(project, a);
            let spelled = a.features.get(SPEAKER_FEATURE);
            let mut said = said.into_iter().chain(spelled);
            said.any(|said| contains_folded(said, needle))
                || document.is_some_and(|d| {
                    contains_folded(&d.title, needle)
                        || contains_folded(&a.covered_text(d.text()), needle)
                })
        })
}

fn words_of(project: &Project, a: &Annotation, n_chars: usize) -> String {
    let Some(document) = project.document(&a.document) else {
        return String::new();
    };
    let parts = a
        .spans
        .iter()
        .map(|s| on_one_line(s.of(document.text()), n_chars));
    on_one_line(&parts.collect::<Vec<_>>().join(" … "), n_chars)
}

/// One row as it is drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowData {
    /// Which link.
    pub id: RelationId,
    /// The cells, by [`Column::ALL`].
    pub cells: [String; 5],
    /// The tags of the two sides.
    pub labels: [LabelId; 2],
    /// Who says the two sides, its features and note, and whose link it is where it is not one's own: for the tooltip.
    pub more: Vec<(String, String)>,
    /// Whether the link is in another annotator's layer.
    pub is_others: bool,
}

impl RowData {
    /// The row of `id`; `None` if it is gone.
    pub fn gather(
        project: &Project,
        names: &SpeakerNames<'_>,
        annotator: Option<&AnnotatorId>,
        id: &RelationId,
    ) -> Option<Self> {
        let r = project.relation(id)?;
        let (from, to) = (project.annotation(&r.from)?, project.annotation(&r.to)?);
        let kind = project.schema().relation_type(&r.relation_type);
        let name = kind.map_or_else(|| r.relation_type.to_string(), |t| t.name.clone());
        let is_one_way = kind.is_some_and(|t| !t.symmetric);
        let title = |a: &Annotation| {
            let document = project.document(&a.document);
            document.map_or_else(String::new, |d| on_one_line(&d.title, SHOWN_CHARS))
        };
        let mut more = Vec::new();
        for (what, a) in [("First side said by", from), ("Other side said by", to)] {
            if let Some(said) = names.said_by(project, a) {
                more.push((what.to_owned(), on_one_line(said, SHOWN_CHARS)));
            }
        }
        for (feature, value) in r.features.iter() {
            let feature = project.schema().feature(feature.as_str());
            let what = feature.map_or("Value", |f| f.name.as_str());
            more.push((what.to_owned(), on_one_line(value, SHOWN_CHARS)));
        }
        if !r.note.is_empty() {
            more.push(("Note".to_owned(), on_one_line(&r.note, SHOWN_CHARS)));
        }
        let is_others = annotator != Some(&r.annotator);
        if is_others {
            let who = project.annotator(&r.annotator);
            let who = who.map_or_else(|| r.annotator.to_string(), |w| w.name.clone());
            more.push(("Annotator".to_owned(), who));
        }
        let words = |a: &Annotation| words_of(project, a, SHOWN_CHARS);
        Some(Self {
            id: id.clone(),
            cells: [
                if is_one_way {
                    format!("{name} →")
                } else {
                    name
                },
                words(from),
                title(from),
                words(to),
                title(to),
            ],
            labels: [from.label.clone(), to.label.clone()],
            more,
            is_others,
        })
    }

    /// What a screen reader says: `contradicts: “…” in Harbour bridge, “…” in No plan`.
    pub fn accessible_name(&self) -> String {
        let [kind, first, first_article, other, other_article] = &self.cells;
        let mut name =
            format!("{kind}: “{first}” in {first_article}, “{other}” in {other_article}");
        for (what, value) in &self.more {
            name = format!("{name}, {} {value}", what.to_lowercase());
        }
        name
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::panels::fixture::project;
    use crate::edit::EditOp;
    use std::sync::Arc;

    /// The fixture with a second link of another type, and one of Ben's.
    fn linked() -> Project {
        let mut project = project();
        let first = project.relation(&"r1".into()).expect("there").clone();
        let mut supports = (*first).clone();
        supports.id = "r2".into();
        supports.relation_type = "supports".into();
        (supports.from, supports.to) = ("a4".into(), "a2".into());
        supports.note = "the port’s own words".to_owned();
        supports.features.set("kind".into(), "number");
        let op = EditOp::Relation {
            id: "r2".into(),
            to: Some(Arc::new(supports)),
        };
        op.apply(&mut project).expect("sound");
        project
    }

    #[track_caller]
    fn check(change: impl FnOnce(&mut LinkQuery), expected: &[&str]) {
        let mut query = LinkQuery {
            annotator: Some("ada".into()),
            ..LinkQuery::default()
        };
        change(&mut query);
        let rows = rows(&linked(), &query, &|| false).expect("not cancelled");
        let ids: Vec<&str> = rows.iter().map(RelationId::as_str).collect();
        assert_eq!(ids, expected);
    }

    #[test]
    fn links_stand_in_the_order_of_their_first_side_and_sort_by_each_column() {
        check(|_| {}, &["r1", "r2"]);
        check(|q| q.sort = Column::Type, &["r1", "r2"]);
        check(
            |q| (q.sort, q.descending) = (Column::Type, true),
            &["r2", "r1"],
        );
        check(|q| q.sort = Column::First, &["r2", "r1"]);
        check(|q| q.sort = Column::Other, &["r1", "r2"]);
        check(|q| q.sort = Column::OtherArticle, &["r2", "r1"]);
    }

    #[test]
    fn the_filters_keep_what_fits_all_of_them() {
        check(|q| q.text = "OWN WORDS".to_owned(), &["r2"]);
        check(|q| q.text = "number".to_owned(), &["r2"]);
        check(|q| q.text = "contradicts".to_owned(), &["r1"]);
        check(|q| q.text = "will close".to_owned(), &["r1"]);
        check(|q| q.text = "no plan, says".to_owned(), &["r1", "r2"]);
        check(|q| q.text = "nowhere".to_owned(), &[]);
        check(|q| q.relation_type = Some("supports".into()), &["r2"]);
        check(|q| q.speaker = Some("port OFFICE".to_owned()), &["r2"]);
        check(|q| q.speaker = Some("The port".to_owned()), &["r1", "r2"]);
        check(|q| q.speaker = Some("nobody".to_owned()), &[]);
        check(|q| q.article = Some("d1".into()), &["r1", "r2"]);
        check(|q| q.article = Some("d9".into()), &[]);
        check(|q| q.annotator = Some("ben".into()), &[]);
        check(
            |q| (q.annotator, q.others) = (Some("ben".into()), true),
            &["r1", "r2"],
        );
    }

    /// L makes an annotation without a speaker of plain words: who says them stands at the quotation around them.
    #[test]
    fn who_says_a_side_may_stand_at_the_quotation_around_it() {
        let mut project = linked();
        let mut inside = (**project.relation(&"r1".into()).expect("there")).clone();
        (inside.id, inside.to) = ("r3".into(), "a3".into());
        let op = EditOp::Relation {
            id: "r3".into(),
            to: Some(Arc::new(inside)),
        };
        op.apply(&mut project).expect("sound");
        let found = |query: LinkQuery| {
            let found = rows(&project, &query, &|| false).expect("not cancelled");
            let ids = found.iter().map(ToString::to_string);
            ids.collect::<Vec<_>>()
        };
        let ada = || LinkQuery {
            annotator: Some("ada".into()),
            ..LinkQuery::default()
        };
        let by_speaker = LinkQuery {
            speaker: Some("Port office".to_owned()),
            relation_type: Some("contradicts".into()),
            ..ada()
        };
        assert_eq!(found(by_speaker), ["r3"]);
        let by_text = LinkQuery {
            text: "port office".to_owned(),
            relation_type: Some("contradicts".into()),
            ..ada()
        };
        assert_eq!(found(by_text), ["r3"]);
        let names = SpeakerNames::of(&project);
        let row = RowData::gather(&project, &names, Some(&"ada".into()), &"r3".into());
        let said = ("Other side said by".to_owned(), "Port office".to_owned());
        assert!(row.expect("there").more.contains(&said));
    }

    #[test]
    fn a_cancelled_pass_gives_nothing() {
        assert_eq!(rows(&linked(), &LinkQuery::default(), &|| true), None);
    }

    #[test]
    fn a_row_tells_all_to_a_screen_reader() {
        let project = linked();
        let name = |id: &str, who: &str| {
            let row = RowData::gather(
                &project,
                &SpeakerNames::of(&project),
                Some(&who.into()),
                &id.into(),
            );
            row.expect("there").accessible_name()
        };
        assert_eq!(
            name("r1", "ada"),
            "contradicts: “The bridge will close” in Harbour bridge to close, “It stays open” in No plan, says port, \
             other side said by The port"
        );
        assert_eq!(
            name("r2", "ben"),
            "supports →: “It stays open” in No plan, says port, “We will … not wait” in Harbour bridge to close, \
             first side said by The port, other side said by Port office, kind number, note the port’s own words, \
             annotator Ada"
        );
    }
}
