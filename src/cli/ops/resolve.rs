//! From names and code points to ids and spans: an [`Op`] against the project as it stands.

use super::{Op, PlaceOp};
use crate::cli::error::without_path;
use crate::edit::compose::Orphans;
use crate::ingest::{
    ArticleFile, MAX_ARTICLE_BYTES, ReadOptions, encoding_by_name, is_page, read_article,
};
use crate::model::{
    AnnotationId, AnnotatorId, AnnotatorKind, Document, DocumentId, Feature, FeatureId,
    FeatureKind, ForeignFields, Label, LabelId, ProgressState, Project,
};
use crate::storage::file_system::read_regular;
use crate::text::{CharOffset, TextSpan};
use crate::workspace::{
    ArticleFailure, Command, Environment, JobContext, KnownArticles, Origins, RealFiles,
    in_place_of, newer_document, options_of, read_articles,
};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What a line asks for.
#[derive(Debug)]
pub enum Deed {
    /// A command of the workspace.
    Run(Command),
    /// Writing the project file.
    Save,
}

/// Turns lines into deeds.
pub struct Resolver<'a> {
    pub(super) project: &'a Project,
    pub(super) author: Option<&'a AnnotatorId>,
    folder: Option<&'a Path>,
    pub(super) env: &'a Environment,
    origins: &'a Origins,
    /// Annotations that earlier commands of the same batch make.
    planned: BTreeMap<String, DocumentId>,
    /// What to know about what was resolved, in words.
    pub notes: Vec<String>,
    /// Where articles that come in were read from.
    pub read_from: Vec<(DocumentId, PathBuf)>,
}

pub(super) type Resolved<T> = Result<T, String>;

impl<'a> Resolver<'a> {
    /// Names are looked up in `project`, which lies in `folder`, files read through `env`, those of its articles from
    /// where `origins` says; `author` is who edits.
    pub fn new(
        project: &'a Project,
        author: Option<&'a AnnotatorId>,
        folder: Option<&'a Path>,
        env: &'a Environment,
        origins: &'a Origins,
    ) -> Self {
        Self {
            project,
            author,
            folder,
            env,
            origins,
            planned: BTreeMap::new(),
            notes: Vec::new(),
            read_from: Vec::new(),
        }
    }

    /// What the line asks for.
    ///
    /// # Errors
    /// In words for people: an unknown name, a span that is none, a file that cannot be read.
    pub fn resolve(&mut self, op: Op) -> Resolved<Deed> {
        match op {
            Op::Save {} => Ok(Deed::Save),
            other => Ok(Deed::Run(self.command(other)?)),
        }
    }

    fn command(&mut self, op: Op) -> Resolved<Command> {
        match op {
            Op::Annotate { .. }
            | Op::AnnotateMany { .. }
            | Op::Relabel { .. }
            | Op::SetSpans { .. }
            | Op::SetFeature { .. }
            | Op::SetNote { .. }
            | Op::Remove { .. } => self.annotation_command(op),
            Op::Relate { .. }
            | Op::Link { .. }
            | Op::Copy { .. }
            | Op::Unrelate { .. }
            | Op::SwapRelation { .. }
            | Op::SetRelationType { .. }
            | Op::SetRelationFeature { .. }
            | Op::SetRelationNote { .. } => self.link_command(op),
            Op::PutRelationType { .. } | Op::RemoveRelationType { .. } => {
                self.relation_type_command(op)
            }
            Op::AddSpeaker { .. }
            | Op::RenameSpeaker { .. }
            | Op::SetSpeakerAliases { .. }
            | Op::MergeSpeakers { .. }
            | Op::RemoveSpeaker { .. } => self.speaker_command(op),
            Op::AcceptSuggestions { .. } | Op::RejectSuggestions { .. } => {
                self.suggestion_command(op)
            }
            Op::Decide { .. }
            | Op::DecideAgreements { .. }
            | Op::Undecide { .. }
            | Op::DecisionNote { .. }
            | Op::TakeLayer { .. } => self.decision_command(op),
            Op::PutLabel { .. }
            | Op::RemoveLabel { .. }
            | Op::PutFeature { .. }
            | Op::RemoveFeature { .. } => self.schema_command(op),
            Op::Batch {
                commands,
                description,
            } => {
                let n = commands.len();
                let commands: Resolved<Vec<_>> =
                    commands.into_iter().map(|op| self.command(op)).collect();
                let description = description.unwrap_or_else(|| format!("Do {n} commands"));
                self.planned.clear();
                Ok(Command::Batch {
                    description,
                    commands: commands?,
                })
            }
            Op::Save {} => Err("save cannot be part of a batch".to_owned()),
            other => self.other_command(other),
        }
    }

