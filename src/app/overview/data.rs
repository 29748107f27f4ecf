//! What the Overview says, gathered from the project: contradictions with who says their sides, claims that are contested,
//! and contradictions that lack a side.

use crate::app::panels::wording::on_one_line;
use crate::model::{
    Annotation, AnnotationId, AnnotatorId, DocumentId, Project, RelationId, SpeakerNames,
};
use std::collections::BTreeMap;

/// The type of link that makes a contradiction.
const CONTRADICTS: &str = "contradicts";
/// The tag of the narrowest words that clash.
const CONTRADICTION: &str = "contradiction";
/// The tag of claims.
const CLAIM: &str = "claim";
/// The feature of a contradiction that says how its sides differ.
const KIND: &str = "kind";

/// Whose layers are looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OverviewQuery {
    /// Whose.
    pub annotator: Option<AnnotatorId>,
    /// Whether the other annotators' too.
    pub others: bool,
}

impl OverviewQuery {
    pub(super) fn shows(&self, layer: &AnnotatorId) -> bool {
        self.others || self.annotator.as_ref() == Some(layer)
    }
}

/// A contradiction, by what it can be grouped by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The link.
    pub relation: RelationId,
    /// Where its sides stand.
    pub articles: [DocumentId; 2],
    /// Who says its sides, by the name in the list of speakers; empty where nobody is named.
    pub speakers: [String; 2],
    /// How its sides differ; empty where nobody said.
    pub kind: String,
}

/// A claim that something speaks against.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contested {
    /// The claim.
    pub claim: AnnotationId,
    /// What contradicts it, or an annotation on some of its words.
    pub by: Vec<Against>,
}

/// A side that stands against a claim.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Against {
    /// The contradiction.
    pub relation: RelationId,
    /// Whether the side is the link's second one.
    pub is_to: bool,
}

/// Everything of one revision.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Overview {
    /// In the order of their first sides.
    pub contradictions: Vec<Entry>,
    /// Claims that are contested, in reading order.
    pub contested: Vec<Contested>,
    /// How many claims there are.
    pub n_claims: usize,
    /// Annotations tagged as contradiction without a link that says with what, in reading order.
    pub one_sided: Vec<AnnotationId>,
}

/// Works it out in one pass over links and annotations. `None` when `cancelled` said so on the way.
pub fn overview(
    project: &Project,
    query: &OverviewQuery,
    cancelled: &dyn Fn() -> bool,
) -> Option<Overview> {
    let names = SpeakerNames::of(project);
    let mut found: Vec<([(usize, usize); 2], Entry)> = Vec::new();
    // For each side, the links that lead away from it, and whether they lead to their second side.
    let mut against: BTreeMap<&AnnotationId, Vec<(&RelationId, bool)>> = BTreeMap::new();
    for (seen, r) in project.relations().enumerate() {
        if seen % 1024 == 0 && cancelled() {
            return None;
        }
        if r.relation_type.as_str() != CONTRADICTS || !query.shows(&r.annotator) {
            continue;
        }
        let (Some(from), Some(to)) = (project.annotation(&r.from), project.annotation(&r.to))
        else {
            continue;
        };
        for (end, is_to) in [(&r.from, true), (&r.to, false)] {
            against.entry(end).or_default().push((&r.id, is_to));
        }
        let sides = [from, to];
        let entry = Entry {
            relation: r.id.clone(),
            articles: sides.map(|a| a.document.clone()),
            speakers: sides.map(|a| names.said_by(project, a).unwrap_or_default().to_owned()),
            kind: r.features.get(KIND).unwrap_or_default().to_owned(),
        };
        found.push((sides.map(|a| place(project, a)), entry));
    }
    found.sort_by(|(a, one), (b, other)| a.cmp(b).then(one.relation.cmp(&other.relation)));

    // A contradiction of which both sides are words of the claim is one.
    let mut contested: BTreeMap<(usize, usize, &AnnotationId), BTreeMap<&RelationId, bool>> =
        BTreeMap::new();
    for (id, links) in &against {
        let Some(side) = project.annotation(id) else {
            continue;
        };
        let extent = side.start().get()..side.end().get();
        for a in project.annotations_touching(&side.document, extent) {
            let touches = || {
                let mut spans = a.spans.iter();
                spans.any(|s| side.spans.iter().any(|o| s.overlaps(*o)))
            };
            if a.label.as_str() == CLAIM && a.annotator == side.annotator && touches() {
                let (document, start) = place(project, a);
                let claim = contested.entry((document, start, &a.id));
                claim.or_default().extend(links.iter().copied());
            }
        }
    }
    let mut n_claims = 0;
    let mut one_sided = Vec::new();
    for (seen, document) in project.documents().iter().enumerate() {
        if seen % 64 == 0 && cancelled() {
            return None;
        }
        for a in project.annotations_of(&document.id) {
            if !query.shows(&a.annotator) {
                continue;
            }
            n_claims += usize::from(a.label.as_str() == CLAIM);
            if a.label.as_str() == CONTRADICTION && !against.contains_key(&a.id) {
                one_sided.push(a.id.clone());
            }
        }
    }
    Some(Overview {
        contradictions: found.into_iter().map(|(_, entry)| entry).collect(),
        contested: contested
            .into_iter()
            .map(|((_, _, claim), by)| Contested {
                claim: claim.clone(),
                by: by
                    .into_iter()
                    .map(|(relation, is_to)| Against {
                        relation: relation.clone(),
                        is_to,
                    })
                    .collect(),
            })
            .collect(),
        n_claims,
        one_sided,
    })
}

