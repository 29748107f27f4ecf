//! The lists of a file, element by element: what is sound goes into the project, what fails is set aside.

use super::decision::DecisionFields;
use super::element::{AnnotatorFields, RelationFields, SpeakerFields};
use super::error::ProjectFileError;
use super::judge::{Fault, Known, probe_id, read, read_document, read_rejected, shallow};
use super::object::one_line;
use super::parallel::{WORTHWHILE_BYTES, map_all, n_bytes};
use super::place::Places;
use super::read::File;
use crate::model::{
    Annotation, Document, ListName, Problem, ProblemKind, Project, SetAside, is_sound_id,
};
use serde_json::value::RawValue;
use std::collections::HashSet;
use std::sync::Arc;
use std::thread::{self, ScopedJoinHandle};

/// A project while its lists are being read; the order of the calls is that of the file format.
pub(super) struct Lists<'f, 'a> {
    file: &'f File<'a>,
    places: Places<'a>,
    project: Project,
    /// Each with its offset, in the file's order within a list. They join the project last, since looking for a free id goes
    /// through them all.
    aside: Vec<(usize, SetAside)>,
}

impl<'f, 'a> Lists<'f, 'a> {
    pub(super) fn new(file: &'f File<'a>, project: Project) -> Self {
        Self {
            file,
            places: Places::new(file.text),
            project,
            aside: Vec::new(),
        }
    }

    pub(super) fn into_project(mut self) -> Project {
        for (_, element) in self.aside {
            self.project.push_set_aside(element);
        }
        self.project
    }

