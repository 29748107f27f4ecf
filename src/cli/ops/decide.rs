//! Decisions of an adjudicator: from lines to workspace commands.

use super::Op;
use super::resolve::{Resolved, Resolver, features_of, spans_of};
use crate::model::{AnnotatorId, DecisionOutcome, DocumentId};
use crate::workspace::adjudication::{adjudicator_of, open_agreements_of};
use crate::workspace::merging::newer_refusal;
use crate::workspace::{
    Access, Command, DecidedPlace, EditedAnnotation, EditedLink, EditedResult, OpenOptions,
    Verdict, Workspace,
};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

/// What a line says about a result of the adjudicator's own.
#[derive(Debug, Default, PartialEq)]
struct EditFields {
    spans: Option<Vec<[u64; 2]>>,
    label: Option<String>,
    relation_type: Option<String>,
    from: Option<String>,
    to: Option<String>,
    features: Option<BTreeMap<String, String>>,
}

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
                relation_type,
                from,
                to,
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
                let edit = EditFields {
                    spans,
                    label,
                    relation_type,
                    from,
                    to,
                    features,
                };
                let outcome = match word {
                    DecisionOutcome::Edited => Verdict::Edited(self.edited(edit, &place)?),
                    _ if edit != EditFields::default() => {
                        return Err(
                            "spans, label, type, from, to and features are for the outcome edited"
                                .to_owned(),
                        );
                    }
                    DecisionOutcome::A => Verdict::A,
                    DecisionOutcome::B => Verdict::B,
                    DecisionOutcome::Both => Verdict::Both,
                    DecisionOutcome::Neither => Verdict::Neither,
                    DecisionOutcome::Open => Verdict::Open,
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

    /// What stands in place of both: an annotation, or where links are decided, a link.
    fn edited(&self, edit: EditFields, place: &DecidedPlace) -> Resolved<EditedResult> {
        let is_of_link = place.a.is_empty() && place.b.is_empty();
        let is_about_words = edit.spans.is_some() || edit.label.is_some();
        let is_about_link =
            edit.relation_type.is_some() || edit.from.is_some() || edit.to.is_some();
        let features = edit.features.map(features_of);
        match (edit.spans, edit.label, edit.relation_type) {
            (_, _, Some(relation_type)) if is_of_link && !is_about_words => {
                Ok(EditedResult::Link(EditedLink {
                    relation_type: relation_type.into(),
                    from: edit.from.map(Into::into),
                    to: edit.to.map(Into::into),
                    features,
                }))
            }
            (Some(spans), Some(label), _) if !is_of_link && !is_about_link => {
                let Some(document) = self.project.document(&place.document) else {
                    return Err("what is edited lies on no article".to_owned());
                };
                Ok(EditedResult::Annotation(EditedAnnotation {
                    spans: spans_of(document, &spans)?,
                    label: label.into(),
                    features,
                }))
            }
            _ if is_of_link => Err(
                "the outcome edited of a link needs its type, and takes from and to, not spans and label"
                    .to_owned(),
            ),
            _ => Err("the outcome edited needs spans and label".to_owned()),
        }
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
            return Err(newer_refusal(path));
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
