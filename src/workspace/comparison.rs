//! Comparing annotators: projects to plain data, documents matched, the work done as a job.
//!
//! [`Compared`] holds the figures and, beside them, the data they were made of: a place of the comparison names units of
//! [`Compared::input`] by their number, a unit's `id` is its annotation's, and [`Compared::side_of`] says in which
//! project it lies. Projects are shared, not copied.

mod before;
mod gathering;
mod matching;
mod naming;

pub use before::{Since, changed_since};
pub use gathering::{Gathered, gathered};
pub use matching::{DocumentMatch, Unmatched};
pub use naming::{ProjectFile, names};

use super::adjudication::Decidable;
use super::jobs::{Job, JobContext, Threads};
use super::reanchoring::{Reanchored, reanchored};
use crate::agreement::report::{self, Changed, LeftOut, Omitted, Source, Subject};
use crate::agreement::{Comparison, Input, LinkType, Settings, compare};
use crate::model::{Annotation, AnnotatorId, AnnotatorKind, DocumentId, Project, sha256_hex};
use crate::storage::project_file::write_project;
use naming::projects;
use std::collections::HashSet;
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
    context.set_what("working out the figures");
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