fn place(project: &Project, a: &Annotation) -> (usize, usize) {
    let at = project.document_position(&a.document);
    (at.unwrap_or(usize::MAX), a.start().get())
}

/// What cards are grouped by, and what the picture's nodes are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum GroupBy {
    /// Pairs of articles; nodes are articles.
    #[default]
    Articles,
    /// Speakers; nodes are speakers.
    Speakers,
    /// How the sides differ; nodes are articles.
    Kinds,
}

impl GroupBy {
    /// In the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::Articles, Self::Speakers, Self::Kinds];

    /// Shown.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Articles => "Articles",
            Self::Speakers => "Speakers",
            Self::Kinds => "Kinds",
        }
    }
}

/// Which contradictions are looked at.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Filter {
    /// With a side in this article.
    Article(DocumentId),
    /// Between these articles, whichever comes first; one article twice: inside it.
    Articles(DocumentId, DocumentId),
    /// With a side that this speaker says; empty: that nobody named says.
    Speaker(String),
    /// Between these speakers.
    Speakers(String, String),
    /// That differ in this way; empty: nobody said how.
    Kind(String),
}

impl Filter {
    /// Whether a contradiction is one of these.
    pub fn fits(&self, entry: &Entry) -> bool {
        let pair = |a: &str, b: &str, of: [&str; 2]| of == [a, b] || of == [b, a];
        let [first, other] = &entry.articles;
        let [one, another] = &entry.speakers;
        match self {
            Self::Article(id) => entry.articles.contains(id),
            Self::Articles(a, b) => pair(a.as_str(), b.as_str(), [first.as_str(), other.as_str()]),
            Self::Speaker(name) => entry.speakers.contains(name),
            Self::Speakers(a, b) => pair(a, b, [one, another]),
            Self::Kind(kind) => entry.kind == *kind,
        }
    }

    /// In words.
    pub fn title(&self, project: &Project) -> String {
        self.titled(project, usize::MAX)
    }

    /// In words, with names of at most `n_chars` code points, so that both names of a pair are seen.
    pub fn titled(&self, project: &Project, n_chars: usize) -> String {
        let article = |id: &DocumentId| {
            let document = project.document(id);
            let title = document.map_or(id.as_str(), |d| d.title.as_str());
            on_one_line(title, n_chars)
        };
        let speaker = |name: &str| match name {
            "" => "Nobody named".to_owned(),
            name => on_one_line(name, n_chars),
        };
        match self {
            Self::Article(id) => article(id),
            Self::Articles(a, b) if a == b => format!("Inside {}", article(a)),
            Self::Articles(a, b) => format!("{} ↔ {}", article(a), article(b)),
            Self::Speaker(name) => speaker(name),
            Self::Speakers(a, b) if a == b && !a.is_empty() => {
                format!("{} with themselves", speaker(a))
            }
            Self::Speakers(a, b) => format!("{} ↔ {}", speaker(a), speaker(b)),
            Self::Kind(kind) if kind.is_empty() => "Kind not set".to_owned(),
            Self::Kind(kind) => kind.clone(),
        }
    }
}

impl Overview {
    /// The places in [`Self::contradictions`] that fit.
    pub fn shown(&self, filter: Option<&Filter>) -> Vec<usize> {
        let all = self.contradictions.iter().enumerate();
        let fitting = all.filter(|(_, entry)| filter.is_none_or(|f| f.fits(entry)));
        fitting.map(|(i, _)| i).collect()
    }

    /// The groups with how many contradictions each has, the largest first. One between two speakers is in both groups.
    pub fn groups(&self, by: GroupBy) -> Vec<(Filter, usize)> {
        let mut counts: BTreeMap<Filter, usize> = BTreeMap::new();
        for entry in &self.contradictions {
            for filter in entry.groups(by) {
                *counts.entry(filter).or_default() += 1;
            }
        }
        let mut groups: Vec<_> = counts.into_iter().collect();
        groups.sort_by(|(a, n), (b, m)| m.cmp(n).then(a.cmp(b)));
        groups
    }
}

impl Entry {
    fn groups(&self, by: GroupBy) -> Vec<Filter> {
        let [first, other] = &self.speakers;
        match by {
            GroupBy::Articles => vec![self.articles_filter()],
            GroupBy::Speakers if first == other => vec![Filter::Speaker(first.clone())],
            GroupBy::Speakers => vec![
                Filter::Speaker(first.clone()),
                Filter::Speaker(other.clone()),
            ],
            GroupBy::Kinds => vec![Filter::Kind(self.kind.clone())],
        }
    }

    fn articles_filter(&self) -> Filter {
        let [first, other] = &self.articles;
        Filter::Articles(first.min(other).clone(), first.max(other).clone())
    }

