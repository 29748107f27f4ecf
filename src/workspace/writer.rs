//! Journal and saves, on a thread of their own (window) or at once (command line, tests).

use super::environment::Environment;
use super::jobs;
use super::origins::Remembering;
use super::queue::{Asking, Working, queue};
use crate::edit::Step;
use crate::model::Project;
use crate::storage::journal_body::step_to_json;
use crate::storage::project_file::{read_project, write_project};
use crate::storage::{LockHolder, StorageError, StorageErrorKind, Store};
use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, TryRecvError, channel};
use std::time::Duration;

/// What the writer is asked, in order.
pub(super) enum Request {
    /// Put a step into the journal.
    Append(Arc<Step>),
    /// Try again what could not be put into the journal.
    Retry,
    /// Save a project.
    Save(Box<Save>),
    /// Read what somebody else put in the project file's place.
    TakeOutside,
    /// Write where article files lie. Not answered: a failure is only logged.
    Remember(Remembering),
    /// Write what is left, give the lock back, stop.
    Close,
}

/// One save: asked for with it, answered with it, so that several under way are not mistaken for each other.
pub(super) struct Save {
    /// What is saved.
    pub(super) project: Project,
    /// Every step up to here is in it.
    pub(super) number: u64,
    /// Another file, in which the project then goes on.
    pub(super) elsewhere: Option<Elsewhere>,
}

/// Another file for a project.
pub(super) struct Elsewhere {
    pub(super) path: PathBuf,
    /// Whether a file that stands there may go; it stays as `.bak`.
    pub(super) may_replace: bool,
}

/// A failure in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// What happened, to which file.
    pub message: String,
    /// What to do.
    pub help: String,
    /// For callers that tell kinds apart.
    pub kind: StorageErrorKind,
}

impl From<&StorageError> for Failure {
    fn from(error: &StorageError) -> Self {
        Self {
            message: error.to_string(),
            help: error.help().to_owned(),
            kind: error.kind(),
        }
    }
}

/// The writer has ended although nobody told it to: a fault of the program.
pub(super) struct Stopped;

impl Stopped {
    /// In words.
    pub(super) fn failure(path: &Path) -> Failure {
        let what = "the part of the program that writes has stopped";
        Failure {
            message: format!("{what}: {}", path.display()),
            help: "copy what you need from the window, close it and start again: every edit that was shown as safe is in the journal"
                .to_owned(),
            kind: StorageErrorKind::CannotWrite,
        }
    }
}

/// What the writer answers.
pub(super) enum Reply {
    /// Every step up to `number` is in the journal and synced.
    Safe { number: u64, at: String },
    /// Steps are not in the journal.
    JournalFailed(Failure),
    /// The file at `path` holds this.
    Saved {
        save: Box<Save>,
        at: String,
        path: PathBuf,
        n_bytes: usize,
    },
    /// This was not saved; the file is as it was.
    SaveFailed { save: Box<Save>, failure: Failure },
    /// The project that stands in the project file's place, `None` where there is no file any more; else why it is none.
    Outside(Result<Option<Box<Project>>, String>),
    /// The writer has stopped.
    Closed,
}

/// Where the work is done.
pub(super) enum Writer {
    /// In the calling thread, before the call returns.
    Inline {
        core: Option<Box<Core>>,
        replies: VecDeque<Reply>,
    },
    /// On a thread of its own.
    Thread {
        requests: Sender<Request>,
        replies: Receiver<Reply>,
        queue: Asking,
    },
}

/// Who drops a writer waits no longer than this for what was asked of it.
const MAX_WAIT_AT_DROP: Duration = Duration::from_secs(5);

/// A workspace that goes without being closed (a panic, an early return) has still asked for its edits to be written.
impl Drop for Writer {
    fn drop(&mut self) {
        if let Self::Thread {
            requests, queue, ..
        } = self
        {
            // The thread ends when nobody can ask any more; then the lock is free too.
            let (nobody, _) = channel();
            *requests = nobody;
            if !queue.wait_for_end(MAX_WAIT_AT_DROP) {
                log::error!("the disk is slow: edits are still being written");
            }
        }
    }
}

pub(super) struct Core {
    store: Store,
    env: Environment,
    /// Every step up to here has been handed to the store.
    taken: u64,
}

impl Writer {
    pub(super) fn new(store: Store, env: &Environment, in_background: bool) -> Self {
        let core = Core {
            store,
            env: env.clone(),
            taken: 0,
        };
        if !in_background {
            return Self::Inline {
                core: Some(Box::new(core)),
                replies: VecDeque::new(),
            };
        }
        let (requests, todo) = channel();
        let (answers, replies) = channel();
        let wake = env.wake.clone();
        let (queue, working) = queue();
        jobs::spawn("writer", move || {
            core.work(&todo, &working, |reply| {
                // Nobody listens any more: the window is gone, the work still has to be done.
                let _ = answers.send(reply);
                wake();
            });
        });
        Self::Thread {
            requests,
            replies,
            queue,
        }
    }

