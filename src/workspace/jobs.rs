//! Background work with progress and cancel. The only place that starts threads.

use crate::agreement::Runner;
use std::num::NonZero;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, TryRecvError, channel};
use std::sync::{Arc, Mutex, PoisonError};

/// Starts a named thread that nobody waits for.
#[allow(
    clippy::disallowed_methods,
    reason = "this is the one place where threads start"
)]
pub(super) fn spawn(name: &str, work: impl FnOnce() + Send + 'static) {
    let started = std::thread::Builder::new()
        .name(name.to_owned())
        .spawn(work);
    if let Err(error) = started {
        log::error!("cannot start the thread {name}: {error}");
    }
}

#[derive(Default)]
struct Shared {
    done: AtomicU64,
    total: AtomicU64,
    is_cancelled: AtomicBool,
    what: Mutex<String>,
}

/// What the work tells about itself, and whether it is still wanted.
#[derive(Clone, Default)]
pub struct JobContext {
    shared: Arc<Shared>,
    wake: Option<Arc<dyn Fn() + Send + Sync>>,
}

impl JobContext {
    /// Tells how far the work is. `total` 0: not known.
    pub fn set_progress(&self, done: u64, total: u64) {
        self.shared.total.store(total, Ordering::Relaxed);
        let before = self.shared.done.swap(done, Ordering::Relaxed);
        // A redraw for each per cent, not for each item.
        let per_cent = |n: u64| n.saturating_mul(100).checked_div(total).unwrap_or(n / 64);
        if per_cent(before) != per_cent(done)
            && let Some(wake) = &self.wake
        {
            wake();
        }
    }

    /// Tells what is being done, such as a file's name.
    pub fn set_what(&self, what: impl Into<String>) {
        *self
            .shared
            .what
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = what.into();
    }

    /// Whether nobody wants the result any more: return soon.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.shared.is_cancelled.load(Ordering::Relaxed)
    }
}

/// Pieces of work on all processors, with a job's progress and cancel.
pub struct Threads<'a> {
    context: &'a JobContext,
    n_threads: usize,
}

impl<'a> Threads<'a> {
    /// As many threads as there are processors.
    #[must_use]
    pub fn new(context: &'a JobContext) -> Self {
        let n = std::thread::available_parallelism().map_or(1, NonZero::get);
        Self::with(context, n)
    }

    /// This many threads.
    #[must_use]
    pub fn with(context: &'a JobContext, n_threads: usize) -> Self {
        Self { context, n_threads }
    }
}

impl Runner for Threads<'_> {
    fn each(&self, n: usize, work: &(dyn Fn(usize) + Sync)) -> bool {
        let (next, done) = (AtomicUsize::new(0), AtomicU64::new(0));
        let worker = || {
            while !self.context.is_cancelled() {
                let i = next.fetch_add(1, Ordering::Relaxed);
                if i >= n {
                    break;
                }
                work(i);
                let done = done.fetch_add(1, Ordering::Relaxed) + 1;
                self.context.set_progress(done, n as u64);
            }
        };
        std::thread::scope(|scope| {
            for _ in 1..self.n_threads.min(n) {
                scope.spawn(worker);
            }
            worker();
        });
        !self.context.is_cancelled()
    }

    fn is_cancelled(&self) -> bool {
        self.context.is_cancelled()
    }
}

/// How far a job is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct JobProgress {
    /// Items done.
    pub done: u64,
    /// Items in all; 0 where not known.
    pub total: u64,
    /// What is being done.
    pub what: String,
}

/// Work under way on another thread.
pub struct Job<T> {
    name: String,
    context: JobContext,
    result: Receiver<T>,
}

/// A job that ended without a result: the work panicked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the work ended unexpectedly")]
pub struct JobLost;

impl<T: Send + 'static> Job<T> {
    /// Starts `work`; `wake` is called when it has something to show.
    pub fn spawn(
        wake: &Arc<dyn Fn() + Send + Sync>,
        name: impl Into<String>,
        work: impl FnOnce(&JobContext) -> T + Send + 'static,
    ) -> Self {
        let name = name.into();
        let context = JobContext {
            wake: Some(wake.clone()),
            ..JobContext::default()
        };
        let (sender, result) = channel();
        let inside = context.clone();
        let wake = wake.clone();
        spawn(&name, move || {
            // Dropped at the end even when the work panics, so that the result is asked for once more.
            let _wake = WakeOnDrop(wake);
            // The receiver may be gone: then nobody wants the result.
            let _ = sender.send(work(&inside));
        });
        Self {
            name,
            context,
            result,
        }
    }

    /// What it is, for the user.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How far it is.
    #[must_use]
    pub fn progress(&self) -> JobProgress {
        let shared = &self.context.shared;
        JobProgress {
            done: shared.done.load(Ordering::Relaxed),
            total: shared.total.load(Ordering::Relaxed),
            what: shared
                .what
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .clone(),
        }
    }

    /// Asks it to stop soon.
    pub fn cancel(&self) {
        self.context
            .shared
            .is_cancelled
            .store(true, Ordering::Relaxed);
    }

    /// The result, once.
    ///
    /// # Errors
    /// When the work panicked.
    pub fn poll(&self) -> Option<Result<T, JobLost>> {
        match self.result.try_recv() {
            Ok(value) => Some(Ok(value)),
            Err(TryRecvError::Empty) => None,
            Err(TryRecvError::Disconnected) => Some(Err(JobLost)),
        }
    }
}

struct WakeOnDrop(Arc<dyn Fn() + Send + Sync>);

impl Drop for WakeOnDrop {
    fn drop(&mut self) {
        (self.0)();
    }
}
