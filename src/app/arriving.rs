//! Projects on their way into the window: opened, merged or copied beside it.

use super::context::AppAction;
use super::dialogs::{Dialog, WhoAnnotates};
use super::dispatch::sentence;
use super::opening::{Opening, progress_bar_ui, until_bar};
use super::shell::Shell;
use super::window::App;
use crate::model::{AnnotatorId, AnnotatorKind};
use crate::workspace::{
    Access, Job, JobContext, MergeSummary, OpenError, OpenOptions, Opened, Workspace,
};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// A project on its way.
pub(super) struct Arriving {
    path: PathBuf,
    why: Why,
    since: Instant,
    job: Job<Result<Arrived, OpenError>>,
}

/// What it is on its way for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Why {
    /// To be looked at.
    Open,
    /// To go on in another file, as its own cannot be written.
    SaveAs,
}

/// A project that is there.
struct Arrived {
    opened: Opened,
    /// What came of merging, where it is a merged copy.
    merged: Option<MergeSummary>,
}

impl From<Workspace> for Arrived {
    fn from(workspace: Workspace) -> Self {
        Self {
            opened: Opened {
                workspace,
                notes: Vec::new(),
            },
            merged: None,
        }
    }
}

impl Arriving {
    /// What goes on, in words.
    pub(super) fn words(&self) -> String {
        match self.why {
            Why::Open => format!("Opening {}…", self.path.display()),
            Why::SaveAs => format!("Saving {}…", self.path.display()),
        }
    }

    /// How long until it gets a bar; nothing where it has one.
    pub(super) fn until_bar(&self) -> Option<Duration> {
        until_bar(self.since)
    }

    /// That it is on its way, with a way to stop that.
    pub(super) fn progress_ui(&self, shell: &Shell<'_>, ui: &mut egui::Ui) {
        if self.until_bar().is_some() {
            return;
        }
        let mut progress = self.job.progress();
        progress.what = self.path.display().to_string();
        let (text, cancel) = match self.why {
            Why::Open => ("Opening…", Some(AppAction::CancelOpening)),
            Why::SaveAs => ("Saving…", None),
        };
        progress_bar_ui(shell, ui, text, &progress, cancel);
    }

    /// One that never comes, for a test.
    #[cfg(test)]
    pub(super) fn never(path: PathBuf) -> Self {
        let wake: std::sync::Arc<dyn Fn() + Send + Sync> = std::sync::Arc::new(|| {});
        let from = path.clone();
        Self {
            path,
            why: Why::Open,
            since: Instant::now()
                .checked_sub(crate::app::opening::BAR_AFTER)
                .unwrap_or_else(Instant::now),
            job: Job::spawn(&wake, "open project", move |job| {
                while !job.is_cancelled() {
                    std::thread::sleep(Duration::from_millis(1));
                }
                let env = crate::workspace::Environment::real();
                Workspace::open(env, &from, OpenOptions::default()).map(|opened| Arrived {
                    opened,
                    merged: None,
                })
            }),
        }
    }
}

impl Opening {
    /// The project under way is not wanted any more: whatever comes is put down again.
    pub(super) fn cancel_project(&mut self) {
        if let Some(arriving) = self.project.take() {
            arriving.job.cancel();
            self.unwanted.push(arriving);
        }
    }
}

/// # Projects on their way
impl App {
    pub(super) fn open_project(&mut self, path: PathBuf) {
        if let Some(open) = &self.open
            && open.workspace.read_only().is_none()
            && (open.workspace.file() == path
                || self
                    .env
                    .fs
                    .canonicalize(&path)
                    .is_ok_and(|p| p == open.workspace.file()))
        {
            self.toasts
                .say(format!("{} is open already", path.display()));
            return;
        }
        let (env, from) = (self.env.clone(), path.clone());
        self.arrive(path, Why::Open, move |_| {
            let options = OpenOptions {
                access: Access::WriteIfFree,
                in_background: true,
            };
            Ok(Arrived {
                opened: Workspace::open(env, &from, options)?,
                merged: None,
            })
        });
    }

    /// Opens a copy of a project file with what a journal adds that belongs to an earlier state of it.
    pub(super) fn open_merged(&mut self, path: PathBuf) {
        let (env, from) = (self.env.clone(), path.clone());
        let annotator = self.remembered_annotator(&path);
        self.arrive(path, Why::Open, move |_| {
            let (mut workspace, summary) = Workspace::open_merged_copy(env, &from, true)?;
            choose(&mut workspace, annotator);
            Ok(Arrived {
                merged: Some(summary),
                ..Arrived::from(workspace)
            })
        });
    }

    /// Opens a copy of a backup as a project without a name.
    pub(super) fn open_backup(&mut self, path: PathBuf) {
        let (env, from) = (self.env.clone(), path.clone());
        // The backup is called as its project, with `.bak` behind.
        let annotator = self.remembered_annotator(&path.with_extension(""));
        self.arrive(path, Why::Open, move |_| {
            let mut workspace = Workspace::open_copy_of_file(env, &from, true)?;
            choose(&mut workspace, annotator);
            Ok(workspace.into())
        });
    }

