//! What is wrong with a project, and with an element as a part of it.

use super::Project;
use super::parallel::beside;
use crate::model::{
    Annotation, Feature, FeatureId, FeatureKind, LabelId, Problem, ProblemKind, Relation,
    is_sound_id,
};
use crate::text::TextSpan;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

/// # Checking
impl Project {
    /// Everything that is wrong: what was set aside, texts that do not have their stated hash, and notices
    /// (see [`ProblemKind::is_notice`]).
    #[must_use]
    pub fn check(&self) -> Vec<Problem> {
        let mut problems: Vec<Problem> = Vec::new();
        for document in self.documents.iter() {
            let found = document.text_sha256();
            if found != document.sha256 {
                problems.push(Problem {
                    document: Some(document.id.clone()),
                    ..Problem::new(
                        ProblemKind::DocumentSha256,
                        format!(
                            "document {}: the text has SHA-256 {found}, the file states {:?}",
                            document.id, document.sha256
                        ),
                    )
                });
            }
        }
        let (unsound_ids, notices) = beside(
            self.annotations.len(),
            || self.unsound_ids(),
            || self.notices(),
        );
        problems.extend(unsound_ids);
        problems.extend(self.set_aside.iter().map(|s| s.problem.clone()));
        problems.extend(notices);
        problems
    }

    /// Elements that can hardly be named.
    fn unsound_ids(&self) -> Vec<Problem> {
        let problem = |what: &str, id: &str| {
            let why = if id.is_empty() {
                "is empty"
            } else {
                "holds control characters"
            };
            Problem::new(
                ProblemKind::Malformed,
                format!("{what} {id:?}: the id {why}"),
            )
        };
        let mut found = Vec::new();
        for a in self.annotators.iter() {
            if !is_sound_id(a.id.as_str()) {
                found.push(problem("annotator", a.id.as_str()));
            }
        }
        for d in self.documents.iter() {
            if !is_sound_id(d.id.as_str()) {
                let mut problem = problem("document", d.id.as_str());
                problem.document = Some(d.id.clone());
                found.push(problem);
            }
        }
        for a in self.annotations.values() {
            if !is_sound_id(a.id.as_str()) {
                let mut problem = problem("annotation", a.id.as_str());
                problem.annotation = Some(a.id.clone());
                problem.document = Some(a.document.clone());
                found.push(problem);
            }
        }
        for r in self.relations.values() {
            if !is_sound_id(r.id.as_str()) {
                let mut problem = problem("relation", r.id.as_str());
                problem.relation = Some(r.id.clone());
                found.push(problem);
            }
        }
        found
    }

    fn notices(&self) -> Vec<Problem> {
        let mut found = Vec::new();
        for a in self.annotations.values() {
            for (name, value) in a.features.iter() {
                let allowed = |f: &Feature| f.labels.contains(&a.label);
                if let Some((kind, why)) = self.judge_feature(name, value, &a.label, allowed) {
                    found.push(Problem {
                        annotation: Some(a.id.clone()),
                        document: Some(a.document.clone()),
                        ..Problem::new(kind, format!("annotation {}: {why}", a.id))
                    });
                }
            }
        }
        for r in self.relations.values() {
            let about = |kind, why: String| Problem {
                relation: Some(r.id.clone()),
                ..Problem::new(kind, format!("relation {}: {why}", r.id))
            };
            for (name, value) in r.features.iter() {
                let allowed = |f: &Feature| f.relation_types.contains(&r.relation_type);
                if let Some((kind, why)) =
                    self.judge_feature(name, value, &r.relation_type, allowed)
                {
                    found.push(about(kind, why));
                }
            }
            let Some(kind) = self.schema.relation_type(&r.relation_type) else {
                continue;
            };
            let label = |id| self.annotation(id).map(|a| &a.label);
            let fits = |from: Option<&LabelId>, to: Option<&LabelId>| {
                from.is_some_and(|l| kind.from.contains(l))
                    && to.is_some_and(|l| kind.to.contains(l))
            };
            let (from, to) = (label(&r.from), label(&r.to));
            if !(fits(from, to) || kind.symmetric && fits(to, from)) {
                let name = |l: Option<&LabelId>| l.map_or_else(String::new, ToString::to_string);
                found.push(about(
                    ProblemKind::RelationEnds,
                    format!(
                        "the type {} is not meant to join {} with {}",
                        r.relation_type,
                        name(from),
                        name(to)
                    ),
                ));
            }
        }
        found.extend(self.repeated_relations());
        found
    }

