//! Suggestions accepted and rejected.

use super::super::command::CommandError;
use super::super::rejected::{Rejections, rejection};
use super::super::words;
use super::links::annotations_on;
use super::{Draft, Plan, Planner, refused};
use crate::edit::EditOp;
use crate::model::{AnnotationId, FeatureId, LabelId};
use crate::storage::rejection::rejection_to_json;
use crate::suggest::{SuggestedSpan, Suggestion, SuggestionKind};
use std::collections::HashSet;

/// What a new annotation is that came from a suggestion.
const ORIGIN_SUGGESTION: &str = "suggestion";

impl Planner<'_> {
    pub(super) fn accept(
        &self,
        suggestions: &[Suggestion],
        label: Option<&LabelId>,
    ) -> Result<Plan, CommandError> {
        let mut draft = Draft::new(self, &self.in_words("Accept", suggestions));
        for suggestion in suggestions {
            draft.accept(suggestion, label)?;
        }
        Ok(draft.plan)
    }

    pub(super) fn reject(&self, suggestions: &[Suggestion]) -> Result<Plan, CommandError> {
        let author = self.author()?;
        let known = Rejections::of(self.project, author);
        let mut new = HashSet::new();
        let mut ops = Vec::new();
        for suggestion in suggestions {
            let Some(rejection) = rejection(self.project, author, suggestion) else {
                return refused("the suggestion does not fit its article any more".to_owned());
            };
            if !known.contains(&rejection) && new.insert(rejection.clone()) {
                ops.push(EditOp::Rejected {
                    raw: rejection_to_json(&rejection).into(),
                    present: true,
                });
            }
        }
        Ok(Plan::of(ops, self.in_words("Reject", suggestions)))
    }

    fn in_words(&self, verb: &str, suggestions: &[Suggestion]) -> String {
        let [one] = suggestions else {
            return format!("{verb} {} suggestions", suggestions.len());
        };
        let text = one.parts.first().and_then(|part| {
            let text = self.project.document(&part.document)?.text();
            let spans = part.spans.iter();
            // A span of another text must not be cut out of this one.
            let words: Option<Vec<&str>> = spans
                .map(|s| text.get(s.start().get()..s.end().get()))
                .collect();
            Some(words::shown(&words?.join(" … ")))
        });
        let by = match one.kind {
            SuggestionKind::Machine => format!(" ({})", one.why),
            _ => String::new(),
        };
        format!("{verb} the suggestion {}{by}", text.unwrap_or_default())
    }
}

impl Draft<'_> {
    fn accept(
        &mut self,
        suggestion: &Suggestion,
        label: Option<&LabelId>,
    ) -> Result<(), CommandError> {
        let relation_type = suggestion.relation_type();
        let mut ends: Vec<AnnotationId> = Vec::new();
        for part in &suggestion.parts {
            let id = self.accept_part(part, label, relation_type.is_some())?;
            if !ends.contains(&id) {
                ends.push(id);
            }
        }
        let (Some(relation_type), [first, others @ ..]) = (relation_type, ends.as_slice()) else {
            return Ok(());
        };
        let mut features: Vec<(FeatureId, String)> = Vec::new();
        if let Some(kind) = self.project.schema().relation_type(&relation_type) {
            let all = suggestion.parts.iter().flat_map(|part| &part.features);
            for (name, value) in all {
                let feature = self.project.schema().feature(name.as_str());
                let is_of_link = feature.is_some_and(|f| f.relation_types.contains(&kind.id));
                if is_of_link && !features.iter().any(|(n, _)| n == name) {
                    features.push((name.clone(), value.clone()));
                }
            }
        }
        for other in others {
            self.join(&relation_type, first, other, &features, "")?;
        }
        Ok(())
    }

    /// The annotation on a part's words; made where there is none. A side of a link may have any tag.
    fn accept_part(
        &mut self,
        part: &SuggestedSpan,
        label: Option<&LabelId>,
        is_side: bool,
    ) -> Result<AnnotationId, CommandError> {
        let author = self.planner().author()?.clone();
        let label = label.unwrap_or(&part.label);
        let fits = |l: &LabelId| is_side || l == label;
        let named = part.annotation.as_ref();
        let named = named.and_then(|id| self.project.annotation(id));
        if let Some(a) = named.filter(|a| a.annotator == author && fits(&a.label)) {
            return Ok(a.id.clone());
        }
        let there = annotations_on(&self.project, &author, &part.document, &part.spans);
        if let Some(a) = there.iter().find(|a| fits(&a.label)) {
            return Ok(a.id.clone());
        }
        let schema = self.project.schema();
        let has = |name: &FeatureId| {
            let feature = schema.feature(name.as_str());
            feature.is_some_and(|f| f.labels.contains(label))
        };
        let features = part.features.iter().filter(|(name, _)| has(name));
        let features: Vec<_> = features.cloned().collect();
        self.annotate(
            &part.document,
            label,
            &part.spans,
            &features,
            ORIGIN_SUGGESTION,
        )
    }
}