    fn annotation_command(&mut self, op: Op) -> Resolved<Command> {
        Ok(match op {
            Op::Annotate {
                document,
                label,
                spans,
                features,
                note,
                id,
                origin,
            } => {
                let document = self.document(&document)?.clone();
                if let Some(id) = &id {
                    self.planned.insert(id.clone(), document.id.clone());
                }
                Command::Annotate {
                    document: document.id.clone(),
                    label: label.into(),
                    spans: spans_of(&document, &spans)?,
                    features: features_of(features),
                    note,
                    id: id.map(Into::into),
                    origin: origin.unwrap_or_else(|| "hand".to_owned()),
                }
            }
            Op::AnnotateMany {
                label,
                places,
                features,
                origin,
            } => {
                let place = |place: PlaceOp| {
                    let document = self.document(&place.document)?;
                    Ok((document.id.clone(), spans_of(document, &place.spans)?))
                };
                Command::AnnotateMany {
                    places: places.into_iter().map(place).collect::<Resolved<_>>()?,
                    label: label.into(),
                    features: features_of(features),
                    origin: origin.unwrap_or_else(|| "hand".to_owned()),
                }
            }
            Op::Relabel { annotation, label } => Command::Relabel {
                annotation: annotation.into(),
                label: label.into(),
            },
            Op::SetSpans { annotation, spans } => {
                let id = AnnotationId::from(annotation);
                let of = self.document_of_annotation(id.as_str());
                let document = of.and_then(|id| self.project.document(id));
                let Some(document) = document else {
                    return Err(format!("there is no annotation {id}"));
                };
                Command::SetSpans {
                    spans: spans_of(document, &spans)?,
                    annotation: id,
                }
            }
            Op::SetFeature {
                annotation,
                name,
                value,
            } => Command::SetFeature {
                annotation: annotation.into(),
                name: name.into(),
                value,
            },
            Op::SetNote { annotation, note } => Command::SetNote {
                annotation: annotation.into(),
                note,
            },
            Op::Remove { annotation } => Command::Remove {
                annotations: vec![annotation.into()],
            },
            other => return Err(format!("{other:?} is no command on annotations")),
        })
    }

    fn schema_command(&self, op: Op) -> Resolved<Command> {
        let schema = self.project.schema();
        Ok(match op {
            Op::PutLabel {
                id,
                name,
                color,
                key,
                description,
                place,
            } => {
                let id = LabelId::from(id);
                let mut label = schema.label(&id).cloned().unwrap_or_else(|| Label {
                    name: id.to_string(),
                    id,
                    color: "#808080".to_owned(),
                    key: String::new(),
                    description: String::new(),
                    foreign: ForeignFields::default(),
                });
                label.name = name.unwrap_or(label.name);
                label.color = color.unwrap_or(label.color);
                label.key = key.unwrap_or(label.key);
                label.description = description.unwrap_or(label.description);
                Command::PutLabel { label, place }
            }
            Op::RemoveLabel {
                label,
                move_to,
                remove_annotations,
            } => Command::RemoveLabel {
                label: label.into(),
                orphans: match (move_to, remove_annotations) {
                    (Some(_), true) => {
                        return Err("say either move_to or remove_annotations".to_owned());
                    }
                    (Some(to), false) => Orphans::MoveTo(to.into()),
                    (None, true) => Orphans::Remove,
                    (None, false) => Orphans::Refuse,
                },
            },
            Op::PutFeature {
                id,
                name,
                kind,
                values,
                labels,
                relation_types,
            } => {
                let known = schema.feature(&id).cloned();
                let mut feature = known.unwrap_or_else(|| Feature {
                    id: id.as_str().into(),
                    name: id,
                    kind: FeatureKind::Text,
                    values: Vec::new(),
                    labels: Vec::new(),
                    relation_types: Vec::new(),
                    foreign: ForeignFields::default(),
                });
                feature.name = name.unwrap_or(feature.name);
                feature.kind = match kind.as_deref() {
                    None => feature.kind,
                    Some("text") => FeatureKind::Text,
                    Some("choice") => FeatureKind::Choice,
                    Some(other) => {
                        return Err(format!("a feature is text or choice, not {other}"));
                    }
                };
                feature.values = values.unwrap_or(feature.values);
                if let Some(labels) = labels {
                    feature.labels = labels.into_iter().map(Into::into).collect();
                }
                if let Some(types) = relation_types {
                    feature.relation_types = types.into_iter().map(Into::into).collect();
                }
                Command::PutFeature(feature)
            }
            Op::RemoveFeature { feature } => Command::RemoveFeature(feature.into()),
            other => return Err(format!("{other:?} is no command on the tag set")),
        })
    }