    /// The open project, which can only be read, goes on in another file.
    pub(super) fn save_copy(&mut self, path: PathBuf, may_replace: bool) {
        let Some(open) = &self.open else {
            return;
        };
        let (env, to) = (self.env.clone(), path.clone());
        let project = open.workspace.project().clone();
        let annotator = open.workspace.annotator().cloned();
        self.arrive(path, Why::SaveAs, move |_| {
            let mut workspace = Workspace::create(env, Some(&to), project, true, may_replace)?;
            choose(&mut workspace, annotator);
            Ok(workspace.into())
        });
    }

    fn remembered_annotator(&self, path: &Path) -> Option<AnnotatorId> {
        let place = self.settings.places.get(path)?;
        Some(place.annotator.as_str().into())
    }

    fn arrive(
        &mut self,
        path: PathBuf,
        why: Why,
        work: impl FnOnce(&JobContext) -> Result<Arrived, OpenError> + Send + 'static,
    ) {
        if self.opening.project.is_some() {
            self.toasts.say("Another project is being opened");
            return;
        }
        // What was cancelled may have the lock of the same file.
        let (same, others) = std::mem::take(&mut self.opening.unwanted)
            .into_iter()
            .partition(|arriving: &Arriving| arriving.path == path);
        self.opening.unwanted = others;
        // So may a project that is just being left.
        let wait_for_left = self.opening.wait_for_left();
        let job = Job::spawn(&self.env.wake, "open project", move |job| {
            for before in same {
                while before.job.poll().is_none() {
                    std::thread::sleep(Duration::from_millis(2));
                }
            }
            wait_for_left(job);
            work(job)
        });
        self.opening.project = Some(Arriving {
            path,
            why,
            since: Instant::now(),
            job,
        });
    }

    /// Takes a project that has arrived.
    pub(super) fn poll_arriving(&mut self) {
        self.opening
            .unwanted
            .retain(|arriving| arriving.job.poll().is_none());
        let Some(result) = (self.opening.project.as_ref()).and_then(|arriving| arriving.job.poll())
        else {
            return;
        };
        let Some(Arriving { path, why, .. }) = self.opening.project.take() else {
            return;
        };
        match result {
            Ok(Ok(arrived)) => {
                self.install(arrived.opened);
                if why == Why::SaveAs {
                    self.toasts.say(format!("Saved as {}", path.display()));
                }
                if let Some(summary) = arrived.merged {
                    self.tell_merged(&summary, "“we” is the file, “they” is the journal");
                }
            }
            Ok(Err(error)) if why == Why::SaveAs => self.dialogs.say(
                "The project could not be saved",
                format!("{}\n\n{}", sentence(&error.message), sentence(&error.help)),
            ),
            Ok(Err(error)) => self.tell_open_error(&error),
            Err(lost) => self.dialogs.say(
                "The project could not be opened",
                format!("{}: {}", sentence(&lost.to_string()), path.display()),
            ),
        }
    }

    fn install(&mut self, opened: Opened) {
        let was_open = self.open.is_some();
        self.show(opened.workspace);
        // That it is read only stands in a bar.
        for note in opened.notes.into_iter().filter(|note| !note.is_access) {
            self.toasts.say(note.message);
        }
        if let Some(open) = &self.open {
            let problems = open.workspace.problems();
            match problems.iter().filter(|p| !p.kind.is_notice()).count() {
                0 => {}
                1 => self.toasts.say("1 problem found: see Problems"),
                n => self.toasts.say(format!("{n} problems found: see Problems")),
            }
        }
        if was_open && let Some(open) = &self.open {
            self.toasts.say(format!("Opened {}", open.workspace.name()));
        }
        self.look_for_newer(false);
    }

    /// Asks whose layer the annotations go into, where nobody is chosen.
    pub(super) fn ask_who_annotates(&mut self) {
        let may_annotate = |open: &super::project_view::OpenProject| {
            open.workspace.annotator().is_none() && open.workspace.read_only().is_none()
        };
        if self.open.as_ref().is_some_and(may_annotate) {
            self.choose_who_annotates();
        }
    }

    /// Whose layer is one's own? Also where somebody is chosen already.
    pub(super) fn choose_who_annotates(&mut self) {
        let now = self.open.as_ref().and_then(|o| o.workspace.annotator());
        let question = WhoAnnotates::new(now.cloned());
        self.dialogs.open(Dialog::WhoAnnotates(question));
    }

    /// A project of several people that nobody has opened here before: one of them, or somebody new?
    pub(super) fn ask_who_annotates_of_several(&mut self) {
        let n_people = self.open.as_ref().map_or(0, |open| {
            let all = open.workspace.project().annotators().iter();
            all.filter(|a| a.kind == AnnotatorKind::Human).count()
        });
        if n_people > 1 {
            self.ask_who_annotates();
        }
    }
}

/// Whoever annotated the original goes on in the copy.
fn choose(workspace: &mut Workspace, annotator: Option<AnnotatorId>) {
    if let Some(id) = annotator
        && workspace.project().annotator(&id).is_some()
    {
        workspace.set_annotator(Some(id));
    }
}
