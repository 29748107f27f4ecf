//! What programs have annotated, for a person to take over or not: every annotation in a layer of kind `machine`, and every
//! link between two of them, is a candidate.

use super::suggestion::{Cancelled, SHOWN_FROM, SuggestedSpan, Suggestion, SuggestionKind, Watch};
use crate::model::{
    Annotation, AnnotationId, Annotator, AnnotatorId, AnnotatorKind, DocumentId, FeatureId,
    Features, LabelId, Project, Relation, RelationTypeId,
};
use crate::text::TextSpan;
use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

/// Features of an annotation or a link that hold how sure the program was, whatever the case.
const SCORES: [&str; 4] = ["score", "confidence", "probability", "prob"];

/// The candidates of one place and tag, by all programs that have it.
struct Predicted<'p> {
    first: &'p Annotation,
    by: Vec<&'p str>,
    score: Option<f32>,
}

/// The annotations and links of every program but `annotator`. What several programs say alike is one candidate, with the
/// best score and all their names.
///
/// A score comes from a feature `score`, `confidence` or `probability`, as a share of 1 or per cent; without one it is
/// [`SHOWN_FROM`]. With an annotator nothing is left out, so that whoever asks can judge by the project as it stands;
/// with `None` what a person has tagged alike on the same words is.
///
/// # Errors
/// When `watch` says stop.
pub fn machine(
    project: &Project,
    annotator: Option<&AnnotatorId>,
    watch: Watch<'_>,
) -> Result<Vec<Suggestion>, Cancelled> {
    let programs: BTreeMap<&AnnotatorId, &str> = project
        .annotators()
        .iter()
        .filter(|a| is_program(a) && annotator != Some(&a.id))
        .map(|a| (&a.id, a.name.as_str()))
        .collect();
    if programs.is_empty() {
        return Ok(Vec::new());
    }
    let mut found = Vec::new();
    let total = project.documents().len() as u64;
    for (done, document) in project.documents().iter().enumerate() {
        if !watch(done as u64, total) {
            return Err(Cancelled);
        }
        let mut here: BTreeMap<(&[TextSpan], &LabelId), Predicted<'_>> = BTreeMap::new();
        let mut by_people: Vec<&Annotation> = Vec::new();
        for a in project.annotations_of(&document.id) {
            let Some(name) = programs.get(&a.annotator) else {
                if annotator.is_none() {
                    by_people.push(a);
                }
                continue;
            };
            let score = score_of(&a.features);
            let predicted = here
                .entry((a.spans.as_slice(), &a.label))
                .or_insert(Predicted {
                    first: a,
                    by: Vec::new(),
                    score: None,
                });
            if !predicted.by.contains(name) {
                predicted.by.push(name);
            }
            predicted.score = best(predicted.score, score);
        }
        for a in by_people {
            here.remove(&(a.spans.as_slice(), &a.label));
        }
        found.extend(here.into_values().map(|p| Suggestion {
            kind: SuggestionKind::Machine,
            score: p.score.unwrap_or(SHOWN_FROM),
            why: why(&p.by, p.score),
            parts: vec![part(p.first)],
            link: None,
        }));
    }
    links(project, &programs, annotator.is_none(), &mut found);
    Ok(found)
}

fn is_program(annotator: &Arc<Annotator>) -> bool {
    annotator.kind == AnnotatorKind::Machine
}

/// A link's type, and where its ends stand.
type LinkedPlaces<'p> = (RelationTypeId, Place<'p>, Place<'p>);
type Place<'p> = (&'p DocumentId, &'p [TextSpan]);

fn place(a: &Annotation) -> Place<'_> {
    (&a.document, &a.spans)
}

/// The links of the programs, each with both ends.
fn links(
    project: &Project,
    programs: &BTreeMap<&AnnotatorId, &str>,
    leaves_out: bool,
    found: &mut Vec<Suggestion>,
) {
    let end = |id: &AnnotationId| project.annotation(id);
    let linked: HashSet<LinkedPlaces<'_>> = if leaves_out {
        let by_people = project.relations();
        let by_people = by_people.filter(|r| !programs.contains_key(&r.annotator));
        let places = |r: &'_ Arc<Relation>| {
            let (from, to) = (end(&r.from)?, end(&r.to)?);
            Some((r.relation_type.clone(), place(from), place(to)))
        };
        by_people.filter_map(places).collect()
    } else {
        HashSet::new()
    };
    for relation in project.relations() {
        let Some(name) = programs.get(&relation.annotator) else {
            continue;
        };
        let (Some(from), Some(to)) = (end(&relation.from), end(&relation.to)) else {
            continue;
        };
        let known = (relation.relation_type.clone(), place(from), place(to));
        let is_known = linked.contains(&known);
        if is_known {
            continue;
        }
        let of_ends = match (score_of(&from.features), score_of(&to.features)) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
        let score = score_of(&relation.features).or(of_ends);
        let mut parts = vec![part(from), part(to)];
        // What is said of the link goes onto the link.
        for (name, value) in without_score(&relation.features) {
            parts[0].features.push((name, value));
        }
        found.push(Suggestion {
            kind: SuggestionKind::Machine,
            score: score.unwrap_or(SHOWN_FROM),
            why: why(&[name], score),
            parts,
            link: Some(relation.relation_type.clone()),
        });
    }
}

fn part(a: &Annotation) -> SuggestedSpan {
    SuggestedSpan {
        document: a.document.clone(),
        spans: a.spans.clone(),
        label: a.label.clone(),
        features: without_score(&a.features).collect(),
        annotation: None,
    }
}

fn is_score(name: &str) -> bool {
    SCORES.iter().any(|s| name.eq_ignore_ascii_case(s))
}

