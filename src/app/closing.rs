//! Projects that were left: saved beside the window, and back in it where that failed.

use super::dispatch::sentence;
use super::opening::Opening;
use super::project_view::OpenProject;
use super::window::App;
use crate::workspace::{Failure, Job, JobContext, JobLost, Workspace};
use std::sync::{Arc, Weak};
use std::time::Duration;

/// What came of closing a project: where it could not be saved, it comes back.
type Closed = Result<(), (Failure, Box<Workspace>)>;

/// A project that was left, and is being saved.
pub(super) struct Closing {
    job: Job<Closed>,
    /// Ends with the work, however that ends.
    under_way: Weak<()>,
}

impl Closing {
    /// Begins `work` beside the window.
    pub(super) fn spawn(
        wake: &Arc<dyn Fn() + Send + Sync>,
        work: impl FnOnce() -> Closed + Send + 'static,
    ) -> Self {
        let token = Arc::new(());
        let under_way = Arc::downgrade(&token);
        let job = Job::spawn(wake, "close project", move |_| {
            let closed = work();
            drop(token);
            closed
        });
        Self { job, under_way }
    }

    pub(super) fn poll(&self) -> Option<Result<Closed, JobLost>> {
        self.job.poll()
    }
}

impl Opening {
    /// Waits, in a job, until the projects that are being left are saved: their locks are free then.
    pub(super) fn wait_for_left(&self) -> impl Fn(&JobContext) + Send + 'static {
        let all: Vec<Weak<()>> = self.closing.iter().map(|c| c.under_way.clone()).collect();
        move |job| {
            while all.iter().any(|token| token.strong_count() > 0) && !job.is_cancelled() {
                std::thread::sleep(Duration::from_millis(2));
            }
        }
    }
}

/// # Leaving projects
impl App {
    pub(super) fn poll_closing(&mut self) {
        let mut failed = Vec::new();
        let n = self.opening.closing.len();
        self.opening.closing.retain(|closing| match closing.poll() {
            None => true,
            Some(Ok(Err((failure, workspace)))) => {
                failed.push((failure, workspace));
                false
            }
            Some(_) => false,
        });
        if self.opening.closing.len() < n {
            self.look_for_unnamed();
        }
        for (failure, workspace) in failed {
            // It comes back: nobody is to lose what could not be written.
            let text = format!(
                "{}\n\n{}\n\nIt stays open in this window.",
                sentence(&failure.message),
                sentence(&failure.help)
            );
            self.dialogs
                .say(format!("{} could not be saved", workspace.name()), text);
            let open = OpenProject::new(*workspace, &self.settings);
            self.close_in_background();
            self.open = Some(open);
        }
    }

    pub(super) fn close_in_background(&mut self) {
        self.remember_place();
        if let Some(mut old) = self.open.take() {
            old.leave_drafts();
            let workspace = old.workspace;
            let closing = Closing::spawn(&self.env.wake, || workspace.close());
            self.opening.closing.push(closing);
        }
    }

    pub(super) fn wait_for_closing(&mut self) {
        while !self.opening.closing.is_empty() {
            self.poll_closing();
            std::thread::sleep(Duration::from_millis(2));
        }
    }
}
