//! From bytes to a project.

use super::element::HeadFields;
use super::error::ProjectFileError;
use super::judge::probe;
use super::lists::{FoundDocuments, Lists, read_documents};
use super::object::{Fields, fill, one_line, only_once, parse, too_deep};
use super::parallel::{WORTHWHILE_BYTES, map_all, n_bytes};
use super::place::{Place, Places, message_of_error, offset_of_error};
use super::schema::parse_schema;
use super::split::{Split, split};
use super::{FORMAT, MAX_ANNOTATIONS, MAX_DEPTH, MAX_DOCUMENTS, OFFSET_UNIT, VERSION};
use crate::model::{ForeignFields, ListName, Project, ProjectHead, Schema};
use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::error::Category;
use serde_json::value::RawValue;
use std::fmt;
use std::sync::Arc;
use std::thread::{self, ScopedJoinHandle};

/// What a file holds.
#[derive(Clone, Debug)]
pub struct LoadedProject {
    /// The sound elements, and those set aside.
    pub project: Project,
    /// Set where the project must not be changed: it was written by a newer version, and writing it back
    /// would lose what this version does not understand.
    pub read_only_reason: Option<NewerVersion>,
}

/// The file is of a newer version than this program knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewerVersion {
    /// What the file states, in digits: the number may be of any size.
    pub found: String,
    /// The newest one that this program knows.
    pub known: u64,
}

impl fmt::Display for NewerVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the project is of version {}, this program knows version {}: it is shown, but cannot be changed",
            self.found, self.known
        )
    }
}

/// Reads a project file.
///
/// A faulty element does not stop it: it is set aside in [`Project::set_aside`], as read. Texts are not held
/// against their stated hash here: [`Project::check`] does that, and [`verify_texts`] prepares it.
///
/// # Errors
/// When the bytes are no UTF-8, no JSON, no project, or when the head or the tag set has a fault; with line
/// and column.
pub fn read_project(bytes: &[u8]) -> Result<LoadedProject, ProjectFileError> {
    let text = text_of(bytes)?;
    read_split(text).map_or_else(|| read_whole(text), Ok)
}

/// Reads a file as the JSON parser finds its parts.
///
/// # Errors
/// As [`read_project`].
pub(super) fn read_whole(text: &str) -> Result<LoadedProject, ProjectFileError> {
    let top = parse::<TopFields<'_>>(text).map_err(|error| refusal(text, &error))?;
    File {
        text,
        is_split: false,
    }
    .read(top, None)
}

/// Reads a file that can be taken apart quickly and that no fault refuses: those are told by reading it again. The
/// documents are read while the annotations behind them are still looked for.
fn read_split(text: &str) -> Option<LoadedProject> {
    thread::scope(|scope| {
        let mut ahead = None;
        let mut split = split(text, |name, elements| {
            if name == ListName::Documents && n_bytes(elements) >= WORTHWHILE_BYTES {
                let elements = elements.to_vec();
                let reading = move || read_documents(&elements);
                ahead = thread::Builder::new().spawn_scoped(scope, reading).ok();
            }
        })?;
        let rest = std::mem::take(&mut split.rest);
        let mut top = parse::<TopFields<'_>>(&rest).ok()?;
        top.put_lists(&mut split);
        File {
            text,
            is_split: true,
        }
        .read(top, ahead)
        .ok()
    })
}

/// Hashes all texts on all processors, so that [`Project::check`] afterwards takes next to no time.
pub fn verify_texts(project: &Project) {
    let n_bytes = project.documents().iter().map(|d| d.text().len()).sum();
    map_all(project.documents(), n_bytes, |document| {
        let _ = document.text_sha256();
    });
}

/// The bytes as text, without byte-order mark.
fn text_of(bytes: &[u8]) -> Result<&str, ProjectFileError> {
    // The fast one does not say where a fault is.
    match simdutf8::basic::from_utf8(bytes).or_else(|_| str::from_utf8(bytes)) {
        Ok(text) => Ok(text.strip_prefix('\u{feff}').unwrap_or(text)),
        Err(error) => Err(ProjectFileError::NotUtf8 {
            place: Places::of_bytes(bytes).place(error.valid_up_to()),
        }),
    }
}

