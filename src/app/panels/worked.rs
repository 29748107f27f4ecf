//! What a panel works out from the whole project: kept until project or query change, and worked out on another thread
//! where there is much to go through.

use crate::model::Project;
use crate::workspace::Job;
use std::sync::Arc;

/// Up to so many elements it is worked out at once; above, on another thread.
pub const AT_ONCE: usize = 4_000;

/// Works it out; `None` when the closure said on the way that nobody wants it any more.
pub type WorkOut<Q, T> = fn(&Project, &Q, &dyn Fn() -> bool) -> Option<T>;

/// Under way, and what it will belong to. Gives nothing when it was cancelled.
type Work<Q, T> = (u64, Q, Job<Option<T>>);

/// A value of a revision and a query.
pub struct Worked<Q, T> {
    /// What `value` belongs to.
    of: Option<(u64, Q)>,
    /// The value, or that of an earlier revision or query while the new one is on the way.
    pub value: T,
    /// Counts up whenever `value` changes.
    pub version: u64,
    work: Option<Work<Q, T>>,
}

impl<Q, T: Default> Default for Worked<Q, T> {
    fn default() -> Self {
        Self {
            of: None,
            value: T::default(),
            version: 0,
            work: None,
        }
    }
}

impl<Q: Clone + PartialEq + Send + 'static, T: Send + 'static> Worked<Q, T> {
    /// Whether the value is that of `revision` and `query`; where not, it is on the way. `n` is the number of elements
    /// to go through.
    pub fn follow(
        &mut self,
        (project, revision, n): (&Project, u64, usize),
        query: &Q,
        work_out: WorkOut<Q, T>,
        egui: &egui::Context,
    ) -> bool {
        if let Some((of, asked, job)) = &self.work
            && let Some(done) = job.poll()
        {
            if let Ok(Some(value)) = done {
                self.value = value;
                self.version += 1;
                self.of = Some((*of, asked.clone()));
            }
            self.work = None;
        }
        let is_for = |of: u64, asked: &Q| of == revision && asked == query;
        if self
            .of
            .as_ref()
            .is_some_and(|(of, asked)| is_for(*of, asked))
        {
            self.stop();
            return true;
        }
        if n <= AT_ONCE {
            self.stop();
            if let Some(value) = work_out(project, query, &|| false) {
                self.value = value;
            }
            self.version += 1;
            self.of = Some((revision, query.clone()));
            return true;
        }
        let is_on_the_way = self
            .work
            .as_ref()
            .is_some_and(|(of, asked, _)| is_for(*of, asked));
        if !is_on_the_way {
            self.stop();
            let egui = egui.clone();
            let wake: Arc<dyn Fn() + Send + Sync> = Arc::new(move || egui.request_repaint());
            let (project, asked) = (project.clone(), query.clone());
            let job = Job::spawn(&wake, "Work out a panel", move |context| {
                work_out(&project, &asked, &|| context.is_cancelled())
            });
            self.work = Some((revision, query.clone(), job));
        }
        false
    }

    fn stop(&mut self) {
        if let Some((_, _, job)) = self.work.take() {
            job.cancel();
        }
    }
}

impl<Q, I: PartialEq> Worked<Q, Vec<I>> {
    /// Where an element of a list stands.
    pub fn place_of(&self, id: &I) -> Option<usize> {
        self.value.iter().position(|row| row == id)
    }
}
