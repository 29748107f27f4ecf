//! Comparing annotators: projects to plain data, documents matched, the work done as a job.
//!
//! [`Compared`] holds the figures and, beside them, the data they were made of: a place of the comparison names units of
//! [`Compared::input`] by their number, a unit's `id` is its annotation's, and [`Compared::side_of`] says in which
//! project it lies. Projects are shared, not copied.

mod before;

pub use before::{Since, changed_since};

use super::adjudication::Decidable;
use super::jobs::{Job, JobContext, Threads};
use super::reanchoring::{Reanchored, reanchored};
use crate::agreement::report::{self, Changed, LeftOut, Omitted, Source, Subject};
use crate::agreement::{
    Comparison, Document, Input, Link, LinkType, Runner, Settings, Unit, compare, runner, tokens_of,
};
use crate::model::{
    AnchorState, Annotation, AnnotationId, AnnotatorId, AnnotatorKind, DocumentId, ListName,
    Project, sha256_hex,
};
use crate::storage::FileSystem;
use crate::storage::atomic::MAX_FILE_BYTES;
use crate::storage::file_system::read_regular;
use crate::storage::project_file::write_project;
use crate::text::CharOffset;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::Path;
use std::sync::Arc;

/// Whose annotations are compared.
#[derive(Clone, Debug)]
pub struct Side {
    /// The project; copies share their parts.
    pub project: Arc<Project>,
    /// The layer.
    pub annotator: AnnotatorId,
}

impl Side {
    /// The annotator's name, or the id where the name is empty.
    #[must_use]
    pub fn name(&self) -> String {
        let annotator = self.project.annotator(&self.annotator);
        match annotator {
            Some(a) if !a.name.is_empty() => a.name.clone(),
            _ => self.annotator.to_string(),
        }
    }
}

/// What the sides are called where one must be able to tell them apart: where two have one name, with the file, or of
/// one file with the id. `files`: of each project once, in the order of the sides; where they are not told or have one
/// name too, the sides are the first, the second, ….
#[must_use]
pub fn names(sides: &[Side], files: &[ProjectFile]) -> Vec<String> {
    const PLACES: [&str; 2] = ["first", "second"];
    let plain: Vec<String> = sides.iter().map(Side::name).collect();
    let projects = projects(sides);
    let is_one_project = projects.len() == 1;
    let file_of = |side: &Side| {
        let at = projects
            .iter()
            .position(|p| Arc::ptr_eq(p, &side.project))?;
        files.get(at).map(|file| file.name.as_str())
    };
    let told = |(i, side): (usize, &Side)| {
        let is_like = |other: &usize| *other != i && plain[*other] == plain[i];
        let like: Vec<usize> = (0..sides.len()).filter(is_like).collect();
        let name = &plain[i];
        if like.is_empty() {
            return name.clone();
        }
        if is_one_project {
            return format!("{name} ({})", side.annotator);
        }
        let is_file_of_another =
            |file: &&str| like.iter().any(|j| file_of(&sides[*j]) == Some(file));
        match file_of(side).filter(|file| !is_file_of_another(file)) {
            Some(file) => format!("{name} ({file})"),
            None => match PLACES.get(i) {
                Some(place) => format!("{name} ({place})"),
                None => format!("{name} ({})", i + 1),
            },
        }
    };
    sides.iter().enumerate().map(told).collect()
}

/// The projects of the sides, each once.
fn projects(sides: &[Side]) -> Vec<&Arc<Project>> {
    let mut projects: Vec<&Arc<Project>> = Vec::new();
    for side in sides {
        if !projects.iter().any(|p| Arc::ptr_eq(p, &side.project)) {
            projects.push(&side.project);
        }
    }
    projects
}

/// The file of a compared project, for reports.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProjectFile {
    /// Its name, without folder.
    pub name: String,
    /// SHA-256 of its bytes, where they could be read.
    pub sha256: Option<String>,
}

impl ProjectFile {
    /// The file as it lies there. Takes as long as reading it.
    #[must_use]
    pub fn at(fs: &dyn FileSystem, path: &Path) -> Self {
        let name = path.file_name().unwrap_or(path.as_os_str());
        let bytes = read_regular(fs, path, MAX_FILE_BYTES, "cannot read the project");
        Self {
            name: name.to_string_lossy().into_owned(),
            sha256: bytes.ok().map(|bytes| sha256_hex(&bytes)),
        }
    }
}

