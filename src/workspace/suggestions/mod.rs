//! Candidates for annotations and links in the open project: looked for beside the window, kept kind by kind, and
//! which of them are still to be decided.
//!
//! A search stays valid while annotations change: what is annotated or rejected by now is left out when it is asked
//! for. Only [`SuggestionKind::Repeats`] and [`SuggestionKind::Machine`] start from annotations and are looked for again,
//! after a pause.
mod found;
mod query;
mod standing;
#[cfg(test)]
mod tests;

pub use found::{Found, SuggestedPlace, SuggestionKey};
pub use query::{Counts, FoundSet, Query, Stop, SuggestionOrder};
pub use standing::{Judge, Standing};

use super::{Job, JobProgress, Workspace};
use crate::model::{AnnotatorId, AnnotatorKind, DocumentId, DocumentLayer, Project};
use crate::suggest::{Cancelled, Suggestion, SuggestionKind, Watch};
use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// So long nothing may have changed before a search is made again by itself.
const CALM: Duration = Duration::from_millis(800);

/// What finds the candidates of a kind, the best first.
pub type Search = fn(
    &Project,
    SuggestionKind,
    Option<&AnnotatorId>,
    Watch<'_>,
) -> Result<Vec<Suggestion>, Cancelled>;

/// How far the search for a kind is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SearchState {
    /// Nobody has asked for it.
    NotAsked,
    /// Under way; what an earlier search found is still there.
    Looking(JobProgress),
    /// Done.
    Done,
    /// Somebody stopped it.
    Stopped,
    /// It ended without a result, which is a fault of the program.
    Failed,
}

/// The candidates of the open project.
pub struct Suggestions {
    wake: Arc<dyn Fn() + Send + Sync>,
    search: Search,
    kinds: [KindSearch; SuggestionKind::ALL.len()],
    found: FoundSet,
    version: u64,
    /// The revision seen last, and since when it stands.
    seen: (u64, Option<Instant>),
    /// Of the revision `judged_at`.
    judge: Judge,
    judged_at: Option<u64>,
}

#[derive(Default)]
struct KindSearch {
    is_asked: bool,
    /// What `found` was found in.
    basis: Option<Basis>,
    /// At this revision the basis was last compared.
    fresh_at: Option<u64>,
    job: Option<(Basis, Job<Result<Found, Cancelled>>)>,
    end: Option<SearchState>,
}

/// What a search depends on.
#[derive(Clone)]
struct Basis {
    texts: Vec<(DocumentId, Arc<str>)>,
    /// For searches that start from annotations: what stands for them, and who annotates.
    annotations: Option<(u64, Option<AnnotatorId>)>,
}

impl Basis {
    fn now(workspace: &Workspace, kind: SuggestionKind) -> Self {
        let documents = workspace.project().documents().iter();
        Self {
            texts: documents
                .map(|d| (d.id.clone(), d.text().clone()))
                .collect(),
            annotations: annotations_now(workspace, kind),
        }
    }

    fn is_of(&self, workspace: &Workspace, kind: SuggestionKind) -> bool {
        let documents = workspace.project().documents();
        let same_texts = documents.len() == self.texts.len()
            && documents.iter().zip(&self.texts).all(|(d, (id, text))| {
                d.id == *id && (Arc::ptr_eq(d.text(), text) || d.text() == text)
            });
        same_texts && self.annotations == annotations_now(workspace, kind)
    }
}

const fn starts_from_annotations(kind: SuggestionKind) -> bool {
    matches!(kind, SuggestionKind::Repeats | SuggestionKind::Machine)
}

/// What stands for the annotations that a search of this kind starts from.
fn annotations_now(
    workspace: &Workspace,
    kind: SuggestionKind,
) -> Option<(u64, Option<AnnotatorId>)> {
    let stamp = match kind {
        SuggestionKind::Repeats => workspace.revision(),
        SuggestionKind::Machine => stamp_of_programs(workspace.project()),
        _ => return None,
    };
    Some((stamp, workspace.annotator().cloned()))
}

