//! Links, types of links, speakers and suggestions: from lines to workspace commands.

use super::resolve::{Resolved, Resolver, features_of, spans_of};
use super::{EndSpec, Op, SuggestionSpec};
use crate::edit::relation_types::OrphanLinks;
use crate::edit::speakers::SpeakerRef;
use crate::model::{ForeignFields, RelationType, RelationTypeId, SpeakerId};
use crate::suggest::{SuggestedSpan, Suggestion, SuggestionKind};
use crate::workspace::{Command, LinkEnd};
use serde_json::json;

impl Resolver<'_> {
    pub(super) fn link_command(&self, op: Op) -> Resolved<Command> {
        Ok(match op {
            Op::Relate {
                relation_type,
                from,
                to,
                features,
                note,
                id,
            } => {
                self.offer_copy(&relation_type, &from, &to)?;
                Command::Relate {
                    relation_type: relation_type.into(),
                    from: from.into(),
                    to: to.into(),
                    features: features_of(features),
                    note,
                    id: id.map(Into::into),
                }
            }
            Op::Link {
                relation_type,
                from,
                to,
                features,
                note,
            } => Command::Link {
                relation_type: relation_type.into(),
                from: from
                    .into_iter()
                    .map(|end| self.link_end(end))
                    .collect::<Resolved<_>>()?,
                to: self.link_end(to)?,
                features: features_of(features),
                note,
            },
            Op::Copy { annotations } => Command::CopyAnnotations {
                annotations: annotations.into_iter().map(Into::into).collect(),
            },
            Op::Unrelate { relation } => Command::Unrelate {
                relation: relation.into(),
            },
            Op::SwapRelation { relation } => Command::SwapRelation {
                relation: relation.into(),
            },
            Op::SetRelationType {
                relation,
                relation_type,
            } => Command::SetRelationType {
                relation: relation.into(),
                relation_type: relation_type.into(),
            },
            Op::SetRelationFeature {
                relation,
                name,
                value,
            } => Command::SetRelationFeature {
                relation: relation.into(),
                name: name.into(),
                value,
            },
            Op::SetRelationNote { relation, note } => Command::SetRelationNote {
                relation: relation.into(),
                note,
            },
            other => return Err(format!("{other:?} is no command on links")),
        })
    }

    /// Refuses to relate another's annotation, with the line that links a copy of it.
    fn offer_copy(&self, relation_type: &str, from: &str, to: &str) -> Resolved<()> {
        let Some(why) = self.anothers(from).or_else(|| self.anothers(to)) else {
            return Ok(());
        };
        let end = |id: &str| match self.anothers(id) {
            Some(_) => json!({ "copy_of": id }),
            None => json!({ "annotation": id }),
        };
        let (relation_type, from, to) = (json!(relation_type), end(from), end(to));
        Err(format!(
            r#"{why}; {{"do":"link","type":{relation_type},"from":[{from}],"to":{to}}} links a copy of it"#
        ))
    }

    /// Why an annotation cannot be an end of one's own link, if it is another's.
    fn anothers(&self, id: &str) -> Option<String> {
        let owner = &self.project.annotation(&id.into())?.annotator;
        let author = self.author.filter(|author| *author != owner)?;
        Some(format!(
            "the annotation {id} is in the layer of {owner}, not of {author}"
        ))
    }

    fn link_end(&self, end: EndSpec) -> Resolved<LinkEnd> {
        match end {
            EndSpec {
                annotation: Some(id),
                copy_of: None,
                document: None,
                spans: None,
                label: None,
            } => match self.anothers(&id) {
                Some(why) => Err(format!(
                    "{why}; {} in its place links a copy of it",
                    json!({ "copy_of": id })
                )),
                None => Ok(LinkEnd::Annotation(id.into())),
            },
            EndSpec {
                annotation: None,
                copy_of: Some(id),
                document: None,
                spans: None,
                label: None,
            } => Ok(LinkEnd::CopyOf(id.into())),
            EndSpec {
                annotation: None,
                copy_of: None,
                document: Some(document),
                spans: Some(spans),
                label,
            } => {
                let document = self.document(&document)?;
                Ok(LinkEnd::Words {
                    document: document.id.clone(),
                    spans: spans_of(document, &spans)?,
                    label: label.map(Into::into),
                })
            }
            _ => Err(
                "an end is an annotation, or copy_of, or document with spans and perhaps label"
                    .to_owned(),
            ),
        }
    }

    pub(super) fn relation_type_command(&self, op: Op) -> Resolved<Command> {
        let schema = self.project.schema();
        Ok(match op {
            Op::PutRelationType {
                id,
                name,
                key,
                symmetric,
                from,
                to,
                place,
            } => {
                let id = RelationTypeId::from(id);
                let all = || schema.labels.iter().map(|l| l.id.clone()).collect();
                let known = schema.relation_type(&id).cloned();
                let mut new = known.unwrap_or_else(|| RelationType {
                    name: id.to_string(),
                    id,
                    key: String::new(),
                    symmetric: false,
                    from: all(),
                    to: all(),
                    foreign: ForeignFields::default(),
                });
                new.name = name.unwrap_or(new.name);
                new.key = key.unwrap_or(new.key);
                new.symmetric = symmetric.unwrap_or(new.symmetric);
                let labels = |given: Vec<String>| given.into_iter().map(Into::into).collect();
                new.from = from.map_or(new.from, labels);
                new.to = to.map_or(new.to, labels);
                Command::PutRelationType {
                    relation_type: new,
                    place,
                }
            }
            Op::RemoveRelationType {
                relation_type,
                move_to,
                remove_links,
            } => Command::RemoveRelationType {
                relation_type: relation_type.into(),
                orphans: match (move_to, remove_links) {
                    (Some(_), true) => return Err("say either move_to or remove_links".to_owned()),
                    (Some(to), false) => OrphanLinks::MoveTo(to.into()),
                    (None, true) => OrphanLinks::Remove,
                    (None, false) => OrphanLinks::Refuse,
                },
            },
            other => return Err(format!("{other:?} is no command on types of links")),
        })
    }

    pub(super) fn speaker_command(&self, op: Op) -> Resolved<Command> {
        Ok(match op {
            Op::AddSpeaker { name, aliases, id } => Command::AddSpeaker {
                id: id.map(Into::into),
                name,
                aliases,
            },
            Op::RenameSpeaker { speaker, name } => Command::RenameSpeaker {
                speaker: self.speaker(speaker),
                name,
            },
            Op::SetSpeakerAliases { speaker, aliases } => Command::SetSpeakerAliases {
                speaker: self.speaker(speaker),
                aliases,
            },
            Op::MergeSpeakers { into, speakers } => Command::MergeSpeakers {
                kept: self.speaker(into),
                merged: speakers.into_iter().map(|s| self.speaker(s)).collect(),
            },
            Op::RemoveSpeaker { speaker } => match self.speaker(speaker) {
                SpeakerRef::Listed(speaker) => Command::RemoveSpeaker { speaker },
                SpeakerRef::Named(name) => {
                    let names = crate::model::SpeakerNames::of(self.project);
                    let Some(listed) = names.speaker(&name) else {
                        return Err(format!("{name} is not on the list of speakers"));
                    };
                    Command::RemoveSpeaker {
                        speaker: listed.id.clone(),
                    }
                }
            },
            other => return Err(format!("{other:?} is no command on speakers")),
        })
    }

    /// By id, else by name.
    fn speaker(&self, given: String) -> SpeakerRef {
        let id = SpeakerId::from(given);
        match self.project.speaker(&id) {
            Some(_) => SpeakerRef::Listed(id),
            None => SpeakerRef::Named(id.to_string()),
        }
    }

    pub(super) fn suggestion_command(&self, op: Op) -> Resolved<Command> {
        let all = |given: Vec<SuggestionSpec>| -> Resolved<Vec<Suggestion>> {
            given.into_iter().map(|s| self.suggestion(s)).collect()
        };
        Ok(match op {
            Op::AcceptSuggestions { suggestions, label } => Command::AcceptSuggestions {
                suggestions: all(suggestions)?,
                label: label.map(Into::into),
            },
            Op::RejectSuggestions { suggestions } => Command::RejectSuggestions(all(suggestions)?),
            other => return Err(format!("{other:?} is no command on suggestions")),
        })
    }

    fn suggestion(&self, given: SuggestionSpec) -> Resolved<Suggestion> {
        let Some(kind) = SuggestionKind::from_word(&given.kind) else {
            let known: Vec<_> = SuggestionKind::ALL.iter().map(|k| k.as_str()).collect();
            return Err(format!(
                "a suggestion is one of {}, not {}",
                known.join(", "),
                given.kind
            ));
        };
        let parts = given.spans.into_iter().map(|part| {
            let document = self.document(&part.document)?;
            Ok(SuggestedSpan {
                document: document.id.clone(),
                spans: spans_of(document, &part.fragments)?,
                label: part.label.into(),
                features: features_of(part.features),
                annotation: None,
            })
        });
        Ok(Suggestion {
            link: None,
            kind,
            score: given.score.unwrap_or(1.0),
            why: given.why,
            parts: parts.collect::<Resolved<_>>()?,
        })
    }
}