    fn other_command(&mut self, op: Op) -> Resolved<Command> {
        Ok(match op {
            Op::Undo {} => Command::Undo,
            Op::Redo {} => Command::Redo,
            Op::Progress { document, state } => Command::SetProgress {
                document: self.document(&document)?.id.clone(),
                state: ProgressState::from_word(&state).ok_or_else(|| {
                    format!("a state is untouched, in_progress or done, not {state}")
                })?,
            },
            Op::AddArticles {
                paths,
                columns,
                whole_page,
                again,
            } => {
                let options = ReadOptions {
                    columns: columns.map(Arc::new),
                    whole_page,
                    ..ReadOptions::default()
                };
                self.add_articles(paths, &options, again)?
            }
            Op::RemoveArticle { document } => Command::RemoveDocument {
                document: self.document(&document)?.id.clone(),
            },
            Op::MoveArticle { document, place } => Command::MoveDocument {
                document: self.document(&document)?.id.clone(),
                place,
            },
            Op::SetArticleTitle { document, title } => Command::SetDocumentTitle {
                document: self.document(&document)?.id.clone(),
                title,
            },
            Op::SetMetadata { document, fields } => {
                let document = self.document(&document)?;
                let mut metadata = document.metadata.clone();
                for (name, value) in fields {
                    match metadata.fields.iter_mut().find(|(n, _)| *n == name) {
                        Some((_, old)) => *old = value,
                        None => metadata.fields.push((name, value)),
                    }
                }
                Command::SetMetadata {
                    document: document.id.clone(),
                    metadata,
                }
            }
            Op::SetEncoding {
                document,
                encoding,
                path,
            } => self.set_encoding(&document, &encoding, path)?,
            Op::ReplaceArticle { document, path } => self.replace_article(&document, path)?,
            Op::AcceptPlaces { annotations } => Command::AcceptPlaces {
                annotations: annotations.into_iter().map(Into::into).collect(),
            },
            Op::SetWholePage {
                document,
                whole_page,
                path,
            } => self.set_whole_page(&document, whole_page, path)?,
            Op::AddAnnotator { name, kind, id } => Command::AddAnnotator {
                id: id.map(Into::into),
                name,
                kind: match kind.as_deref() {
                    None | Some("human") => AnnotatorKind::Human,
                    Some("adjudicator") => AnnotatorKind::Adjudicator,
                    Some("machine") => AnnotatorKind::Machine,
                    Some(other) => {
                        return Err(format!(
                            "an annotator is human, adjudicator or machine, not {other}"
                        ));
                    }
                },
            },
            Op::RenameAnnotator { annotator, name } => Command::RenameAnnotator {
                annotator: self.annotator(&annotator)?,
                name,
            },
            Op::RemoveAnnotator { annotator } => Command::RemoveAnnotator {
                annotator: self.annotator(&annotator)?,
            },
            Op::SetProjectTitle { title } => Command::SetProjectTitle(title),
            Op::SetGuidelines { text } => Command::SetGuidelines(text),
            other => return Err(format!("{other:?} is no command")),
        })
    }