/// The version that these digits state, where it is newer than ours.
fn newer_version(digits: &str) -> Option<NewerVersion> {
    let is_number = digits.bytes().all(|b| b.is_ascii_digit()) && !digits.starts_with('0');
    let is_newer = is_number
        && match digits.parse::<u64>() {
            Ok(found) => found > VERSION,
            // Only its size is in the way, or there is nothing.
            Err(_) => !digits.is_empty(),
        };
    is_newer.then(|| NewerVersion {
        found: digits.to_owned(),
        known: VERSION,
    })
}

/// The version of a file that is JSON, whatever else it has, where that is newer than ours.
fn probe_newer(text: &str) -> Option<NewerVersion> {
    #[derive(serde::Deserialize)]
    struct Stated<'a> {
        #[serde(borrow)]
        version: &'a RawValue,
    }
    let stated = serde_json::from_str::<Stated<'_>>(text).ok()?;
    newer_version(stated.version.get())
}

/// What an error of the first pass means for the user.
fn refusal(text: &str, error: &serde_json::Error) -> ProjectFileError {
    let place = Places::new(text).place(offset_of_error(text, error));
    let expected = message_of_error(error);
    if matches!(error.classify(), Category::Syntax | Category::Eof) {
        return ProjectFileError::BrokenJson { place, expected };
    }
    if text.trim_ascii_start().starts_with('{') {
        match probe(text, "format") {
            Some(format) if format == FORMAT => {
                let malformed = |expected| ProjectFileError::Malformed { place, expected };
                match probe_newer(text) {
                    None => malformed(expected),
                    Some(newer) => {
                        let what = format!(
                            "the file has another form there than one of version {VERSION}"
                        );
                        ProjectFileError::Newer {
                            found: newer.found,
                            error: Box::new(malformed(what)),
                        }
                    }
                }
            }
            format => not_a_project(place, format.as_deref()),
        }
    } else {
        ProjectFileError::NotAProject {
            place,
            why: expected,
        }
    }
}

fn not_a_project(place: Place, format: Option<&str>) -> ProjectFileError {
    let why = match format {
        Some(format) => format!("its \"format\" is {format:?}, expected {FORMAT:?}"),
        None => format!("the key \"format\" with the value {FORMAT:?} is missing"),
    };
    ProjectFileError::NotAProject { place, why }
}

/// The top-level keys, with everything below them still as text of the file.
#[derive(Default)]
struct TopFields<'de> {
    format: Option<&'de RawValue>,
    version: Option<&'de RawValue>,
    offset_unit: Option<&'de RawValue>,
    head: HeadFields<'de>,
    schema: Option<&'de RawValue>,
    annotators: Option<Elements<'de>>,
    documents: Option<Elements<'de, MAX_DOCUMENTS>>,
    annotations: Option<Elements<'de, MAX_ANNOTATIONS>>,
    relations: Option<Elements<'de>>,
    progress: Option<Elements<'de>>,
    decisions: Option<Elements<'de>>,
    speakers: Option<Elements<'de>>,
    rejected: Option<Elements<'de>>,
    foreign: Vec<(String, &'de RawValue)>,
}

impl<'de> Fields<'de> for TopFields<'de> {
    const WHAT: &'static str = "a Countermark project";
    type Whole = Self;

    fn take<A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<bool, A::Error> {
        match key {
            "format" => fill(&mut self.format, key, map)?,
            "version" => fill(&mut self.version, key, map)?,
            "offset_unit" => fill(&mut self.offset_unit, key, map)?,
            "schema" => fill(&mut self.schema, key, map)?,
            "annotators" => fill(&mut self.annotators, key, map)?,
            "documents" => fill(&mut self.documents, key, map)?,
            "annotations" => fill(&mut self.annotations, key, map)?,
            "relations" => fill(&mut self.relations, key, map)?,
            "progress" => fill(&mut self.progress, key, map)?,
            "decisions" => fill(&mut self.decisions, key, map)?,
            "speakers" => fill(&mut self.speakers, key, map)?,
            "rejected" => fill(&mut self.rejected, key, map)?,
            _ if self.head.take(key, map)? => {}
            _ => self.foreign.push((key.to_owned(), map.next_value()?)),
        }
        Ok(true)
    }

    fn whole(self, _: ForeignFields) -> Result<Self, String> {
        only_once(self.foreign.iter().map(|(name, _)| name.as_str()))?;
        Ok(self)
    }
}