    pub(super) fn annotators(&mut self, list: &[&'a str]) -> Result<(), ProjectFileError> {
        let found = self.parse_all(list, read::<AnnotatorFields<'_>>);
        self.take(
            ListName::Annotators,
            list,
            found,
            |a| Some(a.id.shared()),
            |project, a, _| {
                let (place, id) = (project.annotators().len(), a.id.clone());
                let put = project.put_annotator(&id, Some((place, Arc::new(a))));
                put.map(drop)
                    .map_err(|e| Fault::new(ProblemKind::Malformed, e.0))
            },
        )
    }

    /// `ahead` has begun with [`read_documents`] of this list.
    pub(super) fn documents(
        &mut self,
        list: &[&'a str],
        ahead: Option<ScopedJoinHandle<'_, FoundDocuments>>,
    ) -> Result<(), ProjectFileError> {
        let found = match ahead.map(ScopedJoinHandle::join) {
            Some(Ok(found)) => found,
            Some(Err(panic)) => std::panic::resume_unwind(panic),
            None => self.parse_all(list, read_document),
        };
        hash_ahead(found.iter().flatten());
        self.take(
            ListName::Documents,
            list,
            found,
            |d| Some(d.id.shared()),
            |project, d, _| {
                let (place, id) = (project.documents().len(), d.id.clone());
                let put = project.put_document(&id, Some((place, d)));
                put.map(drop)
                    .map_err(|e| Fault::new(ProblemKind::Malformed, e.0))
            },
        )
    }

    pub(super) fn annotations(&mut self, list: &[&'a str]) -> Result<(), ProjectFileError> {
        let known = Known::new(&self.project, self.ids_aside(ListName::Documents));
        let found = self.parse_all(list, |json| known.read_annotation(json));
        let n_before = self.aside.len();
        let mut sound: Vec<Arc<Annotation>> = Vec::with_capacity(list.len());
        let mut texts: Vec<&'a str> = Vec::with_capacity(list.len());
        let mut faulty: HashSet<String> = HashSet::new();
        for (json, annotation) in list.iter().zip(found) {
            let fault = match annotation {
                Ok(a) if !is_sound_id(a.id.as_str()) => Fault::unsound(a.id.as_str()),
                Ok(a) if !faulty.contains(a.id.as_str()) => {
                    sound.push(a);
                    texts.push(json);
                    continue;
                }
                Ok(a) => Fault::twice(a.id.as_str()),
                Err(fault) => fault,
            };
            faulty.extend(self.set_aside(ListName::Annotations, json, fault)?);
        }
        // Of sound ones with the same id all but the first come back.
        for (i, problem) in self.project.put_annotations(sound) {
            let fault = match &problem.annotation {
                Some(id) if problem.kind == ProblemKind::DuplicateId => Fault::twice(id.as_str()),
                _ => Fault::Judged(problem),
            };
            if let Some(json) = texts.get(i) {
                self.set_aside(ListName::Annotations, json, fault)?;
            }
        }
        if let Some(new) = self.aside.get_mut(n_before..) {
            new.sort_by_key(|(start, _)| *start);
        }
        Ok(())
    }

    pub(super) fn relations(&mut self, list: &[&'a str]) -> Result<(), ProjectFileError> {
        let found = self.parse_all(list, read::<RelationFields<'_>>);
        self.take(
            ListName::Relations,
            list,
            found,
            |r| Some(r.id.shared()),
            |project, r, _| {
                project.judge_relation(&r).map_err(Fault::Judged)?;
                let id = r.id.clone();
                let put = project.put_relation(&id, Some(Arc::new(r)));
                put.map(drop)
                    .map_err(|e| Fault::new(ProblemKind::Malformed, e.0))
            },
        )
    }

    pub(super) fn progress(&mut self, list: &[&'a str]) -> Result<(), ProjectFileError> {
        let known = Known::new(&self.project, self.ids_aside(ListName::Documents));
        let found = self.parse_all(list, |json| known.read_progress(json));
        self.take(
            ListName::Progress,
            list,
            found,
            |_| None,
            |project, (document, annotator, stated), _| {
                if project.progress(&document, &annotator).is_some() {
                    let why = format!(
                        "the progress of {annotator} with {document} stands in the list twice"
                    );
                    return Err(Fault::new(ProblemKind::DuplicateId, why));
                }
                let put = project.put_progress(&document, &annotator, Some(stated.progress));
                put.map(drop)
                    .map_err(|e| Fault::new(ProblemKind::Malformed, e.0))
            },
        )
    }

    pub(super) fn decisions(&mut self, list: &[&'a str]) -> Result<(), ProjectFileError> {
        let found = self.parse_all(list, read::<DecisionFields<'_>>);
        self.take(
            ListName::Decisions,
            list,
            found,
            |d| Some(d.id.shared()),
            |project, d, _| {
                let id = d.id.clone();
                let put = project.put_decision(&id, Some(Arc::new(d)));
                put.map(drop)
                    .map_err(|e| Fault::new(ProblemKind::Malformed, e.0))
            },
        )
    }

    pub(super) fn speakers(&mut self, list: &[&'a str]) -> Result<(), ProjectFileError> {
        let found = self.parse_all(list, read::<SpeakerFields<'_>>);
        self.take(
            ListName::Speakers,
            list,
            found,
            |s| Some(s.id.shared()),
            |project, s, _| {
                let id = s.id.clone();
                let put = project.put_speaker(&id, Some(Arc::new(s)));
                put.map(drop)
                    .map_err(|e| Fault::new(ProblemKind::Malformed, e.0))
            },
        )
    }

    pub(super) fn rejected(&mut self, list: &[&'a str]) -> Result<(), ProjectFileError> {
        let found = self.parse_all(list, read_rejected);
        self.take(
            ListName::Rejected,
            list,
            found,
            |()| None,
            |project, (), json| {
                if project.put_rejected(&one_line(json).into(), true) {
                    let why = "the same suggestion stands in the list twice";
                    return Err(Fault::new(ProblemKind::DuplicateId, why));
                }
                Ok(())
            },
        )
    }

    fn parse_all<T: Send>(
        &self,
        list: &[&'a str],
        parse: impl Fn(&'a str) -> Result<T, Fault> + Sync,
    ) -> Vec<Result<T, Fault>> {
        let is_split = self.file.is_split;
        map_all(list, n_bytes(list), |json| {
            if !is_split {
                shallow(json)?;
            }
            parse(json)
        })
    }

    /// Puts every sound element with `put`, and sets the others aside. An id that was there before, be it of
    /// a faulty element, is a fault: what refers to it could mean either.
    fn take<T>(
        &mut self,
        name: ListName,
        list: &[&'a str],
        found: Vec<Result<T, Fault>>,
        id: impl Fn(&T) -> Option<Arc<str>>,
        mut put: impl FnMut(&mut Project, T, &'a str) -> Result<(), Fault>,
    ) -> Result<(), ProjectFileError> {
        let mut seen: HashSet<Arc<str>> = HashSet::with_capacity(list.len());
        for (json, element) in list.iter().zip(found) {
            let put = element.and_then(|element| {
                if let Some(id) = id(&element) {
                    if !is_sound_id(&id) {
                        return Err(Fault::unsound(&id));
                    }
                    if !seen.insert(id.clone()) {
                        return Err(Fault::twice(&id));
                    }
                }
                put(&mut self.project, element, json)
            });
            if let Err(fault) = put
                && let Some(id) = self.set_aside(name, json, fault)?
            {
                seen.insert(id.into());
            }
        }
        Ok(())
    }

    /// Sets an element of a list aside, or refuses the file. Returns the element's id.
    fn set_aside(
        &mut self,
        list: ListName,
        json: &'a str,
        fault: Fault,
    ) -> Result<Option<String>, ProjectFileError> {
        if self.file.is_split && serde_json::from_str::<&RawValue>(json).is_err() {
            return Err(self.file.malformed(json, "the element is no JSON"));
        }
        let start = self.file.offset(json);
        let id = probe_id(json);
        let problem = match fault {
            Fault::TooDeep { at } => {
                let place = self.places.place(start + at);
                return Err(ProjectFileError::TooDeep { place });
            }
            Fault::TooLarge { id, bytes } => {
                let place = self.places.place(start);
                return Err(ProjectFileError::DocumentTooLarge { place, id, bytes });
            }
            Fault::Judged(problem) => problem,
            Fault::Aside {
                kind,
                message,
                at,
                document,
            } => {
                let one = one_of(list);
                let mut what = match &id {
                    Some(id) if is_sound_id(id) => format!("{one} {id}"),
                    Some(id) => format!("{one} {id:?}"),
                    None => format!("{one} without an id"),
                };
                if let Some(at) = at {
                    // Not the place in the file: that one moves with every save, and the problem stays.
                    let place = Places::new(json).place(at);
                    what = format!("{what} ({place} of its text)");
                }
                let named = |wanted: ListName| id.as_deref().filter(|_| list == wanted);
                Problem {
                    annotation: named(ListName::Annotations).map(Into::into),
                    relation: named(ListName::Relations).map(Into::into),
                    document: document.or_else(|| named(ListName::Documents).map(Into::into)),
                    ..Problem::new(kind, format!("{what}: {message}"))
                }
            }
        };
        let element = SetAside {
            list,
            id: id.clone(),
            raw: json.to_owned(),
            problem,
        };
        self.aside.push((start, element));
        Ok(id)
    }

    fn ids_aside(&self, list: ListName) -> HashSet<String> {
        let elements = self.aside.iter().map(|(_, element)| element);
        let elements = elements.filter(|element| element.list == list);
        elements.filter_map(|element| element.id.clone()).collect()
    }
}

/// What was found in the list of documents.
pub(super) type FoundDocuments = Vec<Result<Arc<Document>, Fault>>;

/// Reads documents that are known not to be too deep.
pub(super) fn read_documents(list: &[&str]) -> FoundDocuments {
    map_all(list, n_bytes(list), |json| read_document(json))
}

/// One processor alone hashes the longest text: it begins while annotations are read. Whoever asks for the hash before
/// it is done waits for it.
fn hash_ahead<'d>(documents: impl Iterator<Item = &'d Arc<Document>>) {
    let longest = documents.max_by_key(|d| d.text().len());
    if let Some(document) = longest.filter(|d| d.text().len() >= WORTHWHILE_BYTES) {
        let document = document.clone();
        let hashing = thread::Builder::new().spawn(move || {
            let _ = document.text_sha256();
        });
        // Where no thread can be started, who asks works it out.
        drop(hashing);
    }
}

/// What an element of a list is called in a message.
const fn one_of(list: ListName) -> &'static str {
    match list {
        ListName::Annotators => "annotator",
        ListName::Documents => "document",
        ListName::Annotations => "annotation",
        ListName::Relations => "relation",
        ListName::Progress => "progress record",
        ListName::Decisions => "decision",
        ListName::Speakers => "speaker",
        ListName::Rejected => "rejected suggestion",
    }
}