/// A number that is another one when the layers of programs are: made of their counts by article and tag, and of their
/// links. An edit in a person's layer leaves it as it is.
///
/// Limitation: a program's annotation that moves and keeps article and tag is not seen. Only whoever annotates as the
/// program can do that, and choosing another annotator looks again.
fn stamp_of_programs(project: &Project) -> u64 {
    let programs = project.annotators().iter();
    let programs: BTreeMap<&AnnotatorId, &str> = programs
        .filter(|a| a.kind == AnnotatorKind::Machine)
        .map(|a| (&a.id, a.name.as_str()))
        .collect();
    let mut hasher = DefaultHasher::new();
    programs.hash(&mut hasher);
    if programs.is_empty() {
        return hasher.finish();
    }
    for document in project.documents() {
        let counts = project.layer(&document.id).into_iter();
        for count in counts.flat_map(DocumentLayer::counts) {
            if programs.contains_key(count.0) {
                (&document.id, count).hash(&mut hasher);
            }
        }
    }
    for relation in project.relations() {
        if programs.contains_key(&relation.annotator) {
            (&relation.id, &relation.relation_type).hash(&mut hasher);
        }
    }
    hasher.finish()
}

fn at(kind: SuggestionKind) -> usize {
    SuggestionKind::ALL
        .iter()
        .position(|k| *k == kind)
        .unwrap_or_default()
}

impl Suggestions {
    /// Nothing looked for yet; `wake` is called when a search has something to show.
    #[must_use]
    pub fn new(wake: &Arc<dyn Fn() + Send + Sync>, search: Search) -> Self {
        Self {
            wake: wake.clone(),
            search,
            kinds: Default::default(),
            found: FoundSet::default(),
            version: 0,
            seen: (0, None),
            judge: Judge::default(),
            judged_at: None,
        }
    }

    /// What was found so far.
    #[must_use]
    pub fn found(&self) -> &FoundSet {
        &self.found
    }

    /// Goes up when a search has ended.
    #[must_use]
    pub fn version(&self) -> u64 {
        self.version
    }

    /// How far the search for a kind is.
    #[must_use]
    pub fn state(&self, kind: SuggestionKind) -> SearchState {
        let search = &self.kinds[at(kind)];
        match (&search.job, &search.end) {
            (Some((_, job)), _) => SearchState::Looking(job.progress()),
            (None, Some(end)) => end.clone(),
            (None, None) => SearchState::NotAsked,
        }
    }

    /// Whether the search for one of these kinds is under way.
    #[must_use]
    pub fn is_looking(&self, kinds: &[SuggestionKind]) -> bool {
        kinds.iter().any(|kind| self.kinds[at(*kind)].job.is_some())
    }

    /// Whether somebody has asked for one of the kinds.
    #[must_use]
    pub fn is_asked(&self, kinds: &[SuggestionKind]) -> bool {
        kinds.iter().any(|kind| self.kinds[at(*kind)].is_asked)
    }

    /// Looks for the candidates of a kind, unless that was done or is under way.
    pub fn look_for(&mut self, kind: SuggestionKind, workspace: &Workspace) {
        let search = &mut self.kinds[at(kind)];
        search.is_asked = true;
        let is_stopped = matches!(search.end, Some(SearchState::Stopped | SearchState::Failed));
        if search.job.is_none() && (search.end.is_none() || is_stopped) {
            self.start(kind, workspace);
        }
    }

    /// Looks for the candidates of a kind from the start.
    pub fn look_again(&mut self, kind: SuggestionKind, workspace: &Workspace) {
        self.kinds[at(kind)].is_asked = true;
        self.start(kind, workspace);
    }

    /// Stops looking for a kind; what an earlier search found stays.
    pub fn stop(&mut self, kind: SuggestionKind) {
        let search = &mut self.kinds[at(kind)];
        if let Some((_, job)) = search.job.take() {
            job.cancel();
            search.end = Some(SearchState::Stopped);
            search.is_asked = false;
        }
    }