/// A document that only one project has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unmatched {
    /// Its id.
    pub id: DocumentId,
    /// Its title.
    pub title: String,
    /// One of the same id or title in the other project, whose text differs.
    pub candidate: Option<DocumentId>,
}

impl Unmatched {
    /// Why it has no partner, in words.
    #[must_use]
    pub fn reason(&self) -> String {
        match &self.candidate {
            Some(id) => format!("the text of {id} in the other project differs"),
            None => "the other project has no article with this text".to_owned(),
        }
    }
}

/// Which documents of two projects are the same.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DocumentMatch {
    /// Pairs, in the order of the first project.
    pub both: Vec<(DocumentId, DocumentId)>,
    /// Only in the first.
    pub only_a: Vec<Unmatched>,
    /// Only in the second.
    pub only_b: Vec<Unmatched>,
}

impl DocumentMatch {
    /// Matches by the hash of the text; equal texts first by id, then by title, then in order.
    #[must_use]
    pub fn of(a: &Project, b: &Project) -> Self {
        let mut free: HashMap<&str, Vec<usize>> = HashMap::new();
        for (j, document) in b.documents().iter().enumerate() {
            free.entry(document.text_sha256()).or_default().push(j);
        }
        let mut partner: Vec<Option<usize>> = vec![None; a.documents().len()];
        for rule in 0..3 {
            for (document, partner) in a.documents().iter().zip(&mut partner) {
                let Some(equal) = free.get_mut(document.text_sha256()) else {
                    continue;
                };
                let fits = |&j: &usize| {
                    let other = &b.documents()[j];
                    match rule {
                        0 => other.id == document.id,
                        1 => other.title == document.title,
                        _ => true,
                    }
                };
                if partner.is_none()
                    && let Some(at) = equal.iter().position(fits)
                {
                    *partner = Some(equal.remove(at));
                }
            }
        }
        let mut found = Self::default();
        let mut is_taken = vec![false; b.documents().len()];
        for (document, partner) in a.documents().iter().zip(partner) {
            if let Some(j) = partner {
                is_taken[j] = true;
                let other = b.documents()[j].id.clone();
                found.both.push((document.id.clone(), other));
            } else {
                found.only_a.push(unmatched(document, b));
            }
        }
        for (document, is_taken) in b.documents().iter().zip(is_taken) {
            if !is_taken {
                found.only_b.push(unmatched(document, a));
            }
        }
        found
    }

    /// All documents of one project with themselves.
    #[must_use]
    pub fn within(project: &Project) -> Self {
        let ids = project.documents().iter().map(|d| d.id.clone());
        Self {
            both: ids.map(|id| (id.clone(), id)).collect(),
            ..Self::default()
        }
    }
}

fn unmatched(document: &crate::model::Document, other: &Project) -> Unmatched {
    let by_title =
        |d: &&Arc<crate::model::Document>| !document.title.is_empty() && d.title == document.title;
    let candidate = other
        .document(&document.id)
        .or_else(|| other.documents().iter().find(by_title));
    Unmatched {
        id: document.id.clone(),
        title: document.title.clone(),
        candidate: candidate.map(|d| d.id.clone()),
    }
}

/// A finished comparison with what it was made of.
#[derive(Clone, Debug)]
pub struct Compared {
    /// The annotators, in the order of [`Input::annotators`].
    pub sides: Vec<Side>,
    /// Which documents were compared.
    pub documents: DocumentMatch,
    /// The data.
    pub input: Input,
    /// The figures and places.
    pub comparison: Comparison,
    /// What can be decided about it.
    pub decidable: Decidable,
    /// Articles whose texts differ, compared on the first one's text because somebody asked for it.
    pub reanchored: Vec<Reanchored>,
    /// What of each side's layer is not compared.
    pub omitted: Vec<Omitted>,
    /// What changed since an earlier state, where somebody asked.
    pub since: Option<Since>,
}

impl Compared {
    /// Where a unit lies.
    #[must_use]
    pub fn side_of(&self, unit: usize) -> &Side {
        &self.sides[self.input.units[unit].annotator]
    }

    /// The annotation that a unit stands for.
    #[must_use]
    pub fn annotation(&self, unit: usize) -> Option<&Arc<Annotation>> {
        let id = self.input.units[unit].id.as_str().into();
        self.side_of(unit).project.annotation(&id)
    }

