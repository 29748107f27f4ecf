//! What is compared with what, and the comparison as it is worked out beside the window: begun, followed, cancelled, and
//! worked out again when the layers have changed.

use crate::agreement::Settings;
use crate::model::{AnnotatorId, AnnotatorKind, Project};
use crate::workspace::adjudication::last_pair;
use crate::workspace::comparison::{busy, start, start_reanchored};
use crate::workspace::{
    Access, Compared, Environment, Job, JobLost, JobProgress, OpenError, OpenOptions, Side,
    Workspace,
};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// After the last edit a comparison waits so long before it is worked out again.
pub const PAUSE: Duration = Duration::from_millis(1200);

/// A project that is not the open one.
#[derive(Clone, Debug)]
pub struct OtherProject {
    /// Its file.
    pub path: PathBuf,
    /// What it is called.
    pub name: String,
    /// As it was when it was read.
    pub project: Arc<Project>,
    /// Of a newer version, of which this program may not know all: it is compared, but nothing is taken out of it.
    pub is_newer: bool,
}

/// Who is compared.
#[derive(Clone, Debug)]
pub enum Asked {
    /// Annotators of the open project, two or more.
    Within(Vec<AnnotatorId>),
    /// One of the open project with one of another.
    With {
        /// The other project.
        other: OtherProject,
        /// Of the open one.
        a: AnnotatorId,
        /// Of the other one.
        b: AnnotatorId,
    },
}

impl Asked {
    /// The two between whom was decided last, so that one goes on there; else two people of a project who have both
    /// annotated, where there is no choice.
    #[must_use]
    pub fn obvious(project: &Project) -> Option<Self> {
        if let Some(pair) = last_pair(project) {
            return Some(Self::Within(pair.to_vec()));
        }
        let people: Vec<AnnotatorId> = busy_people(project);
        (people.len() == 2).then_some(Self::Within(people))
    }

    /// One of each project, where there is no choice.
    #[must_use]
    pub fn obvious_with(project: &Project, other: &OtherProject) -> Option<Self> {
        let only = |project: &Project| match &busy_people(project)[..] {
            [one] => Some(one.clone()),
            _ => None,
        };
        Some(Self::With {
            a: only(project)?,
            b: only(&other.project)?,
            other: other.clone(),
        })
    }

    /// The other project, if there is one.
    #[must_use]
    pub fn other(&self) -> Option<&OtherProject> {
        match self {
            Self::Within(_) => None,
            Self::With { other, .. } => Some(other),
        }
    }

    /// The layers, with the open project as it stands now. `None`: one of them is gone.
    fn sides(&self, project: &Arc<Project>) -> Option<Vec<Side>> {
        let side = |project: &Arc<Project>, annotator: &AnnotatorId| {
            project.annotator(annotator)?;
            Some(Side {
                project: project.clone(),
                annotator: annotator.clone(),
            })
        };
        match self {
            Self::Within(all) => all.iter().map(|id| side(project, id)).collect(),
            Self::With { other, a, b } => Some(vec![side(project, a)?, side(&other.project, b)?]),
        }
    }
}

/// The people and the adjudicators of a project who have annotated; the adjudicators only where there are no two people.
fn busy_people(project: &Project) -> Vec<AnnotatorId> {
    let all = busy(project);
    let is_person = |id: &&AnnotatorId| {
        let annotator = project.annotator(id);
        annotator.is_some_and(|a| a.kind == AnnotatorKind::Human)
    };
    let people: Vec<AnnotatorId> = all.iter().filter(is_person).cloned().collect();
    if people.is_empty() { all } else { people }
}

/// A comparison that is there.
#[derive(Clone, Debug)]
pub struct Found {
    /// The figures and places, with what they were made of.
    pub compared: Arc<Compared>,
    /// Who is compared.
    pub asked: Asked,
    /// Counts up with each comparison: what is made of one is new when this is.
    pub version: u64,
}

/// How far a bar is that never goes back: a comparison has several rounds, each of which counts from the beginning, and
/// nobody knows how many come. Each round takes half of what is left.
#[derive(Clone, Debug, Default)]
pub struct Bar {
    n_rounds: i32,
    /// Of the last look.
    last: f32,
}

impl Bar {
    /// From 0 to 1, never 1; from the beginning on where nothing is done yet.
    pub fn share(&mut self, progress: &JobProgress) -> f32 {
        let share = progress.done as f32 / progress.total.max(1) as f32;
        let share = share.clamp(0.0, 1.0);
        if progress.total == 0 {
            *self = Self::default();
        } else if share < self.last {
            self.n_rounds += 1;
        }
        self.last = share;
        1.0 - 0.5_f32.powi(self.n_rounds) * (1.0 - 0.5 * share)
    }
}