    /// The two nodes that it joins in the picture, and the edge between them.
    pub fn edge(&self, by: GroupBy) -> ([Filter; 2], Filter) {
        if by == GroupBy::Speakers {
            let [first, other] = &self.speakers;
            let edge = Filter::Speakers(first.min(other).clone(), first.max(other).clone());
            (self.speakers.clone().map(Filter::Speaker), edge)
        } else {
            (
                self.articles.clone().map(Filter::Article),
                self.articles_filter(),
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::panels::fixture::project;
    use crate::edit::EditOp;
    use std::sync::Arc;

    fn ada() -> OverviewQuery {
        OverviewQuery {
            annotator: Some("ada".into()),
            others: false,
        }
    }

    fn of(project: &Project) -> Overview {
        overview(project, &ada(), &|| false).expect("not cancelled")
    }

    /// The fixture; a3 (“not wait”, inside the quote a2 of the port office) contradicts a4, and a1 contradicts a3.
    fn clashing() -> Project {
        let mut project = project();
        let first = project.relation(&"r1".into()).expect("there").clone();
        for (id, from, to, kind) in [("r2", "a4", "a3", "negation"), ("r3", "a1", "a3", "")] {
            let mut link = (*first).clone();
            link.id = id.into();
            (link.from, link.to) = (from.into(), to.into());
            link.features.set("kind".into(), kind);
            let op = EditOp::Relation {
                id: id.into(),
                to: Some(Arc::new(link)),
            };
            op.apply(&mut project).expect("sound");
        }
        project
    }

    #[test]
    fn what_lacks_a_side_is_told_apart_from_what_is_linked() {
        let one = of(&project());
        assert_eq!(one.contradictions.len(), 1);
        assert_eq!(one.one_sided, ["a3".into()]);
        assert_eq!(of(&clashing()).one_sided, []);
    }

    #[test]
    fn who_says_a_side_is_looked_for_around_it() {
        let all = of(&clashing());
        let said: Vec<(&str, [&str; 2], &str)> = all
            .contradictions
            .iter()
            .map(|e| {
                let [one, other] = &e.speakers;
                (e.relation.as_str(), [one.as_str(), other], e.kind.as_str())
            })
            .collect();
        assert_eq!(
            said,
            [
                ("r3", ["", "Port office"], ""),
                ("r1", ["", "The port"], ""),
                ("r2", ["The port", "Port office"], "negation")
            ]
        );
    }

    #[test]
    fn a_claim_is_contested_by_its_own_links_and_by_those_on_its_words() {
        let all = of(&clashing());
        let found: Vec<(&str, Vec<&str>)> = all
            .contested
            .iter()
            .map(|c| {
                let by =
                    c.by.iter()
                        .map(|against| against.relation.as_str())
                        .collect();
                (c.claim.as_str(), by)
            })
            .collect();
        assert_eq!(found, [("a1", vec!["r1", "r3"]), ("a4", vec!["r1", "r2"])]);
        assert_eq!(all.n_claims, 2);
        // A narrower annotation on a claim's words contests the claim.
        let mut project = clashing();
        let mut narrow = (**project.annotation(&"a3".into()).expect("there")).clone();
        let claim = project.annotation(&"b1".into()).expect("there").clone();
        narrow.id = "a9".into();
        narrow.spans.clone_from(&claim.spans);
        let mut link = (**project.relation(&"r2".into()).expect("there")).clone();
        (link.id, link.from, link.to) = ("r9".into(), "a9".into(), "a3".into());
        project
            .put_annotation(&"a9".into(), Some(Arc::new(narrow)))
            .expect("sound");
        project
            .put_relation(&"r9".into(), Some(Arc::new(link)))
            .expect("sound");
        let all = of(&project);
        assert_eq!(all.contested[0].by.len(), 3);
        // Ben's claim on the same words is in another layer.
        let both = OverviewQuery {
            others: true,
            ..ada()
        };
        let both = overview(&project, &both, &|| false).expect("not cancelled");
        assert!(both.contested.iter().all(|c| c.claim.as_str() != "b1"));
        assert_eq!(both.n_claims, 3);
    }

    #[test]
    fn groups_count_and_filters_find_the_same() {
        let project = clashing();
        let all = of(&project);
        let titles = |by| -> Vec<String> {
            let groups = all.groups(by).into_iter();
            groups
                .map(|(filter, n)| {
                    assert_eq!(all.shown(Some(&filter)).len(), n);
                    format!("{n} {}", filter.title(&project))
                })
                .collect()
        };
        assert_eq!(
            titles(GroupBy::Articles),
            [
                "2 Harbour bridge to close ↔ No plan, says port",
                "1 Inside Harbour bridge to close"
            ]
        );
        assert_eq!(
            titles(GroupBy::Speakers),
            ["2 Nobody named", "2 Port office", "2 The port"]
        );
        assert_eq!(titles(GroupBy::Kinds), ["2 Kind not set", "1 negation"]);
        assert_eq!(all.shown(None), [0, 1, 2]);
        assert_eq!(overview(&project, &ada(), &|| true), None);
    }
}