    /// By id, else by a title or source path that is unique.
    pub(super) fn document(&self, given: &str) -> Resolved<&'a Arc<Document>> {
        if let Some(document) = self.project.document(&DocumentId::from(given.to_owned())) {
            return Ok(document);
        }
        let named = |d: &&Arc<Document>| d.title == given || d.source.path == given;
        let mut found = self.project.documents().iter().filter(named);
        match (found.next(), found.count()) {
            (Some(document), 0) => Ok(document),
            (None, _) => Err(format!("there is no article {given}")),
            (Some(_), n) => Err(format!(
                "{} articles are called {given}: give the id",
                n + 1
            )),
        }
    }

    /// Where an annotation lies that is there, or that an earlier command of the batch makes.
    pub(super) fn document_of_annotation(&self, id: &str) -> Option<&DocumentId> {
        let there = self.project.annotation(&id.into()).map(|a| &a.document);
        there.or_else(|| self.planned.get(id))
    }

    pub(super) fn annotator(&self, given: &str) -> Resolved<AnnotatorId> {
        let found = super::super::annotator::find(self.project, given);
        found
            .map_err(|error| error.message)?
            .ok_or_else(|| format!("there is no annotator {given}"))
    }

    /// Rows that cannot be read stay out and are noted; with a file that cannot be read nothing comes in.
    fn add_articles(
        &mut self,
        paths: Vec<String>,
        options: &ReadOptions,
        again: bool,
    ) -> Resolved<Command> {
        let paths: Vec<_> = paths.into_iter().map(PathBuf::from).collect();
        let job = JobContext::default();
        let read = read_articles(self.env, &paths, self.folder, options, &job);
        let words = |failure: &ArticleFailure| {
            let reason = without_path(&failure.reason, &failure.path);
            format!("{reason}: {}", failure.path.display())
        };
        if let Some(failure) = read
            .failures
            .iter()
            .find(|failure| failure.of_rows.is_none())
        {
            return Err(words(failure));
        }
        if let Some(project) = read.projects.first() {
            return Err(format!(
                "this is a project, not an article: {}",
                project.display()
            ));
        }
        self.notes.extend(read.failures.iter().map(words));
        let mut documents = read.documents;
        if !again {
            let n_read = documents.len();
            let known = KnownArticles::of(self.project);
            let mut files = RealFiles::new(self.env.fs.clone());
            let folder = self.folder;
            let origins = self.origins;
            let places: BTreeMap<_, _> = read.origins.iter().cloned().collect();
            documents.retain(|new| {
                let place = places.get(&new.id).map(PathBuf::as_path);
                let is_same =
                    |old: &Document| origins.is_same_file(&mut files, folder, old, (new, place));
                !known.has(new, is_same)
            });
            match n_read - documents.len() {
                0 => {}
                1 => self
                    .notes
                    .push("1 article is here already and stays out".to_owned()),
                n => self
                    .notes
                    .push(format!("{n} articles are here already and stay out")),
            }
        }
        self.read_from.extend(read.origins);
        Ok(Command::AddDocuments(documents))
    }

    /// The article file: what the line names, else where the article was read from, or beside the project. What the
    /// project alone says is never followed out of its folder.
    fn source_file(&self, document: &Document, given: Option<String>) -> Resolved<PathBuf> {
        if let Some(given) = given {
            return Ok(PathBuf::from(given));
        }
        let found = self.origins.find(&*self.env.fs, document, self.folder);
        found.ok_or_else(|| {
            format!(
                "the file of the article {} is not in the folder of the project: give its \"path\": {}",
                document.id, document.source.path
            )
        })
    }

    fn replace_article(&self, document: &str, path: Option<String>) -> Resolved<Command> {
        let old = self.document(document)?;
        let path = self.source_file(old, path)?;
        let (new, _) = newer_document(self.env, self.project, &old.id, &path)
            .map_err(|error| format!("{}: {}", without_path(&error, &path), path.display()))?;
        Ok(Command::ReplaceDocument(new))
    }

    fn set_encoding(
        &self,
        document: &str,
        encoding: &str,
        path: Option<String>,
    ) -> Resolved<Command> {
        let old = self.document(document)?;
        let Some(found) = encoding_by_name(encoding) else {
            return Err(format!("there is no encoding {encoding}"));
        };
        let options = ReadOptions {
            encoding: Some(found),
            ..options_of(old)
        };
        self.read_again(old, &options, path)
    }

    fn set_whole_page(
        &self,
        document: &str,
        whole_page: bool,
        path: Option<String>,
    ) -> Resolved<Command> {
        let old = self.document(document)?;
        if !is_page(&old.source.media_type) {
            return Err("only of a web page the whole page can be taken".to_owned());
        }
        let options = ReadOptions {
            encoding: encoding_by_name(&old.source.encoding),
            whole_page,
            ..options_of(old)
        };
        self.read_again(old, &options, path)
    }

    fn read_again(
        &self,
        old: &Document,
        options: &ReadOptions,
        path: Option<String>,
    ) -> Resolved<Command> {
        let path = self.source_file(old, path)?;
        let bytes = read_regular(
            &*self.env.fs,
            &path,
            MAX_ARTICLE_BYTES as u64,
            "the article cannot be read",
        )
        .map_err(|error| error.to_string())?;
        let file = ArticleFile {
            path: &old.source.path,
            bytes: &bytes,
        };
        let mut articles =
            read_article(&file, options).map_err(|error| format!("{error}: {}", path.display()))?;
        if articles.len() != 1 {
            let n = articles.len();
            return Err(format!("the file holds {n} articles: {}", path.display()));
        }
        let mut new = in_place_of(old, articles.remove(0).into_document(old.id.clone()));
        new.title.clone_from(&old.title);
        Ok(Command::ReplaceUntouchedDocument(Arc::new(new)))
    }
}

pub(super) fn features_of(features: BTreeMap<String, String>) -> Vec<(FeatureId, String)> {
    features
        .into_iter()
        .map(|(name, value)| (name.into(), value))
        .collect()
}

pub(super) fn spans_of(document: &Document, spans: &[[u64; 2]]) -> Resolved<Vec<TextSpan>> {
    if spans.is_empty() {
        return Err("an annotation needs at least one span".to_owned());
    }
    let (text, index) = (document.text(), document.index());
    let offset = |n: u64| CharOffset(usize::try_from(n).unwrap_or(usize::MAX));
    let span = |[start, end]: &[u64; 2]| {
        let span = index.checked_span(text, offset(*start), offset(*end));
        span.map_err(|error| error.to_string())
    };
    spans.iter().map(span).collect()
}
