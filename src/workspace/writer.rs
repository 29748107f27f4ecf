//! Journal and saves, on a thread of their own (window) or at once (command line, tests).

use super::environment::Environment;
use super::jobs;
use crate::edit::Step;
use crate::model::Project;
use crate::storage::journal_body::step_to_json;
use crate::storage::project_file::write_project;
use crate::storage::{LockHolder, StorageError, StorageErrorKind, Store};
use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};

/// What the writer is asked, in order.
pub(super) enum Request {
    /// Put a step into the journal.
    Append(Arc<Step>),
    /// Try again what could not be put into the journal.
    Retry,
    /// Save this project, in which every step up to `number` is.
    Save { project: Project, number: u64 },
    /// Save it under another name and go on there.
    SaveAs {
        project: Project,
        number: u64,
        path: PathBuf,
        may_replace: bool,
    },
    /// Read what somebody else put in the project file's place.
    TakeOutside,
    /// Write what is left, give the lock back, stop.
    Close,
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

/// What the writer answers.
pub(super) enum Reply {
    /// Every step up to `number` is in the journal and synced.
    Safe { number: u64, at: String },
    /// Steps are not in the journal.
    JournalFailed(Failure),
    /// The project file holds every step up to `number`.
    Saved {
        number: u64,
        at: String,
        path: PathBuf,
        n_bytes: usize,
        moved: bool,
    },
    /// The project file is as it was.
    SaveFailed(Failure),
    /// What stands in the project file's place.
    Outside(Result<Option<Vec<u8>>, Failure>),
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
    },
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
        jobs::spawn("writer", move || {
            core.work(&todo, |reply| {
                // Nobody listens any more: the window is gone, the work still has to be done.
                let _ = answers.send(reply);
                wake();
            });
        });
        Self::Thread { requests, replies }
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
            Self::Thread { requests, .. } => {
                // The thread only ends after `Close`.
                let _ = requests.send(request);
            }
        }
    }

    /// The next answer, if there is one.
    pub(super) fn try_next(&mut self) -> Option<Reply> {
        match self {
            Self::Inline { replies, .. } => replies.pop_front(),
            Self::Thread { replies, .. } => replies.try_recv().ok(),
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
    fn work(mut self, requests: &Receiver<Request>, mut answer: impl FnMut(Reply)) {
        while let Ok(first) = requests.recv() {
            // Steps that queued up while the disk was busy are synced together.
            let mut batch = vec![first];
            batch.extend(requests.try_iter());
            let is_last = batch.iter().any(|r| matches!(r, Request::Close));
            self.handle(batch, &mut answer);
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
                Request::Save { project, number } => {
                    let bytes = write_project(&project);
                    let saved = self.store.save(&bytes);
                    self.report_save(saved, number, bytes.len(), false, answer);
                }
                Request::SaveAs {
                    project,
                    number,
                    path,
                    may_replace,
                } => {
                    let bytes = write_project(&project);
                    let holder = LockHolder::this_process(self.env.clock.now_rfc3339());
                    let saved = self.store.save_as(&path, &bytes, &holder, may_replace);
                    self.report_save(saved, number, bytes.len(), true, answer);
                }
                Request::TakeOutside => {
                    let taken = self.store.take_outside();
                    answer(Reply::Outside(taken.map_err(|e| Failure::from(&e))));
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

    fn report_save(
        &mut self,
        saved: Result<crate::storage::SaveReport, StorageError>,
        number: u64,
        n_bytes: usize,
        moved: bool,
        answer: &mut impl FnMut(Reply),
    ) {
        match saved {
            Ok(report) => answer(Reply::Saved {
                number,
                at: self.env.clock.now_rfc3339(),
                path: report.path,
                n_bytes,
                moved,
            }),
            Err(error) => answer(Reply::SaveFailed(Failure::from(&error))),
        }
    }
}