    /// The id that document `i` of the input has on a side.
    #[must_use]
    pub fn document_id(&self, i: usize, side: usize) -> Option<&DocumentId> {
        let (a, b) = self.documents.both.get(i)?;
        Some(if side == 0 { a } else { b })
    }

    /// What the sides are called, no two alike: see [`names`].
    #[must_use]
    pub fn names(&self, files: &[ProjectFile]) -> Vec<String> {
        names(&self.sides, files)
    }

    /// What a report tells; the workspace hands it to [`crate::agreement::report`]. `files`: the project files, of each
    /// project once.
    #[must_use]
    pub fn subject(&self, files: &[ProjectFile]) -> Subject<'_> {
        let projects = projects(&self.sides);
        let left_out = [&self.documents.only_a, &self.documents.only_b]
            .into_iter()
            .enumerate()
            .flat_map(|(side, all)| {
                all.iter().map(move |d| LeftOut {
                    side,
                    id: d.id.to_string(),
                    title: d.title.clone(),
                    reason: d.reason(),
                })
            });
        let label_name = |id: &String| {
            let schemas = projects.iter().map(|p| p.schema());
            let mut labels = schemas.flat_map(|s| &s.labels);
            let found = labels.find(|l| l.id.as_str() == id && !l.name.is_empty());
            found.map_or_else(|| id.clone(), |l| l.name.clone())
        };
        let type_name = |t: &LinkType| {
            let schemas = projects.iter().map(|p| p.schema());
            let mut types = schemas.flat_map(|s| &s.relation_types);
            let found = types.find(|own| own.id.as_str() == t.id && !own.name.is_empty());
            found.map_or_else(|| t.id.clone(), |own| own.name.clone())
        };
        let sources = projects.iter().enumerate().map(|(i, project)| {
            let file = files.get(i).cloned().unwrap_or_default();
            Source {
                name: file.name,
                sha256: sha256_hex(&write_project(project)),
                file_sha256: file.sha256,
            }
        });
        Subject {
            comparison: &self.comparison,
            input: &self.input,
            names: self.names(files),
            label_names: self.input.labels.iter().map(label_name).collect(),
            link_type_names: self.input.link_types.iter().map(type_name).collect(),
            words: (0..self.input.units.len()).map(|u| self.words(u)).collect(),
            sources: sources.collect(),
            left_out: left_out.collect(),
            reanchored: self.reanchored.iter().map(told).collect(),
            omitted: self.omitted.clone(),
            changed: self.since.as_ref().map(|since| Changed {
                since: since.file.name.clone(),
                file_sha256: since.file.sha256.clone(),
                n_articles: since.n_articles,
                changes: &since.changes,
            }),
            version: env!("CARGO_PKG_VERSION").to_owned(),
        }
    }

    /// The words of a unit; fragments joined with ` … `.
    #[must_use]
    pub fn words(&self, unit: usize) -> String {
        let found = self.annotation(unit).and_then(|annotation| {
            let document = self.side_of(unit).project.document(&annotation.document)?;
            Some(annotation.covered_text(document.text()))
        });
        found.unwrap_or_default()
    }
}

fn told(one: &Reanchored) -> report::Reanchored {
    report::Reanchored {
        title: one.title.clone(),
        a: one.a.to_string(),
        b: one.b.to_string(),
        exact: one.counts.exact,
        moved: one.counts.moved,
        changed: one.counts.changed,
        lost: one.counts.lost,
    }
}

/// The people of a project: its human annotators, or all where fewer than two are human.
#[must_use]
pub fn people(project: &Project) -> Vec<AnnotatorId> {
    let all = || project.annotators().iter();
    let humans = all().filter(|a| a.kind == AnnotatorKind::Human);
    let humans: Vec<AnnotatorId> = humans.map(|a| a.id.clone()).collect();
    if humans.len() >= 2 {
        return humans;
    }
    all().map(|a| a.id.clone()).collect()
}

/// The annotators of a project that have annotations, in its order.
#[must_use]
pub fn busy(project: &Project) -> Vec<AnnotatorId> {
    let found: HashSet<&AnnotatorId> = project.annotations().map(|a| &a.annotator).collect();
    let all = project.annotators().iter();
    all.filter(|a| found.contains(&a.id))
        .map(|a| a.id.clone())
        .collect()
}

