//! Commands as ops: what a command means for the project as it stands.

mod anchored;
mod annotations;
mod annotators;
mod articles;
mod decide;
#[cfg(test)]
pub(super) mod decide_tests;
mod draft;
mod import;
mod links;
mod relations;
mod speakers;
mod suggestions;
mod tag_many;
#[cfg(test)]
pub(super) mod tests;

use draft::Draft;
pub use tag_many::tagged_words;

use super::command::{Command, CommandError, Outcome};
use super::environment::Environment;
use super::words;
use crate::edit::{EditError, EditOp, compose, new_ids, relation_types};
use crate::model::{
    AnnotatorId, Document, DocumentId, FeatureId, Features, Project, ProjectHead, RelationId,
    is_sound_id,
};
use std::sync::Arc;

/// A command worked out: ops, words, and what is new.
#[derive(Debug, Default)]
pub(super) struct Plan {
    pub ops: Vec<EditOp>,
    pub outcome: Outcome,
}

impl From<EditError> for CommandError {
    fn from(error: EditError) -> Self {
        Self::Refused(error.0)
    }
}

fn refused<T>(message: String) -> Result<T, CommandError> {
    Err(CommandError::Refused(message))
}

/// Works out `command` against `project`, as done by `author`.
pub(super) fn plan(
    project: &Project,
    author: Option<&AnnotatorId>,
    env: &Environment,
    command: &Command,
) -> Result<Plan, CommandError> {
    let planner = Planner {
        project,
        author,
        env,
    };
    planner.plan(command)
}

struct Planner<'a> {
    project: &'a Project,
    author: Option<&'a AnnotatorId>,
    env: &'a Environment,
}