    /// Relations that join what an earlier one of their type joins, by id. A type without a direction joins both ways.
    fn repeated_relations(&self) -> Vec<Problem> {
        let mut found = Vec::new();
        let mut first_of = BTreeMap::new();
        for r in self.relations.values() {
            let kind = self.schema.relation_type(&r.relation_type);
            let is_turned = kind.is_some_and(|t| t.symmetric) && r.from > r.to;
            let ends = if is_turned {
                (&r.to, &r.from)
            } else {
                (&r.from, &r.to)
            };
            match first_of.entry((&r.relation_type, ends)) {
                Entry::Vacant(place) => {
                    place.insert(&r.id);
                }
                Entry::Occupied(first) => found.push(Problem {
                    relation: Some(r.id.clone()),
                    ..Problem::new(
                        ProblemKind::RepeatedRelation,
                        format!(
                            "relation {}: {} joins the same two annotations, as {} too; both are counted",
                            r.id,
                            first.get(),
                            r.relation_type
                        ),
                    )
                }),
            }
        }
        found
    }

    fn judge_feature(
        &self,
        name: &FeatureId,
        value: &str,
        owner: &impl std::fmt::Display,
        allowed: impl Fn(&Feature) -> bool,
    ) -> Option<(ProblemKind, String)> {
        let Some(feature) = self.schema.feature(name.as_str()).filter(|f| allowed(f)) else {
            let why = format!("the tag set gives no feature {name} to {owner}");
            return Some((ProblemKind::UnknownFeature, why));
        };
        let wrong =
            feature.kind == FeatureKind::Choice && !feature.values.iter().any(|v| v == value);
        wrong.then(|| {
            let why = format!("{value:?} is none of the values of {name}");
            (ProblemKind::UnknownValue, why)
        })
    }

    /// What is wrong with an annotation as an element of this project, if anything.
    ///
    /// # Errors
    /// The first broken rule.
    pub fn judge_annotation(&self, a: &Annotation) -> Result<(), Problem> {
        let wrong = |kind, why: String| Problem {
            annotation: Some(a.id.clone()),
            document: Some(a.document.clone()),
            ..Problem::new(kind, format!("annotation {}: {why}", a.id))
        };
        let Some(document) = self.document(&a.document) else {
            let why = format!("there is no document {}", a.document);
            return Err(wrong(ProblemKind::UnknownDocument, why));
        };
        if self.annotator(&a.annotator).is_none() {
            let why = format!("there is no annotator {}", a.annotator);
            return Err(wrong(ProblemKind::UnknownAnnotator, why));
        }
        if self.schema.label(&a.label).is_none() {
            let why = format!("there is no label {}", a.label);
            return Err(wrong(ProblemKind::UnknownLabel, why));
        }
        if a.spans.is_empty() {
            return Err(wrong(ProblemKind::SpanEmpty, "it has no span".to_owned()));
        }
        for span in &a.spans {
            if let Err(e) = TextSpan::new(document.text(), span.start(), span.end()) {
                return Err(wrong(ProblemKind::SpanBounds, e.to_string()));
            }
        }
        if a.spans.windows(2).any(|w| w[0].end() > w[1].start()) {
            let why = "its fragments are not ascending, or overlap".to_owned();
            return Err(wrong(ProblemKind::SpanOrder, why));
        }
        Ok(())
    }

    /// What is wrong with a relation as an element of this project, if anything.
    ///
    /// # Errors
    /// The first broken rule.
    pub fn judge_relation(&self, r: &Relation) -> Result<(), Problem> {
        let wrong = |kind, why: String| Problem {
            relation: Some(r.id.clone()),
            ..Problem::new(kind, format!("relation {}: {why}", r.id))
        };
        if self.schema.relation_type(&r.relation_type).is_none() {
            let why = format!("there is no relation type {}", r.relation_type);
            return Err(wrong(ProblemKind::UnknownRelationType, why));
        }
        if self.annotator(&r.annotator).is_none() {
            let why = format!("there is no annotator {}", r.annotator);
            return Err(wrong(ProblemKind::UnknownAnnotator, why));
        }
        for end in [&r.from, &r.to] {
            match self.annotation(end) {
                None => {
                    let why = format!("its end {end} is no sound annotation of this project");
                    return Err(wrong(ProblemKind::BrokenRelation, why));
                }
                Some(a) if a.annotator != r.annotator => {
                    let why = format!(
                        "its end {end} is in the layer of {}, the relation in that of {}",
                        a.annotator, r.annotator
                    );
                    return Err(wrong(ProblemKind::RelationLayer, why));
                }
                Some(_) => {}
            }
        }
        Ok(())
    }
}