/// What came of a look at the work.
#[derive(Debug)]
pub enum Told {
    /// The other project could not be read.
    CannotRead(Box<OpenError>),
    /// The other project is there, and it is not clear who is to be compared.
    WhoOf(OtherProject),
    /// The work ended unexpectedly.
    Lost(JobLost),
}

/// When the comparison is to be begun.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Due {
    /// Somebody has asked for it.
    AtOnce,
    /// The layers were seen to have changed then: when nothing more has changed for a while.
    ChangedAt(Instant),
}

type Reading = Job<Result<OtherProject, OpenError>>;

/// The comparison: asked for, under way, found.
#[derive(Default)]
pub struct Work {
    asked: Option<Asked>,
    reading: Option<Reading>,
    running: Option<Job<Option<Compared>>>,
    found: Option<Found>,
    n_found: u64,
    /// The revision that the sides were last looked at with.
    looked_at: Option<u64>,
    /// The project that `running`, else `found`, was made of.
    made_of: Option<Arc<Project>>,
    /// When it is to be begun.
    due: Option<Due>,
    /// Articles whose texts differ are compared too, on the text of the open project.
    is_reanchored: bool,
    /// The user has stopped it: it is not begun again by itself.
    is_stopped: bool,
    /// Figures that take longer are worked out, too.
    is_advanced: bool,
    /// Longer or shorter than [`PAUSE`].
    pub pause: Option<Duration>,
}

impl Work {
    /// What there is.
    #[must_use]
    pub fn found(&self) -> Option<&Found> {
        self.found.as_ref()
    }

    /// How far the work is that goes on.
    #[must_use]
    pub fn progress(&self) -> Option<JobProgress> {
        let reading = self.reading.as_ref().map(Job::progress);
        self.running.as_ref().map(Job::progress).or(reading)
    }

    /// Whether the layers have changed since what is there was worked out.
    #[must_use]
    pub fn is_stale(&self) -> bool {
        self.found.is_some() && (self.due.is_some() || self.running.is_some())
    }

    /// Whether nothing was asked for, or what was asked for was stopped before it was there.
    #[must_use]
    pub fn is_idle(&self) -> bool {
        let is_asked = self.due.is_some() || self.running.is_some() || self.reading.is_some();
        self.found.is_none() && !is_asked
    }

    /// Asks for a comparison; one that is under way is not wanted any more.
    pub fn ask(&mut self, asked: Asked) {
        self.stop_jobs();
        self.asked = Some(asked);
        self.found = None;
        self.made_of = None;
        self.looked_at = None;
        self.due = Some(Due::AtOnce);
        self.is_stopped = false;
        self.is_reanchored = false;
    }

    /// Whether articles whose texts differ are compared too.
    #[must_use]
    pub fn is_reanchored(&self) -> bool {
        self.is_reanchored
    }

    /// Compares articles whose texts differ too, or does not any more.
    pub fn reanchor(&mut self, is_on: bool) {
        self.is_reanchored = is_on;
        self.is_stopped = false;
        self.due = Some(Due::AtOnce);
    }

    /// Works out what is there once more, with the figures that take longer.
    pub fn ask_advanced(&mut self) {
        self.is_advanced = true;
        self.is_stopped = false;
        self.due = Some(Due::AtOnce);
    }

    /// Reads another project, to be compared with.
    pub fn read(&mut self, env: &Environment, path: &Path) {
        self.stop_jobs();
        let (env, path) = (env.clone(), path.to_owned());
        let wake = env.wake.clone();
        self.is_stopped = false;
        self.reading = Some(Job::spawn(
            &wake,
            "Reading the other project",
            move |context| {
                context.set_what(path.display().to_string());
                let options = OpenOptions {
                    access: Access::Read,
                    in_background: false,
                };
                let opened = Workspace::open(env, &path, options)?;
                Ok(OtherProject {
                    name: opened.workspace.name(),
                    project: Arc::new(opened.workspace.project().clone()),
                    is_newer: opened.workspace.is_newer_version(),
                    path,
                })
            },
        ));
    }

    /// Stops what goes on; what was found stays.
    pub fn stop(&mut self) {
        self.stop_jobs();
        self.is_stopped = true;
        self.due = None;
    }

    fn stop_jobs(&mut self) {
        self.reading = None;
        if let Some(job) = self.running.take() {
            job.cancel();
        }
    }

    fn pause(&self) -> Duration {
        self.pause.unwrap_or(PAUSE)
    }