/// The layers of the sides as plain data.
#[derive(Clone, Debug, Default)]
pub struct Gathered {
    /// Which documents are compared.
    pub documents: DocumentMatch,
    /// The data.
    pub input: Input,
    /// What is not in it, of each side.
    pub omitted: Vec<Omitted>,
}

/// Makes plain data of the sides: all in one project, or two in two. An annotation whose words are lost is left out, for
/// where it is kept says nothing about that place. `None`: cancelled, or no sides.
#[must_use]
pub fn gathered(sides: &[Side], runner: &dyn Runner) -> Option<Gathered> {
    let (first, last) = (sides.first()?, sides.last()?);
    let matched = if sides
        .iter()
        .all(|side| Arc::ptr_eq(&side.project, &first.project))
    {
        DocumentMatch::within(&first.project)
    } else {
        DocumentMatch::of(&first.project, &last.project)
    };
    let mut input = Input {
        annotators: sides.iter().map(|s| s.annotator.to_string()).collect(),
        ..Input::default()
    };
    schemas(sides, &mut input);
    let labels: HashMap<String, usize> = numbered(&input.labels);
    let found = runner::map(runner, matched.both.len(), |i| {
        one_document(sides, &matched.both[i], i, &labels)
    })?;
    let mut omitted: Vec<Omitted> = sides.iter().map(of_faulty).collect();
    for (document, units, n_lost) in found {
        input.documents.push(document);
        input.units.extend(units);
        for (omitted, n) in omitted.iter_mut().zip(n_lost) {
            omitted.lost += n;
        }
    }
    links(sides, &mut input, &mut omitted);
    Some(Gathered {
        documents: matched,
        input,
        omitted,
    })
}

/// What of a layer the project holds as faulty.
fn of_faulty(side: &Side) -> Omitted {
    #[derive(serde::Deserialize)]
    struct Whose {
        annotator: String,
    }
    let faulty = side.project.set_aside().iter();
    let faulty = faulty.filter(|one| one.list == ListName::Annotations);
    let own = faulty.filter(|one| {
        let whose = serde_json::from_str::<Whose>(&one.raw);
        whose.is_ok_and(|whose| whose.annotator == side.annotator.as_str())
    });
    Omitted {
        set_aside: own.count(),
        ..Omitted::default()
    }
}

/// A document, the units in it, and how many annotations of each side are lost there.
fn one_document(
    sides: &[Side],
    (id, other): &(DocumentId, DocumentId),
    place: usize,
    labels: &HashMap<String, usize>,
) -> (Document, Vec<Unit>, Vec<usize>) {
    let mut units = Vec::new();
    let mut n_lost = vec![0; sides.len()];
    let document = sides.first().and_then(|side| side.project.document(id));
    let Some(document) = document else {
        // Cannot be: the pairs are made of the documents. The place is kept, for units count by it.
        return (Document::default(), units, n_lost);
    };
    let text = document.text();
    for (annotator, side) in sides.iter().enumerate() {
        let id = if annotator == 0 { id } else { other };
        let own = side.project.annotations_of(id);
        for annotation in own.filter(|a| a.annotator == side.annotator) {
            if annotation.anchor == Some(AnchorState::Lost) {
                n_lost[annotator] += 1;
                continue;
            }
            let char_of = |byte| document.index().char_from_byte(text, byte);
            let fragment = |span: &crate::text::TextSpan| {
                let (start, end) = (char_of(span.start())?, char_of(span.end())?);
                Some((CharOffset::get(start), CharOffset::get(end)))
            };
            // A label that no tag set has would have been set aside with its annotation.
            let Some(&label) = labels.get(annotation.label.as_str()) else {
                continue;
            };
            units.push(Unit {
                id: annotation.id.to_string(),
                document: place,
                annotator,
                label,
                fragments: annotation.spans.iter().filter_map(fragment).collect(),
            });
        }
    }
    let plain = Document {
        id: id.to_string(),
        title: document.title.clone(),
        length: document.index().n_chars(),
        tokens: tokens_of(text),
        assigned: None,
    };
    (plain, units, n_lost)
}

fn numbered(names: &[String]) -> HashMap<String, usize> {
    names.iter().cloned().zip(0..).collect()
}