    fn start(&mut self, kind: SuggestionKind, workspace: &Workspace) {
        let project = workspace.project().clone();
        let annotator = workspace.annotator().cloned();
        let run = self.search;
        let job = Job::spawn(&self.wake, "look for suggestions", move |context| {
            let project = if starts_from_annotations(kind) {
                project
            } else {
                texts_only(&project)
            };
            let mut watch = |done, total| {
                context.set_progress(done, total);
                !context.is_cancelled()
            };
            let found = run(&project, kind, annotator.as_ref(), &mut watch)?;
            Ok(Found::new(&project, found))
        });
        let search = &mut self.kinds[at(kind)];
        if let Some((_, before)) = search.job.replace((Basis::now(workspace, kind), job)) {
            before.cancel();
        }
    }

    /// Takes what searches have found, and looks again for those of `shown` whose texts or annotations changed and
    /// then rested. Says when to come again.
    pub fn tick(
        &mut self,
        workspace: &Workspace,
        shown: &[SuggestionKind],
        now: Instant,
    ) -> Option<Duration> {
        self.take_results();
        self.follow(workspace);
        let revision = workspace.revision();
        if self.seen.0 != revision || self.seen.1.is_none() {
            self.seen = (revision, Some(now));
        }
        let mut wait = None;
        for kind in shown.iter().copied() {
            let search = &mut self.kinds[at(kind)];
            if !search.is_asked || search.job.is_some() || search.fresh_at == Some(revision) {
                continue;
            }
            let Some(basis) = &search.basis else {
                continue;
            };
            if basis.is_of(workspace, kind) {
                search.fresh_at = Some(revision);
                continue;
            }
            let rested = self
                .seen
                .1
                .map_or(Duration::ZERO, |since| now.saturating_duration_since(since));
            if rested >= CALM {
                self.start(kind, workspace);
            } else {
                wait = Some(CALM.saturating_sub(rested));
            }
        }
        wait
    }

    fn take_results(&mut self) {
        for (nth, search) in self.kinds.iter_mut().enumerate() {
            let Some(result) = search.job.as_ref().and_then(|(_, job)| job.poll()) else {
                continue;
            };
            let basis = search.job.take().map(|(basis, _)| basis);
            search.fresh_at = None;
            self.version += 1;
            match result {
                Ok(Ok(found)) => {
                    search.basis = basis;
                    search.end = Some(SearchState::Done);
                    self.found.put(nth, found);
                }
                Ok(Err(Cancelled)) => search.end = Some(SearchState::Stopped),
                Err(_) => {
                    search.end = Some(SearchState::Failed);
                    search.is_asked = false;
                }
            }
        }
    }

    /// From now on candidates are judged by the project as it stands. Costs nothing where it has not changed.
    pub fn follow(&mut self, workspace: &Workspace) {
        let revision = workspace.revision();
        if self.judged_at != Some(revision) && self.is_asked(&SuggestionKind::ALL) {
            self.judge = self
                .judge
                .follow(workspace.project(), workspace.annotator());
            self.judged_at = Some(revision);
        }
    }

    /// The judge of the project as it stood at the last [`Self::follow`].
    #[must_use]
    pub fn judge(&self) -> &Judge {
        &self.judge
    }
}

impl Drop for Suggestions {
    fn drop(&mut self) {
        // Nobody is left to take what they find.
        for (_, job) in self.kinds.iter().filter_map(|search| search.job.as_ref()) {
            job.cancel();
        }
    }
}

/// The project without its layers: what is found in the texts must not depend on what is annotated, as undo brings
/// back a candidate too.
fn texts_only(project: &Project) -> Project {
    let mut texts = Project::new(project.head().clone());
    // Nothing here can be refused: the elements come from a sound project.
    let _ = texts.set_schema(project.schema().clone());
    for (place, document) in project.documents().iter().enumerate() {
        let _ = texts.put_document(&document.id, Some((place, document.clone())));
    }
    for speaker in project.speakers() {
        let _ = texts.put_speaker(&speaker.id, Some(speaker.clone()));
    }
    texts
}