    /// Takes what came, and begins what is due: only while somebody looks (`is_seen`). Gives what is to be told, and
    /// after what time there is more to do.
    pub fn tick(
        &mut self,
        workspace: &Workspace,
        is_seen: bool,
        now: Instant,
    ) -> (Option<Told>, Option<Duration>) {
        let mut told = None;
        if let Some(result) = self.reading.as_ref().and_then(Job::poll) {
            self.reading = None;
            match result {
                Ok(Ok(other)) => match Asked::obvious_with(workspace.project(), &other) {
                    Some(asked) => self.ask(asked),
                    None => told = Some(Told::WhoOf(other)),
                },
                Ok(Err(error)) => told = Some(Told::CannotRead(Box::new(error))),
                Err(lost) => told = Some(Told::Lost(lost)),
            }
        }
        if let Some(result) = self.running.as_ref().and_then(Job::poll) {
            self.running = None;
            match (result, &self.asked) {
                (Ok(Some(compared)), Some(asked)) => {
                    self.n_found += 1;
                    self.found = Some(Found {
                        compared: Arc::new(compared),
                        asked: asked.clone(),
                        version: self.n_found,
                    });
                }
                (Ok(_), _) => {}
                (Err(lost), _) => {
                    self.is_stopped = true;
                    told = Some(Told::Lost(lost));
                }
            }
        }
        if !is_seen || self.is_stopped {
            return (told, None);
        }
        if self.asked.is_none()
            && self.reading.is_none()
            && let Some(asked) = Asked::obvious(workspace.project())
        {
            self.ask(asked);
        }
        self.look(workspace, now);
        (told, self.begin_if_due(workspace, now))
    }

    /// Whether the layers have changed, looked at once a revision.
    fn look(&mut self, workspace: &Workspace, now: Instant) {
        let revision = workspace.revision();
        if self.looked_at == Some(revision) {
            return;
        }
        self.looked_at = Some(revision);
        if let (Some(asked), Some(made_of)) = (&self.asked, &self.made_of)
            && !is_same(made_of, workspace.project(), asked)
        {
            self.due = Some(Due::ChangedAt(now));
        }
    }

    fn begin_if_due(&mut self, workspace: &Workspace, now: Instant) -> Option<Duration> {
        if let Due::ChangedAt(at) = self.due? {
            let since = now.saturating_duration_since(at);
            if since < self.pause() {
                return Some(self.pause().saturating_sub(since));
            }
        }
        self.due = None;
        let asked = self.asked.as_ref()?;
        let project = Arc::new(workspace.project().clone());
        let Some(sides) = asked.sides(&project) else {
            // Somebody is gone.
            self.asked = None;
            self.found = None;
            return None;
        };
        if let Some(job) = self.running.take() {
            job.cancel();
        }
        let settings = Settings {
            is_per_document: true,
            is_advanced: self.is_advanced,
            ..Settings::default()
        };
        self.made_of = Some(project);
        let start = if self.is_reanchored {
            start_reanchored
        } else {
            start
        };
        self.running = Some(start(&workspace.env().wake, sides, settings));
        None
    }
}

impl Drop for Work {
    fn drop(&mut self) {
        self.stop_jobs();
    }
}

/// Whether the layers compared are the same in two states of the open project. Costs what has changed: parts that did not
/// are shared.
fn is_same(old: &Project, new: &Project, asked: &Asked) -> bool {
    let compared = |id: &AnnotatorId| match asked {
        Asked::Within(all) => all.contains(id),
        Asked::With { a, .. } => a == id,
    };
    fn all_shared<T>(old: &[Arc<T>], new: &[Arc<T>]) -> bool {
        old.len() == new.len() && old.iter().zip(new).all(|(a, b)| Arc::ptr_eq(a, b))
    }
    let names = |project: &Project| {
        let all = project.annotators().iter().filter(|a| compared(&a.id));
        all.cloned().collect::<Vec<_>>()
    };
    Arc::ptr_eq(old.schema(), new.schema())
        && (std::ptr::eq(old.documents(), new.documents())
            || all_shared(old.documents(), new.documents()))
        && all_shared(&names(old), &names(new))
        && new.has_same_layers(old, compared)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_never_goes_back_and_begins_anew_with_other_work() {
        let mut bar = Bar::default();
        let mut share = |done, total| {
            bar.share(&JobProgress {
                done,
                total,
                ..JobProgress::default()
            })
        };
        let seen = [(0, 0), (2, 4), (4, 4), (1, 4), (4, 4), (1, 9), (9, 9)];
        let seen = seen.map(|(done, total)| share(done, total));
        assert!(seen.is_sorted(), "{seen:?}");
        assert!((seen[2] - 0.5).abs() < 1e-6 && seen[6] < 1.0, "{seen:?}");
        assert!(share(0, 0).abs() < 1e-6);
    }
}