/// A score is about the candidate: what is accepted has none.
fn without_score(features: &Features) -> impl Iterator<Item = (FeatureId, String)> {
    let all = features.iter().filter(|(name, _)| !is_score(name.as_str()));
    all.map(|(name, value)| (name.clone(), value.to_owned()))
}

/// A share of 1; a number above 1 is taken for per cent. Nothing where there is none or it makes no sense.
fn score_of(features: &Features) -> Option<f32> {
    let (_, value) = features.iter().find(|(name, _)| is_score(name.as_str()))?;
    let value = value.trim().trim_end_matches('%').trim_end();
    let number: f32 = value.parse().ok()?;
    match number {
        0.0..=1.0 => Some(number),
        1.0..=100.0 => Some(number / 100.0),
        _ => None,
    }
}

fn best(a: Option<f32>, b: Option<f32>) -> Option<f32> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.max(b)),
        (a, b) => a.or(b),
    }
}

/// Such as `by Tagger, no score given`.
fn why(by: &[&str], score: Option<f32>) -> String {
    let by = by.join(" and ");
    match score {
        Some(_) => format!("by {by}"),
        None => format!("by {by}, no score given"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{annotate, project};
    use super::*;
    use crate::model::{ForeignFields, Relation};
    use proptest::prelude::*;

    fn with_programs(texts: &[&str]) -> Project {
        let mut project = project(texts);
        for id in ["tagger", "rules"] {
            let program = Annotator {
                id: id.into(),
                name: id.to_uppercase(),
                kind: AnnotatorKind::Machine,
                foreign: ForeignFields::default(),
            };
            project
                .put_annotator(&id.into(), Some((9, Arc::new(program))))
                .unwrap();
        }
        project
    }

    fn relate(project: &mut Project, from: &str, to: &str) {
        let relation = Relation {
            id: "r1".into(),
            relation_type: "contradicts".into(),
            annotator: "tagger".into(),
            from: from.into(),
            to: to.into(),
            features: Features::default(),
            note: String::new(),
            created: String::new(),
            modified: String::new(),
            foreign: ForeignFields::default(),
        };
        project
            .put_relation(&"r1".into(), Some(Arc::new(relation)))
            .unwrap();
    }

    fn check(project: &Project, annotator: Option<&str>, want: &[&str]) {
        let annotator = annotator.map(AnnotatorId::from);
        let found = machine(project, annotator.as_ref(), &mut |_, _| true).unwrap();
        let line = |s: &Suggestion| {
            let sides = s.parts.iter().map(|p| {
                let text = project.document(&p.document).unwrap().text();
                let words: Vec<_> = p.spans.iter().map(|s| s.of(text)).collect();
                format!("{} {}", p.label, words.join("…"))
            });
            let sides: Vec<_> = sides.collect();
            let link = s.link.as_ref().map_or("", |l| l.as_str());
            format!("{:.2} {}{link} ({})", s.score, sides.join(" ~ "), s.why)
        };
        assert_eq!(found.iter().map(line).collect::<Vec<_>>(), want);
    }

    #[test]
    fn what_programs_have_tagged_is_suggested_with_their_names() {
        let mut p = with_programs(&["The quay closes. It stays open.", "Nothing."]);
        annotate(
            &mut p,
            "m1",
            "tagger",
            0,
            "claim",
            "closes",
            &[("score", "0.9")],
        );
        annotate(
            &mut p,
            "m2",
            "rules",
            0,
            "claim",
            "closes",
            &[("confidence", "70 %")],
        );
        annotate(&mut p, "m3", "rules", 0, "quote", "closes", &[]);
        annotate(&mut p, "a1", "ada", 0, "claim", "stays", &[]);
        let both = "0.90 claim closes (by TAGGER and RULES)";
        let quote = "0.50 quote closes (by RULES, no score given)";
        check(&p, Some("ada"), &[both, quote]);
        // A program is not asked about itself.
        check(&p, Some("tagger"), &["0.70 claim closes (by RULES)", quote]);
        annotate(&mut p, "a2", "ada", 0, "claim", "closes", &[]);
        check(&p, None, &[quote]);
        check(&p, Some("ada"), &[both, quote]);
    }

    #[test]
    fn a_link_comes_with_both_ends_and_the_lower_score() {
        let mut p = with_programs(&["The quay closes.", "It stays open."]);
        annotate(
            &mut p,
            "m1",
            "tagger",
            0,
            "claim",
            "closes",
            &[("score", "0.9")],
        );
        annotate(
            &mut p,
            "m2",
            "tagger",
            1,
            "claim",
            "open",
            &[("score", "0.6")],
        );
        relate(&mut p, "m1", "m2");
        check(
            &p,
            Some("ada"),
            &[
                "0.90 claim closes (by TAGGER)",
                "0.60 claim open (by TAGGER)",
                "0.60 claim closes ~ claim opencontradicts (by TAGGER)",
            ],
        );
    }

    #[test]
    fn without_a_program_there_is_nothing() {
        let mut p = project(&["The quay closes."]);
        annotate(&mut p, "a1", "ada", 0, "claim", "closes", &[]);
        check(&p, Some("ben"), &[]);
    }

    proptest! {
        #[test]
        fn any_score_is_a_share_of_one_or_none(value in "\\PC{0,8}", number in -1e3f32..1e3) {
            for value in [value, number.to_string(), format!("{number}%")] {
                let mut features = Features::default();
                features.set("Score".into(), value.as_str());
                let score = score_of(&features);
                prop_assert!(score.is_none_or(|s| (0.0..=1.0).contains(&s)), "{value}: {score:?}");
            }
        }
    }
}