/// The labels and types of the first project, then those that only another has.
fn schemas(sides: &[Side], input: &mut Input) {
    for side in sides {
        let schema = side.project.schema();
        for label in &schema.labels {
            if !input.labels.iter().any(|l| l == label.id.as_str()) {
                input.labels.push(label.id.to_string());
            }
        }
        for link_type in &schema.relation_types {
            if !input
                .link_types
                .iter()
                .any(|t| t.id == link_type.id.as_str())
            {
                input.link_types.push(LinkType {
                    id: link_type.id.to_string(),
                    is_symmetric: link_type.symmetric,
                });
            }
        }
    }
}

fn links(sides: &[Side], input: &mut Input, omitted: &mut [Omitted]) {
    let units: HashMap<(usize, &str), usize> = input
        .units
        .iter()
        .enumerate()
        .map(|(i, u)| ((u.annotator, u.id.as_str()), i))
        .collect();
    let types: BTreeMap<&str, usize> = input
        .link_types
        .iter()
        .enumerate()
        .map(|(i, t)| (t.id.as_str(), i))
        .collect();
    let mut found = Vec::new();
    for (annotator, side) in sides.iter().enumerate() {
        for relation in side.project.relations() {
            if relation.annotator != side.annotator {
                continue;
            }
            let unit = |id: &str| units.get(&(annotator, id)).copied();
            let ends = (unit(relation.from.as_str()), unit(relation.to.as_str()));
            let link_type = types.get(relation.relation_type.as_str());
            let is_lost = |id: &AnnotationId| {
                let end = side.project.annotation(id);
                end.is_some_and(|a| a.anchor == Some(AnchorState::Lost))
            };
            if is_lost(&relation.from) || is_lost(&relation.to) {
                omitted[annotator].links += 1;
            }
            // An end on an article that the other has not: nothing to compare.
            if let ((Some(from), Some(to)), Some(&link_type)) = (ends, link_type) {
                found.push(Link {
                    id: relation.id.to_string(),
                    annotator,
                    from,
                    to,
                    link_type,
                });
            }
        }
    }
    input.links = found;
}

/// Compares on all processors; `None`: cancelled, or fewer than two sides.
#[must_use]
pub fn compare_in_job(
    sides: Vec<Side>,
    settings: &Settings,
    context: &JobContext,
) -> Option<Compared> {
    let threads = Threads::new(context);
    context.set_what("reading the layers");
    let gathered = gathered(&sides, &threads)?;
    context.set_what("comparing");
    let comparison = compare(&gathered.input, settings, &threads)?;
    let decidable = Decidable::of(&sides, &gathered.documents, &gathered.input, &comparison);
    Some(Compared {
        decidable,
        sides,
        documents: gathered.documents,
        input: gathered.input,
        omitted: gathered.omitted,
        comparison,
        reanchored: Vec::new(),
        since: None,
    })
}

/// As [`compare_in_job`], with the articles of two projects whose texts differ put onto the first one's text; see
/// [`Compared::reanchored`].
#[must_use]
pub fn compare_reanchored(
    mut sides: Vec<Side>,
    settings: &Settings,
    context: &JobContext,
) -> Option<Compared> {
    let mut found = Vec::new();
    if let [first, second] = &sides[..]
        && !Arc::ptr_eq(&first.project, &second.project)
    {
        context.set_what("putting articles onto one text");
        let (side, reanchored) = reanchored(first, second);
        sides[1] = side;
        found = reanchored;
    }
    let mut compared = compare_in_job(sides, settings, context)?;
    compared.reanchored = found;
    Some(compared)
}

/// Starts it in the background.
#[must_use]
pub fn start(
    wake: &Arc<dyn Fn() + Send + Sync>,
    sides: Vec<Side>,
    settings: Settings,
) -> Job<Option<Compared>> {
    Job::spawn(wake, "Comparing annotators", move |context| {
        compare_in_job(sides, &settings, context)
    })
}

/// As [`start`], with articles whose texts differ put onto the first one's text: see [`compare_reanchored`].
#[must_use]
pub fn start_reanchored(
    wake: &Arc<dyn Fn() + Send + Sync>,
    sides: Vec<Side>,
    settings: Settings,
) -> Job<Option<Compared>> {
    Job::spawn(wake, "Comparing annotators", move |context| {
        compare_reanchored(sides, &settings, context)
    })
}

#[cfg(test)]
mod tests;
