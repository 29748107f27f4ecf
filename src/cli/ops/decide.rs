//! Decisions of an adjudicator: from lines to workspace commands.

use super::Op;
use super::resolve::{Resolved, Resolver, features_of, spans_of};
use crate::model::{AnnotatorId, DecisionOutcome, DocumentId};
use crate::workspace::adjudication::{adjudicator_of, open_agreements_of};
use crate::workspace::{
    Access, Command, DecidedPlace, EditedResult, OpenOptions, Verdict, Workspace,
};
use std::path::Path;
use std::sync::Arc;

impl Resolver<'_> {
    pub(super) fn decision_command(&self, op: Op) -> Resolved<Command> {
        Ok(match op {
            Op::Decide {
                annotators: [first, second],
                a,
                b,
                relations_a,
                relations_b,
                outcome,
                spans,
                label,
                features,
                adjudicator,
                note,
            } => {
                let place = DecidedPlace {
                    document: self.document_of(a.iter().chain(&b))?,
                    annotators: [self.annotator(&first)?, self.annotator(&second)?],
                    a: a.into_iter().map(Into::into).collect(),
                    b: b.into_iter().map(Into::into).collect(),
                    relations_a: relations_a.into_iter().map(Into::into).collect(),
                    relations_b: relations_b.into_iter().map(Into::into).collect(),
                };
                let word = DecisionOutcome::from_word(&outcome).ok_or_else(|| {
                    format!("an outcome is a, b, both, neither, edited or open, not {outcome}")
                })?;
                let edit = (spans, label, features);
                let outcome = match (word, edit) {
                    (DecisionOutcome::Edited, (Some(spans), Some(label), features)) => {
                        let Some(document) = self.project.document(&place.document) else {
                            return Err("what is edited lies on no article".to_owned());
                        };
                        Verdict::Edited(EditedResult {
                            spans: spans_of(document, &spans)?,
                            label: label.into(),
                            features: features.map(features_of),
                        })
                    }
                    (DecisionOutcome::Edited, _) => {
                        return Err("the outcome edited needs spans and label".to_owned());
                    }
                    (DecisionOutcome::A, (None, None, None)) => Verdict::A,
                    (DecisionOutcome::B, (None, None, None)) => Verdict::B,
                    (DecisionOutcome::Both, (None, None, None)) => Verdict::Both,
                    (DecisionOutcome::Neither, (None, None, None)) => Verdict::Neither,
                    (DecisionOutcome::Open, (None, None, None)) => Verdict::Open,
                    (_, _) => {
                        return Err(
                            "spans, label and features are for the outcome edited".to_owned()
                        );
                    }
                };
                Command::Decide {
                    places: vec![place],
                    outcome,
                    adjudicator: adjudicator.map(|a| self.adjudicator(a)).transpose()?,
                    note,
                }
            }
            Op::DecideAgreements {
                annotators: [first, second],
                adjudicator,
            } => {
                let pair = [self.annotator(&first)?, self.annotator(&second)?];
                let adjudicator = adjudicator.map(|a| self.adjudicator(a)).transpose()?;
                let chosen = adjudicator
                    .clone()
                    .or_else(|| adjudicator_of(self.project, self.author));
                let project = Arc::new(self.project.clone());
                Command::Decide {
                    places: open_agreements_of(&project, pair.each_ref(), chosen.as_ref()),
                    outcome: Verdict::Both,
                    adjudicator,
                    note: None,
                }
            }
            Op::TakeLayer {
                project,
                annotator,
                name,
                reanchor,
            } => self.take_layer(&project, &annotator, name, reanchor)?,
            Op::Undecide { decision } => Command::Undecide {
                decisions: vec![decision.into()],
            },
            Op::DecisionNote { decision, note } => Command::SetDecisionNote {
                decision: decision.into(),
                note,
            },
            other => return Err(format!("{other:?} is no command on decisions")),
        })
    }

    fn take_layer(
        &self,
        path: &str,
        annotator: &str,
        name: Option<String>,
        is_reanchored: bool,
    ) -> Resolved<Command> {
        let options = OpenOptions {
            access: Access::Read,
            in_background: false,
        };
        let opened = Workspace::open(self.env.clone(), Path::new(path), options);
        let opened = opened.map_err(|error| error.to_string())?;
        if opened.workspace.is_newer_version() {
            return Err(format!(
                "{path} is of a newer version, of which this program may not know all"
            ));
        }
        let other = opened.workspace.project();
        let found = crate::cli::annotator::find(other, annotator);
        let found = found.map_err(|error| error.message)?;
        Ok(Command::TakeLayer {
            annotator: found.ok_or_else(|| format!("{path} has no annotator {annotator}"))?,
            other: Arc::new(other.clone()),
            name,
            is_reanchored,
        })
    }

    /// By id or name; one that is not there is made under that id.
    fn adjudicator(&self, given: String) -> Resolved<AnnotatorId> {
        let found = crate::cli::annotator::find(self.project, &given);
        let found = found.map_err(|error| error.message)?;
        Ok(found.unwrap_or_else(|| given.into()))
    }

    /// Where the first of these annotations lies; an empty id where there is none, which links need not have.
    fn document_of<'i>(&self, mut ids: impl Iterator<Item = &'i String>) -> Resolved<DocumentId> {
        let Some(id) = ids.next() else {
            return Ok(DocumentId::new(""));
        };
        self.document_of_annotation(id)
            .cloned()
            .ok_or_else(|| format!("there is no annotation {id}"))
    }
}