    pub(super) fn ask(&mut self, request: Request) {
        match self {
            Self::Inline { core, replies } => {
                let Some(running) = core else { return };
                let is_last = matches!(request, Request::Close);
                running.handle(vec![request], &mut |reply| replies.push_back(reply));
                if is_last {
                    *core = None;
                }
            }
            Self::Thread {
                requests, queue, ..
            } => {
                queue.add();
                // The thread only ends after `Close`.
                let _ = requests.send(request);
            }
        }
    }

    /// The next answer, if there is one.
    ///
    /// # Errors
    /// When there will be none any more: the thread has ended.
    pub(super) fn try_next(&mut self) -> Result<Option<Reply>, Stopped> {
        match self {
            Self::Inline { replies, .. } => Ok(replies.pop_front()),
            Self::Thread { replies, .. } => match replies.try_recv() {
                Ok(reply) => Ok(Some(reply)),
                Err(TryRecvError::Empty) => Ok(None),
                Err(TryRecvError::Disconnected) => Err(Stopped),
            },
        }
    }

    /// The next answer; `None` when there will be none.
    pub(super) fn wait_next(&mut self) -> Option<Reply> {
        match self {
            Self::Inline { replies, .. } => replies.pop_front(),
            Self::Thread { replies, .. } => replies.recv().ok(),
        }
    }
}

impl Core {
    fn work(
        mut self,
        requests: &Receiver<Request>,
        working: &Working,
        mut answer: impl FnMut(Reply),
    ) {
        while let Ok(first) = requests.recv() {
            // Steps that queued up while the disk was busy are synced together.
            let mut batch = vec![first];
            batch.extend(requests.try_iter());
            let is_last = batch.iter().any(|r| matches!(r, Request::Close));
            let n = batch.len();
            self.handle(batch, &mut answer);
            working.done(n);
            if is_last {
                return;
            }
        }
        // Nobody can ask any more: the workspace is gone without `Close`. What was asked is done.
    }

    fn handle(&mut self, batch: Vec<Request>, answer: &mut impl FnMut(Reply)) {
        let mut steps: Vec<Arc<Step>> = Vec::new();
        for request in batch {
            if let Request::Append(step) = request {
                steps.push(step);
                continue;
            }
            self.append(&mut steps, answer);
            match request {
                Request::Append(_) => {}
                Request::Retry => self.journal(&[], answer),
                Request::Save(save) => answer(self.save(save)),
                Request::TakeOutside => {
                    let taken = self.store.take_outside();
                    let taken = taken.map_err(|error| error.to_string());
                    let project =
                        |bytes: Option<Vec<u8>>| bytes.as_deref().map(their_project).transpose();
                    let project = taken.and_then(project);
                    if project.is_err() {
                        // What cannot be merged stays somebody else's: no save may replace it.
                        self.store.leave_outside();
                    }
                    answer(Reply::Outside(project));
                }
                Request::Remember(remembering) => {
                    if let Err(why) = remembering.write(&*self.env.fs) {
                        log::warn!("where article files lie is not remembered: {why}");
                    }
                }
                Request::Close => {
                    // What still fails now is in memory only, and told already.
                    if self.store.n_unsafe() > 0 {
                        self.journal(&[], answer);
                    }
                    answer(Reply::Closed);
                }
            }
        }
        self.append(&mut steps, answer);
    }

    fn append(&mut self, steps: &mut Vec<Arc<Step>>, answer: &mut impl FnMut(Reply)) {
        if steps.is_empty() {
            return;
        }
        let bodies: Vec<String> = steps.iter().map(|s| step_to_json(s)).collect();
        self.taken = steps.iter().map(|s| s.number).fold(self.taken, u64::max);
        steps.clear();
        self.journal(&bodies, answer);
    }

    fn journal(&mut self, bodies: &[String], answer: &mut impl FnMut(Reply)) {
        match self.store.append(bodies) {
            Ok(_) => answer(Reply::Safe {
                number: self.taken,
                at: self.env.clock.now_rfc3339(),
            }),
            Err(error) => answer(Reply::JournalFailed(Failure::from(&error))),
        }
    }

    fn save(&mut self, save: Box<Save>) -> Reply {
        let bytes = write_project(&save.project);
        let saved = match &save.elsewhere {
            None => self.store.save(&bytes),
            Some(to) => {
                let holder = LockHolder::this_process(self.env.clock.now_rfc3339());
                let (path, may_replace) = (&to.path, to.may_replace);
                self.store.save_as(path, &bytes, &holder, may_replace)
            }
        };
        match saved {
            Ok(report) => Reply::Saved {
                save,
                at: self.env.clock.now_rfc3339(),
                path: report.path,
                n_bytes: bytes.len(),
            },
            Err(error) => Reply::SaveFailed {
                save,
                failure: Failure::from(&error),
            },
        }
    }
}

/// What somebody else wrote, as a project that can be merged.
fn their_project(bytes: &[u8]) -> Result<Box<Project>, String> {
    match read_project(bytes) {
        Ok(loaded) if loaded.read_only_reason.is_none() => Ok(Box::new(loaded.project)),
        Ok(_) => Err("it is of a newer version".to_owned()),
        Err(error) => Err(error.to_string()),
    }
}
