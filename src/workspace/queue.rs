//! What the writers of this process have still to do, for whoever must not go before it is done: the hook of a panic, a
//! workspace that is dropped.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// How many requests each writer that runs has not done yet. There is one of it, as a process has one panic hook.
static WAITING: Mutex<BTreeMap<u64, usize>> = Mutex::new(BTreeMap::new());
/// Told after each change of [`WAITING`].
static CHANGED: Condvar = Condvar::new();
static NEXT: AtomicU64 = AtomicU64::new(0);

fn waiting() -> MutexGuard<'static, BTreeMap<u64, usize>> {
    WAITING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Waits while `is_waiting` says so; false when the time was over first.
fn wait_while(at_most: Duration, is_waiting: impl Fn(&BTreeMap<u64, usize>) -> bool) -> bool {
    let (guard, waited) = CHANGED
        .wait_timeout_while(waiting(), at_most, |all| is_waiting(all))
        .unwrap_or_else(PoisonError::into_inner);
    drop(guard);
    !waited.timed_out()
}

/// Waits until every edit and save that was asked for is written or has failed, but no longer than this. Says whether
/// it came to that.
pub fn wait_for_writers(at_most: Duration) -> bool {
    wait_while(at_most, |all| all.values().any(|n| *n > 0))
}

/// The side that asks.
pub(super) struct Asking(u64);

/// The side that works. When it is dropped, nothing waits any more: nobody is there to do it.
pub(super) struct Working(u64);

/// The two sides of a new writer.
pub(super) fn queue() -> (Asking, Working) {
    let id = NEXT.fetch_add(1, Ordering::Relaxed);
    waiting().insert(id, 0);
    (Asking(id), Working(id))
}

impl Asking {
    /// One more thing is to be done.
    pub(super) fn add(&self) {
        if let Some(n) = waiting().get_mut(&self.0) {
            *n += 1;
        }
    }

    /// Waits until the other side is gone; false when the time was over first.
    pub(super) fn wait_for_end(&self, at_most: Duration) -> bool {
        wait_while(at_most, |all| all.contains_key(&self.0))
    }
}

impl Working {
    /// So many things are done.
    pub(super) fn done(&self, n: usize) {
        if let Some(left) = waiting().get_mut(&self.0) {
            *left = left.saturating_sub(n);
        }
        CHANGED.notify_all();
    }
}

impl Drop for Working {
    fn drop(&mut self) {
        waiting().remove(&self.0);
        CHANGED.notify_all();
    }
}
