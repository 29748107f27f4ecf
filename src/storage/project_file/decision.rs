//! The decisions of adjudicators, read and written.

use super::element::word_of;
use super::object::{Fields, Text, fill, required};
use super::write::{ObjectWriter, SpanUnit, WriteElement};
use crate::model::{
    AnnotationId, AnnotatorId, Decision, DecisionOutcome, ForeignFields, RelationId,
};
use serde::de::MapAccess;

#[derive(Default)]
pub(super) struct DecisionFields<'de> {
    id: Option<Text<'de>>,
    document: Option<Text<'de>>,
    annotators: Option<Vec<Text<'de>>>,
    a: Option<Vec<Text<'de>>>,
    b: Option<Vec<Text<'de>>>,
    relations_a: Option<Vec<Text<'de>>>,
    relations_b: Option<Vec<Text<'de>>>,
    outcome: Option<Text<'de>>,
    result: Option<Vec<Text<'de>>>,
    adjudicator: Option<Text<'de>>,
    note: Option<Text<'de>>,
    at: Option<Text<'de>>,
}

impl<'de> Fields<'de> for DecisionFields<'de> {
    const WHAT: &'static str = "a decision";
    type Whole = Decision;

    fn take<A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<bool, A::Error> {
        match key {
            "id" => fill(&mut self.id, key, map)?,
            "document" => fill(&mut self.document, key, map)?,
            "annotators" => fill(&mut self.annotators, key, map)?,
            "a" => fill(&mut self.a, key, map)?,
            "b" => fill(&mut self.b, key, map)?,
            "relations_a" => fill(&mut self.relations_a, key, map)?,
            "relations_b" => fill(&mut self.relations_b, key, map)?,
            "outcome" => fill(&mut self.outcome, key, map)?,
            "result" => fill(&mut self.result, key, map)?,
            "adjudicator" => fill(&mut self.adjudicator, key, map)?,
            "note" => fill(&mut self.note, key, map)?,
            "at" => fill(&mut self.at, key, map)?,
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn whole(self, foreign: ForeignFields) -> Result<Decision, String> {
        let annotators = required(self.annotators, "annotators")?;
        let [first, second] = annotators.as_slice() else {
            return Err(format!(
                "\"annotators\" names {}, expected two",
                annotators.len()
            ));
        };
        let outcome = required(self.outcome, "outcome")?;
        Ok(Decision {
            id: required(self.id, "id")?.shared().into(),
            document: required(self.document, "document")?.shared().into(),
            annotators: [first.shared().into(), second.shared().into()],
            a: ids(self.a),
            b: ids(self.b),
            relations_a: ids(self.relations_a),
            relations_b: ids(self.relations_b),
            outcome: word_of(
                DecisionOutcome::ALL,
                DecisionOutcome::as_str,
                "outcome",
                &outcome.0,
            )?,
            result: ids(self.result),
            adjudicator: required(self.adjudicator, "adjudicator")?.shared().into(),
            note: Text::or_empty(self.note),
            at: Text::or_empty(self.at),
            foreign,
        })
    }
}

fn ids<T: From<std::sync::Arc<str>>>(stated: Option<Vec<Text<'_>>>) -> Vec<T> {
    let stated = stated.into_iter().flatten();
    stated.map(|id| id.shared().into()).collect()
}

impl WriteElement for Decision {
    fn write(&self, out: &mut Vec<u8>, _: SpanUnit<'_>) {
        let mut object = ObjectWriter::new(out);
        object.text("id", self.id.as_str());
        object.text("document", self.document.as_str());
        object.texts(
            "annotators",
            self.annotators.iter().map(AnnotatorId::as_str),
        );
        object.texts("a", self.a.iter().map(AnnotationId::as_str));
        object.texts("b", self.b.iter().map(AnnotationId::as_str));
        object.texts(
            "relations_a",
            self.relations_a.iter().map(RelationId::as_str),
        );
        object.texts(
            "relations_b",
            self.relations_b.iter().map(RelationId::as_str),
        );
        object.text("outcome", self.outcome.as_str());
        object.texts("result", self.result.iter().map(|id| &**id));
        object.text("adjudicator", self.adjudicator.as_str());
        object.text("note", &self.note);
        object.text("at", &self.at);
        object.foreign(&self.foreign);
        object.end();
    }
}