impl<'de> TopFields<'de> {
    /// Puts the elements into the lists, which are empty.
    fn put_lists(&mut self, split: &mut Split<'de>) {
        fn put<'de, const MAX: usize>(
            list: &mut Option<Elements<'de, MAX>>,
            elements: Vec<&'de str>,
        ) {
            if !elements.is_empty() {
                *list = Some(Elements(elements));
            }
        }
        put(&mut self.annotators, split.take(ListName::Annotators));
        put(&mut self.documents, split.take(ListName::Documents));
        put(&mut self.annotations, split.take(ListName::Annotations));
        put(&mut self.relations, split.take(ListName::Relations));
        put(&mut self.progress, split.take(ListName::Progress));
        put(&mut self.decisions, split.take(ListName::Decisions));
        put(&mut self.speakers, split.take(ListName::Speakers));
        put(&mut self.rejected, split.take(ListName::Rejected));
    }
}

/// The elements of a list as text of the file, at most `MAX`.
struct Elements<'de, const MAX: usize = { usize::MAX }>(Vec<&'de str>);

impl<'de, const MAX: usize> Deserialize<'de> for Elements<'de, MAX> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ListVisitor<const MAX: usize>;
        impl<'de, const MAX: usize> Visitor<'de> for ListVisitor<MAX> {
            type Value = Elements<'de, MAX>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list")
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
                let mut elements = Vec::new();
                while let Some(element) = list.next_element::<&'de RawValue>()? {
                    if elements.len() == MAX {
                        let why = format!(
                            "the list has more than {MAX} elements, the most that can be opened"
                        );
                        return Err(A::Error::custom(why));
                    }
                    elements.push(element.get());
                }
                Ok(Elements(elements))
            }
        }
        deserializer.deserialize_seq(ListVisitor::<MAX>)
    }
}

fn elements<const MAX: usize>(list: Option<Elements<'_, MAX>>) -> Vec<&str> {
    list.map(|list| list.0).unwrap_or_default()
}

/// The text of the file that is being read.
pub(super) struct File<'a> {
    pub(super) text: &'a str,
    /// Whether it was taken apart by [`split`]: no element is too deep then, but one with a fault may be no JSON at all.
    pub(super) is_split: bool,
}

impl<'a> File<'a> {
    /// Where in the file a part of it stands, in bytes.
    pub(super) fn offset(&self, part: &'a str) -> usize {
        part.as_ptr()
            .addr()
            .saturating_sub(self.text.as_ptr().addr())
    }

    fn place(&self, part: &'a str, at: usize) -> Place {
        Places::new(self.text).place(self.offset(part) + at)
    }

    /// `ahead` is at the documents already.
    fn read(
        &self,
        top: TopFields<'a>,
        ahead: Option<ScopedJoinHandle<'_, FoundDocuments>>,
    ) -> Result<LoadedProject, ProjectFileError> {
        let newer = self.judge_format(&top)?;
        let project = self.read_parts(top, ahead).map_err(|error| match &newer {
            None => error,
            Some(newer) => ProjectFileError::Newer {
                found: newer.found.clone(),
                error: Box::new(error),
            },
        })?;
        Ok(LoadedProject {
            project,
            read_only_reason: newer,
        })
    }

    pub(super) fn malformed(&self, part: &'a str, expected: impl Into<String>) -> ProjectFileError {
        ProjectFileError::Malformed {
            place: self.place(part, 0),
            expected: expected.into(),
        }
    }