impl Planner<'_> {
    fn plan(&self, command: &Command) -> Result<Plan, CommandError> {
        self.check_given_id(command)?;
        let plan = self.plan_alone(command)?;
        Ok(match command {
            Command::Relabel { .. }
            | Command::SetSpans { .. }
            | Command::SetFeature { .. }
            | Command::Remove { .. }
            | Command::SwapRelation { .. }
            | Command::SetRelationType { .. }
            | Command::SetRelationFeature { .. }
            | Command::Unrelate { .. } => self.with_decisions(plan),
            _ => plan,
        })
    }

    #[allow(clippy::too_many_lines, reason = "one line or two for each command")]
    fn plan_alone(&self, command: &Command) -> Result<Plan, CommandError> {
        let the_link = |id: &RelationId| words::the_link(self.project, id);
        match command {
            Command::Annotate { .. } => self.annotate(command),
            Command::Import(imported) => import::plan(self.project, imported),
            Command::TakeLayer {
                other,
                annotator,
                name,
                is_reanchored,
            } => {
                let now = is_reanchored.then(|| self.env.clock.now_rfc3339());
                let whose = (annotator, name.as_deref());
                import::take_layer(self.project, other, whose, now.as_deref())
            }
            Command::AnnotateMany { .. } => {
                tag_many::plan(self.project, self.author()?, self.env, command)
            }
            Command::Relabel { annotation, label } => self.change(
                annotation,
                |a| a.label = label.clone(),
                |a, text| words::relabel(a, text, self.project, label),
            ),
            Command::SetSpans { annotation, spans } => self.change(
                annotation,
                |a| {
                    a.spans.clone_from(spans);
                    anchored::settle(a);
                },
                |a, text| {
                    words::set_spans(self.project.annotation(&a.id).map(AsRef::as_ref), a, text)
                },
            ),
            Command::SetFeature {
                annotation,
                name,
                value,
            } => self.change(
                annotation,
                |a| a.features.set(name.clone(), value.as_str()),
                |a, text| words::set_feature(a, text, self.project, name, value),
            ),
            Command::SetNote { annotation, note } => {
                self.change(annotation, |a| a.note.clone_from(note), words::set_note)
            }
            Command::Remove { annotations } => self.remove(annotations),
            Command::Relate { .. } => self.relate(command),
            Command::Link {
                relation_type,
                from,
                to,
                features,
                note,
            } => self.link(&links::Link {
                relation_type,
                from,
                to,
                features,
                note,
            }),
            Command::CopyAnnotations { annotations } => self.copy_annotations(annotations),
            Command::SwapRelation { relation } => {
                let words = format!("Turn {} round", the_link(relation));
                self.change_relation(relation, &words, |r| {
                    std::mem::swap(&mut r.from, &mut r.to);
                })
            }
            Command::SetRelationType {
                relation,
                relation_type,
            } => {
                let name = words::type_name(self.project, relation_type);
                let words = format!("Change the type of {} to {name}", the_link(relation));
                self.change_relation(relation, &words, |r| {
                    r.relation_type = relation_type.clone();
                })
            }
            Command::SetRelationFeature {
                relation,
                name,
                value,
            } => {
                let feature = self.project.schema().feature(name.as_str());
                let feature = feature
                    .map_or(name.as_str(), |f| f.name.as_str())
                    .to_lowercase();
                let link = the_link(relation);
                let words = match value.as_str() {
                    "" => format!("Clear {feature} of {link}"),
                    value => format!("Set {feature} of {link} to {value}"),
                };
                self.change_relation(relation, &words, |r| {
                    r.features.set(name.clone(), value.as_str());
                })
            }
            Command::SetRelationNote { relation, note } => {
                let words = format!("Change the note of {}", the_link(relation));
                self.change_relation(relation, &words, |r| {
                    r.note.clone_from(note);
                })
            }
            Command::Unrelate { relation } => {
                self.own_relation(relation)?;
                let op = EditOp::Relation {
                    id: relation.clone(),
                    to: None,
                };
                Ok(Plan::of(vec![op], format!("Remove {}", the_link(relation))))
            }
            Command::SetProgress { document, state } => {
                let title = words::title(self.document(document)?);
                let op = compose::set_progress(self.project, document, self.author()?, *state);
                Ok(Plan::of(vec![op], words::progress(&title, *state)))
            }
            Command::AddDocuments(documents) => self.add_documents(documents),
            Command::RemoveDocument { document } => {
                let title = words::title(self.document(document)?);
                let ops = compose::remove_document(self.project, document)?;
                Ok(Plan::of(ops, format!("Remove the article {title}")))
            }
            Command::MoveDocument { document, place } => {
                let moved = self.document(document)?.clone();
                let words = format!("Move the article {}", words::title(&moved));
                let to = Some((*place, moved));
                let id = document.clone();
                Ok(Plan::of(vec![EditOp::Document { id, to }], words))
            }
            Command::SetDocumentTitle { document, title } => self.change_document(
                document,
                |d| d.title.clone_from(title),
                |d| format!("Rename an article to {}", words::title(d)),
            ),
            Command::SetMetadata { document, metadata } => self.change_document(
                document,
                |d| d.metadata.clone_from(metadata),
                |d| format!("Change the details of {}", words::title(d)),
            ),
            Command::ReplaceDocument(new) => self.replace_document(new),
            Command::AcceptPlaces { annotations } => self.accept_places(annotations),
            Command::ReplaceUntouchedDocument(new) => self.change_document(
                &new.id,
                |d| *d = (**new).clone(),
                |d| words::read_again(self.project.document(&new.id).map(AsRef::as_ref), d),
            ),
            Command::AddAnnotator { id, name, kind } => {
                self.add_annotator(id.as_ref(), name, kind.clone())
            }
            Command::RenameAnnotator { annotator, name } => self.rename_annotator(annotator, name),
            Command::RemoveAnnotator { annotator } => {
                let ops = compose::remove_annotator(self.project, annotator)?;
                let name = self.project.annotator(annotator);
                let name = name.map_or(annotator.as_str(), |a| a.name.as_str());
                Ok(Plan::of(ops, format!("Remove the annotator {name}")))
            }
            Command::SetProjectTitle(title) => {
                let words = format!("Name the project {title}");
                Ok(self.change_head(words, |head| head.title.clone_from(title)))
            }
            Command::SetGuidelines(text) => {
                let words = "Change the guidelines".to_owned();
                Ok(self.change_head(words, |head| head.guidelines.clone_from(text)))
            }
            Command::PutLabel { label, place } => {
                let old = self.project.schema().label(&label.id);
                let words = words::put_label(old, label, place.is_some());
                let op = compose::put_label(self.project, label.clone(), *place);
                Ok(Plan::of(vec![op], words))
            }
            Command::RemoveLabel { label, orphans } => {
                let name = words::label_name(self.project, label);
                let ops = compose::remove_label(self.project, label, orphans)?;
                Ok(Plan::of(ops, format!("Remove the tag {name}")))
            }
            Command::PutFeature(feature) => {
                let op = compose::put_feature(self.project, feature.clone());
                Ok(Plan::of(
                    vec![op],
                    format!("Change the field {}", feature.name),
                ))
            }
            Command::RemoveFeature(id) => {
                let op = compose::remove_feature(self.project, id);
                Ok(Plan::of(vec![op], format!("Remove the field {id}")))
            }
            Command::PutRelationType {
                relation_type,
                place,
            } => {
                let words = words::put_relation_type(self.project, relation_type);
                let op = relation_types::put(self.project, relation_type.clone(), *place);
                Ok(Plan::of(vec![op], words))
            }
            Command::PutUnderNewId { old, element } => {
                let op = new_ids::put(self.project, old, element)?;
                let words = match element {
                    new_ids::TagSetElement::Label(label) => {
                        let id = crate::model::LabelId::from(old.as_str());
                        let before = self.project.schema().label(&id);
                        let mut named = label.clone();
                        named.id = id.clone();
                        words::put_label(before, &named, false)
                    }
                    other => format!("Name it {}", other.name()),
                };
                Ok(Plan::of(vec![op], words))
            }
            Command::RemoveRelationType {
                relation_type,
                orphans,
            } => {
                let name = words::type_name(self.project, relation_type);
                let now = self.env.clock.now_rfc3339();
                let ops = relation_types::remove(self.project, relation_type, orphans, &now)?;
                Ok(Plan::of(ops, format!("Remove the type of link {name}")))
            }
            Command::AddSpeaker { .. }
            | Command::RenameSpeaker { .. }
            | Command::SetSpeakerAliases { .. }
            | Command::MergeSpeakers { .. }
            | Command::RemoveSpeaker { .. } => self.speakers(command),
            Command::AcceptSuggestions { suggestions, label } => {
                self.accept(suggestions, label.as_ref())
            }
            Command::RejectSuggestions(suggestions) => self.reject(suggestions),
            Command::Decide {
                places,
                outcome,
                adjudicator,
                note,
            } => self.decide(&decide::Decide {
                places,
                outcome,
                adjudicator: adjudicator.as_ref(),
                note: note.as_deref(),
            }),
            Command::Undecide { decisions } => self.undecide(decisions),
            Command::SetDecisionNote { decision, note } => self.set_decision_note(decision, note),
            Command::Batch {
                description,
                commands,
            } => self.batch(description, commands),
            Command::Undo | Command::Redo => {
                refused("undo and redo cannot be part of another step".to_owned())
            }
        }
    }

    /// What somebody gives as an id for something new must be one that can be written and seen.
    fn check_given_id(&self, command: &Command) -> Result<(), CommandError> {
        let schema = self.project.schema();
        let id = match command {
            Command::Annotate { id: Some(id), .. } => id.as_str(),
            Command::Relate { id: Some(id), .. } => id.as_str(),
            Command::AddAnnotator { id: Some(id), .. } => id.as_str(),
            Command::AddSpeaker { id: Some(id), .. } => id.as_str(),
            Command::PutLabel { label, .. } if schema.label(&label.id).is_none() => {
                label.id.as_str()
            }
            Command::PutFeature(f) if schema.feature(f.id.as_str()).is_none() => f.id.as_str(),
            Command::PutRelationType {
                relation_type: t, ..
            } if schema.relation_type(&t.id).is_none() => t.id.as_str(),
            Command::PutUnderNewId { element, .. } => element.id(),
            _ => return Ok(()),
        };
        if is_sound_id(id) {
            return Ok(());
        }
        refused("an id must not be empty or hold control characters".to_owned())
    }

    fn batch(&self, description: &str, commands: &[Command]) -> Result<Plan, CommandError> {
        let mut draft = Draft::new(self, description);
        for command in commands {
            let done = draft.run(command)?;
            if description.is_empty() {
                draft.plan.outcome.description = done.description;
            }
        }
        Ok(draft.plan)
    }

    fn author(&self) -> Result<&AnnotatorId, CommandError> {
        self.author.ok_or(CommandError::NoAnnotator)
    }

    fn document(&self, id: &DocumentId) -> Result<&Arc<Document>, CommandError> {
        let found = self.project.document(id);
        found.ok_or_else(|| CommandError::Refused(format!("there is no article {id}")))
    }

    fn change_head(&self, words: String, change: impl FnOnce(&mut ProjectHead)) -> Plan {
        let mut head = self.project.head().clone();
        change(&mut head);
        if head == *self.project.head() {
            return Plan::of(Vec::new(), words);
        }
        Plan::of(vec![EditOp::Head(Arc::new(head))], words)
    }
}

impl Plan {
    fn of(ops: Vec<EditOp>, description: impl Into<String>) -> Self {
        Self {
            ops,
            outcome: Outcome {
                description: description.into(),
                ..Outcome::default()
            },
        }
    }
}

fn features_of(pairs: &[(FeatureId, String)]) -> Features {
    let mut features = Features::default();
    for (name, value) in pairs {
        features.set(name.clone(), value.as_str());
    }
    features
}