    /// Format, version and unit; whether the version is newer than ours.
    fn judge_format(&self, top: &TopFields<'a>) -> Result<Option<NewerVersion>, ProjectFileError> {
        let word = |raw: &'a RawValue| serde_json::from_str::<String>(raw.get());
        match top.format.map(|raw| (raw, word(raw))) {
            Some((_, Ok(format))) if format == FORMAT => {}
            Some((raw, Ok(format))) => {
                return Err(not_a_project(self.place(raw.get(), 0), Some(&format)));
            }
            Some((raw, Err(_))) => return Err(not_a_project(self.place(raw.get(), 0), None)),
            None => return Err(not_a_project(self.place(self.text, 0), None)),
        }
        let Some(version) = top.version else {
            return Err(self.malformed(self.text, "the key \"version\" is missing"));
        };
        let newer = newer_version(version.get());
        if newer.is_none() && version.get() != VERSION.to_string() {
            let why = format!("\"version\" is {}, expected {VERSION}", version.get());
            return Err(self.malformed(version.get(), why));
        }
        match top.offset_unit.map(|raw| (raw, word(raw))) {
            Some((_, Ok(unit))) if unit == OFFSET_UNIT => {}
            Some((raw, unit)) => {
                return Err(ProjectFileError::OffsetUnit {
                    place: self.place(raw.get(), 0),
                    found: unit.unwrap_or_else(|_| raw.get().to_owned()),
                });
            }
            None => {
                let why =
                    format!("the key \"offset_unit\" with the value {OFFSET_UNIT:?} is missing");
                return Err(self.malformed(self.text, why));
            }
        }
        Ok(newer)
    }

    fn read_schema(&self, top: &TopFields<'a>) -> Result<Schema, ProjectFileError> {
        let Some(schema) = top.schema.map(RawValue::get) else {
            return Err(self.malformed(self.text, "the key \"schema\" is missing"));
        };
        self.shallow(schema, MAX_DEPTH - 1)?;
        parse_schema(schema).map_err(|error| ProjectFileError::Malformed {
            place: self.place(schema, offset_of_error(schema, &error)),
            expected: message_of_error(&error),
        })
    }

    fn read_head(&self, top: &mut TopFields<'a>) -> Result<ProjectHead, ProjectFileError> {
        let mut foreign = Vec::with_capacity(top.foreign.len());
        for (name, raw) in std::mem::take(&mut top.foreign) {
            self.shallow(raw.get(), MAX_DEPTH - 1)?;
            foreign.push((name, one_line(raw.get())));
        }
        let head = std::mem::take(&mut top.head).whole(ForeignFields(foreign));
        head.map_err(|why| self.malformed(self.text, why))
    }

    fn shallow(&self, part: &'a str, max: usize) -> Result<(), ProjectFileError> {
        match too_deep(part, max) {
            None => Ok(()),
            Some(at) => Err(ProjectFileError::TooDeep {
                place: self.place(part, at),
            }),
        }
    }

    fn read_parts(
        &self,
        mut top: TopFields<'a>,
        ahead: Option<ScopedJoinHandle<'_, FoundDocuments>>,
    ) -> Result<Project, ProjectFileError> {
        let mut project = Project::new(self.read_head(&mut top)?);
        let schema = self.read_schema(&top)?;
        if let Err(refused) = project.set_schema(Arc::new(schema)) {
            let schema = top.schema.map_or(self.text, RawValue::get);
            return Err(self.malformed(schema, refused.0));
        }
        let mut lists = Lists::new(self, project);
        lists.annotators(&elements(top.annotators))?;
        lists.documents(&elements(top.documents), ahead)?;
        lists.annotations(&elements(top.annotations))?;
        lists.relations(&elements(top.relations))?;
        lists.progress(&elements(top.progress))?;
        lists.decisions(&elements(top.decisions))?;
        lists.speakers(&elements(top.speakers))?;
        lists.rejected(&elements(top.rejected))?;
        Ok(lists.into_project())
    }
}
